//! Provisions, requests and input that make no sense.

use anyhow::Result;
use chartkey_commands::{
    Command, CommandError, NewCategoryKey, NewCategoryKeys, NewVersion, Replacement,
};
use chartkey_e2e_tests::{
    document, message_input, x25519_key, Actor, CallError, On, Outcome, Suite,
};
use chartkey_interfaces::{account::AccountError, consent::ConsentError, registry::RegistryError};
use chartkey_policy::{
    Directive, Effect, Grantee, PolicyError, Request, Scope, Target, Terms, MAX_PERMIT_MILLISECONDS,
};
use chartkey_vocabulary::{
    Action, Actions, Categories, KeyError, OrgId, PatientId, PublicKey, Purpose, Purposes, SetError,
};
use ink::primitives::{AccountId, LangError};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use super::{provisions, reading, scene, IMAGING, LABORATORY};
use crate::{
    in_every_word, on_both,
    speaking::{consent_error, registry_error, Speaker, Word},
};

#[apply(on_both)]
fn an_unassigned_category_bit_is_an_error(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let error = ConsentError::Policy(PolicyError::Unassigned);
    for bit in 20..32 {
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

/// What the policy says of terms, and what the text of a signed command says first, if it has
/// none.
type Malformed = (Effect, Terms, PolicyError, Option<CommandError>);

/// Every way in which terms cannot mean anything, each with one fault.
fn malformed(good: Terms, now: u64) -> Result<Vec<Malformed>> {
    let (permit, deny) = (Effect::Permit, Effect::Deny);
    let of = |categories| Terms { scope: Scope::Categories(categories), ..good };
    let for_purposes = |purposes| Terms { purposes, ..good };
    let set = |error| Some(CommandError::Set(error));
    let (unassigned, empty) = (set(SetError::Unassigned), set(SetError::Empty));
    let odd: Categories = Decode::decode(&mut &(1_u32 << 20).to_le_bytes()[..])?;
    let odd_purposes: Purposes = Decode::decode(&mut &(1_u16 << 8).to_le_bytes()[..])?;
    let odd_actions: Actions = Decode::decode(&mut &[0x04][..])?;
    let document = Terms { scope: Scope::Document(0), ..good };
    let far = now + MAX_PERMIT_MILLISECONDS + 60_000;
    let family = Purposes::from(Purpose::FamilyRequest);
    let representing = Terms { purposes: family, actions: Action::Read.into(), ..good };
    let house = Grantee::Organization(OrgId(7));
    let keys = Some([1; 32]);
    let mut list = Vec::new();
    for effect in [permit, deny] {
        list.extend([
            (effect, of(Categories::EMPTY), PolicyError::Empty, empty),
            (effect, for_purposes(Purposes::EMPTY), PolicyError::Empty, empty),
            (effect, Terms { actions: Actions::EMPTY, ..good }, PolicyError::Empty, empty),
            (effect, of(odd), PolicyError::Unassigned, unassigned),
            (effect, for_purposes(odd_purposes), PolicyError::Unassigned, unassigned),
            (effect, Terms { actions: odd_actions, ..good }, PolicyError::Unassigned, unassigned),
            (effect, document, PolicyError::AppendOnDocument, None),
            (
                effect,
                Terms { actions: Action::Append.into(), ..document },
                PolicyError::AppendOnDocument,
                None,
            ),
            (
                effect,
                Terms { from: 0, until: Some(now - 60_000), ..good },
                PolicyError::Window,
                None,
            ),
            (
                effect,
                Terms { from: now + 120_000, until: Some(now + 60_000), ..good },
                PolicyError::Window,
                None,
            ),
        ]);
    }
    list.extend([
        (permit, of(Categories::EVERYTHING), PolicyError::Everything, unassigned),
        (permit, for_purposes(Purposes::EVERYTHING), PolicyError::Everything, unassigned),
        (permit, for_purposes(Purpose::PatientRequest.into()), PolicyError::PatientRequest, None),
        (
            permit,
            for_purposes(Purposes::of(&[Purpose::Treatment, Purpose::PatientRequest])),
            PolicyError::PatientRequest,
            None,
        ),
        (permit, for_purposes(family), PolicyError::Representative, None),
        (
            permit,
            Terms {
                purposes: Purposes::of(&[Purpose::Treatment, Purpose::FamilyRequest]),
                ..representing
            },
            PolicyError::Representative,
            None,
        ),
        (permit, Terms { grantee: house, ..representing }, PolicyError::Representative, None),
        (
            permit,
            Terms { grantee: Grantee::Anyone, ..representing },
            PolicyError::Representative,
            None,
        ),
        (permit, Terms { until: None, ..good }, PolicyError::EndMissing, None),
        (permit, Terms { until: Some(far), ..good }, PolicyError::TooLong, None),
        (permit, Terms { grantee: house, keys, ..good }, PolicyError::KeysForMany, None),
        (permit, Terms { grantee: Grantee::Anyone, keys, ..good }, PolicyError::KeysForMany, None),
        (
            permit,
            Terms { actions: Action::Append.into(), keys, ..good },
            PolicyError::KeysWithoutReading,
            None,
        ),
        (deny, Terms { keys, ..good }, PolicyError::KeysOnDeny, None),
        (deny, Terms { from: far, until: None, ..good }, PolicyError::BeginsTooLate, None),
        // Microseconds.
        (
            deny,
            Terms { from: now * 1_000, until: None, ..good },
            PolicyError::BeginsTooLate,
            Some(CommandError::TooFar),
        ),
    ]);
    Ok(list)
}

#[rstest]
#[case::directly(Word::Direct)]
#[case::signed(Word::Signed)]
fn a_provision_that_makes_no_sense_is_refused(#[case] word: Word) -> Result<()> {
    let mut suite = Suite::in_process()?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY])?;
    let dentist = Grantee::Practitioner(Actor::named("dentist").bytes());
    let good = suite.terms(dentist, &[LABORATORY])?;
    let permit = ana.grants(&mut suite, good)?;
    let denied = ana.denies(&mut suite, Terms { until: None, ..good })?;
    let before = ana.policy(&mut suite)?;
    let now = suite.now()? / 60_000 * 60_000;
    for (effect, terms, error, text) in malformed(good, now)? {
        let expected = match (word, text) {
            (Word::Signed, Some(error)) => AccountError::Command(error),
            _ => consent_error(error),
        };
        let (provision, new) = match effect {
            Effect::Permit => (permit, Command::Grant(terms.into())),
            Effect::Deny => (denied, Command::Deny(terms.into())),
        };
        let replace = Command::Replace(Replacement { provision, effect, terms }.into());
        for command in [new, replace] {
            let refusal = ana.says(&mut suite, command)?.refusal()?;
            assert_eq!(refusal, expected, "{effect:?} {terms:?}");
        }
    }

    let effect = Effect::Deny;
    for (command, error) in [
        (Command::Revoke(9), PolicyError::UnknownProvision),
        (
            Command::Replace(Replacement { provision: 9, effect, terms: good }.into()),
            PolicyError::UnknownProvision,
        ),
        (
            Command::Replace(Replacement { provision: permit, effect, terms: good }.into()),
            PolicyError::OtherEffect,
        ),
    ] {
        let refusal = ana.says(&mut suite, command)?.refusal()?;
        assert_eq!(refusal, consent_error(error));
    }
    assert_eq!(ana.policy(&mut suite)?, before);

    // The last moments that are not too late, and the one that is not too early.
    let last = Some(now + MAX_PERMIT_MILLISECONDS);
    ana.grants(&mut suite, Terms { until: last, ..good })?;
    let from = now + MAX_PERMIT_MILLISECONDS;
    ana.denies(&mut suite, Terms { from, until: None, ..good })?;
    suite.chain().set_clock(now + 60_000)?;
    ana.grants(&mut suite, Terms { until: Some(now + 60_000), ..good })?;
    Ok(())
}

