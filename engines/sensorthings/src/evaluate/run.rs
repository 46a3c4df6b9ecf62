//! Bound expressions evaluated for one entity.

use std::{borrow::Cow, cell::Cell};

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{
    bind::{Bound, Place, Term, member},
    call,
    value::{Number, Value},
};
use crate::{
    Id,
    entities::{Entities, Record},
    model::PropertyKind,
    query::expression::{Addition, Comparison, Multiplication, Quantifier},
    time::TimeValue,
};

/// More steps than allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exhausted;

/// How much work is left.
#[derive(Debug)]
pub(super) struct Budget {
    steps: Cell<u64>,
}

impl Budget {
    pub fn new(steps: u64) -> Self {
        Self { steps: Cell::new(steps) }
    }

    pub fn spend(&self, steps: u64) -> Result<(), Exhausted> {
        let rest = self.steps.get().checked_sub(steps).ok_or(Exhausted)?;
        self.steps.set(rest);
        Ok(())
    }
}

/// One evaluation: which entity each name stands for at the moment.
pub(super) struct Run<'a> {
    entities: &'a Entities,
    bound: &'a Bound<'a>,
    budget: &'a Budget,
    now: Timestamp,
    frames: Vec<Frame>,
}

/// The entity of a scope and those of its joins; a join without entity is null.
#[derive(Debug)]
struct Frame {
    record: usize,
    joined: Vec<Option<usize>>,
    /// Which of the related entities is taken.
    choices: Vec<usize>,
}

type Outcome<T> = Result<T, Exhausted>;

impl Frame {
    fn with(joins: usize) -> Self {
        Self { record: 0, joined: vec![None; joins], choices: vec![0; joins] }
    }
}

impl<'a> Run<'a> {
    pub fn new(entities: &'a Entities, bound: &'a Bound<'a>, budget: &'a Budget, now: Timestamp) -> Self {
        let frames = bound.scopes.iter().map(|scope| Frame::with(scope.joins.len())).collect();
        Self { entities, bound, budget, now, frames }
    }

    /// Whether the condition holds for an entity: for some of the related entities it speaks of.
    pub fn holds(&mut self, record: usize) -> Outcome<bool> {
        let term = &self.bound.term;
        self.exists(0, record, |run| Ok(run.condition(term)? == Some(true)))
    }

