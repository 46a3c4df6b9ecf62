//! Pages of signing in and of the own account.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_core::{
    errors::{Code, Failure},
    people::{self, Actor, PersonId, SignedIn},
    permissions::{Subject, may},
};
use serde::Deserialize;

use super::{
    commands,
    model::{SESSION_SECONDS, SessionRow},
    passkeys::{self, pages::PasskeyView},
    store,
};
use crate::{
    app::DemoPerson,
    cookies,
    flash::{SeeOther, is_local},
    form::{Field, FieldError, FieldKind, FormData, errors_of},
    page::{Page, html, html_with_status},
    problem::{Answer, Problem},
    visit::Visit,
};

#[derive(Deserialize)]
pub(super) struct Onward {
    #[serde(default)]
    weiter: String,
}

#[derive(Template)]
#[template(path = "sign_in/templates/sign_in.html")]
struct SignInPage {
    page: Page,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
    onward: String,
    demo: Vec<DemoPerson>,
    offers_passkeys: bool,
}

fn fields(visit: &Visit) -> Vec<Field> {
    vec![
        Field::new(FieldKind::Email, "email", visit.t("anmelden-email")).autocomplete("username"),
        Field::new(FieldKind::Password, "passwort", visit.t("anmelden-passwort")).autocomplete("current-password"),
    ]
}

fn sign_in_page(visit: &Visit, fields: Vec<Field>, general: Option<String>, onward: &str) -> SignInPage {
    let mut errors = errors_of(&fields);
    errors.extend(general.map(|message| FieldError::new(fields[0].target(), message)));
    let app = visit.app();
    let demo = if app.core().settings().demo { app.config().demo_people.clone() } else { Vec::new() };
    let page = visit.page(visit.t("anmelden-titel")).with_errors(!errors.is_empty());
    let onward = if is_local(onward) { onward.to_owned() } else { String::new() };
    SignInPage { page, fields, errors, onward, demo, offers_passkeys: app.sign_in().passkeys().is_some() }
}

pub(super) async fn sign_in(visit: Visit, onward: Result<Query<Onward>, QueryRejection>) -> Answer {
    let onward = onward.map(|query| query.0.weiter).unwrap_or_default();
    html(&sign_in_page(&visit, fields(&visit), None, &onward))
}

