//! The hash tree of RFC 4998 §4: values in binary order, joined and hashed. Not the tree of the ledger (RFC 6962), which
//! keeps the order of its leaves.

use crate::time_stamp::DigestAlgorithm;

/// A tree over many objects, whose root one time stamp covers.
#[derive(Debug, Clone)]
pub struct HashTree {
    algorithm: DigestAlgorithm,
    groups: Vec<Vec<Vec<u8>>>,
    /// From the groups' values up to the root.
    levels: Vec<Vec<Vec<u8>>>,
}

/// The part of a tree that shows one group's way to the root: lists of values, the lowest first (RFC 4998 §4.2).
pub type ReducedTree = Vec<Vec<Vec<u8>>>;

impl HashTree {
    /// A tree over groups of objects that belong together, each object by its hash; most groups have one.
    /// Nothing if there are no groups or one of them is empty.
    pub fn new(algorithm: DigestAlgorithm, groups: Vec<Vec<Vec<u8>>>) -> Option<Self> {
        if groups.is_empty() || groups.iter().any(Vec::is_empty) {
            return None;
        }
        let mut levels = vec![groups.iter().map(|group| join(algorithm, group)).collect::<Vec<_>>()];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let above = below.chunks(2).map(|pair| join(algorithm, pair)).collect();
            levels.push(above);
        }
        Some(Self { algorithm, groups, levels })
    }

    /// What is time-stamped.
    pub fn root(&self) -> &[u8] {
        self.levels.last().and_then(|level| level.first()).expect("a tree has a root")
    }

    /// The hash algorithm.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The way of a group to the root.
    pub fn reduced(&self, group: usize) -> Option<ReducedTree> {
        let own = self.groups.get(group)?;
        let mut lists = vec![own.clone()];
        let mut index = group;
        for level in &self.levels {
            if let Some(sibling) = level.get(index ^ 1) {
                // A single object stands in one list with its sibling; a group's value is computed from a list of its own.
                if own.len() == 1 && lists.len() == 1 && lists[0].len() == 1 {
                    lists[0].push(sibling.clone());
                } else {
                    lists.push(vec![sibling.clone()]);
                }
            }
            index /= 2;
        }
        for list in &mut lists {
            list.sort();
        }
        Some(lists)
    }
}

/// A single value stands for itself; more are sorted, joined and hashed.
fn join(algorithm: DigestAlgorithm, values: &[Vec<u8>]) -> Vec<u8> {
    match values {
        [single] => single.clone(),
        _ => hash_sorted(algorithm, values.iter().map(Vec::as_slice).collect()),
    }
}

fn hash_sorted(algorithm: DigestAlgorithm, mut values: Vec<&[u8]>) -> Vec<u8> {
    values.sort_unstable();
    let mut hasher = algorithm.hasher();
    for value in values {
        hasher.update(value);
    }
    hasher.finish()
}

/// The root that a reduced tree leads to (RFC 4998 §4.3).
///
/// Programs differ where the first list has one value: some hash it again, as the letters of the RFC say, most take it as
/// it is. Both are bound to the value, so both are accepted.
pub(crate) fn leads_to(algorithm: DigestAlgorithm, lists: &ReducedTree, root: &[u8]) -> bool {
    let Some((first, others)) = lists.split_first() else { return false };
    let climb = |start: Vec<u8>| {
        others.iter().fold(start, |below, list| {
            let values = list.iter().map(Vec::as_slice).chain([below.as_slice()]).collect();
            hash_sorted(algorithm, values)
        })
    };
    let hashed = climb(hash_sorted(algorithm, first.iter().map(Vec::as_slice).collect()));
    if hashed == root {
        return true;
    }
    matches!(first.as_slice(), [single] if climb(single.clone()) == root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALGORITHM: DigestAlgorithm = DigestAlgorithm::Sha256;

    proptest! {
        #[test]
        fn every_group_leads_to_the_root_and_no_other(sizes in proptest::collection::vec(1_usize..4, 1..20)) {
            let mut number = 0_u32;
            let groups: Vec<Vec<Vec<u8>>> = sizes
                .iter()
                .map(|size| {
                    (0..*size)
                        .map(|_| {
                            number += 1;
                            ALGORITHM.digest(&number.to_be_bytes())
                        })
                        .collect()
                })
                .collect();
            let tree = HashTree::new(ALGORITHM, groups.clone()).unwrap();
            for (index, group) in groups.iter().enumerate() {
                let mut lists = tree.reduced(index).unwrap();
                for value in group {
                    prop_assert!(lists[0].contains(value));
                }
                prop_assert!(leads_to(ALGORITHM, &lists, tree.root()));
                lists[0][0][0] ^= 1;
                prop_assert!(!leads_to(ALGORITHM, &lists, tree.root()));
            }
        }
    }

    #[test]
    fn a_tree_needs_objects() {
        assert!(HashTree::new(ALGORITHM, vec![]).is_none());
        assert!(HashTree::new(ALGORITHM, vec![vec![]]).is_none());
        assert!(HashTree::new(ALGORITHM, vec![vec![vec![1]]]).unwrap().reduced(1).is_none());
    }
}
