//! Lines of standard input, each with a limit.

use std::io::{self, BufRead, Read};

/// More is no message.
const MOST_BYTES: u64 = 1 << 20;

/// A line that is no text, or too long; the words follow "Zeile 7: ".
pub(super) type BadLine = &'static str;

/// The next line; `None` at the end.
pub(super) fn next(input: &mut impl BufRead) -> io::Result<Option<Result<String, BadLine>>> {
    let mut bytes = Vec::new();
    if input.by_ref().take(MOST_BYTES + 1).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.len() as u64 > MOST_BYTES {
        while bytes.last() != Some(&b'\n') {
            bytes.clear();
            if input.by_ref().take(MOST_BYTES).read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
        }
        return Ok(Some(Err("länger als 1 MiB.")));
    }
    // Programs on Windows put a mark before a file, and files are put one behind the other.
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok(Some(String::from_utf8(bytes).map_err(|_| "kein Text in UTF-8.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_spoils_no_other() {
        let mut text = vec![b'x'; 3 << 20];
        text.extend_from_slice(b"\n\xef\xbb\xbfgood\n\xff\nlast");
        let mut input = text.as_slice();
        assert_eq!(next(&mut input).unwrap(), Some(Err("länger als 1 MiB.")));
        assert_eq!(next(&mut input).unwrap(), Some(Ok("good\n".to_owned())));
        assert_eq!(next(&mut input).unwrap(), Some(Err("kein Text in UTF-8.")));
        assert_eq!(next(&mut input).unwrap(), Some(Ok("last".to_owned())));
        assert_eq!(next(&mut input).unwrap(), None);
    }
}
