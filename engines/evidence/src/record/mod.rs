//! RFC 4998 evidence records: a time stamp over a hash tree, and the stamps that renewed it before it grew weak.

mod report;
mod tree;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use der::{Tag, asn1::ObjectIdentifier};

pub use report::{Link, Report};
pub use tree::{HashTree, ReducedTree};
pub use verify::{verify_record, verify_token};

use crate::time_stamp::{
    DigestAlgorithm, Fault, TimeStampToken, algorithm_of,
    asn1::{Fields, OCTETS, SEQUENCE, context_tag, field, write_algorithm},
    open_response,
};

/// A larger file is no evidence record.
pub const LARGEST_RECORD: usize = 8 << 20;
/// More stamps than a record collects in a thousand years.
const MOST_STAMPS: usize = 1024;
/// More changes of the hash algorithm than anybody has seen; each hashes all that came before.
const MOST_CHAINS: usize = 32;
const WHAT: &str = "Der Beweisdatensatz";

/// An evidence record (RFC 4998 §3.1). Reading it says nothing about whether it is true: see [`verify_record`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRecord {
    /// Chains of stamps; a new one begins with each change of the hash algorithm.
    pub(crate) chains: Vec<Chain>,
    /// Whether the data was encrypted when it was archived: then the encrypted data is what can be checked.
    pub(crate) is_encrypted: bool,
    /// Fields that are kept as they stood there: cryptoInfos and encryptionInfo.
    other_fields: Vec<u8>,
}

/// Stamps with one hash algorithm, each renewing the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) stamps: Vec<ArchiveTimeStamp>,
    /// As it stands in the file: what the next chain is about.
    pub(crate) der: Vec<u8>,
}

/// A time stamp over a hash tree (RFC 4998 §4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArchiveTimeStamp {
    pub(crate) algorithm: DigestAlgorithm,
    /// Nothing where the stamp is about one hash directly.
    pub(crate) tree: Option<ReducedTree>,
    pub(crate) token: TimeStampToken,
    der: Vec<u8>,
}

/// Data that a record is to prove, by its hashes: the data itself may be large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataObject {
    /// Shown in the report.
    pub name: String,
    /// Hash by algorithm: for all that [`EvidenceRecord::algorithms`] names.
    pub hashes: BTreeMap<DigestAlgorithm, Vec<u8>>,
}

impl DataObject {
    /// For data in memory.
    pub fn new(name: impl Into<String>, bytes: &[u8], algorithms: &BTreeSet<DigestAlgorithm>) -> Self {
        let hashes = algorithms.iter().map(|algorithm| (*algorithm, algorithm.digest(bytes))).collect();
        Self { name: name.into(), hashes }
    }
}

impl EvidenceRecord {
    /// A new record: what `token` says about `tree`, or about one hash directly.
    pub fn new(tree: Option<ReducedTree>, token: TimeStampToken) -> Self {
        let chain = Chain::of(vec![ArchiveTimeStamp::of(tree, token)]);
        Self { chains: vec![chain], is_encrypted: false, other_fields: Vec::new() }
    }

    /// Reads a record.
    pub fn from_der(der: &[u8]) -> Result<Self, Fault> {
        if der.len() > LARGEST_RECORD {
            return Err(Fault::TooLarge { what: WHAT });
        }
        let unreadable = Fault::unreadable(WHAT);
        let wrong = |reason: &str| Fault::Unreadable { what: WHAT, reason: reason.to_owned() };
        let mut fields = Fields::whole(der).map_err(&unreadable)?;
        if fields.read::<u8>().map_err(&unreadable)? != 1 {
            return Err(wrong("not version 1"));
        }
        fields.content(Tag::Sequence).map_err(&unreadable)?;
        let mut other_fields = Vec::new();
        let crypto = fields.context(0).map_err(&unreadable)?;
        let encryption = fields.context(1).map_err(&unreadable)?;
        for (number, content) in [(0, crypto), (1, encryption)] {
            if let Some(content) = content {
                other_fields.extend(field(context_tag(number), &[content]));
            }
        }
        let mut sequence = fields.sequence().map_err(&unreadable)?;
        fields.finish().map_err(&unreadable)?;
        let (mut chains, mut count) = (Vec::new(), 0);
        while !sequence.is_finished() {
            if chains.len() >= MOST_CHAINS {
                return Err(Fault::TooLarge { what: WHAT });
            }
            let chain = Chain::read(sequence.raw().map_err(&unreadable)?, MOST_STAMPS - count)?;
            count += chain.stamps.len();
            chains.push(chain);
        }
        if chains.is_empty() {
            return Err(wrong("no time stamp"));
        }
        Ok(Self { chains, is_encrypted: encryption.is_some(), other_fields })
    }

