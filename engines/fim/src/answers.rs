//! What an applicant has filled in: flat keys for the pages, nested FIM JSON for exchange.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::form::{Form, FormNode};
use crate::path::{AnswerKey, MAX_OCCURRENCE};

/// One answer: text as typed, or a file kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AnswerValue {
    Text(String),
    File(FileReference),
}

impl AnswerValue {
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A file of an answer; the content lies in the store under `reference`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReference {
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    pub reference: String,
}

/// All answers of a form, by key. In JSON one flat object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Answers {
    values: BTreeMap<AnswerKey, AnswerValue>,
}

impl Answers {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&AnswerKey, &AnswerValue)> {
        self.values.iter()
    }

    pub fn get(&self, key: &AnswerKey) -> Option<&AnswerValue> {
        self.values.get(key)
    }

    /// The text of an answer; None for files.
    pub fn text(&self, key: &AnswerKey) -> Option<&str> {
        match self.values.get(key) {
            Some(AnswerValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The file of an answer; None for texts.
    pub fn file(&self, key: &AnswerKey) -> Option<&FileReference> {
        match self.values.get(key) {
            Some(AnswerValue::File(file)) => Some(file),
            _ => None,
        }
    }

    pub fn set(&mut self, key: AnswerKey, value: AnswerValue) {
        self.values.insert(key, value);
    }

    pub fn set_text(&mut self, key: AnswerKey, text: impl Into<String>) {
        self.set(key, AnswerValue::Text(text.into()));
    }

    pub fn set_file(&mut self, key: AnswerKey, file: FileReference) {
        self.set(key, AnswerValue::File(file));
    }

    pub fn remove(&mut self, key: &AnswerKey) -> Option<AnswerValue> {
        self.values.remove(key)
    }

    /// Removes a node with everything below it.
    pub fn remove_within(&mut self, key: &AnswerKey) {
        self.values.retain(|own, _| !own.is_within(key));
    }

    /// Answers at a key and below it.
    pub fn within<'answers>(
        &'answers self,
        key: &AnswerKey,
    ) -> impl Iterator<Item = (&'answers AnswerKey, &'answers AnswerValue)> {
        let key = key.clone();
        // Keys sort step by step, so everything below a key follows it without a gap.
        self.values.range(key.clone()..).take_while(move |(own, _)| own.is_within(&key))
    }

    /// Whether anything is filled in at a key or below it.
    pub fn is_filled(&self, key: &AnswerKey) -> bool {
        self.within(key).any(|(_, value)| !value.is_blank())
    }

    /// How many occurrences of a child there are, blank ones included.
    pub fn occurrences(&self, parent: &AnswerKey, segment: &str) -> u32 {
        let depth = parent.steps().len();
        self.values
            .range(parent.child(segment, 0)..)
            .take_while(|(key, _)| {
                key.is_within(parent) && key.steps().get(depth).is_some_and(|step| step.segment == segment)
            })
            .last()
            .map_or(0, |(key, _)| key.steps()[depth].occurrence + 1)
    }

    /// Adds an empty occurrence of a repeating node, so that the page shows one more.
    pub fn add_occurrence(&mut self, parent: &AnswerKey, node: &FormNode) {
        let next = self.occurrences(parent, &node.segment).max(node.min.max(1));
        if next > MAX_OCCURRENCE || node.max.is_some_and(|max| next >= max) {
            return;
        }
        let key = parent.child(&node.segment, next);
        if let Some(first) = first_field(&key, node) {
            self.set_text(first, "");
        }
    }

    /// Removes an occurrence; the later ones move up.
    pub fn remove_occurrence(&mut self, key: &AnswerKey) {
        let Some((removed, depth)) = key.steps().last().zip(key.steps().len().checked_sub(1)) else {
            return;
        };
        let parent = key.parent().unwrap_or_default();
        let old = std::mem::take(&mut self.values);
        for (own, value) in old {
            if own.is_within(key) {
                continue;
            }
            let later = own.is_within(&parent)
                && own
                    .steps()
                    .get(depth)
                    .is_some_and(|step| step.segment == removed.segment && step.occurrence > removed.occurrence);
            let own = if later { moved_up(&own, depth) } else { own };
            self.values.insert(own, value);
        }
    }

    /// Answers from the fields of an HTML form; names that are no keys are left out.
    pub fn from_form_pairs<Name, Text>(pairs: impl IntoIterator<Item = (Name, Text)>) -> Self
    where
        Name: AsRef<str>,
        Text: Into<String>,
    {
        let mut answers = Self::new();
        for (name, text) in pairs {
            if let Ok(key) = AnswerKey::from_html_name(name.as_ref()) {
                answers.set_text(key, text);
            }
        }
        answers
    }

    /// Puts what was posted for a step in place of its texts; files of the step stay until they
    /// are replaced or removed. Keys of other steps and of nodes without an answer are left out.
    pub fn merge_step(&mut self, form: &Form, step: usize, posted: Self) {
        let of_step = |key: &AnswerKey| form.step_of(key) == Some(step);
        self.values.retain(|key, value| matches!(value, AnswerValue::File(_)) || !of_step(key));
        for (key, value) in posted.values {
            let node = form.node(&key.node_path());
            let wanted =
                of_step(&key) && node.and_then(FormNode::field).is_some_and(|field| field.input.takes_answer());
            let replaces_file = value.is_blank() && matches!(self.values.get(&key), Some(AnswerValue::File(_)));
            if wanted && !replaces_file {
                self.values.insert(key, value);
            }
        }
    }

    /// FIM JSON: objects by id, arrays where more than one is allowed.
    pub fn to_nested(&self, form: &Form) -> Value {
        let nodes: Vec<&FormNode> = form.top().collect();
        self.nest(&AnswerKey::root(), &nodes)
    }

    fn nest(&self, parent: &AnswerKey, nodes: &[&FormNode]) -> Value {
        let mut object = Map::new();
        for node in nodes {
            let count = self.occurrences(parent, &node.segment);
            if count == 0 {
                continue;
            }
            let values: Vec<Value> =
                (0..count).map(|occurrence| self.nest_one(&parent.child(&node.segment, occurrence), node)).collect();
            let value = if node.repeatable || count > 1 {
                Value::Array(values)
            } else {
                values.into_iter().next().unwrap_or(Value::Null)
            };
            object.insert(node.segment.clone(), value);
        }
        Value::Object(object)
    }

    fn nest_one(&self, key: &AnswerKey, node: &FormNode) -> Value {
        if node.field().is_none() {
            // An occurrence that was left out must not move the later ones.
            if self.within(key).next().is_none() {
                return Value::Null;
            }
            let children: Vec<&FormNode> = node.children().iter().collect();
            return self.nest(key, &children);
        }
        match self.get(key) {
            None => Value::Null,
            Some(AnswerValue::Text(text)) => Value::String(text.clone()),
            Some(AnswerValue::File(file)) => serde_json::to_value(file).expect("a file reference is plain data"),
        }
    }

    /// Reads FIM JSON; every part that does not fit the form is named in the error, in German.
    pub fn from_nested(form: &Form, nested: &Value) -> Result<Self, Vec<String>> {
        let mut reading = Reading { answers: Self::new(), faults: Vec::new() };
        let nodes: Vec<&FormNode> = form.top().collect();
        reading.object(&AnswerKey::root(), &nodes, nested);
        if reading.faults.is_empty() {
            return Ok(reading.answers);
        }
        Err(reading.faults)
    }
}

impl FromIterator<(AnswerKey, AnswerValue)> for Answers {
    fn from_iter<Pairs: IntoIterator<Item = (AnswerKey, AnswerValue)>>(pairs: Pairs) -> Self {
        Self { values: pairs.into_iter().collect() }
    }
}

fn moved_up(key: &AnswerKey, depth: usize) -> AnswerKey {
    let mut moved = AnswerKey::root();
    for (at, step) in key.steps().iter().enumerate() {
        let occurrence = step.occurrence - u32::from(at == depth);
        moved = moved.child(&step.segment, occurrence);
    }
    moved
}

/// The first field below a node that takes an answer.
fn first_field(key: &AnswerKey, node: &FormNode) -> Option<AnswerKey> {
    if let Some(field) = node.field() {
        return field.input.takes_answer().then(|| key.clone());
    }
    node.children().iter().find_map(|child| first_field(&key.child(&child.segment, 0), child))
}

struct Reading {
    answers: Answers,
    faults: Vec<String>,
}

/// Faults after which the rest is not named any more.
const MOST_FAULTS: usize = 50;

impl Reading {
    fn fault(&mut self, message: String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(message);
        }
    }

    fn object(&mut self, parent: &AnswerKey, nodes: &[&FormNode], value: &Value) {
        let Value::Object(object) = value else {
            self.fault(format!("An der Stelle „{parent}“ wird ein Objekt erwartet."));
            return;
        };
        for (name, value) in object {
            let Some(node) = nodes.iter().find(|node| node.segment == *name) else {
                let name = crate::lexical::shorten(name);
                self.fault(format!("„{name}“ gehört an der Stelle „{parent}“ nicht zum Formular."));
                continue;
            };
            let Value::Array(values) = value else {
                self.one(&parent.child(&node.segment, 0), node, value);
                continue;
            };
            if values.len() > MAX_OCCURRENCE as usize {
                self.fault(format!("„{name}“ kommt zu oft vor."));
                continue;
            }
            for (occurrence, value) in (0u32..).zip(values) {
                self.one(&parent.child(&node.segment, occurrence), node, value);
            }
        }
    }

    fn one(&mut self, key: &AnswerKey, node: &FormNode, value: &Value) {
        if value.is_null() {
            return;
        }
        if node.field().is_none() {
            let children: Vec<&FormNode> = node.children().iter().collect();
            self.object(key, &children, value);
            return;
        }
        let answer = match value {
            Value::String(text) => AnswerValue::Text(text.clone()),
            Value::Bool(truth) => AnswerValue::Text(truth.to_string()),
            Value::Number(number) => AnswerValue::Text(number.to_string()),
            Value::Object(_) => {
                let Ok(file) = serde_json::from_value(value.clone()) else {
                    self.fault(format!("„{key}“ ist kein Verweis auf eine Datei."));
                    return;
                };
                AnswerValue::File(file)
            }
            Value::Null | Value::Array(_) => {
                self.fault(format!("„{key}“ ist weder Text noch Datei."));
                return;
            }
        };
        self.answers.set(key.clone(), answer);
    }
}
