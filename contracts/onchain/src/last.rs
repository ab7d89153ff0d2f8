//! The last argument of a message, behind which nothing may come.

use ink::prelude::boxed::Box;
use scale::{Decode, Encode, Error, Input, Output};

/// The last argument of a message: on the wire and in the metadata it is a `T`.
///
/// ink! ignores input behind the arguments of a message. A chart's id that has a byte too many
/// would shift the number that follows it to another number. Where that matters, the last argument
/// is refused unless the input ends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last<T>(pub T);

impl<T: Decode> Decode for Last<T> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let last = T::decode(input)?;
        match input.remaining_len()? {
            None | Some(0) => Ok(Self(last)),
            Some(_) => Err("input goes on behind the last argument".into()),
        }
    }
}

impl<T: Encode> Encode for Last<T> {
    fn size_hint(&self) -> usize {
        self.0.size_hint()
    }

    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        self.0.encode_to(output);
    }
}

impl<T: Encode> scale::EncodeLike for Last<T> {}

impl<T> From<T> for Last<T> {
    fn from(last: T) -> Self {
        Self(last)
    }
}

impl<T> From<T> for Last<Box<T>> {
    fn from(last: T) -> Self {
        Self(Box::new(last))
    }
}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> scale_info::TypeInfo for Last<T> {
    type Identity = T::Identity;

    fn type_info() -> scale_info::Type {
        T::type_info()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_behind_the_last_argument_is_refused() {
        let input = (7_u32, 8_u32).encode();
        assert_eq!(<(u32, Last<u32>)>::decode(&mut input.as_slice()), Ok((7, Last(8))));
        let longer = (7_u32, 8_u32, 0_u8).encode();
        assert!(<(u32, u32)>::decode(&mut longer.as_slice()).is_ok());
        assert!(<(u32, Last<u32>)>::decode(&mut longer.as_slice()).is_err());
    }

    #[test]
    fn it_is_encoded_as_what_it_holds() {
        assert_eq!(Last(7_u32).encode(), 7_u32.encode());
    }
}
