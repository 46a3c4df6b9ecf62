//! Values that go into and come out of statements.

use uuid::Uuid;

/// One parameter or one stored value, the same for both back ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL `NULL`.
    Null,
    /// `bigint` and every smaller integer.
    Int(i64),
    /// `double precision`.
    Real(f64),
    /// `boolean`; SQLite stores 0 and 1.
    Bool(bool),
    /// `text`, also `json` and `jsonb` as text.
    Text(String),
    /// `bytea`.
    Blob(Vec<u8>),
    /// `uuid`; SQLite stores the 16 bytes.
    Uuid(Uuid),
}

impl Value {
    /// Name of the kind, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "integer",
            Self::Real(_) => "real",
            Self::Bool(_) => "boolean",
            Self::Text(_) => "text",
            Self::Blob(_) => "blob",
            Self::Uuid(_) => "uuid",
        }
    }
}

/// The parameters of a statement: `params![id, name, Some(3)]` stands for `$1`, `$2`, `$3`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] };
}

macro_rules! value_from {
    ($($source:ty => |$name:ident| $value:expr),+ $(,)?) => {
        $(impl From<$source> for Value {
            fn from($name: $source) -> Self {
                $value
            }
        })+
    };
}

value_from! {
    i64 => |number| Self::Int(number),
    i32 => |number| Self::Int(number.into()),
    i16 => |number| Self::Int(number.into()),
    u32 => |number| Self::Int(number.into()),
    u16 => |number| Self::Int(number.into()),
    u8 => |number| Self::Int(number.into()),
    // Counts and lengths; no collection is longer than i64 can say.
    usize => |number| Self::Int(i64::try_from(number).unwrap_or(i64::MAX)),
    f64 => |number| Self::Real(number),
    bool => |truth| Self::Bool(truth),
    &str => |text| Self::Text(text.to_owned()),
    String => |text| Self::Text(text),
    &String => |text| Self::Text(text.clone()),
    &[u8] => |bytes| Self::Blob(bytes.to_vec()),
    Vec<u8> => |bytes| Self::Blob(bytes),
    &Vec<u8> => |bytes| Self::Blob(bytes.clone()),
    Uuid => |id| Self::Uuid(id),
    &Uuid => |id| Self::Uuid(*id),
    &Value => |value| value.clone(),
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A Rust type a column can be read as.
pub trait FromValue: Sized {
    /// What the type is called in error messages.
    const EXPECTED: &'static str;

    /// The value as this type, `None` if it is something else.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! integer_from_value {
    ($($target:ty),+) => {
        $(impl FromValue for $target {
            const EXPECTED: &'static str = stringify!($target);

            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Int(number) => Self::try_from(*number).ok(),
                    _ => None,
                }
            }
        })+
    };
}

integer_from_value!(i64, i32, i16, u64, u32, u16, u8, usize);

impl FromValue for f64 {
    const EXPECTED: &'static str = "real";

    #[expect(clippy::cast_precision_loss, reason = "SQL converts integers to double precision the same way")]
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Real(number) => Some(*number),
            Value::Int(number) => Some(*number as f64),
            _ => None,
        }
    }
}

impl FromValue for bool {
    const EXPECTED: &'static str = "boolean";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for String {
    const EXPECTED: &'static str = "text";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    const EXPECTED: &'static str = "blob";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl FromValue for Uuid {
    const EXPECTED: &'static str = "uuid";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Uuid(id) => Some(*id),
            Value::Blob(bytes) => Self::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

impl FromValue for Value {
    const EXPECTED: &'static str = "anything";

    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            present => T::from_value(present).map(Some),
        }
    }
}

/// Text for `LIKE … ESCAPE '\'` in which `%`, `_` and `\` stand for themselves.
#[must_use]
pub fn like_literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::like_literal;

    #[test]
    fn what_has_a_meaning_in_like_is_taken_literally() {
        assert_eq!(like_literal(r"50 %_\"), r"50 \%\_\\");
    }
}