    /// The record as a file.
    pub fn to_der(&self) -> Vec<u8> {
        let algorithms: BTreeSet<_> =
            self.chains.iter().flat_map(|chain| &chain.stamps).map(|one| one.algorithm).collect();
        let algorithms: Vec<u8> = algorithms.into_iter().flat_map(|one| write_algorithm(one.oid())).collect();
        let sequence = self.sequence(self.chains.len());
        field(SEQUENCE, &[&[0x02, 0x01, 0x01], &field(SEQUENCE, &[&algorithms]), &self.other_fields, &sequence])
    }

    /// The hash algorithms in which the data's hashes are needed: of the first stamp of each chain.
    pub fn algorithms(&self) -> BTreeSet<DigestAlgorithm> {
        self.chains.iter().filter_map(|chain| chain.stamps.first()).map(|stamp| stamp.algorithm).collect()
    }

    /// How many time stamps there are.
    pub fn stamps(&self) -> usize {
        self.chains.iter().map(|chain| chain.stamps.len()).sum()
    }

    /// What a stamp must cover that renews the last one before its certificate ends (RFC 4998 §5.2, time-stamp renewal):
    /// the hash, in the algorithm of the chain.
    pub fn renewal_of_stamp(&self) -> (DigestAlgorithm, Vec<u8>) {
        let last = self.chains.last().and_then(|chain| chain.stamps.last()).expect("a record has a stamp");
        (last.algorithm, last.algorithm.digest(last.token.to_der()))
    }

    /// What a stamp must cover that renews the record in a new hash algorithm before the old one ends (RFC 4998 §5.2,
    /// hash-tree renewal): data and all stamps so far. `hash` is the data's, in the new algorithm.
    pub fn renewal_of_hash(&self, algorithm: DigestAlgorithm, hash: &[u8]) -> Vec<u8> {
        self.hash_with_chains(algorithm, hash, self.chains.len())
    }

    /// Adds the stamp that renews the last one.
    #[must_use]
    pub fn with_renewed_stamp(mut self, tree: Option<ReducedTree>, token: TimeStampToken) -> Self {
        let mut stamps = self.chains.pop().expect("a record has a chain").stamps;
        stamps.push(ArchiveTimeStamp::of(tree, token));
        self.chains.push(Chain::of(stamps));
        self
    }

    /// Adds the stamp that begins a chain in a new hash algorithm.
    #[must_use]
    pub fn with_renewed_hash(mut self, tree: Option<ReducedTree>, token: TimeStampToken) -> Self {
        self.chains.push(Chain::of(vec![ArchiveTimeStamp::of(tree, token)]));
        self
    }

    /// H(hash ‖ H(the first `count` chains)), RFC 4998 §5.2.
    pub(crate) fn hash_with_chains(&self, algorithm: DigestAlgorithm, hash: &[u8], count: usize) -> Vec<u8> {
        let mut hasher = algorithm.hasher();
        hasher.update(hash);
        hasher.update(&algorithm.digest(&self.sequence(count)));
        hasher.finish()
    }

    /// ArchiveTimeStampSequence with the first `count` chains.
    fn sequence(&self, count: usize) -> Vec<u8> {
        let parts: Vec<&[u8]> = self.chains.iter().take(count).map(|chain| chain.der.as_slice()).collect();
        field(SEQUENCE, &parts)
    }
}

impl Chain {
    fn of(stamps: Vec<ArchiveTimeStamp>) -> Self {
        let parts: Vec<&[u8]> = stamps.iter().map(|stamp| stamp.der.as_slice()).collect();
        let der = field(SEQUENCE, &parts);
        Self { stamps, der }
    }

