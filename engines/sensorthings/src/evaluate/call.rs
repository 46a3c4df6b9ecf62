//! The functions of the language.

use std::borrow::Cow;

use geo::Geometry;
use jiff::{Timestamp, civil::DateTime};

use super::{
    geometry::{self, Relation},
    value::{Number, Value},
};
use crate::{
    query::function::Function as F,
    time::{Moment, TimeRelation, TimeValue},
};

/// What a place of a geometry costs in steps.
const PLACE: u64 = 64;

/// What a call costs in steps, beside evaluating its arguments.
pub(super) fn cost(arguments: &[Value<'_>]) -> u64 {
    let sizes = arguments.iter().map(|argument| match argument {
        Value::Text(text) => text.len() as u64 / 16,
        Value::Geometry(geometry) => PLACE * geometry::size(geometry),
        // Not yet read; rings and lines count by their number.
        Value::Json(json) => {
            let list = json.get("coordinates").and_then(|list| list.as_array());
            PLACE * list.map_or(1, |list| list.len() as u64)
        }
        _ => 0,
    });
    sizes.sum()
}

/// The value of a call, or nothing where there is none.
pub(super) fn call<'a>(function: F, arguments: &[Value<'a>], now: Timestamp) -> Option<Value<'a>> {
    let text = |number: usize| arguments.get(number)?.text();
    let number = |place: usize| arguments.get(place)?.number();
    let truth = |truth: bool| Some(Value::Boolean(truth));
    let written = |text: String| Some(Value::Text(Cow::Owned(text)));
    let whole = |number: i64| Some(Value::Number(Number::Integer(number)));
    let moment = |timestamp| Some(Value::Time(TimeValue::Moment(Moment::utc(timestamp))));
    match function {
        F::SubstringOf => truth(text(1)?.contains(&*text(0)?)),
        F::Contains => truth(text(0)?.contains(&*text(1)?)),
        F::StartsWith => truth(text(0)?.starts_with(&*text(1)?)),
        F::EndsWith => truth(text(0)?.ends_with(&*text(1)?)),
        F::Length => whole(length(&text(0)?)),
        F::IndexOf => {
            let (text, part) = (text(0)?, text(1)?);
            whole(text.find(&*part).map_or(-1, |place| length(&text[..place])))
        }
        F::Substring => {
            let start = count(number(1)?);
            let length = if arguments.len() > 2 { count(number(2)?) } else { usize::MAX };
            written(text(0)?.chars().skip(start).take(length).collect())
        }
        F::ToLower => written(text(0)?.to_lowercase()),
        F::ToUpper => written(text(0)?.to_uppercase()),
        F::Trim => written(text(0)?.trim().to_owned()),
        F::Concat => written(format!("{}{}", text(0)?, text(1)?)),
        F::Round => rounded(number(0)?, f64::round),
        F::Floor => rounded(number(0)?, f64::floor),
        F::Ceiling => rounded(number(0)?, f64::ceil),
        F::Year => whole(local(arguments)?.year().into()),
        F::Month => whole(local(arguments)?.month().into()),
        F::Day => whole(local(arguments)?.day().into()),
        F::Hour => whole(local(arguments)?.hour().into()),
        F::Minute => whole(local(arguments)?.minute().into()),
        F::Second => whole(local(arguments)?.second().into()),
        F::FractionalSeconds => {
            Number::finite(f64::from(local(arguments)?.subsec_nanosecond()) / 1e9).map(Value::Number)
        }
        F::Date => Some(Value::Date(local(arguments)?.date())),
        F::Time => Some(Value::TimeOfDay(local(arguments)?.time())),
        F::TotalOffsetMinutes => whole(i64::from(start(arguments)?.offset.seconds() / 60)),
        F::Now => moment(now),
        F::MinDateTime => moment(Timestamp::MIN),
        F::MaxDateTime => moment(Timestamp::MAX),
        F::Before => times(arguments, TimeRelation::Before),
        F::After => times(arguments, TimeRelation::After),
        F::Meets => times(arguments, TimeRelation::Meets),
        F::During => times(arguments, TimeRelation::During),
        F::Overlaps => times(arguments, TimeRelation::Overlaps),
        F::Starts => times(arguments, TimeRelation::Starts),
        F::Finishes => times(arguments, TimeRelation::Finishes),
        F::GeoDistance => {
            let (one, other) = geometries(arguments)?;
            geometry::distance(&one, &other).and_then(Number::finite).map(Value::Number)
        }
        F::GeoLength => Number::finite(geometry::length(&*geometry(arguments.first()?)?)).map(Value::Number),
        F::GeoIntersects | F::StIntersects => shapes(arguments, Relation::Intersects),
        F::StEquals => shapes(arguments, Relation::Equals),
        F::StDisjoint => shapes(arguments, Relation::Disjoint),
        F::StTouches => shapes(arguments, Relation::Touches),
        F::StWithin => shapes(arguments, Relation::Within),
        F::StOverlaps => shapes(arguments, Relation::Overlaps),
        F::StCrosses => shapes(arguments, Relation::Crosses),
        F::StContains => shapes(arguments, Relation::Contains),
        F::StRelate => {
            let (one, other) = geometries(arguments)?;
            geometry::matches(&one, &other, &text(2)?).map(Value::Boolean)
        }
    }
}

/// Characters, not bytes.
fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

/// A number of characters; less than none is none.
fn count(number: Number) -> usize {
    match number {
        Number::Integer(number) => usize::try_from(number.max(0)).unwrap_or(usize::MAX),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion stops at the ends")]
        Number::Real(number) => number.max(0.0) as usize,
    }
}

fn rounded<'a>(number: Number, round: fn(f64) -> f64) -> Option<Value<'a>> {
    match number {
        Number::Integer(_) => Some(Value::Number(number)),
        Number::Real(real) => Number::whole(round(real)).map(Value::Number),
    }
}

/// The instant of the only argument; of an interval its start.
fn start(arguments: &[Value<'_>]) -> Option<Moment> {
    Some(arguments.first()?.time()?.start())
}

fn local(arguments: &[Value<'_>]) -> Option<DateTime> {
    start(arguments).map(Moment::local)
}

fn times<'a>(arguments: &[Value<'_>], relation: TimeRelation) -> Option<Value<'a>> {
    let [one, other] = arguments else { return None };
    one.time()?.relates(relation, other.time()?).map(Value::Boolean)
}

fn geometry<'b>(value: &'b Value<'_>) -> Option<Cow<'b, Geometry>> {
    match value {
        Value::Geometry(geometry) => Some(Cow::Borrowed(geometry.as_ref())),
        Value::Json(json) => geometry::from_json(json).map(Cow::Owned),
        _ => None,
    }
}

fn geometries<'b>(arguments: &'b [Value<'_>]) -> Option<(Cow<'b, Geometry>, Cow<'b, Geometry>)> {
    Some((geometry(arguments.first()?)?, geometry(arguments.get(1)?)?))
}

fn shapes<'a>(arguments: &[Value<'_>], relation: Relation) -> Option<Value<'a>> {
    let (one, other) = geometries(arguments)?;
    geometry::relates(&one, relation, &other).map(Value::Boolean)
}
