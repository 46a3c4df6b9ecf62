//! JSON for programs of the body itself: bring an invoice, list, look, fetch the verdict.

#![expect(unused_qualifications, reason = "utoipa writes out the path of the query's type")]

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use bytes::Bytes;
use lotse_web::{Answer, Problem, Visit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::{
    Office,
    intake::{Outcome, Receipt, Received},
    model::{Acknowledgement, Channel, Invoice, Known, Warning},
    reading::Archived,
    store::{self, Filter, Order},
};

const MOST: i64 = 200;

/// An invoice without its lines.
#[derive(Serialize, ToSchema)]
struct InvoiceView {
    /// `ER-2027-00017`
    number: String,
    /// received, formally-checked, factually-correct, arithmetically-correct, ordered, paid, sent-back, duplicate
    state: &'static str,
    /// accept, reject, undecidable
    decision: &'static str,
    /// upload, mail, api, folder
    channel: &'static str,
    invoice_number: String,
    /// ISO date
    issue_date: Option<String>,
    /// ISO date
    due_date: Option<String>,
    seller_name: String,
    seller_vat_id: String,
    leitweg_id: String,
    iban: String,
    currency: String,
    /// Amounts in cents; negative in a credit note.
    net_cents: i64,
    vat_cents: i64,
    gross_cents: i64,
    payable_cents: i64,
    /// RFC 3339, UTC
    received_at: String,
    /// SHA-256 of the document as it came
    sha256: String,
    /// Key of the unit; empty if not assigned
    unit: String,
    href: String,
}

/// An invoice with what looks wrong about it though the rules accept it.
#[derive(Serialize, ToSchema)]
struct InvoiceDetail {
    #[serde(flatten)]
    invoice: InvoiceView,
    warnings: Vec<WarningView>,
    /// Other invoices that may be the same one.
    similar: Vec<SimilarView>,
}

/// Somebody has to look at it before the invoice is confirmed.
#[derive(Serialize, ToSchema)]
struct WarningView {
    /// other-body: the Leitweg-ID belongs to another body; other-account: earlier invoices of the seller name other accounts
    concern: &'static str,
    /// The Leitweg-ID or the IBAN in question
    detail: String,
    /// Names of the bodies it belongs to, or the IBANs known so far
    known: Vec<String>,
    /// RFC 3339, UTC; null if nobody has looked yet
    acknowledged_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct SimilarView {
    number: String,
    /// same-number, same-amount-and-day
    resemblance: &'static str,
    href: String,
}

#[derive(Serialize, ToSchema)]
struct InvoiceList {
    /// How many there are in all.
    total: i64,
    invoices: Vec<InvoiceView>,
}

/// What became of a document.
#[derive(Serialize, ToSchema)]
struct ReceiptView {
    /// stored, duplicate, no-invoice
    outcome: &'static str,
    /// Number of the invoice; of the first one for a duplicate with the same bytes.
    number: Option<String>,
    /// Number of the first one for a duplicate.
    duplicate_of: Option<String>,
    /// Why it is no invoice.
    reason: Option<&'static str>,
    /// accept, reject, undecidable
    decision: Option<&'static str>,
    /// Rules that do not hold, the gravest first.
    findings: Vec<FindingView>,
    href: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct FindingView {
    rule: String,
    /// fatal, warning, information in this scenario
    level: Option<String>,
    /// Business term
    term: String,
    /// XPath
    path: String,
    german: String,
    english: String,
}

/// Which invoices.
#[derive(Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InvoiceQuery {
    /// open, all or a state; open if left out
    state: String,
    /// Words in number, seller, IBAN, amounts, references
    search: String,
    /// How many to leave out at the beginning
    offset: i64,
    /// At most 200
    limit: i64,
}

impl Default for InvoiceQuery {
    fn default() -> Self {
        Self { state: "open".to_owned(), search: String::new(), offset: 0, limit: 50 }
    }
}

#[derive(OpenApi)]
#[openapi(
    paths(list, receive, one, verdict),
    components(schemas(InvoiceView, InvoiceDetail, WarningView, SimilarView, InvoiceList, ReceiptView, FindingView))
)]
pub struct ApiDoc;

fn view(slug: &str, invoice: &Invoice) -> InvoiceView {
    let facts = &invoice.facts;
    let sign = if facts.is_credit { -1 } else { 1 };
    InvoiceView {
        number: invoice.number.clone(),
        state: invoice.state.as_str(),
        decision: invoice.decision.as_str(),
        channel: invoice.channel.as_str(),
        invoice_number: facts.invoice_number.clone(),
        issue_date: facts.issue_date.map(|date| date.to_string()),
        due_date: facts.due_date.map(|date| date.to_string()),
        seller_name: facts.seller_name.clone(),
        seller_vat_id: facts.seller_vat.clone(),
        leitweg_id: facts.leitweg_id.clone(),
        iban: facts.iban.clone(),
        currency: facts.currency.clone(),
        net_cents: sign * facts.net_cents,
        vat_cents: sign * facts.vat_cents,
        gross_cents: sign * facts.gross_cents,
        payable_cents: sign * facts.payable_cents,
        received_at: invoice.received_at.rfc3339(),
        sha256: invoice.sha256.clone(),
        unit: invoice.unit.clone(),
        href: format!("/api/v1/{slug}/invoices/{}", invoice.number),
    }
}

