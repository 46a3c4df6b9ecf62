//! Names of a query looked up in the model: which property, of which related entity, of which kind. What is wrong is
//! said here, before anything is evaluated.

use serde_json::Value as Json;

use super::Service;
use crate::{
    EntityType, Problem,
    fault::{Fault, suggest},
    model::PropertyKind,
    query::{
        expression::{
            Addition, Comparison, Expression, Lambda, Literal, Multiplication, Node, Path, Quantifier, Segment,
        },
        function::{Function, Kind},
    },
};

/// An expression whose names are known, with the entities it speaks about.
#[derive(Debug)]
pub(super) struct Bound<'q> {
    pub term: Term<'q>,
    pub kind: Kind,
    /// The first is the entity itself, the others those that `any` and `all` go through.
    pub scopes: Vec<Scope>,
}

/// An entity with a name, and the related entities that are spoken of from it.
#[derive(Debug)]
pub(super) struct Scope {
    pub entity_type: EntityType,
    /// Those further away stand behind those they are reached by.
    pub joins: Vec<Join>,
}

/// A step along a relation.
#[derive(Debug)]
pub(super) struct Join {
    /// From the entity of the scope, or from another join.
    pub from: Option<usize>,
    pub navigation: usize,
    pub source: EntityType,
}

/// An entity: of a scope, or of one of its joins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub scope: usize,
    pub join: Option<usize>,
    pub entity_type: EntityType,
}

#[derive(Debug)]
pub(super) enum Term<'q> {
    Literal(&'q Literal),
    Id(Place),
    /// A property, read as its kind says.
    Property {
        place: Place,
        name: &'static str,
        kind: PropertyKind,
    },
    /// A member of a property.
    Member {
        place: Place,
        name: &'static str,
        steps: &'q [Segment],
    },
    /// `phenomenonTime/start`, `phenomenonTime/end`
    Bound {
        place: Place,
        name: &'static str,
        is_end: bool,
    },
    Or(Vec<Self>),
    And(Vec<Self>),
    Not(Box<Self>),
    IsNull {
        term: Box<Self>,
        is_wanted: bool,
    },
    Compare {
        comparison: Comparison,
        left: Box<Self>,
        right: Box<Self>,
        kinds: (Kind, Kind),
    },
    InList {
        left: Box<Self>,
        list: Vec<Self>,
        kinds: Vec<(Kind, Kind)>,
    },
    InPath {
        left: Box<Self>,
        right: Box<Self>,
        kinds: (Kind, Kind),
    },
    Sum {
        first: Box<Self>,
        rest: Vec<(Addition, Self)>,
    },
    Product {
        first: Box<Self>,
        rest: Vec<(Multiplication, Self, bool)>,
    },
    Negate(Box<Self>),
    Call {
        function: Function,
        arguments: Vec<Self>,
    },
    Quantified {
        quantifier: Quantifier,
        of: Place,
        navigation: usize,
        scope: usize,
        condition: Option<Box<Self>>,
    },
}

/// Names in sight: a variable and its scope.
struct Binder<'s, 'q> {
    service: &'s Service<'s>,
    scopes: Vec<Scope>,
    variables: Vec<(&'q str, usize)>,
}

type Outcome<'q> = Result<(Term<'q>, Kind), Problem>;

/// Looks up the names of an expression about entities of a type.
pub(super) fn bind<'q>(
    service: &Service<'_>,
    entity_type: EntityType,
    expression: &'q Expression,
) -> Result<Bound<'q>, Problem> {
    let root = Scope { entity_type, joins: Vec::new() };
    let mut binder = Binder { service, scopes: vec![root], variables: Vec::new() };
    let (term, kind) = binder.expression(expression)?;
    Ok(Bound { term, kind, scopes: binder.scopes })
}

/// The same, where a condition is needed.
pub(super) fn bind_condition<'q>(
    service: &Service<'_>,
    entity_type: EntityType,
    expression: &'q Expression,
) -> Result<Bound<'q>, Problem> {
    let bound = bind(service, entity_type, expression)?;
    demand(expression, "$filter", Kind::Boolean, bound.kind)?;
    Ok(bound)
}

