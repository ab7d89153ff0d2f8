//! Guardians: whom a patient trusts to replace a lost key, and how slowly that and what would
//! outrun them changes.

use anyhow::{Context, Result};
use chartkey_commands::{Command, Offer};
use chartkey_e2e_tests::{
    Actor, Contract, Event, Guardian, On, Outcome, Patient, Suite, DAY, HOUR,
};
use chartkey_governance::{Handover, HandoverChange, HandoverError, HandoverStep};
use chartkey_interfaces::{
    account::{Account, AccountChange, AccountError, Answer},
    consent::ConsentError,
};
use chartkey_onchain::Encoded;
use chartkey_recovery::{Change, Guardians, RecoveryError, Waiting};
use chartkey_vocabulary::{Category, PatientId, Timestamp};
use rstest::rstest;
use rstest_reuse::apply;

use crate::on_both;

/// How long the guardians of [`Family`] wait, in hours.
pub const DELAY_HOURS: u16 = 48;
/// The same in milliseconds.
pub const DELAY: u64 = DELAY_HOURS as u64 * HOUR;

/// Maria, who has no tokens, and the three who may replace her key: two of them after
/// [`DELAY`]. None of them has tokens either, so the desk submits everything.
pub struct Family {
    pub suite: Suite,
    pub desk: Actor,
    pub maria: Patient,
    pub guardians: Vec<Guardian>,
}

impl Family {
    /// Maria's chart, under her key alone.
    pub fn without_guardians(on: On) -> Result<Self> {
        let mut suite = Suite::on(on)?;
        let desk = Actor::named("desk");
        let maria = suite.patient_without_tokens(&desk, "maria", &[Category::Laboratory])?;
        let guardians = ["jorge", "lena", "tomas"].map(Guardian::named).to_vec();
        Ok(Self { suite, desk, maria, guardians })
    }

    /// The same with guardians.
    pub fn on(on: On) -> Result<Self> {
        let mut family = Self::without_guardians(on)?;
        let named = family.named();
        family.command(Command::ChangeGuardians(Some(named)))?.value()?;
        Ok(family)
    }

    /// Her guardians, as the chart names them.
    pub fn named(&self) -> Guardians {
        Guardian::together(&self.maria.id, &self.guardians, 2, DELAY_HOURS)
    }

    /// Two of her guardians.
    pub fn two(&self) -> Vec<Guardian> {
        self.guardians.iter().take(2).cloned().collect()
    }

    /// Submits a command that the key of Maria's old phone signed.
    pub fn command(&mut self, command: Command) -> Result<Outcome<Result<Answer, AccountError>>> {
        self.suite.command(&self.desk, &self.maria, command)
    }

    /// The key of Maria's old phone vetoes what is proposed.
    pub fn veto(&mut self) -> Result<Outcome<Result<Answer, AccountError>>> {
        let veto = self.suite.veto(self.maria.id)?;
        self.command(veto)
    }

    /// Checks that this is refused.
    pub fn no_veto(&mut self, error: impl Into<AccountError>) -> Result<()> {
        let veto = self.suite.veto(self.maria.id)?;
        self.refused(veto, error)
    }

    /// Guardians propose a new key. Returns when it may be completed, as it is kept: on a node
    /// the answer comes from a dry run some milliseconds before.
    pub fn recover(&mut self, key: &Actor, guardians: &[Guardian]) -> Result<Timestamp> {
        self.suite.recover(&self.desk, self.maria.id, key, guardians)?.value()?;
        let account = self.account()?;
        Ok(account.custody.proposal().context("nothing is proposed")?.ready_at)
    }

    /// Somebody completes what is due.
    pub fn complete(&mut self, caller: &Actor) -> Result<Outcome<Result<(), AccountError>>> {
        let complete = self.suite.accounts().complete(self.maria.id.into());
        self.suite.submit(caller, complete)
    }

    /// What the patient account keeps.
    pub fn account(&mut self) -> Result<Account> {
        self.suite.account(self.maria.id)
    }

    /// Who controls the chart, and whom it is offered to.
    pub fn control(&mut self) -> Result<Handover> {
        let control = self.suite.read(self.suite.consent().control(self.maria.id.into()))?;
        control.context("there is no such chart")
    }

    /// The account of the patient account.
    pub fn keeper(&self) -> [u8; 32] {
        *self.suite.address(Contract::Account).as_ref()
    }

    /// An account tries to take the chart that it was offered.
    pub fn accept(&mut self, caller: &Actor) -> Result<Result<(), ConsentError>> {
        let accept = self.suite.consent().hand_over(self.maria.id.into(), HandoverStep::Accept);
        self.suite.submit(caller, accept)?.answer()
    }

