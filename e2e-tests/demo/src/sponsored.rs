//! What the messages of the patient without tokens cost, and who paid.

use anyhow::Result;
use chartkey::{Cost, Deposit};
use serde::{Deserialize, Serialize};
use thousands::Separable as _;

use super::{
    cast::Cast,
    lost_phone::LostPhone,
    relaying::Relayed,
    report::units,
    story::{kibibytes, milliseconds, share_of_block, signed},
    world::World,
};

/// What was submitted for the patient without tokens, and who paid. Every figure was counted
/// where it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sponsored {
    /// Signed commands that were carried out.
    pub commands_carried_out: u64,
    /// Signed commands that were refused, as they had to be.
    pub commands_refused: u64,
    /// Transactions: these commands, and the steps of her guardians.
    pub transactions: u64,
    /// Their weight together: computation, in picoseconds.
    pub ref_time: u64,
    /// Their weight together: proof size, in bytes.
    pub proof_size: u64,
    /// Storage items that came, less those that went.
    pub items: i64,
    /// Storage bytes that came, less those that went.
    pub bytes: i64,
    /// By how much they lessened what the relayer owns on this chain, in planck.
    pub paid_by_the_relayer: i128,
    /// What the patient owned before the first and after the last, in planck; in the end the
    /// accounts of both her keys together.
    pub owned_by_the_patient: Vec<u128>,
}

impl Sponsored {
    pub(super) fn new(relayed: &Relayed) -> Self {
        Self {
            commands_carried_out: relayed.carried_out,
            commands_refused: relayed.refused,
            transactions: relayed.transactions,
            ref_time: relayed.cost.ref_time,
            proof_size: relayed.cost.proof_size,
            items: relayed.cost.items,
            bytes: relayed.cost.bytes,
            paid_by_the_relayer: relayed.paid,
            owned_by_the_patient: relayed.owned.clone(),
        }
    }

    /// Whether commands were carried out, the relayer paid, and the patient owned nothing
    /// before and after.
    #[must_use]
    pub fn verified(&self) -> bool {
        self.commands_carried_out > 0
            && self.paid_by_the_relayer > 0
            && self.owned_by_the_patient == [0, 0]
    }
}

/// Looks in the end at what she owns: the accounts of the lost and of the present key.
pub(super) fn look_again(world: &mut World, cast: &Cast, lost: &LostPhone) -> Result<()> {
    world.look_into_purse(&[&lost.actor, &cast.amara.actor]).map(drop)
}

/// Prints what it cost.
pub(super) fn print(world: &mut World, sponsored: &Sponsored) -> Result<()> {
    let Sponsored { ref_time, proof_size, items, bytes, .. } = *sponsored;
    let cost = Cost { ref_time, proof_size, items, bytes };
    let owned = |at: Option<&u128>| at.map_or_else(|| "unknown".to_owned(), u128::to_string);
    world.story.heading("What the patient without tokens had submitted, and who paid")?;
    for (name, value) in [
        ("signed commands carried out", sponsored.commands_carried_out.separate_with_commas()),
        ("signed commands refused", sponsored.commands_refused.separate_with_commas()),
        ("transactions, guardians' included", sponsored.transactions.separate_with_commas()),
        ("their computation, ms", milliseconds(ref_time)),
        ("share of one block", share_of_block(ref_time)),
        ("their proofs", kibibytes(proof_size)),
        ("storage items", signed(items)),
        ("storage bytes", signed(bytes)),
        ("deposits, UNIT on a development chain", units(Deposit::DEVELOPMENT_CHAIN.of(&cost))),
        ("paid by the relayer here, planck", sponsored.paid_by_the_relayer.to_string()),
        ("owned by her at first, planck", owned(sponsored.owned_by_the_patient.first())),
        ("owned by her in the end, planck", owned(sponsored.owned_by_the_patient.last())),
    ] {
        world.story.line(&format!("{name:<38} {value:>16}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Sponsored {
        let relayed = Relayed { carried_out: 8, paid: 1, owned: vec![0, 0], ..Relayed::default() };
        Sponsored::new(&relayed)
    }

    #[test]
    fn a_patient_who_owns_something_or_a_relayer_who_pays_nothing_is_not_verified() {
        assert!(good().verified());
        assert!(!Sponsored { owned_by_the_patient: vec![0, 1], ..good() }.verified());
        assert!(!Sponsored { owned_by_the_patient: vec![1, 0], ..good() }.verified());
        assert!(!Sponsored { owned_by_the_patient: vec![0], ..good() }.verified());
        assert!(!Sponsored { paid_by_the_relayer: 0, ..good() }.verified());
        assert!(!Sponsored { commands_carried_out: 0, ..good() }.verified());
    }
}
