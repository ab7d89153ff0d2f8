//! Every error that a message can return is returned by one, and no other.
//!
//! Each table pairs an error with a call that has to end in it. What the tables cover is
//! compared with what the error types define, so that a new variant without a row fails.

mod governing;
mod registry;

use std::collections::BTreeSet;

use anyhow::Result;
use chartkey_commands::{NewCategoryKey, NewCategoryKeys};
use chartkey_e2e_tests::{x25519_key, Actor, Contract, Hospital, On, Patient, Suite};
use chartkey_governance::{HandoverError, HandoverStep};
use chartkey_interfaces::{
    consent::ConsentError,
    directory::{DirectoryError, KeyLoss, OrganizationStatus, PractitionerStatus, Role, Roles},
    log::{Access, Log as _, LogError, Subject},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Effect, Grantee, PolicyError, Scope, Terms};
use chartkey_vocabulary::{
    Action, Categories, Category, KeyError, OrgId, PatientId, PublicKey, Purpose, RequestReason,
    SetError, Text, TextError,
};
use ink::scale_info::{TypeDef, TypeInfo};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use crate::{on_both, verdict::of_one};

const LABORATORY: Category = Category::Laboratory;

/// Checks that these errors are all that their type defines, but for the unreachable ones.
pub(crate) fn complete<E: TypeInfo + Encode>(seen: &[E], unreachable: &[&str]) {
    let TypeDef::Variant(defined) = E::type_info().type_def else {
        panic!("an error is an enum");
    };
    let seen: BTreeSet<u8> = seen.iter().map(|error| error.encode()[0]).collect();
    let missing: Vec<_> = defined
        .variants
        .iter()
        .filter(|variant| !seen.contains(&variant.index))
        .map(|variant| variant.name)
        .collect();
    assert_eq!(missing, unreachable);
}

/// Ana has a chart with a key for laboratory results and a permit for mercy; record 0 is
/// mercy's.
fn scene(on: On) -> Result<(Suite, Hospital, Patient, Terms)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    Ok((suite, mercy, ana, terms))
}

/// Submits each call and compares its refusal with the error next to it.
macro_rules! refused {
    ($suite:ident, $($error:expr => $caller:expr, $message:expr;)+) => {{
        let mut seen = Vec::new();
        $(
            let outcome = $suite.submit($caller, $message)?;
            assert_eq!(outcome.events, []);
            assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
            let error = outcome.refusal()?;
            assert_eq!(error, $error);
            seen.push(error);
        )+
        seen
    }};
}
use refused;

