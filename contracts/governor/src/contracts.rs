//! The governor's state: its owner, and the contracts that it governs or expects.

use chartkey_governance::{
    Governed, Governor, GovernorError, HandoverChange, HandoverStep, Release,
};
use chartkey_interfaces::governor::{GovernanceChange, GovernanceChanged};
use chartkey_vocabulary::{Account, CodeHash, Timestamp};
use ink::{
    env::DefaultEnvironment,
    prelude::{boxed::Box, vec::Vec},
    primitives::{AccountId, Hash},
    storage::{traits::ManualKey, Lazy, Mapping},
};

use crate::calls;

/// Who governs which contracts.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Contracts {
    governor: Lazy<StoredGovernor, ManualKey<0x676f_7600>>,
    governed: Mapping<AccountId, StoredGoverned, ManualKey<0x676f_7601>>,
}

/// Owner and locks, as one value.
#[derive(scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
struct StoredGovernor(Governor);

/// One contract, as one value.
#[derive(scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
struct StoredGoverned(Governed);

chartkey_onchain::stored_as_one_cell!(StoredGovernor, StoredGoverned);

impl Contracts {
    /// No contracts, and this owner.
    pub(crate) fn new(owner: Account) -> Self {
        let mut governor = Lazy::new();
        governor.set(&StoredGovernor(Governor::new(owner)));
        Self { governor, governed: Mapping::new() }
    }

    /// Owner and locks. The constructor writes them; without, nobody would be the owner.
    pub(crate) fn governor(&self) -> Governor {
        self.governor.get().map_or_else(|| Governor::new([0xff; 32]), |stored| stored.0)
    }

    /// A contract that is governed or expected here.
    ///
    /// # Errors
    /// [`GovernorError::NotWired`].
    pub(crate) fn governed(&self, contract: &AccountId) -> Result<Governed, GovernorError> {
        self.governed.get(contract).map(|stored| stored.0).ok_or(GovernorError::NotWired)
    }

    fn save(&mut self, contract: &AccountId, governed: Governed) {
        self.governed.insert(contract, &StoredGoverned(governed));
    }

    /// The same, where the codes that announcements need have changed.
    fn save_all(&mut self, governor: Governor, contract: &AccountId, governed: Governed) {
        self.governor.set(&StoredGovernor(governor));
        self.save(contract, governed);
    }

    pub(crate) fn hand_over(
        &mut self,
        caller: &Account,
        step: HandoverStep,
    ) -> Result<HandoverChange, GovernorError> {
        let mut governor = self.governor();
        let change = governor.hand_over(caller, step)?;
        self.governor.set(&StoredGovernor(governor));
        Ok(change)
    }

    pub(crate) fn wire(
        &mut self,
        caller: &Account,
        contract: &AccountId,
        delay: u64,
    ) -> Result<GovernanceChanged, GovernorError> {
        self.ensure_new(caller, contract)?;
        self.take(contract, Governed::expected(delay))
    }

    pub(crate) fn expect(
        &mut self,
        caller: &Account,
        contract: &AccountId,
        delay: u64,
    ) -> Result<GovernanceChanged, GovernorError> {
        self.ensure_new(caller, contract)?;
        self.save(contract, Governed::expected(delay));
        Ok(changed(contract, GovernanceChange::Expected(delay)))
    }

    /// Checks that the caller is the owner, and that the contract is not governed here yet.
    fn ensure_new(&self, caller: &Account, contract: &AccountId) -> Result<(), GovernorError> {
        self.governor().ensure_owner(caller)?;
        if self.governed(contract).is_ok_and(|governed| governed.is_wired()) {
            return Err(GovernorError::AlreadyWired);
        }
        Ok(())
    }

    pub(crate) fn accept(
        &mut self,
        contract: &AccountId,
    ) -> Result<GovernanceChanged, GovernorError> {
        let governed = self.governed(contract)?;
        self.take(contract, governed)
    }

    /// Takes a contract that is expected, and that names this governor now.
    fn take(
        &mut self,
        contract: &AccountId,
        mut governed: Governed,
    ) -> Result<GovernanceChanged, GovernorError> {
        governed.wire(calls::shortest_delay(contract)?)?;
        let delay = governed.delay();
        self.save(contract, governed);
        Ok(changed(contract, GovernanceChange::Wired(delay)))
    }

    /// Checks that the caller is the owner, and that the contract is governed here.
    fn ensure_governed(&self, caller: &Account, contract: &AccountId) -> Result<(), GovernorError> {
        self.governor().ensure_owner(caller)?;
        if self.governed(contract)?.is_wired() {
            Ok(())
        } else {
            Err(GovernorError::NotWired)
        }
    }

