//! Every command with its right signature.

use chartkey_commands::{NewCategoryKeys, NewEnvelope, NewVersion, Offer, Replacement};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{Actions, OrgId, Purposes, Retraction};

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
    let everything = Terms {
        scope: Scope::Categories(Categories::EVERYTHING),
        purposes: Purposes::EVERYTHING,
        ..deny
    };
    let but_in_an_emergency =
        Terms { purposes: Purposes::ALL.difference(Purpose::EmergencyTreatment.into()), ..deny };
    let by_name = Terms { until: None, keys: None, ..terms() };
    let to_anyone = Terms { grantee: Grantee::Anyone, keys: None, ..terms() };
    let representative = Terms { purposes: Purpose::FamilyRequest.into(), ..terms() };
    let shut_out = Terms { keys: None, ..representative };
    let on_request = Purposes::of(&[Purpose::PatientRequest, Purpose::FamilyRequest]);
    let widest = Terms {
        grantee: Grantee::Organization(OrgId(12)),
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL.difference(on_request),
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
        ("nobody may do anything, ever", Command::Deny(Box::new(everything))),
        ("nobody, but in an emergency", Command::Deny(Box::new(but_in_an_emergency))),
        ("a practitioner may not read for treatment", Command::Deny(Box::new(by_name))),
        ("every practitioner may read two categories", grant(to_anyone)),
        ("a representative may read two categories", grant(representative)),
        ("a representative may not read", Command::Deny(Box::new(shut_out))),
        ("revoke", Command::Revoke(3)),
        ("replace a permit", replacing(Effect::Permit, widest)),
        ("replace a deny", replacing(Effect::Deny, deny)),
        ("replace a deny by one of everything", replacing(Effect::Deny, everything)),
        ("publish an X25519 key", publish(Category::Genetics, 1, x25519())),
        ("publish an X-Wing key", publish(Category::SubstanceUse, u32::MAX, x_wing())),
        ("rekey two categories and two envelopes", Command::Rekey(rekey())),
        ("rekey nothing", Command::Rekey(NewCategoryKeys { keys: vec![], envelopes: vec![] })),
        ("offer the chart", offer()),
        ("take back the offer", Command::HandOver(Offer::Cancel)),
        ("open a record", open(&[7])),
        ("open three records", open(&[3, 7, u32::MAX])),
        ("open the first record and the one behind it", open(&[0, 1])),
        ("open 32 records", open(&(100..132).collect::<Vec<_>>())),
        ("open a session of two categories", open_session(directive())),
        ("open a session of all categories", open_session(Categories::ALL)),
        ("self-report", self_report(version())),
        ("a self-report to an organization", sent_to(Some(house()), version())),
        ("a self-report to a practitioner", sent_to(Some(doctor()), version())),
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
        ("two categories may be opened in an emergency", emergency(directive())),
        ("all categories may be opened in an emergency", emergency(Categories::ALL)),
        ("nothing may be opened in an emergency", emergency(Categories::EMPTY)),
        ("issuers may read two categories", issuers(directive())),
        ("issuers may read all categories", issuers(Categories::ALL)),
        ("issuers may read everything", issuers(Categories::EVERYTHING)),
        ("issuers may read nothing", issuers(Categories::EMPTY)),
        ("dispute with a reason", Command::Dispute(12, Some(counting(0xc0)))),
        ("dispute without a reason", Command::Dispute(12, None)),
        ("erase", Command::Erase(7)),
        ("erase a document", Command::EraseDocument(7)),
    ]
}

pub fn offer() -> Command {
    Command::HandOver(Offer::Propose(counting(0xa0)))
}

pub fn directive() -> Categories {
    Categories::of(&[Category::Prescription, Category::Immunization])
}

pub fn emergency(categories: Categories) -> Command {
    Command::SetDirective(Directive::Emergency, categories)
}

pub fn issuers(categories: Categories) -> Command {
    Command::SetDirective(Directive::Issuers, categories)
}

pub fn house() -> Addressee {
    Addressee::Organization(OrgId(12))
}

pub fn doctor() -> Addressee {
    Addressee::Practitioner(counting(0xa0))
}

pub fn rekey() -> NewCategoryKeys {
    let key = |category, epoch| NewCategoryKey { category, epoch, key: x25519() };
    NewCategoryKeys {
        keys: vec![key(Category::Laboratory, 2), key(Category::Imaging, 3)],
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
