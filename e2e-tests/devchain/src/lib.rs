//! A contracts chain inside the process, and the Chartkey suite deployed on it: enough to tell a
//! story or to test a rule in milliseconds, without a node.
//!
//! ```
//! use chartkey::vocabulary::{Category, Purpose};
//! use chartkey_devchain::Suite;
//!
//! let mut suite = Suite::in_process()?;
//! let mercy = suite.hospital("mercy")?;
//! let ana = suite.patient("ana", &[Category::Laboratory])?;
//! let terms = suite.terms(mercy.grantee(), &[Category::Laboratory])?;
//! suite.grant(&ana, terms)?;
//! let record = suite.register(&mercy.clinician, &ana, Category::Laboratory)?;
//! let opening = suite.open(&mercy.clinician, &ana, record, Purpose::Treatment)?;
//! println!("{:?}", opening.decision);
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! * [`TestChain`] is what a chain does for a scenario besides what it does for a client;
//!   [`InProcess`] does it inside this process.
//! * [`Suite`] deploys the contracts from their [`Bundle`]s, wires them, and sends typed calls.
//! * [`Hospital`] and [`Patient`] are the set-ups that most scenarios begin with, [`Actor`] and
//!   [`Guardian`] people whose keys come from their names.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

mod actor;
mod bundle;
mod chain;
mod contract_info;
mod in_process;
mod outcome;
mod scenery;
mod signing;
mod suite;

pub use actor::Actor;
pub use bundle::Bundle;
pub use chain::{CodeHash, Deployed, Place, TestChain};
pub use contract_info::{ContractInfo, Stored};
pub use in_process::{InProcess, Runtime};
pub use outcome::Outcome;
pub use scenery::{
    document, leaf, new_record, x25519_key, x_wing_key, Answered, Hospital, Patient, DAY, HOUR,
    MINUTE, YEAR,
};
pub use signing::{order, Guardian};
pub use suite::{Suite, PARTS};
