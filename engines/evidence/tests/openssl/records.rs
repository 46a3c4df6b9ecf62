//! Evidence records over stamps of openssl's authority: renewed in both ways, and broken in every way.

use std::collections::BTreeSet;

use crate::support::{Authority, Setup, is_there};
use lotse_evidence::{
    record::{DataObject, Evidence, EvidenceRecord, HashTree, Report, verify_record, verify_token},
    time_stamp::{DigestAlgorithm, Suitability, TimeStampRequest, TimeStampToken, Trust, open_response},
};

const DAY: i64 = 86_400_000;

/// An authority whose keys are quick to use.
fn authority() -> Authority {
    Authority::new(&Setup { key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], ..Setup::default() })
}

fn stamp(authority: &Authority, algorithm: DigestAlgorithm, imprint: &[u8]) -> TimeStampToken {
    let request = TimeStampRequest::new(algorithm, imprint.to_vec(), [5; 16]);
    open_response(&authority.stamp_request(&request.to_der())).unwrap()
}

fn object(record: &EvidenceRecord, name: &str) -> DataObject {
    DataObject::new(name, name.as_bytes(), &record.algorithms())
}

fn hash(algorithm: DigestAlgorithm, name: &str) -> Vec<u8> {
    algorithm.digest(name.as_bytes())
}

/// Objects a, b, c alone, and a group of d and e; the record of one of these.
fn initial(authority: &Authority, group: usize) -> EvidenceRecord {
    let algorithm = DigestAlgorithm::Sha256;
    let groups = [&["a"][..], &["b"], &["c"], &["d", "e"]];
    let groups = groups.iter().map(|names| names.iter().map(|name| hash(algorithm, name)).collect()).collect();
    let tree = HashTree::new(algorithm, groups).unwrap();
    EvidenceRecord::new(tree.reduced(group), stamp(authority, algorithm, tree.root()))
}

fn renewed(authority: &Authority, record: EvidenceRecord) -> EvidenceRecord {
    let (algorithm, hash) = record.renewal_of_stamp();
    record.with_renewed_stamp(Some(vec![vec![hash.clone()]]), stamp(authority, algorithm, &hash))
}

fn rehashed(authority: &Authority, record: EvidenceRecord, name: &str) -> EvidenceRecord {
    let algorithm = DigestAlgorithm::Sha512;
    let covered = record.renewal_of_hash(algorithm, &hash(algorithm, name));
    let tree = HashTree::new(algorithm, vec![vec![covered], vec![hash(algorithm, "another record")]]).unwrap();
    record.with_renewed_hash(tree.reduced(0), stamp(authority, algorithm, tree.root()))
}

fn check(record: &EvidenceRecord, names: &[&str], trust: &Trust) -> Report {
    let read = EvidenceRecord::from_der(&record.to_der()).unwrap();
    assert_eq!(read, *record);
    let data: Vec<DataObject> = names.iter().map(|name| object(record, name)).collect();
    verify_record(record, &data, trust, now())
}

/// The authority uses the clock of the machine; so must whoever checks its stamps.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

#[test]
fn records_hold_through_both_renewals() {
    if !is_there() {
        return;
    }
    let authority = authority();
    let trust = authority.trust();
    let record = initial(&authority, 0);
    assert!(check(&record, &["a"], &trust).ok);
    assert_eq!(check(&record, &["x"], &trust).weakest_link.code, "not_covered");
    let record = rehashed(&authority, renewed(&authority, record), "a");
    let report = check(&record, &["a"], &trust);
    println!("{report}");
    assert!(report.ok && report.proven_since.is_some() && record.stamps() == 3);
    assert_eq!(record.algorithms(), BTreeSet::from([DigestAlgorithm::Sha256, DigestAlgorithm::Sha512]));
    assert!(check(&renewed(&authority, record), &["a"], &trust).ok);
}

#[test]
fn a_group_is_proven_as_a_whole() {
    if !is_there() {
        return;
    }
    let authority = authority();
    let (trust, record) = (authority.trust(), initial(&authority, 3));
    assert!(check(&record, &["d", "e"], &trust).ok);
    assert!(check(&record, &["e"], &trust).ok);
    assert_eq!(check(&record, &["d", "a"], &trust).weakest_link.code, "not_covered");
    assert_eq!(check(&record, &["d", "d"], &trust).weakest_link.code, "incomplete_group");
    assert_eq!(check(&record, &[], &trust).weakest_link.code, "no_data");
}

