//! Checking passwords, beginning and ending sessions.

use std::sync::{Arc, OnceLock};

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lotse_core::{
    clock::{Randomness, SystemRandomness, Timestamp},
    errors::{Code, Failure},
    people::{self, PersonId, SignedIn},
    secret_hash,
};

use super::{
    model::{Cached, SESSION_SECONDS, Session, parse_cookie},
    store,
};
use crate::app::App;

/// So many sessions are remembered at most.
const CACHED: usize = 10_000;

/// An Argon2id PHC string with the parameters RFC 9106 and OWASP recommend (19 MiB, 2 passes).
pub fn hash_password(randomness: &dyn Randomness, password: &str) -> Result<String, Failure> {
    let mut salt = [0_u8; 16];
    randomness.fill(&mut salt);
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Failure::internal(format!("argon2: {error}")))
}

/// Who an e-mail address and a password belong to. Takes as long for an unknown address as for a wrong password.
pub(super) async fn check_password(
    app: &App,
    email: &str,
    password: &str,
    now: Timestamp,
) -> Result<Arc<SignedIn>, Failure> {
    // Ten at once, then one in 90 seconds; by account, so that many addresses do not help.
    let account = email.trim().to_lowercase();
    if app.config().rate_limits && !app.sign_in().attempts.take(account.clone(), 10.0, 1.0 / 90.0, now) {
        return Err(Failure::new(Code::TooManyRequests));
    }
    let known = people::by_email(app.core().store(), &account).await?;
    let (person, stored) = match known {
        Some((person, hash)) => (Some(person), hash),
        None => (None, None),
    };
    let has_hash = stored.is_some();
    let hash = stored.unwrap_or_else(|| unknown().to_owned());
    let fits = verify(app, hash, password.to_owned()).await?;
    let person = person.filter(|_| fits && has_hash).ok_or_else(|| Failure::new(Code::SignInFailed))?;
    app.sign_in().attempts.forget(&account);
    let signed_in = people::signed_in(app.core().store(), now, person).await?;
    signed_in.ok_or_else(|| Failure::new(Code::SignInFailed))
}

/// A hash nobody's password fits, checked where there is none.
fn unknown() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(&SystemRandomness, "").unwrap_or_default())
}

async fn verify(app: &App, hash: String, password: String) -> Result<bool, Failure> {
    let permit = app.sign_in().hashing.acquire().await.map_err(|error| Failure::internal(error.to_string()))?;
    let checking = tokio::task::spawn_blocking(move || {
        let hash = PasswordHash::new(&hash).ok()?;
        Argon2::default().verify_password(password.as_bytes(), &hash).ok()
    });
    let result = checking.await.map_err(|error| Failure::internal(error.to_string()))?;
    drop(permit);
    Ok(result.is_some())
}

/// Begins a session and gives the value for its cookie. A session the browser had before is ended: the secret changes
/// with every sign-in, so one that was planted is worth nothing.
pub(super) async fn begin(
    app: &App,
    person: &SignedIn,
    before: Option<Session>,
    now: Timestamp,
) -> Result<String, Failure> {
    let core = app.core();
    let secret = core.new_secret();
    let session = session(person.home.clone(), secret_hash(&secret), now.plus_seconds(SESSION_SECONDS));
    let (row, id) = (session.clone(), person.id);
    if let Some(before) = &before {
        app.sign_in().cache().remove(&before.token_hash);
    }
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                if let Some(before) = before {
                    store::end(tx, &before.home, &before.token_hash).await?;
                }
                store::insert(tx, &row, id, now).await
            })
        })
        .await?;
    Ok(format!("{}.{secret}", session.home))
}

fn session(home: lotse_core::body::BodyKey, token_hash: Vec<u8>, expires_at: Timestamp) -> Session {
    let form_bearer = URL_SAFE_NO_PAD.encode(&token_hash);
    Session { home, token_hash, form_bearer, expires_at }
}

/// The person behind a session cookie, `None` if it is not (or no longer) one.
pub(crate) async fn look_up(
    app: &App,
    cookie: &str,
    now: Timestamp,
) -> Result<Option<(Arc<SignedIn>, Session)>, Failure> {
    let Some((home, secret)) = parse_cookie(cookie) else {
        return Ok(None);
    };
    let token_hash = secret_hash(secret);
    if let Some(cached) = app.sign_in().cache().get(&token_hash)
        && cached.is_fresh(now)
    {
        return Ok(Some((cached.person.clone(), cached.session.clone())));
    }
    let store = app.core().store();
    let Some((person, row)) = store::find(store, &home, &token_hash).await? else {
        return Ok(None);
    };
    if row.expires_at <= now {
        return Ok(None);
    }
    let Some(person) = people::signed_in(store, now, person).await? else {
        return Ok(None);
    };
    if row.needs_touch(now) {
        let (home, hash) = (home.clone(), token_hash.clone());
        let touched = store.write(move |tx| Box::pin(async move { store::touch(tx, &home, &hash, now).await })).await;
        if let Err::<(), Failure>(failure) = touched {
            // Not worth failing a page for.
            tracing::warn!(%failure, "last use of a session not written");
        }
    }
    let session = session(home, token_hash.clone(), row.expires_at);
    let mut cache = app.sign_in().cache();
    if cache.len() >= CACHED {
        cache.retain(|_, cached| cached.is_fresh(now));
    }
    cache.insert(token_hash, Cached { person: person.clone(), session: session.clone(), at: now });
    Ok(Some((person, session)))
}

pub(super) async fn end(app: &App, session: Session) -> Result<(), Failure> {
    app.sign_in().cache().remove(&session.token_hash);
    app.core()
        .store()
        .write(move |tx| Box::pin(async move { store::end(tx, &session.home, &session.token_hash).await }))
        .await
}

pub(super) async fn end_others(app: &App, session: Session, person: PersonId) -> Result<(), Failure> {
    app.sign_in().cache().retain(|hash, cached| cached.person.id != person || *hash == session.token_hash);
    app.core().store().write(move |tx| Box::pin(async move { store::end_others(tx, &session, person).await })).await
}
