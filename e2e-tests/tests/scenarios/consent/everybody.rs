//! Permits for anyone: for every practitioner of every organization, and for nobody else.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, On, Suite, DAY, MINUTE};
use chartkey_interfaces::{
    directory::{OrganizationStatus, PractitionerStatus, Role},
    registry::RegistryError,
};
use chartkey_policy::{Basis, Decision, Grantee, Reason, Terms};
use chartkey_vocabulary::{Action, OrgId, Purpose, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{IMAGING, LABORATORY};
use crate::{
    in_every_word,
    speaking::{Speaker, Word},
};

/// A laboratory result (record 0) and an image (record 1), and permit 0 for anyone to read the
/// first for treatment, which ends in a day.
fn scene(on: On, word: Word) -> Result<(Suite, Speaker)> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY, IMAGING])?;
    for category in [LABORATORY, IMAGING] {
        ana.reports(&mut suite, document(category).into())?;
    }
    let terms = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    let until = Some(terms.from + DAY);
    ana.grants(&mut suite, Terms { actions: Action::Read.into(), until, ..terms })?;
    Ok((suite, ana))
}

fn opens(suite: &mut Suite, reader: &Actor, ana: &Speaker, record: u32) -> Result<Decision> {
    Ok(suite.open(reader, &ana.patient, record, Purpose::Treatment)?.decision)
}

/// The error of an opening that leaves no entry.
fn leaves_no_trace(
    suite: &mut Suite,
    reader: &Actor,
    organization: Option<OrgId>,
    ana: &Speaker,
    purpose: Purpose,
) -> Result<RegistryError> {
    let before = ana.log_size(suite)?;
    let open =
        suite.registry().open(ana.patient.id.into(), Selection::record(0), purpose, organization);
    let error = suite.submit(reader, open)?.refusal()?;
    assert_eq!(ana.log_size(suite)?, before);
    Ok(error)
}

#[apply(in_every_word)]
fn a_permit_for_anyone_is_read_by_every_practitioner_of_every_organization_until_it_ends(
    on: On,
    word: Word,
) -> Result<()> {
    let (mut suite, ana) = scene(on, word)?;
    let (permitted, no_consent) =
        (Decision::Permit(Basis::Provision(0)), Decision::Deny(Reason::NoConsent));
    // Of organizations that were admitted after it as well.
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let registrar = Actor::named("hope registrar");
    suite.enrol(&hope, &registrar, &[Role::Registrar])?;
    for reader in [&mercy.clinician, &hope.clinician, &registrar] {
        assert_eq!(opens(&mut suite, reader, &ana, 0)?, permitted, "{}", reader.name());
        assert_eq!(opens(&mut suite, reader, &ana, 1)?, no_consent, "{}", reader.name());
        let research = suite.open(reader, &ana.patient, 0, Purpose::Research)?;
        assert_eq!(research.decision, no_consent, "{}", reader.name());
    }

    // A deny for some of them wins.
    let deny = Terms { until: None, ..suite.terms(mercy.grantee(), &[LABORATORY])? };
    let denied = ana.denies(&mut suite, deny)?;
    let refused = Decision::Deny(Reason::DeniedByPatient);
    assert_eq!(opens(&mut suite, &mercy.clinician, &ana, 0)?, refused);
    assert_eq!(opens(&mut suite, &hope.clinician, &ana, 0)?, permitted);
    ana.revokes(&mut suite, denied)?;
    assert_eq!(opens(&mut suite, &mercy.clinician, &ana, 0)?, permitted);

    suite.advance(DAY + MINUTE)?;
    let expired = Decision::Deny(Reason::Expired);
    for reader in [&mercy.clinician, &hope.clinician] {
        assert_eq!(opens(&mut suite, reader, &ana, 0)?, expired, "{}", reader.name());
    }
    Ok(())
}

#[apply(in_every_word)]
fn a_permit_for_anyone_is_read_by_nobody_who_serves_no_organization(
    on: On,
    word: Word,
) -> Result<()> {
    let (mut suite, ana) = scene(on, word)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let (treatment, family) = (Purpose::Treatment, Purpose::FamilyRequest);
    let not_practitioner = RegistryError::NotPractitioner;
    let role_missing = RegistryError::RoleMissing;
    let (stranger, keeper) = (Actor::named("mallory"), Actor::named("hope keeper"));
    suite.enrol(&hope, &keeper, &[Role::Keeper])?;
    for (reader, house, expected) in [
        (&stranger, mercy.id, not_practitioner),
        (&mercy.admin, mercy.id, not_practitioner),
        (&stranger, OrgId(7), not_practitioner),
        (&keeper, hope.id, role_missing),
    ] {
        let error = leaves_no_trace(&mut suite, reader, Some(house), &ana, treatment)?;
        assert_eq!(error, expected, "{}", reader.name());
    }
    // Nor does it make anybody a representative.
    let error = leaves_no_trace(&mut suite, &stranger, None, &ana, family)?;
    assert_eq!(error, RegistryError::NotRepresentative);
    let error = leaves_no_trace(&mut suite, &stranger, None, &ana, treatment)?;
    assert_eq!(error, RegistryError::Organization);

    // Nor by those who do not serve at the time.
    let suspended = PractitionerStatus::Suspended.into();
    let suspend =
        suite.directory().set_practitioner_status(mercy.clinician.bytes().into(), suspended);
    suite.submit(&mercy.admin, suspend)?.value()?;
    let (steward, suspended) = (suite.steward(), OrganizationStatus::Suspended);
    let suspend = suite.directory().set_organization_status(hope.id, suspended);
    suite.submit(&steward, suspend)?.value()?;
    for house in [&mercy, &hope] {
        let (reader, id) = (&house.clinician, Some(house.id));
        let error = leaves_no_trace(&mut suite, reader, id, &ana, treatment)?;
        assert_eq!(error, not_practitioner, "{}", reader.name());
    }
    Ok(())
}
