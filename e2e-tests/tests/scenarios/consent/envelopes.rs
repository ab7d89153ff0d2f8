//! When a category needs a new key: where somebody who had it from an envelope may read no more.

use anyhow::{Context, Result};
use chartkey_commands::{Command, NewCategoryKey, NewCategoryKeys, NewVersion, Replacement};
use chartkey_e2e_tests::{document, order, x25519_key, Actor, Event, On, Suite, DAY, MINUTE};
use chartkey_interfaces::{account::Answer, consent::ConsentError};
use chartkey_onchain::Encoded;
use chartkey_policy::{Cause, Change, Effect, Grantee, Removed, Scope, Terms};
use chartkey_vocabulary::{Action, Categories, Category, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{IMAGING, LABORATORY};
use crate::{
    in_every_word,
    speaking::{consent_error, Speaker, Word},
};

/// Ana with a key of laboratory results and of images, who put one of each on her chart, and her
/// dentist.
fn scene(on: On, word: Word) -> Result<(Suite, Speaker, Actor)> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY, IMAGING])?;
    for category in [LABORATORY, IMAGING] {
        ana.reports(&mut suite, document(category).into())?;
    }
    Ok((suite, ana, Actor::named("dentist")))
}

/// Terms on reading for a day, with an envelope for this reader.
fn handed(suite: &mut Suite, reader: &Actor, categories: &[Category]) -> Result<Terms> {
    let terms = suite.terms(Grantee::Practitioner(reader.bytes()), categories)?;
    let until = Some(terms.from + DAY);
    Ok(Terms { actions: Action::Read.into(), until, keys: Some([0xee; 32]), ..terms })
}

/// Which of the two categories wait for a new key, and which records for being encrypted again.
fn waits(suite: &mut Suite, ana: &Speaker) -> Result<(Categories, Vec<u32>)> {
    let both = Categories::of(&[LABORATORY, IMAGING]);
    let outdated = ana.epochs(suite)?.outdated().intersection(both);
    let stale = suite.read(suite.registry().stale(ana.patient.id.into(), 0, 32))?;
    Ok((outdated, stale.map_err(|error| anyhow::anyhow!("{error:?}"))?.records))
}

fn key(category: Category, epoch: u32) -> NewCategoryKey {
    NewCategoryKey { category, epoch, key: x25519_key(9) }
}

fn ran_out(id: u32, raised: Categories) -> Change {
    Change { added: None, removed: vec![Removed { id, cause: Cause::Expired }], raised }
}

const NOTHING: (Categories, Vec<u32>) = (Categories::EMPTY, vec![]);

#[apply(in_every_word)]
fn a_permit_with_an_envelope_that_ran_out_asks_for_a_key_before_anybody_writes(
    on: On,
    word: Word,
) -> Result<()> {
    let (mut suite, ana, dentist) = scene(on, word)?;
    let both = Categories::of(&[LABORATORY, IMAGING]);
    let terms = handed(&mut suite, &dentist, &[LABORATORY, IMAGING])?;
    ana.grants(&mut suite, terms)?;
    assert_eq!(waits(&mut suite, &ana)?, NOTHING);
    suite.advance(DAY + MINUTE)?;
    // The provision is in the list as it was.
    assert_eq!(ana.policy(&mut suite)?.provisions().len(), 1);
    assert_eq!(waits(&mut suite, &ana)?, (both, vec![0, 1]));

    let published = ana.does(&mut suite, Command::PublishKey(key(LABORATORY, 2)))?;
    let (patient, change) = (ana.patient.id, ran_out(0, both));
    let event = Event::CategoryKeyPublished { patient, category: LABORATORY, epoch: 2, change };
    assert_eq!(published, [event]);
    assert_eq!(ana.policy(&mut suite)?.provisions(), []);
    assert_eq!(waits(&mut suite, &ana)?, (IMAGING.into(), vec![0, 1]));

    // Once more there is nothing left to say.
    let published = ana.does(&mut suite, Command::PublishKey(key(IMAGING, 2)))?;
    let change = Change::default();
    let event = Event::CategoryKeyPublished { patient, category: IMAGING, epoch: 2, change };
    assert_eq!(published, [event]);
    assert_eq!(waits(&mut suite, &ana)?, (Categories::EMPTY, vec![0, 1]));
    for (record, category) in [(0, LABORATORY), (1, IMAGING)] {
        let version = document(category).version;
        let version = Version { digest: [0xd2; 32], key_epoch: 2, ..version };
        ana.does(&mut suite, Command::Amend(NewVersion { record, version }.into()))?;
    }
    assert_eq!(waits(&mut suite, &ana)?, NOTHING);
    Ok(())
}

