//! `fees.toml`: fee lines with conditions on the answers. Money is integer cents, nothing else.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::finding::Finding;
use crate::language::LocalText;
use crate::manifest::{check_languages, is_key};

/// Largest amount of one line: ten million euros. Keeps every sum far from overflow.
pub const MAX_AMOUNT_CENTS: i64 = 1_000_000_000;
/// Largest factor from an answer.
const MAX_FACTOR: i64 = 1_000;

/// `fees.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    /// Where the fees come from, for example the statute.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Whether the body has confirmed the fees.
    #[serde(default)]
    pub verified: bool,
    /// The lines.
    #[serde(default)]
    pub fee: Vec<Fee>,
}

/// One fee line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Key, for example `zone-a`.
    pub key: String,
    /// What is paid for.
    pub label: LocalText,
    /// Amount in cents; negative for a reduction.
    pub amount_cents: i64,
    /// What the amount is for.
    #[serde(default)]
    pub period: Period,
    /// Path of a field whose whole number multiplies the amount, for example the years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
    /// When the line applies; always if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// What an amount is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Once.
    #[default]
    Once,
    /// For a month.
    Month,
    /// For a year.
    Year,
}

/// A condition on the answers. In the file a table with `field` and one comparison, or `all`, `any`, `not`:
/// `{ field = "G1/F2", is = "A" }`, `{ any = [ … ] }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawWhen", into = "RawWhen")]
pub enum When {
    /// Every part holds.
    All(Vec<Self>),
    /// At least one part holds.
    Any(Vec<Self>),
    /// The part does not hold.
    Not(Box<Self>),
    /// The answer has this value.
    Is(String, Literal),
    /// The answer has one of these values.
    OneOf(String, Vec<Literal>),
    /// The answer is a number of at least this size.
    AtLeast(String, i64),
    /// The answer is a number of at most this size.
    AtMost(String, i64),
    /// There is (or is not) an answer.
    Answered(String, bool),
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Literal {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text or the code of a list.
    Text(String),
}

impl Literal {
    /// The value as the form writes it.
    pub fn text(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Text(value) => value.clone(),
        }
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawWhen {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<Literal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one_of: Option<Vec<Literal>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<When>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Vec<When>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Box<When>>,
}

impl TryFrom<RawWhen> for When {
    type Error = &'static str;

