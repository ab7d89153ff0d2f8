//! Whose word counts for a chart: guardians, recovery, and what waits for them.

use chartkey_commands::{guardian_claim, Approval, Recovery, MAX_APPROVALS};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::account::{AccountChange, AccountError, Answer};
use chartkey_recovery::{Change, Custody, Progress, RecoveryError, SigningKey};
use chartkey_vocabulary::{PatientId, Timestamp};
use ink::{codegen::StaticEnv, prelude::vec::Vec};

use crate::{
    obeying::{blake2b_256, ensure_in_time, tell, verify},
    PatientAccount,
};

impl PatientAccount {
    /// Guardians propose a new key. The chart is offered to this contract itself: that displaces
    /// any offer to somebody else, and is accepted with the new key.
    pub(crate) fn propose(
        &mut self,
        recovery: &Recovery,
        approvals: &[Approval],
    ) -> Result<Timestamp, AccountError> {
        let Recovery { chart, key, round, approvals: count, deadline } = recovery;
        let mut account = self.kept(chart)?;
        ensure_in_time(*deadline)?;
        if *round != account.custody.round() {
            return Err(AccountError::Round);
        }
        if approvals.len() != usize::from(*count) {
            return Err(AccountError::Approvals);
        }
        if approvals.len() > MAX_APPROVALS {
            return Err(RecoveryError::NotGuardian.into());
        }
        let text = recovery.text(&self.own_domain())?;
        let mut approving = Vec::new();
        for approval in approvals {
            verify(&approval.guardian, &text, &approval.signature)?;
            let claim = guardian_claim(chart, &approval.guardian, &approval.salt);
            approving.push(blake2b_256(&claim));
        }
        let ready_at = account.custody.propose(*key, &approving, now())?;
        self.hand_over(chart, HandoverStep::Propose(self.own_domain().contract))?;
        self.keep(chart, &account);
        if let Some(proposal) = account.custody.proposal() {
            tell(chart, AccountChange::Proposed(*proposal));
        }
        Ok(ready_at)
    }

    /// The present key vetoes the new one.
    pub(crate) fn veto(
        &self,
        chart: &PatientId,
        custody: &mut Custody,
        key: &SigningKey,
    ) -> Result<Answer, AccountError> {
        custody.veto(key, now())?;
        self.hand_over(chart, HandoverStep::Cancel)?;
        tell(chart, AccountChange::Vetoed);
        Ok(Answer::Done)
    }

    /// The present key asks for a change that guardians may have to be waited for.
    pub(crate) fn ask_for(
        &self,
        chart: &PatientId,
        custody: &mut Custody,
        change: Change,
    ) -> Result<Answer, AccountError> {
        self.control(chart)?;
        match custody.ask(change, now())? {
            Progress::Waits(ready_at) => {
                if let Some(waiting) = custody.waiting() {
                    tell(chart, AccountChange::Waiting(waiting.clone()));
                }
                Ok(Answer::Waits(ready_at))
            }
            progress => {
                self.conclude(chart, progress)?;
                Ok(Answer::Done)
            }
        }
    }

    /// Completes what is due.
    pub(crate) fn complete_due(&mut self, chart: &PatientId) -> Result<(), AccountError> {
        let mut account = self.kept(chart)?;
        let progress = account.custody.complete(now())?;
        self.conclude(chart, progress)?;
        self.keep(chart, &account);
        Ok(())
    }

    /// Carries out what has come of a change.
    fn conclude(&self, chart: &PatientId, progress: Progress) -> Result<(), AccountError> {
        match progress {
            Progress::Recovered(key) => {
                self.hand_over(chart, HandoverStep::Accept)?;
                tell(chart, AccountChange::Recovered(key));
            }
            Progress::Done(Change::HandOver(to)) => {
                self.hand_over(chart, HandoverStep::Propose(to))?;
            }
            Progress::Done(Change::Guardians(guardians)) => {
                // An offer that did not wait for these guardians would outrun them.
                if self.control(chart)?.proposed().is_some() {
                    self.hand_over(chart, HandoverStep::Cancel)?;
                }
                tell(chart, AccountChange::Guardians(guardians));
            }
            Progress::Waits(_) => {}
        }
        Ok(())
    }
}

fn now() -> Timestamp {
    PatientAccount::env().block_timestamp()
}
