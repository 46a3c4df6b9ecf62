//! An invoice as one HTML page that needs nothing else.

use std::fmt::Write as _;

use lotse_einvoice::{
    rules::Level,
    view::{Row, Section, Table, View},
};

use super::{Language, line::Line, words};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem}\
h1{font-size:1.75rem;line-height:1.2}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid}\
dl{display:grid;grid-template-columns:minmax(10rem,18rem) 1fr;gap:.25rem 1rem;margin:0}\
dt{font-weight:600}dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #8888}\
td{overflow-wrap:anywhere}.n{text-align:right;white-space:nowrap}\
.wide{overflow-x:auto}.verdict{padding:1rem;border-left:.5rem solid;font-weight:600}\
.finding{display:block;font-size:.95rem;padding:.25rem .5rem;margin:.25rem 0;border-left:.25rem solid}\
.fatal{border-color:#c00}.warning{border-color:#b60}.information{border-color:#06c}.good{border-color:#080}\
small{color:GrayText}\
@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}\
@media print{body{max-width:none;padding:0}.wide{overflow:visible}h2{break-after:avoid}tr{break-inside:avoid}}";

/// The page.
pub(super) fn html(view: &View, line: &Line, language: Language) -> String {
    let is_german = language == Language::De;
    let word = |german: &'static str, english: &'static str| if is_german { german } else { english };
    let writer = Writer { line, language };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n",
        word("de", "en"),
        escaped(&view.title),
        escaped(&view.title),
    );
    let class = if line.accept == Some(true) { "good" } else { "fatal" };
    let _ = writeln!(out, "<p class=\"verdict {class}\">{}</p>", escaped(&words::verdict(line, language)));
    if let Some(reason) = &line.undecidable {
        let _ = writeln!(out, "<p>{}</p>", escaped(reason));
    }
    writer.rows(&mut out, &view.summary);
    writer.schema_errors(&mut out);
    for number in &view.other_findings {
        writer.finding(&mut out, *number);
    }
    for section in &view.sections {
        writer.section(&mut out, section);
    }
    writer.table(&mut out, &view.lines);
    writer.table(&mut out, &view.taxes);
    writer.section(&mut out, &view.totals);
    if !view.attachments.is_empty() {
        let _ = writeln!(out, "<h2>{}</h2>\n<ul>", word("Anlagen", "Attachments"));
        for file in &view.attachments {
            let parts = [&file.reference, &file.description, &file.file_name, &file.mime, &file.size, &file.location];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
            let _ = write!(out, "<li>{}", escaped(&parts.join(" · ")));
            writer.findings(&mut out, &file.findings);
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n");
    }
    let _ = writeln!(
        out,
        "</main>\n<footer><p><small>{} EN 16931 {}, XRechnung {}.</small></p></footer>\n</body>\n</html>",
        word("Geprüft mit den Regeln", "Checked with the rules"),
        line.rule_sets.en16931,
        line.rule_sets.xrechnung,
    );
    out
}

struct Writer<'a> {
    line: &'a Line,
    language: Language,
}

impl Writer<'_> {
    fn section(&self, out: &mut String, section: &Section) {
        if section.rows.is_empty() {
            return;
        }
        let _ = writeln!(out, "<h2>{}</h2>", escaped(&section.title));
        self.rows(out, &section.rows);
    }

    fn rows(&self, out: &mut String, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        out.push_str("<dl>\n");
        for row in rows {
            let _ =
                write!(out, "<dt>{} <small>{}</small></dt><dd>{}", escaped(&row.label), row.term, escaped(&row.value));
            self.findings(out, &row.findings);
            out.push_str("</dd>\n");
        }
        out.push_str("</dl>\n");
    }

    fn table(&self, out: &mut String, table: &Table) {
        if table.rows.is_empty() && table.findings.is_empty() {
            return;
        }
        let _ = writeln!(out, "<h2>{}</h2>", escaped(&table.title));
        self.findings(out, &table.findings);
        out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
        for column in &table.columns {
            let class = if column.is_number { " class=\"n\"" } else { "" };
            let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escaped(&column.label));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            out.push_str("<tr>");
            for (cell, column) in row.cells.iter().zip(&table.columns) {
                let class = if column.is_number { " class=\"n\"" } else { "" };
                let _ = write!(out, "<td{class}>{}</td>", escaped(cell));
            }
            out.push_str("</tr>\n");
            if !row.details.is_empty() || !row.findings.is_empty() {
                let _ = write!(out, "<tr><td colspan=\"{}\">", table.columns.len());
                self.findings(out, &row.findings);
                self.rows(out, &row.details);
                out.push_str("</td></tr>\n");
            }
        }
        out.push_str("</tbody>\n</table></div>\n");
    }

    fn findings(&self, out: &mut String, numbers: &[usize]) {
        for number in numbers {
            self.finding(out, *number);
        }
    }

    fn finding(&self, out: &mut String, number: usize) {
        let Some(finding) = self.line.findings.get(number) else { return };
        let is_german = self.language == Language::De;
        let (class, word) = match finding.level {
            Some(Level::Fatal) => ("fatal", if is_german { "Fehler" } else { "Error" }),
            Some(Level::Warning) => ("warning", if is_german { "Warnung" } else { "Warning" }),
            _ => ("information", if is_german { "Hinweis" } else { "Note" }),
        };
        let _ = write!(
            out,
            "<span class=\"finding {class}\"><strong>{word} {}:</strong> {}</span>",
            finding.id,
            escaped(finding.message)
        );
    }

    fn schema_errors(&self, out: &mut String) {
        let (error, line) = if self.language == Language::De {
            ("Fehler im Aufbau", "Zeile")
        } else {
            ("Error in the structure", "line")
        };
        for schema_error in &self.line.schema_errors {
            let _ = writeln!(
                out,
                "<span class=\"finding fatal\"><strong>{error}, {line} {}:</strong> {}</span>",
                schema_error.line,
                escaped(&schema_error.message)
            );
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
