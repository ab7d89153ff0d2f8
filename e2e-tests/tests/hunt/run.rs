//! Running a case: step by step, in the model and on the suite.

use std::{collections::BTreeMap, fmt};

use anyhow::{Context, Result};

use crate::{
    generate::Generator,
    invariants::{check_answer, Memory, Watched, ANSWER},
    model::{Model, Predicted},
    random::Random,
    steps::{Action, Command, Signed, Step},
    words::Selection,
    world::World,
};

/// How many steps there are between two looks at everything.
const FULL: usize = 100;

/// How often everything is looked at in the end of a case that is done again.
const LAST_LOOKS: usize = 3;

/// A case that did not hold.
#[derive(Debug)]
pub struct Failure {
    /// All steps up to the one after which it did not hold.
    pub steps: Vec<Step>,
    /// What did not hold.
    pub what: String,
}

impl Failure {
    /// What has to be looked at to see it again, the quickest first.
    pub fn looks(&self) -> &'static [Look] {
        if self.kind() == ANSWER {
            &[Look::Answers]
        } else {
            &[Look::Last, Look::All]
        }
    }

    /// Of what kind it is: the words up to the first colon.
    pub fn kind(&self) -> &str {
        self.what.rsplit("; ").next().unwrap_or_default().split(':').next().unwrap_or_default()
    }
}

/// A new suite with its model.
struct Case {
    world: World,
    model: Model,
    memory: Memory,
    random: Random,
    done: usize,
    look: Look,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The answers alone.
    Answers,
    /// The answers, and everything in the end.
    Last,
    /// All that has to hold.
    All,
}

impl Case {
    fn new(look: Look) -> Result<Self> {
        let mut world = World::new()?;
        let model = Model::new(world.names.clone(), world.suite.now()?);
        let memory = Memory::begin(&mut world)?;
        Ok(Self { world, model, memory, random: Random::new(0), done: 0, look })
    }

    /// Does a step. Returns what had to come of it.
    fn step(&mut self, step: &Step) -> Result<Option<Predicted>> {
        let watched = match self.look {
            Look::All => Watched::before(&mut self.world, &self.model, step, &mut self.random)?,
            Look::Answers | Look::Last => None,
        };
        let happened = self.world.step(step, &self.model)?;
        let predicted = self.model.step(step);
        if let (Some(happened), Some(predicted)) = (happened, &predicted) {
            check_answer(predicted, &happened)?;
            if self.look == Look::All {
                self.memory.check(&mut self.world, &self.model, step, &happened)?;
                if let Some(watched) = watched {
                    watched.after(&mut self.world)?;
                }
            }
        }
        self.done += 1;
        if self.look == Look::All && self.done % FULL == 0 {
            self.everything()?;
        }
        Ok(predicted)
    }

    fn everything(&mut self) -> Result<()> {
        self.memory.check_everything(&mut self.world, &self.model, &mut self.random)
    }
}

/// What a step asks to open.
fn selection_of(step: &Step) -> Option<&Selection> {
    match step {
        Step::Send(_, Action::Open(_, selection, ..)) => Some(selection),
        Step::Send(_, Action::Submit(Signed { command: Command::Open(selection), .. })) => {
            Some(selection)
        }
        _ => None,
    }
}

/// How many messages of each name were done, and refused.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<String, (u32, u32)>);

impl Tally {
    fn count(&mut self, step: &Step, done: &Option<Predicted>) {
        let text = match step {
            Step::Wait(_) => return,
            Step::Ask(..) => "Ticket".into(),
            Step::Send(_, Action::Submit(signed)) => format!("signed {:?}", signed.command),
            Step::Send(_, Action::Govern(_, message)) => format!("governor's {message:?}"),
            Step::Send(_, action) => format!("{action:?}"),
        };
        let mut name = text.split(['(', '{']).next().unwrap_or_default().to_owned();
        // Openings are counted by how they ended, tickets by why nothing is handed out.
        if let Some(selection) = selection_of(step) {
            name.push_str(match selection {
                Selection::Records(ids) if ids.len() == 1 => " one",
                Selection::Records(_) => " a list",
                Selection::Categories(_) => " a session",
            });
        }
        match done {
            Some(Predicted::Done(answer)) if selection_of(step).is_some() => {
                let outcome = answer.split_once(", ").map_or("", |(_, outcome)| outcome);
                let words = outcome.split(|letter: char| !letter.is_alphabetic());
                let mut words: Vec<_> = words.filter(|word| word.len() > 2).collect();
                words.dedup();
                name.extend([": ".to_owned(), words.join(" ")]);
            }
            Some(Predicted::Done(ticket)) if matches!(step, Step::Ask(..)) => {
                let refusal = ticket.rsplit("\"refusal\":").next().unwrap_or_default();
                let refusal = refusal.trim_matches(['}', '"']);
                name.extend([": ", refusal]);
            }
            Some(Predicted::Refused(errors)) if selection_of(step).is_some() => {
                name.extend([": ", errors.first().map_or("", String::as_str)]);
            }
            _ => {}
        }
        let (of_those_done, refused) = self.0.entry(name).or_default();
        let is_done = done.as_ref().is_some_and(Predicted::is_done);
        *(if is_done { of_those_done } else { refused }) += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, (done, refused)) in &self.0 {
            writeln!(f, "{name:32} {done:>8} done {refused:>8} refused")?;
        }
        Ok(())
    }
}

/// The whole chain of an error in a line, what matters last.
fn in_a_line(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Does these steps on a new suite. Looks at everything every 100 steps and in the end.
///
/// # Errors
/// When the suite cannot be deployed.
pub fn replay(steps: &[Step], look: Look) -> Result<Option<Failure>> {
    let mut case = Case::new(look).context("the suite cannot be deployed")?;
    for (count, step) in (1..).zip(steps) {
        if let Err(error) = case.step(step) {
            return Ok(Some(Failure { steps: steps[..count].to_vec(), what: in_a_line(&error) }));
        }
    }
    // Requests are drawn anew each time.
    let looks = if look == Look::Answers { 0 } else { LAST_LOOKS };
    let everything = (0..looks).try_for_each(|_| case.everything());
    Ok(everything.err().map(|error| Failure { steps: steps.to_vec(), what: in_a_line(&error) }))
}

/// Does so many random steps from this seed on a new suite. Returns how many messages were done
/// and refused, by their names, or what did not hold.
///
/// # Errors
/// When the suite cannot be deployed.
pub fn explore(seed: u64, count: usize, tally: &mut Tally) -> Result<Option<Failure>> {
    let mut case = Case::new(Look::All).context("the suite cannot be deployed")?;
    let mut generator = Generator::new(seed);
    let mut steps = Vec::with_capacity(count);
    while steps.len() < count {
        let step = generator.next(&case.model);
        steps.push(step.clone());
        match case.step(&step) {
            Ok(done) => tally.count(&step, &done),
            Err(error) => return Ok(Some(Failure { steps, what: in_a_line(&error) })),
        }
    }
    Ok(case.everything().err().map(|error| Failure { steps, what: in_a_line(&error) }))
}
