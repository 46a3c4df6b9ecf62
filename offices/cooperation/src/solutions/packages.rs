//! Packages from the archive: read once, kept in memory.

use std::sync::{Arc, PoisonError};

use lotse_core::errors::{Code, Failure};
use lotse_reuse::{Finding, Limits, Package, PackageFiles, Severity, unpack};

use super::{Solutions, model::PublishedVersion};

/// More packages than this are not kept at once; the largest have a few megabytes.
const MOST_KEPT: usize = 64;

/// A published package as read, with what its check said.
pub(super) struct Loaded {
    pub(super) package: Package,
    /// What a person has to confirm before it is used.
    pub(super) open_points: Vec<Finding>,
}

impl Solutions {
    /// The content of a published version.
    pub(super) async fn package(&self, version: &PublishedVersion) -> Result<Arc<Loaded>, Failure> {
        let key = (version.solution.clone(), version.version.clone());
        let kept = self.packages.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let files = self.files(version).await?;
        let loaded = in_background(move || load(&files)).await??;
        let mut packages = self.packages.lock().unwrap_or_else(PoisonError::into_inner);
        if packages.len() >= MOST_KEPT {
            packages.clear();
        }
        Ok(packages.entry(key).or_insert_with(|| Arc::new(loaded)).clone())
    }

    /// The files of a published version.
    pub(super) async fn files(&self, version: &PublishedVersion) -> Result<PackageFiles, Failure> {
        let archive = self.core.blobs().get(&version.publisher, version.archive).await?;
        in_background(move || unpack(&archive, &Limits::default()))
            .await?
            .map_err(|error| Failure::internal(format!("published archive: {error}")))
    }
}

fn load(files: &PackageFiles) -> Result<Loaded, Failure> {
    let (package, findings) = Package::read(files);
    let package = package.ok_or_else(|| {
        let message = "Dieses Paket enthält keine Leistung, die Lotse in Betrieb nehmen kann.";
        Failure::with_message(Code::InvalidInput, message)
    })?;
    let open_points = findings.into_iter().filter(|finding| finding.severity == Severity::OpenPoint).collect();
    Ok(Loaded { package, open_points })
}

/// Runs what takes long on the processor beside the requests.
pub(super) async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::internal(format!("background work: {error}")))
}
