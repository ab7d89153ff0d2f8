//! Commands to a contract's governance: against the model from its beginning, and on whatever
//! decodes to a governance.

#[path = "../../crates/governance/tests/model/mod.rs"]
mod model;

use chartkey_vocabulary::{Account, Timestamp};
use chartkey_governance::{Change, Command, Governance, HandoverChange, HandoverStep, Upgrades};
use scale::{Decode, Encode};

use self::model::Model;
use crate::{canonical, one_of, steps};

/// What an input begins with.
#[derive(Encode, Decode)]
pub enum Input {
    /// A new contract with this delay in milliseconds; [`Call`]s follow.
    New(u64),
    /// A governance as it comes, then (caller, command, time) as they come.
    Any,
}

/// Somebody asks for something.
#[derive(Clone, Copy, Encode, Decode)]
pub struct Call {
    /// `None` is whoever owns the contract.
    pub caller: Option<u8>,
    /// For what.
    pub wish: Wish,
    /// When: so many milliseconds after the beginning, 255 at the end of time.
    pub at: u8,
}

/// A command with a byte for each account and code.
#[derive(Clone, Copy, Debug, Encode, Decode)]
#[allow(missing_docs)] // The commands are explained where they are defined.
pub enum Wish {
    Propose(u8),
    Cancel,
    Accept,
    Pause,
    Resume,
    Announce(u8),
    CancelUpgrade,
    Apply,
    Renounce,
}

const FOUNDER: Account = [1; 32];
const NOON: Timestamp = 1_800_000_000_000;

/// One of four accounts or codes.
fn name(byte: u8) -> Account {
    one_of(&[[0; 32], FOUNDER, [2; 32], [3; 32]], byte)
}

impl Wish {
    fn command(self) -> Command {
        match self {
            Self::Propose(to) => Command::Owner(HandoverStep::Propose(name(to))),
            Self::Cancel => Command::Owner(HandoverStep::Cancel),
            Self::Accept => Command::Owner(HandoverStep::Accept),
            Self::Pause => Command::Pause,
            Self::Resume => Command::Resume,
            Self::Announce(code) => Command::AnnounceUpgrade(name(code)),
            Self::CancelUpgrade => Command::CancelUpgrade,
            Self::Apply => Command::ApplyUpgrade,
            Self::Renounce => Command::RenounceUpgrades,
        }
    }
}

/// Runs one input.
pub fn run(mut data: &[u8]) {
    match Input::decode(&mut data) {
        Ok(Input::New(delay)) => from_the_beginning(delay, data),
        Ok(Input::Any) => drop(on_whatever_decodes(data)),
        Err(_) => {}
    }
}

fn from_the_beginning(delay: u64, data: &[u8]) {
    let mut governance = Governance::new(FOUNDER, delay);
    let mut model = Model::new(FOUNDER, delay);
    for call in steps::<Call>(data) {
        let caller = call.caller.map_or(*governance.owner().holder(), name);
        let command = call.wish.command();
        let now = if call.at == 255 { u64::MAX } else { NOON + u64::from(call.at) };
        execute(&mut governance, &caller, command, now, |answer| {
            assert_eq!(*answer, model.execute(caller, command, now), "{:?}", call.wish);
        });
        assert_eq!(*governance.owner().holder(), model.owner());
        assert_eq!(governance.owner().proposed(), model.offered_to());
        assert_eq!(governance.is_paused(), model.is_paused());
        assert_eq!(governance.upgrades(), model.upgrades());
    }
}

fn on_whatever_decodes(mut data: &[u8]) -> Option<()> {
    let mut governance = canonical::<Governance>(&mut data)?;
    loop {
        let (caller, command, now) = canonical::<(Account, Command, Timestamp)>(&mut data)?;
        execute(&mut governance, &caller, command, now, |_| {});
    }
}

type Answer = Result<Change, chartkey_governance::GovernanceError>;

/// Executes a command and checks what holds for each, whatever was before.
fn execute(
    governance: &mut Governance,
    caller: &Account,
    command: Command,
    now: Timestamp,
    check: impl FnOnce(&Answer),
) {
    let before = governance.clone();
    let answer = governance.execute(caller, command, now);
    check(&answer);
    if answer.is_err() {
        assert_eq!(*governance, before, "a refused command changes nothing");
    }
    assert_eq!(governance.delay(), before.delay());
    if before.upgrades() == Upgrades::Renounced {
        assert_eq!(governance.upgrades(), Upgrades::Renounced, "that is for good");
    }
    if governance.owner().holder() != before.owner().holder() {
        assert_eq!(before.owner().proposed().as_ref(), Some(caller), "nobody was offered it");
        assert_eq!(answer, Ok(Change::Owner(HandoverChange::Accepted(*caller))));
    }
    if let Ok(Change::Upgraded(code)) = answer {
        let Upgrades::Announced { code_hash, ready_at } = before.upgrades() else {
            panic!("nothing was announced")
        };
        assert!(code == code_hash && now >= ready_at && caller == before.owner().holder());
    }
    let encoded = governance.encode();
    assert_eq!(Governance::is_paused_in(&encoded), governance.is_paused());
    assert_eq!(canonical::<Governance>(&mut encoded.as_slice()).as_ref(), Some(&*governance));
}
