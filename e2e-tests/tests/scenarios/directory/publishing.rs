//! What organizations, accounts and the steward publish.

use anyhow::Result;
use chartkey_e2e_tests::{x25519_key, x_wing_key, Actor, Event, On, Suite};
use chartkey_interfaces::directory::{DirectoryError, OrganizationChange, Profile};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{KeyError, PublicKey, TextError};
use rstest::rstest;
use rstest_reuse::apply;

use super::refused;
use crate::on_both;

/// Keys that nobody may publish, each with its error.
fn bad_keys() -> [(PublicKey, KeyError); 4] {
    let key = |suite, length| PublicKey { suite, bytes: vec![1; length] };
    [
        (key(7, 32), KeyError::UnknownSuite),
        (key(1, 31), KeyError::WrongLength),
        (key(2, 32), KeyError::WrongLength),
        (x25519_key(0), KeyError::LowOrder),
    ]
}

#[apply(on_both)]
fn an_organization_publishes_its_profile_as_one(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let mut directory = suite.directory();
    assert_eq!(suite.read(directory.profile(mercy.id))?, None);
    let longest = "k".repeat(128);
    let mut last = None;
    for (keeper, key, document) in [
        (longest.as_str(), x_wing_key(1), [1; 32]),
        ("https://keeper.mercy.example", x25519_key(2), [2; 32]),
    ] {
        let profile = Profile { keeper: keeper.into(), key: key.clone(), document };
        let set = directory.set_profile(mercy.id, keeper.into(), key, document.into());
        let set = suite.submit(&mercy.admin, set)?;
        let change = OrganizationChange::Profile(profile.clone());
        assert_eq!(set.emitted(), [Event::OrganizationChanged { organization: mercy.id, change }]);
        set.value()?;
        last = Some(profile);
        assert_eq!(suite.read(directory.profile(mercy.id))?, last);
    }

    let mut set = |keeper: &str, key, document: [u8; 32]| {
        directory.set_profile(mercy.id, keeper.into(), key, document.into())
    };
    let (good, key) = ("https://keeper.mercy.example", x25519_key(2));
    let too_long = "k".repeat(129);
    for (keeper, error) in [
        ("", TextError::Empty),
        (too_long.as_str(), TextError::TooLong),
        ("https://keeper\n", TextError::NotPrintable),
    ] {
        let set = set(keeper, key.clone(), [1; 32]);
        refused(&mut suite, &mercy.admin, set, DirectoryError::Keeper(error))?;
    }
    for (bad, error) in bad_keys() {
        let set = set(good, bad, [1; 32]);
        refused(&mut suite, &mercy.admin, set, DirectoryError::Key(error))?;
    }
    let without = set(good, key.clone(), [0; 32]);
    refused(&mut suite, &mercy.admin, without, DirectoryError::Digest)?;
    let stolen = set(good, key, [1; 32]);
    refused(&mut suite, &mercy.clinician, stolen, DirectoryError::NotAdmin)?;
    assert_eq!(suite.read(suite.directory().profile(mercy.id))?, last);
    Ok(())
}

#[apply(on_both)]
fn any_account_publishes_its_own_encryption_key(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let mut directory = suite.directory();
    for who in [&mercy.clinician, &Actor::named("daughter")] {
        assert_eq!(suite.read(directory.encryption_key(who.bytes().into()))?, None);
        for key in [x25519_key(4), x_wing_key(5)] {
            let published = suite.submit(who, directory.publish_key(key.clone()))?;
            let account = who.bytes();
            let event = Event::KeyPublished { account, key: key.clone() };
            assert_eq!(published.emitted(), [event]);
            published.value()?;
            let stored = suite.read(directory.encryption_key(account.into()))?;
            assert_eq!(stored, Some(Encoded::of(&key)));
        }
        for (bad, error) in bad_keys() {
            refused(&mut suite, who, directory.publish_key(bad), DirectoryError::Key(error))?;
        }
    }
    assert_eq!(suite.read(directory.encryption_key(mercy.admin.bytes().into()))?, None);
    Ok(())
}

#[apply(on_both)]
fn the_steward_publishes_the_register_of_organizations(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (steward, owner, mut directory) = (suite.steward(), suite.owner(), suite.directory());
    assert_eq!(suite.read(directory.register())?, None);
    for register in [[1; 32], [2; 32]] {
        let set = suite.submit(&steward, directory.set_register(register.into()))?;
        assert_eq!(set.emitted(), [Event::RegisterPublished { register }]);
        set.value()?;
        assert_eq!(suite.read(directory.register())?, Some(register));
    }
    let stolen = directory.set_register([3; 32].into());
    refused(&mut suite, &owner, stolen, DirectoryError::NotSteward)?;
    refused(&mut suite, &steward, directory.set_register([0; 32].into()), DirectoryError::Digest)?;
    assert_eq!(suite.read(directory.register())?, Some([2; 32]));
    Ok(())
}
