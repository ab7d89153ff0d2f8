//! The longest entries that the log takes, where its tree has the most peaks.

use access_log::AccessLogRef;
use anyhow::{anyhow, ensure, Result};
use chartkey_e2e_tests::{constructor_input, message_input, Actor, Bundle, Log, Message};
use chartkey_interfaces::log::{Access, Log as _, LogError, Outcome, Subject, MAX_ACCESS_BYTES};
use chartkey_merkle::Frontier;
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Ground};
use chartkey_vocabulary::{OrgId, PatientId, Purpose, MAX_PAGE};
use frame_support::{
    storage::{child, storage_prefix, unhashed},
    weights::Weight,
    Blake2_128Concat, StorageHasher, Twox64Concat,
};
use ink::{
    env::call::FromAccountId,
    primitives::{AccountId, LangError},
};
use ink_sandbox::{api::prelude::BalanceAPI, AccountId32, DefaultSandbox, RuntimeOf, Sandbox};
use pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism};
use scale::{Decode, Encode};
use sp_core::storage::ChildInfo;

type Contracts = pallet_contracts::Pallet<RuntimeOf<DefaultSandbox>>;

const GAS_LIMIT: Weight = Weight::from_parts(1_400_000_000_000, 3_800_000);
const PATIENT: PatientId = PatientId([7; 32]);

/// Where the log stores a patient's tail, and the full pages.
const TAILS: u32 = 0x6c6f_6701;
const PAGES: u32 = 0x6c6f_6702;

/// What a contract has for an input, a stored value, an answer.
const BUFFER: usize = 16 * 1_024;

/// A log of its own, whose storage can be written to from outside.
struct Scene {
    sandbox: DefaultSandbox,
    writer: AccountId32,
    contract: AccountId32,
    log: Log,
}

impl Scene {
    /// A log whose deployer is its writer.
    fn new() -> Result<Self> {
        let mut sandbox = DefaultSandbox::default();
        let writer = AccountId32::new(Actor::named("writer").bytes());
        let minted = sandbox.mint_into(&writer, 1_000_000_000_000);
        ensure!(minted.is_ok(), "{minted:?}");
        let (code, input) = (Bundle::AccessLog.wasm()?, constructor_input(AccessLogRef::new()));
        let deployed = sandbox.execute_with(|| {
            Contracts::bare_instantiate(
                writer.clone(),
                0,
                GAS_LIMIT,
                None,
                Code::Upload(code),
                input,
                Vec::new(),
                DebugInfo::Skip,
                CollectEvents::Skip,
            )
        });
        let deployed = deployed.result.map_err(|error| anyhow!("{error:?}"))?;
        let contract = deployed.account_id;
        let log = Log::from_account_id(AccountId::from(<[u8; 32]>::from(contract.clone())));
        let mut scene = Self { sandbox, writer: writer.clone(), contract, log };
        let set = scene.log.set_writer(AccountId::from(<[u8; 32]>::from(writer)));
        scene.call(set)?.map_err(|error| anyhow!("{error:?}"))?;
        Ok(scene)
    }

    fn call<Args: Encode, R: Decode>(&mut self, message: Message<Args, R>) -> Result<R> {
        let (_, input) = message_input(message);
        let (writer, contract) = (self.writer.clone(), self.contract.clone());
        let called = self.sandbox.execute_with(|| {
            Contracts::bare_call(
                writer,
                contract,
                0,
                GAS_LIMIT,
                None,
                input,
                DebugInfo::Skip,
                CollectEvents::Skip,
                Determinism::Enforced,
            )
        });
        let returned = called.result.map_err(|error| anyhow!("{error:?}"))?;
        let answer = Result::<R, LangError>::decode(&mut returned.data.as_slice())?;
        answer.map_err(|error| anyhow!("{error:?}"))
    }

    /// Appends this access.
    fn append(&mut self, access: &Access) -> Result<Result<u32, LogError>> {
        let append = self.log.append(PATIENT.into(), Encoded::of(access));
        self.call(append)
    }

