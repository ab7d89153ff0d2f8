//! What the consent manager's messages cost.

use anyhow::{ensure, Context, Result};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::consent::{Consent as _, Keys as _};
use chartkey_policy::{
    Basis, Decision, Directive, Effect, Grantee, Ground, RecordTarget, Request, Target, Terms,
    Verdict, MAX_PROVISIONS,
};
use chartkey_vocabulary::{Action, Categories, Category, Purpose};

use super::{
    account::{keys_and_envelopes, new_keys},
    meter::Meter,
    opening::VISIT,
};
use crate::{x25519_key, x_wing_key, Actor, Hospital, Patient, Suite};

/// What everything here is about.
pub(super) const CATEGORY: Category = Category::Laboratory;

/// Measures every message. Returns a patient with one provision, for the hospital.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital) -> Result<Patient> {
    let ana = new_chart(meter, mercy)?;
    questions(meter, mercy, &ana)?;
    changes(meter, mercy)?;
    rekeying(meter)?;
    full_list(meter, mercy)?;
    let mut consent = meter.suite.consent();
    let directive = Directive::Emergency;
    let directive = consent.set_directive(ana.id.into(), directive, Categories::ALL);
    meter.usual(&ana.actor, directive, "a wider one for emergencies")?.value()?;
    Ok(ana)
}

/// Terms on reading and appending.
pub(super) fn terms(suite: &mut Suite, grantee: Grantee) -> Result<Terms> {
    suite.terms(grantee, &[CATEGORY])
}

/// The same for one practitioner, with an envelope's digest.
pub(super) fn terms_with_keys(suite: &mut Suite, practitioner: &Actor) -> Result<Terms> {
    let terms = terms(suite, Grantee::Practitioner(practitioner.bytes()))?;
    Ok(Terms { keys: Some([0x6b; 32]), ..terms })
}

/// A practitioner's request to read.
pub(super) fn request(mercy: &Hospital) -> Request {
    Request {
        subject: mercy.clinician.bytes(),
        organization: Some(mercy.id),
        target: Target::Categories(Categories::of(&[CATEGORY])),
        purpose: Purpose::Treatment,
        action: Action::Read,
        emergency: false,
    }
}

/// Grants to practitioners, one each with an envelope, until a chart has so many provisions.
pub(super) fn fill_provisions(suite: &mut Suite, patient: &Patient, total: usize) -> Result<()> {
    let held = suite.read(suite.consent().policy(patient.id.into()))?;
    let held = held.map_or(0, |policy| policy.provisions().len());
    for number in held..total {
        let grantee = Actor::named(&format!("practitioner {number}"));
        let terms = terms_with_keys(suite, &grantee)?;
        suite.grant(patient, terms)?;
    }
    Ok(())
}

fn new_chart(meter: &mut Meter, mercy: &Hospital) -> Result<Patient> {
    let actor = Actor::named("ana");
    let mut consent = meter.suite.consent();
    let id = *meter.usual(&actor, consent.create_chart([5; 32].into()), "")?.value()?;
    let key = meter.suite.new_key(id, CATEGORY, x25519_key(1))?;
    let publish = consent.publish_key(id.into(), key);
    meter.usual(&actor, publish, "X25519, a category's first")?.value()?;
    let terms = terms(&mut meter.suite, mercy.grantee())?;
    let grant = consent.grant(id.into(), terms.into());
    meter.usual(&actor, grant, "the first provision, for an organization")?.value()?;
    Ok(Patient { actor, id })
}

fn questions(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let consent = meter.suite.consent();
    let (clinician, one) = (&mercy.clinician, "1 provision");
    meter.usual(clinician, consent.control(ana.id.into()), "")?;
    meter.usual(clinician, consent.policy(ana.id.into()), one)?;
    meter.usual(clinician, consent.category_key(ana.id.into(), CATEGORY), "X25519")?;
    meter.usual(clinician, consent.epochs(ana.id.into()), "")?;
    let permit = Decision::Permit(Basis::Provision(0));
    let decide = consent.decide(ana.id.into(), request(mercy).into());
    let decision = meter.usual(clinician, decide, "permitted, 1 provision")?.value()?;
    ensure!(decision == permit, "decide: {decision:?}");
    let record = |document| RecordTarget {
        document,
        category: CATEGORY,
        issuer: Some(mercy.id),
        addressee: None,
    };
    let request = Request { target: Target::Record(record(0)), ..request(mercy) };
    for (further, name) in [(0, None), (VISIT - 1, Some("20 records"))] {
        let records = (1..).take(further).map(record).collect();
        let decide = consent.decide_each(ana.id.into(), request.into(), records);
        let (answer, count) = match name {
            Some(name) => {
                let case = format!("{name}, permitted, 1 provision");
                (meter.variant(clinician, decide, name, &case)?, VISIT)
            }
            None => (meter.usual(clinician, decide, "one record, permitted, 1 provision")?, 1),
        };
        let (_, verdict) = answer.0.context("the chart is unknown")?;
        let ground = Ground { count: u8::try_from(count)?, basis: Basis::Provision(0) };
        ensure!(verdict == Verdict::Permit(vec![ground]), "decide_each: {verdict:?}");
    }
    Ok(())
}

