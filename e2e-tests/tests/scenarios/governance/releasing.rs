//! Releases: own code replaced together with its parts, over the storage of the last version.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    Actor, CallError, Contract, Hospital, On, Patient, Suite,
};
use chartkey_interfaces::{
    batches::{BatchHead, TreeId, TreeKind},
    consent::Keys as _,
    directory::Role,
    log::Log as _,
    registry::Registry as _,
};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Purpose, Selection};
use ink::primitives::LangError;
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use super::{announce, apply, codes, governed, release, scene, standing, LABORATORY};
use crate::on_both;

/// What a contract does not understand.
const UNKNOWN: CallError = CallError::Input(LangError::CouldNotReadInput);

/// Asks a contract of the suite what only its next version answers.
fn ask<R: Decode>(
    suite: &mut Suite,
    contract: Contract,
    message: [u8; 4],
    arguments: impl Encode,
) -> Result<Result<R, CallError>> {
    let (owner, address) = (suite.owner(), suite.address(contract));
    let input = [&message[..], &arguments.encode()].concat();
    let answer = suite.chain().read(&owner, address, input)?;
    Ok(chartkey::Outcome::<R>::decode(answer)?.returned)
}

/// How many provisions a chart has: the new part of the next consent manager answers it.
pub(super) fn provisions(
    suite: &mut Suite,
    patient: &Patient,
) -> Result<Result<Option<u32>, CallError>> {
    ask(suite, Contract::Consent, ink::selector_bytes!("provisions"), patient.id)
}

/// The newest head of a hospital: the new part of the next record registry answers it.
fn newest_head(
    suite: &mut Suite,
    hospital: &Hospital,
) -> Result<Result<Option<BatchHead>, CallError>> {
    ask(suite, Contract::Registry, ink::selector_bytes!("newest_head"), hospital.id)
}

/// How many records a patient has: the next record registry answers it.
fn record_count(suite: &mut Suite, patient: &Patient) -> Result<Result<u32, CallError>> {
    ask(suite, Contract::Registry, ink::selector_bytes!("record_count"), patient.id)
}

/// How many organizations there are: the next provider directory answers it.
fn organization_count(suite: &mut Suite) -> Result<Result<u32, CallError>> {
    ask(suite, Contract::Directory, ink::selector_bytes!("organization_count"), ())
}

/// A hospital's first tree of documents.
fn documents(hospital: &Hospital) -> TreeId {
    TreeId { organization: hospital.id, kind: TreeKind::Documents, number: 0 }
}

/// The registrar of a hospital, who joins it for that, anchors a tree of this many leaves.
fn anchored(suite: &mut Suite, hospital: &Hospital, patient: &Patient, size: u64) -> Result<()> {
    let leaves = (0..size)
        .map(|number| leaf(hospital.id, patient.id, LABORATORY, number))
        .collect::<Result<Vec<_>>>()?;
    let root = Batch::of(&leaves).root(size)?;
    let clerk = Actor::named("clerk");
    suite.enrol(hospital, &clerk, &[Role::Registrar])?;
    let anchor = suite.registry().anchor(documents(hospital), size, root.into(), vec![]);
    suite.submit(&clerk, anchor)?.value().map(drop)
}

#[apply(on_both)]
fn a_consent_manager_is_replaced_together_with_its_part_and_reads_its_charts(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let contract = Contract::Consent;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    assert_eq!(provisions(&mut suite, &ana)?, Err(UNKNOWN));
    let (before, next) = (standing(&mut suite, contract)?, codes::next(&mut suite, contract)?);
    assert_ne!(before.code, next.code);
    assert!(next.parts.iter().all(|part| !before.parts.contains(part)));

    release(&mut suite, contract, &next)?;
    assert_eq!(suite.read(suite.governors().locks())?, []);
    // The new part reads what the old one stored, and the new code decides by it.
    assert_eq!(provisions(&mut suite, &ana)?, Ok(Some(2)));
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    // What only the old part did is gone.
    let grant = suite.consent().grant(ana.id.into(), terms.into());
    assert_eq!(suite.submit(&ana.actor, grant)?.returned.err(), Some(UNKNOWN));
    Ok(())
}

