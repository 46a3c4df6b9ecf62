//! `lotse invoice show`: an invoice as people read it.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, anyhow};
use clap::Args;
use lotse_einvoice::{Checked, Options as CheckOptions, model, places, view};
use lotse_letters::{Attachment, Created, Letter, Letterhead};
use serde_json::json;

use super::{Language, beside, extract, input, input::Trouble, line::Line, page, words};
use crate::{Outcome, commands::files::is_standard_input, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Als Text (ohne andere Angabe)
    #[arg(long)]
    text: bool,
    /// Als Webseite, die ohne weitere Dateien auskommt
    #[arg(long, conflicts_with = "text")]
    html: bool,
    /// Als barrierefreie PDF-Datei (PDF/A, PDF/UA) mit der Rechnung als Anlage
    #[arg(long, conflicts_with_all = ["text", "html"])]
    pdf: bool,
    /// Sprache der Bezeichnungen
    #[arg(long, value_enum, default_value = "de", value_name = "SPRACHE")]
    language: Language,
    /// Datei, in die geschrieben wird; `-` für die Standardausgabe
    #[arg(long, value_name = "DATEI")]
    to: Option<PathBuf>,
    /// Rechnung als XML oder PDF; `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    file: PathBuf,
}

/// Findings beyond these are not set beside their fields; `check` lists them all.
const MOST_FINDINGS: usize = 500;

pub(super) fn run(options: &Options) -> Outcome {
    let content = content(options)
        .map_err(|trouble| anyhow!("{}: {}", options.file.display(), trouble.text(options.language)))??;
    match &options.to {
        Some(path) if !is_standard_input(path) => {
            fs::write(path, content).with_context(|| format!("{} kann nicht geschrieben werden", path.display()))?;
            say(&path.display().to_string());
        }
        None if options.pdf => {
            let (folder, name) = beside(&options.file);
            say(&extract::write(&folder, &name, &content, false)?.display().to_string());
        }
        // A closed pipe (`| head`) is no failure.
        _ => match io::stdout().write_all(&content) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        },
    }
    Ok(ExitCode::SUCCESS)
}

/// The invoice with what is wrong with it, in the wanted form.
fn content(options: &Options) -> Result<anyhow::Result<Vec<u8>>, Trouble> {
    let bytes = input::invoice(input::read(&options.file)?)?;
    let text = input::text(&bytes)?;
    let Checked { document, verdict } = lotse_einvoice::check(&text, &CheckOptions::default())?;
    let reading = model::read(&document).unwrap_or_default();
    let mut view = view::view(&reading.invoice, options.language.of_view());
    for (number, finding) in verdict.findings.iter().enumerate().take(MOST_FINDINGS) {
        if finding.level.is_none() {
            continue;
        }
        let (term, occurrence) = places::term_of(finding, &document, &reading.terms);
        view.place(number, term.unwrap_or_default(), occurrence);
    }
    let name = options.file.to_string_lossy().into_owned();
    let line = Line::new(name, &document, verdict, reading, options.language);
    if options.html {
        return Ok(Ok(page::html(&view, &line, options.language).into_bytes()));
    }
    if options.pdf {
        return Ok(pdf(&view, &line, &bytes, options.language));
    }
    let text = format!("{view}\n{}", words::report(&line, options.language, false));
    Ok(Ok(text.into_bytes()))
}

/// Values go through the placeholders, so that nothing in an invoice becomes formatting.
const TEMPLATE: &str = "\
**{{ verdict }}**

{{ note }}

{% if findings %}## {{ words.findings }}

{% for finding in findings %}- **{{ finding.id }}** {{ finding.message }} ({{ finding.place }})
{% endfor %}{% endif %}
{% for section in sections %}
## {{ section.title }}

| {{ words.field }} | {{ words.value }} |
|---|---|
{% for row in section.rows %}| {{ row.label }} | {{ row.value }} |
{% endfor %}
{% endfor %}
{% for table in tables %}
## {{ table.title }}

|{% for column in table.columns %} {{ column.label }} |{% endfor %}
|{% for column in table.columns %}{% if column.is_number %}---:|{% else %}---|{% endif %}{% endfor %}
{% for row in table.rows %}|{% for cell in row.cells %} {{ cell }} |{% endfor %}
{% endfor %}
{% for row in table.rows %}{% if row.details %}
### {{ row.cells[0] }}

{% for detail in row.details %}- {{ detail.label }}: {{ detail.value }}
{% endfor %}{% endif %}{% endfor %}
{% endfor %}
{% if attachments %}
## {{ words.attachments }}

{% for file in attachments %}- {{ file.reference }} {{ file.description }} {{ file.file_name }} {{ file.size }} {{ file.location }}
{% endfor %}{% endif %}
";

fn pdf(view: &view::View, line: &Line, original: &[u8], language: Language) -> anyhow::Result<Vec<u8>> {
    let mut sections = vec![json!({ "title": view.title, "rows": view.summary })];
    sections.extend(view.sections.iter().map(|section| json!({ "title": section.title, "rows": section.rows })));
    sections.push(json!({ "title": view.totals.title, "rows": view.totals.rows }));
    sections.retain(|section| section["rows"].as_array().is_some_and(|rows| !rows.is_empty()));
    let tables: Vec<_> = [&view.lines, &view.taxes].into_iter().filter(|table| !table.rows.is_empty()).collect();
    let is_german = language == Language::De;
    let word = |german: &'static str, english: &'static str| if is_german { german } else { english };
    let counting = line.findings.iter().filter(|finding| finding.level.is_some()).take(MOST_FINDINGS);
    let findings: Vec<_> = counting
        .map(|finding| {
            let place = format!("{} {}", word("Zeile", "line"), finding.line);
            json!({ "id": finding.id, "message": finding.message, "place": place })
        })
        .collect();
    let context = json!({
        "verdict": words::verdict(line, language),
        "note": word(
            "Dies ist eine Lesehilfe. Rechtlich maßgeblich ist die beigefügte XML-Datei.",
            "This is a reading aid. The XML file attached to this document is what counts.",
        ),
        "words": {
            "findings": word("Was auffällt", "What was found"),
            "field": word("Feld", "Field"),
            "value": word("Inhalt", "Value"),
            "attachments": word("Anlagen der Rechnung", "Attachments of the invoice"),
        },
        "findings": findings,
        "sections": sections,
        "tables": tables,
        "attachments": view.attachments,
    });
    let letter = Letter {
        language: word("de", "en").to_owned(),
        title: view.title.clone(),
        subject: view.title.clone(),
        body_markdown: lotse_letters::fill(TEMPLATE, &context)?,
        created: line.totals.issue_date.map_or_else(Created::default, created),
        ..Letter::default()
    };
    let letterhead = Letterhead {
        sender_name: line.totals.seller.clone().unwrap_or_else(|| word("Rechnung", "Invoice").to_owned()),
        sender_lines: vec![
            word("Elektronische Rechnung, lesbar gemacht", "Electronic invoice made readable").to_owned(),
        ],
        ..Letterhead::default()
    };
    let original =
        Attachment { name: "rechnung.xml".to_owned(), mime: "application/xml".to_owned(), bytes: original.to_vec() };
    Ok(lotse_letters::render_pdf(&letterhead, &letter, &[original])?.bytes)
}

/// The date of the invoice: the same invoice gives the same bytes.
fn created(date: jiff::civil::Date) -> Created {
    let number = |value: i8| u8::try_from(value).unwrap_or(1);
    Created::date(u16::try_from(date.year()).unwrap_or(1970), number(date.month()), number(date.day()))
}
