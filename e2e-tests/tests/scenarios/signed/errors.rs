//! Every error that the patient account can return is returned.

use anyhow::Result;
use chartkey_commands::{Command, CommandError, Instruction, NewChart, SignedCommand};
use chartkey_e2e_tests::{order, Actor, Contract, Guardian, On, DAY};
use chartkey_interfaces::{account::AccountError, consent::ConsentError, registry::RegistryError};
use chartkey_onchain::Encoded;
use chartkey_policy::PolicyError;
use chartkey_recovery::RecoveryError;
use chartkey_vocabulary::Selection;
use rstest::rstest;
use rstest_reuse::apply;

use super::{changed, scene, LABORATORY};
use crate::{on_both, refusals::complete};

#[apply(on_both)]
fn every_error_of_the_patient_account(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let mallory = Actor::named("mallory");
    let mut seen = Vec::new();

    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let good = suite.signed(&noa.actor, noa.id, Command::Grant(terms.into()))?;
    let elsewhere = NewChart { key: mallory.bytes(), salt: [1; 32] };
    let opening =
        suite.signed(&mallory, suite.chart_id(&elsewhere), Command::Open(Selection::record(0)))?;
    let here = NewChart { key: noa.actor.bytes(), salt: [1; 32] };
    let again = suite.signed(&noa.actor, noa.id, Command::CreateChart(here))?;
    let other = suite.chart_id(&elsewhere);
    let wrong = suite.signed(&noa.actor, other, Command::CreateChart(here))?;
    let plain = suite.patient("ana", &[])?;
    let adopt = suite.signed(&mallory, plain.id, Command::Adopt(mallory.bytes()))?;
    let missing = suite.signed(&noa.actor, noa.id, Command::Revoke(9))?;
    let absent = suite.signed(&noa.actor, noa.id, Command::Open(Selection::record(9)))?;
    let veto = suite.signed(&noa.actor, noa.id, Command::Veto([1; 32]))?;
    let deadline = good.instruction.deadline;
    let unknown = ConsentError::Policy(PolicyError::UnknownProvision);
    let earlier = suite.now()? / 60_000 * 60_000 - 60_000;
    let past = Instruction { deadline: earlier, ..good.instruction.clone() };
    let past = order(&noa.actor, &suite.domain()?, past)?;
    for (signed, error) in [
        (opening, AccountError::UnknownChart),
        (again, AccountError::ChartExists),
        (wrong, AccountError::WrongChart),
        (adopt, AccountError::NotController),
        (changed(&good, |good| good.instruction.lane = 8), AccountError::Lane),
        (changed(&good, |good| good.instruction.sequence = 9), AccountError::Sequence),
        (past, AccountError::Late),
        (changed(&good, |good| good.instruction.deadline += 8 * DAY), AccountError::DeadlineTooFar),
        (
            changed(&good, |good| good.instruction.deadline = deadline + 1),
            AccountError::Command(CommandError::NotWholeMinutes),
        ),
        (SignedCommand { signature: [0; 64], ..good.clone() }, AccountError::Signature),
        (veto, AccountError::Recovery(RecoveryError::NothingProposed)),
        (missing, AccountError::Consent(Encoded::of(&unknown))),
        (absent, AccountError::Registry(Encoded::of(&RegistryError::UnknownRecord))),
    ] {
        let outcome = suite.relay(&relayer, signed)?;
        assert_eq!(outcome.events, []);
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
        let refusal = outcome.refusal()?;
        assert_eq!(refusal, error);
        seen.push(refusal);
    }

    let guardians = [Guardian::named("kim")];
    let (mut recovery, approvals) = suite.approved(noa.id, &mallory, &guardians)?;
    recovery.approvals = 2;
    let recover = suite.accounts().recover(recovery.into(), approvals.clone().into());
    seen.push(suite.submit(&relayer, recover)?.refusal()?);
    assert_eq!(seen.last(), Some(&AccountError::Approvals));
    recovery.round += 1;
    let recover = suite.accounts().recover(recovery.into(), approvals.into());
    seen.push(suite.submit(&relayer, recover)?.refusal()?);
    assert_eq!(seen.last(), Some(&AccountError::Round));

    suite.set_paused(Contract::Account, true)?;
    seen.push(suite.relay(&relayer, good)?.refusal()?);
    assert_eq!(seen.last(), Some(&AccountError::Paused));

    // Over a consent manager that is none.
    suite.replace_account(mallory.account(), suite.address(Contract::Registry))?;
    let new = NewChart { key: noa.actor.bytes(), salt: [2; 32] };
    let create = suite.signed(&noa.actor, suite.chart_id(&new), Command::CreateChart(new))?;
    seen.push(suite.relay(&relayer, create)?.refusal()?);
    assert_eq!(seen.last(), Some(&AccountError::Unreachable));

    complete(&seen, &[]);
    Ok(())
}
