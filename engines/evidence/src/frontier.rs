//! Growing a tree: the frontier (also: compact range) is all that an append needs to know.
//!
//! A tree of `size` leaves is, from the left, a row of complete subtrees – one for every bit set in `size`,
//! the largest first. Their roots are the frontier. Appending a leaf works like adding one in binary: equal
//! neighbours melt into one of the next level. So an append touches O(log n) hashes and reads nothing else.

use crate::hash::{Hash, empty_root, leaf_hash, node_hash};
use crate::proof::{ProofError, complete_subtrees};

/// An inner node (or leaf, level 0) that will never change again, as the last append completed it.
///
/// Node (level, index) stands over the leaves `index << level` up to, but not including, `(index + 1) << level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompletedNode {
    /// 0 for a leaf, one more for every step towards the root.
    pub level: u8,
    /// Position within the level, from the left, starting with 0.
    pub index: u64,
    /// Hash of the leaf, or of the two nodes below.
    pub hash: Hash,
}

/// The roots of the complete subtrees of a tree, largest first, and the tree's size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// One entry for every bit set in `size`, from the most to the least significant.
    roots: Vec<Hash>,
}

/// The bytes are not a serialised [`Frontier`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a frontier: {bytes} bytes do not fit a tree of {size} leaves")]
pub struct FrontierError {
    /// Length of what was given.
    pub bytes: usize,
    /// Size as far as it could be read, else 0.
    pub size: u64,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends the hash of a leaf and returns every node this completed: first the leaf itself (level 0), then,
    /// upwards, each inner node that has got its right half. Stored by level and index, these nodes are what
    /// proofs are made from later. On average an append completes two nodes.
    pub fn push(&mut self, leaf: Hash) -> Vec<CompletedNode> {
        let index = self.size;
        let mut node = CompletedNode { level: 0, index, hash: leaf };
        let mut completed = vec![node];
        // As many carries as there are ones at the end of the old size.
        for _ in 0..index.trailing_ones() {
            let left = self.roots.pop().expect("one root for every bit set in size");
            node = CompletedNode { level: node.level + 1, index: node.index / 2, hash: node_hash(&left, &node.hash) };
            completed.push(node);
        }
        self.roots.push(node.hash);
        self.size += 1;
        completed
    }

    /// Appends data: [`push`](Self::push) of its leaf hash.
    pub fn push_data(&mut self, data: &[u8]) -> Vec<CompletedNode> {
        self.push(leaf_hash(data))
    }

    /// Root of the tree, RFC 6962 §2.1.
    pub fn root(&self) -> Hash {
        fold_right(&self.roots).unwrap_or_else(empty_root)
    }

    /// For one row in a database: the size, big-endian, then the hashes, largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 32 * self.roots.len());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for root in &self.roots {
            bytes.extend_from_slice(root.as_bytes());
        }
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let Some((size, hashes)) = bytes.split_first_chunk::<8>() else {
            return Err(FrontierError { bytes: bytes.len(), size: 0 });
        };
        let size = u64::from_be_bytes(*size);
        let (hashes, rest) = hashes.as_chunks::<32>();
        // Larger trees do not occur; the limit keeps every later sum within range.
        let sensible = i64::try_from(size).is_ok();
        let fits = rest.is_empty() && hashes.len() == size.count_ones() as usize;
        if !(sensible && fits) {
            return Err(FrontierError { bytes: bytes.len(), size });
        }
        let roots = hashes.iter().copied().map(Hash).collect();
        Ok(Self { size, roots })
    }

    /// Builds the frontier of a tree of `size` leaves from stored nodes, for example after a restore.
    pub fn from_nodes(size: u64, mut lookup: impl FnMut(u8, u64) -> Option<Hash>) -> Result<Self, ProofError> {
        let roots = complete_subtrees(0, size)
            .map(|node| {
                lookup(node.level, node.index).ok_or(ProofError::MissingNode { level: node.level, index: node.index })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { size, roots })
    }
}

/// Root over complete subtrees that stand side by side, largest first: the right edge is hashed first.
pub(crate) fn fold_right(roots: &[Hash]) -> Option<Hash> {
    roots.iter().rev().copied().reduce(|right, left| node_hash(&left, &right))
}

/// Root of a stream of leaves, in O(log n) memory: for checking a ledger from its first event to its last.
#[derive(Debug, Clone, Default)]
pub struct RootBuilder {
    frontier: Frontier,
}

impl RootBuilder {
    /// No leaves yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.frontier.push(leaf);
    }

    /// Adds the next leaf as data.
    pub fn push_data(&mut self, data: &[u8]) {
        self.push(leaf_hash(data));
    }

    /// Number of leaves so far.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Root over the leaves so far; more may follow.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }
}

impl Extend<Hash> for RootBuilder {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        for leaf in leaves {
            self.push(leaf);
        }
    }
}

impl FromIterator<Hash> for RootBuilder {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut builder = Self::new();
        builder.extend(leaves);
        builder
    }
}

/// Root of a tree, written down as RFC 6962 §2.1 defines it. Slow and obvious: the yardstick for the rest.
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            // The largest power of two smaller than the number of leaves.
            let split = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            node_hash(&root_of(left), &root_of(right))
        }
    }
}