    /// The value for an entity; where there are several, the first or the last in order.
    pub fn value(&mut self, record: usize, is_last: bool) -> Outcome<Value<'a>> {
        let term = &self.bound.term;
        let mut best: Option<Value<'a>> = None;
        self.exists(0, record, |run| {
            let value = run.evaluate(term)?;
            let is_better = best.as_ref().is_none_or(|best| {
                let order = value.order(best);
                if is_last { order.is_gt() } else { order.is_lt() }
            });
            if is_better {
                best = Some(value);
            }
            Ok(false)
        })?;
        Ok(best.unwrap_or(Value::Null))
    }

    /// Tries all combinations of related entities of a scope until one passes. Joins stand behind those they are
    /// reached by, so that the last ones turn fastest, as the wheels of a counter.
    fn exists(
        &mut self,
        scope: usize,
        record: usize,
        mut test: impl FnMut(&mut Self) -> Outcome<bool>,
    ) -> Outcome<bool> {
        let number = self.bound.scopes[scope].joins.len();
        self.frames[scope].record = record;
        self.frames[scope].choices.fill(0);
        self.settle(scope, 0);
        loop {
            self.budget.spend(1 + number as u64)?;
            if test(self)? {
                return Ok(true);
            }
            let turn =
                (0..number).rev().find(|join| self.frames[scope].choices[*join] + 1 < self.related(scope, *join).len());
            let Some(turn) = turn else { return Ok(false) };
            self.frames[scope].choices[turn] += 1;
            self.settle(scope, turn);
        }
    }

    /// Takes the chosen entity of a join, and the first ones of all joins behind it.
    fn settle(&mut self, scope: usize, from: usize) {
        for join in from..self.frames[scope].joined.len() {
            if join > from {
                self.frames[scope].choices[join] = 0;
            }
            let chosen = self.related(scope, join).get(self.frames[scope].choices[join]).copied();
            self.frames[scope].joined[join] = chosen;
        }
    }

    /// What a join leads to from the entity before it.
    fn related(&self, scope: usize, join: usize) -> &'a [usize] {
        let step = &self.bound.scopes[scope].joins[join];
        let frame = &self.frames[scope];
        let before = match step.from {
            None => Some(frame.record),
            Some(before) => frame.joined[before],
        };
        before.map_or(&[], |record| self.entities.record(step.source, record).linked(step.navigation))
    }

    /// The entity at a place, if there is one.
    fn record(&self, place: Place) -> Option<&'a Record> {
        let frame = &self.frames[place.scope];
        let record = match place.join {
            None => Some(frame.record),
            Some(join) => frame.joined[join],
        };
        record.map(|record| self.entities.record(place.entity_type, record))
    }

    fn property(&self, place: Place, name: &str) -> Option<&'a Json> {
        self.record(place)?.members.get(name)
    }

    /// A condition: true, false or unknown.
    fn condition(&mut self, term: &'a Term<'a>) -> Outcome<Option<bool>> {
        match term {
            Term::Or(parts) => self.junction(parts, true),
            Term::And(parts) => self.junction(parts, false),
            Term::Not(inner) => Ok(self.condition(inner)?.map(|truth| !truth)),
            _ => Ok(self.evaluate(term)?.truth()),
        }
    }

    /// `or` ends at the first true part, `and` at the first false one; otherwise one unknown part makes it unknown.
    fn junction(&mut self, parts: &'a [Term<'a>], decides: bool) -> Outcome<Option<bool>> {
        self.budget.spend(1)?;
        let mut is_known = true;
        for part in parts {
            match self.condition(part)? {
                Some(truth) if truth == decides => return Ok(Some(decides)),
                Some(_) => {}
                None => is_known = false,
            }
        }
        Ok(is_known.then_some(!decides))
    }

    fn evaluate(&mut self, term: &'a Term<'a>) -> Outcome<Value<'a>> {
        self.budget.spend(1)?;
        Ok(match term {
            Term::Literal(literal) => Value::from_literal(literal),
            Term::Id(place) => match self.record(*place).map(|record| &record.id) {
                Some(Id::Integer(number)) => Value::Number(Number::Integer(*number)),
                Some(Id::Text(text)) => Value::Text(Cow::Borrowed(text)),
                None => Value::Null,
            },
            Term::Property { place, name, kind } => {
                self.property(*place, name).map_or(Value::Null, |json| typed(json, *kind))
            }
            Term::Member { place, name, steps } => {
                self.property(*place, name).and_then(|json| member(json, steps)).map_or(Value::Null, Value::from_json)
            }
            Term::Bound { place, name, is_end } => {
                let time = self.property(*place, name).and_then(Json::as_str).and_then(TimeValue::parse);
                time.map_or(Value::Null, |time| {
                    Value::Time(TimeValue::Moment(if *is_end { time.end() } else { time.start() }))
                })
            }
            Term::Or(_) | Term::And(_) | Term::Not(_) => truth(self.condition(term)?),
            Term::IsNull { term, is_wanted } => Value::Boolean(self.evaluate(term)?.is_null() == *is_wanted),
            Term::Compare { comparison, left, right, kinds } => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                truth(left.compares(kinds.0, *comparison, &right, kinds.1))
            }
            Term::InList { left, list, kinds } => {
                let left = self.evaluate(left)?;
                let mut is_known = true;
                for (item, kinds) in list.iter().zip(kinds) {
                    let item = self.evaluate(item)?;
                    let is_equal = match item {
                        Value::Null => Some(left.is_null()),
                        item => left.compares(kinds.0, Comparison::Equal, &item, kinds.1),
                    };
                    if is_equal == Some(true) {
                        return Ok(Value::Boolean(true));
                    }
                    is_known &= is_equal.is_some();
                }
                truth(is_known.then_some(false))
            }
            Term::InPath { left, right, kinds } => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                match right {
                    Value::Json(Json::Array(items)) => {
                        self.budget.spend(items.len() as u64)?;
                        let is_item = |item: &'a Json| {
                            left.compares(kinds.0, Comparison::Equal, &Value::from_json(item), kinds.1) == Some(true)
                        };
                        truth((!left.is_null()).then(|| items.iter().any(is_item)))
                    }
                    single => truth(left.compares(kinds.0, Comparison::Equal, &single, kinds.1)),
                }
            }
            Term::Sum { first, rest } => {
                let mut value = self.evaluate(first)?;
                for (addition, operand) in rest {
                    value = add(&value, *addition, &self.evaluate(operand)?).unwrap_or(Value::Null);
                }
                value
            }
            Term::Product { first, rest } => {
                let mut value = self.evaluate(first)?;
                for (multiplication, operand, is_whole) in rest {
                    let operand = self.evaluate(operand)?;
                    value = multiply(&value, *multiplication, &operand, *is_whole).unwrap_or(Value::Null);
                }
                value
            }
            Term::Negate(inner) => negate(&self.evaluate(inner)?).unwrap_or(Value::Null),
            Term::Call { function, arguments } => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.evaluate(argument)?);
                }
                self.budget.spend(call::cost(&values))?;
                call::call(*function, &values, self.now).unwrap_or(Value::Null)
            }
            Term::Quantified { quantifier, of, navigation, scope, condition } => {
                let related = self.record(*of).map_or(&[][..], |record| record.linked(*navigation));
                Value::Boolean(self.quantified(*quantifier, related, *scope, condition.as_deref())?)
            }
        })
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        related: &'a [usize],
        scope: usize,
        condition: Option<&'a Term<'a>>,
    ) -> Outcome<bool> {
        let Some(condition) = condition else {
            return Ok(quantifier == Quantifier::All || !related.is_empty());
        };
        let decides = quantifier == Quantifier::Any;
        for record in related {
            let holds = self.exists(scope, *record, |run| Ok(run.condition(condition)? == Some(true)))?;
            if holds == decides {
                return Ok(decides);
            }
        }
        Ok(!decides)
    }
}

