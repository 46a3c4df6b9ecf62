//! Answers to every message that has one: valid by xmllint with the official schema, where both are there.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are no tests to clippy")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use lotse_xdomea::{
    Converted, Limits, Supplement, Version,
    answer::{self, AnswerError, Decision, Disposal, Imported, Reply, Taken},
    check,
    container::FileFaults,
    convert, record,
};

const LIMITS: Limits = Limits::SMALL;

const FIRST: &str = "cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9";
const SECOND: &str = "d9fc876a-3838-4e15-9203-15c703afe730";

/// A message of 3.1.0 with a head and what else it must have.
fn message(name: &str, in_head: &str, content: &str) -> String {
    let number = &name[name.len() - 4..];
    format!(
        "<x:{name} xmlns:x=\"urn:xoev-de:xdomea:schema:3.1.0\"><x:Kopf>\
         <x:ProzessID>242f44e8-bebf-4503-a086-db252c6a4277</x:ProzessID>\
         <x:Nachrichtentyp><code>{number}</code></x:Nachrichtentyp>\
         <x:Erstellungszeitpunkt>2026-05-31T12:00:00</x:Erstellungszeitpunkt>\
         <x:Absender><x:Institution><x:Name>Stadt</x:Name></x:Institution></x:Absender>\
         <x:Empfaenger><x:Institution><x:Name>Archiv</x:Name></x:Institution></x:Empfaenger>\
         {in_head}</x:Kopf>{content}</x:{name}>"
    )
}

const RECEIPT: &str = "<x:Empfangsbestaetigung>1</x:Empfangsbestaetigung>";

/// Two Akten, one with a Vorgang.
fn records() -> String {
    let akte = |id: &str, content: &str| {
        format!(
            "<x:Schriftgutobjekt><x:Akte><x:Identifikation><x:ID>{id}</x:ID></x:Identifikation>{content}</x:Akte></x:Schriftgutobjekt>"
        )
    };
    let inner = "<x:Akteninhalt><x:Vorgang><x:Identifikation><x:ID>d9fc876a-3838-4e15-9203-15c703afe731</x:ID>\
                 </x:Identifikation></x:Vorgang></x:Akteninhalt>";
    akte(FIRST, inner) + &akte(SECOND, "")
}

fn handing_over() -> String {
    let head = format!("<x:Importbestaetigung>1</x:Importbestaetigung>{RECEIPT}");
    message("Abgabe.Abgabe.0401", &head, &records())
}

fn sorting_out() -> String {
    let head = format!(
        "<x:Importbestaetigung>1</x:Importbestaetigung><x:RueckmeldungArchivkennung>1</x:RueckmeldungArchivkennung>{RECEIPT}"
    );
    message("Aussonderung.Aussonderung.0503", &head, &records())
}

fn reply() -> Reply {
    Reply { created: "2026-06-01T08:00:00Z".to_owned(), ..Reply::default() }
}

/// A confirmation and what else is said about it.
fn taken(text: &str, results: &[Imported], files: &FileFaults) -> Result<Taken, AnswerError> {
    answer::import(text.as_bytes(), results, files, &mut |_| {}, &reply(), &LIMITS)
}

fn newer(text: &str) -> String {
    let converted = convert(text.as_bytes(), Version::V4_0, &Supplement::default(), &LIMITS).unwrap();
    let text = converted.xml;
    assert!(check(text.as_bytes(), &LIMITS).is_ok());
    text
}

fn suite() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("../shared/suites/xdomea/xsd"))
        .find(|folder| folder.is_dir())
}

/// What xmllint says about a message; nothing without it or without the schemas.
fn by_xmllint(answer: &Converted) -> Option<String> {
    let suite = suite()?;
    let file = match answer.to {
        Version::V4_0 => "4.0.0/xdomea-Nachrichten-AussonderungDurchfuehren.xsd",
        _ => "3.1.0/xdomea.xsd",
    };
    let folder = std::env::temp_dir().join(format!("lotse-answers-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{:?}.xml", std::thread::current().id()));
    fs::write(&path, &answer.xml).unwrap();
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .args([&suite.join(file), &path])
        .env("XML_CATALOG_FILES", suite.join("catalog.xml"))
        .output()
        .ok()?;
    fs::remove_file(&path).unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(if output.status.success() { "valid".to_owned() } else { said })
}

