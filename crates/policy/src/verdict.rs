//! The answer to several requests that differ in their target alone: all or nothing.

use alloc::vec::Vec;

use chartkey_vocabulary::{Account, Timestamp};
use scale::{Decode, Encode};

use crate::{Basis, Decision, Policy, Reason, RecordTarget, Request, Target};

/// The answer to a request for one target or for several records: all of it, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Verdict {
    /// Yes, and on what ground, for each target in order.
    Permit(Vec<Ground>),
    /// No, because of one target.
    Deny(Refusal),
}

/// On what ground the next targets in a row are permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Ground {
    /// How many targets, from 1; a set of categories is one.
    pub count: u8,
    /// The ground that they have in common.
    pub basis: Basis,
}

/// Which target is refused, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Refusal {
    /// The place of the first target that is refused, from 0.
    pub place: u8,
    /// Why it is.
    pub reason: Reason,
}

impl Verdict {
    /// The first byte of an encoded refusal, behind which the [`Refusal`] follows.
    pub const DENY: u8 = 1;

    /// Whether everything is permitted, and on this ground alone.
    #[must_use]
    pub fn is_on(&self, basis: Basis) -> bool {
        matches!(self, Self::Permit(grounds) if grounds.iter().all(|ground| ground.basis == basis))
    }

    /// The answer for the first target, which is the only one where no further records were
    /// asked for.
    #[must_use]
    pub fn of_first(&self) -> Decision {
        match self {
            Self::Permit(grounds) => grounds
                .first()
                .map_or(Decision::Deny(Reason::NoConsent), |ground| Decision::Permit(ground.basis)),
            Self::Deny(refusal) => Decision::Deny(refusal.reason),
        }
    }
}

impl Policy {
    /// Decides a checked request, and then the same for each of these further records, as
    /// [`Policy::decide`] does. The request's target is the last one afterwards. A place and a
    /// count above 255 are given as 255.
    #[must_use]
    pub fn decide_each(
        &self,
        controller: &Account,
        request: &mut Request,
        further: &[RecordTarget],
        now: Timestamp,
    ) -> Verdict {
        let mut grounds: Vec<Ground> = Vec::new();
        let mut further = further.iter();
        let mut place = 0_u8;
        loop {
            match (self.decide(controller, request, now), grounds.last_mut()) {
                (Decision::Deny(reason), _) => return Verdict::Deny(Refusal { place, reason }),
                (Decision::Permit(basis), Some(last)) if last.basis == basis => {
                    last.count = last.count.saturating_add(1);
                }
                (Decision::Permit(basis), _) => grounds.push(Ground { count: 1, basis }),
            }
            let Some(record) = further.next() else { return Verdict::Permit(grounds) };
            request.target = Target::Record(*record);
            place = place.saturating_add(1);
        }
    }
}
