//! How a log lies in the contract's storage, and how large its values get. Whoever reads the
//! storage instead of calling the contract relies on it.

use chartkey_merkle::Frontier;
use ink::env::{contains_contract_storage, get_contract_storage, set_contract_storage};
use scale::Encode;

use super::*;

/// The largest value that a contract stores in one cell on substrate-contracts-node.
const MAX_VALUE_BYTES: u32 = 16 * 1_024;

/// An entry of the largest size: a time and an access.
const LARGEST: usize = 8 + MAX_ACCESS_BYTES;

/// The key of a patient's tail.
fn tail_key() -> Vec<u8> {
    (0x6c6f_6701_u32, CHART).encode()
}

/// The key of a patient's full page of this number.
fn page_key(number: u32) -> Vec<u8> {
    (0x6c6f_6702_u32, (CHART, number)).encode()
}

fn tail() -> (Frontier, Vec<u8>) {
    get_contract_storage(&Raw(tail_key())).unwrap().unwrap()
}

fn page(number: u32) -> Option<Vec<u8>> {
    get_contract_storage(&Raw(page_key(number))).unwrap()
}

fn size_of(key: Vec<u8>) -> Option<u32> {
    contains_contract_storage(&Raw(key))
}

/// Bytes that are encoded as they are.
struct Raw(Vec<u8>);

impl Encode for Raw {
    fn encode_to<O: scale::Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

/// Entries in a row, each behind its length.
fn packed(entries: &[Vec<u8>]) -> Vec<u8> {
    let length = |entry: &Vec<u8>| u16::try_from(entry.len()).unwrap().to_le_bytes();
    entries.iter().flat_map(|entry| [&length(entry)[..], entry].concat()).collect()
}

/// The encoding of an entry with an access of this many bytes.
fn entry(now: u64, bytes: usize) -> Vec<u8> {
    [&now.to_le_bytes()[..], &vec![7; bytes]].concat()
}

#[test]
fn a_tail_is_the_frontier_and_the_entries_behind_the_last_full_page() {
    run(|| {
        let mut logs = with_writer();
        let mut entries = vec![];
        for now in 0..15_u64 {
            let bytes = usize::try_from(now).unwrap() * 20 + 1;
            logs.append(&WRITER, now, &CHART, access(bytes)).unwrap();
            entries.push(entry(now, bytes));
            let (frontier, page) = tail();
            assert_eq!(frontier.size(), now + 1);
            assert!(frontier.is_well_formed());
            assert_eq!(page, packed(&entries));
        }
        assert_eq!(page(0), None);
    });
}

#[test]
fn the_sixteenth_entry_closes_a_page_and_leaves_an_empty_one() {
    run(|| {
        let mut logs = with_writer();
        let entries: Vec<_> = (0..40).map(|now| entry(now, 3)).collect();
        for now in 0..40 {
            logs.append(&WRITER, now, &CHART, access(3)).unwrap();
            let count = usize::try_from(now).unwrap() + 1;
            let full = count / 16;
            assert_eq!(tail().1, packed(&entries[full * 16..count]), "{count}");
            for number in 0..3 {
                let number_of_entries = (number + 1) * 16;
                let expected =
                    (number < full).then(|| packed(&entries[number * 16..number_of_entries]));
                assert_eq!(page(u32::try_from(number).unwrap()), expected, "{count}");
            }
        }
    });
}

#[test]
fn the_largest_page_and_the_largest_tail_fit_a_value() {
    run(|| {
        // The largest frontier of all: 32 peaks, of 2^32 - 1 entries, behind which one is left.
        let last = u64::from(u32::MAX);
        let frontier = Frontier::from_parts(last - 1, vec![[3; 32]; 31]).unwrap();
        let fourteen = packed(&vec![entry(1, MAX_ACCESS_BYTES); 14]);
        set_contract_storage(&Raw(tail_key()), &(frontier, fourteen));
        let mut logs = with_writer();
        let mut append = || logs.append(&WRITER, 1, &CHART, access(MAX_ACCESS_BYTES));
        assert_eq!(append(), Ok(u32::MAX - 1));
        let peaks = 8 + 1 + 32 * 32;
        let expected = peaks + 2 + 15 * (2 + LARGEST);
        assert_eq!(size_of(tail_key()), u32::try_from(expected).ok());
        assert!(size_of(tail_key()).unwrap() < MAX_VALUE_BYTES);
        assert_eq!(append(), Ok(u32::MAX));
        let number = u32::MAX >> 4;
        let expected = 2 + 16 * (2 + LARGEST);
        assert_eq!(size_of(page_key(number)), u32::try_from(expected).ok());
        // Even both together.
        assert!(u32::try_from(expected + peaks).unwrap() < MAX_VALUE_BYTES);
        assert!(tail().1.is_empty());
    });
}

#[test]
fn after_the_last_index_a_log_is_full() {
    run(|| {
        let last = u64::from(u32::MAX);
        let frontier = Frontier::from_parts(last, vec![[3; 32]; 32]).unwrap();
        set_contract_storage(&Raw(tail_key()), &(frontier, packed(&vec![entry(1, 2); 15])));
        let mut logs = with_writer();
        assert_eq!(logs.append(&WRITER, 1, &CHART, access(2)), Ok(u32::MAX));
        assert_eq!(logs.append(&WRITER, 1, &CHART, access(2)), Err(LogError::Full));
        assert_eq!(logs.entry(&CHART, u32::MAX).unwrap().as_bytes(), entry(1, 2));
        assert_eq!(logs.head(&CHART).size, last + 1);
    });
}

#[test]
fn a_refused_entry_leaves_nothing_behind() {
    run(|| {
        let mut logs = with_writer();
        logs.append(&WRITER, 1, &CHART, access(5)).unwrap();
        let before = tail();
        let refused = logs.append(&WRITER, 1, &CHART, access(MAX_ACCESS_BYTES + 1));
        assert_eq!(refused, Err(LogError::TooLong));
        assert_eq!(logs.append(&STRANGER, 1, &CHART, access(1)), Err(LogError::NotWriter));
        assert_eq!(tail(), before);
    });
}
