import type { AddressOrPair } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type {
    ChartkeyVocabularyDocumentVersion,
    ChartkeyInterfacesRegistryRecord,
} from '../types/record-registry/index.js';
import { asOf } from './block.js';
import type { Suite } from './connect.js';
import { now } from './consent.js';
import { Refused } from './errors.js';
import { submit } from './submit.js';

/** A year with its share of a leap day, in milliseconds. */
const YEAR = 31_556_952_000n;

/** `retainUntil` of a record that the organization has to keep for so many years. */
export async function retainedFor(suite: Suite, years: bigint): Promise<bigint> {
    return (await now(suite)) + years * YEAR;
}

/** Whether a record is a tombstone, is retained at this time, or may be erased. */
export function fateOf(
    { version, retainUntil }: ChartkeyInterfacesRegistryRecord,
    at: bigint,
): 'erased' | 'retained' | 'erasable' {
    if (!version) return 'erased';
    return at < retainUntil ? 'retained' : 'erasable';
}

/**
 * Erases a record for good. Returns, once that is final, what the chain has forgotten: digest
 * and locator say which ciphertext has to be destroyed.
 */
export async function erase(
    { registry }: Suite,
    patient: HexString,
    record: number,
    controller: AddressOrPair,
): Promise<ChartkeyVocabularyDocumentVersion> {
    const { data: before } = await registry.query.record(patient, record);
    if (!before) throw new Refused('UnknownRecord');
    const { final } = await submit(registry, 'erase', [patient, record], controller);
    if (!before.version || !registry.events.Erased.find((await final).events)) {
        throw new Error('the transaction erased nothing');
    }
    return before.version;
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