#[apply(on_both)]
fn every_error_of_the_consent_manager(on: On) -> Result<()> {
    let (mut suite, mercy, ana, terms) = scene(on)?;
    let (actor, id) = (&ana.actor, ana.id);
    let consent = suite.consent();
    let mut calls = consent;
    let salt = [1; 32];
    suite.submit(actor, calls.create_chart(salt.into()))?.value()?;
    let bytes = |suite, length, byte| PublicKey { suite, bytes: vec![byte; length] };
    let new_key = |epoch, key| NewCategoryKey { category: LABORATORY, epoch, key };
    let now = suite.now()?;
    let policy = ConsentError::Policy;
    let unassigned = Categories::decode(&mut &(1_u32 << 31).to_le_bytes()[..])?;
    let terms = &terms;
    let with = |change: &dyn Fn(&mut Terms)| {
        let mut terms = *terms;
        change(&mut terms);
        terms.into()
    };
    let scope = |categories| with(&|terms| terms.scope = Scope::Categories(categories));
    let clinician = Grantee::Practitioner(mercy.clinician.bytes());
    let family = |terms: &mut Terms| terms.purposes = Purpose::FamilyRequest.into();
    let keys = Some([1; 32]);
    let seen = refused! { suite,
        ConsentError::UnknownChart => actor, calls.revoke(PatientId([9; 32]).into(), 0);
        ConsentError::ChartExists => actor, calls.create_chart(salt.into());
        ConsentError::NotController => &mercy.clinician, calls.revoke(id.into(), 0);
        ConsentError::Handover(HandoverError::NotHolder) =>
            &mercy.clinician, calls.hand_over(id.into(), HandoverStep::Propose(mercy.clinician.bytes()));
        ConsentError::Handover(HandoverError::NotProposed) =>
            &mercy.clinician, calls.hand_over(id.into(), HandoverStep::Accept);
        policy(PolicyError::Unassigned) => actor, calls.grant(id.into(), scope(unassigned));
        policy(PolicyError::Empty) => actor, calls.grant(id.into(), scope(Categories::EMPTY));
        policy(PolicyError::Window) =>
            actor, calls.grant(id.into(), with(&|terms| { terms.from = 0; terms.until = Some(now - 1) }));
        policy(PolicyError::EndMissing) =>
            actor, calls.grant(id.into(), with(&|terms| terms.until = None));
        policy(PolicyError::TooLong) =>
            actor, calls.grant(id.into(), with(&|terms| terms.until = Some(u64::MAX)));
        policy(PolicyError::BeginsTooLate) =>
            actor, calls.deny(id.into(), with(&|terms| { terms.from = now * 1_000; terms.until = None }));
        policy(PolicyError::Everything) =>
            actor, calls.grant(id.into(), scope(Categories::EVERYTHING));
        policy(PolicyError::AppendOnDocument) =>
            actor, calls.grant(id.into(), with(&|terms| terms.scope = Scope::Document(0)));
        policy(PolicyError::PatientRequest) =>
            actor, calls.grant(id.into(), with(&|terms| terms.purposes = Purpose::PatientRequest.into()));
        policy(PolicyError::Representative) => actor, calls.grant(id.into(), with(&family));
        policy(PolicyError::KeysOnDeny) =>
            actor, calls.deny(id.into(), with(&|terms| terms.keys = keys));
        policy(PolicyError::KeysForMany) =>
            actor, calls.grant(id.into(), with(&|terms| terms.keys = keys));
        policy(PolicyError::KeysWithoutReading) =>
            actor, calls.grant(id.into(), with(&|terms| {
                terms.grantee = clinician;
                terms.actions = Action::Append.into();
                terms.keys = keys;
            }));
        policy(PolicyError::UnknownProvision) => actor, calls.revoke(id.into(), 1);
        policy(PolicyError::OtherEffect) =>
            actor, calls.replace(id.into(), 0, Effect::Deny, (*terms).into());
    };
    let mut seen = seen;
    seen.extend(refused! { suite,
        ConsentError::Key(KeyError::UnknownSuite) =>
            actor, calls.publish_key(id.into(), new_key(2, bytes(3, 32, 1)));
        ConsentError::Key(KeyError::WrongLength) =>
            actor, calls.publish_key(id.into(), new_key(2, bytes(1, 33, 1)));
        ConsentError::Key(KeyError::LowOrder) =>
            actor, calls.publish_key(id.into(), new_key(2, bytes(1, 32, 0)));
        ConsentError::Epoch => actor, calls.publish_key(id.into(), new_key(1, bytes(1, 32, 1)));
        ConsentError::Order =>
            actor, calls.rekey(id.into(), NewCategoryKeys { keys: vec![], envelopes: vec![] });
    });
    for document in 1..64 {
        let scope = Scope::Document(document);
        suite.grant(&ana, Terms { scope, actions: Action::Read.into(), ..*terms })?;
    }
    seen.extend(refused! { suite,
        policy(PolicyError::Full) => actor, calls.grant(id.into(), (*terms).into());
    });
    suite.set_paused(Contract::Consent, true)?;
    seen.extend(
        refused! { suite, ConsentError::Paused => actor, calls.grant(id.into(), (*terms).into()); },
    );

    complete(&seen, &[]);
    let pick = |pick: fn(&ConsentError) -> Option<Vec<u8>>| seen.iter().filter_map(pick);
    complete::<HandoverError>(
        &decoded(pick(|error| match error {
            ConsentError::Handover(inner) => Some(inner.encode()),
            _ => None,
        }))?,
        &[],
    );
    complete::<KeyError>(
        &decoded(pick(|error| match error {
            ConsentError::Key(inner) => Some(inner.encode()),
            _ => None,
        }))?,
        &[],
    );
    // 2^32 provisions do not fit into a test; the policy crate tests it.
    complete::<PolicyError>(
        &decoded(pick(|error| match error {
            ConsentError::Policy(inner) => Some(inner.encode()),
            _ => None,
        }))?,
        &["IdsUsedUp"],
    );
    Ok(())
}

fn decoded<E: Decode>(errors: impl Iterator<Item = Vec<u8>>) -> Result<Vec<E>> {
    errors.map(|error| Ok(E::decode(&mut &error[..])?)).collect()
}

