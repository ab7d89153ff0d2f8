//! The rules of the patient account, one small test each, without a chain. What guardians and
//! recovery do: `chartkey-recovery`; what a text says: `chartkey-commands`.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod passed_on;
mod world;

use chartkey_commands::{Command, Offer, Replacement, LANES, MAX_DEADLINE_MILLISECONDS};
use chartkey_governance::{Handover, HandoverStep};
use chartkey_interfaces::account::{AccountChange, AccountError, Answer};
use chartkey_policy::{Directive, Effect};
use chartkey_recovery::RecoveryError;
use chartkey_vocabulary::{Categories, PatientId, Selection};
use world::*;

#[test]
fn a_chart_is_opened_under_the_key_that_signs() {
    run(|mut world| {
        let other_key = world.submit(&create(), 2, 0, 0);
        assert_eq!(other_key, Err(AccountError::Signature));
        let (answer, change) = world.submit(&create(), 1, 0, 0).unwrap();
        assert_eq!((answer, change), (Answer::Done, Some(AccountChange::Bound(key(1)))));
        assert_eq!(world.accounts.account(&CHART).unwrap().custody.key(), &key(1));
        assert_eq!(world.submit(&create(), 1, 0, 1), Err(AccountError::ChartExists));
    });
}

#[test]
fn a_chart_with_another_id_is_not_opened() {
    run(|mut world| {
        world.others.created.set(PatientId([9; 32]));
        assert_eq!(world.submit(&create(), 1, 0, 0), Err(AccountError::WrongChart));
        assert!(world.accounts.account(&CHART).is_err());
    });
}

#[test]
fn nothing_is_executed_for_an_unknown_chart() {
    run(|mut world| {
        assert_eq!(world.submit(&revoke(), 1, 0, 0), Err(AccountError::UnknownChart));
    });
}

#[test]
fn every_lane_counts_its_own_commands() {
    run_on_chart(|mut world| {
        // The chart's own command was the first in lane 0.
        for (lane, sequence) in [(0, 1), (1, 0), (7, 0), (0, 2), (1, 1)] {
            assert!(world.submit(&revoke(), 1, lane, sequence).is_ok());
        }
        for (lane, sequence) in [(0, 2), (0, 4), (2, 1)] {
            let answer = world.submit(&revoke(), 1, lane, sequence);
            assert_eq!(answer, Err(AccountError::Sequence));
        }
        let beyond = u8::try_from(LANES).unwrap();
        assert_eq!(world.submit(&revoke(), 1, beyond, 0), Err(AccountError::Lane));
    });
}

#[test]
fn a_refused_command_does_not_count() {
    run_on_chart(|mut world| {
        assert_eq!(world.submit(&revoke(), 2, 0, 1), Err(AccountError::Signature));
        assert!(world.submit(&revoke(), 1, 0, 1).is_ok());
    });
}

#[test]
fn a_deadline_is_now_to_7_days_ahead() {
    run_on_chart(|mut world| {
        let mut at =
            |sequence, deadline| world.submit_at(&revoke(), 1, 1, sequence, deadline).err();
        assert_eq!(at(0, NOW - 1), Some(AccountError::Late));
        let too_far = NOW + MAX_DEADLINE_MILLISECONDS + 1;
        assert_eq!(at(0, too_far), Some(AccountError::DeadlineTooFar));
        assert_eq!(at(0, NOW), None);
        assert_eq!(at(1, NOW + MAX_DEADLINE_MILLISECONDS), None);
    });
}

#[test]
fn the_deadline_comes_before_the_lane_the_lane_before_the_key_and_the_key_before_the_pause() {
    run_on_chart(|mut world| {
        world.pause();
        let grant = Command::Grant(Box::new(terms()));
        let late = world.submit_at(&grant, 2, 9, 9, NOW - 1);
        assert_eq!(late, Err(AccountError::Late));
        assert_eq!(world.submit(&grant, 2, 9, 9), Err(AccountError::Lane));
        assert_eq!(world.submit(&grant, 2, 0, 9), Err(AccountError::Sequence));
        assert_eq!(world.submit(&grant, 2, 0, 1), Err(AccountError::Signature));
        assert_eq!(world.submit(&grant, 1, 0, 1), Err(AccountError::Paused));
    });
}

