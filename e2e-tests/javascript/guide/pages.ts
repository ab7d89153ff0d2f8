import type { HexString } from 'dedot/utils';
import type { ChartkeyInterfacesLogEntry } from '../types/access-log/index.js';
import type { ChartkeyInterfacesRegistryRecord } from '../types/record-registry/index.js';
import type { Suite } from './connect.js';
import { Refused } from './errors.js';

/** The whole log of a patient, from entry `from` on. */
export async function* entries(
    { log, limits }: Suite,
    patient: HexString,
    from = 0,
): AsyncGenerator<ChartkeyInterfacesLogEntry> {
    for (;;) {
        const { data: page } = await log.query.logEntries(patient, from, limits.page);
        if (page.isErr) throw new Refused(page.err);
        yield* page.value;
        if (page.value.length < limits.page) return;
        from += limits.page;
    }
}

/** All records of a patient, in the order of their ids. */
export async function* records(
    { registry, limits }: Suite,
    patient: HexString,
): AsyncGenerator<ChartkeyInterfacesRegistryRecord> {
    for (let from = 0; ; from += limits.page) {
        const { data: page } = await registry.query.records(patient, from, limits.page);
        if (page.isErr) throw new Refused(page.err);
        yield* page.value;
        if (page.value.length < limits.page) return;
    }
}
