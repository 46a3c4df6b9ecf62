//! One request as handlers see it: who, where, in which language, when.

use std::{
    net::IpAddr,
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, request::Parts},
};
use lotse_core::{
    body::{Body, BodyKey},
    clock::{Timestamp, new_secret},
    errors::{Code, Failure},
    people::{Actor, SignedIn},
    permissions::{Action, Subject, may},
    tokens::Machine,
};

use crate::{
    app::App,
    bearer, cookies, csrf,
    flash::{self, Flash},
    guard::Site,
    language::Language,
    page::Page,
    problem::{Answer, Problem, wants_json},
    sign_in::Session,
};

/// A request's circumstances; cheap to clone. Handlers take it as an argument.
#[derive(Clone)]
pub struct Visit(Arc<VisitData>);

pub struct VisitData {
    pub actor: Actor,
    /// The body the address names; `None` outside of `/{body}/…`.
    pub body: Option<Arc<Body>>,
    pub language: Language,
    /// UUIDv7, also in the header `x-request-id` and in the log.
    pub request_id: String,
    pub now: Timestamp,
    /// Whether errors go out as problem documents.
    pub is_api: bool,
    /// The path as asked for. May hold secrets: never log it.
    pub path: String,
    pub query: Option<String>,
    /// Address limits are counted by.
    pub client: IpAddr,
    pub(crate) site: Arc<Site>,
    pub(crate) session: Option<Session>,
    /// The request showed a token, good or bad: no cookie counts and none is set.
    pub(crate) shows_token: bool,
    /// The cookie that ties forms to a browser without a session.
    visit_cookie: Option<String>,
    new_visit_cookie: OnceLock<String>,
    flash: Option<Flash>,
    flash_taken: AtomicBool,
}

impl Deref for Visit {
    type Target = VisitData;
    fn deref(&self) -> &VisitData {
        &self.0
    }
}

/// What is known before anything is looked up.
pub(crate) struct Beginning<'a> {
    pub(crate) site: &'a Arc<Site>,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) request_id: String,
    pub(crate) now: Timestamp,
    pub(crate) client: IpAddr,
}

/// Whom a request comes from, by what it showed.
pub(crate) enum Caller {
    Stranger,
    Person(Arc<SignedIn>, Session),
    Machine(Arc<Machine>),
}

impl Visit {
    pub(crate) fn new(beginning: Beginning<'_>, caller: Caller, body: Option<Arc<Body>>) -> Self {
        let Beginning { site, uri, headers, request_id, now, client } = beginning;
        let accept_language = headers.get("accept-language").and_then(|value| value.to_str().ok());
        let language = Language::choose(uri.query(), cookies::read(headers, cookies::LANGUAGE), accept_language);
        let secret = site.app.core().server_secret();
        let shows_token = bearer::shown(uri, headers).is_some();
        let own_cookie = |name| cookies::read(headers, name).filter(|_| !shows_token);
        let flash = own_cookie(cookies::FLASH).and_then(|text| flash::open(secret, text, now));
        let (actor, session) = match caller {
            Caller::Stranger => (Actor::Anonymous, None),
            Caller::Person(person, session) => (Actor::Person(person), Some(session)),
            Caller::Machine(machine) => (Actor::Machine(machine), None),
        };
        Self(Arc::new(VisitData {
            actor,
            body,
            language,
            request_id,
            now,
            is_api: wants_json(uri.path(), headers),
            path: uri.path().to_owned(),
            query: uri.query().map(str::to_owned),
            client,
            site: site.clone(),
            session,
            shows_token,
            visit_cookie: own_cookie(cookies::VISIT).filter(|text| is_secret(text)).map(str::to_owned),
            new_visit_cookie: OnceLock::new(),
            flash,
            flash_taken: AtomicBool::new(false),
        }))
    }

    pub fn app(&self) -> &App {
        &self.site.app
    }

    /// May the actor do this at the body of the address (or to the instance, where there is none)?
    pub fn may(&self, action: Action) -> bool {
        let subject = self.body.as_ref().map_or_else(Subject::instance, |body| Subject::of(&body.key));
        may(&self.actor, action, &subject)
    }

    pub fn may_at(&self, action: Action, body: &BodyKey) -> bool {
        may(&self.actor, action, &Subject::of(body))
    }

