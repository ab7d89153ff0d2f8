//! What guardians sign, and what is hashed.

use super::*;
use chartkey_commands::{chart_claim, guardian_claim, NewChart, SignedCommand};

#[test]
fn an_approval_names_the_chart_the_new_key_the_round_and_how_many_approve() {
    let recovery = Recovery {
        chart: PatientId([0xca; 32]),
        key: [0x4e; 32],
        round: 5,
        approvals: 2,
        deadline: NOW,
    };
    assert_eq!(
        String::from_utf8(recovery.text(&DOMAIN).unwrap()).unwrap(),
        "<Bytes>Chartkey: approve a new key as guardian\n\
         Chart: cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca\n\
         New key: 4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e\n\
         Round: 5\n\
         Approvals: 2\n\
         Contract: c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0\n\
         Chain: 0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d\n\
         Deadline: 2027-01-15 08:00 UTC</Bytes>"
    );
}

#[test]
fn a_charts_claim_is_its_key_and_its_salt() {
    let claim = chart_claim(&NewChart { key: [1; 32], salt: [2; 32] });
    assert_eq!(claim, [[1_u8; 32], [2; 32]].concat());
}

#[test]
fn a_guardians_claim_is_the_chart_the_key_and_the_salt() {
    let claim = guardian_claim(&PatientId([3; 32]), &[4; 32], &[5; 32]);
    assert_eq!(claim, [[3_u8; 32], [4; 32], [5; 32]].concat());
}

#[test]
fn a_signed_command_is_its_fields_one_after_the_other() {
    let signed =
        SignedCommand { instruction: instruction(Command::Veto([7; 32])), signature: [0x51; 64] };
    let expected =
        [&[0xca; 32][..], &[15], &[7; 32], &[2, 41, 0, 0, 0], &NOW.to_le_bytes(), &[0x51; 64]]
            .concat();
    assert_eq!(signed.encode(), expected);
    assert_eq!(SignedCommand::decode(&mut expected.as_slice()), Ok(signed));
}