    /// Checks that a command of Maria's key is refused, and that nothing has changed.
    pub fn refused(&mut self, command: Command, error: impl Into<AccountError>) -> Result<()> {
        let before = (self.account()?, self.control()?);
        let outcome = self.command(command.clone())?;
        assert_eq!(outcome.events, [], "{command:?}");
        assert_eq!(outcome.refusal()?, error.into(), "{command:?}");
        assert_eq!((self.account()?, self.control()?), before, "{command:?}");
        Ok(())
    }
}

/// An error that the consent manager gave.
pub fn consent_refused(error: ConsentError) -> AccountError {
    AccountError::Consent(Encoded::of(&error))
}

/// The event of the patient account.
pub fn account_changed(patient: PatientId, change: AccountChange) -> Event {
    Event::AccountChanged { patient, change }
}

/// Nobody was offered the chart, or somebody else was.
pub const NOT_OFFERED: ConsentError = ConsentError::Handover(HandoverError::NotProposed);

fn offer(to: &Actor) -> Command {
    Command::HandOver(Offer::Propose(to.bytes()))
}

#[apply(on_both)]
fn the_first_guardians_are_named_at_once(on: On) -> Result<()> {
    let mut family = Family::without_guardians(on)?;
    let named = family.named();
    let outcome = family.command(Command::ChangeGuardians(Some(named.clone())))?;
    let event = account_changed(family.maria.id, AccountChange::Guardians(Some(named.clone())));
    assert_eq!(outcome.events, [(family.suite.address(Contract::Account), event)]);
    assert_eq!(outcome.value()?, Answer::Done);
    let custody = family.account()?.custody;
    assert_eq!(custody.guardians(), Some(&named));
    assert_eq!((custody.waiting(), custody.proposal()), (None, None));
    Ok(())
}

#[apply(on_both)]
fn later_guardians_wait_for_the_delay_of_the_present_ones(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let before = family.named();
    let rosa = Guardian::named("rosa");
    let after = Guardian::together(&family.maria.id, &[rosa], 1, 24);
    let stranger = Actor::named("stranger");

    let change = Change::Guardians(Some(after.clone()));
    let outcome = family.command(Command::ChangeGuardians(Some(after.clone())))?;
    let ready_at = family.suite.now()? + DELAY;
    let waiting = Waiting { change, ready_at };
    let event = account_changed(family.maria.id, AccountChange::Waiting(waiting.clone()));
    assert_eq!(outcome.emitted(), [event]);
    assert!(matches!(outcome.value()?, Answer::Waits(_)));
    assert_eq!(family.account()?.custody.waiting(), Some(&waiting));

    family.suite.chain().set_clock(ready_at - HOUR)?;
    let early = AccountError::Recovery(RecoveryError::TooEarly);
    assert_eq!(family.complete(&stranger)?.refusal()?, early);
    assert_eq!(family.account()?.custody.guardians(), Some(&before));

    family.suite.chain().set_clock(ready_at)?;
    let outcome = family.complete(&stranger)?;
    let event = account_changed(family.maria.id, AccountChange::Guardians(Some(after.clone())));
    assert_eq!(outcome.emitted(), [event]);
    outcome.value()?;
    let custody = family.account()?.custody;
    assert_eq!((custody.guardians(), custody.waiting()), (Some(&after), None));
    let nothing = AccountError::Recovery(RecoveryError::NothingWaits);
    assert_eq!(family.complete(&stranger)?.refusal()?, nothing);
    Ok(())
}

#[apply(on_both)]
fn a_hand_over_waits_for_the_guardians_delay(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let (clinic, stranger) = (Actor::named("maria's account"), Actor::named("stranger"));
    let outcome = family.command(offer(&clinic))?;
    let ready_at = family.suite.now()? + DELAY;
    let waiting = Waiting { change: Change::HandOver(clinic.bytes()), ready_at };
    assert_eq!(
        outcome.emitted(),
        [account_changed(family.maria.id, AccountChange::Waiting(waiting))]
    );
    assert!(matches!(outcome.value()?, Answer::Waits(_)));

    family.suite.chain().set_clock(ready_at - HOUR)?;
    let early = AccountError::Recovery(RecoveryError::TooEarly);
    assert_eq!(family.complete(&clinic)?.refusal()?, early);
    assert_eq!(family.control()?, Handover::new(family.keeper()));
    assert_eq!(family.accept(&clinic)?, Err(NOT_OFFERED));

    family.suite.chain().set_clock(ready_at)?;
    let outcome = family.complete(&stranger)?;
    let change = HandoverChange::Proposed(clinic.bytes());
    assert_eq!(outcome.emitted(), [Event::ControlChanged { patient: family.maria.id, change }]);
    outcome.value()?;
    assert_eq!(family.accept(&stranger)?, Err(NOT_OFFERED));
    assert_eq!(family.accept(&clinic)?, Ok(()));
    assert_eq!(family.control()?, Handover::new(clinic.bytes()));
    Ok(())
}

