//! The category keys of a chart.

use chartkey_commands::{NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_interfaces::consent::{CategoryKey, CategoryKeyPublished, ConsentError, Rekeyed};
use chartkey_onchain::Encoded;
use chartkey_policy::Change;
use chartkey_vocabulary::{Account, Category, PatientId, PublicKey, Timestamp, SUITE_X25519};
use ink::prelude::{boxed::Box, vec::Vec};

use crate::{Chart, Charts};

/// A category's newest key of the suite X25519. All of a chart's lie in one item, in the order of
/// their categories: 37 bytes each. A key of the suite X-Wing has an item of its own. A category
/// whose suite changed has one of either kind, and the later epoch counts: no item is freed,
/// because another account may have paid for it.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct X25519Key {
    category: Category,
    epoch: u32,
    bytes: [u8; 32],
}

impl Charts {
    /// Publishes a category's key for the chart's controller, at the epoch that it names, the
    /// next one; where none is due it is a rotation. What has ended leaves the policy first.
    /// Returns the epoch.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Key`], [`ConsentError::Epoch`].
    pub fn publish_key(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: Box<PatientId>,
        key: NewCategoryKey,
    ) -> Result<(u32, CategoryKeyPublished), ConsentError> {
        let mut chart = self.chart(&patient)?;
        chart.ensure_controller(caller)?;
        let change = chart.prune(now);
        let (category, epoch) = (key.category, key.epoch);
        self.put_keys(&patient, &mut chart, Vec::from([key]))?;
        self.charts.insert(&*patient, &chart);
        Ok((epoch, CategoryKeyPublished { patient, category, epoch, change }))
    }

    /// Publishes categories' keys for the chart's controller, each as [`Self::publish_key`]
    /// does, and notes new envelopes for the permits that hand them out, all or none. Returns
    /// the epochs, in the order of the keys.
    ///
    /// # Errors
    /// Those of [`Self::publish_key`], [`ConsentError::Policy`] and [`ConsentError::Order`].
    pub fn rekey(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: Box<PatientId>,
        new: NewCategoryKeys,
    ) -> Result<(Vec<u32>, Rekeyed), ConsentError> {
        let NewCategoryKeys { keys, envelopes } = new;
        if (keys.is_empty() && envelopes.is_empty())
            || !ascend(keys.iter().map(|new| new.category as u32))
            || !ascend(envelopes.iter().map(|envelope| envelope.provision))
        {
            return Err(ConsentError::Order);
        }
        let mut chart = self.chart(&patient)?;
        chart.ensure_controller(caller)?;
        let change = chart.prune(now);
        for NewEnvelope { provision, digest } in &envelopes {
            chart.policy.set_envelope(*provision, *digest)?;
        }
        let published: Vec<_> = keys.iter().map(|key| (key.category, key.epoch)).collect();
        self.put_keys(&patient, &mut chart, keys)?;
        self.charts.insert(&*patient, &chart);
        let epochs = published.iter().map(|(_, epoch)| *epoch).collect();
        Ok((epochs, Rekeyed { patient, published, envelopes, change }))
    }

    /// Puts categories' keys in the place of the last ones.
    fn put_keys(
        &mut self,
        patient: &PatientId,
        chart: &mut Chart,
        keys: Vec<NewCategoryKey>,
    ) -> Result<(), ConsentError> {
        let mut x25519_keys = None;
        for NewCategoryKey { category, epoch, key } in keys {
            key.check().map_err(ConsentError::Key)?;
            if chart.epochs.next(category) != Some(epoch) {
                return Err(ConsentError::Epoch);
            }
            chart.epochs.publish(category);
            // Of the suites only X25519 has keys of 32 bytes.
            match <[u8; 32]>::try_from(key.bytes.as_slice()) {
                Ok(bytes) => {
                    let keys = x25519_keys
                        .get_or_insert_with(|| self.x25519_keys.get(patient).unwrap_or_default());
                    put(keys, X25519Key { category, epoch, bytes });
                }
                Err(_) => {
                    let key = Encoded::of(&CategoryKey { epoch, key });
                    self.x_wing_keys.insert((patient, category), &key);
                }
            }
        }
        if let Some(keys) = x25519_keys {
            self.x25519_keys.insert(patient, &keys);
        }
        Ok(())
    }

    /// A category's newest key, `None` if none was published.
    #[must_use]
    pub fn category_key(
        &self,
        patient: &PatientId,
        category: Category,
    ) -> Option<Encoded<CategoryKey>> {
        let epoch = self.chart(patient).ok()?.epochs.published(category);
        let x25519_keys = self.x25519_keys.get(patient).unwrap_or_default();
        match x25519_keys.iter().find(|key| key.category == category && key.epoch == epoch) {
            Some(X25519Key { bytes, .. }) => {
                let key = PublicKey { suite: SUITE_X25519, bytes: bytes.to_vec() };
                Some(Encoded::of(&CategoryKey { epoch, key }))
            }
            None => self.x_wing_keys.get((patient, category)),
        }
    }
}

impl Chart {
    /// Takes what has ended out of the policy, and asks for the new keys that it leaves due.
    fn prune(&mut self, now: Timestamp) -> Change {
        let change = self.policy.prune(now);
        self.epochs.raise(change.raised);
        change
    }
}

/// Puts a key in the place of its category's last one.
fn put(keys: &mut Vec<X25519Key>, new: X25519Key) {
    match keys.binary_search_by_key(&new.category, |key| key.category) {
        Ok(place) => {
            if let Some(key) = keys.get_mut(place) {
                *key = new;
            }
        }
        Err(place) => keys.insert(place, new),
    }
}

/// Whether each number is greater than the one before.
fn ascend(mut numbers: impl Iterator<Item = u32>) -> bool {
    let mut last = numbers.next();
    numbers.all(|number| last.replace(number).is_some_and(|before| before < number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale::Encode;

    #[test]
    fn the_keys_of_32_categories_fit_into_one_item() {
        let key = X25519Key { category: Category::Laboratory, epoch: 1, bytes: [9; 32] };
        assert_eq!(key.encode().len(), 37);
        assert!(vec![key; 32].encode().len() < 16 * 1024);
    }
}
