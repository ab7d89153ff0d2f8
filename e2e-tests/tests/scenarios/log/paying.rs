//! Who pays for a page of the log, and limits of what somebody pays.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{
    message_input, Actor, Answer, Cost, Deposit, Hospital, Message, On, Patient, Receipt, Suite,
};
use chartkey_interfaces::{
    directory::Role,
    log::Log as _,
    registry::{Opening, RegistryError},
};
use chartkey_vocabulary::{Purpose, Selection};
use scale::Encode;

use super::{
    pages::{page, tail},
    scene,
};

/// What the chain inside this process asks for storage: a planck for an item, and one for a byte.
const IN_PROCESS: Deposit = Deposit { per_item: 1, per_byte: 1 };

/// Record 0 for treatment, for this hospital.
fn opening(
    suite: &Suite,
    hospital: &Hospital,
    patient: &Patient,
) -> Message<impl Encode, Result<Opening, RegistryError>> {
    let house = Some(hospital.id);
    suite.registry().open(patient.id.into(), Selection::record(0), Purpose::Treatment, house)
}

/// How many bytes a patient's log takes.
fn bytes(suite: &mut Suite, patient: &Patient) -> Result<i64> {
    let mut bytes = 0;
    if let Some((frontier, page)) = tail(suite, patient.id)? {
        bytes += frontier.encoded_size() + page.encoded_size();
    }
    for number in 0.. {
        match page(suite, patient.id, number)? {
            Some(page) => bytes += page.encoded_size(),
            None => break,
        }
    }
    Ok(i64::try_from(bytes)?)
}

/// Two readers in turn, the clinician and the patient, whose entries are shorter. Whoever opens
/// pays for what the log grows by then, or gets what it shrinks by, and nobody else does.
#[test]
fn each_reader_pays_for_the_own_entry_and_the_sixteenth_for_the_page() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let readers = [(&mercy.clinician, Purpose::Treatment), (&ana.actor, Purpose::PatientRequest)];
    for (reader, _) in readers {
        suite.chain().endow(reader.account())?;
    }
    let mut costs = Vec::new();
    for index in 0..48_u32 {
        let [(reader, purpose), (other, _)] = match index % 3 {
            0 => [readers[1], readers[0]],
            _ => readers,
        };
        let stored = bytes(&mut suite, &ana)?;
        let before = suite.chain().balance(reader.account())?;
        let untouched = suite.chain().balance(other.account())?;
        let house = (purpose == Purpose::Treatment).then_some(mercy.id);
        let open = suite.registry().open(ana.id.into(), Selection::record(0), purpose, house);
        let opened = suite.submit(reader, open)?;
        let cost = opened.cost;
        assert_eq!(opened.value()?.entry, index);

        let new_item = index == 0 || index % 16 == 15;
        assert_eq!(cost.items, i64::from(new_item), "entry {index}");
        assert_eq!(cost.bytes, bytes(&mut suite, &ana)? - stored, "entry {index}");
        let after = suite.chain().balance(reader.account())?;
        let paid = i128::try_from(before)? - i128::try_from(after)?;
        // The pallet rounds a refund down.
        let rounded = paid - IN_PROCESS.of(&cost);
        assert!((0..=2).contains(&rounded), "entry {index}: paid {paid} for {cost:?}");
        assert_eq!(suite.chain().balance(other.account())?, untouched, "entry {index}");
        costs.push(cost);
    }
    // At the prices of a development chain the page is what counts: nobody earns by closing one,
    // and in the mean an entry costs at most 0.007 UNIT.
    let prices = Deposit::DEVELOPMENT_CHAIN;
    for index in [15, 31, 47] {
        assert!(prices.of(&costs[index]) > 99_000_000_000, "entry {index}: {:?}", costs[index]);
    }
    let mut page = Cost::default();
    for cost in &costs[32..48] {
        page += *cost;
    }
    assert_eq!(page.items, 1);
    assert!(prices.of(&page) <= 16 * 7_000_000_000, "{page:?}");
    Ok(())
}

