//! The packed log: 16 entries to an item, as they lie in storage, and the tree over them.

use anyhow::{ensure, Context, Result};
use chartkey::log::{leaf_hash_of, verify, Unproven};
use chartkey_e2e_tests::{new_record, Actor, Contract, Cost, On, Patient, Suite};
use chartkey_interfaces::log::{Access, Entry, Head, Log as _, Outcome, Subject, MAX_ACCESS_BYTES};
use chartkey_merkle::{Frontier, SoftwareSha256, Tree};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Ground};
use chartkey_vocabulary::{Category, OrgId, PatientId, Purpose, Selection, MAX_OPENED, MAX_PAGE};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use super::all_entries;
use crate::on_both;

/// How many entries an item holds.
const PAGE: usize = 16;

/// How many entries a log has when it is looked at: none, one, around the borders of pages, and
/// many.
const SIZES: [usize; 8] = [0, 1, 15, 16, 17, 32, 33, 100];

/// What a contract gets and answers at the most, in bytes.
const BUFFER: usize = 16 * 1_024;

/// The right edge of a patient's log, as it is stored: the frontier, and the page that is being
/// filled.
pub(super) fn tail(suite: &mut Suite, patient: PatientId) -> Result<Option<(Frontier, Vec<u8>)>> {
    item(suite, (0x6c6f_6701_u32, patient))?.map(|tail| decoded(&tail)).transpose()
}

/// A full page of a patient's log, as it is stored.
pub(super) fn page(suite: &mut Suite, patient: PatientId, number: u32) -> Result<Option<Vec<u8>>> {
    item(suite, (0x6c6f_6702_u32, patient, number))?.map(|page| decoded(&page)).transpose()
}

fn item(suite: &mut Suite, key: impl Encode) -> Result<Option<Vec<u8>>> {
    let log = suite.address(Contract::Log);
    suite.chain().item(log, key.encode())
}

/// All of these bytes as one value.
fn decoded<T: Decode>(mut bytes: &[u8]) -> Result<T> {
    let value = T::decode(&mut bytes)?;
    ensure!(bytes.is_empty(), "{} bytes are left", bytes.len());
    Ok(value)
}

/// The entries of a page, each behind its length in two bytes, the least significant one first.
fn taken_apart(mut page: &[u8]) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = page.split_first_chunk() {
        let length = usize::from(u16::from_le_bytes(*length));
        let (entry, behind) = rest.split_at_checked(length).context("a page ends in an entry")?;
        entries.push(decoded(entry)?);
        page = behind;
    }
    ensure!(page.is_empty(), "half a length is left");
    Ok(entries)
}

/// A log whose one writer is an actor, and a patient's id.
fn scene(on: On) -> Result<(Suite, Actor, PatientId)> {
    let (deployer, writer) = (Actor::named("deployer"), Actor::named("writer"));
    let mut suite = Suite::deploy_unwired(on.chain()?, &deployer)?;
    let set = suite.log().set_writer(writer.account());
    suite.submit(&deployer, set)?.value()?;
    Ok((suite, writer, PatientId([1; 32])))
}

/// An access about this record, of a length that depends on it.
fn access(record: u32) -> Access {
    Access {
        actor: [7; 32],
        organization: (record % 3 == 0).then_some(OrgId(record)),
        subject: Subject::Records(vec![record]),
        purpose: Purpose::Treatment,
        outcome: Outcome::Permit(vec![Ground { count: 1, basis: Basis::Provision(record) }]),
        justification: (record % 5 == 0).then_some([9; 32]),
    }
}

/// The longest access that the log takes: of 400 bytes.
fn longest(record: u32) -> Access {
    let subject = Subject::Records((0..66).map(|number| record + number).collect());
    let ground = |id| Ground { count: 1, basis: Basis::Provision(id) };
    Access {
        subject,
        organization: Some(OrgId(record)),
        outcome: Outcome::Permit((0..10).map(ground).collect()),
        justification: Some([9; 32]),
        ..access(record)
    }
}

fn append(
    suite: &mut Suite,
    writer: &Actor,
    patient: PatientId,
    access: &Access,
) -> Result<(u32, Cost)> {
    let append = suite.log().append(patient.into(), Encoded::of(access));
    let appended = suite.submit(writer, append)?;
    let cost = appended.cost;
    Ok((appended.value()?, cost))
}

