//! What a developer does with this repository: `cargo xtask demo|test|bench|fuzz|shots`. CI calls the same.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod bench;
mod browser;
mod demo;
mod fuzz;
mod packages;
mod postgres;
mod run;
mod suite;
mod tally;
mod test;
mod ui;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask demo [--listen ADDRESS] [--data FOLDER] [-- MORE]  build and serve the region OWL with demo data
cargo xtask test [--only STEP,STEP]                            check and test everything; steps: ui, fmt, clippy, rust, e2e
cargo xtask bench [GROUP…] [--peers]                           measure; prints a table, writes bench/results.json
cargo xtask fuzz [TARGET…] [--seconds N]                       random input for the parsers
cargo xtask shots [--out FOLDER]                               pictures of the main pages, phone and desktop";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    match command.as_str() {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "bench" => bench::run(rest),
        "fuzz" => fuzz::run(rest),
        "shots" => browser::shots(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no command {other}\n{HELP}"),
    }
}
