//! Instants, intervals and durations as ISO 8601 writes them, and how they compare.
//!
//! An instant remembers the offset it was written with: `hour` and its kin speak about the time on the writer's clock
//! (OData 4.01, part 2, 5.1.1.8), comparisons about the instant. Instants without an offset are taken as UTC.

use std::{cmp::Ordering, fmt};

use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, DateTime, Time},
    fmt::temporal::Pieces,
    tz::Offset,
};

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub timestamp: Timestamp,
    pub offset: Offset,
}

/// A span of time; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub start: Moment,
    pub end: Moment,
}

/// A length of time. Months are kept apart: how long they are depends on where they are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Duration {
    pub months: i64,
    pub rest: SignedDuration,
}

/// A point in time or a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeValue {
    Moment(Moment),
    Interval(Interval),
}

/// How two times can lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeRelation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Before,
    After,
    Meets,
    During,
    Overlaps,
    Starts,
    Finishes,
}

impl Moment {
    /// A point in time in UTC.
    pub fn utc(timestamp: Timestamp) -> Self {
        Self { timestamp, offset: Offset::UTC }
    }

    /// Reads `2026-05-01T10:00:00+02:00`; seconds, fraction and offset may be missing.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // Jiff also reads time zones in brackets; the standard has none.
        if !text.starts_with(|each: char| each.is_ascii_digit()) || text.contains('[') {
            return None;
        }
        let pieces = Pieces::parse(text).ok()?;
        let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
        if offset.seconds() % 60 != 0 {
            return None;
        }
        Self::at(DateTime::from_parts(pieces.date(), pieces.time()?), offset)
    }

    /// Midnight of a day in UTC.
    pub fn midnight(date: Date) -> Option<Self> {
        Self::at(date.to_datetime(Time::midnight()), Offset::UTC)
    }

    fn at(local: DateTime, offset: Offset) -> Option<Self> {
        Some(Self { timestamp: offset.to_timestamp(local).ok()?, offset })
    }

    /// Date and time on the writer's clock.
    pub fn local(self) -> DateTime {
        self.offset.to_datetime(self.timestamp)
    }

    /// Later by a duration, or earlier by a negative one.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Option<Self> {
        let local = self.local().checked_add(Span::new().try_months(duration.months).ok()?).ok()?;
        let timestamp = self.offset.to_timestamp(local).ok()?.checked_add(duration.rest).ok()?;
        Some(Self { timestamp, offset: self.offset })
    }

    /// How long after another instant.
    pub fn since(self, other: Self) -> Duration {
        Duration { months: 0, rest: self.timestamp.duration_since(other.timestamp) }
    }
}

impl Interval {
    /// Reads `start/end`, `start/duration` and `duration/end`.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, second) = text.split_once('/')?;
        let (start, end) = match (Moment::parse(first), Moment::parse(second)) {
            (Some(start), Some(end)) => (start, end),
            (Some(start), None) => (start, start.plus(Duration::parse(second)?)?),
            (None, Some(end)) => (end.plus(Duration::parse(first)?.negated()?)?, end),
            (None, None) => return None,
        };
        (start.timestamp <= end.timestamp).then_some(Self { start, end })
    }
}

