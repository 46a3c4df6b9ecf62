//! Any bytes as a time stamp, an answer or a request: read and checked without a panic, and never believed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_evidence::{
    record::{DataObject, verify_token},
    time_stamp::{TimeStampRequest, TimeStampToken, Trust, open_response},
};

fuzz_target!(|data: &[u8]| {
    if let Ok(request) = TimeStampRequest::from_der(data) {
        let _ = TimeStampRequest::from_der(&request.to_der());
    }
    for token in [TimeStampToken::from_der(data), open_response(data)].into_iter().flatten() {
        let object = DataObject::new("data", data, &[token.statement.algorithm].into());
        assert!(!verify_token(&token, &[object], &Trust::in_anchors(Vec::new()), i64::MAX).ok);
    }
});
