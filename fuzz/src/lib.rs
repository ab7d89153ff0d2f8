//! What is asked of the pure crates for bytes that anybody could send: nothing panics, what is
//! decoded is encoded to the same bytes again, what is refused changes nothing, and every answer
//! is the one of a model. The models are those of the crates' own tests.
//!
//! Each module is one target, whose `run` libFuzzer calls with bytes of its own making. An input
//! begins with a variant of the module's `Input`; what follows is decoded as far as it goes.

pub mod commands;
pub mod emergency;
pub mod governance;
pub mod interfaces;
pub mod merkle;
mod parser;
pub mod policy;
pub mod recovery;

use scale::{Decode, Encode};

/// How many steps one input takes at the most: enough to fill each list several times over.
const MAX_STEPS: usize = 128;

/// Decodes a value from the beginning of the bytes and goes on behind it. What was decoded has to
/// be the encoding of what came out, so that no value has two encodings.
fn canonical<T: Encode + Decode>(data: &mut &[u8]) -> Option<T> {
    let before = *data;
    let value = T::decode(data).ok()?;
    let (taken, _) = before.split_at(before.len() - data.len());
    assert_eq!(value.encode(), taken, "encoded again it is something else");
    Some(value)
}

/// The steps that the bytes hold, up to where they hold none.
fn steps<'a, T: Decode + 'a>(mut data: &'a [u8]) -> impl Iterator<Item = T> + 'a {
    std::iter::from_fn(move || T::decode(&mut data).ok()).take(MAX_STEPS)
}

/// One of these values, whatever the byte.
fn one_of<T: Copy>(values: &[T], byte: u8) -> T {
    values[usize::from(byte) % values.len()]
}

/// Those of these values whose bit is set.
fn some_of<T: Copy>(values: &[T], bits: u32) -> impl Iterator<Item = T> + '_ {
    (0_u32..).zip(values).filter(move |(place, _)| (bits >> place) & 1 == 1).map(|(_, one)| *one)
}
