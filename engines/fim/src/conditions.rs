//! Conditions between fields: show, hide, require, forbid, validate.
//!
//! FIM rules are German prose. Their machine-readable form is a list of entries, each a condition
//! tree with the actions that follow when it holds. What cannot be understood becomes an open point
//! for a person and never takes effect. Evaluation lives in `evaluate`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::form::{Form, OpenPoint};

pub use crate::evaluate::{NodeState, States, Violation};

/// All conditions of a form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    pub rules: Vec<ConditionRule>,
    /// Entries nobody could translate, each with its text.
    pub open_points: Vec<OpenPoint>,
    /// Short name of the Land the form is used in (`NW`); rules for other Länder do not apply.
    pub state: Option<String>,
    /// The entries as they were read, to be written again unchanged.
    source: Vec<Value>,
}

/// A condition that is understood.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionRule {
    pub rule_id: String,
    /// German prose, shown when the rule is broken.
    pub text: String,
    pub actions: Vec<Action>,
    /// Short names of the Länder it applies to; None: everywhere.
    pub scope: Option<Vec<String>>,
    /// Ids of groups from the outside in; the last one is where identifiers are looked up.
    pub context: Vec<String>,
    /// Id or dotted path of ids.
    pub target: Option<String>,
    pub source: Option<String>,
    pub expression: Expression,
}

/// What follows when a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Required,
    Forbidden,
    Show,
    Hide,
    /// The condition itself has to hold.
    Validation,
}

/// A condition tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Equal(Operand, Operand),
    NotEqual(Operand, Operand),
    LessThan(Operand, Operand),
    IsEmpty(Operand),
    /// A yes/no field that says yes.
    IsTrue(Operand),
    /// One operand (a date) or three (day, month, year).
    IsValidDate(Vec<Operand>),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
    /// Exactly one holds.
    Xor(Vec<Self>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Identifier(Identifier),
    Text(String),
    Number(String),
    Truth(bool),
}

/// A field or group, looked up from the context outwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// `self.`: only within the same occurrence of the context.
    pub own: bool,
    /// Ids, usually one.
    pub ids: Vec<String>,
}

/// An entry as it stands in a file; everything may be missing.
#[derive(Debug, Deserialize)]
struct Entry {
    #[serde(default)]
    rule_id: Option<String>,
    #[serde(default)]
    certain: Option<bool>,
    #[serde(default)]
    operator: Option<String>,
    #[serde(default)]
    values: Option<Vec<Value>>,
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default)]
    scope: Option<Vec<String>>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    condition: Option<Value>,
    #[serde(default)]
    source_id: Option<String>,
    #[serde(default)]
    target_id: Option<String>,
    #[serde(default)]
    context: Option<Vec<String>>,
}

/// Condition trees deeper than this are nobody's rule.
const DEEPEST: usize = 60;

impl Conditions {
    /// Reads a list of entries. Only text that is no JSON list is an error; entries that are not
    /// understood become open points.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        Ok(Self::from_entries(serde_json::from_str(text)?))
    }

    fn from_entries(entries: Vec<Value>) -> Self {
        let mut conditions = Self::default();
        for (number, value) in entries.iter().enumerate() {
            let entry = match Entry::deserialize(value) {
                Ok(entry) => entry,
                Err(error) => {
                    conditions.open_points.push(OpenPoint {
                        place: format!("#{}", number + 1),
                        message: format!("Der Eintrag ist nicht lesbar: {error}."),
                    });
                    continue;
                }
            };
            let place = entry.rule_id.clone().unwrap_or_else(|| format!("#{}", number + 1));
            match understand(entry, &place) {
                Ok(rule) => conditions.rules.push(rule),
                Err(message) => conditions.open_points.push(OpenPoint { place, message }),
            }
        }
        conditions.set_contradictions_aside();
        conditions.source = entries;
        conditions
    }

    /// Rules that demand and forbid the same under the same condition cannot both be meant; a person
    /// has to say which one is.
    fn set_contradictions_aside(&mut self) {
        let contradicted: Vec<bool> =
            self.rules.iter().map(|rule| self.rules.iter().any(|other| contradicts(rule, other))).collect();
        let mut contradicted = contradicted.into_iter();
        let rules = std::mem::take(&mut self.rules);
        for rule in rules {
            if contradicted.next() != Some(true) {
                self.rules.push(rule);
                continue;
            }
            self.open_points.push(OpenPoint {
                place: rule.rule_id,
                message: format!("Die Regel widerspricht einer anderen mit derselben Bedingung. Regel: {}", rule.text),
            });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The same conditions used in a Land (`NW`).
    #[must_use]
    pub fn in_state(mut self, state: &str) -> Self {
        self.state = Some(state.to_owned());
        self
    }

    /// Visibility and demands for these answers.
    pub fn states(&self, form: &Form, answers: &crate::answers::Answers) -> States {
        crate::evaluate::states(self, form, answers)
    }

    /// Open points of the entries themselves and of names that the form does not have.
    pub fn open_points_for(&self, form: &Form) -> Vec<OpenPoint> {
        let nodes = form.nodes();
        let known = |id: &str| nodes.iter().any(|node| node.has_id(id));
        let mut open = self.open_points.clone();
        for rule in &self.rules {
            let mut names: BTreeSet<&str> = rule.context.iter().map(String::as_str).collect();
            names.extend(rule.target.iter().flat_map(|target| target.split('.')));
            rule.expression.identifiers(&mut |identifier| {
                names.extend(identifier.ids.iter().map(String::as_str));
            });
            let missing: Vec<&str> = names.into_iter().filter(|id| !known(id)).collect();
            if !missing.is_empty() {
                open.push(OpenPoint {
                    place: rule.rule_id.clone(),
                    message: format!("Das Formular hat kein Element {}. Regel: {}", missing.join(", "), rule.text),
                });
            }
        }
        open
    }

    pub(crate) fn applicable(&self) -> impl Iterator<Item = &ConditionRule> {
        self.rules.iter().filter(|rule| {
            rule.scope.as_ref().is_none_or(|scope| self.state.as_ref().is_some_and(|state| scope.contains(state)))
        })
    }
}

impl Serialize for Conditions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_entries(Vec::deserialize(deserializer)?))
    }
}

