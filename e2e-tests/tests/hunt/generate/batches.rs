//! What hospitals anchor, and what is put on record of it.

use super::Generator;
use crate::{
    model::Model,
    steps::{Action, Admission, Leaf, Spoilt, Step},
    words::{Tree, TreeKind, Who},
};

impl Generator {
    pub fn batch(&mut self, model: &Model) -> Step {
        let house = self.organization(model);
        let kind = if self.random.chance(750) { TreeKind::Documents } else { TreeKind::Releases };
        let mut of = model.current_tree(house, kind);
        let all: Vec<Tree> = model.trees.keys().copied().collect();
        if !all.is_empty() && self.random.chance(80) {
            // Also one of those before.
            of = self.random.pick(&all);
        }
        if self.random.chance(15) {
            of.number += 1;
        }
        let house = of.organization;
        let tree = model.tree(of);
        let mut by = self.member_with(model, house, kind.role());
        if by == Who::PatientAccount {
            by = self.practitioner();
        }
        let records: Vec<_> = tree
            .records
            .iter()
            .zip(0_u64..)
            .filter_map(|(record, index)| record.map(|_| index))
            .collect();
        let spoilt = if self.random.chance(150) {
            match self.random.below(7) {
                5 => Spoilt::Grown(self.random.pick(&[0, 1])),
                0 => Spoilt::Fork,
                1 => Spoilt::NotLarger(self.random.small(4)),
                2 => Spoilt::Shorter,
                3 => Spoilt::Longer,
                4 => Spoilt::Bit,
                _ => Spoilt::No,
            }
        } else {
            Spoilt::No
        };
        let heads = model.heads.get(&of).map_or(0, Vec::len) as u64;
        let writer = self.member(model, house);
        let releases = kind == TreeKind::Releases && self.random.chance(900);
        if heads == 0 || records.is_empty() || releases || self.random.chance(350) {
            let mut leaves = Vec::new();
            for _ in 0..self.random.below(4) {
                let mut chart = self.chart(model);
                let mut record = self.record(model, chart);
                for _ in 0..8 {
                    let records = [record.at(model.now)];
                    if model.registering(writer, chart, house, &records).is_empty() {
                        break;
                    }
                    chart = self.chart(model);
                    record = self.record(model, chart);
                }
                let other = self.random.chance(60);
                let for_whom = if other { self.organization(model) } else { house };
                let number = of.number + u32::from(self.random.chance(40));
                let salt = self.random.small(200);
                leaves.push(Leaf::Record(for_whom, number, chart, record, salt));
            }
            leaves.push(Leaf::Filler(self.random.small(9)));
            // The first head is taken as it is, and would leave the tree behind.
            let rogue = [Spoilt::Longer, Spoilt::Grown(1)];
            let spoilt = if heads == 0 && !rogue.contains(&spoilt) { Spoilt::No } else { spoilt };
            return Step::Send(by, Action::Anchor(of, leaves, spoilt));
        }
        let mut index = self.random.pick(&records);
        for _ in 0..8 {
            let leaf = tree.records.get(index as usize).copied().flatten();
            let admitted = model.admitted.get(&(house, of.number));
            let admitted = admitted.is_some_and(|all| all.contains(&index));
            let fits = leaf.is_some_and(|leaf| {
                model.putting(by, leaf.chart, leaf.organization, &[leaf.record]).is_empty()
            });
            if fits && !admitted {
                break;
            }
            index = self.random.pick(&records);
            by = self.member(model, house);
        }
        let head = if self.random.chance(700) { heads - 1 } else { self.random.below(heads + 1) };
        let admission = Admission {
            tree: of,
            index,
            head: head as u32,
            spoilt,
            off: u64::from(self.random.chance(30)),
        };
        Step::Send(by, Action::Admit(admission))
    }
}
