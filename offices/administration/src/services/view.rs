//! A step as a page shows it: a flat list of parts, in order, with the mistakes at their places.

use std::collections::BTreeMap;

use lotse_fim::{
    AnswerKey, Answers, FieldError as AnswerError, Form,
    conditions::States,
    form::{FormField, FormNodeKind, InputKind, Instance},
};
use lotse_reuse::EffectiveService;
use lotse_web::{Choice, Field, FieldError, FieldKind, Visit};

use super::{
    files,
    model::{chosen, place_of, shown_children},
    post::{CHOICE, StepAction, shown_date},
};

/// A part of a step.
pub(super) enum Item {
    GroupStart(GroupStart),
    GroupEnd,
    Field(Box<Field>),
    File(FileView),
    /// A text to read.
    Text {
        label: String,
        paragraphs: Vec<String>,
    },
    /// A value that is given.
    Locked {
        label: String,
        value: String,
    },
    /// A button with its value; `is_remove` looks different.
    Button {
        value: String,
        label: String,
        is_remove: bool,
    },
    /// A mistake that belongs to something without an input of its own.
    Note {
        id: String,
        message: String,
    },
}

pub(super) struct GroupStart {
    pub(super) id: String,
    pub(super) legend: String,
    pub(super) hint: Option<String>,
    pub(super) error: Option<String>,
    pub(super) is_optional: bool,
}

pub(super) struct FileView {
    pub(super) field: Box<Field>,
    /// Name of the stored file with the value of its remove button.
    pub(super) stored: Option<(String, String)>,
}

/// A step ready for its template.
pub(super) struct StepPage {
    pub(super) items: Vec<Item>,
    /// In the order of the page.
    pub(super) errors: Vec<FieldError>,
    pub(super) has_files: bool,
}

/// What the parts are made from.
pub(super) struct StepInput<'a> {
    pub(super) visit: &'a Visit,
    pub(super) form: &'a Form,
    pub(super) service: &'a EffectiveService,
    pub(super) step: usize,
    pub(super) answers: &'a Answers,
    pub(super) states: &'a States,
    pub(super) errors: &'a [AnswerError],
    /// Mistakes of files that were not kept.
    pub(super) file_errors: &'a [(AnswerKey, String)],
    /// Proposals of the form stand in fields nobody has seen yet.
    pub(super) is_first_visit: bool,
}

pub(super) fn step_page(input: &StepInput<'_>) -> StepPage {
    let mut errors: BTreeMap<AnswerKey, Vec<String>> = BTreeMap::new();
    for (key, message) in input.file_errors {
        errors.entry(key.clone()).or_default().push(message.clone());
    }
    for error in input.errors {
        // A file that was refused needs no second sentence about being missing.
        let place = place_of(input.form, input.answers, error);
        let is_said = input.file_errors.iter().any(|(key, _)| *key == place);
        if !is_said {
            let message = error.message(input.visit.language.html()).to_owned();
            errors.entry(place).or_default().push(message);
        }
    }
    let mut builder = Builder { input, errors, items: Vec::new(), summary: Vec::new(), has_files: false };
    let instances = input.form.instances(input.step, input.answers, input.states);
    builder.siblings(&instances.iter().collect::<Vec<_>>(), true);
    builder.leftovers();
    StepPage { items: builder.items, errors: builder.summary, has_files: builder.has_files }
}

struct Builder<'a> {
    input: &'a StepInput<'a>,
    errors: BTreeMap<AnswerKey, Vec<String>>,
    items: Vec<Item>,
    summary: Vec<FieldError>,
    has_files: bool,
}

/// The label, with a number where there are several.
fn numbered(instance: &Instance<'_>, of_many: bool) -> String {
    if of_many { format!("{} {}", instance.node.label, instance.occurrence + 1) } else { instance.node.label.clone() }
}

/// An `id` for HTML from a key.
pub(super) fn element_id(prefix: &str, key: &AnswerKey) -> String {
    let safe = |sign: char| if sign.is_ascii_alphanumeric() || sign == '-' { sign } else { '_' };
    format!("{prefix}-{}", key.html_name().chars().map(safe).collect::<String>())
}

