//! What an application in progress is: answers, where it stands, which rules hold. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use lotse_core::{blobs::BlobId, clock::Timestamp, errors::Failure};
use lotse_fim::{
    AnswerKey, AnswerValue, Answers, FieldError, Form,
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
        let errors = validate_with(form, None, &content.answers, &states);
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
                let most = form.node(&path).map_or(1, |node| if node.repeatable { node.max.unwrap_or(u32::MAX) } else { 1 });
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
