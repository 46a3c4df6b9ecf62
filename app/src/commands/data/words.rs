//! What somebody in a town hall reads in the terminal: the result first, then what is wrong, where, and what to do.

use std::fmt::Write as _;

use lotse_dcat::{
    Checked, Severity,
    advice::NO_METADATA,
    explain::{Occurrence, Problem},
    places::Place,
    quality::{Quality, Score},
};

use super::line::Line;

/// So many datasets are listed with their points.
const MOST_DATASETS: usize = 10;
/// So many steps to more points are named.
const MOST_STEPS: usize = 3;

pub(super) struct Report<'a> {
    pub line: &'a Line,
    pub checked: &'a Checked,
    pub problems: &'a [Problem],
    pub is_short: bool,
    pub is_whole: bool,
}

/// Everything about one file.
pub(super) fn report(report: &Report<'_>) -> String {
    let (nothing, infos): (Vec<_>, Vec<_>) = report.line.infos.iter().partition(|info| info.component == NO_METADATA);
    let verdict = verdict(report.checked, nothing.is_empty());
    let mut out = format!("{}\n  {verdict}\n  {}", clean(&report.line.file), content(report.line));
    for info in nothing {
        let _ = write!(out, "\n  Hinweis: {}", clean(&info.message));
    }
    for notice in &report.line.notices {
        let _ = write!(out, "\n  Nachsicht: {}", clean(&notice.message));
    }
    if report.is_short {
        return out;
    }
    for (heading, severity) in
        [("Fehler", Severity::Violation), ("Warnungen", Severity::Warning), ("Hinweise der Regeln", Severity::Info)]
    {
        section(&mut out, report.problems, heading, severity);
    }
    if !infos.is_empty() {
        let _ = write!(out, "\n\n  Hinweise (keine Fehler)");
        for info in infos {
            let _ = write!(out, "\n    {:>4} × {}", info.count, clean(&info.message));
        }
    }
    if let Some(quality) = &report.line.mqa {
        rating(&mut out, quality, report.is_whole);
    }
    out.push('\n');
    out
}

fn verdict(checked: &Checked, has_metadata: bool) -> String {
    let (errors, warnings) = (checked.number_of(Severity::Violation), checked.number_of(Severity::Warning));
    let title = checked.profile.title();
    let warnings = match warnings {
        0 => String::new(),
        1 => ", eine Warnung".to_owned(),
        number => format!(", {number} Warnungen"),
    };
    match errors {
        0 if !has_metadata => format!("NICHTS ZU PRÜFEN nach {title}{warnings}"),
        0 => format!("IN ORDNUNG nach {title}{warnings}"),
        1 => format!("EIN FEHLER nach {title}{warnings}"),
        number => format!("{number} FEHLER nach {title}{warnings}"),
    }
}

fn content(line: &Line) -> String {
    let some = |number: Option<usize>, one: &str, many: &str| match number.unwrap_or_default() {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    };
    format!(
        "{}, {}, {}; {}{}",
        some(line.datasets, "Datensatz", "Datensätze"),
        some(line.distributions, "Distribution", "Distributionen"),
        some(line.services, "Datendienst", "Datendienste"),
        some(line.triples, "Aussage", "Aussagen"),
        line.format.map_or(String::new(), |format| format!(" ({format})")),
    )
}

fn section(out: &mut String, problems: &[Problem], heading: &str, severity: Severity) {
    let mut problems = problems.iter().filter(|problem| problem.severity == severity).peekable();
    if problems.peek().is_none() {
        return;
    }
    let _ = write!(out, "\n\n  {heading}");
    for problem in problems {
        let _ = write!(out, "\n    {:>4} × {}: {}", problem.count, problem.about, problem.what);
        for place in &problem.places {
            let _ = write!(out, "\n           {}", clean(&occurrence(place)));
        }
        let more = problem.count.saturating_sub(problem.places.len());
        if more > 0 {
            let _ = write!(out, "\n           … und {more} weitere (alle mit --all)");
        }
        let _ = write!(out, "\n           → {}", problem.mend);
    }
}

fn occurrence(occurrence: &Occurrence) -> String {
    let mut text = place(&occurrence.place);
    if let Some(value) = &occurrence.value {
        let _ = write!(text, ": {value}");
    }
    if let Some(suggestion) = occurrence.suggestion {
        let _ = write!(text, " – gemeint ist wohl <{suggestion}>");
    }
    text
}

