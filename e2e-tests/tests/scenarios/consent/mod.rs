//! A chart's policy: what its patient permits and forbids, and what is decided under it.

mod addressees;
mod denies;
mod envelopes;
mod everybody;
mod issuers;
pub(crate) mod malformed;
pub(crate) mod representatives;

use anyhow::{Context, Result};
use chartkey_e2e_tests::{Actor, Event, Hospital, On, Patient, Suite, DAY, YEAR};
use chartkey_interfaces::consent::{Consent as _, ConsentError, Keys as _};
use chartkey_policy::{
    Basis, Cause, Change, Decision, Effect, Grantee, KeyEpochs, PolicyError, Provision, Reason,
    RecordTarget, Removed, Request, Scope, Target, Terms, MAX_PROVISIONS,
};
use chartkey_vocabulary::{Action, Categories, Category, Purpose};
use rstest::rstest;
use rstest_reuse::apply;

use crate::{on_both, verdict::of_one};

const LABORATORY: Category = Category::Laboratory;
const IMAGING: Category = Category::Imaging;

/// A clinician's wish to read these categories for treatment.
fn reading(hospital: &Hospital, categories: &[Category]) -> Request {
    Request {
        subject: hospital.clinician.bytes(),
        organization: Some(hospital.id),
        target: Target::Categories(Categories::of(categories)),
        purpose: Purpose::Treatment,
        action: Action::Read,
        emergency: false,
    }
}

fn decide(suite: &mut Suite, patient: &Patient, request: Request) -> Result<Decision> {
    let each = suite.consent().decide_each(patient.id.into(), request.into(), vec![]);
    let answer = suite.read(each)?;
    let decision = suite.read(suite.consent().decide(patient.id.into(), request.into()))?;
    assert_eq!(answer.clone().map(|(_, verdict)| verdict), decision.ok().map(of_one));
    let epochs = suite.read(suite.consent().epochs(patient.id.into()))?;
    let published = |epochs: KeyEpochs| Category::ALL.map(|category| epochs.published(category));
    assert_eq!(answer.map(|(epochs, _)| published(epochs)), epochs.map(published));
    decision.map_err(|error| anyhow::anyhow!("{error:?}"))
}

fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY, IMAGING])?;
    Ok((suite, mercy, ana))
}

/// Terms that hand the keys of these categories to a clinician, in an envelope.
fn with_envelope(suite: &mut Suite, hospital: &Hospital, categories: &[Category]) -> Result<Terms> {
    let clinician = Grantee::Practitioner(hospital.clinician.bytes());
    Ok(Terms { keys: Some([0xee; 32]), ..suite.terms(clinician, categories)? })
}

/// Fills the list with permits on imaging, of which the one with id 5 ends first. Each has an
/// envelope for the clinician.
fn fill(suite: &mut Suite, patient: &Patient, hospital: &Hospital) -> Result<Vec<Provision>> {
    let terms = with_envelope(suite, hospital, &[IMAGING])?;
    let mut provisions = Vec::new();
    for id in 0..MAX_PROVISIONS as u32 {
        let until = terms.until.map(|until| if id == 5 { until - 1 } else { until });
        let terms = Terms { until, ..terms };
        assert_eq!(suite.grant(patient, terms)?, id);
        provisions.push(Provision { id, effect: Effect::Permit, terms });
    }
    Ok(provisions)
}

fn provisions(suite: &mut Suite, patient: &Patient) -> Result<Vec<Provision>> {
    let policy = suite.read(suite.consent().policy(patient.id.into()))?;
    policy.map(|policy| policy.provisions().to_vec()).context("no chart")
}

#[apply(on_both)]
fn nothing_is_permitted_by_default_but_to_the_controller(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let request = reading(&mercy, &[LABORATORY]);
    assert_eq!(decide(&mut suite, &ana, request)?, Decision::Deny(Reason::NoConsent));
    let own = Request { subject: ana.actor.bytes(), organization: None, ..request };
    assert_eq!(decide(&mut suite, &ana, own)?, Decision::Permit(Basis::Controller));
    Ok(())
}

