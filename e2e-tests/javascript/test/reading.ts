// Lists and sessions, and the answers to a keeper about them: the page's chapters on both.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HexString } from 'dedot/utils';
import type { Suite } from '../guide/connect.js';
import { denial, deny, now } from '../guide/consent.js';
import { nameOf, refusals } from '../guide/errors.js';
import { CannotTell, check, ticketText } from '../guide/keeper.js';
import { basesOf, listsOf, oneRecord, open, openingIn, sessionOf } from '../guide/opening.js';
import { everything, setOf } from '../guide/sets.js';
import { submit, tryOut } from '../guide/submit.js';
import type { ChartkeyVocabularySelection as Selection } from '../types/record-registry/index.js';
import { clinician, consultant, patient } from './accounts.js';
import { final, gasLimit, hoursAgo } from './clock.js';
import { laboratory, staffedHospital } from './hospital.js';
import { onNode } from './node.js';
import { refusedWith } from './refused.js';
import { withSuite } from './suite.js';
import { denied, permitted } from './verdicts.js';

describe('the chapters on reading and the ticket', () => {
    let suite: Suite;
    let chart: HexString;
    let hospital: number;
    /** The running session of the clinician over the laboratory. */
    let session: number;

    withSuite(async (deployed) => {
        ({ suite } = deployed);
        ({ hospital, chart } = await staffedHospital(suite));
    });

    const reading = (selection: Selection, shown: string[] = []) =>
        open(suite, chart, selection, 'Treatment', hospital, clinician.pair, (text) =>
            shown.push(text),
        );
    const records = (...value: number[]): Selection => ({ type: 'Records', value });
    const entryOf = async (index: number) =>
        (await suite.log.query.logEntry(chart, index)).data!.access;
    /** What the chain says at the final head, once the best block is final. */
    const ticketOf = async (entry: number, record: number) => {
        await final(suite);
        return (await check(suite, chart, entry, record)).ticket;
    };
    const against = async (entry: number, record: number) => {
        const { refusal } = await ticketOf(entry, record);
        return refusal && nameOf(refusal);
    };

    it('put records into lists as the contract takes them', onNode, () => {
        const ids = [...Array(33).keys()];
        assert.deepEqual(listsOf(suite, [...ids, 7].reverse()), [
            records(...ids.slice(0, 32)),
            records(32),
        ]);
        assert.deepEqual(listsOf(suite, []), []);
    });

    it('open a list with one entry, and each record of it has a ticket', onNode, async () => {
        const opened = await reading(records(0, 2));
        assert.deepEqual(opened, { patient: chart, entry: 0 });
        const { subject, outcome } = await entryOf(0);
        assert.deepEqual(subject, records(0, 2));
        const basis = { type: 'Provision', value: 0 } as const;
        assert.deepEqual(outcome, { type: 'Permit', value: [{ count: 2, basis }] });
        assert.deepEqual(outcome.type === 'Permit' && basesOf(outcome.value), [basis, basis]);

        const ticket = await ticketOf(0, 2);
        assert.equal(ticket.refusal, undefined);
        assert.equal(ticket.actor, clinician.id);
        assert.equal(ticket.organization, hospital);
        assert.equal(ticket.until - ticket.openedAt, suite.limits.ticketMilliseconds);
        assert.deepEqual(ticket.decision, { type: 'Permit', value: basis });
        assert.deepEqual(ticket.version, laboratory.version);
        assert.equal(await against(0, 1), 'NotPermitted');
    });

    it('name the record for which a list is refused', onNode, async () => {
        const shown: string[] = [];
        assert.equal(await reading(records(0, 1, 2), shown), undefined);
        assert.deepEqual(shown, [`Record 1: ${refusals.NoConsent}`]);
        assert.deepEqual((await entryOf(1)).outcome, {
            type: 'Deny',
            value: { place: 1, reason: 'NoConsent' },
        });
        for (const record of [0, 1, 2]) assert.equal(await against(1, record), 'NotPermitted');
    });

    it('open a session, with what is registered while it lasts', onNode, async () => {
        const { limits, registry } = suite;
        const categories = setOf(limits.categories, 'Laboratory');
        session = (await reading(sessionOf(categories)))!.entry;
        const { subject, outcome } = await entryOf(session);
        assert.deepEqual(subject, { type: 'Categories', value: categories });
        assert.deepEqual(outcome, permitted({ type: 'Provision', value: 0 }));
        const report = { document: laboratory };
        const { best } = await submit(registry, 'selfReport', [chart, report], patient.pair);
        const { first } = registry.events.Registered.find(best.events)!.data;
        for (const record of [0, 2, first]) {
            const ticket = await ticketOf(session, record);
            assert.equal(ticket.refusal, undefined);
            assert.equal(ticket.until - ticket.openedAt, limits.sessionMilliseconds);
        }
        assert.equal(await against(session, 1), 'NotPermitted');
    });

    it('end within a session what the patient denies', onNode, async () => {
        const scope = { type: 'Document', value: 2 } as const;
        const terms = await denial(suite, { type: 'Practitioner', value: clinician.id }, scope);
        const { provision } = await deny(suite, chart, terms, patient.pair);
        const { refusal } = await ticketOf(session, 2);
        assert.deepEqual(refusal, { type: 'Denied', value: 'DeniedByPatient' });
        assert.equal(ticketText(refusal!), refusals.DeniedByPatient);
        assert.equal(await against(session, 0), undefined);
        await submit(suite.consent, 'revoke', [chart, provision.id], patient.pair);
        assert.equal(await against(session, 2), undefined);
    });

    it('let a session last longer than a list, and neither for good', onNode, async () => {
        const { limits, log, registry } = suite;
        const categories = setOf(limits.categories, 'Laboratory');
        const opened = async (selection: Selection, hours: bigint) => {
            const { size } = (await log.query.logHead(chart)).data;
            const own = [chart, selection, 'PatientRequest', undefined] as const;
            await hoursAgo(suite, hours, patient, registry.tx.open(...own, { gasLimit }));
            return against(Number(size), 0);
        };
        assert.equal(await opened(records(0), 1n), 'TooOld');
        assert.equal(await opened(sessionOf(categories), 2n), 'TooOld');
        assert.equal(await opened(records(0), 0n), undefined);
    });

    it('say that a keeper cannot tell at a head of another time', onNode, async () => {
        await final(suite);
        const at = (await check(suite, chart, session, 0)).ticket.now;
        const minutes = 60_000n;
        for (const clock of [at + 2n * minutes, at - 2n * minutes]) {
            await check(suite, chart, session, 0, clock);
        }
        for (const clock of [at + 2n * minutes + 1n, at - 2n * minutes - 1n]) {
            await assert.rejects(check(suite, chart, session, 0, clock), CannotTell);
        }
    });

    it('refuse lists and sessions that make no sense, by name', onNode, async () => {
        const { log } = suite;
        const before = (await log.query.logHead(chart)).data;
        const long = records(...Array(33).keys());
        for (const list of [records(), records(2, 0), records(0, 0), long]) {
            await assert.rejects(reading(list), refusedWith('List'));
        }
        await assert.rejects(reading(sessionOf(0)), refusedWith('Categories(Empty)'));
        const unassigned = reading(sessionOf(everything.categories));
        await assert.rejects(unassigned, refusedWith('Categories(Unassigned)'));
        await assert.rejects(reading(records(0, 99)), refusedWith('UnknownRecord'));
        const emergency = [chart, sessionOf(32), 'EmergencyTreatment', hospital] as const;
        const declared = submit(suite.registry, 'open', [...emergency], clinician.pair);
        await assert.rejects(declared, refusedWith('NoSession'));
        assert.deepEqual((await log.query.logHead(chart)).data, before);
    });

    it('open no session where anyone may read', onNode, async () => {
        const { consent, limits, registry } = suite;
        const from = await now(suite);
        const terms = {
            grantee: { type: 'Anyone' },
            scope: { type: 'Categories', value: setOf(limits.categories, 'MentalHealth') },
            purposes: setOf(limits.purposes, 'Treatment'),
            actions: setOf(limits.actions, 'Read'),
            from,
            until: from + 86_400_000n,
        } as const;
        const granted = await submit(consent, 'grant', [chart, terms], patient.pair);
        const { id } = consent.events.PolicyChanged.find(granted.best.events)!.data.change.added!;
        const verdictOn = async (selection: Selection) => {
            const request = [chart, selection, 'Treatment', hospital] as const;
            const { best } = await submit(registry, 'open', [...request], consultant.pair);
            return openingIn(suite, best).verdict;
        };
        assert.deepEqual(await verdictOn(sessionOf(terms.scope.value)), denied('RecordsOnly'));
        const basis = { type: 'Provision', value: id } as const;
        assert.deepEqual(await verdictOn(oneRecord(1)), permitted(basis));
        // Grounds that differ are counted in runs.
        const mixed = [chart, records(0, 1, 2), 'Treatment', hospital] as const;
        const { best } = await submit(registry, 'open', [...mixed], clinician.pair);
        const own = { type: 'Provision', value: 0 } as const;
        const runs = [own, basis, own].map((basis) => ({ count: 1, basis }));
        assert.deepEqual(openingIn(suite, best).verdict, { type: 'Permit', value: runs });
    });

    it('leave the deposit of a page to an opening that was tried too early', onNode, async () => {
        const { log, registry } = suite;
        const own = [chart, oneRecord(0), 'PatientRequest', undefined] as const;
        const size = async () => Number((await log.query.logHead(chart)).data.size);
        while ((await size()) % 16 !== 14) await submit(registry, 'open', [...own], patient.pair);
        const request = [chart, oneRecord(0), 'Treatment', hospital] as const;
        const early = await tryOut(registry, 'open', [...request], clinician.pair);
        await submit(registry, 'open', [...own], patient.pair);
        const { tried } = await tryOut(registry, 'open', [...request], clinician.pair);
        // The entry that fills a page pays for it, far beyond a quarter more than the one before.
        assert.ok(tried.storageDeposit.value > 2n * early.tried.storageDeposit.value);
        const sent = early.transaction.signAndSend(clinician.pair);
        const { dispatchError, events } = await sent.untilBestChainBlockIncluded();
        assert.equal(dispatchError, undefined);
        assert.equal((await size()) % 16, 0);
        assert.equal(registry.events.Opened.find(events)?.data.entry, (await size()) - 1);
    });
});
