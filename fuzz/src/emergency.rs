//! The emergencies of one practitioner, from none on and on whatever decodes to some. What is
//! expected is read off a list of all that were ever declared.

use chartkey_emergency::{is_overdue, Cases, EmergencyError, Reviewer, WaitingCase, MAX_WAITING};
use chartkey_vocabulary::{Account, OrgId, PatientId, Timestamp};
use scale::{Decode, Encode};

use crate::{canonical, one_of, steps};

/// What an input begins with.
#[derive(Encode, Decode)]
pub enum Input {
    /// No case; the byte says when. [`Turn`]s follow.
    New(u8),
    /// Cases as they come, then [`AnyStep`]s as they come.
    Any,
}

/// A step, and how long after the one before; see [`span`].
#[derive(Clone, Copy, Encode, Decode)]
pub struct Turn {
    /// How long after.
    pub pause: u8,
    /// The step.
    pub step: Step,
}

/// A step with a byte for everything.
#[derive(Clone, Copy, Encode, Decode)]
pub enum Step {
    /// Patient, organization, and how long the role was held.
    Declare(u8, u8, u8),
    /// Patient, entry, reviewer, organization, and how long the reviewer was a member.
    Review(u8, u8, u8, u8, u8),
    /// Patient and organization.
    Open(u8, u8),
}

/// A step as it comes.
#[derive(Encode, Decode)]
enum AnyStep {
    Declare(WaitingCase, Timestamp),
    Review(Account, PatientId, u32, (Account, OrgId, Timestamp)),
    Open(PatientId, OrgId, Timestamp),
}

const HOUR: u64 = 3_600_000;
const NOON: Timestamp = 1_800_000_000_000;
const DOCTOR: Account = [10; 32];

/// Times between two steps, in milliseconds: the edges of the windows, and from 128 on as many
/// hours as are over.
fn span(byte: u8) -> u64 {
    const EDGES: [u64; 8] =
        [0, 1, 24 * HOUR - 1, 24 * HOUR, 24 * HOUR + 1, 72 * HOUR - 1, 72 * HOUR, 72 * HOUR + 1];
    if byte < 128 {
        one_of(&EDGES, byte)
    } else {
        HOUR * u64::from(byte - 128)
    }
}

fn patient(byte: u8) -> PatientId {
    PatientId([byte % 10; 32])
}

/// Runs one input.
pub fn run(mut data: &[u8]) {
    match Input::decode(&mut data) {
        Ok(Input::New(begin)) => from_the_beginning(begin, data),
        Ok(Input::Any) => drop(on_whatever_decodes(data)),
        Err(_) => {}
    }
}

