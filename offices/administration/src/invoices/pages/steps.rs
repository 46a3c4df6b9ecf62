//! The buttons of an invoice: sign, order, refuse, assign, note, hold.

use std::sync::Arc;

use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse, Response},
};
use lotse_core::errors::{Code, Failure};
use lotse_web::{Answer, FormData, SeeOther, Visit};

use super::{
    base, cut,
    detail::{Wrong, account_fields, hold_field, note_field, refuse_field, show},
    invoice_of, principal,
};
use crate::invoices::{
    Office,
    commands::Seen,
    model::{Account, Concern, Step},
    store,
};

type Place = Path<(String, String)>;

async fn seen(office: &Office, visit: &Visit, number: &str, form: &FormData) -> Answer<Seen> {
    let invoice = invoice_of(office, visit, number).await?;
    Ok(Seen { invoice, revision: form.text("stand").parse().unwrap_or(-1) })
}

/// Back to the invoice; a refusal is told on its page.
async fn done(office: &Office, visit: &Visit, number: &str, result: Result<(), Failure>, message: &str) -> Answer {
    match result {
        Ok(()) => Ok(SeeOther::to(format!("{}/{number}", base(visit)?)).success(visit.t(message)).into_response()),
        Err(failure) if matches!(failure.code, Code::Conflict | Code::NotAllowed | Code::InvalidInput) => {
            let sentence = failure.message.clone().unwrap_or_else(|| failure.code.entry().title.to_owned());
            let invoice = invoice_of(office, visit, number).await?;
            show(office, visit, invoice, Wrong { sentence, ..Wrong::default() }).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The boxes beside the warnings.
fn acknowledged(form: &FormData) -> Vec<Concern> {
    Concern::ALL.into_iter().filter(|concern| form.has(&format!("warnung-{}", concern.as_str()))).collect()
}

pub async fn sign(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let Some(step) = seen.invoice.state.next_step().filter(|step| *step != Step::Order) else {
        return done(&office, &visit, &number, Err(crate::invoices::model::changed_meanwhile()), "").await;
    };
    let acknowledged = acknowledged(&form);
    let result =
        office.sign(&visit.actor, seen, step, principal(&form)?, &acknowledged, form.text("notiz")).await.map(|_| ());
    let message = format!("amt-invoices-done-{}", step.as_str());
    done(&office, &visit, &number, result, &message).await
}

pub async fn order(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let acknowledged = acknowledged(&form);
    let result = office
        .sign(&visit.actor, seen, Step::Order, principal(&form)?, &acknowledged, form.text("notiz"))
        .await
        .map(|_| ());
    done(&office, &visit, &number, result, "amt-invoices-done-order").await
}

async fn wrong(office: &Office, visit: &Visit, seen: Seen, field: lotse_web::Field, key: &str) -> Answer<Response> {
    let fields = vec![field.error(visit.t(key))];
    show(office, visit, seen.invoice, Wrong { fields, ..Wrong::default() }).await
}

pub async fn refuse(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let reason = cut(form.text("grund"));
    if reason.is_empty() {
        return wrong(&office, &visit, seen, refuse_field(&visit), "amt-invoices-refuse-empty").await;
    }
    let result = office.refuse_order(&visit.actor, seen, &reason).await;
    done(&office, &visit, &number, result, "amt-invoices-done-refused").await
}

pub async fn account(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let text = |name: &str| form.text(name).chars().filter(|sign| !sign.is_control()).take(80).collect::<String>();
    let account =
        Account { cost_centre: text("kostenstelle"), account: text("sachkonto"), budget_item: text("produkt") };
    if !account.is_complete() {
        let settings = store::settings(office.core.store(), &seen.invoice.body).await?;
        let missing = |field: lotse_web::Field| {
            let is_missing = field.is_required && field.first().is_empty();
            if is_missing { field.error(visit.t("amt-invoices-accounting-empty")) } else { field }
        };
        let fields = account_fields(&visit, &settings, &account).into_iter().map(missing).collect();
        return show(&office, &visit, seen.invoice, Wrong { fields, ..Wrong::default() }).await;
    }
    let result = office.assign_account(&visit.actor, seen, account).await;
    done(&office, &visit, &number, result, "amt-invoices-done-account").await
}

pub async fn unit(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let result = office.assign_unit(&visit.actor, seen, form.text("stelle")).await;
    done(&office, &visit, &number, result, "amt-invoices-done-unit").await
}

pub async fn note(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let content = cut(form.text("notiz"));
    if content.is_empty() {
        return wrong(&office, &visit, seen, note_field(&visit), "amt-invoices-note-empty").await;
    }
    let result = office.write_note(&visit.actor, seen.invoice, &content).await;
    done(&office, &visit, &number, result, "amt-invoices-done-note").await
}

pub async fn hold(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let is_held = form.text("sperren") == "ja";
    let reason: String = form.text("sperrgrund").chars().take(300).collect();
    if is_held && reason.is_empty() {
        return wrong(&office, &visit, seen, hold_field(&visit), "amt-invoices-hold-empty").await;
    }
    let result = office.hold(&visit.actor, seen, is_held, &reason).await;
    let message = if is_held { "amt-invoices-done-held" } else { "amt-invoices-done-released" };
    done(&office, &visit, &number, result, message).await
}

pub async fn no_duplicate(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Place,
    form: FormData,
) -> Answer {
    let seen = seen(&office, &visit, &number, &form).await?;
    let result = office.is_no_duplicate(&visit.actor, seen).await;
    done(&office, &visit, &number, result, "amt-invoices-done-no-duplicate").await
}
