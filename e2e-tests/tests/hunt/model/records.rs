//! Records: putting on record, correcting.

use crate::words::{
    Addressee, ChartName, Contract, Document, NewRecord, Time, Version, Who, APPEND, CLINICIAN,
    DAY, REGISTRAR, TREAT,
};

use super::{
    decision::{Decision, Request, Target},
    Model, Predicted, Refusals,
};

const LARGEST: u64 = 1 << 40;
const MOST_TOGETHER: usize = 64;
/// 50 years with their leap days.
pub const LONGEST_RETENTION: u64 = 18_263 * DAY;
/// The number of the mark of the wrong patient.
const WRONG_PATIENT: u8 = 0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub document: u32,
    pub category: u8,
    pub author: Who,
    pub issuer: Option<u32>,
    pub addressee: Option<Addressee>,
    pub registered_at: Time,
    pub retain_until: Time,
    /// None for a tombstone.
    pub version: Option<Version>,
    pub amends: Option<u32>,
    pub amended_by: Option<u32>,
    pub retracted: Option<u8>,
}

impl Model {
    pub fn record(&self, chart: ChartName, record: u32) -> Option<&Record> {
        self.charts.get(&chart)?.records.get(record as usize)
    }

    /// What is wrong about who writes for an organization.
    pub fn writing(&self, by: Who, organization: u32) -> Refusals {
        let mut wrong = Refusals::new();
        match self.directory.active_in(by, organization) {
            None => wrong.when(true, "NotPractitioner"),
            Some(one) => wrong.when(one.roles & (CLINICIAN | REGISTRAR) == 0, "RoleMissing"),
        }
        wrong
    }

