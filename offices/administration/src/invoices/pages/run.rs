//! A payment run: what it pays, who lets its files out, and who says that the bank has paid.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path, http::StatusCode, response::IntoResponse};
use jiff::civil::Date;
use lotse_core::{
    errors::{Code, Failure},
    ledger, people,
    permissions::Role,
};
use lotse_web::{
    Answer, Badge, Field, FieldError, FieldKind, FormData, Level, Page, Problem, SeeOther, Visit, errors_of,
    html_with_status,
};

use super::{Event, Names, base, cut, day, deputy_field, download::blob, events, principal, signer};
use crate::invoices::{
    Office,
    model::{self, RunQuestion, RunState},
    payments,
    store::{self, Act, Run},
};

type Place = Path<(String, String)>;

struct PaymentLine {
    number: String,
    href: String,
    seller: String,
    /// Empty for what is only posted.
    iban: String,
    amount: String,
    skonto: String,
    execution: String,
}

/// What is to be done next with the run.
enum Next {
    /// The form of the release: for whom, where there is a choice.
    Release(Vec<Field>),
    /// Title and text: who does it, or when.
    Wait(String, String),
    Confirm,
    Nothing,
}

#[derive(Template)]
#[template(path = "invoices/templates/run.html")]
struct RunPage {
    page: Page,
    errors: Vec<FieldError>,
    own: String,
    base: String,
    number: String,
    badge: Badge,
    lines: Vec<PaymentLine>,
    total: String,
    skonto: String,
    made: (String, String),
    released: Option<(String, String)>,
    paid: Option<(String, String)>,
    discarded: Option<(String, String)>,
    discard_reason: String,
    has_files: bool,
    has_sepa: bool,
    next: Next,
    may_discard: bool,
    discard_fields: Vec<Field>,
    history: Vec<Event>,
}

pub fn state_badge(page: &Page, state: RunState) -> Badge {
    let (level, key) = match state {
        RunState::Made => (Level::Warning, "amt-invoices-run-state-made"),
        RunState::Released => (Level::Info, "amt-invoices-run-state-released"),
        RunState::Paid => (Level::Success, "amt-invoices-state-paid"),
        RunState::Discarded => (Level::Danger, "amt-invoices-run-state-discarded"),
    };
    Badge::new(level, page.t(key))
}

async fn run_of(office: &Office, visit: &Visit, number: &str) -> Answer<Run> {
    let body = visit.require_body()?;
    store::run(office.core.store(), &body.key, number).await?.ok_or_else(Problem::not_found)
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit, Path((_, number)): Place) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    show(&office, &visit, &run, StatusCode::OK, Wrong::default()).await
}

/// What was entered and is not right.
#[derive(Default)]
struct Wrong {
    sentence: String,
    discard: Vec<Field>,
}

async fn show(office: &Office, visit: &Visit, run: &Run, status: StatusCode, wrong: Wrong) -> Answer {
    let body = visit.require_body()?;
    let store = office.core.store();
    let invoices = store::of_run(store, &body.key, run.id).await?;
    let payments = store::payments(store, &body.key, run.id).await?;
    let names = Names::of(office, visit).await?;
    let base = base(visit)?;
    let own = format!("{base}/zahlungen/{}", run.number);
    let mut errors = errors_of(&wrong.discard);
    if !wrong.sentence.is_empty() {
        errors.push(FieldError::new("naechster-schritt", wrong.sentence));
    }
    let page = visit
        .page(visit.t("amt-invoices-run-title"))
        .crumb(visit.t("amt-invoices-title"), base.clone())
        .crumb(visit.t("amt-invoices-pay-title"), format!("{base}/zahlungen"))
        .with_errors(!errors.is_empty());
    let lines = payments
        .iter()
        .map(|payment| {
            let invoice = invoices.iter().find(|invoice| invoice.id == payment.invoice);
            let number = invoice.map(|invoice| invoice.number.clone()).unwrap_or_default();
            PaymentLine {
                href: format!("{base}/{number}"),
                number,
                seller: invoice.map(|invoice| invoice.facts.seller_name.clone()).unwrap_or_default(),
                iban: invoice
                    .filter(|invoice| !invoice.facts.is_credit)
                    .map(|invoice| model::grouped(&invoice.facts.iban))
                    .unwrap_or_default(),
                amount: page.money(&payment.amount_cents),
                skonto: if payment.skonto_cents > 0 { page.money(&payment.skonto_cents) } else { "–".to_owned() },
                execution: payment.execution_date.parse().map(|date| day(&page, date)).unwrap_or_default(),
            }
        })
        .collect();
    let said = |act: Act| (page.moment(&act.at), signer(&page, &names, act.by));
    let entries = ledger::history(store, &body.key, &run.number).await?;
    let discard = if wrong.discard.is_empty() { vec![discard_field(visit)] } else { wrong.discard };
    html_with_status(
        status,
        &RunPage {
            errors,
            next: next(office, visit, &page, run, &names, payments::execution(&payments)).await?,
            badge: state_badge(&page, run.state()),
            lines,
            total: page.money(&run.total_cents),
            skonto: page.money(&run.skonto_cents),
            made: said(run.made),
            released: run.released.map(said),
            paid: run.paid.map(said),
            discarded: run.discarded.map(said),
            discard_reason: run.discard_reason.clone(),
            has_files: run.state().has_files().is_ok(),
            has_sepa: !run.sepa_sha256.is_empty(),
            may_discard: model::may_discard(run.state()).is_ok(),
            discard_fields: discard,
            history: events(&page, visit, &names, &entries),
            number: run.number.clone(),
            own,
            base,
            page,
        },
    )
}

