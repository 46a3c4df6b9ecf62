//! Trees and proofs: against the published test tree, and against the naive definition for every size up to 300.

// clippy.toml allows this in test functions; their helpers are tests as well.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use lotse_evidence::*;
use proptest::prelude::*;

/// Leaves of the test tree used with RFC 6962 since the first implementation of certificate transparency.
const LEAVES: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const NODE_0_1: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const LEAF_1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const LEAF_4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const NODE_4_5: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const NODE_6_7: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const NODE_4_7: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

/// What a ledger has: the leaves, every completed node, the frontier.
struct Tree {
    leaves: Vec<Hash>,
    nodes: HashMap<(u8, u64), Hash>,
    frontier: Frontier,
}

impl Tree {
    fn new(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self { leaves: Vec::new(), nodes: HashMap::new(), frontier: Frontier::new() };
        for leaf in leaves {
            for node in tree.frontier.push(leaf) {
                let before = tree.nodes.insert((node.level, node.index), node.hash);
                assert_eq!(before, None, "a node is completed once");
            }
            tree.leaves.push(leaf);
        }
        tree
    }

    fn numbered(size: u64) -> Self {
        Self::new((0..size).map(|number| leaf_hash(&number.to_be_bytes())))
    }

    fn lookup(&self) -> impl FnMut(u8, u64) -> Option<Hash> + '_ {
        |level, index| self.nodes.get(&(level, index)).copied()
    }

    fn root(&self, size: u64) -> Hash {
        root_of(&self.leaves[..usize::try_from(size).unwrap()])
    }
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// PATH of RFC 6962 §2.1.1, word for word.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(split);
    let (mut proof, sibling) =
        if index < split { (path(index, left), root_of(right)) } else { (path(index - split, right), root_of(left)) };
    proof.push(sibling);
    proof
}

/// SUBPROOF of RFC 6962 §2.1.2, word for word.
fn subproof(first: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if first == leaves.len() {
        return if known { vec![] } else { vec![root_of(leaves)] };
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(split);
    let (mut proof, sibling) = if first <= split {
        (subproof(first, left, known), root_of(right))
    } else {
        (subproof(first - split, right, false), root_of(left))
    };
    proof.push(sibling);
    proof
}

#[test]
fn published_roots() {
    let leaves: Vec<_> = LEAVES.iter().map(|data| leaf_hash(data)).collect();
    let mut frontier = Frontier::new();
    let mut builder = RootBuilder::new();
    for (size, root) in ROOTS.iter().enumerate() {
        let root: Hash = root.parse().unwrap();
        assert_eq!(root_of(&leaves[..size]), root);
        assert_eq!(frontier.root(), root);
        assert_eq!(builder.root(), root);
        if let Some(data) = LEAVES.get(size) {
            frontier.push_data(data);
            builder.push_data(data);
        }
    }
}

#[test]
fn published_proofs() {
    let tree = Tree::new(LEAVES.iter().map(|data| leaf_hash(data)));
    let inclusion: [(u64, u64, &[&str]); 5] = [
        (0, 1, &[]),
        (0, 8, &[LEAF_1, NODE_0_1, NODE_4_7]),
        (5, 8, &[LEAF_4, NODE_6_7, ROOTS[4]]),
        (2, 3, &[ROOTS[2]]),
        (1, 5, &[ROOTS[1], NODE_0_1, LEAF_4]),
    ];
    for (index, size, proof) in inclusion {
        assert_eq!(inclusion_proof(index, size, tree.lookup()), Ok(hashes(proof)));
    }
    let consistency: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (1, 8, &[LEAF_1, NODE_0_1, NODE_4_7]),
        (6, 8, &[NODE_4_5, NODE_6_7, ROOTS[4]]),
        (2, 5, &[NODE_0_1, LEAF_4]),
    ];
    for (first, second, proof) in consistency {
        assert_eq!(consistency_proof(first, second, tree.lookup()), Ok(hashes(proof)));
    }
}

#[test]
fn every_tree_up_to_300_leaves() {
    let mut frontier = Frontier::new();
    let whole = Tree::numbered(300);
    for size in 0..=300_u64 {
        let root = whole.root(size);
        assert_eq!(frontier.size(), size);
        assert_eq!(frontier.root(), root);
        assert_eq!(root_at(size, whole.lookup()), Ok(root));
        assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Ok(frontier.clone()));
        assert_eq!(Frontier::from_nodes(size, whole.lookup()), Ok(frontier.clone()));
        frontier.push_data(&size.to_be_bytes());
    }
}

