//! Accounts over contracts that note what they are asked.

use std::cell::{Cell, RefCell};

use chartkey_commands::{
    guardian_claim, Approval, Command, Instruction, NewChart, Recovery, SignedCommand,
};
use chartkey_governance::{Handover, HandoverStep};
use chartkey_interfaces::account::{AccountChange, AccountError, Answer};
use chartkey_onchain::GovernedState;
use chartkey_policy::{Grantee, Scope, Terms};
use chartkey_recovery::{Guardians, SigningKey};
use chartkey_vocabulary::{Account, Actions, Categories, PatientId, Purposes, Timestamp};
use ink::{
    env::{hash::Blake2x256, test, DefaultEnvironment},
    selector_bytes,
};
use patient_account::{Accounts, Calls, Contract, Suite};
use scale::Encode;
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};

pub const GOVERNOR: Account = [1; 32];
pub const RELAY: Account = [2; 32];
pub const OWNER: Account = [3; 32];
pub const CHART: PatientId = PatientId([4; 32]);
pub const SALT: [u8; 32] = [5; 32];
pub const HOUR: u64 = 60 * 60 * 1_000;
/// A whole minute.
pub const NOW: Timestamp = 1_800_000_000_000;
pub const DEADLINE: Timestamp = NOW + HOUR;

/// The contracts behind the account: one chart, and what was asked.
pub struct Others {
    pub control: RefCell<Handover>,
    pub created: Cell<PatientId>,
    pub asked: RefCell<Vec<(Contract, [u8; 4], Vec<u8>)>>,
}

impl Others {
    pub fn offered_to(&self) -> Option<Account> {
        self.control.borrow().proposed()
    }
}

impl Calls for Others {
    fn ask(
        &self,
        contract: Contract,
        message: [u8; 4],
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, AccountError> {
        self.asked.borrow_mut().push((contract, message, arguments));
        Ok(if message == selector_bytes!("create_chart") {
            self.created.get().encode()
        } else {
            7_u32.encode()
        })
    }

    fn control(&self, chart: &PatientId) -> Result<Handover, AccountError> {
        if *chart == CHART {
            Ok(*self.control.borrow())
        } else {
            Err(AccountError::UnknownChart)
        }
    }

    fn hand_over(&self, _: &PatientId, step: HandoverStep) -> Result<(), AccountError> {
        let mut control = self.control.borrow_mut();
        let by = match step {
            HandoverStep::Accept => own(),
            _ => *control.holder(),
        };
        control.step(&by, step).map_err(|_| AccountError::Unreachable)?;
        Ok(())
    }
}

pub struct World {
    pub accounts: Accounts,
    pub others: Others,
}

pub fn own() -> Account {
    *ink::env::account_id::<DefaultEnvironment>().as_ref()
}

/// Runs a test on an empty account.
pub fn run(test: impl FnOnce(World)) {
    test::run_test::<DefaultEnvironment, _>(|_| {
        let governed = GovernedState::new(GOVERNOR.into(), &[]);
        let suite = Suite { consent: [8; 32].into(), registry: [9; 32].into() };
        let others = Others {
            control: RefCell::new(Handover::new(own())),
            created: Cell::new(CHART),
            asked: RefCell::default(),
        };
        test(World { accounts: Accounts::new(governed, suite, [6; 32].into()), others });
        Ok(())
    })
    .unwrap();
}

/// Runs a test on an account with one chart, which the first key opened.
pub fn run_on_chart(test: impl FnOnce(World)) {
    run(|mut world| {
        world.submit(&create(), 1, 0, 0).unwrap();
        test(world);
    });
}

pub fn keypair(seed: u8) -> Keypair {
    MiniSecretKey::from_bytes(&[seed; 32]).unwrap().expand_to_keypair(ExpansionMode::Ed25519)
}

pub fn key(seed: u8) -> SigningKey {
    keypair(seed).public.to_bytes()
}

pub fn sign(seed: u8, text: &[u8]) -> [u8; 64] {
    keypair(seed).sign_simple(b"substrate", text).to_bytes()
}

pub fn create() -> Command {
    Command::CreateChart(NewChart { key: key(1), salt: SALT })
}

/// Harmless, and possible at any time.
pub fn revoke() -> Command {
    Command::Revoke(1)
}

pub fn terms() -> Terms {
    Terms {
        grantee: Grantee::Practitioner(OWNER),
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL,
        actions: Actions::ALL,
        from: NOW,
        until: Some(DEADLINE),
        keys: None,
    }
}

/// The keys with these seeds, of which it takes one, with three days.
pub fn guardians(seeds: &[u8]) -> Guardians {
    let commitment = |seed: &u8| {
        let mut commitment = [0; 32];
        let claim = guardian_claim(&CHART, &key(*seed), &SALT);
        ink::env::hash_bytes::<Blake2x256>(&claim, &mut commitment);
        commitment
    };
    let mut commitments: Vec<_> = seeds.iter().map(commitment).collect();
    commitments.sort_unstable();
    Guardians { commitments, threshold: 1, delay_hours: 72 }
}

pub fn guardian(seed: u8) -> Guardians {
    guardians(&[seed])
}

impl World {
    pub fn pause(&mut self) {
        test::set_caller::<DefaultEnvironment>(GOVERNOR.into());
        self.accounts.governed_mut().set_paused(true).unwrap();
    }

    /// Submits what the key with this seed signs.
    pub fn submit(
        &mut self,
        command: &Command,
        seed: u8,
        lane: u8,
        sequence: u32,
    ) -> Result<(Answer, Option<AccountChange>), AccountError> {
        self.submit_at(command, seed, lane, sequence, DEADLINE)
    }

    pub fn submit_at(
        &mut self,
        command: &Command,
        seed: u8,
        lane: u8,
        sequence: u32,
        deadline: Timestamp,
    ) -> Result<(Answer, Option<AccountChange>), AccountError> {
        let command = command.clone();
        let instruction = Instruction { chart: CHART, command, lane, sequence, deadline };
        let text = instruction.text(&self.accounts.domain());
        let signature = text.map_or([0; 64], |text| sign(seed, &text));
        let signed = SignedCommand { instruction, signature };
        self.accounts
            .submit(&self.others, &RELAY, NOW, &signed)
            .map(|(answer, event)| (answer, event.map(|event| event.change)))
    }

    /// A guardian proposes a new key.
    pub fn recover(&mut self, round: u32, count: u8, seed: u8) -> Result<Timestamp, AccountError> {
        let recovery =
            Recovery { chart: CHART, key: key(2), round, approvals: count, deadline: DEADLINE };
        let text = recovery.text(&self.accounts.domain()).unwrap();
        let approval = Approval { guardian: key(seed), salt: SALT, signature: sign(3, &text) };
        self.accounts.recover(&self.others, NOW, &recovery, &[approval]).map(|(at, _)| at)
    }
}