#[apply(in_every_word)]
fn a_rekey_takes_out_what_ran_out_and_says_so(on: On, word: Word) -> Result<()> {
    let (mut suite, ana, dentist) = scene(on, word)?;
    let terms = handed(&mut suite, &dentist, &[LABORATORY])?;
    ana.grants(&mut suite, terms)?;
    suite.advance(DAY + MINUTE)?;
    assert_eq!(waits(&mut suite, &ana)?, (LABORATORY.into(), vec![0]));
    let keys = vec![key(LABORATORY, 2), key(IMAGING, 2)];
    let rekeyed =
        ana.does(&mut suite, Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] }))?;
    let event = Event::Rekeyed {
        patient: ana.patient.id,
        published: vec![(LABORATORY, 2), (IMAGING, 2)],
        envelopes: vec![],
        change: ran_out(0, LABORATORY.into()),
    };
    assert_eq!(rekeyed, [event]);
    assert_eq!(ana.policy(&mut suite)?.provisions(), []);
    Ok(())
}

#[apply(in_every_word)]
fn a_renewal_for_the_same_reader_asks_for_no_new_key(on: On, word: Word) -> Result<()> {
    let (mut suite, ana, dentist) = scene(on, word)?;
    let first = handed(&mut suite, &dentist, &[LABORATORY, IMAGING])?;
    let id = ana.grants(&mut suite, first)?;
    // New terms in the place of the old ones, without images.
    let terms = Terms { scope: Scope::Categories(LABORATORY.into()), ..first };
    let effect = Effect::Permit;
    let replace =
        |provision, terms| Command::Replace(Replacement { provision, effect, terms }.into());
    ana.does(&mut suite, replace(id, Terms { keys: Some([0xef; 32]), ..first }))?;
    assert_eq!(waits(&mut suite, &ana)?, NOTHING);
    ana.does(&mut suite, replace(id + 1, terms))?;
    assert_eq!(waits(&mut suite, &ana)?, (IMAGING.into(), vec![1]));
    ana.does(&mut suite, Command::PublishKey(key(IMAGING, 2)))?;

    // A second permit beside it, when it runs out; to nobody else does that help.
    let longer = Terms { until: terms.until.map(|until| until + DAY), ..terms };
    ana.grants(&mut suite, longer)?;
    suite.advance(DAY + MINUTE)?;
    assert_eq!(waits(&mut suite, &ana)?, (Categories::EMPTY, vec![1]));
    let hygienist = handed(&mut suite, &Actor::named("hygienist"), &[LABORATORY])?;
    let until = hygienist.until.map(|until| until + DAY);
    ana.grants(&mut suite, Terms { until, ..hygienist })?;
    assert_eq!(waits(&mut suite, &ana)?, (Categories::EMPTY, vec![1]));
    suite.advance(DAY)?;
    assert_eq!(waits(&mut suite, &ana)?, (LABORATORY.into(), vec![0, 1]));
    Ok(())
}

#[apply(in_every_word)]
fn a_permit_without_an_envelope_asks_for_no_new_key(on: On, word: Word) -> Result<()> {
    let (mut suite, ana, dentist) = scene(on, word)?;
    let mercy = suite.hospital("mercy")?;
    let bare = Terms { keys: None, ..handed(&mut suite, &dentist, &[LABORATORY, IMAGING])? };
    for terms in [
        bare,
        Terms { grantee: mercy.grantee(), ..bare },
        Terms { grantee: Grantee::Anyone, ..bare },
    ] {
        // When it is taken back, and when it runs out.
        let id = ana.grants(&mut suite, terms)?;
        ana.revokes(&mut suite, id)?;
        assert_eq!(waits(&mut suite, &ana)?, NOTHING, "{terms:?}");
        ana.grants(&mut suite, terms)?;
    }
    let deny = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    let denied = ana.denies(&mut suite, Terms { until: None, ..deny })?;
    assert_eq!(waits(&mut suite, &ana)?, NOTHING);
    ana.revokes(&mut suite, denied)?;
    suite.advance(DAY + MINUTE)?;
    assert_eq!(waits(&mut suite, &ana)?, NOTHING);
    let published = ana.does(&mut suite, Command::PublishKey(key(IMAGING, 2)))?;
    let [Event::CategoryKeyPublished { change, .. }] = &published[..] else {
        anyhow::bail!("{published:?}")
    };
    assert_eq!((change.removed.len(), change.raised), (3, Categories::EMPTY));
    Ok(())
}

