// The vectors of contracts/interfaces: leaves of batches, their hashes, and proofs, verified here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TypinkRegistry, type ContractMetadata } from 'dedot/contracts';
import { hexToU8a, u8aToHex, type HexString } from 'dedot/utils';
import { isExtended, isIncluded, recordLeafData } from '../guide/proof.js';
import { root } from './repository.js';
import { metadata } from './suite.js';

interface Head {
    size: string;
    root: HexString;
}

interface Vectors {
    leaves: { leaf: any; data: HexString; hash: HexString }[];
    heads: Head[];
    inclusion: {
        name: string;
        data: HexString;
        index: string;
        head: Head;
        proof: HexString[];
        verdict: string;
    }[];
    consistency: {
        name: string;
        first: Head | null;
        second: Head;
        proof: HexString[];
        verdict: string;
    }[];
}

const file = join(root, 'contracts/interfaces/tests/vectors/batches.json');
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'));

/** A leaf as dedot takes it. */
function leafOf({ organization, tree, patient, record, salt }: any) {
    const { category, version } = record.document;
    const { digest, size, locator, key_epoch: keyEpoch } = version;
    return {
        organization,
        tree,
        patient,
        record: {
            document: { category, version: { digest, size: BigInt(size), locator, keyEpoch } },
            retainUntil: BigInt(record.retain_until),
        },
        salt,
    };
}

describe('batches', () => {
    it('have leaves that are encoded and hashed as published', async () => {
        const registry = new TypinkRegistry(metadata['record-registry'] as ContractMetadata);
        assert.equal(vectors.leaves.length, 11);
        for (const { leaf, data, hash } of vectors.leaves) {
            const made = recordLeafData(registry, leafOf(leaf));
            assert.equal(u8aToHex(made), data);
            // A tree of one leaf has the leaf's hash for its root.
            assert.ok(await isIncluded(made, 0n, 1n, [], hash));
        }
    });

    it('have proofs of inclusion that are good or bad as published', async () => {
        assert.ok(vectors.inclusion.length > 50);
        for (const { name, data, index, head, proof, verdict } of vectors.inclusion) {
            const [at, size] = [BigInt(index), BigInt(head.size)];
            const included = await isIncluded(hexToU8a(data), at, size, proof, head.root);
            assert.equal(included, verdict === 'accepted', name);
        }
    });

    it('have proofs of consistency that are good or bad as published', async () => {
        assert.ok(vectors.consistency.length > 40);
        for (const { name, first, second, proof, verdict } of vectors.consistency) {
            const [older, newer] = [BigInt(first?.size ?? 0), BigInt(second.size)];
            const larger = newer > older;
            const extended = first
                ? larger && (await isExtended(older, newer, first.root, second.root, proof))
                : larger && proof.length === 0;
            const found = extended ? 'accepted' : larger ? 'proof' : 'not larger';
            assert.equal(found, verdict, name);
        }
    });

    it('have the heads that the proofs are for', () => {
        const known = vectors.heads.map(({ size, root }) => `${size} ${root}`);
        for (const { name, head, verdict } of vectors.inclusion) {
            if (verdict === 'accepted')
                assert.ok(known.includes(`${head.size} ${head.root}`), name);
        }
    });
});