fn head(suite: &mut Suite, patient: PatientId) -> Result<Head> {
    suite.read(suite.log().head(patient.into()))
}

fn entries(suite: &mut Suite, patient: PatientId) -> Result<Vec<Entry>> {
    all_entries(suite, &Patient { actor: Actor::named("anybody"), id: patient }, MAX_PAGE)
}

/// Appends until the log has as many entries as each of [`SIZES`], and looks at it then.
fn at_each_size(
    on: On,
    mut look: impl FnMut(&mut Suite, PatientId, usize, Cost) -> Result<()>,
) -> Result<()> {
    let (mut suite, writer, patient) = scene(on)?;
    let (mut size, mut stored) = (0, Cost::default());
    for target in SIZES {
        while size < target {
            let record = u32::try_from(size)?;
            let (index, cost) = append(&mut suite, &writer, patient, &access(record))?;
            assert_eq!(index, record);
            stored += cost;
            size += 1;
        }
        look(&mut suite, patient, size, stored)?;
    }
    Ok(())
}

#[apply(on_both)]
fn an_item_has_16_entries_and_the_rest_lies_with_the_frontier(on: On) -> Result<()> {
    at_each_size(on, |suite, patient, size, stored| {
        let full = size / PAGE;
        let mut lying = Vec::new();
        let mut bytes = 0;
        for number in 0..full {
            let page = page(suite, patient, u32::try_from(number)?)?.context("no such page")?;
            bytes += page.encoded_size();
            let entries = taken_apart(&page)?;
            assert_eq!(entries.len(), PAGE, "page {number} of {size} entries");
            lying.extend(entries);
        }
        assert_eq!(page(suite, patient, u32::try_from(full)?)?, None, "{size} entries");
        let tail = tail(suite, patient)?;
        assert_eq!(tail.is_some(), size > 0);
        let items = full + usize::from(tail.is_some());
        if let Some((frontier, page)) = tail {
            bytes += frontier.encoded_size() + page.encoded_size();
            let entries = taken_apart(&page)?;
            assert_eq!(entries.len(), size % PAGE, "{size} entries");
            lying.extend(entries);
            assert_eq!(frontier.size(), size as u64);
            assert_eq!(frontier.root::<SoftwareSha256>(), head(suite, patient)?.root);
        }
        // Nothing else is stored.
        assert_eq!((stored.items, stored.bytes), (items as i64, bytes as i64), "{size} entries");
        assert_eq!(lying.len(), size);
        assert_eq!(lying, entries(suite, patient)?);
        for (index, entry) in (0..).zip(lying) {
            assert_eq!(entry.access, access(index));
            let answer = suite.read(suite.log().entry(patient.into(), index))?;
            assert_eq!(answer, Some(Encoded::of(&entry)), "entry {index} of {size}");
        }
        let past = suite.read(suite.log().entry(patient.into(), u32::try_from(size)?))?;
        assert_eq!(past, None, "{size} entries");
        Ok(())
    })
}

#[apply(on_both)]
fn proofs_verify_at_and_over_the_borders_of_pages(on: On) -> Result<()> {
    let mut remembered: Vec<Head> = Vec::new();
    at_each_size(on, |suite, patient, size, _| {
        let (entries, head) = (entries(suite, patient)?, head(suite, patient)?);
        assert_eq!(head.size, size as u64);
        // Every entry is under the head, and the log only grew since each of the earlier heads.
        for first in &remembered {
            let verified = verify(patient, &entries, &head, Some(first));
            assert_eq!(verified, Ok(head.size), "{size} since {}", first.size);
        }
        // On either side of each border it is seen when one is changed.
        for index in [0, 14, 15, 16, 17, 31, 32, 99] {
            let mut changed = entries.clone();
            if let Some(entry) = changed.get_mut(index) {
                entry.time += 1;
                assert_eq!(verify(patient, &changed, &head, None), Err(Unproven::Root));
            }
        }
        let leaves = (0..).zip(&entries).map(|(index, entry)| leaf_hash_of(patient, index, entry));
        let tree = Tree::<SoftwareSha256>::from_leaf_hashes(leaves);
        assert_eq!(tree.root(head.size), Some(head.root), "{size}");
        remembered.push(head);
        Ok(())
    })?;
    assert_eq!(remembered.len(), SIZES.len());
    Ok(())
}

