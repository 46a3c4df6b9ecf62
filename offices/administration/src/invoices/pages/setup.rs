//! What a body sets up: who receives under which Leitweg-ID, who stands in for whom, whose account pays, what is kept.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, http::StatusCode, response::IntoResponse};
use lotse_core::{
    errors::{Code, Failure},
    people::PersonId,
};
use lotse_web::{
    Answer, Choice, DateInput, Field, FieldError, FieldKind, FormData, Page, SeeOther, Visit, errors_of,
    html_with_status,
};

use super::{Names, base, day};
use crate::invoices::{
    Office,
    model::{self, Deputy, Settings, compact, is_iban},
    sepa::is_bic,
    store::{self, Unit},
};

struct DeputyLine {
    id: String,
    principal: String,
    deputy: String,
    time: String,
    is_now: bool,
}

#[derive(Template)]
#[template(path = "invoices/templates/setup.html")]
struct SetupPage {
    page: Page,
    base: String,
    errors: Vec<FieldError>,
    units: Vec<Unit>,
    unit_fields: Vec<Field>,
    deputies: Vec<DeputyLine>,
    deputy_fields: Vec<Field>,
    settings_fields: Vec<Field>,
    is_verified: bool,
}

/// The form that came back with mistakes.
#[derive(Default)]
struct Wrong {
    unit: Option<Vec<Field>>,
    deputy: Option<Vec<Field>>,
    settings: Option<Vec<Field>>,
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit) -> Answer {
    show(&office, &visit, Wrong::default()).await
}

async fn show(office: &Office, visit: &Visit, wrong: Wrong) -> Answer {
    let body = visit.require_body()?;
    let store = office.core.store();
    let names = Names::of(office, visit).await?;
    let settings = store::settings(store, &body.key).await?;
    let today = model::local_date(visit.now);
    let deputies = store::deputies(store, &body.key).await?;
    let errors: Vec<FieldError> =
        [&wrong.unit, &wrong.deputy, &wrong.settings].into_iter().flatten().flat_map(errors_of).collect();
    let page = visit.page(visit.t("amt-invoices-setup-title")).with_errors(!errors.is_empty());
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with_status(
        status,
        &SetupPage {
            base: base(visit)?,
            errors,
            units: store::units(store, &body.key).await?,
            unit_fields: wrong.unit.unwrap_or_else(|| unit_fields(visit)),
            deputies: deputies
                .iter()
                .map(|deputy| DeputyLine {
                    id: deputy.id.to_string(),
                    principal: names.get(deputy.principal),
                    deputy: names.get(deputy.deputy),
                    time: format!("{} – {}", day(&page, deputy.from), day(&page, deputy.to)),
                    is_now: deputy.is_now(today),
                })
                .collect(),
            deputy_fields: wrong.deputy.unwrap_or_else(|| deputy_fields(visit, &names)),
            settings_fields: wrong.settings.unwrap_or_else(|| settings_fields(visit, &settings)),
            is_verified: settings.retention.verified,
            page,
        },
    )
}

fn unit_fields(visit: &Visit) -> Vec<Field> {
    vec![
        Field::new(FieldKind::Text, "name", visit.t("amt-invoices-unit-name")).max_length(80),
        Field::new(FieldKind::Text, "leitweg", visit.t("amt-invoices-unit-leitweg"))
            .hint(visit.t("amt-invoices-unit-leitweg-hint"))
            .max_length(46),
    ]
}

fn deputy_fields(visit: &Visit, names: &Names) -> Vec<Field> {
    let mut people = vec![Choice::new("", visit.t("amt-invoices-choose"))];
    people.extend(names.0.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())));
    vec![
        Field::new(FieldKind::Select, "vertretene", visit.t("amt-invoices-deputy-principal")).choices(people.clone()),
        Field::new(FieldKind::Select, "vertreter", visit.t("amt-invoices-deputy-deputy")).choices(people),
        Field::new(FieldKind::Date, "von", visit.t("amt-invoices-deputy-from")),
        Field::new(FieldKind::Date, "bis", visit.t("amt-invoices-deputy-to")),
    ]
}

