//! Expressions of `$filter` and `$orderby`.
//!
//! Chains (`a and b and c`, `a add b sub c`) are kept flat: a long chain is no deep tree, so that nothing that walks the
//! tree needs more stack than [`crate::Limits::max_depth`] allows.

use std::ops::Range;

use jiff::civil::{Date, Time};

use super::function::Function;
use crate::time::{Duration, Interval, Moment};

/// An expression and where it stands in the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub node: Node,
    /// Bytes of the request as it was given.
    pub position: Range<usize>,
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Literal(Literal),
    Path(Path),
    /// At least two.
    Or(Vec<Expression>),
    /// At least two.
    And(Vec<Expression>),
    Not(Box<Expression>),
    Compare {
        comparison: Comparison,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// `left in (1, 2)`
    InList {
        left: Box<Expression>,
        list: Vec<Expression>,
    },
    /// `left in properties/list`
    InPath {
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// `first add a sub b`
    Sum {
        first: Box<Expression>,
        rest: Vec<(Addition, Expression)>,
    },
    /// `first mul a div b mod c`
    Product {
        first: Box<Expression>,
        rest: Vec<(Multiplication, Expression)>,
    },
    /// `-a`
    Negate(Box<Expression>),
    Call {
        function: Function,
        arguments: Vec<Expression>,
    },
    /// `Datastreams/any(d: d/name eq 'x')`; without a condition it asks whether there is any.
    Quantified {
        quantifier: Quantifier,
        path: Path,
        lambda: Option<Box<Lambda>>,
    },
}

/// A name for an entity of the set, and what must hold for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lambda {
    pub variable: String,
    pub condition: Expression,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    Any,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition {
    Add,
    Sub,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplication {
    Mul,
    Div,
    Mod,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Finite.
    Decimal(f64),
    Text(String),
    Date(Date),
    TimeOfDay(Time),
    Moment(Moment),
    Interval(Interval),
    Duration(Duration),
    Geometry(GeometryLiteral),
}

/// A geometry with the well-known text it was written as.
#[derive(Clone, Debug, PartialEq)]
pub struct GeometryLiteral {
    pub text: String,
    pub geometry: geo::Geometry,
}

/// `properties/list[0]/name`, `Datastreams/Observations/result`, `@iot.id`
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// At least one; the first is a name.
    pub segments: Vec<Segment>,
    /// Bytes of the request as it was given.
    pub position: Range<usize>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    Name(String),
    Index(u32),
}

impl Comparison {
    pub(crate) const ALL: [(Self, &'static str); 6] = [
        (Self::Equal, "eq"),
        (Self::NotEqual, "ne"),
        (Self::Greater, "gt"),
        (Self::GreaterOrEqual, "ge"),
        (Self::Less, "lt"),
        (Self::LessOrEqual, "le"),
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "ge",
            Self::Less => "lt",
            Self::LessOrEqual => "le",
        }
    }
}

impl Addition {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Sub => "sub",
        }
    }
}

impl Multiplication {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mul => "mul",
            Self::Div => "div",
            Self::Mod => "mod",
        }
    }
}

impl Quantifier {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
        }
    }
}

impl Path {
    /// The name in front.
    pub fn first(&self) -> &str {
        match self.segments.first() {
            Some(Segment::Name(name)) => name,
            _ => "",
        }
    }
}

impl Expression {
    /// The same without positions, to compare what was meant and not where it stood.
    #[must_use]
    pub fn without_positions(mut self) -> Self {
        self.forget();
        self
    }

    fn forget(&mut self) {
        self.position = 0..0;
        match &mut self.node {
            Node::Literal(_) => {}
            Node::Path(path) => path.position = 0..0,
            Node::Or(parts) | Node::And(parts) => parts.iter_mut().for_each(Self::forget),
            Node::Not(inner) | Node::Negate(inner) => inner.forget(),
            Node::Compare { left, right, .. } | Node::InPath { left, right } => {
                left.forget();
                right.forget();
            }
            Node::InList { left, list } => {
                left.forget();
                list.iter_mut().for_each(Self::forget);
            }
            Node::Sum { first, rest } => {
                first.forget();
                for (_, each) in rest {
                    each.forget();
                }
            }
            Node::Product { first, rest } => {
                first.forget();
                for (_, each) in rest {
                    each.forget();
                }
            }
            Node::Call { arguments, .. } => arguments.iter_mut().for_each(Self::forget),
            Node::Quantified { path, lambda, .. } => {
                path.position = 0..0;
                if let Some(lambda) = lambda {
                    lambda.condition.forget();
                }
            }
        }
    }
}
