//! The crate as a governor uses it: one [`Governor`], and a [`Governed`] for each contract.

use std::collections::BTreeMap;

use chartkey_governance::{Governed, Governor, GovernorError, Plan};
use chartkey_vocabulary::{Account, CodeHash, Timestamp};

use super::{Announcement, Answer, Command, Contract, Model};

/// A governor and its contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    pub governor: Governor,
    pub contracts: Vec<Governed>,
}

impl Suite {
    /// Contracts that are expected, with these delays in milliseconds.
    pub fn new(founder: Account, delays: &[u64]) -> Self {
        let contracts = delays.iter().map(|delay| Governed::expected(*delay)).collect();
        Self { governor: Governor::new(founder), contracts }
    }

    /// Carries a command out. A contract that was moved is expected back.
    ///
    /// # Errors
    /// The governor's.
    pub fn execute(
        &mut self,
        caller: Account,
        command: &Command,
        now: Timestamp,
    ) -> Result<Answer, GovernorError> {
        let Self { governor, contracts } = self;
        match command {
            Command::HandOver(step) => governor.hand_over(&caller, *step).map(Answer::HandedOver),
            Command::Wire(contract, shortest) => {
                contracts[*contract].wire(*shortest).map(|()| Answer::Wired)
            }
            Command::Announce(contract, release) => governor
                .announce(&caller, &mut contracts[*contract], release.clone(), now)
                .map(|(ready_at, lock)| Answer::Announced(ready_at, sorted(lock))),
            Command::AnnounceMove(contract, to) => governor
                .announce_move(&caller, &mut contracts[*contract], *to, now)
                .map(Answer::MoveAnnounced),
            Command::Cancel(contract) => governor
                .cancel(&caller, &mut contracts[*contract])
                .map(|unlock| Answer::Ended(sorted(unlock))),
            Command::Renounce(contract) => governor
                .renounce(&caller, &mut contracts[*contract])
                .map(|unlock| Answer::Ended(sorted(unlock))),
            Command::Apply(contract) => governor
                .apply(&caller, &mut contracts[*contract], now)
                .map(|(release, unlock)| Answer::Applied(release, sorted(unlock))),
            Command::Move(contract) => {
                let to = governor.due_move(&caller, &contracts[*contract], now)?;
                contracts[*contract] = Governed::expected(contracts[*contract].delay());
                Ok(Answer::Moved(to))
            }
        }
    }

    /// Checks that all that can be seen is as in the model.
    pub fn is_as_in(&self, model: &Model) {
        assert_eq!(*self.governor.owner().holder(), model.owner());
        assert_eq!(self.governor.owner().proposed(), model.offered_to());
        for (contract, governed) in self.contracts.iter().enumerate() {
            assert_eq!(*governed.plan(), plan(model, contract), "{contract}");
            assert_eq!(governed.is_wired(), model.is_wired(contract), "{contract}");
        }
        let locks = self.governor.locks().all();
        let counted: BTreeMap<_, _> = locks.iter().map(|lock| (lock.code, lock.count)).collect();
        assert_eq!(counted, model.needs());
        assert_eq!(locks.len(), counted.len(), "a code is in the list once");
    }
}

fn plan(model: &Model, contract: Contract) -> Plan {
    match model.announced(contract) {
        _ if !model.is_wired(contract) => Plan::Expected,
        _ if model.is_renounced(contract) => Plan::Renounced,
        None => Plan::Idle,
        Some((Announcement::Release(release), ready_at)) => Plan::Upgrade { release, ready_at },
        Some((Announcement::Move(governor), ready_at)) => Plan::Move { governor, ready_at },
    }
}

fn sorted(mut codes: Vec<CodeHash>) -> Vec<CodeHash> {
    codes.sort_unstable();
    codes
}
