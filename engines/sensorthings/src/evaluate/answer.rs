//! Bodies of answers: sets, entities, properties, links, data arrays.

use std::cmp::Ordering;

use serde_json::{Map, Value as Json, json};

use super::{
    Answer, Body, Service,
    path::{Resource, resolve},
    run::{Budget, Exhausted, Run, filter},
    select::{Plan, Selection, nest, plan},
    value::Value,
};
use crate::{
    EntityType, Problem, Request,
    data_array::COMPONENTS,
    entities::Record,
    fault::Fault,
    query::{Direction, Options, ResourcePath, ResultFormat, Segment, Suffix},
    service_root,
};

/// Answers a request, or says why not.
pub(super) fn answer(service: &Service<'_>, request: &Request) -> Result<Answer, Problem> {
    let resource = resolve(service, &request.path)?;
    let format = result_format(&resource, request)?;
    let limits = &service.settings.limits;
    let options = nest(&request.options, limits.max_expand_depth)?;
    let budget = Budget::new(limits.max_steps);
    let writer = Writer { service, budget: &budget, entities_left: std::cell::Cell::new(limits.max_entities) };
    let too_costly = |Exhausted| Problem::new(request.path.position.clone(), Fault::TooCostly);
    match resource {
        Resource::Root => {
            let settings = &service.settings;
            let classes = service_root::READING;
            Ok(found(service_root::document(&settings.base_url, classes, settings.has_multi_datastreams)))
        }
        Resource::Property { key, value } => Ok(property(&key, value, request.path.suffix)),
        Resource::Entity { entity_type, place } => {
            let plan = plan(service, entity_type, &options)?;
            let body = if request.path.suffix == Some(Suffix::Ref) {
                writer.reference(entity_type, place)
            } else {
                writer.entity(&plan, place).map_err(too_costly)?
            };
            Ok(found(Json::Object(body)))
        }
        Resource::Set { entity_type, places } => {
            let plan = plan(service, entity_type, &options)?;
            let page = writer.page(&plan, places).map_err(too_costly)?;
            let form = match (request.path.suffix, format) {
                (Some(Suffix::Ref), _) => Form::References,
                (_, ResultFormat::DataArray) => Form::DataArray,
                _ => Form::Entities,
            };
            writer.set(&plan, &page, &request.path, form).map(found).map_err(too_costly)
        }
    }
}

fn found(body: Json) -> Answer {
    Answer { status: 200, body: Body::Json(body), problem: None }
}

/// Data arrays are for sets of Observations.
fn result_format(resource: &Resource, request: &Request) -> Result<ResultFormat, Problem> {
    let format = request.options.result_format.clone().unwrap_or(ResultFormat::Json);
    let is_observations =
        matches!(resource, Resource::Set { entity_type: EntityType::Observation, .. }) && request.path.suffix.is_none();
    match format {
        ResultFormat::Other { name, position } => Err(Problem::new(position, Fault::UnknownFormat { name })),
        ResultFormat::DataArray if !is_observations => {
            Err(Problem::new(request.path.position.clone(), Fault::DataArrayElsewhere))
        }
        format => Ok(format),
    }
}

fn property(key: &str, value: Option<Json>, suffix: Option<Suffix>) -> Answer {
    let Some(value) = value else {
        return Answer { status: 204, body: Body::Empty, problem: None };
    };
    if suffix != Some(Suffix::Value) {
        return found(json!({ key: value }));
    }
    let text = match value {
        Json::String(text) => text,
        other => other.to_string(),
    };
    Answer { status: 200, body: Body::Text(text), problem: None }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Entities,
    References,
    DataArray,
}

/// The entities of one page.
struct Page {
    places: Vec<usize>,
    /// How many there are on all pages.
    count: usize,
    /// Where the next page begins, if there is one.
    next: Option<u64>,
}

struct Writer<'s> {
    service: &'s Service<'s>,
    budget: &'s Budget,
    entities_left: std::cell::Cell<usize>,
}

type Outcome<T> = Result<T, Exhausted>;

