//! The rules of the record registry, one small test each, without a chain.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod batches;
mod correcting;
mod directory;
mod emergencies;
mod erasing;
mod listing;
mod opening;
mod registering;
mod retention;
mod ticket;

use std::cell::{Cell, RefCell};

use chartkey_interfaces::{
    directory::{OrganizationStatus, Practitioner, PractitionerStatus, Role, Roles, Standing},
    log::{Access, Entry},
    registry::{NewRecord, Note, RegistryError},
};
use chartkey_onchain::{Encoded, GovernedState};
use chartkey_policy::{
    Basis, Decision, Ground, KeyEpochs, Reason, RecordTarget, Refusal, Request, Target, Verdict,
};
use chartkey_records::{Calls, Records, Suite};
use chartkey_vocabulary::{
    Account, Addressee, Categories, Category, NewDocument, OrgId, PatientId, Purpose, Retraction,
    Selection, SelfReport, Text, Timestamp, Version,
};
use ink::env::{test, DefaultEnvironment};

const DEPLOYER: Account = [1; 32];
const GOVERNOR: Account = [2; 32];
const DIRECTORY: Account = [3; 32];
const ADA: Account = [10; 32];
const BOB: Account = [11; 32];
const EVE: Account = [12; 32];
const STRANGER: Account = [13; 32];
const PATIENT: Account = [20; 32];

const CHART: PatientId = PatientId([30; 32]);
const HOUSE: OrgId = OrgId(0);
const OTHER_HOUSE: OrgId = OrgId(1);

const NOW: Timestamp = 1_800_000_000_000;
const HOUR: u64 = 60 * 60 * 1_000;

/// The contracts behind the registry: one chart, its patient, her log, and what she answers
/// everybody else.
struct Others {
    chart_exists: bool,
    epochs: KeyEpochs,
    /// What waits for a new key now and is not noted yet.
    run_out: Categories,
    answer: Decision,
    /// The document that is answered otherwise, and how.
    exception: Option<(u32, Decision)>,
    asked: RefCell<Vec<Request>>,
    /// The further records that were asked for with it.
    further: RefCell<Vec<RecordTarget>>,
    log: RefCell<Vec<Access>>,
    /// The time of the block of every entry.
    logged_at: Cell<Timestamp>,
}

impl Others {
    /// A chart with a published key for laboratory results, whose patient permits.
    fn new() -> Self {
        let mut epochs = KeyEpochs::default();
        epochs.publish(Category::Laboratory);
        Self {
            chart_exists: true,
            epochs,
            run_out: Categories::EMPTY,
            answer: Decision::Permit(Basis::Provision(1)),
            exception: None,
            asked: RefCell::default(),
            further: RefCell::default(),
            log: RefCell::default(),
            logged_at: Cell::new(NOW),
        }
    }

    fn refusing() -> Self {
        Self { answer: Decision::Deny(Reason::NoConsent), ..Self::new() }
    }

    fn without_chart() -> Self {
        Self { chart_exists: false, ..Self::new() }
    }

    /// What the registry asked last.
    fn asked(&self) -> Request {
        self.asked.borrow().last().cloned().unwrap()
    }

    /// What was logged last.
    fn logged(&self) -> Access {
        self.log.borrow().last().cloned().unwrap()
    }

    /// The answer for one target.
    fn answer_for(&self, request: &Request, target: &Target) -> Decision {
        match (target, self.exception) {
            _ if request.subject == PATIENT => Decision::Permit(Basis::Controller),
            _ if request.purpose == Purpose::PatientRequest => {
                Decision::Deny(Reason::NotController)
            }
            (Target::Record(record), Some((document, answer))) if record.document == document => {
                answer
            }
            _ => self.answer,
        }
    }
}

/// All or nothing: a ground for each, or the first refusal.
fn verdict_of(answers: impl IntoIterator<Item = Decision>) -> Verdict {
    let mut grounds = Vec::<Ground>::new();
    for (place, answer) in (0..).zip(answers) {
        match answer {
            Decision::Deny(reason) => return Verdict::Deny(Refusal { place, reason }),
            Decision::Permit(basis) => match grounds.last_mut() {
                Some(ground) if ground.basis == basis => ground.count += 1,
                _ => grounds.push(Ground { count: 1, basis }),
            },
        }
    }
    Verdict::Permit(grounds)
}

impl Calls for Others {
    fn decide(
        &self,
        patient: &PatientId,
        request: Box<Request>,
        further: Vec<RecordTarget>,
    ) -> Result<(KeyEpochs, Encoded<Verdict>), RegistryError> {
        let targets = [request.target].into_iter();
        let targets = targets.chain(further.iter().copied().map(Target::Record));
        let answers = targets.map(|target| self.answer_for(&request, &target));
        let verdict = Encoded::of(&verdict_of(answers));
        self.asked.borrow_mut().push(*request);
        self.further.replace(further);
        if !self.chart_exists || *patient != CHART {
            return Err(RegistryError::UnknownChart);
        }
        Ok((self.epochs.clone(), verdict))
    }

