//! Ids of organizations, which are not counted up.

use chartkey_vocabulary::OrgId;

/// Odd, so that the multiplication loses nothing: 2^32 divided by the golden ratio, made prime
/// (Knuth, The Art of Computer Programming, volume 3, section 6.4).
const MULTIPLIER: u32 = 2_654_435_761;

/// The first id: the first ten digits of pi.
const FIRST: u32 = 3_141_592_653;

/// The id of the organization that is admitted after this number of others:
/// `FIRST + count * MULTIPLIER` modulo 2^32.
///
/// No two counts give the same id. Of any two organizations between which fewer than 69,905,552
/// were admitted, the ids differ by more than 1, by more than one decimal digit, and by more than
/// two neighbouring digits in each other's place: a slip in an id does not name another
/// organization, nor the one that is admitted next. It is no secret: anybody can compute the next
/// id.
#[must_use]
pub const fn organization_id(count: u32) -> OrgId {
    OrgId(count.wrapping_mul(MULTIPLIER).wrapping_add(FIRST))
}
