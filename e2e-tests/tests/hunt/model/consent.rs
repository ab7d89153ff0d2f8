//! Charts: who controls each, its policy, its keys.

use std::collections::BTreeMap;

use crate::{
    steps::{NewKey, NewKeys},
    words::{
        has, ChartName, Contract, Directive, Key, Offer, Terms, Time, Who, ALL_CATEGORIES,
        CATEGORY_COUNT, EVERY_CATEGORY,
    },
};

use super::{
    custody::Custody,
    policy::{envelope_faults, faults, Addition, Policy},
    retention::Waiver,
    Held, Log, Model, Predicted, Record, Refusals,
};

/// All that is about one chart, in whichever contract.
#[derive(Clone, Debug)]
pub struct Chart {
    pub control: Held,
    pub policy: Policy,
    /// How many keys of each category were published.
    pub published: [u32; CATEGORY_COUNT as usize],
    /// The categories that need a new key, of all that can ever be. Those whose permits have run
    /// out since the last write come on top.
    pub outdated: u32,
    pub keys: BTreeMap<u8, Key>,
    pub records: Vec<Record>,
    /// What was done last about the retention of each document.
    pub waivers: BTreeMap<u32, Waiver>,
    pub log: Log,
    /// As patient-account knows it, if it was ever there.
    pub custody: Option<Custody>,
}

impl Chart {
    pub fn new(controller: Who) -> Self {
        Self {
            control: Held::new(controller),
            policy: Policy::new(),
            published: [0; CATEGORY_COUNT as usize],
            outdated: EVERY_CATEGORY,
            keys: BTreeMap::new(),
            records: Vec::new(),
            waivers: BTreeMap::new(),
            log: Log::default(),
            custody: None,
        }
    }

    fn publish(&mut self, category: u8, key: Key) -> u32 {
        self.outdated &= !(1 << category);
        self.keys.insert(category, key);
        let epoch = &mut self.published[usize::from(category)];
        *epoch += 1;
        *epoch
    }

    /// Takes out what has ended, before keys are published.
    fn prune(&mut self, now: Time) {
        self.outdated |= self.policy.run_out(now);
        self.policy.prune(now);
    }

    /// The categories that need a new key now.
    pub fn outdated_at(&self, now: Time) -> u32 {
        self.outdated | self.policy.run_out(now)
    }

    /// The epoch below which a record is stale.
    pub fn required(&self, category: u8, now: Time) -> u32 {
        self.published[usize::from(category)] + u32::from(has(self.outdated_at(now), category))
    }

    /// What is wrong about a category's next key.
    fn key_faults(&self, new: &NewKey) -> Refusals {
        let mut wrong = Refusals::new();
        let published = self.published[usize::from(new.category)];
        wrong.maybe(new.key.fault().map(|fault| format!("Key({fault})")));
        wrong.when(new.epoch(published) != published + 1, "Epoch");
        wrong
    }
}

impl Model {
    /// What is wrong about a message of the controller.
    fn controlled(&self, by: Who, chart: ChartName) -> Refusals {
        let mut wrong = Refusals::new();
        match self.charts.get(&chart) {
            None => wrong.when(true, "UnknownChart"),
            Some(chart) => wrong.when(chart.control.by != by, "NotController"),
        }
        wrong
    }

    fn change<T>(&mut self, chart: ChartName, change: impl FnOnce(&mut Chart) -> T) -> T {
        change(self.charts.get_mut(&chart).expect("it was looked up before"))
    }

    pub fn create_chart(&mut self, by: Who, chart: ChartName) -> Predicted {
        let mut wrong = Refusals::new();
        wrong.when(self.charts.contains_key(&chart), "ChartExists");
        wrong.else_done(|| {
            self.charts.insert(chart, Chart::new(by));
            format!("{:02x?}", self.names.chart(chart))
        })
    }

    pub fn hand_over(&mut self, by: Who, chart: ChartName, step: Offer) -> Predicted {
        let mut wrong = Refusals::new();
        match self.charts.get(&chart) {
            None => wrong.when(true, "UnknownChart"),
            Some(chart) => {
                let fault = chart.control.fault(by, step);
                wrong.maybe(fault.map(|fault| format!("Handover({fault})")));
            }
        }
        wrong.else_done(|| {
            self.change(chart, |chart| {
                chart.control.take(step);
                if step == Offer::Accept {
                    chart.outdated = EVERY_CATEGORY;
                }
            });
            "()".into()
        })
    }

