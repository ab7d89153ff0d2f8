//! What owners do about contracts, and what others try; which code comes to the chain and goes.

use super::Generator;
use crate::{
    model::{Model, Plan, LAPSE},
    steps::{Action, Governing, Order, Step},
    words::{Code, Contract, Governor, Offer, Release, Who, VARIANTS},
};

impl Generator {
    pub fn govern(&mut self, model: &Model) -> Step {
        let contract = self.contract(model);
        let subject = model.governance.contracts[&contract];
        let governor =
            if self.random.chance(950) { subject.by } else { self.random.pick(&Governor::ALL) };
        let reign = &model.governance.governors[&governor];
        let mut by = reign.owner.by;
        let planned = |wanted: fn(&Plan) -> bool| -> Vec<Contract> {
            let some = reign.over.iter().filter(|(_, governed)| wanted(&governed.plan));
            some.map(|(contract, _)| *contract).collect()
        };
        let message = match self.random.below(200) {
            0..=59 => {
                // Usually the other way round than now.
                let paused = subject.paused == self.random.chance(80);
                Governing::SetPaused(contract, paused)
            }
            60..=84 => {
                let to = if by == Who::Owner { Who::Heir } else { Who::Owner };
                let (who, step) = self.offer(reign.owner.offered, to);
                by = who.unwrap_or(by);
                Governing::Owner(step)
            }
            85..=92 => {
                let who = if self.random.chance(500) { Who::Steward } else { Who::Heir };
                let directory = self.random.chance(900);
                let contract = if directory { Contract::Directory } else { contract };
                Governing::ReplaceSteward(contract, who)
            }
            93..=122 => Governing::Announce(contract, self.release(model, contract)),
            123..=130 => {
                let announced = planned(|plan| matches!(plan, Plan::Upgrade(..) | Plan::Move(..)));
                Governing::Cancel(self.one_of(&announced, contract))
            }
            131..=158 => {
                let mut announced = planned(|plan| matches!(plan, Plan::Upgrade(..)));
                if self.random.chance(300) {
                    announced.truncate(1);
                }
                if self.random.chance(60) {
                    announced.push(contract);
                }
                Governing::Apply(announced)
            }
            159..=166 => {
                let to = if self.random.chance(100) {
                    None
                } else if self.random.chance(50) {
                    Some(governor)
                } else {
                    Some(other(governor))
                };
                Governing::AnnounceMove(contract, to)
            }
            167..=174 => {
                let announced = planned(|plan| matches!(plan, Plan::Move(..)));
                Governing::Move(self.one_of(&announced, contract))
            }
            175..=181 => return self.at_the_other(model, contract, governor),
            182..=184 => Governing::Wire(contract, self.delay(contract)),
            185 | 186 => {
                by = self.anybody();
                Governing::Accept(contract)
            }
            // For good.
            187 => Governing::Renounce(contract),
            _ => return self.disobey(contract),
        };
        Step::Send(self.usually(by), Action::Govern(governor, message))
    }

    /// Often one that is paused, so that it goes on soon.
    fn contract(&mut self, model: &Model) -> Contract {
        let paused = Contract::ALL.into_iter().find(|contract| model.is_paused(*contract));
        match paused {
            Some(contract) if self.random.chance(500) => contract,
            _ => self.random.pick(&Contract::ALL),
        }
    }

    /// Usually one of these.
    fn one_of(&mut self, these: &[Contract], else_this: Contract) -> Contract {
        if these.is_empty() || self.random.chance(100) {
            else_this
        } else {
            self.random.pick(these)
        }
    }

    /// The other governor expects a contract.
    fn at_the_other(&mut self, model: &Model, contract: Contract, governor: Governor) -> Step {
        let other = other(governor);
        let owner = model.governance.governors[&other].owner.by;
        let expect = Governing::Expect(contract, self.delay(contract));
        Step::Send(self.usually(owner), Action::Govern(other, expect))
    }

    /// Usually as long as the contract accepts it.
    fn delay(&mut self, contract: Contract) -> u64 {
        match self.random.below(10) {
            0 => contract.shortest_delay().saturating_sub(1),
            1 => contract.shortest_delay(),
            _ => contract.delay(),
        }
    }

