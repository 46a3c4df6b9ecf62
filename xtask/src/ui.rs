//! Packages of npm and the built style sheets, fetched and built only when something has changed.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::run;

/// Builds `ui/dist` unless it is current.
pub(crate) fn build() -> Result<()> {
    let folder = run::root().join("ui");
    let current = fingerprint(&[&folder.join("package-lock.json"), &folder.join("build.mjs"), &folder.join("src")])?;
    let stamp = stamp("ui");
    let is_built = folder.join("dist/lotse.css").is_file() && folder.join("dist/fonts").is_dir();
    if is_built && fs::read_to_string(&stamp).is_ok_and(|kept| kept == current) {
        return Ok(());
    }
    install("ui")?;
    run::check(Command::new("node").arg("build.mjs").current_dir(&folder))?;
    keep(&stamp, &current)
}

/// Builds and also fails where a template uses a class that no style sheet knows.
pub(crate) fn check() -> Result<()> {
    install("ui")?;
    run::check(Command::new("node").args(["build.mjs", "--check"]).current_dir(run::root().join("ui")))
}

/// `npm ci`, unless what the lock file names is there already.
pub(crate) fn install(name: &str) -> Result<()> {
    let folder = run::root().join(name);
    let lock = folder.join("package-lock.json");
    let current = fingerprint(&[&lock])?;
    let stamp = folder.join("node_modules/.lotse-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|kept| kept == current) {
        return Ok(());
    }
    node_is_recent()?;
    let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    run::check(Command::new("npm").args(arguments).current_dir(&folder))
        .with_context(|| format!("the packages of {name} could not be fetched"))?;
    keep(&stamp, &current)
}

fn node_is_recent() -> Result<()> {
    let mut command = Command::new("node");
    command.arg("--version");
    let output = command.output().map_err(|error| run::not_started(&command, &error))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|number| number.parse::<u32>().ok());
    if major.is_none_or(|major| major < 18) {
        bail!("Node.js {version} is too old: 18 or later is needed");
    }
    Ok(())
}

fn stamp(name: &str) -> PathBuf {
    run::target().join("xtask").join(format!("{name}.stamp"))
}

fn keep(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// A number that changes with any byte or name below the given paths. It guards against doing work twice, not against
/// attackers.
fn fingerprint(paths: &[&Path]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(path, &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.file_name().hash(hasher);
    if path.is_dir() {
        let mut entries =
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(entry, hasher));
    }
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?.hash(hasher);
    Ok(())
}
