//! Charts: who controls each, its policy, its keys.

use std::collections::BTreeMap;

use crate::{
    steps::NewKeys,
    words::{
        has, ChartName, Contract, Key, Offer, Terms, Time, Who, ALL_CATEGORIES, CATEGORY_COUNT,
    },
};

use super::{
    custody::Custody,
    policy::{faults, Addition, Policy},
    Held, Log, Model, Predicted, Record, Refusals,
};

/// All that is about one chart, in whichever contract.
#[derive(Clone, Debug)]
pub struct Chart {
    pub control: Held,
    pub policy: Policy,
    /// How many keys of each category were published.
    pub published: [u32; CATEGORY_COUNT as usize],
    /// The categories that need a new key.
    pub outdated: u32,
    pub keys: BTreeMap<u8, Key>,
    pub records: Vec<Record>,
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
            outdated: ALL_CATEGORIES,
            keys: BTreeMap::new(),
            records: Vec::new(),
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

    /// The epoch below which a record is stale.
    pub fn required(&self, category: u8) -> u32 {
        self.published[usize::from(category)] + u32::from(has(self.outdated, category))
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
                    chart.outdated = ALL_CATEGORIES;
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

    pub fn publish_key(&mut self, by: Who, chart: ChartName, category: u8, key: Key) -> Predicted {
        let mut wrong = self.controlled(by, chart);
        wrong.maybe(key.fault().map(|fault| format!("Key({fault})")));
        wrong.else_done(|| self.change(chart, |chart| chart.publish(category, key)).to_string())
    }

    pub fn rekey(&mut self, by: Who, chart: ChartName, new: &NewKeys) -> Predicted {
        let mut wrong = self.controlled(by, chart);
        let ascending = new.keys.windows(2).all(|pair| pair[0].0 < pair[1].0)
            && new.envelopes.windows(2).all(|pair| pair[0].0 < pair[1].0);
        wrong.when(!ascending || (new.keys.is_empty() && new.envelopes.is_empty()), "Order");
        for (_, key) in &new.keys {
            wrong.maybe(key.fault().map(|fault| format!("Key({fault})")));
        }
        if let Some(chart) = self.charts.get(&chart) {
            for (id, _) in &new.envelopes {
                match chart.policy.find(*id) {
                    None => wrong.when(true, "Policy(UnknownProvision)"),
                    Some(one) => wrong.when(!one.permit, "Policy(KeysOnDeny)"),
                }
            }
        }
        wrong.else_done(|| {
            self.change(chart, |chart| {
                for (id, digest) in &new.envelopes {
                    for one in chart.policy.provisions.iter_mut().filter(|one| one.id == *id) {
                        one.terms.keys = Some(*digest);
                    }
                }
                let keys = new.keys.iter();
                let epochs: Vec<_> =
                    keys.map(|(category, key)| chart.publish(*category, *key)).collect();
                format!("{epochs:?}")
            })
        })
    }

    pub fn set_directive(&mut self, by: Who, chart: ChartName, set: u32) -> Predicted {
        let mut wrong = self.controlled(by, chart);
        wrong.when(set & !ALL_CATEGORIES != 0, "Policy(Unassigned)");
        let before = self.charts.get(&chart).map_or(0, |chart| chart.policy.directive);
        wrong.when(self.is_paused(Contract::Consent) && set & !before != 0, "Paused");
        wrong.else_done(|| {
            self.change(chart, |chart| {
                chart.outdated |= before & !set;
                chart.policy.directive = set;
            });
            "()".into()
        })
    }
}
