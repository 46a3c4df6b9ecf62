//! The pages of the office, one file each.

pub mod detail;
pub mod download;
pub mod figures;
pub mod history;
pub mod list;
pub mod next;
pub mod pay;
pub mod run;
pub mod send_back;
pub mod setup;
pub mod steps;
pub mod terms;
pub mod upload;

use jiff::civil::Date;
use lotse_core::{
    clock::Timestamp,
    errors::Failure,
    ledger::HistoryEntry,
    people::{self, PersonId},
    tokens::{self, TokenId},
};
use lotse_web::{Answer, Badge, Choice, Field, FieldKind, FormData, Level, Page, Problem, Visit};
use uuid::Uuid;

use super::{
    Office,
    model::{self, Decision, Deputy, Invoice, Signer, State},
    store,
};

/// The invoice of an address; the guard has asked whether there is a right to it.
async fn invoice_of(office: &Office, visit: &Visit, number: &str) -> Answer<Invoice> {
    let body = visit.require_body()?;
    store::by_number(office.core.store(), &body.key, number).await?.ok_or_else(Problem::not_found)
}

fn base(visit: &Visit) -> Answer<String> {
    Ok(format!("/{}/amt/rechnungen", visit.require_body()?.slug))
}

fn state_badge(page: &Page, state: State) -> Badge {
    let level = match state {
        State::Received | State::FormallyChecked | State::FactuallyCorrect | State::ArithmeticallyCorrect => {
            Level::Info
        }
        State::Ordered | State::Duplicate => Level::Warning,
        State::Paid => Level::Success,
        State::SentBack => Level::Danger,
    };
    Badge::new(level, page.t(&format!("amt-invoices-state-{}", state.as_str())))
}

/// A word about the check; none for an invoice the rules accept without a remark.
fn decision_badge(page: &Page, invoice: &Invoice) -> Option<Badge> {
    match invoice.decision {
        Decision::Reject => Some(Badge::new(Level::Danger, page.t("amt-invoices-decision-reject"))),
        Decision::Undecidable => Some(Badge::new(Level::Danger, page.t("amt-invoices-decision-undecidable"))),
        Decision::Accept => None,
    }
}

/// A date that presses, in words.
#[derive(Clone, Debug)]
struct DueView {
    class: &'static str,
    words: String,
    date: String,
}

/// `what`: due, skonto, step.
fn due_view(page: &Page, what: &str, at: Option<Timestamp>, now: Timestamp) -> Option<DueView> {
    let at = at?;
    let days = now.days_until(at);
    let key = |part: &str| format!("amt-invoices-{what}-{part}");
    let (class, words) = match days {
        ..0 => ("lotse-due lotse-due--late", page.t1(&key("late"), "days", -days)),
        0 => ("lotse-due lotse-due--today", page.t(&key("today"))),
        1..=5 => ("lotse-due lotse-due--today", page.t1(&key("in"), "days", days)),
        _ => ("lotse-due", page.t1(&key("in"), "days", days)),
    };
    Some(DueView { class, words: words.into_owned(), date: page.date(&at) })
}

/// Money with the sign of a credit note.
fn amount(page: &Page, invoice: &Invoice) -> String {
    money(page, signed(invoice), &invoice.facts.currency)
}

fn signed(invoice: &Invoice) -> i64 {
    if invoice.facts.is_credit { -invoice.facts.payable_cents } else { invoice.facts.payable_cents }
}

fn money(page: &Page, cents: i64, currency: &str) -> String {
    let text = page.money(&cents);
    if currency == "EUR" || currency.is_empty() { text } else { text.replace('€', currency) }
}

/// Percent-encoding of a value in a query (RFC 3986 §2.1).
fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// Names of the people of a body.
struct Names(Vec<(PersonId, String)>, Vec<(TokenId, String)>);

impl Names {
    async fn of(office: &Office, visit: &Visit) -> Answer<Self> {
        let (store, body) = (office.core.store(), &visit.require_body()?.key);
        Ok(Self(people::names(store, body).await?, tokens::names(store, body).await?))
    }

    fn get(&self, person: PersonId) -> String {
        self.0.iter().find(|(id, _)| *id == person).map_or_else(|| "–".to_owned(), |(_, name)| name.clone())
    }

    fn machine(&self, reference: &str) -> Option<&str> {
        let id = TokenId(reference.strip_prefix("token:")?.parse().ok()?);
        self.1.iter().find(|(known, _)| *known == id).map(|(_, name)| name.as_str())
    }

