//! Seeds of signed commands.

use chartkey_commands::{Approval, SignedCommand};
use chartkey_fuzz::commands;
use scale::{Decode, Encode};

use crate::{
    seed,
    vectors::{bytes, text, vectors},
    PATIENT,
};

/// The vectors that are accepted, and some of those that have no text.
pub fn write() {
    use commands::{Input, Signable};
    for vector in vectors("commands/tests/vectors/commands.json") {
        let (name, verdict) = (text(&vector, "name"), text(&vector, "verdict"));
        let refused = [
            "a grant:",
            "a deny:",
            "a directive",
            "self-report:",
            "publish a",
            "a deadline",
            "open",
            "a session",
        ];
        let is_of_interest = verdict == "accepted"
            || verdict != "signature" && refused.iter().any(|one| name.starts_with(one));
        if !is_of_interest {
            continue;
        }
        let encoded = bytes(&vector, "scale");
        let domain = ["contract", "chain"].map(|field| bytes(&vector["domain"], field)).concat();
        if vector.get("recovery").is_some() {
            // The recovery without what stands behind it.
            let mut rest = encoded.as_slice();
            let signed = chartkey_commands::Recovery::decode(&mut rest).expect("a recovery");
            let signable = Signable::Recovery(signed).encode();
            seed("commands", &name, &[Input::AsItComes.encode(), domain, signable]);
        } else if let Ok(signed) = SignedCommand::decode(&mut encoded.as_slice()) {
            let signable = Signable::Instruction(signed.instruction).encode();
            seed("commands", &name, &[Input::AsItComes.encode(), domain, signable]);
        }
    }
    let approval = Approval { guardian: [1; 32], salt: [2; 32], signature: [3; 64] };
    let recovery = chartkey_commands::Recovery {
        chart: PATIENT,
        key: [2; 32],
        round: 0,
        approvals: 2,
        deadline: 0,
    };
    let approvals = (recovery, vec![approval, approval]).encode();
    seed("commands", "approvals", &[Input::Approvals.encode(), approvals]);
}
