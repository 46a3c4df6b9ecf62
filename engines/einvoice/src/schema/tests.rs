//! The schema check against the published verdicts, against cases from the standard, and against garbage.

use std::{collections::BTreeMap, fs, path::Path};

use proptest::prelude::*;

use super::{table::SIMPLE, *};
use crate::tree::{Limits, decode};

const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const EXTENSION: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2";

fn errors_of(source: &str) -> Vec<SchemaError> {
    let document = Document::parse(source, &Limits::default()).unwrap();
    let errors = errors(&document, 100);
    assert_eq!(is_valid(&document), errors.is_empty(), "{source}");
    errors
}

fn codes(source: &str) -> Vec<Code> {
    errors_of(source).into_iter().map(|error| error.code).collect()
}

/// A valid invoice with something before and something inside it.
fn invoice(before: &str, inside: &str) -> String {
    format!(
        "<Invoice xmlns=\"{INVOICE}\" xmlns:ext=\"{EXTENSION}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">\n\
         {before}<cbc:ID>1</cbc:ID>\n<cbc:IssueDate>2025-01-31</cbc:IssueDate>{inside}\
         <cac:AccountingSupplierParty/><cac:AccountingCustomerParty/>\
         <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID=\"EUR\">1.00</cbc:PayableAmount></cac:LegalMonetaryTotal>\
         <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount currencyID=\"EUR\">1</cbc:LineExtensionAmount>\
         <cac:Item/></cac:InvoiceLine></Invoice>"
    )
}

fn extension(content: &str) -> String {
    invoice(
        &format!(
            "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent>{content}</ext:ExtensionContent>\
             </ext:UBLExtension></ext:UBLExtensions>"
        ),
        "",
    )
}

