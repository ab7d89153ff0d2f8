//! Which command is passed on to which message, for tests and tools that compare the types of
//! both: what is executed has to be what was signed, also after an upgrade of either contract.

use crate::calls::Contract;

/// A command that is passed on as it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassedOn {
    /// The name of the command, a variant of `Command`.
    pub command: &'static str,
    /// The contract that it is passed on to.
    pub contract: Contract,
    /// The name of the message there. It takes the chart, the command's fields and the constants.
    pub message: &'static str,
    /// What this contract adds: variants without fields, each with the byte that it is sent as.
    pub constants: &'static [(&'static str, u8)],
    /// The variant of `Answer` that carries what the message returns, `None` if that is nothing.
    pub answer: Option<&'static str>,
}

/// Every command that is passed on. The others this contract carries out itself.
pub const PASSED_ON: [PassedOn; 14] = [
    consent("Grant", "grant", Some("Provision")),
    consent("Deny", "deny", Some("Provision")),
    consent("Revoke", "revoke", None),
    consent("Replace", "replace", Some("Provision")),
    consent("PublishKey", "publish_key", Some("Epoch")),
    consent("Rekey", "rekey", Some("Epochs")),
    consent("SetDirective", "set_directive", None),
    PassedOn {
        constants: &[("PatientRequest", 6), ("None", 0)],
        ..registry("Open", "open", Some("Opened"))
    },
    registry("SelfReport", "self_report", Some("Record")),
    registry("Amend", "amend", Some("Record")),
    registry("Retract", "retract", None),
    registry("Dispute", "dispute", Some("Entry")),
    registry("Erase", "erase", None),
    registry("EraseDocument", "erase_document", Some("Erased")),
];

const fn consent(
    command: &'static str,
    message: &'static str,
    answer: Option<&'static str>,
) -> PassedOn {
    PassedOn { command, contract: Contract::Consent, message, constants: &[], answer }
}

const fn registry(
    command: &'static str,
    message: &'static str,
    answer: Option<&'static str>,
) -> PassedOn {
    PassedOn { command, contract: Contract::Registry, message, constants: &[], answer }
}
