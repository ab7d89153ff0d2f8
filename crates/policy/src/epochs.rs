//! Which generation of each category's key is published, and which one is required.

use scale::{Decode, Encode};

use chartkey_vocabulary::{Categories, Category};

/// How many categories a set can ever hold.
const PLACES: usize = u32::BITS as usize;

/// The key epochs of a chart, per category.
///
/// Epochs count from 1; 0 means that no key was published yet. The required epoch is the
/// published one, or the next one once a reader of the published key was turned away. So every
/// epoch from 1 to the published one was published, and raising twice before the patient
/// publishes asks for one new key only: nobody holds the key that is still to come.
///
/// It has a place for every category that can ever be assigned: one that was not known when the
/// chart was stored has no published key and needs one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct KeyEpochs {
    /// By the bit of the category, assigned or not.
    published: [u32; PLACES],
    outdated: Categories,
}

impl Default for KeyEpochs {
    fn default() -> Self {
        Self { published: [0; PLACES], outdated: Categories::EVERYTHING }
    }
}

impl KeyEpochs {
    /// The epoch of the category's newest published key, 0 if there is none.
    #[must_use]
    pub fn published(&self, category: Category) -> u32 {
        self.published.get(category as usize).copied().unwrap_or(0)
    }

    /// The epoch below which a record of the category is stale; at least 1.
    #[must_use]
    pub fn required(&self, category: Category) -> u32 {
        let next = u32::from(self.outdated.contains(category.into()));
        self.published(category).saturating_add(next)
    }

    /// The categories whose required epoch has no published key, bits of later categories among
    /// them.
    #[must_use]
    pub fn outdated(&self) -> Categories {
        self.outdated
    }

    /// Whether a key of this epoch was published for the category.
    #[must_use]
    pub fn is_published(&self, category: Category, epoch: u32) -> bool {
        epoch != 0 && epoch <= self.published(category)
    }

    /// Asks for a new key of each of these categories.
    pub fn raise(&mut self, categories: Categories) {
        self.outdated = self.outdated.union(categories);
    }

    /// The epoch of the category's next key, `None` once they are used up.
    #[must_use]
    pub fn next(&self, category: Category) -> Option<u32> {
        self.published(category).checked_add(1)
    }

    /// Publishes a key: at the required epoch where one is due, else as a rotation that raises
    /// the required epoch by one. Returns the key's epoch.
    pub fn publish(&mut self, category: Category) -> u32 {
        self.outdated = self.outdated.difference(category.into());
        match self.published.get_mut(category as usize) {
            Some(epoch) => {
                *epoch = epoch.saturating_add(1);
                *epoch
            }
            None => 0,
        }
    }
}
