import type { HexString } from 'dedot/utils';
import type { Suite } from './connect.js';

/** Calls back for each opening of a chart's records that a new block brings; returns the end. */
export async function watchOpenings(
    { registry }: Suite,
    patient: HexString,
    seen: (entry: number, permitted: boolean) => void,
): Promise<() => Promise<void>> {
    return registry.events.Opened.watch((openings) => {
        for (const { data } of openings) {
            if (data.patient === patient) seen(data.entry, data.decision.type === 'Permit');
        }
    });
}
