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
    let bad = bad.into_iter().chain([
        "<>",
        "<a",
        "<a b",
        "<a b=c/>",
        "<a b='1'c='2'/>",
        "<a b='1/>",
        "<1a/>",
        "<a+b/>",
        "<a><b</a>",
        "<a/ >",
        "</a>",
        "<a></a b>",
        "<a></ab>",
        "<a>&;</a>",
        "<a>& </a>",
        "<a>&amp</a>",
        "<a><!-- b -- c --></a>",
        "<a><!-- b",
        "<a><![CDATA[b</a>",
        "<a><?b</a>",
        "<a><? b?></a>",
        "<a><?xml version='1.0'?></a>",
        "<a><!b></a>",
        "<a b='\u{1}'/>",
    ]);
    for source in bad {
        assert!(Document::parse(source, &Limits::default()).is_err(), "{source}");
    }
}

#[test]
fn names_are_taken_as_they_are() {
    let good = [
        "<a-b.c_d/>",
        "<cbc:ID-x xmlns:cbc='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'/>",
        "<straße/>",
        "<a\n b = '1'\tc=\"'\"\r\n></a >",
        "\u{feff}<?xml version='1.0'?><a/>",
        "<!-- a - b --><?a b?><a><?c?></a>\n",
    ];
    for source in good {
        let document = Document::parse(source, &Limits::default()).unwrap();
        assert_eq!(document.root().name(), Name::UNKNOWN, "{source}");
    }
}

/// The names of elements as they open (`<a`) and close (`>`), and all text, as quick-xml reads them.
fn by_quick_xml(source: &str) -> Result<(Vec<String>, String), quick_xml::Error> {
    use quick_xml::events::Event;
    let (mut marks, mut texts, mut depth) = (Vec::new(), String::new(), 0);
    let mut reader = quick_xml::Reader::from_str(source);
    loop {
        match reader.read_event()? {
            Event::Start(tag) => {
                depth += 1;
                marks.push(format!("<{}", tag.name().as_ref()));
            }
            Event::Empty(tag) => marks.extend([format!("<{}", tag.name().as_ref()), ">".to_owned()]),
            Event::End(_) => {
                depth -= 1;
                marks.push(">".to_owned());
            }
            Event::Text(text) if depth > 0 => texts.push_str(&with_line_feeds(text.as_ref())),
            Event::CData(text) => texts.push_str(&with_line_feeds(text.as_ref())),
            Event::GeneralRef(reference) => texts.extend(read::character(reference.as_ref())),
            Event::Eof => return Ok((marks, texts)),
            _ => {}
        }
    }
}

fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn by_ourselves(document: &Document<'_>) -> (Vec<String>, String) {
    fn enter(node: Node<'_>, marks: &mut Vec<String>) {
        marks.push(format!("<{}", node.raw_name()));
        node.children().for_each(|child| enter(child, marks));
        marks.push(">".to_owned());
    }
    let mut marks = Vec::new();
    enter(document.root(), &mut marks);
    (marks, document.root().string().into_owned())
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

/// Elements with texts, references, CDATA sections, comments and instructions in and between them.
fn any_element() -> impl Strategy<Value = String> {
    let text = "[ \\n\\ta-c\u{e4}>]{0,60}|&amp;|&#x[2-7][0-9a-e];|<!--[ a-c&<]{0,9}-->|<!\\[CDATA\\[[a-c<&> ]{0,9}\\]\\]>|<\\?d [a-c]{0,9}\\?>";
    let attribute = "[ \\n]{1,9}[a-c]{9,12}[ ]?=[ ]?('[^'<&\\p{C}]{0,20}'|\"[^\"<&\\p{C}]{0,20}\")";
    let leaf = (text, attribute, "[a-z][-.a-z0-9]{0,20}").prop_map(|(text, attribute, name)| {
        if text.len() % 5 == 0 {
            format!("<{name}{attribute}/>")
        } else {
            format!("<{name}{attribute}>{text}</{name} >")
        }
    });
    leaf.prop_recursive(4, 30, 5, move |inner| {
        (proptest::collection::vec((text, inner), 0..5), "[a-z]{1,20}").prop_map(|(parts, name)| {
            let content: String = parts.into_iter().map(|(text, element)| text + &element).collect();
            format!("<{name}>{content}</{name}>")
        })
    })
}

proptest! {
    #[test]
    fn reads_what_quick_xml_reads(source in any_element()) {
        let document = Document::parse(&source, &Limits::default()).map_err(|error| TestCaseError::fail(format!("{error}: {source}")))?;
        prop_assert_eq!(by_ourselves(&document), by_quick_xml(&source).unwrap());
    }

    #[test]
    fn accepts_nothing_that_quick_xml_does_not(source in "(<[a-c]{1,2}( [a-c]{1,3}='[&a;]{0,3}')?/?>|</[a-c]{1,2}>|[&;#x0-9a ]{1,4}|<!--|-->|<!\\[CDATA\\[|\\]\\]>|\r\n){0,12}") {
        if let Ok(document) = Document::parse(&source, &Limits::default()) {
            prop_assert_eq!(by_ourselves(&document), by_quick_xml(&source).unwrap());
        }
    }

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
