//! Values of the built-in simple types (XML Schema 1.0, part 2), for every engine that reads XML by a schema, with the
//! tolerances of libxml2 where it leaves the letter of XML Schema: published verdicts stand on it. White space may stand
//! around a number or a truth value but not around a date; base64 may hold anything between its letters; an exponent
//! needs no digits.

mod space;
mod uri;

use std::borrow::Cow;

pub use space::{is_space, normalize_space, trim_space};

/// The built-in simple types (XML Schema Part 2, 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Primitive {
    AnySimpleType,
    String,
    NormalizedString,
    Token,
    Language,
    Nmtoken,
    Nmtokens,
    Name,
    NCName,
    ID,
    Idref,
    Idrefs,
    Entity,
    Entities,
    Boolean,
    Decimal,
    Integer,
    NonPositiveInteger,
    NegativeInteger,
    Long,
    Int,
    Short,
    Byte,
    NonNegativeInteger,
    UnsignedLong,
    UnsignedInt,
    UnsignedShort,
    UnsignedByte,
    PositiveInteger,
    Float,
    Double,
    Duration,
    DateTime,
    Time,
    Date,
    GYearMonth,
    GYear,
    GMonthDay,
    GDay,
    GMonth,
    HexBinary,
    Base64Binary,
    AnyURI,
    QName,
    Notation,
}

/// The value with white space as its type wants it.
pub fn normalized(primitive: Primitive, value: &str) -> Cow<'_, str> {
    match primitive {
        Primitive::String | Primitive::AnySimpleType => Cow::Borrowed(value),
        Primitive::NormalizedString => Cow::Owned(value.replace(['\t', '\r', '\n'], " ")),
        _ => normalize_space(value),
    }
}

/// Whether a string, as it stands in the document, can be read as a value of the type. Names of other things (IDs,
/// prefixes) are only checked for their form.
pub fn is_lexical(primitive: Primitive, value: &str) -> bool {
    match primitive {
        Primitive::AnySimpleType | Primitive::String | Primitive::NormalizedString | Primitive::Token => true,
        Primitive::Language => is_language(&normalize_space(value)),
        Primitive::Nmtoken => is_name(trim(value), |letter| is_name_letter(letter) || letter == ':'),
        Primitive::Nmtokens => is_list(value, |item| is_lexical(Primitive::Nmtoken, item)),
        Primitive::Name => is_name(trim(value), |letter| is_name_start(letter) || letter == ':'),
        Primitive::NCName | Primitive::ID | Primitive::Idref => is_plain_name(trim(value)),
        Primitive::Idrefs => is_list(value, is_plain_name),
        Primitive::QName => {
            let (prefix, local) = trim(value).split_once(':').unwrap_or(("x", trim(value)));
            is_plain_name(prefix) && is_plain_name(local)
        }
        // Neither can be declared without a DTD.
        Primitive::Entity | Primitive::Entities | Primitive::Notation => false,
        Primitive::Boolean => matches!(trim(value), "true" | "false" | "1" | "0"),
        Primitive::Decimal => is_decimal(trim(value)),
        Primitive::Float | Primitive::Double => is_float(value),
        Primitive::Duration => is_duration(trim_start(value)),
        Primitive::DateTime => is_date_time(value),
        Primitive::Time => is_time(trim_start(value)),
        Primitive::Date => is_date(value),
        Primitive::GYearMonth => year(value).and_then(dash).and_then(month).is_some_and(|rest| is_zone(rest.1)),
        Primitive::GYear => year(value).is_some_and(|rest| is_zone(rest.1)),
        Primitive::GMonthDay => is_month_day(trim_start(value)),
        Primitive::GDay => trim_start(value)
            .strip_prefix("---")
            .and_then(two_digits)
            .is_some_and(|(day, rest)| (1..=31).contains(&day) && is_zone(rest)),
        Primitive::GMonth => trim_start(value)
            .strip_prefix("--")
            .and_then(two_digits)
            .is_some_and(|(month, rest)| (1..=12).contains(&month) && is_zone(rest)),
        Primitive::HexBinary => {
            let digits = trim(value);
            digits.len().is_multiple_of(2) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        Primitive::Base64Binary => is_base64(value.as_bytes()),
        Primitive::AnyURI => uri::is_reference(&normalize_space(value)),
        Primitive::Integer => is_integer(trim(value), None),
        Primitive::NonPositiveInteger => is_integer(trim(value), Some((i128::MIN, 0))),
        Primitive::NegativeInteger => is_integer(trim(value), Some((i128::MIN, -1))),
        Primitive::NonNegativeInteger => is_integer(trim(value), Some((0, i128::MAX))),
        Primitive::PositiveInteger => is_integer(trim(value), Some((1, i128::MAX))),
        Primitive::Long => is_integer(trim(value), Some((i64::MIN.into(), i64::MAX.into()))),
        Primitive::Int => is_integer(trim(value), Some((i32::MIN.into(), i32::MAX.into()))),
        Primitive::Short => is_integer(trim(value), Some((i16::MIN.into(), i16::MAX.into()))),
        Primitive::Byte => is_integer(trim(value), Some((i8::MIN.into(), i8::MAX.into()))),
        Primitive::UnsignedLong => is_integer(trim(value), Some((0, u64::MAX.into()))),
        Primitive::UnsignedInt => is_integer(trim(value), Some((0, u32::MAX.into()))),
        Primitive::UnsignedShort => is_integer(trim(value), Some((0, u16::MAX.into()))),
        Primitive::UnsignedByte => is_integer(trim(value), Some((0, u8::MAX.into()))),
    }
}

fn trim(value: &str) -> &str {
    trim_space(value)
}

fn trim_start(value: &str) -> &str {
    value.trim_start_matches(is_space)
}

fn is_list(value: &str, is_item: fn(&str) -> bool) -> bool {
    value.split(is_space).filter(|item| !item.is_empty()).all(is_item)
}

/// `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`
fn is_language(value: &str) -> bool {
    value.split('-').enumerate().all(|(place, part)| {
        (1..=8).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphabetic() || (place > 0 && byte.is_ascii_digit()))
    })
}

