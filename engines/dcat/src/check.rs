//! A graph against the rules of a profile.
//!
//! One pass over the subjects: the classes of a node choose its rules, its triples are walked beside them.

mod classes;
pub mod datatype;
mod plan;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use oxrdf::Term;
use serde::Serialize;

use self::{
    classes::Classes,
    plan::{Plan, Resolved, ResolvedClass, RuleRef},
};
use crate::{
    constraints::{self, ClassId, Kind, Path, Profile, RuleId, Scheme, Severity, Step, Test},
    graph::{Graph, TermId, values_of},
    lists::Membership,
    names,
};

/// A rule that does not hold at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: RuleId,
    /// The node the rule is about.
    pub focus: TermId,
    /// The value that does not fit; `None` if it is about how many there are.
    pub value: Option<TermId>,
}

/// What was found.
pub struct Checked {
    pub profile: Profile,
    /// By node, then by rule.
    pub findings: Vec<Finding>,
    /// Nodes of each class, subclasses not counted.
    pub counts: Counts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub datasets: usize,
    pub distributions: usize,
    pub services: usize,
}

impl Checked {
    pub fn number_of(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.rule.rule().severity == severity).count()
    }

    /// As verdicts count them: how often each rule does not hold, by class, path and part of SHACL.
    pub fn totals(&self, graph: &Graph, severity: Severity) -> Vec<Total> {
        let mut counts: BTreeMap<(Option<String>, Option<String>, &'static str), usize> = BTreeMap::new();
        let typed = Typed::of(graph);
        // Many findings share a rule; only those about anything that has a property need a look at the node.
        let mut by_rule: HashMap<RuleId, usize> = HashMap::new();
        for finding in self.findings.iter().filter(|finding| finding.rule.rule().severity == severity) {
            let rule = finding.rule.rule();
            if rule.class.is_some() {
                *by_rule.entry(finding.rule).or_default() += 1;
            } else {
                let class = typed.known_class(finding.focus).map(|class| class.iri().to_owned());
                *counts.entry((class, rule.reported_path(), rule.test.component())).or_default() += 1;
            }
        }
        for (id, count) in by_rule {
            let rule = id.rule();
            let key = (rule.class.map(|class| class.iri().to_owned()), rule.reported_path(), rule.test.component());
            *counts.entry(key).or_default() += count;
        }
        let total = |((target_class, path, component), count)| Total { target_class, path, component, count };
        counts.into_iter().map(total).collect()
    }
}

/// How often one rule does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    pub target_class: Option<String>,
    pub path: Option<String>,
    pub component: &'static str,
    pub count: usize,
}

/// Checks a graph against the rules of a profile.
pub fn check(graph: &Graph, profile: Profile) -> Checked {
    let checker = Checker::new(graph, profile);
    let mut findings = Vec::new();
    checker.run(&mut findings);
    let count = |class| {
        let known: HashSet<TermId> = graph.instances(class).into_iter().collect();
        known.len()
    };
    let counts = Counts {
        datasets: count("dcat:Dataset"),
        distributions: count("dcat:Distribution"),
        services: count("dcat:DataService"),
    };
    Checked { profile, findings, counts }
}

/// The classes a node is said to have, for naming it.
struct Typed<'a> {
    graph: &'a Graph,
    kind: Option<TermId>,
    classes: Vec<(TermId, ClassId)>,
}

impl<'a> Typed<'a> {
    fn of(graph: &'a Graph) -> Self {
        // What a catalogue is made of comes first, what describes it later.
        let first = [
            "dcat:Catalog",
            "dcat:Dataset",
            "dcat:Distribution",
            "dcat:DataService",
            "dcat:DatasetSeries",
            "dcat:CatalogRecord",
            "spdx:Checksum",
        ];
        let place = |class: &ClassId| first.iter().position(|name| *name == class.short()).unwrap_or(first.len());
        let mut classes: Vec<ClassId> = constraints::classes().collect();
        classes.sort_by_key(place);
        let known = classes.into_iter().filter_map(|class| Some((graph.id(class.short())?, class))).collect();
        Self { graph, kind: graph.id(names::TYPE), classes: known }
    }

