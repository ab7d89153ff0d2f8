//! The words in which steps and the model are written: plain data, without chain types.
//!
//! Sets are bits: member `n` of an enumeration of the design is bit `n`. Times are milliseconds
//! since 1970-01-01 00:00 UTC; in steps they are relative to the time at which a step is done, so
//! that a sequence keeps its sense when steps are taken out of it.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 00:00 UTC.
pub type Time = u64;

pub const MINUTE: u64 = 60_000;
pub const HOUR: u64 = 60 * MINUTE;
/// How long an entry about records is good for.
pub const TICKET: u64 = 10 * MINUTE;
/// How long a session lasts.
pub const SESSION: u64 = 60 * MINUTE;
pub const DAY: u64 = 24 * HOUR;

pub const CATEGORY_COUNT: u8 = 20;
pub const ALL_CATEGORIES: u32 = 0xf_ffff;
/// Every category, also those that come later.
pub const EVERY_CATEGORY: u32 = u32::MAX;
/// Genetics, mental health, sexual and reproductive health, substance use, and what is restricted.
pub const SENSITIVE: u32 = 0b1000_0001_1110_0000_0000;
pub const PURPOSE_COUNT: u8 = 8;
pub const ALL_PURPOSES: u16 = 0xff;
/// Every purpose, also those that come later.
pub const EVERY_PURPOSE: u16 = u16::MAX;
pub const TREAT: u8 = 0;
pub const ETREAT: u8 = 1;
pub const HOPERAT: u8 = 3;
pub const PATRQT: u8 = 6;
pub const FAMRQT: u8 = 7;
pub const READ: u8 = 0;
pub const APPEND: u8 = 1;
/// How many records one opening names at the most.
pub const MOST_OPENED: usize = 32;
/// To read and to append.
pub const BOTH: u8 = (1 << READ) | (1 << APPEND);
pub const CLINICIAN: u8 = 1;
pub const REGISTRAR: u8 = 2;
pub const EMERGENCY: u8 = 4;
/// Anchors heads of release logs, and goes with no other role.
pub const KEEPER: u8 = 8;

/// The id that the organization of this number has on the chain. In all words of the hunt they
/// are counted from 0.
pub fn organization_id(number: u32) -> u32 {
    let id = 3_141_592_653 + u64::from(number) * 2_654_435_761;
    (id % (1 << 32)) as u32
}

/// Everybody who takes part. Phones and guardians only sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Who {
    /// Who deployed everything, and owns the governors at first.
    Owner,
    /// Whom the ownership and the stewardship may go to.
    Heir,
    /// Who admits and suspends organizations at first.
    Steward,
    Admin(u8),
    Practitioner(u8),
    Patient(u8),
    Stranger(u8),
    Relayer(u8),
    Phone(u8),
    Guardian(u8),
    /// The contract.
    PatientAccount,
    /// 32 bytes of zeros.
    Nobody,
}

/// A chart by what makes its id: who opened it, an account or a key, with which salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChartName {
    pub opener: Who,
    pub salt: u8,
}

impl ChartName {
    /// Whether it was opened by a signed command.
    pub fn is_signed(self) -> bool {
        matches!(self.opener, Who::Phone(_) | Who::Nobody)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grantee {
    Practitioner(Who),
    Organization(u32),
    Anyone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    Categories(u32),
    Document(u32),
}

/// What is asked to be opened, all or none of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// Records by their ids.
    Records(Vec<u32>),
    /// A session: all records of these categories, also those that come meanwhile.
    Categories(u32),
}

/// The two things that a patient says once for all categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Directive {
    Emergency,
    Issuers,
}

/// Whom a patient sends a document to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Addressee {
    Organization(u32),
    Practitioner(Who),
}

/// What the leaves of a tree are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TreeKind {
    Documents,
    Releases,
}

impl TreeKind {
    pub const ALL: [Self; 2] = [Self::Documents, Self::Releases];

    /// The role that anchors it.
    pub fn role(self) -> u8 {
        match self {
            Self::Documents => REGISTRAR,
            Self::Releases => KEEPER,
        }
    }
}

/// A tree: of which organization, about what, and the how manieth of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tree {
    pub organization: u32,
    pub kind: TreeKind,
    pub number: u32,
}

/// What a provision says, with times of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms<T> {
    pub grantee: Grantee,
    pub scope: Scope,
    pub purposes: u16,
    pub actions: u8,
    pub from: T,
    pub until: Option<T>,
    /// The digest of an envelope, by its byte.
    pub keys: Option<u8>,
}

impl Terms<i64> {
    /// With times relative to this one.
    pub fn at(self, base: Time) -> Terms<Time> {
        Terms {
            grantee: self.grantee,
            scope: self.scope,
            purposes: self.purposes,
            actions: self.actions,
            from: later(base, self.from),
            until: self.until.map(|until| later(base, until)),
            keys: self.keys,
        }
    }
}

/// Whether a member is in a set.
pub fn has(set: impl Into<u32>, member: u8) -> bool {
    set.into() & (1 << member) != 0
}

/// A time by its distance.
pub fn later(base: Time, by: i64) -> Time {
    base.saturating_add_signed(by)
}

