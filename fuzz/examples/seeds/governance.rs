//! Seeds of the governor.

use chartkey_fuzz::governance;
use chartkey_governance::{Governed, Governor, Release};
use scale::Encode;

use crate::{run, seed};

/// Writes the seeds of the target.
pub fn write() {
    use governance::{At, Call, Input, Wish};
    let call = |at, caller, wish| Call { caller, contract: 0, wish, at: At::Early(at) };
    let second = |at, wish| Call { contract: 1, ..call(at, None, wish) };
    let new = || Input::New([5, 0, u64::MAX]);
    let handed_over = [
        call(1, None, Wish::Propose(2)),
        call(2, None, Wish::TakeBack),
        call(3, Some(2), Wish::Accept),
        call(4, None, Wish::Propose(2)),
        call(5, Some(3), Wish::Accept),
        call(6, Some(2), Wish::Accept),
        call(7, Some(1), Wish::Announce(7, 8, 2)),
        call(8, None, Wish::Announce(7, 8, 2)),
        call(9, None, Wish::Wire(6)),
        call(9, None, Wish::Wire(5)),
        call(9, None, Wish::Wire(5)),
    ];
    seed("governance", "handed over, wired", &run(&new(), &handed_over));
    let released = [
        call(0, None, Wish::Wire(0)),
        second(0, Wish::Wire(0)),
        call(1, None, Wish::Announce(2, 40, 3)),
        call(2, None, Wish::Announce(3, 40, 3)),
        second(2, Wish::Announce(3, 41, 3)),
        call(3, None, Wish::Cancel),
        call(4, None, Wish::Announce(3, 40, 3)),
        call(8, None, Wish::Apply),
        call(9, Some(2), Wish::Apply),
        call(9, None, Wish::Apply),
        call(10, None, Wish::Apply),
        call(11, None, Wish::Announce(2, 60, 17)),
        Call { at: At::Late(17), ..call(0, None, Wish::Apply) },
        second(2, Wish::Apply),
        second(2, Wish::Announce(90, 100, 31)),
        second(2, Wish::Announce(90, 100, 6)),
        call(12, None, Wish::Renounce),
        Call { at: At::Last, ..call(0, None, Wish::Apply) },
        call(13, None, Wish::Announce(2, 0, 0)),
    ];
    seed("governance", "released, renounced", &run(&new(), &released));
    let moved = [
        call(0, None, Wish::Wire(0)),
        call(1, None, Wish::AnnounceMove(3)),
        call(5, None, Wish::Move),
        call(6, None, Wish::Apply),
        call(6, None, Wish::Move),
        call(7, None, Wish::Move),
        call(8, Some(3), Wish::Wire(0)),
        call(9, None, Wish::AnnounceMove(2)),
        Call { at: At::Late(14), ..call(0, None, Wish::Move) },
        call(9, None, Wish::Cancel),
    ];
    seed("governance", "moved", &run(&new(), &moved));
    let owner = [1; 32];
    let (mut governor, mut governed) = (Governor::new(owner), Governed::expected(5));
    governed.wire(5).expect("it is expected");
    let release = Release { code: [2; 32], parts: vec![[3; 32]; 2], version: 2 };
    governor
        .announce(&owner, &mut governed, release, 1_800_000_000_000)
        .expect("the owner announces");
    let contracts = [governed, Governed::expected(0)].to_vec();
    let apply = call(5, None, Wish::Apply);
    let any = [Input::Any.encode(), governor.encode(), contracts.encode(), apply.encode()];
    seed("governance", "any", &any);
}
