//! The category keys of a chart.

use super::*;

#[test]
fn epochs_count_from_1_and_the_newest_key_is_kept() {
    run(|| {
        let (mut charts, chart) = one_chart();
        assert!(charts.category_key(&chart, Category::Laboratory).is_none());
        for epoch in 1..3 {
            let new = key(Category::Laboratory, epoch);
            let publish = charts.publish_key(&PATIENT, NOW, chart.clone(), new);
            let (published, event) = publish.unwrap();
            assert_eq!((published, event.epoch), (epoch, epoch));
            let kept = charts.category_key(&chart, Category::Laboratory).unwrap();
            assert_eq!(kept.value().unwrap().epoch, epoch);
        }
        assert!(charts.category_key(&chart, Category::Imaging).is_none());
        assert!(charts.category_key(&PatientId([0; 32]), Category::Laboratory).is_none());
    });
}

#[test]
fn a_key_that_does_not_fit_its_suite_or_has_low_order_is_refused() {
    run(|| {
        let (mut charts, chart) = one_chart();
        let mut half = vec![9; 1_216];
        half[1_184..].fill(0);
        for (suite, bytes, error) in [
            (0, vec![], KeyError::UnknownSuite),
            (1, vec![9; 31], KeyError::WrongLength),
            (1, vec![0; 32], KeyError::LowOrder),
            (2, half, KeyError::LowOrder),
        ] {
            let new =
                NewCategoryKey { key: PublicKey { suite, bytes }, ..key(Category::Laboratory, 1) };
            let refused = charts.publish_key(&PATIENT, NOW, chart.clone(), new.clone());
            assert_eq!(refused.err(), Some(ConsentError::Key(error)));
            let keys = NewCategoryKeys { keys: vec![new], envelopes: vec![] };
            let refused = charts.rekey(&PATIENT, NOW, chart.clone(), keys);
            assert_eq!(refused.err(), Some(ConsentError::Key(error)));
        }
    });
}

/// One that was signed and held back does not come up over a later one.
#[test]
fn a_key_is_for_the_epoch_after_the_newest_published_one_and_no_other() {
    run(|| {
        let (mut charts, chart) = one_chart();
        publish(&mut charts, &chart, key(Category::Laboratory, 1));
        for wrong in [0, 1, 3, u32::MAX] {
            let new = key(Category::Laboratory, wrong);
            let refused = charts.publish_key(&PATIENT, NOW, chart.clone(), new.clone());
            assert_eq!(refused.err(), Some(ConsentError::Epoch));
            let keys = vec![new, key(Category::Imaging, 1)];
            let refused = charts.rekey(
                &PATIENT,
                NOW,
                chart.clone(),
                NewCategoryKeys { keys, envelopes: vec![] },
            );
            assert_eq!(refused.err(), Some(ConsentError::Epoch));
        }
        let epochs = epochs(&charts, &chart, NOW);
        assert_eq!(epochs.published(Category::Laboratory), 1);
        assert_eq!(epochs.published(Category::Imaging), 0);
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
            let keys = categories.iter().map(|category| key(*category, 1)).collect();
            let envelope = |provision: &u32| NewEnvelope { provision: *provision, digest: [1; 32] };
            let envelopes = provisions.iter().map(envelope).collect();
            charts
                .rekey(caller, NOW, chart.clone(), NewCategoryKeys { keys, envelopes })
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
        assert_eq!(rekey(&PATIENT, &[low, high], &[0, 1]), Ok(vec![1, 1]));
        let unknown = ConsentError::Policy(PolicyError::UnknownProvision);
        assert_eq!(rekey(&PATIENT, &[low], &[9]), Err(unknown));
    });
}

/// A permit to read laboratory results and images, with an envelope, for an hour.
fn handed_out() -> Terms {
    let laboratory = Categories::of(&[Category::Laboratory, Category::Imaging]);
    Terms { scope: Scope::Categories(laboratory), keys: Some([5; 32]), ..terms() }
}

/// A chart with a key of both categories, and that permit.
fn with_keys_handed_out() -> (Charts, Box<PatientId>) {
    let (mut charts, chart) = one_chart();
    for category in [Category::Laboratory, Category::Imaging] {
        publish(&mut charts, &chart, key(category, 1));
    }
    charts.grant(&PATIENT, NOW, chart.clone(), &handed_out()).unwrap();
    (charts, chart)
}

#[test]
fn epochs_are_answered_for_now_and_those_of_the_path_are_the_published_ones() {
    run(|| {
        let (charts, chart) = with_keys_handed_out();
        let required = |now| epochs(&charts, &chart, now).required(Category::Laboratory);
        assert_eq!(required(NOW + HOUR), 1);
        assert_eq!(required(NOW + HOUR + 1), 2);
        let stored = charts.chart(&chart).unwrap().epochs();
        assert_eq!(stored.published(Category::Laboratory), 1);
        assert_eq!(stored.required(Category::Laboratory), 1);
    });
}

