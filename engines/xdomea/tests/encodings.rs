//! Messages in the letters of other times: read as well as in UTF-8, and with the verdicts of xmllint where that is there.

#![expect(clippy::unwrap_used, reason = "helpers of tests are no tests to clippy")]

use std::{
    fs,
    io::{BufReader, Read},
    path::{Path, PathBuf},
    process::Command,
};

use lotse_xdomea::{Checked, Limits, check, record};
use proptest::prelude::*;

/// An offer whose only subject is this.
fn offer(declaration: &str, subject: &str) -> String {
    format!(
        "{declaration}<x:Aussonderung.Anbieteverzeichnis.0501 xmlns:x=\"urn:xoev-de:xdomea:schema:3.1.0\">\n<x:Kopf>\
         <x:ProzessID>242f44e8-bebf-4503-a086-db252c6a4277</x:ProzessID>\
         <x:Nachrichtentyp><code>0501</code></x:Nachrichtentyp>\
         <x:Erstellungszeitpunkt>2026-05-31T12:00:00</x:Erstellungszeitpunkt><x:Absender/><x:Empfaenger/>\
         <x:Empfangsbestaetigung>0</x:Empfangsbestaetigung></x:Kopf>\n<x:Schriftgutobjekt><x:Akte>\
         <x:Identifikation><x:ID>cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9</x:ID></x:Identifikation>\
         <x:AllgemeineMetadaten><x:Betreff>{subject}</x:Betreff></x:AllgemeineMetadaten></x:Akte></x:Schriftgutobjekt>\n\
         </x:Aussonderung.Anbieteverzeichnis.0501>\n"
    )
}

fn declared(name: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\n")
}

/// A letter a byte, as in the lower part of Unicode.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

fn utf_16(text: &str, is_big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn with_mark(mark: &[u8], bytes: impl AsRef<[u8]>) -> Vec<u8> {
    [mark, bytes.as_ref()].concat()
}

/// A reader that gives a byte at a time.
struct Slow<'b>(&'b [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let count = target.len().min(1);
        self.0.read(&mut target[..count])
    }
}

fn checked(bytes: &[u8]) -> Checked {
    let checked = check(bytes, &Limits::default());
    let slowly = check(BufReader::with_capacity(1, Slow(bytes)), &Limits::default());
    assert_eq!(checked, slowly, "the same in small pieces");
    checked
}

fn subject(bytes: &[u8]) -> String {
    record::read(bytes, &Limits::default()).unwrap().records[0].subject.clone().unwrap()
}

#[test]
fn letters_are_read_as_what_they_are() {
    let plain = "Brücke, Straße";
    let mut euro = latin_1(&offer(&declared("ISO-8859-15"), "10 \u{a4} und \u{bd}"));
    for (name, bytes, expected) in [
        ("ISO-8859-1", latin_1(&offer(&declared("ISO-8859-1"), plain)), plain),
        ("iso-8859-1", latin_1(&offer(&declared("iso-8859-1"), plain)), plain),
        ("ISO-8859-15", std::mem::take(&mut euro), "10 € und œ"),
        ("Windows-1252", latin_1(&offer(&declared("windows-1252"), "10 \u{80} \u{84}Akte\u{93}")), "10 € „Akte“"),
        ("UTF-8", offer(&declared("UTF-8"), plain).into_bytes(), plain),
        ("UTF-8 with a mark", with_mark(b"\xef\xbb\xbf", offer(&declared("UTF-8"), plain).into_bytes()), plain),
        ("mark and declaration", with_mark(b"\xef\xbb\xbf", offer(&declared("ISO-8859-1"), plain).into_bytes()), plain),
        ("US-ASCII", offer(&declared("US-ASCII"), "Br&#xfc;cke, Stra&#223;e").into_bytes(), plain),
        ("UTF-16LE", with_mark(b"\xff\xfe", utf_16(&offer(&declared("UTF-16"), "𝔄kte ü"), false)), "𝔄kte ü"),
        ("UTF-16BE", with_mark(b"\xfe\xff", utf_16(&offer(&declared("utf-16"), "𝔄kte ü"), true)), "𝔄kte ü"),
        ("UTF-16 undeclared", with_mark(b"\xff\xfe", utf_16(&offer("", plain), false)), plain),
    ] {
        let checked = checked(&bytes);
        assert_eq!(checked.errors, [], "{name}");
        assert_eq!(subject(&bytes), expected, "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_said_clearly() {
    let named = |name: &str| offer(&declared(name), "x").into_bytes();
    for (bytes, told) in [
        (named("EBCDIC-CP-DE"), "in „EBCDIC-CP-DE“ geschrieben. Gelesen werden UTF-8, UTF-16, ISO-8859-1"),
        (named("ISO-8859-2"), "in „ISO-8859-2“ geschrieben"),
        (named("UTF-16"), "gibt an, in UTF-16 geschrieben zu sein, und ist es nicht"),
        (latin_1(&offer("", "Brücke")), "nicht in UTF-8 geschrieben und sagt nicht, worin sonst"),
        (latin_1(&offer(&declared("UTF-8"), "Brücke")), "nicht in UTF-8 geschrieben"),
        (offer(&declared("US-ASCII"), "Brücke").into_bytes(), "gibt an, in US-ASCII"),
        (latin_1(&offer(&declared("windows-1252"), "\u{81}")), "gibt an, in Windows-1252"),
        (with_mark(b"\xff\xfe", &utf_16(&offer("", "x"), false)[..901]), "gibt an, in UTF-16"),
        (with_mark(b"\xff\xfe\0\0", Vec::new()), "in „UTF-32“ geschrieben"),
    ] {
        let checked = checked(&bytes);
        assert!(checked.errors.iter().any(|error| error.message.contains(told)), "{told}: {:?}", checked.errors);
    }
    // The line is that of the letters.
    let wrong = latin_1(&offer(&declared("ISO-8859-1"), "ü").replace("12:00:00", "ü"));
    assert_eq!(checked(&wrong).errors[0].line, 3);
}

fn suite() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("../shared/suites/xdomea/xsd"))
        .find(|folder| folder.is_dir())
}

