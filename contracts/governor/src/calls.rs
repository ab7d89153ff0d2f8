//! What the governor asks of the contracts that it governs. Whatever is not the expected answer is
//! an error of the governor's own, and reverts the whole call. Only a call of itself fails in the
//! chain, which lets no contract be entered twice.

use chartkey_governance::{GovernorError, Release, Step};
use chartkey_interfaces::governor::{Accepting, Governed, Stewarded};
use ink::{
    codegen::TraitCallBuilder,
    contract_ref,
    env::{account_id, DefaultEnvironment},
    prelude::vec::Vec,
    primitives::{AccountId, Hash},
};

type Contract = contract_ref!(Governed, DefaultEnvironment);

/// The running governor.
pub(crate) fn own_account() -> AccountId {
    account_id::<DefaultEnvironment>()
}

/// Whether the contract names this governor.
fn names_this(contract: &AccountId) -> bool {
    let contract: Contract = (*contract).into();
    matches!(contract.call().governor().try_invoke(), Ok(Ok(governor)) if governor == own_account())
}

/// Checks that the contract names this governor. Returns the shortest delay that it accepts.
pub(crate) fn shortest_delay(contract: &AccountId) -> Result<u64, GovernorError> {
    if !names_this(contract) {
        return Err(GovernorError::OtherGovernor);
    }
    let contract: Contract = (*contract).into();
    match contract.call().shortest_delay().try_invoke() {
        Ok(Ok(delay)) => Ok(delay),
        _ => Err(GovernorError::NotObeyed),
    }
}

/// Pauses the contract, or ends the pause.
pub(crate) fn set_paused(contract: &AccountId, paused: bool) -> Result<(), GovernorError> {
    let mut contract: Contract = (*contract).into();
    match contract.call_mut().set_paused(paused).try_invoke() {
        Ok(Ok(Ok(()))) => Ok(()),
        _ => Err(GovernorError::NotObeyed),
    }
}

/// Gives the stewardship of a directory to another account.
pub(crate) fn replace_steward(
    directory: &AccountId,
    steward: &AccountId,
) -> Result<(), GovernorError> {
    let mut directory: contract_ref!(Stewarded, DefaultEnvironment) = (*directory).into();
    match directory.call_mut().replace_steward(*steward).try_invoke() {
        Ok(Ok(Ok(()))) => Ok(()),
        _ => Err(GovernorError::NotObeyed),
    }
}

/// Puts the contract under another governor, which has to accept it.
pub(crate) fn hand_over(contract: &AccountId, governor: &AccountId) -> Result<(), GovernorError> {
    let mut moved: Contract = (*contract).into();
    let Ok(Ok(Ok(()))) = moved.call_mut().set_governor(*governor).try_invoke() else {
        return Err(GovernorError::NotObeyed);
    };
    let mut governor: contract_ref!(Accepting, DefaultEnvironment) = (*governor).into();
    match governor.call_mut().accept(*contract).try_invoke() {
        Ok(Ok(Ok(()))) => Ok(()),
        _ => Err(GovernorError::NotAccepted),
    }
}

/// Replaces the contract's code, and asks the new one whether it is what was announced and still
/// obeys.
pub(crate) fn upgrade(contract: &AccountId, release: &Release) -> Result<(), GovernorError> {
    let step = |step, is_as_announced: bool| {
        if is_as_announced {
            Ok(())
        } else {
            Err(GovernorError::Refused(*contract.as_ref(), step))
        }
    };
    step(Step::SetCode, sets_code(contract, release))?;
    step(Step::Parts, holds(contract, &release.parts))?;
    step(Step::Version, answers_version(contract, release.version))?;
    step(Step::Governor, names_this(contract))?;
    step(Step::Obedience, sets_code(contract, release))
}

fn sets_code(contract: &AccountId, release: &Release) -> bool {
    let contract: Contract = (*contract).into();
    matches!(contract.call().set_code(Hash::from(release.code)).try_invoke(), Ok(Ok(Ok(()))))
}

fn holds(contract: &AccountId, parts: &[[u8; 32]]) -> bool {
    let mut contract: Contract = (*contract).into();
    let parts: Vec<Hash> = parts.iter().map(|part| Hash::from(*part)).collect();
    matches!(contract.call_mut().hold().try_invoke(), Ok(Ok(held)) if held == parts)
}

fn answers_version(contract: &AccountId, version: u32) -> bool {
    let contract: Contract = (*contract).into();
    matches!(contract.call().version().try_invoke(), Ok(Ok(running)) if running == version)
}
