//! The part of what a later version of the consent manager could be. It answers from the charts
//! that the present version stored.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use self::next_consent_changes::{NextConsentChanges, NextConsentChangesRef};

use chartkey_governance::Handover;
use chartkey_policy::{KeyEpochs, Policy};

/// One chart, as the present version stores it.
#[derive(scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Chart {
    control: Handover,
    policy: Policy,
    epochs: KeyEpochs,
}

chartkey_onchain::stored_as_one_cell!(Chart);

#[ink::contract]
mod next_consent_changes {
    use chartkey_onchain::GovernedState;
    use chartkey_vocabulary::PatientId;
    use ink::{
        prelude::boxed::Box,
        storage::{traits::ManualKey, Mapping},
    };

    use crate::Chart;

    /// The storage of the contract that it is a part of.
    #[ink(storage)]
    pub struct NextConsentChanges {
        governed: GovernedState,
        charts: Mapping<PatientId, Chart, ManualKey<0x636d_0001>>,
    }

    impl NextConsentChanges {
        /// Which ink! wants every code to have. There is no instance of this one.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            panic!("a part is not instantiated")
        }

        /// See `NextConsent::provisions`.
        #[ink(message)]
        pub fn provisions(&self, patient: Box<PatientId>) -> Option<u32> {
            let chart = self.charts.get(*patient)?;
            u32::try_from(chart.policy.provisions().len()).ok()
        }
    }
}