    /// Adds a permit or a deny, or puts one in the place of another.
    fn write(
        &mut self,
        by: Who,
        chart: ChartName,
        leaving: Option<(u32, Option<bool>)>,
        addition: Option<Addition>,
    ) -> Predicted {
        let now = self.now;
        let mut wrong = self.controlled(by, chart);
        let paused = self.is_paused(Contract::Consent);
        wrong.when(paused && addition.is_some_and(|new| new.permit), "Paused");
        let mut policy = Refusals::new();
        if let Some(addition) = addition {
            policy.also(faults(addition.permit, &addition.terms, now));
        }
        let Some(before) = self.charts.get(&chart) else { return wrong.refused() };
        if let Some((id, effect)) = leaving {
            match before.policy.find(id) {
                None => policy.when(true, "UnknownProvision"),
                Some(one) => {
                    policy.when(effect.is_some_and(|said| said != one.permit), "OtherEffect");
                }
            }
        }
        let mut after = before.policy.clone();
        let written = after.write(leaving.map(|(id, _)| id), addition, now);
        if policy.is_empty() {
            policy.maybe(written.err());
        }
        wrong.inside("Policy", policy);
        wrong.else_done(|| {
            let (added, raised) = written.unwrap_or_default();
            self.change(chart, |chart| {
                chart.policy = after;
                chart.outdated |= raised;
            });
            added.map_or("()".into(), |id| id.to_string())
        })
    }

    pub fn add_provision(
        &mut self,
        by: Who,
        chart: ChartName,
        permit: bool,
        terms: &Terms<Time>,
    ) -> Predicted {
        self.write(by, chart, None, Some(Addition { permit, terms: *terms }))
    }

    pub fn revoke(&mut self, by: Who, chart: ChartName, id: u32) -> Predicted {
        self.write(by, chart, Some((id, None)), None)
    }

    pub fn replace(
        &mut self,
        by: Who,
        chart: ChartName,
        id: u32,
        permit: bool,
        terms: &Terms<Time>,
    ) -> Predicted {
        self.write(by, chart, Some((id, Some(permit))), Some(Addition { permit, terms: *terms }))
    }

    pub fn publish_key(&mut self, by: Who, chart: ChartName, new: NewKey) -> Predicted {
        let now = self.now;
        let mut wrong = self.controlled(by, chart);
        if let Some(chart) = self.charts.get(&chart) {
            wrong.also(chart.key_faults(&new));
        }
        wrong.else_done(|| {
            self.change(chart, |chart| {
                chart.prune(now);
                chart.publish(new.category, new.key).to_string()
            })
        })
    }

    pub fn rekey(&mut self, by: Who, chart: ChartName, new: &NewKeys) -> Predicted {
        let now = self.now;
        let mut wrong = self.controlled(by, chart);
        let ascending = new.keys.windows(2).all(|pair| pair[0].category < pair[1].category)
            && new.envelopes.windows(2).all(|pair| pair[0].0 < pair[1].0);
        wrong.when(!ascending || (new.keys.is_empty() && new.envelopes.is_empty()), "Order");
        if let Some(chart) = self.charts.get(&chart) {
            for new in &new.keys {
                wrong.also(chart.key_faults(new));
            }
            let mut policy = Refusals::new();
            for (id, _) in &new.envelopes {
                // What has ended is taken out before.
                match chart.policy.find(*id).filter(|one| !one.terms.has_ended(now)) {
                    None => policy.when(true, "UnknownProvision"),
                    Some(one) if one.permit => policy.also(envelope_faults(&one.terms)),
                    Some(_) => policy.when(true, "KeysOnDeny"),
                }
            }
            wrong.inside("Policy", policy);
        }
        wrong.else_done(|| {
            self.change(chart, |chart| {
                chart.prune(now);
                for (id, digest) in &new.envelopes {
                    for one in chart.policy.provisions.iter_mut().filter(|one| one.id == *id) {
                        one.terms.keys = Some(*digest);
                    }
                }
                let keys = new.keys.iter();
                let epochs: Vec<_> = keys.map(|new| chart.publish(new.category, new.key)).collect();
                format!("{epochs:?}")
            })
        })
    }

    pub fn set_directive(
        &mut self,
        by: Who,
        chart: ChartName,
        which: Directive,
        set: u32,
    ) -> Predicted {
        let mut wrong = self.controlled(by, chart);
        if set == EVERY_CATEGORY {
            wrong.when(which == Directive::Emergency, "Policy(Everything)");
        } else {
            wrong.when(set & !ALL_CATEGORIES != 0, "Policy(Unassigned)");
        }
        let known = self.charts.get_mut(&chart);
        let before = known.map_or(0, |chart| *chart.policy.directive(which));
        wrong.when(self.is_paused(Contract::Consent) && set & !before != 0, "Paused");
        wrong.else_done(|| {
            self.change(chart, |chart| *chart.policy.directive(which) = set);
            "()".into()
        })
    }
}