#[track_caller]
fn expect(answer: &Converted, number: &str, version: Version) {
    let checked = check(answer.xml.as_bytes(), &LIMITS);
    assert_eq!(checked.errors, [], "{}", answer.xml);
    assert_eq!((checked.message.as_deref(), answer.to), (Some(number), version));
    assert!(answer.is_whole(), "{:?}", answer.remarks);
    let theirs = by_xmllint(answer);
    println!("{number} {version}: {}", theirs.as_deref().unwrap_or("skipped: no suite or no xmllint"));
    assert!(theirs.is_none_or(|said| said == "valid"), "{}", answer.xml);
    let read = record::read(answer.xml.as_bytes(), &LIMITS).unwrap();
    assert_eq!((read.sender.as_deref(), read.receiver.as_deref()), (Some("Archiv"), Some("Stadt")));
    assert_eq!(read.process_id.as_deref(), Some("242f44e8-bebf-4503-a086-db252c6a4277"));
}

#[test]
fn every_receipt_is_valid() {
    let decided = format!(
        "<x:BewertetesObjekt><x:ID>{FIRST}</x:ID><x:Aussonderungsart><x:Aussonderungsart><code>A</code></x:Aussonderungsart></x:Aussonderungsart></x:BewertetesObjekt>"
    );
    let messages = [
        (message("Information.Information.0101", "", ""), "0102"),
        (message("Aktenplan.Aktenplan.0301", "", ""), "0302"),
        (handing_over(), "0403"),
        (message("Aussonderung.Anbieteverzeichnis.0501", RECEIPT, &records()), "0504"),
        (message("Aussonderung.Bewertungsverzeichnis.0502", RECEIPT, &decided), "0505"),
        (sorting_out(), "0507"),
    ];
    for (text, number) in messages {
        let receipt = answer::receipt(text.as_bytes(), &reply(), &LIMITS).unwrap();
        expect(&receipt, number, Version::V3_1);
        // Of 4.0.0 only the schema of sorting out is there.
        if number > "0500" {
            let receipt = answer::receipt(newer(&text).as_bytes(), &reply(), &LIMITS).unwrap();
            expect(&receipt, number, Version::V4_0);
        }
    }
    let receipt = answer::receipt(every_receipt("0504").as_bytes(), &reply(), &LIMITS);
    assert_eq!(receipt, Err(AnswerError::NoAnswer("0504".to_owned())));
}

fn every_receipt(number: &str) -> String {
    message(&format!("Aussonderung.AnbietungEmpfangBestaetigen.{number}"), "", "")
}

#[test]
fn what_was_taken_over_is_confirmed() {
    let results = [
        Imported { id: FIRST.to_owned(), archive_id: Some("LA 7/1".to_owned()), failure: None },
        Imported { id: SECOND.to_owned(), failure: Some("Eine Datei fehlt & mehr".to_owned()), archive_id: None },
    ];
    let failures = [Imported { archive_id: None, ..results[0].clone() }, results[1].clone()];
    for (text, results, number, version) in [
        (handing_over(), &failures[..], "0402", Version::V3_1),
        (sorting_out(), &results[..], "0506", Version::V3_1),
        (newer(&sorting_out()), &results[..], "0506", Version::V4_0),
    ] {
        let all = taken(&text, &[], &FileFaults::new()).unwrap().message.whole().unwrap();
        expect(&all, number, version);
        assert!(!all.xml.contains("Erfolgreich>0<") && all.xml.contains("Erfolgreich>1<"));
        assert!(all.xml.contains(FIRST) && all.xml.contains(SECOND), "{}", all.xml);
        assert!(!all.xml.contains("d9fc876a-3838-4e15-9203-15c703afe731"), "what lies deeper is not named by itself");
        let some = taken(&text, results, &FileFaults::new()).unwrap().message.whole().unwrap();
        expect(&some, number, version);
        assert!(some.xml.contains("<xdomea:Fehlermeldung>Eine Datei fehlt &amp; mehr<"), "{}", some.xml);
        assert_eq!(some.xml.matches("Archivkennung>LA 7/1<").count(), usize::from(number == "0506"));
        // In 4.0.0 the whole has a result, too.
        let failed = some.xml.matches("Erfolgreich>0<").count();
        assert_eq!(failed, if version == Version::V4_0 { 2 } else { 1 });
        let deeper = Imported {
            id: "d9fc876a-3838-4e15-9203-15c703afe731".to_owned(),
            failure: Some("unleserlich".to_owned()),
            archive_id: None,
        };
        let deep = taken(&text, &[deeper], &FileFaults::new()).unwrap();
        expect(&deep.message.whole().unwrap(), number, version);
    }
}

