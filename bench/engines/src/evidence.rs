//! A ledger of a million entries: built and proved, against the same number of bare hashes.

use std::{collections::HashMap, hint::black_box};

use anyhow::{Context as _, Result};
use lotse_evidence::{Frontier, Hash, RootBuilder, inclusion_proof, leaf_hash, verify_inclusion};
use sha2::{Digest as _, Sha256};

use crate::report::{Row, cpu_seconds, median};

const LEAVES: u32 = 1_000_000;
const ROUNDS: usize = 3;
const PROOFS: u32 = 100_000;
/// A tree hashes each leaf and each pair: what is beyond that is the price of the frontier.
const BUILD_LIMIT: f64 = 0.5;

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let (mut roots, mut stored, mut proved, mut bare) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(rate(LEAVES, || {
            hashes();
            Ok(())
        })?);
        roots.push(rate(LEAVES, || {
            let mut builder = RootBuilder::new();
            entries().for_each(|entry| builder.push_data(&entry));
            black_box(builder.root());
            Ok(())
        })?);
        let mut nodes = HashMap::with_capacity(2 * LEAVES as usize);
        let mut frontier = Frontier::new();
        stored.push(rate(LEAVES, || {
            for entry in entries() {
                nodes.extend(frontier.push_data(&entry).into_iter().map(|node| ((node.level, node.index), node.hash)));
            }
            Ok(())
        })?);
        proved.push(rate(PROOFS, || prove(&nodes, &frontier))?);
    }
    let bare = median(bare);
    Ok(vec![
        Row::rate("a million leaves, root", median(roots), "leaves/CPU-s")
            .against("the same hashes, bare", bare)
            .at_least(BUILD_LIMIT),
        Row::rate("a million leaves, every node kept", median(stored), "leaves/CPU-s")
            .against("the same hashes, bare", bare),
        Row::rate("inclusion proved and checked", median(proved), "proofs/CPU-s"),
    ])
}

/// Entries of 64 bytes, each different.
fn entries() -> impl Iterator<Item = [u8; 64]> {
    (0..LEAVES).map(|number| {
        let mut entry = [b'x'; 64];
        entry[..4].copy_from_slice(&number.to_be_bytes());
        entry
    })
}

/// What every such tree must hash: each entry, and two values for nearly each.
fn hashes() {
    for entry in entries() {
        black_box(Sha256::new().chain_update([0]).chain_update(entry).finalize());
        black_box(Sha256::new().chain_update([1]).chain_update(entry).finalize());
    }
}

fn prove(nodes: &HashMap<(u8, u64), Hash>, frontier: &Frontier) -> Result<()> {
    let (size, root) = (frontier.size(), frontier.root());
    for number in 0..PROOFS {
        // Seven is prime to the number of leaves: the whole tree is visited.
        let index = u64::from(number) * 7 % size;
        let proof = inclusion_proof(index, size, |level, index| nodes.get(&(level, index)).copied())?;
        let mut entry = [b'x'; 64];
        entry[..4].copy_from_slice(&u32::try_from(index).context("too many leaves")?.to_be_bytes());
        verify_inclusion(&leaf_hash(&entry), index, size, &proof, &root)?;
    }
    Ok(())
}

fn rate(count: u32, work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let begin = cpu_seconds()?;
    work()?;
    Ok(f64::from(count) / (cpu_seconds()? - begin))
}
