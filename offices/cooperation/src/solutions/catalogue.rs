//! The catalogue: everything published, ready for lists. Pure; made from the rows.

use std::{collections::BTreeMap, sync::Arc};

use lotse_core::{body::BodyKey, text::folded};
use lotse_reuse::{Language, Manifest};
use semver::Version;

use super::model::PublishedVersion;

/// A solution with its versions, the oldest first.
#[derive(Clone, Debug)]
pub struct Solution {
    pub key: String,
    pub versions: Vec<Arc<PublishedVersion>>,
}

impl Solution {
    /// The highest version that was not recalled.
    pub fn newest(&self) -> Option<&Arc<PublishedVersion>> {
        self.versions.iter().rev().find(|version| version.recalled.is_none())
    }

    /// The version to show: the newest, or where all were recalled the last of them.
    pub fn shown(&self) -> &Arc<PublishedVersion> {
        self.newest().or(self.versions.last()).expect("a solution has at least one version")
    }

    pub fn version(&self, version: &Version) -> Option<&Arc<PublishedVersion>> {
        self.versions.iter().find(|published| published.version == *version)
    }

    pub fn publisher(&self) -> &BodyKey {
        &self.shown().publisher
    }

    pub fn manifest(&self) -> &Manifest {
        &self.shown().manifest
    }

    pub fn title(&self, language: Language) -> &str {
        self.manifest().title.get(language)
    }

    /// The newest version, if it is newer than this one.
    pub fn update_of(&self, version: &Version) -> Option<&Arc<PublishedVersion>> {
        self.newest().filter(|newest| newest.version > *version)
    }
}

/// The catalogue as of a moment.
#[derive(Debug, Default)]
pub struct Catalogue {
    solutions: BTreeMap<String, Solution>,
}

/// The catalogue with what it was made at.
#[derive(Clone)]
pub(super) struct Stamped {
    pub(super) stamp: (i64, Option<i64>),
    pub(super) catalogue: Arc<Catalogue>,
}

impl Catalogue {
    pub fn new(versions: Vec<PublishedVersion>) -> Self {
        let mut solutions: BTreeMap<String, Solution> = BTreeMap::new();
        for version in versions {
            let key = version.solution.clone();
            let solution = solutions.entry(key.clone()).or_insert_with(|| Solution { key, versions: Vec::new() });
            solution.versions.push(Arc::new(version));
        }
        for solution in solutions.values_mut() {
            solution.versions.sort_by(|left, right| left.version.cmp(&right.version));
        }
        Self { solutions }
    }

    pub fn all(&self) -> impl Iterator<Item = &Solution> {
        self.solutions.values()
    }

    pub fn get(&self, key: &str) -> Option<&Solution> {
        self.solutions.get(key)
    }

    pub fn version(&self, key: &str, version: &Version) -> Option<&Arc<PublishedVersion>> {
        self.get(key)?.version(version)
    }

    /// The key's title, or the key itself where the solution is not known.
    pub fn title<'c>(&'c self, key: &'c str, language: Language) -> &'c str {
        self.get(key).map_or(key, |solution| solution.title(language))
    }

    /// All topics, each once, in order.
    pub fn topics(&self) -> Vec<String> {
        let mut topics: Vec<String> = self.all().flat_map(|solution| solution.manifest().topics.clone()).collect();
        topics.sort();
        topics.dedup();
        topics
    }
}

/// Whether every word of the search stands somewhere in what describes the solution.
pub(super) fn matches(solution: &Solution, language: Language, search: &str) -> bool {
    let manifest = solution.manifest();
    let mut text = folded(&format!(
        "{} {} {} {}",
        solution.key,
        manifest.title.get(language),
        manifest.summary.get(language),
        manifest.topics.join(" ")
    ));
    text.push_str(&folded(manifest.title.de()));
    folded(search).split_whitespace().all(|word| text.contains(word))
}
