//! Query options with their names looked up: what to keep, sort, show and expand.

use std::collections::BTreeSet;

use super::{
    Service,
    bind::{Bound, bind, bind_condition, is_id, unknown_member},
};
use crate::{
    EntityType, Problem,
    fault::Fault,
    model::Navigation,
    query::{Direction, Expand, Options, Path, Segment},
};

/// Options for entities of a type.
pub(super) struct Plan<'q> {
    pub entity_type: EntityType,
    pub filter: Option<Bound<'q>>,
    pub order_by: Vec<(Bound<'q>, Direction)>,
    pub skip: u64,
    pub top: Option<u64>,
    pub count: bool,
    pub select: Option<Selection<'q>>,
    pub expand: Vec<ExpandPlan<'q>>,
    /// The options this was made from, for links to further pages.
    pub options: &'q Options,
}

/// A relation to be answered in line.
pub(super) struct ExpandPlan<'q> {
    pub number: usize,
    pub navigation: &'static Navigation,
    pub plan: Plan<'q>,
}

/// What of an entity is shown.
#[derive(Default)]
pub(super) struct Selection<'q> {
    pub has_id: bool,
    pub has_self_link: bool,
    /// Numbers of the relations whose links are shown.
    pub navigations: BTreeSet<usize>,
    /// Properties with the members of them; without members the whole property.
    pub properties: Vec<(&'static str, &'q [Segment])>,
}

/// Merges `A/B,A/C($top=1)` to `A($expand=B,C($top=1))`: every relation once, each level with its own options.
pub(super) fn nest(options: &Options, max_depth: usize) -> Result<Options, Problem> {
    Nesting { max_depth }.level(options, 0)
}

struct Nesting {
    max_depth: usize,
}

impl Nesting {
    fn level(&self, options: &Options, depth: usize) -> Result<Options, Problem> {
        let mut nested = Options { expand: Vec::new(), ..options.clone() };
        for expand in &options.expand {
            self.insert(&mut nested.expand, expand, &expand.path.segments, depth + 1)?;
        }
        Ok(nested)
    }

    /// Puts what is left of a path below the relations that are known already.
    fn insert(
        &self,
        level: &mut Vec<Expand>,
        expand: &Expand,
        segments: &[Segment],
        depth: usize,
    ) -> Result<(), Problem> {
        let Some((first, rest)) = segments.split_first() else { return Ok(()) };
        let position = &expand.path.position;
        if depth > self.max_depth {
            return Err(Problem::new(position.clone(), Fault::TooDeep { limit: self.max_depth }));
        }
        let found = level.iter().position(|known| known.path.segments.first() == Some(first));
        let place = found.unwrap_or_else(|| {
            let path = Path { segments: vec![first.clone()], position: position.clone() };
            level.push(Expand { path, options: Options::default() });
            level.len() - 1
        });
        let known = &mut level[place].options;
        if !rest.is_empty() {
            return self.insert(&mut known.expand, expand, rest, depth + 1);
        }
        let (inner, own) = split(self.level(&expand.options, depth)?);
        let (mut all, mut merged) = split(std::mem::take(known));
        if own != Options::default() {
            if merged != Options::default() && merged != own {
                let name = expand.path.to_string();
                return Err(Problem::new(position.clone(), Fault::OptionTwice { name }));
            }
            merged = own;
        }
        for each in inner {
            self.insert(&mut all, &each, &each.path.segments, depth + 1)?;
        }
        *known = Options { expand: all, ..merged };
        Ok(())
    }
}

/// The relations to expand, and the other options.
fn split(mut options: Options) -> (Vec<Expand>, Options) {
    (std::mem::take(&mut options.expand), options)
}

/// Looks up all names in options.
pub(super) fn plan<'q>(
    service: &Service<'_>,
    entity_type: EntityType,
    options: &'q Options,
) -> Result<Plan<'q>, Problem> {
    let filter = options.filter.as_ref().map(|filter| bind_condition(service, entity_type, filter)).transpose()?;
    let mut order_by = Vec::with_capacity(options.order_by.len());
    for order in &options.order_by {
        order_by.push((bind(service, entity_type, &order.by)?, order.direction));
    }
    let mut expand = Vec::with_capacity(options.expand.len());
    for each in &options.expand {
        let (number, navigation) = navigation(service, entity_type, &each.path)?;
        let plan = plan(service, navigation.target, &each.options)?;
        expand.push(ExpandPlan { number, navigation, plan });
    }
    Ok(Plan {
        entity_type,
        filter,
        order_by,
        skip: options.skip.unwrap_or(0),
        top: options.top,
        count: options.count == Some(true),
        select: selection(service, entity_type, &options.select)?,
        expand,
        options,
    })
}

fn navigation(service: &Service<'_>, of: EntityType, path: &Path) -> Result<(usize, &'static Navigation), Problem> {
    let name = path.first();
    let found = of.navigation(name).filter(|(_, navigation)| service.offers(navigation.target));
    found.ok_or_else(|| unknown_member(path, name, of))
}

fn selection<'q>(service: &Service<'_>, of: EntityType, paths: &'q [Path]) -> Result<Option<Selection<'q>>, Problem> {
    if paths.is_empty() {
        return Ok(None);
    }
    let mut selection = Selection::default();
    for path in paths {
        let (name, members) = (path.first(), &path.segments[1..]);
        if members.is_empty() && is_id(name) {
            selection.has_id = true;
        } else if members.is_empty() && (name == "@iot.selfLink" || name == "selfLink") {
            selection.has_self_link = true;
        } else if let Some(property) = of.property(name) {
            selection.properties.push((property.name, members));
        } else if members.is_empty() {
            selection.navigations.insert(navigation(service, of, path)?.0);
        } else {
            return Err(unknown_member(path, name, of));
        }
    }
    Ok(Some(selection))
}
