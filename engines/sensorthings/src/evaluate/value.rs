//! Values while evaluating, and how they compare.

use std::{borrow::Cow, cmp::Ordering};

use geo::Geometry;
use jiff::civil::{Date, Time};
use serde_json::Value as Json;

use crate::{
    query::{
        expression::{Comparison, Literal},
        function::Kind,
    },
    time::{Duration, Moment, TimeRelation, TimeValue},
};

/// A value of any kind.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Null,
    Boolean(bool),
    Number(Number),
    Text(Cow<'a, str>),
    Date(Date),
    TimeOfDay(Time),
    Time(TimeValue),
    Duration(Duration),
    Geometry(Cow<'a, Geometry>),
    /// An array or an object.
    Json(&'a Json),
}

/// Whole numbers are kept exactly, as ids may be large.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Integer(i64),
    Real(f64),
}

impl Number {
    #[expect(clippy::cast_precision_loss, reason = "computing with fractions is computing with doubles")]
    pub fn real(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Real(number) => number,
        }
    }

    /// A number that exists, or nothing.
    pub fn finite(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Real(number))
    }

    /// A number without fraction, as whole number if it fits.
    pub fn whole(number: f64) -> Option<Self> {
        const LARGEST: f64 = 9e18;
        #[expect(clippy::cast_possible_truncation, reason = "within the bounds just checked")]
        if number.abs() < LARGEST { Some(Self::Integer(number as i64)) } else { Self::finite(number) }
    }

    pub fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => one.cmp(&other),
            (Self::Real(one), Self::Integer(other)) => Self::Integer(other).order(Self::Real(one)).reverse(),
            (Self::Integer(one), Self::Real(other)) => {
                let rough = Self::Integer(one).real().partial_cmp(&other).unwrap_or(Ordering::Equal);
                match Self::whole(other) {
                    // Equal as doubles: the digits a double has lost decide.
                    Some(Self::Integer(whole)) if rough.is_eq() => one.cmp(&whole),
                    _ => rough,
                }
            }
            // Zero has two signs and is one number.
            (Self::Real(one), Self::Real(other)) => one.partial_cmp(&other).unwrap_or(Ordering::Equal),
        }
    }

    /// As JSON writes it.
    pub fn text(self) -> String {
        match self {
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => Json::from(number).to_string(),
        }
    }
}

