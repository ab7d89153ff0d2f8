//! Trees that hospitals keep off chain, their anchored heads, and what is admitted of them.

use crate::{
    steps::{Admission, Leaf, Spoilt},
    words::{organization_id, ChartName, Contract, NewRecord, Text, Time, Tree, TreeKind, Who},
};

use super::{
    tree::{self, Hash},
    Model, Names, Predicted, Refusals,
};

const MOST_GROWTH: u64 = 1 << 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: u64,
    pub root: Hash,
    pub anchored_at: Time,
}

/// A hospital's own tree.
#[derive(Clone, Debug, Default)]
pub struct HospitalTree {
    pub leaves: Vec<Hash>,
    /// What the leaves say, where they say something.
    pub records: Vec<Option<RecordLeaf>>,
}

/// What a leaf says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordLeaf {
    pub organization: u32,
    /// The how manieth of its trees of documents.
    pub tree: u32,
    pub chart: ChartName,
    pub record: NewRecord<Time>,
    pub salt: u8,
}

/// What is sent to be anchored.
#[derive(Clone, Debug)]
pub struct Anchoring {
    pub size: u64,
    pub root: Hash,
    pub proof: Vec<Hash>,
    /// Whether the last head does not bear it out.
    pub wrong: bool,
}

/// What is sent to be admitted.
#[derive(Clone, Debug)]
pub struct Placed {
    pub leaf: RecordLeaf,
    pub head: u32,
    pub index: u64,
    pub proof: Vec<Hash>,
    /// Whether the proof leads from the leaf to the head's root, at this index.
    pub holds: bool,
}

impl RecordLeaf {
    /// SCALE of the version and the fields, by hand.
    fn data(&self, names: &Names) -> Vec<u8> {
        let mut data = vec![1];
        data.extend(organization_id(self.organization).to_le_bytes());
        data.extend(self.tree.to_le_bytes());
        data.extend(names.chart(self.chart));
        data.push(self.record.document.category);
        let version = self.record.document.version;
        data.extend([version.digest; 32]);
        data.extend(version.size.to_le_bytes());
        let locator = version.locator.text();
        let length = u32::try_from(locator.len()).expect("locators are short");
        // A compact length: one byte up to 63, two up to 16,383.
        if length < 64 {
            data.push((length << 2) as u8);
        } else {
            data.extend((((length << 2) | 1) as u16).to_le_bytes());
        }
        data.extend(locator.bytes());
        data.extend(version.epoch.to_le_bytes());
        data.extend(self.record.retain.unwrap_or(0).to_le_bytes());
        data.extend([self.salt; 32]);
        data
    }

    pub fn hash(&self, names: &Names) -> Hash {
        tree::leaf(&self.data(names))
    }
}

impl RecordLeaf {
    /// The tree in which it is looked for.
    pub fn of(&self) -> Tree {
        Tree { organization: self.organization, kind: TreeKind::Documents, number: self.tree }
    }
}

impl HospitalTree {
    fn grow(&mut self, names: &Names, leaves: &[Leaf], now: Time) {
        for leaf in leaves {
            match *leaf {
                Leaf::Record(organization, tree, chart, record, salt) => {
                    let record = record.at(now);
                    let leaf = RecordLeaf { organization, tree, chart, record, salt };
                    self.leaves.push(leaf.hash(names));
                    self.records.push(Some(leaf));
                }
                Leaf::Filler(count) => {
                    for _ in 0..count {
                        self.leaves.push(tree::leaf(&self.leaves.len().to_le_bytes()));
                        self.records.push(None);
                    }
                }
            }
        }
    }
}

/// Changes one bit of a proof, or of the root where there is no hash in the proof.
fn flip(proof: &mut [Hash], root: &mut Hash) {
    proof.first_mut().unwrap_or(root)[0] ^= 1;
}

/// What a hospital sends to anchor its tree, with this fault.
fn anchored_tree(tree: &HospitalTree, last: Option<&Head>, spoilt: Spoilt) -> Anchoring {
    let mut leaves = tree.leaves.clone();
    let old = last.map_or(0, |head| head.size);
    if let Spoilt::Grown(by) = spoilt {
        let size = old.saturating_add(MOST_GROWTH).saturating_add_signed(by.into());
        return Anchoring { size, root: [9; 32], proof: Vec::new(), wrong: last.is_some() };
    }
    let whole = leaves.len() as u64;
    let size = match spoilt {
        Spoilt::NotLarger(by) => old.saturating_sub(by.into()),
        _ => whole,
    };
    leaves.truncate(size as usize);
    if let (Spoilt::Fork, Some(first)) = (spoilt, leaves.first_mut()) {
        first[31] ^= 1;
    }
    let root_of_all = tree::root(&leaves);
    let mut root = root_of_all;
    let right =
        if old == 0 || old > size { Vec::new() } else { tree::consistency(old as usize, &leaves) };
    let mut proof = right.clone();
    match spoilt {
        Spoilt::Shorter if proof.pop().is_none() => proof.push([7; 32]),
        Spoilt::Longer => proof.push([7; 32]),
        Spoilt::Bit => flip(&mut proof, &mut root),
        _ => {}
    }
    let wrong = match last {
        // The first head is taken as it is, whatever its root.
        None => !proof.is_empty(),
        Some(head) => {
            let before = leaves.get(..old as usize).map(tree::root);
            before != Some(head.root) || root != root_of_all || proof != right
        }
    };
    Anchoring { size, root, proof, wrong }
}

