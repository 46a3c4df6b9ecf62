//! Resource paths followed through the entities.

use serde_json::Value as Json;

use super::{Service, bind::is_id};
use crate::{
    EntityType, Problem,
    fault::{Fault, suggest},
    model::PropertyKind,
    query::{PathSegment, ResourcePath, Suffix},
};

/// What a path leads to.
pub(super) enum Resource {
    Root,
    Set {
        entity_type: EntityType,
        places: Vec<usize>,
    },
    Entity {
        entity_type: EntityType,
        place: usize,
    },
    /// A property or a member of one; nothing if it is null.
    Property {
        key: String,
        value: Option<Json>,
    },
}

/// Follows a path. Every entity must belong to the one before it.
pub(super) fn resolve(service: &Service<'_>, path: &ResourcePath) -> Result<Resource, Problem> {
    let Some((first, rest)) = path.segments.split_first() else { return Ok(Resource::Root) };
    let entity_type = EntityType::of_set(&first.name).filter(|each| service.offers(*each));
    let Some(entity_type) = entity_type else {
        let sets = EntityType::ALL.into_iter().filter(|each| service.offers(*each)).map(EntityType::set_name);
        let suggestion = suggest(&first.name, sets);
        let name = crate::fault::shorten(&first.name);
        return Err(Problem::new(first.position.clone(), Fault::UnknownSet { name, suggestion }));
    };
    no_indices(first)?;
    let mut at = match &first.id {
        Some(id) => entity(entity_type, service.entities.place(entity_type, id), first)?,
        None => Resource::Set { entity_type, places: (0..service.entities.number(entity_type)).collect() },
    };
    for (number, segment) in rest.iter().enumerate() {
        at = match at {
            Resource::Entity { entity_type, place } => match relation(service, entity_type, place, segment)? {
                Some(next) => next,
                None => return property(service, entity_type, place, &rest[number..], path.suffix),
            },
            Resource::Set { entity_type, .. } => {
                let set = entity_type.set_name().to_owned();
                return Err(Problem::new(segment.position.clone(), Fault::SetWithoutId { set }));
            }
            other => other,
        };
    }
    check_suffix(&at, path)?;
    Ok(at)
}

fn entity(entity_type: EntityType, place: Option<usize>, segment: &PathSegment) -> Result<Resource, Problem> {
    let place = place.ok_or_else(|| Problem::new(segment.position.clone(), Fault::NotFound))?;
    Ok(Resource::Entity { entity_type, place })
}

fn no_indices(segment: &PathSegment) -> Result<(), Problem> {
    match segment.indices.first() {
        None => Ok(()),
        Some(index) => Err(nothing_below(segment, &segment.name, &format!("[{index}]"))),
    }
}

fn nothing_below(segment: &PathSegment, of: &str, name: &str) -> Problem {
    let (of, name) = (crate::fault::shorten(of), crate::fault::shorten(name));
    Problem::new(segment.position.clone(), Fault::NothingBelow { name, of })
}

/// One relation further; nothing if the segment is no relation.
fn relation(
    service: &Service<'_>,
    of: EntityType,
    place: usize,
    segment: &PathSegment,
) -> Result<Option<Resource>, Problem> {
    let found = of.navigation(&segment.name).filter(|(_, navigation)| service.offers(navigation.target));
    let Some((number, navigation)) = found else { return Ok(None) };
    no_indices(segment)?;
    let linked = service.entities.record(of, place).linked(number);
    let target = navigation.target;
    let next = match (&segment.id, navigation.is_many) {
        (Some(_), false) => {
            return Err(Problem::new(segment.position.clone(), Fault::IdOfSingle { name: navigation.name }));
        }
        (Some(id), true) => {
            let place = service.entities.place(target, id).filter(|place| linked.binary_search(place).is_ok());
            entity(target, place, segment)?
        }
        (None, true) => Resource::Set { entity_type: target, places: linked.to_vec() },
        (None, false) => entity(target, linked.first().copied(), segment)?,
    };
    Ok(Some(next))
}

/// A property with the members behind it.
fn property(
    service: &Service<'_>,
    of: EntityType,
    place: usize,
    segments: &[PathSegment],
    suffix: Option<Suffix>,
) -> Result<Resource, Problem> {
    let record = service.entities.record(of, place);
    let (first, members) = segments.split_first().expect("called with the segment that is no relation");
    if let Some(segment) = segments.iter().find(|segment| segment.id.is_some()) {
        return Err(nothing_below(segment, &segment.name, "(…)"));
    }
    if suffix == Some(Suffix::Ref) {
        return Err(nothing_below(first, &first.name, "$ref"));
    }
    if is_id(&first.name) && members.is_empty() && first.indices.is_empty() {
        return Ok(Resource::Property { key: first.name.clone(), value: Some(record.id.to_json()) });
    }
    let declared = of.property(&first.name);
    // Members beyond the standard are kept and can be asked for.
    if declared.is_none() && !record.members.contains_key(&first.name) {
        return Err(nothing_below(first, of.name(), &first.name));
    }
    let is_open = declared.is_none_or(|property| {
        matches!(property.kind, PropertyKind::Object | PropertyKind::List | PropertyKind::Any | PropertyKind::Geometry)
    });
    if let Some(member) = members.first().filter(|_| !is_open) {
        return Err(nothing_below(member, &first.name, &member.name));
    }
    let mut value = record.members.get(&first.name).and_then(|value| indexed(value, &first.indices));
    for member in members {
        let inner = value.and_then(|value| match value {
            Json::Object(object) => object.get(&member.name),
            Json::Array(list) => list.get(member.name.parse::<usize>().ok()?),
            _ => None,
        });
        value = inner.and_then(|value| indexed(value, &member.indices));
    }
    let last = members.last().unwrap_or(first);
    let value = value.filter(|value| !value.is_null()).cloned();
    Ok(Resource::Property { key: last.key(), value })
}

fn indexed<'a>(value: &'a Json, indices: &[u32]) -> Option<&'a Json> {
    indices.iter().try_fold(value, |value, index| value.get(usize::try_from(*index).ok()?))
}

/// `$value` needs a property, `$ref` entities.
fn check_suffix(resource: &Resource, path: &ResourcePath) -> Result<(), Problem> {
    let Some(last) = path.segments.last() else { return Ok(()) };
    match (resource, path.suffix) {
        (Resource::Set { .. } | Resource::Entity { .. }, Some(Suffix::Value)) => {
            Err(nothing_below(last, &last.name, "$value"))
        }
        _ => Ok(()),
    }
}
