//! Resource paths.

use super::{Place, unquoted};
use crate::{
    Id, Limits,
    fault::{Expected, Fault, Problem},
    query::{
        cursor::Cursor,
        literal,
        path::{PathSegment, ResourcePath, Suffix},
        source::{Plus, Source},
    },
};

/// Reads the part of the request before the question mark. It is split before it is decoded, so that an encoded slash
/// can stand in an id.
pub(super) fn resource_path(text: &str, place: Place, limits: &Limits) -> Result<ResourcePath, Problem> {
    let mut path = ResourcePath { position: place.clone(), ..ResourcePath::default() };
    let part = &text[..place.end];
    // Blanks around it are a slip of the hand.
    let mut at = place.start + (part[place.start..].len() - part[place.start..].trim_start().len());
    let end = at + part[at..].trim_end().trim_end_matches('/').len();
    let part = &part[..end];
    while at < end {
        let next = unquoted(part, at, '/').unwrap_or(end);
        let source = Source::decode(&part[at..next], at, Plus::Plus)?;
        let mut cursor = Cursor::new(&source, limits, 0);
        if path.suffix.is_some() {
            return Err(cursor.unexpected(Expected::End));
        }
        match source.text.as_str() {
            "$ref" => path.suffix = Some(Suffix::Ref),
            "$value" => path.suffix = Some(Suffix::Value),
            _ => {
                path.segments.push(segment(&mut cursor)?);
                cursor.check_items(path.segments.len())?;
            }
        }
        at = next + 1;
    }
    Ok(path)
}

/// `Things(1)`, `name`, `list[0][1]`
fn segment(cursor: &mut Cursor<'_>) -> Result<PathSegment, Problem> {
    let Some(name) = cursor.name() else { return Err(cursor.unexpected(Expected::Name)) };
    let (mut id, mut indices) = (None, Vec::new());
    if cursor.eat('(') {
        id = Some(identifier(cursor)?);
        if !cursor.eat(')') {
            return Err(if cursor.is_at_end() {
                cursor.problem(name.len(), Fault::OpenParenthesis)
            } else {
                cursor.unexpected(Expected::Closing)
            });
        }
    }
    while cursor.eat('[') {
        indices.push(index(cursor)?);
        cursor.check_items(indices.len())?;
    }
    if !cursor.is_at_end() {
        return Err(cursor.unexpected(Expected::End));
    }
    Ok(PathSegment { name: name.to_owned(), id, indices, position: cursor.place_since(0) })
}

/// A number, text in quotation marks, or a bare UUID.
fn identifier(cursor: &mut Cursor<'_>) -> Result<Id, Problem> {
    cursor.skip_blanks();
    if cursor.peek() == Some('\'') {
        let text = literal::text(cursor)?;
        cursor.skip_blanks();
        return Ok(Id::Text(text));
    }
    let start = cursor.at();
    let word = cursor.name().unwrap_or_default();
    cursor.skip_blanks();
    if let Ok(number) = word.parse() {
        return Ok(Id::Integer(number));
    }
    let digits = word.strip_prefix('-').unwrap_or(word);
    let is_number = !digits.is_empty() && digits.bytes().all(|each| each.is_ascii_digit());
    // A number too large for an id is the id of nothing: not found, rather than not understood.
    if is_number || is_uuid(word) {
        return Ok(Id::Text(word.to_owned()));
    }
    cursor.back_to(start);
    Err(cursor.unexpected(Expected::Id))
}

fn is_uuid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The number after an opening bracket, and the closing one.
pub(super) fn index(cursor: &mut Cursor<'_>) -> Result<u32, Problem> {
    cursor.skip_blanks();
    let start = cursor.at();
    let digits = cursor.name().unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    cursor.skip_blanks();
    if !is_number || !cursor.eat(']') {
        cursor.back_to(start);
        return Err(cursor.unexpected(Expected::Index));
    }
    // Beyond every list is beyond every list.
    Ok(digits.parse().unwrap_or(u32::MAX))
}
