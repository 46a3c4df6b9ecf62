//! Findings as people read them: what is wrong, where, and how to mend it. German.

use std::{collections::HashMap, sync::LazyLock};

use oxrdf::Term;
use serde::Serialize;

use crate::{
    check::{Checked, Finding},
    constraints::{Kind, Path, Rule, RuleId, Severity, Test},
    excerpt::excerpt,
    graph::{Graph, TermId},
    lists, names,
    places::{Place, Places},
    table,
};

static CLASSES: LazyLock<HashMap<&str, [&str; 2]>> = LazyLock::new(|| {
    table::rows::<3>(include_str!("../data/classes.tsv")).map(|[class, one, many]| (class, [one, many])).collect()
});

static PROPERTIES: LazyLock<HashMap<&str, [&str; 2]>> = LazyLock::new(|| {
    table::rows::<3>(include_str!("../data/properties.tsv"))
        .map(|[property, name, how]| (property, [name, how]))
        .collect()
});

/// What people call a class (short name); `number` things of it.
pub fn class_name(short: &str, number: usize) -> &str {
    CLASSES.get(short).map_or(short, |[one, many]| if number == 1 { *one } else { *many })
}

/// What people call a property (short name).
pub fn property_name(short: &str) -> &str {
    PROPERTIES.get(short).map_or(short, |[name, _]| *name)
}

/// How a property (short name) is rightly given.
pub fn how(short: &str) -> Option<&'static str> {
    PROPERTIES.get(short).map(|[_, how]| *how)
}

/// A rule that does not hold, with all places.
#[derive(Debug, Serialize)]
pub struct Problem {
    pub severity: Severity,
    /// What is wrong, a sentence.
    pub what: String,
    /// How to mend it, one or two sentences.
    pub mend: String,
    /// What kind of node it is about: a German word.
    pub about: String,
    pub count: usize,
    pub places: Vec<Occurrence>,
}

/// One place where a rule does not hold.
#[derive(Debug, Serialize)]
pub struct Occurrence {
    #[serde(flatten)]
    pub place: Place,
    /// The value that does not fit.
    pub value: Option<String>,
    /// What was probably meant.
    pub suggestion: Option<&'static str>,
}

/// The problems of a catalogue, the worst first, of each kind those that happen most.
pub fn problems(graph: &Graph, checked: &Checked, most_places: usize) -> Vec<Problem> {
    let places = Places::of(graph);
    let mut by_rule: HashMap<RuleId, Vec<&Finding>> = HashMap::new();
    for finding in &checked.findings {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    let mut groups: Vec<_> = by_rule.into_iter().collect();
    groups.sort_by_key(|(id, findings)| (id.rule().severity, std::cmp::Reverse(findings.len()), *id));
    groups.into_iter().map(|(id, findings)| problem(graph, &places, id.rule(), &findings, most_places)).collect()
}

fn problem(graph: &Graph, places: &Places<'_>, rule: &Rule, findings: &[&Finding], most_places: usize) -> Problem {
    let occurrence = |finding: &&Finding| Occurrence {
        place: places.place(finding.focus),
        value: finding.value.map(|value| shown(graph, value)),
        suggestion: finding.value.and_then(|value| suggestion(graph, rule, value)),
    };
    let about = rule.class.map_or("Angabe", |class| class_name(class.short(), 1));
    Problem {
        severity: rule.severity,
        what: what(rule),
        mend: mend(rule),
        about: about.to_owned(),
        count: findings.len(),
        places: findings.iter().take(most_places).map(occurrence).collect(),
    }
}

fn suggestion(graph: &Graph, rule: &Rule, value: TermId) -> Option<&'static str> {
    let Test::List(scheme) = &rule.test else { return None };
    lists::near(scheme.list?, graph.iri_or_text(value)?).map(|entry| entry.iri)
}

/// A value as it stands in Turtle, shortened.
pub fn shown(graph: &Graph, value: TermId) -> String {
    let text = match graph.term(value) {
        Term::NamedNode(node) => format!("<{}>", node.as_str()),
        Term::BlankNode(_) => "[ … ]".to_owned(),
        Term::Literal(literal) => literal.to_string(),
    };
    excerpt(&text)
}

