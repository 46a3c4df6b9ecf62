//! Entities from a JSON document, as generous as can be without guessing wrong.
//!
//! Read are: an object of sets (`{"Things": […], "Datastreams": […]}`), a single entity or a list of them with whatever is
//! inserted deep, an answer of a server (`{"value": […]}`), and data arrays among the Observations. Relations may be
//! given at either side: in line (`"Datastreams": [{…}]`), by reference (`"Thing": {"@iot.id": 1}`) or by id
//! (`"Thing": 1`, `"Thing@iot.id": 1`). What was not understood is said, with its path.

mod guess;

use std::collections::HashMap;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::{
    EntityType, Id, data_array,
    entities::{Builder, Entities},
    model::Navigation,
};

/// Entities, and what was not understood.
#[derive(Debug)]
pub struct Loaded {
    pub entities: Entities,
    pub remarks: Vec<Remark>,
}

/// Something in the document that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// `Things[0].Datastreams[1].Sensor`
    pub path: String,
    pub what: What,
}

/// Why it was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Neither set nor entity.
    NotUnderstood,
    /// An entity that is no object, or an id that is none.
    NoEntity,
    /// The reference leads to nothing in the document.
    Dangling { target: EntityType, id: Id },
    /// A relation to one that is given twice.
    TwoForOne,
    /// The same id with other values; the first ones stay.
    Contradiction { member: String },
}

/// Why a document cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LoadError {
    #[error("not JSON: {message}")]
    NotJson { message: String },
    #[error("no entities in it")]
    NoEntities,
}

/// So many remarks are kept.
const MOST_REMARKS: usize = 100;

/// Reads a document.
pub fn load(text: &str) -> Result<Loaded, LoadError> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| LoadError::NotJson { message: error.to_string() })?;
    load_value(document)
}

/// Reads a document that was parsed already.
pub fn load_value(document: Value) -> Result<Loaded, LoadError> {
    let mut loader = Loader::default();
    loader.document(document);
    if loader.drafts.is_empty() && !loader.has_sets {
        return Err(LoadError::NoEntities);
    }
    Ok(loader.finish())
}

/// An entity as it was read, before ids are known.
struct Draft {
    entity_type: EntityType,
    id: Option<Id>,
    members: Map<String, Value>,
    relations: Vec<Relation>,
    path: String,
}

struct Relation {
    navigation: &'static Navigation,
    to: Target,
    path: String,
}

enum Target {
    Draft(usize),
    Id(Id),
}

#[derive(Default)]
struct Loader {
    drafts: Vec<Draft>,
    remarks: Vec<Remark>,
    /// Empty sets are sets.
    has_sets: bool,
}

impl Loader {
    fn remark(&mut self, path: &str, what: What) {
        if self.remarks.len() < MOST_REMARKS {
            self.remarks.push(Remark { path: path.to_owned(), what });
        }
    }

    /// A whole document, or the only thing in a wrapping.
    fn document(&mut self, document: Value) {
        let object = match document {
            Value::Object(object) => object,
            Value::Array(items) => return self.guessed_list(items, ""),
            _ => return self.remark("$", What::NotUnderstood),
        };
        if object.keys().any(|key| guess::set_named(key).is_some()) && guess::is_no_entity(&object) {
            return self.sets(object);
        }
        if let Some(entity_type) = guess::type_of(&object) {
            self.entity(entity_type, Value::Object(object), entity_type.set_name());
            return;
        }
        for (key, value) in object {
            match value {
                Value::Array(items) if key == "value" => self.guessed_list(items, "value"),
                Value::Object(_) | Value::Array(_) => self.wrapped(&key, value),
                _ if guess::is_control(&key) => {}
                _ => self.remark(&key, What::NotUnderstood),
            }
        }
    }

    /// `{"entities": {"Things": […]}}`
    fn wrapped(&mut self, key: &str, value: Value) {
        match value {
            Value::Object(object) if object.keys().any(|key| guess::set_named(key).is_some()) => self.sets(object),
            Value::Array(items) => self.guessed_list(items, key),
            _ => self.remark(key, What::NotUnderstood),
        }
    }

