//! The answers as people read them: by step, with the labels of the form they were given in.

use lotse_fim::{Answers, conditions::States, form::Instance};
use lotse_reuse::{EffectiveService, Language};

use super::store::{Document, DocumentKind};

/// One step of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerGroup {
    pub title: String,
    pub parts: Vec<AnswerPart>,
}

/// Answers that stand together: those of the step itself, then those of each group in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerPart {
    /// `Fahrzeug 2`; empty for the step's own.
    pub heading: String,
    pub rows: Vec<AnswerRow>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerRow {
    pub label: String,
    pub value: String,
    /// Id of the document, where the answer is a file.
    pub document: Option<String>,
}

/// What was answered, step by step; what was left empty is left out.
pub fn groups(
    service: &EffectiveService,
    language: Language,
    answers: &str,
    documents: &[Document],
) -> Vec<AnswerGroup> {
    let Ok(answers) = serde_json::from_str::<Answers>(answers) else { return Vec::new() };
    let form = service.form_in(language);
    // Canonical answers hold only what was asked: nothing is left to hide.
    let states = States::default();
    let mut groups = Vec::new();
    for step in &form.steps {
        let mut parts = vec![AnswerPart::default()];
        for instance in form.instances(step.index, &answers, &states) {
            // The step's own group has the step's title already.
            if step.nodes.len() == 1 && instance.node.field().is_none() && !instance.node.repeatable {
                collect(&instance.children, &answers, documents, &mut parts);
            } else {
                collect(std::slice::from_ref(&instance), &answers, documents, &mut parts);
            }
        }
        parts.retain(|part| !part.rows.is_empty());
        if !parts.is_empty() {
            groups.push(AnswerGroup { title: step.title.clone(), parts });
        }
    }
    groups
}

/// Fields go to the last part, groups open a new one; a field after a group goes back under the heading before it.
fn collect(instances: &[Instance<'_>], answers: &Answers, documents: &[Document], parts: &mut Vec<AnswerPart>) {
    let heading = parts.last().map(|part| part.heading.clone()).unwrap_or_default();
    for instance in instances {
        let node = instance.node;
        if node.field().is_none() {
            let count = if node.repeatable { format!(" {}", instance.occurrence + 1) } else { String::new() };
            parts.push(AnswerPart { heading: format!("{}{count}", node.label), rows: Vec::new() });
            collect(&instance.children, answers, documents, parts);
            continue;
        }
        let Some(row) = row(instance, answers, documents) else { continue };
        match parts.last_mut() {
            Some(part) if part.heading == heading => part.rows.push(row),
            _ => parts.push(AnswerPart { heading: heading.clone(), rows: vec![row] }),
        }
    }
}

fn row(instance: &Instance<'_>, answers: &Answers, documents: &[Document]) -> Option<AnswerRow> {
    let label = instance.node.output_label.clone();
    if let Some(file) = answers.file(&instance.key) {
        let key = instance.key.to_string();
        let own = |document: &&Document| {
            document.kind == DocumentKind::Application && document.answer_key.as_deref() == Some(&key)
        };
        let document = documents.iter().find(own).map(|document| document.id.to_string());
        return Some(AnswerRow { label, value: file.name.clone(), document });
    }
    let text = answers.text(&instance.key).filter(|text| !text.trim().is_empty())?;
    let value = lotse_fim::values::display(instance.node.field()?, text);
    Some(AnswerRow { label, value, document: None })
}
