//! Requests are decided as the model decides them, and what takes away never opens anything.

use anyhow::{ensure, Result};

use super::request;
use crate::{
    generate::{everybody, USUAL_CATEGORIES},
    model::{Chart, Model, Request, Target},
    random::Random,
    steps::{Action, Command, Step},
    words::{
        has, Addressee, ChartName, Directive, Grantee, Scope, Terms, Time, ALL_CATEGORIES, APPEND,
        ETREAT, FAMRQT, HOPERAT, PATRQT, PURPOSE_COUNT, READ, TREAT,
    },
    world::World,
};

/// How many requests are decided of each chart.
const REQUESTS: usize = 12;

/// How many requests are decided before and after something is taken away.
const WATCHED: usize = 6;

/// Requests that were refused before a step that only takes away.
pub struct Watched {
    chart: ChartName,
    refused: Vec<Request>,
}

/// A request near what one of the provisions says.
fn any_request(near: Option<Terms<Time>>, random: &mut Random) -> Request {
    let grantee = near.map(|terms| terms.grantee);
    let subject = match grantee {
        Some(Grantee::Practitioner(who)) if random.chance(700) => who,
        _ => random.pick(&everybody()),
    };
    let organization = match grantee {
        Some(Grantee::Organization(id)) if random.chance(700) => Some(id),
        _ => random.chance(800).then(|| random.below(3) as u32),
    };
    let emergency = random.chance(300);
    let category = random.pick(&USUAL_CATEGORIES);
    let target = match near.map(|terms| terms.scope) {
        Some(Scope::Categories(set)) if random.chance(400) && set & !ALL_CATEGORIES == 0 => {
            if random.chance(500) {
                Target::Session(set)
            } else {
                Target::Categories(set)
            }
        }
        near => {
            let issuer = random.chance(600).then(|| random.below(3) as u32);
            let addressee = match random.below(4) {
                _ if issuer.is_some() => None,
                0 => organization.map(Addressee::Organization),
                1 => Some(Addressee::Practitioner(subject)),
                2 => Some(Addressee::Organization(random.below(3) as u32)),
                _ => None,
            };
            let document = match near {
                Some(Scope::Document(document)) => document,
                _ => random.below(5) as u32,
            };
            Target::Record { document, category, issuer, addressee }
        }
    };
    let usual = near.map(|terms| terms.purposes).filter(|_| random.chance(400));
    let purpose = match usual {
        _ if emergency => ETREAT,
        Some(purposes) => {
            let all: Vec<_> = (0..PURPOSE_COUNT).filter(|one| has(purposes, *one)).collect();
            random.pick(&all)
        }
        None => random.pick(&[TREAT, TREAT, TREAT, ETREAT, HOPERAT, 4, PATRQT, FAMRQT]),
    };
    let action = if random.chance(700) { READ } else { APPEND };
    Request { subject, organization, target, purpose, action, emergency }
}

/// Around a provision, if there is one.
fn near_any(chart: &Chart, random: &mut Random) -> Option<Terms<Time>> {
    let provisions = &chart.policy.provisions;
    (!provisions.is_empty()).then(|| random.pick(provisions).terms)
}

/// What the contract decides, in its words.
fn decided(world: &mut World, name: ChartName, asked: &Request) -> Result<String> {
    let asking = request(world, asked);
    let decide = world.suite.consent().decide(world.patient(name).into(), asking.into());
    Ok(format!("{:?}", world.suite.read(decide)?))
}

fn is_permitted(answer: &str) -> bool {
    answer.starts_with("Ok(Permit")
}

/// Requests of all kinds are decided as the model decides them: no permit counts outside of its
/// window, and no deny lapses.
pub fn check(
    world: &mut World,
    model: &Model,
    name: ChartName,
    chart: &Chart,
    random: &mut Random,
) -> Result<()> {
    for _ in 0..REQUESTS {
        let near = near_any(chart, random);
        let asked = any_request(near, random);
        let expected = chart.policy.decide(chart.control.by, &asked, model.now);
        let answer = decided(world, name, &asked)?;
        ensure!(
            answer == format!("Ok({expected:?})"),
            "decisions: {answer} in the place of {expected:?} for {asked:?}"
        );
    }
    Ok(())
}

/// The chart from which a step only takes away, and what it is about: a deny is added, a permit
/// revoked, or a directive made narrower.
fn taken_from(model: &Model, step: &Step) -> Option<(ChartName, Option<Terms<Time>>)> {
    let Step::Send(_, action) = step else { return None };
    let now = model.now;
    let permit = |chart: ChartName, id: u32| {
        let provision = model.charts.get(&chart)?.policy.find(id)?;
        provision.permit.then_some((chart, Some(provision.terms)))
    };
    let narrower = |chart: ChartName, which: Directive, set: u32| {
        let policy = &model.charts.get(&chart)?.policy;
        let before = match which {
            Directive::Emergency => policy.emergency,
            Directive::Issuers => policy.issuers,
        };
        (set & !before == 0).then_some((chart, None))
    };
    match action {
        Action::Deny(chart, terms) => Some((*chart, Some(terms.at(now)))),
        Action::Revoke(chart, id) => permit(*chart, *id),
        Action::SetDirective(chart, which, set) => narrower(*chart, *which, *set),
        Action::Submit(signed) => match &signed.command {
            Command::Deny(terms) => Some((signed.chart, Some(terms.at(now)))),
            Command::Revoke(id) => permit(signed.chart, *id),
            Command::SetDirective(which, set) => narrower(signed.chart, *which, *set),
            _ => None,
        },
        _ => None,
    }
}

impl Watched {
    /// Before a step that only takes away: what is refused now.
    pub fn before(
        world: &mut World,
        model: &Model,
        step: &Step,
        random: &mut Random,
    ) -> Result<Option<Self>> {
        let Some((name, about)) = taken_from(model, step) else { return Ok(None) };
        let Some(chart) = model.charts.get(&name) else { return Ok(None) };
        let mut refused = Vec::new();
        for _ in 0..WATCHED {
            let near = if random.chance(500) { about } else { near_any(chart, random) };
            // Terms may name no purpose that there is.
            let near = near.filter(|terms| (0..PURPOSE_COUNT).any(|one| has(terms.purposes, one)));
            let asked = any_request(near, random);
            if !is_permitted(&decided(world, name, &asked)?) {
                refused.push(asked);
            }
        }
        Ok(Some(Self { chart: name, refused }))
    }

    /// After it: nothing of that is permitted.
    pub fn after(self, world: &mut World) -> Result<()> {
        for asked in &self.refused {
            let answer = decided(world, self.chart, asked)?;
            ensure!(!is_permitted(&answer), "taking away: it opened {asked:?}: {answer}");
        }
        Ok(())
    }
}
