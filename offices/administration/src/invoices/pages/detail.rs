//! An invoice: what it says with what was found beside it, what is to be done next, how it is paid, who signed.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path};
use lotse_core::{blobs::BlobId, clock::Timestamp, ledger, permissions::Action};
use lotse_einvoice::{
    model as terms,
    tree::{Document, Limits},
    view::{self, View},
};
use lotse_web::{
    Answer, Badge, Choice, Field, FieldError, FieldKind, Language, Page, Visit, errors_of, html_with_status,
};

use super::{DueView, Names, amount, base, decision_badge, due_view, invoice_of, money, state_badge};
use crate::invoices::{
    Office,
    model::{self, Decision, Invoice, Question, Signer, State, Step},
    payments, reading,
    reading::{Archived, Found},
    sepa,
    store::{self, Unit},
};

/// A finding beside a field, or in the list at the top.
pub struct FoundView {
    id: String,
    rule: String,
    class: &'static str,
    level: String,
    text: String,
    /// Where it stands on the page: `#befund-3`.
    anchor: String,
}

struct RowView {
    label: String,
    term: String,
    lines: Vec<String>,
    findings: Vec<FoundView>,
}

struct SectionView {
    id: String,
    title: String,
    rows: Vec<RowView>,
}

struct Cell {
    label: String,
    text: String,
    is_number: bool,
}

struct LineView {
    cells: Vec<Cell>,
    details: Vec<RowView>,
    findings: Vec<FoundView>,
}

struct TableView {
    id: String,
    title: String,
    columns: Vec<Cell>,
    lines: Vec<LineView>,
    findings: Vec<FoundView>,
}

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

/// What is to be done next, and whether this person may.
struct NextView {
    title: String,
    explained: String,
    /// Address and label of the form; none where the person may not.
    action: Option<(String, String)>,
    /// Why not, or who does it.
    instead: String,
    fields: Vec<Field>,
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
    is_deleted: bool,
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
    let next = next(office, visit, &page, &invoice, &own, &signatures, &names, &settings).await?;
    let may_work = visit.may(Action::WorkOnInvoices);
    let is_workable = invoice.state.is_open() && invoice.state != State::Ordered;
    let duplicate_of = match invoice.duplicate_of {
        Some(id) => store::by_id(store, &invoice.body, id).await?.map(|other| link(&page, &base, &other)),
        None => None,
    };
    let copies = store::copies(store, &invoice).await?.iter().map(|other| link(&page, &base, other)).collect();
    let notes = store::notes(store, &invoice).await?;
    let payable = payments::plan(invoice.clone(), &settings, model::local_date(visit.now));
    let qr = qr(&invoice, &payable);
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

/// The view of the stored structured part with the archived findings in their places.
async fn readable(office: &Office, visit: &Visit, invoice: &Invoice, archived: &Archived) -> Answer<Option<View>> {
    if invoice.data_deleted_at.is_some() {
        return Ok(None);
    }
    let Some(id) = BlobId::from_hex(&invoice.xml_sha256) else { return Ok(None) };
    let bytes = office.core.blobs().get(&invoice.body, id).await?;
    let Some(text) = reading::text(&bytes) else { return Ok(None) };
    let Ok(document) = Document::parse(&text, &Limits::default()) else { return Ok(None) };
    // The files have been taken out already.
    let Some(reading) = terms::read_limited(&document, 0) else { return Ok(None) };
    let language = if visit.language == Language::En { view::Language::English } else { view::Language::German };
    let mut view = view::view(&reading.invoice, language);
    for (index, found) in archived.findings.iter().enumerate().filter(|(_, found)| found.level.is_some()) {
        let occurrence = found.group.as_deref().map(|group| (group, found.occurrence));
        view.place(index, &found.term, occurrence);
    }
    Ok(Some(view))
}

/// Makes rows of the page out of the view.
struct Said<'a> {
    page: &'a Page,
    archived: &'a Archived,
    /// Findings that stand beside nothing.
    unplaced: Vec<usize>,
    has_view: bool,
}

