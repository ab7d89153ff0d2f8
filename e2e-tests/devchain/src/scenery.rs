//! The set-ups that most scenarios begin with.

use anyhow::Result;
use chartkey::documents::locator;
use chartkey_commands::NewCategoryKey;
use chartkey_emergency::HOLDING_MILLISECONDS;
use chartkey_interfaces::{
    batches::RecordLeaf,
    consent::Keys as _,
    directory::{OrganizationStatus, PractitionerStatus, Role, Roles},
    registry::{NewRecord, Opening, Registry as _},
};
use chartkey_policy::{Decision, Grantee, Scope, Terms};
use chartkey_vocabulary::{
    Action, Actions, Categories, Category, NewDocument, OrgId, PatientId, PublicKey, Purpose,
    Purposes, Selection, Version, SUITE_X25519, SUITE_X_WING,
};
use sha2::{Digest, Sha256};

use crate::{Actor, Suite};

/// A minute, in milliseconds.
pub const MINUTE: u64 = 60 * 1_000;
/// An hour, in milliseconds.
pub const HOUR: u64 = 60 * 60 * 1_000;
/// A day, in milliseconds.
pub const DAY: u64 = 24 * HOUR;
/// A year of 365 days, in milliseconds.
pub const YEAR: u64 = 365 * DAY;

/// The digest of the written justification of every emergency here.
const JUSTIFICATION: [u8; 32] = [0x1a; 32];

/// An organization with the two people that every scenario needs.
#[derive(Clone, Debug)]
pub struct Hospital {
    /// Its id.
    pub id: OrgId,
    /// Who administers it.
    pub admin: Actor,
    /// An active clinician of it.
    pub clinician: Actor,
}

impl Hospital {
    /// The whole organization as the grantee of a provision.
    #[must_use]
    pub fn grantee(&self) -> Grantee {
        Grantee::Organization(self.id)
    }
}

/// A patient with a chart.
#[derive(Clone, Debug)]
pub struct Patient {
    /// Who controls the chart.
    pub actor: Actor,
    /// The chart.
    pub id: PatientId,
}

impl Suite {
    /// Admits an organization and enrols its clinician. Their actors are called
    /// "`name` admin" and "`name` clinician".
    ///
    /// # Errors
    /// When a step is refused.
    pub fn hospital(&mut self, name: &str) -> Result<Hospital> {
        let steward = self.steward();
        let admin = Actor::named(&format!("{name} admin"));
        let id = self.submit(&steward, self.directory().admit(admin.bytes().into()))?.value()?;
        let clinician = Actor::named(&format!("{name} clinician"));
        let hospital = Hospital { id, admin, clinician };
        self.enrol(&hospital, &hospital.clinician, &[Role::Clinician])?;
        Ok(hospital)
    }

    /// A hospital invites somebody in these roles, who joins it.
    ///
    /// # Errors
    /// When a step is refused.
    pub fn enrol(&mut self, hospital: &Hospital, who: &Actor, roles: &[Role]) -> Result<()> {
        let roles = Roles::of(roles);
        let invite = self.directory().invite(hospital.id, who.bytes().into(), roles.into());
        self.submit(&hospital.admin, invite)?.value()?;
        self.submit(who, self.directory().join(hospital.id))?.value()
    }

    /// A hospital gives somebody who serves it other roles.
    ///
    /// # Errors
    /// When it is refused.
    pub fn set_roles(&mut self, hospital: &Hospital, who: &Actor, roles: &[Role]) -> Result<()> {
        let set = self.directory().set_roles(who.bytes().into(), Roles::of(roles).into());
        self.submit(&hospital.admin, set)?.value()
    }

    /// A hospital suspends or reinstates a practitioner.
    ///
    /// # Errors
    /// When it is refused.
    pub fn set_practitioner_status(
        &mut self,
        hospital: &Hospital,
        who: &Actor,
        status: PractitionerStatus,
    ) -> Result<()> {
        let set = self.directory().set_practitioner_status(who.bytes().into(), status.into());
        self.submit(&hospital.admin, set)?.value()
    }

