//! Numbers as people read them, and parts that still sum to their whole after rounding.

use super::Language;

/// Tenths of a point for each part, so that they sum to the rounded whole (largest remainder).
#[expect(clippy::cast_possible_truncation, reason = "points are below a billion")]
pub fn rounded_parts(parts: &[f64]) -> Vec<i64> {
    let tenths: Vec<f64> = parts.iter().map(|part| part * 10.0).collect();
    let whole = tenths.iter().sum::<f64>().round() as i64;
    let mut rounded: Vec<i64> = tenths.iter().map(|part| part.floor() as i64).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let rest = |place: &usize| tenths[*place] - tenths[*place].floor();
    order.sort_by(|one, other| rest(other).total_cmp(&rest(one)).then(one.cmp(other)));
    let open = usize::try_from(whole - rounded.iter().sum::<i64>()).unwrap_or(0);
    for place in order.into_iter().take(open) {
        rounded[place] += 1;
    }
    rounded
}

/// `612` → `61,2`.
pub fn tenths(tenths: i64, language: Language) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    decimal(&format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10), language)
}

/// One digit behind the comma.
pub fn points(points: f64, language: Language) -> String {
    decimal(&format!("{points:.1}"), language)
}

/// Two digits behind the comma.
pub fn posts(fte: f64, language: Language) -> String {
    decimal(&format!("{fte:.2}"), language)
}

/// `100000` → `100.000`.
pub fn count(count: usize, language: Language) -> String {
    decimal(&count.to_string(), language)
}

/// A number as somebody wrote it, with as many digits as it has.
pub(crate) fn as_written(number: f64, language: Language) -> String {
    decimal(&number.to_string(), language)
}

/// A plain number with the signs of the language.
fn decimal(plain: &str, language: Language) -> String {
    let words = language.words();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, rest) = digits
        .split_once('.')
        .map_or((digits, String::new()), |(whole, fraction)| (whole, format!("{}{fraction}", words.decimal)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push_str(words.thousands);
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// `0.25` → `25 %`; with a digit where it is needed to see that it is not nothing.
pub(super) fn percent(part: f64, language: Language) -> String {
    let percent = part * 100.0;
    let is_whole = (percent - percent.round()).abs() < 0.05;
    let text = if is_whole { format!("{percent:.0}") } else { format!("{percent:.1}") };
    format!("{}\u{a0}%", text.replace('.', language.words().decimal))
}

/// `1234567.5` → `1.234.567,50 €`; cents only where there are any.
pub fn euros(euros: f64, language: Language) -> String {
    let text = format!("{euros:.2}");
    format!("{}\u{a0}€", decimal(text.strip_suffix(".00").unwrap_or(&text), language))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(euros(1_234_567.5, Language::German), "1.234.567,50\u{a0}€");
        assert_eq!(euros(900.0, Language::English), "900\u{a0}€");
        assert_eq!(euros(-1000.0, Language::German), "-1.000\u{a0}€");
        assert_eq!(points(61.25, Language::German), "61,2");
        assert_eq!(points(12_061.25, Language::German), "12.061,2");
        assert_eq!(posts(1234.5, Language::English), "1,234.50");
        assert_eq!(count(100_000, Language::German), "100.000");
        assert_eq!(count(999, Language::German), "999");
        assert_eq!(as_written(10_000_000_000.5, Language::German), "10.000.000.000,5");
        assert_eq!(percent(0.123, Language::German), "12,3\u{a0}%");
        assert_eq!(rounded_parts(&[33.333, 33.333, 33.334]), [333, 333, 334]);
    }

    proptest! {
        #[test]
        fn shown_parts_sum_to_the_shown_whole(parts in proptest::collection::vec(0.0_f64..100.0, 1..20)) {
            let whole = format!("{:.0}", (parts.iter().sum::<f64>() * 10.0).round());
            prop_assert_eq!(rounded_parts(&parts).iter().sum::<i64>().to_string(), whole);
        }
    }
}
