//! What a browser sent for a step, and what that makes of a draft. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use lotse_fim::{
    AnswerKey, Answers, FileReference, Form,
    form::{FormNode, InputKind},
    values,
};
use lotse_web::{DateInput, FormData};

use super::model::{DraftContent, choose, compacted};

/// Name of the buttons of a step.
pub(super) const ACTION: &str = "aktion";
/// Prefix of the radio buttons of a choice group; no answer key has a slash.
pub(super) const CHOICE: &str = "wahl/";
/// Between day, month and year of a date that is none, as `lotse_web::Field` shows it again.
pub(super) const DATE_MARK: char = '\u{1f}';

/// Which button was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StepAction {
    /// On to the next step, if this one is right.
    Continue,
    /// Save and look at the overview.
    Save,
    /// Save and get the link to come back.
    Later,
    Add {
        parent: AnswerKey,
        segment: String,
    },
    Remove(AnswerKey),
    RemoveFile(AnswerKey),
}

impl StepAction {
    /// Anything unknown counts as "continue": nothing is lost by it.
    fn parse(text: &str) -> Self {
        let (word, rest) = text.split_once('/').unwrap_or((text, ""));
        let key = || AnswerKey::from_html_name(rest);
        match word {
            "speichern" => Self::Save,
            "spaeter" => Self::Later,
            "mehr" => match key() {
                // The key of the first occurrence names parent and node.
                Ok(key) => match key.steps().last() {
                    Some(last) => Self::Add { segment: last.segment.clone(), parent: key.parent().unwrap_or_default() },
                    None => Self::Continue,
                },
                Err(_) => Self::Continue,
            },
            "weg" => key().map_or(Self::Continue, Self::Remove),
            "datei-weg" => key().map_or(Self::Continue, Self::RemoveFile),
            _ => Self::Continue,
        }
    }

    /// Value of the button that adds one more of this node.
    pub(super) fn add_value(key: &AnswerKey) -> String {
        format!("mehr/{}", key.html_name())
    }

    pub(super) fn remove_value(key: &AnswerKey) -> String {
        format!("weg/{}", key.html_name())
    }

    pub(super) fn remove_file_value(key: &AnswerKey) -> String {
        format!("datei-weg/{}", key.html_name())
    }
}

/// The texts of a sent step.
#[derive(Clone, Debug)]
pub(super) struct StepPost {
    pub(super) answers: Answers,
    /// Group and the alternative that was taken; empty for none of them.
    pub(super) choices: BTreeMap<AnswerKey, String>,
    pub(super) action: StepAction,
}

impl StepPost {
    pub(super) fn read(form: &FormData) -> Self {
        let mut answers = Answers::new();
        let mut choices = BTreeMap::new();
        let mut dates = BTreeSet::new();
        for (name, value) in form.fields() {
            if let Some(group) = name.strip_prefix(CHOICE) {
                if let Ok(key) = AnswerKey::from_html_name(group) {
                    choices.insert(key, value.clone());
                }
                continue;
            }
            if let Some(date) = [".tag", ".monat", ".jahr"].iter().find_map(|part| name.strip_suffix(part)) {
                dates.insert(date);
                continue;
            }
            if let Ok(key) = AnswerKey::from_html_name(name) {
                // A later value of the same name counts: radio buttons follow a hidden empty field.
                answers.set_text(key, value.clone());
            }
        }
        for name in dates {
            if let Ok(key) = AnswerKey::from_html_name(name) {
                answers.set_text(key, typed_date(form, name));
            }
        }
        Self { answers, choices, action: StepAction::parse(form.text(ACTION)) }
    }
}

/// ISO for a date, the three parts for what is none.
fn typed_date(form: &FormData, name: &str) -> String {
    match form.date(name) {
        DateInput::Empty => String::new(),
        DateInput::Valid(iso) => iso,
        DateInput::Invalid { day, month, year } => format!("{day}{DATE_MARK}{month}{DATE_MARK}{year}"),
    }
}

