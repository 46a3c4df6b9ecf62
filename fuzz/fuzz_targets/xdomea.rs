//! Any bytes as a message of record exchange: checked, read, shown, converted without a panic; what was converted is
//! valid.
#![no_main]

use std::io;

use libfuzzer_sys::fuzz_target;
use lotse_xdomea::{
    Limits, Supplement, Version,
    answer::{self, Decision, Disposal, Reply},
    appraisal, check, container, convert,
    record::{self, Record, Records},
};

const LIMITS: Limits = Limits::SMALL;

/// The UUIDs of records as they end.
#[derive(Default)]
struct Ids(Vec<Option<String>>);

impl Records for Ids {
    fn enter(&mut self, _record: &Record) -> io::Result<()> {
        Ok(())
    }

    fn leave(&mut self, record: &Record) -> io::Result<()> {
        self.0.push(record.id.clone());
        Ok(())
    }
}

fuzz_target!(|data: &[u8]| {
    let checked = check(data, &LIMITS);
    if let Ok(message) = record::read(data, &LIMITS) {
        // Handed over as soon as may be, they are the same records.
        let eager = Limits { aside_bytes: 0, ..LIMITS };
        let (mut whole, mut parts) = (Ids::default(), Ids::default());
        let _ = message.hand_to(&mut whole);
        if record::stream(data, &eager, &mut parts).is_ok() {
            assert_eq!(whole.0, parts.0);
        }
        for limits in [eager, LIMITS] {
            let _ = record::show(data, &limits, &mut io::sink());
            let _ = appraisal::write(data, &limits, &mut io::sink());
            let ids = whole.0.iter().flatten().take(8).cloned();
            let decisions: Vec<Decision> = ids.map(|id| Decision { id, disposal: Disposal::Destroy }).collect();
            if let Ok(appraised) = answer::appraisal(data, &decisions, &Reply::default(), &limits) {
                let _ = appraised.message.write(&mut io::sink());
            }
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
