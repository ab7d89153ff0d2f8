//! Opening a chart, handing it over, and changing what its patient consents to.

use super::*;

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
            let none = PublicKey { suite: 0, bytes: vec![] };
            let wrong = NewCategoryKey { key: none, ..key(Category::Laboratory, 9) };
            let keys = NewCategoryKeys { keys: vec![wrong.clone()], envelopes: vec![] };
            let p = || patient.clone();
            let answers = [
                charts.grant(by, NOW, p(), &terms()).err(),
                charts.deny(by, NOW, p(), &terms()).err(),
                charts.revoke(by, NOW, p(), 9).err(),
                charts.replace(by, NOW, p(), 9, Effect::Deny, &terms()).err(),
                charts.set_directive(by, p(), Directive::Issuers, Categories::ALL).err(),
                charts.publish_key(by, NOW, p(), wrong).err(),
                charts.rekey(by, NOW, p(), keys).err(),
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
        publish(&mut charts, &chart, key(Category::Laboratory, 1));
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
        let all = charts.chart(&chart).unwrap().epochs().outdated();
        assert!(all.is_everything(), "categories that come later, too");
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
    for directive in [Directive::Emergency, Directive::Issuers] {
        run(|| {
            let (mut charts, chart) = one_chart();
            let one = Categories::from(Category::Laboratory);
            let two = one.union(Category::Imaging.into());
            charts.set_directive(&PATIENT, chart.clone(), directive, two).unwrap();
            pause(&mut charts);
            let mut set = |set| charts.set_directive(&PATIENT, chart.clone(), directive, set).err();
            let paused = Some(ConsentError::Paused);
            assert_eq!(set(two.union(Category::Genetics.into())), paused);
            assert_eq!(set(one), None);
            assert_eq!(set(two), paused);
        });
    }
}

#[test]
fn while_paused_everything_is_narrowed_to_the_categories_of_today_and_not_widened_again() {
    run(|| {
        let (mut charts, chart) = one_chart();
        pause(&mut charts);
        let mut set =
            |set| charts.set_directive(&PATIENT, chart.clone(), Directive::Issuers, set).err();
        assert_eq!(set(Categories::ALL), None);
        assert_eq!(set(Categories::EVERYTHING), Some(ConsentError::Paused));
    });
}

#[test]
fn a_directive_is_noted_with_its_name_and_moves_no_key() {
    run(|| {
        let (mut charts, chart) = one_chart();
        publish(&mut charts, &chart, key(Category::Laboratory, 1));
        let before = epochs(&charts, &chart, NOW);
        for directive in [Directive::Emergency, Directive::Issuers] {
            let set = charts.set_directive(&PATIENT, chart.clone(), directive, Categories::EMPTY);
            let event = set.unwrap();
            assert_eq!((event.directive, event.categories), (directive, Categories::EMPTY));
        }
        let policy = charts.chart(&chart).unwrap().policy();
        assert!(policy.directive(Directive::Emergency).is_empty());
        assert!(policy.directive(Directive::Issuers).is_empty());
        assert_eq!(epochs(&charts, &chart, NOW), before);
        let everything = Categories::EVERYTHING;
        let refused = charts.set_directive(&PATIENT, chart, Directive::Emergency, everything);
        assert_eq!(refused.err(), Some(ConsentError::Policy(PolicyError::Everything)));
    });
}

#[test]
fn a_request_about_no_category_is_refused_before_the_chart() {
    run(|| {
        use chartkey_policy::{Request, Target};
        use chartkey_vocabulary::{Action, Purpose};
        let (charts, chart) = one_chart();
        let ask = |chart: &PatientId, categories| {
            let request = Box::new(Request {
                subject: PATIENT,
                organization: None,
                target: Target::Categories(categories),
                purpose: Purpose::Treatment,
                action: Action::Read,
                emergency: false,
            });
            charts.decide_each(chart, request, &[]).map(drop)
        };
        let unknown = PatientId([0; 32]);
        let empty = Err(ConsentError::Policy(PolicyError::Empty));
        assert_eq!(ask(&unknown, Categories::EMPTY), empty);
        assert_eq!(ask(&unknown, Categories::ALL), Err(ConsentError::UnknownChart));
        assert_eq!(ask(&chart, Categories::ALL), Ok(()));
    });
}
