//! Key epochs, with both numbers written down.

use std::collections::{BTreeMap, BTreeSet};

use chartkey_vocabulary::Category;

/// The published and the required epoch of each category.
#[derive(Clone, Debug)]
pub struct Keys {
    epochs: BTreeMap<Category, (u32, u32)>,
}

impl Default for Keys {
    /// Nothing is published and the first key of each category is required.
    fn default() -> Self {
        Self { epochs: Category::ALL.into_iter().map(|category| (category, (0, 1))).collect() }
    }
}

impl Keys {
    pub fn published(&self, category: Category) -> u32 {
        self.epochs[&category].0
    }

    pub fn required(&self, category: Category) -> u32 {
        self.epochs[&category].1
    }

    /// The categories that wait for a key.
    pub fn awaited(&self) -> BTreeSet<Category> {
        let waiting = self.epochs.iter().filter(|(_, (published, required))| published < required);
        waiting.map(|(category, _)| *category).collect()
    }

    /// A reader was turned away: nobody may hold the required key.
    pub fn raise(&mut self, categories: &BTreeSet<Category>) {
        for category in categories {
            let (published, required) = self.epochs[category];
            if required == published {
                self.epochs.insert(*category, (published, required + 1));
            }
        }
    }

    /// The next key is published, and it is the required one.
    pub fn publish(&mut self, category: Category) -> u32 {
        let next = self.published(category) + 1;
        self.epochs.insert(category, (next, next));
        next
    }
}
