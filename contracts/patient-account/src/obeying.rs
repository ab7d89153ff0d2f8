//! Signed commands: checked, and carried out.

use chartkey_commands::{
    chart_claim, Command, Domain, Instruction, NewChart, Offer, SignedCommand, LANES,
    MAX_DEADLINE_MILLISECONDS,
};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::account::{Account, AccountChange, AccountError, Answer};
use chartkey_onchain::Encoded;
use chartkey_policy::Effect;
use chartkey_recovery::{Change, Custody, SigningKey, NO_KEY};
use chartkey_vocabulary::{PatientId, Purpose};
use ink::{
    codegen::StaticEnv, env::hash::Blake2x256, prelude::vec::Vec, primitives::AccountId,
    selector_bytes,
};
use scale::Encode;

use crate::PatientAccount;

impl PatientAccount {
    /// Carries out a command that its patient signed.
    pub(crate) fn obey(&mut self, signed: &SignedCommand) -> Result<Answer, AccountError> {
        let SignedCommand { instruction, signature } = signed;
        let Instruction { chart, command, .. } = instruction;
        let mut account = self.account_for(chart, command)?;
        ensure_in_time(instruction.deadline)?;
        count(&mut account, instruction)?;
        let signer = match command {
            Command::CreateChart(NewChart { key, .. }) | Command::Adopt(key) => key,
            _ => account.custody.key(),
        };
        verify(signer, &instruction.text(&self.own_domain())?, signature)?;
        let answer = self.carry_out(chart, &mut account, command)?;
        self.keep(chart, &account);
        Ok(answer)
    }

    /// The account that a command is for; a new one where the chart enters.
    fn account_for(&self, chart: &PatientId, command: &Command) -> Result<Account, AccountError> {
        match (self.kept(chart), command) {
            (Err(_), Command::CreateChart(NewChart { key, .. }) | Command::Adopt(key)) => {
                Ok(Account { custody: Custody::new(*key), lanes: [0; LANES] })
            }
            (Ok(_), Command::CreateChart(_)) => Err(AccountError::ChartExists),
            (account, _) => account,
        }
    }