#[test]
fn a_renewal_must_cover_what_was_before() {
    if !is_there() {
        return;
    }
    let authority = authority();
    let trust = authority.trust();
    let (first, other) = (initial(&authority, 0), initial(&authority, 1));
    let (algorithm, covered) = other.renewal_of_stamp();
    let token = stamp(&authority, algorithm, &covered);
    let wrong = first.clone().with_renewed_stamp(None, token.clone());
    assert_eq!(check(&wrong, &["a"], &trust).weakest_link.code, "broken_renewal");
    // Without the stamp between, the later ones cover nothing that is there.
    let (algorithm, covered) = renewed(&authority, first.clone()).renewal_of_stamp();
    let gap = first.clone().with_renewed_stamp(None, stamp(&authority, algorithm, &covered));
    assert_eq!(check(&gap, &["a"], &trust).weakest_link.code, "broken_renewal");
    // A new hash needs a new chain.
    let covered = DigestAlgorithm::Sha512.digest(token.to_der());
    let mixed = first.clone().with_renewed_stamp(None, stamp(&authority, DigestAlgorithm::Sha512, &covered));
    assert_eq!(check(&mixed, &["a"], &trust).weakest_link.code, "mixed_algorithms");
    let other_data = rehashed(&authority, first, "b");
    assert_eq!(check(&other_data, &["a"], &trust).weakest_link.code, "broken_renewal");
}

#[test]
fn what_ended_before_it_was_renewed_is_named() {
    if !is_there() {
        return;
    }
    let authority = authority();
    let record = initial(&authority, 0);
    let data = [object(&record, "a")];
    let late = now() + 101 * DAY;
    let report = verify_record(&record, &data, &authority.trust(), late);
    assert_eq!(report.weakest_link.code, "not_renewed");
    assert_eq!(report.weakest_link.place, "Zeitstempel 1 der Kette 1");
    let ended = r#"[{"algorithm": "SHA-256", "suitable_until": "2001-01-01"}]"#;
    let trust = Trust { suitability: Suitability::from_json(ended).unwrap(), ..authority.trust() };
    assert_eq!(check(&record, &["a"], &trust).weakest_link.code, "weak_algorithm");
}

#[test]
fn every_changed_byte_of_a_record_is_refused_or_harmless() {
    if !is_there() {
        return;
    }
    let authority = authority();
    let record = rehashed(&authority, initial(&authority, 0), "a");
    let (trust, bytes) = (authority.trust(), record.to_der());
    let at = now();
    let since = verify_record(&record, &[object(&record, "a")], &trust, at).proven_since;
    assert!(since.is_some());
    for place in (0..bytes.len()).step_by(3) {
        let mut changed = bytes.clone();
        changed[place] ^= 0x10;
        let Ok(read) = EvidenceRecord::from_der(&changed) else { continue };
        let report = verify_record(&read, &[object(&read, "a")], &trust, at);
        assert!(!report.ok || report.proven_since == since, "byte {place}");
        assert!(!verify_record(&read, &[object(&read, "x")], &trust, at).ok, "byte {place}");
    }
}

#[test]
fn a_single_stamp_is_evidence_too() {
    if !is_there() {
        return;
    }
    let authority = authority();
    let response = authority.stamp(b"data");
    let evidence = Evidence::from_der(&response).unwrap();
    let Evidence::Token(token) = &evidence else { panic!("a token") };
    assert_eq!(Evidence::from_der(token.to_der()).as_ref(), Ok(&evidence));
    let object = |bytes| DataObject::new("data", bytes, &evidence.algorithms());
    let at = token.statement.time + 1;
    assert!(verify_token(token, &[object(b"data")], &authority.trust(), at).ok);
    let report = verify_token(token, &[object(b"date")], &authority.trust(), at);
    assert_eq!(report.weakest_link.code, "imprint");
    // What the data shows is told before a missing anchor.
    let report = verify_token(token, &[object(b"date")], &Trust::in_anchors(vec![]), at);
    assert_eq!(report.weakest_link.code, "imprint");
    assert_eq!(verify_token(token, &[], &authority.trust(), at).weakest_link.code, "no_data");
}

#[test]
fn hostile_bytes_are_refused() {
    let deep = [[0x30, 0x80].repeat(5000), vec![0x30; 5000], [0x30, 0x82, 0xff, 0xff].repeat(3000)];
    for bytes in deep.iter().map(Vec::as_slice).chain([&b""[..], &[0x30, 0], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]]) {
        assert!(Evidence::from_der(bytes).is_err());
        assert!(EvidenceRecord::from_der(bytes).is_err());
        assert!(TimeStampRequest::from_der(bytes).is_err());
    }
}