    /// What is wrong about a version.
    fn version_faults(&self, chart: ChartName, category: u8, version: &Version) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.when(version.digest == 0, "Digest");
        wrong.when(version.size == 0 || version.size > LARGEST, "Size");
        wrong.maybe(version.locator.fault().map(|fault| format!("Locator({fault})")));
        if let Some(chart) = self.charts.get(&chart) {
            let published = chart.published[usize::from(category)];
            wrong.when(version.epoch == 0 || version.epoch > published, "EpochNotPublished");
        }
        wrong
    }

    /// What is wrong about records that somebody puts on record for an organization.
    pub fn registering(
        &self,
        by: Who,
        chart: ChartName,
        organization: u32,
        records: &[NewRecord<Time>],
    ) -> Refusals {
        let mut wrong = self.putting(by, chart, organization, records);
        let past = |record: &NewRecord<Time>| record.retain.is_some_and(|until| until <= self.now);
        wrong.when(records.iter().any(past), "Retention");
        wrong
    }

    /// The same, whether what had to be kept has had its time or not.
    pub fn putting(
        &self,
        by: Who,
        chart: ChartName,
        organization: u32,
        records: &[NewRecord<Time>],
    ) -> Refusals {
        let mut wrong = self.writing(by, organization);
        wrong.when(self.is_paused(Contract::Registry), "Paused");
        wrong.when(records.is_empty() || records.len() > MOST_TOGETHER, "Batch");
        for record in records {
            let Document { category, version } = record.document;
            wrong.also(self.version_faults(chart, category, &version));
            let ahead = record.retain.unwrap_or(0).saturating_sub(self.now);
            wrong.when(ahead > LONGEST_RETENTION, "Retention");
        }
        let Some(known) = self.charts.get(&chart) else {
            wrong.when(true, "UnknownChart");
            return wrong;
        };
        let set = records.iter().fold(0, |set, record| set | (1 << record.document.category));
        if set != 0 {
            let request = Request {
                subject: by,
                organization: Some(organization),
                target: Target::Categories(set),
                purpose: TREAT,
                action: APPEND,
                emergency: false,
            };
            let decision = known.policy.decide(known.control.by, &request, self.now);
            if let Decision::Deny(reason) = decision {
                wrong.when(true, &format!("AppendRefused({reason:?})"));
            }
        }
        wrong
    }

    /// Puts records on record, and returns the first id.
    pub fn put(
        &mut self,
        chart: ChartName,
        author: Who,
        (issuer, addressee): (Option<u32>, Option<Addressee>),
        records: &[NewRecord<Time>],
    ) -> u32 {
        let now = self.now;
        let list = &mut self.charts.get_mut(&chart).expect("it was looked up before").records;
        let first = u32::try_from(list.len()).expect("a case is not that long");
        for (id, record) in (first..).zip(records) {
            list.push(Record {
                document: id,
                category: record.document.category,
                author,
                issuer,
                addressee,
                registered_at: now,
                retain_until: record.retain.unwrap_or(0),
                version: Some(record.document.version),
                amends: None,
                amended_by: None,
                retracted: None,
            });
        }
        first
    }

    pub fn register(
        &mut self,
        by: Who,
        chart: ChartName,
        organization: u32,
        records: &[NewRecord<Time>],
    ) -> Predicted {
        let wrong = self.registering(by, chart, organization, records);
        wrong.else_done(|| self.put(chart, by, (Some(organization), None), records).to_string())
    }

    pub fn self_report(
        &mut self,
        by: Who,
        chart: ChartName,
        document: Document,
        to: Option<Addressee>,
    ) -> Predicted {
        let mut wrong = self.version_faults(chart, document.category, &document.version);
        wrong.when(self.is_paused(Contract::Registry), "Paused");
        wrong.also(self.of_the_controller(by, chart));
        wrong.else_done(|| {
            self.put(chart, by, (None, to), &[NewRecord { document, retain: None }]).to_string()
        })
    }

    /// What is wrong about a message of the controller.
    pub fn of_the_controller(&self, by: Who, chart: ChartName) -> Refusals {
        let mut wrong = Refusals::new();
        match self.charts.get(&chart) {
            None => wrong.when(true, "UnknownChart"),
            Some(chart) => wrong.when(chart.control.by != by, "NotController"),
        }
        wrong
    }

    /// What is wrong about who corrects a record: the issuer does, or the controller where there
    /// is none.
    fn correcting(&self, by: Who, chart: ChartName, record: u32) -> Refusals {
        let Some(record) = self.record(chart, record) else {
            let mut wrong = self.no_record(chart);
            // A caller who acts nowhere may get that error first.
            if !wrong.is_empty() && self.directory.active(by).is_none() {
                wrong.when(true, "NotPractitioner");
            }
            return wrong;
        };
        match record.issuer {
            None => self.of_the_controller(by, chart),
            Some(issuer) => self.of_the_issuer(by, issuer),
        }
    }

    /// What is wrong about who writes for the organization that issued a record.
    pub fn of_the_issuer(&self, by: Who, issuer: u32) -> Refusals {
        let mut wrong = self.writing(by, issuer);
        let known = self.directory.practitioners.get(&by);
        wrong.when(known.is_some_and(|one| one.organization != issuer), "NotIssuer");
        wrong
    }

    /// What is wrong where there is no such record.
    pub fn no_record(&self, chart: ChartName) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.when(true, "UnknownRecord");
        wrong.when(!self.charts.contains_key(&chart), "UnknownChart");
        wrong
    }

    /// What is wrong about a new version.
    pub fn amending(&self, by: Who, chart: ChartName, record: u32, new: &Version) -> Refusals {
        let mut wrong = self.correcting(by, chart, record);
        wrong.when(self.is_paused(Contract::Registry), "Paused");
        if let Some(old) = self.record(chart, record) {
            wrong.also(self.version_faults(chart, old.category, new));
            wrong.when(old.amended_by.is_some(), "NotLatest");
            wrong.when(old.version.is_none(), "Erased");
            let same = old.version.is_some_and(|version| version.digest == new.digest);
            wrong.when(same, "SameDigest");
        }
        wrong
    }

    pub fn amend(&mut self, by: Who, chart: ChartName, record: u32, version: Version) -> Predicted {
        let wrong = self.amending(by, chart, record, &version);
        let Some(old) = self.record(chart, record).copied() else { return wrong.refused() };
        wrong.else_done(|| {
            let document = Document { category: old.category, version };
            let from = (old.issuer, old.addressee);
            let id = self.put(chart, by, from, &[NewRecord { document, retain: None }]);
            let list = &mut self.charts.get_mut(&chart).expect("it has the record").records;
            list[record as usize].amended_by = Some(id);
            let new = &mut list[id as usize];
            new.document = old.document;
            new.retain_until = old.retain_until;
            new.amends = Some(record);
            new.retracted = old.retracted.filter(|mark| *mark == WRONG_PATIENT);
            id.to_string()
        })
    }

    pub fn change_record(
        &mut self,
        wrong: Refusals,
        chart: ChartName,
        record: u32,
        change: impl FnOnce(&mut Record),
    ) -> Predicted {
        wrong.else_done(|| {
            let chart = self.charts.get_mut(&chart).expect("it has the record");
            change(&mut chart.records[record as usize]);
            "()".into()
        })
    }

    pub fn retract(&mut self, by: Who, chart: ChartName, record: u32, reason: u8) -> Predicted {
        let mut wrong = self.correcting(by, chart, record);
        let known = self.record(chart, record);
        wrong.when(known.is_some_and(|one| one.retracted.is_some()), "AlreadyRetracted");
        self.change_record(wrong, chart, record, |one| one.retracted = Some(reason))
    }
}
