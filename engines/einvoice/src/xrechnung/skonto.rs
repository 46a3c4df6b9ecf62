//! Discounts for early payment in the payment terms (BT-20), in the line form that XRechnung 3.0 defines:
//! `#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=100.00#`, one a line, each line ended.
//!
//! Interest for late payment had such a form too; XRechnung has given it up, so a line of it is an error today.

use std::fmt;

use super::text::is_space;
use crate::{
    number::Decimal,
    tree::Node,
    xpath::{Abort, Outcome},
};

/// One discount: pay within so many days and take off so many percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkontoTerm {
    /// Days from the date of the invoice.
    pub days: u32,
    /// Percent, always with two decimals in the text.
    pub percent: Decimal,
    /// What the percent are taken from, if it is not the amount due (BT-115).
    pub base_amount: Option<Decimal>,
}

impl fmt::Display for SkontoTerm {
    /// The line as it stands in BT-20, without the line end it needs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#SKONTO#TAGE={}#PROZENT={}#", self.days, two_decimals(&self.percent))?;
        match &self.base_amount {
            Some(amount) => write!(formatter, "BASISBETRAG={}#", two_decimals(amount)),
            None => Ok(()),
        }
    }
}

fn two_decimals(number: &Decimal) -> String {
    let cents = number.cents().to_string();
    let (whole, decimals) = cents.split_once('.').unwrap_or((&cents, ""));
    format!("{whole}.{decimals:0<2}")
}

/// The discounts in a text of payment terms, in its order. Lines that are no discount are passed over.
pub fn parse(terms: &str) -> Vec<SkontoTerm> {
    marked_lines(terms).filter_map(parse_line).collect()
}

/// The parts of a well-formed line: days, percent, base amount.
fn parts(line: &str) -> Option<(&str, &str, Option<&str>)> {
    let rest = line.strip_prefix("#SKONTO#TAGE=")?.strip_suffix('#')?;
    let mut segments = rest.split('#');
    let days = segments.next().filter(|days| is_digits(days))?;
    let percent = segments.next()?.strip_prefix("PROZENT=").filter(|percent| has_two_decimals(percent))?;
    let Some(base) = segments.next() else { return Some((days, percent, None)) };
    let base = base.strip_prefix("BASISBETRAG=")?;
    let is_amount = has_two_decimals(base.strip_prefix('-').unwrap_or(base));
    (is_amount && segments.next().is_none()).then_some((days, percent, Some(base)))
}

fn parse_line(line: &str) -> Option<SkontoTerm> {
    let line = crate::tree::normalize_space(line);
    let (days, percent, base) = parts(&line)?;
    let base_amount = match base {
        Some(base) => Some(Decimal::parse(base)?),
        None => None,
    };
    Some(SkontoTerm { days: days.parse().ok()?, percent: Decimal::parse(percent)?, base_amount })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_two_decimals(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, decimals)| is_digits(whole) && decimals.len() == 2 && is_digits(decimals))
}

/// Lines that begin with `#`.
fn marked_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').filter(|line| line.trim_start_matches(is_space).starts_with('#'))
}

/// Whether the discounts in the payment terms are written as they must be (BR-DE-18): each marked line in the form, and
/// a line end behind the last. More than one text of terms is an error as soon as a line is well-formed.
pub(super) fn are_well_formed<'d>(terms: &(impl Iterator<Item = Node<'d>> + Clone)) -> Outcome {
    let mut is_ended = None;
    for text in terms.clone() {
        let string = text.string();
        for line in marked_lines(&string) {
            if parts(&crate::tree::normalize_space(line)).is_none() {
                return Ok(false);
            }
            let is_ended = match is_ended {
                Some(is_ended) => is_ended,
                None => *is_ended.insert(is_last_ended(terms.clone())?),
            };
            if !is_ended {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Whether a line end follows the last marked piece.
fn is_last_ended<'d>(terms: impl Iterator<Item = Node<'d>>) -> Outcome {
    let mut terms = terms.filter(|text| !text.string().is_empty());
    let Some(text) = terms.next() else { return Ok(false) };
    if let Some(second) = terms.next() {
        return Err(Abort::cardinality(second));
    }
    let string = text.string();
    Ok(behind_last_mark(&string).chars().take_while(|letter| is_space(*letter)).any(|letter| letter == '\n'))
}

/// What stands behind the last piece of a line that begins and ends with `#` and has something in between.
fn behind_last_mark(text: &str) -> &str {
    let mut end = text.len();
    loop {
        let start = text[..end].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = &text[start..end];
        if let (Some(first), Some(last)) = (line.find('#'), line.rfind('#'))
            && last > first + 1
        {
            return &text[start + last + 1..];
        }
        match start.checked_sub(1) {
            Some(before) => end = before,
            None => return text,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_days_percent_and_base() {
        let terms = parse(
            "Zahlbar sofort.\n#SKONTO#TAGE=7#PROZENT=3.00#\r\n #SKONTO#TAGE=14#PROZENT=2.50#BASISBETRAG=-100.10#\n",
        );
        assert_eq!(terms.len(), 2);
        assert_eq!((terms[0].days, terms[0].percent.to_string().as_str()), (7, "3"));
        assert_eq!(terms[1].base_amount.as_ref().map(ToString::to_string).as_deref(), Some("-100.1"));
        assert_eq!(terms[1].to_string(), "#SKONTO#TAGE=14#PROZENT=2.50#BASISBETRAG=-100.10#");
    }

    #[test]
    fn refuses_other_forms() {
        for line in [
            "#SKONTO#TAGE=14#PROZENT=2#",
            "#SKONTO#TAGE=#PROZENT=2.00#",
            "#SKONTO#TAGE=14#PROZENT=-2.00#",
            "#SKONTO#TAGE=14#PROZENT=2.00",
            "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=1#",
            "#SKONTO#TAGE=14#PROZENT=2.00#X=1#",
            "#SKONTO#TAGE=14#PROZENT=2.00##",
            "#skonto#TAGE=14#PROZENT=2.00#",
            "#VERZUG#TAGE=14#PROZENT=2.00#",
            "#SKONTO# TAGE=14#PROZENT=2.00#",
        ] {
            assert!(parse(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn finds_what_follows_the_last_mark() {
        assert_eq!(behind_last_mark("a#b#c\nd"), "c\nd");
        assert_eq!(behind_last_mark("#a#\n#b#\n"), "\n");
        assert_eq!(behind_last_mark("##\nx"), "##\nx");
        assert_eq!(behind_last_mark("###x"), "x");
        assert_eq!(behind_last_mark(""), "");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(days in 0_u32..1000, percent in 0_i128..10_000, base in proptest::option::of(-10_000_i128..10_000)) {
            let term = SkontoTerm { days, percent: Decimal::new(percent, 2), base_amount: base.map(|base| Decimal::new(base, 2)) };
            prop_assert_eq!(parse(&format!("{term}\n")), vec![term]);
        }

        #[test]
        fn never_panics(text in "[#A-Z=0-9.\r\n ä-]{0,60}") {
            let _ = (parse(&text), behind_last_mark(&text));
        }
    }
}
