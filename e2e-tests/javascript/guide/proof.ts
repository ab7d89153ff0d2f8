import type { TypinkRegistry } from 'dedot/contracts';
import { concatU8a, hexToU8a, u8aToHex, type HexString } from 'dedot/utils';
import type { ChartkeyInterfacesLogEntry } from '../types/access-log/index.js';
import type { ChartkeyInterfacesBatchesRecordLeaf } from '../types/record-registry/index.js';
import type { Suite } from './connect.js';
import { codecOf } from './contract.js';

/** SHA-256 over these bytes, one part after the other. */
export const sha256 = async (...parts: Uint8Array[]) =>
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

/** The largest power of two below a number that is larger than 1: where a tree is parted. */
export function largestBelow(size: number): number {
    let left = 1;
    while (left * 2 < size) left *= 2;
    return left;
}

/** The root of a tree over leaf hashes (RFC 9162, section 2.1.1). */
export async function rootOf(leaves: Uint8Array[]): Promise<Uint8Array> {
    if (leaves.length === 0) return sha256();
    if (leaves.length === 1) return leaves[0]!;
    const left = largestBelow(leaves.length);
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

/** The data of a leaf of a batch: the format's version, 1, and the leaf in SCALE. */
export function recordLeafData(
    registry: TypinkRegistry,
    leaf: ChartkeyInterfacesBatchesRecordLeaf,
): Uint8Array {
    const type = registry.metadata.types.find(({ type }) => type.path?.at(-1) === 'RecordLeaf');
    return concatU8a(Uint8Array.of(1), codecOf({ registry }, type!.id).tryEncode(leaf));
}

const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

/** Whether this leaf is at this index of a tree (RFC 9162, section 2.1.3.2). */
export async function isIncluded(
    data: Uint8Array,
    index: bigint,
    size: bigint,
    proof: HexString[],
    root: HexString,
): Promise<boolean> {
    if (index >= size) return false;
    let [position, last, node] = [index, size - 1n, await sha256(Uint8Array.of(0), data)];
    for (const sibling of proof.map((hash) => hexToU8a(hash))) {
        if (last === 0n) return false;
        if (position % 2n === 1n || position === last) {
            node = await nodeHash(sibling, node);
            for (; position % 2n === 0n && position > 0n; position /= 2n) last /= 2n;
        } else {
            node = await nodeHash(node, sibling);
        }
        position /= 2n;
        last /= 2n;
    }
    return last === 0n && u8aToHex(node) === root;
}

/**
 * Whether a tree of `second` leaves begins with all those of an earlier one (RFC 9162, section
 * 2.1.4.2). The earlier one has leaves, and fewer.
 */
export async function isExtended(
    first: bigint,
    second: bigint,
    firstRoot: HexString,
    secondRoot: HexString,
    proof: HexString[],
): Promise<boolean> {
    if (proof.length === 0) return false;
    const isPerfect = (first & (first - 1n)) === 0n;
    const [start, ...path] = isPerfect ? [firstRoot, ...proof] : proof;
    let [position, last] = [first - 1n, second - 1n];
    for (; position % 2n === 1n; position /= 2n) last /= 2n;
    let [older, newer] = [hexToU8a(start!), hexToU8a(start!)];
    for (const sibling of path.map((hash) => hexToU8a(hash))) {
        if (last === 0n) return false;
        if (position % 2n === 1n || position === last) {
            older = await nodeHash(sibling, older);
            newer = await nodeHash(sibling, newer);
            for (; position % 2n === 0n && position > 0n; position /= 2n) last /= 2n;
        } else {
            newer = await nodeHash(newer, sibling);
        }
        position /= 2n;
        last /= 2n;
    }
    return last === 0n && u8aToHex(older) === firstRoot && u8aToHex(newer) === secondRoot;
}