#[test]
fn every_inclusion_proof_up_to_300_leaves() {
    let tree = Tree::numbered(300);
    for size in 1..=300_u64 {
        let root = tree.root(size);
        let leaves = &tree.leaves[..usize::try_from(size).unwrap()];
        for (position, leaf) in leaves.iter().enumerate() {
            let index = position as u64;
            let proof = inclusion_proof(index, size, tree.lookup()).unwrap();
            assert_eq!(verify_inclusion(leaf, index, size, &proof, &root), Ok(()));
            // Naive proofs are slow: on a sample of the sizes.
            if !(70..=296).contains(&size) {
                assert_eq!(proof, path(position, leaves), "{index} of {size}");
            }
        }
    }
}

#[test]
fn every_consistency_proof_up_to_300_leaves() {
    let tree = Tree::numbered(300);
    let roots: Vec<_> = (0..=300).map(|size| tree.root(size)).collect();
    for second in 0..=300_usize {
        for first in 0..=second {
            let (small, large) = (first as u64, second as u64);
            let proof = consistency_proof(small, large, tree.lookup()).unwrap();
            let verified = verify_consistency(small, large, &roots[first], &roots[second], &proof);
            assert_eq!(verified, Ok(()), "{first} in {second}");
            if first > 0 && !(70..=296).contains(&second) {
                assert_eq!(proof, subproof(first, &tree.leaves[..second], true));
            }
        }
    }
}

#[test]
fn no_proof_fits_another_index() {
    let tree = Tree::numbered(50);
    for size in 1..=50_u64 {
        let root = tree.root(size);
        for index in 0..size {
            let leaf = tree.leaves[usize::try_from(index).unwrap()];
            let proof = inclusion_proof(index, size, tree.lookup()).unwrap();
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(verify_inclusion(&leaf, other, size, &proof, &root).is_err());
            }
        }
    }
}

#[test]
fn no_proof_fits_another_checkpoint() {
    let tree = Tree::numbered(50);
    let roots: Vec<_> = (0..=50).map(|size| tree.root(size)).collect();
    for size in 1..=50_u64 {
        for index in 0..size {
            let leaf = tree.leaves[usize::try_from(index).unwrap()];
            let proof = inclusion_proof(index, size, tree.lookup()).unwrap();
            for (other, root) in roots.iter().enumerate() {
                let other = other as u64;
                if other != size {
                    assert!(verify_inclusion(&leaf, index, other, &proof, root).is_err());
                }
            }
        }
    }
}

#[test]
fn no_consistency_proof_fits_other_checkpoints() {
    let tree = Tree::numbered(40);
    let roots: Vec<_> = (0..=40).map(|size| tree.root(size)).collect();
    for second in 2..=40_usize {
        for first in 1..second {
            let (small, large) = (first as u64, second as u64);
            let proof = consistency_proof(small, large, tree.lookup()).unwrap();
            for other in (1..=40).filter(|other| *other != second) {
                let verified = verify_consistency(small, other as u64, &roots[first], &roots[other], &proof);
                assert!(verified.is_err(), "{first} in {second} passed for {other}");
            }
            for other in (1..=second).filter(|other| *other != first) {
                let verified = verify_consistency(other as u64, large, &roots[other], &roots[second], &proof);
                assert!(verified.is_err(), "{first} in {second} passed for {other}");
            }
        }
    }
}

#[test]
fn a_rewritten_history_is_not_consistent() {
    let honest = Tree::numbered(60);
    for changed in 0..30_usize {
        let mut leaves = honest.leaves.clone();
        leaves[changed] = leaf_hash(b"changed afterwards");
        let forged = Tree::new(leaves);
        let proof = consistency_proof(30, 60, forged.lookup()).unwrap();
        let verified = verify_consistency(30, 60, &honest.root(30), &forged.root(60), &proof);
        assert_eq!(verified, Err(ProofError::RootMismatch));
    }
}

#[test]
fn the_empty_tree() {
    assert_eq!(root_at(0, |_, _| None), Ok(empty_root()));
    assert_eq!(inclusion_plan(0, 0), Err(ProofError::IndexOutOfRange { index: 0, size: 0 }));
    let root = leaf_hash(b"x");
    assert_eq!(verify_consistency(0, 1, &empty_root(), &root, &[]), Ok(()));
    assert_eq!(verify_consistency(0, 1, &root, &root, &[]), Err(ProofError::RootMismatch));
}

