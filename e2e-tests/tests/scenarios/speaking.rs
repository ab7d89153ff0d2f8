//! Patients who say the same in transactions of their own and in signed commands.

use anyhow::{bail, Context, Result};
use chartkey_commands::{Command, SignedCommand};
use chartkey_e2e_tests::{order, Actor, Event, Patient, Suite};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    consent::{ConsentError, Keys as _},
    log::{Access, Log as _},
    registry::{Opening, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Directive, KeyEpochs, Policy, Terms};
use chartkey_vocabulary::{Categories, Category, Purpose, SelfReport};

/// How a patient says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// In transactions of the own.
    Direct,
    /// In signed commands, which somebody else submits.
    Signed,
}

/// A patient who speaks in one of these ways.
pub struct Speaker {
    pub patient: Patient,
    relayer: Option<Actor>,
}

/// What came of a word: the events, and the answer as the patient account gives it.
pub struct Said {
    pub events: Vec<Event>,
    answer: Result<Answer, AccountError>,
}

impl Said {
    /// That it was done, and the events of it.
    pub fn done(self) -> Result<Vec<Event>> {
        match self.answer {
            Ok(_) => Ok(self.events),
            Err(error) => bail!("refused: {error:?}"),
        }
    }

    /// The answer.
    pub fn answer(self) -> Result<Answer> {
        self.answer.map_err(|error| anyhow::anyhow!("refused: {error:?}"))
    }

    /// The error of what was refused, which emits nothing.
    pub fn refusal(self) -> Result<AccountError> {
        assert_eq!(self.events, []);
        match self.answer {
            Ok(answer) => bail!("not refused: {answer:?}"),
            Err(error) => Ok(error),
        }
    }
}

/// An error that the consent manager gave.
pub fn consent_error(error: impl Into<ConsentError>) -> AccountError {
    AccountError::Consent(Encoded::of(&error.into()))
}

/// An error that the record registry gave.
pub fn registry_error(error: RegistryError) -> AccountError {
    AccountError::Registry(Encoded::of(&error))
}

impl Speaker {
    /// A patient with a chart and a key for each of these categories.
    pub fn new(suite: &mut Suite, word: Word, name: &str, categories: &[Category]) -> Result<Self> {
        match word {
            Word::Direct => Ok(Self { patient: suite.patient(name, categories)?, relayer: None }),
            Word::Signed => {
                let relayer = Actor::named("desk");
                let patient = suite.patient_without_tokens(&relayer, name, categories)?;
                Ok(Self { patient, relayer: Some(relayer) })
            }
        }
    }

    /// Says it. What has no text cannot be signed, and is submitted as it is.
    pub fn says(&self, suite: &mut Suite, command: Command) -> Result<Said> {
        let Some(relayer) = &self.relayer else { return self.says_directly(suite, command) };
        let instruction = suite.instruction(self.patient.id, 0, command)?;
        let domain = suite.domain()?;
        let signed = match instruction.text(&domain) {
            Ok(_) => order(&self.patient.actor, &domain, instruction)?,
            Err(_) => SignedCommand { instruction, signature: [0; 64] },
        };
        let outcome = suite.relay(relayer, signed)?;
        Ok(Said { events: outcome.emitted(), answer: outcome.answer()? })
    }

    /// Says it, and it is done.
    pub fn does(&self, suite: &mut Suite, command: Command) -> Result<Vec<Event>> {
        self.says(suite, command)?.done()
    }

