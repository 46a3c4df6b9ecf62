//! Rate limits: a bucket per client (an address, or a program with its token) and class, in memory of this process.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Mutex,
};

use axum::http::HeaderMap;
use lotse_core::{clock::Timestamp, tokens::TokenId};

use crate::routes::Rate;

/// When this many addresses are remembered, those with a full bucket are forgotten.
const MANY: usize = 50_000;

/// How many requests at once, and how many more a second.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    burst: f64,
    per_second: f64,
}

fn allowance(rate: Rate) -> Allowance {
    match rate {
        Rate::Page => Allowance { burst: 200.0, per_second: 50.0 },
        Rate::Submission => Allowance { burst: 30.0, per_second: 0.5 },
        Rate::SignIn => Allowance { burst: 20.0, per_second: 0.2 },
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    level: f64,
    at: Timestamp,
}

/// Token buckets by key.
#[derive(Debug)]
pub(crate) struct Buckets<K>(Mutex<HashMap<K, Bucket>>);

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Hash + Eq> Buckets<K> {
    /// Takes one token; `false` if there is none.
    pub(crate) fn take(&self, key: K, burst: f64, per_second: f64, now: Timestamp) -> bool {
        let filled = |bucket: &Bucket| {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few minutes")]
            let seconds = (now.0 - bucket.at.0).max(0) as f64 / 1_000.0;
            (bucket.level + seconds * per_second).min(burst)
        };
        let mut buckets = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= MANY {
            buckets.retain(|_, bucket| filled(bucket) < burst);
        }
        let bucket = buckets.entry(key).or_insert(Bucket { level: burst, at: now });
        let level = filled(bucket);
        let allowed = level >= 1.0;
        *bucket = Bucket { level: if allowed { level - 1.0 } else { level }, at: now };
        allowed
    }

    /// Gives the key a full bucket again.
    pub(crate) fn forget(&self, key: &K) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(key);
    }
}

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Client {
    Address(IpAddr),
    Token(TokenId),
}

/// One set of buckets for all classes.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Buckets<(Client, Rate)>);

impl Limiter {
    pub(crate) fn allows(&self, client: Client, rate: Rate, now: Timestamp) -> bool {
        let Allowance { burst, per_second } = allowance(rate);
        self.0.take((client, rate), burst, per_second, now)
    }
}

/// The address limits are counted by: the last one a trusted proxy names, else the peer; IPv6 by its /64 (one customer).
pub(crate) fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: Option<&str>) -> IpAddr {
    let named = trusted
        .and_then(|name| headers.get_all(name).iter().next_back())
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse().ok());
    match named.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => IpAddr::V4(mapped),
            None if address.is_loopback() => IpAddr::V6(address),
            None => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        },
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let buckets = Buckets::default();
        let start = Timestamp(0);
        assert!((0..3).all(|_| buckets.take("a", 3.0, 0.5, start)));
        assert!(!buckets.take("a", 3.0, 0.5, start) && buckets.take("b", 3.0, 0.5, start));
        assert!(!buckets.take("a", 3.0, 0.5, start.plus_seconds(1)));
        assert!(buckets.take("a", 3.0, 0.5, start.plus_seconds(2)));
        // A clock set back neither helps nor harms.
        assert!(!buckets.take("a", 3.0, 0.5, start));
    }

    #[test]
    fn only_the_trusted_header_counts_and_only_its_end() {
        let peer = Some("10.0.0.1".parse().unwrap());
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        assert_eq!(client_address(peer, &headers, None).to_string(), "10.0.0.1");
        assert_eq!(client_address(peer, &headers, Some("x-forwarded-for")).to_string(), "2.2.2.2");
        let v6 = Some("2001:db8:1:2:3:4:5:6".parse().unwrap());
        assert_eq!(client_address(v6, &HeaderMap::new(), None).to_string(), "2001:db8:1:2::");
    }
}