/// Whether a value of the found kind can stand where another is expected.
fn demand(expression: &Expression, what: &str, expected: Kind, found: Kind) -> Result<(), Problem> {
    let is_fit = match expected {
        _ if matches!(found, Kind::Open | Kind::Null) || expected == found => true,
        Kind::Text => found != Kind::Geometry,
        Kind::Time => matches!(found, Kind::Moment | Kind::Interval | Kind::Date),
        Kind::Interval => found == Kind::Time,
        _ => false,
    };
    if is_fit { Ok(()) } else { Err(wrong_kind(expression, what, Some(expected), found)) }
}

fn wrong_kind(expression: &Expression, what: &str, expected: Option<Kind>, found: Kind) -> Problem {
    let fault = Fault::WrongKind { what: what.to_owned(), expected, found };
    Problem::new(expression.position.clone(), fault)
}

impl<'q> Binder<'_, 'q> {
    fn expression(&mut self, expression: &'q Expression) -> Outcome<'q> {
        match &expression.node {
            Node::Literal(literal) => Ok((Term::Literal(literal), kind_of(literal))),
            Node::Path(path) => self.value(path),
            Node::Or(parts) => Ok((Term::Or(self.conditions(parts, "or")?), Kind::Boolean)),
            Node::And(parts) => Ok((Term::And(self.conditions(parts, "and")?), Kind::Boolean)),
            Node::Not(inner) => Ok((Term::Not(Box::new(self.condition(inner, "not")?)), Kind::Boolean)),
            Node::Compare { comparison, left, right } => self.comparison(*comparison, left, right),
            Node::InList { left, list } => self.in_list(left, list),
            Node::InPath { left, right } => {
                let (left, left_kind) = self.expression(left)?;
                let (right, right_kind) = self.expression(right)?;
                let term =
                    Term::InPath { left: Box::new(left), right: Box::new(right), kinds: (left_kind, right_kind) };
                Ok((term, Kind::Boolean))
            }
            Node::Sum { first, rest } => self.sum(first, rest),
            Node::Product { first, rest } => self.product(first, rest),
            Node::Negate(inner) => {
                let (term, kind) = self.expression(inner)?;
                if kind != Kind::Duration {
                    demand(inner, "-", Kind::Number, kind)?;
                }
                Ok((Term::Negate(Box::new(term)), kind))
            }
            Node::Call { function, arguments } => self.call(*function, arguments),
            Node::Quantified { quantifier, path, lambda } => self.quantified(*quantifier, path, lambda.as_deref()),
        }
    }

    fn condition(&mut self, expression: &'q Expression, what: &str) -> Result<Term<'q>, Problem> {
        let (term, kind) = self.expression(expression)?;
        demand(expression, what, Kind::Boolean, kind)?;
        Ok(term)
    }

    fn conditions(&mut self, parts: &'q [Expression], what: &str) -> Result<Vec<Term<'q>>, Problem> {
        parts.iter().map(|part| self.condition(part, what)).collect()
    }

    fn comparison(&mut self, comparison: Comparison, left: &'q Expression, right: &'q Expression) -> Outcome<'q> {
        let (left_term, left_kind) = self.expression(left)?;
        let (right_term, right_kind) = self.expression(right)?;
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let is_wanted = comparison == Comparison::Equal;
        match (&left.node, &right.node) {
            (_, Node::Literal(Literal::Null)) if is_equality => {
                return Ok((Term::IsNull { term: Box::new(left_term), is_wanted }, Kind::Boolean));
            }
            (Node::Literal(Literal::Null), _) if is_equality => {
                return Ok((Term::IsNull { term: Box::new(right_term), is_wanted }, Kind::Boolean));
            }
            _ => {}
        }
        comparable(right, comparison.name(), left_kind, right_kind)?;
        let kinds = (left_kind, right_kind);
        let term = Term::Compare { comparison, left: Box::new(left_term), right: Box::new(right_term), kinds };
        Ok((term, Kind::Boolean))
    }

    fn in_list(&mut self, left: &'q Expression, list: &'q [Expression]) -> Outcome<'q> {
        let (term, kind) = self.expression(left)?;
        let (mut items, mut kinds) = (Vec::with_capacity(list.len()), Vec::with_capacity(list.len()));
        for item in list {
            let (item_term, item_kind) = self.expression(item)?;
            comparable(item, "in", kind, item_kind)?;
            items.push(item_term);
            kinds.push((kind, item_kind));
        }
        Ok((Term::InList { left: Box::new(term), list: items, kinds }, Kind::Boolean))
    }

    fn sum(&mut self, first: &'q Expression, rest: &'q [(Addition, Expression)]) -> Outcome<'q> {
        let (first, mut kind) = self.expression(first)?;
        let mut operands = Vec::with_capacity(rest.len());
        for (addition, operand) in rest {
            let (term, operand_kind) = self.expression(operand)?;
            kind = sum_kind(*addition, kind, operand_kind)
                .ok_or_else(|| wrong_kind(operand, addition.name(), Some(wanted_beside(kind)), operand_kind))?;
            operands.push((*addition, term));
        }
        Ok((Term::Sum { first: Box::new(first), rest: operands }, kind))
    }

    fn product(&mut self, first: &'q Expression, rest: &'q [(Multiplication, Expression)]) -> Outcome<'q> {
        let mut is_whole = is_whole(first);
        let (first, mut kind) = self.expression(first)?;
        let mut operands = Vec::with_capacity(rest.len());
        for (multiplication, operand) in rest {
            is_whole &= self::is_whole(operand);
            let (term, operand_kind) = self.expression(operand)?;
            kind = product_kind(*multiplication, kind, operand_kind)
                .ok_or_else(|| wrong_kind(operand, multiplication.name(), Some(Kind::Number), operand_kind))?;
            operands.push((*multiplication, term, is_whole));
        }
        Ok((Term::Product { first: Box::new(first), rest: operands }, kind))
    }

    fn call(&mut self, function: Function, arguments: &'q [Expression]) -> Outcome<'q> {
        let signature = function.signature();
        let mut terms = Vec::with_capacity(arguments.len());
        for (argument, expected) in arguments.iter().zip(signature.arguments) {
            let (term, kind) = self.expression(argument)?;
            demand(argument, signature.name, *expected, kind)?;
            terms.push(term);
        }
        Ok((Term::Call { function, arguments: terms }, signature.result))
    }

    fn quantified(&mut self, quantifier: Quantifier, path: &'q Path, lambda: Option<&'q Lambda>) -> Outcome<'q> {
        let (mut place, rest) = self.start(path);
        let Some((last, before)) = rest.split_last() else { return Err(no_set(path)) };
        for segment in before {
            let Some(next) = self.step(path, place, segment)? else { return Err(no_set(path)) };
            place = next;
        }
        let Segment::Name(name) = last else { return Err(no_set(path)) };
        let found = place.entity_type.navigation(name).filter(|(_, navigation)| self.service.offers(navigation.target));
        let Some((navigation, relation)) = found else {
            return Err(unknown_member(path, name, place.entity_type));
        };
        if !relation.is_many {
            return Err(no_set(path));
        }
        let scope = self.scopes.len();
        self.scopes.push(Scope { entity_type: relation.target, joins: Vec::new() });
        let condition = match lambda {
            None => None,
            Some(lambda) => {
                self.variables.push((&lambda.variable, scope));
                let condition = self.condition(&lambda.condition, quantifier.name())?;
                self.variables.pop();
                Some(Box::new(condition))
            }
        };
        Ok((Term::Quantified { quantifier, of: place, navigation, scope, condition }, Kind::Boolean))
    }

    /// The entity a path starts from, and the rest of the path.
    fn start(&self, path: &'q Path) -> (Place, &'q [Segment]) {
        let first = path.first();
        let named = self.variables.iter().rev().find(|(name, _)| *name == first).map(|(_, scope)| *scope);
        let is_root = first == "$it";
        let scope = named.unwrap_or(0);
        let place = Place { scope, join: None, entity_type: self.scopes[scope].entity_type };
        let skipped = usize::from(named.is_some() || is_root);
        (place, &path.segments[skipped..])
    }

    /// One relation further; nothing if the segment is no relation.
    fn step(&mut self, path: &Path, from: Place, segment: &Segment) -> Result<Option<Place>, Problem> {
        let Segment::Name(name) = segment else { return Ok(None) };
        let Some((navigation, relation)) = from.entity_type.navigation(name) else { return Ok(None) };
        if !self.service.offers(relation.target) {
            return Ok(None);
        }
        let limit = self.service.settings.limits.max_items;
        let joins = &mut self.scopes[from.scope].joins;
        let known = joins.iter().position(|join| join.from == from.join && join.navigation == navigation);
        let join = known.unwrap_or_else(|| {
            joins.push(Join { from: from.join, navigation, source: from.entity_type });
            joins.len() - 1
        });
        if joins.len() > limit {
            return Err(Problem::new(path.position.clone(), Fault::TooMany { limit }));
        }
        Ok(Some(Place { scope: from.scope, join: Some(join), entity_type: relation.target }))
    }

    /// A path to a value.
    fn value(&mut self, path: &'q Path) -> Outcome<'q> {
        let (mut place, mut rest) = self.start(path);
        while let Some((segment, behind)) = rest.split_first() {
            let Some(next) = self.step(path, place, segment)? else { break };
            (place, rest) = (next, behind);
        }
        let Some((Segment::Name(name), steps)) = rest.split_first() else {
            let name = path.to_string();
            return Err(Problem::new(path.position.clone(), Fault::RelationWithoutProperty { name }));
        };
        if is_id(name) && steps.is_empty() {
            return Ok((Term::Id(place), Kind::Open));
        }
        let Some(property) = place.entity_type.property(name) else {
            return Err(unknown_member(path, name, place.entity_type));
        };
        let (name, kind) = (property.name, property.kind);
        if steps.is_empty() {
            return Ok((Term::Property { place, name, kind }, property_kind(kind)));
        }
        match (kind, steps) {
            (PropertyKind::Time | PropertyKind::Period | PropertyKind::Instant, [Segment::Name(end)])
                if end == "start" || end == "end" =>
            {
                Ok((Term::Bound { place, name, is_end: end == "end" }, Kind::Moment))
            }
            (PropertyKind::Object | PropertyKind::List | PropertyKind::Any | PropertyKind::Geometry, _) => {
                Ok((Term::Member { place, name, steps }, Kind::Open))
            }
            _ => {
                let member = match &steps[0] {
                    Segment::Name(name) => name.clone(),
                    Segment::Index(index) => format!("[{index}]"),
                };
                let fault = Fault::UnknownMember { name: member, of: name, suggestion: None };
                Err(Problem::new(path.position.clone(), fault))
            }
        }
    }
}

