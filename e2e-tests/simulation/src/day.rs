//! The messages of a day, with the times at which they arrive.

use anyhow::Result;
use rand::{
    distributions::{Distribution, Uniform, WeightedIndex},
    SeedableRng,
};
use rand_chacha::ChaCha12Rng;

use crate::prices::PLACES;

/// Milliseconds.
pub const HOUR: u64 = 3_600_000;
/// Milliseconds.
pub const DAY: u64 = 24 * HOUR;

/// How many thousandths of a day's visits begin in each hour: an assumption, with the two peaks of
/// an outpatient department, the busiest hour 15 %.
pub const PROFILE: [u32; 24] =
    [2, 1, 1, 1, 1, 2, 6, 22, 128, 150, 148, 90, 40, 68, 120, 108, 68, 22, 8, 5, 3, 3, 2, 1];

/// How many documents are read at a visit.
pub const DOCUMENTS: u32 = 20;

/// How long a visit takes, in milliseconds: documents are opened during it, its note is registered
/// at its end.
pub const VISIT: u64 = 10 * 60_000;

/// Whose day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// What it is called.
    pub name: &'static str,
    /// Visits of the day.
    pub visits: u32,
    /// Houses with a keeper of their own, which anchors its release log each hour.
    pub houses: u32,
}

impl Scale {
    /// A hospital of the largest kind.
    pub const HOSPITAL: Self = Self { name: "A hospital", visits: 10_000, houses: 1 };

    /// A province of China: 9.55 billion visits a year and 38,355 hospitals, over 31 provinces
    /// (statistical bulletin of the National Health Commission for 2023).
    pub const PROVINCE: Self = Self { name: "A province", visits: 844_000, houses: 1_237 };
}

/// How the documents of a visit are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One by one, during the visit.
    Singly,
    /// All at once, at its start.
    List,
    /// By a session, at its start.
    Session,
}

impl Way {
    /// All.
    pub const ALL: [Self; 3] = [Self::Singly, Self::List, Self::Session];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Singly => "single openings",
            Self::List => "lists",
            Self::Session => "sessions",
        }
    }

    /// How many openings a visit has.
    #[must_use]
    pub fn openings(self) -> u32 {
        match self {
            Self::Singly => DOCUMENTS,
            Self::List | Self::Session => 1,
        }
    }
}

/// A transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// When it arrives, in milliseconds of the day. It can be after midnight, where its visit
    /// began before.
    pub at: u32,
    /// Which price it has: an opening by the place of its entry, or [`REGISTER`] or [`ANCHOR`].
    pub kind: u8,
}

/// The kind of a registration.
pub const REGISTER: u8 = 16;
/// The kind of an anchoring.
pub const ANCHOR: u8 = 17;

/// The messages of a day, in the order in which they arrive: the openings and one registration of
/// each visit, and the hourly anchoring of each house. The times of the visits are a Poisson process
/// with the rate of [`PROFILE`], given how many there are. The same seed gives the same day, and the
/// same visits whatever the way.
///
/// # Errors
/// When the profile cannot be drawn from.
pub fn messages(scale: Scale, way: Way, seed: u64) -> Result<Vec<Message>> {
    let hours = WeightedIndex::new(PROFILE)?;
    let within_an_hour = Uniform::new(0, HOUR);
    let within_a_visit = Uniform::new(0, VISIT);
    let place = Uniform::new(0, PLACES);
    let mut visits = ChaCha12Rng::seed_from_u64(seed);
    let mut others = ChaCha12Rng::seed_from_u64(seed);
    others.set_stream(1);
    let mut messages = Vec::new();
    let mut arrives = |at: u64, kind: usize| -> Result<()> {
        messages.push(Message { at: u32::try_from(at)?, kind: u8::try_from(kind)? });
        Ok(())
    };
    for _ in 0..scale.visits {
        let hour = u64::try_from(hours.sample(&mut visits))?;
        let begin = hour * HOUR + within_an_hour.sample(&mut visits);
        arrives(begin + VISIT, REGISTER.into())?;
        for _ in 0..way.openings() {
            let later = match way {
                Way::Singly => within_a_visit.sample(&mut others),
                Way::List | Way::Session => 0,
            };
            arrives(begin + later, place.sample(&mut others))?;
        }
    }
    for _ in 0..scale.houses {
        let minute = within_an_hour.sample(&mut others);
        for hour in 0..24 {
            arrives(hour * HOUR + minute, ANCHOR.into())?;
        }
    }
    messages.sort_unstable();
    Ok(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Scale = Scale { name: "small", visits: 2_000, houses: 3 };

    fn of_kind(messages: &[Message], wanted: impl Fn(u8) -> bool) -> Vec<u32> {
        let wanted = messages.iter().filter(|message| wanted(message.kind));
        wanted.map(|message| message.at).collect()
    }

    #[test]
    fn the_profile_is_a_whole_day_whose_busiest_hour_has_a_seventh_of_it() {
        assert_eq!(PROFILE.iter().sum::<u32>(), 1_000);
        assert_eq!(PROFILE.iter().max(), Some(&150));
    }

    #[test]
    fn every_visit_opens_and_registers_and_every_house_anchors_hourly() -> Result<()> {
        for (way, openings) in [(Way::Singly, 40_000), (Way::List, 2_000), (Way::Session, 2_000)] {
            let messages = messages(SMALL, way, 1)?;
            assert!(messages.is_sorted());
            assert_eq!(of_kind(&messages, |kind| kind < REGISTER).len(), openings);
            assert_eq!(of_kind(&messages, |kind| kind == REGISTER).len(), 2_000);
            assert_eq!(of_kind(&messages, |kind| kind == ANCHOR).len(), 72);
        }
        Ok(())
    }

    #[test]
    fn the_same_seed_gives_the_same_day_and_another_gives_another() -> Result<()> {
        let first = messages(SMALL, Way::Singly, 1)?;
        assert_eq!(first, messages(SMALL, Way::Singly, 1)?);
        assert_ne!(first, messages(SMALL, Way::Singly, 2)?);
        let visits = |way| {
            Ok::<_, anyhow::Error>(of_kind(&messages(SMALL, way, 1)?, |kind| kind == REGISTER))
        };
        assert_eq!(visits(Way::Singly)?, visits(Way::Session)?);
        Ok(())
    }

    /// Within four standard deviations of what the profile says.
    #[test]
    fn visits_come_by_the_hours_of_the_profile() -> Result<()> {
        let scale = Scale { visits: 100_000, ..SMALL };
        let begun = of_kind(&messages(scale, Way::List, 7)?, |kind| kind < REGISTER);
        for (hour, thousandths) in (0..).zip(PROFILE) {
            let from = hour * HOUR;
            let here = begun.iter().filter(|at| (from..from + HOUR).contains(&u64::from(**at)));
            let (found, expected) = (here.count() as f64, f64::from(thousandths) * 100.0);
            assert!((found - expected).abs() <= 4.0 * expected.sqrt(), "{hour}: {found}");
        }
        Ok(())
    }
}
