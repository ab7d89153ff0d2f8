//! What a patient without tokens signs, and how it gets onto the chain: a relayer submits it
//! and pays.

use anyhow::{anyhow, bail, Result};
use chartkey::{Cost, Message};
use chartkey_commands::{Command, SignedCommand};
use chartkey_devchain::{Actor, Outcome};
use chartkey_interfaces::account::{AccountError, Answer};
use scale::{Decode, Encode};

use super::{
    cast::{Acting, Patient},
    world::World,
};

/// What was submitted for the patient without tokens, and what the relayer paid for it.
#[derive(Default)]
pub(super) struct Relayed {
    /// Signed commands that were carried out.
    pub carried_out: u64,
    /// Signed commands that were refused, as they had to be.
    pub refused: u64,
    /// Transactions: the commands, and the steps of her guardians.
    pub transactions: u64,
    /// What they cost.
    pub cost: Cost,
    /// By how much they lessened what the relayer owns, in planck.
    pub paid: i128,
    /// What the patient owned each time one looked, in planck.
    pub owned: Vec<u128>,
}

impl World {
    /// Signs the patient's next command.
    pub(super) fn sign(&mut self, patient: &Patient, command: Command) -> Result<SignedCommand> {
        self.suite.signed(&patient.actor, patient.id, command)
    }

    /// Signs the patient's next command and has it submitted.
    pub(super) fn command(
        &mut self,
        patient: &Patient,
        name: &str,
        command: Command,
    ) -> Result<Answer> {
        let signed = self.sign(patient, command)?;
        self.relay(patient, name, signed)
    }

    /// Has a signed command submitted.
    pub(super) fn relay(
        &mut self,
        patient: &Patient,
        name: &str,
        signed: SignedCommand,
    ) -> Result<Answer> {
        let message = self.suite.accounts().submit(signed.into());
        let answer = self.submit_for(patient, name, message)?.value()?;
        self.tally.relayed.carried_out += 1;
        Ok(answer)
    }

    /// Has a signed command submitted that has to be refused. Returns why it was.
    pub(super) fn relay_in_vain(
        &mut self,
        patient: &Patient,
        name: &str,
        signed: SignedCommand,
    ) -> Result<AccountError> {
        let message = self.suite.accounts().submit(signed.into());
        let error = self.submit_for(patient, name, message)?.refusal()?;
        self.tally.relayed.refused += 1;
        Ok(error)
    }

    /// Submits a message for the patient, on the account of her relayer.
    pub(super) fn submit_for<Args: Encode, R: Decode>(
        &mut self,
        patient: &Patient,
        name: &str,
        message: Message<Args, R>,
    ) -> Result<Outcome<R>> {
        let Acting::Relayed { by, .. } = &patient.acting else {
            bail!("{} has no relayer", patient.name);
        };
        self.suite.chain().endow(by.account())?;
        let before = self.owned_by(by)?;
        let outcome = self.submit(by, name, message)?;
        let after = self.owned_by(by)?;
        let relayed = &mut self.tally.relayed;
        relayed.transactions += 1;
        relayed.cost += outcome.cost;
        relayed.paid += i128::try_from(before)? - i128::try_from(after)?;
        Ok(outcome)
    }

    /// What accounts own together, in planck, which is noted as the patient's.
    pub(super) fn look_into_purse(&mut self, of: &[&Actor]) -> Result<u128> {
        let owned = of.iter().map(|actor| self.owned_by(actor)).sum::<Result<u128>>()?;
        self.tally.relayed.owned.push(owned);
        Ok(owned)
    }

    fn owned_by(&mut self, actor: &Actor) -> Result<u128> {
        self.suite.chain().balance(actor.account())
    }

    /// Shows a text as the patient's wallet shows it before she signs.
    pub(super) fn show_text(&mut self, signed: &SignedCommand) -> Result<()> {
        let domain = self.suite.domain()?;
        let text = signed.instruction.text(&domain);
        let text = text.map_err(|error| anyhow!("there is no text: {error:?}"))?;
        for line in std::str::from_utf8(&text)?.lines() {
            self.story.line(&format!("| {line}"))?;
        }
        Ok(())
    }
}
