//! What an invoice is to the office, and the rules of its way: states, signatures, four eyes, deputies, dates. Pure.

mod runs;
mod suspicion;

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use lotse_core::{
    body::BodyKey,
    clock::{Timestamp, ZONE},
    errors::{Code, Failure},
    people::PersonId,
    permissions::{Action, Role},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use runs::{RunQuestion, RunRefusal, RunState, may_confirm, may_discard, may_release};
pub use suspicion::{
    Acknowledgement, Concern, EarlierAccount, Known, NumberKey, Resemblance, Warning, open_warnings, other_account,
    other_body, seller_key,
};

/// Where an invoice stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    Received,
    FormallyChecked,
    FactuallyCorrect,
    ArithmeticallyCorrect,
    Ordered,
    Paid,
    SentBack,
    Duplicate,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::FormallyChecked,
        Self::FactuallyCorrect,
        Self::ArithmeticallyCorrect,
        Self::Ordered,
        Self::Paid,
        Self::SentBack,
        Self::Duplicate,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::FormallyChecked => "formally-checked",
            Self::FactuallyCorrect => "factually-correct",
            Self::ArithmeticallyCorrect => "arithmetically-correct",
            Self::Ordered => "ordered",
            Self::Paid => "paid",
            Self::SentBack => "sent-back",
            Self::Duplicate => "duplicate",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Paid | Self::SentBack | Self::Duplicate)
    }

    /// The signature that leads on from here.
    pub fn next_step(self) -> Option<Step> {
        Some(match self {
            Self::Received => Step::Formal,
            Self::FormallyChecked => Step::Factual,
            Self::FactuallyCorrect => Step::Arithmetical,
            Self::ArithmeticallyCorrect => Step::Order,
            _ => return None,
        })
    }
}

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The document is an invoice that the rules accept.
    Formal,
    /// Sachlich richtig: ordered, delivered, as agreed.
    Factual,
    /// Rechnerisch richtig: amounts, rates, dates.
    Arithmetical,
    /// Anordnung: it is to be paid, from this account.
    Order,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Formal, Self::Factual, Self::Arithmetical, Self::Order];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Formal => "formal",
            Self::Factual => "factual",
            Self::Arithmetical => "arithmetical",
            Self::Order => "order",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }

    /// The state it starts from.
    pub fn from(self) -> State {
        match self {
            Self::Formal => State::Received,
            Self::Factual => State::FormallyChecked,
            Self::Arithmetical => State::FactuallyCorrect,
            Self::Order => State::ArithmeticallyCorrect,
        }
    }

    pub fn to(self) -> State {
        match self {
            Self::Formal => State::FormallyChecked,
            Self::Factual => State::FactuallyCorrect,
            Self::Arithmetical => State::ArithmeticallyCorrect,
            Self::Order => State::Ordered,
        }
    }
}

/// What the engine recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Accept,
    Reject,
    /// The official rules give no answer.
    Undecidable,
}

impl Decision {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Undecidable => "undecidable",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Accept, Self::Reject, Self::Undecidable].into_iter().find(|decision| decision.as_str() == word)
    }
}

/// How a document came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Upload,
    Mail,
    Api,
    Folder,
}

impl Channel {
    pub const ALL: [Self; 4] = [Self::Upload, Self::Mail, Self::Api, Self::Folder];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Mail => "mail",
            Self::Api => "api",
            Self::Folder => "folder",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// What was read from the document and is searched, sorted and paid by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub invoice_number: String,
    pub issue_date: Option<Date>,
    pub due_date: Option<Date>,
    pub type_code: String,
    pub is_credit: bool,
    pub currency: String,
    pub seller_name: String,
    pub seller_vat: String,
    pub seller_email: String,
    pub leitweg_id: String,
    pub iban: String,
    pub bic: String,
    pub payee_name: String,
    pub remittance: String,
    pub net_cents: i64,
    pub vat_cents: i64,
    pub gross_cents: i64,
    pub payable_cents: i64,
    pub skonto: Vec<Skonto>,
    /// Normalised words to be found by.
    pub search: String,
}

/// The most a SEPA transfer takes: 999,999,999.99 euro.
pub const MOST_CENTS: i64 = 99_999_999_999;

/// An invoice of a body.
#[derive(Clone, Debug)]
pub struct Invoice {
    pub body: BodyKey,
    pub id: Uuid,
    pub number: String,
    pub state: State,
    pub revision: i64,
    pub received_at: Timestamp,
    pub changed_at: Timestamp,
    pub channel: Channel,
    pub sender: String,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub xml_sha256: String,
    /// Empty: not assigned to a unit.
    pub unit: String,
    pub decision: Decision,
    pub faults: i64,
    pub warnings: i64,
    pub facts: Facts,
    pub likeness: String,
    pub duplicate_of: Option<Uuid>,
    pub dates: Dates,
    pub account: Account,
    pub run: Option<Uuid>,
    pub closed_at: Option<Timestamp>,
    pub delete_after: Option<Timestamp>,
    pub is_held: bool,
    pub hold_reason: String,
    pub data_deleted_at: Option<Timestamp>,
}

