//! What a JSON object is meant to be.

use serde_json::{Map, Value};

use crate::{EntityType, Id, model::Navigation};

/// The type of a set by its name in any case; also by the name of one.
pub(super) fn set_named(key: &str) -> Option<EntityType> {
    EntityType::ALL.into_iter().find(|each| key.eq_ignore_ascii_case(each.set_name()) || key == each.name())
}

/// Written by servers about the entity, or about how it is served.
pub(super) fn is_control(key: &str) -> bool {
    key.contains("@iot.") || key.starts_with('@') || key == "serverSettings"
}

/// An object of sets: it says nothing about itself. (A Thing with its Datastreams has a name.)
pub(super) fn is_no_entity(object: &Map<String, Value>) -> bool {
    let is_entity = object.contains_key("@iot.id") || object.contains_key("@iot.selfLink");
    let is_property = |key: &str| EntityType::ALL.into_iter().any(|each| each.property(key).is_some());
    let says_something = object.keys().any(|key| set_named(key).is_none() && is_property(key));
    !is_entity && !says_something
}

/// The relation of a member: by its name, by the name of one or of many, or with `@iot.id` behind.
pub(super) fn navigation_of(of: EntityType, key: &str) -> Option<&'static Navigation> {
    let name = ["@iot.id", "/@iot.id", "/id"].iter().find_map(|end| key.strip_suffix(end)).unwrap_or(key);
    if name.is_empty() {
        return None;
    }
    let navigations = of.navigations().iter();
    let named = navigations.clone().find(|navigation| navigation.name == name);
    named.or_else(|| {
        navigations
            .into_iter()
            .find(|navigation| navigation.target.name() == name || navigation.target.set_name() == name)
    })
}

/// The id, which a link of the server may hold as well.
pub(super) fn id_of(object: &Map<String, Value>) -> Option<Id> {
    let written = object.get("@iot.id").or_else(|| object.get("id")).and_then(Id::from_json);
    written.or_else(|| {
        let link = object.get("@iot.selfLink")?.as_str()?;
        let id = link.rsplit_once('(')?.1.strip_suffix(')')?;
        match id.parse() {
            Ok(number) => Some(Id::Integer(number)),
            Err(_) => Some(Id::Text(id.trim_matches('\'').replace("''", "'"))),
        }
    })
}

/// The type of an entity that does not say it: by its link, by what only this type has, by its relations.
pub(super) fn type_of(object: &Map<String, Value>) -> Option<EntityType> {
    if let Some(link) = object.get("@iot.selfLink").and_then(Value::as_str) {
        let set = link.rsplit('/').next().and_then(|last| last.split('(').next());
        if let Some(entity_type) = set.and_then(EntityType::of_set) {
            return Some(entity_type);
        }
    }
    let has = |key: &str| object.contains_key(key);
    let has_relation = |name: &str| has(name) || has(&format!("{name}@iot.navigationLink"));
    let by_property = [
        ("unitOfMeasurements", EntityType::MultiDatastream),
        ("unitOfMeasurement", EntityType::Datastream),
        ("result", EntityType::Observation),
        ("dataArray", EntityType::Observation),
        ("feature", EntityType::FeatureOfInterest),
        ("location", EntityType::Location),
        ("metadata", EntityType::Sensor),
        ("definition", EntityType::ObservedProperty),
        ("time", EntityType::HistoricalLocation),
    ];
    if let Some((_, entity_type)) = by_property.into_iter().find(|(property, _)| has(property)) {
        return Some(entity_type);
    }
    let is_thing = has_relation("Locations") || has_relation("Datastreams") || has_relation("HistoricalLocations");
    (is_thing || (has("name") && has("description"))).then_some(EntityType::Thing)
}
