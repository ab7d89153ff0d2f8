//! Reviews that are late: what stands still until they are done, and how many an organization has.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, On, Suite, HOUR};
use chartkey_emergency::{EmergencyError, HOLDING_MILLISECONDS, REVIEW_MILLISECONDS};
use chartkey_interfaces::{directory::Role, emergencies::OverduePage, registry::RegistryError};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::OrgId;
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    charted, declaration, entry, leaves_no_trace, no_emergency, opens, review, scene,
    would_declare, would_open,
};
use crate::on_both;

const OPEN: Decision = Decision::Permit(Basis::Emergency);
const OVERDUE: RegistryError = RegistryError::Emergency(EmergencyError::ReviewOverdue);

#[apply(on_both)]
fn an_overdue_review_stops_openings_and_declarations_until_it_is_done(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let (ben, eva) = (charted(&mut suite, "ben")?, charted(&mut suite, "eva")?);
    let partner = suite.responder(&mercy, "partner")?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let due = entry(&mut suite, &ana, declared)?.time + REVIEW_MILLISECONDS;
    suite.advance(60 * HOUR)?;
    for responder in [&medic, &partner] {
        suite.declare_emergency(responder, &ben)?;
    }
    suite.chain().set_clock(due)?;
    assert_eq!(would_open(&mut suite, &medic, &ben)?, Ok(OPEN));
    assert_eq!(would_declare(&mut suite, &medic, &eva)?, Ok(0));
    suite.chain().set_clock(due + 1)?;
    assert_eq!(would_open(&mut suite, &medic, &ben)?, Err(RegistryError::NoEmergency));
    no_emergency(&mut suite, &medic, &ben)?;
    let another = declaration(&suite, &eva, mercy.id);
    assert_eq!(leaves_no_trace(&mut suite, &eva, &medic, another)?, OVERDUE);
    // It is the practitioner's, not the organization's.
    assert_eq!(opens(&mut suite, &partner, &ben, 0)?, OPEN);

    let reviewing = review(&suite, &ana, mercy.id, &medic, declared);
    suite.submit(&mercy.clinician, reviewing)?.value()?;
    assert_eq!(opens(&mut suite, &medic, &ben, 0)?, OPEN);
    assert_eq!(suite.declare_emergency(&medic, &eva)?, 0);
    Ok(())
}

#[apply(on_both)]
fn a_former_employer_who_reviews_nothing_keeps_no_one_from_helping_elsewhere(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let hope = suite.hospital("hope")?;
    suite.declare_emergency(&medic, &ana)?;
    suite.submit(&medic, suite.directory().leave())?.value()?;
    suite.enrol(&hope, &medic, &[Role::Emergency])?;
    suite.advance(REVIEW_MILLISECONDS + 1)?;
    assert_eq!(overdue(&mut suite, mercy.id, 0, 32)?, (1, None));
    suite.declare_emergency(&medic, &ana)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);

    // Back there it bars until it is reviewed.
    suite.submit(&medic, suite.directory().leave())?.value()?;
    suite.enrol(&mercy, &medic, &[Role::Emergency])?;
    suite.advance(HOLDING_MILLISECONDS)?;
    let another = declaration(&suite, &ana, mercy.id);
    assert_eq!(leaves_no_trace(&mut suite, &ana, &medic, another)?, OVERDUE);
    let reviewing = review(&suite, &ana, mercy.id, &medic, 0);
    suite.submit(&mercy.clinician, reviewing)?.value()?;
    suite.declare_emergency(&medic, &ana)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);
    Ok(())
}

/// What an organization's page of overdue cases says.
fn overdue(
    suite: &mut Suite,
    organization: OrgId,
    from: u32,
    limit: u32,
) -> Result<(u32, Option<u32>)> {
    let page = suite.read(suite.registry().overdue(organization, from, limit))?;
    let OverduePage { overdue, next } = page.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok((overdue, next))
}

