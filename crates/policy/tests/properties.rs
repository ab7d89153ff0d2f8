//! The crate against the model: random charts, random writes, random requests.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod lists;
mod model;
mod strategies;

use std::collections::{BTreeMap, BTreeSet};

use chartkey_policy::{
    Change, Decision, Directive, Effect, KeyEpochs, Policy, PolicyError, MAX_PROVISIONS,
};
use chartkey_vocabulary::{Categories, Category, Timestamp};
use model::{categories, decide, Ask, Chart, Keys, Outcome, Write};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use scale::{Decode, Encode};
use strategies::{ask, category, deny, moment, write, Mood, CONTROLLER};

/// The crate and the model side by side.
#[derive(Default)]
struct Pair {
    policy: Policy,
    epochs: KeyEpochs,
    chart: Chart,
    keys: Keys,
}

fn apply(policy: &mut Policy, write: &Write, now: Timestamp) -> Result<Change, PolicyError> {
    use chartkey_policy::Write as Theirs;
    match write {
        Write::Permit(words) => policy.write(Theirs::Add(Effect::Permit, &words.to_terms()), now),
        Write::Deny(words) => policy.write(Theirs::Add(Effect::Deny, &words.to_terms()), now),
        Write::Revoke(id) => policy.write(Theirs::Revoke(*id), now),
        Write::Replace(id, effect, words) => {
            policy.write(Theirs::Replace(*id, *effect, &words.to_terms()), now)
        }
    }
}

fn same_change(change: &Change, outcome: &Outcome) {
    let added = outcome.added.as_ref().map(|(id, rule)| rule.to_provision(*id));
    assert_eq!(change.added, added);
    let removed: BTreeMap<_, _> =
        change.removed.iter().map(|removed| (removed.id, removed.cause)).collect();
    assert_eq!(removed, outcome.removed);
    assert_eq!(removed.len(), change.removed.len(), "a provision leaves once");
    assert_eq!(change.raised, categories(&outcome.raised));
}

impl Pair {
    /// Writes to both, compares, and says what the crate answered.
    fn write(&mut self, write: &Write, now: Timestamp) -> Result<Change, PolicyError> {
        let before = self.policy.clone();
        let answer = apply(&mut self.policy, write, now);
        match (&answer, self.chart.after(write, now)) {
            (Ok(change), Ok((chart, outcome))) => {
                same_change(change, &outcome);
                self.chart = chart;
                self.epochs.raise(change.raised);
                self.keys.raise(&outcome.raised);
            }
            (Err(error), Err(objections)) => {
                assert!(objections.contains(error), "{error:?} is none of {objections:?}");
                assert_eq!(self.policy, before, "a refused write changes nothing");
            }
            (answer, expected) => panic!("{answer:?} instead of {expected:?}"),
        }
        let provisions: Vec<_> =
            self.chart.rules().map(|(id, rule)| rule.to_provision(id)).collect();
        assert_eq!(self.policy.provisions(), provisions);
        answer
    }

    /// Notes an envelope in both and compares.
    fn set_envelope(&mut self, id: u32, keys: u8) -> Result<(), PolicyError> {
        let before = self.policy.clone();
        let answer = self.policy.set_envelope(id, [keys; 32]);
        match self.chart.with_envelope(id, keys) {
            Ok(chart) => {
                assert_eq!(answer, Ok(()));
                self.chart = chart;
            }
            Err(error) => {
                assert_eq!(answer, Err(error));
                assert_eq!(self.policy, before, "a refused envelope changes nothing");
            }
        }
        let provisions: Vec<_> =
            self.chart.rules().map(|(id, rule)| rule.to_provision(id)).collect();
        assert_eq!(self.policy.provisions(), provisions);
        answer
    }

    /// Changes a directive of both.
    fn direct(&mut self, directive: Directive, members: &BTreeSet<Category>) {
        assert_eq!(self.policy.set_directive(directive, categories(members)), Ok(()));
        assert_eq!(self.policy.directive(directive), categories(members));
        match directive {
            Directive::Emergency => self.chart.emergency.clone_from(members),
            Directive::Issuers => self.chart.issuers.clone_from(members),
        }
    }

    /// Prunes both and compares, also with what is said to have run out before.
    fn prune(&mut self, now: Timestamp) {
        let run_out = self.policy.run_out(now);
        let change = self.policy.prune(now);
        assert_eq!(change.raised, run_out);
        let (chart, outcome) = self.chart.pruned(now);
        same_change(&change, &outcome);
        self.chart = chart;
        self.epochs.raise(change.raised);
        self.keys.raise(&outcome.raised);
    }

