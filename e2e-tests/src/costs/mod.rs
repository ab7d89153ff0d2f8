//! What everything costs: each message of each contract, beside a flipper and a token; how many
//! fit in a block; how that grows with what is stored. `docs/costs.md` is made of it.

mod account;
mod batches;
mod block;
mod consent;
mod cpu;
mod directory;
mod emergencies;
mod figure;
mod filled;
mod goals;
mod governor;
pub mod growth;
mod interface;
mod log;
mod makeup;
mod meter;
pub mod next_pallet;
mod opening;
mod page;
mod peers;
mod records;
mod report;
mod versions;
mod visits;

pub use block::{Block, Limit};
pub use cpu::CpuTime;
pub use figure::{Code, Figure};
pub use filled::Filled;
pub use goals::{Bound, Goal};
pub use growth::Growth;
pub use page::page;
pub use report::{measure, Figures, Report};
pub use versions::Versions;
pub use visits::Visit;
