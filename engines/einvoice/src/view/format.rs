//! Numbers and dates as people write them.

use jiff::civil::Date;

use super::Language;
use crate::number::Decimal;

/// An amount of money: `1.234,56 €`, `1,234.56 EUR`.
pub fn amount(value: &Decimal, currency: Option<&str>, language: Language) -> String {
    let number = number(value, 2, language);
    match currency {
        Some("EUR") if language == Language::German => format!("{number} €"),
        Some(currency) => format!("{number} {currency}"),
        None => number,
    }
}

/// A number with at least so many digits behind the point: `1.234,5`.
pub fn number(value: &Decimal, digits: usize, language: Language) -> String {
    let text = value.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let (group, point) = match language {
        Language::German => ('.', ','),
        Language::English => (',', '.'),
    };
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if fraction.is_empty() && digits == 0 {
        return out;
    }
    out.push(point);
    out.push_str(fraction);
    out.extend(std::iter::repeat_n('0', digits.saturating_sub(fraction.len())));
    out
}

/// `19 %`
pub fn percent(value: &Decimal, language: Language) -> String {
    format!("{} %", number(value, 0, language))
}

/// `21. November 2026`, `21 November 2026`
pub fn date(value: Date, language: Language) -> String {
    let month = |names: &[&'static str; 12]| names[usize::from(value.month().unsigned_abs()) - 1];
    match language {
        Language::German => format!("{}. {} {}", value.day(), month(&MONATE), value.year()),
        Language::English => format!("{} {} {}", value.day(), month(&MONTHS), value.year()),
    }
}

/// `12 kB`
pub fn size(bytes: usize, language: Language) -> String {
    const UNITS: [&str; 4] = ["Byte", "kB", "MB", "GB"];
    let mut unit = 0;
    let mut tenths = bytes as u128 * 10;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths = tenths.div_ceil(1000);
        unit += 1;
    }
    let scale = u32::from(unit > 0 && tenths < 100);
    let value = if scale == 1 { tenths } else { tenths / 10 };
    let value = Decimal::new(i128::try_from(value).unwrap_or(i128::MAX), scale);
    format!("{} {}", number(&value, 0, language), UNITS[unit])
}

const MONATE: [&str; 12] = [
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
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn amounts_as_a_clerk_writes_them() {
        let german = |text| amount(&decimal(text), Some("EUR"), Language::German);
        assert_eq!(german("1234.56"), "1.234,56 €");
        assert_eq!(german("-1234567.5"), "-1.234.567,50 €");
        assert_eq!(german("0"), "0,00 €");
        assert_eq!(german("168.1250"), "168,125 €");
        assert_eq!(amount(&decimal("100"), Some("GBP"), Language::English), "100.00 GBP");
        assert_eq!(percent(&decimal("19.00"), Language::German), "19 %");
        assert_eq!(date(jiff::civil::date(2026, 3, 1), Language::German), "1. März 2026");
        assert_eq!(size(999, Language::German), "999 Byte");
        assert_eq!(size(1500, Language::German), "1,5 kB");
        assert_eq!(size(123_456_789, Language::German), "123 MB");
    }

    proptest! {
        #[test]
        fn grouping_keeps_the_digits(mantissa in any::<i64>(), scale in 0_u32..8) {
            let value = Decimal::new(mantissa.into(), scale);
            let text = number(&value, 0, Language::English).replace(',', "");
            prop_assert_eq!(Decimal::parse(&text).unwrap(), value);
        }
    }
}
