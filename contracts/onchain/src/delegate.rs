//! Parts: codes that a contract runs by delegate call, for the messages off the path of a reading.
//!
//! Every call loads the whole code of the contracts that it runs, and that is most of what it
//! costs. So a contract on the path of a reading has the messages of that path only; each of the
//! others it hands on, undecoded, to one of its parts. A part runs with the contract's storage,
//! account and balance, for the same caller. A contract pins its parts: their hashes are
//! constants of its own code.

#[cfg(not(feature = "std"))]
use pallet_contracts_uapi::{CallFlags, HostFn, HostFnImpl};

/// An argument that a contract hands on without looking at it: for clients and in the metadata
/// it is a `T`.
///
/// On the chain nothing is decoded, not even skipped: a message takes either none or all of its
/// arguments like this.
#[cfg(feature = "std")]
pub type Forwarded<T> = T;

/// An argument that a contract hands on without looking at it.
#[cfg(not(feature = "std"))]
pub struct Forwarded<T>(core::marker::PhantomData<T>);

#[cfg(not(feature = "std"))]
impl<T> scale::Decode for Forwarded<T> {
    fn decode<I: scale::Input>(_: &mut I) -> Result<Self, scale::Error> {
        Ok(Self(core::marker::PhantomData))
    }
}

#[cfg(not(feature = "std"))]
impl<T> scale::Encode for Forwarded<T> {
    /// What was not decoded cannot be sent on: contracts call one another through traits.
    fn encode_to<O: scale::Output + ?Sized>(&self, _: &mut O) {
        panic!("a forwarded argument has no value")
    }
}

/// Has the present call carried out by the part of this hash, and ends it with that answer.
///
/// # Panics
/// When that code does not answer, which takes the whole call back; off the chain always.
#[cfg_attr(feature = "std", allow(unused_variables))]
pub fn hand_on(part: [u8; 32]) -> ! {
    // A tail call does not come back unless it failed.
    #[cfg(not(feature = "std"))]
    let _ = HostFnImpl::delegate_call(
        CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL,
        &part,
        &[],
        None,
    );
    panic!("the part did not answer")
}
