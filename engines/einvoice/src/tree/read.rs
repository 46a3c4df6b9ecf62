//! Reading: quick-xml splits the input, this file keeps what the rules need.

use std::borrow::Cow;

use quick_xml::{Reader, events::Event};

use super::{Attr, AttributeCell, Cell, Document, NONE, Name, names::namespace};

/// What a document may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the input; never more than 1 GiB.
    pub bytes: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributes: usize,
    /// Elements and texts together.
    pub nodes: usize,
}

impl Default for Limits {
    /// 256 MiB, 100 deep, 64 attributes an element, 20 million elements and texts.
    fn default() -> Self {
        Self { bytes: 256 << 20, depth: 100, attributes: 64, nodes: 20_000_000 }
    }
}

/// Why nothing can be said about a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("empty input")]
    Empty,
    #[error("not well-formed XML at byte {offset}: {reason}")]
    NotWellFormed { offset: usize, reason: String },
    #[error("a document type definition is not accepted")]
    Dtd,
    #[error("reference to an unknown entity at byte {offset}")]
    Entity { offset: usize },
    #[error("the encoding {0:?} is not supported or the text breaks it")]
    Encoding(String),
    #[error("limit passed: {0}")]
    Limit(&'static str),
}

/// The input as UTF-8: by byte order mark, by the XML declaration, else as UTF-8.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let (encoding, bytes) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (declared(bytes)?, bytes),
    };
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| Unreadable::Encoding(encoding.name().to_owned()))
}

fn declared(bytes: &[u8]) -> Result<&'static encoding_rs::Encoding, Unreadable> {
    match bytes {
        [0, b'<', ..] => return Ok(encoding_rs::UTF_16BE),
        [b'<', 0, ..] => return Ok(encoding_rs::UTF_16LE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(200)];
    let head = head.split(|byte| *byte == b'>').next().unwrap_or(head);
    let head = std::str::from_utf8(head).unwrap_or("");
    let Some((_, rest)) = head.starts_with("<?xml").then(|| head.split_once("encoding")).flatten() else {
        return Ok(encoding_rs::UTF_8);
    };
    let rest = rest.trim_start().trim_start_matches('=').trim_start();
    let mut letters = rest.chars();
    let quote = letters.next().unwrap_or('"');
    let label = letters.as_str().split(quote).next().unwrap_or("");
    encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| Unreadable::Encoding(label.to_owned()))
}

pub(super) fn read<'a>(source: &'a str, limits: &Limits) -> Result<Document<'a>, Unreadable> {
    if source.trim_ascii().is_empty() {
        return Err(Unreadable::Empty);
    }
    if source.len() > limits.bytes.min(1 << 30) {
        return Err(Unreadable::Limit("bytes"));
    }
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = true;
    config.allow_unmatched_ends = false;
    let mut builder = Builder::new(source, limits);
    loop {
        let before = position(reader.buffer_position());
        let event = reader.read_event().map_err(|error| not_well_formed(position(reader.error_position()), &error))?;
        match event {
            Event::Start(tag) => builder.open(&tag, before)?,
            Event::Empty(tag) => {
                builder.open(&tag, before)?;
                builder.close();
            }
            Event::End(_) => builder.close(),
            Event::Text(text) => builder.text(text.as_ref(), before)?,
            Event::CData(text) => builder.append(text.as_ref(), before)?,
            Event::GeneralRef(reference) => builder.reference(reference.as_ref(), before)?,
            Event::DocType(_) => return Err(Unreadable::Dtd),
            Event::Comment(_) | Event::PI(_) => builder.finish_text()?,
            Event::Decl(_) if before > 0 => {
                return Err(not_well_formed(before, &"XML declaration inside the document"));
            }
            Event::Decl(_) => {}
            Event::Eof => return builder.finish(),
        }
    }
}

fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn not_well_formed(offset: usize, reason: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::NotWellFormed { offset, reason: reason.to_string() }
}

fn small(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(NONE)
}

struct Builder<'a, 'l> {
    source: &'a str,
    limits: &'l Limits,
    document: Document<'a>,
    open: Vec<u32>,
    /// What is declared, the last first to be found.
    prefixes: Vec<Prefix<'a>>,
    /// A text not yet finished: where it starts and ends.
    pending: Option<(usize, usize)>,
}

/// A declared prefix.
struct Prefix<'a> {
    text: &'a str,
    /// The text as a number, to compare at once; 0: empty or longer than seven bytes.
    short: u64,
    namespace: u8,
    /// How many elements were open when it was declared.
    depth: usize,
}

impl<'a> Prefix<'a> {
    fn new(text: &'a str, namespace: u8, depth: usize) -> Self {
        Self { text, short: packed(text), namespace, depth }
    }
}

