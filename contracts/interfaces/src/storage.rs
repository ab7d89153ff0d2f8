//! How values are laid out in storage.

/// Lets values of these types stand in storage, each as one SCALE-encoded cell.
#[macro_export]
macro_rules! stored_as_one_cell {
    ($($value:ty),+ $(,)?) => {$(
        #[cfg(feature = "std")]
        impl ink::storage::traits::StorageLayout for $value {
            fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
                ink::metadata::layout::Layout::Leaf(
                    ink::metadata::layout::LeafLayout::from_key::<Self>((*key).into()),
                )
            }
        }
    )+};
}
