//! YAML into JSON values, with limits; aliases are not followed, so that a few lines cannot grow into gigabytes.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

const MAX_NODES: usize = 200_000;
const MAX_DEPTH: usize = 60;

enum Open {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

/// Reads the first document.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut open: Vec<Open> = Vec::new();
    let mut count = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| format!("{} (line {})", error.info(), error.marker().line()))?;
        count += 1;
        if count > MAX_NODES || open.len() > MAX_DEPTH {
            return Err(format!("too many or too deeply nested values (line {})", span.start.line()));
        }
        let done = match event {
            Event::Scalar(text, style, ..) => scalar(&text, style),
            Event::Alias(_) => return Err(format!("aliases are not supported (line {})", span.start.line())),
            Event::SequenceStart(..) => {
                open.push(Open::List(vec![]));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(list)) => Value::Array(list),
                Some(Open::Map(map, _)) => Value::Object(map),
                None => return Err("unbalanced".to_owned()),
            },
            Event::DocumentEnd => return Ok(Value::Null),
            _ => continue,
        };
        match open.last_mut() {
            None => return Ok(done),
            Some(Open::List(list)) => list.push(done),
            Some(Open::Map(map, name)) => match name.take() {
                Some(name) => {
                    map.insert(name, done);
                }
                None => *name = Some(done.as_str().map_or_else(|| done.to_string(), str::to_owned)),
            },
        }
    }
    Ok(Value::Null)
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

/// Numbers of the core schema: decimal, `0x`, `0o`.
fn number(text: &str) -> Option<Value> {
    let first = text.trim_start_matches(['-', '+']).chars().next()?;
    if !first.is_ascii_digit() && first != '.' {
        return None;
    }
    let whole = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => i64::from_str_radix(digits, 16).ok(),
        (_, Some(digits)) => i64::from_str_radix(digits, 8).ok(),
        _ => text.parse().ok(),
    };
    whole.map(Value::from).or_else(|| text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_have_their_kinds() {
        let value = parse("a: 1\nb: [0x10, 1.5, -2, '3', x, null, true]\nc:\n  - d: |\n      text\n").unwrap();
        assert_eq!(value, json!({ "a": 1, "b": [16, 1.5, -2, "3", "x", null, true], "c": [{ "d": "text\n" }] }));
        assert_eq!(parse(""), Ok(Value::Null));
        assert!(parse("a: &x [1]\nb: *x").is_err());
        assert!(parse(&"[".repeat(10_000)).is_err());
    }
}
