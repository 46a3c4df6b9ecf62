//! Which fields an adopter may leave out.
//!
//! A field may go only if nothing else rests on it: the form's rules, the fees, the letters, and who applies.

use std::collections::BTreeSet;

use lotse_fim::schema::Node;
use serde_json::Value;

use crate::letters::answers_in_letters;
use crate::package::Package;

/// Everything that rests on fields.
pub(crate) struct Hiding {
    /// Ids that a rule requires, always or in some case.
    required: BTreeSet<String>,
    /// Ids a rule reads, with the id it acts on.
    read: BTreeSet<(String, String)>,
    fees: BTreeSet<String>,
    identity: BTreeSet<String>,
    letters: BTreeSet<String>,
}

impl Hiding {
    pub fn of(package: &Package) -> Self {
        let owned = |path: &str| path.to_owned();
        let mut hiding = Self {
            required: BTreeSet::new(),
            read: BTreeSet::new(),
            fees: fee_paths(package).into_iter().map(|(_, path)| path).collect(),
            identity: package.presentation.applicant.needed().map(owned).collect(),
            letters: answers_in_letters(package),
        };
        for rule in package.conditions.as_array().into_iter().flatten() {
            hiding.add(rule);
        }
        hiding
    }

    fn add(&mut self, rule: &Value) {
        let target = named(rule, "target_id").unwrap_or_default();
        let actions = rule.get("actions").and_then(Value::as_array);
        if actions.into_iter().flatten().any(|action| action == "required") {
            self.required.insert(target.clone());
        }
        for source in read_ids(rule) {
            self.read.insert((source, target.clone()));
        }
    }
}

/// The id in a member of a rule; of a dotted path the last one.
pub(crate) fn named(rule: &Value, member: &str) -> Option<String> {
    let path = rule.get(member).and_then(Value::as_str)?;
    let id = path.rsplit('.').next().unwrap_or(path);
    (!id.is_empty()).then(|| id.to_owned())
}

/// Ids a rule reads.
pub(crate) fn read_ids(rule: &Value) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    if let Some(source) = named(rule, "source_id") {
        ids.insert(source);
    }
    if let Some(condition) = rule.get("condition") {
        identifiers(condition, &mut ids);
    }
    ids
}

fn identifiers(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match inner {
                    Value::String(name) if key == "identifier" => {
                        ids.insert(name.rsplit('.').next().unwrap_or(name).to_owned());
                    }
                    _ => identifiers(inner, ids),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| identifiers(item, ids)),
        _ => {}
    }
}

/// Key of the fee and path of each field it reads.
pub(crate) fn fee_paths(package: &Package) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for fee in &package.fees.fee {
        let compared = fee.when.iter().flat_map(|when| when.comparisons()).map(|(path, _)| path.to_owned());
        paths.extend(compared.chain(fee.times.clone()).map(|path| (fee.key.clone(), path)));
    }
    paths
}

/// Why a node cannot be left out, in German; nothing if it can.
pub(crate) fn why_not_hidable(hiding: &Hiding, node: &Node) -> Option<String> {
    if node.cardinality.min > 0 {
        return Some("Das ist eine Pflichtangabe.".to_owned());
    }
    let mut paths = Vec::new();
    let mut ids = BTreeSet::new();
    below(node, &mut paths, &mut ids);
    let own = node.element.id();
    if hiding.required.contains(own) {
        return Some("Das ist in bestimmten Fällen eine Pflichtangabe.".to_owned());
    }
    let in_any = |set: &BTreeSet<String>| paths.iter().any(|path| set.contains(*path));
    if in_any(&hiding.fees) {
        return Some("Die Gebühr hängt davon ab.".to_owned());
    }
    if in_any(&hiding.identity) {
        return Some("Das wird gebraucht, um die antragstellende Person zu erreichen.".to_owned());
    }
    if in_any(&hiding.letters) {
        return Some("Die Angabe steht in einem Schreiben.".to_owned());
    }
    // A rule between parts of what goes is no reason to keep it.
    let reads = |(source, target): &(String, String)| ids.contains(source.as_str()) && !ids.contains(target.as_str());
    if hiding.read.iter().any(reads) {
        return Some("Andere Angaben hängen davon ab.".to_owned());
    }
    None
}

fn below<'node>(node: &'node Node, paths: &mut Vec<&'node str>, ids: &mut BTreeSet<&'node str>) {
    paths.push(node.path.as_str());
    ids.insert(node.element.id());
    for child in node.children() {
        below(child, paths, ids);
    }
}
