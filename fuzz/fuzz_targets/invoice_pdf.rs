//! Any bytes as a PDF: an invoice with all other files within the limits, or a clear answer.
#![no_main]

#[path = "../shared/invoice.rs"]
mod shared;

use libfuzzer_sys::fuzz_target;
use lotse_einvoice::pdf::{PdfLimits, attachments, extract};

const LIMITS: PdfLimits = PdfLimits { bytes: 1 << 20, decoded: 4 << 20, objects: 10_000, files: 50 };

fuzz_target!(|data: &[u8]| {
    let files = attachments(data, &LIMITS);
    match extract(data, &LIMITS) {
        Ok(hybrid) => {
            let contents = hybrid.attachments.iter().filter_map(|file| file.content.as_ref()).map(Vec::len);
            assert!(hybrid.invoice.content.len() + contents.sum::<usize>() <= LIMITS.decoded);
            assert_eq!(files.map(|files| files.len()), Ok(hybrid.attachments.len() + 1));
            shared::invoice(&hybrid.invoice.content);
        }
        Err(problem) => assert!(!problem.german().is_empty() && problem.code().starts_with("pdf.")),
    }
});
