//! The form and its answer. The answer is made at once and not kept, so there is nothing to be sent on to.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, http::StatusCode};
use lotse_core::errors::{Code, Failure};
use lotse_einvoice::{
    rules::Level as RuleLevel,
    view::{self, Row, Section, Table},
};
use lotse_web::{
    Answer, Badge, Field, FieldError, FieldKind, FormData, Language, Level, Page, Problem, Upload, Visit, errors_of,
    html, html_with_status,
};

use super::{
    LARGEST_FILE, Office,
    report::{self, Item, Report},
};

const FILE: &str = "rechnung";

#[derive(Template)]
#[template(path = "invoice_check/templates/form.html")]
struct FormPage {
    page: Page,
    field: Field,
    errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "invoice_check/templates/result.html")]
struct ResultPage {
    page: Page,
    file_name: String,
    report: Report,
}

fn form_page(visit: &Visit, status: StatusCode, error: Option<String>) -> Answer {
    let texts = visit.app().texts();
    let largest = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
    let size = lotse_web::format::file_size(visit.language, largest);
    let mut field = Field::new(FieldKind::File, FILE, visit.t("rechnung-datei"))
        .hint(texts.get(visit.language, "rechnung-datei-hinweis", &[("size", &size)]).into_owned())
        .accept(".xml,.pdf,application/xml,text/xml,application/pdf");
    field.error = error;
    let errors = errors_of([&field]);
    let page = visit.page(visit.t("rechnung-titel")).with_errors(!errors.is_empty());
    html_with_status(status, &FormPage { page, field, errors })
}

pub(super) async fn show(visit: Visit) -> Answer {
    form_page(&visit, StatusCode::OK, None)
}

pub(super) async fn check(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    data: Result<FormData, Problem>,
) -> Answer {
    let data = match data {
        Ok(data) => data,
        // Too large is a slip of the person, to be explained where it can be put right.
        Err(problem) if problem.0.code == Code::TooLarge => return too_large(&visit),
        Err(problem) => return Err(problem),
    };
    let Some(Upload { file_name, bytes, .. }) = data.files_of(FILE).next().cloned() else {
        return form_page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some(visit.t("rechnung-datei-fehlt")));
    };
    if bytes.len() > LARGEST_FILE {
        return too_large(&visit);
    }
    let language = match visit.language {
        Language::En => view::Language::English,
        Language::De | Language::Leicht => view::Language::German,
    };
    let place = Arc::clone(&office.places).acquire_owned().await;
    let place = place.map_err(|error| Failure::internal(error.to_string()))?;
    // The place goes with the work: it is not free before the work is done, also when nobody waits for it any more.
    let outcome = tokio::task::spawn_blocking(move || (report::report(&bytes, language), place).0).await;
    match outcome.map_err(|error| Failure::internal(format!("invoice check: {error}")))? {
        Ok(report) => {
            let page = visit.page(visit.t("rechnung-ergebnis")).crumb(visit.t("rechnung-titel"), "/rechnung-pruefen");
            html(&ResultPage { page, file_name, report })
        }
        Err(why) => {
            let detail = why.detail();
            let message = visit.app().texts().get(visit.language, why.key(), &[("detail", &detail)]).into_owned();
            form_page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some(message))
        }
    }
}

fn too_large(visit: &Visit) -> Answer {
    form_page(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(visit.t("rechnung-zu-gross")))
}

impl ResultPage {
    /// Class of the alert that carries the verdict.
    fn kind(&self) -> &'static str {
        match self.report.answer {
            report::Answer::Accept => "success",
            report::Answer::Reject => "danger",
            report::Answer::NoScenario | report::Answer::Aborted => "warning",
        }
    }

    /// The text `rechnung-annehmen`, or the one with `-text` or `-tun` behind it.
    fn text(&self, ending: &str) -> String {
        let word = match self.report.answer {
            report::Answer::Accept => "annehmen",
            report::Answer::Reject => "ablehnen",
            report::Answer::NoScenario => "ohne-regelwerk",
            report::Answer::Aborted => "abgebrochen",
        };
        self.page.t(&format!("rechnung-{word}{ending}")).into_owned()
    }

    fn badge(&self, item: &Item) -> Badge {
        let (level, key) = match item.level {
            RuleLevel::Fatal => (Level::Danger, "rechnung-fehler"),
            RuleLevel::Warning => (Level::Warning, "rechnung-warnung"),
            RuleLevel::Information => (Level::Info, "rechnung-hinweis"),
        };
        Badge::new(level, self.page.t(key))
    }

    /// The findings beside a field.
    fn items<'s>(&'s self, numbers: &'s [usize]) -> impl Iterator<Item = &'s Item> {
        numbers.iter().filter_map(|number| self.report.items.get(*number))
    }

    fn tables(&self) -> [&Table; 2] {
        [&self.report.view.lines, &self.report.view.taxes]
    }

    /// The sections in two columns where there is room: parties and terms.
    fn sections(&self) -> impl Iterator<Item = &Section> {
        self.report.view.sections.iter()
    }

    /// A place outside of the house that may be followed: only the web, never a script.
    #[expect(clippy::unused_self, reason = "asked by the template")]
    fn is_link(&self, location: &str) -> bool {
        location.starts_with("https://") || location.starts_with("http://")
    }

    #[expect(clippy::unused_self, reason = "asked by the template")]
    fn has_details(&self, details: &[Row], findings: &[usize]) -> bool {
        !details.is_empty() || !findings.is_empty()
    }
}