fn contradicts(rule: &ConditionRule, other: &ConditionRule) -> bool {
    let opposite = |action: &Action| match action {
        Action::Required => Some(Action::Forbidden),
        Action::Forbidden => Some(Action::Required),
        Action::Show => Some(Action::Hide),
        Action::Hide => Some(Action::Show),
        Action::Validation => None,
    };
    rule.target == other.target
        && rule.context == other.context
        && rule.scope == other.scope
        && rule.actions.iter().filter_map(opposite).any(|action| other.actions.contains(&action))
        && rule.expression == other.expression
}

/// Turns an entry into a rule, or says in German why not.
fn understand(entry: Entry, place: &str) -> Result<ConditionRule, String> {
    let text = entry.text.clone().unwrap_or_default();
    let open = |reason: &str| format!("{reason} Regel: {text}");
    if entry.certain == Some(false) {
        return Err(open("Die Regel ist nicht eindeutig."));
    }
    let mut actions = Vec::new();
    for action in &entry.actions {
        actions.push(match action.as_str() {
            "required" => Action::Required,
            "forbidden" => Action::Forbidden,
            "show" => Action::Show,
            "hide" => Action::Hide,
            "validation" => Action::Validation,
            other => return Err(open(&format!("Die Wirkung „{other}“ ist nicht bekannt."))),
        });
    }
    if actions.is_empty() {
        return Err(open("Die Regel nennt keine Wirkung."));
    }
    let target = entry.target_id.clone().filter(|target| !target.is_empty() && target != "?");
    let needs_target = actions.iter().any(|action| *action != Action::Validation);
    if needs_target && target.is_none() {
        return Err(open("Die Regel nennt kein Ziel."));
    }
    let expression = match &entry.condition {
        Some(tree) => expression(tree, 0).map_err(|reason| open(&reason))?,
        None => from_columns(&entry).ok_or_else(|| open("Die Bedingung liegt nur als Text vor."))?,
    };
    Ok(ConditionRule {
        rule_id: place.to_owned(),
        text,
        actions,
        scope: entry.scope,
        context: entry.context.unwrap_or_default(),
        target,
        source: entry.source_id,
        expression,
    })
}

/// A condition that stands in columns: source, operator, values.
fn from_columns(entry: &Entry) -> Option<Expression> {
    let source = entry.source_id.as_deref().filter(|id| id.starts_with('F'))?;
    let field = || Operand::Identifier(identifier(source));
    let values = entry.values.as_deref().unwrap_or_default();
    match entry.operator.as_deref()? {
        "leer" => Some(Expression::IsEmpty(field())),
        "nicht leer" => Some(Expression::Not(Box::new(Expression::IsEmpty(field())))),
        "=" if !values.is_empty() => {
            let any = values.iter().map(|value| Some(Expression::Equal(field(), literal(value)?)));
            Some(Expression::Or(any.collect::<Option<_>>()?))
        }
        "<>" if !values.is_empty() => {
            let all = values.iter().map(|value| Some(Expression::NotEqual(field(), literal(value)?)));
            Some(Expression::And(all.collect::<Option<_>>()?))
        }
        _ => None,
    }
}

