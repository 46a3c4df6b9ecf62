//! What an adopter may change: every adaptable value of a package with its path.
//!
//! A path is what patches, differences and merges speak about. It is built from keys that stay the same between versions
//! (node paths, keys of fees, states and texts), never from positions.

use std::collections::BTreeMap;

use lotse_fim::schema::{Element, Field, Node};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fees::MAX_AMOUNT_CENTS;
use crate::filing::Disposal;
use crate::hiding::{Hiding, why_not_hidable};
use crate::language::{Language, LocalText};
use crate::letters::known_names;
use crate::package::Package;
use crate::texts;

/// Longest single-line text.
const MAX_LINE: usize = 300;
/// Longest text of several paragraphs.
const MAX_TEXT: usize = 20_000;
/// A choice with more codes is a register, not something to adapt code by code.
const MAX_CHOICES: usize = 50;

/// What kind of value stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// One line of text.
    Text,
    /// Several paragraphs in Markdown.
    Markdown,
    /// A letter with placeholders.
    Template,
    /// Integer cents.
    Money,
    /// A number of days.
    Days,
    /// A number of years.
    Years,
    /// Whether a field, group or code is left out.
    Hidden,
    /// One of several codes.
    Choice,
}

/// Which values are possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// A text; whether it must not be empty.
    Text {
        /// Greatest number of characters.
        max_length: usize,
        /// Must not be empty.
        required: bool,
    },
    /// A whole number.
    Number {
        /// At least.
        min: i64,
        /// At most.
        max: i64,
    },
    /// `true` or `false`.
    YesNo,
    /// One of these codes, with names.
    OneOf(Vec<(String, String)>),
    /// A letter that uses only these placeholders.
    Placeholders(Vec<String>),
}

/// A value an adopter may change, or is told why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdaptationPoint {
    /// Stable path.
    pub path: String,
    /// What kind of value.
    pub kind: PointKind,
    /// What it is, for a clerk.
    pub label_de: String,
    /// Where it belongs, for headings.
    pub group_de: String,
    /// The value of the package.
    pub current: Value,
    /// Which values are possible.
    pub allowed: Allowed,
    /// Why it cannot be changed; nothing if it can.
    pub fixed: Option<String>,
}

/// What a path points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Text(Language, String),
    FormLabel(String, Language),
    FormHelp(String, Language),
    ChoiceLabel(String, String, Language),
    ChoiceHidden(String, String),
    Hidden(String),
    FeeAmount(String),
    FeeLabel(String, Language),
    Deadline,
    StateDeadline(String),
    StateLabel(String, Language),
    StepDeadline(String),
    StepLabel(String, Language),
    Letter(String),
    PlanUnit,
    PlanTitle,
    Retention,
    Disposal,
    DeletionDays(String),
}

/// A point with what it points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub point: AdaptationPoint,
    pub target: Target,
}

/// Everything an adopter may change, in the order a clerk thinks: texts, form, fees, workflow, letters, filing.
pub fn adaptation_points(package: &Package) -> Vec<AdaptationPoint> {
    leaves(package).into_iter().map(|leaf| leaf.point).collect()
}

/// Path → value of everything adaptable.
pub fn content(package: &Package) -> BTreeMap<String, Value> {
    leaves(package).into_iter().map(|leaf| (leaf.point.path, leaf.point.current)).collect()
}

pub(crate) fn content_points(package: &Package) -> BTreeMap<String, AdaptationPoint> {
    leaves(package).into_iter().map(|leaf| (leaf.point.path.clone(), leaf.point)).collect()
}

pub(crate) fn leaf_map(package: &Package) -> BTreeMap<String, Leaf> {
    leaves(package).into_iter().map(|leaf| (leaf.point.path.clone(), leaf)).collect()
}

pub(crate) fn leaves(package: &Package) -> Vec<Leaf> {
    let mut list = Leaves { leaves: Vec::new() };
    list.texts(package);
    list.form(package);
    list.fees(package);
    list.workflow(package);
    list.letters(package);
    list.filing(package);
    for leaf in &mut list.leaves {
        let lock = package.manifest.locked.iter().find(|lock| lock.covers(&leaf.point.path));
        if let Some(lock) = lock {
            leaf.point.fixed = Some(format!("Der Herausgeber hat das festgelegt: {}", lock.reason));
        }
    }
    list.leaves
}

