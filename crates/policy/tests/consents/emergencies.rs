//! Consents about emergencies.

use chartkey_policy::{Basis, Directive, Grantee, Reason};
use chartkey_vocabulary::{Categories, Category::*, Purpose::*};

use crate::case::*;

pub fn group() -> Group {
    Group {
        heading: "Emergencies",
        cases: vec![
            Case {
                said: "In an emergency nothing.",
                lines: vec![Line::Directive(Directive::Emergency, Categories::EMPTY)],
                fit: Fit::ExactBut("The house that wrote a record still reads it for treatment."),
                asks: vec![
                    ask(Who::Bob, Prescription).emergency().no(Reason::NotInDirective),
                    ask(Who::Cho, Prescription).yes(Basis::Issuer),
                ],
            },
            Case {
                said: "In an emergency everything.",
                lines: vec![Line::Directive(Directive::Emergency, ALL)],
                fit: Fit::ExactBut("The categories of today: what comes later has to be added."),
                asks: vec![
                    ask(Who::Bob, Restricted).emergency().yes(Basis::Emergency),
                    ask(Who::Bob, Restricted).no(Reason::NoConsent),
                ],
            },
            Case {
                said: "In an emergency the summary and my medicines.",
                lines: vec![Line::Directive(
                    Directive::Emergency,
                    Categories::of(&[PatientSummary, Prescription]),
                )],
                fit: Fit::ExactBut("Allergies stand in the summary."),
                asks: vec![
                    ask(Who::Bob, Prescription).emergency().yes(Basis::Emergency),
                    ask(Who::Bob, Laboratory).emergency().no(Reason::NotInDirective),
                ],
            },
            Case {
                said: "In an emergency, but not hospital A.",
                lines: vec![denies(
                    deny(house(A), Categories::EVERYTHING).purposes(&[EmergencyTreatment]),
                )],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Laboratory).emergency().no(Reason::DeniedByPatient),
                    ask(Who::Bob, Laboratory).by(A).yes(Basis::Issuer),
                    ask(Who::Cho, Laboratory).emergency().yes(Basis::Emergency),
                ],
            },
            Case {
                said: "In an emergency, but nothing about drugs.",
                lines: vec![Line::Directive(Directive::Emergency, all_but(&[SubstanceUse]))],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Bob, Genetics).emergency().yes(Basis::Emergency),
                    ask(Who::Bob, SubstanceUse).emergency().no(Reason::NotInDirective),
                ],
            },
            Case {
                said: "In an emergency Dr Bob sees all, others the usual.",
                lines: vec![permits(permit(person(Who::Bob), ALL).purposes(&[EmergencyTreatment]))],
                fit: Fit::ExactBut("He has to declare it like everybody."),
                asks: vec![
                    ask(Who::Bob, MentalHealth).emergency().yes(Basis::Provision(0)),
                    ask(Who::Bob, MentalHealth).no(Reason::NoConsent),
                    ask(Who::Cho, MentalHealth).emergency().no(Reason::NotInDirective),
                ],
            },
            Case {
                said: "No laboratory results to anybody, emergencies as usual.",
                lines: vec![denies(
                    deny(Grantee::Anyone, Laboratory.into()).purposes(&WITHOUT_EMERGENCIES),
                )],
                fit: Fit::Exact,
                asks: vec![
                    ask(Who::Cho, Laboratory).no(Reason::DeniedByPatient),
                    ask(Who::Cho, Laboratory).emergency().yes(Basis::Emergency),
                ],
            },
        ],
    }
}
