//! What an invoice says, term by term, with what was found beside it.

use lotse_core::blobs::BlobId;
use lotse_einvoice::{
    model as terms,
    tree::{Document, Limits},
    view::{self, View},
};
use lotse_web::{Answer, Language, Page, Visit};

use crate::invoices::{
    Office,
    model::Invoice,
    reading,
    reading::{Archived, Found},
};

/// A finding beside a field, or in the list at the top.
pub struct FoundView {
    pub id: String,
    pub rule: String,
    pub class: &'static str,
    pub level: String,
    pub text: String,
    /// Where it stands on the page: `#befund-3`.
    pub anchor: String,
}

pub struct RowView {
    pub label: String,
    pub term: String,
    pub lines: Vec<String>,
    pub findings: Vec<FoundView>,
}

pub struct SectionView {
    pub id: String,
    pub title: String,
    pub rows: Vec<RowView>,
}

pub struct Cell {
    pub label: String,
    pub text: String,
    pub is_number: bool,
}

pub struct LineView {
    pub cells: Vec<Cell>,
    pub details: Vec<RowView>,
    pub findings: Vec<FoundView>,
}

pub struct TableView {
    pub id: String,
    pub title: String,
    pub columns: Vec<Cell>,
    pub lines: Vec<LineView>,
    pub findings: Vec<FoundView>,
}

/// The view of the stored structured part with the archived findings in their places.
pub async fn readable(office: &Office, visit: &Visit, invoice: &Invoice, archived: &Archived) -> Answer<Option<View>> {
    if invoice.data_deleted_at.is_some() {
        return Ok(None);
    }
    let Some(id) = BlobId::from_hex(&invoice.xml_sha256) else { return Ok(None) };
    let bytes = office.core.blobs().get(&invoice.body, id).await?;
    let Some(text) = reading::text(&bytes) else { return Ok(None) };
    let Ok(document) = Document::parse(&text, &Limits::default()) else { return Ok(None) };
    // The files have been taken out already.
    let Some(reading) = terms::read_limited(&document, 0) else { return Ok(None) };
    let language = if visit.language == Language::En { view::Language::English } else { view::Language::German };
    let mut view = view::view(&reading.invoice, language);
    for (index, found) in archived.findings.iter().enumerate().filter(|(_, found)| found.level.is_some()) {
        let occurrence = found.group.as_deref().map(|group| (group, found.occurrence));
        view.place(index, &found.term, occurrence);
    }
    Ok(Some(view))
}

/// Makes rows of the page out of the view.
pub struct Said<'a> {
    pub page: &'a Page,
    pub archived: &'a Archived,
    /// Findings that stand beside nothing.
    pub unplaced: Vec<usize>,
    pub has_view: bool,
}

impl Said<'_> {
    fn found(&self, index: usize, found: &Found) -> FoundView {
        let (class, key) = match found.level.as_deref() {
            Some("fatal") => ("danger", "amt-invoices-level-fatal"),
            Some("warning") => ("warning", "amt-invoices-level-warning"),
            _ => ("info", "amt-invoices-level-information"),
        };
        let text = if self.page.language() == Language::En { &found.english } else { &found.german };
        FoundView {
            id: format!("befund-{index}"),
            rule: found.rule.clone(),
            class,
            level: self.page.t(key).into_owned(),
            text: text.clone(),
            anchor: if self.has_view && !self.unplaced.contains(&index) {
                format!("#befund-{index}")
            } else {
                String::new()
            },
        }
    }

    fn some(&self, indices: &[usize]) -> Vec<FoundView> {
        let found = indices.iter().filter_map(|index| Some((*index, self.archived.findings.get(*index)?)));
        found.map(|(index, found)| self.found(index, found)).collect()
    }

    /// Everything for the list at the top: the schema first, then rules by their weight.
    pub fn all(&self) -> Vec<FoundView> {
        let is_english = self.page.language() == Language::En;
        let schema = self.archived.schema_errors.iter().map(|said| FoundView {
            id: String::new(),
            rule: said.place.clone(),
            class: "danger",
            level: self.page.t("amt-invoices-level-fatal").into_owned(),
            text: if is_english { said.english.clone() } else { said.german.clone() },
            anchor: String::new(),
        });
        let mut rules: Vec<_> =
            self.archived.findings.iter().enumerate().filter(|(_, found)| found.level.is_some()).collect();
        rules.sort_by_key(|(_, found)| (!found.is_fatal(), !found.is_warning()));
        let rules = rules.into_iter().map(|(index, found)| self.found(index, found));
        let remarks = self.archived.remarks.iter().map(|said| FoundView {
            id: String::new(),
            rule: said.place.clone(),
            class: "info",
            level: self.page.t("amt-invoices-level-information").into_owned(),
            text: if is_english { said.english.clone() } else { said.german.clone() },
            anchor: String::new(),
        });
        schema.take(50).chain(rules.take(200)).chain(remarks.take(50)).collect()
    }

    fn row(&self, row: &view::Row) -> RowView {
        let mut lines: Vec<String> = row.value.lines().map(str::to_owned).collect();
        // Money carries its sign already.
        if let (Some(unit), Some(last)) = (row.unit.as_ref().filter(|unit| *unit != "EUR"), lines.last_mut())
            && !last.ends_with(unit.as_str())
        {
            last.push(' ');
            last.push_str(unit);
        }
        RowView { label: row.label.clone(), term: row.term.to_owned(), lines, findings: self.some(&row.findings) }
    }

    pub fn section(&self, section: &view::Section) -> SectionView {
        SectionView {
            id: format!("{}-{}", section.group.to_lowercase(), section.place),
            title: section.title.clone(),
            rows: section.rows.iter().map(|row| self.row(row)).collect(),
        }
    }

    pub fn table(&self, table: &view::Table) -> TableView {
        let cell = |(column, text): (&view::Column, &String)| Cell {
            label: column.label.clone(),
            text: text.clone(),
            is_number: column.is_number,
        };
        TableView {
            id: table.group.to_lowercase(),
            title: table.title.clone(),
            columns: table
                .columns
                .iter()
                .map(|column| Cell {
                    label: column.label.clone(),
                    text: column.term.to_owned(),
                    is_number: column.is_number,
                })
                .collect(),
            lines: table
                .rows
                .iter()
                .take(500)
                .map(|row| LineView {
                    cells: table.columns.iter().zip(&row.cells).map(cell).collect(),
                    details: row.details.iter().map(|detail| self.row(detail)).collect(),
                    findings: self.some(&row.findings),
                })
                .collect(),
            findings: self.some(&table.findings),
        }
    }
}