    fn epochs(&self, patient: &PatientId) -> Result<KeyEpochs, RegistryError> {
        if !self.chart_exists || *patient != CHART {
            return Err(RegistryError::UnknownChart);
        }
        let mut epochs = self.epochs.clone();
        epochs.raise(self.run_out);
        Ok(epochs)
    }

    fn append_to_log(&self, _: &PatientId, access: Encoded<Access>) -> Result<u32, RegistryError> {
        let mut log = self.log.borrow_mut();
        log.push(access.value().unwrap());
        Ok(u32::try_from(log.len() - 1).unwrap())
    }

    fn entry(&self, _: &PatientId, index: u32) -> Result<Encoded<Entry>, RegistryError> {
        let log = self.log.borrow();
        let access = log.get(index as usize).ok_or(RegistryError::UnknownEntry)?.clone();
        Ok(Encoded::of(&Entry { time: self.logged_at.get(), access }))
    }
}

/// Runs a test on an empty storage.
fn run(test: impl FnOnce()) {
    test::run_test::<DefaultEnvironment, _>(|_| {
        test();
        Ok(())
    })
    .unwrap();
}

/// A registry of two active houses: Ada, a clinician, and Bob, a registrar, serve the first, Eve
/// serves the second as a clinician.
fn registry() -> Records {
    let suite = Suite { consent: [4; 32].into(), log: [5; 32].into() };
    let governed = GovernedState::new(GOVERNOR.into(), &[]);
    let mut records = Records::new(governed, DEPLOYER, suite);
    records.set_directory(&DEPLOYER, DIRECTORY.into()).unwrap();
    set_house(&mut records, HOUSE, OrganizationStatus::Active);
    set_house(&mut records, OTHER_HOUSE, OrganizationStatus::Active);
    set_practitioner(&mut records, ADA, serving(HOUSE, &[Role::Clinician, Role::Emergency]));
    set_practitioner(&mut records, BOB, serving(HOUSE, &[Role::Registrar]));
    set_practitioner(&mut records, EVE, serving(OTHER_HOUSE, &[Role::Clinician]));
    records
}

fn set_house(records: &mut Records, house: OrgId, status: OrganizationStatus) {
    set_standing(records, house, Standing { status, generation: 0 });
}

fn set_standing(records: &mut Records, house: OrgId, standing: Standing) {
    records.note(&DIRECTORY, Note::Organization(house, standing)).unwrap();
}

fn set_practitioner(records: &mut Records, account: Account, practitioner: Practitioner) {
    records.note(&DIRECTORY, Note::Practitioner(Box::new(account), practitioner)).unwrap();
}

/// An active practitioner who was enrolled two days ago.
fn serving(organization: OrgId, roles: &[Role]) -> Practitioner {
    Practitioner {
        organization,
        roles: Roles::of(roles),
        status: PractitionerStatus::Active,
        enrolled_at: NOW - 48 * HOUR,
        emergency_since: NOW - 48 * HOUR,
        generation: 0,
    }
}

fn pause(records: &mut Records) {
    test::set_caller::<DefaultEnvironment>(GOVERNOR.into());
    records.governed_mut().set_paused(true).unwrap();
}

/// A version that is right in all its bounds.
fn version() -> Version {
    Version { digest: [7; 32], size: 1, locator: Text::from("0/locator"), key_epoch: 1 }
}

fn document() -> NewDocument {
    NewDocument { category: Category::Laboratory, version: version() }
}

/// A document that is retained until then.
fn retained_until(retain_until: Timestamp) -> NewRecord {
    NewRecord { document: document(), retain_until }
}

/// Ada puts a document on record, with nothing that obliges to keep it.
fn registered(records: &mut Records) -> u32 {
    register(records, &Others::new(), &ADA, vec![document().into()]).unwrap()
}

fn register(
    records: &mut Records,
    others: &Others,
    caller: &Account,
    new: Vec<NewRecord>,
) -> Result<u32, RegistryError> {
    let house = if *caller == EVE { OTHER_HOUSE } else { HOUSE };
    records.register(others, caller, NOW, &CHART, house, new).map(|(first, _)| first)
}

/// The patient puts a document of her own on record.
fn reported(records: &mut Records) -> u32 {
    report_to(records, None)
}

/// The patient puts a document of her own on record, and sends it to this addressee.
fn report_to(records: &mut Records, addressee: Option<Addressee>) -> u32 {
    let report = SelfReport { document: document(), addressee };
    records.self_report(&Others::new(), &PATIENT, NOW, &CHART, report).unwrap().0
}

/// The issuer adds a version with this digest. Returns its id.
fn amend_with(
    records: &mut Records,
    caller: &Account,
    id: u32,
    digest: u8,
) -> Result<u32, RegistryError> {
    let version = Version { digest: [digest; 32], ..version() };
    records.amend(&Others::new(), caller, NOW + HOUR, &CHART, id, version).map(|(by, _)| by)
}
