//! `xs:date` as far as it is compared: the moment a day begins, days without a time zone taken as UTC.

/// Minutes from an arbitrary day to the beginning of the date; `None` for what is no date.
pub(super) fn beginning(text: &str) -> Option<i64> {
    let text = text.trim_matches(super::text::is_space);
    let (sign, unsigned) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (year, rest) = unsigned.split_once('-')?;
    let is_padded = year.len() == 4 || year.len() > 4 && !year.starts_with('0');
    if !is_padded {
        return None;
    }
    let year = sign * i64::from(i32::try_from(digits(year)?).ok()?);
    let month = digits(rest.get(..2)?)?;
    let rest = rest.get(2..)?.strip_prefix('-')?;
    let day = digits(rest.get(..2)?)?;
    let offset = offset(rest.get(2..)?)?;
    if !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) {
        return None;
    }
    Some(day_number(year, month, day) * 1440 - offset)
}

fn digits(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// Minutes east of UTC. The reference allows more than 14 hours, up to 14:59.
fn offset(text: &str) -> Option<i64> {
    if text.is_empty() || text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn days_of(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 March of the year 0 in the Gregorian calendar.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_order() {
        let dates = [
            "-0044-03-15",
            "1999-12-31",
            "2000-02-28",
            "2000-02-29",
            "2000-03-01+14:00",
            "2000-03-01",
            "2000-03-01-14:00",
            "12025-01-01",
        ];
        let moments: Vec<i64> = dates.iter().map(|text| beginning(text).unwrap()).collect();
        assert!(moments.is_sorted_by(|earlier, later| earlier < later), "{moments:?}");
        assert_eq!(beginning(" 2000-03-01Z\n"), beginning("2000-03-01"));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            " ",
            "2025-1-1",
            "31.12.2025",
            "2025-02-29",
            "2025-13-01",
            "2025-01-00",
            "025-01-01",
            "02025-01-01",
            "2025-01-01+24:00",
            "2025-01-01+1:00",
            "2025-01-01+15:00",
            "2025-01-01+14:60",
            "2025-01-01T00:00:00",
            "+2025-01-01",
            "99999999999-01-01",
            "2025-06-31",
            "1900-02-29",
            "２０２５-01-01",
            "2025-01-01ä",
            "2025-01-0ä",
        ] {
            assert!(beginning(text).is_none(), "{text}");
        }
    }
}
