//! Of which classes a node is, with everything they are a kind of: by the vocabularies and by the catalogue itself.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use crate::{
    constraints::{self, ClassId},
    graph::{Graph, TermId},
    lists::{self, ListId},
    names,
};

/// By the vocabularies the kinds of each class.
static KINDS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut kinds: HashMap<String, Vec<String>> = HashMap::new();
    for (class, kind_of) in constraints::subclasses() {
        kinds.entry(kind_of).or_default().push(class);
    }
    kinds
});

/// Classes whose instances are the entries of a list, whether a catalogue says so or not.
static LISTED: LazyLock<Vec<(ClassId, ListId)>> = LazyLock::new(|| {
    constraints::classes().filter_map(|class| Some((class, lists::by_scheme(class.iri())?))).collect()
});

/// Classes as bits.
pub(super) struct Classes {
    /// Of each node.
    pub(super) masks: Vec<u64>,
    /// Nodes of a list of which the graph says nothing itself.
    pub(super) listed: Vec<TermId>,
    /// Of all nodes together.
    pub(super) all: u64,
}

impl Classes {
    pub(super) fn of(graph: &Graph) -> Self {
        let of_class = class_masks(graph);
        let mut masks = vec![0; graph.number_of_terms()];
        if let Some(kind) = graph.id(names::TYPE) {
            for row in graph.rows().iter().filter(|row| row[1] == kind) {
                masks[row[0].index()] |= of_class.get(&row[2]).copied().unwrap_or(0);
            }
        }
        let mut listed = Vec::new();
        for (class, list) in LISTED.iter() {
            let said = graph.id_of_iri(class.iri()).and_then(|class| of_class.get(&class)).copied();
            for node in list.list().entries.iter().filter_map(|entry| graph.id_of_iri(entry.iri)) {
                masks[node.index()] |= class.bit() | said.unwrap_or(0);
                if graph.about(node).is_empty() {
                    listed.push(node);
                }
            }
        }
        let all = masks.iter().fold(0, |all, mask| all | mask);
        Self { masks, listed, all }
    }
}

/// From each class of the rules down to its kinds; each is visited once, so circles do no harm.
fn class_masks(graph: &Graph) -> HashMap<TermId, u64> {
    let mut said: HashMap<TermId, Vec<TermId>> = HashMap::new();
    if let Some(sub_class_of) = graph.id_of_iri(names::SUB_CLASS_OF) {
        for row in graph.rows().iter().filter(|row| row[1] == sub_class_of) {
            said.entry(row[2]).or_default().push(row[0]);
        }
    }
    let mut masks: HashMap<TermId, u64> = HashMap::new();
    for class in constraints::classes() {
        // A class of the vocabularies need not occur in the graph and still stand between two that do.
        let mut names_open = vec![class.iri()];
        let mut nodes_open = Vec::new();
        let mut names_seen: HashSet<&str> = HashSet::new();
        let mut nodes_seen: HashSet<TermId> = HashSet::new();
        while let Some(name) = names_open.pop() {
            if !names_seen.insert(name) {
                continue;
            }
            nodes_open.extend(graph.id_of_iri(name));
            names_open.extend(KINDS.get(name).into_iter().flatten().map(String::as_str));
            while let Some(node) = nodes_open.pop() {
                if !nodes_seen.insert(node) {
                    continue;
                }
                *masks.entry(node).or_default() |= class.bit();
                nodes_open.extend(said.get(&node).into_iter().flatten());
                // What the catalogue calls a kind may itself have kinds by the vocabularies.
                if let Some(below) = graph.iri(node).and_then(|iri| KINDS.get(iri)) {
                    names_open.extend(below.iter().map(String::as_str));
                }
            }
        }
    }
    masks
}
