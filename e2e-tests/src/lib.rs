//! The Chartkey suite deployed as one value on a real pallet-contracts runtime, for tests and
//! for the demo.
//!
//! * [`Chain`] is what a chain does for a scenario; [`InProcess`] does it inside this process,
//!   [`OnNode`] on a development node. [`On`] is the choice between them.
//! * [`Suite`] is the contracts, deployed and wired. It sends typed calls and decodes what
//!   comes back: the value or the refusal, the [`Event`]s and the [`Cost`].
//! * [`Hospital`] and [`Patient`] are the set-ups that most scenarios begin with.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

mod actor;
pub mod batches;
mod bundle;
mod chain;
mod commanding;
mod contract_info;
mod cost;
pub mod costs;
pub mod demo;
pub mod documents;
mod event;
mod in_process;
mod message;
mod node;
mod on;
mod scenery;
mod suite;

pub use actor::Actor;
pub use bundle::Bundle;
pub use chain::{Answer, Chain, CodeHash, Deployed, Emitted, Receipt};
pub use commanding::{order, Guardian};
pub use cost::{Cost, Deposit};
pub use event::Event;
pub use in_process::InProcess;
pub use message::{constructor_input, message_input, CallError, Constructor, Message, Outcome};
pub use node::{node_available, Node, OnNode};
pub use on::On;
pub use scenery::{
    document, new_record, x25519_key, x_wing_key, Hospital, Patient, DAY, HOUR, MINUTE, YEAR,
};
pub use suite::{
    Accounts, Consent, Contract, Directory, Governors, Log, Registry, Suite, ACCOUNT_UPGRADE_DELAY,
    PARTS, UPGRADE_DELAY,
};
