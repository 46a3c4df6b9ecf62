//! What changed between two versions of a package, in words.

use std::collections::{BTreeMap, BTreeSet};

use lotse_fim::schema::{Element, Node};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::content::{AdaptationPoint, PointKind, content_points, node_label};
use crate::display::display_de;
use crate::package::Package;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Only the new version has it.
    Added,
    /// Only the old version has it.
    Removed,
    /// Both have it, differently.
    Changed,
}

/// One change between two versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Path; an adaptation path, or a part of the structure such as `form/G1.F2`.
    pub path: String,
    /// What happened.
    pub kind: ChangeKind,
    /// What it is.
    pub label_de: String,
    /// The old value, for adaptable values.
    pub before: Option<Value>,
    /// The new value, for adaptable values.
    pub after: Option<Value>,
    /// The change in a sentence.
    pub text_de: String,
}

/// A part of the structure: what it is called and what it is made of, without adaptable words.
struct Part {
    label: String,
    fingerprint: Value,
}

/// What the new version changed.
pub fn changes(old: &Package, new: &Package) -> Vec<Change> {
    let mut changes = Vec::new();
    let (before, after) = (structure(old), structure(new));
    let mut whole = BTreeSet::new();
    for (path, part) in &after {
        let change = match before.get(path) {
            None => (ChangeKind::Added, format!("Neu: {}.", part.label)),
            Some(own) if own.fingerprint != part.fingerprint => (
                ChangeKind::Changed,
                format!("Geändert: {}{}.", part.label, what_changed(&own.fingerprint, &part.fingerprint)),
            ),
            Some(_) => continue,
        };
        if change.0 == ChangeKind::Added {
            whole.insert(path.clone());
        }
        changes.push(structural(path, change.0, &part.label, change.1));
    }
    for (path, part) in before.iter().filter(|(path, _)| !after.contains_key(*path)) {
        whole.insert(path.clone());
        changes.push(structural(path, ChangeKind::Removed, &part.label, format!("Entfällt: {}.", part.label)));
    }
    let is_part_of_whole = |path: &str| {
        whole.iter().any(|part| path.strip_prefix(part.as_str()).is_some_and(|rest| rest.starts_with('/')))
    };
    let (before, after) = (content_points(old), content_points(new));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths.into_iter().filter(|path| !is_part_of_whole(path)) {
        changes.extend(value_change(path, before.get(path), after.get(path)));
    }
    changes.sort_by(|left, right| (&left.path, left.kind).cmp(&(&right.path, right.kind)));
    changes
}

fn structural(path: &str, kind: ChangeKind, label: &str, text_de: String) -> Change {
    Change { path: path.to_owned(), kind, label_de: label.to_owned(), before: None, after: None, text_de }
}

fn value_change(path: &str, before: Option<&AdaptationPoint>, after: Option<&AdaptationPoint>) -> Option<Change> {
    let point = after.or(before)?;
    let (old, new) = (before.map(|point| &point.current), after.map(|point| &point.current));
    if old == new {
        return None;
    }
    let kind = match (old, new) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    // What is added or removed without words is nothing a reader can see.
    if kind != ChangeKind::Changed && matches!(&point.current, Value::String(text) if text.is_empty()) {
        return None;
    }
    let label = &point.label_de;
    let long = matches!(point.kind, PointKind::Markdown | PointKind::Template);
    let show = |value: Option<&Value>| display_de(point.kind, value.unwrap_or(&Value::Null));
    let text_de = match kind {
        ChangeKind::Added => format!("Neu: {label}."),
        ChangeKind::Removed => format!("Entfällt: {label}."),
        ChangeKind::Changed if long => format!("{label}: Text geändert."),
        ChangeKind::Changed => format!("{label}: {} → {}.", show(old), show(new)),
    };
    Some(Change {
        path: path.to_owned(),
        kind,
        label_de: label.clone(),
        before: old.cloned(),
        after: new.cloned(),
        text_de,
    })
}

