//! A service package, read from its files.

use std::collections::{BTreeMap, BTreeSet};

use lotse_fim::Schema;
use serde_json::Value;

use crate::files::{Limits, PackageFiles, check_files, names};
use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::manifest::{Manifest, PackageKind};
use crate::presentation::FormPresentation;
use crate::texts::Texts;
use crate::{Fees, Filing, Workflow};
use crate::{across, fees, filing, letters, manifest, publiccode, reading, texts, workflow};

/// A service package.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// `manifest.toml`
    pub manifest: Manifest,
    /// `form.xdf.xml`
    pub schema: Schema,
    /// `conditions.json` as written; [`crate::EffectiveService::conditions`] gives the rules.
    pub conditions: Value,
    /// `form.toml`
    pub presentation: FormPresentation,
    /// `workflow.toml`
    pub workflow: Workflow,
    /// `fees.toml`
    pub fees: Fees,
    /// `texts/*.toml`
    pub texts: Texts,
    /// `letters/*.md` by name without extension
    pub letters: BTreeMap<String, String>,
    /// `filing.toml`
    pub filing: Filing,
}

/// Files of a service package that may lie beside those with a meaning.
const KNOWN: [&str; 9] = [
    names::MANIFEST,
    names::PUBLICCODE,
    names::FORM,
    names::CONDITIONS,
    names::PRESENTATION,
    names::WORKFLOW,
    names::FEES,
    names::FILING,
    names::SIGNATURE,
];

/// Reads the manifest of a package of any kind.
pub fn read_manifest(files: &PackageFiles) -> (Option<Manifest>, Vec<Finding>) {
    let mut findings = Vec::new();
    let manifest: Option<Manifest> = reading::toml(files, names::MANIFEST, &mut findings);
    if let Some(manifest) = &manifest {
        findings.extend(manifest::check(manifest, names::MANIFEST));
    }
    (manifest, findings)
}

/// Checks a package of any kind. It may be published if no finding is an error.
pub fn check(files: &PackageFiles) -> Vec<Finding> {
    let kind = read_manifest(files).0.map(|manifest| manifest.kind);
    if kind.is_none_or(|kind| kind == PackageKind::Service) {
        return Package::read(files).1;
    }
    let mut findings = check_files(files, &Limits::default());
    findings.extend(read_manifest(files).1);
    check_publiccode(files, &mut findings);
    sorted(findings)
}

impl Package {
    /// Reads and checks a service package. There is a package if every file could be read, even if it has errors.
    pub fn read(files: &PackageFiles) -> (Option<Self>, Vec<Finding>) {
        let mut findings = check_files(files, &Limits::default());
        let (manifest, manifest_findings) = read_manifest(files);
        findings.extend(manifest_findings);
        if manifest.as_ref().is_some_and(|manifest| manifest.kind != PackageKind::Service) {
            let text = "Das Paket enthält keine Leistung (kind = \"service\").";
            findings.push(Finding::error(names::MANIFEST, "paket-art", text));
            return (None, sorted(findings));
        }
        let schema = read_schema(files, &mut findings);
        let conditions = read_conditions(files, &mut findings);
        let presentation = reading::toml(files, names::PRESENTATION, &mut findings);
        let letters = read_letters(files, &mut findings);
        let workflow: Option<Workflow> = reading::toml(files, names::WORKFLOW, &mut findings);
        if let Some(workflow) = &workflow {
            let keys: BTreeSet<String> = letters.keys().cloned().collect();
            findings.extend(workflow::check(workflow, &keys, names::WORKFLOW));
        }
        let fees: Option<Fees> = reading::toml(files, names::FEES, &mut findings);
        findings.extend(fees.iter().flat_map(|fees| fees::check(fees, names::FEES)));
        let filing: Option<Filing> = reading::toml(files, names::FILING, &mut findings);
        findings.extend(filing.iter().flat_map(|filing| filing::check(filing, names::FILING)));
        let texts = read_texts(files, &mut findings);
        findings.extend(texts::check(&texts, workflow.as_ref()));
        check_publiccode(files, &mut findings);
        check_unknown(files, &mut findings);
        let package = (|| {
            Some(Self {
                manifest: manifest?,
                schema: schema?,
                conditions: conditions?,
                presentation: presentation?,
                workflow: workflow?,
                fees: fees?,
                texts,
                letters,
                filing: filing?,
            })
        })();
        if let Some(package) = &package {
            findings.extend(across::check(package, files));
            findings.extend(letters::check(package));
        }
        (package, sorted(findings))
    }
}

