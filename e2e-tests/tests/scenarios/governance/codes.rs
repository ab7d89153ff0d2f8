//! The codes that releases name: those that run, later versions, and later versions that
//! misbehave or that no other test has.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{ensure, Context, Result};
use chartkey_e2e_tests::{Bundle, CodeHash, Contract, Suite};
use chartkey_governance::Release;
use scale::Encode;

/// What goes wrong in a later consent manager: see `next-consent/src/fault.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Fault {
    None = b'-',
    Hold = b'h',
    OtherGovernor = b'g',
    Disobedience = b'd',
}

/// The contract's code and its parts, present version and next.
pub(super) fn bundles(contract: Contract) -> Result<[(Bundle, Vec<Bundle>); 2]> {
    Ok(match contract {
        Contract::Consent => [
            (Bundle::ConsentManager, vec![Bundle::ConsentChanges]),
            (Bundle::NextConsent, vec![Bundle::NextConsentChanges]),
        ],
        Contract::Registry => [
            (
                Bundle::RecordRegistry,
                vec![Bundle::RecordBatches, Bundle::RecordEmergencies, Bundle::RecordUpkeep],
            ),
            (Bundle::NextRegistry, vec![Bundle::NextRegistryBatches]),
        ],
        Contract::Directory => {
            [(Bundle::ProviderDirectory, vec![]), (Bundle::NextDirectory, vec![])]
        }
        Contract::Account => [(Bundle::PatientAccount, vec![]), (Bundle::NextAccount, vec![])],
        Contract::Log | Contract::Governor => anyhow::bail!("{contract:?} is not governed"),
    })
}

/// Uploads code.
pub(super) fn upload(suite: &mut Suite, code: Vec<u8>) -> Result<CodeHash> {
    let owner = suite.owner();
    suite.chain().upload(&owner, code)
}

/// Whether the owner, who uploaded a code, can remove it. If so, it is gone.
pub(super) fn removable(suite: &mut Suite, code: CodeHash) -> bool {
    let owner = suite.owner();
    suite.chain().remove(&owner, code).is_ok()
}

/// Uploads a version of a contract and its parts.
fn version(suite: &mut Suite, contract: Contract, version: u32) -> Result<Release> {
    let [present, next] = bundles(contract)?;
    let (own, parts) = if version == 1 { present } else { next };
    let mut uploaded = |bundle: Bundle| upload(suite, bundle.wasm()?);
    let parts = parts.into_iter().map(&mut uploaded).collect::<Result<_>>()?;
    Ok(Release { code: uploaded(own)?, parts, version })
}

/// The version of a contract that it was deployed with.
pub(super) fn present(suite: &mut Suite, contract: Contract) -> Result<Release> {
    version(suite, contract, 1)
}

/// Really different code of a contract, with really different parts.
pub(super) fn next(suite: &mut Suite, contract: Contract) -> Result<Release> {
    version(suite, contract, 2)
}

/// Code of this bundle that nobody else has, and that does the same: with one more custom section.
pub(super) fn unique(suite: &mut Suite, bundle: Bundle) -> Result<Vec<u8>> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let content = (suite.now()?, COUNT.fetch_add(1, Ordering::Relaxed)).encode();
    let mut code = bundle.wasm()?;
    // Section 0, its length, a name of one byte, its content.
    code.extend([0, u8::try_from(content.len() + 2)?, 1, b'u']);
    code.extend(content);
    Ok(code)
}

/// Puts other bytes in the place of the only ones like these.
fn replaced(mut code: Vec<u8>, old: &[u8], new: &[u8]) -> Result<Vec<u8>> {
    let found: Vec<_> = (0..code.len()).filter(|at| code[*at..].starts_with(old)).collect();
    let [at] = found[..] else { anyhow::bail!("{} places, not one", found.len()) };
    ensure!(old.len() == new.len(), "of another length");
    code[at..at + new.len()].copy_from_slice(new);
    Ok(code)
}

/// A later consent manager that pins this part, with something that goes wrong in it.
pub(super) fn consent_manager(suite: &mut Suite, part: CodeHash, fault: Fault) -> Result<Vec<u8>> {
    let code = unique(suite, Bundle::NextConsent)?;
    let built = version(suite, Contract::Consent, 2)?;
    let pinned = built.parts.first().context("no part")?;
    let code = replaced(code, pinned, &part)?;
    let marker = |fault: Fault| [b"what goes wrong".as_slice(), &[fault as u8]].concat();
    replaced(code, &marker(Fault::None), &marker(fault))
}

/// A release of the consent manager whose code and part nobody else has.
pub(super) fn own(suite: &mut Suite, fault: Fault) -> Result<Release> {
    let part = unique(suite, Bundle::NextConsentChanges)?;
    let part = upload(suite, part)?;
    let code = consent_manager(suite, part, fault)?;
    Ok(Release { code: upload(suite, code)?, parts: vec![part], version: 2 })
}

/// A release of the directory whose code nobody else has.
pub(super) fn own_directory(suite: &mut Suite) -> Result<Release> {
    let code = unique(suite, Bundle::NextDirectory)?;
    Ok(Release { code: upload(suite, code)?, parts: vec![], version: 2 })
}

/// Very small code that nobody else has.
pub(super) fn tiny(suite: &mut Suite) -> Result<Vec<u8>> {
    unique(suite, Bundle::PeerFlipper)
}

/// A release of the registry whose code nobody else has, and that pins this part.
pub(super) fn registry(suite: &mut Suite, part: CodeHash) -> Result<Release> {
    let code = unique(suite, Bundle::NextRegistry)?;
    let built = version(suite, Contract::Registry, 2)?;
    let code = replaced(code, built.parts.first().context("no part")?, &part)?;
    Ok(Release { code: upload(suite, code)?, parts: vec![part], version: 2 })
}
