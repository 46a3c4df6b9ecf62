//! Payment runs: what would be paid today, the run's two files, and the second person who confirms it.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{Extension, extract::Path, http::StatusCode, response::IntoResponse};
use lotse_core::errors::Code;
use lotse_web::{Answer, FieldError, FormData, Page, Problem, SeeOther, Visit, html_with_status};

use super::{Names, base, download::blob, money};
use crate::invoices::{
    Office,
    model::{self, short_date},
    payments::Planned,
    store::{self, Run},
};

struct Line {
    number: String,
    href: String,
    seller: String,
    invoice_number: String,
    iban: String,
    amount: String,
    skonto: String,
    explained: String,
    execution: String,
    obstacle: String,
    is_credit: bool,
}

struct RunLine {
    number: String,
    href: String,
    made: String,
    who: String,
    payments: i64,
    total: String,
    is_paid: bool,
}

#[derive(Template)]
#[template(path = "invoices/templates/pay.html")]
struct PayPage {
    page: Page,
    base: String,
    errors: Vec<FieldError>,
    lines: Vec<Line>,
    total: String,
    skonto: String,
    debtor: String,
    runs: Vec<RunLine>,
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit) -> Answer {
    show(&office, &visit, None).await
}

async fn show(office: &Office, visit: &Visit, mistake: Option<String>) -> Answer {
    let body = visit.require_body()?;
    let store = office.core.store();
    let base = base(visit)?;
    let planned = office.planned(&body.key).await?;
    let settings = store::settings(store, &body.key).await?;
    let names = Names::of(office, visit).await?;
    let page = visit
        .page(visit.t("amt-invoices-pay-title"))
        .crumb(visit.t("amt-invoices-title"), base.clone())
        .wide()
        .with_errors(mistake.is_some());
    let payable = || planned.iter().filter(|line| line.is_transfer());
    let runs = store::runs(store, &body.key).await?;
    let status = if mistake.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    html_with_status(
        status,
        &PayPage {
            errors: mistake.into_iter().map(|sentence| FieldError::new("rechnungen", sentence)).collect(),
            total: page.money(&payable().map(|line| line.amount_cents).sum()),
            skonto: page.money(&payable().map(Planned::skonto_cents).sum()),
            debtor: if settings.debtor_iban.is_empty() {
                String::new()
            } else {
                format!("{}, {}", settings.debtor_name, model::grouped(&settings.debtor_iban))
            },
            lines: planned.iter().map(|planned| line(&page, &base, planned)).collect(),
            runs: runs
                .iter()
                .map(|run| RunLine {
                    number: run.number.clone(),
                    href: format!("{base}/zahlungen/{}", run.number),
                    made: page.moment(&run.made_at),
                    who: names.get(run.made_by),
                    payments: run.payments,
                    total: page.money(&run.total_cents),
                    is_paid: run.paid_at.is_some(),
                })
                .collect(),
            base,
            page,
        },
    )
}

fn line(page: &Page, base: &str, planned: &Planned) -> Line {
    let facts = &planned.invoice.facts;
    let explained = match planned.taken {
        Some(chance) => {
            let percent = page.decimal(&(f64::from(i32::try_from(chance.term.basis_points).unwrap_or(0)) / 100.0), 2);
            let base = page.money(&chance.term.base_cents.unwrap_or(facts.payable_cents));
            page.tn(
                "amt-invoices-pay-taken",
                &[("percent", &percent), ("base", &base), ("date", &short_date(chance.last_day))],
            )
            .into_owned()
        }
        None if planned.lost_cents > 0 => {
            page.t1("amt-invoices-pay-lost", "amount", page.money(&planned.lost_cents).as_str()).into_owned()
        }
        None => String::new(),
    };
    Line {
        number: planned.invoice.number.clone(),
        href: format!("{base}/{}", planned.invoice.number),
        seller: facts.seller_name.clone(),
        invoice_number: facts.invoice_number.clone(),
        iban: model::grouped(&facts.iban),
        amount: money(page, planned.amount_cents, &facts.currency),
        skonto: if planned.skonto_cents() > 0 { page.money(&planned.skonto_cents()) } else { String::new() },
        explained,
        execution: short_date(planned.execution),
        obstacle: planned.obstacle.map(|obstacle| page.t(obstacle.key()).into_owned()).unwrap_or_default(),
        is_credit: !planned.is_transfer(),
    }
}

