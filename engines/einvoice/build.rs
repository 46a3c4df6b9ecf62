//! Turns the tables of facts in `data/` into constants, so that nothing is read when a program starts: the names of
//! elements, and the rules with their levels and texts.

#[path = "build/schema.rs"]
mod schema;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    env,
    fmt::Write as _,
    fs,
    path::Path,
};

include!("src/tree/hash.rs");
include!("src/codes/pack.rs");

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/tree/hash.rs");
    println!("cargo::rerun-if-changed=src/codes/pack.rs");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("names.rs"), names()).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("rules.rs"), rules()).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("paths.rs"), paths()).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("schema.rs"), schema::tables(&order_of_names())).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("codes.rs"), codes()).expect("OUT_DIR can be written");
}

/// `data/codes/*.txt`: three lines of heading (`# name:`, `# source:`, `# version:`), then one code a line.
fn codes() -> String {
    let mut files: Vec<_> = fs::read_dir("data/codes")
        .expect("data/codes is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    let mut out = String::new();
    let mut every = String::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a code list is text");
        let heading = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "));
            line.unwrap_or_else(|| panic!("{}: no {key}", file.display()))
        };
        let listed: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let mut sorted = listed.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), listed.len(), "{}: a code stands twice", file.display());
        let constant = file.file_stem().expect("a file has a name").to_string_lossy().to_uppercase();
        writeln!(
            out,
            "/// {name}. Source: {source}.\npub static {constant}: CodeList = CodeList {{ name: {name:?}, source: {source:?}, version: {version:?}, listed: {:?}, sorted: &{:?}, packed: &[{}] }};",
            format!(" {} ", listed.join(" ")),
            sorted,
            joined(packed(&sorted).into_iter(), literal),
            name = heading("name"),
            source = heading("source"),
            version = heading("version"),
        )
        .expect("a string takes everything");
        write!(every, "&{constant}, ").expect("a string takes everything");
    }
    format!("{out}/// All lists.\npub static EVERY: &[&CodeList] = &[{every}];\n")
}

/// Codes of at most eight bytes as numbers in the same order; none if one is longer.
fn packed(codes: &[&str]) -> Vec<u64> {
    codes.iter().map(|code| pack(code.as_bytes())).collect::<Option<_>>().unwrap_or_default()
}

/// Endings of names that rules ask for: `ram:*[ends-with(name(), 'ID')]`.
const ENDINGS: [(&str, &str); 6] = [
    ("ram", "Amount"),
    ("ram", "DocumentContextParameter"),
    ("ram", "ID"),
    ("ram", "Quantity"),
    ("ram", "ReferencedDocument"),
    ("ram", "TradeTax"),
];

/// `data/names.txt`: sections of prefixes, one local name a line.
fn names() -> String {
    let text = fs::read_to_string("data/names.txt").expect("data/names.txt is there");
    let mut out = String::new();
    let mut listed = vec![("", "?".to_owned()), ("", "text()".to_owned())];
    let mut prefixes: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(prefix) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            if !prefixes.is_empty() {
                out.push_str("}\n");
            }
            prefixes.push(prefix);
            writeln!(out, "/// Elements with the usual prefix `{prefix}`.\npub mod {prefix} {{")
                .expect("a string takes everything");
            continue;
        }
        writeln!(out, "    pub const {line}: super::Name = super::Name({});", listed.len())
            .expect("a string takes everything");
        listed.push((prefixes.last().expect("a section comes first"), line.to_owned()));
    }
    out.push_str("}\n");
    writeln!(out, "pub(crate) static NAMES: [(&str, &str); {}] = {listed:?};", listed.len())
        .expect("a string takes everything");
    writeln!(out, "const COUNT: usize = {};", listed.len()).expect("a string takes everything");
    let keys: Vec<_> = listed.iter().map(|(prefix, local)| (prefix_number(prefix), local)).collect();
    writeln!(out, "pub(crate) static KEYS: [(u8, &str); {}] = {keys:?};", keys.len())
        .expect("a string takes everything");
    endings(&mut out, &listed);
    let mut slots = vec![0_u16; SLOTS];
    for (index, (prefix, local)) in listed.iter().enumerate().skip(2) {
        let mut slot = slot(prefix_number(prefix), local.as_bytes());
        while slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = u16::try_from(index).expect("fewer names than that");
    }
    writeln!(out, "pub(crate) static TABLE: [u16; SLOTS] = {slots:?};").expect("a string takes everything");
    out
}

/// Lists of names by their ending. Unknown elements are in every list: what they are called is to be asked of them.
fn endings(out: &mut String, listed: &[(&str, String)]) {
    out.push_str("/// Elements by the ending of their name, unknown ones included.\npub mod ending {\n");
    for (prefix, ending) in ENDINGS {
        write!(out, "    pub const {ending}: &[super::Name] = &[super::Name::UNKNOWN, ")
            .expect("a string takes everything");
        for (_, local) in listed.iter().filter(|(its, local)| *its == prefix && local.ends_with(ending)) {
            write!(out, "super::{prefix}::{local}, ").expect("a string takes everything");
        }
        out.push_str("];\n");
    }
    out.push_str("}\n");
}

