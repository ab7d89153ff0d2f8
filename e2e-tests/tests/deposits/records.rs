//! Records: emergencies over them, batches of them, and how they are erased.

use anyhow::Result;
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    new_record, Actor, Suite, YEAR,
};
use chartkey_interfaces::{
    batches::{TreeId, TreeKind},
    directory::Role,
    registry::{NewRecord, RetentionChange},
};
use chartkey_policy::Directive;
use chartkey_vocabulary::{Categories, Finding};
use scale::Encode;

use crate::{settled, LABORATORY};

/// Whoever declares, reviews, disputes, anchors or admits pays for what that stores, and nobody is
/// paid for what another stored but for a few bytes.
#[test]
fn no_item_is_freed_by_emergencies_batches_or_erasure() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let responder = suite.responder(&mercy, "responder")?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    let (owner, mut registry) = (suite.owner(), suite.registry());
    let (clinician, patient) = (mercy.clinician.clone(), ana.actor.clone());
    let suite = &mut suite;

    let others = &[&owner, &mercy.admin, &clinician, &patient];
    let declare = registry.declare_emergency(ana.id.into(), mercy.id, [1; 32].into());
    // The log's tree with its first page, the case, the number of cases and those that wait.
    assert_eq!(settled(suite, &responder, others, declare)?.items, 4);
    // The reviewer pays for the entry's bytes, and gets those of the case that waits no more.
    let others = &[&owner, &mercy.admin, &responder, &patient];
    let review = registry.review_emergency(
        ana.id.into(),
        mercy.id,
        responder.bytes().into(),
        0,
        Finding::NotJustified,
        Some([2; 32]),
    );
    assert_eq!(settled(suite, &clinician, others, review)?.items, 0);
    let others = &[&owner, &mercy.admin, &responder, &clinician];
    let dispute = registry.dispute(ana.id.into(), 0, Some([3; 32]));
    assert_eq!(settled(suite, &patient, others, dispute)?.items, 0);

    // The clerk pays for a head, and the clinician for a record with the bits of 1,024 leaves.
    let others = &[&owner, &mercy.admin, &responder, &clinician, &patient];
    let leaves = [leaf(mercy.id, ana.id, LABORATORY, 0)?, leaf(mercy.id, ana.id, LABORATORY, 1)?];
    let batch = Batch::of(&leaves);
    let tree = TreeId { organization: mercy.id, kind: TreeKind::Documents, number: 0 };
    let anchor = registry.anchor(tree, 2, batch.root(2)?.into(), Vec::new());
    assert_eq!(settled(suite, &clerk, others, anchor)?.items, 1);
    let others = &[&owner, &mercy.admin, &responder, &clerk, &patient];
    let admit = registry.admit(batch.place(0, 2, 0)?, leaves[0].clone());
    assert_eq!(settled(suite, &clinician, others, admit)?.items, 3);

    // Who erases gets the bytes of the version: digest, size, locator and epoch.
    let others = &[&owner, &mercy.admin, &responder, &clerk, &clinician];
    let erase = registry.erase(ana.id.into(), 0);
    let cost = settled(suite, &patient, others, erase)?;
    let version = i64::try_from(leaves[0].record.document.version.encode().len())?;
    assert_eq!((cost.items, cost.bytes), (0, -version));

    // Another who controls the chart narrows and widens a value of fixed length.
    for directive in [Directive::Emergency, Directive::Issuers] {
        let set = suite.consent().set_directive(ana.id.into(), directive, Categories::EMPTY);
        let cost = settled(suite, &patient, others, set)?;
        assert_eq!((cost.items, cost.bytes), (0, 0));
    }
    Ok(())
}

/// Who proposes a waiver pays for it. The second member, and who restores, change it in place; it
/// stays when the document is erased.
#[test]
fn a_waiver_is_paid_for_by_who_proposes_it_and_is_not_freed() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    let retain_until = suite.now()? + YEAR;
    let retained = NewRecord { retain_until, ..new_record(LABORATORY) };
    let (clinician, mut registry) = (mercy.clinician.clone(), suite.registry());
    let register = registry.register(ana.id.into(), mercy.id, retained.clone().into());
    suite.submit(&clinician, register)?.value()?;
    let suite = &mut suite;

    let mut waive = || registry.waive_retention(ana.id.into(), 0);
    let cost = settled(suite, &clinician, &[&clerk, &mercy.admin, &ana.actor], waive())?;
    assert_eq!(cost.items, 1);
    let others = &[&clinician, &mercy.admin, &ana.actor];
    let cost = settled(suite, &clerk, others, waive())?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
    let restore = suite.registry().restore_retention(ana.id.into(), 0);
    let cost = settled(suite, &clerk, others, restore)?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
    assert_eq!(settled(suite, &clerk, others, waive())?.items, 0);
    let waived = suite.submit(&clinician, waive())?.value()?;
    assert_eq!(waived, RetentionChange::Waived);
    let erase = suite.registry().erase_document(ana.id.into(), 0);
    let cost = settled(suite, &ana.actor, &[&clinician, &clerk, &mercy.admin], erase)?;
    let version = i64::try_from(retained.document.version.encode().len())?;
    assert_eq!((cost.items, cost.bytes), (0, -version));
    Ok(())
}
