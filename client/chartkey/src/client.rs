//! Typed calls over a chain.

use chartkey_commands::{Command, Domain, Instruction, Recovery, SignedCommand};
use chartkey_interfaces::account::{Account, AccountError, Answer};
use chartkey_recovery::{SigningKey, NO_KEY};
use chartkey_vocabulary::{PatientId, Timestamp};
use scale::{Decode, Encode};

use crate::{message_input, signing::sign, Chain, Contracts, Error, Message, Outcome, Signer};

/// How far ahead a deadline is at most, in milliseconds: an hour.
const AHEAD: u64 = 60 * MINUTE;
/// A minute, in milliseconds: signed texts name whole ones.
const MINUTE: u64 = 60 * 1_000;

/// A suite of contracts on a chain. Messages come from [`Client::contracts`] and are sent with
/// [`Client::submit`] or [`Client::read`].
///
/// ```
/// use chartkey::{
///     interfaces::consent::CategoryKey, vocabulary::{Category, PatientId}, Chain, Client, Error,
/// };
///
/// /// The key that a laboratory report of this patient is encrypted to.
/// fn newest_key<C: Chain>(
///     client: &mut Client<C>,
///     patient: PatientId,
/// ) -> Result<Option<CategoryKey>, Error> {
///     let message = client.contracts().consent().category_key(patient.into(), Category::Laboratory);
///     let key = client.read(message)?;
///     key.map(|key| key.value()).transpose().map_err(|source| Error::Undecodable {
///         what: "the key",
///         source,
///     })
/// }
/// ```
pub struct Client<C: Chain> {
    chain: C,
    contracts: Contracts,
    reader: C::Caller,
}

impl<C: Chain> Client<C> {
    /// These contracts on this chain. The reader is who asks where it is all the same who does.
    pub fn new(chain: C, contracts: Contracts, reader: C::Caller) -> Self {
        Self { chain, contracts, reader }
    }

    /// Where the contracts are.
    #[must_use]
    pub fn contracts(&self) -> Contracts {
        self.contracts
    }

    /// Replaces contracts by others of the same chain.
    pub fn set_contracts(&mut self, contracts: Contracts) {
        self.contracts = contracts;
    }

    /// The chain.
    pub fn chain(&mut self) -> &mut C {
        &mut self.chain
    }

    /// Submits a message in a transaction of its own.
    ///
    /// # Errors
    /// When the chain did not take it, or what came back does not decode. That a message refuses
    /// is in the outcome.
    pub fn submit<Args: Encode, R: Decode>(
        &mut self,
        caller: &C::Caller,
        message: Message<Args, R>,
    ) -> Result<Outcome<R>, Error> {
        let (contract, input) = message_input(message);
        Outcome::decode(self.chain.submit(caller, contract, input)?)
    }

    /// Asks for the answer to a message and changes nothing. The client's reader asks.
    ///
    /// # Errors
    /// When the chain or the contract did not answer.
    pub fn read<Args: Encode, R: Decode>(&mut self, message: Message<Args, R>) -> Result<R, Error> {
        let (contract, input) = message_input(message);
        Outcome::decode(self.chain.read(&self.reader, contract, input)?)?.answer()
    }

    /// What would come of a message if this caller submitted it now.
    ///
    /// # Errors
    /// When the chain did not answer.
    pub fn read_as<Args: Encode, R: Decode>(
        &mut self,
        caller: &C::Caller,
        message: Message<Args, R>,
    ) -> Result<Outcome<R>, Error> {
        let (contract, input) = message_input(message);
        Outcome::decode(self.chain.read(caller, contract, input)?)
    }

    /// The time of the current block.
    ///
    /// # Errors
    /// When the chain did not answer.
    pub fn now(&mut self) -> Result<Timestamp, Error> {
        Ok(self.chain.now()?)
    }

    /// A whole minute that is up to an hour ahead.
    ///
    /// # Errors
    /// When the chain did not answer.
    pub fn deadline(&mut self) -> Result<Timestamp, Error> {
        let latest = self.now()?.saturating_add(AHEAD);
        Ok(latest.saturating_sub(latest.checked_rem(MINUTE).unwrap_or(0)))
    }

    /// The contract and the chain that signed texts name.
    ///
    /// # Errors
    /// When the contract does not answer.
    pub fn domain(&mut self) -> Result<Domain, Error> {
        self.read(self.contracts.accounts().domain())
    }

    /// A chart of the patient account.
    ///
    /// # Errors
    /// When it has no such chart, or does not answer.
    pub fn account(&mut self, chart: PatientId) -> Result<Account, Error> {
        let account = self.read(self.contracts.accounts().account(chart.into()))?;
        account.ok_or(Error::NoChart(chart))
    }

    /// The next instruction of a chart in a lane, good for up to an hour.
    ///
    /// # Errors
    /// When the contract does not answer.
    pub fn instruction(
        &mut self,
        chart: PatientId,
        lane: u8,
        command: Command,
    ) -> Result<Instruction, Error> {
        let account = self.read(self.contracts.accounts().account(chart.into()))?;
        let sequence = match account {
            Some(account) => account.lanes.get(usize::from(lane)).copied().unwrap_or(0),
            None => 0,
        };
        Ok(Instruction { chart, command, lane, sequence, deadline: self.deadline()? })
    }

    /// Signs a chart's next command in lane 0, with this key.
    ///
    /// # Errors
    /// When the contract does not answer, or there is no text for the command.
    pub fn signed(
        &mut self,
        signer: &impl Signer,
        chart: PatientId,
        command: Command,
    ) -> Result<SignedCommand, Error> {
        let (domain, instruction) = (self.domain()?, self.instruction(chart, 0, command)?);
        sign(signer, &domain, instruction)
    }

    /// Submits a signed command. The relayer pays; the command counts for whoever signed it.
    ///
    /// # Errors
    /// When the chain did not take it.
    pub fn relay(
        &mut self,
        relayer: &C::Caller,
        signed: SignedCommand,
    ) -> Result<Outcome<Result<Answer, AccountError>>, Error> {
        self.submit(relayer, self.contracts.accounts().submit(signed.into()))
    }

    /// What each of `approvals` guardians signs who propose this key for a chart now.
    ///
    /// # Errors
    /// When the patient account has no such chart, or does not answer.
    pub fn recovery(
        &mut self,
        chart: PatientId,
        key: SigningKey,
        approvals: u8,
    ) -> Result<Recovery, Error> {
        let round = self.account(chart)?.custody.round();
        Ok(Recovery { chart, key, round, approvals, deadline: self.deadline()? })
    }

    /// The veto of the key that guardians propose now; of no key if they propose none.
    ///
    /// # Errors
    /// When the patient account has no such chart, or does not answer.
    pub fn veto(&mut self, chart: PatientId) -> Result<Command, Error> {
        let account = self.account(chart)?;
        Ok(Command::Veto(account.custody.proposal().map_or(NO_KEY, |proposal| proposal.key)))
    }
}
