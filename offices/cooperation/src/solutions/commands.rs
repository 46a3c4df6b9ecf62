//! Publishing: checks, signs, stores, and writes the event in the same transaction.

use std::sync::Arc;

use bytes::Bytes;
use lotse_core::{
    blobs::{self, BlobFacts},
    body::BodyKey,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    people::Actor,
    permissions::{Action, Subject, may},
};
use lotse_reuse::{
    Finding, Limits, Manifest, PackageFiles, Severity, VerifyError, check, content_hash, has_errors, key_id, names,
    pack, read_manifest, signed, unpack, verify,
};
use serde_json::json;

use super::{Solutions, catalogue::Catalogue, model::PublishedVersion, packages::in_background, store};

/// What is known about files before they are published.
#[derive(Clone, Debug)]
pub struct Examined {
    pub manifest: Option<Manifest>,
    /// Errors first.
    pub findings: Vec<Finding>,
    pub content_hash: String,
}

impl Examined {
    pub fn may_be_published(&self) -> bool {
        self.manifest.is_some() && !has_errors(&self.findings)
    }
}

impl Solutions {
    /// Unpacks an uploaded archive; what is wrong with it becomes a finding.
    pub(super) async fn unpack(&self, archive: Bytes) -> Result<Result<PackageFiles, Finding>, Failure> {
        let unpacked = in_background(move || unpack(&archive, &Limits::default())).await?;
        Ok(unpacked.map_err(|error| Finding::error("", error.code(), error.to_string())))
    }

    /// Everything that speaks for or against publishing these files as this body.
    pub async fn examine(&self, publisher: &BodyKey, files: PackageFiles) -> Result<Examined, Failure> {
        let catalogue = self.catalogue().await?;
        let key = self.package_key.verifying_key();
        let publisher = publisher.clone();
        in_background(move || {
            let mut findings = check(&files);
            if files.contains_key(names::SIGNATURE)
                && let Err(error) = verify(&files, &[key])
            {
                findings.push(signature_finding(&error));
            }
            let manifest = read_manifest(&files).0;
            findings.extend(manifest.iter().flat_map(|manifest| own_rules(manifest, &publisher, &catalogue)));
            findings.sort_by_key(|finding| (finding.severity, finding.file.clone(), finding.line));
            findings.dedup();
            Examined { manifest, findings, content_hash: content_hash(&files) }
        })
        .await
    }

    /// Publishes a package as this body. Unsigned files are signed with the key of this installation.
    pub async fn publish(
        &self,
        actor: &Actor,
        publisher: &BodyKey,
        files: PackageFiles,
    ) -> Result<PublishedVersion, Failure> {
        if !may(actor, Action::PublishPackages, &Subject::of(publisher)) {
            return Err(Failure::not_allowed());
        }
        let examined = self.examine(publisher, files.clone()).await?;
        if let Some(error) = examined.findings.iter().find(|finding| finding.is_error()) {
            return Err(Failure::invalid(error.message.clone()));
        }
        let manifest = examined.manifest.ok_or_else(|| Failure::invalid("Das Paket hat kein Manifest."))?;
        let key = self.package_key.clone();
        let archive = in_background(move || Bytes::from(pack(&signed(&files, &key)))).await?;
        let size = archive.len();
        let blob = self.core.blobs().put(publisher, archive).await?;
        let published = PublishedVersion {
            publisher: publisher.clone(),
            solution: manifest.key.clone(),
            version: manifest.version.clone(),
            manifest: Arc::new(manifest),
            content_hash: examined.content_hash,
            key_id: key_id(&self.package_key.verifying_key()),
            archive: blob,
            archive_size: i64::try_from(size).unwrap_or(i64::MAX),
            published_at: self.core.now(),
            recalled: None,
        };
        self.enter(actor, published.clone(), size).await?;
        self.forget_catalogue();
        Ok(published)
    }