fn waiting(suite: &mut Suite, who: &Actor) -> Result<Vec<(OrgId, u32)>> {
    let waiting = suite.read(suite.registry().waiting(who.bytes().into()))?;
    Ok(waiting.iter().map(|case| (case.organization, case.number)).collect())
}

#[apply(on_both)]
fn anyone_reads_how_many_reviews_an_organization_owes(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let (ben, eva) = (charted(&mut suite, "ben")?, charted(&mut suite, "eva")?);
    let foreign = suite.responder(&hope, "foreign")?;
    let partner = suite.responder(&mercy, "partner")?;
    suite.declare_emergency(&medic, &ana)?;
    suite.declare_emergency(&foreign, &ana)?;
    suite.declare_emergency(&medic, &ben)?;
    suite.declare_emergency(&partner, &eva)?;
    let last = suite.now()?;
    let reviewing = review(&suite, &ben, mercy.id, &medic, 0);
    let reviewed = suite.submit(&mercy.clinician, reviewing)?.value()?;

    let cases = |suite: &mut Suite, organization, from, limit| -> Result<Vec<_>> {
        let page = suite.read(suite.registry().emergencies(organization, from, limit))?;
        let page = page.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        Ok(page.iter().map(|case| (case.practitioner, case.patient, case.reviewed)).collect())
    };
    let all = [
        (medic.bytes(), ana.id, None),
        (medic.bytes(), ben.id, Some(reviewed)),
        (partner.bytes(), eva.id, None),
    ];
    assert_eq!(cases(&mut suite, mercy.id, 0, 32)?, all);
    assert_eq!(cases(&mut suite, mercy.id, 0, 2)?, all[..2]);
    assert_eq!(cases(&mut suite, mercy.id, 2, 2)?, all[2..]);
    assert_eq!(cases(&mut suite, mercy.id, 3, 2)?, []);
    assert_eq!(cases(&mut suite, mercy.id, u32::MAX, 32)?, []);
    assert_eq!(cases(&mut suite, hope.id, 0, 32)?, [(foreign.bytes(), ana.id, None)]);
    assert_eq!(cases(&mut suite, OrgId(9), 0, 32)?, []);
    assert_eq!(waiting(&mut suite, &medic)?, [(mercy.id, 0)]);
    assert_eq!(waiting(&mut suite, &partner)?, [(mercy.id, 2)]);
    assert_eq!(waiting(&mut suite, &foreign)?, [(hope.id, 0)]);
    assert_eq!(waiting(&mut suite, &mercy.clinician)?, []);

    assert_eq!(overdue(&mut suite, mercy.id, 0, 32)?, (0, None));
    suite.chain().set_clock(last + REVIEW_MILLISECONDS)?;
    assert_eq!(overdue(&mut suite, mercy.id, 2, 32)?, (0, None));
    suite.advance(1)?;
    for (from, limit, page) in [
        (0, 32, (2, None)),
        (0, 3, (2, Some(3))),
        (0, 2, (1, Some(2))),
        (1, 1, (0, Some(2))),
        (2, 2, (1, None)),
        (3, 2, (0, None)),
        (0, 0, (0, None)),
    ] {
        assert_eq!(overdue(&mut suite, mercy.id, from, limit)?, page, "{from} {limit}");
    }
    assert_eq!(overdue(&mut suite, hope.id, 0, 32)?, (1, None));
    assert_eq!(overdue(&mut suite, OrgId(9), 0, 32)?, (0, None));

    let reviewing = review(&suite, &eva, mercy.id, &partner, 0);
    suite.submit(&mercy.clinician, reviewing)?.value()?;
    assert_eq!(overdue(&mut suite, mercy.id, 0, 32)?, (1, None));
    let error = RegistryError::LimitTooLarge;
    assert_eq!(suite.read(suite.registry().overdue(mercy.id, 0, 33))?, Err(error));
    assert_eq!(suite.read(suite.registry().emergencies(mercy.id, 0, 33))?, Err(error));
    Ok(())
}
