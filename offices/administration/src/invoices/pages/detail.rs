//! An invoice: what it says with what was found beside it, what is to be done next, how it is paid, who signed.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path};
use lotse_core::{clock::Timestamp, permissions::Action};
use lotse_web::{Answer, Badge, Choice, Field, FieldError, FieldKind, Page, Visit, errors_of, html_with_status};

use super::{
    DueView, Names, amount, base, day, decision_badge,
    download::is_readable,
    due_view, invoice_of, money,
    next::{NextView, next},
    signer, state_badge,
    terms::{FoundView, Said, SectionView, TableView, readable},
};
use crate::invoices::{
    Office,
    model::{self, Acknowledgement, Concern, Decision, Invoice, Known, Resemblance, State, Warning},
    payments,
    reading::Archived,
    sepa,
    store::{self, Unit},
};

struct FileView {
    name: String,
    about: String,
    href: Option<String>,
    size: String,
    location: String,
}

struct SignatureView {
    what: String,
    who: String,
    when: String,
    is_void: bool,
}

/// A warning, and who has looked.
struct WarningView {
    title: String,
    text: String,
    /// Accounts with links, or names of bodies.
    known: Vec<(String, Option<(String, String)>)>,
    advice: String,
    seen: String,
    is_open: bool,
}

struct NoteView {
    who: String,
    when: String,
    lines: Vec<String>,
}

struct SkontoView {
    text: String,
    class: &'static str,
    words: String,
}

struct Link {
    number: String,
    href: String,
    state: Badge,
}

#[derive(Template)]
#[template(path = "invoices/templates/detail.html")]
#[expect(clippy::struct_excessive_bools, reason = "what the page shows and to whom")]
struct DetailPage {
    page: Page,
    own: String,
    number: String,
    revision: i64,
    errors: Vec<FieldError>,
    title: String,
    badge: Badge,
    decision: Option<Badge>,
    due: Option<DueView>,
    step_due: Option<DueView>,
    banner: Option<(String, String)>,
    warnings: Vec<WarningView>,
    similar: Vec<(Link, String)>,
    is_deleted: bool,
    /// There is a PDF to look at.
    is_readable: bool,
    amount: String,
    facts: Vec<(String, String)>,
    findings: Vec<FoundView>,
    sections: Vec<SectionView>,
    tables: Vec<TableView>,
    totals: Option<SectionView>,
    files: Vec<FileView>,
    next: Option<NextView>,
    may_work: bool,
    may_hold: bool,
    may_send_back: bool,
    may_refuse: bool,
    refuse_field: Vec<Field>,
    is_duplicate: bool,
    duplicate_of: Option<Link>,
    copies: Vec<Link>,
    skonto: Vec<SkontoView>,
    qr: String,
    qr_label: String,
    payment: Vec<(String, String)>,
    account_fields: Vec<Field>,
    account: Vec<(String, String)>,
    unit: String,
    unit_field: Vec<Field>,
    signatures: Vec<SignatureView>,
    notes: Vec<NoteView>,
    note_field: Vec<Field>,
    hold_fields: Vec<Field>,
    is_held: bool,
    hold_reason: String,
    kept_until: String,
    rule_sets: String,
    checked_at: String,
}

pub async fn page(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    show(&office, &visit, invoice, Wrong::default()).await
}

/// What was entered and is not right, so that the page comes back with it.
#[derive(Default)]
pub struct Wrong {
    pub fields: Vec<Field>,
    pub sentence: String,
}

impl Wrong {
    /// The fields as entered where it was this form, else fresh ones.
    fn or(&self, name: &str, fresh: impl FnOnce() -> Vec<Field>) -> Vec<Field> {
        if self.fields.iter().any(|field| field.name == name) { self.fields.clone() } else { fresh() }
    }
}

