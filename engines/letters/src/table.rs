//! Tables: widths of columns, rows over page breaks, a header that is repeated for the eye and read
//! aloud once.

use krilla::tagging::{ArtifactType, TableHeaderScope, Tag};

use crate::LetterError;
use crate::flow::{Aim, BODY, Flow, whole};
use crate::markdown::{Align, Inlines, Table};
use crate::page::{BOTTOM, INK, LATER_TOP, PALE};
use crate::structure::NodeId;
use crate::text::{Set, Style};

const CELL: Style = Style::new(10.0, 13.5);
const PADDING: f32 = 4.0;
const ROW_PADDING: f32 = 2.5;

struct Cell<'a> {
    source: &'a Inlines,
    set: Set,
    aim: Aim,
    x: f32,
    next: usize,
    parts: Vec<(usize, NodeId)>,
}

impl Flow {
    pub fn table(&mut self, parent: NodeId, table: &Table, x: f32, width: f32) -> Result<(), LetterError> {
        if table.columns.is_empty() {
            return Ok(());
        }
        let widths = self.column_widths(table, width);
        let node = self.structure.node(parent, Tag::Table);
        let has_header = table.header.iter().any(|cell| !cell.is_blank());
        self.place_labels(self.y);
        self.gap(2.0);
        // The header never stands alone at the end of a page.
        self.need(2.0 * CELL.leading + 4.0 * ROW_PADDING + BODY.leading)?;
        if has_header {
            let group = self.structure.node(node, Tag::THead);
            let row = self.structure.node(group, Tag::TR);
            self.header(table, x, &widths, Some(row))?;
        }
        let group = self.structure.node(node, Tag::TBody);
        for cells in &table.rows {
            let row = self.structure.node(group, Tag::TR);
            self.row(table, cells, row, x, &widths, has_header)?;
        }
        self.gap(BODY.leading * 0.6);
        Ok(())
    }

    /// The header row; without a node it is a repetition.
    fn header(&mut self, table: &Table, x: f32, widths: &[f32], row: Option<NodeId>) -> Result<(), LetterError> {
        let mut cells = Vec::new();
        let mut left = x;
        for (column, width) in widths.iter().enumerate() {
            let Some(source) = table.header.get(column) else {
                break;
            };
            let aim = match row {
                Some(row) => Aim::Content(self.structure.node(row, Tag::TH(TableHeaderScope::Column))),
                None => Aim::Artifact(ArtifactType::PaginationOther),
            };
            let align = table.columns.get(column).copied().unwrap_or_default();
            cells.push(self.cell(source, CELL.bold(), aim, left, *width, align));
            left += width;
        }
        self.cells(&mut cells, None)?;
        let total = widths.iter().sum();
        self.bar(x, self.y - 0.5, total, 1.0, self.accent, ArtifactType::Layout);
        Ok(())
    }

    fn row(
        &mut self,
        table: &Table,
        sources: &[Inlines],
        row: NodeId,
        x: f32,
        widths: &[f32],
        has_header: bool,
    ) -> Result<(), LetterError> {
        let mut cells = Vec::new();
        let mut left = x;
        for ((column, width), source) in widths.iter().enumerate().zip(sources) {
            let node = self.structure.node(row, Tag::TD);
            let align = table.columns.get(column).copied().unwrap_or_default();
            cells.push(self.cell(source, CELL, Aim::Content(node), left, *width, align));
            left += width;
        }
        let repeat = has_header.then_some((table, x, widths));
        self.cells(&mut cells, repeat)?;
        let total = widths.iter().sum();
        self.bar(x, self.y - 0.25, total, 0.5, PALE, ArtifactType::Layout);
        Ok(())
    }

