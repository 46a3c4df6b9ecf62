//! Error pages, the explained error numbers, and the legal pages an operator must fill in.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_core::errors::{Code, Failure};

use crate::{
    language::Language,
    page::{Page, html, html_with_status},
    problem::{self, Answer, Problem},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "operation/templates/error.html")]
struct ErrorPage<'a> {
    page: Page,
    number: &'a str,
    message: &'a str,
    advice: &'a str,
    request: &'a str,
    back: bool,
    sign_in: bool,
}

/// The page of a failure; plain text if even that cannot be made.
pub(crate) fn error_page(visit: &Visit, failure: &Failure, status: StatusCode) -> Response {
    let entry = failure.code.entry();
    let title = problem::title(failure, visit.language);
    let advice = if visit.language == Language::En { entry.advice_en } else { entry.advice };
    let template = ErrorPage {
        page: visit.page(title),
        number: entry.number,
        message: failure.message.as_deref().unwrap_or(""),
        advice,
        request: &visit.request_id,
        back: matches!(
            failure.code,
            Code::FormExpired | Code::InvalidInput | Code::TooLarge | Code::UnsupportedMedia | Code::Malware
        ),
        sign_in: matches!(failure.code, Code::SignInNeeded | Code::SignInFailed),
    };
    html_with_status(status, &template).unwrap_or_else(|_| (status, title).into_response())
}

struct Explained {
    number: &'static str,
    status: u16,
    title: &'static str,
    advice: &'static str,
}

fn explained(code: Code, language: Language) -> Explained {
    let entry = code.entry();
    let (title, advice) =
        if language == Language::En { (entry.title_en, entry.advice_en) } else { (entry.title, entry.advice) };
    Explained { number: entry.number, status: entry.status, title, advice }
}

#[derive(Template)]
#[template(path = "operation/templates/errors.html")]
struct ErrorsPage {
    page: Page,
    errors: Vec<Explained>,
}

pub(crate) async fn errors(visit: Visit) -> Answer {
    let errors = Code::ALL.into_iter().map(|code| explained(code, visit.language)).collect();
    html(&ErrorsPage { page: visit.page(visit.t("fehler-liste-titel")), errors })
}

#[derive(Template)]
#[template(path = "operation/templates/error_number.html")]
struct ErrorNumberPage {
    page: Page,
    error: Explained,
}

pub(crate) async fn error(visit: Visit, Path(number): Path<String>) -> Answer {
    let code = Code::ALL.into_iter().find(|code| code.entry().number.eq_ignore_ascii_case(&number));
    let error = explained(code.ok_or_else(Problem::not_found)?, visit.language);
    let page = visit.page(error.title).crumb(visit.t("fehler-liste-titel"), "/fehler");
    html(&ErrorNumberPage { page, error })
}

#[derive(Template)]
#[template(path = "operation/templates/legal.html")]
struct LegalPage {
    page: Page,
    /// Beginning of the text keys.
    key: &'static str,
    owner: String,
}

fn legal(visit: &Visit, key: &'static str) -> Answer {
    let owner = match &visit.body {
        Some(body) => body.official_name.clone(),
        None => visit.app().core().settings().region_name.clone(),
    };
    let mut page = visit.page(visit.t(&format!("{key}-titel")));
    if let Some(body) = &visit.body {
        page = page.crumb(body.name.clone(), format!("/{}/", body.slug));
    }
    html(&LegalPage { page, key, owner })
}

/// § 5 DDG
pub(crate) async fn imprint(visit: Visit) -> Answer {
    legal(&visit, "impressum")
}

/// Art. 13 DSGVO
pub(crate) async fn privacy(visit: Visit) -> Answer {
    legal(&visit, "datenschutz")
}

/// § 12b BGG, § 10b BGG NRW
pub(crate) async fn accessibility(visit: Visit) -> Answer {
    legal(&visit, "barrierefreiheit")
}

impl LegalPage {
    fn text(&self, part: &str) -> std::borrow::Cow<'_, str> {
        self.page.t1(&format!("{}-{part}", self.key), "owner", &self.owner)
    }
}
