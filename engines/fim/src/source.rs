//! Bytes on their way into the XML reader: counted, limited and checked.
//!
//! The XML reader keeps one event in memory at a time, so bounding the size of an event and of the
//! file bounds its memory. Counting lines here gives every message its line.

use std::cell::RefCell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use crate::reader::Limits;

/// Why the source stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    TooManyBytes,
    TokenTooLong,
    NotUtf8,
    ControlCharacter,
    Broken,
}

/// What the reader may look at while the source belongs to the XML reader.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Line of the next byte, from 1.
    pub line: u64,
    pub bytes: u64,
    /// Bytes since the current event began.
    pub token_bytes: usize,
    pub stopped: Option<(Stop, u64)>,
}

pub(crate) struct Source<R> {
    inner: R,
    progress: Rc<RefCell<Progress>>,
    max_bytes: u64,
    max_token_bytes: usize,
    /// Start of a character that the previous chunk cut off.
    cut_character: Vec<u8>,
    /// Bytes at the front of the buffer that are checked already.
    checked: usize,
}

impl<R: BufRead> Source<R> {
    pub fn new(inner: R, limits: &Limits) -> (Self, Rc<RefCell<Progress>>) {
        let progress = Rc::new(RefCell::new(Progress { line: 1, bytes: 0, token_bytes: 0, stopped: None }));
        let source = Self {
            inner,
            progress: Rc::clone(&progress),
            max_bytes: limits.max_bytes,
            max_token_bytes: limits.max_token_bytes,
            cut_character: Vec::new(),
            checked: 0,
        };
        (source, progress)
    }

    fn stop(&self, reason: Stop, line: u64) -> io::Error {
        self.progress.borrow_mut().stopped.get_or_insert((reason, line));
        io::Error::other("the source stopped")
    }
}

/// Number of line feeds; files use LF or CR LF.
fn line_feeds(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&b| u64::from(b == b'\n')).sum()
}

/// Position and reason of the first byte that XML 1.0 in UTF-8 does not allow.
fn first_fault(cut: &mut Vec<u8>, chunk: &[u8]) -> Option<(usize, Stop)> {
    let mut rest = chunk;
    let mut offset = 0;
    while !cut.is_empty() && !rest.is_empty() {
        cut.push(rest[0]);
        rest = &rest[1..];
        offset += 1;
        match std::str::from_utf8(cut) {
            Ok(_) => cut.clear(),
            Err(fault) if fault.error_len().is_some() => return Some((offset - 1, Stop::NotUtf8)),
            Err(_) => {}
        }
    }
    let valid = match std::str::from_utf8(rest) {
        Ok(_) => rest.len(),
        Err(fault) => {
            if fault.error_len().is_none() {
                cut.extend_from_slice(&rest[fault.valid_up_to()..]);
            }
            fault.valid_up_to()
        }
    };
    let control = rest[..valid].iter().position(|&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
    if let Some(at) = control {
        return Some((offset + at, Stop::ControlCharacter));
    }
    (valid < rest.len() && cut.is_empty()).then_some((offset + valid, Stop::NotUtf8))
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let (bytes, token_bytes, line) = {
            let progress = self.progress.borrow();
            if progress.stopped.is_some() {
                return Err(io::Error::other("the source stopped"));
            }
            (progress.bytes, progress.token_bytes, progress.line)
        };
        if bytes > self.max_bytes {
            return Err(self.stop(Stop::TooManyBytes, line));
        }
        if token_bytes > self.max_token_bytes {
            return Err(self.stop(Stop::TokenTooLong, line));
        }
        let length = match self.inner.fill_buf() {
            Ok(chunk) => chunk.len(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(_) => return Err(self.stop(Stop::Broken, line)),
        };
        if length == 0 && !self.cut_character.is_empty() {
            return Err(self.stop(Stop::NotUtf8, line));
        }
        if self.checked < length {
            let chunk = self.inner.fill_buf()?;
            if let Some((at, reason)) = first_fault(&mut self.cut_character, &chunk[self.checked..]) {
                let line = line + line_feeds(&chunk[..self.checked + at]);
                return Err(self.stop(reason, line));
            }
            self.checked = length;
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // The buffer is still filled; asking again reads nothing.
        let feeds = self.inner.fill_buf().map_or(0, |chunk| line_feeds(&chunk[..amount.min(chunk.len())]));
        let mut progress = self.progress.borrow_mut();
        progress.line += feeds;
        progress.bytes += amount as u64;
        progress.token_bytes += amount;
        drop(progress);
        self.checked = self.checked.saturating_sub(amount);
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let chunk = self.fill_buf()?;
        let amount = chunk.len().min(target.len());
        target[..amount].copy_from_slice(&chunk[..amount]);
        self.consume(amount);
        Ok(amount)
    }
}
