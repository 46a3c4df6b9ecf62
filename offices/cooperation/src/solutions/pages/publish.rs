//! Publishing: upload, findings in plain words, and calling a version back.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Extension, Path},
    http::StatusCode,
    response::IntoResponse,
};
use lotse_core::{clock::Timestamp, permissions::Action};
use lotse_reuse::{Finding, PackageFiles};
use lotse_web::{
    Answer, Field, FieldError, FieldKind, FormData, Level, Page, Problem, SeeOther, Visit, errors_of, html,
    html_with_status,
};
use semver::Version;

use super::{
    super::{
        Solutions,
        commands::{Examined, severity_key},
        store,
    },
    package_language, text,
};

struct FindingRow {
    level: Level,
    severity_key: &'static str,
    place: String,
    message: String,
}

struct Offered {
    id: String,
    title: String,
    version: String,
    text: String,
}

struct OwnVersion {
    title: String,
    version: String,
    published_at: Timestamp,
    href: String,
    recall_href: Option<String>,
    recalled: Option<String>,
    users: usize,
}

#[derive(Template)]
#[template(path = "solutions/templates/publish.html")]
struct PublishPage {
    page: Page,
    upload: Field,
    errors: Vec<FieldError>,
    findings: Vec<FindingRow>,
    checked: String,
    offered: Vec<Offered>,
    versions: Vec<OwnVersion>,
    publisher_key: String,
}

pub(super) async fn show(visit: Visit, Extension(office): Extension<Arc<Solutions>>) -> Answer {
    html(&page(&office, &visit, upload_field(&visit), None).await?)
}

fn upload_field(visit: &Visit) -> Field {
    Field::new(FieldKind::File, "paket", visit.t("amt-loesungen-paket"))
        .hint(visit.t("amt-loesungen-paket-hinweis"))
        .accept(".gz,.tgz,application/gzip")
}

async fn page(office: &Solutions, visit: &Visit, upload: Field, examined: Option<&Examined>) -> Answer<PublishPage> {
    let body = visit.require_body()?.clone();
    let catalogue = office.catalogue().await?;
    let language = package_language(visit);
    let uses = store::uses(office.core().store()).await?;
    let offered = office.unpublished(&body.key, &catalogue).into_iter().map(|(manifest, _)| Offered {
        id: format!("{}/{}", manifest.key, manifest.version),
        title: manifest.title.get(language).to_owned(),
        version: manifest.version.to_string(),
        text: manifest
            .changelog
            .iter()
            .find(|release| release.version == manifest.version)
            .map(|release| release.text.clone())
            .unwrap_or_default(),
    });
    let offered = offered.collect();
    let own = catalogue
        .all()
        .flat_map(|solution| solution.versions.iter().rev())
        .filter(|published| published.publisher == body.key);
    let versions = own.map(|published| OwnVersion {
        title: published.manifest.title.get(language).to_owned(),
        version: published.version.to_string(),
        published_at: published.published_at,
        href: format!("/loesungen/{}", published.solution),
        recall_href: published
            .recalled
            .is_none()
            .then(|| format!("/{}/loesungen/{}/zurueckrufen/{}", body.slug, published.solution, published.version)),
        recalled: published.recalled.as_ref().map(|recall| recall.reason.clone()),
        users: uses.iter().filter(|own| own.solution == published.solution && own.version == published.version).count(),
    });
    let versions = versions.collect();
    let errors = errors_of([&upload]);
    let title = visit.t("amt-loesungen-veroeffentlichen-titel");
    let page = visit
        .page(title)
        .crumb(body.name.clone(), format!("/{}/", body.slug))
        .crumb(visit.t("amt-loesungen-titel-kurz"), format!("/{}/loesungen/", body.slug));
    Ok(PublishPage {
        page: page.with_errors(!errors.is_empty()),
        findings: examined.map(|examined| examined.findings.iter().map(row).collect()).unwrap_or_default(),
        checked: examined
            .and_then(|examined| examined.manifest.as_ref())
            .map(|manifest| format!("{} {}", manifest.title.get(language), manifest.version))
            .unwrap_or_default(),
        upload,
        errors,
        offered,
        versions,
        publisher_key: body.key.to_string(),
    })
}

fn row(finding: &Finding) -> FindingRow {
    let place = match finding.line {
        Some(line) => format!("{}, Zeile {line}", finding.file),
        None => finding.file.clone(),
    };
    FindingRow {
        level: match finding.severity {
            lotse_reuse::Severity::Error => Level::Danger,
            lotse_reuse::Severity::Warning => Level::Info,
            lotse_reuse::Severity::OpenPoint => Level::Warning,
        },
        severity_key: severity_key(finding.severity),
        place,
        message: finding.message.clone(),
    }
}

