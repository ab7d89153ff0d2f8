//! The languages of texts. What they differ in stands here and in the words; which lines a text
//! has, and in which order, is the same for all.

use super::words::Word;

/// A language that texts are written in.
pub trait Language {
    /// What a text begins with.
    const BEGIN: &'static str;
    /// What a text ends with.
    const END: &'static str;
    /// What stands between label and value.
    const COLON: &'static str;
    /// What stands between two members of a set.
    const COMMA: &'static str;
    /// How many hours the clocks of its readers are ahead of UTC, and how that is said for a time
    /// of the same day and of the next; `None` where times are said in UTC only.
    const LOCAL: Option<Local>;

    /// A word.
    fn word(word: impl Word) -> &'static str;
}

/// Where the readers' clocks are.
pub struct Local {
    /// How many hours they are ahead of UTC, less than 24.
    pub hours_ahead: u8,
    /// What stands before a time of the same day.
    pub same_day: &'static str,
    /// What stands before a time of the next day.
    pub next_day: &'static str,
    /// What stands behind it.
    pub end: &'static str,
}

/// What is signed.
pub struct English;

/// What is shown beside it.
pub struct Chinese;

impl Language for English {
    const BEGIN: &'static str = "<Bytes>Chartkey";
    const END: &'static str = "</Bytes>";
    const COLON: &'static str = ": ";
    const COMMA: &'static str = ", ";
    const LOCAL: Option<Local> = None;

    fn word(word: impl Word) -> &'static str {
        word.english()
    }
}

impl Language for Chinese {
    const BEGIN: &'static str = "Chartkey";
    const END: &'static str = "";
    const COLON: &'static str = "：";
    const COMMA: &'static str = "、";
    const LOCAL: Option<Local> = Some(Local {
        hours_ahead: 8,
        same_day: "（北京时间 ",
        next_day: "（北京时间次日 ",
        end: "）",
    });

    fn word(word: impl Word) -> &'static str {
        word.chinese()
    }
}
