//! Members of a JSON object taken one by one: what is read is gone, what is left is what nobody knows.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Position;
use crate::{eui::Eui64, vector::from_hexadecimal};

/// A member that has the wrong form. It is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// As `rxInfo[0].rssi`.
    pub path: String,
    /// What it should have been.
    pub wanted: &'static str,
}

impl FieldProblem {
    /// For people.
    pub fn german(&self) -> String {
        let wanted = match self.wanted {
            "text" => "kein Text",
            "number" => "keine Zahl",
            "whole number" => "keine ganze Zahl im erlaubten Bereich",
            "yes or no" => "weder true noch false",
            "object" => "kein Objekt",
            "list" => "keine Liste oder eine zu lange",
            "time" => "keine Zeit mit Zeitzone",
            "EUI-64" => "keine EUI-64",
            "base64" => "kein Base64",
            "hexadecimal" => "nicht hexadezimal",
            "JSON" => "kein gültiges JSON",
            _ => "nicht in der erwarteten Form",
        };
        format!("{} ist {wanted}.", self.path)
    }
}

#[derive(Default)]
struct Notes {
    problems: Vec<FieldProblem>,
    other: Map<String, Value>,
}

/// So many gateways, waiting messages and the like are read.
const MOST_ELEMENTS: usize = 1000;

/// An object that is being read.
pub(super) struct Fields {
    path: String,
    map: Map<String, Value>,
    notes: Rc<RefCell<Notes>>,
}

impl Fields {
    pub fn root(map: Map<String, Value>) -> Self {
        Self { path: String::new(), map, notes: Rc::default() }
    }

    pub fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// The first member whose name begins so.
    pub fn name_starting(&self, start: &str) -> Option<String> {
        self.map.keys().find(|name| name.starts_with(start)).cloned()
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, "text", |value| match value {
            Value::String(text) => Some(text),
            // Identifiers are numbers with some servers and texts with others.
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .filter(|text| !text.is_empty())
    }

    pub fn number(&mut self, name: &str) -> Option<f64> {
        self.take(name, "number", |value| as_number(&value))
    }

    pub fn whole<T: TryFrom<i64>>(&mut self, name: &str) -> Option<T> {
        self.take(name, "whole number", |value| as_whole(&value).and_then(|number| T::try_from(number).ok()))
    }

    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.take(name, "yes or no", |value| match value {
            Value::Bool(flag) => Some(flag),
            // ThingPark writes 1 and 0, sometimes as text.
            other => match as_whole(&other)? {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            },
        })
    }

