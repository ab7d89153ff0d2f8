//! What the patient account's messages cost.

use anyhow::{ensure, Context, Result};
use chartkey_commands::{
    Command, NewCategoryKey, NewCategoryKeys, NewChart, NewEnvelope, NewVersion, Offer,
    Replacement, SignedCommand,
};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::account::Answer;
use chartkey_interfaces::consent::Keys as _;
use chartkey_policy::{Directive, Effect, Grantee, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{Addressee, Categories, Category, Retraction, Selection, SelfReport};

use super::{
    consent::{terms, terms_with_keys, CATEGORY},
    meter::Meter,
    records::next_version,
};
use crate::{document, x25519_key, Actor, Contract, Guardian, Hospital, Patient, Suite, DAY};

/// Measures every message, and every kind of command.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital) -> Result<()> {
    let faye = new_chart(meter, mercy)?;
    ready(meter)?;
    provisions(meter, mercy)?;
    rekeying(meter)?;
    documents(meter, mercy, &faye)?;
    offering(meter)?;
    waiting(meter)?;
    recovering(meter)?;
    adopting(meter)?;
    questions(meter, &faye)
}

/// The variant of the command that publishes a chart's first keys, of all categories at once.
pub(super) const FIRST_KEYS: &str = "rekey, all 20 first keys";

/// Who submits what patients sign, and pays.
fn relayer() -> Actor {
    Actor::named("relayer")
}

/// Measures a patient's next command.
fn command(
    meter: &mut Meter,
    patient: &Patient,
    command: Command,
    name: &str,
    case: &str,
) -> Result<Answer> {
    let signed = meter.suite.signed(&patient.actor, patient.id, command)?;
    submit(meter, &relayer(), signed, name, case)
}

fn submit(
    meter: &mut Meter,
    caller: &Actor,
    signed: SignedCommand,
    name: &str,
    case: &str,
) -> Result<Answer> {
    let submit = meter.suite.accounts().submit(signed.into());
    meter.variant(caller, submit, name, case)?.value()
}

/// A chart from its first command to its first provision.
fn new_chart(meter: &mut Meter, mercy: &Hospital) -> Result<Patient> {
    let actor = Actor::named("faye");
    let new = NewChart { key: actor.bytes(), salt: [6; 32] };
    let faye = Patient { id: meter.suite.chart_id(&new), actor };
    command(meter, &faye, Command::CreateChart(new), "create chart", "")?;
    let publish = meter.suite.new_key(faye.id, CATEGORY, x25519_key(1))?;
    let case = "X25519, a category's first";
    command(meter, &faye, Command::PublishKey(publish), "publish key", case)?;
    let granted = terms(&mut meter.suite, mercy.grantee())?;
    let case = "the first provision, for an organization";
    command(meter, &faye, Command::Grant(granted.into()), "grant", case)?;
    let granted = terms_with_keys(&mut meter.suite, &mercy.clinician)?;
    let case = "the second provision, for one practitioner";
    command(meter, &faye, Command::Grant(granted.into()), "grant with an envelope", case)?;
    command(meter, &faye, Command::Revoke(1), "revoke with an envelope", "the permit")?;
    let next = meter.suite.new_key(faye.id, CATEGORY, x25519_key(2))?;
    meter.suite.command(&relayer(), &faye, Command::PublishKey(next))?.value()?;
    Ok(faye)
}

/// A chart that everybody who may can write to: a key for each category.
fn ready(meter: &mut Meter) -> Result<()> {
    let wren = meter.suite.patient_without_tokens(&relayer(), "wren", &[])?;
    let keys = NewCategoryKeys {
        envelopes: Vec::new(),
        ..new_keys(&mut meter.suite, &wren, Category::ALL.len())?
    };
    command(meter, &wren, Command::Rekey(keys), FIRST_KEYS, "X25519, of every category")?;
    Ok(())
}

fn provisions(meter: &mut Meter, mercy: &Hospital) -> Result<()> {
    let relayer = relayer();
    let gabe = meter.suite.patient_without_tokens(&relayer, "gabe", &[CATEGORY])?;
    let granted = terms(&mut meter.suite, mercy.grantee())?;
    meter.suite.command(&relayer, &gabe, Command::Grant(granted.into()))?.value()?;
    let denied = terms(&mut meter.suite, Grantee::Anyone)?;
    let deny = Command::Deny(Terms { until: None, ..denied }.into());
    command(meter, &gabe, deny, "deny", "the second provision, for anyone, without end")?;
    let replace = Command::Replace(
        Replacement { provision: 0, effect: Effect::Permit, terms: granted }.into(),
    );
    command(meter, &gabe, replace, "replace", "a permit, of 2 provisions")?;
    command(meter, &gabe, Command::Revoke(1), "revoke", "the deny, of 2 provisions")?;
    Ok(())
}