impl Writer<'_> {
    /// Filters, counts, sorts and cuts out a page.
    fn page(&self, plan: &Plan<'_>, mut places: Vec<usize>) -> Outcome<Page> {
        let (entities, now) = (self.service.entities, self.service.settings.now);
        if let Some(condition) = &plan.filter {
            places = filter(entities, condition, self.budget, now, places)?;
        }
        let count = places.len();
        if !plan.order_by.is_empty() {
            places = self.sorted(plan, places)?;
        }
        let settings = &self.service.settings;
        let size = plan.top.unwrap_or(settings.page_size).min(settings.largest_page);
        let end = plan.skip.saturating_add(size);
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).min(count);
        let next = (size > 0 && place(end) < count).then_some(end);
        let page = places[place(plan.skip)..place(end)].to_vec();
        Ok(Page { places: page, count, next })
    }

    fn sorted(&self, plan: &Plan<'_>, places: Vec<usize>) -> Outcome<Vec<usize>> {
        let (entities, now) = (self.service.entities, self.service.settings.now);
        let mut keyed: Vec<(Vec<Value<'_>>, usize)> = places.into_iter().map(|place| (Vec::new(), place)).collect();
        for (by, direction) in &plan.order_by {
            let mut run = Run::new(entities, by, self.budget, now);
            for (keys, place) in &mut keyed {
                keys.push(run.value(*place, *direction == Direction::Descending)?);
            }
        }
        let order = |one: &[Value<'_>], other: &[Value<'_>]| {
            let pairs = one.iter().zip(other).zip(&plan.order_by);
            let mut orders = pairs.map(|((one, other), (_, direction))| match direction {
                Direction::Ascending => one.order(other),
                Direction::Descending => other.order(one),
            });
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        // Places are in the order of ids, and a stable sort leaves equals so.
        keyed.sort_by(|(one, _), (other, _)| order(one, other));
        Ok(keyed.into_iter().map(|(_, place)| place).collect())
    }

    fn set(&self, plan: &Plan<'_>, page: &Page, path: &ResourcePath, form: Form) -> Outcome<Json> {
        let mut body = Map::new();
        if plan.count {
            body.insert("@iot.count".to_owned(), Json::from(page.count));
        }
        if let Some(next) = page.next {
            body.insert("@iot.nextLink".to_owned(), self.next_link(&path.to_address(), plan.options, next));
        }
        let value = match form {
            Form::Entities => self.entities(plan, page)?,
            Form::References => {
                let reference = |place: &usize| Json::Object(self.reference(plan.entity_type, *place));
                page.places.iter().map(reference).collect()
            }
            Form::DataArray => self.data_array(plan, page),
        };
        body.insert("value".to_owned(), Json::Array(value));
        Ok(Json::Object(body))
    }

    fn entities(&self, plan: &Plan<'_>, page: &Page) -> Outcome<Vec<Json>> {
        page.places.iter().map(|place| self.entity(plan, *place).map(Json::Object)).collect()
    }

    fn reference(&self, entity_type: EntityType, place: usize) -> Map<String, Json> {
        let record = self.service.entities.record(entity_type, place);
        Map::from_iter([("@iot.selfLink".to_owned(), self.self_link(entity_type, record))])
    }

    fn entity(&self, plan: &Plan<'_>, place: usize) -> Outcome<Map<String, Json>> {
        let left = self.entities_left.get().checked_sub(1).ok_or(Exhausted)?;
        self.entities_left.set(left);
        let record = self.service.entities.record(plan.entity_type, place);
        let mut entity = match &plan.select {
            Some(selection) => self.selected(plan.entity_type, record, selection),
            None => self.whole(plan, record),
        };
        for expand in &plan.expand {
            let name = expand.navigation.name;
            let linked = record.linked(expand.number);
            if !expand.navigation.is_many {
                if let Some(place) = linked.first() {
                    entity.insert(name.to_owned(), Json::Object(self.entity(&expand.plan, *place)?));
                }
                continue;
            }
            let page = self.page(&expand.plan, linked.to_vec())?;
            if expand.plan.count {
                entity.insert(format!("{name}@iot.count"), Json::from(page.count));
            }
            entity.insert(name.to_owned(), Json::Array(self.entities(&expand.plan, &page)?));
            if let Some(next) = page.next {
                let address = format!("{}/{name}", link_path(plan.entity_type, record));
                entity.insert(format!("{name}@iot.nextLink"), self.next_link(&address, expand.plan.options, next));
            }
        }
        Ok(entity)
    }

    /// Everything, with links to what is not answered in line.
    fn whole(&self, plan: &Plan<'_>, record: &Record) -> Map<String, Json> {
        let mut entity = record.members.clone();
        entity.insert("@iot.id".to_owned(), record.id.to_json());
        entity.insert("@iot.selfLink".to_owned(), self.self_link(plan.entity_type, record));
        for (number, navigation) in plan.entity_type.navigations().iter().enumerate() {
            let is_expanded = plan.expand.iter().any(|expand| expand.number == number);
            if !is_expanded
                && self.service.offers(navigation.target)
                && !is_other_stream(plan.entity_type, record, number)
            {
                self.add_navigation_link(&mut entity, plan.entity_type, record, navigation.name);
            }
        }
        entity
    }

    fn selected(&self, entity_type: EntityType, record: &Record, selection: &Selection<'_>) -> Map<String, Json> {
        let mut entity = Map::new();
        if selection.has_id {
            entity.insert("@iot.id".to_owned(), record.id.to_json());
        }
        if selection.has_self_link {
            entity.insert("@iot.selfLink".to_owned(), self.self_link(entity_type, record));
        }
        for (name, members) in &selection.properties {
            let Some(value) = record.members.get(*name) else { continue };
            copy_member(&mut entity, name, value, members);
        }
        for number in &selection.navigations {
            self.add_navigation_link(&mut entity, entity_type, record, entity_type.navigations()[*number].name);
        }
        entity
    }

    fn add_navigation_link(&self, entity: &mut Map<String, Json>, of: EntityType, record: &Record, name: &str) {
        let link = self.absolute(&format!("{}/{name}", link_path(of, record)));
        entity.insert(format!("{name}@iot.navigationLink"), link);
    }

    fn self_link(&self, entity_type: EntityType, record: &Record) -> Json {
        self.absolute(&link_path(entity_type, record))
    }

    fn next_link(&self, address: &str, options: &Options, skip: u64) -> Json {
        let options = Options { skip: Some(skip), ..options.clone() };
        self.absolute(&format!("{address}?{}", options.to_query()))
    }

    fn absolute(&self, path: &str) -> Json {
        let base = self.service.settings.base_url.trim_end_matches('/');
        Json::from(if base.is_empty() { path.to_owned() } else { format!("{base}/{path}") })
    }

    /// Observations as rows, one block for each Datastream.
    fn data_array(&self, plan: &Plan<'_>, page: &Page) -> Vec<Json> {
        let components: Vec<&str> = match &plan.select {
            None => COMPONENTS.to_vec(),
            Some(selection) => {
                let is_selected = |name: &&str| {
                    (*name == "id" && selection.has_id)
                        || selection.properties.iter().any(|(property, _)| property == name)
                };
                COMPONENTS.into_iter().filter(is_selected).collect()
            }
        };
        let mut blocks: Vec<(String, Vec<Json>)> = Vec::new();
        let mut known = std::collections::HashMap::new();
        for place in &page.places {
            let record = self.service.entities.record(EntityType::Observation, *place);
            let (relation, link) = self.stream(record);
            let block = *known.entry(link.clone()).or_insert_with(|| {
                blocks.push((format!("{relation}@iot.navigationLink\n{link}"), Vec::new()));
                blocks.len() - 1
            });
            let value = |component: &&str| match *component {
                "id" => record.id.to_json(),
                name => record.members.get(name).cloned().unwrap_or_default(),
            };
            blocks[block].1.push(components.iter().map(value).collect());
        }
        let block = |(name, rows): (String, Vec<Json>)| {
            let (relation, link) = name.split_once('\n').unwrap_or((name.as_str(), ""));
            json!({ relation: link, "components": components, "dataArray@iot.count": rows.len(), "dataArray": rows })
        };
        blocks.into_iter().map(block).collect()
    }

    /// The Datastream or MultiDatastream of an Observation and the link to it.
    fn stream(&self, record: &Record) -> (&'static str, String) {
        for (number, navigation) in EntityType::Observation.navigations().iter().enumerate().take(2) {
            if let Some(place) = record.linked(number).first() {
                let stream = self.service.entities.record(navigation.target, *place);
                let link = self.absolute(&link_path(navigation.target, stream));
                return (navigation.name, link.as_str().unwrap_or_default().to_owned());
            }
        }
        ("Datastream", String::new())
    }
}

/// An Observation belongs to a Datastream or to a MultiDatastream; the relation it has not is not shown.
fn is_other_stream(of: EntityType, record: &Record, number: usize) -> bool {
    let has = |number: usize| !record.linked(number).is_empty();
    match (of, number) {
        (EntityType::Observation, 0) => has(1) && !has(0),
        (EntityType::Observation, 1) => !has(1),
        _ => false,
    }
}

/// `Things(1)`, percent-encoded.
fn link_path(entity_type: EntityType, record: &Record) -> String {
    format!("{}({})", entity_type.set_name(), crate::query::encode(&record.id.to_string()).replace('/', "%2F"))
}

/// Copies a property, or a member of it with the objects around.
fn copy_member(into: &mut Map<String, Json>, name: &str, value: &Json, members: &[Segment]) {
    let Some((first, rest)) = members.split_first() else {
        into.insert(name.to_owned(), value.clone());
        return;
    };
    // Elements of lists are shown under their number, as in paths.
    let (key, inner) = match first {
        Segment::Name(key) => (key.clone(), value.get(key.as_str())),
        Segment::Index(index) => {
            let element = usize::try_from(*index).ok().and_then(|index| value.get(index));
            if let Some(element) = element {
                copy_member(into, &format!("{name}[{index}]"), element, rest);
            }
            return;
        }
    };
    let Some(inner) = inner else { return };
    let around = into.entry(name.to_owned()).or_insert_with(|| Json::Object(Map::new()));
    if let Json::Object(around) = around {
        copy_member(around, &key, inner, rest);
    }
}