/// Both names of the id.
pub(super) fn is_id(name: &str) -> bool {
    name == "id" || name == "@iot.id"
}

fn no_set(path: &Path) -> Problem {
    Problem::new(path.position.clone(), Fault::NoSet { name: path.to_string() })
}

/// The type has no member of this name; the nearest one may be meant.
pub(super) fn unknown_member(path: &Path, name: &str, of: EntityType) -> Problem {
    let properties = of.properties().iter().map(|property| property.name);
    let navigations = of.navigations().iter().map(|navigation| navigation.name);
    let suggestion = suggest(name, properties.chain(navigations).chain(["id"]));
    let fault = Fault::UnknownMember { name: crate::fault::shorten(name), of: of.name(), suggestion };
    Problem::new(path.position.clone(), fault)
}

fn kind_of(literal: &Literal) -> Kind {
    match literal {
        Literal::Null => Kind::Null,
        Literal::Boolean(_) => Kind::Boolean,
        Literal::Integer(_) | Literal::Decimal(_) => Kind::Number,
        Literal::Text(_) => Kind::Text,
        Literal::Date(_) => Kind::Date,
        Literal::TimeOfDay(_) => Kind::TimeOfDay,
        Literal::Moment(_) => Kind::Moment,
        Literal::Interval(_) => Kind::Interval,
        Literal::Duration(_) => Kind::Duration,
        Literal::Geometry(_) => Kind::Geometry,
    }
}