#[test]
fn tables_speak_of_the_message_and_once() {
    let offer = message("Aussonderung.Anbieteverzeichnis.0501", RECEIPT, &records());
    let decision = |id: &str| Decision { id: id.to_owned(), disposal: Disposal::Archive };
    let appraise = |decisions: &[Decision]| answer::appraisal(offer.as_bytes(), decisions, &reply(), &LIMITS);
    let all = appraise(&[decision(FIRST), decision(SECOND)]).unwrap();
    expect(&all.message.whole().unwrap(), "0502", Version::V3_1);
    // An Akte is decided by itself or by all that lies in it.
    let inner = decision("d9fc876a-3838-4e15-9203-15c703afe731");
    let undecided = |decisions: &[Decision]| appraise(decisions).unwrap().undecided;
    assert_eq!((all.undecided, undecided(&[decision(SECOND)]), undecided(std::slice::from_ref(&inner))), (0, 1, 1));
    assert_eq!(undecided(&[inner, decision(SECOND)]), 0);
    assert_eq!(appraise(&[]), Err(AnswerError::NothingDecided));
    assert_eq!(appraise(&[decision("x")]), Err(AnswerError::UnknownObject("x".to_owned())));
    assert_eq!(appraise(&[decision(FIRST), decision(FIRST)]), Err(AnswerError::Twice(FIRST.to_owned())));
    let unknown = Imported { id: "x".to_owned(), ..Imported::default() };
    let imported = taken(&sorting_out(), &[unknown], &FileFaults::new());
    assert_eq!(imported, Err(AnswerError::UnknownObject("x".to_owned())));
    let offer_imported = taken(&offer, &[], &FileFaults::new());
    assert_eq!(offer_imported, Err(AnswerError::NoAnswer("0501".to_owned())));
}

#[test]
fn what_contradicts_itself_is_no_decision() {
    let offer = message("Aussonderung.Anbieteverzeichnis.0501", RECEIPT, &records());
    let inner = "{D9FC876A-3838-4E15-9203-15C703AFE731}";
    let appraise = |outer: Disposal, within: Disposal| {
        let decisions =
            [(FIRST, outer), (inner, within)].map(|(id, disposal)| Decision { id: id.to_owned(), disposal });
        answer::appraisal(offer.as_bytes(), &decisions, &reply(), &LIMITS)
    };
    let part = appraise(Disposal::Archive, Disposal::Destroy).unwrap();
    let message = part.message.whole().unwrap();
    expect(&message, "0502", Version::V3_1);
    assert_eq!((part.archived, part.destroyed, part.undecided), (1, 1, 1));
    assert!(message.xml.contains(">d9fc876a-3838-4e15-9203-15c703afe731<"), "written as in the offer");
    // 4.0 calls decisions by another name.
    let newer = convert(message.xml.as_bytes(), Version::V4_0, &Supplement::default(), &LIMITS).unwrap().xml;
    for xml in [&message.xml, &newer] {
        let shown = record::read(xml.as_bytes(), &LIMITS).unwrap().to_string();
        assert!(shown.contains(&format!("Entscheidung: {FIRST} · archivieren (A)\n")), "{shown}");
    }
    let fault = appraise(Disposal::Destroy, Disposal::Archive).unwrap_err().to_string();
    assert!(fault.contains(FIRST) && fault.contains("Vorgang (d9fc876a"), "{fault}");
}

/// A file that a message names.
const FILE: &str = "8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf";

