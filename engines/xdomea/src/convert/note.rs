//! Remarks on their way through a store.

use std::io;

use super::{Remark, RemarkKind};

const KINDS: [RemarkKind; 4] = [RemarkKind::LeftOut, RemarkKind::Added, RemarkKind::Changed, RemarkKind::Aside];

/// The kind, the path, a zero, the message: names have no zero in them.
pub(super) fn bytes(remark: &Remark) -> Vec<u8> {
    let kind = KINDS.iter().position(|kind| *kind == remark.kind).unwrap_or_default();
    let mut bytes = vec![u8::try_from(kind).unwrap_or_default()];
    bytes.extend(remark.path.bytes());
    bytes.push(0);
    bytes.extend(remark.message.bytes());
    bytes
}

pub(super) fn remark(bytes: &[u8]) -> io::Result<Remark> {
    let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
    let (kind, rest) = text.split_at_checked(1).ok_or(io::ErrorKind::InvalidData)?;
    let (path, message) = rest.split_once('\0').ok_or(io::ErrorKind::InvalidData)?;
    let kind = KINDS.get(usize::from(kind.as_bytes()[0])).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Remark { kind: *kind, path: path.to_owned(), message: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_comes_back_as_it_was() {
        for kind in KINDS {
            let one = Remark { kind, path: "/Akte/Größe".to_owned(), message: "„a“: 0\0".to_owned() };
            assert_eq!(remark(&bytes(&one)).ok(), Some(one));
        }
        assert!(remark(b"").is_err() && remark(b"\x07/a\0b").is_err() && remark(b"\x01/a").is_err());
    }
}
