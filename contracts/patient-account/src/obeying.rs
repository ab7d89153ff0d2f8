//! Signed commands: checked, and carried out.

use chartkey_commands::{
    chart_claim,
    recovery::{Change, Custody, SigningKey, NO_KEY},
    Command, Domain, Instruction, NewChart, Offer, SignedCommand, LANES, MAX_DEADLINE_MILLISECONDS,
};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::{
    account::{Account, AccountChange, AccountError, Answer},
    governed::is_paused,
    Encoded, PatientId,
};
use chartkey_policy::{Effect, Purpose};
use ink::{codegen::StaticEnv, env::hash::Blake2x256, prelude::vec::Vec, selector_bytes};
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
        match command {
            Command::CreateChart(new) => self.create(chart, new),
            Command::Adopt(key) => self.adopt(chart, custody, key),
            Command::Grant(terms) => {
                self.provision(selector_bytes!("grant"), (chart, terms).encode())
            }
            Command::Deny(terms) => {
                self.provision(selector_bytes!("deny"), (chart, terms).encode())
            }
            Command::Replace(new) => {
                self.provision(selector_bytes!("replace"), (chart, new).encode())
            }
            Command::Revoke(provision) => {
                self.ask_consent(selector_bytes!("revoke"), (chart, provision).encode())?;
                Ok(Answer::Done)
            }
            Command::PublishKey(category, key) => {
                custody.ensure_thawed()?;
                self.ask_consent(selector_bytes!("publish_key"), (chart, category, key).encode())
                    .map(|epoch| Answer::Epoch(Encoded::from_bytes(epoch)))
            }
            Command::Rekey(new) => {
                custody.ensure_thawed()?;
                self.ask_consent(selector_bytes!("rekey"), (chart, new).encode())
                    .map(|epochs| Answer::Epochs(Encoded::from_bytes(epochs)))
            }
            Command::HandOver(Offer::Propose(to)) => {
                self.ask_for(chart, custody, Change::HandOver(*to))
            }
            Command::HandOver(Offer::Cancel) => {
                custody.ensure_thawed()?;
                self.hand_over(chart, HandoverStep::Cancel)?;
                Ok(Answer::Done)
            }
            Command::Open(record) => {
                let arguments = (chart, record, Purpose::PatientRequest).encode();
                self.ask_registry(selector_bytes!("open"), arguments)
                    .map(|opening| Answer::Opened(Encoded::from_bytes(opening)))
            }
            Command::SelfReport(document) => {
                self.record(selector_bytes!("self_report"), (chart, document).encode())
            }
            Command::Amend(new) => self.record(selector_bytes!("amend"), (chart, new).encode()),
            Command::Retract(record, reason) => {
                let arguments = (chart, record, reason).encode();
                self.ask_registry(selector_bytes!("retract"), arguments)?;
                Ok(Answer::Done)
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

    /// While paused nothing is added: no permit, no record, no chart that exists already.
    fn ensure_running(&self, command: &Command) -> Result<(), AccountError> {
        let adds = match command {
            Command::Adopt(_) | Command::Grant(_) | Command::SelfReport(_) | Command::Amend(_) => {
                true
            }
            Command::Replace(new) => new.effect == Effect::Permit,
            _ => false,
        };
        if adds && is_paused(&self.governance) {
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

    fn provision(&self, message: [u8; 4], arguments: Vec<u8>) -> Result<Answer, AccountError> {
        self.ask_consent(message, arguments)
            .map(|provision| Answer::Provision(Encoded::from_bytes(provision)))
    }

    fn record(&self, message: [u8; 4], arguments: Vec<u8>) -> Result<Answer, AccountError> {
        self.ask_registry(message, arguments)
            .map(|record| Answer::Record(Encoded::from_bytes(record)))
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
