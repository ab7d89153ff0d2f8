//! Who declares an emergency, when, and how often.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{document, Actor, Contract, Event, On, Suite, DAY, HOUR};
use chartkey_emergency::{EmergencyError, WaitingCase, HOLDING_MILLISECONDS, WINDOW_MILLISECONDS};
use chartkey_interfaces::{
    directory::{PractitionerStatus, Role},
    emergencies::EmergencyCase,
    log::{Access, Entry, Outcome, Subject},
    registry::{Registry as _, RegistryError},
};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Categories, PatientId, Purpose, SelfReport, Timestamp};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    charted, declaration, entry, leaves_no_trace, opens, review, scene, would_declare, EMERGENCY,
    JUSTIFICATION, LABORATORY,
};
use crate::{directory::input::refused_with_a_byte_too_many, on_both};

const TOO_RECENT: RegistryError = RegistryError::Emergency(EmergencyError::RoleTooRecent);
const ALREADY_OPEN: RegistryError = RegistryError::Emergency(EmergencyError::AlreadyOpen);

/// Since when the directory says that an account has the emergency role.
fn emergency_since(suite: &mut Suite, who: &Actor) -> Result<Timestamp> {
    let practitioner = suite.read(suite.registry().practitioner(who.bytes().into()))?;
    Ok(practitioner.context("was never enrolled")?.emergency_since)
}

#[apply(on_both)]
fn a_declaration_is_on_record_with_its_justification(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.open(&medic, &ana, 0, Purpose::Treatment)?;
    let declaration = declaration(&suite, &ana, mercy.id);
    let declared = suite.submit(&medic, declaration)?;
    let now = suite.now()?;
    let event = Event::EmergencyDeclared {
        patient: ana.id,
        practitioner: medic.bytes(),
        organization: mercy.id,
        entry: 1,
        until: now + DAY,
    };
    assert_eq!(declared.events, [(suite.address(Contract::Registry), event)]);
    assert_eq!(declared.value()?, 1);
    let on_record = Entry {
        time: now,
        access: Access {
            actor: medic.bytes(),
            organization: Some(mercy.id),
            subject: Subject::Categories(Categories::ALL),
            purpose: EMERGENCY,
            outcome: Outcome::Declared,
            justification: Some(JUSTIFICATION),
        },
    };
    assert_eq!(entry(&mut suite, &ana, 1)?, on_record);
    let case = WaitingCase {
        organization: mercy.id,
        number: 0,
        patient: ana.id,
        declared_at: now,
        entry: 1,
    };
    assert_eq!(suite.read(suite.registry().waiting(medic.bytes().into()))?, [case]);
    let case = EmergencyCase {
        practitioner: medic.bytes(),
        patient: ana.id,
        entry: 1,
        declared_at: now,
        reviewed: None,
    };
    assert_eq!(suite.read(suite.registry().emergencies(mercy.id, 0, 32))?, Ok(vec![case]));
    Ok(())
}

#[apply(on_both)]
fn only_an_active_practitioner_with_the_emergency_role_declares(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Clinician, Role::Registrar])?;
    let owner = suite.owner();
    for (who, error) in [
        (&clerk, RegistryError::RoleMissing),
        (&mercy.clinician, RegistryError::RoleMissing),
        (&mercy.admin, RegistryError::NotPractitioner),
        (&ana.actor, RegistryError::NotPractitioner),
        (&owner, RegistryError::NotPractitioner),
        (&Actor::named("mallory"), RegistryError::NotPractitioner),
    ] {
        let declaration = declaration(&suite, &ana, mercy.id);
        assert_eq!(leaves_no_trace(&mut suite, &ana, who, declaration)?, error, "{who:?}");
    }
    let unknown = PatientId([9; 32]).into();
    let unknown = suite.registry().declare_emergency(unknown, mercy.id, JUSTIFICATION.into());
    let error = leaves_no_trace(&mut suite, &ana, &medic, unknown)?;
    assert_eq!(error, RegistryError::UnknownChart);
    let unfounded = suite.registry().declare_emergency(ana.id.into(), mercy.id, [0; 32].into());
    let error = leaves_no_trace(&mut suite, &ana, &medic, unfounded)?;
    assert_eq!(error, RegistryError::Digest);
    assert_eq!(suite.read(suite.registry().waiting(medic.bytes().into()))?, []);
    assert_eq!(suite.read(suite.registry().emergencies(mercy.id, 0, 32))?, Ok(vec![]));
    Ok(())
}

