//! Any text as the files of a library: read, and its tests run. A line `=== path` begins a file.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use lotse_lorawan::{
    codec::Limits,
    library::{Library, LibraryLimits, Report},
};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let files = text.split("=== ").filter_map(|part| part.split_once('\n'));
    let files = files.map(|(path, content)| (path.to_owned(), content.as_bytes().to_vec()));
    let Ok(library) = Library::read(files, &LibraryLimits::default()) else { return };
    let limits = Limits { steps: 100_000, time: Some(Duration::from_millis(500)), ..Limits::default() };
    let _ = Report::run(&library, &limits, 0);
});
