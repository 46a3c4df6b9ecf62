//! The three-way merge: an adopter's patches meet a new version of the package.
//!
//! Base is the version the patches were made for, theirs the new version, ours the patches. Only where the publisher
//! changed exactly what the adopter changed does a human have to decide; everything else follows by itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::changes::{Change, changes};
use crate::content::{AdaptationPoint, PointKind, content_points};
use crate::package::Package;
use crate::patch::{Patch, check_value, fields_without_choice};

/// Result of a merge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// Patches that stay as they are.
    pub kept: Vec<Patch>,
    /// What comes from the new version without a question.
    pub taken: Vec<Change>,
    /// Patches that are not needed any more.
    pub obsolete: Vec<Obsolete>,
    /// Where a human has to decide.
    pub conflicts: Vec<Conflict>,
}

/// A patch that is not needed any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obsolete {
    /// The patch.
    pub patch: Patch,
    /// What it was about.
    pub label_de: String,
    /// Why it is not needed.
    pub why_de: String,
}

/// A place both sides changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// Path.
    pub path: String,
    /// What it is.
    pub label_de: String,
    /// Where it belongs.
    pub group_de: String,
    /// What kind of value.
    pub kind: PointKind,
    /// Value of the version the patch was made for.
    pub base: Value,
    /// Value of the new version.
    pub theirs: Value,
    /// The adopter's value.
    pub ours: Value,
    /// The adopter's reason.
    pub reason: Option<String>,
    /// Why this has to be decided.
    pub why_de: String,
    /// Whether the adopter's value is still possible.
    pub ours_possible: bool,
    /// The place in the new version, for another value.
    pub point: AdaptationPoint,
}

/// What a human decided for a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Keep our value.
    Ours,
    /// Take the new version's value.
    Theirs,
    /// Neither.
    Value(Value),
}

/// Merges the patches made for `base` with the new version `theirs`.
pub fn merge(base: &Package, theirs: &Package, ours: &[Patch]) -> Merge {
    let (before, after) = (content_points(base), content_points(theirs));
    let mut merge = Merge::default();
    for patch in in_order(ours) {
        merge.place(patch, before.get(&patch.path), after.get(&patch.path));
    }
    merge.keep_a_choice(theirs, &before, &after);
    let mut taken = changes(base, theirs);
    taken.retain(|change| !merge.conflicts.iter().any(|conflict| conflict.path == change.path));
    merge.taken = taken;
    merge
}

/// By path, so that the order in which patches were made does not matter.
fn in_order(patches: &[Patch]) -> Vec<&Patch> {
    let mut sorted: Vec<&Patch> = patches.iter().collect();
    sorted.sort_by_key(|patch| (patch.path.clone(), patch.value.to_string()));
    sorted
}

impl Merge {
    fn place(&mut self, patch: &Patch, before: Option<&AdaptationPoint>, after: Option<&AdaptationPoint>) {
        let Some(point) = after else {
            let label = before.map_or_else(|| patch.path.clone(), |point| point.label_de.clone());
            return self.obsolete(patch, &label, "Die Stelle gibt es in der neuen Fassung nicht mehr.");
        };
        if point.current == patch.value {
            return self.obsolete(patch, &point.label_de, "Die neue Fassung hat denselben Wert.");
        }
        let possible = check_value(point, &patch.value);
        let unchanged = before.is_some_and(|before| before.current == point.current);
        let why = match (&possible, unchanged, before.is_some()) {
            (Ok(()), true, _) => return self.kept.push(patch.clone()),
            (Err(problem), ..) => {
                format!("Die Anpassung ist in der neuen Fassung nicht mehr möglich: {problem}")
            }
            (Ok(()), false, true) => "Der Herausgeber hat dieselbe Stelle geändert.".to_owned(),
            (Ok(()), false, false) => "Die Stelle ist neu, war aber schon angepasst.".to_owned(),
        };
        self.conflict(patch, before, point, why, possible.is_ok());
    }

    fn conflict(
        &mut self,
        patch: &Patch,
        before: Option<&AdaptationPoint>,
        point: &AdaptationPoint,
        why_de: String,
        ours_possible: bool,
    ) {
        self.conflicts.push(Conflict {
            path: patch.path.clone(),
            label_de: point.label_de.clone(),
            group_de: point.group_de.clone(),
            kind: point.kind,
            base: before.map_or(Value::Null, |before| before.current.clone()),
            theirs: point.current.clone(),
            ours: patch.value.clone(),
            reason: patch.reason.clone(),
            why_de,
            ours_possible,
            point: point.clone(),
        });
    }

    fn obsolete(&mut self, patch: &Patch, label: &str, why: &str) {
        self.obsolete.push(Obsolete { patch: patch.clone(), label_de: label.to_owned(), why_de: why.to_owned() });
    }

    /// Codes that were left out may be all that the new version has: then one of them has to stay.
    fn keep_a_choice(
        &mut self,
        theirs: &Package,
        before: &BTreeMap<String, AdaptationPoint>,
        after: &BTreeMap<String, AdaptationPoint>,
    ) {
        for field in fields_without_choice(theirs, &self.kept) {
            let prefix = format!("form/{field}/choice/");
            let is_part = |patch: &Patch| patch.path.starts_with(&prefix) && patch.value == Value::Bool(true);
            let Some(index) = self.kept.iter().position(is_part) else {
                continue;
            };
            let patch = self.kept.remove(index);
            if let Some(point) = after.get(&patch.path) {
                let why = "In der neuen Fassung bliebe sonst keine Auswahl übrig.".to_owned();
                self.conflict(&patch, before.get(&patch.path), point, why, false);
            }
        }
    }

    /// Whether nobody has to decide anything.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty()
    }
}

/// The patches after all decisions; otherwise the paths that lack a decision or whose decision is not possible.
pub fn resolve(merge: &Merge, decisions: &BTreeMap<String, Decision>) -> Result<Vec<Patch>, Vec<String>> {
    let mut patches = merge.kept.clone();
    let mut open = Vec::new();
    for conflict in &merge.conflicts {
        let value = match decisions.get(&conflict.path) {
            Some(Decision::Theirs) => continue,
            Some(Decision::Ours) if conflict.ours_possible => &conflict.ours,
            Some(Decision::Value(value)) => value,
            Some(Decision::Ours) | None => {
                open.push(conflict.path.clone());
                continue;
            }
        };
        if check_value(&conflict.point, value).is_err() {
            open.push(conflict.path.clone());
        } else if *value != conflict.theirs {
            patches.push(Patch { path: conflict.path.clone(), value: value.clone(), reason: conflict.reason.clone() });
        }
    }
    if !open.is_empty() {
        return Err(open);
    }
    patches.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(patches)
}
