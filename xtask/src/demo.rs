//! `cargo xtask demo`: from a fresh clone to a running region.

use std::{
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

use anyhow::Result;

use crate::{run, ui};

/// Quick to build, quick enough to use; see the root Cargo.toml.
const PROFILE: &str = "demo";

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    ui::build()?;
    println!("Building Lotse; the first time this takes some minutes.");
    run::check(run::cargo().args(["build", "--profile", PROFILE, "--package", "lotse"]))?;
    let program = run::target().join(PROFILE).join("lotse");
    let handed_on = arguments.iter().filter(|argument| *argument != "--");
    let mut command = Command::new(&program);
    command.arg("demo").args(handed_on);
    // The program takes this one's place, so that Ctrl-C and signals reach it directly.
    let error = command.exec();
    Err(run::not_started(&command, &error))
}
