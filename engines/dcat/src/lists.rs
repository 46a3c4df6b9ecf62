//! Code lists: which values belong to which scheme, what they are called, where that is known from.

use std::{collections::HashMap, sync::LazyLock};

use crate::table;

/// A code list with where it comes from.
#[derive(Debug)]
pub struct List {
    /// What people call it.
    pub title: &'static str,
    /// IRI of the scheme (or of the class, for the checksum algorithms).
    pub scheme: &'static str,
    pub source: &'static str,
    /// Of the edition, or of when it was read.
    pub date: &'static str,
    pub licence: &'static str,
    /// In the order of their IRIs.
    pub entries: Vec<Entry>,
}

/// A value of a list.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub iri: &'static str,
    pub german: &'static str,
    pub english: &'static str,
    flags: &'static str,
}

impl Entry {
    /// `open`, `machine-readable`, `non-proprietary`, `unverified`.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.split(' ').any(|one| one == flag)
    }

    /// What stands behind `see=`, `short=`, `two=` or `also=`.
    pub fn detail(&self, name: &str) -> Option<&'static str> {
        self.flags.split(' ').find_map(|flag| flag.strip_prefix(name)?.strip_prefix('='))
    }

    /// The last part of the IRI.
    pub fn code(&self) -> &'static str {
        self.iri.rsplit(['/', '#']).next().unwrap_or(self.iri)
    }

    /// The German name, else the English, else the code.
    pub fn label(&self) -> &'static str {
        [self.german, self.english].into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| self.code())
    }
}

/// Which list; the number is its place in [`all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListId(u8);

impl ListId {
    pub fn list(self) -> &'static List {
        &LISTS[usize::from(self.0)]
    }

    fn bit(self) -> u32 {
        1 << self.0
    }
}

/// The lists a value belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Membership(u32);

impl Membership {
    pub fn of(iri: &str) -> Self {
        INDEX.get(iri).map_or(Self(0), |(lists, _)| Self(*lists))
    }

    pub fn contains(self, list: ListId) -> bool {
        self.0 & list.bit() != 0
    }
}

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    [
        include_str!("../data/lists/access-right.tsv"),
        include_str!("../data/lists/adms-status.tsv"),
        include_str!("../data/lists/checksum-algorithm.tsv"),
        include_str!("../data/lists/contributors.tsv"),
        include_str!("../data/lists/data-theme.tsv"),
        include_str!("../data/lists/dataset-type.tsv"),
        include_str!("../data/lists/distribution-status.tsv"),
        include_str!("../data/lists/eu-licence.tsv"),
        include_str!("../data/lists/file-type.tsv"),
        include_str!("../data/lists/frequency.tsv"),
        include_str!("../data/lists/hvd-category.tsv"),
        include_str!("../data/lists/language.tsv"),
        include_str!("../data/lists/licenses.tsv"),
        include_str!("../data/lists/planned-availability.tsv"),
        include_str!("../data/lists/political-geocoding-level.tsv"),
        include_str!("../data/lists/publisher-type.tsv"),
    ]
    .into_iter()
    .map(list)
    .collect()
});

/// Lists (as bits) and entry of each value. A value of two lists keeps its first entry.
static INDEX: LazyLock<HashMap<&str, (u32, Entry)>> = LazyLock::new(|| {
    let mut index: HashMap<&str, (u32, Entry)> = HashMap::new();
    for (number, list) in LISTS.iter().enumerate() {
        for entry in &list.entries {
            index.entry(entry.iri).or_insert((0, *entry)).0 |= 1 << number;
        }
    }
    index
});

fn list(table: &'static str) -> List {
    let remark = |name| table::remark(table, name).unwrap_or_default();
    let entry = |[iri, german, english, flags]: [&'static str; 4]| Entry { iri, german, english, flags };
    List {
        title: remark("title"),
        scheme: remark("scheme"),
        source: remark("source"),
        date: remark("date"),
        licence: remark("licence"),
        entries: table::rows::<4>(table).map(entry).collect(),
    }
}

pub fn all() -> &'static [List] {
    &LISTS
}

/// The list of a scheme.
pub fn by_scheme(scheme: &str) -> Option<ListId> {
    let place = LISTS.iter().position(|list| list.scheme == scheme)?;
    u8::try_from(place).ok().map(ListId)
}

/// The entry of a value, whatever list it is in.
pub fn entry(iri: &str) -> Option<&'static Entry> {
    INDEX.get(iri).map(|(_, entry)| entry)
}

/// The value somebody probably meant: the same but for `https`, `www.`, capitals, a slash at the end.
pub fn near(list: ListId, written: &str) -> Option<&'static Entry> {
    let wanted = loose(written);
    if wanted.is_empty() {
        return None;
    }
    let entries = &list.list().entries;
    let same = |entry: &&Entry| loose(entry.iri) == wanted;
    let by_code = |entry: &&Entry| {
        loose(entry.code()) == wanted || loose(entry.german) == wanted || loose(entry.english) == wanted
    };
    entries.iter().find(same).or_else(|| entries.iter().find(by_code))
}

fn loose(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let text = text.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    text.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_says_where_it_comes_from() {
        assert!(LISTS.len() <= 32, "a list is a bit");
        for list in all() {
            for text in [list.title, list.scheme, list.source, list.date, list.licence] {
                assert!(!text.is_empty(), "{}", list.title);
            }
            assert!(!list.entries.is_empty());
            assert!(list.entries.iter().all(|entry| entry.iri.starts_with("http")));
        }
    }

    #[test]
    fn a_value_belongs_to_its_list_and_to_no_other() {
        let licences = by_scheme("http://dcat-ap.de/def/licenses").unwrap();
        let themes = by_scheme("http://publications.europa.eu/resource/authority/data-theme").unwrap();
        let membership = Membership::of("http://dcat-ap.de/def/licenses/cc-by/4.0");
        assert!(membership.contains(licences) && !membership.contains(themes));
        assert_eq!(Membership::of("https://dcat-ap.de/def/licenses/cc-by/4.0"), Membership::default());
    }

    #[test]
    fn what_was_meant_is_found() {
        let licences = by_scheme("http://dcat-ap.de/def/licenses").unwrap();
        let found = |text: &str| near(licences, text).map(|entry| entry.iri);
        let right = Some("http://dcat-ap.de/def/licenses/dl-by-de/2.0");
        assert_eq!(found("https://www.dcat-ap.de/def/licenses/dl-by-de/2.0/"), right);
        assert_eq!(found("Datenlizenz Deutschland Namensnennung 2.0"), right);
        assert_eq!(found("etwas anderes"), None);
        let languages = by_scheme("http://publications.europa.eu/resource/authority/language").unwrap();
        assert_eq!(near(languages, "deutsch").map(Entry::code), Some("DEU"));
    }
}
