//! The canonical form: one way to write each tree. What is printed is read as the same tree.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    expression::{Expression, Literal, Node, Path, Segment},
    options::{Direction, Expand, Options, OrderBy, ResultFormat},
    parse::VERSIONS,
    path::{PathSegment, ResourcePath, Suffix},
    source::encode,
};

/// How tightly an operator binds; what binds looser than its surroundings needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Product,
    Primary,
}

impl Expression {
    fn binding(&self) -> Binding {
        match self.node {
            Node::Or(_) => Binding::Or,
            Node::And(_) => Binding::And,
            Node::Not(_) => Binding::Not,
            Node::Compare { .. } | Node::InList { .. } | Node::InPath { .. } => Binding::Compare,
            Node::Sum { .. } => Binding::Sum,
            Node::Product { .. } => Binding::Product,
            Node::Literal(_) | Node::Path(_) | Node::Negate(_) | Node::Call { .. } | Node::Quantified { .. } => {
                Binding::Primary
            }
        }
    }

    /// With parentheses if it binds looser.
    fn within(&self, surroundings: Binding, formatter: &mut Formatter<'_>) -> fmt::Result {
        if self.binding() < surroundings { write!(formatter, "({self})") } else { write!(formatter, "{self}") }
    }
}

impl Display for Expression {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Literal(literal) => literal.fmt(formatter),
            Node::Path(path) => path.fmt(formatter),
            Node::Or(parts) => chain(parts, " or ", Binding::And, formatter),
            Node::And(parts) => chain(parts, " and ", Binding::Not, formatter),
            Node::Not(inner) => {
                formatter.write_str("not ")?;
                inner.within(Binding::Not, formatter)
            }
            Node::Compare { comparison, left, right } => {
                left.within(Binding::Sum, formatter)?;
                write!(formatter, " {} ", comparison.name())?;
                right.within(Binding::Sum, formatter)
            }
            Node::InList { left, list } => {
                left.within(Binding::Sum, formatter)?;
                formatter.write_str(" in (")?;
                chain(list, ",", Binding::Primary, formatter)?;
                formatter.write_char(')')
            }
            Node::InPath { left, right } => {
                left.within(Binding::Sum, formatter)?;
                formatter.write_str(" in ")?;
                right.within(Binding::Primary, formatter)
            }
            Node::Sum { first, rest } => {
                first.within(Binding::Product, formatter)?;
                for (addition, operand) in rest {
                    write!(formatter, " {} ", addition.name())?;
                    operand.within(Binding::Product, formatter)?;
                }
                Ok(())
            }
            Node::Product { first, rest } => {
                first.within(Binding::Primary, formatter)?;
                for (multiplication, operand) in rest {
                    write!(formatter, " {} ", multiplication.name())?;
                    operand.within(Binding::Primary, formatter)?;
                }
                Ok(())
            }
            Node::Negate(inner) => {
                // A minus right before a number would become part of it.
                formatter.write_str(if matches!(inner.node, Node::Literal(_)) { "- " } else { "-" })?;
                inner.within(Binding::Primary, formatter)
            }
            Node::Call { function, arguments } => {
                write!(formatter, "{}(", function.signature().name)?;
                chain(arguments, ",", Binding::Or, formatter)?;
                formatter.write_char(')')
            }
            Node::Quantified { quantifier, path, lambda } => {
                write!(formatter, "{path}/{}(", quantifier.name())?;
                if let Some(lambda) = lambda {
                    write!(formatter, "{}:{}", lambda.variable, lambda.condition)?;
                }
                formatter.write_char(')')
            }
        }
    }
}

fn chain(parts: &[Expression], between: &str, binding: Binding, formatter: &mut Formatter<'_>) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            formatter.write_str(between)?;
        }
        part.within(binding, formatter)?;
    }
    Ok(())
}

fn quoted(text: &str, formatter: &mut Formatter<'_>) -> fmt::Result {
    write!(formatter, "'{}'", text.replace('\'', "''"))
}

impl Display for Literal {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Boolean(truth) => truth.fmt(formatter),
            Self::Integer(number) => number.fmt(formatter),
            // The debug form has a point or an exponent, so that it stays a decimal.
            Self::Decimal(number) => write!(formatter, "{number:?}"),
            Self::Text(text) => quoted(text, formatter),
            Self::Date(date) => date.fmt(formatter),
            Self::TimeOfDay(time) => time.fmt(formatter),
            Self::Moment(moment) => moment.fmt(formatter),
            Self::Interval(interval) => interval.fmt(formatter),
            Self::Duration(duration) => write!(formatter, "duration'{duration}'"),
            Self::Geometry(geometry) => write!(formatter, "geography'{}'", geometry.text),
        }
    }
}

