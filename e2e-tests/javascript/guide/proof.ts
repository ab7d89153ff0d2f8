import { concatU8a, hexToU8a, u8aToHex, type HexString } from 'dedot/utils';
import type { ChartkeyInterfacesLogEntry } from '../types/access-log/index.js';
import type { Suite } from './connect.js';
import { codecOf } from './contract.js';

const sha256 = async (...parts: Uint8Array[]) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(concatU8a(...parts))));

/** The hash of a leaf: SHA-256 of 0x00 and SCALE(version, patient, index, entry). */
async function leafHash(
    { log }: Suite,
    patient: HexString,
    index: number,
    entry: ChartkeyInterfacesLogEntry,
): Promise<Uint8Array> {
    const type = log.metadata.types.find(({ type }) =>
        type.path?.join('::').endsWith('::log::Entry'),
    );
    const bytes = codecOf(log, type!.id).tryEncode(entry);
    const at = new Uint8Array(4);
    new DataView(at.buffer).setUint32(0, index, true);
    return sha256(Uint8Array.of(0, 1), hexToU8a(patient), at, bytes);
}

/** The root of a tree over leaf hashes (RFC 9162, section 2.1.1). */
async function rootOf(leaves: Uint8Array[]): Promise<Uint8Array> {
    if (leaves.length === 0) return sha256();
    if (leaves.length === 1) return leaves[0]!;
    let left = 1;
    while (left * 2 < leaves.length) left *= 2;
    const sides = [await rootOf(leaves.slice(0, left)), await rootOf(leaves.slice(left))];
    return sha256(Uint8Array.of(1), ...sides);
}

/** Whether these entries are the patient's whole log, unchanged. */
export async function isWholeLog(
    suite: Suite,
    patient: HexString,
    entries: ChartkeyInterfacesLogEntry[],
): Promise<boolean> {
    const { data: head } = await suite.log.query.logHead(patient);
    const leaves = await Promise.all(
        entries.map((entry, index) => leafHash(suite, patient, index, entry)),
    );
    return head.size === BigInt(entries.length) && head.root === u8aToHex(await rootOf(leaves));
}
