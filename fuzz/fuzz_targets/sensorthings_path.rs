//! Any text as a request to a service over a small city: refused with a place inside it, or answered; what was read is
//! printed and read again as the same; links to next pages are understood.
#![no_main]

#[path = "../shared/city.rs"]
mod city;

use libfuzzer_sys::fuzz_target;
use lotse_sensorthings::{Body, Limits, Request};

fuzz_target!(|text: &str| {
    let request = match Request::parse(text, &Limits::default()) {
        Ok(request) => request,
        Err(problem) => {
            assert!(problem.position.start <= problem.position.end && problem.position.end <= text.len());
            return;
        }
    };
    let printed = request.to_string();
    let again = Request::parse(&printed, &Limits::default()).expect("what was printed can be read");
    assert_eq!(again.without_positions(), request.clone().without_positions(), "{printed}");
    let answer = city::service().answer_request(&request);
    let Body::Json(body) = answer.body else { return };
    if let Some(link) = body.get("@iot.nextLink").and_then(|link| link.as_str()) {
        // A page further is asked for by the same words; it may only be too long now.
        assert!(city::service().answer(link).status == 200 || link.len() > Limits::default().max_length, "{link}");
    }
});