fn settings_fields(visit: &Visit, settings: &Settings) -> Vec<Field> {
    let text = |name: &str, value: &str| {
        Field::new(FieldKind::Text, name, visit.t(&format!("amt-invoices-setting-{name}"))).value(value)
    };
    let number = |name: &str, value: i64| {
        Field::new(FieldKind::Number, name, visit.t(&format!("amt-invoices-setting-{name}"))).value(value.to_string())
    };
    let list = |name: &str, values: &[String]| {
        Field::new(FieldKind::TextArea, name, visit.t(&format!("amt-invoices-setting-{name}")))
            .hint(visit.t("amt-invoices-setting-list-hint"))
            .value(values.join("\n"))
            .rows(4)
            .optional()
    };
    let yes = |name: &str, value: bool| {
        let field = Field::new(FieldKind::Checkbox, name, visit.t(&format!("amt-invoices-setting-{name}"))).optional();
        let field = field.choices(vec![Choice::new("ja", visit.t(&format!("amt-invoices-setting-{name}")))]);
        if value { field.value("ja") } else { field }
    };
    vec![
        text("inhaber", &settings.debtor_name).max_length(70),
        text("iban", &model::grouped(&settings.debtor_iban)).max_length(42),
        text("bic", &settings.debtor_bic).max_length(11).optional(),
        yes("eine-person", settings.same_person_may_confirm),
        number("schritt-tage", settings.step_days),
        number("ziel-tage", settings.default_due_days),
        list("kostenstellen", &settings.cost_centres),
        list("sachkonten", &settings.accounts),
        list("produkte", &settings.budget_items),
        number("jahre", settings.retention.years).hint(visit.t("amt-invoices-setting-jahre-hint")),
        text("quelle", &settings.retention.source).max_length(300),
        yes("geprueft", settings.retention.verified),
    ]
}

/// The failure of a command at a field of the form, if it is one a person can mend.
fn at_field(mut fields: Vec<Field>, place: usize, failure: Failure) -> Result<Vec<Field>, Failure> {
    if !matches!(failure.code, Code::Conflict | Code::InvalidInput) {
        return Err(failure);
    }
    fields[place].error = Some(failure.message.unwrap_or_else(|| failure.code.entry().title.to_owned()));
    Ok(fields)
}

fn done(visit: &Visit, key: &str) -> Answer {
    Ok(SeeOther::to(format!("{}/einrichtung", base(visit)?)).success(visit.t(key)).into_response())
}

pub async fn unit(Extension(office): Extension<Arc<Office>>, visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?;
    let known = store::units(office.core.store(), &body.key).await?;
    // A button of the table: in use or not.
    if let Some(unit) = known.iter().find(|unit| unit.key == form.text("schalten")) {
        let unit = Unit { is_active: !unit.is_active, ..unit.clone() };
        office.put_unit(&visit.actor, unit).await?;
        return done(&visit, "amt-invoices-done-unit-changed");
    }
    let mut fields: Vec<Field> = unit_fields(&visit).into_iter().map(|field| field.filled(&form)).collect();
    let (name, leitweg_id) = (form.text("name").to_owned(), compact(form.text("leitweg")));
    if name.is_empty() {
        fields[0].error = Some(visit.t("amt-invoices-unit-name-empty"));
    }
    if !is_leitweg_id(&leitweg_id) {
        fields[1].error = Some(visit.t("amt-invoices-unit-leitweg-wrong"));
    }
    if fields.iter().any(|field| field.error.is_some()) {
        return show(&office, &visit, Wrong { unit: Some(fields), ..Wrong::default() }).await;
    }
    let key = office.core.new_id().simple().to_string();
    let unit = Unit { body: body.key.clone(), key, name, leitweg_id, is_active: true };
    match office.put_unit(&visit.actor, unit).await {
        Ok(()) => done(&visit, "amt-invoices-done-unit-changed"),
        Err(failure) => {
            let fields = at_field(fields, 1, failure)?;
            show(&office, &visit, Wrong { unit: Some(fields), ..Wrong::default() }).await
        }
    }
}

/// Form and check digits (modulo 97, letters as 10 to 35, hyphens left out).
fn is_leitweg_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match parts[..] {
        [coarse, check] => digits(coarse) && (2..=12).contains(&coarse.len()) && digits(check) && check.len() == 2,
        [coarse, fine, check] => {
            digits(coarse)
                && (2..=12).contains(&coarse.len())
                && (1..=30).contains(&fine.len())
                && fine.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && digits(check)
                && check.len() == 2
        }
        _ => false,
    };
    let remainder = text.bytes().filter(|byte| *byte != b'-').fold(0_u32, |rest, byte| {
        if byte.is_ascii_digit() {
            (rest * 10 + u32::from(byte - b'0')) % 97
        } else {
            (rest * 100 + u32::from(byte.to_ascii_uppercase().saturating_sub(b'A')) + 10) % 97
        }
    });
    fits && remainder == 1
}

