//! Values in PostgreSQL's binary format, by the type the prepared statement expects or delivers.

use std::error::Error as StdError;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::Value;

type Problem = Box<dyn StdError + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Problem> {
        match (self, kind) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Int(number), &Type::INT8) => out.put_i64(*number),
            (Self::Int(number), &Type::INT4) => out.put_i32(i32::try_from(*number)?),
            (Self::Int(number), &Type::INT2) => out.put_i16(i16::try_from(*number)?),
            (Self::Int(number), &Type::FLOAT8) => out.put_f64(as_real(*number)),
            (Self::Real(number), &Type::FLOAT8) => out.put_f64(*number),
            (Self::Real(number), &Type::FLOAT4) => out.put_f32(as_single(*number)),
            (Self::Bool(truth), &Type::BOOL) => out.put_u8(u8::from(*truth)),
            (
                Self::Text(text),
                &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON),
            ) => {
                out.put_slice(text.as_bytes());
            }
            (Self::Text(text), &Type::JSONB) => {
                out.put_u8(1);
                out.put_slice(text.as_bytes());
            }
            (Self::Blob(bytes), &Type::BYTEA) => out.put_slice(bytes),
            (Self::Blob(bytes), &Type::UUID) => out.put_slice(Uuid::from_slice(bytes)?.as_bytes()),
            (Self::Uuid(id), &(Type::UUID | Type::BYTEA)) => out.put_slice(id.as_bytes()),
            (value, kind) => {
                return Err(format!("{} cannot be given as {kind}", value.kind()).into());
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl FromSql<'_> for Value {
    fn from_sql(kind: &Type, raw: &[u8]) -> Result<Self, Problem> {
        Ok(match *kind {
            Type::INT8 => Self::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Self::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::INT2 => Self::Int(i16::from_be_bytes(raw.try_into()?).into()),
            Type::OID => Self::Int(u32::from_be_bytes(raw.try_into()?).into()),
            Type::FLOAT8 => Self::Real(f64::from_be_bytes(raw.try_into()?)),
            Type::FLOAT4 => Self::Real(f32::from_be_bytes(raw.try_into()?).into()),
            Type::NUMERIC => numeric(raw)?,
            Type::BOOL => Self::Bool(raw == [1]),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {
                Self::Text(str::from_utf8(raw)?.to_owned())
            }
            Type::JSONB => Self::Text(str::from_utf8(raw.get(1..).unwrap_or_default())?.to_owned()),
            Type::BYTEA => Self::Blob(raw.to_vec()),
            Type::UUID => Self::Uuid(Uuid::from_slice(raw)?),
            Type::VOID => Self::Null,
            ref other => {
                return Err(format!("type {other} is not in the common set, cast it").into());
            }
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Problem> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// `numeric`, which `sum(bigint)` and `avg` deliver: an integer if it is one, as on SQLite.
///
/// On the wire: number of digits to the base 10 000, weight of the first, sign, decimal places, then the digits.
fn numeric(raw: &[u8]) -> Result<Value, Problem> {
    let words: Vec<i16> = raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect();
    let [_, weight, sign, places, digits @ ..] = words.as_slice() else {
        return Err("numeric is too short".into());
    };
    let is_negative = match *sign {
        0 => false,
        0x4000 => true,
        _ => return Ok(Value::Real(f64::NAN)),
    };
    if *places == 0 {
        let groups =
            (0..=*weight).map(|position| digits.get(usize::from(position.unsigned_abs())).copied().unwrap_or(0));
        let whole = groups.fold(0_i128, |sum, group| sum.saturating_mul(10_000).saturating_add(group.into()));
        return Ok(Value::Int(i64::try_from(if is_negative { -whole } else { whole })?));
    }
    let scaled = digits
        .iter()
        .zip(0_i32..)
        .map(|(group, position)| f64::from(*group) * 10_000_f64.powi(i32::from(*weight) - position));
    let sum: f64 = scaled.sum();
    Ok(Value::Real(if is_negative { -sum } else { sum }))
}

#[expect(clippy::cast_precision_loss, reason = "SQL converts integers to double precision the same way")]
fn as_real(number: i64) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, reason = "the column asks for single precision")]
fn as_single(number: f64) -> f32 {
    number as f32
}
