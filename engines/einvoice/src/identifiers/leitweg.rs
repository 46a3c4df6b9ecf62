//! The Leitweg-ID: which office an invoice goes to (BT-10, scheme 0204 in electronic addresses).
//!
//! Source: KoSIT, Formatspezifikation Leitweg-ID 2.0.2: coarse address of 2 to 12 digits, as a rule beginning with the
//! key of a state or of the federation, fine address of up to 30 letters and digits, two check digits (ISO/IEC 7064 MOD 97-10).

use std::fmt;

use super::{IdentifierError, check_digits, rest_97};

/// A Leitweg-ID with right check digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LeitwegId {
    coarse: String,
    fine: Option<String>,
    check: String,
}

/// Keys a coarse address begins with: 01 to 16 states, 99 the federation.
const REGIONS: [(&str, &str); 17] = [
    ("01", "Schleswig-Holstein"),
    ("02", "Hamburg"),
    ("03", "Niedersachsen"),
    ("04", "Bremen"),
    ("05", "Nordrhein-Westfalen"),
    ("06", "Hessen"),
    ("07", "Rheinland-Pfalz"),
    ("08", "Baden-Württemberg"),
    ("09", "Bayern"),
    ("10", "Saarland"),
    ("11", "Berlin"),
    ("12", "Brandenburg"),
    ("13", "Mecklenburg-Vorpommern"),
    ("14", "Sachsen"),
    ("15", "Sachsen-Anhalt"),
    ("16", "Thüringen"),
    ("99", "Bund"),
];

impl LeitwegId {
    /// Reads and checks a Leitweg-ID: `05117-31001-02`. Small letters count as capitals; spaces do not belong in it.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim().to_ascii_uppercase();
        let error = |code, german: String| Err(IdentifierError::new(code, german));
        let length = text.chars().count();
        if !(5..=46).contains(&length) {
            return error(
                "leitweg.length",
                format!("Eine Leitweg-ID hat 5 bis 46 Zeichen, „{}“ hat {length}.", shortened(&text)),
            );
        }
        let parts: Vec<&str> = text.split('-').collect();
        let (coarse, fine, check) = match parts[..] {
            [coarse, check] => (coarse, None, check),
            [coarse, fine, check] => (coarse, Some(fine), check),
            _ => {
                return error(
                    "leitweg.parts",
                    format!(
                        "Eine Leitweg-ID besteht aus zwei oder drei Teilen mit Bindestrich dazwischen, zum Beispiel \
                         05117-31001-02; „{text}“ hat {}.",
                        parts.len()
                    ),
                );
            }
        };
        checked_parts(coarse, fine)?;
        if check.len() != 2 || !check.bytes().all(|byte| byte.is_ascii_digit()) {
            return error(
                "leitweg.check-form",
                format!("Am Ende einer Leitweg-ID stehen zwei Prüfziffern, hier steht „{check}“."),
            );
        }
        let letters = || coarse.bytes().chain(fine.unwrap_or_default().bytes());
        if rest_97(letters().chain(check.bytes())) != Some(1) {
            return error(
                "leitweg.check-digits",
                format!(
                    "Die Prüfziffern der Leitweg-ID „{text}“ stimmen nicht; wahrscheinlich ist sie falsch abgetippt. \
                     Bitte mit den Angaben der Bestellung vergleichen."
                ),
            );
        }
        Ok(Self { coarse: coarse.to_owned(), fine: fine.map(str::to_owned), check: check.to_owned() })
    }

    /// A new Leitweg-ID with its check digits.
    pub fn with_check_digits(coarse: &str, fine: Option<&str>) -> Result<Self, IdentifierError> {
        let coarse = coarse.trim().to_ascii_uppercase();
        let fine = fine.map(|fine| fine.trim().to_ascii_uppercase());
        checked_parts(&coarse, fine.as_deref())?;
        let letters = coarse.bytes().chain(fine.as_deref().unwrap_or_default().bytes());
        let check = check_digits(letters).expect("only digits and capitals are left");
        Ok(Self { coarse, fine, check })
    }

    /// The coarse address: the body, `05117`.
    pub fn coarse(&self) -> &str {
        &self.coarse
    }

    /// The fine address: the office in the body, `31001`.
    pub fn fine(&self) -> Option<&str> {
        self.fine.as_deref()
    }

    /// The two check digits.
    pub fn check_digits(&self) -> &str {
        &self.check
    }

    /// The state, or `Bund`; `None` for other keys, as identifiers for tests have them.
    pub fn region(&self) -> Option<&'static str> {
        REGIONS.iter().find(|(key, _)| self.coarse.starts_with(key)).map(|(_, name)| *name)
    }
}

