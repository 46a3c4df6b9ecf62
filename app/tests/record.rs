//! `lotse record` as a program: what it prints and how it ends.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test may panic and print")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

const OFFER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<x:Aussonderung.Anbieteverzeichnis.0501 xmlns:x="urn:xoev-de:xdomea:schema:3.1.0">
  <x:Kopf>
    <x:ProzessID>242f44e8-bebf-4503-a086-db252c6a4277</x:ProzessID>
    <x:Nachrichtentyp><code>0501</code></x:Nachrichtentyp>
    <x:Erstellungszeitpunkt>2026-05-31T12:00:00</x:Erstellungszeitpunkt>
    <x:Absender><x:Institution><x:Name>Stadt Musterhausen</x:Name></x:Institution></x:Absender><x:Empfaenger/>
    <x:Empfangsbestaetigung>0</x:Empfangsbestaetigung>
  </x:Kopf>
  <x:Schriftgutobjekt><x:Akte>
    <x:Identifikation><x:ID>cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9</x:ID></x:Identifikation>
    <x:AllgemeineMetadaten><x:Betreff>Brücke am Mühlenweg</x:Betreff></x:AllgemeineMetadaten>
    <x:Akteninhalt>
      <x:Vorgang><x:Identifikation><x:ID>cbdbfccc-72e5-44b2-9e71-937e6f4f8cea</x:ID></x:Identifikation></x:Vorgang>
    </x:Akteninhalt>
  </x:Akte></x:Schriftgutobjekt>
</x:Aussonderung.Anbieteverzeichnis.0501>
"#;

/// A handing over with one document and its file.
const HANDED_OVER: &str = r#"<x:Aussonderung.Aussonderung.0503 xmlns:x="urn:xoev-de:xdomea:schema:3.1.0">
  <x:Kopf>
    <x:ProzessID>242f44e8-bebf-4503-a086-db252c6a4277</x:ProzessID>
    <x:Nachrichtentyp><code>0503</code></x:Nachrichtentyp>
    <x:Erstellungszeitpunkt>2026-05-31T12:00:00</x:Erstellungszeitpunkt>
    <x:Absender/><x:Empfaenger/>
    <x:Importbestaetigung>1</x:Importbestaetigung><x:RueckmeldungArchivkennung>1</x:RueckmeldungArchivkennung>
    <x:Empfangsbestaetigung>1</x:Empfangsbestaetigung>
  </x:Kopf>
  <x:Schriftgutobjekt><x:Dokument>
    <x:Identifikation><x:ID>d9fc876a-3838-4e15-9203-15c703afe730</x:ID></x:Identifikation>
    <x:Version><x:Nummer>1</x:Nummer><x:Format><x:Name listVersionID="1.0"><code>018</code></x:Name><x:Version>1.4</x:Version>
      <x:Primaerdokument><x:Dateiname>8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf</x:Dateiname></x:Primaerdokument></x:Format></x:Version>
  </x:Dokument></x:Schriftgutobjekt>
</x:Aussonderung.Aussonderung.0503>
"#;

const NAMES: [&str; 9] =
    ["file", "ok", "message", "version", "akten", "vorgaenge", "dokumente", "primaerdateien", "errors"];

fn lotse(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.arg("record").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[track_caller]
fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn zip(path: &Path, entries: &[(&str, &[u8])]) {
    let mut archive = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in entries {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

/// A temporary folder whose files are named by their text.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        self.path(name)
    }
}

fn suite() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/suites/xdomea");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no suite");
    None
}

