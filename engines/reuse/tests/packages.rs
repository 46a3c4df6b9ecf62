//! The packages of this repository: complete, valid, and doing what they say.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests may panic and print")]

mod common;

use common::{parking, parking_files, repository};
use lotse_fim::answers::Answers;
use lotse_fim::{AnswerKey, NodePath};
use lotse_reuse::*;

const HOLDER: &str = "G05774000003.F05774000022";

fn answers(pairs: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::new();
    for (path, text) in pairs {
        let key = NodePath::from(*path).segments().fold(AnswerKey::root(), |key, segment| key.child(segment, 0));
        answers.set_text(key, *text);
    }
    answers
}

fn complete() -> Answers {
    let mut all = answers(&[
        ("G05774000001.F05774000002", "Ada"),
        ("G05774000001.F05774000003", "Muster"),
        ("G05774000001.F05774000004", "1990-05-17"),
        ("G05774000001.F05774000005", "ada@example.org"),
        ("G05774000002.F05774000011", "Lange Straße"),
        ("G05774000002.F05774000012", "12 a"),
        ("G05774000002.F05774000013", "33098"),
        ("G05774000002.F05774000014", "Paderborn"),
        ("G05774000003.F05774000021", "PB-AB 123"),
        (HOLDER, "true"),
        ("G05774000004.F05774000031", "A"),
        ("G05774000004.F05774000032", "2"),
        ("G05774000006.F05774000052", "true"),
        ("G05774000006.F05774000053", "true"),
    ]);
    upload(&mut all, "G05774000005[0].F05774000041[0]");
    all
}

fn upload(answers: &mut Answers, key: &str) {
    let file = lotse_fim::FileReference {
        name: "schein.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1000,
        reference: "0".repeat(64),
    };
    answers.set_file(key.parse().unwrap(), file);
}

fn errors(service: &EffectiveService, answers: &Answers) -> Vec<String> {
    let found = lotse_fim::validate_all(&service.form(), answers, &service.conditions());
    found.into_iter().map(|error| format!("{}: {}", error.key, error.message_de)).collect()
}

#[test]
fn every_package_is_valid_and_lies_where_it_belongs() {
    let mut seen = 0;
    for key in std::fs::read_dir(repository().join("packages")).unwrap().flatten().filter(|entry| entry.path().is_dir())
    {
        for version in std::fs::read_dir(key.path()).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
            let files = common::read_folder(&version.path());
            let findings = check(&files);
            let errors: Vec<_> = findings.iter().filter(|finding| finding.is_error()).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", version.path().display());
            let manifest = read_manifest(&files).0.unwrap();
            assert_eq!(key.file_name().to_str(), Some(manifest.key.as_str()));
            assert_eq!(version.file_name().to_str(), Some(manifest.version.to_string().as_str()));
            seen += 1;
        }
    }
    assert!(seen >= 2);
}

#[test]
fn parking_has_no_warnings_and_says_what_is_open() {
    for version in ["1.0.0", "1.1.0"] {
        let findings = check(&parking_files(version));
        let warnings: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Warning).collect();
        assert!(warnings.is_empty(), "{warnings:#?}");
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        for code in ["recht-ungeprueft", "gebuehren-ungeprueft", "ablage-frist-ungeprueft"] {
            assert!(codes.contains(&code), "{code} in {codes:?}");
        }
    }
}

#[test]
fn publiccode_fits_the_manifest() {
    for version in ["1.0.0", "1.1.0"] {
        let files = parking_files(version);
        let manifest = read_manifest(&files).0.unwrap();
        let expected = publiccode::write(&manifest, "");
        if std::env::var_os("LOTSE_WRITE_PUBLICCODE").is_some() {
            let path = repository().join("packages/anwohnerparken").join(version).join("publiccode.yml");
            std::fs::write(path, &expected).unwrap();
        }
        let files = parking_files(version);
        let (read, findings) = publiccode::read(expected.as_bytes());
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!(read.unwrap().licence, "EUPL-1.2");
        assert_eq!(String::from_utf8_lossy(&files["publiccode.yml"]), expected);
    }
}

#[test]
fn a_complete_application_is_accepted_and_priced() {
    let service = effective(&parking("1.0.0"), &[]).unwrap();
    assert_eq!(errors(&service, &complete()), Vec::<String>::new());
    let fee = service.fee(&complete());
    assert_eq!((fee.lines.len(), fee.total_cents), (1, 6000));
    let newer = effective(&parking("1.1.0"), &[]).unwrap();
    let mut electric = complete();
    electric.set_text("G05774000003[0].F05774000024[0]".parse().unwrap(), "true");
    assert_eq!(newer.fee(&electric).total_cents, 2 * (3200 - 500));
}

#[test]
fn who_is_not_the_holder_needs_consent() {
    let service = effective(&parking("1.0.0"), &[]).unwrap();
    let mut answers = complete();
    answers.set_text("G05774000003[0].F05774000022[0]".parse().unwrap(), "false");
    let found = errors(&service, &answers);
    assert_eq!(found.len(), 2, "{found:#?}");
    answers.set_text("G05774000003[0].F05774000023[0]".parse().unwrap(), "Bo Muster");
    upload(&mut answers, "G05774000005[0].F05774000042[0]");
    assert_eq!(errors(&service, &answers), Vec::<String>::new());
}

