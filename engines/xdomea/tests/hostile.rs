//! Whatever the bytes: no panic, no hang, and what is written of a valid message is valid.

use std::{
    io::{Cursor, Write as _},
    time::Instant,
};

use lotse_xdomea::{
    Limits, Supplement, Version,
    answer::{self, Decision, Disposal, Reply},
    appraisal, check,
    container::{Container, FileFaults},
    convert,
    convert::Remark,
    convert_checked, record,
    retention::{Start, plan},
};
use proptest::prelude::*;

const OFFER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<x:Aussonderung.Anbieteverzeichnis.0501 xmlns:x="urn:xoev-de:xdomea:schema:3.1.0">
  <x:Kopf>
    <x:ProzessID>242f44e8-bebf-4503-a086-db252c6a4277</x:ProzessID>
    <x:Nachrichtentyp><code>0501</code></x:Nachrichtentyp>
    <x:Erstellungszeitpunkt>2026-05-31T12:00:00</x:Erstellungszeitpunkt>
    <x:Absender><x:Institution><x:Name>Stadt &amp; Amt</x:Name></x:Institution></x:Absender><x:Empfaenger/>
    <x:Empfangsbestaetigung>0</x:Empfangsbestaetigung>
  </x:Kopf>
  <x:Schriftgutobjekt><x:Akte>
    <x:Identifikation><x:ID>cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9</x:ID></x:Identifikation>
    <x:ArchivspezifischeMetadaten>
      <x:Aufbewahrungsdauer><x:AnzahlJahre>10</x:AnzahlJahre></x:Aufbewahrungsdauer>
      <x:Aussonderungsart><x:Aussonderungsart><code>B</code></x:Aussonderungsart></x:Aussonderungsart>
    </x:ArchivspezifischeMetadaten>
    <x:Akteninhalt><x:Dokument>
      <x:Identifikation><x:ID>d9fc876a-3838-4e15-9203-15c703afe730</x:ID></x:Identifikation>
      <x:Anlage><x:Identifikation><x:ID>d9fc876a-3838-4e15-9203-15c703afe731</x:ID></x:Identifikation><x:Nummer>1</x:Nummer></x:Anlage>
    </x:Dokument></x:Akteninhalt>
  </x:Akte></x:Schriftgutobjekt>
</x:Aussonderung.Anbieteverzeichnis.0501>
"#;

const LIMITS: Limits = Limits::SMALL;

/// All there is to do with a message.
fn everything(bytes: &[u8]) {
    let checked = check(bytes, &LIMITS);
    if let Ok(message) = record::read(bytes, &LIMITS) {
        let _ = message.to_string();
        assert_eq!(appraisal::decisions(&appraisal::table(&message)), Ok(Vec::new()), "nothing is decided in it yet");
        let planned = plan::plan(&message, Start::EndOfYear, &plan::Holds::new(), jiff::civil::date(2027, 1, 1));
        let _ = plan::table(&planned);
        let ids = message.ids().take(3).cloned();
        let decisions: Vec<Decision> = ids.map(|id| Decision { id, disposal: Disposal::Archive }).collect();
        let appraised = answer::appraisal(bytes, &decisions, &Reply::default(), &LIMITS);
        let _ = appraised.map(|appraised| appraised.message.write(&mut std::io::sink()));
    }
    // As soon as may be, and as late as may be.
    for limits in [Limits { aside_bytes: 0, ..LIMITS }, LIMITS] {
        let mut out = std::io::sink();
        let _ = record::show(bytes, &limits, &mut out);
        let _ = appraisal::write(bytes, &limits, &mut out);
        let (holds, today) = (plan::Holds::new(), jiff::civil::date(2027, 1, 1));
        let _ = plan::write(bytes, &limits, Start::EndOfYear, &holds, today, &mut out);
    }
    let reply = Reply { created: "2026-06-01T08:00:00Z".to_owned(), ..Reply::default() };
    let answers = [
        answer::receipt(bytes, &reply, &LIMITS),
        answer::import(bytes, &[], &FileFaults::new(), &mut |_| {}, &reply, &LIMITS)
            .and_then(|taken| Ok(taken.message.whole()?)),
    ];
    for answer in answers.into_iter().flatten() {
        let again = check(answer.xml.as_bytes(), &LIMITS);
        assert!(!checked.is_ok() || again.is_ok(), "{:?}\n{}", again.errors, answer.xml);
    }
    for to in [Version::V3_1, Version::V4_0] {
        let Ok(converted) = convert(bytes, to, &Supplement::default(), &LIMITS) else { continue };
        let again = check(converted.xml.as_bytes(), &LIMITS);
        assert!(!checked.is_ok() || again.is_ok(), "{to}: {:?}\n{}", again.errors, converted.xml);
        let in_parts = convert(bytes, to, &Supplement::default(), &Limits { aside_bytes: 0, ..LIMITS });
        assert_eq!(in_parts.map(|converted| converted.xml), Ok(converted.xml), "{to}");
    }
}

