//! Numbers, money and sizes as people write them: 1.050.000,00 € in German, €1,050,000.00 in English.

use crate::language::Language;

/// Keeps number and unit on one line.
const FIXED_SPACE: char = '\u{a0}';

fn marks(language: Language) -> (char, char) {
    match language {
        Language::En => (',', '.'),
        _ => ('.', ','),
    }
}

fn grouped(digits: &str, separator: char) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// `1.050.000`
pub fn number(language: Language, number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string(), marks(language).0))
}

/// A decimal with that many places: `3,5`.
pub fn decimal(language: Language, number: f64, places: usize) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.places$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (group, point) = marks(language);
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if number < 0.0 && !is_zero { "−" } else { "" };
    let whole = grouped(whole, group);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{point}{fraction}") }
}

/// Cents as money: `1.050.000,00 €`, `€1,050,000.00`.
pub fn money(language: Language, cents: i64) -> String {
    let sign = if cents < 0 { "−" } else { "" };
    let (euros, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let (group, point) = marks(language);
    let amount = format!("{}{point}{rest:02}", grouped(&euros.to_string(), group));
    match language {
        Language::En => format!("{sign}€{amount}"),
        _ => format!("{sign}{amount}{FIXED_SPACE}€"),
    }
}

/// `1,4 MB`: decimal units (IEC 80000-13 keeps kB, MB for powers of ten).
pub fn file_size(language: Language, bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal place is shown")]
    let amount = bytes as f64;
    let (value, unit, places) = match bytes {
        0..1_000 => return format!("{bytes}{FIXED_SPACE}Byte"),
        1_000..1_000_000 => (amount / 1e3, "kB", 0),
        1_000_000..1_000_000_000 => (amount / 1e6, "MB", 1),
        _ => (amount / 1e9, "GB", 1),
    };
    format!("{}{FIXED_SPACE}{unit}", decimal(language, value, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_write() {
        assert_eq!(money(Language::De, 105_000_000), "1.050.000,00\u{a0}€");
        assert_eq!(money(Language::En, -123_456), "−€1,234.56");
        assert_eq!(money(Language::Leicht, 5), "0,05\u{a0}€");
        assert_eq!(number(Language::De, i64::MIN), "−9.223.372.036.854.775.808");
        assert_eq!(number(Language::De, 999), "999");
        assert_eq!(decimal(Language::De, 1234.55, 1), "1.234,5");
        assert_eq!(decimal(Language::De, -0.01, 1), "0,0");
        assert_eq!(file_size(Language::De, 1_400_000), "1,4\u{a0}MB");
        assert_eq!(file_size(Language::En, 999), "999\u{a0}Byte");
    }
}
