//! What tests change in the built code, to have others like it without building them.

use core::hint::black_box;

use crate::parts::PARTS;

/// The parts that this code pins. A test that writes other hashes here has a code that pins those.
static PINNED: [[u8; 32]; 1] = PARTS;

/// What goes wrong. A test that writes another last byte here has a code that misbehaves.
static FAULT: [u8; 16] = *b"what goes wrong-";

/// The parts that this code pins.
pub(crate) fn pinned() -> [[u8; 32]; 1] {
    *black_box(&PINNED)
}

/// What goes wrong in this code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing, as it is built.
    None,
    /// `hold` fails.
    Hold,
    /// It answers that it has another governor.
    OtherGovernor,
    /// It answers, and does not let its governor replace it.
    Disobedience,
}

impl Fault {
    /// The fault that was planted in this code.
    pub(crate) fn planted() -> Self {
        match black_box(&FAULT).last() {
            Some(b'h') => Self::Hold,
            Some(b'g') => Self::OtherGovernor,
            Some(b'd') => Self::Disobedience,
            _ => Self::None,
        }
    }
}
