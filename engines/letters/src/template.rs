//! Placeholders: fills a Markdown template with values.
//!
//! Values are data. Whatever would mean something in Markdown is written so that it reads as itself,
//! therefore an applicant cannot put formatting, links or HTML into a decision. A line break in a value
//! becomes U+2028, which Markdown does not know and the renderers show as a line break.
//!
//! Templates come from packages of other municipalities: work and output are limited.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

/// Stands for a line break inside a value (Unicode: LINE SEPARATOR).
pub(crate) const LINE_SEPARATOR: char = '\u{2028}';

const STEP_LIMIT: u64 = 500_000;
const OUTPUT_LIMIT: usize = 2_000_000;
const NO_BREAK_SPACE: char = '\u{a0}';

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// What is wrong with a template or with its values. The message is German and meant for whoever
/// maintains the template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// Stable code: `vorlage-platzhalter`, `vorlage-wert`, `vorlage-aufbau`, `vorlage-grenze`.
    pub code: &'static str,
    pub message: String,
    /// Line in the template, counted from 1.
    pub line: Option<usize>,
    /// The placeholder that has no value, as written in the template.
    pub placeholder: Option<String>,
}

/// Fills the template; the result is Markdown.
///
/// Placeholders, conditions and loops are written as in Jinja: `{{ antrag.name }}`,
/// `{% if zone %}…{% endif %}`, `{% for anlage in anlagen %}…{% endfor %}`. A placeholder without a
/// value is an error that names it. Filters: `euro` (cents to `30,50 €`), `datum` (ISO 8601 to
/// `14. März 2027`), `datum_kurz` (`14.03.2027`), `zahl` (`1.234,5`), `ja_nein`.
pub fn fill(template: &str, context: &serde_json::Value) -> Result<String, TemplateError> {
    render(&environment(Target::Markdown), template, context)
}

/// Fills a template that gives one line of plain text: a subject, a title, a line of the recipient.
pub fn fill_text(template: &str, context: &serde_json::Value) -> Result<String, TemplateError> {
    let text = render(&environment(Target::Text), template, context)?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// All names the template takes from its context, nested ones with dots: `antrag.name`.
pub fn placeholders(template: &str) -> Result<BTreeSet<String>, TemplateError> {
    let environment = environment(Target::Markdown);
    let parsed = environment.template_from_str(template).map_err(|error| explain(&error, template))?;
    let globals: BTreeSet<String> = environment.globals().map(|(name, _)| name.to_owned()).collect();
    Ok(parsed.undeclared_variables(true).into_iter().filter(|name| !globals.contains(name)).collect())
}

/// Checks how the template is built, without values.
pub fn check(template: &str) -> Result<(), TemplateError> {
    environment(Target::Markdown).template_from_str(template).map(|_| ()).map_err(|error| explain(&error, template))
}

/// Where the filled text goes, and therefore how values are written.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    Markdown,
    Text,
}

type Filter = fn(&Value) -> Result<String, Error>;

const FILTERS: [(&str, Filter); 5] = [
    ("euro", euro),
    ("datum", date_in_words),
    ("datum_kurz", date_in_digits),
    ("zahl", number),
    ("ja_nein", yes_or_no),
];

fn environment(target: Target) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    environment.set_fuel(Some(STEP_LIMIT));
    // Anything but `None` makes captured blocks "safe", so that they are not escaped a second time.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(move |output, state, value| write_value(output, state, value, target));
    for name in ["safe", "escape", "e", "pprint", "urlencode"] {
        environment.remove_filter(name);
    }
    for name in ["debug", "namespace"] {
        environment.remove_global(name);
    }
    for (name, filter) in FILTERS {
        environment.add_filter(name, move |value: &Value| {
            // Passed on, the missing value is reported with its name when it is to be printed.
            if value.is_undefined() {
                return Ok(value.clone());
            }
            filter(value).map(Value::from)
        });
    }
    environment
}

fn render(environment: &Environment<'_>, template: &str, context: &serde_json::Value) -> Result<String, TemplateError> {
    let mut output = Limited(Vec::new());
    // Templates are written on Windows, too.
    let template = template.replace("\r\n", "\n");
    environment
        .template_from_str(&template)
        .and_then(|parsed| parsed.render_captured_to(Serde(context), &mut output).map(|_| ()))
        .map_err(|error| explain(&error, &template))?;
    Ok(String::from_utf8_lossy(&output.0).into_owned())
}

/// Stops a template that writes without end.
struct Limited(Vec<u8>);

