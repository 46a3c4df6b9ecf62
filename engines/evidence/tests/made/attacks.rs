//! Whatever is done to the bytes of a token or a record: never a verdict that does not follow from what is signed.

use std::{ops::Range, time::Instant};

use lotse_evidence::{
    record::{DataObject, Evidence, EvidenceRecord, verify_record, verify_token},
    time_stamp::{DigestAlgorithm, TimeStampRequest, TimeStampToken, Trust, TrustedCertificate, open_response},
};
use proptest::prelude::*;

use crate::{
    authority::{Authority, Key, NOW, Order, der, digest, oid, part, response},
    records::{initial, with_new_hash, with_new_stamp},
};

const SHA256: DigestAlgorithm = DigestAlgorithm::Sha256;

/// A file of evidence for „plan“, and the bytes that nobody signed.
struct Target {
    bytes: Vec<u8>,
    trust: Trust,
    /// What is not covered, and where it stands.
    uncovered: Vec<(&'static str, Range<usize>)>,
}

/// Whether the file proves the data; nothing if it cannot even be read.
fn verdict(bytes: &[u8], data: &[u8], trust: &Trust) -> Option<bool> {
    let evidence = Evidence::from_der(bytes).ok()?;
    let data = [DataObject::new("plan.pdf", data, &evidence.algorithms())];
    Some(match evidence {
        Evidence::Record(record) => verify_record(&record, &data, trust, NOW).ok,
        Evidence::Token(token) => verify_token(&token, &data, trust, NOW).ok,
    })
}

impl Target {
    fn proves(&self, bytes: &[u8], data: &[u8]) -> bool {
        verdict(bytes, data, &self.trust) == Some(true)
    }

    fn name_of(&self, place: usize) -> Option<&'static str> {
        self.uncovered.iter().find(|(_, range)| range.contains(&place)).map(|(name, _)| *name)
    }
}

/// The last byte of a field.
fn last(range: Range<usize>) -> Range<usize> {
    range.end - 1..range.end
}

/// The parts of a token that nobody signed, when it begins at `start`.
fn uncovered_in_token(token: &[u8], start: usize) -> Vec<(&'static str, Range<usize>)> {
    let at = |way: &[usize]| {
        let range = part(token, way);
        range.start + start..range.end + start
    };
    vec![
        ("version of the token", last(at(&[1, 0, 0]))),
        ("further hash algorithms listed", at(&[1, 0, 1, 1])),
        ("copy of the root, which is trusted anyway", at(&[1, 0, 3, 2])),
        ("version of the signature", last(at(&[1, 0, 4, 0, 0]))),
        ("signature method: another name for the same", last(at(&[1, 0, 4, 0, 4, 0]))),
        ("unsigned attributes", at(&[1, 0, 4, 0, 6])),
    ]
}

fn order() -> Order {
    let attribute = der(0x30, &[&oid("1.2.3"), &der(0x31, &[&der(0x0c, &[b"whatever"])])]);
    let listed = [digest(SHA256), digest(DigestAlgorithm::Sha512)].concat();
    Order { listed, unsigned: Some(attribute), ..Order::default() }
}

fn token(key: Key) -> Target {
    let authority = Authority::new(key);
    let token = authority.token(&SHA256.digest(b"plan"), &order());
    let bytes = response(&token);
    let start = bytes.len() - token.len();
    let mut uncovered = vec![("status of the answer and its text", 0..start)];
    uncovered.extend(uncovered_in_token(&token, start));
    Target { bytes, trust: authority.trust(), uncovered }
}

/// Three stamps: the first renewed, then the hash algorithm renewed.
fn record() -> Target {
    let authority = Authority::new(Key::curve(3));
    let record = with_new_stamp(&authority, initial(&authority, 0), "20220101000000Z");
    let record = with_new_hash(&authority, record, b"plan", "20230101000000Z");
    let bytes = record.to_der();
    // The token of the last stamp: earlier ones are covered by it.
    let whole = part(&bytes, &[2, 1, 0, 1]);
    let last_token = &bytes[whole.clone()];
    let at = |way: &[usize]| {
        let range = part(last_token, way);
        range.start + whole.start..range.end + whole.start
    };
    let uncovered = vec![
        ("list of the record's hash algorithms", part(&bytes, &[1])),
        ("hash of the last stamp, which names it, too", part(&bytes, &[2, 1, 0, 0])),
        ("version of the last token", last(at(&[1, 0, 0]))),
        ("copy of the root in the last token", at(&[1, 0, 3, 2])),
        ("version of the last signature", last(at(&[1, 0, 4, 0, 0]))),
    ];
    Target { bytes, trust: authority.trust(), uncovered }
}

