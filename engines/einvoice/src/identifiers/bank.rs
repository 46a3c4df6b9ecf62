//! Accounts and banks: IBAN (ISO 13616), BIC (ISO 9362), creditor identifier (EPC262-08).

use std::fmt;

use super::{IdentifierError, check_digits, compact, rest_97};

/// Countries of the SEPA area (EPC409-09) and the length of their IBANs.
const LENGTHS: [(&str, usize); 42] = [
    ("AD", 24),
    ("AL", 28),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("VA", 22),
];

/// An IBAN with right check digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Iban(String);

impl Iban {
    /// Reads and checks an IBAN, with or without spaces.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let iban = compact(text);
        let error = |code, german: String| Err(IdentifierError::new(code, german));
        let bytes = iban.as_bytes();
        let has_form = (15..=34).contains(&bytes.len())
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && bytes.iter().all(u8::is_ascii_alphanumeric);
        if !has_form {
            return error(
                "iban.form",
                "Eine IBAN beginnt mit zwei Buchstaben für das Land und zwei Prüfziffern und hat 15 bis 34 Buchstaben \
                 und Ziffern."
                    .into(),
            );
        }
        let country = &iban[..2];
        if let Some(length) = length_of(country)
            && bytes.len() != length
        {
            return error(
                "iban.length",
                format!("Eine IBAN aus {country} hat {length} Zeichen, diese hat {}.", bytes.len()),
            );
        }
        if country == "DE" && !bytes[4..].iter().all(u8::is_ascii_digit) {
            return error("iban.form", "Eine deutsche IBAN hat nach dem „DE“ nur Ziffern.".into());
        }
        if rest_97(bytes[4..].iter().chain(&bytes[..4]).copied()) != Some(1) {
            return error(
                "iban.check-digits",
                "Die Prüfziffern der IBAN stimmen nicht; wahrscheinlich ist sie falsch abgetippt.".into(),
            );
        }
        Ok(Self(iban))
    }

    /// A German IBAN from bank code and account number.
    pub fn german(bank_code: &str, account: &str) -> Result<Self, IdentifierError> {
        let account = format!("{bank_code:0>8}{account:0>10}");
        let check = check_digits(account.bytes().chain(*b"DE"));
        match check {
            Some(check) => Self::parse(&format!("DE{check}{account}")),
            None => Self::parse(&account),
        }
    }

    /// Without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Two letters.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }

    /// Whether the country takes part in SEPA, so that it can stand in a SEPA credit transfer.
    pub fn is_sepa(&self) -> bool {
        length_of(self.country()).is_some()
    }

    /// The bank code of a German IBAN.
    pub fn bank_code(&self) -> Option<&str> {
        (self.country() == "DE").then(|| &self.0[4..12])
    }
}

/// In groups of four.
impl fmt::Display for Iban {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.0.chars().enumerate() {
            if index > 0 && index.is_multiple_of(4) {
                formatter.write_str(" ")?;
            }
            write!(formatter, "{letter}")?;
        }
        Ok(())
    }
}

fn length_of(country: &str) -> Option<usize> {
    LENGTHS.iter().find(|(known, _)| *known == country).map(|(_, length)| *length)
}

/// A BIC of 8 or 11 characters. That a bank has it is not said.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bic(String);

impl Bic {
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let bic = compact(text);
        let bytes = bic.as_bytes();
        let has_form = matches!(bytes.len(), 8 | 11)
            && bytes[..4].iter().all(u8::is_ascii_alphanumeric)
            && bytes[4..6].iter().all(u8::is_ascii_uppercase)
            && bytes[6..].iter().all(u8::is_ascii_alphanumeric);
        if has_form {
            return Ok(Self(bic));
        }
        Err(IdentifierError::new(
            "bic.form",
            "Eine BIC hat 8 oder 11 Zeichen: vier für die Bank, zwei Buchstaben für das Land, zwei für den Ort und \
             wenn nötig drei für die Zweigstelle.",
        ))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Two letters.
    pub fn country(&self) -> &str {
        &self.0[4..6]
    }
}

