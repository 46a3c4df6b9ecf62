//! Any text as a codec: it answers or is stopped, and the next call answers the same.
#![no_main]

use std::{collections::BTreeMap, time::Duration};

use libfuzzer_sys::fuzz_target;
use lotse_lorawan::codec::{Codec, Limits, Message, Order, Problem};

fuzz_target!(|data: &[u8]| {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let limits = Limits { steps: 200_000, time: Some(Duration::from_secs(1)), memory: 4 << 20, ..Limits::default() };
    let Ok(mut codec) = Codec::new(source, limits) else { return };
    let variables = BTreeMap::new();
    let message = Message { bytes: &[1, 2, 3, 250], port: 1, received: 1_700_000_000_000, variables: &variables };
    let first = codec.decode_uplink(&message);
    let second = codec.decode_uplink(&message);
    let is_limit = |failure: &Problem| matches!(failure, Problem::Steps | Problem::Memory);
    let stopped = [&first, &second].iter().any(|one| one.as_ref().is_err_and(|failure| is_limit(&failure.problem)));
    assert!(stopped || first.is_ok() == second.is_ok());
    let data = serde_json::json!({ "a": 1 });
    let _ = codec.encode_downlink(&Order { data: &data, port: None, now: 0, variables: &variables });
});
