//! Signing: patients and guardians need a key and no tokens. What they sign is text that can be
//! read, and anybody may submit it for them.
//!
//! ```
//! use chartkey::{
//!     commands::{Command, Domain, Instruction},
//!     signing::sign,
//!     vocabulary::{PatientId, Selection},
//!     Signer,
//! };
//!
//! /// The key in a patient's wallet.
//! struct Wallet(schnorrkel::Keypair);
//!
//! impl Signer for Wallet {
//!     fn key(&self) -> [u8; 32] {
//!         self.0.public.to_bytes()
//!     }
//!
//!     fn sign(&self, text: &[u8]) -> [u8; 64] {
//!         self.0.sign_simple(b"substrate", text).to_bytes()
//!     }
//! }
//!
//! # fn main() -> Result<(), chartkey::Error> {
//! let wallet = Wallet(schnorrkel::Keypair::generate());
//! // `Client::domain` and `Client::instruction` ask the chain for both.
//! let domain = Domain { contract: [1; 32], chain: [2; 32] };
//! let instruction = Instruction {
//!     chart: PatientId([7; 32]),
//!     command: Command::Open(Selection::record(4)),
//!     lane: 0,
//!     sequence: 0,
//!     deadline: 1_767_229_200_000,
//! };
//! // What the wallet shows: the English text is signed, the Chinese stands beside it.
//! let beside = instruction.text_zh(&domain).map_err(chartkey::Error::NoText)?;
//! assert!(beside.contains("病历"), "{beside}");
//! let signed = sign(&wallet, &domain, instruction)?;
//! assert_eq!(signed.instruction.command, Command::Open(Selection::record(4)));
//! # Ok(())
//! # }
//! ```

use blake2::{digest::consts::U32, Blake2b, Digest};
use chartkey_commands::{guardian_claim, Approval, Domain, Instruction, Recovery, SignedCommand};
use chartkey_recovery::{Commitment, Guardians, SigningKey};
use chartkey_vocabulary::PatientId;
use ink::primitives::AccountId;

use crate::Error;

/// Whoever holds an sr25519 key: a wallet, a phone, a hardware module.
pub trait Signer {
    /// The public key.
    fn key(&self) -> SigningKey;

    /// Signs with it, as wallets do it: in the context `substrate`.
    fn sign(&self, text: &[u8]) -> [u8; 64];

    /// The account of the key: the same 32 bytes.
    fn account(&self) -> AccountId {
        self.key().into()
    }
}

/// The instruction, signed by this key.
///
/// # Errors
/// [`Error::NoText`].
pub fn sign(
    signer: &impl Signer,
    domain: &Domain,
    instruction: Instruction,
) -> Result<SignedCommand, Error> {
    let text = instruction.text(domain).map_err(Error::NoText)?;
    Ok(SignedCommand { signature: signer.sign(&text), instruction })
}

/// A guardian's approval of a new key. The salt is the one that the guardian and the patient
/// share, see [`Guardian`].
///
/// # Errors
/// [`Error::NoText`].
pub fn approve(
    guardian: &impl Signer,
    salt: [u8; 32],
    domain: &Domain,
    recovery: &Recovery,
) -> Result<Approval, Error> {
    let text = recovery.text(domain).map_err(Error::NoText)?;
    Ok(Approval { guardian: guardian.key(), salt, signature: guardian.sign(&text) })
}

/// Somebody whom a patient trusts to replace a lost key. Has no tokens either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guardian {
    /// The guardian's key.
    pub key: SigningKey,
    /// Random bytes that hide the key until the guardian acts. Patient and guardian keep them.
    pub salt: [u8; 32],
}

impl Guardian {
    /// The guardian's commitment, which the chart of this id names.
    #[must_use]
    pub fn commitment(&self, chart: &PatientId) -> Commitment {
        blake2_256(&guardian_claim(chart, &self.key, &self.salt))
    }

    /// These guardians, as a chart names them: `threshold` of them replace the key after
    /// `delay_hours`.
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

/// The chain's hash of what has no other.
pub(crate) fn blake2_256(bytes: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHART: PatientId = PatientId([7; 32]);

    #[test]
    fn commitments_are_in_order_whatever_the_order_of_the_guardians() {
        let guardians: Vec<_> =
            (1..=5).map(|byte| Guardian { key: [byte; 32], salt: [9; 32] }).collect();
        let named = Guardian::together(&CHART, &guardians, 3, 24);
        let mut turned = guardians;
        turned.reverse();
        assert_eq!(Guardian::together(&CHART, &turned, 3, 24), named);
        assert!(named.commitments.is_sorted());
    }

    #[test]
    fn a_commitment_hides_key_and_salt_and_is_of_one_chart() {
        let guardian = Guardian { key: [1; 32], salt: [9; 32] };
        let here = guardian.commitment(&CHART);
        assert_ne!(guardian.commitment(&PatientId([8; 32])), here);
        assert_ne!(Guardian { salt: [8; 32], ..guardian }.commitment(&CHART), here);
        assert_ne!(Guardian { key: [2; 32], ..guardian }.commitment(&CHART), here);
    }

    #[test]
    fn the_hash_is_blake2b_256() {
        // b2sum --length 256, of "abc" without a line break.
        let expected = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
        assert_eq!(hex::encode(blake2_256(b"abc")), expected);
    }
}
