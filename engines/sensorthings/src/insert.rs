//! What clients send to create and change entities, as a tree: an entity with related entities in line or by reference
//! (OGC 18-088, clause 10.2). Everything that can be checked without a store is checked here, the whole tree at once, so
//! that a server can refuse it before it stores any of it.

use serde_json::{Map, Value};

use crate::{
    EntityType, Id,
    evaluate::is_geometry,
    model::{Navigation, PropertyKind},
    time::{Interval, Moment, TimeValue},
    types::Entity,
};

/// An entity to be created or changed, with what is related to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    pub entity_type: EntityType,
    pub id: Option<Id>,
    /// Properties, and members beyond the standard.
    pub members: Map<String, Value>,
    pub relations: Vec<Relation>,
}

/// A relation with its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    pub navigation: &'static Navigation,
    pub to: Vec<Related>,
}

/// An end of a relation.
#[derive(Clone, Debug, PartialEq)]
pub enum Related {
    /// By its id.
    Existing(Id),
    /// In line.
    New(Insert),
}

/// Something wrong in what a client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// `Datastreams[0].Sensor.name`; empty for the entity itself.
    pub path: String,
    pub what: What,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    NoObject,
    TooDeep,
    MissingMember,
    MissingRelation,
    WrongKind {
        expected: &'static str,
    },
    NotOne,
    NotMany,
    NoId,
    /// Both a Datastream and a MultiDatastream.
    TwoDatastreams,
    /// Lists of a MultiDatastream, or a result, of another length.
    WrongLength {
        expected: usize,
        found: usize,
    },
    /// New entities while changing one.
    InlineWhileChanging,
}

/// Related entities within each other: deeper than any chain of different types.
const DEEPEST: usize = 24;

/// So many flaws are named; nobody reads more.
const MOST_FLAWS: usize = 100;

/// Whether an entity is made or changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Create,
    Change,
}

impl Insert {
    /// Reads the body of a POST. `parent` is the relation of the address it was sent to (`Datastreams(1)/Observations`),
    /// which stands for the relation back.
    pub fn read(entity_type: EntityType, body: &Value, parent: Option<&'static Navigation>) -> Result<Self, Vec<Flaw>> {
        Self::checked(entity_type, body, parent, Purpose::Create)
    }

    /// Reads the body of a PATCH: nothing need be there, and related entities may only be named.
    pub fn read_change(entity_type: EntityType, body: &Value) -> Result<Self, Vec<Flaw>> {
        Self::checked(entity_type, body, None, Purpose::Change)
    }

    fn checked(
        entity_type: EntityType,
        body: &Value,
        parent: Option<&'static Navigation>,
        purpose: Purpose,
    ) -> Result<Self, Vec<Flaw>> {
        let mut reader = Reader { flaws: Vec::new(), purpose };
        let insert = reader.entity(entity_type, body, parent, "", 0);
        match insert {
            Some(insert) if reader.flaws.is_empty() => Ok(insert),
            _ => Err(reader.flaws),
        }
    }

    /// The entity without what is related to it, as its type.
    pub fn entity(&self) -> Result<Entity, serde_json::Error> {
        let mut members = self.members.clone();
        if let Some(id) = &self.id {
            members.insert("@iot.id".to_owned(), id.to_json());
        }
        Entity::read(self.entity_type, members)
    }

    /// How many entities are to be made.
    pub fn number(&self) -> usize {
        let related = self.relations.iter().flat_map(|relation| &relation.to);
        1 + related
            .map(|related| match related {
                Related::New(insert) => insert.number(),
                Related::Existing(_) => 0,
            })
            .sum::<usize>()
    }
}

struct Reader {
    flaws: Vec<Flaw>,
    purpose: Purpose,
}

impl Reader {
    fn flaw(&mut self, path: &str, what: What) {
        if self.flaws.len() >= MOST_FLAWS {
            return;
        }
        self.flaws.push(Flaw { path: path.to_owned(), what });
    }

    fn entity(
        &mut self,
        entity_type: EntityType,
        body: &Value,
        parent: Option<&'static Navigation>,
        path: &str,
        depth: usize,
    ) -> Option<Insert> {
        let Some(object) = body.as_object() else {
            self.flaw(path, What::NoObject);
            return None;
        };
        if depth > DEEPEST {
            self.flaw(path, What::TooDeep);
            return None;
        }
        let mut insert = Insert { entity_type, id: None, members: Map::new(), relations: Vec::new() };
        for (key, value) in object {
            if key == "@iot.id" || key == "id" {
                match Id::from_json(value) {
                    Some(id) => insert.id = Some(id),
                    None => self.flaw(&below(path, key), What::NoId),
                }
            } else if let Some((_, navigation)) = entity_type.navigation(key) {
                let to = self.ends(navigation, value, &below(path, key), depth);
                insert.relations.push(Relation { navigation, to });
            } else if !key.contains("@iot.") {
                insert.members.insert(key.clone(), value.clone());
            }
        }
        self.check_members(&insert, path);
        if self.purpose == Purpose::Create {
            self.check_relations(&insert, parent, path);
        }
        if entity_type == EntityType::MultiDatastream {
            self.check_lengths(&insert, path);
        }
        Some(insert)
    }

