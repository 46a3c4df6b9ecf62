//! All SQL of the office.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, Value, like_literal, params};
use uuid::Uuid;

use super::model::{Case, Periods, kind_of, kind_word};

macro_rules! columns {
    () => {
        "body_id, case_id, application_id, link_hash, number, service, service_title, package_version, effective_hash, state, \
         state_kind, revision, \
         submitted_at, changed_at, decision_due_at, step_due_at, waiting_since, closed_at, assigned_to, last_step_by, \
         applicant, applicant_name, applicant_email, language, answers, answers_salt, answers_hash, fee_cents, \
         ledger_sequence, delete_after, data_deleted_at"
    };
}

/// Columns of a line in a list: no answers.
macro_rules! line_columns {
    () => {
        "number, service, service_title, effective_hash, state, state_kind, submitted_at, closed_at, next_due_at, \
         assigned_to, applicant_name"
    };
}

// Filters: $2 kind of state, 'open' or 'all'; $3 service or ''; $4 pattern or ''; $5 person, or null for everybody's.
macro_rules! filtered {
    ($start:expr, $end:expr) => {
        concat!(
            $start,
            " FROM cases WHERE body_id = $1 AND ($2 = 'all' OR state_kind = $2 OR ($2 = 'open' AND state_kind IN ('work', 'waiting'))) \
             AND ($3 = '' OR service = $3) \
             AND ($4 = '' OR number LIKE $4 ESCAPE '\\' OR applicant_search LIKE $4 ESCAPE '\\') \
             AND ($5 = '' OR assigned_key = $5)",
            $end
        )
    };
}

macro_rules! list {
    ($order:literal) => {
        filtered!(concat!("SELECT ", line_columns!()), concat!(" ORDER BY ", $order, " LIMIT $6 OFFSET $7"))
    };
}

const BY_APPLICATION: &str =
    "SELECT case_id, number, ledger_sequence FROM cases WHERE body_id = $1 AND application_id = $2";
const INSERT: &str = "INSERT INTO cases (body_id, case_id, application_id, number, service, service_title, package_version, \
     effective_hash, state, state_kind, revision, submitted_at, changed_at, decision_due_at, step_due_at, next_due_at, \
     waiting_since, applicant, applicant_name, applicant_search, applicant_email, language, answers, answers_salt, \
     answers_hash, link_hash, fee_cents, ledger_sequence, delete_after, assigned_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
     $9, $10, 1, $11, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, -1, $26, '') \
     ON CONFLICT (body_id, application_id) DO NOTHING";
const SET_SEQUENCE: &str = "UPDATE cases SET ledger_sequence = $3 WHERE body_id = $1 AND case_id = $2";
const BY_NUMBER: &str = concat!("SELECT ", columns!(), " FROM cases WHERE body_id = $1 AND number = $2");
const BY_LINK: &str = concat!("SELECT ", columns!(), " FROM cases WHERE body_id = $1 AND link_hash = $2");
const BY_ID: &str = concat!("SELECT ", columns!(), " FROM cases WHERE body_id = $1 AND case_id = $2");
const OF_APPLICANT: &str =
    concat!("SELECT ", columns!(), " FROM cases WHERE applicant = $1 ORDER BY changed_at DESC LIMIT 200");
const MOVE: &str = "UPDATE cases SET state = $4, state_kind = $5, revision = revision + 1, changed_at = $6, decision_due_at = $7, \
     step_due_at = $8, next_due_at = $9, waiting_since = $10, closed_at = $11, last_step_by = $12, delete_after = $13 \
     WHERE body_id = $1 AND case_id = $2 AND revision = $3";
const ASSIGN: &str = "UPDATE cases SET assigned_to = $4, assigned_key = $5, revision = revision + 1, changed_at = $6 \
     WHERE body_id = $1 AND case_id = $2 AND revision = $3";

const LIST_BY_DUE: &str = list!("next_due_at ASC NULLS LAST, number");
const LIST_BY_NEWEST: &str = list!("submitted_at DESC, number DESC");
const LIST_BY_OLDEST: &str = list!("submitted_at ASC, number");
const LIST_BY_NAME: &str = list!("applicant_search, number");
const COUNT: &str = filtered!("SELECT COUNT(*) AS cases", "");
const SERVICES: &str =
    "SELECT service, MAX(service_title) AS title FROM cases WHERE body_id = $1 GROUP BY service ORDER BY 2";

