//! Bytes of a message as UTF-8, whatever it is written in: by the mark at its beginning or by its XML declaration. What is
//! in UTF-8 already passes through untouched; the rest is decoded piece by piece, in the memory of one piece.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, ISO_8859_15, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::xml::Fault;

/// A declaration is not longer.
const MOST_DECLARATION: usize = 1024;
/// So much is decoded at a time.
const PIECE: usize = 1 << 14;

pub(crate) struct Decoded<R> {
    inner: R,
    letters: Letters,
    /// Decoded and not yet read.
    ready: Vec<u8>,
    at: usize,
    /// Found behind what is ready, so that it is told when that has been read.
    fault: Option<Fault>,
}

enum Letters {
    /// Nothing has been read.
    Unknown,
    Utf8,
    Ascii,
    Latin1,
    /// The name, for the person whose file is damaged, and which bytes stand for no letter.
    Other(&'static str, Box<Decoder>, &'static [u8]),
    /// Everything has been decoded.
    Ended,
}

impl Letters {
    fn name(&self) -> &'static str {
        match self {
            Self::Unknown | Self::Utf8 | Self::Ended => "UTF-8",
            Self::Ascii => "US-ASCII",
            Self::Latin1 => "ISO-8859-1",
            Self::Other(name, ..) => name,
        }
    }
}

/// What a file says it is written in.
enum Named {
    Utf8,
    Utf16,
    Letters(Letters),
    Unknown,
}

/// By the names that are registered for them, as far as they are in use.
fn named(name: &str) -> Named {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Named::Utf8,
        "utf-16" | "utf16" | "utf-16le" | "utf-16be" => Named::Utf16,
        "us-ascii" | "ascii" => Named::Letters(Letters::Ascii),
        "iso-8859-1" | "iso_8859-1" | "iso8859-1" | "latin1" | "l1" => Named::Letters(Letters::Latin1),
        "iso-8859-15" | "iso_8859-15" | "iso8859-15" | "latin-9" => {
            Named::Letters(other("ISO-8859-15", ISO_8859_15, &[]))
        }
        "windows-1252" | "cp1252" => {
            Named::Letters(other("Windows-1252", WINDOWS_1252, &[0x81, 0x8d, 0x8f, 0x90, 0x9d]))
        }
        _ => Named::Unknown,
    }
}

fn other(name: &'static str, encoding: &'static encoding_rs::Encoding, none: &'static [u8]) -> Letters {
    Letters::Other(name, Box::new(encoding.new_decoder_without_bom_handling()), none)
}

