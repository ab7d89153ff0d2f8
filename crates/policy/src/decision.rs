//! A request, the answer to it, and the function between them.

use chartkey_vocabulary::{
    Account, Action, Addressee, Categories, Category, OrgId, Purpose, Timestamp,
};
use scale::{Decode, Encode};

use crate::{provision::Window, Effect, Policy, PolicyError};

/// What somebody wants to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Target {
    /// One record.
    Record(RecordTarget),
    /// All these categories; not empty.
    Categories(Categories),
}

/// A record, as far as a decision has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct RecordTarget {
    /// The id of the first version of its document.
    pub document: u32,
    /// Its category.
    pub category: Category,
    /// The organization that issued it, `None` for a self-report.
    pub issuer: Option<OrgId>,
    /// Whom the patient sent a self-report to.
    pub addressee: Option<Addressee>,
}

impl Target {
    /// The categories that all have to be permitted.
    #[must_use]
    pub fn categories(&self) -> Categories {
        match *self {
            Self::Record(record) => record.category.into(),
            Self::Categories(categories) => categories,
        }
    }
}

/// Who wants what, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Request {
    /// The account that wants it.
    pub subject: Account,
    /// The organization that account is an active practitioner of, if any. Whoever asks
    /// vouches for it.
    pub organization: Option<OrgId>,
    /// What it wants to reach.
    pub target: Target,
    /// Why.
    pub purpose: Purpose,
    /// What it wants to do.
    pub action: Action,
    /// Whether the subject has declared an emergency for this patient that is open now. Whoever
    /// asks vouches for it. It counts for reading for [`Purpose::EmergencyTreatment`] only.
    pub emergency: bool,
}

/// The answer to a request. A refusal is an answer too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Decision {
    /// Yes, and on what ground.
    Permit(Basis),
    /// No, and why.
    Deny(Reason),
}

/// On what ground a request is permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Basis {
    /// The subject controls the chart.
    Controller,
    /// The patient's provision of this id; the oldest of them where several were needed.
    Provision(u32),
    /// The subject's organization issued the record.
    Issuer,
    /// An emergency is declared, and the patient's directive opens the categories in one.
    Emergency,
    /// The patient sent the record to the subject, or to the subject's organization.
    Addressee,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Reason {
    /// At least one wanted category was never permitted: ask the patient.
    NoConsent,
    /// Permits for all that is missing exist and begin later: wait.
    NotYetValid,
    /// Permits for all that is missing exist, at least one has ended: ask for a new one.
    Expired,
    /// A deny of the patient is in force.
    DeniedByPatient,
    /// An emergency is declared, and the patient's directive keeps at least one wanted category
    /// shut in one as well.
    NotInDirective,
    /// Emergency treatment needs an open emergency of the reader's own: declare one.
    NoEmergency,
    /// No permit in force names the subject as the patient's representative. It is never on
    /// record.
    NotRepresentative,
}

impl Request {
    /// Checks that the request makes sense.
    ///
    /// # Errors
    /// [`PolicyError::Unassigned`] and [`PolicyError::Empty`] for its set of categories.
    pub fn check(&self) -> Result<(), PolicyError> {
        self.target.categories().check().map_err(PolicyError::from)
    }

    /// Whether it is to be read in a declared emergency.
    fn is_emergency(&self) -> bool {
        self.emergency && self.purpose == Purpose::EmergencyTreatment && self.action == Action::Read
    }

    /// Whether the record was issued by the subject's own organization, and is to be read for
    /// treatment or for running that organization.
    fn is_issuers_own(&self) -> bool {
        matches!(self.target, Target::Record(RecordTarget { issuer: Some(issuer), .. })
            if self.organization == Some(issuer))
            && matches!(self.purpose, Purpose::Treatment | Purpose::Operations)
            && self.action == Action::Read
    }
}

impl Policy {
    /// Decides a checked request at a moment: the controller may; a deny in force wins over
    /// every permit; permits in force that together cover all wanted categories permit; the
    /// issuer may read its own records; in an emergency the directive opens what it names; else
    /// no.
    ///
    /// In an emergency a deny about categories, unless it names the subject, leaves the answer to
    /// the directive alone; a deny about a document holds.
    #[must_use]
    pub fn decide(&self, controller: &Account, request: &Request, now: Timestamp) -> Decision {
        if request.subject == *controller {
            return Decision::Permit(Basis::Controller);
        }
        let emergency = request.is_emergency();
        let mut yielded = false;
        let mut permitted = Categories::EMPTY;
        let mut ahead = Categories::EMPTY;
        let mut past = Categories::EMPTY;
        let mut first = None;
        for provision in self.provisions() {
            let matched = provision.terms.matched(request);
            if matched.is_empty() {
                continue;
            }
            match (provision.effect, provision.terms.window(now)) {
                (Effect::Deny, Window::Open) if emergency && provision.terms.yields() => {
                    yielded = true;
                }
                (Effect::Deny, Window::Open) => return Decision::Deny(Reason::DeniedByPatient),
                (Effect::Deny, _) => {}
                (Effect::Permit, Window::Open) => {
                    permitted = permitted.union(matched);
                    first = first.or(Some(provision.id));
                }
                (Effect::Permit, Window::Ahead) => ahead = ahead.union(matched),
                (Effect::Permit, Window::Past) => past = past.union(matched),
            }
        }
        let wanted = request.target.categories();
        let missing = if yielded { wanted } else { wanted.difference(permitted) };
        match first {
            Some(id) if missing.is_empty() => Decision::Permit(Basis::Provision(id)),
            _ if !yielded && request.is_issuers_own() => Decision::Permit(Basis::Issuer),
            _ if emergency && self.directive().contains(missing) => {
                Decision::Permit(Basis::Emergency)
            }
            _ if yielded => Decision::Deny(Reason::DeniedByPatient),
            _ if emergency => Decision::Deny(Reason::NotInDirective),
            _ if ahead.contains(missing) => Decision::Deny(Reason::NotYetValid),
            _ if ahead.union(past).contains(missing) => Decision::Deny(Reason::Expired),
            _ => Decision::Deny(Reason::NoConsent),
        }
    }
}
