//! Organizations, practitioners, and who may act for whom.

use std::collections::BTreeMap;

use crate::{
    steps::Action,
    words::{
        organization_id, Contract, Key, Text, Time, TreeKind, Who, ALL_CATEGORIES, EMERGENCY,
        FAMRQT, KEEPER, PATRQT,
    },
};

use super::{policy::set_faults, Held, Model, Predicted, Refusals};

const ALL_ROLES: u8 = 0b1111;
const MOST_CONFIRMED: usize = 64;

#[derive(Clone, Debug)]
pub struct Directory {
    /// Who admits and suspends organizations.
    pub steward: Held,
    /// By number.
    pub organizations: Vec<Organization>,
    pub practitioners: BTreeMap<Who, Practitioner>,
    pub invitations: BTreeMap<(u32, Who), Invitation>,
    pub keys: BTreeMap<Who, Key>,
    /// The byte of the register's digest.
    pub register: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Organization {
    pub admin: Held,
    pub active: bool,
    /// How many stolen admin keys were replaced.
    pub generation: u32,
    /// Whether the steward put another admin in since it was suspended, and whether the old key
    /// was stolen.
    pub replaced: Option<bool>,
    pub profile: Option<Profile>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    pub keeper: Text,
    pub key: Key,
    pub document: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub roles: u8,
    pub generation: u32,
    pub invited_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practitioner {
    pub organization: u32,
    pub roles: u8,
    pub status: Status,
    pub enrolled_at: Time,
    pub emergency_since: Time,
    pub generation: u32,
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
            invitations: BTreeMap::new(),
            keys: BTreeMap::new(),
            register: None,
        }
    }

    pub fn organization(&self, number: u32) -> Option<&Organization> {
        self.organizations.get(number as usize)
    }

    /// The practitioner, if active in an active organization and known to its present admin.
    pub fn active(&self, who: Who) -> Option<Practitioner> {
        let practitioner = self.practitioners.get(&who)?;
        let organization = self.organization(practitioner.organization)?;
        let may = practitioner.status == Status::Active
            && organization.active
            && organization.generation == practitioner.generation;
        may.then_some(*practitioner)
    }

    /// The same, if it serves this organization.
    pub fn active_in(&self, who: Who, organization: u32) -> Option<Practitioner> {
        self.active(who).filter(|one| one.organization == organization)
    }

    /// Whom somebody serves, also while suspended.
    pub fn serving(&self, who: Who) -> Option<&Practitioner> {
        self.practitioners.get(&who).filter(|practitioner| practitioner.status != Status::Left)
    }

    /// The invitation by which somebody can join.
    pub fn invitation(&self, organization: u32, who: Who) -> Option<Invitation> {
        let generation = self.organization(organization)?.generation;
        let invitation = self.invitations.get(&(organization, who))?;
        (invitation.generation == generation).then_some(*invitation)
    }
}

/// Whether nobody can have these roles.
fn are_wrong(roles: u8) -> bool {
    let mixed = roles & KEEPER != 0 && roles != KEEPER;
    roles == 0 || roles & !ALL_ROLES != 0 || mixed
}