#[apply(on_both)]
fn a_record_registry_is_replaced_together_with_its_parts_and_reads_its_records(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let contract = Contract::Registry;
    anchored(&mut suite, &mercy, &ana, 3)?;
    let heads = suite.read(suite.registry().heads(documents(&mercy), 0, 32))?.unwrap_or_default();
    assert_eq!(heads.len(), 1);
    let behind = suite.read(suite.registry().suite())?;
    assert_eq!(newest_head(&mut suite, &mercy)?, Err(UNKNOWN));
    let (before, next) = (standing(&mut suite, contract)?, codes::next(&mut suite, contract)?);
    assert_eq!((before.parts.len(), next.parts.len()), (3, 1));
    assert!(next.parts.iter().all(|part| !before.parts.contains(part)));

    release(&mut suite, contract, &next)?;
    assert_eq!(suite.read(suite.governors().locks())?, []);
    assert_eq!(newest_head(&mut suite, &mercy)?, Ok(heads.first().copied()));
    assert_eq!(record_count(&mut suite, &ana)?, Ok(1));
    assert_eq!(suite.read(suite.registry().suite())?, behind);
    let opening = suite.registry().open(
        ana.id.into(),
        Selection::record(0),
        Purpose::Treatment,
        Some(mercy.id),
    );
    assert_eq!(suite.submit(&mercy.clinician, opening)?.returned.err(), Some(UNKNOWN));
    Ok(())
}

#[apply(on_both)]
fn a_provider_directory_is_replaced_and_reads_its_organizations(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.hospital("hope")?;
    assert_eq!(organization_count(&mut suite)?, Err(UNKNOWN));
    let next = codes::next(&mut suite, Contract::Directory)?;
    release(&mut suite, Contract::Directory, &next)?;
    assert_eq!(organization_count(&mut suite)?, Ok(2));
    let registry = suite.read(suite.directory().registry())?;
    assert_eq!(registry, suite.address(Contract::Registry));
    let steward = suite.steward();
    let gone = suite.submit(&steward, suite.directory().admit(mercy.admin.bytes().into()))?;
    assert_eq!((gone.returned.clone().err(), gone.events), (Some(UNKNOWN), vec![]));
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    Ok(())
}

#[apply(on_both)]
fn several_contracts_are_released_in_one_call(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    anchored(&mut suite, &mercy, &ana, 2)?;
    let (mut releases, mut last) = (Vec::new(), 0);
    for contract in Contract::GOVERNED {
        let next = codes::next(&mut suite, contract)?;
        last = announce(&mut suite, contract, &next)?.max(last);
        releases.push((contract, next));
    }
    assert_eq!(suite.read(suite.governors().locks())?.len(), 6);
    suite.chain().set_clock(last)?;
    let releases: Vec<_> =
        releases.iter().map(|(contract, release)| (*contract, release)).collect();
    apply(&mut suite, &releases)?;
    assert_eq!(suite.read(suite.governors().locks())?, []);
    assert_eq!(provisions(&mut suite, &ana)?, Ok(Some(1)));
    assert_eq!(
        newest_head(&mut suite, &mercy)?.map(|head| head.map(|head| head.size)),
        Ok(Some(2))
    );
    assert_eq!(organization_count(&mut suite)?, Ok(1));
    Ok(())
}

