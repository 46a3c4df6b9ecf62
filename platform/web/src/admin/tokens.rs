//! Access for programs, given and taken back by the administration of a body.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, http::StatusCode, response::IntoResponse};
use lotse_core::{
    body::Body,
    clock::Timestamp,
    ledger, people,
    tokens::{self, Issued, LONGEST_NAME, NewToken, Scope, State, Token, TokenId, USUAL_DAYS},
};
use uuid::Uuid;

use crate::{
    flash::SeeOther,
    form::{Choice, Field, FieldError, FieldKind, FormData, errors_of},
    page::{Badge, Level, Page, html, html_with_status},
    problem::{Answer, Problem},
    visit::Visit,
};

/// How long a token may be asked to live, in days.
const PERIODS: [i64; 4] = [30, USUAL_DAYS, 180, tokens::MOST_DAYS];

struct Line {
    token: Token,
    state: Badge,
    scopes: Vec<String>,
}

fn line(visit: &Visit, token: Token) -> Line {
    let scopes = token.scopes.iter().map(|scope| visit.t(&scope_key(*scope))).collect();
    Line { state: state_badge(visit, &token), scopes, token }
}

fn scope_key(scope: Scope) -> String {
    format!("admin-zugang-recht-{}", scope.as_str())
}

fn state_badge(visit: &Visit, token: &Token) -> Badge {
    let days = visit.now.days_until(token.expires_at).max(0);
    let (level, text) = match token.state(visit.now) {
        State::Valid => (Level::Success, visit.t("admin-zugang-gilt")),
        State::EndsSoon => {
            let text = visit.app().texts().get(visit.language, "admin-zugang-endet-bald", &[("count", &days)]);
            (Level::Warning, text.into_owned())
        }
        State::Expired => (Level::Danger, visit.t("admin-zugang-abgelaufen")),
        State::Revoked => (Level::Danger, visit.t("admin-zugang-widerrufen")),
    };
    Badge::new(level, text)
}

fn base(body: &Body) -> String {
    format!("/{}/amt/zugaenge", body.slug)
}

fn sub_page(visit: &Visit, body: &Body, title: impl Into<String>) -> Page {
    visit.page(title).crumb(visit.t("admin-zugaenge"), base(body))
}

#[derive(Template)]
#[template(path = "admin/templates/tokens.html")]
struct ListPage {
    page: Page,
    base: String,
    lines: Vec<Line>,
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.require_body()?;
    let mut tokens = tokens::list(visit.app().core().store(), &body.key).await?;
    // What counts stands first; the order within stays: the latest first.
    tokens.sort_by_key(|token| !token.is_valid(visit.now));
    let lines = tokens.into_iter().map(|token| line(&visit, token)).collect();
    html(&ListPage { page: visit.page(visit.t("admin-zugaenge")), base: base(body), lines })
}

#[derive(Template)]
#[template(path = "admin/templates/token_new.html")]
struct NewPage {
    page: Page,
    base: String,
    /// Empty where the person has nothing to hand on.
    fields: Vec<Field>,
    errors: Vec<FieldError>,
    /// The token's id, so that a form sent twice makes one token.
    id: TokenId,
    /// What the person may not hand on.
    withheld: Vec<String>,
}

fn fields(visit: &Visit, body: &Body) -> Vec<Field> {
    let mine: Vec<Scope> =
        Scope::ALL.into_iter().filter(|scope| scope.may_be_given_by(&visit.actor, &body.key)).collect();
    if mine.is_empty() {
        return Vec::new();
    }
    let choice = |scope: &Scope| {
        let key = scope_key(*scope);
        Choice { hint: Some(visit.t(&format!("{key}-text"))), ..Choice::new(scope.as_str(), visit.t(&key)) }
    };
    let period = |days: &i64| {
        let label = visit.app().texts().get(visit.language, "admin-zugang-tage", &[("count", days)]);
        Choice::new(days.to_string(), label)
    };
    let longest = u32::try_from(LONGEST_NAME).unwrap_or(u32::MAX);
    vec![
        Field::new(FieldKind::Text, "name", visit.t("admin-zugang-name"))
            .hint(visit.t("admin-zugang-name-hinweis"))
            .max_length(longest),
        Field::new(FieldKind::Checkboxes, "rechte", visit.t("admin-zugang-rechte"))
            .hint(visit.t("admin-zugang-rechte-hinweis"))
            .choices(mine.iter().map(choice).collect()),
        Field::new(FieldKind::Radio, "dauer", visit.t("admin-zugang-dauer"))
            .hint(visit.t("admin-zugang-dauer-hinweis"))
            .value(USUAL_DAYS.to_string())
            .choices(PERIODS.iter().map(period).collect()),
    ]
}

