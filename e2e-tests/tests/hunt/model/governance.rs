//! Things that are handed over in two steps; the governors, and what they govern.

use std::collections::BTreeMap;

use crate::{
    codes,
    steps::Governing,
    words::{Code, Contract, Governor, Offer, Release, Time, Who, DAY},
};

use super::{Model, Predicted, Refusals};

/// How long an announcement can be carried out once its delay has passed.
pub const LAPSE: u64 = 14 * DAY;

/// How many different codes the announcements of a governor may need.
pub const MOST_CODES: usize = 24;

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

/// What a governor plans for a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// It comes from another governor.
    Expected,
    Idle,
    Upgrade(Release, Time),
    Move(Option<Governor>, Time),
    Renounced,
}

/// A contract that a governor governs, or expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Governed {
    pub delay: u64,
    pub plan: Plan,
}

/// A governor: who owns it, and what it governs or expects.
#[derive(Clone, Debug)]
pub struct Reign {
    pub owner: Held,
    pub over: BTreeMap<Contract, Governed>,
}

impl Reign {
    fn plan(&self, contract: Contract) -> Option<&Plan> {
        self.over.get(&contract).map(|governed| &governed.plan)
    }

    pub fn is_wired(&self, contract: Contract) -> bool {
        self.plan(contract).is_some_and(|plan| *plan != Plan::Expected)
    }

    /// How many times what is announced needs each code.
    pub fn needs(&self) -> BTreeMap<Code, u16> {
        let mut needs = BTreeMap::new();
        for governed in self.over.values() {
            if let Plan::Upgrade(release, _) = &governed.plan {
                for code in release.codes() {
                    *needs.entry(code).or_default() += 1;
                }
            }
        }
        needs
    }

    fn set(&mut self, contract: Contract, plan: Plan) {
        self.over.entry(contract).and_modify(|governed| governed.plan = plan);
    }

    /// Why nothing new can be announced for a contract.
    fn not_idle(&self, contract: Contract) -> Option<&'static str> {
        match self.plan(contract) {
            None | Some(Plan::Expected) => Some("NotWired"),
            Some(Plan::Renounced) => Some("Renounced"),
            Some(Plan::Upgrade(..) | Plan::Move(..)) => Some("AlreadyAnnounced"),
            Some(Plan::Idle) => None,
        }
    }

    /// Why an announcement of a contract, with this moment from which it may be carried out, is not
    /// due. Without a moment it is not one of this kind.
    fn not_due(&self, contract: Contract, ready: Option<Time>, now: Time) -> Option<&'static str> {
        match (self.plan(contract), ready) {
            (None | Some(Plan::Expected), _) => Some("NotWired"),
            (Some(Plan::Renounced), _) => Some("Renounced"),
            (_, None) => Some("NotAnnounced"),
            (_, Some(ready)) if now < ready => Some("TooEarly"),
            (_, Some(ready)) if now >= ready + LAPSE => Some("Lapsed"),
            (_, Some(_)) => None,
        }
    }
}

/// What a contract keeps for its governor.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    pub by: Governor,
    pub paused: bool,
    pub code: Code,
}

/// Who governs what, and which codes are on the chain.
#[derive(Clone, Debug)]
pub struct Governance {
    pub governors: BTreeMap<Governor, Reign>,
    pub contracts: BTreeMap<Contract, Subject>,
    /// With who uploaded each.
    pub codes: BTreeMap<Code, Who>,
}

impl Governance {
    pub fn new() -> Self {
        let over = Contract::ALL
            .map(|contract| (contract, Governed { delay: contract.delay(), plan: Plan::Idle }));
        let reign = |over| Reign { owner: Held::new(Who::Owner), over };
        let deployed = Contract::ALL.map(|contract| Code::Of(contract, 0));
        let parts = deployed.into_iter().flat_map(Code::parts);
        let codes = deployed.into_iter().chain(parts).chain([Code::Log]);
        Self {
            governors: [
                (Governor::First, reign(over.into())),
                (Governor::Second, reign(BTreeMap::new())),
            ]
            .into(),
            contracts: Contract::ALL
                .map(|contract| {
                    let code = Code::Of(contract, 0);
                    (contract, Subject { by: Governor::First, paused: false, code })
                })
                .into(),
            codes: codes.map(|code| (code, Who::Owner)).collect(),
        }
    }

    /// Whether the chain keeps a code: a contract runs or holds it, or it is announced.
    pub fn is_needed(&self, code: Code) -> bool {
        let runs = |subject: &Subject| subject.code == code || subject.code.parts().contains(&code);
        code == Code::Log
            || self.contracts.values().any(runs)
            || self.governors.values().any(|reign| reign.needs().contains_key(&code))
    }

