//! Proofs of inclusion and of consistency: planned from sizes alone, assembled from stored nodes, verified.
//!
//! Making a proof is split in two so that a database can answer all reads in one statement:
//! a [`ProofPlan`] says which complete nodes are needed, [`ProofPlan::assemble`] combines them. A subtree at
//! the right edge of the tree is seldom complete and therefore never stored; it is hashed together from the
//! complete ones in it.
//!
//! Verification follows RFC 9162 §2.1.3.2 and §2.1.4.2 step by step and shares no code with the making.

use crate::frontier::fold_right;
use crate::hash::{Hash, empty_root, node_hash};

/// Place of a complete node: see [`CompletedNode`](crate::CompletedNode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// 0 for a leaf, one more for every step towards the root.
    pub level: u8,
    /// Position within the level, from the left, starting with 0.
    pub index: u64,
}

/// Why a proof cannot be made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// There is no leaf with this index in a tree of this size.
    #[error("leaf {index} is not in a tree of {size} leaves")]
    IndexOutOfRange {
        /// The leaf asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The first tree of a consistency proof must not be the larger one.
    #[error("a tree of {first} leaves cannot be the beginning of one of {second}")]
    SizesOutOfOrder {
        /// Size of the earlier tree.
        first: u64,
        /// Size of the later tree.
        second: u64,
    },
    /// A node that must have been stored was not found: the store is damaged.
    #[error("stored node missing: level {level}, index {index}")]
    MissingNode {
        /// Level of the missing node.
        level: u8,
        /// Index of the missing node within its level.
        index: u64,
    },
    /// The number of hashes does not fit the sizes.
    #[error("proof has {found} hashes, expected {expected}")]
    WrongLength {
        /// What the sizes ask for.
        expected: usize,
        /// What was there.
        found: usize,
    },
    /// The hashes do not lead to the root: something was changed.
    #[error("the proof does not lead to the root")]
    RootMismatch,
}

/// What a proof consists of: for every hash of it, the complete nodes from which it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofPlan {
    steps: Vec<Range>,
}

/// Leaves `begin` up to, but not including, `end`: always a subtree in the sense of RFC 6962, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    begin: u64,
    end: u64,
}

impl ProofPlan {
    /// The stored nodes the proof is made from, at most about 2·log₂(size).
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.steps.iter().flat_map(|range| complete_subtrees(range.begin, range.end))
    }

    /// Makes the proof. `lookup` gets level and index of a stored node.
    pub fn assemble(&self, mut lookup: impl FnMut(u8, u64) -> Option<Hash>) -> Result<Vec<Hash>, ProofError> {
        self.steps.iter().map(|range| subtree_root(*range, &mut lookup)).collect()
    }
}

/// The complete subtrees side by side over `begin..end`, from the left, for a `begin` that is a multiple of the
/// largest of them – as it is for every subtree that occurs in a proof.
pub(crate) fn complete_subtrees(begin: u64, end: u64) -> impl Iterator<Item = NodeId> {
    let mut next = begin;
    std::iter::from_fn(move || {
        let level = (end - next).checked_ilog2()?;
        let node = NodeId { level: u8::try_from(level).expect("at most 63"), index: next >> level };
        next += 1 << level;
        Some(node)
    })
}

fn subtree_root(range: Range, lookup: &mut impl FnMut(u8, u64) -> Option<Hash>) -> Result<Hash, ProofError> {
    let roots = complete_subtrees(range.begin, range.end)
        .map(|NodeId { level, index }| lookup(level, index).ok_or(ProofError::MissingNode { level, index }))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(fold_right(&roots).unwrap_or_else(empty_root))
}

/// Root of the tree of the first `size` leaves, from stored nodes: the present tree or any earlier one.
pub fn root_at(size: u64, mut lookup: impl FnMut(u8, u64) -> Option<Hash>) -> Result<Hash, ProofError> {
    subtree_root(Range { begin: 0, end: size }, &mut lookup)
}

/// Where RFC 6962 §2.1 splits a tree of `count` ≥ 2 leaves: the largest power of two smaller than `count`.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// Which hashes prove that leaf `index` is in the tree of `size` leaves: PATH of RFC 6962 §2.1.1.
pub fn inclusion_plan(index: u64, size: u64) -> Result<ProofPlan, ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size });
    }
    let mut steps = Vec::new();
    let mut tree = Range { begin: 0, end: size };
    while tree.end - tree.begin > 1 {
        let (left, right) = halves(tree);
        let (within, sibling) = if index < left.end { (left, right) } else { (right, left) };
        steps.push(sibling);
        tree = within;
    }
    // Found from the root down, given from the leaf up.
    steps.reverse();
    Ok(ProofPlan { steps })
}

