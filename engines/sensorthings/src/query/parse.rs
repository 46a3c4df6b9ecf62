//! Requests: split into path and options, options read one by one.

mod expression;
mod path;

use std::ops::Range;

use super::{
    cursor::Cursor,
    expression::{Expression, Path},
    options::{Direction, Expand, Options, OrderBy, ResultFormat},
    request::Request,
    source::{Plus, Source},
};
use crate::{
    Limits,
    fault::{Expected, Fault, Problem, shorten, suggest},
};

const OPTIONS: [&str; 8] = ["$filter", "$count", "$orderby", "$skip", "$top", "$expand", "$select", "$resultFormat"];

/// Versions of the standard, as they end the address of a service.
pub(super) const VERSIONS: [&str; 2] = ["v1.1", "v1.0"];

pub(super) fn request(text: &str, limits: &Limits) -> Result<Request, Problem> {
    check_length(text, limits)?;
    let start = service_root_length(text);
    let split = unquoted(text, start, '?').unwrap_or(text.len());
    let path = path::resource_path(text, start..split, limits)?;
    let mut options = Options::default();
    let mut seen = Vec::new();
    // In an encoded query `+` is a blank; in one with blanks it is not encoded.
    let plus = if text[split..].contains(' ') { Plus::Plus } else { Plus::Blank };
    let mut at = split + 1;
    while at < text.len() {
        let end = unquoted(text, at, '&').unwrap_or(text.len());
        if end > at {
            let source = Source::decode(&text[at..end], at, plus)?;
            read_option(&mut options, &mut seen, &source, limits)?;
        }
        at = end + 1;
    }
    Ok(Request { path, options })
}

impl Expression {
    /// Reads an expression that is not percent-encoded, as it stands behind `$filter=`.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, Problem> {
        check_length(text, limits)?;
        let source = Source::plain(text);
        let mut cursor = Cursor::new(&source, limits, 0);
        let expression = expression::expression(&mut cursor)?;
        end(&mut cursor)?;
        Ok(expression)
    }
}

impl Options {
    /// Reads query options that are not percent-encoded, joined with `&`.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, Problem> {
        check_length(text, limits)?;
        let (mut options, mut seen) = (Self::default(), Vec::new());
        let mut at = 0;
        while at < text.len() {
            let end = unquoted(text, at, '&').unwrap_or(text.len());
            let source = Source::plain(&text[at..end]);
            let start = at;
            read_option(&mut options, &mut seen, &source, limits)
                .map_err(|problem| problem.moved(|place| place + start))?;
            at = end + 1;
        }
        Ok(options)
    }
}

fn check_length(text: &str, limits: &Limits) -> Result<(), Problem> {
    let limit = limits.max_length;
    if text.len() > limit { Err(Problem::new(limit..text.len(), Fault::TooLong { limit })) } else { Ok(()) }
}

/// How much of the address names the service: up to its version, or a slash in front.
fn service_root_length(text: &str) -> usize {
    let path = &text[..text.find(['?', '(', '\'']).unwrap_or(text.len())];
    for version in VERSIONS {
        let version = format!("/{version}");
        if let Some(place) = path.find(&version) {
            let end = place + version.len();
            if path[end..].is_empty() || path[end..].starts_with('/') {
                return (end + 1).min(text.len());
            }
        }
    }
    usize::from(text.starts_with('/'))
}

/// The place of a character outside quotation marks.
fn unquoted(text: &str, start: usize, wanted: char) -> Option<usize> {
    let mut is_quoted = false;
    for (place, each) in text.get(start..)?.char_indices() {
        match each {
            '\'' => is_quoted = !is_quoted,
            _ if each == wanted && !is_quoted => return Some(start + place),
            _ => {}
        }
    }
    None
}

/// Reads `$name=value`. What does not start with `$` belongs to others and is passed over, except for a name that was
/// surely meant.
fn read_option(
    options: &mut Options,
    seen: &mut Vec<&'static str>,
    source: &Source,
    limits: &Limits,
) -> Result<(), Problem> {
    let mut cursor = Cursor::new(source, limits, 0);
    cursor.skip_blanks();
    if cursor.is_at_end() {
        return Ok(());
    }
    let start = cursor.at();
    let name = cursor.name().unwrap_or_default();
    if name.is_empty() && cursor.peek() == Some('=') {
        // A shell takes `$filter` in double quotation marks for a variable of its own.
        return Err(unknown_option(&cursor, start, Some("$filter".to_owned())));
    }
    if !name.starts_with('$') {
        let meant = OPTIONS.iter().find(|option| option[1..].eq_ignore_ascii_case(name));
        return match meant {
            Some(option) => Err(unknown_option(&cursor, start, Some((*option).to_owned()))),
            None => Ok(()),
        };
    }
    option(&mut cursor, start, name, options, seen, false)?;
    end(&mut cursor)
}

fn end(cursor: &mut Cursor<'_>) -> Result<(), Problem> {
    cursor.skip_blanks();
    match cursor.peek() {
        None => Ok(()),
        Some(each) if each.is_alphanumeric() => Err(cursor.unexpected(Expected::Operator)),
        Some(_) => Err(cursor.unexpected(Expected::End)),
    }
}

