//! Any text as conditions, any text as answers, against a fixed form.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use lotse_fim::{Answers, Conditions, Form, FormOptions, Limits, canonical, read, validate_all};

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let file = include_bytes!("../../engines/fim/tests/small.xml");
    let schema = read(&file[..], &Limits::default()).expect("the schema of the tests is valid");
    Form::from_schema(&schema, &FormOptions::default())
});

fuzz_target!(|text: &str| {
    // The first line holds the answers, the rest the conditions.
    let (first, rest) = text.split_once('\n').unwrap_or((text, "[]"));
    let answers: Answers = serde_json::from_str(first).unwrap_or_default();
    let Ok(conditions) = Conditions::from_json(rest) else {
        return;
    };
    let _ = validate_all(&FORM, &answers, &conditions);
    let _ = canonical(&FORM, &answers, &conditions);
    let _ = conditions.open_points_for(&FORM);
});