pub async fn show(office: &Office, visit: &Visit, invoice: Invoice, wrong: Wrong) -> Answer {
    let store = office.core.store();
    let base = base(visit)?;
    let own = format!("{base}/{}", invoice.number);
    let names = Names::of(office, visit).await?;
    let units = store::units(store, &invoice.body).await?;
    let settings = store::settings(store, &invoice.body).await?;
    let verdict = store::verdict(store, &invoice).await?;
    let checked_at = verdict.as_ref().map(|(at, _)| *at);
    let archived: Archived = verdict.and_then(|(_, text)| serde_json::from_str(&text).ok()).unwrap_or_default();
    let mut errors = errors_of(&wrong.fields);
    if !wrong.sentence.is_empty() {
        errors.push(FieldError::new("naechster-schritt", wrong.sentence.clone()));
    }
    let title = heading(visit, &invoice);
    let page = visit
        .page(title.clone())
        .crumb(visit.t("amt-invoices-title"), base.clone())
        .wide()
        .with_errors(!errors.is_empty());
    let readable = readable(office, visit, &invoice, &archived).await?;
    let unplaced = readable.as_ref().map(|view| view.other_findings.clone()).unwrap_or_default();
    let said = Said { page: &page, archived: &archived, unplaced, has_view: readable.is_some() };
    let sections = readable.iter().flat_map(|view| &view.sections).map(|section| said.section(section)).collect();
    let tables = readable.iter().flat_map(|view| [&view.lines, &view.taxes]).map(|table| said.table(table)).collect();
    let totals = readable.as_ref().map(|view| said.section(&view.totals));
    let attachments = store::attachments(store, &invoice).await?;
    let files = attachments
        .iter()
        .map(|file| FileView {
            name: if file.file_name.is_empty() { file.reference.clone() } else { file.file_name.clone() },
            about: [file.reference.as_str(), &file.description]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(": "),
            href: (!file.sha256.is_empty()).then(|| format!("{own}/anlage/{}", file.id)),
            size: page.file_size(&u64::try_from(file.size).unwrap_or(0)),
            location: file.location.clone(),
        })
        .collect();
    let signatures = store::signatures(store, &invoice).await?;
    let warnings = office.warnings(&invoice).await?;
    let acknowledgements = store::acknowledgements(store, &invoice.body, invoice.id).await?;
    let open = model::open_warnings(&warnings, &acknowledgements);
    let next = next(office, visit, &page, &invoice, &own, &signatures, &names, &settings, &open).await?;
    let warnings = warnings
        .iter()
        .map(|warning| warning_view(office, &page, &base, &invoice, &names, warning, &acknowledgements))
        .collect();
    let similar = similar(office, &page, &base, &invoice).await?;
    let may_work = visit.may(Action::WorkOnInvoices);
    let is_workable = invoice.state.is_open() && invoice.state != State::Ordered;
    let duplicate_of = match invoice.duplicate_of {
        Some(id) => store::by_id(store, &invoice.body, id).await?.map(|other| link(&page, &base, &other)),
        None => None,
    };
    let copies = store::copies(store, &invoice).await?.iter().map(|other| link(&page, &base, other)).collect();
    let notes = store::notes(store, &invoice).await?;
    let payable = payments::plan(invoice.clone(), &settings, model::local_date(visit.now));
    // Nobody pays by telephone to an account that has not been looked at.
    let is_doubtful = open.iter().any(|warning| warning.concern == Concern::OtherAccount);
    let qr = if is_doubtful { String::new() } else { qr(&invoice, &payable) };
    let status =
        if errors.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNPROCESSABLE_ENTITY };
    html_with_status(
        status,
        &DetailPage {
            badge: state_badge(&page, invoice.state),
            decision: decision_badge(&page, &invoice),
            due: due_view(&page, "due", invoice.dates.due, visit.now),
            step_due: due_view(&page, "step", invoice.dates.step, visit.now),
            banner: banner(&page, &invoice, &archived),
            warnings,
            similar,
            is_readable: is_readable(&invoice),
            is_deleted: invoice.data_deleted_at.is_some(),
            amount: amount(&page, &invoice),
            facts: facts(&page, &invoice),
            findings: said.all(),
            sections,
            tables,
            totals,
            files,
            next,
            may_work: may_work && is_workable,
            may_hold: may_work && invoice.data_deleted_at.is_none(),
            may_send_back: may_work && is_workable,
            may_refuse: visit.may(Action::OrderInvoices)
                && matches!(invoice.state, State::ArithmeticallyCorrect | State::Ordered)
                && invoice.run.is_none(),
            refuse_field: wrong.or("grund", || vec![refuse_field(visit)]),
            is_duplicate: invoice.state == State::Duplicate && may_work,
            duplicate_of,
            copies,
            skonto: skonto(&page, &invoice, visit.now),
            qr_label: page
                .t1("amt-invoices-qr-label", "amount", page.money(&payable.amount_cents).as_str())
                .into_owned(),
            qr,
            payment: payment(&page, &invoice, &payable),
            account_fields: wrong.or("kostenstelle", || account_fields(visit, &settings, &invoice.account)),
            account: account(&page, &invoice),
            unit: unit_name(&page, &invoice, &units),
            unit_field: vec![unit_field(visit, &invoice, &units)],
            signatures: signatures
                .iter()
                .map(|signature| SignatureView {
                    what: page.t(&format!("amt-invoices-signed-{}", signature.step.as_str())).into_owned(),
                    who: signer(&page, &names, signature.signer),
                    when: page.moment(&signature.signed_at),
                    is_void: signature.is_void,
                })
                .collect(),
            notes: notes
                .iter()
                .map(|note| NoteView {
                    who: note.author.map_or_else(|| page.t("amt-invoices-who-system").into_owned(), |id| names.get(id)),
                    when: page.moment(&note.written_at),
                    lines: note.content.lines().map(str::to_owned).collect(),
                })
                .collect(),
            note_field: wrong.or("notiz", || vec![note_field(visit)]),
            hold_fields: wrong.or("sperrgrund", || vec![hold_field(visit)]),
            is_held: invoice.is_held,
            hold_reason: invoice.hold_reason.clone(),
            kept_until: invoice.delete_after.map(|until| page.date(&until)).unwrap_or_default(),
            rule_sets: rule_sets(&archived),
            checked_at: checked_at.map(|at| page.moment(&at)).unwrap_or_default(),
            number: invoice.number.clone(),
            revision: invoice.revision,
            errors,
            title,
            own,
            page,
        },
    )
}

