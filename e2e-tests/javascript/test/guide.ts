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
    hashOfLeaf,
    heads,
    inclusionProof,
    isAnchored,
    newLeaf,
    placeOf,
} from '../guide/batches.js';
import { createChart } from '../guide/chart.js';
import type { Suite } from '../guide/connect.js';
import { grantLaboratory, now } from '../guide/consent.js';
import {
    declareEmergency,
    dispute,
    emergencies,
    emergencyAdvice,
    emergencyText,
    keepOutOfEmergencies,
    overdue,
    reviewEmergency,
    statementOf,
    stillInEmergency,
    watchEmergencies,
} from '../guide/emergency.js';
import { erase, fateOf, isErased, retainedFor } from '../guide/erasing.js';
import { refusals } from '../guide/errors.js';
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
import { deployed } from './suite.js';

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

    before(async () => {
        if (onNode.skip) return;
        ({ suite } = await deployed(await nodeUrl()));
        const { consent, directory, registry, limits } = suite;
        await submit(directory, 'admit', [admin.id], authority.pair);
        const doctor = setOf(limits.roles, 'Clinician', 'Emergency');
        const colleague = setOf(limits.roles, 'Registrar');
        for (const [member, roles] of [
            [clinician, doctor],
            [consultant, colleague],
        ] as const) {
            await hoursAgo(200n, admin, directory.tx.enrol(0, member.id, roles, { gasLimit }));
        }
        chart = await createChart(suite, patient.pair);
        const key = { suite: 1, bytes: `0x${'11'.repeat(32)}` } as const;
        for (const document of [laboratory, mentalHealth]) {
            await submit(consent, 'publishKey', [chart, document.category, key], patient.pair);
            await submit(registry, 'selfReport', [chart, document], patient.pair);
        }
        await submit(registry, 'selfReport', [chart, laboratory], patient.pair);
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
        open(suite, chart, record, 'EmergencyTreatment', clinician.pair, (text) =>
            shown.push(text),
        );
    const declaring = async (by: Account) =>
        declareEmergency(suite, chart, (await statementOf('unconscious')).digest, by.pair);
    const waiting = async () => (await suite.registry.query.waiting(clinician.id)).data;

    it('keep a statement off chain, and its digest cannot be guessed', async () => {
        const [one, other] = [await statementOf('stroke'), await statementOf('stroke')];
        assert.equal(u8aToHex(await sha256(stringToU8a(one.text))), one.digest);
        assert.ok(one.text.startsWith('stroke\n'));
        assert.notEqual(one.digest, other.digest);
    });

    it('open in an emergency what the directive names, and tell the patient', onNode, async () => {
        assert.equal(await opening(0), undefined);
        const seen: unknown[] = [];
        const stopWatching = await watchEmergencies(
            suite,
            chart,
            (...declared) => seen.push(declared),
            (declaration) => seen.push(declaration),
        );
        const { entry, until } = await declaring(clinician);
        assert.equal(entry, 1);
        const [one] = await waiting();
        assert.equal(one?.declaredAt, until - suite.limits.emergencyMilliseconds);
        assert.deepEqual(await all(emergencies(suite, 0)), [
            { practitioner: clinician.id, patient: chart, entry, declaredAt: one?.declaredAt },
        ]);

        const ticket = await opening(0);
        assert.deepEqual(ticket, { patient: chart, entry: 2 });
        const shown: string[] = [];
        assert.equal(await opening(1, shown), undefined);
        assert.deepEqual(shown, [refusals.NotInDirective]);

        const finding = (await statementOf('it was needed')).digest;
        assert.equal(await reviewEmergency(suite, clinician.id, one!, finding, consultant.pair), 4);
        assert.deepEqual(await waiting(), []);
        assert.equal((await all(emergencies(suite, 0)))[0]?.reviewed, 4);
        const reason = (await statementOf('I was awake')).digest;
        assert.equal(await dispute(suite, chart, entry, reason, patient.pair), 5);
        await stopWatching();
        assert.deepEqual(seen, [[clinician.id, entry, until], entry]);
        assert.deepEqual((await all(entries(suite, chart))).map(emergencyText), [
            undefined,
            'An emergency was declared. Records may be opened without your consent.',
            'Record 0 was opened in an emergency, without your consent.',
            undefined,
            'A colleague has reviewed the emergency of line 1.',
            'You dispute line 1.',
        ]);
    });

    it('let a ticket count only while the emergency lasts', onNode, async () => {
        const { consent, directory, registry, limits } = suite;
        const { digest } = version;
        const counts = async (entry: number) => {
            await final();
            return stillInEmergency(suite, chart, entry);
        };
        const reviewed = async () => {
            const [one] = await waiting();
            await reviewEmergency(suite, clinician.id, one!, digest, consultant.pair);
        };
        const { entry: declaration } = await declaring(clinician);
        const { entry } = (await opening(0))!;
        assert.equal(await counts(entry), true);
        // What is not there, what is no opening, what was permitted by consent.
        assert.equal(await counts(99), false);
        assert.equal(await counts(declaration), false);
        const consented = await open(suite, chart, 0, 'Treatment', clinician.pair, () => {});
        assert.equal(await counts(consented!.entry), false);
        assert.equal(emergencyText((await all(entries(suite, chart))).at(-1)!), undefined);
        const erased = (await opening(2))!;
        await erase(suite, chart, 2, patient.pair);
        assert.equal(await counts(erased.entry), false);

        const closed = setOf(limits.categories, 'Laboratory', 'Genetics');
        const raised = await keepOutOfEmergencies(suite, chart, closed, patient.pair);
        assert.equal(raised, setOf(limits.categories, 'Laboratory'));
        assert.equal(await counts(entry), false);
        await submit(consent, 'setDirective', [chart, limits.defaultDirective], patient.pair);
        assert.equal(await counts(entry), true);

        for (const status of ['Suspended', 'Active'] as const) {
            await submit(directory, 'setPractitionerStatus', [clinician.id, status], admin.pair);
            assert.equal(await counts(entry), status === 'Active');
        }
        for (const status of ['Suspended', 'Active'] as const) {
            await submit(directory, 'setOrganizationStatus', [0, status], authority.pair);
            assert.equal(await counts(entry), status === 'Active');
        }
        await submit(directory, 'enrol', [0, clinician.id, 1], admin.pair);
        assert.equal(await counts(entry), false);
        await hoursAgo(200n, admin, directory.tx.enrol(0, clinician.id, 5, { gasLimit }));
        assert.equal(await counts(entry), true);
        await reviewed();
        assert.equal(await counts(entry), false);

        const another = await createChart(suite, patient.pair);
        await declareEmergency(suite, another, digest, clinician.pair);
        assert.equal(await counts(entry), false);
        await reviewed();
        // A window that has ended, and then one that is open beside a case that is overdue.
        const earlier = (hours: bigint) =>
            hoursAgo(hours, clinician, registry.tx.declareEmergency(chart, digest, { gasLimit }));
        await earlier(25n);
        assert.equal(await counts(entry), false);
        await reviewed();
        await earlier(73n);
        await earlier(2n);
        assert.equal(await counts(entry), false);
        assert.equal(await overdue(suite, 0), 1);
    });

    it('say what to do when an emergency is refused', onNode, async () => {
        const { directory, limits } = suite;
        const refused = (error: keyof typeof emergencyAdvice) =>
            refusedWith(`Emergency(${error})`);
        await assert.rejects(declaring(clinician), refused('ReviewOverdue'));
        const shown: string[] = [];
        assert.equal(await opening(0, shown), undefined);
        assert.deepEqual(shown, [refusals.NoConsent]);
        const { digest } = version;
        const late = await waiting();
        assert.equal(late.length, 2);
        for (const one of late) {
            await reviewEmergency(suite, clinician.id, one, digest, consultant.pair);
        }
        assert.equal(await overdue(suite, 0), 0);

        await declaring(clinician);
        await assert.rejects(declaring(clinician), refused('AlreadyOpen'));
        const doctor = setOf(limits.roles, 'Clinician', 'Emergency');
        await submit(directory, 'enrol', [0, stranger.id, doctor], admin.pair);
        await assert.rejects(declaring(stranger), refused('RoleTooRecent'));
        const [one] = await waiting();
        const reviewing = (by: Account) =>
            reviewEmergency(suite, clinician.id, one!, digest, by.pair);
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
        const records = Array.from({ length: 5 }, () =>
            newLeaf(0, chart, { document: laboratory, retainUntil: 0n }),
        );
        const leaves = await Promise.all(records.map((leaf) => hashOfLeaf(suite, leaf)));
        const first = leaves.slice(0, 3);
        assert.equal(await anchor(suite, first, 0, clinician.pair), 0);
        assert.equal(await anchor(suite, leaves, 3, clinician.pair), 1);
        assert.deepEqual(
            (await all(heads(suite, 0))).map(({ size, root }) => [size, root]),
            [
                [3n, u8aToHex(await rootOf(first))],
                [5n, u8aToHex(await rootOf(leaves))],
            ],
        );
        assert.equal((await all(heads(suite, 0, 1))).length, 1);

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
        const forked = anchor(suite, [...leaves.slice(1), ...first], 5, clinician.pair);
        await assert.rejects(forked, refusedWith('Anchoring(Proof)'));
        const { data: admitted } = await suite.registry.query.record(chart, 3);
        assert.equal(admitted?.issuer, 0);
    });

    it('keep a record as long as they have to, and erase it for good', onNode, async () => {
        const { registry } = suite;
        const registering = async (years: bigint) => {
            const retainUntil = await retainedFor(suite, years);
            const record = { document: laboratory, retainUntil };
            return submit(registry, 'register', [chart, record], clinician.pair);
        };
        await assert.rejects(registering(51n), refusedWith('Retention'));
        const { best } = await registering(10n);
        const id = registry.events.Registered.find(best.events)!.data.first;
        const fate = async () => {
            const { data: record } = await registry.query.record(chart, id);
            return fateOf(record!, await now(suite));
        };
        const erasing = () => erase(suite, chart, id, patient.pair);
        assert.equal(await fate(), 'retained');
        await assert.rejects(erasing(), refusedWith('Retained'));
        await submit(registry, 'waiveRetention', [chart, id], clinician.pair);
        assert.equal(await fate(), 'erasable');
        await final();
        assert.equal(await isErased(suite, chart, id), false);

        assert.deepEqual(await erasing(), version);
        assert.equal(await fate(), 'erased');
        assert.equal(await isErased(suite, chart, id), true);
        assert.equal(await isErased(suite, chart, id + 1), false);
        const { data: tombstone } = await registry.query.record(chart, id);
        assert.equal(tombstone?.version, undefined);
        assert.equal(tombstone?.author, clinician.id);
        await assert.rejects(erasing(), refusedWith('Erased'));
        await assert.rejects(opening(id), refusedWith('Erased'));
    });
});
