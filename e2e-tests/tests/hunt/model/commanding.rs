//! patient-account: signed commands, recoveries, completions.

use crate::{
    steps::{Command, Recovery, Signed},
    words::{
        later, whole_minute, ChartName, Contract, Directive, Document, Offer, Scope, Selection,
        Terms, Text, Time, Who, ALL_CATEGORIES, ALL_PURPOSES, DAY, EVERY_CATEGORY, EVERY_PURPOSE,
        MINUTE, PATRQT,
    },
};

use super::{
    custody::{Change, Custody},
    opening::is_list,
    policy::set_faults,
    Model, Predicted, Refusals,
};

const LONGEST_DEADLINE: u64 = 7 * DAY;
/// 9999-12-31 23:59 UTC.
const LAST_TIME: Time = 253_402_300_740_000;

/// Why there is no text for a time.
fn time_fault(time: Time) -> Option<&'static str> {
    if time % MINUTE != 0 {
        Some("Command(NotWholeMinutes)")
    } else if time > LAST_TIME {
        Some("Command(TooFar)")
    } else {
        None
    }
}

/// Why there is no text for terms.
fn terms_faults(permit: bool, terms: &Terms<Time>) -> Refusals {
    let mut wrong = Refusals::new();
    let mut sets = Refusals::new();
    // There are words for everything in a deny.
    match terms.scope {
        Scope::Categories(EVERY_CATEGORY) if !permit => {}
        Scope::Categories(set) => set_faults(&mut sets, set, ALL_CATEGORIES),
        Scope::Document(_) => {}
    }
    if permit || terms.purposes != EVERY_PURPOSE {
        set_faults(&mut sets, terms.purposes.into(), ALL_PURPOSES.into());
    }
    set_faults(&mut sets, terms.actions.into(), 0b11);
    let mut named = Refusals::new();
    named.inside("Set", sets);
    wrong.inside("Command", named);
    for time in [Some(terms.from), terms.until].into_iter().flatten() {
        wrong.maybe(time_fault(time));
    }
    wrong
}

fn locator_fault(locator: Text) -> Option<String> {
    locator.fault().map(|fault| format!("Command(Locator({fault}))"))
}

/// Why there is no text for a command, whose times are relative to this one.
fn text_faults(command: &Command, base: Time) -> Refusals {
    let mut wrong = Refusals::new();
    match command {
        Command::Grant(terms) => wrong.also(terms_faults(true, &terms.at(base))),
        Command::Deny(terms) => wrong.also(terms_faults(false, &terms.at(base))),
        Command::Replace(_, permit, terms) => wrong.also(terms_faults(*permit, &terms.at(base))),
        Command::PublishKey(new) => {
            wrong.maybe(new.key.fault().map(|fault| format!("Command(Key({fault}))")));
        }
        Command::Rekey(new) => {
            for new in &new.keys {
                wrong.maybe(new.key.fault().map(|fault| format!("Command(Key({fault}))")));
            }
        }
        Command::SelfReport(Document { version, .. }, _) | Command::Amend(_, version) => {
            wrong.maybe(locator_fault(version.locator));
        }
        Command::Open(Selection::Records(ids)) => wrong.when(!is_list(ids), "Command(List)"),
        Command::Open(Selection::Categories(set)) => {
            let (mut named, mut sets) = (Refusals::new(), Refusals::new());
            set_faults(&mut sets, *set, ALL_CATEGORIES);
            named.inside("Set", sets);
            wrong.inside("Command", named);
        }
        Command::SetDirective(Directive::Issuers, EVERY_CATEGORY) => {}
        Command::SetDirective(_, set) => {
            wrong.when(set & !ALL_CATEGORIES != 0, "Command(Set(Unassigned))");
        }
        _ => {}
    }
    wrong
}

impl Model {
    fn is_here(&self, chart: ChartName) -> bool {
        self.charts.get(&chart).is_some_and(|chart| chart.control.by == Who::PatientAccount)
    }

    fn custody(&self, chart: ChartName) -> Option<&Custody> {
        self.charts.get(&chart)?.custody.as_ref()
    }

    fn keep<T>(&mut self, chart: ChartName, change: impl FnOnce(&mut Custody) -> T) -> T {
        let chart = self.charts.get_mut(&chart).expect("it was looked up before");
        change(chart.custody.as_mut().expect("it was looked up before"))
    }

