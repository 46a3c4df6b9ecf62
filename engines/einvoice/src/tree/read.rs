//! Reading: the scanner splits the input, this file keeps what the rules need.

use std::borrow::Cow;

use super::{
    Attr, AttributeCell, Cell, Document, Extent, NONE, Name,
    names::namespace,
    scan::{InTag, Letters, Mark, Raw, RawName, Scanner, Text},
};

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
    let mut scanner = Scanner::new(source);
    let mut builder = Builder::new(source, limits);
    loop {
        let text = scanner.text();
        if !text.content.is_empty() {
            if scanner.is_at_tag() {
                builder.whole_text(text)?;
            } else {
                builder.text(text)?;
            }
        }
        let before = scanner.at();
        match scanner.mark()? {
            Mark::Open => {
                if builder.open(&mut scanner, before)? == InTag::EmptyEnd || builder.value(&mut scanner)? {
                    builder.close();
                }
            }
            Mark::Close => {
                let Some(open) = builder.open.last() else {
                    return Err(not_well_formed(before, &"an end tag without a start tag"));
                };
                scanner.close(open.name)?;
                builder.close();
            }
            Mark::CharacterData => {
                let (text, start) = scanner.character_data()?;
                builder.character_data(text, start)?;
            }
            Mark::Reference => {
                let reference = scanner.reference()?;
                builder.reference(reference, before)?;
            }
            Mark::Comment => {
                builder.finish_text()?;
                scanner.comment()?;
            }
            Mark::Instruction => {
                builder.finish_text()?;
                scanner.instruction()?;
            }
            Mark::DocumentType => return Err(Unreadable::Dtd),
            Mark::End => return builder.finish(),
        }
    }
}

pub(super) fn not_well_formed(offset: usize, reason: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::NotWellFormed { offset, reason: reason.to_string() }
}

fn small(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(NONE)
}

struct Builder<'a, 'l> {
    source: &'a str,
    limits: &'l Limits,
    document: Document<'a>,
    open: Vec<Open<'a>>,
    /// What is declared, the last first to be found.
    prefixes: Vec<Prefix<'a>>,
    /// The prefix of the element before as a number, and its namespace: most have the same. 0: none.
    usual: (u64, u8),
    /// A text not yet finished: where it starts and ends.
    pending: Option<(usize, usize)>,
}

/// An element that has no end yet.
struct Open<'a> {
    index: u32,
    name: &'a str,
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
    prefix.bytes().rev().fold(0, |packed, byte| packed << 8 | u64::from(byte))
}

/// The same of a prefix of this length that starts here.
#[inline]
fn packed_at(source: &str, at: usize, length: usize) -> u64 {
    match source.as_bytes()[at..].first_chunk() {
        Some(eight) if length < 8 => u64::from_le_bytes(*eight) & ((1 << (8 * length)) - 1),
        _ => packed(&source[at..at + length]),
    }
}

/// Prefixes declared at once; invoices have about ten.
const MOST_PREFIXES: usize = 256;

const XSI: u8 = 100;
const XML: u8 = 101;
const OTHER: u8 = 0;

impl<'a, 'l> Builder<'a, 'l> {
    fn new(source: &'a str, limits: &'l Limits) -> Self {
        // About how dense invoices are: a cell in 27 bytes, an attribute in 150.
        let cells = Vec::with_capacity(source.len() / 20);
        let attributes = Vec::with_capacity(source.len() / 100);
        let document =
            Document { source, copied: String::new(), cells, attributes, extents: vec![Extent::NOWHERE; Name::COUNT] };
        Self {
            source,
            limits,
            document,
            open: Vec::with_capacity(16),
            prefixes: vec![Prefix::new("xml", XML, 0)],
            usual: (0, OTHER),
            pending: None,
        }
    }

