//! Which entries of the log permit a record, and for how long.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, On, Patient, MINUTE};
use chartkey_interfaces::{
    log::{SESSION_MILLISECONDS, TICKET_MILLISECONDS},
    registry::{RegistryError, TicketRefusal},
};
use chartkey_policy::{Decision, Reason};
use chartkey_vocabulary::{Categories, Finding, PatientId, Purpose, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    done, no_ticket, opened, permitted, refusal, refused, reported, scene, served, ticket, IMAGING,
    LABORATORY, TREATMENT,
};
use crate::on_both;

const NOT_PERMITTED: TicketRefusal = TicketRefusal::NotPermitted;

#[apply(on_both)]
fn a_denied_entry_permits_nothing(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let both = Categories::of(&[LABORATORY, IMAGING]);
    for (entry, selection) in
        [(0, Selection::Records(vec![0, 2])), (1, Selection::Categories(both))]
    {
        let opening = suite.open_selection(&hope.clinician, &ana, selection, TREATMENT)?;
        assert_eq!(opening.entry, entry);
        assert_eq!(opening.verdict.value()?.of_first(), Decision::Deny(Reason::NoConsent));
    }
    // Not even if it is permitted since, nor the record of the list that was permitted.
    suite.grant(&ana, terms)?;
    refused(&mut suite, &ana, NOT_PERMITTED)?;
    assert_eq!(refusal(&mut suite, &ana, 0, 2)?, Some(NOT_PERMITTED));
    Ok(())
}

#[apply(on_both)]
fn an_entry_that_opened_nothing_permits_nothing(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let medic = suite.responder(&hope, "medic")?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    // While the case is open.
    assert_eq!(refusal(&mut suite, &ana, declared, 0)?, Some(NOT_PERMITTED));
    let mut registry = suite.registry();
    let review = registry.review_emergency(
        ana.id.into(),
        hope.id,
        medic.bytes().into(),
        declared,
        Finding::Justified,
        None,
    );
    let reviewed = done(&mut suite, &hope.clinician, review)?;
    let disputed = done(&mut suite, &ana.actor, registry.dispute(ana.id.into(), declared, None))?;
    for entry in [declared, reviewed, disputed] {
        assert_eq!(refusal(&mut suite, &ana, entry, 0)?, Some(NOT_PERMITTED), "entry {entry}");
    }
    Ok(())
}

#[apply(on_both)]
fn a_record_that_is_not_in_the_list_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = scene(on)?;
    let list = Selection::Records(vec![0, 2]);
    let entry = permitted(&mut suite, &mercy.clinician, &ana, list, TREATMENT)?;
    for (record, expected) in [(0, None), (1, Some(NOT_PERMITTED)), (2, None)] {
        assert_eq!(refusal(&mut suite, &ana, entry, record)?, expected, "record {record}");
    }
    Ok(())
}

#[apply(on_both)]
fn a_category_that_is_not_in_the_set_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = scene(on)?;
    let images = Selection::Categories(IMAGING.into());
    let entry = permitted(&mut suite, &mercy.clinician, &ana, images, TREATMENT)?;
    for (record, expected) in [(0, Some(NOT_PERMITTED)), (1, Some(NOT_PERMITTED)), (2, None)] {
        assert_eq!(refusal(&mut suite, &ana, entry, record)?, expected, "record {record}");
    }
    Ok(())
}

#[apply(on_both)]
fn an_entry_about_records_is_good_for_10_minutes_to_the_millisecond(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = scene(on)?;
    let list = Selection::Records(vec![0, 1]);
    let entry = permitted(&mut suite, &mercy.clinician, &ana, list, TREATMENT)?;
    let opened_at = suite.now()?;
    assert_eq!(TICKET_MILLISECONDS, 10 * MINUTE);
    for (after, expected) in [
        (10 * MINUTE - 1, None),
        (10 * MINUTE, None),
        (10 * MINUTE + 1, Some(TicketRefusal::TooOld)),
        (60 * MINUTE, Some(TicketRefusal::TooOld)),
    ] {
        suite.chain().set_clock(opened_at + after)?;
        for record in [0, 1] {
            assert_eq!(refusal(&mut suite, &ana, entry, record)?, expected, "{after} ms later");
        }
    }
    // The entry was never about this one.
    assert_eq!(refusal(&mut suite, &ana, entry, 2)?, Some(NOT_PERMITTED));
    Ok(())
}

#[apply(on_both)]
fn an_old_session_is_refused_for_its_age_before_all_else(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = opened(on)?;
    suite.revoke(&ana, 1)?;
    let (none, old) = (TicketRefusal::Denied(Reason::NoConsent), TicketRefusal::TooOld);
    refused(&mut suite, &ana, none)?;
    suite.advance(TICKET_MILLISECONDS + 1)?;
    for (entry, expected) in [(0, old), (1, none)] {
        assert_eq!(refusal(&mut suite, &ana, entry, 0)?, Some(expected), "entry {entry}");
    }
    suite.advance(SESSION_MILLISECONDS)?;
    refused(&mut suite, &ana, old)
}

#[apply(on_both)]
fn an_entry_of_another_patients_log_is_none_of_this_one(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = opened(on)?;
    let ben = suite.patient("ben", &[LABORATORY])?;
    let report = document(LABORATORY).into();
    reported(&mut suite, &ben, report)?;
    // Ben's log has no entry, and ana's entries are no entries of his.
    for entry in [0, 1] {
        assert_eq!(no_ticket(&mut suite, &ben, entry, 0)?, RegistryError::UnknownEntry);
    }
    let (own, record) = (Purpose::PatientRequest, Selection::record(0));
    assert_eq!(permitted(&mut suite, &ben.actor, &ben, record, own)?, 0);
    assert_eq!(refusal(&mut suite, &ben, 0, 0)?, None);
    assert_eq!(ticket(&mut suite, &ben, 0, 0)?.actor, ben.actor.bytes());
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn what_is_not_there_has_no_ticket(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = opened(on)?;
    let nobody = Patient { actor: Actor::named("nobody"), id: PatientId([9; 32]) };
    for (patient, entry, record, error) in [
        (&ana, 0, 3, RegistryError::UnknownRecord),
        (&ana, 0, u32::MAX, RegistryError::UnknownRecord),
        (&ana, 2, 0, RegistryError::UnknownEntry),
        (&ana, u32::MAX, 0, RegistryError::UnknownEntry),
        (&ana, 2, 3, RegistryError::UnknownRecord),
        // No chart, so no record of it.
        (&nobody, 0, 0, RegistryError::UnknownRecord),
    ] {
        assert_eq!(no_ticket(&mut suite, patient, entry, record)?, error, "{entry}, {record}");
    }
    Ok(())
}
