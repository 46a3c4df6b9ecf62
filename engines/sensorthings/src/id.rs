//! Ids of entities: integers or strings (OGC 18-088, clause 8.2: any type, chosen by the service).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An id. Integers come before strings.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    Integer(i64),
    Text(String),
}

impl Id {
    /// The id in a JSON value.
    pub fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.as_i64().map(Self::Integer),
            Value::String(text) if !text.is_empty() => Some(Self::Text(text.clone())),
            _ => None,
        }
    }

    /// The id as a JSON value.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Integer(number) => Value::from(*number),
            Self::Text(text) => Value::from(text.as_str()),
        }
    }
}

/// As it stands in a path: `5`, `'abc'`.
impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(formatter, "{number}"),
            Self::Text(text) => write!(formatter, "'{}'", text.replace('\'', "''")),
        }
    }
}
