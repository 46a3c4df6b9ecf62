//! Packing into and unpacking from `tar.gz`.
//!
//! Packing is deterministic: the same files always give the same bytes. Unpacking trusts nothing: neither names nor
//! sizes nor kinds of entries.

use std::io::{Cursor, Read, Write};

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use tar::{Archive, Builder, EntryType, Header};

use crate::files::{Limits, PackageFiles, names, path_problem};

/// Unknown in RFC 1952: the same bytes whichever machine packs.
const UNKNOWN_SYSTEM: u8 = 255;
/// What tar adds per file: a header, padding, and rarely a long name.
const TAR_OVERHEAD: u64 = 4096;

/// Why an archive is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// Larger than allowed.
    #[error("Das Archiv ist zu groß ({0}).")]
    TooLarge(&'static str),
    /// A name that must not be.
    #[error("Im Archiv steht ein unerlaubter Dateiname: {path}. {problem}")]
    Name {
        /// The name as far as it can be shown.
        path: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Links, devices and the like.
    #[error("Im Archiv steht etwas anderes als eine Datei: {0}. Verknüpfungen und Geräte sind nicht erlaubt.")]
    Kind(String),
    /// The same file twice.
    #[error("Im Archiv steht die Datei {0} zweimal.")]
    Twice(String),
    /// Not a tar.gz or broken.
    #[error("Das Archiv ist kein lesbares tar.gz: {0}.")]
    Unreadable(String),
}

impl UnpackError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "archiv-zu-gross",
            Self::Name { .. } => "archiv-dateiname",
            Self::Kind(_) => "archiv-keine-datei",
            Self::Twice(_) => "archiv-doppelt",
            Self::Unreadable(_) => "archiv-unlesbar",
        }
    }
}

/// Packs files into a tar.gz, always the same bytes for the same files.
pub fn pack(files: &PackageFiles) -> Vec<u8> {
    let encoder = GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM).write(Vec::new(), Compression::best());
    let mut builder = Builder::new(encoder);
    for (path, content) in files {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(content.len() as u64);
        builder.append_data(&mut header, path, content.as_slice()).expect("writing to memory does not fail");
    }
    let mut encoder = builder.into_inner().expect("writing to memory does not fail");
    encoder.flush().expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

/// Unpacks a tar.gz. A single folder around the package, as forges and `tar` make it, is taken off.
pub fn unpack(bytes: &[u8], limits: &Limits) -> Result<PackageFiles, UnpackError> {
    if bytes.len() as u64 > limits.archive_bytes {
        return Err(UnpackError::TooLarge("gepackt"));
    }
    let tar = gunzip(bytes, limits)?;
    // One level more than allowed, for the folder around the package.
    let loose = Limits { path_length: limits.path_length * 2, depth: limits.depth + 1, ..*limits };
    let mut files = PackageFiles::new();
    let mut archive = Archive::new(Cursor::new(tar.as_slice()));
    let mut seen = 0_usize;
    for entry in archive.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        seen += 1;
        if seen > limits.files * 2 + 16 {
            return Err(UnpackError::TooLarge("Zahl der Einträge"));
        }
        let kind = entry.header().entry_type();
        if matches!(kind, EntryType::Directory | EntryType::XGlobalHeader) {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if kind != EntryType::Regular {
            return Err(UnpackError::Kind(printable(&path)));
        }
        let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
        if let Some(problem) = path_problem(&path, &loose) {
            return Err(UnpackError::Name { path: printable(&path), problem });
        }
        if files.len() >= limits.files {
            return Err(UnpackError::TooLarge("Zahl der Dateien"));
        }
        let mut content = Vec::new();
        entry.by_ref().take(limits.file_bytes + 1).read_to_end(&mut content).map_err(unreadable)?;
        if content.len() as u64 > limits.file_bytes {
            return Err(UnpackError::TooLarge("eine Datei"));
        }
        if files.insert(path.clone(), content).is_some() {
            return Err(UnpackError::Twice(path));
        }
    }
    let files = without_folder(files);
    let problem = |path: &String| path_problem(path, limits).map(|problem| (path.clone(), problem));
    if let Some((path, problem)) = files.keys().find_map(problem) {
        return Err(UnpackError::Name { path, problem });
    }
    Ok(files)
}

/// The whole archive unpacked, but never more than the limits allow: a bomb stops here.
fn gunzip(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, UnpackError> {
    let most = limits.total_bytes + TAR_OVERHEAD * (limits.files as u64 + 16);
    let mut tar = Vec::new();
    GzDecoder::new(bytes).take(most + 1).read_to_end(&mut tar).map_err(unreadable)?;
    if tar.len() as u64 > most { Err(UnpackError::TooLarge("ausgepackt")) } else { Ok(tar) }
}

#[expect(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn unreadable(error: std::io::Error) -> UnpackError {
    UnpackError::Unreadable(error.to_string())
}