impl Said<'_> {
    fn found(&self, index: usize, found: &Found) -> FoundView {
        let (class, key) = match found.level.as_deref() {
            Some("fatal") => ("danger", "amt-invoices-level-fatal"),
            Some("warning") => ("warning", "amt-invoices-level-warning"),
            _ => ("info", "amt-invoices-level-information"),
        };
        let text = if self.page.language() == Language::En { &found.english } else { &found.german };
        FoundView {
            id: format!("befund-{index}"),
            rule: found.rule.clone(),
            class,
            level: self.page.t(key).into_owned(),
            text: text.clone(),
            anchor: if self.has_view && !self.unplaced.contains(&index) {
                format!("#befund-{index}")
            } else {
                String::new()
            },
        }
    }

    fn some(&self, indices: &[usize]) -> Vec<FoundView> {
        let found = indices.iter().filter_map(|index| Some((*index, self.archived.findings.get(*index)?)));
        found.map(|(index, found)| self.found(index, found)).collect()
    }

    /// Everything for the list at the top: the schema first, then rules by their weight.
    fn all(&self) -> Vec<FoundView> {
        let is_english = self.page.language() == Language::En;
        let schema = self.archived.schema_errors.iter().map(|said| FoundView {
            id: String::new(),
            rule: said.place.clone(),
            class: "danger",
            level: self.page.t("amt-invoices-level-fatal").into_owned(),
            text: if is_english { said.english.clone() } else { said.german.clone() },
            anchor: String::new(),
        });
        let mut rules: Vec<_> =
            self.archived.findings.iter().enumerate().filter(|(_, found)| found.level.is_some()).collect();
        rules.sort_by_key(|(_, found)| (!found.is_fatal(), !found.is_warning()));
        let rules = rules.into_iter().map(|(index, found)| self.found(index, found));
        let remarks = self.archived.remarks.iter().map(|said| FoundView {
            id: String::new(),
            rule: said.place.clone(),
            class: "info",
            level: self.page.t("amt-invoices-level-information").into_owned(),
            text: if is_english { said.english.clone() } else { said.german.clone() },
            anchor: String::new(),
        });
        schema.take(50).chain(rules.take(200)).chain(remarks.take(50)).collect()
    }

    fn row(&self, row: &view::Row) -> RowView {
        let mut lines: Vec<String> = row.value.lines().map(str::to_owned).collect();
        // Money carries its sign already.
        if let (Some(unit), Some(last)) = (row.unit.as_ref().filter(|unit| *unit != "EUR"), lines.last_mut())
            && !last.ends_with(unit.as_str())
        {
            last.push(' ');
            last.push_str(unit);
        }
        RowView { label: row.label.clone(), term: row.term.to_owned(), lines, findings: self.some(&row.findings) }
    }

    fn section(&self, section: &view::Section) -> SectionView {
        SectionView {
            id: format!("{}-{}", section.group.to_lowercase(), section.place),
            title: section.title.clone(),
            rows: section.rows.iter().map(|row| self.row(row)).collect(),
        }
    }

    fn table(&self, table: &view::Table) -> TableView {
        let cell = |(column, text): (&view::Column, &String)| Cell {
            label: column.label.clone(),
            text: text.clone(),
            is_number: column.is_number,
        };
        TableView {
            id: table.group.to_lowercase(),
            title: table.title.clone(),
            columns: table
                .columns
                .iter()
                .map(|column| Cell {
                    label: column.label.clone(),
                    text: column.term.to_owned(),
                    is_number: column.is_number,
                })
                .collect(),
            lines: table
                .rows
                .iter()
                .take(500)
                .map(|row| LineView {
                    cells: table.columns.iter().zip(&row.cells).map(cell).collect(),
                    details: row.details.iter().map(|detail| self.row(detail)).collect(),
                    findings: self.some(&row.findings),
                })
                .collect(),
            findings: self.some(&table.findings),
        }
    }
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
        let last = model::short_date(chance.last_day);
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
        rows.push((page.t("amt-invoices-fact-due").into_owned(), model::short_date(due)));
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

fn signer(page: &Page, names: &Names, signer: Signer) -> String {
    let name = names.get(signer.person);
    match signer.principal {
        Some(principal) => page
            .t2("amt-invoices-signed-for", "name", name.as_str(), "principal", names.get(principal).as_str())
            .into_owned(),
        None => name,
    }
}

