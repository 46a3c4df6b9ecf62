//! What a service answers: paths, links, pages, options, formats, and what it refuses.

use crate::city::{ask, body, city, ids, service};
use lotse_sensorthings::{Body, EntityType};
use serde_json::{Value, json};

const BASE: &str = "https://example.org/v1.1";

/// Members of an object in the order of their names.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn every_entity_of_every_set_has_id_links_and_mandatory_properties() {
    for entity_type in EntityType::ALL.into_iter().filter(|each| *each != EntityType::MultiDatastream) {
        let set = body(entity_type.set_name());
        for entity in set["value"].as_array().expect("a set") {
            assert!(entity.get("@iot.id").is_some());
            let link = entity["@iot.selfLink"].as_str().expect("a link");
            let alone = body(link);
            assert_eq!(&alone, entity, "{link}");
            for navigation in entity_type.navigations().iter().filter(|each| each.target != EntityType::MultiDatastream)
            {
                let link = entity[format!("{}@iot.navigationLink", navigation.name)].as_str().expect("a link");
                let status = ask(link).status;
                let may_be_missing = navigation.name == "FeatureOfInterest" || navigation.name == "Thing";
                assert!(status == 200 || (status == 404 && may_be_missing), "{link}: {status}");
            }
            for property in entity_type.properties().iter().filter(|property| property.is_mandatory) {
                assert!(entity.get(property.name).is_some(), "{link}: {}", property.name);
            }
        }
    }
}

#[test]
fn the_root_names_the_sets() {
    for root in ["", "/", BASE, "https://elsewhere.example/sta/v1.1/"] {
        assert_eq!(body(root)["value"].as_array().map(Vec::len), Some(8), "{root}");
    }
}

#[test]
fn paths_lead_along_relations() {
    assert_eq!(ids("Things(1)/Datastreams"), [1, 2]);
    assert_eq!(body("Things(1)/Datastreams(2)/Sensor")["name"], "Funk");
    assert_eq!(ids("Observations(6)/Datastream/Thing/Locations"), [3]);
    assert_eq!(ids("Sensors('s1')/Datastreams(1)/Observations"), [1, 2, 3]);
    assert_eq!(ids("Sensors(%27s1%27)/Datastreams"), [1, 3]);
    assert_eq!(body("Observations(6)/Datastream/Thing/name"), json!({ "name": "Pegel Süd" }));
    assert_eq!(body("/v1.1/Things(1)/Datastreams(1)/Thing")["@iot.id"], 1);
}

#[test]
fn what_is_not_there_is_not_found() {
    for path in [
        "Things(99)",
        "Things('1')",
        "Things(99999999999999999999999999)",
        "Things(2)/Datastreams(1)",
        "Things(2)/Datastreams(1)/Observations",
        "Observations(3)/FeatureOfInterest",
        "Foos",
        "Foos(1)",
        "Things(1)/Foos",
        "Things(1)/name/first",
        "Things/name",
        "Things/Datastreams",
        "Datastreams(1)/Thing(1)",
        "Things(1)/$value",
        "Things/$value",
        "Things(1)/name/$ref",
        "MultiDatastreams",
        "things",
    ] {
        let answer = ask(path);
        assert_eq!(answer.status, 404, "{path}");
        let Body::Json(body) = answer.body else { panic!("{path}: no body") };
        assert_eq!(body["code"], 404);
    }
}

#[test]
fn what_is_not_understood_is_refused_with_place_and_reason_in_both_languages() {
    for (request, wrong) in [
        ("Things(", ""),
        ("Things(abc)", "abc"),
        ("Things(1)x", "x"),
        ("Things?$top=-1", "-1"),
        ("Things?$top=x", "x"),
        ("Things?$count=yes", "yes"),
        ("Things?$orderby=foo", "foo"),
        ("Things?$select=foo", "foo"),
        ("Things?$select=Datastreams/name", "Datastreams/name"),
        ("Things?$expand=Foo", "Foo"),
        ("Things?$expand=Datastreams($foo=1)", "$foo"),
        ("Things?$expand=Datastreams($top=1", ""),
        ("Things?$foo=1", "$foo"),
        ("Things?filter=true", "filter"),
        ("Things?$top=1&$top=2", "$top"),
        ("Things?$resultFormat=xml", "xml"),
        ("Things?$filter=name eq 'Pegel", "'"),
        ("Things?$filter=nmae eq 'Pegel'", "nmae"),
        ("Things?$filter=length(name, 1) gt 2", "length(name, 1)"),
        ("Things?$filter=name%20eq%205x", "5x"),
        ("Things?$filter=name eq ü or", ""),
        ("Things?$filter=Locations/any(l l/name eq 1)", "l"),
    ] {
        let answer = ask(request);
        assert_eq!(answer.status, 400, "{request}");
        let problem = answer.problem.expect("a reason");
        assert_eq!(request.get(problem.position.clone()), Some(wrong), "{request}: {}", problem.english());
        for text in [problem.german(), problem.english()] {
            assert!(text.len() > 20 && text.ends_with(['.', '?', ')']), "{request}: {text}");
        }
        assert_ne!(problem.german(), problem.english());
    }
}

