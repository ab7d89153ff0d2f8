import type { AddressOrPair } from 'dedot/types';
import { u8aToHex, type HexString } from 'dedot/utils';
import type {
    ChartkeyInterfacesBatchesBatchHead,
    ChartkeyInterfacesBatchesPlace,
    ChartkeyInterfacesBatchesRecordLeaf,
    ChartkeyInterfacesBatchesTreeId,
    ChartkeyInterfacesRegistryNewRecord,
} from '../types/record-registry/index.js';
import type { Suite } from './connect.js';
import { Refused } from './errors.js';
import { largestBelow, recordLeafData, rootOf, sha256 } from './proof.js';
import { submit } from './submit.js';

/** The tree of documents that an organization anchors in now. */
export async function documentsOf(
    { registry }: Suite,
    organization: number,
): Promise<ChartkeyInterfacesBatchesTreeId> {
    const { data: number } = await registry.query.currentTree(organization, 'Documents');
    return { organization, kind: 'Documents', number };
}

/** A leaf of a tree for a record. Keep it whole: nobody can admit it without its salt. */
export const newLeaf = (
    { organization, number: tree }: ChartkeyInterfacesBatchesTreeId,
    patient: HexString,
    record: ChartkeyInterfacesRegistryNewRecord,
): ChartkeyInterfacesBatchesRecordLeaf => ({
    organization,
    tree,
    patient,
    record,
    salt: u8aToHex(crypto.getRandomValues(new Uint8Array(32))),
});

/** What stands in the tree for a leaf. */
export const hashOfLeaf = (
    { registry }: Suite,
    leaf: ChartkeyInterfacesBatchesRecordLeaf,
): Promise<Uint8Array> => sha256(Uint8Array.of(0), recordLeafData(registry.registry, leaf));

/** The proof that a leaf is in a tree (RFC 9162, section 2.1.3.1). */
export async function inclusionProof(leaves: Uint8Array[], index: number): Promise<HexString[]> {
    if (leaves.length <= 1) return [];
    const middle = largestBelow(leaves.length);
    const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
    return index < middle
        ? [...(await inclusionProof(left, index)), u8aToHex(await rootOf(right))]
        : [...(await inclusionProof(right, index - middle)), u8aToHex(await rootOf(left))];
}

/** The proof that a tree begins with its first `size` leaves (RFC 9162, section 2.1.4.1). */
export async function consistencyProof(
    leaves: Uint8Array[],
    size: number,
    whole = true,
): Promise<HexString[]> {
    if (size === 0) return [];
    if (size === leaves.length) return whole ? [] : [u8aToHex(await rootOf(leaves))];
    const middle = largestBelow(leaves.length);
    const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
    return size <= middle
        ? [...(await consistencyProof(left, size, whole)), u8aToHex(await rootOf(right))]
        : [...(await consistencyProof(right, size - middle, false)), u8aToHex(await rootOf(left))];
}

/** The heads that an organization has anchored in a tree, from number `from` on. */
export async function* heads(
    { registry, limits }: Suite,
    tree: ChartkeyInterfacesBatchesTreeId,
    from = 0,
): AsyncGenerator<ChartkeyInterfacesBatchesBatchHead> {
    for (; ; from += limits.page) {
        const { data: page } = await registry.query.heads(tree, from, limits.page);
        if (page.isErr) throw new Refused(page.err);
        yield* page.value;
        if (page.value.length < limits.page) return;
    }
}

/**
 * Anchors the tree of all these leaves, of which `anchored` are in the last head. Returns the
 * number of the new head, once it is final.
 */
export async function anchor(
    { registry }: Suite,
    tree: ChartkeyInterfacesBatchesTreeId,
    leaves: Uint8Array[],
    anchored: number,
    member: AddressOrPair,
): Promise<number> {
    const root = u8aToHex(await rootOf(leaves));
    const proof = await consistencyProof(leaves, anchored);
    const size = BigInt(leaves.length);
    const { final } = await submit(registry, 'anchor', [tree, size, root, proof], member);
    const head = registry.events.Anchored.find((await final).events);
    if (!head) throw new Error('the transaction anchored nothing');
    return head.data.number;
}

/** Where a leaf stands: against a head of this number, whose tree has these leaves. */
export async function placeOf(
    leaves: Uint8Array[],
    index: number,
    head: number,
): Promise<ChartkeyInterfacesBatchesPlace> {
    return { head, index: BigInt(index), proof: await inclusionProof(leaves, index) };
}

/** Whether a leaf is in a tree of its organization; asked by anybody who was given both. */
export async function isAnchored(
    suite: Suite,
    leaf: ChartkeyInterfacesBatchesRecordLeaf,
    place: ChartkeyInterfacesBatchesPlace,
): Promise<boolean> {
    const { organization, tree: number } = leaf;
    const tree = { organization, kind: 'Documents', number } as const;
    const hash = u8aToHex(await hashOfLeaf(suite, leaf));
    const { data: said } = await suite.registry.query.includes(tree, hash, place);
    return said.isOk === true;
}

/** Puts a leaf on record. Returns the record's id. */
export async function admitLeaf(
    { registry }: Suite,
    leaf: ChartkeyInterfacesBatchesRecordLeaf,
    place: ChartkeyInterfacesBatchesPlace,
    member: AddressOrPair,
): Promise<number> {
    const { best } = await submit(registry, 'admit', [place, leaf], member);
    const admitted = registry.events.Admitted.find(best.events);
    if (!admitted) throw new Error('the transaction admitted nothing');
    return admitted.data.record;
}
