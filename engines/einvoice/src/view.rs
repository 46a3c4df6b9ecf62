//! An invoice as people read it: titles, labels and formatted values, from which a page, a PDF or a text is made.
//!
//! Every row carries its business term, so that a finding can stand beside the field it is about.

pub mod codes;
mod format;
mod labels;
mod lines;
mod sections;
mod text;

use std::collections::HashMap;

pub use format::{amount, date, number, percent, size};
pub use labels::{group_of, label, terms};
use serde::Serialize;

use crate::model::Invoice;

/// Language of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    German,
    English,
}

/// A readable invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    pub language: Language,
    /// `Rechnung R-2026-17`
    pub title: String,
    /// What a clerk wants to know first: seller, amount due, due date.
    pub summary: Vec<Row>,
    /// Parties, references, payment …: in reading order.
    pub sections: Vec<Section>,
    /// BG-25 Invoice lines, sub lines below theirs.
    pub lines: Table,
    /// BG-23 VAT breakdown.
    pub taxes: Table,
    /// BG-22 Document totals.
    pub totals: Section,
    /// BG-24 Additional supporting documents.
    pub attachments: Vec<AttachedFile>,
    /// Findings that belong to nothing that is shown.
    pub other_findings: Vec<usize>,
    /// Where the row of a group and place is in the lines (`false`) or taxes (`true`).
    #[serde(skip)]
    index: HashMap<(&'static str, usize), (bool, usize)>,
}

/// A group of rows under a title.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    pub title: String,
    /// Business group: `BG-4`.
    pub group: &'static str,
    /// Which one of a repeated group, from 1.
    pub place: usize,
    pub rows: Vec<Row>,
}

/// A label and its value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    pub label: String,
    /// Formatted; empty where a finding asks for something that is missing. May have several lines.
    pub value: String,
    /// Business term: `BT-27`.
    pub term: &'static str,
    /// What the value is counted in, where it is not in the value: `EUR`, `kg`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Numbers of the findings about this row, as [`View::place`] was told.
    pub findings: Vec<usize>,
}

/// Rows with the same columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    pub title: String,
    pub group: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<TableRow>,
    /// Findings about the table as a whole.
    pub findings: Vec<usize>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub label: String,
    pub term: &'static str,
    /// Numbers stand on the right.
    pub is_number: bool,
}

/// A row of a table and what does not fit into its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableRow {
    pub group: &'static str,
    /// Which one of its group in the document, from 1.
    pub place: usize,
    /// 0, or how deep below a line a sub line stands.
    pub depth: usize,
    /// One value a column.
    pub cells: Vec<String>,
    pub details: Vec<Row>,
    pub findings: Vec<usize>,
}

/// A supporting document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AttachedFile {
    /// Place in `Invoice::documents`.
    pub index: usize,
    pub reference: String,
    pub description: String,
    pub file_name: String,
    pub mime: String,
    /// `12 kB`; empty where there is no file.
    pub size: String,
    /// Where it can be fetched; comes from outside and may lead anywhere.
    pub location: String,
    pub findings: Vec<usize>,
}

/// The view of an invoice.
pub fn view(invoice: &Invoice, language: Language) -> View {
    let writer = sections::Writer { invoice, language };
    let (lines, taxes) = (writer.lines(), writer.taxes());
    let places = |is_tax: bool, table: &Table| {
        let rows = table.rows.iter().enumerate();
        rows.map(|(index, row)| ((row.group, row.place), (is_tax, index))).collect::<Vec<_>>()
    };
    let index = places(false, &lines).into_iter().chain(places(true, &taxes)).collect();
    View {
        language,
        title: writer.title(),
        summary: writer.summary(),
        sections: writer.sections(),
        lines,
        taxes,
        totals: writer.totals(),
        attachments: writer.attachments(),
        other_findings: Vec::new(),
        index,
    }
}

impl View {
    /// Puts the number of a finding beside the row of its term, in the given one of a repeated group (as
    /// [`crate::model::Terms::occurrence_of`] says). What is missing gets an empty row in its section. Whether a place
    /// was found; otherwise it is among the other findings.
    pub fn place(&mut self, finding: usize, term: &str, occurrence: Option<(&str, usize)>) -> bool {
        let is_placed = occurrence.is_some_and(|(group, place)| self.place_in_group(finding, term, group, place))
            || self.place_in_sections(finding, term);
        if !is_placed {
            self.other_findings.push(finding);
        }
        is_placed
    }

    fn place_in_group(&mut self, finding: usize, term: &str, group: &str, place: usize) -> bool {
        if group == "BG-24" {
            let file = place.checked_sub(1).and_then(|index| self.attachments.get_mut(index));
            return file.map(|file| file.findings.push(finding)).is_some();
        }
        let row = self.index.get(&(labels::known(group), place)).and_then(|(is_tax, index)| {
            let table = if *is_tax { &mut self.taxes } else { &mut self.lines };
            table.rows.get_mut(*index)
        });
        if let Some(row) = row {
            match row.details.iter_mut().find(|detail| detail.term == term) {
                Some(detail) => detail.findings.push(finding),
                None => row.findings.push(finding),
            }
            return true;
        }
        let section = self.sections.iter_mut().find(|section| section.group == group && section.place == place);
        section.is_some_and(|section| section.place(finding, term, self.language))
    }

