//! Other people's files: every published schema becomes a package, every publiccode.yml is read or explained.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests may panic and print")]

mod common;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use common::suite;
use lotse_reuse::*;

fn options(conditions: Option<Vec<u8>>) -> ScaffoldOptions {
    ScaffoldOptions {
        key: String::new(),
        publisher: "057740032032".to_owned(),
        contact: Contact { name: "Digitalisierung".to_owned(), email: None, phone: None, url: None },
        released: "2026-11-21".to_owned(),
        licence: "EUPL-1.2".to_owned(),
        url: "https://example.org/paket.git".to_owned(),
        conditions,
    }
}

#[test]
fn every_schema_becomes_a_package() {
    let Some(folder) = suite("fim/xdf3") else {
        return;
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".xdf.xml.gz"));
    paths.sort();
    assert!(paths.len() >= 60);
    println!(
        "{:<42} {:>6} {:>6} {:>5} {:>5} {:>7} {:>6} {:>6}",
        "key", "points", "hide", "warn", "open", "bytes", "ms", "roles"
    );
    for path in paths {
        let mut xml = Vec::new();
        flate2::read::GzDecoder::new(fs::File::open(&path).unwrap()).read_to_end(&mut xml).unwrap();
        let schema = lotse_fim::read(xml.as_slice(), &lotse_fim::Limits::default()).unwrap();
        let rules = folder.join("../rules").join(format!("{}.rules.json", schema.id));
        for conditions in [fs::read(rules).ok(), None] {
            let with_rules = conditions.is_some();
            let files = scaffold(&schema, &xml, &options(conditions));
            let started = Instant::now();
            let (package, findings) = Package::read(&files);
            let errors: Vec<_> = findings.iter().filter(|finding| finding.is_error()).collect();
            assert!(errors.is_empty(), "{} (rules: {with_rules}): {errors:#?}", path.display());
            if with_rules {
                continue;
            }
            let package = package.unwrap();
            let points = adaptation_points(&package);
            let hide = points.iter().filter(|point| point.kind == PointKind::Hidden && point.fixed.is_none());
            let hidden: Vec<Patch> = hide
                .filter(|point| !point.path.contains("/choice/"))
                .map(|point| Patch::new(point.path.clone(), true))
                .collect();
            let service = effective(&package, &hidden).unwrap();
            assert_eq!(EffectiveService::from_json(&service.to_json()).unwrap().hash(), service.hash());
            assert!(!service.form().steps.is_empty());
            let packed = pack(&files).len();
            let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
            println!(
                "{:<42} {:>6} {:>6} {:>5} {:>5} {:>7} {:>6} {:>6}",
                package.manifest.key.chars().take(42).collect::<String>(),
                points.len(),
                hidden.len(),
                count(Severity::Warning),
                count(Severity::OpenPoint),
                packed,
                started.elapsed().as_millis(),
                package.presentation.applicant.roles().iter().filter(|role| role.2.is_some()).count(),
            );
        }
    }
}

fn yml_files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yml"));
    paths.sort();
    paths
}

fn error_lines(path: &Path) -> Vec<String> {
    let (_, findings) = publiccode::read(&fs::read(path).unwrap());
    let errors = findings.iter().filter(|finding| finding.is_error());
    errors.map(|finding| format!("{:?} {}", finding.line, finding.message)).collect()
}

#[test]
fn real_publiccode_files_are_readable() {
    let Some(folder) = suite("coop/publiccode/real") else {
        return;
    };
    let mut unreadable = Vec::new();
    let (mut all, mut clean) = (0, 0);
    for path in yml_files(&folder) {
        all += 1;
        let (read, findings) = publiccode::read(&fs::read(&path).unwrap());
        let Some(code) = read else {
            let placed = findings.iter().any(|finding| finding.line.is_some_and(|line| line > 0));
            assert!(placed, "{findings:?}");
            unreadable.push((path, findings));
            continue;
        };
        let described = !code.name.is_empty() && !code.description.is_empty();
        assert!(described, "{}", path.display());
        let errors: Vec<_> = findings.iter().filter(|finding| finding.is_error()).collect();
        if errors.is_empty() {
            clean += 1;
        } else {
            println!("{}: {:?}", path.file_name().unwrap().to_string_lossy(), error_lines(&path));
        }
    }
    println!("{all} real files, {clean} without errors, not YAML: {unreadable:?}");
    assert_eq!(unreadable.len(), 1);
    assert!(unreadable[0].0.to_string_lossy().contains("dae-responder"));
}

#[test]
fn conformance_of_publiccode() {
    let Some(root) = suite("coop/publiccode/conformance") else {
        return;
    };
    let mut wrong = Vec::new();
    for folder in
        ["v0/valid", "v0/valid/no-network", "v0/valid_with_warnings", "v0/valid_with_warnings/no-network", "v1/valid"]
    {
        for path in yml_files(&root.join(folder)) {
            let errors = error_lines(&path);
            if !errors.is_empty() {
                wrong.push(format!("{}: {errors:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for folder in ["v0/invalid", "v0/invalid/no-network", "v1/invalid", "v1/invalid/no-network"] {
        let paths = yml_files(&root.join(folder));
        let missed: Vec<_> = paths.iter().filter(|path| error_lines(path).is_empty()).collect();
        println!("{folder}: {} of {} refused", paths.len() - missed.len(), paths.len());
        for path in &missed {
            println!("  not seen: {}", path.file_name().unwrap().to_string_lossy());
        }
        assert!(missed.len() * 2 < paths.len().max(8), "{missed:#?}");
    }
}
