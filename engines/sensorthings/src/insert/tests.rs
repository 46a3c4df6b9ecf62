//! What clients send, right and wrong.

use serde_json::json;

use super::*;

fn flaws(entity_type: EntityType, body: &Value) -> Vec<(String, What)> {
    let flaws = Insert::read(entity_type, body, None).expect_err("flaws");
    flaws.into_iter().map(|flaw| (flaw.path, flaw.what)).collect()
}

fn datastream() -> Value {
    json!({
        "name": "Stand", "description": "", "observationType": "m",
        "unitOfMeasurement": { "name": "Meter", "symbol": "m", "definition": "m" },
        "Sensor": { "@iot.id": 1 },
        "ObservedProperty": { "name": "Pegelstand", "definition": "https://example.org/level", "description": "" },
    })
}

#[test]
fn a_whole_tree_is_read() {
    let mut stream = datastream();
    stream["Observations"] = json!([{ "result": 1 }, { "result": null, "FeatureOfInterest": { "@iot.id": "f" } }]);
    let body = json!({
        "name": "Pegel", "description": "", "x-own": 1,
        "Locations": [{ "@iot.id": 7 }],
        "Datastreams": [stream]
    });
    let insert = Insert::read(EntityType::Thing, &body, None).unwrap();
    assert_eq!(insert.number(), 5);
    assert_eq!(insert.members["x-own"], 1);
    assert_eq!(insert.relations[0].to.len(), 1);
    assert!(matches!(insert.entity(), Ok(Entity::Thing(thing)) if thing.name == "Pegel"));
}

#[test]
fn every_missing_part_is_named_with_its_path() {
    let mut stream = datastream();
    stream.as_object_mut().unwrap().remove("Sensor");
    stream.as_object_mut().unwrap().remove("unitOfMeasurement");
    stream["ObservedProperty"].as_object_mut().unwrap().remove("definition");
    let body = json!({ "name": "Pegel", "Datastreams": [stream] });
    assert_eq!(
        flaws(EntityType::Thing, &body),
        [
            ("Datastreams[0].ObservedProperty.definition".to_owned(), What::MissingMember),
            ("Datastreams[0].unitOfMeasurement".to_owned(), What::MissingMember),
            ("Datastreams[0].Sensor".to_owned(), What::MissingRelation),
            ("description".to_owned(), What::MissingMember),
        ]
    );
}

#[test]
fn a_datastream_needs_thing_sensor_and_observed_property() {
    for missing in ["Thing", "Sensor", "ObservedProperty"] {
        let mut body = datastream();
        body["Thing"] = json!({ "@iot.id": 1 });
        assert!(Insert::read(EntityType::Datastream, &body, None).is_ok());
        body.as_object_mut().unwrap().remove(missing);
        assert_eq!(flaws(EntityType::Datastream, &body), [(missing.to_owned(), What::MissingRelation)]);
    }
}

#[test]
fn an_observation_needs_exactly_one_stream() {
    assert_eq!(
        flaws(EntityType::Observation, &json!({ "result": 1 })),
        [("Datastream".to_owned(), What::MissingRelation)]
    );
    let both = json!({ "result": 1, "Datastream": { "@iot.id": 1 }, "MultiDatastream": { "@iot.id": 1 } });
    assert_eq!(flaws(EntityType::Observation, &both), [(String::new(), What::TwoDatastreams)]);
    let (_, parent) = EntityType::Datastream.navigation("Observations").unwrap();
    assert!(Insert::read(EntityType::Observation, &json!({ "result": 1 }), Some(parent)).is_ok());
}

#[test]
fn values_must_be_of_their_kind() {
    let body = json!({
        "result": 1, "Datastream": { "@iot.id": 1 },
        "phenomenonTime": "yesterday", "resultTime": "2026-05-01T10:00:00Z/PT1H", "validTime": "2026-05-01T10:00:00Z", "parameters": []
    });
    let wrong: Vec<String> = flaws(EntityType::Observation, &body).into_iter().map(|(path, _)| path).collect();
    assert_eq!(wrong, ["phenomenonTime", "resultTime", "validTime", "parameters"]);
    let place = |encoding: &str| json!({ "name": "", "description": "", "encodingType": encoding, "location": { "type": "Point", "coordinates": [8] } });
    assert_eq!(flaws(EntityType::Location, &place("application/geo+json")).len(), 1);
    assert!(Insert::read(EntityType::Location, &place("text/plain"), None).is_ok());
}

#[test]
fn a_multi_datastream_has_lists_of_equal_length() {
    let body = |types: usize, units: usize, properties: usize, result: Value| {
        json!({
            "name": "", "description": "", "observationType": "",
            "multiObservationDataTypes": vec!["m"; types],
            "unitOfMeasurements": vec![json!({ "name": null, "symbol": null, "definition": null }); units],
            "ObservedProperties": vec![json!({ "@iot.id": 1 }); properties],
            "Thing": { "@iot.id": 1 }, "Sensor": { "@iot.id": 1 },
            "Observations": [{ "result": result }]
        })
    };
    assert!(Insert::read(EntityType::MultiDatastream, &body(2, 2, 2, json!([1, 2])), None).is_ok());
    for (wrong, path) in [
        (body(2, 1, 2, json!([1, 2])), "unitOfMeasurements"),
        (body(2, 2, 3, json!([1, 2])), "ObservedProperties"),
        (body(2, 2, 2, json!([1])), "Observations[0].result"),
        (body(2, 2, 2, json!(1)), "Observations[0].result"),
    ] {
        let paths: Vec<String> = flaws(EntityType::MultiDatastream, &wrong).into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, [path]);
    }
}

#[test]
fn while_changing_related_entities_are_only_named() {
    let named = json!({ "name": "neu", "Locations": [{ "@iot.id": 5 }] });
    assert!(Insert::read_change(EntityType::Thing, &named).is_ok());
    let inline = json!({ "Locations": [{ "name": "neu", "description": "" }] });
    let flaws = Insert::read_change(EntityType::Thing, &inline).unwrap_err();
    assert_eq!(flaws[0].what, What::InlineWhileChanging);
    let removed = Insert::read_change(EntityType::Thing, &json!({ "name": null })).unwrap_err();
    assert_eq!(removed[0].what, What::MissingMember);
}

#[test]
fn depth_has_an_end() {
    let mut body = json!({ "name": "", "description": "" });
    for _ in 0..60 {
        let location = json!({ "name": "", "description": "", "encodingType": "", "location": 1, "Things": [body] });
        body = json!({ "name": "", "description": "", "Locations": [location] });
    }
    assert!(flaws(EntityType::Thing, &body).iter().any(|(_, what)| *what == What::TooDeep));
}

#[test]
fn people_can_read_every_flaw() {
    let flaw = Flaw { path: "Sensor.name".to_owned(), what: What::MissingMember };
    assert_eq!(flaw.german(), "Sensor.name: Diese Pflichtangabe fehlt.");
    assert_eq!(flaw.english(), "Sensor.name: this mandatory member is missing");
}
