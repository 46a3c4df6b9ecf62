//! Simple types of XML Schema as far as XDatenfelder uses them, and the calendar behind them.

use crate::grammar::Simple;

/// Why a text does not fit its type; the German sentence is complete.
pub(crate) fn check(simple: Simple, text: &str) -> Result<(), String> {
    // Everything but strings collapses white space before it is compared (XML Schema 2, 4.3.6).
    let token = text.trim_matches([' ', '\t', '\n', '\r']);
    let fits = match simple {
        Simple::Text => true,
        Simple::Uri => is_uri(token),
        Simple::Id => !token.is_empty(),
        Simple::Latin => return latin(text),
        Simple::Date => is_date_with_zone(token),
        Simple::DateTime => is_date_time(token),
        Simple::Boolean => matches!(token, "true" | "false" | "1" | "0"),
        Simple::PositiveInteger => is_non_negative(token) && token.bytes().any(|b| (b'1'..=b'9').contains(&b)),
        Simple::NonNegativeInteger => is_non_negative(token),
        Simple::Int => token.strip_prefix('+').unwrap_or(token).parse::<i32>().is_ok(),
        // These two derive from xs:string: white space counts.
        Simple::Version => is_version(text),
        Simple::Cardinality => is_cardinality(text),
        Simple::MediaType => is_media_type(token),
        Simple::Language => (2..=3).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_lowercase()),
        Simple::Country => token.len() == 2 && token.bytes().all(|b| b.is_ascii_uppercase()),
        Simple::OneOf(values) => values.contains(&token),
    };
    if fits {
        return Ok(());
    }
    Err(complaint(simple, token))
}

fn complaint(simple: Simple, token: &str) -> String {
    let shown = shorten(token);
    match simple {
        Simple::Id => "Die ID ist leer. Tragen Sie die ID des Elements ein.".to_owned(),
        Simple::Date => format!("„{shown}“ ist kein Datum. Erwartet wird JJJJ-MM-TT."),
        Simple::DateTime => {
            format!("„{shown}“ ist kein Zeitpunkt. Erwartet wird JJJJ-MM-TTThh:mm:ssZ.")
        }
        Simple::Boolean => format!("„{shown}“ ist weder „true“ noch „false“."),
        Simple::PositiveInteger => format!("„{shown}“ ist keine ganze Zahl ab 1."),
        Simple::NonNegativeInteger => format!("„{shown}“ ist keine ganze Zahl ab 0."),
        Simple::Int => format!("„{shown}“ ist keine ganze Zahl mit 32 Bit."),
        Simple::Version => {
            format!("„{shown}“ ist keine Version. Erwartet wird zum Beispiel 1.0.0.")
        }
        Simple::Cardinality => {
            format!("„{shown}“ ist keine Anzahl. Erwartet wird zum Beispiel 0:1 oder 1:*.")
        }
        Simple::MediaType => {
            format!("„{shown}“ ist kein Medientyp. Erwartet wird zum Beispiel application/pdf.")
        }
        Simple::Language => format!("„{shown}“ ist kein Sprachkürzel, zum Beispiel „en“."),
        Simple::Country => format!("„{shown}“ ist kein Länderkürzel, zum Beispiel „DE“."),
        Simple::OneOf(values) => {
            format!("„{shown}“ ist nicht erlaubt. Erlaubt sind: {}.", values.join(", "))
        }
        Simple::Uri => format!("„{shown}“ ist keine Internetadresse oder Kennung (URI)."),
        Simple::Text | Simple::Latin => format!("„{shown}“ ist nicht erlaubt."),
    }
}

/// A text short enough to quote in a message.
pub(crate) fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(SHOWN).collect();
    short.push('…');
    short
}