fn property_kind(kind: PropertyKind) -> Kind {
    match kind {
        PropertyKind::Text => Kind::Text,
        PropertyKind::Instant => Kind::Moment,
        PropertyKind::Period => Kind::Interval,
        PropertyKind::Time => Kind::Time,
        PropertyKind::Geometry => Kind::Geometry,
        PropertyKind::Object | PropertyKind::List | PropertyKind::Any => Kind::Open,
    }
}

fn is_time(kind: Kind) -> bool {
    matches!(kind, Kind::Time | Kind::Moment | Kind::Interval | Kind::Date)
}

/// Whether two kinds can be compared at all.
fn comparable(right: &Expression, what: &str, left: Kind, right_kind: Kind) -> Result<(), Problem> {
    let is_simple = |kind| matches!(kind, Kind::Number | Kind::Text | Kind::Boolean);
    let is_open = |kind| matches!(kind, Kind::Open | Kind::Null);
    let is_fit = is_open(left)
        || is_open(right_kind)
        || left == right_kind
        || (is_simple(left) && is_simple(right_kind))
        || (is_time(left) && is_time(right_kind))
        || (is_time(left) && right_kind == Kind::Text)
        || (is_time(right_kind) && left == Kind::Text);
    let is_geometry = left == Kind::Geometry || right_kind == Kind::Geometry;
    if is_fit && !is_geometry {
        return Ok(());
    }
    let expected = (!is_geometry).then_some(left);
    Err(wrong_kind(right, what, expected, right_kind))
}