fn discard_field(visit: &Visit) -> Field {
    Field::new(FieldKind::TextArea, "grund", visit.t("amt-invoices-run-discard-reason")).rows(3).max_length(2_000)
}

async fn next(
    office: &Office,
    visit: &Visit,
    page: &Page,
    run: &Run,
    names: &Names,
    execution: Option<(Date, Date)>,
) -> Answer<Next> {
    let Some(person) = visit.person().map(|person| person.id) else { return Ok(Next::Nothing) };
    let body = visit.require_body()?;
    let deputies = store::deputies(office.core.store(), &body.key).await?;
    let today = model::local_date(visit.now);
    let question = RunQuestion { state: run.state(), maker: run.made.by, deputies: &deputies, execution, today };
    let text = |key: &str| page.t(key).into_owned();
    let own = model::Signer { person, principal: None };
    match run.state() {
        RunState::Paid | RunState::Discarded => Ok(Next::Nothing),
        RunState::Made => {
            if let Some((first, _)) = execution.filter(|(first, _)| *first < today) {
                let text = page.t1("amt-invoices-run-late-text", "date", day(page, first).as_str()).into_owned();
                return Ok(Next::Wait(page.t("amt-invoices-run-late").into_owned(), text));
            }
            let may = |signer| model::may_release(&question, signer).is_ok();
            match deputy_field(page, names, &deputies, person, today, may) {
                Some(field) => Ok(Next::Release(field)),
                None => Ok(Next::Wait(text("amt-invoices-run-second"), who_releases(office, visit, page, run).await?)),
            }
        }
        RunState::Released => match model::may_confirm(&question, own) {
            Ok(()) => Ok(Next::Confirm),
            Err(model::RunRefusal::TooEarly(last)) => {
                let sentence = page.t1("amt-invoices-run-early-text", "date", day(page, last).as_str()).into_owned();
                Ok(Next::Wait(text("amt-invoices-run-early"), sentence))
            }
            Err(_) => Ok(Next::Wait(text("amt-invoices-run-second-paid"), text("amt-invoices-run-second-paid-text"))),
        },
    }
}

/// The people of the body who may, by name.
async fn who_releases(office: &Office, visit: &Visit, page: &Page, run: &Run) -> Answer<String> {
    let body = visit.require_body()?;
    let all = people::with_role(office.core.store(), visit.now, &body.key, Role::Treasurer).await?;
    let maker = run.made.by;
    let others: Vec<String> = all
        .into_iter()
        .filter(|(id, _)| *id != maker.person && Some(*id) != maker.principal)
        .map(|(_, name)| name)
        .collect();
    if others.is_empty() {
        return Ok(page.t("amt-invoices-run-second-nobody").into_owned());
    }
    Ok(page.t1("amt-invoices-run-second-text", "names", others.join(", ").as_str()).into_owned())
}

pub async fn sepa(Extension(office): Extension<Arc<Office>>, visit: Visit, Path((_, number)): Place) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    run.state().has_files().map_err(Failure::from)?;
    let body = visit.require_body()?;
    blob(&office, &body.key, &run.sepa_sha256, "application/xml", &format!("{number}-pain.001.xml")).await
}

pub async fn postings(Extension(office): Extension<Arc<Office>>, visit: Visit, Path((_, number)): Place) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    run.state().has_files().map_err(Failure::from)?;
    let body = visit.require_body()?;
    let name = format!("{number}-buchungen.csv");
    blob(&office, &body.key, &run.postings_sha256, "text/csv; charset=utf-8", &name).await
}

pub async fn release(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    let body = visit.require_body()?;
    let result = office.release_run(&visit.actor, &body.key, run, principal(&form)?).await;
    done(&office, &visit, &number, result, "amt-invoices-done-run-released").await
}

pub async fn discard(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    let body = visit.require_body()?;
    let reason = cut(form.text("grund"));
    if reason.is_empty() {
        let discard = vec![discard_field(&visit).error(visit.t("amt-invoices-run-discard-empty"))];
        let wrong = Wrong { discard, ..Wrong::default() };
        return show(&office, &visit, &run, StatusCode::UNPROCESSABLE_ENTITY, wrong).await;
    }
    let result = office.discard_run(&visit.actor, &body.key, run, &reason).await;
    done(&office, &visit, &number, result, "amt-invoices-done-run-discarded").await
}

pub async fn paid(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    _: FormData,
) -> Answer {
    let run = run_of(&office, &visit, &number).await?;
    let body = visit.require_body()?;
    let result = office.mark_paid(&visit.actor, &body.key, run).await;
    done(&office, &visit, &number, result, "amt-invoices-done-paid").await
}

/// Back to the run; a refusal is told on its page.
async fn done(office: &Office, visit: &Visit, number: &str, result: Result<(), Failure>, message: &str) -> Answer {
    let failure = match result {
        Ok(()) => {
            let path = format!("{}/zahlungen/{number}", base(visit)?);
            return Ok(SeeOther::to(path).success(visit.t(message)).into_response());
        }
        Err(failure) => failure,
    };
    let status = match failure.code {
        Code::NotAllowed => StatusCode::FORBIDDEN,
        Code::Conflict | Code::AlreadyDone | Code::InvalidInput => StatusCode::UNPROCESSABLE_ENTITY,
        _ => return Err(failure.into()),
    };
    let sentence = failure.message.clone().unwrap_or_else(|| failure.code.entry().title.to_owned());
    let run = run_of(office, visit, number).await?;
    show(office, visit, &run, status, Wrong { sentence, ..Wrong::default() }).await
}
