//! Representatives: whom a patient lets read in her place, and what that is worth.

use anyhow::Result;
use chartkey_e2e_tests::{document, x25519_key, Actor, Event, On, Suite, DAY, MINUTE};
use chartkey_interfaces::{
    directory::{PractitionerStatus, Role, Roles},
    log::{Access, Subject},
    registry::RegistryError,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Effect, Grantee, Provision, Reason, Terms};
use chartkey_vocabulary::{Action, Categories, Category, OrgId, Purpose, Purposes, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{IMAGING, LABORATORY};
use crate::verdict::of_one;
use crate::{
    in_every_word,
    speaking::{Speaker, Word},
};

const FAMILY: Purpose = Purpose::FamilyRequest;

/// A laboratory result (record 0) and an image (record 1) on ana's chart, and her daughter, who
/// serves nobody.
fn scene(on: On, word: Word) -> Result<(Suite, Speaker, Actor)> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY, IMAGING])?;
    for category in [LABORATORY, IMAGING] {
        ana.reports(&mut suite, document(category).into())?;
    }
    let sophie = Actor::named("sophie");
    Ok((suite, ana, sophie))
}

/// Terms that make somebody a representative for these categories.
pub(crate) fn representing(
    suite: &mut Suite,
    who: &Actor,
    categories: &[Category],
) -> Result<Terms> {
    let terms = suite.terms(Grantee::Practitioner(who.bytes()), categories)?;
    Ok(Terms { purposes: FAMILY.into(), actions: Action::Read.into(), ..terms })
}

/// Opens as a representative, and checks that the answer is the log's next entry.
fn opened(suite: &mut Suite, who: &Actor, ana: &Speaker, record: u32) -> Result<Decision> {
    let index = u32::try_from(ana.log_size(suite)?)?;
    let opening = suite.open(who, &ana.patient, record, FAMILY)?;
    assert_eq!(opening.entry, index);
    let logged = Access {
        actor: who.bytes(),
        organization: None,
        subject: Subject::Records(vec![record]),
        purpose: FAMILY,
        outcome: of_one(opening.decision).into(),
        justification: None,
    };
    assert_eq!(ana.entry(suite, index)?, logged);
    Ok(opening.decision)
}

/// The error of an opening that leaves no entry.
fn leaves_no_trace(
    suite: &mut Suite,
    who: &Actor,
    organization: Option<OrgId>,
    ana: &Speaker,
    purpose: Purpose,
) -> Result<RegistryError> {
    let before = ana.log_size(suite)?;
    let open =
        suite.registry().open(ana.patient.id.into(), Selection::record(0), purpose, organization);
    let outcome = suite.submit(who, open)?;
    assert_eq!(outcome.events, []);
    assert_eq!(ana.log_size(suite)?, before);
    outcome.refusal()
}

#[apply(in_every_word)]
fn a_representative_reads_what_her_permit_names_and_is_refused_and_logged_outside_it(
    on: On,
    word: Word,
) -> Result<()> {
    let (mut suite, ana, sophie) = scene(on, word)?;
    let terms = representing(&mut suite, &sophie, &[LABORATORY])?;
    assert_eq!(ana.grants(&mut suite, terms)?, 0);
    let permitted = Decision::Permit(Basis::Provision(0));
    assert_eq!(opened(&mut suite, &sophie, &ana, 0)?, permitted);
    assert_eq!(opened(&mut suite, &sophie, &ana, 1)?, Decision::Deny(Reason::NoConsent));

    // A deny for anyone is for her as well, and one for emergencies is not about her.
    let refused = Decision::Deny(Reason::DeniedByPatient);
    for (purposes, decision) in [
        (Purposes::EVERYTHING, refused),
        (FAMILY.into(), refused),
        (Purpose::EmergencyTreatment.into(), permitted),
    ] {
        let deny = suite.terms(Grantee::Anyone, &[LABORATORY])?;
        let denied = ana.denies(&mut suite, Terms { purposes, until: None, ..deny })?;
        assert_eq!(opened(&mut suite, &sophie, &ana, 0)?, decision, "{purposes:?}");
        ana.revokes(&mut suite, denied)?;
    }
    assert_eq!(opened(&mut suite, &sophie, &ana, 0)?, permitted);
    Ok(())
}