impl io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > OUTPUT_LIMIT {
            return Err(io::Error::other("output limit reached"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_value(output: &mut Output, state: &mut State, value: &Value, target: Target) -> Result<(), Error> {
    let text = match value.kind() {
        // The formatter of the library knows which name was undefined.
        ValueKind::Undefined => return minijinja::escape_formatter(output, state, value),
        ValueKind::None => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::Bool => if value.is_true() { "ja" } else { "nein" }.to_owned(),
        ValueKind::Number => value.to_string(),
        ValueKind::String => value.as_str().unwrap_or_default().to_owned(),
        other => {
            return Err(Error::new(ErrorKind::InvalidOperation, format!("a value of kind {other} cannot be printed")));
        }
    };
    let written = match target {
        _ if value.is_safe() => output.write_str(&text),
        Target::Markdown => output.write_str(&escape_markdown(&text)),
        Target::Text => output.write_str(&text),
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "cannot write"))
}

/// Writes a value so that Markdown (CommonMark 0.31 § 2.4) reads it as plain text, wherever it stands.
fn escape_markdown(value: &str) -> String {
    let value = value.trim();
    let mut escaped = String::with_capacity(value.len() + 8);
    let list_mark = list_mark(value);
    let mut previous = ' ';
    for (index, character) in value.char_indices() {
        let last = index + character.len_utf8() == value.len();
        match character {
            '\r' => escaped.push(LINE_SEPARATOR),
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2029}' if previous != '\r' => {
                escaped.push(LINE_SEPARATOR);
            }
            '\n' => {}
            '\t' => escaped.push(' '),
            _ if character.is_control() => {}
            // `\\|` would still be a bar that belongs to a table cell, so no backslash before a backslash.
            '\\' => escaped.push_str("&#92;"),
            '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // Only at the beginning or the end of a value can these join with what stands around it.
            _ if character.is_ascii_punctuation() && (index == 0 || last || Some(index) == list_mark) => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
        previous = character;
    }
    escaped
}

/// Where the dot or bracket stands in a value such as `1. Mai`, which would begin a list.
fn list_mark(value: &str) -> Option<usize> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let mark = value.as_bytes().get(digits)?;
    (digits > 0 && matches!(mark, b'.' | b')')).then_some(digits)
}

/// Cents to Euro: `3050` to `30,50 €`, with a space that does not break.
fn euro(value: &Value) -> Result<String, Error> {
    let cents = i64::try_from(value.clone()).map_err(|_| {
        Error::new(ErrorKind::InvalidOperation, format!("der Filter „euro“ erwartet ganze Cent, nicht „{value}“"))
    })?;
    let amount = cents.unsigned_abs();
    let sign = if cents < 0 { "\u{2212}" } else { "" };
    Ok(format!("{sign}{},{:02}{NO_BREAK_SPACE}€", group_thousands(&(amount / 100).to_string()), amount % 100))
}

/// `1234.5` to `1.234,5`.
fn number(value: &Value) -> Result<String, Error> {
    let text = match value.as_str() {
        Some(text) => text.trim().to_owned(),
        None => value.to_string(),
    };
    let wrong =
        || Error::new(ErrorKind::InvalidOperation, format!("der Filter „zahl“ erwartet eine Zahl, nicht „{text}“"));
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !only_digits(whole) || !only_digits(fraction) {
        return Err(wrong());
    }
    let mut written = format!("{sign}{}", group_thousands(whole));
    if !fraction.is_empty() && fraction != "0" {
        let _ = write!(written, ",{fraction}");
    }
    Ok(written)
}

fn group_thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

fn date_in_words(value: &Value) -> Result<String, Error> {
    date_of(value).map(words_of)
}

fn date_in_digits(value: &Value) -> Result<String, Error> {
    let date = date_of(value)?;
    Ok(format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()))
}

#[expect(clippy::unnecessary_wraps, reason = "all filters have the same form")]
fn yes_or_no(value: &Value) -> Result<String, Error> {
    Ok(if value.is_true() { "ja" } else { "nein" }.to_owned())
}

/// Reads a date, or a point in time as the date it is in Germany then.
fn date_of(value: &Value) -> Result<Date, Error> {
    let text = value.as_str().ok_or_else(|| not_a_date(value))?.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
        return Ok(timestamp.to_zoned(zone).date());
    }
    text.parse().map_err(|_| not_a_date(value))
}

fn not_a_date(value: &Value) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("„{value}“ ist kein Datum der Form 2027-03-14"))
}

pub(crate) fn long_date(year: i16, month: u8, day: u8) -> Option<String> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(words_of(date))
}

fn words_of(date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{}.{NO_BREAK_SPACE}{month} {}", date.day(), date.year())
}

fn explain(error: &Error, template: &str) -> TemplateError {
    let line = error.line();
    let place = line.map_or(String::new(), |line| format!(" in Zeile {line}"));
    let detail = root_detail(error);
    let (code, message, placeholder) = match error.kind() {
        ErrorKind::UndefinedError => {
            let name = undefined_name(error, template);
            let shown = name.clone().unwrap_or_else(|| "?".to_owned());
            let message = format!(
                "Der Platzhalter „{shown}“{place} hat keinen Wert. Bitte prüfen Sie die Schreibweise oder ergänzen Sie die Angabe."
            );
            ("vorlage-platzhalter", message, name)
        }
        ErrorKind::OutOfFuel | ErrorKind::WriteFailure => (
            "vorlage-grenze",
            "Die Vorlage erzeugt zu viel Text oder braucht zu viele Schritte. Bitte prüfen Sie die Schleifen."
                .to_owned(),
            None,
        ),
        ErrorKind::SyntaxError | ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction => {
            ("vorlage-aufbau", format!("Die Vorlage ist{place} nicht richtig aufgebaut: {detail}."), None)
        }
        _ => (
            "vorlage-wert",
            format!("Ein Wert{place} kann nicht eingesetzt werden: {detail}."),
            failing_expression(error, template),
        ),
    };
    TemplateError { code, message, line, placeholder }
}

