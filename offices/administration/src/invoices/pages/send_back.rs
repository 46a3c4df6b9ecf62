//! Sending an invoice back: a letter that names what is wrong, to be looked over before it goes.

use std::{fmt::Write, sync::Arc};

use askama::Template;
use axum::{Extension, extract::Path, http::StatusCode, response::IntoResponse};
use lotse_web::{Answer, Field, FieldError, FieldKind, FormData, Page, SeeOther, Visit, errors_of, html_with_status};

use super::{base, cut, invoice_of};
use crate::invoices::{
    Office,
    commands::Seen,
    model::{Invoice, end_of},
    reading::Archived,
    store,
};

/// More rules than this help nobody.
const MOST_RULES: usize = 20;

#[derive(Template)]
#[template(path = "invoices/templates/send_back.html")]
struct SendBackPage {
    page: Page,
    own: String,
    number: String,
    revision: i64,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
}

pub async fn page(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let fields =
        fields(&visit, recipient(&invoice), subject(&visit, &invoice)?, letter(&office, &visit, &invoice).await?);
    show(&visit, &invoice, fields)
}

fn show(visit: &Visit, invoice: &Invoice, fields: Vec<Field>) -> Answer {
    let base = base(visit)?;
    let own = format!("{base}/{}", invoice.number);
    let errors = errors_of(&fields);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = visit
        .page(visit.t("amt-invoices-send-back"))
        .crumb(visit.t("amt-invoices-title"), base)
        .crumb(invoice.number.clone(), own.clone())
        .with_errors(!errors.is_empty());
    html_with_status(
        status,
        &SendBackPage { own, number: invoice.number.clone(), revision: invoice.revision, fields, errors, page },
    )
}

fn fields(visit: &Visit, recipient: String, subject: String, letter: String) -> Vec<Field> {
    vec![
        Field::new(FieldKind::Email, "empfaenger", visit.t("amt-invoices-letter-recipient"))
            .hint(visit.t("amt-invoices-letter-recipient-hint"))
            .value(recipient)
            .optional(),
        Field::new(FieldKind::Text, "betreff", visit.t("amt-invoices-letter-subject")).value(subject).max_length(200),
        Field::new(FieldKind::TextArea, "text", visit.t("amt-invoices-letter-text"))
            .value(letter)
            .rows(18)
            .max_length(10_000),
    ]
}

/// The seller's contact, else who sent the mail.
fn recipient(invoice: &Invoice) -> String {
    let is_address = |text: &str| text.contains('@') && !text.contains(char::is_whitespace);
    [&invoice.facts.seller_email, &invoice.sender]
        .into_iter()
        .find(|text| is_address(text))
        .cloned()
        .unwrap_or_default()
}

fn subject(visit: &Visit, invoice: &Invoice) -> Answer<String> {
    let body = visit.require_body()?;
    Ok(format!("Ihre Rechnung {} an {}", invoice.facts.invoice_number, body.official_name))
}

/// In German, whatever language the clerk reads: it goes to a seller in Germany.
async fn letter(office: &Office, visit: &Visit, invoice: &Invoice) -> Answer<String> {
    let body = visit.require_body()?;
    let verdict = store::verdict(office.core.store(), invoice).await?;
    let archived: Archived = verdict.and_then(|(_, text)| serde_json::from_str(&text).ok()).unwrap_or_default();
    let facts = &invoice.facts;
    let dated = facts.issue_date.map(|date| format!(" vom {}", end_of(date).date_german())).unwrap_or_default();
    let mut text = format!(
        "Guten Tag,\n\nIhre Rechnung {}{dated} ist bei uns am {} eingegangen (unser Zeichen {}). Wir können sie so nicht bearbeiten und senden sie Ihnen zurück.\n\n",
        facts.invoice_number,
        invoice.received_at.date_german(),
        invoice.number,
    );
    let mut said: Vec<String> = Vec::new();
    match archived.reason.as_deref() {
        Some("no-scenario") => said.push(
            "BT-24: Die Kennung der Spezifikation fehlt oder ist unbekannt. Deshalb kann die Rechnung nicht geprüft werden."
                .to_owned(),
        ),
        Some("aborted") => said.push(
            "Die amtlichen Prüfregeln brechen bei dieser Datei ab. Häufige Gründe sind leere oder doppelte Angaben."
                .to_owned(),
        ),
        _ => {}
    }
    said.extend(archived.schema_errors.iter().map(|error| format!("{} ({})", error.german, error.place)));
    for found in archived.findings.iter().filter(|found| found.is_fatal()) {
        let line = format!("{} ({}, Regel {})", found.german, found.term, found.rule);
        if !said.contains(&line) {
            said.push(line);
        }
    }
    if said.is_empty() {
        text.push_str("Grund: \n");
    } else {
        text.push_str("Das ist zu ändern:\n");
        for line in said.iter().take(MOST_RULES) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "- {line}");
        }
        if said.len() > MOST_RULES {
            let _ = writeln!(text, "- und {} weitere", said.len() - MOST_RULES);
        }
    }
    let _ = write!(
        text,
        "\nGeprüft wurde nach EN 16931 {} und XRechnung {}. Bitte senden Sie uns eine neue Rechnung.\n\nFreundliche Grüße\n{}",
        archived.rule_sets.en16931, archived.rule_sets.xrechnung, body.official_name
    );
    Ok(text)
}

pub async fn send(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let (recipient, subject, letter) = (form.text("empfaenger"), form.text("betreff"), cut(form.text("text")));
    let subject: String = subject.chars().filter(|sign| !sign.is_control()).take(200).collect();
    let mut fields = fields(&visit, recipient.to_owned(), subject.clone(), letter.clone());
    let is_address = recipient.is_empty()
        || recipient.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !recipient.contains(|sign: char| sign.is_whitespace() || sign == ',')
        });
    let mistakes = [
        (!is_address).then_some((0, "amt-invoices-letter-recipient-wrong")),
        subject.is_empty().then_some((1, "amt-invoices-letter-subject-empty")),
        letter.is_empty().then_some((2, "amt-invoices-letter-text-empty")),
    ];
    for (place, key) in mistakes.into_iter().flatten() {
        fields[place].error = Some(visit.t(key));
    }
    if fields.iter().any(|field| field.error.is_some()) {
        return show(&visit, &invoice, fields);
    }
    let seen = Seen { revision: form.text("stand").parse().unwrap_or(-1), invoice };
    office.send_back(&visit.actor, seen, recipient, &subject, &letter).await?;
    let key = if recipient.is_empty() { "amt-invoices-done-sent-back-no-mail" } else { "amt-invoices-done-sent-back" };
    Ok(SeeOther::to(format!("{}/{number}", base(&visit)?)).success(visit.t(key)).into_response())
}