fn heading(visit: &Visit, invoice: &Invoice) -> String {
    let facts = &invoice.facts;
    if facts.seller_name.is_empty() && facts.invoice_number.is_empty() {
        return invoice.number.clone();
    }
    let kind = if facts.is_credit { "amt-invoices-kind-credit" } else { "amt-invoices-kind-invoice" };
    format!("{}: {} {}", facts.seller_name, visit.t(kind), facts.invoice_number)
}

fn rule_sets(archived: &Archived) -> String {
    let sets = &archived.rule_sets;
    format!("EN 16931 {}, XRechnung {}, {}, {}", sets.en16931, sets.xrechnung, sets.schema, sets.configuration)
}

fn banner(page: &Page, invoice: &Invoice, archived: &Archived) -> Option<(String, String)> {
    let text = |key: &str| page.t(key).into_owned();
    match invoice.decision {
        Decision::Accept => None,
        Decision::Reject => Some((
            text("amt-invoices-banner-reject"),
            page.t1("amt-invoices-banner-reject-text", "count", invoice.faults).into_owned(),
        )),
        Decision::Undecidable => {
            let why = archived.reason.as_deref().unwrap_or("no-scenario");
            Some((text("amt-invoices-banner-undecidable"), text(&format!("amt-invoices-banner-{why}"))))
        }
    }
}