/// What a node is called in German.
pub(crate) fn node_label(package: &Package, node: &Node) -> String {
    let path = node.path.as_str();
    let step = package.presentation.step.iter().find(|step| step.path == path).map(|step| step.title.de());
    let own = package.presentation.field.get(path).map(|field| field.label.de());
    let common = node.element.common();
    let candidates = [step.unwrap_or_default(), own.unwrap_or_default(), &common.input_label, &common.name, path];
    candidates.into_iter().find(|label| !label.trim().is_empty()).unwrap_or_default().to_owned()
}

struct Leaves {
    leaves: Vec<Leaf>,
}

impl Leaves {
    #[expect(clippy::too_many_arguments, reason = "the columns of a table, one per line of the callers")]
    fn add(
        &mut self,
        path: String,
        group: &str,
        label: String,
        kind: PointKind,
        current: Value,
        allowed: Allowed,
        target: Target,
    ) {
        let group_de = group.to_owned();
        let point = AdaptationPoint { path, kind, label_de: label, group_de, current, allowed, fixed: None };
        self.leaves.push(Leaf { point, target });
    }

    /// One line of text per language.
    fn line(
        &mut self,
        path: &str,
        group: &str,
        label: &str,
        text: &LocalText,
        required: bool,
        target: impl Fn(Language) -> Target,
    ) {
        for language in Language::ALL {
            let required = required && language == Language::German;
            let allowed = Allowed::Text { max_length: MAX_LINE, required };
            let current = text.own(language).unwrap_or_default().into();
            let label = format!("{label} ({})", language.name_de());
            self.add(format!("{path}/{language}"), group, label, PointKind::Text, current, allowed, target(language));
        }
    }

    fn days(&mut self, path: String, group: &str, label: String, days: u32, target: Target) {
        let allowed = Allowed::Number { min: 1, max: 3650 };
        self.add(path, group, label, PointKind::Days, days.into(), allowed, target);
    }

    fn texts(&mut self, package: &Package) {
        for key in package.texts.keys() {
            for language in Language::ALL {
                let markdown = texts::is_markdown(&key);
                let kind = if markdown { PointKind::Markdown } else { PointKind::Text };
                let max_length = if markdown { MAX_TEXT } else { MAX_LINE };
                let allowed = Allowed::Text { max_length, required: language == Language::German };
                let current = package.texts.own(language, &key).unwrap_or_default().into();
                let label = format!("{} ({})", texts::name_de(&key, &package.workflow), language.name_de());
                let target = Target::Text(language, key.clone());
                self.add(format!("texts/{language}/{key}"), "Texte", label, kind, current, allowed, target);
            }
        }
    }

    fn form(&mut self, package: &Package) {
        let hiding = Hiding::of(package);
        for root in &package.schema.root {
            let group = format!("Formular: {}", node_label(package, root));
            self.node(package, &hiding, &group, root);
        }
    }

    fn node(&mut self, package: &Package, hiding: &Hiding, group: &str, node: &Node) {
        let path = node.path.as_str();
        let base = format!("form/{path}");
        let name = node_label(package, node);
        let what = if matches!(node.element, Element::Field(_)) { "Feld" } else { "Abschnitt" };
        let label = label_of(package, node);
        let help = help_of(package, node);
        let owned = || path.to_owned();
        self.line(
            &format!("{base}/label"),
            group,
            &format!("{what} »{name}«: Beschriftung"),
            &label,
            true,
            |language| Target::FormLabel(owned(), language),
        );
        self.line_help(&base, group, &format!("{what} »{name}«: Hilfe"), &help, path);
        let hidden = format!("{what} »{name}« weglassen");
        let no = Value::Bool(false);
        self.add(
            format!("{base}/hidden"),
            group,
            hidden,
            PointKind::Hidden,
            no,
            Allowed::YesNo,
            Target::Hidden(owned()),
        );
        if let Some(leaf) = self.leaves.last_mut() {
            leaf.point.fixed = why_not_hidable(hiding, node);
        }
        if let Element::Field(field) = &node.element {
            self.choices(package, group, &name, path, field);
        }
        for child in node.children() {
            self.node(package, hiding, group, child);
        }
    }

