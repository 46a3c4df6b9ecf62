//! JSON for programs of the body itself: the list of cases, without answers.

#![expect(unused_qualifications, reason = "utoipa writes out the path of the query's type")]

use std::sync::Arc;

use axum::{Extension, Json, extract::Query, response::IntoResponse};
use lotse_web::{Answer, Problem, Visit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::{
    Office,
    model::{kind_of, kind_word},
    store::{self, CaseLine, Filter, Order},
};

const MOST: i64 = 200;

/// A case without its content.
#[derive(Serialize, ToSchema)]
struct CaseView {
    /// `2026-00017`
    number: String,
    /// Key of the service.
    service: String,
    service_title: String,
    /// Key of the state in the service's workflow.
    state: String,
    /// work, waiting, granted, denied, withdrawn
    kind: &'static str,
    /// RFC 3339, UTC
    submitted_at: String,
    /// End of the period that runs now; RFC 3339, UTC
    due_at: Option<String>,
    closed_at: Option<String>,
    /// Whether somebody has taken it on.
    assigned: bool,
    href: String,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
struct CaseList {
    /// How many there are in all.
    total: i64,
    cases: Vec<CaseView>,
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// open, all, work, waiting, granted, denied or withdrawn; open if left out
    state: String,
    /// Key of a service
    service: String,
    /// How many to leave out at the beginning
    offset: i64,
    /// At most 200
    limit: i64,
}

impl Default for CaseQuery {
    fn default() -> Self {
        Self { state: "open".to_owned(), service: String::new(), offset: 0, limit: 50 }
    }
}

#[derive(OpenApi)]
#[openapi(paths(list), components(schemas(CaseView, CaseList)), tags((name = "cases", description = "Cases of a body, for its own staff")))]
pub struct ApiDoc;

/// Needs the role of a caseworker at the body.
#[utoipa::path(
    get,
    path = "/api/v1/{body}/cases",
    tag = "cases",
    security(("bearer" = [])),
    params(("body" = String, Path, description = "Slug of the body"), CaseQuery),
    responses(
        (status = 200, body = CaseList),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a caseworker of this body"),
        (status = 422, description = "A value of the query is not known")
    )
)]
pub async fn list(Extension(office): Extension<Arc<Office>>, visit: Visit, Query(query): Query<CaseQuery>) -> Answer {
    let body = visit.require_body()?;
    let CaseQuery { state, service, offset, limit } = query;
    if !matches!(state.as_str(), "open" | "all") && kind_of(&state).is_none() {
        return Err(Problem::invalid("state: open, all, work, waiting, granted, denied oder withdrawn."));
    }
    if !(1..=MOST).contains(&limit) || offset < 0 {
        return Err(Problem::invalid("limit: 1 bis 200; offset: ab 0."));
    }
    let filter = Filter { kind: state, service, search: String::new(), assigned_to: None };
    let store = office.core.store();
    let total = store::count(store, &body.key, &filter).await?;
    let lines = store::list(store, &body.key, &filter, Order::Oldest, limit, offset).await?;
    let public_url = &office.core.settings().public_url;
    let view = |line: CaseLine| CaseView {
        href: format!("{public_url}/{}/amt/faelle/{}", body.slug, line.number),
        number: line.number,
        service: line.service,
        service_title: line.service_title,
        state: line.state,
        kind: kind_word(line.kind),
        submitted_at: line.submitted_at.rfc3339(),
        due_at: line.next_due.map(lotse_core::clock::Timestamp::rfc3339),
        closed_at: line.closed_at.map(lotse_core::clock::Timestamp::rfc3339),
        assigned: line.assigned_to.is_some(),
    };
    Ok(Json(CaseList { total, cases: lines.into_iter().map(view).collect() }).into_response())
}