/// A property as its kind says.
fn typed(json: &Json, kind: PropertyKind) -> Value<'_> {
    match (kind, json) {
        (PropertyKind::Instant | PropertyKind::Period | PropertyKind::Time, Json::String(text)) => {
            TimeValue::parse(text).map_or(Value::Null, Value::Time)
        }
        _ => Value::from_json(json),
    }
}

fn truth(truth: Option<bool>) -> Value<'static> {
    truth.map_or(Value::Null, Value::Boolean)
}

fn add<'a>(left: &Value<'_>, addition: Addition, right: &Value<'_>) -> Option<Value<'a>> {
    if let (Value::Number(one), Value::Number(other)) = (left, right) {
        let whole = match (one, other, addition) {
            (Number::Integer(one), Number::Integer(other), Addition::Add) => one.checked_add(*other),
            (Number::Integer(one), Number::Integer(other), Addition::Sub) => one.checked_sub(*other),
            _ => None,
        };
        let real = match addition {
            Addition::Add => one.real() + other.real(),
            Addition::Sub => one.real() - other.real(),
        };
        return whole.map(Number::Integer).or_else(|| Number::finite(real)).map(Value::Number);
    }
    if matches!(left, Value::Number(_) | Value::Boolean(_)) || matches!(right, Value::Number(_) | Value::Boolean(_)) {
        return None;
    }
    let signed = |duration: crate::time::Duration| match addition {
        Addition::Add => Some(duration),
        Addition::Sub => duration.negated(),
    };
    match (left.time(), left.duration(), right.time(), right.duration()) {
        (Some(time), _, _, Some(duration)) => time.plus(signed(duration)?).map(Value::Time),
        (Some(one), _, Some(other), _) if addition == Addition::Sub => {
            Some(Value::Duration(one.start().since(other.start())))
        }
        (_, Some(duration), Some(time), _) if addition == Addition::Add => time.plus(duration).map(Value::Time),
        (_, Some(one), _, Some(other)) => one.plus(signed(other)?).map(Value::Duration),
        _ => None,
    }
}

fn multiply<'a>(
    left: &Value<'_>,
    multiplication: Multiplication,
    right: &Value<'_>,
    is_whole: bool,
) -> Option<Value<'a>> {
    match (left, right) {
        (Value::Number(one), Value::Number(other)) => {
            multiply_numbers(*one, multiplication, *other, is_whole).map(Value::Number)
        }
        (Value::Duration(duration), Value::Number(factor)) | (Value::Number(factor), Value::Duration(duration)) => {
            let factor = match multiplication {
                Multiplication::Mul => factor.real(),
                Multiplication::Div => 1.0 / factor.real(),
                Multiplication::Mod => return None,
            };
            duration.times(factor).map(Value::Duration)
        }
        _ => None,
    }
}

fn multiply_numbers(left: Number, multiplication: Multiplication, right: Number, is_whole: bool) -> Option<Number> {
    if let (Number::Integer(one), Number::Integer(other)) = (left, right) {
        let whole = match multiplication {
            Multiplication::Mul => one.checked_mul(other),
            Multiplication::Mod => return one.checked_rem(other).map(Number::Integer),
            Multiplication::Div if is_whole => return one.checked_div(other).map(Number::Integer),
            // Nothing is lost where nothing remains.
            Multiplication::Div => one.checked_div(other).filter(|whole| whole.checked_mul(other) == Some(one)),
        };
        if let Some(whole) = whole {
            return Some(Number::Integer(whole));
        }
    }
    let (one, other) = (left.real(), right.real());
    Number::finite(match multiplication {
        Multiplication::Mul => one * other,
        Multiplication::Div => one / other,
        Multiplication::Mod => one % other,
    })
}

fn negate<'a>(value: &Value<'_>) -> Option<Value<'a>> {
    match value {
        Value::Number(Number::Integer(number)) => {
            number.checked_neg().map(|number| Value::Number(Number::Integer(number)))
        }
        Value::Number(Number::Real(number)) => Some(Value::Number(Number::Real(-number))),
        Value::Duration(duration) => duration.negated().map(Value::Duration),
        _ => None,
    }
}

/// The entities of a set for which a condition holds.
pub(super) fn filter(
    entities: &Entities,
    bound: &Bound<'_>,
    budget: &Budget,
    now: Timestamp,
    places: Vec<usize>,
) -> Outcome<Vec<usize>> {
    let mut run = Run::new(entities, bound, budget, now);
    let mut kept = Vec::new();
    for place in places {
        if run.holds(place)? {
            kept.push(place);
        }
    }
    Ok(kept)
}