fn packed(prefix: &str) -> u64 {
    if prefix.len() > 7 {
        return 0;
    }
    prefix.bytes().fold(0, |packed, byte| packed << 8 | u64::from(byte))
}

const XSI: u8 = 100;
const XML: u8 = 101;
const OTHER: u8 = 0;

impl<'a, 'l> Builder<'a, 'l> {
    fn new(source: &'a str, limits: &'l Limits) -> Self {
        // About how dense invoices are: a cell in 27 bytes, an attribute in 150.
        let cells = Vec::with_capacity(source.len() / 20);
        let attributes = Vec::with_capacity(source.len() / 100);
        let document = Document {
            source,
            copied: String::new(),
            cells,
            attributes,
            first: vec![NONE; Name::COUNT],
            after_last: vec![0; Name::COUNT],
        };
        Self {
            source,
            limits,
            document,
            open: Vec::with_capacity(16),
            prefixes: vec![Prefix::new("xml", XML, 0)],
            pending: None,
        }
    }

    fn open(&mut self, tag: &quick_xml::events::BytesStart<'_>, before: usize) -> Result<(), Unreadable> {
        self.finish_text()?;
        if self.open.len() >= self.limits.depth {
            return Err(Unreadable::Limit("depth"));
        }
        if self.open.is_empty() && !self.document.cells.is_empty() {
            return Err(not_well_formed(before, &"a second document element"));
        }
        let first = self.document.attributes.len();
        self.attributes(tag, before)?;
        let raw = tag.name();
        let raw = self.slice(before + 1, raw.as_ref().len());
        let (namespace, local) = self.resolve(raw, true, before)?;
        let name = Name::find(namespace, local);
        let index = small(self.document.cells.len());
        self.push(Cell {
            name,
            attribute_count: u16::try_from(self.document.attributes.len() - first).unwrap_or(u16::MAX),
            parent: self.open.last().copied().unwrap_or(NONE),
            end: 0,
            next_same: NONE,
            offset: small(before),
            first: small(first),
            length: 0,
        })?;
        let same = usize::from(name.0);
        match self.document.after_last[same] {
            0 => self.document.first[same] = index,
            after => self.document.cells[after as usize - 1].next_same = index,
        }
        self.document.after_last[same] = index + 1;
        self.open.push(index);
        Ok(())
    }

