//! Patches: what an adopter has changed, checked against what may be changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::{AdaptationPoint, Allowed, Leaf, PointKind, Target, leaf_map};
use crate::finding::Finding;
use crate::package::Package;

/// Longest letter.
const MAX_TEMPLATE: usize = 100_000;

/// One change of an adopter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// Path of an adaptation point.
    pub path: String,
    /// The adopter's value.
    pub value: Value,
    /// Why, for the next person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Patch {
    /// A patch without a reason.
    pub fn new(path: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { path: path.into(), value: value.into(), reason: None }
    }
}

/// A difference between the package and an adoption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Path.
    pub path: String,
    /// What it is.
    pub label_de: String,
    /// Where it belongs.
    pub group_de: String,
    /// What kind of value.
    pub kind: PointKind,
    /// The package's value.
    pub upstream: Value,
    /// The adopter's value.
    pub ours: Value,
    /// Why.
    pub reason: Option<String>,
}

/// What is wrong with a value for a point, in German.
pub fn check_value(point: &AdaptationPoint, value: &Value) -> Result<(), String> {
    if let Some(reason) = &point.fixed {
        // To leave a fixed value as it is changes nothing.
        return if *value == point.current { Ok(()) } else { Err(reason.clone()) };
    }
    match (&point.allowed, value) {
        (Allowed::Text { max_length, required }, Value::String(text)) => {
            check_text(text, *max_length, *required, point.kind == PointKind::Text)
        }
        (Allowed::Text { .. }, _) => Err("Hier muss ein Text stehen.".to_owned()),
        (Allowed::Number { min, max }, value) => check_number(point.kind, value, *min, *max),
        (Allowed::YesNo, Value::Bool(_)) => Ok(()),
        (Allowed::YesNo, _) => Err("Hier ist nur Ja oder Nein möglich.".to_owned()),
        (Allowed::OneOf(codes), value) => {
            let known = value.as_str().is_some_and(|text| codes.iter().any(|(code, _)| code == text));
            let names: Vec<String> = codes.iter().map(|(code, name)| format!("{code} ({name})")).collect();
            if known { Ok(()) } else { Err(format!("Möglich sind: {}.", names.join(", "))) }
        }
        (Allowed::Placeholders(known), Value::String(template)) => check_template(template, known),
        (Allowed::Placeholders(_), _) => Err("Hier muss der Text eines Schreibens stehen.".to_owned()),
    }
}

fn check_text(text: &str, max_length: usize, required: bool, one_line: bool) -> Result<(), String> {
    if required && text.trim().is_empty() {
        return Err("Der Text darf nicht leer sein.".to_owned());
    }
    if text.chars().count() > max_length {
        return Err(format!("Der Text ist zu lang, erlaubt sind {max_length} Zeichen."));
    }
    if one_line && text.contains(['\n', '\r']) {
        return Err("Der Text darf keinen Zeilenumbruch enthalten.".to_owned());
    }
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
        return Err("Der Text enthält Steuerzeichen. Bitte neu eingeben.".to_owned());
    }
    Ok(())
}

fn check_number(kind: PointKind, value: &Value, min: i64, max: i64) -> Result<(), String> {
    let Some(number) = value.as_i64() else {
        return Err("Hier muss eine ganze Zahl stehen, Geld in Cent.".to_owned());
    };
    if (min..=max).contains(&number) {
        return Ok(());
    }
    let show = |number: i64| crate::display::display_de(kind, &number.into());
    Err(format!("Erlaubt ist {} bis {}.", show(min), show(max)))
}

