//! What happens around every request: id, log line, limits, visit, guard, forged-request check, time limit, panics,
//! error pages, cookies, security headers, counters.

use std::{
    any::Any,
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use http_body_util::Limited;
use lotse_core::{
    clock::{Timestamp, new_id},
    errors::{Code, Failure},
    people::Actor,
    tokens,
};
use tracing::Instrument;

use crate::{
    bearer, cookies, csrf,
    flash::{self, Flash},
    guard::{Site, admit},
    limits::Client,
    operation,
    page::encoded,
    problem::{self, Failed, code_of},
    routes::{Rate, RouteEntry},
    sign_in,
    visit::{Beginning, Caller, Visit},
};

const HTML: &str = "text/html";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

pub(crate) async fn around(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let core = site.app.core();
    let now = core.now();
    let request_id = new_id(now, core.randomness()).to_string();
    let (mut parts, body) = request.into_parts();
    let matched = parts.extensions.get::<MatchedPath>().cloned();
    let template = matched.as_ref().map(MatchedPath::as_str);
    let method = parts.method.clone();
    let found = site.table.find(template, &method);
    let route = found.as_ref().copied().ok();

    let span = tracing::info_span!("request", id = %request_id);
    let answering = async {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let client = site.app.client_of(peer, &parts.headers);
        let (visit, admitted) = begin(&site, &parts, &request_id, now, client, found).await;
        let response = match admitted {
            Err(failure) => problem::Problem(failure).into_response(),
            Ok(route) => {
                parts.extensions.insert(visit.clone());
                let body = Body::new(Limited::new(body, route.options.body_limit));
                run(&site, Request::from_parts(parts, body), next).await
            }
        };
        let response = finish(&site, &visit, &method, template, response);
        let took = started.elapsed();
        site.metrics.count(route, response.status().as_u16(), took);
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let (path, status) = (template.unwrap_or("(none)"), response.status().as_u16());
        // The template, not the path: links may hold secrets.
        tracing::info!(target: "lotse::access", %method, path, status, duration_ms);
        response
    };
    answering.instrument(span).await
}

/// Makes the visit and decides whether the request may go on.
async fn begin<'s>(
    site: &'s Arc<Site>,
    parts: &Parts,
    request_id: &str,
    now: Timestamp,
    client: IpAddr,
    found: Result<&'s RouteEntry, Code>,
) -> (Visit, Result<&'s RouteEntry, Failure>) {
    let app = &site.app;
    let (uri, headers) = (&parts.uri, &parts.headers);
    let beginning = Beginning { site, uri, headers, request_id: request_id.to_owned(), now, client };

    let rate = found.as_ref().map_or(Rate::Page, |route| route.options.rate);
    // What is costly counts for the program and not for its address: many share a computing centre.
    let rate_of_address = if bearer::shown(uri, headers).is_some() { Rate::Page } else { rate };
    if !within_rates(site, Client::Address(client), rate_of_address, now) {
        return (Visit::new(beginning, Caller::Stranger, None), Err(Failure::new(Code::TooManyRequests)));
    }
    // No address of this house holds NUL, and databases choke on it.
    if uri.path().contains("%00") || uri.query().is_some_and(|query| query.contains("%00")) {
        return (Visit::new(beginning, Caller::Stranger, None), Err(Failure::new(Code::NotFound)));
    }
    let bodies = app.core().bodies();
    // `/{body}/…` for people, `/api/v1/{body}/…` for programs.
    let place = found.as_ref().ok().and_then(|route| route.path.split('/').position(|part| part == "{body}"));
    let names_body = place.is_some();
    // Also where nothing matched, so that the error page keeps the frame of the body.
    let place = place.or_else(|| found.is_err().then_some(1));
    let body = place.and_then(|place| uri.path().split('/').nth(place)).and_then(|slug| bodies.by_slug(slug)).cloned();
    if let Some(body) = &body {
        app.accents().refresh(app.core().store(), &body.key, now).await;
    }
    let (caller, trouble) = match caller(site, parts, now).await {
        Ok(caller) => (caller, None),
        Err(failure) => (Caller::Stranger, Some(failure)),
    };
    let visit = Visit::new(beginning, caller, body);
    if let Some(failure) = trouble {
        return (visit, Err(failure));
    }
    if let Actor::Machine(machine) = &visit.actor
        && !within_rates(site, Client::Token(machine.token), rate, now)
    {
        return (visit, Err(Failure::new(Code::TooManyRequests)));
    }
    let admitted = admitted(site, &visit, parts, found, names_body);
    (visit, admitted)
}

/// By token where one is shown, and then by nothing else; otherwise by session.
async fn caller(site: &Site, parts: &Parts, now: Timestamp) -> Result<Caller, Failure> {
    let app = &site.app;
    if let Some(token) = bearer::shown(&parts.uri, &parts.headers) {
        let machine = tokens::look_up(app.core().store(), now, token).await?;
        return machine
            .map(|machine| Caller::Machine(Arc::new(machine)))
            .ok_or_else(|| Failure::new(Code::TokenInvalid));
    }
    let Some(cookie) = cookies::read(&parts.headers, cookies::session_name(app)) else { return Ok(Caller::Stranger) };
    let signed_in = sign_in::look_up(app, cookie, now).await?;
    Ok(signed_in.map_or(Caller::Stranger, |(person, session)| Caller::Person(person, session)))
}