    /// Reads a start tag behind its `<`.
    fn open(&mut self, scanner: &mut Scanner<'a>, before: usize) -> Result<InTag, Unreadable> {
        self.finish_text()?;
        if self.open.len() >= self.limits.depth {
            return Err(Unreadable::Limit("depth"));
        }
        if self.open.is_empty() && !self.document.cells.is_empty() {
            return Err(not_well_formed(before, &"a second document element"));
        }
        let raw = scanner.tag_name()?;
        let first = self.document.attributes.len();
        // First the attributes: namespaces declared among them hold for the tag itself.
        let end = match scanner.in_tag()? {
            InTag::Attribute => self.attributes(scanner, raw.at)?,
            end => end,
        };
        let name = Name::find(self.namespace_of_element(raw)?, raw.local());
        if name == Name::UNKNOWN {
            scanner.check(raw)?;
        }
        let index = small(self.document.cells.len());
        self.push(Cell {
            name,
            attribute_count: u16::try_from(self.document.attributes.len() - first).unwrap_or(u16::MAX),
            parent: self.parent(),
            end: 0,
            next_same: NONE,
            offset: small(before),
            first: small(first),
            length: small(raw.text.len()),
        })?;
        let same = &mut self.document.extents[usize::from(name.0)];
        match same.end {
            0 => same.first = index,
            end => self.document.cells[end as usize - 1].next_same = index,
        }
        same.end = index + 1;
        self.open.push(Open { index, name: raw.text });
        Ok(end)
    }

    /// Reads the rest of an element that is but a plain value; says whether it is.
    #[inline]
    fn value(&mut self, scanner: &mut Scanner<'a>) -> Result<bool, Unreadable> {
        let Some(open) = self.open.last() else { return Ok(false) };
        let Some((start, length)) = scanner.value(open.name) else { return Ok(false) };
        self.push_text((small(start), small(length)), false)?;
        Ok(true)
    }

    fn parent(&self) -> u32 {
        self.open.last().map_or(NONE, |open| open.index)
    }

