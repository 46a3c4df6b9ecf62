//! `cargo xtask bench`: the benchmarks in the profile that is shipped. Two programs measure: one holds the whole house,
//! the other only the engines and is built in a fraction of the time.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::{postgres, run};

/// Groups of `lotse-bench`; all others are those of `lotse-bench-engines`.
const HOUSE: &[&str] = &["store", "pages", "submit", "scale", "idle", "django"];
/// Groups of the engines that start the program `lotse`.
const WITH_PROGRAM: &[&str] = &["invoice-start", "invoice-peer"];

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let (flags, groups): (Vec<&String>, Vec<&String>) = arguments.iter().partition(|word| word.starts_with('-'));
    let (house, engines): (Vec<&String>, Vec<&String>) =
        groups.iter().partition(|group| HOUSE.contains(&group.as_str()));
    let is_all = groups.is_empty();
    let mut is_good = true;
    if is_all || !engines.is_empty() {
        let mut command = measure("lotse-bench-engines");
        if is_all || engines.iter().any(|group| WITH_PROGRAM.contains(&group.as_str())) {
            run::check(run::cargo().args(["build", "--release", "--package", "lotse"]))?;
            command.env("LOTSE_PROGRAM", run::target().join("release/lotse"));
        }
        is_good &= run::status(command.args(engines).args(&flags))?.success();
    }
    if is_all || !house.is_empty() {
        let server = postgres::Cluster::start_if_installed(postgres::Durability::OnDisk)?;
        let mut command = measure("lotse-bench");
        if let Some(server) = &server {
            command.env(postgres::VARIABLE, server.url());
        } else {
            println!("PostgreSQL is not installed: its rows are left out.");
        }
        is_good &= run::status(command.args(house).args(&flags))?.success();
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(package: &str) -> Command {
    let mut command = run::cargo();
    command.args(["run", "--release", "--package", package, "--"]);
    command
}
