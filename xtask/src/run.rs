//! Starting other programs, with messages that say what to do when one is missing.

use std::{
    env,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

use anyhow::{Context, Result, anyhow, bail};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

/// The cargo that runs this program, in the root of the repository.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    if env::var_os("CI").is_some() {
        // What is built once is never changed again.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(folder)
}

/// Runs to the end, with the output going where ours goes.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    command.status().map_err(|error| not_started(command, &error))
}

/// Runs to the end; anything but success is an error.
pub(crate) fn check(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().to_string_lossy());
    }
    Ok(())
}

/// What the program printed, or `None` if it is missing or failed.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

pub(crate) fn not_started(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy().into_owned();
    if error.kind() != ErrorKind::NotFound {
        return anyhow!("{program} could not be started: {error}");
    }
    match program.as_str() {
        "node" | "npm" => anyhow!(
            "{program} is not installed. Lotse needs Node.js 18 or later with npm to build its style sheets and fonts: \
             https://nodejs.org, or the packages nodejs and npm of your system."
        ),
        _ => anyhow!("{program} is not installed"),
    }
}

/// Whether this program runs as root: only then may it install packages.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

/// The first of the programs that is found on the path.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

/// The value after an option, taken out of the list.
pub(crate) fn option(arguments: &mut Vec<String>, name: &str) -> Result<Option<String>> {
    let equals = format!("{name}=");
    let Some(place) = arguments.iter().position(|argument| argument == name || argument.starts_with(&equals)) else {
        return Ok(None);
    };
    let argument = arguments.remove(place);
    if let Some(value) = argument.strip_prefix(&equals) {
        return Ok(Some(value.to_owned()));
    }
    if place < arguments.len() {
        return Ok(Some(arguments.remove(place)));
    }
    Err(anyhow!("{name} needs a value")).context("arguments")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn an_option_is_taken_out_of_the_list() {
        let mut arguments = words("a --out x b");
        assert_eq!(option(&mut arguments, "--out").unwrap().as_deref(), Some("x"));
        assert_eq!(arguments, words("a b"));
        let mut arguments = words("--out=y");
        assert_eq!(option(&mut arguments, "--out").unwrap().as_deref(), Some("y"));
        assert!(option(&mut words("--out"), "--out").is_err());
    }

    #[test]
    fn a_missing_node_is_explained() {
        let error = not_started(&Command::new("node"), &std::io::Error::from(ErrorKind::NotFound));
        assert!(error.to_string().contains("nodejs.org"));
    }
}
