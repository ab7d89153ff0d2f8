//! Which guardians a chart can have.

use super::*;

/// Guardians with these many commitments.
fn of(count: u8, threshold: u8, delay_hours: u16) -> Guardians {
    let commitments = (0..count).map(|number| [number; 32]).collect();
    Guardians { commitments, threshold, delay_hours }
}

#[test]
fn a_chart_has_1_to_7_guardians() {
    assert_eq!(of(0, 1, 72).check(), Err(RecoveryError::Commitments));
    assert_eq!(of(1, 1, 72).check(), Ok(()));
    assert_eq!(of(7, 1, 72).check(), Ok(()));
    assert_eq!(of(8, 1, 72).check(), Err(RecoveryError::Commitments));
}

#[test]
fn commitments_ascend_so_that_none_stands_twice() {
    for commitments in [
        vec![ANNA, ANNA],
        vec![BEN, ANNA],
        vec![ANNA, BEN, BEN],
        vec![ANNA, CLARA, BEN],
        vec![ANNA, BEN, ANNA],
    ] {
        let unordered = Guardians { commitments, threshold: 1, delay_hours: 72 };
        assert_eq!(unordered.check(), Err(RecoveryError::Commitments));
    }
}

#[test]
fn the_threshold_is_1_to_all() {
    assert_eq!(of(3, 0, 72).check(), Err(RecoveryError::Threshold));
    assert_eq!(of(3, 1, 72).check(), Ok(()));
    assert_eq!(of(3, 3, 72).check(), Ok(()));
    assert_eq!(of(3, 4, 72).check(), Err(RecoveryError::Threshold));
    assert_eq!(of(7, u8::MAX, 72).check(), Err(RecoveryError::Threshold));
}

#[test]
fn the_delay_is_a_day_to_two_weeks() {
    assert_eq!(of(3, 2, 23).check(), Err(RecoveryError::Delay));
    assert_eq!(of(3, 2, 24).check(), Ok(()));
    assert_eq!(of(3, 2, 336).check(), Ok(()));
    assert_eq!(of(3, 2, 337).check(), Err(RecoveryError::Delay));
    assert_eq!(of(3, 2, 0).check(), Err(RecoveryError::Delay));
    assert_eq!(of(3, 2, u16::MAX).check(), Err(RecoveryError::Delay));
}

#[test]
fn a_delay_is_counted_in_hours() {
    assert_eq!(of(3, 2, 24).delay(), DAY);
    assert_eq!(of(3, 2, 336).delay(), 14 * DAY);
}

#[test]
fn guardians_outside_the_bounds_are_not_asked_for() {
    for custody in [unguarded(), guarded()] {
        for (bad, error) in [
            (of(0, 1, 72), RecoveryError::Commitments),
            (of(3, 4, 72), RecoveryError::Threshold),
            (of(3, 2, 23), RecoveryError::Delay),
        ] {
            let ask = |tried: &mut Custody| tried.ask(Change::Guardians(Some(bad)), NOW);
            assert_eq!(refused(&custody, ask), error);
        }
    }
}