fn printable(path: &str) -> String {
    path.chars().filter(|letter| !letter.is_control()).take(100).collect()
}

/// Takes off the folder that holds the manifest, if everything lies in it.
fn without_folder(files: PackageFiles) -> PackageFiles {
    if files.contains_key(names::MANIFEST) {
        return files;
    }
    let Some(folder) =
        files.keys().next().and_then(|path| path.split_once('/')).map(|(folder, _)| format!("{folder}/"))
    else {
        return files;
    };
    let inside = files.keys().all(|path| path.starts_with(&folder));
    if !inside || !files.contains_key(&format!("{folder}{}", names::MANIFEST)) {
        return files;
    }
    files
        .into_iter()
        .map(|(path, content)| (path.get(folder.len()..).unwrap_or_default().to_owned(), content))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tar_gz(entries: &[(EntryType, &[u8], &[u8])]) -> Vec<u8> {
        let mut tar = Vec::new();
        for (kind, name, content) in entries {
            let mut header = Header::new_ustar();
            header.set_entry_type(*kind);
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            header.as_mut_bytes()[..name.len()].copy_from_slice(name);
            header.set_cksum();
            tar.extend_from_slice(header.as_bytes());
            tar.extend_from_slice(content);
            tar.resize(tar.len().next_multiple_of(512), 0);
        }
        tar.resize(tar.len() + 1024, 0);
        gzip(&tar)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn code(bytes: &[u8]) -> &'static str {
        unpack(bytes, &Limits::default()).unwrap_err().code()
    }

    #[test]
    fn hostile_archives_are_refused() {
        let file = EntryType::Regular;
        assert_eq!(code(&tar_gz(&[(file, b"../evil", b"x")])), "archiv-dateiname");
        assert_eq!(code(&tar_gz(&[(file, b"/etc/passwd", b"x")])), "archiv-dateiname");
        assert_eq!(code(&tar_gz(&[(file, b"a/../../b", b"x")])), "archiv-dateiname");
        assert_eq!(code(&tar_gz(&[(file, b"C:\\x", b"x")])), "archiv-dateiname");
        assert_eq!(code(&tar_gz(&[(file, b"a\xff", b"x")])), "archiv-dateiname");
        assert_eq!(code(&tar_gz(&[(file, b"a", b"x"), (file, b"./a", b"y")])), "archiv-doppelt");
        assert_eq!(code(&tar_gz(&[(EntryType::Symlink, b"a", b"")])), "archiv-keine-datei");
        assert_eq!(code(&tar_gz(&[(EntryType::Link, b"a", b"")])), "archiv-keine-datei");
        assert_eq!(code(&tar_gz(&[(EntryType::Char, b"a", b"")])), "archiv-keine-datei");
        assert!(unpack(&tar_gz(&[(EntryType::GNUSparse, b"a", b"")]), &Limits::default()).is_err());
        assert_eq!(code(b"not an archive"), "archiv-unlesbar");
        assert_eq!(code(&gzip(b"not a tar, but long enough to be looked at as one").repeat(1)), "archiv-unlesbar");
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = gzip(&vec![0_u8; 40 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(code(&bomb), "archiv-zu-gross");
        assert_eq!(code(&tar_gz(&[(EntryType::Regular, b"a", &vec![0; 9 << 20])])), "archiv-zu-gross");
        let names: Vec<String> = (0..300).map(|number| format!("f{number}")).collect();
        let many: Vec<_> = names.iter().map(|name| (EntryType::Regular, name.as_bytes(), b"".as_slice())).collect();
        assert_eq!(code(&tar_gz(&many)), "archiv-zu-gross");
    }

    #[test]
    fn a_folder_around_the_package_is_taken_off() {
        let file = EntryType::Regular;
        let bytes =
            tar_gz(&[(EntryType::Directory, b"x/", b""), (file, b"x/manifest.toml", b"m"), (file, b"x/a/b", b"n")]);
        let files = unpack(&bytes, &Limits::default()).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["a/b", "manifest.toml"]);
    }

    fn some_files() -> impl Strategy<Value = PackageFiles> {
        let content = proptest::collection::vec(any::<u8>(), 0..2000);
        proptest::collection::btree_map("[a-z]{1,12}(/[a-z]{1,20}){0,3}\\.[a-z]{1,3}", content, 0..12)
    }

    proptest! {
        #[test]
        fn packing_is_reversible_and_deterministic(files in some_files()) {
            let packed = pack(&files);
            prop_assert_eq!(&packed, &pack(&files));
            prop_assert_eq!(unpack(&packed, &Limits::default()).unwrap(), files);
        }

        #[test]
        fn rubbish_never_panics(mut bytes in proptest::collection::vec(any::<u8>(), 0..3000), gz in any::<bool>()) {
            if gz { bytes = gzip(&bytes); }
            let _ = unpack(&bytes, &Limits::default());
        }
    }
}
