//! Are the answers complete and correct? In words an applicant understands.
//!
//! A group that need not be given is only checked once something in it is filled in. What a
//! condition or the form hides is neither checked nor submitted.

use serde::{Deserialize, Serialize};

use crate::answers::{AnswerValue, Answers, FileReference};
use crate::conditions::{Conditions, States};
use crate::form::{Form, FormField, FormNode, InputKind};
use crate::path::AnswerKey;
use crate::values;

/// Stable codes of errors in answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    Required,
    TooFew,
    TooMany,
    ChoiceMissing,
    ChoiceTooMany,
    Date,
    Time,
    DateTime,
    YesNo,
    Number,
    Integer,
    Money,
    TooShort,
    TooLong,
    TooSmall,
    TooLarge,
    Pattern,
    Characters,
    NotAnOption,
    File,
    FileTooLarge,
    FileType,
    /// A condition forbids the answer.
    Forbidden,
    /// A condition is not met.
    Rule,
    /// The answer belongs to no field of the form.
    UnknownField,
}

/// Something to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    pub key: AnswerKey,
    /// Step of the form the key belongs to.
    pub step: usize,
    pub label: String,
    pub code: ErrorCode,
    pub message_de: String,
    pub message_en: String,
}

impl FieldError {
    /// The message in a language; German unless it is English.
    pub fn message(&self, language: &str) -> &str {
        if language.starts_with("en") { &self.message_en } else { &self.message_de }
    }
}

/// Checks one step; rules that concern other steps are left to them.
pub fn validate_step(form: &Form, step: usize, answers: &Answers, conditions: &Conditions) -> Vec<FieldError> {
    let states = conditions.states(form, answers);
    validate_with(form, Some(step), answers, &states)
}

/// Checks the whole form.
pub fn validate_all(form: &Form, answers: &Answers, conditions: &Conditions) -> Vec<FieldError> {
    let states = conditions.states(form, answers);
    validate_with(form, None, answers, &states)
}

/// Checks with states that are at hand already; `only` limits the check to one step.
pub fn validate_with(form: &Form, only: Option<usize>, answers: &Answers, states: &States) -> Vec<FieldError> {
    let mut validation = Validation { answers, states, step: 0, errors: Vec::new() };
    for step in form.steps.iter().filter(|step| only.is_none_or(|only| only == step.index)) {
        validation.step = step.index;
        validation.nodes(&AnswerKey::root(), &step.nodes);
    }
    let mut errors = validation.errors;
    for violation in &states.violations {
        let step = form.step_of(&violation.key).unwrap_or(0);
        if only.is_some_and(|only| only != step) || !states.is_visible(&violation.key) {
            continue;
        }
        let label = form.node(&violation.key.node_path()).map(|node| node.label.clone());
        errors.push(FieldError {
            key: violation.key.clone(),
            step,
            label: label.unwrap_or_default(),
            code: ErrorCode::Rule,
            message_de: sentence(&violation.text, "Die Angaben passen nicht zusammen."),
            message_en: format!("The answers do not fit together: {}", violation.text),
        });
    }
    errors
}

/// The answers as they are submitted: what is visible and filled, in canonical form.
///
/// Meant for answers without errors; a value that is not accepted stays as it was typed.
pub fn canonical(form: &Form, answers: &Answers, conditions: &Conditions) -> Answers {
    let states = conditions.states(form, answers);
    let mut kept = Answers::new();
    for (key, value) in answers.iter() {
        let Some(field) = answerable(form, key) else {
            continue;
        };
        if value.is_blank() || !states.is_visible(key) {
            continue;
        }
        let value = match value {
            AnswerValue::Text(text) => {
                AnswerValue::Text(values::canonical(field, text).unwrap_or_else(|_| text.trim().to_owned()))
            }
            AnswerValue::File(file) => AnswerValue::File(file.clone()),
        };
        kept.set(key.clone(), value);
    }
    kept
}

/// The field behind a key, unless it or a group around it is taken out of the form.
fn answerable<'form>(form: &'form Form, key: &AnswerKey) -> Option<&'form FormField> {
    let path = key.node_path();
    let mut current = Some(path.clone());
    while let Some(path) = current.filter(|path| !path.is_root()) {
        if form.node(&path)?.hidden {
            return None;
        }
        current = path.parent();
    }
    form.node(&path)?.field().filter(|field| field.input.takes_answer())
}

