//! Where results go: to standard output or to a file, when they are whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::Path,
};

use anyhow::{Context as _, bail};
use lotse_xdomea::record::ReadError;
use tempfile::{SpooledTempFile, spooled_tempfile};

/// So many bytes wait in memory; more wait in a file without a name, of which nothing stays.
const IN_MEMORY: usize = 4 << 20;

/// A place for what is finished while a message is read.
pub(super) fn store() -> SpooledTempFile {
    spooled_tempfile(IN_MEMORY)
}

/// A result that is made while a message is read: it waits until all of the message was read, so that of one that breaks
/// off nothing is there.
pub(super) struct Output<'o> {
    out: Option<&'o Path>,
    waiting: BufWriter<SpooledTempFile>,
}

impl<'o> Output<'o> {
    /// To a file, or to standard output.
    pub(super) fn new(out: Option<&'o Path>) -> Self {
        Self { out, waiting: BufWriter::new(store()) }
    }

    /// All was written: now it goes to its place.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let mut whole = self.waiting.into_inner().map_err(|error| no_room(error.into_error()))?;
        whole.seek(SeekFrom::Start(0)).map_err(no_room)?;
        write(self.out, |target| io::copy(&mut whole, target).map(|_| ()))
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.waiting.flush()
    }
}

/// What came of reading a message and writing about it.
pub(super) fn outcome<T>(outcome: Result<T, ReadError>) -> anyhow::Result<T> {
    outcome.map_err(|error| match error {
        ReadError::Write(error) => no_room(error),
        ReadError::Broken(broken) => broken.into(),
    })
}

/// Why nothing can wait.
fn no_room(error: io::Error) -> anyhow::Error {
    anyhow::Error::from(error).context(NO_ROOM)
}

pub(super) const NO_ROOM: &str = "Zwischenergebnisse lassen sich nicht ablegen. Schaffen Sie Platz, wo dieses System vorübergehende Dateien ablegt (TMPDIR)";

/// Writes to a file, or to standard output; there a reader who has seen enough is no failure.
pub(super) fn write<T: Default>(
    out: Option<&Path>,
    make: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> anyhow::Result<T> {
    let Some(path) = out else {
        let mut target = BufWriter::new(io::stdout().lock());
        let made = make(&mut target).and_then(|made| target.flush().map(|()| made));
        return match made {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(T::default()),
            other => other.context("Die Ausgabe kann nicht geschrieben werden"),
        };
    };
    let made = File::create(path).map(BufWriter::new).and_then(|mut target| {
        let made = make(&mut target)?;
        target.flush()?;
        Ok(made)
    });
    made.map_err(|error| {
        anyhow::Error::from(error).context(format!("{} kann nicht geschrieben werden", path.display()))
    })
}

/// A result does not take the place of what it is made from.
pub(super) fn not_onto(out: Option<&Path>, sources: &[&Path]) -> anyhow::Result<()> {
    let Some(out) = out else { return Ok(()) };
    if sources.iter().any(|source| is_same_file(out, source)) {
        bail!("{}: Das ist die Quelle. Nennen Sie bei --out eine andere Datei.", out.display());
    }
    Ok(())
}

pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
