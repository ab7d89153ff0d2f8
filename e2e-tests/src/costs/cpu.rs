//! How long a machine takes for openings.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use chartkey_vocabulary::Selection;
use serde::{Deserialize, Serialize};

use super::opening::{chart, open, permitted, selections, MANY, MIDDLE, ONE, SESSION};
use crate::{Hospital, Patient, Suite};

/// How often a call is repeated in one round.
pub(super) const CALLS: u32 = 64;
/// How many rounds there are, of which the shortest counts.
pub(super) const ROUNDS: u32 = 5;

/// How long one core of the machine at hand took for a call in process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CpuTime {
    /// What was opened, such as "one record" or "a session".
    pub opened: String,
    /// The time of the thread for one call, in nanoseconds.
    pub nanoseconds: u64,
}

/// Times openings, which change nothing, so that each meets the same state: one record, as many as
/// a visit has, and a session. What else runs on the machine can only lengthen a round, so the
/// shortest counts.
///
/// # Errors
/// When the contracts were not built, or an opening was not permitted.
pub(super) fn measure() -> Result<Vec<CpuTime>> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = chart(&mut suite, &mercy, "ana")?;
    for _ in 0..MIDDLE {
        let entry = open(&suite, &mercy, &ana, Selection::record(0));
        suite.submit(&mercy.clinician, entry)?.value()?;
    }
    let timed = selections().into_iter().filter(|(name, _)| [ONE, MANY, SESSION].contains(name));
    timed
        .map(|(name, selection)| {
            let nanoseconds = time(&mut suite, &mercy, &ana, &selection)?;
            Ok(CpuTime { opened: name.to_owned(), nanoseconds })
        })
        .collect()
}

fn time(
    suite: &mut Suite,
    mercy: &Hospital,
    patient: &Patient,
    selection: &Selection,
) -> Result<u64> {
    let mut shortest = Duration::MAX;
    for _ in 0..ROUNDS {
        let clock = Clock::start();
        for _ in 0..CALLS {
            let message = open(suite, mercy, patient, selection.clone());
            permitted(&suite.read_as(&mercy.clinician, message)?.value()?)?;
        }
        shortest = shortest.min(clock.elapsed());
    }
    Ok(u64::try_from((shortest / CALLS).as_nanos())?)
}

/// What a thread has run since it was started.
struct Clock {
    began: Instant,
    ran: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        let ran = ran();
        Self { began: Instant::now(), ran }
    }

    /// The time that this thread ran; where the system does not say, the time that went by, which
    /// is longer.
    fn elapsed(&self) -> Duration {
        let went_by = self.began.elapsed();
        match (ran(), self.ran) {
            (Some(now), Some(before)) => now.saturating_sub(before).min(went_by),
            _ => went_by,
        }
    }
}

/// How long this thread ran until now, as Linux counts it: the first number of `schedstat`, in
/// nanoseconds. It is brought up to date when a thread lets others run.
fn ran() -> Option<Duration> {
    thread::yield_now();
    let counted = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counted.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_sleeps_does_not_run_and_one_that_works_does() {
        let clock = Clock::start();
        thread::sleep(Duration::from_millis(200));
        if ran().is_some() {
            assert!(clock.elapsed() < Duration::from_millis(100));
        }
        let clock = Clock::start();
        while clock.began.elapsed() < Duration::from_secs(1) {}
        assert!(clock.elapsed() > Duration::from_millis(50));
    }
}
