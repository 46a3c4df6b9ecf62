//! Opening what is named on the command line: messages as they are and messages in containers.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Seek},
    path::{Path, PathBuf},
};

use lotse_xdomea::container::{self, Container, ContainerError};

/// Why a file cannot be looked at.
#[derive(Debug)]
pub(super) enum Trouble {
    Io(io::Error),
    EmptyFolder,
    Container(ContainerError),
}

impl Trouble {
    pub(super) fn german(&self) -> String {
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                "Die Datei gibt es nicht. Prüfen Sie den Namen.".to_owned()
            }
            Self::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                "Sie dürfen die Datei nicht lesen. Bitten Sie um das Leserecht.".to_owned()
            }
            Self::Io(error) if error.kind() == io::ErrorKind::IsADirectory => {
                "Das ist ein Ordner. Nennen Sie eine Datei.".to_owned()
            }
            Self::EmptyFolder => "In diesem Ordner liegt keine XML- und keine ZIP-Datei.".to_owned(),
            Self::Io(error) => format!("Die Datei kann nicht gelesen werden: {error}"),
            Self::Container(error) => error.to_string(),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Something to be looked at, or why a path leads to none.
pub(super) enum Found {
    File(PathBuf),
    Trouble(PathBuf, Trouble),
}

/// Files as they are, folders as the XML and ZIP files in them and below, in the order of their names.
pub(super) fn find(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        if path == Path::new("-") || !path.is_dir() {
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
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            walk(&path, found);
        } else if may_hold_message(&path) && path.is_file() {
            found.push(Found::File(path));
        }
    }
}

fn may_hold_message(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml") || ending.eq_ignore_ascii_case("zip"))
}

/// A message, open to be read, and the container it lies in.
pub(super) enum Input {
    Plain(Box<dyn BufRead>),
    Packed(Container<BufReader<File>>),
}

pub(super) fn open(path: &Path) -> Result<Input, Trouble> {
    if path == Path::new("-") {
        return Ok(Input::Plain(Box::new(BufReader::new(io::stdin()))));
    }
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head)?;
    file.rewind()?;
    if container::is_container(&head) {
        return Container::open(file).map(Input::Packed).map_err(Trouble::Container);
    }
    Ok(Input::Plain(Box::new(file)))
}
