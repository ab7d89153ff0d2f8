//! The contracts behind this one, as it calls them: by message and encoded arguments. Their
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
};
use scale::{Decode, Encode};

use crate::PatientAccount;

impl PatientAccount {
    /// Calls the consent manager. Returns its encoded answer.
    pub(crate) fn ask_consent(
        &self,
        message: [u8; 4],
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, AccountError> {
        self.ask(self.consent, message, arguments)
    }

    /// Calls the consent manager or the record registry. Returns its encoded answer.
    pub(crate) fn ask(
        &self,
        contract: AccountId,
        message: [u8; 4],
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, AccountError> {
        call(contract, message, arguments)?.map_err(|error| {
            if contract == self.consent {
                AccountError::Consent(Encoded::from_bytes(error))
            } else {
                AccountError::Registry(Encoded::from_bytes(error))
            }
        })
    }

    /// Takes a step of the hand-over of a chart, as its controller or as the account that it is
    /// offered to.
    pub(crate) fn hand_over(
        &self,
        patient: &PatientId,
        step: HandoverStep,
    ) -> Result<(), AccountError> {
        self.ask_consent(ink::selector_bytes!("hand_over"), (patient, step).encode()).map(drop)
    }

    /// Who controls a chart, and whom it is offered to.
    pub(crate) fn handover(&self, patient: &PatientId) -> Result<Handover, AccountError> {
        let answer = send(self.consent, ink::selector_bytes!("control"), patient.encode())?;
        Option::<Handover>::decode(&mut answer.as_slice())
            .ok()
            .flatten()
            .ok_or(AccountError::UnknownChart)
    }

    /// The same for a chart that this contract controls.
    pub(crate) fn control(&self, patient: &PatientId) -> Result<Handover, AccountError> {
        let handover = self.handover(patient)?;
        if handover.holder() == &self.own_domain().contract {
            Ok(handover)
        } else {
            Err(AccountError::UnknownChart)
        }
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