    fn line_help(&mut self, base: &str, group: &str, label: &str, help: &LocalText, path: &str) {
        for language in Language::ALL {
            let allowed = Allowed::Text { max_length: MAX_TEXT, required: false };
            let current = help.own(language).unwrap_or_default().into();
            let label = format!("{label} ({})", language.name_de());
            let target = Target::FormHelp(path.to_owned(), language);
            self.add(format!("{base}/help/{language}"), group, label, PointKind::Markdown, current, allowed, target);
        }
    }

    fn choices(&mut self, package: &Package, group: &str, name: &str, path: &str, field: &Field) {
        if field.values.len() > MAX_CHOICES {
            return;
        }
        for value in &field.values {
            let base = format!("form/{path}/choice/{}", path_part(&value.code));
            let own = package.presentation.field.get(path).and_then(|field| field.choice.get(&value.code));
            let mut label = own.cloned().unwrap_or_default();
            if label.own(Language::German).is_none() {
                label.set(Language::German, value.name.clone());
            }
            let what = format!("Feld »{name}«: Auswahl »{}«", label.de());
            self.line(&format!("{base}/label"), group, &what, &label, true, |language| {
                Target::ChoiceLabel(path.to_owned(), value.code.clone(), language)
            });
            let target = Target::ChoiceHidden(path.to_owned(), value.code.clone());
            let label = format!("{what} weglassen");
            self.add(
                format!("{base}/hidden"),
                group,
                label,
                PointKind::Hidden,
                Value::Bool(false),
                Allowed::YesNo,
                target,
            );
        }
    }

    fn fees(&mut self, package: &Package) {
        for fee in &package.fees.fee {
            let base = format!("fees/{}", fee.key);
            let name = fee.label.de();
            // A reduction stays a reduction, a fee stays a fee.
            let (min, max) = if fee.amount_cents < 0 { (-MAX_AMOUNT_CENTS, 0) } else { (0, MAX_AMOUNT_CENTS) };
            let allowed = Allowed::Number { min, max };
            let label = format!("Gebühr »{name}«: Betrag");
            let target = Target::FeeAmount(fee.key.clone());
            self.add(
                format!("{base}/amount_cents"),
                "Gebühren",
                label,
                PointKind::Money,
                fee.amount_cents.into(),
                allowed,
                target,
            );
            self.line(
                &format!("{base}/label"),
                "Gebühren",
                &format!("Gebühr »{name}«: Bezeichnung"),
                &fee.label,
                true,
                |language| Target::FeeLabel(fee.key.clone(), language),
            );
        }
    }

    fn workflow(&mut self, package: &Package) {
        let group = "Ablauf und Fristen";
        let workflow = &package.workflow;
        let label = "Tage bis zur Entscheidung".to_owned();
        self.days("workflow/deadline_days".to_owned(), group, label, workflow.deadline_days, Target::Deadline);
        for state in &workflow.state {
            let base = format!("workflow/state/{}", state.key);
            let name = state.label.de();
            if let Some(days) = state.deadline_days {
                let label = format!("Zustand »{name}«: Frist in Tagen");
                self.days(
                    format!("{base}/deadline_days"),
                    group,
                    label,
                    days,
                    Target::StateDeadline(state.key.clone()),
                );
            }
            self.line(
                &format!("{base}/label"),
                group,
                &format!("Zustand »{name}«: Bezeichnung"),
                &state.label,
                true,
                |language| Target::StateLabel(state.key.clone(), language),
            );
        }
        for step in &workflow.transition {
            let base = format!("workflow/transition/{}", step.key);
            let name = step.label.de();
            if let Some(days) = step.deadline_days {
                let label = format!("Schritt »{name}«: Frist in Tagen");
                self.days(format!("{base}/deadline_days"), group, label, days, Target::StepDeadline(step.key.clone()));
            }
            self.line(
                &format!("{base}/label"),
                group,
                &format!("Schritt »{name}«: Bezeichnung"),
                &step.label,
                true,
                |language| Target::StepLabel(step.key.clone(), language),
            );
        }
    }

