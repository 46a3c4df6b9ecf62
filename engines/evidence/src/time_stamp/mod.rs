//! RFC 3161 time stamps: asking for one, reading one, and checking what it rests on.
//!
//! Time is a parameter: a stamp is checked at the moment somebody relies on it. Revocation lists are not looked up.

pub(crate) mod algorithm;
pub(crate) mod asn1;
mod certificate;
pub(crate) mod fault;
mod token;

pub use algorithm::{DigestAlgorithm, Hasher, Suitability};
pub(crate) use certificate::digest_algorithm as algorithm_of;
pub use certificate::{Trust, TrustedCertificate};
pub use fault::Fault;
pub(crate) use fault::show;
pub use token::{Statement, TimeStampRequest, TimeStampToken, VerifiedToken, open_response};
