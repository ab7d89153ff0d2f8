//! Consents that cannot be said exactly.

use chartkey_policy::{Basis, Grantee, Reason};
use chartkey_vocabulary::{Categories, Category::*, Purpose::*};

use crate::case::*;

pub fn group() -> Group {
    Group {
        heading: "What cannot be said exactly",
        cases: vec![
            Case {
                said: "Dr Cho reads only what hospital A wrote.",
                lines: vec![permits(permit(person(Who::Cho), ALL).document(7))],
                fit: Fit::MoreShut(
                    "Who wrote a record is no condition. Permit its documents one by one; a permit \
                     for the categories would be more open.",
                ),
                asks: vec![
                    ask(Who::Cho, Laboratory).by(A).document(7).yes(Basis::Provision(0)),
                    ask(Who::Cho, Laboratory).by(A).document(8).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Only what is newer than five years.",
                lines: vec![
                    permits(permit(house(A), ALL)),
                    denies(deny(Grantee::Anyone, Categories::EVERYTHING).document(7)),
                ],
                fit: Fit::MoreOpen(
                    "The age of a record is no condition. Seal the old documents; each is open \
                     until it is sealed.",
                ),
                asks: vec![
                    ask(Who::Bob, Laboratory).document(7).no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).document(10).yes(Basis::Provision(0)),
                ],
            },
            Case {
                said: "Hospital A during working hours.",
                lines: vec![permits(permit(house(A), ALL))],
                fit: Fit::MoreOpen("A window has one beginning and one end. The log shows the hour."),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Cho, Laboratory).by(A).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "For ever.",
                lines: vec![permits(permit(person(Who::Bob), ALL).days(0, 3_653))],
                fit: Fit::MoreShut("A permit ends after ten years at the latest. Renew it."),
                asks: vec![
                    ask(Who::Bob, Laboratory).in_days(3_653).yes(Basis::Provision(0)),
                    ask(Who::Bob, Laboratory).in_days(3_654).no(Reason::Expired),
                ],
            },
            Case {
                said: "Read, but do not copy.",
                lines: vec![permits(permit(person(Who::Bob), ALL))],
                fit: Fit::MoreOpen("Who reads can copy. Each reading is on record."),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Eve, Laboratory).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Two doctors together, neither alone.",
                lines: vec![permits(permit(person(Who::Bob), Genetics.into()).days(0, 1))],
                fit: Fit::MoreOpen(
                    "A permit is for one reader. Permit the one, for a day, when both are there.",
                ),
                asks: vec![
                    ask(Who::Bob, Genetics).yes(Basis::Provision(0)),
                    ask(Who::Eve, Genetics).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "What I wrote for myself nobody reads, also not in an emergency.",
                lines: vec![denies(deny(Grantee::Anyone, Categories::EVERYTHING).document(7))],
                fit: Fit::ExactBut(
                    "Without it an emergency is permitted by the directive; the document is \
                     encrypted to my own key alone, and stays unreadable.",
                ),
                asks: vec![
                    ask(Who::Bob, VitalSigns)
                        .document(7)
                        .letter(None)
                        .emergency()
                        .no(Reason::DeniedByPatient),
                    ask(Who::Ana, VitalSigns)
                        .document(7)
                        .letter(None)
                        .purpose(PatientRequest)
                        .yes(Basis::Controller),
                ],
            },
        ],
    }
}
