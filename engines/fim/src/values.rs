//! Values as people type them, and the canonical form in which they are kept.
//!
//! People write 14.03.2027 and 1.234,56; FIM and every machine want 2027-03-14 and 1234.56.

use std::cmp::Ordering;

use crate::form::{FormField, InputKind};
use crate::lexical::is_calendar_day;
use crate::schema::DataType;
use crate::validate::ErrorCode;

/// Why a value is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: ErrorCode,
    pub message_de: String,
    pub message_en: String,
}

fn fault(code: ErrorCode, de: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault { code, message_de: de.into(), message_en: en.into() }
}

/// Longest text that is accepted where the schema sets no limit.
const LONGEST_TEXT: u64 = 20_000;

/// Checks a typed text against its field and returns its canonical form.
pub fn canonical(field: &FormField, typed: &str) -> Result<String, Fault> {
    let trimmed = typed.trim();
    if !field.options.is_empty() {
        return option(field, trimmed);
    }
    let value = match field.data_type {
        DataType::Date => date(trimmed).ok_or_else(|| {
            fault(
                ErrorCode::Date,
                "Geben Sie ein Datum ein, zum Beispiel 14.03.2027.",
                "Enter a date, for example 14.03.2027.",
            )
        })?,
        DataType::Time => time(trimmed).ok_or_else(|| {
            fault(
                ErrorCode::Time,
                "Geben Sie eine Uhrzeit ein, zum Beispiel 09:30.",
                "Enter a time, for example 09:30.",
            )
        })?,
        DataType::DateTime => date_time(trimmed).ok_or_else(|| {
            fault(
                ErrorCode::DateTime,
                "Geben Sie Datum und Uhrzeit ein, zum Beispiel 14.03.2027 09:30.",
                "Enter a date and a time, for example 14.03.2027 09:30.",
            )
        })?,
        DataType::Bool => truth(trimmed)
            .map(|truth| truth.to_string())
            .ok_or_else(|| fault(ErrorCode::YesNo, "Wählen Sie Ja oder Nein.", "Select yes or no."))?,
        DataType::NumInt => integer(trimmed)?,
        DataType::Num => number(trimmed)?,
        DataType::NumCurrency => money(trimmed)?,
        DataType::Text | DataType::TextLatin | DataType::Obj => return text(field, typed),
        DataType::File => {
            return Err(fault(ErrorCode::File, "Laden Sie hier eine Datei hoch.", "Upload a file here."));
        }
    };
    check_bounds(field, &value)?;
    // Some schemas give numbers a pattern; it is about the digits, as in the canonical form.
    check_pattern(field, &value)?;
    Ok(value)
}

fn option(field: &FormField, code: &str) -> Result<String, Fault> {
    if field.options.iter().any(|option| option.code == code) {
        return Ok(code.to_owned());
    }
    Err(fault(ErrorCode::NotAnOption, "Wählen Sie einen der angebotenen Einträge aus.", "Select one of the options."))
}

fn text(field: &FormField, typed: &str) -> Result<String, Fault> {
    let value = typed.replace("\r\n", "\n").replace('\r', "\n");
    let value = value.trim();
    let multi_line = field.input == InputKind::TextArea;
    let forbidden = value.chars().find(|&c| {
        let allowed_control = multi_line && matches!(c, '\n' | '\t');
        (c.is_control() && !allowed_control)
            || (field.data_type == DataType::TextLatin && !c.is_control() && !is_din_91379(c))
    });
    if let Some(c) = forbidden {
        let shown = if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { c.to_string() };
        return Err(fault(
            ErrorCode::Characters,
            format!("Das Zeichen „{shown}“ ist hier nicht erlaubt. Bitte entfernen Sie es."),
            format!("The character “{shown}” is not allowed here. Please remove it."),
        ));
    }
    let length = value.chars().count() as u64;
    let max = field.max_length.unwrap_or(LONGEST_TEXT);
    if length > max {
        return Err(fault(
            ErrorCode::TooLong,
            format!("Geben Sie höchstens {max} Zeichen ein. Es sind {length}."),
            format!("Enter at most {max} characters. There are {length}."),
        ));
    }
    if let Some(min) = field.min_length.filter(|min| length < *min) {
        return Err(fault(
            ErrorCode::TooShort,
            format!("Geben Sie mindestens {min} Zeichen ein. Es sind {length}."),
            format!("Enter at least {min} characters. There are {length}."),
        ));
    }
    check_pattern(field, value)?;
    Ok(value.to_owned())
}

