// The consultation: what a front end does with dedot, through the code of docs/front-end.md.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ContractCallOptions } from 'dedot/contracts';
import type { HexString } from 'dedot/utils';
import { asOf } from '../guide/block.js';
import { createChart, patientId } from '../guide/chart.js';
import type { Suite } from '../guide/connect.js';
import { grantLaboratory, now } from '../guide/consent.js';
import { costOf } from '../guide/cost.js';
import { advice, nameOf, refusals, whyNot } from '../guide/errors.js';
import { nextKey, publishKey, waitingForKeys } from '../guide/keys.js';
import { oneRecord, open, openingIn } from '../guide/opening.js';
import { entries, records } from '../guide/pages.js';
import { isWholeLog } from '../guide/proof.js';
import { setOf } from '../guide/sets.js';
import { submit } from '../guide/submit.js';
import { watchOpenings } from '../guide/watching.js';
import {
    admin,
    authority,
    clinician,
    consultant,
    patient,
    penniless,
    stranger,
} from './accounts.js';
import { all } from './lists.js';
import { onNode } from './node.js';
import { refusedWith } from './refused.js';
import { withSuite } from './suite.js';
import { denied, permitted } from './verdicts.js';
import { walletOf } from './wallet.js';

const document = {
    category: 'Laboratory',
    version: {
        digest: `0x${'5a'.repeat(32)}`,
        size: 4_096n,
        locator: '3141592653/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
        keyEpoch: 1,
    },
} as const;
const retained = { document, retainUntil: 0n } as const;

