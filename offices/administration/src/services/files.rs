//! What kind of file something is, by its first bytes and not by its name.

use lotse_fim::form::FormField;

/// Largest file where the form sets no limit.
const USUAL_BYTES: u64 = 10_000_000;
/// Largest file whatever the form says; a step with its files stays below the limit of the request.
const MOST_BYTES: u64 = 25_000_000;
/// What is taken where the form names no types.
const USUAL: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileFault {
    Empty,
    /// With the limit in bytes.
    TooLarge(u64),
    /// With the names of the types that are taken.
    WrongType(String),
}

/// The largest file a field takes.
pub(super) fn limit(field: &FormField) -> u64 {
    field.max_size.unwrap_or(USUAL_BYTES).clamp(1, MOST_BYTES)
}

fn allowed(field: &FormField) -> Vec<String> {
    let named: Vec<String> =
        field.media_types.iter().map(|kind| kind.trim().to_ascii_lowercase()).filter(|kind| !kind.is_empty()).collect();
    if named.is_empty() { USUAL.iter().map(|kind| (*kind).to_owned()).collect() } else { named }
}

/// `PDF, JPEG, PNG`: the types a field takes, for people.
pub(super) fn type_names(field: &FormField) -> String {
    let names: Vec<String> = allowed(field).iter().map(|kind| name_of(kind)).collect();
    names.join(", ")
}

/// Value of the attribute `accept`.
pub(super) fn accept(field: &FormField) -> String {
    let mut parts: Vec<String> = Vec::new();
    for kind in allowed(field) {
        let endings = KNOWN.iter().find(|known| known.kind == kind).map_or(&[][..], |known| known.endings);
        parts.extend(endings.iter().map(|ending| format!(".{ending}")));
        parts.push(kind);
    }
    parts.join(",")
}

fn name_of(kind: &str) -> String {
    KNOWN.iter().find(|known| known.kind == kind).map_or_else(|| kind.to_owned(), |known| known.name.to_owned())
}

/// The media type of a file this field takes.
pub(super) fn check(field: &FormField, bytes: &[u8], declared: Option<&str>) -> Result<String, FileFault> {
    if bytes.is_empty() {
        return Err(FileFault::Empty);
    }
    let limit = limit(field);
    if bytes.len() as u64 > limit {
        return Err(FileFault::TooLarge(limit));
    }
    let allowed = allowed(field);
    let wrong = || FileFault::WrongType(type_names(field));
    let fits = |kind: &str| {
        if let Some(known) = KNOWN.iter().find(|known| known.kind == kind) {
            return (known.fits)(bytes);
        }
        // A type nobody here knows: the sender's word counts, unless the bytes are something else or a program.
        let said = declared.is_some_and(|declared| declared.trim().eq_ignore_ascii_case(kind));
        said && !is_program(bytes) && !KNOWN.iter().any(|known| known.is_exact && (known.fits)(bytes))
    };
    // The declared type first: several types share their first bytes.
    let declared = declared.map(|kind| kind.trim().to_ascii_lowercase()).unwrap_or_default();
    let first = allowed.iter().filter(|kind| **kind == declared);
    let found = first.chain(allowed.iter()).find(|kind| fits(kind));
    found.cloned().ok_or_else(wrong)
}

fn is_program(bytes: &[u8]) -> bool {
    [&b"MZ"[..], b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe"]
        .iter()
        .any(|magic| bytes.starts_with(magic))
}

struct Known {
    kind: &'static str,
    name: &'static str,
    endings: &'static [&'static str],
    fits: fn(&[u8]) -> bool,
    /// The bytes tell this type from all others.
    is_exact: bool,
}

const fn exact(
    kind: &'static str,
    name: &'static str,
    endings: &'static [&'static str],
    fits: fn(&[u8]) -> bool,
) -> Known {
    Known { kind, name, endings, fits, is_exact: true }
}

const fn shared(
    kind: &'static str,
    name: &'static str,
    endings: &'static [&'static str],
    fits: fn(&[u8]) -> bool,
) -> Known {
    Known { kind, name, endings, fits, is_exact: false }
}