#[test]
fn a_slip_of_the_pen_is_answered_with_the_right_word() {
    for (request, word) in [
        ("Thing", "Things"),
        ("Things?$filter=nmae eq 'x'", "name"),
        ("Things?$filter=startwith(name,'x')", "startswith"),
        ("Things?$filtr=true", "$filter"),
        ("Things?filter=true", "$filter"),
        ("Observations?$expand=Datastreams", "Datastream"),
    ] {
        let problem = ask(request).problem.expect("a reason");
        assert!(problem.german().contains(&format!("„{word}“")), "{request}: {}", problem.german());
        assert!(problem.english().contains(&format!("\"{word}\"")), "{request}: {}", problem.english());
    }
}

#[test]
fn properties_alone_and_bare() {
    assert_eq!(body("Things(1)/name"), json!({ "name": "Pegel Nord" }));
    assert_eq!(body("Things(1)/@iot.id"), json!({ "@iot.id": 1 }));
    assert_eq!(body("Things(1)/properties/list[1]"), json!({ "list[1]": 9 }));
    assert_eq!(body("Things(1)/properties/deep[0]/list%5B1%5D"), json!({ "list[1]": 2 }));
    assert_eq!(body("Things(1)/properties/deep/1/name"), json!({ "name": "b" }));
    assert_eq!(body("Datastreams(1)/unitOfMeasurement/symbol"), json!({ "symbol": "m" }));
    let text = |path: &str| match ask(path).body {
        Body::Text(text) => text,
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!(text("Things(1)/name/$value"), "Pegel Nord");
    assert_eq!(text("Observations(2)/result/$value"), "2.5");
    assert_eq!(text("Datastreams(1)/Thing/properties/list/$value"), "[8,9,10]");
    for null in [
        "Things(4)/properties",
        "Things(4)/properties/$value",
        "Things(3)/properties/tag",
        "Things(1)/properties/none/deeper",
        "Things(1)/properties/list[99]",
        "Observations(3)/resultTime/$value",
        "Observations(7)/result",
    ] {
        let answer = ask(null);
        assert_eq!((answer.status, answer.body), (204, Body::Empty), "{null}");
    }
}

#[test]
fn references_hold_nothing_but_links() {
    let set = body("Things(1)/Datastreams/$ref");
    let link = |id: i64| json!({ "@iot.selfLink": format!("{BASE}/Datastreams({id})") });
    assert_eq!(set, json!({ "value": [link(1), link(2)] }));
    assert_eq!(body("Datastreams(1)/Thing/$ref"), json!({ "@iot.selfLink": format!("{BASE}/Things(1)") }));
    assert_eq!(body("Things/$ref?$top=1&$count=true")["@iot.count"], 4);
}

#[test]
fn pages_lead_to_the_end_without_gap_or_repetition() {
    for query in [
        "Observations?$top=3",
        "Observations?$top=3&$orderby=phenomenonTime desc&$filter=id lt 8",
        "Things(1)/Datastreams?$top=1",
    ] {
        let mut request = query.to_owned();
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let page = body(&request);
            pages += 1;
            seen.extend(page["value"].as_array().expect("a set").iter().map(|each| each["@iot.id"].as_i64()));
            match page.get("@iot.nextLink") {
                Some(link) => link.as_str().expect("a link").clone_into(&mut request),
                None => break,
            }
        }
        let all = ids(&query.replace("$top=1", "").replace("$top=3", ""));
        assert_eq!(seen, all.iter().map(Value::as_i64).collect::<Vec<_>>(), "{query}");
        assert!(pages > 1);
    }
    assert_eq!(body("Things?$top=4").get("@iot.nextLink"), None);
    let empty = body("Things?$top=0&$count=true");
    assert_eq!(empty, json!({ "@iot.count": 4, "value": [] }));
    assert_eq!(ids("Things?$skip=3"), [4]);
    assert_eq!(ids("Things?$skip=99999999999999999999"), Vec::<Value>::new());
}

