//! What happened so far, added up where it happens.

use std::collections::BTreeSet;

use chartkey::{Cost, Event};
use chartkey_policy::Verdict;
use chartkey_vocabulary::PatientId;

use super::relaying::Relayed;

/// What happened so far.
#[derive(Default)]
pub(super) struct Tally {
    /// Records put on record: first and later versions, by the contracts' events.
    pub records_registered: u64,
    /// Openings that were permitted, of a record, a list or a session, by the contracts' events.
    pub openings_permitted: u64,
    /// Openings that were refused, by the contracts' events.
    pub openings_refused: u64,
    /// Emergencies that were declared, by the contracts' events.
    pub emergencies_declared: u64,
    /// Emergencies that were reviewed, by the contracts' events.
    pub emergencies_reviewed: u64,
    /// Bytes of documents that were encrypted, counted as plaintext.
    pub bytes_encrypted: u64,
    /// Records that came back decrypted and equal to their original.
    pub roundtripped: BTreeSet<(PatientId, u32)>,
    /// What messages cost, in the order in which they were first sent.
    pub messages: Vec<MessageTally>,
    /// What was submitted for the patient without tokens.
    pub relayed: Relayed,
    /// The cost of the present step.
    pub step: Cost,
    /// The transactions of the present step.
    pub step_transactions: u32,
}

/// What the calls of one message cost.
pub(super) struct MessageTally {
    /// The message.
    pub name: String,
    /// How often it was sent.
    pub calls: u64,
    /// The most that a call took, each figure by itself.
    pub most: Cost,
}

impl Tally {
    /// Counts a transaction.
    pub(super) fn transaction(&mut self, message: &str, cost: Cost) {
        self.step += cost;
        self.step_transactions += 1;
        match self.messages.iter_mut().find(|known| known.name == message) {
            Some(known) => {
                known.calls += 1;
                known.most = Cost {
                    ref_time: known.most.ref_time.max(cost.ref_time),
                    proof_size: known.most.proof_size.max(cost.proof_size),
                    items: known.most.items.max(cost.items),
                    bytes: known.most.bytes.max(cost.bytes),
                };
            }
            None => {
                self.messages.push(MessageTally { name: message.to_owned(), calls: 1, most: cost })
            }
        }
    }

    /// Counts what an event says.
    pub(super) fn event(&mut self, event: &Event) {
        match event {
            Event::Registered { count, .. } => self.records_registered += u64::from(*count),
            Event::Amended { .. } => self.records_registered += 1,
            Event::Opened { verdict: Verdict::Permit(_), .. } => self.openings_permitted += 1,
            Event::Opened { verdict: Verdict::Deny(_), .. } => self.openings_refused += 1,
            Event::EmergencyDeclared { .. } => self.emergencies_declared += 1,
            Event::EmergencyReviewed { .. } => self.emergencies_reviewed += 1,
            _ => {}
        }
    }

    /// Counts a document before it is encrypted.
    pub(super) fn encrypted(&mut self, plaintext: &[u8]) {
        self.bytes_encrypted += plaintext.len() as u64;
    }

    /// The transactions and the cost of the step that ends.
    pub(super) fn end_step(&mut self) -> (u32, Cost) {
        (std::mem::take(&mut self.step_transactions), std::mem::take(&mut self.step))
    }
}

#[cfg(test)]
mod tests {
    use chartkey_policy::{Basis, Ground, Reason, Refusal};
    use chartkey_vocabulary::{Finding, OrgId};

    use super::*;

    #[test]
    fn events_are_counted_by_what_they_say() {
        let patient = PatientId([1; 32]);
        let mut tally = Tally::default();
        // However many records it is about, an opening is one.
        let ground = Ground { count: 32, basis: Basis::Controller };
        let refused = |reason| Verdict::Deny(Refusal { place: 0, reason });
        for event in [
            Event::Registered { patient, first: 0, count: 22, issuer: Some(OrgId(0)) },
            Event::Amended { patient, record: 3, by: 22 },
            Event::Opened { patient, entry: 0, verdict: Verdict::Permit(vec![ground]) },
            Event::Opened { patient, entry: 1, verdict: refused(Reason::NoConsent) },
            Event::Opened { patient, entry: 2, verdict: refused(Reason::Expired) },
            Event::EmergencyReviewed {
                patient,
                declared: 0,
                entry: 3,
                finding: Finding::Undetermined,
            },
        ] {
            tally.event(&event);
        }
        assert_eq!(tally.records_registered, 23);
        assert_eq!((tally.openings_permitted, tally.openings_refused), (1, 2));
        assert_eq!((tally.emergencies_declared, tally.emergencies_reviewed), (0, 1));
    }

    #[test]
    fn a_message_costs_the_most_that_a_call_took() {
        let mut tally = Tally::default();
        for (ref_time, items) in [(5, 1), (9, -2), (7, 0)] {
            tally.transaction("open", Cost { ref_time, items, ..Cost::default() });
        }
        assert_eq!(tally.messages.len(), 1);
        let MessageTally { calls, most, .. } = &tally.messages[0];
        assert_eq!((*calls, most.ref_time, most.items), (3, 9, 1));
        let sum = Cost { ref_time: 21, items: -1, ..Cost::default() };
        assert_eq!(tally.end_step(), (3, sum));
        assert_eq!(tally.end_step(), (0, Cost::default()));
    }
}