#[apply(on_both)]
fn a_grant_is_stored_as_it_was_said_and_permits_just_that(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let granted = suite.submit(&ana.actor, suite.consent().grant(ana.id.into(), terms.into()))?;
    let provision = Provision { id: 0, effect: Effect::Permit, terms };
    assert_eq!(
        granted.emitted(),
        [Event::PolicyChanged {
            patient: ana.id,
            change: Change { added: Some(provision), ..Change::default() }
        }]
    );
    assert_eq!(granted.value()?, 0);
    assert_eq!(provisions(&mut suite, &ana)?, [provision]);

    let request = reading(&mercy, &[LABORATORY]);
    let permit = Decision::Permit(Basis::Provision(0));
    let no_consent = Decision::Deny(Reason::NoConsent);
    let document = Target::Record(RecordTarget {
        document: 0,
        category: LABORATORY,
        issuer: None,
        addressee: None,
    });
    for (request, decision) in [
        (request, permit),
        (Request { target: document, ..request }, permit),
        (Request { action: Action::Append, ..request }, permit),
        (Request { purpose: Purpose::Research, ..request }, no_consent),
        (Request { organization: None, ..request }, no_consent),
        (reading(&hope, &[LABORATORY]), no_consent),
        (reading(&mercy, &[IMAGING]), no_consent),
        (reading(&mercy, &[LABORATORY, IMAGING]), no_consent),
    ] {
        assert_eq!(decide(&mut suite, &ana, request)?, decision, "{request:?}");
    }

    let terms = with_envelope(&mut suite, &hope, &[IMAGING])?;
    assert_eq!(suite.grant(&ana, terms)?, 1);
    let second = Provision { id: 1, effect: Effect::Permit, terms };
    assert_eq!(provisions(&mut suite, &ana)?, [provision, second]);
    Ok(())
}

#[apply(on_both)]
fn a_set_is_permitted_only_if_every_category_in_it_is(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let both = reading(&mercy, &[LABORATORY, IMAGING]);
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    assert_eq!(decide(&mut suite, &ana, both)?, Decision::Deny(Reason::NoConsent));
    let practitioner = Grantee::Practitioner(mercy.clinician.bytes());
    let terms = suite.terms(practitioner, &[IMAGING])?;
    suite.grant(&ana, terms)?;
    assert_eq!(decide(&mut suite, &ana, both)?, Decision::Permit(Basis::Provision(0)));
    let deny = Terms { until: None, ..suite.terms(Grantee::Anyone, &[IMAGING])? };
    suite.deny(&ana, deny)?;
    assert_eq!(decide(&mut suite, &ana, both)?, Decision::Deny(Reason::DeniedByPatient));
    Ok(())
}

#[apply(on_both)]
fn a_permit_does_not_count_one_millisecond_after_until(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let now = suite.now()?;
    let (from, until) = (now + DAY, now + 2 * DAY);
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, Terms { from, until: Some(until), ..terms })?;
    for (moment, decision) in [
        (from - 1, Decision::Deny(Reason::NotYetValid)),
        (from, Decision::Permit(Basis::Provision(0))),
        (until, Decision::Permit(Basis::Provision(0))),
        (until + 1, Decision::Deny(Reason::Expired)),
    ] {
        suite.chain().set_clock(moment)?;
        assert_eq!(suite.now()?, moment);
        assert_eq!(decide(&mut suite, &ana, reading(&mercy, &[LABORATORY]))?, decision);
    }
    Ok(())
}

#[apply(on_both)]
fn deny_wins_over_permit(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let request = reading(&mercy, &[LABORATORY]);
    let clinician = Grantee::Practitioner(mercy.clinician.bytes());
    for (permitted, denied) in [
        (mercy.grantee(), Grantee::Anyone),
        (clinician, mercy.grantee()),
        (mercy.grantee(), clinician),
    ] {
        let permit = suite.terms(permitted, &[LABORATORY])?;
        let deny = Terms { until: None, ..suite.terms(denied, &[LABORATORY])? };
        let denied = suite.deny(&ana, deny)?;
        let permitted = suite.grant(&ana, permit)?;
        let decision = decide(&mut suite, &ana, request)?;
        assert_eq!(decision, Decision::Deny(Reason::DeniedByPatient));
        suite.revoke(&ana, denied)?;
        let decision = decide(&mut suite, &ana, request)?;
        assert_eq!(decision, Decision::Permit(Basis::Provision(permitted)));
        suite.revoke(&ana, permitted)?;
    }
    Ok(())
}

