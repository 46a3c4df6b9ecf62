//! What the whole region takes while nobody asks: the demo, a few seconds after its start.

use std::{thread, time::Duration};

use anyhow::Result;

use crate::{
    process::{Server, free_address},
    report::Row,
};

const MOST_MIB: f64 = 64.0;

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    let address = free_address()?;
    let start = || Server::start("as-lotse", &["demo", "--listen", &address.to_string(), "--data", &data], address);
    let settled = |server: &Server| -> Result<f64> {
        thread::sleep(Duration::from_secs(3));
        server.resident_mib()
    };
    // The first start enters region, people and packages; the second one is what an operator sees every day.
    let first = settled(&start()?)?;
    let server = start()?;
    let second = settled(&server)?;
    let before = server.cpu_seconds()?;
    thread::sleep(Duration::from_secs(5));
    let idle = (server.cpu_seconds()? - before) / 5.0 * 1_000.0;
    Ok(vec![
        Row::rate("region OWL, first start", first, "MiB").against_cost("limit", MOST_MIB).at_least(1.0),
        Row::rate("region OWL, started again", second, "MiB").against_cost("limit", MOST_MIB).at_least(1.0),
        Row::rate("region OWL, processor time while idle", idle, "ms/s"),
    ])
}
