//! What the access log's messages cost.

use access_log::AccessLogRef;
use anyhow::{ensure, Result};
use chartkey_interfaces::log::{Access, Log as _, Outcome, Subject};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Ground};
use chartkey_vocabulary::{Purpose, MAX_PAGE};
use ink::env::call::FromAccountId;

use super::{
    meter::Meter,
    opening::{LAST, LAST_CASE, MIDDLE, MIDDLE_CASE},
};
use crate::{constructor_input, Actor, Bundle, Hospital, Log, Patient};

/// The entry of one opened record, as the registry sends it.
pub(super) fn opened(mercy: &Hospital) -> Encoded<Access> {
    Encoded::of(&Access {
        actor: mercy.clinician.bytes(),
        organization: Some(mercy.id),
        subject: Subject::Records(vec![0]),
        purpose: Purpose::Treatment,
        outcome: Outcome::Permit(vec![Ground { count: 1, basis: Basis::Provision(0) }]),
        justification: None,
    })
}

/// Measures every message, on another log that takes an account for its registry.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let (owner, writer) = (meter.suite.owner(), Actor::named("a registry"));
    let (wasm, input) = (Bundle::AccessLog.wasm()?, constructor_input(AccessLogRef::new()));
    let deployed = meter.suite.chain().instantiate(&owner, wasm, input, b"costs".to_vec())?;
    meter.know(deployed.account, "access-log");
    let mut log = Log::from_account_id(deployed.account);
    meter.usual(&owner, log.set_writer(writer.account()), "")?;
    meter.usual(&owner, log.writer(), "")?;

    // As many as an answer has.
    for index in 0..MAX_PAGE {
        let append = log.append(ana.id.into(), opened(mercy));
        match index {
            MIDDLE => meter.usual(&writer, append, MIDDLE_CASE)?.value(),
            LAST => meter.variant(&writer, append, "16th of a page", LAST_CASE)?.value(),
            _ => meter.suite.submit(&writer, append)?.value(),
        }?;
    }
    meter.usual(&owner, log.entry(ana.id.into(), 0), "")?;
    let case = format!("a page of {MAX_PAGE}");
    let entries = meter.usual(&owner, log.entries(ana.id.into(), 0, MAX_PAGE), &case)?.value()?;
    ensure!(entries.len() == usize::try_from(MAX_PAGE)?, "the page is not full");
    meter.usual(&owner, log.head(ana.id.into()), &format!("{MAX_PAGE} entries"))?;
    Ok(())
}
