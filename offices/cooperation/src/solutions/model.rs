//! What a published version, an adoption and a draft are, and the rules about them. No I/O.

use std::{collections::BTreeMap, sync::Arc};

use lotse_core::{blobs::BlobId, body::BodyKey, clock::Timestamp};
use lotse_reuse::{Decision, Manifest, PackageKind, Patch};
use semver::Version;

/// For how long a confirmation of use counts: a year and a month to be reminded.
pub const CONFIRMED_DAYS: i64 = 396;

/// A version of a solution as published here.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedVersion {
    pub publisher: BodyKey,
    pub solution: String,
    pub version: Version,
    pub manifest: Arc<Manifest>,
    /// SHA-256 over all files of the package, hex.
    pub content_hash: String,
    /// Which key signed it.
    pub key_id: String,
    /// The signed archive, a blob of the publisher.
    pub archive: BlobId,
    pub archive_size: i64,
    pub published_at: Timestamp,
    pub recalled: Option<Recall>,
}

/// Why a version must not be used any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    pub at: Timestamp,
    pub reason: String,
}

impl PublishedVersion {
    pub fn kind(&self) -> PackageKind {
        self.manifest.kind
    }
}

/// Whether an adoption is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdoptionState {
    InUse,
    Withdrawn,
}

impl AdoptionState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InUse => "in-use",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::InUse, Self::Withdrawn].into_iter().find(|state| state.as_str() == word)
    }
}

/// A solution at a body: a version, with the body's own changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Adoption {
    pub body: BodyKey,
    pub solution: String,
    pub version: Version,
    pub patches: Vec<Patch>,
    pub effective_hash: String,
    pub state: AdoptionState,
    pub changed: bool,
    /// When the body began to use the solution, whatever the version.
    pub in_use_since: Timestamp,
    pub updated_at: Timestamp,
    pub confirmed_at: Timestamp,
    pub row_version: i64,
}

impl Adoption {
    pub fn is_in_use(&self) -> bool {
        self.state == AdoptionState::InUse
    }

    /// Only use that was confirmed within the last thirteen months counts as use.
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        self.is_in_use() && self.confirmed_at.plus_days(CONFIRMED_DAYS) > now
    }
}

/// The public facts of an adoption, without its patches: what lists and the map need.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    pub body: BodyKey,
    pub solution: String,
    pub version: Version,
    pub changed: bool,
    pub since: Timestamp,
    pub confirmed_at: Timestamp,
}

impl Use {
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        self.confirmed_at.plus_days(CONFIRMED_DAYS) > now
    }
}

/// An adoption being prepared.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub body: BodyKey,
    pub solution: String,
    /// The version in use now; `None` while nothing is.
    pub base_version: Option<Version>,
    pub target_version: Version,
    pub patches: Vec<Patch>,
    /// What went into the last merge: version and patches before it.
    pub merged: Option<(Version, Vec<Patch>)>,
    pub decisions: BTreeMap<String, Decision>,
    /// `row_version` of the adoption this was begun at; 0 where there was none.
    pub adoption_row: i64,
    pub updated_at: Timestamp,
    pub row_version: i64,
}

impl Draft {
    /// Whether this brings a newer version into use.
    pub fn is_update(&self) -> bool {
        self.base_version.as_ref().is_some_and(|base| *base != self.target_version)
    }
}

/// What an update starts from: the draft if it was not merged yet, else what went into its merge, else the adoption.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateStart {
    pub from: Version,
    pub patches: Vec<Patch>,
    pub decisions: BTreeMap<String, Decision>,
}

/// `None` where there is nothing to bring to `newest`.
pub fn update_start(adoption: Option<&Adoption>, draft: Option<&Draft>, newest: &Version) -> Option<UpdateStart> {
    let start = match (draft, adoption) {
        (Some(draft), _) if draft.target_version != *newest => UpdateStart {
            from: draft.target_version.clone(),
            patches: draft.patches.clone(),
            decisions: BTreeMap::new(),
        },
        (Some(draft), _) => {
            let (from, patches) = draft.merged.clone()?;
            UpdateStart { from, patches, decisions: draft.decisions.clone() }
        }
        (None, Some(adoption)) => UpdateStart {
            from: adoption.version.clone(),
            patches: adoption.patches.clone(),
            decisions: BTreeMap::new(),
        },
        (None, None) => return None,
    };
    (start.from < *newest).then_some(start)
}

/// Puts `changed` over `patches`: a value replaces, `None` takes the patch away. Order is by path.
pub fn with_changes(patches: &[Patch], changed: BTreeMap<String, Option<Patch>>) -> Vec<Patch> {
    let mut all: BTreeMap<String, Patch> = patches.iter().map(|patch| (patch.path.clone(), patch.clone())).collect();
    for (path, patch) in changed {
        match patch {
            Some(patch) => all.insert(path, patch),
            None => all.remove(&path),
        };
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(target: &str, merged: Option<&str>) -> Draft {
        Draft {
            body: BodyKey::new("057620012012").unwrap(),
            solution: "x".into(),
            base_version: Some(Version::new(1, 0, 0)),
            target_version: target.parse().unwrap(),
            patches: vec![Patch::new("fees/a/amount_cents", 1)],
            merged: merged.map(|version| (version.parse().unwrap(), vec![Patch::new("fees/b/amount_cents", 2)])),
            decisions: BTreeMap::new(),
            adoption_row: 1,
            updated_at: Timestamp(0),
            row_version: 1,
        }
    }

    #[test]
    fn an_update_starts_from_the_newest_own_work() {
        let newest = Version::new(1, 1, 0);
        let fresh = update_start(None, Some(&draft("1.0.0", None)), &newest).unwrap();
        assert_eq!((fresh.from.to_string().as_str(), fresh.patches[0].path.as_str()), ("1.0.0", "fees/a/amount_cents"));
        let merged = update_start(None, Some(&draft("1.1.0", Some("1.0.0"))), &newest).unwrap();
        assert_eq!(merged.patches[0].path, "fees/b/amount_cents");
        assert_eq!(update_start(None, Some(&draft("1.1.0", None)), &newest), None);
        assert_eq!(update_start(None, None, &newest), None);
    }

    #[test]
    fn changes_replace_add_and_remove() {
        let patches = [Patch::new("a", 1), Patch::new("b", 2)];
        let changed = BTreeMap::from([
            ("a".to_owned(), None),
            ("b".to_owned(), Some(Patch::new("b", 3))),
            ("c".to_owned(), Some(Patch::new("c", 4))),
        ]);
        assert_eq!(with_changes(&patches, changed), [Patch::new("b", 3), Patch::new("c", 4)]);
    }
}
