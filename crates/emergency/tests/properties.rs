//! Random declarations, openings and reviews against a model that keeps every case for good and
//! asks the rules of its whole history.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use chartkey_emergency::{Cases, EmergencyError, Reviewer, WaitingCase};
use chartkey_vocabulary::{Account, OrgId, PatientId, Timestamp};
use proptest::{collection::vec, prelude::*};
use scale::{Decode, Encode};

const HOUR: u64 = 60 * 60 * 1_000;
const START: Timestamp = 1_800_000_000_000;
const DOCTOR: Account = [10; 32];

/// What is done, so many milliseconds after the step before.
#[derive(Clone, Debug)]
enum Step {
    Declare { patient: u8, organization: u32, role_held: u64 },
    Review { patient: u8, case: usize, account: u8, organization: u32, member_for: u64 },
    Open { patient: u8, organization: u32 },
}

/// A case as the model keeps it.
#[derive(Clone, Debug)]
struct Case {
    patient: u8,
    organization: u32,
    declared_at: Timestamp,
    entry: u32,
    reviewed: bool,
}

#[derive(Default)]
struct Model {
    history: Vec<Case>,
}

impl Model {
    fn waiting(&self) -> impl Iterator<Item = &Case> {
        self.history.iter().filter(|case| !case.reviewed)
    }

    /// Whether this organization owes a review.
    fn late(&self, organization: u32, now: Timestamp) -> bool {
        self.history.iter().any(|case| {
            !case.reviewed
                && case.organization == organization
                && case.declared_at + 72 * HOUR < now
        })
    }

    fn may_open(&self, patient: u8, organization: u32, now: Timestamp) -> bool {
        let declared = self.waiting().any(|case| {
            (case.patient, case.organization) == (patient, organization)
                && (case.declared_at..case.declared_at + 24 * HOUR).contains(&now)
        });
        declared && !self.late(organization, now)
    }

    /// Everything that speaks against a declaration.
    fn objections(
        &self,
        patient: u8,
        organization: u32,
        held: u64,
        now: u64,
    ) -> Vec<EmergencyError> {
        let mut objections = Vec::new();
        if held < 24 * HOUR {
            objections.push(EmergencyError::RoleTooRecent);
        }
        if self.late(organization, now) {
            objections.push(EmergencyError::ReviewOverdue);
        }
        if self.may_open(patient, organization, now) {
            objections.push(EmergencyError::AlreadyOpen);
        }
        if self.waiting().count() == 8 {
            objections.push(EmergencyError::TooManyWaiting);
        }
        objections
    }
}

/// Spans around the edges of the rules.
fn span() -> impl Strategy<Value = u64> {
    (prop::sample::select(vec![0, 24 * HOUR, 48 * HOUR, 72 * HOUR]), 0..3_u64)
        .prop_map(|(span, more)| (span + more).saturating_sub(1))
}

fn step() -> impl Strategy<Value = Step> {
    let held = prop_oneof![4 => Just(1_000 * HOUR), 1 => span()];
    prop_oneof![
        4 => (0..12_u8, 0..2_u32, held.clone()).prop_map(|(patient, organization, role_held)| {
            Step::Declare { patient, organization, role_held }
        }),
        4 => (0..12_u8, 0..12_usize, 10..12_u8, 0..2_u32, held).prop_map(
            |(patient, case, account, organization, member_for)| Step::Review {
                patient,
                case,
                account,
                organization,
                member_for,
            }
        ),
        2 => (0..12_u8, 0..2_u32)
            .prop_map(|(patient, organization)| Step::Open { patient, organization }),
    ]
}

fn pauses() -> impl Strategy<Value = u64> {
    prop_oneof![6 => 0..3_u64, 2 => 0..6 * HOUR, 1 => span()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_step_is_the_models(steps in vec((step(), pauses()), 1..60)) {
        let mut cases = Cases::default();
        let mut model = Model::default();
        let mut now = START;
        for (step, pause) in steps {
            now += pause;
            let before = cases.clone();
            match step {
                Step::Declare { patient, organization, role_held } => {
                    let number = u32::try_from(model.history.len()).unwrap();
                    let case = WaitingCase {
                        organization: OrgId(organization),
                        number,
                        patient: PatientId([patient; 32]),
                        declared_at: now,
                        entry: number,
                    };
                    let objections = model.objections(patient, organization, role_held, now);
                    match cases.declare(case, now.saturating_sub(role_held)) {
                        Ok(()) => {
                            prop_assert_eq!(objections, []);
                            let reviewed = false;
                            let entry = number;
                            let declared_at = now;
                            model.history.push(Case { patient, organization, declared_at, entry, reviewed });
                        }
                        Err(error) => {
                            prop_assert!(objections.contains(&error), "{error:?}");
                            prop_assert_eq!(&cases, &before);
                        }
                    }
                }
                Step::Review { patient, case, account, organization, member_for } => {
                    let entry = u32::try_from(case).unwrap();
                    // Mostly the patient of that case, so that it is found.
                    let patient = match model.history.get(case) {
                        Some(known) if patient < 10 => known.patient,
                        _ => patient,
                    };
                    let enrolled_at = now.saturating_sub(member_for);
                    let reviewer = Reviewer {
                        account: [account; 32],
                        organization: OrgId(organization),
                        enrolled_at,
                    };
                    let answer = cases.review(&DOCTOR, &PatientId([patient; 32]), entry, &reviewer);
                    let found = model
                        .history
                        .iter_mut()
                        .find(|known| !known.reviewed && known.entry == entry && known.patient == patient);
                    match (answer, found) {
                        (Ok(case), Some(known)) => {
                            prop_assert_ne!(reviewer.account, DOCTOR);
                            prop_assert_eq!(organization, known.organization);
                            prop_assert!(enrolled_at < known.declared_at);
                            prop_assert_eq!(case.declared_at, known.declared_at);
                            known.reviewed = true;
                        }
                        (Err(EmergencyError::OwnCase), Some(_)) => {
                            prop_assert_eq!(reviewer.account, DOCTOR);
                        }
                        (Err(EmergencyError::OtherOrganization), Some(known)) => {
                            prop_assert_ne!(organization, known.organization);
                        }
                        (Err(EmergencyError::EnrolledLater), Some(known)) => {
                            prop_assert!(enrolled_at >= known.declared_at);
                        }
                        (answer, found) => {
                            prop_assert_eq!(answer, Err(EmergencyError::UnknownCase));
                            prop_assert!(found.is_none());
                        }
                    }
                }
                Step::Open { patient, organization } => {
                    let opens = cases.opens(&PatientId([patient; 32]), OrgId(organization), now);
                    prop_assert_eq!(opens, model.may_open(patient, organization, now));
                }
            }
            let waiting: Vec<_> = model.waiting().map(|case| case.entry).collect();
            let kept: Vec<_> = cases.waiting().iter().map(|case| case.entry).collect();
            prop_assert_eq!(waiting, kept);
        }
        let encoded = cases.encode();
        prop_assert_eq!(Cases::decode(&mut encoded.as_slice()).unwrap(), cases);
    }
}
