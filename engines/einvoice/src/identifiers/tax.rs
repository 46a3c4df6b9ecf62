//! VAT identifiers of the European Union and German tax numbers.
//!
//! The forms of VAT identifiers are those the Commission publishes for VIES; check digits are checked where their way of
//! computing is public and in force: Germany (ISO/IEC 7064 MOD 11,10) and Austria. Whether a number was given out only
//! VIES can say.

use std::fmt;

use super::{IdentifierError, compact};

/// Forms after the country's prefix: `9` a digit, `A` a letter, `X` a digit or letter, `*` a digit, letter, `+` or `*`.
/// Anything else stands for itself.
const FORMS: [(&str, &[&str]); 29] = [
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9*99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["************"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    // Northern Ireland.
    ("XI", &["999999999", "999999999999", "GD999", "HA999"]),
    // Not of the Union, but frequent.
    ("GB", &["999999999", "999999999999", "GD999", "HA999"]),
];

/// A VAT identifier (USt-IdNr., BT-31, BT-48, BT-63) of an EU state in its right form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VatIdentifier(String);

impl VatIdentifier {
    /// Reads and checks a VAT identifier; spaces, points and hyphens between the digits are left out.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let id: String = compact(text).chars().filter(|letter| !matches!(letter, '.' | '-')).collect();
        if !id.is_ascii() || id.len() < 4 {
            return Err(IdentifierError::new(
                "vat.form",
                "Eine Umsatzsteuer-ID beginnt mit zwei Buchstaben für das Land, zum Beispiel DE123456788.",
            ));
        }
        let (country, number) = id.split_at(2);
        let Some((_, forms)) = FORMS.iter().find(|(known, _)| *known == country) else {
            return Err(IdentifierError::new(
                "vat.country",
                format!("„{country}“ ist kein Länderkürzel einer Umsatzsteuer-ID der Europäischen Union."),
            ));
        };
        if !forms.iter().any(|form| has_form(number, form)) {
            return Err(IdentifierError::new(
                "vat.form",
                format!("Eine Umsatzsteuer-ID mit „{country}“ sieht anders aus: {}.", described(country, forms)),
            ));
        }
        let is_right = match country {
            "DE" => is_german(number),
            "AT" => is_austrian(number),
            _ => true,
        };
        if !is_right {
            return Err(IdentifierError::new(
                "vat.check-digit",
                "Die Prüfziffer der Umsatzsteuer-ID stimmt nicht; wahrscheinlich ist sie falsch abgetippt.",
            ));
        }
        Ok(Self(id))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Prefix of two letters; `EL` for Greece.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }
}

impl fmt::Display for VatIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn has_form(number: &str, form: &str) -> bool {
    number.len() == form.len()
        && number.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            b'X' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            b'*' => byte.is_ascii_digit() || byte.is_ascii_uppercase() || matches!(byte, b'+' | b'*'),
            other => byte == other,
        })
}

fn described(country: &str, forms: &[&str]) -> String {
    let shapes: Vec<String> = forms.iter().map(|form| format!("{country}{form}")).collect();
    format!("{} (9 steht für eine Ziffer, A für einen Buchstaben, X für beides)", shapes.join(" oder "))
}

fn digits(number: &str) -> Vec<u32> {
    number.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0')).collect()
}

/// ISO/IEC 7064 MOD 11,10; the first digit is not zero.
fn is_german(number: &str) -> bool {
    let digits = digits(number);
    if digits[0] == 0 {
        return false;
    }
    let product = digits[..8].iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == digits[8]
}

/// Every second digit doubled, sum of digits, plus 4 (BMF, form U-number).
fn is_austrian(number: &str) -> bool {
    let digits = digits(number);
    let sum: u32 = (0..7)
        .map(|index| {
            let value = digits[index] * if index % 2 == 0 { 1 } else { 2 };
            value / 10 + value % 10
        })
        .sum();
    (100 - (sum + 4)) % 10 == digits[7]
}

/// A German tax number (Steuernummer, BT-32): 10 or 11 digits as a state writes it, or 13 as the federation does.
///
/// Source: Standardschema of the Steuernummer (ELSTER). Check digits differ by state and are not checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaxNumber {
    digits: String,
}

impl TaxNumber {
    /// Reads a tax number: `181/815/08155`, `5133081508159`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        if text.chars().any(|letter| !letter.is_ascii_digit() && !matches!(letter, '/' | ' ' | '-')) {
            return Err(IdentifierError::new(
                "tax.form",
                "Eine Steuernummer besteht aus Ziffern mit Schrägstrichen, zum Beispiel 133/8150/8159.",
            ));
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        match digits.len() {
            10 | 11 => Ok(Self { digits }),
            // In the federal form the fifth digit is a zero.
            13 if digits.as_bytes()[4] == b'0' => Ok(Self { digits }),
            13 => Err(IdentifierError::new(
                "tax.federal",
                "In einer Steuernummer mit 13 Ziffern ist die fünfte Ziffer eine Null.",
            )),
            count => Err(IdentifierError::new(
                "tax.length",
                format!("Eine Steuernummer hat 10, 11 oder 13 Ziffern, diese hat {count}."),
            )),
        }
    }

    /// Only the digits.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Whether it is in the form with 13 digits that is the same for all states.
    pub fn is_federal(&self) -> bool {
        self.digits.len() == 13
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_identifiers() {
        for text in [
            "DE136695976",
            "DE 136 695 976",
            "ATU13585627",
            "NL123456789B01",
            "FRXX123456789",
            "EL123456789",
            "IE1234567FA",
        ] {
            assert!(VatIdentifier::parse(text).is_ok(), "{text}");
        }
        let code = |text: &str| VatIdentifier::parse(text).unwrap_err().code;
        assert_eq!(code("DE136695975"), "vat.check-digit");
        assert_eq!(code("ATU13585626"), "vat.check-digit");
        assert_eq!(code("DE12345678"), "vat.form");
        assert_eq!(code("GR123456789"), "vat.country");
        assert_eq!(code("123456789"), "vat.country");
        assert_eq!(code("D"), "vat.form");
        assert_eq!(code("ÄÖ12345678"), "vat.form");
    }

    #[test]
    fn one_check_digit_of_ten_is_right() {
        for body in ["12345678", "99999999", "10000000"] {
            let right = (0..10).filter(|digit| VatIdentifier::parse(&format!("DE{body}{digit}")).is_ok());
            assert_eq!(right.count(), 1, "{body}");
        }
        let right = (0..10).filter(|digit| VatIdentifier::parse(&format!("ATU1234567{digit}")).is_ok());
        assert_eq!(right.count(), 1);
    }

    #[test]
    fn tax_numbers() {
        for text in ["181/815/08155", "133/8150/8159", "5133081508159", "93815 08152"] {
            assert!(TaxNumber::parse(text).is_ok(), "{text}");
        }
        assert!(TaxNumber::parse("5133081508159").unwrap().is_federal());
        let code = |text: &str| TaxNumber::parse(text).unwrap_err().code;
        assert_eq!(code("DE123456789"), "tax.form");
        assert_eq!(code("123/456"), "tax.length");
        assert_eq!(code("5133181508159"), "tax.federal");
    }
}
