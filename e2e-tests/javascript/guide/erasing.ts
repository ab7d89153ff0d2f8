import type { AddressOrPair } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type {
    ChartkeyVocabularyDocumentVersion,
    ChartkeyInterfacesRegistryRecord,
    ChartkeyInterfacesRegistryWaiver,
} from '../types/record-registry/index.js';
import { asOf } from './block.js';
import type { Suite } from './connect.js';
import { now } from './consent.js';
import { Refused } from './errors.js';
import { records } from './pages.js';
import { submit } from './submit.js';

/** A year with its share of a leap day, in milliseconds. */
const YEAR = 31_556_952_000n;

/** `retainUntil` of a record that the organization has to keep for so many years. */
export async function retainedFor(suite: Suite, years: bigint): Promise<bigint> {
    return (await now(suite)) + years * YEAR;
}

/**
 * Whether a record is a tombstone, is retained at this time, or may be erased. `waiver` is what
 * the registry's `waiver` says of its document.
 */
export function fateOf(
    { version, retainUntil }: ChartkeyInterfacesRegistryRecord,
    waiver: ChartkeyInterfacesRegistryWaiver | undefined,
    at: bigint,
): 'erased' | 'retained' | 'erasable' {
    if (!version) return 'erased';
    return at < retainUntil && waiver?.change !== 'Waived' ? 'retained' : 'erasable';
}

/**
 * Erases a document for good, all versions of it. Returns, once that is final, what the chain has
 * forgotten: digests and locators say which ciphertexts have to be destroyed.
 */
export async function erase(
    suite: Suite,
    patient: HexString,
    document: number,
    controller: AddressOrPair,
): Promise<ChartkeyVocabularyDocumentVersion[]> {
    const { registry } = suite;
    const versions = new Map<number, ChartkeyVocabularyDocumentVersion>();
    let id = 0;
    for await (const record of records(suite, patient)) {
        if (record.document === document && record.version) versions.set(id, record.version);
        id += 1;
    }
    if (versions.size === 0) throw new Refused('Erased');
    const forgotten: ChartkeyVocabularyDocumentVersion[] = [];
    while (forgotten.length < versions.size) {
        // From the oldest that is left on; one call erases `limits.erasedVersions` at the most.
        const oldest = [...versions.keys()][forgotten.length]!;
        const { final } = await submit(registry, 'eraseDocument', [patient, oldest], controller);
        const erased = registry.events.Erased.find((await final).events);
        if (!erased) throw new Error('the transaction erased nothing');
        forgotten.push(...erased.data.records.map((record) => versions.get(record)!));
    }
    return forgotten;
}

/** For a keeper, before it destroys anything: whether a record is a tombstone in a final block. */
export async function isErased(
    { client, registry }: Suite,
    patient: HexString,
    record: number,
): Promise<boolean> {
    const { hash } = await client.block.finalized();
    const { data: found } = await (await asOf(registry, hash)).query.record(patient, record);
    return found !== undefined && found.version === undefined;
}
