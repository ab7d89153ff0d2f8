//! The simulation as a page.

use crate::{
    day::{Scale, DOCUMENTS, PROFILE},
    outcome::{Capacity, Outcome, Pace, Simulation},
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
        ("{hospital}", grouped(Scale::HOSPITAL.visits.into())),
        ("{province}", grouped(Scale::PROVINCE.visits.into())),
        ("{houses}", grouped(Scale::PROVINCE.houses.into())),
    ] {
        text = text.replace(name, &value);
    }
    text.push_str("\n## What a chain carries\n\n");
    text.push_str(include_str!("capacity.md"));
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
        grouped(outcome.messages),
        format!("{:.1}", outcome.p50_seconds),
        format!("{:.1}", outcome.p99_seconds),
        format!("{:.1}", outcome.longest_seconds),
        grouped(outcome.longest_queue),
        percent(outcome.share_of_day),
        percent(outcome.share_of_busiest_hour),
        grouped(outcome.left),
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

/// A share, in per cent with as many places as tell something.
fn percent(share: f64) -> String {
    let places = if share < 0.1 { 1 } else { 0 };
    format!("{:.places$} %", share * 100.0)
}

/// A number to three figures.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Far below, and no number is negative.
fn rounded(number: f64) -> String {
    let unit = 10_f64.powi((number.max(1.0).log10().floor() as i32 - 2).max(0));
    grouped(((number / unit).floor() * unit) as u64)
}

/// A number with commas between groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_to_the_places_that_say_something() {
        assert_eq!((rounded(0.0), rounded(999.0)), ("0".into(), "999".into()));
        assert_eq!((rounded(5_129_999.0), grouped(1_000)), ("5,120,000".into(), "1,000".into()));
        assert_eq!((percent(0.0123), percent(1.5)), ("1.2 %".into(), "150 %".into()));
    }
}