/// What must stand beside a value in a sum.
fn wanted_beside(kind: Kind) -> Kind {
    if is_time(kind) || kind == Kind::Duration { Kind::Duration } else { Kind::Number }
}

fn sum_kind(addition: Addition, left: Kind, right: Kind) -> Option<Kind> {
    let is_open = |kind| matches!(kind, Kind::Open | Kind::Null);
    Some(match (left, right) {
        (Kind::Number, Kind::Number) => Kind::Number,
        (Kind::Duration, Kind::Duration) => Kind::Duration,
        (time, Kind::Duration) if is_time(time) => {
            if time == Kind::Date {
                Kind::Moment
            } else {
                time
            }
        }
        (Kind::Duration, time) if is_time(time) && addition == Addition::Add => {
            if time == Kind::Date {
                Kind::Moment
            } else {
                time
            }
        }
        (one, other) if is_time(one) && is_time(other) && addition == Addition::Sub => Kind::Duration,
        (open, Kind::Number) | (Kind::Number, open) if is_open(open) => Kind::Number,
        (one, other) if is_open(one) && (is_open(other) || is_time(other) || other == Kind::Duration) => Kind::Open,
        (one, other) if is_open(other) && (is_time(one) || one == Kind::Duration) => Kind::Open,
        _ => return None,
    })
}

fn product_kind(multiplication: Multiplication, left: Kind, right: Kind) -> Option<Kind> {
    let is_open = |kind| matches!(kind, Kind::Open | Kind::Null);
    let is_number = |kind| kind == Kind::Number || is_open(kind);
    Some(match (left, right) {
        (Kind::Duration, other) if is_number(other) && multiplication != Multiplication::Mod => Kind::Duration,
        (other, Kind::Duration) if is_number(other) && multiplication == Multiplication::Mul => Kind::Duration,
        (Kind::Open, other) | (other, Kind::Open) if is_number(other) => {
            if other == Kind::Number {
                Kind::Number
            } else {
                Kind::Open
            }
        }
        (one, other) if is_number(one) && is_number(other) => Kind::Number,
        _ => return None,
    })
}

/// Whether an expression is a whole number by its form.
fn is_whole(expression: &Expression) -> bool {
    match &expression.node {
        Node::Literal(Literal::Integer(_)) => true,
        Node::Negate(inner) => is_whole(inner),
        Node::Sum { first, rest } => is_whole(first) && rest.iter().all(|(_, each)| is_whole(each)),
        Node::Product { first, rest } => is_whole(first) && rest.iter().all(|(_, each)| is_whole(each)),
        Node::Call { function, .. } => matches!(
            function,
            Function::Length
                | Function::IndexOf
                | Function::Year
                | Function::Month
                | Function::Day
                | Function::Hour
                | Function::Minute
                | Function::Second
                | Function::TotalOffsetMinutes
        ),
        _ => false,
    }
}

/// The member of a JSON value that steps lead to.
pub(super) fn member<'a>(value: &'a Json, steps: &[Segment]) -> Option<&'a Json> {
    steps.iter().try_fold(value, |value, step| match (step, value) {
        (Segment::Name(name), Json::Object(object)) => object.get(name),
        (Segment::Name(name), Json::Array(list)) => list.get(name.parse::<usize>().ok()?),
        (Segment::Index(index), Json::Array(list)) => list.get(usize::try_from(*index).ok()?),
        _ => None,
    })
}
