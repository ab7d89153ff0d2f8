//! The largest inputs, values, events and answers that the bounds allow fit into the 16 KiB
//! that a contract has for each.

mod guardians;
mod keys;
mod log;
mod members;
mod openings;
mod records;
mod signed;

use anyhow::Result;
use chartkey_e2e_tests::{costs::Block, Cost, Hospital, Patient, Suite, DAY, HOUR};
use chartkey_policy::{Effect, Grantee, Provision, Scope, Terms, MAX_PROVISIONS};
use chartkey_vocabulary::{Actions, Categories, Category, Purpose, Purposes};

/// Checks that a call of this cost has room in a block of either chain.
fn fits(cost: &Cost) {
    for block in [Block::DEVELOPMENT_CHAIN, Block::PARACHAIN] {
        assert!(block.room(cost).0 >= 1, "{cost:?}");
    }
}

/// A full list of the longest permits: for one practitioner, with an envelope's digest.
fn scene() -> Result<(Suite, Hospital, Patient, Vec<Provision>)> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &Category::ALL)?;
    let clinician = Grantee::Practitioner(mercy.clinician.bytes());
    let terms = Terms {
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL
            .difference(Purposes::of(&[Purpose::PatientRequest, Purpose::FamilyRequest])),
        actions: Actions::ALL,
        keys: Some([0xee; 32]),
        ..suite.terms(clinician, &[])?
    };
    let mut provisions = Vec::new();
    for id in 0..MAX_PROVISIONS as u32 {
        assert_eq!(suite.grant(&ana, terms)?, id);
        provisions.push(Provision { id, effect: Effect::Permit, terms });
    }
    Ok((suite, mercy, ana, provisions))
}

#[test]
fn clients_can_read_every_bound_and_every_bit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let limits = suite.read(suite.directory().limits())?;
    assert_eq!(
        (limits.provisions, limits.batch, limits.page, limits.text_bytes),
        (64, 64, 32, 128)
    );
    assert_eq!((limits.document_bytes, limits.access_bytes), (1 << 40, 400));
    assert_eq!(limits.permit_milliseconds, 3_653 * DAY);
    assert_eq!((limits.ticket_milliseconds, limits.session_milliseconds), (HOUR / 6, HOUR));
    assert_eq!(limits.opened, 32);
    assert_eq!(limits.retention_milliseconds, 18_263 * DAY);
    assert_eq!((limits.emergency_holding_milliseconds, limits.emergency_milliseconds), (DAY, DAY));
    assert_eq!((limits.review_milliseconds, limits.waiting_cases), (3 * DAY, 8));
    let shut = [
        Category::Genetics,
        Category::MentalHealth,
        Category::SexualAndReproductiveHealth,
        Category::SubstanceUse,
        Category::Restricted,
    ];
    assert_eq!(limits.default_directive, Categories::ALL.difference(Categories::of(&shut)));
    assert_eq!(limits.suites, [(1, 32), (2, 1_216)]);
    let bits = |bits: Vec<u32>| assert!(bits.iter().zip(0..).all(|(bit, n)| *bit == 1 << n));
    assert_eq!(limits.categories.len(), 20);
    assert_eq!(
        limits.categories[5],
        (Category::Laboratory, Categories::of(&[Category::Laboratory]))
    );
    bits(limits.categories.iter().map(|(_, set)| set.bits()).collect());
    assert_eq!(limits.purposes.len(), 8);
    assert_eq!(limits.purposes[6].0, Purpose::PatientRequest);
    assert_eq!(limits.purposes[7].0, Purpose::FamilyRequest);
    bits(limits.purposes.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!(limits.actions.len(), 2);
    bits(limits.actions.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!(limits.roles.len(), 4);
    bits(limits.roles.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!((limits.confirmed, limits.erased_versions), (64, 32));
    assert_eq!(limits.tree_growth, 1 << 32);
    assert_eq!(limits.addressee_purposes, Purposes::of(&[Purpose::Treatment]));
    Ok(())
}
