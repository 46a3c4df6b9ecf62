//! Finding and reading files and folders for the commands.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use flate2::bufread::MultiGzDecoder;
use lotse_reuse::{Limits, PackageFiles};

/// Standard input on the command line.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// A file to be looked at, or why a path leads to none.
pub(crate) enum Found {
    File(PathBuf),
    Missing(PathBuf, Missing),
}

/// Why a path leads to nothing that can be read.
#[derive(Clone, Debug)]
pub(crate) enum Missing {
    Io {
        kind: io::ErrorKind,
        /// As the system says it.
        reason: String,
    },
    /// A folder without a file of the kind.
    EmptyFolder,
}

impl From<io::Error> for Missing {
    fn from(error: io::Error) -> Self {
        Self::Io { kind: error.kind(), reason: error.to_string() }
    }
}

impl Missing {
    /// A stable name for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "cannot-read",
            Self::EmptyFolder => "empty-folder",
        }
    }

    /// What is wrong and what to do; `lack` is what a folder lacks, as in „kein Katalog“.
    pub(crate) fn german(&self, lack: &str) -> String {
        match self {
            Self::Io { kind, reason } => match kind {
                io::ErrorKind::NotFound => "Die Datei gibt es nicht. Prüfen Sie den Namen.".to_owned(),
                io::ErrorKind::PermissionDenied => {
                    "Sie dürfen die Datei nicht lesen. Bitten Sie um das Leserecht.".to_owned()
                }
                io::ErrorKind::IsADirectory => "Das ist ein Ordner. Nennen Sie eine Datei.".to_owned(),
                _ => format!("Die Datei kann nicht gelesen werden: {reason}"),
            },
            Self::EmptyFolder => format!("In diesem Ordner liegt {lack}."),
        }
    }

    /// The same in English; `lack` without the „no“.
    pub(crate) fn english(&self, lack: &str) -> String {
        match self {
            Self::Io { reason, .. } => format!("the file cannot be read: {reason}"),
            Self::EmptyFolder => format!("no {lack} in this folder"),
        }
    }
}

/// Files as they are, folders as the files with these endings in them and below, in the order of their names.
pub(crate) fn find(paths: &[PathBuf], endings: &[&str]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        if is_standard_input(path) || !path.is_dir() {
            found.push(Found::File(path.clone()));
            continue;
        }
        let before = found.len();
        walk(path, endings, &mut found);
        if found.len() == before {
            found.push(Found::Missing(path.clone(), Missing::EmptyFolder));
        }
    }
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<Found>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.push(Found::Missing(folder.to_owned(), error.into())),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // A linked folder could lead back up, so links are followed to files only.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, endings, found);
        } else if has_ending(&path, endings) && path.is_file() {
            found.push(Found::File(path));
        }
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// Opens a file, unpacking gzip by its first two bytes, whatever its name; `-` is standard input.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file: Box<dyn BufRead> = if is_standard_input(path) {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(path)?))
    };
    if file.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(file))));
    }
    Ok(file)
}

/// A package as files: from its folder, or from a packed archive.
pub(crate) fn package(path: &Path) -> anyhow::Result<PackageFiles> {
    if path.is_dir() {
        return folder(path);
    }
    let limits = Limits::default();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limits.archive_bytes + 1).read_to_end(&mut bytes))
        .with_context(|| format!("{} kann nicht gelesen werden", path.display()))?;
    lotse_reuse::unpack(&bytes, &limits).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

fn folder(root: &Path) -> anyhow::Result<PackageFiles> {
    let limits = Limits::default();
    let mut files = PackageFiles::new();
    let mut pending = vec![root.to_path_buf()];
    while let Some(place) = pending.pop() {
        for entry in fs::read_dir(&place).with_context(|| format!("{} kann nicht gelesen werden", place.display()))? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, entry.path());
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_symlink() {
                bail!("{name}: Verknüpfungen (Symlinks) gehören nicht in ein Paket");
            }
            if kind.is_dir() {
                pending.push(path);
                continue;
            }
            if entry.metadata()?.len() > limits.file_bytes || files.len() >= limits.files {
                bail!("{name}: Das Paket ist zu groß");
            }
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(files)
}

/// Writes files below a folder that must be new or empty.
pub(crate) fn write_folder(root: &Path, files: &PackageFiles) -> anyhow::Result<()> {
    if root.exists() && fs::read_dir(root)?.next().is_some() {
        bail!("{} ist nicht leer. Wählen Sie einen neuen Ordner.", root.display());
    }
    for (name, bytes) in files {
        let path = root.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes).with_context(|| format!("{} kann nicht geschrieben werden", path.display()))?;
    }
    Ok(())
}