#[test]
fn the_published_verdicts_are_met() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/einvoice");
    let Ok(verdicts) = fs::read_to_string(suite.join("verdicts.jsonl")) else {
        println!("skipped: no suite");
        return;
    };
    let mut table: BTreeMap<(String, bool), (usize, usize, usize)> = BTreeMap::new();
    let mut differences = Vec::new();
    for line in verdicts.lines() {
        let verdict: serde_json::Value = serde_json::from_str(line).unwrap();
        let file = verdict["file"].as_str().unwrap();
        let bytes = fs::read(suite.join(file)).unwrap();
        let source = decode(&bytes).unwrap();
        let document = Document::parse(&source, &Limits::default()).unwrap();
        let errors = errors(&document, 100);
        let expected = verdict["xsd_valid"].as_bool().unwrap();
        assert_eq!(is_valid(&document), errors.is_empty(), "{file}");
        let row = table.entry((verdict["syntax"].as_str().unwrap().to_owned(), expected)).or_default();
        row.0 += 1;
        if errors.is_empty() == expected {
            row.1 += 1;
        } else {
            differences.push(format!("{file}: expected {expected}, found {:?}", errors.first()));
        }
        let first = errors.first().map(|error| error.line as u64);
        row.2 += usize::from(first == verdict["xsd_first_error"]["line"].as_u64());
    }
    println!("syntax          valid  files  agree  first error on the same line");
    for ((syntax, is_valid), (files, agree, lines)) in &table {
        println!("{syntax:<15} {is_valid:<6} {files:>5}  {agree:>5}  {lines:>5}");
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn a_document_of_another_kind_is_named() {
    let errors = errors_of("<x/>");
    assert_eq!(errors[0].code, Code::UnknownDocument);
    assert_eq!(errors[0].expected(), ["ubl:Invoice", "cn:CreditNote", "rsm:CrossIndustryInvoice"]);
    assert_eq!(codes("<Invoice/>"), [Code::UnknownDocument]);
}

#[test]
fn order_and_number_of_children() {
    assert_eq!(codes(&invoice("", "")), []);
    assert_eq!(codes(&invoice("", "<cbc:Note/><cbc:Note/>")), []);
    assert_eq!(codes(&invoice("", "<cbc:DueDate>2025-01-01</cbc:DueDate>")), []);
    assert_eq!(
        codes(&invoice("<cbc:DueDate>2025-01-01</cbc:DueDate>", "")),
        [Code::MissingElement, Code::MisplacedElement, Code::MisplacedElement]
    );
    assert_eq!(codes(&invoice("<cbc:ID>0</cbc:ID>", "")), [Code::RepeatedElement]);
    assert_eq!(codes(&invoice("", "<cbc:UUID>1</cbc:UUID>")), [Code::MisplacedElement]);
    assert_eq!(codes(&invoice("", "<cbc:Percent>1</cbc:Percent>")), [Code::UnknownElement]);
    assert_eq!(codes(&invoice("", "<x:y xmlns:x='urn:x'/>")), [Code::UnknownElement]);
    assert_eq!(codes(&invoice("", "<cac:OrderReference/>")), [Code::MissingElement]);
}

#[test]
fn errors_say_what_might_stand_there() {
    let errors =
        errors_of(&invoice("", "<cac:OrderReference><cbc:IssueDate>2025-01-01</cbc:IssueDate></cac:OrderReference>"));
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].path, "/ubl:Invoice/cac:OrderReference/cbc:IssueDate");
    assert_eq!(errors[0].line, 3);
    assert_eq!(errors[0].expected(), ["cbc:ID"]);
    assert_eq!(errors[0].german(), "In cac:OrderReference fehlt vor cbc:IssueDate: cbc:ID.");
    assert_eq!(errors[0].english(), "cac:OrderReference lacks, before cbc:IssueDate: cbc:ID.");
    let errors = errors_of(&invoice("", "<cbc:DueDate>31.01.2025</cbc:DueDate>"));
    assert_eq!(
        errors[0].german(),
        "„31.01.2025“ ist kein gültiger Wert für cbc:DueDate. Erwartet wird ein Datum wie 2025-12-31."
    );
    let errors = errors_of(&invoice("<cbc:DueDate>2025-01-01</cbc:DueDate>", ""));
    assert_eq!(errors[0].german(), "In ubl:Invoice fehlen vor cbc:DueDate: cbc:ID und cbc:IssueDate.");
    assert_eq!(errors[1].german(), "cbc:ID steht in ubl:Invoice zu spät, es gehört vor cbc:DueDate.");
    let errors = errors_of(&invoice("", "<Note/>"));
    assert_eq!(
        errors[0].german(),
        "Note ist in ubl:Invoice nicht vorgesehen. Gemeint ist vielleicht cbc:Note: Namensraum und Schreibweise müssen stimmen."
    );
    let errors = errors_of(&invoice("", "<cbc:DueDate/>"));
    assert_eq!(errors[0].german(), "cbc:DueDate ist leer. Erwartet wird ein Datum wie 2025-12-31.");
    let errors = errors_of(&invoice("", "<cbc:Note foo=\"1\"/>"));
    assert_eq!(errors[0].path, "/ubl:Invoice/cbc:Note/@foo");
    assert_eq!(errors[0].german(), "cbc:Note darf kein Attribut foo haben, nur languageID oder languageLocaleID.");
}

#[test]
fn a_document_full_of_errors_is_not_described_to_the_last() {
    let source = invoice("", &"<cbc:Percent/>".repeat(2_000));
    let document = Document::parse(&source, &Limits::default()).unwrap();
    assert_eq!(validate(&document).len(), MOST_ERRORS);
    let source = extension(&format!("<y:y xmlns:y=\"urn:y\">{}</y:y>", "<y:z/>".repeat(50_000)));
    assert!(errors_of(&source).is_empty());
}

#[test]
fn texts_comments_and_children_of_values() {
    assert_eq!(codes(&invoice("", "text")), [Code::TextBesideElements]);
    assert_eq!(codes(&invoice("", " <!-- c --> <?p?> ")), []);
    assert_eq!(codes(&invoice("", "<cbc:DueDate>2025-<!-- c -->01-<![CDATA[02]]></cbc:DueDate>")), []);
    assert_eq!(codes(&invoice("", "<cbc:Note><cbc:ID/></cbc:Note>")), [Code::ElementInValue]);
}

