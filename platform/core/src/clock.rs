//! Time and identifiers as values: the only place that asks the machine for either.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{Timestamp as Instant, tz::TimeZone};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Milliseconds since 1970-01-01T00:00Z: what the database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// The zone people read times in.
pub const ZONE: &str = "Europe/Berlin";

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

impl Timestamp {
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * 86_400_000)
    }

    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000)
    }

    /// The end of the local day this many days later: when a period of days is over (§ 188 Abs. 1 BGB).
    #[must_use]
    pub fn end_of_day_after(self, days: i64) -> Self {
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        // Far more than any period of the law; keeps the calendar in its range.
        let span = jiff::Span::new().days(days.clamp(-100_000, 100_000));
        let last = self.local().date().saturating_add(span).at(23, 59, 59, 0).to_zoned(zone);
        last.map_or(self.plus_days(days), |end| Self(end.timestamp().as_millisecond()))
    }

    /// Calendar days from this local day to that one; negative if it lies before.
    pub fn days_until(self, other: Self) -> i64 {
        self.local().date().until(other.local().date()).map_or(0, |span| i64::from(span.get_days()))
    }

    fn instant(self) -> Instant {
        Instant::from_millisecond(self.0).unwrap_or(Instant::UNIX_EPOCH)
    }

    fn local(self) -> jiff::Zoned {
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        self.instant().to_zoned(zone)
    }

    /// `2027-03-14` in local time.
    pub fn date_iso(self) -> String {
        self.local().date().to_string()
    }

    /// `14. März 2027` in local time.
    pub fn date_german(self) -> String {
        let local = self.local();
        let month = MONTHS[usize::try_from(local.month() - 1).unwrap_or(0)];
        format!("{}. {month} {}", local.day(), local.year())
    }

    /// `14. März 2027, 09:05 Uhr` in local time.
    pub fn moment_german(self) -> String {
        let local = self.local();
        format!("{}, {:02}:{:02} Uhr", self.date_german(), local.hour(), local.minute())
    }

    /// `14 March 2027`.
    pub fn date_english(self) -> String {
        self.local().strftime("%-d %B %Y").to_string()
    }

    /// `14 March 2027, 09:05`.
    pub fn moment_english(self) -> String {
        self.local().strftime("%-d %B %Y, %H:%M").to_string()
    }

    /// RFC 3339 in UTC, as in JSON and `datetime` attributes.
    pub fn rfc3339(self) -> String {
        self.instant().to_string()
    }

    /// Local calendar parts: year, month, day, hour, minute, second.
    pub fn local_parts(self) -> (i16, i8, i8, i8, i8, i8) {
        let local = self.local();
        (local.year(), local.month(), local.day(), local.hour(), local.minute(), local.second())
    }

    pub fn local_year(self) -> i16 {
        self.local().year()
    }
}

impl From<Timestamp> for lotse_store::Value {
    fn from(time: Timestamp) -> Self {
        Self::Int(time.0)
    }
}

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(Instant::now().as_millisecond())
    }
}

/// A clock for tests: stands still until it is set forward.
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    pub fn at(time: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(time.0)))
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Where identifiers and secrets come from.
pub trait Randomness: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A UUIDv7 (RFC 9562 §5.7): sorts by time of making.
pub fn new_id(now: Timestamp, randomness: &dyn Randomness) -> Uuid {
    let mut bytes = [0_u8; 10];
    randomness.fill(&mut bytes);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.0).unwrap_or(0), &bytes).into_uuid()
}

/// A secret for links and sessions: 160 bits, in lower-case base 32 without look-alikes (Crockford).
pub fn new_secret(randomness: &dyn Randomness) -> String {
    let mut bytes = [0_u8; 32];
    randomness.fill(&mut bytes);
    written(bytes)
}

/// A secret of the same form that can be made again from the same key, purpose and name.
pub(crate) fn keyed_secret(key: &[u8; 32], purpose: &str, name: &[u8]) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in [b"link".as_slice(), purpose.as_bytes(), name] {
        mac.update(part);
        mac.update(&[0]);
    }
    written(mac.finalize().into_bytes().into())
}

fn written(bytes: [u8; 32]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_dates_follow_local_time() {
        // 2027-03-13T23:30Z is already the 14th in Berlin.
        let time = Timestamp(1_804_980_600_000);
        assert_eq!(time.date_german(), "14. März 2027");
        assert_eq!(time.moment_german(), "14. März 2027, 00:30 Uhr");
        assert_eq!(time.date_iso(), "2027-03-14");
        assert_eq!(time.rfc3339(), "2027-03-13T23:30:00Z");
    }

    #[test]
    fn keyed_secrets_repeat_for_the_same_name_only() {
        let one = keyed_secret(&[1; 32], "application", b"a");
        assert_eq!(one, keyed_secret(&[1; 32], "application", b"a"));
        assert_eq!(one.len(), 32);
        for other in [
            keyed_secret(&[2; 32], "application", b"a"),
            keyed_secret(&[1; 32], "x", b"a"),
            keyed_secret(&[1; 32], "application", b"b"),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn periods_count_local_days() {
        // 2027-03-26T23:30Z is the 27th in Berlin; the clocks go forward on the 28th.
        let start = Timestamp(1_806_103_800_000);
        assert_eq!(start.end_of_day_after(5).moment_german(), "1. April 2027, 23:59 Uhr");
        assert_eq!(start.days_until(start.end_of_day_after(5)), 5);
        assert_eq!(start.days_until(start.plus_days(-400)), -400);
    }

    #[test]
    fn secrets_differ_and_are_url_safe() {
        let (one, two) = (new_secret(&SystemRandomness), new_secret(&SystemRandomness));
        assert_ne!(one, two);
        assert_eq!(one.len(), 32);
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
