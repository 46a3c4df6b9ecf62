//! `xs:date`: read and compared as XML Schema says.

use crate::{
    tree::Node,
    xpath::{Abort, Outcome, one},
};

/// `xs:date(path)` as minutes on one line of time; none for none. Dates without a time zone count as UTC.
pub(super) fn date<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Option<i64>> {
    let Some(node) = one(nodes)? else { return Ok(None) };
    match minutes(&node.string()) {
        Some(minutes) => Ok(Some(minutes)),
        None => Err(Abort::new("FORG0001", node)),
    }
}

fn minutes(text: &str) -> Option<i64> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (year, rest) = text.split_once('-')?;
    let is_padded = year.len() > 4 && year.starts_with('0');
    if year.len() < 4 || is_padded || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = sign * i64::from(year.parse::<i32>().ok()?);
    let (month, rest) = rest.split_once('-')?;
    let month = two_digits(month)?;
    let day = two_digits(rest.get(..2)?)?;
    if !(1..=12).contains(&month) || day == 0 || day > days_of_month(year, month) {
        return None;
    }
    Some(days(year, month, day) * 24 * 60 - zone(rest.get(2..)?)?)
}

/// Minutes east of UTC.
fn zone(text: &str) -> Option<i64> {
    if text.is_empty() || text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    // XML Schema ends at 14:00, the reference with that hour.
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn two_digits(text: &str) -> Option<i64> {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    let is_leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 March of the year 0 in the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn dates_are_read_as_xml_schema_says() {
        for text in ["2026-11-21", " 2024-02-29\n", "2026-11-21Z", "2026-11-21+02:00", "-0001-12-31", "12026-01-01"] {
            assert!(minutes(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2026-13-01",
            "2026-02-29",
            "21.11.2026",
            "2026-1-1",
            "20261121",
            "2026-11-21T00:00:00",
            "2026-11-21+15:00",
            "02026-01-01",
        ] {
            assert!(minutes(text).is_none(), "{text}");
        }
    }

    #[test]
    fn dates_are_compared_in_time() {
        assert!(minutes("2026-03-01") > minutes("2026-02-28"));
        assert_eq!(minutes("2026-03-01").unwrap() - minutes("2026-02-28").unwrap(), 24 * 60);
        assert!(minutes("2026-01-01+02:00") < minutes("2026-01-01"));
        assert!(minutes("2026-01-01") > minutes("2025-12-31"));
    }
}
