//! How the bytes of a stream are packed (ISO 32000-1, 7.4). Unpacking stops at a limit.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::object::{hexadecimal, is_space};

/// Why a stream cannot be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterError {
    TooLarge,
    Broken,
    Unknown,
}

/// Undoes one filter. The result has at most `limit` bytes.
pub(super) fn decode(filter: &[u8], bytes: &[u8], limit: usize) -> Result<Vec<u8>, FilterError> {
    let out = match filter {
        b"FlateDecode" | b"Fl" => inflate(bytes, limit)?,
        b"ASCIIHexDecode" | b"AHx" => {
            let end = bytes.iter().position(|byte| *byte == b'>').unwrap_or(bytes.len());
            hexadecimal(&bytes[..end])
        }
        b"ASCII85Decode" | b"A85" => ascii_85(bytes)?,
        b"RunLengthDecode" | b"RL" => run_length(bytes, limit)?,
        // With the identity filter, which is the only one without a key.
        b"Crypt" => bytes.to_vec(),
        _ => return Err(FilterError::Unknown),
    };
    if out.len() > limit { Err(FilterError::TooLarge) } else { Ok(out) }
}

/// What could be unpacked of a stream that breaks off is kept: the end mark is often missing.
fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, FilterError> {
    let out = limited(ZlibDecoder::new(bytes), limit)?;
    if !out.is_empty() || bytes.len() < 3 {
        return Ok(out);
    }
    // A broken head: the body may be whole.
    let out = limited(DeflateDecoder::new(&bytes[2..]), limit)?;
    if out.is_empty() && bytes.len() > 16 { Err(FilterError::Broken) } else { Ok(out) }
}

fn limited(decoder: impl Read, limit: usize) -> Result<Vec<u8>, FilterError> {
    let mut out = Vec::new();
    // An error at the end leaves what came before it in `out`.
    let _ = decoder.take(limit as u64 + 1).read_to_end(&mut out);
    if out.len() > limit { Err(FilterError::TooLarge) } else { Ok(out) }
}

fn ascii_85(bytes: &[u8]) -> Result<Vec<u8>, FilterError> {
    let mut out = Vec::new();
    let mut group = Vec::with_capacity(5);
    for byte in bytes.iter().copied().filter(|byte| !is_space(*byte)) {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => return Err(FilterError::Broken),
        }
        if group.len() == 5 {
            out.extend(base_85(&group).to_be_bytes());
            group.clear();
        }
    }
    if group.len() > 1 {
        let count = group.len() - 1;
        group.resize(5, 84);
        out.extend(&base_85(&group).to_be_bytes()[..count]);
    }
    Ok(out)
}

fn base_85(group: &[u32]) -> u32 {
    group.iter().fold(0_u32, |value, digit| value.wrapping_mul(85).wrapping_add(*digit))
}

fn run_length(bytes: &[u8], limit: usize) -> Result<Vec<u8>, FilterError> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(length) = bytes.get(at).copied().filter(|length| *length != 128) {
        at += 1;
        if length < 128 {
            let count = usize::from(length) + 1;
            out.extend(bytes.get(at..at + count).ok_or(FilterError::Broken)?);
            at += count;
        } else {
            let byte = *bytes.get(at).ok_or(FilterError::Broken)?;
            out.extend(std::iter::repeat_n(byte, 257 - usize::from(length)));
            at += 1;
        }
        if out.len() > limit {
            return Err(FilterError::TooLarge);
        }
    }
    Ok(out)
}

/// Undoes a PNG predictor (10 to 15) with rows of so many bytes of so many bytes a pixel.
pub(super) fn unpredict(bytes: &[u8], columns: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; columns];
    for row in bytes.chunks(columns + 1) {
        let (kind, row) = (row[0], &row[1..]);
        let mut current = vec![0_u8; columns];
        for (index, byte) in row.iter().enumerate() {
            let left = if index >= pixel { current[index - pixel] } else { 0 };
            let corner = if index >= pixel { above[index - pixel] } else { 0 };
            let up = above[index];
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            current[index] = byte.wrapping_add(guess);
        }
        out.extend(&current[..row.len()]);
        above = current;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (guess - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_filters() {
        assert_eq!(decode(b"AHx", b"48 65 6C6>", 99).unwrap(), b"Hel`");
        assert_eq!(decode(b"A85", b"87cURD]i,\"Ebo80~>", 99).unwrap(), b"Hello World!");
        assert_eq!(decode(b"RL", &[2, 1, 2, 3, 254, 9, 128], 99).unwrap(), [1, 2, 3, 9, 9, 9]);
        assert_eq!(decode(b"RL", &[129, 0, 129, 0, 129, 0], 200), Err(FilterError::TooLarge));
        assert_eq!(decode(b"JPXDecode", b"", 9), Err(FilterError::Unknown));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), columns in 1_usize..9) {
            for filter in [b"Fl".as_slice(), b"AHx", b"A85", b"RL"] {
                if let Ok(out) = decode(filter, &bytes, 100) {
                    prop_assert!(out.len() <= 100);
                }
            }
            let _ = unpredict(&bytes, columns, 1);
        }
    }
}
