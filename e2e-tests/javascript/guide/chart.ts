import type { AddressOrPair } from 'dedot/types';
import {
    blake2AsHex,
    concatU8a,
    decodeAddress,
    hexToU8a,
    u8aToHex,
    type HexString,
} from 'dedot/utils';
import type { Suite } from './connect.js';
import { submit } from './submit.js';

/** The id that a chart gets: it can be computed before the chart is there. */
export function patientId(controller: string, salt: HexString, consentManager: string): HexString {
    return blake2AsHex(
        concatU8a(decodeAddress(controller), hexToU8a(salt), decodeAddress(consentManager)),
        256,
    );
}

/** Opens a chart for the signer and returns its id. */
export async function createChart({ consent }: Suite, patient: AddressOrPair): Promise<HexString> {
    const salt = u8aToHex(crypto.getRandomValues(new Uint8Array(32)));
    const { best } = await submit(consent, 'createChart', [salt], patient);
    const created = consent.events.ChartCreated.find(best.events);
    if (!created) throw new Error('the transaction created no chart');
    return created.data.patient;
}