impl Model {
    /// The proof that a leaf of an organization's own tree is in its head of this number, and
    /// whether that head is one of that tree.
    pub fn proof(&self, of: Tree, head: u32, index: u64) -> Option<(Hash, Vec<Hash>, bool)> {
        let tree = self.trees.get(&of)?;
        let head = self.heads.get(&of)?.get(head as usize)?;
        let leaves = tree.leaves.get(..head.size as usize)?;
        let leaf = *leaves.get(index as usize)?;
        Some((leaf, tree::path(index as usize, leaves), tree::root(leaves) == head.root))
    }

    pub fn tree(&self, of: Tree) -> HospitalTree {
        self.trees.get(&of).cloned().unwrap_or_default()
    }

    /// The tree that an organization anchors in now.
    pub fn current_tree(&self, organization: u32, kind: TreeKind) -> Tree {
        let number = self.current_trees.get(&(organization, kind)).copied().unwrap_or(0);
        Tree { organization, kind, number }
    }

    /// What is anchored of this tree once these leaves are in it.
    pub fn to_anchor(&self, of: Tree, leaves: &[Leaf], spoilt: Spoilt) -> Anchoring {
        let mut tree = self.tree(of);
        tree.grow(&self.names, leaves, self.now);
        let last = self.heads.get(&of).and_then(|heads| heads.last());
        anchored_tree(&tree, last, spoilt)
    }

    pub fn anchor(&mut self, by: Who, of: Tree, leaves: &[Leaf], spoilt: Spoilt) -> Predicted {
        let now = self.now;
        let mut wrong = Refusals::new();
        match self.directory.active_in(by, of.organization) {
            None => wrong.when(true, "NotPractitioner"),
            Some(one) => wrong.when(one.roles & of.kind.role() == 0, "RoleMissing"),
        }
        wrong.when(self.is_paused(Contract::Registry), "Paused");
        let current = self.current_tree(of.organization, of.kind);
        wrong.when(of != current, "Anchoring(OtherTree)");
        let last = self.heads.get(&of).and_then(|heads| heads.last());
        let old = last.map_or(0, |head| head.size);
        let sent = self.to_anchor(of, leaves, spoilt);
        wrong.when(sent.size <= old, "Anchoring(NotLarger)");
        let growth = sent.size.saturating_sub(old);
        wrong.when(growth > MOST_GROWTH, "Anchoring(GrowthTooLarge)");
        wrong.when(sent.wrong, "Anchoring(Proof)");
        let names = self.names.clone();
        self.trees.entry(of).or_default().grow(&names, leaves, now);
        wrong.else_done(|| {
            let heads = self.heads.entry(of).or_default();
            heads.push(Head { size: sent.size, root: sent.root, anchored_at: now });
            (heads.len() - 1).to_string()
        })
    }

    /// What is sent to admit a leaf; `None` where the tree has no record at this index.
    pub fn to_admit(&self, admission: &Admission) -> Option<Placed> {
        let tree = self.tree(admission.tree);
        let index = usize::try_from(admission.index).ok()?;
        let mut leaf = (*tree.records.get(index)?)?;
        let mut hash = *tree.leaves.get(index)?;
        let heads = self.heads.get(&leaf.of());
        let head = heads.and_then(|heads| heads.get(admission.head as usize));
        // Against a head that is not there, or older than the leaf: a proof for the whole tree.
        let whole = tree.leaves.len() as u64;
        let size = head.map_or(whole, |head| head.size);
        let size = if size > admission.index { size.min(whole) } else { whole };
        let leaves = &tree.leaves[..size as usize];
        let right = tree::path(index, leaves);
        let mut proof = right.clone();
        match admission.spoilt {
            Spoilt::Fork => {
                leaf.salt ^= 1;
                hash = leaf.hash(&self.names);
            }
            Spoilt::NotLarger(by) => {
                leaf.record.document.version.locator = Text::Fine(by);
                hash = leaf.hash(&self.names);
            }
            Spoilt::Shorter if proof.pop().is_none() => proof.push([7; 32]),
            Spoilt::Longer => proof.push([7; 32]),
            Spoilt::Bit if proof.is_empty() => proof.push([7; 32]),
            Spoilt::Bit => flip(&mut proof, &mut [0; 32]),
            Spoilt::Shorter | Spoilt::No | Spoilt::Grown(_) => {}
        }
        let holds = head.is_some_and(|head| head.size == size && head.root == tree::root(leaves))
            && admission.off == 0
            && hash == tree.leaves[index]
            && proof == right;
        Some(Placed {
            leaf,
            head: admission.head,
            index: admission.index.saturating_add(admission.off),
            proof,
            holds,
        })
    }

    pub fn admit(&mut self, by: Who, admission: Admission) -> Predicted {
        let Some(placed) = self.to_admit(&admission) else {
            return Predicted::Refused(vec!["nothing was sent".into()]);
        };
        let leaf = placed.leaf;
        let records = [leaf.record];
        let mut wrong = self.putting(by, leaf.chart, leaf.organization, &records);
        let heads = self.heads.get(&leaf.of()).map_or(0, Vec::len);
        wrong.when(placed.head as usize >= heads, "Anchoring(UnknownHead)");
        let of = (leaf.organization, leaf.tree);
        let admitted = self.admitted.get(&of).is_some_and(|all| all.contains(&placed.index));
        wrong.when(admitted, "Anchoring(AlreadyAdmitted)");
        wrong.when(!placed.holds, "Anchoring(Proof)");
        wrong.else_done(|| {
            self.admitted.entry(of).or_default().push(placed.index);
            self.put(leaf.chart, by, (Some(leaf.organization), None), &records).to_string()
        })
    }
}
