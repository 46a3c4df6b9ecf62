//! What a picture shows, in numbers.

use std::fmt::Write as _;

use super::canvas::escaped;

/// A table; columns of numbers are aligned to the right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub caption: String,
    /// Name of a column, and whether it holds numbers.
    pub columns: Vec<(String, bool)>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(caption: &str) -> Self {
        Self { caption: caption.to_owned(), ..Self::default() }
    }

    pub(super) fn text_column(mut self, name: &str) -> Self {
        self.columns.push((name.to_owned(), false));
        self
    }

    pub(super) fn number_column(mut self, name: &str) -> Self {
        self.columns.push((name.to_owned(), true));
        self
    }

    /// As HTML: the first cell of a row is its head.
    pub fn html(&self) -> String {
        let mut html = format!("<table>\n<caption><span>{}</span></caption>\n<thead><tr>", escaped(&self.caption));
        for (name, is_number) in &self.columns {
            let _ = write!(html, "<th scope=\"col\"{}>{}</th>", class(*is_number), escaped(name));
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            html.push_str("<tr>");
            for (place, (cell, (_, is_number))) in row.iter().zip(&self.columns).enumerate() {
                let class = class(*is_number);
                let cell = escaped(cell);
                let _ = if place == 0 {
                    write!(html, "<th scope=\"row\"{class}>{cell}</th>")
                } else {
                    write!(html, "<td{class}>{cell}</td>")
                };
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table>\n");
        html
    }
}

fn class(is_number: bool) -> &'static str {
    if is_number { " class=\"number\"" } else { "" }
}