describe('a consultation with dedot', () => {
    let suite: Suite;
    let chart: HexString;
    let provision: number;
    /** The patient's hospital, and the consultant's. */
    let [hospital, elsewhere] = [0, 0];

    withSuite((deployed) => {
        ({ suite } = deployed);
    });

    it('reads the events of an admission, an invitation and a joining', onNode, async () => {
        const { directory, limits } = suite;
        const clinicians = setOf(limits.roles, 'Clinician');
        const houses = [];
        for (const practitioner of [clinician, consultant]) {
            const admission = await submit(directory, 'admit', [admin.id], authority.pair);
            const { organization, change } = directory.events.OrganizationChanged.find(
                admission.best.events,
            )!.data;
            assert.deepEqual(change, { type: 'Admitted', value: admin.id });
            houses.push(organization);
            const told = ({ best }: Awaited<ReturnType<typeof submit>>) =>
                directory.events.PractitionerChanged.find(best.events)?.data;
            const about = { organization, practitioner: practitioner.id };
            const invited = await submit(
                directory,
                'invite',
                [organization, practitioner.id, clinicians],
                admin.pair,
            );
            assert.deepEqual(told(invited), {
                ...about,
                change: { type: 'Invited', value: clinicians },
            });
            const joined = await submit(directory, 'join', [organization], practitioner.pair);
            assert.deepEqual(told(joined), {
                ...about,
                change: { type: 'Joined', value: clinicians },
            });
            const at = await now(suite);
            const { data: noted } = await suite.registry.query.registryPractitioner(
                practitioner.id,
            );
            assert.deepEqual(noted, {
                organization,
                roles: clinicians,
                status: 'Active',
                enrolledAt: at,
                emergencySince: noted?.emergencySince,
                generation: 0,
            });
        }
        [hospital, elsewhere] = [houses[0]!, houses[1]!];
        assert.notEqual(hospital, elsewhere);
    });

    it('knows the id of a chart before the chart is there', onNode, async () => {
        const salt = `0x${'07'.repeat(32)}` as const;
        const { data: created } = await suite.consent.query.createChart(salt, {
            caller: patient.address,
        });
        assert.ok(created.isOk);
        assert.equal(created.value, patientId(patient.address, salt, suite.consent.address));
        chart = await createChart(suite, patient.pair);
        assert.deepEqual((await suite.consent.query.control(chart)).data, { holder: patient.id });
    });

    it('signs with a wallet that keeps the key to itself', onNode, async () => {
        const { client, consent } = suite;
        client.setSigner(walletOf(client, patient));
        const key = { suite: 1, bytes: `0x${'11'.repeat(32)}` } as const;
        assert.ok((await waitingForKeys(suite, chart)).includes('Laboratory'));
        const first = await nextKey(suite, chart, 'Laboratory', key);
        assert.deepEqual(first, { category: 'Laboratory', epoch: 1, key });
        const { best } = await submit(consent, 'publishKey', [chart, first], patient.address);
        client.setSigner(undefined);
        assert.deepEqual(consent.events.CategoryKeyPublished.find(best.events)?.data, {
            patient: chart,
            category: 'Laboratory',
            epoch: 1,
            change: { removed: [], raised: 0 },
        });
        assert.ok(!(await waitingForKeys(suite, chart)).includes('Laboratory'));
        const again = submit(consent, 'publishKey', [chart, first], patient.pair);
        await assert.rejects(again, refusedWith('Epoch'));
        assert.deepEqual((await consent.query.categoryKey(chart, 'Laboratory')).data, {
            epoch: 1,
            key,
        });
    });

    it('passes on that the user did not sign', onNode, async () => {
        const { client } = suite;
        const signPayload = () => Promise.reject(new Error('cancelled'));
        client.setSigner({ signPayload });
        const key = { suite: 1, bytes: `0x${'22'.repeat(32)}` } as const;
        const sent = publishKey(suite, chart, 'Laboratory', key, patient.address);
        await assert.rejects(sent, (error) => whyNot(error) === 'cancelled');
        client.setSigner(undefined);
    });

    it('names the error and the reason within it', onNode, async () => {
        const registering = (organization: number) =>
            submit(suite.registry, 'register', [chart, organization, retained], clinician.pair);
        await assert.rejects(registering(hospital), refusedWith('AppendRefused(NoConsent)'));
        await assert.rejects(registering(elsewhere), refusedWith('NotPractitioner'));
        assert.equal(nameOf({ type: 'UnknownRecord' }), 'UnknownRecord');
        const confirming = submit(
            suite.directory,
            'confirm',
            [hospital, [clinician.id, stranger.id]],
            admin.pair,
        );
        await assert.rejects(confirming, refusedWith('NotServing(1)'));
        assert.ok(advice.AppendRefused);
    });

    it('takes the id of a provision from its event', onNode, async () => {
        const own = await grantLaboratory(suite, chart, clinician.id, 30n, patient.pair);
        const envelope = `0x${'e1'.repeat(32)}` as const;
        provision = await grantLaboratory(suite, chart, consultant.id, 30n, patient.pair, envelope);
        assert.deepEqual([own, provision], [0, 1]);
        const { data: policy } = await suite.consent.query.policy(chart);
        const granted = policy?.provisions.find(({ id }) => id === provision);
        const { from, until } = granted!.terms;
        assert.deepEqual(granted, {
            id: provision,
            effect: 'Permit',
            terms: {
                grantee: { type: 'Practitioner', value: consultant.id },
                scope: { type: 'Categories', value: 32 },
                purposes: 1,
                actions: 3,
                from,
                until,
                keys: envelope,
            },
        });
        assert.equal(until! - from, 30n * 86_400_000n);
    });

    it('takes the id of a record from its event, and the cost it was told', onNode, async () => {
        const { client, registry } = suite;
        const balance = async () =>
            (await client.query.system.account(clinician.address)).data.free;
        const before = await balance();
        const from = await now(suite);
        const { fee, deposit } = await costOf(
            registry,
            'register',
            [chart, hospital, retained],
            clinician.pair,
        );
        const { best } = await submit(
            registry,
            'register',
            [chart, hospital, retained],
            clinician.pair,
        );
        assert.deepEqual(registry.events.Registered.find(best.events)?.data, {
            patient: chart,
            first: 0,
            count: 1,
            issuer: hospital,
        });
        const spent = before - (await balance());
        assert.ok(
            deposit < spent && spent <= deposit + fee,
            `${spent} spent, ${deposit} and ${fee} told`,
        );
        const [first, ...others] = await all(records(suite, chart));
        const { registeredAt, ...record } = first!;
        assert.ok(registeredAt > from && registeredAt <= (await now(suite)));
        assert.deepEqual(record, {
            document: 0,
            category: 'Laboratory',
            author: clinician.id,
            issuer: hospital,
            retainUntil: 0n,
            version: document.version,
        });
        assert.equal(others.length, 0);
    });

    it(
        'shows a permitted opening at once, and has its ticket when it is final',
        onNode,
        async () => {
            const seen: [number, boolean][] = [];
            const stopWatching = await watchOpenings(suite, chart, (...opening) =>
                seen.push(opening),
            );
            const shown: string[] = [];
            const ticket = await open(
                suite,
                chart,
                oneRecord(0),
                'Treatment',
                elsewhere,
                consultant.pair,
                (text) => shown.push(text),
            );
            await stopWatching();
            assert.deepEqual(ticket, { patient: chart, entry: 0 });
            assert.deepEqual(shown, ['Permitted. Waiting until it is final …']);
            assert.deepEqual(seen, [[0, true]]);

            const { hash } = await suite.client.block.finalized();
            const { data: entry } = await (await asOf(suite.log, hash)).query.logEntry(chart, 0);
            assert.deepEqual(entry?.access, {
                actor: consultant.id,
                organization: elsewhere,
                subject: { type: 'Records', value: [0] },
                purpose: 'Treatment',
                outcome: permitted({ type: 'Provision', value: provision }),
            });
        },
    );

    it('reads a contract as it was in an earlier block', onNode, async () => {
        const log = await asOf(suite.log, (await suite.client.block.best()).hash);
        const before = await log.query.logHead(chart);
        const request = [chart, oneRecord(0), 'Treatment', hospital] as const;
        await submit(suite.registry, 'open', [...request], clinician.pair);
        assert.equal((await log.query.logHead(chart)).data.size, before.data.size);
        assert.equal((await suite.log.query.logHead(chart)).data.size, before.data.size + 1n);
    });

    it('tells a refused opening from an error, and finds it on record', onNode, async () => {
        const shown: string[] = [];
        const ticket = await open(
            suite,
            chart,
            oneRecord(0),
            'Research',
            elsewhere,
            consultant.pair,
            (text) => shown.push(text),
        );
        assert.equal(ticket, undefined);
        assert.deepEqual(shown, [refusals.NoConsent]);
        const { access } = (await all(entries(suite, chart))).at(-1)!;
        assert.equal(access.actor, consultant.id);
        assert.equal(access.purpose, 'Research');
        assert.deepEqual(access.outcome, denied('NoConsent'));
    });

    it('names what makes no sense, and leaves no trace of it', onNode, async () => {
        const { registry, log } = suite;
        const before = (await log.query.logHead(chart)).data;
        const opening = (record: number, who: typeof stranger, organization?: number) =>
            submit(
                registry,
                'open',
                [chart, oneRecord(record), 'Treatment', organization],
                who.pair,
            );
        await assert.rejects(opening(7, clinician, hospital), refusedWith('UnknownRecord'));
        await assert.rejects(opening(0, stranger, hospital), refusedWith('NotPractitioner'));
        await assert.rejects(opening(0, clinician, elsewhere), refusedWith('NotPractitioner'));
        await assert.rejects(opening(0, clinician), refusedWith('Organization'));
        const emergency = [chart, oneRecord(0), 'EmergencyTreatment', hospital] as const;
        const undeclared = submit(registry, 'open', [...emergency], clinician.pair);
        await assert.rejects(undeclared, refusedWith('NoEmergency'));
        assert.deepEqual((await log.query.logHead(chart)).data, before);
    });

    it('knows of a transaction alone only that the contract reverted it', onNode, async () => {
        const { client, registry } = suite;
        const result = await registry.tx
            .open(chart, oneRecord(7), 'Treatment', hospital)
            .signAndSend(clinician.pair)
            .untilBestChainBlockIncluded();
        const why = client.registry.findErrorMeta(result.dispatchError!);
        assert.equal(why?.name, 'ContractReverted');
        assert.equal(registry.events.Opened.find(result.events), undefined);
    });

    it('names what the chain itself refuses', onNode, async () => {
        const { consent, registry } = suite;
        const key = { suite: 1, bytes: `0x${'33'.repeat(32)}` } as const;
        const second = await nextKey(suite, chart, 'Laboratory', key);
        const opening = (options: ContractCallOptions) =>
            registry.query.open(chart, oneRecord(0), 'Treatment', hospital, {
                caller: clinician.address,
                ...options,
            });
        const publishing = (options: ContractCallOptions) =>
            consent.query.publishKey(chart, second, {
                caller: patient.address,
                ...options,
            });
        for (const [call, tenths, name] of [
            [opening, 1n, 'OutOfGas'],
            [publishing, 9n, 'ContractTrapped'],
        ] as const) {
            const { gasConsumed, gasRequired } = (await call({})).raw;
            const gasLimit = { ...gasRequired, refTime: (gasConsumed.refTime * tenths) / 10n };
            await assert.rejects(call({ gasLimit }), (error) => whyNot(error) === name);
        }
        const unpaid = createChart(suite, penniless.pair);
        await assert.rejects(unpaid, (error) => whyNot(error) === 'StorageDepositLimitExhausted');
    });

    it('is refused after the consent is taken back', onNode, async () => {
        const { consent, registry } = suite;
        const revoked = await submit(consent, 'revoke', [chart, provision], patient.pair);
        assert.deepEqual(consent.events.PolicyChanged.find(revoked.best.events)?.data.change, {
            removed: [{ id: provision, cause: 'Revoked' }],
            raised: 32,
        });
        const request = [chart, oneRecord(0), 'Treatment', elsewhere] as const;
        const { best } = await submit(registry, 'open', [...request], consultant.pair);
        assert.deepEqual(openingIn(suite, best).verdict, denied('NoConsent'));
        const { data: stale } = await registry.query.stale(chart, 0, 32);
        assert.deepEqual(stale.isOk && stale.value, { records: [0] });
        assert.ok((await waitingForKeys(suite, chart)).includes('Laboratory'));
        const key = { suite: 1, bytes: `0x${'44'.repeat(32)}` } as const;
        assert.equal(await publishKey(suite, chart, 'Laboratory', key, patient.pair), 2);
    });

    it(
        'finds the log whole, and notices a changed, a missing and an added line',
        onNode,
        async () => {
            const { hash } = await suite.client.block.finalized();
            const final = { ...suite, log: await asOf(suite.log, hash) };
            assert.equal(await isWholeLog(final, chart, await all(entries(final, chart))), true);

            const log = await all(entries(suite, chart));
            const [first, ...others] = log;
            const changed = { ...first!, access: { ...first!.access, actor: stranger.id } };
            assert.equal(await isWholeLog(suite, chart, log), true);
            assert.equal(await isWholeLog(suite, chart, [changed, ...others]), false);
            assert.equal(await isWholeLog(suite, chart, others), false);
            assert.equal(await isWholeLog(suite, chart, [...log, first!]), false);
        },
    );

    it('goes through a log of several pages', onNode, async () => {
        const { registry, log } = suite;
        while ((await log.query.logHead(chart)).data.size < 33n) {
            const request = [chart, oneRecord(0), 'PatientRequest', undefined] as const;
            await submit(registry, 'open', [...request], patient.pair);
        }
        const whole = await all(entries(suite, chart));
        assert.equal(whole.length, 33);
        assert.equal(await isWholeLog(suite, chart, whole), true);
        assert.deepEqual(await all(entries(suite, chart, 32)), whole.slice(32));
        const { data: longer } = await log.query.logEntries(chart, 0, suite.limits.page + 1);
        assert.equal(longer.isErr && longer.err, 'LimitTooLarge');
    });
});