    fn place_in_sections(&mut self, finding: usize, term: &str) -> bool {
        let language = self.language;
        let mut all = self.sections.iter_mut().chain(std::iter::once(&mut self.totals));
        if let Some(row) = all.find_map(|section| section.rows.iter_mut().find(|row| row.term == term)) {
            row.findings.push(finding);
            return true;
        }
        // Nothing has this term: the section of its group, or of the group that one is in.
        let mut group = if term.starts_with("BG") { term } else { group_of(term).unwrap_or("BG-0") };
        loop {
            let mut all = self.sections.iter_mut().chain(std::iter::once(&mut self.totals));
            if let Some(section) = all.find(|section| section.group == group) {
                return section.place(finding, term, language);
            }
            if let Some(table) = [&mut self.lines, &mut self.taxes].into_iter().find(|table| table.group == group) {
                table.findings.push(finding);
                return true;
            }
            match group_of(group) {
                Some(above) if above != group && above != "BG-0" => group = above,
                Some(_) if group != "BG-0" => {
                    // The whole group is missing: it gets a section of its own.
                    let title = label(group, language).unwrap_or(group).to_owned();
                    let group = labels::known(group);
                    let mut section = Section { title, group, place: 1, rows: Vec::new() };
                    let is_placed = section.place(finding, term, language);
                    self.sections.push(section);
                    return is_placed;
                }
                _ => return false,
            }
        }
    }
}

impl Section {
    fn place(&mut self, finding: usize, term: &str, language: Language) -> bool {
        if let Some(row) = self.rows.iter_mut().find(|row| row.term == term) {
            row.findings.push(finding);
            return true;
        }
        let Some(label) = label(term, language) else { return false };
        let row = Row { label: label.to_owned(), term: labels::known(term), findings: vec![finding], ..Row::default() };
        self.rows.push(row);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Line, VatBreakdown},
        number::Decimal,
    };

    fn invoice() -> Invoice {
        let mut invoice = Invoice {
            number: Some("R-1".into()),
            type_code: Some("380".into()),
            currency: Some("EUR".into()),
            issue_date: Some(jiff::civil::date(2026, 11, 21)),
            payment_terms: Some("#SKONTO#TAGE=14#PROZENT=2.25#\n".into()),
            lines: vec![Line { sub_lines: vec![Line::default()], ..Line::default() }, Line::default()],
            vat_breakdown: vec![VatBreakdown::default()],
            ..Invoice::default()
        };
        invoice.seller.name = Some("Muster GmbH".into());
        invoice.totals.due = Some(Decimal::new(123_456, 2));
        invoice
    }

    fn value<'v>(view: &'v View, term: &str) -> &'v str {
        let mut rows = view.sections.iter().chain([&view.totals]).flat_map(|section| &section.rows);
        &rows.find(|row| row.term == term).unwrap().value
    }

    #[test]
    fn values_are_written_for_people() {
        let view = view(&invoice(), Language::German);
        assert_eq!(view.title, "Rechnung R-1");
        assert_eq!(value(&view, "BT-2"), "21. November 2026");
        assert_eq!(value(&view, "BT-3"), "Rechnung (380)");
        assert_eq!(value(&view, "BT-115"), "1.234,56 €");
        assert_eq!(value(&view, "BT-20"), "2,25 % Skonto bei Zahlung innerhalb von 14 Tagen");
        assert_eq!(view.lines.rows.iter().map(|row| row.depth).collect::<Vec<_>>(), [0, 1, 0]);
        assert!(view.to_string().contains("Muster GmbH"));
    }

    #[test]
    fn findings_stand_beside_what_they_are_about() {
        let mut view = view(&invoice(), Language::German);
        assert!(view.place(0, "BT-115", None));
        assert!(view.place(1, "BT-131", Some(("BG-25", 2))));
        assert!(view.place(2, "BT-118", Some(("BG-23", 1))));
        // Missing: a row, or the whole section, comes into being.
        assert!(view.place(3, "BT-43", None));
        assert!(view.place(4, "BT-81", None));
        assert!(view.place(5, "BT-10", None));
        assert!(view.place(6, "BG-25", Some(("BG-25", 9))));
        assert!(!view.place(7, "BT-9999", None));
        assert_eq!(view.totals.rows[0].findings, [0]);
        assert_eq!(view.lines.rows[2].findings, [1]);
        assert_eq!(view.taxes.rows[0].findings, [2]);
        let section = |group: &str| view.sections.iter().find(|section| section.group == group).unwrap();
        assert_eq!(section("BG-4").rows.last().unwrap().term, "BT-43");
        assert_eq!(section("BG-16").rows[0].findings, [4]);
        assert_eq!(section("BG-0").rows.last().unwrap().findings, [5]);
        assert_eq!(view.lines.findings, [6]);
        assert_eq!(view.other_findings, [7]);
    }
}
