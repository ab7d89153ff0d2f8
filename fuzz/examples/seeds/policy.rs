//! Seeds of consent.

use chartkey_fuzz::policy;
use chartkey_policy::Policy;
use scale::Encode;

use crate::{run, seed};

/// Writes the seeds of the target.
pub fn write() {
    use policy::{Asked, Input, Said, Step, Turn};
    let turn = |at, step| Turn { at, step };
    let said = Said {
        permits: true,
        grantee: 0,
        document: None,
        categories: 0x0660,
        purposes: 0x03,
        actions: 0x01,
        from: 10,
        until: Some(100),
        keys: Some(7),
        stray: 0,
    };
    let deny = Said { permits: false, keys: None, ..said };
    let asked = Asked {
        who: 0,
        works_for: Some(1),
        record: None,
        categories: 0x0060,
        session: false,
        purpose: 0,
        append: false,
        emergency: false,
    };
    let record = Asked { record: Some((1, 9, Some(1), None)), ..asked };
    let emergency = Asked { purpose: 1, emergency: true, ..record };
    let asks = |at| {
        [asked, record, emergency, Asked { who: 2, ..asked }, Asked { append: true, ..record }]
            .map(|asked| turn(at, Step::Ask(asked)))
    };
    let granted = [
        vec![turn(5, Step::Add(said, 0))],
        vec![turn(5, Step::Add(Said { until: None, ..said }, 0))],
        vec![turn(5, Step::Add(Said { until: Some(254), ..said }, 0))],
        asks(5).to_vec(),
        asks(50).to_vec(),
        asks(101).to_vec(),
        vec![turn(20, Step::Envelope(0, 8)), turn(20, Step::Publish(5))],
        vec![turn(20, Step::Replace(0, Said { categories: 0x0020, ..said }))],
        vec![turn(20, Step::Replace(1, deny)), turn(20, Step::Revoke(1))],
        asks(50).to_vec(),
    ];
    seed("policy", "granted, replaced, revoked", &run(&Input::New, &granted.concat()));
    let sealed = [
        vec![turn(5, Step::Add(said, 0))],
        vec![turn(5, Step::Add(Said { document: Some(1), until: None, ..deny }, 0))],
        asks(50).to_vec(),
        vec![turn(50, Step::Revoke(1)), turn(50, Step::Direct(false, 0x0200))],
        vec![turn(50, Step::Add(Said { grantee: 7, until: Some(255), ..deny }, 0))],
        asks(50).to_vec(),
    ];
    seed("policy", "sealed, in an emergency", &run(&Input::New, &sealed.concat()));
    let session = Asked { session: true, ..asked };
    let list = |at| {
        turn(
            at,
            Step::AskEach(
                record,
                [(1, 9, None, None), (2, 5, Some(1), None), (3, 6, None, Some(2))],
            ),
        )
    };
    let opened = [
        vec![
            turn(5, Step::Add(said, 0)),
            turn(5, Step::Add(Said { grantee: 4, keys: None, ..said }, 0)),
        ],
        [session, Asked { purpose: 1, emergency: true, ..session }, Asked { who: 2, ..session }]
            .map(|asked| turn(50, Step::Ask(asked)))
            .to_vec(),
        vec![list(50), turn(50, Step::Revoke(0)), list(50), turn(50, Step::Revoke(1))],
        vec![turn(50, Step::Add(Said { grantee: 7, keys: None, ..said }, 0))],
        vec![turn(50, Step::Ask(session)), list(50), list(101)],
        vec![turn(50, Step::Add(Said { document: Some(2), until: None, ..deny }, 0)), list(50)],
    ];
    seed("policy", "lists, sessions", &run(&Input::New, &opened.concat()));
    let family = Said { purposes: 0x80, ..said };
    let asks_family = |at| {
        let asked = Asked { works_for: None, purpose: 7, ..asked };
        [asked, Asked { who: 1, ..asked }].map(|asked| turn(at, Step::Ask(asked)))
    };
    let everything = Said { grantee: 7, categories: u32::MAX, purposes: u16::MAX, ..deny };
    let represented = [
        vec![turn(5, Step::Add(family, 0))],
        asks_family(50).to_vec(),
        vec![turn(5, Step::Add(Said { purposes: 0x81, ..family }, 0))],
        vec![turn(5, Step::Add(Said { actions: 0x03, ..family }, 0))],
        vec![turn(5, Step::Add(Said { grantee: 4, keys: None, ..family }, 0))],
        vec![turn(50, Step::Add(Said { until: None, ..everything }, 0))],
        asks_family(50).to_vec(),
        vec![turn(50, Step::Revoke(1)), turn(101, Step::Prune)],
        asks_family(101).to_vec(),
    ];
    seed("policy", "a representative", &run(&Input::New, &represented.concat()));
    let own = Asked { record: Some((1, 5, Some(1), None)), categories: 0, ..asked };
    let letter = |to| Asked { record: Some((2, 5, None, Some(to))), ..own };
    let reads = |at| [own, letter(2), letter(1), letter(3)].map(|one| turn(at, Step::Ask(one)));
    let sent = [
        reads(5).to_vec(),
        vec![turn(5, Step::Direct(true, 0))],
        reads(5).to_vec(),
        vec![turn(5, Step::Add(Said { document: Some(2), until: None, ..everything }, 0))],
        reads(50).to_vec(),
        vec![turn(50, Step::Add(Said { grantee: 7, keys: None, ..said }, 0))],
        reads(60).to_vec(),
    ];
    seed("policy", "sent, issued, for anyone", &run(&Input::New, &sent.concat()));
    let kept = [
        turn(5, Step::Add(said, 1)),
        turn(20, Step::Revoke(0)),
        turn(20, Step::Add(Said { keys: None, ..said }, 0)),
        turn(20, Step::Add(Said { grantee: 4, keys: None, ..said }, 0)),
        turn(101, Step::Prune),
        turn(101, Step::Publish(5)),
    ];
    seed("policy", "envelopes kept and run out", &run(&Input::New, &kept));
    let full = [
        turn(5, Step::Add(said, 31)),
        turn(5, Step::Add(Said { document: Some(1), ..said }, 31)),
        turn(5, Step::Add(said, 0)),
        turn(5, Step::Add(Said { document: Some(2), ..deny }, 2)),
        turn(5, Step::Add(Said { grantee: 7, until: None, ..deny }, 0)),
        turn(5, Step::Add(Said { document: Some(3), ..deny }, 63)),
        turn(101, Step::Add(said, 0)),
    ];
    seed("policy", "full", &run(&Input::New, &full));
    let refused: Vec<_> = (1..4)
        .map(|stray| Said { stray, ..said })
        .chain([
            Said { grantee: 7, ..said },
            Said { categories: 0, ..said },
            Said { purposes: 0, ..said },
            Said { actions: 0, ..said },
            Said { until: Some(4), ..said },
            Said { from: 102, ..said },
            Said { categories: u32::MAX, ..said },
            Said { purposes: u16::MAX, ..said },
            Said { purposes: 0x40, ..said },
            Said { document: Some(1), actions: 0x03, ..said },
            Said { from: 201, until: None, ..deny },
            Said { keys: Some(1), ..deny },
        ])
        .map(|said| turn(5, Step::Add(said, 0)))
        .collect();
    seed("policy", "refused", &run(&Input::New, &refused));
    let revoke = (1_u8, 0_u32, 5_u64).encode();
    seed("policy", "any", &[Input::Any.encode(), Policy::default().encode(), revoke]);
}
