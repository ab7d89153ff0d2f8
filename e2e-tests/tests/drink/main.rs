//! The release as somebody sees it who has nothing but its bundles: drink deploys them, calls
//! messages by their names with arguments as text, and answers and events are text again, all by
//! the metadata in the bundles. No type of a contract is used here.

mod consent;
mod day;
mod deploying;
mod directory;
mod emergencies;
mod reading;
mod releases;
mod signing;
mod texts;
