//! The weights that pallet-contracts 38.0.0 publishes, as a table for pallet-contracts 31.
//!
//! The figures are those of `SubstrateWeight` in the `src/weights.rs` of the crate, benchmarked on
//! 2024-07-17, with the database weights of RocksDB, which substrate-contracts-node 0.42 takes as
//! well. Where a host function of 38 charges for several things at once, they are split over the
//! terms that 31 has for it:
//!
//! * Each call of a host function costs [`HOST_FUNCTION`] besides, for which 31 has no term.
//! * Reading and writing storage costs what the full trie costs more than the empty one, besides
//!   the function's own weight: [`READ_FULL`], [`WRITE_FULL`].
//! * A call of a contract pays the base weights of copying its input and its output. A delegate
//!   call of a part hands the input on and copies neither.
//! * A byte of an event costs 60,000 ps more than its weight: `event_ref_time` of the schedule.
//!
//! The fuel that a contract burns is wasmi 0.31's, which counts more instructions than the 0.32 of
//! pallet 38; so execution is somewhat too high here.

use frame_support::weights::Weight;
use pallet_contracts::WeightInfo;

/// What RocksDB takes, in picoseconds.
const READ: u64 = 25_000_000;
const WRITE: u64 = 100_000_000;

/// So many picoseconds, bytes of proof, reads and writes.
const fn weight(picoseconds: u64, proof: u64, reads: u64, writes: u64) -> Weight {
    Weight::from_parts(picoseconds + reads * READ + writes * WRITE, proof)
}

/// What each call of a host function costs: `noop_host_fn`.
const HOST_FUNCTION: u64 = 53_173;

/// `get_storage_full` less `get_storage_empty`, in picoseconds and bytes of proof.
const READ_FULL: (u64, u64) = (45_087_000 - 14_356_000, 26_628 - 16_618);

/// `set_storage_full` less `set_storage_empty`, in picoseconds and bytes of proof.
const WRITE_FULL: (u64, u64) = (50_152_000 - 16_010_000, 26_628 - 16_618);

/// `seal_input` and `seal_return` of no bytes, in picoseconds.
const COPY_OUT: u64 = 517_000;
const COPY_IN: u64 = 372_000;

/// The host function of this weight, called once.
const fn host(picoseconds: u64, proof: u64, reads: u64, writes: u64) -> Weight {
    weight(picoseconds + HOST_FUNCTION, proof, reads, writes)
}

/// The weights of pallet-contracts 38.0.0. What no message here needs has no price: a call of such
/// a host function runs out of gas.
pub enum Published {}

/// Terms that are charged once for each unit.
macro_rules! per_unit {
    ($($name:ident: $weight:expr;)*) => {
        $(fn $name(units: u32) -> Weight {
            const UNIT: Weight = $weight;
            UNIT.saturating_mul(units.into())
        })*
    };
}

/// Terms without a price.
macro_rules! without_price {
    ($($name:ident($($unit:ident),*);)*) => {
        $(fn $name($($unit: u32),*) -> Weight {
            Weight::MAX.saturating_mul((0 $(| $unit)*).into())
        })*
    };
}

/// What no transaction pays for: hooks and migrations, as in pallet 31.
macro_rules! hooks {
    ($($name:ident($($unit:ident),*);)*) => {
        $(fn $name($($unit: u32),*) -> Weight {
            <() as WeightInfo>::$name($($unit),*)
        })*
    };
}

impl WeightInfo for Published {
    fn call() -> Weight {
        weight(168_582_000, 4_291, 6, 2)
    }

    fn call_with_code_per_byte(code: u32) -> Weight {
        weight(268_016_699, 4_266, 6, 2)
            .saturating_add(weight(700, 1, 0, 0).saturating_mul(code.into()))
    }

    fn instantiate_with_code(code: u32, input: u32, salt: u32) -> Weight {
        weight(235_107_907, 6_262, 8, 7)
            .saturating_add(weight(53_843, 0, 0, 0).saturating_mul(code.into()))
            .saturating_add(weight(2_143, 0, 0, 0).saturating_mul(input.into()))
            .saturating_add(weight(2_210, 0, 0, 0).saturating_mul(salt.into()))
    }

    fn seal_deposit_event_per_topic_and_byte(topics: u32, bytes: u32) -> Weight {
        weight(2_011_090, 2_475, 1, 1)
            .saturating_mul(topics.into())
            .saturating_add(weight(12 + 60_000, 0, 0, 0).saturating_mul(bytes.into()))
    }

    fn seal_call_per_transfer_clone_byte(transfers: u32, bytes: u32) -> Weight {
        weight(42_848_338, 2_182, 1, 1)
            .saturating_mul(transfers.into())
            .saturating_add(weight(6, 0, 0, 0).saturating_mul(bytes.into()))
    }

