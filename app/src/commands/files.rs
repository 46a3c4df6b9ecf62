//! Reading files and folders for the commands.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use anyhow::{Context, bail};
use flate2::bufread::MultiGzDecoder;
use lotse_reuse::{Limits, PackageFiles};

/// Opens a file, unpacking gzip by its first two bytes, whatever its name; `-` is standard input.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(path)?))
    };
    if file.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(file))));
    }
    Ok(file)
}

/// A package as files: from its folder, or from a packed archive.
pub(crate) fn package(path: &Path) -> anyhow::Result<PackageFiles> {
    if path.is_dir() {
        return folder(path);
    }
    let limits = Limits::default();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limits.archive_bytes + 1).read_to_end(&mut bytes))
        .with_context(|| format!("{} kann nicht gelesen werden", path.display()))?;
    lotse_reuse::unpack(&bytes, &limits).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

fn folder(root: &Path) -> anyhow::Result<PackageFiles> {
    let limits = Limits::default();
    let mut files = PackageFiles::new();
    let mut pending = vec![root.to_path_buf()];
    while let Some(place) = pending.pop() {
        for entry in fs::read_dir(&place).with_context(|| format!("{} kann nicht gelesen werden", place.display()))? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, entry.path());
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_symlink() {
                bail!("{name}: Verknüpfungen (Symlinks) gehören nicht in ein Paket");
            }
            if kind.is_dir() {
                pending.push(path);
                continue;
            }
            if entry.metadata()?.len() > limits.file_bytes || files.len() >= limits.files {
                bail!("{name}: Das Paket ist zu groß");
            }
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(files)
}

/// Writes files below a folder that must be new or empty.
pub(crate) fn write_folder(root: &Path, files: &PackageFiles) -> anyhow::Result<()> {
    if root.exists() && fs::read_dir(root)?.next().is_some() {
        bail!("{} ist nicht leer. Wählen Sie einen neuen Ordner.", root.display());
    }
    for (name, bytes) in files {
        let path = root.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes).with_context(|| format!("{} kann nicht geschrieben werden", path.display()))?;
    }
    Ok(())
}
