//! Opening what is named on the command line: messages as they are and messages in containers.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read, Seek},
    path::{Path, PathBuf},
};

use lotse_xdomea::container::{self, Container, ContainerError};

use super::output;
use crate::commands::files::{self, Found, Missing, is_standard_input};

/// Why a file cannot be looked at.
#[derive(Debug)]
pub(super) enum Trouble {
    Missing(Missing),
    /// What comes through a pipe cannot wait anywhere.
    NoRoom(io::Error),
    Container(ContainerError),
}

impl Trouble {
    pub(super) fn german(&self) -> String {
        match self {
            Self::NoRoom(error) => format!("{}: {error}", output::NO_ROOM),
            Self::Missing(missing) => missing.german("keine XML- und keine ZIP-Datei"),
            Self::Container(error) => error.to_string(),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Missing(error.into())
    }
}

/// Files as they are, folders as the XML and ZIP files in them and below.
pub(super) fn find(paths: &[PathBuf]) -> Vec<Found> {
    files::find(paths, &["xml", "zip"])
}

/// A message, open to be read, and the container it lies in.
pub(super) enum Input {
    Plain(Box<dyn BufRead>),
    Packed(Container<BufReader<File>>),
}

/// A container is read from its end, so one that comes through a pipe waits in a file without a name.
fn standard_input() -> Result<Input, Trouble> {
    let mut head = Vec::new();
    io::stdin().take(4).read_to_end(&mut head)?;
    let is_container = container::is_container(&head);
    let mut all = Cursor::new(head).chain(io::stdin());
    if !is_container {
        return Ok(Input::Plain(Box::new(BufReader::new(all))));
    }
    let mut file = tempfile::tempfile().map_err(Trouble::NoRoom)?;
    io::copy(&mut all, &mut file).map_err(Trouble::NoRoom)?;
    file.rewind()?;
    Container::open(BufReader::with_capacity(1 << 16, file)).map(Input::Packed).map_err(Trouble::Container)
}

pub(super) fn open(path: &Path) -> Result<Input, Trouble> {
    if is_standard_input(path) {
        return standard_input();
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