#[test]
fn publishing_takes_what_has_ended_out_first_and_says_so() {
    run(|| {
        let (mut charts, chart) = with_keys_handed_out();
        let later = NOW + HOUR + 1;
        let new = key(Category::Laboratory, 2);
        let (_, event) = charts.publish_key(&PATIENT, later, chart.clone(), new).unwrap();
        assert_eq!(event.change.removed, [Removed { id: 0, cause: Cause::Expired }]);
        assert_eq!(event.change.added, None);
        let both = Categories::of(&[Category::Laboratory, Category::Imaging]);
        assert_eq!(event.change.raised, both);
        assert!(charts.chart(&chart).unwrap().policy().provisions().is_empty());
        // What is published is settled, what is not still waits.
        let now = epochs(&charts, &chart, later);
        assert_eq!(now.required(Category::Laboratory), 2);
        assert_eq!(now.published(Category::Laboratory), 2);
        assert_eq!(now.required(Category::Imaging), 2);
        // And nothing asks again.
        let other = Terms { from: later, until: Some(later + HOUR), keys: None, ..handed_out() };
        let (_, event) = charts.grant(&PATIENT, later, chart.clone(), &other).unwrap();
        assert_eq!(event.change.raised, Categories::EMPTY);
        assert_eq!(epochs(&charts, &chart, later), now);
    });
}

#[test]
fn rekeying_takes_what_has_ended_out_first_and_says_so() {
    run(|| {
        let (mut charts, chart) = with_keys_handed_out();
        let later = NOW + HOUR + 1;
        let keys = vec![key(Category::Laboratory, 2), key(Category::Imaging, 2)];
        let new = NewCategoryKeys { keys, envelopes: vec![] };
        let (epochs, event) = charts.rekey(&PATIENT, later, chart.clone(), new).unwrap();
        assert_eq!(epochs, [2, 2]);
        assert_eq!(event.published, [(Category::Laboratory, 2), (Category::Imaging, 2)]);
        assert_eq!(event.change.removed, [Removed { id: 0, cause: Cause::Expired }]);
        let chart = charts.chart(&chart).unwrap();
        assert!(chart.epochs_at(later).outdated().intersection(event.change.raised).is_empty());
    });
}

#[test]
fn a_permit_that_has_ended_gets_no_envelope() {
    run(|| {
        let (mut charts, chart) = with_keys_handed_out();
        let envelope = || NewEnvelope { provision: 0, digest: [6; 32] };
        let mut rekey = |now| {
            let new = NewCategoryKeys { keys: vec![], envelopes: vec![envelope()] };
            charts.rekey(&PATIENT, now, chart.clone(), new).map(drop)
        };
        assert_eq!(rekey(NOW + HOUR), Ok(()));
        let unknown = ConsentError::Policy(PolicyError::UnknownProvision);
        assert_eq!(rekey(NOW + HOUR + 1), Err(unknown));
    });
}

/// How many items the contract has in storage.
fn items() -> usize {
    let account = ink::env::account_id::<DefaultEnvironment>();
    test::count_used_storage_cells::<DefaultEnvironment>(&account).unwrap()
}

/// A deposit is mostly one of items: a chart with the keys of all categories has two.
#[test]
fn the_x25519_keys_of_a_chart_lie_in_one_item_and_each_x_wing_key_in_its_own() {
    run(|| {
        let (mut charts, chart) = one_chart();
        let before = items();
        let keys = Category::ALL.map(|category| key(category, 1)).to_vec();
        charts
            .rekey(&PATIENT, NOW, chart.clone(), NewCategoryKeys { keys, envelopes: vec![] })
            .unwrap();
        assert_eq!(items(), before + 1);
        for category in Category::ALL {
            publish(&mut charts, &chart, key(category, 2));
            assert_eq!(items(), before + 1);
        }
        for (more, category) in Category::ALL.into_iter().enumerate() {
            publish(&mut charts, &chart, large_key(category, 3));
            assert_eq!(items(), before + 2 + more);
        }
    });
}

#[test]
fn a_category_has_its_newest_key_whatever_the_suite_was_and_no_item_is_freed() {
    run(|| {
        let (mut charts, chart) = one_chart();
        let mut most = items();
        let suites = [1, 1, 2, 2, 1, 2, 1];
        for (epoch, suite) in (1..).zip(suites) {
            for category in [Category::Imaging, Category::Laboratory, Category::Restricted] {
                let make = if suite == 1 { key } else { large_key };
                publish(&mut charts, &chart, make(category, epoch));
                let newest = charts.category_key(&chart, category).unwrap().value().unwrap();
                assert_eq!((newest.epoch, newest.key.suite), (epoch, suite));
                assert_eq!(newest.key, make(category, epoch).key);
                assert!(items() >= most);
                most = items();
            }
        }
    });
}