fn root_detail(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned)
}

fn undefined_name(error: &Error, template: &str) -> Option<String> {
    let named = error.detail().and_then(|detail| detail.split('`').nth(1));
    named.map(ToOwned::to_owned).or_else(|| failing_expression(error, template))
}

fn failing_expression(error: &Error, template: &str) -> Option<String> {
    let source = template.get(error.range()?)?;
    let source = source.trim_matches(|c: char| c.is_whitespace() || "{}%-".contains(c));
    Some(source.to_owned()).filter(|source| !source.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fills_placeholders_conditions_and_loops() {
        let template = "Guten Tag {{ antrag.name }},\n{% if zone %}Zone {{ zone }}{% endif %}\n{% for a in anlagen %}- {{ a }}\n{% endfor %}";
        let context = json!({"antrag": {"name": "Ada Demo"}, "zone": "B", "anlagen": ["Foto", "Vertrag"]});
        assert_eq!(fill(template, &context).unwrap(), "Guten Tag Ada Demo,\nZone B\n- Foto\n- Vertrag\n");
    }

    #[test]
    fn a_missing_value_is_named() {
        let error = fill("Hallo\n{{ antrag.naem }}", &json!({"antrag": {}})).unwrap_err();
        assert_eq!(error.code, "vorlage-platzhalter");
        assert_eq!(error.placeholder.as_deref(), Some("antrag.naem"));
        assert_eq!(error.line, Some(2));
        assert!(error.message.contains("„antrag.naem“ in Zeile 2"), "{error}");
        let error = fill("{{ weg }}", &json!({"weg": null})).unwrap_err();
        assert_eq!(error.placeholder.as_deref(), Some("weg"));
        let error = fill("{{ weg|datum }}", &json!({})).unwrap_err();
        assert_eq!((error.code, error.placeholder.as_deref()), ("vorlage-platzhalter", Some("weg")));
        assert_eq!(fill("{% if weg %}x", &json!({})).unwrap_err().code, "vorlage-aufbau");
    }

    #[test]
    fn filters_write_german() {
        let context = json!({"c": 3050, "big": -123_456_789, "d": "2027-03-14", "t": "2027-03-13T23:30:00Z",
            "n": 1234.5, "i": 1_000_000, "b": true});
        let line = fill_text(
            "{{c|euro}} / {{big|euro}} / {{d|datum}} / {{t|datum_kurz}} / {{n|zahl}} / {{i|zahl}} / {{b|ja_nein}}",
            &context,
        );
        assert_eq!(
            line.unwrap().replace('\u{a0}', " "),
            "30,50 € / −1.234.567,89 € / 14. März 2027 / 14.03.2027 / 1.234,5 / 1.000.000 / ja"
        );
        assert_eq!(fill("{{ x|datum }}", &json!({"x": "morgen"})).unwrap_err().code, "vorlage-wert");
        assert_eq!(fill("{{ x|euro }}", &json!({"x": "viel"})).unwrap_err().code, "vorlage-wert");
        assert_eq!(fill("{{ x }}", &json!({"x": [1]})).unwrap_err().code, "vorlage-wert");
    }

    #[test]
    fn unknown_filters_and_endless_loops_are_refused() {
        assert_eq!(fill("{{ x|safe }}", &json!({"x": 1})).unwrap_err().code, "vorlage-aufbau");
        let endless = "{% for i in range(9000) %}{% for j in range(9000) %}x{% endfor %}{% endfor %}";
        assert_eq!(fill(endless, &json!({})).unwrap_err().code, "vorlage-grenze");
        let wide = "{{ 'x' * 3000000 }}";
        assert_eq!(fill(wide, &json!({})).unwrap_err().code, "vorlage-grenze");
    }

    #[test]
    fn names_of_placeholders() {
        let template = "{{ antrag.name }} {{ gebuehr|euro }} {% for a in anlagen %}{{ a.titel }}{% endfor %}";
        let names: Vec<_> = placeholders(template).unwrap().into_iter().collect();
        assert_eq!(names, ["anlagen", "antrag.name", "gebuehr"]);
        assert!(placeholders("{{ offen").is_err());
        assert!(check("{% if x %}").is_err());
    }

    #[test]
    fn line_breaks_in_values_stay_inside_the_paragraph() {
        assert_eq!(fill("{{ x }}", &json!({"x": " a\r\n\r\n# b\nc "})).unwrap(), "a\u{2028}\u{2028}\\# b\u{2028}c");
        assert_eq!(fill_text("Az {{ x }}", &json!({"x": "a\nb*"})).unwrap(), "Az a b*");
    }
}
