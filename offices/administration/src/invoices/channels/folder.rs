//! The job that looks into a folder on the disk.

use std::{
    collections::HashMap,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use futures::future::BoxFuture;
use lotse_core::{Core, body::BodyKey, errors::Failure, jobs::JobHandler};
use serde_json::Value as Json;

use super::{Channels, body_of, config::Folder, reply::Told};
use crate::invoices::{Channel, Received, Why};

pub(super) const KIND: &str = "invoices.folder";

/// Larger files are refused unread.
const LARGEST_FILE: u64 = 60_000_000;
/// Files taken in one run; the next run goes on.
const MOST_FILES: usize = 200;
const DONE: &str = "done";
const REFUSED: &str = "refused";

/// Size and time of a file when it was last looked at.
type Seen = (u64, Option<SystemTime>);

/// Looks into folders.
pub struct FolderJob {
    channels: Arc<Channels>,
    /// A file that is still being written looks different the next time.
    seen: Mutex<HashMap<PathBuf, Seen>>,
}

impl FolderJob {
    pub(super) fn new(channels: Arc<Channels>) -> Arc<Self> {
        Arc::new(Self { channels, seen: Mutex::default() })
    }

    async fn look(&self, core: &Core, folder: &Folder) -> Result<(), Failure> {
        let path = folder.path.clone();
        let found = blocking(move || list(&path)).await?.map_err(|error| failure(&folder.path, &error))?;
        for file in self.stable(&folder.path, found).into_iter().take(MOST_FILES) {
            self.take(core, folder, &file).await?;
        }
        Ok(())
    }

    /// The files that have not changed since the last look.
    fn stable(&self, folder: &Path, found: Vec<(PathBuf, Seen)>) -> Vec<PathBuf> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before: HashMap<PathBuf, Seen> = seen.extract_if(|path, _| path.parent() == Some(folder)).collect();
        seen.extend(found.iter().cloned());
        found.into_iter().filter(|(path, now)| before.get(path) == Some(now)).map(|(path, _)| path).collect()
    }

    async fn take(&self, core: &Core, folder: &Folder, file: &Path) -> Result<(), Failure> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = file.to_owned();
        let read = blocking(move || read(&path)).await?;
        let bytes = match read {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return self.put_away(folder, file, &too_large(&name)).await,
            // Taken away meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(failure(file, &error)),
        };
        let received = Received {
            body: body_of(core, folder.body.as_deref())?,
            channel: Channel::Folder,
            sender: String::new(),
            file_name: name.clone(),
            bytes: bytes.into(),
        };
        let receipt = self.channels.intake.receive(received).await?;
        self.put_away(folder, file, &Told::of(&name, &receipt)).await
    }

    /// Moves the file and writes the text beside it. The text comes first: a file never lies there unexplained.
    async fn put_away(&self, folder: &Folder, file: &Path, told: &Told) -> Result<(), Failure> {
        let is_taken = told.is_good || !told.needs_work;
        let target = folder.path.join(if is_taken { DONE } else { REFUSED });
        let (from, text) = (file.to_owned(), text(told));
        let moved = blocking(move || put_away(&from, &target, &text)).await?;
        moved.map_err(|error| failure(file, &error))
    }
}

impl JobHandler for FolderJob {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, core: &'a Core, _: &'a BodyKey, payload: &'a Json) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let path = payload["folder"].as_str().unwrap_or_default();
            // Taken out of the configuration meanwhile.
            let Some(folder) = self.channels.folder(Path::new(path)) else { return Ok(()) };
            self.look(core, folder).await
        })
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::internal(format!("files: {error}")))
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::internal(format!("{}: {error}", path.display()))
}

fn too_large(name: &str) -> Told {
    Told {
        file_name: name.to_owned(),
        is_good: false,
        needs_work: true,
        verdict: Why::TooLarge.as_str().to_owned(),
        findings: Vec::new(),
        advice: format!("Die Datei ist größer als {} MB.", LARGEST_FILE / 1_000_000),
    }
}

/// Files in the folder itself, by name; nothing hidden, no links, nothing that says it is not finished.
fn list(folder: &Path) -> io::Result<Vec<(PathBuf, Seen)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let is_unfinished = name.starts_with(['.', '~'])
            || [".part", ".tmp", ".crdownload", ".filepart"].iter().any(|ending| name.ends_with(ending));
        if is_unfinished || !entry.file_type()?.is_file() {
            continue;
        }
        let facts = entry.metadata()?;
        found.push((entry.path(), (facts.len(), facts.modified().ok())));
    }
    found.sort();
    Ok(found)
}

/// `None`: too large.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let bytes = if fs::metadata(path)?.len() > LARGEST_FILE { None } else { Some(fs::read(path)?) };
    Ok(bytes)
}

fn put_away(from: &Path, folder: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for attempt in 1..10_000 {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let own = match (attempt, ending) {
            (1, _) => name.clone(),
            (_, "") => format!("{stem}-{attempt}"),
            _ => format!("{stem}-{attempt}.{ending}"),
        };
        let (to, note) = (folder.join(&own), folder.join(format!("{own}.txt")));
        if to.exists() || note.exists() {
            continue;
        }
        fs::write(&note, text)?;
        return fs::rename(from, to);
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

fn text(told: &Told) -> String {
    let mut text = format!("{}\n{}\n", told.file_name, told.verdict);
    for finding in &told.findings {
        // A string takes everything.
        let _ = writeln!(text, "- {finding}");
    }
    if !told.advice.is_empty() {
        let _ = writeln!(text, "Was zu tun ist: {}", told.advice);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_a_number_and_unfinished_files_wait() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for _ in 0..2 {
            fs::write(path("a.xml"), "x").unwrap();
            put_away(&path("a.xml"), &path(DONE), "gut\n").unwrap();
        }
        assert!(path("done/a.xml").exists() && path("done/a-2.xml").exists() && path("done/a-2.xml.txt").exists());
        for name in ["b.xml", "c.xml.part", ".d.xml", "~e.xml"] {
            fs::write(path(name), "x").unwrap();
        }
        let names: Vec<_> = list(folder.path()).unwrap().into_iter().map(|(path, _)| path).collect();
        assert_eq!(names, [path("b.xml")]);
    }
}
