//! Consents about one person, or one house.

use chartkey_policy::{Basis, Directive, Reason};
use chartkey_vocabulary::{Addressee, Categories, Category::*, Purpose::*};

use crate::case::*;

pub fn group() -> Group {
    Group {
        heading: "Persons and houses",
        cases: vec![
            Case {
                said: "Nobody but Dr Bob.",
                lines: vec![
                    Line::Directive(Directive::Issuers, Categories::EMPTY),
                    Line::Directive(Directive::Emergency, Categories::EMPTY),
                    permits(permit(person(Who::Bob), ALL)),
                ],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Genetics).yes(Basis::Provision(0)),
                    ask(Who::Eve, Genetics).by(A).no(Reason::NoConsent),
                    ask(Who::Cho, Genetics).no(Reason::NoConsent),
                    ask(Who::Cho, Laboratory).emergency().no(Reason::NotInDirective),
                ],
            },
            Case {
                said: "Dr Bob, wherever he works.",
                lines: vec![permits(permit(person(Who::Bob), ALL))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).by(A).yes(Basis::Provision(0)),
                    ask(Who::BobAtB, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Eve, Laboratory).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Dr Bob, as long as he is at hospital A.",
                lines: vec![permits(permit(person(Who::Bob), ALL))],
                fit: Fit::MoreOpen(
                    "A permit names a person or a house, not both. Revoke it when he moves.",
                ),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::BobAtB, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Eve, Laboratory).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Hospital A, all of it.",
                lines: vec![permits(permit(house(A), ALL))],
                fit: Fit::ExactBut("Who joins it later, too."),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Eve, MentalHealth).yes(Basis::Provision(0)),
                    ask(Who::BobAtB, Laboratory).by(A).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Hospital A, but not Dr Eve: she is my neighbour.",
                lines: vec![
                    permits(permit(house(A), ALL)),
                    denies(deny(person(Who::Eve), Categories::EVERYTHING)),
                ],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Eve, Laboratory).no(Reason::DeniedByPatient),
                    ask(Who::Eve, Laboratory).emergency().no(Reason::DeniedByPatient),
                ],
            },
            Case {
                said: "My ex-husband, who nurses at hospital A, never.",
                lines: vec![
                    permits(permit(house(A), ALL)),
                    denies(deny(person(Who::Eve), Categories::EVERYTHING)),
                ],
                fit: Fit::MoreOpen(
                    "A deny names an account, not a human being: one that he opens later is not \
                     named. His house vouches for one account a person.",
                ),
                asks: vec![
                    ask(Who::Eve, Laboratory).no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                ],
            },
            Case {
                said: "My ex-husband's employer never, also not in an emergency.",
                lines: vec![denies(deny(house(EMPLOYER), Categories::EVERYTHING))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Max, Laboratory).by(EMPLOYER).no(Reason::DeniedByPatient),
                    ask(Who::Max, Laboratory).emergency().no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).emergency().yes(Basis::Emergency),
                ],
            },
            Case {
                said: "My employer's doctor sees vaccinations, nothing else.",
                lines: vec![permits(permit(house(EMPLOYER), Immunization.into()))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Max, Immunization).yes(Basis::Provision(0)),
                    ask(Who::Max, Laboratory).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "All doctors of hospital A, not the nurses.",
                lines: vec![permits(permit(person(Who::Bob), ALL))],
                fit: Fit::MoreShut(
                    "What somebody is at a house is no condition. Name the doctors; new ones have \
                     to be added.",
                ),
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Eve, Laboratory).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "My daughter reads for me.",
                lines: vec![permits(permit(person(Who::Lea), ALL).purposes(&[FamilyRequest]))],
                fit: Fit::ExactBut("She reads; consents stay mine."),
                asks: vec![
                    ask(Who::Lea, Laboratory).purpose(FamilyRequest).yes(Basis::Provision(0)),
                    ask(Who::Lea, Laboratory).no(Reason::NoConsent),
                    ask(Who::Kim, Laboratory).purpose(FamilyRequest).no(Reason::NotRepresentative),
                ],
            },
            Case {
                said: "My daughter reads for me, but not what concerns sexuality.",
                lines: vec![permits(
                    permit(person(Who::Lea), all_but(&[SexualAndReproductiveHealth]))
                        .purposes(&[FamilyRequest]),
                )],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Lea, Laboratory).purpose(FamilyRequest).yes(Basis::Provision(0)),
                    ask(Who::Lea, SexualAndReproductiveHealth)
                        .purpose(FamilyRequest)
                        .no(Reason::NoConsent),
                ],
            },
            Case {
                said: "A parent reads for a child until the fourteenth birthday.",
                lines: vec![permits(
                    permit(person(Who::Lea), ALL).purposes(&[FamilyRequest]).days(0, 400),
                )],
                fit: Fit::ExactBut(
                    "Whoever has the child's key consents: hand the chart over in time.",
                ),
                asks: vec![
                    ask(Who::Lea, Immunization).purpose(FamilyRequest).yes(Basis::Provision(0)),
                    ask(Who::Lea, Immunization)
                        .purpose(FamilyRequest)
                        .in_days(401)
                        .no(Reason::NotRepresentative),
                ],
            },
            Case {
                said: "My daughter decides for me.",
                lines: vec![permits(permit(person(Who::Lea), ALL).purposes(&[FamilyRequest]))],
                fit: Fit::MoreShut(
                    "A representative reads and does not consent. To let her consent the chart is \
                     handed over to her, which is more open: it is hers then.",
                ),
                asks: vec![
                    ask(Who::Lea, Laboratory).purpose(FamilyRequest).yes(Basis::Provision(0)),
                    ask(Who::Lea, Laboratory).write().no(Reason::NoConsent),
                ],
            },
            Case {
                said: "I write to Dr Cho; she reads my letter.",
                lines: vec![Line::Directive(Directive::Emergency, Categories::EMPTY)],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Consultation)
                        .letter(Some(Addressee::Practitioner(Who::Cho.account())))
                        .yes(Basis::Addressee),
                    ask(Who::Bob, Consultation)
                        .letter(Some(Addressee::Practitioner(Who::Cho.account())))
                        .no(Reason::NoConsent),
                    ask(Who::Bob, Consultation)
                        .letter(Some(Addressee::Practitioner(Who::Cho.account())))
                        .emergency()
                        .no(Reason::NotInDirective),
                ],
            },
            Case {
                said: "I wrote to hospital B, and do not want Dr Cho to read on.",
                lines: vec![denies(deny(person(Who::Cho), Categories::EVERYTHING))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Consultation)
                        .letter(Some(Addressee::Organization(B)))
                        .no(Reason::DeniedByPatient),
                    ask(Who::BobAtB, Consultation)
                        .letter(Some(Addressee::Organization(B)))
                        .yes(Basis::Addressee),
                ],
            },
        ],
    }
}