#[apply(on_both)]
fn without_guardians_a_chart_is_offered_and_taken_back_at_once(on: On) -> Result<()> {
    let mut family = Family::without_guardians(on)?;
    let clinic = Actor::named("maria's account");
    assert_eq!(family.command(offer(&clinic))?.value()?, Answer::Done);
    assert_eq!(family.control()?.proposed(), Some(clinic.bytes()));
    let cancelled = family.command(Command::HandOver(Offer::Cancel))?;
    let change = HandoverChange::Cancelled;
    assert_eq!(cancelled.emitted(), [Event::ControlChanged { patient: family.maria.id, change }]);
    cancelled.value()?;
    assert_eq!(family.accept(&clinic)?, Err(NOT_OFFERED));
    family.refused(Command::HandOver(Offer::Cancel), consent_refused(NOT_OFFERED))
}

/// It did not wait for them, and would outrun them.
#[apply(on_both)]
fn naming_guardians_takes_back_an_offer_of_the_chart(on: On) -> Result<()> {
    let mut family = Family::without_guardians(on)?;
    let mallory = Actor::named("mallory");
    let patient = family.maria.id;
    family.command(offer(&mallory))?.value()?;
    let named = family.named();
    let taken_back = |guardians| {
        let change = HandoverChange::Cancelled;
        let guardians = AccountChange::Guardians(guardians);
        [Event::ControlChanged { patient, change }, account_changed(patient, guardians)]
    };
    let outcome = family.command(Command::ChangeGuardians(Some(named.clone())))?;
    assert_eq!(outcome.emitted(), taken_back(Some(named)));
    outcome.value()?;
    assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));

    // So does a change that had to wait.
    for command in [offer(&mallory), Command::ChangeGuardians(None)] {
        family.command(command)?.value()?;
        family.suite.advance(DELAY)?;
        let outcome = family.complete(&mallory)?;
        if family.account()?.custody.guardians().is_none() {
            assert_eq!(outcome.emitted(), taken_back(None));
        }
        outcome.value()?;
    }
    assert_eq!(family.account()?.custody.guardians(), None);
    assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));
    Ok(())
}

#[test]
fn what_waits_is_ready_to_the_millisecond() -> Result<()> {
    let clinic = Actor::named("maria's account");
    for command in [Command::ChangeGuardians(None), offer(&clinic)] {
        let mut family = Family::on(On::InProcess)?;
        let waits = family.command(command)?.value()?;
        let ready_at = family.suite.now()? + DELAY;
        assert_eq!(waits, Answer::Waits(ready_at));
        family.suite.chain().set_clock(ready_at - 1)?;
        let early = AccountError::Recovery(RecoveryError::TooEarly);
        assert_eq!(family.complete(&clinic)?.refusal()?, early);
        family.suite.chain().set_clock(ready_at)?;
        family.complete(&clinic)?.value()?;
    }
    Ok(())
}

#[apply(on_both)]
fn the_present_key_takes_back_what_waits(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let clinic = Actor::named("maria's account");
    let nothing = RecoveryError::NothingWaits;
    family.refused(Command::Withdraw, nothing)?;
    for command in [Command::ChangeGuardians(None), offer(&clinic)] {
        family.command(command)?.value()?;
        let withdrawn = family.command(Command::Withdraw)?;
        assert_eq!(
            withdrawn.emitted(),
            [account_changed(family.maria.id, AccountChange::Withdrawn)]
        );
        assert_eq!(withdrawn.value()?, Answer::Done);
        family.suite.advance(DELAY + HOUR)?;
        assert_eq!(family.complete(&clinic)?.refusal()?, nothing.into());
        assert_eq!(family.account()?.custody.guardians(), Some(&family.named()));
        assert_eq!(family.control()?, Handover::new(family.keeper()));
        family.refused(Command::Withdraw, nothing)?;
    }
    Ok(())
}

/// So that a change which nobody objected to is not exchanged for another at the last moment.
#[test]
fn a_change_in_the_place_of_one_that_waits_waits_from_the_beginning() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let (clinic, mallory) = (Actor::named("maria's account"), Actor::named("mallory"));
    family.command(offer(&clinic))?.value()?;
    family.suite.advance(DELAY)?;
    family.command(offer(&mallory))?.value()?;
    let ready_at = family.suite.now()? + DELAY;
    let early = AccountError::Recovery(RecoveryError::TooEarly);
    assert_eq!(family.complete(&mallory)?.refusal()?, early);
    family.suite.chain().set_clock(ready_at)?;
    family.complete(&clinic)?.value()?;
    assert_eq!(family.control()?.proposed(), Some(mallory.bytes()));
    Ok(())
}

