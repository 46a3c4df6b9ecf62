//! Any bytes as a file of certificates or as a table of algorithms.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_evidence::time_stamp::{Suitability, TrustedCertificate};

fuzz_target!(|data: &[u8]| {
    if let Ok(certificates) = TrustedCertificate::read_file(data) {
        for certificate in certificates {
            let _ = (certificate.subject(), certificate.fingerprint(), certificate.validity());
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Suitability::from_json(text);
    }
});