    pub fn may_on(&self, action: Action, subject: &Subject<'_>) -> bool {
        may(&self.actor, action, subject)
    }

    /// For handlers of holder-dependent actions: the sign-in page for strangers, "not allowed" for others.
    pub fn require(&self, action: Action, subject: &Subject<'_>) -> Answer<()> {
        if self.may_on(action, subject) {
            return Ok(());
        }
        Err(Problem::new(if matches!(self.actor, Actor::Anonymous) { Code::SignInNeeded } else { Code::NotAllowed }))
    }

    /// Has a file looked at before it is kept; gives the sentence for its field if it is turned away.
    pub async fn refusal_of_file(
        &self,
        body: &BodyKey,
        name: &str,
        bytes: &[u8],
        purpose: &'static str,
    ) -> Answer<Option<String>> {
        let key = match self.app().core().admit(Some(body), bytes, purpose).await {
            Ok(()) => return Ok(None),
            Err(failure) if failure.code == Code::Malware => "datei-schadsoftware",
            Err(failure) if failure.code == Code::NotScanned => {
                tracing::error!(%failure, "an upload was refused");
                "datei-ungeprueft"
            }
            Err(failure) => return Err(failure.into()),
        };
        Ok(Some(self.app().texts().get(self.language, key, &[("name", &name)]).into_owned()))
    }

    /// The body of the address; "not found" outside of one.
    pub fn require_body(&self) -> Answer<&Arc<Body>> {
        self.body.as_ref().ok_or_else(Problem::not_found)
    }

    pub fn person(&self) -> Option<&Arc<SignedIn>> {
        self.actor.person()
    }

    pub fn require_person(&self) -> Answer<&Arc<SignedIn>> {
        self.person().ok_or_else(|| Problem::new(Code::SignInNeeded))
    }

    /// A page with this title, ready for a template's field `page`.
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page::new(self.clone(), title.into())
    }

    /// The text of a key in the visitor's language.
    pub fn t(&self, key: &str) -> String {
        self.app().texts().get(self.language, key, &[]).into_owned()
    }

    /// A token for a form, to stand in its hidden field `_token`.
    pub fn csrf_token(&self) -> String {
        let core = self.app().core();
        let bearer = self
            .bearer()
            .unwrap_or_else(|| self.new_visit_cookie.get_or_init(|| new_secret(core.randomness())).as_str());
        csrf::token(core.server_secret(), core.randomness(), bearer)
    }

    pub(crate) fn check_token(&self, token: &str) -> Result<(), Failure> {
        let secret = self.app().core().server_secret();
        let fits = self.bearer().is_some_and(|bearer| csrf::token_fits(secret, bearer, token));
        if fits { Ok(()) } else { Err(Failure::new(Code::FormExpired)) }
    }

    /// What forms of this browser are tied to.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.form_bearer.as_str()).or(self.visit_cookie.as_deref())
    }

    pub(crate) fn take_flash(&self) -> Option<Flash> {
        let flash = self.flash.clone()?;
        self.flash_taken.store(true, Ordering::Relaxed);
        Some(flash)
    }

    /// Whether the answer is for this visitor only.
    pub(crate) fn is_personal(&self) -> bool {
        self.session.is_some()
            || self.shows_token
            || self.visit_cookie.is_some()
            || self.new_visit_cookie.get().is_some()
            || self.flash.is_some()
    }

    /// Cookies that came up while the page was made.
    pub(crate) fn write_cookies(&self, headers: &mut HeaderMap) {
        if self.shows_token {
            return;
        }
        let app = self.app();
        if let Some(secret) = self.new_visit_cookie.get() {
            cookies::set(headers, app, cookies::VISIT, secret, 12 * 3_600);
        }
        if self.flash_taken.load(Ordering::Relaxed) {
            cookies::set(headers, app, cookies::FLASH, "", 0);
        }
        let by_link = self.query.as_deref().and_then(crate::language::parameter).and_then(Language::parse);
        if let Some(language) = by_link {
            cookies::set(headers, app, cookies::LANGUAGE, language.as_str(), 365 * 86_400);
        }
    }
}

/// Secrets made by `new_secret`: 32 letters and digits.
fn is_secret(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(|| Problem(Failure::internal("a handler outside of the middleware")))
    }
}