/// What an entry frees is the frontier's: never an item.
#[test]
fn no_entry_frees_an_item_and_only_hashes_of_the_frontier_are_refunded() -> Result<()> {
    let (mut suite, _, ana) = scene(On::InProcess)?;
    let own = Purpose::PatientRequest;
    // Of each entry the length and its two bytes.
    let entry = 2 + 8 + 45;
    for index in 0..48_u32 {
        let open = suite.registry().open(ana.id.into(), Selection::record(0), own, None);
        let opened = suite.submit(&ana.actor, open)?;
        let cost = opened.cost;
        opened.value()?;
        assert!(cost.items >= 0, "entry {index}");
        let hashes = i64::from((index + 1).count_ones()) - i64::from(index.count_ones());
        // A tail begins with a size and a count of hashes, and lengths of pages have 1 or 2 bytes.
        let rest = cost.bytes - entry - 32 * hashes;
        let new = if index == 0 { 8 + 1 + 1 } else { 0 };
        assert!((0..=2).contains(&(rest - new)), "entry {index}: {cost:?}, {rest}");
    }
    Ok(())
}

/// The 16th entry of a page pays for its item. Somebody who asked beforehand what an opening costs,
/// while it would have been the 15th, has set a limit that does not do. In process an item costs a
/// planck, less than the hashes of the frontier that go: there every limit would do.
#[test]
#[cfg_attr(not(node), ignore = "needs substrate-contracts-node on PATH, or CHARTKEY_NODE_URL")]
fn a_deposit_limit_of_one_entry_too_early_fails_and_one_for_a_page_does() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::Node)?;
    let colleague = Actor::named("colleague");
    suite.enrol(&mercy, &colleague, &[Role::Clinician])?;
    let prices = Deposit::DEVELOPMENT_CHAIN;
    let mut last = Cost::default();
    for index in 0..13 {
        let opened = suite.submit(&mercy.clinician, opening(&suite, &mercy, &ana))?;
        last = opened.cost;
        assert_eq!(opened.value()?.entry, index);
    }
    // The 13th entry and the 15th cost the same: each adds a hash to the frontier.
    assert_eq!(last.items, 0);
    let early = u128::try_from(prices.of(&last))?;
    suite.submit(&mercy.clinician, opening(&suite, &mercy, &ana))?.value()?;
    let within = |suite: &mut Suite, reader: &Actor, deposit: u128| -> Result<Receipt> {
        let (registry, input) = message_input(opening(suite, &mercy, &ana));
        suite.chain().submit_within(reader, registry, input, deposit)
    };
    let log_size = |suite: &mut Suite| -> Result<u64> {
        Ok(suite.read(suite.log().head(ana.id.into()))?.size)
    };
    // A colleague is faster. The limit would have done.
    let answer = within(&mut suite, &colleague, early)?.answer;
    assert!(matches!(answer, Answer::Returned(_)), "{answer:?}");
    assert_eq!(log_size(&mut suite)?, 15);

    let exhausted = within(&mut suite, &mercy.clinician, early)?;
    assert_eq!(exhausted.answer, Answer::Failed("StorageDepositLimitExhausted".to_owned()));
    assert_eq!(exhausted.events, []);
    assert_eq!((exhausted.cost.items, exhausted.cost.bytes), (0, 0));
    assert_eq!(log_size(&mut suite)?, 15);

    let item = u128::try_from(prices.per_item)?;
    let done = within(&mut suite, &mercy.clinician, early + item)?;
    assert_eq!(done.cost.items, 1);
    let done = chartkey::Outcome::<Result<Opening, RegistryError>>::decode(done)?;
    assert_eq!(done.value()?.entry, 15);
    assert_eq!(log_size(&mut suite)?, 16);
    let full = page(&mut suite, ana.id, 0)?.context("the first page is not full")?;
    assert!(!full.is_empty());
    Ok(())
}
