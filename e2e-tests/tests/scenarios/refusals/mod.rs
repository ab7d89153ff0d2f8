//! Every error that a message can return is returned by one, and no other.
//!
//! Each table pairs an error with a call that has to end in it. What the tables cover is
//! compared with what the error types define, so that a new variant without a row fails.

mod governing;
mod registry;

use std::collections::BTreeSet;

use anyhow::Result;
use chartkey_commands::NewCategoryKeys;
use chartkey_e2e_tests::{x25519_key, Actor, Contract, Hospital, On, Patient, Suite};
use chartkey_governance::{HandoverError, HandoverStep};
use chartkey_interfaces::{
    consent::ConsentError,
    directory::{DirectoryError, OrganizationStatus, PractitionerStatus, Roles},
    log::{Access, Log as _, LogError, Outcome, Subject},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Effect, Grantee, PolicyError, Scope, Terms};
use chartkey_vocabulary::{
    Categories, Category, KeyError, OrgId, PatientId, PublicKey, Purpose, SetError, TextError,
};
use ink::scale_info::{TypeDef, TypeInfo};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use crate::on_both;

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
    let key = |suite, length| PublicKey { suite, bytes: vec![1; length] };
    let now = suite.now()?;
    let policy = ConsentError::Policy;
    let unassigned = Categories::decode(&mut &(1_u32 << 31).to_le_bytes()[..])?;
    let terms = &terms;
    let with = |change: fn(&mut Terms, u64)| {
        let mut terms = *terms;
        change(&mut terms, now);
        terms
    };
    let seen = refused! { suite,
        ConsentError::UnknownChart => actor, calls.revoke(PatientId([9; 32]).into(), 0);
        ConsentError::ChartExists => actor, calls.create_chart(salt.into());
        ConsentError::NotController => &mercy.clinician, calls.revoke(id.into(), 0);
        ConsentError::Handover(HandoverError::NotHolder) =>
            &mercy.clinician, calls.hand_over(id.into(), HandoverStep::Propose(mercy.clinician.bytes()));
        ConsentError::Handover(HandoverError::NotProposed) =>
            &mercy.clinician, calls.hand_over(id.into(), HandoverStep::Accept);
        policy(PolicyError::Unassigned) =>
            actor, calls.grant(id.into(), Terms { scope: Scope::Categories(unassigned), ..*terms }.into());
        policy(PolicyError::Empty) =>
            actor, calls.grant(id.into(), Terms { scope: Scope::Categories(Categories::EMPTY), ..*terms }.into());
        policy(PolicyError::Window) =>
            actor, calls.grant(id.into(), with(|terms, now| { terms.from = 0; terms.until = Some(now - 1) }).into());
        policy(PolicyError::EndMissing) =>
            actor, calls.grant(id.into(), with(|terms, _| terms.until = None).into());
        policy(PolicyError::TooLong) =>
            actor, calls.grant(id.into(), with(|terms, _| terms.until = Some(u64::MAX)).into());
        policy(PolicyError::GranteeMissing) =>
            actor, calls.grant(id.into(), with(|terms, _| terms.grantee = Grantee::Anyone).into());
        policy(PolicyError::KeysOnDeny) =>
            actor, calls.deny(id.into(), with(|terms, _| terms.keys = Some([1; 32])).into());
        policy(PolicyError::UnknownProvision) => actor, calls.revoke(id.into(), 1);
        policy(PolicyError::OtherEffect) =>
            actor, calls.replace(id.into(), 0, Effect::Deny, (*terms).into());
        ConsentError::Key(KeyError::UnknownSuite) =>
            actor, calls.publish_key(id.into(), LABORATORY, key(3, 32));
        ConsentError::Key(KeyError::WrongLength) =>
            actor, calls.publish_key(id.into(), LABORATORY, key(1, 33));
        ConsentError::Order =>
            actor, calls.rekey(id.into(), NewCategoryKeys { keys: vec![], envelopes: vec![] });
    };
    let mut seen = seen;
    for document in 1..64 {
        let scope = Scope::Document(document);
        suite.grant(&ana, Terms { scope, ..*terms })?;
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
    let long = "l".repeat(129);
    let chart = PatientId([9; 32]);
    let unassigned = Categories::decode(&mut &(1_u32 << 31).to_le_bytes()[..])?;
    let research = Purpose::Research;
    let key = |suite| PublicKey { suite, ..x25519_key(1) };
    let mut seen = refused! { suite,
        DirectoryError::NotSteward => admin, calls.admit(nobody.bytes().into());
    };
    seen.extend(refused! { suite,
        DirectoryError::UnknownOrganization =>
            &steward, calls.set_organization_status(OrgId(2), OrganizationStatus::Suspended);
        DirectoryError::NotAdmin => clinician, calls.enrol(mercy.id, nobody.bytes().into(), Roles::ALL);
        DirectoryError::Handover(HandoverError::NotHolder) =>
            clinician, calls.hand_over(mercy.id, HandoverStep::Propose(nobody.bytes()));
        DirectoryError::Handover(HandoverError::NotProposed) =>
            clinician, calls.hand_over(mercy.id, HandoverStep::Accept);
        DirectoryError::NothingToDo =>
            &steward, calls.set_organization_status(mercy.id, OrganizationStatus::Active);
        DirectoryError::AlreadyEnrolled =>
            &hope.admin, calls.enrol(hope.id, clinician.bytes().into(), Roles::ALL);
        DirectoryError::NotEnrolled => admin, calls.leave();
        DirectoryError::Roles => admin, calls.enrol(mercy.id, nobody.bytes().into(), Roles::EMPTY);
        DirectoryError::NotForAdmin =>
            admin, calls.set_practitioner_status(clinician.bytes().into(), PractitionerStatus::Left);
        DirectoryError::NotPractitioner =>
            admin, calls.request(chart.into(), Categories::ALL, research, "r".into());
        DirectoryError::Categories(SetError::Unassigned) =>
            clinician, calls.request(chart.into(), unassigned, research, "r".into());
        DirectoryError::Categories(SetError::Empty) =>
            clinician, calls.request(chart.into(), Categories::EMPTY, research, "r".into());
        DirectoryError::Reason(TextError::Empty) =>
            clinician, calls.request(chart.into(), Categories::ALL, research, "".into());
        DirectoryError::Keeper(TextError::Empty) => admin, calls.set_keeper(mercy.id, "".into());
        DirectoryError::Keeper(TextError::TooLong) =>
            admin, calls.set_keeper(mercy.id, long.as_str().into());
        DirectoryError::Keeper(TextError::NotPrintable) =>
            admin, calls.set_keeper(mercy.id, "\t".into());
        DirectoryError::Key(KeyError::UnknownSuite) =>
            admin, calls.set_encryption_key(mercy.id, key(9));
        DirectoryError::Key(KeyError::WrongLength) =>
            admin, calls.set_encryption_key(mercy.id, key(2));
    });
    seen.extend(refused! { suite,
        DirectoryError::NotSuspended =>
            &steward, calls.replace_admin(mercy.id, nobody.bytes().into());
    });
    let suspend = calls.set_organization_status(hope.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;
    seen.extend(refused! { suite,
        DirectoryError::Suspended => &hope.admin, calls.set_keeper(hope.id, "x".into());
    });
    suite.set_paused(Contract::Directory, true)?;
    seen.extend(refused! { suite,
        DirectoryError::Paused => admin, calls.enrol(mercy.id, nobody.bytes().into(), Roles::ALL);
    });

    // Over a registry that was not told of this directory.
    let mut suite = Suite::deploy_unwired(on.chain()?, &nobody)?;
    let mut calls = suite.directory();
    seen.extend(refused! { suite,
        DirectoryError::Unreachable => &steward, calls.admit(nobody.bytes().into());
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
        outcome: Outcome::Permit(Basis::Controller),
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
