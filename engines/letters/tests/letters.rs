//! Whole letters, read back with the tools readers use (poppler).

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use lotse_letters::{Attachment, Created, Letter, LetterError, Letterhead, Pdf, fill, fill_text, render_pdf};
use proptest::prelude::*;
use serde_json::json;

fn letterhead() -> Letterhead {
    Letterhead {
        sender_name: "Stadt Musterstadt".into(),
        sender_lines: vec!["Fachbereich Ordnung".into()],
        return_line: "Stadt Musterstadt · Marktplatz 1 · 00000 Musterstadt".into(),
        info: vec![("Telefon".into(), "00000 123".into())],
        footer_lines: vec!["Musterbank · IBAN DE00".into()],
        ..Letterhead::default()
    }
}

fn letter(body: &str) -> Letter {
    Letter {
        recipient: vec!["Frau".into(), "Ada Demo".into(), "Hauptstraße 5".into(), "00000 Musterstadt".into()],
        info: vec![("Aktenzeichen".into(), "32.1-2027/0042".into())],
        date_text: "14. März 2027".into(),
        subject: "Ihr Antrag auf Bewohnerparken".into(),
        body_markdown: body.into(),
        closing: vec!["Mit freundlichen Grüßen".into()],
        signature: vec!["Beispiel".into()],
        created: Created::date(2027, 3, 14),
        ..Letter::default()
    }
}

fn render(letter: &Letter) -> Pdf {
    render_pdf(&letterhead(), letter, &[]).expect("a letter")
}

#[expect(clippy::print_stdout, reason = "says which checks did not take place")]
/// Runs a tool on the document; `None` where the tool is not installed.
fn read_with(tool: &str, options: &[&str], pdf: &Pdf, after: &[&str]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, &pdf.bytes).expect("room for the letter");
    let Ok(output) = Command::new(tool).args(options).arg(Path::new(&path)).args(after).output() else {
        println!("skipped: no {tool}");
        return None;
    };
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    // Older poppler takes the flag for an array, ISO 32000-1 table 321 says it is a boolean.
    let complaints: String = String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| !line.contains("Suspects object is wrong type"))
        .collect();
    assert!(complaints.trim().is_empty(), "{tool}: {complaints}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn text_of(pdf: &Pdf) -> Option<String> {
    read_with("pdftotext", &["-enc", "UTF-8"], pdf, &["-"])
}

#[test]
fn text_can_be_read_back() {
    let pdf =
        render(&letter("Guten Tag,\n\nGrüße aus **Höxter**, schließlich für 30,50 € – „ẞ“ Łódź Đặng ﬁ A\u{30b}."));
    assert_eq!((pdf.pages, pdf.conformance), (1, "PDF/A-2a, PDF/UA-1"));
    assert!(pdf.warnings.is_empty(), "{:?}", pdf.warnings);
    let Some(text) = text_of(&pdf) else { return };
    for part in [
        "Stadt Musterstadt",
        "Ada Demo",
        "Hauptstraße 5",
        "32.1-2027/0042",
        "14. März 2027",
        "Ihr Antrag auf Bewohnerparken",
        "Grüße aus Höxter, schließlich für 30,50 € – „ẞ“ Łódź Đặng",
        "Beispiel",
        "Seite 1 von 1",
        "Musterbank",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn the_structure_is_tagged() {
    let body = "# Gebühr\n\nText **wichtig** *betont* [Amt](https://example.org).\n\n### Tief\n\n- eins\n- zwei\n\n3. drei\n4. vier\n\n> Zitat\n\n| A | B |\n|--|--:|\n| 1 | 2 |\n";
    let pdf = render(&letter(body));
    let Some(info) = read_with("pdfinfo", &[], &pdf, &[]) else {
        return;
    };
    for part in ["Tagged:          yes", "Ihr Antrag auf Bewohnerparken", "Author:          Stadt Musterstadt", "A4"] {
        assert!(info.contains(part), "{part} is missing in\n{info}");
    }
    let Some(tree) = read_with("pdfinfo", &["-struct-text"], &pdf, &[]) else {
        return;
    };
    for part in [
        "Document",
        "H1",
        "H2",
        "H3",
        "Link",
        "L (block)",
        "LI",
        "Lbl",
        "LBody",
        "BlockQuote",
        "Table",
        "THead",
        "TH",
        "TBody",
        "TD",
    ] {
        assert!(tree.contains(part), "{part} is missing in\n{tree}");
    }
    assert!(!tree.contains("H4"), "levels must not skip one:\n{tree}");
    assert!(!tree.contains("Seite 1"), "page numbers are not read aloud:\n{tree}");
    let order: Vec<usize> =
        ["Fachbereich", "Ada Demo", "Aktenzeichen", "Ihr Antrag", "wichtig", "Beispiel", "Musterbank"]
            .iter()
            .map(|part| tree.find(part).unwrap_or_else(|| panic!("{part} is missing in\n{tree}")))
            .collect();
    assert!(order.is_sorted(), "reading order {order:?}\n{tree}");
}

#[test]
fn the_metadata_names_the_standards() {
    let pdf = render(&letter("Text"));
    let raw = String::from_utf8_lossy(&pdf.bytes);
    for part in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/MarkInfo",
        "/Lang(de)",
        "/DisplayDocTitle true",
        "/OutputIntents",
    ] {
        assert!(raw.replace(" (", "(").contains(part), "{part} is missing");
    }
    assert!(!raw.contains("/JavaScript") && !raw.contains("/Encrypt"));
}

#[test]
fn the_file_is_sound() {
    let pdf = render(&letter("Text"));
    let _ = read_with("qpdf", &["--check"], &pdf, &[]);
    if let Some(fonts) = read_with("pdffonts", &[], &pdf, &[]) {
        assert!(fonts.contains("FiraSans") && !fonts.contains(" no  "), "{fonts}");
    }
}

#[test]
fn same_input_same_bytes() {
    let one = letter("# A\n\n| a | b |\n|-|-|\n| 1 | [x](https://example.org) |\n");
    assert_eq!(render(&one).bytes, render(&one).bytes);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn({
                let one = one.clone();
                move || render(&one).bytes
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), render(&one).bytes);
    }
}

