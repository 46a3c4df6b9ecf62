//! Checks evidence link by link (RFC 4998 §4.3 and §5.3): data, trees, stamps, renewals.

use std::collections::BTreeSet;

use super::{
    ArchiveTimeStamp, DataObject, EvidenceRecord,
    report::{Link, Report},
    tree::leads_to,
};
use crate::time_stamp::{DigestAlgorithm, Fault, TimeStampToken, Trust, VerifiedToken, show};

const REVOCATION: &str = "Ob ein Zertifikat gesperrt wurde, wird nicht abgefragt.";
const ENCRYPTED: &str = "Die Daten wurden verschlüsselt archiviert; geprüft wurde, was Sie vorgelegt haben.";

/// Checks a single time stamp over one or more files at the moment `at`.
pub fn verify_token(token: &TimeStampToken, data: &[DataObject], trust: &Trust, at: i64) -> Report {
    let statement = &token.statement;
    let mut links: Vec<Link> = data
        .iter()
        .map(|object| match object.hashes.get(&statement.algorithm) {
            Some(hash) if *hash == statement.imprint => good_data(object, statement.algorithm),
            _ => Link::bad(object.name.as_str(), &Fault::Imprint),
        })
        .collect();
    if data.is_empty() {
        links.push(Link::bad("Daten", &Fault::NoData));
    }
    let held = token.verify(trust, at);
    links.push(stamp_link("Zeitstempel", &held, at, true));
    finish("time_stamp", links, statement.time, held.ok())
}

/// Checks an evidence record over one object, or over the objects of a group, at the moment `at`.
pub fn verify_record(record: &EvidenceRecord, data: &[DataObject], trust: &Trust, at: i64) -> Report {
    let mut links = Vec::new();
    if data.is_empty() {
        links.push(Link::bad("Daten", &Fault::NoData));
    }
    let stamps: Vec<&ArchiveTimeStamp> = record.chains.iter().flat_map(|chain| &chain.stamps).collect();
    let mut position = 0;
    let mut last = None;
    for (chain_index, chain) in record.chains.iter().enumerate() {
        links.extend(check_data(record, chain_index, data));
        for (stamp_index, stamp) in chain.stamps.iter().enumerate() {
            let place = format!("Zeitstempel {} der Kette {}", stamp_index + 1, chain_index + 1);
            // Each stamp must have been good until the next one took over; the last must be good today.
            let relied = stamps.get(position + 1).map_or(at, |next| next.token.statement.time);
            let tree = check_tree(stamp, &chain.stamps[0]);
            let renewal = match stamp_index.checked_sub(1) {
                Some(before) => check_renewal(stamp, &chain.stamps[before]),
                None => Ok(()),
            };
            for fault in [tree, renewal].into_iter().filter_map(Result::err) {
                links.push(Link::bad(place.as_str(), &fault));
            }
            let held = stamp.token.verify(trust, relied);
            links.push(stamp_link(&place, &held, relied, position + 1 == stamps.len()));
            last = held.ok();
            position += 1;
        }
    }
    let mut report = finish("evidence_record", links, stamps[0].token.statement.time, last);
    if record.is_encrypted {
        report.notes.push(ENCRYPTED.to_owned());
    }
    report
}

/// The first stamp of a chain covers the data: directly, or with all chains before (RFC 4998 §5.3).
fn check_data(record: &EvidenceRecord, chain_index: usize, data: &[DataObject]) -> Vec<Link> {
    let stamp = &record.chains[chain_index].stamps[0];
    let mut found = BTreeSet::new();
    let mut links = Vec::new();
    for object in data {
        let place = if chain_index == 0 {
            object.name.clone()
        } else {
            format!("{} in Kette {}", object.name, chain_index + 1)
        };
        let covered = object.hashes.get(&stamp.algorithm).map(|hash| match chain_index {
            0 => hash.clone(),
            _ => record.hash_with_chains(stamp.algorithm, hash, chain_index),
        });
        match covered.filter(|hash| covers(stamp, hash)) {
            Some(hash) => {
                found.insert(hash);
                links.push(good_data(object, stamp.algorithm).at(place));
            }
            None if chain_index == 0 => links.push(Link::bad(place, &Fault::NotCovered { name: object.name.clone() })),
            None => links.push(Link::bad(place, &Fault::BrokenRenewal("Daten und frühere Ketten"))),
        }
    }
    // A group is proven as a whole: all of its objects and no others (RFC 4998 §1.3).
    let expected: BTreeSet<&Vec<u8>> = stamp.tree.iter().filter_map(|lists| lists.first()).flatten().collect();
    if data.len() > 1 && expected.len() > found.len() && links.iter().all(|link| link.ok) {
        let fault = Fault::IncompleteGroup { expected: expected.len(), found: found.len() };
        links.push(Link::bad(format!("Gruppe in Kette {}", chain_index + 1), &fault));
    }
    links
}

