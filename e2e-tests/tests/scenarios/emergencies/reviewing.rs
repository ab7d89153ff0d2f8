//! The review of an emergency: who reviews, and what it ends.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Contract, Event, On, HOUR};
use chartkey_emergency::EmergencyError;
use chartkey_interfaces::{
    directory::{OrganizationStatus, PractitionerStatus, Role},
    emergencies::EmergencyCase,
    log::{Access, Entry, Outcome, Subject},
    registry::RegistryError,
};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Finding, Purpose};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    charted, declaration, entry, leaves_no_trace, no_emergency, opens, review, scene, FINDING,
};
use crate::on_both;

const UNKNOWN_CASE: RegistryError = RegistryError::Emergency(EmergencyError::UnknownCase);
/// The roles of those who review.
const REVIEWING: [Role; 3] = [Role::Clinician, Role::Registrar, Role::Emergency];
const ENROLLED_LATER: RegistryError = RegistryError::Emergency(EmergencyError::EnrolledLater);

#[apply(on_both)]
fn a_review_is_on_record_with_its_finding_and_ends_the_emergency(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let declared_at = suite.now()?;
    suite.advance(HOUR)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, Decision::Permit(Basis::Emergency));

    let reviewing = review(&suite, &ana, mercy.id, &medic, declared);
    let reviewed = suite.submit(&mercy.clinician, reviewing)?;
    let event = Event::EmergencyReviewed {
        patient: ana.id,
        declared,
        entry: 2,
        finding: Finding::Justified,
    };
    assert_eq!(reviewed.events, [(suite.address(Contract::Registry), event)]);
    assert_eq!(reviewed.value()?, 2);
    let on_record = Entry {
        time: suite.now()?,
        access: Access {
            actor: mercy.clinician.bytes(),
            organization: Some(mercy.id),
            subject: Subject::Entry(declared),
            purpose: Purpose::Operations,
            outcome: Outcome::Reviewed(Finding::Justified),
            justification: Some(FINDING),
        },
    };
    assert_eq!(entry(&mut suite, &ana, 2)?, on_record);
    assert_eq!(suite.read(suite.registry().waiting(medic.bytes().into()))?, []);
    let case = EmergencyCase {
        practitioner: medic.bytes(),
        patient: ana.id,
        entry: declared,
        declared_at,
        reviewed: Some(2),
    };
    assert_eq!(suite.read(suite.registry().emergencies(mercy.id, 0, 32))?, Ok(vec![case]));

    no_emergency(&mut suite, &medic, &ana)?;
    // What goes on after it is declared again.
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 3);
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, Decision::Permit(Basis::Emergency));
    Ok(())
}

#[apply(on_both)]
fn nobody_reviews_an_own_case(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.set_roles(&mercy, &medic, &REVIEWING)?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let own = review(&suite, &ana, mercy.id, &medic, declared);
    let error = leaves_no_trace(&mut suite, &ana, &medic, own)?;
    assert_eq!(error, RegistryError::Emergency(EmergencyError::OwnCase));
    assert_eq!(suite.read(suite.registry().waiting(medic.bytes().into()))?.len(), 1);
    Ok(())
}

#[apply(on_both)]
fn who_was_enrolled_after_the_declaration_does_not_review_it(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let friend = Actor::named("friend");
    suite.advance(1)?;
    suite.enrol(&mercy, &friend, &[Role::Clinician])?;
    let late = review(&suite, &ana, mercy.id, &medic, declared);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &friend, late)?, ENROLLED_LATER);
    // Nor does who was there before, left, and came back.
    suite.submit(&mercy.clinician, suite.directory().leave())?.value()?;
    suite.enrol(&mercy, &mercy.clinician, &[Role::Clinician])?;
    let late = review(&suite, &ana, mercy.id, &medic, declared);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &mercy.clinician, late)?, ENROLLED_LATER);
    // They review what is declared from then on.
    suite.advance(1)?;
    let ben = charted(&mut suite, "ben")?;
    let declared = suite.declare_emergency(&medic, &ben)?;
    let in_time = review(&suite, &ben, mercy.id, &medic, declared);
    assert_eq!(suite.submit(&friend, in_time)?.value()?, 1);
    Ok(())
}

