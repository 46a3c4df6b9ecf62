//! A time-stamping authority of a few dozen lines: always the same keys, so always the same bytes, and no other program.

use std::{convert::Infallible, ops::Range};

use der::{Encode as _, asn1::ObjectIdentifier};
use lotse_evidence::time_stamp::{DigestAlgorithm, TimeStampToken, Trust, TrustedCertificate};
use p256::ecdsa::signature::Signer as _;
use rsa::{
    BoxedUint, Pkcs1v15Sign, Pss, RsaPrivateKey,
    rand_core::{TryCryptoRng, TryRng},
    traits::PublicKeyParts as _,
};
use sha2::Sha256;

/// Made for these tests and used nowhere else.
const PRIMES: [&str; 2] = [
    "d7d75bd885738247e3114ea280ea20b571e49ed220f5e4e6d082c4bc26ce061f3cc0e1f971980ee71341c4f20db1deefd41ef4893788c9d9\
     ac8498785b00d7fa9f79e033a9e8387800b888516a709ad6605c8ba02daa686b9c19d1832845b2304d8b1ca254391e1177ab7f090e27ed44\
     1ddf1e42357e90d70eb3ed2314c540d5",
    "d165a391099260f552742a5e99abfb1042e1cf49669e4ff1e4df12064e36d2dbd4b68f0159b14270449a0252bc61e826fe8d9df9cd552e59\
     43816eb62c3876a765f00ee826c87ba525ac8569aea2090b3368560977cec6bbd5f3ee4ad97f80b223eba802d8fd416ec1da5f49f409f25e\
     49bcf1c4f02d2ae15bc4c748bad48b13",
];

/// When the fixtures are checked: the first of January 2027.
pub const NOW: i64 = 1_798_761_600_000;

/// A field: tag, length, content.
pub fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut bytes = vec![tag];
    match content.len() {
        short @ ..0x80 => bytes.push(u8::try_from(short).unwrap()),
        long => {
            let digits = long.to_be_bytes();
            let digits = &digits[digits.iter().position(|digit| *digit != 0).unwrap()..];
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap());
            bytes.extend_from_slice(digits);
        }
    }
    bytes.extend(content);
    bytes
}

pub fn oid(name: &str) -> Vec<u8> {
    name.parse::<ObjectIdentifier>().unwrap().to_der().unwrap()
}

const NULL: [u8; 2] = [5, 0];

pub fn integer(bytes: &[u8]) -> Vec<u8> {
    der(2, &[if bytes[0] >= 0x80 { &[0] } else { &[] }, bytes])
}

/// Where a part stands: the way to it by the numbers of fields, from the outermost one inwards.
pub fn part(bytes: &[u8], way: &[usize]) -> Range<usize> {
    let mut range = 0..bytes.len();
    for number in way {
        let mut at = range.start + head(&bytes[range.clone()]).0;
        for _ in 0..*number {
            let (head, content) = head(&bytes[at..]);
            at += head + content;
        }
        let (head, content) = head(&bytes[at..]);
        range = at..at + head + content;
    }
    range
}

/// Lengths of a field's head and content.
pub fn head(bytes: &[u8]) -> (usize, usize) {
    match bytes[1] {
        short @ ..0x80 => (2, usize::from(short)),
        long => {
            let digits = &bytes[2..2 + usize::from(long & 0x7f)];
            (2 + digits.len(), digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)))
        }
    }
}

#[derive(Clone)]
pub enum Key {
    Curve(Box<p256::ecdsa::SigningKey>),
    Rsa(Box<RsaPrivateKey>),
    /// RSA with PSS and a salt of so many bytes.
    Pss(Box<RsaPrivateKey>, u8),
}

/// Salt that is no secret here.
struct Same(u8);

impl TryRng for Same {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0 = self.0.wrapping_add(1);
        Ok(u32::from_be_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(self.try_next_u32()?))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        target.fill(self.0);
        Ok(())
    }
}

impl TryCryptoRng for Same {}

impl Key {
    pub fn curve(seed: u8) -> Self {
        Self::Curve(Box::new(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap()))
    }