    per_unit! {
        seal_caller: host(678_000, 0, 0, 0);
        seal_address: host(628_000, 0, 0, 0);
        seal_value_transferred: host(603_000, 0, 0, 0);
        seal_now: host(602_000, 0, 0, 0);
        seal_input: host(COPY_OUT, 0, 0, 0);
        seal_input_per_byte: weight(301, 0, 0, 0);
        seal_return: host(COPY_IN, 0, 0, 0);
        seal_return_per_byte: weight(411, 0, 0, 0);
        seal_deposit_event: host(3_999_591, 990, 0, 0);
        seal_set_storage: host(8_915_233 + WRITE_FULL.0, 249 + WRITE_FULL.1, 1, 1);
        seal_set_storage_per_new_byte: weight(255, 0, 0, 0);
        seal_set_storage_per_old_byte: weight(39, 1, 0, 0);
        seal_clear_storage: host(7_912_778 + WRITE_FULL.0, 248 + WRITE_FULL.1, 1, 1);
        seal_clear_storage_per_byte: weight(88, 1, 0, 0);
        seal_get_storage: host(7_647_236 + READ_FULL.0, 248 + READ_FULL.1, 1, 0);
        seal_get_storage_per_byte: weight(603, 1, 0, 0);
        seal_call: host(120_016_020 + COPY_IN + COPY_OUT, 4_085, 3, 1);
        seal_delegate_call: host(115_083_000, 3_895, 2, 0);
        seal_hash_sha2_256: host(9_599_151, 0, 0, 0);
        seal_hash_sha2_256_per_byte: weight(1_336, 0, 0, 0);
        seal_hash_blake2_256: host(6_579_283, 0, 0, 0);
        seal_hash_blake2_256_per_byte: weight(1_466, 0, 0, 0);
        seal_sr25519_verify: host(41_864_855, 0, 0, 0);
        seal_sr25519_verify_per_byte: weight(5_154, 0, 0, 0);
        seal_set_code_hash: host(18_486_000, 3_895, 2, 1);
        lock_delegate_dependency: host(8_640_000, 3_820, 1, 1);
        unlock_delegate_dependency: host(7_815_000, 3_558, 1, 1);
        instr_i64_load_store: weight(7_191, 0, 0, 0);
    }

    without_price! {
        instantiate(input, salt);
        upload_code_determinism_enforced(code);
        upload_code_determinism_relaxed(code);
        seal_is_contract(calls);
        seal_code_hash(calls);
        seal_own_code_hash(calls);
        seal_caller_is_origin(calls);
        seal_caller_is_root(calls);
        seal_gas_left(calls);
        seal_balance(calls);
        seal_minimum_balance(calls);
        seal_block_number(calls);
        seal_weight_to_fee(calls);
        seal_terminate(calls);
        seal_random(calls);
        seal_debug_message(calls);
        seal_debug_message_per_byte(bytes);
        seal_contains_storage(calls);
        seal_contains_storage_per_byte(bytes);
        seal_take_storage(calls);
        seal_take_storage_per_byte(bytes);
        seal_transfer(calls);
        seal_instantiate(calls);
        seal_instantiate_per_transfer_input_salt_byte(transfers, input, salt);
        seal_hash_keccak_256(calls);
        seal_hash_keccak_256_per_byte(bytes);
        seal_hash_blake2_128(calls);
        seal_hash_blake2_128_per_byte(bytes);
        seal_ecdsa_recover(calls);
        seal_ecdsa_to_eth_address(calls);
        seal_reentrance_count(calls);
        seal_account_reentrance_count(calls);
        seal_instantiation_nonce(calls);
    }

    hooks! {
        on_process_deletion_queue_batch();
        on_initialize_per_trie_key(keys);
        v9_migration_step(code);
        v10_migration_step();
        v11_migration_step(keys);
        v12_migration_step(code);
        v13_migration_step();
        v14_migration_step();
        v15_migration_step();
        migration_noop();
        migrate();
        on_runtime_upgrade_noop();
        on_runtime_upgrade_in_progress();
        on_runtime_upgrade();
        remove_code();
        set_code();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The storage of a value of 100 bytes, by the formulas of pallet 38.
    #[test]
    fn a_read_and_a_write_declare_ten_kilobytes_of_proof() {
        let read = Published::seal_get_storage(1)
            .saturating_add(Published::seal_get_storage_per_byte(100));
        let picoseconds = 7_647_236 + 603 * 100 + 45_087_000 - 14_356_000 + 25_000_000 + 53_173;
        assert_eq!(read, Weight::from_parts(picoseconds, 248 + 100 + 10_010));
        let write = Published::seal_set_storage(1)
            .saturating_add(Published::seal_set_storage_per_new_byte(120))
            .saturating_add(Published::seal_set_storage_per_old_byte(100));
        let picoseconds = 8_915_233 + 255 * 120 + 39 * 100 + 50_152_000 - 16_010_000 + 125_053_173;
        assert_eq!(write, Weight::from_parts(picoseconds, 249 + 100 + 10_010));
    }

    #[test]
    fn what_has_no_price_costs_nothing_until_it_is_called() {
        assert_eq!(Published::seal_random(0), Weight::zero());
        assert_eq!(Published::seal_random(1), Weight::MAX);
    }
}
