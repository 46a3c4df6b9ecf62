//! Observations as rows of a table (OGC 18-088, clause 10.3): what `CreateObservations` takes and
//! `$resultFormat=dataArray` gives.

use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::Id;

/// The columns of an answer, in their order; `$select` leaves some out.
pub const COMPONENTS: [&str; 7] =
    ["id", "phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters"];

/// Why a block of rows is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DataArrayError {
    #[error("no list of blocks")]
    NoList,
    #[error("no Datastream or MultiDatastream with an id")]
    NoDatastream,
    #[error("components is no list of names, or names one twice")]
    NoComponents,
    #[error("dataArray is no list")]
    NoRows,
}

/// What one request to `CreateObservations` asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// `Datastream` or `MultiDatastream`.
    pub stream: &'static str,
    pub stream_id: Id,
    pub components: Vec<String>,
    /// Each row as an Observation to be created, or why it cannot be one. Other rows are not touched by it: the answer
    /// has `"error"` in its place.
    pub rows: Vec<Result<Value, RowError>>,
}

/// Why a row is no Observation.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowError {
    #[error("error: the row is no list")]
    NoList,
    #[error("error: the row has {found} values for {expected} components")]
    WrongLength { expected: usize, found: usize },
    #[error("error: the id of the FeatureOfInterest is none")]
    NoFeatureId,
}

/// Reads the body of `CreateObservations`.
pub fn read(body: &Value) -> Result<Vec<Block>, DataArrayError> {
    body.as_array().ok_or(DataArrayError::NoList)?.iter().map(block).collect()
}

fn block(value: &Value) -> Result<Block, DataArrayError> {
    let object = value.as_object().ok_or(DataArrayError::NoDatastream)?;
    let streams = ["Datastream", "MultiDatastream"];
    let stream_id = |stream: &str| {
        let reference = object.get(stream)?;
        let id = reference.get("@iot.id").or_else(|| reference.get("id")).unwrap_or(reference);
        Id::from_json(id)
    };
    let found = streams.into_iter().find_map(|stream| stream_id(stream).map(|id| (stream, id)));
    let (stream, stream_id) = found.ok_or(DataArrayError::NoDatastream)?;
    let components = components(object)?;
    let rows = object.get("dataArray").and_then(Value::as_array).ok_or(DataArrayError::NoRows)?;
    let reference = json!({ "@iot.id": stream_id.to_json() });
    let rows = rows.iter().map(|row| observation(&components, row, stream, &reference)).collect();
    Ok(Block { stream, stream_id, components, rows })
}

fn components(object: &Map<String, Value>) -> Result<Vec<String>, DataArrayError> {
    let names = object.get("components").and_then(Value::as_array).ok_or(DataArrayError::NoComponents)?;
    let mut components: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        match name.as_str() {
            Some(name) if !name.is_empty() && !components.iter().any(|known| known == name) => {
                components.push(name.to_owned());
            }
            _ => return Err(DataArrayError::NoComponents),
        }
    }
    if components.is_empty() { Err(DataArrayError::NoComponents) } else { Ok(components) }
}

/// A row as an Observation in the form in which it is created alone.
fn observation(components: &[String], row: &Value, stream: &str, reference: &Value) -> Result<Value, RowError> {
    let values = row.as_array().ok_or(RowError::NoList)?;
    if values.len() != components.len() {
        return Err(RowError::WrongLength { expected: components.len(), found: values.len() });
    }
    let mut observation = Map::new();
    for (component, value) in components.iter().zip(values) {
        match component.as_str() {
            "FeatureOfInterest/id" | "FeatureOfInterest/@iot.id" => {
                let id = Id::from_json(value).ok_or(RowError::NoFeatureId)?;
                observation.insert("FeatureOfInterest".to_owned(), json!({ "@iot.id": id.to_json() }));
            }
            "id" | "@iot.id" => {
                observation.insert("@iot.id".to_owned(), value.clone());
            }
            _ => {
                observation.insert(component.clone(), value.clone());
            }
        }
    }
    observation.insert(stream.to_owned(), reference.clone());
    Ok(Value::Object(observation))
}

/// Whether an object is a block of rows.
pub(crate) fn is_block(object: &Map<String, Value>) -> bool {
    object.contains_key("components") && object.contains_key("dataArray")
}

/// The rows of a block as Observations; those that are none are left out. The Datastream may also be named by the link
/// in the answer of a server.
pub(crate) fn rows(mut object: Map<String, Value>) -> Result<Vec<Value>, DataArrayError> {
    for stream in ["Datastream", "MultiDatastream"] {
        let link = object.get(&format!("{stream}@iot.navigationLink")).and_then(Value::as_str);
        if let Some(id) = link.and_then(id_in_link) {
            object.insert(stream.to_owned(), json!({ "@iot.id": id.to_json() }));
        }
    }
    Ok(block(&Value::Object(object))?.rows.into_iter().flatten().collect())
}

/// `…/Datastreams(5)`
fn id_in_link(link: &str) -> Option<Id> {
    let id = link.rsplit_once('(')?.1.split(')').next()?;
    match id.parse() {
        Ok(number) => Some(Id::Integer(number)),
        Err(_) => Some(Id::Text(id.trim_matches('\'').to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> Value {
        json!([
            {
                "Datastream": { "@iot.id": 1 },
                "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
                "dataArray@iot.count": 2,
                "dataArray": [["2026-05-01T10:00:00Z", 20, 7], ["2026-05-01T10:01:00Z", 30, null], ["too short"], 5]
            },
            { "MultiDatastream": { "@iot.id": "m" }, "components": ["result"], "dataArray": [[[1, 2]]] }
        ])
    }

    #[test]
    fn rows_become_observations_and_bad_ones_touch_no_other() {
        let blocks = read(&body()).unwrap();
        assert_eq!(
            blocks[0].rows[0],
            Ok(json!({
                "phenomenonTime": "2026-05-01T10:00:00Z", "result": 20,
                "FeatureOfInterest": { "@iot.id": 7 }, "Datastream": { "@iot.id": 1 }
            }))
        );
        assert_eq!(blocks[0].rows[1], Err(RowError::NoFeatureId));
        assert_eq!(blocks[0].rows[2], Err(RowError::WrongLength { expected: 3, found: 1 }));
        assert_eq!(blocks[0].rows[3], Err(RowError::NoList));
        assert_eq!(blocks[1].stream, "MultiDatastream");
        assert_eq!(blocks[1].rows[0], Ok(json!({ "result": [1, 2], "MultiDatastream": { "@iot.id": "m" } })));
    }

    #[test]
    fn every_error_of_a_row_starts_as_clients_expect() {
        for error in [RowError::NoList, RowError::NoFeatureId, RowError::WrongLength { expected: 1, found: 2 }] {
            assert!(error.to_string().starts_with("error"));
        }
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for (body, expected) in [
            (json!({}), DataArrayError::NoList),
            (json!([{}]), DataArrayError::NoDatastream),
            (json!([{ "Datastream": { "@iot.id": 1 } }]), DataArrayError::NoComponents),
            (json!([{ "Datastream": { "@iot.id": 1 }, "components": ["a", "a"] }]), DataArrayError::NoComponents),
            (json!([{ "Datastream": { "@iot.id": 1 }, "components": ["a"] }]), DataArrayError::NoRows),
        ] {
            assert_eq!(read(&body), Err(expected));
        }
    }
}