    /// `person:…` or `token:…` of the ledger, or who else it may be.
    fn actor(&self, visit: &Visit, reference: &str) -> String {
        if let Some(name) = self.machine(reference) {
            return name.to_owned();
        }
        let person = reference.strip_prefix("person:").and_then(|id| id.parse::<Uuid>().ok()).map(PersonId);
        match person {
            Some(person) => self.get(person),
            None if reference.starts_with("system:invoices.mail") => visit.t("amt-invoices-channel-mail"),
            None if reference.starts_with("system:invoices.folder") => visit.t("amt-invoices-channel-folder"),
            None => visit.t("amt-invoices-who-system"),
        }
    }
}

/// A day as the whole platform writes it: `14. März 2027`.
fn day(page: &Page, date: Date) -> String {
    page.date(&model::end_of(date))
}

/// Who signed, and for whom.
fn signer(page: &Page, names: &Names, signer: Signer) -> String {
    let name = names.get(signer.person);
    match signer.principal {
        Some(principal) => page
            .t2("amt-invoices-signed-for", "name", name.as_str(), "principal", names.get(principal).as_str())
            .into_owned(),
        None => name,
    }
}

/// The person stood in for, as chosen in [`deputy_field`].
fn principal(form: &FormData) -> Result<Option<PersonId>, Failure> {
    match form.text("vertretung") {
        "" => Ok(None),
        id => id.parse().map(|id| Some(PersonId(id))).map_err(|_| Failure::invalid("Diese Person gibt es nicht.")),
    }
}

/// In whose name somebody may act: no field where only the own is possible, `None` where nothing is.
fn deputy_field(
    page: &Page,
    names: &Names,
    deputies: &[Deputy],
    person: PersonId,
    today: Date,
    may: impl Fn(Signer) -> bool,
) -> Option<Vec<Field>> {
    let principals = deputies.iter().filter(|deputy| deputy.deputy == person && deputy.is_now(today));
    let choices: Vec<Choice> = std::iter::once(None)
        .chain(principals.map(|deputy| Some(deputy.principal)))
        .filter(|principal| may(Signer { person, principal: *principal }))
        .map(|principal| match principal {
            None => Choice::new("", page.t("amt-invoices-sign-own")),
            Some(principal) => Choice::new(
                principal.to_string(),
                page.t1("amt-invoices-sign-for", "name", names.get(principal).as_str()).into_owned(),
            ),
        })
        .collect();
    let first = choices.first()?.value.clone();
    if choices.len() == 1 && first.is_empty() {
        return Some(Vec::new());
    }
    let field = Field::new(FieldKind::Select, "vertretung", page.t("amt-invoices-sign-as"));
    Some(vec![field.value(first).choices(choices)])
}

/// An event of the ledger in words.
struct Event {
    at: String,
    iso: String,
    what: String,
    who: String,
    sequence: i64,
}

/// The latest first.
fn events(page: &Page, visit: &Visit, names: &Names, entries: &[HistoryEntry]) -> Vec<Event> {
    let event = |entry: &HistoryEntry| {
        let text = |name: &str| entry.data[name].as_str().unwrap_or_default();
        let key = match entry.kind.as_str() {
            "invoice.signed" => format!("amt-invoices-event-signed-{}", text("step")),
            "invoice.acknowledged" => format!("amt-invoices-event-acknowledged-{}", text("concern")),
            kind => format!("amt-invoices-event-{}", kind.trim_start_matches("invoice.").replace('.', "-")),
        };
        let who = names.actor(visit, &entry.actor);
        let who = match entry.data["for"].as_str() {
            Some(principal) => {
                let principal = names.actor(visit, principal);
                page.t2("amt-invoices-signed-for", "name", who.as_str(), "principal", principal.as_str()).into_owned()
            }
            None => who,
        };
        Event {
            at: page.moment(&entry.at),
            iso: entry.at.rfc3339(),
            what: page.t1(&key, "run", text("run")).into_owned(),
            who,
            sequence: entry.sequence,
        }
    };
    entries.iter().rev().map(event).collect()
}

/// Longest text of a note, reason or letter.
const LONGEST_TEXT: usize = 10_000;

fn cut(text: &str) -> String {
    text.trim().chars().take(LONGEST_TEXT).collect()
}
