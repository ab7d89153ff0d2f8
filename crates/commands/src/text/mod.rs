//! The text of a command, as README.md says: in English for signing, in Chinese for showing
//! beside it.

mod language;
mod lines;
mod words;

use alloc::{string::String, vec::Vec};
use chartkey_vocabulary::{KeyError, SetError, TextError};
use scale::{Decode, Encode};

use crate::{Domain, Instruction, Recovery};
use language::{Chinese, English, Language};
use lines::Lines;
use words::{Label, Title};

/// Why there is no text for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum CommandError {
    /// A time is no whole minute: round it.
    NotWholeMinutes,
    /// A time is after 9999-12-31 23:59 UTC: send an earlier one, or none.
    TooFar,
    /// A set of categories, purposes or actions was refused. Only a deny, and the directive for
    /// issuers, may be everything.
    Set(SetError),
    /// A key was refused.
    Key(KeyError),
    /// The locator was refused.
    Locator(TextError),
    /// An opening names 1 to [`chartkey_vocabulary::MAX_OPENED`] records: send their ids in
    /// ascending order, each once.
    List,
}

impl Instruction {
    /// The text that is signed: ASCII, lines ended by 0x0a but for the last, wrapped in
    /// `<Bytes>` and `</Bytes>`.
    ///
    /// # Errors
    /// Every [`CommandError`].
    pub fn text(&self, domain: &Domain) -> Result<Vec<u8>, CommandError> {
        self.text_in::<English>(domain)
    }

    /// The same in simplified Chinese, for showing beside the text that is signed: line by line
    /// the same, not wrapped, and never signed.
    ///
    /// # Errors
    /// Those of [`Self::text`].
    pub fn text_zh(&self, domain: &Domain) -> Result<String, CommandError> {
        self.text_in::<Chinese>(domain).map(shown)
    }

    fn text_in<L: Language>(&self, domain: &Domain) -> Result<Vec<u8>, CommandError> {
        let mut lines = Lines::<L>::new(Title::of(&self.command));
        lines.hex(Label::Chart, &self.chart.0);
        lines.command(&self.command)?;
        lines.domain(domain);
        lines.number(Label::Lane, self.lane.into());
        lines.number(Label::Sequence, self.sequence.into());
        lines.time(Label::Deadline, self.deadline)?;
        Ok(lines.end())
    }
}

impl Recovery {
    /// The text that each approving guardian signs, of the same form.
    ///
    /// # Errors
    /// [`CommandError::NotWholeMinutes`], [`CommandError::TooFar`].
    pub fn text(&self, domain: &Domain) -> Result<Vec<u8>, CommandError> {
        self.text_in::<English>(domain)
    }

    /// The same in simplified Chinese, for showing beside the text that is signed: line by line
    /// the same, not wrapped, and never signed.
    ///
    /// # Errors
    /// Those of [`Self::text`].
    pub fn text_zh(&self, domain: &Domain) -> Result<String, CommandError> {
        self.text_in::<Chinese>(domain).map(shown)
    }

    fn text_in<L: Language>(&self, domain: &Domain) -> Result<Vec<u8>, CommandError> {
        let mut lines = Lines::<L>::new(Title::Approve);
        lines.hex(Label::Chart, &self.chart.0);
        lines.hex(Label::NewKey, &self.key);
        lines.number(Label::Round, self.round.into());
        lines.number(Label::Approvals, self.approvals.into());
        lines.domain(domain);
        lines.time(Label::Deadline, self.deadline)?;
        Ok(lines.end())
    }
}

/// A text to be shown. It is made of words, digits and printable ASCII, so nothing is lost.
fn shown(text: Vec<u8>) -> String {
    String::from_utf8_lossy(&text).into_owned()
}
