//! `lotse token add|list|revoke`: access for programs, given by the operator.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use lotse_core::{
    body::BodyKey,
    clock::{Clock, SystemClock, SystemRandomness, new_id},
    people::Actor,
    tokens::{self, Issued, NewToken, Scope, State, Token, TokenId, USUAL_DAYS},
};
use lotse_store::Store;
use uuid::Uuid;

use crate::{Outcome, house::Place, say};

const ACTOR: Actor = Actor::System("command-line");

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Gibt einem Programm Zugang; der Schlüssel erscheint nur dieses eine Mal
    Add(Add),
    /// Zeigt die Zugänge einer Körperschaft
    List(List),
    /// Widerruft einen Zugang
    Revoke(Revoke),
}

#[derive(Args)]
pub(crate) struct Add {
    #[command(flatten)]
    place: Place,
    /// Regionalschlüssel der Körperschaft
    #[arg(long)]
    body: String,
    /// Name des Programms, zum Beispiel „Finanzsoftware Borgentreich“
    #[arg(long)]
    name: String,
    /// Recht: submit-invoices, read-invoices, read-cases; mehrere sind möglich
    #[arg(long, required = true)]
    scope: Vec<String>,
    /// Wie viele Tage der Zugang gilt
    #[arg(long, default_value_t = USUAL_DAYS)]
    days: i64,
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    place: Place,
    /// Regionalschlüssel der Körperschaft
    #[arg(long)]
    body: String,
}

#[derive(Args)]
pub(crate) struct Revoke {
    #[command(flatten)]
    place: Place,
    /// Regionalschlüssel der Körperschaft
    #[arg(long)]
    body: String,
    /// Kennung des Zugangs, wie `lotse token list` sie zeigt
    #[arg(long)]
    id: Uuid,
}

pub(crate) async fn run(command: Command) -> Outcome {
    match command {
        Command::Add(add) => issue(add).await,
        Command::List(list) => show(&list).await,
        Command::Revoke(revoke) => end(&revoke).await,
    }
}

async fn issue(add: Add) -> Outcome {
    let scope = |word: &String| {
        Scope::parse(word)
            .ok_or_else(|| anyhow::anyhow!("Das Recht „{word}“ gibt es nicht: {}.", scope_words(&Scope::ALL)))
    };
    let scopes = add.scope.iter().map(scope).collect::<anyhow::Result<Vec<Scope>>>()?;
    let store = add.place.open().await?.store;
    let (now, body) = (SystemClock.now(), known_body(&store, &add.body).await?);
    let id = TokenId(new_id(now, &SystemRandomness));
    let new = NewToken { id, body, name: add.name, scopes, days: add.days };
    let Issued { token, secret } = tokens::issue(&store, now, &SystemRandomness, &ACTOR, new).await?;
    say(&format!(
        "Zugang {} gilt bis {}. Den Schlüssel sehen Sie nur jetzt:",
        token.id,
        token.expires_at.date_german()
    ));
    say(&secret);
    Ok(ExitCode::SUCCESS)
}

async fn show(list: &List) -> Outcome {
    let store = list.place.open().await?.store;
    for token in tokens::list(&store, &known_body(&store, &list.body).await?).await? {
        say(&line(&token));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(token: &Token) -> String {
    let state = match token.state(SystemClock.now()) {
        State::Valid | State::EndsSoon => "gilt",
        State::Expired => "abgelaufen",
        State::Revoked => "widerrufen",
    };
    let used = token.last_used_at.map_or("noch nie".to_owned(), |time| time.moment_german());
    let (name, scopes, end) = (&token.name, scope_words(&token.scopes), token.expires_at.date_german());
    format!("{}  {state}  bis {end}  zuletzt {used}  {name}  ({scopes})", token.id)
}

fn scope_words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ")
}

async fn end(revoke: &Revoke) -> Outcome {
    let store = revoke.place.open().await?.store;
    let body = known_body(&store, &revoke.body).await?;
    tokens::revoke(&store, SystemClock.now(), &ACTOR, &body, TokenId(revoke.id)).await?;
    say(&format!("Zugang {} ist widerrufen.", revoke.id));
    Ok(ExitCode::SUCCESS)
}

/// A slip in the key must not make a token of nobody.
async fn known_body(store: &Store, key: &str) -> anyhow::Result<BodyKey> {
    let key = BodyKey::new(key)?;
    let bodies = lotse_core::region::load(store).await?;
    anyhow::ensure!(bodies.get(&key).is_some(), "Die Körperschaft {key} gibt es nicht.");
    Ok(key)
}
