import type { AddressOrPair } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type { Suite } from './connect.js';
import { setOf } from './sets.js';
import { submit } from './submit.js';

const DAY = 24n * 60n * 60n * 1_000n;

/** The chain's clock, in milliseconds: the time of its best block. */
export const now = ({ client }: Suite): Promise<bigint> => client.query.timestamp.now();

/** Permits a practitioner to read and add laboratory results for treatment, for some days. */
export async function grantLaboratory(
    suite: Suite,
    patient: HexString,
    practitioner: HexString,
    days: bigint,
    controller: AddressOrPair,
): Promise<number> {
    const { categories, purposes, actions } = suite.limits;
    const from = await now(suite);
    const terms = {
        grantee: { type: 'Practitioner', value: practitioner },
        scope: { type: 'Categories', value: setOf(categories, 'Laboratory') },
        purposes: setOf(purposes, 'Treatment'),
        actions: setOf(actions, 'Read', 'Append'),
        from,
        until: from + days * DAY,
    } as const;
    const { best } = await submit(suite.consent, 'grant', [patient, terms], controller);
    const changed = suite.consent.events.PolicyChanged.find(best.events);
    const provision = changed?.data.change.added;
    if (!provision) throw new Error('the transaction granted nothing');
    return provision.id;
}
