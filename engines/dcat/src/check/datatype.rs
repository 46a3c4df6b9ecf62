//! Whether a literal is of a datatype, and well written.
//!
//! The reference that the official rules are run with is generous about the writing: it takes `P1W` and `1e5`. What it lets
//! pass is no violation here either; [`is_well_written`] says what XML Schema would say.

use oxrdf::Term;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The datatypes a date may have.
pub const DATES: [&str; 4] = [
    "http://www.w3.org/2001/XMLSchema#date",
    "http://www.w3.org/2001/XMLSchema#dateTime",
    "http://www.w3.org/2001/XMLSchema#gYear",
    "http://www.w3.org/2001/XMLSchema#gYearMonth",
];

/// Whether it is a literal of just this datatype that can be read.
pub fn is_valid(term: &Term, datatype: &str) -> bool {
    let Term::Literal(literal) = term else { return false };
    if literal.datatype().as_str() != datatype {
        return false;
    }
    let text = literal.value();
    match datatype.strip_prefix(XSD) {
        Some("nonNegativeInteger") => is_natural(text.trim()),
        Some("decimal") => is_readable_number(text.trim()),
        Some("duration") => is_readable_duration(text),
        Some("hexBinary") => is_hex(text),
        Some("date") => is_date(text),
        Some("dateTime") => is_date_time(text),
        Some("gYear") => is_year(without_zone(text)),
        Some("gYearMonth") => is_year_month(without_zone(text)),
        _ => true,
    }
}

/// Whether XML Schema allows what is written.
pub fn is_well_written(text: &str, datatype: &str) -> bool {
    match datatype.strip_prefix(XSD) {
        Some("decimal") => is_decimal(text.trim()),
        Some("duration") => is_duration(text.trim()),
        Some("date") => is_date(text.trim()),
        Some("dateTime") => is_date_time(text.trim()),
        Some("gYear") => is_year(without_zone(text.trim())),
        Some("gYearMonth") => is_year_month(without_zone(text.trim())),
        _ => true,
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_natural(text: &str) -> bool {
    match text.strip_prefix('-') {
        // Minus nothing is nothing.
        Some(rest) => digits(rest) && rest.bytes().all(|byte| byte == b'0'),
        None => digits(text.strip_prefix('+').unwrap_or(text)),
    }
}

fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let fine = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    fine(whole) && fine(part) && !(whole.is_empty() && part.is_empty())
}

fn is_readable_number(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    if ["nan", "inf", "infinity"].contains(&number.to_ascii_lowercase().as_str()) {
        return true;
    }
    match text.split_once(['e', 'E']) {
        Some((number, power)) => is_decimal(number) && digits(power.strip_prefix(['+', '-']).unwrap_or(power)),
        None => is_decimal(text),
    }
}

fn is_hex(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// One number and its letter after the other, in the order of the letters; the rest if something else comes.
fn parts<'a>(mut text: &'a str, letters: &str, is_number: impl Fn(&str, char) -> bool) -> (usize, &'a str) {
    let (mut count, mut letters) = (0, letters);
    while let Some(end) = text.find(|letter: char| letter.is_ascii_alphabetic()) {
        let letter = char::from(text.as_bytes()[end]);
        let Some(place) = letters.find(letter) else { break };
        if !is_number(&text[..end], letter) {
            break;
        }
        letters = &letters[place + 1..];
        text = &text[end + 1..];
        count += 1;
    }
    (count, text)
}

fn is_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let number = |text: &str, letter: char| match text.split_once('.') {
        Some((whole, part)) => letter == 'S' && digits(whole) && digits(part),
        None => digits(text),
    };
    let (days, rest) = parts(text, "YMD", number);
    match rest.strip_prefix('T') {
        Some(rest) => matches!(parts(rest, "HMS", number), (1.., "")),
        None => days > 0 && rest.is_empty(),
    }
}

/// Also weeks, fractions everywhere, a comma for the point, a `T` with nothing behind it.
fn is_readable_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix(['+', '-']).unwrap_or(text).strip_prefix('P') else { return false };
    if text.is_empty() {
        return false;
    }
    let number = |text: &str, _| match text.split_once(['.', ',']) {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(text),
    };
    let (_, rest) = parts(text, "YMWD", number);
    let rest = rest.strip_prefix('T').map_or(rest, |rest| parts(rest, "HMS", number).1);
    rest.is_empty()
}

fn without_zone(text: &str) -> &str {
    if let Some(text) = text.strip_suffix('Z') {
        return text;
    }
    let Some(start) = text.len().checked_sub(6).filter(|start| text.is_char_boundary(*start)) else { return text };
    let zone = &text[start..];
    let fine = zone.starts_with(['+', '-'])
        && zone.as_bytes()[3] == b':'
        && two(&zone[1..3], 0..=14)
        && two(&zone[4..], 0..=59);
    if fine { &text[..start] } else { text }
}