#[utoipa::path(get, path = "/api/v1/{body}/invoices", tag = "invoices", security(("bearer" = [])),
    params(("body" = String, Path, description = "Slug of the body"), InvoiceQuery),
    responses((status = 200, body = InvoiceList, example = json!({
            "total": 1,
            "invoices": [{
                "number": "ER-2027-00017", "state": "received", "decision": "accept", "channel": "api",
                "invoice_number": "2027-0815", "issue_date": "2027-01-11", "due_date": "2027-02-10",
                "seller_name": "Tischlerei Ahorn (Demo)", "seller_vat_id": "DE123456788",
                "leitweg_id": "05762-DEMO1-59", "iban": "DE02120300000000202051", "currency": "EUR",
                "net_cents": 100_000, "vat_cents": 19_000, "gross_cents": 119_000, "payable_cents": 119_000,
                "received_at": "2027-01-15T08:00:00Z",
                "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "unit": "schulen",
                "href": "/api/v1/musterstadt/invoices/ER-2027-00017"
            }]
        })), (status = 401, description = "Not signed in, or the token is not valid"),
        (status = 403, description = "Not a person or program of this body's finance office")))]
pub async fn list(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Query(query): Query<InvoiceQuery>,
) -> Answer {
    let body = visit.require_body()?;
    let known = ["open", "all"].contains(&query.state.as_str()) || super::model::State::parse(&query.state).is_some();
    if !known {
        return Err(Problem::invalid("Diesen Stand gibt es nicht."));
    }
    let filter = Filter {
        state: query.state,
        mine: None,
        unit: None,
        is_late: false,
        skonto_until: None,
        search: query.search.chars().take(200).collect(),
        now: visit.now,
    };
    let store = office.core.store();
    let total = store::count(store, &body.key, &filter).await?;
    let (limit, offset) = (query.limit.clamp(1, MOST), query.offset.clamp(0, 10_000_000));
    let rows = store::list(store, &body.key, &filter, Order::Newest, limit, offset).await?;
    let invoices = rows.iter().map(|invoice| view(&body.slug, invoice)).collect();
    Ok(Json(InvoiceList { total, invoices }).into_response())
}

#[utoipa::path(post, path = "/api/v1/{body}/invoices", tag = "invoices", security(("bearer" = [])),
    params(("body" = String, Path, description = "Slug of the body"),
        ("x-file-name" = Option<String>, Header, description = "Name of the file")),
    request_body(content_type = "application/octet-stream", description = "The XML or the PDF itself, at most 50 MB; \
        as application/xml, text/xml, application/pdf or application/octet-stream"),
    responses(
        (status = 201, body = ReceiptView, description = "Taken in; see decision for what the rules say", examples(
            ("accepted" = (summary = "The rules accept it", value = json!({
                "outcome": "stored", "number": "ER-2027-00017", "duplicate_of": null, "reason": null,
                "decision": "accept", "findings": [], "href": "/api/v1/musterstadt/invoices/ER-2027-00017"
            }))),
            ("rejected" = (summary = "Kept, but not valid: it can only go back", value = json!({
                "outcome": "stored", "number": "ER-2027-00018", "duplicate_of": null, "reason": null,
                "decision": "reject", "href": "/api/v1/musterstadt/invoices/ER-2027-00018",
                "findings": [{
                    "rule": "BR-DE-15", "level": "fatal", "term": "BT-10", "path": "/Invoice",
                    "german": "Die Käuferreferenz (BT-10) fehlt. Bei Behörden ist das die Leitweg-ID.",
                    "english": "The buyer reference (BT-10) is missing. For public bodies it is the Leitweg-ID."
                }]
            })))
        )),
        (status = 200, body = ReceiptView, description = "It has come before", example = json!({
            "outcome": "duplicate", "number": "ER-2027-00017", "duplicate_of": "ER-2027-00017", "reason": null,
            "decision": "accept", "findings": [], "href": "/api/v1/musterstadt/invoices/ER-2027-00017"
        })),
        (status = 401, description = "Not signed in, or the token is not valid"),
        (status = 403, description = "Neither a person nor a program that may hand in invoices here"),
        (status = 413, description = "Larger than 50 MB"),
        (status = 415, description = "Another media type"),
        (status = 422, body = ReceiptView, description = "No invoice; reason is one of empty, too-large, pdf-without-xml, \
            other-format, other-xml, unreadable", example = json!({
            "outcome": "no-invoice", "number": null, "duplicate_of": null, "reason": "other-xml",
            "decision": null, "findings": [], "href": null
        }))))]