/// The last whole minute.
pub fn whole_minute(time: Time) -> Time {
    time / MINUTE * MINUTE
}

/// A public key: so many bytes, all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub suite: u16,
    pub length: u16,
    pub byte: u8,
}

impl Key {
    pub const fn x25519(byte: u8) -> Self {
        Self { suite: 1, length: 32, byte }
    }

    /// Why it is refused.
    pub fn fault(self) -> Option<&'static str> {
        match (self.suite, self.length) {
            (1, 32) | (2, 1_216) if self.byte == 0 => Some("LowOrder"),
            (1, 32) | (2, 1_216) => None,
            (1 | 2, _) => Some("WrongLength"),
            _ => Some("UnknownSuite"),
        }
    }
}

/// A text that has bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Text {
    Fine(u8),
    Longest,
    Empty,
    TooLong,
    NotPrintable,
}

impl Text {
    pub fn text(self) -> String {
        match self {
            Self::Fine(number) => format!("bafkrei{number}"),
            Self::Longest => "a".repeat(128),
            Self::Empty => String::new(),
            Self::TooLong => "a".repeat(129),
            Self::NotPrintable => "two\nlines".into(),
        }
    }

    /// Why it is refused.
    pub fn fault(self) -> Option<&'static str> {
        match self {
            Self::Fine(_) | Self::Longest => None,
            Self::Empty => Some("Empty"),
            Self::TooLong => Some("TooLong"),
            Self::NotPrintable => Some("NotPrintable"),
        }
    }
}

/// A version of a document. The digest is 32 times its byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub digest: u8,
    pub size: u64,
    pub locator: Text,
    pub epoch: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub category: u8,
    pub version: Version,
}

/// A document that an organization puts on record; `retain` is none for 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRecord<T> {
    pub document: Document,
    pub retain: Option<T>,
}

impl NewRecord<i64> {
    pub fn at(self, base: Time) -> NewRecord<Time> {
        NewRecord { document: self.document, retain: self.retain.map(|retain| later(base, retain)) }
    }
}

/// A contract that is governed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Contract {
    Consent,
    Registry,
    Directory,
    Account,
}

impl Contract {
    pub const ALL: [Self; 4] = [Self::Consent, Self::Registry, Self::Directory, Self::Account];

    /// The shortest delay that it accepts for its releases.
    pub fn shortest_delay(self) -> u64 {
        match self {
            Self::Account => 360 * HOUR,
            _ => 0,
        }
    }

    /// How long its releases wait in a suite.
    pub fn delay(self) -> u64 {
        self.shortest_delay().max(72 * HOUR)
    }

    /// How many parts its code pins.
    pub fn part_count(self) -> u8 {
        match self {
            Self::Consent => 1,
            Self::Registry => 3,
            Self::Directory | Self::Account => 0,
        }
    }
}

/// A governor: the suite's, or another one that contracts may be moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Governor {
    First,
    Second,
}

impl Governor {
    pub const ALL: [Self; 2] = [Self::First, Self::Second];
}

/// Code that may be on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Code {
    /// A contract's own, by what was changed about it. As it was deployed it is 0; each other has
    /// a custom section more, and from 2 on another last part.
    Of(Contract, u8),
    /// A part of a contract by its place. As it was deployed it is 0, and 1 has a custom section
    /// more.
    Part(Contract, u8, u8),
    /// The access log's, which answers no governor.
    Log,
    /// None: 32 times this byte.
    Nothing(u8),
}

/// How many codes of each contract there are.
pub const VARIANTS: u8 = 5;

impl Code {
    /// The parts that this code pins, in its order.
    pub fn parts(self) -> Vec<Self> {
        let Self::Of(contract, variant) = self else { return Vec::new() };
        let count = contract.part_count();
        let changed = |place| u8::from(place + 1 == count && variant > 1);
        (0..count).map(|place| Self::Part(contract, place, changed(place))).collect()
    }

    /// The same contract's code as it was deployed.
    pub fn as_deployed(self) -> Self {
        match self {
            Self::Of(contract, _) => Self::Of(contract, 0),
            Self::Part(contract, place, _) => Self::Part(contract, place, 0),
            code => code,
        }
    }

    /// Every code of a contract, and every part that one of them pins.
    pub fn all_of(contract: Contract) -> Vec<Self> {
        let own: Vec<_> = (0..VARIANTS).map(|variant| Self::Of(contract, variant)).collect();
        let mut all: Vec<_> = own.iter().flat_map(|code| code.parts()).chain(own.clone()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// What is announced to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    pub code: Code,
    pub parts: Vec<Code>,
    pub version: u32,
}

impl Release {
    /// As it has to be.
    pub fn of(code: Code) -> Self {
        Self { code, parts: code.parts(), version: 1 }
    }

    /// The code and the parts.
    pub fn codes(&self) -> impl Iterator<Item = Code> + '_ {
        [self.code].into_iter().chain(self.parts.iter().copied())
    }
}

/// A step of a hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offer {
    Propose(Who),
    Cancel,
    Accept,
}

/// Guardians by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardians {
    /// By number, in any order; the world sorts their commitments.
    pub members: Vec<u8>,
    pub threshold: u8,
    pub delay_hours: u16,
}