/// Names the parts of a structure that differ, as far as they have a German name.
fn what_changed(old: &Value, new: &Value) -> String {
    const NAMES: [(&str, &str); 15] = [
        ("min", "Pflicht oder freiwillig"),
        ("max", "Wiederholbarkeit"),
        ("type", "Art der Angabe"),
        ("limits", "Grenzen"),
        ("codes", "Auswahlmöglichkeiten"),
        ("files", "erlaubte Dateien"),
        ("choice", "Auswahlgruppe"),
        ("when", "Bedingung"),
        ("times", "Vervielfachung"),
        ("period", "Zeitraum"),
        ("from", "Ausgangszustände"),
        ("to", "Zielzustand"),
        ("who", "wer es tut"),
        ("letter", "Schreiben"),
        ("kind", "Bedeutung"),
    ];
    let differs = |key: &str| old.get(key) != new.get(key);
    let names: Vec<&str> = NAMES.iter().filter(|(key, _)| differs(key)).map(|(_, name)| *name).collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

fn structure(package: &Package) -> BTreeMap<String, Part> {
    let mut parts = BTreeMap::new();
    form(package, &package.schema.root, &mut parts);
    for fee in &package.fees.fee {
        let label = format!("Gebühr »{}«", fee.label.de());
        let fingerprint = json!({ "when": fee.when, "times": fee.times, "period": fee.period });
        parts.insert(format!("fees/{}", fee.key), Part { label, fingerprint });
    }
    for state in &package.workflow.state {
        let label = format!("Zustand »{}«", state.label.de());
        let fingerprint = json!({ "kind": state.kind });
        parts.insert(format!("workflow/state/{}", state.key), Part { label, fingerprint });
    }
    for step in &package.workflow.transition {
        let label = format!("Schritt »{}«", step.label.de());
        let fingerprint = json!({
            "kind": step.kind, "from": step.from, "to": step.to, "who": step.who, "letter": step.letter,
            "needs_reason": step.needs_reason,
        });
        parts.insert(format!("workflow/transition/{}", step.key), Part { label, fingerprint });
    }
    for data in &package.filing.personal_data {
        let label = format!("Löschregel »{}«", data.purpose);
        let fingerprint = json!({ "purpose": data.purpose, "fields": data.fields, "starts": data.starts });
        parts.insert(format!("filing/personal_data/{}", data.key), Part { label, fingerprint });
    }
    let first = Part { label: "Anfangszustand".to_owned(), fingerprint: json!({ "to": package.workflow.initial }) };
    parts.insert("workflow/initial".to_owned(), first);
    let rules = Part { label: "Regeln des Formulars".to_owned(), fingerprint: package.conditions.clone() };
    parts.insert("conditions".to_owned(), rules);
    let names = Part { label: "Zuordnung der Felder zu Namen in Schreiben".to_owned(), fingerprint: names(package) };
    parts.insert("form-names".to_owned(), names);
    parts
}

fn names(package: &Package) -> Value {
    json!({ "applicant": package.presentation.applicant, "letter": package.presentation.letter })
}

fn form(package: &Package, nodes: &[Node], parts: &mut BTreeMap<String, Part>) {
    for node in nodes {
        let (what, mut fingerprint) = match &node.element {
            Element::Group(group) => ("Abschnitt", json!({ "choice": group.choice })),
            Element::Field(field) => {
                let codes: Vec<&str> = field.values.iter().map(|value| value.code.as_str()).collect();
                let fingerprint = json!({
                    "type": [json!(field.field_kind), json!(field.data_type)], "limits": field.constraints,
                    "codes": [json!(codes), json!(field.code_list)], "files": [json!(field.media_types), json!(field.max_size)],
                    "content": field.content,
                });
                ("Feld", fingerprint)
            }
        };
        fingerprint["min"] = node.cardinality.min.into();
        fingerprint["max"] = json!(node.cardinality.max);
        let voluntary = if node.cardinality.min == 0 { " (freiwillig)" } else { "" };
        let label = format!("{what} »{}«{voluntary}", node_label(package, node));
        parts.insert(format!("form/{}", node.path), Part { label, fingerprint });
        form(package, node.children(), parts);
    }
}
