//! Solutions: what one municipality has built and others take over, adapt and keep up to date.
//!
//! Catalogue, publishing, adoption, update and the map of the region. See `README.md`.

mod adopting;
mod api;
mod catalogue;
mod commands;
mod diff;
mod input;
mod map;
mod model;
mod packages;
mod pages;
mod store;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use lotse_core::{
    Core,
    body::BodyKey,
    clock::Timestamp,
    errors::Failure,
    offers::Installable,
    people::Actor,
    region::{self, Outline},
};
use lotse_reuse::{PackageFiles, PackageKind, Patch, SigningKey};
use lotse_store::{Migration, MigrationSet};
use lotse_web::TextSet;
use semver::Version;

pub use catalogue::{Catalogue, Solution};
pub use commands::Examined;
pub use model::{Adoption, AdoptionState, Draft, PublishedVersion, Recall, Use};
pub use pages::routes;
pub use store::STATEMENTS;

use packages::Loaded;

/// How long boundaries are kept in memory.
const OUTLINES_SECONDS: i64 = 60;

/// The tables of this office.
pub const MIGRATIONS: MigrationSet = MigrationSet {
    name: "solutions",
    migrations: &[Migration::new(1, "solutions", include_str!("migrations/0001_solutions.sql"))],
};

/// The texts of this office.
pub const TEXTS: TextSet = TextSet {
    name: "solutions",
    de: include_str!("texts/de.ftl"),
    en: include_str!("texts/en.ftl"),
    leicht: include_str!("texts/de-leicht.ftl"),
};

/// The office.
pub struct Solutions {
    core: Core,
    package_key: SigningKey,
    installables: Vec<Arc<dyn Installable>>,
    bundled: Vec<PackageFiles>,
    /// The catalogue with the stamp it was read at.
    catalogue: Mutex<Option<catalogue::Stamped>>,
    /// Packages that were read, by key and version: a published version never changes.
    packages: Mutex<HashMap<(String, Version), Arc<Loaded>>>,
    /// Boundaries with the time they were read: they change only when the operator imports new ones.
    outlines: Mutex<Option<(Timestamp, Arc<Vec<Outline>>)>>,
}

impl Solutions {
    /// `package_key` signs what is published here; `bundled` are packages offered for publishing in the demo.
    pub fn new(
        core: Core,
        package_key: SigningKey,
        installables: Vec<Arc<dyn Installable>>,
        bundled: Vec<PackageFiles>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            package_key,
            installables,
            bundled,
            catalogue: Mutex::default(),
            packages: Mutex::default(),
            outlines: Mutex::default(),
        })
    }

    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Everything published, from memory while nothing has changed.
    pub async fn catalogue(&self) -> Result<Arc<Catalogue>, Failure> {
        let stamp = store::stamp(self.core.store()).await?;
        if let Some(kept) = self.kept_catalogue().clone().filter(|kept| kept.stamp == stamp) {
            return Ok(kept.catalogue);
        }
        let catalogue = Arc::new(Catalogue::new(store::versions(self.core.store()).await?));
        *self.kept_catalogue() = Some(catalogue::Stamped { stamp, catalogue: catalogue.clone() });
        Ok(catalogue)
    }

    /// Whether that version has been published here.
    pub async fn is_published(&self, solution: &str, version: &str) -> Result<bool, Failure> {
        let Ok(version) = version.parse::<Version>() else { return Ok(false) };
        Ok(self.catalogue().await?.version(solution, &version).is_some())
    }

    /// Takes a version into use in one go: for the first data of an installation and of the demo.
    pub async fn adopt_and_use(
        &self,
        actor: &Actor,
        body: &BodyKey,
        solution: &str,
        version: &str,
        patches: Vec<Patch>,
        decision: String,
    ) -> Result<Adoption, Failure> {
        let version: Version =
            version.parse().map_err(|_| Failure::invalid(format!("»{version}« ist keine Version.")))?;
        let draft = self.start(actor, body, solution, Some(version)).await?;
        let draft = self.save_patches(actor, body, &draft, patches).await?;
        self.put_into_use(actor, body, solution, draft.row_version, &decision).await
    }

    /// The imported boundaries, read again after a minute.
    async fn outlines(&self) -> Result<Arc<Vec<Outline>>, Failure> {
        let now = self.core.now();
        let kept = self.outlines.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, outlines)) = kept.filter(|(read, _)| read.plus_seconds(OUTLINES_SECONDS) > now) {
            return Ok(outlines);
        }
        let outlines = Arc::new(region::outlines(self.core.store()).await?);
        *self.outlines.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, outlines.clone()));
        Ok(outlines)
    }

    fn kept_catalogue(&self) -> std::sync::MutexGuard<'_, Option<catalogue::Stamped>> {
        self.catalogue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget_catalogue(&self) {
        *self.kept_catalogue() = None;
    }

    /// Who can run packages of this kind here.
    fn installable(&self, kind: PackageKind) -> Option<&Arc<dyn Installable>> {
        let word = kind_word(kind);
        self.installables.iter().find(|installable| installable.kind() == word)
    }
}

/// The kind as it stands in a manifest.
fn kind_word(kind: PackageKind) -> &'static str {
    match kind {
        PackageKind::Service => "service",
        PackageKind::Codec => "codec",
        PackageKind::Dashboard => "dashboard",
        PackageKind::Dataset => "dataset",
        PackageKind::FilePlan => "file-plan",
        PackageKind::Strategy => "strategy",
        PackageKind::Article => "article",
    }
}
