//! The figures of the demo.

use anyhow::Result;
use chartkey::Deposit;
use chartkey_devchain::Bundle;
use serde::{Deserialize, Serialize};
use thousands::Separable as _;

use super::{
    checks::LogCheck,
    sponsored::{self, Sponsored},
    story::{kibibytes, milliseconds, share_of_block, signed},
    tally::Tally,
    world::World,
};

/// The contracts on the reading path.
const READING: [Bundle; 3] = [Bundle::AccessLog, Bundle::ConsentManager, Bundle::RecordRegistry];
/// What a UNIT has in planck.
const UNIT: i128 = 1_000_000_000_000;

/// What happened in the demo. Every figure was counted where it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Records put on record, later versions included.
    pub records_registered: u64,
    /// Openings that the patients' policies permitted: of a record, a list or a session.
    pub openings_permitted: u64,
    /// Openings that they refused.
    pub openings_refused: u64,
    /// Permitted openings that were sessions.
    pub sessions_opened: u64,
    /// Records that keepers released: the lines of their release logs.
    pub records_released: u64,
    /// Emergencies that were declared, each an entry of a log.
    pub emergencies_declared: u64,
    /// Emergencies that were reviewed, each an entry of a log.
    pub emergencies_reviewed: u64,
    /// Entries of all logs, by the heads on chain.
    pub entries_logged: u64,
    /// Whether every entry of every log was proven, each log shown to have only grown, and every
    /// release found under an entry that permits it.
    pub log_verified: bool,
    /// Whether the check over all files named the altered one and no other.
    pub tampering_detected: bool,
    /// Records that came back decrypted and equal to their original, byte by byte.
    pub documents_roundtripped: u64,
    /// Bytes of documents that were encrypted, counted as plaintext.
    pub bytes_encrypted: u64,
    /// What was submitted for the patient without tokens, and who paid.
    pub sponsored: Sponsored,
    /// What each message costs.
    pub costs: Vec<MessageCost>,
}

/// What a message costs: the most that a call of it took in the demo, each figure by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageCost {
    /// The message.
    pub message: String,
    /// The whole weight as a transaction: computation, in picoseconds.
    pub ref_time: u64,
    /// The whole weight as a transaction: proof size, in bytes.
    pub proof_size: u64,
    /// Storage items that came, less those that went.
    pub items: i64,
    /// Storage bytes that came, less those that went.
    pub bytes: i64,
}

impl Report {
    pub(super) fn new(tally: &Tally, log: &LogCheck, tampering_detected: bool) -> Self {
        let costs = tally.messages.iter().map(|message| MessageCost {
            message: message.name.clone(),
            ref_time: message.most.ref_time,
            proof_size: message.most.proof_size,
            items: message.most.items,
            bytes: message.most.bytes,
        });
        Self {
            records_registered: tally.records_registered,
            openings_permitted: tally.openings_permitted,
            openings_refused: tally.openings_refused,
            sessions_opened: log.sessions,
            records_released: log.releases,
            emergencies_declared: tally.emergencies_declared,
            emergencies_reviewed: tally.emergencies_reviewed,
            entries_logged: log.entries,
            log_verified: log.verified,
            tampering_detected,
            documents_roundtripped: tally.roundtripped.len() as u64,
            bytes_encrypted: tally.bytes_encrypted,
            sponsored: Sponsored::new(&tally.relayed),
            costs: costs.collect(),
        }
    }

    /// Whether everything verified: the logs, the detection of tampering, every record came
    /// back as it was written, every opening, emergency and review is in a log and nothing else,
    /// and the patient without tokens paid nothing.
    #[must_use]
    pub fn verified(&self) -> bool {
        self.log_verified
            && self.tampering_detected
            && self.sponsored.verified()
            && self.documents_roundtripped == self.records_registered
            && self.entries_logged
                == self.openings_permitted
                    + self.openings_refused
                    + self.emergencies_declared
                    + self.emergencies_reviewed
    }
}

/// Prints the report.
pub(super) fn print(world: &mut World, report: &Report) -> Result<()> {
    figures(world, report)?;
    sponsored::print(world, &report.sponsored)?;
    costs(world)?;
    sizes(world)?;
    world.story.heading(if report.verified() {
        "Everything verified."
    } else {
        "NOT everything verified: see the figures and the steps above."
    })
}