/// Where the page is to be when this key was added or asked for.
pub(super) fn anchor(form: &Form, key: &AnswerKey) -> String {
    let is_group = form.node(&key.node_path()).is_some_and(|node| node.field().is_none());
    let prefix = if is_group { "gruppe" } else { "feld" };
    let input = form.node(&key.node_path()).and_then(|node| node.field()).map(|field| field.input);
    let suffix = match input {
        Some(InputKind::Radio | InputKind::YesNo) => "-1",
        Some(InputKind::Date) => "-tag",
        _ => "",
    };
    format!("{}{suffix}", element_id(prefix, key))
}

impl Builder<'_> {
    fn t(&self, key: &str) -> String {
        self.input.visit.t(key)
    }

    fn t1(&self, key: &str, name: &str, value: &str) -> String {
        let texts = self.input.visit.app().texts();
        texts.get(self.input.visit.language, key, &[(name, &value)]).into_owned()
    }

    fn take_error(&mut self, key: &AnswerKey, target: &str) -> Option<String> {
        let messages = self.errors.remove(key)?;
        for message in &messages {
            self.summary.push(FieldError::new(target, message.clone()));
        }
        Some(messages.join(" "))
    }

    /// Mistakes of keys the page does not show: with the next thing above them, else at the top.
    fn leftovers(&mut self) {
        for (number, messages) in std::mem::take(&mut self.errors).into_values().enumerate() {
            let id = format!("hinweis-{number}");
            for message in &messages {
                self.summary.push(FieldError::new(id.clone(), message.clone()));
            }
            self.items.insert(0, Item::Note { id, message: messages.join(" ") });
        }
    }

    fn siblings(&mut self, instances: &[&Instance<'_>], is_top: bool) {
        for instance in instances {
            let same = |other: &&&Instance<'_>| other.node.path == instance.node.path;
            let of_many = instances.iter().filter(same).count() > 1;
            match &instance.node.kind {
                FormNodeKind::Field(field) => self.field(instance, field, of_many),
                FormNodeKind::Group(group) => {
                    let is_page = is_top && !instance.node.repeatable;
                    self.group(instance, group.choice, is_page, of_many);
                }
            }
            if instance.can_remove && instance.node.repeatable && of_many {
                let name = numbered(instance, of_many);
                let label = self.t1("services-step-remove", "name", &name);
                self.items.push(Item::Button {
                    value: StepAction::remove_value(&instance.key),
                    label,
                    is_remove: true,
                });
            }
            if instance.node.repeatable && instance.node.field().is_none() {
                self.items.push(Item::GroupEnd);
            }
            if instance.can_add {
                let label = self.t1("services-step-add", "name", &instance.node.label);
                self.items.push(Item::Button { value: StepAction::add_value(&instance.key), label, is_remove: false });
            }
        }
    }

    /// A group opens a fieldset, unless it is the page itself. A repeated one is closed by its caller, after its button.
    fn group(&mut self, instance: &Instance<'_>, is_choice: bool, is_page: bool, of_many: bool) {
        let id = element_id("gruppe", &instance.key);
        if is_page {
            if !is_choice && let Some(message) = self.take_error(&instance.key, &id) {
                self.items.push(Item::Note { id, message });
            }
        } else {
            let error = if is_choice { None } else { self.take_error(&instance.key, &id) };
            self.items.push(Item::GroupStart(GroupStart {
                id,
                legend: numbered(instance, of_many),
                hint: instance.node.help.clone(),
                error,
                is_optional: !instance.required,
            }));
        }
        if is_choice {
            self.choice(instance);
        }
        let children = shown_children(self.input.answers, instance);
        self.siblings(&children, false);
        if !is_page && !instance.node.repeatable {
            self.items.push(Item::GroupEnd);
        }
    }

    /// The radio buttons of a choice group; the fields of the taken alternative follow.
    fn choice(&mut self, instance: &Instance<'_>) {
        let taken = chosen(self.input.answers, &instance.key, instance.node).map(|node| node.segment.clone());
        let mut choices: Vec<Choice> = instance
            .children
            .iter()
            .filter(|child| child.occurrence == 0 && child.node.takes_answer())
            .map(|child| Choice::new(child.node.segment.clone(), child.node.label.clone()))
            .collect();
        if !instance.required {
            choices.push(Choice::new("", self.t("services-step-none")));
        }
        let name = format!("{CHOICE}{}", instance.key.html_name());
        let mut field =
            Field::new(FieldKind::Radio, name, self.t1("services-step-choose", "name", &instance.node.label))
                .choices(choices)
                .values(vec![taken.unwrap_or_default()]);
        field.is_required = instance.required;
        field.error = self.take_error(&instance.key, &field.target());
        self.items.push(Item::Field(Box::new(field)));
    }

    fn field(&mut self, instance: &Instance<'_>, field: &FormField, of_many: bool) {
        let label = numbered(instance, of_many);
        match field.input {
            InputKind::Hidden => return,
            InputKind::Display => {
                let text = field.content.as_deref().unwrap_or_default();
                let paragraphs =
                    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
                self.items.push(Item::Text { label, paragraphs });
                return;
            }
            InputKind::Locked => {
                let value = field.content.as_deref().map(|value| lotse_fim::values::display(field, value));
                self.items.push(Item::Locked { label, value: value.unwrap_or_default() });
                return;
            }
            _ => {}
        }
        let mut shown = Field::new(self.kind_of(instance, field), instance.html_name.clone(), label);
        shown.is_required = instance.required;
        shown.hint = self.hint(instance, field);
        shown.autocomplete =
            self.input.service.presentation.applicant.autocomplete(instance.node.path.as_str()).map(str::to_owned);
        shown.choices = self.choices(instance, field);
        if field.input == InputKind::Money {
            shown.unit = Some("€".to_owned());
        }
        shown.values = self.values(instance, field);
        shown.error = self.take_error(&instance.key, &shown.target());
        if field.input == InputKind::File {
            self.file(instance, field, shown);
            return;
        }
        self.items.push(Item::Field(Box::new(shown)));
    }

    fn kind_of(&self, instance: &Instance<'_>, field: &FormField) -> FieldKind {
        let phone = self.input.service.presentation.applicant.phone.as_deref();
        match field.input {
            InputKind::TextArea => FieldKind::TextArea,
            InputKind::Email => FieldKind::Email,
            InputKind::Date => FieldKind::Date,
            InputKind::Number | InputKind::Integer | InputKind::Money => FieldKind::Number,
            InputKind::YesNo | InputKind::Radio => FieldKind::Radio,
            InputKind::Select => FieldKind::Select,
            InputKind::File => FieldKind::File,
            _ if phone == Some(instance.node.path.as_str()) => FieldKind::Telephone,
            _ => FieldKind::Text,
        }
    }

    fn hint(&self, instance: &Instance<'_>, field: &FormField) -> Option<String> {
        let own = instance.node.help.clone().filter(|help| !help.trim().is_empty());
        let format = match field.input {
            InputKind::Date => Some(self.t("services-hint-date")),
            InputKind::Time => Some(self.t("services-hint-time")),
            InputKind::DateTime => Some(self.t("services-hint-moment")),
            InputKind::File => Some(self.file_hint(field)),
            _ => None,
        };
        match (own, format) {
            (Some(own), Some(format)) => Some(format!("{own} {format}")),
            (own, format) => own.or(format),
        }
    }

    fn file_hint(&self, field: &FormField) -> String {
        let visit = self.input.visit;
        let size = lotse_web::format::file_size(visit.language, files::limit(field));
        let types = files::type_names(field);
        visit
            .app()
            .texts()
            .get(visit.language, "services-hint-file", &[("types", &types), ("size", &size)])
            .into_owned()
    }

    fn choices(&self, instance: &Instance<'_>, field: &FormField) -> Vec<Choice> {
        let mut choices = match field.input {
            InputKind::YesNo if field.options.is_empty() => {
                vec![Choice::new("true", self.t("services-yes")), Choice::new("false", self.t("services-no"))]
            }
            InputKind::YesNo | InputKind::Radio | InputKind::Select => field
                .options
                .iter()
                .map(|option| Choice {
                    value: option.code.clone(),
                    label: option.name.clone(),
                    hint: option.help.clone().filter(|help| !help.trim().is_empty()),
                })
                .collect(),
            _ => return Vec::new(),
        };
        // Radio buttons cannot be taken back without one of their own.
        if !instance.required && field.input != InputKind::Select {
            choices.push(Choice::new("", self.t("services-step-none")));
        }
        choices
    }

    fn values(&self, instance: &Instance<'_>, field: &FormField) -> Vec<String> {
        let stored = self.input.answers.text(&instance.key).map(str::to_owned);
        let proposal = || field.content.clone().filter(|_| self.input.is_first_visit);
        let value = stored.filter(|text| !text.is_empty()).or_else(proposal).unwrap_or_default();
        match field.input {
            InputKind::File => Vec::new(),
            InputKind::Date => vec![shown_date(&value)],
            InputKind::YesNo if field.options.is_empty() => {
                vec![lotse_fim::values::truth(&value).map_or(value, |truth| truth.to_string())]
            }
            _ => vec![value],
        }
    }

    fn file(&mut self, instance: &Instance<'_>, field: &FormField, mut shown: Field) {
        self.has_files = true;
        shown.accept = Some(files::accept(field));
        let visit = self.input.visit;
        let stored = self.input.answers.file(&instance.key).map(|file| {
            let size = lotse_web::format::file_size(visit.language, file.size);
            (format!("{} ({size})", file.name), StepAction::remove_file_value(&instance.key))
        });
        self.items.push(Item::File(FileView { field: Box::new(shown), stored }));
    }
}