#[test]
fn long_letters_flow_over_pages() {
    let paragraph = "Dies ist ein langer Absatz zur Probe, der über mehrere Zeilen geht und immer wieder dasselbe sagt, damit der Brief lang wird. ".repeat(4);
    let body: String = (1..=32).fold(String::new(), |all, n| format!("{all}\n\n# Abschnitt {n}\n\n{paragraph}"));
    let pdf = render(&letter(&body));
    assert!((4..=8).contains(&pdf.pages), "{}", pdf.pages);
    let Some(text) = text_of(&pdf) else { return };
    let last = format!("Seite {0} von {0}", pdf.pages);
    assert!(text.contains(&last) && text.contains("Abschnitt 32"));
    assert_eq!(text.matches("Musterbank").count(), 1, "the foot stands on the first page");
    let Some(tree) = read_with("pdfinfo", &["-struct-text"], &pdf, &[]) else {
        return;
    };
    assert_eq!(tree.matches("H2 ").count(), 32);
}

#[test]
fn tables_continue_with_their_header() {
    let rows: String = (1..=90).fold(String::new(), |all, n| format!("{all}| Posten {n} | {n},00 € |\n"));
    let pdf = render(&letter(&format!("| Leistung | Betrag |\n|--|--:|\n{rows}")));
    assert!(pdf.pages >= 3);
    let Some(text) = text_of(&pdf) else { return };
    assert_eq!(text.matches("Leistung").count(), pdf.pages, "{text}");
    for n in 1..=90 {
        assert!(text.contains(&format!("Posten {n}\n")), "Posten {n}");
    }
    let Some(tree) = read_with("pdfinfo", &["-struct-text"], &pdf, &[]) else {
        return;
    };
    assert_eq!(tree.matches("Leistung").count(), 1, "the header is read once");
    let rows = tree.lines().filter(|line| line.trim_start().starts_with("TR")).count();
    assert_eq!(rows, 91, "{tree}");
}

#[test]
fn a_cell_higher_than_a_page_is_continued() {
    let long = "Wort ".repeat(2500);
    let pdf = render(&letter(&format!("| A | B |\n|--|--|\n| {long} | kurz |\n")));
    assert!(pdf.pages >= 3);
    let Some(text) = text_of(&pdf) else { return };
    assert_eq!(text.matches("Wort").count(), 2500);
}

#[test]
fn almost_empty_letters_are_letters() {
    let pdf = render_pdf(&Letterhead::default(), &Letter::default(), &[]).unwrap();
    assert_eq!(pdf.pages, 1);
    let mut bare = letter("");
    bare.recipient.clear();
    assert_eq!(render(&bare).pages, 1);
}

#[test]
fn long_addresses_are_reported() {
    let mut long = letter("Text");
    long.recipient = (0..30).map(|n| format!("Zeile {n}")).collect();
    let pdf = render(&long);
    assert_eq!(pdf.warnings[0].code, "brief-anschrift");
}

#[test]
fn applicants_cannot_format_the_letter() {
    let name = "**fett** <script> [x](http://example.org) # 1. ~~a~~ `b`";
    let context = json!({"name": name});
    let mut one = letter(&fill("Guten Tag {{ name }},\n\n# {{ name }}\n\n- {{ name }}", &context).unwrap());
    one.subject = fill_text("Antrag von {{ name }}", &context).unwrap();
    one.recipient = vec![name.into()];
    let pdf = render(&one);
    if let Some(text) = text_of(&pdf) {
        assert_eq!(text.replace('\n', " ").matches("**fett** <script> [x](http://example.org)").count(), 5, "{text}");
    }
    if let Some(tree) = read_with("pdfinfo", &["-struct-text"], &pdf, &[]) {
        assert!(!tree.contains("Strong") && !tree.contains("Link"), "{tree}");
    }
}