/// Errors first, then by file and line.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    let rank = |finding: &Finding| match finding.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::OpenPoint => 2,
    };
    findings.sort_by(|left, right| (rank(left), &left.file, left.line).cmp(&(rank(right), &right.file, right.line)));
    findings
}

fn read_schema(files: &PackageFiles, findings: &mut Vec<Finding>) -> Option<Schema> {
    let Some(xml) = files.get(names::FORM) else {
        let text = "Das Formular (form.xdf.xml, XDatenfelder 3.0.0) fehlt. Bitte hinzufügen.";
        findings.push(Finding::error(names::FORM, "paket-datei-fehlt", text));
        return None;
    };
    let outcome = lotse_fim::read_with_problems(xml.as_slice(), &lotse_fim::Limits::default());
    let line = |problem: &lotse_fim::Problem| u32::try_from(problem.line).ok();
    for problem in &outcome.errors {
        findings.push(Finding::error(names::FORM, "formular-xdatenfelder", problem.message.clone()).at(line(problem)));
    }
    for problem in &outcome.warnings {
        findings.push(Finding::warning(names::FORM, "formular-hinweis", problem.message.clone()).at(line(problem)));
    }
    if outcome.errors.is_empty() { outcome.schema } else { None }
}

fn read_conditions(files: &PackageFiles, findings: &mut Vec<Finding>) -> Option<Value> {
    if !files.contains_key(names::CONDITIONS) {
        return Some(Value::Array(Vec::new()));
    }
    let text = reading::text(files, names::CONDITIONS, findings)?;
    let parsed = serde_json::from_str(text)
        .and_then(|value: Value| lotse_fim::conditions::Conditions::from_json(text).map(|_| value));
    match parsed {
        Ok(value) => Some(value),
        Err(error) => {
            let message = format!("Die Bedingungen lassen sich nicht lesen: {error}.");
            let line = u32::try_from(error.line()).ok().filter(|line| *line > 0);
            findings.push(Finding::error(names::CONDITIONS, "bedingungen-unlesbar", message).at(line));
            None
        }
    }
}

fn read_letters(files: &PackageFiles, findings: &mut Vec<Finding>) -> BTreeMap<String, String> {
    let mut letters = BTreeMap::new();
    for path in files.keys() {
        let Some(key) = letter_key(path) else {
            continue;
        };
        if let Some(text) = reading::text(files, path, findings) {
            letters.insert(key.to_owned(), text.to_owned());
        }
    }
    letters
}

fn read_texts(files: &PackageFiles, findings: &mut Vec<Finding>) -> Texts {
    let mut texts = Texts::default();
    for language in Language::ALL {
        let file = texts::file(language);
        if language != Language::German && !files.contains_key(&file) {
            continue;
        }
        let table: Option<toml::Table> = reading::toml(files, &file, findings);
        match table.map(|table| texts::flatten(&table)) {
            Some(Ok(flat)) => {
                texts.0.insert(language, flat);
            }
            Some(Err(key)) => {
                let message = format!("»{key}« ist kein Text. Bitte in Anführungszeichen setzen.");
                findings.push(Finding::error(&file, "text-kein-text", message));
            }
            None => {}
        }
    }
    texts
}

fn check_publiccode(files: &PackageFiles, findings: &mut Vec<Finding>) {
    let file = names::PUBLICCODE;
    if let Some(bytes) = files.get(file) {
        findings.extend(publiccode::read(bytes).1);
        return;
    }
    let text = "publiccode.yml fehlt; andere Kataloge finden das Paket dann nicht.";
    findings.push(Finding::warning(file, "publiccode-fehlt", text));
}

/// The name of a letter from its path.
fn letter_key(path: &str) -> Option<&str> {
    path.strip_prefix(names::LETTERS)?.strip_suffix(".md")
}

/// Files nobody reads are most often misspelt.
fn check_unknown(files: &PackageFiles, findings: &mut Vec<Finding>) {
    for path in files.keys() {
        let text = Language::ALL.into_iter().any(|language| texts::file(language) == *path);
        let letter = letter_key(path).is_some();
        let about = path.starts_with("README") || path.starts_with("LICEN");
        if KNOWN.contains(&path.as_str()) || text || letter || about {
            continue;
        }
        let message = "Diese Datei hat im Paket keine Bedeutung. Ist der Name ein Schreibfehler?";
        findings.push(Finding::warning(path, "paket-datei-unbekannt", message));
    }
}
