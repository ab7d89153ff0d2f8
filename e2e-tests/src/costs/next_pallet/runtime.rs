//! The runtime of ink!'s sandbox with the weights of pallet-contracts 38 and of the node that has
//! it. What is not a weight is as there.

#![allow(unexpected_cfgs)] // Of the macros.

use frame_support::{
    construct_runtime, derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    traits::{ConstBool, ConstU128, ConstU32, ConstU64, Randomness},
    weights::Weight,
};
use frame_system::limits::BlockWeights;
use ink_sandbox::{
    frame_support::sp_runtime::{traits::Convert, Perbill},
    pallet_balances, AccountId32, H256,
};

use super::weights::Published;

/// What every extrinsic of the node's development chain weighs besides its call, in picoseconds:
/// `ExtrinsicBaseWeight` of frame-support 38.0.0.
const BASE: u64 = 107_074_000;

/// What a block of it has room for, in picoseconds.
const BLOCK: u64 = 2_000_000_000_000;

construct_runtime!(
    pub enum NextRuntime {
        System: frame_system,
        Balances: pallet_balances,
        Timestamp: pallet_timestamp,
        Contracts: pallet_contracts,
    }
);

parameter_types! {
    pub Weights: BlockWeights = BlockWeights::builder()
        .for_class(DispatchClass::all(), |weights| {
            weights.base_extrinsic = Weight::from_parts(BASE, 0);
            weights.max_total = Some(Weight::from_parts(BLOCK, u64::MAX));
        })
        .build_or_panic();
    pub Schedule: pallet_contracts::Schedule<NextRuntime> = pallet_contracts::Schedule::default();
    pub DepositLimit: u128 = 10_000_000;
    pub LockupPercent: Perbill = Perbill::from_percent(0);
    pub Dependencies: u32 = 32;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig as frame_system::DefaultConfig)]
impl frame_system::Config for NextRuntime {
    type Block = frame_system::mocking::MockBlockU32<NextRuntime>;
    type BlockWeights = Weights;
    type BlockHashCount = ConstU32<250>;
    type AccountData = pallet_balances::AccountData<u128>;
}

impl pallet_balances::Config for NextRuntime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type Balance = u128;
    type DustRemoval = ();
    type ExistentialDeposit = ConstU128<1>;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = ();
    type MaxLocks = ();
    type MaxReserves = ();
    type MaxFreezes = ();
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
}

impl pallet_timestamp::Config for NextRuntime {
    type Moment = u64;
    type OnTimestampSet = ();
    type MinimumPeriod = ConstU64<1>;
    type WeightInfo = ();
}

/// No contract here asks for randomness.
pub enum NoRandomness {}

impl Randomness<H256, u32> for NoRandomness {
    fn random(_: &[u8]) -> (H256, u32) {
        (H256::zero(), 0)
    }
}

impl Convert<Weight, u128> for NextRuntime {
    fn convert(weight: Weight) -> u128 {
        weight.ref_time().into()
    }
}

impl pallet_contracts::Config for NextRuntime {
    type Time = Timestamp;
    type Randomness = NoRandomness;
    type Currency = Balances;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type CallFilter = ();
    type WeightPrice = Self;
    type WeightInfo = Published;
    type ChainExtension = ();
    type Schedule = Schedule;
    type CallStack = [pallet_contracts::Frame<Self>; 5];
    type DepositPerByte = ConstU128<1>;
    type DepositPerItem = ConstU128<1>;
    type AddressGenerator = pallet_contracts::DefaultAddressGenerator;
    type MaxCodeLen = ConstU32<{ 123 * 1024 }>;
    type MaxStorageKeyLen = ConstU32<128>;
    type UnsafeUnstableInterface = ConstBool<false>;
    type UploadOrigin = frame_system::EnsureSigned<AccountId32>;
    type InstantiateOrigin = frame_system::EnsureSigned<AccountId32>;
    type MaxDebugBufferLen = ConstU32<{ 2 * 1024 * 1024 }>;
    type Migrations = ();
    type DefaultDepositLimit = DepositLimit;
    type Debug = ();
    type CodeHashLockupDepositPercent = LockupPercent;
    type MaxDelegateDependencies = Dependencies;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Environment = ();
    type Xcm = ();
    type ApiVersion = ();
}