// The day: $2 person or '', $3 now, $4 end of the week.
const DAY_COUNTS: &str = "SELECT SUM(CASE WHEN next_due_at < $3 THEN 1 ELSE 0 END) AS overdue, \
     SUM(CASE WHEN next_due_at >= $3 AND next_due_at <= $4 THEN 1 ELSE 0 END) AS week, \
     SUM(CASE WHEN state_kind = 'work' AND assigned_key = '' THEN 1 ELSE 0 END) AS fresh, \
     SUM(CASE WHEN state_kind = 'work' AND assigned_key <> '' AND next_due_at > $4 THEN 1 ELSE 0 END) AS later, \
     SUM(CASE WHEN state_kind = 'waiting' THEN 1 ELSE 0 END) AS waiting, COUNT(*) AS total FROM cases \
     WHERE body_id = $1 AND state_kind IN ('work', 'waiting') AND ($2 = '' OR assigned_key = $2)";
const DAY_OVERDUE: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM cases WHERE body_id = $1 AND state_kind IN ('work', 'waiting') AND ($2 = '' OR assigned_key = $2) \
     AND next_due_at < $3 ORDER BY next_due_at, number LIMIT 10"
);
const DAY_WEEK: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM cases WHERE body_id = $1 AND state_kind IN ('work', 'waiting') AND ($2 = '' OR assigned_key = $2) \
     AND next_due_at >= $3 AND next_due_at <= $4 ORDER BY next_due_at, number LIMIT 10"
);
const DAY_LATER: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM cases WHERE body_id = $1 AND state_kind = 'work' AND assigned_key <> '' AND ($2 = '' OR assigned_key = $2) \
     AND next_due_at > $3 ORDER BY next_due_at, number LIMIT 10"
);
const DAY_FRESH: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM cases WHERE body_id = $1 AND state_kind = 'work' AND assigned_key = '' ORDER BY submitted_at, number LIMIT 10"
);
const DAY_WAITING: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM cases WHERE body_id = $1 AND state_kind = 'waiting' AND ($2 = '' OR assigned_key = $2) \
     ORDER BY next_due_at, number LIMIT 10"
);

const INSERT_MESSAGE: &str = "INSERT INTO case_messages (body_id, case_id, message_id, from_office, author, content, letter, sent_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const MESSAGES: &str = "SELECT message_id, from_office, author, content, letter, sent_at FROM case_messages \
     WHERE body_id = $1 AND case_id = $2 ORDER BY sent_at, message_id";
const INSERT_DOCUMENT: &str = "INSERT INTO case_documents (body_id, case_id, document_id, kind, answer_key, message_id, file_name, \
     media_type, size, sha256, subject, content, created_at, created_by) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const DOCUMENTS: &str = "SELECT document_id, kind, answer_key, message_id, file_name, media_type, size, sha256, subject, content, \
     created_at FROM case_documents WHERE body_id = $1 AND case_id = $2 ORDER BY created_at, document_id";
const INSERT_NOTE: &str = "INSERT INTO case_notes (body_id, case_id, note_id, author, content, written_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const NOTES: &str = "SELECT author, content, written_at FROM case_notes WHERE body_id = $1 AND case_id = $2 \
     ORDER BY written_at DESC, note_id DESC";

const DUE_FOR_DELETION: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM cases WHERE delete_after <= $1 ORDER BY delete_after, body_id, case_id LIMIT 200"
);
const PAST_STEP: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM cases WHERE state_kind IN ('work', 'waiting') AND step_due_at < $1 \
     AND (body_id > $2 OR (body_id = $2 AND case_id > $3)) ORDER BY body_id, case_id LIMIT 200"
);
const STRIP_ANSWERS: &str = "UPDATE cases SET answers = $4, delete_after = $5, revision = revision + 1 \
     WHERE body_id = $1 AND case_id = $2 AND revision = $3";
const WIPE: &str = "UPDATE cases SET applicant = NULL, applicant_name = '', applicant_search = '', applicant_email = NULL, \
     answers = '{}', answers_salt = $4, delete_after = NULL, data_deleted_at = $5, revision = revision + 1 \
     WHERE body_id = $1 AND case_id = $2 AND revision = $3";
