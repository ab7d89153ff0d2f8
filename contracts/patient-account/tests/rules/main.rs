//! The rules of the patient account, one small test each, without a chain. What guardians and
//! recovery do: `chartkey-recovery`; what a text says: `chartkey-commands`.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use std::cell::{Cell, RefCell};

use chartkey_commands::{
    guardian_claim, Approval, Command, Instruction, NewChart, Offer, Recovery, Replacement,
    SignedCommand, LANES, MAX_DEADLINE_MILLISECONDS,
};
use chartkey_governance::{Handover, HandoverStep};
use chartkey_interfaces::account::{AccountChange, AccountError, Answer};
use chartkey_onchain::GovernedState;
use chartkey_policy::{Effect, Grantee, Scope, Terms};
use chartkey_recovery::{Guardians, RecoveryError, SigningKey};
use chartkey_vocabulary::{Account, Actions, Categories, PatientId, Purpose, Purposes, Timestamp};
use ink::{
    env::{hash::Blake2x256, test, DefaultEnvironment},
    selector_bytes,
};
use patient_account::{Accounts, Calls, Contract, Suite};
use scale::Encode;
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};

const GOVERNOR: Account = [1; 32];
const RELAY: Account = [2; 32];
const OWNER: Account = [3; 32];
const CHART: PatientId = PatientId([4; 32]);
const SALT: [u8; 32] = [5; 32];
const HOUR: u64 = 60 * 60 * 1_000;
/// A whole minute.
const NOW: Timestamp = 1_800_000_000_000;
const DEADLINE: Timestamp = NOW + HOUR;

/// The contracts behind the account: one chart, and what was asked.
struct Others {
    control: RefCell<Handover>,
    created: Cell<PatientId>,
    asked: RefCell<Vec<(Contract, [u8; 4], Vec<u8>)>>,
}

impl Others {
    /// The message that was asked last, and of whom.
    fn asked(&self) -> Option<(Contract, [u8; 4])> {
        self.asked.borrow().last().map(|(contract, message, _)| (*contract, *message))
    }

    fn offered_to(&self) -> Option<Account> {
        self.control.borrow().proposed()
    }
}

impl Calls for Others {
    fn ask(
        &self,
        contract: Contract,
        message: [u8; 4],
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, AccountError> {
        self.asked.borrow_mut().push((contract, message, arguments));
        Ok(if message == selector_bytes!("create_chart") {
            self.created.get().encode()
        } else {
            7_u32.encode()
        })
    }

    fn control(&self, chart: &PatientId) -> Result<Handover, AccountError> {
        if *chart == CHART {
            Ok(*self.control.borrow())
        } else {
            Err(AccountError::UnknownChart)
        }
    }

    fn hand_over(&self, _: &PatientId, step: HandoverStep) -> Result<(), AccountError> {
        let mut control = self.control.borrow_mut();
        let by = match step {
            HandoverStep::Accept => own(),
            _ => *control.holder(),
        };
        control.step(&by, step).map_err(|_| AccountError::Unreachable)?;
        Ok(())
    }
}

struct World {
    accounts: Accounts,
    others: Others,
}

fn own() -> Account {
    *ink::env::account_id::<DefaultEnvironment>().as_ref()
}

/// Runs a test on an empty account.
fn run(test: impl FnOnce(World)) {
    test::run_test::<DefaultEnvironment, _>(|_| {
        let governed = GovernedState::new(GOVERNOR.into(), &[]);
        let suite = Suite { consent: [8; 32].into(), registry: [9; 32].into() };
        let others = Others {
            control: RefCell::new(Handover::new(own())),
            created: Cell::new(CHART),
            asked: RefCell::default(),
        };
        test(World { accounts: Accounts::new(governed, suite, [6; 32].into()), others });
        Ok(())
    })
    .unwrap();
}

/// Runs a test on an account with one chart, which the first key opened.
fn run_on_chart(test: impl FnOnce(World)) {
    run(|mut world| {
        world.submit(&create(), 1, 0, 0).unwrap();
        test(world);
    });
}

fn keypair(seed: u8) -> Keypair {
    MiniSecretKey::from_bytes(&[seed; 32]).unwrap().expand_to_keypair(ExpansionMode::Ed25519)
}

fn key(seed: u8) -> SigningKey {
    keypair(seed).public.to_bytes()
}

fn sign(seed: u8, text: &[u8]) -> [u8; 64] {
    keypair(seed).sign_simple(b"substrate", text).to_bytes()
}

fn create() -> Command {
    Command::CreateChart(NewChart { key: key(1), salt: SALT })
}

/// Harmless, and possible at any time.
fn revoke() -> Command {
    Command::Revoke(1)
}

fn terms() -> Terms {
    Terms {
        grantee: Grantee::Practitioner(OWNER),
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL,
        actions: Actions::ALL,
        from: NOW,
        until: Some(DEADLINE),
        keys: None,
    }
}

/// The keys with these seeds, of which it takes one, with three days.
fn guardians(seeds: &[u8]) -> Guardians {
    let commitment = |seed: &u8| {
        let mut commitment = [0; 32];
        let claim = guardian_claim(&CHART, &key(*seed), &SALT);
        ink::env::hash_bytes::<Blake2x256>(&claim, &mut commitment);
        commitment
    };
    let mut commitments: Vec<_> = seeds.iter().map(commitment).collect();
    commitments.sort_unstable();
    Guardians { commitments, threshold: 1, delay_hours: 72 }
}

fn guardian(seed: u8) -> Guardians {
    guardians(&[seed])
}

impl World {
    fn pause(&mut self) {
        test::set_caller::<DefaultEnvironment>(GOVERNOR.into());
        self.accounts.governed_mut().set_paused(true).unwrap();
    }