    fn deadline_faults(&self, deadline: Time) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.maybe(time_fault(deadline));
        wrong.when(self.now > deadline, "Late");
        wrong.when(deadline.saturating_sub(self.now) > LONGEST_DEADLINE, "DeadlineTooFar");
        wrong
    }

    pub fn submit(&mut self, by: Who, signed: &Signed) -> Predicted {
        let base = whole_minute(self.now);
        let mut wrong = self.deadline_faults(later(base, signed.deadline));
        wrong.also(text_faults(&signed.command, base));
        wrong.when(usize::from(signed.lane) >= 8, "Lane");
        wrong.when(signed.off != 0, "Sequence");
        wrong.when(signed.elsewhere, "Signature");
        let custody = self.custody(signed.chart);
        let key = match &signed.command {
            Command::CreateChart(key, salt) => {
                let named = ChartName { opener: *key, salt: *salt };
                wrong.when(named != signed.chart, "WrongChart");
                wrong.when(custody.is_some(), "ChartExists");
                let taken = named != signed.chart && self.charts.contains_key(&named);
                wrong.when(taken, "Consent(ChartExists)");
                Some(*key)
            }
            Command::Adopt(key) => {
                match self.charts.get(&signed.chart) {
                    None => wrong.when(true, "UnknownChart"),
                    Some(chart) => wrong.when(chart.control.by != by, "NotController"),
                }
                Some(*key)
            }
            _ => {
                wrong.when(custody.is_none(), "UnknownChart");
                custody.map(|custody| custody.key)
            }
        };
        wrong.when(
            signed.signer == Who::Nobody || key.is_some_and(|key| key != signed.signer),
            "Signature",
        );
        let paused = matches!(
            signed.command,
            Command::Adopt(_)
                | Command::Grant(_)
                | Command::Replace(_, true, _)
                | Command::SelfReport(..)
                | Command::Amend(..)
        );
        wrong.when(paused && self.is_paused(Contract::Account), "Paused");
        if !wrong.is_empty() {
            return wrong.refused();
        }
        let done = self.obey(by, signed.chart, &signed.command, base);
        if done.is_done() {
            self.keep(signed.chart, |custody| custody.lanes[usize::from(signed.lane)] += 1);
        }
        done
    }

    /// Does what was signed.
    fn obey(&mut self, by: Who, chart: ChartName, command: &Command, base: Time) -> Predicted {
        let me = Who::PatientAccount;
        let consent = |done: Predicted, answer: &str| done.within("Consent", answer);
        let registry = |done: Predicted, answer: &str| done.within("Registry", answer);
        match command.clone() {
            Command::CreateChart(key, _) => {
                let done = done_instead(consent(self.create_chart(me, chart), ""));
                if done.is_done() {
                    self.charts.entry(chart).and_modify(|of| of.custody = Some(Custody::new(key)));
                }
                done
            }
            Command::Adopt(key) => {
                debug_assert_eq!(self.charts[&chart].control.by, by);
                let done = done_instead(consent(self.hand_over(me, chart, Offer::Accept), ""));
                if done.is_done() {
                    // With every adoption another round begins, with the first one, too.
                    self.charts.entry(chart).and_modify(|of| {
                        of.custody.get_or_insert_with(|| Custody::new(key)).rebind(key);
                    });
                }
                done
            }
            Command::Grant(terms) => {
                consent(self.add_provision(me, chart, true, &terms.at(base)), "Provision")
            }
            Command::Deny(terms) => {
                consent(self.add_provision(me, chart, false, &terms.at(base)), "Provision")
            }
            Command::Revoke(id) => done_instead(consent(self.revoke(me, chart, id), "")),
            Command::Replace(id, permit, terms) => {
                consent(self.replace(me, chart, id, permit, &terms.at(base)), "Provision")
            }
            Command::PublishKey(new) => self
                .unless_frozen(chart, |model| consent(model.publish_key(me, chart, new), "Epoch")),
            Command::Rekey(new) => {
                self.unless_frozen(chart, |model| consent(model.rekey(me, chart, &new), "Epochs"))
            }
            Command::HandOver(Offer::Cancel) => self.unless_frozen(chart, |model| {
                done_instead(consent(model.hand_over(me, chart, Offer::Cancel), ""))
            }),
            Command::HandOver(step) => {
                let Offer::Propose(to) = step else { return Predicted::Refused(Vec::new()) };
                self.ask(chart, Change::HandOver(to))
            }
            Command::Open(selection) => {
                registry(self.open(me, chart, &selection, PATRQT, None), "Opened")
            }
            Command::SelfReport(document, to) => {
                registry(self.self_report(me, chart, document, to), "Record")
            }
            Command::Amend(record, version) => {
                registry(self.amend(me, chart, record, version), "Record")
            }
            Command::Retract(record, reason) => {
                done_instead(registry(self.retract(me, chart, record, reason), ""))
            }
            Command::ChangeGuardians(guardians) => self.ask(chart, Change::Guardians(guardians)),
            Command::Withdraw => {
                let mut wrong = self.not_left(chart);
                let waits = self.custody(chart).is_some_and(|custody| custody.waiting.is_some());
                wrong.when(!waits, "Recovery(NothingWaits)");
                wrong.else_done(|| {
                    self.keep(chart, |custody| custody.waiting = None);
                    "Done".into()
                })
            }
            Command::Veto(key) => {
                let now = self.now;
                let mut wrong = Refusals::new();
                if let Some(custody) = self.custody(chart) {
                    wrong.inside("Recovery", custody.vetoing(key, now));
                }
                wrong.else_done(|| {
                    self.keep(chart, |custody| custody.veto(now));
                    self.take_offer_back(chart);
                    "Done".into()
                })
            }
            Command::SetDirective(which, set) => {
                done_instead(consent(self.set_directive(me, chart, which, set), ""))
            }
            Command::Dispute(entry, reason) => {
                registry(self.dispute(me, chart, entry, reason), "Entry")
            }
            // It cannot be undone, so a thief does not do it while guardians act.
            Command::Erase(record) => self.unless_frozen(chart, |model| {
                done_instead(registry(model.erase(me, chart, record), ""))
            }),
            Command::EraseDocument(record) => self.unless_frozen(chart, |model| {
                registry(model.erase_document(me, chart, record), "Erased")
            }),
        }
    }

    fn not_left(&self, chart: ChartName) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.when(!self.is_here(chart), "UnknownChart");
        wrong
    }

    fn is_frozen(&self, chart: ChartName) -> bool {
        self.custody(chart).is_some_and(|custody| custody.proposal.is_some())
    }

    fn unless_frozen(
        &mut self,
        chart: ChartName,
        act: impl FnOnce(&mut Self) -> Predicted,
    ) -> Predicted {
        if self.is_frozen(chart) {
            return Predicted::Refused(vec!["Recovery(Frozen)".into()]);
        }
        act(self)
    }

    fn take_offer_back(&mut self, chart: ChartName) {
        if let Some(chart) = self.charts.get_mut(&chart) {
            chart.control.offered = None;
        }
    }

    /// Asks for a change, which waits if there are guardians.
    fn ask(&mut self, chart: ChartName, change: Change) -> Predicted {
        let now = self.now;
        let mut wrong = self.not_left(chart);
        wrong.when(self.is_frozen(chart), "Recovery(Frozen)");
        if let Change::Guardians(Some(guardians)) = &change {
            wrong.inside("Recovery", guardians.faults());
        }
        let delay = self
            .custody(chart)
            .and_then(|custody| custody.guardians.as_ref())
            .map(crate::words::Guardians::delay);
        wrong.else_done(|| match delay {
            Some(delay) => {
                let ready = now.saturating_add(delay);
                self.keep(chart, |custody| custody.waiting = Some((change, ready)));
                format!("Waits({ready})")
            }
            None => {
                self.carry_out(chart, change);
                "Done".into()
            }
        })
    }

    fn carry_out(&mut self, chart: ChartName, change: Change) {
        match change {
            Change::Guardians(guardians) => {
                self.keep(chart, |custody| custody.set_guardians(guardians));
                self.take_offer_back(chart);
            }
            Change::HandOver(to) => {
                if let Some(chart) = self.charts.get_mut(&chart) {
                    chart.control.offered = Some(to);
                }
            }
        }
    }

    pub fn recover(&mut self, recovery: &Recovery) -> Predicted {
        let chart = recovery.chart;
        let base = whole_minute(self.now);
        let mut wrong = self.deadline_faults(later(base, recovery.deadline));
        wrong.when(recovery.off != 0, "Approvals");
        let Some(custody) = self.custody(chart) else {
            wrong.when(true, "UnknownChart");
            return wrong.refused();
        };
        wrong.when(recovery.round != 0, "Round");
        wrong.when(recovery.forged && !recovery.guardians.is_empty(), "Signature");
        wrong.inside("Recovery", custody.proposing(recovery.key, &recovery.guardians));
        wrong.when(!self.is_here(chart), "Consent(Handover(NotHolder))");
        let now = self.now;
        wrong.else_done(|| {
            if let Some(chart) = self.charts.get_mut(&chart) {
                chart.control.offered = Some(Who::PatientAccount);
            }
            self.keep(chart, |custody| custody.propose(recovery.key, &recovery.guardians, now))
                .to_string()
        })
    }

    pub fn complete(&mut self, chart: ChartName) -> Predicted {
        let now = self.now;
        let mut wrong = Refusals::new();
        let Some(custody) = self.custody(chart).cloned() else {
            return Predicted::Refused(vec!["UnknownChart".into()]);
        };
        if let Some((key, _, ready)) = custody.proposal {
            wrong.when(now < ready, "Recovery(TooEarly)");
            return wrong.else_done(|| {
                self.keep(chart, |custody| {
                    custody.key = key;
                    custody.proposal = None;
                    custody.vetoed_at = None;
                });
                let _ = self.hand_over(Who::PatientAccount, chart, Offer::Accept);
                "()".into()
            });
        }
        let Some((change, ready)) = custody.waiting else {
            return Predicted::Refused(vec!["Recovery(NothingWaits)".into()]);
        };
        wrong.when(now < ready, "Recovery(TooEarly)");
        if !self.is_here(chart) {
            let error = match change {
                Change::Guardians(_) => "UnknownChart",
                Change::HandOver(_) => "Consent(Handover(NotHolder))",
            };
            wrong.when(true, error);
        }
        wrong.else_done(|| {
            self.keep(chart, |custody| custody.waiting = None);
            self.carry_out(chart, change);
            "()".into()
        })
    }
}

/// What was done, without the value.
fn done_instead(done: Predicted) -> Predicted {
    match done {
        Predicted::Done(_) => Predicted::Done("Done".into()),
        refused @ Predicted::Refused(_) => refused,
    }
}