const DELETE_MESSAGES: &str = "DELETE FROM case_messages WHERE body_id = $1 AND case_id = $2";
const DELETE_DOCUMENTS: &str = "DELETE FROM case_documents WHERE body_id = $1 AND case_id = $2";
const DELETE_DOCUMENT: &str = "DELETE FROM case_documents WHERE body_id = $1 AND case_id = $2 AND document_id = $3";
const DELETE_NOTES: &str = "DELETE FROM case_notes WHERE body_id = $1 AND case_id = $2";

/// Every statement of this office.
pub const STATEMENTS: &[&str] = &[
    BY_APPLICATION,
    INSERT,
    SET_SEQUENCE,
    BY_NUMBER,
    BY_LINK,
    BY_ID,
    OF_APPLICANT,
    MOVE,
    ASSIGN,
    LIST_BY_DUE,
    LIST_BY_NEWEST,
    LIST_BY_OLDEST,
    LIST_BY_NAME,
    COUNT,
    SERVICES,
    DAY_COUNTS,
    DAY_OVERDUE,
    DAY_WEEK,
    DAY_LATER,
    DAY_FRESH,
    DAY_WAITING,
    INSERT_MESSAGE,
    MESSAGES,
    INSERT_DOCUMENT,
    DOCUMENTS,
    INSERT_NOTE,
    NOTES,
    DUE_FOR_DELETION,
    PAST_STEP,
    STRIP_ANSWERS,
    WIPE,
    DELETE_MESSAGES,
    DELETE_DOCUMENTS,
    DELETE_DOCUMENT,
    DELETE_NOTES,
];

// Taking in

/// Case id, number and place in the ledger of the case made of an application.
pub async fn by_application(
    tx: &mut Transaction,
    body: &BodyKey,
    application: Uuid,
) -> Result<Option<(Uuid, String, i64)>, Failure> {
    let Some(row) = tx.query_optional(BY_APPLICATION, params![body, application]).await? else { return Ok(None) };
    Ok(Some((row.get("case_id")?, row.get("number")?, row.get("ledger_sequence")?)))
}