/// On a chart with a key of each category, and as many permits.
fn rekeying(meter: &mut Meter) -> Result<()> {
    let relayer = relayer();
    let hugo = meter.suite.patient_without_tokens(&relayer, "hugo", &Category::ALL)?;
    for number in 0..Category::ALL.len() {
        let grantee = Actor::named(&format!("practitioner {number}"));
        let granted = terms_with_keys(&mut meter.suite, &grantee)?;
        meter.suite.command(&relayer, &hugo, Command::Grant(granted.into()))?.value()?;
    }
    for (count, name) in [(1, "rekey"), (Category::ALL.len(), "rekey, 20 keys")] {
        let case = format!("X25519, of 20 permits: {}", keys_and_envelopes(count));
        let keys = new_keys(&mut meter.suite, &hugo, count)?;
        command(meter, &hugo, Command::Rekey(keys), name, &case)?;
    }
    Ok(())
}

/// So many X25519 keys for a chart's next epochs, and as many envelopes for the first permits.
pub(super) fn new_keys(
    suite: &mut Suite,
    patient: &Patient,
    count: usize,
) -> Result<NewCategoryKeys> {
    let categories = if count == 1 { &[CATEGORY][..] } else { &Category::ALL[..count] };
    let epochs = suite.read(suite.consent().epochs(patient.id.into()))?;
    let epoch = |category| {
        epochs.as_ref().and_then(|epochs| epochs.next(category)).context("no next epoch")
    };
    let key = |category: &Category| {
        let category = *category;
        Ok(NewCategoryKey { category, epoch: epoch(category)?, key: x25519_key(2) })
    };
    Ok(NewCategoryKeys {
        keys: categories.iter().map(key).collect::<Result<_>>()?,
        envelopes: (0..)
            .take(count)
            .map(|provision| NewEnvelope { provision, digest: [0x6c; 32] })
            .collect(),
    })
}

/// How a case names them.
pub(super) fn keys_and_envelopes(count: usize) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} key{ending}, {count} envelope{ending}")
}

/// The patient's own documents, on a chart that has a record and a log already.
fn documents(meter: &mut Meter, mercy: &Hospital, faye: &Patient) -> Result<()> {
    meter.suite.register(&mercy.clinician, faye, CATEGORY)?;
    let one = || Command::Open(Selection::record(0));
    meter.suite.command(&relayer(), faye, one())?.value()?;
    let session = Command::Open(Selection::Categories(Categories::ALL));
    for (open, name, case) in [
        (one(), "open", "one record, the chart's second entry"),
        (session, "open, a session", "her whole chart, for 60 minutes"),
    ] {
        let opened = command(meter, faye, open, name, case)?;
        ensure!(matches!(opened, Answer::Opened(_)), "an opening: {opened:?}");
    }
    let report = Command::SelfReport(Box::new(document(CATEGORY).into()));
    command(meter, faye, report, "self-report", "sent to nobody")?;
    let version = NewVersion { record: 1, version: next_version(1) };
    command(meter, faye, Command::Amend(version.into()), "amend", "her own document")?;
    let retract = Command::Retract(2, Retraction::WrongContent);
    command(meter, faye, retract, "retract", "her own document")?;
    let dispute = Command::Dispute(0, Some([0x5e; 32]));
    let disputed = command(meter, faye, dispute, "dispute", "an entry, with a reason")?;
    ensure!(matches!(disputed, Answer::Entry(_)), "a dispute: {disputed:?}");
    command(meter, faye, Command::Erase(1), "erase", "her own document's first version")?;
    let addressee = Some(Addressee::Practitioner(mercy.clinician.bytes()));
    let sent = SelfReport { document: document(CATEGORY), addressee };
    let case = "sent to one practitioner";
    command(meter, faye, Command::SelfReport(sent.into()), "self-report, sent", case)?;
    let erase = Command::EraseDocument(3);
    let erased = command(meter, faye, erase, "erase document", "her own, of one version")?;
    ensure!(matches!(erased, Answer::Erased(_)), "an erasure: {erased:?}");
    let directive = Command::SetDirective(Directive::Emergency, CATEGORY.into());
    command(meter, faye, directive, "set directive", "for emergencies, to one category")?;
    Ok(())
}

/// A chart without guardians.
fn offering(meter: &mut Meter) -> Result<()> {
    let iris = meter.suite.patient_without_tokens(&relayer(), "iris", &[CATEGORY])?;
    let offer = Command::HandOver(Offer::Propose(Actor::named("iris' wallet").bytes()));
    command(meter, &iris, offer, "hand over", "an offer, of a chart without guardians")?;
    let cancel = Command::HandOver(Offer::Cancel);
    command(meter, &iris, cancel, "hand over, taken back", "the offer")?;
    Ok(())
}