/// A creditor identifier (Gläubiger-Identifikationsnummer, BT-90) with right check digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CreditorIdentifier(String);

impl CreditorIdentifier {
    /// Reads and checks a creditor identifier. The business code (characters 5 to 7) is not part of the check.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let id = compact(text);
        let bytes = id.as_bytes();
        let has_form = (8..=35).contains(&bytes.len())
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && bytes.iter().all(u8::is_ascii_alphanumeric);
        if !has_form {
            return Err(IdentifierError::new(
                "creditor.form",
                "Eine Gläubiger-Identifikationsnummer beginnt mit zwei Buchstaben für das Land und zwei Prüfziffern und \
                 hat 8 bis 35 Buchstaben und Ziffern.",
            ));
        }
        if id.starts_with("DE") && (bytes.len() != 18 || !bytes[7..].iter().all(u8::is_ascii_digit)) {
            return Err(IdentifierError::new(
                "creditor.length",
                format!(
                    "Eine deutsche Gläubiger-Identifikationsnummer hat 18 Zeichen, die letzten elf sind Ziffern; diese hat {}.",
                    bytes.len()
                ),
            ));
        }
        if rest_97(bytes[7..].iter().chain(&bytes[..4]).copied()) != Some(1) {
            return Err(IdentifierError::new(
                "creditor.check-digits",
                "Die Prüfziffern der Gläubiger-Identifikationsnummer stimmen nicht.",
            ));
        }
        Ok(Self(id))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ibans() {
        for text in ["DE89 3704 0044 0532 0130 00", "gb82west12345698765432", "AT611904300234573201", "NO9386011117947"]
        {
            assert!(Iban::parse(text).is_ok(), "{text}");
        }
        let iban = Iban::parse("DE89370400440532013000").unwrap();
        assert_eq!(iban.to_string(), "DE89 3704 0044 0532 0130 00");
        assert_eq!((iban.bank_code(), iban.is_sepa()), (Some("37040044"), true));
        assert_eq!(Iban::german("37040044", "532013000").unwrap(), iban);
        let code = |text: &str| Iban::parse(text).unwrap_err().code;
        assert_eq!(code("DE8937040044053201300"), "iban.length");
        assert_eq!(code("DE88370400440532013000"), "iban.check-digits");
        assert_eq!(code("DE8937040044053201300X"), "iban.form");
        assert_eq!(code("532013000"), "iban.form");
        assert_eq!(code("äöüäöüäöüäöüäöüäöü"), "iban.form");
    }

    #[test]
    fn bics_and_creditors() {
        assert_eq!(Bic::parse("cobadeffxxx").unwrap().country(), "DE");
        assert!(Bic::parse("DEUTDEFF").is_ok());
        for text in ["DEUTDEF", "DEUT1EFF", "DEUTDEFFXX", ""] {
            assert_eq!(Bic::parse(text).unwrap_err().code, "bic.form", "{text}");
        }
        // The Bundesbank's example; the business code may be anything.
        for text in ["DE98ZZZ09999999999", "DE98ABC09999999999"] {
            assert!(CreditorIdentifier::parse(text).is_ok(), "{text}");
        }
        let code = |text: &str| CreditorIdentifier::parse(text).unwrap_err().code;
        assert_eq!(code("DE97ZZZ09999999999"), "creditor.check-digits");
        assert_eq!(code("DE98ZZZ0999999999"), "creditor.length");
        assert_eq!(code("98ZZZ0999"), "creditor.form");
    }

    proptest! {
        #[test]
        fn swapped_digits_are_noticed(bank in "[0-9]{8}", account in "[0-9]{1,10}", place in 4_usize..21) {
            let iban = Iban::german(&bank, &account).unwrap();
            let mut bytes = iban.as_str().as_bytes().to_vec();
            bytes.swap(place, place + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(Iban::parse(&swapped).is_ok(), swapped == iban.as_str());
        }
    }
}
