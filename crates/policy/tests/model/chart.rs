//! The list of provisions. A write answers with a new chart, so a refused one cannot have
//! changed anything.

use std::collections::{BTreeMap, BTreeSet};

use chartkey_policy::{Cause, Effect, Grantee, PolicyError};
use chartkey_vocabulary::{Action, Category, Purpose, Timestamp};

use super::{About, Rule, Stray, Words};

/// How many rules a chart holds.
const ROOM: usize = 64;

/// Ten years of 365 days and their three leap days, in milliseconds.
const TEN_YEARS: u64 = (10 * 365 + 3) * 86_400_000;

/// The categories that nobody sees in an emergency unless the patient says so.
const SENSITIVE: [Category; 4] = [
    Category::Genetics,
    Category::MentalHealth,
    Category::SexualAndReproductiveHealth,
    Category::SubstanceUse,
];

/// All rules by their id, and what the patient opens in an emergency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    rules: BTreeMap<u32, Rule>,
    ids_used: u32,
    pub directive: BTreeSet<Category>,
}

impl Default for Chart {
    fn default() -> Self {
        let open = Category::ALL.into_iter().filter(|category| !SENSITIVE.contains(category));
        Self { rules: BTreeMap::new(), ids_used: 0, directive: open.collect() }
    }
}

/// One of the four things that a patient does to the list.
#[derive(Clone, Debug)]
pub enum Write {
    Permit(Words),
    Deny(Words),
    Revoke(u32),
    Replace(u32, Effect, Words),
}

/// What a write changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub added: Option<(u32, Rule)>,
    pub removed: BTreeMap<u32, Cause>,
    pub raised: BTreeSet<Category>,
}

impl Chart {
    /// Every rule with its id, oldest first.
    pub fn rules(&self) -> impl Iterator<Item = (u32, &Rule)> {
        self.rules.iter().map(|(id, rule)| (*id, rule))
    }

    /// The chart after a write and what changed, or everything that speaks against it.
    pub fn after(
        &self,
        write: &Write,
        now: Timestamp,
    ) -> Result<(Self, Outcome), Vec<PolicyError>> {
        let mut chart = self.clone();
        let mut outcome = Outcome::default();
        let (target, newcomer) = match write {
            Write::Permit(words) => (None, Some((Effect::Permit, words))),
            Write::Deny(words) => (None, Some((Effect::Deny, words))),
            Write::Revoke(id) => (Some(*id), None),
            Write::Replace(id, effect, words) => (Some(*id), Some((*effect, words))),
        };
        if target.is_some_and(|id| !self.rules.contains_key(&id)) {
            return Err(vec![PolicyError::UnknownProvision]);
        }
        let replaced = target.and_then(|id| self.rules.get(&id)).filter(|_| newcomer.is_some());
        if replaced.is_some_and(|rule| newcomer.is_some_and(|(effect, _)| effect != rule.effect)) {
            return Err(vec![PolicyError::OtherEffect]);
        }
        let objections = newcomer.map(|(effect, words)| objections(effect, words, now));
        if let Some(objections) = objections.filter(|objections| !objections.is_empty()) {
            return Err(objections);
        }

        if let Some(id) = target {
            let cause = if newcomer.is_some() { Cause::Replaced } else { Cause::Revoked };
            chart.take_out(id, cause, newcomer.map(|(_, words)| words), &mut outcome);
        }
        for (id, rule) in self.rules() {
            if rule.words.ended_before(now) && Some(id) != target {
                chart.take_out(id, Cause::Expired, None, &mut outcome);
            }
        }
        if let Some((effect, words)) = newcomer {
            if effect == Effect::Deny && chart.rules.len() == ROOM {
                for id in chart.displaced_by(words, now) {
                    chart.take_out(id, Cause::Displaced, None, &mut outcome);
                }
            }
            if chart.rules.len() == ROOM {
                return Err(vec![PolicyError::Full]);
            }
            if effect == Effect::Deny {
                outcome.raised.extend(words.keys_of());
            }
            let rule = Rule { effect, words: words.clone() };
            chart.rules.insert(chart.ids_used, rule.clone());
            outcome.added = Some((chart.ids_used, rule));
            chart.ids_used += 1;
        }
        Ok((chart, outcome))
    }