fn unknown_option(cursor: &Cursor<'_>, start: usize, suggestion: Option<String>) -> Problem {
    let name = cursor.since(start);
    let suggestion = suggestion.or_else(|| suggest(name, OPTIONS));
    cursor.problem(start, Fault::UnknownOption { name: shorten(name), suggestion })
}

/// Reads the value of an option whose name was just passed.
fn option(
    cursor: &mut Cursor<'_>,
    start: usize,
    name: &str,
    options: &mut Options,
    seen: &mut Vec<&'static str>,
    is_nested: bool,
) -> Result<(), Problem> {
    let known = OPTIONS.iter().find(|option| option.eq_ignore_ascii_case(name));
    // Servers in wide use also take `$format`.
    let known = known.copied().or_else(|| name.eq_ignore_ascii_case("$format").then_some("$resultFormat"));
    let Some(known) = known.filter(|known| !(is_nested && *known == "$resultFormat")) else {
        return Err(unknown_option(cursor, start, None));
    };
    if seen.contains(&known) {
        return Err(cursor.problem(start, Fault::OptionTwice { name: known.to_owned() }));
    }
    seen.push(known);
    cursor.skip_blanks();
    cursor.demand('=', Expected::Equals)?;
    cursor.skip_blanks();
    match known {
        "$filter" => options.filter = Some(expression::expression(cursor)?),
        "$count" => options.count = Some(truth(cursor)?),
        "$orderby" => options.order_by = list(cursor, order_by)?,
        "$skip" => options.skip = Some(number(cursor)?),
        "$top" => options.top = Some(number(cursor)?),
        "$expand" => options.expand = list(cursor, expand)?,
        "$select" => options.select = list(cursor, selected)?,
        _ => options.result_format = Some(result_format(cursor)),
    }
    Ok(())
}

fn truth(cursor: &mut Cursor<'_>) -> Result<bool, Problem> {
    if cursor.eat_word("true") {
        return Ok(true);
    }
    if cursor.eat_word("false") { Ok(false) } else { Err(cursor.unexpected(Expected::Truth)) }
}

fn number(cursor: &mut Cursor<'_>) -> Result<u64, Problem> {
    let start = cursor.at();
    let digits = cursor.name().unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        cursor.back_to(start);
        return Err(cursor.unexpected(Expected::Number));
    }
    // What is larger than any set is as good as the largest number.
    Ok(digits.parse().unwrap_or(u64::MAX))
}

fn result_format(cursor: &mut Cursor<'_>) -> ResultFormat {
    let start = cursor.at();
    let rest = cursor.rest();
    cursor.skip(rest.len());
    let name = rest.trim();
    match name.to_ascii_lowercase().as_str() {
        "json" | "application/json" => ResultFormat::Json,
        "dataarray" => ResultFormat::DataArray,
        _ => ResultFormat::Other { name: shorten(name), position: cursor.place_since(start) },
    }
}

/// One or more, with commas between them.
fn list<T>(cursor: &mut Cursor<'_>, item: impl Fn(&mut Cursor<'_>) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
    let mut items = Vec::new();
    loop {
        cursor.skip_blanks();
        items.push(item(cursor)?);
        cursor.check_items(items.len())?;
        cursor.skip_blanks();
        if !cursor.eat(',') {
            return Ok(items);
        }
    }
}

fn selected(cursor: &mut Cursor<'_>) -> Result<Path, Problem> {
    expression::path(cursor)
}

fn order_by(cursor: &mut Cursor<'_>) -> Result<OrderBy, Problem> {
    let by = expression::expression(cursor)?;
    cursor.skip_blanks();
    let direction = if cursor.eat_word("desc") {
        Direction::Descending
    } else {
        let _ = cursor.eat_word("asc");
        Direction::Ascending
    };
    Ok(OrderBy { by, direction })
}

fn expand(cursor: &mut Cursor<'_>) -> Result<Expand, Problem> {
    let path = expression::path(cursor)?;
    let mut options = Options::default();
    cursor.skip_blanks();
    if cursor.eat('(') {
        cursor.enter()?;
        nested_options(cursor, &mut options)?;
        cursor.leave();
    }
    Ok(Expand { path, options })
}

/// Options within parentheses, with semicolons between them.
fn nested_options(cursor: &mut Cursor<'_>, options: &mut Options) -> Result<(), Problem> {
    let mut seen = Vec::new();
    loop {
        cursor.skip_blanks();
        if cursor.eat(')') {
            return Ok(());
        }
        let start = cursor.at();
        let Some(name) = cursor.name() else { return Err(cursor.unexpected(Expected::Option)) };
        option(cursor, start, name, options, &mut seen, true)?;
        cursor.skip_blanks();
        // A semicolon may also end the last one.
        if !cursor.eat(';') && cursor.peek() != Some(')') {
            let expected = if cursor.is_at_end() { Expected::Closing } else { Expected::Operator };
            return Err(cursor.unexpected(expected));
        }
    }
}

/// A range of the request, for problems with its path.
type Place = Range<usize>;
