import { decodeAddress, u8aToHex } from 'dedot/utils';
import type {
    ChartkeyGovernanceGoverned as Governed,
    ChartkeyGovernanceHandover as Handover,
} from '../types/governor/index.js';
import type { Deployment, Name, Suite } from './connect.js';

/** Who can change a suite, and how soon. Accounts are 32 bytes in hex. */
export interface Governance {
    /** Who owns the governor, and whom that is offered to. */
    owner: Handover;
    /** Who admits and suspends organizations, and whom that is offered to. */
    steward: Handover;
    /** Of each governed contract the delay in milliseconds, what is announced, and a pause. */
    contracts: { name: Name; governed: Governed; paused: boolean }[];
}

/** The code hashes of a release, by bundle, from its deployments/artifacts/lock. */
function codesOf(lock: string): Map<string, string> {
    const lines = lock.split('\n').filter((line) => line && !line.startsWith('#'));
    return new Map(lines.map((line) => line.split(' ')).map(([bundle, code]) => [bundle!, code!]));
}

/**
 * Whether all contracts run the codes of a release and belong together; throws what does not fit.
 * Returns who governs them.
 */
export async function verifySuite(
    suite: Suite,
    { contracts }: Deployment,
    lock: string,
): Promise<Governance> {
    const { client, governor, log, consent, registry, directory, accounts } = suite;
    const check = (holds: boolean, what: string) => {
        if (!holds) throw new Error(what);
    };
    const codes = codesOf(lock);
    for (const [name, { address }] of Object.entries(contracts)) {
        const found = await client.query.contracts.contractInfoOf(address);
        const code = codes.get(name.replaceAll('-', '_'));
        const same = found !== undefined && found.codeHash === code;
        check(same, `${name} runs other code than the release's`);
    }

    const { data: writer } = await log.query.writer();
    check(writer?.address() === registry.address, 'the registry does not write the log');
    const { data: known } = await registry.query.directory();
    check(known?.address() === directory.address, 'the registry has another directory');
    const { data: behind } = await directory.query.registry();
    check(behind.address() === registry.address, 'the directory has another registry');
    const [itsConsent, itsLog] = (await registry.query.suite()).data;
    check(
        itsConsent.address() === consent.address && itsLog.address() === log.address,
        'the registry is over another consent manager or log',
    );
    const [first, second] = (await accounts.query.suite()).data;
    check(
        first.address() === consent.address && second.address() === registry.address,
        'the patient account stands before another suite',
    );
    const { data: domain } = await accounts.query.domain();
    check(
        domain.contract === u8aToHex(decodeAddress(accounts.address)) &&
            domain.chain === client.genesisHash,
        'the patient account takes texts for another contract or chain',
    );

    const governance: Governance = {
        owner: (await governor.query.owner()).data,
        steward: (await directory.query.steward()).data,
        contracts: [],
    };
    for (const [name, contract] of [
        ['consent-manager', consent],
        ['record-registry', registry],
        ['provider-directory', directory],
        ['patient-account', accounts],
    ] as const) {
        const { data: obeyed } = await contract.query.governedGovernor();
        const { data: governed } = await governor.query.governed(contract.address);
        check(obeyed.address() === governor.address, `${name} obeys another governor`);
        if (!governed || governed.plan.type === 'Expected') {
            throw new Error(`${name} is not wired to the governor`);
        }
        const { data: paused } = await contract.query.governedPaused();
        governance.contracts.push({ name, governed, paused });
    }
    return governance;
}