#[expect(clippy::too_many_arguments, reason = "all of it decides what comes next")]
async fn next(
    office: &Office,
    visit: &Visit,
    page: &Page,
    invoice: &Invoice,
    own: &str,
    signatures: &[model::Signature],
    names: &Names,
    settings: &model::Settings,
) -> Answer<Option<NextView>> {
    let text = |key: &str| page.t(key).into_owned();
    let Some(step) = invoice.state.next_step() else {
        if invoice.state != State::Ordered {
            return Ok(None);
        }
        let key = if invoice.run.is_some() { "amt-invoices-next-confirm" } else { "amt-invoices-next-pay" };
        let may = visit.may(Action::PayInvoices);
        return Ok(Some(NextView {
            title: text(key),
            explained: String::new(),
            action: None,
            instead: if may { String::new() } else { text("amt-invoices-next-treasurer") },
            fields: Vec::new(),
        }));
    };
    if invoice.decision != Decision::Accept {
        return Ok(Some(NextView {
            title: text("amt-invoices-next-send-back"),
            explained: text("amt-invoices-next-send-back-text"),
            action: None,
            instead: String::new(),
            fields: Vec::new(),
        }));
    }
    let (action, path) =
        if step == Step::Order { (Action::OrderInvoices, "anordnen") } else { (Action::WorkOnInvoices, "bestaetigen") };
    let key = |part: &str| format!("amt-invoices-step-{}-{part}", step.as_str());
    let mut view = NextView {
        title: text(&key("title")),
        explained: text(&key("text")),
        action: None,
        instead: text("amt-invoices-next-authoriser"),
        fields: Vec::new(),
    };
    let Some(person) = visit.person().filter(|_| visit.may(action)) else {
        if step != Step::Order {
            view.instead = text("amt-invoices-next-clerk");
        }
        return Ok(Some(view));
    };
    let today = model::local_date(visit.now);
    let deputies = store::deputies(office.core.store(), &invoice.body).await?;
    let question = Question {
        state: invoice.state,
        decision: invoice.decision,
        account: &invoice.account,
        signatures,
        deputies: &deputies,
        settings,
        today,
    };
    let mut choices = Vec::new();
    let mut refusal = None;
    for principal in std::iter::once(None).chain(
        deputies
            .iter()
            .filter(|deputy| deputy.deputy == person.id && deputy.is_now(today))
            .map(|deputy| Some(deputy.principal)),
    ) {
        match model::may_sign(&question, step, Signer { person: person.id, principal }) {
            Ok(_) => choices.push(match principal {
                None => Choice::new("", text("amt-invoices-sign-own")),
                Some(principal) => Choice::new(
                    principal.to_string(),
                    page.t1("amt-invoices-sign-for", "name", names.get(principal).as_str()).into_owned(),
                ),
            }),
            Err(why) => refusal = refusal.or(Some(why)),
        }
    }
    if choices.is_empty() {
        view.instead = refusal.map(|why| text(why.key())).unwrap_or_default();
        return Ok(Some(view));
    }
    if choices.len() > 1 || !choices[0].value.is_empty() {
        view.fields.push(
            Field::new(FieldKind::Select, "vertretung", visit.t("amt-invoices-sign-as"))
                .value(choices[0].value.clone())
                .choices(choices),
        );
    }
    view.action = Some((format!("{own}/{path}"), text(&key("button"))));
    view.instead = String::new();
    Ok(Some(view))
}

struct HistoryLine {
    at: String,
    iso: String,
    what: String,
    who: String,
    sequence: i64,
}

#[derive(Template)]
#[template(path = "invoices/templates/history.html")]
struct HistoryPage {
    page: Page,
    own: String,
    number: String,
    lines: Vec<HistoryLine>,
    arrivals: Vec<(String, String)>,
}

pub async fn history(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let store = office.core.store();
    let names = Names::of(&office, &visit).await?;
    let base = base(&visit)?;
    let own = format!("{base}/{}", invoice.number);
    let page = visit
        .page(visit.t("amt-invoices-history"))
        .crumb(visit.t("amt-invoices-title"), base)
        .crumb(invoice.number.clone(), own.clone());
    let entries = ledger::history(store, &invoice.body, &invoice.subject()).await?;
    let lines = entries
        .iter()
        .rev()
        .map(|entry| {
            let step = entry.data["step"].as_str().unwrap_or_default();
            let key = match entry.kind.as_str() {
                "invoice.signed" => format!("amt-invoices-event-signed-{step}"),
                kind => format!("amt-invoices-event-{}", kind.trim_start_matches("invoice.").replace('.', "-")),
            };
            let run = entry.data["run"].as_str().unwrap_or_default();
            let who = names.actor(&visit, &entry.actor);
            let who = match entry.data["for"].as_str() {
                Some(principal) => {
                    let principal = names.actor(&visit, principal);
                    page.t2("amt-invoices-signed-for", "name", who.as_str(), "principal", principal.as_str())
                        .into_owned()
                }
                None => who,
            };
            HistoryLine {
                at: page.moment(&entry.at),
                iso: entry.at.rfc3339(),
                what: page.t1(&key, "run", run).into_owned(),
                who,
                sequence: entry.sequence,
            }
        })
        .collect();
    let arrivals = store::arrivals(store, &invoice)
        .await?
        .into_iter()
        .map(|arrival| {
            let channel = page.t(&format!("amt-invoices-channel-{}", arrival.channel.as_str())).into_owned();
            let words = [channel, arrival.sender, arrival.file_name];
            let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
            (page.moment(&arrival.at), words.join(", "))
        })
        .collect();
    lotse_web::html(&HistoryPage { own, number: invoice.number, lines, arrivals, page })
}
