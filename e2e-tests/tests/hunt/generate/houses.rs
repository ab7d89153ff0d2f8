//! Stories about organizations: thieves of keys, trees that went wrong, and who keeps what.

use super::{enrolment, stories::opened, Generator};
use crate::{
    model::Model,
    steps::{Action, Admission, Leaf, Spoilt, Step},
    words::{
        Document, Key, NewRecord, Text, Tree, TreeKind, Version, Who, CLINICIAN, DAY, EMERGENCY,
        HOUR, REGISTRAR, TREAT,
    },
};

impl Generator {
    /// An admin's key is stolen, and the thief has an accomplice. The steward puts another admin
    /// in, who confirms some members before the house is reinstated, and others after it.
    pub fn stolen_admin_key(&mut self, model: &Model) -> Vec<Step> {
        let house = self.organization(model);
        let Some(organization) = model.directory.organization(house) else { return Vec::new() };
        let (thief, steward) = (organization.admin.by, model.directory.steward.by);
        let (accomplice, later) = (Who::Stranger(1), Who::Practitioner(8));
        let admin = Who::Admin(self.random.small(super::ADMINS));
        let members: Vec<_> = model
            .directory
            .practitioners
            .keys()
            .copied()
            .filter(|who| {
                model.directory.serving(*who).is_some_and(|one| one.organization == house)
            })
            .collect();
        let chart = self.chart(model);
        let mut steps = vec![Step::Send(accomplice, Action::Leave)];
        steps.extend(enrolment(thief, house, accomplice, CLINICIAN | REGISTRAR | EMERGENCY));
        let send = |by, action| Step::Send(by, action);
        let profile = |byte| Action::SetProfile(house, Text::Fine(byte), Key::x25519(byte), byte);
        steps.push(send(thief, Action::Invite(house, later, CLINICIAN)));
        steps.push(send(thief, profile(66)));
        if let Some(member) = members.first() {
            steps.push(send(thief, Action::SetPractitionerStatus(*member, 1)));
        }
        steps.push(send(steward, Action::SetOrganizationStatus(house, false)));
        let stolen = self.random.chance(800);
        let tries = |by: Who| {
            [
                send(by, profile(67)),
                send(by, Action::Confirm(house, vec![accomplice])),
                send(by, Action::SetRoles(accomplice, CLINICIAN)),
                send(by, Action::BeginTree(house, TreeKind::Documents)),
            ]
        };
        // Before the steward acts nobody is trusted, after that the new admin is.
        steps.extend(tries(thief));
        steps.push(send(steward, Action::ReplaceAdmin(house, admin, stolen)));
        steps.extend(tries(thief));
        steps.push(send(later, Action::Join(house)));
        let (some, others) = members.split_at(members.len() / 2);
        steps.push(send(admin, profile(68)));
        steps.push(send(admin, Action::Confirm(house, some.to_vec())));
        steps.push(send(admin, Action::BeginTree(house, TreeKind::Documents)));
        steps.push(send(admin, Action::SetRoles(accomplice, CLINICIAN)));
        steps.push(send(steward, Action::SetOrganizationStatus(house, true)));
        let open = |who| opened(who, chart, 0, TREAT, Some(house));
        steps.extend([accomplice, later].map(open));
        steps.extend(members.iter().copied().map(open));
        steps.push(send(accomplice, Action::Declare(chart, house, 1)));
        steps.push(send(later, Action::Join(house)));
        steps.push(send(admin, Action::SetRoles(accomplice, CLINICIAN | EMERGENCY)));
        steps.push(open(accomplice));
        let mut rest = others.to_vec();
        if self.random.chance(300) {
            rest.push(later);
        }
        steps.push(send(admin, Action::Confirm(house, rest)));
        steps.extend(others.iter().copied().map(open));
        steps.extend([
            send(accomplice, Action::Leave),
            send(admin, Action::Invite(house, accomplice, CLINICIAN)),
            send(accomplice, Action::Join(house)),
            open(accomplice),
        ]);
        steps
    }

