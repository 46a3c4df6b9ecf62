//! A schema as an online form: steps, groups that repeat, fields with a kind of input.
//!
//! Everything a page needs to show is here and nothing about how it looks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::conditions::States;
use crate::path::{AnswerKey, NodePath, id_of_segment};
use crate::pattern::Pattern;
use crate::schema::{
    CodeListReference, CodeValue, DataType, Element, Field, FieldKind, Group, LegalReference, Node, Prefill, Schema,
};

/// Texts that replace those of the schema in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct NodeText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// How a form differs from its schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormOptions {
    /// Language of the texts to take, for example `de`, `en`, `de-leicht`.
    pub language: String,
    /// Node path → language → texts.
    pub texts: BTreeMap<String, BTreeMap<String, NodeText>>,
    /// Paths of nodes that are not shown; they are neither required nor submitted.
    pub hidden: BTreeSet<String>,
    /// Contents of code lists by version URI or by identification.
    pub code_lists: BTreeMap<String, Vec<CodeValue>>,
}

impl Default for FormOptions {
    fn default() -> Self {
        Self { language: "de".to_owned(), texts: BTreeMap::new(), hidden: BTreeSet::new(), code_lists: BTreeMap::new() }
    }
}

/// Something a person has to look at before the form goes online.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPoint {
    /// Path of a node, or id of a rule.
    pub place: String,
    /// In German.
    pub message: String,
}

/// A form ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct Form {
    pub id: String,
    pub version: String,
    pub title: String,
    pub help: Option<String>,
    pub steps: Vec<Step>,
    pub open_points: Vec<OpenPoint>,
}

/// One page of the form: a group, or loose fields that follow each other.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub index: usize,
    /// Stays the same as long as the schema does: segment of the first node.
    pub key: String,
    pub title: String,
    pub help: Option<String>,
    pub nodes: Vec<FormNode>,
}

/// A field or group of the form.
#[derive(Debug, Clone, Serialize)]
pub struct FormNode {
    pub path: NodePath,
    pub id: String,
    /// Last part of the path, as it stands in answer keys.
    pub segment: String,
    pub label: String,
    /// Label on the decision and in the summary.
    pub output_label: String,
    pub help: Option<String>,
    pub min: u32,
    pub max: Option<u32>,
    pub repeatable: bool,
    /// Taken out by [`FormOptions::hidden`], or never to be filled (maximum 0).
    pub hidden: bool,
    pub legal_references: Vec<LegalReference>,
    pub kind: FormNodeKind,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FormNodeKind {
    Field(Box<FormField>),
    Group(FormGroup),
}

#[derive(Debug, Clone, Serialize)]
pub struct FormGroup {
    /// Exactly one of the children is to be filled.
    pub choice: bool,
    pub children: Vec<FormNode>,
}

#[derive(Debug, Clone, Serialize)]
pub struct FormField {
    pub input: InputKind,
    pub data_type: DataType,
    /// What a select offers; empty when the code list is not at hand.
    pub options: Vec<CodeValue>,
    pub code_list: Option<CodeListReference>,
    /// Text of a display, value of a locked or hidden field, else a proposal.
    pub content: Option<String>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_value: Option<String>,
    pub max_value: Option<String>,
    pub pattern: Option<Pattern>,
    pub max_size: Option<u64>,
    pub media_types: Vec<String>,
    pub prefill: Prefill,
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    Text,
    TextArea,
    Email,
    Date,
    Time,
    DateTime,
    Number,
    Integer,
    Money,
    YesNo,
    Select,
    Radio,
    File,
    /// Text to read, nothing to fill in.
    Display,
    /// Not shown; the value comes from the schema or the platform.
    Hidden,
    /// Shown but not to be changed.
    Locked,
}

impl InputKind {
    /// Whether the applicant gives a value.
    pub fn takes_answer(self) -> bool {
        !matches!(self, Self::Display | Self::Hidden | Self::Locked)
    }
}

/// Up to this many options are shown side by side instead of in a list.
const RADIO_OPTIONS: usize = 6;
/// Longer texts get several lines.
const SINGLE_LINE: u64 = 255;

impl Form {
    /// Builds the form of a schema.
    pub fn from_schema(schema: &Schema, options: &FormOptions) -> Self {
        let mut builder = Builder { options, open_points: Vec::new() };
        let nodes: Vec<FormNode> = schema.root.iter().map(|node| builder.node(node)).collect();
        let title = if schema.title.is_empty() { &schema.name } else { &schema.title };
        let open_points = builder.open_points;
        Self {
            id: schema.id.clone(),
            version: schema.version.clone(),
            title: title.clone(),
            help: schema.help.clone(),
            steps: steps(nodes, &options.language),
            open_points,
        }
    }

