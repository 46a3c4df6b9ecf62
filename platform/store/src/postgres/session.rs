//! Running statements on a PostgreSQL connection.

use std::{pin::pin, sync::Arc};

use deadpool_postgres::{ClientWrapper, Object};
use tokio_postgres::{
    Statement,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};

use crate::{
    Error, Result, Row, Value,
    statement::{quoted, quoted_list},
};

pub(crate) enum Begin {
    Write,
    Snapshot,
}

/// A connection inside a transaction. Dropped before its end, the connection is closed and never reused.
pub(crate) struct PostgresSession {
    client: Option<Object>,
    is_open: bool,
}

impl PostgresSession {
    pub(super) async fn begin(client: Object, kind: Begin) -> Result<Self> {
        let session = Self { client: Some(client), is_open: true };
        let begin = match kind {
            Begin::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
            Begin::Snapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        session.batch(begin).await?;
        Ok(session)
    }

    pub(super) async fn commit(&mut self) -> Result<()> {
        self.batch("COMMIT").await?;
        self.is_open = false;
        Ok(())
    }

    /// If even this fails the connection is closed on drop, which rolls back as well.
    pub(super) async fn roll_back(&mut self) {
        self.is_open = self.batch("ROLLBACK").await.is_err();
    }

    pub(crate) async fn execute(&self, sql: &str, params: &[Value]) -> Result<u64> {
        let statement = self.client().prepare_cached(sql).await?;
        execute(self.client(), &statement, params).await
    }

    pub(crate) async fn execute_uncached(&self, sql: &str, params: &[Value]) -> Result<u64> {
        let statement = self.client().prepare(sql).await?;
        execute(self.client(), &statement, params).await
    }

    pub(crate) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        query(self.client(), sql, params).await
    }

    pub(crate) async fn query_uncached(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        query_uncached(self.client(), sql, params).await
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        Ok(self.client().batch_execute(sql).await?)
    }

    pub(crate) async fn insert_many<S: AsRef<str>>(
        &self,
        table: &str,
        columns: &[S],
        rows: &[Vec<Value>],
    ) -> Result<u64> {
        let (table, columns) = (quoted(table), quoted_list(columns));
        let shape = self.client().prepare_cached(&format!("SELECT {columns} FROM {table} LIMIT 0")).await?;
        let types: Vec<Type> = shape.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = format!("COPY {table} ({columns}) FROM STDIN BINARY");
        let sink = self.client().copy_in(copy.as_str()).await?;
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
        for row in rows {
            writer.as_mut().write_raw(row.iter()).await?;
        }
        Ok(writer.finish().await?)
    }

    fn client(&self) -> &ClientWrapper {
        self.client.as_ref().expect("the client is only taken on drop")
    }
}

impl Drop for PostgresSession {
    fn drop(&mut self) {
        if let Some(client) = self.client.take().filter(|_| self.is_open) {
            drop(Object::take(client));
        }
    }
}

pub(super) async fn query(client: &ClientWrapper, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
    let statement = client.prepare_cached(sql).await?;
    rows(client, &statement, params).await
}

pub(super) async fn query_uncached(client: &ClientWrapper, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
    let statement = client.prepare(sql).await?;
    rows(client, &statement, params).await
}

async fn execute(client: &ClientWrapper, statement: &Statement, params: &[Value]) -> Result<u64> {
    check_count(statement, params)?;
    Ok(client.execute_raw(statement, params.iter()).await?)
}

async fn rows(client: &ClientWrapper, statement: &Statement, params: &[Value]) -> Result<Vec<Row>> {
    check_count(statement, params)?;
    let references: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    let found = client.query(statement, &references).await?;
    let columns: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
    let rows = found.iter().map(|row| {
        let values: Result<Vec<Value>> = (0..columns.len()).map(|index| Ok(row.try_get::<_, Value>(index)?)).collect();
        Ok(Row::new(Arc::clone(&columns), values?))
    });
    rows.collect()
}

fn check_count(statement: &Statement, params: &[Value]) -> Result<()> {
    let expected = statement.params().len();
    if expected != params.len() {
        return Err(Error::Invalid(format!("{} parameters given, {expected} expected", params.len())));
    }
    Ok(())
}