    /// A rogue head leaves a hospital's tree behind; the admin begins the next one.
    pub fn rogue_head(&mut self, model: &Model) -> Vec<Step> {
        let house = self.organization(model);
        let Some(organization) = model.directory.organization(house) else { return Vec::new() };
        let admin = organization.admin.by;
        let documents = self.random.chance(700);
        let kind = if documents { TreeKind::Documents } else { TreeKind::Releases };
        let by = self.member_with(model, house, kind.role());
        let record = |epoch| {
            let version = Version { digest: 77, size: 7, locator: Text::Fine(7), epoch };
            NewRecord { document: Document { category: 0, version }, retain: None }
        };
        // Somebody who can put it on record, as far as a few tries find one.
        let mut writer = self.member(model, house);
        let mut chart = self.chart(model);
        for _ in 0..20 {
            if model.putting(writer, chart, house, &[record(1).at(model.now)]).is_empty() {
                break;
            }
            (writer, chart) = (self.member(model, house), self.chart(model));
        }
        let old = model.current_tree(house, kind);
        let number = |by| Tree { number: old.number + by, ..old };
        let leaf = |tree: Tree, salt| Leaf::Record(house, tree.number, chart, record(1), salt);
        let anchor = |tree, leaves, spoilt| Step::Send(by, Action::Anchor(tree, leaves, spoilt));
        let begin = Step::Send(admin, Action::BeginTree(house, kind));
        let admit = |tree, index| {
            let admission = Admission { tree, index, head: 0, spoilt: Spoilt::No, off: 0 };
            Step::Send(writer, Action::Admit(admission))
        };
        let [rogue, next, last] = [1, 2, 3].map(number);
        vec![
            begin.clone(),
            anchor(old, vec![leaf(old, 1)], Spoilt::No),
            anchor(rogue, Vec::new(), Spoilt::Grown(1)),
            anchor(rogue, Vec::new(), Spoilt::Grown(0)),
            anchor(rogue, Vec::new(), Spoilt::Grown(0)),
            anchor(rogue, vec![leaf(rogue, 2), Leaf::Filler(3)], Spoilt::No),
            begin.clone(),
            // A leaf of a tree before is no record here.
            anchor(next, vec![leaf(next, 3), leaf(rogue, 4), Leaf::Filler(2)], Spoilt::No),
            admit(next, 0),
            admit(next, 1),
            admit(next, 0),
            anchor(next, vec![Leaf::Filler(4)], Spoilt::No),
            anchor(next, vec![Leaf::Filler(1)], Spoilt::Fork),
            begin,
            anchor(last, vec![leaf(last, 5), leaf(next, 3)], Spoilt::No),
            admit(last, 0),
            admit(last, 1),
            admit(last, 0),
        ]
    }

    /// Two members give up that a document is kept, one takes it back, and the patient tries to
    /// erase it in between.
    pub fn waiver(&mut self, model: &Model) -> Vec<Step> {
        let chart = self.chart(model);
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let kept: Vec<_> = of
            .records
            .iter()
            .zip(0_u32..)
            .filter(|(one, _)| one.version.is_some() && one.retain_until > model.now + DAY)
            .filter_map(|(one, id)| one.issuer.map(|issuer| (id, issuer)))
            .collect();
        if kept.is_empty() || of.control.by == Who::PatientAccount {
            return Vec::new();
        }
        let (record, issuer) = self.random.pick(&kept);
        let first = self.member_with(model, issuer, CLINICIAN);
        let second = self.member_with(model, issuer, REGISTRAR);
        let admin = model.directory.organization(issuer).map_or(first, |one| one.admin.by);
        let waive = |by| Step::Send(by, Action::WaiveRetention(chart, record));
        let restore = |by| Step::Send(by, Action::RestoreRetention(chart, record));
        let erase = Step::Send(of.control.by, Action::EraseDocument(chart, record));
        let mut steps = vec![restore(first), waive(first), waive(first), erase.clone()];
        if self.random.chance(300) {
            // Who proposed it may not write any more, so the second one proposes anew.
            steps.push(Step::Send(admin, Action::SetPractitionerStatus(first, 1)));
        }
        steps.extend([waive(second), restore(first), erase.clone(), waive(second), waive(first)]);
        steps.extend([waive(second), Step::Wait(self.random.below(HOUR)), erase, restore(second)]);
        steps
    }
}
