//! The sample messages of the suite and thousands made invalid from them, checked here and by xmllint against the
//! official schemas, and all of them converted. Prints a table; passes where the suite or xmllint is not there.

mod messages;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::messages::{Random, elements, mutated, samples, suite};
use lotse_xdomea::{Limits, Supplement, Version, check, convert, convert::RemarkKind};

fn schema(suite: &Path, version: Version) -> PathBuf {
    let file = match version {
        Version::V2_3 | Version::V2_4 | Version::V4_0 => "xdomea-Nachrichten-AussonderungDurchfuehren.xsd",
        Version::V3_0 | Version::V3_1 => "xdomea.xsd",
    };
    suite.join("xsd").join(version.number()).join(file)
}

/// Which of the files xmllint takes for valid; none without it.
fn valid_by_xmllint(suite: &Path, version: Version, files: &[PathBuf]) -> Option<Vec<bool>> {
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema(suite, version))
        .args(files)
        .env("XML_CATALOG_FILES", suite.join("xsd/catalog.xml"))
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_valid = |file: &PathBuf| said.contains(&format!("{} validates\n", file.display()));
    Some(files.iter().map(is_valid).collect())
}

const INSTANCE: &str =
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";

/// Names of types that might stand for that of an element: its own, those derived from it, its base, and any other.
fn types_for<'t>(table: &'t str, element: &str, random: &mut Random) -> Vec<&'t str> {
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    let declared = format!("{element}=");
    let words = rows.iter().filter(|row| row[0] == "type").flat_map(|row| row[4].split(' '));
    let own = words.filter_map(|word| word.trim_start_matches("x:").strip_prefix(&declared));
    let mut names: Vec<&str> = own.filter_map(|kind| kind.split(['?', '*', '+', '~']).next()).collect();
    let derived: Vec<&str> = rows
        .iter()
        .filter(|row| {
            matches!(row[0], "type" | "simple") && names.iter().any(|name| row[2].split(' ').any(|word| word == *name))
        })
        .map(|row| row[1])
        .collect();
    names.extend(derived);
    let others: Vec<&str> = rows.iter().filter(|row| matches!(row[0], "type" | "simple")).map(|row| row[1]).collect();
    names.extend((0..3).map(|_| others[random.below(others.len())]));
    names.extend(["xs:string", "xs:token", "xs:anyType", "xs:anySimpleType", "xs:nothing"]);
    names
}

/// A message with something of XML Schema itself in one of its tags.
fn mutated_by_instance(text: &str, version: Version, table: &str, random: &mut Random) -> String {
    let places = elements(text);
    let (start, end) = places[random.below(places.len())];
    let tag_end = start + text[start..end].find(['>', '/', ' ', '\n']).unwrap_or(1);
    let name = &text[start + 1..tag_end];
    let local = name.rsplit(':').next().unwrap_or(name);
    let own = text.split("xmlns:").find_map(|part| {
        let (prefix, rest) = part.split_once('=')?;
        rest[1..].starts_with(&version.namespace()).then_some(prefix.trim())
    });
    let own = own.unwrap_or("xdomea");
    let types = types_for(table, local, random);
    let named = types[random.below(types.len())];
    // Types without a name of their own cannot be named, but one can try.
    let kind = named.replacen("x:", &format!("{own}:"), usize::from(named.starts_with("x:")));
    let kind = kind.replacen("code:", "xoev-code:", usize::from(kind.starts_with("code:")));
    let attribute = match random.below(16) {
        0 => "xsi:nil=\"true\"".to_owned(),
        1 => "xsi:nil=\"0\"".to_owned(),
        2 => "xsi:nil=\"maybe\"".to_owned(),
        3 => "xsi:other=\"x\"".to_owned(),
        4 => "xsi:schemaLocation=\"urn:a b.xsd\" xsi:noNamespaceSchemaLocation=\"c.xsd\"".to_owned(),
        5 => "xsi:type=\"unbound:AkteType\"".to_owned(),
        6 => "xsi:type=\"AkteType\"".to_owned(),
        7 => ["xsi:type=\"\"", "xsi:type=\" \"", "xsi:type=\":x\"", "xsi:type=\"x:\"", "xsi:type=\"a:b:c\""]
            [random.below(5)]
        .to_owned(),
        8 => format!("xsi:type=\" {kind}\t\""),
        9 => {
            ["unbound:a=\"1\"", "xmlns:q=\"\"", "xsi:type=\"xs:string\" xsi:nil=\"false\""][random.below(3)].to_owned()
        }
        _ => format!("xsi:type=\"{kind}\""),
    };
    // The element itself may have a prefix that is bound nowhere.
    if random.below(40) == 0 {
        return format!("{}unbound:{local}{}", &text[..=start], &text[tag_end..]);
    }
    format!("{} {INSTANCE} {attribute}{}", &text[..tag_end], &text[tag_end..])
}

