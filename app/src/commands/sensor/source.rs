//! Where codecs lie: a folder, or an archive of one (`.zip`, `.tar.gz`, `.tgz`).

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Cursor, Read},
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::GzDecoder;
use lotse_lorawan::{codec, library::LibraryLimits};

/// More is no library of codecs.
const MOST_ARCHIVE_BYTES: u64 = 64 << 20;
/// What tar puts around each file, generously.
const TAR_OVERHEAD: u64 = 4096;
/// Files that matter; pictures and the like are left.
const ENDINGS: [&str; 5] = ["js", "json", "toml", "yaml", "yml"];

/// Files by path, with `/` between folders.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

pub(super) enum Source {
    Folder(PathBuf),
    Archive(Files),
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let full = path.canonicalize().with_context(|| {
            format!("{shown} gibt es nicht. Geben Sie einen Ordner oder ein Archiv (.zip, .tar.gz) an.")
        })?;
        if full.is_dir() {
            return Ok(Self::Folder(full));
        }
        let bytes = read_limited(&full, MOST_ARCHIVE_BYTES)
            .with_context(|| format!("{shown} kann nicht gelesen werden"))?
            .with_context(|| format!("{shown} ist größer als {} MiB.", MOST_ARCHIVE_BYTES >> 20))?;
        let files = if bytes.starts_with(b"PK") {
            unzipped(bytes)
        } else if bytes.starts_with(&[0x1f, 0x8b]) {
            untarred(&bytes)
        } else {
            bail!("{shown} ist weder ein Ordner noch ein Archiv (.zip, .tar.gz).");
        };
        files.map(Self::Archive).with_context(|| format!("{shown} ist kein lesbares Archiv"))
    }

    /// A codec by its path; wherever links and dots may lead, never outside of the source.
    pub(super) fn codec(&self, path: &str) -> Result<String, String> {
        let missing = || format!("Den Codec {path} gibt es nicht.");
        let is_inside =
            Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !is_inside {
            return Err(missing());
        }
        let most = codec::Limits::default().source as u64;
        let bytes = match self {
            Self::Archive(files) => find(files, path).ok_or_else(missing)?.clone(),
            Self::Folder(folder) => {
                let full = folder.join(path).canonicalize().map_err(|_| missing())?;
                if !full.starts_with(folder) || !full.is_file() {
                    return Err(missing());
                }
                let read = read_limited(&full, most);
                let read = read.map_err(|error| format!("Der Codec {path} kann nicht gelesen werden: {error}"))?;
                read.ok_or_else(|| format!("Der Codec {path} ist länger als {} KiB.", most >> 10))?
            }
        };
        String::from_utf8(bytes).map_err(|_| format!("Der Codec {path} ist kein Text in UTF-8."))
    }

    /// All files that matter.
    pub(super) fn files(self) -> Result<Files> {
        match self {
            Self::Archive(files) => Ok(files),
            Self::Folder(folder) => {
                let mut files = Files::new();
                walk(&folder, "", &mut files, 0)?;
                Ok(files)
            }
        }
    }
}

/// Archives of forges have one folder around everything.
fn find<'a>(files: &'a Files, path: &str) -> Option<&'a Vec<u8>> {
    let path = path.trim_start_matches("./");
    files.get(path).or_else(|| {
        let (folder, _) = files.keys().next()?.split_once('/')?;
        files.get(&format!("{folder}/{path}"))
    })
}

/// `None`: larger than allowed.
fn read_limited(path: &Path, most: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

fn matters(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

fn walk(folder: &Path, inside: &str, files: &mut Files, depth: usize) -> Result<()> {
    let limits = LibraryLimits::default();
    ensure!(depth <= 20, "Der Ordner {inside} liegt zu tief.");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        // Links could lead outside or in circles.
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), &path, files, depth + 1)?;
        } else if kind.is_file() && matters(&path) {
            ensure!(files.len() < limits.files, "Im Ordner liegen mehr als {} Dateien.", limits.files);
            if let Some(bytes) = read_limited(&entry.path(), limits.file_bytes as u64)? {
                files.insert(path, bytes);
            }
        }
    }
    Ok(())
}