#[apply(on_both)]
fn entries_are_read_over_the_borders_of_pages(on: On) -> Result<()> {
    at_each_size(on, |suite, patient, size, _| {
        if ![17, 33, 100].contains(&size) {
            return Ok(());
        }
        for from in [0, 14, 15, 16, 17, 31, 32, 33, 83, 84, 99, 100] {
            for limit in [1, 2, 16, 17, 32] {
                let page = suite.read(suite.log().entries(
                    patient.into(),
                    u32::try_from(from)?,
                    u32::try_from(limit)?,
                ))?;
                let page = page.map_err(|error| anyhow::anyhow!("{error:?}"))?;
                let accesses = page
                    .iter()
                    .map(|entry| Ok(entry.value()?.access))
                    .collect::<Result<Vec<_>>>()?;
                let until = size.min(from + limit);
                let expected = (from..until.max(from))
                    .map(|index| Ok(access(u32::try_from(index)?)))
                    .collect::<Result<Vec<_>>>()?;
                assert_eq!(accesses, expected, "{limit} from {from} of {size}");
            }
        }
        Ok(())
    })
}

/// 32 records, each on another ground than the one before: no entry of the registry is longer.
#[apply(on_both)]
fn the_longest_entries_of_the_registry_fill_pages(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let categories = [Category::Laboratory, Category::Imaging];
    let ana = suite.patient("ana", &categories)?;
    for category in categories {
        let terms = suite.terms(mercy.grantee(), &[category])?;
        suite.grant(&ana, terms)?;
    }
    let new = categories.into_iter().cycle().take(MAX_OPENED).map(new_record).collect();
    let register = suite.registry().register_many(ana.id.into(), mercy.id, new);
    suite.submit(&mercy.clinician, register)?.value()?;
    let all = Selection::Records((0..32).collect());
    let mut remembered = None;
    for index in 0..33 {
        let opened =
            suite.open_selection(&mercy.clinician, &ana, all.clone(), Purpose::Treatment)?;
        assert_eq!(opened.entry, index);
        if index == 15 {
            remembered = Some(head(&mut suite, ana.id)?);
        }
    }
    let grounds = |basis| Ground { count: 1, basis: Basis::Provision(basis) };
    let permitted = Outcome::Permit((0..32).map(|id| grounds(id % 2)).collect());
    let entries = entries(&mut suite, ana.id)?;
    assert_eq!(entries.len(), 33);
    for entry in &entries {
        assert_eq!(entry.access.subject, Subject::from(all.clone()));
        assert_eq!(entry.access.outcome, permitted);
        assert_eq!(entry.access.encoded_size(), 363);
    }
    for number in [0, 1] {
        let page = page(&mut suite, ana.id, number)?.context("no such page")?;
        assert_eq!(page.len(), PAGE * (2 + 8 + 363));
    }
    let head = head(&mut suite, ana.id)?;
    assert_eq!(verify(ana.id, &entries, &head, remembered.as_ref()), Ok(33));
    Ok(())
}

/// A later registry may write as much.
#[apply(on_both)]
fn the_longest_entries_that_the_log_takes_fill_pages(on: On) -> Result<()> {
    let (mut suite, writer, patient) = scene(on)?;
    assert_eq!(longest(0).encoded_size(), MAX_ACCESS_BYTES);
    for index in 0..33 {
        assert_eq!(append(&mut suite, &writer, patient, &longest(index))?.0, index);
    }
    let full = page(&mut suite, patient, 1)?.context("no second page")?;
    assert_eq!(full.len(), PAGE * (2 + 8 + MAX_ACCESS_BYTES));
    // A page of answers.
    let answer = suite.read(suite.log().entries(patient.into(), 0, MAX_PAGE))?;
    assert!(answer.encoded_size() < BUFFER, "{} bytes", answer.encoded_size());
    let answer = answer.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    assert_eq!(answer.len(), 32);
    for (index, entry) in (0..).zip(&answer) {
        assert_eq!(entry.value()?.access, longest(index));
    }
    // The item that is written 16 times, with the frontier of the longest log.
    let frontier = Frontier::from_parts(u32::MAX.into(), vec![[1; 32]; 32]).context("32 peaks")?;
    let item = frontier.encoded_size() + full.encoded_size();
    assert!(item < BUFFER, "{item} bytes");
    let (entries, head) = (entries(&mut suite, patient)?, head(&mut suite, patient)?);
    assert_eq!(verify(patient, &entries, &head, None), Ok(33));
    Ok(())
}
