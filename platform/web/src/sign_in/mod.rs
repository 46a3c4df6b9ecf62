//! Signing in and out, sessions, the own account.
//!
//! Sessions are rows, so that they can be seen and ended; the cookie holds the home body and a secret, the row the
//! secret's SHA-256. Passwords are Argon2id (RFC 9106) in PHC strings; passkeys stand beside them.

mod commands;
mod model;
mod pages;
mod passkeys;
mod store;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use lotse_core::{Settings, permissions::Action};
use lotse_store::{Migration, MigrationSet};
use tokio::sync::Semaphore;
use webauthn_rs::prelude::Webauthn;

pub use commands::hash_password;
pub(crate) use commands::look_up;
pub use model::Session;

use crate::{
    limits::Buckets,
    routes::{Rate, RouteOptions, Routes},
};

/// The tables of this crate.
pub const MIGRATIONS: MigrationSet = MigrationSet {
    name: "web",
    migrations: &[
        Migration::new(1, "sessions", include_str!("../../migrations/0001_sessions.sql")),
        Migration::new(2, "passkeys", include_str!("../../migrations/0002_passkeys.sql")),
    ],
};

/// Every statement of this crate, for the test that prepares them on both back ends.
pub const STATEMENTS: &[&str] = &{
    const SESSIONS: &[&str] = store::STATEMENTS;
    const PASSKEYS: &[&str] = passkeys::store::STATEMENTS;
    let mut all = [""; SESSIONS.len() + PASSKEYS.len()];
    let mut place = 0;
    while place < all.len() {
        all[place] = if place < SESSIONS.len() { SESSIONS[place] } else { PASSKEYS[place - SESSIONS.len()] };
        place += 1;
    }
    all
};

/// What signing in keeps in memory of this process.
pub(crate) struct SignInState {
    /// Argon2 takes 19 MiB and a core each time.
    hashing: Semaphore,
    /// Attempts by account, whether it exists or not.
    attempts: Buckets<String>,
    /// Sessions looked up within the last seconds.
    cache: Mutex<HashMap<Vec<u8>, model::Cached>>,
    /// `None` where the address cannot have passkeys.
    passkeys: Option<Webauthn>,
}

impl SignInState {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            hashing: Semaphore::new(2),
            attempts: Buckets::default(),
            cache: Mutex::default(),
            passkeys: passkeys::relying_party(settings),
        }
    }

    fn passkeys(&self) -> Option<&Webauthn> {
        self.passkeys.as_ref()
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, HashMap<Vec<u8>, model::Cached>> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn routes() -> Routes {
    let sign_in = RouteOptions::default().rate(Rate::SignIn).body_limit(64 * 1024);
    Routes::new()
        .get("/anmelden", Action::SignIn, pages::sign_in)
        .post_with("/anmelden", Action::SignIn, sign_in, pages::send_password)
        .post_with("/anmelden/demo", Action::SignIn, sign_in, pages::demo)
        .post_with("/anmelden/passkey/frage", Action::SignIn, sign_in, passkeys::pages::ask_to_sign_in)
        .post_with("/anmelden/passkey", Action::SignIn, sign_in, passkeys::pages::sign_in)
        .post("/abmelden", Action::SignIn, pages::sign_out)
        .get("/meine/konto", Action::ReadOwnThings, pages::account)
        .post("/meine/konto/sitzungen", Action::ReadOwnThings, pages::end_other_sessions)
        .post_with("/meine/konto/passkeys/frage", Action::ReadOwnThings, sign_in, passkeys::pages::ask_to_add)
        .post_with("/meine/konto/passkeys", Action::ReadOwnThings, sign_in, passkeys::pages::add)
        .post("/meine/konto/passkeys/entfernen", Action::ReadOwnThings, passkeys::pages::remove)
}
