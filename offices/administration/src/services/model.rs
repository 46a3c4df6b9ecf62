//! What an application in progress is: answers, where it stands, which rules hold. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use lotse_core::{blobs::BlobId, clock::Timestamp, errors::Failure};
use lotse_fim::{
    AnswerKey, AnswerValue, Answers, ErrorCode, FieldError, Form,
    conditions::States,
    form::{FormNode, FormNodeKind, InputKind, Instance},
    validate::validate_with,
};
use lotse_reuse::{EffectiveService, PeriodStart};
use serde::{Deserialize, Serialize};

use super::catalogue::Prepared;

/// Unless the package says otherwise a draft is kept so long after its last change.
const DRAFT_DAYS: u32 = 30;
/// More copies of a group or field than this are nobody's form.
const MOST_OCCURRENCES: u32 = 100;

/// What is kept of an application in progress.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftContent {
    /// As typed, mistakes included.
    pub answers: Answers,
    /// Keys of the steps that were saved at least once.
    pub visited: BTreeSet<String>,
}

impl DraftContent {
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts by key are always JSON")
    }

    /// A submitted draft is empty.
    pub(super) fn from_json(text: &str) -> Result<Self, Failure> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(text).map_err(|error| Failure::internal(format!("stored draft: {error}")))
    }

    /// The blobs its answers name, each once, with size and media type.
    pub(super) fn files(&self) -> BTreeMap<[u8; 32], (u64, String)> {
        let files = self.answers.iter().filter_map(|(_, value)| match value {
            AnswerValue::File(file) => {
                let blob = BlobId::from_hex(&file.reference)?;
                Some((blob.0, (file.size, file.media_type.clone())))
            }
            AnswerValue::Text(_) => None,
        });
        files.collect()
    }
}

/// When a draft changed now is deleted.
pub(super) fn delete_after(service: &EffectiveService, now: Timestamp) -> Timestamp {
    let rules = service.filing.personal_data.iter().filter(|rule| rule.starts == PeriodStart::DraftChanged);
    let days = rules.map(|rule| rule.days).max().unwrap_or(DRAFT_DAYS);
    now.plus_days(i64::from(days))
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not looked at yet.
    Open,
    /// Saved, something is missing or wrong.
    Incomplete,
    Done,
}

/// A step that has something to show now.
#[derive(Clone, Debug)]
pub struct StepView {
    /// Index in the form.
    pub index: usize,
    pub title: String,
    pub progress: Progress,
}

impl StepView {
    /// The step's number in addresses.
    pub fn number(&self) -> usize {
        self.index + 1
    }
}

/// An application as a whole, seen now.
pub struct Overview {
    pub steps: Vec<StepView>,
    /// Mistakes of all steps.
    pub errors: Vec<FieldError>,
    pub states: States,
}

impl Overview {
    pub fn of(prepared: &Prepared, form: &Form, content: &DraftContent) -> Self {
        let states = prepared.conditions.states(form, &content.answers);
        let errors = errors_of(form, None, content, &states);
        let mut steps = Vec::new();
        for step in &form.steps {
            if !form.instances(step.index, &content.answers, &states).iter().any(shows_something) {
                continue;
            }
            let has_errors = errors.iter().any(|error| error.step == step.index);
            let progress = match (content.visited.contains(&step.key), has_errors) {
                (false, _) => Progress::Open,
                (true, true) => Progress::Incomplete,
                (true, false) => Progress::Done,
            };
            steps.push(StepView { index: step.index, title: step.title.clone(), progress });
        }
        Self { steps, errors, states }
    }

    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.progress == Progress::Done).count()
    }

    /// The first step that is not done.
    pub fn next_open(&self) -> Option<&StepView> {
        self.steps.iter().find(|step| step.progress != Progress::Done)
    }

    /// The step after this one.
    pub fn after(&self, index: usize) -> Option<&StepView> {
        self.steps.iter().find(|step| step.index > index)
    }

    pub fn before(&self, index: usize) -> Option<&StepView> {
        self.steps.iter().rev().find(|step| step.index < index)
    }

    /// Which of the shown steps this is, from 1.
    pub fn place(&self, index: usize) -> Option<usize> {
        self.steps.iter().position(|step| step.index == index).map(|place| place + 1)
    }
}

/// Mistakes of one step or of all. Where a field is missing or wrong, a rule about it says nothing new.
pub(super) fn errors_of(form: &Form, step: Option<usize>, content: &DraftContent, states: &States) -> Vec<FieldError> {
    let mut errors = validate_with(form, step, &content.answers, states);
    let named: BTreeSet<AnswerKey> =
        errors.iter().filter(|error| error.code != ErrorCode::Rule).map(|error| error.key.clone()).collect();
    errors.retain(|error| error.code != ErrorCode::Rule || !named.contains(&error.key));
    errors
}