pub(super) async fn send(visit: Visit, Extension(office): Extension<Arc<Solutions>>, form: FormData) -> Answer {
    let body = visit.require_body()?.clone();
    let bundled = form.text("mitgeliefert").to_owned();
    let files = if bundled.is_empty() {
        let Some(upload) = form.files_of("paket").next() else {
            let field = upload_field(&visit).error(visit.t("amt-loesungen-paket-fehlt"));
            return refuse(&office, &visit, field, None).await;
        };
        let name = upload.file_name.as_str();
        if let Some(message) = visit.refusal_of_file(&body.key, name, &upload.bytes, "package").await? {
            return refuse(&office, &visit, upload_field(&visit).error(message), None).await;
        }
        match office.unpack(upload.bytes.clone()).await? {
            Ok(files) => files,
            Err(finding) => return refuse(&office, &visit, upload_field(&visit).error(finding.message), None).await,
        }
    } else {
        offered(&office, &body.key, &bundled).await?
    };
    let examined = office.examine(&body.key, files.clone()).await?;
    if !examined.may_be_published() {
        let errors = examined.findings.iter().filter(|finding| finding.is_error()).count();
        let message = text(&visit, "amt-loesungen-paket-fehler", &[("count", &errors)]);
        return refuse(&office, &visit, upload_field(&visit).error(message), Some(&examined)).await;
    }
    let published = office.publish(&visit.actor, &body.key, files).await?;
    let version = published.version.to_string();
    let message = text(
        &visit,
        "amt-loesungen-veroeffentlicht",
        &[("title", &published.manifest.title.get(package_language(&visit))), ("version", &version)],
    );
    Ok(SeeOther::to(format!("/loesungen/{}", published.solution)).success(message).into_response())
}

async fn refuse(office: &Solutions, visit: &Visit, field: Field, examined: Option<&Examined>) -> Answer {
    html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page(office, visit, field, examined).await?)
}

async fn offered(office: &Solutions, publisher: &lotse_core::body::BodyKey, id: &str) -> Answer<PackageFiles> {
    let catalogue = office.catalogue().await?;
    let found = office
        .unpublished(publisher, &catalogue)
        .into_iter()
        .find(|(manifest, _)| format!("{}/{}", manifest.key, manifest.version) == id);
    let (_, files) = found.ok_or_else(Problem::not_found)?;
    Ok(files.clone())
}

#[derive(Template)]
#[template(path = "solutions/templates/recall.html")]
struct RecallPage {
    page: Page,
    action: String,
    back: String,
    reason: Field,
    errors: Vec<FieldError>,
    users: usize,
}

pub(super) async fn recall_page(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key, version)): Path<(String, String, String)>,
) -> Answer {
    html(&recall_view(&office, &visit, &key, &version, reason_field(&visit)).await?)
}

fn reason_field(visit: &Visit) -> Field {
    Field::new(FieldKind::TextArea, "grund", visit.t("amt-loesungen-rueckruf-grund"))
        .hint(visit.t("amt-loesungen-rueckruf-hinweis"))
        .rows(3)
        .max_length(1_000)
}

async fn recall_view(office: &Solutions, visit: &Visit, key: &str, version: &str, reason: Field) -> Answer<RecallPage> {
    let body = visit.require_body()?.clone();
    let number: Version = version.parse().map_err(|_| Problem::not_found())?;
    let published = office.published(key, &number).await?;
    if published.publisher != body.key || published.recalled.is_some() {
        return Err(Problem::not_found());
    }
    let uses = store::uses_of(office.core().store(), key).await?;
    let name = published.manifest.title.get(package_language(visit)).to_owned();
    let title = text(visit, "amt-loesungen-rueckruf-titel", &[("title", &name), ("version", &version)]);
    let back = format!("/{}/loesungen/veroeffentlichen", body.slug);
    let errors = errors_of([&reason]);
    let page = visit
        .page(title)
        .crumb(body.name.clone(), format!("/{}/", body.slug))
        .crumb(visit.t("amt-loesungen-veroeffentlichen-titel"), back.clone());
    Ok(RecallPage {
        page: page.with_errors(!errors.is_empty()),
        action: format!("/{}/loesungen/{key}/zurueckrufen/{version}", body.slug),
        back,
        reason,
        errors,
        users: uses.iter().filter(|own| own.version == number).count(),
    })
}

pub(super) async fn recall(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key, version)): Path<(String, String, String)>,
    form: FormData,
) -> Answer {
    let body = visit.require_body()?.clone();
    visit.require(Action::PublishPackages, &lotse_core::permissions::Subject::of(&body.key))?;
    if form.text("grund").is_empty() {
        let field = reason_field(&visit).error(visit.t("amt-loesungen-rueckruf-grund-fehlt"));
        let view = recall_view(&office, &visit, &key, &version, field).await?;
        return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    let number: Version = version.parse().map_err(|_| Problem::not_found())?;
    office.recall(&visit.actor, &body.key, &key, &number, form.text("grund")).await?;
    let message = text(&visit, "amt-loesungen-zurueckgerufen", &[("version", &version)]);
    Ok(SeeOther::to(format!("/{}/loesungen/veroeffentlichen", body.slug)).success(message).into_response())
}
