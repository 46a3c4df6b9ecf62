//! Evaluation of conditions against answers.
//!
//! A rule belongs to a group and speaks about each of its occurrences. Logic has three values: a
//! comparison with something that is not filled in yet is unknown, and nothing follows from unknown.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::answers::{AnswerValue, Answers};
use crate::conditions::{Action, ConditionRule, Conditions, Expression, Identifier, Operand};
use crate::form::{Form, FormField, FormNode};
use crate::lexical::is_calendar_day;
use crate::path::AnswerKey;
use crate::schema::DataType;
use crate::values::{self, Decimal};

/// What the conditions say about one occurrence of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NodeState {
    pub visible: bool,
    pub required: bool,
    pub forbidden: bool,
}

impl Default for NodeState {
    fn default() -> Self {
        Self { visible: true, required: false, forbidden: false }
    }
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where to show it.
    pub key: AnswerKey,
    pub rule_id: String,
    pub text: String,
}

/// What all conditions say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct States {
    nodes: BTreeMap<AnswerKey, NodeState>,
    /// Rule texts behind required and forbidden.
    reasons: BTreeMap<AnswerKey, String>,
    pub violations: Vec<Violation>,
}

impl States {
    /// The state of an occurrence; what lies in a hidden group is hidden.
    pub fn of(&self, key: &AnswerKey) -> NodeState {
        let own = self.nodes.get(key).copied().unwrap_or_default();
        NodeState { visible: self.is_visible(key), ..own }
    }

    pub fn is_visible(&self, key: &AnswerKey) -> bool {
        if self.nodes.is_empty() {
            return true;
        }
        let mut current = Some(key.clone());
        while let Some(key) = current {
            if self.nodes.get(&key).is_some_and(|state| !state.visible) {
                return false;
            }
            current = key.parent();
        }
        true
    }

    /// Text of the rule that requires or forbids this occurrence.
    pub fn reason(&self, key: &AnswerKey) -> Option<&str> {
        self.reasons.get(key).map(String::as_str)
    }
}

/// Hiding a field empties it for other conditions; this many rounds settle every sensible form.
const ROUNDS: usize = 8;

pub(crate) fn states(conditions: &Conditions, form: &Form, answers: &Answers) -> States {
    let mut states = States::default();
    if conditions.is_empty() {
        return states;
    }
    for _ in 0..ROUNDS {
        let next = Evaluation { form, answers, hidden: &states }.run(conditions);
        let settled = next.nodes == states.nodes;
        states = next;
        if settled {
            break;
        }
    }
    states
}

struct Evaluation<'all> {
    form: &'all Form,
    answers: &'all Answers,
    /// Result of the round before.
    hidden: &'all States,
}

/// A place in the filled form: the root or an occurrence of a node.
#[derive(Clone)]
struct Place<'all> {
    key: AnswerKey,
    node: Option<&'all FormNode>,
}

/// A value that an operand stands for.
struct Known<'all> {
    text: String,
    field: Option<&'all FormField>,
    is_number: bool,
}

impl<'all> Evaluation<'all> {
    fn run(&self, conditions: &Conditions) -> States {
        let mut next = States::default();
        let mut shown: BTreeMap<AnswerKey, bool> = BTreeMap::new();
        for rule in conditions.applicable() {
            for anchor in self.anchors(rule) {
                self.apply(rule, &anchor, &mut next, &mut shown);
            }
        }
        // Show rules: visible as soon as one of them holds; hide wins over show.
        for (key, holds) in shown {
            if !holds {
                next.nodes.entry(key).or_default().visible = false;
            }
        }
        next
    }

