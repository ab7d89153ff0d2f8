//! Who is in the story, and what each of them knows off chain.

use std::collections::BTreeMap;

use chartkey::documents::{KeyPair, KeyRing};
use chartkey_devchain::Actor;
use chartkey_interfaces::log::Head;
use chartkey_vocabulary::{Account, Category, OrgId, PatientId};

use crate::fixture::Fixture;

/// Everybody.
pub(super) struct Cast {
    /// The hospitals and clinicians.
    pub directory: Directory,
    /// The patients of the first and of the second chart, who have accounts with tokens.
    pub patients: [Patient; 2],
    /// The patient of the third chart, who has none.
    pub amara: Patient,
}

/// The hospitals and clinicians.
pub(super) struct Directory {
    /// The hospital that writes the first chart.
    pub hospital: Hospital,
    /// The clinic that consults online, and writes the second chart.
    pub clinic: Hospital,
    /// A clinician of the hospital.
    pub author: Actor,
    /// The clinician of the clinic who consults online.
    pub consultant: Actor,
    /// Another clinician of the clinic.
    pub colleague: Actor,
    /// A clinician of the hospital who may declare emergencies.
    pub responder: Actor,
    /// The author's own key pair, for envelopes; the public key is on chain.
    pub author_key: KeyPair,
    /// The consultant's own key pair, for envelopes; the public key is on chain.
    pub consultant_key: KeyPair,
}

/// An organization.
pub(super) struct Hospital {
    pub id: OrgId,
    pub name: &'static str,
    /// Its key pair; the public key is on chain.
    pub key: KeyPair,
}

/// A patient.
pub(super) struct Patient {
    pub id: PatientId,
    pub name: &'static str,
    /// The key that the patient signs with.
    pub actor: Actor,
    pub acting: Acting,
    /// The documents that are to be put on record.
    pub documents: Vec<Fixture>,
    /// The secrets of all keys that the patient published.
    pub secrets: KeyRing,
    /// The documents on record, as they were before they were encrypted, by record.
    pub originals: BTreeMap<u32, Original>,
    /// A head of the log that the patient wrote down earlier.
    pub remembered: Option<Head>,
}

/// How a patient acts on the chain.
#[derive(Clone)]
pub(super) enum Acting {
    /// Under the account of the patient's key, which pays.
    Directly,
    /// By signed commands.
    Relayed {
        /// Who submits them and pays.
        by: Actor,
        /// The contract that carries them out, and controls the chart.
        through: Account,
    },
}

/// A document before it was encrypted.
#[derive(Clone)]
pub(super) struct Original {
    pub name: String,
    pub category: Category,
    pub bytes: Vec<u8>,
}

impl Cast {
    /// The patient of the first chart, who consults online.
    pub(super) fn pieter(&self) -> &Patient {
        &self.patients[0]
    }

    /// The name of an account.
    pub(super) fn name_of(&self, account: &Account) -> String {
        let Directory { author, consultant, colleague, responder, .. } = &self.directory;
        let clinicians = [author, consultant, colleague, responder];
        clinicians
            .map(|actor| (actor.bytes(), actor.name()))
            .into_iter()
            .chain(self.all_patients().map(|patient| (patient.account(), patient.name)))
            .find(|(known, _)| known == account)
            .map_or_else(|| hex::encode(account), |(_, name)| name.to_owned())
    }

    /// Every patient, in the order of their charts.
    pub(super) fn all_patients(&self) -> impl Iterator<Item = &Patient> {
        self.patients.iter().chain([&self.amara])
    }
}

impl Patient {
    /// The account that controls the chart.
    pub(super) fn account(&self) -> Account {
        match &self.acting {
            Acting::Directly => self.actor.bytes(),
            Acting::Relayed { through, .. } => *through,
        }
    }

    /// The ids of the records of these categories.
    pub(super) fn records_of(&self, categories: &[Category]) -> Vec<u32> {
        self.originals
            .iter()
            .filter(|(_, original)| categories.contains(&original.category))
            .map(|(record, _)| *record)
            .collect()
    }
}
