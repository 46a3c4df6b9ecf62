//! What a session is.

use std::sync::Arc;

use lotse_core::{body::BodyKey, clock::Timestamp, people::SignedIn};

/// How long a session lasts.
pub(crate) const SESSION_SECONDS: i64 = 12 * 3_600;
/// How long a looked-up session is believed without asking the database.
const FRESH_MILLISECONDS: i64 = 5_000;
/// How old `last_seen` may get before it is written again.
const SEEN_MILLISECONDS: i64 = 300_000;

/// The session a request came with.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) home: BodyKey,
    pub(crate) token_hash: Vec<u8>,
    /// What forms of this session are tied to.
    pub(crate) form_bearer: String,
    pub(crate) expires_at: Timestamp,
}

/// A row as shown on the account page.
#[derive(Clone, Debug)]
pub(crate) struct SessionRow {
    pub(crate) token_hash: Vec<u8>,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl SessionRow {
    pub(crate) fn needs_touch(&self, now: Timestamp) -> bool {
        now.0 - self.last_seen_at.0 > SEEN_MILLISECONDS
    }
}

/// A session with its person, for a few seconds.
#[derive(Clone, Debug)]
pub(crate) struct Cached {
    pub(crate) person: Arc<SignedIn>,
    pub(crate) session: Session,
    pub(crate) at: Timestamp,
}

impl Cached {
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        (0..FRESH_MILLISECONDS).contains(&(now.0 - self.at.0)) && now.0 < self.session.expires_at.0
    }
}

/// The cookie: `{body}.{secret}`, so that one read by primary key finds the row.
pub(crate) fn parse_cookie(cookie: &str) -> Option<(BodyKey, &str)> {
    let (home, secret) = cookie.split_once('.')?;
    let is_secret = secret.len() == 32 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_secret.then(|| BodyKey::new(home).ok()).flatten().map(|home| (home, secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_checked_before_the_database_sees_them() {
        let secret = "0123456789abcdefghjkmnpqrstvwxyz";
        assert!(parse_cookie(&format!("057-digitalbuero-owl.{secret}")).is_some());
        for wrong in ["", ".", "x.y", &format!("'; DROP.{secret}"), &format!("05.{secret}0"), secret] {
            assert!(parse_cookie(wrong).is_none(), "{wrong}");
        }
    }
}