    /// The chart after a permit got another envelope.
    pub fn with_envelope(&self, id: u32, keys: u8) -> Result<Self, PolicyError> {
        let rule = self.rules.get(&id).ok_or(PolicyError::UnknownProvision)?;
        if rule.effect == Effect::Deny {
            return Err(PolicyError::KeysOnDeny);
        }
        let words = Words { keys: Some(keys), ..rule.words.clone() };
        let mut chart = self.clone();
        chart.rules.insert(id, Rule { effect: Effect::Permit, words });
        Ok(chart)
    }

    /// What a deny takes the place of in a full list.
    fn displaced_by(&self, deny: &Words, now: Timestamp) -> Vec<u32> {
        let covered: Vec<u32> = self
            .rules()
            .filter(|(_, rule)| covers(deny, &rule.words, now))
            .map(|(id, _)| id)
            .collect();
        if !covered.is_empty() {
            return covered;
        }
        let mut permits: Vec<(Option<Timestamp>, u32)> = self
            .rules()
            .filter(|(_, rule)| rule.effect == Effect::Permit)
            .map(|(id, rule)| (rule.words.until, id))
            .collect();
        permits.sort();
        permits.into_iter().take(1).map(|(_, id)| id).collect()
    }

    /// Takes a rule out. Whoever read by it loses the keys of its categories, except for those
    /// that the words in its place give to the same reader.
    fn take_out(&mut self, id: u32, cause: Cause, successor: Option<&Words>, to: &mut Outcome) {
        let rule = self.rules.remove(&id).unwrap();
        to.removed.insert(id, cause);
        if rule.effect == Effect::Permit {
            let kept = successor
                .filter(|words| words.grantee == rule.words.grantee)
                .map(Words::keys_of)
                .unwrap_or_default();
            to.raised.extend(rule.words.keys_of().into_iter().filter(|lost| !kept.contains(lost)));
        }
    }
}

/// Everything that is wrong with these words for this effect.
fn objections(effect: Effect, words: &Words, now: Timestamp) -> Vec<PolicyError> {
    let no_category =
        matches!(&words.about, About::Categories(categories) if categories.is_empty());
    let stray_counts = match words.stray {
        Some(Stray::Category) => matches!(words.about, About::Categories(_)),
        stray => stray.is_some(),
    };
    let emptied = |set: Stray, is_empty: bool| is_empty && words.stray != Some(set);
    let ends_before = |moment: Timestamp| words.until.is_some_and(|until| until < moment);
    let permit = effect == Effect::Permit;
    [
        (PolicyError::Unassigned, stray_counts),
        (PolicyError::Empty, emptied(Stray::Category, no_category)),
        (PolicyError::Empty, emptied(Stray::Purpose, words.purposes.is_empty())),
        (PolicyError::Empty, emptied(Stray::Action, words.actions.is_empty())),
        (PolicyError::Window, ends_before(words.from) || ends_before(now)),
        (PolicyError::EndMissing, permit && words.until.is_none()),
        (
            PolicyError::TooLong,
            permit && words.until.is_some_and(|until| until > now && until - now > TEN_YEARS),
        ),
        (PolicyError::GranteeMissing, permit && words.grantee == Grantee::Anyone),
        (PolicyError::KeysOnDeny, !permit && words.keys.is_some()),
    ]
    .into_iter()
    .filter_map(|(error, applies)| applies.then_some(error))
    .collect()
}

/// Whether the deny speaks of all that the rule speaks of, at each moment from now on at which
/// the rule holds.
fn covers(deny: &Words, rule: &Words, now: Timestamp) -> bool {
    let everyone = deny.grantee == Grantee::Anyone || deny.grantee == rule.grantee;
    let everything = match (&deny.about, &rule.about) {
        (About::Document(denied), About::Document(document)) => denied == document,
        (About::Document(_), About::Categories(_)) => false,
        (About::Categories(denied), About::Categories(categories)) => {
            categories.iter().all(|category| denied.contains(category))
        }
        // The document may be of any category.
        (About::Categories(denied), About::Document(_)) => {
            Category::ALL.iter().all(|category| denied.contains(category))
        }
    };
    let from_the_first_moment = deny.from <= now || deny.from <= rule.from;
    let to_the_last = match rule.until {
        Some(last) => !deny.ended_before(last),
        // No moment comes after the last one, so to end there is to be without end.
        None => deny.until.is_none_or(|until| until == Timestamp::MAX),
    };
    let whatever_for =
        rule.purposes.iter().all(|purpose: &Purpose| deny.purposes.contains(purpose));
    let whatever_done = rule.actions.iter().all(|action: &Action| deny.actions.contains(action));
    everyone && everything && from_the_first_moment && to_the_last && whatever_for && whatever_done
}