pub async fn make(Extension(office): Extension<Arc<Office>>, visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?;
    let chosen: BTreeSet<String> = form.all("rechnung").map(str::to_owned).collect();
    match office.make_run(&visit.actor, &body.key, &chosen).await {
        Ok(number) => Ok(SeeOther::to(format!("{}/zahlungen/{number}", base(&visit)?))
            .success(visit.t("amt-invoices-done-run"))
            .into_response()),
        Err(failure) if matches!(failure.code, Code::InvalidInput | Code::Conflict) => {
            show(&office, &visit, Some(failure.message.unwrap_or_else(|| failure.code.entry().title.to_owned()))).await
        }
        Err(failure) => Err(failure.into()),
    }
}

struct PaymentLine {
    number: String,
    href: String,
    seller: String,
    amount: String,
    skonto: String,
    execution: String,
}

#[derive(Template)]
#[template(path = "invoices/templates/run.html")]
struct RunPage {
    page: Page,
    own: String,
    base: String,
    number: String,
    lines: Vec<PaymentLine>,
    total: String,
    skonto: String,
    made: String,
    maker: String,
    paid: Option<(String, String)>,
    has_sepa: bool,
    may_confirm: bool,
}

async fn run_of(office: &Office, visit: &Visit, number: &str) -> Answer<Run> {
    let body = visit.require_body()?;
    store::run(office.core.store(), &body.key, number).await?.ok_or_else(Problem::not_found)
}

pub async fn run(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let body = visit.require_body()?;
    let run = run_of(&office, &visit, &number).await?;
    let store = office.core.store();
    let invoices = store::of_run(store, &body.key, run.id).await?;
    let payments = store::payments(store, &body.key, run.id).await?;
    let names = Names::of(&office, &visit).await?;
    let base = base(&visit)?;
    let page = visit
        .page(visit.t("amt-invoices-run-title"))
        .crumb(visit.t("amt-invoices-title"), base.clone())
        .crumb(visit.t("amt-invoices-pay-title"), format!("{base}/zahlungen"));
    let lines = payments
        .iter()
        .map(|payment| {
            let invoice = invoices.iter().find(|invoice| invoice.id == payment.invoice);
            let number = invoice.map(|invoice| invoice.number.clone()).unwrap_or_default();
            PaymentLine {
                href: format!("{base}/{number}"),
                number,
                seller: invoice.map(|invoice| invoice.facts.seller_name.clone()).unwrap_or_default(),
                amount: page.money(&payment.amount_cents),
                skonto: if payment.skonto_cents > 0 { page.money(&payment.skonto_cents) } else { "–".to_owned() },
                execution: payment.execution_date.parse().map(short_date).unwrap_or_default(),
            }
        })
        .collect();
    lotse_web::html(&RunPage {
        own: format!("{base}/zahlungen/{}", run.number),
        base,
        number: run.number.clone(),
        lines,
        total: page.money(&run.total_cents),
        skonto: page.money(&run.skonto_cents),
        made: page.moment(&run.made_at),
        maker: names.get(run.made_by),
        paid: run.paid_at.map(|at| (page.moment(&at), run.paid_by.map(|id| names.get(id)).unwrap_or_default())),
        has_sepa: !run.sepa_sha256.is_empty(),
        may_confirm: visit.person().is_some_and(|person| person.id != run.made_by),
        page,
    })
}

pub async fn sepa(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    let body = visit.require_body()?;
    blob(&office, &body.key, &run.sepa_sha256, "application/xml", &format!("{number}-pain.001.xml")).await
}

pub async fn postings(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    let body = visit.require_body()?;
    let name = format!("{number}-buchungen.csv");
    blob(&office, &body.key, &run.postings_sha256, "text/csv; charset=utf-8", &name).await
}

pub async fn paid(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
    _: FormData,
) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    let body = visit.require_body()?;
    office.mark_paid(&visit.actor, &body.key, run).await?;
    Ok(SeeOther::to(format!("{}/zahlungen/{number}", base(&visit)?))
        .success(visit.t("amt-invoices-done-paid"))
        .into_response())
}