#[test]
fn a_missing_node_is_named() {
    let tree = Tree::numbered(7);
    let mut without = tree.nodes.clone();
    without.remove(&(1, 2));
    assert_eq!(
        inclusion_proof(0, 7, |level, index| without.get(&(level, index)).copied()),
        Err(ProofError::MissingNode { level: 1, index: 2 })
    );
}

#[test]
fn plans_are_short_and_exact() {
    for size in [1_u64, 2, 3, 1_000, 1_000_000, 999_999_999, u64::MAX] {
        for index in [0, size / 3, size - 1] {
            let plan = inclusion_plan(index, size).unwrap();
            let nodes: Vec<_> = plan.nodes().collect();
            assert!(nodes.len() <= 2 * 64);
            // Only complete nodes are asked for.
            for node in nodes {
                let end = u128::from(node.index + 1) << node.level;
                assert!(end <= u128::from(size));
            }
        }
    }
    let plan = consistency_plan(u64::MAX - 1, u64::MAX).unwrap();
    assert!(plan.nodes().count() <= 2 * 64);
}

proptest! {
    #[test]
    fn a_flipped_bit_is_found(
        size in 2_u64..300, pick in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(), bit in 0_usize..256,
    ) {
        let tree = Tree::numbered(size);
        let index = pick.index(usize::try_from(size).unwrap());
        let number = index as u64;
        let root = tree.root(size);
        let proof = inclusion_proof(number, size, tree.lookup()).unwrap();
        let flip = |hash: &mut Hash| hash.0[bit / 8] ^= 1 << (bit % 8);

        let mut changed = proof.clone();
        flip(&mut changed[which.index(proof.len())]);
        prop_assert!(verify_inclusion(&tree.leaves[index], number, size, &changed, &root).is_err());
        let mut leaf = tree.leaves[index];
        flip(&mut leaf);
        prop_assert!(verify_inclusion(&leaf, number, size, &proof, &root).is_err());
        let mut other_root = root;
        flip(&mut other_root);
        prop_assert!(verify_inclusion(&tree.leaves[index], number, size, &proof, &other_root).is_err());
    }

    #[test]
    fn a_flipped_bit_in_a_consistency_proof_is_found(
        second in 2_u64..300, pick in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(), bit in 0_usize..256,
    ) {
        let tree = Tree::numbered(second);
        let first = 1 + pick.index(usize::try_from(second - 1).unwrap()) as u64;
        let (small, large) = (tree.root(first), tree.root(second));
        let mut proof = consistency_proof(first, second, tree.lookup()).unwrap();
        prop_assert_eq!(verify_consistency(first, second, &small, &large, &proof), Ok(()));
        let position = which.index(proof.len());
        proof[position].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_consistency(first, second, &small, &large, &proof).is_err());
    }

    #[test]
    fn order_and_length_matter(
        size in 3_u64..300, pick in any::<prop::sample::Index>(),
        a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(),
    ) {
        let tree = Tree::numbered(size);
        let index = pick.index(usize::try_from(size).unwrap());
        let number = index as u64;
        let leaf = &tree.leaves[index];
        let root = tree.root(size);
        let proof = inclusion_proof(number, size, tree.lookup()).unwrap();
        let mut shuffled = proof.clone();
        shuffled.swap(a.index(proof.len()), b.index(proof.len()));
        if shuffled != proof {
            prop_assert!(verify_inclusion(leaf, number, size, &shuffled, &root).is_err());
        }
        let expected = proof.len();
        let mut longer = proof.clone();
        longer.push(root);
        prop_assert_eq!(
            verify_inclusion(leaf, number, size, &longer, &root),
            Err(ProofError::WrongLength { expected, found: expected + 1 })
        );
        prop_assert_eq!(
            verify_inclusion(leaf, number, size, &proof[1..], &root),
            Err(ProofError::WrongLength { expected, found: expected - 1 })
        );
    }

    #[test]
    fn verifying_anything_never_panics(
        index in any::<u64>(), size in any::<u64>(), words in prop::collection::vec(any::<[u8; 32]>(), 0..130),
    ) {
        let hash = leaf_hash(b"");
        let proof: Vec<_> = words.into_iter().map(Hash).collect();
        prop_assert!(verify_inclusion(&hash, index, size, &proof, &hash).is_err() || size == 1);
        let _ = verify_consistency(index, size, &hash, &hash, &proof);
        let _ = inclusion_plan(index, size).map(|plan| plan.nodes().count());
        let _ = consistency_plan(index, size).map(|plan| plan.nodes().count());
    }

    #[test]
    fn any_bytes_are_a_frontier_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(mut frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
            frontier.push_data(b"");
            let _ = frontier.root();
        }
    }
}