/// Every request counts as a page, the costly ones against their own limit as well.
fn within_rates(site: &Site, client: Client, rate: Rate, now: Timestamp) -> bool {
    if !site.app.config().rate_limits {
        return true;
    }
    let limiter = site.app.limiter();
    limiter.allows(client, Rate::Page, now) && (rate == Rate::Page || limiter.allows(client, rate, now))
}

fn admitted<'s>(
    site: &Site,
    visit: &Visit,
    parts: &Parts,
    found: Result<&'s RouteEntry, Code>,
    names_body: bool,
) -> Result<&'s RouteEntry, Failure> {
    let route = found.map_err(Failure::new)?;
    if names_body && visit.body.is_none() {
        return Err(Failure::not_found());
    }
    admit(&visit.actor, route.action, visit.body.as_ref())?;
    let headers = &parts.headers;
    let public_url = &site.app.core().settings().public_url;
    let has_cookies = headers.contains_key(header::COOKIE);
    // No browser sends a token of its own accord, so a request with one is meant.
    if !visit.shows_token && !csrf::is_safe(&parts.method) && !csrf::comes_from_here(headers, public_url, has_cookies) {
        return Err(Failure::new(Code::FormExpired));
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > route.options.body_limit) {
        return Err(Failure::new(Code::TooLarge));
    }
    Ok(route)
}

/// The handler, with a time limit; a panic becomes an error page and a line in the log.
async fn run(site: &Site, request: Request, next: Next) -> Response {
    let limit = Duration::from_secs(site.app.config().timeout_seconds);
    let handling = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(limit, handling).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            problem::Problem(Failure::internal(format!("panic: {}", panic_text(&*panic)))).into_response()
        }
        Err(_) => {
            let detail = Some("the handler took too long".to_owned());
            problem::Problem(Failure { code: Code::Busy, message: None, detail }).into_response()
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown")
}

/// Error pages, cookies and headers.
fn finish(site: &Site, visit: &Visit, method: &Method, template: Option<&str>, response: Response) -> Response {
    let mut response = match failure_in(&response) {
        Some(failure) => render(site, visit, method, template, &failure, &response),
        None => response,
    };
    let flash = response.extensions_mut().remove::<Flash>();
    let status = response.status();
    let headers = response.headers_mut();
    if let Some(flash) = flash.filter(|_| !visit.shows_token) {
        let sealed = flash::seal(site.app.core().server_secret(), &flash, visit.now);
        cookies::set(headers, &site.app, cookies::FLASH, &sealed, 60);
    }
    visit.write_cookies(headers);
    if let Ok(id) = HeaderValue::from_str(&visit.request_id) {
        headers.insert(REQUEST_ID, id);
    }
    let shows_secret = template.is_some_and(|path| path.contains("{secret"));
    security_headers(headers, site.app.is_secure(), shows_secret);
    caching(headers, status, visit.is_personal() || shows_secret);
    response
}

/// A failure of ours, or a plain answer of a library that no person should see.
fn failure_in(response: &Response) -> Option<Arc<Failure>> {
    if let Some(Failed(failure)) = response.extensions().get::<Failed>() {
        return Some(failure.clone());
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain")).then(|| Arc::new(Failure::new(code_of(status))))
}

fn render(
    site: &Site,
    visit: &Visit,
    method: &Method,
    template: Option<&str>,
    failure: &Failure,
    original: &Response,
) -> Response {
    let entry = failure.code.entry();
    if entry.status >= 500 {
        tracing::error!(code = entry.number, detail = failure.detail.as_deref(), "request failed");
    } else if let Some(detail) = &failure.detail {
        tracing::debug!(code = entry.number, detail, "request refused");
    }
    let is_page = matches!(*method, Method::GET | Method::HEAD);
    if failure.code == Code::SignInNeeded && is_page && !visit.is_api {
        let query = visit.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        let target = format!("/anmelden?weiter={}", encoded(&format!("{}{query}", visit.path)));
        return crate::SeeOther::to(target).into_response();
    }
    let status = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = if visit.is_api {
        let text = problem::document(&site.app, failure, visit.language, &visit.request_id);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], text).into_response()
    } else {
        operation::error_page(visit, failure, status)
    };
    // Cookies and the like that the handler set stay.
    for (name, value) in original.headers() {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH | header::ALLOW) {
            response.headers_mut().append(name, value.clone());
        }
    }
    let headers = response.headers_mut();
    if visit.is_api
        && let Some(challenge) = bearer::challenge(failure, &visit.actor)
    {
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    match failure.code {
        Code::MethodNotAllowed => {
            let allowed = template.map(|path| site.table.allowed(path)).unwrap_or_default();
            headers.insert(header::ALLOW, HeaderValue::from_str(&allowed).unwrap_or(HeaderValue::from_static("")));
        }
        Code::TooManyRequests | Code::Busy | Code::Unavailable | Code::NotScanned => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        _ => {}
    }
    response
}

fn security_headers(headers: &mut HeaderMap, secure: bool, shows_secret: bool) {
    let referrer = if shows_secret { "no-referrer" } else { "same-origin" };
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, referrer),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        // A handler may be stricter.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if secure {
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if shows_secret {
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
}

/// Personal pages are not stored; public ones are asked for again each time, by language and cookie.
fn caching(headers: &mut HeaderMap, status: StatusCode, is_personal: bool) {
    let sets_cookie = headers.contains_key(header::SET_COOKIE);
    if is_personal || sets_cookie || status.is_client_error() || status.is_server_error() {
        if !headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().ends_with(b"immutable")) {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        return;
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if kind.starts_with(HTML.as_bytes()) {
        headers.append(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    }
}
