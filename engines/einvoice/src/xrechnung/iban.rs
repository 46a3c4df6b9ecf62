//! IBAN after ISO 13616: country, two check digits, account; the remainder modulo 97 is 1 (ISO 7064).

/// Whether a text is an IBAN with the right check digits. White space anywhere is overlooked; no table of countries and
/// lengths is asked, as BR-DE-19 and BR-DE-20 ask none.
pub fn is_iban(text: &str) -> bool {
    let mut letters = text.bytes().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    let mut head = [0_u8; 4];
    for place in &mut head {
        let Some(byte) = letters.next() else { return false };
        *place = byte;
    }
    if !head[..2].iter().all(u8::is_ascii_uppercase) || !head[2..].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let mut length = 0;
    let mut remainder = 0;
    for byte in letters {
        length += 1;
        if length > 30 || !byte.is_ascii_alphanumeric() {
            return false;
        }
        remainder = append(remainder, byte);
    }
    head.into_iter().fold(remainder, append) == 1
}

/// The remainder after one more letter or digit. A is 10; small letters count on from their own place in ASCII, as the
/// rules write it, so `a` is 42: an account in small letters has another remainder.
fn append(remainder: u32, byte: u8) -> u32 {
    if byte.is_ascii_digit() {
        (remainder * 10 + u32::from(byte - b'0')) % 97
    } else {
        (remainder * 100 + u32::from(byte - 55)) % 97
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        for text in [
            "DE89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
            "GB82WEST12345698765432",
            "\tDE89370400440532013000\n",
        ] {
            assert!(is_iban(text), "{text}");
        }
        for text in [
            "",
            "DE",
            "DE89",
            "DE89370400440532013001",
            "de89370400440532013000",
            "GB82west12345698765432",
            "DE8937040044053201300ß",
        ] {
            assert!(!is_iban(text), "{text}");
        }
    }

    #[test]
    fn at_most_thirty_behind_the_check_digits() {
        let long = format!("DE89{}", "1".repeat(31));
        assert!(!is_iban(&long));
    }
}
