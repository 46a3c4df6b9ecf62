//! The messages of the suite, and messages made from others by changes that people and programs make.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The suite beside the repository, or a folder of that form.
pub fn suite() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("LOTSE_XDOMEA") {
        return Some(PathBuf::from(folder));
    }
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("../shared/suites/xdomea"))
        .find(|folder| folder.is_dir())
}

/// The sample messages, by version.
pub fn samples(suite: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for folder in fs::read_dir(suite.join("samples")).into_iter().flatten().flatten() {
        for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            if file.path().extension().is_some_and(|ending| ending == "xml") {
                found.push((folder.file_name().to_string_lossy().into_owned(), file.path()));
            }
        }
    }
    found.sort();
    found
}

/// A small random number generator, always with the same numbers.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

/// Where elements begin and end.
pub fn elements(text: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|place| place + at) {
        let rest = &text[start..];
        if rest.starts_with("<!--") {
            at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let end = start + rest.find('>').map_or(rest.len(), |end| end + 1);
        if rest.starts_with("</") {
            if let Some(begin) = open.pop() {
                found.push((begin, end));
            }
        } else if text[..end].ends_with("/>") {
            found.push((start, end));
        } else if !rest.starts_with("<?") {
            open.push(start);
        }
        at = end;
    }
    found
}

const VALUES: [&str; 16] = [
    "",
    "0",
    "1",
    "true",
    " 1 ",
    "abc",
    "2024-02-30",
    "2024-02-29",
    "2024",
    "2024-01-01T00:00:00",
    "007",
    "A",
    "001",
    "-5",
    "12345678-1234-1234-1234-123456789abc",
    "\u{1f600}",
];

/// A message with one thing changed.
pub fn mutated(text: &str, random: &mut Random) -> String {
    let places = elements(text);
    if places.is_empty() {
        return text.to_owned();
    }
    let (start, end) = places[random.below(places.len())];
    let element = &text[start..end];
    let inner_start = start + element.find('>').unwrap_or(0) + 1;
    let inner_end = start + element.rfind("</").unwrap_or(0);
    match random.below(9) {
        0 => format!("{}{}", &text[..start], &text[end..]),
        1 => format!("{}{element}{}", &text[..end], &text[end..]),
        2 | 3 => {
            let (other, _) = places[random.below(places.len())];
            let removed = format!("{}{}", &text[..start], &text[end..]);
            let other = if other >= end { other - (end - start) } else { other.min(start) };
            format!("{}{element}{}", &removed[..other], &removed[other..])
        }
        4 | 5 if inner_end > inner_start => {
            let value = VALUES[random.below(VALUES.len())];
            format!("{}{value}{}", &text[..inner_start], &text[inner_end..])
        }
        6 => {
            let other = places[random.below(places.len())];
            format!("{}{}{}", &text[..start], &text[other.0..other.1], &text[end..])
        }
        7 => {
            let tag_end = start + element.find(['>', '/', ' ']).unwrap_or(1).max(1);
            let attribute = [" xmlns:q=\"urn:q\" q:a=\"1\"", " listURI=\"\"", " listVersionID=\"9\"", " x=\"1\""];
            let tag_end = if element.as_bytes()[1] == b'/' { end } else { tag_end };
            format!("{}{}{}", &text[..tag_end], attribute[random.below(attribute.len())], &text[tag_end..])
        }
        _ => {
            let name = element[1..].split(['>', '/', ' ', '\n']).next().unwrap_or_default();
            let other = places[random.below(places.len())].0;
            let other = text[other + 1..].split(['>', '/', ' ', '\n']).next().unwrap_or_default();
            let renamed = element.replacen(name, other, 1);
            let renamed = match renamed.rfind(&format!("</{name}")) {
                Some(place) => format!("{}</{other}{}", &renamed[..place], &renamed[place + 2 + name.len()..]),
                None => renamed,
            };
            format!("{}{renamed}{}", &text[..start], &text[end..])
        }
    }
}
