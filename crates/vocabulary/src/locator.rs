//! Locators: at whose keeper the bytes of a document lie, and under which name.

use alloc::format;

use crate::{OrgId, Text};

/// A locator, read: `<organization>/<CID>`, for example `3141592653/bafkrei…`. The organization
/// is written in decimal digits, without a zero in front. The contracts take any text and read
/// none; whoever fetches bytes fetches those of this form alone, from that organization's keeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locator<'text> {
    /// At whose keeper the bytes lie; of a self-report, too.
    pub organization: OrgId,
    /// What to ask that keeper for: a CID (<https://github.com/multiformats/cid>), as text. It is
    /// not checked here.
    pub cid: &'text str,
}

impl<'text> Locator<'text> {
    /// Reads a locator; `None` for a text of another form.
    #[must_use]
    pub fn read(text: &'text Text) -> Option<Self> {
        let text = core::str::from_utf8(text.as_bytes()).ok()?;
        let (organization, cid) = text.split_once('/')?;
        let locator = Self { organization: OrgId(organization.parse().ok()?), cid };
        // Letters and digits alone, and one way to write each number.
        let plain = !cid.is_empty() && cid.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (plain && locator.text().as_bytes() == text.as_bytes()).then_some(locator)
    }

    /// The text that is registered. With a CID of at most 117 characters it is within the bounds
    /// of a [`Text`].
    #[must_use]
    pub fn text(&self) -> Text {
        Text::from(format!("{}/{}", self.organization.0, self.cid).as_str())
    }
}