#[test]
fn a_deny_never_fails_and_never_lapses() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let mut list = fill(&mut suite, &ana, &mercy)?;
    let terms = Terms { until: None, ..suite.terms(Grantee::Anyone, &[LABORATORY])? };

    // It covers none of the permits on imaging, so the one that ends first makes room.
    let denied = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), terms.into()))?;
    let provision = Provision { id: 64, effect: Effect::Deny, terms };
    let change = Change {
        added: Some(provision),
        removed: vec![Removed { id: 5, cause: Cause::Displaced }],
        // The same clinician has the key by the others.
        raised: Categories::EMPTY,
    };
    assert_eq!(denied.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);
    assert_eq!(denied.value()?, 64);
    list.remove(5);
    list.push(provision);
    assert_eq!(provisions(&mut suite, &ana)?, list);

    // A deny that covers the other 63 takes the place of all of them.
    let terms = Terms { until: None, ..suite.terms(Grantee::Anyone, &[IMAGING])? };
    let denied = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), terms.into()))?;
    let covered = list.iter().filter(|provision| provision.effect == Effect::Permit);
    let change = Change {
        added: Some(Provision { id: 65, effect: Effect::Deny, terms }),
        removed: covered.map(|line| Removed { id: line.id, cause: Cause::Displaced }).collect(),
        raised: Categories::of(&[IMAGING]),
    };
    assert_eq!(change.removed.len(), 63);
    assert_eq!(denied.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);

    // Neither time nor other writes take it away.
    suite.advance(50 * YEAR)?;
    let permit = suite.terms(mercy.grantee(), &[LABORATORY, IMAGING])?;
    suite.grant(&ana, permit)?;
    for category in [LABORATORY, IMAGING] {
        let decision = decide(&mut suite, &ana, reading(&mercy, &[category]))?;
        assert_eq!(decision, Decision::Deny(Reason::DeniedByPatient));
    }
    Ok(())
}

/// The one exception: every line of a full list is a deny in force that stays necessary.
#[test]
fn a_deny_is_refused_only_where_sixty_four_other_denies_stand() -> Result<()> {
    let (mut suite, _, ana) = scene(On::InProcess)?;
    let anyone = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    let anyone = Terms { until: None, actions: Action::Read.into(), ..anyone };
    for document in 0..MAX_PROVISIONS as u32 {
        suite.deny(&ana, Terms { scope: Scope::Document(document), ..anyone })?;
    }
    let one_more = Terms { scope: Scope::Document(64), ..anyone };
    let refused = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), one_more.into()))?;
    assert_eq!(refused.refusal()?, ConsentError::Policy(PolicyError::Full));
    // A document may be of a category that comes later: only a deny of everything covers it.
    let wide = Terms { scope: Scope::Categories(Categories::ALL), ..anyone };
    let refused = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), wide.into()))?;
    assert_eq!(refused.refusal()?, ConsentError::Policy(PolicyError::Full));
    let wider = Terms { scope: Scope::Categories(Categories::EVERYTHING), ..anyone };
    assert_eq!(suite.deny(&ana, wider)?, 64);
    let provision = Provision { id: 64, effect: Effect::Deny, terms: wider };
    assert_eq!(provisions(&mut suite, &ana)?, [provision]);
    Ok(())
}

#[test]
fn a_full_list_is_a_clear_error() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let list = fill(&mut suite, &ana, &mercy)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let refused = suite.submit(&ana.actor, suite.consent().grant(ana.id.into(), terms.into()))?;
    assert_eq!(refused.refusal()?, ConsentError::Policy(PolicyError::Full));
    assert_eq!(provisions(&mut suite, &ana)?, list);
    suite.revoke(&ana, 17)?;
    assert_eq!(suite.grant(&ana, terms)?, 64);
    Ok(())
}