#[apply(in_every_word)]
fn a_directive_that_makes_no_sense_is_refused(on: On, word: Word) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY])?;
    let before = ana.policy(&mut suite)?;
    let odd: Categories = Decode::decode(&mut &(1_u32 << 31).to_le_bytes()[..])?;
    for (directive, categories, error) in [
        (Directive::Emergency, Categories::EVERYTHING, PolicyError::Everything),
        (Directive::Emergency, odd, PolicyError::Unassigned),
        (Directive::Issuers, odd, PolicyError::Unassigned),
    ] {
        let said = ana.says(&mut suite, Command::SetDirective(directive, categories))?;
        let expected = match word {
            Word::Direct => consent_error(error),
            Word::Signed => AccountError::Command(CommandError::Set(SetError::Unassigned)),
        };
        assert_eq!(said.refusal()?, expected, "{directive:?}");
    }
    assert_eq!(ana.policy(&mut suite)?, before);
    Ok(())
}

/// What a reader who was turned away can decrypt does not become current by it.
#[apply(in_every_word)]
fn a_version_with_the_digest_that_is_there_is_refused(on: On, word: Word) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY])?;
    let report = document(LABORATORY);
    ana.reports(&mut suite, report.clone().into())?;
    let new = NewVersion { record: 0, version: report.version };
    let refusal = ana.says(&mut suite, Command::Amend(new.into()))?.refusal()?;
    assert_eq!(refusal, registry_error(RegistryError::SameDigest));
    assert_eq!(suite.read(suite.registry().record(ana.patient.id.into(), 1))?, None);
    Ok(())
}