fn check_pattern(field: &FormField, value: &str) -> Result<(), Fault> {
    if field.pattern.as_ref().is_none_or(|pattern| pattern.fits(value)) {
        return Ok(());
    }
    if field.input == InputKind::Email {
        return Err(fault(
            ErrorCode::Pattern,
            "Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@beispiel.de.",
            "Enter an e-mail address, for example name@example.org.",
        ));
    }
    Err(fault(
        ErrorCode::Pattern,
        "Die Eingabe hat nicht die erwartete Form. Bitte prüfen Sie die Schreibweise.",
        "This does not have the expected form. Please check the spelling.",
    ))
}

/// Letters and signs of DIN 91379, data type A, by block: Latin letters with their diacritics,
/// digits, punctuation and the signs of Latin-1. Greek and Cyrillic belong to wider types.
pub(crate) fn is_din_91379(c: char) -> bool {
    matches!(c,
        '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{259}' | '\u{268}'
        | '\u{292}' | '\u{2b9}'..='\u{2bc}' | '\u{2be}'..='\u{2bf}' | '\u{2c8}' | '\u{2cc}'
        | '\u{300}'..='\u{338}' | '\u{1d49}' | '\u{1d57}' | '\u{1e00}'..='\u{1eff}'
        | '\u{2010}'..='\u{2026}' | '\u{2030}' | '\u{2032}' | '\u{2033}' | '\u{2039}' | '\u{203a}'
        | '\u{2070}'..='\u{208e}' | '\u{20ac}' | '\u{2212}' | '\u{2264}' | '\u{2265}')
}

// --- dates and times ----------------------------------------------------------------------

fn small(digits: &str, longest: usize) -> Option<u32> {
    let fits = (1..=longest).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// TT.MM.JJJJ (also T.M.JJJJ) or JJJJ-MM-TT as JJJJ-MM-TT.
pub fn date(text: &str) -> Option<String> {
    let german = text.contains('.');
    let mut parts = text.split(if german { '.' } else { '-' });
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = if german { (last, first) } else { (first, last) };
    if year.trim().len() != 4 {
        return None;
    }
    let (year, month, day) = (small(year.trim(), 4)?, small(month.trim(), 2)?, small(day.trim(), 2)?);
    let known = year > 0 && is_calendar_day(i64::from(year), month, day);
    known.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// HH:MM or HH:MM:SS, also with “Uhr”, as HH:MM:SS.
pub fn time(text: &str) -> Option<String> {
    let text = text.strip_suffix("Uhr").unwrap_or(text).trim();
    let mut parts = text.split(':');
    let (hour, minute) = (small(parts.next()?, 2)?, small(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |digits| small(digits, 2))?;
    let known = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    known.then(|| format!("{hour:02}:{minute:02}:{second:02}"))
}

/// Date and time with `T`, a space or a comma between them, as JJJJ-MM-TTTHH:MM:SS.
pub fn date_time(text: &str) -> Option<String> {
    let (day, hour) = text.split_once(['T', ' ', ','])?;
    Some(format!("{}T{}", date(day.trim())?, time(hour.trim().trim_start_matches("um "))?))
}

/// Ja or Nein, in the words forms and rules use for it.
pub fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "ja" | "wahr" | "true" | "1" | "on" | "yes" => Some(true),
        "nein" | "falsch" | "false" | "0" | "off" | "no" => Some(false),
        _ => None,
    }
}

// --- numbers ------------------------------------------------------------------------------

/// A decimal number of any length, compared without rounding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// Reads `-12.50`; no exponent, no thousands separator.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        if digits.len() > 60 || (digits.contains('.') && fraction.is_empty()) {
            return None;
        }
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        let fraction = fraction.trim_end_matches('0');
        let zero = whole == "0" && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole: whole.to_owned(), fraction: fraction.to_owned() })
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        self.whole
            .len()
            .cmp(&other.whole.len())
            .then_with(|| self.whole.cmp(&other.whole))
            .then_with(|| self.fraction.cmp(&other.fraction))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{}", self.whole, self.fraction)
    }
}

