//! The view as plain text, for a terminal or a mail.

use std::fmt;

use super::{Row, Section, Table, View};

/// Width of the labels.
const LABEL: usize = 34;

impl fmt::Display for View {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        heading(formatter, &self.title, '=')?;
        rows(formatter, &self.summary, 0)?;
        for Section { title, rows: content, .. } in &self.sections {
            writeln!(formatter)?;
            heading(formatter, title, '-')?;
            rows(formatter, content, 0)?;
        }
        table(formatter, &self.lines)?;
        table(formatter, &self.taxes)?;
        writeln!(formatter)?;
        heading(formatter, &self.totals.title, '-')?;
        rows(formatter, &self.totals.rows, 0)?;
        if self.attachments.is_empty() {
            return Ok(());
        }
        writeln!(formatter)?;
        heading(formatter, super::label("BG-24", self.language).unwrap_or("BG-24"), '-')?;
        for file in &self.attachments {
            let parts = [&file.reference, &file.description, &file.file_name, &file.mime, &file.size, &file.location];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
            writeln!(formatter, "{}", parts.join(" · "))?;
        }
        Ok(())
    }
}

fn heading(formatter: &mut fmt::Formatter<'_>, title: &str, line: char) -> fmt::Result {
    writeln!(formatter, "{title}")?;
    writeln!(formatter, "{}", line.to_string().repeat(title.chars().count()))
}

fn rows(formatter: &mut fmt::Formatter<'_>, rows: &[Row], indent: usize) -> fmt::Result {
    for row in rows {
        let mut lines = row.value.lines();
        let width = LABEL.saturating_sub(indent);
        writeln!(formatter, "{:indent$}{:width$} {}", "", row.label, lines.next().unwrap_or(""))?;
        for line in lines {
            writeln!(formatter, "{:LABEL$} {line}", "")?;
        }
    }
    Ok(())
}

fn table(formatter: &mut fmt::Formatter<'_>, table: &Table) -> fmt::Result {
    if table.rows.is_empty() {
        return Ok(());
    }
    writeln!(formatter)?;
    heading(formatter, &table.title, '-')?;
    let labels: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    let widths: Vec<usize> = (0..labels.len())
        .map(|index| {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
            let longest = cells.map(|cell| cell.chars().count()).chain([labels[index].chars().count()]).max();
            longest.unwrap_or(0).min(48)
        })
        .collect();
    let mut write = |cells: &[&str], depth: usize| {
        let mut line = " ".repeat(depth * 2);
        for ((cell, width), column) in cells.iter().zip(&widths).zip(&table.columns) {
            let cell = cell.replace('\n', " ");
            let cell = if column.is_number { format!("{cell:>width$}  ") } else { format!("{cell:width$}  ") };
            line.push_str(&cell);
        }
        writeln!(formatter, "{}", line.trim_end())
    };
    write(&labels, 0)?;
    for row in &table.rows {
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        write(&cells, row.depth)?;
    }
    for row in table.rows.iter().filter(|row| !row.details.is_empty()) {
        writeln!(formatter, "  {}:", row.cells.first().map_or("", String::as_str))?;
        rows(formatter, &row.details, 4)?;
    }
    Ok(())
}
