//! The record registry's errors, with those of emergencies and of batches.

use anyhow::Result;
use chartkey_e2e_tests::{
    document, new_record, Actor, Contract, Hospital, On, Patient, Suite, DAY,
};
use chartkey_emergency::{EmergencyError, REVIEW_MILLISECONDS, WINDOW_MILLISECONDS};
use chartkey_interfaces::{
    batches::{BatchError, Place, RecordLeaf},
    directory::{OrganizationStatus, Role},
    log::LogError,
    registry::{NewRecord, Note, Registry as _, RegistryError, MAX_RETENTION_MILLISECONDS},
};
use chartkey_merkle::{leaf_hash, SoftwareSha256};
use chartkey_policy::Reason;
use chartkey_vocabulary::{OrgId, PatientId, Purpose, Retraction, TextError, Version};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Encode;

use super::{complete, decoded, refused, scene, LABORATORY};
use crate::on_both;

#[apply(on_both)]
fn every_error_of_the_record_registry(on: On) -> Result<()> {
    let (mut suite, mercy, ana, _) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let ambulance = Actor::named("ambulance");
    suite.enrol(&mercy, &ambulance, &[Role::Emergency])?;
    let owner = suite.owner();
    let (admin, clinician, id) = (&mercy.admin, &mercy.clinician, ana.id);
    let mut calls = suite.registry();
    let good = document(LABORATORY);
    let long = "l".repeat(129);
    let with = |change: &dyn Fn(&mut Version)| {
        let mut document = document(LABORATORY);
        change(&mut document.version);
        document
    };
    let locator = |text: &str| with(&|version| version.locator = text.into());
    let nobody = Actor::named("nobody");
    suite.submit(clinician, calls.amend(id.into(), 0, good.version.clone().into()))?.value()?;
    suite.submit(clinician, calls.retract(id.into(), 1, Retraction::Other))?.value()?;
    let now = suite.now()?;
    let retained = NewRecord { retain_until: now + DAY, ..good.clone().into() };
    assert_eq!(suite.submit(clinician, calls.register(id.into(), retained.into()))?.value()?, 2);
    let report = calls.self_report(id.into(), good.clone().into());
    assert_eq!(suite.submit(&ana.actor, report)?.value()?, 3);
    suite.submit(&ana.actor, calls.erase(id.into(), 3))?.value()?;
    // One day more than there may be, so that the time that a test takes does not matter.
    let retain_until = now + MAX_RETENTION_MILLISECONDS + DAY;
    let too_long = NewRecord { retain_until, ..good.clone().into() };
    let mut seen = refused! { suite,
        RegistryError::UnknownChart =>
            clinician, calls.register(PatientId([9; 32]).into(), good.clone().into());
        RegistryError::DirectoryAlreadySet => &owner, calls.set_directory(nobody.account());
        RegistryError::NotDirectory =>
            &owner, calls.note(Note::Organization(OrgId(9), OrganizationStatus::Active));
        RegistryError::NotPractitioner => admin, calls.open(id.into(), 0, Purpose::Treatment);
        RegistryError::RoleMissing => &ambulance, calls.register(id.into(), good.clone().into());
        RegistryError::NotController => clinician, calls.open(id.into(), 0, Purpose::PatientRequest);
        RegistryError::AppendRefused(Reason::NoConsent) =>
            &hope.clinician, calls.register(id.into(), good.clone().into());
        RegistryError::NotIssuer => &hope.clinician, calls.retract(id.into(), 0, Retraction::Other);
        RegistryError::UnknownRecord => clinician, calls.open(id.into(), 4, Purpose::Treatment);
        RegistryError::NotLatest => clinician, calls.amend(id.into(), 0, good.version.clone().into());
        RegistryError::AlreadyRetracted => clinician, calls.retract(id.into(), 1, Retraction::Other);
        RegistryError::EpochNotPublished =>
            clinician, calls.register(id.into(), with(&|version| version.key_epoch = 2).into());
        RegistryError::Digest =>
            clinician, calls.register(id.into(), with(&|version| version.digest = [0; 32]).into());
        RegistryError::Size =>
            clinician, calls.register(id.into(), with(&|version| version.size = 0).into());
        RegistryError::Locator(TextError::Empty) =>
            clinician, calls.register(id.into(), locator("").into());
        RegistryError::Locator(TextError::TooLong) =>
            clinician, calls.register(id.into(), locator(&long).into());
        RegistryError::Locator(TextError::NotPrintable) =>
            clinician, calls.register(id.into(), locator("\t").into());
        RegistryError::Batch => clinician, calls.register_many(id.into(), vec![]);
        RegistryError::Retention => clinician, calls.register(id.into(), too_long.into());
        RegistryError::Retained => &ana.actor, calls.erase(id.into(), 2);
        RegistryError::Erased => clinician, calls.open(id.into(), 3, Purpose::Treatment);
        RegistryError::UnknownEntry => &ana.actor, calls.dispute(id.into(), 0, None);
        RegistryError::Emergency(EmergencyError::RoleTooRecent) =>
            &ambulance, calls.declare_emergency(id.into(), [1; 32].into());
        RegistryError::Anchoring(BatchError::NotLarger) =>
            clinician, calls.anchor(0, [1; 32].into(), vec![]);
    };
    seen.extend(refused! { suite,
        RegistryError::LimitTooLarge => clinician, calls.records(id.into(), 0, 33);
    });
    suite.set_paused(Contract::Registry, true)?;
    seen.extend(refused! { suite,
        RegistryError::Paused => clinician, calls.register(id.into(), good.clone().into());
    });

    // Without a directory.
    let mut suite_without = Suite::deploy_unwired(on.chain()?, &owner)?;
    let mut unwired = suite_without.registry();
    seen.extend(refused! { suite_without,
        RegistryError::NotDeployer => admin, unwired.set_directory(nobody.account());
    });

    // Over a log that does not take it for its writer, and over no log.
    let (consent, log) = suite.read(calls.suite())?;
    for (log, error) in [
        (log, RegistryError::Log(LogError::NotWriter)),
        (nobody.account(), RegistryError::Unreachable),
    ] {
        suite.replace_registry(consent, log)?;
        let mut calls = suite.registry();
        let report = calls.self_report(id.into(), good.clone().into());
        assert_eq!(suite.submit(&ana.actor, report)?.value()?, 0);
        seen.extend(refused! { suite,
            error => &ana.actor, calls.open(id.into(), 0, Purpose::PatientRequest);
        });
    }
    // 2^32 records do not fit into a test.
    complete(&seen, &["IdsUsedUp"]);
    Ok(())
}

