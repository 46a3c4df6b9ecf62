use super::*;

fn read_as(text: &str, name: &str) -> Result<Reading, Unreadable> {
    read(text.as_bytes(), &Source { name: Some(name), ..Source::default() }, &Limits::default())
}

#[test]
fn the_format_is_found_by_content_where_the_name_tells_nothing() {
    for (text, format) in [
        ("<?xml version=\"1.0\"?><rdf:RDF/>", Format::RdfXml),
        ("<rdf:RDF xmlns:rdf=\"x\">", Format::RdfXml),
        ("# remark\n@prefix a: <b> .", Format::Turtle),
        ("PREFIX a: <b>", Format::Turtle),
        ("<http://example.org/a> <b> <c> .", Format::Turtle),
        ("{\n  \"@id\": \"a\"}", Format::JsonLd),
        ("[ { \"@id\": \"a\"} ]", Format::JsonLd),
        ("[] a <b> .", Format::Turtle),
    ] {
        assert_eq!(format::detect(text.as_bytes(), Some("-")), Ok(format), "{text}");
    }
    assert!(format::detect(b"Guten Tag", None).is_err());
}

#[test]
fn spaces_in_addresses_are_let_pass_and_reported() {
    let reading = read_as("<http://example.org/a> <http://example.org/p> <tel:+49 5251 88> .", "a.ttl").unwrap();
    assert_eq!(reading.graph.len(), 1);
    let [Notice::SloppyIris { count: 1, examples, .. }] = &reading.notices[..] else { panic!("{:?}", reading.notices) };
    assert_eq!(examples, &["tel:+49 5251 88"]);
}

#[test]
fn what_is_right_is_read_without_a_notice() {
    let reading = read_as("<http://example.com/a> <http://example.com/p> <tel:+4952518810> .", "a.ttl").unwrap();
    assert_eq!(reading.notices, []);
}

#[test]
fn relative_addresses_are_reported_unless_somebody_says_where_the_file_comes_from() {
    let text = "<a> <http://example.com/p> <b> .";
    let reading = read_as(text, "a.ttl").unwrap();
    assert!(matches!(&reading.notices[..], [Notice::RelativeIris { count: 2, .. }]));
    let source = Source { name: Some("a.ttl"), base: Some("https://data.example/"), ..Source::default() };
    let reading = read(text.as_bytes(), &source, &Limits::default()).unwrap();
    assert_eq!(reading.notices, []);
    assert!(reading.graph.id("https://data.example/a").is_some());
}

#[test]
fn entities_within_entities_are_refused() {
    let bomb = r#"<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"#;
    assert!(matches!(read_as(bomb, "a.rdf"), Err(Unreadable::Excessive(_))));
}

#[test]
fn hostile_nesting_is_refused() {
    for (open, close, name) in [("[", "]", "a.jsonld"), ("{\"a\":", "}", "a.jsonld"), ("<a>", "</a>", "a.rdf")] {
        let text = open.repeat(100_000) + &close.repeat(100_000);
        assert!(matches!(read_as(&text, name), Err(Unreadable::TooDeep(_))), "{open}");
    }
    for (open, close) in [("[ <http://e/p> ", "] "), ("( ", ") "), ("(", ""), ("[ <a:b> ", ""), ("( '(' [ <a:b> ", "")]
    {
        let text = format!("<http://e/s> <http://e/p> {}{} .", open.repeat(50_000), close.repeat(50_000));
        for name in ["a.ttl", "a.trig"] {
            assert!(matches!(read_as(&text, name), Err(Unreadable::TooDeep(256))), "{open}");
        }
    }
}

#[test]
fn brackets_count_only_where_they_nest() {
    let not_nested = [
        ("<http://e/p> \"", "[", "\" ."),
        ("<http://e/p> '''", "'[\\'''(", "''' ."),
        ("<http://e/p> \"\" . #", "(", "\n"),
        ("<http://e/", "(", "> \"\" ."),
        ("<http://e/p> e:a", "\\(", " ."),
        ("<http://e/p> ", "[], (), ", "\"\\\"\" ."),
    ];
    for (before, many, after) in not_nested {
        let text = format!("@prefix e: <http://e/> . e:s {before}{}{after}", many.repeat(300));
        let count = read_as(&text, "a.ttl").map(|reading| reading.graph.len()).map_err(|error| error.german());
        assert!(count.is_ok_and(|count| count > 0), "{text}");
    }
    let nested = |depth: usize| format!("<http://e/s> <http://e/p> {}1{} .", "( ".repeat(depth), ") ".repeat(depth));
    assert!(read_as(&nested(256), "a.ttl").is_ok());
    assert!(matches!(read_as(&nested(257), "a.ttl"), Err(Unreadable::TooDeep(256))));
}