impl Model {
    /// A message of the directory.
    pub fn administer(&mut self, by: Who, action: &Action) -> Predicted {
        match action.clone() {
            Action::AdmitOrganization(admin) => self.admit_organization(by, admin),
            Action::SetOrganizationStatus(id, active) => {
                let mut wrong = self.of_the_steward(by, id);
                let organization = self.directory.organization(id);
                wrong.when(organization.is_some_and(|one| one.active == active), "NothingToDo");
                self.change_organization(wrong, id, |one| {
                    one.active = active;
                    one.replaced = None;
                })
            }
            Action::ReplaceAdmin(id, admin, stolen) => {
                let mut wrong = self.of_the_steward(by, id);
                let organization = self.directory.organization(id);
                wrong.when(organization.is_some_and(|one| one.active), "NotSuspended");
                self.change_organization(wrong, id, |one| {
                    one.admin = Held::new(admin);
                    one.replaced = Some(stolen);
                    if stolen {
                        one.generation += 1;
                        one.profile = None;
                    }
                })
            }
            Action::HandOverOrganization(id, step) => {
                let mut wrong = Refusals::new();
                match self.directory.organization(id) {
                    None => wrong.when(true, "UnknownOrganization"),
                    Some(one) => {
                        let fault = one.admin.fault(by, step);
                        wrong.maybe(fault.map(|fault| format!("Handover({fault})")));
                    }
                }
                self.change_organization(wrong, id, |one| one.admin.take(step))
            }
            Action::SetProfile(id, keeper, key, document) => {
                let mut wrong = self.of_a_trusted_admin(by, id);
                wrong.maybe(keeper.fault().map(|fault| format!("Keeper({fault})")));
                wrong.maybe(key.fault().map(|fault| format!("Key({fault})")));
                wrong.when(document == 0, "Digest");
                let profile = Profile { keeper, key, document };
                self.change_organization(wrong, id, |one| one.profile = Some(profile))
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
            Action::SetRegister(register) => {
                let mut wrong = Refusals::new();
                wrong.when(self.directory.steward.by != by, "NotSteward");
                wrong.when(register == 0, "Digest");
                wrong.else_done(|| {
                    self.directory.register = Some(register);
                    "()".into()
                })
            }
            Action::Invite(id, who, roles) => self.invite(by, id, who, roles),
            Action::WithdrawInvitation(id, who) => {
                let mut wrong = self.of_the_admin(by, id);
                wrong.when(self.directory.invitation(id, who).is_none(), "NotInvited");
                wrong.else_done(|| {
                    self.directory.invitations.remove(&(id, who));
                    "()".into()
                })
            }
            Action::Join(id) => self.join(by, id),
            Action::SetRoles(who, roles) => self.set_roles(by, who, roles),
            Action::Confirm(id, members) => self.confirm(by, id, &members),
            Action::SetPractitionerStatus(who, status) => {
                self.set_practitioner_status(by, who, status)
            }
            Action::Leave => {
                let mut wrong = Refusals::new();
                wrong.when(self.directory.serving(by).is_none(), "NotEnrolled");
                self.change_practitioner(wrong, by, |one| one.status = Status::Left)
            }
            Action::PublishAccountKey(key) => {
                let mut wrong = Refusals::new();
                wrong.maybe(key.fault().map(|fault| format!("Key({fault})")));
                wrong.else_done(|| {
                    self.directory.keys.insert(by, key);
                    "()".into()
                })
            }
            Action::BeginTree(id, kind) => self.begin_tree(by, id, kind),
            Action::Request(_, organization, categories, purpose, _, note) => {
                let mut wrong = Refusals::new();
                let one = self.directory.active_in(by, organization);
                wrong.when(one.is_none_or(|one| one.roles == KEEPER), "NotPractitioner");
                let mut set = Refusals::new();
                set_faults(&mut set, categories, ALL_CATEGORIES);
                wrong.inside("Categories", set);
                wrong.when([PATRQT, FAMRQT].contains(&purpose), "Purpose");
                let fault = note.and_then(Text::fault);
                wrong.maybe(fault.map(|fault| format!("Note({fault})")));
                wrong.else_done(|| "()".into())
            }
            action => unreachable!("{action:?} is not the directory's"),
        }
    }

    fn admit_organization(&mut self, by: Who, admin: Who) -> Predicted {
        let mut wrong = Refusals::new();
        wrong.when(self.directory.steward.by != by, "NotSteward");
        wrong.when(self.is_paused(Contract::Directory), "Paused");
        wrong.else_done(|| {
            let number = u32::try_from(self.directory.organizations.len()).unwrap_or(u32::MAX);
            self.directory.organizations.push(Organization {
                admin: Held::new(admin),
                active: true,
                generation: 0,
                replaced: None,
                profile: None,
            });
            format!("OrgId({})", organization_id(number))
        })
    }

    fn of_the_steward(&self, by: Who, id: u32) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.when(self.directory.steward.by != by, "NotSteward");
        wrong.when(self.directory.organization(id).is_none(), "UnknownOrganization");
        wrong
    }

    /// What is wrong about a message of an admin.
    fn of_the_admin(&self, by: Who, id: u32) -> Refusals {
        let mut wrong = Refusals::new();
        match self.directory.organization(id) {
            None => wrong.when(true, "UnknownOrganization"),
            Some(one) => wrong.when(one.admin.by != by, "NotAdmin"),
        }
        wrong
    }

    /// What is wrong about a message of an admin that works in an active organization only.
    fn of_an_active_admin(&self, by: Who, id: u32) -> Refusals {
        let mut wrong = self.of_the_admin(by, id);
        let organization = self.directory.organization(id);
        wrong.when(organization.is_some_and(|one| !one.active), "Suspended");
        wrong
    }