#[test]
fn every_byte_that_counts_is_covered() {
    println!("{:10} {:6}  {:46} {:>5}  {:>5}  {:>5}", "evidence", "bytes", "not covered", "bytes", "tried", "held");
    for (name, target) in [
        ("P-256", token(Key::curve(3))),
        ("RSA", token(Key::rsa())),
        ("PSS", token(Key::pss(32))),
        ("record", record()),
    ] {
        assert!(target.proves(&target.bytes, b"plan") && !target.proves(&target.bytes, b"plaN"), "{name}");
        let mut held: Vec<(usize, usize)> = vec![(0, 0); target.uncovered.len()];
        for place in 0..target.bytes.len() {
            let region = target.uncovered.iter().position(|(_, range)| range.contains(&place));
            // The versions and the method get all values, long parts without cover a bit in each byte that is tried.
            let masks: Vec<u8> = match region.map(|region| target.uncovered[region].1.len()) {
                Some(1) => (1..=255).collect(),
                Some(40..) if !place.is_multiple_of(9) => Vec::new(),
                Some(_) => vec![0x01],
                None => vec![[0x01, 0x20, 0x80][place % 3]],
            };
            for mask in masks {
                let mut changed = target.bytes.clone();
                changed[place] ^= mask;
                let is_held = target.proves(&changed, b"plan");
                match region {
                    Some(region) => {
                        held[region].0 += 1;
                        held[region].1 += usize::from(is_held);
                    }
                    None => assert!(!is_held, "{name}: byte {place} changed by {mask:#x} and still believed"),
                }
            }
        }
        for ((what, range), (tried, held)) in target.uncovered.iter().zip(held) {
            println!("{name:10} {:6}  {what:46} {:5}  {tried:5}  {held:5}", target.bytes.len(), range.len());
        }
    }
}

#[test]
fn cut_or_continued_nothing_is_believed() {
    for target in [token(Key::curve(3)), record()] {
        for length in 0..target.bytes.len() {
            assert_eq!(verdict(&target.bytes[..length], b"plan", &target.trust), None, "cut to {length}");
        }
        for tail in [&[0][..], &[5, 0], &[0x30, 0], &target.bytes] {
            assert_eq!(verdict(&[&target.bytes, tail].concat(), b"plan", &target.trust), None);
        }
    }
}

#[test]
fn lengths_that_promise_more_than_there_is_are_refused_at_once() {
    for target in [token(Key::curve(3)), record()] {
        let begin = Instant::now();
        for place in 1..target.bytes.len() {
            for length in
                [&[0x80][..], &[0x84, 0xff, 0xff, 0xff, 0xff], &[0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]
            {
                let mut changed = target.bytes.clone();
                changed.splice(place..=place, length.iter().copied());
                let is_changed = changed != target.bytes;
                assert!(
                    !is_changed || !target.proves(&changed, b"plan") || target.name_of(place).is_some(),
                    "byte {place}"
                );
            }
        }
        println!("{} bytes: {:?}", target.bytes.len(), begin.elapsed());
    }
}

/// So many fields inside each other.
fn nested(tag: u8, depth: usize) -> Vec<u8> {
    let mut bytes = vec![5, 0];
    for _ in 0..depth {
        let mut head = der(tag, &[&bytes]);
        std::mem::swap(&mut bytes, &mut head);
    }
    bytes
}

#[test]
fn deep_nesting_harms_nobody() {
    let authority = Authority::new(Key::curve(3));
    let deep = |tag| nested(tag, 3000);
    for tag in [0x30, 0x31, 0xa0, 0x24] {
        for bytes in
            [deep(tag), der(0x30, &[&[2, 1, 1], &deep(tag)]), der(0x30, &[&oid("1.2.840.113549.1.7.2"), &deep(tag)])]
        {
            assert_eq!(verdict(&bytes, b"plan", &authority.trust()), None);
            assert!(EvidenceRecord::from_der(&bytes).is_err() && TimeStampToken::from_der(&bytes).is_err());
            assert!(open_response(&bytes).is_err() && TimeStampRequest::from_der(&bytes).is_err());
            assert!(TrustedCertificate::from_der(&bytes).is_err());
        }
        // Where anything may stand, it may be deep; what is signed decides.
        let unsigned = Order { unsigned: Some(deep(tag)), ..order() };
        let token = authority.token(&SHA256.digest(b"plan"), &unsigned);
        assert_eq!(verdict(&token, b"plan", &authority.trust()), Some(true));
        // The list does not name the signer's algorithm.
        let listed = Order { listed: der(0x30, &[&oid("1.2.3"), &deep(tag)]), ..order() };
        let token = authority.token(&SHA256.digest(b"plan"), &listed);
        assert_ne!(verdict(&token, b"plan", &authority.trust()), Some(true));
    }
}

fn cases() -> u32 {
    std::env::var("LOTSE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// Any byte to any value, at random places of a record and a token.
    #[test]
    fn any_changed_byte_is_refused_or_not_covered(share in 0.0..1.0_f64, mask in 1..=255_u8, is_record: bool) {
        let target = if is_record { record() } else { token(Key::rsa()) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in some thousand bytes")]
        let place = (target.bytes.len() as f64 * share) as usize;
        let mut changed = target.bytes.clone();
        changed[place] ^= mask;
        prop_assert!(!target.proves(&changed, b"plan") || target.name_of(place).is_some(), "byte {place} by {mask:#x}");
        prop_assert!(!target.proves(&changed, b"plaN"));
    }

    /// Pieces cut out, doubled and exchanged.
    #[test]
    fn no_piecework_proves_other_data(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), length in 1..200_usize, is_record: bool) {
        let target = if is_record { record() } else { token(Key::curve(3)) };
        let (from, to) = (from.index(target.bytes.len()), to.index(target.bytes.len()));
        let mut changed = target.bytes.clone();
        let piece = target.bytes[from..(from + length).min(target.bytes.len())].to_vec();
        let end = (to + length).min(changed.len());
        changed.splice(to..end, piece);
        prop_assert!(!target.proves(&changed, b"plaN"));
    }
}
