//! Any bytes as a reply of the virus scanner and as a token: an answer, never a panic, and only one reply is clean.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_core::{
    scan::{Address, Reply, reply},
    tokens::is_token,
};

fuzz_target!(|bytes: &[u8]| {
    let said = reply(bytes);
    let text = String::from_utf8_lossy(bytes);
    if said == Reply::Clean {
        assert_eq!(text.trim_end_matches(['\0', '\n']).trim(), "stream: OK");
    }
    if let Reply::Found(name) = said {
        assert!(!name.is_empty() && !name.chars().any(char::is_control));
    }
    let _ = (Address::parse(&text), is_token(&text));
});
