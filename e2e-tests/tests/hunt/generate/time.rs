//! How long to wait: to the edges of what the model has, or at random.

use super::Generator;
use crate::{
    model::{Model, Plan, LAPSE},
    steps::Step,
    words::{Time, DAY, HOUR, MINUTE},
};

impl Generator {
    pub fn wait(&mut self, model: &Model) -> Step {
        let now = model.now;
        let near = edges(model).into_iter().filter(|edge| (now..now + 40 * DAY).contains(edge));
        let mut near: Vec<_> = near.collect();
        near.sort_unstable();
        near.dedup();
        if !near.is_empty() && self.random.chance(550) {
            // One of the next few, a moment before, then, or a moment after.
            let edge = near[self.random.index(near.len().min(6))];
            let moment = edge.saturating_add(self.random.below(3)).saturating_sub(1);
            return Step::Wait(moment.saturating_sub(now).max(1));
        }
        let span = match self.random.below(1_000) {
            0..=199 => self.random.below(MINUTE),
            200..=499 => self.random.below(HOUR),
            500..=749 => self.random.below(DAY),
            750..=849 => MINUTE - now % MINUTE,
            850..=919 => 24 * HOUR,
            920..=949 => 72 * HOUR,
            950..=989 => self.random.below(10 * DAY),
            990..=996 => self.random.below(400 * DAY),
            _ => 3_653 * DAY,
        };
        Step::Wait(span.max(1))
    }
}

/// Moments at which something changes by itself.
fn edges(model: &Model) -> Vec<Time> {
    let mut edges = Vec::new();
    for chart in model.charts.values() {
        for provision in &chart.policy.provisions {
            edges.push(provision.terms.from);
            edges.extend(provision.terms.until);
        }
        for record in &chart.records {
            edges.push(record.retain_until);
        }
        if let Some(custody) = &chart.custody {
            edges.extend(custody.waiting.as_ref().map(|(_, ready)| *ready));
            edges.extend(custody.proposal.map(|(.., ready)| ready));
            edges.extend(custody.vetoed_at.map(|at| at + 30 * DAY));
        }
    }
    for chart in model.charts.values() {
        edges.extend(chart.log.entries.iter().rev().take(6).map(|entry| entry.until()));
    }
    for case in model.waiting.values().flatten() {
        edges.push(case.declared_at + 24 * HOUR);
        edges.push(case.declared_at + 72 * HOUR);
    }
    for practitioner in model.directory.practitioners.values() {
        edges.push(practitioner.emergency_since + 24 * HOUR);
    }
    let governed = model.governance.governors.values().flat_map(|reign| reign.over.values());
    for one in governed {
        if let Plan::Upgrade(_, ready) | Plan::Move(_, ready) = one.plan {
            edges.extend([ready, ready + LAPSE]);
        }
    }
    edges
}
