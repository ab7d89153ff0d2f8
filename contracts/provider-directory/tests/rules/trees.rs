//! Beginning an organization's next tree.

use super::*;
use chartkey_interfaces::batches::TreeKind;

const DOCUMENTS: TreeKind = TreeKind::Documents;
const RELEASES: TreeKind = TreeKind::Releases;

fn begin(world: &World, caller: &Account, kind: TreeKind) -> Result<(), DirectoryError> {
    world.directory.begin_tree(&world.registry, caller, HOUSE, kind)
}

/// The numbers of the house's trees of documents and of releases.
fn current(world: &World) -> [u32; 2] {
    let records = world.registry.records.borrow();
    [DOCUMENTS, RELEASES].map(|kind| records.current_tree(HOUSE, kind))
}

#[test]
fn only_the_admin_begins_the_next_tree_also_while_paused() {
    run(|mut world| {
        let unknown = world.directory.begin_tree(&world.registry, &ADMIN, UNKNOWN, DOCUMENTS);
        assert_eq!(unknown, Err(DirectoryError::UnknownOrganization));
        world.enrol(ADA, &[Role::Registrar]);
        for caller in [OTHER_ADMIN, STEWARD, GOVERNOR, ADA] {
            assert_eq!(begin(&world, &caller, DOCUMENTS), Err(DirectoryError::NotAdmin));
        }
        world.set_paused(true);
        assert_eq!(begin(&world, &ADMIN, DOCUMENTS), Ok(()));
        assert_eq!(current(&world), [1, 0]);
        assert_eq!(begin(&world, &ADMIN, RELEASES), Ok(()));
        assert_eq!(begin(&world, &ADMIN, DOCUMENTS), Ok(()));
        assert_eq!(current(&world), [2, 1]);
        let lost = world.directory.begin_tree(&Unreachable, &ADMIN, HOUSE, DOCUMENTS);
        assert_eq!(lost, Err(DirectoryError::Unreachable));
    });
}

#[test]
fn in_a_suspended_house_only_an_admin_whom_the_steward_put_in_begins_a_tree() {
    run(|mut world| {
        world.suspend(HOUSE);
        assert_eq!(begin(&world, &ADMIN, DOCUMENTS), Err(DirectoryError::Suspended));
        world.reinstate(HOUSE);
        world.replace_admin(KeyLoss::Stolen);
        assert_eq!(begin(&world, &ADMIN, DOCUMENTS), Err(DirectoryError::NotAdmin));
        assert_eq!(begin(&world, &NEW_ADMIN, DOCUMENTS), Ok(()));
        assert_eq!(current(&world), [1, 0]);
    });
}
