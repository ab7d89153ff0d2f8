//! Organizations, practitioners, emergencies and heads are the model's.

use std::collections::BTreeSet;

use anyhow::{ensure, Context, Result};
use chartkey_interfaces::{
    batches::Place,
    directory::{KeyLoss, OrganizationStatus, PractitionerStatus, Profile, Standing},
    registry::Registry as _,
};

use super::{check_held, full::PAGE};
use crate::{
    generate::everybody,
    model::{is_overdue, Model, Status},
    plain,
    random::Random,
    words::{TreeKind, Who, EMERGENCY},
    world::World,
};

pub fn check_organizations(world: &mut World, model: &Model) -> Result<()> {
    let steward = world.suite.read(world.suite.directory().steward())?;
    check_held("the stewardship", world, &steward, &model.directory.steward)?;
    let organizations = &model.directory.organizations;
    for (number, expected) in (0..).zip(organizations) {
        let id = plain::organization(number);
        let one = world.suite.read(world.suite.directory().organization(id))?;
        let one = one.with_context(|| format!("organizations: {number} is gone"))?;
        let profile = world.suite.read(world.suite.directory().profile(id))?;
        let standing = world.suite.read(world.suite.registry().standing(id))?;
        let account = |who: Who| world.names.account(who);
        let status = match expected.active {
            true => OrganizationStatus::Active,
            false => OrganizationStatus::Suspended,
        };
        let stolen = |stolen| if stolen { KeyLoss::Stolen } else { KeyLoss::Lost };
        let published = expected.profile.map(|profile| Profile {
            keeper: plain::text(profile.keeper),
            key: plain::key(profile.key),
            document: [profile.document; 32],
        });
        let same = *one.admin.holder() == account(expected.admin.by)
            && one.admin.proposed() == expected.admin.offered.map(account)
            && one.standing == Standing { status, generation: expected.generation }
            && standing == Some(one.standing)
            && one.replaced == expected.replaced.map(stolen)
            && profile == published;
        ensure!(same, "organizations: {one:?} {profile:?} in the place of {expected:?}");
        for kind in TreeKind::ALL {
            let current = world.suite.registry().current_tree(id, plain::kind(kind));
            let current = world.suite.read(current)?;
            let expected = model.current_tree(number, kind).number;
            ensure!(current == expected, "trees: {current} is current, expected {expected}");
        }
        check_invitations(world, model, number)?;
    }
    let register = world.suite.read(world.suite.directory().register())?;
    let expected = model.directory.register.map(|byte| [byte; 32]);
    ensure!(register == expected, "the register: {register:?} in the place of {expected:?}");
    let next = plain::organization(u32::try_from(organizations.len())?);
    let none = world.suite.read(world.suite.directory().organization(next))?;
    ensure!(none.is_none(), "organizations: {none:?} was never admitted");
    Ok(())
}

/// Everybody has the invitations of an organization that the model says.
fn check_invitations(world: &mut World, model: &Model, number: u32) -> Result<()> {
    for who in everybody() {
        let account = world.names.account(who).into();
        let id = plain::organization(number);
        let invitation = world.suite.read(world.suite.directory().invitation(id, account))?;
        let invitation = invitation.map(|one| (one.roles.bits(), one.generation, one.invited_at));
        let expected = model.directory.invitation(number, who);
        let expected = expected.map(|one| (one.roles, one.generation, one.invited_at));
        ensure!(
            invitation == expected,
            "invitations: {who:?} has {invitation:?}, expected {expected:?}"
        );
    }
    Ok(())
}

pub fn check_practitioners(world: &mut World, model: &Model) -> Result<()> {
    for who in everybody().into_iter().chain([Who::PatientAccount]) {
        let account = world.names.account(who);
        let one = world.suite.read(world.suite.registry().practitioner(account.into()))?;
        let key = world.suite.read(world.suite.directory().encryption_key(account.into()))?;
        let key = key.map(|key| key.value()).transpose()?;
        let expected = model.directory.practitioners.get(&who);
        let same = match (one, expected) {
            (None, None) => true,
            (Some(one), Some(expected)) => {
                one.organization == plain::organization(expected.organization)
                    && one.generation == expected.generation
                    && one.roles.bits() == expected.roles
                    && one.status
                        == match expected.status {
                            Status::Active => PractitionerStatus::Active,
                            Status::Suspended => PractitionerStatus::Suspended,
                            Status::Left => PractitionerStatus::Left,
                        }
                    && one.enrolled_at == expected.enrolled_at
                    // It says nothing without the role.
                    && (expected.roles & EMERGENCY == 0
                        || one.emergency_since == expected.emergency_since)
            }
            _ => false,
        };
        ensure!(same, "practitioners: {who:?} is {one:?} in the place of {expected:?}");
        let expected = model.directory.keys.get(&who).map(|key| plain::key(*key));
        ensure!(key == expected, "practitioners: {who:?} has the key {key:?}");
    }
    Ok(())
}

