//! What a chart's key and its guardians do: against the model from the beginning, and on whatever
//! decodes to a custody.

#[path = "../../crates/recovery/tests/model/mod.rs"]
mod model;

use chartkey_recovery::{
    Change, Commitment, Custody, Guardians, Progress, RecoveryError, SigningKey, NO_KEY,
};
use chartkey_vocabulary::{Account, Timestamp};
use scale::{Decode, Encode};

use self::model::{Model, Outcome, Step};
use crate::{canonical, one_of, steps};

/// What an input begins with.
#[derive(Encode, Decode)]
pub enum Input {
    /// A new chart; the byte says when. [`Turn`]s follow.
    New(u8),
    /// A custody as it comes, then [`AnyStep`]s with their times as they come.
    Any,
}

/// A step, and how long after the one before; see [`pause`].
#[derive(Clone, Encode, Decode)]
pub struct Turn {
    /// How long after.
    pub pause: u8,
    /// The step.
    pub act: Act,
}

/// A step with a byte for each key, account and guardian.
#[derive(Clone, Debug, Encode, Decode)]
#[allow(missing_docs)] // The steps are explained where they are defined.
pub enum Act {
    Name(Vec<u8>, u8, u16),
    NameNone,
    HandOver(u8),
    Withdraw,
    Propose(u8, Vec<u8>),
    Veto(u8),
    Complete,
    Rebind(u8),
}

/// A step as it comes.
#[derive(Encode, Decode)]
enum AnyStep {
    Name(Option<Guardians>),
    HandOver(Account),
    Withdraw,
    Propose(SigningKey, Vec<Commitment>),
    Veto(SigningKey),
    Complete,
    Rebind(SigningKey),
}

const NOON: Timestamp = 1_800_000_000_000;
const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const PRESENT: SigningKey = [1; 32];

/// Times between two steps, in milliseconds: the edges of the delays and of the vetoes, and from
/// 128 on as many hours as are over.
fn pause(byte: u8) -> u64 {
    const EDGES: [u64; 9] =
        [0, 1, DAY - 1, DAY, DAY + HOUR, 14 * DAY - 1, 14 * DAY, 30 * DAY - 1, 30 * DAY];
    if byte < 128 {
        one_of(&EDGES, byte)
    } else {
        HOUR * u64::from(byte - 128)
    }
}

fn key(byte: u8) -> SigningKey {
    one_of(&[NO_KEY, PRESENT, [2; 32], [3; 32]], byte)
}

fn people(bytes: &[u8]) -> Vec<Commitment> {
    bytes.iter().map(|byte| [byte % 12; 32]).collect()
}

impl Act {
    fn step(&self) -> Step {
        match self {
            Self::Name(who, threshold, delay_hours) => {
                Step::Ask(Change::Guardians(Some(Guardians {
                    commitments: people(who),
                    threshold: *threshold,
                    delay_hours: *delay_hours,
                })))
            }
            Self::NameNone => Step::Ask(Change::Guardians(None)),
            Self::HandOver(to) => Step::Ask(Change::HandOver([*to; 32])),
            Self::Withdraw => Step::Withdraw,
            Self::Propose(new, who) => Step::Propose(key(*new), people(who)),
            Self::Veto(new) => Step::Veto(key(*new)),
            Self::Complete => Step::Complete,
            Self::Rebind(new) => Step::Rebind(key(*new)),
        }
    }
}

impl AnyStep {
    fn step(self) -> Step {
        match self {
            Self::Name(guardians) => Step::Ask(Change::Guardians(guardians)),
            Self::HandOver(to) => Step::Ask(Change::HandOver(to)),
            Self::Withdraw => Step::Withdraw,
            Self::Propose(new, who) => Step::Propose(new, who),
            Self::Veto(new) => Step::Veto(new),
            Self::Complete => Step::Complete,
            Self::Rebind(new) => Step::Rebind(new),
        }
    }
}

/// Runs one input.
pub fn run(mut data: &[u8]) {
    match Input::decode(&mut data) {
        Ok(Input::New(begin)) => from_the_beginning(begin, data),
        Ok(Input::Any) => drop(on_whatever_decodes(data)),
        Err(_) => {}
    }
}

fn from_the_beginning(begin: u8, data: &[u8]) {
    let mut custody = Custody::new(PRESENT);
    let mut model = Model::new(PRESENT);
    let mut now = one_of(&[NOON, 0, Timestamp::MAX - 40 * DAY], begin);
    for turn in steps::<Turn>(data) {
        now = now.saturating_add(pause(turn.pause));
        let step = turn.act.step();
        match (take(&mut custody, &step, now), model.take(&step, now)) {
            (Ok(outcome), Ok(expected)) => assert_eq!(outcome, expected, "{step:?}"),
            (Err(error), Err(objections)) => assert!(objections.contains(&error), "{step:?}"),
            (answer, expected) => panic!("{step:?}: {answer:?} instead of {expected:?}"),
        }
        assert_eq!(*custody.key(), model.key());
        assert_eq!(usize::try_from(custody.round()), Ok(model.round()));
        assert_eq!(custody.guardians().cloned(), model.guardians());
        assert_eq!(custody.waiting().cloned(), model.waiting());
        assert_eq!(custody.proposal().copied(), model.proposal());
        assert_eq!(custody.vetoed_at(), model.vetoed_at());
        assert!(custody.guardians().is_none_or(|guardians| guardians.check().is_ok()));
    }
}

fn on_whatever_decodes(mut data: &[u8]) -> Option<()> {
    let mut custody = canonical::<Custody>(&mut data)?;
    loop {
        let (step, now) = canonical::<(AnyStep, Timestamp)>(&mut data)?;
        let _ = take(&mut custody, &step.step(), now);
    }
}

/// Takes a step and checks what holds for each, whatever was before.
fn take(custody: &mut Custody, step: &Step, now: Timestamp) -> Result<Outcome, RecoveryError> {
    let before = custody.clone();
    let answer = model::take(custody, step, now);
    if answer.is_err() {
        assert_eq!(*custody, before, "a refused step changes nothing");
    }
    assert!(custody.round() >= before.round(), "no round comes twice");
    if custody.key() != before.key() && !matches!(step, Step::Rebind(_)) {
        let proposal = before.proposal().expect("nobody proposed the key");
        assert!(proposal.key == *custody.key() && now >= proposal.ready_at);
        assert_eq!(answer, Ok(Outcome::Progress(Progress::Recovered(proposal.key))));
    }
    assert_eq!(canonical::<Custody>(&mut custody.encode().as_slice()).as_ref(), Some(&*custody));
    answer
}