#[apply(in_every_word)]
fn without_a_permit_in_force_nobody_is_a_representative_and_no_trace_is_left(
    on: On,
    word: Word,
) -> Result<()> {
    let (mut suite, ana, sophie) = scene(on, word)?;
    let mercy = suite.hospital("mercy")?;
    let (not_hers, none) = (RegistryError::NotRepresentative, None);
    assert_eq!(leaves_no_trace(&mut suite, &sophie, none, &ana, FAMILY)?, not_hers);

    // For another purpose, for anyone, or later, is not it.
    let terms = representing(&mut suite, &sophie, &[LABORATORY])?;
    let begins = terms.from + DAY;
    for other in [
        Terms { purposes: Purpose::Treatment.into(), ..terms },
        Terms { grantee: Grantee::Anyone, purposes: Purpose::Treatment.into(), ..terms },
        Terms { from: begins, until: Some(begins + DAY), ..terms },
    ] {
        ana.grants(&mut suite, other)?;
        assert_eq!(leaves_no_trace(&mut suite, &sophie, none, &ana, FAMILY)?, not_hers);
    }
    let mallory = Actor::named("mallory");
    suite.advance(DAY)?;
    assert_eq!(opened(&mut suite, &sophie, &ana, 0)?, Decision::Permit(Basis::Provision(2)));
    assert_eq!(leaves_no_trace(&mut suite, &mallory, none, &ana, FAMILY)?, not_hers);

    // She reads as a representative only, and for no organization.
    let own = leaves_no_trace(&mut suite, &sophie, none, &ana, Purpose::PatientRequest)?;
    assert_eq!(own, RegistryError::NotController);
    for (organization, purpose) in
        [(Some(mercy.id), FAMILY), (none, Purpose::Treatment), (none, Purpose::EmergencyTreatment)]
    {
        let error = leaves_no_trace(&mut suite, &sophie, organization, &ana, purpose)?;
        assert_eq!(error, RegistryError::Organization, "{purpose:?}");
    }

    // When it has run out, and when it was taken back.
    suite.advance(DAY + MINUTE)?;
    assert_eq!(leaves_no_trace(&mut suite, &sophie, none, &ana, FAMILY)?, not_hers);
    let terms = representing(&mut suite, &sophie, &[LABORATORY])?;
    let permit = ana.grants(&mut suite, terms)?;
    assert_eq!(opened(&mut suite, &sophie, &ana, 0)?, Decision::Permit(Basis::Provision(permit)));
    ana.revokes(&mut suite, permit)?;
    assert_eq!(leaves_no_trace(&mut suite, &sophie, none, &ana, FAMILY)?, not_hers);
    Ok(())
}

/// Nobody reads as a private person past the own house.
#[apply(in_every_word)]
fn a_practitioner_is_no_representative_not_even_a_suspended_one(on: On, word: Word) -> Result<()> {
    let (mut suite, ana, sophie) = scene(on, word)?;
    let mercy = suite.hospital("mercy")?;
    let terms = representing(&mut suite, &sophie, &[LABORATORY])?;
    ana.grants(&mut suite, terms)?;
    let permitted = Decision::Permit(Basis::Provision(0));
    let enrolled = RegistryError::Enrolled;

    let roles = Roles::from(Role::Clinician).into();
    let invite = suite.directory().invite(mercy.id, sophie.bytes().into(), roles);
    suite.submit(&mercy.admin, invite)?.value()?;
    assert_eq!(opened(&mut suite, &sophie, &ana, 0)?, permitted);
    suite.submit(&sophie, suite.directory().join(mercy.id))?.value()?;
    assert_eq!(leaves_no_trace(&mut suite, &sophie, None, &ana, FAMILY)?, enrolled);
    let suspended = PractitionerStatus::Suspended.into();
    let suspend = suite.directory().set_practitioner_status(sophie.bytes().into(), suspended);
    suite.submit(&mercy.admin, suspend)?.value()?;
    assert_eq!(leaves_no_trace(&mut suite, &sophie, None, &ana, FAMILY)?, enrolled);
    suite.submit(&sophie, suite.directory().leave())?.value()?;
    assert_eq!(opened(&mut suite, &sophie, &ana, 0)?, permitted);
    Ok(())
}

#[apply(in_every_word)]
fn a_representative_publishes_a_key_and_gets_an_envelope(on: On, word: Word) -> Result<()> {
    let (mut suite, ana, sophie) = scene(on, word)?;
    let key = x25519_key(9);
    let published = suite.submit(&sophie, suite.directory().publish_key(key.clone()))?;
    let event = Event::KeyPublished { account: sophie.bytes(), key: key.clone() };
    assert_eq!(published.emitted(), [event]);
    published.value()?;
    let hers = suite.read(suite.directory().encryption_key(sophie.bytes().into()))?;
    assert_eq!(hers, Some(Encoded::of(&key)));

    let terms = representing(&mut suite, &sophie, &[LABORATORY])?;
    let terms = Terms { keys: Some([0xee; 32]), ..terms };
    assert_eq!(ana.grants(&mut suite, terms)?, 0);
    let permit = Provision { id: 0, effect: Effect::Permit, terms };
    assert_eq!(ana.policy(&mut suite)?.provisions(), [permit]);

    // So she has the key of the category, until there is a new one.
    let later = Categories::EVERYTHING.difference(Categories::of(&[LABORATORY, IMAGING]));
    assert_eq!(ana.epochs(&mut suite)?.outdated(), later);
    ana.revokes(&mut suite, 0)?;
    assert_eq!(ana.epochs(&mut suite)?.outdated(), later.union(LABORATORY.into()));
    Ok(())
}
