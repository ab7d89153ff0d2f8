//! Opening: records one by one, together, and all of some categories for a while.

use crate::words::{
    ChartName, Selection, Who, ALL_CATEGORIES, EMERGENCY, ETREAT, FAMRQT, KEEPER, MOST_OPENED,
    PATRQT, READ,
};

use super::{
    access_log::{Entry, Outcome, Subject},
    decision::{Decision, Request, Target, Verdict},
    policy::set_faults,
    records::Record,
    Model, Predicted, Refusals,
};

impl Record {
    /// As a decision looks at it.
    pub fn target(&self) -> Target {
        Target::Record {
            document: self.document,
            category: self.category,
            issuer: self.issuer,
            addressee: self.addressee,
        }
    }
}

/// Whether an opening may name these records.
pub fn is_list(ids: &[u32]) -> bool {
    let mut ordered = ids.to_vec();
    ordered.sort_unstable();
    ordered.dedup();
    (1..=MOST_OPENED).contains(&ids.len()) && ordered == ids
}

impl Model {
    /// What is wrong about who asks.
    fn asking(
        &self,
        by: Who,
        chart: ChartName,
        purpose: u8,
        organization: Option<u32>,
    ) -> Refusals {
        let mut wrong = Refusals::new();
        let private = [PATRQT, FAMRQT].contains(&purpose);
        wrong.when(private == organization.is_some(), "Organization");
        if let Some(organization) = organization {
            let practitioner = self.directory.active_in(by, organization);
            wrong.when(practitioner.is_none(), "NotPractitioner");
            wrong.when(practitioner.is_some_and(|one| one.roles == KEEPER), "RoleMissing");
            let emergency = self.acts_in_emergency(by, chart, organization);
            wrong.when(purpose == ETREAT && !emergency, "NoEmergency");
        }
        if purpose == PATRQT {
            wrong.also(self.of_the_controller(by, chart));
        }
        if purpose == FAMRQT {
            wrong.when(self.directory.serving(by).is_some(), "Enrolled");
            let reads = self
                .charts
                .get(&chart)
                .is_some_and(|of| of.control.by == by || of.policy.is_represented_by(by, self.now));
            wrong.when(!reads, "NotRepresentative");
        }
        wrong
    }

    /// Whether somebody has the role and an emergency of this chart open for an organization that
    /// they serve.
    pub fn acts_in_emergency(&self, who: Who, chart: ChartName, organization: u32) -> bool {
        let practitioner = self.directory.active_in(who, organization);
        practitioner.is_some_and(|one| one.roles & EMERGENCY != 0)
            && self.has_emergency(who, chart, organization)
    }

    /// What is wrong about what is asked for.
    fn selected(&self, chart: ChartName, selection: &Selection, purpose: u8) -> Refusals {
        let mut wrong = Refusals::new();
        match selection {
            Selection::Records(ids) => {
                wrong.when(!is_list(ids), "List");
                for id in ids {
                    match self.record(chart, *id) {
                        None => wrong.also(self.no_record(chart)),
                        Some(one) => wrong.when(one.version.is_none(), "Erased"),
                    }
                }
            }
            Selection::Categories(set) => {
                let mut sets = Refusals::new();
                set_faults(&mut sets, *set, ALL_CATEGORIES);
                wrong.inside("Categories", sets);
                wrong.when(purpose == ETREAT, "NoSession");
                wrong.when(!self.charts.contains_key(&chart), "UnknownChart");
            }
        }
        wrong
    }

    /// All that is wrong about an opening.
    pub fn opening(
        &self,
        by: Who,
        chart: ChartName,
        selection: &Selection,
        purpose: u8,
        organization: Option<u32>,
    ) -> Refusals {
        let mut wrong = self.asking(by, chart, purpose, organization);
        wrong.also(self.selected(chart, selection, purpose));
        wrong
    }

    /// What the patient's policy says to an opening about which nothing is wrong.
    pub fn verdict(
        &self,
        by: Who,
        chart: ChartName,
        selection: &Selection,
        purpose: u8,
        organization: Option<u32>,
    ) -> Verdict {
        let of = &self.charts[&chart];
        let targets: Vec<Target> = match selection {
            Selection::Records(ids) => {
                ids.iter().map(|id| of.records[*id as usize].target()).collect()
            }
            Selection::Categories(set) => vec![Target::Session(*set)],
        };
        let mut bases = Vec::new();
        for (place, target) in targets.into_iter().enumerate() {
            let request = Request {
                subject: by,
                organization,
                target,
                purpose,
                action: READ,
                emergency: purpose == ETREAT,
            };
            match of.policy.decide(of.control.by, &request, self.now) {
                Decision::Permit(basis) => bases.push(basis),
                Decision::Deny(reason) => return Verdict::Deny(place, reason),
            }
        }
        Verdict::Permit(bases)
    }

    pub fn open(
        &mut self,
        by: Who,
        chart: ChartName,
        selection: &Selection,
        purpose: u8,
        organization: Option<u32>,
    ) -> Predicted {
        let wrong = self.opening(by, chart, selection, purpose, organization);
        let time = self.now;
        wrong.else_done(|| {
            let verdict = self.verdict(by, chart, selection, purpose, organization);
            let outcome = verdict.to_string();
            let entry = Entry {
                time,
                actor: by,
                organization,
                subject: Subject::Selected(selection.clone()),
                purpose,
                outcome: Outcome::Decided(verdict),
                justification: None,
            };
            format!("entry {}, {outcome}", self.log(chart, entry))
        })
    }
}
