//! `cargo xtask fuzz`: random input for every parser, guided by what it reaches (libFuzzer). Needs no other tool:
//! the flags are those of the stable compiler.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Result, bail};

use crate::run;

const SECONDS: &str = "60";

/// What `cargo fuzz` passes, without the address sanitizer: there is no unsafe code to watch.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let mut arguments = arguments.to_vec();
    let seconds = run::option(&mut arguments, "--seconds")?.unwrap_or_else(|| SECONDS.to_owned());
    if seconds.parse::<u32>().is_err() {
        bail!("--seconds needs a number");
    }
    let all = targets()?;
    if let Some(unknown) = arguments.iter().find(|name| !all.contains(name)) {
        bail!("there is no fuzz target {unknown}; there are: {}", all.join(", "));
    }
    let wanted = if arguments.is_empty() { all } else { arguments };
    let programs = build(&wanted)?;
    let mut failed = Vec::new();
    for name in wanted {
        if !fuzz(&programs, &name, &seconds)? {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("found something: {}; the inputs lie in fuzz/artifacts/", failed.join(", "));
    Ok(ExitCode::FAILURE)
}

fn folder() -> PathBuf {
    run::root().join("fuzz")
}

/// Names of the files in `fuzz_targets`.
fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder().join("fuzz_targets"))? {
        if let Some(name) = entry?.path().file_stem().and_then(|name| name.to_str()) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Builds the targets; gives the folder of the programs. With an explicit host the flags stay off build scripts.
fn build(names: &[String]) -> Result<PathBuf> {
    let version = run::output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let Some(host) = version.lines().find_map(|line| line.strip_prefix("host: ")) else {
        bail!("rustc does not say what it builds for");
    };
    let target = run::target().join("fuzz");
    let mut command = run::cargo();
    command.args(["build", "--release", "--target", host, "--manifest-path"]);
    command.arg(folder().join("Cargo.toml")).arg("--target-dir").arg(&target).env("RUSTFLAGS", FLAGS);
    if names.iter().any(|name| needs_house(name)) {
        command.args(["--features", "house"]);
    }
    for name in names {
        command.args(["--bin", name]);
    }
    run::check(&mut command)?;
    Ok(target.join(host).join("release"))
}

/// Whether a target needs the platform: most do not, and build much faster without.
fn needs_house(name: &str) -> bool {
    let source = fs::read_to_string(folder().join("fuzz_targets").join(format!("{name}.rs"))).unwrap_or_default();
    ["lotse_core", "lotse_store", "lotse_web"].iter().any(|part| source.contains(part))
}

/// Whether the target found nothing.
fn fuzz(programs: &Path, name: &str, seconds: &str) -> Result<bool> {
    let corpus = folder().join("corpus").join(name);
    let found = folder().join("artifacts").join(name);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&found)?;
    println!("fuzz {name}, {seconds} s");
    let mut command = Command::new(programs.join(name));
    command.current_dir(folder()).arg(&corpus);
    // Only read: what is found goes to the first folder.
    let seeds = folder().join("seeds").join(name);
    if seeds.is_dir() {
        command.arg(seeds);
    }
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/", found.display()));
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]);
    if let Some(more) = env::var_os("LOTSE_FUZZ_OPTIONS") {
        command.args(more.to_string_lossy().split_whitespace());
    }
    Ok(run::status(&mut command)?.success())
}