/// Letters of names end with Hangul, digits with Tibetan (XML 1.0 up to its fourth edition, annex B).
fn is_name_start(letter: char) -> bool {
    letter == '_' || (letter.is_alphabetic() && letter <= '\u{d7a3}')
}

fn is_name_letter(letter: char) -> bool {
    let is_digit = letter.is_numeric() && letter <= '\u{f29}';
    is_name_start(letter) || is_digit || matches!(letter, '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}')
}

fn is_name(value: &str, is_first: fn(char) -> bool) -> bool {
    let mut letters = value.chars();
    letters.next().is_some_and(is_first) && letters.all(|letter| is_name_letter(letter) || letter == ':')
}

/// A name without a colon.
pub fn is_plain_name(value: &str) -> bool {
    is_name(value, is_name_start) && !value.contains(':')
}

/// Digits, then perhaps a point and digits; one digit at least.
fn is_decimal(value: &str) -> bool {
    let value = value.strip_prefix(['+', '-']).unwrap_or(value);
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
}

fn is_integer(value: &str, range: Option<(i128, i128)>) -> bool {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let Some((lowest, highest)) = range else { return true };
    let number = digits.parse::<i128>().unwrap_or(i128::MAX);
    let number = if value.starts_with('-') { -number } else { number };
    (lowest..=highest).contains(&number)
}

