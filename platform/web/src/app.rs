//! What every handler can reach: the core, the texts, the configuration.

use std::{net::IpAddr, sync::Arc};

use lotse_core::{Core, people::PersonId};

use crate::{
    accents::Accents,
    limits::{Limiter, client_address},
    sign_in::SignInState,
    texts::Texts,
};

/// How this instance serves its pages.
#[derive(Clone, Debug)]
pub struct Config {
    /// Off for benchmarks and tests.
    pub rate_limits: bool,
    /// Header in which a trusted proxy names the client, such as `x-forwarded-for`; its last address counts.
    pub trusted_proxy_header: Option<String>,
    /// How long a request may take.
    pub timeout_seconds: u64,
    /// Who can sign in with one click; shown in demo mode only.
    pub demo_people: Vec<DemoPerson>,
}

impl Default for Config {
    fn default() -> Self {
        Self { rate_limits: true, trusted_proxy_header: None, timeout_seconds: 30, demo_people: Vec::new() }
    }
}

/// A person of the demo, with a line that says what to try.
#[derive(Clone, Debug)]
pub struct DemoPerson {
    pub person: PersonId,
    pub name: String,
    /// `Sachbearbeitung in Borgentreich`.
    pub description: String,
    pub description_en: String,
}

/// A cheap handle, the state of every handler.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    core: Core,
    texts: Texts,
    config: Config,
    secure: bool,
    limiter: Limiter,
    sign_in: SignInState,
    accents: Accents,
}

impl App {
    pub fn new(core: Core, texts: Texts, config: Config) -> Self {
        let secure = core.settings().public_url.starts_with("https://");
        let sign_in = SignInState::new(core.settings());
        Self(Arc::new(Inner {
            core,
            texts,
            config,
            secure,
            limiter: Limiter::default(),
            sign_in,
            accents: Accents::default(),
        }))
    }

    pub fn core(&self) -> &Core {
        &self.0.core
    }

    pub fn texts(&self) -> &Texts {
        &self.0.texts
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Whether people reach this instance by HTTPS: decides about cookie prefixes and HSTS.
    pub fn is_secure(&self) -> bool {
        self.0.secure
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    pub(crate) fn sign_in(&self) -> &SignInState {
        &self.0.sign_in
    }

    pub(crate) fn accents(&self) -> &Accents {
        &self.0.accents
    }

    pub(crate) fn client_of(&self, peer: Option<IpAddr>, headers: &axum::http::HeaderMap) -> IpAddr {
        client_address(peer, headers, self.0.config.trusted_proxy_header.as_deref())
    }
}
