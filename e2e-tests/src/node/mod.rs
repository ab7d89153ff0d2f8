//! A chain outside this process: a development node, spoken to over its WebSocket.

mod chain;
mod connection;
mod host;
mod lookup;
mod process;

pub use chain::OnNode;
pub use lookup::node_available;
pub use process::Node;
