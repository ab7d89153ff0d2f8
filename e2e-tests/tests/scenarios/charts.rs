//! Charts: who opens and controls them, and their category keys.

use anyhow::Result;
use chartkey_commands::NewCategoryKey;
use chartkey_e2e_tests::{x25519_key, x_wing_key, Actor, Contract, Event, On, Suite};
use chartkey_governance::{Handover, HandoverChange, HandoverError, HandoverStep};
use chartkey_interfaces::consent::{CategoryKey, ConsentError, Keys as _};
use chartkey_onchain::Encoded;
use chartkey_policy::{Change, Directive, Effect};
use chartkey_vocabulary::{Categories, Category, KeyError, PatientId, PublicKey};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Encode;

use crate::on_both;

/// A key of images for this epoch.
fn imaging_key(epoch: u32) -> NewCategoryKey {
    NewCategoryKey { category: Category::Imaging, epoch, key: x25519_key(1) }
}

#[apply(on_both)]
fn a_chart_is_controlled_by_whoever_opened_it(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Actor::named("ana");
    let created = suite.submit(&ana, suite.consent().create_chart([1; 32].into()))?;
    let patient = *created.clone().value()?;
    assert_eq!(
        created.events,
        [(
            suite.address(Contract::Consent),
            Event::ChartCreated { patient, controller: ana.account() }
        )]
    );
    let control = suite.read(suite.consent().control(patient.into()))?;
    assert_eq!(control, Some(Handover::new(ana.bytes())));
    assert_eq!(suite.read(suite.consent().policy(patient.into()))?, Some(Default::default()));
    assert_eq!(suite.read(suite.consent().epochs(patient.into()))?, Some(Default::default()));
    Ok(())
}

#[apply(on_both)]
fn a_charts_id_is_made_of_its_opener_the_salt_and_the_contract(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Actor::named("ana");
    let salt = [1_u8; 32];
    let id = (ana.account(), salt, suite.address(Contract::Consent)).encode();
    let created = suite.submit(&ana, suite.consent().create_chart(salt.into()))?.value()?;
    assert_eq!(*created, PatientId(sp_core::blake2_256(&id)));
    Ok(())
}

#[apply(on_both)]
fn a_stranger_cannot_claim_a_charts_id_ahead_of_its_patient(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (ana, mallory) = (Actor::named("ana"), Actor::named("mallory"));
    let salt = [1; 32];
    let hers = *suite.read_as(&ana, suite.consent().create_chart(salt.into()))?.value()?;
    let his = *suite.submit(&mallory, suite.consent().create_chart(salt.into()))?.value()?;
    assert_ne!(his, hers);
    assert_eq!(
        suite.submit(&ana, suite.consent().create_chart(salt.into()))?.value().map(|id| *id)?,
        hers
    );
    let control = suite.read(suite.consent().control(hers.into()))?;
    assert_eq!(control, Some(Handover::new(ana.bytes())));
    Ok(())
}

#[apply(on_both)]
fn a_salt_opens_one_chart(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Actor::named("ana");
    let first = suite.submit(&ana, suite.consent().create_chart([1; 32].into()))?.value()?;
    let again = suite.submit(&ana, suite.consent().create_chart([1; 32].into()))?;
    assert_eq!(again.refusal()?, ConsentError::ChartExists);
    let second = suite.submit(&ana, suite.consent().create_chart([2; 32].into()))?.value()?;
    assert_ne!(first, second);
    Ok(())
}

#[apply(on_both)]
fn a_hand_over_asks_for_a_new_key_of_every_category(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = suite.patient("ana", &Category::ALL)?;
    let phone = Actor::named("ana's new phone");
    let outdated = |suite: &mut Suite| {
        let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
        anyhow::Ok(epochs.map(|epochs| epochs.outdated()))
    };
    let propose = suite.consent().hand_over(ana.id.into(), HandoverStep::Propose(phone.bytes()));
    suite.submit(&ana.actor, propose)?.value()?;
    let later = Categories::EVERYTHING.difference(Categories::ALL);
    assert_eq!(outdated(&mut suite)?, Some(later));
    let accept = suite.consent().hand_over(ana.id.into(), HandoverStep::Accept);
    suite.submit(&phone, accept)?.value()?;
    assert_eq!(outdated(&mut suite)?, Some(Categories::EVERYTHING));
    Ok(())
}

