// A patient who has a key and no tokens: she signs what she reads, and others submit it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
    decodeAddress,
    encodeAddress,
    hexToU8a,
    stringToU8a,
    u8aToHex,
    type HexString,
} from 'dedot/utils';
import { verify } from '@scure/sr25519';
import { createChart } from '../guide/chart.js';
import {
    chartOf,
    deadlineIn,
    domainOf,
    next,
    openChart,
    relay,
    signed,
} from '../guide/commands.js';
import type { Suite } from '../guide/connect.js';
import { now, representation } from '../guide/consent.js';
import { commandAdvice } from '../guide/errors.js';
import { approve, commitmentOf, guardiansOf, recover, recoveryOf } from '../guide/guardians.js';
import { check } from '../guide/keeper.js';
import { nextKey } from '../guide/keys.js';
import { oneRecord, openingIn, sessionOf } from '../guide/opening.js';
import { everything, setOf } from '../guide/sets.js';
import { inApp, inWallet, type Signer } from '../guide/signing.js';
import { submit } from '../guide/submit.js';
import { actionNames, categoryNames, purposeNames, textOf } from '../guide/text.js';
import type {
    ChartkeyCommandsApprovalRecovery as Recovery,
    ChartkeyCommandsCommand as Command,
    ChartkeyCommandsCommandInstruction as Instruction,
} from '../types/patient-account/index.js';
import { admin, clinician, patient, penniless, stranger } from './accounts.js';
import { final } from './clock.js';
import { onNode } from './node.js';
import { refusedWith } from './refused.js';
import { admitted, enrolled, withSuite } from './suite.js';
import { denied, permitted } from './verdicts.js';
import { walletOf } from './wallet.js';

const random = () => u8aToHex(crypto.getRandomValues(new Uint8Array(32)));

/** The organization pays for its patients. */
const relayer = admin;

