//! Records: who writes, amends and retracts them, their bounds, and which are stale.

mod correcting;
mod erasing;
mod retaining;

use anyhow::Result;
use chartkey_e2e_tests::{
    document, new_record, Actor, Contract, Event, Hospital, On, Patient, Suite, HOUR,
};
use chartkey_interfaces::{
    directory::Role,
    registry::{NewRecord, Record, RegistryError, StalePage},
};
use chartkey_policy::{Effect, Grantee, Reason, Terms};
use chartkey_vocabulary::{
    Action, Actions, Category, NewDocument, OrgId, PatientId, Purpose, Purposes, Retraction,
    SelfReport, TextError, Version, MAX_DOCUMENT_BYTES,
};
use rstest::rstest;
use rstest_reuse::apply;

use crate::on_both;

const LABORATORY: Category = Category::Laboratory;
const IMAGING: Category = Category::Imaging;

fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY, IMAGING])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY, IMAGING])?;
    suite.grant(&ana, terms)?;
    Ok((suite, mercy, ana))
}

fn record(suite: &mut Suite, patient: &Patient, id: u32) -> Result<Record> {
    let record = suite.read(suite.registry().record(patient.id.into(), id))?;
    record.ok_or_else(|| anyhow::anyhow!("there is no record {id}"))
}

/// A version of a document that differs from every other of another number.
fn version(number: u8) -> Version {
    Version { digest: [number; 32], ..document(LABORATORY).version }
}

/// A record as it is right after it was registered.
fn fresh(id: u32, new: NewDocument, author: &Actor, issuer: Option<OrgId>, at: u64) -> Record {
    Record {
        document: id,
        category: new.category,
        author: author.bytes(),
        issuer,
        addressee: None,
        registered_at: at,
        retain_until: 0,
        version: Some(new.version),
        amends: None,
        amended_by: None,
        retracted: None,
    }
}

#[apply(on_both)]
fn a_registered_document_is_stored_as_it_was_sent(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    assert_eq!(suite.read(suite.registry().record(ana.id.into(), 0))?, None);
    let new = document(LABORATORY);
    let register = suite.registry().register(ana.id.into(), mercy.id, new.clone().into());
    let registered = suite.submit(&mercy.clinician, register)?;
    let event = Event::Registered { patient: ana.id, first: 0, count: 1, issuer: Some(mercy.id) };
    assert_eq!(registered.events, [(suite.address(Contract::Registry), event)]);
    assert_eq!(registered.value()?, 0);
    let expected = fresh(0, new, &mercy.clinician, Some(mercy.id), suite.now()?);
    assert_eq!(record(&mut suite, &ana, 0)?, expected);
    Ok(())
}

#[apply(on_both)]
fn a_batch_is_put_on_record_whole_or_not_at_all(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let clinician = &mercy.clinician;
    let mut batch = vec![new_record(LABORATORY), new_record(IMAGING), new_record(LABORATORY)];
    let many = suite.registry().register_many(ana.id.into(), mercy.id, batch.clone());
    let registered = suite.submit(clinician, many)?;
    assert_eq!(
        registered.emitted(),
        [Event::Registered { patient: ana.id, first: 0, count: 3, issuer: Some(mercy.id) }]
    );
    assert_eq!(registered.value()?, 0);
    let now = suite.now()?;
    let expected: Vec<_> = (0..)
        .zip(batch.clone())
        .map(|(id, new)| fresh(id, new.document, clinician, Some(mercy.id), now))
        .collect();
    assert_eq!(suite.read(suite.registry().records(ana.id.into(), 0, 32))?, Ok(expected.clone()));

    let mut registry = suite.registry();
    let mut refused = |suite: &mut Suite, batch: Vec<NewRecord>, error| -> Result<()> {
        let outcome =
            suite.submit(clinician, registry.register_many(ana.id.into(), mercy.id, batch))?;
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
        assert_eq!(outcome.events, []);
        assert_eq!(outcome.refusal()?, error);
        Ok(())
    };
    refused(&mut suite, vec![], RegistryError::Batch)?;
    refused(&mut suite, vec![new_record(IMAGING); 65], RegistryError::Batch)?;
    let no_consent = RegistryError::AppendRefused(Reason::NoConsent);
    refused(&mut suite, vec![new_record(IMAGING), new_record(Category::Genetics)], no_consent)?;
    batch[2].document.version.size = 0;
    refused(&mut suite, batch, RegistryError::Size)?;
    assert_eq!(suite.read(suite.registry().records(ana.id.into(), 0, 32))?, Ok(expected));
    assert_eq!(suite.register(clinician, &ana, IMAGING)?, 3);
    Ok(())
}

