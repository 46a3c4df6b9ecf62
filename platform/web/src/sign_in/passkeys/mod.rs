//! Passkeys (Web Authentication Level 3): adding, listing, removing, and signing in with one.
//!
//! A passkey counts for both factors: the device holds it and asks for finger, face or PIN (user verification is
//! required). It is discoverable, so nobody types a name. The password stays, and so does every page without
//! JavaScript. What a browser was asked to sign is kept in a table, for five minutes, bound to this browser and
//! forgotten with the first answer, right or wrong: so it works with several processes and cannot be replayed.

mod ceremony;
pub(super) mod pages;
pub(super) mod store;

use lotse_core::{Settings, clock::Timestamp, people::PersonId};
use webauthn_rs::prelude::{Passkey, Url, Webauthn, WebauthnBuilder};

/// How long a browser has to answer.
const CHALLENGE_SECONDS: i64 = 5 * 60;
/// Devices a person may have.
const MOST: usize = 10;
/// Letters of a name.
const LONGEST_LABEL: usize = 60;

/// What a browser is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Add,
    SignIn,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::SignIn => "sign-in",
        }
    }
}

/// A row of the table.
pub(super) struct PasskeyRow {
    pub(super) person: PersonId,
    pub(super) label: String,
    /// The row's text as read, to notice if somebody else changes it meanwhile.
    pub(super) credential: String,
    pub(super) passkey: Passkey,
    pub(super) created_at: Timestamp,
    pub(super) last_used_at: Option<Timestamp>,
}

/// Passkeys belong to the host of the public address; an IP address cannot have any (Web Authentication §5.1.2,
/// "effective domain").
pub(super) fn relying_party(settings: &Settings) -> Option<Webauthn> {
    let origin = Url::parse(&settings.public_url).ok()?;
    let domain = origin.domain()?.to_owned();
    let name = format!("Lotse {}", settings.region_name);
    let patience = std::time::Duration::from_secs(CHALLENGE_SECONDS.unsigned_abs());
    let builder = WebauthnBuilder::new(&domain, &origin).map(|builder| builder.rp_name(&name).timeout(patience));
    let party = builder.and_then(WebauthnBuilder::build);
    party.inspect_err(|error| tracing::warn!(%error, "no passkeys at this address")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> Settings {
        Settings {
            public_url: url.to_owned(),
            instance_name: String::new(),
            region_name: "OWL".to_owned(),
            demo: false,
        }
    }

    #[test]
    fn names_can_have_passkeys_and_numbers_cannot() {
        for url in ["https://lotse.example", "http://localhost:8080"] {
            assert!(relying_party(&settings(url)).is_some(), "{url}");
        }
        for url in ["http://127.0.0.1:8080", "http://[::1]", "nonsense"] {
            assert!(relying_party(&settings(url)).is_none(), "{url}");
        }
    }
}
