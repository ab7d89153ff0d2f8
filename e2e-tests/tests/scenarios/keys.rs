//! Encryption keys: category keys renewed in one call, and those of practitioners.

use anyhow::{Context, Result};
use chartkey_commands::{NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_e2e_tests::{
    document, x25519_key, x_wing_key, Actor, Contract, Event, Hospital, On, Patient, Suite,
};
use chartkey_interfaces::{
    consent::{CategoryKey, ConsentError, Keys as _},
    directory::{DirectoryError, PractitionerStatus},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Change, Grantee, KeyEpochs, Policy, PolicyError, Terms};
use chartkey_vocabulary::{Categories, Category, KeyError, PatientId, PublicKey, Version};
use rstest::rstest;
use rstest_reuse::apply;

use crate::{consent::malformed::low_order_keys, on_both};

const LABORATORY: Category = Category::Laboratory;
const IMAGING: Category = Category::Imaging;

/// A chart with two keys, permits 0 and 1, which have envelopes, and deny 2.
fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY, IMAGING])?;
    for reader in [Actor::named("ana's dentist"), mercy.clinician.clone()] {
        let reader = Grantee::Practitioner(reader.bytes());
        let terms = suite.terms(reader, &[LABORATORY, IMAGING])?;
        suite.grant(&ana, Terms { keys: Some([1; 32]), ..terms })?;
    }
    let deny = suite.terms(Grantee::Anyone, &[Category::Genetics])?;
    suite.deny(&ana, deny)?;
    Ok((suite, mercy, ana))
}

/// These keys, each for the second epoch of its category, and these envelopes.
fn rekey(keys: &[(Category, PublicKey)], envelopes: &[(u32, u8)]) -> NewCategoryKeys {
    let envelope = |&(provision, byte): &(u32, u8)| NewEnvelope { provision, digest: [byte; 32] };
    let key = |(category, key): &(Category, PublicKey)| NewCategoryKey {
        category: *category,
        epoch: 2,
        key: key.clone(),
    };
    NewCategoryKeys {
        keys: keys.iter().map(key).collect(),
        envelopes: envelopes.iter().map(envelope).collect(),
    }
}

/// What a rekey could change.
fn kept(suite: &mut Suite, ana: &Patient) -> Result<(Policy, KeyEpochs, Vec<CategoryKey>)> {
    let policy = suite.read(suite.consent().policy(ana.id.into()))?.context("no policy")?;
    let epochs = suite.read(suite.consent().epochs(ana.id.into()))?.context("no epochs")?;
    let mut keys = Vec::new();
    for category in Category::ALL {
        let key = suite.read(suite.consent().category_key(ana.id.into(), category))?;
        keys.extend(key.map(|key| key.value()).transpose()?);
    }
    Ok((policy, epochs, keys))
}

#[apply(on_both)]
fn one_call_publishes_keys_and_renews_envelopes(on: On) -> Result<()> {
    let (mut suite, _, ana) = scene(on)?;
    let (before, ..) = kept(&mut suite, &ana)?;
    let new = rekey(&[(LABORATORY, x25519_key(2)), (IMAGING, x_wing_key(3))], &[(0, 8), (1, 9)]);
    let outcome = suite.submit(&ana.actor, suite.consent().rekey(ana.id.into(), new.clone()))?;
    let published = vec![(LABORATORY, 2), (IMAGING, 2)];
    let (envelopes, change) = (new.envelopes, Change::default());
    let event = Event::Rekeyed { patient: ana.id, published, envelopes, change };
    assert_eq!(outcome.events, [(suite.address(Contract::Consent), event)]);
    assert_eq!(outcome.value()?, [2, 2]);

    let (policy, epochs, keys) = kept(&mut suite, &ana)?;
    let renewed = |key| CategoryKey { epoch: 2, key };
    assert_eq!(keys, [renewed(x25519_key(2)), renewed(x_wing_key(3))]);
    assert_eq!((epochs.published(LABORATORY), epochs.published(IMAGING)), (2, 2));
    let two = Categories::of(&[LABORATORY, IMAGING]);
    assert_eq!(epochs.outdated(), Categories::EVERYTHING.difference(two));

    // The provisions are the same but for their envelopes.
    let mut expected = before.provisions().to_vec();
    expected[0].terms.keys = Some([8; 32]);
    expected[1].terms.keys = Some([9; 32]);
    assert_eq!(policy.provisions(), expected);
    let terms = expected[0].terms;
    assert_eq!(suite.grant(&ana, terms)?, 3);
    Ok(())
}