// --- summary -----------------------------------------------------------------------------------

/// A part of the summary: answers under one heading.
pub(super) struct Block {
    pub(super) heading: Option<String>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) label: String,
    pub(super) lines: Vec<String>,
}

/// The answers of a step as they will be sent. What was left empty is left out.
pub(super) fn summary(visit: &Visit, form: &Form, step: usize, answers: &Answers, states: &States) -> Vec<Block> {
    let mut blocks = vec![Block { heading: None, rows: Vec::new() }];
    let instances = form.instances(step, answers, states);
    let all: Vec<&Instance<'_>> = instances.iter().collect();
    summarise(visit, answers, &all, true, &mut blocks);
    blocks.retain(|block| !block.rows.is_empty());
    blocks
}

fn summarise(visit: &Visit, answers: &Answers, instances: &[&Instance<'_>], is_top: bool, blocks: &mut Vec<Block>) {
    for instance in instances {
        let of_many = instances.iter().filter(|other| other.node.path == instance.node.path).count() > 1;
        let label = numbered(instance, of_many);
        if let Some(field) = instance.node.field() {
            let lines = shown_answer(visit, answers, &instance.key, field);
            if let Some(block) = blocks.last_mut().filter(|_| !lines.is_empty()) {
                block.rows.push(Row { label, lines });
            }
            continue;
        }
        let children = shown_children(answers, instance);
        if is_top && !instance.node.repeatable {
            summarise(visit, answers, &children, false, blocks);
            continue;
        }
        let around = blocks.last().and_then(|block| block.heading.clone());
        blocks.push(Block { heading: Some(label), rows: Vec::new() });
        summarise(visit, answers, &children, false, blocks);
        // What follows a nested group belongs to the group around it again.
        blocks.push(Block { heading: around, rows: Vec::new() });
    }
}

fn shown_answer(visit: &Visit, answers: &Answers, key: &AnswerKey, field: &FormField) -> Vec<String> {
    if let Some(file) = answers.file(key) {
        return vec![format!("{} ({})", file.name, lotse_web::format::file_size(visit.language, file.size))];
    }
    if field.input == InputKind::Locked {
        return field.content.iter().map(|value| lotse_fim::values::display(field, value)).collect();
    }
    let typed = answers.text(key).unwrap_or_default();
    if typed.trim().is_empty() {
        return Vec::new();
    }
    let Ok(canonical) = lotse_fim::values::canonical(field, typed) else {
        return vec![typed.replace(super::post::DATE_MARK, ".")];
    };
    let shown = match (canonical.as_str(), field.input) {
        ("true", InputKind::YesNo) => visit.t("services-yes"),
        ("false", InputKind::YesNo) => visit.t("services-no"),
        (_, InputKind::Money) => format!("{} €", lotse_fim::values::display(field, &canonical)),
        _ => lotse_fim::values::display(field, &canonical),
    };
    shown.lines().map(str::to_owned).collect()
}
