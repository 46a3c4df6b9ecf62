//! Any text as a condition: read, printed and read again as the same, and evaluated for every kind of entity.
#![no_main]

#[path = "../shared/city.rs"]
mod city;

use libfuzzer_sys::fuzz_target;
use lotse_sensorthings::{
    EntityType, Limits, Request,
    query::{Expression, Options, PathSegment, ResourcePath},
};

fuzz_target!(|text: &str| {
    let Ok(filter) = Expression::parse(text, &Limits::default()) else { return };
    let printed = filter.to_string();
    let again = Expression::parse(&printed, &Limits::default()).expect("what was printed can be read");
    assert_eq!(again.without_positions(), filter.clone().without_positions(), "{printed}");
    for entity_type in EntityType::ALL {
        let set =
            PathSegment { name: entity_type.set_name().to_owned(), id: None, indices: Vec::new(), position: 0..0 };
        let request = Request {
            path: ResourcePath { segments: vec![set], ..ResourcePath::default() },
            options: Options { filter: Some(filter.clone()), ..Options::default() },
        };
        let answer = city::service().answer_request(&request);
        assert!(matches!(answer.status, 200 | 400), "{printed}");
    }
});