#[test]
fn keys_and_envelopes_can_be_renewed_without_each_other() -> Result<()> {
    let (mut suite, _, ana) = scene(On::InProcess)?;
    let (policy, ..) = kept(&mut suite, &ana)?;
    let keys = rekey(&[(IMAGING, x25519_key(2))], &[]);
    let epochs = suite.submit(&ana.actor, suite.consent().rekey(ana.id.into(), keys))?.value()?;
    assert_eq!(epochs, [2]);
    assert_eq!(kept(&mut suite, &ana)?.0, policy);

    let (_, epochs, keys) = kept(&mut suite, &ana)?;
    let envelopes = rekey(&[], &[(1, 9)]);
    let none = suite.submit(&ana.actor, suite.consent().rekey(ana.id.into(), envelopes))?;
    assert_eq!(none.value()?, Vec::<u32>::new());
    let (policy, epochs_after, keys_after) = kept(&mut suite, &ana)?;
    assert_eq!((epochs_after, keys_after), (epochs, keys));
    let envelopes: Vec<_> = policy.provisions().iter().map(|one| one.terms.keys).collect();
    assert_eq!(envelopes, [Some([1; 32]), Some([9; 32]), None]);
    Ok(())
}

#[apply(on_both)]
fn a_rekey_and_new_versions_settle_what_a_revocation_left(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for category in [LABORATORY, IMAGING] {
        suite.register(&mercy.clinician, &ana, category)?;
    }
    let others = Categories::EVERYTHING.difference(Categories::of(&[LABORATORY, IMAGING]));
    let waits = |suite: &mut Suite| {
        let outdated = kept(suite, &ana)?.1.outdated().difference(others);
        let stale = suite.read(suite.registry().stale(ana.id.into(), 0, 32))?;
        anyhow::Ok((outdated, stale.map(|page| page.records)))
    };
    let amend = |suite: &mut Suite, record| {
        let version = document(LABORATORY).version;
        let version = Version { digest: [0xd2; 32], key_epoch: 2, ..version };
        let amend = suite.registry().amend(ana.id.into(), record, version.into());
        suite.submit(&mercy.clinician, amend)?.value()
    };
    assert_eq!(waits(&mut suite)?, (Categories::EMPTY, Ok(vec![])));
    suite.revoke(&ana, 0)?;
    let both = Categories::of(&[LABORATORY, IMAGING]);
    assert_eq!(waits(&mut suite)?, (both, Ok(vec![0, 1])));

    let first = rekey(&[(LABORATORY, x25519_key(2))], &[(1, 2)]);
    suite.submit(&ana.actor, suite.consent().rekey(ana.id.into(), first))?.value()?;
    assert_eq!(waits(&mut suite)?, (IMAGING.into(), Ok(vec![0, 1])));
    amend(&mut suite, 0)?;
    assert_eq!(waits(&mut suite)?, (IMAGING.into(), Ok(vec![1])));
    let second = rekey(&[(IMAGING, x25519_key(3))], &[(1, 3)]);
    suite.submit(&ana.actor, suite.consent().rekey(ana.id.into(), second))?.value()?;
    assert_eq!(waits(&mut suite)?, (Categories::EMPTY, Ok(vec![1])));
    amend(&mut suite, 1)?;
    assert_eq!(waits(&mut suite)?, (Categories::EMPTY, Ok(vec![])));
    Ok(())
}

#[test]
fn a_rekey_that_makes_no_sense_changes_nothing() -> Result<()> {
    let (mut suite, _, ana) = scene(On::InProcess)?;
    let good = x25519_key(2);
    let short = PublicKey { suite: 1, bytes: vec![1; 31] };
    let strange = PublicKey { suite: 3, bytes: vec![1; 32] };
    let (order, unknown) = (ConsentError::Order, PolicyError::UnknownProvision);
    let before = kept(&mut suite, &ana)?;
    for (keys, envelopes, error) in [
        (vec![], vec![], order),
        (vec![(IMAGING, good.clone()), (LABORATORY, good.clone())], vec![(0, 8)], order),
        (vec![(IMAGING, good.clone()), (IMAGING, good.clone())], vec![(0, 8)], order),
        (vec![(IMAGING, good.clone())], vec![(1, 8), (0, 8)], order),
        (vec![(IMAGING, good.clone())], vec![(0, 8), (0, 9)], order),
        (vec![(IMAGING, good.clone())], vec![(0, 8), (3, 8)], unknown.into()),
        (vec![(IMAGING, good.clone())], vec![(0, 8), (2, 8)], PolicyError::KeysOnDeny.into()),
        (
            vec![(LABORATORY, good.clone()), (IMAGING, short)],
            vec![(0, 8)],
            ConsentError::Key(KeyError::WrongLength),
        ),
        (
            vec![(LABORATORY, good.clone()), (IMAGING, strange)],
            vec![(0, 8)],
            ConsentError::Key(KeyError::UnknownSuite),
        ),
    ] {
        let new = suite.consent().rekey(ana.id.into(), rekey(&keys, &envelopes));
        let outcome = suite.submit(&ana.actor, new)?;
        assert_eq!(outcome.events, []);
        assert_eq!(outcome.refusal()?, error, "{envelopes:?}");
        assert_eq!(kept(&mut suite, &ana)?, before);
    }
    Ok(())
}