/// Submits this input as it stands, and checks that no contract takes it.
fn not_taken(suite: &mut Suite, who: &Actor, contract: AccountId, input: Vec<u8>) -> Result<()> {
    let receipt = suite.chain().submit(who, contract, input)?;
    let outcome = Outcome::<Result<(), ConsentError>>::decode(receipt)?;
    assert_eq!(outcome.events, []);
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
    assert_eq!(outcome.returned, Err(CallError::Input(LangError::CouldNotReadInput)));
    Ok(())
}

/// With a byte too many behind the id, the number of the provision, 0, would be read as 1.
#[apply(on_both)]
fn a_charts_id_with_a_byte_too_many_revokes_nothing(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for category in [LABORATORY, IMAGING] {
        let terms = suite.terms(mercy.grantee(), &[category])?;
        suite.grant(&ana, terms)?;
    }
    let list = provisions(&mut suite, &ana)?;
    let (contract, input) = message_input(suite.consent().revoke(ana.id.into(), 0));
    for byte in [0, 1] {
        let mut longer = input.clone();
        longer.insert(4 + PatientId([0; 32]).encoded_size(), byte);
        not_taken(&mut suite, &ana.actor, contract, longer)?;
        assert_eq!(provisions(&mut suite, &ana)?, list);
    }
    // As it was meant, it works.
    let receipt = suite.chain().submit(&ana.actor, contract, input)?;
    Outcome::<Result<(), ConsentError>>::decode(receipt)?.value()?;
    assert_eq!(provisions(&mut suite, &ana)?, list[1..]);
    Ok(())
}

#[apply(on_both)]
fn input_that_goes_on_behind_the_arguments_changes_nothing(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let list = provisions(&mut suite, &ana)?;
    let (chart, mut consent) = (ana.id, suite.consent());
    let new = NewCategoryKey { category: LABORATORY, epoch: 2, key: x25519_key(1) };
    let keys = NewCategoryKeys { keys: vec![new.clone()], envelopes: vec![] };
    let (permit, none) = (Effect::Permit, Categories::EMPTY);
    for (contract, input) in [
        message_input(consent.grant(chart.into(), terms.into())),
        message_input(consent.deny(chart.into(), terms.into())),
        message_input(consent.revoke(chart.into(), 0)),
        message_input(consent.replace(chart.into(), 0, permit, terms.into())),
        message_input(consent.set_directive(chart.into(), Directive::Issuers, none)),
        message_input(consent.publish_key(chart.into(), new)),
        message_input(consent.rekey(chart.into(), keys)),
    ] {
        not_taken(&mut suite, &ana.actor, contract, [input, vec![0]].concat())?;
    }
    // Nor is a signed command with something behind it.
    let desk = Actor::named("desk");
    let noa = suite.patient_without_tokens(&desk, "noa", &[LABORATORY])?;
    let signed = suite.signed(&noa.actor, noa.id, Command::Grant(terms.into()))?;
    let (contract, input) = message_input(suite.accounts().submit(signed.into()));
    not_taken(&mut suite, &desk, contract, [input, vec![0]].concat())?;
    assert_eq!(provisions(&mut suite, &ana)?, list);
    assert_eq!(provisions(&mut suite, &noa)?, []);
    Ok(())
}

/// With one, whoever knows the chart knows every key that is wrapped for it.
#[apply(in_every_word)]
fn a_category_key_of_low_order_is_refused(on: On, word: Word) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[])?;
    let error = KeyError::LowOrder;
    let expected = match word {
        Word::Direct => consent_error(ConsentError::Key(error)),
        Word::Signed => AccountError::Command(CommandError::Key(error)),
    };
    for key in low_order_keys() {
        let new = NewCategoryKey { category: IMAGING, epoch: 1, key };
        let good = NewCategoryKey { category: LABORATORY, epoch: 1, key: x25519_key(1) };
        let keys = vec![good, new.clone()];
        let rekey = Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] });
        for command in [Command::PublishKey(new), rekey] {
            let refusal = ana.says(&mut suite, command)?.refusal()?;
            assert_eq!(refusal, expected);
        }
    }
    assert_eq!(ana.epochs(&mut suite)?.outdated(), Categories::EVERYTHING);
    Ok(())
}

/// X25519 keys with which every shared secret is zero, and X-Wing keys that end with one.
pub(crate) fn low_order_keys() -> Vec<PublicKey> {
    let number = |low: u8, middle: u8, high: u8| {
        let mut bytes = vec![middle; 32];
        (bytes[0], bytes[31]) = (low, high);
        bytes
    };
    // 0 and 1, the same with the bit that is not looked at, and the prime less 1.
    let points = [
        number(0, 0, 0),
        number(1, 0, 0),
        number(0, 0, 0x80),
        number(1, 0, 0x80),
        number(0xec, 0xff, 0x7f),
    ];
    let key = |suite, bytes| PublicKey { suite, bytes };
    let x25519 = points.iter().map(|point| key(1, point.clone()));
    let x_wing = points.iter().map(|point| key(2, [vec![9; 1_184], point.clone()].concat()));
    x25519.chain(x_wing).collect()
}