    fn letters(&mut self, package: &Package) {
        let placeholders: Vec<String> = known_names(package).into_iter().collect();
        for (key, template) in &package.letters {
            let allowed = Allowed::Placeholders(placeholders.clone());
            let title = crate::letters::title(key, template);
            let target = Target::Letter(key.clone());
            let label = format!("Schreiben »{title}«");
            let current = template.as_str().into();
            self.add(
                format!("letters/{key}"),
                "Bescheide und Schreiben",
                label,
                PointKind::Template,
                current,
                allowed,
                target,
            );
        }
    }

    fn filing(&mut self, package: &Package) {
        let group = "Ablage und Löschung";
        let filing = &package.filing;
        let line = || Allowed::Text { max_length: MAX_LINE, required: true };
        let unit = filing.plan_unit.as_str().into();
        self.add(
            "filing/plan_unit".to_owned(),
            group,
            "Aktenplan: Einheit".to_owned(),
            PointKind::Text,
            unit,
            line(),
            Target::PlanUnit,
        );
        let title = filing.plan_title.as_str().into();
        self.add(
            "filing/plan_title".to_owned(),
            group,
            "Aktenplan: Bezeichnung".to_owned(),
            PointKind::Text,
            title,
            line(),
            Target::PlanTitle,
        );
        let years = Allowed::Number { min: 1, max: 200 };
        let label = "Aufbewahrung in Jahren".to_owned();
        self.add(
            "filing/retention_years".to_owned(),
            group,
            label,
            PointKind::Years,
            filing.retention_years.into(),
            years,
            Target::Retention,
        );
        let disposals = [(Disposal::A, "Archiv"), (Disposal::B, "Archiv bewertet"), (Disposal::V, "Vernichten")];
        let codes = disposals.map(|(disposal, name)| (disposal_code(disposal).to_owned(), name.to_owned())).to_vec();
        let current = disposal_code(filing.disposal).into();
        let label = "Aussonderungsart".to_owned();
        self.add(
            "filing/disposal".to_owned(),
            group,
            label,
            PointKind::Choice,
            current,
            Allowed::OneOf(codes),
            Target::Disposal,
        );
        for data in &filing.personal_data {
            let label = format!("Löschung nach Tagen: {}", data.purpose);
            let target = Target::DeletionDays(data.key.clone());
            self.days(format!("filing/personal_data/{}/days", data.key), group, label, data.days, target);
        }
    }
}

/// The label of a node per language; German comes from the schema if the package has none of its own.
pub(crate) fn label_of(package: &Package, node: &Node) -> LocalText {
    let path = node.path.as_str();
    let step = package.presentation.step.iter().find(|step| step.path == path).map(|step| &step.title);
    let own = package.presentation.field.get(path).map(|field| &field.label);
    let mut label = step.or(own).cloned().unwrap_or_default();
    if label.own(Language::German).is_none() {
        label.set(Language::German, node_label(package, node));
    }
    label
}

fn help_of(package: &Package, node: &Node) -> LocalText {
    let mut help =
        package.presentation.field.get(node.path.as_str()).map(|field| field.help.clone()).unwrap_or_default();
    if help.own(Language::German).is_none() {
        help.set(Language::German, node.element.common().input_help.clone().unwrap_or_default());
    }
    help
}

/// A code as part of a path: what would break the path becomes `%` and the number of the character.
fn path_part(code: &str) -> String {
    let escape = |letter: char| match letter {
        '/' | '%' => format!("%{:02X}", u32::from(letter)),
        _ => letter.to_string(),
    };
    code.chars().map(escape).collect()
}

pub(crate) const fn disposal_code(disposal: Disposal) -> &'static str {
    match disposal {
        Disposal::A => "A",
        Disposal::B => "B",
        Disposal::V => "V",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_cannot_break_paths() {
        assert_eq!(path_part("a/b%"), "a%2Fb%25");
    }
}
