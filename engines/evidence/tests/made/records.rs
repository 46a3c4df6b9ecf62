//! Evidence records over a century: the time stamp renewed, the hash algorithm renewed, and each of it left out.

use lotse_evidence::{
    record::{DataObject, EvidenceRecord, HashTree, Report, verify_record},
    time_stamp::DigestAlgorithm,
};

use crate::authority::{Authority, Key, NOW};

const OLD: DigestAlgorithm = DigestAlgorithm::Sha256;
const NEW: DigestAlgorithm = DigestAlgorithm::Sha512;

/// Plan, map and letter under one stamp; the record of one of them.
pub fn initial(authority: &Authority, group: usize) -> EvidenceRecord {
    let groups = ["plan", "map", "letter"].map(|name| vec![OLD.digest(name.as_bytes())]);
    let tree = HashTree::new(OLD, groups.to_vec()).unwrap();
    EvidenceRecord::new(tree.reduced(group), authority.stamp(OLD, tree.root(), "20210101000000Z"))
}

pub fn with_new_stamp(authority: &Authority, record: EvidenceRecord, time: &'static str) -> EvidenceRecord {
    let (algorithm, hash) = record.renewal_of_stamp();
    // Renewed together with another record.
    let tree = HashTree::new(algorithm, vec![vec![hash], vec![algorithm.digest(b"another record")]]).unwrap();
    let token = authority.stamp(algorithm, tree.root(), time);
    record.with_renewed_stamp(tree.reduced(0), token)
}

pub fn with_new_hash(authority: &Authority, record: EvidenceRecord, data: &[u8], time: &'static str) -> EvidenceRecord {
    let hash = record.renewal_of_hash(NEW, &NEW.digest(data));
    let token = authority.stamp(NEW, &hash, time);
    record.with_renewed_hash(None, token)
}

pub fn check(authority: &Authority, record: &EvidenceRecord, data: &[u8]) -> Report {
    let object = DataObject::new("plan.pdf", data, &record.algorithms());
    verify_record(record, &[object], &authority.trust(), NOW)
}

#[test]
fn a_record_holds_through_all_renewals_and_only_for_its_data() {
    let authority = Authority::new(Key::curve(3));
    let mut record = initial(&authority, 0);
    let steps: [&dyn Fn(EvidenceRecord) -> EvidenceRecord; 4] = [
        &|record| with_new_stamp(&authority, record, "20220101000000Z"),
        &|record| with_new_hash(&authority, record, b"plan", "20230101000000Z"),
        &|record| with_new_stamp(&authority, record, "20240101000000Z"),
        &|record| with_new_hash(&authority, record, b"plan", "20250101000000Z"),
    ];
    for (number, step) in steps.iter().enumerate() {
        let read = EvidenceRecord::from_der(&record.to_der()).unwrap();
        assert_eq!(read, record);
        assert!(check(&authority, &read, b"plan").ok, "{}", check(&authority, &read, b"plan"));
        assert!(!check(&authority, &read, b"plaN").ok);
        assert_eq!(read.stamps(), number + 1);
        record = step(record);
    }
    let report = check(&authority, &record, b"plan");
    assert_eq!((report.ok, report.proven_since), (true, Some(1_609_459_200_000)), "{report}");
    assert_eq!(record.to_der(), {
        let again = initial(&authority, 0);
        steps.iter().fold(again, |record, step| step(record)).to_der()
    });
}

#[test]
fn a_renewal_that_covers_something_else_breaks_the_record() {
    let authority = Authority::new(Key::curve(3));
    let record = initial(&authority, 0);
    // The new hash over other data, and over the right data with the stamps of another record.
    let other_data = with_new_hash(&authority, record.clone(), b"plaN", "20230101000000Z");
    assert_eq!(check(&authority, &other_data, b"plan").weakest_link.code, "broken_renewal");
    let other_record = initial(&authority, 2).renewal_of_hash(NEW, &NEW.digest(b"plan"));
    let token = authority.stamp(NEW, &other_record, "20230101000000Z");
    let mixed_up = record.clone().with_renewed_hash(None, token);
    assert_eq!(check(&authority, &mixed_up, b"plan").weakest_link.code, "broken_renewal");
    // A stamp that is older than the one it renews.
    let (algorithm, hash) = record.renewal_of_stamp();
    let older = record.clone().with_renewed_stamp(None, authority.stamp(algorithm, &hash, "20200601000000Z"));
    assert_eq!(check(&authority, &older, b"plan").weakest_link.code, "future");
    // The chain goes on with another hash.
    let hash = NEW.digest(b"whatever");
    let mixed = record.with_renewed_stamp(None, authority.stamp(NEW, &hash, "20230101000000Z"));
    assert_eq!(check(&authority, &mixed, b"plan").weakest_link.code, "mixed_algorithms");
}
