//! How long what the log keeps is.

use chartkey_interfaces::log::{Access, Outcome, Subject, MAX_ACCESS_BYTES};
use chartkey_policy::{Basis, Reason};
use chartkey_vocabulary::{Categories, Finding, OrgId, Purpose};
use scale::Encode;

/// The encoded length of an access with this outcome and a written justification, about the
/// longest subject.
fn length(outcome: Outcome) -> usize {
    let subjects = [Subject::Record(1), Subject::Categories(Categories::ALL), Subject::Entry(1)];
    let lengths = subjects.map(|subject| {
        let access = Access {
            actor: [1; 32],
            organization: Some(OrgId(1)),
            subject,
            purpose: Purpose::Treatment,
            outcome,
            justification: Some([2; 32]),
        };
        access.encoded_size()
    });
    lengths.into_iter().max().unwrap_or_default()
}

#[test]
fn the_longest_access_of_today_has_82_bytes_and_is_within_the_bound() {
    let longest = length(Outcome::Permit(Basis::Provision(u32::MAX)));
    assert_eq!(longest, 82);
    for basis in [Basis::Controller, Basis::Issuer, Basis::Emergency, Basis::Addressee] {
        assert!(length(Outcome::Permit(basis)) < longest);
    }
    for outcome in [Outcome::Deny(Reason::DeniedByPatient), Outcome::Declared, Outcome::Disputed] {
        assert!(length(outcome) < longest);
    }
    assert!(longest <= MAX_ACCESS_BYTES);
}

#[test]
fn a_finding_has_a_byte_in_the_log() {
    for finding in Finding::ALL {
        assert_eq!(length(Outcome::Reviewed(finding)), length(Outcome::Declared) + 1);
    }
}
