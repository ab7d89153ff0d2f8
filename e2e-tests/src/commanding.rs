//! Patients without tokens: what they sign, and how it is submitted for them.

use anyhow::{Context, Result};
use chartkey_commands::{
    chart_claim, guardian_claim, Approval, Command, Domain, Instruction, NewChart, Recovery,
    SignedCommand,
};
use chartkey_interfaces::account::{Account, AccountError, Answer};
use chartkey_recovery::{Commitment, Guardians, NO_KEY};
use chartkey_vocabulary::{Category, PatientId, Timestamp};
use ink::primitives::AccountId;
use scale::Encode;
use sha2::{Digest, Sha256};
use sp_core::hashing::blake2_256;

use crate::{
    scenery::{x25519_key, MINUTE},
    Actor, Contract, Outcome, Patient, Suite, HOUR,
};

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

    /// What stands for the guardian on the chain.
    #[must_use]
    pub fn commitment(&self, chart: &PatientId) -> Commitment {
        blake2_256(&guardian_claim(chart, &self.actor.bytes(), &self.salt))
    }

    /// The guardian's word for a new key.
    ///
    /// # Errors
    /// When there is no text for it.
    pub fn approve(&self, domain: &Domain, recovery: &Recovery) -> Result<Approval> {
        let text = recovery.text(domain).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let signature = self.actor.sign(&text);
        Ok(Approval { guardian: self.actor.bytes(), salt: self.salt, signature })
    }

    /// These guardians, as a chart names them.
    #[must_use]
    pub fn together(
        chart: &PatientId,
        guardians: &[Self],
        threshold: u8,
        delay_hours: u16,
    ) -> Guardians {
        let mut commitments: Vec<_> =
            guardians.iter().map(|guardian| guardian.commitment(chart)).collect();
        commitments.sort_unstable();
        Guardians { commitments, threshold, delay_hours }
    }
}

/// The instruction, signed by this key.
///
/// # Errors
/// When there is no text for it.
pub fn order(signer: &Actor, domain: &Domain, instruction: Instruction) -> Result<SignedCommand> {
    let text = instruction.text(domain).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(SignedCommand { signature: signer.sign(&text), instruction })
}

impl Suite {
    /// A whole minute that is up to an hour ahead.
    ///
    /// # Errors
    /// When the chain does not tell the time.
    pub fn deadline(&mut self) -> Result<Timestamp> {
        Ok((self.now()? + HOUR) / MINUTE * MINUTE)
    }

    /// The contract and the chain that signed texts name.
    ///
    /// # Errors
    /// When the contract does not answer.
    pub fn domain(&mut self) -> Result<Domain> {
        self.read(self.accounts().domain())
    }

    /// A chart of the patient account.
    ///
    /// # Errors
    /// When it has no such chart, or does not answer.
    pub fn account(&mut self, chart: PatientId) -> Result<Account> {
        let account = self.read(self.accounts().account(chart.into()))?;
        account.context("the patient account has no such chart")
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
        let account = self.read(self.accounts().account(chart.into()))?;
        let sequence = match account {
            Some(account) => account.lanes.get(usize::from(lane)).copied().unwrap_or(0),
            None => 0,
        };
        Ok(Instruction { chart, command, lane, sequence, deadline: self.deadline()? })
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
        let (domain, instruction) = (self.domain()?, self.instruction(chart, 0, command)?);
        order(signer, &domain, instruction)
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
        self.submit(relayer, self.accounts().submit(signed.into()))
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
        let salt = blake2_256(&chart_claim(new));
        let opener: AccountId = self.address(Contract::Account);
        PatientId(blake2_256(&(opener, salt, self.address(Contract::Consent)).encode()))
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
            let publish = Command::PublishKey(*category, x25519_key(7));
            self.command(relayer, &patient, publish)?.value()?;
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
        let round = self.account(chart)?.custody.round();
        let recovery = Recovery {
            chart,
            key: key.bytes(),
            round,
            approvals: u8::try_from(guardians.len())?,
            deadline: self.deadline()?,
        };
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
        let account = self.account(chart)?;
        Ok(Command::Veto(account.custody.proposal().map_or(NO_KEY, |proposal| proposal.key)))
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
        self.submit(relayer, self.accounts().recover(recovery.into(), approvals))
    }
}
