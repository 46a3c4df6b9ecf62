//! Adopting: draft, update, into use, out of use. Each change and its event are one transaction.

use std::{collections::BTreeMap, sync::Arc};

use lotse_core::{
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    offers::{Install, Installable},
    people::Actor,
    permissions::{Action, Subject, may},
};
use lotse_reuse::{Decision, EffectiveService, Merge, Patch, effective, merge, resolve, validate_patches};
use lotse_store::Transaction;
use semver::Version;
use serde_json::{Value as Json, json};

use super::{
    Solutions,
    commands::subject,
    kind_word,
    model::{Adoption, AdoptionState, Draft, PublishedVersion, UpdateStart, update_start},
    packages::{Loaded, in_background},
    store,
};

/// Longest note about a decision.
const LONGEST_DECISION: usize = 2_000;

/// What an update from one version to another means for a body.
pub(super) struct UpdatePlan {
    pub(super) start: UpdateStart,
    pub(super) from: Arc<PublishedVersion>,
    pub(super) to: Arc<PublishedVersion>,
    pub(super) merge: Merge,
    pub(super) draft: Option<Draft>,
    pub(super) adoption: Option<Adoption>,
}

impl Solutions {
    pub(super) async fn adoption(&self, body: &BodyKey, solution: &str) -> Result<Option<Adoption>, Failure> {
        store::adoption(self.core.store(), body, solution).await
    }

    pub(super) async fn draft(&self, body: &BodyKey, solution: &str) -> Result<Option<Draft>, Failure> {
        store::draft(self.core.store(), body, solution).await
    }

    /// A version that was published, by key and number.
    pub(super) async fn published(&self, solution: &str, version: &Version) -> Result<Arc<PublishedVersion>, Failure> {
        self.catalogue().await?.version(solution, version).cloned().ok_or_else(Failure::not_found)
    }

    /// Begins to adopt or to adapt; goes on with a draft that is there already.
    pub(super) async fn start(
        &self,
        actor: &Actor,
        body: &BodyKey,
        solution: &str,
        version: Option<Version>,
    ) -> Result<Draft, Failure> {
        allowed(actor, body)?;
        if let Some(draft) = self.draft(body, solution).await? {
            return Ok(draft);
        }
        let catalogue = self.catalogue().await?;
        let known = catalogue.get(solution).ok_or_else(Failure::not_found)?;
        let adoption = self.adoption(body, solution).await?;
        let current = adoption.as_ref().map(|adoption| adoption.version.clone());
        let newest = known.newest().map(|newest| newest.version.clone());
        let target = version.or(current).or(newest).ok_or_else(recalled)?;
        let published = known.version(&target).ok_or_else(Failure::not_found)?;
        if adoption.is_none() && published.recalled.is_some() {
            return Err(recalled());
        }
        self.runner(published)?;
        let patches = adoption.as_ref().filter(|adoption| adoption.version == target);
        let draft = Draft {
            body: body.clone(),
            solution: solution.to_owned(),
            base_version: adoption
                .as_ref()
                .filter(|adoption| adoption.is_in_use())
                .map(|adoption| adoption.version.clone()),
            target_version: target,
            patches: patches.map(|adoption| adoption.patches.clone()).unwrap_or_default(),
            merged: None,
            decisions: BTreeMap::new(),
            adoption_row: adoption.as_ref().map_or(0, |adoption| adoption.row_version),
            updated_at: self.core.now(),
            row_version: 1,
        };
        self.write_draft(draft.clone(), 0).await?;
        Ok(draft)
    }

    /// Keeps the changes of a draft; `draft` is the state they were made on.
    pub(super) async fn save_patches(
        &self,
        actor: &Actor,
        body: &BodyKey,
        draft: &Draft,
        patches: Vec<Patch>,
    ) -> Result<Draft, Failure> {
        allowed(actor, body)?;
        let published = self.published(&draft.solution, &draft.target_version).await?;
        let loaded = self.package(&published).await?;
        let (loaded, patches) = in_background(move || (validate_patches(&loaded.package, &patches), patches)).await?;
        if let Some(error) = loaded.iter().find(|finding| finding.is_error()) {
            return Err(Failure::invalid(error.message.clone()));
        }
        let changed =
            Draft { patches, updated_at: self.core.now(), row_version: draft.row_version + 1, ..draft.clone() };
        self.write_draft(changed.clone(), draft.row_version).await?;
        Ok(changed)
    }