    fn apply(
        &self,
        rule: &ConditionRule,
        anchor: &Place<'all>,
        next: &mut States,
        shown: &mut BTreeMap<AnswerKey, bool>,
    ) {
        let holds = self.evaluate(&rule.expression, anchor);
        let targets =
            rule.target.as_deref().map(|target| self.resolve(&split(target), anchor, false)).unwrap_or_default();
        for action in &rule.actions {
            if *action == Action::Validation {
                if holds == Some(false) && self.is_active(anchor) {
                    next.violations.push(Violation {
                        key: self.place_of_violation(rule, anchor, &targets),
                        rule_id: rule.rule_id.clone(),
                        text: rule.text.clone(),
                    });
                }
                continue;
            }
            for target in &targets {
                if *action == Action::Show {
                    let any = shown.entry(target.key.clone()).or_insert(false);
                    *any |= holds == Some(true);
                    continue;
                }
                if holds != Some(true) {
                    continue;
                }
                let state = next.nodes.entry(target.key.clone()).or_default();
                match action {
                    Action::Hide => state.visible = false,
                    Action::Required => state.required = true,
                    Action::Forbidden => state.forbidden = true,
                    Action::Show | Action::Validation => {}
                }
                if matches!(action, Action::Required | Action::Forbidden) {
                    next.reasons.entry(target.key.clone()).or_insert_with(|| rule.text.clone());
                }
            }
        }
    }

    fn is_active(&self, anchor: &Place<'_>) -> bool {
        let filled = anchor.key.is_root() || self.answers.is_filled(&anchor.key);
        filled && self.hidden.is_visible(&anchor.key)
    }

