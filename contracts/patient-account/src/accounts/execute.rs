//! Signed commands: checked, and executed.

use chartkey_commands::{chart_claim, Command, Instruction, NewChart, Offer, SignedCommand, LANES};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::account::{Account, AccountChange, AccountChanged, AccountError, Answer};
use chartkey_onchain::Encoded;
use chartkey_policy::Effect;
use chartkey_recovery::{Change, Custody, SigningKey};
use chartkey_vocabulary::{Account as Caller, OrgId, PatientId, Purpose, Timestamp};
use ink::{prelude::vec::Vec, selector_bytes};
use scale::Encode;

use super::{blake2b_256, changed, custody::veto, ensure_in_time, ensure_signed, Accounts};
use crate::calls::{Calls, Contract};

impl Accounts {
    /// Executes a command that its patient signed, whoever submits it.
    ///
    /// # Errors
    /// Every [`AccountError`] but [`AccountError::Round`] and [`AccountError::Approvals`].
    pub fn submit(
        &mut self,
        calls: &impl Calls,
        caller: &Caller,
        now: Timestamp,
        signed: &SignedCommand,
    ) -> Result<(Answer, Option<AccountChanged>), AccountError> {
        let SignedCommand { instruction, signature } = signed;
        let Instruction { chart, command, .. } = instruction;
        let mut account = self.account_for(chart, command)?;
        ensure_in_time(now, instruction.deadline)?;
        count(&mut account, instruction)?;
        let signer = match command {
            Command::CreateChart(NewChart { key, .. }) | Command::Adopt(key) => key,
            _ => account.custody.key(),
        };
        ensure_signed(signer, &instruction.text(&self.domain())?, signature)?;
        self.ensure_running(command)?;
        let (answer, change) =
            self.execute(calls, caller, now, chart, &mut account.custody, command)?;
        self.save(chart, &account);
        Ok((answer, change.map(|change| changed(chart, change))))
    }

    /// The account that a command is for; a new one where the chart enters.
    fn account_for(&self, chart: &PatientId, command: &Command) -> Result<Account, AccountError> {
        match (self.account(chart), command) {
            (Err(_), Command::CreateChart(NewChart { key, .. }) | Command::Adopt(key)) => {
                Ok(Account { custody: Custody::new(*key), lanes: [0; LANES] })
            }
            (Ok(_), Command::CreateChart(_)) => Err(AccountError::ChartExists),
            (account, _) => account,
        }
    }

    fn execute(
        &self,
        calls: &impl Calls,
        caller: &Caller,
        now: Timestamp,
        chart: &PatientId,
        custody: &mut Custody,
        command: &Command,
    ) -> Result<(Answer, Option<AccountChange>), AccountError> {
        let pass_on = |contract, message, answer: fn(Vec<u8>) -> Answer| {
            let value = calls.ask(contract, message, arguments(chart, command))?;
            Ok((answer(value), None))
        };
        let consent = |message, answer| pass_on(Contract::Consent, message, answer);
        let registry = |message, answer| pass_on(Contract::Registry, message, answer);
        match command {
            Command::CreateChart(new) => done_with(create(calls, chart, new)?),
            Command::Adopt(key) => done_with(adopt(calls, caller, chart, custody, key)?),
            Command::Grant(_) => consent(selector_bytes!("grant"), provision),
            Command::Deny(_) => consent(selector_bytes!("deny"), provision),
            Command::Replace(_) => consent(selector_bytes!("replace"), provision),
            Command::Revoke(_) => consent(selector_bytes!("revoke"), done),
            Command::PublishKey(_) => {
                custody.ensure_thawed()?;
                consent(selector_bytes!("publish_key"), epoch)
            }
            Command::Rekey(_) => {
                custody.ensure_thawed()?;
                consent(selector_bytes!("rekey"), epochs)
            }
            Command::SetDirective(..) => consent(selector_bytes!("set_directive"), done),
            Command::HandOver(Offer::Propose(to)) => {
                self.ask_for(calls, now, chart, custody, Change::HandOver(*to))
            }
            Command::HandOver(Offer::Cancel) => {
                custody.ensure_thawed()?;
                calls.hand_over(chart, HandoverStep::Cancel)?;
                Ok((Answer::Done, None))
            }
            Command::Open(_) => registry(selector_bytes!("open"), opened),
            Command::SelfReport(_) => registry(selector_bytes!("self_report"), record),
            Command::Amend(_) => registry(selector_bytes!("amend"), record),
            Command::Retract(..) => registry(selector_bytes!("retract"), done),
            Command::Dispute(..) => registry(selector_bytes!("dispute"), entry),
            Command::Erase(_) => {
                custody.ensure_thawed()?;
                registry(selector_bytes!("erase"), done)
            }
            Command::EraseDocument(_) => {
                custody.ensure_thawed()?;
                registry(selector_bytes!("erase_document"), erased)
            }
            Command::ChangeGuardians(guardians) => {
                self.ask_for(calls, now, chart, custody, Change::Guardians(guardians.clone()))
            }
            Command::Withdraw => {
                self.controlled(calls, chart)?;
                custody.withdraw()?;
                done_with(AccountChange::Withdrawn)
            }
            Command::Veto(key) => done_with(veto(calls, now, chart, custody, key)?),
        }
    }