#[apply(on_both)]
fn the_emergency_role_counts_once_it_was_held_for_24_hours(on: On) -> Result<()> {
    let (mut suite, mercy, ana, _) = scene(on)?;
    // Whoever served for long in another role waits as well.
    let clinician = &mercy.clinician;
    suite.set_roles(&mercy, clinician, &[Role::Clinician, Role::Emergency])?;
    let since = emergency_since(&mut suite, clinician)?;
    assert_eq!(since, suite.now()?);
    let declaration_now = declaration(&suite, &ana, mercy.id);
    assert_eq!(leaves_no_trace(&mut suite, &ana, clinician, declaration_now)?, TOO_RECENT);
    suite.chain().set_clock(since + HOLDING_MILLISECONDS - 1)?;
    assert_eq!(would_declare(&mut suite, clinician, &ana)?, Err(TOO_RECENT));
    suite.chain().set_clock(since + HOLDING_MILLISECONDS)?;
    assert_eq!(would_declare(&mut suite, clinician, &ana)?, Ok(0));
    suite.declare_emergency(clinician, &ana)?;
    let decision = opens(&mut suite, clinician, &ana, 0)?;
    assert_eq!(decision, Decision::Permit(Basis::Emergency));
    Ok(())
}

#[apply(on_both)]
fn the_time_goes_on_through_other_roles_and_a_suspension(on: On) -> Result<()> {
    let (mut suite, mercy, ana, _) = scene(on)?;
    let nurse = Actor::named("nurse");
    suite.enrol(&mercy, &nurse, &[Role::Emergency])?;
    let since = emergency_since(&mut suite, &nurse)?;
    suite.advance(8 * HOUR)?;
    suite.set_roles(&mercy, &nurse, &[Role::Clinician, Role::Emergency])?;
    suite.advance(8 * HOUR)?;
    suite.set_roles(&mercy, &nurse, &[Role::Registrar, Role::Emergency])?;
    suite.set_practitioner_status(&mercy, &nurse, PractitionerStatus::Suspended)?;
    suite.chain().set_clock(since + HOLDING_MILLISECONDS)?;
    suite.set_practitioner_status(&mercy, &nurse, PractitionerStatus::Active)?;
    assert_eq!(emergency_since(&mut suite, &nurse)?, since);
    assert_eq!(suite.declare_emergency(&nurse, &ana)?, 0);
    Ok(())
}

#[apply(on_both)]
fn the_role_that_was_taken_away_and_given_again_starts_anew(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.set_roles(&mercy, &medic, &[Role::Clinician])?;
    suite.set_roles(&mercy, &medic, &[Role::Clinician, Role::Emergency])?;
    let given_again = suite.now()?;
    assert_eq!(emergency_since(&mut suite, &medic)?, given_again);
    let too_soon = declaration(&suite, &ana, mercy.id);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &medic, too_soon)?, TOO_RECENT);

    // So does whoever leaves and comes back.
    suite.advance(HOLDING_MILLISECONDS)?;
    assert_eq!(would_declare(&mut suite, &medic, &ana)?, Ok(0));
    suite.submit(&medic, suite.directory().leave())?.value()?;
    suite.enrol(&mercy, &medic, &[Role::Emergency])?;
    let back = suite.now()?;
    assert_eq!(emergency_since(&mut suite, &medic)?, back);
    let too_soon = declaration(&suite, &ana, mercy.id);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &medic, too_soon)?, TOO_RECENT);
    suite.chain().set_clock(back + HOLDING_MILLISECONDS)?;
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 0);
    Ok(())
}

