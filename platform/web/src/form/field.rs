//! A field of a form, as the macro `ui::field` shows it.

use crate::form::{DateInput, FormData};

/// What kind of input it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Email,
    Telephone,
    Password,
    /// A number typed as text with the numeric keyboard, so that "1.000,50" can be understood.
    Number,
    /// Day, month and year in three inputs.
    Date,
    TextArea,
    Select,
    Radio,
    /// One box: yes or no.
    Checkbox,
    /// Several boxes under one name.
    Checkboxes,
    File,
    Hidden,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }
}

/// A field with everything the page needs to show it.
#[derive(Clone, Debug)]
pub struct Field {
    pub kind: FieldKind,
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    /// What was entered; several for [`FieldKind::Checkboxes`], one ISO date or `day\u{1f}month\u{1f}year` for dates.
    pub values: Vec<String>,
    pub choices: Vec<Choice>,
    pub is_required: bool,
    /// HTML `autocomplete` token (WCAG 2.2, 1.3.5).
    pub autocomplete: Option<String>,
    /// File types: `.pdf,.jpg,.png`.
    pub accept: Option<String>,
    pub is_multiple: bool,
    pub rows: u8,
    pub max_length: Option<u32>,
    /// Name of a unit after the input: `€`, `kWh`.
    pub unit: Option<String>,
    /// Largest label, for pages with one question; its legend or label is then the page's `<h1>`.
    pub is_heading: bool,
    /// For "already uploaded: …" under a file field.
    pub uploaded: Vec<String>,
}

impl Field {
    pub fn new(kind: FieldKind, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            label: label.into(),
            hint: None,
            error: None,
            values: Vec::new(),
            choices: Vec::new(),
            is_required: true,
            autocomplete: None,
            accept: None,
            is_multiple: false,
            rows: 5,
            max_length: None,
            unit: None,
            is_heading: false,
            uploaded: Vec::new(),
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }

    #[must_use]
    pub fn values(mut self, values: Vec<String>) -> Self {
        self.values = values;
        self
    }

    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    #[must_use]
    pub fn choices(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_required = false;
        self
    }

    #[must_use]
    pub fn autocomplete(mut self, token: impl Into<String>) -> Self {
        self.autocomplete = Some(token.into());
        self
    }

    #[must_use]
    pub fn accept(mut self, types: impl Into<String>) -> Self {
        self.accept = Some(types.into());
        self
    }

    #[must_use]
    pub fn multiple(mut self) -> Self {
        self.is_multiple = true;
        self
    }

    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    #[must_use]
    pub fn max_length(mut self, length: u32) -> Self {
        self.max_length = Some(length);
        self
    }

    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    #[must_use]
    pub fn heading(mut self) -> Self {
        self.is_heading = true;
        self
    }

    #[must_use]
    pub fn uploaded(mut self, names: Vec<String>) -> Self {
        self.uploaded = names;
        self
    }

    /// Takes over what was sent, as it was sent. Passwords and files are not shown again.
    #[must_use]
    pub fn filled(mut self, form: &FormData) -> Self {
        self.values = match self.kind {
            FieldKind::Password | FieldKind::File => Vec::new(),
            FieldKind::Date => match form.date(&self.name) {
                DateInput::Empty => Vec::new(),
                DateInput::Valid(iso) => vec![iso],
                DateInput::Invalid { day, month, year } => {
                    vec![format!("{day}\u{1f}{month}\u{1f}{year}")]
                }
            },
            _ => form.all(&self.name).map(str::to_owned).collect(),
        };
        self
    }

    // For the template

    /// The `id` of the input, made from the name.
    pub fn id(&self) -> String {
        let safe = |sign: char| {
            if sign.is_ascii_alphanumeric() || sign == '-' { sign } else { '_' }
        };
        format!("feld-{}", self.name.chars().map(safe).collect::<String>())
    }

    /// What the error summary links to: the first thing that can be filled in.
    pub fn target(&self) -> String {
        match self.kind {
            FieldKind::Radio | FieldKind::Checkboxes => format!("{}-1", self.id()),
            FieldKind::Date => format!("{}-tag", self.id()),
            _ => self.id(),
        }
    }

    pub fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    pub fn has(&self, value: &str) -> bool {
        self.values.iter().any(|own| own == value)
    }

    /// Value of `aria-describedby`.
    pub fn described_by(&self) -> String {
        let id = self.id();
        let hint = self.hint.as_ref().map(|_| format!("{id}-hinweis"));
        let error = self.error.as_ref().map(|_| format!("{id}-fehler"));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    pub fn input_type(&self) -> &'static str {
        match self.kind {
            FieldKind::Email => "email",
            FieldKind::Telephone => "tel",
            FieldKind::Password => "password",
            _ => "text",
        }
    }

    pub fn is_number(&self) -> bool {
        self.kind == FieldKind::Number
    }

    /// Day, month and year of a date as they stand in the three inputs.
    pub fn date_parts(&self) -> [String; 3] {
        let value = self.first();
        let raw: Vec<&str> = value.split('\u{1f}').collect();
        if let [day, month, year] = raw[..] {
            return [day.to_owned(), month.to_owned(), year.to_owned()];
        }
        let iso: Vec<&str> = value.split('-').collect();
        let [year, month, day] = iso[..] else {
            return Default::default();
        };
        let plain = |part: &str| part.trim_start_matches('0').to_owned();
        [plain(day), plain(month), year.to_owned()]
    }
}

/// A line of the error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Without `#`.
    pub target: String,
    pub message: String,
}

impl FieldError {
    pub fn new(target: impl Into<String>, message: impl Into<String>) -> Self {
        Self { target: target.into(), message: message.into() }
    }
}

/// The mistakes of these fields, in their order, for `ui::error_summary`.
pub fn errors_of<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Vec<FieldError> {
    let with_error = fields.into_iter().filter_map(|field| {
        let message = field.error.clone()?;
        Some(FieldError { target: field.target(), message })
    });
    with_error.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_safe_and_dates_split() {
        let field = Field::new(FieldKind::Date, "a.b[0]\"><", "Geboren").value("1987-03-04").error("x").hint("y");
        assert_eq!(field.id(), "feld-a_b_0____");
        assert_eq!(field.target(), "feld-a_b_0____-tag");
        assert_eq!(field.described_by(), "feld-a_b_0____-hinweis feld-a_b_0____-fehler");
        assert_eq!(field.date_parts(), ["4", "3", "1987"]);
        let wrong = Field::new(FieldKind::Date, "d", "D").value("31\u{1f}2\u{1f}x");
        assert_eq!(wrong.date_parts(), ["31", "2", "x"]);
        assert_eq!(Field::new(FieldKind::Date, "d", "D").date_parts(), ["", "", ""]);
    }
}
