//! The data model of SensorThings 1.1 (OGC 18-088, clause 8) as tables: which types there are, which properties they
//! have and how they are related. Parser, loader and evaluator read the same tables.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The eight types of the standard and `MultiDatastream` of its extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EntityType {
    Thing,
    Location,
    HistoricalLocation,
    Datastream,
    MultiDatastream,
    Sensor,
    ObservedProperty,
    Observation,
    FeatureOfInterest,
}

/// What kind of value a property has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// A string.
    Text,
    /// A point in time.
    Instant,
    /// A span of time.
    Period,
    /// Either of them.
    Time,
    /// An object with members of any name.
    Object,
    /// An array.
    List,
    /// GeoJSON or, with another encoding, anything.
    Geometry,
    /// Any JSON value.
    Any,
}

/// A property of a type.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    pub name: &'static str,
    pub kind: PropertyKind,
    /// Must be there when an entity is created.
    pub is_mandatory: bool,
}

/// A relation of a type.
#[derive(Debug, PartialEq, Eq)]
pub struct Navigation {
    pub name: &'static str,
    pub target: EntityType,
    /// Leads to a set; otherwise to one entity at most.
    pub is_many: bool,
    /// Must be there when an entity is created.
    pub is_mandatory: bool,
    /// The way back.
    pub inverse: &'static str,
}

const fn must(name: &'static str, kind: PropertyKind) -> Property {
    Property { name, kind, is_mandatory: true }
}

const fn may(name: &'static str, kind: PropertyKind) -> Property {
    Property { name, kind, is_mandatory: false }
}

const fn one(name: &'static str, target: EntityType, inverse: &'static str) -> Navigation {
    Navigation { name, target, is_many: false, is_mandatory: true, inverse }
}

const fn maybe(name: &'static str, target: EntityType, inverse: &'static str) -> Navigation {
    Navigation { name, target, is_many: false, is_mandatory: false, inverse }
}

const fn many(name: &'static str, target: EntityType, inverse: &'static str) -> Navigation {
    Navigation { name, target, is_many: true, is_mandatory: false, inverse }
}

use EntityType as E;
use PropertyKind as K;

static THING: &[Property] = &[must("name", K::Text), must("description", K::Text), may("properties", K::Object)];
static LOCATION: &[Property] = &[
    must("name", K::Text),
    must("description", K::Text),
    must("encodingType", K::Text),
    must("location", K::Geometry),
    may("properties", K::Object),
];
static HISTORICAL_LOCATION: &[Property] = &[must("time", K::Instant)];
static DATASTREAM: &[Property] = &[
    must("name", K::Text),
    must("description", K::Text),
    must("observationType", K::Text),
    must("unitOfMeasurement", K::Object),
    may("observedArea", K::Geometry),
    may("phenomenonTime", K::Period),
    may("resultTime", K::Period),
    may("properties", K::Object),
];
static MULTI_DATASTREAM: &[Property] = &[
    must("name", K::Text),
    must("description", K::Text),
    must("observationType", K::Text),
    must("multiObservationDataTypes", K::List),
    must("unitOfMeasurements", K::List),
    may("observedArea", K::Geometry),
    may("phenomenonTime", K::Period),
    may("resultTime", K::Period),
    may("properties", K::Object),
];
static SENSOR: &[Property] = &[
    must("name", K::Text),
    must("description", K::Text),
    must("encodingType", K::Text),
    must("metadata", K::Any),
    may("properties", K::Object),
];
static OBSERVED_PROPERTY: &[Property] =
    &[must("name", K::Text), must("definition", K::Text), must("description", K::Text), may("properties", K::Object)];
// A server sets phenomenonTime when a client leaves it out (clause 8.2.7).
static OBSERVATION: &[Property] = &[
    may("phenomenonTime", K::Time),
    must("result", K::Any),
    may("resultTime", K::Instant),
    may("resultQuality", K::Any),
    may("validTime", K::Period),
    may("parameters", K::Object),
];
static FEATURE_OF_INTEREST: &[Property] = &[
    must("name", K::Text),
    must("description", K::Text),
    must("encodingType", K::Text),
    must("feature", K::Geometry),
    may("properties", K::Object),
];

static OF_THING: &[Navigation] = &[
    many("Locations", E::Location, "Things"),
    many("HistoricalLocations", E::HistoricalLocation, "Thing"),
    many("Datastreams", E::Datastream, "Thing"),
    many("MultiDatastreams", E::MultiDatastream, "Thing"),
];
static OF_LOCATION: &[Navigation] =
    &[many("Things", E::Thing, "Locations"), many("HistoricalLocations", E::HistoricalLocation, "Locations")];
static OF_HISTORICAL_LOCATION: &[Navigation] =
    &[one("Thing", E::Thing, "HistoricalLocations"), many("Locations", E::Location, "HistoricalLocations")];
