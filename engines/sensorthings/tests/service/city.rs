//! A small city, and questions about it.

use std::sync::LazyLock;

use lotse_sensorthings::{Answer, Body, Entities, Service, Settings, load};
use serde_json::Value;

/// What all tests ask about; made for them.
pub fn city() -> &'static Entities {
    static CITY: LazyLock<Entities> = LazyLock::new(read_city);
    &CITY
}

fn read_city() -> Entities {
    let loaded = load(include_str!("city.json")).expect("the city is readable");
    assert_eq!(loaded.remarks, []);
    loaded.entities
}

/// A service that answers in full addresses and knows what time it is.
pub fn service(entities: &Entities) -> Service<'_> {
    let settings = Settings {
        base_url: "https://example.org/v1.1".to_owned(),
        now: "2026-05-01T12:00:00Z".parse().expect("a time"),
        has_multi_datastreams: false,
        ..Settings::default()
    };
    Service { entities, settings }
}

/// The answer to a request, with its status.
pub fn ask(request: &str) -> Answer {
    service(city()).answer(request)
}

/// The body of an answer that must be there.
#[track_caller]
pub fn body(request: &str) -> Value {
    let answer = ask(request);
    match answer.body {
        Body::Json(body) if answer.status == 200 => body,
        other => panic!("{request}: {} {other:?}", answer.status),
    }
}

/// The ids of the entities in an answer.
#[track_caller]
pub fn ids(request: &str) -> Vec<Value> {
    let body = body(request);
    let entities = body["value"].as_array().unwrap_or_else(|| panic!("{request}: no set"));
    entities.iter().map(|entity| entity["@iot.id"].clone()).collect()
}

/// The ids of what a filter leaves of a set.
#[track_caller]
pub fn assert_found(set: &str, filter: &str, expected: &[i64]) {
    let found = ids(&format!("{set}?$filter={filter}"));
    let expected: Vec<Value> = expected.iter().map(|id| Value::from(*id)).collect();
    assert_eq!(found, expected, "{set}?$filter={filter}");
}