/// Enters the case; `false` if the application has one already.
pub async fn insert(tx: &mut Transaction, case: &Case) -> Result<bool, Failure> {
    let changed = tx
        .execute(
            INSERT,
            params![
                &case.body,
                case.id,
                case.application,
                &case.number,
                &case.service,
                &case.service_title,
                &case.package_version,
                &case.effective_hash,
                &case.state,
                kind_word(case.kind),
                case.submitted_at,
                case.periods.decision_due,
                case.periods.step_due,
                case.periods.next_due(),
                case.periods.waiting_since,
                case.applicant,
                &case.applicant_name,
                case.applicant_name.to_lowercase(),
                case.applicant_email.clone(),
                &case.language,
                &case.answers,
                &case.answers_salt,
                &case.answers_hash,
                &case.link_hash,
                case.fee_cents,
                case.delete_after,
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn set_sequence(tx: &mut Transaction, body: &BodyKey, case: Uuid, sequence: i64) -> Result<(), Failure> {
    tx.execute(SET_SEQUENCE, params![body, case, sequence]).await?;
    Ok(())
}

// Reading one

pub async fn by_number(store: &Store, body: &BodyKey, number: &str) -> Result<Option<Case>, Failure> {
    store.query_optional(BY_NUMBER, params![body, number]).await?.as_ref().map(case_of).transpose()
}

pub async fn by_link(store: &Store, body: &BodyKey, link_hash: Vec<u8>) -> Result<Option<Case>, Failure> {
    store.query_optional(BY_LINK, params![body, link_hash]).await?.as_ref().map(case_of).transpose()
}

pub async fn by_id(store: &Store, body: &BodyKey, case: Uuid) -> Result<Option<Case>, Failure> {
    store.query_optional(BY_ID, params![body, case]).await?.as_ref().map(case_of).transpose()
}

pub async fn of_applicant(store: &Store, person: PersonId) -> Result<Vec<Case>, Failure> {
    store.query(OF_APPLICANT, params![person]).await?.iter().map(case_of).collect()
}

fn case_of(row: &Row) -> Result<Case, Failure> {
    let time =
        |column: &str| -> Result<Option<Timestamp>, Failure> { Ok(row.get::<Option<i64>>(column)?.map(Timestamp)) };
    let person =
        |column: &str| -> Result<Option<PersonId>, Failure> { Ok(row.get::<Option<Uuid>>(column)?.map(PersonId)) };
    Ok(Case {
        body: body_of(row)?,
        id: row.get("case_id")?,
        application: row.get("application_id")?,
        link_hash: row.get("link_hash")?,
        number: row.get("number")?,
        service: row.get("service")?,
        service_title: row.get("service_title")?,
        package_version: row.get("package_version")?,
        effective_hash: row.get("effective_hash")?,
        state: row.get("state")?,
        kind: kind_at(row)?,
        revision: row.get("revision")?,
        submitted_at: Timestamp(row.get("submitted_at")?),
        changed_at: Timestamp(row.get("changed_at")?),
        periods: Periods {
            decision_due: time("decision_due_at")?,
            step_due: time("step_due_at")?,
            waiting_since: time("waiting_since")?,
        },
        closed_at: time("closed_at")?,
        assigned_to: person("assigned_to")?,
        last_step_by: person("last_step_by")?,
        applicant: person("applicant")?,
        applicant_name: row.get("applicant_name")?,
        applicant_email: row.get("applicant_email")?,
        language: row.get("language")?,
        answers: row.get("answers")?,
        answers_salt: row.get("answers_salt")?,
        answers_hash: row.get("answers_hash")?,
        fee_cents: row.get("fee_cents")?,
        ledger_sequence: row.get("ledger_sequence")?,
        delete_after: time("delete_after")?,
        data_deleted_at: time("data_deleted_at")?,
    })
}

fn body_of(row: &Row) -> Result<BodyKey, Failure> {
    BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))
}

fn kind_at(row: &Row) -> Result<lotse_reuse::StateKind, Failure> {
    let word: String = row.get("state_kind")?;
    kind_of(&word).ok_or_else(|| Failure::internal(format!("unknown kind of state {word}")))
}

// Changing one; `false` if somebody else was faster

/// Writes state, periods and deletion date as they stand in `case`.
pub async fn write_move(tx: &mut Transaction, case: &Case, now: Timestamp) -> Result<bool, Failure> {
    let periods = case.periods;
    let values = params![
        &case.body,
        case.id,
        case.revision,
        &case.state,
        kind_word(case.kind),
        now,
        periods.decision_due,
        periods.step_due,
        if case.is_open() { periods.next_due() } else { None },
        periods.waiting_since,
        case.closed_at,
        case.last_step_by,
        case.delete_after,
    ];
    Ok(tx.execute(MOVE, values).await? == 1)
}

pub async fn assign(tx: &mut Transaction, case: &Case, to: Option<PersonId>, now: Timestamp) -> Result<bool, Failure> {
    let key = to.map(|person| person.to_string()).unwrap_or_default();
    Ok(tx.execute(ASSIGN, params![&case.body, case.id, case.revision, to, key, now]).await? == 1)
}

// Lists

/// A line of a list.
#[derive(Clone, Debug)]
pub struct CaseLine {
    pub number: String,
    pub service: String,
    pub service_title: String,
    pub effective_hash: String,
    pub state: String,
    pub kind: lotse_reuse::StateKind,
    pub submitted_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub next_due: Option<Timestamp>,
    pub assigned_to: Option<PersonId>,
    pub applicant_name: String,
}

fn line_of(row: &Row) -> Result<CaseLine, Failure> {
    let time =
        |column: &str| -> Result<Option<Timestamp>, Failure> { Ok(row.get::<Option<i64>>(column)?.map(Timestamp)) };
    Ok(CaseLine {
        number: row.get("number")?,
        service: row.get("service")?,
        service_title: row.get("service_title")?,
        effective_hash: row.get("effective_hash")?,
        state: row.get("state")?,
        kind: kind_at(row)?,
        submitted_at: Timestamp(row.get("submitted_at")?),
        closed_at: time("closed_at")?,
        next_due: time("next_due_at")?,
        assigned_to: row.get::<Option<Uuid>>("assigned_to")?.map(PersonId),
        applicant_name: row.get("applicant_name")?,
    })
}

/// How a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Due,
    Newest,
    Oldest,
    Name,
}

/// What stands in a list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Word of a kind of state, `open` or `all`.
    pub kind: String,
    /// Key of a service or empty.
    pub service: String,
    /// Part of number or name, or empty.
    pub search: String,
    pub assigned_to: Option<PersonId>,
}

impl Filter {
    fn values(&self, body: &BodyKey) -> Vec<Value> {
        let search = self.search.trim().to_lowercase();
        let pattern = if search.is_empty() { String::new() } else { format!("%{}%", like_literal(&search)) };
        let person = self.assigned_to.map(|person| person.to_string()).unwrap_or_default();
        params![body, &self.kind, &self.service, pattern, person].to_vec()
    }
}