#[test]
fn attributes_are_checked() {
    let period = |attribute: &str| {
        codes(&invoice(
            "",
            &format!("<cac:InvoicePeriod><cbc:DurationMeasure {attribute}>1</cbc:DurationMeasure></cac:InvoicePeriod>"),
        ))
    };
    assert_eq!(period("unitCode=\"C62\""), []);
    assert_eq!(period(""), [Code::MissingAttribute]);
    assert_eq!(period("unitCode=\"C62\" unitcode=\"C62\""), [Code::UnknownAttribute]);
    assert_eq!(period("unitCode=\"C62\" xsi:schemaLocation=\"urn:x x.xsd\""), []);
    assert_eq!(period("unitCode=\"C62\" xml:lang=\"de\""), [Code::UnknownAttribute]);
    assert_eq!(period("unitCode=\"C62\" xsi:nil=\"false\""), [Code::NotNillable]);
    assert_eq!(codes(&invoice("", "<cbc:Note languageID=\"deutschland\"/>")), [Code::InvalidAttribute]);
}

#[test]
fn a_type_in_the_document_must_be_the_declared_one_or_derived() {
    let note = |kind: &str| codes(&invoice("", &format!("<cbc:Note xsi:type=\"{kind}\"/>")));
    assert_eq!(note("cbc:NoteType"), []);
    assert_eq!(note("cbc:IDType"), [Code::WrongType]);
    assert_eq!(note("xs:string"), [Code::WrongType]);
    assert_eq!(note("x:NoteType"), [Code::WrongType]);
    assert_eq!(note(" cbc:NoteType"), [Code::WrongType]);
}

#[test]
fn extensions_hold_what_is_known_to_its_rules() {
    assert_eq!(codes(&extension("<x xmlns=\"urn:x\" a=\"b\">c</x>")), []);
    assert_eq!(codes(&extension("")), [Code::MissingElement]);
    assert_eq!(codes(&extension("<x xmlns=\"\"/>")), [Code::UnknownElement]);
    assert_eq!(codes(&extension("<ext:Unknown/>")), [Code::UnknownElement]);
    assert_eq!(codes(&extension("<cbc:Unknown/>")), []);
    assert_eq!(codes(&extension("<cbc:Percent>x</cbc:Percent>")), [Code::InvalidValue]);
    assert_eq!(codes(&extension("<x xmlns=\"urn:x\"><cac:TenderRequirement/></x>")), [Code::MissingElement]);
    assert_eq!(codes(&extension("<x xmlns=\"urn:x\" xsi:type=\"xs:int\">70000</x>")), []);
    assert_eq!(codes(&extension("<x xmlns=\"urn:x\" xsi:type=\"xs:short\">70000</x>")), [Code::InvalidValue]);
    assert_eq!(codes(&extension("<x xmlns=\"urn:x\" xsi:nil=\"true\"/>")), []);
}

#[test]
fn signatures_are_checked_in_full() {
    let object = |first: &str, second: &str| {
        codes(&extension(&format!(
            "<ds:Signature><ds:SignedInfo Id=\"{first}\"><ds:CanonicalizationMethod Algorithm=\"urn:c\"/>\
             <ds:SignatureMethod Algorithm=\"urn:s\">text<ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>\
             <ds:Reference><ds:DigestMethod Algorithm=\"urn:d\"/><ds:DigestValue>QQ==</ds:DigestValue></ds:Reference>\
             </ds:SignedInfo><ds:SignatureValue Id=\"{second}\">QUJD</ds:SignatureValue>\
             <ds:Object><xades:Any>x</xades:Any></ds:Object></ds:Signature>"
        )))
    };
    assert_eq!(object("a", "b"), []);
    assert_eq!(object("a", "a"), [Code::RepeatedIdentifier]);
    assert_eq!(object("1", "b"), [Code::InvalidAttribute]);
    assert_eq!(codes(&extension("<xades:Any a=\"b\"/>")), [Code::UnknownAttribute]);
    assert_eq!(
        codes(&extension("<ds:SPKIData><ds:SPKISexp/><x xmlns=\"urn:x\"/><x xmlns=\"urn:x\"/></ds:SPKIData>")),
        [Code::UnknownElement]
    );
    assert_eq!(codes(&extension("<ds:KeyValue/>")), [Code::MissingElement]);
}

