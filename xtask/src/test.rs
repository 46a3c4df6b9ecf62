//! `cargo xtask test`: everything that must hold, in one go.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::{
    browser, packages,
    postgres::{Cluster, Durability, VARIABLE},
    run, suite,
    suite::Suite,
    tally::Tally,
    ui,
};

const STEPS: &[&str] = &["ui", "fmt", "clippy", "rust", "e2e"];

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let wanted = wanted(arguments)?;
    let wants = |step: &str| wanted.iter().any(|name| name == step);
    let mut suite = Suite::default();
    if wants("rust") || wants("e2e") {
        packages::ensure()?;
    }
    // The program embeds what is built here, so it comes first whatever is asked for.
    if wants("ui") {
        suite.check("ui", ui::check);
    } else if wants("rust") || wants("e2e") {
        ui::build()?;
    }
    if wants("fmt") {
        suite.check("fmt", || run::check(run::cargo().args(["fmt", "--all", "--check"])));
    }
    if wants("clippy") {
        let arguments = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
        suite.check("clippy", || run::check(run::cargo().args(arguments)));
    }
    if wants("rust") || wants("e2e") {
        let server = Cluster::start(Durability::InMemory)?;
        if wants("rust") {
            suite.tests("rust", || rust_tests(server.url()));
            suite.tests("rust, documentation", || doc_tests(server.url()));
        }
        if wants("e2e") {
            suite.tests("browser", || browser::tests(Some(server.url())));
        }
    }
    Ok(suite.finish())
}

fn wanted(arguments: &[String]) -> Result<Vec<String>> {
    let mut arguments = arguments.to_vec();
    let only = run::option(&mut arguments, "--only")?;
    if let Some(other) = arguments.first() {
        bail!("unknown argument {other}");
    }
    let Some(only) = only else {
        return Ok(STEPS.iter().map(|step| (*step).to_owned()).collect());
    };
    let wanted: Vec<String> = only.split(',').map(|name| name.trim().to_owned()).collect();
    let unknown = wanted.iter().find(|name| !STEPS.contains(&name.as_str()));
    match unknown {
        Some(name) => Err(anyhow::anyhow!("there is no step {name}; there are {}", STEPS.join(", "))).context("--only"),
        None => Ok(wanted),
    }
}

/// All tests of the workspace on SQLite and PostgreSQL, by nextest where it is installed.
fn rust_tests(server: &str) -> Result<Tally> {
    let has_nextest = run::output(run::cargo().args(["nextest", "--version"])).is_some();
    let mut command = run::cargo();
    if has_nextest {
        command.args([
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--status-level=slow",
            "--show-progress=none",
        ]);
        command.args(["--final-status-level=fail", "--failure-output=immediate-final"]);
    } else {
        command.args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    command.env(VARIABLE, server);
    suite::counted(&mut command)
}

fn doc_tests(server: &str) -> Result<Tally> {
    suite::counted(
        run::cargo().args(["test", "--workspace", "--doc", "--quiet", "--no-fail-fast"]).env(VARIABLE, server),
    )
}