#[apply(on_both)]
fn appending_needs_the_patients_consent_for_treatment(on: On) -> Result<()> {
    let (mut suite, _, ana) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let append = |suite: &mut Suite, reason| -> Result<()> {
        let register =
            suite.registry().register(ana.id.into(), hope.id, document(LABORATORY).into());
        let outcome = suite.submit(&hope.clinician, register)?;
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
        assert_eq!(outcome.refusal()?, RegistryError::AppendRefused(reason));
        Ok(())
    };
    append(&mut suite, Reason::NoConsent)?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let now = suite.now()?;
    suite.grant(&ana, Terms { actions: Action::Read.into(), ..terms })?;
    suite.grant(&ana, Terms { purposes: Purposes::of(&[Purpose::Research]), ..terms })?;
    append(&mut suite, Reason::NoConsent)?;
    suite.grant(&ana, Terms { from: now + HOUR, until: Some(now + 2 * HOUR), ..terms })?;
    append(&mut suite, Reason::NotYetValid)?;
    suite.advance(3 * HOUR)?;
    append(&mut suite, Reason::Expired)?;
    let writing = Terms { actions: Actions::of(&[Action::Append]), ..terms };
    suite.grant(&ana, writing)?;
    assert_eq!(suite.register(&hope.clinician, &ana, LABORATORY)?, 0);
    suite.deny(&ana, Terms { grantee: Grantee::Anyone, until: None, ..writing })?;
    append(&mut suite, Reason::DeniedByPatient)?;
    Ok(())
}

#[apply(on_both)]
fn clinicians_and_registrars_write_and_nobody_else(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let (clerk, ambulance) = (Actor::named("clerk"), Actor::named("ambulance"));
    let keeper = Actor::named("keeper");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    suite.enrol(&mercy, &ambulance, &[Role::Emergency])?;
    suite.enrol(&mercy, &keeper, &[Role::Keeper])?;
    assert_eq!(suite.register(&clerk, &ana, LABORATORY)?, 0);
    let mut registry = suite.registry();
    let new = document(LABORATORY);
    for (writer, error) in [
        (&ambulance, RegistryError::RoleMissing),
        (&keeper, RegistryError::RoleMissing),
        (&mercy.admin, RegistryError::NotPractitioner),
        (&ana.actor, RegistryError::NotPractitioner),
    ] {
        let outcome =
            suite.submit(writer, registry.register(ana.id.into(), mercy.id, new.clone().into()))?;
        assert_eq!(outcome.refusal()?, error);
        let outcome = suite.submit(
            writer,
            registry.register_many(ana.id.into(), mercy.id, vec![new.clone().into()]),
        )?;
        assert_eq!(outcome.refusal()?, error);
        let outcome =
            suite.submit(writer, registry.amend(ana.id.into(), 0, new.version.clone().into()))?;
        assert_eq!(outcome.refusal()?, error);
        let outcome =
            suite.submit(writer, registry.retract(ana.id.into(), 0, Retraction::Other))?;
        assert_eq!(outcome.refusal()?, error);
    }
    Ok(())
}

#[apply(on_both)]
fn a_patient_reports_amends_and_retracts_alone(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let mut registry = suite.registry();
    let new = document(LABORATORY);
    let reported = suite.submit(
        &ana.actor,
        registry.self_report(ana.id.into(), SelfReport::from(new.clone()).into()),
    )?;
    assert_eq!(
        reported.emitted(),
        [Event::Registered { patient: ana.id, first: 0, count: 1, issuer: None }]
    );
    assert_eq!(reported.value()?, 0);
    let expected = fresh(0, new.clone(), &ana.actor, None, suite.now()?);
    assert_eq!(record(&mut suite, &ana, 0)?, expected);

    for stranger in [&mercy.clinician, &mercy.admin, &suite.owner()] {
        let error = RegistryError::NotController;
        let report = suite.submit(
            stranger,
            registry.self_report(ana.id.into(), SelfReport::from(new.clone()).into()),
        )?;
        assert_eq!(report.refusal()?, error);
        let amend =
            suite.submit(stranger, registry.amend(ana.id.into(), 0, new.version.clone().into()))?;
        assert_eq!(amend.refusal()?, error);
        let retract =
            suite.submit(stranger, registry.retract(ana.id.into(), 0, Retraction::Other))?;
        assert_eq!(retract.refusal()?, error);
    }
    let amend = suite.submit(&ana.actor, registry.amend(ana.id.into(), 0, version(2).into()))?;
    assert_eq!(amend.value()?, 1);
    let retract =
        suite.submit(&ana.actor, registry.retract(ana.id.into(), 1, Retraction::Duplicate))?;
    retract.value()?;
    let amended = record(&mut suite, &ana, 1)?;
    let registered_at = amended.registered_at;
    assert!(registered_at >= expected.registered_at);
    let retracted = Some(Retraction::Duplicate);
    let version = Some(version(2));
    assert_eq!(amended, Record { registered_at, retracted, version, amends: Some(0), ..expected });
    Ok(())
}