/// Many documents, well and badly written, have the verdict of xmllint.
#[test]
fn verdicts_are_those_of_xmllint() {
    let Some(suite) = suite() else { return println!("skipped: no suite") };
    let folder = std::env::temp_dir().join(format!("lotse-encodings-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let subjects =
        ["plain", "Brücke", "10 \u{a4}", "\u{80}\u{85}\u{9f}", "\u{81}", "\u{ad}\u{b6}\u{ff}", "\u{1}", "a & b"];
    let names = [
        "ISO-8859-1",
        "iso-8859-1",
        "ISO-8859-15",
        "windows-1252",
        "Windows-1252",
        "UTF-8",
        "utf-8",
        "US-ASCII",
        "UTF-16",
    ];
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for subject in subjects {
        for name in names {
            let text = offer(&declared(name), subject);
            files.push((format!("{name}, a byte a letter: {subject:?}"), latin_1(&text)));
            files.push((format!("{name} in UTF-8: {subject:?}"), text.clone().into_bytes()));
            // Where mark and declaration contradict each other, older versions of libxml2 garble the letters; the mark is right.
            if name.to_ascii_lowercase().starts_with("utf") {
                let marked = with_mark(b"\xef\xbb\xbf", text.clone().into_bytes());
                files.push((format!("{name} in UTF-8 with a mark: {subject:?}"), marked));
            }
            files.push((format!("{name} in UTF-16LE: {subject:?}"), with_mark(b"\xff\xfe", utf_16(&text, false))));
            files.push((format!("{name} in UTF-16BE: {subject:?}"), with_mark(b"\xfe\xff", utf_16(&text, true))));
        }
        let text = offer("", subject);
        let without_mark = utf_16(&offer("<?xml version=\"1.0\"?>\n", subject), false);
        files.push((format!("undeclared, a byte a letter: {subject:?}"), latin_1(&text)));
        files.push((format!("undeclared UTF-8: {subject:?}"), text.clone().into_bytes()));
        files.push((
            format!("undeclared UTF-8 with a mark: {subject:?}"),
            with_mark(b"\xef\xbb\xbf", text.clone().into_bytes()),
        ));
        files.push((format!("undeclared UTF-16: {subject:?}"), with_mark(b"\xff\xfe", utf_16(&text, false))));
        files.push((format!("UTF-16 without a mark: {subject:?}"), without_mark));
        files.push((format!("UTF-16 cut: {subject:?}"), with_mark(b"\xff\xfe", &utf_16(&text, false)[..800])));
    }
    let (mut same, mut differ) = (0, Vec::new());
    for (number, (name, bytes)) in files.iter().enumerate() {
        let path = folder.join(format!("{number}.xml"));
        fs::write(&path, bytes).unwrap();
        let output = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .args([&suite.join("3.1.0/xdomea.xsd"), &path])
            .env("XML_CATALOG_FILES", suite.join("catalog.xml"))
            .output();
        let Ok(output) = output else { return println!("skipped: no xmllint") };
        let ours = checked(bytes);
        if ours.is_ok() == output.status.success() {
            same += 1;
        } else {
            differ.push(format!("{name}: here {}, there {}", ours.is_ok(), output.status.success()));
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{same} of {} documents have the verdict of xmllint", files.len());
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Fuzzing found one that ended behind the word.
#[test]
fn a_declaration_may_end_anywhere() {
    let whole = "<?xml version=\"1.0\" encoding = \"UTF-16\" standalone='yes'";
    for end in 0..=whole.len() {
        for rest in ["?>", "", "?><a/>", "=?>", "\"?>"] {
            assert!(!checked(format!("{}{rest}", &whole[..end]).as_bytes()).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_do_no_harm(name in 0..5_usize, bytes in proptest::collection::vec(any::<u8>(), 0..400), mark in 0..4_usize) {
        let names = ["ISO-8859-1", "ISO-8859-15", "windows-1252", "UTF-16", "US-ASCII"];
        let marks = [&b""[..], b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"];
        let all = [marks[mark], declared(names[name]).as_bytes(), &bytes].concat();
        checked(&all);
        checked(&[marks[mark], &bytes].concat());
    }

    /// Whatever the pieces, a message of many letters comes out whole.
    #[test]
    fn letters_survive_the_borders_of_pieces(letters in "[a-zäöüß𝔄]{1,40}", times in 1..2000_usize) {
        let subject = letters.repeat(times);
        let bytes = with_mark(b"\xff\xfe", utf_16(&offer(&declared("UTF-16"), &subject), false));
        let read = record::read(bytes.as_slice(), &Limits::default()).unwrap().records[0].subject.clone();
        prop_assert_eq!(read, Some(subject));
    }
}
