//! Seeds of emergencies and their reviews.

use chartkey_fuzz::emergency;
use chartkey_interfaces::emergencies::WaitingCases;
use scale::Encode;

use crate::{run, seed};

/// Writes the seeds of the target.
pub fn write() {
    use emergency::{Input, Step, Turn};
    let turn = |pause, step| Turn { pause, step };
    let declared: Vec<_> = [3, 3, 2, 4, 5, 6]
        .into_iter()
        .zip(0..)
        .flat_map(|(pause, entry)| {
            [
                turn(0, Step::Declare(entry, 0, 255)),
                turn(pause, Step::Open(entry, 0)),
                turn(0, Step::Declare(entry, 0, 2)),
                turn(0, Step::Review(entry, entry, 0, 0, 255)),
                turn(0, Step::Review(entry, entry, 1, 1, 255)),
                turn(0, Step::Review(entry, entry, 1, 0, 0)),
                turn(0, Step::Review(entry, entry, 1, 0, 255)),
            ]
        })
        .collect();
    seed("emergency", "declared, reviewed", &run(&Input::New(0), &declared));
    // What is overdue in one organization bars nobody in the other.
    let elsewhere = [
        turn(0, Step::Declare(1, 0, 255)),
        turn(7, Step::Declare(2, 0, 255)),
        turn(0, Step::Declare(1, 1, 255)),
        turn(0, Step::Open(1, 1)),
        turn(0, Step::Open(1, 0)),
        turn(0, Step::Review(1, 0, 1, 0, 255)),
        turn(0, Step::Declare(2, 0, 255)),
    ];
    seed("emergency", "overdue elsewhere", &run(&Input::New(0), &elsewhere));
    let waiting: Vec<_> = (0..10).map(|whom| turn(1, Step::Declare(whom, 1, 255))).collect();
    let late = [turn(7, Step::Open(9, 1)), turn(0, Step::Declare(9, 1, 255))];
    seed("emergency", "too many", &run(&Input::New(0), &[waiting, late.to_vec()].concat()));
    let any = WaitingCases::default();
    seed("emergency", "any", &[Input::Any.encode(), any.encode(), vec![2; 45]]);
}
