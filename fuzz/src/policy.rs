//! A patient's consent: every write, key and decision against the model from an empty chart on,
//! and decisions and writes on whatever decodes to a policy.

#[path = "../../crates/policy/tests/model/mod.rs"]
#[allow(unused_imports)] // The tests of the crate name more of it.
mod model;

use std::collections::{BTreeMap, BTreeSet};

use chartkey_policy::{
    Basis, Change, Decision, Directive, Effect, Grantee, KeyEpochs, Policy, Provision, Reason,
    Request, Target, Terms, Verdict, Write, MAX_PERMIT_MILLISECONDS, MAX_PROVISIONS,
};
use chartkey_vocabulary::{
    Account, Action, Addressee, Categories, Category, OrgId, Purpose, Timestamp,
};
use scale::{Decode, Encode};

use self::model::{
    categories, decide, decide_each, About, Ask, Chart, Keys, Outcome, Stray, Why, Wish, Words,
};
use crate::{canonical, one_of, some_of, steps};

/// What an input begins with.
#[derive(Encode, Decode)]
pub enum Input {
    /// An empty chart; [`Turn`]s follow.
    New,
    /// A policy as it comes, then [`AnyStep`]s with their times as they come.
    Any,
}

/// A step, and when; see [`moment`].
#[derive(Clone, Copy, Encode, Decode)]
pub struct Turn {
    /// When.
    pub at: u8,
    /// The step.
    pub step: Step,
}

/// A step with a byte or a few for everything.
#[derive(Clone, Copy, Encode, Decode)]
pub enum Step {
    /// Adds a provision, so many times over.
    Add(Said, u8),
    /// Takes the provision of this id back.
    Revoke(u8),
    /// Puts new terms in the place of the provision of this id.
    Replace(u8, Said),
    /// Notes an envelope.
    Envelope(u8, u8),
    /// Publishes a category's key.
    Publish(u8),
    /// Changes the directive for issuers, or the one for emergencies.
    Direct(bool, u32),
    /// Asks.
    Ask(Asked),
    /// Asks for records at once.
    AskEach(Asked, [AskedRecord; 3]),
    /// Takes out what has ended.
    Prune,
}

/// A provision in a few bytes.
#[derive(Clone, Copy, Encode, Decode)]
#[allow(missing_docs)] // As the fields of `Terms`.
pub struct Said {
    pub permits: bool,
    pub grantee: u8,
    pub document: Option<u8>,
    /// All bits are everything.
    pub categories: u32,
    /// All bits are everything.
    pub purposes: u16,
    pub actions: u8,
    pub from: u8,
    pub until: Option<u8>,
    pub keys: Option<u8>,
    /// 1 to 3 is an unassigned bit in one of the three sets.
    pub stray: u8,
}

/// The document, category, issuer and addressee of a record.
pub type AskedRecord = (u8, u8, Option<u8>, Option<u8>);

/// A request in a few bytes.
#[derive(Clone, Copy, Encode, Decode)]
#[allow(missing_docs)] // As the fields of `Request`.
pub struct Asked {
    pub who: u8,
    pub works_for: Option<u8>,
    pub record: Option<AskedRecord>,
    pub categories: u32,
    /// Whether the categories are for a session.
    pub session: bool,
    pub purpose: u8,
    pub append: bool,
    pub emergency: bool,
}

/// A step as it comes.
#[derive(Encode, Decode)]
enum AnyStep {
    Add(Effect, Terms),
    Revoke(u32),
    Replace(u32, Effect, Terms),
    Envelope(u32, [u8; 32]),
    Direct(Directive, Categories),
    Decide(Account, Request),
    Cover(Terms, Terms),
}

const CONTROLLER: Account = [9; 32];
const NOON: Timestamp = 1_800_000_000_000;

fn account(byte: u8) -> Account {
    one_of(&[[1; 32], [2; 32], CONTROLLER], byte)
}