    /// What the governor alone may do, by somebody else; and what anybody may.
    pub fn disobey(&mut self, contract: Contract) -> Step {
        let action = match self.random.below(6) {
            0 => Action::Obey(contract, Order::Pause(self.random.chance(500))),
            1 => Action::Obey(contract, Order::Code(Code::Of(contract, 0))),
            2 => Action::Obey(contract, Order::Governor(Governor::Second)),
            3 => Action::ReplaceSteward(Who::Heir),
            _ => Action::Hold(contract),
        };
        Step::Send(self.anybody(), action)
    }

    /// A later release, usually one that will do.
    fn release(&mut self, model: &Model, contract: Contract) -> Release {
        let there = |code: &Code| model.governance.codes.contains_key(code);
        let all = (0..VARIANTS).map(|variant| Code::Of(contract, variant));
        let ready: Vec<_> =
            all.filter(|code| there(code) && code.parts().iter().all(there)).collect();
        let code = if ready.is_empty() || self.random.chance(100) {
            Code::Of(contract, self.random.small(VARIANTS))
        } else {
            self.random.pick(&ready)
        };
        let mut release = Release::of(code);
        if self.random.chance(200) {
            self.spoil(&mut release, contract);
        }
        release
    }

    fn spoil(&mut self, release: &mut Release, contract: Contract) {
        match self.random.below(11) {
            0 => release.version = 2,
            1 | 8 => drop(release.parts.pop()),
            2 | 9 => release.parts.push(Code::Of(contract, 0)),
            3 => release.parts.reverse(),
            4 => *release = Release { code: Code::Log, parts: Vec::new(), version: 1 },
            5 => release.code = Code::Nothing(self.random.small(3)),
            6 | 10 => release.parts = Code::Of(contract, self.random.small(VARIANTS)).parts(),
            _ => release.parts.extend((0..25).map(Code::Nothing)),
        }
    }

    /// Code comes to the chain, or somebody tries to take it away.
    pub fn code(&mut self, model: &Model) -> Step {
        let contract = self.random.pick(&Contract::ALL);
        let code = self.random.pick(&Code::all_of(contract));
        if self.random.chance(650) {
            return Step::Send(self.anybody(), Action::Upload(code));
        }
        let owner = model.governance.codes.get(&code).copied();
        let by = match owner {
            Some(owner) => self.usually(owner),
            None => self.anybody(),
        };
        Step::Send(by, Action::Remove(code))
    }

    /// Several contracts are upgraded together, or it is tried too early, too late, or not at all.
    pub fn upgrade(&mut self, model: &Model) -> Vec<Step> {
        let governor = model.governance.contracts[&Contract::Registry].by;
        let reign = &model.governance.governors[&governor];
        let owner = reign.owner.by;
        let send = |message| Step::Send(owner, Action::Govern(governor, message));
        let mut steps = Vec::new();
        let mut contracts = Vec::new();
        let mut longest = 0;
        let mut spoils = self.random.chance(450);
        for contract in Contract::ALL {
            let plan = reign.over.get(&contract).map(|governed| &governed.plan);
            if plan != Some(&Plan::Idle) || self.random.chance(350) {
                continue;
            }
            let mut release = Release::of(Code::Of(contract, self.random.small(VARIANTS)));
            for code in release.codes() {
                steps.push(Step::Send(self.anybody(), Action::Upload(code)));
            }
            // One that is spoilt keeps all from being applied.
            if std::mem::take(&mut spoils) {
                self.spoil(&mut release, contract);
            }
            steps.push(send(Governing::Announce(contract, release.clone())));
            for code in release.codes() {
                let by = model.governance.codes.get(&code).copied().unwrap_or(Who::Owner);
                steps.push(Step::Send(by, Action::Remove(code)));
            }
            longest = reign.over.get(&contract).map_or(longest, |one| longest.max(one.delay));
            contracts.push(contract);
        }
        let late = if self.random.chance(150) { LAPSE } else { 0 };
        let moment = self.random.below(3);
        if self.random.chance(100) {
            contracts.extend(contracts.first().copied());
        }
        let apply = send(Governing::Apply(contracts.clone()));
        steps.push(Step::Wait(longest.saturating_add(late).saturating_sub(moment).max(1)));
        steps.push(apply.clone());
        steps.push(Step::Wait(2));
        steps.push(apply);
        steps.extend(contracts.iter().map(|contract| Step::Send(owner, Action::Hold(*contract))));
        for contract in contracts {
            let before = model.governance.contracts[&contract].code;
            let by = model.governance.codes.get(&before).copied().unwrap_or(owner);
            steps.push(Step::Send(by, Action::Remove(before)));
            if self.random.chance(300) {
                steps.push(send(Governing::Cancel(contract)));
            }
        }
        steps
    }