#[apply(on_both)]
fn only_the_controller_rekeys(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let before = kept(&mut suite, &ana)?;
    let new = rekey(&[(IMAGING, x25519_key(2))], &[(0, 8)]);
    for stranger in [&mercy.clinician, &mercy.admin, &suite.owner(), &Actor::named("mallory")] {
        let rekey = suite.consent().rekey(ana.id.into(), new.clone());
        let refusal = suite.submit(stranger, rekey)?.refusal()?;
        assert_eq!(refusal, ConsentError::NotController);
    }
    assert_eq!(kept(&mut suite, &ana)?, before);
    let nowhere = suite.consent().rekey(PatientId([9; 32]).into(), new);
    assert_eq!(suite.submit(&ana.actor, nowhere)?.refusal()?, ConsentError::UnknownChart);
    Ok(())
}

fn encryption_key(suite: &mut Suite, who: &Actor) -> Result<Option<Encoded<PublicKey>>> {
    suite.read(suite.directory().encryption_key(who.bytes().into()))
}

#[apply(on_both)]
fn a_practitioner_publishes_a_key_that_stays(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let clinician = &mercy.clinician;
    assert_eq!(encryption_key(&mut suite, clinician)?, None);
    for key in [x25519_key(1), x_wing_key(2), x25519_key(3)] {
        let publish = suite.directory().publish_key(key.clone());
        let outcome = suite.submit(clinician, publish)?;
        let event = Event::KeyPublished { account: clinician.bytes(), key: key.clone() };
        assert_eq!(outcome.events, [(suite.address(Contract::Directory), event)]);
        outcome.value()?;
        assert_eq!(encryption_key(&mut suite, clinician)?, Some(Encoded::of(&key)));
    }
    let suspended = PractitionerStatus::Suspended;
    let suspend =
        suite.directory().set_practitioner_status(clinician.bytes().into(), suspended.into());
    suite.submit(&mercy.admin, suspend)?.value()?;
    let publish = suite.directory().publish_key(x25519_key(4));
    suite.submit(clinician, publish)?.value()?;
    suite.submit(clinician, suite.directory().leave())?.value()?;
    assert_eq!(encryption_key(&mut suite, clinician)?, Some(Encoded::of(&x25519_key(4))));
    let publish = suite.directory().publish_key(x25519_key(5));
    suite.submit(clinician, publish)?.value()?;
    assert_eq!(encryption_key(&mut suite, clinician)?, Some(Encoded::of(&x25519_key(5))));
    Ok(())
}

/// A representative needs one, and serves nobody.
#[apply(on_both)]
fn any_account_publishes_a_key_of_its_own(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let accounts = [&mercy.admin, &suite.owner(), &Actor::named("sophie")];
    for (number, account) in (1..).zip(accounts) {
        assert_eq!(encryption_key(&mut suite, account)?, None);
        let publish = suite.directory().publish_key(x25519_key(number));
        suite.submit(account, publish)?.value()?;
    }
    for (number, account) in (1..).zip(accounts) {
        let kept = encryption_key(&mut suite, account)?;
        assert_eq!(kept, Some(Encoded::of(&x25519_key(number))));
    }
    Ok(())
}

#[test]
fn a_key_in_the_directory_is_as_long_as_its_suite_says_and_not_of_low_order() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
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
        let publish = suite.directory().publish_key(key);
        let refusal = suite.submit(&mercy.clinician, publish)?.refusal()?;
        assert_eq!(refusal, DirectoryError::Key(error), "{number} {length}");
    }
    for key in low_order_keys() {
        let publish = suite.directory().publish_key(key.clone());
        let refusal = suite.submit(&mercy.clinician, publish)?.refusal()?;
        assert_eq!(refusal, DirectoryError::Key(KeyError::LowOrder));
        let (keeper, document) = ("https://keeper.example".into(), [1; 32].into());
        let profile = suite.directory().set_profile(mercy.id, keeper, key, document);
        let refusal = suite.submit(&mercy.admin, profile)?.refusal()?;
        assert_eq!(refusal, DirectoryError::Key(KeyError::LowOrder));
    }
    assert_eq!(encryption_key(&mut suite, &mercy.clinician)?, None);
    assert_eq!(suite.read(suite.directory().profile(mercy.id))?, None);
    Ok(())
}