#[test]
fn the_offer_is_valid_read_and_converted() {
    assert_eq!(check(OFFER.as_bytes(), &LIMITS).errors, []);
    let there = convert(OFFER.as_bytes(), Version::V4_0, &Supplement::default(), &LIMITS).unwrap();
    assert!(there.is_whole(), "{:?}", there.remarks);
    for text in [OFFER, &there.xml] {
        let message = record::read(text.as_bytes(), &LIMITS).unwrap();
        let akte = &message.records[0];
        assert_eq!((akte.disposal.as_deref(), akte.retention_years), (Some("B"), Some(10)));
        assert_eq!(message.sender.as_deref(), Some("Stadt & Amt"));
        assert_eq!(akte.records[0].records[0].kind, record::Kind::Anlage);
    }
}

#[test]
fn an_offer_is_answered_in_its_version() {
    let newer = convert(OFFER.as_bytes(), Version::V4_0, &Supplement::default(), &LIMITS).unwrap().xml;
    let reply = Reply { created: "2026-06-01T08:00:00".to_owned(), ..Reply::default() };
    let id = "cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9".to_owned();
    let table = appraisal::table(&record::read(OFFER.as_bytes(), &LIMITS).unwrap());
    assert_eq!(appraisal::decisions(&table).unwrap(), []);
    let decided = table.replacen(";B;;", ";B;;a", 1);
    let decisions = appraisal::decisions(&decided).unwrap();
    assert_eq!(decisions, [Decision { id, disposal: Disposal::Archive }]);
    let wrong = appraisal::decisions(&table.replacen(";B;;", ";B;;X", 1)).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "Zeile 2: „X“ ist keine Entscheidung. Tragen Sie A (archivieren) oder V (vernichten) ein."
    );
    for (offer, version) in [(OFFER, Version::V3_1), (&newer, Version::V4_0)] {
        let appraised = answer::appraisal(offer.as_bytes(), &decisions, &reply, &LIMITS).unwrap();
        assert_eq!(appraised.undecided, 0);
        let appraised = appraised.message.whole().unwrap();
        let received = answer::receipt(offer.as_bytes(), &reply, &LIMITS).unwrap();
        let again = answer::receipt(appraised.xml.as_bytes(), &reply, &LIMITS).unwrap();
        for (message, number) in [(&appraised, "0502"), (&received, "0504"), (&again, "0505")] {
            let checked = check(message.xml.as_bytes(), &LIMITS);
            assert_eq!(checked.errors, [], "{}", message.xml);
            assert_eq!((message.to, checked.message.as_deref()), (version, Some(number)));
            assert!(message.is_whole(), "{:?}", message.remarks);
        }
        let receiver = record::read(appraised.xml.as_bytes(), &LIMITS).unwrap().receiver;
        assert_eq!(receiver.as_deref(), Some("Stadt & Amt"));
        assert!(appraised.xml.contains("cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9") && appraised.xml.contains(">A</code>"));
    }
}

