//! Consents about everybody at once.

use chartkey_policy::{Basis, Directive, Grantee, Reason};
use chartkey_vocabulary::{Categories, Category::*, Purpose::*};

use crate::case::*;

pub fn group() -> Group {
    Group {
        heading: "Everybody and nobody",
        cases: vec![
            Case {
                said: "Nothing, when I begin.",
                lines: vec![],
                fit: Fit::ExactBut(
                    "Nobody reads, but for the house that wrote a record, and in an emergency.",
                ),
                asks: vec![
                    ask(Who::Bob, Laboratory).no(Reason::NoConsent),
                    ask(Who::Cho, Laboratory).yes(Basis::Issuer),
                    ask(Who::Bob, Laboratory).emergency().yes(Basis::Emergency),
                    ask(Who::Bob, MentalHealth).emergency().no(Reason::NotInDirective),
                    ask(Who::Ana, MentalHealth).purpose(PatientRequest).yes(Basis::Controller),
                ],
            },
            Case {
                said: "Everybody who treats me may read everything, this year.",
                lines: vec![permits(permit(Grantee::Anyone, ALL))],
                fit: Fit::ExactBut(
                    "Whoever reads says that it is for treatment; it is on record. A permit names \
                     the categories of today: what comes later needs another.",
                ),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Dee, MentalHealth).yes(Basis::Provision(0)),
                    ask(Who::Max, Laboratory).purpose(Payment).no(Reason::NoConsent),
                    ask(Who::Bob, Laboratory).in_days(366).no(Reason::Expired),
                    ask(Who::Lea, Laboratory).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Nobody, for nothing, not even in an emergency.",
                lines: vec![denies(deny(Grantee::Anyone, Categories::EVERYTHING))],
                fit: Fit::ExactBut("It can cost a life, and the house still has its own archive."),
                asks: vec![
                    ask(Who::Cho, Laboratory).no(Reason::DeniedByPatient),
                    ask(Who::Bob, Prescription).emergency().no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).write().no(Reason::DeniedByPatient),
                    ask(Who::Ana, Laboratory).purpose(PatientRequest).yes(Basis::Controller),
                ],
            },
            Case {
                said: "Nobody, but in an emergency they should see what they need.",
                lines: vec![Line::Directive(Directive::Issuers, Categories::EMPTY)],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Laboratory).no(Reason::NoConsent),
                    ask(Who::Cho, Laboratory).emergency().yes(Basis::Emergency),
                ],
            },
            Case {
                said: "Everybody but hospital A.",
                lines: vec![
                    permits(permit(Grantee::Anyone, ALL)),
                    denies(deny(house(A), Categories::EVERYTHING)),
                ],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Dee, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Bob, Laboratory).by(A).no(Reason::DeniedByPatient),
                    ask(Who::Eve, Laboratory).emergency().no(Reason::DeniedByPatient),
                ],
            },
            Case {
                said: "Ask me each time.",
                lines: vec![
                    Line::Directive(Directive::Issuers, Categories::EMPTY),
                    permits(permit(person(Who::Bob), Laboratory.into()).days(0, 1)),
                ],
                fit: Fit::ExactBut("A permit of a day answers each request."),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Bob, Laboratory).in_days(2).no(Reason::Expired),
                    ask(Who::Bob, Imaging).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "I take back what I allowed hospital A.",
                lines: vec![
                    permits(permit(house(A), ALL)),
                    permits(permit(person(Who::Dee), Imaging.into())),
                    Line::Revoke(0),
                ],
                fit: Fit::ExactBut("What was read stays read."),
                asks: vec![
                    ask(Who::Bob, Laboratory).no(Reason::NoConsent),
                    ask(Who::Dee, Imaging).yes(Basis::Provision(1)),
                ],
            },
            Case {
                said: "Everybody in the health network of my city.",
                lines: vec![permits(permit(house(A), ALL)), permits(permit(house(B), ALL))],
                fit: Fit::MoreShut(
                    "There are no groups of houses. One permit a house; the list takes 64 \
                     provisions, and a house that joins the network later needs its own.",
                ),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Cho, Laboratory).yes(Basis::Provision(1)),
                    ask(Who::Dee, Laboratory).no(Reason::NoConsent),
                ],
            },
        ],
    }
}