#[apply(on_both)]
fn control_changes_hands_in_two_steps(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = suite.patient("ana", &[])?;
    let phone = Actor::named("ana's new phone");
    let changed = |change| [Event::ControlChanged { patient: ana.id, change }];

    let propose = suite.consent().hand_over(ana.id.into(), HandoverStep::Propose(phone.bytes()));
    let proposed = suite.submit(&ana.actor, propose)?;
    assert_eq!(proposed.emitted(), changed(HandoverChange::Proposed(phone.bytes())));
    proposed.value()?;
    let control = suite.read(suite.consent().control(ana.id.into()))?;
    let control = control.map(|control| (*control.holder(), control.proposed()));
    assert_eq!(control, Some((ana.actor.bytes(), Some(phone.bytes()))));
    let early = suite.consent().publish_key(ana.id.into(), imaging_key(1));
    assert_eq!(suite.submit(&phone, early)?.refusal()?, ConsentError::NotController);

    let accepted =
        suite.submit(&phone, suite.consent().hand_over(ana.id.into(), HandoverStep::Accept))?;
    assert_eq!(accepted.emitted(), changed(HandoverChange::Accepted(phone.bytes())));
    accepted.value()?;
    let control = suite.read(suite.consent().control(ana.id.into()))?;
    assert_eq!(control, Some(Handover::new(phone.bytes())));
    let late = suite.consent().publish_key(ana.id.into(), imaging_key(1));
    assert_eq!(suite.submit(&ana.actor, late)?.refusal()?, ConsentError::NotController);
    let publish = suite.consent().publish_key(ana.id.into(), imaging_key(1));
    assert_eq!(suite.submit(&phone, publish)?.value()?, 1);
    Ok(())
}

#[apply(on_both)]
fn an_offer_of_control_can_be_taken_back(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = suite.patient("ana", &[])?;
    let phone = Actor::named("ana's new phone");
    let not_proposed = ConsentError::Handover(HandoverError::NotProposed);
    let not_holder = ConsentError::Handover(HandoverError::NotHolder);

    let cancel =
        suite.submit(&ana.actor, suite.consent().hand_over(ana.id.into(), HandoverStep::Cancel))?;
    assert_eq!(cancel.refusal()?, not_proposed);
    let accept =
        suite.submit(&phone, suite.consent().hand_over(ana.id.into(), HandoverStep::Accept))?;
    assert_eq!(accept.refusal()?, not_proposed);
    let steal = suite.consent().hand_over(ana.id.into(), HandoverStep::Propose(phone.bytes()));
    assert_eq!(suite.submit(&phone, steal)?.refusal()?, not_holder);

    let propose = suite.consent().hand_over(ana.id.into(), HandoverStep::Propose(phone.bytes()));
    suite.submit(&ana.actor, propose)?.value()?;
    let cancel =
        suite.submit(&phone, suite.consent().hand_over(ana.id.into(), HandoverStep::Cancel))?;
    assert_eq!(cancel.refusal()?, not_holder);
    let accept =
        suite.submit(&ana.actor, suite.consent().hand_over(ana.id.into(), HandoverStep::Accept))?;
    assert_eq!(accept.refusal()?, not_proposed);
    let cancel =
        suite.submit(&ana.actor, suite.consent().hand_over(ana.id.into(), HandoverStep::Cancel))?;
    assert_eq!(
        cancel.emitted(),
        [Event::ControlChanged { patient: ana.id, change: HandoverChange::Cancelled }]
    );
    cancel.value()?;
    let accept =
        suite.submit(&phone, suite.consent().hand_over(ana.id.into(), HandoverStep::Accept))?;
    assert_eq!(accept.refusal()?, not_proposed);
    let control = suite.read(suite.consent().control(ana.id.into()))?;
    assert_eq!(control, Some(Handover::new(ana.actor.bytes())));
    Ok(())
}