impl TimeValue {
    /// Reads an instant, an interval or a date, which is its midnight in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains('/') {
            return Interval::parse(text).map(Self::Interval);
        }
        if let Some(moment) = Moment::parse(text) {
            return Some(Self::Moment(moment));
        }
        Moment::midnight(date(text)?).map(Self::Moment)
    }

    /// The instant, or the start of the interval.
    pub fn start(self) -> Moment {
        match self {
            Self::Moment(moment) => moment,
            Self::Interval(interval) => interval.start,
        }
    }

    /// The instant, or the end of the interval.
    pub fn end(self) -> Moment {
        match self {
            Self::Moment(moment) => moment,
            Self::Interval(interval) => interval.end,
        }
    }

    /// Later by a duration.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Option<Self> {
        Some(match self {
            Self::Moment(moment) => Self::Moment(moment.plus(duration)?),
            Self::Interval(interval) => {
                Self::Interval(Interval { start: interval.start.plus(duration)?, end: interval.end.plus(duration)? })
            }
        })
    }

    /// By start, then by end.
    pub fn order(self, other: Self) -> Ordering {
        let start = self.start().timestamp.cmp(&other.start().timestamp);
        start.then_with(|| self.end().timestamp.cmp(&other.end().timestamp))
    }

    /// Whether two times lie so to each other; `None` where the relation has no meaning (`during` an instant).
    ///
    /// An interval holds its start and not its end. One without length still holds its start. Intervals that touch are
    /// one before the other; `le` and `ge` between intervals look at both ends.
    pub fn relates(self, relation: TimeRelation, other: Self) -> Option<bool> {
        use TimeRelation as R;
        let (start, end) = (self.start().timestamp, self.end().timestamp);
        let (other_start, other_end) = (other.start().timestamp, other.end().timestamp);
        let is_equal = start == other_start && end == other_end;
        let (is_interval, other_is_interval) = (matches!(self, Self::Interval(_)), matches!(other, Self::Interval(_)));
        Some(match relation {
            R::Equal => is_equal,
            R::NotEqual => !is_equal,
            R::Less | R::Before => end <= other_start && start < other_start,
            R::Greater | R::After => other_end <= start && other_start < start,
            R::LessOrEqual if is_interval && other_is_interval => start <= other_start && end <= other_end,
            R::LessOrEqual => end <= other_start,
            R::GreaterOrEqual if is_interval && other_is_interval => start >= other_start && end >= other_end,
            R::GreaterOrEqual => start >= other_end,
            R::Meets => start == other_end || end == other_start,
            R::During if !other_is_interval => return None,
            R::During => other_start <= start && start < other_end && end <= other_end,
            R::Overlaps => start == other_start || (start < other_end && other_start < end),
            R::Starts => start == other_start,
            R::Finishes => end == other_end,
        })
    }
}

impl Duration {
    /// Reads `P1Y2M3W4DT5H6M7.8S`, a sign in front and at each number, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let (is_negative, text) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text.as_str()),
        };
        let text = text.strip_prefix('P')?;
        let (days, hours) = match text.split_once('T') {
            Some((_, "")) => return None,
            Some((days, hours)) => (days, hours),
            None => (text, ""),
        };
        if days.is_empty() && hours.is_empty() {
            return None;
        }
        let mut duration = Self::default();
        duration.read(
            days,
            &[
                ('Y', Unit::Months(12)),
                ('M', Unit::Months(1)),
                ('W', Unit::Seconds(604_800)),
                ('D', Unit::Seconds(86_400)),
            ],
        )?;
        duration.read(hours, &[('H', Unit::Seconds(3_600)), ('M', Unit::Seconds(60)), ('S', Unit::Seconds(1))])?;
        if is_negative { duration.negated() } else { Some(duration) }
    }

    /// Numbers with their letters, the letters in this order.
    fn read(&mut self, mut text: &str, units: &[(char, Unit)]) -> Option<()> {
        let mut units = units.iter();
        while !text.is_empty() {
            let length = text.find(|each: char| each.is_ascii_alphabetic())?;
            let (number, rest) = text.split_at(length);
            let letter = rest.chars().next()?;
            text = &rest[1..];
            let (_, unit) = units.find(|(name, _)| *name == letter)?;
            match unit {
                Unit::Months(months) => {
                    let more = number.parse::<i64>().ok()?.checked_mul(*months)?;
                    self.months = self.months.checked_add(more)?;
                }
                Unit::Seconds(seconds) => {
                    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
                    if !fraction.is_empty() && letter != 'S' {
                        return None;
                    }
                    let length = SignedDuration::from_secs(whole.parse::<i64>().ok()?.checked_mul(*seconds)?);
                    let fraction = nanoseconds(fraction)?;
                    let fraction = if number.starts_with('-') { -fraction } else { fraction };
                    let length = length.checked_add(SignedDuration::from_nanos(fraction))?;
                    self.rest = self.rest.checked_add(length)?;
                }
            }
        }
        Some(())
    }

    /// The same length the other way.
    #[must_use]
    pub fn negated(self) -> Option<Self> {
        Some(Self { months: self.months.checked_neg()?, rest: self.rest.checked_neg()? })
    }

    /// Both one after the other.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(Self { months: self.months.checked_add(other.months)?, rest: self.rest.checked_add(other.rest)? })
    }

    /// So many times as long. Parts of months become days, 30 a month.
    #[must_use]
    pub fn times(self, factor: f64) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "no duration of interest has so many months")]
        let months = self.months as f64 * factor;
        let days = (months - months.trunc()) * 30.0;
        let seconds = self.rest.as_secs_f64() * factor + days * 86_400.0;
        if !(-1e15..=1e15).contains(&months) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "within the bounds checked above")]
        let months = months.trunc() as i64;
        Some(Self { months, rest: SignedDuration::try_from_secs_f64(seconds).ok()? })
    }

    /// Length in nanoseconds, 30 days a month, to compare by.
    pub fn length(self) -> i128 {
        const MONTH: i128 = 30 * 86_400 * 1_000_000_000;
        self.rest.as_nanos() + i128::from(self.months) * MONTH
    }
}

