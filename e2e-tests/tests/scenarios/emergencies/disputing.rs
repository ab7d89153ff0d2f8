//! The patient's word on an entry of the log.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Contract, Event, On};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::{
    log::{Access, Entry, Outcome, Subject},
    registry::RegistryError,
};
use chartkey_vocabulary::{PatientId, Purpose};
use rstest::rstest;
use rstest_reuse::apply;

use super::{charted, entry, leaves_no_trace, opens, review, scene};
use crate::on_both;

#[apply(on_both)]
fn the_patient_disputes_any_entry(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    opens(&mut suite, &medic, &ana, 0)?;
    let reviewing = review(&suite, &ana, mercy.id, &medic, 0);
    suite.submit(&mercy.clinician, reviewing)?.value()?;
    suite.open(&mercy.clinician, &ana, 0, Purpose::Research)?;
    suite.open(&ana.actor, &ana, 0, Purpose::PatientRequest)?;

    // A declaration, a reading, a review, a refusal, her own reading, and a dispute, twice.
    for (entry_before, disputed, reason) in [
        (4, 0, Some([0x5e; 32])),
        (5, 1, None),
        (6, 2, Some([0x5f; 32])),
        (7, 3, None),
        (8, 4, None),
        (9, 5, None),
        (10, 5, Some([0x60; 32])),
    ] {
        let index = entry_before + 1;
        let dispute = suite.registry().dispute(ana.id.into(), disputed, reason);
        let outcome = suite.submit(&ana.actor, dispute)?;
        let event = Event::Disputed { patient: ana.id, disputed, entry: index, reason };
        assert_eq!(outcome.events, [(suite.address(Contract::Registry), event)]);
        assert_eq!(outcome.value()?, index);
        let on_record = Entry {
            time: suite.now()?,
            access: Access {
                actor: ana.actor.bytes(),
                organization: None,
                subject: Subject::Entry(disputed),
                purpose: Purpose::PatientRequest,
                outcome: Outcome::Disputed,
                justification: reason,
            },
        };
        assert_eq!(entry(&mut suite, &ana, index)?, on_record);
    }
    Ok(())
}

#[apply(on_both)]
fn only_the_controller_disputes(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let (ben, heir, owner) = (charted(&mut suite, "ben")?, Actor::named("heir"), suite.owner());
    suite.declare_emergency(&medic, &ana)?;
    for stranger in [&medic, &mercy.clinician, &mercy.admin, &ben.actor, &heir, &owner] {
        let dispute = suite.registry().dispute(ana.id.into(), 0, None);
        let error = leaves_no_trace(&mut suite, &ana, stranger, dispute)?;
        assert_eq!(error, RegistryError::NotController, "{stranger:?}");
    }
    let propose = suite.consent().hand_over(ana.id.into(), HandoverStep::Propose(heir.bytes()));
    suite.submit(&ana.actor, propose)?.value()?;
    suite.submit(&heir, suite.consent().hand_over(ana.id.into(), HandoverStep::Accept))?.value()?;
    let dispute = suite.registry().dispute(ana.id.into(), 0, None);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, dispute)?;
    assert_eq!(error, RegistryError::NotController);
    let dispute = suite.registry().dispute(ana.id.into(), 0, None);
    assert_eq!(suite.submit(&heir, dispute)?.value()?, 1);
    Ok(())
}

#[apply(on_both)]
fn only_an_entry_that_there_is_is_disputed(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    let dispute = suite.registry().dispute(ana.id.into(), 0, None);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, dispute)?;
    assert_eq!(error, RegistryError::UnknownEntry);
    suite.declare_emergency(&medic, &ana)?;
    for (entry, reason, error) in [
        (1, None, RegistryError::UnknownEntry),
        (u32::MAX, None, RegistryError::UnknownEntry),
        (0, Some([0; 32]), RegistryError::Digest),
    ] {
        let dispute = suite.registry().dispute(ana.id.into(), entry, reason);
        assert_eq!(leaves_no_trace(&mut suite, &ana, &ana.actor, dispute)?, error);
    }
    let dispute = suite.registry().dispute(PatientId([9; 32]).into(), 0, None);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, dispute)?;
    assert_eq!(error, RegistryError::UnknownChart);
    Ok(())
}
