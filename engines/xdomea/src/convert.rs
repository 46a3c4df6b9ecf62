//! Messages of one version as messages of another.
//!
//! First the tree is rewritten as the versions differ: names, containers, places (`rewrite`, its rules stand in
//! `data/rewrite.tsv`). Then it is fitted into the schema of the target (`fit`): every element goes where the schema has
//! a place for it, what has none is left out and said, what must be there is added and said. So the result is valid by
//! its making, and nothing gets lost in silence. Of a long message, what is finished is converted as it is read
//! (`assemble`) and laid aside until its place comes.

mod assemble;
mod fit;
mod note;
mod pool;
mod rewrite;
mod write;

use std::io::{self, BufRead, Cursor, Read, Seek, Write};

use serde::Serialize;

use crate::{
    aside::{Aside, Lines, PutBack, Shelf, Store},
    check::{Checked, Walk},
    limits::Limits,
    schema::Schema,
    tree::Element,
    version::{self, Version},
    xml::{self, Broken},
};
use assemble::Assembler;
pub(crate) use fit::MOST_TEXTS;
use rewrite::Extent;

/// What a message of the target needs and the source does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplement {
    /// From 4.0.0 on every message has an id of its own: a UUID.
    pub message_id: String,
    /// Who writes the message.
    pub product: String,
    pub vendor: String,
}

impl Default for Supplement {
    fn default() -> Self {
        Self { message_id: NIL.to_owned(), product: "Lotse".to_owned(), vendor: "Lotse".to_owned() }
    }
}

/// Stands where a UUID must be and none is known.
const NIL: &str = "00000000-0000-0000-0000-000000000000";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// The target has no place for it.
    LeftOut,
    /// The target demands it.
    Added,
    /// It stands there with another value.
    Changed,
    /// It is left out and says nothing about the message: where its schema lies.
    Aside,
}

/// Something the result does not have as the source had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    pub kind: RemarkKind,
    /// In the result; of what was left out, where it would have been.
    pub path: String,
    /// In German.
    pub message: String,
}

impl Remark {
    /// The result does not say what the source says.
    pub fn is_loss(&self) -> bool {
        !matches!(self.kind, RemarkKind::Added | RemarkKind::Aside)
    }

