//! What the governor's messages cost, and those that governed contracts keep for it.

use anyhow::Result;
use chartkey_governance::{HandoverStep, Release};
use chartkey_interfaces::governor::{Accepting as _, Governed as _, Stewarded as _};
use consent_manager::ConsentManagerRef;
use governor::GovernorRef;
use ink::{env::call::FromAccountId, primitives::AccountId};
use patient_account::PatientAccountRef;
use provider_directory::ProviderDirectoryRef;
use record_registry::RecordRegistryRef;

use super::meter::Meter;
use crate::{
    constructor_input, Accounts, Actor, Bundle, Consent, Contract, Directory, Governors, Registry,
};

/// Measures every message.
pub(super) fn measure(meter: &mut Meter) -> Result<()> {
    owning(meter)?;
    releasing(meter)?;
    moving(meter)?;
    obeying(meter)
}

/// Another contract of a code, known by this name.
fn another(
    meter: &mut Meter,
    name: &'static str,
    bundle: Bundle,
    input: Vec<u8>,
) -> Result<AccountId> {
    let owner = meter.suite.owner();
    let wasm = bundle.wasm()?;
    let deployed = meter.suite.chain().instantiate(&owner, wasm, input, b"governed".to_vec())?;
    meter.know(deployed.account, name);
    Ok(deployed.account)
}

fn owning(meter: &mut Meter) -> Result<()> {
    let owner = meter.suite.owner();
    let mut governor = meter.suite.governors();
    let consent = meter.suite.address(Contract::Consent);
    meter.usual(&owner, governor.owner(), "")?;
    meter.usual(&owner, governor.governed(consent), "nothing announced")?;
    meter.usual(&owner, governor.set_paused(consent, true), "a pause")?.value()?;
    meter.suite.set_paused(Contract::Consent, false)?;
    let heir = HandoverStep::Propose(Actor::named("heir").bytes());
    meter.usual(&owner, governor.hand_over(heir), "an offer")?.value()?;
    let directory = meter.suite.address(Contract::Directory);
    let steward = meter.suite.steward().account();
    meter.usual(&owner, governor.replace_steward(directory, steward), "")?.value()
}

/// A release of the consent manager: the same code with one more custom section.
fn releasing(meter: &mut Meter) -> Result<()> {
    let owner = meter.suite.owner();
    let mut governor = meter.suite.governors();
    let consent = meter.suite.address(Contract::Consent);
    let mut wasm = Bundle::ConsentManager.wasm()?;
    wasm.extend([0, 5, 1, b'c', 1, 2, 3]);
    let code = meter.suite.chain().upload(&owner, wasm)?;
    let parts = consent_manager::PARTS.to_vec();
    let release = || Box::new(Release { code, parts: parts.clone(), version: 1 });
    let case = "a code and its part";
    meter.usual(&owner, governor.announce(consent, release()), case)?.value()?;
    meter.usual(&owner, governor.locks(), "2 codes")?;
    meter.usual(&owner, governor.cancel(consent), case)?.value()?;
    meter.suite.submit(&owner, governor.announce(consent, release()))?.value()?;
    meter.suite.advance(Contract::Consent.upgrade_delay())?;
    meter.usual(&owner, governor.apply(vec![consent]), "one contract")?.value()
}

/// Under another governor, and there given up for good.
fn moving(meter: &mut Meter) -> Result<()> {
    let owner = meter.suite.owner();
    let mut governor = meter.suite.governors();
    let input = constructor_input(GovernorRef::new());
    let other = another(meter, "governor", Bundle::Governor, input)?;
    let mut other = Governors::from_account_id(other);
    let input = constructor_input(ConsentManagerRef::new(meter.suite.address(Contract::Governor)));
    let moved = another(meter, "consent-manager", Bundle::ConsentManager, input)?;
    meter.usual(&owner, governor.wire(moved, 0), "")?.value()?;
    meter.usual(&owner, other.expect(moved, 0), "")?.value()?;
    let to = *AsRef::<AccountId>::as_ref(&other);
    meter.usual(&owner, governor.announce_move(moved, to), "")?.value()?;
    meter.usual(&owner, governor.move_contract(moved), "with its acceptance")?.value()?;
    meter.usual(&owner, other.renounce(moved), "")?.value()?;

    let input = constructor_input(ConsentManagerRef::new(to));
    let wasm = Bundle::ConsentManager.wasm()?;
    let late = meter.suite.chain().instantiate(&owner, wasm, input, b"accepted".to_vec())?;
    meter.suite.submit(&owner, other.expect(late.account, 0))?.value()?;
    meter.usual(&owner, other.accept(late.account), "by anybody")?.value()
}

/// Measures the messages of one governed contract whose governor is the owner's account.
macro_rules! governed {
    ($meter:ident, $calls:ty, $name:literal, $bundle:expr, $new:expr) => {{
        let owner = $meter.suite.owner();
        let account = another($meter, $name, $bundle, constructor_input($new))?;
        let code = $meter.suite.chain().code_hash(account)?;
        let mut calls = <$calls>::from_account_id(account);
        $meter.usual(&owner, calls.set_paused(true), "a pause")?.value()?;
        $meter.usual(&owner, calls.paused(), "")?;
        $meter.usual(&owner, calls.set_code(code.into()), "to the code that runs")?.value()?;
        $meter.usual(&owner, calls.hold(), "nothing to do")?;
        $meter.usual(&owner, calls.version(), "")?;
        $meter.usual(&owner, calls.governor(), "")?;
        $meter.usual(&owner, calls.shortest_delay(), "")?;
        let governor = owner.account();
        $meter.usual(&owner, calls.set_governor(governor), "to the same")?.value()?;
        calls
    }};
}

fn obeying(meter: &mut Meter) -> Result<()> {
    let owner = meter.suite.owner();
    let by = owner.account();
    let consent = meter.suite.address(Contract::Consent);
    let log = meter.suite.address(Contract::Log);
    let registry = meter.suite.address(Contract::Registry);
    let genesis = meter.suite.chain().genesis()?.into();
    let new = ConsentManagerRef::new(by);
    governed!(meter, Consent, "consent-manager", Bundle::ConsentManager, new);
    let new = RecordRegistryRef::new(by, consent, log);
    governed!(meter, Registry, "record-registry", Bundle::RecordRegistry, new);
    let new = PatientAccountRef::new(by, consent, registry, genesis);
    governed!(meter, Accounts, "patient-account", Bundle::PatientAccount, new);
    let new = ProviderDirectoryRef::new(by, owner.bytes().into(), registry);
    let mut directory =
        governed!(meter, Directory, "provider-directory", Bundle::ProviderDirectory, new);
    meter.usual(&owner, directory.replace_steward(by), "")?.value()
}
