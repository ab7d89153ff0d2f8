//! Organizations, practitioners, emergencies and heads are the model's.

use anyhow::{ensure, Context, Result};
use chartkey_interfaces::{
    batches::Place,
    directory::{OrganizationStatus, PractitionerStatus},
    registry::Registry as _,
};
use chartkey_vocabulary::OrgId;

use super::{check_held, full::PAGE};
use crate::{
    generate::everybody,
    model::{is_overdue, Model, Status},
    plain,
    random::Random,
    words::{Who, EMERGENCY},
    world::World,
};

pub fn check_organizations(world: &mut World, model: &Model) -> Result<()> {
    let steward = world.suite.read(world.suite.directory().steward())?;
    check_held("the stewardship", world, &steward, &model.directory.steward)?;
    let organizations = &model.directory.organizations;
    for (id, expected) in (0..).zip(organizations) {
        let one = world.suite.read(world.suite.directory().organization(OrgId(id)))?;
        let one = one.with_context(|| format!("organizations: {id} is gone"))?;
        let profile = world.suite.read(world.suite.directory().profile(OrgId(id)))?;
        let status = world.suite.read(world.suite.registry().organization_status(OrgId(id)))?;
        let account = |who: Who| world.names.account(who);
        let same = *one.admin.holder() == account(expected.admin.by)
            && one.admin.proposed() == expected.admin.offered.map(account)
            && (one.status == OrganizationStatus::Active) == expected.active
            && status == Some(one.status)
            && profile.keeper == expected.keeper.map(plain::text)
            && profile.key == expected.key.map(plain::key);
        ensure!(same, "organizations: {one:?} {profile:?} in the place of {expected:?}");
    }
    let next = OrgId(u32::try_from(organizations.len())?);
    let none = world.suite.read(world.suite.directory().organization(next))?;
    ensure!(none.is_none(), "organizations: {none:?} was never admitted");
    Ok(())
}

pub fn check_practitioners(world: &mut World, model: &Model) -> Result<()> {
    for who in everybody().into_iter().chain([Who::PatientAccount]) {
        let account = world.names.account(who);
        let one = world.suite.read(world.suite.registry().practitioner(account.into()))?;
        let key = world.suite.read(world.suite.directory().practitioner_key(account.into()))?;
        let key = key.map(|key| key.value()).transpose()?;
        let expected = model.directory.practitioners.get(&who);
        let same = match (one, expected) {
            (None, None) => true,
            (Some(one), Some(expected)) => {
                one.organization == OrgId(expected.organization)
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
                one.organization == OrgId(expected.organization)
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
            let page = world.suite.registry().emergencies(OrgId(id), from, PAGE);
            let page = world.suite.read(page)?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
            let counted = world.suite.registry().overdue(OrgId(id), from, PAGE);
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
    for id in 0..u32::try_from(model.directory.organizations.len())? {
        let expected = model.heads.get(&id).map_or(&[][..], Vec::as_slice);
        let mut from = 0;
        loop {
            let page = world.suite.registry().heads(OrgId(id), from, PAGE);
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
    for (id, heads) in &model.heads {
        let number = random.index(heads.len());
        let index = random.below(heads[number].size);
        let head = u32::try_from(number)?;
        let Some((leaf, proof, own)) = model.proof(*id, head, index) else { continue };
        let moved = u64::from(random.chance(200));
        let place = Place { head, index: index + moved, proof };
        let includes = world.suite.registry().includes(OrgId(*id), leaf.into(), place);
        let told = world.suite.read(includes)?;
        let expected = own && moved == 0;
        ensure!(told.is_ok() == expected, "inclusion: {told:?} in the place of {expected}");
    }
    Ok(())
}