fn warning_view(
    office: &Office,
    page: &Page,
    base: &str,
    invoice: &Invoice,
    names: &Names,
    warning: &Warning,
    acknowledgements: &[Acknowledgement],
) -> WarningView {
    let key = |part: &str| format!("amt-invoices-warning-{}-{part}", warning.concern.as_str());
    let bodies = office.core.bodies();
    let known = warning
        .known
        .iter()
        .map(|known| match known {
            Known::Body(key) => {
                (bodies.get(key).map_or_else(|| key.to_string(), |body| body.official_name.clone()), None)
            }
            Known::Account { iban, number } => {
                (model::grouped(iban), Some((number.clone(), format!("{base}/{number}"))))
            }
        })
        .collect();
    let detail = match warning.concern {
        Concern::OtherBody => warning.detail.clone(),
        Concern::OtherAccount => model::grouped(&warning.detail),
    };
    let seen = acknowledgements.iter().rev().find(|said| said.covers(warning));
    WarningView {
        title: page.t(&key("title")).into_owned(),
        text: page.t1(&key("text"), "detail", detail.as_str()).into_owned(),
        known,
        advice: page.t(&key("advice")).into_owned(),
        seen: match seen {
            Some(said) => {
                let (who, when) = (signer(page, names, said.signer), page.moment(&said.at));
                page.t2("amt-invoices-warning-seen", "who", who.as_str(), "when", when.as_str()).into_owned()
            }
            None if invoice.state.is_open() => page.t("amt-invoices-warning-open").into_owned(),
            None => String::new(),
        },
        is_open: seen.is_none(),
    }
}

/// Others that may be the same invoice; those linked as exact copies stand elsewhere on the page.
async fn similar(office: &Office, page: &Page, base: &str, invoice: &Invoice) -> Answer<Vec<(Link, String)>> {
    let view = |(other, why): (Invoice, Resemblance)| {
        let number = other.facts.invoice_number.as_str();
        let why = match why {
            Resemblance::SameNumber => page.t1("amt-invoices-similar-number", "number", number),
            Resemblance::SameAmountAndDay => page.t1("amt-invoices-similar-amount", "number", number),
        };
        (link(page, base, &other), why.into_owned())
    };
    Ok(office.similar(invoice).await?.into_iter().map(view).collect())
}

fn facts(page: &Page, invoice: &Invoice) -> Vec<(String, String)> {
    let facts = &invoice.facts;
    let mut rows = Vec::new();
    let mut put = |key: &str, value: String| {
        if !value.is_empty() {
            rows.push((page.t(key).into_owned(), value));
        }
    };
    put("amt-invoices-fact-received", page.moment(&invoice.received_at));
    let from = if invoice.sender.is_empty() { String::new() } else { format!(", {}", invoice.sender) };
    put(
        "amt-invoices-fact-channel",
        format!("{}{from}", page.t(&format!("amt-invoices-channel-{}", invoice.channel.as_str()))),
    );
    put("amt-invoices-fact-leitweg", facts.leitweg_id.clone());
    rows
}

fn skonto(page: &Page, invoice: &Invoice, now: Timestamp) -> Vec<SkontoView> {
    let today = model::local_date(now);
    let is_open = invoice.state.is_open();
    let view = |chance: model::Chance| {
        let is_late = chance.last_day < today;
        let percent = page.decimal(&(f64::from(i32::try_from(chance.term.basis_points).unwrap_or(0)) / 100.0), 2);
        let base = page.money(&chance.term.base_cents.unwrap_or(invoice.facts.payable_cents));
        let last = day(page, chance.last_day);
        let text = page.tn(
            "amt-invoices-skonto-term",
            &[("percent", &percent), ("base", &base), ("amount", &page.money(&chance.cents)), ("date", &last)],
        );
        let days = now.days_until(model::end_of(chance.last_day));
        SkontoView {
            text: text.into_owned(),
            class: if is_late || !is_open { "lotse-due" } else { "lotse-due lotse-due--today" },
            words: match () {
                () if !is_open => String::new(),
                () if is_late => page.t("amt-invoices-skonto-over").into_owned(),
                () if days == 0 => page.t("amt-invoices-skonto-today").into_owned(),
                () => page.t1("amt-invoices-skonto-in", "days", days).into_owned(),
            },
        }
    };
    invoice.facts.chances().into_iter().map(view).collect()
}

fn payment(page: &Page, invoice: &Invoice, planned: &payments::Planned) -> Vec<(String, String)> {
    let facts = &invoice.facts;
    let mut rows = vec![(page.t("amt-invoices-fact-payable").into_owned(), amount(page, invoice))];
    if invoice.state.is_open() && planned.skonto_cents() > 0 {
        rows.push((
            page.t("amt-invoices-fact-with-skonto").into_owned(),
            money(page, planned.amount_cents, &facts.currency),
        ));
    }
    if let Some(due) = facts.due_date {
        rows.push((page.t("amt-invoices-fact-due").into_owned(), day(page, due)));
    }
    if !facts.iban.is_empty() {
        rows.push((page.t("amt-invoices-fact-payee").into_owned(), facts.payee_name.clone()));
        rows.push(("IBAN".to_owned(), model::grouped(&facts.iban)));
    }
    if !facts.remittance.is_empty() {
        rows.push((page.t("amt-invoices-fact-remittance").into_owned(), facts.remittance.clone()));
    }
    rows
}

