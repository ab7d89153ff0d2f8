//! Consents about writing, and about when.

use chartkey_policy::{Basis, Directive, Reason};
use chartkey_vocabulary::{Action::*, Categories, Category::*};

use crate::case::*;

pub fn group() -> Group {
    Group {
        heading: "Writing, and when",
        cases: vec![
            Case {
                said: "Hospital A reads and writes.",
                lines: vec![permits(permit(house(A), ALL).actions(&[Read, Append]))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).write().yes(Basis::Provision(0)),
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Cho, Laboratory).write().no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Hospital A writes, and reads only what it wrote itself.",
                lines: vec![permits(permit(house(A), ALL).actions(&[Append]))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).write().yes(Basis::Provision(0)),
                    ask(Who::Bob, Laboratory).by(A).yes(Basis::Issuer),
                    ask(Who::Bob, Laboratory).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "The laboratory of hospital A sends results and reads nothing.",
                lines: vec![
                    permits(permit(house(A), Laboratory.into()).actions(&[Append])),
                    denies(deny(house(A), Categories::EVERYTHING).actions(&[Read])),
                ],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).write().yes(Basis::Provision(0)),
                    ask(Who::Bob, Laboratory).by(A).no(Reason::DeniedByPatient),
                ],
            },
            Case {
                said: "No house reads back what it wrote, but for laboratory results.",
                lines: vec![Line::Directive(Directive::Issuers, Laboratory.into())],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Laboratory).yes(Basis::Issuer),
                    ask(Who::Cho, Consultation).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Hospital A must not write here any more.",
                lines: vec![
                    permits(permit(house(A), ALL).actions(&[Read, Append])),
                    denies(deny(house(A), Categories::EVERYTHING).actions(&[Append])),
                ],
                fit: Fit::ExactBut("It may still correct what it wrote."),
                asks: vec![
                    ask(Who::Bob, Laboratory).write().no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                ],
            },
            Case {
                said: "Only while I am in hospital A, three days.",
                lines: vec![permits(permit(house(A), ALL).days(0, 3))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).in_days(3).yes(Basis::Provision(0)),
                    ask(Who::Bob, Laboratory).in_days(4).no(Reason::Expired),
                ],
            },
            Case {
                said: "A second opinion, from next month on.",
                lines: vec![permits(permit(person(Who::Cho), Imaging.into()).days(31, 60))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Imaging).by(A).no(Reason::NotYetValid),
                    ask(Who::Cho, Imaging).by(A).in_days(31).yes(Basis::Provision(0)),
                    ask(Who::Cho, Imaging).by(A).in_days(61).no(Reason::Expired),
                ],
            },
        ],
    }
}
