//! Where results go while they are made: to standard output, or to a file that is there when it is whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Stdout, Write},
    path::{Path, PathBuf},
};

use lotse_xdomea::record::ReadError;

/// Opened with the first that is written to it, so that what is refused leaves all as it was.
pub(super) struct Output {
    path: Option<PathBuf>,
    open: Option<Open>,
}

enum Open {
    Standard(BufWriter<Stdout>),
    /// What is no ordinary file has no beside: a pipe, a device.
    Straight(BufWriter<File>),
    Beside {
        file: BufWriter<File>,
        /// Where it is written.
        begun: PathBuf,
        /// Where it belongs.
        target: PathBuf,
    },
}

impl Output {
    /// To a file, or to standard output.
    pub(super) fn new(path: Option<&Path>) -> Self {
        Self { path: path.map(Path::to_owned), open: None }
    }

    fn opened(&mut self) -> io::Result<&mut dyn Write> {
        let open = match (self.open.take(), &self.path) {
            (Some(open), _) => open,
            (None, Some(path)) => opened(path)?,
            (None, None) => Open::Standard(BufWriter::new(io::stdout())),
        };
        Ok(match self.open.insert(open) {
            Open::Standard(output) => output,
            Open::Straight(file) | Open::Beside { file, .. } => file,
        })
    }

    /// All was written.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        let finished = self.flush().and_then(|()| match &self.open {
            Some(Open::Beside { begun, target, .. }) => fs::rename(begun, target),
            _ => Ok(()),
        });
        finished.map_err(|error| self.fault(error))
    }

    /// What came of reading a message and writing about it.
    pub(super) fn outcome<T>(&self, outcome: Result<T, ReadError>) -> anyhow::Result<T> {
        outcome.map_err(|error| match error {
            ReadError::Write(error) => self.fault(error),
            ReadError::Broken(broken) => broken.into(),
        })
    }

    /// Why nothing can be written.
    pub(super) fn fault(&self, error: io::Error) -> anyhow::Error {
        let error = anyhow::Error::from(error);
        match &self.path {
            Some(path) => error.context(format!("{} kann nicht geschrieben werden", path.display())),
            None => error,
        }
    }
}

fn opened(path: &Path) -> io::Result<Open> {
    // Links are followed.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&target).ok();
    let straight = || File::create(&target).map(|file| Open::Straight(BufWriter::new(file)));
    let Some(name) = target.file_name().filter(|_| known.as_ref().is_none_or(fs::Metadata::is_file)) else {
        return straight();
    };
    let begun = target.with_file_name(format!(".{}.{}.teil", name.to_string_lossy(), std::process::id()));
    let file = match File::create_new(&begun) {
        // The file may be written although its folder may not.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && known.is_some() => return straight(),
        other => other?,
    };
    let open = Open::Beside { file: BufWriter::new(file), begun: begun.clone(), target };
    if let Some(known) = known {
        // Who may not write the file may not put another in its place.
        File::options()
            .write(true)
            .open(path)
            .and_then(|_| fs::set_permissions(&begun, known.permissions()))
            .inspect_err(|_| {
                let _ = fs::remove_file(&begun);
            })?;
    }
    Ok(open)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.opened()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.opened()?.flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some(Open::Beside { begun, .. }) = &self.open {
            // After it was moved to its place there is none.
            let _ = fs::remove_file(begun);
        }
    }
}