fn is_digits(text: &str) -> bool {
    // `\d` of XML Schema matches every decimal digit of Unicode; only ASCII occurs in practice.
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_non_negative(token: &str) -> bool {
    if let Some(zero) = token.strip_prefix('-') {
        return is_digits(zero) && zero.bytes().all(|b| b == b'0');
    }
    is_digits(token.strip_prefix('+').unwrap_or(token))
}

fn is_version(text: &str) -> bool {
    let mut parts = 0;
    for part in text.split('.') {
        if !is_digits(part) {
            return false;
        }
        parts += 1;
    }
    parts == 3
}

fn is_cardinality(text: &str) -> bool {
    let Some((min, max)) = text.split_once(':') else {
        return false;
    };
    is_digits(min) && (max == "*" || is_digits(max))
}

/// What no reading of RFC 3986 allows; `xs:anyURI` itself escapes spaces and other signs.
fn is_uri(token: &str) -> bool {
    let before_path = token.split(['/', '?', '#']).next().unwrap_or_default();
    let scheme_fits = before_path.split_once(':').is_none_or(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    let is_escape = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|b| b.is_ascii_hexdigit());
    scheme_fits && token.matches('#').count() < 2 && token.split('%').skip(1).all(is_escape)
}

fn is_media_type(token: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let Some((kind, subtype)) = token.split_once('/') else {
        return false;
    };
    !kind.is_empty()
        && kind.chars().all(word)
        && !subtype.is_empty()
        && subtype.chars().all(|c| word(c) || matches!(c, '-' | '+' | '.'))
}

/// Splits a time zone (`Z`, `+01:00`) off the end.
fn without_zone(token: &str) -> Option<&str> {
    if let Some(rest) = token.strip_suffix('Z') {
        return Some(rest);
    }
    let Some(start) = token.len().checked_sub(6) else {
        return Some(token);
    };
    let Some(zone) = token.get(start..) else {
        return Some(token);
    };
    let bytes = zone.as_bytes();
    if !matches!(bytes[0], b'+' | b'-') || bytes[3] != b':' {
        return Some(token);
    }
    let hours = number(&zone[1..3])?;
    let minutes = number(&zone[4..6])?;
    let fits = hours < 14 && minutes < 60 || hours == 14 && minutes == 0;
    fits.then(|| &token[..start])
}

fn number(digits: &str) -> Option<u32> {
    is_digits(digits).then(|| digits.parse().ok()).flatten()
}

/// Days of a month in the Gregorian calendar.
pub(crate) fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Whether this is a day of the calendar.
pub(crate) fn is_calendar_day(year: i64, month: u32, day: u32) -> bool {
    day >= 1 && day <= days_in_month(year, month)
}

fn is_plain_date(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    if year.len() < 4 || year.len() > 12 || (year.len() > 4 && year.starts_with('0')) {
        return false;
    }
    if !is_digits(year) || month.len() != 2 || day.len() != 2 {
        return false;
    }
    let (Ok(year), Some(month), Some(day)) = (year.parse(), number(month), number(day)) else {
        return false;
    };
    year != 0 && is_calendar_day(year, month, day)
}

fn is_date_with_zone(token: &str) -> bool {
    without_zone(token).is_some_and(is_plain_date)
}

fn is_date_time(token: &str) -> bool {
    let Some((date, time)) = token.split_once('T') else {
        return false;
    };
    is_plain_date(date) && without_zone(time).is_some_and(is_time)
}

fn is_time(time: &str) -> bool {
    let mut parts = time.split(':');
    let (Some(hour), Some(minute), Some(second), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (whole, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if hour.len() != 2 || minute.len() != 2 || whole.len() != 2 || !is_digits(fraction) {
        return false;
    }
    let (Some(hour), Some(minute), Some(second)) = (number(hour), number(minute), number(whole)) else {
        return false;
    };
    let midnight = hour == 24 && minute == 0 && second == 0 && fraction.bytes().all(|b| b == b'0');
    midnight || hour < 24 && minute < 60 && second < 60
}

/// Letters of `String.Latin` 1.1 (XÖV, "Lateinische Zeichen in Unicode") as ranges.
const LATIN_RANGES: &[(u32, u32)] = &[
    (0x9, 0xa),
    (0xd, 0xd),
    (0x20, 0x7e),
    (0xa1, 0xac),
    (0xae, 0x107),
    (0x10a, 0x11b),
    (0x11e, 0x123),
    (0x126, 0x131),
    (0x134, 0x15b),
    (0x15e, 0x16b),
    (0x16e, 0x17e),
    (0x18f, 0x18f),
    (0x1a0, 0x1a1),
    (0x1af, 0x1b0),
    (0x1b7, 0x1b7),
    (0x1cd, 0x1d4),
    (0x1de, 0x1df),
    (0x1e4, 0x1f0),
    (0x1f4, 0x1f5),
    (0x1fa, 0x1ff),
    (0x218, 0x21b),
    (0x21e, 0x21f),
    (0x22a, 0x22b),
    (0x22e, 0x233),
    (0x259, 0x259),
    (0x292, 0x292),
    (0x1e02, 0x1e03),
    (0x1e0a, 0x1e0b),
    (0x1e10, 0x1e11),
    (0x1e1e, 0x1e21),
    (0x1e24, 0x1e27),
    (0x1e30, 0x1e31),
    (0x1e40, 0x1e41),
    (0x1e44, 0x1e45),
    (0x1e56, 0x1e57),
    (0x1e60, 0x1e63),
    (0x1e6a, 0x1e6b),
    (0x1e80, 0x1e85),
    (0x1e8c, 0x1e93),
    (0x1e9e, 0x1e9e),
    (0x1ea0, 0x1ea7),
    (0x1eaa, 0x1eac),
    (0x1eae, 0x1ec1),
    (0x1ec4, 0x1ed3),
    (0x1ed6, 0x1edd),
    (0x1ee4, 0x1ef9),
    (0x20ac, 0x20ac),
];

fn is_latin_char(c: char) -> bool {
    let code = u32::from(c);
    // Nearly all text is plain ASCII.
    if (0x20..=0x7e).contains(&code) {
        return true;
    }
    LATIN_RANGES.iter().any(|&(first, last)| (first..=last).contains(&code))
}

fn latin(text: &str) -> Result<(), String> {
    let mut previous = None;
    for c in text.chars() {
        let combined = match c {
            '\u{302}' => previous.is_some_and(|p| "MNmnDdLl".contains(p)),
            '\u{30c}' => previous == Some('J'),
            _ => is_latin_char(c),
        };
        if !combined {
            return Err(format!(
                "Das Zeichen „{c}“ (U+{:04X}) gehört nicht zum erlaubten Zeichensatz String.Latin.",
                u32::from(c)
            ));
        }
        previous = Some(c);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        for good in ["2024-02-29", "2021-03-31Z", "2021-03-31+02:00", "-0044-03-15", "12021-01-01"] {
            assert!(check(Simple::Date, good).is_ok(), "{good}");
        }
        for bad in ["2023-02-29", "2021-3-31", "31.03.2021", "", "2021-03-31+15:00", "0000-01-01"] {
            assert!(check(Simple::Date, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_of_day() {
        for good in ["2021-04-14T12:49:54.848Z", "2021-04-14T24:00:00", "2021-04-14T00:00:00-14:00"] {
            assert!(check(Simple::DateTime, good).is_ok(), "{good}");
        }
        for bad in
            ["2021-04-14", "2021-04-14T12:49", "2021-04-14T24:00:01", "2021-04-14T12:60:00Z", "2021-04-14T12:00:00."]
        {
            assert!(check(Simple::DateTime, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_versions_cardinalities() {
        assert!(check(Simple::PositiveInteger, "0").is_err());
        assert!(check(Simple::PositiveInteger, "+07").is_ok());
        assert!(check(Simple::NonNegativeInteger, "-0").is_ok());
        assert!(check(Simple::NonNegativeInteger, "-1").is_err());
        assert!(check(Simple::Int, "2147483648").is_err());
        assert!(check(Simple::Version, "1.0").is_err());
        assert!(check(Simple::Cardinality, "0:*").is_ok());
        assert!(check(Simple::Cardinality, " 0:1").is_err());
        assert!(check(Simple::MediaType, "image/svg+xml").is_ok());
        assert!(check(Simple::MediaType, "pdf").is_err());
    }

    #[test]
    fn uris() {
        for good in ["", "https://example.org/a?b#c", "some reference", "a/b:c", "urn:x:y", "%20"] {
            assert!(check(Simple::Uri, good).is_ok(), "{good}");
        }
        for bad in ["1:9", ":", "a#b#c", "%", "%2", "a b:c"] {
            assert!(check(Simple::Uri, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn latin_characters() {
        assert!(check(Simple::Latin, "Müller – nicht erlaubt").is_err());
        assert!(check(Simple::Latin, "Müller, Łódź, ẞ, N\u{302}").is_ok());
        assert!(check(Simple::Latin, "A\u{302}").is_err());
    }
}