/// A medic of mercy's who may declare emergencies, and a patient without records for each of
/// these names.
fn responding(on: On, names: &[&str]) -> Result<(Suite, Hospital, Actor, Vec<Patient>)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let medic = suite.responder(&mercy, "medic")?;
    let patients = names.iter().map(|name| suite.patient(name, &[])).collect::<Result<_>>()?;
    Ok((suite, mercy, medic, patients))
}

#[apply(on_both)]
fn every_error_of_emergencies(on: On) -> Result<()> {
    let names = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let (mut suite, mercy, medic, patients) = responding(on, &names)?;
    let hope = suite.hospital("hope")?;
    let novice = Actor::named("novice");
    suite.enrol(&mercy, &novice, &[Role::Emergency])?;
    let mut calls = suite.registry();
    let (first, ninth) = (patients[0].id, patients[8].id);
    for patient in &patients[..8] {
        suite.declare_emergency(&medic, patient)?;
    }
    let latecomer = Actor::named("latecomer");
    suite.advance(1)?;
    suite.enrol(&mercy, &latecomer, &[Role::Registrar])?;
    let account = medic.bytes();
    let (reason, finding) = ([1; 32], [2; 32]);
    let emergency = RegistryError::Emergency;
    let mut seen = refused! { suite,
        emergency(EmergencyError::RoleTooRecent) =>
            &novice, calls.declare_emergency(first.into(), reason.into());
        emergency(EmergencyError::AlreadyOpen) =>
            &medic, calls.declare_emergency(first.into(), reason.into());
        emergency(EmergencyError::TooManyWaiting) =>
            &medic, calls.declare_emergency(ninth.into(), reason.into());
        emergency(EmergencyError::UnknownCase) =>
            &mercy.clinician, calls.review_emergency(ninth.into(), account.into(), 0, finding.into());
        emergency(EmergencyError::OwnCase) =>
            &medic, calls.review_emergency(first.into(), account.into(), 0, finding.into());
        emergency(EmergencyError::OtherOrganization) =>
            &hope.clinician, calls.review_emergency(first.into(), account.into(), 0, finding.into());
        emergency(EmergencyError::EnrolledLater) =>
            &latecomer, calls.review_emergency(first.into(), account.into(), 0, finding.into());
    };
    suite.advance(WINDOW_MILLISECONDS + REVIEW_MILLISECONDS)?;
    seen.extend(refused! { suite,
        emergency(EmergencyError::ReviewOverdue) =>
            &medic, calls.declare_emergency(first.into(), reason.into());
    });
    let inner = seen.iter().filter_map(|error| match error {
        RegistryError::Emergency(inner) => Some(inner.encode()),
        _ => None,
    });
    complete::<EmergencyError>(&decoded(inner)?, &[]);
    Ok(())
}

#[apply(on_both)]
fn every_error_of_batches(on: On) -> Result<()> {
    let (mut suite, mercy, ana, _) = scene(on)?;
    let mut calls = suite.registry();
    let clinician = &mercy.clinician;
    let leaf = RecordLeaf {
        organization: mercy.id,
        patient: ana.id,
        record: new_record(LABORATORY),
        salt: [7; 32],
    };
    let root = leaf_hash::<SoftwareSha256>(&leaf.data());
    let place = |head, proof| Place { head, index: 0, proof };
    assert_eq!(suite.submit(clinician, calls.anchor(1, root.into(), vec![]))?.value()?, 0);
    let admit = calls.admit(leaf.clone().into(), place(0, vec![]));
    assert_eq!(suite.submit(clinician, admit)?.value()?, 1);
    let anchoring = RegistryError::Anchoring;
    let seen = refused! { suite,
        anchoring(BatchError::NotLarger) => clinician, calls.anchor(1, root.into(), vec![]);
        anchoring(BatchError::Proof) => clinician, calls.anchor(2, root.into(), vec![root]);
        anchoring(BatchError::Proof) =>
            clinician, calls.admit(leaf.clone().into(), place(0, vec![root]));
        anchoring(BatchError::UnknownHead) =>
            clinician, calls.admit(leaf.clone().into(), place(1, vec![]));
        anchoring(BatchError::AlreadyAdmitted) =>
            clinician, calls.admit(leaf.into(), place(0, vec![]));
    };
    let inner = seen.iter().filter_map(|error| match error {
        RegistryError::Anchoring(inner) => Some(inner.encode()),
        _ => None,
    });
    // 2^32 heads do not fit into a test.
    complete::<BatchError>(&decoded(inner)?, &["HeadsUsedUp"]);
    Ok(())
}
