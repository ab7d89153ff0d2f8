//! Commands to a governor about its contracts: against the model from its beginning, and on
//! whatever decodes to a governor and contracts.

#[path = "../../crates/governance/tests/model/mod.rs"]
mod model;

use chartkey_governance::{Governed, Governor, GovernorError, HandoverStep, Plan, Release};
use chartkey_vocabulary::{Account, Timestamp};
use scale::{Decode, Encode};

use self::model::{suite::Suite, Answer, Command, Contract, Model};
use crate::{canonical, one_of, steps};

/// What an input begins with.
#[derive(Encode, Decode)]
pub enum Input {
    /// Three expected contracts with these delays in milliseconds; [`Call`]s follow.
    New([u64; 3]),
    /// A governor and its contracts as they come; [`Call`]s follow.
    Any,
}

/// Somebody asks for something.
#[derive(Clone, Copy, Encode, Decode)]
pub struct Call {
    /// `None` is whoever owns the governor.
    pub caller: Option<u8>,
    /// For which contract, where it is about one.
    pub contract: u8,
    /// For what.
    pub wish: Wish,
    /// When.
    pub at: At,
}

/// A command with a byte for each account and code.
#[derive(Clone, Copy, Debug, Encode, Decode)]
#[allow(missing_docs)] // The commands are explained where they are defined.
pub enum Wish {
    Propose(u8),
    TakeBack,
    Accept,
    /// The contract accepts no delay that is shorter, in milliseconds.
    Wire(u8),
    /// A code, the first of its parts, how many there are.
    Announce(u8, u8, u8),
    AnnounceMove(u8),
    Cancel,
    Renounce,
    Apply,
    Move,
}

/// A moment.
#[derive(Clone, Copy, Encode, Decode)]
pub enum At {
    /// So many milliseconds after the beginning.
    Early(u8),
    /// So many milliseconds after 14 days.
    Late(u8),
    /// The end of time.
    Last,
}

const FOUNDER: Account = [1; 32];
const NOON: Timestamp = 1_800_000_000_000;
const LAPSE: u64 = 14 * 24 * 60 * 60 * 1_000;

/// One of four accounts.
fn account(byte: u8) -> Account {
    one_of(&[[0; 32], FOUNDER, [2; 32], [3; 32]], byte)
}

impl Call {
    /// The command, to one of so many contracts.
    fn command(&self, contracts: usize) -> Command {
        let contract = usize::from(self.contract) % contracts;
        match self.wish {
            Wish::Propose(to) => Command::HandOver(HandoverStep::Propose(account(to))),
            Wish::TakeBack => Command::HandOver(HandoverStep::Cancel),
            Wish::Accept => Command::HandOver(HandoverStep::Accept),
            Wish::Wire(shortest) => Command::Wire(contract, shortest.into()),
            Wish::Announce(code, first, parts) => {
                let parts = (0..parts % 32).map(|part| [first.wrapping_add(part); 32]).collect();
                Command::Announce(contract, Release { code: [code; 32], parts, version: 2 })
            }
            Wish::AnnounceMove(to) => Command::AnnounceMove(contract, account(to)),
            Wish::Cancel => Command::Cancel(contract),
            Wish::Renounce => Command::Renounce(contract),
            Wish::Apply => Command::Apply(contract),
            Wish::Move => Command::Move(contract),
        }
    }

    fn now(&self) -> Timestamp {
        match self.at {
            At::Early(later) => NOON + u64::from(later),
            At::Late(later) => NOON + LAPSE + u64::from(later),
            At::Last => Timestamp::MAX,
        }
    }
}

/// Runs one input.
pub fn run(mut data: &[u8]) {
    match Input::decode(&mut data) {
        Ok(Input::New(delays)) => from_the_beginning(&delays, data),
        Ok(Input::Any) => drop(on_whatever_decodes(data)),
        Err(_) => {}
    }
}

fn from_the_beginning(delays: &[u64], data: &[u8]) {
    let mut suite = Suite::new(FOUNDER, delays);
    let mut model = Model::new(FOUNDER, delays);
    for call in steps::<Call>(data) {
        let caller = call.caller.map_or(*suite.governor.owner().holder(), account);
        let (command, now) = (call.command(delays.len()), call.now());
        let answer = execute(&mut suite, caller, &command, now);
        assert_eq!(answer, model.execute(caller, &command, now), "{:?}", call.wish);
        suite.is_as_in(&model);
    }
}

fn on_whatever_decodes(mut data: &[u8]) -> Option<()> {
    let governor = canonical::<Governor>(&mut data)?;
    let contracts = canonical::<Vec<Governed>>(&mut data)?;
    if contracts.is_empty() {
        return None;
    }
    let mut suite = Suite { governor, contracts };
    for call in steps::<Call>(data) {
        let caller = call.caller.map_or(*suite.governor.owner().holder(), account);
        let command = call.command(suite.contracts.len());
        let _ = execute(&mut suite, caller, &command, call.now());
    }
    Some(())
}

/// Executes a command and checks what holds for each, whatever was before.
fn execute(
    suite: &mut Suite,
    caller: Account,
    command: &Command,
    now: Timestamp,
) -> Result<Answer, GovernorError> {
    let before = suite.clone();
    let plan_of = |contract: Contract| before.contracts[contract].plan();
    let answer = suite.execute(caller, command, now);
    if answer.is_err() {
        assert_eq!(*suite, before, "a refused command changes nothing");
    }
    for (contract, after) in before.contracts.iter().zip(&suite.contracts) {
        assert_eq!(contract.delay(), after.delay());
        if *contract.plan() == Plan::Renounced {
            assert_eq!(*after.plan(), Plan::Renounced, "that is for good");
        }
    }
    let is_due = |ready_at: Timestamp| now >= ready_at && now - ready_at < LAPSE;
    match (command, &answer) {
        (Command::HandOver(HandoverStep::Accept), Ok(_)) => {
            assert_eq!(before.governor.owner().proposed(), Some(caller), "nobody was offered it");
        }
        // Anybody says that a contract names this governor; the contract is asked.
        (Command::Wire(..), _) | (_, Err(_)) => {}
        _ => assert_eq!(*before.governor.owner().holder(), caller),
    }
    match (command, &answer) {
        (Command::Apply(contract), Ok(Answer::Applied(applied, _))) => {
            let Plan::Upgrade { release, ready_at } = plan_of(*contract) else {
                panic!("nothing was announced")
            };
            assert!(applied == release && is_due(*ready_at));
        }
        (Command::Move(contract), Ok(Answer::Moved(to))) => {
            let Plan::Move { governor, ready_at } = plan_of(*contract) else {
                panic!("nothing was announced")
            };
            assert!(to == governor && is_due(*ready_at));
        }
        (Command::Announce(..), Ok(_)) => assert!(suite.governor.locks().all().len() <= 24),
        _ => {}
    }
    let encoded = (&suite.governor, &suite.contracts).encode();
    let decoded = canonical::<(Governor, Vec<Governed>)>(&mut encoded.as_slice());
    assert_eq!(decoded, Some((suite.governor.clone(), suite.contracts.clone())));
    answer
}
