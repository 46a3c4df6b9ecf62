//! Constants: numbers, text, times, durations, geometries.

use std::str::FromStr;

use geo::{CoordsIter, Geometry};
use wkt::Wkt;

use super::{
    cursor::{Cursor, is_name_part},
    expression::{GeometryLiteral, Literal},
};
use crate::{
    fault::{Expected, Fault, Problem, shorten},
    time::{Duration, Interval, Moment, date, time_of_day},
};

/// Parentheses within each other in well-known text: a collection of collections of polygons.
const DEEPEST_GEOMETRY: usize = 8;

/// A constant, if one comes next.
pub(super) fn literal(cursor: &mut Cursor<'_>) -> Result<Option<Literal>, Problem> {
    for (word, value) in [("null", Literal::Null), ("true", Literal::Boolean(true)), ("false", Literal::Boolean(false))]
    {
        if cursor.eat_word(word) {
            return Ok(Some(value));
        }
    }
    if cursor.peek() == Some('\'') {
        return text(cursor).map(|text| Some(Literal::Text(text)));
    }
    for (prefix, read) in [
        ("duration'", duration as fn(&str) -> Result<Literal, Fault>),
        ("geography'", geometry),
        ("geometry'", geometry),
    ] {
        if cursor.rest().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            let start = cursor.at();
            cursor.skip(prefix.len() - 1);
            let text = text(cursor)?;
            return read(&text).map(Some).map_err(|fault| cursor.problem(start, fault));
        }
    }
    let rest = cursor.rest();
    let unsigned = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    if unsigned.starts_with(|each: char| each.is_ascii_digit()) || starts_with_duration(unsigned) {
        return number_or_time(cursor);
    }
    Ok(None)
}

/// Text in quotation marks, which are doubled within.
pub(super) fn text(cursor: &mut Cursor<'_>) -> Result<String, Problem> {
    let start = cursor.at();
    cursor.demand('\'', Expected::Literal)?;
    let mut text = String::new();
    loop {
        let Some(length) = cursor.rest().find('\'') else {
            cursor.back_to(start);
            cursor.skip(1);
            return Err(cursor.problem(start, Fault::OpenQuote));
        };
        text.push_str(&cursor.rest()[..length]);
        cursor.skip(length + 1);
        if !cursor.eat('\'') {
            return Ok(text);
        }
        text.push('\'');
    }
}

fn duration(text: &str) -> Result<Literal, Fault> {
    Duration::parse(text).map(Literal::Duration).ok_or_else(|| Fault::NoTime { text: shorten(text) })
}

fn geometry(text: &str) -> Result<Literal, Fault> {
    let geometry = well_known_text(text).ok_or_else(|| Fault::NoGeometry { text: shorten(text) })?;
    Ok(Literal::Geometry(GeometryLiteral { text: text.trim().to_owned(), geometry }))
}

/// Reads well-known text, with `SRID=4326;` in front or not.
fn well_known_text(text: &str) -> Option<Geometry> {
    let text = text.trim();
    let text = match text.split_once(';') {
        Some((system, rest)) => {
            let number = system.get(..5).filter(|start| start.eq_ignore_ascii_case("SRID=")).map(|_| &system[5..])?;
            number.trim().parse::<u32>().ok()?;
            rest.trim()
        }
        None => text,
    };
    // The reader of the library calls itself for collections; this keeps it from going deep.
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth > DEEPEST_GEOMETRY {
            return None;
        }
    }
    let geometry = Geometry::try_from(Wkt::<f64>::from_str(text).ok()?).ok()?;
    let is_finite = geometry.coords_iter().all(|place| place.x.is_finite() && place.y.is_finite());
    is_finite.then_some(geometry)
}