    /// What is wrong about a message of an admin that works in a suspended organization only where
    /// the steward has put another admin in.
    fn of_a_trusted_admin(&self, by: Who, id: u32) -> Refusals {
        let mut wrong = self.of_the_admin(by, id);
        let organization = self.directory.organization(id);
        let shut = organization.is_some_and(|one| !one.active && one.replaced.is_none());
        wrong.when(shut, "Suspended");
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

    fn change_practitioner(
        &mut self,
        wrong: Refusals,
        who: Who,
        change: impl FnOnce(&mut Practitioner),
    ) -> Predicted {
        wrong.else_done(|| {
            self.directory.practitioners.entry(who).and_modify(change);
            "()".into()
        })
    }

    fn invite(&mut self, by: Who, id: u32, who: Who, roles: u8) -> Predicted {
        let mut wrong = self.of_an_active_admin(by, id);
        wrong.when(are_wrong(roles), "Roles");
        wrong.when(self.is_paused(Contract::Directory), "Paused");
        let serves = self.directory.serving(who).is_some_and(|one| one.organization == id);
        wrong.when(serves, "AlreadyEnrolled");
        let generation = self.directory.organization(id).map_or(0, |one| one.generation);
        let invitation = Invitation { roles, generation, invited_at: self.now };
        wrong.else_done(|| {
            self.directory.invitations.insert((id, who), invitation);
            "()".into()
        })
    }

    fn join(&mut self, by: Who, id: u32) -> Predicted {
        let mut wrong = Refusals::new();
        match self.directory.organization(id) {
            None => wrong.when(true, "UnknownOrganization"),
            Some(one) => wrong.when(!one.active, "Suspended"),
        }
        wrong.when(self.is_paused(Contract::Directory), "Paused");
        wrong.when(self.directory.serving(by).is_some(), "AlreadyEnrolled");
        let Some(Invitation { roles, generation, .. }) = self.directory.invitation(id, by) else {
            wrong.when(true, "NotInvited");
            return wrong.refused();
        };
        let now = self.now;
        wrong.else_done(|| {
            self.directory.invitations.remove(&(id, by));
            let practitioner = Practitioner {
                organization: id,
                roles,
                status: Status::Active,
                enrolled_at: now,
                emergency_since: now,
                generation,
            };
            self.directory.practitioners.insert(by, practitioner);
            "()".into()
        })
    }

    fn set_roles(&mut self, by: Who, who: Who, roles: u8) -> Predicted {
        let mut wrong = Refusals::new();
        match self.directory.serving(who) {
            None => wrong.when(true, "NotEnrolled"),
            Some(one) => {
                wrong.also(self.of_a_trusted_admin(by, one.organization));
                wrong.when(one.roles == roles, "NothingToDo");
                // A pause does not stop roles from being taken away.
                if roles & !one.roles != 0 {
                    wrong.also(self.of_an_active_admin(by, one.organization));
                    wrong.when(self.is_paused(Contract::Directory), "Paused");
                }
            }
        }
        wrong.when(are_wrong(roles), "Roles");
        let now = self.now;
        self.change_practitioner(wrong, who, |one| {
            if one.roles & EMERGENCY == 0 {
                one.emergency_since = now;
            }
            one.roles = roles;
        })
    }

    fn confirm(&mut self, by: Who, id: u32, members: &[Who]) -> Predicted {
        let mut wrong = self.of_a_trusted_admin(by, id);
        wrong.when(self.is_paused(Contract::Directory), "Paused");
        wrong.when(members.is_empty() || members.len() > MOST_CONFIRMED, "Members");
        let serves =
            |who: &Who| self.directory.serving(*who).is_some_and(|one| one.organization == id);
        let stranger = members.iter().position(|who| !serves(who));
        wrong.maybe(stranger.map(|place| format!("NotServing({place})")));
        let generation = self.directory.organization(id).map_or(0, |one| one.generation);
        wrong.else_done(|| {
            for who in members {
                self.directory.practitioners.entry(*who).and_modify(|one| {
                    one.generation = generation;
                });
            }
            "()".into()
        })
    }

    fn begin_tree(&mut self, by: Who, id: u32, kind: TreeKind) -> Predicted {
        let wrong = self.of_a_trusted_admin(by, id);
        wrong.else_done(|| {
            *self.current_trees.entry((id, kind)).or_default() += 1;
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
                wrong.also(match status {
                    Status::Active => self.of_an_active_admin(by, one.organization),
                    _ => self.of_the_admin(by, one.organization),
                });
                wrong.when(one.status == status, "NothingToDo");
            }
        }
        wrong.when(status == Status::Left, "NotForAdmin");
        self.change_practitioner(wrong, who, |one| one.status = status)
    }
}