    fn publish(&mut self, category: Category) {
        let due = self.epochs.published(category) + 1;
        assert_eq!(self.epochs.next(category), Some(due));
        assert_eq!(self.epochs.publish(category), due);
        assert_eq!(self.keys.publish(category), due);
        assert_eq!(self.epochs.required(category), due);
    }

    fn same_epochs(&self) {
        for category in Category::ALL {
            let (published, required) =
                (self.keys.published(category), self.keys.required(category));
            assert_eq!(self.epochs.published(category), published);
            assert_eq!(self.epochs.required(category), required);
            for epoch in 0..published + 3 {
                let expected = (1..=published).contains(&epoch);
                assert_eq!(self.epochs.is_published(category, epoch), expected);
            }
        }
        // Those that come later wait from the beginning.
        let later = Categories::EVERYTHING.difference(Categories::ALL);
        assert_eq!(self.epochs.outdated(), categories(&self.keys.awaited()).union(later));
    }

    /// Asks both, compares, and says what the crate answered.
    fn decide(&self, ask: &Ask, now: Timestamp) -> Decision {
        let request = ask.to_request();
        assert_eq!(request.check(), Ok(()));
        let decision = self.policy.decide(&CONTROLLER, &request, now);
        assert_eq!(decision, decide(&self.chart, CONTROLLER, ask, now), "{ask:?} at {now}");
        decision
    }
}

/// A step of a long run.
#[derive(Clone, Debug)]
enum Step {
    Write(Write),
    /// The same write many times over.
    Repeat(Write, usize),
    Publish(Category),
    SetEnvelope(u32, u8),
    Prune,
    Direct(Directive, BTreeSet<Category>),
}

fn directive() -> impl Strategy<Value = (Directive, BTreeSet<Category>)> {
    let which = select(vec![Directive::Emergency, Directive::Issuers]);
    let members = subsequence(&Category::ALL[..], 0..=Category::ALL.len());
    (which, members.prop_map(BTreeSet::from_iter))
}

fn steps() -> impl Strategy<Value = Vec<(Step, Timestamp)>> {
    let mood = prop_oneof![Just(Mood::Restless), Just(Mood::Lasting), Just(Mood::Sealing)];
    mood.prop_flat_map(|mood| {
        let step = prop_oneof![
            20 => write(mood, 100).prop_map(Step::Write),
            3 => (write(mood, 100), 2..30_usize)
                .prop_map(|(write, times)| Step::Repeat(write, times)),
            3 => category().prop_map(Step::Publish),
            6 => (0..40_u32, 0..3_u8).prop_map(|(id, keys)| Step::SetEnvelope(id, keys)),
            2 => Just(Step::Prune),
            1 => directive().prop_map(|(which, members)| Step::Direct(which, members)),
        ];
        vec((step, moment()), 16..48)
    })
}

