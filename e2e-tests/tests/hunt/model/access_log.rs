//! The log of a chart, and how its leaves are written: field by field, by hand.

use crate::{
    names::Names,
    words::{organization_id, ChartName, Time, Who},
};

use super::{
    policy::{Basis, Decision, Reason},
    tree::{self, Hash},
};

#[derive(Clone, Debug, Default)]
pub struct Log {
    pub entries: Vec<Entry>,
    leaves: Vec<Hash>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub time: Time,
    pub actor: Who,
    pub organization: Option<u32>,
    pub subject: Subject,
    pub purpose: u8,
    pub outcome: Outcome,
    pub justification: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Record(u32),
    Categories(u32),
    Entry(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Decided(Decision),
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
    match entry.subject {
        Subject::Record(id) => tagged(&mut data, 0, id),
        Subject::Categories(set) => tagged(&mut data, 1, set),
        Subject::Entry(index) => tagged(&mut data, 2, index),
    }
    data.push(entry.purpose);
    match entry.outcome {
        Outcome::Decided(Decision::Permit(Basis::Controller)) => data.extend([0, 0]),
        Outcome::Decided(Decision::Permit(Basis::Provision(id))) => {
            data.push(0);
            tagged(&mut data, 1, id);
        }
        Outcome::Decided(Decision::Permit(Basis::Issuer)) => data.extend([0, 2]),
        Outcome::Decided(Decision::Permit(Basis::Emergency)) => data.extend([0, 3]),
        Outcome::Decided(Decision::Permit(Basis::Addressee)) => data.extend([0, 4]),
        Outcome::Decided(Decision::Deny(reason)) => {
            data.push(1);
            data.push(match reason {
                Reason::NoConsent => 0,
                Reason::NotYetValid => 1,
                Reason::Expired => 2,
                Reason::DeniedByPatient => 3,
                Reason::NotInDirective => 4,
                Reason::NoEmergency => 5,
                Reason::NotRepresentative => 6,
            });
        }
        Outcome::Declared => data.push(2),
        Outcome::Reviewed(finding) => data.extend([3, finding]),
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

fn tagged(data: &mut Vec<u8>, tag: u8, number: u32) {
    data.push(tag);
    data.extend(number.to_le_bytes());
}
