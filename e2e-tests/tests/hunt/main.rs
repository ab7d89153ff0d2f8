//! Random actors send random messages to the deployed suite, and a plain model of the design says
//! what has to come of each: see docs/testing.md, "The hunt".
//!
//! A case is a list of steps. One that does not hold is made small and printed; kept in
//! `regressions/` it is done again in every run.

mod codes;
mod generate;
mod invariants;
mod model;
mod names;
mod plain;
mod random;
mod run;
mod shrink;
mod steps;
mod text;
mod words;
mod world;

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use anyhow::{bail, Context, Result};
use serde::{Deserialize, Serialize};

use crate::{
    run::{explore, replay, Failure, Look, Tally},
    shrink::shrink,
    steps::Step,
};

/// How many steps a case has at the most.
const LONGEST: usize = 700;

/// A case that failed once.
#[derive(Serialize, Deserialize)]
struct Regression {
    /// What it found, in words.
    found: String,
    steps: Vec<Step>,
}

impl Regression {
    /// As JSON, with a line for each step.
    fn text(&self) -> Result<String> {
        let steps: Vec<_> =
            self.steps.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        let found = serde_json::to_string(&self.found)?;
        Ok(format!("{{\n\"found\": {found},\n\"steps\": [\n{}\n]\n}}", steps.join(",\n")))
    }
}

/// Does so many steps, in cases of at most [`LONGEST`].
fn hunt(seed: u64, count: usize) -> Result<()> {
    let mut tally = Tally::default();
    let mut left = count;
    let mut case = seed;
    while left > 0 {
        let steps = left.min(LONGEST);
        println!("case {case}: {steps} steps");
        if let Some(failure) = explore(case, steps, &mut tally)? {
            report(case, failure)?;
        }
        left -= steps;
        case = case.wrapping_add(1);
    }
    println!("{tally}");
    Ok(())
}

/// Where failing cases are kept.
fn regressions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hunt/regressions")
}

/// Makes a failing case small, keeps it, and prints it.
fn report(case: u64, failure: Failure) -> Result<()> {
    let seconds = env::var("HUNT_SHRINK_SECONDS").ok().and_then(|text| text.parse().ok());
    let length = failure.steps.len();
    println!("case {case}, step {length}: {}", failure.what);
    println!("making it small …");
    let small = shrink(failure, Duration::from_secs(seconds.unwrap_or(180)))?;
    let regression = Regression { found: small.what.clone(), steps: small.steps };
    let text = regression.text()?;
    let file = regressions().join(format!("case_{case}.json"));
    fs::write(&file, format!("{text}\n")).with_context(|| file.display().to_string())?;
    bail!(
        "case {case}, after {length} steps: {}\n\
         The {} steps below do the same, and are kept in {}. Give the file a name, say in your \
         words what they found, and commit it.\n{text}",
        regression.found,
        regression.steps.len(),
        file.display()
    )
}

/// `scripts/hunt.sh` says how many steps, and from which seed.
fn asked(name: &str) -> Option<u64> {
    env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The seed of `scripts/hunt.sh`, else that of the gate, else another one each time.
static SEED: LazyLock<u64> = LazyLock::new(|| {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let fresh = || now.map_or(0, |now| u64::from(now.subsec_micros()));
    asked("HUNT_SEED").or_else(|| asked("PROPTEST_RNG_SEED")).unwrap_or_else(fresh)
});

/// One of two, which run side by side.
fn half(which: u64) -> Result<()> {
    let seed = *SEED;
    let steps = asked("HUNT_STEPS").unwrap_or(5_600);
    println!("to do the same again: SEED={seed} scripts/hunt.sh {steps}");
    let seed = seed.wrapping_mul(1_000_000).wrapping_add(which * 500_000);
    hunt(seed, usize::try_from(steps.div_ceil(2))?)
}

#[test]
fn the_suite_does_what_the_model_says_in_one_half_of_the_cases() -> Result<()> {
    half(0)
}

#[test]
fn the_suite_does_what_the_model_says_in_the_other_half_of_the_cases() -> Result<()> {
    half(1)
}

#[test]
fn what_was_found_once_holds_now() -> Result<()> {
    for file in fs::read_dir(regressions())? {
        let path = file?.path();
        let text = fs::read_to_string(&path)?;
        let regression: Regression =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        if let Some(failure) = replay(&regression.steps, Look::All)? {
            bail!("{}: {} Again: {}", path.display(), regression.found, failure.what);
        }
    }
    Ok(())
}