fn new_page(visit: &Visit, id: TokenId, fields: Vec<Field>) -> Answer {
    let body = visit.require_body()?;
    let errors = errors_of(&fields);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let not_mine = Scope::ALL.into_iter().filter(|scope| !scope.may_be_given_by(&visit.actor, &body.key));
    let page = sub_page(visit, body, visit.t("admin-zugang-neu")).with_errors(!errors.is_empty());
    let withheld = not_mine.map(|scope| visit.t(&scope_key(scope))).collect();
    html_with_status(status, &NewPage { page, base: base(body), fields, errors, id, withheld })
}

pub(crate) async fn ask(visit: Visit) -> Answer {
    let fields = fields(&visit, visit.require_body()?);
    new_page(&visit, TokenId(visit.app().core().new_id()), fields)
}

/// The answer to the form shows the secret: this once, and in no other place.
#[derive(Template)]
#[template(path = "admin/templates/token_issued.html")]
struct IssuedPage {
    page: Page,
    base: String,
    name: String,
    secret: String,
    expires_at: Timestamp,
    /// What to type to try it, for each right.
    examples: Vec<Example>,
}

struct Example {
    title: String,
    line: String,
}

pub(crate) async fn issue(visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?.clone();
    let id = TokenId(form.text("id").parse::<Uuid>().map_err(|_| Problem::not_found())?);
    let fields = with_errors(&visit, fields(&visit, &body).into_iter().map(|field| field.filled(&form)).collect());
    if fields.iter().any(|field| field.error.is_some()) {
        return new_page(&visit, id, fields);
    }
    let new = NewToken {
        id,
        body: body.key.clone(),
        name: form.text("name").to_owned(),
        scopes: form.all("rechte").filter_map(Scope::parse).collect(),
        days: form.text("dauer").parse().unwrap_or_default(),
    };
    let core = visit.app().core();
    let Issued { token, secret } = tokens::issue(core.store(), visit.now, core.randomness(), &visit.actor, new).await?;
    let api = format!("{}/api/v1/{}", core.settings().public_url, body.slug);
    let example =
        |scope: &Scope| Example { title: visit.t(&scope_key(*scope)), line: command_line(*scope, &api, &secret) };
    html(&IssuedPage {
        page: sub_page(&visit, &body, visit.t("admin-zugang-angelegt")),
        base: base(&body),
        examples: token.scopes.iter().map(example).collect(),
        name: token.name,
        expires_at: token.expires_at,
        secret,
    })
}

/// A line for a terminal that does what the right allows.
fn command_line(scope: Scope, api: &str, secret: &str) -> String {
    let key = format!("curl -H \"Authorization: Bearer {secret}\"");
    match scope {
        Scope::SubmitInvoices => format!(
            "{key} -H \"Content-Type: application/xml\" -H \"X-File-Name: rechnung.xml\" \
             --data-binary @rechnung.xml \"{api}/invoices\""
        ),
        Scope::ReadInvoices => format!("{key} \"{api}/invoices?state=open\""),
        Scope::ReadCases => format!("{key} \"{api}/cases\""),
    }
}