fn simple(primitive: Primitive) -> &'static Simple {
    SIMPLE.iter().find(|simple| simple.primitive == primitive && simple.longest == u16::MAX).unwrap()
}

fn accepts(primitive: Primitive, values: &[&str]) {
    for value in values {
        assert!(value::is_valid(simple(primitive), value), "{primitive:?} {value:?}");
    }
}

fn refuses(primitive: Primitive, values: &[&str]) {
    for value in values {
        assert!(!value::is_valid(simple(primitive), value), "{primitive:?} {value:?}");
    }
}

#[test]
fn numbers() {
    accepts(Primitive::Decimal, &["1", "+1", "-0", "1.", ".5", "-.5", " 1.5\n", "00", "0.0000000000000000000000001"]);
    refuses(Primitive::Decimal, &["", " ", ".", "+", "1e2", "1,5", "1 0", "NaN", "--1", "\u{a0}1", "１"]);
    accepts(Primitive::Integer, &["1", "-007", " +5 "]);
    refuses(Primitive::Integer, &["", "1.0", "-"]);
    accepts(Primitive::Boolean, &["true", "false", "1", "0", "\ttrue "]);
    refuses(Primitive::Boolean, &["", "yes", "TRUE", "true false"]);
    accepts(Primitive::Byte, &["127", "-128"]);
    refuses(Primitive::Byte, &["128", "999999999999999999999999999999999999999999"]);
    accepts(Primitive::Double, &["1e2", "INF", "-INF", "NaN", "1.5E", " 2 "]);
    refuses(Primitive::Double, &["", "+INF", "e2", "1e2.5"]);
}

#[test]
fn dates_and_times() {
    accepts(Primitive::Date, &["2024-02-29", "2025-01-01Z", "2025-01-01-14:00", "-0004-02-29", "12025-01-01"]);
    refuses(
        Primitive::Date,
        &["", " 2025-01-01", "2025-01-01 ", "2025-02-29", "2025-1-1", "0000-01-01", "02025-01-01"],
    );
    refuses(
        Primitive::Date,
        &["2025-01-01+14:01", "+2025-01-01", "99999999999999999999-01-01", "20250101", "2025-01-01T00:00:00"],
    );
    accepts(Primitive::Time, &["12:00:00", " 12:00:00", "24:00:00", "12:00:00.25Z", "00:00:59.999"]);
    refuses(
        Primitive::Time,
        &["12:00:00 ", "24:00:01", "12:00", "23:59:60", "12:00:00.", "23:59:59.99999999999999999999999"],
    );
    accepts(Primitive::DateTime, &["2025-01-01T12:00:00", "2025-01-01T12:00:00Z ", "2025-01-01T24:00:00+01:00"]);
    refuses(
        Primitive::DateTime,
        &["2025-01-01", "2025-01-01T12:00:00 ", " 2025-01-01T12:00:00", "2025-01-01t12:00:00"],
    );
    accepts(Primitive::GYearMonth, &["2025-01", "2025-01Z"]);
    refuses(Primitive::GYearMonth, &["2025-13", "2025"]);
    accepts(Primitive::GMonthDay, &["--02-29"]);
    refuses(Primitive::GMonthDay, &["--02-30"]);
    accepts(Primitive::Duration, &["P1D", "-P1Y2M3DT4H5M6.7S", "PT0S", " PT.5S"]);
    refuses(Primitive::Duration, &["P", "P1DT", "P1S", "1D", "P1.5D", "P1D ", "PT.S"]);
}