    fn sets(&mut self, object: Map<String, Value>) {
        self.has_sets = true;
        for (key, value) in object {
            let Some(entity_type) = guess::set_named(&key) else {
                if !guess::is_control(&key) {
                    self.remark(&key, What::NotUnderstood);
                }
                continue;
            };
            match value {
                Value::Array(items) => self.list(entity_type, items, &key),
                Value::Object(mut answer) if answer.get("value").is_some_and(Value::is_array) => {
                    if let Some(Value::Array(items)) = answer.remove("value") {
                        self.list(entity_type, items, &key);
                    }
                }
                Value::Object(_) => {
                    self.entity(entity_type, value, &key);
                }
                Value::Null => {}
                _ => self.remark(&key, What::NotUnderstood),
            }
        }
    }

    fn list(&mut self, entity_type: EntityType, items: Vec<Value>, path: &str) {
        for (number, item) in items.into_iter().enumerate() {
            self.entity(entity_type, item, &format!("{path}[{number}]"));
        }
    }

    fn guessed_list(&mut self, items: Vec<Value>, path: &str) {
        for (number, item) in items.into_iter().enumerate() {
            let path = format!("{path}[{number}]");
            match item.as_object().and_then(guess::type_of) {
                Some(entity_type) => {
                    self.entity(entity_type, item, &path);
                }
                None => self.remark(&path, What::NotUnderstood),
            }
        }
    }

    /// One entity with everything below it. Gives what relations to it should name.
    fn entity(&mut self, entity_type: EntityType, value: Value, path: &str) -> Option<Target> {
        let object = match value {
            Value::Object(object) => object,
            other => {
                let id = Id::from_json(&other);
                if id.is_none() || !path.contains('.') {
                    self.remark(path, What::NoEntity);
                    return None;
                }
                return id.map(Target::Id);
            }
        };
        if entity_type == EntityType::Observation && data_array::is_block(&object) {
            self.data_array(object, path);
            return None;
        }
        let id = guess::id_of(&object);
        let has_own = object
            .keys()
            .any(|key| !guess::is_control(key) && key != "id" && guess::navigation_of(entity_type, key).is_none());
        let has_relations = object.keys().any(|key| guess::navigation_of(entity_type, key).is_some());
        match id {
            Some(id) if !has_own && !has_relations => return Some(Target::Id(id)),
            _ => {}
        }
        let place = self.drafts.len();
        self.drafts.push(Draft { entity_type, id, members: Map::new(), relations: Vec::new(), path: path.to_owned() });
        for (key, value) in object {
            if let Some(navigation) = guess::navigation_of(entity_type, &key) {
                self.relation(place, navigation, value, &format!("{path}.{key}"));
                continue;
            }
            let draft = &mut self.drafts[place];
            let is_id = key == "id" && draft.id.is_some();
            if !is_id && !guess::is_control(&key) {
                draft.members.insert(key, value);
            }
        }
        Some(Target::Draft(place))
    }

    fn relation(&mut self, from: usize, navigation: &'static Navigation, value: Value, path: &str) {
        let items = match value {
            Value::Null => return,
            Value::Array(items) => items,
            single => vec![single],
        };
        let is_single = items.len() == 1;
        for (number, item) in items.into_iter().enumerate() {
            let path = if is_single { path.to_owned() } else { format!("{path}[{number}]") };
            if let Some(to) = self.entity(navigation.target, item, &path) {
                self.drafts[from].relations.push(Relation { navigation, to, path });
            }
        }
    }

    /// Observations as rows of a table.
    fn data_array(&mut self, block: Map<String, Value>, path: &str) {
        match data_array::rows(block) {
            Ok(rows) => self.list(EntityType::Observation, rows, &format!("{path}.dataArray")),
            Err(_) => self.remark(path, What::NotUnderstood),
        }
    }

