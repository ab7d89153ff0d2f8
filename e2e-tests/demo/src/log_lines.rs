//! A patient's log in words, and what keepers released under it.

use chartkey_interfaces::log::{Entry, Outcome, Subject};
use chartkey_policy::{Basis, Ground, Reason};
use chartkey_vocabulary::Category;

use super::{
    cast::{Cast, Patient},
    keeper::Line,
};

/// The log as lines, one for each entry.
pub(super) fn listing(cast: &Cast, entries: &[Entry]) -> Vec<String> {
    let line = |(index, Entry { access, .. }): (usize, &Entry)| {
        format!(
            "  {index:>3}  {:<22} {:<8} {:<22} {}",
            cast.name_of(&access.actor),
            access.purpose.code(),
            about(&access.subject, &access.outcome),
            outcome_in_words(&access.outcome)
        )
    };
    entries.iter().enumerate().map(line).collect()
}

/// What an entry is about.
fn about(subject: &Subject, outcome: &Outcome) -> String {
    match (subject, outcome) {
        (Subject::Records(records), _) => match records.as_slice() {
            [record] => format!("record {record}"),
            several => format!("{} records", several.len()),
        },
        (Subject::Categories(_), Outcome::Declared) => "the chart".to_owned(),
        (Subject::Categories(set), _) => {
            let count = Category::ALL.iter().filter(|one| set.contains((**one).into())).count();
            format!("session, {count} {}", if count == 1 { "category" } else { "categories" })
        }
        (Subject::Entry(entry), _) => format!("entry {entry}"),
    }
}

/// Why something was refused, in words.
pub(super) fn in_words(reason: Reason) -> &'static str {
    match reason {
        Reason::NoConsent => "no consent",
        Reason::NotYetValid => "consent not yet valid",
        Reason::Expired => "consent expired",
        Reason::DeniedByPatient => "denied by the patient",
        Reason::NotInDirective => "not opened in an emergency",
        Reason::NoEmergency => "no emergency declared",
        Reason::NotRepresentative => "not a representative",
        Reason::RecordsOnly => "no session on this ground",
        Reason::NotController => "not the patient",
    }
}

/// How an entry ended.
fn outcome_in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Permit(grounds) => {
            let grounds: Vec<_> = grounds.iter().map(ground).collect();
            format!("permitted: {}", grounds.join(", "))
        }
        Outcome::Deny(refusal) => format!("refused: {}", in_words(refusal.reason)),
        Outcome::Declared => "declared an emergency".to_owned(),
        Outcome::Reviewed(finding) => format!("reviewed: {}", finding.word()),
        Outcome::Disputed => "disputed".to_owned(),
    }
}

fn ground(Ground { basis, .. }: &Ground) -> String {
    match basis {
        Basis::Controller => "the patient".to_owned(),
        Basis::Issuer => "the record's issuer".to_owned(),
        Basis::Emergency => "a declared emergency".to_owned(),
        Basis::Addressee => "the patient sent it".to_owned(),
        Basis::Provision(id) => format!("provision {id}"),
    }
}

/// Whether an entry permits the record of this category: it is in its list, or the category in
/// its session.
fn permits(entry: &Entry, record: u32, category: Category) -> bool {
    matches!(entry.access.outcome, Outcome::Permit(_))
        && match &entry.access.subject {
            Subject::Records(records) => records.contains(&record),
            Subject::Categories(categories) => categories.contains(category.into()),
            Subject::Entry(_) => false,
        }
}

/// The lines of the keepers' release logs that stand under no entry of the patient's log.
pub(super) fn uncovered<'a>(
    patient: &Patient,
    entries: &[Entry],
    lines: &'a [Line],
) -> Vec<&'a Line> {
    let covered = |line: &&Line| {
        let entry = usize::try_from(line.entry).ok().and_then(|index| entries.get(index));
        let original = patient.originals.get(&line.record);
        entry
            .zip(original)
            .is_some_and(|(entry, original)| permits(entry, line.record, original.category))
    };
    lines.iter().filter(|line| !covered(line)).collect()
}

