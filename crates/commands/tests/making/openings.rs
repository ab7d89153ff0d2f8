//! Openings as they were signed and as they were submitted.

use super::{accepted::directive, *};

pub fn changed_openings() -> [(&'static str, Command, Command); 9] {
    let session = || open_session(directive());
    [
        ("open: another record", open(&[7]), open(&[8])),
        ("open: one record more", open(&[3, 7]), open(&[3, 7, 8])),
        ("open: one record less", open(&[3, 7]), open(&[3])),
        ("open: one record instead of two", open(&[3, 7]), open(&[37])),
        ("open: two records instead of one", open(&[37]), open(&[3, 7])),
        ("open: another last record", open(&[3, 7]), open(&[3, 8])),
        ("a session instead of a record", open(&[7]), open_session(Category::Laboratory.into())),
        ("a record instead of a session", session(), open(&[7])),
        ("a session: one category more", session(), open_session(Categories::ALL)),
    ]
}