#[apply(on_both)]
fn a_new_key_is_the_next_epoch_of_its_category_only(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = suite.patient("ana", &[])?;
    let laboratory = Category::Laboratory;
    assert_eq!(suite.read(suite.consent().category_key(ana.id.into(), laboratory))?, None);

    for (epoch, key) in [(1, x25519_key(1)), (2, x_wing_key(2)), (3, x25519_key(3))] {
        let new = NewCategoryKey { category: laboratory, epoch, key: key.clone() };
        let publish = suite.consent().publish_key(ana.id.into(), new);
        let published = suite.submit(&ana.actor, publish)?;
        assert_eq!(
            published.emitted(),
            [Event::CategoryKeyPublished {
                patient: ana.id,
                category: laboratory,
                epoch,
                change: Change::default()
            }]
        );
        assert_eq!(published.value()?, epoch);
        let newest = suite.read(suite.consent().category_key(ana.id.into(), laboratory))?;
        assert_eq!(newest, Some(Encoded::of(&CategoryKey { epoch, key })));
        let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
        let epochs =
            epochs.map(|epochs| (epochs.published(laboratory), epochs.required(laboratory)));
        assert_eq!(epochs, Some((epoch, epoch)));
    }
    assert_eq!(suite.read(suite.consent().category_key(ana.id.into(), Category::Imaging))?, None);
    let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
    let outdated = epochs.map(|epochs| epochs.outdated());
    assert_eq!(outdated, Some(Categories::EVERYTHING.difference(laboratory.into())));
    Ok(())
}

#[apply(on_both)]
fn a_key_is_as_long_as_its_suite_says(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = suite.patient("ana", &[])?;
    for (number, length, error) in [
        (0, 32, KeyError::UnknownSuite),
        (3, 32, KeyError::UnknownSuite),
        (1, 0, KeyError::WrongLength),
        (1, 31, KeyError::WrongLength),
        (1, 33, KeyError::WrongLength),
        (1, 1_216, KeyError::WrongLength),
        (2, 32, KeyError::WrongLength),
        (2, 1_215, KeyError::WrongLength),
        (2, 1_217, KeyError::WrongLength),
    ] {
        let key = PublicKey { suite: number, bytes: vec![1; length] };
        let publish =
            suite.consent().publish_key(ana.id.into(), NewCategoryKey { key, ..imaging_key(1) });
        assert_eq!(suite.submit(&ana.actor, publish)?.refusal()?, ConsentError::Key(error));
    }
    assert_eq!(suite.read(suite.consent().category_key(ana.id.into(), Category::Imaging))?, None);
    Ok(())
}

#[apply(on_both)]
fn a_chart_that_does_not_exist_is_an_error_everywhere(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    let ana = Actor::named("ana");
    let nobody = PatientId([9; 32]);
    let unknown = ConsentError::UnknownChart;
    let consent = suite.consent();
    let mut writing = suite.consent();

    assert_eq!(suite.read(consent.control(nobody.into()))?, None);
    assert_eq!(suite.read(consent.policy(nobody.into()))?, None);
    assert_eq!(suite.read(consent.epochs(nobody.into()))?, None);
    assert_eq!(suite.read(consent.category_key(nobody.into(), Category::Imaging))?, None);
    let propose = writing.hand_over(nobody.into(), HandoverStep::Propose(ana.bytes()));
    assert_eq!(suite.submit(&ana, propose)?.refusal()?, unknown);
    assert_eq!(
        suite.submit(&ana, writing.hand_over(nobody.into(), HandoverStep::Cancel))?.refusal()?,
        unknown
    );
    assert_eq!(
        suite.submit(&ana, writing.hand_over(nobody.into(), HandoverStep::Accept))?.refusal()?,
        unknown
    );
    assert_eq!(suite.submit(&ana, writing.grant(nobody.into(), terms.into()))?.refusal()?, unknown);
    assert_eq!(suite.submit(&ana, writing.deny(nobody.into(), terms.into()))?.refusal()?, unknown);
    assert_eq!(suite.submit(&ana, writing.revoke(nobody.into(), 0))?.refusal()?, unknown);
    assert_eq!(
        suite
            .submit(&ana, writing.replace(nobody.into(), 0, Effect::Permit, terms.into()))?
            .refusal()?,
        unknown
    );
    let publish = writing.publish_key(nobody.into(), imaging_key(1));
    assert_eq!(suite.submit(&ana, publish)?.refusal()?, unknown);
    let direct = writing.set_directive(nobody.into(), Directive::Issuers, Categories::EMPTY);
    assert_eq!(suite.submit(&ana, direct)?.refusal()?, unknown);
    Ok(())
}