    fn reign(&mut self, governor: Governor) -> &mut Reign {
        self.governors
            .entry(governor)
            .or_insert_with(|| Reign { owner: Held::new(Who::Owner), over: BTreeMap::new() })
    }

    /// Why a governor does not take a contract that it wired or expects with this delay.
    fn not_taken(&self, governor: Governor, contract: Contract, delay: u64) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.when(self.governors[&governor].is_wired(contract), "AlreadyWired");
        wrong.when(self.contracts[&contract].by != governor, "OtherGovernor");
        wrong.when(delay < contract.shortest_delay(), "DelayTooShort");
        wrong
    }

    /// Why a release is not announced.
    fn not_announced(&self, governor: Governor, contract: Contract, release: &Release) -> Refusals {
        let mut wrong = Refusals::new();
        let reign = &self.governors[&governor];
        wrong.maybe(reign.not_idle(contract));
        let mut needs = reign.needs();
        needs.extend(release.codes().map(|code| (code, 1)));
        wrong.when(needs.len() > MOST_CODES, "TooManyCodes");
        let absent = release.codes().any(|code| !self.codes.contains_key(&code));
        wrong.when(absent, "no answer: Failed(\"CodeNotFound\")");
        wrong
    }

    /// Applies a release, or says why not.
    fn apply(
        &mut self,
        governor: Governor,
        contract: Contract,
        address: [u8; 32],
        now: Time,
    ) -> Refusals {
        let mut wrong = Refusals::new();
        let reign = self.reign(governor);
        let planned = match reign.plan(contract) {
            Some(Plan::Upgrade(release, ready)) => Some((release.clone(), *ready)),
            _ => None,
        };
        let ready = planned.as_ref().map(|(_, ready)| *ready);
        wrong.maybe(reign.not_due(contract, ready, now));
        let Some((release, _)) = planned else { return wrong };
        // What the new code does not answer as announced, in the order of the questions.
        let answers = matches!(release.code, Code::Of(of, _) if of == contract);
        let step = if !answers || release.parts != release.code.parts() {
            Some("Parts")
        } else if release.version != 1 {
            Some("Version")
        } else {
            None
        };
        wrong.maybe(step.map(|step| format!("Refused({address:?}, {step})")));
        if wrong.is_empty() {
            reign.set(contract, Plan::Idle);
            self.contracts.entry(contract).and_modify(|subject| subject.code = release.code);
        }
        wrong
    }

    /// The governor that a contract is moved to, or why it is not.
    fn move_contract(&mut self, governor: Governor, contract: Contract, now: Time) -> Refusals {
        let mut wrong = Refusals::new();
        let planned = match self.governors[&governor].plan(contract) {
            Some(Plan::Move(to, ready)) => Some((*to, *ready)),
            _ => None,
        };
        let ready = planned.map(|(_, ready)| ready);
        wrong.maybe(self.governors[&governor].not_due(contract, ready, now));
        let to = planned.and_then(|(to, _)| to).filter(|to| *to != governor);
        let expects = to.filter(|to| {
            let expected = self.governors[to].over.get(&contract);
            expected.is_some_and(|one| {
                one.plan == Plan::Expected && one.delay >= contract.shortest_delay()
            })
        });
        wrong.when(planned.is_some() && expects.is_none(), "NotAccepted");
        if let (true, Some(to)) = (wrong.is_empty(), expects) {
            self.reign(governor).over.remove(&contract);
            self.reign(to).set(contract, Plan::Idle);
            self.contracts.entry(contract).and_modify(|subject| subject.by = to);
        }
        wrong
    }
}