    /// What there is to decide before the newest version can be used; `None` where there is nothing newer.
    pub(super) async fn update_plan(&self, body: &BodyKey, solution: &str) -> Result<Option<UpdatePlan>, Failure> {
        let catalogue = self.catalogue().await?;
        let known = catalogue.get(solution).ok_or_else(Failure::not_found)?;
        let adoption = self.adoption(body, solution).await?;
        let draft = self.draft(body, solution).await?;
        let Some(to) = known.newest().cloned() else { return Ok(None) };
        let Some(start) = update_start(adoption.as_ref(), draft.as_ref(), &to.version) else { return Ok(None) };
        let from = known.version(&start.from).cloned().ok_or_else(Failure::not_found)?;
        let (base, theirs) = (self.package(&from).await?, self.package(&to).await?);
        let patches = start.patches.clone();
        let merge = in_background(move || merge(&base.package, &theirs.package, &patches)).await?;
        Ok(Some(UpdatePlan { start, from, to, merge, draft, adoption }))
    }

    /// Turns the decisions about an update into a draft of the newest version.
    ///
    /// The inner error names the paths that lack a possible decision.
    pub(super) async fn decide(
        &self,
        actor: &Actor,
        body: &BodyKey,
        plan: &UpdatePlan,
        decisions: BTreeMap<String, Decision>,
    ) -> Result<Result<Draft, Vec<String>>, Failure> {
        allowed(actor, body)?;
        let patches = match resolve(&plan.merge, &decisions) {
            Ok(patches) => patches,
            Err(open) => return Ok(Err(open)),
        };
        let seen = plan.draft.as_ref().map_or(0, |draft| draft.row_version);
        let in_use = plan.adoption.as_ref().filter(|adoption| adoption.is_in_use());
        let draft = Draft {
            body: body.clone(),
            solution: plan.to.solution.clone(),
            base_version: in_use.map(|adoption| adoption.version.clone()),
            target_version: plan.to.version.clone(),
            patches,
            merged: Some((plan.start.from.clone(), plan.start.patches.clone())),
            decisions,
            adoption_row: plan.adoption.as_ref().map_or(0, |adoption| adoption.row_version),
            updated_at: self.core.now(),
            row_version: seen + 1,
        };
        self.write_draft(draft.clone(), seen).await?;
        Ok(Ok(draft))
    }