pub async fn deputy(Extension(office): Extension<Arc<Office>>, visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?;
    if let Ok(id) = form.text("beenden").parse() {
        office.end_deputy(&visit.actor, &body.key, id).await?;
        return done(&visit, "amt-invoices-done-deputy-ended");
    }
    let names = Names::of(&office, &visit).await?;
    let mut fields: Vec<Field> = deputy_fields(&visit, &names).into_iter().map(|field| field.filled(&form)).collect();
    let person = |name: &str| {
        let id = form.text(name).parse().ok().map(PersonId)?;
        names.0.iter().any(|(known, _)| *known == id).then_some(id)
    };
    let day = |name: &str| match form.date(name) {
        DateInput::Valid(iso) => iso.parse::<jiff::civil::Date>().ok(),
        _ => None,
    };
    let (principal, deputy, from, to) = (person("vertretene"), person("vertreter"), day("von"), day("bis"));
    for (place, is_missing) in
        [principal.is_none(), deputy.is_none(), from.is_none(), to.is_none()].into_iter().enumerate()
    {
        if is_missing {
            let key = if place < 2 { "amt-invoices-deputy-person-empty" } else { "amt-invoices-deputy-date-wrong" };
            fields[place].error = Some(visit.t(key));
        }
    }
    let (Some(principal), Some(deputy), Some(from), Some(to)) = (principal, deputy, from, to) else {
        return show(&office, &visit, Wrong { deputy: Some(fields), ..Wrong::default() }).await;
    };
    let new = Deputy { id: office.core.new_id(), principal, deputy, from, to };
    match office.add_deputy(&visit.actor, &body.key, new).await {
        Ok(()) => done(&visit, "amt-invoices-done-deputy"),
        Err(failure) => {
            let place = if from > to { 3 } else { 1 };
            let fields = at_field(fields, place, failure)?;
            show(&office, &visit, Wrong { deputy: Some(fields), ..Wrong::default() }).await
        }
    }
}

pub async fn save(Extension(office): Extension<Arc<Office>>, visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?;
    let before = store::settings(office.core.store(), &body.key).await?;
    let mut fields: Vec<Field> =
        settings_fields(&visit, &before).into_iter().map(|field| field.filled(&form)).collect();
    let mut mistake = |name: &str, key: &str| {
        if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
            field.error = Some(visit.t(key));
        }
    };
    let number = |name: &str, most: i64| form.text(name).parse::<i64>().ok().filter(|value| (1..=most).contains(value));
    let (step, due, years) = (number("schritt-tage", 365), number("ziel-tage", 365), number("jahre", 100));
    for (name, value) in [("schritt-tage", step), ("ziel-tage", due), ("jahre", years)] {
        if value.is_none() {
            mistake(name, "amt-invoices-setting-number-wrong");
        }
    }
    let (iban, bic) = (compact(form.text("iban")), compact(form.text("bic")));
    if !iban.is_empty() && !is_iban(&iban) {
        mistake("iban", "amt-invoices-setting-iban-wrong");
    }
    if !iban.is_empty() && form.text("inhaber").is_empty() {
        mistake("inhaber", "amt-invoices-setting-inhaber-empty");
    }
    if !bic.is_empty() && !is_bic(&bic) {
        mistake("bic", "amt-invoices-setting-bic-wrong");
    }
    if form.text("quelle").is_empty() {
        mistake("quelle", "amt-invoices-setting-quelle-empty");
    }
    if fields.iter().any(|field| field.error.is_some()) {
        return show(&office, &visit, Wrong { settings: Some(fields), ..Wrong::default() }).await;
    }
    let list = |name: &str| -> Vec<String> {
        let lines = form.text(name).lines().map(|line| line.trim().chars().take(80).collect::<String>());
        lines.filter(|line| !line.is_empty()).take(500).collect()
    };
    let settings = Settings {
        same_person_may_confirm: form.has("eine-person"),
        step_days: step.unwrap_or(before.step_days),
        default_due_days: due.unwrap_or(before.default_due_days),
        debtor_name: form.text("inhaber").chars().take(70).collect(),
        debtor_iban: iban,
        debtor_bic: bic,
        cost_centres: list("kostenstellen"),
        accounts: list("sachkonten"),
        budget_items: list("produkte"),
        retention: model::Retention {
            years: years.unwrap_or(before.retention.years),
            source: form.text("quelle").chars().take(300).collect(),
            verified: form.has("geprueft"),
        },
    };
    office.put_settings(&visit.actor, &body.key, settings).await?;
    done(&visit, "amt-invoices-done-settings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leitweg_ids_have_their_check_digits() {
        for right in ["05117-31001-02", "053820072072-31001-73"] {
            assert!(is_leitweg_id(right), "{right}");
        }
        for wrong in ["", "05117-31001-03", "05117", "x-1-02", "05117--02", "05117-3100ä-02"] {
            assert!(!is_leitweg_id(wrong), "{wrong}");
        }
    }
}
