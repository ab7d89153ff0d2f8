// Emergencies, and which tickets count at the keeper: the page's chapters on both.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stringToU8a, u8aToHex, type HexString } from 'dedot/utils';
import { createChart } from '../guide/chart.js';
import type { Suite } from '../guide/connect.js';
import { denial, deny, representation } from '../guide/consent.js';
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
import { erase } from '../guide/erasing.js';
import { nameOf, refusals } from '../guide/errors.js';
import { CannotTell, check } from '../guide/keeper.js';
import { oneRecord, open } from '../guide/opening.js';
import { entries } from '../guide/pages.js';
import { sha256 } from '../guide/proof.js';
import { setOf } from '../guide/sets.js';
import { submit } from '../guide/submit.js';
import { admin, authority, clinician, consultant, patient, stranger } from './accounts.js';
import type { Account } from './accounts.js';
import { final, gasLimit, hoursAgo } from './clock.js';
import { openInEmergency, staffedHospital, version } from './hospital.js';
import { all } from './lists.js';
import { onNode } from './node.js';
import { refusedWith } from './refused.js';
import { withSuite } from './suite.js';

describe('the chapters on emergencies and the keeper', () => {
    let suite: Suite;
    let chart: HexString;
    let hospital: number;

    withSuite(async (deployed) => {
        ({ suite } = deployed);
        ({ hospital, chart } = await staffedHospital(suite));
    });

    const opening = (record: number, shown?: string[]) =>
        openInEmergency(suite, { hospital, chart }, record, shown);
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
            'Opened in an emergency, without your consent: 0.',
            undefined,
            'A colleague reviewed line 0. It was justified.',
            'You dispute line 0.',
        ]);
        assert.equal(new Set(Object.values(findings)).size, 4);
    });

    /** What stands against a ticket for a record at the final head, `undefined` for nothing. */
    const against = async (entry: number, record = 0) => {
        await final(suite);
        const { ticket, key } = await check(suite, chart, entry, record);
        assert.equal(key, ticket.actor);
        return ticket.refusal && nameOf(ticket.refusal);
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
        assert.equal(await against(entry), undefined);
        // What is not there, what is no opening, and what it does not name.
        await assert.rejects(against(99), new CannotTell('UnknownEntry'));
        await assert.rejects(against(entry, 99), new CannotTell('UnknownRecord'));
        assert.equal(await against(declaration), 'NotPermitted');
        assert.equal(await against(entry, 2), 'NotPermitted');
        const treating = ['Treatment', hospital, clinician.pair, () => {}] as const;
        const consented = await open(suite, chart, oneRecord(0), ...treating);
        assert.equal(await against(consented!.entry), undefined);
        assert.equal(emergencyText((await all(entries(suite, chart))).at(-1)!), undefined);
        const erased = (await opening(2))!;
        await erase(suite, chart, 2, patient.pair);
        assert.equal(await against(erased.entry, 2), 'Erased');

        const closed = setOf(limits.categories, 'Laboratory', 'Genetics');
        const directive = await keepOutOfEmergencies(suite, chart, closed, patient.pair);
        assert.equal(directive, limits.defaultDirective - setOf(limits.categories, 'Laboratory'));
        assert.equal(await against(entry), 'Denied(NotInDirective)');
        const asBefore = ['Emergency', limits.defaultDirective] as const;
        await submit(consent, 'setDirective', [chart, ...asBefore], patient.pair);
        assert.equal(await against(entry), undefined);

        for (const status of ['Suspended', 'Active'] as const) {
            await submit(directory, 'setPractitionerStatus', [clinician.id, status], admin.pair);
            const suspended = status === 'Suspended' ? 'NotPractitioner' : undefined;
            assert.equal(await against(entry), suspended);
        }
        for (const status of ['Suspended', 'Active'] as const) {
            await submit(directory, 'setOrganizationStatus', [hospital, status], authority.pair);
            const suspended = status === 'Suspended' ? 'NotPractitioner' : undefined;
            assert.equal(await against(entry), suspended);
        }
        const [registrar, doctor] = [
            setOf(limits.roles, 'Registrar'),
            setOf(limits.roles, 'Clinician', 'Emergency'),
        ];
        await submit(directory, 'setRoles', [clinician.id, registrar], admin.pair);
        assert.equal(await against(entry), 'NoEmergency');
        assert.equal(await against(consented!.entry), undefined);
        const restored = directory.tx.setRoles(clinician.id, doctor, { gasLimit });
        await hoursAgo(suite, 200n, admin, restored);
        assert.equal(await against(entry), undefined);
        await reviewed();
        assert.equal(await against(entry), 'NoEmergency');

        const another = await createChart(suite, patient.pair);
        await declareEmergency(suite, another, hospital, digest, clinician.pair);
        assert.equal(await against(entry), 'NoEmergency');
        await reviewed();
        // A window that has ended, and then one that is open beside a case that is overdue.
        const earlier = (hours: bigint) =>
            hoursAgo(
                suite,
                hours,
                clinician,
                registry.tx.declareEmergency(chart, hospital, digest, { gasLimit }),
            );
        await earlier(25n);
        assert.equal(await against(entry), 'NoEmergency');
        await reviewed();
        await earlier(73n);
        await earlier(2n);
        assert.equal(await against(entry), 'NoEmergency');
        assert.equal(await overdue(suite, hospital), 1);
    });

    it('let a ticket count only for who still stands where the entry says', onNode, async () => {
        const { consent, directory, limits } = suite;
        const treating = ['Treatment', hospital, clinician.pair, () => {}] as const;
        const { entry } = (await open(suite, chart, oneRecord(0), ...treating))!;
        const own = await open(
            suite,
            chart,
            oneRecord(0),
            'PatientRequest',
            undefined,
            patient.pair,
            () => {},
        );
        assert.equal(await against(entry), undefined);
        assert.equal(await against(own!.entry), undefined);
        const everyone = { type: 'Anyone' } as const;
        const about = { type: 'Document', value: 0 } as const;
        const { provision } = await deny(
            suite,
            chart,
            await denial(suite, everyone, about),
            patient.pair,
        );
        assert.equal(await against(entry), 'Denied(DeniedByPatient)');
        assert.equal(await against(own!.entry), undefined);
        await submit(consent, 'revoke', [chart, provision.id], patient.pair);
        assert.equal(await against(entry), undefined);

        // Nobody of an older generation acts until the new admin says that he belongs there.
        const status = (one: 'Active' | 'Suspended') =>
            submit(directory, 'setOrganizationStatus', [hospital, one], authority.pair);
        await status('Suspended');
        const stolen = [hospital, admin.id, 'Stolen'] as const;
        await submit(directory, 'replaceAdmin', [...stolen], authority.pair);
        await status('Active');
        assert.equal(await against(entry), 'NotPractitioner');
        const members = [clinician.id, consultant.id];
        await submit(directory, 'confirm', [hospital, members], admin.pair);
        assert.equal(await against(entry), undefined);

        // An account whose only role is the keeper's is no practitioner.
        const [keeping, doctor] = [
            setOf(limits.roles, 'Keeper'),
            setOf(limits.roles, 'Clinician', 'Emergency'),
        ];
        await submit(directory, 'setRoles', [clinician.id, keeping], admin.pair);
        assert.equal(await against(entry), 'NotPractitioner');
        const restored = directory.tx.setRoles(clinician.id, doctor, { gasLimit });
        await hoursAgo(suite, 200n, admin, restored);
        assert.equal(await against(entry), undefined);

        // A representative who joins a house reads for that house, and no more for the family.
        const categories = setOf(limits.categories, 'Laboratory');
        const terms = await representation(suite, stranger.id, categories, 30n);
        await submit(consent, 'grant', [chart, terms], patient.pair);
        const family = ['FamilyRequest', undefined, stranger.pair, () => {}] as const;
        const hers = (await open(suite, chart, oneRecord(0), ...family))!;
        assert.equal(await against(hers.entry), undefined);
        await submit(directory, 'invite', [hospital, stranger.id, keeping], admin.pair);
        await submit(directory, 'join', [hospital], stranger.pair);
        assert.equal(await against(hers.entry), 'Enrolled');
        await submit(directory, 'leave', [], stranger.pair);
        assert.equal(await against(hers.entry), undefined);
    });

    it('say what to do when an emergency is refused', onNode, async () => {
        const { directory, limits } = suite;
        const refused = (error: keyof typeof emergencyAdvice) => refusedWith(`Emergency(${error})`);
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
});