/// All files with an ending below a folder.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|known| known == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn a_line_has_exactly_the_agreed_names() {
    let cases = [
        (OFFER.to_owned(), 0),
        (OFFER.replace("<code>0501", "<code>9999"), 1),
        (OFFER.replace("3.1.0", "9.9.9"), 1),
        ("<rechnung/>".to_owned(), 1),
        ("kein XML".to_owned(), 2),
        (String::new(), 2),
        ("<a><b></a>".to_owned(), 1),
    ];
    for (input, code) in cases {
        let output = lotse(&["check", "--json", "-"], input.as_bytes());
        assert_eq!(output.status.code(), Some(code), "{input}");
        let line = text(&output.stdout);
        let mut from = 0;
        for name in NAMES {
            let place = line[from..].find(&format!("\"{name}\":"));
            from += place.unwrap_or_else(|| panic!("{name} is missing or not in its place: {line}"));
        }
        let line = &lines(&output)[0];
        assert_eq!(line.as_object().unwrap().len(), NAMES.len(), "{line}");
        let errors = line["errors"].as_array().unwrap();
        assert_eq!(errors.is_empty(), code == 0, "{line}");
        for error in errors {
            let names: Vec<&String> = error.as_object().unwrap().keys().collect();
            assert_eq!(names.len(), 3, "{error}");
            assert!(error["line"].is_u64() && error["path"].is_string() && error["message"].is_string(), "{error}");
        }
    }
    let line = &lines(&lotse(&["check", "--json", "-"], OFFER.as_bytes()))[0];
    let expected = json!({"file": "-", "ok": true, "message": "0501", "version": "3.1.0", "akten": 1, "vorgaenge": 1,
        "dokumente": 0, "primaerdateien": 0, "errors": []});
    assert_eq!(*line, expected);
}

#[test]
fn an_error_has_its_line_and_its_place() {
    let wrong = OFFER.replace("f4f8cea</x:ID>", "f4f8cea-nein</x:ID>");
    let output = lotse(&["check", "--json", "-"], wrong.as_bytes());
    let error = &lines(&output)[0]["errors"][0];
    assert_eq!(error["line"], 14);
    let path = "/Aussonderung.Anbieteverzeichnis.0501/Schriftgutobjekt[1]/Akte[1]/Akteninhalt[1]/Vorgang[1]/Identifikation[1]/ID[1]";
    assert_eq!(error["path"], path);
    assert!(error["message"].as_str().unwrap().contains("UUID"));
    let told = text(&lotse(&["check", "-"], wrong.as_bytes()).stdout);
    for part in ["-: nicht gültig", "Nachricht 0501, xdomea 3.1.0: 1 Akten, 1 Vorgänge", "Zeile 14:", path] {
        assert!(told.contains(part), "{part} is missing: {told}");
    }
    let told = text(&lotse(&["check", "-"], OFFER.as_bytes()).stdout);
    assert!(told.starts_with("-: gültig\n"), "{told}");
}

#[test]
fn a_folder_is_checked_with_all_in_it() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("b/leer")).unwrap();
    for name in ["c.XML", "a.xml", "b/z.xml", ".versteckt.xml", "b/lies-mich.txt"] {
        folder.file(name, OFFER);
    }
    zip(
        Path::new(&folder.path("b/m_0503_1.zip")),
        &[("m_0503_1.xml", HANDED_OVER.as_bytes()), ("8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf", b"%PDF")],
    );
    let output = lotse(&["check", "--json", &folder.path("")], b"");
    assert_eq!(output.status.code(), Some(0));
    let found = lines(&output);
    let names: Vec<&str> = found.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!(names, ["a.xml", "b/m_0503_1.zip", "b/z.xml", "c.XML"].map(|name| folder.path(name)));
    assert_eq!(found[1]["primaerdateien"], 1);
    let empty = lotse(&["check", &folder.path("b/leer")], b"");
    assert_eq!(empty.status.code(), Some(2));
    assert!(text(&empty.stdout).contains("In diesem Ordner liegt keine XML- und keine ZIP-Datei."));
}