impl Invoice {
    /// Who holds its blobs, and what its events are about.
    pub fn holder(&self) -> String {
        format!("invoice:{}", self.id)
    }

    pub fn subject(&self) -> String {
        self.number.clone()
    }

    /// Its way on is open only where the rules accept the document.
    pub fn is_valid(&self) -> bool {
        self.decision == Decision::Accept
    }
}

/// Kontierung: what the amount is booked on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub cost_centre: String,
    pub account: String,
    pub budget_item: String,
}

impl Account {
    pub fn is_complete(&self) -> bool {
        !self.cost_centre.is_empty() && !self.account.is_empty()
    }
}

/// The days that press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    pub due: Option<Timestamp>,
    pub skonto: Option<Timestamp>,
    pub step: Option<Timestamp>,
}

impl Dates {
    /// What presses first.
    pub fn next(&self) -> Option<Timestamp> {
        [self.due, self.skonto, self.step].into_iter().flatten().min()
    }
}

/// A discount for early payment: so many basis points of the base (else of what is to be paid) within so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skonto {
    pub days: u32,
    pub basis_points: i64,
    pub base_cents: Option<i64>,
}

impl Skonto {
    /// The last day on which it may be taken.
    pub fn last_day(&self, issued: Date) -> Date {
        issued.saturating_add(i64::from(self.days.min(36_500)).days())
    }

    /// Rounded half up to the cent.
    pub fn amount(&self, payable: i64) -> i64 {
        let base = i128::from(self.base_cents.unwrap_or(payable).max(0));
        let cents = (base * i128::from(self.basis_points) + 5_000) / 10_000;
        i64::try_from(cents).unwrap_or(0).clamp(0, payable.max(0))
    }
}

/// A discount still to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    pub term: Skonto,
    pub last_day: Date,
    pub cents: i64,
}

impl Facts {
    /// Every discount with its last day and amount, the largest first.
    pub fn chances(&self) -> Vec<Chance> {
        let Some(issued) = self.issue_date.filter(|_| !self.is_credit && self.payable_cents > 0) else {
            return Vec::new();
        };
        let chance = |term: &Skonto| Chance {
            term: *term,
            last_day: term.last_day(issued),
            cents: term.amount(self.payable_cents),
        };
        let mut chances: Vec<Chance> =
            self.skonto.iter().map(chance).filter(|chance| self.is_plausible(chance)).collect();
        chances.sort_by_key(|chance| (-chance.cents, chance.last_day));
        chances
    }

    /// A discount of all there is to pay, or on more than the invoice is worth, is a slip or a trick: not taken.
    fn is_plausible(&self, chance: &Chance) -> bool {
        let base = chance.term.base_cents.unwrap_or(self.payable_cents);
        chance.cents > 0 && chance.cents < self.payable_cents && base <= self.gross_cents.max(self.payable_cents)
    }

    /// The largest discount whose last day is not over.
    pub fn best_chance(&self, on: Date) -> Option<Chance> {
        self.chances().into_iter().find(|chance| chance.last_day >= on)
    }

    /// Seller, number, date and amount in one; empty where too little is known to compare.
    pub fn likeness(&self) -> String {
        let plain = |text: &str| text.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
        let seller = if self.seller_vat.is_empty() { plain(&self.seller_name) } else { plain(&self.seller_vat) };
        let number = plain(&self.invoice_number);
        let (Some(date), false, false) = (self.issue_date, seller.is_empty(), number.is_empty()) else {
            return String::new();
        };
        format!("{seller}|{number}|{date}|{}", self.gross_cents)
    }
}

/// The dates of an invoice in a state; what is closed has none.
pub fn dates(facts: &Facts, state: State, settings: &Settings, received: Timestamp, now: Timestamp) -> Dates {
    if !state.is_open() {
        return Dates::default();
    }
    let due = facts.due_date.map_or_else(|| received.end_of_day_after(settings.default_due_days), end_of);
    let skonto = facts.best_chance(local_date(now)).map(|chance| end_of(chance.last_day));
    let step = (state != State::Ordered).then(|| now.end_of_day_after(settings.step_days));
    Dates { due: (!facts.is_credit).then_some(due), skonto, step }
}

/// The end of a day in Germany.
pub fn end_of(day: Date) -> Timestamp {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    // The calendar ends with the year 9999; a zone behind Greenwich would pass it.
    let end = day.min(Date::constant(9999, 12, 30)).at(23, 59, 59, 0).to_zoned(zone);
    Timestamp(end.map_or(0, |end| end.timestamp().as_millisecond()))
}

