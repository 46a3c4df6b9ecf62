//! Any text as what to expand, below Things: refused or answered, with links that are understood.
#![no_main]

#[path = "../shared/city.rs"]
mod city;

use libfuzzer_sys::fuzz_target;
use lotse_sensorthings::{
    Body, Limits, Request,
    query::{Options, PathSegment, ResourcePath},
};
use serde_json::Value;

fuzz_target!(|text: &str| {
    let Ok(options) = Options::parse(&format!("$expand={text}"), &Limits::default()) else { return };
    let set = PathSegment { name: "Things".to_owned(), id: None, indices: Vec::new(), position: 0..0 };
    let request = Request { path: ResourcePath { segments: vec![set], ..ResourcePath::default() }, options };
    let answer = city::service().answer_request(&request);
    assert!(matches!(answer.status, 200 | 400), "{text}");
    if let Body::Json(body) = answer.body {
        follow(&body);
    }
});

/// The first link to a next page, wherever it stands.
fn follow(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(follow),
        Value::Object(object) => object.iter().any(|(key, value)| match value.as_str() {
            Some(link) if key.ends_with("@iot.nextLink") => {
                let is_long = link.len() > Limits::default().max_length;
                assert!(city::service().answer(link).status == 200 || is_long, "{link}");
                true
            }
            _ => follow(value),
        }),
        _ => false,
    }
}
