//! What the authority, admins and practitioners do about who may act.

use super::Generator;
use crate::{
    model::Model,
    steps::{Action, Step},
    words::{Text, Who},
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
            0..=34 => {
                // Usually where the practitioner is already.
                let id = serves.map_or(id, |one| one.organization);
                let of = model.directory.organization(id);
                let admin = of.map_or(admin, |one| one.admin.by);
                let roles = if self.random.chance(40) {
                    self.random.small(10)
                } else {
                    1 + self.random.small(7)
                };
                (admin, Action::Enrol(id, who, roles))
            }
            35..=39 => (admin, Action::Enrol(id, who, 1 + self.random.small(7))),
            40..=56 => {
                let of = serves.and_then(|one| model.directory.organization(one.organization));
                let admin = of.map_or(admin, |one| one.admin.by);
                let status = match self.random.below(10) {
                    0..=5 => 0,
                    6..=8 => 1,
                    _ => 2,
                };
                (admin, Action::SetPractitionerStatus(who, status))
            }
            57..=66 => {
                let active = if self.random.chance(850) { !active } else { active };
                (steward, Action::SetOrganizationStatus(id, active))
            }
            // Who is suspended comes back soon.
            67..=72 => (steward, Action::SetOrganizationStatus(id, true)),
            73..=77 => (who, Action::Leave),
            78..=80 => (steward, Action::ReplaceAdmin(id, other)),
            81..=87 => {
                let offered = organization.and_then(|one| one.admin.offered);
                let (by, step) = self.offer(offered, other);
                (by.unwrap_or(admin), Action::HandOverOrganization(id, step))
            }
            88 | 89 => (admin, Action::SetKeeper(id, self.text())),
            90 | 91 => (admin, Action::SetOrganizationKey(id, self.key())),
            92..=94 => (who, Action::SetPractitionerKey(self.key())),
            95 => {
                let to = if steward == Who::Steward { Who::Heir } else { Who::Steward };
                let (by, step) = self.offer(model.directory.steward.offered, to);
                (by.unwrap_or(steward), Action::HandOverStewardship(step))
            }
            96 | 97 => {
                let chart = self.chart(model);
                let categories = self.directive();
                let purpose = self.random.small(7);
                (who, Action::Request(chart, categories, purpose, self.text()))
            }
            _ if model.directory.organizations.len() < 5 => {
                (steward, Action::AdmitOrganization(other))
            }
            _ => (self.anybody(), Action::AdmitOrganization(other)),
        };
        Step::Send(self.usually(by), action)
    }
}