/// Keeps a file of an archive, and the sum of all inside the limits.
struct Kept {
    files: Files,
    total: u64,
    seen: usize,
}

impl Kept {
    fn new() -> Self {
        Self { files: Files::new(), total: 0, seen: 0 }
    }

    fn keep(&mut self, path: &str, content: impl Read) -> Result<()> {
        let limits = LibraryLimits::default();
        self.seen += 1;
        ensure!(self.seen <= limits.files * 2, "es enthält zu viele Einträge");
        let path = path.trim_start_matches("./");
        let is_plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !is_plain || !matters(path) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        content.take(limits.file_bytes as u64 + 1).read_to_end(&mut bytes)?;
        self.total += bytes.len() as u64;
        ensure!(self.files.len() < limits.files, "es enthält zu viele Dateien");
        ensure!(self.total <= limits.total_bytes as u64, "es ist ausgepackt zu groß");
        if bytes.len() <= limits.file_bytes {
            self.files.insert(path.to_owned(), bytes);
        }
        Ok(())
    }
}

fn unzipped(bytes: Vec<u8>) -> Result<Files> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut kept = Kept::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index)?;
        if file.is_file() {
            let path = file.name()?.into_owned();
            kept.keep(&path, file)?;
        }
    }
    Ok(kept.files)
}

fn untarred(bytes: &[u8]) -> Result<Files> {
    let limits = LibraryLimits::default();
    let most = limits.total_bytes as u64 + TAR_OVERHEAD * limits.files as u64;
    // A bomb ends here: what is longer is a broken archive.
    let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(most));
    let mut kept = Kept::new();
    for entry in archive.entries()? {
        let entry = entry?;
        if entry.header().entry_type().is_file() {
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            kept.keep(&path, entry)?;
        }
    }
    Ok(kept.files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        for (path, content) in files {
            let mut header = tar::Header::new_ustar();
            header.set_size(content.len() as u64);
            builder.append_data(&mut header, path, *content).unwrap();
        }
        builder.into_inner().unwrap().finish().unwrap()
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in files {
            writer.start_file(*path, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn folders_and_archives_hold_the_same() {
        let files: [(&str, &[u8]); 3] = [("x/a/one.js", b"1"), ("x/a/picture.png", b"no"), ("x/b.toml", b"2")];
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let (zip, tar) = (folder.path().join("x.zip"), folder.path().join("x.tar.gz"));
        fs::write(&zip, zipped(&files)).unwrap();
        fs::write(&tar, tar_gz(&files)).unwrap();
        let names = |path: &Path| Source::open(path).unwrap().files().unwrap().into_keys().collect::<Vec<_>>();
        assert_eq!(names(folder.path()), ["x/a/one.js", "x/b.toml"]);
        assert_eq!(names(&zip), ["x/a/one.js", "x/b.toml"]);
        assert_eq!(names(&tar), ["x/a/one.js", "x/b.toml"]);
        for path in [folder.path().join("x").as_path(), &zip, &tar] {
            assert_eq!(Source::open(path).unwrap().codec("a/one.js"), Ok("1".to_owned()));
        }
    }

    #[test]
    fn nothing_outside_is_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("secret.js"), "x").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("secret.js"), folder.path().join("in/link.js")).unwrap();
        let source = Source::open(&folder.path().join("in")).unwrap();
        for path in ["../secret.js", "link.js", "/etc/hostname", "a/../../secret.js", "", "."] {
            assert!(source.codec(path).is_err(), "{path}");
        }
        assert!(Source::open(&folder.path().join("secret.js")).is_err());
    }

    #[test]
    fn a_bomb_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let big = vec![b' '; 1 << 20];
        let many: Vec<(String, &[u8])> = (0..300).map(|number| (format!("{number}.js"), big.as_slice())).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(path, content)| (path.as_str(), *content)).collect();
        for (name, bytes) in [("x.zip", zipped(&many)), ("x.tgz", tar_gz(&many))] {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            assert!(Source::open(&path).is_err(), "{name}");
        }
    }
}