fn organization(byte: u8) -> OrgId {
    OrgId((byte % 3).into())
}

/// A moment: one of a few close to one another, to ten years later, or to the ends of time.
fn moment(byte: u8) -> Timestamp {
    match byte {
        0 => 0,
        255 => Timestamp::MAX,
        1..=199 => NOON + u64::from(byte),
        200..=254 => NOON + MAX_PERMIT_MILLISECONDS + u64::from(byte - 200),
    }
}

impl Said {
    fn effect(&self) -> Effect {
        if self.permits {
            Effect::Permit
        } else {
            Effect::Deny
        }
    }

    fn words(&self) -> Words {
        Words {
            grantee: match self.grantee % 8 {
                7 => Grantee::Anyone,
                one @ 0..=3 => Grantee::Practitioner(account(one)),
                one => Grantee::Organization(organization(one)),
            },
            about: match self.document {
                Some(document) => About::Document((document % 4).into()),
                None if self.categories == u32::MAX => About::Everything,
                None => About::Categories(some_of(&Category::ALL, self.categories).collect()),
            },
            purposes: if self.purposes == u16::MAX {
                Why::Whatever
            } else {
                Why::These(some_of(&Purpose::ALL, self.purposes.into()).collect())
            },
            actions: some_of(&Action::ALL, self.actions.into()).collect(),
            from: moment(self.from),
            until: self.until.map(moment),
            keys: self.keys,
            stray: match self.stray {
                1 => Some(Stray::Category),
                2 => Some(Stray::Purpose),
                3 => Some(Stray::Action),
                _ => None,
            },
        }
    }
}

impl Asked {
    fn ask(&self) -> Ask {
        Ask {
            who: account(self.who),
            works_for: self.works_for.map(organization),
            wish: match self.record {
                Some(asked) => record(asked),
                None => {
                    let wanted = some_of(&Category::ALL, self.categories).collect::<BTreeSet<_>>();
                    let first = || BTreeSet::from([Category::PatientSummary]);
                    let wanted = if wanted.is_empty() { first() } else { wanted };
                    if self.session {
                        Wish::Session(wanted)
                    } else {
                        Wish::Categories(wanted)
                    }
                }
            },
            purpose: one_of(&Purpose::ALL, self.purpose),
            action: if self.append { Action::Append } else { Action::Read },
            emergency: self.emergency,
        }
    }
}

fn record((document, category, issuer, addressee): AskedRecord) -> Wish {
    Wish::Record {
        document: (document % 4).into(),
        category: one_of(&Category::ALL, category),
        issuer: issuer.map(organization),
        addressee: addressee.map(|byte| match byte % 2 {
            0 => Addressee::Organization(organization(byte / 2)),
            _ => Addressee::Practitioner(account(byte / 2)),
        }),
    }
}

/// The answer to a list, one ground after the other.
fn one_by_one(verdict: &Verdict) -> Result<Vec<Basis>, (usize, Reason)> {
    match verdict {
        Verdict::Permit(grounds) => {
            assert!(grounds.windows(2).all(|pair| pair[0].basis != pair[1].basis));
            Ok(grounds.iter().flat_map(|one| vec![one.basis; one.count.into()]).collect())
        }
        Verdict::Deny(refusal) => Err((refusal.place.into(), refusal.reason)),
    }
}

/// Runs one input.
pub fn run(mut data: &[u8]) {
    match Input::decode(&mut data) {
        Ok(Input::New) => from_the_beginning(data),
        Ok(Input::Any) => drop(on_whatever_decodes(data)),
        Err(_) => {}
    }
}

/// The crate and the model side by side.
#[derive(Default)]
struct Pair {
    policy: Policy,
    epochs: KeyEpochs,
    chart: Chart,
    keys: Keys,
    writes: usize,
}

/// How many writes one input makes at the most: the list is full after [`MAX_PROVISIONS`].
const MAX_WRITES: usize = 160;

