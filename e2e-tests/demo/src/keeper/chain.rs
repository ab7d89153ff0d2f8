//! What a keeper asks of the chain, at its finalized head.

use chartkey::Contract;
use chartkey_devchain::Suite;
use chartkey_interfaces::{
    directory::{OrganizationStatus, PractitionerStatus, Standing},
    registry::{Record, Registry as _, RegistryError, TicketRefusal},
};
use chartkey_vocabulary::{Account, OrgId, PatientId, Timestamp, Version};

use super::{Doubt, FRESHNESS};

/// What the chain says of an entry and a record.
pub(super) struct Permission {
    /// The key that has to sign the challenge, `None` where no key speaks for the actor.
    pub signer: Option<Account>,
    /// What stands against a release.
    pub refusal: Option<TicketRefusal>,
    /// The ciphertext that the record stands for, `None` once it is erased.
    pub version: Option<Version>,
}

/// Asks for the ticket of an entry and a record, and for the key that speaks for its actor.
///
/// # Errors
/// [`Doubt::NotFinal`], [`Doubt::StaleHead`], [`Doubt::NoAnswer`].
pub(super) fn permission(
    suite: &mut Suite,
    clock: Timestamp,
    patient: &PatientId,
    entry: u32,
    record: u32,
) -> Result<Permission, Doubt> {
    let ticket = suite.registry().ticket((*patient).into(), entry, record);
    let ticket = match suite.read(ticket).map_err(|_| Doubt::NoAnswer)? {
        Ok(ticket) => ticket,
        Err(
            RegistryError::UnknownEntry
            | RegistryError::UnknownRecord
            | RegistryError::UnknownChart,
        ) => return Err(Doubt::NotFinal),
        Err(_) => return Err(Doubt::NoAnswer),
    };
    ensure_fresh(ticket.now, clock)?;
    let signer = key_of(suite, patient, ticket.actor)?;
    Ok(Permission { signer, refusal: ticket.refusal, version: ticket.version })
}

/// One record.
///
/// # Errors
/// [`Doubt::NotFinal`], [`Doubt::StaleHead`], [`Doubt::NoAnswer`].
pub(super) fn record(
    suite: &mut Suite,
    clock: Timestamp,
    patient: &PatientId,
    id: u32,
) -> Result<Record, Doubt> {
    ensure_fresh(suite.now().map_err(|_| Doubt::NoAnswer)?, clock)?;
    let record = suite.registry().record((*patient).into(), id);
    suite.read(record).map_err(|_| Doubt::NoAnswer)?.ok_or(Doubt::NotFinal)
}

/// Whether an account is active in an organization that is active, and of its generation.
///
/// # Errors
/// [`Doubt::NoAnswer`].
pub(super) fn is_active(
    suite: &mut Suite,
    account: Account,
    organization: OrgId,
) -> Result<bool, Doubt> {
    let practitioner = suite.registry().practitioner(account.into());
    let practitioner = suite.read(practitioner).map_err(|_| Doubt::NoAnswer)?;
    let standing = suite.registry().standing(organization);
    let standing = suite.read(standing).map_err(|_| Doubt::NoAnswer)?;
    Ok(practitioner.is_some_and(|practitioner| {
        let generation = practitioner.generation;
        practitioner.organization == organization
            && practitioner.status == PractitionerStatus::Active
            && standing == Some(Standing { status: OrganizationStatus::Active, generation })
    }))
}

/// Whether an account controls a chart.
///
/// # Errors
/// [`Doubt::NoAnswer`].
pub(super) fn controls(
    suite: &mut Suite,
    account: &Account,
    patient: &PatientId,
) -> Result<bool, Doubt> {
    let control = suite.consent().control((*patient).into());
    let control = suite.read(control).map_err(|_| Doubt::NoAnswer)?;
    Ok(control.is_some_and(|control| control.holder() == account))
}

/// The key that speaks for an account: the account's own, or the chart's present one where
/// patient-account acts on a signed command. It has none for a chart that is not there.
///
/// # Errors
/// [`Doubt::NoAnswer`].
pub(super) fn key_of(
    suite: &mut Suite,
    patient: &PatientId,
    account: Account,
) -> Result<Option<Account>, Doubt> {
    if suite.address(Contract::Account) != account.into() {
        return Ok(Some(account));
    }
    let chart = suite.accounts().account((*patient).into());
    let chart = suite.read(chart).map_err(|_| Doubt::NoAnswer)?;
    Ok(chart.map(|chart| *chart.custody.key()))
}

/// A head that is further away from the keeper's clock says nothing of now.
fn ensure_fresh(head: Timestamp, clock: Timestamp) -> Result<(), Doubt> {
    if head.abs_diff(clock) > FRESHNESS {
        Err(Doubt::StaleHead)
    } else {
        Ok(())
    }
}
