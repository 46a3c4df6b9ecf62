//! What the parsers take on trust is looked at before they see it: nesting, entities, namespaces, contexts.

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::{Format, Limits, Unreadable};

/// Bytes of all entities put in the place of their names.
const EXPANSION: usize = 64 << 20;
/// Namespaces in force at one place, attributes at one element.
const NAMESPACES: usize = 1_000;
const ATTRIBUTES: usize = 4_096;
/// Bytes of one context inside a file: it may be read again for each node.
const CONTEXT: usize = 64 << 10;

pub(super) fn check(bytes: &[u8], format: Format, limits: &Limits) -> Result<(), Unreadable> {
    match format {
        Format::RdfXml => {
            entities(bytes)?;
            elements(bytes, limits)
        }
        Format::JsonLd if bytes.len() > limits.json_bytes => Err(Unreadable::TooLarge(limits.json_bytes)),
        Format::JsonLd => json(bytes, limits),
        Format::Turtle | Format::TriG => brackets(bytes, limits),
        Format::NTriples | Format::NQuads => Ok(()),
    }
}

/// RDF/XML often abbreviates namespaces by entities; they must not hold further ones, nor fill the memory.
fn entities(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut longest = 0;
    for start in memmem::find_iter(bytes, b"<!ENTITY") {
        let end = memchr(b'>', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        if memchr(b'&', &bytes[start..end]).is_some() {
            return Err(Unreadable::Excessive("eine Entität enthält andere Entitäten"));
        }
        longest = longest.max(end - start);
    }
    if longest > 0 && memchr_iter(b'&', bytes).count().saturating_mul(longest) > EXPANSION {
        return Err(Unreadable::Excessive("die Entitäten ergeben zu viel Text"));
    }
    Ok(())
}

/// What begins and ends without being an element.
const ASIDES: [(&[u8], &[u8]); 3] = [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];

fn elements(bytes: &[u8], limits: &Limits) -> Result<(), Unreadable> {
    let mut open: Vec<usize> = Vec::new();
    let (mut namespaces, mut at) = (0, 0);
    while let Some(start) = memchr(b'<', &bytes[at..]).map(|length| at + length) {
        let rest = &bytes[start..];
        if let Some((begin, end)) = ASIDES.into_iter().find(|(begin, _)| rest.starts_with(begin)) {
            let length = memmem::find(&rest[begin.len()..], end).map(|length| begin.len() + length + end.len());
            at = length.map_or(bytes.len(), |length| start + length);
            continue;
        }
        let tag = &rest[..tag_length(rest)];
        at = start + tag.len();
        if tag.starts_with(b"</") {
            namespaces -= open.pop().unwrap_or(0);
            continue;
        }
        if tag.starts_with(b"<!") {
            continue;
        }
        if memchr_iter(b'=', tag).take(ATTRIBUTES + 1).count() > ATTRIBUTES {
            return Err(Unreadable::Excessive("ein Element hat zu viele Attribute"));
        }
        let own = memmem::find_iter(tag, b"xmlns").count();
        if namespaces + own > NAMESPACES {
            return Err(Unreadable::Excessive("zu viele Namensräume"));
        }
        if tag.ends_with(b"/>") {
            continue;
        }
        open.push(own);
        namespaces += own;
        if open.len() > limits.depth {
            return Err(Unreadable::TooDeep(limits.depth));
        }
    }
    Ok(())
}

/// Up to the `>` that stands in no attribute value.
fn tag_length(rest: &[u8]) -> usize {
    let mut quote = None;
    for (index, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return index + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(mark), byte) if mark == byte => quote = None,
            _ => {}
        }
    }
    rest.len()
}

/// Brackets and lists within one another; those in texts, addresses, remarks and behind a backslash are none.
fn brackets(bytes: &[u8], limits: &Limits) -> Result<(), Unreadable> {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'#' => memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
            b'<' if rest.starts_with(b"<<") => 2,
            b'<' => memchr(b'>', rest).map_or(rest.len(), |length| length + 1),
            b'"' | b'\'' => quoted_length(rest, *byte),
            b'\\' => 2,
            b'(' | b'[' => {
                depth += 1;
                if depth > limits.depth {
                    return Err(Unreadable::TooDeep(limits.depth));
                }
                1
            }
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                1
            }
            _ => 1,
        };
    }
    Ok(())
}

/// Of a text in Turtle, marks included: one mark ends it, or three where three begin it.
fn quoted_length(rest: &[u8], mark: u8) -> usize {
    let marks = [mark; 3];
    let end = if rest.starts_with(&marks) { &marks[..] } else { &marks[..1] };
    let mut at = end.len();
    while let Some(length) = rest.get(at..).and_then(|rest| memchr2(mark, b'\\', rest)) {
        at += length;
        if rest[at] == b'\\' {
            at += 2;
        } else if rest[at..].starts_with(end) {
            return at + end.len();
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn json(bytes: &[u8], limits: &Limits) -> Result<(), Unreadable> {
    let (mut depth, mut at) = (0_usize, 0);
    // Where a context begins, and how deep.
    let mut context: Option<(usize, usize)> = None;
    let mut key: &[u8] = &[];
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at + 1);
                key = &bytes[at + 1..end];
                at = end;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > limits.depth {
                    return Err(Unreadable::TooDeep(limits.depth));
                }
                if key == b"@context" && context.is_none() {
                    context = Some((at, depth));
                }
                key = &[];
            }
            b'}' | b']' => {
                if let Some((start, level)) = context
                    && depth <= level
                {
                    if at - start > CONTEXT {
                        return Err(Unreadable::Excessive("der JSON-LD-Kontext ist zu lang"));
                    }
                    context = None;
                }
                depth = depth.saturating_sub(1);
            }
            b',' => key = &[],
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// Where the mark stands that ends a string; the end of the file where there is none.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
