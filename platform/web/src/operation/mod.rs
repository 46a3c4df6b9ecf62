//! Pages and addresses every instance has: errors explained, legal pages, health, counters, assets, the list of bodies,
//! the API description.

mod api;
mod pages;

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use lotse_core::{errors::Code, permissions::Action};
use std::net::SocketAddr;
use utoipa::OpenApi;

pub(crate) use pages::error_page;

use crate::{
    app::App,
    assets, metrics,
    problem::{Answer, Problem},
    routes::Routes,
    visit::Visit,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/healthz", Action::ProbeHealth, health)
        .get("/metrics", Action::ProbeHealth, show_metrics)
        .get("/assets/{hash}/{*file}", Action::ReadPublic, assets::serve)
        .get("/robots.txt", Action::ReadPublic, robots)
        .get("/fehler", Action::ReadPublic, pages::errors)
        .get("/fehler/{number}", Action::ReadPublic, pages::error)
        .get("/impressum", Action::ReadPublic, pages::imprint)
        .get("/datenschutz", Action::ReadPublic, pages::privacy)
        .get("/barrierefreiheit", Action::ReadPublic, pages::accessibility)
        .get("/{body}/impressum", Action::ReadPublic, pages::imprint)
        .get("/{body}/datenschutz", Action::ReadPublic, pages::privacy)
        .get("/{body}/barrierefreiheit", Action::ReadPublic, pages::accessibility)
        .get("/api/openapi.json", Action::ReadPublic, api::description)
        .get("/api/v1/bodies", Action::ReadPublic, api::bodies)
        .get("/api/v1/bodies/{slug}", Action::ReadPublic, api::body)
        .openapi(api::Document::openapi())
}

/// All parts of the API description as one text.
pub(crate) fn openapi(app: &App, parts: Vec<utoipa::openapi::OpenApi>) -> String {
    api::merged(app, parts)
}

async fn health(visit: Visit) -> Answer {
    visit.app().core().store().ping().await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "ok\n").into_response())
}

/// For the machine itself and for the operator: route names and numbers, no contents.
async fn show_metrics(
    visit: Visit,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Answer {
    // Behind a proxy on the same machine every peer is the loopback; the headers such proxies set give it away.
    let forwarded = ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    let is_local = !forwarded && peer.is_some_and(|peer| peer.0.0.ip().to_canonical().is_loopback());
    if !is_local && !visit.may_on(Action::OperateInstance, &lotse_core::permissions::Subject::instance()) {
        return Err(Problem::new(Code::NotAllowed));
    }
    let mut text = visit.site.metrics.text();
    metrics::append_scanner(&mut text, visit.app().core().scanner()).await;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

async fn robots() -> Response {
    let text = "User-agent: *\nDisallow: /meine/\nDisallow: /anmelden\nDisallow: /api/\n";
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
