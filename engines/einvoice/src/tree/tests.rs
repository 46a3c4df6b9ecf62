//! The reader against what XML and XPath say.

use proptest::prelude::*;

use super::*;

const NAMESPACES: &str = "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
     xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
     xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"";

fn source(inner: &str) -> String {
    format!("<?xml version=\"1.0\"?><Invoice {NAMESPACES}>{inner}</Invoice>")
}

fn texts(inner: &str) -> Vec<String> {
    let source = source(inner);
    let document = Document::parse(&source, &Limits::default()).unwrap();
    document.root().texts().map(str::to_owned).collect()
}

#[test]
fn names_are_found_in_their_namespaces() {
    let source = source("<cac:Party><cbc:Name>A</cbc:Name><Name>B</Name></cac:Party>");
    let document = Document::parse(&source, &Limits::default()).unwrap();
    let root = document.root();
    assert_eq!(root.name(), ubl::Invoice);
    let party = root.first(cac::Party).unwrap();
    assert_eq!(party.first(cbc::Name).unwrap().string(), "A");
    assert_eq!(party.children().nth(1).unwrap().name(), Name::UNKNOWN);
    assert_eq!(party.string(), "AB");
    assert_eq!(party.children().nth(1).unwrap().location(), "/ubl:Invoice/cac:Party/Name");
}

#[test]
fn texts_are_kept_as_xpath_sees_them() {
    assert_eq!(texts("a&amp;b<![CDATA[<c>]]>&#x64;"), ["a&b<c>d"]);
    assert_eq!(texts("a<!-- x -->b"), ["a", "b"]);
    assert_eq!(texts("a\r\nb\rc"), ["a\nb\nc"]);
    assert_eq!(texts(" <cbc:ID/> "), [" ", " "]);
    assert!(texts("<cbc:ID/>").is_empty());
}

#[test]
fn attributes_are_normalised() {
    let source = source("<cbc:ID schemeID=\"a\r\n\tb&lt;\" other='c'/>");
    let document = Document::parse(&source, &Limits::default()).unwrap();
    let id = document.root().first(cbc::ID).unwrap();
    assert_eq!(id.attribute(attr::schemeID), Some("a  b<"));
    assert_eq!(id.attributes().map(|attribute| attribute.raw).collect::<Vec<_>>(), ["schemeID", "other"]);
}

#[test]
fn paths_go_in_document_order() {
    let source = source(
        "<cac:TaxTotal><cac:TaxSubtotal><cbc:Percent>1</cbc:Percent></cac:TaxSubtotal></cac:TaxTotal><cac:TaxTotal/>\
         <cac:TaxTotal><cac:TaxSubtotal><cbc:Percent>2</cbc:Percent><cbc:Percent>3</cbc:Percent></cac:TaxSubtotal></cac:TaxTotal>",
    );
    let document = Document::parse(&source, &Limits::default()).unwrap();
    let found: Vec<_> = document
        .root()
        .at([cac::TaxTotal, cac::TaxSubtotal, cbc::Percent])
        .map(|node| node.string().into_owned())
        .collect();
    assert_eq!(found, ["1", "2", "3"]);
    let last = document.everywhere(cbc::Percent).last().unwrap();
    assert_eq!(last.location(), "/ubl:Invoice/cac:TaxTotal[3]/cac:TaxSubtotal/cbc:Percent[2]");
    assert!(last.is_under(&[cac::TaxSubtotal, cac::TaxTotal, ubl::Invoice]));
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let bad = [
        "",
        " ",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "text",
        "<a/>text",
        "<a b='1' b='2'/>",
        "<x:a/>",
        "<a b='<'/>",
        "<a>&unknown;</a>",
        "<a>&#0;</a>",
        "<a>\u{1}</a>",
        "<a>]]></a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<a xmlns:b=''/>",
        "<a:b:c xmlns:a='u'/>",
        "<![CDATA[a]]><a/>",
    ];
    for source in bad {
        assert!(Document::parse(source, &Limits::default()).is_err(), "{source}");
    }
}

#[test]
fn limits_hold() {
    let deep = "<a>".repeat(200) + &"</a>".repeat(200);
    assert_eq!(Document::parse(&deep, &Limits::default()).unwrap_err(), Unreadable::Limit("depth"));
    let wide = (0..100).map(|number| format!("a{number}='1'")).collect::<Vec<_>>().join(" ");
    let wide = format!("<a {wide}/>");
    assert_eq!(Document::parse(&wide, &Limits::default()).unwrap_err(), Unreadable::Limit("attributes"));
    let spaces = (0..300).map(|number| format!("xmlns:n{number}='u'")).collect::<Vec<_>>().join(" ");
    let many = Limits { attributes: 1_000, ..Limits::default() };
    let spaces = format!("<a {spaces}/>");
    assert_eq!(Document::parse(&spaces, &many).unwrap_err(), Unreadable::Limit("namespaces"));
    let small = Limits { nodes: 2, ..Limits::default() };
    assert_eq!(Document::parse("<a><b/><c/></a>", &small).unwrap_err(), Unreadable::Limit("nodes"));
}

#[test]
fn encodings_are_read() {
    let utf16: Vec<u8> = "<a>ä</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(&utf16).unwrap(), "<a>ä</a>");
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>";
    assert!(decode(latin).unwrap().ends_with("<a>ä</a>"));
    assert!(decode(b"<a>\xe4</a>").is_err());
    assert!(decode(b"<?xml version='1.0' encoding='EBCDIC-XY'?><a/>").is_err());
    assert!(decode("<?xml encodingüTF-8\"?><a/>".as_bytes()).is_err());
    assert_eq!(decode(b"\xef\xbb\xbf<a/>").unwrap(), "<a/>");
    // No quotation mark, but a letter of several bytes.
    assert!(decode("<?xml version='1.0' encoding=ާTF8\"?><a/>".as_bytes()).is_err());
}

proptest! {
    #[test]
    fn never_panics(source in "(<[a-z/!?]{1,3}( [a-z:]{1,3}='[&a;]{0,3}')?/?>|[&;#x0-9a]{1,4}|<!--|-->|<!\\[CDATA\\[|\\]\\]>|\r\n){0,12}") {
        if let Ok(document) = Document::parse(&source, &Limits::default()) {
            for node in document.elements() {
                let _ = (node.location(), node.normalized(), node.line(), node.attributes().count());
            }
        }
    }

    #[test]
    fn text_survives_escaping(text in "\\PC{0,40}") {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let source = source(&escaped);
        let document = Document::parse(&source, &Limits::default()).unwrap();
        prop_assert_eq!(document.root().string(), text);
    }
}