    /// Throws a draft away. What is in use stays as it is.
    pub(super) async fn discard(
        &self,
        actor: &Actor,
        body: &BodyKey,
        solution: &str,
        seen: i64,
    ) -> Result<(), Failure> {
        allowed(actor, body)?;
        let draft = self.draft(body, solution).await?.ok_or_else(Failure::not_found)?;
        same_row(draft.row_version, seen)?;
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if store::delete_draft(tx, &draft).await? { Ok(()) } else { Err(changed_meanwhile()) }
                })
            })
            .await
    }

    /// Takes the draft into use: effective content, installation, adoption and event in one transaction.
    pub(super) async fn put_into_use(
        &self,
        actor: &Actor,
        body: &BodyKey,
        solution: &str,
        seen: i64,
        decision: &str,
    ) -> Result<Adoption, Failure> {
        allowed(actor, body)?;
        let decision = checked_decision(decision)?;
        let draft = self.draft(body, solution).await?.ok_or_else(Failure::not_found)?;
        same_row(draft.row_version, seen)?;
        let published = self.published(solution, &draft.target_version).await?;
        if let Some(recall) = &published.recalled {
            let message = format!("Version {} wurde zurückgerufen: {}", published.version, recall.reason);
            return Err(Failure::with_message(Code::Conflict, message));
        }
        let before = self.adoption(body, solution).await?;
        if before.as_ref().map_or(0, |adoption| adoption.row_version) != draft.adoption_row {
            return Err(overtaken());
        }
        let runner = self.runner(&published)?.clone();
        let service = self.effective(&published, draft.patches.clone()).await?;
        let now = self.core.now();
        let adoption = next_adoption(&draft, before.as_ref(), service.hash(), now);
        let order = order(&adoption, &service, now);
        let (actor, kept) = (actor.clone(), adoption.clone());
        let event = Event {
            kind: event_kind(before.as_ref(), &adoption),
            from: before.filter(Adoption::is_in_use).map(|before| before.version),
            content_hash: published.content_hash.clone(),
        };
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    runner.install(tx, order).await?;
                    if !store::delete_draft(tx, &draft).await? {
                        return Err(changed_meanwhile());
                    }
                    if !store::save_adoption(tx, &kept, draft.adoption_row).await? {
                        return Err(changed_meanwhile());
                    }
                    store::add_decision(tx, &kept, &decision).await?;
                    event.append(tx, &actor, &kept).await
                })
            })
            .await?;
        tracing::info!(%body, solution, version = %adoption.version, "solution in use");
        Ok(adoption)
    }

    /// Takes a solution out of use. Patches stay, so that it can be put back as it was.
    pub(super) async fn withdraw(
        &self,
        actor: &Actor,
        body: &BodyKey,
        solution: &str,
        seen: i64,
    ) -> Result<(), Failure> {
        allowed(actor, body)?;
        let before = self.adoption(body, solution).await?.ok_or_else(Failure::not_found)?;
        same_row(before.row_version, seen)?;
        if !before.is_in_use() {
            return Err(Failure::new(Code::AlreadyDone));
        }
        let published = self.published(solution, &before.version).await?;
        let runner = self.runner(&published)?.clone();
        let now = self.core.now();
        let adoption = Adoption {
            state: AdoptionState::Withdrawn,
            updated_at: now,
            row_version: before.row_version + 1,
            ..before.clone()
        };
        let actor = actor.clone();
        let event = Event {
            kind: "solution.withdrawn",
            from: Some(before.version.clone()),
            content_hash: published.content_hash.clone(),
        };
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    runner.withdraw(tx, &adoption.body, &adoption.solution, now).await?;
                    if !store::save_adoption(tx, &adoption, before.row_version).await? {
                        return Err(changed_meanwhile());
                    }
                    event.append(tx, &actor, &adoption).await
                })
            })
            .await
    }

    /// Puts a withdrawn solution back into use, exactly as it was.
    pub(super) async fn resume(&self, actor: &Actor, body: &BodyKey, solution: &str, seen: i64) -> Result<(), Failure> {
        allowed(actor, body)?;
        let before = self.adoption(body, solution).await?.ok_or_else(Failure::not_found)?;
        same_row(before.row_version, seen)?;
        if before.is_in_use() {
            return Err(Failure::new(Code::AlreadyDone));
        }
        let published = self.published(solution, &before.version).await?;
        if published.recalled.is_some() {
            return Err(recalled());
        }
        let runner = self.runner(&published)?.clone();
        let service = self.effective(&published, before.patches.clone()).await?;
        let now = self.core.now();
        let adoption = Adoption {
            state: AdoptionState::InUse,
            effective_hash: service.hash(),
            in_use_since: now,
            updated_at: now,
            confirmed_at: now,
            row_version: before.row_version + 1,
            ..before.clone()
        };
        let order = order(&adoption, &service, now);
        let actor = actor.clone();
        let event = Event { kind: "solution.resumed", from: None, content_hash: published.content_hash.clone() };
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    runner.install(tx, order).await?;
                    if !store::save_adoption(tx, &adoption, before.row_version).await? {
                        return Err(changed_meanwhile());
                    }
                    event.append(tx, &actor, &adoption).await
                })
            })
            .await
    }

    /// Confirms that the solution is really in use; without that, it stops counting after thirteen months.
    pub(super) async fn confirm(
        &self,
        actor: &Actor,
        body: &BodyKey,
        solution: &str,
        seen: i64,
    ) -> Result<(), Failure> {
        allowed(actor, body)?;
        let before = self.adoption(body, solution).await?.filter(Adoption::is_in_use).ok_or_else(Failure::not_found)?;
        same_row(before.row_version, seen)?;
        let published = self.published(solution, &before.version).await?;
        let now = self.core.now();
        // The row version stays: a draft begun before is not overtaken by a confirmation.
        let adoption = Adoption { confirmed_at: now, ..before.clone() };
        let actor = actor.clone();
        let event = Event { kind: "solution.confirmed", from: None, content_hash: published.content_hash.clone() };
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::save_adoption(tx, &adoption, before.row_version).await? {
                        return Err(changed_meanwhile());
                    }
                    event.append(tx, &actor, &adoption).await
                })
            })
            .await
    }

    /// The service as it would be with these changes.
    pub(super) async fn effective(
        &self,
        published: &PublishedVersion,
        patches: Vec<Patch>,
    ) -> Result<Arc<EffectiveService>, Failure> {
        let loaded: Arc<Loaded> = self.package(published).await?;
        let service = in_background(move || effective(&loaded.package, &patches)).await?;
        service.map(Arc::new).map_err(|findings| {
            let message = findings.into_iter().next().map(|finding| finding.message);
            Failure::invalid(message.unwrap_or_else(|| "Die Anpassungen passen nicht zum Paket.".to_owned()))
        })
    }

    fn runner(&self, published: &PublishedVersion) -> Result<&Arc<dyn Installable>, Failure> {
        self.installable(published.kind()).ok_or_else(|| {
            let kind = kind_word(published.kind());
            Failure::invalid(format!("Pakete der Art »{kind}« kann diese Installation nicht in Betrieb nehmen."))
        })
    }

    async fn write_draft(&self, draft: Draft, seen: i64) -> Result<(), Failure> {
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if store::save_draft(tx, &draft, seen).await? { Ok(()) } else { Err(changed_meanwhile()) }
                })
            })
            .await
    }
}

