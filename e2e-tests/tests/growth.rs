//! What a call costs does not grow with what is stored.

use anyhow::Result;
use chartkey_e2e_tests::costs::growth::{measure, spread, FLAT_IN, PLACES, SIZES};

/// 2 %: what the peaks of a log's tree and the digits of a number make.
const FLAT: f64 = 1.02;

#[test]
fn calls_cost_the_same_among_20000_records_charts_and_entries_also_at_the_borders_of_pages(
) -> Result<()> {
    let rows = measure(&SIZES, &[])?;
    for stored in FLAT_IN {
        let mut messages: Vec<_> = rows
            .iter()
            .filter(|row| row.stored == stored && row.at == 20_000)
            .map(|row| row.message.as_str())
            .collect();
        messages.sort_unstable();
        let mut expected = vec!["decide", "register"];
        match stored {
            "entries" => expected.extend(PLACES.map(|(_, message)| message)),
            _ => expected.push("open"),
        }
        expected.sort_unstable();
        assert_eq!(messages, expected, "{stored}");
        let spread = spread(&rows, stored).unwrap_or(f64::INFINITY);
        println!("{stored}: {spread:.4}");
        assert!(spread <= FLAT, "{stored}: {spread} in {rows:#?}");
    }
    Ok(())
}
