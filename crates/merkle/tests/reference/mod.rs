//! The definitions of RFC 6962, section 2.1, written down as they stand there, and what
//! follows from them for a verifier. Nothing here shares code with the crate but SHA-256.

#![allow(dead_code, clippy::arithmetic_side_effects)]

use std::{cell::RefCell, collections::HashMap};

use chartkey_merkle::{Hash, Sha256, SoftwareSha256};

/// A hash that stands for the leaf with this index, different for each.
pub fn leaf(index: usize) -> Hash {
    SoftwareSha256::sha256(format!("\0leaf {index}").as_bytes())
}

/// Some hash that is no node of any tree.
pub fn stranger(name: &str) -> Hash {
    SoftwareSha256::sha256(format!("stranger {name}").as_bytes())
}

fn children(left: Hash, right: Hash) -> Hash {
    SoftwareSha256::sha256(&[vec![1], left.to_vec(), right.to_vec()].concat())
}

/// The largest power of two smaller than `n`, "k < n <= 2k".
fn k(n: usize) -> usize {
    let mut k = 1;
    while 2 * k < n {
        k *= 2;
    }
    k
}

/// D\[n\] of the RFC. A list is a range of it, and the hash of a list is remembered.
pub struct Leaves {
    leaves: Vec<Hash>,
    known: RefCell<HashMap<(usize, usize), Hash>>,
}

impl Leaves {
    /// The leaves 0 to `count` - 1.
    pub fn new(count: usize) -> Self {
        Self { leaves: (0..count).map(leaf).collect(), known: RefCell::default() }
    }

    /// MTH(D\[start:end\]), section 2.1.
    pub fn mth(&self, start: usize, end: usize) -> Hash {
        match end - start {
            0 => SoftwareSha256::sha256(b""),
            1 => self.leaves[start],
            n => {
                let known = self.known.borrow().get(&(start, end)).copied();
                known.unwrap_or_else(|| {
                    let middle = start + k(n);
                    let hash = children(self.mth(start, middle), self.mth(middle, end));
                    self.known.borrow_mut().insert((start, end), hash);
                    hash
                })
            }
        }
    }

    /// PATH(m, D\[start:end\]), section 2.1.1.
    pub fn path(&self, m: usize, start: usize, end: usize) -> Vec<Hash> {
        let n = end - start;
        if n == 1 {
            return Vec::new();
        }
        let k = k(n);
        if m < k {
            let mut path = self.path(m, start, start + k);
            path.push(self.mth(start + k, end));
            path
        } else {
            let mut path = self.path(m - k, start + k, end);
            path.push(self.mth(start, start + k));
            path
        }
    }

    /// PROOF(m, D\[n\]), section 2.1.2.
    pub fn proof(&self, m: usize, n: usize) -> Vec<Hash> {
        self.subproof(m, 0, n, true)
    }

    /// SUBPROOF(m, D\[start:end\], b), section 2.1.2.
    fn subproof(&self, m: usize, start: usize, end: usize, b: bool) -> Vec<Hash> {
        let n = end - start;
        if m == n {
            return if b { Vec::new() } else { vec![self.mth(start, end)] };
        }
        let k = k(n);
        if m <= k {
            let mut proof = self.subproof(m, start, start + k, b);
            proof.push(self.mth(start + k, end));
            proof
        } else {
            let mut proof = self.subproof(m - k, start + k, end, false);
            proof.push(self.mth(start, start + k));
            proof
        }
    }
}

/// The same for the size of a tree that is too large to build.
fn k_of_size(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// What a verifier does with one hash of a proof, or where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Start from the first root.
    FirstRoot,
    /// Start from the first hash of the proof.
    FirstHash,
    /// Put the hash on the left.
    Left,
    /// Put the hash on the right.
    Right,
}

/// What PATH(m, D\[n\]) makes a verifier do. A proof for one index and size is a proof for
/// another exactly if the steps are the same (leaves being different), since the verifier then
/// computes the same; `None` if there is no such leaf.
pub fn inclusion_steps(m: u64, n: u64) -> Option<Vec<Step>> {
    if m >= n {
        return None;
    }
    if n == 1 {
        return Some(Vec::new());
    }
    let k = k_of_size(n);
    let (mut steps, last) = if m < k {
        (inclusion_steps(m, k)?, Step::Right)
    } else {
        (inclusion_steps(m - k, n - k)?, Step::Left)
    };
    steps.push(last);
    Some(steps)
}

/// What PROOF(m, D\[n\]) makes a verifier do; `None` if there is no such proof.
pub fn consistency_steps(m: u64, n: u64) -> Option<Vec<Step>> {
    fn steps(m: u64, n: u64, b: bool) -> Vec<Step> {
        if m == n {
            return vec![if b { Step::FirstRoot } else { Step::FirstHash }];
        }
        let k = k_of_size(n);
        let (mut steps, last) = if m <= k {
            (steps(m, k, b), Step::Right)
        } else {
            (steps(m - k, n - k, false), Step::Left)
        };
        steps.push(last);
        steps
    }
    (m > 0 && m <= n).then(|| steps(m, n, true))
}