    /// The node at a path.
    pub fn node(&self, path: &NodePath) -> Option<&FormNode> {
        let mut segments = path.segments();
        let first = segments.next()?;
        let mut node = self.steps.iter().flat_map(|step| &step.nodes).find(|node| node.segment == first)?;
        for segment in segments {
            node = node.children().iter().find(|child| child.segment == segment)?;
        }
        Some(node)
    }

    /// All nodes, parents before children.
    pub fn nodes(&self) -> Vec<&FormNode> {
        fn collect<'form>(nodes: &'form [FormNode], into: &mut Vec<&'form FormNode>) {
            for node in nodes {
                into.push(node);
                collect(node.children(), into);
            }
        }
        let mut all = Vec::new();
        for step in &self.steps {
            collect(&step.nodes, &mut all);
        }
        all
    }

    /// Top nodes of all steps.
    pub(crate) fn top(&self) -> impl Iterator<Item = &FormNode> {
        self.steps.iter().flat_map(|step| &step.nodes)
    }

    /// The step a key belongs to.
    pub fn step_of(&self, key: &AnswerKey) -> Option<usize> {
        let first = &key.steps().first()?.segment;
        self.steps.iter().position(|step| step.nodes.iter().any(|node| node.segment == *first))
    }

    /// What a page of this step shows: every visible node as often as it is filled or needed.
    pub fn instances<'form>(&'form self, step: usize, answers: &Answers, states: &States) -> Vec<Instance<'form>> {
        let Some(step) = self.steps.get(step) else {
            return Vec::new();
        };
        instances(&AnswerKey::root(), &step.nodes, answers, states)
    }
}

/// An occurrence of a node on a page.
#[derive(Debug, Clone, Serialize)]
pub struct Instance<'form> {
    pub key: AnswerKey,
    pub html_name: String,
    pub node: &'form FormNode,
    pub occurrence: u32,
    /// By cardinality or by a condition.
    pub required: bool,
    pub children: Vec<Instance<'form>>,
    /// This is the last occurrence and one more is allowed.
    pub can_add: bool,
    /// More occurrences than the minimum are there.
    pub can_remove: bool,
}

fn instances<'form>(
    parent: &AnswerKey,
    nodes: &'form [FormNode],
    answers: &Answers,
    states: &States,
) -> Vec<Instance<'form>> {
    let mut shown = Vec::new();
    for node in nodes.iter().filter(|node| !node.hidden) {
        if matches!(&node.kind, FormNodeKind::Field(field) if field.input == InputKind::Hidden) {
            continue;
        }
        // Minima inside minima multiply; deeper down, more are added one by one.
        let most = if parent.steps().len() < 2 { 5 } else { 1 };
        let least = node.min.clamp(1, most);
        let count = answers.occurrences(parent, &node.segment).max(least);
        for occurrence in 0..count {
            let key = parent.child(&node.segment, occurrence);
            let state = states.of(&key);
            if !state.visible {
                continue;
            }
            shown.push(Instance {
                html_name: key.html_name(),
                node,
                occurrence,
                required: occurrence < node.min || (occurrence == 0 && state.required),
                children: instances(&key, node.children(), answers, states),
                can_add: node.repeatable
                    && occurrence + 1 == count
                    && node.max.is_none_or(|max| count < max)
                    && count <= crate::path::MAX_OCCURRENCE,
                can_remove: node.repeatable && count > least,
                key,
            });
        }
    }
    shown
}