    fn try_from(raw: RawWhen) -> Result<Self, Self::Error> {
        match raw {
            RawWhen { all: Some(parts), field: None, any: None, not: None, .. } => Ok(Self::All(parts)),
            RawWhen { any: Some(parts), field: None, all: None, not: None, .. } => Ok(Self::Any(parts)),
            RawWhen { not: Some(part), field: None, all: None, any: None, .. } => Ok(Self::Not(part)),
            RawWhen {
                field: Some(field),
                all: None,
                any: None,
                not: None,
                is,
                one_of,
                at_least,
                at_most,
                answered,
            } => comparison(field, is, one_of, at_least, at_most, answered),
            _ => Err("Eine Bedingung besteht aus field mit einem Vergleich oder aus genau einem von all, any, not"),
        }
    }
}

fn comparison(
    field: String,
    is: Option<Literal>,
    one_of: Option<Vec<Literal>>,
    at_least: Option<i64>,
    at_most: Option<i64>,
    answered: Option<bool>,
) -> Result<When, &'static str> {
    match (is, one_of, at_least, at_most, answered) {
        (Some(value), None, None, None, None) => Ok(When::Is(field, value)),
        (None, Some(values), None, None, None) => Ok(When::OneOf(field, values)),
        (None, None, Some(number), None, None) => Ok(When::AtLeast(field, number)),
        (None, None, None, Some(number), None) => Ok(When::AtMost(field, number)),
        (None, None, None, None, Some(answered)) => Ok(When::Answered(field, answered)),
        _ => Err("Zu field gehört genau ein Vergleich: is, one_of, at_least, at_most oder answered"),
    }
}

impl From<When> for RawWhen {
    fn from(when: When) -> Self {
        let of = |field| Self { field: Some(field), ..Self::default() };
        match when {
            When::All(parts) => Self { all: Some(parts), ..Self::default() },
            When::Any(parts) => Self { any: Some(parts), ..Self::default() },
            When::Not(part) => Self { not: Some(part), ..Self::default() },
            When::Is(field, value) => Self { is: Some(value), ..of(field) },
            When::OneOf(field, values) => Self { one_of: Some(values), ..of(field) },
            When::AtLeast(field, number) => Self { at_least: Some(number), ..of(field) },
            When::AtMost(field, number) => Self { at_most: Some(number), ..of(field) },
            When::Answered(field, answered) => Self { answered: Some(answered), ..of(field) },
        }
    }
}

impl When {
    /// Whether the condition holds. A comparison with a missing answer does not hold.
    pub fn holds(&self, answer: &impl Fn(&str) -> Option<Value>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(answer)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(answer)),
            Self::Not(part) => !part.holds(answer),
            Self::Is(field, value) => value_text(answer, field).is_some_and(|text| text == value.text()),
            Self::OneOf(field, values) => {
                value_text(answer, field).is_some_and(|text| values.iter().any(|value| value.text() == text))
            }
            Self::AtLeast(field, least) => number(answer, field).is_some_and(|number| number >= *least),
            Self::AtMost(field, most) => number(answer, field).is_some_and(|number| number <= *most),
            Self::Answered(field, answered) => value_text(answer, field).is_some() == *answered,
        }
    }

    /// Every comparison: field and the values it is compared with.
    pub fn comparisons(&self) -> Vec<(&str, Vec<String>)> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::comparisons).collect(),
            Self::Not(part) => part.comparisons(),
            Self::Is(field, value) => vec![(field, vec![value.text()])],
            Self::OneOf(field, values) => vec![(field, values.iter().map(Literal::text).collect())],
            Self::AtLeast(field, _) | Self::AtMost(field, _) | Self::Answered(field, _) => {
                vec![(field, Vec::new())]
            }
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(part) => 1 + part.depth(),
            _ => 1,
        }
    }
}

/// An answer as text; nothing for missing and empty ones.
fn value_text(answer: &impl Fn(&str) -> Option<Value>, field: &str) -> Option<String> {
    match answer(field)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(answer: &impl Fn(&str) -> Option<Value>, field: &str) -> Option<i64> {
    value_text(answer, field)?.trim().parse().ok()
}

/// One line of a computed fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeLine {
    /// Key of the fee.
    pub key: String,
    /// What is paid for.
    pub label: LocalText,
    /// Amount for one unit.
    pub amount_cents: i64,
    /// What one unit is.
    pub period: Period,
    /// Number of units.
    pub factor: i64,
    /// Amount × factor.
    pub total_cents: i64,
}

/// A computed fee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeResult {
    /// The lines that apply, in the order of the file.
    pub lines: Vec<FeeLine>,
    /// The sum, never below zero.
    pub total_cents: i64,
}

/// Computes the fee with answers from a lookup by path.
pub fn compute_with(fees: &Fees, answer: &impl Fn(&str) -> Option<Value>) -> FeeResult {
    let applies = |fee: &&Fee| fee.when.as_ref().is_none_or(|when| when.holds(answer));
    let lines: Vec<FeeLine> = fees.fee.iter().filter(applies).map(|fee| line(fee, answer)).collect();
    let sum = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.total_cents));
    FeeResult { lines, total_cents: sum.max(0) }
}

/// A missing or senseless factor counts as one, so that a fee is never lost by an unanswered field.
fn line(fee: &Fee, answer: &impl Fn(&str) -> Option<Value>) -> FeeLine {
    let factor = fee.times.as_ref().and_then(|field| number(answer, field)).unwrap_or(1).clamp(1, MAX_FACTOR);
    FeeLine {
        key: fee.key.clone(),
        label: fee.label.clone(),
        amount_cents: fee.amount_cents,
        period: fee.period,
        factor,
        total_cents: fee.amount_cents.saturating_mul(factor),
    }
}