/// In one block, which the chain inside this process alone has for several transactions.
#[test]
fn who_was_enrolled_in_the_moment_of_the_declaration_does_not_review_it() -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(On::InProcess)?;
    let friend = Actor::named("friend");
    suite.enrol(&mercy, &friend, &[Role::Clinician])?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let late = review(&suite, &ana, mercy.id, &medic, declared);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &friend, late)?, ENROLLED_LATER);
    Ok(())
}

#[apply(on_both)]
fn another_organization_does_not_review(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let hope = suite.hospital("hope")?;
    suite.advance(1)?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let foreign = review(&suite, &ana, hope.id, &medic, declared);
    let error = leaves_no_trace(&mut suite, &ana, &hope.clinician, foreign)?;
    assert_eq!(error, RegistryError::Emergency(EmergencyError::OtherOrganization));
    // It stays a case of the organization for which it was declared.
    suite.submit(&medic, suite.directory().leave())?.value()?;
    suite.enrol(&hope, &medic, &[Role::Emergency])?;
    let foreign = review(&suite, &ana, hope.id, &medic, declared);
    let error = leaves_no_trace(&mut suite, &ana, &hope.clinician, foreign)?;
    assert_eq!(error, RegistryError::Emergency(EmergencyError::OtherOrganization));
    let reviewing = review(&suite, &ana, mercy.id, &medic, declared);
    assert_eq!(suite.submit(&mercy.clinician, reviewing)?.value()?, 1);
    Ok(())
}

#[apply(on_both)]
fn who_may_not_act_does_not_review(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let (owner, clinician) = (suite.owner(), &mercy.clinician);
    for stranger in [&mercy.admin, &ana.actor, &owner, &Actor::named("mallory")] {
        let reviewing = review(&suite, &ana, mercy.id, &medic, declared);
        let error = leaves_no_trace(&mut suite, &ana, stranger, reviewing)?;
        assert_eq!(error, RegistryError::NotPractitioner, "{stranger:?}");
    }
    let account = clinician.bytes();
    for status in [PractitionerStatus::Suspended, PractitionerStatus::Active] {
        let set = suite.directory().set_practitioner_status(account.into(), status.into());
        suite.submit(&mercy.admin, set)?.value()?;
        if status == PractitionerStatus::Suspended {
            let reviewing = review(&suite, &ana, mercy.id, &medic, declared);
            let error = leaves_no_trace(&mut suite, &ana, clinician, reviewing)?;
            assert_eq!(error, RegistryError::NotPractitioner);
        }
    }
    let suspend =
        suite.directory().set_organization_status(mercy.id, OrganizationStatus::Suspended);
    let steward = suite.steward();
    suite.submit(&steward, suspend)?.value()?;
    let reviewing = review(&suite, &ana, mercy.id, &medic, declared);
    let error = leaves_no_trace(&mut suite, &ana, clinician, reviewing)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    let reinstate = suite.directory().set_organization_status(mercy.id, OrganizationStatus::Active);
    suite.submit(&steward, reinstate)?.value()?;
    let reviewing = review(&suite, &ana, mercy.id, &medic, declared);
    assert_eq!(suite.submit(clinician, reviewing)?.value()?, 1);
    Ok(())
}

#[apply(on_both)]
fn a_colleague_of_any_role_but_the_keepers_reviews(on: On) -> Result<()> {
    let (mut suite, mercy, _, medic) = scene(on)?;
    for role in Role::ALL {
        suite.enrol(&mercy, &Actor::named(&format!("{role:?}")), &[role])?;
    }
    suite.advance(1)?;
    for role in REVIEWING {
        let patient = charted(&mut suite, &format!("patient of the {role:?}"))?;
        let declared = suite.declare_emergency(&medic, &patient)?;
        let reviewing = review(&suite, &patient, mercy.id, &medic, declared);
        let reviewed = suite.submit(&Actor::named(&format!("{role:?}")), reviewing)?;
        assert_eq!(reviewed.value()?, 1, "{role:?}");
    }
    let patient = charted(&mut suite, "patient of the keeper")?;
    let declared = suite.declare_emergency(&medic, &patient)?;
    let keeper = Actor::named(&format!("{:?}", Role::Keeper));
    let reviewing = review(&suite, &patient, mercy.id, &medic, declared);
    let error = leaves_no_trace(&mut suite, &patient, &keeper, reviewing)?;
    assert_eq!(error, RegistryError::RoleMissing);
    Ok(())
}

