//! The entities as types, for programs that make or take them. What the standard does not know is kept in `other`.

use serde::{Deserialize, Serialize, de::Error as _};
use serde_json::{Map, Value};

use crate::{EntityType, Id};

type Object = Map<String, Value>;

/// A unit of measurement (OGC 18-088, table 11).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitOfMeasurement {
    pub name: Option<String>,
    pub symbol: Option<String>,
    pub definition: Option<String>,
    #[serde(flatten)]
    pub other: Object,
}

/// Declares a type with what all have: an id, and members beyond the standard.
macro_rules! entity {
    ($(#[$about:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            #[serde(rename = "@iot.id", default, skip_serializing_if = "Option::is_none")]
            pub id: Option<Id>,
            $($(#[$attribute])* pub $field: $kind,)*
            #[serde(flatten)]
            pub other: Object,
        }
    };
}

entity! {
    /// Something that is observed or controlled.
    Thing {
        name: String,
        description: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        properties: Option<Object>,
    }
}

entity! {
    /// Where things are.
    Location {
        name: String,
        description: String,
        encoding_type: String,
        location: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        properties: Option<Object>,
    }
}

entity! {
    /// Where a thing was, and from when on.
    HistoricalLocation {
        time: String,
    }
}

entity! {
    /// Observations of one property by one sensor at one thing.
    Datastream {
        name: String,
        description: String,
        observation_type: String,
        unit_of_measurement: UnitOfMeasurement,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        observed_area: Option<Value>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phenomenon_time: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result_time: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        properties: Option<Object>,
    }
}

entity! {
    /// Observations of several properties at once.
    MultiDatastream {
        name: String,
        description: String,
        observation_type: String,
        multi_observation_data_types: Vec<String>,
        unit_of_measurements: Vec<UnitOfMeasurement>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        observed_area: Option<Value>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phenomenon_time: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result_time: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        properties: Option<Object>,
    }
}

entity! {
    /// What observes.
    Sensor {
        name: String,
        description: String,
        encoding_type: String,
        metadata: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        properties: Option<Object>,
    }
}

entity! {
    /// What is observed, as air temperature.
    ObservedProperty {
        name: String,
        definition: String,
        description: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        properties: Option<Object>,
    }
}

entity! {
    /// One value. `result` and `result_quality` keep their JSON type.
    Observation {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phenomenon_time: Option<String>,
        result: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result_time: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result_quality: Option<Value>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_time: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parameters: Option<Object>,
    }
}

entity! {
    /// What an Observation is about.
    FeatureOfInterest {
        name: String,
        description: String,
        encoding_type: String,
        feature: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        properties: Option<Object>,
    }
}

/// An entity of any type.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Entity {
    Thing(Thing),
    Location(Location),
    HistoricalLocation(HistoricalLocation),
    Datastream(Datastream),
    MultiDatastream(MultiDatastream),
    Sensor(Sensor),
    ObservedProperty(ObservedProperty),
    Observation(Observation),
    FeatureOfInterest(FeatureOfInterest),
}

impl Entity {
    /// Reads the members of an entity, without related entities.
    pub fn read(entity_type: EntityType, members: Object) -> Result<Self, serde_json::Error> {
        // Serde gives an empty value to a missing one; the standard does not.
        let mandatory = entity_type.properties().iter().filter(|property| property.is_mandatory);
        if let Some(missing) = mandatory.into_iter().find(|property| !members.contains_key(property.name)) {
            return Err(serde_json::Error::missing_field(missing.name));
        }
        let value = Value::Object(members);
        Ok(match entity_type {
            EntityType::Thing => Self::Thing(serde_json::from_value(value)?),
            EntityType::Location => Self::Location(serde_json::from_value(value)?),
            EntityType::HistoricalLocation => Self::HistoricalLocation(serde_json::from_value(value)?),
            EntityType::Datastream => Self::Datastream(serde_json::from_value(value)?),
            EntityType::MultiDatastream => Self::MultiDatastream(serde_json::from_value(value)?),
            EntityType::Sensor => Self::Sensor(serde_json::from_value(value)?),
            EntityType::ObservedProperty => Self::ObservedProperty(serde_json::from_value(value)?),
            EntityType::Observation => Self::Observation(serde_json::from_value(value)?),
            EntityType::FeatureOfInterest => Self::FeatureOfInterest(serde_json::from_value(value)?),
        })
    }

    /// Its type.
    pub fn entity_type(&self) -> EntityType {
        match self {
            Self::Thing(_) => EntityType::Thing,
            Self::Location(_) => EntityType::Location,
            Self::HistoricalLocation(_) => EntityType::HistoricalLocation,
            Self::Datastream(_) => EntityType::Datastream,
            Self::MultiDatastream(_) => EntityType::MultiDatastream,
            Self::Sensor(_) => EntityType::Sensor,
            Self::ObservedProperty(_) => EntityType::ObservedProperty,
            Self::Observation(_) => EntityType::Observation,
            Self::FeatureOfInterest(_) => EntityType::FeatureOfInterest,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        let Value::Object(object) = value else { panic!("{value} is no object") };
        object
    }

    #[test]
    fn what_is_written_is_read_as_the_same_with_unknown_members() {
        let sample = |kind| match kind {
            crate::model::PropertyKind::Text => json!("x"),
            crate::model::PropertyKind::Instant | crate::model::PropertyKind::Time => json!("2026-05-01T10:00:00Z"),
            crate::model::PropertyKind::Period => json!("2026-05-01T10:00:00Z/2026-05-01T11:00:00Z"),
            crate::model::PropertyKind::Object => {
                json!({ "name": "Meter", "symbol": null, "definition": "m", "more": 1 })
            }
            crate::model::PropertyKind::List => json!([]),
            crate::model::PropertyKind::Geometry => json!({ "type": "Point", "coordinates": [8, 52] }),
            crate::model::PropertyKind::Any => json!([1, null, "x"]),
        };
        for entity_type in EntityType::ALL {
            let mut members = object(json!({ "@iot.id": 5, "x-own": { "kept": true } }));
            for property in entity_type.properties() {
                members.insert(property.name.to_owned(), sample(property.kind));
            }
            let entity =
                Entity::read(entity_type, members.clone()).unwrap_or_else(|error| panic!("{entity_type}: {error}"));
            assert_eq!(entity.entity_type(), entity_type);
            assert_eq!(serde_json::to_value(&entity).unwrap(), Value::Object(members));
        }
    }

    #[test]
    fn a_missing_member_is_named() {
        let error = Entity::read(EntityType::Observation, object(json!({}))).unwrap_err();
        assert!(error.to_string().contains("result"), "{error}");
        let error = Entity::read(EntityType::Thing, object(json!({ "name": "x" }))).unwrap_err();
        assert!(error.to_string().contains("description"), "{error}");
    }

    #[test]
    fn a_result_keeps_its_json_type() {
        for result in [json!(null), json!(true), json!("4"), json!(4), json!(4.5), json!([1]), json!({ "a": 1 })] {
            let members = object(json!({ "result": result }));
            let Ok(Entity::Observation(observation)) = Entity::read(EntityType::Observation, members) else {
                panic!("{result} is a result");
            };
            assert_eq!(observation.result, result);
        }
    }
}
