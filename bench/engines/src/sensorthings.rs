//! SensorThings: requests read and printed, and a filter over relations evaluated for 100,000 Observations beside a bare
//! walk over the same entities.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use lotse_sensorthings::{Body, Entities, EntityType, Limits, Request, Service, Settings, load::load_value};
use serde_json::{Value, json};

use crate::report::{Row, median};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);

/// Observations, spread over so many Datastreams of so many Things.
const OBSERVATIONS: usize = 100_000;
const DATASTREAMS: usize = 200;
const THINGS: usize = 100;

/// What clients ask, from short to long.
const REQUESTS: [&str; 6] = [
    "Things(1)/Datastreams",
    "Observations?$filter=result gt 20.5&$top=100",
    "Things?$filter=Datastreams/ObservedProperty/name eq 'Pegelstand' and properties/ort in ('Bad Driburg','Brakel')&$count=true",
    "Datastreams(5)/Observations?$filter=phenomenonTime ge 2026-05-01T00:00:00Z and phenomenonTime lt 2026-05-02T00:00:00Z\
     &$orderby=phenomenonTime desc&$select=result,phenomenonTime&$top=1000",
    "Locations?$filter=st_within(location, geography'POLYGON((8.5 51.5, 9.5 51.5, 9.5 52.5, 8.5 52.5, 8.5 51.5))')",
    "Things?$select=name,id&$expand=Locations($select=location),Datastreams($select=name;$filter=not startswith(name,'Test');\
     $expand=ObservedProperty($select=name),Observations($orderby=phenomenonTime desc;$top=1;$select=result))",
];

/// The filter and, by hand, the same: Observations above 50 of Things in one town.
const FILTER: &str = "result gt 50 and Datastream/Thing/properties/ort eq 'Brakel'";

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let entities = load_value(city())?.entities;
    let (mut read, mut filtered, mut walked) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        read.push(requests()?);
        walked.push(rate(|| Ok(black_box(walk(&entities))))?);
        filtered.push(rate(|| filter(&entities))?);
    }
    let name = format!("filter over two relations, {OBSERVATIONS} Observations");
    Ok(vec![
        Row::rate("requests read and printed", median(read), "requests/s"),
        Row::rate(name, median(filtered), "Observations/s").against("bare walk", median(walked)),
    ])
}

/// Requests a second, read and printed.
fn requests() -> Result<f64> {
    let (limits, start, mut number) = (Limits::default(), Instant::now(), 0.0);
    while start.elapsed() < ROUND_TIME {
        for request in REQUESTS {
            let request = Request::parse(black_box(request), &limits)?;
            black_box(request.to_string());
            number += 1.0;
        }
    }
    Ok(number / start.elapsed().as_secs_f64())
}

/// Observations a second, going through all of them again and again.
fn rate(mut work: impl FnMut() -> Result<usize>) -> Result<f64> {
    let (start, mut rounds, expected) = (Instant::now(), 0.0, OBSERVATIONS / THINGS / 2);
    while start.elapsed() < ROUND_TIME {
        let found = work()?;
        anyhow::ensure!(found.abs_diff(expected) <= expected / 10, "found {found}, expected about {expected}");
        rounds += 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a hundred thousand")]
    Ok(rounds * OBSERVATIONS as f64 / start.elapsed().as_secs_f64())
}

fn filter(entities: &Entities) -> Result<usize> {
    let service = Service { entities, settings: Settings::default() };
    let answer = service.answer(&format!("Observations?$filter={FILTER}&$count=true&$top=0"));
    let Body::Json(body) = answer.body else { anyhow::bail!("no answer") };
    let count = body["@iot.count"].as_u64().context("no count")?;
    Ok(usize::try_from(count)?)
}

/// The same by hand, with nothing looked up by name but the members.
fn walk(entities: &Entities) -> usize {
    let is_wanted =
        |thing: &lotse_sensorthings::entities::Record| thing.members["properties"]["ort"].as_str() == Some("Brakel");
    let observations = entities.of(EntityType::Observation).iter();
    let above =
        observations.filter(|observation| observation.members["result"].as_f64().is_some_and(|result| result > 50.0));
    above
        .filter(|observation| {
            let streams = entities.related(observation, EntityType::Observation, "Datastream");
            streams.flat_map(|stream| entities.related(stream, EntityType::Datastream, "Thing")).any(is_wanted)
        })
        .count()
}

/// Things in a hundred places, one of them Brakel, with Observations from 0 to 99.
fn city() -> Value {
    let thing = |number: usize| {
        let ort = if number == 7 { "Brakel".to_owned() } else { format!("Ort {number}") };
        json!({ "@iot.id": number, "name": format!("Thing {number}"), "description": "", "properties": { "ort": ort } })
    };
    let stream = |number: usize| json!({ "@iot.id": number, "name": format!("Datastream {number}"), "Thing": { "@iot.id": number % THINGS } });
    let observation = |number: usize| {
        json!({
            "@iot.id": number,
            "phenomenonTime": "2026-05-01T10:00:00Z",
            "result": number / DATASTREAMS % 100,
            "Datastream": { "@iot.id": number % DATASTREAMS },
        })
    };
    json!({
        "Things": (0..THINGS).map(thing).collect::<Vec<_>>(),
        "Datastreams": (0..DATASTREAMS).map(stream).collect::<Vec<_>>(),
        "Observations": (0..OBSERVATIONS).map(observation).collect::<Vec<_>>(),
    })
}
