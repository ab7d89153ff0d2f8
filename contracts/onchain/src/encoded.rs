//! Values that a contract passes on without looking into them.

use core::marker::PhantomData;

use ink::prelude::vec::Vec;
use scale::{Decode, Encode, Error, Input, Output};

/// The SCALE encoding of a `T`: on the wire, in storage and in the metadata it is a `T`.
///
/// On the chain the bytes are taken as they come, up to the end of the input: it has to be the
/// last argument or the whole of a stored value. Off the chain decoding checks that they are
/// a `T`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded<T> {
    bytes: Vec<u8>,
    of: PhantomData<T>,
}

impl<T: Encode> Encoded<T> {
    /// Encodes a value.
    #[must_use]
    pub fn of(value: &T) -> Self {
        Self { bytes: value.encode(), of: PhantomData }
    }
}

impl<T> Encoded<T> {
    /// Takes bytes for the encoding of a `T`.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, of: PhantomData }
    }

    /// The encoding.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<T: Decode> Encoded<T> {
    /// The value.
    ///
    /// # Errors
    /// If the bytes are not the encoding of a `T`.
    pub fn value(&self) -> Result<T, Error> {
        scale::DecodeAll::decode_all(&mut self.bytes.as_slice())
    }
}

impl<T> Encode for Encoded<T> {
    fn size_hint(&self) -> usize {
        self.bytes.len()
    }

    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.bytes);
    }
}

impl<T> scale::EncodeLike for Encoded<T> {}

#[cfg(feature = "std")]
impl<T: Decode + Encode> Decode for Encoded<T> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        T::decode(input).map(|value| Self::of(&value))
    }
}

#[cfg(not(feature = "std"))]
impl<T> Decode for Encoded<T> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut bytes = ink::prelude::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self::from_bytes(bytes))
    }
}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> scale_info::TypeInfo for Encoded<T> {
    type Identity = T::Identity;

    fn type_info() -> scale_info::Type {
        T::type_info()
    }
}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> ink::storage::traits::StorageLayout for Encoded<T> {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        ink::metadata::layout::Layout::Leaf(ink::metadata::layout::LeafLayout::from_key::<Self>(
            (*key).into(),
        ))
    }
}