/// Its envelope holds that document's own key.
#[apply(in_every_word)]
fn a_permit_for_one_document_moves_no_epoch(on: On, word: Word) -> Result<()> {
    let (mut suite, ana, dentist) = scene(on, word)?;
    let terms = handed(&mut suite, &dentist, &[LABORATORY])?;
    let terms = Terms { scope: Scope::Document(0), ..terms };
    let before = ana.epochs(&mut suite)?;
    let id = ana.grants(&mut suite, terms)?;
    let kept = ana.policy(&mut suite)?.provisions().first().context("no provision")?.terms;
    assert_eq!(kept.keys, Some([0xee; 32]));
    ana.revokes(&mut suite, id)?;
    assert_eq!(ana.epochs(&mut suite)?, before);
    ana.grants(&mut suite, terms)?;
    let grantee = Grantee::Practitioner(dentist.bytes());
    ana.denies(&mut suite, Terms { grantee, keys: None, until: None, ..terms })?;
    suite.advance(DAY + MINUTE)?;
    assert_eq!(ana.epochs(&mut suite)?, before);
    assert_eq!(waits(&mut suite, &ana)?, NOTHING);
    Ok(())
}

/// Those who handed out the later key would have none, and the old readers the new one.
#[apply(in_every_word)]
fn a_key_is_for_the_next_epoch_and_no_other(on: On, word: Word) -> Result<()> {
    let (mut suite, ana, _) = scene(on, word)?;
    let before = ana.epochs(&mut suite)?;
    for epoch in [0, 1, 3, u32::MAX] {
        let said = ana.says(&mut suite, Command::PublishKey(key(LABORATORY, epoch)))?;
        assert_eq!(said.refusal()?, consent_error(ConsentError::Epoch), "{epoch}");
        let keys = vec![key(LABORATORY, 2), key(IMAGING, epoch)];
        let rekey = Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] });
        let refusal = ana.says(&mut suite, rekey)?.refusal()?;
        assert_eq!(refusal, consent_error(ConsentError::Epoch), "{epoch}");
    }
    assert_eq!(ana.epochs(&mut suite)?, before);
    Ok(())
}

#[test]
fn a_signed_key_that_was_held_back_does_not_come_up_over_a_later_one() -> Result<()> {
    let (mut suite, ana, _) = scene(On::InProcess, Word::Signed)?;
    let held_back = Command::PublishKey(NewCategoryKey { key: x25519_key(8), ..key(IMAGING, 2) });
    let (chart, domain) = (ana.patient.id, suite.domain()?);
    let held_back = suite.instruction(chart, 3, held_back)?;
    let held_back = order(&ana.patient.actor, &domain, held_back)?;

    let said = ana.says(&mut suite, Command::PublishKey(key(IMAGING, 2)))?;
    assert_eq!(said.answer()?, Answer::Epoch(Encoded::of(&2)));
    let late = suite.relay(&Actor::named("mallory"), held_back)?;
    assert_eq!(late.refusal()?, consent_error(ConsentError::Epoch));
    let newest = suite.read(suite.consent().category_key(chart.into(), IMAGING))?;
    assert_eq!(newest.context("no key")?.value()?.key, x25519_key(9));
    Ok(())
}

/// For a later category there is still none.
#[apply(in_every_word)]
fn all_twenty_keys_are_published_in_one_rekey(on: On, word: Word) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[])?;
    assert_eq!(ana.epochs(&mut suite)?.outdated(), Categories::EVERYTHING);
    for epoch in [1, 2] {
        let keys = Category::ALL.map(|category| key(category, epoch)).to_vec();
        let rekey = Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] });
        let rekeyed = ana.does(&mut suite, rekey)?;
        let event = Event::Rekeyed {
            patient: ana.patient.id,
            published: Category::ALL.map(|category| (category, epoch)).to_vec(),
            envelopes: vec![],
            change: Change::default(),
        };
        assert_eq!(rekeyed, [event]);
        let epochs = ana.epochs(&mut suite)?;
        assert_eq!(Category::ALL.map(|category| epochs.published(category)), [epoch; 20]);
        assert_eq!(epochs.outdated(), Categories::EVERYTHING.difference(Categories::ALL));
    }
    Ok(())
}
