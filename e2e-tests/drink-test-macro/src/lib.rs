//! In the place of drink's attribute `drink::test`, which builds contracts and is used nowhere
//! here: the real crate would compile cargo-contract's build library, Binaryen included, a second
//! time, as a dependency of a procedural macro.