    /// Where the contract's items lie.
    fn items(&mut self) -> Result<ChildInfo> {
        let mut key = storage_prefix(b"Contracts", b"ContractInfoOf").to_vec();
        key.extend(Twox64Concat::hash(self.contract.as_ref()));
        let info = self.sandbox.execute_with(|| unhashed::get_raw(&key));
        // The id of its trie comes first.
        let trie = Vec::<u8>::decode(&mut info.unwrap_or_default().as_slice())?;
        Ok(ChildInfo::new_default(&trie))
    }

    /// How long the value under this key is.
    fn length(&mut self, key: impl Encode) -> Result<usize> {
        let (items, key) = (self.items()?, Blake2_128Concat::hash(&key.encode()));
        let value = self.sandbox.execute_with(|| child::get_raw(&items, &key));
        value.map(|value| value.len()).ok_or_else(|| anyhow!("there is no such item"))
    }

    /// Puts a tail without a page there, of a tree of so many entries.
    fn begin_at(&mut self, size: u64) -> Result<()> {
        let peaks = vec![[0x11; 32]; size.count_ones() as usize];
        let frontier = Frontier::from_parts(size, peaks).ok_or_else(|| anyhow!("no frontier"))?;
        let (items, tail) = (self.items()?, (frontier, Vec::<u8>::new()).encode());
        let key = Blake2_128Concat::hash(&(TAILS, PATIENT).encode());
        self.sandbox.execute_with(|| child::put_raw(&items, &key, &tail));
        Ok(())
    }
}

/// An access of [`MAX_ACCESS_BYTES`], longer than any that a registry of today sends, or of one
/// ground more.
fn longest(more: usize) -> Access {
    let on = |basis| Ground { count: 1, basis };
    let mut grounds = vec![on(Basis::Provision(u32::MAX)); 16];
    grounds.extend(vec![on(Basis::Controller); 2 + more]);
    Access {
        actor: [1; 32],
        organization: Some(OrgId(u32::MAX)),
        subject: Subject::Records(vec![u32::MAX; 64]),
        purpose: Purpose::Treatment,
        outcome: Outcome::Permit(grounds),
        justification: None,
    }
}

/// The last three pages that a log can have: behind its last entry but one there is a peak for each
/// of 32 bits. The first two of them are one answer.
#[test]
fn the_longest_entries_fill_the_last_pages_of_the_largest_log_within_16_kib() -> Result<()> {
    let mut scene = Scene::new()?;
    let longest_access = longest(0);
    assert_eq!(longest_access.encoded_size(), MAX_ACCESS_BYTES);
    assert_eq!(scene.append(&longest_access)?, Ok(0));
    let size = 1 << 32;
    let first = u32::try_from(size - 3 * 16)?;
    scene.begin_at(first.into())?;
    assert_eq!(scene.append(&longest(1))?, Err(LogError::TooLong));
    let mut longest = 0;
    for index in first..=u32::MAX {
        assert_eq!(scene.append(&longest_access)?, Ok(index));
        longest = longest.max(scene.length((TAILS, PATIENT))?);
    }
    // Size, 32 peaks behind their number, and 15 entries, each a time and an access behind its
    // length; behind all their length.
    let entry = 2 + 8 + MAX_ACCESS_BYTES;
    assert_eq!(longest, 8 + 1 + 32 * 32 + 2 + 15 * entry);
    for number in [u32::MAX / 16 - 2, u32::MAX / 16 - 1, u32::MAX / 16] {
        let page = scene.length((PAGES, PATIENT, number))?;
        assert_eq!(page, 2 + 16 * entry);
        assert!(longest.max(page) < BUFFER / 2, "{longest} {page}");
    }

    let entries = scene.log.entries(PATIENT.into(), first, MAX_PAGE);
    let entries = scene.call(entries)?.map_err(|error| anyhow!("{error:?}"))?;
    assert_eq!(entries.len(), usize::try_from(MAX_PAGE)?);
    for entry in &entries {
        assert_eq!(entry.value()?.access, longest_access);
    }
    assert!(entries.encoded_size() < BUFFER, "{}", entries.encoded_size());

    let last = scene.log.entry(PATIENT.into(), u32::MAX);
    assert_eq!(scene.call(last)?, Some(entries[0].clone()));
    let head = scene.log.head(PATIENT.into());
    assert_eq!(scene.call(head)?.size, size);
    assert_eq!(scene.append(&longest_access)?, Err(LogError::Full));
    Ok(())
}
