//! What a body says about itself: kept by its own administration.

use askama::Template;
use axum::{http::StatusCode, response::IntoResponse};
use lotse_core::{
    errors::Failure,
    ledger::{self, NewEvent},
    profile::{self, Profile},
};
use serde_json::json;

use crate::{
    flash::SeeOther,
    form::{Field, FieldError, FieldKind, FormData, errors_of},
    page::{Page, html_with_status},
    problem::Answer,
    visit::Visit,
};

#[derive(Template)]
#[template(path = "admin/templates/profile.html")]
struct ProfilePage {
    page: Page,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let body = visit.require_body()?;
    let profile = profile::get(visit.app().core().store(), &body.key).await?;
    page(&visit, fields(&visit, &profile), StatusCode::OK)
}

fn page(visit: &Visit, fields: Vec<Field>, status: StatusCode) -> Answer {
    let errors = errors_of(&fields);
    let page = visit.page(visit.t("admin-stelle")).with_errors(!errors.is_empty());
    html_with_status(status, &ProfilePage { page, fields, errors })
}

fn fields(visit: &Visit, profile: &Profile) -> Vec<Field> {
    let text = |kind, name: &str, value: &str| {
        Field::new(kind, name, visit.t(&format!("admin-stelle-{name}"))).value(value).max_length(200).optional()
    };
    vec![
        text(FieldKind::Text, "unit", &profile.unit),
        text(FieldKind::Text, "street", &profile.street),
        text(FieldKind::Text, "town", &profile.town),
        text(FieldKind::Telephone, "phone", &profile.phone),
        text(FieldKind::Email, "email", &profile.email),
        text(FieldKind::Text, "opening_hours", &profile.opening_hours),
        text(FieldKind::TextArea, "legal_remedy", &profile.legal_remedy)
            .hint(visit.t("admin-stelle-legal_remedy-hint"))
            .max_length(4_000),
    ]
}

pub(crate) async fn save(visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?.clone();
    let core = visit.app().core();
    let before = profile::get(core.store(), &body.key).await?;
    let value = |name: &str| form.text(name).to_owned();
    let after = Profile {
        unit: value("unit"),
        street: value("street"),
        town: value("town"),
        phone: value("phone"),
        email: value("email"),
        opening_hours: value("opening_hours"),
        legal_remedy: value("legal_remedy"),
        // Once somebody has entered real data it is no longer the demo's.
        demo: before.demo && core.settings().demo,
        ..before
    };
    let fields = with_errors(&visit, fields(&visit, &after));
    if fields.iter().any(|field| field.error.is_some()) {
        return page(&visit, fields, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let (actor, now, key) = (visit.actor.clone(), visit.now, body.key.clone());
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                profile::set(tx, now, &key, &after).await?;
                let event = NewEvent {
                    body: &key,
                    actor: &actor,
                    kind: "body.profile-changed",
                    subject: format!("body:{key}"),
                    data: json!({}),
                };
                ledger::append(tx, now, event).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(SeeOther::to(format!("/{}/amt/stelle", body.slug)).success(visit.t("admin-stelle-gespeichert")).into_response())
}

/// Lengths, and an address that can be one.
fn with_errors(visit: &Visit, fields: Vec<Field>) -> Vec<Field> {
    let checked = |field: Field| {
        let value = field.values.first().cloned().unwrap_or_default();
        let limit = field.max_length.unwrap_or(200) as usize;
        if value.chars().count() > limit {
            return field.error(visit.t("admin-stelle-zu-lang"));
        }
        let no_address = field.kind == FieldKind::Email && !value.is_empty() && !value.contains('@');
        if no_address { field.error(visit.t("admin-stelle-email-falsch")) } else { field }
    };
    fields.into_iter().map(checked).collect()
}
