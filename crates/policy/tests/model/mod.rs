//! The rules of consent once more, written from the prose and in another style: every
//! question is asked category by category, purpose by purpose, over ordered sets. Of the crate
//! only its words and its answers are used, never its sets or its matching.

mod chart;
mod deciding;
mod keys;

use std::collections::BTreeSet;

use chartkey_policy::{Effect, Grantee, Provision, RecordTarget, Request, Scope, Target, Terms};
use chartkey_vocabulary::{
    Account, Action, Actions, Categories, Category, OrgId, Purpose, Purposes, Timestamp,
};
use scale::{Decode, Encode};

pub use chart::{Chart, Outcome, Write};
pub use deciding::decide;
pub use keys::Keys;

/// What a rule or a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    Categories(BTreeSet<Category>),
    Document(u32),
}

/// A bit that no value has, in one of the three sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    Category,
    Purpose,
    Action,
}

/// The terms of a provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub grantee: Grantee,
    pub about: About,
    pub purposes: BTreeSet<Purpose>,
    pub actions: BTreeSet<Action>,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    /// Every byte of the envelope's digest.
    pub keys: Option<u8>,
    pub stray: Option<Stray>,
}

/// A provision; its id is its place in the [`Chart`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub effect: Effect,
    pub words: Words,
}

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    Record { document: u32, category: Category, issuer: Option<OrgId> },
    Categories(BTreeSet<Category>),
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub who: Account,
    pub works_for: Option<OrgId>,
    pub wish: Wish,
    pub purpose: Purpose,
    pub action: Action,
    pub emergency: bool,
}

impl Words {
    /// Whether the moment lies in the window, whose two ends belong to it.
    pub fn hold_at(&self, moment: Timestamp) -> bool {
        !self.begin_after(moment) && !self.ended_before(moment)
    }

    pub fn begin_after(&self, moment: Timestamp) -> bool {
        moment < self.from
    }

    pub fn ended_before(&self, moment: Timestamp) -> bool {
        self.until.is_some_and(|until| until < moment)
    }

    /// The categories whose key a permit with these words hands out.
    pub fn keys_of(&self) -> BTreeSet<Category> {
        match &self.about {
            About::Categories(categories) if self.actions.contains(&Action::Read) => {
                categories.clone()
            }
            _ => BTreeSet::new(),
        }
    }

    /// The same words for the crate.
    pub fn to_terms(&self) -> Terms {
        let stray = |set| u32::from(self.stray == Some(set));
        Terms {
            grantee: self.grantee,
            scope: match &self.about {
                About::Categories(members) => {
                    let assigned = categories(members).bits();
                    Scope::Categories(decoded(assigned + 0x1_0000 * stray(Stray::Category)))
                }
                About::Document(document) => Scope::Document(*document),
            },
            purposes: {
                let members = self.purposes.iter().copied().collect::<Vec<_>>();
                let stray = 0x80 * u8::try_from(stray(Stray::Purpose)).unwrap();
                decoded(Purposes::of(&members).bits() + u16::from(stray))
            },
            actions: {
                let members = self.actions.iter().copied().collect::<Vec<_>>();
                let stray = 0x04 * u8::try_from(stray(Stray::Action)).unwrap();
                decoded(Actions::of(&members).bits() + stray)
            },
            from: self.from,
            until: self.until,
            keys: self.keys.map(|byte| [byte; 32]),
        }
    }
}

impl Rule {
    pub fn to_provision(&self, id: u32) -> Provision {
        Provision { id, effect: self.effect, terms: self.words.to_terms() }
    }
}

impl Wish {
    /// The categories that all have to be permitted.
    pub fn categories(&self) -> BTreeSet<Category> {
        match self {
            Self::Record { category, .. } => BTreeSet::from([*category]),
            Self::Categories(categories) => categories.clone(),
        }
    }
}

impl Ask {
    /// The same request for the crate.
    pub fn to_request(&self) -> Request {
        Request {
            subject: self.who,
            organization: self.works_for,
            target: match &self.wish {
                Wish::Record { document, category, issuer } => Target::Record(RecordTarget {
                    document: *document,
                    category: *category,
                    issuer: *issuer,
                    addressee: None,
                }),
                Wish::Categories(members) => Target::Categories(categories(members)),
            },
            purpose: self.purpose,
            action: self.action,
            emergency: self.emergency,
        }
    }
}

/// The crate's set of these categories.
pub fn categories(members: &BTreeSet<Category>) -> Categories {
    Categories::of(&members.iter().copied().collect::<Vec<_>>())
}

/// A set of these bits as it arrives from a caller, unassigned ones included.
fn decoded<Set: Decode>(bits: impl Encode) -> Set {
    Set::decode(&mut &bits.encode()[..]).unwrap()
}