pub fn check_emergencies(world: &mut World, model: &Model) -> Result<()> {
    for who in everybody() {
        let account = world.names.account(who);
        let waiting = world.suite.read(world.suite.registry().waiting(account.into()))?;
        let expected = model.waiting.get(&who).map_or(&[][..], Vec::as_slice);
        let same = waiting.len() == expected.len()
            && waiting.iter().zip(expected).all(|(one, expected)| {
                one.organization == plain::organization(expected.organization)
                    && one.number == expected.number
                    && one.patient == world.patient(expected.chart)
                    && one.declared_at == expected.declared_at
                    && one.entry == expected.entry
            });
        ensure!(same, "waiting cases: {waiting:?} in the place of {expected:?}");
    }
    for id in 0..u32::try_from(model.directory.organizations.len())? {
        let expected = model.cases.get(&id).map_or(&[][..], Vec::as_slice);
        let mut from = 0;
        let mut overdue = 0;
        loop {
            let page = world.suite.registry().emergencies(plain::organization(id), from, PAGE);
            let page = world.suite.read(page)?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
            let counted = world.suite.registry().overdue(plain::organization(id), from, PAGE);
            let counted =
                world.suite.read(counted)?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
            overdue += counted.overdue;
            let rest = expected.get(from as usize..).unwrap_or_default();
            let same = page.len() == rest.len().min(PAGE as usize)
                && page.iter().zip(rest).all(|(one, expected)| {
                    one.practitioner == world.names.account(expected.practitioner)
                        && one.patient == world.patient(expected.chart)
                        && one.entry == expected.entry
                        && one.declared_at == expected.declared_at
                        && one.reviewed == expected.reviewed
                });
            ensure!(same, "emergencies: {page:?} in the place of {rest:?}");
            match counted.next {
                Some(next) => from = next,
                None => break,
            }
        }
        let waits = expected.iter().filter(|case| case.reviewed.is_none());
        let late = waits.filter(|case| is_overdue(case.declared_at, model.now)).count();
        ensure!(overdue as usize == late, "overdue: {overdue} in the place of {late}");
    }
    Ok(())
}

pub fn check_heads(world: &mut World, model: &Model) -> Result<()> {
    let numbers = 0..u32::try_from(model.directory.organizations.len())?;
    let current = |id| TreeKind::ALL.map(|kind| model.current_tree(id, kind));
    // Those of the trees before stay as well.
    let trees: BTreeSet<_> = numbers.flat_map(current).chain(model.heads.keys().copied()).collect();
    for tree in trees {
        let expected = model.heads.get(&tree).map_or(&[][..], Vec::as_slice);
        let mut from = 0;
        loop {
            let page = world.suite.registry().heads(plain::tree(tree), from, PAGE);
            let page = world.suite.read(page)?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
            let rest = expected.get(from as usize..).unwrap_or_default();
            let same = page.len() == rest.len().min(PAGE as usize)
                && page.iter().zip(rest).all(|(one, expected)| {
                    one.size == expected.size
                        && one.root == expected.root
                        && one.anchored_at == expected.anchored_at
                });
            ensure!(same, "heads: {page:?} in the place of {rest:?}");
            if page.len() < PAGE as usize {
                break;
            }
            from += PAGE;
        }
    }
    Ok(())
}

/// Leaves are in the heads that they are proven for, and in no other place.
pub fn check_inclusion(world: &mut World, model: &Model, random: &mut Random) -> Result<()> {
    for (tree, heads) in &model.heads {
        let number = random.index(heads.len());
        let index = random.below(heads[number].size);
        let head = u32::try_from(number)?;
        let Some((leaf, proof, own)) = model.proof(*tree, head, index) else { continue };
        let moved = u64::from(random.chance(200));
        let place = Place { head, index: index + moved, proof };
        let includes = world.suite.registry().includes(plain::tree(*tree), leaf.into(), place);
        let answer = world.suite.read(includes)?;
        let expected = own && moved == 0;
        ensure!(answer.is_ok() == expected, "inclusion: {answer:?} in the place of {expected}");
    }
    Ok(())
}
