//! Lists that are read a page at a time.

use chartkey_vocabulary::MAX_PAGE;
use ink::prelude::vec::Vec;

/// What stands at the numbers from `from` on, in order, at most `limit` of it; `None` where the
/// limit is above [`MAX_PAGE`].
pub fn page_of<T>(from: u32, limit: u32, at: impl Fn(u32) -> Option<T>) -> Option<Vec<T>> {
    (limit <= MAX_PAGE).then(|| (from..from.saturating_add(limit)).map_while(at).collect())
}

/// Where to go on after a page that was asked for like this, `None` if it was the last.
#[must_use]
pub fn next_page<T>(from: u32, limit: u32, page: &[T]) -> Option<u32> {
    let full = limit > 0 && page.len() == limit as usize;
    full.then(|| from.saturating_add(limit))
}
