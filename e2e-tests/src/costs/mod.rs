//! What everything costs: each message of each contract, beside a flipper and a token; how many
//! fit in a block; how that grows with what is stored. `docs/costs.md` is made of it.

mod account;
mod batches;
mod block;
mod consent;
mod directory;
mod emergencies;
mod figure;
mod goals;
mod governor;
pub mod growth;
mod interface;
mod log;
mod meter;
mod page;
mod peers;
mod records;
mod report;
mod versions;

pub use block::{Block, Limit};
pub use figure::{Code, Figure};
pub use goals::{Bound, Goal};
pub use growth::Growth;
pub use page::page;
pub use report::{measure, Figures, Report};
pub use versions::Versions;
