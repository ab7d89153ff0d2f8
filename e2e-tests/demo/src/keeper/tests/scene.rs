//! A keeper of mercy, whose clinician wrote into ana's chart, and whom ana permits to read it.

use chartkey::documents::{digest_of, locator};
use chartkey_devchain::{Actor, Hospital, Patient, Suite};
use chartkey_interfaces::{
    directory::{KeyLoss, OrganizationStatus, PractitionerStatus},
    registry::TicketRefusal,
};
use chartkey_policy::{Grantee, Reason, Terms, Verdict};
use chartkey_vocabulary::{
    Categories, Category, Finding, NewDocument, OrgId, PatientId, Purpose, Purposes, Selection,
    Timestamp, Version,
};
use tempfile::TempDir;

use crate::{
    keeper::{Keeper, No, Place, Refusal, Signed, Statement, Uploader, FRESHNESS},
    requesting::Requester,
};

pub(super) struct Scene {
    pub suite: Suite,
    pub keeper: Keeper,
    pub place: Place,
    pub folder: TempDir,
    pub mercy: Hospital,
    pub ana: Patient,
}

/// Two records of laboratory, and one that ana permits nobody.
pub(super) const FIRST: u32 = 0;
pub(super) const SECOND: u32 = 1;
pub(super) const SEALED: u32 = 2;

/// What is put on record in a category.
pub(super) fn bytes_of(record: u32) -> Vec<u8> {
    format!("ciphertext of record {record}, which nobody but its readers understands").into_bytes()
}

impl Scene {
    pub(super) fn new() -> Self {
        let mut suite = Suite::in_process().unwrap();
        let mercy = suite.hospital("mercy").unwrap();
        let ana = suite.patient("ana", &[Category::Laboratory, Category::MentalHealth]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            origin: "https://keeper.mercy.example".into(),
            chain: suite.chain().genesis().unwrap(),
            suite: *suite.address(chartkey::Contract::Registry).as_ref(),
        };
        let keeper = Keeper::open(place.clone(), folder.path()).unwrap();
        let mut scene = Self { suite, keeper, place, folder, mercy, ana };
        scene.permit(scene.mercy.grantee(), &[Category::Laboratory, Category::MentalHealth]);
        let author = scene.mercy.clinician.clone();
        for (record, category) in [
            (FIRST, Category::Laboratory),
            (SECOND, Category::Laboratory),
            (SEALED, Category::MentalHealth),
        ] {
            assert_eq!(scene.write(&author, category, &bytes_of(record)), record);
        }
        scene
    }

    pub(super) fn clock(&mut self) -> Timestamp {
        self.suite.now().unwrap()
    }

    /// Ana permits reading and appending, for treatment and in emergencies.
    pub(super) fn permit(&mut self, grantee: Grantee, categories: &[Category]) -> u32 {
        let terms = self.suite.terms(grantee, categories).unwrap();
        let purposes = Purposes::of(&[Purpose::Treatment, Purpose::EmergencyTreatment]);
        self.suite.grant(&self.ana, Terms { purposes, ..terms }).unwrap()
    }

    /// A statement of somebody who uploads these bytes.
    pub(super) fn statement(
        &mut self,
        by: &Actor,
        uploader: Uploader,
        patient: PatientId,
        bytes: &[u8],
    ) -> Statement {
        Statement {
            place: self.place.clone(),
            patient,
            digest: digest_of(bytes),
            size: bytes.len() as u64,
            uploader,
            by: by.bytes(),
            expires: self.clock() + FRESHNESS,
        }
    }

    /// Uploads bytes that this statement is about, or other ones.
    pub(super) fn stage(
        &mut self,
        by: &Actor,
        statement: Statement,
        bytes: &[u8],
    ) -> Result<(), No> {
        let clock = self.clock();
        let signed = Signed::by(statement, |text| by.sign(text));
        self.keeper.stage(&mut self.suite, clock, &signed, bytes)
    }

    pub(super) fn bind(&mut self, patient: PatientId, record: u32) -> Result<(), No> {
        let clock = self.clock();
        self.keeper.bind(&mut self.suite, clock, &patient, record)
    }

    /// A clinician registers bytes in a chart, whether the keeper has them or not.
    pub(super) fn register(
        &mut self,
        author: &Actor,
        patient: &Patient,
        category: Category,
        bytes: &[u8],
    ) -> u32 {
        let organization = self.suite.organization_of(author).unwrap();
        let document = document_of(organization, category, bytes);
        let register =
            self.suite.registry().register(patient.id.into(), organization, document.into());
        self.suite.submit(author, register).unwrap().value().unwrap()
    }

    /// A clinician uploads bytes and registers them in ana's chart.
    pub(super) fn write(&mut self, author: &Actor, category: Category, bytes: &[u8]) -> u32 {
        let organization = self.suite.organization_of(author).unwrap();
        let ana = self.ana.clone();
        let uploader = Uploader::Organization(organization);
        let statement = self.statement(author, uploader, ana.id, bytes);
        self.stage(author, statement, bytes).unwrap();
        let record = self.register(author, &ana, category, bytes);
        self.bind(ana.id, record).unwrap();
        record
    }