#[apply(on_both)]
fn digest_locator_and_size_bounds_hold(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let mut registry = suite.registry();
    let good = document(LABORATORY).version;
    let locator = |text: &str| Version { locator: text.into(), ..good.clone() };
    let report = registry.self_report(ana.id.into(), SelfReport::from(document(LABORATORY)).into());
    assert_eq!(suite.submit(&ana.actor, report)?.value()?, 0);
    let too_large = MAX_DOCUMENT_BYTES + 1;
    for (version, error) in [
        (Version { digest: [0; 32], ..good.clone() }, RegistryError::Digest),
        (Version { size: 0, ..good.clone() }, RegistryError::Size),
        (Version { size: too_large, ..good.clone() }, RegistryError::Size),
        (Version { size: u64::MAX, ..good.clone() }, RegistryError::Size),
        (locator(""), RegistryError::Locator(TextError::Empty)),
        (locator(&"l".repeat(129)), RegistryError::Locator(TextError::TooLong)),
        (locator("bafy\u{1f}"), RegistryError::Locator(TextError::NotPrintable)),
        (locator("bafy\u{7f}"), RegistryError::Locator(TextError::NotPrintable)),
        (locator("b\u{e4}fy"), RegistryError::Locator(TextError::NotPrintable)),
        (Version { key_epoch: 0, ..version(2) }, RegistryError::EpochNotPublished),
        (Version { key_epoch: 2, ..version(2) }, RegistryError::EpochNotPublished),
    ] {
        let new = NewDocument { category: LABORATORY, version: version.clone() };
        let clinician = &mercy.clinician;
        let outcome = suite
            .submit(clinician, registry.register(ana.id.into(), mercy.id, new.clone().into()))?;
        assert_eq!(outcome.refusal()?, error);
        let batch = vec![new_record(LABORATORY), new.clone().into()];
        let outcome =
            suite.submit(clinician, registry.register_many(ana.id.into(), mercy.id, batch))?;
        assert_eq!(outcome.refusal()?, error);
        let outcome = suite.submit(
            &ana.actor,
            registry.self_report(ana.id.into(), SelfReport::from(new).into()),
        )?;
        assert_eq!(outcome.refusal()?, error);
        let outcome = suite.submit(&ana.actor, registry.amend(ana.id.into(), 0, version.into()))?;
        assert_eq!(outcome.refusal()?, error);
    }
    assert_eq!(suite.read(registry.record(ana.id.into(), 1))?, None);
    for version in [
        Version { size: 1, ..good.clone() },
        Version { size: MAX_DOCUMENT_BYTES, ..good.clone() },
        locator(" "),
        locator(&"~".repeat(128)),
    ] {
        let new = NewDocument { category: LABORATORY, version: version.clone() };
        let id = suite
            .submit(&mercy.clinician, registry.register(ana.id.into(), mercy.id, new.into()))?
            .value()?;
        assert_eq!(record(&mut suite, &ana, id)?.version, Some(version));
    }
    Ok(())
}

#[apply(on_both)]
fn ids_are_never_reused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    // Provisions: 0 is from the set-up.
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    assert_eq!(suite.grant(&ana, terms)?, 1);
    suite.revoke(&ana, 1)?;
    assert_eq!(suite.grant(&ana, terms)?, 2);
    suite.revoke(&ana, 2)?;
    suite.revoke(&ana, 0)?;
    assert_eq!(suite.grant(&ana, terms)?, 3);
    let replaced = suite.submit(
        &ana.actor,
        suite.consent().replace(ana.id.into(), 3, Effect::Permit, terms.into()),
    )?;
    assert_eq!(replaced.value()?, 4);
    // Records: a version takes one, a retraction frees none, a refusal takes none.
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 0);
    let amend = suite.registry().amend(ana.id.into(), 0, version(2).into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 1);
    let retract = suite.registry().retract(ana.id.into(), 1, Retraction::Other);
    suite.submit(&mercy.clinician, retract)?.value()?;
    let refused =
        suite.registry().register(ana.id.into(), mercy.id, document(Category::Genetics).into());
    let error = RegistryError::AppendRefused(Reason::NoConsent);
    assert_eq!(suite.submit(&mercy.clinician, refused)?.refusal()?, error);
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 2);
    // Charts and organizations.
    assert_ne!(suite.hospital("hope")?.id, mercy.id);
    let ben = suite.patient("ben", &[])?;
    assert_ne!(ben.id, ana.id);
    assert_eq!(suite.read(suite.registry().record(ben.id.into(), 0))?, None);
    Ok(())
}

