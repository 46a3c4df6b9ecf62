//! Rows as JSON lines: an array a row; bytes, ids and fractions carry a tag so that they come back as what they were.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use lotse_store::{ColumnType, Row, TableInfo, Transaction, Value};
use serde_json::{Value as Json, json};

use super::ROWS_PER_PART;
use crate::errors::Failure;

/// Reads a table in the order of its primary key, a part at a time.
pub(super) struct TableReader<'a> {
    table: &'a TableInfo,
    /// Only this body's rows.
    body: Option<&'a str>,
    after: Option<Vec<Value>>,
    done: bool,
}

impl<'a> TableReader<'a> {
    pub(super) fn new(table: &'a TableInfo, body: Option<&'a str>) -> Self {
        Self { table, body, after: None, done: false }
    }

    pub(super) async fn next(&mut self, tx: &mut Transaction) -> Result<Vec<Vec<Value>>, Failure> {
        if self.done {
            return Ok(Vec::new());
        }
        let (sql, params) = self.statement();
        let rows = tx.query_dynamic(sql, &params).await?;
        self.done = rows.len() < ROWS_PER_PART;
        if let Some(last) = rows.last() {
            self.after = Some(key_of(self.table, last)?);
        }
        Ok(rows.into_iter().map(Row::into_values).collect())
    }

    fn statement(&self) -> (String, Vec<Value>) {
        let columns: Vec<String> = self.table.columns.iter().map(|column| quoted(&column.name)).collect();
        let key: Vec<String> = self.table.primary_key.iter().map(|column| quoted(column)).collect();
        let (mut conditions, mut params) = (Vec::new(), Vec::new());
        if let Some(body) = self.body {
            params.push(Value::Text(body.to_owned()));
            conditions.push(format!("\"body_id\" = ${}", params.len()));
        }
        if let Some(after) = &self.after {
            let first = params.len() + 1;
            let places: Vec<String> = (first..first + after.len()).map(|number| format!("${number}")).collect();
            conditions.push(format!("({}) > ({})", key.join(", "), places.join(", ")));
            params.extend(after.iter().cloned());
        }
        let mut sql = format!("SELECT {} FROM {}", columns.join(", "), quoted(&self.table.name));
        if !conditions.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(sql, " WHERE {}", conditions.join(" AND "));
        }
        let _ = write!(sql, " ORDER BY {} LIMIT {ROWS_PER_PART}", key.join(", "));
        (sql, params)
    }
}

fn key_of(table: &TableInfo, row: &Row) -> Result<Vec<Value>, Failure> {
    let names = row.columns();
    let values = row.clone().into_values();
    let place = |wanted: &String| names.iter().position(|name| name == wanted);
    let key: Option<Vec<Value>> =
        table.primary_key.iter().map(|column| place(column).and_then(|index| values.get(index).cloned())).collect();
    key.ok_or_else(|| Failure::internal(format!("table {} without its key", table.name)))
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn to_json(values: &[Value], table: &TableInfo) -> Json {
    Json::Array(values.iter().zip(&table.columns).map(|(value, column)| value_to_json(value, column.kind)).collect())
}

fn value_to_json(value: &Value, kind: ColumnType) -> Json {
    match value {
        Value::Null => Json::Null,
        // SQLite keeps truth as 0 and 1.
        Value::Int(number) if kind == ColumnType::Bool => json!(*number != 0),
        Value::Int(number) => json!(number),
        Value::Real(number) => json!({ "real": number }),
        Value::Bool(truth) => json!(truth),
        Value::Text(text) => json!(text),
        Value::Blob(bytes) if kind == ColumnType::Uuid => {
            json!({ "uuid": uuid::Uuid::from_slice(bytes).map(|id| id.to_string()).unwrap_or_default() })
        }
        Value::Blob(bytes) => json!({ "base64": STANDARD.encode(bytes) }),
        Value::Uuid(id) => json!({ "uuid": id.to_string() }),
    }
}

pub(super) fn from_json(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Int(number.as_i64()?),
        Json::String(text) => Value::Text(text.clone()),
        Json::Object(tagged) => {
            let (tag, content) = tagged.iter().next()?;
            match tag.as_str() {
                "real" => Value::Real(content.as_f64()?),
                "uuid" => Value::Uuid(content.as_str()?.parse().ok()?),
                "base64" => Value::Blob(STANDARD.decode(content.as_str()?).ok()?),
                _ => return None,
            }
        }
        Json::Array(_) => return None,
    })
}
