//! What the authority, admins and practitioners do about who may act.

use super::Generator;
use crate::{
    model::Model,
    steps::{Action, Step},
    words::{Text, TreeKind, Who, ALL_CATEGORIES, KEEPER},
};

impl Generator {
    pub fn text(&mut self) -> Text {
        match self.random.below(160) {
            0 => Text::Empty,
            1 => Text::TooLong,
            2 => Text::NotPrintable,
            3..=8 => Text::Longest,
            _ => Text::Fine(self.random.small(100)),
        }
    }

    /// An organization, usually one that is there.
    pub fn organization(&mut self, model: &Model) -> u32 {
        let there = model.directory.organizations.len() as u64;
        if self.random.chance(20) {
            there as u32
        } else {
            self.random.below(there) as u32
        }
    }

    /// Roles, seldom ones that nobody can have.
    pub fn roles(&mut self) -> u8 {
        if self.random.chance(40) {
            self.random.small(20)
        } else if self.random.chance(60) {
            KEEPER
        } else {
            1 + self.random.small(7)
        }
    }

    /// Somebody is invited, or joins, or gets other roles.
    fn enrolling(&mut self, model: &Model, id: u32, who: Who) -> (Who, Action) {
        let admin_of = |id| model.directory.organization(id).map(|one| one.admin.by);
        if let Some(one) = model.directory.serving(who) {
            if self.random.chance(850) {
                let admin = admin_of(one.organization).unwrap_or(who);
                return (admin, Action::SetRoles(who, self.roles()));
            }
        }
        let open: Vec<_> = model.directory.invitations.keys().copied().collect();
        if !open.is_empty() && self.random.chance(500) {
            let (id, invited) = self.random.pick(&open);
            let by = if self.random.chance(850) { invited } else { who };
            return match self.random.below(10) {
                0 => (admin_of(id).unwrap_or(who), Action::WithdrawInvitation(id, by)),
                _ => (by, Action::Join(id)),
            };
        }
        (admin_of(id).unwrap_or(who), Action::Invite(id, who, self.roles()))
    }

    /// An admin confirms some of those who serve.
    fn confirmation(&mut self, model: &Model, id: u32) -> (Who, Action) {
        // Usually where somebody waits for it.
        let waits = model.directory.practitioners.values().find(|one| {
            let of = model.directory.organization(one.organization);
            of.is_some_and(|of| of.generation != one.generation)
        });
        let waits = waits.map(|one| one.organization).filter(|_| !self.random.chance(200));
        let id = waits.unwrap_or(id);
        let admin = model.directory.organization(id).map_or(Who::Owner, |one| one.admin.by);
        let mut members: Vec<_> = model
            .directory
            .practitioners
            .keys()
            .copied()
            .filter(|who| model.directory.serving(*who).is_some_and(|one| one.organization == id))
            .collect();
        match self.random.below(10) {
            0 => members.clear(),
            1 => members.push(self.anybody()),
            2 => members = vec![self.practitioner(); 65],
            3 => members.truncate(1),
            _ => {}
        }
        (admin, Action::Confirm(id, members))
    }

    pub fn directory(&mut self, model: &Model) -> Step {
        let id = self.organization(model);
        let organization = model.directory.organization(id);
        let admin = organization.map_or(Who::Stranger(0), |one| one.admin.by);
        let steward = model.directory.steward.by;
        let active = organization.is_some_and(|one| one.active);
        let who = if self.random.chance(10) {
            Who::PatientAccount
        } else if self.random.chance(60) {
            self.anybody()
        } else {
            self.practitioner()
        };
        let serves = model.directory.practitioners.get(&who).copied();
        let other = Who::Admin(self.random.small(super::ADMINS));
        let (by, action) = match self.random.below(100) {
            0..=33 => self.enrolling(model, id, who),
            34..=39 => {
                let admin = serves
                    .and_then(|one| model.directory.organization(one.organization))
                    .map_or(admin, |of| of.admin.by);
                (admin, Action::SetRoles(who, self.roles()))
            }
            40..=54 => {
                let of = serves.and_then(|one| model.directory.organization(one.organization));
                let admin = of.map_or(admin, |one| one.admin.by);
                let status = match self.random.below(10) {
                    0..=5 => 0,
                    6..=8 => 1,
                    _ => 2,
                };
                (admin, Action::SetPractitionerStatus(who, status))
            }
            55..=60 => self.confirmation(model, id),
            61..=66 => {
                let active = if self.random.chance(850) { !active } else { active };
                (steward, Action::SetOrganizationStatus(id, active))
            }
            // Who is suspended comes back soon.
            67..=72 => (steward, Action::SetOrganizationStatus(id, true)),
            73..=77 => (who, Action::Leave),
            78..=80 => {
                // Where the house is suspended, if one is.
                let shut = model.directory.organizations.iter().position(|one| !one.active);
                let id = shut.and_then(|number| u32::try_from(number).ok()).unwrap_or(id);
                (steward, Action::ReplaceAdmin(id, other, self.random.chance(300)))
            }
            81..=87 => {
                let offered = organization.and_then(|one| one.admin.offered);
                let (by, step) = self.offer(offered, other);
                (by.unwrap_or(admin), Action::HandOverOrganization(id, step))
            }
            88 | 89 => {
                let (keeper, key) = (self.text(), self.key());
                (admin, Action::SetProfile(id, keeper, key, self.random.small(20)))
            }
            90 => (admin, Action::BeginTree(id, self.random.pick(&TreeKind::ALL))),
            91 => (steward, Action::SetRegister(self.random.small(20))),
            92..=94 => {
                let by = if self.random.chance(500) { self.anybody() } else { who };
                (by, Action::PublishAccountKey(self.key()))
            }
            95 => {
                let to = if steward == Who::Steward { Who::Heir } else { Who::Steward };
                let (by, step) = self.offer(model.directory.steward.offered, to);
                (by.unwrap_or(steward), Action::HandOverStewardship(step))
            }
            96 | 97 => {
                let chart = self.chart(model);
                let categories = match self.random.below(10) {
                    0 => 0,
                    1 => self.random.next() as u32,
                    2 => ALL_CATEGORIES,
                    _ => self.set(),
                };
                let purpose = self.random.small(8);
                let note = self.random.chance(500).then(|| self.text());
                let of = self.house_of(model, who);
                let reason = self.random.small(9);
                (who, Action::Request(chart, of, categories, purpose, reason, note))
            }
            _ if model.directory.organizations.len() < 5 => {
                (steward, Action::AdmitOrganization(other))
            }
            _ => (self.anybody(), Action::AdmitOrganization(other)),
        };
        Step::Send(self.usually(by), action)
    }
}
