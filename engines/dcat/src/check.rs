//! A graph against the rules of a profile.
//!
//! One pass over the subjects: the classes of a node choose its rules, its triples are walked beside them.

pub mod datatype;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use oxrdf::Term;
use serde::Serialize;

use crate::{
    constraints::{self, ClassId, Kind, Path, Profile, Rule, RuleId, Scheme, Severity, Step, Test},
    graph::{Graph, TermId, values_of},
    lists::{self, Membership},
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
                let class = typed.known_class(finding.focus).map(ClassId::iri);
                *counts.entry((class, rule.reported_path(), rule.test.component())).or_default() += 1;
            }
        }
        for (id, count) in by_rule {
            let rule = id.rule();
            let key = (rule.class.map(ClassId::iri), rule.reported_path(), rule.test.component());
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

/// Rules about one property of a class.
struct Group {
    /// `None` where the graph never uses the property.
    property: Option<TermId>,
    rules: Vec<(RuleId, &'static Rule)>,
}

#[derive(Default)]
struct ClassRules {
    /// By the number of the property, unknown ones first.
    groups: Vec<Group>,
    /// Paths of several properties.
    other: Vec<(RuleId, &'static Rule)>,
}

struct Checker<'a> {
    graph: &'a Graph,
    in_scheme: Option<TermId>,
    /// Classes of each node with all they are a kind of, as bits.
    masks: Vec<u64>,
    /// Nodes of a code list of which the graph says nothing itself.
    listed: Vec<TermId>,
    /// By class.
    rules: Vec<(u64, ClassRules)>,
    /// Rules about whatever has a property.
    anything: Vec<Group>,
    /// For each property that is walked backwards, the subjects of each object.
    backwards: HashMap<TermId, HashMap<TermId, Vec<TermId>>>,
}

impl<'a> Checker<'a> {
    fn new(graph: &'a Graph, profile: Profile) -> Self {
        let chosen: Vec<_> = constraints::all().filter(|(_, rule)| rule.is_in(profile)).collect();
        let mut rules: Vec<(u64, ClassRules)> = Vec::new();
        let mut anything = Vec::new();
        for (id, rule) in &chosen {
            let Some(class) = rule.class else {
                add(&mut anything, graph, *id, rule);
                continue;
            };
            let place = rules.iter().position(|(bit, _)| *bit == class.bit()).unwrap_or_else(|| {
                rules.push((class.bit(), ClassRules::default()));
                rules.len() - 1
            });
            let of_class = &mut rules[place].1;
            match rule.path {
                Path::Property(_) => add(&mut of_class.groups, graph, *id, rule),
                Path::AnyOf(_) => of_class.other.push((*id, rule)),
            }
        }
        for (_, of_class) in &mut rules {
            of_class.groups.sort_by_key(|group| group.property);
        }
        let backwards = backwards(graph, &chosen);
        let (masks, listed) = masks(graph);
        Self { graph, in_scheme: graph.id(names::IN_SCHEME), masks, listed, rules, anything, backwards }
    }

    fn run(&self, findings: &mut Vec<Finding>) {
        for about in self.graph.rows().chunk_by(|one, other| one[0] == other[0]) {
            let focus = about[0][0];
            self.by_class(focus, about, findings);
            for group in &self.anything {
                let values = group.property.map_or(&[][..], |property| values_of(about, property));
                if !values.is_empty() {
                    self.values(focus, &values.iter().map(|row| row[2]), &group.rules, findings);
                }
            }
        }
        for focus in &self.listed {
            self.by_class(*focus, &[], findings);
        }
    }

    fn by_class(&self, focus: TermId, about: &[[TermId; 3]], findings: &mut Vec<Finding>) {
        let mask = self.masks[focus.index()];
        for (_, of_class) in self.rules.iter().filter(|(bit, _)| mask & bit != 0) {
            self.one(focus, about, of_class, findings);
        }
    }

    fn one(&self, focus: TermId, about: &[[TermId; 3]], rules: &ClassRules, findings: &mut Vec<Finding>) {
        let mut rest = about;
        for group in &rules.groups {
            let values = match group.property {
                Some(property) => {
                    let start = rest.iter().take_while(|row| row[1] < property).count();
                    rest = &rest[start..];
                    let length = rest.iter().take_while(|row| row[1] == property).count();
                    &rest[..length]
                }
                None => &[],
            };
            self.values(focus, &values.iter().map(|row| row[2]), &group.rules, findings);
        }
        for (id, rule) in &rules.other {
            let Path::AnyOf(ways) = &rule.path else { continue };
            let values = self.reached(focus, ways);
            self.values(focus, &values.iter().copied(), &[(*id, *rule)], findings);
        }
    }

    fn values(
        &self,
        focus: TermId,
        values: &(impl ExactSizeIterator<Item = TermId> + Clone),
        rules: &[(RuleId, &'static Rule)],
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
        self.masks[value.index()] & classes != 0
    }

    /// By the code list, or because the catalogue itself says so. A list that is not at hand has its values below it.
    fn is_in_scheme(&self, value: TermId, scheme: &Scheme) -> bool {
        let in_list = || match (self.graph.iri(value), scheme.list) {
            (Some(iri), Some(list)) => Membership::of(iri).contains(list),
            (Some(iri), None) => iri.strip_prefix(scheme.iri).is_some_and(|rest| rest.starts_with('/')),
            (None, _) => false,
        };
        let said = || {
            let said = self.in_scheme.zip(self.graph.id(scheme.iri));
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
                let Some(property) = self.graph.id(&step.property) else {
                    at.clear();
                    break;
                };
                at = at.into_iter().flat_map(|node| self.step(node, property, step.backwards)).collect();
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

fn add(groups: &mut Vec<Group>, graph: &Graph, id: RuleId, rule: &'static Rule) {
    let Path::Property(name) = &rule.path else { return };
    match groups.iter_mut().find(|group| group.rules.iter().any(|(_, other)| other.path == rule.path)) {
        Some(group) => group.rules.push((id, rule)),
        None => groups.push(Group { property: graph.id(name), rules: vec![(id, rule)] }),
    }
}

fn backwards(graph: &Graph, rules: &[(RuleId, &'static Rule)]) -> HashMap<TermId, HashMap<TermId, Vec<TermId>>> {
    let mut index: HashMap<TermId, HashMap<TermId, Vec<TermId>>> = HashMap::new();
    for (_, rule) in rules {
        let Path::AnyOf(ways) = &rule.path else { continue };
        for step in ways.iter().flatten().filter(|step| step.backwards) {
            let Some(property) = graph.id(&step.property) else { continue };
            let subjects = index.entry(property).or_default();
            for row in graph.rows().iter().filter(|row| row[1] == property) {
                subjects.entry(row[2]).or_default().push(row[0]);
            }
        }
    }
    index
}

/// The classes of each node as bits, with everything they are a kind of: by the vocabularies and by the catalogue.
fn masks(graph: &Graph) -> (Vec<u64>, Vec<TermId>) {
    let of_class = class_masks(graph);
    let mut masks = vec![0; graph.number_of_terms()];
    if let Some(kind) = graph.id(names::TYPE) {
        for row in graph.rows().iter().filter(|row| row[1] == kind) {
            masks[row[0].index()] |= of_class.get(&row[2]).copied().unwrap_or(0);
        }
    }
    // The entries of a list that is a class are its instances, whether the catalogue says so or not.
    let mut listed = Vec::new();
    for class in constraints::classes() {
        let Some(list) = lists::by_scheme(&class.iri()) else { continue };
        let kinds = of_class_name(graph, &of_class, &class.iri());
        for node in list.list().entries.iter().filter_map(|entry| graph.id(entry.iri)) {
            masks[node.index()] |= class.bit() | kinds;
            if graph.about(node).is_empty() {
                listed.push(node);
            }
        }
    }
    (masks, listed)
}

fn of_class_name(graph: &Graph, masks: &HashMap<TermId, u64>, name: &str) -> u64 {
    graph.id(name).and_then(|class| masks.get(&class)).copied().unwrap_or(0)
}

/// From each class of the rules down to its kinds; each is visited once, so circles do no harm.
fn class_masks(graph: &Graph) -> HashMap<TermId, u64> {
    // A class of the vocabularies need not occur in the graph and still stand between two that do.
    let mut kinds: HashMap<String, Vec<String>> = HashMap::new();
    for (class, kind_of) in constraints::subclasses() {
        kinds.entry(kind_of).or_default().push(class);
    }
    let mut said: HashMap<TermId, Vec<TermId>> = HashMap::new();
    if let Some(sub_class_of) = graph.id(names::SUB_CLASS_OF) {
        for row in graph.rows().iter().filter(|row| row[1] == sub_class_of) {
            said.entry(row[2]).or_default().push(row[0]);
        }
    }
    let mut masks: HashMap<TermId, u64> = HashMap::new();
    for class in constraints::classes() {
        let mut names_seen: HashSet<String> = HashSet::new();
        let mut nodes_seen: HashSet<TermId> = HashSet::new();
        let mut names_open = vec![class.iri()];
        let mut nodes_open = Vec::new();
        while let Some(name) = names_open.pop() {
            if !names_seen.insert(name.clone()) {
                continue;
            }
            nodes_open.extend(graph.id(&name));
            names_open.extend(kinds.get(&name).into_iter().flatten().cloned());
            while let Some(node) = nodes_open.pop() {
                if !nodes_seen.insert(node) {
                    continue;
                }
                *masks.entry(node).or_default() |= class.bit();
                nodes_open.extend(said.get(&node).into_iter().flatten());
                // What the catalogue calls a kind may itself have kinds by the vocabularies.
                if let Some(below) = graph.iri(node).and_then(|iri| kinds.get(iri)) {
                    names_open.extend(below.iter().cloned());
                }
            }
        }
    }
    masks
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