    pub fn value(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    pub fn object(&mut self, name: &str) -> Option<Self> {
        let map = self.take(name, "object", |value| match value {
            Value::Object(map) => Some(map),
            _ => None,
        })?;
        Some(Self { path: self.path_of(name), map, notes: Rc::clone(&self.notes) })
    }

    pub fn list(&mut self, name: &str) -> Vec<Self> {
        let path = self.path_of(name);
        let elements = self.take(name, "list", |value| match value {
            Value::Array(elements) if elements.len() <= MOST_ELEMENTS => Some(elements),
            _ => None,
        });
        let mut objects = Vec::new();
        for (index, element) in elements.unwrap_or_default().into_iter().enumerate() {
            let path = format!("{path}[{index}]");
            match element {
                Value::Object(map) => objects.push(Self { path, map, notes: Rc::clone(&self.notes) }),
                _ => self.notes.borrow_mut().problems.push(FieldProblem { path, wanted: "object" }),
            }
        }
        objects
    }

    /// A map of texts, such as tags.
    pub fn texts(&mut self, name: &str) -> BTreeMap<String, String> {
        let map = self.take(name, "object", |value| match value {
            Value::Object(map) => Some(map),
            _ => None,
        });
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        map.unwrap_or_default().into_iter().map(|(name, value)| (name, text(value))).collect()
    }

    /// RFC 3339, in milliseconds since 1970.
    pub fn time(&mut self, name: &str) -> Option<i64> {
        self.take(name, "time", |value| value.as_str()?.parse().ok().map(Timestamp::as_millisecond))
    }

    pub fn base64(&mut self, name: &str) -> Option<Vec<u8>> {
        self.take(name, "base64", |value| from_base64(value.as_str()?))
    }

    pub fn hexadecimal(&mut self, name: &str) -> Option<Vec<u8>> {
        self.take(name, "hexadecimal", |value| from_hexadecimal(value.as_str()?))
    }

    /// Sixteen hexadecimal digits, or the same eight bytes in base64.
    pub fn eui(&mut self, name: &str) -> Option<Eui64> {
        self.take(name, "EUI-64", |value| {
            let text = value.as_str()?;
            let in_base64 = || from_base64(text).and_then(|bytes| bytes.try_into().ok()).map(Eui64);
            text.parse().ok().or_else(in_base64)
        })
    }

    /// The EUI in a name such as `eui-6a7e111a10000000` or in the bare digits; nothing is wrong with other names.
    pub fn eui_and_id(&mut self, name: &str) -> (Option<Eui64>, Option<String>) {
        let id = self.text(name);
        let eui = id.as_deref().and_then(|id| id.strip_prefix("eui-").unwrap_or(id).parse().ok());
        (eui, id)
    }

    /// `latitude`, `longitude` and the like. Zero and zero is how servers say that they do not know.
    pub fn position(&mut self) -> Option<Position> {
        let source = self.text("source");
        let accuracy_m = self.number("accuracy");
        let altitude_m = self.number("altitude");
        let latitude = self.number("latitude");
        let longitude = self.number("longitude");
        self.place(latitude, longitude, altitude_m).map(|position| Position { accuracy_m, source, ..position })
    }

    pub fn place(&self, latitude: Option<f64>, longitude: Option<f64>, altitude_m: Option<f64>) -> Option<Position> {
        if latitude.is_none() && longitude.is_none() {
            return None;
        }
        let (latitude_deg, longitude_deg) = (latitude.unwrap_or_default(), longitude.unwrap_or_default());
        if !(latitude_deg.abs() <= 90.0 && longitude_deg.abs() <= 180.0) {
            self.problem("", "a place on earth");
            return None;
        }
        let is_known = latitude_deg != 0.0 || longitude_deg != 0.0;
        is_known.then_some(Position { latitude_deg, longitude_deg, altitude_m, accuracy_m: None, source: None })
    }

    /// What is left here is kept under its path.
    pub fn keep_rest(self) {
        let mut notes = self.notes.borrow_mut();
        for (name, value) in self.map {
            if !value.is_null() {
                notes.other.insert(join(&self.path, &name), value);
            }
        }
    }

    pub fn problem(&self, name: &str, wanted: &'static str) {
        self.notes.borrow_mut().problems.push(FieldProblem { path: self.path_of(name), wanted });
    }

    /// The end of reading the root.
    pub fn finish(self) -> (Map<String, Value>, Vec<FieldProblem>) {
        let notes = Rc::clone(&self.notes);
        self.keep_rest();
        let notes = notes.take();
        (notes.other, notes.problems)
    }

    fn take<T>(&mut self, name: &str, wanted: &'static str, read: impl FnOnce(Value) -> Option<T>) -> Option<T> {
        let value = self.value(name)?;
        let read = read(value);
        if read.is_none() {
            self.problem(name, wanted);
        }
        read
    }

    fn path_of(&self, name: &str) -> String {
        join(&self.path, name)
    }
}

fn join(path: &str, name: &str) -> String {
    match (path.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => path.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// With or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// As the JSON of protocol buffers has to be read: both alphabets, padding as it comes.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.contains(['-', '_']) {
        return BASE64.decode(text.replace('-', "+").replace('_', "/")).ok();
    }
    BASE64.decode(text).ok()
}

/// Numbers may stand in quotes: the JSON of protocol buffers does so with long ones, ThingPark with all.
fn as_number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

fn as_whole(value: &Value) -> Option<i64> {
    if let Some(whole) = value.as_i64() {
        return Some(whole);
    }
    if let Some(whole) = value.as_str().and_then(|text| text.trim().parse().ok()) {
        return Some(whole);
    }
    let number = as_number(value)?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and far inside the range")]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: &Value) -> Fields {
        Fields::root(value.as_object().unwrap().clone())
    }

    #[test]
    fn base64_comes_in_four_forms() {
        for text in ["+/8BAg==", "+/8BAg", "-_8BAg==", "-_8BAg"] {
            assert_eq!(from_base64(text), Some(vec![0xfb, 0xff, 1, 2]), "{text}");
        }
        assert_eq!(from_base64("ARMBJAZwGp4AAAA").map(|bytes| bytes.len()), Some(11));
        assert_eq!(from_base64("?"), None);
    }

    #[test]
    fn numbers_stand_in_quotes_or_not() {
        let mut fields =
            fields(&json!({ "a": "868300000", "b": 1.0, "c": "-60.000000", "d": 300, "e": "x", "f": 1.5 }));
        assert_eq!(fields.whole::<u64>("a"), Some(868_300_000));
        assert_eq!(fields.whole::<u8>("b"), Some(1));
        assert_eq!(fields.number("c"), Some(-60.0));
        assert_eq!(fields.whole::<u8>("d"), None);
        assert_eq!(fields.number("e"), None);
        assert_eq!(fields.whole::<u8>("f"), None);
        let (_, problems) = fields.finish();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["d", "e", "f"]);
    }

    #[test]
    fn what_is_left_keeps_its_path() {
        let mut fields = fields(&json!({ "list": [{ "a": 1, "b": 2 }, 5], "c": { "d": null, "e": "x" } }));
        for mut element in fields.list("list") {
            assert_eq!(element.whole::<u8>("a"), Some(1));
            element.keep_rest();
        }
        fields.object("c").unwrap().keep_rest();
        let (other, problems) = fields.finish();
        assert_eq!(Value::Object(other), json!({ "list[0].b": 2, "c.e": "x" }));
        assert_eq!(problems[0].path, "list[1]");
    }

    #[test]
    fn nowhere_is_no_place() {
        let place = |latitude, longitude| fields(&json!({})).place(latitude, longitude, None).is_some();
        assert!(place(Some(52.0), Some(8.9)) && place(Some(0.0), Some(8.9)));
        assert!(!place(Some(0.0), Some(0.0)) && !place(None, None) && !place(Some(91.0), Some(0.0)));
    }
}
