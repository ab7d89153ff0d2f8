//! The story as text, for a terminal of 100 columns.

use std::io::Write;

use anyhow::Result;
use chartkey::Cost;
use thousands::Separable as _;

/// How wide a line is at the most.
const WIDTH: usize = 100;
/// What the text of a step is indented by.
const INDENT: usize = 4;
/// What a block may compute, in picoseconds: 1.5 s of its 2 s are for transactions.
const BLOCK_REF_TIME: u64 = 1_500_000_000_000;

/// Writes the story.
pub(super) struct Story {
    out: Box<dyn Write>,
    steps: u32,
}

impl Story {
    pub(super) fn new(out: Box<dyn Write>) -> Self {
        Self { out, steps: 0 }
    }

    /// Begins a step.
    pub(super) fn step(&mut self, title: &str) -> Result<()> {
        self.steps += 1;
        writeln!(self.out, "\n{:>2}  {title}", self.steps)?;
        Ok(())
    }

    /// Writes a paragraph, in lines of whole words.
    pub(super) fn say(&mut self, text: &str) -> Result<()> {
        for line in wrapped(text, WIDTH - INDENT) {
            self.line(&line)?;
        }
        Ok(())
    }

    /// One line of a table.
    pub(super) fn line(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "{:INDENT$}{text}", "")?;
        Ok(())
    }

    /// A heading outside the steps.
    pub(super) fn heading(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "\n{text}")?;
        Ok(())
    }

    /// What a step cost.
    pub(super) fn cost(&mut self, transactions: u32, cost: &Cost) -> Result<()> {
        let plural = if transactions == 1 { "" } else { "s" };
        self.line(&format!(
            "· {transactions} transaction{plural}: {} ms, {} of a block; proof {}; storage {} items, {} bytes",
            milliseconds(cost.ref_time),
            share_of_block(cost.ref_time),
            kibibytes(cost.proof_size),
            signed(cost.items),
            signed(cost.bytes),
        ))
    }
}

/// Computation in milliseconds of the reference machine.
pub(super) fn milliseconds(ref_time: u64) -> String {
    let tenths = ref_time / 100_000_000;
    format!("{}.{}", (tenths / 10).separate_with_commas(), tenths % 10)
}

/// Computation as a share of what a block has for it.
pub(super) fn share_of_block(ref_time: u64) -> String {
    let tenths = ref_time.saturating_mul(1_000) / BLOCK_REF_TIME;
    format!("{}.{} %", (tenths / 10).separate_with_commas(), tenths % 10)
}

/// A size in KiB.
pub(super) fn kibibytes(bytes: u64) -> String {
    format!("{} KiB", bytes.div_ceil(1_024).separate_with_commas())
}

/// A difference with its sign: +12,345.
pub(super) fn signed(number: i64) -> String {
    format!("{number:+}").separate_with_commas()
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            ["+0", "+999", "+1,000", "-1,234,567"],
            [0, 999, 1_000, -1_234_567].map(signed)[..]
        );
        assert_eq!((kibibytes(1), kibibytes(1_024_001)), ("1 KiB".into(), "1,001 KiB".into()));
    }

    #[test]
    fn weights_are_shown_against_the_block() {
        assert_eq!(milliseconds(7_340_000_000), "7.3");
        assert_eq!(share_of_block(BLOCK_REF_TIME / 8), "12.5 %");
    }

    #[test]
    fn text_breaks_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
    }
}
