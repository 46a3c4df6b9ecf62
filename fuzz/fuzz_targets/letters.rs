//! Any text as Markdown and as a letter's template: no tag of the author's in the page, no panic in the letter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_letters::{check, fill, fill_text, placeholders, render_html};
use serde_json::json;

fuzz_target!(|text: &str| {
    let html = render_html(text);
    // Everything the renderer writes itself is of this kind.
    let lower = html.to_lowercase();
    for forbidden in ["<script", "<iframe", "<img", "<style", "javascript:alert"] {
        if let Some(place) = lower.find(forbidden) {
            // The words may stand in the text, but not as markup.
            assert!(!lower[place..].starts_with('<'), "{forbidden} in {html}");
        }
    }
    let good = check(text).is_ok();
    assert_eq!(placeholders(text).is_ok(), good);
    let context = json!({"name": "Anna *und* Bernd", "fee": {"cents": 3070}, "list": ["a", "b"], "yes": true});
    let _ = fill(text, &context);
    let _ = fill_text(text, &context);
});