#[test]
fn a_service_gives_a_page_of_its_own_size() {
    let mut service = service(city());
    service.settings.page_size = 2;
    let Body::Json(page) = service.answer("Things?$filter=name ne 'a b+c&d'").body else { panic!("no page") };
    assert_eq!(page["value"].as_array().map(Vec::len), Some(2));
    let next = page["@iot.nextLink"].as_str().expect("a link");
    assert_eq!(next, format!("{BASE}/Things?$filter=name%20ne%20'a%20b%2Bc%26d'&$skip=2"));
    let Body::Json(page) = service.answer(next).body else { panic!("no page") };
    assert_eq!(page["value"].as_array().map(Vec::len), Some(2));
    assert_eq!(page.get("@iot.nextLink"), None);
}

#[test]
fn filter_count_order_skip_top_in_this_order() {
    let page = body("Observations?$count=true&$top=1&$skip=1&$orderby=phenomenonTime desc&$filter=Datastream/id eq 1");
    assert_eq!(page["@iot.count"], 3);
    assert_eq!(page["value"][0]["@iot.id"], 3);
    assert_eq!(page["value"].as_array().map(Vec::len), Some(1));
    assert_eq!(body("Things?$count=false").get("@iot.count"), None);
}

#[test]
fn sorting() {
    assert_eq!(ids("Things?$orderby=name"), [4, 1, 2, 3]);
    assert_eq!(ids("Things?$orderby=name desc"), [3, 2, 1, 4]);
    assert_eq!(ids("Things?$orderby=length(name), name desc"), [4, 3, 2, 1]);
    assert_eq!(ids("Datastreams?$orderby=unitOfMeasurement/symbol desc,@iot.id desc"), [4, 2, 1, 3]);
    assert_eq!(ids("Datastreams?$orderby=Thing/name asc,ObservedProperty/name"), [1, 2, 3, 4]);
    // Null first, and last when descending.
    assert_eq!(ids("Observations?$orderby=resultTime"), [3, 4, 5, 6, 7, 8, 1, 2]);
    assert_eq!(ids("Observations?$orderby=resultTime desc"), [2, 1, 3, 4, 5, 6, 7, 8]);
    assert_eq!(ids("Observations?$filter=Datastream/id eq 1&$orderby=result"), [3, 1, 2]);
    // The first of many ascending, the last descending; each entity once.
    assert_eq!(ids("Things?$orderby=Datastreams/name"), [4, 3, 1, 2]);
    assert_eq!(ids("Things?$orderby=Datastreams/name desc"), [1, 2, 3, 4]);
    // Instants by time, whatever their offset.
    assert_eq!(ids("Observations?$filter=Datastream/id eq 1&$orderby=phenomenonTime"), [1, 3, 2]);
}

#[test]
fn selecting() {
    assert_eq!(body("Things?$select=name&$top=1")["value"], json!([{ "name": "Pegel Nord" }]));
    assert_eq!(body("Things(1)?$select=id,name"), json!({ "@iot.id": 1, "name": "Pegel Nord" }));
    assert_eq!(keys(&body("Things(1)?$select=@iot.id,Datastreams")), ["@iot.id", "Datastreams@iot.navigationLink"]);
    assert_eq!(
        body("Datastreams(1)?$select=unitOfMeasurement/name"),
        json!({ "unitOfMeasurement": { "name": "Meter" } })
    );
    assert_eq!(
        body("Datastreams(1)?$select=unitOfMeasurement/name,unitOfMeasurement/symbol,name"),
        json!({ "unitOfMeasurement": { "name": "Meter", "symbol": "m" }, "name": "Stand Nord" })
    );
    assert_eq!(
        body("Things(1)?$select=properties/deep[1]/name"),
        json!({ "properties": { "deep[1]": { "name": "b" } } })
    );
    assert_eq!(body("Things(4)?$select=properties/none"), json!({}));
    assert_eq!(body("Things(1)?$select=@iot.selfLink"), json!({ "@iot.selfLink": format!("{BASE}/Things(1)") }));
}

