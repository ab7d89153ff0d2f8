//! The consent manager: what it answers, its errors and events.

use chartkey_commands::NewEnvelope;
use chartkey_governance::{HandoverChange, HandoverError};
use chartkey_policy::{Change, Directive, KeyEpochs, PolicyError, RecordTarget, Request, Verdict};
use chartkey_vocabulary::{Categories, Category, KeyError, PatientId, PublicKey};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    primitives::AccountId,
};

/// What the record registry asks the consent manager.
#[ink::trait_definition]
pub trait Consent {
    /// Decides a request, and the same for each of these further records, under the chart's
    /// policy, now: all or nothing. Gives the chart's key epochs as well, of which the published
    /// ones count: what is required, [`Keys::epochs`] answers. A refusal is an answer; `None` is
    /// for a chart or a set of categories that does not exist.
    #[ink(message)]
    fn decide_each(
        &self,
        patient: Box<PatientId>,
        request: Box<Request>,
        further: Vec<RecordTarget>,
    ) -> Option<(KeyEpochs, Verdict)>;
}

/// What anybody asks about a chart's category keys.
#[ink::trait_definition]
pub trait Keys {
    /// The chart's published key epochs, and the categories that wait for a new key now, those of
    /// permits with an envelope that have run out among them; `None` for a chart that does not
    /// exist.
    #[ink(message)]
    fn epochs(&self, patient: Box<PatientId>) -> Option<KeyEpochs>;
}

/// A category's newest public key.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct CategoryKey {
    /// Its epoch, from 1.
    pub epoch: u32,
    /// The key.
    pub key: PublicKey,
}

/// Why the consent manager refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum ConsentError {
    /// No chart has this id: create one first.
    UnknownChart,
    /// The caller opened a chart with this salt before: send another random salt.
    ChartExists,
    /// The caller does not control the chart.
    NotController,
    /// The hand-over of the chart was refused.
    Handover(HandoverError),
    /// The policy refused the provision or the request.
    Policy(PolicyError),
    /// The key was refused.
    Key(KeyError),
    /// The contract is paused: revoke, deny and narrower directives work, granting waits for the
    /// owner.
    Paused,
    /// New keys and envelopes are none, or out of order: name each category and each provision
    /// once, in ascending order.
    Order,
    /// A key is for another epoch than the one after the category's newest published key: read
    /// the epochs and sign again.
    Epoch,
}

impl From<PolicyError> for ConsentError {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}

/// A chart was opened.
#[ink::event]
pub struct ChartCreated {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// Who controls it.
    pub controller: AccountId,
}

/// The control of a chart was offered, taken back or accepted.
#[ink::event]
pub struct ControlChanged {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// What changed.
    pub change: HandoverChange,
}

/// A chart's policy changed: a provision came, others may have gone.
#[ink::event]
pub struct PolicyChanged {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// What changed.
    pub change: Change,
}

/// The patient said what may be read without consent in an emergency, or what issuers may read
/// back of their own records.
#[ink::event]
pub struct DirectiveChanged {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// Which of the two.
    pub directive: Directive,
    /// The categories; all bits are everything, also what comes later.
    pub categories: Categories,
}

/// A category's key was published.
#[ink::event]
pub struct CategoryKeyPublished {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The category.
    pub category: Category,
    /// The key's epoch.
    pub epoch: u32,
    /// What left the policy first because its window had ended, and the categories that asked for
    /// a new key by that.
    pub change: Change,
}

/// Categories' keys were published together, and envelopes noted.
#[ink::event]
pub struct Rekeyed {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The categories, each with its key's epoch.
    pub published: Vec<(Category, u32)>,
    /// The envelopes, each with its provision.
    pub envelopes: Vec<NewEnvelope>,
    /// What left the policy first because its window had ended, and the categories that asked for
    /// a new key by that.
    pub change: Change,
}
