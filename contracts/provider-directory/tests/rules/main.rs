//! The rules of the provider directory, one small test each, without a chain. Behind it stands the
//! record registry's own state.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod ids;
mod invitations;
mod organizations;
mod practitioners;
mod publishing;
mod replacing;
mod requests;
mod trees;

use std::cell::RefCell;

use chartkey_governance::{GovernedError, HandoverStep};
use chartkey_interfaces::{
    directory::{
        DirectoryError, Invitation, KeyLoss, OrganizationChange, OrganizationStatus, Practitioner,
        PractitionerChange, PractitionerStatus, Role, Roles, Standing,
    },
    registry::{Note, RegistryError},
};
use chartkey_onchain::GovernedState;
use chartkey_records::{Records, Suite};
use chartkey_vocabulary::{Account, OrgId, PublicKey, Timestamp};
use ink::env::{test, DefaultEnvironment};
use provider_directory::{organization_id, Calls, Directory, RecordRegistry};

const GOVERNOR: Account = [1; 32];
const STEWARD: Account = [2; 32];
const ADMIN: Account = [3; 32];
const OTHER_ADMIN: Account = [4; 32];
const NEW_ADMIN: Account = [5; 32];
const DIRECTORY: Account = [9; 32];
const ADA: Account = [10; 32];
const BOB: Account = [11; 32];
const STRANGER: Account = [12; 32];

const HOUSE: OrgId = organization_id(0);
const OTHER_HOUSE: OrgId = organization_id(1);
const UNKNOWN: OrgId = OrgId(9);
const NOW: Timestamp = 1_800_000_000_000;

const ACTIVE: PractitionerStatus = PractitionerStatus::Active;
const SUSPENDED: PractitionerStatus = PractitionerStatus::Suspended;
const LEFT: PractitionerStatus = PractitionerStatus::Left;

/// The record registry, as far as it notes who may act.
struct Registry {
    records: RefCell<Records>,
    notes: RefCell<usize>,
}

impl Calls for Registry {
    fn note(&self, note: Note) -> Result<(), DirectoryError> {
        *self.notes.borrow_mut() += 1;
        let noted = self.records.borrow_mut().note(&DIRECTORY, note).map(drop);
        noted.map_err(|error| match error {
            RegistryError::NotServing(place) => DirectoryError::NotServing(place),
            _ => DirectoryError::Unreachable,
        })
    }

    fn practitioner(&self, account: &Account) -> Result<Option<Practitioner>, DirectoryError> {
        Ok(self.records.borrow().practitioner(account))
    }
}

/// A registry that does not answer.
struct Unreachable;

impl Calls for Unreachable {
    fn note(&self, _: Note) -> Result<(), DirectoryError> {
        Err(DirectoryError::Unreachable)
    }

    fn practitioner(&self, _: &Account) -> Result<Option<Practitioner>, DirectoryError> {
        Err(DirectoryError::Unreachable)
    }
}

/// Two houses, each with its admin, and the time.
struct World {
    directory: Directory,
    registry: Registry,
    now: Timestamp,
}

/// Runs a test on two houses.
fn run(test: impl FnOnce(World)) {
    test::run_test::<DefaultEnvironment, _>(|_| {
        let suite = Suite { consent: [6; 32].into(), log: [7; 32].into() };
        let governed = || GovernedState::new(GOVERNOR.into(), &[]);
        let mut records = Records::new(governed(), STEWARD, suite);
        records.set_directory(&STEWARD, DIRECTORY.into()).unwrap();
        let registry = Registry { records: records.into(), notes: 0.into() };
        let address = RecordRegistry { address: [8; 32].into() };
        let mut directory = Directory::new(governed(), STEWARD, address);
        directory.admit(&registry, &STEWARD, &ADMIN).unwrap();
        directory.admit(&registry, &STEWARD, &OTHER_ADMIN).unwrap();
        test(World { directory, registry, now: NOW });
        Ok(())
    })
    .unwrap();
}

fn key() -> PublicKey {
    PublicKey { suite: 1, bytes: vec![9; 32] }
}

impl World {
    fn set_paused(&mut self, paused: bool) {
        test::set_caller::<DefaultEnvironment>(GOVERNOR.into());
        self.directory.governed_mut().set_paused(paused).unwrap();
    }

    fn set_house(&mut self, house: OrgId, status: OrganizationStatus) {
        self.directory.set_organization_status(&self.registry, &STEWARD, house, status).unwrap();
    }

    fn suspend(&mut self, house: OrgId) {
        self.set_house(house, OrganizationStatus::Suspended);
    }

    fn reinstate(&mut self, house: OrgId) {
        self.set_house(house, OrganizationStatus::Active);
    }

    /// The house is suspended and gets the new admin.
    fn replace_admin(&mut self, loss: KeyLoss) {
        self.suspend(HOUSE);
        self.directory.replace_admin(&self.registry, &STEWARD, HOUSE, &NEW_ADMIN, loss).unwrap();
    }

    fn invite(
        &mut self,
        caller: &Account,
        house: OrgId,
        account: &Account,
        roles: &[Role],
    ) -> Result<PractitionerChange, DirectoryError> {
        let roles = Roles::of(roles);
        self.directory
            .invite(&self.registry, caller, self.now, house, account, roles)
            .map(|event| event.change)
    }

    fn withdraw(&mut self, caller: &Account, account: &Account) -> Result<(), DirectoryError> {
        self.directory.withdraw_invitation(caller, HOUSE, account).map(drop)
    }

    fn join(&mut self, account: &Account, house: OrgId) -> Result<(), DirectoryError> {
        self.directory.join(&self.registry, account, self.now, house).map(drop)
    }

    fn leave(&self, account: &Account) -> Result<(), DirectoryError> {
        self.directory.leave(&self.registry, account).map(drop)
    }

    /// The account is invited by the first house's admin, and joins.
    fn enrol(&mut self, account: Account, roles: &[Role]) {
        self.invite(&ADMIN, HOUSE, &account, roles).unwrap();
        self.join(&account, HOUSE).unwrap();
    }

    fn set_roles(&self, caller: &Account, roles: &[Role]) -> Result<(), DirectoryError> {
        let roles = Roles::of(roles);
        self.directory.set_roles(&self.registry, caller, self.now, Box::new(ADA), roles).map(drop)
    }

    fn set_status(
        &self,
        caller: &Account,
        status: PractitionerStatus,
    ) -> Result<PractitionerChange, DirectoryError> {
        self.directory
            .set_practitioner_status(&self.registry, caller, Box::new(ADA), status)
            .map(|event| event.change)
    }

    fn confirm(&self, caller: &Account, accounts: &[Account]) -> Result<(), DirectoryError> {
        self.directory.confirm(&self.registry, caller, HOUSE, accounts.to_vec()).map(drop)
    }

    fn practitioner(&self, account: &Account) -> Practitioner {
        self.registry.practitioner(account).unwrap().unwrap()
    }

    /// Whether the account may ask for this house, and so open and write.
    fn acts(&self, account: &Account, house: OrgId) -> bool {
        self.registry.records.borrow().active_practitioner(account, house).is_ok()
    }
}