fn is_float(value: &str) -> bool {
    let value = trim_start(value);
    if matches!(value, "NaN" | "INF" | "-INF") {
        return true;
    }
    let value = value.trim_end_matches(is_space);
    let value = value.strip_prefix(['+', '-']).unwrap_or(value);
    let (mantissa, exponent) = value.split_once(['e', 'E']).unwrap_or((value, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    !mantissa.starts_with(['+', '-']) && is_decimal(mantissa) && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_duration(value: &str) -> bool {
    let value = value.strip_prefix('-').unwrap_or(value);
    let Some(value) = value.strip_prefix('P') else { return false };
    let (days, times) = match value.split_once('T') {
        Some((_, "")) => return false,
        Some((days, times)) => (days, times),
        None => (value, ""),
    };
    !(days.is_empty() && times.is_empty()) && is_parts(days, "YMD") && is_parts(times, "HMS")
}

/// Numbers, each with the letter of its unit, in the order of the units; only seconds have a fraction.
fn is_parts(mut value: &str, units: &str) -> bool {
    let mut units = units.chars();
    while !value.is_empty() {
        let end = value.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(value.len());
        let (number, rest) = value.split_at(end);
        let Some(unit) = rest.chars().next() else { return false };
        let whole = number.split_once('.').map_or(number, |(whole, _)| whole);
        let most = if unit == 'Y' { i64::MAX / 12 } else { i64::MAX };
        let is_small = whole.is_empty() || whole.parse::<i64>().is_ok_and(|whole| whole <= most);
        let is_number = is_decimal(number) && is_small && (unit == 'S' || !number.contains('.'));
        if !is_number || !units.any(|known| known == unit) {
            return false;
        }
        value = &rest[unit.len_utf8()..];
    }
    true
}

fn two_digits(value: &str) -> Option<(u32, &str)> {
    match value.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => {
            Some((u32::from(tens - b'0') * 10 + u32::from(ones - b'0'), &value[2..]))
        }
        _ => None,
    }
}

/// A year of four digits or more, not zero, and what follows it.
fn year(value: &str) -> Option<(i64, &str)> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let end = digits.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let (number, rest) = digits.split_at(end);
    if number.len() < 4 || (number.len() > 4 && number.starts_with('0')) {
        return None;
    }
    let number = number.parse::<i64>().ok().filter(|number| *number != 0)?;
    Some((if value.starts_with('-') { -number } else { number }, rest))
}

fn dash<T>((before, rest): (T, &str)) -> Option<(T, &str)> {
    Some((before, rest.strip_prefix('-')?))
}

fn month((year, rest): (i64, &str)) -> Option<((i64, u32), &str)> {
    let (month, rest) = two_digits(rest)?;
    (1..=12).contains(&month).then_some(((year, month), rest))
}

fn days_in(year: i64, month: u32) -> u32 {
    match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What follows a date.
fn after_date(value: &str) -> Option<&str> {
    let ((year, month), rest) = year(value).and_then(dash).and_then(month).and_then(dash)?;
    let (day, rest) = two_digits(rest)?;
    (1..=days_in(year, month)).contains(&day).then_some(rest)
}

fn is_date(value: &str) -> bool {
    after_date(value).is_some_and(is_zone)
}

fn is_month_day(value: &str) -> bool {
    let Some((month, rest)) = value.strip_prefix("--").and_then(two_digits) else { return false };
    let Some((day, rest)) = rest.strip_prefix('-').and_then(two_digits) else { return false };
    (1..=12).contains(&month) && (1..=days_in(0, month)).contains(&day) && is_zone(rest)
}

/// What follows a time of day.
fn after_time(value: &str) -> Option<&str> {
    let (hour, rest) = two_digits(value)?;
    let (minute, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (second, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
            if end == 0 {
                return None;
            }
            rest.split_at(end)
        }
        None => ("", rest),
    };
    // Added up digit by digit, as the reference does: enough nines make a full second.
    let mut part = 1.0_f64;
    let seconds = fraction.bytes().fold(f64::from(second), |sum, digit| {
        part /= 10.0;
        sum + f64::from(digit - b'0') * part
    });
    let is_midnight = hour == 24 && minute == 0 && seconds == 0.0;
    ((hour < 24 && minute < 60 && seconds < 60.0) || is_midnight).then_some(rest)
}

fn is_time(value: &str) -> bool {
    after_time(value).is_some_and(is_zone)
}

fn is_date_time(value: &str) -> bool {
    let Some(rest) = after_date(value).and_then(|rest| rest.strip_prefix('T')).and_then(after_time) else {
        return false;
    };
    // Behind a time zone white space is tolerated.
    is_zone(rest) || (!rest.starts_with(is_space) && is_zone(rest.trim_end_matches(is_space)))
}

/// Nothing, `Z`, or an offset of at most 14 hours.
fn is_zone(value: &str) -> bool {
    if matches!(value, "" | "Z") {
        return true;
    }
    let Some((hours, rest)) = value.strip_prefix(['+', '-']).and_then(two_digits) else { return false };
    let Some((minutes, rest)) = rest.strip_prefix(':').and_then(two_digits) else { return false };
    rest.is_empty() && hours < 24 && minutes < 60 && hours * 60 + minutes <= 840
}

/// Letters of base64 in groups of four, the last filled up with `=`; whatever else stands there does not count.
fn is_base64(value: &[u8]) -> bool {
    let mut letters = 0_usize;
    let mut padding = 0_usize;
    let mut last = 0_u8;
    for byte in value {
        let number = BASE64[usize::from(*byte)];
        match number {
            64.. if *byte != b'=' => {}
            64.. => padding += 1,
            _ if padding > 0 => return false,
            _ => {
                letters += 1;
                last = number;
            }
        }
    }
    // The bits that no octet takes must be zero.
    match (padding, letters % 4) {
        (0, 0) => true,
        (1, 3) => last.is_multiple_of(4),
        (2, 2) => last.is_multiple_of(16),
        _ => false,
    }
}

const BASE64: [u8; 256] = {
    let mut numbers = [64; 256];
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut number = 0_u8;
    while number < 64 {
        numbers[letters[number as usize] as usize] = number;
        number += 1;
    }
    numbers
};
