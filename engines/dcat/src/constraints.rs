//! The table of rules (`data/constraints.tsv`) as values.

use std::{collections::HashMap, sync::LazyLock};

use serde::Serialize;

use crate::{lists, lists::ListId, names, table};

/// How bad it is if a rule does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Violation,
    Warning,
    Info,
}

/// A set of rules that belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// DCAT-AP.de 3.0
    #[default]
    De3,
    /// DCAT-AP.de 2.0
    De2,
    /// DCAT-AP for high-value datasets 3.0.0, alone
    Hvd,
}

impl Profile {
    pub fn title(self) -> &'static str {
        match self {
            Self::De3 => "DCAT-AP.de 3.0",
            Self::De2 => "DCAT-AP.de 2.0",
            Self::Hvd => "DCAT-AP HVD 3.0.0",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::De3 => "de3",
            Self::De2 => "de2",
            Self::Hvd => "hvd",
        }
    }
}

/// A class the rules speak of, as a bit in a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassId(u8);

impl ClassId {
    pub fn bit(self) -> u64 {
        1 << self.0
    }

    pub fn short(self) -> &'static str {
        TABLE.classes[usize::from(self.0)]
    }

    pub fn iri(self) -> &'static str {
        &TABLE.iris[usize::from(self.0)]
    }
}

/// How to come from a node to its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Path {
    /// A property, long.
    Property(String),
    /// Any of several ways, each of several steps.
    AnyOf(Vec<Vec<Step>>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub property: String,
    /// From the object to the subject.
    pub backwards: bool,
}

/// What kind of term a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Iri,
    /// An IRI or a blank node.
    Resource,
    Literal,
    IriOrLiteral,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    Min(usize),
    Max(usize),
    Kind(Kind),
    Class(ClassId),
    Datatype(String),
    /// xsd:date, xsd:dateTime, xsd:gYear or xsd:gYearMonth
    Date,
    OneOfClasses(u64),
    OneOfLists(Vec<Scheme>),
    /// An IRI, or a blank node of the class.
    IriOrClass(ClassId),
    /// One of the values is this IRI.
    Value(String),
    /// Every value is in the scheme.
    List(Scheme),
    /// `http://www.iana.org/assignments/media-types/` or the same with `https`.
    MediaType,
    Without(&'static str),
    /// At the node itself: one of the ways leads somewhere.
    AnyOf,
}

impl Test {
    /// The part of SHACL that says the same.
    pub fn component(&self) -> &'static str {
        match self {
            Self::Min(_) => "MinCountConstraintComponent",
            Self::Max(_) => "MaxCountConstraintComponent",
            Self::Kind(_) => "NodeKindConstraintComponent",
            Self::Class(_) => "ClassConstraintComponent",
            Self::Datatype(_) => "DatatypeConstraintComponent",
            Self::Date | Self::OneOfClasses(_) | Self::OneOfLists(_) => "NodeConstraintComponent",
            Self::IriOrClass(_) | Self::AnyOf => "OrConstraintComponent",
            Self::Value(_) | Self::List(_) => "HasValueConstraintComponent",
            Self::MediaType => "PatternConstraintComponent",
            Self::Without(_) => "NotConstraintComponent",
        }
    }
}

/// A scheme of values, and the list of them if it is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub iri: &'static str,
    pub list: Option<ListId>,
}

impl Scheme {
    fn of(iri: &'static str) -> Self {
        Self { iri, list: lists::by_scheme(iri) }
    }
}

/// A line of the table.
#[derive(Debug)]
pub struct Rule {
    /// `None`: whatever has the property.
    pub class: Option<ClassId>,
    pub path: Path,
    /// As the table writes it.
    pub path_text: &'static str,
    pub test: Test,
    pub severity: Severity,
    profiles: &'static str,
    pub since: &'static str,
    pub source: &'static str,
}

impl Rule {
    pub fn is_in(&self, profile: Profile) -> bool {
        self.profiles.split(' ').any(|name| name == profile.name())
    }

    /// The path as verdicts name it: one property plain, several in brackets, what is asked of the scheme of a value with
    /// both steps.
    pub fn reported_path(&self) -> Option<String> {
        Some(match (&self.path, &self.test) {
            (_, Test::AnyOf) => return None,
            (Path::Property(property), Test::List(_)) => format!("<{property}>/<{}>", names::IN_SCHEME),
            (Path::Property(property), _) => property.clone(),
            (Path::AnyOf(ways), _) => {
                let step = |step: &Step| format!("{}<{}>", if step.backwards { "^" } else { "" }, step.property);
                let way = |way: &Vec<Step>| way.iter().map(step).collect::<Vec<_>>().join("/");
                ways.iter().map(way).collect::<Vec<_>>().join("|")
            }
        })
    }
}

/// Which rule; its place in [`all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(u16);

impl RuleId {
    pub fn rule(self) -> &'static Rule {
        &TABLE.rules[usize::from(self.0)]
    }
}

struct Table {
    rules: Vec<Rule>,
    classes: Vec<&'static str>,
    iris: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut classes = Classes::default();
    let rules =
        table::rows::<8>(include_str!("../data/constraints.tsv")).map(|fields| rule(fields, &mut classes)).collect();
    let iris = classes.names.iter().map(|name| names::long(name)).collect();
    Table { rules, classes: classes.names, iris }
});

