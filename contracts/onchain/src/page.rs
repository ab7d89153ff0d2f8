//! Lists that are read a page at a time.

use core::ops::Range;

use chartkey_vocabulary::MAX_PAGE;
use ink::prelude::vec::Vec;

/// The numbers of a page that begins at `from`; `None` where the limit is above [`MAX_PAGE`].
#[must_use]
pub fn page_numbers(from: u32, limit: u32) -> Option<Range<u32>> {
    (limit <= MAX_PAGE).then(|| from..from.saturating_add(limit))
}

/// What stands at the numbers from `from` on, in order, at most `limit` of it; `None` where the
/// limit is above [`MAX_PAGE`].
pub fn page_of<T>(from: u32, limit: u32, at: impl Fn(u32) -> Option<T>) -> Option<Vec<T>> {
    Some(page_numbers(from, limit)?.map_while(at).collect())
}

/// Where to go on after a page that was asked for like this, `None` if it was the last.
#[must_use]
pub fn next_page<T>(from: u32, limit: u32, page: &[T]) -> Option<u32> {
    let full = limit > 0 && page.len() == limit as usize;
    full.then(|| from.saturating_add(limit))
}
