//! Provisions and requests that make no sense.

use anyhow::Result;
use chartkey_e2e_tests::On;
use chartkey_interfaces::consent::ConsentError;
use chartkey_policy::{
    Effect, Grantee, PolicyError, Request, Scope, Target, Terms, MAX_PERMIT_MILLISECONDS,
};
use chartkey_vocabulary::{Actions, Categories, Purposes};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Decode;

use super::{provisions, reading, scene, LABORATORY};
use crate::on_both;

#[apply(on_both)]
fn an_unassigned_category_bit_is_an_error(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let error = ConsentError::Policy(PolicyError::Unassigned);
    for bit in 16..32 {
        let bits = (1_u32 << bit) | Categories::from(LABORATORY).bits();
        let categories = Categories::decode(&mut &bits.to_le_bytes()[..])?;
        let request = Request { target: Target::Categories(categories), ..reading(&mercy, &[]) };
        assert_eq!(suite.read(suite.consent().decide(ana.id.into(), request.into()))?, Err(error));
        let terms = Terms { scope: Scope::Categories(categories), ..terms };
        let grant = suite.submit(&ana.actor, suite.consent().grant(ana.id.into(), terms.into()))?;
        assert_eq!(grant.refusal()?, error);
        let deny = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), terms.into()))?;
        assert_eq!(deny.refusal()?, error);
    }
    Ok(())
}

#[test]
fn a_provision_that_makes_no_sense_is_refused() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let now = suite.now()?;
    let good = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let none = Scope::Categories(Categories::EMPTY);
    let (permit, deny) = (Effect::Permit, Effect::Deny);
    let too_long = now + MAX_PERMIT_MILLISECONDS + 1;
    for (effect, terms, error) in [
        (permit, Terms { scope: none, ..good }, PolicyError::Empty),
        (deny, Terms { scope: none, ..good }, PolicyError::Empty),
        (permit, Terms { purposes: Purposes::EMPTY, ..good }, PolicyError::Empty),
        (permit, Terms { actions: Actions::EMPTY, ..good }, PolicyError::Empty),
        (
            permit,
            Terms { purposes: Purposes::decode(&mut &[0x81][..])?, ..good },
            PolicyError::Unassigned,
        ),
        (
            deny,
            Terms { actions: Actions::decode(&mut &[0x04][..])?, ..good },
            PolicyError::Unassigned,
        ),
        (permit, Terms { until: Some(now - 1), from: 0, ..good }, PolicyError::Window),
        (permit, Terms { until: Some(now), from: now + 1, ..good }, PolicyError::Window),
        (deny, Terms { until: Some(now - 1), from: 0, ..good }, PolicyError::Window),
        (permit, Terms { until: None, ..good }, PolicyError::EndMissing),
        (permit, Terms { until: Some(too_long), ..good }, PolicyError::TooLong),
        (permit, Terms { grantee: Grantee::Anyone, ..good }, PolicyError::GranteeMissing),
        (deny, Terms { keys: Some([1; 32]), ..good }, PolicyError::KeysOnDeny),
    ] {
        let mut consent = suite.consent();
        let outcome = match effect {
            Effect::Permit => {
                suite.submit(&ana.actor, consent.grant(ana.id.into(), terms.into()))?
            }
            Effect::Deny => suite.submit(&ana.actor, consent.deny(ana.id.into(), terms.into()))?,
        };
        assert_eq!(outcome.events, []);
        assert_eq!(outcome.refusal()?, ConsentError::Policy(error), "{effect:?} {terms:?}");
    }
    let unknown = ConsentError::Policy(PolicyError::UnknownProvision);
    let revoke = suite.submit(&ana.actor, suite.consent().revoke(ana.id.into(), 0))?;
    assert_eq!(revoke.refusal()?, unknown);
    let replace = suite.submit(
        &ana.actor,
        suite.consent().replace(ana.id.into(), 0, Effect::Permit, good.into()),
    )?;
    assert_eq!(replace.refusal()?, unknown);
    assert_eq!(provisions(&mut suite, &ana)?, []);

    // The last moment that is not too late, and the one that is not too early.
    suite.grant(&ana, Terms { until: Some(too_long - 1), ..good })?;
    suite.grant(&ana, Terms { until: Some(now), ..good })?;
    Ok(())
}