#[test]
fn what_the_typeface_lacks_is_replaced_and_reported() {
    let mut one = letter("Name: محمد, 漢字, 😀👨‍👩‍👧, \u{e000}, \u{0}\u{feff}\u{200f}x");
    one.recipient = vec!["محمد".into()];
    let pdf = render(&one);
    assert_eq!(pdf.warnings.len(), 1);
    assert_eq!(pdf.warnings[0].code, "brief-zeichen");
    assert!(pdf.warnings[0].message.contains("漢 (U+6F22)"), "{}", pdf.warnings[0].message);
    let Some(text) = text_of(&pdf) else { return };
    assert!(text.contains("▯▯▯▯, ▯▯,"), "{text}");
}

#[test]
fn letters_with_marks_of_din_91379_are_printed() {
    let names = "Ḇ ḇ Ḑ ḑ ḗ Ḡ Ḣ Ḥ Ḧ Ḩ Ḱ Ḳ Ḵ Ḻ Ṃ Ṉ Ṙ Ṟ Ẇ Ẍ Ẏ Ẑ Ẕ ẖ ẗ Ạ ạ Ệ ệ A\u{30b} c\u{306} k\u{323} ž\u{326}";
    let pdf = render(&letter(names));
    assert!(pdf.warnings.is_empty(), "{:?}", pdf.warnings);
    let Some(text) = text_of(&pdf) else { return };
    assert!(!text.contains('▯'), "{text}");
}

#[test]
fn attachments_travel_inside() {
    let xml = Attachment { name: "antrag.xml".into(), mime: "application/xml".into(), bytes: b"<antrag/>".to_vec() };
    let pdf = render_pdf(&letterhead(), &letter("Text"), std::slice::from_ref(&xml)).unwrap();
    assert_eq!(pdf.conformance, "PDF/A-3a, PDF/UA-1");
    if let Some(list) = read_with("pdfdetach", &["-list"], &pdf, &[]) {
        assert!(list.contains("antrag.xml"), "{list}");
    }
    let twice = render_pdf(&letterhead(), &letter("Text"), &[xml.clone(), xml.clone()]);
    assert!(matches!(twice, Err(LetterError::Attachment { .. })));
    let path = Attachment { name: "../x".into(), ..xml };
    assert_eq!(render_pdf(&letterhead(), &letter("Text"), &[path]).unwrap_err().code(), "brief-anlage");
}

#[test]
fn impossible_dates_and_endless_letters_are_refused() {
    let mut wrong = letter("Text");
    wrong.created = Created::date(2027, 2, 30);
    assert_eq!(render_pdf(&letterhead(), &wrong, &[]).unwrap_err().code(), "brief-datum");
    let endless = letter(&"x\n\n".repeat(20_000));
    assert_eq!(render_pdf(&letterhead(), &endless, &[]).unwrap_err().code(), "brief-zu-lang");
}

#[test]
fn deep_nesting_is_flattened() {
    let mut body = String::new();
    for depth in 0..40 {
        let _ = writeln!(body, "{}- Ebene {depth}", "  ".repeat(depth));
    }
    let _ = writeln!(body, "\n{} Zitat", "> ".repeat(20_000));
    let pdf = render(&letter(&body));
    let Some(text) = text_of(&pdf) else { return };
    assert!(text.contains("Ebene 39") && text.contains("Zitat"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_value_gives_a_letter(value in any::<String>(), other in "\\PC{0,60}") {
        let context = json!({"v": value, "w": other});
        let template = "{{v}} {{w}}\n\n# {{v}}\n\n- {{v}}\n- {{w}}\n\n| {{v}} | b |\n|-|-|\n| {{w}} | {{v}} |\n\n> {{w}}";
        let one = Letter {
            subject: fill_text("{{v}}", &context).unwrap(),
            recipient: vec![value.clone(), other.clone()],
            info: vec![(other.clone(), value.clone())],
            title: other,
            language: value.clone(),
            signature: vec![value],
            body_markdown: fill(template, &context).unwrap(),
            ..Letter::default()
        };
        let pdf = render_pdf(&letterhead(), &one, &[]);
        prop_assert!(pdf.is_ok(), "{:?}", pdf.err());
    }

    #[test]
    fn any_markdown_gives_a_letter(body in "([-#>*_`|\\[\\]()<>!&\\\\0-9a-z :\\n\\t]|1\\. |\\| - \\||\n\n){0,200}") {
        let pdf = render_pdf(&letterhead(), &letter(&body), &[]);
        prop_assert!(pdf.is_ok(), "{:?}", pdf.err());
    }
}
