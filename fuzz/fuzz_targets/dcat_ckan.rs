//! Any bytes as packages of CKAN: read, written, read again as the same, written as DCAT-AP.de.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_dcat::{
    Profile, ckan,
    model::{Content, write},
};

fuzz_target!(|data: &[u8]| {
    let Ok(datasets) = ckan::packages(data) else { return };
    let package: serde_json::Value = datasets.iter().map(ckan::package).collect();
    let _ = ckan::packages(package.to_string().as_bytes());
    let _ = write::content(&Content { datasets, ..Content::default() }, Profile::De3);
});
