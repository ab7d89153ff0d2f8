//! The category keys of a chart.

use chartkey_interfaces::{
    consent::{CategoryKey, CategoryKeyPublished, ConsentError},
    Encoded, PatientId, PublicKey,
};
use chartkey_policy::Category;
use ink::{env::DefaultEnvironment, prelude::boxed::Box};

use crate::Charts;

impl Charts {
    /// Publishes a category's key for the chart's controller, at the epoch that is required;
    /// where none is due it is a rotation. Returns the epoch.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Key`].
    pub fn publish_key(
        &mut self,
        patient: Box<PatientId>,
        category: Category,
        key: PublicKey,
    ) -> Result<u32, ConsentError> {
        key.check().map_err(ConsentError::Key)?;
        let mut chart = self.controlled(&patient)?;
        let epoch = chart.epochs.publish(category);
        self.keys.insert((&*patient, category), &Encoded::of(&CategoryKey { epoch, key }));
        self.charts.insert(&*patient, &chart);
        let published = CategoryKeyPublished { patient, category, epoch };
        ink::env::emit_event::<DefaultEnvironment, _>(published);
        Ok(epoch)
    }

    /// A category's newest key, `None` if none was published.
    #[must_use]
    pub fn key(&self, patient: &PatientId, category: Category) -> Option<Encoded<CategoryKey>> {
        self.keys.get((patient, category))
    }
}
