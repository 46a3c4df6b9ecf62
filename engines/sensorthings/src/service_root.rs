//! The service root: which sets there are, and which parts of the standard the service keeps to
//! (OGC 18-088, clauses 9.1 and 2).

use serde_json::{Value, json};

use crate::EntityType;

/// In front of the names of conformance classes.
const CLASSES: &str = "http://www.opengis.net/spec/iot_sensing/1.1/req/";

/// Everything the standard names, in its order.
pub const ALL: &[&str] = &[
    "datamodel",
    "resource-path/resource-path-to-entities",
    "request-data",
    "create-update-delete/create-entity",
    "create-update-delete/link-to-existing-entities",
    "create-update-delete/deep-insert",
    "create-update-delete/deep-insert-status-code",
    "create-update-delete/update-entity",
    "create-update-delete/delete-entity",
    "create-update-delete/historical-location-auto-creation",
    "create-update-delete/historical-location-manual-creation",
    "batch-request/batch-request",
    "multi-datastream/properties",
    "multi-datastream/relations",
    "multi-datastream/constraints",
    "data-array/data-array",
    "create-observations-via-mqtt/observations-creation",
    "receive-updates-via-mqtt/receive-updates",
];

/// What answering from entities in memory keeps to.
pub const READING: &[&str] = &[
    "datamodel",
    "resource-path/resource-path-to-entities",
    "request-data",
    "multi-datastream/properties",
    "multi-datastream/relations",
    "data-array/data-array",
];

/// The document of the service root, for classes out of [`ALL`].
pub fn document(base_url: &str, classes: &[&str], has_multi_datastreams: bool) -> Value {
    let offers = |entity_type: &EntityType| has_multi_datastreams || *entity_type != EntityType::MultiDatastream;
    let base = base_url.trim_end_matches('/');
    let between = if base.is_empty() { "" } else { "/" };
    let set = |entity_type: EntityType| {
        let name = entity_type.set_name();
        json!({ "name": name, "url": format!("{base}{between}{name}") })
    };
    let sets: Vec<Value> = EntityType::ALL.into_iter().filter(offers).map(set).collect();
    let is_kept = |class: &&&str| has_multi_datastreams || !class.starts_with("multi-datastream");
    let conformance: Vec<String> = classes.iter().filter(is_kept).map(|class| format!("{CLASSES}{class}")).collect();
    json!({ "value": sets, "serverSettings": { "conformance": conformance } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_names_exactly_the_sets_and_classes_of_the_service() {
        let document = document("https://example.org/v1.1", READING, false);
        assert_eq!(document["value"].as_array().map(Vec::len), Some(8));
        assert_eq!(document["value"][0], json!({ "name": "Things", "url": "https://example.org/v1.1/Things" }));
        let classes = document["serverSettings"]["conformance"].as_array().unwrap();
        assert_eq!(classes.len(), 4);
        assert_eq!(classes[0], "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel");
    }

    #[test]
    fn what_is_kept_to_is_part_of_the_standard() {
        assert!(READING.iter().all(|class| ALL.contains(class)));
    }
}
