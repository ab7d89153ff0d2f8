//! What has to hold after every step, whatever the step was.

mod decisions;
mod full;
mod governing;
mod log;
mod openings;
mod providers;

pub use decisions::Watched;

use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use chartkey_e2e_tests::Event;
use chartkey_governance::Handover;
use chartkey_interfaces::{consent::Keys as _, log::Head};
use chartkey_policy::KeyEpochs;
use chartkey_vocabulary::Category;

use crate::{
    generate::everybody,
    model::{Chart, Held, Model, Predicted},
    plain,
    random::Random,
    steps::{Action, Command, Governing, Step},
    words::{ChartName, Time, Who},
    world::{Happened, World},
};

/// After how many steps another chart is looked at than the one that the step was about.
const EVERY_FEW: usize = 4;

/// What is remembered from step to step.
#[derive(Default)]
pub struct Memory {
    /// What everybody can spend.
    balances: BTreeMap<Who, u128>,
    /// The published and the required epochs of each chart.
    epochs: BTreeMap<ChartName, Vec<(u32, u32)>>,
    /// The log of each chart as it was once.
    heads: BTreeMap<ChartName, Head>,
    /// How many messages were checked.
    turn: usize,
}

/// The chart that a message is about.
pub fn touched(action: &Action) -> Option<ChartName> {
    match action {
        Action::HandOver(chart, _)
        | Action::Grant(chart, _)
        | Action::Deny(chart, _)
        | Action::Revoke(chart, _)
        | Action::Replace(chart, ..)
        | Action::PublishKey(chart, ..)
        | Action::Rekey(chart, _)
        | Action::SetDirective(chart, ..)
        | Action::Register(chart, ..)
        | Action::RegisterMany(chart, ..)
        | Action::SelfReport(chart, ..)
        | Action::Amend(chart, ..)
        | Action::Retract(chart, ..)
        | Action::WaiveRetention(chart, _)
        | Action::RestoreRetention(chart, _)
        | Action::Erase(chart, _)
        | Action::EraseDocument(chart, _)
        | Action::Open(chart, ..)
        | Action::Declare(chart, ..)
        | Action::Review(chart, ..)
        | Action::Dispute(chart, ..)
        | Action::Append(chart)
        | Action::Complete(chart) => Some(*chart),
        Action::Submit(signed) => Some(signed.chart),
        Action::Recover(recovery) => Some(recovery.chart),
        _ => None,
    }
}

/// Whether it is a message of the registry, which changes no policy.
fn is_the_registrys(action: &Action) -> bool {
    matches!(
        action,
        Action::Register(..)
            | Action::RegisterMany(..)
            | Action::SelfReport(..)
            | Action::Amend(..)
            | Action::Retract(..)
            | Action::WaiveRetention(..)
            | Action::RestoreRetention(..)
            | Action::Erase(..)
            | Action::EraseDocument(..)
            | Action::Open(..)
            | Action::Declare(..)
            | Action::Review(..)
            | Action::Dispute(..)
    )
}

/// Whether it writes an entry of a log, and then whether it stores nothing else.
fn writes_an_entry(action: &Action) -> Option<bool> {
    match action {
        Action::Open(..) | Action::Dispute(..) => Some(true),
        Action::Declare(..) | Action::Review(..) => Some(false),
        Action::Submit(signed) => {
            matches!(signed.command, Command::Open(_) | Command::Dispute(..)).then_some(true)
        }
        _ => None,
    }
}

/// Whether a pause never stops it.
fn goes_on(action: &Action) -> bool {
    match action {
        Action::Deny(..)
        | Action::Revoke(..)
        | Action::Replace(_, _, false, _)
        | Action::PublishKey(..)
        | Action::Rekey(..)
        | Action::HandOver(..)
        | Action::CreateChart(_)
        | Action::Retract(..)
        | Action::WaiveRetention(..)
        | Action::RestoreRetention(..)
        | Action::Erase(..)
        | Action::EraseDocument(..)
        | Action::Open(..)
        | Action::Declare(..)
        | Action::Review(..)
        | Action::Dispute(..)
        | Action::Recover(_)
        | Action::Complete(_)
        | Action::SetOrganizationStatus(..)
        | Action::ReplaceAdmin(..)
        | Action::HandOverOrganization(..)
        | Action::SetProfile(..)
        | Action::WithdrawInvitation(..)
        | Action::PublishAccountKey(_)
        | Action::BeginTree(..)
        | Action::SetPractitionerStatus(..)
        | Action::Leave
        | Action::HandOverStewardship(_)
        | Action::Govern(..)
        | Action::Hold(_) => true,
        Action::Submit(signed) => !matches!(
            signed.command,
            Command::Adopt(_)
                | Command::Grant(_)
                | Command::Replace(_, true, _)
                | Command::SelfReport(..)
                | Command::Amend(..)
                | Command::SetDirective(..)
        ),
        _ => false,
    }
}

