//! Openings whose answer, event and entry are checked against each other.

use anyhow::{bail, Result};
use chartkey_commands::Command;
use chartkey_e2e_tests::{Actor, Contract, Event, Patient, Suite};
use chartkey_interfaces::{
    account::Answer,
    log::{Access, Entry, Log as _},
    registry::{Opening, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Ground, Reason, Refusal, Verdict};
use chartkey_vocabulary::{OrgId, Purpose, Selection};

use crate::speaking::{Speaker, Word};

/// How many entries a patient's log has.
pub(crate) fn log_size(suite: &mut Suite, patient: &Patient) -> Result<u64> {
    Ok(suite.read(suite.log().head(patient.id.into()))?.size)
}

/// These records, by ascending ids.
pub(crate) fn records(ids: impl IntoIterator<Item = u32>) -> Selection {
    Selection::Records(ids.into_iter().collect())
}

/// The verdict that permits, with a count of targets in a row for each of these grounds.
pub(crate) fn on_grounds(grounds: &[(u8, Basis)]) -> Verdict {
    Verdict::Permit(grounds.iter().map(|&(count, basis)| Ground { count, basis }).collect())
}

/// The verdict that refuses because of the target at this place.
pub(crate) fn refused_at(place: u8, reason: Reason) -> Verdict {
    Verdict::Deny(Refusal { place, reason })
}

/// Opens, and checks that what was answered is what was emitted and is on record: as one entry,
/// behind the others, that names what was selected.
pub(crate) fn answered(
    suite: &mut Suite,
    reader: &Actor,
    organization: Option<OrgId>,
    patient: &Patient,
    selection: Selection,
    purpose: Purpose,
) -> Result<Verdict> {
    let index = u32::try_from(log_size(suite, patient)?)?;
    let open = suite.registry().open(patient.id.into(), selection.clone(), purpose, organization);
    let outcome = suite.submit(reader, open)?;
    let emitted = outcome.events.clone();
    let Opening { entry, verdict } = outcome.value()?;
    let verdict = verdict.value()?;
    assert_eq!(entry, index);
    let event = Event::Opened { patient: patient.id, entry, verdict: verdict.clone() };
    assert_eq!(emitted, [(suite.address(Contract::Registry), event)]);
    let access = Access {
        actor: reader.bytes(),
        organization,
        subject: selection.into(),
        purpose,
        outcome: verdict.clone().into(),
        justification: None,
    };
    let on_record = Encoded::of(&Entry { time: suite.now()?, access });
    assert_eq!(suite.read(suite.log().entry(patient.id.into(), index))?, Some(on_record));
    assert_eq!(log_size(suite, patient)?, u64::from(index) + 1);
    Ok(verdict)
}

/// The patient opens her chart's first entry, by word: checks that the answer is what is on record,
/// permitted for so many targets because she controls the chart.
pub(crate) fn opens_her_own(
    suite: &mut Suite,
    word: Word,
    ana: &Speaker,
    selection: Selection,
    count: u8,
) -> Result<()> {
    let open = Command::Open(selection.clone());
    let Answer::Opened(opening) = ana.says(suite, open)?.answer()? else { bail!("no opening") };
    let opening = opening.value()?;
    let verdict = on_grounds(&[(count, Basis::Controller)]);
    assert_eq!((opening.entry, opening.verdict.value()?), (0, verdict.clone()));
    let actor = match word {
        Word::Direct => ana.patient.actor.bytes(),
        Word::Signed => *suite.address(Contract::Account).as_ref(),
    };
    let access = Access {
        actor,
        organization: None,
        subject: selection.into(),
        purpose: Purpose::PatientRequest,
        outcome: verdict.into(),
        justification: None,
    };
    assert_eq!(ana.entry(suite, 0)?, access);
    assert_eq!(ana.log_size(suite)?, 1);
    Ok(())
}

/// Submits an opening that has to be refused, and checks that nothing at all has changed.
pub(crate) fn leaves_no_trace(
    suite: &mut Suite,
    reader: &Actor,
    organization: Option<OrgId>,
    patient: &Patient,
    selection: Selection,
    purpose: Purpose,
) -> Result<RegistryError> {
    let before = suite.read(suite.log().head(patient.id.into()))?;
    let open = suite.registry().open(patient.id.into(), selection, purpose, organization);
    let outcome = suite.submit(reader, open)?;
    assert_eq!(outcome.events, []);
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
    assert_eq!(suite.read(suite.log().head(patient.id.into()))?, before);
    outcome.refusal()
}