    /// Somebody opens records of a chart. Returns the entry, which has to permit them.
    pub(super) fn open_in(
        &mut self,
        patient: &Patient,
        reader: &Actor,
        selection: Selection,
        purpose: Purpose,
    ) -> u32 {
        let opening = self.suite.open_selection(reader, patient, selection, purpose).unwrap();
        let verdict = opening.verdict.value().unwrap();
        assert!(matches!(verdict, Verdict::Permit(_)), "{verdict:?}");
        opening.entry
    }

    /// Somebody opens records of ana's.
    pub(super) fn open(&mut self, reader: &Actor, records: &[u32], purpose: Purpose) -> u32 {
        let ana = self.ana.clone();
        self.open_in(&ana, reader, Selection::Records(records.into()), purpose)
    }

    /// A clinician of mercy opens a session on laboratory, under which the first record is
    /// fetched already. What is fetched next shows whether the session goes on.
    pub(super) fn session(&mut self, reader: &Actor) -> (u32, Requester) {
        let selection = Selection::Categories(Categories::of(&[Category::Laboratory]));
        let ana = self.ana.clone();
        let entry = self.open_in(&ana, reader, selection, Purpose::Treatment);
        let requester = self.requester(reader, entry);
        assert_eq!(self.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));
        (entry, requester)
    }

    /// Somebody vouches for a one-time key, for an entry of ana's log.
    pub(super) fn requester(&mut self, actor: &Actor, entry: u32) -> Requester {
        let clock = self.clock();
        Requester::new(self.place.clone(), actor, self.ana.id, entry, clock)
    }

    /// What the keeper answers to a request for a record under a one-time key.
    pub(super) fn fetch(&mut self, requester: &Requester, record: u32) -> Result<Vec<u8>, No> {
        self.fetch_from(requester, record, 0)
    }

    pub(super) fn fetch_from(
        &mut self,
        requester: &Requester,
        record: u32,
        from: u64,
    ) -> Result<Vec<u8>, No> {
        let (keeper, clock) = (self.keeper.clone(), self.clock());
        requester.fetch(&keeper, &mut self.suite, clock, (record, from)).map(|sent| sent.bytes)
    }

    /// What the keeper answers to somebody who comes with an entry of ana's log.
    pub(super) fn claim(&mut self, actor: &Actor, record: u32, entry: u32) -> Result<Vec<u8>, No> {
        let requester = self.requester(actor, entry);
        self.fetch(&requester, record)
    }

    pub(super) fn set_status(&mut self, member: &Actor, status: PractitionerStatus) {
        let account = member.bytes().into();
        let set = self.suite.directory().set_practitioner_status(account, status.into());
        let admin = self.mercy.admin.clone();
        self.suite.submit(&admin, set).unwrap().value().unwrap();
    }

    pub(super) fn set_organization_status(&mut self, status: OrganizationStatus) {
        let set = self.suite.directory().set_organization_status(self.mercy.id, status);
        let steward = self.suite.steward();
        self.suite.submit(&steward, set).unwrap().value().unwrap();
    }

    /// The steward gives mercy, which is suspended, a new admin, because a key was stolen.
    pub(super) fn replace_stolen_admin(&mut self, admin: &Actor) {
        let (steward, account) = (self.suite.steward(), admin.bytes().into());
        let mut directory = self.suite.directory();
        let replace = directory.replace_admin(self.mercy.id, account, KeyLoss::Stolen.into());
        self.suite.submit(&steward, replace).unwrap().value().unwrap();
    }

    pub(super) fn leave(&mut self, who: &Actor) {
        let leave = self.suite.directory().leave();
        self.suite.submit(who, leave).unwrap().value().unwrap();
    }

    /// A colleague of mercy reviews an emergency that somebody of mercy declared.
    pub(super) fn review(&mut self, who: &Actor, declared: u32) {
        let review = self.suite.registry().review_emergency(
            self.ana.id.into(),
            self.mercy.id,
            who.bytes().into(),
            declared,
            Finding::Justified,
            None,
        );
        let reviewer = self.mercy.clinician.clone();
        self.suite.submit(&reviewer, review).unwrap().value().unwrap();
    }
}

/// A document of these bytes.
pub(super) fn document_of(house: OrgId, category: Category, bytes: &[u8]) -> NewDocument {
    let digest = digest_of(bytes);
    let version = Version {
        digest,
        size: bytes.len() as u64,
        locator: locator(house, &digest).unwrap(),
        key_epoch: 1,
    };
    NewDocument { category, version }
}

/// What the keeper answers when the chain has this against it.
pub(super) fn ticket<T>(refusal: TicketRefusal) -> Result<T, No> {
    refused(Refusal::Ticket(refusal))
}

/// What the keeper answers when the policy refuses for this reason by now.
pub(super) fn denied<T>(reason: Reason) -> Result<T, No> {
    ticket(TicketRefusal::Denied(reason))
}

pub(super) fn refused<T>(refusal: Refusal) -> Result<T, No> {
    Err(No::Refused(refusal))
}