fn from_the_beginning(data: &[u8]) {
    let mut pair = Pair::default();
    for turn in steps::<Turn>(data) {
        pair.take(turn.step, moment(turn.at));
        let rules: Vec<_> = pair.chart.rules().map(|(id, rule)| rule.to_provision(id)).collect();
        assert_eq!(pair.policy.provisions(), rules);
        let directive = |which| pair.policy.directive(which).intersection(Categories::ALL);
        assert_eq!(directive(Directive::Emergency), categories(&pair.chart.emergency));
        assert_eq!(directive(Directive::Issuers), categories(&pair.chart.issuers));
        assert_eq!(
            pair.epochs.outdated().intersection(Categories::ALL),
            categories(&pair.keys.awaited())
        );
        let now = moment(turn.at);
        let (_, ended) = pair.chart.pruned(now);
        assert_eq!(pair.policy.run_out(now), categories(&ended.raised));
        in_order(&pair.policy);
    }
    assert!(canonical::<Policy>(&mut pair.policy.encode().as_slice()) == Some(pair.policy));
    assert!(canonical::<KeyEpochs>(&mut pair.epochs.encode().as_slice()) == Some(pair.epochs));
}

/// What holds for the policy of every chart.
fn in_order(policy: &Policy) {
    let provisions = policy.provisions();
    assert!(provisions.len() <= MAX_PROVISIONS);
    assert!(provisions.windows(2).all(|pair| pair[0].id < pair[1].id), "ids ascend");
    let from_when = |provision: &Provision| {
        let Terms { from, until, .. } = provision.terms;
        let first = match provision.effect {
            Effect::Permit => until.map_or(0, |end| end.saturating_sub(MAX_PERMIT_MILLISECONDS)),
            Effect::Deny => from,
        };
        provision.terms.check_for(provision.effect, first)
    };
    assert!(provisions.iter().all(|provision| from_when(provision).is_ok()));
    assert!(policy.directive(Directive::Emergency).is_assigned());
    let issuers = policy.directive(Directive::Issuers);
    assert!(issuers.is_assigned() || issuers.is_everything());
}

impl Pair {
    fn take(&mut self, step: Step, now: Timestamp) {
        match step {
            Step::Add(said, times) => {
                for _ in 0..=times % MAX_PROVISIONS as u8 {
                    let write = match said.effect() {
                        Effect::Permit => model::Write::Permit(said.words()),
                        Effect::Deny => model::Write::Deny(said.words()),
                    };
                    let terms = said.words().to_terms();
                    self.write(&write, Write::Add(said.effect(), &terms), now);
                }
            }
            Step::Revoke(id) => {
                self.write(&model::Write::Revoke(id.into()), Write::Revoke(id.into()), now);
            }
            Step::Replace(id, said) => {
                let write = model::Write::Replace(id.into(), said.effect(), said.words());
                let terms = said.words().to_terms();
                self.write(&write, Write::Replace(id.into(), said.effect(), &terms), now);
            }
            Step::Envelope(id, keys) => {
                let answer = self.policy.set_envelope(id.into(), [keys; 32]);
                let expected = self.chart.with_envelope(id.into(), keys);
                assert_eq!(answer, expected.map(|chart| self.chart = chart));
            }
            Step::Publish(category) => {
                let category = one_of(&Category::ALL, category);
                assert_eq!(self.epochs.publish(category), self.keys.publish(category));
                assert_eq!(self.epochs.required(category), self.keys.required(category));
            }
            Step::Direct(for_issuers, bits) => {
                let members: BTreeSet<_> = some_of(&Category::ALL, bits).collect();
                let (which, place) = if for_issuers {
                    (Directive::Issuers, &mut self.chart.issuers)
                } else {
                    (Directive::Emergency, &mut self.chart.emergency)
                };
                assert_eq!(self.policy.set_directive(which, categories(&members)), Ok(()));
                *place = members;
            }
            Step::Prune => {
                let change = self.policy.prune(now);
                let (chart, outcome) = self.chart.pruned(now);
                self.changed(&change, chart, outcome);
            }
            Step::Ask(asked) => {
                let ask = asked.ask();
                let request = ask.to_request();
                assert_eq!(request.check(), Ok(()));
                let decision = self.policy.decide(&CONTROLLER, &request, now);
                assert_eq!(decision, decide(&self.chart, CONTROLLER, &ask, now), "{ask:?}");
            }
            Step::AskEach(asked, records) => {
                let ask = asked.ask();
                let wishes = records.map(record);
                let target = |wish: &Wish| match (Ask { wish: wish.clone(), ..ask.clone() })
                    .to_request()
                    .target
                {
                    Target::Record(record) => record,
                    Target::Categories(_) | Target::Session(_) => unreachable!("they are records"),
                };
                let further = [target(&wishes[0]), target(&wishes[1]), target(&wishes[2])];
                let first = ask.wish.clone();
                let verdict =
                    self.policy.decide_each(&CONTROLLER, &mut ask.to_request(), &further, now);
                let wishes: Vec<_> = [first].into_iter().chain(wishes).collect();
                let expected = decide_each(&self.chart, CONTROLLER, &ask, &wishes, now);
                assert_eq!(one_by_one(&verdict), expected, "{ask:?}, {wishes:?}");
            }
        }
    }