impl Display for Path {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (number, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Name(name) if number == 0 => formatter.write_str(name)?,
                Segment::Name(name) => write!(formatter, "/{name}")?,
                Segment::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Options {
    /// Names and values in canonical order.
    fn parts(&self) -> Vec<(&'static str, String)> {
        let mut parts = Vec::new();
        let mut add = |name, value: Option<String>| parts.extend(value.map(|value| (name, value)));
        add("$filter", self.filter.as_ref().map(ToString::to_string));
        add("$count", self.count.map(|truth| truth.to_string()));
        add("$orderby", joined(&self.order_by));
        add("$skip", self.skip.map(|number| number.to_string()));
        add("$top", self.top.map(|number| number.to_string()));
        add("$expand", joined(&self.expand));
        add("$select", joined(&self.select));
        add("$resultFormat", self.result_format.as_ref().map(|format| format.name().to_owned()));
        parts
    }

    /// Percent-encoded, as it stands in a link behind the question mark.
    pub fn to_query(&self) -> String {
        let parts: Vec<String> =
            self.parts().into_iter().map(|(name, value)| format!("{name}={}", encode(&value, false))).collect();
        parts.join("&")
    }

    /// Only what would be read as something else is encoded.
    pub(super) fn to_plain_query(&self) -> String {
        let parts: Vec<String> =
            self.parts().into_iter().map(|(name, value)| format!("{name}={}", encode(&value, true))).collect();
        parts.join("&")
    }
}

impl Display for Options {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write_options(&self.parts(), '&', formatter)
    }
}

fn write_options(parts: &[(&str, String)], between: char, formatter: &mut Formatter<'_>) -> fmt::Result {
    for (number, (name, value)) in parts.iter().enumerate() {
        if number > 0 {
            formatter.write_char(between)?;
        }
        write!(formatter, "{name}={value}")?;
    }
    Ok(())
}

fn joined<T: Display>(items: &[T]) -> Option<String> {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    (!items.is_empty()).then(|| items.join(","))
}

impl ResultFormat {
    /// As it is written.
    pub fn name(&self) -> &str {
        match self {
            Self::Json => "json",
            Self::DataArray => "dataArray",
            Self::Other { name, .. } => name,
        }
    }
}

impl Display for OrderBy {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.direction {
            Direction::Ascending => write!(formatter, "{} asc", self.by),
            Direction::Descending => write!(formatter, "{} desc", self.by),
        }
    }
}

impl Display for Expand {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.path.fmt(formatter)?;
        let parts = self.options.parts();
        if parts.is_empty() {
            return Ok(());
        }
        formatter.write_char('(')?;
        write_options(&parts, ';', formatter)?;
        formatter.write_char(')')
    }
}

impl ResourcePath {
    /// Percent-encoded, as it stands in a link.
    pub fn to_address(&self) -> String {
        self.written(|id| encode(id, false).replace('/', "%2F"))
    }

    fn written(&self, encode_id: impl Fn(&str) -> String) -> String {
        let mut steps = Vec::with_capacity(self.segments.len() + 1);
        for segment in &self.segments {
            let id = segment.id.as_ref().map(|id| format!("({})", encode_id(&id.to_string())));
            let mut name = encode(&segment.name, true);
            // Otherwise it would be read as the end of the address of a service.
            if VERSIONS.contains(&name.as_str()) {
                name = name.replace('.', "%2E");
            }
            steps.push(format!("{name}{}{}", id.unwrap_or_default(), segment.indices()));
        }
        steps.extend(self.suffix.map(|suffix| suffix.name().to_owned()));
        steps.join("/")
    }
}

impl PathSegment {
    /// Name and indices, as answers name the value: `list[0]`.
    pub fn key(&self) -> String {
        format!("{}{}", self.name, self.indices())
    }

    fn indices(&self) -> String {
        self.indices.iter().fold(String::new(), |mut text, index| {
            let _ = write!(text, "[{index}]");
            text
        })
    }
}

impl Suffix {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ref => "$ref",
            Self::Value => "$value",
        }
    }
}

/// Only what would be read as something else is percent-encoded.
impl Display for ResourcePath {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written(|id| encode(id, true)))
    }
}