fn covers(stamp: &ArchiveTimeStamp, hash: &[u8]) -> bool {
    match &stamp.tree {
        Some(lists) => lists.first().is_some_and(|list| list.iter().any(|value| value == hash)),
        None => stamp.token.statement.imprint == hash,
    }
}

/// The tree leads to what was stamped, in the algorithm of the chain.
fn check_tree(stamp: &ArchiveTimeStamp, first: &ArchiveTimeStamp) -> Result<(), Fault> {
    let statement = &stamp.token.statement;
    if stamp.algorithm != first.algorithm {
        return Err(Fault::MixedAlgorithms { first: first.algorithm.to_string(), second: stamp.algorithm.to_string() });
    }
    if stamp.algorithm != statement.algorithm {
        let (found, expected) = (statement.algorithm.to_string(), stamp.algorithm.to_string());
        return Err(Fault::ImprintAlgorithm { found, expected });
    }
    let Some(lists) = &stamp.tree else { return Ok(()) };
    // A value of another length could hide where one ends and the next begins.
    if lists.iter().flatten().any(|value| value.len() != stamp.algorithm.length()) {
        return Err(Fault::TreeValue(stamp.algorithm.to_string()));
    }
    if leads_to(stamp.algorithm, lists, &statement.imprint) { Ok(()) } else { Err(Fault::Imprint) }
}

/// A later stamp of a chain covers the one before, and is later.
fn check_renewal(stamp: &ArchiveTimeStamp, before: &ArchiveTimeStamp) -> Result<(), Fault> {
    let hash = stamp.algorithm.digest(before.token.to_der());
    if covers(stamp, &hash) { Ok(()) } else { Err(Fault::BrokenRenewal("den Zeitstempel davor")) }
}

fn good_data(object: &DataObject, algorithm: DigestAlgorithm) -> Link {
    Link::good(object.name.as_str(), format!("Der {algorithm}-Wert stimmt überein."))
}

impl Link {
    fn at(self, place: String) -> Self {
        Self { place, ..self }
    }
}

/// `relied` is when the next stamp took over; the last one is open: it holds on.
fn stamp_link(place: &str, held: &Result<VerifiedToken, Fault>, relied: i64, is_open: bool) -> Link {
    let held = match held {
        Ok(held) => held,
        Err(fault) => return Link::bad(place, fault),
    };
    let (time, chain) = (show(held.time), held.chain.join(" ← "));
    let weak = match held.certificate_hash {
        DigestAlgorithm::Sha1 => " Das Zertifikat ist darin nur mit SHA-1 festgelegt.",
        _ => "",
    };
    let relied = if is_open {
        format!("geprüft am {}, trägt bis {}", show(relied), show(held.holds_until))
    } else {
        format!("abgelöst am {}", show(relied))
    };
    Link::good(place, format!("Ausgestellt am {time}, {relied}: {chain}.{weak}"))
}

/// `since` is the time of the first stamp; `last` is what the last one rests on.
fn finish(kind: &'static str, links: Vec<Link>, since: i64, last: Option<VerifiedToken>) -> Report {
    let first = match &last {
        Some(held) => Link::good(
            "letzter Zeitstempel",
            format!("Er trägt bis {}; als Erstes bricht {}.", show(held.holds_until), held.ends_first),
        ),
        None => Link::bad("letzter Zeitstempel", &Fault::Signature("Der letzte Zeitstempel")),
    };
    let mut report = Report::new(kind, links, first);
    report.notes.push(REVOCATION.to_owned());
    if report.ok {
        report.proven_since = Some(since);
        report.renew_before = last.map(|held| held.holds_until);
    }
    report
}
