//! Adaptation points as fields of a form, and what was typed back into values. Pure.

use lotse_reuse::{AdaptationPoint, Allowed, Patch, PointKind, check_value, display_de};
use lotse_web::{Choice, Field, FieldKind, FormData};
use serde_json::Value;

/// What stands for yes and no of a hidden point.
const SHOWN: &str = "anzeigen";
const LEFT_OUT: &str = "weglassen";

/// Words the fields need in the language of the page.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) original: String,
    pub(super) shown: String,
    pub(super) left_out: String,
    pub(super) days: String,
    pub(super) years: String,
}

/// The field of a point. `number` is its place among all points of the version, so that names stay short.
pub(super) fn field(point: &AdaptationPoint, number: usize, value: &Value, words: &Words) -> Field {
    let name = name(number);
    let field = match point.kind {
        PointKind::Text => Field::new(FieldKind::Text, name, &point.label_de),
        PointKind::Markdown => Field::new(FieldKind::TextArea, name, &point.label_de).rows(rows(value, 4)),
        PointKind::Template => Field::new(FieldKind::TextArea, name, &point.label_de).rows(rows(value, 12)),
        PointKind::Money => Field::new(FieldKind::Number, name, &point.label_de).unit("€"),
        PointKind::Days => Field::new(FieldKind::Number, name, &point.label_de).unit(&words.days),
        PointKind::Years => Field::new(FieldKind::Number, name, &point.label_de).unit(&words.years),
        PointKind::Hidden => Field::new(FieldKind::Radio, name, &point.label_de)
            .choices(vec![Choice::new(SHOWN, &words.shown), Choice::new(LEFT_OUT, &words.left_out)]),
        PointKind::Choice => Field::new(FieldKind::Select, name, &point.label_de).choices(choices(point)),
    };
    let field = field.value(typed(point.kind, value));
    let field = if is_required(point) { field } else { field.optional() };
    if is_short(point.kind) && point.kind != PointKind::Hidden {
        return field.hint(format!("{}: {}", words.original, display_de(point.kind, &point.current)));
    }
    field
}

/// Short values show the original in the hint; long ones beside the field.
pub(super) fn is_short(kind: PointKind) -> bool {
    !matches!(kind, PointKind::Markdown | PointKind::Template)
}

pub(super) fn name(number: usize) -> String {
    format!("wert-{number}")
}

fn is_required(point: &AdaptationPoint) -> bool {
    !matches!(point.allowed, Allowed::Text { required: false, .. })
}

fn choices(point: &AdaptationPoint) -> Vec<Choice> {
    let Allowed::OneOf(codes) = &point.allowed else { return Vec::new() };
    codes.iter().map(|(code, name)| Choice::new(code, format!("{code} – {name}"))).collect()
}

fn rows(value: &Value, least: usize) -> u8 {
    let text = value.as_str().unwrap_or_default();
    let lines: usize = text.lines().map(|line| 1 + line.chars().count() / 70).sum();
    u8::try_from(lines.clamp(least, 24)).unwrap_or(24)
}

/// A value as it stands in the input.
pub(super) fn typed(kind: PointKind, value: &Value) -> String {
    match (kind, value) {
        (PointKind::Money, Value::Number(_)) => value.as_i64().map(amount).unwrap_or_default(),
        (PointKind::Hidden, Value::Bool(true)) => LEFT_OUT.to_owned(),
        (PointKind::Hidden, _) => SHOWN.to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Null) => String::new(),
        (_, other) => other.to_string(),
    }
}

/// `25,00`
fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// What was typed for a point, or what is wrong with it.
pub(super) fn value_of(point: &AdaptationPoint, typed: &str) -> Result<Value, String> {
    let value = match point.kind {
        PointKind::Money => Value::from(cents(typed).ok_or("Geben Sie einen Betrag ein, zum Beispiel 25,00.")?),
        PointKind::Days | PointKind::Years => {
            Value::from(whole(typed).ok_or("Geben Sie eine ganze Zahl ein, zum Beispiel 14.")?)
        }
        PointKind::Hidden => match typed {
            SHOWN => Value::Bool(false),
            LEFT_OUT => Value::Bool(true),
            _ => return Err("Wählen Sie eine der beiden Möglichkeiten.".to_owned()),
        },
        PointKind::Choice | PointKind::Text => Value::from(typed.trim()),
        PointKind::Markdown | PointKind::Template => Value::from(normal(typed)),
    };
    let value = if same(&value, &point.current) { point.current.clone() } else { value };
    check_value(point, &value).map_err(|problem| hint_at_original(point, problem))?;
    Ok(value)
}