fn from_the_beginning(begin: u8, data: &[u8]) {
    let mut cases = Cases::default();
    let mut all: Vec<(WaitingCase, bool)> = Vec::new();
    let mut now = one_of(&[NOON, 0, Timestamp::MAX - 100 * HOUR], begin);
    for turn in steps::<Turn>(data) {
        now = now.saturating_add(span(turn.pause));
        let waiting: Vec<_> =
            all.iter().filter(|(_, reviewed)| !reviewed).map(|(case, _)| *case).collect();
        assert_eq!(cases.waiting(), waiting);
        let overdue = |organization| {
            waiting
                .iter()
                .any(|case| case.organization == organization && now - case.declared_at > 72 * HOUR)
        };
        let opens = |patient, organization| {
            !overdue(organization)
                && waiting.iter().any(|case| {
                    (case.patient, case.organization) == (patient, organization)
                        && now - case.declared_at < 24 * HOUR
                })
        };
        match turn.step {
            Step::Declare(whom, organization, held) => {
                let (patient, organization) = (patient(whom), OrgId((organization % 2).into()));
                let number = all.len() as u32;
                let case =
                    WaitingCase { organization, number, patient, declared_at: now, entry: number };
                let role_since = now.saturating_sub(span(held));
                let expected = if now - role_since < 24 * HOUR {
                    Err(EmergencyError::RoleTooRecent)
                } else if overdue(organization) {
                    Err(EmergencyError::ReviewOverdue)
                } else if opens(patient, organization) {
                    Err(EmergencyError::AlreadyOpen)
                } else if waiting.len() == MAX_WAITING {
                    Err(EmergencyError::TooManyWaiting)
                } else {
                    Ok(())
                };
                assert_eq!(declare(&mut cases, case, role_since), expected);
                if expected.is_ok() {
                    all.push((case, false));
                }
            }
            Step::Review(whom, entry, by, organization, member_for) => {
                let (patient, entry) = (patient(whom), u32::from(entry));
                let reviewer = Reviewer {
                    account: [10 + by % 2; 32],
                    organization: OrgId((organization % 2).into()),
                    enrolled_at: now.saturating_sub(span(member_for)),
                };
                let place = all.iter().position(|(case, reviewed)| {
                    !reviewed && (case.patient, case.entry) == (patient, entry)
                });
                let expected = match place.map(|place| all[place].0) {
                    None => Err(EmergencyError::UnknownCase),
                    Some(_) if reviewer.account == DOCTOR => Err(EmergencyError::OwnCase),
                    Some(case) if case.organization != reviewer.organization => {
                        Err(EmergencyError::OtherOrganization)
                    }
                    Some(case) if case.declared_at <= reviewer.enrolled_at => {
                        Err(EmergencyError::EnrolledLater)
                    }
                    Some(case) => Ok(case),
                };
                assert_eq!(review(&mut cases, &DOCTOR, &patient, entry, &reviewer), expected);
                if let (Ok(_), Some(place)) = (expected, place) {
                    all[place].1 = true;
                }
            }
            Step::Open(whom, organization) => {
                let (patient, organization) = (patient(whom), OrgId((organization % 2).into()));
                let expected = opens(patient, organization);
                assert_eq!(cases.opens(&patient, organization, now), expected);
            }
        }
        assert!(cases.waiting().len() <= MAX_WAITING);
    }
}

fn on_whatever_decodes(mut data: &[u8]) -> Option<()> {
    let mut cases = canonical::<Cases>(&mut data)?;
    loop {
        match canonical::<AnyStep>(&mut data)? {
            AnyStep::Declare(case, role_since) => drop(declare(&mut cases, case, role_since)),
            AnyStep::Review(practitioner, patient, entry, (account, organization, enrolled_at)) => {
                let reviewer = Reviewer { account, organization, enrolled_at };
                let reviewed = review(&mut cases, &practitioner, &patient, entry, &reviewer);
                assert!(reviewed.is_err() || practitioner != account, "an own case");
            }
            AnyStep::Open(patient, organization, now) => {
                let overdue = |case: &WaitingCase| {
                    case.organization == organization && is_overdue(case.declared_at, now)
                };
                let opens = cases.opens(&patient, organization, now);
                assert!(!(opens && cases.waiting().iter().any(overdue)));
            }
        }
    }
}

fn declare(
    cases: &mut Cases,
    case: WaitingCase,
    role_since: Timestamp,
) -> Result<(), EmergencyError> {
    let before = cases.clone();
    let answer = cases.declare(case, role_since);
    match answer {
        Ok(()) => assert_eq!(cases.waiting().split_last(), Some((&case, before.waiting()))),
        Err(_) => assert_eq!(*cases, before, "a refused declaration changes nothing"),
    }
    answer
}

fn review(
    cases: &mut Cases,
    practitioner: &Account,
    patient: &PatientId,
    entry: u32,
    reviewer: &Reviewer,
) -> Result<WaitingCase, EmergencyError> {
    let before = cases.clone();
    let answer = cases.review(practitioner, patient, entry, reviewer);
    match answer {
        Ok(_) => assert_eq!(cases.waiting().len() + 1, before.waiting().len()),
        Err(_) => assert_eq!(*cases, before, "a refused review changes nothing"),
    }
    answer
}