#[test]
fn a_message_of_2_3_is_checked_and_converted() {
    // In 2.3.0 the confirmation is demanded; 2.4.0 sets it by itself.
    let older = OFFER
        .replace("3.1.0", "2.3.0")
        .replace("<x:Empfaenger/>", "<x:Empfaenger/><x:SendendesSystem/>")
        .replace("<x:AnzahlJahre>10</x:AnzahlJahre>", "10")
        .replace("<x:Aussonderungsart><code>B</code></x:Aussonderungsart>", "<code>B</code>");
    assert_eq!(check(older.as_bytes(), &LIMITS).errors, []);
    let demanded = older.replace("<x:Empfangsbestaetigung>0</x:Empfangsbestaetigung>", "<x:Empfangsbestaetigung/>");
    assert!(!check(demanded.as_bytes(), &LIMITS).is_ok());
    assert_eq!(check(demanded.replace("2.3.0", "2.4.0").as_bytes(), &LIMITS).errors, []);
    for to in [Version::V3_1, Version::V4_0] {
        let converted = convert(older.as_bytes(), to, &Supplement::default(), &LIMITS).unwrap();
        assert!(converted.is_whole(), "{:?}", converted.remarks);
        assert_eq!(check(converted.xml.as_bytes(), &LIMITS).errors, []);
        assert!(converted.xml.contains(">B</code>"), "{}", converted.xml);
    }
}

#[test]
fn limits_hold() {
    let begin = "<x:Aussonderung.Anbieteverzeichnis.0501 xmlns:x=\"urn:xoev-de:xdomea:schema:3.1.0\">";
    let many: Vec<String> = (0..1000).map(|number| format!(" a{number}=\"\"")).collect();
    let many = many.concat();
    for hostile in [
        format!("{begin}{}", "<x:Akte>".repeat(100_000)),
        format!("{begin}{}", "a".repeat(1 << 21)),
        format!("<a{many}/>"),
        format!("<!DOCTYPE a [<!ENTITY b \"b\">]>{begin}&b;"),
        format!("{begin}{}", "<a/>".repeat(100_000)),
    ] {
        let start = Instant::now();
        let checked = check(hostile.as_bytes(), &LIMITS);
        everything(hostile.as_bytes());
        assert!(!checked.is_ok() && checked.errors.len() <= LIMITS.errors);
        assert!(start.elapsed().as_secs() < 20);
    }
}