pub(crate) fn check_template(template: &str, known: &[String]) -> Result<(), String> {
    if template.trim().is_empty() {
        return Err("Das Schreiben darf nicht leer sein.".to_owned());
    }
    if template.len() > MAX_TEMPLATE {
        return Err("Das Schreiben ist zu lang.".to_owned());
    }
    lotse_letters::check(template).map_err(|error| error.to_string())?;
    let used = lotse_letters::placeholders(template).map_err(|error| error.to_string())?;
    let unknown: Vec<String> = used.into_iter().filter(|name| !known.contains(name)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(format!("Diese Platzhalter gibt es nicht: {}.", unknown.join(", ")))
}

/// Checks patches against a package. The findings name the path of the patch as file.
pub fn validate_patches(package: &Package, patches: &[Patch]) -> Vec<Finding> {
    check_patches(&leaf_map(package), package, patches)
}

pub(crate) fn check_patches(leaves: &BTreeMap<String, Leaf>, package: &Package, patches: &[Patch]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for patch in patches {
        if !seen.insert(&patch.path) {
            let text = "Zu dieser Stelle gibt es zwei Anpassungen. Bitte eine entfernen.";
            findings.push(Finding::error(&patch.path, "anpassung-doppelt", text));
        }
        let Some(leaf) = leaves.get(&patch.path) else {
            let text = "Diese Stelle gibt es im Paket nicht (mehr). Bitte die Anpassung entfernen.";
            findings.push(Finding::error(&patch.path, "anpassung-unbekannt", text));
            continue;
        };
        if let Err(problem) = check_value(&leaf.point, &patch.value) {
            let code = if leaf.point.fixed.is_some() { "anpassung-gesperrt" } else { "anpassung-wert" };
            findings.push(Finding::error(&patch.path, code, format!("{}: {problem}", leaf.point.label_de)));
        } else if patch.value == leaf.point.current {
            let text = format!("{}: Der Wert ist derselbe wie im Paket.", leaf.point.label_de);
            findings.push(Finding::warning(&patch.path, "anpassung-wirkungslos", text));
        } else if shortens_retention(leaf, &patch.value) {
            let text = "Die Frist ist kürzer als im Paket. Bitte mit Rechtsamt und Archiv klären.";
            findings.push(Finding::open(&patch.path, "anpassung-frist-kuerzer", text));
        }
    }
    findings.extend(empty_choices(leaves, package, patches));
    findings
}

fn shortens_retention(leaf: &Leaf, value: &Value) -> bool {
    leaf.target == Target::Retention && value.as_i64() < leaf.point.current.as_i64()
}

/// Paths of choices from which every code is left out.
pub(crate) fn fields_without_choice(package: &Package, patches: &[Patch]) -> Vec<String> {
    choices_left_empty(&leaf_map(package), package, patches)
}

/// A choice must keep at least one code.
fn empty_choices(leaves: &BTreeMap<String, Leaf>, package: &Package, patches: &[Patch]) -> Vec<Finding> {
    let text = "Es muss mindestens eine Auswahl übrig bleiben.";
    let empty = choices_left_empty(leaves, package, patches).into_iter();
    empty.map(|path| Finding::error(&format!("form/{path}"), "anpassung-auswahl-leer", text)).collect()
}

fn choices_left_empty(leaves: &BTreeMap<String, Leaf>, package: &Package, patches: &[Patch]) -> Vec<String> {
    let mut hidden: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for patch in patches.iter().filter(|patch| patch.value == Value::Bool(true)) {
        if let Some(Target::ChoiceHidden(path, code)) = leaves.get(&patch.path).map(|leaf| &leaf.target) {
            hidden.entry(path).or_default().insert(code);
        }
    }
    let mut empty = Vec::new();
    for (path, codes) in hidden {
        let node = package.schema.node(&path.into());
        let Some(lotse_fim::schema::Element::Field(field)) = node.map(|node| &node.element) else {
            continue;
        };
        if field.values.iter().all(|value| codes.contains(value.code.as_str())) {
            empty.push(path.to_owned());
        }
    }
    empty
}

/// What an adoption changes, in the order of the package; patches without effect are left out.
pub fn differences(package: &Package, patches: &[Patch]) -> Vec<Difference> {
    let by_path: BTreeMap<&str, &Patch> = patches.iter().map(|patch| (patch.path.as_str(), patch)).collect();
    let points = crate::content::adaptation_points(package).into_iter();
    let changed = points.filter_map(|point| by_path.get(point.path.as_str()).map(|patch| (point, *patch)));
    changed
        .filter(|(point, patch)| point.current != patch.value)
        .map(|(point, patch)| Difference {
            path: point.path,
            label_de: point.label_de,
            group_de: point.group_de,
            kind: point.kind,
            upstream: point.current,
            ours: patch.value.clone(),
            reason: patch.reason.clone(),
        })
        .collect()
}