    pub(crate) fn set_paused(
        &mut self,
        caller: &Account,
        contract: &AccountId,
        paused: bool,
    ) -> Result<GovernanceChanged, GovernorError> {
        self.ensure_governed(caller, contract)?;
        calls::set_paused(contract, paused)?;
        let change = if paused { GovernanceChange::Paused } else { GovernanceChange::Resumed };
        Ok(changed(contract, change))
    }

    pub(crate) fn replace_steward(
        &mut self,
        caller: &Account,
        directory: &AccountId,
        steward: &AccountId,
    ) -> Result<GovernanceChanged, GovernorError> {
        self.ensure_governed(caller, directory)?;
        calls::replace_steward(directory, steward)?;
        Ok(changed(directory, GovernanceChange::Steward(*steward.as_ref())))
    }

    pub(crate) fn announce(
        &mut self,
        caller: &Account,
        now: Timestamp,
        contract: &AccountId,
        release: Release,
    ) -> Result<(Timestamp, GovernanceChanged), GovernorError> {
        let mut governor = self.governor();
        governor.ensure_owner(caller)?;
        let mut governed = self.governed(contract)?;
        let (ready_at, lock) = governor.announce(caller, &mut governed, release.clone(), now)?;
        for code in lock {
            ink::env::lock_delegate_dependency::<DefaultEnvironment>(&Hash::from(code));
        }
        self.save_all(governor, contract, governed);
        let change = GovernanceChange::UpgradeAnnounced { release, ready_at };
        Ok((ready_at, changed(contract, change)))
    }

    pub(crate) fn announce_move(
        &mut self,
        caller: &Account,
        now: Timestamp,
        contract: &AccountId,
        to: &AccountId,
    ) -> Result<(Timestamp, GovernanceChanged), GovernorError> {
        let governor = self.governor();
        governor.ensure_owner(caller)?;
        let mut governed = self.governed(contract)?;
        if *to == calls::own_account() {
            return Err(GovernorError::NothingToDo);
        }
        let to = *to.as_ref();
        let ready_at = governor.announce_move(caller, &mut governed, to, now)?;
        self.save(contract, governed);
        let change = GovernanceChange::MoveAnnounced { governor: to, ready_at };
        Ok((ready_at, changed(contract, change)))
    }

    pub(crate) fn cancel(
        &mut self,
        caller: &Account,
        contract: &AccountId,
    ) -> Result<GovernanceChanged, GovernorError> {
        self.end(caller, contract, Governor::cancel, GovernanceChange::Cancelled)
    }

    pub(crate) fn renounce(
        &mut self,
        caller: &Account,
        contract: &AccountId,
    ) -> Result<GovernanceChanged, GovernorError> {
        self.end(caller, contract, Governor::renounce, GovernanceChange::Renounced)
    }

    /// Ends an announcement without carrying it out, and unlocks what only it needed.
    fn end(
        &mut self,
        caller: &Account,
        contract: &AccountId,
        how: fn(&mut Governor, &Account, &mut Governed) -> Result<Vec<CodeHash>, GovernorError>,
        change: GovernanceChange,
    ) -> Result<GovernanceChanged, GovernorError> {
        let mut governor = self.governor();
        governor.ensure_owner(caller)?;
        let mut governed = self.governed(contract)?;
        unlock(how(&mut governor, caller, &mut governed)?);
        self.save_all(governor, contract, governed);
        Ok(changed(contract, change))
    }

    pub(crate) fn apply(
        &mut self,
        caller: &Account,
        now: Timestamp,
        contracts: &[AccountId],
    ) -> Result<Vec<GovernanceChanged>, GovernorError> {
        let mut governor = self.governor();
        governor.ensure_owner(caller)?;
        if contracts.is_empty() {
            return Err(GovernorError::NothingToDo);
        }
        let mut events = Vec::new();
        for contract in contracts {
            let mut governed = self.governed(contract)?;
            let (release, free) = governor.apply(caller, &mut governed, now)?;
            calls::upgrade(contract, &release)?;
            unlock(free);
            self.save(contract, governed);
            events.push(changed(contract, GovernanceChange::Upgraded(release)));
        }
        self.governor.set(&StoredGovernor(governor));
        Ok(events)
    }

    pub(crate) fn move_contract(
        &mut self,
        caller: &Account,
        now: Timestamp,
        contract: &AccountId,
    ) -> Result<GovernanceChanged, GovernorError> {
        let governor = self.governor();
        governor.ensure_owner(caller)?;
        let to = governor.due_move(caller, &self.governed(contract)?, now)?;
        self.governed.remove(contract);
        calls::hand_over(contract, &to.into())?;
        Ok(changed(contract, GovernanceChange::Moved(to)))
    }
}

fn unlock(codes: Vec<CodeHash>) {
    for code in codes {
        ink::env::unlock_delegate_dependency::<DefaultEnvironment>(&Hash::from(code));
    }
}

fn changed(contract: &AccountId, change: GovernanceChange) -> GovernanceChanged {
    GovernanceChanged { contract: *contract, change: Box::new(change) }
}
