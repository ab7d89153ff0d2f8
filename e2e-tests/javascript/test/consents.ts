// What a patient permits, denies and sends, and how she is asked: the page's chapter on consents.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HexString } from 'dedot/utils';
import { ask, requestReasons } from '../guide/asking.js';
import { createChart } from '../guide/chart.js';
import type { Suite } from '../guide/connect.js';
import { denial, deny, now, representation, send } from '../guide/consent.js';
import { refusals } from '../guide/errors.js';
import { publishKey } from '../guide/keys.js';
import { oneRecord, open, openingIn } from '../guide/opening.js';
import { everything, setOf } from '../guide/sets.js';
import { submit } from '../guide/submit.js';
import { clinician, consultant, patient, stranger } from './accounts.js';
import { onNode } from './node.js';
import { refusedWith } from './refused.js';
import { admitted, enrolled, withSuite } from './suite.js';
import { denied, permitted } from './verdicts.js';

const document = {
    category: 'Laboratory',
    version: { digest: `0x${'5a'.repeat(32)}`, size: 4_096n, locator: 'bafk', keyEpoch: 1 },
} as const;

describe('consents with dedot', () => {
    let suite: Suite;
    let chart: HexString;
    /** The patient's hospital, and the consultant's. */
    let [hospital, elsewhere] = [0, 0];

    withSuite(async (deployed) => {
        ({ suite } = deployed);
        [hospital, elsewhere] = [await admitted(suite), await admitted(suite)];
        const roles = setOf(suite.limits.roles, 'Clinician');
        await enrolled(suite, hospital, clinician, roles);
        await enrolled(suite, elsewhere, consultant, roles);
        chart = await createChart(suite, patient.pair);
        const key = { suite: 1, bytes: `0x${'11'.repeat(32)}` } as const;
        await publishKey(suite, chart, 'Laboratory', key, patient.pair);
        assert.equal(await send(suite, chart, document, undefined, patient.pair), 0);
    });

    it('asks a patient for consent with a reason that is a code', onNode, async () => {
        const { directory, limits } = suite;
        const question = {
            categories: setOf(limits.categories, 'Laboratory', 'CarePlan'),
            purpose: 'Treatment',
            reason: 'FollowUp',
        } as const;
        const seen: unknown[] = [];
        const stopWatching = await directory.events.ConsentRequested.watch((asked) => {
            for (const { data } of asked) seen.push(data);
        });
        await ask(suite, chart, hospital, question, clinician.pair);
        const family = { ...question, purpose: 'FamilyRequest', note: 'on Monday' } as const;
        const forFamily = ask(suite, chart, hospital, family, clinician.pair);
        await assert.rejects(forFamily, refusedWith('Purpose'));
        await stopWatching();
        assert.deepEqual(seen, [
            { patient: chart, requester: clinician.id, organization: hospital, ...question },
        ]);
        assert.equal(requestReasons[question.reason], 'for a follow-up');
    });

    it('reads as a representative, who serves no organization', onNode, async () => {
        const { consent, limits } = suite;
        const reading = (who: typeof stranger, shown: string[] = []) =>
            open(suite, chart, oneRecord(0), 'FamilyRequest', undefined, who.pair, (text) =>
                shown.push(text),
            );
        await assert.rejects(reading(stranger), refusedWith('NotRepresentative'));
        await assert.rejects(reading(consultant), refusedWith('Enrolled'));
        const terms = await representation(
            suite,
            stranger.id,
            setOf(limits.categories, 'Laboratory'),
            30n,
        );
        await submit(consent, 'grant', [chart, terms], patient.pair);
        const ticket = await reading(stranger);
        const { data: entry } = await suite.log.query.logEntry(chart, ticket!.entry);
        assert.equal(entry?.access.actor, stranger.id);
        assert.equal(entry?.access.organization, undefined);
        const asPractitioner = { ...terms, purposes: setOf(limits.purposes, 'Treatment') };
        const both = { ...terms, purposes: terms.purposes | asPractitioner.purposes };
        const granting = submit(consent, 'grant', [chart, both], patient.pair);
        await assert.rejects(granting, refusedWith('Policy(Representative)'));
    });

    it('denies, and says what a deny does in an emergency', onNode, async () => {
        const { consent, limits } = suite;
        const anyone = { type: 'Anyone' } as const;
        const person = { type: 'Practitioner', value: stranger.id } as const;
        const house = { type: 'Organization', value: elsewhere } as const;
        const one = { type: 'Document', value: 0 } as const;
        const several = {
            type: 'Categories',
            value: setOf(limits.categories, 'Laboratory', 'Restricted'),
        } as const;
        const others = setOf(limits.purposes, ...limits.purposes.map(([name]) => name)) & ~2;
        for (const [grantee, scope, purposes] of [
            [person, several, everything.purposes],
            [anyone, one, everything.purposes],
            [house, one, everything.purposes],
            [anyone, several, others],
            [house, several, others],
        ] as const) {
            assert.equal((await denial(suite, grantee, scope)).purposes, purposes);
        }
        const overruled = await denial(suite, anyone, several, true);
        assert.equal(overruled.purposes, everything.purposes);
        const { provision, raised } = await deny(
            suite,
            chart,
            await denial(suite, person, several),
            patient.pair,
        );
        assert.equal(provision.effect, 'Deny');
        // The representative's permit has no envelope, so nothing is to be encrypted anew.
        assert.equal(raised, 0);
        const shown: string[] = [];
        const turnedAway = await open(
            suite,
            chart,
            oneRecord(0),
            'FamilyRequest',
            undefined,
            stranger.pair,
            (text) => shown.push(text),
        );
        assert.equal(turnedAway, undefined);
        assert.deepEqual(shown, [refusals.DeniedByPatient]);
        await submit(consent, 'revoke', [chart, provision.id], patient.pair);
    });

    it('sends a document, which its addressee reads until it is denied', onNode, async () => {
        const { limits } = suite;
        const letter = {
            ...document,
            version: { ...document.version, digest: `0x${'5c'.repeat(32)}` },
        } as const;
        const addressee = { type: 'Organization', value: elsewhere } as const;
        const sent = await send(suite, chart, letter, addressee, patient.pair);
        const kept = await send(suite, chart, letter, undefined, patient.pair);
        const reading = async (record: number) => {
            const request = [chart, oneRecord(record), 'Treatment', elsewhere] as const;
            const { best } = await submit(suite.registry, 'open', [...request], consultant.pair);
            return openingIn(suite, best).verdict;
        };
        assert.deepEqual(await reading(sent), permitted({ type: 'Addressee' }));
        assert.deepEqual(await reading(kept), denied('NoConsent'));
        assert.equal(limits.addresseePurposes, setOf(limits.purposes, 'Treatment'));
        const scope = { type: 'Document', value: sent } as const;
        await deny(suite, chart, await denial(suite, addressee, scope), patient.pair);
        assert.deepEqual(await reading(sent), denied('DeniedByPatient'));
    });

    it('does not hand an envelope to a house', onNode, async () => {
        const { consent, limits } = suite;
        const from = await now(suite);
        const forHouse = {
            grantee: { type: 'Organization', value: elsewhere },
            scope: { type: 'Categories', value: setOf(limits.categories, 'Laboratory') },
            purposes: setOf(limits.purposes, 'Treatment'),
            actions: setOf(limits.actions, 'Read'),
            from,
            until: from + 86_400_000n,
        } as const;
        const keys = `0x${'e2'.repeat(32)}` as const;
        const granting = submit(consent, 'grant', [chart, { ...forHouse, keys }], patient.pair);
        await assert.rejects(granting, refusedWith('Policy(KeysForMany)'));
        await submit(consent, 'grant', [chart, forHouse], patient.pair);
        const request = [chart, oneRecord(0), 'Treatment', elsewhere] as const;
        const { best } = await submit(suite.registry, 'open', [...request], consultant.pair);
        assert.equal(openingIn(suite, best).verdict.type, 'Permit');
    });
});