#[test]
fn while_paused_nothing_is_added() {
    run_on_chart(|mut world| {
        world.pause();
        let replace = |effect| {
            Command::Replace(Box::new(Replacement { provision: 1, effect, terms: terms() }))
        };
        let grant = Command::Grant(Box::new(terms()));
        let new = [
            replace(Effect::Permit),
            grant,
            Command::Adopt(key(1)),
            passed_on::self_report(),
            passed_on::amend(),
        ];
        for adds in new {
            assert_eq!(world.submit(&adds, 1, 0, 1), Err(AccountError::Paused), "{adds:?}");
        }
        let directive = |which| Command::SetDirective(which, Categories::EMPTY);
        let takes_away = [
            Command::Deny(Box::new(terms())),
            revoke(),
            replace(Effect::Deny),
            directive(Directive::Emergency),
            directive(Directive::Issuers),
            Command::Dispute(1, None),
            Command::Erase(1),
            Command::EraseDocument(1),
            Command::Open(Selection::record(1)),
            Command::Open(Selection::Categories(Categories::ALL)),
        ];
        for (sequence, takes_away) in (1..).zip(&takes_away) {
            assert!(world.submit(takes_away, 1, 0, sequence).is_ok(), "{takes_away:?}");
        }
    });
}

#[test]
fn only_the_controller_submits_an_adoption() {
    run(|mut world| {
        *world.others.control.borrow_mut() = Handover::new(OWNER);
        let adopt = Command::Adopt(key(1));
        assert_eq!(world.submit(&adopt, 1, 0, 0), Err(AccountError::NotController));
        let mut offered = Handover::new(RELAY);
        offered.step(&RELAY, HandoverStep::Propose(own())).unwrap();
        *world.others.control.borrow_mut() = offered;
        let (_, change) = world.submit(&adopt, 1, 0, 0).unwrap();
        assert_eq!(change, Some(AccountChange::Bound(key(1))));
        assert_eq!(world.others.control.borrow().holder(), &own());
    });
}

#[test]
fn without_guardians_nothing_waits_and_with_them_a_hand_over_does() {
    run_on_chart(|mut world| {
        let offer = Command::HandOver(Offer::Propose(OWNER));
        assert_eq!(world.submit(&offer, 1, 0, 1), Ok((Answer::Done, None)));
        assert_eq!(world.others.offered_to(), Some(OWNER));
        // Guardians take an offer back that did not wait for them.
        let name = Command::ChangeGuardians(Some(guardian(3)));
        let named = Some(AccountChange::Guardians(Some(guardian(3))));
        assert_eq!(world.submit(&name, 1, 0, 2), Ok((Answer::Done, named)));
        assert_eq!(world.others.offered_to(), None);
        let (answer, change) = world.submit(&offer, 1, 0, 3).unwrap();
        assert_eq!(answer, Answer::Waits(NOW + 72 * HOUR));
        assert!(matches!(change, Some(AccountChange::Waiting(_))));
        assert_eq!(world.others.offered_to(), None);
        let early = world.accounts.complete(&world.others, NOW + 72 * HOUR - 1, &CHART);
        assert!(matches!(early, Err(AccountError::Recovery(_))));
        let due = world.accounts.complete(&world.others, NOW + 72 * HOUR, &CHART).unwrap();
        assert!(due.is_none());
        assert_eq!(world.others.offered_to(), Some(OWNER));
    });
}

#[test]
fn a_chart_that_was_handed_over_asks_for_nothing() {
    run_on_chart(|mut world| {
        *world.others.control.borrow_mut() = Handover::new(OWNER);
        for command in [
            Command::HandOver(Offer::Propose(OWNER)),
            Command::ChangeGuardians(None),
            Command::Withdraw,
        ] {
            assert_eq!(world.submit(&command, 1, 0, 1), Err(AccountError::UnknownChart));
        }
    });
}

