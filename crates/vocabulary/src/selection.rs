//! What somebody asks to open.

use alloc::vec::Vec;

use crate::Categories;

/// How many records one opening names at the most.
pub const MAX_OPENED: usize = 32;

/// What somebody asks to open, all or none of it.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Selection {
    /// 1 to [`MAX_OPENED`] records, by ascending ids.
    Records(Vec<u32>),
    /// A session: every record of these categories, those registered while it lasts among them.
    Categories(Categories),
}

impl Selection {
    /// One record.
    #[must_use]
    pub fn record(id: u32) -> Self {
        Self::Records([id].into())
    }
}

/// Whether an opening may name these records: 1 to [`MAX_OPENED`], each once, in ascending order.
#[must_use]
pub fn is_list_of_records(ids: &[u32]) -> bool {
    !ids.is_empty() && ids.len() <= MAX_OPENED && ids.is_sorted_by(|one, next| one < next)
}
