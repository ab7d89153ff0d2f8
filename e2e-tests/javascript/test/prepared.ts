// Something in each contract for the calls of calls.ts to find.

import type { HexString } from 'dedot/utils';
import { documentsOf } from '../guide/batches.js';
import { createChart } from '../guide/chart.js';
import { chartOf, deadlineIn, next, relay, signed } from '../guide/commands.js';
import type { Name, Suite } from '../guide/connect.js';
import { grantLaboratory, now } from '../guide/consent.js';
import { approve, commitmentOf, guardiansOf, recoveryOf } from '../guide/guardians.js';
import { publishKey } from '../guide/keys.js';
import { oneRecord } from '../guide/opening.js';
import { everything, setOf } from '../guide/sets.js';
import { inApp } from '../guide/signing.js';
import { submit } from '../guide/submit.js';
import type { ChartkeyInterfacesLogAccess } from '../types/access-log/index.js';
import type { ChartkeyGovernanceGovernedReleaseLike } from '../types/governor/index.js';
import type { ChartkeyCommandsCommand } from '../types/patient-account/index.js';
import type { ChartkeyInterfacesDirectoryRole } from '../types/provider-directory/index.js';
import { admin, authority, clinician, consultant, patient, stranger } from './accounts.js';
import { admitted, enrolled, metadata } from './suite.js';

/** 32 bytes that are all the same. */
export const hash = (byte: string) => `0x${byte.repeat(32)}` as const;

export const version = { digest: hash('5a'), size: 4_096n, locator: 'bafk', keyEpoch: 1 };
export const laboratory = { category: 'Laboratory', version } as const;
export const retained = { document: laboratory, retainUntil: 0n } as const;
export const key = { suite: 1, bytes: hash('11') } as const;

/** A release of the code that runs. */
export const release = (name: Name, version: number): ChartkeyGovernanceGovernedReleaseLike => ({
    code: metadata[name].source.hash as HexString,
    parts: [],
    version,
});

/** What the calls name. */
export type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Puts something into each contract, and answers what a call has to name. */
export async function prepare(suite: Suite) {
    const { accounts, governor, registry, directory, limits } = suite;
    const house = await admitted(suite);
    const roles = (...names: ChartkeyInterfacesDirectoryRole[]) => setOf(limits.roles, ...names);
    await enrolled(suite, house, clinician, roles('Clinician', 'Registrar', 'Emergency'));
    await submit(directory, 'invite', [house, consultant.id, roles('Clinician')], admin.pair);
    const profile = ['https://keeper.example', key, hash('a1')] as const;
    await submit(directory, 'setProfile', [house, ...profile], admin.pair);
    await submit(directory, 'publishKey', [key], clinician.pair);
    await submit(directory, 'setRegister', [hash('a2')], authority.pair);
    const chart = await createChart(suite, patient.pair);
    await publishKey(suite, chart, 'Laboratory', key, patient.pair);
    await grantLaboratory(suite, chart, clinician.id, 30n, patient.pair);
    const kept = { ...retained, retainUntil: (await now(suite)) + 86_400_000n };
    for (const record of [retained, kept]) {
        await submit(registry, 'register', [chart, house, record], clinician.pair);
    }
    await submit(registry, 'open', [chart, oneRecord(0), 'Treatment', house], clinician.pair);
    await submit(registry, 'waiveRetention', [chart, 1], clinician.pair);
    // A tree of one leaf is its hash.
    const tree = await documentsOf(suite, house);
    await submit(registry, 'anchor', [tree, 1n, hash('99'), []], clinician.pair);

    const from = await deadlineIn(suite, 0n);
    const terms = {
        grantee: { type: 'Practitioner', value: clinician.id },
        scope: { type: 'Document', value: 0 },
        purposes: 1,
        actions: 1,
        from,
        until: from + 86_400_000n,
        keys: hash('22'),
    } as const;
    const forbidden = {
        grantee: { type: 'Anyone' },
        scope: { type: 'Categories', value: everything.categories },
        purposes: everything.purposes,
        actions: 3,
        from,
    } as const;
    const request = {
        subject: clinician.id,
        organization: house,
        target: { type: 'Record', value: { document: 0, category: 'Laboratory', issuer: house } },
        purpose: 'Treatment',
        action: 'Append',
        emergency: false,
    } as const;
    const access = {
        actor: clinician.id,
        organization: house,
        subject: { type: 'Records', value: [0, 1] },
        purpose: 'Treatment',
        outcome: {
            type: 'Permit',
            value: [{ count: 2, basis: { type: 'Provision', value: 0 } }],
        },
        justification: hash('33'),
    } satisfies ChartkeyInterfacesLogAccess;

    const [owner, guardian] = [
        inApp(new Uint8Array(32).fill(1)),
        inApp(new Uint8Array(32).fill(2)),
    ];
    const own = chartOf(suite, owner.key, hash('66'));
    const command = async (command: ChartkeyCommandsCommand) =>
        signed(suite, await next(suite, own, command), owner);
    const commitment = commitmentOf(own, guardian.key, hash('77'));
    for (const done of [
        { type: 'CreateChart', value: { key: owner.key, salt: hash('66') } },
        { type: 'ChangeGuardians', value: guardiansOf([commitment], 1, 24) },
    ] as const) {
        await relay(suite, await command(done), stranger.pair);
    }
    await submit(
        governor,
        'announce',
        [accounts.address, release('patient-account', 2)],
        authority.pair,
    );
    const granting = await command({ type: 'Grant', value: terms });
    const recovery = await recoveryOf(suite, own, hash('88'), 1, 7n);
    const approval = await approve(suite, recovery, guardian, hash('77'));

    const records = { house, chart, tree, terms, forbidden, request, access };
    return { ...records, own, granting, recovery, approval };
}