impl Model {
    /// A message of a governor.
    pub fn govern(&mut self, by: Who, governor: Governor, message: &Governing) -> Predicted {
        let now = self.now;
        let governance = &mut self.governance;
        let owner = governance.governors[&governor].owner;
        let mut wrong = Refusals::new();
        let anybody = matches!(message, Governing::Owner(_) | Governing::Accept(_));
        wrong.when(!anybody && owner.by != by, "NotOwner");
        let reign = &governance.governors[&governor];
        match message.clone() {
            Governing::Owner(step) => {
                wrong.maybe(owner.fault(by, step).map(|fault| format!("Owner({fault})")));
                wrong.else_done(|| {
                    governance.reign(governor).owner.take(step);
                    "()".into()
                })
            }
            Governing::Wire(contract, delay) => {
                wrong.also(governance.not_taken(governor, contract, delay));
                wrong.else_done(|| {
                    let governed = Governed { delay, plan: Plan::Idle };
                    governance.reign(governor).over.insert(contract, governed);
                    "()".into()
                })
            }
            Governing::Expect(contract, delay) => {
                wrong.when(reign.is_wired(contract), "AlreadyWired");
                wrong.else_done(|| {
                    let governed = Governed { delay, plan: Plan::Expected };
                    governance.reign(governor).over.insert(contract, governed);
                    "()".into()
                })
            }
            Governing::Accept(contract) => {
                match reign.over.get(&contract) {
                    None => wrong.when(true, "NotWired"),
                    Some(one) => {
                        wrong.also(governance.not_taken(governor, contract, one.delay));
                    }
                }
                wrong.else_done(|| {
                    governance.reign(governor).set(contract, Plan::Idle);
                    "()".into()
                })
            }
            Governing::SetPaused(contract, paused) => {
                wrong.when(!reign.is_wired(contract), "NotWired");
                wrong.when(governance.contracts[&contract].paused == paused, "NotObeyed");
                wrong.else_done(|| {
                    governance.contracts.entry(contract).and_modify(|one| one.paused = paused);
                    "()".into()
                })
            }
            Governing::ReplaceSteward(contract, who) => {
                wrong.when(!reign.is_wired(contract), "NotWired");
                wrong.when(contract != Contract::Directory, "NotObeyed");
                wrong.else_done(|| {
                    self.directory.steward = Held::new(who);
                    "()".into()
                })
            }
            Governing::Announce(contract, release) => {
                wrong.also(governance.not_announced(governor, contract, &release));
                let delay = reign.over.get(&contract).map_or(0, |one| one.delay);
                let ready = now.saturating_add(delay);
                wrong.else_done(|| {
                    governance.reign(governor).set(contract, Plan::Upgrade(release, ready));
                    ready.to_string()
                })
            }
            Governing::AnnounceMove(contract, to) => {
                wrong.maybe(reign.not_idle(contract));
                wrong.when(to == Some(governor), "NothingToDo");
                let delay = reign.over.get(&contract).map_or(0, |one| one.delay);
                let ready = now.saturating_add(delay);
                wrong.else_done(|| {
                    governance.reign(governor).set(contract, Plan::Move(to, ready));
                    ready.to_string()
                })
            }
            Governing::Cancel(contract) => {
                wrong.maybe(match reign.plan(contract) {
                    None | Some(Plan::Expected) => Some("NotWired"),
                    Some(Plan::Renounced) => Some("Renounced"),
                    Some(Plan::Idle) => Some("NotAnnounced"),
                    Some(Plan::Upgrade(..) | Plan::Move(..)) => None,
                });
                wrong.else_done(|| {
                    governance.reign(governor).set(contract, Plan::Idle);
                    "()".into()
                })
            }
            Governing::Renounce(contract) => {
                wrong.when(!reign.is_wired(contract), "NotWired");
                wrong.when(reign.plan(contract) == Some(&Plan::Renounced), "Renounced");
                wrong.else_done(|| {
                    governance.reign(governor).set(contract, Plan::Renounced);
                    "()".into()
                })
            }
            Governing::Apply(contracts) => {
                wrong.when(contracts.is_empty(), "NothingToDo");
                // All or none, one after the other.
                let mut applied = governance.clone();
                for contract in contracts {
                    let address = self.names.contract(contract);
                    wrong.also(applied.apply(governor, contract, address, now));
                }
                wrong.else_done(|| {
                    *governance = applied;
                    "()".into()
                })
            }
            Governing::Move(contract) => {
                let mut moved = governance.clone();
                wrong.also(moved.move_contract(governor, contract, now));
                wrong.else_done(|| {
                    *governance = moved;
                    "()".into()
                })
            }
        }
    }

    /// A contract holds the parts of the code that it runs, and has done so before.
    pub fn hold(&self, contract: Contract) -> Predicted {
        let parts = self.governance.contracts[&contract].code.parts();
        let hashes: Vec<_> = parts.into_iter().map(codes::hash).collect();
        Predicted::Done(format!("{hashes:?}"))
    }

    /// Uploaded again it stays with whoever uploaded it first.
    pub fn upload(&mut self, by: Who, code: Code) -> Predicted {
        self.governance.codes.entry(code).or_insert(by);
        Predicted::Done("()".into())
    }

    /// Whoever uploaded it removes it, when nobody needs it.
    pub fn remove(&mut self, by: Who, code: Code) -> Predicted {
        let mut wrong = Refusals::new();
        match self.governance.codes.get(&code) {
            None => wrong.when(true, "the code stays: CodeNotFound"),
            Some(owner) => wrong.when(*owner != by, "the code stays: BadOrigin"),
        }
        wrong.when(self.governance.is_needed(code), "the code stays: CodeInUse");
        wrong.else_done(|| {
            self.governance.codes.remove(&code);
            "()".into()
        })
    }
}