/// What is handed over, with a document of which there is a file.
fn with_a_file() -> String {
    let document = "<x:Schriftgutobjekt><x:Dokument><x:Identifikation><x:ID>d9fc876a-3838-4e15-9203-15c703afe732</x:ID>\
         </x:Identifikation><x:Version><x:Nummer>1</x:Nummer><x:Format><x:Name listVersionID=\"1.0\"><code>018</code></x:Name>\
         <x:Version>1.4</x:Version><x:Primaerdokument><x:Dateiname>8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf</x:Dateiname>\
         </x:Primaerdokument></x:Format></x:Version></x:Dokument></x:Schriftgutobjekt>";
    let end = "</x:Aussonderung.Aussonderung.0503>";
    sorting_out().replace(end, &format!("{document}{end}"))
}

#[test]
fn nothing_is_confirmed_that_is_not_whole() {
    let text = with_a_file();
    let import = |text: &str, files: &FileFaults| taken(text, &[], files);
    let mut named = Vec::new();
    let mut hear = |name: &str| named.push(name.to_owned());
    answer::import(text.as_bytes(), &[], &FileFaults::new(), &mut hear, &reply(), &LIMITS).unwrap();
    assert_eq!(named, [FILE]);
    let faults = FileFaults::from([(FILE.to_owned(), "Die Datei fehlt.".to_owned())]);
    let taken = import(&text, &faults).unwrap();
    let told = taken.message.whole().unwrap();
    expect(&told, "0506", Version::V3_1);
    assert_eq!(taken.failures.len(), 1);
    assert_eq!(told.xml.matches("Erfolgreich>0<").count(), 1);
    assert!(told.xml.contains("Fehlermeldung>Die Datei fehlt.<"), "{}", told.xml);
    let other = FileFaults::from([("andere.pdf".to_owned(), "Die Datei fehlt.".to_owned())]);
    assert!(matches!(import(&text, &other), Err(AnswerError::FaultyFile(_))));
    let invalid = text.replace("<x:Nummer>1</x:Nummer>", "<x:Nummer>eins</x:Nummer><x:Nummer>2</x:Nummer>");
    assert!(matches!(import(&invalid, &FileFaults::new()), Err(AnswerError::Invalid { number: 1, .. })));
    let fault = import(&message("Aussonderung.Anbieteverzeichnis.0501", RECEIPT, &records()), &FileFaults::new());
    let said = fault.unwrap_err().to_string();
    assert!(said.contains("0504 (Empfang), 0502 (Bewertung, mit --decisions)"), "{said}");
}

/// 4.0.0 wants a result over all, which 3.1.0 does not have; it must not say the contrary of the single ones.
#[test]
fn the_result_over_all_follows_from_the_single_ones() {
    let text = with_a_file();
    let missing = FileFaults::from([(FILE.to_owned(), "Die Datei fehlt.".to_owned())]);
    // Failures: in the single ones, and over all.
    for (faults, failures) in [(FileFaults::new(), 0), (missing, 1 + 1)] {
        let old = taken(&text, &[], &faults).unwrap().message.whole().unwrap().xml;
        let new = convert(old.as_bytes(), Version::V4_0, &Supplement::default(), &LIMITS).unwrap();
        assert!(check(new.xml.as_bytes(), &LIMITS).is_ok());
        assert_eq!(new.xml.matches("Erfolgreich>0<").count(), failures, "{}", new.xml);
        assert_eq!(new.xml.matches("Erfolgreich>").count(), old.matches("Erfolgreich>").count() + 2);
        let is_about_it = |path: &str| path.contains("Erfolg");
        assert!(!new.remarks.iter().any(|remark| remark.is_to_do() && is_about_it(&remark.path)), "{:?}", new.remarks);
    }
}

/// What comes in by the gigabyte has to be acknowledged as well.
#[test]
fn a_receipt_needs_only_the_head() {
    let name = "Aussonderung.Anbieteverzeichnis.0501";
    let long = message(name, RECEIPT, &records().repeat(9_000));
    let limits = Limits { bytes: 64 << 20, whole_bytes: 1 << 20, ..LIMITS };
    assert!(long.len() as u64 > 2 * limits.whole_bytes);
    let answered = answer::receipt(long.as_bytes(), &reply(), &limits).unwrap();
    expect(&answered, "0504", Version::V3_1);
    let short = message(name, RECEIPT, &records());
    assert_eq!(answered.xml, answer::receipt(short.as_bytes(), &reply(), &LIMITS).unwrap().xml);
    // The end of the message counts all the same.
    assert!(answer::receipt(&long.as_bytes()[..long.len() - 9], &reply(), &limits).is_err());
}
