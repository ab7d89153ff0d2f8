//! The log of a chart, and how its leaves are written: field by field, by hand.

use crate::{
    names::Names,
    words::{organization_id, ChartName, Selection, Time, Who},
};

use super::{
    decision::{runs, Basis, Reason, Verdict},
    tree::{self, Hash},
};

#[derive(Clone, Debug, Default)]
pub struct Log {
    pub entries: Vec<Entry>,
    leaves: Vec<Hash>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub time: Time,
    pub actor: Who,
    pub organization: Option<u32>,
    pub subject: Subject,
    pub purpose: u8,
    pub outcome: Outcome,
    pub justification: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Selected(Selection),
    Entry(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Decided(Verdict),
    Declared,
    /// What was found, by its number.
    Reviewed(u8),
    Disputed,
}

impl Log {
    /// Appends an entry, and returns its index.
    pub fn append(&mut self, names: &Names, chart: ChartName, entry: Entry) -> u32 {
        let index = u32::try_from(self.entries.len()).expect("a case is not that long");
        self.leaves.push(tree::leaf(&leaf_data(names, chart, index, &entry)));
        self.entries.push(entry);
        index
    }

    pub fn root(&self) -> Hash {
        tree::root(&self.leaves)
    }

    /// The leaf's hash of an entry, and the proof that it is there.
    pub fn inclusion(&self, index: usize) -> (Hash, Vec<Hash>) {
        (self.leaves[index], tree::path(index, &self.leaves))
    }

    /// The proof that nothing of the first so many entries was changed.
    pub fn consistency(&self, old: usize) -> Vec<Hash> {
        tree::consistency(old, &self.leaves)
    }
}

/// SCALE of version, patient, index and entry.
fn leaf_data(names: &Names, chart: ChartName, index: u32, entry: &Entry) -> Vec<u8> {
    let mut data = vec![1];
    data.extend(names.chart(chart));
    data.extend(index.to_le_bytes());
    data.extend(entry_data(names, entry));
    data
}

/// SCALE of an entry.
pub fn entry_data(names: &Names, entry: &Entry) -> Vec<u8> {
    let mut data = entry.time.to_le_bytes().to_vec();
    data.extend(names.account(entry.actor));
    match entry.organization {
        None => data.push(0),
        Some(number) => tagged(&mut data, 1, organization_id(number)),
    }
    match &entry.subject {
        Subject::Selected(Selection::Records(ids)) => {
            data.push(0);
            counted(&mut data, ids.len());
            data.extend(ids.iter().flat_map(|id| id.to_le_bytes()));
        }
        Subject::Selected(Selection::Categories(set)) => tagged(&mut data, 1, *set),
        Subject::Entry(index) => tagged(&mut data, 2, *index),
    }
    data.push(entry.purpose);
    match &entry.outcome {
        Outcome::Decided(Verdict::Permit(bases)) => {
            data.push(0);
            let runs = runs(bases);
            counted(&mut data, runs.len());
            for (count, basis) in runs {
                data.push(count as u8);
                match basis {
                    Basis::Controller => data.push(0),
                    Basis::Provision(id) => tagged(&mut data, 1, id),
                    Basis::Issuer => data.push(2),
                    Basis::Emergency => data.push(3),
                    Basis::Addressee => data.push(4),
                }
            }
        }
        Outcome::Decided(Verdict::Deny(place, reason)) => {
            data.extend([1, *place as u8]);
            data.push(match reason {
                Reason::NoConsent => 0,
                Reason::NotYetValid => 1,
                Reason::Expired => 2,
                Reason::DeniedByPatient => 3,
                Reason::NotInDirective => 4,
                Reason::NoEmergency => 5,
                Reason::NotRepresentative => 6,
                Reason::RecordsOnly => 7,
                Reason::NotController => 8,
            });
        }
        Outcome::Declared => data.push(2),
        Outcome::Reviewed(finding) => data.extend([3, *finding]),
        Outcome::Disputed => data.push(4),
    }
    match entry.justification {
        None => data.push(0),
        Some(byte) => {
            data.push(1);
            data.extend([byte; 32]);
        }
    }
    data
}

/// The compact number before a list of fewer than 64.
fn counted(data: &mut Vec<u8>, count: usize) {
    data.push((count << 2) as u8);
}

fn tagged(data: &mut Vec<u8>, tag: u8, number: u32) {
    data.push(tag);
    data.extend(number.to_le_bytes());
}