    /// Submits what the key with this seed signs.
    fn submit(
        &mut self,
        command: &Command,
        seed: u8,
        lane: u8,
        sequence: u32,
    ) -> Result<(Answer, Option<AccountChange>), AccountError> {
        self.submit_at(command, seed, lane, sequence, DEADLINE)
    }

    fn submit_at(
        &mut self,
        command: &Command,
        seed: u8,
        lane: u8,
        sequence: u32,
        deadline: Timestamp,
    ) -> Result<(Answer, Option<AccountChange>), AccountError> {
        let command = command.clone();
        let instruction = Instruction { chart: CHART, command, lane, sequence, deadline };
        let text = instruction.text(&self.accounts.domain());
        let signature = text.map_or([0; 64], |text| sign(seed, &text));
        let signed = SignedCommand { instruction, signature };
        self.accounts
            .submit(&self.others, &RELAY, NOW, &signed)
            .map(|(answer, event)| (answer, event.map(|event| event.change)))
    }

    /// A guardian proposes a new key.
    fn recover(&mut self, round: u32, count: u8, seed: u8) -> Result<Timestamp, AccountError> {
        let recovery =
            Recovery { chart: CHART, key: key(2), round, approvals: count, deadline: DEADLINE };
        let text = recovery.text(&self.accounts.domain()).unwrap();
        let approval = Approval { guardian: key(seed), salt: SALT, signature: sign(3, &text) };
        self.accounts.recover(&self.others, NOW, &recovery, &[approval]).map(|(at, _)| at)
    }
}

#[test]
fn a_chart_is_opened_under_the_key_that_signs() {
    run(|mut world| {
        let other_key = world.submit(&create(), 2, 0, 0);
        assert_eq!(other_key, Err(AccountError::Signature));
        let (answer, change) = world.submit(&create(), 1, 0, 0).unwrap();
        assert_eq!((answer, change), (Answer::Done, Some(AccountChange::Bound(key(1)))));
        assert_eq!(world.accounts.account(&CHART).unwrap().custody.key(), &key(1));
        assert_eq!(world.submit(&create(), 1, 0, 1), Err(AccountError::ChartExists));
    });
}

#[test]
fn a_chart_with_another_id_is_not_opened() {
    run(|mut world| {
        world.others.created.set(PatientId([9; 32]));
        assert_eq!(world.submit(&create(), 1, 0, 0), Err(AccountError::WrongChart));
        assert!(world.accounts.account(&CHART).is_err());
    });
}

#[test]
fn nothing_is_executed_for_an_unknown_chart() {
    run(|mut world| {
        assert_eq!(world.submit(&revoke(), 1, 0, 0), Err(AccountError::UnknownChart));
    });
}

#[test]
fn every_lane_counts_its_own_commands() {
    run_on_chart(|mut world| {
        // The chart's own command was the first in lane 0.
        for (lane, sequence) in [(0, 1), (1, 0), (7, 0), (0, 2), (1, 1)] {
            assert!(world.submit(&revoke(), 1, lane, sequence).is_ok());
        }
        for (lane, sequence) in [(0, 2), (0, 4), (2, 1)] {
            let answer = world.submit(&revoke(), 1, lane, sequence);
            assert_eq!(answer, Err(AccountError::Sequence));
        }
        let beyond = u8::try_from(LANES).unwrap();
        assert_eq!(world.submit(&revoke(), 1, beyond, 0), Err(AccountError::Lane));
    });
}

#[test]
fn a_refused_command_does_not_count() {
    run_on_chart(|mut world| {
        assert_eq!(world.submit(&revoke(), 2, 0, 1), Err(AccountError::Signature));
        assert!(world.submit(&revoke(), 1, 0, 1).is_ok());
    });
}

#[test]
fn a_deadline_is_now_to_7_days_ahead() {
    run_on_chart(|mut world| {
        let mut at =
            |sequence, deadline| world.submit_at(&revoke(), 1, 1, sequence, deadline).err();
        assert_eq!(at(0, NOW - 1), Some(AccountError::Late));
        let too_far = NOW + MAX_DEADLINE_MILLISECONDS + 1;
        assert_eq!(at(0, too_far), Some(AccountError::DeadlineTooFar));
        assert_eq!(at(0, NOW), None);
        assert_eq!(at(1, NOW + MAX_DEADLINE_MILLISECONDS), None);
    });
}

#[test]
fn the_deadline_comes_before_the_lane_the_lane_before_the_key_and_the_key_before_the_pause() {
    run_on_chart(|mut world| {
        world.pause();
        let grant = Command::Grant(Box::new(terms()));
        let late = world.submit_at(&grant, 2, 9, 9, NOW - 1);
        assert_eq!(late, Err(AccountError::Late));
        assert_eq!(world.submit(&grant, 2, 9, 9), Err(AccountError::Lane));
        assert_eq!(world.submit(&grant, 2, 0, 9), Err(AccountError::Sequence));
        assert_eq!(world.submit(&grant, 2, 0, 1), Err(AccountError::Signature));
        assert_eq!(world.submit(&grant, 1, 0, 1), Err(AccountError::Paused));
    });
}

#[test]
fn while_paused_nothing_is_added() {
    run_on_chart(|mut world| {
        world.pause();
        let replace = |effect| {
            Command::Replace(Box::new(Replacement { provision: 1, effect, terms: terms() }))
        };
        let adopt = Command::Adopt(key(1));
        for adds in [replace(Effect::Permit), adopt] {
            assert_eq!(world.submit(&adds, 1, 0, 1), Err(AccountError::Paused));
        }
        let deny = Command::Deny(Box::new(terms()));
        for (sequence, takes_away) in [deny, revoke(), replace(Effect::Deny)].iter().enumerate() {
            let sequence = u32::try_from(sequence).unwrap() + 1;
            assert!(world.submit(takes_away, 1, 0, sequence).is_ok());
        }
    });
}

#[test]
fn a_command_is_passed_on_with_the_chart_and_its_fields() {
    run_on_chart(|mut world| {
        let (answer, _) = world.submit(&Command::Open(3), 1, 0, 1).unwrap();
        assert!(matches!(answer, Answer::Opened(_)));
        let asked = world.others.asked.borrow().last().cloned().unwrap();
        let fields = (CHART, 3_u32, Purpose::PatientRequest).encode();
        assert_eq!(asked, (Contract::Registry, selector_bytes!("open"), fields));
        world.submit(&revoke(), 1, 0, 2).unwrap();
        let asked = world.others.asked();
        assert_eq!(asked, Some((Contract::Consent, selector_bytes!("revoke"))));
    });
}

#[test]
fn only_the_controller_submits_an_adoption() {
    run(|mut world| {
        *world.others.control.borrow_mut() = Handover::new(OWNER);
        let adopt = Command::Adopt(key(1));
        assert_eq!(world.submit(&adopt, 1, 0, 0), Err(AccountError::NotController));
        let mut offered = Handover::new(RELAY);
        offered.step(&RELAY, HandoverStep::Propose(own())).unwrap();
        *world.others.control.borrow_mut() = offered;
        let (_, change) = world.submit(&adopt, 1, 0, 0).unwrap();
        assert_eq!(change, Some(AccountChange::Bound(key(1))));
        assert_eq!(world.others.control.borrow().holder(), &own());
    });
}

#[test]
fn without_guardians_nothing_waits_and_with_them_a_hand_over_does() {
    run_on_chart(|mut world| {
        let offer = Command::HandOver(Offer::Propose(OWNER));
        assert_eq!(world.submit(&offer, 1, 0, 1), Ok((Answer::Done, None)));
        assert_eq!(world.others.offered_to(), Some(OWNER));
        // Guardians take an offer back that did not wait for them.
        let name = Command::ChangeGuardians(Some(guardian(3)));
        let named = Some(AccountChange::Guardians(Some(guardian(3))));
        assert_eq!(world.submit(&name, 1, 0, 2), Ok((Answer::Done, named)));
        assert_eq!(world.others.offered_to(), None);
        let (answer, change) = world.submit(&offer, 1, 0, 3).unwrap();
        assert_eq!(answer, Answer::Waits(NOW + 72 * HOUR));
        assert!(matches!(change, Some(AccountChange::Waiting(_))));
        assert_eq!(world.others.offered_to(), None);
        let early = world.accounts.complete(&world.others, NOW + 72 * HOUR - 1, &CHART);
        assert!(matches!(early, Err(AccountError::Recovery(_))));
        let due = world.accounts.complete(&world.others, NOW + 72 * HOUR, &CHART).unwrap();
        assert!(due.is_none());
        assert_eq!(world.others.offered_to(), Some(OWNER));
    });
}

#[test]
fn a_chart_that_was_handed_over_asks_for_nothing() {
    run_on_chart(|mut world| {
        *world.others.control.borrow_mut() = Handover::new(OWNER);
        for command in [
            Command::HandOver(Offer::Propose(OWNER)),
            Command::ChangeGuardians(None),
            Command::Withdraw,
        ] {
            assert_eq!(world.submit(&command, 1, 0, 1), Err(AccountError::UnknownChart));
        }
    });
}

#[test]
fn what_waits_can_be_withdrawn() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        world.submit(&Command::ChangeGuardians(None), 1, 0, 2).unwrap();
        let withdrawn = world.submit(&Command::Withdraw, 1, 0, 3);
        assert_eq!(withdrawn, Ok((Answer::Done, Some(AccountChange::Withdrawn))));
        assert!(world.accounts.complete(&world.others, NOW + 72 * HOUR, &CHART).is_err());
    });
}

