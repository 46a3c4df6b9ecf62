//! Any bytes as an evidence record: read, written again, and checked without a panic; never believed without an anchor.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_evidence::{
    record::{DataObject, EvidenceRecord, verify_record},
    time_stamp::Trust,
};

fuzz_target!(|data: &[u8]| {
    let Ok(record) = EvidenceRecord::from_der(data) else { return };
    assert_eq!(EvidenceRecord::from_der(&record.to_der()).expect("what was written is read").stamps(), record.stamps());
    let object = DataObject::new("data", b"data", &record.algorithms());
    let report = verify_record(&record, &[object], &Trust::in_anchors(Vec::new()), i64::MAX);
    assert!(!report.ok && !report.to_string().is_empty());
});