/// A text must not be empty by mistake: say what stands there otherwise.
fn hint_at_original(point: &AdaptationPoint, problem: String) -> String {
    let original = point.current.as_str().filter(|_| point.kind == PointKind::Text);
    match original.filter(|_| problem.contains("leer")) {
        Some(original) => format!("{problem} Im Original steht: {original}"),
        None => problem,
    }
}

/// Browsers send CR LF, and nobody sees white space at the end.
fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn same(typed: &Value, current: &Value) -> bool {
    match (typed, current) {
        (Value::String(typed), Value::String(current)) => typed.trim_end() == current.trim_end(),
        _ => typed == current,
    }
}

/// The change a typed value means: nothing where it is the original.
pub(super) fn patch_of(point: &AdaptationPoint, value: Value, reason: Option<String>) -> Option<Patch> {
    (value != point.current).then(|| Patch { path: point.path.clone(), value, reason })
}

/// Cents of `25`, `25,5`, `25,00 €`, `1.250,00`, `25.00`.
pub(super) fn cents(typed: &str) -> Option<i64> {
    let plain: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '€').collect();
    let (negative, digits) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let (whole, fraction) = match digits.split_once(',') {
        Some((whole, fraction)) => (whole.to_owned(), fraction),
        None => match digits.rsplit_once('.') {
            // A single point before one or two digits can only be meant as a decimal point.
            Some((whole, fraction)) if fraction.len() <= 2 && !whole.contains('.') => (whole.to_owned(), fraction),
            _ => (digits.to_owned(), ""),
        },
    };
    let whole = without_groups(&whole)?;
    let fraction: i64 = match fraction.len() {
        0 => 0,
        1 => digits_only(fraction)? * 10,
        2 => digits_only(fraction)?,
        _ => return None,
    };
    let cents = digits_only(&whole)?.checked_mul(100)?.checked_add(fraction)?;
    Some(if negative { -cents } else { cents })
}

/// Points may stand between groups of three digits only.
fn without_groups(digits: &str) -> Option<String> {
    let mut groups = digits.split('.');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (1..=3).contains(&first.len());
    (grouped && rest.iter().all(|group| group.len() == 3)).then(|| digits.replace('.', ""))
}

fn digits_only(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn whole(typed: &str) -> Option<i64> {
    digits_only(&without_groups(typed.trim())?)
}

/// What was typed for a point, `None` where the form did not have its field.
pub(super) fn sent(form: &FormData, number: usize) -> Option<&str> {
    form.get(&name(number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_is_understood_as_people_write_it() {
        let good = [
            ("25", 2500),
            ("25,00", 2500),
            ("25,5", 2550),
            (" 25,00 € ", 2500),
            ("1.250,00", 125_000),
            ("1.250", 125_000),
            ("25.00", 2500),
            ("0", 0),
            ("-5,00", -500),
            ("−5", -500),
        ];
        for (text, expected) in good {
            assert_eq!(cents(text), Some(expected), "{text}");
        }
        for wrong in ["", "€", "abc", "25,000", "1.25,00", "12.50.00", "--5", "1e3", "25,0x", "99999999999999999999"]
        {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn line_ends_and_last_blanks_are_no_change() {
        let point = AdaptationPoint {
            path: "texts/de/intro".into(),
            kind: PointKind::Markdown,
            label_de: "Einleitung".into(),
            group_de: "Texte".into(),
            current: Value::from("Eins\nZwei\n"),
            allowed: Allowed::Text { max_length: 100, required: true },
            fixed: None,
        };
        let value = value_of(&point, "Eins\r\nZwei").unwrap();
        assert_eq!(patch_of(&point, value, None), None);
        let value = value_of(&point, "Drei").unwrap();
        assert_eq!(patch_of(&point, value, None).unwrap().value, Value::from("Drei"));
        assert!(value_of(&point, " ").is_err());
    }

    proptest! {
        #[test]
        fn what_stands_in_the_input_reads_back(value in -1_000_000_000_i64..1_000_000_000) {
            prop_assert_eq!(cents(&amount(value)), Some(value));
        }

        #[test]
        fn nothing_typed_breaks_it(text in ".{0,40}") {
            let _ = cents(&text);
            let _ = whole(&text);
        }
    }
}
