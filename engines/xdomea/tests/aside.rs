//! What is laid aside while a long message is read is converted as it would be in one piece: every message of the suite
//! and many made from them, with everything laid aside that can be, against the same held whole.

mod messages;

use std::{fmt::Write as _, fs, io::Cursor};

use lotse_xdomea::{Limits, Supplement, Version, convert::Remark, prepare};

use crate::messages::{Random, mutated, samples, suite};

/// The result, its remarks in any order, and how many bytes were laid aside.
type Outcome = (Result<(String, Vec<Remark>), String>, usize);

fn converted(text: &str, to: Version, aside_bytes: u64) -> Outcome {
    let mut store = Vec::new();
    let limits = Limits { aside_bytes, ..Limits::default() };
    let prepared = prepare(text.as_bytes(), to, &Supplement::default(), &limits, Cursor::new(&mut store));
    let outcome = prepared.map_err(|error| error.to_string()).map(|prepared| {
        let (mut xml, mut remarks) = (Vec::new(), Vec::new());
        prepared.write(&mut xml, &mut |remark| remarks.push(remark)).expect("memory takes it");
        remarks.sort_by(|one, other| (&one.path, &one.message).cmp(&(&other.path, &other.message)));
        (String::from_utf8(xml).expect("it is UTF-8"), remarks)
    });
    (outcome, store.len())
}

/// Lines and remarks that one has and the other has not.
fn difference(parts: &Result<(String, Vec<Remark>), String>, whole: &Result<(String, Vec<Remark>), String>) -> String {
    let (Ok((parts, said)), Ok((whole, expected))) = (parts, whole) else { return format!("{parts:?}\n{whole:?}") };
    let mut text = String::new();
    let changed = parts.lines().zip(whole.lines()).find(|(part, whole)| part != whole);
    let _ = writeln!(text, "{changed:#?}");
    for (sign, some, others) in [('+', said, expected), ('-', expected, said)] {
        let mut others: Vec<&Remark> = others.iter().collect();
        for remark in some {
            match others.iter().position(|other| *other == remark) {
                Some(place) => drop(others.swap_remove(place)),
                None => drop(writeln!(text, "{sign} {remark:?}")),
            }
        }
    }
    text
}

/// Holds a message and changed ones in parts against the same in one piece; gives the most bytes that were laid aside.
fn compare(text: &str, to: Version, count: usize) -> usize {
    let mut random = Random(11);
    let mut most = 0;
    for number in 0..count {
        let message = (0..number % 5).fold(text.to_owned(), |text, _| mutated(&text, &mut random));
        let (whole, nothing) = converted(&message, to, u64::MAX);
        assert_eq!(nothing, 0);
        for aside_bytes in [0, 3000] {
            let (parts, bytes) = converted(&message, to, aside_bytes);
            if parts != whole {
                let kept = std::env::temp_dir().join("xdomea-aside.xml");
                let _ = fs::write(&kept, &message);
                panic!("{} to {to} with {aside_bytes}:\n{}", kept.display(), difference(&parts, &whole));
            }
            most = most.max(bytes);
        }
    }
    most
}

/// How many messages are made from one.
fn count() -> usize {
    std::env::var("LOTSE_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(60)
}

#[test]
fn what_is_laid_aside_is_converted_as_what_is_held() {
    let Some(suite) = suite() else { return println!("skipped: no suite") };
    let mut table = String::from("message                                       from     to    changed  laid aside\n");
    let mut laid_aside = 0;
    for (_, path) in samples(&suite) {
        let text = fs::read_to_string(&path).unwrap();
        let newer = [Version::V3_1, Version::V4_0].map(|version| (version, converted(&text, version, u64::MAX).0));
        let newer = newer.into_iter().filter_map(|(version, outcome)| Some((version.number(), outcome.ok()?.0)));
        let of_versions: Vec<(&str, String)> = [("as it is", text.clone())].into_iter().chain(newer).collect();
        for (from, text) in &of_versions {
            for to in [Version::V3_1, Version::V4_0] {
                let most = compare(text, to, count());
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                let _ = writeln!(table, "{name:45.45} {from:8} {to} {:7}  {most:10}", count());
                laid_aside += most;
            }
        }
    }
    println!("{table}");
    assert!(laid_aside > 0);
}

/// What such a message says of all objects follows from each of them, laid aside or not.
#[test]
fn results_of_all_are_gathered_from_what_was_laid_aside() {
    let id = |number: usize| format!("{number:08x}-0000-4000-8000-000000000000");
    for failed in [None, Some(3), Some(19)] {
        let object = |number: usize| {
            let is_success = u8::from(failed != Some(number));
            format!(
                "<x:AusgesondertesSGO><x:IDSGO>{}</x:IDSGO><x:Erfolgreich>{is_success}</x:Erfolgreich></x:AusgesondertesSGO>\n",
                id(number)
            )
        };
        let objects: String = (0..20).map(object).collect();
        let name = "Aussonderung.AussonderungImportBestaetigen.0506";
        let text = format!(
            "<x:{name} xmlns:x=\"urn:xoev-de:xdomea:schema:3.1.0\"><x:Kopf><x:ProzessID>{}</x:ProzessID><x:Nachrichtentyp>\
             <code>0506</code></x:Nachrichtentyp><x:Erstellungszeitpunkt>2026-05-31T12:00:00</x:Erstellungszeitpunkt>\
             <x:Absender/><x:Empfaenger/></x:Kopf>{objects}</x:{name}>",
            id(99)
        );
        let newer = converted(&text, Version::V4_0, 0).0.unwrap().0;
        let all = newer.split("ErfolgOderMisserfolg").find(|part| part.contains("Erfolgreich")).unwrap();
        assert_eq!(all.contains(">1<"), failed.is_none(), "{newer}");
        for (text, to) in
            [(&text, Version::V3_1), (&text, Version::V4_0), (&newer, Version::V3_1), (&newer, Version::V4_0)]
        {
            assert!(compare(text, to, count()) > 0, "{to}");
        }
    }
}
