//! The rules of charts, one small test each, without a chain. What a policy does: `chartkey-policy`.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod changing;
mod keys;

use chartkey_charts::Charts;
use chartkey_commands::{NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::consent::ConsentError;
use chartkey_onchain::GovernedState;
use chartkey_policy::{
    Cause, Change, Directive, Effect, Grantee, KeyEpochs, PolicyError, Removed, Scope, Terms,
};
use chartkey_vocabulary::{
    Account, Actions, Categories, Category, KeyError, PatientId, PublicKey, Purpose, Timestamp,
};
use ink::env::{test, DefaultEnvironment};

const GOVERNOR: Account = [1; 32];
const PATIENT: Account = [2; 32];
const OTHER: Account = [3; 32];
const STRANGER: Account = [4; 32];
const NOW: Timestamp = 1_800_000_000_000;

/// Runs a test on an empty storage.
fn run(test: impl FnOnce()) {
    test::run_test::<DefaultEnvironment, _>(|_| {
        test();
        Ok(())
    })
    .unwrap();
}

fn charts() -> Charts {
    Charts::new(GovernedState::new(GOVERNOR.into(), &[]))
}

/// One chart, which the patient controls.
fn one_chart() -> (Charts, Box<PatientId>) {
    let mut charts = charts();
    let (chart, _) = charts.create_chart(&PATIENT, &[7; 32]).unwrap();
    (charts, chart)
}

fn pause(charts: &mut Charts) {
    test::set_caller::<DefaultEnvironment>(GOVERNOR.into());
    charts.governed_mut().set_paused(true).unwrap();
}

const HOUR: u64 = 60 * 60 * 1_000;

/// Another account, and all categories for treatment, for an hour.
fn terms() -> Terms {
    Terms {
        grantee: Grantee::Practitioner(OTHER),
        scope: Scope::Categories(Categories::ALL),
        purposes: Purpose::Treatment.into(),
        actions: Actions::ALL,
        from: NOW,
        until: Some(NOW + HOUR),
        keys: None,
    }
}

/// A key of this category and epoch.
fn key(category: Category, epoch: u32) -> NewCategoryKey {
    NewCategoryKey { category, epoch, key: PublicKey { suite: 1, bytes: vec![9; 32] } }
}

/// The same with an X-Wing key.
fn large_key(category: Category, epoch: u32) -> NewCategoryKey {
    let key = PublicKey { suite: 2, bytes: vec![9; 1_216] };
    NewCategoryKey { category, epoch, key }
}

fn publish(charts: &mut Charts, chart: &PatientId, key: NewCategoryKey) -> Change {
    charts.publish_key(&PATIENT, NOW, Box::new(*chart), key).unwrap().1.change
}

fn epochs(charts: &Charts, chart: &PatientId, now: Timestamp) -> KeyEpochs {
    charts.chart(chart).unwrap().epochs_at(now)
}