/// Whether a mistake is only that something is empty which nobody could see before: a new field, or a choice whose
/// field has just appeared.
pub(super) fn is_about_new(error: &FieldError, added: &BTreeSet<AnswerKey>) -> bool {
    let is_missing = matches!(error.code, ErrorCode::ChoiceMissing | ErrorCode::Required | ErrorCode::TooFew);
    added.contains(&error.key) || is_missing && added.iter().any(|key| key.is_within(&error.key))
}

/// Where a mistake is shown: what is missing in a choice belongs to the field of the alternative that was taken.
pub(super) fn place_of(form: &Form, answers: &Answers, error: &FieldError) -> AnswerKey {
    let node = form.node(&error.key.node_path()).filter(|_| error.code == ErrorCode::ChoiceMissing);
    let taken = node.and_then(|node| chosen(answers, &error.key, node));
    let field = taken.and_then(|node| first_answerable(&error.key.child(&node.segment, 0), node));
    field.unwrap_or_else(|| error.key.clone())
}

/// Whether a person sees anything of this: a field, a text, or a group with one of them.
fn shows_something(instance: &Instance<'_>) -> bool {
    match &instance.node.kind {
        FormNodeKind::Field(field) => field.input != InputKind::Hidden,
        FormNodeKind::Group(_) => instance.children.iter().any(shows_something),
    }
}

/// The alternative of a choice group that was taken: the first with a trace in the answers, blank or not.
pub(super) fn chosen<'form>(answers: &Answers, key: &AnswerKey, node: &'form FormNode) -> Option<&'form FormNode> {
    node.children().iter().find(|child| answers.occurrences(key, &child.segment) > 0)
}

/// The children of an instance that are shown: of a choice only the one that was taken.
pub(super) fn shown_children<'view, 'form>(
    answers: &Answers,
    instance: &'view Instance<'form>,
) -> Vec<&'view Instance<'form>> {
    if !instance.node.is_choice() {
        return instance.children.iter().collect();
    }
    let taken = chosen(answers, &instance.key, instance.node).map(|node| node.segment.as_str());
    instance.children.iter().filter(|child| Some(child.node.segment.as_str()) == taken).collect()
}

/// Keys of the fields a step asks for now.
pub(super) fn asked(form: &Form, step: usize, answers: &Answers, states: &States) -> BTreeSet<AnswerKey> {
    fn collect(answers: &Answers, instance: &Instance<'_>, keys: &mut BTreeSet<AnswerKey>) {
        if instance.node.field().is_some_and(|field| field.input.takes_answer()) {
            keys.insert(instance.key.clone());
        }
        for child in shown_children(answers, instance) {
            collect(answers, child, keys);
        }
    }
    let mut keys = BTreeSet::new();
    for instance in &form.instances(step, answers, states) {
        collect(answers, instance, &mut keys);
    }
    keys
}

/// Takes an alternative of a choice group: the others lose their answers, the taken one leaves a trace.
pub(super) fn choose(answers: &mut Answers, form: &Form, key: &AnswerKey, segment: &str) {
    let Some(node) = form.node(&key.node_path()).filter(|node| node.is_choice()) else { return };
    let Some(taken) = node.children().iter().find(|child| child.segment == segment) else {
        // "None of them", where the choice is free.
        answers.remove_within(key);
        return;
    };
    let lost: Vec<AnswerKey> = answers
        .within(key)
        .map(|(own, _)| own.clone())
        .filter(|own| own.steps().get(key.steps().len()).is_some_and(|step| step.segment != segment))
        .collect();
    for own in lost {
        answers.remove(&own);
    }
    if answers.occurrences(key, segment) == 0
        && let Some(first) = first_answerable(&key.child(segment, 0), taken)
    {
        answers.set_text(first, "");
    }
}

/// The first field below a node that takes an answer.
fn first_answerable(key: &AnswerKey, node: &FormNode) -> Option<AnswerKey> {
    match node.field() {
        Some(field) => field.input.takes_answer().then(|| key.clone()),
        None => node.children().iter().find_map(|child| first_answerable(&key.child(&child.segment, 0), child)),
    }
}