pub(super) async fn send_password(visit: Visit, form: FormData) -> Answer {
    let onward = form.text("weiter");
    let mut fields: Vec<Field> = fields(&visit).into_iter().map(|field| field.filled(&form)).collect();
    let password = form.get("passwort").unwrap_or("");
    if form.text("email").is_empty() {
        fields[0].error = Some(visit.t("anmelden-email-fehlt"));
    }
    if password.is_empty() {
        fields[1].error = Some(visit.t("anmelden-passwort-fehlt"));
    }
    if fields.iter().any(|field| field.error.is_some()) {
        return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &sign_in_page(&visit, fields, None, onward));
    }
    match commands::check_password(visit.app(), form.text("email"), password, visit.now).await {
        Ok(person) => welcome(&visit, &person, onward).await,
        Err(Failure { code: code @ (Code::SignInFailed | Code::TooManyRequests), .. }) => {
            let key = if code == Code::SignInFailed { "anmelden-falsch" } else { "anmelden-zu-oft" };
            let status = StatusCode::from_u16(code.entry().status).unwrap_or(StatusCode::UNAUTHORIZED);
            html_with_status(status, &sign_in_page(&visit, fields, Some(visit.t(key)), onward))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The sign-in page again, with the reason why a passkey did not do.
pub(super) fn refuse_sign_in(visit: &Visit, reason: String, onward: &str) -> Answer {
    html_with_status(StatusCode::UNAUTHORIZED, &sign_in_page(visit, fields(visit), Some(reason), onward))
}

/// One click in the demo; elsewhere this page does not exist.
pub(super) async fn demo(visit: Visit, form: FormData) -> Answer {
    let app = visit.app();
    let wanted = form.text("person");
    let offered = app.config().demo_people.iter().find(|offered| offered.person.to_string() == wanted);
    let offered = offered.filter(|_| app.core().settings().demo).ok_or_else(Problem::not_found)?;
    let person = people::signed_in(app.core().store(), visit.now, offered.person).await?;
    welcome(&visit, &*person.ok_or_else(Problem::not_found)?, form.text("weiter")).await
}

pub(super) async fn welcome(visit: &Visit, person: &SignedIn, onward: &str) -> Answer {
    let cookie = commands::begin(visit.app(), person, visit.session.clone(), visit.now).await?;
    let target = if is_local(onward) { onward.to_owned() } else { landing(visit, person) };
    let greeting = visit.app().texts().get(visit.language, "angemeldet", &[("name", &person.name)]).into_owned();
    let mut response = SeeOther::to(target).success(greeting).into_response();
    set_session(visit, &mut response, &cookie, SESSION_SECONDS);
    Ok(response)
}

fn set_session(visit: &Visit, response: &mut Response, value: &str, seconds: i64) {
    let app = visit.app();
    cookies::set(response.headers_mut(), app, cookies::session_name(app), value, seconds);
}

/// Where a person's work is: the first entry of the navigation not everybody sees; else the start page.
fn landing(visit: &Visit, person: &SignedIn) -> String {
    let actor = Actor::Person(Arc::new(person.clone()));
    let bodies = visit.app().core().bodies();
    let of_staff =
        visit.site.navigation.iter().filter(|entry| !may(&Actor::Anonymous, entry.action, &Subject::instance()));
    for entry in of_staff {
        if !entry.path.contains("{body}") {
            if may(&actor, entry.action, &Subject::instance()) {
                return entry.path.to_owned();
            }
            continue;
        }
        let own = person.memberships.iter().find(|own| may(&actor, entry.action, &Subject::of(&own.body)));
        if let Some(body) = own.and_then(|own| bodies.get(&own.body)) {
            return entry.path.replace("{body}", &body.slug);
        }
    }
    "/".to_owned()
}

pub(super) async fn sign_out(visit: Visit, _: FormData) -> Answer {
    if let Some(session) = visit.session.clone() {
        commands::end(visit.app(), session).await?;
    }
    let mut response = SeeOther::to("/").success(visit.t("abgemeldet")).into_response();
    set_session(&visit, &mut response, "", 0);
    Ok(response)
}

struct RoleView {
    role: String,
    place: String,
}

#[derive(Template)]
#[template(path = "sign_in/templates/account.html")]
struct AccountPage {
    page: Page,
    person: Arc<SignedIn>,
    roles: Vec<RoleView>,
    sessions: Vec<SessionRow>,
    own: Vec<u8>,
    offers_passkeys: bool,
    passkeys: Vec<PasskeyView>,
    name: Field,
}

pub(super) async fn account(visit: Visit) -> Answer {
    let person = visit.require_person()?.clone();
    let store = visit.app().core().store();
    let sessions = store::of_person(store, &person.home, person.id, visit.now).await?;
    let passkeys = passkeys::store::of_person(store, &person.home, person.id).await?;
    let passkeys = passkeys.into_iter().map(PasskeyView::from).collect();
    let name =
        Field::new(FieldKind::Text, "bezeichnung", visit.t("passkey-name")).hint(visit.t("passkey-name-hinweis"));
    let name = name.max_length(60).optional();
    let bodies = visit.app().core().bodies();
    let role = |membership: &people::Membership| RoleView {
        role: visit.t(&format!("rolle-{}", membership.role.as_str())),
        place: bodies
            .get(&membership.body)
            .map_or_else(|| membership.body.to_string(), |body| body.official_name.clone()),
    };
    let roles = person.memberships.iter().map(role).collect();
    let own = visit.session.as_ref().map(|session| session.token_hash.clone()).unwrap_or_default();
    let (page, offers_passkeys) = (visit.page(visit.t("konto-titel")), visit.app().sign_in().passkeys().is_some());
    html(&AccountPage { page, person, roles, sessions, own, offers_passkeys, passkeys, name })
}

pub(super) async fn end_other_sessions(visit: Visit, _: FormData) -> Answer {
    let person: PersonId = visit.require_person()?.id;
    let session = visit.session.clone().ok_or_else(Problem::not_allowed)?;
    commands::end_others(visit.app(), session, person).await?;
    Ok(SeeOther::to("/meine/konto").success(visit.t("konto-sitzungen-beendet")).into_response())
}
