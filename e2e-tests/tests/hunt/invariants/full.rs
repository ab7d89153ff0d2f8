//! The whole state of the suite is the model's.

use anyhow::{ensure, Context, Result};
use chartkey_interfaces::registry::{RetentionChange, Waiver};
use chartkey_policy::{Directive, Effect, Policy};

use super::{check_answer, decisions, governing, log, openings, providers};
use crate::{
    generate::USUAL_CATEGORIES,
    model::{Change, Chart, Model, Record, Retention},
    plain,
    random::Random,
    words::{ChartName, Time, Who, CATEGORY_COUNT},
    world::World,
};

pub const PAGE: u32 = 32;

/// Looks at all that is not looked at after each step.
pub fn everything(world: &mut World, model: &Model, random: &mut Random) -> Result<()> {
    for (name, chart) in &model.charts {
        check_keys(world, *name, chart, random.small(CATEGORY_COUNT))
            .and_then(|()| check_records(world, *name, chart, model.now))
            .and_then(|()| check_waivers(world, *name, chart))
            .and_then(|()| log::check_entries(world, *name, chart, random))
            .and_then(|()| check_account(world, *name, chart))
            .and_then(|()| decisions::check(world, model, *name, chart, random))
            .and_then(|()| check_tickets(world, model, *name, random))
            .with_context(|| format!("{name:?}"))?;
    }
    providers::check_organizations(world, model)?;
    providers::check_practitioners(world, model)?;
    providers::check_emergencies(world, model)?;
    providers::check_heads(world, model)?;
    providers::check_inclusion(world, model, random)?;
    governing::everything(world, model)
}

/// Of each chart: how many tickets are asked for.
const TICKETS: usize = 3;

/// Tickets for any entries and records are the model's.
fn check_tickets(
    world: &mut World,
    model: &Model,
    name: ChartName,
    random: &mut Random,
) -> Result<()> {
    let Some(chart) = model.charts.get(&name) else { return Ok(()) };
    for _ in 0..TICKETS {
        let entry = u32::try_from(random.index(chart.log.entries.len() + 1))?;
        let record = u32::try_from(random.index(chart.records.len() + 1))?;
        let answer = world.ask(name, entry, record)?;
        let expected = model.ticket(name, entry, record);
        check_answer(&expected, &answer)?;
        openings::check_ticket(world, name, entry, record)?;
    }
    Ok(())
}

pub fn check_policy(world: &World, chart: &Chart, policy: &Policy) -> Result<()> {
    let expected = &chart.policy;
    let directives =
        [Directive::Emergency, Directive::Issuers].map(|one| policy.directive(one).bits());
    ensure!(
        directives == [expected.emergency, expected.issuers],
        "the policy: the directives are {directives:x?} in the place of {:x} and {:x}",
        expected.emergency,
        expected.issuers
    );
    ensure!(
        policy.provisions().len() == expected.provisions.len(),
        "the policy: {:?} in the place of {:?}",
        policy.provisions(),
        expected.provisions
    );
    for (one, expected) in policy.provisions().iter().zip(&expected.provisions) {
        let terms = plain::terms(&world.names, expected.terms);
        let same = one.id == expected.id
            && (one.effect == Effect::Permit) == expected.permit
            && one.terms == terms;
        ensure!(same, "the policy: {one:?} in the place of {expected:?}");
    }
    Ok(())
}

/// The newest keys of the usual categories, and of one more.
fn check_keys(world: &mut World, name: ChartName, chart: &Chart, one_more: u8) -> Result<()> {
    for category in USUAL_CATEGORIES.into_iter().chain([one_more]) {
        let key = world
            .suite
            .consent()
            .category_key(world.patient(name).into(), plain::category(category));
        let key = world.suite.read(key)?.map(|key| key.value()).transpose()?;
        let expected = chart.keys.get(&category).map(|key| plain::key(*key));
        ensure!(
            key.as_ref().map(|key| &key.key) == expected.as_ref(),
            "keys: {key:?} in the place of {expected:?}"
        );
        let epoch = key.map_or(0, |key| key.epoch);
        let published = chart.published[usize::from(category)];
        ensure!(epoch == published, "keys: epoch {epoch} in the place of {published}");
    }
    Ok(())
}