    fn cell<'a>(
        &mut self,
        source: &'a Inlines,
        style: Style,
        aim: Aim,
        left: f32,
        width: f32,
        align: Align,
    ) -> Cell<'a> {
        Cell {
            source,
            set: self.setter.set(source, style, width - 2.0 * PADDING, align),
            aim,
            x: left + PADDING,
            next: 0,
            parts: Vec::new(),
        }
    }

    /// Places the cells of a row side by side. A row that is higher than a page is continued.
    fn cells(&mut self, cells: &mut [Cell<'_>], repeat: Option<(&Table, f32, &[f32])>) -> Result<(), LetterError> {
        let most = cells.iter().map(|cell| cell.set.lines.len()).max().unwrap_or(0).max(1);
        let height = lines_height(most) + 2.0 * ROW_PADDING;
        let page = BOTTOM - LATER_TOP - 6.0 * CELL.leading;
        if height <= page && self.y + height > self.bottom() {
            self.next_page_of_table(repeat)?;
        }
        let mut left = most;
        while left > 0 {
            let room = self.bottom() - self.y - 2.0 * ROW_PADDING + 0.1;
            let fit = whole(room / CELL.leading);
            if fit == 0 && !self.at_top() {
                self.next_page_of_table(repeat)?;
            }
            let now = left.min(fit.max(1));
            self.quote_bars(lines_height(now) + 2.0 * ROW_PADDING);
            let top = self.y + ROW_PADDING;
            for cell in cells.iter_mut() {
                self.y = top;
                let end = (cell.next + now).min(cell.set.lines.len());
                for index in cell.next..end {
                    self.line(cell.aim, &cell.set, index, Some(cell.source), cell.x, INK, &mut cell.parts);
                    self.y += CELL.leading;
                }
                cell.next = end;
            }
            self.y = top + lines_height(now) + ROW_PADDING;
            left -= now;
            if left > 0 {
                self.next_page_of_table(repeat)?;
            }
        }
        Ok(())
    }

    fn next_page_of_table(&mut self, repeat: Option<(&Table, f32, &[f32])>) -> Result<(), LetterError> {
        self.new_page()?;
        let Some((table, x, widths)) = repeat else {
            return Ok(());
        };
        let rows = self.header_lines(table, widths);
        // A header that takes half the page is not worth repeating.
        if lines_height(rows) < (BOTTOM - LATER_TOP) / 2.0 {
            self.header(table, x, widths, None)?;
        }
        Ok(())
    }

    fn header_lines(&mut self, table: &Table, widths: &[f32]) -> usize {
        let mut most = 0;
        for (cell, width) in table.header.iter().zip(widths) {
            let set = self.setter.set(cell, CELL.bold(), width - 2.0 * PADDING, Align::Start);
            most = most.max(set.lines.len());
        }
        most
    }

    /// Every column gets room for its longest word, the rest is shared by need.
    fn column_widths(&mut self, table: &Table, width: f32) -> Vec<f32> {
        let columns = table.columns.len();
        let mut least = vec![0.0_f32; columns];
        let mut wish = vec![0.0_f32; columns];
        let header = std::iter::once((&table.header, CELL.bold()));
        let rows = table.rows.iter().map(|row| (row, CELL));
        for (cells, style) in header.chain(rows) {
            for (column, cell) in cells.iter().enumerate().take(columns) {
                let (narrow, wide) = self.setter.widths(cell, style);
                least[column] = least[column].max(narrow + 2.0 * PADDING + 0.5);
                wish[column] = wish[column].max(wide + 2.0 * PADDING + 0.5);
            }
        }
        let all_least: f32 = least.iter().sum();
        let all_wish: f32 = wish.iter().sum();
        if all_wish <= width {
            let factor = if all_wish > 0.0 { width / all_wish } else { 1.0 };
            return wish.iter().map(|wish| wish * factor).collect();
        }
        if all_least <= width {
            let share = (width - all_least) / (all_wish - all_least).max(0.1);
            return least.iter().zip(&wish).map(|(least, wish)| least + (wish - least) * share).collect();
        }
        least.iter().map(|least| least * width / all_least).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "cells have few lines")]
fn lines_height(lines: usize) -> f32 {
    lines as f32 * CELL.leading
}