fn with_errors(visit: &Visit, fields: Vec<Field>) -> Vec<Field> {
    let checked = |field: Field| {
        let value = field.first().trim();
        let key = match field.name.as_str() {
            "name" if value.is_empty() || value.chars().any(char::is_control) => "admin-zugang-name-fehlt",
            "name" if value.chars().count() > LONGEST_NAME => "admin-stelle-zu-lang",
            "rechte" if !field.choices.iter().any(|choice| field.has(&choice.value)) => "admin-zugang-rechte-fehlen",
            "dauer" if !field.choices.iter().any(|choice| choice.value == value) => "admin-zugang-dauer-fehlt",
            _ => return field,
        };
        field.error(visit.t(key))
    };
    fields.into_iter().map(checked).collect()
}

struct Happened {
    at: Timestamp,
    what: String,
    who: String,
}

#[derive(Template)]
#[template(path = "admin/templates/token.html")]
struct OnePage {
    page: Page,
    base: String,
    line: Line,
    created_by: String,
    may_end: bool,
    history: Vec<Happened>,
}

async fn token_of(visit: &Visit, id: &str) -> Answer<Token> {
    let body = visit.require_body()?;
    let id = TokenId(id.parse().map_err(|_| Problem::not_found())?);
    tokens::one(visit.app().core().store(), &body.key, id).await?.ok_or_else(Problem::not_found)
}

pub(crate) async fn one(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    let (body, token) = (visit.require_body()?, token_of(&visit, &id).await?);
    let store = visit.app().core().store();
    let names: HashMap<String, String> =
        people::names(store, &body.key).await?.into_iter().map(|(id, name)| (format!("person:{id}"), name)).collect();
    let who = |reference: &str| match names.get(reference) {
        Some(name) => name.clone(),
        None if reference.starts_with("system:") => visit.t("admin-zugang-betrieb"),
        None => visit.t("admin-zugang-unbekannt"),
    };
    let entries = ledger::history(store, &body.key, &token.id.reference()).await?;
    let happened = |entry: &ledger::HistoryEntry| Happened {
        at: entry.at,
        what: visit.t(&format!("admin-zugang-ereignis-{}", entry.kind.replace('.', "-"))),
        who: who(&entry.actor),
    };
    html(&OnePage {
        page: sub_page(&visit, body, token.name.clone()),
        base: base(body),
        created_by: who(&token.created_by),
        may_end: token.is_valid(visit.now),
        history: entries.iter().rev().map(happened).collect(),
        line: line(&visit, token),
    })
}

#[derive(Template)]
#[template(path = "admin/templates/token_revoke.html")]
struct RevokePage {
    page: Page,
    base: String,
    line: Line,
}

pub(crate) async fn ask_to_revoke(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    let (body, token) = (visit.require_body()?, token_of(&visit, &id).await?);
    let title = visit.app().texts().get(visit.language, "admin-zugang-widerrufen-frage", &[("name", &token.name)]);
    html(&RevokePage { page: sub_page(&visit, body, title), base: base(body), line: line(&visit, token) })
}

pub(crate) async fn revoke(visit: Visit, Path((_, id)): Path<(String, String)>, _: FormData) -> Answer {
    let (body, token) = (visit.require_body()?, token_of(&visit, &id).await?);
    tokens::revoke(visit.app().core().store(), visit.now, &visit.actor, &body.key, token.id).await?;
    let text = visit.app().texts().get(visit.language, "admin-zugang-ist-widerrufen", &[("name", &token.name)]);
    Ok(SeeOther::to(base(body)).success(text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_period_is_offered_and_none_is_too_long() {
        assert!(PERIODS.contains(&USUAL_DAYS));
        assert!(PERIODS.iter().all(|days| (1..=tokens::MOST_DAYS).contains(days)));
    }

    #[test]
    fn every_right_has_a_line_to_try_it() {
        for scope in Scope::ALL {
            let line = command_line(scope, "https://lotse.example/api/v1/borgentreich", "lotse_x");
            assert!(line.starts_with("curl -H \"Authorization: Bearer lotse_x\" "), "{line}");
            assert!(line.contains("\"https://lotse.example/api/v1/borgentreich/"), "{line}");
        }
    }
}