#[test]
fn a_container_is_checked_with_its_files() {
    let message = OFFER.replace(
        "<x:Anlage>",
        "<x:Version><x:Nummer>1</x:Nummer><x:Format><x:Name listURI=\"urn:xoev-de:xdomea:codeliste:dateiformat\" listVersionID=\"1.0\"><code>044</code></x:Name>\
         <x:Version/><x:Primaerdokument><x:Dateiname>8bcadd35-d27b-11ef-ab6c-005056871b7c.pdf</x:Dateiname></x:Primaerdokument></x:Format></x:Version><x:Anlage>",
    );
    let packed = |content: Option<&[u8]>| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file("242f44e8_0501_1.xml", options).unwrap();
        zip.write_all(message.as_bytes()).unwrap();
        if let Some(content) = content {
            zip.start_file("8bcadd35-d27b-11ef-ab6c-005056871b7c.pdf", options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let whole = packed(Some(b"a plan"));
    let mut damaged = whole.clone();
    let place = damaged.windows(6).position(|bytes| bytes == b"a plan").unwrap();
    damaged[place] ^= 1;
    for (zip, expected) in [(whole, None), (damaged, Some("beschädigt")), (packed(None), Some("liegt nicht im"))] {
        let mut container = Container::open(Cursor::new(zip)).unwrap();
        let checked = container.check(&LIMITS).unwrap();
        let errors: Vec<&str> = checked.errors.iter().map(|error| error.message.as_str()).collect();
        assert_eq!(errors.len(), usize::from(expected.is_some()), "{errors:?}");
        assert!(expected.is_none_or(|expected| errors[0].contains(expected)), "{errors:?}");
        assert_eq!(checked.counts.primaerdateien, 1);
    }
}

/// Counts what is read.
struct Counted<R>(R, std::rc::Rc<std::cell::Cell<usize>>);

impl<R: std::io::Read> std::io::Read for Counted<R> {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let amount = self.0.read(target)?;
        self.1.set(self.1.get() + amount);
        Ok(amount)
    }
}

#[test]
fn a_message_too_long_to_be_held_is_given_up_early() {
    use std::io::{BufReader, Read as _, repeat};
    let begin = &OFFER[..OFFER.find("<x:Schriftgutobjekt>").unwrap()];
    let limits = Limits { whole_bytes: 1 << 20, token_bytes: 1 << 19, ..Limits::default() };
    let many = "<a/>".repeat(1 << 18);
    let long = "b".repeat(1 << 18);
    let held = format!("<a xmlns=\"{long}\">{}", "<b/>".repeat(1000));
    let deep = "<x:Akte>".repeat(1000);
    let lines = "<!-- -->\n".repeat(1 << 18);
    for (middle, reason) in [
        ("", "länger als 524288 Byte"),
        // White space between elements is not held.
        (&lines, "länger als 524288 Byte"),
        (&many, "ausgepackt größer als 1 MiB"),
        (&held, "ausgepackt größer als 1 MiB"),
        (&deep, "tiefer als 256 Stufen"),
    ] {
        // It never ends.
        let read = std::rc::Rc::default();
        let endless = begin.as_bytes().chain(middle.as_bytes()).chain(repeat(b' '));
        let source = BufReader::new(Counted(endless, std::rc::Rc::clone(&read)));
        let converted = convert(source, Version::V4_0, &Supplement::default(), &limits).unwrap_err();
        assert!(converted.to_string().contains(reason), "{converted}");
        assert!(read.get() < 4 << 20, "{reason}: {}", read.get());
    }
    // A check holds nothing.
    let valid = OFFER.replace("<x:Schriftgutobjekt>", &format!("{lines}<x:Schriftgutobjekt>"));
    assert!(check(valid.as_bytes(), &limits).is_ok());
}

/// Repeats a text for ever.
struct Endless(&'static str, usize);

impl std::io::Read for Endless {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        for byte in &mut *target {
            *byte = self.0.as_bytes()[self.1 % self.0.len()];
            self.1 += 1;
        }
        Ok(target.len())
    }
}

#[test]
fn a_long_message_that_says_too_late_whose_records_come_is_refused() {
    // The Akte of the offer with its UUID behind all that lies in it.
    let start = OFFER.find("<x:Identifikation>").unwrap();
    let end = OFFER.find("</x:Identifikation>").unwrap() + "</x:Identifikation>".len();
    let late = format!("{}{}", &OFFER[..start], &OFFER[end..]).replacen(
        "</x:Akte>",
        &format!("{}</x:Akte>", &OFFER[start..end]),
        1,
    );
    let id = "cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9";
    assert!(OFFER[start..end].contains(id), "{}", &OFFER[start..end]);
    let holds = plan::holds(&format!("UUID;Grund\n{id};Klage\n")).unwrap();
    let decisions = [Decision { id: id.to_owned(), disposal: Disposal::Destroy }];
    for (aside_bytes, is_refused) in [(1 << 20, false), (0, true)] {
        let limits = Limits { aside_bytes, ..LIMITS };
        let today = jiff::civil::date(2027, 1, 1);
        let said = [
            record::show(late.as_bytes(), &limits, &mut std::io::sink()).err().map(|error| error.to_string()),
            plan::write(late.as_bytes(), &limits, Start::EndOfYear, &holds, today, &mut std::io::sink())
                .err()
                .map(|error| error.to_string()),
            answer::appraisal(late.as_bytes(), &decisions, &Reply::default(), &limits)
                .err()
                .map(|error| error.to_string()),
        ];
        for said in said {
            assert_eq!(said.is_some_and(|said| said.contains("hinter dem, was darin liegt")), is_refused);
        }
        assert_eq!(record::read(late.as_bytes(), &limits).unwrap().records[0].id.as_deref(), Some(id));
    }
}

#[test]
fn a_record_too_large_to_be_held_is_given_up_early() {
    use std::io::{BufReader, Read as _};
    let limits = Limits { whole_bytes: 1 << 16, token_bytes: 1 << 16, ..Limits::default() };
    let head = &OFFER[..OFFER.find("<x:Schriftgutobjekt>").unwrap()];
    let document = "<x:Schriftgutobjekt><x:Dokument>";
    for (begin, endless, reason) in [
        ("", "<x:Akte>", "tiefer als 256 Stufen"),
        (document, "<x:Version><x:Nummer>1</x:Nummer></x:Version>", "Ein einzelnes Objekt"),
        (document, "<x:Anlage/>", "Ein einzelnes Objekt"),
        ("<x:Schriftgutobjekt><x:Akte>", "<x:Version/>", "Ein einzelnes Objekt"),
        ("<x:Schriftgutobjekt><x:Akte><x:Identifikation><x:ID>", "a text<!-- --><b/>", "Ein einzelnes Objekt"),
    ] {
        let read = std::rc::Rc::default();
        let source = head.as_bytes().chain(begin.as_bytes()).chain(Endless(endless, 0));
        let source = BufReader::new(Counted(source, std::rc::Rc::clone(&read)));
        let mut out = Vec::new();
        let broken = record::show(source, &limits, &mut out).unwrap_err().to_string();
        assert!(broken.contains(reason), "{broken}");
        assert!(read.get() < 6 << 20, "{reason}: {}", read.get());
    }
    // What no record needs is not held, however much it is.
    let content = &OFFER[head.len()..];
    let limits = Limits { bytes: 1 << 30, ..limits };
    for (place, unneeded) in [
        ("<x:Schriftgutobjekt>", "<x:Aktenplan><x:Einheit>a</x:Einheit></x:Aktenplan>"),
        (
            "<x:Akteninhalt>",
            "<x:HistorienProtokollInformation><x:Akteur>wer</x:Akteur></x:HistorienProtokollInformation>",
        ),
        ("<x:Akteninhalt>", "lose<!-- --><x:Akteninhalt/>"),
    ] {
        let content = content.replacen(place, &format!("{}{place}", unneeded.repeat(100_000)), 1);
        let (mut out, mut expected) = (Vec::new(), Vec::new());
        record::show(format!("{head}{content}").as_bytes(), &limits, &mut out).unwrap();
        record::show(OFFER.as_bytes(), &limits, &mut expected).unwrap();
        assert_eq!(String::from_utf8(out), String::from_utf8(expected));
    }
    // Nor are so many records held at once.
    let akte = "<x:Schriftgutobjekt><x:Akte/></x:Schriftgutobjekt>";
    let many = OFFER.replacen("<x:Schriftgutobjekt>", &format!("{}<x:Schriftgutobjekt>", akte.repeat(9_000)), 1);
    let broken = record::read(many.as_bytes(), &limits).unwrap_err().to_string();
    assert!(broken.contains("eines nach dem anderen"), "{broken}");
}

#[test]
fn a_container_is_unpacked_no_further_than_it_is_read() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("242f44e8_0501_1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let begin = &OFFER[..OFFER.find("<x:Schriftgutobjekt>").unwrap()];
    zip.write_all(begin.as_bytes()).unwrap();
    zip.write_all("<x:Akte>".repeat(1 << 20).as_bytes()).unwrap();
    let mut container = Container::open(zip.finish().unwrap()).unwrap();
    let broken = record::read(container.message().unwrap(), &LIMITS).unwrap_err();
    assert!(broken.to_string().contains("tiefer als 64 Stufen"), "{broken}");
}

#[test]
fn of_a_source_that_is_not_valid_nothing_is_lost_in_silence() {
    let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    let location = format!("{xsi} xsi:schemaLocation=\"urn:a b.xsd\" xmlns:x=");
    let with_location = OFFER.replacen("xmlns:x=", &location, 1);
    let (checked, converted) =
        convert_checked(with_location.as_bytes(), Version::V4_0, &Supplement::default(), &LIMITS).unwrap();
    assert!(checked.is_ok() && converted.is_whole(), "{:?}", converted.remarks);
    assert!(converted.remarks.iter().any(|remark| remark.message.contains("xsi:schemaLocation")));

    for (from, to, lost) in [
        ("<x:Akte>", format!("<x:Akte {xsi} xsi:nil=\"lost\">"), "xsi:nil"),
        ("<x:Akte>", format!("<x:Akte {xsi} xsi:type=\"lost\">"), "xsi:type"),
        ("<x:Akte>", "<x:Akte xmlns:f=\"urn:f\" f:foreign=\"lost\">".to_owned(), "foreign"),
        ("<x:Kopf>", "<x:Kopf foreign=\"lost\">".to_owned(), "foreign"),
        ("<x:Absender>", "<x:SendendesSystem foreign=\"lost\"/><x:Absender>".to_owned(), "foreign"),
        ("</x:Kopf>", "</x:Kopf><x:Kopf><x:ProzessID>lost</x:ProzessID></x:Kopf>".to_owned(), "Kopf"),
        ("<x:Akteninhalt>", "<x:Kopf>lost</x:Kopf><x:Akteninhalt>".to_owned(), "Kopf"),
    ] {
        let message = OFFER.replacen(from, &to, 1);
        for version in [Version::V3_1, Version::V4_0] {
            let (checked, converted) =
                convert_checked(message.as_bytes(), version, &Supplement::default(), &LIMITS).unwrap();
            assert_eq!(checked, check(message.as_bytes(), &LIMITS));
            assert!(!checked.is_ok(), "{to}");
            let is_said = |remark: &Remark| remark.message.contains(lost) && remark.message.contains("lost");
            assert!(converted.remarks.iter().any(is_said), "{to} {version}: {:?}", converted.remarks);
            assert!(!converted.is_whole() && check(converted.xml.as_bytes(), &LIMITS).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("LOTSE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256)
    ))]

    #[test]
    fn tables_of_any_text_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[;,\t\"\r\n AVx1é]{0,60}") {
        for table in [appraisal::text(&bytes).as_ref(), &text] {
            for heading in ["", "UUID;Entscheidung\r\n", "UUID,Fehlermeldung\n", "UUID\tGrund\n"] {
                let table = format!("{heading}{table}");
                let _ = (appraisal::decisions(&table), appraisal::imported(&table), plan::holds(&table));
            }
        }
    }

    #[test]
    fn bytes_changed_by_chance_do_no_harm(changes in proptest::collection::vec((0..OFFER.len(), any::<u8>(), 0..4_u8), 1..6)) {
        let mut bytes = OFFER.as_bytes().to_vec();
        for (place, byte, kind) in changes {
            let place = place % bytes.len();
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, b"<>&/\"x "[usize::from(byte) % 7]),
                2 => drop(bytes.remove(place)),
                _ => {
                    let end = (place + usize::from(byte)).min(bytes.len());
                    let copy = bytes[place..end].to_vec();
                    let at = (place * 7) % bytes.len();
                    bytes.splice(at..at, copy);
                }
            }
        }
        everything(&bytes);
    }
}