/// Every rule of every profile.
pub fn all() -> impl Iterator<Item = (RuleId, &'static Rule)> {
    (0..).map(RuleId).zip(TABLE.rules.iter())
}

/// Every class the rules speak of.
pub fn classes() -> impl Iterator<Item = ClassId> {
    (0..).map(ClassId).take(TABLE.classes.len())
}

/// What is a kind of what by the vocabularies the rules stand on: long names.
pub fn subclasses() -> impl Iterator<Item = (String, String)> {
    table::rows::<3>(include_str!("../data/subclasses.tsv"))
        .map(|[class, kind_of, _]| (names::long(class), names::long(kind_of)))
}

#[derive(Default)]
struct Classes {
    names: Vec<&'static str>,
    places: HashMap<&'static str, u8>,
}

impl Classes {
    fn id(&mut self, name: &'static str) -> ClassId {
        let next = u8::try_from(self.names.len()).expect("a test counts the classes");
        let place = *self.places.entry(name).or_insert_with(|| {
            self.names.push(name);
            next
        });
        ClassId(place)
    }
}

fn rule(fields: [&'static str; 8], classes: &mut Classes) -> Rule {
    let [class, path_text, test, argument, severity, profiles, since, source] = fields;
    Rule {
        class: (class != "*").then(|| classes.id(class)),
        path: path(path_text),
        path_text,
        test: parse_test(test, argument, classes),
        severity: match severity {
            "violation" => Severity::Violation,
            "warning" => Severity::Warning,
            _ => Severity::Info,
        },
        profiles,
        since,
        source,
    }
}

fn path(text: &'static str) -> Path {
    if !text.contains(['|', '^']) && !is_sequence(text) {
        return Path::Property(names::long(text));
    }
    let step =
        |step: &str| Step { property: names::long(step.trim_start_matches('^')), backwards: step.starts_with('^') };
    Path::AnyOf(text.split('|').map(|way| way.split('/').map(step).collect()).collect())
}

/// Short names hold no slash, long ones do.
fn is_sequence(text: &str) -> bool {
    text.contains('/') && !text.contains("://")
}

fn parse_test(test: &str, argument: &'static str, classes: &mut Classes) -> Test {
    let number = || argument.parse().expect("a test reads the table");
    match test {
        "min" => Test::Min(number()),
        "max" => Test::Max(number()),
        "kind" => Test::Kind(match argument {
            "iri" => Kind::Iri,
            "literal" => Kind::Literal,
            "iri-or-literal" => Kind::IriOrLiteral,
            _ => Kind::Resource,
        }),
        "class" => Test::Class(classes.id(argument)),
        "datatype" => Test::Datatype(names::long(argument)),
        "iri-or-class" => Test::IriOrClass(classes.id(argument)),
        "value" => Test::Value(argument.to_owned()),
        "list" => Test::List(Scheme::of(argument)),
        "starts" => Test::MediaType,
        "without" => Test::Without(argument),
        "any-of" => Test::AnyOf,
        _ if argument == "date" => Test::Date,
        _ => match argument.strip_prefix("list ") {
            Some(schemes) => Test::OneOfLists(schemes.split('|').map(Scheme::of).collect()),
            None => Test::OneOfClasses(argument.split('|').map(|name| classes.id(name).bit()).sum()),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let count = |profile| all().filter(|(_, rule)| rule.is_in(profile)).count();
        assert_eq!((count(Profile::De3), count(Profile::De2), count(Profile::Hvd)), (305, 200, 60));
        assert!(TABLE.classes.len() <= 64, "a class is a bit");
    }

    #[test]
    fn each_line_uses_known_words_once() {
        let mut seen = BTreeSet::new();
        for fields in table::rows::<8>(include_str!("../data/constraints.tsv")) {
            let [class, path, test, argument, severity, profiles, since, source] = fields;
            assert!(class == "*" || names::long(class) != class, "{class}");
            assert!(["violation", "warning", "info"].contains(&severity), "{severity}");
            assert!(profiles.split(' ').all(|name| ["de2", "de3", "hvd"].contains(&name)), "{profiles}");
            assert!(!since.is_empty() && !source.is_empty());
            let known = [
                "min",
                "max",
                "kind",
                "class",
                "datatype",
                "node",
                "iri-or-class",
                "value",
                "list",
                "starts",
                "without",
                "any-of",
            ];
            assert!(known.contains(&test), "{test}");
            for profile in profiles.split(' ') {
                assert!(seen.insert((class, path, test, argument, profile)), "{class} {path} {test}");
            }
        }
    }

    #[test]
    fn paths_are_read_with_their_steps() {
        assert_eq!(path("dct:title"), Path::Property("http://purl.org/dc/terms/title".to_owned()));
        let Path::AnyOf(ways) = path("^dcat:servesDataset|dcat:distribution/dcat:accessService") else { panic!() };
        assert_eq!(ways.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
        assert!(ways[0][0].backwards && !ways[1][0].backwards);
    }
}