#[test]
fn expanding() {
    let thing = body("Things(1)?$expand=Datastreams");
    assert_eq!(thing["Datastreams"][1]["name"], "Wasser Nord");
    assert_eq!(thing.get("Datastreams@iot.navigationLink"), None);
    assert!(thing.get("Locations@iot.navigationLink").is_some());
    assert_eq!(thing["Datastreams"][1]["Sensor@iot.navigationLink"], format!("{BASE}/Datastreams(2)/Sensor"));

    let nested = body(
        "Things?$select=name&$expand=Datastreams($select=name;$filter=ObservedProperty/name eq 'Pegelstand';$count=true;\
         $expand=Observations($select=result;$orderby=phenomenonTime desc;$top=1;$skip=1;$count=true))",
    );
    let first = &nested["value"][0];
    assert_eq!(keys(first), ["Datastreams", "Datastreams@iot.count", "name"]);
    assert_eq!(first["Datastreams@iot.count"], 1);
    let stream = &first["Datastreams"][0];
    assert_eq!(stream["Observations"], json!([{ "result": -3 }]));
    assert_eq!(stream["Observations@iot.count"], 3);
    let next = stream["Observations@iot.nextLink"].as_str().expect("a link");
    assert!(next.starts_with(&format!("{BASE}/Datastreams(1)/Observations?")), "{next}");
    assert_eq!(body(next)["value"], json!([{ "result": 1 }]));

    let two = body("Datastreams(3)?$expand=Thing/Locations,Thing/Datastreams($top=0),Sensor");
    assert_eq!(two["Thing"]["Locations"][0]["name"], "Wehr");
    assert_eq!(two["Thing"]["Datastreams"], json!([]));
    assert_eq!(two["Sensor"]["@iot.id"], "s1");
    assert_eq!(body("Observations(3)?$expand=FeatureOfInterest").get("FeatureOfInterest"), None);
    assert_eq!(ask("Things?$expand=Datastreams($top=1),Datastreams($top=2)").status, 400);
}

#[test]
fn data_arrays_group_by_datastream() {
    let answer = body("Observations?$resultFormat=dataArray&$count=true&$top=5&$select=result,id");
    assert_eq!(
        answer,
        json!({
            "@iot.count": 8,
            "@iot.nextLink": format!("{BASE}/Observations?$count=true&$skip=5&$top=5&$select=result,id&$resultFormat=dataArray"),
            "value": [
                {
                    "Datastream@iot.navigationLink": format!("{BASE}/Datastreams(1)"),
                    "components": ["id", "result"], "dataArray@iot.count": 3, "dataArray": [[1, 1], [2, 2.5], [3, -3]]
                },
                {
                    "Datastream@iot.navigationLink": format!("{BASE}/Datastreams(2)"),
                    "components": ["id", "result"], "dataArray@iot.count": 2, "dataArray": [[4, 13], [5, "4"]]
                }
            ]
        })
    );
    let all = body("Datastreams(1)/Observations?$resultFormat=dataArray");
    for row in all["value"][0]["dataArray"].as_array().expect("rows") {
        assert_eq!(row.as_array().map(Vec::len), all["value"][0]["components"].as_array().map(Vec::len));
    }
    for elsewhere in ["Things?$resultFormat=dataArray", "Observations(1)?$resultFormat=dataArray"] {
        assert_eq!(ask(elsewhere).status, 400, "{elsewhere}");
    }
}

#[test]
fn encoded_and_plain_requests_mean_the_same() {
    let plain = ids("Things?$filter=name eq 'Pegel Süd'");
    assert_eq!(plain, [2]);
    for encoded in [
        "Things?$filter=name%20eq%20%27Pegel%20S%C3%BCd%27",
        "Things?%24filter=name+eq+'Pegel+Süd'",
        "https://example.org/v1.1/Things?$filter=name%20eq%20'Pegel%20S%C3%BCd'",
        "Things?$Filter=name EQ 'Pegel Süd'",
        "Things?$filter= ( name  eq 'Pegel Süd' ) ",
    ] {
        assert_eq!(ids(encoded), plain, "{encoded}");
    }
    assert_eq!(ids("Things?$filter=name eq 'A & B?' or name eq '100 %' or id eq 4"), [4]);
    let moment = "Observations?$filter=phenomenonTime%20eq%202026-05-01T08:00:00";
    for zone in ["%2B01:00", "+01:00", "%2001:00"] {
        assert_eq!(ids(&format!("{moment}{zone}")), [2], "{zone}");
    }
}
