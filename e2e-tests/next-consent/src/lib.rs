//! What a later version of the consent manager could be: tests upgrade to it. It decides by the
//! charts that the present version stored, and hands on to another part.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]
// What is handed on is not looked at.
#![allow(unused_variables)]

mod fault;
mod parts;

pub use self::next_consent::{NextConsent, NextConsentRef};

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
mod next_consent {
    use chartkey_governance::GovernedError;
    use chartkey_interfaces::{consent::Consent, governor::Governed};
    use chartkey_onchain::{
        delegate::{hand_on, Forwarded},
        now, GovernedState,
    };
    use chartkey_policy::{KeyEpochs, RecordTarget, Request, Verdict};
    use chartkey_vocabulary::PatientId;
    use ink::{
        prelude::{boxed::Box, vec::Vec},
        storage::{traits::ManualKey, Mapping},
    };

    use crate::{
        fault::{pinned, Fault},
        Chart,
    };

    /// The version of this code.
    const VERSION: u32 = 2;

    /// A part of what the present version stores, under the same keys.
    #[ink(storage)]
    pub struct NextConsent {
        governed: GovernedState,
        charts: Mapping<PatientId, Chart, ManualKey<0x636d_0001>>,
    }

    impl NextConsent {
        /// A contract without charts. Its part has to be on the chain.
        #[ink(constructor)]
        pub fn new(governor: AccountId) -> Self {
            Self { governed: GovernedState::new(governor, &pinned()), charts: Mapping::new() }
        }

        /// How many provisions a chart has, which the present version does not answer; `None`
        /// for a chart that does not exist.
        #[ink(message)]
        pub fn provisions(&self, patient: Forwarded<Box<PatientId>>) -> Option<u32> {
            let [changes] = pinned();
            hand_on(changes)
        }
    }

    impl Consent for NextConsent {
        #[ink(message)]
        fn decide_each(
            &self,
            patient: Box<PatientId>,
            request: Box<Request>,
            further: Vec<RecordTarget>,
        ) -> Option<(KeyEpochs, Verdict)> {
            let mut request = request;
            request.check().ok()?;
            let chart = self.charts.get(*patient)?;
            let holder = chart.control.holder();
            let verdict = chart.policy.decide_each(holder, &mut request, &further, now());
            Some((chart.epochs, verdict))
        }
    }

    impl Governed for NextConsent {
        #[ink(message)]
        fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
            self.governed.set_paused(paused)
        }

        #[ink(message)]
        fn paused(&self) -> bool {
            self.governed.is_paused()
        }

        #[ink(message)]
        fn set_code(&self, code: Hash) -> Result<(), GovernedError> {
            if Fault::planted() == Fault::Disobedience {
                return Err(GovernedError::NotGovernor);
            }
            self.governed.set_code(&code)
        }

        #[ink(message)]
        fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
            self.governed.set_governor(governor)
        }

        #[ink(message)]
        fn hold(&mut self) -> Vec<Hash> {
            if Fault::planted() == Fault::Hold {
                panic!("the planted fault");
            }
            self.governed.hold(&pinned())
        }

        #[ink(message)]
        fn version(&self) -> u32 {
            VERSION
        }

        #[ink(message)]
        fn governor(&self) -> AccountId {
            match Fault::planted() {
                Fault::OtherGovernor => self.env().account_id(),
                _ => self.governed.governor(),
            }
        }

        #[ink(message)]
        fn shortest_delay(&self) -> u64 {
            0
        }
    }
}