pub async fn list(
    store: &Store,
    body: &BodyKey,
    filter: &Filter,
    order: Order,
    limit: i64,
    offset: i64,
) -> Result<Vec<CaseLine>, Failure> {
    let sql = match order {
        Order::Due => LIST_BY_DUE,
        Order::Newest => LIST_BY_NEWEST,
        Order::Oldest => LIST_BY_OLDEST,
        Order::Name => LIST_BY_NAME,
    };
    let mut values = filter.values(body);
    values.extend([Value::from(limit), Value::from(offset)]);
    store.query(sql, &values).await?.iter().map(line_of).collect()
}

pub async fn count(store: &Store, body: &BodyKey, filter: &Filter) -> Result<i64, Failure> {
    Ok(store.query_one(COUNT, &filter.values(body)).await?.get("cases")?)
}

/// Key and title of the services there are cases of.
pub async fn services(store: &Store, body: &BodyKey) -> Result<Vec<(String, String)>, Failure> {
    let rows = store.query(SERVICES, params![body]).await?;
    rows.iter().map(|row| Ok((row.get("service")?, row.get("title")?))).collect()
}

/// What waits today: how many and the first ten of each.
#[derive(Clone, Debug, Default)]
pub struct Day {
    pub total: i64,
    pub overdue: (i64, Vec<CaseLine>),
    pub week: (i64, Vec<CaseLine>),
    pub later: (i64, Vec<CaseLine>),
    pub fresh: (i64, Vec<CaseLine>),
    pub waiting: (i64, Vec<CaseLine>),
}

pub async fn day(store: &Store, body: &BodyKey, person: Option<PersonId>, now: Timestamp) -> Result<Day, Failure> {
    let key = person.map(|person| person.to_string()).unwrap_or_default();
    let week_end = now.end_of_day_after(7);
    let counts = store.query_one(DAY_COUNTS, params![body, &key, now, week_end]).await?;
    let count = |column: &str| -> Result<i64, Failure> { Ok(counts.get::<Option<i64>>(column)?.unwrap_or(0)) };
    let overdue = lines(store.query(DAY_OVERDUE, params![body, &key, now]).await?)?;
    let week = lines(store.query(DAY_WEEK, params![body, &key, now, week_end]).await?)?;
    let later = lines(store.query(DAY_LATER, params![body, &key, week_end]).await?)?;
    let fresh = if person.is_none() { lines(store.query(DAY_FRESH, params![body]).await?)? } else { Vec::new() };
    let waiting = lines(store.query(DAY_WAITING, params![body, &key]).await?)?;
    Ok(Day {
        total: count("total")?,
        overdue: (count("overdue")?, overdue),
        week: (count("week")?, week),
        later: (count("later")?, later),
        fresh: (count("fresh")?, fresh),
        waiting: (count("waiting")?, waiting),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "takes the result of a query")]
fn lines(rows: Vec<Row>) -> Result<Vec<CaseLine>, Failure> {
    rows.iter().map(line_of).collect()
}

// What belongs to a case

/// A question or an answer.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Uuid,
    pub from_office: bool,
    pub author: Option<PersonId>,
    pub content: String,
    pub letter: Option<String>,
    pub sent_at: Timestamp,
}

pub async fn insert_message(tx: &mut Transaction, case: &Case, message: &Message) -> Result<(), Failure> {
    let values = params![
        &case.body,
        case.id,
        message.id,
        message.from_office,
        message.author,
        &message.content,
        message.letter.clone(),
        message.sent_at,
    ];
    tx.execute(INSERT_MESSAGE, values).await?;
    Ok(())
}

pub async fn messages(store: &Store, case: &Case) -> Result<Vec<Message>, Failure> {
    let rows = store.query(MESSAGES, params![&case.body, case.id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Message {
                id: row.get("message_id")?,
                from_office: row.get("from_office")?,
                author: row.get::<Option<Uuid>>("author")?.map(PersonId),
                content: row.get("content")?,
                letter: row.get("letter")?,
                sent_at: Timestamp(row.get("sent_at")?),
            })
        })
        .collect()
}

/// Where a file of a case comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    Application,
    Answer,
    Decision,
}