/// The kind of failure that an answer is.
pub const ANSWER: &str = "the answer";

/// The answer is one of those that the model allows.
pub fn check_answer(predicted: &Predicted, happened: &Happened) -> Result<()> {
    ensure!(
        predicted.allows(&happened.answer),
        "{ANSWER}: {:?} is not as predicted: {predicted:?}",
        happened.answer
    );
    Ok(())
}

impl Memory {
    /// What everybody can spend at first: everybody is given something.
    pub fn begin(world: &mut World) -> Result<Self> {
        let mut memory = Self::default();
        for who in everybody() {
            let account = world.names.actor(who).account();
            world.suite.chain().endow(account)?;
            memory.balances.insert(who, world.suite.chain().balance(account)?);
        }
        Ok(memory)
    }

    /// Checks a message that was sent.
    pub fn check(
        &mut self,
        world: &mut World,
        model: &Model,
        step: &Step,
        happened: &Happened,
    ) -> Result<()> {
        let (by, action) = match step {
            Step::Send(by, action) => (by, action),
            Step::Ask(chart, entry, record) => {
                return openings::check_ticket(world, *chart, *entry, *record);
            }
            Step::Wait(_) => return Ok(()),
        };
        if let Err(error) = &happened.answer {
            ensure!(happened.events.is_empty(), "events: a refusal left {:?}", happened.events);
            ensure!(!(goes_on(action) && error.contains("Paused")), "the pause: it stopped this");
            ensure!(happened.cost.items == 0 && happened.cost.bytes == 0, "storage of a refusal");
        }
        self.check_deposits(world, *by, action, happened)?;
        governing::check(world, model, action, happened)?;
        let chart = touched(action);
        if let Some(chart) = chart {
            let checked = if is_the_registrys(action) {
                log::check_head(world, model, chart)
            } else {
                self.check_chart(world, model, chart)
            };
            checked.with_context(|| format!("{chart:?}"))?;
        }
        if let (true, Some(chart)) = (happened.answer.is_ok(), chart) {
            if let (Some(alone), Some(of)) = (writes_an_entry(action), model.charts.get(&chart)) {
                log::check_items(of, alone, happened)?;
            }
        }
        // No other chart has changed: one of them after every few steps, all of them every 100.
        self.turn += 1;
        let other = model.charts.keys().nth(self.turn / EVERY_FEW % model.charts.len().max(1));
        if let (0, Some(other)) = (self.turn % EVERY_FEW, other) {
            self.check_chart(world, model, *other)
                .with_context(|| format!("another chart, {other:?}"))?;
        }
        for event in &happened.events {
            if let Event::Opened { patient, entry, verdict } = event {
                openings::check(world, *patient, *entry, verdict)?;
            }
        }
        Ok(())
    }

    /// Looks at everything.
    pub fn check_everything(
        &mut self,
        world: &mut World,
        model: &Model,
        random: &mut Random,
    ) -> Result<()> {
        for chart in model.charts.keys() {
            self.check_chart(world, model, *chart).with_context(|| format!("{chart:?}"))?;
            let old = self.heads.get(chart).copied();
            let head = log::check_proofs(world, *chart, &model.charts[chart], old, random)?;
            self.heads.insert(*chart, head);
        }
        full::everything(world, model, random)
    }

    /// Nobody frees an item, but who moves a contract to another governor, and nobody but the
    /// sender pays or is paid.
    fn check_deposits(
        &mut self,
        world: &mut World,
        by: Who,
        action: &Action,
        happened: &Happened,
    ) -> Result<()> {
        let cost = happened.cost;
        let moves = matches!(action, Action::Govern(_, Governing::Move(_)));
        ensure!(cost.items >= -i64::from(moves), "deposits: {} items were freed", -cost.items);
        // Deposits for code are the pallet's own.
        let is_code = matches!(action, Action::Upload(_) | Action::Remove(_));
        let most = 6 + base_deposits(action);
        for (who, before) in &mut self.balances {
            let now = world.suite.chain().balance(world.names.actor(*who).account())?;
            if *who == by {
                let paid = i128::try_from(*before)? - i128::try_from(now)?;
                // A planck for an item and a planck for a byte; each of the six contracts may
                // round a refund down.
                let rounded = paid - i128::from(cost.items + cost.bytes);
                ensure!(
                    is_code || (0..=most).contains(&rounded),
                    "deposits: {paid} were paid for {cost:?}"
                );
            } else {
                ensure!(now == *before, "deposits: {who:?} had {before} and has {now}");
            }
            *before = now;
        }
        Ok(())
    }

