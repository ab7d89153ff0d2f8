//! Whose word counts for a chart: guardians, recovery, and what waits for them.

use chartkey_commands::{guardian_claim, Approval, Recovery, MAX_APPROVALS};
use chartkey_governance::{Handover, HandoverStep};
use chartkey_interfaces::account::{AccountChange, AccountChanged, AccountError, Answer};
use chartkey_recovery::{Change, Custody, Progress, RecoveryError, SigningKey};
use chartkey_vocabulary::{PatientId, Timestamp};
use ink::prelude::vec::Vec;

use super::{blake2b_256, changed, ensure_in_time, ensure_signed, Accounts};
use crate::calls::Calls;

impl Accounts {
    /// Guardians propose a new key. The chart is offered to this contract itself: that displaces
    /// any offer to somebody else, and is accepted with the new key. Returns when it may be
    /// completed.
    ///
    /// # Errors
    /// [`AccountError::UnknownChart`], [`AccountError::Late`],
    /// [`AccountError::DeadlineTooFar`], [`AccountError::Round`], [`AccountError::Approvals`],
    /// [`AccountError::Command`], [`AccountError::Signature`], [`AccountError::Recovery`],
    /// [`AccountError::Consent`], [`AccountError::Unreachable`].
    pub fn recover(
        &mut self,
        calls: &impl Calls,
        now: Timestamp,
        recovery: &Recovery,
        approvals: &[Approval],
    ) -> Result<(Timestamp, Option<AccountChanged>), AccountError> {
        let Recovery { chart, key, round, approvals: count, deadline } = recovery;
        let mut account = self.account(chart)?;
        ensure_in_time(now, *deadline)?;
        if *round != account.custody.round() {
            return Err(AccountError::Round);
        }
        if approvals.len() != usize::from(*count) {
            return Err(AccountError::Approvals);
        }
        if approvals.len() > MAX_APPROVALS {
            return Err(RecoveryError::NotGuardian.into());
        }
        let domain = self.domain();
        let text = recovery.text(&domain)?;
        let mut approving = Vec::new();
        for approval in approvals {
            ensure_signed(&approval.guardian, &text, &approval.signature)?;
            let claim = guardian_claim(chart, &approval.guardian, &approval.salt);
            approving.push(blake2b_256(&claim));
        }
        let ready_at = account.custody.propose(*key, &approving, now)?;
        calls.hand_over(chart, HandoverStep::Propose(domain.contract))?;
        self.save(chart, &account);
        let event = account
            .custody
            .proposal()
            .map(|proposal| changed(chart, AccountChange::Proposed(*proposal)));
        Ok((ready_at, event))
    }

    /// Completes what is due.
    ///
    /// # Errors
    /// [`AccountError::UnknownChart`], [`AccountError::Recovery`], [`AccountError::Consent`],
    /// [`AccountError::Unreachable`].
    pub fn complete(
        &mut self,
        calls: &impl Calls,
        now: Timestamp,
        chart: &PatientId,
    ) -> Result<Option<AccountChanged>, AccountError> {
        let mut account = self.account(chart)?;
        let progress = account.custody.complete(now)?;
        let change = self.carry_through(calls, chart, progress)?;
        self.save(chart, &account);
        Ok(change.map(|change| changed(chart, change)))
    }

    /// The present key asks for a change that may have to wait for guardians.
    pub(super) fn ask_for(
        &self,
        calls: &impl Calls,
        now: Timestamp,
        chart: &PatientId,
        custody: &mut Custody,
        change: Change,
    ) -> Result<(Answer, Option<AccountChange>), AccountError> {
        self.controlled(calls, chart)?;
        match custody.ask(change, now)? {
            Progress::Waits(ready_at) => {
                let waiting = custody.waiting().cloned().map(AccountChange::Waiting);
                Ok((Answer::Waits(ready_at), waiting))
            }
            progress => Ok((Answer::Done, self.carry_through(calls, chart, progress)?)),
        }
    }

    /// Carries out what has come of a change.
    fn carry_through(
        &self,
        calls: &impl Calls,
        chart: &PatientId,
        progress: Progress,
    ) -> Result<Option<AccountChange>, AccountError> {
        match progress {
            Progress::Recovered(key) => {
                calls.hand_over(chart, HandoverStep::Accept)?;
                Ok(Some(AccountChange::Recovered(key)))
            }
            Progress::Done(Change::HandOver(to)) => {
                calls.hand_over(chart, HandoverStep::Propose(to))?;
                Ok(None)
            }
            Progress::Done(Change::Guardians(guardians)) => {
                // An offer that did not wait for these guardians would outrun them.
                if self.controlled(calls, chart)?.proposed().is_some() {
                    calls.hand_over(chart, HandoverStep::Cancel)?;
                }
                Ok(Some(AccountChange::Guardians(guardians)))
            }
            Progress::Waits(_) => Ok(None),
        }
    }

    /// Who controls a chart, and whom it is offered to, if this contract controls it.
    pub(super) fn controlled(
        &self,
        calls: &impl Calls,
        chart: &PatientId,
    ) -> Result<Handover, AccountError> {
        let control = calls.control(chart)?;
        if control.holder() == &self.domain().contract {
            Ok(control)
        } else {
            Err(AccountError::UnknownChart)
        }
    }
}

/// The present key vetoes the new one.
pub(super) fn veto(
    calls: &impl Calls,
    now: Timestamp,
    chart: &PatientId,
    custody: &mut Custody,
    key: &SigningKey,
) -> Result<AccountChange, AccountError> {
    custody.veto(key, now)?;
    calls.hand_over(chart, HandoverStep::Cancel)?;
    Ok(AccountChange::Vetoed)
}