impl DocumentKind {
    fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Answer => "answer",
            Self::Decision => "decision",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Application, Self::Answer, Self::Decision].into_iter().find(|kind| kind.word() == word)
    }
}

/// A file of a case.
#[derive(Clone, Debug)]
pub struct Document {
    pub id: Uuid,
    pub kind: DocumentKind,
    pub answer_key: Option<String>,
    pub message: Option<Uuid>,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub subject: Option<String>,
    pub content: Option<String>,
    pub created_at: Timestamp,
}

pub async fn insert_document(
    tx: &mut Transaction,
    case: &Case,
    document: &Document,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let values = params![
        &case.body,
        case.id,
        document.id,
        document.kind.word(),
        document.answer_key.clone(),
        document.message,
        &document.file_name,
        &document.media_type,
        document.size,
        &document.sha256,
        document.subject.clone(),
        document.content.clone(),
        document.created_at,
        by,
    ];
    tx.execute(INSERT_DOCUMENT, values).await?;
    Ok(())
}

pub async fn documents(store: &Store, case: &Case) -> Result<Vec<Document>, Failure> {
    let rows = store.query(DOCUMENTS, params![&case.body, case.id]).await?;
    rows.iter()
        .map(|row| {
            let word: String = row.get("kind")?;
            Ok(Document {
                id: row.get("document_id")?,
                kind: DocumentKind::parse(&word)
                    .ok_or_else(|| Failure::internal(format!("unknown kind of document {word}")))?,
                answer_key: row.get("answer_key")?,
                message: row.get("message_id")?,
                file_name: row.get("file_name")?,
                media_type: row.get("media_type")?,
                size: row.get("size")?,
                sha256: row.get("sha256")?,
                subject: row.get("subject")?,
                content: row.get("content")?,
                created_at: Timestamp(row.get("created_at")?),
            })
        })
        .collect()
}

/// A note of a colleague.
#[derive(Clone, Debug)]
pub struct Note {
    pub author: Option<PersonId>,
    pub content: String,
    pub written_at: Timestamp,
}

pub async fn insert_note(tx: &mut Transaction, case: &Case, id: Uuid, note: &Note) -> Result<(), Failure> {
    tx.execute(INSERT_NOTE, params![&case.body, case.id, id, note.author, &note.content, note.written_at]).await?;
    Ok(())
}

pub async fn notes(store: &Store, case: &Case) -> Result<Vec<Note>, Failure> {
    let rows = store.query(NOTES, params![&case.body, case.id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                author: row.get::<Option<Uuid>>("author")?.map(PersonId),
                content: row.get("content")?,
                written_at: Timestamp(row.get("written_at")?),
            })
        })
        .collect()
}

// Jobs

/// Open cases whose step is overdue, page by page: those behind `after`.
pub async fn past_step(store: &Store, now: Timestamp, after: Option<&(BodyKey, Uuid)>) -> Result<Vec<Case>, Failure> {
    let (body, case) = after.map_or(("", Uuid::nil()), |(body, case)| (body.as_str(), *case));
    store.query(PAST_STEP, params![now, body, case]).await?.iter().map(case_of).collect()
}

pub async fn due_for_deletion(store: &Store, now: Timestamp) -> Result<Vec<Case>, Failure> {
    store.query(DUE_FOR_DELETION, params![now]).await?.iter().map(case_of).collect()
}

pub async fn strip_answers(
    tx: &mut Transaction,
    case: &Case,
    answers: &str,
    next: Option<Timestamp>,
) -> Result<bool, Failure> {
    Ok(tx.execute(STRIP_ANSWERS, params![&case.body, case.id, case.revision, answers, next]).await? == 1)
}

pub async fn delete_document(tx: &mut Transaction, case: &Case, document: Uuid) -> Result<(), Failure> {
    tx.execute(DELETE_DOCUMENT, params![&case.body, case.id, document]).await?;
    Ok(())
}

/// Removes everything about the person; number, dates and state stay.
pub async fn wipe(tx: &mut Transaction, case: &Case, now: Timestamp) -> Result<bool, Failure> {
    for statement in [DELETE_MESSAGES, DELETE_DOCUMENTS, DELETE_NOTES] {
        tx.execute(statement, params![&case.body, case.id]).await?;
    }
    // Without the salt the hash in the ledger says nothing about the answers any more.
    Ok(tx.execute(WIPE, params![&case.body, case.id, case.revision, Vec::<u8>::new(), now]).await? == 1)
}