    fn known_class(&self, node: TermId) -> Option<ClassId> {
        let kind = self.kind?;
        self.classes.iter().find(|(id, _)| self.graph.contains(node, kind, *id)).map(|(_, class)| *class)
    }
}

/// A path of several steps is followed to so many nodes: those of many could be looked at from many.
const MOST_REACHED: usize = 10_000;

struct Checker<'a> {
    graph: &'a Graph,
    in_scheme: Option<TermId>,
    classes: Classes,
    plan: Resolved,
    /// For each property that is walked backwards, the subjects of each object.
    backwards: HashMap<TermId, HashMap<TermId, Vec<TermId>>>,
}

impl<'a> Checker<'a> {
    fn new(graph: &'a Graph, profile: Profile) -> Self {
        let plan = Plan::for_profile(profile);
        let classes = Classes::of(graph);
        Self {
            graph,
            in_scheme: graph.id_of_iri(names::IN_SCHEME),
            backwards: backwards(graph, &plan.backwards),
            plan: plan.for_graph(graph, classes.all),
            classes,
        }
    }

    fn run(&self, findings: &mut Vec<Finding>) {
        for about in self.graph.rows().chunk_by(|one, other| one[0] == other[0]) {
            let focus = about[0][0];
            self.by_class(focus, about, findings);
            for (property, rules) in &self.plan.anything {
                let values = values_of(about, *property);
                if !values.is_empty() {
                    self.values(focus, &values.iter().map(|row| row[2]), rules, findings);
                }
            }
        }
        for focus in &self.classes.listed {
            self.by_class(*focus, &[], findings);
        }
    }

    fn by_class(&self, focus: TermId, about: &[[TermId; 3]], findings: &mut Vec<Finding>) {
        let mask = self.classes.masks[focus.index()];
        for class in self.plan.classes.iter().filter(|class| mask & class.bit != 0) {
            self.one(focus, about, class, findings);
        }
    }

    fn one(&self, focus: TermId, about: &[[TermId; 3]], class: &ResolvedClass, findings: &mut Vec<Finding>) {
        let mut rest = about;
        for group in &class.groups {
            let values = match group.property {
                Some(property) => {
                    let start = rest.iter().take_while(|row| row[1] < property).count();
                    rest = &rest[start..];
                    let length = rest.iter().take_while(|row| row[1] == property).count();
                    &rest[..length]
                }
                None => &[],
            };
            self.values(focus, &values.iter().map(|row| row[2]), group.rules, findings);
        }
        for (id, rule) in class.other {
            let Path::AnyOf(ways) = &rule.path else { continue };
            let values = self.reached(focus, ways);
            self.values(focus, &values.iter().copied(), &[(*id, *rule)], findings);
        }
    }

    fn values(
        &self,
        focus: TermId,
        values: &(impl ExactSizeIterator<Item = TermId> + Clone),
        rules: &[RuleRef],
        findings: &mut Vec<Finding>,
    ) {
        for (id, rule) in rules {
            let mut found = |value| findings.push(Finding { rule: *id, focus, value });
            match &rule.test {
                Test::Min(least) if values.len() < *least => found(None),
                Test::Max(most) if values.len() > *most => found(None),
                Test::AnyOf if values.len() == 0 => found(None),
                Test::Value(wanted) if !values.clone().any(|value| self.graph.iri(value) == Some(wanted)) => {
                    found(None);
                }
                Test::Min(_) | Test::Max(_) | Test::AnyOf | Test::Value(_) => {}
                test => {
                    for value in values.clone().filter(|value| !self.fits(test, *value)) {
                        found(Some(value));
                    }
                }
            }
        }
    }