fn short_history() -> impl Strategy<Value = Vec<(Write, Timestamp)>> {
    vec((write(Mood::Restless, 12), moment()), 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_500))]

    #[test]
    fn every_decision_is_the_models(
        history in short_history(),
        directive in option::of(directive()),
        asks in vec((ask(), moment()), 1..16),
    ) {
        let mut pair = Pair::default();
        if let Some((which, members)) = &directive {
            pair.direct(*which, members);
        }
        for (write, now) in &history {
            let _ = pair.write(write, *now);
        }
        for (ask, now) in &asks {
            pair.decide(ask, *now);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_write_is_the_models(steps in steps(), asks in vec((ask(), moment()), 1..6)) {
        let mut pair = Pair::default();
        for (step, now) in &steps {
            match step {
                Step::Write(write) => drop(pair.write(write, *now)),
                Step::Repeat(write, times) => {
                    for _ in 0..*times {
                        let _ = pair.write(write, *now);
                    }
                }
                Step::Publish(category) => pair.publish(*category),
                Step::SetEnvelope(id, keys) => drop(pair.set_envelope(*id, *keys)),
                Step::Prune => pair.prune(*now),
                Step::Direct(which, members) => pair.direct(*which, members),
            }
            pair.same_epochs();
        }
        for (ask, now) in &asks {
            pair.decide(ask, *now);
        }
        let encoded = pair.policy.encode();
        prop_assert_eq!(Policy::decode(&mut &encoded[..]).unwrap(), pair.policy);
        let encoded = pair.epochs.encode();
        prop_assert_eq!(KeyEpochs::decode(&mut &encoded[..]).unwrap(), pair.epochs);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_well_formed_deny_finds_a_place_unless_the_list_is_full_of_other_denies(
        steps in steps(),
        words in deny(),
        now in moment(),
    ) {
        prop_assume!(words.to_terms().check_for(Effect::Deny, now).is_ok());
        let mut policy = Policy::default();
        for (step, now) in &steps {
            let (Step::Write(write) | Step::Repeat(write, _)) = step else { continue };
            let times = if let Step::Repeat(_, times) = step { *times } else { 1 };
            for _ in 0..times {
                let _ = apply(&mut policy, write, *now);
            }
        }
        let in_force = |until: Option<Timestamp>| until.is_none_or(|until| until >= now);
        let terms = words.to_terms();
        let has_no_place = policy.provisions().len() == MAX_PROVISIONS
            && policy.provisions().iter().all(|provision| {
                provision.effect == Effect::Deny
                    && in_force(provision.terms.until)
                    && !terms.cover(&provision.terms, now)
            });
        match apply(&mut policy, &Write::Deny(words), now) {
            Ok(change) => {
                prop_assert!(!has_no_place);
                prop_assert_eq!(policy.provisions().last().copied(), change.added);
            }
            Err(error) => {
                prop_assert!(has_no_place);
                prop_assert_eq!(error, PolicyError::Full);
            }
        }
    }
}

/// What a random test never meets it does not test.
#[test]
fn the_random_charts_meet_every_answer_error_and_cause() {
    let mut runner = TestRunner::deterministic();
    let mut met = BTreeSet::new();
    let runs = (short_history(), vec((ask(), moment()), 16));
    for _ in 0..300 {
        let (history, asks) = runs.new_tree(&mut runner).unwrap().current();
        let mut pair = Pair::default();
        for (write, now) in &history {
            let _ = pair.write(write, *now);
        }
        for (ask, now) in &asks {
            let decision = format!("{:?}", pair.decide(ask, *now));
            met.insert(decision.replace(|letter: char| letter.is_ascii_digit(), ""));
        }
    }
    let long_runs = steps();
    for _ in 0..120 {
        let mut pair = Pair::default();
        for (step, now) in long_runs.new_tree(&mut runner).unwrap().current() {
            if let Step::SetEnvelope(id, keys) = step {
                let answer = pair.set_envelope(id, keys);
                met.insert(format!("envelope {answer:?}"));
            }
            let (Step::Write(write) | Step::Repeat(write, _)) = &step else {
                continue;
            };
            let times = if let Step::Repeat(_, times) = step { times } else { 1 };
            for _ in 0..times {
                match pair.write(write, now) {
                    Ok(change) => met.extend(
                        change.removed.iter().map(|removed| format!("{:?}", removed.cause)),
                    ),
                    Err(error) => drop(met.insert(format!("{error:?}"))),
                }
            }
        }
    }
    let expected = [
        "AppendOnDocument",
        "BeginsTooLate",
        "Deny(DeniedByPatient)",
        "Deny(Expired)",
        "Deny(NoConsent)",
        "Deny(NoEmergency)",
        "Deny(NotController)",
        "Deny(NotInDirective)",
        "Deny(NotRepresentative)",
        "Deny(NotYetValid)",
        "Deny(RecordsOnly)",
        "Displaced",
        "Empty",
        "EndMissing",
        "Everything",
        "Expired",
        "Full",
        "KeysForMany",
        "KeysOnDeny",
        "KeysWithoutReading",
        "OtherEffect",
        "PatientRequest",
        "Permit(Addressee)",
        "Permit(Controller)",
        "Permit(Emergency)",
        "Permit(Issuer)",
        "Permit(Provision())",
        "Replaced",
        "Representative",
        "Revoked",
        "TooLong",
        "Unassigned",
        "UnknownProvision",
        "Window",
        "envelope Err(KeysForMany)",
        "envelope Err(KeysOnDeny)",
        "envelope Err(KeysWithoutReading)",
        "envelope Err(UnknownProvision)",
        "envelope Ok(())",
    ];
    assert_eq!(met.into_iter().collect::<Vec<_>>(), expected);
}