#[test]
fn a_context_elsewhere_is_refused_by_name() {
    let text = r#"{"@context": "https://other.example/context.jsonld", "@id": "a", "@type": "Dataset"}"#;
    assert_eq!(
        read_as(text, "a.jsonld").err(),
        Some(Unreadable::RemoteContext("https://other.example/context.jsonld".to_owned()))
    );
}

#[test]
fn the_contexts_of_dcat_ap_are_at_hand() {
    let text = r#"{"@context": "https://semiceu.github.io/DCAT-AP/releases/3.0.1/context/dcat-ap.jsonld",
        "@id": "https://data.example/1", "@type": "Dataset", "title": "Bäume", "publisher": "https://data.example/us"}"#;
    let reading = read_as(text, "a.jsonld").unwrap();
    let node = reading.graph.id("https://data.example/1").unwrap();
    assert!(reading.graph.is_a(node, "dcat:Dataset"));
    assert!(reading.graph.object(node, "dct:publisher").and_then(|id| reading.graph.iri(id)).is_some());
}

#[test]
fn json_that_is_no_json_ld_is_told_apart_from_packages() {
    assert_eq!(
        read_as(r#"{"name": "a", "title": "b", "resources": []}"#, "a.json").err(),
        Some(Unreadable::CkanPackage)
    );
    assert_eq!(read_as(r#"{"a": 1}"#, "a.json").err(), Some(Unreadable::NoTriples));
}

#[test]
fn limits_are_kept() {
    let limits = Limits { triples: 2, literal: 10, bytes: 200, ..Limits::default() };
    let go = |text: &str| read(text.as_bytes(), &Source { name: Some("a.nt"), ..Source::default() }, &limits).err();
    let line = "<http://e/s> <http://e/p> \"x\" .\n";
    assert_eq!(go(&line.repeat(3)), Some(Unreadable::TooManyTriples(2)));
    assert_eq!(go("<http://e/s> <http://e/p> \"xxxxxxxxxxxxx\" .\n"), Some(Unreadable::LiteralTooLong(10)));
    assert_eq!(go(&"#".repeat(300)), Some(Unreadable::TooLarge(200)));
}

#[test]
fn messages_quote_little_of_a_file() {
    let (long, address) = ("x".repeat(300_000), format!("https://other.example/{}", "ä".repeat(9_000)));
    let files = [
        (long.clone(), "a.ttl"),
        (long.clone(), "a.trig"),
        (long.clone(), "a.nt"),
        (long.clone(), "a.nq"),
        (long.clone(), "a.rdf"),
        (long.clone(), "a.jsonld"),
        ("\0".repeat(100_000), "a.ttl"),
        ("\0".repeat(100_000), "a.rdf"),
        (format!("<http://e/s> <http://e/{long} {long}> ."), "a.ttl"),
        (format!("<{long}/>"), "a.rdf"),
        (format!("<a></{long}>"), "a.rdf"),
        (format!("{{\"@id\": \"{long}\", \"@type\": 1}}"), "a.jsonld"),
        (format!("{{\"@context\": \"{address}\", \"@id\": \"a\"}}"), "a.jsonld"),
    ];
    for (text, name) in &files {
        let Err(error) = read_as(text, name) else { panic!("{name} is read: {}", excerpt(text)) };
        for message in [error.german(), error.to_string(), format!("{error:?}")] {
            assert!(message.chars().count() < 400, "{name}, {}: {}", excerpt(text), excerpt(&message));
        }
    }
    let base = Source { base: Some(&long), ..Source::default() };
    assert!(read(b"", &base, &Limits::default()).err().unwrap().german().len() < 400);
    for address in [format!("http://e/ {address}"), address.replace("https://other.example/", "")] {
        let reading = read_as(&format!("<http://e/s> <http://e/p> <{address}> ."), "a.ttl").unwrap();
        assert!(!reading.notices.is_empty());
        for notice in &reading.notices {
            assert!(notice.german().chars().count() < 400 && format!("{notice:?}").chars().count() < 800, "{notice:?}");
        }
    }
}