fn next_adoption(draft: &Draft, before: Option<&Adoption>, effective_hash: String, now: Timestamp) -> Adoption {
    let running = before.filter(|before| before.is_in_use());
    Adoption {
        body: draft.body.clone(),
        solution: draft.solution.clone(),
        version: draft.target_version.clone(),
        changed: !draft.patches.is_empty(),
        patches: draft.patches.clone(),
        effective_hash,
        state: AdoptionState::InUse,
        in_use_since: running.map_or(now, |running| running.in_use_since),
        updated_at: now,
        confirmed_at: now,
        row_version: draft.adoption_row + 1,
    }
}

fn order(adoption: &Adoption, service: &Arc<EffectiveService>, now: Timestamp) -> Install {
    Install {
        body: adoption.body.clone(),
        service: adoption.solution.clone(),
        version: adoption.version.to_string(),
        hash: adoption.effective_hash.clone(),
        effective: service.clone(),
        now,
    }
}

fn event_kind(before: Option<&Adoption>, after: &Adoption) -> &'static str {
    match before.filter(|before| before.is_in_use()) {
        None => "solution.adopted",
        Some(before) if before.version == after.version => "solution.adapted",
        Some(_) => "solution.updated",
    }
}

/// What the ledger keeps about a change of an adoption.
struct Event {
    kind: &'static str,
    from: Option<Version>,
    content_hash: String,
}

impl Event {
    async fn append(self, tx: &mut Transaction, actor: &Actor, adoption: &Adoption) -> Result<(), Failure> {
        let paths: Vec<&str> = adoption.patches.iter().map(|patch| patch.path.as_str()).collect();
        let data: Json = json!({
            "version": adoption.version.to_string(),
            "from": self.from.map(|version| version.to_string()),
            "content_hash": self.content_hash,
            "effective_hash": adoption.effective_hash,
            "changed_paths": paths,
            "row_version": adoption.row_version,
        });
        let now = adoption.updated_at.max(adoption.confirmed_at);
        let event =
            NewEvent { body: &adoption.body, actor, kind: self.kind, subject: subject(&adoption.solution), data };
        ledger::append(tx, now, event).await?;
        Ok(())
    }
}

fn allowed(actor: &Actor, body: &BodyKey) -> Result<(), Failure> {
    if may(actor, Action::ManageAdoptions, &Subject::of(body)) { Ok(()) } else { Err(Failure::not_allowed()) }
}

fn same_row(found: i64, seen: i64) -> Result<(), Failure> {
    if found == seen { Ok(()) } else { Err(changed_meanwhile()) }
}

pub(super) fn changed_meanwhile() -> Failure {
    let message = "Jemand anderes hat diese Lösung inzwischen bearbeitet. Ihre Eingabe wurde nicht gespeichert. \
         Öffnen Sie die Seite neu, prüfen Sie den neuen Stand und geben Sie Ihre Änderung noch einmal ein.";
    Failure::with_message(Code::Conflict, message)
}

fn overtaken() -> Failure {
    let message = "Was in Betrieb ist, hat sich geändert, seit dieser Entwurf begonnen wurde. \
         Verwerfen Sie den Entwurf und beginnen Sie mit dem neuen Stand.";
    Failure::with_message(Code::Conflict, message)
}

fn recalled() -> Failure {
    let message = "Diese Version wurde zurückgerufen und kann nicht in Betrieb genommen werden.";
    Failure::with_message(Code::Conflict, message)
}

fn checked_decision(decision: &str) -> Result<String, Failure> {
    let decision = decision.trim();
    if decision.is_empty() {
        return Err(Failure::invalid("Halten Sie fest, wer wann entschieden hat."));
    }
    if decision.chars().count() > LONGEST_DECISION {
        return Err(Failure::invalid(format!("Die Notiz ist zu lang, erlaubt sind {LONGEST_DECISION} Zeichen.")));
    }
    Ok(decision.to_owned())
}