    /// A contract goes to the other governor, and obeys that one alone.
    pub fn change_of_governor(&mut self, model: &Model) -> Vec<Step> {
        let contract = self.random.pick(&Contract::ALL);
        let from = model.governance.contracts[&contract].by;
        let to = other(from);
        let owner = |governor| model.governance.governors[&governor].owner.by;
        let send =
            |governor, message| Step::Send(owner(governor), Action::Govern(governor, message));
        let delay = self.delay(contract);
        let waits = model.governance.governors[&from].over.get(&contract);
        let waits = waits.map_or(delay, |governed| governed.delay);
        let moment = self.random.below(2);
        vec![
            send(from, Governing::AnnounceMove(contract, Some(to))),
            send(to, Governing::Expect(contract, delay)),
            send(to, Governing::Accept(contract)),
            Step::Wait(waits.saturating_sub(moment).max(1)),
            send(from, Governing::Move(contract)),
            send(from, Governing::SetPaused(contract, true)),
            send(to, Governing::SetPaused(contract, true)),
            send(from, Governing::SetPaused(contract, false)),
            send(to, Governing::SetPaused(contract, false)),
            send(from, Governing::Apply(vec![contract])),
        ]
    }

    /// As many codes as may be announced together, or one more.
    pub fn many_codes(&mut self, model: &Model) -> Vec<Step> {
        let contract = self.random.pick(&Contract::ALL);
        let governor = model.governance.contracts[&contract].by;
        let owner = model.governance.governors[&governor].owner.by;
        let send = |message| Step::Send(owner, Action::Govern(governor, message));
        let parts: Vec<_> = Contract::ALL.into_iter().flat_map(Code::all_of).collect();
        let mut steps: Vec<_> =
            parts.iter().map(|code| Step::Send(Who::Owner, Action::Upload(*code))).collect();
        let parts: Vec<_> = parts.into_iter().take(22 + self.random.index(3)).collect();
        let release = Release { code: Code::Log, parts, version: 1 };
        steps.push(send(Governing::Announce(contract, release.clone())));
        for code in release.parts {
            steps.push(Step::Send(Who::Owner, Action::Remove(code)));
        }
        steps.push(send(Governing::Cancel(contract)));
        steps
    }

    /// A key is lost half way through a hand-over: the offer is taken back, or made to another.
    pub fn lost_offer(&mut self, model: &Model) -> Vec<Step> {
        let governor = self.random.pick(&Governor::ALL);
        let owner = model.governance.governors[&governor].owner.by;
        let (first, second) = (self.anybody(), Who::Owner);
        let send = |by, step| Step::Send(by, Action::Govern(governor, Governing::Owner(step)));
        let mut steps = vec![send(owner, Offer::Propose(first))];
        if self.random.chance(500) {
            steps.push(send(owner, Offer::Cancel));
        }
        steps.push(send(owner, Offer::Propose(second)));
        steps.push(send(first, Offer::Accept));
        steps.push(send(second, Offer::Accept));
        steps.push(send(owner, Offer::Cancel));
        let steward = model.directory.steward.by;
        let shift = |by, step| Step::Send(by, Action::HandOverStewardship(step));
        steps.push(shift(steward, Offer::Propose(first)));
        let directory = model.governance.contracts[&Contract::Directory].by;
        let by = model.governance.governors[&directory].owner.by;
        let replace = Governing::ReplaceSteward(Contract::Directory, Who::Steward);
        steps.push(Step::Send(by, Action::Govern(directory, replace)));
        steps.push(shift(first, Offer::Accept));
        steps
    }
}

fn other(governor: Governor) -> Governor {
    match governor {
        Governor::First => Governor::Second,
        Governor::Second => Governor::First,
    }
}
