//! Several records at once, and sessions, against the model and against each record alone.

use chartkey_policy::{
    Basis, Decision, Grantee, Ground, Provision, Reason, RecordTarget, Request, Scope, Target,
    Verdict,
};
use chartkey_vocabulary::Purpose;

use super::*;
use crate::{
    model::{decide_each, Wish},
    strategies::{record, session},
};

/// A chart with a random history in both.
fn pair(
    history: &[(Write, Timestamp)],
    directive: Option<&(Directive, BTreeSet<Category>)>,
) -> Pair {
    let mut pair = Pair::default();
    if let Some((which, members)) = directive {
        pair.direct(*which, members);
    }
    for (write, now) in history {
        let _ = pair.write(write, *now);
    }
    pair
}

/// The record of a request for one.
fn target_of(ask: &Ask) -> RecordTarget {
    match ask.to_request().target {
        Target::Record(record) => record,
        Target::Categories(_) | Target::Session(_) => unreachable!(),
    }
}

/// The ground of each target, one by one, of grounds that are grouped as far as can be.
fn ungrouped(grounds: &[Ground]) -> Vec<Basis> {
    assert!(grounds.iter().all(|ground| ground.count > 0), "{grounds:?}");
    assert!(grounds.windows(2).all(|pair| pair[0].basis != pair[1].basis), "{grounds:?}");
    grounds.iter().flat_map(|ground| vec![ground.basis; ground.count.into()]).collect()
}

/// Asks the crate for all these records at once.
fn verdict(policy: &Policy, asks: &[Ask], now: Timestamp) -> Verdict {
    let further: Vec<_> = asks[1..].iter().map(target_of).collect();
    policy.decide_each(&CONTROLLER, &mut asks[0].to_request(), &further, now)
}

/// The same request for each of these records.
fn asks_for(ask: &Ask, wishes: &[Wish]) -> Vec<Ask> {
    wishes.iter().map(|wish| Ask { wish: wish.clone(), ..ask.clone() }).collect()
}

/// Whether a permit names whoever asks, or the house of that one, and is in force.
fn names(provision: &Provision, request: &Request, now: Timestamp) -> bool {
    let terms = &provision.terms;
    let somebody = match terms.grantee {
        Grantee::Practitioner(account) => account == request.subject,
        Grantee::Organization(organization) => request.organization == Some(organization),
        Grantee::Anyone => false,
    };
    somebody
        && provision.effect == Effect::Permit
        && terms.from <= now
        && terms.until.is_some_and(|until| now <= until)
        && terms.purposes.contains(request.purpose.into())
        && terms.actions.contains(request.action.into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_list_is_permitted_where_each_record_alone_is_and_else_its_first_refused_one_is_named(
        history in short_history(),
        directive in option::of(directive()),
        (ask, now) in (ask(), moment()),
        wishes in vec(record(), 1..33),
    ) {
        let pair = pair(&history, directive.as_ref());
        let asks = asks_for(&ask, &wishes);
        let verdict = verdict(&pair.policy, &asks, now);
        let alone: Vec<_> = asks.iter().map(|ask| pair.decide(ask, now)).collect();
        prop_assert_eq!(verdict.of_first(), match &verdict {
            Verdict::Permit(_) => alone[0],
            Verdict::Deny(refusal) => Decision::Deny(refusal.reason),
        });
        match verdict {
            Verdict::Permit(grounds) => {
                let grounds = ungrouped(&grounds);
                let permitted: Vec<_> = grounds.iter().copied().map(Decision::Permit).collect();
                prop_assert_eq!(permitted, alone);
                let expected = decide_each(&pair.chart, CONTROLLER, &ask, &wishes, now);
                prop_assert_eq!(Ok(grounds), expected);
            }
            Verdict::Deny(refusal) => {
                let place = usize::from(refusal.place);
                prop_assert_eq!(alone[place], Decision::Deny(refusal.reason));
                let before = &alone[..place];
                prop_assert!(before.iter().all(|answer| matches!(answer, Decision::Permit(_))));
                let expected = decide_each(&pair.chart, CONTROLLER, &ask, &wishes, now);
                prop_assert_eq!(Err((place, refusal.reason)), expected);
            }
        }
    }

    #[test]
    fn only_the_controller_and_permits_that_name_the_reader_or_the_house_open_a_session(
        history in short_history(),
        directive in option::of(directive()),
        (ask, now) in (ask(), moment()),
        wish in session(),
    ) {
        let pair = pair(&history, directive.as_ref());
        let ask = Ask { wish, ..ask };
        let mut request = ask.to_request();
        let decision = pair.decide(&ask, now);
        let verdict = pair.policy.decide_each(&CONTROLLER, &mut request, &[], now);
        prop_assert_eq!(verdict.of_first(), decision);
        match decision {
            Decision::Permit(Basis::Controller) => prop_assert_eq!(ask.who, CONTROLLER),
            Decision::Permit(Basis::Provision(oldest)) => {
                prop_assert_ne!(ask.purpose, Purpose::EmergencyTreatment);
                let naming: Vec<_> = pair
                    .policy
                    .provisions()
                    .iter()
                    .filter(|provision| names(provision, &request, now))
                    .collect();
                prop_assert!(naming.iter().any(|provision| provision.id == oldest));
                for category in ask.wish.categories() {
                    let named = naming.iter().any(|provision| match provision.terms.scope {
                        Scope::Categories(categories) => categories.contains(category.into()),
                        Scope::Document(_) => false,
                    });
                    prop_assert!(named, "{category:?}");
                    // No provision is about this document.
                    let document = 77;
                    let wish = Wish::Record { document, category, issuer: None, addressee: None };
                    let record = Ask { wish, ..ask.clone() };
                    let alone = pair.decide(&record, now);
                    prop_assert!(matches!(alone, Decision::Permit(_)), "{alone:?}");
                }
            }
            Decision::Permit(basis) => prop_assert!(false, "{basis:?} opens no session"),
            Decision::Deny(reason) => prop_assert!(
                reason != Reason::NotInDirective,
                "what an emergency opens is answered for records"
            ),
        }
    }
}

/// What a random test never meets it does not test.
#[test]
fn the_random_lists_and_sessions_are_permitted_and_refused_on_many_grounds() {
    let mut runner = TestRunner::deterministic();
    let runs = (short_history(), ask(), moment(), vec(record(), 1..7), session());
    let (mut kinds, mut places) = (BTreeSet::new(), BTreeSet::new());
    let (mut mixed, mut sessions) = (0_u32, 0_u32);
    for _ in 0..3_000 {
        let (history, ask, now, wishes, wish) = runs.new_tree(&mut runner).unwrap().current();
        let pair = pair(&history, None);
        match verdict(&pair.policy, &asks_for(&ask, &wishes), now) {
            Verdict::Permit(grounds) => {
                mixed += u32::from(grounds.len() > 1);
                kinds.extend(grounds.iter().map(|ground| match ground.basis {
                    Basis::Provision(_) => "Provision".to_owned(),
                    basis => format!("{basis:?}"),
                }));
            }
            Verdict::Deny(refusal) => drop(places.insert(refusal.place)),
        }
        let decision = pair.decide(&Ask { wish, ..ask }, now);
        sessions += u32::from(matches!(decision, Decision::Permit(Basis::Provision(_))));
    }
    let expected = ["Addressee", "Controller", "Emergency", "Issuer", "Provision"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
    assert!(places.contains(&0) && places.contains(&1) && places.contains(&2), "{places:?}");
    assert!(mixed > 10 && sessions > 10, "{mixed} lists, {sessions} sessions");
}
