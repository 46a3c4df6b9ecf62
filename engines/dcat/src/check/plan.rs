//! The rules of a profile in the order in which a graph is walked: by class, by property.

use std::sync::LazyLock;

use crate::{
    constraints::{self, Path, Profile, Rule, RuleId, Step},
    graph::{Graph, TermId},
};

pub(super) type RuleRef = (RuleId, &'static Rule);

/// Rules about one property.
struct Group {
    /// Place among the properties of the plan.
    property: usize,
    rules: Vec<RuleRef>,
}

/// Rules about one class.
struct ClassPlan {
    bit: u64,
    groups: Vec<Group>,
    /// Paths of several properties.
    other: Vec<RuleRef>,
}

/// The rules of a profile, the same for every graph.
pub(super) struct Plan {
    properties: Vec<&'static str>,
    classes: Vec<ClassPlan>,
    /// Rules about whatever has a property.
    anything: Vec<Group>,
    /// Properties that are walked from the object to the subject.
    pub(super) backwards: Vec<&'static str>,
}

static PLANS: LazyLock<[Plan; 3]> = LazyLock::new(|| [Profile::De3, Profile::De2, Profile::Hvd].map(Plan::of));

impl Plan {
    pub(super) fn for_profile(profile: Profile) -> &'static Self {
        let place = match profile {
            Profile::De3 => 0,
            Profile::De2 => 1,
            Profile::Hvd => 2,
        };
        &PLANS[place]
    }

    fn of(profile: Profile) -> Self {
        let mut plan =
            Self { properties: Vec::new(), classes: Vec::new(), anything: Vec::new(), backwards: Vec::new() };
        for (id, rule) in constraints::all().filter(|(_, rule)| rule.is_in(profile)) {
            match &rule.path {
                Path::Property(property) => {
                    let property = place_of(&mut plan.properties, property);
                    let groups = match rule.class {
                        Some(class) => &mut class_plan(&mut plan.classes, class.bit()).groups,
                        None => &mut plan.anything,
                    };
                    add(groups, property, (id, rule));
                }
                Path::AnyOf(ways) => {
                    let steps = ways.iter().flatten().filter(|step| step.backwards);
                    plan.backwards.extend(steps.map(|step: &'static Step| step.property.as_str()));
                    if let Some(class) = rule.class {
                        class_plan(&mut plan.classes, class.bit()).other.push((id, rule));
                    }
                }
            }
        }
        plan
    }

    /// The plan with the numbers a graph gives the properties; only for classes of which there is something.
    pub(super) fn for_graph(&'static self, graph: &Graph, classes: u64) -> Resolved {
        let ids: Vec<Option<TermId>> = self.properties.iter().map(|property| graph.id_of_iri(property)).collect();
        let resolve = |group: &'static Group| ResolvedGroup { property: ids[group.property], rules: &group.rules };
        let present = self.classes.iter().filter(|class| class.bit & classes != 0);
        let classes = present.map(|class| {
            let mut groups: Vec<ResolvedGroup> = class.groups.iter().map(resolve).collect();
            groups.sort_by_key(|group| group.property);
            ResolvedClass { bit: class.bit, groups, other: &class.other }
        });
        let anything = self.anything.iter().filter_map(|group| Some((ids[group.property]?, &group.rules[..])));
        Resolved { classes: classes.collect(), anything: anything.collect() }
    }
}

fn place_of(properties: &mut Vec<&'static str>, property: &'static str) -> usize {
    properties.iter().position(|known| *known == property).unwrap_or_else(|| {
        properties.push(property);
        properties.len() - 1
    })
}

fn class_plan(classes: &mut Vec<ClassPlan>, bit: u64) -> &mut ClassPlan {
    let place = classes.iter().position(|class| class.bit == bit).unwrap_or_else(|| {
        classes.push(ClassPlan { bit, groups: Vec::new(), other: Vec::new() });
        classes.len() - 1
    });
    &mut classes[place]
}

fn add(groups: &mut Vec<Group>, property: usize, rule: RuleRef) {
    match groups.iter_mut().find(|group| group.property == property) {
        Some(group) => group.rules.push(rule),
        None => groups.push(Group { property, rules: vec![rule] }),
    }
}

/// A plan for one graph.
pub(super) struct Resolved {
    pub(super) classes: Vec<ResolvedClass>,
    pub(super) anything: Vec<(TermId, &'static [RuleRef])>,
}

pub(super) struct ResolvedClass {
    pub(super) bit: u64,
    /// By the number of the property, those first that the graph never uses.
    pub(super) groups: Vec<ResolvedGroup>,
    pub(super) other: &'static [RuleRef],
}

pub(super) struct ResolvedGroup {
    pub(super) property: Option<TermId>,
    pub(super) rules: &'static [RuleRef],
}
