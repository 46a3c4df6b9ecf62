//! Checks that need several files of a package: does everything that is named also exist?

use std::collections::{BTreeMap, BTreeSet};

use lotse_fim::schema::{DataType, Element, Field, FieldKind, Node};
use serde_json::Value;

use crate::content::{label_of, leaves, node_label};
use crate::effective::EffectiveService;
use crate::files::{PackageFiles, names};
use crate::finding::{Finding, line_of};
use crate::hiding::read_ids;
use crate::language::Language;
use crate::letters::is_reserved;
use crate::package::Package;

/// Everything at once.
pub(crate) fn check(package: &Package, files: &PackageFiles) -> Vec<Finding> {
    let mut check = Across { package, files, nodes: BTreeMap::new(), findings: Vec::new() };
    let mut nodes = BTreeMap::new();
    collect(&package.schema.root, false, &mut nodes);
    check.nodes = nodes;
    check.presentation();
    check.labels();
    check.fees();
    check.conditions();
    check.filing();
    check.locks();
    check.findings
}

/// Nodes by path, and whether they can occur more than once.
fn collect<'node>(nodes: &'node [Node], repeated: bool, map: &mut BTreeMap<&'node str, (&'node Node, bool)>) {
    for node in nodes {
        let repeated = repeated || node.cardinality.repeats();
        map.insert(node.path.as_str(), (node, repeated));
        collect(node.children(), repeated, map);
    }
}

struct Across<'package> {
    package: &'package Package,
    files: &'package PackageFiles,
    nodes: BTreeMap<&'package str, (&'package Node, bool)>,
    findings: Vec<Finding>,
}

