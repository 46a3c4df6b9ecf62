//! How long records are kept. Periods are data with a source; ends are days of the calendar; holds are a set, so that
//! lifting one does not lift the others.

pub mod plan;

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// From when a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// From the day of closing.
    Closing,
    /// From the end of the year of closing.
    EndOfYear,
}

/// How long records of a kind are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// None: for ever.
    pub years: Option<u16>,
    pub start: Start,
    /// Which rule says so.
    pub source: String,
    /// Somebody has looked the rule up.
    #[serde(default)]
    pub verified: bool,
}

impl Period {
    /// The last day a record is kept; none: for ever.
    pub fn last_day(&self, closed: Date) -> Option<Date> {
        let start = match self.start {
            Start::Closing => closed,
            Start::EndOfYear => closed.last_of_year(),
        };
        // Beyond the calendar is for ever.
        start.checked_add(i64::from(self.years?).years()).ok()
    }
}

/// Why a record may not go yet, whatever its period says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hold {
    pub id: String,
    pub reason: String,
}

/// What may be done with a record on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release<'h> {
    /// It may be offered to the archive.
    Due,
    /// It is kept until the end of this day.
    KeptUntil(Date),
    KeptForEver,
    /// It is not closed, so its period has not begun.
    Open,
    Held(&'h BTreeSet<Hold>),
}

pub fn release<'h>(period: &Period, closed: Option<Date>, holds: &'h BTreeSet<Hold>, today: Date) -> Release<'h> {
    if !holds.is_empty() {
        return Release::Held(holds);
    }
    let Some(closed) = closed else { return Release::Open };
    match period.last_day(closed) {
        None => Release::KeptForEver,
        Some(day) if today <= day => Release::KeptUntil(day),
        Some(_) => Release::Due,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn period(years: u16, start: Start) -> Period {
        Period { years: Some(years), start, source: "Aktenplan".to_owned(), verified: false }
    }

    #[test]
    fn a_period_ends_by_the_calendar() {
        assert_eq!(period(10, Start::Closing).last_day(date(2016, 2, 29)), Some(date(2026, 2, 28)));
        assert_eq!(period(10, Start::EndOfYear).last_day(date(2016, 2, 29)), Some(date(2026, 12, 31)));
        assert_eq!(period(9999, Start::Closing).last_day(date(2016, 2, 29)), None);
    }

    #[test]
    fn lifting_one_hold_does_not_lift_the_others() {
        let hold = |id: &str| Hold { id: id.to_owned(), reason: "Klage".to_owned() };
        let mut holds = BTreeSet::from([hold("1"), hold("2")]);
        let period = period(1, Start::Closing);
        let (closed, today) = (Some(date(2000, 1, 1)), date(2026, 1, 1));
        holds.remove(&hold("1"));
        assert_eq!(release(&period, closed, &holds, today), Release::Held(&holds.clone()));
        holds.clear();
        assert_eq!(release(&period, closed, &holds, today), Release::Due);
        assert_eq!(release(&period, None, &holds, today), Release::Open);
    }

    proptest! {
        #[test]
        fn a_longer_period_never_ends_earlier(years in 0_u16..200, day in 0_i32..30_000, more in 0_u16..50) {
            let closed = date(1950, 1, 1).saturating_add(day.days());
            for start in [Start::Closing, Start::EndOfYear] {
                prop_assert!(period(years, start).last_day(closed) <= period(years + more, start).last_day(closed));
            }
        }
    }
}
