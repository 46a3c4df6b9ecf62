//! The answers as people read them: by step, with the labels of the form they were given in.

use lotse_fim::{Answers, conditions::States, form::Instance};
use lotse_reuse::{EffectiveService, Language};

use super::store::{Document, DocumentKind};

/// One step of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerGroup {
    pub title: String,
    pub rows: Vec<AnswerRow>,
}

/// A line: an answer, or the heading of a group within the step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerRow {
    pub label: String,
    pub value: String,
    pub is_heading: bool,
    /// Id of the document, where the answer is a file.
    pub document: Option<String>,
}

/// What was answered, step by step; what was left empty is left out.
pub fn groups(service: &EffectiveService, language: Language, answers: &str, documents: &[Document]) -> Vec<AnswerGroup> {
    let Ok(answers) = serde_json::from_str::<Answers>(answers) else { return Vec::new() };
    let form = service.form_in(language);
    // Canonical answers hold only what was asked: nothing is left to hide.
    let states = States::default();
    let mut groups = Vec::new();
    for step in &form.steps {
        let mut rows = Vec::new();
        for instance in form.instances(step.index, &answers, &states) {
            // The step's own group has the step's title already.
            if step.nodes.len() == 1 && instance.node.field().is_none() && !instance.node.repeatable {
                collect(&instance.children, &answers, documents, &mut rows);
            } else {
                collect(std::slice::from_ref(&instance), &answers, documents, &mut rows);
            }
        }
        if !rows.is_empty() {
            groups.push(AnswerGroup { title: step.title.clone(), rows });
        }
    }
    groups
}

fn collect(instances: &[Instance<'_>], answers: &Answers, documents: &[Document], rows: &mut Vec<AnswerRow>) {
    for instance in instances {
        let node = instance.node;
        let Some(field) = node.field() else {
            let mut inner = Vec::new();
            collect(&instance.children, answers, documents, &mut inner);
            if !inner.is_empty() {
                let count = if node.repeatable { format!(" {}", instance.occurrence + 1) } else { String::new() };
                rows.push(AnswerRow { label: format!("{}{count}", node.label), is_heading: true, ..AnswerRow::default() });
                rows.append(&mut inner);
            }
            continue;
        };
        if let Some(file) = answers.file(&instance.key) {
            let key = instance.key.to_string();
            let own = |document: &&Document| document.kind == DocumentKind::Application && document.answer_key.as_deref() == Some(&key);
            let document = documents.iter().find(own).map(|document| document.id.to_string());
            rows.push(AnswerRow { label: node.output_label.clone(), value: file.name.clone(), is_heading: false, document });
            continue;
        }
        let Some(text) = answers.text(&instance.key).filter(|text| !text.trim().is_empty()) else { continue };
        let value = lotse_fim::values::display(field, text);
        rows.push(AnswerRow { label: node.output_label.clone(), value, ..AnswerRow::default() });
    }
}