#[test]
fn what_waits_can_be_withdrawn() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        world.submit(&Command::ChangeGuardians(None), 1, 0, 2).unwrap();
        let withdrawn = world.submit(&Command::Withdraw, 1, 0, 3);
        assert_eq!(withdrawn, Ok((Answer::Done, Some(AccountChange::Withdrawn))));
        assert!(world.accounts.complete(&world.others, NOW + 72 * HOUR, &CHART).is_err());
    });
}

#[test]
fn a_guardian_recovers_after_the_delay() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        let ready_at = world.recover(world.accounts.account(&CHART).unwrap().custody.round(), 1, 3);
        assert_eq!(ready_at, Ok(NOW + 72 * HOUR));
        // It displaces an offer to anybody else.
        assert_eq!(world.others.offered_to(), Some(own()));
        let frozen = world.submit(&Command::HandOver(Offer::Cancel), 1, 0, 2);
        assert!(matches!(frozen, Err(AccountError::Recovery(_))));
        let event = world.accounts.complete(&world.others, NOW + 72 * HOUR, &CHART).unwrap();
        assert_eq!(event.unwrap().change, AccountChange::Recovered(key(2)));
        assert_eq!(world.submit(&revoke(), 1, 0, 2), Err(AccountError::Signature));
        assert!(world.submit(&revoke(), 2, 0, 2).is_ok());
    });
}

#[test]
fn while_a_new_key_is_proposed_nothing_is_erased_and_no_key_published() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        let round = world.accounts.account(&CHART).unwrap().custody.round();
        world.recover(round, 1, 3).unwrap();
        for frozen in [
            Command::Erase(1),
            Command::EraseDocument(1),
            passed_on::publish_key(),
            passed_on::rekey(),
        ] {
            let answer = world.submit(&frozen, 1, 0, 2);
            let refused = Err(AccountError::Recovery(RecoveryError::Frozen));
            assert_eq!(answer, refused, "{frozen:?}");
        }
        assert!(world.submit(&Command::Deny(Box::new(terms())), 1, 0, 2).is_ok());
    });
}

#[test]
fn a_recovery_names_the_round_and_all_approvals_and_is_signed_by_guardians() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        let round = world.accounts.account(&CHART).unwrap().custody.round();
        // In this order.
        assert_eq!(world.recover(round + 1, 9, 4), Err(AccountError::Round));
        assert_eq!(world.recover(round, 2, 4), Err(AccountError::Approvals));
        assert_eq!(world.recover(round, 1, 4), Err(AccountError::Signature));
        world.submit(&Command::Withdraw, 1, 0, 2).unwrap_err();
        let stranger = world.accounts.account(&CHART).unwrap();
        assert!(stranger.custody.proposal().is_none());
    });
}

#[test]
fn the_present_key_vetoes_and_the_offer_is_taken_back() {
    run_on_chart(|mut world| {
        let two = guardians(&[3, 4]);
        world.submit(&Command::ChangeGuardians(Some(two)), 1, 0, 1).unwrap();
        let round = world.accounts.account(&CHART).unwrap().custody.round();
        world.recover(round, 1, 3).unwrap();
        let vetoed = world.submit(&Command::Veto(key(2)), 1, 0, 2);
        assert_eq!(vetoed, Ok((Answer::Done, Some(AccountChange::Vetoed))));
        assert_eq!(world.others.offered_to(), None);
    });
}

#[test]
fn a_refused_veto_leaves_the_offer() {
    run_on_chart(|mut world| {
        world.submit(&Command::ChangeGuardians(Some(guardian(3))), 1, 0, 1).unwrap();
        let round = world.accounts.account(&CHART).unwrap().custody.round();
        world.recover(round, 1, 3).unwrap();
        // The only guardian is all of them.
        let vetoed = world.submit(&Command::Veto(key(2)), 1, 0, 2);
        assert_eq!(vetoed, Err(AccountError::Recovery(RecoveryError::Unanimous)));
        assert_eq!(world.others.offered_to(), Some(own()));
    });
}