    /// The steward suspends or reinstates an organization.
    ///
    /// # Errors
    /// When it is refused.
    pub fn set_organization_status(
        &mut self,
        hospital: &Hospital,
        status: OrganizationStatus,
    ) -> Result<()> {
        let (steward, mut directory) = (self.steward(), self.directory());
        self.submit(&steward, directory.set_organization_status(hospital.id, status))?.value()
    }

    /// The organization that an account serves, or served last; one that nobody admitted for an
    /// account that never served any.
    ///
    /// # Errors
    /// When the registry does not answer.
    pub fn organization_of(&mut self, who: &Actor) -> Result<OrgId> {
        let practitioner = self.read(self.registry().practitioner(who.bytes().into()))?;
        Ok(practitioner.map_or(OrgId(0), |practitioner| practitioner.organization))
    }

    /// Enrols somebody at a hospital in the emergency role alone, and lets time pass until that
    /// role counts: 24 hours.
    ///
    /// # Errors
    /// When it is refused.
    pub fn responder(&mut self, hospital: &Hospital, name: &str) -> Result<Actor> {
        let responder = Actor::named(name);
        self.enrol(hospital, &responder, &[Role::Emergency])?;
        self.advance(HOLDING_MILLISECONDS)?;
        Ok(responder)
    }

    /// A practitioner declares an emergency of a patient. Returns the index of its entry in the
    /// patient's log.
    ///
    /// # Errors
    /// When it is refused.
    pub fn declare_emergency(&mut self, responder: &Actor, patient: &Patient) -> Result<u32> {
        let justification = JUSTIFICATION.into();
        let organization = self.organization_of(responder)?;
        let declare =
            self.registry().declare_emergency(patient.id.into(), organization, justification);
        self.submit(responder, declare)?.value()
    }

    /// Opens a chart and publishes a key for each of these categories.
    ///
    /// # Errors
    /// When a step is refused.
    pub fn patient(&mut self, name: &str, categories: &[Category]) -> Result<Patient> {
        let actor = Actor::named(name);
        let salt: [u8; 32] = Sha256::digest(format!("chartkey salt {name}")).into();
        let id = self.submit(&actor, self.consent().create_chart(salt.into()))?.value()?;
        let patient = Patient { actor, id: *id };
        for category in categories {
            self.publish_key(&patient, *category)?;
        }
        Ok(patient)
    }

    /// Publishes a category's next key. Returns its epoch.
    ///
    /// # Errors
    /// When it is refused.
    pub fn publish_key(&mut self, patient: &Patient, category: Category) -> Result<u32> {
        let key = self.new_key(patient.id, category, x25519_key(7))?;
        self.submit(&patient.actor, self.consent().publish_key(patient.id.into(), key))?.value()
    }

    /// This key for a category's next epoch.
    ///
    /// # Errors
    /// When the consent manager does not answer.
    pub fn new_key(
        &mut self,
        chart: PatientId,
        category: Category,
        key: PublicKey,
    ) -> Result<NewCategoryKey> {
        let epochs = self.read(self.consent().epochs(chart.into()))?;
        let published = epochs.map_or(0, |epochs| epochs.published(category));
        Ok(NewCategoryKey { category, epoch: published.saturating_add(1), key })
    }

    /// Terms on reading and appending for treatment, from this minute on and for a year: whole
    /// minutes, so that they can be signed.
    ///
    /// # Errors
    /// When the chain does not tell the time.
    pub fn terms(&mut self, grantee: Grantee, categories: &[Category]) -> Result<Terms> {
        let from = self.now()? / MINUTE * MINUTE;
        Ok(Terms {
            grantee,
            scope: Scope::Categories(Categories::of(categories)),
            purposes: Purposes::of(&[Purpose::Treatment]),
            actions: Actions::of(&[Action::Read, Action::Append]),
            from,
            until: Some(from.saturating_add(YEAR)),
            keys: None,
        })
    }

    /// The patient permits. Returns the provision's id.
    ///
    /// # Errors
    /// When it is refused.
    pub fn grant(&mut self, patient: &Patient, terms: Terms) -> Result<u32> {
        self.submit(&patient.actor, self.consent().grant(patient.id.into(), terms.into()))?.value()
    }

