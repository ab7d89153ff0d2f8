//! The words for what stands as a number on the chain.

use chartkey_policy::{Action, Category, Purpose};

use crate::Retraction;

pub(crate) fn category(category: Category) -> &'static str {
    match category {
        Category::PatientSummary => "patient summary",
        Category::Consultation => "consultation",
        Category::Diagnosis => "diagnosis",
        Category::Treatment => "treatment",
        Category::Prescription => "prescription",
        Category::Laboratory => "laboratory",
        Category::Imaging => "imaging",
        Category::Immunization => "immunization",
        Category::VitalSigns => "vital signs",
        Category::Genetics => "genetics",
        Category::MentalHealth => "mental health",
        Category::SexualAndReproductiveHealth => "sexual and reproductive health",
        Category::SubstanceUse => "substance use",
        Category::Biospecimen => "biospecimen",
        Category::Demographics => "demographics",
        Category::Administrative => "administrative",
    }
}

pub(crate) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Treatment => "treatment",
        Purpose::EmergencyTreatment => "emergency treatment",
        Purpose::Payment => "payment",
        Purpose::Operations => "operations",
        Purpose::Research => "research",
        Purpose::PublicHealth => "public health",
        Purpose::PatientRequest => "patient request",
    }
}

pub(crate) fn action(action: Action) -> &'static str {
    match action {
        Action::Read => "read",
        Action::Append => "append",
    }
}

pub(crate) fn retraction(reason: Retraction) -> &'static str {
    match reason {
        Retraction::WrongPatient => "wrong patient",
        Retraction::WrongContent => "wrong content",
        Retraction::Duplicate => "duplicate",
        Retraction::Other => "other",
    }
}
