//! Percent-encoding, read without losing the places of the request as it was given.

use std::ops::Range;

use crate::fault::{Fault, Problem};

/// A decoded part of a request and where each of its bytes came from.
pub(super) struct Source {
    pub text: String,
    /// For each byte of `text`, and for its end, the byte of the request.
    origins: Vec<usize>,
}

/// Whether `+` stands for a blank, as in forms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    Blank,
    Plus,
}

impl Source {
    /// Decodes a part of the request that starts at `start`. A percent sign without two hexadecimal digits stands for
    /// itself: people write `'100 %'` on the command line.
    pub fn decode(part: &str, start: usize, plus: Plus) -> Result<Self, Problem> {
        let bytes = part.as_bytes();
        let (mut decoded, mut origins) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len() + 1));
        let mut at = 0;
        while at < bytes.len() {
            origins.push(start + at);
            match (bytes[at], encoded(bytes, at)) {
                (b'%', Some(byte)) => {
                    decoded.push(byte);
                    at += 3;
                    continue;
                }
                (b'+', _) if plus == Plus::Blank => decoded.push(b' '),
                (byte, _) => decoded.push(byte),
            }
            at += 1;
        }
        origins.push(start + bytes.len());
        match String::from_utf8(decoded) {
            Ok(text) => Ok(Self { text, origins }),
            Err(error) => {
                let place = error.utf8_error().valid_up_to();
                Err(Problem::new(origins[place]..origins[place + 1], Fault::NoText))
            }
        }
    }

    /// A text that was not encoded.
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), origins: (0..=text.len()).collect() }
    }

    /// Where a range of the decoded text stands in the request.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let last = self.origins.len() - 1;
        self.origins[range.start.min(last)]..self.origins[range.end.min(last)]
    }
}

/// The byte that `%41` stands for.
fn encoded(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |place: usize| bytes.get(place).and_then(|byte| char::from(*byte).to_digit(16));
    if bytes[at] != b'%' {
        return None;
    }
    u8::try_from(digit(at + 1)? * 16 + digit(at + 2)?).ok()
}

/// Encodes what has a meaning of its own in a query (`minimal`), or everything that may not stand in an address.
pub(super) fn encode(text: &str, is_minimal: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for each in text.chars() {
        let has_meaning = matches!(each, '%' | '+' | '&' | '#');
        let may_stand = each.is_ascii_alphanumeric() || "-._~$'()*,;:@!/=?[]".contains(each);
        if !has_meaning && (is_minimal || may_stand) {
            encoded.push(each);
            continue;
        }
        let mut buffer = [0; 4];
        for byte in each.encode_utf8(&mut buffer).bytes() {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(part: &str) -> Option<String> {
        Source::decode(part, 0, Plus::Blank).ok().map(|source| source.text)
    }

    #[test]
    fn encoded_text_is_decoded_and_the_rest_left_alone() {
        assert_eq!(decode("a%20b+c%2Bd").as_deref(), Some("a b c+d"));
        assert_eq!(decode("K%C3%BCche").as_deref(), Some("Küche"));
        assert_eq!(decode("100% %zz %").as_deref(), Some("100% %zz %"));
        assert_eq!(decode("%FF"), None);
    }

    #[test]
    fn places_are_those_of_the_request() {
        let source = Source::decode("a%20%C3%BC!", 10, Plus::Blank).expect("valid");
        assert_eq!(source.text, "a ü!");
        assert_eq!(source.place(1..2), 11..14);
        assert_eq!(source.place(4..5), 20..21);
        assert_eq!(source.place(5..5), 21..21);
    }

    #[test]
    fn what_is_encoded_is_decoded_as_the_same() {
        for text in ["a b", "50 % + 1 & 2 # 'ü'", "\u{0}\u{7f}\u{10ffff}"] {
            for is_minimal in [true, false] {
                assert_eq!(decode(&encode(text, is_minimal)).as_deref(), Some(text));
            }
        }
    }
}
