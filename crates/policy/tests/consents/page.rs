//! docs/consents.md.

use std::fmt::Write;

use crate::{
    case::{Fit, Group},
    words,
};

const BEFORE: &str = "\
# Consents, as people mean them

What a patient says, the provisions that say it, and whether they say it exactly. Each row is a
test: its provisions are written into a policy, which then has to answer as she means it
(`crates/policy/tests/consents`, which also writes this page; do not edit it).

The people: Ana is the patient; Lea is her daughter. Bob and Eve work at hospital A, Cho at
hospital B, which wrote the records that are asked for. Dee is a dentist, Max her employer's
physician, Kim a researcher. Days are counted from today; a deny without an end has none.

Where nothing is said, nobody reads but the patient, the house that wrote a record (*issuers*), and
in a declared emergency whoever declares it, what the *emergency directive* names: all but
genetics, mental health, sexual and reproductive health, substance use and what is restricted. A
deny wins over every permit, for the purposes that it names. The rules:
[contracts/consent-manager](../contracts/consent-manager/README.md).
";

/// The page with these cases.
pub fn page(groups: &[Group]) -> String {
    let mut page = BEFORE.to_owned();
    for group in groups {
        write!(page, "\n## {}\n\n", group.heading).unwrap();
        page += "| She says | Provisions | Fit |\n|---|---|---|\n";
        for case in &group.cases {
            let mut lines: Vec<_> = case.lines.iter().map(words::line).collect();
            if lines.is_empty() {
                lines.push("none".to_owned());
            }
            let fit = match case.fit {
                Fit::Exact => "exact".to_owned(),
                Fit::ExactBut(known) => format!("exact. {known}"),
                Fit::MoreOpen(why) => format!("**more open.** {why}"),
                Fit::MoreShut(why) => format!("**more shut.** {why}"),
            };
            writeln!(page, "| {} | {} | {fit} |", case.said, lines.join("; ")).unwrap();
        }
    }
    page
}