#[test]
fn new_guardians_do_not_bring_a_shorter_delay_for_themselves() -> Result<()> {
    let mut family = Family::without_guardians(On::InProcess)?;
    let long = Guardian::together(&family.maria.id, &family.guardians, 2, 336);
    family.command(Command::ChangeGuardians(Some(long)))?.value()?;
    let short = Guardian::together(&family.maria.id, &family.guardians, 1, 24);
    let waits = family.command(Command::ChangeGuardians(Some(short)))?.value()?;
    assert_eq!(waits, Answer::Waits(family.suite.now()? + 14 * DAY));
    Ok(())
}

#[test]
fn guardians_can_be_given_up_and_named_again_at_once() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    family.command(Command::ChangeGuardians(None))?.value()?;
    family.suite.advance(DELAY)?;
    let gone = family.complete(&Actor::named("stranger"))?;
    assert_eq!(gone.emitted(), [account_changed(family.maria.id, AccountChange::Guardians(None))]);
    gone.value()?;
    let two = family.two();
    let recover =
        family.suite.recover(&family.desk, family.maria.id, &Actor::named("new phone"), &two)?;
    assert_eq!(recover.refusal()?, RecoveryError::NoGuardians.into());
    let named = family.named();
    let again = family.command(Command::ChangeGuardians(Some(named)))?.value()?;
    assert_eq!(again, Answer::Done);
    Ok(())
}

#[test]
fn guardians_have_bounds() -> Result<()> {
    let mut family = Family::without_guardians(On::InProcess)?;
    let good = family.named();
    let [first, second, third] = good.commitments[..] else { anyhow::bail!("not three") };
    let many = |count: u8| (0..count).map(|byte| [byte; 32]).collect::<Vec<_>>();
    let commitments = RecoveryError::Commitments;
    let threshold = RecoveryError::Threshold;
    let delay = RecoveryError::Delay;
    let other = |commitments: Vec<_>| Guardians { commitments, ..good.clone() };
    let wrong = [
        (Guardians { threshold: 1, ..other(vec![]) }, commitments),
        (other(many(8)), commitments),
        (other(vec![second, first, third]), commitments),
        (other(vec![first, first, third]), commitments),
        (Guardians { threshold: 0, ..good.clone() }, threshold),
        (Guardians { threshold: 4, ..good.clone() }, threshold),
        (Guardians { delay_hours: 0, ..good.clone() }, delay),
        (Guardians { delay_hours: 23, ..good.clone() }, delay),
        (Guardians { delay_hours: 337, ..good.clone() }, delay),
    ];
    for (guardians, error) in &wrong {
        family.refused(Command::ChangeGuardians(Some(guardians.clone())), *error)?;
    }
    let widest = Guardians { threshold: 7, delay_hours: 336, ..other(many(7)) };
    family.command(Command::ChangeGuardians(Some(widest)))?.value()?;
    // A change that has to wait is checked when it is asked for.
    for (guardians, error) in wrong {
        family.refused(Command::ChangeGuardians(Some(guardians)), error)?;
    }
    Ok(())
}

#[apply(on_both)]
fn nothing_tells_who_a_guardian_is_until_one_acts(on: On) -> Result<()> {
    let mut family = Family::without_guardians(on)?;
    let named = family.named();
    let outcome = family.command(Command::ChangeGuardians(Some(named)))?;
    let shown = format!("{:?} {:?}", family.account()?, outcome.events);
    outcome.value()?;
    let bytes = |bytes: [u8; 32]| format!("{bytes:?}");
    for guardian in family.guardians {
        assert!(shown.contains(&bytes(guardian.commitment(&family.maria.id))));
        assert!(!shown.contains(&bytes(guardian.actor.bytes())));
        assert!(!shown.contains(&bytes(guardian.salt)));
        // Nor does the same guardian look the same in another chart.
        assert!(!shown.contains(&bytes(guardian.commitment(&PatientId([9; 32])))));
        let unsalted = Guardian { salt: [0; 32], ..guardian };
        assert!(!shown.contains(&bytes(unsalted.commitment(&family.maria.id))));
    }
    Ok(())
}

#[test]
fn only_the_present_key_changes_guardians() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let before = family.account()?;
    for signer in [Actor::named("mallory"), family.guardians[0].actor.clone(), family.desk.clone()]
    {
        for command in [Command::ChangeGuardians(None), Command::Withdraw, offer(&signer)] {
            let signed = family.suite.signed(&signer, family.maria.id, command)?;
            let refusal = family.suite.relay(&signer, signed)?.refusal()?;
            assert_eq!(refusal, AccountError::Signature);
        }
    }
    assert_eq!(family.account()?, before);
    Ok(())
}