/// Reads a number as Germans write it: comma before the decimals, points between thousands.
/// A single point that cannot separate thousands is taken as a decimal point.
pub(crate) fn german_number(text: &str) -> Option<Decimal> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let sign = usize::from(text.starts_with(['-', '+']));
    let (head, digits) = text.split_at(sign);
    let plain = match digits.split_once(',') {
        Some((whole, fraction)) if whole.contains('.') => {
            if !separates_thousands(whole) {
                return None;
            }
            format!("{}.{fraction}", whole.replace('.', ""))
        }
        Some((whole, fraction)) => format!("{whole}.{fraction}"),
        None if separates_thousands(digits) => digits.replace('.', ""),
        None => digits.to_owned(),
    };
    Decimal::parse(&format!("{head}{plain}"))
}

/// `1.234` and `12.345.678`, not `0.125` or `12.5`.
fn separates_thousands(digits: &str) -> bool {
    let mut parts = digits.split('.');
    let first = parts.next().unwrap_or_default();
    let mut followers = 0;
    let grouped = parts.all(|part| {
        followers += 1;
        part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit())
    });
    grouped
        && followers > 0
        && (1..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_digit())
        && !first.starts_with('0')
}

fn number(text: &str) -> Result<String, Fault> {
    german_number(text).map(|number| number.to_string()).ok_or_else(|| {
        fault(ErrorCode::Number, "Geben Sie eine Zahl ein, zum Beispiel 12,5.", "Enter a number, for example 12,5.")
    })
}

fn integer(text: &str) -> Result<String, Fault> {
    german_number(text).filter(|number| number.fraction.is_empty()).map(|number| number.to_string()).ok_or_else(|| {
        fault(
            ErrorCode::Integer,
            "Geben Sie eine ganze Zahl ein, zum Beispiel 12.",
            "Enter a whole number, for example 12.",
        )
    })
}

fn money(text: &str) -> Result<String, Fault> {
    let digits = text.trim_end_matches("EUR").trim_end_matches("Euro").trim_end_matches('€').trim();
    german_number(digits)
        .filter(|number| number.fraction.len() <= 2)
        .map(|number| {
            let sign = if number.negative { "-" } else { "" };
            format!("{sign}{}.{:0<2}", number.whole, number.fraction)
        })
        .ok_or_else(|| {
            fault(
                ErrorCode::Money,
                "Geben Sie einen Betrag in Euro ein, zum Beispiel 12,50.",
                "Enter an amount in euros, for example 12,50.",
            )
        })
}

// --- bounds -------------------------------------------------------------------------------

/// A bound that can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bound {
    Number(Decimal),
    /// Canonical dates and times sort like text.
    Moment(String),
}

/// Reads `minValue` or `maxValue`; None when it cannot be compared.
pub(crate) fn bound(kind: DataType, text: &str) -> Option<Bound> {
    let text = text.trim();
    match kind {
        DataType::Num | DataType::NumInt | DataType::NumCurrency => {
            // Schemas are written with a decimal point; some editors use a comma.
            Decimal::parse(text).or_else(|| Decimal::parse(&text.replace(',', "."))).map(Bound::Number)
        }
        DataType::Date => date(text).map(Bound::Moment),
        DataType::Time => time(text).map(Bound::Moment),
        DataType::DateTime => date_time(text).map(Bound::Moment),
        _ => None,
    }
}

fn compare(kind: DataType, value: &str, limit: &str) -> Option<Ordering> {
    match (bound(kind, value)?, bound(kind, limit)?) {
        (Bound::Number(value), Bound::Number(limit)) => Some(value.cmp(&limit)),
        (Bound::Moment(value), Bound::Moment(limit)) => Some(value.cmp(&limit)),
        _ => None,
    }
}

fn check_bounds(field: &FormField, value: &str) -> Result<(), Fault> {
    let kind = field.data_type;
    if let Some(min) = &field.min_value
        && compare(kind, value, min) == Some(Ordering::Less)
    {
        let shown = display(field, min);
        return Err(fault(
            ErrorCode::TooSmall,
            format!("Der kleinste erlaubte Wert ist {shown}."),
            format!("The smallest value allowed is {shown}."),
        ));
    }
    if let Some(max) = &field.max_value
        && compare(kind, value, max) == Some(Ordering::Greater)
    {
        let shown = display(field, max);
        return Err(fault(
            ErrorCode::TooLarge,
            format!("Der größte erlaubte Wert ist {shown}."),
            format!("The largest value allowed is {shown}."),
        ));
    }
    Ok(())
}

