//! `cargo xtask bench` for the engines: measures the groups named on the command line, or all, prints a table and
//! writes `bench/results.json`. What is measured with the program `lotse` finds it by `LOTSE_PROGRAM`.

use std::{path::Path, process::ExitCode};

use anyhow::{Result, bail};
use lotse_bench_engines::{
    dcat, evidence, form, invoice, lorawan, priority,
    report::{Measure, measure},
    sensorthings, xdomea,
};

const GROUPS: &[Measure] = &[
    ("form", form::run),
    ("invoice", invoice::run),
    ("invoice-start", invoice::start),
    ("dcat", dcat::run),
    ("evidence", evidence::run),
    ("lorawan", lorawan::run),
    ("sensorthings", sensorthings::run),
    ("xdomea", xdomea::run),
    ("priority", priority::run),
];

/// Groups that need other programs.
const PEERS: &[Measure] = &[("invoice-peer", invoice::peer), ("dcat-peer", dcat::peer)];

#[expect(clippy::print_stdout, reason = "one process of this program reads what the other measured")]
fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((role, rest)) if role == "as-invoice" => {
            let [path] = rest else { bail!("as-invoice FILE") };
            println!("{}", invoice::as_invoice(Path::new(path))?);
            Ok(ExitCode::SUCCESS)
        }
        Some((role, rest)) if role == "as-records" => {
            let [documents] = rest else { bail!("as-records DOCUMENTS") };
            println!("{}", xdomea::as_records(documents.parse()?)?);
            Ok(ExitCode::SUCCESS)
        }
        _ => measure(GROUPS, PEERS, arguments),
    }
}
