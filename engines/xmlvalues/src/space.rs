//! White space as XML knows it.

use std::borrow::Cow;

/// `normalize-space` of a string: white space is space, tab, carriage return and line feed, nothing else.
pub fn normalize_space(text: &str) -> Cow<'_, str> {
    let trimmed = trim_space(text);
    let bytes = trimmed.as_bytes();
    let is_normal = !bytes
        .iter()
        .enumerate()
        .any(|(index, byte)| matches!(byte, b'\t' | b'\r' | b'\n') || (*byte == b' ' && bytes[index - 1] == b' '));
    if is_normal {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(trimmed.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A string without the white space of XML around it.
#[inline]
pub fn trim_space(text: &str) -> &str {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let bytes = text.as_bytes();
    // Mostly there is none.
    if !bytes.first().is_some_and(is_space) && !bytes.last().is_some_and(is_space) {
        return text;
    }
    text.trim_matches(self::is_space)
}

/// Whether a letter is white space.
pub fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}