    /// Somebody has to look after it: a value was made up, an id is to be filled in, or a file can no longer be compared
    /// with its hash.
    pub fn is_to_do(&self) -> bool {
        let asks = self.message.contains("Tragen Sie") || self.message.contains(NIL);
        match self.kind {
            // That it is the first message of one is true unless somebody says otherwise.
            RemarkKind::Added if self.path.ends_with("ProTyp") => false,
            RemarkKind::Added => asks || self.message.contains("steht nicht in der Quelle"),
            RemarkKind::LeftOut => asks || self.message.starts_with("Hash: "),
            RemarkKind::Changed => asks,
            RemarkKind::Aside => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    pub from: Version,
    pub to: Version,
    /// The message in UTF-8.
    pub xml: String,
    pub remarks: Vec<Remark>,
}

impl Converted {
    /// Everything the source says stands in the result.
    pub fn is_whole(&self) -> bool {
        !self.remarks.iter().any(Remark::is_loss)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error("Das ist keine Nachricht nach xdomea 2.3.0, 2.4.0, 3.0.0, 3.1.0 oder 4.0.0.")]
    UnknownVersion,
    #[error("Die Nachricht „{name}“ gibt es in der Version {to} nicht, oder ihr Aufbau ist hier nicht hinterlegt.")]
    NoSuchMessage { name: String, to: Version },
    #[error("Geschrieben werden nur die Versionen 3.1.0 und 4.0.0.")]
    NotWritten,
}

/// A message that is converted and only needs to be written.
pub struct Prepared<S> {
    pub from: Version,
    pub to: Version,
    /// What is wrong with the source: what is converted from one that is not valid may be less than it says.
    pub checked: Checked,
    root: Element,
    remarks: Vec<Remark>,
    shelf: Shelf<S>,
}

/// Reads a message of any length and converts it to 3.1.0 or 4.0.0. When more than [`Limits::aside_bytes`] would be held,
/// what is finished goes to `store`, which has to be empty.
pub fn prepare<S: Read + Write + Seek>(
    source: impl BufRead,
    to: Version,
    supplement: &Supplement,
    limits: &Limits,
    store: S,
) -> Result<Prepared<S>, ConvertError> {
    if !matches!(to, Version::V3_1 | Version::V4_0) {
        return Err(ConvertError::NotWritten);
    }
    let mut both = (Walk::new(limits), Assembler::new(to, supplement, limits, store));
    xml::read(source, limits, &mut both)?;
    let (checked, (root, shelf)) = (both.0.finish(), both.1.finish()?);
    let from = Version::of_namespace(&root.namespace).ok_or(ConvertError::UnknownVersion)?;
    let mut remarks = Vec::new();
    let root = fitted(root, from, to, supplement, &mut remarks)?;
    Ok(Prepared { from, to, checked, root, remarks, shelf })
}

impl<S: Read + Seek> Prepared<S> {
    /// Writes the message in UTF-8 and says what it does not have as the source had it.
    pub fn write(mut self, out: &mut impl Write, remark: &mut impl FnMut(Remark)) -> io::Result<()> {
        self.remarks.drain(..).for_each(&mut *remark);
        let mut output = Output { out, shelf: &mut self.shelf, remark };
        write::document(&self.root, &self.to.namespace(), &mut output)
    }

    fn whole(self) -> io::Result<(Checked, Converted)> {
        let (from, to, checked) = (self.from, self.to, self.checked.clone());
        let (mut xml, mut remarks) = (Vec::new(), Vec::new());
        self.write(&mut xml, &mut |remark| remarks.push(remark))?;
        let xml = String::from_utf8(xml).map_err(io::Error::other)?;
        Ok((checked, Converted { from, to, xml, remarks }))
    }
}

/// Converts a message to 3.1.0 or 4.0.0, in memory.
pub fn convert(
    source: impl BufRead,
    to: Version,
    supplement: &Supplement,
    limits: &Limits,
) -> Result<Converted, ConvertError> {
    Ok(convert_checked(source, to, supplement, limits)?.1)
}

/// As [`convert`], and whether the source is valid.
pub fn convert_checked(
    source: impl BufRead,
    to: Version,
    supplement: &Supplement,
    limits: &Limits,
) -> Result<(Checked, Converted), ConvertError> {
    let prepared = prepare(source, to, supplement, limits, Cursor::new(Vec::new()))?;
    Ok(prepared.whole().expect(IN_MEMORY))
}

const IN_MEMORY: &str = "what was written to memory is there";

/// A tree of one version as a message of another.
pub(crate) fn finish(
    root: Element,
    from: Version,
    to: Version,
    supplement: &Supplement,
) -> Result<Converted, ConvertError> {
    let mut remarks = Vec::new();
    let root = fitted(root, from, to, supplement, &mut remarks)?;
    let shelf = Store::new(Cursor::new(Vec::new())).finish().expect(IN_MEMORY);
    let prepared = Prepared { from, to, checked: Checked::default(), root, remarks, shelf };
    Ok(prepared.whole().expect(IN_MEMORY).1)
}

fn fitted(
    mut root: Element,
    from: Version,
    to: Version,
    supplement: &Supplement,
    remarks: &mut Vec<Remark>,
) -> Result<Element, ConvertError> {
    rewrite::rewrite(&mut root, from, to, Extent::Whole, supplement, remarks);
    let schema = Schema::of(to);
    let Some(declared) = schema.root(schema.symbol(&root.namespace, &root.name)) else {
        let name = version::message_number(&root.name).unwrap_or(&root.name).chars().take(60).collect();
        return Err(ConvertError::NoSuchMessage { name, to });
    };
    Ok(fit::fit(schema, root, declared, supplement, remarks))
}

/// A tree in the words of 3.1.0, not yet fitted into its schema.
pub(crate) fn in_3_1(mut root: Element, from: Version) -> Element {
    let supplement = Supplement::default();
    rewrite::rewrite(&mut root, from, Version::V3_1, Extent::Whole, &supplement, &mut Vec::new());
    root
}

/// Lines go out as they come, indented; what was laid aside comes back in its place.
struct Output<'o, W, S, R> {
    out: &'o mut W,
    shelf: &'o mut Shelf<S>,
    remark: &'o mut R,
}

impl<W: Write, S: Read + Seek, R: FnMut(Remark)> Lines for Output<'_, W, S, R> {
    fn line(&mut self, depth: usize, text: &str) -> io::Result<()> {
        line(self.out, depth, text)
    }

    fn aside(&mut self, depth: usize, aside: &Aside) -> io::Result<()> {
        let mut back = Back { out: self.out, remark: self.remark };
        self.shelf.put_back(depth, &aside.pieces, &mut back)
    }
}

struct Back<'o, W, R> {
    out: &'o mut W,
    remark: &'o mut R,
}

impl<W: Write, R: FnMut(Remark)> PutBack for Back<'_, W, R> {
    fn line(&mut self, depth: usize, text: &str) -> io::Result<()> {
        line(self.out, depth, text)
    }

    fn note(&mut self, note: &[u8]) -> io::Result<()> {
        (self.remark)(note::remark(note)?);
        Ok(())
    }
}

fn line(out: &mut impl Write, depth: usize, text: &str) -> io::Result<()> {
    for _ in 0..depth {
        out.write_all(b"  ")?;
    }
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")
}
