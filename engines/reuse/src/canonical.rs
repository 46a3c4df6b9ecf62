//! Canonical JSON: sorted keys, no spaces – so that equal content has equal bytes and an equal hash (in the spirit of RFC 8785).

use std::collections::BTreeMap;

use serde_json::Value;

/// Writes a value with sorted keys, whatever order its maps have in memory.
pub fn to_canonical_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            text.push('{');
            for (index, (key, inner)) in map.iter().collect::<BTreeMap<_, _>>().into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(inner, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}
