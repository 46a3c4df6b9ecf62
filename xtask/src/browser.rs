//! The program in a real Chromium: end-to-end tests and pictures.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{postgres::VARIABLE, run, suite, tally::Tally, ui};

/// Walks the whole of `e2e/` against the program of the tests; `server` for the walk on PostgreSQL.
pub(crate) fn tests(server: Option<&str>) -> Result<Tally> {
    ui::install("e2e")?;
    let program = build()?;
    let mut command = node(&program)?;
    command.args(["--test", "--test-reporter=spec", "--test-concurrency=1", "tests/"]);
    if let Some(server) = server {
        command.env(VARIABLE, server);
    }
    suite::counted(&mut command)
}

/// `cargo xtask shots`
pub(crate) fn shots(arguments: &[String]) -> Result<ExitCode> {
    let mut arguments = arguments.to_vec();
    let out = run::option(&mut arguments, "--out")?.unwrap_or_else(|| "docs/screenshots".to_owned());
    ui::build()?;
    ui::install("e2e")?;
    let program = build()?;
    run::check(node(&program)?.arg("shots.mjs").arg(run::root().join(out)).args(arguments))?;
    Ok(ExitCode::SUCCESS)
}

/// The program in the same profile and with the same features as the tests: nothing is compiled twice.
fn build() -> Result<PathBuf> {
    run::check(run::cargo().args(["build", "--workspace", "--tests", "--bin", "lotse"]))?;
    Ok(run::target().join("debug/lotse"))
}

fn node(program: &Path) -> Result<Command> {
    let chromium =
        run::find(&["chromium", "chromium-browser", "google-chrome"]).context("Chromium is not installed")?;
    let mut command = Command::new("node");
    command.current_dir(run::root().join("e2e")).env("LOTSE", program).env("CHROMIUM", chromium);
    Ok(command)
}
