//! Skonto and interest on arrears inside the payment terms (BT-20), as XRechnung writes them: a line each,
//! `#SKONTO#TAGE=14#PROZENT=2.25#BASISBETRAG=357.93#`, the rest is text for people.

use jiff::{ToSpan, civil::Date};
use serde::Serialize;

use crate::number::Decimal;

/// One condition of the payment terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentCondition {
    pub kind: ConditionKind,
    /// Days until which the discount is given, or after which interest is asked.
    pub days: u16,
    pub percent: Decimal,
    /// Amount the percentage is taken of; without it the amount due.
    pub base_amount: Option<Decimal>,
}

/// What a condition grants or asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// `SKONTO`: a discount for paying early.
    Discount,
    /// `VERZUG`: interest for paying late.
    Arrears,
}

impl PaymentCondition {
    /// The discount or the interest, in cents.
    pub fn amount(&self, due: &Decimal) -> Decimal {
        self.base_amount.as_ref().unwrap_or(due).multiply(&self.percent).multiply(&Decimal::new(1, 2)).cents()
    }

    /// Last day on which the condition's term runs, counted from a day that is itself not counted (§ 187 (1) BGB).
    pub fn last_day(&self, from: Date) -> Option<Date> {
        from.checked_add(i64::from(self.days).days()).ok()
    }
}

/// The conditions in payment terms and the text that is left. A line that looks like a condition and is none stays text.
pub fn payment_conditions(terms: &str) -> (Vec<PaymentCondition>, String) {
    let mut conditions = Vec::new();
    let mut text = Vec::new();
    for line in terms.lines() {
        match condition(line.trim()) {
            Some(condition) => conditions.push(condition),
            None => text.push(line.trim_end()),
        }
    }
    (conditions, text.join("\n").trim().to_owned())
}

fn condition(line: &str) -> Option<PaymentCondition> {
    let mut parts = line.strip_prefix('#')?.strip_suffix('#')?.split('#');
    let kind = match parts.next()? {
        "SKONTO" => ConditionKind::Discount,
        "VERZUG" => ConditionKind::Arrears,
        _ => return None,
    };
    let days = parts.next()?.strip_prefix("TAGE=")?.parse().ok()?;
    let percent = Decimal::parse(parts.next()?.strip_prefix("PROZENT=")?)?;
    let base_amount = match parts.next() {
        Some(part) => Some(Decimal::parse(part.strip_prefix("BASISBETRAG=")?)?),
        None => None,
    };
    parts.next().is_none().then_some(PaymentCondition { kind, days, percent, base_amount })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn skonto_is_found_and_text_is_kept() {
        let (conditions, text) = payment_conditions(
            "#SKONTO#TAGE=14#PROZENT=2.25#\n#SKONTO#TAGE=28#PROZENT=1.00#BASISBETRAG=100.50#\n#SKONTO#TAGE=x#\nDanke\n",
        );
        assert_eq!(conditions.len(), 2);
        assert_eq!(text, "#SKONTO#TAGE=x#\nDanke");
        assert_eq!(conditions[0].amount(&Decimal::new(1000, 0)).to_string(), "22.5");
        assert_eq!(conditions[1].amount(&Decimal::new(1000, 0)).to_string(), "1.01");
        assert_eq!(conditions[0].last_day(date(2026, 11, 21)), Some(date(2026, 12, 5)));
    }
}
