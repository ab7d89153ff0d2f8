//! Emergencies, their reviews, and disputes.

use crate::words::{
    ChartName, Selection, Time, Who, ALL_CATEGORIES, EMERGENCY, ETREAT, HOPERAT, HOUR, KEEPER,
    PATRQT,
};

use super::{
    access_log::{Entry, Outcome, Subject},
    Model, Predicted, Refusals,
};

pub const WINDOW: u64 = 24 * HOUR;
pub const HOLDING: u64 = 24 * HOUR;
pub const REVIEWING: u64 = 72 * HOUR;
const MOST_WAITING: usize = 8;

/// A case of a practitioner that waits for its review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub organization: u32,
    pub number: u32,
    pub chart: ChartName,
    pub declared_at: Time,
    pub entry: u32,
}

/// A case of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    pub practitioner: Who,
    pub chart: ChartName,
    pub entry: u32,
    pub declared_at: Time,
    pub reviewed: Option<u32>,
}

impl Case {
    fn is_open(&self, now: Time) -> bool {
        now < self.declared_at + WINDOW
    }
}

pub fn is_overdue(declared_at: Time, now: Time) -> bool {
    now > declared_at + REVIEWING
}

impl Model {
    fn waiting_of(&self, who: Who) -> &[Case] {
        self.waiting.get(&who).map_or(&[], Vec::as_slice)
    }

    /// Whether somebody's case of this organization waits for longer than it may.
    fn is_late(&self, who: Who, organization: u32) -> bool {
        self.waiting_of(who)
            .iter()
            .any(|case| case.organization == organization && is_overdue(case.declared_at, self.now))
    }

    /// Whether somebody has an emergency open that counts for this organization.
    pub fn has_emergency(&self, who: Who, chart: ChartName, organization: u32) -> bool {
        !self.is_late(who, organization)
            && self.waiting_of(who).iter().any(|case| {
                case.chart == chart && case.organization == organization && case.is_open(self.now)
            })
    }

    pub fn log(&mut self, chart: ChartName, entry: Entry) -> u32 {
        let names = self.names.clone();
        let chart_of = self.charts.get_mut(&chart).expect("it was looked up before");
        chart_of.log.append(&names, chart, entry)
    }

    /// What is wrong about a declaration.
    pub fn declaring(&self, by: Who, chart: ChartName, organization: u32, digest: u8) -> Refusals {
        let now = self.now;
        let mut wrong = Refusals::new();
        wrong.when(!self.charts.contains_key(&chart), "UnknownChart");
        wrong.when(digest == 0, "Digest");
        let Some(one) = self.directory.active_in(by, organization) else {
            wrong.when(true, "NotPractitioner");
            return wrong;
        };
        if one.roles & EMERGENCY == 0 {
            wrong.when(true, "RoleMissing");
        } else {
            wrong.when(now - one.emergency_since < HOLDING, "Emergency(RoleTooRecent)");
        }
        let cases = self.waiting_of(by);
        wrong.when(self.is_late(by, organization), "Emergency(ReviewOverdue)");
        let open = self.has_emergency(by, chart, organization);
        wrong.when(open, "Emergency(AlreadyOpen)");
        wrong.when(cases.len() >= MOST_WAITING, "Emergency(TooManyWaiting)");
        wrong
    }

    pub fn declare(
        &mut self,
        by: Who,
        chart: ChartName,
        organization: u32,
        digest: u8,
    ) -> Predicted {
        let now = self.now;
        let wrong = self.declaring(by, chart, organization, digest);
        wrong.else_done(|| {
            let entry = self.log(
                chart,
                Entry {
                    time: now,
                    actor: by,
                    organization: Some(organization),
                    subject: Subject::Selected(Selection::Categories(ALL_CATEGORIES)),
                    purpose: ETREAT,
                    outcome: Outcome::Declared,
                    justification: Some(digest),
                },
            );
            let all = self.cases.entry(organization).or_default();
            let number = u32::try_from(all.len()).expect("a case is not that long");
            all.push(Declared { practitioner: by, chart, entry, declared_at: now, reviewed: None });
            let case = Case { organization, number, chart, declared_at: now, entry };
            self.waiting.entry(by).or_default().push(case);
            entry.to_string()
        })
    }

    pub fn review(
        &mut self,
        by: Who,
        chart: ChartName,
        organization: u32,
        (whose, declared): (Who, u32),
        finding: u8,
        written: Option<u8>,
    ) -> Predicted {
        let now = self.now;
        let mut wrong = Refusals::new();
        wrong.when(written == Some(0), "Digest");
        let reviewer = self.directory.active_in(by, organization);
        wrong.when(reviewer.is_none(), "NotPractitioner");
        wrong.when(reviewer.is_some_and(|one| one.roles == KEEPER), "RoleMissing");
        let case = self
            .waiting_of(whose)
            .iter()
            .find(|case| case.chart == chart && case.entry == declared)
            .copied();
        let Some(case) = case else {
            wrong.when(true, "Emergency(UnknownCase)");
            wrong.when(!self.charts.contains_key(&chart), "UnknownChart");
            return wrong.refused();
        };
        wrong.when(by == whose, "Emergency(OwnCase)");
        if let Some(one) = reviewer {
            wrong.when(one.organization != case.organization, "Emergency(OtherOrganization)");
            wrong.when(one.enrolled_at >= case.declared_at, "Emergency(EnrolledLater)");
        }
        wrong.else_done(|| {
            let entry = self.log(
                chart,
                Entry {
                    time: now,
                    actor: by,
                    organization: Some(case.organization),
                    subject: Subject::Entry(declared),
                    purpose: HOPERAT,
                    outcome: Outcome::Reviewed(finding),
                    justification: written,
                },
            );
            self.waiting.entry(whose).or_default().retain(|one| *one != case);
            if let Some(all) = self.cases.get_mut(&case.organization) {
                all[case.number as usize].reviewed = Some(entry);
            }
            entry.to_string()
        })
    }

    pub fn dispute(
        &mut self,
        by: Who,
        chart: ChartName,
        entry: u32,
        reason: Option<u8>,
    ) -> Predicted {
        let mut wrong = self.of_the_controller(by, chart);
        let known = self.charts.get(&chart).map_or(0, |chart| chart.log.entries.len());
        wrong.when(entry as usize >= known, "UnknownEntry");
        wrong.when(reason == Some(0), "Digest");
        let time = self.now;
        wrong.else_done(|| {
            let dispute = Entry {
                time,
                actor: by,
                organization: None,
                subject: Subject::Entry(entry),
                purpose: PATRQT,
                outcome: Outcome::Disputed,
                justification: reason,
            };
            self.log(chart, dispute).to_string()
        })
    }
}
