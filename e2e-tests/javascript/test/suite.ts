// Deploys the suite for a test, and connects to it as the guide does.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { LegacyClient, WsProvider } from 'dedot';
import {
    ContractDeployer,
    type GenericInstantiateSubmittableExtrinsic,
    type InkGenericContractApi,
} from 'dedot/contracts';
import { u8aToHex } from 'dedot/utils';
import {
    connect,
    type Deployment,
    type Metadata,
    type Name,
    type Suite,
} from '../guide/connect.js';
import { submit } from '../guide/submit.js';
import type { AccessLogContractApi } from '../types/access-log/index.js';
import type { ConsentManagerContractApi } from '../types/consent-manager/index.js';
import type { GovernorContractApi } from '../types/governor/index.js';
import type { PatientAccountContractApi } from '../types/patient-account/index.js';
import type { ProviderDirectoryContractApi } from '../types/provider-directory/index.js';
import type { RecordRegistryContractApi } from '../types/record-registry/index.js';
import { admin, authority, type Account } from './accounts.js';
import { nodeUrl, onNode } from './node.js';
import { bundle, bundles } from './repository.js';

const read = (name: string) => JSON.parse(readFileSync(bundle(name), 'utf8'));

/** Every contract's metadata. */
export const metadata: Metadata = {
    governor: read('governor'),
    'access-log': read('access-log'),
    'consent-manager': read('consent-manager'),
    'record-registry': read('record-registry'),
    'provider-directory': read('provider-directory'),
    'patient-account': read('patient-account'),
};

/** The lock file beside the bundles: the code hashes of the release. */
export const lock = readFileSync(join(bundles, 'lock'), 'utf8');

/** The parts that the consent manager and the registry pin, in the order of `hold`. */
export const parts = {
    consent: [read('consent-changes').source],
    registry: ['record-batches', 'record-emergencies', 'record-upkeep'].map(
        (name) => read(name).source,
    ),
};

/** An hour in milliseconds. */
export const HOUR = 3_600_000n;

/** The contracts under the governor, each with how long its releases wait, in milliseconds. */
export const delays = [
    ['consent-manager', 72n * HOUR],
    ['record-registry', 72n * HOUR],
    ['provider-directory', 72n * HOUR],
    ['patient-account', 360n * HOUR],
] as const;

/** Deploys governor and contracts, in the order in which they need one another. */
export async function deploy(client: LegacyClient): Promise<Deployment> {
    const contracts = {} as Deployment['contracts'];
    const options = () => ({ salt: u8aToHex(crypto.getRandomValues(new Uint8Array(16))) });
    const keep = async <Api extends InkGenericContractApi>(
        name: Name,
        transaction: GenericInstantiateSubmittableExtrinsic<Api>,
    ) => {
        const result = await transaction.signAndSend(authority.pair).untilBestChainBlockIncluded();
        const address = await result.contractAddress();
        contracts[name] = { address };
        return address;
    };
    for (const { wasm } of [...parts.consent, ...parts.registry]) {
        await client.tx.contracts
            .uploadCode(wasm, undefined, 'Enforced')
            .signAndSend(authority.pair)
            .untilBestChainBlockIncluded();
    }
    const code = (name: Name) => [client, metadata[name], metadata[name].source.wasm] as const;

    const governor = await keep(
        'governor',
        new ContractDeployer<GovernorContractApi>(...code('governor')).tx.new(options()),
    );
    const log = await keep(
        'access-log',
        new ContractDeployer<AccessLogContractApi>(...code('access-log')).tx.new(options()),
    );
    const consent = await keep(
        'consent-manager',
        new ContractDeployer<ConsentManagerContractApi>(...code('consent-manager')).tx.new(
            governor,
            options(),
        ),
    );
    const registry = await keep(
        'record-registry',
        new ContractDeployer<RecordRegistryContractApi>(...code('record-registry')).tx.new(
            governor,
            consent,
            log,
            options(),
        ),
    );
    await keep(
        'provider-directory',
        new ContractDeployer<ProviderDirectoryContractApi>(...code('provider-directory')).tx.new(
            governor,
            authority.id,
            registry,
            options(),
        ),
    );
    await keep(
        'patient-account',
        new ContractDeployer<PatientAccountContractApi>(...code('patient-account')).tx.new(
            governor,
            consent,
            registry,
            client.genesisHash,
            options(),
        ),
    );
    return { complete: true, chain: { genesis_hash: client.genesisHash }, contracts };
}

/** The steward admits an organization of the admin's. Returns its id. */
export async function admitted({ directory }: Suite): Promise<number> {
    const { best } = await submit(directory, 'admit', [admin.id], authority.pair);
    return directory.events.OrganizationChanged.find(best.events)!.data.organization;
}

/** The admin invites an account with these roles, and the account joins. */
export async function enrolled(
    { directory }: Suite,
    organization: number,
    member: Account,
    roles: number,
): Promise<void> {
    await submit(directory, 'invite', [organization, member.id, roles], admin.pair);
    await submit(directory, 'join', [organization], member.pair);
}

/** A suite, wired and connected, and the node that it is on. */
interface Deployed {
    suite: Suite;
    deployment: Deployment;
    url: string;
}

/**
 * Before the tests of a group, deploys a suite and lets the group prepare it; disconnects after
 * them. Does neither where tests that need a node are skipped.
 */
export function withSuite(prepare: (deployed: Deployed) => void | Promise<void>): void {
    let suite: Suite | undefined;
    before(async () => {
        if (onNode.skip) return;
        const deployed = await deployOn(await nodeUrl());
        ({ suite } = deployed);
        await prepare(deployed);
    });
    after(async () => {
        await suite?.client.disconnect();
    });
}

/** Deploys the suite on a node, connects to it and wires it. */
async function deployOn(url: string): Promise<Deployed> {
    const client = await LegacyClient.new({
        provider: new WsProvider(url),
        stalingDetectionTimeout: 0,
    });
    const deployment = await deploy(client).finally(() => client.disconnect());
    const suite = await connect(url, deployment, metadata, authority.address);
    await submit(suite.log, 'setWriter', [suite.registry.address], authority.pair);
    await submit(suite.registry, 'setDirectory', [suite.directory.address], authority.pair);
    for (const [name, delay] of delays) {
        const { address } = deployment.contracts[name];
        await submit(suite.governor, 'wire', [address, delay], authority.pair);
    }
    return { suite, deployment, url };
}