#[test]
fn a_container_is_checked_with_its_files() {
    let folder = Folder::new();
    let message = ("m_0503_1.xml", HANDED_OVER.as_bytes());
    let second = ("m_0501_1.xml", OFFER.as_bytes());
    let pdf = ("8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf", &b"%PDF"[..]);
    let cases = [
        ("gut", &[message, pdf][..], 0, "gültig"),
        ("lose", &[message], 1, "Die Datei „8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf“ liegt nicht im Container."),
        ("ohne", &[pdf], 2, "nicht lesbar: Im Container liegt keine Nachricht"),
        ("zwei", &[message, second, pdf], 2, "nicht lesbar: Im Container liegen mehrere Nachrichten"),
    ];
    for (name, entries, code, told) in cases {
        let path = folder.path(&format!("{name}.zip"));
        zip(Path::new(&path), entries);
        let output = lotse(&["check", &path], b"");
        assert_eq!(output.status.code(), Some(code), "{name}");
        assert!(text(&output.stdout).contains(told), "{name}: {}", text(&output.stdout));
        assert_eq!(lines(&lotse(&["check", "--json", &path], b""))[0]["ok"], code == 0);
        let piped = lotse(&["check", "-"], &fs::read(&path).unwrap());
        assert_eq!(piped.status.code(), Some(code), "{name} through a pipe: {}", text(&piped.stdout));
    }
    let whole = fs::read(folder.path("gut.zip")).unwrap();
    let cut = folder.file("abgebrochen.zip", &whole[..whole.len() / 2]);
    let output = lotse(&["check", &cut], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("keine lesbare ZIP-Datei"), "{}", text(&output.stdout));
}