#[apply(on_both)]
fn a_case_is_reviewed_once_and_under_its_own_name(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let (ben, clinician) = (charted(&mut suite, "ben")?, &mercy.clinician);
    suite.open(&medic, &ana, 0, Purpose::Treatment)?;
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 1);
    for (patient, practitioner, entry) in [
        // An entry that is no declaration, and one that does not exist.
        (&ana, &medic, 0),
        (&ana, &medic, 2),
        // Another patient's, another practitioner's.
        (&ben, &medic, 1),
        (&ana, clinician, 1),
    ] {
        let reviewing = review(&suite, patient, mercy.id, practitioner, entry);
        assert_eq!(leaves_no_trace(&mut suite, &ana, clinician, reviewing)?, UNKNOWN_CASE);
    }
    let unfounded = suite.registry().review_emergency(
        ana.id.into(),
        mercy.id,
        medic.bytes().into(),
        1,
        Finding::Justified,
        Some([0; 32]),
    );
    let error = leaves_no_trace(&mut suite, &ana, clinician, unfounded)?;
    assert_eq!(error, RegistryError::Digest);
    let reviewing = review(&suite, &ana, mercy.id, &medic, 1);
    assert_eq!(suite.submit(clinician, reviewing)?.value()?, 2);
    let again = review(&suite, &ana, mercy.id, &medic, 1);
    assert_eq!(leaves_no_trace(&mut suite, &ana, clinician, again)?, UNKNOWN_CASE);
    Ok(())
}

#[apply(on_both)]
fn a_review_leaves_the_other_cases_as_they_are(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let ben = charted(&mut suite, "ben")?;
    let partner = suite.responder(&mercy, "partner")?;
    for patient in [&ana, &ben] {
        for responder in [&medic, &partner] {
            let declaring = declaration(&suite, patient, mercy.id);
            suite.submit(responder, declaring)?.value()?;
        }
    }
    let reviewing = review(&suite, &ana, mercy.id, &medic, 0);
    suite.submit(&mercy.clinician, reviewing)?.value()?;
    let open = Decision::Permit(Basis::Emergency);
    no_emergency(&mut suite, &medic, &ana)?;
    assert_eq!(opens(&mut suite, &medic, &ben, 0)?, open);
    assert_eq!(opens(&mut suite, &partner, &ana, 0)?, open);
    Ok(())
}

#[apply(on_both)]
fn what_a_review_found_is_a_code_in_event_and_log_and_a_document_besides_at_will(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    for (finding, written) in
        Finding::ALL.into_iter().zip([None, Some(FINDING), None, Some([0xf2; 32])])
    {
        let declared = suite.declare_emergency(&medic, &ana)?;
        let practitioner = medic.bytes().into();
        let reviewing = suite.registry().review_emergency(
            ana.id.into(),
            mercy.id,
            practitioner,
            declared,
            finding,
            written,
        );
        let reviewed = suite.submit(&mercy.clinician, reviewing)?;
        let index = declared + 1;
        let event = Event::EmergencyReviewed { patient: ana.id, declared, entry: index, finding };
        assert_eq!(reviewed.emitted(), [event]);
        assert_eq!(reviewed.value()?, index);
        let access = entry(&mut suite, &ana, index)?.access;
        assert_eq!(access.outcome, Outcome::Reviewed(finding));
        assert_eq!(access.justification, written);
        // Whatever was found, the emergency has ended.
        no_emergency(&mut suite, &medic, &ana)?;
    }
    Ok(())
}
