//! Documents as others write them.

use serde_json::json;

use super::*;

fn loaded(document: &Value) -> Loaded {
    load(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

fn names(loaded: &Loaded, of: EntityType, relation: &str) -> Vec<(String, Vec<String>)> {
    let entities = &loaded.entities;
    let name = |record: &crate::entities::Record| {
        record
            .members
            .get("name")
            .map_or_else(|| record.id.to_string(), |name| name.as_str().unwrap_or_default().to_owned())
    };
    entities
        .of(of)
        .iter()
        .map(|record| (name(record), entities.related(record, of, relation).map(name).collect()))
        .collect()
}

#[test]
fn sets_with_references_from_either_side() {
    for relation in [
        json!({ "Thing": { "@iot.id": 1 } }),
        json!({ "Thing": { "id": 1 } }),
        json!({ "Thing": 1 }),
        json!({ "Thing@iot.id": 1 }),
        json!({ "Thing/id": 1 }),
    ] {
        let mut stream = json!({ "@iot.id": 5, "name": "Stand" });
        stream.as_object_mut().unwrap().extend(relation.as_object().unwrap().clone());
        let loaded = loaded(&json!({ "Things": [{ "@iot.id": 1, "name": "Pegel" }], "Datastreams": [stream] }));
        assert_eq!(loaded.remarks, []);
        let expected = [("Pegel".to_owned(), vec!["Stand".to_owned()])];
        assert_eq!(names(&loaded, EntityType::Thing, "Datastreams"), expected, "{relation}");
    }
    let from_thing = json!({ "Datastreams": [{ "@iot.id": 5, "name": "Stand" }], "Things": [{ "@iot.id": 1, "name": "Pegel", "Datastreams": [5] }] });
    assert_eq!(names(&loaded(&from_thing), EntityType::Datastream, "Thing")[0].1, ["Pegel"]);
}

#[test]
fn a_deep_insert_gets_ids() {
    let loaded = loaded(&json!({
        "name": "Pegel", "description": "",
        "Locations": [{ "name": "Ort", "location": {} }],
        "Datastreams": [{ "name": "Stand", "Sensor": { "name": "Sonde" }, "Observations": [{ "result": 1 }, { "result": 2 }] }]
    }));
    assert_eq!(loaded.remarks, []);
    assert_eq!(loaded.entities.total(), 6);
    let stream = &loaded.entities.of(EntityType::Datastream)[0];
    assert_eq!(stream.id, Id::Integer(1));
    assert_eq!(loaded.entities.related(stream, EntityType::Datastream, "Observations").count(), 2);
    assert_eq!(names(&loaded, EntityType::Datastream, "Thing")[0].1, ["Pegel"]);
}

#[test]
fn an_answer_of_a_server_is_read_back() {
    let answer = json!({
        "@iot.nextLink": "https://example.org/v1.1/Things?$skip=1",
        "value": [{
            "@iot.selfLink": "https://example.org/v1.1/Things(7)", "@iot.id": 7, "name": "Pegel", "description": "",
            "Locations@iot.navigationLink": "https://example.org/v1.1/Things(7)/Locations",
            "Datastreams@iot.count": 2,
            "Datastreams": [
                { "@iot.id": 1, "@iot.selfLink": "https://example.org/v1.1/Datastreams(1)", "name": "a", "Sensor": { "@iot.id": 3, "name": "Sonde" } },
                { "@iot.selfLink": "https://example.org/v1.1/Datastreams(2)", "name": "b", "Sensor": { "@iot.id": 3, "name": "Sonde" } }
            ]
        }]
    });
    let loaded = loaded(&answer);
    assert_eq!(loaded.remarks, []);
    assert_eq!(loaded.entities.number(EntityType::Sensor), 1);
    assert_eq!(names(&loaded, EntityType::Sensor, "Datastreams")[0].1, ["a", "b"]);
    assert_eq!(loaded.entities.of(EntityType::Datastream)[1].id, Id::Integer(2));
}

#[test]
fn data_arrays_are_read() {
    let loaded = loaded(&json!({
        "Datastreams": [{ "@iot.id": 1, "name": "a" }],
        "Observations": [
            { "Datastream": { "@iot.id": 1 }, "components": ["id", "result"], "dataArray": [[10, 1], [11, 2]] },
            { "Datastream@iot.navigationLink": "Datastreams(1)", "components": ["result"], "dataArray": [[3]] }
        ]
    }));
    assert_eq!(loaded.remarks, []);
    let stream = &loaded.entities.of(EntityType::Datastream)[0];
    let ids: Vec<String> = loaded
        .entities
        .related(stream, EntityType::Datastream, "Observations")
        .map(|each| each.id.to_string())
        .collect();
    assert_eq!(ids, ["10", "11", "12"]);
}

#[test]
fn what_is_not_understood_is_said_with_its_path() {
    let loaded = loaded(&json!({
        "Things": [{ "@iot.id": 1, "name": "Pegel", "Locations": [{ "@iot.id": 9 }] }, 5],
        "Fahrräder": [],
        "Datastreams": [{ "@iot.id": 1, "Thing": { "@iot.id": 1 } }, { "@iot.id": 1, "Thing": { "@iot.id": 1 }, "name": "neu" }],
        "Sensors": [{ "@iot.id": 1, "name": "a" }, { "@iot.id": 1, "name": "b" }]
    }));
    let remarks: Vec<String> = loaded.remarks.iter().map(Remark::english).collect();
    assert_eq!(remarks.len(), 4, "{remarks:?}");
    for start in ["Things[1]:", "Fahrräder:", "Sensors[1]:", "Things[0].Locations:"] {
        assert!(remarks.iter().any(|remark| remark.starts_with(start)), "{start} in {remarks:?}");
    }
    assert_eq!(loaded.entities.of(EntityType::Datastream)[0].members["name"], "neu");
}

#[test]
fn a_relation_to_one_stays_a_relation_to_one() {
    let loaded = loaded(&json!({
        "Things": [{ "@iot.id": 1, "name": "a", "Datastreams": [1] }, { "@iot.id": 2, "name": "b", "Datastreams": [1] }],
        "Datastreams": [{ "@iot.id": 1, "name": "d", "Thing": 1 }]
    }));
    assert_eq!(loaded.remarks.len(), 1);
    assert_eq!(names(&loaded, EntityType::Datastream, "Thing")[0].1, ["a"]);
}

#[test]
fn what_holds_no_entities_is_refused() {
    for nothing in ["", "5", "[]", "{}", "null", "{\"a\": 1}", "[1, 2]"] {
        assert!(load(nothing).is_err(), "{nothing}");
    }
    assert_eq!(loaded(&json!({ "Things": [] })).entities.total(), 0);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(load(&deep), Err(LoadError::NotJson { .. })));
}