/// Checks what needs no form.
pub(crate) fn check(fees: &Fees, file: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, fee) in fees.fee.iter().enumerate() {
        if !is_key(&fee.key) {
            let text = format!("Der Schlüssel »{}« darf nur a–z, 0–9 und - enthalten.", fee.key);
            findings.push(Finding::error(file, "gebuehr-schluessel", text));
        }
        if fees.fee.iter().take(index).any(|other| other.key == fee.key) {
            let text = format!("Die Gebühr »{}« kommt zweimal vor. Bitte umbenennen.", fee.key);
            findings.push(Finding::error(file, "gebuehr-doppelt", text));
        }
        if fee.amount_cents.abs() > MAX_AMOUNT_CENTS {
            let text = format!("Der Betrag der Gebühr »{}« ist zu groß.", fee.key);
            findings.push(Finding::error(file, "gebuehr-betrag", text));
        }
        if fee.when.as_ref().is_some_and(|when| when.depth() > 32) {
            let text = format!("Die Bedingung der Gebühr »{}« ist zu tief verschachtelt.", fee.key);
            findings.push(Finding::error(file, "gebuehr-bedingung", text));
        }
        check_languages(&fee.label, file, &format!("{}/label", fee.key), &mut findings);
    }
    if !fees.fee.is_empty() && !fees.verified {
        findings.push(Finding::open(file, "gebuehren-ungeprueft", "Die Gebühren sind nicht bestätigt."));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
[[fee]]
key = "zone-a"
amount_cents = 3000
period = "year"
times = "zone/years"
when = { field = "zone/zone", is = "A" }
label = { de = "Zone A" }

[[fee]]
key = "electric"
amount_cents = -500
when = { all = [ { field = "car/electric", is = true }, { not = { field = "zone/zone", one_of = ["B", "C"] } } ] }
label = { de = "Ermäßigung" }
"#;

    fn fees() -> Fees {
        toml::from_str(FILE).unwrap()
    }

    fn total(answers: &Value) -> i64 {
        compute_with(&fees(), &|path| answers.get(path).cloned()).total_cents
    }

    #[test]
    fn computes_in_cents() {
        assert_eq!(total(&serde_json::json!({"zone/zone": "A", "zone/years": "2"})), 6000);
        assert_eq!(total(&serde_json::json!({"zone/zone": "A", "zone/years": 2, "car/electric": true})), 5500);
        assert_eq!(total(&serde_json::json!({"zone/zone": "A"})), 3000);
        assert_eq!(total(&serde_json::json!({"zone/zone": "B", "zone/years": "2"})), 0);
        assert_eq!(total(&serde_json::json!({"zone/zone": ""})), 0);
    }

    #[test]
    fn never_below_zero() {
        assert_eq!(total(&serde_json::json!({"car/electric": "true"})), 0);
    }

    #[test]
    fn survives_writing() {
        let again: Fees = toml::from_str(&toml::to_string(&fees()).unwrap()).unwrap();
        assert_eq!(again, fees());
        let json: Fees = serde_json::from_str(&serde_json::to_string(&fees()).unwrap()).unwrap();
        assert_eq!(json, fees());
    }

    #[test]
    fn rejects_half_conditions() {
        for when in
            ["{ field = \"a\" }", "{ is = 1 }", "{ field = \"a\", is = 1, at_least = 2 }", "{ all = [], any = [] }"]
        {
            let file = format!("[[fee]]\nkey = \"x\"\namount_cents = 1\nlabel = {{ de = \"x\" }}\nwhen = {when}");
            assert!(toml::from_str::<Fees>(&file).is_err(), "{when}");
        }
    }
}