#[apply(on_both)]
fn every_error_of_the_provider_directory(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let (steward, nobody) = (suite.steward(), Actor::named("nobody"));
    let (admin, clinician) = (&mercy.admin, &mercy.clinician);
    let mut calls = suite.directory();
    let (long, account) = ("l".repeat(129), nobody.bytes());
    let chart = PatientId([9; 32]);
    let unassigned = Categories::decode(&mut &(1_u32 << 31).to_le_bytes()[..])?;
    let (research, reason) = (Purpose::Research, RequestReason::Research);
    let key = |suite, byte| PublicKey { suite, ..x25519_key(byte) };
    let roles = Roles::from(Role::Clinician);
    let digest = [1; 32];
    let note = |text: &str| Some(Text::from(text)).into();
    let mut seen = refused! { suite,
        DirectoryError::NotSteward => admin, calls.admit(account.into());
        DirectoryError::Digest => &steward, calls.set_register([0; 32].into());
    };
    seen.extend(refused! { suite,
        DirectoryError::UnknownOrganization =>
            &steward, calls.set_organization_status(OrgId(2), OrganizationStatus::Suspended);
        DirectoryError::NotAdmin =>
            clinician, calls.invite(mercy.id, account.into(), roles.into());
        DirectoryError::Handover(HandoverError::NotHolder) =>
            clinician, calls.hand_over(mercy.id, HandoverStep::Propose(account));
        DirectoryError::Handover(HandoverError::NotProposed) =>
            clinician, calls.hand_over(mercy.id, HandoverStep::Accept);
        DirectoryError::NothingToDo =>
            &steward, calls.set_organization_status(mercy.id, OrganizationStatus::Active);
        DirectoryError::AlreadyEnrolled =>
            admin, calls.invite(mercy.id, clinician.bytes().into(), roles.into());
        DirectoryError::NotEnrolled => admin, calls.leave();
        DirectoryError::NotInvited => clinician, calls.join(hope.id);
        DirectoryError::NotServing(1) =>
            admin, calls.confirm(mercy.id, vec![clinician.bytes(), account]);
        DirectoryError::Members => admin, calls.confirm(mercy.id, vec![]);
        DirectoryError::Roles =>
            admin, calls.invite(mercy.id, account.into(), Roles::EMPTY.into());
        DirectoryError::NotForAdmin =>
            admin, calls.set_practitioner_status(
                clinician.bytes().into(),
                PractitionerStatus::Left.into(),
            );
        DirectoryError::NotSuspended =>
            &steward, calls.replace_admin(mercy.id, account.into(), KeyLoss::Lost.into());
    });
    let mut ask = |organization, categories, purpose, note| {
        calls.request(chart.into(), organization, categories, purpose, reason, note)
    };
    seen.extend(refused! { suite,
        DirectoryError::NotPractitioner =>
            admin, ask(mercy.id, Categories::ALL, research, None.into());
        DirectoryError::Categories(SetError::Unassigned) =>
            clinician, ask(mercy.id, unassigned, research, None.into());
        DirectoryError::Categories(SetError::Empty) =>
            clinician, ask(mercy.id, Categories::EMPTY, research, None.into());
        DirectoryError::Purpose =>
            clinician, ask(mercy.id, Categories::ALL, Purpose::FamilyRequest, None.into());
        DirectoryError::Note(TextError::Empty) =>
            clinician, ask(mercy.id, Categories::ALL, research, note(""));
    });
    let mut publish =
        |keeper: &str, key| calls.set_profile(mercy.id, keeper.into(), key, digest.into());
    seen.extend(refused! { suite,
        DirectoryError::Keeper(TextError::Empty) => admin, publish("", key(1, 1));
        DirectoryError::Keeper(TextError::TooLong) => admin, publish(&long, key(1, 1));
        DirectoryError::Keeper(TextError::NotPrintable) => admin, publish("\t", key(1, 1));
        DirectoryError::Key(KeyError::UnknownSuite) => admin, publish("x", key(9, 1));
        DirectoryError::Key(KeyError::WrongLength) => admin, publish("x", key(2, 1));
        DirectoryError::Key(KeyError::LowOrder) => admin, publish("x", key(1, 0));
    });
    let suspend = calls.set_organization_status(hope.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;
    seen.extend(refused! { suite,
        DirectoryError::Suspended =>
            &hope.admin, calls.set_profile(hope.id, "x".into(), key(1, 1), digest.into());
    });
    suite.set_paused(Contract::Directory, true)?;
    seen.extend(refused! { suite,
        DirectoryError::Paused => admin, calls.invite(mercy.id, account.into(), roles.into());
    });

    // Over a registry that does not know this directory.
    let mut suite = Suite::deploy_unwired(on.chain()?, &nobody)?;
    let mut calls = suite.directory();
    seen.extend(refused! { suite,
        DirectoryError::Unreachable => &steward, calls.admit(account.into());
    });
    // 2^32 organizations do not fit into a test.
    complete(&seen, &["IdsUsedUp"]);
    Ok(())
}

#[apply(on_both)]
fn every_error_of_the_access_log(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, mallory) = (suite.owner(), Actor::named("mallory"));
    let mut calls = suite.log();
    let patient = PatientId([1; 32]);
    let access = Access {
        actor: mallory.bytes(),
        organization: None,
        subject: Subject::Categories(Categories::ALL),
        purpose: Purpose::Treatment,
        outcome: of_one(Decision::Permit(Basis::Controller)).into(),
        justification: None,
    };
    let mut seen = refused! { suite,
        LogError::NotWriter => &mallory, calls.append(patient.into(), Encoded::of(&access));
    };
    seen.extend(refused! { suite,
        LogError::NotDeployer => &mallory, calls.set_writer(mallory.account());
        LogError::WriterAlreadySet => &owner, calls.set_writer(mallory.account());
    });
    seen.extend(refused! { suite,
        LogError::LimitTooLarge => &mallory, calls.entries(patient.into(), 0, 33);
    });
    // 2^32 entries do not fit into a test; log.rs tests a writer whose access is too long.
    complete(&seen, &["TooLong", "Full"]);
    Ok(())
}
