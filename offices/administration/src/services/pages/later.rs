//! Save and go on later: the link, by mail if wanted; and deleting at once.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path, http::StatusCode, response::IntoResponse};
use lotse_core::{clock::Timestamp, mail::NewMail};
use lotse_web::{
    Answer, Field, FieldError, FieldKind, FormData, Language, Level, Page, SeeOther, Visit, errors_of, html,
    html_with_status,
};

use super::{Found, OpenDraft, find};
use crate::services::Office;

const EMAIL: &str = "email";

#[derive(Template)]
#[template(path = "services/templates/later.html")]
struct LaterPage {
    page: Page,
    service: String,
    /// The whole address.
    link: String,
    base: String,
    delete_after: Timestamp,
    field: Field,
    errors: Vec<FieldError>,
    is_owner: bool,
}

#[derive(Template)]
#[template(path = "services/templates/delete.html")]
struct DeletePage {
    page: Page,
    service: String,
    base: String,
    files: usize,
}

fn later_page(visit: &Visit, open: &OpenDraft, status: StatusCode, field: Field) -> Answer {
    let errors = errors_of([&field]);
    let template = LaterPage {
        page: open.page(visit, visit.t("services-later-title")).with_errors(!errors.is_empty()),
        service: open.service_title(visit).to_owned(),
        link: link(visit, open),
        base: open.base.clone(),
        delete_after: open.draft.delete_after,
        field,
        errors,
        is_owner: visit.person().is_some_and(|person| open.draft.owner == Some(person.id)),
    };
    html_with_status(status, &template)
}

fn link(visit: &Visit, open: &OpenDraft) -> String {
    format!("{}{}", visit.app().core().settings().public_url, open.base)
}

fn email_field(visit: &Visit) -> Field {
    Field::new(FieldKind::Email, EMAIL, visit.t("services-later-email")).autocomplete("email")
}

pub(in crate::services) async fn later(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret)): Path<(String, String, String)>,
) -> Answer {
    match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => {
            let known = visit.person().map(|person| person.email.clone()).unwrap_or_default();
            later_page(&visit, &open, StatusCode::OK, email_field(&visit).value(known))
        }
        Found::Sent(response) => Ok(response),
    }
}

pub(in crate::services) async fn mail(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret)): Path<(String, String, String)>,
    data: FormData,
) -> Answer {
    let open = match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => open,
        Found::Sent(response) => return Ok(response),
    };
    let address = data.text(EMAIL).to_owned();
    if !is_address(&address) {
        let field = email_field(&visit).filled(&data).error(visit.t("services-later-email-wrong"));
        return later_page(&visit, &open, StatusCode::UNPROCESSABLE_ENTITY, field);
    }
    let message = message(&visit, &open, address.clone());
    if !office.mail_link(&visit.actor, &open.draft, message).await? {
        let field = email_field(&visit).filled(&data).error(visit.t("services-later-email-often"));
        return later_page(&visit, &open, StatusCode::UNPROCESSABLE_ENTITY, field);
    }
    let texts = visit.app().texts();
    let done = texts.get(visit.language, "services-later-sent", &[("address", &address)]).into_owned();
    Ok(SeeOther::to(format!("{}/spaeter", open.base)).success(done).into_response())
}

/// One `@` with something before it and a domain with a dot after it; whether it exists only a mail can tell.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| {
        part.chars().all(|sign| !sign.is_whitespace() && !sign.is_control() && !"@<>,;\"()".contains(sign))
    };
    text.len() <= 254
        && !local.is_empty()
        && plain(local)
        && plain(domain)
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}

fn message(visit: &Visit, open: &OpenDraft, recipient: String) -> NewMail {
    let texts = visit.app().texts();
    let until = open.draft.delete_after;
    let until = if visit.language == Language::En { until.date_english() } else { until.date_german() };
    let (link, service) = (link(visit, open), open.service_title(visit).to_owned());
    let arguments: [(&str, &dyn lotse_web::TextArgument); 4] =
        [("service", &service), ("body", &open.body.official_name), ("until", &until), ("link", &link)];
    NewMail {
        recipient,
        subject: texts.get(visit.language, "services-mail-subject", &arguments).into_owned(),
        content: texts.get(visit.language, "services-mail-text", &arguments).into_owned(),
    }
}

pub(in crate::services) async fn ask_delete(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret)): Path<(String, String, String)>,
) -> Answer {
    let open = match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => open,
        Found::Sent(response) => return Ok(response),
    };
    html(&DeletePage {
        page: open.page(&visit, visit.t("services-delete-title")),
        service: open.service_title(&visit).to_owned(),
        base: open.base.clone(),
        files: open.draft.content.files().len(),
    })
}

pub(in crate::services) async fn delete(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret)): Path<(String, String, String)>,
    _: FormData,
) -> Answer {
    let open = match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => open,
        Found::Sent(response) => return Ok(response),
    };
    office.delete(&visit.actor, &open.draft, visit.now).await?;
    let there = SeeOther::to(format!("/{}/leistungen/{service}", open.body.slug));
    Ok(there.message(Level::Success, visit.t("services-delete-done")).into_response())
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses() {
        for good in ["anna@example.org", "a.b+c@mail.example.de", "ö@example.org"] {
            assert!(is_address(good), "{good}");
        }
        for bad in
            ["", "anna", "@example.org", "anna@", "anna@example", "a@b@c.de", "a b@c.de", "a@c..de", "x\r\nBcc: y@z.de"]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