/// Only for what the rules accept and is still to be paid.
fn qr(invoice: &Invoice, planned: &payments::Planned) -> String {
    let facts = &invoice.facts;
    if !invoice.is_valid() || !invoice.state.is_open() || facts.currency != "EUR" || planned.amount_cents <= 0 {
        return String::new();
    }
    let remittance = payments::remittance(invoice, planned.skonto_cents());
    sepa::qr_text(&facts.payee_name, &facts.iban, &facts.bic, planned.amount_cents, &remittance)
        .and_then(|text| sepa::qr_svg(&text))
        .unwrap_or_default()
}

fn account(page: &Page, invoice: &Invoice) -> Vec<(String, String)> {
    let account = &invoice.account;
    [
        ("amt-invoices-cost-centre", &account.cost_centre),
        ("amt-invoices-account", &account.account),
        ("amt-invoices-budget-item", &account.budget_item),
    ]
    .into_iter()
    .map(|(key, value)| (page.t(key).into_owned(), if value.is_empty() { "–".to_owned() } else { value.clone() }))
    .collect()
}

/// Free fields; what the body offers stands in the hint, and in a list to choose from.
pub fn account_fields(visit: &Visit, settings: &model::Settings, account: &model::Account) -> Vec<Field> {
    let field = |name: &str, key: &str, value: &str, offered: &[String]| {
        let mut field = Field::new(FieldKind::Text, name, visit.t(key)).value(value).max_length(80);
        let known: Vec<Choice> = offered.iter().map(|choice| Choice::new(choice.clone(), choice.clone())).collect();
        if !known.is_empty() {
            field = field.choices(known);
        }
        field
    };
    vec![
        field("kostenstelle", "amt-invoices-cost-centre", &account.cost_centre, &settings.cost_centres),
        field("sachkonto", "amt-invoices-account", &account.account, &settings.accounts),
        field("produkt", "amt-invoices-budget-item", &account.budget_item, &settings.budget_items).optional(),
    ]
}

fn unit_name(page: &Page, invoice: &Invoice, units: &[Unit]) -> String {
    let unit = units.iter().find(|unit| unit.key == invoice.unit && !invoice.unit.is_empty());
    unit.map_or_else(|| page.t("amt-invoices-unit-none").into_owned(), |unit| unit.name.clone())
}

fn unit_field(visit: &Visit, invoice: &Invoice, units: &[Unit]) -> Field {
    let mut choices = vec![Choice::new("", visit.t("amt-invoices-unit-none"))];
    choices.extend(
        units.iter().filter(|unit| unit.is_active).map(|unit| Choice::new(unit.key.clone(), unit.name.clone())),
    );
    Field::new(FieldKind::Select, "stelle", visit.t("amt-invoices-unit"))
        .choices(choices)
        .value(invoice.unit.clone())
        .optional()
}

pub fn note_field(visit: &Visit) -> Field {
    Field::new(FieldKind::TextArea, "notiz", visit.t("amt-invoices-note")).rows(3).max_length(10_000)
}

pub fn refuse_field(visit: &Visit) -> Field {
    Field::new(FieldKind::TextArea, "grund", visit.t("amt-invoices-refuse-reason")).rows(3).max_length(10_000)
}

pub fn hold_field(visit: &Visit) -> Field {
    Field::new(FieldKind::Text, "sperrgrund", visit.t("amt-invoices-hold-reason")).max_length(300)
}

fn link(page: &Page, base: &str, invoice: &Invoice) -> Link {
    Link {
        number: invoice.number.clone(),
        href: format!("{base}/{}", invoice.number),
        state: state_badge(page, invoice.state),
    }
}
