//! Organizations, practitioners, and who may act for whom.

use std::collections::BTreeMap;

use crate::{
    steps::Action,
    words::{Contract, Key, Offer, Text, Time, Who, ALL_CATEGORIES, EMERGENCY},
};

use super::{policy::set_faults, Held, Model, Predicted, Refusals};

const ALL_ROLES: u8 = 0b111;

#[derive(Clone, Debug)]
pub struct Directory {
    /// Who admits and suspends organizations.
    pub steward: Held,
    /// By id.
    pub organizations: Vec<Organization>,
    pub practitioners: BTreeMap<Who, Practitioner>,
    pub keys: BTreeMap<Who, Key>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Organization {
    pub admin: Held,
    pub active: bool,
    pub keeper: Option<Text>,
    pub key: Option<Key>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practitioner {
    pub organization: u32,
    pub roles: u8,
    pub status: Status,
    pub enrolled_at: Time,
    pub emergency_since: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    Suspended,
    Left,
}

impl Directory {
    pub fn new() -> Self {
        Self {
            steward: Held::new(Who::Steward),
            organizations: Vec::new(),
            practitioners: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }

    pub fn organization(&self, id: u32) -> Option<&Organization> {
        self.organizations.get(id as usize)
    }

    /// The practitioner, if active in an active organization.
    pub fn active(&self, who: Who) -> Option<Practitioner> {
        let practitioner = self.practitioners.get(&who)?;
        let may = practitioner.status == Status::Active
            && self.organization(practitioner.organization)?.active;
        may.then_some(*practitioner)
    }

    fn serving(&self, who: Who) -> Option<&Practitioner> {
        self.practitioners.get(&who).filter(|practitioner| practitioner.status != Status::Left)
    }
}

impl Model {
    /// A message of the directory.
    pub fn administer(&mut self, by: Who, action: &Action) -> Predicted {
        match *action {
            Action::AdmitOrganization(admin) => self.admit_organization(by, admin),
            Action::SetOrganizationStatus(id, active) => {
                let mut wrong = self.of_the_steward(by, id);
                let organization = self.directory.organization(id);
                wrong.when(organization.is_some_and(|one| one.active == active), "NothingToDo");
                self.change_organization(wrong, id, |one| one.active = active)
            }
            Action::ReplaceAdmin(id, admin) => {
                let mut wrong = self.of_the_steward(by, id);
                let organization = self.directory.organization(id);
                wrong.when(organization.is_some_and(|one| one.active), "NotSuspended");
                self.change_organization(wrong, id, |one| one.admin = Held::new(admin))
            }
            Action::HandOverOrganization(id, step) => {
                let mut wrong = Refusals::new();
                match self.directory.organization(id) {
                    None => wrong.when(true, "UnknownOrganization"),
                    Some(one) => {
                        let fault = one.admin.fault(by, step);
                        wrong.when(step != Offer::Accept && one.admin.by != by, "NotAdmin");
                        wrong.maybe(fault.map(|fault| format!("Handover({fault})")));
                    }
                }
                self.change_organization(wrong, id, |one| one.admin.take(step))
            }
            Action::SetKeeper(id, keeper) => {
                let mut wrong = self.of_the_admin(by, id);
                wrong.maybe(keeper.fault().map(|fault| format!("Keeper({fault})")));
                self.change_organization(wrong, id, |one| one.keeper = Some(keeper))
            }
            Action::SetOrganizationKey(id, key) => {
                let mut wrong = self.of_the_admin(by, id);
                wrong.maybe(key.fault().map(|fault| format!("Key({fault})")));
                self.change_organization(wrong, id, |one| one.key = Some(key))
            }
            Action::HandOverStewardship(step) => {
                let mut wrong = Refusals::new();
                let fault = self.directory.steward.fault(by, step);
                wrong.maybe(fault.map(|fault| format!("Handover({fault})")));
                wrong.else_done(|| {
                    self.directory.steward.take(step);
                    "()".into()
                })
            }
            Action::Enrol(id, who, roles) => self.enrol(by, id, who, roles),
            Action::SetPractitionerStatus(who, status) => {
                self.set_practitioner_status(by, who, status)
            }
            Action::Leave => {
                let mut wrong = Refusals::new();
                wrong.when(self.directory.serving(by).is_none(), "NotEnrolled");
                wrong.else_done(|| {
                    self.directory.practitioners.entry(by).and_modify(|who| {
                        who.status = Status::Left;
                    });
                    "()".into()
                })
            }
            Action::SetPractitionerKey(key) => {
                let mut wrong = Refusals::new();
                wrong.when(self.directory.serving(by).is_none(), "NotEnrolled");
                wrong.maybe(key.fault().map(|fault| format!("Key({fault})")));
                wrong.else_done(|| {
                    self.directory.keys.insert(by, key);
                    "()".into()
                })
            }
            Action::Request(_, categories, _, reason) => {
                let mut wrong = Refusals::new();
                wrong.when(self.directory.active(by).is_none(), "NotPractitioner");
                let mut set = Refusals::new();
                set_faults(&mut set, categories, ALL_CATEGORIES);
                wrong.inside("Categories", set);
                wrong.maybe(reason.fault().map(|fault| format!("Reason({fault})")));
                wrong.else_done(|| "()".into())
            }
            _ => unreachable!("{action:?} is not the directory's"),
        }
    }

    fn admit_organization(&mut self, by: Who, admin: Who) -> Predicted {
        let mut wrong = Refusals::new();
        wrong.when(self.directory.steward.by != by, "NotSteward");
        wrong.when(self.is_paused(Contract::Directory), "Paused");
        wrong.else_done(|| {
            let organization =
                Organization { admin: Held::new(admin), active: true, keeper: None, key: None };
            self.directory.organizations.push(organization);
            format!("OrgId({})", self.directory.organizations.len() - 1)
        })
    }

    fn of_the_steward(&self, by: Who, id: u32) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.when(self.directory.steward.by != by, "NotSteward");
        wrong.when(self.directory.organization(id).is_none(), "UnknownOrganization");
        wrong
    }

    /// What is wrong about a message of an admin that works in an active organization only.
    fn of_the_admin(&self, by: Who, id: u32) -> Refusals {
        let mut wrong = Refusals::new();
        match self.directory.organization(id) {
            None => wrong.when(true, "UnknownOrganization"),
            Some(one) => {
                wrong.when(one.admin.by != by, "NotAdmin");
                wrong.when(!one.active, "Suspended");
            }
        }
        wrong
    }

    fn change_organization(
        &mut self,
        wrong: Refusals,
        id: u32,
        change: impl FnOnce(&mut Organization),
    ) -> Predicted {
        wrong.else_done(|| {
            self.directory.organizations.get_mut(id as usize).map(change);
            "()".into()
        })
    }

    fn enrol(&mut self, by: Who, id: u32, who: Who, roles: u8) -> Predicted {
        let mut wrong = self.of_the_admin(by, id);
        wrong.when(roles == 0 || roles & !ALL_ROLES != 0, "Roles");
        let before = self.directory.serving(who).copied();
        // A pause does not stop roles from being taken away.
        let more = roles & !before.map_or(0, |one| one.roles) != 0;
        wrong.when(more && self.is_paused(Contract::Directory), "Paused");
        wrong.when(before.is_some_and(|one| one.organization != id), "AlreadyEnrolled");
        let now = self.now;
        wrong.else_done(|| {
            let had = before.filter(|one| one.roles & EMERGENCY != 0);
            let practitioner = Practitioner {
                organization: id,
                roles,
                status: before.map_or(Status::Active, |one| one.status),
                enrolled_at: before.map_or(now, |one| one.enrolled_at),
                emergency_since: had.map_or(now, |one| one.emergency_since),
            };
            self.directory.practitioners.insert(who, practitioner);
            "()".into()
        })
    }

    fn set_practitioner_status(&mut self, by: Who, who: Who, status: u8) -> Predicted {
        let status = match status {
            0 => Status::Active,
            1 => Status::Suspended,
            _ => Status::Left,
        };
        let mut wrong = Refusals::new();
        match self.directory.serving(who) {
            None => wrong.when(true, "NotEnrolled"),
            Some(one) => {
                let organization = self.directory.organization(one.organization);
                wrong.when(organization.is_none_or(|of| of.admin.by != by), "NotAdmin");
                let shut = organization.is_some_and(|of| !of.active);
                wrong.when(shut && status == Status::Active, "Suspended");
                wrong.when(one.status == status, "NothingToDo");
            }
        }
        wrong.when(status == Status::Left, "NotForAdmin");
        wrong.else_done(|| {
            self.directory.practitioners.entry(who).and_modify(|one| one.status = status);
            "()".into()
        })
    }
}