#[test]
fn what_cannot_be_read_is_a_line_and_ends_with_2() {
    let folder = Folder::new();
    let good = folder.file("gut.xml", OFFER);
    let missing = folder.path("fehlt.xml");
    let output = lotse(&["check", "--json", &missing, &good], b"");
    assert_eq!(output.status.code(), Some(2), "the worst counts");
    let found = lines(&output);
    assert_eq!((&found[0]["ok"], &found[0]["message"], &found[1]["ok"]), (&json!(false), &Value::Null, &json!(true)));
    assert_eq!(found[0]["errors"][0]["message"], "Die Datei gibt es nicht. Prüfen Sie den Namen.");
    let told = text(&lotse(&["check", &missing], b"").stdout);
    assert_eq!(told.trim_end(), format!("{missing}: nicht lesbar: Die Datei gibt es nicht. Prüfen Sie den Namen."));
    for arguments in [&["show", &missing][..], &["convert", "--to", "4.0", &missing]] {
        let output = lotse(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains("Die Datei gibt es nicht"), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    assert_eq!(lotse(&["check"], b"").status.code(), Some(2), "nothing to check");
}

#[test]
fn a_message_goes_there_and_back_and_is_valid_each_time() {
    let folder = Folder::new();
    let mut current = folder.file("3.xml", OFFER);
    // On the way back an id of the message and the like have no place; that is said.
    for (to, code) in [("4.0", 0), ("3.1", 1), ("4.0", 0)] {
        let next = folder.path(&format!("{to}.neu.xml"));
        let output = lotse(&["convert", "--to", to, "--out", &next, &current], b"");
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert_eq!(code == 1, text(&output.stderr).contains("Weggelassen: "));
        assert!(output.stdout.is_empty());
        let line = &lines(&lotse(&["check", "--json", &next], b""))[0];
        assert_eq!((&line["ok"], line["version"].as_str()), (&json!(true), Some(&*format!("{to}.0"))), "{line}");
        assert_eq!((&line["akten"], &line["vorgaenge"]), (&json!(1), &json!(1)));
        current = next;
    }
    let printed = lotse(&["convert", "--to", "4.0", "-"], OFFER.as_bytes());
    assert_eq!(lotse(&["check", "-"], &printed.stdout).status.code(), Some(0));
    assert!(text(&printed.stderr).contains("Ergänzt: "), "what had to be added is said");
}

#[test]
fn an_invalid_source_is_named() {
    let wrong = OFFER.replace("<x:Empfaenger/>", "<x:Empfaenger/><x:Erfunden>verloren</x:Erfunden>");
    let output = lotse(&["convert", "--to", "4.0", "-"], wrong.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    for part in ["Die Quelle ist nicht gültig (1 Fehler)", "Zeile 7:", "Weggelassen: ", "verloren"] {
        assert!(said.contains(part), "{part} is missing: {said}");
    }
    assert_eq!(lotse(&["check", "-"], &output.stdout).status.code(), Some(0), "what was written is valid");
    let output = lotse(&["convert", "--json", "--to", "4.0", "-"], wrong.as_bytes());
    let said: Vec<Value> = text(&output.stderr).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&said[0]["kind"], &said[0]["number_of_errors"]), (&json!("invalid_source"), &json!(1)));
    assert!(said.iter().any(|line| line["kind"] == "left_out"), "{said:?}");
}

#[test]
fn what_is_no_message_is_not_converted_and_not_shown() {
    for input in ["<rechnung/>", "kein XML", ""] {
        for arguments in [&["convert", "--to", "3.1", "-"][..], &["show", "-"]] {
            let output = lotse(arguments, input.as_bytes());
            assert_eq!(output.status.code(), Some(2), "{arguments:?} {input}");
            assert!(output.stdout.is_empty() && output.stderr.len() > 20, "{}", text(&output.stderr));
        }
    }
    assert_eq!(lotse(&["convert", "--to", "2.4", "-"], OFFER.as_bytes()).status.code(), Some(2));
}

#[test]
fn show_draws_the_tree() {
    let expected = "0501 Aussonderung.Anbieteverzeichnis (xdomea 3.1.0)\n\
        Prozess: 242f44e8-bebf-4503-a086-db252c6a4277\nErstellt: 2026-05-31T12:00:00\nAbsender: Stadt Musterhausen\n\
        Akte · Brücke am Mühlenweg\n  Vorgang\n";
    assert_eq!(text(&lotse(&["show", "-"], OFFER.as_bytes()).stdout), expected);
    let folder = Folder::new();
    let path = folder.path("m_0503_1.zip");
    zip(
        Path::new(&path),
        &[("m_0503_1.xml", HANDED_OVER.as_bytes()), ("8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf", b"%PDF")],
    );
    let shown = text(&lotse(&["show", &path], b"").stdout);
    assert!(shown.ends_with("Dokument\n  Datei 8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf\n"), "{shown}");
    // What a message says does not speak to the terminal.
    let sly = OFFER.replace("Brücke", "&#x9b;31mrot&#10;Akte");
    assert!(text(&lotse(&["show", "-"], sly.as_bytes()).stdout).contains("Akte · 31mrot Akte am"));
}

/// Every sample: valid, with as many records as the text has, and valid again when converted.
#[test]
fn the_suite_through_the_program() {
    let Some(suite) = suite() else { return };
    let samples = suite.join("samples");
    let output = lotse(&["check", "--json", samples.to_str().unwrap()], b"");
    let found = lines(&output);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(found.len(), files(&samples, "xml").len());
    let folder = Folder::new();
    println!("message version akten vorgaenge dokumente primaerdateien  to 3.1  to 4.0");
    for line in &found {
        let path = line["file"].as_str().unwrap();
        let source = fs::read_to_string(path).unwrap();
        let uncommented: String =
            source.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, rest)| rest)).collect();
        for (name, element) in [
            ("akten", "Akte"),
            ("vorgaenge", "Vorgang"),
            ("dokumente", "Dokument"),
            ("primaerdateien", "Primaerdokument"),
        ] {
            let count = uncommented.matches(&format!(":{element}>")).count() / 2;
            assert_eq!(line[name], count, "{name} of {path}");
        }
        let mut codes = Vec::new();
        for to in ["3.1", "4.0"] {
            let target = folder.path("neu.xml");
            let converted = lotse(&["convert", "--to", to, "--out", &target, path], b"");
            codes.push(converted.status.code().unwrap());
            assert!(codes.iter().all(|code| *code < 2), "{path}: {}", text(&converted.stderr));
            assert_eq!(lotse(&["check", &target], b"").status.code(), Some(0), "{path} to {to}");
        }
        println!(
            "{} {} {:5} {:9} {:9} {:14} {:7} {:7}",
            line["message"],
            line["version"],
            line["akten"],
            line["vorgaenge"],
            line["dokumente"],
            line["primaerdateien"],
            codes[0],
            codes[1]
        );
        assert_eq!(lotse(&["show", path], b"").status.code(), Some(0));
    }
}