impl<'a> Value<'a> {
    /// What a JSON member holds.
    pub fn from_json(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Boolean(*truth),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Self::Number(Number::Integer(whole)),
                None => number.as_f64().map_or(Self::Null, |real| Self::Number(Number::Real(real))),
            },
            Json::String(text) => Self::Text(Cow::Borrowed(text)),
            Json::Array(_) | Json::Object(_) => Self::Json(json),
        }
    }

    pub fn from_literal(literal: &'a Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Boolean(truth) => Self::Boolean(*truth),
            Literal::Integer(number) => Self::Number(Number::Integer(*number)),
            Literal::Decimal(number) => Self::Number(Number::Real(*number)),
            Literal::Text(text) => Self::Text(Cow::Borrowed(text)),
            Literal::Date(date) => Self::Date(*date),
            Literal::TimeOfDay(time) => Self::TimeOfDay(*time),
            Literal::Moment(moment) => Self::Time(TimeValue::Moment(*moment)),
            Literal::Interval(interval) => Self::Time(TimeValue::Interval(*interval)),
            Literal::Duration(duration) => Self::Duration(*duration),
            Literal::Geometry(geometry) => Self::Geometry(Cow::Borrowed(&geometry.geometry)),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// As text: numbers and the like as JSON writes them.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Text(text) => Cow::Borrowed(text.as_ref()),
            Self::Boolean(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
            Self::Number(number) => Cow::Owned(number.text()),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::TimeOfDay(time) => Cow::Owned(time.to_string()),
            Self::Time(TimeValue::Moment(moment)) => Cow::Owned(moment.to_string()),
            Self::Time(TimeValue::Interval(interval)) => Cow::Owned(interval.to_string()),
            Self::Duration(duration) => Cow::Owned(duration.to_string()),
            Self::Null | Self::Geometry(_) | Self::Json(_) => return None,
        })
    }

    /// As a time: text as ISO 8601, a date as its midnight.
    pub fn time(&self) -> Option<TimeValue> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Date(date) => Moment::midnight(*date).map(TimeValue::Moment),
            Self::Text(text) => TimeValue::parse(text),
            _ => None,
        }
    }

    pub fn duration(&self) -> Option<Duration> {
        match self {
            Self::Duration(duration) => Some(*duration),
            Self::Text(text) => Duration::parse(text),
            _ => None,
        }
    }

    /// Compares two values, given what is known of their kinds beforehand. Unknown is `None`.
    pub fn compares(&self, left: Kind, comparison: Comparison, other: &Self, right: Kind) -> Option<bool> {
        let holds = |order: Ordering| match comparison {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
        };
        match (self, other) {
            (Self::Null, _) | (_, Self::Null) => None,
            (Self::Number(one), Self::Number(other)) => Some(holds(one.order(*other))),
            (Self::Boolean(one), Self::Boolean(other)) => Some(holds(one.cmp(other))),
            (Self::Text(one), Self::Text(other)) => Some(holds(one.cmp(other))),
            (Self::Date(one), Self::Date(other)) => Some(holds(one.cmp(other))),
            (Self::TimeOfDay(one), Self::TimeOfDay(other)) => Some(holds(one.cmp(other))),
            (Self::TimeOfDay(one), Self::Text(other)) => {
                crate::time::time_of_day(other).map(|other| holds(one.cmp(&other)))
            }
            (Self::Text(one), Self::TimeOfDay(other)) => crate::time::time_of_day(one).map(|one| holds(one.cmp(other))),
            (Self::Duration(_), _) | (_, Self::Duration(_)) => {
                Some(holds(self.duration()?.length().cmp(&other.duration()?.length())))
            }
            (Self::Time(_) | Self::Date(_), _) | (_, Self::Time(_) | Self::Date(_)) => {
                self.time()?.relates(relation(comparison), other.time()?)
            }
            (Self::Json(one), Self::Json(other)) => Some(only_equality(comparison, *one == *other)),
            (Self::Text(_), Self::Number(_) | Self::Boolean(_)) if left == Kind::Open && right != Kind::Open => {
                Some(only_equality(comparison, false))
            }
            (Self::Number(_) | Self::Boolean(_), Self::Text(_)) if right == Kind::Open && left != Kind::Open => {
                Some(only_equality(comparison, false))
            }
            (Self::Text(_), Self::Number(_) | Self::Boolean(_))
            | (Self::Number(_) | Self::Boolean(_), Self::Text(_)) => Some(holds(self.text()?.cmp(&other.text()?))),
            _ => Some(only_equality(comparison, false)),
        }
    }

    /// For sorting: null, text, numbers, truth values, times, the rest; within each by value.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Number(one), Self::Number(other)) => one.order(*other),
            (Self::Boolean(one), Self::Boolean(other)) => one.cmp(other),
            (Self::Date(one), Self::Date(other)) => one.cmp(other),
            (Self::TimeOfDay(one), Self::TimeOfDay(other)) => one.cmp(other),
            (Self::Time(one), Self::Time(other)) => one.order(*other),
            (Self::Duration(one), Self::Duration(other)) => one.length().cmp(&other.length()),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Text(_) => 1,
            Self::Number(_) => 2,
            Self::Boolean(_) => 3,
            Self::Date(_) | Self::TimeOfDay(_) | Self::Time(_) | Self::Duration(_) => 4,
            Self::Json(_) => 5,
            Self::Geometry(_) => 6,
        }
    }
}

/// Values of different kinds, and lists and objects, are equal or not; none is greater.
fn only_equality(comparison: Comparison, is_equal: bool) -> bool {
    match comparison {
        Comparison::Equal => is_equal,
        Comparison::NotEqual => !is_equal,
        _ => false,
    }
}

fn relation(comparison: Comparison) -> TimeRelation {
    match comparison {
        Comparison::Equal => TimeRelation::Equal,
        Comparison::NotEqual => TimeRelation::NotEqual,
        Comparison::Greater => TimeRelation::Greater,
        Comparison::GreaterOrEqual => TimeRelation::GreaterOrEqual,
        Comparison::Less => TimeRelation::Less,
        Comparison::LessOrEqual => TimeRelation::LessOrEqual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_whole_numbers_keep_their_last_digit() {
        let large = 9_007_199_254_740_993_i64;
        assert!(Number::Integer(large).order(Number::Real(9_007_199_254_740_992.0)).is_gt());
        assert!(Number::Real(9_007_199_254_740_992.0).order(Number::Integer(large)).is_lt());
        assert!(Number::Integer(2).order(Number::Real(2.5)).is_lt());
        assert!(Number::Integer(i64::MAX).order(Number::Real(1e300)).is_lt());
        assert!(Number::Real(-0.0).order(Number::Integer(0)).is_eq());
    }

    #[test]
    fn numbers_as_text_look_as_in_json() {
        assert_eq!(Number::Real(20.0).text(), "20.0");
        assert_eq!(Number::Integer(-3).text(), "-3");
    }
}
