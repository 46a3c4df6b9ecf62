//! Any bytes as a schema: read, shown as a form, filled and checked without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_fim::{
    Answers, Conditions, Form, FormOptions, Limits, read_with_problems, sample_answers,
    validate_all,
};

fuzz_target!(|data: &[u8]| {
    let outcome = read_with_problems(data, &Limits::default());
    let Some(schema) = outcome.schema else {
        assert!(!outcome.errors.is_empty());
        return;
    };
    let form = Form::from_schema(&schema, &FormOptions::default());
    let conditions = Conditions::default();
    let _ = validate_all(&form, &Answers::new(), &conditions);
    let answers = sample_answers(&form);
    let _ = validate_all(&form, &answers, &conditions);
    let nested = answers.to_nested(&form);
    assert_eq!(Answers::from_nested(&form, &nested), Ok(answers));
});
