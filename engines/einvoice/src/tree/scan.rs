//! Splits the text of a document into its marks (XML 1.0, fifth edition, 2 and 3), without a copy.
//!
//! Our own, since half of a check was reading: the input is known to be UTF-8 and stays in memory, so each byte is
//! looked at once, by a table that says where the plain ones end.

use memchr::{memchr, memchr2, memmem};

use super::read::{Unreadable, not_well_formed};

/// Where the scanner stands in the source.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
}

/// A text as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) start: usize,
    pub(super) content: &'a str,
    pub(super) letters: Letters,
    /// It is nothing but white space for sure.
    pub(super) is_blank: bool,
}

/// What comes after a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Open,
    Close,
    /// `<![CDATA[`
    CharacterData,
    /// `<!--`
    Comment,
    /// `<?`
    Instruction,
    DocumentType,
    Reference,
    End,
}

/// What a tag goes on with behind its name or an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InTag {
    Attribute,
    /// `>`
    End,
    /// `/>`
    EmptyEnd,
}

/// An attribute as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw<'a> {
    pub(super) name: RawName<'a>,
    pub(super) value_at: usize,
    pub(super) value: &'a str,
    /// Something in the value stands for something else.
    pub(super) is_plain: bool,
}

/// A name as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawName<'a> {
    pub(super) at: usize,
    pub(super) text: &'a str,
    /// Length of what stands before the colon; 0: no colon.
    pub(super) prefix: usize,
}

impl<'a> RawName<'a> {
    pub(super) fn prefix(self) -> &'a str {
        &self.text[..self.prefix]
    }

    pub(super) fn local(self) -> &'a str {
        if self.prefix == 0 { self.text } else { &self.text[self.prefix + 1..] }
    }
}

/// A byte that ends a plain text.
const TEXT: u8 = 1;
/// A byte that ends a plain attribute value.
const VALUE: u8 = 2;
/// A byte that cannot stand in a part of a name; a colon is between two.
const NAME: u8 = 4;
/// A byte that cannot be the first of a name.
const FIRST: u8 = 8;
const SPACE: u8 = 16;

/// What each byte is. Letters beyond ASCII are taken for letters of names.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        let mut class = 0;
        let is_space = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let is_control = byte < 0x20 && !is_space;
        // The last two code points of the first plane are no characters; they begin with 0xEF.
        if is_control || matches!(byte, b'<' | b'&' | b'\r' | b']' | 0xef) {
            class |= TEXT;
        }
        if is_control || matches!(byte, b'<' | b'&' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | 0xef) {
            class |= VALUE;
        }
        let is_letter = byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80;
        if !is_letter {
            class |= FIRST;
        }
        if !is_letter && !byte.is_ascii_digit() && !matches!(byte, b'-' | b'.') {
            class |= NAME;
        }
        if is_space {
            class |= SPACE;
        }
        classes[byte as usize] = class;
        if byte == u8::MAX {
            return classes;
        }
        byte += 1;
    }
}

/// How many bytes come before the first of the class.
#[inline]
fn run(bytes: &[u8], class: u8) -> usize {
    bytes.iter().position(|byte| CLASS[usize::from(*byte)] & class != 0).unwrap_or(bytes.len())
}

/// Length of white space without carriage returns; most of it is line feeds and many spaces.
#[inline]
fn indentation(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(b' ' | b'\n' | b'\t') = bytes.get(length) {
        length += 1;
        while bytes[length..].starts_with(&[b' '; 8]) {
            length += 8;
        }
    }
    length
}

/// The high bits of those of eight bytes that end a name: `>` and what is below `0`. Right up to the first of them.
#[inline]
fn ends_of_names(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let below = eight.wrapping_sub(ONES * 0x30) & !eight;
    let other = eight ^ (ONES * 0x3e);
    let equal = other.wrapping_sub(ONES) & !other;
    (below | equal) & HIGH
}

/// So many bytes are looked at one by one; a longer text is worth a search.
const SHORT: usize = 48;