struct Validation<'all> {
    answers: &'all Answers,
    states: &'all States,
    step: usize,
    errors: Vec<FieldError>,
}

impl Validation<'_> {
    fn error(&mut self, key: AnswerKey, node: &FormNode, code: ErrorCode, de: String, en: String) {
        self.errors.push(FieldError {
            key,
            step: self.step,
            label: node.label.clone(),
            code,
            message_de: de,
            message_en: en,
        });
    }

    /// Checks the children of a group that is given.
    fn nodes(&mut self, parent: &AnswerKey, nodes: &[FormNode]) {
        for node in nodes.iter().filter(|node| node.takes_answer()) {
            self.node(parent, node, node.min);
        }
    }

    fn node(&mut self, parent: &AnswerKey, node: &FormNode, min: u32) {
        // One empty occurrence tells what is missing; all that a minimum asks for would multiply.
        let there = self.answers.occurrences(parent, &node.segment);
        let count = there.max(min.min(there + 1)).max(1);
        let mut filled = 0;
        let mut first_empty = None;
        let mut visible = 0_u32;
        for occurrence in 0..count {
            let key = parent.child(&node.segment, occurrence);
            let state = self.states.of(&key);
            if !state.visible {
                continue;
            }
            visible += 1;
            let given = self.answers.is_filled(&key);
            let demanded = state.required && !given;
            if given {
                filled += 1;
                if state.forbidden {
                    self.forbidden(&key, node);
                    continue;
                }
                if node.max.is_some_and(|max| filled > max) {
                    self.too_many(key, node);
                    return;
                }
            } else if first_empty.is_none() {
                first_empty = Some(key.clone());
            }
            match node.field() {
                Some(field) if given => self.field(&key, node, field),
                None if given || occurrence < min => self.group(&key, node),
                _ if demanded => self.required(&key, node),
                _ => {}
            }
        }
        // Nothing can be demanded of what is not shown.
        let wanted = if visible == 0 { 0 } else { min };
        if filled < wanted {
            self.too_few(parent, node, wanted, filled, first_empty);
        }
    }

    fn too_few(
        &mut self,
        parent: &AnswerKey,
        node: &FormNode,
        wanted: u32,
        filled: u32,
        first_empty: Option<AnswerKey>,
    ) {
        let key = first_empty.unwrap_or_else(|| parent.child(&node.segment, filled));
        if self.states.of(&key).required && node.field().is_some() {
            // Named already.
            return;
        }
        if wanted > 1 {
            self.error(
                key,
                node,
                ErrorCode::TooFew,
                format!("Machen Sie zu „{}“ mindestens {wanted} Angaben.", node.label),
                format!("Give at least {wanted} entries for “{}”.", node.label),
            );
        } else if node.field().is_some() {
            self.required(&key, node);
        }
        // One missing group is told by its own required fields; one without any may stay empty.
    }

    fn required(&mut self, key: &AnswerKey, node: &FormNode) {
        let label = &node.label;
        let (de, en) = match node.field().map(|field| field.input) {
            Some(InputKind::YesNo) => {
                (format!("Wählen Sie bei „{label}“ Ja oder Nein."), format!("Select yes or no for “{label}”."))
            }
            Some(InputKind::Select | InputKind::Radio) => {
                (format!("Wählen Sie bei „{label}“ einen Eintrag aus."), format!("Select an option for “{label}”."))
            }
            Some(InputKind::File) => {
                (format!("Laden Sie für „{label}“ eine Datei hoch."), format!("Upload a file for “{label}”."))
            }
            Some(_) => (format!("Füllen Sie „{label}“ aus."), format!("Fill in “{label}”.")),
            None => (format!("Machen Sie Angaben zu „{label}“."), format!("Give details for “{label}”.")),
        };
        self.error(key.clone(), node, ErrorCode::Required, de, en);
    }

    fn too_many(&mut self, key: AnswerKey, node: &FormNode) {
        let max = node.max.unwrap_or(u32::MAX);
        self.error(
            key,
            node,
            ErrorCode::TooMany,
            format!("Zu „{}“ sind höchstens {max} Angaben möglich. Entfernen Sie die übrigen.", node.label),
            format!("At most {max} entries are possible for “{}”. Remove the others.", node.label),
        );
    }

    fn forbidden(&mut self, key: &AnswerKey, node: &FormNode) {
        let general = format!("„{}“ darf hier nicht ausgefüllt sein. Leeren Sie das Feld.", node.label);
        let de = self.states.reason(key).map_or(general.clone(), |text| sentence(text, &general));
        self.error(
            key.clone(),
            node,
            ErrorCode::Forbidden,
            de,
            format!("“{}” must not be filled in here. Clear it.", node.label),
        );
    }

    fn field(&mut self, key: &AnswerKey, node: &FormNode, field: &FormField) {
        let fault = match self.answers.get(key) {
            Some(AnswerValue::Text(text)) => values::canonical(field, text).err(),
            Some(AnswerValue::File(file)) => file_fault(field, file),
            None => None,
        };
        if let Some(fault) = fault {
            self.error(key.clone(), node, fault.code, fault.message_de, fault.message_en);
        }
    }

    fn group(&mut self, key: &AnswerKey, node: &FormNode) {
        if !node.is_choice() {
            self.nodes(key, node.children());
            return;
        }
        let offered: Vec<&FormNode> = node
            .children()
            .iter()
            .filter(|child| child.takes_answer())
            .filter(|child| self.states.is_visible(&key.child(&child.segment, 0)))
            .collect();
        let chosen: Vec<&FormNode> = offered
            .iter()
            .copied()
            .filter(|child| {
                let count = self.answers.occurrences(key, &child.segment);
                (0..count).any(|at| self.answers.is_filled(&key.child(&child.segment, at)))
            })
            .collect();
        if chosen.is_empty() && !offered.is_empty() {
            self.error(
                key.clone(),
                node,
                ErrorCode::ChoiceMissing,
                format!("Füllen Sie bei „{}“ eine der Möglichkeiten aus.", node.label),
                format!("Fill in one of the alternatives for “{}”.", node.label),
            );
        }
        if chosen.len() > 1 {
            let labels: Vec<&str> = chosen.iter().map(|child| child.label.as_str()).collect();
            let labels = labels.join(", ");
            self.error(
                key.clone(),
                node,
                ErrorCode::ChoiceTooMany,
                format!("Füllen Sie bei „{}“ nur eine der Möglichkeiten aus: {labels}.", node.label),
                format!("Fill in only one of the alternatives for “{}”: {labels}.", node.label),
            );
        }
        for child in chosen {
            self.node(key, child, child.min.max(1));
        }
    }
}

