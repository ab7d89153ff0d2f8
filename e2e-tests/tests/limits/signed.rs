//! Signed commands: they take as much as a call, in eight lanes.

use anyhow::Result;
use chartkey_commands::{Command, NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_e2e_tests::{order, x25519_key, Actor, CallError, Suite};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    consent::Keys as _,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Grantee, Terms, MAX_PROVISIONS};
use chartkey_vocabulary::Category;

use crate::{
    fits,
    keys::{x25519_keys, x_wing_keys, MAX_X_WING_KEYS},
};

#[test]
fn the_same_fits_in_a_signed_command() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &Category::ALL)?;
    let mut envelopes = Vec::new();
    for provision in 0..MAX_PROVISIONS as u32 {
        let grantee = Grantee::Practitioner([7; 32]);
        let terms = Terms { keys: Some([8; 32]), ..suite.terms(grantee, &[Category::Imaging])? };
        let granted = suite.command(&relayer, &bea, Command::Grant(terms.into()))?.value()?;
        assert_eq!(granted, Answer::Provision(Encoded::of(&provision)));
        envelopes.push(NewEnvelope { provision, digest: [9; 32] });
    }
    let rekey = Command::Rekey(NewCategoryKeys { keys: x25519_keys(2), envelopes });
    let rekeyed = suite.command(&relayer, &bea, rekey)?;
    fits(&rekeyed.cost);
    assert_eq!(rekeyed.value()?, Answer::Epochs(Encoded::of(&vec![2; 20])));
    let policy = suite.read(suite.consent().policy(bea.id.into()))?;
    let policy = policy.map(|policy| policy.provisions().to_vec()).unwrap_or_default();
    assert_eq!(policy.len(), MAX_PROVISIONS);
    assert!(policy.iter().all(|provision| provision.terms.keys == Some([9; 32])));
    Ok(())
}

#[test]
fn as_many_x_wing_keys_as_fit_are_published_by_one_signed_command() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &[])?;
    let mut rekey = |epoch, count| {
        let keys = x_wing_keys(epoch, &Category::ALL[..count]);
        let rekeyed = suite.command(&relayer, &bea, Command::Rekey(keys))?;
        let epochs = suite.read(suite.consent().epochs(bea.id.into()))?;
        anyhow::Ok((rekeyed, epochs, suite.account(bea.id)?))
    };
    let published = |epoch| Answer::Epochs(Encoded::of(&vec![epoch; MAX_X_WING_KEYS]));
    let (fit, epochs, account) = rekey(1, MAX_X_WING_KEYS)?;
    fits(&fit.cost);
    assert_eq!(fit.value()?, published(1));
    let (more, unchanged, uncounted) = rekey(2, MAX_X_WING_KEYS + 1)?;
    assert_eq!(more.returned, Err(CallError::Failed("OutputBufferTooSmall".into())));
    assert_eq!((more.events.len(), more.cost.items, more.cost.bytes), (0, 0, 0));
    assert_eq!((unchanged, uncounted), (epochs, account));
    let (again, ..) = rekey(2, MAX_X_WING_KEYS)?;
    assert_eq!(again.value()?, published(2));
    Ok(())
}

#[test]
fn lane_7_is_the_last() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &[])?;
    let domain = suite.domain()?;
    let category = Category::Imaging;
    let publish = NewCategoryKey { category, epoch: 1, key: x25519_key(1) };
    let publish = Command::PublishKey(publish);
    let last = suite.instruction(bea.id, 7, publish.clone())?;
    let published = suite.relay(&relayer, order(&bea.actor, &domain, last)?)?.value()?;
    assert_eq!(published, Answer::Epoch(Encoded::of(&1)));
    assert_eq!(suite.account(bea.id)?.lanes, [1, 0, 0, 0, 0, 0, 0, 1]);
    let beyond = suite.instruction(bea.id, 8, publish)?;
    let beyond = order(&bea.actor, &domain, beyond)?;
    assert_eq!(suite.relay(&relayer, beyond)?.refusal()?, AccountError::Lane);
    assert_eq!(suite.account(bea.id)?.lanes, [1, 0, 0, 0, 0, 0, 0, 1]);
    Ok(())
}