    #[inline]
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
        if let Some(open) = self.open.pop() {
            self.document.cells[open.index as usize].end = small(self.document.cells.len());
        }
        let depth = self.open.len();
        while self.prefixes.last().is_some_and(|prefix| prefix.depth > depth) {
            self.prefixes.pop();
            self.usual.0 = 0;
        }
    }

    /// Reads the attributes of a tag and its end.
    fn attributes(&mut self, scanner: &mut Scanner<'a>, start: usize) -> Result<InTag, Unreadable> {
        let depth = self.open.len() + 1;
        let first = self.document.attributes.len();
        let mut count = 0;
        let mut has_prefix = false;
        let end = loop {
            let raw = scanner.attribute()?;
            count += 1;
            if count > self.limits.attributes {
                return Err(Unreadable::Limit("attributes"));
            }
            let key = raw.name.text;
            let value = self.attribute_value(raw)?;
            if let Some(declared) = declared_prefix(key) {
                self.declare(declared, value, depth, raw.name.at)?;
            } else {
                has_prefix |= raw.name.prefix > 0;
                let length =
                    u16::try_from(key.len()).map_err(|_| Unreadable::Limit("length of an attribute's name"))?;
                let raw = (small(raw.name.at), length);
                self.document.attributes.push(AttributeCell { name: Attr::find(key), raw, value });
            }
            match scanner.in_tag()? {
                InTag::Attribute => {}
                end => break end,
            }
        };
        if has_prefix {
            self.name_prefixed_attributes(first)?;
        }
        self.refuse_doubles(first, start)?;
        Ok(end)
    }

    fn declare(&mut self, prefix: &'a str, value: (u32, u32), depth: usize, offset: usize) -> Result<(), Unreadable> {
        let name = self.document.text(value);
        let number = match name {
            "http://www.w3.org/2001/XMLSchema-instance" => XSI,
            "http://www.w3.org/XML/1998/namespace" => XML,
            "" if !prefix.is_empty() => return Err(not_well_formed(offset, &"a prefix cannot be undeclared")),
            name => namespace(name),
        };
        // Every name looks through them.
        if self.prefixes.len() >= MOST_PREFIXES {
            return Err(Unreadable::Limit("namespaces"));
        }
        if self.prefixes.iter().any(|other| other.text == prefix && other.depth == depth) {
            return Err(not_well_formed(offset, &"a prefix is declared twice"));
        }
        self.prefixes.push(Prefix::new(prefix, number, depth));
        self.usual.0 = 0;
        Ok(())
    }

    fn name_prefixed_attributes(&mut self, first: usize) -> Result<(), Unreadable> {
        for index in first..self.document.attributes.len() {
            let (at, length) = self.document.attributes[index].raw;
            let at = at as usize;
            let text = &self.source[at..at + usize::from(length)];
            let Some(prefix) = text.find(':') else { continue };
            let raw = RawName { at, text, prefix };
            self.document.attributes[index].name = match self.namespace_of(raw, false)? {
                XSI => Attr::find(&format!("xsi:{}", raw.local())),
                XML => Attr::find(&format!("xml:{}", raw.local())),
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

    #[inline]
    fn namespace_of_element(&mut self, name: RawName<'_>) -> Result<u8, Unreadable> {
        let short = packed_at(self.source, name.at, name.prefix);
        if short != 0 && short == self.usual.0 {
            return Ok(self.usual.1);
        }
        let namespace = self.namespace_of(name, true)?;
        self.usual = (short, namespace);
        Ok(namespace)
    }

    /// The namespace a name as written is in.
    fn namespace_of(&self, name: RawName<'_>, is_element: bool) -> Result<u8, Unreadable> {
        if name.prefix == 0 && !is_element {
            return Ok(OTHER);
        }
        let prefix = name.prefix();
        let short = packed_at(self.source, name.at, name.prefix);
        match self.prefixes.iter().rev().find(|known| known.short == short && (short != 0 || known.text == prefix)) {
            Some(known) => Ok(known.namespace),
            None if prefix.is_empty() => Ok(OTHER),
            None => Err(not_well_formed(name.at, &format!("the prefix {prefix} is not declared"))),
        }
    }

    /// White space becomes spaces and references their characters (XML 1.0, 3.3.3).
    fn attribute_value(&mut self, attribute: Raw<'a>) -> Result<(u32, u32), Unreadable> {
        let (raw, start) = (attribute.value, attribute.value_at);
        if attribute.is_plain || !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\r' | b'\n')) {
            return Ok((small(start), small(raw.len())));
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

    /// A text between two tags: nothing is added to it.
    #[inline]
    fn whole_text(&mut self, text: Text<'a>) -> Result<(), Unreadable> {
        let is_plain = self.pending.is_none() && text.letters.is_plain();
        if !is_plain || self.open.is_empty() {
            return self.text(text);
        }
        let is_blank = text.is_blank || is_blank(text.content);
        self.push_text((small(text.start), small(text.content.len())), is_blank)
    }

    fn text(&mut self, Text { start: before, content: text, letters, .. }: Text<'a>) -> Result<(), Unreadable> {
        if self.open.is_empty() {
            let is_blank = is_blank(text);
            return if is_blank { Ok(()) } else { Err(not_well_formed(before, &"text outside the document element")) };
        }
        if letters.bracket && text.contains("]]>") {
            return Err(not_well_formed(before, &"]]> inside a text"));
        }
        self.append(text, before, letters)
    }

    fn character_data(&mut self, text: &'a str, start: usize) -> Result<(), Unreadable> {
        if self.open.is_empty() {
            return Err(not_well_formed(start, &"text outside the document element"));
        }
        self.append(text, start, Letters::of(text))
    }

    /// Adds to the pending text; stays a range of the source as long as nothing has to be changed.
    fn append(&mut self, piece: &'a str, start: usize, seen: Letters) -> Result<(), Unreadable> {
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

    #[inline]
    fn finish_text(&mut self) -> Result<(), Unreadable> {
        match self.pending.take() {
            Some(text) => self.push_pending(text),
            None => Ok(()),
        }
    }

    fn push_pending(&mut self, (start, end): (usize, usize)) -> Result<(), Unreadable> {
        if start == end {
            return Ok(());
        }
        let range = (small(start), small(end - start));
        let is_blank = is_blank(self.document.text(range));
        self.push_text(range, is_blank)
    }

    fn push_text(&mut self, (first, length): (u32, u32), is_blank: bool) -> Result<(), Unreadable> {
        let next = small(self.document.cells.len() + 1);
        self.push(Cell {
            name: Name::TEXT,
            attribute_count: u16::from(is_blank),
            parent: self.parent(),
            end: next,
            next_same: NONE,
            offset: 0,
            first,
            length,
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

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

fn declared_prefix(key: &str) -> Option<&str> {
    match key.strip_prefix("xmlns") {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(':'),
        None => None,
    }
}

/// The character a reference stands for: the five of XML and numbers of characters XML allows.
pub(super) fn character(reference: &str) -> Option<char> {
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
