//! The simulation as a page.

use thousands::Separable as _;

use crate::{
    day::{Scale, DOCUMENTS, PROFILE},
    outcome::{Capacity, Outcome, Pace, Simulation},
    prices::PLACES,
};

/// The page docs/simulation.md.
#[must_use]
pub fn page(simulation: &Simulation) -> String {
    let mut text = include_str!("introduction.md").to_owned();
    let busiest = PROFILE.iter().max().copied().unwrap_or_default();
    for (name, value) in [
        ("{seed}", simulation.seed.to_string()),
        ("{documents}", DOCUMENTS.to_string()),
        ("{busiest}", percent(f64::from(busiest) / 1_000.0)),
        ("{profile}", PROFILE.map(|share| share.to_string()).join(", ")),
        ("{places}", PLACES.to_string()),
        ("{hospital}", Scale::HOSPITAL.visits.separate_with_commas()),
        ("{province}", Scale::PROVINCE.visits.separate_with_commas()),
        ("{houses}", Scale::PROVINCE.houses.separate_with_commas()),
    ] {
        text = text.replace(name, &value);
    }
    text.push_str("\n## What a chain carries\n\n");
    text.push_str(&include_str!("capacity.md").replace("{documents}", &DOCUMENTS.to_string()));
    row(
        &mut text,
        &["Weights of pallet-contracts", "Chain", "Opened by"],
        &["Openings a day", "Documents a day", "Visits a day"],
    );
    for one in &simulation.capacities {
        let Capacity { way, pallet, chain, openings, documents, visits } = one;
        let cells = [
            pallet.clone(),
            chain.clone(),
            (*way).to_owned(),
            rounded(*openings),
            rounded(*documents),
            rounded(*visits),
        ];
        line(&mut text, &cells);
    }
    for day in simulation.days.chunk_by(|one, next| one.scale == next.scale) {
        let name = day.first().map_or("", |outcome| outcome.scale);
        text.push_str(&format!("\n## {name}\n\n"));
        row(
            &mut text,
            &["Weights of pallet-contracts", "Chain", "Opened by", "The chain"],
            &[
                "Transactions",
                "Waits: half, s",
                "99 %, s",
                "Longest, s",
                "Longest queue",
                "Of the day's blocks",
                "Busiest hour",
                "Waiting at midnight",
                "Deposits, UNIT",
            ],
        );
        for outcome in day {
            line(&mut text, &cells(outcome));
        }
    }
    text
}

fn cells(outcome: &Outcome) -> [String; 13] {
    let pace = match outcome.pace {
        Pace::KeepsUp => "keeps up",
        Pace::FallsBehind => "**falls behind**",
        Pace::Overloaded => "**overloaded**",
    };
    [
        outcome.pallet.clone(),
        outcome.chain.clone(),
        outcome.way.to_owned(),
        pace.to_owned(),
        outcome.messages.separate_with_commas(),
        format!("{:.1}", outcome.p50_seconds),
        format!("{:.1}", outcome.p99_seconds),
        format!("{:.1}", outcome.longest_seconds),
        outcome.longest_queue.separate_with_commas(),
        percent(outcome.share_of_day),
        percent(outcome.share_of_busiest_hour),
        outcome.left.separate_with_commas(),
        format!("{:.0}", outcome.deposit),
    ]
}

/// Begins a table whose first columns hold words and whose others hold figures.
fn row(text: &mut String, words: &[&str], figures: &[&str]) {
    line(text, &[words, figures].concat());
    let aligned: Vec<_> =
        words.iter().map(|_| "---").chain(figures.iter().map(|_| "---:")).collect();
    text.push_str(&format!("|{}|\n", aligned.join("|")));
}

fn line<T: AsRef<str>>(text: &mut String, cells: &[T]) {
    let cells: Vec<_> = cells.iter().map(AsRef::as_ref).collect();
    text.push_str(&format!("| {} |\n", cells.join(" | ")));
}

/// A share, in per cent, from 10 % on without decimals.
fn percent(share: f64) -> String {
    let places = if share < 0.1 { 1 } else { 0 };
    format!("{:.places$} %", share * 100.0)
}

/// A number to three figures.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Far below, and no number is negative.
fn rounded(number: f64) -> String {
    let unit = 10_f64.powi((number.max(1.0).log10().floor() as i32 - 2).max(0));
    (((number / unit).floor() * unit) as u64).separate_with_commas()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_to_the_places_that_matter() {
        assert_eq!((rounded(0.0), rounded(999.0)), ("0".into(), "999".into()));
        assert_eq!((rounded(1_000.0), rounded(5_129_999.0)), ("1,000".into(), "5,120,000".into()));
        assert_eq!((percent(0.0123), percent(1.5)), ("1.2 %".into(), "150 %".into()));
    }
}
