//! What a reading costs does not grow with what is stored.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, Cost, Hospital, Patient, Suite};
use chartkey_interfaces::{log::Log as _, registry::MAX_BATCH};
use chartkey_policy::{Action, Basis, Categories, Category, Decision, Purpose, Request, Target};
use scale::Encode;

const FEW: u32 = 20;
const MANY: u32 = 20_000;
const LABORATORY: Category = Category::Laboratory;

/// A chart with one provision, and a hospital that may read and append.
struct Scene {
    suite: Suite,
    mercy: Hospital,
    ana: Patient,
}

impl Scene {
    fn new() -> Result<Self> {
        let mut suite = Suite::in_process()?;
        let mercy = suite.hospital("mercy")?;
        let ana = suite.patient("ana", &[LABORATORY])?;
        let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
        suite.grant(&ana, terms)?;
        Ok(Self { suite, mercy, ana })
    }

    /// Puts records on record until there are so many.
    fn fill_records(&mut self, total: u32) -> Result<()> {
        let (suite, patient) = (&mut self.suite, self.ana.id);
        let mut next = 0;
        while suite.read(suite.registry().record(patient.into(), next))?.is_some() {
            next += 1;
        }
        while next < total {
            let count = (total - next).min(MAX_BATCH as u32);
            let batch = vec![document(LABORATORY); count as usize];
            let many = suite.registry().register_many(patient.into(), batch);
            assert_eq!(suite.submit(&self.mercy.clinician, many)?.value()?, next);
            next += count;
        }
        Ok(())
    }

    /// Opens the newest of so many records.
    fn open(&mut self, records: u32) -> Result<Cost> {
        let open = self.suite.registry().open(self.ana.id.into(), records - 1, Purpose::Treatment);
        let outcome = self.suite.submit(&self.mercy.clinician, open)?;
        let cost = outcome.cost;
        assert_eq!(outcome.value()?.decision, Decision::Permit(Basis::Provision(0)));
        Ok(cost)
    }

    /// Opens until the patient's log has so many entries.
    fn fill_entries(&mut self, records: u32, total: u32) -> Result<()> {
        let size = self.suite.read(self.suite.log().head(self.ana.id.into()))?.size;
        for _ in u32::try_from(size)?..total {
            self.open(records)?;
        }
        let size = self.suite.read(self.suite.log().head(self.ana.id.into()))?.size;
        assert_eq!(size, u64::from(total));
        Ok(())
    }

    fn decide(&mut self) -> Result<Cost> {
        let request = Request {
            subject: self.mercy.clinician.bytes(),
            organization: Some(self.mercy.id),
            target: Target::Categories(Categories::of(&[LABORATORY])),
            purpose: Purpose::Treatment,
            action: Action::Read,
        };
        let decide = self.suite.consent().decide(self.ana.id.into(), request.into());
        let outcome = self.suite.read_as(&self.mercy.clinician, decide)?;
        let cost = outcome.cost;
        assert_eq!(outcome.value()?, Decision::Permit(Basis::Provision(0)));
        Ok(cost)
    }
}

/// Checks that a cost is within 2 % of another one, in both dimensions.
fn close(what: &str, few: Cost, many: Cost) {
    println!("{what}: {few:?} with {FEW}, {many:?} with {MANY}");
    for (few, many) in [(few.ref_time, many.ref_time), (few.proof_size, many.proof_size)] {
        assert!(few.abs_diff(many) * 50 <= few, "{what}: {few} with {FEW}, {many} with {MANY}");
    }
}

#[test]
fn a_decision_costs_the_same_among_20000_charts() -> Result<()> {
    let mut scene = Scene::new()?;
    let crowd = Actor::named("crowd");
    let mut costs = Vec::new();
    for (from, to) in [(1, FEW), (FEW, MANY)] {
        for number in from..to {
            let mut salt = [0; 32];
            salt[..4].copy_from_slice(&number.encode());
            let create = scene.suite.consent().create_chart(salt.into());
            scene.suite.submit(&crowd, create)?.value()?;
        }
        costs.push(scene.decide()?);
    }
    close("decide, charts", costs[0], costs[1]);
    Ok(())
}

#[test]
fn an_opening_costs_the_same_with_20000_records_and_20000_entries() -> Result<()> {
    let mut scene = Scene::new()?;
    scene.fill_records(FEW)?;
    scene.fill_entries(FEW, FEW)?;
    let few = scene.open(FEW)?;
    scene.fill_records(MANY)?;
    let many_records = scene.open(MANY)?;
    close("open, records", few, many_records);
    scene.fill_entries(MANY, MANY)?;
    let many_entries = scene.open(MANY)?;
    close("open, records and entries", few, many_entries);
    Ok(())
}
