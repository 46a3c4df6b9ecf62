//! `cargo xtask bench` for the whole house: measures the groups named on the command line, or all, prints a table and
//! writes `bench/results.json`. Ends with an error when a row misses its limit. `--peers` also measures against Django,
//! which has to be installed first. The engines have a program of their own (`bench/engines`).
//!
//! Servers are this program again: `as-lotse` is the whole program `lotse`, `as-bare` and
//! `as-bare-forms` are the peers made by hand.

mod bare;
mod client;
mod django;
mod furnish;
mod idle;
mod pages;
mod process;
mod scale;
mod store;
mod submit;

use std::{path::Path, process::ExitCode};

use anyhow::{Result, bail};
use lotse_bench_engines::report::{self, Measure, measure};

const GROUPS: &[Measure] = &[
    ("store", store::run),
    ("pages", pages::run),
    ("submit", submit::run),
    ("scale", scale::run),
    ("idle", idle::run),
];

/// Groups that need other programs.
const PEERS: &[Measure] = &[("django", django::run)];

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
        _ => measure(GROUPS, PEERS, std::env::args().skip(1).collect()),
    }
}