impl<'a> Scanner<'a> {
    /// From the beginning, behind a byte order mark.
    pub(super) fn new(source: &'a str) -> Self {
        let at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { source, bytes: source.as_bytes(), at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn skip_spaces(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| CLASS[usize::from(*byte)] & SPACE != 0) {
            self.at += 1;
        }
    }

    /// The text before the next mark; may be empty.
    #[inline]
    pub(super) fn text(&mut self) -> Text<'a> {
        let start = self.at;
        let length = indentation(&self.bytes[start..]);
        if self.bytes.get(start + length) == Some(&b'<') {
            self.at += length;
            let content = &self.source[start..self.at];
            return Text { start, content, letters: Letters::default(), is_blank: true };
        }
        let (content, letters) = self.letters();
        // White space ends with a reference or a carriage return here.
        Text { start, content, letters, is_blank: false }
    }

    fn letters(&mut self) -> (&'a str, Letters) {
        let rest = &self.bytes[self.at..];
        let near = &rest[..rest.len().min(SHORT)];
        let stop = near.iter().position(|byte| CLASS[usize::from(*byte)] & TEXT != 0);
        if let Some(stop) = stop.filter(|stop| matches!(near[*stop], b'<' | b'&')) {
            let text = &self.source[self.at..self.at + stop];
            self.at += stop;
            return (text, Letters::default());
        }
        let end = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
        let text = &self.source[self.at..self.at + end];
        self.at += end;
        (text, Letters::of(text))
    }

    /// Whether a text ends here, and does not go on behind a comment or CDATA section.
    #[inline]
    pub(super) fn is_at_tag(&self) -> bool {
        matches!(self.bytes[self.at..], [b'<', next, ..] if next != b'!')
    }

    /// The mark behind a text, and steps behind what makes it known.
    #[inline]
    pub(super) fn mark(&mut self) -> Result<Mark, Unreadable> {
        let rest = &self.bytes[self.at..];
        let (mark, length) = match rest {
            [] => (Mark::End, 0),
            [b'<', b'/', ..] => (Mark::Close, 2),
            [b'<', b'?', ..] => (Mark::Instruction, 2),
            [b'<', b'!', behind @ ..] => (self.declaration(behind)?, 0),
            [b'<', ..] => (Mark::Open, 1),
            _ => (Mark::Reference, 1),
        };
        self.at += length;
        Ok(mark)
    }

    fn declaration(&mut self, behind: &[u8]) -> Result<Mark, Unreadable> {
        let starts_with = |word: &[u8]| behind.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let (mark, length) = if behind.starts_with(b"--") {
            (Mark::Comment, 4)
        } else if behind.starts_with(b"[CDATA[") {
            (Mark::CharacterData, 9)
        } else if starts_with(b"DOCTYPE") {
            (Mark::DocumentType, 9)
        } else {
            return Err(not_well_formed(self.at, &"neither comment nor CDATA section"));
        };
        self.at += length;
        Ok(mark)
    }