fn two(text: &str, range: std::ops::RangeInclusive<u32>) -> bool {
    text.len() == 2 && digits(text) && text.parse().is_ok_and(|number| range.contains(&number))
}

fn is_year(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    text.len() >= 4 && digits(text)
}

fn is_year_month(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(year, month)| is_year(year) && two(month, 1..=12))
}

fn is_date(text: &str) -> bool {
    is_plain_date(without_zone(text))
}

fn is_plain_date(text: &str) -> bool {
    let Some((rest, day)) = text.rsplit_once('-') else { return false };
    let Some((year, month)) = rest.rsplit_once('-') else { return false };
    let year_number: i64 = match year.parse() {
        Ok(number) if is_year(year) => number,
        _ => return false,
    };
    let leap = year_number % 4 == 0 && (year_number % 100 != 0 || year_number % 400 == 0);
    let days = match month {
        "02" if leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    two(month, 1..=12) && two(day, 1..=days)
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = without_zone(text).split_once('T') else { return false };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut numbers = time.split(':');
    let mut next = |most| numbers.next().is_some_and(|number| two(number, 0..=most));
    let fine = (next(23) && next(59) && next(59)) || time == "24:00:00";
    is_plain_date(date) && fine && numbers.next().is_none_or(|_| time == "24:00:00") && digits(fraction)
}

#[cfg(test)]
mod tests {
    use oxrdf::{Literal, NamedNode};

    use super::*;

    fn valid(text: &str, datatype: &str) -> bool {
        let datatype = format!("{XSD}{datatype}");
        let literal = Literal::new_typed_literal(text, NamedNode::new_unchecked(&datatype));
        is_valid(&Term::Literal(literal), &datatype)
    }

    #[test]
    fn the_datatype_must_be_the_very_one() {
        let literal = Term::Literal(Literal::new_typed_literal("5", oxrdf::vocab::xsd::INTEGER));
        assert!(!is_valid(&literal, &format!("{XSD}nonNegativeInteger")));
    }

    #[test]
    fn numbers_are_read_as_the_reference_reads_them() {
        for text in ["5", "+5", "-0", "05", " 5 ", "99999999999999999999"] {
            assert!(valid(text, "nonNegativeInteger"), "{text}");
        }
        for text in ["-5", "abc", "", "5.0", "1e3"] {
            assert!(!valid(text, "nonNegativeInteger"), "{text}");
        }
        for text in ["5", "5.", ".5", "-1", "1e5", "INF", " 5 "] {
            assert!(valid(text, "decimal"), "{text}");
        }
        for text in ["", "1,5", "0x1", "-", "."] {
            assert!(!valid(text, "decimal"), "{text}");
        }
        assert!(!is_well_written("1e5", &format!("{XSD}decimal")));
    }

    #[test]
    fn durations_are_read_as_the_reference_reads_them() {
        for text in ["P1Y", "PT1H", "P1W", "PT", "-P1D", "P1DT", "P1Y2M3DT4H5M6.7S", "PT5,5S", "P1.5Y"] {
            assert!(valid(text, "duration"), "{text}");
        }
        for text in ["P", "p1d", "P1D ", "1D", "", "P-1D", "P1H"] {
            assert!(!valid(text, "duration"), "{text}");
        }
        let strict = |text| is_well_written(text, &format!("{XSD}duration"));
        assert!(strict("P1Y2M3DT4H5M6.7S") && strict("PT15M") && strict("-P1D"));
        assert!(!strict("P1W") && !strict("PT") && !strict("P1DT") && !strict("P1.5Y") && !strict("P1D2Y"));
    }

    #[test]
    fn hexadecimal_digits_come_in_pairs() {
        assert!(valid("", "hexBinary") && valid("0aF3", "hexBinary"));
        assert!(!valid("0", "hexBinary") && !valid("xyz1", "hexBinary") && !valid(" 0a ", "hexBinary"));
    }

    #[test]
    fn dates_exist() {
        assert!(valid("2024-02-29", "date") && valid("2024-02-29Z", "date") && valid("2024-02-29+01:00", "date"));
        assert!(!valid("2023-02-29", "date") && !valid("29.02.2024", "date") && !valid("2024-2-9", "date"));
        assert!(valid("2024-02-29T23:59:59.5Z", "dateTime") && valid("2024-02-29T24:00:00", "dateTime"));
        assert!(!valid("2024-02-29", "dateTime") && !valid("2024-02-29T25:00:00", "dateTime"));
        assert!(valid("2024", "gYear") && valid("2024-12", "gYearMonth") && !valid("2024-13", "gYearMonth"));
    }
}
