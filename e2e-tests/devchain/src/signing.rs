//! Patients without tokens: what they sign, and how it is submitted for them.

use anyhow::Result;
use chartkey::signing::{self, approve, sign};
use chartkey_commands::{
    Approval, Command, Domain, Instruction, NewChart, Recovery, SignedCommand,
};
use chartkey_interfaces::account::{Account, AccountError, Answer};
use chartkey_recovery::{Commitment, Guardians};
use chartkey_vocabulary::{Category, PatientId, Timestamp};
use sha2::{Digest, Sha256};

use crate::{x25519_key, Actor, Outcome, Patient, Suite};

/// Somebody whom a patient trusts to replace a lost key. Has no tokens either.
#[derive(Clone, Debug)]
pub struct Guardian {
    /// Whose key it is.
    pub actor: Actor,
    /// Hides the key until the guardian acts.
    pub salt: [u8; 32],
}

impl Guardian {
    /// The guardian of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let salt = Sha256::digest(format!("chartkey guardian {name}")).into();
        Self { actor: Actor::named(name), salt }
    }

    /// The guardian as the patient knows it: the key, without the means to sign with it.
    #[must_use]
    pub fn known(&self) -> signing::Guardian {
        signing::Guardian { key: self.actor.bytes(), salt: self.salt }
    }

    /// The guardian's commitment on the chain.
    #[must_use]
    pub fn commitment(&self, chart: &PatientId) -> Commitment {
        self.known().commitment(chart)
    }

    /// The guardian's approval of a new key.
    ///
    /// # Errors
    /// When there is no text for it.
    pub fn approve(&self, domain: &Domain, recovery: &Recovery) -> Result<Approval> {
        Ok(approve(&self.actor, self.salt, domain, recovery)?)
    }

    /// These guardians, as a chart names them.
    #[must_use]
    pub fn together(
        chart: &PatientId,
        guardians: &[Self],
        threshold: u8,
        delay_hours: u16,
    ) -> Guardians {
        let known: Vec<_> = guardians.iter().map(Self::known).collect();
        signing::Guardian::together(chart, &known, threshold, delay_hours)
    }
}

/// The instruction, signed by this key.
///
/// # Errors
/// When there is no text for it.
pub fn order(signer: &Actor, domain: &Domain, instruction: Instruction) -> Result<SignedCommand> {
    Ok(sign(signer, domain, instruction)?)
}

impl Suite {
    /// A whole minute that is up to an hour ahead.
    ///
    /// # Errors
    /// When the chain does not tell the time.
    pub fn deadline(&mut self) -> Result<Timestamp> {
        Ok(self.client().deadline()?)
    }

    /// The contract and the chain that signed texts name.
    ///
    /// # Errors
    /// When the contract does not answer.
    pub fn domain(&mut self) -> Result<Domain> {
        Ok(self.client().domain()?)
    }

    /// A chart of the patient account.
    ///
    /// # Errors
    /// When it has no such chart, or does not answer.
    pub fn account(&mut self, chart: PatientId) -> Result<Account> {
        Ok(self.client().account(chart)?)
    }

    /// The next instruction of a chart in a lane, good for up to an hour.
    ///
    /// # Errors
    /// When the contract does not answer.
    pub fn instruction(
        &mut self,
        chart: PatientId,
        lane: u8,
        command: Command,
    ) -> Result<Instruction> {
        Ok(self.client().instruction(chart, lane, command)?)
    }

    /// Signs a chart's next command in lane 0, with this key.
    ///
    /// # Errors
    /// When the contract does not answer, or there is no text for the command.
    pub fn signed(
        &mut self,
        signer: &Actor,
        chart: PatientId,
        command: Command,
    ) -> Result<SignedCommand> {
        Ok(self.client().signed(signer, chart, command)?)
    }

    /// Submits a signed command.
    ///
    /// # Errors
    /// When the chain did not take it.
    pub fn relay(
        &mut self,
        relayer: &Actor,
        signed: SignedCommand,
    ) -> Result<Outcome<Result<Answer, AccountError>>> {
        Ok(self.client().relay(relayer, signed)?.into())
    }

    /// A patient's next command in lane 0, signed by the patient and submitted by a relayer.
    ///
    /// # Errors
    /// When the chain did not take it.
    pub fn command(
        &mut self,
        relayer: &Actor,
        patient: &Patient,
        command: Command,
    ) -> Result<Outcome<Result<Answer, AccountError>>> {
        let signed = self.signed(&patient.actor, patient.id, command)?;
        self.relay(relayer, signed)
    }

    /// The id of the chart that a key and a salt open through the patient account.
    #[must_use]
    pub fn chart_id(&self, new: &NewChart) -> PatientId {
        self.contracts().chart_id(new)
    }

    /// Opens a chart for a patient who has no tokens, and publishes a key for each of these
    /// categories. The relayer pays.
    ///
    /// # Errors
    /// When a step is refused.
    pub fn patient_without_tokens(
        &mut self,
        relayer: &Actor,
        name: &str,
        categories: &[Category],
    ) -> Result<Patient> {
        let actor = Actor::named(name);
        let salt = Sha256::digest(format!("chartkey salt {name}")).into();
        let new = NewChart { key: actor.bytes(), salt };
        let patient = Patient { id: self.chart_id(&new), actor };
        self.command(relayer, &patient, Command::CreateChart(new))?.value()?;
        for category in categories {
            let key = self.new_key(patient.id, *category, x25519_key(7))?;
            self.command(relayer, &patient, Command::PublishKey(key))?.value()?;
        }
        Ok(patient)
    }

    /// A new key for a chart as guardians propose it now, with the approvals of these, in the
    /// order of their commitments.
    ///
    /// # Errors
    /// When the contract does not answer.
    pub fn approved(
        &mut self,
        chart: PatientId,
        key: &Actor,
        guardians: &[Guardian],
    ) -> Result<(Recovery, Vec<Approval>)> {
        let approvals = u8::try_from(guardians.len())?;
        let recovery = self.client().recovery(chart, key.bytes(), approvals)?;
        let domain = self.domain()?;
        let mut guardians: Vec<_> = guardians.iter().collect();
        guardians.sort_unstable_by_key(|guardian| guardian.commitment(&chart));
        let approvals = guardians.iter().map(|guardian| guardian.approve(&domain, &recovery));
        Ok((recovery, approvals.collect::<Result<_>>()?))
    }

    /// The veto of the key that guardians propose now; of no key if they propose none.
    ///
    /// # Errors
    /// When the contract does not answer.
    pub fn veto(&mut self, chart: PatientId) -> Result<Command> {
        Ok(self.client().veto(chart)?)
    }

    /// These guardians propose a new key.
    ///
    /// # Errors
    /// When the chain did not take it.
    pub fn recover(
        &mut self,
        relayer: &Actor,
        chart: PatientId,
        key: &Actor,
        guardians: &[Guardian],
    ) -> Result<Outcome<Result<Timestamp, AccountError>>> {
        let (recovery, approvals) = self.approved(chart, key, guardians)?;
        self.submit(relayer, self.accounts().recover(recovery.into(), approvals.into()))
    }
}
