//! Consents about what is read, and why.

use chartkey_policy::{Basis, Directive, Grantee, Reason};
use chartkey_vocabulary::{Categories, Category::*, Purpose, Purpose::*};

use crate::case::*;

/// Seven and ten are documents of hospital B's.
pub fn group() -> Group {
    Group {
        heading: "What is read, and why",
        cases: vec![
            Case {
                said: "My family doctor sees all but mental health.",
                lines: vec![permits(permit(person(Who::Bob), all_but(&[MentalHealth])))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Bob, MentalHealth).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Mental health only to Dr Eve.",
                lines: vec![
                    Line::Directive(Directive::Issuers, all_but(&[MentalHealth])),
                    permits(permit(person(Who::Eve), MentalHealth.into())),
                ],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Eve, MentalHealth).yes(Basis::Provision(0)),
                    ask(Who::Cho, MentalHealth).no(Reason::NoConsent),
                    ask(Who::Cho, Laboratory).yes(Basis::Issuer),
                ],
            },
            Case {
                said: "Nothing restricted to my dentist.",
                lines: vec![
                    permits(permit(Grantee::Anyone, ALL)),
                    denies(deny(house(DENTISTS), Restricted.into())),
                ],
                fit: Fit::ExactBut(
                    "HIV and violence are filed as restricted, if the house does it.",
                ),
                asks: vec![
                    ask(Who::Dee, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Dee, Restricted).no(Reason::DeniedByPatient),
                    ask(Who::Bob, Restricted).yes(Basis::Provision(0)),
                ],
            },
            Case {
                said: "Nothing about HIV to any dentist.",
                lines: vec![
                    permits(permit(Grantee::Anyone, ALL)),
                    denies(deny(house(DENTISTS), Restricted.into())),
                ],
                fit: Fit::MoreOpen(
                    "A profession is no condition, and HIV has no label of its own. Deny each \
                     practice what is restricted; one that is not named reads by the wide permit.",
                ),
                asks: vec![
                    ask(Who::Dee, Restricted).no(Reason::DeniedByPatient),
                    ask(Who::Dee, Imaging).yes(Basis::Provision(0)),
                ],
            },
            Case {
                said: "Nobody sees this one document, also not in an emergency.",
                lines: vec![denies(deny(Grantee::Anyone, Categories::EVERYTHING).document(7))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Laboratory).document(7).no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).document(7).emergency().no(Reason::DeniedByPatient),
                    ask(Who::Cho, Laboratory).document(10).yes(Basis::Issuer),
                ],
            },
            Case {
                said: "Nobody sees this document, unless it is an emergency.",
                lines: vec![denies(
                    deny(Grantee::Anyone, Categories::EVERYTHING)
                        .purposes(&WITHOUT_EMERGENCIES)
                        .document(7),
                )],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Laboratory).document(7).no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).document(7).emergency().yes(Basis::Emergency),
                ],
            },
            Case {
                said: "Dr Dee sees this X-ray and nothing else.",
                lines: vec![permits(permit(person(Who::Dee), ALL).document(10))],
                fit: Fit::ExactBut("Later versions of the document, too."),
                asks: vec![
                    ask(Who::Dee, Imaging).document(10).yes(Basis::Provision(0)),
                    ask(Who::Dee, Imaging).document(7).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "My pharmacist sees prescriptions.",
                lines: vec![permits(permit(person(Who::Dee), Prescription.into()))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Dee, Prescription).yes(Basis::Provision(0)),
                    ask(Who::Dee, Diagnosis).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "Nothing about my pregnancy to my parents' doctor.",
                lines: vec![
                    permits(permit(house(A), ALL)),
                    denies(deny(person(Who::Bob), SexualAndReproductiveHealth.into())),
                ],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, SexualAndReproductiveHealth).no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).yes(Basis::Provision(0)),
                    ask(Who::Eve, SexualAndReproductiveHealth).yes(Basis::Provision(0)),
                ],
            },
            Case {
                said: "Researchers of one project, for four years.",
                lines: vec![permits(
                    permit(house(INSTITUTE), Categories::of(&[Laboratory, Diagnosis]))
                        .purposes(&[Research])
                        .days(0, 1_460),
                )],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Kim, Laboratory).purpose(Research).yes(Basis::Provision(0)),
                    ask(Who::Kim, Laboratory).no(Reason::NoConsent),
                    ask(Who::Kim, Imaging).purpose(Research).no(Reason::NoConsent),
                    ask(Who::Kim, Laboratory).purpose(Research).in_days(1_461).no(Reason::Expired),
                ],
            },
            Case {
                said: "Any research may use my data.",
                lines: vec![permits(permit(Grantee::Anyone, ALL).purposes(&[Research]))],
                fit: Fit::ExactBut(
                    "Every practitioner of every admitted house can say that it is for research; \
                     it is on record.",
                ),
                asks: vec![
                    ask(Who::Kim, Genetics).purpose(Research).yes(Basis::Provision(0)),
                    ask(Who::Kim, Genetics).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "No research and no statistics, ever.",
                lines: vec![
                    permits(
                        permit(house(INSTITUTE), ALL).purposes(&[Purpose::Treatment, Research]),
                    ),
                    denies(
                        deny(Grantee::Anyone, Categories::EVERYTHING)
                            .purposes(&[Research, PublicHealth]),
                    ),
                ],
                fit: Fit::ExactBut("It overrules what a permit says."),
                asks: vec![
                    ask(Who::Kim, Laboratory).purpose(Research).no(Reason::DeniedByPatient),
                    ask(Who::Kim, Laboratory).yes(Basis::Provision(0)),
                ],
            },
            Case {
                said: "My insurer reads bills for one claim.",
                lines: vec![permits(
                    permit(person(Who::Max), Administrative.into())
                        .purposes(&[Payment])
                        .days(0, 30),
                )],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Max, Administrative).purpose(Payment).yes(Basis::Provision(0)),
                    ask(Who::Max, Diagnosis).purpose(Payment).no(Reason::NoConsent),
                    ask(Who::Max, Administrative).purpose(Payment).in_days(31).no(Reason::Expired),
                ],
            },
            Case {
                said: "The health office sees reports of infections.",
                lines: vec![permits(
                    permit(person(Who::Max), ALL).purposes(&[PublicHealth]).document(7),
                )],
                fit: Fit::MoreShut(
                    "What a document says is no condition. Permit each report; the category \
                     laboratory would be more open.",
                ),
                asks: vec![
                    ask(Who::Max, Laboratory)
                        .document(7)
                        .purpose(PublicHealth)
                        .yes(Basis::Provision(0)),
                    ask(Who::Max, Laboratory).purpose(PublicHealth).no(Reason::NoConsent),
                ],
            },
        ],
    }
}
