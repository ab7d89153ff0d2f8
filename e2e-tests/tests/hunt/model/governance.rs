//! Things that are handed over in two steps, and the governance of a contract.

use crate::{
    steps::Governing,
    words::{Offer, Time, Who, HOUR},
};

use super::{Predicted, Refusals};

/// How long upgrades of the suite wait.
pub const UPGRADE_DELAY: u64 = 72 * HOUR;

/// Held by somebody, and perhaps offered to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub by: Who,
    pub offered: Option<Who>,
}

impl Held {
    pub fn new(by: Who) -> Self {
        Self { by, offered: None }
    }

    /// Why a step is refused.
    pub fn fault(&self, caller: Who, step: Offer) -> Option<&'static str> {
        match step {
            Offer::Accept => (self.offered != Some(caller)).then_some("NotProposed"),
            _ if self.by != caller => Some("NotHolder"),
            Offer::Cancel => self.offered.is_none().then_some("NotProposed"),
            Offer::Propose(_) => None,
        }
    }

    pub fn take(&mut self, step: Offer) {
        match step {
            Offer::Propose(to) => self.offered = Some(to),
            Offer::Cancel => self.offered = None,
            Offer::Accept => *self = Self::new(self.offered.unwrap_or(self.by)),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upgrades {
    Idle,
    Announced(u8, Time),
    Renounced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Governance {
    pub owner: Held,
    pub paused: bool,
    pub upgrades: Upgrades,
}

impl Governance {
    pub fn new() -> Self {
        Self { owner: Held::new(Who::Owner), paused: false, upgrades: Upgrades::Idle }
    }

    pub fn govern(&mut self, caller: Who, command: &Governing, now: Time) -> Predicted {
        let mut wrong = Refusals::new();
        if let Governing::Owner(step) = command {
            let fault = self.owner.fault(caller, *step);
            wrong.when(fault == Some("NotHolder"), "NotOwner");
            wrong.maybe(fault.map(|fault| format!("Owner({fault})")));
        } else {
            wrong.when(self.owner.by != caller, "NotOwner");
        }
        let announced = matches!(self.upgrades, Upgrades::Announced(..));
        let renounced = self.upgrades == Upgrades::Renounced;
        match command {
            Governing::Owner(_) => {}
            Governing::Pause => wrong.when(self.paused, "NothingToDo"),
            Governing::Resume => wrong.when(!self.paused, "NothingToDo"),
            Governing::Announce(_) => {
                wrong.when(announced, "AlreadyAnnounced");
                wrong.when(renounced, "Renounced");
            }
            Governing::Cancel => {
                wrong.when(!announced, "NotAnnounced");
                wrong.when(renounced, "Renounced");
            }
            Governing::Apply => {
                wrong.when(!announced, "NotAnnounced");
                wrong.when(renounced, "Renounced");
                if let Upgrades::Announced(_, ready) = self.upgrades {
                    wrong.when(now < ready, "TooEarly");
                    wrong.when(now >= ready, "CodeMissing");
                }
            }
            Governing::Renounce => wrong.when(renounced, "Renounced"),
        }
        wrong.else_done(|| {
            match command {
                Governing::Owner(step) => self.owner.take(*step),
                Governing::Pause => self.paused = true,
                Governing::Resume => self.paused = false,
                Governing::Announce(byte) => {
                    self.upgrades = Upgrades::Announced(*byte, now.saturating_add(UPGRADE_DELAY));
                }
                Governing::Cancel => self.upgrades = Upgrades::Idle,
                Governing::Apply => {}
                Governing::Renounce => self.upgrades = Upgrades::Renounced,
            }
            "()".into()
        })
    }
}