/// Numbers, dates, times, instants and intervals have no quotation marks around them.
fn number_or_time(cursor: &mut Cursor<'_>) -> Result<Option<Literal>, Problem> {
    let start = cursor.at();
    let first = word(cursor.rest());
    let text = restored(&first, cursor.rest());
    let mut length = text.len();
    if cursor.rest()[length..].starts_with('/') {
        let rest = &cursor.rest()[length + 1..];
        let second = word(rest);
        let second_text = restored(&second, rest);
        let interval = format!("{text}/{second_text}");
        // `P1D/name` is a path of two names, and `5/name` nothing at all.
        if Moment::parse(&text).is_some() || Moment::parse(&second_text).is_some() {
            length += 1 + second_text.len();
            cursor.skip(length);
            let fault = || Fault::NoTime { text: shorten(&interval) };
            let interval = Interval::parse(&interval).ok_or_else(|| cursor.problem(start, fault()))?;
            return Ok(Some(Literal::Interval(interval)));
        }
    }
    if text.trim_start_matches(['+', '-']).starts_with(|each: char| each.is_ascii_alphabetic()) {
        return Ok(None);
    }
    cursor.skip(length);
    match simple(&text) {
        Ok(literal) => Ok(Some(literal)),
        Err(Some(fault)) => Err(cursor.problem(start, fault)),
        Err(None) => {
            cursor.back_to(start);
            Err(cursor.unexpected(Expected::Operand))
        }
    }
}

/// Up to the next blank or punctuation.
fn word(rest: &str) -> String {
    let end = rest.find(|each: char| !(each.is_ascii_alphanumeric() || matches!(each, '+' | '-' | '.' | ':')));
    rest[..end.unwrap_or(rest.len())].to_owned()
}

/// The `+` of an offset turns into a blank where somebody did not encode it: `10:00:00 02:00` is `10:00:00+02:00`.
fn restored(word: &str, rest: &str) -> String {
    let is_without_offset = word.len() >= 16
        && word.as_bytes().get(10).is_some_and(|each| each.eq_ignore_ascii_case(&b'T'))
        && word.bytes().skip(11).all(|each| each.is_ascii_digit() || matches!(each, b':' | b'.'));
    let offset = rest.get(word.len()..word.len() + 6).unwrap_or_default().as_bytes();
    let is_offset = matches!(offset, [b' ', hour, minute_ten, b':', third, fourth]
        if [hour, minute_ten, third, fourth].into_iter().all(u8::is_ascii_digit));
    let goes_on = rest.get(word.len() + 6..).unwrap_or_default().starts_with(|each| is_name_part(each) || each == ':');
    if is_without_offset && is_offset && !goes_on {
        return format!("{word}+{}", &rest[word.len() + 1..word.len() + 6]);
    }
    word.to_owned()
}

/// A number, a date, a time of day or an instant; an error without fault is none of them.
fn simple(text: &str) -> Result<Literal, Option<Fault>> {
    if is_number(text) {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if let Ok(number) = digits.parse() {
            return Ok(Literal::Integer(number));
        }
        let number: f64 = digits.parse().map_err(|_| None)?;
        let fault = || Fault::HugeNumber { text: shorten(text) };
        return if number.is_finite() { Ok(Literal::Decimal(number)) } else { Err(Some(fault())) };
    }
    if let Some(date) = date(text) {
        return Ok(Literal::Date(date));
    }
    if let Some(time) = time_of_day(text) {
        return Ok(Literal::TimeOfDay(time));
    }
    if let Some(moment) = Moment::parse(text).filter(|_| text.contains(['T', 't'])) {
        return Ok(Literal::Moment(moment));
    }
    let looks_like_time = text.contains(':') || text.as_bytes().get(4) == Some(&b'-');
    Err(looks_like_time.then(|| Fault::NoTime { text: shorten(text) }))
}

/// `12`, `-1.5`, `2e-3`
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|each| each.is_ascii_digit());
    are_digits(whole) && are_digits(fraction) && are_digits(exponent)
}

/// `P1D`, `PT5M`: the start of an interval, if a slash and an instant follow.
fn starts_with_duration(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    bytes.first().is_some_and(|each| each.eq_ignore_ascii_case(&b'P'))
        && (is_digit(1) || (bytes.get(1).is_some_and(|each| each.eq_ignore_ascii_case(&b'T')) && is_digit(2)))
}
