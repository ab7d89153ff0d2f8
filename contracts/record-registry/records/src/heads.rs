//! Heads of trees as they are stored: up to eight as one value, read and written as bytes.

use chartkey_interfaces::{
    batches::{BatchHead, TreeId, TreeKind},
    registry::RegistryError,
};
use chartkey_merkle::Hash;
use chartkey_onchain::{page_numbers, Encoded};
use chartkey_vocabulary::OrgId;
use ink::prelude::{vec, vec::Vec};
use scale::{Decode, Encode};

use crate::Records;

/// How many heads are kept as one value.
const PAGE_HEADS: u32 = 8;

/// The number under which the page that is being filled is kept, of whichever tree.
const OPEN: u32 = u32::MAX;

/// How many bytes a page has before its heads: its tree's number, the number of the next head,
/// and how many heads there are.
const BEFORE_HEADS: usize = 9;

/// How many bytes a head has.
const HEAD_BYTES: usize = 48;

/// How many bytes the heads of a full page have.
const FULL: usize = PAGE_HEADS as usize * HEAD_BYTES;

/// Heads that are kept as one value, at most [`PAGE_HEADS`] of them.
#[derive(Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub(crate) struct HeadPage {
    /// The number of their tree.
    tree: u32,
    /// The number of the head that comes after them.
    next: u32,
    heads: Vec<BatchHead>,
}

/// The page that is being filled, of the tree that an organization anchors in now.
pub(crate) struct OpenPage {
    /// The number of the tree.
    pub(crate) tree: u32,
    /// The number of its next head.
    pub(crate) next: u32,
    page: Encoded<HeadPage>,
}

impl OpenPage {
    /// Size and root of the tree's last head; a tree without one has no leaves.
    pub(crate) fn last(&self) -> (u64, Hash) {
        let last = self.next.checked_sub(1).and_then(|last| head_on(&self.page, last));
        last.unwrap_or_default()
    }
}

impl Records {
    /// The page that is being filled, of an organization's trees of this kind.
    pub(crate) fn open_page(&self, organization: OrgId, kind: TreeKind) -> OpenPage {
        let page = self.heads.get(open(organization, kind)).unwrap_or_else(no_heads);
        let (tree, next) = match page.as_bytes().first_chunk() {
            Some([a, b, c, d, e, f, g, h]) => {
                (u32::from_le_bytes([*a, *b, *c, *d]), u32::from_le_bytes([*e, *f, *g, *h]))
            }
            None => (0, 0),
        };
        OpenPage { tree, next, page }
    }

    /// Keeps a head behind those of the open page, which is moved first where it is full.
    pub(crate) fn push_head(
        &mut self,
        open: &OpenPage,
        next: u32,
        tree: &TreeId,
        head: &BatchHead,
    ) {
        let mut heads = heads_on(&open.page);
        if open.next % PAGE_HEADS == 0 {
            self.close(open, tree);
            heads = &[];
        }
        // So few heads have their number in one byte, four times as large (SCALE, compact).
        let [count, ..] = (open.next % PAGE_HEADS).saturating_add(1).to_le_bytes();
        let mut page = (open.tree, next, count << 2).encode();
        page.extend_from_slice(heads);
        head.encode_to(&mut page);
        self.set_open_page(tree, page);
    }

    /// Begins the tree of this number: the open page of the tree before is moved.
    pub(crate) fn begin(&mut self, open: &OpenPage, number: u32, before: &TreeId) {
        self.close(open, before);
        self.set_open_page(before, (number, 0_u32, 0_u8).encode());
    }

    /// Keeps the open page under its own number, where there are heads on it.
    fn close(&mut self, open: &OpenPage, tree: &TreeId) {
        if let Some(last) = open.next.checked_sub(1) {
            self.heads.insert((tree, last / PAGE_HEADS), &open.page);
        }
    }

    fn set_open_page(&mut self, tree: &TreeId, page: Vec<u8>) {
        let key = self::open(tree.organization, tree.kind);
        self.heads.insert(key, &Encoded::from_bytes(page));
    }

    /// The heads that an organization anchored in a tree, from this number on, at most `limit`
    /// of them.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`].
    pub fn heads(
        &self,
        tree: &TreeId,
        from: u32,
        limit: u32,
    ) -> Result<Encoded<Vec<BatchHead>>, RegistryError> {
        let numbers = page_numbers(from, limit).ok_or(RegistryError::LimitTooLarge)?;
        let mut heads = Vec::new();
        for number in from / PAGE_HEADS..=numbers.end / PAGE_HEADS {
            let before = heads.len();
            heads.extend_from_slice(heads_on(&self.page(tree, number)));
            // Only the last page is not full.
            if heads.len().wrapping_sub(before) < FULL {
                break;
            }
        }
        let heads = heads.get(byte_of(from)..).unwrap_or_default();
        let heads = heads.chunks(HEAD_BYTES).take(limit as usize);
        // So few heads have their number in one byte, four times as large (SCALE, compact).
        let [count, ..] = heads.len().to_le_bytes();
        let mut answer = vec![count << 2];
        heads.for_each(|head| answer.extend_from_slice(head));
        Ok(Encoded::from_bytes(answer))
    }

    /// Size and root of one of a tree's heads.
    pub(crate) fn head(&self, tree: &TreeId, number: u32) -> Option<(u64, Hash)> {
        head_on(&self.page(tree, number / PAGE_HEADS), number)
    }

    /// A page of a tree's heads, from 0 on; an empty one where there is none.
    fn page(&self, tree: &TreeId, number: u32) -> Encoded<HeadPage> {
        let open = self.open_page(tree.organization, tree.kind);
        if tree.number == open.tree && number == open.next.saturating_sub(1) / PAGE_HEADS {
            return open.page;
        }
        self.heads.get((tree, number)).unwrap_or_else(no_heads)
    }
}

/// The key of the page that is being filled.
fn open(organization: OrgId, kind: TreeKind) -> (TreeId, u32) {
    (TreeId { organization, kind, number: OPEN }, OPEN)
}

/// The bytes of the heads on a page.
fn heads_on(page: &Encoded<HeadPage>) -> &[u8] {
    page.as_bytes().get(BEFORE_HEADS..).unwrap_or_default()
}

/// Where a head begins among those on its page.
fn byte_of(number: u32) -> usize {
    HEAD_BYTES.saturating_mul((number % PAGE_HEADS) as usize)
}

/// Size and root of a head on its page.
fn head_on(page: &Encoded<HeadPage>, number: u32) -> Option<(u64, Hash)> {
    let (size, rest) = heads_on(page).get(byte_of(number)..)?.split_first_chunk()?;
    Some((u64::from_le_bytes(*size), *rest.first_chunk()?))
}

fn no_heads() -> Encoded<HeadPage> {
    Encoded::from_bytes(Vec::new())
}
