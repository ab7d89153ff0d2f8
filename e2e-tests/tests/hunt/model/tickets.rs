//! What the chain answers a keeper before it hands a record out.

use serde::Serialize;

use crate::words::{
    has, organization_id, ChartName, Selection, Time, Version, EMERGENCY, ETREAT, FAMRQT, KEEPER,
    PATRQT, READ, SESSION, TICKET,
};

use super::{
    access_log::{Entry, Outcome, Subject},
    decision::{Basis, Decision, Request, Verdict},
    directory::{Practitioner, Status},
    records::Record,
    Model, Predicted, Refusals,
};

/// The answer, field by field, with the bytes and numbers that the chain has.
#[derive(Serialize)]
pub struct Ticket {
    pub now: Time,
    pub opened_at: Time,
    pub until: Time,
    pub actor: [u8; 32],
    pub organization: Option<u32>,
    pub purpose: u8,
    pub practitioner: Option<Asked>,
    /// Whether the organization is active, and how many stolen keys were replaced there.
    pub standing: Option<(bool, u32)>,
    pub emergency: bool,
    pub decision: String,
    pub document: u32,
    pub category: u8,
    pub issuer: Option<u32>,
    /// The digest, the size, the locator, the epoch.
    pub version: Option<([u8; 32], u64, String, u32)>,
    pub refusal: Option<String>,
}

/// How the actor stands.
#[derive(Serialize)]
pub struct Asked {
    pub organization: u32,
    pub roles: u8,
    /// 0 is active, 1 suspended, 2 left.
    pub status: u8,
    pub enrolled_at: Time,
    /// None without the role.
    pub emergency_since: Option<Time>,
    pub generation: u32,
}

impl Ticket {
    /// All of it in one line.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| error.to_string())
    }
}

impl From<&Practitioner> for Asked {
    fn from(one: &Practitioner) -> Self {
        Self {
            organization: organization_id(one.organization),
            roles: one.roles,
            status: match one.status {
                Status::Active => 0,
                Status::Suspended => 1,
                Status::Left => 2,
            },
            enrolled_at: one.enrolled_at,
            emergency_since: (one.roles & EMERGENCY != 0).then_some(one.emergency_since),
            generation: one.generation,
        }
    }
}

impl Entry {
    /// Whether it is about this record.
    fn names(&self, id: u32, record: &Record) -> bool {
        match &self.subject {
            Subject::Selected(Selection::Records(ids)) => ids.contains(&id),
            Subject::Selected(Selection::Categories(set)) => has(*set, record.category),
            Subject::Entry(_) => false,
        }
    }

    /// The last moment at which it is good for something.
    pub fn until(&self) -> Time {
        let session = matches!(self.subject, Subject::Selected(Selection::Categories(_)));
        self.time + if session { SESSION } else { TICKET }
    }
}

impl Model {
    pub fn ticket(&self, chart: ChartName, entry: u32, id: u32) -> Predicted {
        let mut wrong = Refusals::new();
        let known = self.charts.get(&chart).and_then(|of| of.log.entries.get(entry as usize));
        wrong.when(known.is_none(), "UnknownEntry");
        let record = self.record(chart, id);
        if record.is_none() {
            wrong.also(self.no_record(chart));
        }
        let (Some(entry), Some(record)) = (known, record) else { return wrong.refused() };
        Predicted::Done(self.ticket_for(chart, entry, id, record).to_text())
    }

    fn ticket_for(&self, chart: ChartName, entry: &Entry, id: u32, record: &Record) -> Ticket {
        let emergency = entry
            .organization
            .is_some_and(|house| self.acts_in_emergency(entry.actor, chart, house));
        let of = &self.charts[&chart];
        let request = Request {
            subject: entry.actor,
            organization: entry.organization,
            target: record.target(),
            purpose: entry.purpose,
            action: READ,
            emergency,
        };
        let decision = of.policy.decide(of.control.by, &request, self.now);
        let house = entry.organization.and_then(|house| self.directory.organization(house));
        Ticket {
            now: self.now,
            opened_at: entry.time,
            until: entry.until(),
            actor: self.names.account(entry.actor),
            organization: entry.organization.map(organization_id),
            purpose: entry.purpose,
            practitioner: self.directory.practitioners.get(&entry.actor).map(Asked::from),
            standing: house.map(|house| (house.active, house.generation)),
            emergency,
            decision: format!("{decision:?}"),
            document: record.document,
            category: record.category,
            issuer: record.issuer.map(organization_id),
            version: record.version.map(|version| {
                let Version { digest, size, locator, epoch } = version;
                ([digest; 32], size, locator.text(), epoch)
            }),
            refusal: self.withheld(entry, id, record, decision, emergency),
        }
    }

    /// Why nothing is handed out: what stands first of all that does.
    fn withheld(
        &self,
        entry: &Entry,
        id: u32,
        record: &Record,
        decision: Decision,
        emergency: bool,
    ) -> Option<String> {
        let permitted = matches!(entry.outcome, Outcome::Decided(Verdict::Permit(_)));
        let acts = |house| {
            let one = self.directory.active_in(entry.actor, house);
            one.is_some_and(|one| one.roles != KEEPER)
        };
        let represents = entry.organization.is_none() && entry.purpose == FAMRQT;
        let mut against = Refusals::new();
        against.when(!permitted || !entry.names(id, record), "NotPermitted");
        against.when(self.now > entry.until(), "TooOld");
        against.when(entry.organization.is_some_and(|house| !acts(house)), "NotPractitioner");
        let serves = self.directory.serving(entry.actor).is_some();
        against.when(represents && serves, "Enrolled");
        against.when(entry.purpose == ETREAT && !emergency, "NoEmergency");
        let controls = decision == Decision::Permit(Basis::Controller);
        against.when(entry.purpose == PATRQT && !controls, "NotController");
        if let Decision::Deny(reason) = decision {
            against.when(true, &format!("Denied({reason:?})"));
        }
        against.when(record.version.is_none(), "Erased");
        against.first()
    }
}