impl fmt::Display for LeitwegId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fine {
            Some(fine) => write!(formatter, "{}-{fine}-{}", self.coarse, self.check),
            None => write!(formatter, "{}-{}", self.coarse, self.check),
        }
    }
}

fn checked_parts(coarse: &str, fine: Option<&str>) -> Result<(), IdentifierError> {
    if !(2..=12).contains(&coarse.len()) || !coarse.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IdentifierError::new(
            "leitweg.coarse",
            format!(
                "Der erste Teil einer Leitweg-ID (Grobadresse) hat 2 bis 12 Ziffern, hier steht „{}“.",
                shortened(coarse)
            ),
        ));
    }
    let Some(fine) = fine else { return Ok(()) };
    if !(1..=30).contains(&fine.len()) || !fine.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(IdentifierError::new(
            "leitweg.fine",
            format!(
                "Der mittlere Teil einer Leitweg-ID (Feinadresse) hat 1 bis 30 Buchstaben und Ziffern, hier steht „{}“.",
                shortened(fine)
            ),
        ));
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> &'static str {
        LeitwegId::parse(text).unwrap_err().code
    }

    #[test]
    fn real_ones_and_their_parts() {
        for text in
            ["05117-31001-02", "053820072072-31001-73", "04011000-12345-03", "991-01484-64", "90000000-03083-72"]
        {
            assert_eq!(LeitwegId::parse(text).map(|id| id.to_string()), Ok(text.to_owned()));
        }
        let id = LeitwegId::parse(" 05117-31001-02 ").unwrap();
        assert_eq!((id.coarse(), id.fine(), id.check_digits()), ("05117", Some("31001"), "02"));
        assert_eq!(id.region(), Some("Nordrhein-Westfalen"));
    }

    #[test]
    fn each_mistake_has_its_answer() {
        assert_eq!(code("05-1"), "leitweg.length");
        assert_eq!(code(&"0".repeat(47)), "leitweg.length");
        assert_eq!(code("0511702"), "leitweg.parts");
        assert_eq!(code("05117-1-2-02"), "leitweg.parts");
        assert_eq!(code("A5117-31001-02"), "leitweg.coarse");
        assert_eq!(code("05117-31 01-02"), "leitweg.fine");
        assert_eq!(code("05117-31001-0"), "leitweg.check-form");
        assert_eq!(code("05117-31001-03"), "leitweg.check-digits");
        assert_eq!(code("05171-31001-02"), "leitweg.check-digits");
    }

    proptest! {
        #[test]
        fn new_ones_are_right_and_one_wrong_digit_is_noticed(
            coarse in "[0-9]{2,12}", fine in prop::option::of("[0-9A-Z]{1,30}"),
            place in any::<prop::sample::Index>(), by in 1_u8..10,
        ) {
            let id = LeitwegId::with_check_digits(&coarse, fine.as_deref()).unwrap();
            let text = id.to_string();
            prop_assert_eq!(LeitwegId::parse(&text), Ok(id));
            let digits: Vec<usize> =
                text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(index, _)| index).collect();
            let index = digits[place.index(digits.len())];
            let mut changed = text.into_bytes();
            changed[index] = b'0' + (changed[index] - b'0' + by) % 10;
            let changed = String::from_utf8(changed).unwrap();
            prop_assert!(LeitwegId::parse(&changed).is_err());
        }
    }
}