impl FormNode {
    pub fn children(&self) -> &[Self] {
        match &self.kind {
            FormNodeKind::Field(_) => &[],
            FormNodeKind::Group(group) => &group.children,
        }
    }

    pub fn field(&self) -> Option<&FormField> {
        match &self.kind {
            FormNodeKind::Field(field) => Some(field),
            FormNodeKind::Group(_) => None,
        }
    }

    pub fn is_choice(&self) -> bool {
        matches!(&self.kind, FormNodeKind::Group(group) if group.choice)
    }

    /// Whether the applicant fills in something here or below.
    pub fn takes_answer(&self) -> bool {
        if self.hidden {
            return false;
        }
        match &self.kind {
            FormNodeKind::Field(field) => field.input.takes_answer(),
            FormNodeKind::Group(group) => group.children.iter().any(Self::takes_answer),
        }
    }

    /// Whether the id of this node (without its position) is this one.
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.id == id || id_of_segment(&self.segment) == id || self.segment == id
    }
}

struct Builder<'options> {
    options: &'options FormOptions,
    open_points: Vec<OpenPoint>,
}

impl Builder<'_> {
    fn node(&mut self, node: &Node) -> FormNode {
        let common = node.element.common();
        let own =
            self.options.texts.get(node.path.as_str()).and_then(|languages| languages.get(&self.options.language));
        let label = own
            .and_then(|text| text.label.clone())
            .unwrap_or_else(|| first_filled(&[&common.input_label, &common.name, &common.id]));
        let help = own.and_then(|text| text.help.clone()).or_else(|| common.input_help.clone());
        let max = node.cardinality.max;
        let kind = match &node.element {
            Element::Field(field) => FormNodeKind::Field(Box::new(self.field(node, field))),
            Element::Group(group) => FormNodeKind::Group(self.group(group)),
        };
        if max.is_some_and(|max| max < node.cardinality.min) {
            self.open(&node.path, "Das Höchstmaß der Anzahl ist kleiner als das Mindestmaß.");
        }
        let mut legal_references = node.legal_references.clone();
        legal_references.extend(common.legal_references.iter().cloned());
        FormNode {
            path: node.path.clone(),
            id: common.id.clone(),
            segment: node.path.last_segment().to_owned(),
            output_label: common.output_label.clone().unwrap_or_else(|| label.clone()),
            label,
            help,
            // A form cannot ask for more than it accepts.
            min: max.map_or(node.cardinality.min, |max| node.cardinality.min.min(max)),
            max,
            repeatable: node.cardinality.repeats(),
            hidden: max == Some(0) || self.options.hidden.contains(node.path.as_str()),
            legal_references,
            kind,
        }
    }

    fn group(&mut self, group: &Group) -> FormGroup {
        FormGroup { choice: group.choice, children: group.children.iter().map(|child| self.node(child)).collect() }
    }

    fn field(&mut self, node: &Node, field: &Field) -> FormField {
        let options = self.options_of(node, field);
        let constraints = &field.constraints;
        let pattern = constraints.pattern.as_deref().map(Pattern::new);
        if let Some(pattern) = pattern.as_ref().filter(|pattern| !pattern.is_enforced()) {
            self.open(&node.path, &format!("Das Muster „{}“ wird nicht geprüft.", pattern.source()));
        }
        for (name, value) in [("minValue", &constraints.min_value), ("maxValue", &constraints.max_value)] {
            if let Some(value) = value
                && crate::values::bound(field.data_type, value).is_none()
            {
                self.open(&node.path, &format!("Die Grenze {name} „{value}“ wird nicht geprüft."));
            }
        }
        if field.data_type == DataType::Obj {
            self.open(&node.path, "Der Datentyp „obj“ wird als Text erfasst.");
        }
        FormField {
            input: input_kind(field, &options),
            data_type: field.data_type,
            options,
            code_list: field.code_list.clone(),
            content: field.content.clone(),
            min_length: constraints.min_length,
            max_length: constraints.max_length,
            min_value: constraints.min_value.clone(),
            max_value: constraints.max_value.clone(),
            pattern,
            max_size: field.max_size,
            media_types: field.media_types.clone(),
            prefill: field.prefill,
        }
    }

    fn options_of(&mut self, node: &Node, field: &Field) -> Vec<CodeValue> {
        if field.field_kind != FieldKind::Select || !field.values.is_empty() {
            return field.values.clone();
        }
        let Some(reference) = &field.code_list else {
            self.open(&node.path, "Das Auswahlfeld hat keine Werte; es wird als Text erfasst.");
            return Vec::new();
        };
        let keys = [&reference.version_uri, &reference.identification];
        let found = keys.into_iter().flatten().find_map(|key| self.options.code_lists.get(key));
        if let Some(values) = found {
            return values.clone();
        }
        let name = keys.into_iter().flatten().next().map_or("ohne Kennung", String::as_str);
        self.open(&node.path, &format!("Die Codeliste {name} liegt nicht vor; der Code wird als Text erfasst."));
        Vec::new()
    }

    fn open(&mut self, path: &NodePath, message: &str) {
        self.open_points.push(OpenPoint { place: path.to_string(), message: message.to_owned() });
    }
}

