//! Arguments as text, in the notation of the ink! tools, and the houses and patients of a day.
//!
//! `Name { field: value }` and `Name(value)` are structs and variants, `0x…` bytes of any length,
//! `"…"` strings; a set is the number that its bits make.

use anyhow::{Context, Result};
use chartkey_e2e_tests::Actor;

use crate::day::{account, text, Day, BEGIN, CONSENT, DIRECTORY};

/// The set with the category `Laboratory`.
pub const LABORATORY: u32 = 1 << 5;
/// The set with the category `Genetics`.
pub const GENETICS: u32 = 1 << 9;

/// An hour in milliseconds.
pub const HOUR: u64 = 60 * 60 * 1_000;
/// A day in milliseconds.
pub const DAY: u64 = 24 * HOUR;

/// The set with the role `Clinician`.
pub const CLINICIAN: &str = "1";
/// The set with the role `Emergency`.
pub const EMERGENCY: &str = "4";

/// An organization and two who work there.
pub struct House {
    pub id: String,
    pub admin: Actor,
    pub clinician: Actor,
}

/// A patient with an account, and the chart's id as text.
pub struct Patient {
    pub actor: Actor,
    pub chart: String,
}

impl House {
    /// This house in terms.
    pub fn grantee(&self) -> String {
        format!("Organization({})", self.id)
    }

    /// This house as the one that is meant by whoever opens.
    pub fn meant(&self) -> String {
        format!("Some({})", self.id)
    }
}

impl Day {
    /// The steward admits a house, which a clinician joins.
    pub fn house(&mut self, name: &str) -> Result<House> {
        let admin = Actor::named(&format!("{name} admin"));
        let clinician = Actor::named(&format!("{name} clinician"));
        let admitted = self.succeed(&self.steward(), DIRECTORY, "admit", &[&account(&admin)])?;
        let id = inside("Ok(OrgId(", &admitted.answer, "))")?;
        let house = House { id, admin, clinician };
        self.enrol(&house, &house.clinician, CLINICIAN)?;
        Ok(house)
    }

    /// A house invites somebody in a set of roles, who joins it.
    pub fn enrol(&mut self, house: &House, who: &Actor, roles: &str) -> Result<()> {
        let arguments = [house.id.as_str(), &account(who), roles];
        self.succeed(&house.admin, DIRECTORY, "invite", &arguments)?;
        self.succeed(who, DIRECTORY, "join", &[&house.id]).map(drop)
    }

    /// A patient opens a chart and publishes a key for laboratory results.
    pub fn patient(&mut self, name: &str) -> Result<Patient> {
        let actor = Actor::named(name);
        let created = self.succeed(&actor, CONSENT, "create_chart", &[&text([7; 32])])?;
        let chart = inside("Ok(PatientId(", &created.answer, "))")?;
        self.succeed(&actor, CONSENT, "publish_key", &[&chart, &new_key(1)])?;
        Ok(Patient { actor, chart })
    }

    /// A patient permits. Returns the provision's id.
    pub fn grant(&mut self, patient: &Patient, terms: &str) -> Result<String> {
        let granted = self.succeed(&patient.actor, CONSENT, "grant", &[&patient.chart, terms])?;
        inside("Ok(", &granted.answer, ")")
    }
}

/// What is selected as the log has it, where a set has its name.
pub fn logged(selection: &str) -> String {
    match selection.strip_prefix("Categories(") {
        Some(set) => format!("Categories(Categories({set})"),
        None => selection.into(),
    }
}

/// Records as they are opened, and as the log has them, by their ids.
pub fn records(ids: &str) -> String {
    format!("Records([{ids}])")
}

/// The verdict that permits so many targets on one ground.
pub fn permit(count: u8, basis: &str) -> String {
    format!("Permit([Ground {{ count: {count}, basis: {basis} }}])")
}

/// The verdict that refuses because of the target at this place.
pub fn deny(place: u8, reason: &str) -> String {
    format!("Deny(Refusal {{ place: {place}, reason: {reason} }})")
}

/// The answer to an opening.
pub fn opening(entry: u32, verdict: &str) -> String {
    format!("Ok(Opening {{ entry: {entry}, verdict: {verdict} }})")
}

/// What stands between two texts.
pub fn inside(before: &str, whole: &str, after: &str) -> Result<String> {
    let middle = whole.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    Ok(middle.with_context(|| format!("{whole} is not {before}…{after}"))?.to_owned())
}

/// Terms on reading and appending for treatment, from the beginning of the day on and for a year.
pub fn terms(grantee: &str, categories: u32) -> String {
    format!(
        "Terms {{ grantee: {grantee}, scope: Categories({categories}), purposes: 1, actions: 3, \
         from: {BEGIN}, until: Some({}), keys: None }}",
        BEGIN + 365 * DAY
    )
}

/// An X25519 key.
pub fn key() -> String {
    format!("PublicKey {{ suite: 1, bytes: {} }}", text([9; 32]))
}

/// The key of this epoch for laboratory results.
pub fn new_key(epoch: u32) -> String {
    format!("NewCategoryKey {{ category: Laboratory, epoch: {epoch}, key: {} }}", key())
}

/// A laboratory result that is encrypted to this epoch's key.
pub fn document(epoch: u32) -> String {
    format!(
        "NewDocument {{ category: Laboratory, version: Version {{ digest: {}, size: 4_096, \
         locator: \"bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy\", \
         key_epoch: {epoch} }} }}",
        text([0xd1; 32])
    )
}

/// A document of the patient's own, for this addressee.
pub fn report(document: &str, addressee: &str) -> String {
    format!("SelfReport {{ document: {document}, addressee: {addressee} }}")
}

/// A document to be registered, which nothing obliges to keep.
pub fn record(document: &str) -> String {
    format!("NewRecord {{ document: {document}, retain_until: 0 }}")
}