    fn slice(&self, start: usize, length: usize) -> &'a str {
        &self.source[start..start + length]
    }

    fn push(&mut self, cell: Cell) -> Result<(), Unreadable> {
        if self.document.cells.len() >= self.limits.nodes {
            return Err(Unreadable::Limit("nodes"));
        }
        self.document.cells.push(cell);
        Ok(())
    }

    fn close(&mut self) {
        // A text that cannot be pushed is over the limit of nodes; the next element says so.
        let _ = self.finish_text();
        if let Some(index) = self.open.pop() {
            self.document.cells[index as usize].end = small(self.document.cells.len());
        }
        let depth = self.open.len();
        while self.prefixes.last().is_some_and(|prefix| prefix.depth > depth) {
            self.prefixes.pop();
        }
    }

    /// Reads the attributes of a tag: first the namespace declarations, since they hold for the tag itself.
    fn attributes(&mut self, tag: &quick_xml::events::BytesStart<'_>, before: usize) -> Result<(), Unreadable> {
        let raw = tag.attributes_raw();
        if raw.is_empty() {
            return Ok(());
        }
        let start = before + 1 + tag.name().as_ref().len();
        let depth = self.open.len() + 1;
        let first = self.document.attributes.len();
        let mut count = 0;
        let mut has_prefix = false;
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| not_well_formed(start, &error))?;
            count += 1;
            if count > self.limits.attributes {
                return Err(Unreadable::Limit("attributes"));
            }
            let key = attribute.key.as_ref();
            let key_at = start + offset_in(raw, key);
            let value_at = start + offset_in(raw, &attribute.value);
            let key = self.slice(key_at, key.len());
            let value = self.attribute_value(value_at, attribute.value.len())?;
            if let Some(declared) = declared_prefix(key) {
                self.declare(declared, value, depth, key_at)?;
                continue;
            }
            has_prefix |= key.contains(':');
            let length = u16::try_from(key.len()).map_err(|_| Unreadable::Limit("length of an attribute's name"))?;
            self.document.attributes.push(AttributeCell { name: Attr::find(key), raw: (small(key_at), length), value });
        }
        if has_prefix {
            self.name_prefixed_attributes(first)?;
        }
        self.refuse_doubles(first, start)
    }

    fn declare(&mut self, prefix: &'a str, value: (u32, u32), depth: usize, offset: usize) -> Result<(), Unreadable> {
        let name = self.document.text(value);
        let number = match name {
            "http://www.w3.org/2001/XMLSchema-instance" => XSI,
            "http://www.w3.org/XML/1998/namespace" => XML,
            "" if !prefix.is_empty() => return Err(not_well_formed(offset, &"a prefix cannot be undeclared")),
            name => namespace(name),
        };
        if self.prefixes.iter().any(|other| other.text == prefix && other.depth == depth) {
            return Err(not_well_formed(offset, &"a prefix is declared twice"));
        }
        self.prefixes.push(Prefix::new(prefix, number, depth));
        Ok(())
    }

    fn name_prefixed_attributes(&mut self, first: usize) -> Result<(), Unreadable> {
        for index in first..self.document.attributes.len() {
            let (at, length) = self.document.attributes[index].raw;
            let raw = self.slice(at as usize, usize::from(length));
            if !raw.contains(':') {
                continue;
            }
            let (namespace, local) = self.resolve(raw, false, at as usize)?;
            self.document.attributes[index].name = match namespace {
                XSI => Attr::find(&format!("xsi:{local}")),
                XML => Attr::find(&format!("xml:{local}")),
                _ => Attr::UNKNOWN,
            };
        }
        Ok(())
    }

    fn refuse_doubles(&self, first: usize, offset: usize) -> Result<(), Unreadable> {
        let new = &self.document.attributes[first..];
        let name = |attribute: &AttributeCell| self.document.text((attribute.raw.0, u32::from(attribute.raw.1)));
        let is_double = new.iter().enumerate().any(|(index, attribute)| {
            new[..index].iter().any(|other| {
                other.name == attribute.name && (attribute.name != Attr::UNKNOWN || name(other) == name(attribute))
            })
        });
        if is_double { Err(not_well_formed(offset, &"an attribute stands twice")) } else { Ok(()) }
    }

    /// Namespace and local part of a name as written.
    fn resolve(&self, raw: &'a str, is_element: bool, offset: usize) -> Result<(u8, &'a str), Unreadable> {
        let bytes = raw.as_bytes();
        // A loop: names are too short for a search to pay.
        let (prefix, local) = match bytes.iter().position(|byte| *byte == b':') {
            Some(at) if at > 0 && at + 1 < raw.len() && !bytes[at + 1..].contains(&b':') => {
                (&raw[..at], &raw[at + 1..])
            }
            Some(_) => return Err(not_well_formed(offset, &"a name with a misplaced colon")),
            None if is_element => ("", raw),
            None => return Ok((OTHER, raw)),
        };
        let short = packed(prefix);
        match self.prefixes.iter().rev().find(|known| known.short == short && (short != 0 || known.text == prefix)) {
            Some(known) => Ok((known.namespace, local)),
            None if prefix.is_empty() => Ok((OTHER, local)),
            None => Err(not_well_formed(offset, &format!("the prefix {prefix} is not declared"))),
        }
    }

    /// White space becomes spaces and references their characters (XML 1.0, 3.3.3).
    fn attribute_value(&mut self, start: usize, length: usize) -> Result<(u32, u32), Unreadable> {
        let raw = self.slice(start, length);
        Letters::of(raw).refuse_control(raw, start)?;
        if raw.as_bytes().contains(&b'<') {
            return Err(not_well_formed(start, &"< inside an attribute"));
        }
        if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\r' | b'\n')) {
            return Ok((small(start), small(length)));
        }
        let at = self.document.copied.len();
        let mut rest = raw;
        while let Some(place) = rest.find(['&', '\t', '\r', '\n']) {
            self.document.copied.push_str(&rest[..place]);
            rest = &rest[place..];
            if let Some(after) = rest.strip_prefix('&') {
                let (reference, after) = after.split_once(';').ok_or(Unreadable::Entity { offset: start })?;
                self.document.copied.push(character(reference).ok_or(Unreadable::Entity { offset: start })?);
                rest = after;
                continue;
            }
            self.document.copied.push(' ');
            rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
        }
        self.document.copied.push_str(rest);
        Ok((small(self.source.len() + at), small(self.document.copied.len() - at)))
    }

    fn text(&mut self, text: &str, before: usize) -> Result<(), Unreadable> {
        if self.open.is_empty() {
            let is_blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
            return if is_blank { Ok(()) } else { Err(not_well_formed(before, &"text outside the document element")) };
        }
        let source = self.slice(before, text.len());
        let seen = Letters::of(source);
        if seen.bracket && source.contains("]]>") {
            return Err(not_well_formed(before, &"]]> inside a text"));
        }
        self.append_piece(source, before, seen)
    }

    /// Adds to the pending text; stays a range of the source as long as nothing has to be changed.
    fn append(&mut self, text: &str, before: usize) -> Result<(), Unreadable> {
        if self.open.is_empty() {
            return Err(not_well_formed(before, &"text outside the document element"));
        }
        // CDATA starts behind its opening mark.
        let start = before + offset_of_content(&self.source[before..]);
        let piece = self.slice(start, text.len());
        self.append_piece(piece, start, Letters::of(piece))
    }

    fn append_piece(&mut self, piece: &'a str, start: usize, seen: Letters) -> Result<(), Unreadable> {
        seen.refuse_control(piece, start)?;
        if self.pending.is_none() && !seen.carriage_return {
            self.pending = Some((start, start + piece.len()));
            return Ok(());
        }
        self.copy_pending();
        if seen.carriage_return {
            let clean = piece.replace("\r\n", "\n").replace('\r', "\n");
            self.document.copied.push_str(&clean);
        } else {
            self.document.copied.push_str(piece);
        }
        self.extend_pending();
        Ok(())
    }

    fn reference(&mut self, reference: &str, before: usize) -> Result<(), Unreadable> {
        if self.open.is_empty() {
            return Err(not_well_formed(before, &"a reference outside the document element"));
        }
        let letter = character(reference).ok_or(Unreadable::Entity { offset: before })?;
        self.copy_pending();
        self.document.copied.push(letter);
        self.extend_pending();
        Ok(())
    }

    /// Makes sure that the pending text is the last of the copied ones.
    fn copy_pending(&mut self) {
        let base = self.source.len();
        match self.pending {
            None => self.pending = Some((base + self.document.copied.len(), base + self.document.copied.len())),
            Some((start, end)) if start < base => {
                let at = base + self.document.copied.len();
                self.document.copied.push_str(&self.source[start..end]);
                self.pending = Some((at, at + end - start));
            }
            Some(_) => {}
        }
    }

    fn extend_pending(&mut self) {
        if let Some((_, end)) = &mut self.pending {
            *end = self.source.len() + self.document.copied.len();
        }
    }

    fn finish_text(&mut self) -> Result<(), Unreadable> {
        let Some((start, end)) = self.pending.take() else {
            return Ok(());
        };
        if start == end {
            return Ok(());
        }
        let next = small(self.document.cells.len() + 1);
        self.push(Cell {
            name: Name::TEXT,
            attribute_count: 0,
            parent: self.open.last().copied().unwrap_or(NONE),
            end: next,
            next_same: NONE,
            offset: 0,
            first: small(start),
            length: small(end - start),
        })
    }

    fn finish(self) -> Result<Document<'a>, Unreadable> {
        if !self.open.is_empty() {
            return Err(not_well_formed(self.source.len(), &"the document ends too early"));
        }
        if self.document.cells.is_empty() {
            return Err(Unreadable::Empty);
        }
        Ok(self.document)
    }
}

