//! Verdicts on one target.

use chartkey_policy::{Decision, Ground, Refusal, Verdict};

/// The verdict on one target that is decided so.
pub(crate) fn of_one(decision: Decision) -> Verdict {
    match decision {
        Decision::Permit(basis) => Verdict::Permit(vec![Ground { count: 1, basis }]),
        Decision::Deny(reason) => Verdict::Deny(Refusal { place: 0, reason }),
    }
}
