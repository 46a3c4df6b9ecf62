//! The objects a PDF is made of (ISO 32000-1, 7.3), read from bytes.

use std::collections::HashMap;

/// An object. Streams are dictionaries with the place where their bytes begin.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Boolean(bool),
    Integer(i64),
    Real,
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Stream(Dictionary, usize),
    Reference(u32),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Dictionary(pub HashMap<Vec<u8>, Object>);

impl Dictionary {
    pub fn get(&self, key: &str) -> Option<&Object> {
        self.0.get(key.as_bytes())
    }

    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Object::Integer(value) => Some(*value),
            _ => None,
        }
    }

    pub fn name(&self, key: &str) -> Option<&[u8]> {
        match self.get(key)? {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// Reads objects from a place in the bytes.
pub(super) struct Parser<'b> {
    pub bytes: &'b [u8],
    pub at: usize,
    depth: usize,
}

/// Objects inside each other.
const DEPTH: usize = 64;

impl<'b> Parser<'b> {
    /// A place behind the end is the end: it comes from the file and may be anything.
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at: at.min(bytes.len()), depth: 0 }
    }

    /// Goes on by so many bytes, not behind the end.
    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.skip(1);
                    }
                }
                byte if is_space(byte) => self.skip(1),
                _ => break,
            }
        }
    }

    /// Takes a keyword; whether it was there.
    pub fn keyword(&mut self, word: &[u8]) -> bool {
        self.skip_space();
        let is_there = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if is_there {
            self.skip(word.len());
        }
        is_there
    }

    pub fn unsigned(&mut self) -> Option<u64> {
        self.skip_space();
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) && self.at - start < 18 {
            self.skip(1);
        }
        std::str::from_utf8(&self.bytes[start..self.at]).ok()?.parse().ok()
    }

    /// `12 0 obj … endobj`, from the number on: the number and the object.
    pub fn indirect(&mut self) -> Option<(u32, Object)> {
        let number = u32::try_from(self.unsigned()?).ok()?;
        self.unsigned()?;
        if !self.keyword(b"obj") {
            return None;
        }
        let object = self.object()?;
        let Object::Dictionary(dictionary) = object else { return Some((number, object)) };
        if !self.keyword(b"stream") {
            return Some((number, Object::Dictionary(dictionary)));
        }
        match (self.peek(), self.bytes.get(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => self.skip(2),
            (Some(b'\r' | b'\n'), _) => self.skip(1),
            _ => {}
        }
        Some((number, Object::Stream(dictionary, self.at)))
    }

    pub fn object(&mut self) -> Option<Object> {
        if self.depth >= DEPTH {
            return None;
        }
        self.depth += 1;
        let object = self.any();
        self.depth -= 1;
        object
    }

    fn any(&mut self) -> Option<Object> {
        self.skip_space();
        match self.peek()? {
            b'/' => Some(Object::Name(self.name())),
            b'(' => self.literal().map(Object::Text),
            b'[' => self.array(),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dictionary().map(Object::Dictionary),
            b'<' => self.hexadecimal().map(Object::Text),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
            b't' if self.keyword(b"true") => Some(Object::Boolean(true)),
            b'f' if self.keyword(b"false") => Some(Object::Boolean(false)),
            b'n' if self.keyword(b"null") => Some(Object::Null),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Object> {
        let start = self.at;
        while self.peek().is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) {
            self.skip(1);
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
        let Ok(value) = text.parse::<i64>() else { return Some(Object::Real) };
        // `12 0 R`
        let after = self.at;
        if let Ok(number) = u32::try_from(value)
            && self.unsigned().is_some()
            && self.keyword(b"R")
            && self.peek().is_none_or(|byte| is_space(byte) || is_delimiter(byte))
        {
            return Some(Object::Reference(number));
        }
        self.at = after;
        Some(Object::Integer(value))
    }

    fn name(&mut self) -> Vec<u8> {
        self.skip(1);
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| !is_space(*byte) && !is_delimiter(*byte)) {
            let escaped = (byte == b'#').then(|| self.bytes.get(self.at + 1..self.at + 3)).flatten().and_then(hex_pair);
            name.push(escaped.unwrap_or(byte));
            self.skip(if escaped.is_some() { 3 } else { 1 });
        }
        name
    }

    fn array(&mut self) -> Option<Object> {
        self.skip(1);
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek()? == b']' {
                self.skip(1);
                return Some(Object::Array(items));
            }
            items.push(self.object()?);
        }
    }

    pub fn dictionary(&mut self) -> Option<Dictionary> {
        self.skip(2);
        let mut entries = HashMap::new();
        loop {
            self.skip_space();
            match self.peek()? {
                b'>' => {
                    self.skip(2);
                    return Some(Dictionary(entries));
                }
                b'/' => {
                    let key = self.name();
                    let value = self.object()?;
                    entries.insert(key, value);
                }
                _ => return None,
            }
        }
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.skip(1);
        let mut text = Vec::new();
        let mut open = 1_usize;
        loop {
            let byte = self.peek()?;
            self.skip(1);
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Some(text);
                    }
                }
                b'\\' => {
                    self.escape(&mut text)?;
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.skip(1);
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.skip(1);
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.skip(1);
                }
                text.push(u8::try_from(value & 0xff).unwrap_or_default());
            }
            other => text.push(other),
        }
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.skip(1);
        let length = self.bytes[self.at..].iter().position(|byte| *byte == b'>')?;
        let digits = &self.bytes[self.at..self.at + length];
        self.skip(length + 1);
        Some(hexadecimal(digits))
    }
}

/// Pairs of hexadecimal digits, anything else left out; a last single digit counts as if a zero followed.
pub(super) fn hexadecimal(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits.iter().copied().filter(u8::is_ascii_hexdigit).collect();
    let pair = |pair: &[u8]| hex_pair(&[pair[0], *pair.get(1).unwrap_or(&b'0')]).unwrap_or_default();
    digits.chunks(2).map(pair).collect()
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}
