//! Times in whole minutes, until the end of the year 9999.

use super::*;

/// 9999-12-31 23:59 UTC.
const LAST: Timestamp = 253_402_300_740_000;

fn deadline(time: Timestamp) -> Result<String, CommandError> {
    let instruction = Instruction { deadline: time, ..instruction(Command::Withdraw) };
    instruction.text(&DOMAIN).map(|text| line(Ok(String::from_utf8(text).unwrap()), "Deadline"))
}

#[test]
fn a_time_is_a_date_and_a_minute_in_utc() {
    for (time, words) in [
        (0, "1970-01-01 00:00 UTC"),
        (MINUTE, "1970-01-01 00:01 UTC"),
        (DAY - MINUTE, "1970-01-01 23:59 UTC"),
        (DAY, "1970-01-02 00:00 UTC"),
        // The 29th of February of a year that 400 divides, of one that 4 divides, and the days
        // after.
        (951_782_400_000, "2000-02-29 00:00 UTC"),
        (1_835_395_200_000, "2028-02-29 00:00 UTC"),
        (1_835_481_540_000, "2028-02-29 23:59 UTC"),
        (1_835_481_600_000, "2028-03-01 00:00 UTC"),
        // 100 divides 2100, 400 does not.
        (4_107_456_000_000, "2100-02-28 00:00 UTC"),
        (4_107_542_400_000, "2100-03-01 00:00 UTC"),
        (NOW, "2027-01-15 08:00 UTC"),
        (LAST, "9999-12-31 23:59 UTC"),
    ] {
        assert_eq!(deadline(time).as_deref(), Ok(words));
    }
}

#[test]
fn a_time_after_the_year_9999_is_too_far() {
    for time in [LAST + MINUTE, LAST + DAY, u64::MAX / MINUTE * MINUTE] {
        assert_eq!(deadline(time), Err(CommandError::TooFar));
    }
}

#[test]
fn a_millisecond_beside_a_minute_is_no_whole_minute() {
    for time in [1, MINUTE - 1, NOW - 1, NOW + 1, NOW + 1_000, NOW + 30_000, LAST + MINUTE - 1] {
        assert_eq!(deadline(time), Err(CommandError::NotWholeMinutes));
    }
}

#[test]
fn every_time_of_a_text_is_checked() {
    let until = |until| Terms { until: Some(until), ..terms() };
    let from = |from| Terms { from, ..terms() };
    let later = |round| Recovery {
        chart: PatientId([1; 32]),
        key: [2; 32],
        round,
        approvals: 2,
        deadline: NOW + u64::from(round),
    };
    assert_eq!(text(grant(from(NOW + 1))), Err(CommandError::NotWholeMinutes));
    assert_eq!(text(grant(until(NOW + 1))), Err(CommandError::NotWholeMinutes));
    assert_eq!(text(grant(from(LAST + MINUTE))), Err(CommandError::TooFar));
    assert_eq!(text(grant(until(LAST + MINUTE))), Err(CommandError::TooFar));
    assert!(later(0).text(&DOMAIN).is_ok());
    assert_eq!(later(1).text(&DOMAIN), Err(CommandError::NotWholeMinutes));
    let too_far = Recovery { deadline: LAST + MINUTE, ..later(0) };
    assert_eq!(too_far.text(&DOMAIN), Err(CommandError::TooFar));
}
