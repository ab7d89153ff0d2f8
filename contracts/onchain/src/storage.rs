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

/// Ends the message with this answer where it is a success; passes a refusal on.
///
/// After a `&mut self` message ink! writes the contract's root back, 131 million picoseconds,
/// also where nothing in the root has changed. A message that ends here leaves it alone: for
/// messages that change cells of their own key only. ink!'s off-chain environment cannot do it.
///
/// # Errors
/// The refusal. A success does not come back.
pub fn conclude<T: scale::Encode, E>(result: Result<T, E>) -> Result<T, E> {
    match result {
        Ok(value) => ink::env::return_value(
            ink::env::ReturnFlags::empty(),
            &ink::MessageResult::Ok(Ok::<_, ()>(value)),
        ),
        refusal => refusal,
    }
}
