//! What the record registry's messages cost.

use anyhow::{ensure, Result};
use chartkey_interfaces::{
    directory::{OrganizationStatus, Role, Standing},
    registry::{NewRecord, Note, Registry as _, RetentionChange, MAX_BATCH, MAX_ERASED},
};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{Addressee, OrgId, Retraction, SelfReport, Version, MAX_PAGE};
use ink::env::call::FromAccountId;
use record_registry::RecordRegistryRef;

use super::{consent::CATEGORY, meter::Meter, opening, Filled};
use crate::{
    constructor_input, document, new_record, Actor, Bundle, Contract, Hospital, Patient, Registry,
    YEAR,
};

/// The version that amends another; each number is another document.
pub(super) fn next_version(number: u8) -> Version {
    Version { digest: [number; 32], ..document(CATEGORY).version }
}

/// Measures every message, on a chart with one provision, for the hospital. Returns what openings
/// cost at each place of a page of the log.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<Vec<Filled>> {
    registering(meter, mercy, ana)?;
    let filled = opening::measure(meter, mercy, ana)?;
    correcting(meter, mercy, ana)?;
    erasing(meter, mercy, ana)?;
    questions(meter, mercy, ana)?;
    directory(meter)?;
    Ok(filled)
}

fn registering(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let (author, new) = (&mercy.clinician, new_record(CATEGORY));
    let mut registry = meter.suite.registry();
    let register = registry.register(ana.id.into(), mercy.id, new.clone().into());
    meter.variant(author, register, "first of the chart", "one more item: the chart's count")?;
    let register = registry.register(ana.id.into(), mercy.id, new.clone().into());
    meter.usual(author, register, "permitted, 1 provision")?;
    for (count, variant) in [(8, None), (MAX_BATCH, Some("64"))] {
        let many = registry.register_many(ana.id.into(), mercy.id, vec![new.clone(); count]);
        let case = format!("{count} documents of one category");
        match variant {
            Some(variant) => meter.variant(author, many, variant, &case)?,
            None => meter.usual(author, many, &case)?,
        }
        .value()?;
    }
    let report = SelfReport::from(new.document.clone());
    let report = registry.self_report(ana.id.into(), report.into());
    meter.usual(&ana.actor, report, "sent to nobody")?.value()?;
    let addressee = Some(Addressee::Practitioner(author.bytes()));
    let sent = SelfReport { document: new.document, addressee };
    let report = registry.self_report(ana.id.into(), sent.into());
    meter.variant(&ana.actor, report, "sent", "to one practitioner")?.value()?;
    Ok(())
}

fn correcting(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let mut registry = meter.suite.registry();
    let amend = registry.amend(ana.id.into(), 0, next_version(1).into());
    meter.usual(&mercy.clinician, amend, "by the issuer")?.value()?;
    let retract = registry.retract(ana.id.into(), 1, Retraction::WrongContent);
    meter.usual(&mercy.clinician, retract, "by the issuer")?.value()?;
    Ok(())
}

fn erasing(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let clerk = clerk(meter, mercy)?;
    let mut registry = meter.suite.registry();
    let retain_until = meter.suite.now()? + YEAR;
    let retained = NewRecord { retain_until, ..new_record(CATEGORY) };
    let register = registry.register(ana.id.into(), mercy.id, retained.into());
    let id = meter.suite.submit(&mercy.clinician, register)?.value()?;
    let mut waive = || registry.waive_retention(ana.id.into(), id);
    let case = "by the issuer; one more item: the waiver";
    let proposed = meter.variant(&mercy.clinician, waive(), "proposed", case)?.value()?;
    ensure!(proposed == RetentionChange::WaiverProposed, "{proposed:?}");
    let waived = meter.usual(&clerk, waive(), "by a second member of the issuer")?.value()?;
    ensure!(waived == RetentionChange::Waived, "{waived:?}");
    let waiver = registry.waiver(ana.id.into(), id);
    let waiver = meter.usual(&ana.actor, waiver, "by two members")?.0;
    ensure!(waiver.is_some(), "there is no waiver");
    let restore = registry.restore_retention(ana.id.into(), id);
    meter.usual(&mercy.clinician, restore, "by the issuer")?.value()?;

    let erase = registry.erase(ana.id.into(), 2);
    meter.usual(&ana.actor, erase, "frees digest, size, locator and epoch")?.value()?;
    let erase = registry.erase_document(ana.id.into(), 3);
    meter.usual(&ana.actor, erase, "one version")?.value()?;
    let register = registry.register(ana.id.into(), mercy.id, new_record(CATEGORY).into());
    let first = meter.suite.submit(&mercy.clinician, register)?.value()?;
    let mut newest = first;
    for number in 1..u8::try_from(MAX_ERASED)? {
        let amend = registry.amend(ana.id.into(), newest, next_version(number).into());
        newest = meter.suite.submit(&mercy.clinician, amend)?.value()?;
    }
    let erase = registry.erase_document(ana.id.into(), first);
    let left = meter.variant(&ana.actor, erase, "32 versions", "all that there are")?.value()?;
    ensure!(left.is_none(), "there is another version: {left:?}");
    Ok(())
}

/// A registrar of the hospital.
pub(super) fn clerk(meter: &mut Meter, mercy: &Hospital) -> Result<Actor> {
    let clerk = Actor::named("mercy clerk");
    let practitioner = meter.suite.registry().practitioner(clerk.bytes().into());
    if meter.suite.read(practitioner)?.is_none() {
        meter.suite.enrol(mercy, &clerk, &[Role::Registrar])?;
    }
    Ok(clerk)
}

fn questions(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let (caller, page) = (&mercy.clinician, format!("a page of {MAX_PAGE}"));
    let registry = meter.suite.registry();
    meter.usual(caller, registry.record(ana.id.into(), 0), "")?;
    let records =
        meter.usual(caller, registry.records(ana.id.into(), 0, MAX_PAGE), &page)?.value()?;
    ensure!(records.len() == usize::try_from(MAX_PAGE)?, "the page is not full");
    let case = format!("{page}, none of them stale");
    let stale = meter.usual(caller, registry.stale(ana.id.into(), 0, MAX_PAGE), &case)?.value()?;
    ensure!(stale.records.is_empty(), "there are stale records: {stale:?}");
    meter.usual(caller, registry.suite(), "")?;
    meter.usual(caller, registry.directory(), "")?;
    let practitioner = registry.practitioner(mercy.clinician.bytes().into());
    meter.usual(caller, practitioner, "")?;
    meter.usual(caller, registry.standing(mercy.id), "")?;
    Ok(())
}

/// What only the directory may call, on another registry that takes an account for it.
fn directory(meter: &mut Meter) -> Result<()> {
    let (owner, directory) = (meter.suite.owner(), Actor::named("a directory"));
    let consent = meter.suite.address(Contract::Consent);
    let log = meter.suite.address(Contract::Log);
    let input = constructor_input(RecordRegistryRef::new(owner.account(), consent, log));
    let wasm = Bundle::RecordRegistry.wasm()?;
    let deployed = meter.suite.chain().instantiate(&owner, wasm, input, b"costs".to_vec())?;
    meter.know(deployed.account, "record-registry");
    let mut registry = Registry::from_account_id(deployed.account);
    meter.usual(&owner, registry.set_directory(directory.account()), "")?.value()?;
    let standing = Standing { status: OrganizationStatus::Active, generation: 0 };
    let note = registry.note(Encoded::of(&Note::Organization(OrgId(0), standing)));
    meter.usual(&directory, note, "an organization, as the directory sends it")?.value()?;
    Ok(())
}