fn literal(value: &Value) -> Option<Operand> {
    match value {
        Value::String(text) => Some(Operand::Text(text.clone())),
        Value::Number(number) => Some(Operand::Number(number.to_string())),
        Value::Bool(truth) => Some(Operand::Truth(*truth)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn identifier(name: &str) -> Identifier {
    let (own, rest) = match name.strip_prefix("self.") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    Identifier { own, ids: rest.split('.').map(str::to_owned).collect() }
}

fn operand(value: &Value) -> Result<Operand, String> {
    if let Some(literal) = literal(value) {
        return Ok(literal);
    }
    match value.get("identifier").and_then(Value::as_str) {
        Some(name) if !name.is_empty() => Ok(Operand::Identifier(identifier(name))),
        _ => Err("Ein Wert der Bedingung ist weder Feld noch Text, Zahl oder Wahrheitswert.".to_owned()),
    }
}

fn operands(value: &Value) -> Result<Vec<Operand>, String> {
    match value {
        Value::Array(values) => values.iter().map(operand).collect(),
        single => Ok(vec![operand(single)?]),
    }
}

fn pair(operator: &str, value: &Value) -> Result<(Operand, Operand), String> {
    let mut both = operands(value)?.into_iter();
    match (both.next(), both.next(), both.next()) {
        (Some(left), Some(right), None) => Ok((left, right)),
        _ => Err(format!("Der Operator „{operator}“ braucht genau zwei Werte.")),
    }
}

fn expressions(value: &Value, depth: usize) -> Result<Vec<Expression>, String> {
    let Value::Array(parts) = value else {
        return Ok(vec![expression(value, depth)?]);
    };
    if parts.is_empty() {
        return Err("Eine Verknüpfung hat keine Teile.".to_owned());
    }
    parts.iter().map(|part| expression(part, depth)).collect()
}

fn expression(value: &Value, depth: usize) -> Result<Expression, String> {
    if depth > DEEPEST {
        return Err("Die Bedingung ist zu tief verschachtelt.".to_owned());
    }
    if value.is_boolean() || value.get("identifier").is_some() {
        return operand(value).map(Expression::IsTrue);
    }
    let object = value.as_object().filter(|object| object.len() == 1);
    let Some((operator, value)) = object.and_then(|object| object.iter().next()) else {
        return Err("Ein Teil der Bedingung ist kein Operator.".to_owned());
    };
    let depth = depth + 1;
    match operator.as_str() {
        "equal" => pair(operator, value).map(|(left, right)| Expression::Equal(left, right)),
        "not_equal" => pair(operator, value).map(|(left, right)| Expression::NotEqual(left, right)),
        "less_than" => pair(operator, value).map(|(left, right)| Expression::LessThan(left, right)),
        "is_empty" => {
            let mut values = operands(value)?;
            match (values.pop(), values.is_empty()) {
                (Some(single), true) => Ok(Expression::IsEmpty(single)),
                _ => Err("Der Operator „is_empty“ braucht genau einen Wert.".to_owned()),
            }
        }
        "is_valid_date" => {
            let values = operands(value)?;
            match values.len() {
                1 | 3 => Ok(Expression::IsValidDate(values)),
                _ => Err("Der Operator „is_valid_date“ braucht einen Wert oder drei.".to_owned()),
            }
        }
        "not" => {
            let mut parts = expressions(value, depth)?;
            match (parts.pop(), parts.is_empty()) {
                (Some(single), true) => Ok(Expression::Not(Box::new(single))),
                _ => Err("Der Operator „not“ braucht genau einen Teil.".to_owned()),
            }
        }
        "and" => expressions(value, depth).map(Expression::And),
        "or" => expressions(value, depth).map(Expression::Or),
        "xor" => expressions(value, depth).map(Expression::Xor),
        other => Err(format!("Der Operator „{}“ ist nicht bekannt.", crate::lexical::shorten(other))),
    }
}

impl Expression {
    /// Calls a function with every identifier of the tree.
    pub(crate) fn identifiers<'tree>(&'tree self, visitor: &mut impl FnMut(&'tree Identifier)) {
        let mut visit = |operand: &'tree Operand| {
            if let Operand::Identifier(identifier) = operand {
                visitor(identifier);
            }
        };
        match self {
            Self::Equal(left, right) | Self::NotEqual(left, right) | Self::LessThan(left, right) => {
                visit(left);
                visit(right);
            }
            Self::IsEmpty(operand) | Self::IsTrue(operand) => visit(operand),
            Self::IsValidDate(operands) => operands.iter().for_each(visit),
            Self::Not(part) => part.identifiers(visitor),
            Self::And(parts) | Self::Or(parts) | Self::Xor(parts) => {
                for part in parts {
                    part.identifiers(visitor);
                }
            }
        }
    }
}