fn file_fault(field: &FormField, file: &FileReference) -> Option<values::Fault> {
    if field.input != InputKind::File {
        return Some(values::Fault {
            code: ErrorCode::File,
            message_de: "Hier wird Text erwartet, keine Datei.".to_owned(),
            message_en: "Text is expected here, not a file.".to_owned(),
        });
    }
    if let Some(limit) = field.max_size.filter(|limit| file.size > *limit) {
        let shown = size(limit);
        return Some(values::Fault {
            code: ErrorCode::FileTooLarge,
            message_de: format!("Die Datei ist zu groß. Erlaubt sind höchstens {shown}."),
            message_en: format!("The file is too large. At most {shown} are allowed."),
        });
    }
    let given = file.media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let listed = |kind: &String| kind.trim().to_ascii_lowercase() == given;
    if !field.media_types.is_empty() && !field.media_types.iter().any(listed) {
        let kinds = field.media_types.join(", ");
        return Some(values::Fault {
            code: ErrorCode::FileType,
            message_de: format!("Dieser Dateityp ist nicht erlaubt. Erlaubt sind: {kinds}."),
            message_en: format!("This type of file is not allowed. Allowed are: {kinds}."),
        });
    }
    None
}

/// Bytes in the unit people use; decimal, as FIM writes its limits.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} Byte"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

fn sentence(text: &str, otherwise: &str) -> String {
    let text = text.trim();
    if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
}
