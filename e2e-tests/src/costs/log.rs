//! What the access log's messages cost.

use access_log::AccessLogRef;
use anyhow::{ensure, Result};
use chartkey_interfaces::log::{Access, Log as _, Outcome, Subject};
use chartkey_onchain::Encoded;
use chartkey_policy::Basis;
use chartkey_vocabulary::{Purpose, MAX_PAGE};
use ink::env::call::FromAccountId;

use super::meter::Meter;
use crate::{constructor_input, Actor, Bundle, Hospital, Log, Patient};

/// Measures every message, on another log that takes an account for its registry.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let (owner, writer) = (meter.suite.owner(), Actor::named("a registry"));
    let (wasm, input) = (Bundle::AccessLog.wasm()?, constructor_input(AccessLogRef::new()));
    let deployed = meter.suite.chain().instantiate(&owner, wasm, input, b"costs".to_vec())?;
    meter.know(deployed.account, "access-log");
    let mut log = Log::from_account_id(deployed.account);
    meter.usual(&owner, log.set_writer(writer.account()), "")?;
    meter.usual(&owner, log.writer(), "")?;

    let access = Encoded::of(&Access {
        actor: mercy.clinician.bytes(),
        organization: Some(mercy.id),
        subject: Subject::Record(0),
        purpose: Purpose::Treatment,
        outcome: Outcome::Permit(Basis::Provision(0)),
        justification: None,
    });
    // As many as a page has.
    for index in 0..MAX_PAGE {
        let append = log.append(ana.id.into(), access.clone());
        if index == 1 {
            meter.usual(&writer, append, "the second entry, as the registry sends it")?;
        } else {
            meter.suite.submit(&writer, append)?.value()?;
        }
    }
    meter.usual(&owner, log.entry(ana.id.into(), 0), "")?;
    let case = format!("a page of {MAX_PAGE}");
    let entries = meter.usual(&owner, log.entries(ana.id.into(), 0, MAX_PAGE), &case)?.value()?;
    ensure!(entries.len() == usize::try_from(MAX_PAGE)?, "the page is not full");
    meter.usual(&owner, log.head(ana.id.into()), &format!("{MAX_PAGE} entries"))?;
    Ok(())
}