    fn write(&mut self, theirs: &model::Write, write: Write, now: Timestamp) {
        self.writes += 1;
        if self.writes > MAX_WRITES {
            return;
        }
        let before = self.policy.clone();
        match (self.policy.write(write, now), self.chart.after(theirs, now)) {
            (Ok(change), Ok((chart, outcome))) => self.changed(&change, chart, outcome),
            (Err(error), Err(objections)) => {
                assert!(objections.contains(&error), "{error:?} is none of {objections:?}");
                assert!(self.policy == before, "a refused write changes nothing");
            }
            (answer, expected) => panic!("{theirs:?}: {answer:?} instead of {expected:?}"),
        }
    }

    /// Compares what changed, and goes on from there.
    fn changed(&mut self, change: &Change, chart: Chart, outcome: Outcome) {
        let added = outcome.added.map(|(id, rule)| rule.to_provision(id));
        assert_eq!(change.added, added);
        let removed: BTreeMap<_, _> =
            change.removed.iter().map(|removed| (removed.id, removed.cause)).collect();
        assert_eq!((change.removed.len(), removed), (outcome.removed.len(), outcome.removed));
        assert_eq!(change.raised, categories(&outcome.raised));
        self.chart = chart;
        self.epochs.raise(change.raised);
        self.keys.raise(&outcome.raised);
    }
}

fn on_whatever_decodes(mut data: &[u8]) -> Option<()> {
    let mut policy = canonical::<Policy>(&mut data)?;
    loop {
        let (step, now) = canonical::<(AnyStep, Timestamp)>(&mut data)?;
        let before = policy.clone();
        let refused = match step {
            AnyStep::Add(effect, terms) => policy.write(Write::Add(effect, &terms), now).is_err(),
            AnyStep::Revoke(id) => policy.write(Write::Revoke(id), now).is_err(),
            AnyStep::Replace(id, effect, terms) => {
                policy.write(Write::Replace(id, effect, &terms), now).is_err()
            }
            AnyStep::Envelope(id, digest) => policy.set_envelope(id, digest).is_err(),
            AnyStep::Direct(which, categories) => policy.set_directive(which, categories).is_err(),
            AnyStep::Decide(controller, request) => {
                let decision = policy.decide(&controller, &request, now);
                let denied = matches!(decision, Decision::Deny(_));
                assert!(!(denied && request.subject == controller));
                true
            }
            AnyStep::Cover(terms, other) => {
                assert!(terms.cover(&terms, now));
                let _ = terms.cover(&other, now);
                true
            }
        };
        assert!(!refused || policy == before, "it changed all the same");
    }
}
