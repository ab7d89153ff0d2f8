//! The codes themselves: those of the release bundles, and later releases made from them.

use std::{collections::BTreeMap, sync::LazyLock};

use chartkey_e2e_tests::Bundle;
use sp_core::hashing::blake2_256;

use crate::words::{Code, Contract};

/// All that [`Code`] names, but for what is nothing.
static CODES: LazyLock<BTreeMap<Code, Vec<u8>>> = LazyLock::new(|| {
    let mut codes = BTreeMap::from([(Code::Log, built(Bundle::AccessLog))]);
    for code in Contract::ALL.into_iter().flat_map(Code::all_of) {
        codes.insert(code, make(code));
    }
    codes
});

fn built(bundle: Bundle) -> Vec<u8> {
    bundle.wasm().expect("the contracts are built")
}

/// The code as it was built, and what was changed about it.
fn plain(code: Code) -> (Vec<u8>, u8) {
    let (bundle, variant) = match code {
        Code::Of(Contract::Consent, variant) => (Bundle::ConsentManager, variant),
        Code::Of(Contract::Registry, variant) => (Bundle::RecordRegistry, variant),
        Code::Of(Contract::Directory, variant) => (Bundle::ProviderDirectory, variant),
        Code::Of(Contract::Account, variant) => (Bundle::PatientAccount, variant),
        Code::Part(Contract::Registry, 0, variant) => (Bundle::RecordBatches, variant),
        Code::Part(Contract::Registry, 1, variant) => (Bundle::RecordEmergencies, variant),
        Code::Part(Contract::Registry, _, variant) => (Bundle::RecordUpkeep, variant),
        Code::Part(_, _, variant) => (Bundle::ConsentChanges, variant),
        Code::Log | Code::Nothing(_) => (Bundle::AccessLog, 0),
    };
    (built(bundle), variant)
}

fn make(code: Code) -> Vec<u8> {
    let (mut wasm, variant) = plain(code);
    if variant > 0 {
        // A custom section named "c", of this byte.
        wasm.extend([0, 3, 1, b'c', variant]);
    }
    for (pinned, before) in code.parts().into_iter().zip(code.as_deployed().parts()) {
        if pinned != before {
            pin(&mut wasm, blake2_256(&make(before)), blake2_256(&make(pinned)));
        }
    }
    wasm
}

/// Writes the hash of another part into a code, everywhere.
fn pin(wasm: &mut [u8], before: [u8; 32], after: [u8; 32]) {
    let places: Vec<_> = (0..wasm.len().saturating_sub(31))
        .filter(|place| wasm[*place..place + 32] == before)
        .collect();
    assert!(!places.is_empty(), "the code pins no such part");
    for place in places {
        wasm[place..place + 32].copy_from_slice(&after);
    }
}

/// The Wasm.
pub fn wasm(code: Code) -> Vec<u8> {
    CODES.get(&code).cloned().unwrap_or_default()
}

/// The hash by which the chain knows it.
pub fn hash(code: Code) -> [u8; 32] {
    match code {
        Code::Nothing(byte) => [byte; 32],
        code => CODES.get(&code).map_or([0xff; 32], |wasm| blake2_256(wasm)),
    }
}
