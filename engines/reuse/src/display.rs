//! Values as people read them.

use serde_json::Value;

use crate::content::PointKind;

/// A value as a clerk reads it.
pub fn display_de(kind: PointKind, value: &Value) -> String {
    match (kind, value) {
        (PointKind::Money, Value::Number(cents)) => cents.as_i64().map_or_else(|| cents.to_string(), euro),
        (PointKind::Days, Value::Number(days)) if days.as_i64() == Some(1) => "1 Tag".to_owned(),
        (PointKind::Days, Value::Number(days)) => format!("{days} Tage"),
        (PointKind::Years, Value::Number(years)) if years.as_i64() == Some(1) => "1 Jahr".to_owned(),
        (PointKind::Years, Value::Number(years)) => format!("{years} Jahre"),
        (PointKind::Hidden, Value::Bool(true)) => "weggelassen".to_owned(),
        (PointKind::Hidden, Value::Bool(false)) => "vorhanden".to_owned(),
        (_, Value::String(text)) if text.is_empty() => "(leer)".to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Null) => "(nicht vorhanden)".to_owned(),
        (_, other) => other.to_string(),
    }
}

/// `1.234,50 €`
pub fn euro(cents: i64) -> String {
    let whole = (cents.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{grouped},{:02} €", cents.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_in_german() {
        assert_eq!(euro(3000), "30,00 €");
        assert_eq!(euro(-505), "-5,05 €");
        assert_eq!(euro(123_456_789), "1.234.567,89 €");
        assert_eq!(display_de(PointKind::Days, &14.into()), "14 Tage");
    }
}