/// Where a borrowed piece of the raw attributes starts in them.
fn offset_in(raw: &str, piece: &str) -> usize {
    (piece.as_ptr() as usize).wrapping_sub(raw.as_ptr() as usize)
}

fn offset_of_content(rest: &str) -> usize {
    const MARK: &str = "<![CDATA[";
    if rest.starts_with(MARK) { MARK.len() } else { 0 }
}

fn declared_prefix(key: &str) -> Option<&str> {
    match key.strip_prefix("xmlns") {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(':'),
        None => None,
    }
}

/// What a text holds that needs a closer look, found in one pass without branches.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "four kinds of letters, each there or not")]
struct Letters {
    control: bool,
    carriage_return: bool,
    bracket: bool,
    /// First byte of the two code points that are no characters, and of others.
    high: bool,
}

impl Letters {
    #[expect(clippy::needless_bitwise_bool, reason = "without branches the loop is done sixteen bytes at a time")]
    fn of(text: &str) -> Self {
        let (mut control, mut carriage_return, mut bracket, mut high) = (false, false, false, false);
        for byte in text.bytes() {
            control |= (byte < 0x20) & (byte != b'\t') & (byte != b'\r') & (byte != b'\n');
            carriage_return |= byte == b'\r';
            bracket |= byte == b']';
            high |= byte == 0xef;
        }
        Self { control, carriage_return, bracket, high }
    }

    fn refuse_control(self, text: &str, offset: usize) -> Result<(), Unreadable> {
        if self.control || (self.high && text.contains(['\u{fffe}', '\u{ffff}'])) {
            return Err(not_well_formed(offset, &"a control character"));
        }
        Ok(())
    }
}

/// The character a reference stands for: the five of XML and numbers of characters XML allows.
fn character(reference: &str) -> Option<char> {
    let number = match reference {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => reference.strip_prefix('#')?,
    };
    let number = match number.strip_prefix('x') {
        Some(hexadecimal) if !hexadecimal.starts_with('+') => u32::from_str_radix(hexadecimal, 16).ok()?,
        Some(_) => return None,
        None if number.starts_with('+') => return None,
        None => number.parse().ok()?,
    };
    let letter = char::from_u32(number)?;
    let is_allowed =
        matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    is_allowed.then_some(letter)
}
