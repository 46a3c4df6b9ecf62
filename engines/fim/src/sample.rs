//! Plausible answers for any form: for previews, demonstrations and tests.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::answers::{AnswerValue, Answers, FileReference};
use crate::form::{Form, FormField, FormNode};
use crate::path::AnswerKey;
use crate::schema::DataType;
use crate::values::{self, Bound};

/// Fills every field once, and of a choice the first alternative. Clearly sample values, nobody's data.
pub fn sample_answers(form: &Form) -> Answers {
    let mut answers = Answers::new();
    for step in &form.steps {
        fill(&mut answers, &AnswerKey::root(), &step.nodes);
    }
    answers
}

fn fill(answers: &mut Answers, parent: &AnswerKey, nodes: &[FormNode]) {
    for node in nodes.iter().filter(|node| node.takes_answer()) {
        fill_node(answers, parent, node);
    }
}

/// More answers than any real form has.
const MOST_ANSWERS: usize = 20_000;

fn fill_node(answers: &mut Answers, parent: &AnswerKey, node: &FormNode) {
    for occurrence in 0..node.min.clamp(1, 20) {
        // Minima inside minima multiply.
        if answers.len() >= MOST_ANSWERS {
            return;
        }
        let key = parent.child(&node.segment, occurrence);
        if let Some(field) = node.field() {
            answers.set(key, sample_value(field));
            continue;
        }
        if !node.is_choice() {
            fill(answers, &key, node.children());
            continue;
        }
        if let Some(first) = node.children().iter().find(|child| child.takes_answer()) {
            fill_node(answers, &key, first);
        }
    }
}

/// A value the field accepts, as far as one can be found.
fn sample_value(field: &FormField) -> AnswerValue {
    if field.data_type == DataType::File && field.options.is_empty() {
        return AnswerValue::File(sample_file(field));
    }
    let candidates = candidates(field);
    let accepted = candidates.iter().find(|text| values::canonical(field, text).is_ok());
    AnswerValue::Text(accepted.or(candidates.first()).cloned().unwrap_or_default())
}

fn sample_file(field: &FormField) -> FileReference {
    let media_type = field.media_types.first().cloned().unwrap_or_else(|| "application/pdf".to_owned());
    let ending = match media_type.as_str() {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "application/pdf" => "pdf",
        _ => "bin",
    };
    FileReference {
        name: format!("beispiel.{ending}"),
        media_type,
        size: field.max_size.unwrap_or(1_000).min(1_000),
        reference: "sample".to_owned(),
    }
}

fn candidates(field: &FormField) -> Vec<String> {
    if let Some(option) = field.options.first() {
        return vec![option.code.clone()];
    }
    let fixed: &[&str] = match field.data_type {
        DataType::Date => &["14.03.2027", "01.01.1980"],
        DataType::Time => &["09:30"],
        DataType::DateTime => &["14.03.2027 09:30"],
        DataType::Bool => &["true"],
        DataType::Num => &["12,5", "1"],
        DataType::NumInt => &["12", "1"],
        DataType::NumCurrency => &["12,50"],
        DataType::Text | DataType::TextLatin | DataType::Obj | DataType::File => {
            return texts(field);
        }
    };
    let mut candidates: Vec<String> = fixed.iter().map(|text| (*text).to_owned()).collect();
    for limit in [&field.min_value, &field.max_value].into_iter().flatten() {
        if matches!(values::bound(field.data_type, limit), Some(Bound::Number(_) | Bound::Moment(_))) {
            candidates.push(values::display(field, limit));
        }
    }
    candidates.extend(by_pattern(field));
    candidates
}

fn texts(field: &FormField) -> Vec<String> {
    let min = usize::try_from(field.min_length.unwrap_or(1)).unwrap_or(usize::MAX).clamp(1, 2_000);
    let max = usize::try_from(field.max_length.unwrap_or(80)).unwrap_or(usize::MAX).clamp(min, 2_000);
    let word = |length: usize| "Beispiel ".chars().cycle().take(length).collect::<String>();
    let digits = |length: usize| "1234567890".chars().cycle().take(length).collect::<String>();
    let solid = |length: usize| "Beispiel".chars().cycle().take(length).collect::<String>();
    let usual = 8.clamp(min, max);
    let mut candidates = by_pattern(field);
    candidates.extend([word(usual), solid(usual), solid(min), digits(usual), digits(min)]);
    candidates
}

/// Texts a pattern accepts, built from its own structure; shorter ones first.
fn by_pattern(field: &FormField) -> Vec<String> {
    let Some(pattern) = field.pattern.as_ref().filter(|pattern| pattern.is_enforced()) else {
        return Vec::new();
    };
    let Ok(tree) = regex_syntax::parse(pattern.source()) else {
        return Vec::new();
    };
    [1, 0, 2, 4, 8, 16, 32, 64]
        .into_iter()
        .map(|extra| {
            let mut text = String::new();
            generate(&tree, extra, &mut text);
            text
        })
        .filter(|text| !text.is_empty())
        .collect()
}

/// Longest text that is built; patterns can ask for any length.
const LONGEST: usize = 4_000;

fn generate(tree: &Hir, extra: u32, text: &mut String) {
    if text.len() > LONGEST {
        return;
    }
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.push(member(class)),
        HirKind::Capture(capture) => generate(&capture.sub, extra, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| generate(part, extra, text)),
        HirKind::Alternation(parts) => {
            if let Some(first) = parts.first() {
                generate(first, extra, text);
            }
        }
        HirKind::Repetition(repetition) => {
            let count = repetition.min.saturating_add(extra).min(repetition.max.unwrap_or(u32::MAX));
            for _ in 0..count {
                if text.len() > LONGEST {
                    return;
                }
                generate(&repetition.sub, extra, text);
            }
        }
    }
}

/// A readable member of a character class.
fn member(class: &Class) -> char {
    let holds = |c: char| match class {
        Class::Unicode(class) => class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c)),
        Class::Bytes(class) => {
            class.ranges().iter().any(|range| (char::from(range.start())..=char::from(range.end())).contains(&c))
        }
    };
    let readable = ('a'..='z').chain('A'..='Z').chain('1'..='9').chain(['0']);
    if let Some(c) = readable.into_iter().find(|c| holds(*c)) {
        return c;
    }
    match class {
        Class::Unicode(class) => class.ranges().first().map_or('x', regex_syntax::hir::ClassUnicodeRange::start),
        Class::Bytes(class) => class.ranges().first().map_or('x', |range| char::from(range.start())),
    }
}
