//! The rules of consent once more, written from the prose and in another style: every
//! question is asked category by category, purpose by purpose, over ordered sets. Of the crate
//! only its words and its answers are used, never its sets or its matching.

mod chart;
mod deciding;
mod keys;

use std::collections::BTreeSet;

use chartkey_policy::{Effect, Grantee, Provision, RecordTarget, Request, Scope, Target, Terms};
use chartkey_vocabulary::{
    Account, Action, Actions, Addressee, Categories, Category, OrgId, Purpose, Purposes, Timestamp,
};
use scale::{Decode, Encode};

pub use chart::{Chart, Outcome, Write};
pub use deciding::{decide, decide_each};
pub use keys::Keys;

/// What a rule or a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Every category, those that come later included.
    Everything,
    Categories(BTreeSet<Category>),
    Document(u32),
}

/// What a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Every purpose, those that come later included.
    Whatever,
    These(BTreeSet<Purpose>),
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
    pub purposes: Why,
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
    Record {
        document: u32,
        category: Category,
        issuer: Option<OrgId>,
        addressee: Option<Addressee>,
    },
    Categories(BTreeSet<Category>),
    Session(BTreeSet<Category>),
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

    /// The categories of today that these words speak of as a whole.
    pub fn categories(&self) -> BTreeSet<Category> {
        match &self.about {
            About::Everything => BTreeSet::from(Category::ALL),
            About::Categories(categories) => categories.clone(),
            About::Document(_) => BTreeSet::new(),
        }
    }

    pub fn are_for(&self, purpose: Purpose) -> bool {
        match &self.purposes {
            Why::Whatever => true,
            Why::These(purposes) => purposes.contains(&purpose),
        }
    }

    /// The same words for the crate.
    pub fn to_terms(&self) -> Terms {
        let stray = |set| u32::from(self.stray == Some(set));
        Terms {
            grantee: self.grantee,
            scope: match &self.about {
                About::Everything => Scope::Categories(decoded(u32::MAX)),
                About::Categories(members) => {
                    let assigned = categories(members).bits();
                    Scope::Categories(decoded(assigned + 0x10_0000 * stray(Stray::Category)))
                }
                About::Document(document) => Scope::Document(*document),
            },
            purposes: match &self.purposes {
                Why::Whatever => decoded(u16::MAX),
                Why::These(members) => {
                    let members = members.iter().copied().collect::<Vec<_>>();
                    let stray = 0x100 * u16::try_from(stray(Stray::Purpose)).unwrap();
                    decoded(Purposes::of(&members).bits() + stray)
                }
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
    /// The categories whose key somebody has from this rule's envelope.
    pub fn keys(&self) -> BTreeSet<Category> {
        let is_handed_out = self.effect == Effect::Permit
            && self.words.keys.is_some()
            && self.words.actions.contains(&Action::Read);
        if is_handed_out {
            self.words.categories()
        } else {
            BTreeSet::new()
        }
    }

    pub fn to_provision(&self, id: u32) -> Provision {
        Provision { id, effect: self.effect, terms: self.words.to_terms() }
    }
}

impl Wish {
    /// The categories that all have to be permitted.
    pub fn categories(&self) -> BTreeSet<Category> {
        match self {
            Self::Record { category, .. } => BTreeSet::from([*category]),
            Self::Categories(categories) | Self::Session(categories) => categories.clone(),
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
                Wish::Record { document, category, issuer, addressee } => {
                    Target::Record(RecordTarget {
                        document: *document,
                        category: *category,
                        issuer: *issuer,
                        addressee: *addressee,
                    })
                }
                Wish::Categories(members) => Target::Categories(categories(members)),
                Wish::Session(members) => Target::Session(categories(members)),
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
