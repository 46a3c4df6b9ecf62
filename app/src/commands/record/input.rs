//! Opening what is named on the command line: messages as they are and messages in containers.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
    path::Path,
};

use lotse_xdomea::container::{self, Container, ContainerError};

/// Why a file cannot be looked at.
#[derive(Debug)]
pub(super) enum Trouble {
    Io(io::Error),
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