fn place(place: &Place) -> String {
    match (&place.title, &place.iri) {
        (Some(title), Some(iri)) => format!("„{}“ <{iri}>", shortened(title)),
        (Some(title), None) => format!("„{}“", shortened(title)),
        (None, Some(iri)) => format!("<{iri}>"),
        (None, None) => "ein Eintrag ohne Namen und Adresse".to_owned(),
    }
}

fn shortened(title: &str) -> String {
    const MOST: usize = 60;
    if title.chars().count() <= MOST { title.to_owned() } else { title.chars().take(MOST).chain(['…']).collect() }
}

fn rating(out: &mut String, quality: &Quality, is_whole: bool) {
    let score = &quality.catalogue;
    let _ = write!(out, "\n\n  Qualität nach data.europa.eu: {}", points(score));
    for dimension in &score.dimensions {
        let name = dimension_name(dimension.name);
        let _ = write!(out, "\n    {name:<20} {:>5} von {:>3}", number(dimension.score), dimension.max);
        if dimension.not_checked > 0.0 {
            let _ = write!(out, ", {} nicht geprüft", number(dimension.not_checked));
        }
    }
    for (index, missing) in score.missing.iter().take(MOST_STEPS).enumerate() {
        let heading = if index == 0 { "Das bringt am meisten:" } else { "" };
        let _ = write!(out, "\n    {heading:<22} +{} Punkte: {}", number(missing.points), missing.step);
    }
    if quality.datasets.len() > 1 {
        datasets(out, quality, is_whole);
    }
}

/// The datasets with the fewest points first.
fn datasets(out: &mut String, quality: &Quality, is_whole: bool) {
    let mut order: Vec<_> = quality.datasets.iter().collect();
    order.sort_by(|one, other| one.score.score.total_cmp(&other.score.score));
    let most = if is_whole { order.len() } else { MOST_DATASETS };
    let _ = write!(out, "\n    Datensätze, die am meisten gewinnen können:");
    for dataset in order.iter().take(most) {
        let step = dataset.score.missing.first();
        let step = step.map_or(String::new(), |step| format!(" – +{}: {}", number(step.points), step.step));
        let _ = write!(out, "\n    {:>5}  {}{step}", number(dataset.score.score), clean(&place(&dataset.place)));
    }
    let more = order.len().saturating_sub(most);
    if more > 0 {
        let _ = write!(out, "\n           … und {more} weitere (alle mit --all)");
    }
}

fn points(score: &Score) -> String {
    let rating = if score.rating == score.rating_at_best {
        score.rating.german().to_owned()
    } else {
        format!("{} bis {}", score.rating.german(), score.rating_at_best.german())
    };
    let open = if score.not_checked > 0.0 {
        format!("; {} Punkte hängen daran, ob Adressen antworten, das wurde nicht geprüft", number(score.not_checked))
    } else {
        String::new()
    };
    format!("{} von {} Punkten ({rating}){open}", number(score.score), score.max)
}

fn dimension_name(name: &str) -> &str {
    match name {
        "findability" => "Auffindbarkeit",
        "accessibility" => "Zugänglichkeit",
        "interoperability" => "Interoperabilität",
        "reusability" => "Nachnutzbarkeit",
        "contextuality" => "Einordnung",
        other => other,
    }
}

/// With a comma, and without where it is whole.
fn number(points: f64) -> String {
    let text = format!("{points:.1}");
    text.strip_suffix(".0").map_or_else(|| text.replace('.', ","), str::to_owned)
}

/// Signs that steer a terminal are somebody else's and not shown.
fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

pub(super) fn unreadable(file: &str, message: &str) -> String {
    format!("{}\n  NICHT LESBAR\n  {}\n", clean(file), clean(message))
}

/// How many files of each kind.
#[derive(Default)]
pub(super) struct Summary {
    good: usize,
    faulty: usize,
    unreadable: usize,
}

impl Summary {
    pub fn count(&mut self, is_good: bool) {
        if is_good { self.good += 1 } else { self.faulty += 1 }
    }

    pub fn count_unreadable(&mut self) {
        self.unreadable += 1;
    }

    pub fn files(&self) -> usize {
        self.good + self.faulty + self.unreadable
    }

    pub fn text(&self) -> String {
        format!(
            "{} Dateien: {} in Ordnung, {} mit Fehlern, {} nicht lesbar",
            self.files(),
            self.good,
            self.faulty,
            self.unreadable
        )
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self { unreadable: 1.., .. } => 2,
            Self { faulty: 1.., .. } => 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(number(12.0), "12");
        assert_eq!(number(12.5), "12,5");
    }

    #[test]
    fn names_of_others_do_not_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\n"), "a [2Jb ");
    }
}
