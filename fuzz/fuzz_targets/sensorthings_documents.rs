//! Any text as entities, as what a client sends to create one, and as a batch. What was loaded can be asked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_sensorthings::{
    EntityType, Service, Settings,
    batch::{BatchLimits, read_json, read_multipart},
    data_array,
    insert::Insert,
    load,
};

fuzz_target!(|text: &str| {
    let _ = read_multipart("multipart/mixed;boundary=b", text, &BatchLimits::default());
    let _ = read_json(text.as_bytes(), &BatchLimits::default());
    let Ok(value) = serde_json::from_str(text) else { return };
    let _ = data_array::read(&value);
    for entity_type in EntityType::ALL {
        if let Ok(insert) = Insert::read(entity_type, &value, None) {
            // What passed the checks may still be no entity of its type: `unitOfMeasurement` with a number as name.
            let _ = insert.entity();
        }
        let _ = Insert::read_change(entity_type, &value);
    }
    let Ok(loaded) = load(text) else { return };
    let service = Service { entities: &loaded.entities, settings: Settings::default() };
    for entity_type in EntityType::ALL {
        assert_eq!(service.answer(entity_type.set_name()).status, 200);
    }
    assert_eq!(service.answer("Things?$expand=Datastreams/Observations,Locations&$orderby=name").status, 200);
});