pub fn local_date(time: Timestamp) -> Date {
    let (year, month, day, ..) = time.local_parts();
    Date::new(year, month, day).unwrap_or(Date::ZERO)
}

/// `31.12.2027`: in files for banks and finance systems only; pages say `31. Dezember 2027`, as everywhere.
pub fn short_date(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

// Signatures

/// Who signs, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    pub person: PersonId,
    /// The person stood in for.
    pub principal: Option<PersonId>,
}

impl Signer {
    /// Everybody this signature counts as: a deputy is both.
    fn counts_as(self) -> BTreeSet<PersonId> {
        std::iter::once(self.person).chain(self.principal).collect()
    }

    fn overlaps(self, other: Self) -> bool {
        !self.counts_as().is_disjoint(&other.counts_as())
    }
}

/// Who signed what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub step: Step,
    pub signer: Signer,
    pub signed_at: Timestamp,
    /// The invoice went back after it.
    pub is_void: bool,
}

/// A time in which somebody stands in for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    pub id: Uuid,
    pub principal: PersonId,
    pub deputy: PersonId,
    pub from: Date,
    /// Itself in the time.
    pub to: Date,
}

impl Deputy {
    pub fn is_now(&self, today: Date) -> bool {
        self.from <= today && today <= self.to
    }
}

/// Whether this signer may act for the person stood in for; true where it is nobody.
pub fn stands_in(deputies: &[Deputy], signer: Signer, today: Date) -> bool {
    let Some(principal) = signer.principal else { return true };
    let is_named = |deputy: &Deputy| deputy.deputy == signer.person && deputy.principal == principal;
    principal != signer.person && deputies.iter().any(|deputy| is_named(deputy) && deputy.is_now(today))
}

/// What signing takes, and the role that gives it.
const STEP_ROLES: [(Action, Role); 3] = [
    (Action::WorkOnInvoices, Role::InvoiceClerk),
    (Action::OrderInvoices, Role::Authoriser),
    (Action::PayInvoices, Role::Treasurer),
];

/// Why somebody cannot stand in for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoStandIn {
    /// The principal signs nothing.
    NothingToDo,
    /// Roles the deputy would need for the principal's steps.
    Lacks(Vec<Role>),
}

/// Whether the deputy may do everything the principal signs.
pub fn may_stand_in(principal: impl Fn(Action) -> bool, deputy: impl Fn(Action) -> bool) -> Result<(), NoStandIn> {
    let needed: Vec<_> = STEP_ROLES.into_iter().filter(|(action, _)| principal(*action)).collect();
    if needed.is_empty() {
        return Err(NoStandIn::NothingToDo);
    }
    let lacking: Vec<Role> = needed.into_iter().filter(|(action, _)| !deputy(*action)).map(|(_, role)| role).collect();
    if lacking.is_empty() { Ok(()) } else { Err(NoStandIn::Lacks(lacking)) }
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The invoice stands elsewhere.
    WrongState,
    /// The rules reject the document or give no answer.
    NotValid,
    /// No cost centre or account.
    NoAccount,
    /// Whoever confirmed it may not order it.
    FourEyes,
    /// The body wants two people for "sachlich" and "rechnerisch".
    TwoConfirmers,
    /// Nobody asked this person to stand in.
    NoDeputy,
    /// A warning that nobody has acknowledged.
    NotAcknowledged,
}

impl Refusal {
    /// Key of the sentence on the page.
    pub fn key(self) -> &'static str {
        match self {
            Self::WrongState => "amt-invoices-refused-state",
            Self::NotValid => "amt-invoices-refused-invalid",
            Self::NoAccount => "amt-invoices-refused-account",
            Self::FourEyes => "amt-invoices-refused-four-eyes",
            Self::TwoConfirmers => "amt-invoices-refused-two-confirmers",
            Self::NoDeputy => "amt-invoices-refused-deputy",
            Self::NotAcknowledged => "amt-invoices-refused-warning",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::WrongState => "Dieser Schritt ist jetzt nicht an der Reihe. Laden Sie die Seite neu.",
            Self::NotValid => "Die Prüfung hat das Dokument nicht angenommen. Senden Sie es zurück.",
            Self::NoAccount => "Tragen Sie zuerst Kostenstelle und Sachkonto ein.",
            Self::FourEyes => "Wer die Rechnung bestätigt hat, darf sie nicht anordnen. Das gilt auch in Vertretung.",
            Self::TwoConfirmers => "Sachlich und rechnerisch müssen zwei verschiedene Personen bestätigen.",
            Self::NoDeputy => "Für diese Person sind Sie heute nicht als Vertretung eingetragen.",
            Self::NotAcknowledged => {
                "Zu dieser Rechnung gibt es eine Warnung. Prüfen Sie sie und bestätigen Sie, dass Sie sie geprüft haben."
            }
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = if refusal == Refusal::FourEyes { Code::NotAllowed } else { Code::Conflict };
        Self::with_message(code, refusal.sentence())
    }
}

