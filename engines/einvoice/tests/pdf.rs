//! Invoices inside PDFs, on small PDFs made here.

// Helpers of tests are tests, too.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{fmt::Write as _, io::Write as _};

use flate2::{Compression, write::ZlibEncoder};
use lotse_einvoice::pdf::{FoundBy, PdfLimits, PdfProblem, XmlKind, attachments, extract};
use proptest::prelude::*;

const CII: &str =
    "<?xml version='1.0'?><!-- note --><rsm:CrossIndustryInvoice xmlns:rsm='urn:x'></rsm:CrossIndustryInvoice>";
const UBL: &str = "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>";

/// How the objects of a test PDF are written down.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Layout {
    Table,
    /// Cross-reference stream, dictionaries in an object stream.
    Streams,
    /// Without any cross references.
    None,
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dictionary}/Length {}>>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

fn file_stream(content: &[u8]) -> Vec<u8> {
    stream("/Type/EmbeddedFile/Subtype/text#2Fxml/Filter/FlateDecode", &deflate(content))
}

/// Object 1 is the catalogue.
fn write(objects: &[Vec<u8>], layout: Layout, trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    let (mut inner, mut inner_places) = (Vec::new(), String::new());
    for (number, object) in (1_usize..).zip(objects) {
        let is_stream = object.ends_with(b"endstream");
        if layout == Layout::Streams && !is_stream {
            write!(inner_places, "{number} {} ", inner.len()).unwrap();
            inner.extend(object);
            inner.push(b' ');
            places.push((2_u8, objects.len() + 1));
            continue;
        }
        places.push((1, out.len()));
        out.extend(format!("{number} 0 obj\n").as_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let size = objects.len() + 1;
    let start = match layout {
        Layout::None => {
            out.extend(format!("trailer <</Root 1 0 R {trailer}>>").as_bytes());
            return out;
        }
        Layout::Table => {
            let start = out.len();
            out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes());
            for (_, place) in &places {
                out.extend(format!("{place:010} 00000 n \n").as_bytes());
            }
            out.extend(format!("trailer\n<</Size {size}/Root 1 0 R {trailer}>>\n").as_bytes());
            start
        }
        Layout::Streams => {
            places.push((1, out.len()));
            let content = [inner_places.as_bytes(), &inner].concat();
            let count = inner_places.split(' ').count() / 2;
            let dictionary = format!("/Type/ObjStm/N {count}/First {}/Filter/FlateDecode", inner_places.len());
            out.extend(format!("{size} 0 obj\n").as_bytes());
            out.extend(stream(&dictionary, &deflate(&content)));
            out.extend(b"\nendobj\n");
            let start = out.len();
            places.push((1, start));
            // Rows with the "up" predictor, as most writers have it.
            let mut rows = Vec::new();
            let mut above = [0_u8; 6];
            for (kind, place) in std::iter::once(&(0, 0)).chain(&places) {
                let place = u32::try_from(*place).unwrap().to_be_bytes();
                let row = [*kind, place[0], place[1], place[2], place[3], 0];
                rows.push(2);
                rows.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
                above = row;
            }
            let dictionary = format!(
                "/Type/XRef/Size {}/W[1 4 1]/Root 1 0 R {trailer}/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 6>>",
                places.len() + 1
            );
            out.extend(format!("{} 0 obj\n", size + 1).as_bytes());
            out.extend(stream(&dictionary, &deflate(&rows)));
            out.extend(b"\nendobj\n");
            start
        }
    };
    out.extend(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    out
}

/// Catalogue, pages, then pairs of specification and file.
fn objects(catalogue: &str, files: &[(&str, &[u8])]) -> Vec<Vec<u8>> {
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R {catalogue}>>").into_bytes(),
        b"<</Type/Pages/Kids[]/Count 0>>".to_vec(),
    ];
    for (name, content) in files {
        let number = objects.len() + 2;
        let specification = format!(
            "<</Type/Filespec/F({name})/UF({name})/Desc(Beleg)/AFRelationship/Data/EF<</F {number} 0 R/UF {number} 0 R>>>>"
        );
        objects.push(specification.into_bytes());
        objects.push(file_stream(content));
    }
    objects
}

fn hybrid(layout: Layout) -> Vec<u8> {
    let catalogue = "/AF[3 0 R]/Names<</EmbeddedFiles<</Kids[<</Names[(a)3 0 R(b)5 0 R]>>]>>>>";
    write(&objects(catalogue, &[("factur-x.xml", CII.as_bytes()), ("plan.pdf", b"%PDF-")]), layout, "")
}

#[test]
fn the_invoice_and_the_other_files_are_found_however_the_pdf_is_built() {
    for layout in [Layout::Table, Layout::Streams, Layout::None] {
        let bytes = hybrid(layout);
        let hybrid = extract(&bytes, &PdfLimits::default()).unwrap();
        assert_eq!(hybrid.invoice.name, "factur-x.xml");
        assert_eq!(hybrid.invoice.content, CII.as_bytes());
        assert_eq!(hybrid.invoice.kind, Some(XmlKind::Cii));
        assert_eq!(hybrid.invoice.found_by, FoundBy::AssociatedFile);
        assert_eq!(hybrid.invoice.relationship.as_deref(), Some("Data"));
        let [other] = &hybrid.attachments[..] else { panic!("one other file") };
        assert_eq!((other.name.as_str(), other.size, other.found_by), ("plan.pdf", 5, FoundBy::NamesTree));
        assert_eq!(other.mime.as_deref(), Some("text/xml"));
        assert_eq!(other.description.as_deref(), Some("Beleg"));
    }
}

#[test]
fn an_invoice_of_any_name_counts_and_the_known_name_goes_first() {
    let names = "/Names<</EmbeddedFiles<</Names[(a)3 0 R(b)5 0 R]>>>>";
    let one = write(&objects(names, &[("a.xml", b"<x/>"), ("rechnung.xml", UBL.as_bytes())]), Layout::Table, "");
    let hybrid = extract(&one, &PdfLimits::default()).unwrap();
    assert_eq!((hybrid.invoice.name.as_str(), hybrid.invoice.kind), ("rechnung.xml", Some(XmlKind::Ubl)));
    let both = [("a.xml", UBL.as_bytes()), ("Factur-X.xml", CII.as_bytes())];
    let hybrid = extract(&write(&objects(names, &both), Layout::Table, ""), &PdfLimits::default()).unwrap();
    assert_eq!(hybrid.invoice.name, "Factur-X.xml");
    assert_eq!(hybrid.attachments[0].kind, Some(XmlKind::Ubl));
}

#[test]
fn a_file_that_only_an_annotation_leads_to_is_found() {
    let mut objects = objects("", &[("xrechnung.xml", UBL.as_bytes())]);
    objects.push(b"<</Type/Annot/Subtype/FileAttachment/FS 3 0 R>>".to_vec());
    let hybrid = extract(&write(&objects, Layout::Streams, ""), &PdfLimits::default()).unwrap();
    assert_eq!(hybrid.invoice.found_by, FoundBy::Search);
    assert!(hybrid.attachments.is_empty());
}

#[test]
fn each_problem_has_its_answer() {
    let limits = PdfLimits::default();
    let problem = |bytes: &[u8]| extract(bytes, &limits).unwrap_err();
    assert_eq!(problem(b"<Invoice/>"), PdfProblem::NotPdf);
    assert_eq!(problem(b""), PdfProblem::NotPdf);
    assert_eq!(problem(b"%PDF-1.4\nnothing here"), PdfProblem::Broken);
    let plain = write(&objects("", &[]), Layout::Table, "");
    assert_eq!(problem(&plain), PdfProblem::NoInvoice { files: vec![] });
    let names = "/Names<</EmbeddedFiles<</Names[(a)3 0 R]>>>>";
    let other = write(&objects(names, &[("plan.xml", b"<plan/>")]), Layout::Table, "");
    assert_eq!(problem(&other), PdfProblem::NoInvoice { files: vec!["plan.xml".into()] });
    assert_eq!(attachments(&other, &limits).unwrap().len(), 1);
    for layout in [Layout::Table, Layout::Streams, Layout::None] {
        let encrypted = write(&objects("/AF[3 0 R]", &[("factur-x.xml", b"?")]), layout, "/Encrypt 9 0 R");
        assert_eq!(problem(&encrypted), PdfProblem::Encrypted);
    }
    for problem in [PdfProblem::NotPdf, PdfProblem::Encrypted, PdfProblem::NoInvoice { files: vec![] }] {
        assert!(problem.german().ends_with('.') && problem.code().starts_with("pdf."));
    }
}

#[test]
fn wrong_cross_references_do_not_hide_the_invoice() {
    let mut bytes = hybrid(Layout::Table);
    // A line more at the front: every offset is wrong.
    bytes.splice(9..9, b"% shifted\n".iter().copied());
    assert!(extract(&bytes, &PdfLimits::default()).is_ok());
    // Something before the header.
    let before = [b"mail rubbish\n".as_slice(), &hybrid(Layout::Streams)].concat();
    assert!(extract(&before, &PdfLimits::default()).is_ok());
    // The end is missing.
    let bytes = hybrid(Layout::Table);
    let cut = bytes.len() - 60;
    assert!(extract(&bytes[..cut], &PdfLimits::default()).is_ok());
}

/// Of a PDF that ends inside the invoice a part of it comes out; that is no invoice, and not bad XML of the sender either.
#[test]
fn half_an_invoice_is_a_broken_one() {
    let bytes = hybrid(Layout::Table);
    let outcomes: Vec<_> = (0..bytes.len()).map(|cut| extract(&bytes[..cut], &PdfLimits::default())).collect();
    let mut parts = outcomes.iter().flatten().map(|hybrid| String::from_utf8_lossy(&hybrid.invoice.content));
    assert_eq!(parts.find(|part| part != CII), None);
    let broken = PdfProblem::BrokenInvoice { name: "factur-x.xml".into() };
    assert!(outcomes.contains(&Err(broken)));
}

#[test]
fn bombs_end_at_the_limit() {
    let limits = PdfLimits { decoded: 1 << 20, ..PdfLimits::default() };
    let huge = deflate(&vec![b' '; 50 << 20]);
    let mut objects = objects("/AF[3 0 R]", &[("factur-x.xml", b"")]);
    objects[3] = stream("/Filter/FlateDecode", &huge);
    let problem = extract(&write(&objects, Layout::Table, ""), &limits).unwrap_err();
    assert!(matches!(problem, PdfProblem::BrokenInvoice { .. } | PdfProblem::TooLarge(_)), "{problem:?}");
    // Packed twice.
    objects[3] = stream("/Filter[/FlateDecode/FlateDecode]", &deflate(&huge));
    assert!(extract(&write(&objects, Layout::Table, ""), &limits).is_err());
    let bytes = hybrid(Layout::Table);
    let few = PdfLimits { objects: 3, ..PdfLimits::default() };
    assert!(extract(&bytes, &few).is_err());
    let short = PdfLimits { bytes: 100, ..PdfLimits::default() };
    assert_eq!(extract(&bytes, &short).unwrap_err(), PdfProblem::TooLarge("file"));
}

#[test]
fn deep_and_circular_things_end() {
    let deep = format!("/AF {}", "[".repeat(100_000));
    let _ = extract(&write(&objects(&deep, &[]), Layout::None, ""), &PdfLimits::default());
    let circular = objects("/Names<</EmbeddedFiles 3 0 R>>/AF 4 0 R", &[]);
    let circular = [circular, vec![b"<</Kids[3 0 R 3 0 R]>>".to_vec(), b"4 0 R".to_vec()]].concat();
    let problem = extract(&write(&circular, Layout::Table, ""), &PdfLimits::default()).unwrap_err();
    assert_eq!(problem, PdfProblem::NoInvoice { files: vec![] });
    // Every object begins a text that never ends.
    let open = [b"%PDF-1.4\n".to_vec(), b"1 0 obj (".repeat(200_000)].concat();
    let started = std::time::Instant::now();
    assert!(extract(&open, &PdfLimits::default()).is_err());
    assert!(started.elapsed().as_secs() < 20);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_pdfs_never_panic(
        layout in prop_oneof![Just(Layout::Table), Just(Layout::Streams), Just(Layout::None)],
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = hybrid(layout);
        for (place, byte) in changes {
            let index = place.index(bytes.len());
            bytes[index] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = extract(&bytes, &PdfLimits { decoded: 1 << 20, ..PdfLimits::default() });
    }

    #[test]
    fn rubbish_never_panics(words in prop::collection::vec(
        prop_oneof![
            Just("1 0 obj"), Just("<<"), Just(">>"), Just("["), Just("]"), Just("/EF"), Just("/AF"), Just("1 0 R"),
            Just("stream\n"), Just("endstream"), Just("endobj"), Just("xref"), Just("0 3"), Just("trailer"),
            Just("startxref"), Just("9"), Just("/Root"), Just("("), Just(")"), Just("/Type/Catalog"), Just("/Length"),
            Just("0000000009 00000 n"), Just("/Filter/FlateDecode"), Just("/Type/ObjStm/N 2/First 4"), Just("/Type/XRef/W[1 1 1]")
        ], 0..60)) {
        let bytes = format!("%PDF-1.4\n{}", words.join(" "));
        let _ = extract(bytes.as_bytes(), &PdfLimits::default());
    }
}

/// Every place of every layout, changed to what matters most to a reader.
#[test]
fn one_wrong_byte_anywhere_is_no_crash() {
    let limits = PdfLimits { decoded: 1 << 20, ..PdfLimits::default() };
    for layout in [Layout::Table, Layout::Streams, Layout::None] {
        let bytes = hybrid(layout);
        for index in 0..bytes.len() {
            for byte in [0, b'>', b'<', b'9', b' ', 0xff] {
                let mut changed = bytes.clone();
                changed[index] = byte;
                let _ = extract(&changed, &limits);
            }
            let _ = extract(&bytes[..index], &limits);
        }
    }
}