/// `data/rules/*.tsv`: id, level in UBL, level in CII (`-`: not bound), rule set, business terms, German, English.
fn rules() -> String {
    let mut files: Vec<_> = fs::read_dir("data/rules")
        .expect("data/rules is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "tsv"))
        .collect();
    files.sort();
    let mut seen = BTreeSet::new();
    let mut constants = String::new();
    let mut table = String::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a rule table is text");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, ubl, cii, set, terms, german, english] = cells[..] else {
                panic!("{}: seven cells expected: {line}", file.display());
            };
            assert!(seen.insert(id.to_owned()), "{}: rule {id} stands twice", file.display());
            let constant = constant(id);
            writeln!(constants, "    pub const {constant}: Rule = Rule({});", seen.len() - 1)
                .expect("a string takes everything");
            writeln!(
                table,
                "    RuleText {{ id: {id:?}, ubl: {}, cii: {}, set: RuleSetName::{set}, terms: {terms:?}, german: {german:?}, english: {english:?} }},",
                level(ubl, id),
                level(cii, id)
            )
            .expect("a string takes everything");
        }
    }
    format!(
        "/// The rules by their names.\npub mod rule {{\n    use super::Rule;\n{constants}}}\npub(crate) static RULES: [RuleText; {}] = [\n{table}];\n",
        seen.len()
    )
}

fn level(cell: &str, id: &str) -> &'static str {
    match cell {
        "fatal" => "Some(Level::Fatal)",
        "warning" => "Some(Level::Warning)",
        "information" => "Some(Level::Information)",
        "-" => "None",
        other => panic!("rule {id}: level {other:?}"),
    }
}

#[derive(Default)]
struct Place {
    elements: BTreeMap<String, usize>,
    attributes: Vec<(String, String)>,
    rules: Vec<String>,
}

/// `data/paths/*.tsv`: group, rule, path below the context (`cac:A/cbc:B`, the last step may be `@name`).
fn paths() -> String {
    let mut groups: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for entry in fs::read_dir("data/paths").expect("data/paths is there") {
        let text = fs::read_to_string(entry.expect("the folder can be read").path()).expect("a path table is text");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [group, rule, path] = cells[..] else { panic!("three cells expected: {line}") };
            let places = groups.entry(group.to_owned()).or_insert_with(|| vec![Place::default()]);
            insert(places, rule, path);
        }
    }
    let order = order_of_names();
    let mut out = String::new();
    for (group, places) in groups {
        writeln!(out, "/// Forbidden paths of the group `{group}`.\npub static {group}: Forbidden = Forbidden(&[")
            .expect("a string takes everything");
        for place in places {
            let mut elements: Vec<_> = place.elements.iter().collect();
            elements.sort_by_key(|(step, _)| {
                *order.get(step.as_str()).unwrap_or_else(|| panic!("{step} is not in data/names.txt"))
            });
            let elements =
                joined(elements.iter(), |(step, index)| format!("(crate::tree::{}, {index})", step.replace(':', "::")));
            // Two names come before those of the table.
            let some = literal(places_of(place.elements.keys().map(|step| order[step.as_str()] + 2)));
            let attributes = joined(place.attributes.iter(), |(name, rule)| {
                format!("(crate::tree::attr::{name}, crate::rules::rule::{})", constant(rule))
            });
            let rules = joined(place.rules.iter(), |rule| format!("crate::rules::rule::{}", constant(rule)));
            writeln!(
                out,
                "    Place {{ some: {some}, elements: &[{elements}], attributes: &[{attributes}], rules: &[{rules}] }},"
            )
            .expect("a string takes everything");
        }
        out.push_str("]);\n");
    }
    out
}

/// The last six bits of numbers as a set.
fn places_of(numbers: impl Iterator<Item = usize>) -> u64 {
    numbers.fold(0, |set, number| set | 1 << (number % 64))
}

/// A long number as it is written in code.
fn literal(number: u64) -> String {
    let groups = [48, 32, 16, 0].map(|place| format!("{:04x}", number >> place & 0xffff));
    format!("0x{}", groups.join("_"))
}

fn joined<T>(items: impl Iterator<Item = T>, text: impl FnMut(T) -> String) -> String {
    items.map(text).collect::<Vec<_>>().join(", ")
}

fn insert(places: &mut Vec<Place>, rule: &str, path: &str) {
    let mut at = 0;
    for step in path.split('/') {
        if let Some(attribute) = step.strip_prefix('@') {
            places[at].attributes.push((attribute.to_owned(), rule.to_owned()));
            return;
        }
        at = if let Some(index) = places[at].elements.get(step) {
            *index
        } else {
            let index = places.len();
            places[at].elements.insert(step.to_owned(), index);
            places.push(Place::default());
            index
        };
    }
    places[at].rules.push(rule.to_owned());
}

/// Number of each name, as `prefix:local`.
fn order_of_names() -> HashMap<String, usize> {
    let text = fs::read_to_string("data/names.txt").expect("data/names.txt is there");
    let mut order = HashMap::new();
    let mut prefix = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(section) => prefix = section,
            None => {
                order.insert(format!("{prefix}:{line}"), order.len());
            }
        }
    }
    order
}

fn constant(id: &str) -> String {
    id.to_uppercase().replace('-', "_")
}
