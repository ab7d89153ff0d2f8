//! What no write may ever do: open what was shut. Lists of every size, full ones most.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod atoms;
mod lists;

use atoms::{atoms_of, forbidden, is_permitted, Atom};
use chartkey_policy::{
    Decision, Directive, Effect, Policy, Provision, Reason, Request, Terms, Write, MAX_PROVISIONS,
};
use chartkey_vocabulary::{Account, Timestamp};
use lists::{deny, every_request, list, moments, widened, Line};
use proptest::{prelude::*, sample::Index, strategy::ValueTree, test_runner::TestRunner};
use scale::{Decode, Encode};

/// The controller of every chart; asks nothing here.
const CONTROLLER: Account = [1; 32];

/// A chart with these provisions, written when they were sent.
fn chart(lines: &[Line]) -> Policy {
    let mut policy = Policy::default();
    for (effect, terms) in lines {
        policy.write(Write::Add(*effect, terms), lists::BEGINNING).unwrap();
    }
    assert_eq!(policy.provisions().len(), lines.len());
    policy
}

fn decide(policy: &Policy, request: &Request, now: Timestamp) -> Decision {
    policy.decide(&CONTROLLER, request, now)
}

/// Fails where something is permitted or not denied any more that was so before, from `now` on:
/// for these requests, and for all that are about what left the list.
fn opens_nothing(before: &Policy, after: &Policy, now: Timestamp, asked: &[Index]) {
    let requests = every_request();
    let moments = moments(now);
    let random = asked.iter().zip(moments.iter().cycle());
    for (index, moment) in random {
        opens_not(before, after, index.get(&requests), *moment);
    }
    let gone = gone(before, after);
    for moment in moments.iter().step_by(2) {
        let concerned = requests.iter().filter(|request| {
            let atoms = atoms_of(request, *moment);
            gone.iter().any(|terms| atoms.iter().any(|atom| atom.is_in(Effect::Deny, terms)))
        });
        for request in concerned {
            opens_not(before, after, request, *moment);
        }
    }
    denies_no_less(before, after, now);
}

fn opens_not(before: &Policy, after: &Policy, request: &Request, moment: Timestamp) {
    let (then, later) = (decide(before, request, moment), decide(after, request, moment));
    assert!(
        matches!(then, Decision::Permit(_)) || matches!(later, Decision::Deny(_)),
        "{request:?} at {moment}: {then:?}, then {later:?}"
    );
}

/// The denies that left the list.
fn gone(before: &Policy, after: &Policy) -> Vec<Terms> {
    let stays = |id| after.provisions().iter().any(|provision| provision.id == id);
    before
        .provisions()
        .iter()
        .filter(|provision| provision.effect == Effect::Deny && !stays(provision.id))
        .map(|provision| provision.terms)
        .collect()
}

/// Fails where something is not denied any more, categories and purposes that come later
/// included. Only what left the list can have been the one that denied it.
fn denies_no_less(before: &Policy, after: &Policy, now: Timestamp) {
    let gone = gone(before, after);
    if gone.is_empty() {
        return;
    }
    for atom in Atom::all(&moments(now)) {
        if gone.iter().any(|terms| atom.is_in(Effect::Deny, terms)) {
            assert!(forbidden(after, &atom), "{atom:?} is not denied any more");
        }
    }
}

