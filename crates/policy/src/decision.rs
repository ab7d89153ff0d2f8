//! A request, the answer to it, and the function between them.

use chartkey_vocabulary::{
    Account, Action, Addressee, Categories, Category, OrgId, Purpose, Timestamp,
};
use scale::{Decode, Encode};

use crate::{provision::Window, Directive, Effect, Grantee, Policy, PolicyError};

/// What somebody wants to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Target {
    /// One record.
    Record(RecordTarget),
    /// All these categories; not empty.
    Categories(Categories),
    /// All these categories, and whatever is registered in them while a session lasts; not
    /// empty. Only the controller, and permits that name the subject or its organization, open
    /// one.
    Session(Categories),
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
        match self {
            Self::Record(record) => record.category.into(),
            Self::Categories(categories) | Self::Session(categories) => *categories,
        }
    }
}

/// Who wants what, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Request {
    /// The account that wants it.
    pub subject: Account,
    /// The organization that account is an active practitioner of, if any; `None` for a
    /// representative. Whoever asks vouches for it.
    pub organization: Option<OrgId>,
    /// What it wants to reach.
    pub target: Target,
    /// Why.
    pub purpose: Purpose,
    /// What it wants to do.
    pub action: Action,
    /// Whether the subject has declared an emergency for this patient that is open now. Whoever
    /// asks vouches for it. It counts for [`Purpose::EmergencyTreatment`] only.
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
    /// The subject's organization issued the record, and the patient lets issuers read back
    /// records of its category.
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
    /// An emergency, or a permit for anyone, opens no session: name the records.
    RecordsOnly,
    /// `PATRQT` is the reading of the chart's controller alone. It is never on record.
    NotController,
}

impl Request {
    /// Checks that the request makes sense.
    ///
    /// # Errors
    /// [`PolicyError::Unassigned`] and [`PolicyError::Empty`] for its set of categories.
    pub fn check(&self) -> Result<(), PolicyError> {
        self.target.categories().check().map_err(PolicyError::from)
    }

    /// Whether the record was sent to the subject or the subject's organization, and is to be
    /// read for treatment.
    fn is_addressed(&self) -> bool {
        let Target::Record(RecordTarget { addressee: Some(addressee), .. }) = &self.target else {
            return false;
        };
        let sent = match addressee {
            Addressee::Organization(organization) => Some(*organization) == self.organization,
            Addressee::Practitioner(account) => *account == self.subject,
        };
        sent && self.purpose == Purpose::Treatment && self.action == Action::Read
    }

    /// Whether the record was issued by the subject's own organization, in one of these
    /// categories, and is to be read for treatment or for running that organization.
    fn is_issuers_own(&self, readable: Categories) -> bool {
        matches!(self.target, Target::Record(RecordTarget { issuer: Some(issuer), category, .. })
            if self.organization == Some(issuer) && readable.contains(category.into()))
            && matches!(self.purpose, Purpose::Treatment | Purpose::Operations)
            && self.action == Action::Read
    }
}

impl Policy {
    /// Decides a checked request at a moment:
    ///
    /// 1. the controller may, and nobody else as the patient;
    /// 2. emergency treatment needs an emergency of the subject's own;
    /// 3. a representative needs a permit in force that names the subject as one;
    /// 4. a deny in force that matches wins over all that follows;
    /// 5. permits in force permit where they together cover all wanted categories;
    /// 6. an issuer reads its own records as far as the issuers' directive goes;
    /// 7. whom the patient sent the record to reads it for treatment;
    /// 8. in an emergency the emergency directive opens what permits do not;
    /// 9. else no.
    ///
    /// No emergency opens a session, and for one a permit for anyone does not count.
    ///
    /// Without an emergency the answer is [`Reason::NoEmergency`] also where a deny is in force:
    /// what an emergency would open is answered in one only.
    #[must_use]
    pub fn decide(&self, controller: &Account, request: &Request, now: Timestamp) -> Decision {
        if request.subject == *controller {
            return Decision::Permit(Basis::Controller);
        }
        if request.purpose == Purpose::PatientRequest {
            return Decision::Deny(Reason::NotController);
        }
        let for_emergency = request.purpose == Purpose::EmergencyTreatment;
        if for_emergency && !request.emergency {
            return Decision::Deny(Reason::NoEmergency);
        }
        let mut represents = request.purpose != Purpose::FamilyRequest;
        let mut denied = false;
        let session = matches!(request.target, Target::Session(_));
        let mut permitted = Categories::EMPTY;
        let mut for_anyone = Categories::EMPTY;
        let mut ahead = Categories::EMPTY;
        let mut past = Categories::EMPTY;
        let mut first = None;
        for provision in self.provisions() {
            if !provision.addresses(request) {
                continue;
            }
            let window = provision.terms.window(now);
            represents |= provision.effect == Effect::Permit && window == Window::Open;
            let matched = provision.terms.matched(request);
            if matched.is_empty() {
                continue;
            }
            match (provision.effect, window) {
                (Effect::Deny, Window::Open) => denied = true,
                (Effect::Deny, _) => {}
                (Effect::Permit, Window::Open)
                    if session && provision.terms.grantee == Grantee::Anyone =>
                {
                    for_anyone = for_anyone.union(matched);
                }
                (Effect::Permit, Window::Open) => {
                    permitted = permitted.union(matched);
                    first = first.or(Some(provision.id));
                }
                (Effect::Permit, Window::Ahead) => ahead = ahead.union(matched),
                (Effect::Permit, Window::Past) => past = past.union(matched),
            }
        }
        let missing = request.target.categories().difference(permitted);
        let emergency = for_emergency && request.action == Action::Read;
        match first {
            _ if !represents => Decision::Deny(Reason::NotRepresentative),
            _ if denied => Decision::Deny(Reason::DeniedByPatient),
            _ if session && for_emergency => Decision::Deny(Reason::RecordsOnly),
            Some(id) if missing.is_empty() => Decision::Permit(Basis::Provision(id)),
            _ if request.is_issuers_own(self.directive(Directive::Issuers)) => {
                Decision::Permit(Basis::Issuer)
            }
            _ if request.is_addressed() => Decision::Permit(Basis::Addressee),
            _ if emergency && self.directive(Directive::Emergency).contains(missing) => {
                Decision::Permit(Basis::Emergency)
            }
            _ if emergency => Decision::Deny(Reason::NotInDirective),
            _ if session && for_anyone.contains(missing) => Decision::Deny(Reason::RecordsOnly),
            _ if ahead.contains(missing) => Decision::Deny(Reason::NotYetValid),
            _ if ahead.union(past).contains(missing) => Decision::Deny(Reason::Expired),
            _ => Decision::Deny(Reason::NoConsent),
        }
    }
}