/// Numbers the occurrences without gaps and drops those the form does not allow, so that whatever is sent, a page never
/// has more parts than were filled in.
pub(super) fn compacted(answers: &Answers, form: &Form) -> Answers {
    // New place of each (place so far, occurrence as sent).
    let mut places: BTreeMap<(AnswerKey, String, u32), Option<u32>> = BTreeMap::new();
    let mut counts: BTreeMap<(AnswerKey, String), u32> = BTreeMap::new();
    let mut kept = Answers::new();
    for (key, value) in answers.iter() {
        let mut place = Some(AnswerKey::root());
        for step in key.steps() {
            let Some(parent) = place else { break };
            let slot = (parent.clone(), step.segment.clone(), step.occurrence);
            let occurrence = *places.entry(slot).or_insert_with(|| {
                let path = parent.child(&step.segment, 0).node_path();
                let most =
                    form.node(&path).map_or(1, |node| if node.repeatable { node.max.unwrap_or(u32::MAX) } else { 1 });
                let count = counts.entry((parent.clone(), step.segment.clone())).or_insert(0);
                let own = *count;
                (own < most.min(MOST_OCCURRENCES)).then(|| {
                    *count += 1;
                    own
                })
            });
            place = occurrence.map(|occurrence| parent.child(&step.segment, occurrence));
        }
        if let Some(place) = place {
            kept.set(place, value.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use lotse_fim::{FormOptions, Schema, path::MAX_OCCURRENCE};
    use proptest::prelude::*;

    use super::*;

    /// `G1` once, in it `G2` up to three times with `F1` once and `F2` without limit, and a choice `G3` of `F3` or `F4`.
    fn form() -> Form {
        let common = |id: &str| {
            serde_json::json!({"id": id, "version": "1", "name": id, "input_label": id, "legal_references": [],
                "element_kind": "HAR", "rule_references": []})
        };
        let node = |path: &str, max: Option<u32>, kind: &str, more: serde_json::Value| {
            let mut element = common(path.rsplit('.').next().unwrap());
            let map = element.as_object_mut().unwrap();
            map.insert("type".into(), kind.into());
            map.extend(more.as_object().unwrap().clone());
            serde_json::json!({"path": path, "cardinality": {"min": 1, "max": max}, "legal_references": [], "element": element})
        };
        let text = |path: &str, max: Option<u32>| {
            let more = serde_json::json!({"field_kind": "input", "data_type": "text", "constraints": {},
                "prefill": "none", "values": [], "media_types": []});
            node(path, max, "field", more)
        };
        let group = |path: &str, max: u32, choice: bool, children: Vec<serde_json::Value>| {
            node(path, Some(max), "group", serde_json::json!({"choice": choice, "children": children}))
        };
        let children = vec![
            group("G1.G2", 3, false, vec![text("G1.G2.F1", Some(1)), text("G1.G2.F2", None)]),
            group("G1.G3", 1, true, vec![text("G1.G3.F3", Some(1)), text("G1.G3.F4", Some(1))]),
        ];
        let root = group("G1", 1, false, children);
        let schema = Schema { root: vec![serde_json::from_value(root).unwrap()], ..Schema::default() };
        Form::from_schema(&schema, &FormOptions::default())
    }

    fn key(text: &str) -> AnswerKey {
        text.parse().unwrap()
    }

    #[test]
    fn choosing_another_alternative_drops_the_first() {
        let form = form();
        let mut answers = Answers::new();
        answers.set_text(key("G1[0].G3[0].F3[0]"), "0123");
        choose(&mut answers, &form, &key("G1[0].G3[0]"), "F4");
        assert_eq!(answers.text(&key("G1[0].G3[0].F3[0]")), None);
        assert_eq!(answers.text(&key("G1[0].G3[0].F4[0]")), Some(""));
        let before = answers.clone();
        choose(&mut answers, &form, &key("G1[0].G3[0]"), "F4");
        choose(&mut answers, &form, &key("G1[0].G2[0]"), "F1");
        choose(&mut answers, &form, &key("G9[0]"), "F1");
        assert_eq!(answers, before);
        choose(&mut answers, &form, &key("G1[0].G3[0]"), "");
        assert!(answers.is_empty());
    }

    proptest! {
        #[test]
        fn occurrences_have_no_gaps_and_no_excess(
            places in proptest::collection::vec((0..=MAX_OCCURRENCE, 0..=MAX_OCCURRENCE, 0_u32..3), 0..60),
        ) {
            let form = form();
            let mut answers = Answers::new();
            for (group, field, kind) in places {
                let text = match kind {
                    0 => format!("G1[0].G2[{group}].F1[{field}]"),
                    1 => format!("G1[0].G2[{group}].F2[{field}]"),
                    _ => format!("G1[{group}].G3[0].F3[0]"),
                };
                answers.set_text(key(&text), "x");
            }
            let once = compacted(&answers, &form);
            prop_assert_eq!(compacted(&once, &form), once.clone());
            prop_assert!(once.occurrences(&AnswerKey::root(), "G1") <= 1);
            let groups = once.occurrences(&key("G1[0]"), "G2");
            prop_assert!(groups <= 3);
            for group in 0..groups {
                let parent = key("G1[0]").child("G2", group);
                prop_assert!(once.within(&parent).next().is_some(), "a gap at {}", group);
                prop_assert!(once.occurrences(&parent, "F1") <= 1);
                let fields = once.occurrences(&parent, "F2");
                prop_assert!(fields <= MOST_OCCURRENCES);
                prop_assert!((0..fields).all(|field| once.get(&parent.child("F2", field)).is_some()));
            }
        }
    }
}