fn first_filled(texts: &[&String]) -> String {
    texts.iter().find(|text| !text.is_empty()).map_or_else(|| "Angabe".to_owned(), |text| (*text).clone())
}

fn input_kind(field: &Field, options: &[CodeValue]) -> InputKind {
    match field.field_kind {
        FieldKind::Label => return InputKind::Display,
        FieldKind::Hidden => return InputKind::Hidden,
        FieldKind::Locked => return InputKind::Locked,
        FieldKind::Select if !options.is_empty() && options.len() <= RADIO_OPTIONS => {
            return InputKind::Radio;
        }
        FieldKind::Select if !options.is_empty() => return InputKind::Select,
        FieldKind::Select | FieldKind::Input => {}
    }
    match field.data_type {
        DataType::Date => InputKind::Date,
        DataType::Time => InputKind::Time,
        DataType::DateTime => InputKind::DateTime,
        DataType::Bool => InputKind::YesNo,
        DataType::Num => InputKind::Number,
        DataType::NumInt => InputKind::Integer,
        DataType::NumCurrency => InputKind::Money,
        DataType::File => InputKind::File,
        DataType::Obj => InputKind::TextArea,
        DataType::Text | DataType::TextLatin => text_kind(field),
    }
}

fn text_kind(field: &Field) -> InputKind {
    let pattern = field.constraints.pattern.as_deref().unwrap_or_default();
    if pattern.contains('@') {
        return InputKind::Email;
    }
    match field.constraints.max_length {
        Some(length) if length > SINGLE_LINE => InputKind::TextArea,
        _ => InputKind::Text,
    }
}

/// One top-level group makes a step; loose fields that follow each other make one together.
fn steps(nodes: Vec<FormNode>, language: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut loose = false;
    let mut loose_steps = 0;
    for node in nodes {
        let is_field = node.field().is_some();
        if is_field
            && loose
            && let Some(step) = steps.last_mut()
        {
            step.nodes.push(node);
            continue;
        }
        let (title, help) = if is_field {
            loose_steps += 1;
            (loose_title(language, loose_steps), None)
        } else {
            (node.label.clone(), node.help.clone())
        };
        loose = is_field;
        steps.push(Step { index: steps.len(), key: node.segment.clone(), title, help, nodes: vec![node] });
    }
    steps
}

fn loose_title(language: &str, number: usize) -> String {
    let title = match (language.split('-').next(), number) {
        (Some("en"), 1) => "Details",
        (Some("en"), _) => "More details",
        (_, 1) => "Angaben",
        _ => "Weitere Angaben",
    };
    title.to_owned()
}