    /// What a relation leads to.
    fn ends(&mut self, navigation: &'static Navigation, value: &Value, path: &str, depth: usize) -> Vec<Related> {
        let mut ends = Vec::new();
        match (value, navigation.is_many) {
            (Value::Array(items), true) => {
                for (number, item) in items.iter().enumerate() {
                    ends.extend(self.related(navigation, item, &format!("{path}[{number}]"), depth));
                }
            }
            (Value::Null, false) if self.purpose == Purpose::Change => {}
            (Value::Array(_), false) => self.flaw(path, What::NotOne),
            (_, true) => self.flaw(path, What::NotMany),
            (single, false) => ends.extend(self.related(navigation, single, path, depth)),
        }
        ends
    }

    fn related(&mut self, navigation: &'static Navigation, value: &Value, path: &str, depth: usize) -> Option<Related> {
        if let Some(id) = reference(value) {
            let id = Id::from_json(id);
            if id.is_none() {
                self.flaw(path, What::NoId);
            }
            return id.map(Related::Existing);
        }
        if self.purpose == Purpose::Change {
            self.flaw(path, What::InlineWhileChanging);
            return None;
        }
        self.entity(navigation.target, value, Some(navigation), path, depth + 1).map(Related::New)
    }

    fn check_members(&mut self, insert: &Insert, path: &str) {
        for property in insert.entity_type.properties() {
            let path = below(path, property.name);
            match insert.members.get(property.name) {
                // A result may be null; it must still be said.
                Some(Value::Null) if property.name == "result" => {}
                None | Some(Value::Null) if property.is_mandatory => {
                    let is_removed = insert.members.contains_key(property.name);
                    if self.purpose == Purpose::Create || is_removed {
                        self.flaw(&path, What::MissingMember);
                    }
                }
                None | Some(Value::Null) => {}
                Some(value) => {
                    if let Some(expected) = wrong_kind(property.kind, value, &insert.members) {
                        self.flaw(&path, What::WrongKind { expected });
                    }
                }
            }
        }
    }

    /// A relation is there if it is given, or if the entity stands in line at its other end.
    fn check_relations(&mut self, insert: &Insert, parent: Option<&'static Navigation>, path: &str) {
        let back = parent.map(|parent| parent.inverse);
        let is_given = |name: &str| {
            let given = insert.relations.iter().find(|relation| relation.navigation.name == name);
            given.is_some_and(|relation| !relation.to.is_empty()) || back == Some(name)
        };
        for navigation in insert.entity_type.navigations().iter().filter(|navigation| navigation.is_mandatory) {
            if !is_given(navigation.name) && !self.has_flaw_at(&below(path, navigation.name)) {
                self.flaw(&below(path, navigation.name), What::MissingRelation);
            }
        }
        if insert.entity_type != EntityType::Observation {
            return;
        }
        match (is_given("Datastream"), is_given("MultiDatastream")) {
            (true, true) => self.flaw(path, What::TwoDatastreams),
            (false, false) if !self.has_flaw_at(&below(path, "Datastream")) => {
                self.flaw(&below(path, "Datastream"), What::MissingRelation);
            }
            _ => {}
        }
    }

    /// What was said about an entity that could not be read is enough.
    fn has_flaw_at(&self, path: &str) -> bool {
        self.flaws.iter().any(|flaw| flaw.path.starts_with(path))
    }

    /// A MultiDatastream has as many units, types and observed properties, and its results as many values
    /// (OGC 18-088, clause 8.3).
    fn check_lengths(&mut self, insert: &Insert, path: &str) {
        let length = |name: &str| insert.members.get(name).and_then(Value::as_array).map(Vec::len);
        let Some(expected) = length("multiObservationDataTypes") else { return };
        let related = |name: &str| insert.relations.iter().find(|relation| relation.navigation.name == name);
        let properties = related("ObservedProperties").map_or(0, |relation| relation.to.len());
        let units = length("unitOfMeasurements").unwrap_or(expected);
        if units != expected {
            self.flaw(&below(path, "unitOfMeasurements"), What::WrongLength { expected, found: units });
        }
        if self.purpose == Purpose::Create && properties != expected {
            self.flaw(&below(path, "ObservedProperties"), What::WrongLength { expected, found: properties });
        }
        for (number, related) in related("Observations").map_or(&[][..], |relation| &relation.to).iter().enumerate() {
            let Related::New(observation) = related else { continue };
            if let Err(what) = check_result(&observation.members, expected) {
                self.flaw(&below(path, &format!("Observations[{number}].result")), what);
            }
        }
    }
}