/// Types named in a message, nothing where something is, attributes of XML Schema, prefixes that stand for nothing.
#[test]
fn what_a_message_says_of_its_own_types_gets_the_verdict_of_xmllint() {
    let Some(suite) = suite() else { return println!("skipped: no suite") };
    let count: usize = std::env::var("LOTSE_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(60);
    let folder = std::env::temp_dir().join(format!("lotse-xdomea-xsi-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (mut table, mut differences) = (String::from("version  mutated  valid  same verdict\n"), Vec::new());
    for (_, path) in samples(&suite) {
        let text = fs::read_to_string(&path).unwrap();
        let version = Version::ALL.into_iter().find(|version| text.contains(&version.namespace())).unwrap();
        let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/schema/{version}.tsv"));
        let rows = fs::read_to_string(rows).unwrap();
        let rows = rows.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
        let mut random = Random(11);
        let mut files = Vec::new();
        for number in 0..count {
            let file = folder.join(format!("{number}.xml"));
            fs::write(&file, mutated_by_instance(&text, version, &rows, &mut random)).unwrap();
            files.push(file);
        }
        let Some(theirs) = valid_by_xmllint(&suite, version, &files) else { return println!("skipped: no xmllint") };
        let mut same = 0;
        for (file, theirs) in files.iter().zip(&theirs) {
            let checked = check(fs::read(file).unwrap().as_slice(), &Limits::default());
            if checked.is_ok() == *theirs {
                same += 1;
            } else {
                let kept = std::env::temp_dir().join(format!("xdomea-xsi-{}.xml", differences.len()));
                fs::copy(file, &kept).unwrap();
                differences.push(format!("{} {:?}", kept.display(), checked.errors.first()));
            }
        }
        let valid = theirs.iter().filter(|valid| **valid).count();
        let _ = writeln!(table, "{version}    {count:7}  {valid:5}  {same:5}");
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{table}");
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn verdicts_are_those_of_xmllint() {
    let Some(suite) = suite() else { return println!("skipped: no suite") };
    let count: usize = std::env::var("LOTSE_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(60);
    let folder = std::env::temp_dir().join(format!("lotse-xdomea-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut table = String::from("message                                  mutated  valid  same verdict\n");
    let mut differences = Vec::new();
    for (_, path) in samples(&suite) {
        let text = fs::read_to_string(&path).unwrap();
        let version = Version::ALL.into_iter().find(|version| text.contains(&version.namespace())).unwrap();
        let mut messages = vec![(version, text.clone())];
        // 2.3.0 is nearly the same; the suite need not have its schemas.
        if version == Version::V2_4 && schema(&suite, Version::V2_3).is_file() {
            messages.push((Version::V2_3, text.replace("2.4.0", "2.3.0")));
        }
        for to in [Version::V3_1, Version::V4_0] {
            if let Ok(converted) = convert(text.as_bytes(), to, &Supplement::default(), &Limits::default()) {
                messages.push((to, converted.xml));
            }
        }
        for (version, text) in messages {
            let mut random = Random(7);
            let mut files = Vec::new();
            for number in 0..count {
                let file = folder.join(format!("{number}.xml"));
                fs::write(&file, if number == 0 { text.clone() } else { mutated(&text, &mut random) }).unwrap();
                files.push(file);
            }
            let Some(theirs) = valid_by_xmllint(&suite, version, &files) else {
                return println!("skipped: no xmllint");
            };
            let mut same = 0;
            for (file, theirs) in files.iter().zip(&theirs) {
                let bytes = fs::read(file).unwrap();
                let checked = check(bytes.as_slice(), &Limits::default());
                if checked.is_ok() == *theirs {
                    same += 1;
                } else {
                    let kept = std::env::temp_dir().join(format!("xdomea-difference-{}.xml", differences.len()));
                    fs::copy(file, &kept).unwrap();
                    differences.push(format!("{} {:?}", kept.display(), checked.errors.first()));
                }
            }
            let valid = theirs.iter().filter(|valid| **valid).count();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let name = name.rsplit_once("__").map_or(name.as_str(), |(_, name)| name);
            let _ = writeln!(table, "{version} {name:40.40} {count:5}  {valid:5}  {same:5}");
            assert!(theirs[0], "{} as {version} is not valid", path.display());
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{table}");
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// Without comments.
fn uncommented(text: &str) -> String {
    text.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, rest)| rest)).collect()
}

/// The texts between tags, as far as a remark tells them.
fn values(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text.trim()));
    parts.filter(|value| !value.is_empty()).map(|value| value.chars().take(50).collect())
}

#[test]
fn nothing_is_lost_in_silence() {
    let Some(suite) = suite() else { return println!("skipped: no suite") };
    let mut table =
        String::from("message                                       to     values  left out  changed  added\n");
    for (_, path) in samples(&suite) {
        let text = uncommented(&fs::read_to_string(&path).unwrap());
        for to in [Version::V3_1, Version::V4_0] {
            let converted = convert(text.as_bytes(), to, &Supplement::default(), &Limits::default()).unwrap();
            let said: String = converted.remarks.iter().map(|remark| remark.message.as_str()).collect();
            let mut count = 0;
            for value in values(&text) {
                let is_there = converted.xml.contains(&value) || said.contains(&value);
                assert!(is_there, "{} to {to}: {value}", path.display());
                count += 1;
            }
            let of = |kind| converted.remarks.iter().filter(|remark| remark.kind == kind).count();
            let (left_out, changed, added) = (of(RemarkKind::LeftOut), of(RemarkKind::Changed), of(RemarkKind::Added));
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let _ =
                writeln!(table, "{} {name:40.40} {to} {count:6}  {left_out:8}  {changed:7}  {added:5}", converted.from);
        }
    }
    println!("{table}");
}

#[test]
fn there_and_back_is_the_same() {
    let Some(suite) = suite() else { return println!("skipped: no suite") };
    for (folder, path) in samples(&suite).into_iter().filter(|(folder, _)| folder == "3.0.0") {
        let text = fs::read_to_string(&path).unwrap();
        let there = convert(text.as_bytes(), Version::V4_0, &Supplement::default(), &Limits::default()).unwrap();
        let back = convert(there.xml.as_bytes(), Version::V3_1, &Supplement::default(), &Limits::default()).unwrap();
        let left_out: String = there.remarks.iter().map(|remark| remark.message.as_str()).collect();
        for value in values(&text) {
            assert!(back.xml.contains(&value) || left_out.contains(&value), "{folder} {}: {value}", path.display());
        }
    }
}