    /// While paused nothing is added: no permit, no record, no chart that exists already.
    fn ensure_running(&self, command: &Command) -> Result<(), AccountError> {
        let adds = match command {
            Command::Adopt(_) | Command::Grant(_) | Command::SelfReport(_) | Command::Amend(_) => {
                true
            }
            Command::Replace(new) => new.effect == Effect::Permit,
            _ => false,
        };
        if adds && self.governed.is_paused() {
            Err(AccountError::Paused)
        } else {
            Ok(())
        }
    }
}

/// The arguments of the message that a command is passed on to: the chart, and the command's
/// fields.
fn arguments(chart: &PatientId, command: &Command) -> Vec<u8> {
    // Before the fields stands the byte that says which command it is.
    let mut arguments = chart.encode();
    arguments.extend_from_slice(command.encode().get(1..).unwrap_or_default());
    if let Command::Open(_) = command {
        // For no organization.
        (Purpose::PatientRequest, None::<OrgId>).encode_to(&mut arguments);
    }
    arguments
}

/// Opens a chart. Its salt depends on the key, so that nobody else opens the chart of this id,
/// whoever has seen the command.
fn create(
    calls: &impl Calls,
    chart: &PatientId,
    new: &NewChart,
) -> Result<AccountChange, AccountError> {
    let salt = blake2b_256(&chart_claim(new));
    let created = calls.ask(Contract::Consent, selector_bytes!("create_chart"), salt.encode())?;
    if created != chart.encode() {
        return Err(AccountError::WrongChart);
    }
    Ok(AccountChange::Bound(new.key))
}

/// Takes a chart from its controller, who submits this, has offered it to this contract, and so
/// binds it to the one key that signed.
fn adopt(
    calls: &impl Calls,
    caller: &Caller,
    chart: &PatientId,
    custody: &mut Custody,
    key: &SigningKey,
) -> Result<AccountChange, AccountError> {
    if calls.control(chart)?.holder() != caller {
        return Err(AccountError::NotController);
    }
    calls.hand_over(chart, HandoverStep::Accept)?;
    custody.rebind(*key)?;
    Ok(AccountChange::Bound(*key))
}

fn done_with(change: AccountChange) -> Result<(Answer, Option<AccountChange>), AccountError> {
    Ok((Answer::Done, Some(change)))
}

fn done(_: Vec<u8>) -> Answer {
    Answer::Done
}

fn provision(id: Vec<u8>) -> Answer {
    Answer::Provision(Encoded::from_bytes(id))
}

fn record(id: Vec<u8>) -> Answer {
    Answer::Record(Encoded::from_bytes(id))
}

fn epoch(epoch: Vec<u8>) -> Answer {
    Answer::Epoch(Encoded::from_bytes(epoch))
}

fn epochs(epochs: Vec<u8>) -> Answer {
    Answer::Epochs(Encoded::from_bytes(epochs))
}

fn opened(opening: Vec<u8>) -> Answer {
    Answer::Opened(Encoded::from_bytes(opening))
}

fn entry(entry: Vec<u8>) -> Answer {
    Answer::Entry(Encoded::from_bytes(entry))
}

fn erased(next: Vec<u8>) -> Answer {
    Answer::Erased(Encoded::from_bytes(next))
}

/// Counts an instruction in its lane.
fn count(account: &mut Account, instruction: &Instruction) -> Result<(), AccountError> {
    let lane = account.lanes.get_mut(usize::from(instruction.lane)).ok_or(AccountError::Lane)?;
    if *lane != instruction.sequence {
        return Err(AccountError::Sequence);
    }
    *lane = lane.checked_add(1).ok_or(AccountError::Sequence)?;
    Ok(())
}
