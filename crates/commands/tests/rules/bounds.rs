//! Bounds that contracts and clients take from here.

use chartkey_commands::MAX_DEADLINE_MILLISECONDS;

use super::*;

#[test]
fn a_deadline_is_at_most_a_week_ahead() {
    assert_eq!(MAX_DEADLINE_MILLISECONDS, 7 * DAY);
}