pub async fn receive(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let body = visit.require_body()?;
    let sender = visit.actor.name().unwrap_or_default().to_owned();
    // Forms are for people and carry a token; a page of somebody else could send one of these without asking first.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(essence.as_str(), "application/xml" | "text/xml" | "application/pdf" | "application/octet-stream") {
        return Err(Problem::new(lotse_core::errors::Code::UnsupportedMedia));
    }
    let name = headers.get("x-file-name").and_then(|value| value.to_str().ok()).unwrap_or("rechnung");
    let received = Received {
        body: Some(body.key.clone()),
        channel: Channel::Api,
        sender,
        file_name: super::reading::safe_name(name),
        bytes,
    };
    let receipt = office.intake.receive_as(&visit.actor, received).await?;
    Ok(answer(&body.slug, &receipt))
}

fn answer(slug: &str, receipt: &Receipt) -> axum::response::Response {
    let href = |number: &str| Some(format!("/api/v1/{slug}/invoices/{number}"));
    let findings = receipt
        .findings()
        .into_iter()
        .map(|found| FindingView {
            rule: found.rule.clone(),
            level: found.level.clone(),
            term: found.term.clone(),
            path: found.path.clone(),
            german: found.german.clone(),
            english: found.english.clone(),
        })
        .collect();
    let mut view = ReceiptView {
        outcome: "stored",
        number: None,
        duplicate_of: None,
        reason: None,
        decision: receipt.decision.map(super::model::Decision::as_str),
        findings,
        href: None,
    };
    let status = match &receipt.outcome {
        Outcome::Stored { place, .. } => {
            view.number = Some(place.number.clone());
            view.href = href(&place.number);
            StatusCode::CREATED
        }
        Outcome::Duplicate { of, stored } => {
            let own = stored.as_ref().unwrap_or(of);
            view.outcome = "duplicate";
            view.number = Some(own.number.clone());
            view.duplicate_of = Some(of.number.clone());
            view.href = href(&own.number);
            StatusCode::OK
        }
        Outcome::NoInvoice { reason } => {
            view.outcome = "no-invoice";
            view.reason = Some(reason.as_str());
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    (status, Json(view)).into_response()
}

async fn invoice_of(office: &Office, visit: &Visit, number: &str) -> Answer<Invoice> {
    let body = visit.require_body()?;
    store::by_number(office.core.store(), &body.key, number).await?.ok_or_else(Problem::not_found)
}

#[utoipa::path(get, path = "/api/v1/{body}/invoices/{number}", tag = "invoices", security(("bearer" = [])),
    params(("body" = String, Path), ("number" = String, Path, description = "ER-2027-00017")),
    responses((status = 200, body = InvoiceDetail), (status = 404, description = "No such invoice")))]
pub async fn one(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let slug = &visit.require_body()?.slug;
    let acknowledgements = store::acknowledgements(office.core.store(), &invoice.body, invoice.id).await?;
    let warnings = office.warnings(&invoice).await?;
    let warnings = warnings.iter().map(|warning| warning_view(&office, warning, &acknowledgements)).collect();
    let similar = office.similar(&invoice).await?.into_iter().map(|(other, resemblance)| SimilarView {
        href: format!("/api/v1/{slug}/invoices/{}", other.number),
        number: other.number,
        resemblance: resemblance.as_str(),
    });
    let detail = InvoiceDetail { invoice: view(slug, &invoice), warnings, similar: similar.collect() };
    Ok(Json(detail).into_response())
}

fn warning_view(office: &Office, warning: &Warning, acknowledgements: &[Acknowledgement]) -> WarningView {
    let bodies = office.core.bodies();
    let known = warning.known.iter().map(|known| match known {
        Known::Body(key) => bodies.get(key).map_or_else(|| key.to_string(), |body| body.official_name.clone()),
        Known::Account { iban, .. } => iban.clone(),
    });
    let seen = acknowledgements.iter().rev().find(|said| said.covers(warning));
    WarningView {
        concern: warning.concern.as_str(),
        detail: warning.detail.clone(),
        known: known.collect(),
        acknowledged_at: seen.map(|said| said.at.rfc3339()),
    }
}

#[utoipa::path(get, path = "/api/v1/{body}/invoices/{number}/verdict", tag = "invoices", security(("bearer" = [])),
    params(("body" = String, Path), ("number" = String, Path, description = "ER-2027-00017")),
    responses((status = 200, description = "The verdict as archived, with the versions of the rules"),
        (status = 404, description = "No such invoice")))]
pub async fn verdict(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let (_, text) = store::verdict(office.core.store(), &invoice).await?.ok_or_else(Problem::not_found)?;
    let verdict: Archived = serde_json::from_str(&text)
        .map_err(|error| lotse_core::errors::Failure::internal(format!("verdict: {error}")))?;
    Ok(Json(verdict).into_response())
}