    fn rsa_key() -> Box<RsaPrivateKey> {
        let prime = |text: &str| BoxedUint::from_be_hex(text, 1024).into_option().unwrap();
        let exponent = BoxedUint::from(65537_u32);
        Box::new(RsaPrivateKey::from_p_q(prime(PRIMES[0]), prime(PRIMES[1]), exponent).unwrap())
    }

    pub fn rsa() -> Self {
        Self::Rsa(Self::rsa_key())
    }

    pub fn pss(salt: u8) -> Self {
        Self::Pss(Self::rsa_key(), salt)
    }

    /// The AlgorithmIdentifier of its signatures, always with SHA-256.
    fn algorithm(&self) -> Vec<u8> {
        match self {
            Self::Curve(_) => der(0x30, &[&oid("1.2.840.10045.4.3.2")]),
            Self::Rsa(_) => der(0x30, &[&oid("1.2.840.113549.1.1.11"), &NULL]),
            Self::Pss(_, salt) => {
                let hash = digest(DigestAlgorithm::Sha256);
                let mask = der(0x30, &[&oid("1.2.840.113549.1.1.8"), &hash]);
                let salt = der(0xa2, &[&integer(&[*salt])]);
                let parameters = der(0x30, &[&der(0xa0, &[&hash]), &der(0xa1, &[&mask]), &salt]);
                der(0x30, &[&oid("1.2.840.113549.1.1.10"), &parameters])
            }
        }
    }

    fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let hash = DigestAlgorithm::Sha256.digest(bytes);
        match self {
            Self::Curve(key) => {
                let signature: p256::ecdsa::Signature = key.sign(bytes);
                signature.to_der().as_bytes().to_vec()
            }
            Self::Rsa(key) => key.sign(Pkcs1v15Sign::new::<Sha256>(), &hash).unwrap(),
            Self::Pss(key, salt) => {
                key.sign_with_rng(&mut Same(0), Pss::<Sha256>::new_with_salt(usize::from(*salt)), &hash).unwrap()
            }
        }
    }

    fn public(&self) -> Vec<u8> {
        let (algorithm, bits) = match self {
            Self::Curve(key) => {
                let algorithm = der(0x30, &[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]);
                (algorithm, key.verifying_key().to_sec1_bytes().to_vec())
            }
            Self::Rsa(key) | Self::Pss(key, _) => {
                let number = integer(&key.n().as_ref().to_be_bytes());
                let bits = der(0x30, &[&number, &integer(&[1, 0, 1])]);
                (der(0x30, &[&oid("1.2.840.113549.1.1.1"), &NULL]), bits)
            }
        };
        der(0x30, &[&algorithm, &der(3, &[&[0], &bits])])
    }
}

pub fn digest(algorithm: DigestAlgorithm) -> Vec<u8> {
    der(0x30, &[&algorithm.oid().to_der().unwrap(), &NULL])
}

fn name(common: &str) -> Vec<u8> {
    let attribute = der(0x30, &[&oid("2.5.4.3"), &der(0x0c, &[common.as_bytes()])]);
    der(0x30, &[&der(0x31, &[&attribute])])
}

fn extension(id: &str, value: &[u8]) -> Vec<u8> {
    der(0x30, &[&oid(id), &[1, 1, 0xff], &der(4, &[value])])
}

/// A certificate: of an authority that signs others, or of one that stamps.
fn certificate(serial: u8, subject: &str, key: &Key, issuer: &str, issuer_key: &Key) -> Vec<u8> {
    let extensions = if subject == "Stamps" {
        let purpose = der(0x30, &[&oid("1.3.6.1.5.5.7.3.8")]);
        [extension("2.5.29.15", &[3, 2, 7, 0x80]), extension("2.5.29.37", &purpose)].concat()
    } else {
        [extension("2.5.29.19", &der(0x30, &[&[1, 1, 0xff]])), extension("2.5.29.15", &[3, 2, 1, 6])].concat()
    };
    let validity = der(0x30, &[&der(0x17, &[b"200101000000Z"]), &der(0x17, &[b"400101000000Z"])]);
    let version = der(0xa0, &[&integer(&[2])]);
    let algorithm = issuer_key.algorithm();
    let (issuer, subject) = (name(issuer), name(subject));
    let extensions = der(0xa3, &[&der(0x30, &[&extensions])]);
    let parts: [&[u8]; 8] =
        [&version, &integer(&[serial]), &algorithm, &issuer, &validity, &subject, &key.public(), &extensions];
    let body = der(0x30, &parts);
    let signature = der(3, &[&[0], &issuer_key.sign(&body)]);
    der(0x30, &[&body, &algorithm, &signature])
}

