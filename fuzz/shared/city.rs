//! The small city of the tests, as a service.

use std::sync::LazyLock;

use lotse_sensorthings::{Entities, Limits, Service, Settings, load};

static CITY: LazyLock<Entities> = LazyLock::new(|| {
    let text = include_str!("../../engines/sensorthings/tests/service/city.json");
    load(text).expect("the city of the tests is readable").entities
});

/// With limits that let the fuzzer go on quickly.
pub fn service() -> Service<'static> {
    let limits = Limits { max_steps: 1_000_000, max_entities: 2_000, ..Limits::default() };
    Service { entities: &CITY, settings: Settings { limits, ..Settings::default() } }
}
