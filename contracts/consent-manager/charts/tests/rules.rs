//! The rules of charts, one small test each, without a chain. What a policy does: `chartkey-policy`.

#![allow(clippy::unwrap_used)]

use chartkey_charts::Charts;
use chartkey_commands::{NewCategoryKeys, NewEnvelope};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::consent::ConsentError;
use chartkey_onchain::GovernedState;
use chartkey_policy::{Effect, Grantee, PolicyError, Scope, Terms};
use chartkey_vocabulary::{
    Account, Actions, Categories, Category, KeyError, PatientId, PublicKey, Purposes, Timestamp,
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

/// Another account, and everything, for an hour.
fn terms() -> Terms {
    Terms {
        grantee: Grantee::Practitioner(OTHER),
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL,
        actions: Actions::ALL,
        from: NOW,
        until: Some(NOW + 60 * 60 * 1_000),
        keys: None,
    }
}

fn key() -> PublicKey {
    PublicKey { suite: 1, bytes: vec![9; 32] }
}

/// An unknown chart comes before the caller, and the caller before what it sends.
#[test]
fn only_the_controller_changes_a_chart() {
    run(|| {
        let (mut charts, chart) = one_chart();
        let unknown = Box::new(PatientId([0; 32]));
        for (patient, error) in
            [(unknown, ConsentError::UnknownChart), (chart, ConsentError::NotController)]
        {
            let by = &STRANGER;
            let wrong = PublicKey { suite: 0, bytes: vec![] };
            let keys = NewCategoryKeys {
                keys: vec![(Category::Laboratory, wrong.clone())],
                envelopes: vec![],
            };
            let p = || patient.clone();
            let answers = [
                charts.grant(by, NOW, p(), &terms()).err(),
                charts.deny(by, NOW, p(), &terms()).err(),
                charts.revoke(by, NOW, p(), 9).err(),
                charts.replace(by, NOW, p(), 9, Effect::Deny, &terms()).err(),
                charts.set_directive(by, p(), Categories::ALL).err(),
                charts.publish_key(by, p(), Category::Laboratory, wrong).err(),
                charts.rekey(by, p(), keys).err(),
            ];
            assert_eq!(answers, [Some(error); 7]);
        }
    });
}

#[test]
fn a_salt_opens_one_chart_of_an_account() {
    run(|| {
        let mut charts = charts();
        let mut create = |caller, salt: u8| charts.create_chart(caller, &[salt; 32]);
        let (first, event) = create(&PATIENT, 1).unwrap();
        assert_eq!((&event.patient, event.controller), (&first, PATIENT.into()));
        assert_eq!(create(&PATIENT, 1).err(), Some(ConsentError::ChartExists));
        let (second, _) = create(&PATIENT, 2).unwrap();
        let (third, _) = create(&OTHER, 1).unwrap();
        assert!(first != second && first != third && second != third);
    });
}

#[test]
fn a_chart_is_handed_over_when_it_is_accepted_and_then_wants_new_keys() {
    run(|| {
        let (mut charts, chart) = one_chart();
        charts.publish_key(&PATIENT, chart.clone(), Category::Laboratory, key()).unwrap();
        let mut step = |caller, step| charts.hand_over(caller, chart.clone(), step).map(drop);
        let stranger = step(&STRANGER, HandoverStep::Propose(STRANGER));
        assert!(matches!(stranger, Err(ConsentError::Handover(_))));
        assert_eq!(step(&PATIENT, HandoverStep::Propose(OTHER)), Ok(()));
        assert!(matches!(step(&STRANGER, HandoverStep::Accept), Err(ConsentError::Handover(_))));
        let outdated = |charts: &Charts| {
            let outdated = charts.chart(&chart).unwrap().epochs().outdated();
            outdated.contains(Category::Laboratory.into())
        };
        assert!(!outdated(&charts));
        charts.hand_over(&OTHER, chart.clone(), HandoverStep::Accept).unwrap();
        assert!(outdated(&charts));
        assert_eq!(charts.chart(&chart).unwrap().control().holder(), &OTHER);
        let old = charts.deny(&PATIENT, NOW, chart.clone(), &terms());
        assert_eq!(old.err(), Some(ConsentError::NotController));
    });
}

#[test]
fn while_paused_no_permit_is_added_and_all_else_works() {
    run(|| {
        let (mut charts, chart) = one_chart();
        let (permit, _) = charts.grant(&PATIENT, NOW, chart.clone(), &terms()).unwrap();
        pause(&mut charts);
        let c = || chart.clone();
        let paused = Some(ConsentError::Paused);
        assert_eq!(charts.grant(&PATIENT, NOW, c(), &terms()).err(), paused);
        let replaced = charts.replace(&PATIENT, NOW, c(), permit, Effect::Permit, &terms());
        assert_eq!(replaced.err(), paused);
        // The caller comes before the pause.
        let stranger = charts.grant(&STRANGER, NOW, c(), &terms());
        assert_eq!(stranger.err(), Some(ConsentError::NotController));
        let (denial, _) = charts.deny(&PATIENT, NOW, c(), &terms()).unwrap();
        assert!(charts.replace(&PATIENT, NOW, c(), denial, Effect::Deny, &terms()).is_ok());
        assert!(charts.revoke(&PATIENT, NOW, c(), permit).is_ok());
    });
}

#[test]
fn while_paused_a_directive_is_narrowed_and_not_widened() {
    run(|| {
        let (mut charts, chart) = one_chart();
        let mut set = |directive| charts.set_directive(&PATIENT, chart.clone(), directive);
        let one = Categories::from(Category::Laboratory);
        let two = one.union(Category::Imaging.into());
        set(two).unwrap();
        pause(&mut charts);
        let mut set = |directive| charts.set_directive(&PATIENT, chart.clone(), directive).err();
        assert_eq!(set(two.union(Category::Genetics.into())), Some(ConsentError::Paused));
        assert_eq!(set(one), None);
        assert_eq!(set(two), Some(ConsentError::Paused));
    });
}

#[test]
fn what_a_directive_shuts_wants_a_new_key() {
    run(|| {
        let (mut charts, chart) = one_chart();
        let laboratory = Categories::from(Category::Laboratory);
        charts.set_directive(&PATIENT, chart.clone(), laboratory).unwrap();
        charts.publish_key(&PATIENT, chart.clone(), Category::Laboratory, key()).unwrap();
        let outdated = |charts: &Charts| {
            charts.chart(&chart).unwrap().epochs().outdated().contains(laboratory)
        };
        assert!(!outdated(&charts));
        charts.set_directive(&PATIENT, chart.clone(), Categories::EMPTY).unwrap();
        assert!(outdated(&charts));
    });
}

#[test]
fn epochs_count_from_1_and_the_newest_key_is_kept() {
    run(|| {
        let (mut charts, chart) = one_chart();
        assert!(charts.category_key(&chart, Category::Laboratory).is_none());
        for epoch in 1..3 {
            let publish = charts.publish_key(&PATIENT, chart.clone(), Category::Laboratory, key());
            let (published, event) = publish.unwrap();
            assert_eq!((published, event.epoch), (epoch, epoch));
            let kept = charts.category_key(&chart, Category::Laboratory).unwrap();
            assert_eq!(kept.value().unwrap().epoch, epoch);
        }
        let wrong = PublicKey { suite: 0, bytes: vec![] };
        let refused = charts.publish_key(&PATIENT, chart, Category::Laboratory, wrong);
        assert!(matches!(refused.err(), Some(ConsentError::Key(KeyError::UnknownSuite))));
    });
}

#[test]
fn new_keys_and_envelopes_are_some_and_ascend() {
    run(|| {
        let (mut charts, chart) = one_chart();
        charts.grant(&PATIENT, NOW, chart.clone(), &terms()).unwrap();
        charts.grant(&PATIENT, NOW, chart.clone(), &terms()).unwrap();
        // The order comes before the chart and the caller.
        let mut rekey = |caller, categories: &[Category], provisions: &[u32]| {
            let keys = categories.iter().map(|category| (*category, key())).collect();
            let envelope = |provision: &u32| NewEnvelope { provision: *provision, digest: [1; 32] };
            let envelopes = provisions.iter().map(envelope).collect();
            charts
                .rekey(caller, chart.clone(), NewCategoryKeys { keys, envelopes })
                .map(|(epochs, _)| epochs)
        };
        let (low, high) = (Category::Laboratory, Category::Imaging);
        for (categories, provisions) in [
            (&[][..], &[][..]),
            (&[high, low], &[]),
            (&[low, low], &[]),
            (&[low], &[2, 1]),
            (&[low], &[1, 1]),
        ] {
            assert_eq!(rekey(&STRANGER, categories, provisions), Err(ConsentError::Order));
        }
        assert_eq!(rekey(&PATIENT, &[low, high], &[]), Ok(vec![1, 1]));
        assert!(matches!(rekey(&PATIENT, &[low], &[9]), Err(ConsentError::Policy(_))));
    });
}

#[test]
fn a_request_about_no_category_is_refused_before_the_chart() {
    run(|| {
        use chartkey_policy::{Request, Target};
        use chartkey_vocabulary::{Action, Purpose};
        let (charts, chart) = one_chart();
        let ask = |chart: &PatientId, categories| {
            let request = Request {
                subject: PATIENT,
                organization: None,
                target: Target::Categories(categories),
                purpose: Purpose::Treatment,
                action: Action::Read,
                emergency: false,
            };
            charts.decide(chart, &request).map(drop)
        };
        let unknown = PatientId([0; 32]);
        let empty = Err(ConsentError::Policy(PolicyError::Empty));
        assert_eq!(ask(&unknown, Categories::EMPTY), empty);
        assert_eq!(ask(&unknown, Categories::ALL), Err(ConsentError::UnknownChart));
        assert_eq!(ask(&chart, Categories::ALL), Ok(()));
    });
}
