//! What patients and guardians sign, as wallets do it.

use chartkey_commands::{Approval, Instruction, Recovery as NewKey, SignedCommand};

use super::World;
use crate::{
    model::Model,
    plain,
    steps::{Recovery, Signed},
    words::{later, whole_minute, Who},
};

impl World {
    /// Signs as a wallet does. What has no text is sent with a signature of nothing.
    pub fn sign(&self, signed: &Signed, before: &Model) -> SignedCommand {
        let chart = self.patient(signed.chart);
        let base = whole_minute(before.now);
        let next = before
            .charts
            .get(&signed.chart)
            .and_then(|chart| chart.custody.as_ref())
            .and_then(|custody| custody.lanes.get(usize::from(signed.lane)));
        let instruction = Instruction {
            chart,
            command: plain::command(
                &self.names,
                &chart,
                &signed.command,
                base,
                &super::published(before, signed.chart),
            ),
            lane: signed.lane,
            sequence: next.copied().unwrap_or(0).wrapping_add_signed(signed.off),
            deadline: later(base, signed.deadline),
        };
        let mut domain = self.domain;
        if signed.elsewhere {
            domain.chain[0] ^= 1;
        }
        let signature = match (signed.signer, instruction.text(&domain)) {
            (Who::Nobody, _) => under_the_key_of_zeros(),
            (signer, Ok(text)) => self.names.actor(signer).sign(&text),
            (_, Err(_)) => [0; 64],
        };
        SignedCommand { instruction, signature }
    }

    pub fn approve(&self, recovery: &Recovery, before: &Model) -> (NewKey, Vec<Approval>) {
        let chart = self.patient(recovery.chart);
        let custody = before.charts.get(&recovery.chart).and_then(|chart| chart.custody.as_ref());
        let count = i16::try_from(recovery.guardians.len()).unwrap_or(0) + i16::from(recovery.off);
        let asked = NewKey {
            chart,
            key: self.names.account(recovery.key),
            round: custody.map_or(0, |custody| custody.round).wrapping_add_signed(recovery.round),
            approvals: u8::try_from(count.max(0)).unwrap_or(u8::MAX),
            deadline: later(whole_minute(before.now), recovery.deadline),
        };
        let mut guardians: Vec<_> =
            recovery.guardians.iter().map(|number| self.names.guardian(*number)).collect();
        guardians.sort_unstable_by_key(|guardian| guardian.commitment(&chart));
        let approvals = guardians.iter().enumerate().map(|(place, guardian)| {
            let mut signed = asked;
            if recovery.forged && place == 0 {
                signed.key[0] ^= 1;
            }
            guardian.approve(&self.domain, &signed).unwrap_or(Approval {
                guardian: guardian.actor.bytes(),
                salt: guardian.salt,
                signature: [0; 64],
            })
        });
        (asked, approvals.collect())
    }
}

/// A signature that holds for every text under the key of 32 zeros: the neutral element of the
/// group as commitment, zero as answer, and the mark of schnorrkel.
fn under_the_key_of_zeros() -> [u8; 64] {
    let mut signature = [0; 64];
    signature[63] = 128;
    signature
}