    async fn enter(&self, actor: &Actor, published: PublishedVersion, size: usize) -> Result<(), Failure> {
        let actor = actor.clone();
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let now = published.published_at;
                    let owner = store::claim(tx, now, &published).await?;
                    if owner != published.publisher {
                        return Err(Failure::with_message(Code::Conflict, foreign_key(&published.solution)));
                    }
                    let latest = store::lock_latest(tx, &published).await?;
                    if latest > published.version {
                        let message = format!("Inzwischen ist Version {latest} veröffentlicht.");
                        return Err(Failure::with_message(Code::Conflict, message));
                    }
                    store::publish(tx, &published).await?;
                    let facts =
                        BlobFacts { media_type: "application/gzip".to_owned(), purpose: "package", delete_after: None };
                    blobs::enter(tx, now, &published.publisher, published.archive, size, &facts).await?;
                    let event = NewEvent {
                        body: &published.publisher,
                        actor: &actor,
                        kind: "package.published",
                        subject: subject(&published.solution),
                        data: json!({
                            "version": published.version.to_string(),
                            "content_hash": published.content_hash,
                            "key_id": published.key_id,
                        }),
                    };
                    ledger::append(tx, now, event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Calls a version back: it is not offered any more, and everybody who uses it is told.
    pub async fn recall(
        &self,
        actor: &Actor,
        publisher: &BodyKey,
        solution: &str,
        version: &semver::Version,
        reason: &str,
    ) -> Result<(), Failure> {
        if !may(actor, Action::PublishPackages, &Subject::of(publisher)) {
            return Err(Failure::not_allowed());
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Failure::invalid("Nennen Sie den Grund, damit andere Kommunen entscheiden können."));
        }
        let catalogue = self.catalogue().await?;
        let published = catalogue.version(solution, version).filter(|published| published.publisher == *publisher);
        let published = published.cloned().ok_or_else(Failure::not_found)?;
        let (actor, now) = (actor.clone(), self.core.now());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::recall(tx, now, &published, &reason).await? {
                        return Err(Failure::new(Code::AlreadyDone));
                    }
                    let event = NewEvent {
                        body: &published.publisher,
                        actor: &actor,
                        kind: "package.recalled",
                        subject: subject(&published.solution),
                        data: json!({ "version": published.version.to_string() }),
                    };
                    ledger::append(tx, now, event).await?;
                    Ok(())
                })
            })
            .await?;
        self.forget_catalogue();
        Ok(())
    }

    /// Bundled packages of this body that are not published yet: offered in the demo only.
    pub(super) fn unpublished(&self, publisher: &BodyKey, catalogue: &Catalogue) -> Vec<(Manifest, &PackageFiles)> {
        if !self.core.settings().demo {
            return Vec::new();
        }
        let own = self.bundled.iter().filter_map(|files| {
            let manifest = read_manifest(files).0?;
            let is_new = own_rules(&manifest, publisher, catalogue).is_empty();
            is_new.then_some((manifest, files))
        });
        own.collect()
    }
}

/// The subject of all events about a solution.
pub(super) fn subject(solution: &str) -> String {
    format!("solution:{solution}")
}

fn foreign_key(solution: &str) -> String {
    format!("Der Schlüssel »{solution}« gehört schon einer anderen Stelle. Wählen Sie einen anderen Schlüssel.")
}

/// The rules of publishing here, beyond those of a package in itself.
fn own_rules(manifest: &Manifest, publisher: &BodyKey, catalogue: &Catalogue) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut error = |code: &str, message: String| findings.push(Finding::error(names::MANIFEST, code, message));
    if manifest.publisher != publisher.as_str() {
        error(
            "herausgeber-fremd",
            format!(
                "Als Herausgeber steht {} im Manifest. Sie veröffentlichen für {publisher}. Bitte berichtigen Sie »publisher«.",
                manifest.publisher
            ),
        );
    }
    let Some(solution) = catalogue.get(&manifest.key) else { return findings };
    if solution.versions.first().is_some_and(|first| first.publisher != *publisher) {
        error("schluessel-vergeben", foreign_key(&manifest.key));
        return findings;
    }
    let highest = solution.versions.last().map(|last| &last.version);
    if let Some(highest) = highest.filter(|highest| manifest.version <= **highest) {
        error(
            "version-nicht-neu",
            format!(
                "Version {} ist nicht höher als die veröffentlichte {highest}. Erhöhen Sie »version«.",
                manifest.version
            ),
        );
    }
    findings
}

/// Severity in words.
pub(super) fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "amt-loesungen-befund-fehler",
        Severity::Warning => "amt-loesungen-befund-hinweis",
        Severity::OpenPoint => "amt-loesungen-befund-offen",
    }
}

/// A signature by a key of another workshop is no obstacle: whoever publishes has signed in for the body, and what is
/// published carries this installation's signature. Files changed after signing are one.
fn signature_finding(error: &VerifyError) -> Finding {
    if matches!(error, VerifyError::UnknownKey(_)) {
        let message = format!("{error} Lotse signiert das Paket beim Veröffentlichen neu, im Namen Ihrer Verwaltung.");
        return Finding::warning(names::SIGNATURE, error.code(), message);
    }
    let advice = "Laden Sie das Paket ohne signature.json hoch; Lotse signiert es dann neu.";
    Finding::error(names::SIGNATURE, error.code(), format!("{error} {advice}"))
}
