//! The reference: what the language means, over entities in memory, in the plainest form.
//!
//! **Order.** Filter, count, sort, skip, top, expand, select. Sets are in the order of ids unless `$orderby` says
//! otherwise; ids also decide between equals. Null comes first when ascending and last when descending (OData 4.01,
//! part 1, 11.2.6.2).
//!
//! **Null.** A member that is missing is null. `eq null` and `ne null` say whether it is; every other comparison with
//! null is unknown, as in SQL and in FROST-Server. `and`, `or` and `not` know three values; an entity is in the answer if
//! the condition is true, not if it is unknown. So neither `a lt 5` nor `not a lt 5` nor `a ne 5` finds an entity without
//! `a`.
//!
//! **Kinds.** Numbers compare as numbers, text by code points. A number and text compare as text (`result gt '3'`), except
//! for a JSON member or a result that holds text and is compared with a number or truth value: they are never equal, and
//! neither is greater. A JSON member that is `true` or `false` is a condition of its own. `div` discards the fraction only
//! where both sides are whole by their form (literals, `length` and the like), since JSON does not know whole numbers;
//! what cannot be computed (a division by zero, a month in text) is null.
//!
//! **Relations.** A path over relations to many is an "is there": the entity is in the answer, once, if there are
//! related entities for which the whole condition holds. Paths with the same start mean the same related entity
//! (`Datastreams/name eq 'a' and Datastreams/unitOfMeasurement/symbol eq 'b'` asks for one Datastream that has both); the
//! standard's own examples need this, and servers join so. Where nothing is related, everything behind is null.
//! `any` and `all` are conditions of their own, each with entities of its own.
//!
//! **Time.** See [`crate::time`]: intervals hold their start and not their end.

mod answer;
mod bind;
mod call;
mod geometry;
mod path;
mod run;
mod select;
mod value;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{EntityType, Limits, Problem, Request, entities::Entities, fault::Fault};

/// How a service answers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Stands before links, without a slash at the end; empty for relative links.
    pub base_url: String,
    /// Entities in an answer that asks for no number.
    pub page_size: u64,
    /// Entities in an answer at most.
    pub largest_page: u64,
    /// What `now()` is.
    pub now: Timestamp,
    /// Whether the extension for `MultiDatastream` is offered.
    pub has_multi_datastreams: bool,
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            page_size: 100,
            largest_page: 10_000,
            now: Timestamp::UNIX_EPOCH,
            has_multi_datastreams: true,
            limits: Limits::default(),
        }
    }
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// 200, 204 without a body, 400 or 404.
    pub status: u16,
    pub body: Body,
    /// Why the status is 400 or 404.
    pub problem: Option<Problem>,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Empty,
    Json(Value),
    /// A bare value (`$value`).
    Text(String),
}

/// Entities that answer requests.
#[derive(Debug)]
pub struct Service<'a> {
    pub entities: &'a Entities,
    pub settings: Settings,
}

impl Service<'_> {
    /// Answers a request as written in an address.
    pub fn answer(&self, request: &str) -> Answer {
        // An address of this very service may stand in front, whatever it looks like.
        let base = self.settings.base_url.as_str();
        let own = (!base.is_empty()).then(|| request.strip_prefix(base)).flatten();
        let (text, cut) = own.map_or((request, 0), |rest| (rest, base.len()));
        match Request::parse(text, &self.settings.limits) {
            Ok(request) => self.answer_request(&request),
            Err(problem) => refused(problem.moved(|place| place + cut)),
        }
    }

    /// Answers a request that was read already.
    pub fn answer_request(&self, request: &Request) -> Answer {
        answer::answer(self, request).unwrap_or_else(refused)
    }

    /// Whether a relation is offered.
    fn offers(&self, target: EntityType) -> bool {
        target != EntityType::MultiDatastream || self.settings.has_multi_datastreams
    }
}

/// Whether a JSON value is GeoJSON.
pub(crate) fn is_geometry(value: &Value) -> bool {
    geometry::from_json(value).is_some()
}

fn refused(problem: Problem) -> Answer {
    let status = problem.status();
    let mut body = json!({
        "code": status,
        "type": "error",
        "message": problem.english(),
        "messageGerman": problem.german(),
    });
    if problem.fault != Fault::NotFound {
        body["position"] = json!([problem.position.start, problem.position.end]);
    }
    Answer { status, body: Body::Json(body), problem: Some(problem) }
}