#[test]
fn a_guardian_recovers_after_the_delay() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        let ready_at = world.recover(world.accounts.account(&CHART).unwrap().custody.round(), 1, 3);
        assert_eq!(ready_at, Ok(NOW + 72 * HOUR));
        // It displaces an offer to anybody else.
        assert_eq!(world.others.offered_to(), Some(own()));
        let frozen = world.submit(&Command::HandOver(Offer::Cancel), 1, 0, 2);
        assert!(matches!(frozen, Err(AccountError::Recovery(_))));
        let event = world.accounts.complete(&world.others, NOW + 72 * HOUR, &CHART).unwrap();
        assert_eq!(event.unwrap().change, AccountChange::Recovered(key(2)));
        assert_eq!(world.submit(&revoke(), 1, 0, 2), Err(AccountError::Signature));
        assert!(world.submit(&revoke(), 2, 0, 2).is_ok());
    });
}

#[test]
fn a_recovery_names_the_round_and_all_approvals_and_is_signed_by_guardians() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        let round = world.accounts.account(&CHART).unwrap().custody.round();
        // In this order.
        assert_eq!(world.recover(round + 1, 9, 4), Err(AccountError::Round));
        assert_eq!(world.recover(round, 2, 4), Err(AccountError::Approvals));
        assert_eq!(world.recover(round, 1, 4), Err(AccountError::Signature));
        world.submit(&Command::Withdraw, 1, 0, 2).unwrap_err();
        let stranger = world.accounts.account(&CHART).unwrap();
        assert!(stranger.custody.proposal().is_none());
    });
}

#[test]
fn the_present_key_vetoes_and_the_offer_is_taken_back() {
    run_on_chart(|mut world| {
        let two = guardians(&[3, 4]);
        world.submit(&Command::ChangeGuardians(Some(two)), 1, 0, 1).unwrap();
        let round = world.accounts.account(&CHART).unwrap().custody.round();
        world.recover(round, 1, 3).unwrap();
        let vetoed = world.submit(&Command::Veto(key(2)), 1, 0, 2);
        assert_eq!(vetoed, Ok((Answer::Done, Some(AccountChange::Vetoed))));
        assert_eq!(world.others.offered_to(), None);
    });
}

#[test]
fn a_refused_veto_leaves_the_offer() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        let round = world.accounts.account(&CHART).unwrap().custody.round();
        world.recover(round, 1, 3).unwrap();
        // The only guardian is all of them.
        let vetoed = world.submit(&Command::Veto(key(2)), 1, 0, 2);
        assert_eq!(vetoed, Err(AccountError::Recovery(RecoveryError::Unanimous)));
        assert_eq!(world.others.offered_to(), Some(own()));
    });
}
