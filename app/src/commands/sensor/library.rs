//! `lotse sensor library`: what is in a library of codecs, and whether its tests pass.

use std::{path::PathBuf, process::ExitCode, time::SystemTime};

use anyhow::anyhow;
use clap::Args;
use lotse_lorawan::{
    codec::Limits,
    library::{Layout, Library, LibraryLimits, Report},
};
use serde_json::json;

use super::source::Source;
use crate::{Outcome, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Ein JSON-Objekt statt Text
    #[arg(long)]
    json: bool,
    /// Ordner oder Archiv (.zip, .tar.gz)
    #[arg(value_name = "BIBLIOTHEK")]
    path: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let files = Source::open(&options.path)?.files()?;
    let library = Library::read(files, &LibraryLimits::default()).map_err(|error| anyhow!(error.german()))?;
    let report = Report::run(&library, &Limits::default(), now());
    let is_good = report.failed() == 0 && report.codecs.iter().all(|codec| codec.offers.is_ok());
    say(&if options.json { as_json(&library, &report) } else { as_text(&library, &report) });
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn as_json(library: &Library, report: &Report) -> String {
    let failures = |codec: &lotse_lorawan::library::CodecReport| {
        let failed = codec.failed.iter().map(|failed| {
            let difference = &failed.difference;
            json!({ "name": failed.name, "path": difference.path, "expected": difference.expected, "found": difference.found })
        });
        failed.collect::<Vec<_>>()
    };
    let codecs = report.codecs.iter().map(|codec| {
        json!({
            "path": codec.path,
            "offers": codec.offers.as_ref().ok(),
            "error": codec.offers.as_ref().err().map(lotse_lorawan::codec::Problem::german),
            "passed": codec.passed,
            "failed": failures(codec),
        })
    });
    let findings = library.findings.iter().map(lotse_lorawan::library::Finding::german);
    json!({
        "layout": layout(library.layout),
        "vendors": library.vendors.len(),
        "devices": library.devices.len(),
        "codecs": codecs.collect::<Vec<_>>(),
        "passed": report.passed(),
        "failed": report.failed(),
        "findings": findings.collect::<Vec<_>>(),
    })
    .to_string()
}

fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::DeviceProfiles => "chirpstack-device-profiles",
        Layout::LorawanDevices => "lorawan-devices",
    }
}

fn as_text(library: &Library, report: &Report) -> String {
    let mut lines = vec![format!(
        "{}: {} Hersteller, {} Geräte, {} Codecs, {} Tests bestanden, {} nicht",
        layout(library.layout),
        library.vendors.len(),
        library.devices.len(),
        report.codecs.len(),
        report.passed(),
        report.failed()
    )];
    for codec in &report.codecs {
        if let Err(problem) = &codec.offers {
            lines.push(format!("  {}: {}", codec.path, problem.german()));
        }
        for failed in &codec.failed {
            let difference = &failed.difference;
            lines.push(format!("  {}: „{}“", codec.path, failed.name));
            lines.push(format!(
                "    {}: erwartet {}, erhalten {}",
                difference.path, difference.expected, difference.found
            ));
        }
    }
    lines.extend(library.findings.iter().map(|finding| format!("  {}", finding.german())));
    lines.join("\n")
}
