//! The peers: pages and forms by hand on bare axum and rusqlite.
//!
//! A page has equal bytes from equal queries. At its start the peer looks where the values its queries give stand in
//! the page Lotse made, and cuts the page there. For every request it runs the queries and puts page and values together
//! again, escaped. No sessions, no rights, no languages, no tokens: the least work that gives these bytes.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{Html, Redirect},
    routing,
};
use rusqlite::{Connection, OpenFlags, types::Value};
use serde::{Deserialize, Serialize};

/// What the peer has to do for a page.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Recipe {
    pub database: PathBuf,
    /// Statements with their parameters.
    pub queries: Vec<(String, Vec<Parameter>)>,
    pub page: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Parameter {
    Number(i64),
    Text(String),
}

impl From<&Parameter> for Value {
    fn from(parameter: &Parameter) -> Self {
        match parameter {
            Parameter::Number(number) => Self::Integer(*number),
            Parameter::Text(text) => Self::Text(text.clone()),
        }
    }
}

struct Peer {
    recipe: Recipe,
    /// Text before each value that is put in; the last one ends the page.
    pieces: Vec<String>,
    /// For each value of the queries, in order: whether it stands in the page.
    used: Vec<bool>,
    connections: Mutex<Vec<Connection>>,
}

/// Serves the page of the recipe at every path.
pub fn serve(recipe: &Path, address: &str) -> Result<()> {
    let recipe: Recipe = serde_json::from_str(&std::fs::read_to_string(recipe)?)?;
    let address: SocketAddr = address.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let peer = Arc::new(Peer::new(recipe)?);
        let router = Router::new().fallback(routing::get(page)).with_state(peer);
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, router).await?;
        Ok(())
    })
}

async fn page(State(peer): State<Arc<Peer>>) -> Result<Html<String>, StatusCode> {
    let work = tokio::task::spawn_blocking(move || peer.page());
    let page = work.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    page.map(Html).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

impl Peer {
    fn new(recipe: Recipe) -> Result<Self> {
        let mut peer = Self { recipe, pieces: Vec::new(), used: Vec::new(), connections: Mutex::default() };
        let mut rest = peer.recipe.page.clone();
        for value in peer.values()? {
            let place =
                value.filter(|value| value.len() >= 4).and_then(|value| Some((rest.find(&value)?, value.len())));
            peer.used.push(place.is_some());
            if let Some((start, length)) = place {
                peer.pieces.push(rest[..start].to_owned());
                rest.drain(..start + length);
            }
        }
        peer.pieces.push(rest);
        anyhow::ensure!(peer.page()? == peer.recipe.page, "the peer's page differs");
        Ok(peer)
    }

    fn page(&self) -> Result<String> {
        let mut page = String::with_capacity(self.recipe.page.len());
        let mut pieces = self.pieces.iter();
        for (value, used) in self.values()?.into_iter().zip(&self.used) {
            if *used {
                page.push_str(pieces.next().map_or("", String::as_str));
                page.push_str(&value.unwrap_or_default());
            }
        }
        page.push_str(pieces.next().map_or("", String::as_str));
        Ok(page)
    }

    /// Every value of every row, texts escaped for HTML.
    fn values(&self) -> Result<Vec<Option<String>>> {
        let connection = self.connections.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = connection.map_or_else(|| self.open(), Ok)?;
        let mut values = Vec::new();
        for (sql, parameters) in &self.recipe.queries {
            let mut statement = connection.prepare_cached(sql)?;
            let columns = statement.column_count();
            let mut rows = statement.query(rusqlite::params_from_iter(parameters.iter().map(Value::from)))?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    values.push(match row.get::<_, Value>(column)? {
                        Value::Text(text) => Some(escaped(&text)),
                        _ => None,
                    });
                }
            }
        }
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(values)
    }

    fn open(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(&self.recipe.database, flags).context("cannot open the database")
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&#38;"),
            '<' => escaped.push_str("&#60;"),
            '>' => escaped.push_str("&#62;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// One form to be stored, and where to say that it is durable.
type Waiting = (Vec<u8>, tokio::sync::oneshot::Sender<()>);

/// Takes any form, stores its bytes in a row and answers once the row is durable. One thread writes; it commits all
/// that wait at once. No sessions, no tokens, no checks.
pub fn serve_forms(database: &Path, address: &str) -> Result<()> {
    let address: SocketAddr = address.parse()?;
    let mut connection = durable(database)?;
    let (queue, waiting) = std::sync::mpsc::channel::<Waiting>();
    std::thread::spawn(move || {
        while let Ok(first) = waiting.recv() {
            let group: Vec<Waiting> = std::iter::once(first).chain(waiting.try_iter()).collect();
            if store_group(&mut connection, &group).is_ok() {
                for (_, answer) in group {
                    // Whoever has gone away need not know.
                    let _ = answer.send(());
                }
            }
        }
    });
    let take = async move |State(queue): State<std::sync::mpsc::Sender<Waiting>>, body: bytes::Bytes| {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let sent = queue.send((body.to_vec(), answer)).is_ok();
        if sent && answered.await.is_ok() { Ok(Redirect::to("/")) } else { Err(StatusCode::INTERNAL_SERVER_ERROR) }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let router = Router::new().fallback(routing::post(take)).with_state(queue);
        axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
        Ok(())
    })
}

/// A database with the settings the store uses: WAL, synchronous=FULL.
pub fn durable(database: &Path) -> Result<Connection> {
    let connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, words BLOB NOT NULL)", [])?;
    Ok(connection)
}

fn store_group(connection: &mut Connection, group: &[Waiting]) -> Result<()> {
    let transaction = connection.transaction()?;
    for (words, _) in group {
        transaction.prepare_cached("INSERT INTO note (words) VALUES (?1)")?.execute([words])?;
    }
    Ok(transaction.commit()?)
}
