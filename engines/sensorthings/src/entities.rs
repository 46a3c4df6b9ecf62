//! Entities in memory, found by id and along their relations.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::{EntityType, Id, model::Navigation};

/// All entities of a service, in the order of their ids.
#[derive(Debug, Default)]
pub struct Entities {
    tables: [Table; EntityType::ALL.len()],
}

/// The entities of a type.
#[derive(Debug, Default)]
struct Table {
    records: Vec<Record>,
    by_id: HashMap<Id, usize>,
}

/// An entity: its id, its properties as JSON, its relations as places in other tables.
#[derive(Debug)]
pub struct Record {
    pub id: Id,
    /// Properties and whatever else was given, without id, links and related entities.
    pub members: Map<String, Value>,
    /// For each relation of the type the places of the related entities, in order.
    links: Vec<Vec<usize>>,
}

impl Record {
    /// The places of what a relation, given by its number, leads to.
    pub(crate) fn linked(&self, navigation: usize) -> &[usize] {
        &self.links[navigation]
    }
}

impl Entities {
    /// How many there are of a type.
    pub fn number(&self, of: EntityType) -> usize {
        self.tables[of.index()].records.len()
    }

    /// How many there are in all.
    pub fn total(&self) -> usize {
        EntityType::ALL.into_iter().map(|each| self.number(each)).sum()
    }

    /// The entities of a type in the order of their ids.
    pub fn of(&self, entity_type: EntityType) -> &[Record] {
        &self.tables[entity_type.index()].records
    }

    /// The entity with this id.
    pub fn find(&self, entity_type: EntityType, id: &Id) -> Option<&Record> {
        self.place(entity_type, id).map(|place| self.record(entity_type, place))
    }

    /// The place of the entity with this id.
    pub(crate) fn place(&self, entity_type: EntityType, id: &Id) -> Option<usize> {
        self.tables[entity_type.index()].by_id.get(id).copied()
    }

    pub(crate) fn record(&self, entity_type: EntityType, place: usize) -> &Record {
        &self.tables[entity_type.index()].records[place]
    }

    /// The related entities of one.
    pub fn related(&self, record: &Record, of: EntityType, relation: &str) -> impl Iterator<Item = &Record> {
        let found = of.navigation(relation);
        let places = found.map(|(number, _)| record.linked(number)).unwrap_or_default();
        let target = found.map_or(of, |(_, navigation)| navigation.target);
        places.iter().map(move |place| self.record(target, *place))
    }
}

/// Puts entities and relations together in any order.
#[derive(Debug, Default)]
pub struct Builder {
    entities: Entities,
}

impl Builder {
    /// Adds an entity and gives its place. The id must be new: look with [`Self::place`] first.
    pub fn add(&mut self, entity_type: EntityType, id: Id, members: Map<String, Value>) -> usize {
        let table = &mut self.entities.tables[entity_type.index()];
        let place = table.records.len();
        table.by_id.insert(id.clone(), place);
        table.records.push(Record { id, members, links: vec![Vec::new(); entity_type.navigations().len()] });
        place
    }

    /// The members of an entity added before.
    pub fn members(&mut self, entity_type: EntityType, place: usize) -> &mut Map<String, Value> {
        &mut self.entities.tables[entity_type.index()].records[place].members
    }

    /// The place of an entity added before.
    pub fn place(&self, entity_type: EntityType, id: &Id) -> Option<usize> {
        self.entities.place(entity_type, id)
    }

    /// Relates two entities, in both directions.
    pub fn link(&mut self, of: EntityType, place: usize, navigation: &'static Navigation, target: usize) {
        let Some((there, _)) = of.navigation(navigation.name) else { return };
        let Some((back, _)) = navigation.target.navigation(navigation.inverse) else { return };
        self.entities.tables[of.index()].records[place].links[there].push(target);
        self.entities.tables[navigation.target.index()].records[target].links[back].push(place);
    }

    /// Sorts by id and drops what was said twice.
    pub fn finish(mut self) -> Entities {
        let mut new_places: Vec<Vec<usize>> = Vec::with_capacity(EntityType::ALL.len());
        for table in &mut self.entities.tables {
            let mut order: Vec<usize> = (0..table.records.len()).collect();
            order.sort_by(|one, other| table.records[*one].id.cmp(&table.records[*other].id));
            let mut places = vec![0; order.len()];
            for (new, old) in order.into_iter().enumerate() {
                places[old] = new;
            }
            table.records.sort_by(|one, other| one.id.cmp(&other.id));
            for place in table.by_id.values_mut() {
                *place = places[*place];
            }
            new_places.push(places);
        }
        for entity_type in EntityType::ALL {
            for record in &mut self.entities.tables[entity_type.index()].records {
                for (links, navigation) in record.links.iter_mut().zip(entity_type.navigations()) {
                    let places = &new_places[navigation.target.index()];
                    for place in links.iter_mut() {
                        *place = places[*place];
                    }
                    links.sort_unstable();
                    links.dedup();
                }
            }
        }
        self.entities
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_lead_both_ways_and_once() {
        let mut builder = Builder::default();
        let second = builder.add(EntityType::Thing, Id::Integer(2), Map::new());
        let first = builder.add(EntityType::Thing, Id::Integer(1), Map::new());
        let stream = builder.add(EntityType::Datastream, Id::Text("a".into()), Map::new());
        assert_eq!(builder.place(EntityType::Thing, &Id::Integer(1)), Some(first));
        let (_, streams) = EntityType::Thing.navigation("Datastreams").unwrap();
        let (_, thing) = EntityType::Datastream.navigation("Thing").unwrap();
        builder.link(EntityType::Thing, second, streams, stream);
        builder.link(EntityType::Datastream, stream, thing, second);

        let entities = builder.finish();
        let ids: Vec<&Id> = entities.of(EntityType::Thing).iter().map(|record| &record.id).collect();
        assert_eq!(ids, [&Id::Integer(1), &Id::Integer(2)]);
        let thing = entities.find(EntityType::Thing, &Id::Integer(2)).unwrap();
        let streams: Vec<&Record> = entities.related(thing, EntityType::Thing, "Datastreams").collect();
        assert_eq!(streams.len(), 1);
        let back: Vec<&Id> =
            entities.related(streams[0], EntityType::Datastream, "Thing").map(|record| &record.id).collect();
        assert_eq!(back, [&Id::Integer(2)]);
    }
}
