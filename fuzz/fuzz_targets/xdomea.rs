//! Any bytes as a message of record exchange: checked, read, shown, converted without a panic; what was converted is
//! valid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_xdomea::{
    Limits, Supplement, Version,
    answer::{self, Reply},
    appraisal, check, container, convert, record,
};

const LIMITS: Limits = Limits::SMALL;

fuzz_target!(|data: &[u8]| {
    let checked = check(data, &LIMITS);
    if let Ok(message) = record::read(data, &LIMITS) {
        // Handed over as soon as may be: nothing else in it, whatever is known when.
        let eager = Limits { aside_bytes: 0, ..LIMITS };
        let mut shown = Vec::new();
        if record::show(data, &eager, &mut shown).is_ok() && message.version.is_some() {
            assert_eq!(shown.split(|byte| *byte == b'\n').count(), message.to_string().split('\n').count());
        }
        // Nothing is decided in it yet.
        assert_eq!(appraisal::decisions(&appraisal::table(&message)), Ok(Vec::new()));
    }
    let reply = Reply { created: "2026-06-01T08:00:00Z".to_owned(), ..Reply::default() };
    for answer in [
        answer::receipt(data, &reply, &LIMITS),
        answer::import(data, &[], &container::FileFaults::new(), &mut |_| {}, &reply, &LIMITS)
            .and_then(|taken| Ok(taken.message.whole()?)),
    ]
    .into_iter()
    .flatten()
    {
        let again = check(answer.xml.as_bytes(), &Limits::default());
        assert!(!checked.is_ok() || again.is_ok(), "{:?}", again.errors);
    }
    for to in [Version::V3_1, Version::V4_0] {
        let Ok(converted) = convert(data, to, &Supplement::default(), &LIMITS) else { continue };
        let again = check(converted.xml.as_bytes(), &Limits::default());
        assert!(!checked.is_ok() || again.is_ok(), "{:?}", again.errors);
        // In parts as in one piece.
        let in_parts = convert(data, to, &Supplement::default(), &Limits { aside_bytes: 0, ..LIMITS });
        assert_eq!(in_parts.map(|converted| converted.xml), Ok(converted.xml));
    }
});
