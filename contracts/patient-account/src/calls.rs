//! What the account asks of the contracts behind it: by message and encoded arguments. Their
//! answers and refusals are passed on as they come.

use chartkey_governance::{Handover, HandoverStep};
use chartkey_interfaces::account::AccountError;
use chartkey_onchain::Encoded;
use chartkey_vocabulary::PatientId;
use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::vec::Vec,
    primitives::AccountId,
    selector_bytes,
};
use scale::{Decode, Encode};

/// A contract behind the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// The consent manager.
    Consent,
    /// The record registry.
    Registry,
}

/// What the account asks of the consent manager and the record registry.
pub trait Calls {
    /// Calls a message that can refuse. Returns its encoded answer.
    ///
    /// # Errors
    /// [`AccountError::Consent`], [`AccountError::Registry`], [`AccountError::Unreachable`].
    fn ask(
        &self,
        contract: Contract,
        message: [u8; 4],
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, AccountError>;

    /// Who controls a chart, and whom it is offered to.
    ///
    /// # Errors
    /// [`AccountError::UnknownChart`], [`AccountError::Unreachable`].
    fn control(&self, chart: &PatientId) -> Result<Handover, AccountError>;

    /// Takes a step of the hand-over of a chart, as its controller or as the account that it is
    /// offered to.
    ///
    /// # Errors
    /// [`AccountError::Consent`], [`AccountError::Unreachable`].
    fn hand_over(&self, chart: &PatientId, step: HandoverStep) -> Result<(), AccountError> {
        self.ask(Contract::Consent, selector_bytes!("hand_over"), (chart, step).encode()).map(drop)
    }
}

/// The contracts behind the account.
#[derive(Clone, Copy)]
#[cfg_attr(feature = "std", derive(Debug))]
#[ink::storage_item]
pub struct Suite {
    /// The consent manager.
    pub consent: AccountId,
    /// The record registry.
    pub registry: AccountId,
}

impl Calls for Suite {
    fn ask(
        &self,
        contract: Contract,
        message: [u8; 4],
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, AccountError> {
        let address = match contract {
            Contract::Consent => self.consent,
            Contract::Registry => self.registry,
        };
        call(address, message, arguments)?.map_err(|error| match contract {
            Contract::Consent => AccountError::Consent(Encoded::from_bytes(error)),
            Contract::Registry => AccountError::Registry(Encoded::from_bytes(error)),
        })
    }

    fn control(&self, chart: &PatientId) -> Result<Handover, AccountError> {
        let answer = send(self.consent, selector_bytes!("control"), chart.encode())?;
        Option::<Handover>::decode(&mut answer.as_slice())
            .ok()
            .flatten()
            .ok_or(AccountError::UnknownChart)
    }
}

/// Calls a message that can refuse. Returns the encoded value or the encoded error.
fn call(
    contract: AccountId,
    message: [u8; 4],
    arguments: Vec<u8>,
) -> Result<Result<Vec<u8>, Vec<u8>>, AccountError> {
    let mut answer = send(contract, message, arguments)?;
    if answer.is_empty() {
        return Err(AccountError::Unreachable);
    }
    let refused = answer.remove(0) != 0;
    Ok(if refused { Err(answer) } else { Ok(answer) })
}

/// Calls a message. Returns what it returned.
fn send(
    contract: AccountId,
    message: [u8; 4],
    arguments: Vec<u8>,
) -> Result<Vec<u8>, AccountError> {
    let input =
        ExecutionInput::new(Selector::new(message)).push_arg(Encoded::<()>::from_bytes(arguments));
    let answer = build_call::<DefaultEnvironment>()
        .call(contract)
        .exec_input(input)
        .returns::<Raw>()
        .try_invoke();
    match answer {
        Ok(Ok(Raw(answer))) => Ok(answer),
        _ => Err(AccountError::Unreachable),
    }
}

/// An answer as it came.
struct Raw(Vec<u8>);

impl Decode for Raw {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        let mut bytes = ink::prelude::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}
