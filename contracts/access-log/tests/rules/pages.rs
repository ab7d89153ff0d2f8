//! Entries over the borders of the stored pages, of which nobody who reads sees any.

use chartkey_merkle::{leaf_hash, Tree};
use chartkey_onchain::HostSha256;
use scale::Encode;

use super::*;

/// How many entries a log has in these tests: around the borders of pages, and far above.
const FILLS: [u32; 11] = [0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 333];

/// The encoding of the entry of this index, of a length of its own: 9 to 109 bytes.
fn entry_of(index: u32) -> Vec<u8> {
    let length = index as usize * 37 % 101 + 1;
    let access: Vec<u8> = index.to_le_bytes().into_iter().cycle().take(length).collect();
    (u64::from(index) + 1_000, Encoded::<Access>::from_bytes(access)).encode()
}

/// Appends the entry of this index.
fn append(logs: &mut Logs, chart: &PatientId, index: u32) -> u32 {
    let access = Encoded::from_bytes(entry_of(index).split_off(8));
    logs.append(&WRITER, u64::from(index) + 1_000, chart, access).unwrap()
}

/// A log with this many entries.
fn filled(count: u32) -> Logs {
    let mut logs = with_writer();
    for index in 0..count {
        assert_eq!(append(&mut logs, &CHART, index), index);
    }
    logs
}

/// The encodings of entries.
fn bytes_of(entries: Vec<Encoded<Entry>>) -> Vec<Vec<u8>> {
    entries.iter().map(|entry| entry.as_bytes().to_vec()).collect()
}

#[test]
fn every_entry_is_found_at_its_index_and_none_past_the_end() {
    for count in FILLS {
        run(|| {
            let logs = filled(count);
            for index in 0..count {
                let entry = logs.entry(&CHART, index).unwrap();
                assert_eq!(entry.as_bytes(), entry_of(index), "{index} of {count}");
            }
            for past in [count, count + 1, count + 15, count + 16, count + 17, u32::MAX] {
                assert_eq!(logs.entry(&CHART, past), None, "{past} of {count}");
            }
            assert_eq!(logs.entry(&OTHER_CHART, 0), None);
        });
    }
}

#[test]
fn entries_go_on_over_the_borders_of_pages() {
    for count in FILLS {
        run(|| {
            let logs = filled(count);
            for from in [0, 1, 14, 15, 16, 17, 31, 32, 33, 320, 332, 333, u32::MAX] {
                for limit in [0, 1, 2, 16, 17, MAX_PAGE] {
                    let page = bytes_of(logs.entries(&CHART, from, limit).unwrap());
                    let end = count.min(from.saturating_add(limit));
                    let expected: Vec<_> = (from..end).map(entry_of).collect();
                    assert_eq!(page, expected, "{limit} from {from} on, of {count}");
                }
            }
        });
    }
}

#[test]
fn what_a_page_was_filled_with_stays_as_it_was() {
    run(|| {
        let mut logs = with_writer();
        for index in 0..40 {
            append(&mut logs, &CHART, index);
            for earlier in 0..=index {
                let entry = logs.entry(&CHART, earlier).unwrap();
                assert_eq!(entry.as_bytes(), entry_of(earlier), "{earlier} of {index}");
            }
        }
    });
}

#[test]
fn two_patients_fill_pages_of_their_own() {
    run(|| {
        let mut logs = with_writer();
        for index in 0..20 {
            append(&mut logs, &CHART, index);
            if index % 2 == 0 {
                append(&mut logs, &OTHER_CHART, index + 100);
            }
        }
        let other = bytes_of(logs.entries(&OTHER_CHART, 0, MAX_PAGE).unwrap());
        assert_eq!(other, (0..10).map(|half| entry_of(half * 2 + 100)).collect::<Vec<_>>());
        let own = bytes_of(logs.entries(&CHART, 0, MAX_PAGE).unwrap());
        assert_eq!(own, (0..20).map(entry_of).collect::<Vec<_>>());
    });
}

#[test]
fn the_head_is_that_of_the_leaves_one_by_one() {
    run(|| {
        let mut logs = with_writer();
        let mut tree = Tree::<HostSha256>::new();
        for index in 0..50 {
            assert_eq!(logs.head(&CHART).size, u64::from(index));
            assert_eq!(Some(logs.head(&CHART).root), tree.root(index.into()));
            append(&mut logs, &CHART, index);
            let leaf = [&[1][..], &CHART.0, &index.to_le_bytes(), &entry_of(index)].concat();
            tree.append(leaf_hash::<HostSha256>(&leaf));
        }
    });
}