    /// The patient forbids. Returns the provision's id.
    ///
    /// # Errors
    /// When it is refused.
    pub fn deny(&mut self, patient: &Patient, terms: Terms) -> Result<u32> {
        self.submit(&patient.actor, self.consent().deny(patient.id.into(), terms.into()))?.value()
    }

    /// The patient takes a provision back.
    ///
    /// # Errors
    /// When it is refused.
    pub fn revoke(&mut self, patient: &Patient, provision: u32) -> Result<()> {
        self.submit(&patient.actor, self.consent().revoke(patient.id.into(), provision))?.value()
    }

    /// A practitioner puts a document of this category on record. Returns the record's id.
    ///
    /// # Errors
    /// When it is refused.
    pub fn register(
        &mut self,
        author: &Actor,
        patient: &Patient,
        category: Category,
    ) -> Result<u32> {
        let (organization, record) = (self.organization_of(author)?, new_record(category));
        let register = self.registry().register(patient.id.into(), organization, record.into());
        self.submit(author, register)?.value()
    }

    /// Somebody asks to read one record: for the own organization, or as the patient or a
    /// representative for none.
    ///
    /// # Errors
    /// When the question makes no sense. A refusal is an answer.
    pub fn open(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        record: u32,
        purpose: Purpose,
    ) -> Result<Answered> {
        let opening = self.open_selection(reader, patient, Selection::record(record), purpose)?;
        let decision = opening.verdict.value()?.of_first();
        Ok(Answered { entry: opening.entry, decision })
    }

    /// Somebody asks to read records or for a session, as [`Self::open`] does.
    ///
    /// # Errors
    /// When the question makes no sense. A refusal is an answer.
    pub fn open_selection(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        selection: Selection,
        purpose: Purpose,
    ) -> Result<Opening> {
        let organization = match purpose {
            Purpose::PatientRequest | Purpose::FamilyRequest => None,
            _ => Some(self.organization_of(reader)?),
        };
        let open = self.registry().open(patient.id.into(), selection, purpose, organization);
        self.submit(reader, open)?.value()
    }
}

/// The answer to the opening of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The index of its entry in the patient's log.
    pub entry: u32,
    /// The answer.
    pub decision: Decision,
}

/// A document of this category to be registered, which nothing obliges to keep.
#[must_use]
pub fn new_record(category: Category) -> NewRecord {
    document(category).into()
}

/// A document of this category, encrypted to the category's first key.
#[must_use]
pub fn document(category: Category) -> NewDocument {
    NewDocument {
        category,
        version: Version {
            digest: [0xd1; 32],
            size: 4_096,
            locator: "3141592653/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
                .into(),
            key_epoch: 1,
        },
    }
}

/// An X25519 key of these bytes.
#[must_use]
pub fn x25519_key(byte: u8) -> PublicKey {
    PublicKey { suite: SUITE_X25519, bytes: vec![byte; 32] }
}

/// An X-Wing key of these bytes.
#[must_use]
pub fn x_wing_key(byte: u8) -> PublicKey {
    PublicKey { suite: SUITE_X_WING, bytes: vec![byte; 1_216] }
}

/// A leaf for a document encrypted to the category's first key, to be kept for nothing. Leaves of
/// different numbers are of different documents. It is for the organization's first tree. The salt
/// comes from the number, so that a test can make the leaf again: a real one is random.
///
/// # Errors
/// When no locator can be made.
pub fn leaf(
    organization: OrgId,
    patient: PatientId,
    category: Category,
    number: u64,
) -> Result<RecordLeaf> {
    let digest = derived(b"document", number);
    let version = Version {
        digest,
        size: 2_048 + number % 8_192,
        locator: locator(organization, &digest)?,
        key_epoch: 1,
    };
    let record = NewRecord { document: NewDocument { category, version }, retain_until: 0 };
    Ok(RecordLeaf { organization, tree: 0, patient, record, salt: derived(b"salt", number) })
}

/// 32 bytes that look random.
fn derived(of: &[u8], number: u64) -> [u8; 32] {
    Sha256::new().chain_update(of).chain_update(number.to_be_bytes()).finalize().into()
}
