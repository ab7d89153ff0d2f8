//! The list of provisions. A write answers with a new chart, so a refused one cannot have
//! changed anything.

use std::collections::{BTreeMap, BTreeSet};

use chartkey_policy::{Cause, Effect, Grantee, PolicyError};
use chartkey_vocabulary::{Action, Category, Purpose, Timestamp};

use super::{About, Rule, Stray, Why, Words};

/// How many rules a chart holds.
const ROOM: usize = 64;

/// Ten years of 365 days and their three leap days, in milliseconds.
const TEN_YEARS: u64 = (10 * 365 + 3) * 86_400_000;

/// The categories that nobody sees in an emergency unless the patient says so.
const SENSITIVE: [Category; 5] = [
    Category::Genetics,
    Category::MentalHealth,
    Category::SexualAndReproductiveHealth,
    Category::SubstanceUse,
    Category::Restricted,
];

/// All rules by their id, what the patient opens in an emergency, and what to issuers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    rules: BTreeMap<u32, Rule>,
    ids_used: u32,
    pub emergency: BTreeSet<Category>,
    pub issuers: BTreeSet<Category>,
}

impl Default for Chart {
    fn default() -> Self {
        let open = Category::ALL.into_iter().filter(|category| !SENSITIVE.contains(category));
        Self {
            rules: BTreeMap::new(),
            ids_used: 0,
            emergency: open.collect(),
            issuers: BTreeSet::from(Category::ALL),
        }
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
            chart.take_out(id, cause, &mut outcome);
        }
        chart.take_out_what_has_ended(now, &mut outcome);
        if let Some((effect, words)) = newcomer {
            if effect == Effect::Deny && chart.rules.len() == ROOM {
                for id in chart.displaced_by(words, now) {
                    chart.take_out(id, Cause::Displaced, &mut outcome);
                }
            }
            if chart.rules.len() == ROOM {
                return Err(vec![PolicyError::Full]);
            }
            if effect == Effect::Deny {
                outcome.raised.extend(chart.turned_away_by(words));
            }
            let rule = Rule { effect, words: words.clone() };
            chart.rules.insert(chart.ids_used, rule.clone());
            outcome.added = Some((chart.ids_used, rule));
            chart.ids_used += 1;
        }
        outcome.raised.extend(self.lost(&chart, &outcome, now));
        Ok((chart, outcome))
    }

    /// The chart without the rules that have ended, and what changed.
    pub fn pruned(&self, now: Timestamp) -> (Self, Outcome) {
        let mut chart = self.clone();
        let mut outcome = Outcome::default();
        chart.take_out_what_has_ended(now, &mut outcome);
        outcome.raised = self.lost(&chart, &outcome, now);
        (chart, outcome)
    }

    /// The categories whose key somebody had by a rule that left, and has by none that holds in
    /// the chart as it is now.
    fn lost(&self, after: &Self, outcome: &Outcome, now: Timestamp) -> BTreeSet<Category> {
        let mut lost = BTreeSet::new();
        for gone in outcome.removed.keys().map(|id| &self.rules[id]) {
            for category in gone.keys() {
                let has_it_still = after.rules.values().any(|rule| {
                    rule.words.grantee == gone.words.grantee
                        && rule.words.hold_at(now)
                        && rule.keys().contains(&category)
                });
                if !has_it_still {
                    lost.insert(category);
                }
            }
        }
        lost
    }

    /// The categories whose key somebody has whom the deny turns away from reading them.
    fn turned_away_by(&self, deny: &Words) -> BTreeSet<Category> {
        let mut held = BTreeSet::new();
        for rule in self.rules.values() {
            let may_be_meant = match deny.grantee {
                Grantee::Practitioner(account) => {
                    rule.words.grantee == Grantee::Practitioner(account)
                }
                Grantee::Organization(_) | Grantee::Anyone => true,
            };
            let for_the_same = Purpose::ALL
                .iter()
                .any(|purpose| deny.are_for(*purpose) && rule.words.are_for(*purpose));
            if may_be_meant && for_the_same && deny.actions.contains(&Action::Read) {
                held.extend(rule.keys().intersection(&deny.categories()));
            }
        }
        held
    }

    /// The chart after a permit got another envelope.
    pub fn with_envelope(&self, id: u32, keys: u8) -> Result<Self, PolicyError> {
        let rule = self.rules.get(&id).ok_or(PolicyError::UnknownProvision)?;
        if rule.effect == Effect::Deny {
            return Err(PolicyError::KeysOnDeny);
        }
        if !matches!(rule.words.grantee, Grantee::Practitioner(_)) {
            return Err(PolicyError::KeysForMany);
        }
        if !rule.words.actions.contains(&Action::Read) {
            return Err(PolicyError::KeysWithoutReading);
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

    fn take_out(&mut self, id: u32, cause: Cause, to: &mut Outcome) {
        self.rules.remove(&id).unwrap();
        to.removed.insert(id, cause);
    }

    fn take_out_what_has_ended(&mut self, now: Timestamp, to: &mut Outcome) {
        let ended: Vec<u32> = self
            .rules()
            .filter(|(_, rule)| rule.words.ended_before(now))
            .map(|(id, _)| id)
            .collect();
        for id in ended {
            self.take_out(id, Cause::Expired, to);
        }
    }
}

/// Everything that is wrong with these words for this effect.
fn objections(effect: Effect, words: &Words, now: Timestamp) -> Vec<PolicyError> {
    let no_category =
        matches!(&words.about, About::Categories(categories) if categories.is_empty());
    let no_purpose = matches!(&words.purposes, Why::These(purposes) if purposes.is_empty());
    let stray_counts = match words.stray {
        Some(Stray::Category) => matches!(words.about, About::Categories(_)),
        Some(Stray::Purpose) => matches!(words.purposes, Why::These(_)),
        Some(Stray::Action) => true,
        None => false,
    };
    let emptied = |set: Stray, is_empty: bool| is_empty && words.stray != Some(set);
    let ends_before = |moment: Timestamp| words.until.is_some_and(|until| until < moment);
    let far = |moment: Timestamp| moment > now && moment - now > TEN_YEARS;
    let permit = effect == Effect::Permit;
    let reads = words.actions.contains(&Action::Read);
    let appends = words.actions.contains(&Action::Append);
    let one_person = matches!(words.grantee, Grantee::Practitioner(_));
    let everything = words.about == About::Everything || words.purposes == Why::Whatever;
    let for_family_alone =
        words.purposes == Why::These(BTreeSet::from([Purpose::FamilyRequest])) && !appends;
    [
        (PolicyError::Unassigned, stray_counts),
        (PolicyError::Empty, emptied(Stray::Category, no_category)),
        (PolicyError::Empty, emptied(Stray::Purpose, no_purpose)),
        (PolicyError::Empty, emptied(Stray::Action, words.actions.is_empty())),
        (PolicyError::AppendOnDocument, appends && matches!(words.about, About::Document(_))),
        (PolicyError::Window, ends_before(words.from) || ends_before(now)),
        (PolicyError::Everything, permit && everything),
        (PolicyError::PatientRequest, permit && words.are_for(Purpose::PatientRequest)),
        (
            PolicyError::Representative,
            permit
                && words.are_for(Purpose::FamilyRequest)
                && !(for_family_alone && reads && one_person),
        ),
        (PolicyError::EndMissing, permit && words.until.is_none()),
        (PolicyError::TooLong, permit && words.until.is_some_and(far)),
        (PolicyError::KeysForMany, permit && words.keys.is_some() && !one_person),
        (PolicyError::KeysWithoutReading, permit && words.keys.is_some() && !reads),
        (PolicyError::KeysOnDeny, !permit && words.keys.is_some()),
        (PolicyError::BeginsTooLate, !permit && far(words.from)),
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
        (About::Everything, _) => true,
        (About::Document(denied), About::Document(document)) => denied == document,
        (About::Categories(denied), About::Categories(categories)) => {
            categories.iter().all(|category| denied.contains(category))
        }
        // A document may be of a category that comes later, and everything includes those.
        (About::Categories(_) | About::Document(_), _) => false,
    };
    let from_the_first_moment = deny.from <= now || deny.from <= rule.from;
    let to_the_last = match rule.until {
        Some(last) => !deny.ended_before(last),
        // No moment comes after the last one, so to end there is to be without end.
        None => deny.until.is_none_or(|until| until == Timestamp::MAX),
    };
    let whatever_for = match (&deny.purposes, &rule.purposes) {
        (Why::Whatever, _) => true,
        (Why::These(_), Why::Whatever) => false,
        (Why::These(denied), Why::These(purposes)) => purposes.is_subset(denied),
    };
    let whatever_done = rule.actions.iter().all(|action: &Action| deny.actions.contains(action));
    everyone && everything && from_the_first_moment && to_the_last && whatever_for && whatever_done
}
