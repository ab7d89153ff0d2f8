//! The patient account: what it keeps, its answers, errors and events.

use chartkey_commands::{CommandError, LANES};
use chartkey_onchain::Encoded;
use chartkey_recovery::{Custody, Guardians, Proposal, RecoveryError, SigningKey, Waiting};
use chartkey_vocabulary::{PatientId, Timestamp};
use ink::prelude::{boxed::Box, vec::Vec};

use crate::{
    consent::ConsentError,
    registry::{Opening, RegistryError},
};

/// A chart that patient-account controls.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Account {
    /// Whose word counts, and what may change that.
    pub custody: Custody,
    /// How many commands were carried out in each lane: the sequence that its next one has to
    /// name.
    pub lanes: [u32; LANES],
}

/// The answer to a command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Answer {
    /// It is done.
    Done,
    /// The id of the new provision.
    Provision(Encoded<u32>),
    /// The epoch of the published key.
    Epoch(Encoded<u32>),
    /// The epochs of the published keys, in their order.
    Epochs(Encoded<Vec<u32>>),
    /// The id of the new record.
    Record(Encoded<u32>),
    /// The answer to an opening.
    Opened(Encoded<Opening>),
    /// It waits, and may be completed from this time on.
    Waits(Timestamp),
    /// The index of the new entry in the patient's log.
    Entry(Encoded<u32>),
    /// The version to go on erasing from; `None` once all of the document is erased.
    Erased(Encoded<Option<u32>>),
}

/// Why the patient account refused a call; then nothing has changed, and a command can be
/// submitted again.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum AccountError {
    /// The contract is paused: what takes away still works, what adds waits until
    /// the governor ends the pause.
    Paused,
    /// This contract does not control a chart of this id: create or adopt it first.
    UnknownChart,
    /// A chart of this id was opened here before: draw another random salt.
    ChartExists,
    /// The chart is not the one that this key and this salt open here.
    WrongChart,
    /// Only the account that controls the chart submits its adoption.
    NotController,
    /// There is no such lane: use 0 to 7.
    Lane,
    /// The sequence is not the lane's next: read the account, and sign again.
    Sequence,
    /// The deadline has passed: sign again.
    Late,
    /// The deadline is more than 7 days ahead: sign with an earlier one.
    DeadlineTooFar,
    /// There is no text for the command.
    Command(CommandError),
    /// The signature is not by the key that it takes, of the text of this command: contract,
    /// chain, chart, lane, sequence, deadline and every field have to be as they were signed.
    Signature,
    /// The approvals name another round than the next: read the account, and sign again.
    Round,
    /// There are more or fewer approvals than the guardians signed that there are: send all, or
    /// have them sign again.
    Approvals,
    /// Guardians, recovery or a waiting change refused the step.
    Recovery(RecoveryError),
    /// A contract behind this one did not answer: raise the gas limit.
    Unreachable,
    /// The consent manager refused what was commanded.
    Consent(Encoded<ConsentError>),
    /// The record registry refused what was commanded.
    Registry(Encoded<RegistryError>),
}

impl From<RecoveryError> for AccountError {
    fn from(error: RecoveryError) -> Self {
        Self::Recovery(error)
    }
}

impl From<CommandError> for AccountError {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

/// Whose word counts for a chart changed, or what may change that.
#[ink::event]
pub struct AccountChanged {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// What changed.
    pub change: AccountChange,
}

/// What changed about an account.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum AccountChange {
    /// The chart was created or adopted under this key.
    Bound(SigningKey),
    /// A change was asked for, and waits.
    Waiting(Waiting),
    /// The waiting change was taken back.
    Withdrawn,
    /// The chart has these guardians now.
    Guardians(Option<Guardians>),
    /// Guardians propose a new key. What waited has lapsed.
    Proposed(Proposal),
    /// The present key vetoed the new one.
    Vetoed,
    /// This is the chart's key now.
    Recovered(SigningKey),
}

chartkey_onchain::stored_as_one_cell!(Account);
