//! Identifiers that carry their own check: Leitweg-ID, IBAN, BIC, VAT and tax numbers, creditor identifier.
//!
//! Each type is made by `parse`, which says in German what is wrong, so a value of the type is well-formed. White space
//! that people put in for reading is accepted where the identifier itself has none.

mod bank;
mod leitweg;
mod tax;

pub use bank::{Bic, CreditorIdentifier, Iban};
pub use leitweg::LeitwegId;
pub use tax::{TaxNumber, VatIdentifier};

/// Why something is not the identifier it should be: a German sentence for people, and a stable code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {german}")]
pub struct IdentifierError {
    /// `leitweg.check-digits`
    pub code: &'static str,
    pub german: String,
}

impl IdentifierError {
    fn new(code: &'static str, german: impl Into<String>) -> Self {
        Self { code, german: german.into() }
    }
}

/// Rest of a number of digits and letters (A = 10 … Z = 35) divided by 97, as ISO/IEC 7064 MOD 97-10 asks for.
fn rest_97(text: impl Iterator<Item = u8>) -> Option<u32> {
    text.into_iter().try_fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    })
}

/// The two check digits that make `text` followed by them leave a rest of 1.
fn check_digits(text: impl Iterator<Item = u8>) -> Option<String> {
    let rest = rest_97(text.chain(*b"00"))?;
    Some(format!("{:02}", 98 - rest))
}

/// Without white space, in capitals.
fn compact(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn check_digits_of_known_numbers() {
        // The example of ISO 13616 and the German one: country and digits go to the end.
        assert_eq!(check_digits(b"WEST12345698765432GB".iter().copied()).unwrap(), "82");
        assert_eq!(check_digits(b"370400440532013000DE".iter().copied()).unwrap(), "89");
    }

    proptest! {
        #[test]
        fn computed_digits_leave_one(text in "[0-9A-Z]{1,40}") {
            let digits = check_digits(text.bytes()).unwrap();
            prop_assert_eq!(digits.len(), 2);
            prop_assert_eq!(rest_97(text.bytes().chain(digits.bytes())), Some(1));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,60}") {
            let _ = (LeitwegId::parse(&text), Iban::parse(&text), Bic::parse(&text), VatIdentifier::parse(&text));
            let _ = (TaxNumber::parse(&text), CreditorIdentifier::parse(&text), LeitwegId::with_check_digits(&text, None));
        }
    }
}
