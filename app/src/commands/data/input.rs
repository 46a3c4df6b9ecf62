//! Finding and reading what is named on the command line.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use lotse_dcat::{Limits, Reading, Source, Unreadable};

/// Endings of files that are looked at in folders.
const ENDINGS: [&str; 9] = ["ttl", "rdf", "xml", "owl", "jsonld", "json", "nt", "nq", "trig"];

/// A file to be looked at, or why a path leads to none.
pub(super) enum Found {
    File(PathBuf),
    Trouble(PathBuf, Trouble),
}

/// Why a file cannot be checked. Each has a stable code.
#[derive(Debug)]
pub(super) enum Trouble {
    Io(io::Error),
    EmptyFolder,
    Unreadable(Unreadable),
}

impl Trouble {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "cannot-read",
            Self::EmptyFolder => "empty-folder",
            Self::Unreadable(error) => error.code(),
        }
    }

    pub(super) fn german(&self) -> String {
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                "Die Datei gibt es nicht. Prüfen Sie den Namen.".to_owned()
            }
            Self::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                "Sie dürfen die Datei nicht lesen. Bitten Sie um das Leserecht.".to_owned()
            }
            Self::Io(error) => format!("Die Datei kann nicht gelesen werden: {error}"),
            Self::EmptyFolder => {
                "In diesem Ordner liegt kein Katalog (.ttl, .rdf, .xml, .jsonld, .json, .nt).".to_owned()
            }
            Self::Unreadable(error) => error.german(),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// Files as they are, folders as the catalogues in them and below, in the order of their names.
pub(super) fn find(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        if is_standard_input(path) || !path.is_dir() {
            found.push(Found::File(path.clone()));
            continue;
        }
        let before = found.len();
        walk(path, &mut found);
        if found.len() == before {
            found.push(Found::Trouble(path.clone(), Trouble::EmptyFolder));
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<Found>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.push(Found::Trouble(folder.to_owned(), error.into())),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // A linked folder could lead back up, so links are followed to files only.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if has_ending(&path) && path.is_file() {
            found.push(Found::File(path));
        }
    }
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// The bytes of a file or of standard input, as far as anybody would read them.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    let most = u64::try_from(Limits::default().bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        io::stdin().take(most).read_to_end(&mut bytes)?;
    } else {
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// A catalogue.
pub(super) fn catalogue(bytes: &[u8], path: &Path, base: Option<&str>) -> Result<Reading, Trouble> {
    let name = path.to_string_lossy();
    let source = Source { name: Some(&name), base, ..Source::default() };
    lotse_dcat::read(bytes, &source, &Limits::default()).map_err(Trouble::Unreadable)
}
