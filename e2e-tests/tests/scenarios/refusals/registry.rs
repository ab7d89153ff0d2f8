//! The record registry's errors, with those of emergencies and of batches.

use anyhow::Result;
use chartkey_e2e_tests::{
    document, new_record, Actor, Contract, Hospital, On, Patient, Suite, DAY,
};
use chartkey_emergency::{EmergencyError, REVIEW_MILLISECONDS, WINDOW_MILLISECONDS};
use chartkey_interfaces::{
    batches::{BatchError, Place, RecordLeaf, TreeId, TreeKind},
    directory::{OrganizationStatus, Role, Standing},
    log::LogError,
    registry::{NewRecord, Note, Registry as _, RegistryError, MAX_RETENTION_MILLISECONDS},
};
use chartkey_merkle::{leaf_hash, SoftwareSha256};
use chartkey_onchain::Encoded;
use chartkey_policy::Reason;
use chartkey_vocabulary::{
    Categories, Finding, OrgId, PatientId, Purpose, Retraction, Selection, SelfReport, SetError,
    TextError, Version,
};
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
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
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
    let standing = Standing { status: OrganizationStatus::Active, generation: 0 };
    let other = Version { digest: [2; 32], ..good.version.clone() };
    let daughter = Actor::named("daughter");
    suite.submit(clinician, calls.amend(id.into(), 0, other.into()))?.value()?;
    suite.submit(clinician, calls.retract(id.into(), 1, Retraction::Other))?.value()?;
    let now = suite.now()?;
    let retained = NewRecord { retain_until: now + DAY, ..good.clone().into() };
    assert_eq!(
        suite.submit(clinician, calls.register(id.into(), mercy.id, retained.into()))?.value()?,
        2
    );
    let report = calls.self_report(id.into(), SelfReport::from(good.clone()).into());
    assert_eq!(suite.submit(&ana.actor, report)?.value()?, 3);
    suite.submit(&ana.actor, calls.erase(id.into(), 3))?.value()?;
    // One day more than there may be, so that the time that a test takes does not matter.
    let retain_until = now + MAX_RETENTION_MILLISECONDS + DAY;
    let too_long = NewRecord { retain_until, ..good.clone().into() };
    let mut seen = refused! { suite,
        RegistryError::UnknownChart =>
            clinician, calls.register(PatientId([9; 32]).into(), mercy.id, good.clone().into());
        RegistryError::DirectoryAlreadySet => &owner, calls.set_directory(nobody.account());
        RegistryError::NotDirectory =>
            &owner, calls.note(Encoded::of(&Note::Organization(OrgId(9), standing)));
        RegistryError::NotPractitioner => admin, calls.open(id.into(), Selection::record(0), Purpose::Treatment, Some(mercy.id));
        RegistryError::RoleMissing => &ambulance, calls.register(id.into(), mercy.id, good.clone().into());
        RegistryError::NotController => clinician, calls.open(id.into(), Selection::record(0), Purpose::PatientRequest, None);
        RegistryError::AppendRefused(Reason::NoConsent) =>
            &hope.clinician, calls.register(id.into(), hope.id, good.clone().into());
        RegistryError::NotIssuer => &hope.clinician, calls.retract(id.into(), 0, Retraction::Other);
        RegistryError::UnknownRecord => clinician, calls.open(id.into(), Selection::record(4), Purpose::Treatment, Some(mercy.id));
        RegistryError::NotLatest => clinician, calls.amend(id.into(), 0, good.version.clone().into());
        RegistryError::AlreadyRetracted => clinician, calls.retract(id.into(), 1, Retraction::Other);
        RegistryError::EpochNotPublished =>
            clinician, calls.register(id.into(), mercy.id, with(&|version| version.key_epoch = 2).into());
        RegistryError::Digest =>
            clinician, calls.register(id.into(), mercy.id, with(&|version| version.digest = [0; 32]).into());
        RegistryError::Size =>
            clinician, calls.register(id.into(), mercy.id, with(&|version| version.size = 0).into());
        RegistryError::Locator(TextError::Empty) =>
            clinician, calls.register(id.into(), mercy.id, locator("").into());
        RegistryError::Locator(TextError::TooLong) =>
            clinician, calls.register(id.into(), mercy.id, locator(&long).into());
        RegistryError::Locator(TextError::NotPrintable) =>
            clinician, calls.register(id.into(), mercy.id, locator("\t").into());
        RegistryError::Batch => clinician, calls.register_many(id.into(), mercy.id, vec![]);
        RegistryError::Retention => clinician, calls.register(id.into(), mercy.id, too_long.into());
        RegistryError::Retained => &ana.actor, calls.erase(id.into(), 2);
        RegistryError::EarlierVersions => &ana.actor, calls.erase(id.into(), 1);
        RegistryError::SameDigest => clinician, calls.amend(id.into(), 2, good.version.clone().into());
        RegistryError::NotRetained => clinician, calls.waive_retention(id.into(), 0);
        RegistryError::NotWaived => clinician, calls.restore_retention(id.into(), 2);
        RegistryError::Erased => clinician, calls.open(id.into(), Selection::record(3), Purpose::Treatment, Some(mercy.id));
        RegistryError::UnknownEntry => &ana.actor, calls.dispute(id.into(), 0, None);
        RegistryError::Emergency(EmergencyError::RoleTooRecent) =>
            &ambulance, calls.declare_emergency(id.into(), mercy.id, [1; 32].into());
        RegistryError::Anchoring(BatchError::NotLarger) =>
            &clerk, calls.anchor(tree(&mercy), 0, [1; 32].into(), vec![]);
    };
    suite.submit(clinician, calls.waive_retention(id.into(), 2))?.value()?;
    seen.extend(refused! { suite,
        RegistryError::AlreadyProposed => clinician, calls.waive_retention(id.into(), 2);
    });
    let mut open =
        |purpose, organization| calls.open(id.into(), Selection::record(0), purpose, organization);
    seen.extend(refused! { suite,
        RegistryError::Organization => clinician, open(Purpose::Treatment, None);
        RegistryError::NoEmergency =>
            clinician, open(Purpose::EmergencyTreatment, Some(mercy.id));
        RegistryError::Enrolled => clinician, open(Purpose::FamilyRequest, None);
        RegistryError::NotRepresentative => &daughter, open(Purpose::FamilyRequest, None);
    });
    let list = |ids: Vec<u32>| Selection::Records(ids);
    let session = Selection::Categories;
    let mut select = |selection, purpose| calls.open(id.into(), selection, purpose, Some(mercy.id));
    seen.extend(refused! { suite,
        RegistryError::List => clinician, select(list(vec![]), Purpose::Treatment);
        RegistryError::List => clinician, select(list((0..33).collect()), Purpose::Treatment);
        RegistryError::List => clinician, select(list(vec![1, 0]), Purpose::Treatment);
        RegistryError::List => clinician, select(list(vec![0, 0]), Purpose::Treatment);
        RegistryError::Categories(SetError::Empty) =>
            clinician, select(session(Categories::EMPTY), Purpose::Treatment);
        RegistryError::Categories(SetError::Unassigned) =>
            clinician, select(session(Categories::EVERYTHING), Purpose::Treatment);
        RegistryError::NoSession =>
            clinician, select(session(Categories::ALL), Purpose::EmergencyTreatment);
    });
    seen.extend(refused! { suite,
        RegistryError::LimitTooLarge => clinician, calls.records(id.into(), 0, 33);
    });
    suite.set_paused(Contract::Registry, true)?;
    seen.extend(refused! { suite,
        RegistryError::Paused => clinician, calls.register(id.into(), mercy.id, good.clone().into());
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
        let report = calls.self_report(id.into(), SelfReport::from(good.clone()).into());
        assert_eq!(suite.submit(&ana.actor, report)?.value()?, 0);
        seen.extend(refused! { suite,
            error => &ana.actor, calls.open(id.into(), Selection::record(0), Purpose::PatientRequest, None);
        });
    }
    // 2^32 records do not fit into a test; the directory passes `NotServing` on as its own.
    complete(&seen, &["IdsUsedUp", "NotServing"]);
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
    let reason = [1; 32];
    let mut reviewing = suite.registry();
    let mut review = |patient: PatientId, organization| {
        let justified = Finding::Justified;
        let practitioner = account.into();
        reviewing.review_emergency(patient.into(), organization, practitioner, 0, justified, None)
    };
    let emergency = RegistryError::Emergency;
    let mut seen = refused! { suite,
        emergency(EmergencyError::RoleTooRecent) =>
            &novice, calls.declare_emergency(first.into(), mercy.id, reason.into());
        emergency(EmergencyError::AlreadyOpen) =>
            &medic, calls.declare_emergency(first.into(), mercy.id, reason.into());
        emergency(EmergencyError::TooManyWaiting) =>
            &medic, calls.declare_emergency(ninth.into(), mercy.id, reason.into());
        emergency(EmergencyError::UnknownCase) =>
            &mercy.clinician, review(ninth, mercy.id);
        emergency(EmergencyError::OwnCase) =>
            &medic, review(first, mercy.id);
        emergency(EmergencyError::OtherOrganization) =>
            &hope.clinician, review(first, hope.id);
        emergency(EmergencyError::EnrolledLater) =>
            &latecomer, review(first, mercy.id);
    };
    suite.advance(WINDOW_MILLISECONDS + REVIEW_MILLISECONDS)?;
    seen.extend(refused! { suite,
        emergency(EmergencyError::ReviewOverdue) =>
            &medic, calls.declare_emergency(first.into(), mercy.id, reason.into());
    });
    let inner = seen.iter().filter_map(|error| match error {
        RegistryError::Emergency(inner) => Some(inner.encode()),
        _ => None,
    });
    complete::<EmergencyError>(&decoded(inner)?, &[]);
    Ok(())
}

