//! `cargo xtask bench`: measures the groups named on the command line, or all, prints a table and writes
//! `bench/results.json`. Ends with an error when a row misses its limit.
#![expect(clippy::print_stdout, reason = "the table is the output")]

mod report;
mod store;

use anyhow::{Result, bail};
use report::{Report, Row};

type Group = (&'static str, fn() -> Result<Vec<Row>>);

const GROUPS: &[Group] = &[("store", store::run)];

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted
        .iter()
        .find(|name| GROUPS.iter().all(|(group, _)| group != name))
    {
        let known: Vec<&str> = GROUPS.iter().map(|(group, _)| *group).collect();
        bail!("no group {unknown}; there are: {}", known.join(", "));
    }
    let mut report = Report::for_this_machine();
    for (group, run) in GROUPS {
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
    Ok(())
}
