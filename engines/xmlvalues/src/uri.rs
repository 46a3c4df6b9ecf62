//! References to resources (RFC 3986, 4.1), as XML Schema's anyURI takes them: what a URI cannot hold counts as escaped.

/// Whether a string, with white space already normalised, can be a URI reference.
pub(crate) fn is_reference(value: &str) -> bool {
    let text: Vec<u8> = value.bytes().map(escaped).collect();
    is_absolute(&text) || is_relative(&text)
}

/// A letter that would have to be escaped stands for one that need not be.
fn escaped(byte: u8) -> u8 {
    match byte {
        0..=32 | 127.. | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`' | b'\'' => b'_',
        other => other,
    }
}

/// How many bytes the character at the start takes, if it is one of a path segment.
fn segment_letter(text: &[u8]) -> usize {
    match text {
        [b':' | b'@', ..] => 1,
        _ => host_letter(text),
    }
}

/// As above, for the name of a host.
fn host_letter(text: &[u8]) -> usize {
    match text {
        [b'%', first, second, ..] if first.is_ascii_hexdigit() && second.is_ascii_hexdigit() => 3,
        [byte, ..] if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) => 1,
        _ => 0,
    }
}

fn skip(mut text: &[u8], letter: fn(&[u8]) -> usize) -> &[u8] {
    loop {
        match letter(text) {
            0 => return text,
            length => text = &text[length..],
        }
    }
}

fn is_absolute(text: &[u8]) -> bool {
    if !text.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let end = text.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte));
    let Some((end, rest)) = end.and_then(|end| text.get(end..)?.split_first()) else { return false };
    if *end != b':' {
        return false;
    }
    let rest = match rest {
        [b'/', b'/', authority @ ..] => after_authority(authority),
        [b'/', ..] => Some(after_absolute_path(rest)),
        _ => Some(after_segments(skip(rest, segment_letter))),
    };
    rest.is_some_and(is_query_and_fragment)
}

fn is_relative(text: &[u8]) -> bool {
    let rest = match text {
        [b'/', b'/', authority @ ..] => after_authority(authority),
        [b'/', ..] => Some(after_absolute_path(text)),
        // The first segment has no colon, else it would be a scheme.
        [b':', ..] => None,
        _ => Some(after_segments(skip(text, |text| match text {
            [b':', ..] => 0,
            _ => segment_letter(text),
        }))),
    };
    rest.is_some_and(is_query_and_fragment)
}

/// Skips `/segment/segment`, any of them empty.
fn after_segments(mut text: &[u8]) -> &[u8] {
    while let [b'/', rest @ ..] = text {
        text = skip(rest, segment_letter);
    }
    text
}

/// Skips a path that starts with a slash; its first segment is not empty unless it is the only one.
fn after_absolute_path(text: &[u8]) -> &[u8] {
    let rest = &text[1..];
    if segment_letter(rest) == 0 { rest } else { after_segments(skip(rest, segment_letter)) }
}

/// Skips `user@host:port/path`.
fn after_authority(text: &[u8]) -> Option<&[u8]> {
    let user = skip(text, |text| match text {
        [b':', ..] => 1,
        _ => host_letter(text),
    });
    let host = user.strip_prefix(b"@").unwrap_or(text);
    let rest = match host {
        [b'[', inner @ ..] => &inner[inner.iter().position(|byte| *byte == b']')? + 1..],
        _ => skip(host, host_letter),
    };
    let rest = match rest {
        [b':', port @ ..] => {
            let end = port.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(port.len());
            std::str::from_utf8(&port[..end]).ok()?.parse::<i32>().ok()?;
            &port[end..]
        }
        _ => rest,
    };
    Some(after_segments(rest))
}

fn is_query_and_fragment(text: &[u8]) -> bool {
    let text = match text {
        [b'?', query @ ..] => skip(query, |text| match text {
            [b'/' | b'?', ..] => 1,
            _ => segment_letter(text),
        }),
        _ => text,
    };
    let text = match text {
        [b'#', fragment @ ..] => skip(fragment, |text| match text {
            [b'/' | b'?' | b'[' | b']', ..] => 1,
            _ => segment_letter(text),
        }),
        _ => text,
    };
    text.is_empty()
}