#[apply(on_both)]
fn records_come_in_pages_of_at_most_thirty_two(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let many =
        suite.registry().register_many(ana.id.into(), mercy.id, vec![new_record(IMAGING); 35]);
    suite.submit(&mercy.clinician, many)?.value()?;
    let all: Vec<_> = (0..35).map(|id| record(&mut suite, &ana, id)).collect::<Result<_>>()?;
    let registry = suite.registry();
    for (from, limit, expected) in [
        (0, 32, &all[..32]),
        (3, 32, &all[3..]),
        (30, 4, &all[30..34]),
        (35, 32, &[]),
        (0, 0, &[]),
        (u32::MAX, 32, &[]),
    ] {
        let page = suite.read(registry.records(ana.id.into(), from, limit))?;
        assert_eq!(page.as_deref(), Ok(expected), "from {from}, limit {limit}");
    }
    for limit in [33, u32::MAX] {
        let error = RegistryError::LimitTooLarge;
        assert_eq!(suite.read(registry.records(ana.id.into(), 0, limit))?, Err(error));
        assert_eq!(suite.read(registry.stale(ana.id.into(), 0, limit))?, Err(error));
    }
    Ok(())
}

#[apply(on_both)]
fn who_had_the_key_and_was_turned_away_makes_records_stale_until_they_are_encrypted_anew(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let both = vec![new_record(LABORATORY), new_record(IMAGING), new_record(LABORATORY)];
    let many = suite.registry().register_many(ana.id.into(), mercy.id, both);
    suite.submit(&mercy.clinician, many)?.value()?;
    let stale = |suite: &mut Suite, from, limit| {
        suite.read(suite.registry().stale(ana.id.into(), from, limit))
    };
    let page = |records: &[u32], next| Ok(StalePage { records: records.to_vec(), next });
    assert_eq!(stale(&mut suite, 0, 32)?, page(&[], None));

    // A permit without an envelope gave no key to anybody.
    let hope = suite.hospital("hope")?;
    let reader = suite.terms(hope.grantee(), &[LABORATORY])?;
    assert_eq!(suite.grant(&ana, reader)?, 1);
    suite.revoke(&ana, 1)?;
    assert_eq!(stale(&mut suite, 0, 32)?, page(&[], None));
    let grantee = Grantee::Practitioner(hope.clinician.bytes());
    let keys = Some([0x3e; 32]);
    let reader = Terms { grantee, actions: Action::Read.into(), keys, ..reader };
    assert_eq!(suite.grant(&ana, reader)?, 2);
    suite.revoke(&ana, 2)?;
    assert_eq!(stale(&mut suite, 0, 32)?, page(&[0, 2], None));
    assert_eq!(stale(&mut suite, 0, 2)?, page(&[0], Some(2)));
    assert_eq!(stale(&mut suite, 0, 0)?, page(&[], None));
    assert_eq!(stale(&mut suite, u32::MAX, 32)?, page(&[], None));
    assert_eq!(stale(&mut suite, 2, 2)?, page(&[2], None));

    // The old key is still good to write with; the result is stale at once.
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 3);
    assert_eq!(stale(&mut suite, 0, 32)?, page(&[0, 2, 3], None));

    assert_eq!(suite.publish_key(&ana, LABORATORY)?, 2);
    for (record, by) in [(0, 4), (2, 5)] {
        let version = Version { key_epoch: 2, ..version(9) };
        let amend = suite.registry().amend(ana.id.into(), record, version.into());
        assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, by);
    }
    assert_eq!(stale(&mut suite, 0, 32)?, page(&[3], None));
    Ok(())
}

#[apply(on_both)]
fn a_chart_that_does_not_exist_takes_no_record(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let nobody = PatientId([9; 32]);
    let error = RegistryError::UnknownChart;
    let register = suite.registry().register(nobody.into(), mercy.id, document(LABORATORY).into());
    assert_eq!(suite.submit(&mercy.clinician, register)?.refusal()?, error);
    let report =
        suite.registry().self_report(nobody.into(), SelfReport::from(document(LABORATORY)).into());
    assert_eq!(suite.submit(&ana.actor, report)?.refusal()?, error);
    assert_eq!(suite.read(suite.registry().stale(nobody.into(), 0, 1))?, Err(error));
    assert_eq!(suite.read(suite.registry().records(nobody.into(), 0, 32))?, Ok(vec![]));
    assert_eq!(suite.read(suite.registry().record(nobody.into(), 0))?, None);
    Ok(())
}