#[apply(on_both)]
fn revoking_ends_the_permit_and_asks_for_a_new_key(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let terms = with_envelope(&mut suite, &mercy, &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let revoked = suite.submit(&ana.actor, suite.consent().revoke(ana.id.into(), 0))?;
    let change = Change {
        added: None,
        removed: vec![Removed { id: 0, cause: Cause::Revoked }],
        raised: Categories::of(&[LABORATORY]),
    };
    assert_eq!(revoked.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);
    revoked.value()?;
    let decision = decide(&mut suite, &ana, reading(&mercy, &[LABORATORY]))?;
    assert_eq!(decision, Decision::Deny(Reason::NoConsent));

    let required = |suite: &mut Suite, category| -> Result<_> {
        let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
        Ok(epochs.map(|epochs| (epochs.published(category), epochs.required(category))))
    };
    assert_eq!(required(&mut suite, LABORATORY)?, Some((1, 2)));
    assert_eq!(required(&mut suite, IMAGING)?, Some((1, 1)));
    assert_eq!(suite.publish_key(&ana, LABORATORY)?, 2);
    assert_eq!(required(&mut suite, LABORATORY)?, Some((2, 2)));
    Ok(())
}

#[apply(on_both)]
fn what_has_expired_is_pruned_at_the_next_write(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let terms = with_envelope(&mut suite, &mercy, &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    suite.advance(2 * YEAR)?;
    assert_eq!(provisions(&mut suite, &ana)?.len(), 1);
    let terms = suite.terms(mercy.grantee(), &[IMAGING])?;
    let granted = suite.submit(&ana.actor, suite.consent().grant(ana.id.into(), terms.into()))?;
    let provision = Provision { id: 1, effect: Effect::Permit, terms };
    let change = Change {
        added: Some(provision),
        removed: vec![Removed { id: 0, cause: Cause::Expired }],
        raised: Categories::of(&[LABORATORY]),
    };
    assert_eq!(granted.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);
    assert_eq!(provisions(&mut suite, &ana)?, [provision]);
    Ok(())
}

#[apply(on_both)]
fn new_terms_take_the_place_of_old_ones_with_the_same_effect(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let terms = with_envelope(&mut suite, &mercy, &[LABORATORY, IMAGING])?;
    suite.grant(&ana, terms)?;
    let narrower = with_envelope(&mut suite, &mercy, &[IMAGING])?;
    let replaced = suite.submit(
        &ana.actor,
        suite.consent().replace(ana.id.into(), 0, Effect::Permit, narrower.into()),
    )?;
    let change = Change {
        added: Some(Provision { id: 1, effect: Effect::Permit, terms: narrower }),
        removed: vec![Removed { id: 0, cause: Cause::Replaced }],
        raised: Categories::of(&[LABORATORY]),
    };
    assert_eq!(replaced.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);
    assert_eq!(replaced.value()?, 1);

    let deny = Terms { until: None, ..suite.terms(Grantee::Anyone, &[LABORATORY])? };
    assert_eq!(suite.deny(&ana, deny)?, 2);
    let wider = Terms { scope: Scope::Categories(Categories::ALL), ..deny };
    let replaced = suite.submit(
        &ana.actor,
        suite.consent().replace(ana.id.into(), 2, Effect::Deny, wider.into()),
    )?;
    assert_eq!(replaced.value()?, 3);
    let list = [
        Provision { id: 1, effect: Effect::Permit, terms: narrower },
        Provision { id: 3, effect: Effect::Deny, terms: wider },
    ];
    assert_eq!(provisions(&mut suite, &ana)?, list);
    Ok(())
}

#[apply(on_both)]
fn nobody_but_the_controller_changes_a_policy(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let list = provisions(&mut suite, &ana)?;
    let mut consent = suite.consent();
    for stranger in [&mercy.clinician, &mercy.admin, &suite.owner(), &Actor::named("mallory")] {
        let not_controller = ConsentError::NotController;
        let grant = suite.submit(stranger, consent.grant(ana.id.into(), terms.into()))?;
        assert_eq!(grant.refusal()?, not_controller);
        let deny = suite.submit(stranger, consent.deny(ana.id.into(), terms.into()))?;
        assert_eq!(deny.refusal()?, not_controller);
        let revoke = suite.submit(stranger, consent.revoke(ana.id.into(), 0))?;
        assert_eq!(revoke.refusal()?, not_controller);
        let replace = suite
            .submit(stranger, consent.replace(ana.id.into(), 0, Effect::Permit, terms.into()))?;
        assert_eq!(replace.refusal()?, not_controller);
    }
    assert_eq!(provisions(&mut suite, &ana)?, list);
    Ok(())
}