    /// A chart's control, epochs and log head are the model's, and its epochs only grow.
    fn check_chart(&mut self, world: &mut World, model: &Model, chart: ChartName) -> Result<()> {
        let patient = world.patient(chart);
        let control = world.suite.read(world.suite.consent().control(patient.into()))?;
        let Some(expected) = model.charts.get(&chart) else {
            ensure!(control.is_none(), "control: there is a chart that nobody opened");
            return Ok(());
        };
        let control = control.context("control: the chart is gone")?;
        check_control(world, expected, &control)?;
        let policy = world.suite.read(world.suite.consent().policy(patient.into()))?;
        let policy = policy.context("the policy: the chart is gone")?;
        full::check_policy(world, expected, &policy)?;
        let epochs = world.suite.read(world.suite.consent().epochs(patient.into()))?;
        let epochs = epochs.context("epochs: the chart is gone")?;
        self.check_epochs(chart, expected, &epochs, model.now)?;
        log::check_head(world, model, chart)
    }

    fn check_epochs(
        &mut self,
        chart: ChartName,
        expected: &Chart,
        epochs: &KeyEpochs,
        now: Time,
    ) -> Result<()> {
        let of_one =
            |category: &Category| (epochs.published(*category), epochs.required(*category));
        let all: Vec<_> = Category::ALL.iter().map(of_one).collect();
        for (category, (published, required)) in (0_u8..).zip(&all) {
            let expected =
                (expected.published[usize::from(category)], expected.required(category, now));
            ensure!(
                (*published, *required) == expected,
                "epochs: {published} published and {required} required of category {category}, \
                 expected {expected:?}"
            );
        }
        ensure!(
            epochs.outdated().bits() == expected.outdated_at(now),
            "epochs: {:?} need a key, expected {:b}",
            epochs.outdated(),
            expected.outdated_at(now)
        );
        if let Some(before) = self.epochs.insert(chart, all.clone()) {
            for ((old, new), category) in before.iter().zip(&all).zip(0..) {
                // Whose permit had run out may be given the key again.
                let again = expected.policy.gives_key_of(category, now);
                ensure!(
                    old.0 <= new.0 && (old.1 <= new.1 || again),
                    "epochs: those of category {category} shrank, {old:?} to {new:?}"
                );
            }
        }
        Ok(())
    }
}

/// What a release adds to contracts' base deposits at the most. With new code the pallet counts
/// the bytes of the contract's own entry anew, and now with the parts that it holds: 49 for one.
fn base_deposits(action: &Action) -> i128 {
    match action {
        Action::Govern(_, Governing::Apply(contracts)) => {
            contracts.iter().map(|contract| 49 * i128::from(contract.part_count())).sum()
        }
        _ => 0,
    }
}

fn check_control(world: &World, expected: &Chart, control: &Handover) -> Result<()> {
    check_held("control", world, control, &expected.control)
}

/// Who holds something, and whom it is offered to, are the model's.
fn check_held(what: &str, world: &World, answer: &Handover, expected: &Held) -> Result<()> {
    let account = |who: Who| world.names.account(who);
    ensure!(
        *answer.holder() == account(expected.by)
            && answer.proposed() == expected.offered.map(account),
        "{what}: {answer:?} in the place of {expected:?}"
    );
    Ok(())
}

/// A request of the model in the contract's types.
pub fn request(world: &World, request: &crate::model::Request) -> chartkey_policy::Request {
    use crate::model::Target;
    chartkey_policy::Request {
        subject: world.names.account(request.subject),
        organization: request.organization.map(plain::organization),
        target: match request.target {
            Target::Categories(set) => chartkey_policy::Target::Categories(plain::from_bits(set)),
            Target::Session(set) => chartkey_policy::Target::Session(plain::from_bits(set)),
            Target::Record { document, category, issuer, addressee } => {
                chartkey_policy::Target::Record(chartkey_policy::RecordTarget {
                    document,
                    category: plain::category(category),
                    issuer: issuer.map(plain::organization),
                    addressee: addressee.map(|to| plain::addressee(&world.names, to)),
                })
            }
        },
        purpose: plain::purpose(request.purpose),
        action: plain::doing(request.action),
        emergency: request.emergency,
    }
}
