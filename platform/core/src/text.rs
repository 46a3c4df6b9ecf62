//! Texts as people sort and look for them.

/// Lower case, umlauts written out, so that `Hoexter`, `Höxter` and `höxter` are the same.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_spellings_equal() {
        assert_eq!(folded("Preußisch Oldendorf, HÖXTER"), "preussisch oldendorf, hoexter");
    }
}