    /// The name of an element, not looked at closely: [`Self::check`] does so for a name that is not known.
    #[inline]
    pub(super) fn tag_name(&mut self) -> Result<RawName<'a>, Unreadable> {
        let at = self.at;
        let rest = &self.bytes[at..];
        let mut length = 0;
        while let Some(eight) = rest[length..].first_chunk() {
            let ends = ends_of_names(u64::from_le_bytes(*eight));
            if ends == 0 {
                length += 8;
                continue;
            }
            length += ends.trailing_zeros() as usize / 8;
            // Names may hold - and . as well.
            if !matches!(rest[length], b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t') {
                break;
            }
            self.at = at + length;
            // Most prefixes have three letters.
            let is_usual = rest[3] == b':' && length > 3;
            let colon = || rest[..length].iter().position(|byte| *byte == b':').unwrap_or(0);
            let prefix = if is_usual { 3 } else { colon() };
            return Ok(RawName { at, text: &self.source[at..at + length], prefix });
        }
        self.name()
    }

    /// Whether a name is one.
    pub(super) fn check(&self, name: RawName<'a>) -> Result<(), Unreadable> {
        let mut again = Scanner { source: self.source, bytes: self.bytes, at: name.at };
        if again.name()?.text == name.text {
            return Ok(());
        }
        Err(not_well_formed(name.at, &"a name with a wrong character"))
    }

    /// A name, as of an element or attribute.
    #[inline]
    pub(super) fn name(&mut self) -> Result<RawName<'a>, Unreadable> {
        let at = self.at;
        let mut prefix = 0;
        let mut length = self.part(at, at)?;
        if self.bytes.get(at + length) == Some(&b':') {
            prefix = length;
            length += 1 + self.part(at, at + length + 1)?;
            if self.bytes.get(at + length) == Some(&b':') {
                return Err(not_well_formed(at, &"a name with a misplaced colon"));
            }
        }
        self.at = at + length;
        Ok(RawName { at, text: &self.source[at..at + length], prefix })
    }

    /// Length of the part of a name that starts here.
    #[inline]
    fn part(&self, name: usize, at: usize) -> Result<usize, Unreadable> {
        if self.bytes.get(at).is_none_or(|byte| CLASS[usize::from(*byte)] & FIRST != 0) {
            return Err(not_well_formed(name, &"a name is missing or starts with a wrong character"));
        }
        Ok(run(&self.bytes[at..], NAME))
    }

    /// The rest of an end tag behind `</`; the name must be this one.
    #[inline]
    pub(super) fn close(&mut self, name: &str) -> Result<(), Unreadable> {
        let start = self.at - 2;
        if !self.bytes[self.at..].starts_with(name.as_bytes()) {
            return Err(not_well_formed(start, &format!("the element {name} is not closed here")));
        }
        self.at += name.len();
        if self.bytes.get(self.at) != Some(&b'>') {
            self.skip_spaces();
        }
        if self.bytes.get(self.at) != Some(&b'>') {
            return Err(not_well_formed(start, &format!("the element {name} is not closed here")));
        }
        self.at += 1;
        Ok(())
    }

    /// What stands between a start tag of this name and its end tag, as place and length, if that is a short text without
    /// anything to look at closely; steps behind the end tag. Most elements are like that.
    #[inline]
    pub(super) fn value(&mut self, name: &str) -> Option<(usize, usize)> {
        let start = self.at;
        let rest = &self.bytes[start..];
        if rest.first().is_none_or(|byte| CLASS[usize::from(*byte)] & (SPACE | TEXT) != 0) {
            return None;
        }
        let near = &rest[..rest.len().min(SHORT)];
        let length = near.iter().position(|byte| CLASS[usize::from(*byte)] & TEXT != 0)?;
        let end_tag = rest[length..].strip_prefix(b"</")?.strip_prefix(name.as_bytes())?;
        if end_tag.first() != Some(&b'>') {
            return None;
        }
        self.at += length + "</>".len() + name.len();
        Some((start, length))
    }

    /// What comes next in a start tag; steps behind its end.
    #[inline]
    pub(super) fn in_tag(&mut self) -> Result<InTag, Unreadable> {
        let before = self.at;
        if self.bytes.get(before) == Some(&b'>') {
            self.at += 1;
            return Ok(InTag::End);
        }
        self.skip_spaces();
        let (next, length) = match &self.bytes[self.at..] {
            [b'>', ..] => (InTag::End, 1),
            [b'/', b'>', ..] => (InTag::EmptyEnd, 2),
            [] => return Err(not_well_formed(before, &"a tag has no end")),
            _ if before == self.at => return Err(not_well_formed(before, &"white space is missing in a tag")),
            _ => (InTag::Attribute, 0),
        };
        self.at += length;
        Ok(next)
    }

    /// An attribute: name, `=`, value in quotation marks.
    pub(super) fn attribute(&mut self) -> Result<Raw<'a>, Unreadable> {
        let name = self.name()?;
        self.skip_spaces();
        if self.bytes.get(self.at) != Some(&b'=') {
            return Err(not_well_formed(name.at, &"an attribute without a value"));
        }
        self.at += 1;
        self.skip_spaces();
        let Some(quote @ (b'"' | b'\'')) = self.bytes.get(self.at).copied() else {
            return Err(not_well_formed(name.at, &"a value without quotation marks"));
        };
        self.at += 1;
        let value_at = self.at;
        let length = run(&self.bytes[value_at..], VALUE);
        if self.bytes.get(self.at + length) == Some(&quote) {
            self.at += length + 1;
            return Ok(Raw { name, value_at, value: &self.source[value_at..value_at + length], is_plain: true });
        }
        let Some(length) = memchr(quote, &self.bytes[value_at..]) else {
            return Err(not_well_formed(name.at, &"a value without an end"));
        };
        let value = &self.source[value_at..value_at + length];
        Letters::of(value).refuse_control(value, value_at)?;
        if value.contains('<') {
            return Err(not_well_formed(value_at, &"< inside an attribute"));
        }
        self.at += length + 1;
        Ok(Raw { name, value_at, value, is_plain: false })
    }

    /// What a reference refers to, between `&` and `;`.
    pub(super) fn reference(&mut self) -> Result<&'a str, Unreadable> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest.iter().position(|byte| *byte != b'#' && CLASS[usize::from(*byte)] & NAME != 0);
        match length {
            Some(length) if length > 0 && rest[length] == b';' => {
                self.at += length + 1;
                Ok(&self.source[start..start + length])
            }
            _ => Err(not_well_formed(start - 1, &"& without a reference")),
        }
    }

    /// The content of a CDATA section, and where it starts.
    pub(super) fn character_data(&mut self) -> Result<(&'a str, usize), Unreadable> {
        let start = self.at;
        let content = self.up_to("]]>", "a CDATA section has no end")?;
        Ok((content, start))
    }

    pub(super) fn comment(&mut self) -> Result<(), Unreadable> {
        let start = self.at;
        let content = self.up_to("--", "a comment has no end")?;
        Letters::of(content).refuse_control(content, start)?;
        if self.bytes.get(self.at) != Some(&b'>') {
            return Err(not_well_formed(start, &"-- inside a comment"));
        }
        self.at += 1;
        Ok(())
    }

    /// A processing instruction; the XML declaration only at the very beginning.
    pub(super) fn instruction(&mut self) -> Result<(), Unreadable> {
        let start = self.at - 2;
        let target = self.name()?.text;
        let content = self.up_to("?>", "a processing instruction has no end")?;
        Letters::of(content).refuse_control(content, start)?;
        if !content.is_empty() && !content.starts_with([' ', '\t', '\r', '\n']) {
            return Err(not_well_formed(start, &"a processing instruction with a wrong name"));
        }
        if target == "xml" && !self.source[..start].trim_start_matches('\u{feff}').is_empty() {
            return Err(not_well_formed(start, &"XML declaration inside the document"));
        }
        Ok(())
    }

    fn up_to(&mut self, end: &str, missing: &'static str) -> Result<&'a str, Unreadable> {
        let start = self.at;
        let Some(length) = memmem::find(&self.bytes[start..], end.as_bytes()) else {
            return Err(not_well_formed(start, &missing));
        };
        self.at += length + end.len();
        Ok(&self.source[start..start + length])
    }
}

