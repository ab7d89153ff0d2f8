//! A million documents, of which the chain keeps two heads.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    Actor, Suite,
};
use chartkey_interfaces::{
    batches::{BatchError, TreeId, TreeKind},
    directory::Role,
};
use chartkey_vocabulary::{Category, Purpose};

const LABORATORY: Category = Category::Laboratory;

/// How many leaves there are at the first head, and at the second.
const SIZES: [u64; 2] = [400_000, 1_000_000];

#[test]
fn a_million_records_are_anchored_in_two_heads_and_admitted_from_either() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let leaf = |number| leaf(mercy.id, ana.id, LABORATORY, number);
    let mut batch = Batch::default();
    for number in 0..SIZES[1] {
        batch.append(&leaf(number)?);
    }
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    let tree = TreeId { organization: mercy.id, kind: TreeKind::Documents, number: 0 };
    let mut registry = suite.registry();
    for (number, (last, size)) in (0..).zip([(0, SIZES[0]), (SIZES[0], SIZES[1])]) {
        let (root, proof) = (batch.root(size)?, batch.consistency(last, size)?);
        let anchored = suite.submit(&clerk, registry.anchor(tree, size, root.into(), proof))?;
        assert_eq!(anchored.value()?, number);
    }
    for (id, (head, index)) in (0..).zip([
        (1, 0),
        (1, SIZES[1] / 2),
        (1, SIZES[1] - 1),
        (0, 1),
        (0, SIZES[0] / 2),
        (0, SIZES[0] - 1),
        (1, SIZES[0]),
    ]) {
        let place = batch.place(head, SIZES[head as usize], index)?;
        let leaf = leaf(index)?;
        let admit = registry.admit(place.clone(), leaf.clone());
        assert_eq!(suite.submit(&mercy.clinician, admit)?.value()?, id, "leaf {index}");
        let record = suite.read(registry.record(ana.id.into(), id))?.context("no record")?;
        assert_eq!(record.version, Some(leaf.record.document.version.clone()));
        assert_eq!(suite.open(&mercy.clinician, &ana, id, Purpose::Treatment)?.entry, id);
        let again = registry.admit(place, leaf);
        let refused = suite.submit(&mercy.clinician, again)?.refusal()?;
        assert_eq!(refused, BatchError::AlreadyAdmitted.into());
    }
    // The last leaf is not under the first head, whatever is claimed.
    let mut place = batch.place(1, SIZES[1], SIZES[1] - 2)?;
    place.head = 0;
    let admit = registry.admit(place, leaf(SIZES[1] - 2)?);
    assert_eq!(suite.submit(&mercy.clinician, admit)?.refusal()?, BatchError::Proof.into());
    Ok(())
}
