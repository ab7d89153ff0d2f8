//! The FHIR documents that the demo puts on record.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{bail, Context, Result};
use chartkey_vocabulary::Category;
use serde::Deserialize;

/// A FHIR document of the folder fixtures/fhir.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// Its name: the file's, without the extension.
    pub name: String,
    /// What it is about.
    pub category: Category,
    /// The document, byte for byte.
    pub bytes: Vec<u8>,
}

/// What every FHIR resource begins with.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    resource_type: String,
}

/// The documents of the first and of the second chart, by name.
///
/// # Errors
/// When a file cannot be read or its resource type has no category.
pub fn charts() -> Result<[Vec<Fixture>; 2]> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/fhir");
    Ok([chart(&folder.join("first-chart"))?, chart(&folder.join("second-chart"))?])
}

/// The category of a FHIR R4 resource type (<https://hl7.org/fhir/R4/resourcelist.html>).
///
/// # Errors
/// For a type that no document of the demo has: an unknown one is never filed by default.
pub fn category_of(resource_type: &str) -> Result<Category> {
    Ok(match resource_type {
        "Bundle" => Category::PatientSummary,
        "Encounter" => Category::Consultation,
        "Condition" => Category::Diagnosis,
        "Procedure" => Category::Treatment,
        "CarePlan" => Category::CarePlan,
        "MedicationRequest" => Category::Prescription,
        "Observation" | "DiagnosticReport" => Category::Laboratory,
        "ImagingStudy" => Category::Imaging,
        "Immunization" => Category::Immunization,
        "Patient" => Category::Demographics,
        "Organization" | "Practitioner" => Category::Administrative,
        _ => bail!("no category is chosen for the FHIR resource type {resource_type}"),
    })
}

fn chart(folder: &Path) -> Result<Vec<Fixture>> {
    let reading = || format!("cannot read the folder {}", folder.display());
    let mut paths = fs::read_dir(folder)
        .with_context(reading)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()
        .with_context(reading)?;
    paths.sort();
    paths.iter().map(|path| fixture(path)).collect()
}

fn fixture(path: &Path) -> Result<Fixture> {
    let load = || {
        let bytes = fs::read(path)?;
        let resource: Resource = serde_json::from_slice(&bytes)?;
        let name = path.file_stem().and_then(|name| name.to_str()).context("it has no name")?;
        let category = category_of(&resource.resource_type)?;
        Ok::<_, anyhow::Error>(Fixture { name: name.to_owned(), category, bytes })
    };
    load().with_context(|| format!("cannot use {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charts_hold_documents_of_eleven_categories() {
        let [first, second] = charts().unwrap();
        assert_eq!((first.len(), second.len()), (24, 3));
        let mut categories: Vec<_> =
            first.iter().chain(&second).map(|fixture| fixture.category).collect();
        categories.sort();
        categories.dedup();
        assert_eq!(categories.len(), 11);
        let largest = first.iter().max_by_key(|fixture| fixture.bytes.len()).unwrap();
        assert_eq!(
            (largest.name.as_str(), largest.bytes.len()),
            ("DiagnosticReport-gingival-mass", 747_944)
        );
    }

    #[test]
    fn an_unknown_resource_type_has_no_category() {
        category_of("Basic").unwrap_err();
    }
}
