//! Keys of all categories at once, and the longest texts.

use anyhow::Result;
use chartkey_commands::{NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_e2e_tests::{x25519_key, x_wing_key, CallError, Event, Suite};
use chartkey_interfaces::{
    consent::{CategoryKey, Keys as _},
    directory::Profile,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Change, Provision, Terms};
use chartkey_vocabulary::{Categories, Category};

use crate::{fits, scene};

/// How many X-Wing keys of categories one call takes, directly or as a signed command: each is
/// 1,225 bytes of an input of 16,384. A fourteenth has to come in another call.
pub const MAX_X_WING_KEYS: usize = 13;

pub fn x_wing_keys(epoch: u32, categories: &[Category]) -> NewCategoryKeys {
    let key = |category: &Category| {
        let category = *category;
        NewCategoryKey { category, epoch, key: x_wing_key(3) }
    };
    NewCategoryKeys { keys: categories.iter().map(key).collect(), envelopes: Vec::new() }
}

/// X25519 keys of all categories.
pub fn x25519_keys(epoch: u32) -> Vec<NewCategoryKey> {
    let key = |category| NewCategoryKey { category, epoch, key: x25519_key(3) };
    Category::ALL.map(key).into()
}

#[test]
fn the_longest_keys_and_texts_fit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[])?;
    let longest = "k".repeat(128);
    for category in Category::ALL {
        let key = NewCategoryKey { category, epoch: 1, key: x_wing_key(1) };
        let publish = suite.consent().publish_key(ana.id.into(), key);
        assert_eq!(suite.submit(&ana.actor, publish)?.value()?, 1);
        let key = suite.read(suite.consent().category_key(ana.id.into(), category))?;
        assert_eq!(key, Some(Encoded::of(&CategoryKey { epoch: 1, key: x_wing_key(1) })));
    }
    let (keeper, key, document) = (longest.as_str().into(), x_wing_key(2), [5; 32]);
    let set = suite.directory().set_profile(mercy.id, keeper, key.clone(), document.into());
    suite.submit(&mercy.admin, set)?.value()?;
    let profile = Profile { keeper: longest.as_str().into(), key, document };
    assert_eq!(suite.read(suite.directory().profile(mercy.id))?, Some(profile));
    Ok(())
}

#[test]
fn new_keys_of_all_categories_and_envelopes_of_all_provisions_fit_in_one_call() -> Result<()> {
    let (mut suite, _, ana, provisions) = scene()?;
    let new = NewCategoryKeys {
        keys: x25519_keys(2),
        envelopes: (0..64).map(|provision| NewEnvelope { provision, digest: [9; 32] }).collect(),
    };
    let rekeyed = suite.submit(&ana.actor, suite.consent().rekey(ana.id.into(), new.clone()))?;
    let published = Category::ALL.map(|category| (category, 2)).into();
    let event = Event::Rekeyed {
        patient: ana.id,
        published,
        envelopes: new.envelopes.clone(),
        change: Change::default(),
    };
    assert_eq!(rekeyed.emitted(), [event]);
    fits(&rekeyed.cost);
    assert_eq!(rekeyed.value()?, [2; 20]);
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    let policy = policy.map(|policy| policy.provisions().to_vec());
    let renewed = provisions.into_iter().map(|provision| Provision {
        terms: Terms { keys: Some([9; 32]), ..provision.terms },
        ..provision
    });
    assert_eq!(policy, Some(renewed.collect()));
    Ok(())
}

#[test]
fn x_wing_keys_of_all_categories_are_published_in_two_calls_and_not_in_one() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let ana = suite.patient("ana", &[])?;
    let mut rekey = |epoch, categories: &[Category]| {
        let rekey = suite.consent().rekey(ana.id.into(), x_wing_keys(epoch, categories));
        let rekeyed = suite.submit(&ana.actor, rekey)?;
        let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
        anyhow::Ok((rekeyed, epochs))
    };
    let (first, others) = Category::ALL.split_at(MAX_X_WING_KEYS);
    let (fit, epochs) = rekey(1, first)?;
    fits(&fit.cost);
    assert_eq!(fit.value()?, [1; MAX_X_WING_KEYS]);
    let (more, unchanged) = rekey(2, &Category::ALL[..=MAX_X_WING_KEYS])?;
    assert_eq!(more.returned, Err(CallError::Failed("OutputBufferTooSmall".into())));
    assert_eq!((more.events.len(), more.cost.items, more.cost.bytes), (0, 0, 0));
    assert_eq!(unchanged, epochs);
    let (again, _) = rekey(2, first)?;
    assert_eq!(again.value()?, [2; MAX_X_WING_KEYS]);
    // The rest comes in a second call.
    let (rest, epochs) = rekey(1, others)?;
    assert_eq!(rest.value()?, vec![1; others.len()]);
    let due = epochs.map(|epochs| epochs.outdated().intersection(Categories::ALL));
    assert_eq!(due, Some(Categories::EMPTY));
    Ok(())
}