/// A table as somebody fills it in: the last cell of each line.
fn decided(table: &str, decisions: &[&str]) -> String {
    let lines = table.lines().enumerate();
    let filled = lines.map(|(number, line)| match number.checked_sub(1) {
        None => format!("{line}\r\n"),
        Some(place) => format!("{line}{}\r\n", decisions[place]),
    });
    filled.collect()
}

#[test]
fn an_offer_becomes_a_table_and_the_decided_table_an_answer() {
    let folder = Folder::new();
    let offer = folder.path("m_0501_1.zip");
    zip(Path::new(&offer), &[("m_0501_1.xml", OFFER.as_bytes())]);
    let table = folder.path("bewertung.csv");
    assert_eq!(lotse(&["appraise", "--out", &table, &offer], b"").status.code(), Some(0));
    let empty = fs::read_to_string(&table).unwrap();
    let expected = "\u{feff}UUID;Art;Kennzeichen;Betreff;Aussonderungsart;Bewertungsvorschlag;Entscheidung\n\
        cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9;Akte;;Brücke am Mühlenweg;;;\n\
        cbdbfccc-72e5-44b2-9e71-937e6f4f8cea;Vorgang;;;;;\n";
    assert_eq!(empty, expected);
    assert_eq!(text(&lotse(&["appraise", "-"], OFFER.as_bytes()).stdout), empty);

    // Spreadsheets store it in the letters of Windows.
    let filled = decided(empty.trim_start_matches('\u{feff}'), &["A", "V"]);
    let filled: Vec<u8> = filled.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let filled = folder.file("entschieden.csv", filled);
    let answer = folder.path("bewertung.xml");
    let output = lotse(&["answer", "--decisions", &filled, "--out", &answer, &offer], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("1 archivieren, 1 vernichten, 0 offen"), "{}", text(&output.stderr));
    let line = &lines(&lotse(&["check", "--json", &answer], b""))[0];
    assert_eq!((&line["ok"], &line["message"], &line["version"]), (&json!(true), &json!("0502"), &json!("3.1.0")));
    let xml = fs::read_to_string(&answer).unwrap();
    assert_eq!((xml.matches(">A</code>").count(), xml.matches(">V</code>").count()), (1, 1), "{xml}");
    let shown = text(&lotse(&["show", &answer], b"").stdout);
    let told = "Entscheidung: cbdbfccc-72e5-44b2-9e71-937e6f4f8cea · vernichten (V)";
    assert!(shown.contains("Empfänger: Stadt Musterhausen") && shown.contains(told), "{shown}");
    let other_way = folder.file("umgekehrt.csv", decided(&empty, &["V", "A"]));
    let output = lotse(&["answer", "--decisions", &other_way, &offer], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(text(&output.stderr).contains("Brücke am Mühlenweg"), "{}", text(&output.stderr));

    for (decisions, told) in
        [(["", ""], "Es ist nichts entschieden"), (["A", "vielleicht"], "Zeile 3: „vielleicht“ ist keine Entscheidung")]
    {
        let path = folder.file("falsch.csv", decided(&empty, &decisions));
        let output = lotse(&["answer", "--decisions", &path, &offer], b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(told) && output.stdout.is_empty(), "{}", text(&output.stderr));
    }
    let foreign = folder.file("fremd.csv", "UUID;Entscheidung\nd9fc876a-3838-4e15-9203-15c703afe730;A\n");
    let output = lotse(&["answer", "--decisions", &foreign, &offer], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("steht in der Tabelle, aber nicht in der Nachricht"));
    let second = "</x:Akte></x:Schriftgutobjekt><x:Schriftgutobjekt><x:Akte><x:Identifikation>\
                  <x:ID>d9fc876a-3838-4e15-9203-15c703afe731</x:ID></x:Identifikation></x:Akte></x:Schriftgutobjekt>";
    let longer = folder.file("zwei.xml", OFFER.replace("</x:Akte></x:Schriftgutobjekt>", second));
    let half = lotse(&["answer", "--decisions", &filled, &longer], b"");
    assert_eq!((half.status.code(), text(&half.stderr).contains("Noch ohne Entscheidung: 1 Akten")), (Some(0), true));
    let missing = lotse(&["answer", "--decisions", &folder.path("fehlt.csv"), &offer], b"");
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("Die Datei gibt es nicht. Prüfen Sie den Namen."));
}

