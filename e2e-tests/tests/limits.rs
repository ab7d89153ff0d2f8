//! The largest inputs, values, events and answers that the bounds allow fit into the 16 KiB
//! that a contract has for each.

use anyhow::Result;
use chartkey_e2e_tests::{document, x_wing_key, Event, Hospital, Patient, Suite, DAY, HOUR};
use chartkey_interfaces::Encoded;
use chartkey_interfaces::{
    consent::CategoryKey,
    directory::Profile,
    log::Log as _,
    registry::{NewDocument, Retraction, StalePage, Version, MAX_DOCUMENT_BYTES},
};
use chartkey_policy::{
    Actions, Basis, Categories, Category, Cause, Change, Decision, Effect, Grantee, Provision,
    Purpose, Purposes, Removed, Scope, Terms, MAX_PROVISIONS,
};

#[test]
fn clients_can_read_every_bound_and_every_bit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let limits = suite.read(suite.directory().limits())?;
    assert_eq!(
        (limits.provisions, limits.batch, limits.page, limits.text_bytes),
        (64, 64, 32, 128)
    );
    assert_eq!((limits.document_bytes, limits.access_bytes), (1 << 40, 256));
    assert_eq!(limits.permit_milliseconds, 3_653 * DAY);
    assert_eq!(limits.ticket_milliseconds, HOUR / 6);
    assert_eq!(limits.suites, [(1, 32), (2, 1_216)]);
    let bits = |bits: Vec<u32>| assert!(bits.iter().zip(0..).all(|(bit, n)| *bit == 1 << n));
    assert_eq!(limits.categories.len(), 16);
    assert_eq!(
        limits.categories[5],
        (Category::Laboratory, Categories::of(&[Category::Laboratory]))
    );
    bits(limits.categories.iter().map(|(_, set)| set.bits()).collect());
    assert_eq!(limits.purposes.len(), 7);
    assert_eq!(limits.purposes[6].0, Purpose::PatientRequest);
    bits(limits.purposes.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!(limits.actions.len(), 2);
    bits(limits.actions.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!(limits.roles.len(), 3);
    bits(limits.roles.iter().map(|(_, set)| set.bits().into()).collect());
    Ok(())
}

/// A document with the longest locator and the largest size.
fn largest(category: Category) -> NewDocument {
    let version = Version {
        size: MAX_DOCUMENT_BYTES,
        locator: "l".repeat(128).as_str().into(),
        ..document(category).version
    };
    NewDocument { category, version }
}

/// A full list of the longest permits: for one practitioner, with an envelope's digest.
fn scene() -> Result<(Suite, Hospital, Patient, Vec<Provision>)> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &Category::ALL)?;
    let clinician = Grantee::Practitioner(mercy.clinician.bytes());
    let terms = Terms {
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL,
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
fn no_input_within_the_bounds_hits_the_16_kib_buffer() -> Result<()> {
    let (mut suite, mercy, ana, provisions) = scene()?;
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    let policy = policy.map(|policy| policy.provisions().to_vec());
    assert_eq!(policy, Some(provisions.clone()));

    // The largest batch, input, page of records and page of stale ones.
    let batch: Vec<_> = (0..64).map(|id| largest(Category::ALL[id % 16])).collect();
    let many = suite.registry().register_many(ana.id.into(), batch.clone());
    let registered = suite.submit(&mercy.clinician, many)?;
    assert_eq!(
        registered.emitted(),
        [Event::Registered { patient: ana.id, first: 0, count: 64, issuer: Some(mercy.id) }]
    );
    assert_eq!(registered.value()?, 0);
    for id in 0..32 {
        let amend =
            suite.registry().amend(ana.id.into(), id, largest(Category::Imaging).version.into());
        assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 64 + id);
        let retract = suite.registry().retract(ana.id.into(), id, Retraction::Other);
        suite.submit(&mercy.clinician, retract)?.value()?;
    }
    let page = suite.read(suite.registry().records(ana.id.into(), 0, 32))?;
    let page = page.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    assert_eq!(page.len(), 32);
    for ((record, new), id) in page.iter().zip(&batch).zip(0..) {
        assert_eq!((record.document, &record.version), (id, &new.version));
        assert_eq!(record.amended_by, Some(64 + id));
        assert_eq!(record.retracted, Some(Retraction::Other));
    }

    // The largest page of entries.
    for _ in 0..32 {
        let opening = suite.open(&mercy.clinician, &ana, 63, Purpose::Treatment)?;
        assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    }
    let entries = suite.read(suite.log().entries(ana.id.into(), 0, 32))?;
    assert_eq!(entries.map(|entries| entries.len()), Ok(32));

    // The largest change of a policy: one deny takes the place of all 64 permits.
    let deny = Terms { grantee: Grantee::Anyone, keys: None, until: None, ..provisions[0].terms };
    let denied = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), deny.into()))?;
    let removed = |id| Removed { id, cause: Cause::Displaced };
    let change = Change {
        added: Some(Provision { id: 64, effect: Effect::Deny, terms: deny }),
        removed: (0..64).map(removed).collect(),
        raised: Categories::ALL,
    };
    assert_eq!(denied.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);
    assert_eq!(denied.value()?, 64);
    let stale = suite.read(suite.registry().stale(ana.id.into(), 64, 32))?;
    assert_eq!(stale, Ok(StalePage { records: (64..96).collect(), next: Some(96) }));
    Ok(())
}

#[test]
fn the_longest_keys_and_texts_fit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[])?;
    let longest = "k".repeat(128);
    for category in Category::ALL {
        let publish = suite.consent().publish_key(ana.id.into(), category, x_wing_key(1));
        assert_eq!(suite.submit(&ana.actor, publish)?.value()?, 1);
        let key = suite.read(suite.consent().category_key(ana.id.into(), category))?;
        assert_eq!(key, Some(Encoded::of(&CategoryKey { epoch: 1, key: x_wing_key(1) })));
    }
    let keeper = suite.directory().set_keeper(mercy.id, longest.as_str().into());
    suite.submit(&mercy.admin, keeper)?.value()?;
    let key = suite.directory().set_encryption_key(mercy.id, x_wing_key(2));
    suite.submit(&mercy.admin, key)?.value()?;
    let profile = Profile { keeper: Some(longest.as_str().into()), key: Some(x_wing_key(2)) };
    assert_eq!(suite.read(suite.directory().profile(mercy.id))?, profile);
    Ok(())
}
