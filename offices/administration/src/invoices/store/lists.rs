//! The work list: by state, by what a person may do next, by words.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Store, Value, like_literal, params};

use super::{
    super::model::{self, Invoice},
    invoice_of,
};

// $2 state, 'open' or 'all'; $3 unit, '*' any; $4 1 = overdue at $6; $5 1 = Skonto until $7; $8..$11 patterns
macro_rules! filtered {
    ($columns:expr, $rest:literal) => {
        concat!(
            $columns,
            " FROM invoices WHERE body_id = $1 AND ($2 = 'all' OR state = $2 OR ($2 = 'open' AND state NOT IN ('paid', \
             'sent-back', 'duplicate'))) AND ($3 = '*' OR unit_key = $3) AND ($4 = 0 OR due_at < $6) \
             AND ($5 = 0 OR (skonto_at >= $6 AND skonto_at <= $7)) \
             AND ($8 = '' OR search LIKE $8 ESCAPE '\\') AND ($9 = '' OR search LIKE $9 ESCAPE '\\') \
             AND ($10 = '' OR search LIKE $10 ESCAPE '\\') AND ($11 = '' OR search LIKE $11 ESCAPE '\\') ",
            $rest
        )
    };
}
const LIST_BY_NEXT: &str =
    filtered!(concat!("SELECT ", columns!()), "ORDER BY next_at ASC NULLS LAST, number DESC LIMIT $12 OFFSET $13");
const LIST_BY_NEWEST: &str =
    filtered!(concat!("SELECT ", columns!()), "ORDER BY received_at DESC, number DESC LIMIT $12 OFFSET $13");
const LIST_BY_AMOUNT: &str =
    filtered!(concat!("SELECT ", columns!()), "ORDER BY payable_cents DESC, number LIMIT $12 OFFSET $13");
const LIST_BY_SELLER: &str =
    filtered!(concat!("SELECT ", columns!()), "ORDER BY lower(seller_name), number LIMIT $12 OFFSET $13");
const COUNT: &str = filtered!("SELECT COUNT(*) AS invoices", "");

// What somebody of these roles may do next: $2 the person; $12 confirms, $13 orders, $14 pays; $15 one person may confirm
// both. Whoever confirmed does not order, as `may_sign` says.
macro_rules! mine {
    ($columns:expr, $rest:literal) => {
        concat!(
            $columns,
            " FROM invoices WHERE body_id = $1 AND (($12 = 1 AND state IN ('received', 'formally-checked')) \
             OR ($12 = 1 AND state = 'factually-correct' AND ($15 = 1 OR NOT EXISTS (SELECT 1 FROM invoice_signatures s \
             WHERE s.body_id = invoices.body_id AND s.invoice_id = invoices.invoice_id AND s.is_void = FALSE \
             AND s.step = 'factual' AND (s.person = $2 OR s.principal = $2)))) \
             OR ($13 = 1 AND state = 'arithmetically-correct' AND NOT EXISTS (SELECT 1 FROM invoice_signatures s \
             WHERE s.body_id = invoices.body_id AND s.invoice_id = invoices.invoice_id AND s.is_void = FALSE \
             AND s.step IN ('factual', 'arithmetical') AND (s.person = $2 OR s.principal = $2))) \
             OR ($14 = 1 AND state = 'ordered' AND run_id IS NULL)) \
             AND ($3 = '*' OR unit_key = $3) AND ($4 = 0 OR due_at < $6) \
             AND ($5 = 0 OR (skonto_at >= $6 AND skonto_at <= $7)) \
             AND ($8 = '' OR search LIKE $8 ESCAPE '\\') AND ($9 = '' OR search LIKE $9 ESCAPE '\\') \
             AND ($10 = '' OR search LIKE $10 ESCAPE '\\') AND ($11 = '' OR search LIKE $11 ESCAPE '\\') ",
            $rest
        )
    };
}
// What is overdue first, then by the day that costs money: the end of the Skonto, or when it is due.
const MINE_BY_NEXT: &str = mine!(
    concat!("SELECT ", columns!()),
    "ORDER BY CASE WHEN due_at < $6 THEN 0 ELSE 1 END, CASE WHEN skonto_at >= $6 AND (due_at IS NULL \
     OR skonto_at < due_at) THEN skonto_at ELSE due_at END ASC NULLS LAST, number LIMIT $16 OFFSET $17"
);
const MINE_BY_NEWEST: &str =
    mine!(concat!("SELECT ", columns!()), "ORDER BY received_at DESC, number DESC LIMIT $16 OFFSET $17");
