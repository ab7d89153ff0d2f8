// Batches that are anchored, and records that are kept and erased: the page's chapters on both.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { u8aToHex, type HexString } from 'dedot/utils';
import {
    admitLeaf,
    anchor,
    consistencyProof,
    documentsOf,
    hashOfLeaf,
    heads,
    inclusionProof,
    isAnchored,
    newLeaf,
    placeOf,
} from '../guide/batches.js';
import type { Suite } from '../guide/connect.js';
import { now } from '../guide/consent.js';
import { erase, fateOf, isErased, retainedFor } from '../guide/erasing.js';
import { isExtended, isIncluded, rootOf, sha256 } from '../guide/proof.js';
import { submit } from '../guide/submit.js';
import { admin, clinician, consultant, patient, type Account } from './accounts.js';
import { final } from './clock.js';
import { laboratory, openInEmergency, staffedHospital, version } from './hospital.js';
import { all } from './lists.js';
import { onNode } from './node.js';
import { refusedWith } from './refused.js';
import { withSuite } from './suite.js';

describe('the chapters on batches and erasing', () => {
    let suite: Suite;
    let chart: HexString;
    let hospital: number;

    withSuite(async (deployed) => {
        ({ suite } = deployed);
        ({ hospital, chart } = await staffedHospital(suite));
    });

    it('make proofs that the verifiers take', async () => {
        const data = [...Array(12).keys()].map((at) => Uint8Array.of(at));
        const leaves = await Promise.all(data.map((one) => sha256(Uint8Array.of(0), one)));
        for (let size = 1; size <= leaves.length; size++) {
            const tree = leaves.slice(0, size);
            const top = u8aToHex(await rootOf(tree));
            for (let at = 0; at < size; at++) {
                const proof = await inclusionProof(tree, at);
                assert.ok(await isIncluded(data[at]!, BigInt(at), BigInt(size), proof, top));
            }
            for (let first = 1; first < size; first++) {
                const proof = await consistencyProof(tree, first);
                const older = u8aToHex(await rootOf(leaves.slice(0, first)));
                const sizes = [BigInt(first), BigInt(size)] as const;
                assert.ok(await isExtended(...sizes, older, top, proof), `${first} in ${size}`);
            }
        }
    });

    it('anchor a growing tree, and put its leaves on record', onNode, async () => {
        const tree = await documentsOf(suite, hospital);
        const records = Array.from({ length: 5 }, () =>
            newLeaf(tree, chart, { document: laboratory, retainUntil: 0n }),
        );
        const leaves = await Promise.all(records.map((leaf) => hashOfLeaf(suite, leaf)));
        const first = leaves.slice(0, 3);
        const byClinician = anchor(suite, tree, first, 0, clinician.pair);
        await assert.rejects(byClinician, refusedWith('RoleMissing'));
        assert.equal(await anchor(suite, tree, first, 0, consultant.pair), 0);
        assert.equal(await anchor(suite, tree, leaves, 3, consultant.pair), 1);
        assert.deepEqual(
            (await all(heads(suite, tree))).map(({ size, root }) => [size, root]),
            [
                [3n, u8aToHex(await rootOf(first))],
                [5n, u8aToHex(await rootOf(leaves))],
            ],
        );
        assert.equal((await all(heads(suite, tree, 1))).length, 1);

        const old = await placeOf(first, 1, 0);
        const recent = await placeOf(leaves, 4, 1);
        assert.equal(await isAnchored(suite, records[1]!, old), true);
        assert.equal(await isAnchored(suite, records[4]!, recent), true);
        const guessed = { ...records[1]!, salt: version.digest };
        assert.equal(await isAnchored(suite, guessed, old), false);
        assert.equal(await isAnchored(suite, records[1]!, { ...old, head: 1 }), false);
        assert.equal(await admitLeaf(suite, records[4]!, recent, clinician.pair), 3);
        assert.equal(await admitLeaf(suite, records[1]!, old, clinician.pair), 4);
        const again = admitLeaf(suite, records[1]!, old, clinician.pair);
        await assert.rejects(again, refusedWith('Anchoring(AlreadyAdmitted)'));
        const other = [...leaves.slice(1), ...first];
        const forked = anchor(suite, tree, other, 5, consultant.pair);
        await assert.rejects(forked, refusedWith('Anchoring(Proof)'));
        const { data: record } = await suite.registry.query.record(chart, 3);
        assert.equal(record?.issuer, hospital);

        // After leaves that nobody has, the admin begins the next tree; the old heads stay good.
        await submit(suite.directory, 'beginTree', [hospital, 'Documents'], admin.pair);
        const next = await documentsOf(suite, hospital);
        assert.deepEqual(next, { ...tree, number: 1 });
        const late = anchor(suite, tree, [...leaves, ...first], 5, consultant.pair);
        await assert.rejects(late, refusedWith('Anchoring(OtherTree)'));
        assert.equal(await anchor(suite, next, other, 0, consultant.pair), 0);
        assert.equal(await isAnchored(suite, records[2]!, await placeOf(leaves, 2, 1)), true);
    });

    it('keep a record as long as they have to, and erase it for good', onNode, async () => {
        const { registry } = suite;
        const registering = async (years: bigint) => {
            const retainUntil = await retainedFor(suite, years);
            const record = { document: laboratory, retainUntil };
            return submit(registry, 'register', [chart, hospital, record], clinician.pair);
        };
        await assert.rejects(registering(51n), refusedWith('Retention'));
        await assert.rejects(registering(-1n), refusedWith('Retention'));
        const { best } = await registering(10n);
        const id = registry.events.Registered.find(best.events)!.data.first;
        const fate = async () => {
            const { data: record } = await registry.query.record(chart, id);
            const { data: waiver } = await registry.query.waiver(chart, id);
            return fateOf(record!, waiver, await now(suite));
        };
        const erasing = () => erase(suite, chart, id, patient.pair);
        assert.equal(await fate(), 'retained');
        await assert.rejects(erasing(), refusedWith('Retained'));
        const waiving = (member: Account) =>
            submit(registry, 'waiveRetention', [chart, id], member.pair);
        await waiving(clinician);
        assert.equal(await fate(), 'retained');
        await assert.rejects(waiving(clinician), refusedWith('AlreadyProposed'));
        const { best: confirmed } = await waiving(consultant);
        assert.deepEqual(registry.events.RetentionChanged.find(confirmed.events)?.data, {
            patient: chart,
            document: id,
            by: consultant.id,
            change: 'Waived',
        });
        assert.equal(await fate(), 'erasable');
        await submit(registry, 'restoreRetention', [chart, id], clinician.pair);
        assert.equal(await fate(), 'retained');
        await waiving(consultant);
        await waiving(clinician);
        assert.equal(await fate(), 'erasable');
        const corrected = { ...version, digest: `0x${'5b'.repeat(32)}` } as const;
        const same = submit(registry, 'amend', [chart, id, version], clinician.pair);
        await assert.rejects(same, refusedWith('SameDigest'));
        await submit(registry, 'amend', [chart, id, corrected], clinician.pair);
        const unordered = submit(registry, 'erase', [chart, id + 1], patient.pair);
        await assert.rejects(unordered, refusedWith('EarlierVersions'));
        await final(suite);
        assert.equal(await isErased(suite, chart, id), false);

        assert.deepEqual(await erasing(), [version, corrected]);
        assert.equal(await fate(), 'erased');
        assert.equal(await isErased(suite, chart, id), true);
        assert.equal(await isErased(suite, chart, id + 1), true);
        assert.equal(await isErased(suite, chart, id + 2), false);
        const { data: tombstone } = await registry.query.record(chart, id);
        assert.equal(tombstone?.version, undefined);
        assert.equal(tombstone?.author, clinician.id);
        await assert.rejects(erasing(), refusedWith('Erased'));
        const opening = openInEmergency(suite, { hospital, chart }, id);
        await assert.rejects(opening, refusedWith('Erased'));
    });
});
