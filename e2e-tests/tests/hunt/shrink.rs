//! Making a failing case small: fewer steps, then smaller numbers in them.

use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::Value;

use crate::{
    run::{replay, Failure, Look},
    steps::Step,
};

struct Shrinking {
    best: Failure,
    kind: String,
    look: Look,
    until: Instant,
}

/// A smaller case that fails in the same way, as far as this much time leads.
///
/// # Errors
/// When the suite cannot be deployed.
pub fn shrink(failure: Failure, time: Duration) -> Result<Failure> {
    let (kind, until) = (failure.kind().to_owned(), Instant::now() + time);
    let (steps, looks) = (failure.steps.clone(), failure.looks());
    let mut shrinking = Shrinking { best: failure, kind, look: Look::All, until };
    for look in looks {
        shrinking.look = *look;
        if shrinking.accept(&steps)? {
            break;
        }
    }
    shrinking.drop_steps()?;
    shrinking.lower_numbers()?;
    shrinking.drop_steps()?;
    Ok(shrinking.best)
}

impl Shrinking {
    fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Takes these steps if they fail in the same way.
    fn accept(&mut self, steps: &[Step]) -> Result<bool> {
        match replay(steps, self.look)? {
            Some(failure) if failure.kind() == self.kind => {
                self.best = failure;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Leaves out halves, quarters and so on, down to single steps, from the end.
    fn drop_steps(&mut self) -> Result<()> {
        let mut size = self.best.steps.len() / 2;
        while size > 0 {
            let mut end = self.best.steps.len();
            while end > 0 && !self.is_over() {
                let begin = end.saturating_sub(size);
                let mut steps = self.best.steps.clone();
                steps.drain(begin..end);
                if self.accept(&steps)? {
                    // The failure may come earlier now.
                    end = begin.min(self.best.steps.len());
                } else {
                    end = begin;
                }
            }
            size /= 2;
        }
        Ok(())
    }

    /// Tries smaller numbers, one after the other.
    fn lower_numbers(&mut self) -> Result<()> {
        for place in 0..self.best.steps.len() {
            let mut number = 0;
            while !self.is_over() && place < self.best.steps.len() {
                let value = serde_json::to_value(&self.best.steps[place])?;
                let mut smaller = value.clone();
                if !lower(&mut smaller, &mut number.clone()) {
                    break;
                }
                number += 1;
                // A value that is no step any more is left.
                let Ok(step) = serde_json::from_value(smaller) else { continue };
                let mut steps = self.best.steps.clone();
                steps[place] = step;
                if steps != self.best.steps {
                    self.accept(&steps)?;
                }
            }
        }
        Ok(())
    }
}

/// Makes the number at this place 0; false where there are not so many.
fn lower(value: &mut Value, place: &mut usize) -> bool {
    match value {
        Value::Number(_) if *place == 0 => {
            *value = Value::from(0);
            true
        }
        Value::Number(_) => {
            *place -= 1;
            false
        }
        Value::Array(list) => list.iter_mut().any(|one| lower(one, place)),
        Value::Object(fields) => fields.values_mut().any(|one| lower(one, place)),
        _ => false,
    }
}
