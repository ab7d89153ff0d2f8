//! What the record registry's messages cost.

use anyhow::{ensure, Result};
use chartkey_interfaces::{
    directory::OrganizationStatus,
    registry::{Note, Registry as _, MAX_BATCH},
};
use chartkey_policy::{Basis, Decision, Reason};
use chartkey_vocabulary::{OrgId, Purpose, Retraction, MAX_PAGE};
use ink::env::call::FromAccountId;
use record_registry::RecordRegistryRef;

use super::{consent::CATEGORY, meter::Meter};
use crate::{
    constructor_input, document, new_record, Actor, Bundle, Contract, Hospital, Patient, Registry,
};

/// Measures every message, on a chart with one provision, for the hospital.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    registering(meter, mercy, ana)?;
    opening(meter, mercy, ana)?;
    correcting(meter, mercy, ana)?;
    erasing(meter, mercy, ana)?;
    questions(meter, mercy, ana)?;
    directory(meter)
}

fn registering(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let (author, new) = (&mercy.clinician, new_record(CATEGORY));
    let mut registry = meter.suite.registry();
    let register = registry.register(ana.id.into(), new.clone().into());
    meter.variant(author, register, "first of the chart", "one more item: the chart's count")?;
    let register = registry.register(ana.id.into(), new.clone().into());
    meter.usual(author, register, "permitted, 1 provision")?;
    for (count, variant) in [(8, None), (MAX_BATCH, Some("64"))] {
        let many = registry.register_many(ana.id.into(), vec![new.clone(); count]);
        let case = format!("{count} documents of one category");
        match variant {
            Some(variant) => meter.variant(author, many, variant, &case)?,
            None => meter.usual(author, many, &case)?,
        };
    }
    let report = registry.self_report(ana.id.into(), new.document.into());
    meter.usual(&ana.actor, report, "")?;
    Ok(())
}

fn opening(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let permit = Decision::Permit(Basis::Provision(0));
    let mut registry = meter.suite.registry();
    let reader = &mercy.clinician;
    let mut open = |purpose| registry.open(ana.id.into(), 0, purpose);
    let case = "one more item: the log's tree";
    let first =
        meter.variant(reader, open(Purpose::Treatment), "first of the log", case)?.value()?;
    ensure!(first.decision == permit, "the first opening: {first:?}");
    let case = "permitted, 1 provision";
    let opening = meter.usual(reader, open(Purpose::Treatment), case)?.value()?;
    ensure!(opening.decision == permit, "an opening: {opening:?}");
    let case = "for research, which nobody permitted";
    let refused = meter.variant(reader, open(Purpose::Research), "refused", case)?.value()?;
    ensure!(refused.decision == Decision::Deny(Reason::NoConsent), "a refusal: {refused:?}");
    let case = "the chart's controller reads";
    let own = meter
        .variant(&ana.actor, open(Purpose::PatientRequest), "by the patient", case)?
        .value()?;
    ensure!(own.decision == Decision::Permit(Basis::Controller), "the patient's own: {own:?}");
    Ok(())
}

fn correcting(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let mut registry = meter.suite.registry();
    let amend = registry.amend(ana.id.into(), 0, document(CATEGORY).version.into());
    meter.usual(&mercy.clinician, amend, "by the issuer")?;
    let retract = registry.retract(ana.id.into(), 1, Retraction::WrongContent);
    meter.usual(&mercy.clinician, retract, "by the issuer")?;
    Ok(())
}

fn erasing(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let mut registry = meter.suite.registry();
    let waive = registry.waive_retention(ana.id.into(), 2);
    meter.usual(&mercy.clinician, waive, "by the issuer")?.value()?;
    let erase = registry.erase(ana.id.into(), 2);
    meter.usual(&ana.actor, erase, "frees digest, size, locator and epoch")?.value()?;
    Ok(())
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
    meter.usual(caller, registry.organization_status(mercy.id), "")?;
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
    meter.usual(&owner, registry.set_directory(directory.account()), "")?;
    let note = registry.note(Note::Organization(OrgId(0), OrganizationStatus::Active));
    meter.usual(&directory, note, "an organization, as the directory sends it")?;
    Ok(())
}