/// Whether the result of an Observation of a MultiDatastream has as many values as that has types.
pub fn check_result(observation: &Map<String, Value>, expected: usize) -> Result<(), What> {
    match observation.get("result").and_then(Value::as_array).map(Vec::len) {
        Some(found) if found == expected => Ok(()),
        Some(found) => Err(What::WrongLength { expected, found }),
        None => Err(What::WrongKind { expected: "an array" }),
    }
}

/// An object that holds nothing but an id.
fn reference(value: &Value) -> Option<&Value> {
    let object = value.as_object()?;
    let id = object.get("@iot.id").or_else(|| object.get("id"))?;
    let has_more = object.keys().any(|key| key != "id" && !key.contains("@iot."));
    (!has_more).then_some(id)
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// What is expected instead, if a value is not of the kind of its property.
fn wrong_kind(kind: PropertyKind, value: &Value, members: &Map<String, Value>) -> Option<&'static str> {
    let text = value.as_str();
    let (is_right, expected) = match kind {
        PropertyKind::Text => (text.is_some(), "text"),
        PropertyKind::Instant => (text.and_then(Moment::parse).is_some(), "an instant"),
        PropertyKind::Period => (text.and_then(Interval::parse).is_some(), "an interval"),
        PropertyKind::Time => (text.and_then(TimeValue::parse).is_some(), "an instant or an interval"),
        PropertyKind::Object => (value.is_object(), "an object"),
        PropertyKind::List => (value.is_array(), "an array"),
        PropertyKind::Geometry => {
            let encoding = members.get("encodingType").and_then(Value::as_str).unwrap_or_default();
            let is_geojson = encoding.contains("geo+json");
            (!is_geojson || is_geometry(value), "GeoJSON, as encodingType says")
        }
        PropertyKind::Any => (true, ""),
    };
    (!is_right).then_some(expected)
}

impl Flaw {
    /// What is wrong, in German.
    pub fn german(&self) -> String {
        let what = match &self.what {
            What::NoObject => "Hier muss ein JSON-Objekt stehen.".to_owned(),
            What::TooDeep => "Das ist zu tief verschachtelt. Legen Sie die Entitäten einzeln an.".to_owned(),
            What::MissingMember => "Diese Pflichtangabe fehlt.".to_owned(),
            What::MissingRelation => "Diese Beziehung fehlt. Geben Sie die Kennung oder die Entität an.".to_owned(),
            What::WrongKind { expected } => format!("Der Wert passt nicht; erwartet wird {}.", german_kind(expected)),
            What::NotOne => "Hier darf nur eine Entität stehen, keine Liste.".to_owned(),
            What::NotMany => "Hier muss eine Liste stehen.".to_owned(),
            What::NoId => "Das ist keine Kennung. Möglich sind ganze Zahlen und Text.".to_owned(),
            What::TwoDatastreams => {
                "Eine Observation gehört zu Datastream oder MultiDatastream, nicht zu beiden.".to_owned()
            }
            What::WrongLength { expected, found } => format!("Hier müssen {expected} Werte stehen, es sind {found}."),
            What::InlineWhileChanging => {
                "Beim Ändern können Entitäten nur genannt werden. Legen Sie neue zuerst an.".to_owned()
            }
        };
        if self.path.is_empty() { what } else { format!("{}: {what}", self.path) }
    }

    /// What is wrong, in English.
    pub fn english(&self) -> String {
        let what = match &self.what {
            What::NoObject => "a JSON object must stand here".to_owned(),
            What::TooDeep => "nested too deep; create the entities one by one".to_owned(),
            What::MissingMember => "this mandatory member is missing".to_owned(),
            What::MissingRelation => "this relation is missing; give the id or the entity".to_owned(),
            What::WrongKind { expected } => format!("the value does not fit; expected is {expected}"),
            What::NotOne => "only one entity may stand here, no list".to_owned(),
            What::NotMany => "a list must stand here".to_owned(),
            What::NoId => "this is no id; whole numbers and text are".to_owned(),
            What::TwoDatastreams => {
                "an Observation belongs to a Datastream or a MultiDatastream, not to both".to_owned()
            }
            What::WrongLength { expected, found } => format!("{expected} values must stand here, there are {found}"),
            What::InlineWhileChanging => "while changing, entities can only be named; create new ones first".to_owned(),
        };
        if self.path.is_empty() { what } else { format!("{}: {what}", self.path) }
    }
}

fn german_kind(expected: &'static str) -> &'static str {
    match expected {
        "text" => "Text",
        "an instant" => "ein Zeitpunkt",
        "an interval" => "ein Zeitraum",
        "an instant or an interval" => "ein Zeitpunkt oder ein Zeitraum",
        "an object" => "ein Objekt",
        "an array" => "eine Liste",
        "GeoJSON, as encodingType says" => "GeoJSON, wie encodingType sagt",
        other => other,
    }
}

#[cfg(test)]
mod tests;