fn check_records(world: &mut World, name: ChartName, chart: &Chart, now: Time) -> Result<()> {
    let mut stale = Vec::new();
    let mut from = 0;
    loop {
        let patient = world.patient(name);
        let page = world.suite.registry().records(patient.into(), from, PAGE);
        let page = world.suite.read(page)?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let waiting = world.suite.registry().stale(patient.into(), from, PAGE);
        let waiting = world.suite.read(waiting)?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        stale.extend(waiting.records);
        let expected: Vec<_> =
            chart.records.iter().skip(from as usize).take(PAGE as usize).collect();
        ensure!(
            page.len() == expected.len(),
            "records: {} in the place of {} from {from} on",
            page.len(),
            expected.len()
        );
        for (one, expected) in page.iter().zip(&expected) {
            check_record(world, one, expected)?;
        }
        if expected.len() < PAGE as usize {
            break;
        }
        from += PAGE;
    }
    let expected: Vec<_> = (0..)
        .zip(&chart.records)
        .filter(|(_, record)| {
            record.amended_by.is_none()
                && record
                    .version
                    .is_some_and(|version| version.epoch < chart.required(record.category, now))
        })
        .map(|(id, _): (u32, _)| id)
        .collect();
    ensure!(stale == expected, "stale records: {stale:?} in the place of {expected:?}");
    Ok(())
}

/// What was done last about the retention of every document.
fn check_waivers(world: &mut World, name: ChartName, chart: &Chart) -> Result<()> {
    let documents = chart.records.iter().zip(0..).filter(|(one, id)| one.document == *id);
    for (_, document) in documents {
        let patient = world.patient(name);
        let waiver = world.suite.registry().waiver(patient.into(), document);
        let waiver = world.suite.read(waiver)?;
        let expected = chart.waivers.get(&document).map(|waiver| Waiver {
            by: world.names.account(waiver.by),
            change: match waiver.change {
                Retention::WaiverProposed => RetentionChange::WaiverProposed,
                Retention::Waived => RetentionChange::Waived,
                Retention::Restored => RetentionChange::Restored,
            },
        });
        ensure!(waiver == expected, "waivers: {waiver:?} in the place of {expected:?}");
    }
    Ok(())
}

fn check_record(
    world: &World,
    one: &chartkey_interfaces::registry::Record,
    expected: &Record,
) -> Result<()> {
    let same = one.document == expected.document
        && one.category == plain::category(expected.category)
        && one.author == world.names.account(expected.author)
        && one.issuer == expected.issuer.map(plain::organization)
        && one.addressee == expected.addressee.map(|to| plain::addressee(&world.names, to))
        && one.amends == expected.amends
        && one.registered_at == expected.registered_at
        && one.retain_until == expected.retain_until
        && one.version == expected.version.map(plain::version)
        && one.amended_by == expected.amended_by
        && one.retracted == expected.retracted.map(plain::reason);
    ensure!(same, "records: {one:?} in the place of {expected:?}");
    Ok(())
}

fn check_account(world: &mut World, name: ChartName, chart: &Chart) -> Result<()> {
    let patient = world.patient(name);
    let account = world.suite.read(world.suite.accounts().account(Box::new(patient).into()))?;
    let Some(expected) = &chart.custody else {
        ensure!(account.is_none(), "the account: {account:?}, and the chart was never there");
        return Ok(());
    };
    let account = account.context("the account is gone")?;
    let custody = &account.custody;
    let key = |who: Who| world.names.account(who);
    let named = |guardians: &Option<crate::words::Guardians>| {
        guardians.as_ref().map(|named| plain::guardians(&world.names, &patient, named))
    };
    let waiting = expected.waiting.as_ref().map(|(change, ready_at)| {
        use chartkey_recovery::{Change as Waits, Waiting};
        let change = match change {
            Change::Guardians(guardians) => Waits::Guardians(named(guardians)),
            Change::HandOver(to) => Waits::HandOver(key(*to)),
        };
        Waiting { change, ready_at: *ready_at }
    });
    let proposal = custody.proposal().map(|one| (one.key, one.unanimous, one.ready_at));
    let same = *custody.key() == key(expected.key)
        && custody.round() == expected.round
        && custody.guardians() == named(&expected.guardians).as_ref()
        && custody.waiting() == waiting.as_ref()
        && proposal == expected.proposal.map(|(who, all, ready)| (key(who), all, ready))
        && custody.vetoed_at() == expected.vetoed_at
        && account.lanes == expected.lanes;
    ensure!(same, "the account: {account:?} in the place of {expected:?}");
    Ok(())
}
