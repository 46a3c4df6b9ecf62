//! ZIP files of uploads: read with limits on count, size and ratio (APPNOTE 6.3, stored and deflated entries only).

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::reading::Why;

/// What an archive may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub files: usize,
    /// Unpacked, all together.
    pub bytes: usize,
    /// Unpacked to packed, of one file.
    pub ratio: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 500, bytes: 200 << 20, ratio: 200 }
    }
}

pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let part = bytes.get(at..at.checked_add(length)?)?;
    part.iter().rev().try_fold(0_usize, |value, byte| value.checked_mul(256)?.checked_add(usize::from(*byte)))
}

/// Names and contents of the files inside, in their order. Folders and what systems add are left out.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Vec<(String, Vec<u8>)>, Why> {
    let end = bytes.len().checked_sub(22).ok_or(Why::BrokenArchive)?;
    let lowest = end.saturating_sub(65_535);
    let end = (lowest..=end).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06")).ok_or(Why::BrokenArchive)?;
    let part = |at: usize, length: usize| number(bytes, at, length).ok_or(Why::BrokenArchive);
    let (count, mut at) = (part(end + 10, 2)?, part(end + 16, 4)?);
    if count > limits.files {
        return Err(Why::ArchiveLimit);
    }
    let (mut files, mut room) = (Vec::new(), limits.bytes);
    for _ in 0..count {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return Err(Why::BrokenArchive);
        }
        let (flags, method) = (part(at + 8, 2)?, part(at + 10, 2)?);
        let packed = part(at + 20, 4)?;
        let (name_length, extra, comment) = (part(at + 28, 2)?, part(at + 30, 2)?, part(at + 32, 2)?);
        let header = part(at + 42, 4)?;
        let name = bytes.get(at + 46..at + 46 + name_length).ok_or(Why::BrokenArchive)?;
        let name = String::from_utf8_lossy(name).into_owned();
        at += 46 + name_length + extra + comment;
        let own = name.rsplit('/').next().unwrap_or_default();
        if own.is_empty() || own.starts_with('.') || name.starts_with("__MACOSX/") {
            continue;
        }
        // Encrypted, or larger than the format without extension can say.
        if flags & 1 == 1 || packed == 0xFFFF_FFFF {
            return Err(Why::BrokenArchive);
        }
        let start = header + 30 + part(header + 26, 2)? + part(header + 28, 2)?;
        let data = bytes.get(start..start.checked_add(packed).ok_or(Why::BrokenArchive)?).ok_or(Why::BrokenArchive)?;
        let most = room.min(packed.saturating_mul(limits.ratio).max(64 << 10));
        let content = match method {
            0 => data.to_vec(),
            8 => {
                let mut content = Vec::new();
                DeflateDecoder::new(data)
                    .take(most as u64 + 1)
                    .read_to_end(&mut content)
                    .map_err(|_| Why::BrokenArchive)?;
                content
            }
            _ => return Err(Why::BrokenArchive),
        };
        if content.len() > most {
            return Err(Why::ArchiveLimit);
        }
        room -= content.len();
        files.push((name, content));
    }
    Ok(files)
}

#[cfg(test)]
pub mod tests {
    use std::io::Write;

    use flate2::{Compression, write::DeflateEncoder};
    use proptest::prelude::*;

    use super::*;

    /// A small writer for tests: deflated entries.
    pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            let packed = encoder.finish().unwrap();
            let at = u32::try_from(out.len()).unwrap();
            let (small, full, name_length) = (
                u32::try_from(packed.len()).unwrap(),
                u32::try_from(content.len()).unwrap(),
                u16::try_from(name.len()).unwrap(),
            );
            let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            common.extend(small.to_le_bytes());
            common.extend(full.to_le_bytes());
            common.extend(name_length.to_le_bytes());
            common.extend([0, 0]);
            out.extend(b"PK\x03\x04");
            out.extend(&common);
            out.extend(name.as_bytes());
            out.extend(&packed);
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&common);
            directory.extend([0; 10]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (at, count) = (u32::try_from(out.len()).unwrap(), u16::try_from(files.len()).unwrap());
        out.extend(&directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(count.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn an_archive_is_unpacked_within_its_limits() {
        let bomb = vec![0_u8; 30 << 20];
        let archive = zip(&[("a.xml", b"<a/>"), ("ordner/b.xml", b"<b/>"), ("__MACOSX/x", b"x")]);
        let files = read(&archive, Limits::default()).unwrap();
        assert_eq!(files, [("a.xml".to_owned(), b"<a/>".to_vec()), ("ordner/b.xml".to_owned(), b"<b/>".to_vec())]);
        assert_eq!(read(&zip(&[("bomb", &bomb)]), Limits::default()), Err(Why::ArchiveLimit));
        let few = Limits { files: 1, ..Limits::default() };
        assert_eq!(read(&archive, few), Err(Why::ArchiveLimit));
        assert_eq!(read(&archive[..archive.len() - 30], Limits::default()), Err(Why::BrokenArchive));
    }

    proptest! {
        #[test]
        fn no_archive_makes_it_fall(change in 0_usize..160, value: u8, cut in 0_usize..160) {
            let mut archive = zip(&[("a.xml", b"<a/>"), ("b.xml", b"<b>text</b>")]);
            let place = change % archive.len();
            archive[place] = value;
            let _ = read(&archive, Limits::default());
            let _ = read(&archive[..cut.min(archive.len())], Limits::default());
        }
    }
}