fn changes(meter: &mut Meter, mercy: &Hospital) -> Result<()> {
    let ben = meter.suite.patient("ben", &[CATEGORY])?;
    let granted = terms(&mut meter.suite, mercy.grantee())?;
    meter.suite.grant(&ben, granted)?;
    let mut consent = meter.suite.consent();
    let deny = Terms { until: None, ..terms(&mut meter.suite, Grantee::Anyone)? };
    let deny = consent.deny(ben.id.into(), deny.into());
    meter.usual(&ben.actor, deny, "the second provision, for anyone, without end")?.value()?;
    let replace = consent.replace(ben.id.into(), 0, Effect::Permit, granted.into());
    meter.usual(&ben.actor, replace, "a permit, of 2 provisions")?.value()?;
    let revoke = consent.revoke(ben.id.into(), 1);
    meter.usual(&ben.actor, revoke, "the deny, of 2 provisions")?.value()?;
    let with_keys = terms_with_keys(&mut meter.suite, &mercy.clinician)?;
    let grant = consent.grant(ben.id.into(), with_keys.into());
    let case = "the second provision, for one practitioner";
    meter.variant(&ben.actor, grant, "with an envelope", case)?.value()?;
    let key = meter.suite.new_key(ben.id, CATEGORY, x_wing_key(1))?;
    let publish = consent.publish_key(ben.id.into(), key);
    meter.variant(&ben.actor, publish, "X-Wing", "in the place of X25519")?.value()?;
    let phone = Actor::named("ben's next phone");
    let propose = consent.hand_over(ben.id.into(), HandoverStep::Propose(phone.bytes()));
    meter.usual(&ben.actor, propose, "an offer")?.value()?;
    let accept = consent.hand_over(ben.id.into(), HandoverStep::Accept);
    meter.variant(&phone, accept, "accepted", "the new controller takes the chart")?.value()?;
    Ok(())
}

/// On a chart with a key of each category, and as many permits.
fn rekeying(meter: &mut Meter) -> Result<()> {
    let dana = meter.suite.patient("dana", &Category::ALL)?;
    fill_provisions(&mut meter.suite, &dana, Category::ALL.len())?;
    for (count, name) in [(1, None), (Category::ALL.len(), Some("20 keys"))] {
        let new = new_keys(&mut meter.suite, &dana, count)?;
        let rekey = meter.suite.consent().rekey(dana.id.into(), new);
        let case = format!("X25519, of 20 permits: {}", keys_and_envelopes(count));
        match name {
            Some(name) => meter.variant(&dana.actor, rekey, name, &case)?,
            None => meter.usual(&dana.actor, rekey, &case)?,
        }
        .value()?;
    }
    Ok(())
}

fn full_list(meter: &mut Meter, mercy: &Hospital) -> Result<()> {
    let cleo = meter.suite.patient("cleo", &[CATEGORY])?;
    fill_provisions(&mut meter.suite, &cleo, MAX_PROVISIONS - 1)?;
    let mut consent = meter.suite.consent();
    let terms = terms(&mut meter.suite, mercy.grantee())?;
    let grant = consent.grant(cleo.id.into(), terms.into());
    let case = "63 permits with envelopes are there";
    meter.variant(&cleo.actor, grant, "64th provision", case)?.value()?;
    let deny = Terms { until: None, grantee: Grantee::Anyone, ..terms };
    let deny = consent.deny(cleo.id.into(), deny.into());
    let case = "displaces the 64 permits, which it covers";
    meter.variant(&cleo.actor, deny, "full list", case)?.value()?;
    Ok(())
}
