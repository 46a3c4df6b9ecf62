//! `letters/*.md`: templates of letters, and the names they may use.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::finding::{Finding, line_of};
use crate::package::Package;
use crate::presentation::FormPresentation;

/// Where the value of a placeholder comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The office that writes the letter supplies it.
    Case,
    /// An answer of the form; [`crate::EffectiveService::letter_context`] supplies it.
    Answer,
    /// The fee; [`crate::EffectiveService::letter_context`] supplies it.
    Fee,
}

/// A name that may stand in a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placeholder {
    /// As written between `{{` and `}}`.
    pub name: String,
    /// What it stands for.
    pub label_de: String,
    /// Where it comes from.
    pub source: Source,
}

/// What every case knows. The office of cases fills these.
pub const CASE_NAMES: [(&str, &str); 16] = [
    ("aktenzeichen", "Aktenzeichen des Vorgangs"),
    ("datum", "Datum des Schreibens (ISO)"),
    ("eingang", "Tag des Eingangs (ISO)"),
    ("leistung", "Titel der Leistung"),
    ("behoerde", "Name der Kommune"),
    ("amt", "Name des Amtes"),
    ("behoerde_anschrift", "Anschrift der Kommune"),
    ("sachbearbeitung", "Name der Sachbearbeitung"),
    ("kontakt", "Telefon und E-Mail der Sachbearbeitung"),
    ("begruendung", "Begründung, von der Sachbearbeitung geschrieben"),
    ("rueckfrage", "Text der Rückfrage"),
    ("frist", "Ende der Frist (ISO)"),
    ("gueltig_von", "Beginn der Gültigkeit (ISO)"),
    ("gueltig_bis", "Ende der Gültigkeit (ISO)"),
    ("rechtsbehelf", "Rechtsbehelfsbelehrung der Kommune"),
    ("zahlung", "Hinweise zur Zahlung"),
];

/// What follows from the answers.
const ANSWER_NAMES: [(&str, &str); 4] = [
    ("name", "Vor- und Nachname oder Organisation"),
    ("briefanrede", "Anrede eines Schreibens: »Guten Tag …«"),
    ("anschrift", "Anschrift in einer Zeile"),
    ("anschrift_zeilen", "Anschrift als Liste von Zeilen"),
];

/// What follows from the fees.
const FEE_NAMES: [(&str, &str); 2] = [
    ("gebuehr", "Summe der Gebühren in Cent; mit | euro als Betrag"),
    ("gebuehren", "Liste der Gebühren mit bezeichnung, betrag, anzahl, summe (Cent)"),
];

/// Every name a letter of the package may use.
pub fn letter_placeholders(package: &Package) -> Vec<Placeholder> {
    let fixed = |names: &[(&str, &str)], source: Source| -> Vec<Placeholder> {
        let one = |(name, label): &(&str, &str)| Placeholder {
            name: (*name).to_owned(),
            label_de: (*label).to_owned(),
            source,
        };
        names.iter().map(one).collect()
    };
    let mut list = fixed(&CASE_NAMES, Source::Case);
    list.extend(fixed(&ANSWER_NAMES, Source::Answer));
    list.extend(fixed(&FEE_NAMES, Source::Fee));
    for (name, path) in answer_names(&package.presentation) {
        let node = package.schema.node(&path.as_str().into());
        let label_de = node.map_or(path, |node| crate::content::node_label(package, node));
        list.push(Placeholder { name, label_de, source: Source::Answer });
    }
    list
}

/// Names of single answers with their paths: roles of the applicant and the package's own names.
pub(crate) fn answer_names(presentation: &FormPresentation) -> Vec<(String, String)> {
    let roles = presentation.applicant.roles().into_iter();
    let roles = roles.filter_map(|(name, _, path)| path.map(|path| (name.to_owned(), path.to_owned())));
    roles.chain(presentation.letter.iter().map(|(name, path)| (name.clone(), path.clone()))).collect()
}

pub(crate) fn known_names(package: &Package) -> BTreeSet<String> {
    letter_placeholders(package).into_iter().map(|placeholder| placeholder.name).collect()
}

/// Whether a name is taken by the platform.
pub(crate) fn is_reserved(name: &str) -> bool {
    CASE_NAMES.iter().chain(&ANSWER_NAMES).chain(&FEE_NAMES).any(|(known, _)| *known == name)
}

/// Paths of the answers that stand in a letter.
pub(crate) fn answers_in_letters(package: &Package) -> BTreeSet<String> {
    let used: BTreeSet<String> =
        package.letters.values().filter_map(|template| lotse_letters::placeholders(template).ok()).flatten().collect();
    let names = answer_names(&package.presentation).into_iter();
    names.filter(|(name, _)| used.contains(name)).map(|(_, path)| path).collect()
}

/// The first heading, else the name of the file.
pub fn title(key: &str, template: &str) -> String {
    let heading = template.lines().find_map(|line| line.strip_prefix('#'));
    heading.map_or_else(|| key.to_owned(), |heading| heading.trim_start_matches('#').trim().to_owned())
}

/// Checks syntax and names of all letters.
pub(crate) fn check(package: &Package) -> Vec<Finding> {
    let known: Vec<String> = known_names(package).into_iter().collect();
    let mut findings = Vec::new();
    for (key, template) in &package.letters {
        let file = file(key);
        if let Err(problem) = crate::patch::check_template(template, &known) {
            let line = problem.split(": ").nth(1).and_then(|names| {
                let first = names.trim_end_matches('.').split(", ").next()?;
                line_of(template.as_bytes(), first)
            });
            findings.push(Finding::error(&file, "brief-vorlage", problem).at(line));
        }
        // Text blocks such as the legal remedy stand inside other letters and need no heading.
        let sent = package.workflow.transition.iter().any(|step| step.letter.as_deref() == Some(key));
        if sent && !template.lines().any(|line| line.starts_with('#')) {
            let text = "Das Schreiben hat keine Überschrift. Sie hilft beim Vorlesen und in Listen.";
            findings.push(Finding::warning(&file, "brief-ueberschrift", text));
        }
    }
    findings
}

/// The file of a letter.
pub(crate) fn file(key: &str) -> String {
    format!("{}{key}.md", crate::files::names::LETTERS)
}