impl Across<'_> {
    fn error(&mut self, file: &str, needle: &str, code: &str, message: String) {
        let line = self.files.get(file).and_then(|text| line_of(text, needle));
        self.findings.push(Finding::error(file, code, message).at(line));
    }

    /// The field at a path that has one answer; a finding if there is none.
    fn single_field(&mut self, file: &str, path: &str, code: &str, use_de: &str) -> Option<Field> {
        match self.nodes.get(path) {
            None => self.error(file, path, code, format!("{use_de}: Das Feld »{path}« gibt es im Formular nicht.")),
            Some((_, true)) => {
                self.error(
                    file,
                    path,
                    code,
                    format!("{use_de}: Das Feld »{path}« kann mehrfach vorkommen. Hier ist nur ein einzelnes möglich."),
                );
            }
            Some((Node { element: Element::Field(field), .. }, false)) => return Some((**field).clone()),
            Some(_) => self.error(file, path, code, format!("{use_de}: »{path}« ist ein Abschnitt, kein Feld.")),
        }
        None
    }

    fn presentation(&mut self) {
        let file = names::PRESENTATION;
        let presentation = &self.package.presentation;
        for step in &presentation.step {
            if !self.package.schema.root.iter().any(|root| root.path.as_str() == step.path) {
                let text = format!(
                    "Den Schritt »{}« gibt es nicht. Schritte sind die obersten Gruppen des Formulars.",
                    step.path
                );
                self.error(file, &step.path, "formular-schritt", text);
            }
        }
        for (path, field) in &presentation.field {
            let Some((node, _)) = self.nodes.get(path.as_str()).copied() else {
                self.error(file, path, "formular-pfad", format!("»{path}« gibt es im Formular nicht."));
                continue;
            };
            let Element::Field(own) = &node.element else {
                continue;
            };
            for code in field.choice.keys().filter(|code| !own.values.iter().any(|value| value.code == **code)) {
                self.error(file, path, "formular-auswahl", format!("»{path}«: Den Code »{code}« gibt es nicht."));
            }
        }
        for (_, _, path) in presentation.applicant.roles() {
            if let Some(path) = path {
                self.single_field(file, path, "formular-antragsteller", "Antragstellende Person");
            }
        }
        for (name, path) in &presentation.letter {
            let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            let role = presentation.applicant.roles().iter().any(|(role, ..)| role == name);
            if !plain || is_reserved(name) || role {
                let text = format!("Der Name »{name}« ist vergeben oder enthält andere Zeichen als a–z, 0–9 und _.");
                self.error(file, name, "formular-briefname", text);
            }
            self.single_field(file, path, "formular-briefname", &format!("Name »{name}« in Schreiben"));
        }
        if presentation.applicant.email.is_none() {
            let text = "Es steht nicht da, welches Feld die E-Mail-Adresse enthält ([applicant] email). Benachrichtigungen sind dann nicht möglich.";
            self.findings.push(Finding::warning(file, "formular-email", text));
        }
        let applicant = &presentation.applicant;
        if applicant.family_name.is_none() && applicant.organisation.is_none() {
            let text = "Es steht nicht da, welches Feld den Namen enthält ([applicant] family_name oder organisation). Schreiben und Listen bleiben ohne Namen.";
            self.findings.push(Finding::warning(file, "formular-name", text));
        }
    }

    /// WCAG 2.2, 2.4.6 and 3.3.2: headings and labels.
    fn labels(&mut self) {
        let mut missing: BTreeMap<Language, usize> = BTreeMap::new();
        let mut unnamed = Vec::new();
        for (path, (node, _)) in &self.nodes {
            if node_label(self.package, node) == *path {
                unnamed.push((*path).to_owned());
            }
            let label = label_of(self.package, node);
            for language in
                [Language::English, Language::Easy].into_iter().filter(|language| label.own(*language).is_none())
            {
                *missing.entry(language).or_default() += 1;
            }
        }
        for path in unnamed {
            let text = format!("»{path}« hat keine Beschriftung. Bitte im Schema oder in form.toml ergänzen.");
            self.error(names::PRESENTATION, &path, "formular-beschriftung", text);
        }
        for (language, count) in missing {
            let text = format!("{count} Beschriftungen fehlen ({}). Angezeigt wird Deutsch.", language.name_de());
            self.findings.push(Finding::warning(names::PRESENTATION, "uebersetzung-fehlt", text));
        }
        for root in self.package.schema.root.iter().filter(|root| matches!(root.element, Element::Group(_))) {
            let titled = self.package.presentation.step.iter().any(|step| step.path == root.path.as_str());
            if !titled {
                let text = format!(
                    "Der Schritt »{}« hat keinen eigenen Titel. Verwendet wird der aus dem Schema.",
                    node_label(self.package, root)
                );
                self.findings.push(Finding::warning(names::PRESENTATION, "formular-schritt-titel", text));
            }
        }
    }

    fn fees(&mut self) {
        let file = names::FEES;
        for fee in &self.package.fees.fee {
            let use_de = format!("Gebühr »{}«", fee.key);
            for (path, values) in fee.when.iter().flat_map(|when| when.comparisons()) {
                let Some(field) = self.single_field(file, path, "gebuehr-feld", &use_de) else {
                    continue;
                };
                for value in values.iter().filter(|value| !can_have(&field, value)) {
                    let text = format!("{use_de}: Das Feld »{path}« kann den Wert »{value}« nicht haben.");
                    self.error(file, &fee.key, "gebuehr-wert", text);
                }
            }
            let Some(path) = &fee.times else { continue };
            let Some(field) = self.single_field(file, path, "gebuehr-feld", &use_de) else {
                continue;
            };
            let number = field.data_type == DataType::NumInt
                || (!field.values.is_empty() && field.values.iter().all(|value| value.code.parse::<u32>().is_ok()));
            if !number {
                let text = format!("{use_de}: »{path}« ist keine ganze Zahl und kann den Betrag nicht vervielfachen.");
                self.error(file, &fee.key, "gebuehr-faktor", text);
            }
        }
    }

    fn conditions(&mut self) {
        let file = names::CONDITIONS;
        let ids: BTreeSet<&str> = self.nodes.values().map(|(node, _)| node.element.id()).collect();
        let mut unknown = BTreeSet::new();
        // What is not certain has no effect and is reported below.
        let certain = |rule: &&Value| rule.get("certain") != Some(&Value::Bool(false));
        for rule in self.package.conditions.as_array().into_iter().flatten().filter(certain) {
            let mut named = read_ids(rule);
            named.extend(crate::hiding::named(rule, "target_id"));
            unknown.extend(named.into_iter().filter(|id| !ids.contains(id.as_str()) && *id != self.package.schema.id));
        }
        for id in unknown {
            self.error(
                file,
                &id,
                "bedingung-pfad",
                format!("Eine Bedingung nennt »{id}«. Das gibt es im Formular nicht."),
            );
        }
        let service = EffectiveService::of(self.package);
        for point in service.conditions().open_points {
            let text = format!("Regel {}: {} Sie wirkt nicht; bitte fachlich klären.", point.place, point.message);
            self.findings.push(Finding::open(file, "bedingung-unklar", text));
        }
        for point in service.form().open_points {
            let text = format!("{}: {}", point.place, point.message);
            self.findings.push(Finding::open(names::FORM, "formular-offen", text));
        }
        let prose = self.package.schema.rules.len();
        if prose > 0 && self.package.conditions.as_array().is_none_or(Vec::is_empty) {
            let text = format!(
                "Das Schema enthält {prose} Regeln als Text. Sie wirken erst, wenn sie in conditions.json stehen."
            );
            self.findings.push(Finding::open(file, "bedingung-fehlt", text));
        }
    }

    fn filing(&mut self) {
        for data in &self.package.filing.personal_data {
            for path in data.fields.iter().filter(|path| !self.nodes.contains_key(path.as_str())).collect::<Vec<_>>() {
                let text = format!("Löschregel »{}«: »{path}« gibt es im Formular nicht.", data.key);
                self.error(names::FILING, path, "ablage-feld", text);
            }
        }
    }

    fn locks(&mut self) {
        if self.package.manifest.locked.is_empty() {
            return;
        }
        let leaves = leaves(self.package);
        for lock in &self.package.manifest.locked {
            if !leaves.iter().any(|leaf| lock.covers(&leaf.point.path)) {
                let text = format!("Die Sperre »{}« trifft nichts. Ist es ein Schreibfehler?", lock.path);
                self.findings.push(Finding::warning(names::MANIFEST, "paket-sperre-leer", text));
            }
        }
    }
}

/// Whether a field can have a value, as far as the schema tells.
fn can_have(field: &Field, value: &str) -> bool {
    if !field.values.is_empty() {
        return field.values.iter().any(|known| known.code == value);
    }
    match field.data_type {
        DataType::Bool => matches!(value, "true" | "false"),
        DataType::NumInt => value.parse::<i64>().is_ok(),
        DataType::File | DataType::Obj => false,
        _ => field.field_kind != FieldKind::Label,
    }
}