    /// The message of the consent manager or the registry that a command stands for.
    fn says_directly(&self, suite: &mut Suite, command: Command) -> Result<Said> {
        let chart = self.patient.id;
        /// Submits a message, and says what came of it in the patient account's words.
        macro_rules! says {
            ($contract:ident, $message:ident($($argument:expr),*), $error:expr, $answer:expr) => {{
                let message = suite.$contract().$message(chart.into() $(, $argument)*);
                let outcome = suite.submit(&self.patient.actor, message)?;
                let events = outcome.emitted();
                let answer = outcome.answer()?.map($answer).map_err($error);
                Ok(Said { events, answer })
            }};
        }
        let provision = |id: u32| Answer::Provision(Encoded::of(&id));
        let record = |id: u32| Answer::Record(Encoded::of(&id));
        let done = |()| Answer::Done;
        match command {
            Command::Grant(terms) => says!(consent, grant(terms), consent_error, provision),
            Command::Deny(terms) => says!(consent, deny(terms), consent_error, provision),
            Command::Revoke(id) => says!(consent, revoke(id), consent_error, done),
            Command::Replace(new) => says!(
                consent,
                replace(new.provision, new.effect, new.terms.into()),
                consent_error,
                provision
            ),
            Command::SetDirective(directive, categories) => {
                says!(consent, set_directive(directive, categories), consent_error, done)
            }
            Command::PublishKey(key) => {
                let epoch = |epoch: u32| Answer::Epoch(Encoded::of(&epoch));
                says!(consent, publish_key(key), consent_error, epoch)
            }
            Command::Rekey(keys) => {
                let epochs = |epochs: Vec<u32>| Answer::Epochs(Encoded::of(&epochs));
                says!(consent, rekey(keys), consent_error, epochs)
            }
            Command::Open(selection) => {
                let opened = |opening: Opening| Answer::Opened(Encoded::of(&opening));
                let own = Purpose::PatientRequest;
                says!(registry, open(selection, own, None), registry_error, opened)
            }
            Command::SelfReport(report) => {
                says!(registry, self_report(report), registry_error, record)
            }
            Command::Amend(new) => {
                says!(registry, amend(new.record, new.version.into()), registry_error, record)
            }
            other => bail!("no test says this directly: {other:?}"),
        }
    }

    /// Permits. Returns the provision's id.
    pub fn grants(&self, suite: &mut Suite, terms: Terms) -> Result<u32> {
        provision(self.says(suite, Command::Grant(terms.into()))?)
    }

    /// Forbids. Returns the provision's id.
    pub fn denies(&self, suite: &mut Suite, terms: Terms) -> Result<u32> {
        provision(self.says(suite, Command::Deny(terms.into()))?)
    }

    /// Takes a provision back.
    pub fn revokes(&self, suite: &mut Suite, id: u32) -> Result<()> {
        self.does(suite, Command::Revoke(id)).map(drop)
    }

    /// Sets a directive.
    pub fn directs(
        &self,
        suite: &mut Suite,
        directive: Directive,
        categories: Categories,
    ) -> Result<()> {
        let events = self.does(suite, Command::SetDirective(directive, categories))?;
        let patient = self.patient.id;
        assert_eq!(events, [Event::DirectiveChanged { patient, directive, categories }]);
        Ok(())
    }

    /// Puts a document of the own on record. Returns the record's id.
    pub fn reports(&self, suite: &mut Suite, report: SelfReport) -> Result<u32> {
        match self.says(suite, Command::SelfReport(report.into()))?.answer()? {
            Answer::Record(id) => Ok(id.value()?),
            other => bail!("not a record: {other:?}"),
        }
    }

    /// The chart's policy.
    pub fn policy(&self, suite: &mut Suite) -> Result<Policy> {
        suite.read(suite.consent().policy(self.patient.id.into()))?.context("no chart")
    }

    /// The chart's epochs.
    pub fn epochs(&self, suite: &mut Suite) -> Result<KeyEpochs> {
        suite.read(suite.consent().epochs(self.patient.id.into()))?.context("no chart")
    }

    /// How many entries the chart's log has.
    pub fn log_size(&self, suite: &mut Suite) -> Result<u64> {
        Ok(suite.read(suite.log().head(self.patient.id.into()))?.size)
    }

    /// What the log says in this entry.
    pub fn entry(&self, suite: &mut Suite, index: u32) -> Result<Access> {
        let entry = suite.read(suite.log().entry(self.patient.id.into(), index))?;
        Ok(entry.context("no such entry")?.value()?.access)
    }
}

fn provision(said: Said) -> Result<u32> {
    match said.answer()? {
        Answer::Provision(id) => Ok(id.value()?),
        other => bail!("not a provision: {other:?}"),
    }
}
