//! The Chartkey suite deployed as one value on a real pallet-contracts runtime, for tests.
//!
//! * [`TestChain`] is what a chain does for a scenario; [`InProcess`] does it inside this process,
//!   [`OnNode`] on a development node. [`On`] is the choice between them.
//! * [`Suite`] is the contracts, deployed and wired. It sends typed calls and decodes what
//!   comes back: the value or the refusal, the [`Event`]s and the [`Cost`].
//! * [`Hospital`] and [`Patient`] are the set-ups that most scenarios begin with.
//!
//! What needs no node is in `chartkey-devchain`, what a user would ship in `chartkey`; tests import
//! all of it from here.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

pub mod costs;
mod node;
mod on;

pub use chartkey::{
    constructor_input, message_input, Accounts, Answer, CallError, Chain, Consent, Constructor,
    Contract, Cost, Deposit, Directory, Emitted, Event, Governors, Log, Message, Receipt, Registry,
    ACCOUNT_UPGRADE_DELAY, UPGRADE_DELAY,
};
pub use chartkey_demo as demo;
pub use chartkey_devchain::{
    document, new_record, order, x25519_key, x_wing_key, Actor, Bundle, CodeHash, Deployed,
    Guardian, Hospital, InProcess, Outcome, Patient, Place, Suite, TestChain, DAY, HOUR, MINUTE,
    PARTS, YEAR,
};
pub use node::{node_available, Node, OnNode};
pub use on::On;

/// Batches off chain, and leaves to fill them with.
pub mod batches {
    pub use chartkey::batches::*;
    pub use chartkey_devchain::leaf;
}

/// Documents, and those of the demo.
pub mod documents {
    pub use chartkey::documents::*;
    pub use chartkey_demo::{category_of, charts, Fixture};
}