/// Which hashes prove that the tree of `first` leaves is the beginning of that of `second`: PROOF of RFC 6962
/// §2.1.2. Empty where there is nothing to prove: for equal sizes and for the empty tree.
pub fn consistency_plan(first: u64, second: u64) -> Result<ProofPlan, ProofError> {
    if first > second {
        return Err(ProofError::SizesOutOfOrder { first, second });
    }
    let mut steps = Vec::new();
    if first == 0 || first == second {
        return Ok(ProofPlan { steps });
    }
    let mut tree = Range { begin: 0, end: second };
    while tree.end != first {
        let (left, right) = halves(tree);
        let (within, sibling) = if first <= left.end { (left, right) } else { (right, left) };
        steps.push(sibling);
        tree = within;
    }
    // The verifier knows the first root already if it is a whole subtree on the left edge.
    if tree.begin != 0 {
        steps.push(tree);
    }
    steps.reverse();
    Ok(ProofPlan { steps })
}

fn halves(tree: Range) -> (Range, Range) {
    let middle = tree.begin + split(tree.end - tree.begin);
    let left = Range { begin: tree.begin, end: middle };
    let right = Range { begin: middle, end: tree.end };
    (left, right)
}

/// Proof that leaf `index` is in the tree of `size` leaves, from the leaf up (RFC 6962 §2.1.1).
pub fn inclusion_proof(
    index: u64,
    size: u64,
    lookup: impl FnMut(u8, u64) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    inclusion_plan(index, size)?.assemble(lookup)
}

/// Proof that the tree of `first` leaves is the beginning of that of `second` (RFC 6962 §2.1.2).
pub fn consistency_proof(
    first: u64,
    second: u64,
    lookup: impl FnMut(u8, u64) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    consistency_plan(first, second)?.assemble(lookup)
}

/// Checks that `leaf` (a leaf hash) is leaf `index` of the tree of `size` leaves with this `root`, RFC 9162 §2.1.3.2.
///
/// Size and root belong together: take both from the same signed checkpoint. A root alone does not say how many
/// leaves it stands for.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size });
    }
    let wrong_length = || ProofError::WrongLength { expected: inclusion_length(index, size), found: proof.len() };
    let mut node = index; // "fn" in the RFC
    let mut last = size - 1; // "sn"
    let mut hash = *leaf; // "r"
    for sibling in proof {
        if last == 0 {
            return Err(wrong_length());
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // An even node here is the last one: without a sibling it moves up as it is.
            let levels = node.trailing_zeros();
            node >>= levels;
            last >>= levels;
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length());
    }
    if hash == *root { Ok(()) } else { Err(ProofError::RootMismatch) }
}

/// How many hashes an inclusion proof has.
fn inclusion_length(index: u64, size: u64) -> usize {
    inclusion_plan(index, size).map_or(0, |plan| plan.steps.len())
}

/// How many hashes a consistency proof has.
fn consistency_length(first: u64, second: u64) -> usize {
    consistency_plan(first, second).map_or(0, |plan| plan.steps.len())
}

/// Checks that the tree of `first` leaves with `first_root` is the beginning of the tree of `second` leaves with
/// `second_root`, RFC 9162 §2.1.4.2. The empty tree is the beginning of every tree, with an empty proof.
pub fn verify_consistency(
    first: u64,
    second: u64,
    first_root: &Hash,
    second_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if first > second {
        return Err(ProofError::SizesOutOfOrder { first, second });
    }
    let wrong_length = || ProofError::WrongLength { expected: consistency_length(first, second), found: proof.len() };
    if first == 0 || first == second {
        let expected = if first == 0 { empty_root() } else { *second_root };
        if !proof.is_empty() {
            return Err(wrong_length());
        }
        return if *first_root == expected { Ok(()) } else { Err(ProofError::RootMismatch) };
    }
    // A first tree that is a whole subtree is the start itself; otherwise the proof begins with the start.
    let (start, path) = if first.is_power_of_two() {
        (*first_root, proof)
    } else {
        let (start, path) = proof.split_first().ok_or_else(wrong_length)?;
        (*start, path)
    };
    let mut node = first - 1; // "fn" in the RFC
    let mut last = second - 1; // "sn"
    let levels = node.trailing_ones();
    node >>= levels;
    last >>= levels;
    let mut earlier = start; // "fr"
    let mut later = start; // "sr"
    for sibling in path {
        if last == 0 {
            return Err(wrong_length());
        }
        if node & 1 == 1 || node == last {
            earlier = node_hash(sibling, &earlier);
            later = node_hash(sibling, &later);
            let levels = node.trailing_zeros();
            node >>= levels;
            last >>= levels;
        } else {
            later = node_hash(&later, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length());
    }
    if earlier == *first_root && later == *second_root {
        return Ok(());
    }
    Err(ProofError::RootMismatch)
}