fn asked() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_request_that_was_refused_is_permitted_after_a_deny_was_added(
        lines in list(),
        terms in deny(),
        now in lists::later(),
        asked in asked(),
    ) {
        let before = chart(&lines);
        let mut after = before.clone();
        if after.write(Write::Add(Effect::Deny, &terms), now).is_ok() {
            opens_nothing(&before, &after, now, &asked);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_revoked_permit_opens_nothing(
        lines in list(),
        which in any::<Index>(),
        now in lists::later(),
        asked in asked(),
    ) {
        let before = chart(&lines);
        let permits: Vec<u32> = before
            .provisions()
            .iter()
            .filter(|provision| provision.effect == Effect::Permit)
            .map(|provision| provision.id)
            .collect();
        prop_assume!(!permits.is_empty());
        let mut after = before.clone();
        after.write(Write::Revoke(*which.get(&permits)), now).unwrap();
        opens_nothing(&before, &after, now, &asked);
    }

    #[test]
    fn a_wider_deny_in_the_place_of_a_deny_opens_nothing(
        lines in list(),
        narrow in deny(),
        widths in any::<[bool; 6]>(),
        now in lists::later(),
        asked in asked(),
    ) {
        let mut lines = lines;
        lines.truncate(MAX_PROVISIONS - 1);
        lines.push((Effect::Deny, narrow));
        let before = chart(&lines);
        let narrow = *before.provisions().last().unwrap();
        let wide = widened(narrow.terms, widths);
        let mut after = before.clone();
        if after.write(Write::Replace(narrow.id, Effect::Deny, &wide), now).is_ok() {
            opens_nothing(&before, &after, now, &asked);
        }
    }

    #[test]
    fn the_order_of_provisions_changes_no_answer(
        (lines, shuffled) in list().prop_flat_map(|lines| {
            (Just(lines.clone()), Just(lines).prop_shuffle())
        }),
        now in lists::later(),
        asked in asked(),
    ) {
        let (one, other) = (chart(&lines), chart(&shuffled));
        let requests = every_request();
        for index in asked {
            let request = index.get(&requests);
            match (decide(&one, request, now), decide(&other, request, now)) {
                (Decision::Permit(_), Decision::Permit(_)) => {}
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }

    #[test]
    fn pruning_changes_no_answer_but_that_a_permit_has_ended(
        lines in list(),
        now in lists::later(),
        asked in asked(),
    ) {
        let before = chart(&lines);
        let mut after = before.clone();
        after.prune(now);
        let requests = every_request();
        for (index, moment) in asked.iter().zip(moments(now).into_iter().cycle()) {
            let request = index.get(&requests);
            match (decide(&before, request, moment), decide(&after, request, moment)) {
                (Decision::Deny(Reason::Expired), Decision::Deny(Reason::NoConsent)) => {}
                (before, after) => prop_assert_eq!(before, after),
            }
        }
        denies_no_less(&before, &after, now);
    }

    #[test]
    fn every_answer_is_that_of_its_atoms(
        lines in list(),
        emergency in lists::directive(),
        issuers in lists::directive(),
        now in lists::later(),
        asked in asked(),
    ) {
        let mut policy = chart(&lines);
        policy.set_directive(Directive::Emergency, emergency).unwrap();
        policy.set_directive(Directive::Issuers, issuers).unwrap();
        let requests = every_request();
        for index in asked {
            let request = index.get(&requests);
            let answer = matches!(decide(&policy, request, now), Decision::Permit(_));
            prop_assert_eq!(answer, is_permitted(&policy, request, now), "{:?}", request);
        }
    }
}

/// A deny covers nothing that it does not match at every moment from now on.
#[test]
fn whatever_a_deny_covers_it_denies() {
    let mut runner = TestRunner::deterministic();
    let mut covered = 0_u32;
    let pairs = (deny(), deny(), lists::later());
    for _ in 0..20_000 {
        let (wide, narrow, now) = pairs.new_tree(&mut runner).unwrap().current();
        if wide.cover(&narrow, now) {
            covered += 1;
            denies_no_less(&of(0, narrow), &of(1, wide), now);
        }
    }
    assert!(covered > 200, "{covered}");
}

/// A list of this deny alone, whenever it was sent.
fn of(id: u32, terms: Terms) -> Policy {
    let provision = Provision { id, effect: Effect::Deny, terms };
    let directives = (0_u32, u32::MAX);
    Policy::decode(&mut &(2_u32, vec![provision], directives).encode()[..]).unwrap()
}
