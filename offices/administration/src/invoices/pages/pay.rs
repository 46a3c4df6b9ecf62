//! What would be paid today, and the runs there have been.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{Extension, http::StatusCode, response::IntoResponse};
use lotse_core::errors::Code;
use lotse_web::{Answer, Badge, Field, FieldError, FormData, Page, SeeOther, Visit, html_with_status};

use super::{Names, base, day, deputy_field, money, principal, run::state_badge, signer};
use crate::invoices::{Office, model, payments::Planned, store};

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
    badge: Badge,
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
    fields: Vec<Field>,
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
    let deputies = store::deputies(store, &body.key).await?;
    let (today, person) = (model::local_date(visit.now), visit.require_person()?.id);
    let may = |signer| model::stands_in(&deputies, signer, today);
    let fields = deputy_field(&page, &names, &deputies, person, today, may).unwrap_or_default();
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
            fields,
            lines: planned.iter().map(|planned| line(&page, &base, planned)).collect(),
            runs: runs
                .iter()
                .map(|run| RunLine {
                    number: run.number.clone(),
                    href: format!("{base}/zahlungen/{}", run.number),
                    made: page.moment(&run.made.at),
                    who: signer(&page, &names, run.made.by),
                    payments: run.payments,
                    total: page.money(&run.total_cents),
                    badge: state_badge(&page, run.state()),
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
                &[("percent", &percent), ("base", &base), ("date", &day(page, chance.last_day))],
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
        execution: day(page, planned.execution),
        obstacle: planned.obstacle.map(|obstacle| page.t(obstacle.key()).into_owned()).unwrap_or_default(),
        is_credit: !planned.is_transfer(),
    }
}

pub async fn make(Extension(office): Extension<Arc<Office>>, visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?;
    let chosen: BTreeSet<String> = form.all("rechnung").map(str::to_owned).collect();
    match office.make_run(&visit.actor, &body.key, &chosen, principal(&form)?).await {
        Ok(number) => Ok(SeeOther::to(format!("{}/zahlungen/{number}", base(&visit)?))
            .success(visit.t("amt-invoices-done-run"))
            .into_response()),
        Err(failure) if matches!(failure.code, Code::InvalidInput | Code::Conflict) => {
            show(&office, &visit, Some(failure.message.unwrap_or_else(|| failure.code.entry().title.to_owned()))).await
        }
        Err(failure) => Err(failure.into()),
    }
}
