//! What the rules ask of a telephone number, a mail address and a link. White space is that of XML: space, tab, line
//! feed, carriage return.

pub(super) fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// At least three digits (BR-DE-27).
pub(super) fn is_telephone(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).nth(2).is_some()
}

/// One `@`, something before it, and behind it at least two parts joined by a point; no white space (BR-DE-28).
pub(super) fn is_mail_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_clean = !local.is_empty() && !text.contains(is_space) && !domain.contains('@');
    is_clean && domain.contains('.') && domain.split('.').all(|part| !part.is_empty())
}

/// A scheme of at least two letters, digits, `+`, `.` or `-`, the first a letter, then a colon (BR-TMP-2).
pub(super) fn is_absolute_link(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    let rest = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    scheme.len() >= 2 && scheme.as_bytes()[0].is_ascii_alphabetic() && scheme.bytes().all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_have_three_digits() {
        assert!(is_telephone("+4 (9) 1"));
        assert!(!is_telephone("12"));
        assert!(!is_telephone("１２３"));
    }

    #[test]
    fn mail_addresses() {
        for text in ["a@b.de", "a.b@c.d.e", "ä@ö.de", ".@b.c"] {
            assert!(is_mail_address(text), "{text}");
        }
        for text in ["", "a@b", "@b.de", "a@.de", "a@b..de", "a@b.de.", "a@b@c.de", "a b@c.de", "a@b.d e"] {
            assert!(!is_mail_address(text), "{text}");
        }
    }

    #[test]
    fn links_have_a_scheme() {
        for text in ["https://a", "ab:", "a1+.-:x"] {
            assert!(is_absolute_link(text), "{text}");
        }
        for text in ["", "a:b", "1a:b", "www.example.org", " https://a", "ä1:x"] {
            assert!(!is_absolute_link(text), "{text}");
        }
    }
}
