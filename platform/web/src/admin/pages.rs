//! The operator's pages.

use askama::Template;
use axum::response::IntoResponse;
use lotse_core::{
    body::BodyKey,
    jobs::{self, JobView},
    ledger::{self, VerifyReport},
    mail::{self, MailView},
    scan::Status,
};
use uuid::Uuid;

use crate::{
    flash::SeeOther,
    form::FormData,
    page::{Badge, Level, Page, html},
    problem::{Answer, Problem},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "admin/templates/overview.html")]
struct OverviewPage {
    page: Page,
    waiting: usize,
    stuck: usize,
    unsent: usize,
    backend: String,
    scanner: Badge,
    scanner_says: String,
    version: &'static str,
    verifier: String,
}

pub(crate) async fn overview(visit: Visit) -> Answer {
    let core = visit.app().core();
    let jobs = jobs::list(core.store(), visit.now).await?;
    let mails = mail::recent(core.store()).await?;
    let (scanner, scanner_says) = scanner(&visit).await;
    let count = |state: &str| jobs.iter().filter(|job| job.state == state).count();
    html(&OverviewPage {
        waiting: count("waiting"),
        stuck: count("stuck"),
        unsent: mails.iter().filter(|mail| mail.sent_at.is_none()).count(),
        scanner,
        scanner_says,
        backend: format!("{:?}", core.store().backend()),
        version: env!("CARGO_PKG_VERSION"),
        verifier: core.signer().verifier().to_string(),
        page: visit.page(visit.t("admin-titel")),
    })
}

/// How the scanner is, and what it or the connection to it says.
async fn scanner(visit: &Visit) -> (Badge, String) {
    let (level, key, says) = match visit.app().core().scanner().status().await {
        Status::Off => (Level::Warning, "admin-scanner-aus", String::new()),
        Status::Answers(version) => (Level::Success, "admin-scanner-an", version),
        Status::Silent(error) => (Level::Danger, "admin-scanner-still", error),
    };
    (Badge::new(level, visit.t(key)), says)
}

struct JobLine {
    job: JobView,
    body: String,
    state: Badge,
}

#[derive(Template)]
#[template(path = "admin/templates/jobs.html")]
struct JobsPage {
    page: Page,
    jobs: Vec<JobLine>,
}

pub(crate) async fn jobs(visit: Visit) -> Answer {
    let jobs = jobs::list(visit.app().core().store(), visit.now).await?;
    let lines = jobs.into_iter().map(|job| job_line(&visit, job)).collect();
    html(&JobsPage {
        page: visit.page(visit.t("admin-auftraege")).crumb(visit.t("admin-titel"), "/admin/"),
        jobs: lines,
    })
}

fn job_line(visit: &Visit, job: JobView) -> JobLine {
    let (level, key) = match job.state.as_str() {
        "done" => (Level::Success, "admin-auftrag-fertig"),
        "stuck" => (Level::Danger, "admin-auftrag-haengt"),
        _ => (Level::Info, "admin-auftrag-wartet"),
    };
    JobLine { body: body_name(visit, &job.body), state: Badge { level, text: visit.t(key) }, job }
}

fn body_name(visit: &Visit, key: &str) -> String {
    let bodies = visit.app().core().bodies();
    let body = BodyKey::new(key).ok().and_then(|key| bodies.get(&key).cloned());
    body.map_or_else(|| key.to_owned(), |body| body.name.clone())
}

pub(crate) async fn retry(visit: Visit, form: FormData) -> Answer {
    let body = BodyKey::new(form.text("body")).map_err(|_| Problem::not_found())?;
    let id: Uuid = form.text("job").parse().map_err(|_| Problem::not_found())?;
    jobs::retry(visit.app().core(), &body, id).await?;
    Ok(SeeOther::to("/admin/auftraege").success(visit.t("admin-auftrag-neu")).into_response())
}

struct MailLine {
    mail: MailView,
    body: String,
}

#[derive(Template)]
#[template(path = "admin/templates/mails.html")]
struct MailsPage {
    page: Page,
    mails: Vec<MailLine>,
    /// Contents are shown in the demo only.
    with_content: bool,
}

pub(crate) async fn mails(visit: Visit) -> Answer {
    let page = visit.page(visit.t("admin-post")).crumb(visit.t("admin-titel"), "/admin/");
    mail_page(&visit, page, false).await
}

pub(crate) async fn demo_mails(visit: Visit) -> Answer {
    if !visit.app().core().settings().demo {
        return Err(Problem::not_found());
    }
    let page = visit.page(visit.t("admin-demo-post"));
    mail_page(&visit, page, true).await
}

async fn mail_page(visit: &Visit, page: Page, with_content: bool) -> Answer {
    let mails = mail::recent(visit.app().core().store()).await?;
    let mails = mails.into_iter().map(|mail| MailLine { body: body_name(visit, &mail.body), mail }).collect();
    html(&MailsPage { page, mails, with_content })
}

struct ReportLine {
    name: String,
    report: VerifyReport,
}

#[derive(Template)]
#[template(path = "admin/templates/ledger.html")]
struct LedgerPage {
    page: Page,
    reports: Option<Vec<ReportLine>>,
    events: i64,
    faults: usize,
}

pub(crate) async fn ledger(visit: Visit) -> Answer {
    ledger_page(&visit, None)
}

/// Recomputes every log. On a large instance this takes a while: the command line does the same without a browser.
pub(crate) async fn verify(visit: Visit, _: FormData) -> Answer {
    let core = visit.app().core();
    let reports = ledger::verify(core.store(), &[core.signer().verifier()]).await?;
    ledger_page(&visit, Some(reports))
}

fn ledger_page(visit: &Visit, reports: Option<Vec<VerifyReport>>) -> Answer {
    let page = visit.page(visit.t("admin-protokoll")).crumb(visit.t("admin-titel"), "/admin/");
    let all = reports.as_deref().unwrap_or_default();
    let (events, faults) =
        (all.iter().map(|report| report.events).sum(), all.iter().map(|report| report.faults.len()).sum());
    let line = |report: VerifyReport| ReportLine { name: body_name(visit, &report.body), report };
    html(&LedgerPage { page, events, faults, reports: reports.map(|reports| reports.into_iter().map(line).collect()) })
}