static OF_DATASTREAM: &[Navigation] = &[
    one("Thing", E::Thing, "Datastreams"),
    one("Sensor", E::Sensor, "Datastreams"),
    one("ObservedProperty", E::ObservedProperty, "Datastreams"),
    many("Observations", E::Observation, "Datastream"),
];
static OF_MULTI_DATASTREAM: &[Navigation] = &[
    one("Thing", E::Thing, "MultiDatastreams"),
    one("Sensor", E::Sensor, "MultiDatastreams"),
    many("ObservedProperties", E::ObservedProperty, "MultiDatastreams"),
    many("Observations", E::Observation, "MultiDatastream"),
];
static OF_SENSOR: &[Navigation] =
    &[many("Datastreams", E::Datastream, "Sensor"), many("MultiDatastreams", E::MultiDatastream, "Sensor")];
static OF_OBSERVED_PROPERTY: &[Navigation] = &[
    many("Datastreams", E::Datastream, "ObservedProperty"),
    many("MultiDatastreams", E::MultiDatastream, "ObservedProperties"),
];
// One of the two datastreams must be there, which a table of single facts cannot say: see `insert`.
static OF_OBSERVATION: &[Navigation] = &[
    maybe("Datastream", E::Datastream, "Observations"),
    maybe("MultiDatastream", E::MultiDatastream, "Observations"),
    maybe("FeatureOfInterest", E::FeatureOfInterest, "Observations"),
];
static OF_FEATURE_OF_INTEREST: &[Navigation] = &[many("Observations", E::Observation, "FeatureOfInterest")];

impl EntityType {
    /// All types, in the order of the service root.
    pub const ALL: [Self; 9] = [
        Self::Thing,
        Self::Location,
        Self::HistoricalLocation,
        Self::Datastream,
        Self::MultiDatastream,
        Self::Sensor,
        Self::ObservedProperty,
        Self::Observation,
        Self::FeatureOfInterest,
    ];

    /// The name of one: `Thing`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thing => "Thing",
            Self::Location => "Location",
            Self::HistoricalLocation => "HistoricalLocation",
            Self::Datastream => "Datastream",
            Self::MultiDatastream => "MultiDatastream",
            Self::Sensor => "Sensor",
            Self::ObservedProperty => "ObservedProperty",
            Self::Observation => "Observation",
            Self::FeatureOfInterest => "FeatureOfInterest",
        }
    }

    /// The name of the set: `Things`.
    pub fn set_name(self) -> &'static str {
        match self {
            Self::Thing => "Things",
            Self::Location => "Locations",
            Self::HistoricalLocation => "HistoricalLocations",
            Self::Datastream => "Datastreams",
            Self::MultiDatastream => "MultiDatastreams",
            Self::Sensor => "Sensors",
            Self::ObservedProperty => "ObservedProperties",
            Self::Observation => "Observations",
            Self::FeatureOfInterest => "FeaturesOfInterest",
        }
    }

    /// The type whose set has this name.
    pub fn of_set(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.set_name() == name)
    }

    /// Its properties without the id.
    pub fn properties(self) -> &'static [Property] {
        match self {
            Self::Thing => THING,
            Self::Location => LOCATION,
            Self::HistoricalLocation => HISTORICAL_LOCATION,
            Self::Datastream => DATASTREAM,
            Self::MultiDatastream => MULTI_DATASTREAM,
            Self::Sensor => SENSOR,
            Self::ObservedProperty => OBSERVED_PROPERTY,
            Self::Observation => OBSERVATION,
            Self::FeatureOfInterest => FEATURE_OF_INTEREST,
        }
    }

    /// Its relations.
    pub fn navigations(self) -> &'static [Navigation] {
        match self {
            Self::Thing => OF_THING,
            Self::Location => OF_LOCATION,
            Self::HistoricalLocation => OF_HISTORICAL_LOCATION,
            Self::Datastream => OF_DATASTREAM,
            Self::MultiDatastream => OF_MULTI_DATASTREAM,
            Self::Sensor => OF_SENSOR,
            Self::ObservedProperty => OF_OBSERVED_PROPERTY,
            Self::Observation => OF_OBSERVATION,
            Self::FeatureOfInterest => OF_FEATURE_OF_INTEREST,
        }
    }

    /// The property of this name.
    pub fn property(self, name: &str) -> Option<&'static Property> {
        self.properties().iter().find(|property| property.name == name)
    }

    /// The relation of this name, with its place in [`Self::navigations`].
    pub fn navigation(self, name: &str) -> Option<(usize, &'static Navigation)> {
        self.navigations().iter().enumerate().find(|(_, navigation)| navigation.name == name)
    }

    /// The place of this type in [`Self::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_leads_there_and_back() {
        for source in EntityType::ALL {
            for navigation in source.navigations() {
                let (_, back) = navigation.target.navigation(navigation.inverse).expect("a way back");
                assert_eq!(back.target, source, "{source}/{}", navigation.name);
                assert_eq!(back.inverse, navigation.name);
            }
        }
    }

    #[test]
    fn the_name_of_a_relation_says_whether_it_leads_to_one_or_to_many() {
        for navigation in EntityType::ALL.into_iter().flat_map(EntityType::navigations) {
            let expected = if navigation.is_many { navigation.target.set_name() } else { navigation.target.name() };
            assert_eq!(navigation.name, expected);
        }
    }

    #[test]
    fn types_stand_in_all_in_the_order_of_their_numbers() {
        for (number, each) in EntityType::ALL.into_iter().enumerate() {
            assert_eq!(each.index(), number);
            assert_eq!(EntityType::of_set(each.set_name()), Some(each));
        }
    }
}