/// A stored date as `lotse_web::Field` wants it.
pub(super) fn shown_date(stored: &str) -> String {
    if stored.is_empty() || stored.contains(DATE_MARK) {
        return stored.to_owned();
    }
    values::date(stored).unwrap_or_else(|| format!("{stored}{DATE_MARK}{DATE_MARK}"))
}

/// Puts what was sent into the draft. What does not belong to the step is left out.
pub(super) fn apply(
    content: &mut DraftContent,
    form: &Form,
    step: usize,
    post: &StepPost,
    files: &[(AnswerKey, FileReference)],
) {
    let Some(form_step) = form.steps.get(step) else { return };
    content.visited.insert(form_step.key.clone());
    content.answers.merge_step(form, step, post.answers.clone());
    let here = |key: &AnswerKey| form.step_of(key) == Some(step);
    for (key, segment) in post.choices.iter().filter(|(key, _)| here(key)) {
        choose(&mut content.answers, form, key, segment);
    }
    for (key, file) in files.iter().filter(|(key, _)| here(key)) {
        let is_file =
            form.node(&key.node_path()).and_then(FormNode::field).is_some_and(|field| field.input == InputKind::File);
        if is_file {
            content.answers.set_file(key.clone(), file.clone());
        }
    }
    content.answers = compacted(&content.answers, form);
    act(content, form, &post.action, here);
}

/// What the buttons beside "continue" and "save" do. Anything that is not there any more changes nothing.
fn act(content: &mut DraftContent, form: &Form, action: &StepAction, here: impl Fn(&AnswerKey) -> bool) {
    let repeated =
        |key: &AnswerKey| form.node(&key.node_path()).filter(|node| here(key) && node.repeatable && !node.hidden);
    match action {
        StepAction::Add { parent, segment } => {
            let Some(node) = repeated(&parent.child(segment, 0)) else { return };
            content.answers.add_occurrence(parent, node);
            content.answers = compacted(&content.answers, form);
        }
        StepAction::Remove(key) => {
            if repeated(key).is_some() {
                content.answers.remove_occurrence(key);
            }
        }
        StepAction::RemoveFile(key) => {
            if here(key) && content.answers.file(key).is_some() {
                content.answers.set_text(key.clone(), "");
            }
        }
        StepAction::Continue | StepAction::Save | StepAction::Later => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> FormData {
        FormData::from_fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn reads_dates_choices_and_the_button() {
        let post = StepPost::read(&form(&[
            ("G:0.D:0.tag", "31"),
            ("G:0.D:0.monat", "2"),
            ("G:0.D:0.jahr", "2027"),
            ("G:0.E:0.tag", "1"),
            ("G:0.E:0.monat", "2"),
            ("G:0.E:0.jahr", "2027"),
            ("G:0.R:0", ""),
            ("G:0.R:0", "ja"),
            ("wahl/G:0.W:0", "F1"),
            ("../../etc/passwd", "x"),
            ("aktion", "mehr/G:0.K:0"),
        ]));
        let text = |key: &str| post.answers.text(&AnswerKey::from_html_name(key).unwrap()).unwrap().to_owned();
        assert_eq!(text("G:0.D:0"), "31\u{1f}2\u{1f}2027");
        assert_eq!(text("G:0.E:0"), "2027-02-01");
        assert_eq!(text("G:0.R:0"), "ja");
        assert_eq!(post.answers.len(), 3);
        assert_eq!(post.choices.len(), 1);
        assert!(matches!(&post.action, StepAction::Add { segment, .. } if segment == "K"));
        for odd in ["", "mehr/", "weg/<b>", "löschen", "weg/G:1000"] {
            assert_eq!(StepAction::parse(odd), StepAction::Continue, "{odd}");
        }
    }

    #[test]
    fn dates_are_shown_as_they_were_typed() {
        assert_eq!(shown_date("2027-02-01"), "2027-02-01");
        assert_eq!(shown_date("31\u{1f}2\u{1f}2027"), "31\u{1f}2\u{1f}2027");
        assert_eq!(shown_date("morgen"), "morgen\u{1f}\u{1f}");
        assert_eq!(shown_date(""), "");
    }
}
