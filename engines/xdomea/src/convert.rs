//! Messages of one version as messages of another.
//!
//! First the tree is rewritten as the versions differ: names, containers, places (`rewrite`, its rules stand in
//! `data/rewrite.tsv`). Then it is fitted into the schema of the target (`fit`): every element goes where the schema has
//! a place for it, what has none is left out and said, what must be there is added and said. So the result is valid by
//! its making, and nothing gets lost in silence.

mod fit;
mod pool;
mod rewrite;
mod write;

use std::io::BufRead;

use serde::Serialize;

use crate::{
    check::{Checked, check_whole},
    limits::Limits,
    schema::Schema,
    tree::{self, Element},
    version::{self, Version},
    xml::Broken,
};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
        self.remarks.iter().all(|remark| matches!(remark.kind, RemarkKind::Added | RemarkKind::Aside))
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

/// Converts a message to 3.1.0 or 4.0.0.
pub fn convert(
    source: impl BufRead,
    to: Version,
    supplement: &Supplement,
    limits: &Limits,
) -> Result<Converted, ConvertError> {
    is_written(to)?;
    of_tree(tree::read(source, limits)?, to, supplement)
}

/// As [`convert`], and whether the source is valid: what is converted from one that is not may be less than it says.
pub fn convert_checked(
    source: impl BufRead,
    to: Version,
    supplement: &Supplement,
    limits: &Limits,
) -> Result<(Checked, Converted), ConvertError> {
    is_written(to)?;
    let (checked, root) = check_whole(source, limits)?;
    Ok((checked, of_tree(root, to, supplement)?))
}

fn is_written(to: Version) -> Result<(), ConvertError> {
    if matches!(to, Version::V3_1 | Version::V4_0) { Ok(()) } else { Err(ConvertError::NotWritten) }
}

fn of_tree(root: Element, to: Version, supplement: &Supplement) -> Result<Converted, ConvertError> {
    let from = Version::of_namespace(&root.namespace).ok_or(ConvertError::UnknownVersion)?;
    finish(root, from, to, supplement)
}

/// A tree of one version as a message of another.
pub(crate) fn finish(
    mut root: Element,
    from: Version,
    to: Version,
    supplement: &Supplement,
) -> Result<Converted, ConvertError> {
    let mut remarks = Vec::new();
    rewrite::rewrite(&mut root, from, to, supplement, &mut remarks);
    let schema = Schema::of(to);
    let Some(declared) = schema.root(schema.symbol(&root.namespace, &root.name)) else {
        let name = version::message_number(&root.name).unwrap_or(&root.name).chars().take(60).collect();
        return Err(ConvertError::NoSuchMessage { name, to });
    };
    let fitted = fit::fit(schema, root, declared, supplement, &mut remarks);
    Ok(Converted { from, to, xml: write::document(&fitted, &to.namespace()), remarks })
}

/// A tree in the words of 3.1.0, not yet fitted into its schema.
pub(crate) fn in_3_1(mut root: Element, from: Version) -> Element {
    rewrite::rewrite(&mut root, from, Version::V3_1, &Supplement::default(), &mut Vec::new());
    root
}