impl<R: BufRead> Decoded<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, letters: Letters::Unknown, ready: Vec::new(), at: 0, fault: None }
    }

    /// Reads the beginning and finds out what the file is written in.
    fn begin(&mut self) -> io::Result<()> {
        let mut head = Vec::new();
        while head.len() < 4 && self.read_more(&mut head, 4)? {}
        let utf_16 = match head.as_slice() {
            [0xff, 0xfe, 0, 0] | [0, 0, 0xfe, 0xff] => return Err(refused(Fault::Encoding("UTF-32".to_owned()))),
            [0xff, 0xfe, ..] => Some((UTF_16LE, 2)),
            [0xfe, 0xff, ..] => Some((UTF_16BE, 2)),
            // „<?“ without a mark.
            [b'<', 0, b'?', 0] => Some((UTF_16LE, 0)),
            [0, b'<', 0, b'?'] => Some((UTF_16BE, 0)),
            _ => None,
        };
        if let Some((encoding, mark)) = utf_16 {
            let is_declared = mark == 0 || head[2..].contains(&b'<');
            let end: &[u8] = if encoding == UTF_16LE { b"?\0>\0" } else { b"\0?\0>" };
            self.read_declaration(&mut head, is_declared, end)?;
            self.letters = other("UTF-16", encoding, &[]);
            self.decode(&head[mark..], false);
            if let Some((place, name)) = declared(&self.ready) {
                match named(&name) {
                    // The declaration is about the bytes, of which nothing is left.
                    Named::Utf8 | Named::Utf16 => self.ready[place].fill(b' '),
                    Named::Letters(letters) => return Err(refused(Fault::Undecodable(letters.name()))),
                    Named::Unknown => return Err(refused(Fault::Encoding(name))),
                }
            }
            return Ok(());
        }
        let has_mark = head.starts_with(b"\xef\xbb\xbf");
        let may_be_declared = has_mark || head.starts_with(b"<?");
        self.read_declaration(&mut head, may_be_declared, b"?>")?;
        self.letters = Letters::Utf8;
        let Some((place, name)) = declared(&head) else {
            self.ready = head;
            return Ok(());
        };
        match named(&name) {
            Named::Utf8 | Named::Unknown => self.ready = head,
            Named::Utf16 => return Err(refused(Fault::Undecodable("UTF-16"))),
            // The mark is part of the bytes, the declaration only speaks of them.
            Named::Letters(_) if has_mark => {
                head[place].fill(b' ');
                self.ready = head;
            }
            Named::Letters(letters) => {
                self.letters = letters;
                head[place].fill(b' ');
                self.decode(&head, false);
            }
        }
        Ok(())
    }

    /// As far as the end of the declaration, if there may be one.
    fn read_declaration(&mut self, head: &mut Vec<u8>, may_be: bool, end: &[u8]) -> io::Result<()> {
        while may_be && head.len() < MOST_DECLARATION && !head.windows(end.len()).any(|bytes| bytes == end) {
            if !self.read_more(head, MOST_DECLARATION)? {
                break;
            }
        }
        Ok(())
    }

    /// Some more bytes, at most until there are so many; whether there were any.
    fn read_more(&mut self, head: &mut Vec<u8>, most: usize) -> io::Result<bool> {
        let bytes = loop {
            match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let count = bytes.len().min(most - head.len());
        head.extend_from_slice(&bytes[..count]);
        self.inner.consume(count);
        Ok(count > 0)
    }

    /// The next piece, decoded; at the end of the file nothing.
    fn advance(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.at = 0;
        while self.ready.is_empty() && !matches!(self.letters, Letters::Ended) {
            if let Some(fault) = self.fault.take() {
                return Err(refused(fault));
            }
            let mut piece = Vec::new();
            self.read_more(&mut piece, PIECE)?;
            self.decode(&piece, piece.is_empty());
        }
        Ok(())
    }

    fn decode(&mut self, bytes: &[u8], is_last: bool) {
        let mut whole = bytes;
        let mut stop_at = |name: &'static str, is_none: &dyn Fn(&u8) -> bool| {
            let place = bytes.iter().position(is_none)?;
            whole = &bytes[..place];
            Some(Fault::Undecodable(name))
        };
        self.fault = match &self.letters {
            Letters::Ascii => stop_at("US-ASCII", &|byte| !byte.is_ascii()),
            Letters::Other(name, _, none) if !none.is_empty() => stop_at(name, &|byte| none.contains(byte)),
            _ => None,
        };
        let start = self.ready.len();
        match &mut self.letters {
            Letters::Unknown | Letters::Utf8 | Letters::Ascii | Letters::Ended => self.ready.extend_from_slice(whole),
            Letters::Latin1 => {
                self.ready.resize(start + 2 * whole.len(), 0);
                let written = encoding_rs::mem::convert_latin1_to_utf8(whole, &mut self.ready[start..]);
                self.ready.truncate(start + written);
            }
            Letters::Other(name, decoder, _) => {
                let most = decoder.max_utf8_buffer_length_without_replacement(whole.len());
                self.ready.resize(start + most.unwrap_or(4 * PIECE), 0);
                let (result, _, written) =
                    decoder.decode_to_utf8_without_replacement(whole, &mut self.ready[start..], is_last);
                self.ready.truncate(start + written);
                if !matches!(result, DecoderResult::InputEmpty) {
                    self.fault = Some(Fault::Undecodable(name));
                }
            }
        }
        if is_last && self.fault.is_none() {
            self.letters = Letters::Ended;
        }
    }
}

/// A fault on its way through the reader.
fn refused(fault: Fault) -> io::Error {
    io::Error::other(fault)
}

/// Where the declaration names an encoding (`encoding="…"`), and which.
fn declared(head: &[u8]) -> Option<(std::ops::Range<usize>, String)> {
    let (mark, head) = head.strip_prefix(b"\xef\xbb\xbf").map_or((0, head), |rest| (3, rest));
    let end = head.windows(2).position(|bytes| bytes == b"?>")?;
    let declaration =
        head[..end].strip_prefix(b"<?xml").filter(|rest| rest.first().is_some_and(u8::is_ascii_whitespace))?;
    let start = declaration.windows(8).position(|bytes| bytes == b"encoding")?;
    let value = declaration[start + 8..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = declaration.len() - value.len();
    let (around, name) = value.split_first().filter(|(around, _)| matches!(around, b'"' | b'\''))?;
    let length = name.iter().position(|byte| byte == around)?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let name = name[..length].iter().all(is_name).then(|| String::from_utf8_lossy(&name[..length]).into_owned())?;
    let shift = mark + b"<?xml".len();
    Some((shift + start..shift + quote + length + 2, name))
}

impl<R: BufRead> BufRead for Decoded<R> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // The usual file is passed on as it is.
        if matches!(self.letters, Letters::Utf8) && self.at >= self.ready.len() {
            return self.inner.fill_buf();
        }
        if matches!(self.letters, Letters::Unknown) {
            self.begin()?;
        }
        if self.at >= self.ready.len() {
            if matches!(self.letters, Letters::Utf8) {
                return self.inner.fill_buf();
            }
            self.advance()?;
        }
        Ok(&self.ready[self.at..])
    }

    #[inline]
    fn consume(&mut self, amount: usize) {
        if self.at < self.ready.len() {
            self.at += amount;
        } else {
            self.inner.consume(amount);
        }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, target)
    }
}

/// Reading, for what is a buffer first of all.
pub(crate) fn read_buffered(source: &mut impl BufRead, target: &mut [u8]) -> io::Result<usize> {
    let bytes = source.fill_buf()?;
    let amount = bytes.len().min(target.len());
    target[..amount].copy_from_slice(&bytes[..amount]);
    source.consume(amount);
    Ok(amount)
}
