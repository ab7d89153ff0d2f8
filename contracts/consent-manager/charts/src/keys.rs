//! The category keys of a chart.

use chartkey_commands::{NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_interfaces::consent::{CategoryKey, CategoryKeyPublished, ConsentError, Rekeyed};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{Account, Category, PatientId, PublicKey};
use ink::prelude::{boxed::Box, vec::Vec};

use crate::{Chart, Charts};

impl Charts {
    /// Publishes a category's key for the chart's controller, at the epoch that is required;
    /// where none is due it is a rotation. Returns the epoch.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Key`].
    pub fn publish_key(
        &mut self,
        caller: &Account,
        patient: Box<PatientId>,
        category: Category,
        key: PublicKey,
    ) -> Result<(u32, CategoryKeyPublished), ConsentError> {
        let mut chart = self.chart(&patient)?;
        chart.ensure_controller(caller)?;
        let epoch = self.put_key(&patient, &mut chart, category, key)?;
        self.charts.insert(&*patient, &chart);
        Ok((epoch, CategoryKeyPublished { patient, category, epoch }))
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
        for NewEnvelope { provision, digest } in &envelopes {
            chart.policy.set_envelope(*provision, *digest)?;
        }
        let mut published = Vec::new();
        for NewCategoryKey { category, epoch: _, key } in keys {
            published.push((category, self.put_key(&patient, &mut chart, category, key)?));
        }
        self.charts.insert(&*patient, &chart);
        let epochs = published.iter().map(|(_, epoch)| *epoch).collect();
        Ok((epochs, Rekeyed { patient, published, envelopes }))
    }

    /// Puts a category's key in the place of the last one. Returns its epoch.
    fn put_key(
        &mut self,
        patient: &PatientId,
        chart: &mut Chart,
        category: Category,
        key: PublicKey,
    ) -> Result<u32, ConsentError> {
        key.check().map_err(ConsentError::Key)?;
        let epoch = chart.epochs.publish(category);
        self.keys.insert((patient, category), &Encoded::of(&CategoryKey { epoch, key }));
        Ok(epoch)
    }

    /// A category's newest key, `None` if none was published.
    #[must_use]
    pub fn category_key(
        &self,
        patient: &PatientId,
        category: Category,
    ) -> Option<Encoded<CategoryKey>> {
        self.keys.get((patient, category))
    }
}

/// Whether each number is greater than the one before.
fn ascend(mut numbers: impl Iterator<Item = u32>) -> bool {
    let mut last = numbers.next();
    numbers.all(|number| last.replace(number).is_some_and(|before| before < number))
}