const MINE_BY_AMOUNT: &str =
    mine!(concat!("SELECT ", columns!()), "ORDER BY payable_cents DESC, number LIMIT $16 OFFSET $17");
const MINE_BY_SELLER: &str =
    mine!(concat!("SELECT ", columns!()), "ORDER BY lower(seller_name), number LIMIT $16 OFFSET $17");
const COUNT_MINE: &str = mine!("SELECT COUNT(*) AS invoices", "");

/// Every statement of this file.
pub const STATEMENTS: &[&str] = &[
    LIST_BY_NEXT,
    LIST_BY_NEWEST,
    LIST_BY_AMOUNT,
    LIST_BY_SELLER,
    COUNT,
    MINE_BY_NEXT,
    MINE_BY_NEWEST,
    MINE_BY_AMOUNT,
    MINE_BY_SELLER,
    COUNT_MINE,
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Next,
    Newest,
    Amount,
    Seller,
}

/// What somebody may do next.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one for each role and the body's own rule")]
pub struct Mine {
    pub person: PersonId,
    pub confirms: bool,
    pub orders: bool,
    pub pays: bool,
    /// One person may confirm both "sachlich" and "rechnerisch".
    pub same_person_may_confirm: bool,
}

/// What stands in a list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Word of a state, `open` or `all`; without meaning where it is about somebody.
    pub state: String,
    pub mine: Option<Mine>,
    /// Key of a unit, empty for "not assigned"; `None` for any.
    pub unit: Option<String>,
    pub is_late: bool,
    /// Skonto ends within this time from now.
    pub skonto_until: Option<Timestamp>,
    pub search: String,
    pub now: Timestamp,
}

impl Filter {
    fn values(&self, body: &BodyKey) -> Vec<Value> {
        let mut values = params![
            body,
            self.mine.map_or_else(|| Value::from(self.state.as_str()), |mine| Value::from(mine.person)),
            self.unit.as_deref().unwrap_or("*"),
            i64::from(self.is_late),
            i64::from(self.skonto_until.is_some()),
            self.now,
            self.skonto_until.unwrap_or(self.now),
        ]
        .to_vec();
        let mut patterns = patterns(&self.search);
        patterns.resize(4, String::new());
        values.extend(patterns.into_iter().map(Value::from));
        if let Some(mine) = self.mine {
            let roles = [mine.confirms, mine.orders, mine.pays, mine.same_person_may_confirm];
            values.extend(roles.map(|has| Value::from(i64::from(has))));
        }
        values
    }
}

/// A pattern a word, at most four; an IBAN may be typed with its spaces.
fn patterns(search: &str) -> Vec<String> {
    let search = search.trim().to_lowercase();
    let compact: String = search.chars().filter(|sign| !sign.is_whitespace()).collect();
    let is_iban = compact.len() >= 15 && model::is_iban(&compact.to_uppercase());
    let words: Vec<&str> = if is_iban { vec![&compact] } else { search.split_whitespace().take(4).collect() };
    words.into_iter().map(|word| format!("%{}%", like_literal(word))).collect()
}

pub async fn list(
    store: &Store,
    body: &BodyKey,
    filter: &Filter,
    order: Order,
    limit: i64,
    offset: i64,
) -> Result<Vec<Invoice>, Failure> {
    let sql = match (order, filter.mine.is_some()) {
        (Order::Next, false) => LIST_BY_NEXT,
        (Order::Newest, false) => LIST_BY_NEWEST,
        (Order::Amount, false) => LIST_BY_AMOUNT,
        (Order::Seller, false) => LIST_BY_SELLER,
        (Order::Next, true) => MINE_BY_NEXT,
        (Order::Newest, true) => MINE_BY_NEWEST,
        (Order::Amount, true) => MINE_BY_AMOUNT,
        (Order::Seller, true) => MINE_BY_SELLER,
    };
    let mut values = filter.values(body);
    values.extend([Value::from(limit), Value::from(offset)]);
    store.query(sql, &values).await?.iter().map(invoice_of).collect()
}

pub async fn count(store: &Store, body: &BodyKey, filter: &Filter) -> Result<i64, Failure> {
    let sql = if filter.mine.is_some() { COUNT_MINE } else { COUNT };
    Ok(store.query_one(sql, &filter.values(body)).await?.get("invoices")?)
}