fn quoted(rule: &Rule) -> String {
    match &rule.path {
        Path::Property(_) => format!("„{}“ ({})", property_name(rule.path_text), rule.path_text),
        Path::AnyOf(_) => {
            let ways: Vec<&str> = rule.path_text.split('|').collect();
            match ways.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} oder {last}", rest.join(", ")),
                _ => rule.path_text.to_owned(),
            }
        }
    }
}

/// What is wrong where a rule does not hold.
pub fn what(rule: &Rule) -> String {
    let property = quoted(rule);
    match &rule.test {
        Test::Min(1) | Test::AnyOf => format!("{property} fehlt."),
        Test::Min(least) => format!("{property} kommt weniger als {least}-mal vor."),
        Test::Max(0) => format!("{property} ist veraltet."),
        Test::Max(1) => format!("{property} kommt mehrmals vor, erlaubt ist es einmal."),
        Test::Max(most) => format!("{property} kommt mehr als {most}-mal vor."),
        Test::Kind(Kind::Iri) => format!("{property} ist keine Adresse (IRI)."),
        Test::Kind(Kind::Resource) => format!("{property} ist Text, nötig ist ein Verweis (IRI)."),
        Test::Kind(Kind::Literal) => format!("{property} ist ein Verweis, nötig ist Text."),
        Test::Kind(Kind::IriOrLiteral) => format!("{property} ist weder Adresse (IRI) noch Text."),
        Test::Class(class) => format!(
            "{property} führt zu etwas, das in der Datei nicht als {} ({}) beschrieben ist.",
            class_name(class.short(), 1),
            class.short()
        ),
        Test::OneOfClasses(_) => {
            format!("{property} führt weder zu einem Katalog noch zu einem Datensatz oder Datendienst.")
        }
        Test::IriOrClass(class) => {
            format!(
                "{property} ist weder eine Adresse (IRI) noch als {} ({}) beschrieben.",
                class_name(class.short(), 1),
                class.short()
            )
        }
        Test::Datatype(datatype) => {
            format!("{property} hat nicht den Datentyp {} oder ist falsch geschrieben.", names::short(datatype))
        }
        Test::Date => format!("{property} ist kein Datum."),
        Test::Value(iri) => format!("{property} nennt nicht {iri}."),
        Test::List(scheme) => match scheme.list {
            Some(list) => format!("{property} steht nicht in der Liste „{}“.", list.list().title),
            None => format!("{property} steht nicht in der Liste {}.", scheme.iri),
        },
        Test::OneOfLists(_) => format!("{property} steht in keiner der vorgesehenen Listen."),
        Test::MediaType => format!("{property} ist kein Medientyp der IANA."),
        Test::Without("purl") => format!("{property} stammt aus der veralteten Liste purl.org/adms/status."),
        Test::Without("dcat") => format!("{property} stammt aus der veralteten Liste dcat-ap.de/def/hashAlgorithms."),
        Test::Without(part) => format!("{property} enthält „{part}“."),
    }
}

/// How to mend what a rule finds.
pub fn mend(rule: &Rule) -> String {
    let own = match &rule.path {
        Path::Property(_) => how(rule.path_text).unwrap_or("Ergänzen Sie die Angabe.").to_owned(),
        Path::AnyOf(_) => format!("Geben Sie mindestens eines davon an: {}.", quoted(rule)),
    };
    match &rule.test {
        Test::Max(1) => "Lassen Sie nur eine Angabe stehen.".to_owned(),
        Test::Class(class) if rule.severity == Severity::Warning => {
            format!("{own} Ist es ein Wert aus einer Liste, dürfen Sie diese Warnung übergehen ({}).", class.short())
        }
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraints;

    #[test]
    fn every_rule_can_be_explained() {
        for (_, rule) in constraints::all() {
            if let Some(class) = rule.class {
                assert!(CLASSES.contains_key(class.short()), "{}", class.short());
            }
            if matches!(rule.path, Path::Property(_)) {
                assert!(PROPERTIES.contains_key(rule.path_text), "{}", rule.path_text);
            }
            for text in [what(rule), mend(rule)] {
                assert!(text.ends_with(['.', '>', ')']) && !text.contains('!'), "{text}");
            }
        }
    }

    #[test]
    fn no_name_is_explained_that_no_rule_uses() {
        let used = |name: &str| constraints::all().any(|(_, rule)| rule.path_text.split('|').any(|path| path == name));
        for name in PROPERTIES.keys() {
            assert!(used(name), "{name}");
        }
    }
}