/// What a step depends on.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub state: State,
    pub decision: Decision,
    pub account: &'a Account,
    pub signatures: &'a [Signature],
    pub deputies: &'a [Deputy],
    /// Warnings that nobody has acknowledged, nor does with this signature.
    pub open: &'a [Warning],
    pub settings: &'a Settings,
    pub today: Date,
}

/// Whether this signature may be set now; gives the state it leads to.
pub fn may_sign(question: &Question<'_>, step: Step, signer: Signer) -> Result<State, Refusal> {
    if question.state != step.from() {
        return Err(Refusal::WrongState);
    }
    if question.decision != Decision::Accept {
        return Err(Refusal::NotValid);
    }
    if !stands_in(question.deputies, signer, question.today) {
        return Err(Refusal::NoDeputy);
    }
    let signed_before = |wanted: &[Step]| {
        question
            .signatures
            .iter()
            .any(|other| !other.is_void && wanted.contains(&other.step) && signer.overlaps(other.signer))
    };
    match step {
        Step::Order if signed_before(&[Step::Factual, Step::Arithmetical]) => return Err(Refusal::FourEyes),
        Step::Order if !question.account.is_complete() => return Err(Refusal::NoAccount),
        Step::Arithmetical if !question.settings.same_person_may_confirm && signed_before(&[Step::Factual]) => {
            return Err(Refusal::TwoConfirmers);
        }
        _ => {}
    }
    if !question.open.is_empty() {
        return Err(Refusal::NotAcknowledged);
    }
    Ok(step.to())
}

// Settings

/// What a body has decided about its invoices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// One person may confirm both "sachlich" and "rechnerisch".
    pub same_person_may_confirm: bool,
    /// Days for each step.
    pub step_days: i64,
    /// Days from receipt where the invoice names no date.
    pub default_due_days: i64,
    /// Whose account pays.
    pub debtor_name: String,
    pub debtor_iban: String,
    pub debtor_bic: String,
    /// Offered for the account assignment: `4711 Schulen`.
    pub cost_centres: Vec<String>,
    pub accounts: Vec<String>,
    pub budget_items: Vec<String>,
    pub retention: Retention,
}

/// How long invoices are kept: law, so data with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Whole calendar years after the year of the last change.
    pub years: i64,
    pub source: String,
    /// Whether somebody of the body has checked it.
    pub verified: bool,
}

const RETENTION: &str = include_str!("retention.json");

impl Default for Retention {
    fn default() -> Self {
        serde_json::from_str(RETENTION).expect("retention.json is part of the program and read in a test")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            same_person_may_confirm: true,
            step_days: 5,
            default_due_days: 30,
            debtor_name: String::new(),
            debtor_iban: String::new(),
            debtor_bic: String::new(),
            cost_centres: Vec::new(),
            accounts: Vec::new(),
            budget_items: Vec::new(),
            retention: Retention::default(),
        }
    }
}

impl Retention {
    /// The end of the last year in which it must be kept.
    pub fn until(&self, closed: Timestamp) -> Timestamp {
        let year = i64::from(closed.local_year()) + self.years.clamp(0, 100);
        let year = i16::try_from(year).unwrap_or(9_998);
        Date::new(year, 12, 31).map_or(closed, end_of)
    }
}

// Forms of numbers

/// The letters and digits of an identifier, upper case: how IBANs and Leitweg-IDs are compared.
pub fn compact(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_uppercase()
}

/// ISO 13616: country, check digits, at most 34 signs, remainder 1 modulo 97.
pub fn is_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    let fits = (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !fits || (bytes.starts_with(b"DE") && bytes.len() != 22) {
        return false;
    }
    let remainder = bytes[4..].iter().chain(&bytes[..4]).fold(0_u32, |rest, byte| {
        if byte.is_ascii_digit() {
            (rest * 10 + u32::from(byte - b'0')) % 97
        } else {
            (rest * 100 + u32::from(byte - b'A') + 10) % 97
        }
    });
    remainder == 1
}

/// `DE02 1203 0000 0000 2020 51`
pub fn grouped(iban: &str) -> String {
    let signs: Vec<char> = iban.chars().collect();
    signs.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

pub fn number(prefix: &str, year: i16, count: i64) -> String {
    format!("{prefix}-{year}-{count:05}")
}

pub fn changed_meanwhile() -> Failure {
    Failure::with_message(
        Code::Conflict,
        "Jemand hat diese Rechnung inzwischen geändert. Laden Sie die Seite neu und versuchen Sie es noch einmal.",
    )
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