enum Unit {
    Months(i64),
    Seconds(i64),
}

/// The digits behind a point as nanoseconds; more than nine are cut off.
fn nanoseconds(digits: &str) -> Option<i64> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let nine: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
    nine.parse().ok()
}

/// Reads `2026-05-01`.
pub fn date(text: &str) -> Option<Date> {
    let is_date = text.len() == 10
        && text.bytes().enumerate().all(
            |(place, byte)| {
                if place == 4 || place == 7 { byte == b'-' } else { byte.is_ascii_digit() }
            },
        );
    if is_date { text.parse().ok() } else { None }
}

/// Reads `10:00`, `10:00:00` and `10:00:00.5`.
pub fn time_of_day(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    let is_time = bytes.len() >= 5
        && bytes.iter().all(|byte| byte.is_ascii_digit() || *byte == b':' || *byte == b'.')
        && bytes[2] == b':'
        && (bytes.len() == 5 || bytes[5] == b':');
    if is_time { text.parse().ok() } else { None }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.offset.seconds();
        write!(formatter, "{}", self.local())?;
        if seconds == 0 {
            return formatter.write_str("Z");
        }
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.start, self.end)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("P")?;
        let (years, months) = (self.months / 12, self.months % 12);
        let seconds = self.rest.as_secs();
        let (days, hours, minutes, seconds) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        for (number, letter) in [(years, 'Y'), (months, 'M'), (days, 'D')] {
            if number != 0 {
                write!(formatter, "{number}{letter}")?;
            }
        }
        let nanoseconds = self.rest.subsec_nanos();
        let has_seconds = seconds != 0 || nanoseconds != 0;
        if hours == 0 && minutes == 0 && !has_seconds {
            let is_nothing = years == 0 && months == 0 && days == 0;
            return formatter.write_str(if is_nothing { "T0S" } else { "" });
        }
        formatter.write_str("T")?;
        for (number, letter) in [(hours, 'H'), (minutes, 'M')] {
            if number != 0 {
                write!(formatter, "{number}{letter}")?;
            }
        }
        if !has_seconds {
            return Ok(());
        }
        let sign = if self.rest.is_negative() { "-" } else { "" };
        write!(formatter, "{sign}{}", seconds.abs())?;
        if nanoseconds != 0 {
            let fraction = format!("{:09}", nanoseconds.abs());
            write!(formatter, ".{}", fraction.trim_end_matches('0'))?;
        }
        formatter.write_str("S")
    }
}

#[cfg(test)]
mod tests;
