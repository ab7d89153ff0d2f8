//! Short text on chain.

use alloc::vec::Vec;

/// How many bytes a [`Text`] has at the most.
pub const MAX_TEXT_BYTES: usize = 128;

/// Printable ASCII, at most [`MAX_TEXT_BYTES`] bytes. On the wire and in the metadata it is a
/// string; what was decoded from input has to be checked before use.
#[derive(Clone, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
pub struct Text(Vec<u8>);

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum TextError {
    /// It is empty.
    Empty,
    /// It has more than [`MAX_TEXT_BYTES`] bytes.
    TooLong,
    /// It holds something else than printable ASCII (0x20 to 0x7e): no line breaks, no accents.
    NotPrintable,
}

impl Text {
    /// Checks the bounds.
    ///
    /// # Errors
    /// Every [`TextError`].
    pub fn check(&self) -> Result<(), TextError> {
        if self.0.is_empty() {
            Err(TextError::Empty)
        } else if self.0.len() > MAX_TEXT_BYTES {
            Err(TextError::TooLong)
        } else if self.0.iter().any(|byte| !(0x20..=0x7e).contains(byte)) {
            Err(TextError::NotPrintable)
        } else {
            Ok(())
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

/// The same on the wire as a string, so that clients show and send it as one.
#[cfg(feature = "std")]
impl scale_info::TypeInfo for Text {
    type Identity = str;

    fn type_info() -> scale_info::Type {
        str::type_info()
    }
}