// --- display ------------------------------------------------------------------------------

/// A canonical value as people read it; typing this text again gives the same value.
pub fn display(field: &FormField, canonical: &str) -> String {
    if let Some(option) = field.options.iter().find(|option| option.code == canonical) {
        return option.name.clone();
    }
    let shown = match field.data_type {
        DataType::Date => german_date(canonical),
        DataType::Time => {
            Some(canonical.strip_suffix(":00").unwrap_or(canonical).to_owned()).filter(|time| time.contains(':'))
        }
        DataType::DateTime => canonical.split_once('T').and_then(|(day, time)| {
            Some(format!("{} {}", german_date(day)?, time.strip_suffix(":00").unwrap_or(time)))
        }),
        DataType::Bool => truth(canonical).map(|truth| if truth { "Ja" } else { "Nein" }.to_owned()),
        DataType::Num | DataType::NumInt | DataType::NumCurrency => german_digits(canonical),
        _ => None,
    };
    shown.unwrap_or_else(|| canonical.to_owned())
}

fn german_date(canonical: &str) -> Option<String> {
    let date = date(canonical)?;
    Some(format!("{}.{}.{}", &date[8..10], &date[5..7], &date[0..4]))
}

fn german_digits(canonical: &str) -> Option<String> {
    Decimal::parse(canonical)?;
    Some(canonical.replace('.', ","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (typed, iso) in [
            ("14.03.2027", "2027-03-14"),
            ("1.3.2027", "2027-03-01"),
            ("2027-03-14", "2027-03-14"),
            ("29.02.2024", "2024-02-29"),
        ] {
            assert_eq!(date(typed).as_deref(), Some(iso), "{typed}");
        }
        for typed in ["29.02.2023", "14.03.27", "31.04.2027", "heute", "", "1.2.3.2027", "0000-01-01", "+1.03.2027"] {
            assert_eq!(date(typed), None, "{typed}");
        }
    }

    #[test]
    fn times() {
        assert_eq!(time("9:30 Uhr").as_deref(), Some("09:30:00"));
        assert_eq!(time("24:00"), None);
        assert_eq!(date_time("14.03.2027 09:30").as_deref(), Some("2027-03-14T09:30:00"));
        assert_eq!(date_time("2027-03-14T09:30:15").as_deref(), Some("2027-03-14T09:30:15"));
    }

    #[test]
    fn numbers_in_german() {
        for (typed, plain) in [
            ("1.234,56", "1234.56"),
            ("1.234", "1234"),
            ("12,50", "12.5"),
            ("12.5", "12.5"),
            ("0.125", "0.125"),
            ("-3", "-3"),
            ("007", "7"),
            ("1 000", "1000"),
            ("-0", "0"),
        ] {
            assert_eq!(number(typed).as_deref(), Ok(plain), "{typed}");
        }
        for typed in ["", "1,2,3", "1e5", "zwölf", "1.23,4", ",5", "5,", "--1", "+-1"] {
            assert!(number(typed).is_err(), "{typed}");
        }
        assert_eq!(money("12,5 €").as_deref(), Ok("12.50"));
        assert!(money("12,505").is_err());
        assert!(integer("12,5").is_err());
    }

    #[test]
    fn decimals_compare_without_rounding() {
        let order = ["-10", "-2.5", "-2.05", "0", "0.1", "0.15", "2", "10", "99999999999999999999999"];
        for pair in order.windows(2) {
            assert!(Decimal::parse(pair[0]) < Decimal::parse(pair[1]), "{pair:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn shown_numbers_are_typed_numbers(whole in -999_999_999i64..999_999_999, cents in 0u32..1000) {
            let canonical = number(&format!("{whole},{cents:03}")).unwrap();
            let shown = german_digits(&canonical).unwrap();
            proptest::prop_assert_eq!(number(&shown).unwrap(), canonical);
        }

        #[test]
        fn any_text_is_a_value_or_a_fault(text in "\\PC{0,40}") {
            let _ = (date(&text), time(&text), date_time(&text), number(&text), money(&text));
        }
    }
}