describe('a patient without tokens', () => {
    const owner = inApp(hexToU8a(random()));
    const family = [0, 1, 2].map(() => ({ signer: inApp(hexToU8a(random())), salt: random() }));
    const commitments = () =>
        family.map(({ signer, salt }) => commitmentOf(chart, signer.key, salt));
    let suite: Suite;
    let chart: HexString;
    let hospital: number;

    withSuite(async (deployed) => {
        ({ suite } = deployed);
        hospital = await admitted(suite);
        await enrolled(suite, hospital, clinician, setOf(suite.limits.roles, 'Clinician'));
    });

    /** The owner's next command in a lane, signed by her or by another. */
    const order = async (command: Command, lane = 0, signer = owner) =>
        signed(suite, await next(suite, chart, command, lane), signer);
    const obeyed = async (command: Command) => relay(suite, await order(command), relayer.pair);
    const approvalsOf = (recovery: Recovery) =>
        Promise.all(family.map(({ signer, salt }) => approve(suite, recovery, signer, salt)));
    const account = async () => (await suite.accounts.query.account(chart)).data!;
    const balanceOf = async ({ key }: Signer) => {
        const { data } = await suite.client.query.system.account(encodeAddress(key));
        return data.free + data.reserved;
    };

    it('has a chart whose id she knew before', onNode, async () => {
        const { accounts, consent } = suite;
        const salt = random();
        chart = chartOf(suite, owner.key, salt);
        const { best } = await obeyed({ type: 'CreateChart', value: { key: owner.key, salt } });
        assert.deepEqual(accounts.events.AccountChanged.find(best.events)?.data, {
            patient: chart,
            change: { type: 'Bound', value: owner.key },
        });
        const holder = u8aToHex(decodeAddress(accounts.address));
        assert.deepEqual((await consent.query.control(chart)).data, { holder });
        assert.equal((await account()).custody.key, owner.key);
    });

    it('permits, opens her own record and revokes, and another pays', onNode, async () => {
        const { consent, registry, limits } = suite;
        assert.equal(await balanceOf(owner), 0n);
        const key = { suite: 1, bytes: random() } as const;
        const first = await nextKey(suite, chart, 'Laboratory', key);
        const published = await obeyed({ type: 'PublishKey', value: first });
        assert.deepEqual(consent.events.CategoryKeyPublished.find(published.best.events)?.data, {
            patient: chart,
            category: 'Laboratory',
            epoch: 1,
            change: { removed: [], raised: 0 },
        });
        const again = obeyed({ type: 'PublishKey', value: first });
        await assert.rejects(again, refusedWith('Consent(Epoch)'));

        const from = await deadlineIn(suite, 0n);
        const terms = {
            grantee: { type: 'Practitioner', value: clinician.id },
            scope: { type: 'Categories', value: setOf(limits.categories, 'Laboratory') },
            purposes: setOf(limits.purposes, 'Treatment'),
            actions: setOf(limits.actions, 'Read', 'Append'),
            from,
            until: from + 86_400_000n,
            keys: random(),
        } as const;
        const granted = await obeyed({ type: 'Grant', value: terms });
        const { added } = consent.events.PolicyChanged.find(granted.best.events)!.data.change;
        assert.deepEqual(added, { id: 0, effect: 'Permit', terms });

        const version = { digest: random(), size: 4_096n, locator: 'bafk', keyEpoch: 1 };
        const document = { category: 'Laboratory', version } as const;
        await obeyed({ type: 'SelfReport', value: { document } });
        const request = [chart, oneRecord(0), 'Treatment', hospital] as const;
        const seen = await submit(registry, 'open', [...request], clinician.pair);
        assert.equal(openingIn(suite, seen.best).verdict.type, 'Permit');
        const read = await obeyed({ type: 'Open', value: oneRecord(0) });
        assert.deepEqual(openingIn(suite, read.best), {
            entry: 1,
            verdict: permitted({ type: 'Controller' }),
        });
        const { data: entry } = await suite.log.query.logEntry(chart, 1);
        assert.equal(entry?.access.actor, domainOf(suite).contract);

        const replacement = { provision: 0, effect: 'Permit', terms } as const;
        const replaced = await obeyed({ type: 'Replace', value: replacement });
        assert.deepEqual(consent.events.PolicyChanged.find(replaced.best.events)?.data.change, {
            added: { id: 1, effect: 'Permit', terms },
            removed: [{ id: 0, cause: 'Replaced' }],
            raised: 0,
        });
        const turning = obeyed({
            type: 'Replace',
            value: { provision: 1, effect: 'Deny', terms },
        });
        await assert.rejects(turning, refusedWith('Consent(Policy(OtherEffect))'));

        const revoked = await obeyed({ type: 'Revoke', value: 1 });
        assert.deepEqual(consent.events.PolicyChanged.find(revoked.best.events)?.data.change, {
            removed: [{ id: 1, cause: 'Revoked' }],
            raised: terms.scope.value,
        });
        const turned = await submit(registry, 'open', [...request], clinician.pair);
        assert.equal(openingIn(suite, turned.best).verdict.type, 'Deny');
        assert.equal(await balanceOf(owner), 0n);
    });

    it('sends a document to a hospital, which reads it', onNode, async () => {
        const { registry } = suite;
        const version = { digest: random(), size: 4_096n, locator: 'bafk', keyEpoch: 1 };
        const document = { category: 'Laboratory', version } as const;
        const addressee = { type: 'Organization', value: hospital } as const;
        const { best } = await obeyed({ type: 'SelfReport', value: { document, addressee } });
        const { first } = registry.events.Registered.find(best.events)!.data;
        assert.deepEqual((await registry.query.record(chart, first)).data?.addressee, addressee);
        const request = [chart, oneRecord(first), 'Treatment', hospital] as const;
        const read = await submit(registry, 'open', [...request], clinician.pair);
        assert.deepEqual(openingIn(suite, read.best).verdict, permitted({ type: 'Addressee' }));
    });

    it('says what is opened without her, disputes an entry and erases', onNode, async () => {
        const { consent, registry, limits } = suite;
        for (const [directive, categories] of [
            ['Emergency', setOf(limits.categories, 'Laboratory')],
            ['Emergency', 0],
            ['Issuers', 0],
            ['Issuers', everything.categories],
        ] as const) {
            const value: [typeof directive, number] = [directive, categories];
            const { best } = await obeyed({ type: 'SetDirective', value });
            const changed = { patient: chart, directive, categories };
            assert.deepEqual(consent.events.DirectiveChanged.find(best.events)?.data, changed);
        }

        const reason = random();
        const disputed = await obeyed({ type: 'Dispute', value: [0, reason] });
        const told = registry.events.Disputed.find(disputed.best.events)!.data;
        assert.deepEqual(told, { patient: chart, disputed: 0, entry: 4, reason });
        const { data: entry } = await suite.log.query.logEntry(chart, told.entry);
        assert.deepEqual(entry?.access.subject, { type: 'Entry', value: 0 });
        assert.equal(entry?.access.justification, reason);
        const unknown = obeyed({ type: 'Dispute', value: [7, undefined] });
        await assert.rejects(unknown, refusedWith('Registry(UnknownEntry)'));

        const version = { digest: random(), size: 4_096n, locator: 'bafk', keyEpoch: 1 };
        const document = { category: 'Laboratory', version } as const;
        await obeyed({ type: 'SelfReport', value: { document } });
        const amended = { record: 2, version: { ...version, digest: random() } };
        await obeyed({ type: 'Amend', value: amended });
        const later = obeyed({ type: 'Erase', value: 3 });
        await assert.rejects(later, refusedWith('Registry(EarlierVersions)'));
        for (const [command, records] of [
            [{ type: 'Erase', value: 1 }, [1]],
            [{ type: 'EraseDocument', value: 2 }, [2, 3]],
        ] as const) {
            const { best } = await obeyed(command);
            assert.deepEqual(registry.events.Erased.find(best.events)?.data, {
                patient: chart,
                records,
            });
        }
        const open = obeyed({ type: 'Open', value: oneRecord(1) });
        await assert.rejects(open, refusedWith('Registry(Erased)'));
    });

    it('forbids everything, and names a representative', onNode, async () => {
        const { consent, registry, limits } = suite;
        const from = await deadlineIn(suite, 0n);
        const provisionOf = async (command: Command) => {
            const { best } = await obeyed(command);
            return consent.events.PolicyChanged.find(best.events)!.data.change.added!;
        };
        const seal = {
            grantee: { type: 'Anyone' },
            scope: { type: 'Categories', value: everything.categories },
            purposes: everything.purposes,
            actions: setOf(limits.actions, 'Read', 'Append'),
            from,
        } as const;
        const sealed = await provisionOf({ type: 'Deny', value: seal });
        assert.deepEqual(sealed.terms, seal);
        const request = [chart, oneRecord(0), 'Treatment', hospital] as const;
        const { best } = await submit(registry, 'open', [...request], clinician.pair);
        assert.deepEqual(openingIn(suite, best).verdict, denied('DeniedByPatient'));
        await obeyed({ type: 'Revoke', value: sealed.id });

        const terms = await representation(suite, stranger.id, 32, 1n);
        const whole = { ...terms, from, until: from + 86_400_000n };
        const daughter = await provisionOf({ type: 'Grant', value: whole });
        const reading = [chart, oneRecord(0), 'FamilyRequest', undefined] as const;
        const read = await submit(registry, 'open', [...reading], stranger.pair);
        const basis = { type: 'Provision', value: daughter.id } as const;
        assert.deepEqual(openingIn(suite, read.best).verdict, permitted(basis));
        await obeyed({ type: 'Revoke', value: daughter.id });
    });

    it('opens her whole chart with one signature', onNode, async () => {
        const { accounts, limits, log, registry } = suite;
        const whole = limits.categories.reduce((set, [, bit]) => set | bit, 0);
        const { best } = await obeyed({ type: 'Open', value: sessionOf(whole) });
        const { entry, verdict } = openingIn(suite, best);
        assert.deepEqual(verdict, permitted({ type: 'Controller' }));
        const { data: line } = await log.query.logEntry(chart, entry);
        assert.deepEqual(line?.access.subject, { type: 'Categories', value: whole });

        // What is reported within the hour is in it, and her key answers for patient-account.
        const version = { digest: random(), size: 4_096n, locator: 'bafk', keyEpoch: 1 };
        const reporting = { document: { category: 'Laboratory', version } } as const;
        const reported = await obeyed({ type: 'SelfReport', value: reporting });
        const { first } = registry.events.Registered.find(reported.best.events)!.data;
        await final(suite);
        for (const record of [0, first]) {
            const { ticket, key } = await check(suite, chart, entry, record);
            assert.equal(ticket.refusal, undefined);
            assert.equal(ticket.actor, u8aToHex(decodeAddress(accounts.address)));
            assert.equal(ticket.until - ticket.openedAt, limits.sessionMilliseconds);
            assert.equal(key, owner.key);
        }
        const unordered: Command = { type: 'Open', value: { type: 'Records', value: [1, 0] } };
        const command = await next(suite, chart, unordered);
        await assert.rejects(signed(suite, command, owner), refusedWith('Command(List)'));
    });

    it('is not heard when anything is changed', onNode, async () => {
        const { instruction, signature } = await order({ type: 'Open', value: oneRecord(0) });
        const bytes = hexToU8a(signature);
        bytes[0]! ^= 1;
        const command = { type: 'Open', value: oneRecord(1) } as const;
        const later = instruction.deadline + 60_000n;
        for (const changed of [
            { instruction, signature: u8aToHex(bytes) },
            { instruction: { ...instruction, command }, signature },
            { instruction: { ...instruction, lane: 1, sequence: 0 }, signature },
            { instruction: { ...instruction, deadline: later }, signature },
        ]) {
            await assert.rejects(relay(suite, changed, relayer.pair), refusedWith('Signature'));
        }
        await relay(suite, { instruction, signature }, relayer.pair);
    });

    it('is heard once for each word, and not for another key', onNode, async () => {
        const command = await order({ type: 'Open', value: oneRecord(0) });
        await relay(suite, command, relayer.pair);
        await assert.rejects(relay(suite, command, relayer.pair), refusedWith('Sequence'));
        const foreign = await order({ type: 'Open', value: oneRecord(0) }, 0, family[0]!.signer);
        await assert.rejects(relay(suite, foreign, relayer.pair), refusedWith('Signature'));
        assert.ok(commandAdvice.Sequence);
    });

    it('can have words in two lanes submitted in either order', onNode, async () => {
        const [first, second] = [
            await order({ type: 'Open', value: oneRecord(0) }, 1),
            await order({ type: 'Open', value: oneRecord(0) }, 2),
        ];
        await relay(suite, second, stranger.pair);
        await relay(suite, first, relayer.pair);
        assert.deepEqual((await account()).lanes.slice(1), [1, 1, 0, 0, 0, 0, 0]);
    });

    it('is refused by name, and may say the same again', onNode, async () => {
        const late = await next(suite, chart, { type: 'Open', value: oneRecord(0) });
        late.deadline = await deadlineIn(suite, -1n);
        const far = await next(suite, chart, { type: 'Open', value: oneRecord(0) });
        far.deadline = await deadlineIn(suite, 7n * 24n * 60n + 1n);
        const missing = await order({ type: 'Revoke', value: 7 });
        const record = await order({ type: 'Open', value: oneRecord(7) });
        for (const [command, name] of [
            [await signed(suite, late, owner), 'Late'],
            [await signed(suite, far, owner), 'DeadlineTooFar'],
            [missing, 'Consent(Policy(UnknownProvision))'],
            [record, 'Registry(UnknownRecord)'],
        ] as const) {
            const { lanes } = await account();
            await assert.rejects(relay(suite, command, relayer.pair), refusedWith(name));
            assert.deepEqual((await account()).lanes, lanes);
        }
    });

    it('gets no text for what the contract would not take', onNode, async () => {
        const crooked: Instruction = await next(suite, chart, { type: 'Withdraw' });
        crooked.deadline += 1n;
        await assert.rejects(
            signed(suite, crooked, owner),
            refusedWith('Command(NotWholeMinutes)'),
        );
        const answer = { instruction: crooked, signature: `0x${'00'.repeat(64)}` } as const;
        const said = relay(suite, answer, relayer.pair);
        await assert.rejects(said, refusedWith('Command(NotWholeMinutes)'));
    });

    it('signs in a wallet, which leaves the text as it is', onNode, async () => {
        const wallet = inWallet(walletOf(suite.client, penniless), penniless.address);
        assert.equal(await balanceOf(wallet), 0n);
        const opened = await openChart(suite, wallet, relayer.pair);
        assert.equal((await suite.accounts.query.account(opened)).data?.custody.key, wallet.key);

        const instruction = await next(suite, opened, { type: 'Revoke', value: 0 });
        const { signature } = await signed(suite, instruction, wallet);
        const text = stringToU8a(textOf(instruction, domainOf(suite)));
        assert.ok(verify(text, hexToU8a(signature), hexToU8a(wallet.key)));
        assert.throws(() => inWallet({}, penniless.address), /signs no texts/);
    });

    it('takes over a chart that an account of hers controlled', onNode, async () => {
        const { accounts, consent } = suite;
        const moving = await createChart(suite, patient.pair);
        const key = inApp(hexToU8a(random()));
        const adopt = await next(suite, moving, { type: 'Adopt', value: key.key });
        const command = await signed(suite, adopt, key);
        const offer = { type: 'Propose', value: domainOf(suite).contract } as const;
        await submit(consent, 'handOver', [moving, offer], patient.pair);
        await assert.rejects(relay(suite, command, stranger.pair), refusedWith('NotController'));
        await relay(suite, command, patient.pair);
        assert.equal((await accounts.query.account(moving)).data?.custody.key, key.key);
    });

    it('names guardians, who propose a new key and are vetoed once', onNode, async () => {
        const { accounts } = suite;
        // Nobody keeps them in the order that the contract asks for.
        const place = new Map(family.map((one, at) => [one, commitments()[at]!]));
        family.sort((one, other) => (place.get(one)! > place.get(other)! ? -1 : 1));
        const value = guardiansOf(commitments(), 2, 24);
        const named = await obeyed({ type: 'ChangeGuardians', value });
        assert.deepEqual(accounts.events.AccountChanged.find(named.best.events)?.data.change, {
            type: 'Guardians',
            value,
        });

        const key = inApp(hexToU8a(random())).key;
        const alone = await recoveryOf(suite, chart, key, 1, 7n);
        const few = recover(suite, alone, (await approvalsOf(alone)).slice(0, 1), relayer.pair);
        await assert.rejects(few, refusedWith('Recovery(TooFew)'));
        const recovery = await recoveryOf(suite, chart, key, 2, 7n);
        const approvals = await approvalsOf(recovery);
        for (const others of [approvals, approvals.slice(0, 1)]) {
            const said = recover(suite, recovery, others, relayer.pair);
            await assert.rejects(said, refusedWith('Approvals'));
        }
        const proposed = await recover(suite, recovery, approvals.slice(0, 2), relayer.pair);
        const readyAt = (await now(suite)) + 86_400_000n;
        assert.deepEqual(accounts.events.AccountChanged.find(proposed.best.events)?.data.change, {
            type: 'Proposed',
            value: { key, unanimous: false, readyAt },
        });
        const again = recover(suite, recovery, approvals.slice(0, 2), relayer.pair);
        await assert.rejects(again, refusedWith('Round'));
        const early = submit(accounts, 'complete', [chart], relayer.pair);
        await assert.rejects(early, refusedWith('Recovery(TooEarly)'));
        const frozen = obeyed({ type: 'ChangeGuardians' });
        await assert.rejects(frozen, refusedWith('Recovery(Frozen)'));

        const another = obeyed({ type: 'Veto', value: owner.key });
        await assert.rejects(another, refusedWith('Recovery(NothingProposed)'));
        await obeyed({ type: 'Veto', value: key });
        const unanimous = await recoveryOf(suite, chart, key, 3, 7n);
        const all = await approvalsOf(unanimous);
        const less = recover(suite, unanimous, all.slice(0, 2), relayer.pair);
        await assert.rejects(less, refusedWith('Approvals'));
        await recover(suite, unanimous, all, relayer.pair);
        const outvoted = obeyed({ type: 'Veto', value: key });
        await assert.rejects(outvoted, refusedWith('Recovery(Unanimous)'));
        // One for the naming of the guardians, and one for each proposal.
        assert.equal((await account()).custody.round, 3);
    });

    it("reads sets in words that are the chain's", onNode, () => {
        const { categories, purposes, actions } = suite.limits;
        const pairs = [
            [categories, categoryNames],
            [purposes, purposeNames],
            [actions, actionNames],
        ] as const;
        for (const [members, names] of pairs) {
            assert.deepEqual(
                members,
                names.map((name, bit) => [name, 1 << bit]),
            );
        }
    });
});