    fn place_of_violation(&self, rule: &ConditionRule, anchor: &Place<'all>, targets: &[Place<'all>]) -> AnswerKey {
        if let Some(target) = targets.first() {
            return target.key.clone();
        }
        let mut first = None;
        rule.expression.identifiers(&mut |identifier| {
            first = first.take().or_else(|| self.resolve_identifier(identifier, anchor).into_iter().next());
        });
        first.map_or_else(|| anchor.key.clone(), |place| place.key)
    }

    // --- places -------------------------------------------------------------------------------

    /// Occurrences of the group a rule belongs to; the whole form when it names none.
    fn anchors(&self, rule: &ConditionRule) -> Vec<Place<'all>> {
        let Some(last) = rule.context.last() else {
            return vec![Place { key: AnswerKey::root(), node: None }];
        };
        let candidates: Vec<&FormNode> = self
            .form
            .nodes()
            .into_iter()
            .filter(|node| node.has_id(last) && node.field().is_none())
            .filter(|node| has_context(node, &rule.context))
            .collect();
        candidates.into_iter().flat_map(|node| self.occurrences_of(node)).collect()
    }

    /// Every occurrence of a node, at least the first one.
    fn occurrences_of(&self, node: &'all FormNode) -> Vec<Place<'all>> {
        self.occurrences_below(&AnswerKey::root(), node)
    }

    /// Occurrences of a node within an occurrence of a group above it.
    fn occurrences_below(&self, base: &AnswerKey, node: &'all FormNode) -> Vec<Place<'all>> {
        let mut keys = vec![base.clone()];
        for segment in node.path.segments().skip(base.steps().len()) {
            keys = keys.iter().flat_map(|parent| self.children_keys(parent, segment)).collect();
        }
        keys.into_iter().map(|key| Place { key, node: Some(node) }).collect()
    }

    fn children_keys(&self, parent: &AnswerKey, segment: &str) -> Vec<AnswerKey> {
        let count = self.answers.occurrences(parent, segment).max(1);
        (0..count).map(|occurrence| parent.child(segment, occurrence)).collect()
    }

    fn resolve_identifier(&self, identifier: &Identifier, anchor: &Place<'all>) -> Vec<Place<'all>> {
        let ids: Vec<&str> = identifier.ids.iter().map(String::as_str).collect();
        self.resolve(&ids, anchor, identifier.own)
    }

    /// Looks ids up at the anchor, then in the groups around it, at last in the whole form.
    fn resolve(&self, ids: &[&str], anchor: &Place<'all>, only_here: bool) -> Vec<Place<'all>> {
        let mut scope = Some(anchor.clone());
        while let Some(place) = scope {
            if ids.len() == 1 && place.node.is_some_and(|node| node.has_id(ids[0])) {
                return vec![place];
            }
            let found = self.resolve_below(ids, &place);
            if !found.is_empty() || only_here {
                return found;
            }
            scope = place.key.parent().map(|key| Place { node: self.form.node(&key.node_path()), key });
        }
        Vec::new()
    }

    fn resolve_below(&self, ids: &[&str], place: &Place<'all>) -> Vec<Place<'all>> {
        let Some((first, rest)) = ids.split_first() else {
            return Vec::new();
        };
        let mut level: Vec<&'all FormNode> = match place.node {
            Some(node) => node.children().iter().collect(),
            None => self.form.top().collect(),
        };
        // The nearest level that has the id; deeper ones would be other fields of the same kind.
        while !level.is_empty() {
            let hits = level.iter().filter(|node| node.has_id(first));
            let places = hits.flat_map(|node| self.occurrences_below(&place.key, node));
            let found: Vec<Place<'all>> = if rest.is_empty() {
                places.collect()
            } else {
                places.flat_map(|hit| self.resolve_below(rest, &hit)).collect()
            };
            if !found.is_empty() {
                return found;
            }
            level = level.iter().flat_map(|node| node.children()).collect();
        }
        Vec::new()
    }

    // --- values -------------------------------------------------------------------------------

    /// Filled and visible values an operand stands for.
    fn known(&self, operand: &Operand, anchor: &Place<'all>) -> Vec<Known<'all>> {
        let literal = |text: &str, is_number| vec![Known { text: text.to_owned(), field: None, is_number }];
        match operand {
            Operand::Text(text) => literal(text, false),
            Operand::Number(number) => literal(number, true),
            Operand::Truth(truth) => literal(&truth.to_string(), false),
            Operand::Identifier(identifier) => self
                .resolve_identifier(identifier, anchor)
                .into_iter()
                .filter(|place| self.hidden.is_visible(&place.key))
                .filter_map(|place| self.value_at(&place))
                .collect(),
        }
    }

    fn value_at(&self, place: &Place<'all>) -> Option<Known<'all>> {
        let field = place.node?.field()?;
        let text = match self.answers.get(&place.key) {
            Some(AnswerValue::File(file)) => file.name.clone(),
            Some(AnswerValue::Text(text)) if !text.trim().is_empty() => {
                values::canonical(field, text).unwrap_or_else(|_| text.trim().to_owned())
            }
            // Locked and hidden fields carry the value of the schema.
            _ if !field.input.takes_answer() => field.content.clone()?,
            _ => return None,
        };
        let is_number = matches!(field.data_type, DataType::Num | DataType::NumInt | DataType::NumCurrency);
        Some(Known { text, field: Some(field), is_number })
    }

    fn is_empty(&self, operand: &Operand, anchor: &Place<'all>) -> bool {
        let Operand::Identifier(identifier) = operand else {
            return self.known(operand, anchor).is_empty();
        };
        self.resolve_identifier(identifier, anchor).iter().all(|place| {
            let filled = match place.node.and_then(FormNode::field) {
                Some(_) => self.value_at(place).is_some(),
                None => self.answers.is_filled(&place.key),
            };
            !filled || !self.hidden.is_visible(&place.key)
        })
    }

    /// True, false, or None where something is missing.
    fn evaluate(&self, expression: &Expression, anchor: &Place<'all>) -> Option<bool> {
        match expression {
            Expression::Equal(left, right) => Some(self.equal(left, right, anchor)),
            Expression::NotEqual(left, right) => Some(!self.equal(left, right, anchor)),
            Expression::LessThan(left, right) => self.less_than(left, right, anchor),
            Expression::IsTrue(operand) => {
                let says_yes = |known: &Known<'_>| values::truth(&known.text) == Some(true);
                Some(self.known(operand, anchor).iter().any(says_yes))
            }
            Expression::IsEmpty(operand) => Some(self.is_empty(operand, anchor)),
            Expression::IsValidDate(operands) => self.is_valid_date(operands, anchor),
            Expression::Not(part) => self.evaluate(part, anchor).map(|truth| !truth),
            Expression::And(parts) => {
                let truths = parts.iter().map(|part| self.evaluate(part, anchor));
                fold(truths, false)
            }
            Expression::Or(parts) => {
                let truths = parts.iter().map(|part| self.evaluate(part, anchor));
                fold(truths, true)
            }
            Expression::Xor(parts) => {
                let truths: Option<Vec<bool>> = parts.iter().map(|part| self.evaluate(part, anchor)).collect();
                truths.map(|truths| truths.into_iter().filter(|truth| *truth).count() == 1)
            }
        }
    }

    fn equal(&self, left: &Operand, right: &Operand, anchor: &Place<'all>) -> bool {
        let rights = self.known(right, anchor);
        self.known(left, anchor).iter().any(|left| rights.iter().any(|right| same(left, right)))
    }

    fn less_than(&self, left: &Operand, right: &Operand, anchor: &Place<'all>) -> Option<bool> {
        let (lefts, rights) = (self.known(left, anchor), self.known(right, anchor));
        let (left, right) = (lefts.first()?, rights.first()?);
        Some(order(left, right)? == Ordering::Less)
    }

    fn is_valid_date(&self, operands: &[Operand], anchor: &Place<'all>) -> Option<bool> {
        let texts: Vec<String> = operands
            .iter()
            .map(|operand| self.known(operand, anchor).into_iter().next().map(|known| known.text))
            .collect::<Option<_>>()?;
        match texts.as_slice() {
            [date] => Some(values::date(date).is_some()),
            [day, month, year] => {
                let day_exists = || Some(is_calendar_day(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?));
                Some(day_exists().unwrap_or(false))
            }
            _ => None,
        }
    }
}

fn split(path: &str) -> Vec<&str> {
    path.strip_prefix("self.").unwrap_or(path).split('.').collect()
}

/// Whether the groups of a context stand above (or at) a node, in this order.
fn has_context(node: &FormNode, context: &[String]) -> bool {
    let mut wanted = context.iter().rev().peekable();
    for segment in node.path.segments().rev() {
        let id = crate::path::id_of_segment(segment);
        if wanted.peek().is_some_and(|next| *next == id || *next == segment) {
            wanted.next();
        }
    }
    wanted.peek().is_none()
}

/// And (`decisive` false) or Or (`decisive` true) of Kleene's logic.
fn fold(truths: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut unknown = false;
    for truth in truths {
        match truth {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!decisive)
}

fn same(left: &Known<'_>, right: &Known<'_>) -> bool {
    if left.text == right.text {
        return true;
    }
    let is_truth = |known: &Known<'_>| known.field.is_some_and(|field| field.data_type == DataType::Bool);
    if is_truth(left) || is_truth(right) {
        let truths = (values::truth(&left.text), values::truth(&right.text));
        return truths.0.is_some() && truths.0 == truths.1;
    }
    if left.is_number || right.is_number {
        let numbers = (Decimal::parse(&left.text), Decimal::parse(&right.text));
        return numbers.0.is_some() && numbers.0 == numbers.1;
    }
    names_option(left, right) || names_option(right, left)
}

/// Rules sometimes name the entry of a list instead of its code.
fn names_option(value: &Known<'_>, literal: &Known<'_>) -> bool {
    literal.field.is_none()
        && value.field.is_some_and(|field| {
            field.options.iter().any(|option| option.code == value.text && option.name == literal.text)
        })
}

fn order(left: &Known<'_>, right: &Known<'_>) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (Decimal::parse(&left.text), Decimal::parse(&right.text)) {
        return Some(left.cmp(&right));
    }
    let moment = |text: &str| values::date(text).or_else(|| values::date_time(text));
    if let (Some(left), Some(right)) = (moment(&left.text), moment(&right.text)) {
        return Some(left.cmp(&right));
    }
    None
}