    fn carry_out(
        &mut self,
        chart: &PatientId,
        account: &mut Account,
        command: &Command,
    ) -> Result<Answer, AccountError> {
        self.ensure_running(command)?;
        let custody = &mut account.custody;
        let consent = |message, answer| self.pass_on(self.consent, message, chart, command, answer);
        let registry =
            |message, answer| self.pass_on(self.registry, message, chart, command, answer);
        match command {
            Command::CreateChart(new) => self.create(chart, new),
            Command::Adopt(key) => self.adopt(chart, custody, key),
            Command::Grant(_) => consent(selector_bytes!("grant"), provision),
            Command::Deny(_) => consent(selector_bytes!("deny"), provision),
            Command::Replace(_) => consent(selector_bytes!("replace"), provision),
            Command::Revoke(_) => consent(selector_bytes!("revoke"), done),
            Command::PublishKey(..) => {
                custody.ensure_thawed()?;
                consent(selector_bytes!("publish_key"), epoch)
            }
            Command::Rekey(_) => {
                custody.ensure_thawed()?;
                consent(selector_bytes!("rekey"), epochs)
            }
            Command::SetDirective(_) => consent(selector_bytes!("set_directive"), done),
            Command::HandOver(Offer::Propose(to)) => {
                self.ask_for(chart, custody, Change::HandOver(*to))
            }
            Command::HandOver(Offer::Cancel) => {
                custody.ensure_thawed()?;
                self.hand_over(chart, HandoverStep::Cancel)?;
                Ok(Answer::Done)
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
            Command::ChangeGuardians(guardians) => {
                self.ask_for(chart, custody, Change::Guardians(guardians.clone()))
            }
            Command::Withdraw => {
                self.control(chart)?;
                custody.withdraw()?;
                tell(chart, AccountChange::Withdrawn);
                Ok(Answer::Done)
            }
            Command::Veto(key) => self.veto(chart, custody, key),
        }
    }

    /// Passes a command on to the contract whose message it is: its fields are the message's
    /// arguments after the chart.
    fn pass_on(
        &self,
        contract: AccountId,
        message: [u8; 4],
        chart: &PatientId,
        command: &Command,
        answer: fn(Vec<u8>) -> Answer,
    ) -> Result<Answer, AccountError> {
        // Before the fields stands the byte that says which command it is.
        let mut arguments = chart.encode();
        arguments.extend_from_slice(command.encode().get(1..).unwrap_or_default());
        if let Command::Open(_) = command {
            Purpose::PatientRequest.encode_to(&mut arguments);
        }
        self.ask(contract, message, arguments).map(answer)
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

    /// Opens a chart. Its salt depends on the key, so that nobody else opens the chart of this
    /// id, whoever has seen the command.
    fn create(&self, chart: &PatientId, new: &NewChart) -> Result<Answer, AccountError> {
        let salt = blake2b_256(&chart_claim(new));
        let created = self.ask_consent(selector_bytes!("create_chart"), salt.encode())?;
        if created != chart.encode() {
            return Err(AccountError::WrongChart);
        }
        tell(chart, AccountChange::Bound(new.key));
        Ok(Answer::Done)
    }

    /// Takes a chart from its controller, who submits this, has offered it to this contract,
    /// and so binds it to the one key that signed.
    fn adopt(
        &self,
        chart: &PatientId,
        custody: &mut Custody,
        key: &SigningKey,
    ) -> Result<Answer, AccountError> {
        if Self::env().caller() != (*self.handover(chart)?.holder()).into() {
            return Err(AccountError::NotController);
        }
        self.hand_over(chart, HandoverStep::Accept)?;
        custody.rebind(*key)?;
        tell(chart, AccountChange::Bound(*key));
        Ok(Answer::Done)
    }

    pub(crate) fn own_domain(&self) -> Domain {
        Domain { contract: *Self::env().account_id().as_ref(), chain: self.chain.into() }
    }

    /// The account of a chart.
    pub(crate) fn kept(&self, chart: &PatientId) -> Result<Account, AccountError> {
        self.accounts.get(chart).ok_or(AccountError::UnknownChart)
    }

    pub(crate) fn keep(&mut self, chart: &PatientId, account: &Account) {
        self.accounts.insert(chart, account);
    }
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

/// Counts an instruction in its lane.
fn count(account: &mut Account, instruction: &Instruction) -> Result<(), AccountError> {
    let lane = account.lanes.get_mut(usize::from(instruction.lane)).ok_or(AccountError::Lane)?;
    if *lane != instruction.sequence {
        return Err(AccountError::Sequence);
    }
    *lane = lane.checked_add(1).ok_or(AccountError::Sequence)?;
    Ok(())
}

pub(crate) fn ensure_in_time(deadline: u64) -> Result<(), AccountError> {
    let now = PatientAccount::env().block_timestamp();
    if now > deadline {
        Err(AccountError::Late)
    } else if deadline.saturating_sub(now) > MAX_DEADLINE_MILLISECONDS {
        Err(AccountError::DeadlineTooFar)
    } else {
        Ok(())
    }
}

/// Verifies an sr25519 signature of a text.
pub(crate) fn verify(
    signer: &SigningKey,
    text: &[u8],
    signature: &[u8; 64],
) -> Result<(), AccountError> {
    if *signer == NO_KEY {
        return Err(AccountError::Signature);
    }
    ink::env::sr25519_verify(signature, text, signer).map_err(|_| AccountError::Signature)
}

pub(crate) fn blake2b_256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    ink::env::hash_bytes::<Blake2x256>(bytes, &mut hash);
    hash
}

/// Emits what changed about an account.
pub(crate) fn tell(chart: &PatientId, change: AccountChange) {
    use chartkey_interfaces::account::AccountChanged;
    let patient = ink::prelude::boxed::Box::new(*chart);
    PatientAccount::env().emit_event(AccountChanged { patient, change });
}