#[test]
fn only_an_offer_becomes_a_table() {
    let output = lotse(&["appraise", "-"], HANDED_OVER.as_bytes());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(text(&output.stderr).contains("keine Anbietung (0501)"), "{}", text(&output.stderr));
    let wrong = OFFER.replace("<x:Empfaenger/>", "");
    let output = lotse(&["appraise", "-"], wrong.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("Die Quelle ist nicht gültig") && !output.stdout.is_empty());
}

#[test]
fn receipts_and_confirmations_are_written_and_valid() {
    let folder = Folder::new();
    let container = folder.path("m_0503_1.zip");
    let file = ("8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf", &b"%PDF"[..]);
    zip(Path::new(&container), &[("m_0503_1.xml", HANDED_OVER.as_bytes()), file]);
    let offer = folder.file("anbietung.xml", OFFER);
    let results =
        folder.file("ergebnis.csv", "UUID;Fehlermeldung;Archivkennung\nd9fc876a-3838-4e15-9203-15c703afe730;;LA 7/1\n");
    for (arguments, number) in [
        (&[&*offer][..], "0504"),
        (&[&container], "0507"),
        (&["--imported", &container], "0506"),
        (&["--imported", "--results", &results, &container], "0506"),
    ] {
        let output = lotse(&[&["answer"], arguments].concat(), b"");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        let line = &lines(&lotse(&["check", "--json", "-"], &output.stdout))[0];
        assert_eq!((&line["ok"], &line["message"]), (&json!(true), &json!(number)), "{line}");
        assert_eq!(text(&output.stdout).contains("LA 7/1"), arguments.contains(&"--results"));
    }
    // A receipt is not receipted, and an offer is not taken over.
    let receipt = lotse(&["answer", &offer], b"").stdout;
    for (arguments, input) in
        [(&["answer", "-"][..], receipt.as_slice()), (&["answer", "--imported", "-"], OFFER.as_bytes())]
    {
        let output = lotse(arguments, input);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        assert!(text(&output.stderr).contains("gibt es diese Antwort nicht"), "{}", text(&output.stderr));
    }
    assert_eq!(lotse(&["answer", "--results", &results, &container], b"").status.code(), Some(2));
}

#[test]
fn the_end_of_retention_is_a_table() {
    let folder = Folder::new();
    let closed = "</x:Akteninhalt><x:ZdA>1</x:ZdA><x:ZdADatum>2016-02-29</x:ZdADatum>";
    let kept = OFFER.replace("</x:Akteninhalt>", closed).replace(
        "<x:Akteninhalt>",
        "<x:ArchivspezifischeMetadaten><x:Aufbewahrungsdauer><x:AnzahlJahre>10</x:AnzahlJahre></x:Aufbewahrungsdauer>\
         </x:ArchivspezifischeMetadaten><x:Akteninhalt>",
    );
    let message = folder.file("abgabe.xml", &kept);
    let holds = folder.file("sperren.csv", "UUID;Grund\n{CBDBFCCC-72E5-44B2-9E71-937E6F4F8CEA};Klage\nfremd;Prüfung\n");
    let line = |arguments: &[&str]| {
        let output = lotse(&[&["retain"], arguments, &[&message]].concat(), b"");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(i32::from(!said.is_empty())), "{said}");
        (text(&output.stdout).lines().nth(1).unwrap().to_owned(), said)
    };
    let begin = "cbdbfccc-72e5-44b2-9e71-937e6f4f8ce9;Akte;;Brücke am Mühlenweg;10;2016-02-29";
    let end_of_year = ["--start", "jahresende", "--on", "2026-12-31"];
    assert_eq!(line(&end_of_year).0, format!("{begin};2026-12-31;aufbewahren;"));
    let closing = ["--start", "abschluss", "--on", "2026-12-31"];
    assert_eq!(line(&closing).0, format!("{begin};2026-02-28;fällig;"));
    let (held, said) = line(&[&closing[..], &["--holds", &holds]].concat());
    assert_eq!(held, format!("{begin};2026-02-28;gesperrt;Klage"));
    assert!(said.starts_with("Zeile 3 der Sperren: „fremd“ steht nicht in der Nachricht"), "{said}");
    assert_eq!(lotse(&["check", &message], b"").status.code(), Some(0));
    assert_eq!(lotse(&["retain", &message], b"").status.code(), Some(2), "the beginning must be said");
}

