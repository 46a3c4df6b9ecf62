//! Finding and reading what is named on the command line.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use lotse_dcat::{Limits, Reading, Source, Unreadable};

use crate::commands::files::{self, Found, Missing, is_standard_input};

/// Endings of files that are looked at in folders.
const ENDINGS: [&str; 9] = ["ttl", "rdf", "xml", "owl", "jsonld", "json", "nt", "nq", "trig"];

/// Why a file cannot be checked. Each has a stable code.
#[derive(Debug)]
pub(super) enum Trouble {
    Missing(Missing),
    Unreadable(Unreadable),
}

impl Trouble {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Missing(missing) => missing.code(),
            Self::Unreadable(error) => error.code(),
        }
    }

    pub(super) fn german(&self) -> String {
        match self {
            Self::Missing(missing) => missing.german("kein Katalog (.ttl, .rdf, .xml, .jsonld, .json, .nt)"),
            Self::Unreadable(error) => error.german(),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Missing(error.into())
    }
}

/// Files as they are, folders as the catalogues in them and below.
pub(super) fn find(paths: &[PathBuf]) -> Vec<Found> {
    files::find(paths, &ENDINGS)
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
