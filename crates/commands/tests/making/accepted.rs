//! Every command with its right signature.

use chartkey_commands::{NewCategoryKeys, NewEnvelope, NewVersion, Offer, Replacement};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{Actions, Categories, OrgId, Purposes, Retraction};

use super::*;

pub fn vectors() -> Vec<Vector> {
    let mut vectors: Vec<_> = commands()
        .into_iter()
        .map(|(name, command)| accepted(name, &instruction(command)))
        .collect();
    for (name, deadline) in [
        ("a deadline in 1970", 0),
        ("a deadline on a leap day", 1_835_395_200_000),
        ("the last deadline", 253_402_300_740_000),
    ] {
        let with_deadline = Instruction { deadline, ..instruction(Command::Withdraw) };
        vectors.push(accepted(name, &with_deadline));
    }
    let last = Instruction { lane: 7, sequence: u32::MAX, ..instruction(Command::Withdraw) };
    vectors.push(accepted("the last lane and sequence", &last));
    let signature = Signer::PATIENT.sign(careless_approval(&recovery(), &DOMAIN));
    let name = "a guardian's approval";
    vectors.push(about_recovery(name, &DOMAIN, &recovery(), signature, "accepted"));
    vectors
}

fn accepted(name: &str, instruction: &Instruction) -> Vector {
    let signature = Signer::PATIENT.sign(careless_text(instruction, &DOMAIN));
    about(name, &DOMAIN, instruction, signature, "accepted")
}

fn commands() -> Vec<(&'static str, Command)> {
    let key = Signer::PATIENT.public();
    let deny = Terms {
        grantee: Grantee::Anyone,
        scope: Scope::Categories(Category::MentalHealth.into()),
        purposes: Purposes::ALL,
        actions: Actions::ALL,
        until: None,
        keys: None,
        ..terms()
    };
    let seal = Terms { scope: Scope::Document(8), from: 0, ..deny };
    let widest = Terms {
        grantee: Grantee::Organization(OrgId(12)),
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL,
        actions: Actions::ALL,
        keys: None,
        ..terms()
    };
    let writing = Terms { actions: Action::Append.into(), keys: None, ..terms() };
    let replacing =
        |effect, terms| Command::Replace(Box::new(Replacement { provision: 9, effect, terms }));
    let printable: String = (' '..='~').collect();
    let odd = Version {
        size: 1 << 40,
        locator: Text::from(printable.as_str()),
        key_epoch: u32::MAX,
        ..version()
    };
    vec![
        ("create a chart", Command::CreateChart(NewChart { key, salt: counting(1) })),
        ("take over a chart", Command::Adopt(key)),
        ("a practitioner may read two categories", grant(terms())),
        ("an organization may do everything", grant(widest)),
        ("a practitioner may only append, without an envelope", grant(writing)),
        ("nobody may reach a category, without end", Command::Deny(Box::new(deny))),
        ("nobody may reach a document, from 1970 on", Command::Deny(Box::new(seal))),
        ("revoke", Command::Revoke(3)),
        ("replace a permit", replacing(Effect::Permit, widest)),
        ("replace a deny", replacing(Effect::Deny, deny)),
        ("publish an X25519 key", Command::PublishKey(Category::Genetics, x25519())),
        ("publish an X-Wing key", Command::PublishKey(Category::SubstanceUse, x_wing())),
        ("rekey two categories and two envelopes", Command::Rekey(rekey())),
        ("rekey nothing", Command::Rekey(NewCategoryKeys { keys: vec![], envelopes: vec![] })),
        ("offer the chart", offer()),
        ("take back the offer", Command::HandOver(Offer::Cancel)),
        ("open", Command::Open(7)),
        ("self-report", self_report(version())),
        ("a locator of all printable characters", self_report(odd)),
        ("amend", Command::Amend(Box::new(NewVersion { record: 7, version: version() }))),
        ("retract: wrong patient", Command::Retract(7, Retraction::WrongPatient)),
        ("retract: wrong content", Command::Retract(7, Retraction::WrongContent)),
        ("retract: duplicate", Command::Retract(7, Retraction::Duplicate)),
        ("retract: other", Command::Retract(7, Retraction::Other)),
        ("name guardians", Command::ChangeGuardians(Some(guardians()))),
        ("remove the guardians", Command::ChangeGuardians(None)),
        ("withdraw", Command::Withdraw),
        ("veto", Command::Veto(Signer::STRANGER.public())),
        ("two categories may be opened in an emergency", Command::SetDirective(directive())),
        ("everything may be opened in an emergency", Command::SetDirective(Categories::ALL)),
        ("nothing may be opened in an emergency", Command::SetDirective(Categories::EMPTY)),
        ("dispute with a reason", Command::Dispute(12, Some(counting(0xc0)))),
        ("dispute without a reason", Command::Dispute(12, None)),
        ("erase", Command::Erase(7)),
    ]
}

pub fn offer() -> Command {
    Command::HandOver(Offer::Propose(counting(0xa0)))
}

pub fn directive() -> Categories {
    Categories::of(&[Category::Prescription, Category::Immunization])
}

pub fn rekey() -> NewCategoryKeys {
    NewCategoryKeys {
        keys: vec![(Category::Laboratory, x25519()), (Category::Imaging, x25519())],
        envelopes: vec![
            NewEnvelope { provision: 4, digest: counting(0xe0) },
            NewEnvelope { provision: 5, digest: counting(0xf0) },
        ],
    }
}

pub fn guardians() -> Guardians {
    Guardians {
        commitments: vec![counting(0x11), counting(0x22), counting(0x33)],
        threshold: 2,
        delay_hours: 72,
    }
}
