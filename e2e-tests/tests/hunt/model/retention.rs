//! How long records are kept: giving up what has to be kept, and erasing what has not.

use crate::words::{ChartName, Who};

use super::{records::Record, Model, Predicted, Refusals};

const MOST_ERASED: usize = 32;

/// What was done last about the retention of a document, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiver {
    pub by: Who,
    pub change: Retention,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    WaiverProposed,
    Waived,
    Restored,
}

impl Model {
    /// Whether a record has to be kept now.
    fn is_retained(&self, chart: ChartName, record: &Record) -> bool {
        let of = self.charts.get(&chart);
        let waiver = of.and_then(|of| of.waivers.get(&record.document));
        self.now < record.retain_until
            && waiver.is_none_or(|waiver| waiver.change != Retention::Waived)
    }

    /// What is wrong about who gives up or takes back that a document is retained.
    fn of_the_retaining(&self, by: Who, chart: ChartName, record: u32) -> Refusals {
        let Some(known) = self.record(chart, record) else { return self.no_record(chart) };
        let mut wrong = match known.issuer {
            None => Refusals::new(),
            Some(issuer) => self.of_the_issuer(by, issuer),
        };
        wrong.when(known.issuer.is_none(), "NotIssuer");
        wrong.when(known.version.is_none(), "Erased");
        wrong
    }

    fn change_retention(&mut self, by: Who, chart: ChartName, record: u32, change: Retention) {
        let Some(document) = self.record(chart, record).map(|one| one.document) else { return };
        self.charts.entry(chart).and_modify(|of| {
            of.waivers.insert(document, Waiver { by, change });
        });
    }

    pub fn waive_retention(&mut self, by: Who, chart: ChartName, record: u32) -> Predicted {
        let mut wrong = self.of_the_retaining(by, chart, record);
        let Some(known) = self.record(chart, record).copied() else { return wrong.refused() };
        wrong.when(!self.is_retained(chart, &known), "NotRetained");
        let waiver = self.charts.get(&chart).and_then(|of| of.waivers.get(&known.document));
        // It lapses when who proposed it may not write there any more.
        let proposed = waiver.filter(|waiver| {
            waiver.change == Retention::WaiverProposed
                && known.issuer.is_some_and(|issuer| self.writing(waiver.by, issuer).is_empty())
        });
        wrong.when(proposed.is_some_and(|waiver| waiver.by == by), "AlreadyProposed");
        let change = match proposed {
            Some(_) => Retention::Waived,
            None => Retention::WaiverProposed,
        };
        wrong.else_done(|| {
            self.change_retention(by, chart, record, change);
            format!("{change:?}")
        })
    }

    pub fn restore_retention(&mut self, by: Who, chart: ChartName, record: u32) -> Predicted {
        let mut wrong = self.of_the_retaining(by, chart, record);
        let Some(known) = self.record(chart, record).copied() else { return wrong.refused() };
        let waiver = self.charts.get(&chart).and_then(|of| of.waivers.get(&known.document));
        let restored = waiver.is_none_or(|waiver| waiver.change == Retention::Restored);
        wrong.when(restored, "NotWaived");
        wrong.else_done(|| {
            self.change_retention(by, chart, record, Retention::Restored);
            "()".into()
        })
    }

    pub fn erase(&mut self, by: Who, chart: ChartName, record: u32) -> Predicted {
        let mut wrong = self.of_the_controller(by, chart);
        match self.record(chart, record) {
            None => wrong.also(self.no_record(chart)),
            Some(one) => {
                wrong.when(one.version.is_none(), "Erased");
                wrong.when(self.is_retained(chart, one), "Retained");
                let before = one.amends.and_then(|before| self.record(chart, before));
                let stands = before.is_some_and(|before| before.version.is_some());
                wrong.when(stands, "EarlierVersions");
            }
        }
        self.change_record(wrong, chart, record, |one| one.version = None)
    }

    /// Erases the oldest versions of a document that are there.
    pub fn erase_document(&mut self, by: Who, chart: ChartName, record: u32) -> Predicted {
        let mut wrong = self.of_the_controller(by, chart);
        let Some(named) = self.record(chart, record).copied() else {
            wrong.also(self.no_record(chart));
            return wrong.refused();
        };
        let of = self.charts.get_mut(&chart).expect("it has the record");
        let mut versions: Vec<_> = of
            .records
            .iter()
            .zip(0_u32..)
            .filter(|(one, _)| one.document == named.document && one.version.is_some())
            .map(|(_, id)| id)
            .collect();
        let left = versions.split_off(versions.len().min(MOST_ERASED));
        wrong.when(versions.is_empty(), "Erased");
        wrong.when(self.is_retained(chart, &named), "Retained");
        wrong.else_done(|| {
            let of = self.charts.get_mut(&chart).expect("it has the record");
            for id in versions {
                of.records[id as usize].version = None;
            }
            format!("{:?}", left.first())
        })
    }
}