    fn finish(mut self) -> Loaded {
        let mut builder = Builder::default();
        let drafts = std::mem::take(&mut self.drafts);
        let mut next = next_ids(&drafts);
        let mut places = Vec::with_capacity(drafts.len());
        let mut all_relations = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let id = draft.id.unwrap_or_else(|| {
                let number = next.entry(draft.entity_type).or_insert(1);
                *number += 1;
                Id::Integer(*number - 1)
            });
            let place = match builder.place(draft.entity_type, &id) {
                None => builder.add(draft.entity_type, id, draft.members),
                Some(place) => {
                    let known = builder.members(draft.entity_type, place);
                    self.merge(known, draft.members, &draft.path);
                    place
                }
            };
            places.push((draft.entity_type, place));
            all_relations.push(draft.relations);
        }
        self.link(&mut builder, &places, all_relations);
        Loaded { entities: builder.finish(), remarks: self.remarks }
    }

    /// The same entity twice, as in answers with `$expand`: they complete each other.
    fn merge(&mut self, known: &mut Map<String, Value>, more: Map<String, Value>, path: &str) {
        for (member, value) in more {
            match known.get(&member) {
                None => {
                    known.insert(member, value);
                }
                Some(first) if *first != value => self.remark(path, What::Contradiction { member }),
                Some(_) => {}
            }
        }
    }

    fn link(&mut self, builder: &mut Builder, places: &[(EntityType, usize)], all_relations: Vec<Vec<Relation>>) {
        let mut single: HashMap<(EntityType, usize, &'static str), usize> = HashMap::new();
        for ((entity_type, place), relations) in places.iter().copied().zip(all_relations) {
            for Relation { navigation, to, path } in relations {
                let target = match &to {
                    Target::Draft(draft) => Some(places[*draft].1),
                    Target::Id(id) => builder.place(navigation.target, id),
                };
                let Some(target) = target else {
                    let Target::Id(id) = to else { continue };
                    self.remark(&path, What::Dangling { target: navigation.target, id });
                    continue;
                };
                // A relation to one must not become one to two, whichever side it is given at.
                let back = navigation.target.navigation(navigation.inverse).map(|(_, back)| back);
                let mut ends = Vec::new();
                if !navigation.is_many {
                    ends.push(((entity_type, place, navigation.name), target));
                }
                if let Some(back) = back.filter(|back| !back.is_many) {
                    ends.push(((navigation.target, target, back.name), place));
                }
                if ends.iter().any(|(end, other)| single.get(end).is_some_and(|known| known != other)) {
                    self.remark(&path, What::TwoForOne);
                    continue;
                }
                single.extend(ends);
                builder.link(entity_type, place, navigation, target);
            }
        }
    }
}

/// For each type the number after the largest id.
fn next_ids(drafts: &[Draft]) -> HashMap<EntityType, i64> {
    let mut next = HashMap::new();
    for draft in drafts {
        if let Some(Id::Integer(number)) = draft.id {
            let after = next.entry(draft.entity_type).or_insert(1);
            *after = (*after).max(number.saturating_add(1));
        }
    }
    next
}

impl Remark {
    /// In German.
    pub fn german(&self) -> String {
        let what = match &self.what {
            What::NotUnderstood => "Das ist weder eine Menge noch eine Entität und wurde übergangen.".to_owned(),
            What::NoEntity => "Das ist keine Entität und wurde übergangen.".to_owned(),
            What::Dangling { target, id } => {
                format!("{}({id}) kommt in der Datei nicht vor; die Beziehung fehlt.", target.set_name())
            }
            What::TwoForOne => {
                "Diese Beziehung kann nur zu einer Entität führen; die zweite wurde übergangen.".to_owned()
            }
            What::Contradiction { member } => {
                format!("Dieselbe Kennung steht mehrmals da, mit anderem Wert für „{member}“; der erste gilt.")
            }
        };
        format!("{}: {what}", self.path)
    }

    /// In English.
    pub fn english(&self) -> String {
        let what = match &self.what {
            What::NotUnderstood => "this is neither a set nor an entity and was passed over".to_owned(),
            What::NoEntity => "this is no entity and was passed over".to_owned(),
            What::Dangling { target, id } => {
                format!("{}({id}) is not in the file; the relation is missing", target.set_name())
            }
            What::TwoForOne => "this relation can only lead to one entity; the second was passed over".to_owned(),
            What::Contradiction { member } => {
                format!(
                    "the same id stands there more than once, with another value for \"{member}\"; the first counts"
                )
            }
        };
        format!("{}: {what}", self.path)
    }
}

#[cfg(test)]
mod tests;