    /// Whether a value fits a test that looks at one value alone.
    fn fits(&self, test: &Test, value: TermId) -> bool {
        let term = self.graph.term(value);
        match test {
            Test::Kind(kind) => is_kind(*kind, term),
            Test::Class(class) => self.is_of(value, class.bit()),
            Test::OneOfClasses(classes) => self.is_of(value, *classes),
            Test::IriOrClass(class) => match term {
                Term::NamedNode(_) => true,
                Term::BlankNode(_) => self.is_of(value, class.bit()),
                Term::Literal(_) => false,
            },
            Test::Datatype(wanted) => datatype::is_valid(term, wanted),
            Test::Date => datatype::DATES.iter().any(|wanted| datatype::is_valid(term, wanted)),
            Test::List(scheme) => self.is_in_scheme(value, scheme),
            Test::OneOfLists(schemes) => schemes.iter().any(|scheme| self.is_in_scheme(value, scheme)),
            Test::MediaType => text_of(term).is_some_and(is_media_type),
            Test::Without(part) => !text_of(term).is_some_and(|text| text.contains(part)),
            Test::Min(_) | Test::Max(_) | Test::AnyOf | Test::Value(_) => true,
        }
    }

    fn is_of(&self, value: TermId, classes: u64) -> bool {
        self.classes.masks[value.index()] & classes != 0
    }

    /// By the code list, or because the catalogue itself says so. A list that is not at hand has its values below it.
    fn is_in_scheme(&self, value: TermId, scheme: &Scheme) -> bool {
        let in_list = || match (self.graph.iri(value), scheme.list) {
            (Some(iri), Some(list)) => Membership::of(iri).contains(list),
            (Some(iri), None) => iri.strip_prefix(scheme.iri).is_some_and(|rest| rest.starts_with('/')),
            (None, _) => false,
        };
        let said = || {
            let said = self.in_scheme.zip(self.graph.id_of_iri(scheme.iri));
            said.is_some_and(|(in_scheme, scheme)| self.graph.contains(value, in_scheme, scheme))
        };
        in_list() || said()
    }

    /// The nodes several ways lead to, each once.
    fn reached(&self, focus: TermId, ways: &[Vec<Step>]) -> Vec<TermId> {
        let mut reached = Vec::new();
        for way in ways {
            let mut at = vec![focus];
            for step in way {
                let Some(property) = self.graph.id_of_iri(&step.property) else {
                    at.clear();
                    break;
                };
                let next = at.into_iter().flat_map(|node| self.step(node, property, step.backwards));
                at = next.take(MOST_REACHED).collect();
            }
            reached.extend(at);
        }
        reached.sort_unstable();
        reached.dedup();
        reached
    }

    fn step(&self, node: TermId, property: TermId, backwards: bool) -> Vec<TermId> {
        if backwards {
            return self.backwards.get(&property).and_then(|subjects| subjects.get(&node)).cloned().unwrap_or_default();
        }
        self.graph.values(node, property).collect()
    }
}

fn backwards(graph: &Graph, properties: &[&str]) -> HashMap<TermId, HashMap<TermId, Vec<TermId>>> {
    let mut index: HashMap<TermId, HashMap<TermId, Vec<TermId>>> = HashMap::new();
    for property in properties.iter().filter_map(|property| graph.id_of_iri(property)) {
        let subjects = index.entry(property).or_default();
        for row in graph.rows().iter().filter(|row| row[1] == property) {
            subjects.entry(row[2]).or_default().push(row[0]);
        }
    }
    index
}

fn is_kind(kind: Kind, term: &Term) -> bool {
    match kind {
        Kind::Iri => matches!(term, Term::NamedNode(_)),
        Kind::Resource => !matches!(term, Term::Literal(_)),
        Kind::Literal => matches!(term, Term::Literal(_)),
        Kind::IriOrLiteral => !matches!(term, Term::BlankNode(_)),
    }
}

/// What a pattern is held against: of blank nodes nothing.
fn text_of(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        Term::BlankNode(_) => None,
    }
}

/// `^https?://www.iana.org/assignments/media-types/`, capitals or not. The points of the official pattern stand for any sign.
fn is_media_type(text: &str) -> bool {
    let lower = text.chars().take(64).flat_map(char::to_lowercase).collect::<Vec<char>>();
    let pattern = "://www.iana.org/assignments/media-types/";
    ["https", "http"].iter().any(|scheme| {
        let wanted: Vec<char> = scheme.chars().chain(pattern.chars()).collect();
        lower.len() >= wanted.len()
            && wanted.iter().zip(&lower).all(|(wanted, found)| wanted == found || (*wanted == '.' && *found != '\n'))
    })
}