#[apply(on_both)]
fn there_is_no_second_declaration_for_a_patient_while_one_is_open(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let ben = charted(&mut suite, "ben")?;
    let partner = suite.responder(&mercy, "partner")?;
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 0);
    let end = entry(&mut suite, &ana, 0)?.time + WINDOW_MILLISECONDS;
    let second = declaration(&suite, &ana, mercy.id);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &medic, second)?, ALREADY_OPEN);
    // It is one of this practitioner for this patient.
    assert_eq!(suite.declare_emergency(&medic, &ben)?, 0);
    assert_eq!(suite.declare_emergency(&partner, &ana)?, 1);

    suite.chain().set_clock(end - 1)?;
    assert_eq!(would_declare(&mut suite, &medic, &ana)?, Err(ALREADY_OPEN));
    suite.chain().set_clock(end)?;
    assert_eq!(would_declare(&mut suite, &medic, &ana)?, Ok(2));
    // The first one still waits for its review.
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 2);
    let entries: Vec<_> = suite
        .read(suite.registry().waiting(medic.bytes().into()))?
        .iter()
        .map(|case| (case.patient, case.entry))
        .collect();
    assert_eq!(entries, [(ana.id, 0), (ben.id, 0), (ana.id, 2)]);
    Ok(())
}

#[apply(on_both)]
fn at_most_eight_cases_of_a_practitioner_wait_for_review(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let partner = suite.responder(&mercy, "partner")?;
    let mut patients = Vec::new();
    for number in 0..8 {
        let patient = suite.patient(&format!("patient {number}"), &[])?;
        assert_eq!(suite.declare_emergency(&medic, &patient)?, 0);
        patients.push(patient);
    }
    let waiting = suite.read(suite.registry().waiting(medic.bytes().into()))?;
    let numbers: Vec<_> = waiting.iter().map(|case| case.number).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7]);
    // A window that has ended is still a case that waits.
    suite.advance(WINDOW_MILLISECONDS)?;
    let ninth = declaration(&suite, &ana, mercy.id);
    let error = RegistryError::Emergency(EmergencyError::TooManyWaiting);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &medic, ninth)?, error);
    assert_eq!(suite.declare_emergency(&partner, &ana)?, 0);

    let reviewed = review(&suite, &patients[3], mercy.id, &medic, 0);
    suite.submit(&mercy.clinician, reviewed)?.value()?;
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 1);
    Ok(())
}

#[apply(on_both)]
fn a_pause_stops_no_emergency(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    for contract in Contract::GOVERNED {
        suite.set_paused(contract, true)?;
    }
    let another =
        suite.registry().self_report(ana.id.into(), SelfReport::from(document(LABORATORY)).into());
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, another)?;
    assert_eq!(error, RegistryError::Paused);

    assert_eq!(suite.declare_emergency(&medic, &ana)?, 0);
    let decision = opens(&mut suite, &medic, &ana, 0)?;
    assert_eq!(decision, Decision::Permit(Basis::Emergency));
    let reviewed = review(&suite, &ana, mercy.id, &medic, 0);
    assert_eq!(suite.submit(&mercy.clinician, reviewed)?.value()?, 2);
    let dispute = suite.registry().dispute(ana.id.into(), 1, None);
    assert_eq!(suite.submit(&ana.actor, dispute)?.value()?, 3);
    Ok(())
}

#[apply(on_both)]
fn a_byte_behind_the_justification_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let declare = declaration(&suite, &ana, mercy.id);
    assert_eq!(refused_with_a_byte_too_many(&mut suite, &medic, declare)?, Ok(0));
    let reviewing = review(&suite, &ana, mercy.id, &medic, 0);
    let reviewed = refused_with_a_byte_too_many(&mut suite, &mercy.clinician, reviewing)?;
    assert_eq!(reviewed, Ok(1));
    Ok(())
}

#[apply(on_both)]
fn nobody_declares_for_a_house_that_one_does_not_serve(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let elsewhere = declaration(&suite, &ana, hope.id);
    let error = leaves_no_trace(&mut suite, &ana, &medic, elsewhere)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    assert_eq!(suite.read(suite.registry().emergencies(hope.id, 0, 32))?, Ok(vec![]));
    assert_eq!(suite.read(suite.registry().emergencies(mercy.id, 0, 32))?, Ok(vec![]));
    Ok(())
}
