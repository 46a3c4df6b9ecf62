//! Any text as one file of an otherwise good package.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use lotse_reuse::{PackageFiles, check};

macro_rules! package {
    ($($file:literal),*) => {
        PackageFiles::from([$((
            $file.to_owned(),
            include_bytes!(concat!("../../packages/anwohnerparken/1.0.0/", $file)).to_vec(),
        )),*])
    };
}

static FILES: LazyLock<PackageFiles> = LazyLock::new(|| {
    package!(
        "manifest.toml", "publiccode.yml", "form.xdf.xml", "conditions.json", "form.toml", "workflow.toml",
        "fees.toml", "filing.toml", "texts/de.toml", "texts/en.toml", "texts/de-leicht.toml", "letters/grant.md",
        "letters/deny.md", "letters/ask-back.md", "letters/rechtsbehelf.md"
    )
});

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (index, content) = input;
    let mut files = FILES.clone();
    let path = files.keys().nth(usize::from(index) % files.len()).cloned().unwrap_or_default();
    files.insert(path, content);
    let _ = check(&files);
});
