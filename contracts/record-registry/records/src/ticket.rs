//! What a keeper asks of the chain before it hands a record out.

use chartkey_interfaces::{
    log::{Access, Entry, Outcome, Subject, SESSION_MILLISECONDS, TICKET_MILLISECONDS},
    registry::{Record, RegistryError, Ticket, TicketRefusal},
};
use chartkey_policy::{Basis, Decision, RecordTarget, Request, Target};
use chartkey_vocabulary::{Account, Action, OrgId, PatientId, Purpose, Timestamp};
use ink::prelude::{boxed::Box, vec::Vec};

use crate::{Calls, Records};

impl Records {
    /// All that a keeper asks of the chain before it hands out this record of a patient for this
    /// entry of the patient's log, now.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::UnknownEntry`],
    /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
    pub fn ticket(
        &self,
        calls: &impl Calls,
        now: Timestamp,
        patient: &PatientId,
        entry: u32,
        id: u32,
    ) -> Result<Ticket, RegistryError> {
        let record = self.record(patient, id)?;
        let Entry { time: opened_at, access } =
            calls.entry(patient, entry)?.value().map_err(|_| RegistryError::Unreachable)?;
        let Access { actor, organization, purpose, .. } = access;
        let lasts = match access.subject {
            Subject::Categories(_) => SESSION_MILLISECONDS,
            Subject::Records(_) | Subject::Entry(_) => TICKET_MILLISECONDS,
        };
        let practitioner = self.practitioner(&actor);
        let emergency = organization.is_some_and(|organization| {
            self.active_practitioner(&actor, organization)
                .is_ok_and(|practitioner| self.has_emergency(&actor, now, &practitioner, patient))
        });
        let request = Request {
            subject: actor,
            organization,
            target: Target::Record(target_of(&record)),
            purpose,
            action: Action::Read,
            emergency,
        };
        let (_, verdict) = calls.decide(patient, Box::new(request), Vec::new())?;
        let verdict = verdict.value().map_err(|_| RegistryError::Unreachable)?;
        let mut ticket = Ticket {
            now,
            opened_at,
            until: opened_at.saturating_add(lasts),
            actor,
            organization,
            purpose,
            practitioner,
            standing: organization.and_then(|organization| self.standing(organization)),
            emergency,
            decision: verdict.of_first(),
            document: record.document,
            category: record.category,
            issuer: record.issuer,
            version: record.version.clone(),
            refusal: None,
        };
        ticket.refusal = if permits(&access, id, &record) {
            self.refusal(&ticket)
        } else {
            Some(TicketRefusal::NotPermitted)
        };
        Ok(ticket)
    }

    /// What stands against an entry that permits the record.
    fn refusal(&self, ticket: &Ticket) -> Option<TicketRefusal> {
        let Ticket { actor, organization, purpose, decision, .. } = ticket;
        if ticket.now > ticket.until {
            return Some(TicketRefusal::TooOld);
        }
        match organization {
            Some(organization) if !self.serves(actor, *organization) => {
                return Some(TicketRefusal::NotPractitioner);
            }
            None if *purpose == Purpose::FamilyRequest
                && self.ensure_not_enrolled(actor).is_err() =>
            {
                return Some(TicketRefusal::Enrolled);
            }
            _ => {}
        }
        match (purpose, decision) {
            (Purpose::EmergencyTreatment, _) if !ticket.emergency => {
                Some(TicketRefusal::NoEmergency)
            }
            (Purpose::PatientRequest, decision)
                if *decision != Decision::Permit(Basis::Controller) =>
            {
                Some(TicketRefusal::NotController)
            }
            (_, Decision::Deny(reason)) => Some(TicketRefusal::Denied(*reason)),
            _ if ticket.version.is_none() => Some(TicketRefusal::Erased),
            _ => None,
        }
    }

    /// Whether the account is an active practitioner of this organization who may ask to read.
    fn serves(&self, account: &Account, organization: OrgId) -> bool {
        self.active_practitioner(account, organization).is_ok()
    }
}

/// Whether an access permitted the record of this id: it is in its list, or in its session.
fn permits(access: &Access, id: u32, record: &Record) -> bool {
    matches!(access.outcome, Outcome::Permit(_))
        && match &access.subject {
            Subject::Records(ids) => ids.contains(&id),
            Subject::Categories(categories) => categories.contains(record.category.into()),
            Subject::Entry(_) => false,
        }
}

/// The record as a decision has to know it.
fn target_of(record: &Record) -> RecordTarget {
    RecordTarget {
        document: record.document,
        category: record.category,
        issuer: record.issuer,
        addressee: record.addressee,
    }
}
