//! The largest documents: batches and pages of them, under a full policy, and their erasure.

use anyhow::Result;
use chartkey_e2e_tests::{document, Event, Suite};
use chartkey_interfaces::{
    log::Log as _,
    registry::{NewRecord, StalePage, MAX_ERASED},
};
use chartkey_policy::{
    Basis, Cause, Change, Decision, Effect, Grantee, Provision, Removed, Scope, Terms,
};
use chartkey_vocabulary::{
    Categories, Category, NewDocument, Purpose, Purposes, Retraction, Version, MAX_DOCUMENT_BYTES,
};

use crate::{fits, scene};

/// A document with the longest locator and the largest size.
fn largest(category: Category) -> NewDocument {
    let version = Version {
        size: MAX_DOCUMENT_BYTES,
        locator: "l".repeat(128).as_str().into(),
        ..document(category).version
    };
    NewDocument { category, version }
}

/// Another version of such a document.
fn largest_amended(number: u8) -> Version {
    Version { digest: [number; 32], ..largest(Category::Imaging).version }
}

#[test]
fn no_input_within_the_bounds_hits_the_16_kib_buffer() -> Result<()> {
    let (mut suite, mercy, ana, provisions) = scene()?;
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    let policy = policy.map(|policy| policy.provisions().to_vec());
    assert_eq!(policy, Some(provisions.clone()));

    // The largest batch, input, page of records and page of stale ones.
    let batch: Vec<_> =
        (0..64).map(|id| largest(Category::ALL[id % Category::ALL.len()])).collect();
    let records = batch.iter().cloned().map(NewRecord::from).collect();
    let many = suite.registry().register_many(ana.id.into(), mercy.id, records);
    let registered = suite.submit(&mercy.clinician, many)?;
    assert_eq!(
        registered.emitted(),
        [Event::Registered { patient: ana.id, first: 0, count: 64, issuer: Some(mercy.id) }]
    );
    fits(&registered.cost);
    assert_eq!(registered.value()?, 0);
    for id in 0..32 {
        let amend = suite.registry().amend(ana.id.into(), id, largest_amended(1).into());
        assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 64 + id);
        let retract = suite.registry().retract(ana.id.into(), id, Retraction::Other);
        suite.submit(&mercy.clinician, retract)?.value()?;
    }
    let page = suite.read(suite.registry().records(ana.id.into(), 0, 32))?;
    let page = page.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    assert_eq!(page.len(), 32);
    for ((record, new), id) in page.iter().zip(&batch).zip(0..) {
        assert_eq!((record.document, record.version.as_ref()), (id, Some(&new.version)));
        assert_eq!(record.amended_by, Some(64 + id));
        assert_eq!(record.retracted, Some(Retraction::Other));
    }

    // A page of entries. The longest entries are in openings.rs and log.rs.
    for _ in 0..32 {
        let opening = suite.open(&mercy.clinician, &ana, 63, Purpose::Treatment)?;
        assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    }
    let entries = suite.read(suite.log().entries(ana.id.into(), 0, 32))?;
    assert_eq!(entries.map(|entries| entries.len()), Ok(32));

    // The largest change of a policy: one deny takes the place of all 64 permits.
    let deny = Terms {
        grantee: Grantee::Anyone,
        scope: Scope::Categories(Categories::EVERYTHING),
        purposes: Purposes::EVERYTHING,
        keys: None,
        until: None,
        ..provisions[0].terms
    };
    let denied = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), deny.into()))?;
    let removed = |id| Removed { id, cause: Cause::Displaced };
    let change = Change {
        added: Some(Provision { id: 64, effect: Effect::Deny, terms: deny }),
        removed: (0..64).map(removed).collect(),
        raised: Categories::ALL,
    };
    assert_eq!(denied.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);
    fits(&denied.cost);
    assert_eq!(denied.value()?, 64);
    let stale = suite.read(suite.registry().stale(ana.id.into(), 64, 32))?;
    assert_eq!(stale, Ok(StalePage { records: (64..96).collect(), next: Some(96) }));
    Ok(())
}

/// Each of the largest size and with the longest locator.
#[test]
fn thirty_two_versions_are_erased_in_one_call_and_the_rest_in_the_next() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    suite.grant(&ana, terms)?;
    let mut registry = suite.registry();
    let record = largest(Category::Imaging).into();
    let register = registry.register(ana.id.into(), mercy.id, record);
    assert_eq!(suite.submit(&mercy.clinician, register)?.value()?, 0);
    let versions = u32::try_from(MAX_ERASED)?;
    for id in 0..versions {
        let amend =
            registry.amend(ana.id.into(), id, largest_amended(u8::try_from(id + 1)?).into());
        assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, id + 1);
    }
    let mut erase = |from, erased: Vec<u32>| {
        let erase = registry.erase_document(ana.id.into(), from);
        let outcome = suite.submit(&ana.actor, erase)?;
        fits(&outcome.cost);
        assert_eq!(outcome.emitted(), [Event::Erased { patient: ana.id, records: erased }]);
        outcome.value()
    };
    assert_eq!(erase(0, (0..versions).collect())?, Some(versions));
    assert_eq!(erase(versions, vec![versions])?, None);
    Ok(())
}
