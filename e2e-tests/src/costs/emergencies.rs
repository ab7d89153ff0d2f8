//! What emergencies cost: declared, used, reviewed, disputed.

use anyhow::{ensure, Result};
use chartkey_policy::Basis;
use chartkey_vocabulary::{Finding, Purpose, Selection, MAX_PAGE};

use super::meter::Meter;
use crate::{Hospital, Patient};

/// The digest of whatever is written down.
const WRITTEN: [u8; 32] = [0x3f; 32];

/// Measures every message, on a chart with records. A day passes.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let responder = meter.suite.responder(mercy, "a responder")?;
    let mut registry = meter.suite.registry();
    let declare = registry.declare_emergency(ana.id.into(), mercy.id, WRITTEN.into());
    let case = "the first of the organization and of the practitioner";
    let declared = meter.usual(&responder, declare, case)?.value()?;

    let (record, purpose) = (Selection::record(0), Purpose::EmergencyTreatment);
    let open = registry.open(ana.id.into(), record, purpose, Some(mercy.id));
    let case = "without consent, by the directive";
    let opening = meter.variant(&responder, open, "in an emergency", case)?.value()?;
    ensure!(opening.verdict.value()?.is_on(Basis::Emergency), "{opening:?}");

    let waiting = registry.waiting(responder.bytes().into());
    let waiting = meter.usual(&responder, waiting, "1 case")?.0;
    ensure!(waiting.len() == 1, "{waiting:?}");
    let page = registry.emergencies(mercy.id, 0, MAX_PAGE);
    let page = meter.usual(&responder, page, "1 case")?.value()?;
    ensure!(page.len() == 1, "{page:?}");
    let overdue = registry.overdue(mercy.id, 0, MAX_PAGE);
    let overdue = meter.usual(&responder, overdue, "1 case")?.value()?;
    ensure!(overdue.overdue == 0, "{overdue:?}");

    let review = registry.review_emergency(
        ana.id.into(),
        mercy.id,
        responder.bytes().into(),
        declared,
        Finding::Justified,
        Some(WRITTEN),
    );
    meter.usual(&mercy.clinician, review, "the only one that waits")?.value()?;
    let dispute = registry.dispute(ana.id.into(), opening.entry, Some(WRITTEN));
    meter.usual(&ana.actor, dispute, "with a reason")?.value()?;
    Ok(())
}
