// docs/front-end.md shows the code that these tests compile and run, and no other.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { ContractSubmittableExtrinsic } from 'dedot/contracts';
import { stringToU8a, u8aToHex, type HexString } from 'dedot/utils';
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
import { createChart } from '../guide/chart.js';
import type { Suite } from '../guide/connect.js';
import { denial, deny, grantLaboratory, now, representation } from '../guide/consent.js';
import {
    declareEmergency,
    dispute,
    emergencies,
    emergencyAdvice,
    emergencyText,
    findings,
    keepOutOfEmergencies,
    overdue,
    reviewEmergency,
    statementOf,
    watchEmergencies,
} from '../guide/emergency.js';
import { erase, fateOf, isErased, retainedFor } from '../guide/erasing.js';
import { refusals } from '../guide/errors.js';
import { stillPermits } from '../guide/keeper.js';
import { publishKey } from '../guide/keys.js';
import { open } from '../guide/opening.js';
import { entries } from '../guide/pages.js';
import { isExtended, isIncluded, rootOf, sha256 } from '../guide/proof.js';
import { setOf } from '../guide/sets.js';
import { submit } from '../guide/submit.js';
import {
    admin,
    authority,
    clinician,
    consultant,
    patient,
    stranger,
    type Account,
} from './accounts.js';
import { nodeUrl, onNode } from './node.js';
import { refusedWith } from './refused.js';
import { root } from './repository.js';
import { admitted, deployed } from './suite.js';

const here = join(root, 'e2e-tests/javascript');
const page = readFileSync(join(root, 'docs/front-end.md'), 'utf8');
const fences = page.matchAll(/^```(.*)\n([^]*?)^```$/gm);
const blocks = [...fences].map(([, language, code]) => ({ language, code: code! }));
const files = readdirSync(join(here, 'guide')).map((name) => ({
    name,
    text: readFileSync(join(here, 'guide', name), 'utf8'),
}));

