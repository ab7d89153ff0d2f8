//! sr25519 signatures that come out the same each time.

use blake2::{digest::consts::U32, Blake2b, Digest};
use chartkey_recovery::NO_KEY;
use curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED;
use rand_core::{impls, CryptoRng, Error, RngCore};
use schnorrkel::{
    context::attach_rng, signing_context, ExpansionMode, Keypair, MiniSecretKey, PublicKey,
    Signature,
};

/// The signing context of wallets.
const CONTEXT: &[u8] = b"substrate";

/// Whoever signs: a seed of 32 times the same byte.
pub struct Signer(u8);

impl Signer {
    /// Whose word counts in every vector.
    pub const PATIENT: Self = Self(1);
    /// Somebody else.
    pub const STRANGER: Self = Self(2);

    fn keys(&self) -> Keypair {
        MiniSecretKey::from_bytes(&[self.0; 32]).unwrap().expand_to_keypair(ExpansionMode::Ed25519)
    }

    pub fn public(&self) -> [u8; 32] {
        self.keys().public.to_bytes()
    }

    /// Signs these bytes, as a wallet does.
    pub fn sign(&self, bytes: impl AsRef<[u8]>) -> [u8; 64] {
        self.sign_in(CONTEXT, bytes)
    }

    /// Signs these bytes in this context.
    pub fn sign_in(&self, context: &[u8], bytes: impl AsRef<[u8]>) -> [u8; 64] {
        let transcript = signing_context(context).bytes(bytes.as_ref());
        self.keys().sign(attach_rng(transcript, NoChance)).to_bytes()
    }
}

/// The group's generator and the number 1, with the mark of sr25519: under the neutral element
/// this is a signature of everything.
pub const FITS_ALL: [u8; 64] = {
    let mut signature = [0; 64];
    let generator = RISTRETTO_BASEPOINT_COMPRESSED.0;
    let mut place = 0;
    while place < generator.len() {
        signature[place] = generator[place];
        place += 1;
    }
    signature[32] = 1;
    signature[63] = 0x80;
    signature
};

/// Whether the signature is that of these bytes, by a key that not everybody has.
pub fn verifies(public: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    *public != NO_KEY && a_plain_library_verifies(public, bytes, signature)
}

/// The same without a look at the key.
pub fn a_plain_library_verifies(public: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    let keys = (PublicKey::from_bytes(public), Signature::from_bytes(signature));
    let (Ok(public), Ok(signature)) = keys else { return false };
    public.verify_simple(CONTEXT, bytes, &signature).is_ok()
}

pub fn blake2b_256(bytes: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest(bytes).into()
}

/// In the place of chance, so that vectors stay the same: good for vectors only.
struct NoChance;

impl RngCore for NoChance {
    fn next_u32(&mut self) -> u32 {
        0
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_u32(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for NoChance {}