/// What a text holds that needs a closer look, found in one pass without branches.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four kinds of letters, each there or not")]
pub(super) struct Letters {
    pub(super) control: bool,
    pub(super) carriage_return: bool,
    pub(super) bracket: bool,
    /// First byte of the two code points that are no characters, and of others.
    pub(super) high: bool,
}

impl Letters {
    #[expect(clippy::needless_bitwise_bool, reason = "without branches the loop is done sixteen bytes at a time")]
    pub(super) fn of(text: &str) -> Self {
        let (mut control, mut carriage_return, mut bracket, mut high) = (false, false, false, false);
        for byte in text.bytes() {
            control |= (byte < 0x20) & (byte != b'\t') & (byte != b'\r') & (byte != b'\n');
            carriage_return |= byte == b'\r';
            bracket |= byte == b']';
            high |= byte == 0xef;
        }
        Self { control, carriage_return, bracket, high }
    }

    /// Whether there is none of them.
    pub(super) fn is_plain(self) -> bool {
        !(self.control || self.carriage_return || self.bracket || self.high)
    }

    pub(super) fn refuse_control(self, text: &str, offset: usize) -> Result<(), Unreadable> {
        if self.control || (self.high && text.contains(['\u{fffe}', '\u{ffff}'])) {
            return Err(not_well_formed(offset, &"a control character"));
        }
        Ok(())
    }
}