    fn read(der: &[u8], most: usize) -> Result<Self, Fault> {
        let unreadable = Fault::unreadable(WHAT);
        let mut fields = Fields::whole(der).map_err(&unreadable)?;
        let mut stamps = Vec::new();
        while !fields.is_finished() {
            if stamps.len() >= most {
                return Err(Fault::TooLarge { what: WHAT });
            }
            stamps.push(ArchiveTimeStamp::read(fields.raw().map_err(&unreadable)?)?);
        }
        if stamps.is_empty() {
            return Err(Fault::Unreadable { what: WHAT, reason: "a chain without a time stamp".to_owned() });
        }
        Ok(Self { stamps, der: der.to_vec() })
    }
}

impl ArchiveTimeStamp {
    fn of(tree: Option<ReducedTree>, token: TimeStampToken) -> Self {
        let algorithm = token.statement.algorithm;
        let named = write_algorithm(algorithm.oid());
        // The tag of the field takes the place of the SEQUENCE's own.
        let named = field(context_tag(0), &[&named[2..]]);
        let lists = tree.as_ref().map(|lists| field(context_tag(2), &[&write_lists(lists)])).unwrap_or_default();
        let der = field(SEQUENCE, &[&named, &lists, token.to_der()]);
        Self { algorithm, tree, token, der }
    }

    fn read(der: &[u8]) -> Result<Self, Fault> {
        let unreadable = Fault::unreadable(WHAT);
        let mut fields = Fields::whole(der).map_err(&unreadable)?;
        let named = fields.context(0).map_err(&unreadable)?;
        fields.context(1).map_err(&unreadable)?;
        let tree = fields.context(2).map_err(&unreadable)?.map(read_lists).transpose().map_err(&unreadable)?;
        let token = TimeStampToken::from_der(fields.raw().map_err(&unreadable)?)?;
        fields.finish().map_err(&unreadable)?;
        // Where none is named, it is that of the stamp (RFC 4998 §4.1).
        let algorithm = match named {
            Some(content) => algorithm_of(content, "Hashbaum")?,
            None => token.statement.algorithm,
        };
        Ok(Self { algorithm, tree, token, der: der.to_vec() })
    }
}

fn read_lists(content: &[u8]) -> der::Result<ReducedTree> {
    let mut fields = Fields::of(content)?;
    let mut lists = Vec::new();
    while !fields.is_finished() {
        let mut values = fields.sequence()?;
        let mut list = Vec::new();
        while !values.is_finished() {
            list.push(values.content(Tag::OctetString)?.to_vec());
        }
        lists.push(list);
    }
    Ok(lists)
}

fn write_lists(lists: &ReducedTree) -> Vec<u8> {
    let write = |list: &Vec<Vec<u8>>| -> Vec<u8> {
        let values: Vec<u8> = list.iter().flat_map(|value| field(OCTETS, &[value])).collect();
        field(SEQUENCE, &[&values])
    };
    lists.iter().flat_map(write).collect()
}

/// What kind of evidence a file holds, by its first fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// RFC 4998.
    Record(EvidenceRecord),
    /// RFC 3161, as a bare token or inside an answer.
    Token(Box<TimeStampToken>),
}

impl Evidence {
    /// Reads an evidence record, a time-stamp token or an authority's answer.
    pub fn from_der(der: &[u8]) -> Result<Self, Fault> {
        if der.len() > LARGEST_RECORD {
            return Err(Fault::TooLarge { what: "Der Nachweis" });
        }
        let unreadable = Fault::unreadable("Der Nachweis");
        let mut fields = Fields::whole(der).map_err(&unreadable)?;
        if fields.read::<ObjectIdentifier>().is_ok() {
            return TimeStampToken::from_der(der).map(Box::new).map(Self::Token);
        }
        let mut fields = Fields::whole(der).map_err(&unreadable)?;
        if fields.read::<u8>().is_ok() {
            return EvidenceRecord::from_der(der).map(Self::Record);
        }
        open_response(der).map(Box::new).map(Self::Token)
    }

    /// The hash algorithms in which the data's hashes are needed.
    pub fn algorithms(&self) -> BTreeSet<DigestAlgorithm> {
        match self {
            Self::Record(record) => record.algorithms(),
            Self::Token(token) => [token.statement.algorithm].into(),
        }
    }
}