/// A hospital's first tree of documents.
fn tree(hospital: &Hospital) -> TreeId {
    TreeId { organization: hospital.id, kind: TreeKind::Documents, number: 0 }
}

#[apply(on_both)]
fn every_error_of_batches(on: On) -> Result<()> {
    let (mut suite, mercy, ana, _) = scene(on)?;
    suite.set_roles(&mercy, &mercy.clinician, &[Role::Clinician, Role::Registrar])?;
    let mut calls = suite.registry();
    let (clinician, tree) = (&mercy.clinician, tree(&mercy));
    let leaf = RecordLeaf {
        organization: mercy.id,
        tree: 0,
        patient: ana.id,
        record: new_record(LABORATORY),
        salt: [7; 32],
    };
    let root = leaf_hash::<SoftwareSha256>(&leaf.data());
    let place = |head, proof| Place { head, index: 0, proof };
    assert_eq!(suite.submit(clinician, calls.anchor(tree, 1, root.into(), vec![]))?.value()?, 0);
    let admit = calls.admit(place(0, vec![]), leaf.clone());
    assert_eq!(suite.submit(clinician, admit)?.value()?, 1);
    let anchoring = RegistryError::Anchoring;
    let next = TreeId { number: 1, ..tree };
    let seen = refused! { suite,
        anchoring(BatchError::NotLarger) => clinician, calls.anchor(tree, 1, root.into(), vec![]);
        anchoring(BatchError::Proof) => clinician, calls.anchor(tree, 2, root.into(), vec![root]);
        anchoring(BatchError::GrowthTooLarge) =>
            clinician, calls.anchor(tree, u64::MAX, root.into(), vec![root]);
        anchoring(BatchError::OtherTree) => clinician, calls.anchor(next, 1, root.into(), vec![]);
        anchoring(BatchError::Proof) => clinician, calls.admit(place(0, vec![root]), leaf.clone());
        anchoring(BatchError::UnknownHead) => clinician, calls.admit(place(1, vec![]), leaf.clone());
        anchoring(BatchError::AlreadyAdmitted) => clinician, calls.admit(place(0, vec![]), leaf);
    };
    let inner = seen.iter().filter_map(|error| match error {
        RegistryError::Anchoring(inner) => Some(inner.encode()),
        _ => None,
    });
    // 2^32 heads do not fit into a test.
    complete::<BatchError>(&decoded(inner)?, &["HeadsUsedUp"]);
    Ok(())
}