/// How a token is made; what a test leaves alone is as it should be.
pub struct Order {
    pub algorithm: DigestAlgorithm,
    /// As in `20260101000000Z`.
    pub time: &'static str,
    /// The hash algorithms listed at the head.
    pub listed: Vec<u8>,
    /// What stands in the list of unsigned attributes, if there is one.
    pub unsigned: Option<Vec<u8>>,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            algorithm: DigestAlgorithm::Sha256,
            time: "20260101000000Z",
            listed: digest(DigestAlgorithm::Sha256),
            unsigned: None,
        }
    }
}

pub struct Authority {
    key: Key,
    /// Of the authority, of one between, of the root.
    pub certificates: [Vec<u8>; 3],
}

impl Authority {
    pub fn new(key: Key) -> Self {
        let (root, between) = (Key::curve(1), Key::curve(2));
        let certificates = [
            certificate(3, "Stamps", &key, "Between", &between),
            certificate(2, "Between", &between, "Root", &root),
            certificate(1, "Root", &root, "Root", &root),
        ];
        Self { key, certificates }
    }

    pub fn trust(&self) -> Trust {
        Trust::in_anchors(vec![TrustedCertificate::from_der(&self.certificates[2]).unwrap()])
    }

    pub fn token(&self, imprint: &[u8], order: &Order) -> Vec<u8> {
        let imprint = der(0x30, &[&digest(order.algorithm), &der(4, &[imprint])]);
        let time = der(0x18, &[order.time.as_bytes()]);
        let info = der(0x30, &[&integer(&[1]), &oid("1.2.3.4.1"), &imprint, &integer(&[7]), &time, &integer(&[42])]);
        let kind = oid("1.2.840.113549.1.9.16.1.4");
        let content = der(0x30, &[&kind, &der(0xa0, &[&der(4, &[&info])])]);

        let hash = DigestAlgorithm::Sha256;
        let attribute = |id: &str, value: &[u8]| der(0x30, &[&oid(id), &der(0x31, &[value])]);
        let identifier = der(0x30, &[&der(4, &[&hash.digest(&self.certificates[0])])]);
        let attributes = [
            attribute("1.2.840.113549.1.9.3", &kind),
            attribute("1.2.840.113549.1.9.4", &der(4, &[&hash.digest(&info)])),
            attribute("1.2.840.113549.1.9.16.2.47", &der(0x30, &[&der(0x30, &[&identifier])])),
        ]
        .concat();
        let signature = self.key.sign(&der(0x31, &[&attributes]));
        let signer = der(0x30, &[&name("Between"), &integer(&[3])]);
        let unsigned = order.unsigned.as_ref().map(|content| der(0xa1, &[content])).unwrap_or_default();
        let (digest, method) = (digest(hash), self.key.algorithm());
        let parts: [&[u8]; 7] =
            [&integer(&[1]), &signer, &digest, &der(0xa0, &[&attributes]), &method, &der(4, &[&signature]), &unsigned];
        let signers = der(0x31, &[&der(0x30, &parts)]);

        let certificates = der(0xa0, &[&self.certificates.concat()]);
        let listed = der(0x31, &[&order.listed]);
        let signed = der(0x30, &[&integer(&[3]), &listed, &content, &certificates, &signers]);
        der(0x30, &[&oid("1.2.840.113549.1.7.2"), &der(0xa0, &[&signed])])
    }

    pub fn stamp(&self, algorithm: DigestAlgorithm, imprint: &[u8], time: &'static str) -> TimeStampToken {
        let order = Order { algorithm, time, ..Order::default() };
        TimeStampToken::from_der(&self.token(imprint, &order)).unwrap()
    }
}

/// An answer that grants a token.
pub fn response(token: &[u8]) -> Vec<u8> {
    let text = der(0x30, &[&der(0x0c, &[b"granted"])]);
    der(0x30, &[&der(0x30, &[&integer(&[0]), &text]), token])
}