describe('the guide for front ends', () => {
    it('shows only code from its folder', () => {
        assert.ok(blocks.length > 0);
        for (const { language, code } of blocks) {
            const source = files.find(({ text }) => text.includes(code));
            assert.ok(source, `not in the folder:\n${code}`);
            assert.ok(source.name.endsWith(`.${language}`), `${source.name} is not ${language}`);
        }
    });

    it('shows something of every file', () => {
        for (const { name, text } of files) {
            assert.ok(
                blocks.some(({ code }) => text.includes(code)),
                `nothing of ${name}`,
            );
        }
    });

    it('installs the versions that are tested', () => {
        const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
        const install = files.find(({ name }) => name === 'install.sh')!.text;
        const packages = install.matchAll(/--save-exact (\S+)@(\S+)/g);
        const installed = [...packages].map(([, name, version]) => [name, version]);
        assert.deepEqual(Object.fromEntries(installed), dependencies);
    });

    it('links to what is there', () => {
        const prose = page.replaceAll(/^```[^]*?^```$/gm, '');
        for (const [, link] of prose.matchAll(/\]\((?!https:)([^)#]+)/g)) {
            assert.ok(existsSync(join(root, 'docs', link!)), link);
        }
    });
});

const HOUR = 3_600_000n;

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const list: T[] = [];
    for await (const item of items) list.push(item);
    return list;
};

describe('the chapters on emergencies, batches and erasing', () => {
    const version = {
        digest: `0x${'5a'.repeat(32)}`,
        size: 4_096n,
        locator: 'bafk',
        keyEpoch: 1,
    } as const;
    const laboratory = { category: 'Laboratory', version } as const;
    const mentalHealth = { category: 'MentalHealth', version } as const;
    const gasLimit = { refTime: 50_000_000_000n, proofSize: 500_000n };
    let suite: Suite;
    let chart: HexString;
    let hospital: number;

    before(async () => {
        if (onNode.skip) return;
        ({ suite } = await deployed(await nodeUrl()));
        const { directory, registry, limits } = suite;
        hospital = await admitted(suite);
        const doctor = setOf(limits.roles, 'Clinician', 'Emergency');
        const colleague = setOf(limits.roles, 'Registrar');
        for (const [member, roles] of [
            [clinician, doctor],
            [consultant, colleague],
        ] as const) {
            await submit(directory, 'invite', [hospital, member.id, roles], admin.pair);
            await hoursAgo(200n, member, directory.tx.join(hospital, { gasLimit }));
        }
        chart = await createChart(suite, patient.pair);
        const key = { suite: 1, bytes: `0x${'11'.repeat(32)}` } as const;
        for (const document of [laboratory, mentalHealth]) {
            await publishKey(suite, chart, document.category, key, patient.pair);
            await submit(registry, 'selfReport', [chart, { document }], patient.pair);
        }
        await submit(registry, 'selfReport', [chart, { document: laboratory }], patient.pair);
        await grantLaboratory(suite, chart, clinician.id, 30n, patient.pair);
    });

    after(async () => {
        await suite?.client.disconnect();
    });

    /** Carries out a call as if it was earlier. The sudo key of a development chain may do that. */
    async function hoursAgo(hours: bigint, by: Account, call: ContractSubmittableExtrinsic) {
        const { client } = suite;
        const clock = (time: bigint) => {
            const value = new Uint8Array(8);
            new DataView(value.buffer).setBigUint64(0, time, true);
            const item = [client.query.timestamp.now.rawKey(), u8aToHex(value)] as const;
            return client.tx.sudo.sudo(client.tx.system.setStorage([[...item]]).call).call;
        };
        const time = await now(suite);
        const { dispatchError, events } = await client.tx.utility
            .batchAll([
                clock(time - hours * HOUR),
                client.tx.sudo.sudoAs(by.address, call.call).call,
                clock(time),
            ])
            .signAndSend(authority.pair)
            .untilBestChainBlockIncluded();
        assert.equal(dispatchError, undefined);
        const done = client.events.sudo.SudoAsDone.find(events);
        assert.ok(done?.palletEvent.data.sudoResult.isOk, 'the call failed');
    }

    /** Waits until what is in the best block is final. */
    async function final() {
        const { block } = suite.client;
        const { number } = await block.best();
        while ((await block.finalized()).number < number) await setTimeout(100);
    }

    const opening = async (record: number, shown: string[] = []) =>
        open(suite, chart, record, 'EmergencyTreatment', hospital, clinician.pair, (text) =>
            shown.push(text),
        );
    const declaring = async (by: Account) =>
        declareEmergency(suite, chart, hospital, (await statementOf('unconscious')).digest, by.pair);
    const waiting = async () => (await suite.registry.query.waiting(clinician.id)).data;

    it('keep a statement off chain, and its digest cannot be guessed', async () => {
        const [one, other] = [await statementOf('stroke'), await statementOf('stroke')];
        assert.equal(u8aToHex(await sha256(stringToU8a(one.text))), one.digest);
        assert.ok(one.text.startsWith('stroke\n'));
        assert.notEqual(one.digest, other.digest);
    });

    it('open in an emergency what the directive names, and tell the patient', onNode, async () => {
        await assert.rejects(opening(0), refusedWith('NoEmergency'));
        const seen: unknown[] = [];
        const stopWatching = await watchEmergencies(
            suite,
            chart,
            (...declared) => seen.push(declared),
            (...reviewed) => seen.push(reviewed),
        );
        const { entry, until } = await declaring(clinician);
        assert.equal(entry, 0);
        const [one] = await waiting();
        assert.equal(one?.declaredAt, until - suite.limits.emergencyMilliseconds);
        assert.deepEqual(await all(emergencies(suite, hospital)), [
            { practitioner: clinician.id, patient: chart, entry, declaredAt: one?.declaredAt },
        ]);

        const ticket = await opening(0);
        assert.deepEqual(ticket, { patient: chart, entry: 1 });
        const shown: string[] = [];
        assert.equal(await opening(1, shown), undefined);
        assert.deepEqual(shown, [refusals.NotInDirective]);

        const written = (await statementOf('it was needed')).digest;
        const reviewing = ['Justified', written, consultant.pair] as const;
        assert.equal(await reviewEmergency(suite, clinician.id, one!, ...reviewing), 3);
        assert.deepEqual(await waiting(), []);
        assert.equal((await all(emergencies(suite, hospital)))[0]?.reviewed, 3);
        const reason = (await statementOf('I was awake')).digest;
        assert.equal(await dispute(suite, chart, entry, reason, patient.pair), 4);
        await stopWatching();
        assert.deepEqual(seen, [
            [clinician.id, entry, until],
            [entry, 'Justified'],
        ]);
        assert.deepEqual((await all(entries(suite, chart))).map(emergencyText), [
            'An emergency was declared. Records may be opened without your consent.',
            'Record 0 was opened in an emergency, without your consent.',
            undefined,
            'A colleague reviewed line 0. It was justified.',
            'You dispute line 0.',
        ]);
        assert.equal(new Set(Object.values(findings)).size, 4);
    });

    const counts = async (entry: number) => {
        await final();
        return stillPermits(suite, chart, entry);
    };

    it('let a ticket count only while the emergency lasts', onNode, async () => {
        const { consent, directory, registry, limits } = suite;
        const { digest } = version;
        const reviewed = async () => {
            const [one] = await waiting();
            const how = ['Undetermined', undefined, consultant.pair] as const;
            await reviewEmergency(suite, clinician.id, one!, ...how);
        };
        const { entry: declaration } = await declaring(clinician);
        const { entry } = (await opening(0))!;
        assert.equal(await counts(entry), true);
        // What is not there, and what is no opening.
        assert.equal(await counts(99), false);
        assert.equal(await counts(declaration), false);
        const treating = ['Treatment', hospital, clinician.pair, () => {}] as const;
        const consented = await open(suite, chart, 0, ...treating);
        assert.equal(await counts(consented!.entry), true);
        assert.equal(emergencyText((await all(entries(suite, chart))).at(-1)!), undefined);
        const erased = (await opening(2))!;
        await erase(suite, chart, 2, patient.pair);
        assert.equal(await counts(erased.entry), false);

        const closed = setOf(limits.categories, 'Laboratory', 'Genetics');
        const directive = await keepOutOfEmergencies(suite, chart, closed, patient.pair);
        assert.equal(directive, limits.defaultDirective - setOf(limits.categories, 'Laboratory'));
        assert.equal(await counts(entry), false);
        const asBefore = ['Emergency', limits.defaultDirective] as const;
        await submit(consent, 'setDirective', [chart, ...asBefore], patient.pair);
        assert.equal(await counts(entry), true);

        for (const status of ['Suspended', 'Active'] as const) {
            await submit(directory, 'setPractitionerStatus', [clinician.id, status], admin.pair);
            assert.equal(await counts(entry), status === 'Active');
        }
        for (const status of ['Suspended', 'Active'] as const) {
            await submit(directory, 'setOrganizationStatus', [hospital, status], authority.pair);
            assert.equal(await counts(entry), status === 'Active');
        }
        const [registrar, doctor] = [
            setOf(limits.roles, 'Registrar'),
            setOf(limits.roles, 'Clinician', 'Emergency'),
        ];
        await submit(directory, 'setRoles', [clinician.id, registrar], admin.pair);
        assert.equal(await counts(entry), false);
        assert.equal(await counts(consented!.entry), true);
        const restored = directory.tx.setRoles(clinician.id, doctor, { gasLimit });
        await hoursAgo(200n, admin, restored);
        assert.equal(await counts(entry), true);
        await reviewed();
        assert.equal(await counts(entry), false);

        const another = await createChart(suite, patient.pair);
        await declareEmergency(suite, another, hospital, digest, clinician.pair);
        assert.equal(await counts(entry), false);
        await reviewed();
        // A window that has ended, and then one that is open beside a case that is overdue.
        const earlier = (hours: bigint) =>
            hoursAgo(
                hours,
                clinician,
                registry.tx.declareEmergency(chart, hospital, digest, { gasLimit }),
            );
        await earlier(25n);
        assert.equal(await counts(entry), false);
        await reviewed();
        await earlier(73n);
        await earlier(2n);
        assert.equal(await counts(entry), false);
        assert.equal(await overdue(suite, hospital), 1);
    });

    it('let a ticket count only for who still stands where the entry says', onNode, async () => {
        const { consent, directory, limits } = suite;
        const treating = ['Treatment', hospital, clinician.pair, () => {}] as const;
        const { entry } = (await open(suite, chart, 0, ...treating))!;
        const own = await open(
            suite,
            chart,
            0,
            'PatientRequest',
            undefined,
            patient.pair,
            () => {},
        );
        assert.equal(await counts(entry), true);
        assert.equal(await counts(own!.entry), true);
        const everyone = { type: 'Anyone' } as const;
        const about = { type: 'Document', value: 0 } as const;
        const { provision } = await deny(
            suite,
            chart,
            await denial(suite, everyone, about),
            patient.pair,
        );
        assert.equal(await counts(entry), false);
        assert.equal(await counts(own!.entry), true);
        await submit(consent, 'revoke', [chart, provision.id], patient.pair);
        assert.equal(await counts(entry), true);

        // Nobody of an older generation acts until the new admin says that he belongs there.
        const status = (one: 'Active' | 'Suspended') =>
            submit(directory, 'setOrganizationStatus', [hospital, one], authority.pair);
        await status('Suspended');
        const stolen = [hospital, admin.id, 'Stolen'] as const;
        await submit(directory, 'replaceAdmin', [...stolen], authority.pair);
        await status('Active');
        assert.equal(await counts(entry), false);
        const members = [clinician.id, consultant.id];
        await submit(directory, 'confirm', [hospital, members], admin.pair);
        assert.equal(await counts(entry), true);

        // An account whose only role is the keeper's is no practitioner.
        const [keeping, doctor] = [
            setOf(limits.roles, 'Keeper'),
            setOf(limits.roles, 'Clinician', 'Emergency'),
        ];
        await submit(directory, 'setRoles', [clinician.id, keeping], admin.pair);
        assert.equal(await counts(entry), false);
        const restored = directory.tx.setRoles(clinician.id, doctor, { gasLimit });
        await hoursAgo(200n, admin, restored);
        assert.equal(await counts(entry), true);

        // A representative who joins a house reads for that house, and no more for the family.
        const categories = setOf(limits.categories, 'Laboratory');
        const terms = await representation(suite, stranger.id, categories, 30n);
        await submit(consent, 'grant', [chart, terms], patient.pair);
        const family = ['FamilyRequest', undefined, stranger.pair, () => {}] as const;
        const hers = (await open(suite, chart, 0, ...family))!;
        assert.equal(await counts(hers.entry), true);
        await submit(directory, 'invite', [hospital, stranger.id, keeping], admin.pair);
        await submit(directory, 'join', [hospital], stranger.pair);
        assert.equal(await counts(hers.entry), false);
        await submit(directory, 'leave', [], stranger.pair);
        assert.equal(await counts(hers.entry), true);
    });

    it('say what to do when an emergency is refused', onNode, async () => {
        const { directory, limits } = suite;
        const refused = (error: keyof typeof emergencyAdvice) =>
            refusedWith(`Emergency(${error})`);
        await assert.rejects(declaring(clinician), refused('ReviewOverdue'));
        await assert.rejects(opening(0), refusedWith('NoEmergency'));
        const late = await waiting();
        assert.equal(late.length, 2);
        for (const one of late) {
            const how = ['NotJustified', undefined, consultant.pair] as const;
            await reviewEmergency(suite, clinician.id, one, ...how);
        }
        assert.equal(await overdue(suite, hospital), 0);

        await declaring(clinician);
        await assert.rejects(declaring(clinician), refused('AlreadyOpen'));
        const doctor = setOf(limits.roles, 'Clinician', 'Emergency');
        await submit(directory, 'invite', [hospital, stranger.id, doctor], admin.pair);
        await submit(directory, 'join', [hospital], stranger.pair);
        await assert.rejects(declaring(stranger), refused('RoleTooRecent'));
        const [one] = await waiting();
        const reviewing = (by: Account) =>
            reviewEmergency(suite, clinician.id, one!, 'WrongPatient', undefined, by.pair);
        await assert.rejects(reviewing(clinician), refused('OwnCase'));
        await assert.rejects(reviewing(stranger), refused('EnrolledLater'));
        await reviewing(consultant);
        await assert.rejects(reviewing(consultant), refused('UnknownCase'));
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
        await final();
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
        await assert.rejects(opening(id), refusedWith('Erased'));
    });
});
