import type { HexString } from 'dedot/utils';
import type { ChartkeyInterfacesGovernorGovernanceChange } from '../types/governor/index.js';
import type { Suite } from './connect.js';

/** Calls back for each opening of a chart's records that a new block brings; returns the end. */
export async function watchOpenings(
    { registry }: Suite,
    patient: HexString,
    seen: (entry: number, permitted: boolean) => void,
): Promise<() => Promise<void>> {
    return registry.events.Opened.watch((openings) => {
        for (const { data } of openings) {
            if (data.patient === patient) seen(data.entry, data.verdict.type === 'Permit');
        }
    });
}

/** Calls back for each change of a contract's governance, such as an announced release. */
export async function watchGovernance(
    { governor }: Suite,
    seen: (contract: string, change: ChartkeyInterfacesGovernorGovernanceChange) => void,
): Promise<() => Promise<void>> {
    return governor.events.GovernanceChanged.watch((changes) => {
        for (const { data } of changes) seen(data.contract.address(), data.change);
    });
}
