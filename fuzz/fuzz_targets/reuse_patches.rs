//! Any patches for a good package: refused with a finding, or effective.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use lotse_reuse::{Package, PackageFiles, Patch, effective, has_errors, merge, validate_patches};

macro_rules! package {
    ($version:literal, $($file:literal),*) => {
        Package::read(&PackageFiles::from([$((
            $file.to_owned(),
            include_bytes!(concat!("../../packages/anwohnerparken/", $version, "/", $file)).to_vec(),
        )),*])).0.expect("the package of the repository is good")
    };
}

macro_rules! parking {
    ($version:literal) => {
        package!(
            $version, "manifest.toml", "publiccode.yml", "form.xdf.xml", "conditions.json", "form.toml",
            "workflow.toml", "fees.toml", "filing.toml", "texts/de.toml", "texts/en.toml", "texts/de-leicht.toml",
            "letters/grant.md", "letters/deny.md", "letters/ask-back.md", "letters/rechtsbehelf.md"
        )
    };
}

static OLD: LazyLock<Package> = LazyLock::new(|| parking!("1.0.0"));
static NEW: LazyLock<Package> = LazyLock::new(|| parking!("1.1.0"));

fuzz_target!(|text: &str| {
    let Ok(patches) = serde_json::from_str::<Vec<Patch>>(text) else {
        return;
    };
    let refused = has_errors(&validate_patches(&OLD, &patches));
    assert_eq!(effective(&OLD, &patches).is_err(), refused);
    let _ = merge(&OLD, &NEW, &patches);
});