/// The sessions among these entries, each with the records that the keepers released for it.
pub(super) fn sessions(entries: &[Entry], lines: &[Line]) -> Vec<(u32, Vec<u32>)> {
    let is_session = |entry: &Entry| {
        matches!(entry.access.subject, Subject::Categories(_))
            && matches!(entry.access.outcome, Outcome::Permit(_))
    };
    let sessions = (0..).zip(entries).filter(|(_, entry)| is_session(entry));
    let released = |index: u32| {
        lines.iter().filter(|line| line.entry == index).map(|line| line.record).collect()
    };
    sessions.map(|(index, _)| (index, released(index))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chartkey_devchain::Actor;
    use chartkey_interfaces::log::Access;
    use chartkey_policy::Refusal;
    use chartkey_vocabulary::{Categories, PatientId, Purpose};

    use super::*;
    use crate::cast::{Acting, Original};

    const PATIENT: PatientId = PatientId([7; 32]);

    fn entry(subject: Subject, outcome: Outcome) -> Entry {
        let access = Access {
            actor: [1; 32],
            organization: None,
            subject,
            purpose: Purpose::Treatment,
            outcome,
            justification: None,
        };
        Entry { time: 0, access }
    }

    fn permitted() -> Outcome {
        Outcome::Permit(vec![Ground { count: 1, basis: Basis::Provision(4) }])
    }

    fn line(entry: u32, record: u32) -> Line {
        Line { number: 0, patient: PATIENT, entry, record, digest: [0; 32], key: [0; 32], time: 0 }
    }

    fn patient() -> Patient {
        let original = |category| Original { name: String::new(), category, bytes: Vec::new() };
        Patient {
            id: PATIENT,
            name: "ana",
            actor: Actor::named("ana"),
            acting: Acting::Directly,
            documents: Vec::new(),
            secrets: BTreeMap::new(),
            originals: BTreeMap::from([
                (0, original(Category::Laboratory)),
                (1, original(Category::Imaging)),
            ]),
            remembered: None,
        }
    }

    #[test]
    fn a_release_has_to_stand_under_an_entry_that_permits_it() {
        let session = Subject::Categories(Categories::of(&[Category::Laboratory]));
        let refusal = Refusal { place: 0, reason: Reason::NoConsent };
        let entries = [
            entry(Subject::Records(vec![1]), permitted()),
            entry(session, permitted()),
            entry(Subject::Records(vec![0, 1]), Outcome::Deny(refusal)),
        ];
        let lines = [line(0, 1), line(1, 0), line(0, 0), line(1, 1), line(2, 0), line(3, 0)];
        let uncovered = uncovered(&patient(), &entries, &lines);
        assert_eq!(uncovered, lines[2..].iter().collect::<Vec<_>>());
        assert_eq!(sessions(&entries, &lines), [(1, vec![0, 1])]);
    }

    #[test]
    fn an_entry_is_shown_in_a_few_words() {
        let session = Subject::Categories(Categories::of(&[Category::Laboratory]));
        assert_eq!(about(&Subject::Records(vec![3]), &permitted()), "record 3");
        assert_eq!(about(&Subject::Records(vec![3, 9]), &permitted()), "2 records");
        assert_eq!(about(&session, &permitted()), "session, 1 category");
        let all = Subject::Categories(Categories::ALL);
        assert_eq!(about(&all, &permitted()), "session, 20 categories");
        assert_eq!(about(&all, &Outcome::Declared), "the chart");
        let mixed = vec![
            Ground { count: 2, basis: Basis::Issuer },
            Ground { count: 1, basis: Basis::Provision(4) },
        ];
        assert_eq!(
            outcome_in_words(&Outcome::Permit(mixed)),
            "permitted: the record's issuer, provision 4"
        );
    }
}