const KNOWN: &[Known] = &[
    exact("application/pdf", "PDF", &["pdf"], is_pdf),
    exact("image/jpeg", "JPEG", &["jpg", "jpeg"], |bytes| bytes.starts_with(b"\xff\xd8\xff")),
    shared("image/jpg", "JPEG", &["jpg", "jpeg"], |bytes| bytes.starts_with(b"\xff\xd8\xff")),
    exact("image/png", "PNG", &["png"], |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n")),
    exact("image/gif", "GIF", &["gif"], |bytes| bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")),
    exact("image/tiff", "TIFF", &["tif", "tiff"], |bytes| bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")),
    exact("image/webp", "WebP", &["webp"], |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")),
    exact("image/heic", "HEIC", &["heic"], |bytes| {
        bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..11) == Some(b"hei")
    }),
    shared(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word (DOCX)",
        &["docx"],
        |bytes| is_zip(bytes) && contains(bytes, b"word/"),
    ),
    shared("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (XLSX)", &["xlsx"], |bytes| {
        is_zip(bytes) && contains(bytes, b"xl/")
    }),
    shared("application/vnd.oasis.opendocument.text", "OpenDocument-Text (ODT)", &["odt"], |bytes| {
        is_zip(bytes) && contains(bytes, b"application/vnd.oasis.opendocument.text")
    }),
    shared("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument-Tabelle (ODS)", &["ods"], |bytes| {
        is_zip(bytes) && contains(bytes, b"application/vnd.oasis.opendocument.spreadsheet")
    }),
    shared("application/zip", "ZIP", &["zip"], is_zip),
    shared("application/msword", "Word (DOC)", &["doc"], is_ole),
    shared("application/vnd.ms-excel", "Excel (XLS)", &["xls"], is_ole),
    shared("application/rtf", "RTF", &["rtf"], |bytes| bytes.starts_with(b"{\\rtf")),
    shared("text/plain", "Text", &["txt"], is_text),
    shared("text/csv", "CSV", &["csv"], is_text),
    shared("application/json", "JSON", &["json"], is_text),
    shared("application/xml", "XML", &["xml"], is_text),
    shared("text/xml", "XML", &["xml"], is_text),
];

/// ISO 32000-1, annex H 3.4.1: readers accept the header within the first 1024 bytes.
fn is_pdf(bytes: &[u8]) -> bool {
    contains(&bytes[..bytes.len().min(1_024)], b"%PDF-")
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 9 || (14..32).contains(byte);
    !is_program(bytes) && !is_pdf(bytes) && !bytes.iter().any(is_control)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use lotse_fim::{Form, FormOptions, Schema};
    use proptest::prelude::*;

    use super::*;

    fn field(media_types: &[&str], max_size: Option<u64>) -> FormField {
        let node = serde_json::json!({
            "path": "F", "cardinality": {"min": 1, "max": 1}, "legal_references": [],
            "element": {"type": "field", "id": "F", "version": "1", "name": "F", "input_label": "F",
                "legal_references": [], "element_kind": "HAR", "rule_references": [],
                "field_kind": "input", "data_type": "file", "constraints": {}, "prefill": "none", "values": [],
                "media_types": media_types, "max_size": max_size},
        });
        let schema = Schema { root: vec![serde_json::from_value(node).unwrap()], ..Schema::default() };
        let form = Form::from_schema(&schema, &FormOptions::default());
        form.steps[0].nodes[0].field().unwrap().clone()
    }

    #[test]
    fn bytes_count_and_not_the_name() {
        let usual = field(&[], None);
        assert_eq!(check(&usual, b"%PDF-1.7 ...", Some("image/png")), Ok("application/pdf".into()));
        assert_eq!(check(&usual, b"\xff\xd8\xff\xe0", None), Ok("image/jpeg".into()));
        assert!(matches!(check(&usual, b"MZ program", Some("application/pdf")), Err(FileFault::WrongType(_))));
        assert!(matches!(check(&usual, b"<html>", Some("image/png")), Err(FileFault::WrongType(_))));
        assert_eq!(check(&usual, b"", None), Err(FileFault::Empty));
        assert_eq!(check(&field(&[], Some(4)), b"%PDF-1.7", None), Err(FileFault::TooLarge(4)));
        assert_eq!(type_names(&usual), "PDF, JPEG, PNG");
        assert!(accept(&usual).contains(".pdf,application/pdf"));
    }

    #[test]
    fn other_types_a_form_may_ask_for() {
        let office = field(&["application/vnd.oasis.opendocument.text", "text/csv"], None);
        assert!(check(&office, b"a;b\n1;2\n", None).is_ok());
        assert!(check(&office, b"%PDF-1.7", Some("text/csv")).is_err());
        let unknown = field(&["audio/ogg"], None);
        assert!(check(&unknown, b"OggS....", Some("audio/ogg")).is_ok());
        assert!(check(&unknown, b"OggS....", Some("audio/mpeg")).is_err());
        assert!(check(&unknown, b"MZ......", Some("audio/ogg")).is_err());
        assert!(check(&unknown, b"%PDF-1.7", Some("audio/ogg")).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_have_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = check(&field(&[], None), &bytes, None);
            let _ = check(&field(&["text/plain", "application/zip"], Some(30)), &bytes, Some("text/plain"));
        }
    }
}