/// What waits for the guardians' delay.
fn waiting(meter: &mut Meter) -> Result<()> {
    let juno = meter.suite.patient_without_tokens(&relayer(), "juno", &[CATEGORY])?;
    let case = "the first, 3 of 5, at once";
    command(meter, &juno, change(&juno, 5, 3), "change guardians", case)?;
    let case = "others, 3 of 5: it waits";
    command(meter, &juno, change(&juno, 5, 3), "change guardians, later", case)?;
    command(meter, &juno, Command::Withdraw, "withdraw", "a change of guardians")?;
    meter.suite.command(&relayer(), &juno, change(&juno, 5, 3))?.value()?;
    complete(meter, &juno, Some("guardians"), "other guardians, 3 of 5")?;
    let offer = Command::HandOver(Offer::Propose(Actor::named("juno's wallet").bytes()));
    let case = "an offer, of a chart with guardians: it waits";
    command(meter, &juno, offer, "hand over, later", case)?;
    complete(meter, &juno, Some("hand-over"), "an offer")
}

/// The guardians of a chart, so many of whom there are.
fn guardians(count: usize) -> Vec<Guardian> {
    (0..count).map(|number| Guardian::named(&format!("guardian {number}"))).collect()
}

/// The command that names them, with the shortest delay.
fn change(patient: &Patient, count: usize, threshold: u8) -> Command {
    let guardians: Guardians = Guardian::together(&patient.id, &guardians(count), threshold, 24);
    Command::ChangeGuardians(Some(guardians))
}

/// Completes what waits, once it may be completed.
fn complete(meter: &mut Meter, patient: &Patient, name: Option<&str>, case: &str) -> Result<()> {
    meter.suite.advance(DAY)?;
    let complete = meter.suite.accounts().complete(patient.id.into());
    match name {
        Some(name) => meter.variant(&relayer(), complete, name, case)?,
        None => meter.usual(&relayer(), complete, case)?,
    }
    .value()
}

/// A lost key, on charts of which so many guardians are enough.
fn recovering(meter: &mut Meter) -> Result<()> {
    let relayer = relayer();
    let next = Actor::named("the next phone");
    for (count, threshold, name) in
        [(1, 1, Some("1 approval")), (5, 3, None), (7, 7, Some("7 approvals"))]
    {
        let actor = format!("patient of {count} guardians");
        let patient = meter.suite.patient_without_tokens(&relayer, &actor, &[CATEGORY])?;
        meter.suite.command(&relayer, &patient, change(&patient, count, threshold))?.value()?;
        let approving = &guardians(count)[..threshold.into()];
        let (recovery, approvals) = meter.suite.approved(patient.id, &next, approving)?;
        let recover = meter.suite.accounts().recover(recovery.into(), approvals.into());
        let case = format!("{threshold} of {count} guardians");
        match name {
            Some(name) => meter.variant(&relayer, recover, name, &case)?,
            None => meter.usual(&relayer, recover, &case)?,
        }
        .value()?;
        if usize::from(threshold) < count {
            let veto = meter.suite.veto(patient.id)?;
            command(meter, &patient, veto, "veto", &format!("of {case}"))?;
            meter.suite.recover(&relayer, patient.id, &next, approving)?.value()?;
            complete(meter, &patient, None, "a new key")?;
        }
    }
    Ok(())
}

/// A chart of a plain account, which submits its adoption itself.
fn adopting(meter: &mut Meter) -> Result<()> {
    let kurt = meter.suite.patient("kurt", &[CATEGORY])?;
    let account = *meter.suite.address(Contract::Account).as_ref();
    let mut consent = meter.suite.consent();
    let offer = consent.hand_over(kurt.id.into(), HandoverStep::Propose(account));
    meter.suite.submit(&kurt.actor, offer)?.value()?;
    let key = Actor::named("kurt's phone");
    let signed = meter.suite.signed(&key, kurt.id, Command::Adopt(key.bytes()))?;
    submit(meter, &kurt.actor, signed, "adopt", "by its controller")?;
    Ok(())
}

fn questions(meter: &mut Meter, faye: &Patient) -> Result<()> {
    let owner = meter.suite.owner();
    let accounts = meter.suite.accounts();
    let account = meter.usual(&owner, accounts.account(faye.id.into()), "without guardians")?;
    ensure!(account.0.is_some(), "the chart is unknown");
    meter.usual(&owner, accounts.domain(), "")?;
    meter.usual(&owner, accounts.suite(), "")?;
    Ok(())
}