#[apply(on_both)]
fn a_release_of_every_contract_keeps_its_storage(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    let control = suite.read(suite.consent().control(ana.id.into()))?;
    let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
    let key =
        suite.read(suite.consent().category_key(ana.id.into(), LABORATORY))?.context("no key")?;
    let record = suite.read(suite.registry().record(ana.id.into(), 0))?.context("no record")?;
    let organization = suite.read(suite.directory().organization(mercy.id))?.context("none")?;
    let clinician = mercy.clinician.bytes();
    let practitioner =
        suite.read(suite.registry().practitioner(clinician.into()))?.context("none")?;
    let steward = suite.read(suite.directory().steward())?;
    let behind = suite.read(suite.registry().suite())?;
    let eva = suite.patient_without_tokens(&mercy.admin, "eva", &[])?;
    let account = suite.account(eva.id)?;
    let domain = suite.domain()?;

    // To the next version, and back again: a downgrade is a release like any other.
    for contract in Contract::GOVERNED {
        let present = codes::present(&mut suite, contract)?;
        assert_eq!(present.code, suite.deployed(contract).code_hash);
        let next = codes::next(&mut suite, contract)?;
        release(&mut suite, contract, &next)?;
        release(&mut suite, contract, &present)?;
    }

    assert_eq!(suite.read(suite.consent().policy(ana.id.into()))?, policy);
    assert_eq!(suite.read(suite.consent().control(ana.id.into()))?, control);
    assert_eq!(suite.read(suite.consent().epochs(ana.id.into()))?, epochs);
    assert_eq!(suite.read(suite.consent().category_key(ana.id.into(), LABORATORY))?, Some(key));
    assert_eq!(suite.read(suite.registry().record(ana.id.into(), 0))?, Some(record));
    assert_eq!(suite.read(suite.directory().organization(mercy.id))?, Some(organization));
    assert_eq!(suite.read(suite.directory().steward())?, steward);
    assert_eq!(suite.read(suite.registry().practitioner(clinician.into()))?, Some(practitioner));
    assert_eq!(suite.read(suite.registry().suite())?, behind);
    assert_eq!(suite.account(eva.id)?, account);
    assert_eq!(suite.domain()?, domain);
    let accounts_behind = suite.read(suite.accounts().suite())?;
    assert_eq!(
        accounts_behind,
        (suite.address(Contract::Consent), suite.address(Contract::Registry))
    );
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!((opening.entry, opening.decision), (1, Decision::Permit(Basis::Provision(0))));
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 1);
    assert_eq!(suite.publish_key(&ana, LABORATORY)?, 2);
    anchored(&mut suite, &mercy, &ana, 1)?;
    assert_eq!(suite.read(suite.log().head(ana.id.into()))?.size, 2);
    Ok(())
}

#[apply(on_both)]
fn a_paused_contract_can_be_released_and_stays_paused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let contract = Contract::Registry;
    suite.set_paused(contract, true)?;
    let (next, present) =
        (codes::next(&mut suite, contract)?, codes::present(&mut suite, contract)?);
    release(&mut suite, contract, &next)?;
    release(&mut suite, contract, &present)?;
    let owner = suite.owner();
    let paused = suite.governors().set_paused(suite.address(contract), true);
    super::refused(&mut suite, &owner, paused, chartkey_governance::GovernorError::NotObeyed)?;
    suite.set_paused(contract, false)?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 1);
    Ok(())
}

#[apply(on_both)]
fn a_stranger_who_has_parts_held_moves_nothing(on: On) -> Result<()> {
    use chartkey_interfaces::governor::Governed as _;
    let mut suite = Suite::on(on)?;
    let mallory = Actor::named("mallory");
    for contract in Contract::GOVERNED {
        let next = codes::next(&mut suite, contract)?;
        for released in [false, true] {
            if released {
                release(&mut suite, contract, &next)?;
            }
            let (address, before) = (suite.address(contract), standing(&mut suite, contract)?);
            suite.chain().endow(mallory.account())?;
            let mut balances = Vec::new();
            for account in [address, suite.address(Contract::Governor)] {
                balances.push((account, suite.chain().balance(account)?));
            }
            let held = suite.submit(&mallory, governed(&suite, contract).hold())?;
            assert_eq!(held.events, []);
            assert_eq!((held.cost.items, held.cost.bytes), (0, 0), "{contract:?} {released}");
            let held: Vec<[u8; 32]> = held.answer()?.into_iter().map(Into::into).collect();
            assert_eq!(held, before.parts);
            for (account, balance) in balances {
                assert_eq!(suite.chain().balance(account)?, balance);
            }
            assert_eq!(standing(&mut suite, contract)?, before);
        }
    }
    Ok(())
}