#[test]
fn files_are_compared_with_the_hashes_of_the_message() {
    let folder = Folder::new();
    let name = "8bcadd35-d27b-11ef-ab6c-005056871b7c_plan.pdf";
    let newer = text(&lotse(&["convert", "--to", "4.0", "-"], HANDED_OVER.as_bytes()).stdout);
    let with = |hash: &str, algorithm: &str| {
        let hash =
            format!("<xdomea:Hash><xdomea:Wert>{hash}</xdomea:Wert>{algorithm}</xdomea:Hash></xdomea:Primaerdokument>");
        newer.replace("</xdomea:Primaerdokument>", &hash)
    };
    let code = "<xdomea:Algorithmus listVersionID=\"1.0.0\"><code>SHA-256</code></xdomea:Algorithmus>";
    let other = "<xdomea:SonstigerAlgorithmus>MD5</xdomea:SonstigerAlgorithmus>";
    // Of %PDF.
    let right = "315D429B7714CEDB6AD04AC31240145257692630457F3C88253C5BECEAC76027";
    let container = |message: &str, entries: &[(&str, &[u8])]| {
        let path = folder.path("m_0503_1.zip");
        zip(Path::new(&path), &[&[("m_0503_1.xml", message.as_bytes())], entries].concat());
        path
    };
    let pdf = (name, &b"%PDF"[..]);
    let wrong = "0".repeat(64);
    for (message, entries, ends, told) in [
        (
            with(right, code),
            &[pdf, ("lies-mich.txt", b"")][..],
            0,
            "Hinweis: Die Datei „lies-mich.txt“ nennt die Nachricht nicht.",
        ),
        (with(&wrong, code), &[pdf], 1, "Prüfsumme stimmt nicht"),
        (with(&wrong, other), &[pdf], 0, "Hinweis: Die Prüfsummen nach dem Verfahren „MD5“"),
        (with(&wrong, code), &[], 1, "liegt nicht im Container"),
    ] {
        let path = container(&message, entries);
        let output = lotse(&["check", &path], b"");
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(ends), "{said}");
        assert!(said.contains(told), "{told} is missing: {said}");
        let taken = lotse(&["answer", "--imported", &path], b"");
        assert_eq!(taken.status.code(), Some(ends), "{}", text(&taken.stderr));
        let xml = text(&taken.stdout);
        assert_eq!((xml.contains("Erfolgreich>0<"), xml.contains("Erfolgreich>1<")), (ends == 1, ends == 0), "{xml}");
        assert_eq!(lotse(&["check", "-"], &taken.stdout).status.code(), Some(0));
    }
    let invalid = HANDED_OVER.replace("<x:Absender/>", "");
    let output = lotse(&["answer", "--imported", &container(&invalid, &[pdf])], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(text(&output.stderr).contains("Die Nachricht ist nicht gültig"), "{}", text(&output.stderr));
    // Without a container the files lie beside the message.
    let plain = folder.file("nachricht.xml", HANDED_OVER);
    let output = lotse(&["answer", "--imported", &plain], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(text(&output.stderr).contains("liegt nicht neben ihr"), "{}", text(&output.stderr));
    folder.file(name, "%PDF");
    assert_eq!(lotse(&["answer", "--imported", &plain], b"").status.code(), Some(0));
}

#[test]
fn what_is_to_do_after_a_conversion_comes_first() {
    let folder = Folder::new();
    let source = folder.file("alt.xml", HANDED_OVER);
    let before = fs::read(&source).unwrap();
    let refused = lotse(&["convert", "--to", "4.0", "--out", &source, &source], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--force"), "{}", text(&refused.stderr));
    assert_eq!(fs::read(&source).unwrap(), before);
    let output = lotse(&["convert", "--to", "4.0", "--force", "--out", &source, &source], b"");
    let said = text(&output.stderr);
    assert!(said.starts_with("Das ist für Sie zu tun"), "{said}");
    let last: Vec<&str> = said.lines().rev().take(2).collect();
    assert!(last[1].starts_with("Umgewandelt von 3.1.0 nach 4.0.0: ") && last[0].contains("Dateien"), "{said}");
}

/// Tables are written while the message is read, and are there only when it was read whole.
#[test]
fn a_result_is_there_when_it_is_whole() {
    let folder = Folder::new();
    let table = folder.file("tabelle.csv", "von gestern");
    let broken = folder.file("abgebrochen.xml", &OFFER[..OFFER.len() - 20]);
    let (foreign, other) = (folder.file("fremd.xml", "<rechnung/>"), folder.file("andere.xml", HANDED_OVER));
    let retain = ["retain", "--start", "abschluss", "--on", "2027-01-01"];
    let before = fs::read_dir(folder.path("")).unwrap().count();
    for (command, source, told) in [
        (&["appraise"][..], &broken, "Zeile 17:"),
        (&["appraise"], &foreign, "keine Anbietung (0501)"),
        (&["appraise"], &other, "keine Anbietung (0501)"),
        (&retain, &broken, "Zeile 17:"),
        (&retain, &foreign, "keine Nachricht nach xdomea"),
        (&["answer", "--imported"], &broken, "Zeile 17:"),
    ] {
        let output = lotse(&[command, &["--out", &table, source]].concat(), b"");
        assert_eq!(output.status.code(), Some(2), "{command:?} {source}");
        assert!(text(&output.stderr).contains(told) && output.stdout.is_empty(), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(&table).unwrap(), "von gestern");
        assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), before, "nothing is left behind");
        if !command.contains(&"answer") {
            assert!(lotse(&[command, &[source]].concat(), b"").stdout.is_empty(), "{command:?} {source}");
        }
    }
    let shown = lotse(&["show", &broken], b"");
    assert_eq!((shown.status.code(), shown.stdout.len()), (Some(2), 0));
    assert!(text(&shown.stderr).contains("Zeile 17:"), "{}", text(&shown.stderr));

    let offer = folder.file("anbietung.xml", OFFER);
    let link = folder.path("link.csv");
    std::os::unix::fs::symlink("tabelle.csv", &link).unwrap();
    for out in [&table, &link, &folder.path("neu.csv")] {
        assert_eq!(lotse(&["appraise", "--out", out, &offer], b"").status.code(), Some(0), "{out}");
        assert!(fs::read_to_string(out).unwrap().starts_with("\u{feff}UUID;Art;"), "{out}");
    }
    // A result does not take the place of what it is made from.
    let holds = folder.file("sperren.csv", "UUID;Grund\n");
    let decisions = folder.file("entscheidungen.csv", "UUID;Entscheidung\n");
    for (command, source) in [
        (&["appraise", "--out", &offer][..], &offer),
        (&["answer", "--out", &offer], &offer),
        (&["answer", "--decisions", &decisions, "--out", &decisions], &decisions),
        (&["retain", "--start", "abschluss", "--holds", &holds, "--out", &holds], &holds),
    ] {
        let before = fs::read(source).unwrap();
        let refused = lotse(&[command, &[&offer]].concat(), b"");
        assert_eq!((refused.status.code(), fs::read(source).unwrap()), (Some(2), before), "{command:?}");
        assert!(text(&refused.stderr).contains("Das ist die Quelle"), "{}", text(&refused.stderr));
    }
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "links are followed");
    let nowhere = folder.path("gibt-es-nicht/tabelle.csv");
    let output = lotse(&["appraise", "--out", &nowhere, &offer], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("kann nicht geschrieben werden"), "{}", text(&output.stderr));
}