fn figures(world: &mut World, report: &Report) -> Result<()> {
    let yes_or_no = |yes: bool| if yes { "yes" } else { "NO" }.to_owned();
    world.story.heading("What happened")?;
    for (name, value) in [
        ("records registered", report.records_registered.separate_with_commas()),
        (
            "documents back as they were written",
            report.documents_roundtripped.separate_with_commas(),
        ),
        ("bytes of documents encrypted", report.bytes_encrypted.separate_with_commas()),
        ("openings permitted", report.openings_permitted.separate_with_commas()),
        ("sessions among them", report.sessions_opened.separate_with_commas()),
        ("openings refused", report.openings_refused.separate_with_commas()),
        ("records released by keepers", report.records_released.separate_with_commas()),
        ("emergencies declared", report.emergencies_declared.separate_with_commas()),
        ("emergencies reviewed", report.emergencies_reviewed.separate_with_commas()),
        ("entries logged", report.entries_logged.separate_with_commas()),
        ("logs verified", yes_or_no(report.log_verified)),
        ("tampering detected", yes_or_no(report.tampering_detected)),
    ] {
        world.story.line(&format!("{name:<36} {value:>10}"))?;
    }
    Ok(())
}

fn costs(world: &mut World) -> Result<()> {
    world
        .story
        .heading("What a message costs at the most (deposits as on the development chain)")?;
    world.story.line(&format!(
        "{:<24} {:>5} {:>10} {:>8} {:>9} {:>6} {:>9} {:>13}",
        "message", "calls", "ms", "of block", "proof", "items", "bytes", "deposit UNIT"
    ))?;
    for message in std::mem::take(&mut world.tally.messages) {
        let cost = message.most;
        world.story.line(&format!(
            "{:<24} {:>5} {:>10} {:>8} {:>9} {:>6} {:>9} {:>13}",
            message.name,
            message.calls,
            milliseconds(cost.ref_time),
            share_of_block(cost.ref_time),
            kibibytes(cost.proof_size),
            signed(cost.items),
            signed(cost.bytes),
            units(Deposit::DEVELOPMENT_CHAIN.of(&cost)),
        ))?;
    }
    Ok(())
}

/// Planck as UNIT with four decimals.
pub(super) fn units(planck: i128) -> String {
    let sign = if planck < 0 { "-" } else { "" };
    let planck = planck.abs();
    format!("{sign}{}.{:04}", planck / UNIT, planck % UNIT / 100_000_000)
}

fn sizes(world: &mut World) -> Result<()> {
    world.story.heading("What the contracts weigh")?;
    world.story.line(&size_row("contract", "Wasm bytes"))?;
    let mut together = 0;
    for bundle in READING {
        let size = bundle.wasm()?.len();
        together += size;
        let name = bundle.name().replace('_', "-");
        world.story.line(&size_row(&name, &size.separate_with_commas()))?;
    }
    world.story.line(&size_row("all that an opening loads", &together.separate_with_commas()))?;
    let size = Bundle::PatientAccount.wasm()?.len();
    world.story.line(&size_row("patient-account", &size.separate_with_commas()))
}

fn size_row(name: &str, size: &str) -> String {
    format!("{name:<26} {size:>10}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relaying::Relayed;

    fn sponsored(owned: u128) -> Sponsored {
        Sponsored::new(&Relayed {
            carried_out: 1,
            paid: 1,
            owned: vec![0, owned],
            ..Relayed::default()
        })
    }

    fn good() -> Report {
        Report {
            records_registered: 29,
            openings_permitted: 40,
            openings_refused: 3,
            sessions_opened: 1,
            records_released: 60,
            emergencies_declared: 1,
            emergencies_reviewed: 1,
            entries_logged: 45,
            log_verified: true,
            tampering_detected: true,
            documents_roundtripped: 29,
            bytes_encrypted: 1,
            sponsored: sponsored(0),
            costs: Vec::new(),
        }
    }

    #[test]
    fn a_single_wrong_figure_is_not_verified() {
        assert!(good().verified());
        assert!(!Report { log_verified: false, ..good() }.verified());
        assert!(!Report { tampering_detected: false, ..good() }.verified());
        assert!(!Report { documents_roundtripped: 28, ..good() }.verified());
        assert!(!Report { entries_logged: 44, ..good() }.verified());
        assert!(!Report { emergencies_declared: 0, ..good() }.verified());
        assert!(!Report { emergencies_reviewed: 0, ..good() }.verified());
        assert!(!Report { openings_refused: 2, ..good() }.verified());
        assert!(!Report { sponsored: sponsored(1), ..good() }.verified());
    }

    #[test]
    fn deposits_are_shown_in_units() {
        assert_eq!((units(UNIT / 10).as_str(), units(-UNIT / 2).as_str()), ("0.1000", "-0.5000"));
    }
}