#[test]
fn binary_data_addresses_languages() {
    accepts(Primitive::Base64Binary, &["", "QQ==", "QUI=", "QUJD", " Q U\nJ D ", "!!!!", "QQ= ="]);
    refuses(Primitive::Base64Binary, &["Q", "QQ", "QQ=", "QR==", "QUJ=", "QQ==QQ==", "===="]);
    accepts(Primitive::HexBinary, &["", "0aF1"]);
    refuses(Primitive::HexBinary, &["0", "0g"]);
    accepts(
        Primitive::AnyURI,
        &["", " ", "urn:x", "http://a b/", "#", "?", "a/b?c#d", "http://[::1]/", "{x}", "a:", "./:"],
    );
    refuses(
        Primitive::AnyURI,
        &["%", "%zz", "a#b#c", ":", "1:2", "http://x:/", "http://x:99999999999/", "http://[::1"],
    );
    accepts(Primitive::Language, &["de", " de-AT ", "x-12345678"]);
    refuses(Primitive::Language, &["", "1", "de_AT", "deutschland", "de-"]);
    let short = SIMPLE.iter().find(|simple| simple.longest == 3).unwrap();
    assert!(value::is_valid(short, " C62 ") && !value::is_valid(short, "") && !value::is_valid(short, "C622"));
}

/// Pieces from which documents are put together that are nearly right.
fn piece() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "cbc:ID",
        "cbc:IssueDate",
        "cbc:Note",
        "cac:InvoiceLine",
        "cac:Item",
        "cac:TaxTotal",
        "ext:UBLExtensions",
        "ext:UBLExtension",
        "ext:ExtensionContent",
        "ds:Signature",
        "ds:Object",
        "ds:KeyInfo",
        "xades:Any",
        "x",
        "y:z",
    ]);
    let attribute = prop::sample::select(vec![
        "",
        " currencyID=\"EUR\"",
        " Id=\"a\"",
        " xsi:type=\"xs:date\"",
        " xsi:type=\"q\"",
        " xsi:nil=\"1\"",
        " xmlns=\"\"",
        " xmlns:y=\"urn:y\"",
        " xmlns:cbc='urn:a&amp;b'",
        " xml:id=\"a\"",
    ]);
    let text = prop::sample::select(vec!["", " ", "1", "2025-01-01", "&amp;", "ä", "%", "\n"]);
    let leaf = (name.clone(), attribute.clone(), text)
        .prop_map(|(name, attribute, text)| format!("<{name}{attribute}>{text}</{name}>"));
    leaf.prop_recursive(5, 40, 4, move |inner| {
        (name.clone(), attribute.clone(), prop::collection::vec(inner, 0..4))
            .prop_map(|(name, attribute, inner)| format!("<{name}{attribute}>{}</{name}>", inner.concat()))
    })
}

proptest! {
    #[test]
    fn any_document_gets_an_answer(pieces in prop::collection::vec(piece(), 0..6), is_extension: bool) {
        let pieces = format!("<y:y xmlns:y=\"urn:u\">{}</y:y>{}", pieces.concat(), pieces.concat());
        let source = if is_extension { extension(&pieces) } else { invoice(&pieces, "") };
        if let Ok(document) = Document::parse(&source, &Limits::default()) {
            let found = errors(&document, 50);
            prop_assert_eq!(is_valid(&document), found.is_empty());
            for error in found {
                prop_assert!(error.line > 0 && !error.german().is_empty() && !error.english().is_empty());
            }
        }
    }

    #[test]
    fn any_value_gets_an_answer(value in "\\PC*|[-+0-9.:TZPYMDHSeE =%/#?@\\[\\]]{0,20}") {
        for simple in &SIMPLE {
            let _ = value::is_valid(simple, &value);
        }
    }

    #[test]
    fn decimals_are_those_of_the_grammar(value in "[+-]?[0-9]{0,4}[.,]?[0-9]{0,4}") {
        let expected = !value.contains(',') && value.bytes().any(|byte| byte.is_ascii_digit());
        prop_assert_eq!(value::is_valid(simple(Primitive::Decimal), &value), expected);
    }
}
