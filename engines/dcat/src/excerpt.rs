//! What somebody else wrote, cut short enough to stand in a sentence.

/// Signs of a longer text that are shown.
const MOST: usize = 80;
/// A message of a parser is cut in the middle: its ends say what is wrong, what it quotes stands between.
const MESSAGE: usize = 120;
const MESSAGE_HEAD: usize = 60;
const MESSAGE_TAIL: usize = 40;

/// The beginning of a text, with … where something is left out.
pub fn excerpt(text: &str) -> String {
    beginning(text, MOST)
}

/// The first signs of a text, with … where there are more.
pub fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a parser says, which may quote the whole file.
pub(crate) fn message(text: &str) -> String {
    if text.char_indices().nth(MESSAGE).is_none() {
        return text.to_owned();
    }
    let tail = text.char_indices().rev().nth(MESSAGE_TAIL - 1).map_or(0, |(start, _)| start);
    format!("{}{}", beginning(text, MESSAGE_HEAD), &text[tail..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_stay_and_long_ones_are_cut_between_signs() {
        assert_eq!(excerpt(&"ä".repeat(80)), "ä".repeat(80));
        assert_eq!(excerpt(&"ä".repeat(81)), "ä".repeat(80) + "…");
        assert_eq!(message(&"ä".repeat(120)), "ä".repeat(120));
        let long = message(&format!("unexpected “{}” here", "ä".repeat(1_000)));
        assert!(long.starts_with("unexpected “ä") && long.contains("ä…ä") && long.ends_with("ä” here"), "{long}");
        assert_eq!(long.chars().count(), 101);
    }
}
