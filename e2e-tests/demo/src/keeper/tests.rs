//! What contracts/access-log/README.md numbers as a keeper's demands, a file for each number and
//! a test for each line.

mod ages;
mod challenges;
mod decisions;
mod entries;
mod releases;
mod scene;
mod standing;
mod uploads;
