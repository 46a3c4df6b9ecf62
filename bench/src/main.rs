//! `cargo xtask bench`: measures the groups named on the command line, or all, prints a table and writes
//! `bench/results.json`. Ends with an error when a row misses its limit. `--peers` also measures against programs that
//! have to be installed first (Django, en16931-cli).
//!
//! Servers are this program again: `as-lotse` is the whole program `lotse`, `as-bare` and
//! `as-bare-forms` are the peers made by hand.
#![expect(clippy::print_stdout, reason = "the table is the output")]

mod bare;
mod client;
mod django;
mod form;
mod furnish;
mod idle;
mod invoice;
mod lorawan;
mod pages;
mod process;
mod report;
mod scale;
mod store;
mod submit;

use std::{path::Path, process::ExitCode};

use anyhow::{Result, bail};
use report::{Report, Row};

type Group = (&'static str, fn() -> Result<Vec<Row>>);

const GROUPS: &[Group] = &[
    ("store", store::run),
    ("pages", pages::run),
    ("submit", submit::run),
    ("scale", scale::run),
    ("idle", idle::run),
    ("form", form::run),
    ("invoice", invoice::run),
    ("lorawan", lorawan::run),
];

/// Groups that need other programs.
const PEERS: &[Group] = &[("django", django::run), ("invoice-peer", invoice::peer)];

fn main() -> Result<ExitCode> {
    let mut arguments = std::env::args();
    let role = arguments.nth(1).unwrap_or_default();
    match role.as_str() {
        "as-lotse" => Ok(lotse_app::run(std::iter::once("lotse".into()).chain(std::env::args_os().skip(2)))),
        "as-bare" => {
            let (Some(recipe), Some(address)) = (arguments.next(), arguments.next()) else {
                bail!("as-bare RECIPE ADDRESS");
            };
            bare::serve(Path::new(&recipe), &address)?;
            Ok(ExitCode::SUCCESS)
        }
        "as-bare-forms" => {
            let (Some(database), Some(address)) = (arguments.next(), arguments.next()) else {
                bail!("as-bare-forms DATABASE ADDRESS");
            };
            bare::serve_forms(Path::new(&database), &address)?;
            Ok(ExitCode::SUCCESS)
        }
        "as-invoice" => {
            let Some(path) = arguments.next() else { bail!("as-invoice FILE") };
            println!("{}", invoice::as_invoice(Path::new(&path))?);
            Ok(ExitCode::SUCCESS)
        }
        _ => measure(std::env::args().skip(1).collect()),
    }
}

fn measure(mut wanted: Vec<String>) -> Result<ExitCode> {
    let with_peers = wanted.iter().any(|word| word == "--peers");
    wanted.retain(|word| word != "--peers");
    let groups: Vec<&Group> = if with_peers { GROUPS.iter().chain(PEERS).collect() } else { GROUPS.iter().collect() };
    if let Some(unknown) = wanted.iter().find(|name| groups.iter().all(|(group, _)| group != name)) {
        let known: Vec<&str> = groups.iter().map(|(group, _)| *group).collect();
        bail!("no group {unknown}; there are: {}", known.join(", "));
    }
    let mut report = Report::for_this_machine();
    for (group, run) in groups {
        if wanted.is_empty() || wanted.iter().any(|name| name == group) {
            report.add(group, run()?);
        }
    }
    println!("{}", report.table());
    report.save()?;
    let missed = report.missed();
    if !missed.is_empty() {
        bail!("below the limit: {}", missed.join("; "));
    }
    Ok(ExitCode::SUCCESS)
}