#[test]
fn declarations_have_to_be_true() {
    let service = effective(&parking("1.0.0"), &[]).unwrap();
    let mut answers = complete();
    answers.set_text("G05774000006[0].F05774000052[0]".parse().unwrap(), "false");
    let found = errors(&service, &answers);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("bestätigen"), "{found:?}");
}

#[test]
fn the_form_speaks_three_languages() {
    let service = effective(&parking("1.0.0"), &[]).unwrap();
    let titles =
        |language| -> Vec<String> { service.form_in(language).steps.into_iter().map(|step| step.title).collect() };
    assert_eq!(titles(Language::German)[..3], ["Angaben zu Ihnen", "Wohnung", "Fahrzeug"]);
    assert_eq!(titles(Language::English)[..3], ["About you", "Home", "Vehicle"]);
    assert_eq!(titles(Language::Easy)[2], "Ihr Auto");
    let form = service.form_in(Language::English);
    let zone = form.node(&NodePath::from("G05774000004.F05774000032")).unwrap();
    assert_eq!(zone.field().unwrap().options[1].name, "2 years");
    assert_eq!(form.node(&NodePath::from("G05774000001.F05774000006")).unwrap().label, "Telephone");
}

#[test]
fn letters_can_be_written() {
    let service = effective(&parking("1.1.0"), &[]).unwrap();
    let mut context = service.letter_context(&complete());
    for (name, _) in letters::CASE_NAMES {
        context.entry(name).or_insert_with(|| "2026-11-21".into());
    }
    let context = serde_json::Value::Object(context);
    for step in &service.workflow.transition {
        let Some(template) = step.letter.as_deref().and_then(|letter| service.letter(letter)) else {
            continue;
        };
        let text = lotse_letters::fill(template, &context).unwrap();
        assert!(text.contains("Guten Tag Ada Muster"), "{text}");
    }
    let grant = lotse_letters::fill(service.letter("grant").unwrap(), &context).unwrap().replace('\u{a0}', " ");
    for part in ["64,00 €", "Zone A", "Verwaltungsgericht Minden", "PB"] {
        assert!(grant.contains(part), "{part} in {grant}");
    }
    let applicant = service.applicant(&complete());
    assert_eq!(applicant.address, ["Lange Straße 12 a", "33098 Paderborn"]);
    assert_eq!(applicant.email, "ada@example.org");
}

#[test]
fn broken_packages_are_explained() {
    let cases: [(&str, &str, &str, &str); 14] = [
        ("manifest.toml", "licence = \"EUPL-1.2\"", "licence = \"\"", "paket-lizenz-fehlt"),
        ("manifest.toml", "licence = \"EUPL-1.2\"\n", "", "paket-datei-unlesbar"),
        ("manifest.toml", "format = 1", "format = 2", "paket-format"),
        ("manifest.toml", "released = \"2026-09-01\"", "released = \"2026-02-30\"", "paket-datum"),
        ("manifest.toml", "publisher = \"057740032032\"", "publisher = \"0577\"", "paket-herausgeber"),
        ("filing.toml", "retention_years = 5", "retention_years = 0", "ablage-frist-fehlt"),
        ("fees.toml", "is = \"A\"", "is = \"Z\"", "gebuehr-wert"),
        ("fees.toml", "F05774000031", "F05774000999", "gebuehr-feld"),
        ("conditions.json", "F05774000022", "F05774000999", "bedingung-pfad"),
        ("conditions.json", "[", "{", "bedingungen-unlesbar"),
        ("workflow.toml", "to = \"granted\"", "to = \"denied\"", "ablauf-unerreichbar"),
        ("workflow.toml", "letter = \"grant\"", "letter = \"gone\"", "ablauf-brief"),
        ("letters/deny.md", "{{ begruendung }}", "{{ begrundung }}", "brief-vorlage"),
        ("texts/de.toml", "title = ", "titel = ", "text-fehlt"),
    ];
    for (file, from, to, code) in cases {
        let mut files = parking_files("1.0.0");
        let text = String::from_utf8(files[file].clone()).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        let findings = check(&files);
        let found = findings.iter().find(|finding| finding.is_error() && finding.code == code);
        assert!(found.is_some_and(|finding| finding.file == file), "{file} {code}: {findings:#?}");
    }
}

#[test]
fn a_missing_file_never_panics() {
    for path in parking_files("1.0.0").keys() {
        let mut files = parking_files("1.0.0");
        files.remove(path);
        let _ = check(&files);
        files.insert(path.clone(), b"\xff\xfe{[".to_vec());
        assert!(has_errors(&check(&files)), "{path}");
    }
    assert!(has_errors(&check(&PackageFiles::new())));
}

#[test]
fn sign_pack_unpack_verify() {
    let key = SigningKey::from_bytes(&[1; 32]);
    let files = signed(&parking_files("1.1.0"), &key);
    let packed = pack(&files);
    assert_eq!(packed, pack(&files));
    let back = unpack(&packed, &Limits::default()).unwrap();
    assert_eq!(verify(&back, &[key.verifying_key()]).unwrap().content_hash, content_hash(&parking_files("1.1.0")));
    assert!(!has_errors(&check(&back)));
    println!("{} files, {} bytes packed", back.len(), packed.len());
}
