//! Certificates: which signature they check, and the way from a signer to a certificate one trusts (RFC 5280 §6, the
//! part that time stamps need). Revocation is not looked up: nothing here talks to anybody.

use std::fmt::Write as _;

use der::{Decode as _, Encode as _, asn1::ObjectIdentifier};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey, traits::PublicKeyParts as _};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::{
    certificate::Certificate,
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
    spki::SubjectPublicKeyInfoRef,
};

use super::{
    algorithm::{DigestAlgorithm, Suitability},
    asn1::{Fields, algorithm, algorithm_content, is_plain},
    fault::Fault,
};
use crate::hash::{digest, to_hex};

/// A longer way to an anchor is not walked.
const LONGEST_CHAIN: usize = 8;
/// Signatures checked while looking for a way: certificates may be made so that there are very many.
const MOST_ATTEMPTS: usize = 64;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const MASK_MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const CURVE_P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const CURVE_P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// Signature algorithms that name their hash.
const COMBINED: &[(&str, DigestAlgorithm)] = &[
    ("1.2.840.113549.1.1.5", DigestAlgorithm::Sha1),
    ("1.2.840.113549.1.1.11", DigestAlgorithm::Sha256),
    ("1.2.840.113549.1.1.12", DigestAlgorithm::Sha384),
    ("1.2.840.113549.1.1.13", DigestAlgorithm::Sha512),
    ("1.2.840.10045.4.1", DigestAlgorithm::Sha1),
    ("1.2.840.10045.4.3.2", DigestAlgorithm::Sha256),
    ("1.2.840.10045.4.3.3", DigestAlgorithm::Sha384),
    ("1.2.840.10045.4.3.4", DigestAlgorithm::Sha512),
];

/// Extensions that may be critical, because what they demand is checked or does not touch time stamps: key usage, names,
/// basic constraints, policies, key identifiers, extended key usage.
const UNDERSTOOD: &[&str] =
    &["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.18", "2.5.29.19", "2.5.29.32", "2.5.29.35", "2.5.29.37"];

/// A certificate as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedCertificate {
    pub(crate) der: Vec<u8>,
    pub(crate) parsed: Certificate,
}

impl TrustedCertificate {
    /// From DER.
    pub fn from_der(der: &[u8]) -> Result<Self, Fault> {
        let parsed = Certificate::from_der(der).map_err(Fault::unreadable("Das Zertifikat"))?;
        Ok(Self { der: der.to_vec(), parsed })
    }

    /// All certificates of a file: PEM with one or more, or one in DER.
    pub fn read_file(bytes: &[u8]) -> Result<Vec<Self>, Fault> {
        const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
        const END: &str = "-----END CERTIFICATE-----";
        let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.contains(BEGIN)) else {
            return Ok(vec![Self::from_der(bytes)?]);
        };
        let blocks = text.split(BEGIN).skip(1).filter_map(|block| block.split(END).next());
        blocks.map(Self::from_base64).collect()
    }

    fn from_base64(text: &str) -> Result<Self, Fault> {
        use base64::Engine as _;
        let digits: String = text.split_ascii_whitespace().collect();
        let der = base64::engine::general_purpose::STANDARD.decode(digits);
        let der = der.map_err(|error| Fault::Unreadable { what: "Das Zertifikat", reason: error.to_string() })?;
        Self::from_der(&der)
    }

    /// Whose it is: the common name, or the whole name where there is none.
    pub fn subject(&self) -> String {
        readable_name(self.parsed.tbs_certificate().subject())
    }

    /// SHA-256 of the certificate, for comparison with what the authority publishes.
    pub fn fingerprint(&self) -> String {
        digest(&[&self.der]).to_hex()
    }

    /// Begin and end of validity in milliseconds since 1970.
    pub fn validity(&self) -> (i64, i64) {
        let validity = self.parsed.tbs_certificate().validity();
        let moment =
            |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX);
        (moment(validity.not_before), moment(validity.not_after))
    }

    fn issuer_name(&self) -> Vec<u8> {
        self.parsed.tbs_certificate().issuer().to_der().unwrap_or_default()
    }

    fn subject_name(&self) -> Vec<u8> {
        self.parsed.tbs_certificate().subject().to_der().unwrap_or_default()
    }

    pub(crate) fn is_named(&self, issuer: &[u8], serial: &[u8]) -> bool {
        self.issuer_name() == issuer && self.parsed.tbs_certificate().serial_number().as_bytes() == serial
    }

    pub(crate) fn has_key_identifier(&self, identifier: &[u8]) -> bool {
        let extension = self.parsed.tbs_certificate().get_extension::<x509_cert::ext::pkix::SubjectKeyIdentifier>();
        matches!(extension, Ok(Some((_, found))) if found.0.as_bytes() == identifier)
    }

    /// What a certificate for time stamps must be (RFC 3161 §2.3).
    pub(crate) fn check_time_stamping(&self) -> Result<(), Fault> {
        let wrong = |reason| Fault::WrongUsage { subject: self.subject(), reason };
        let unreadable = Fault::unreadable("Eine Erweiterung des Zertifikats");
        let certificate = self.parsed.tbs_certificate();
        let Some((critical, purposes)) = certificate.get_extension::<ExtendedKeyUsage>().map_err(&unreadable)? else {
            return Err(wrong("ihm fehlt der Verwendungszweck timeStamping"));
        };
        if purposes.0 != [TIME_STAMPING] {
            return Err(wrong("sein Verwendungszweck ist nicht allein timeStamping"));
        }
        if !critical {
            return Err(wrong("sein Verwendungszweck ist nicht als kritisch gekennzeichnet"));
        }
        match certificate.get_extension::<KeyUsage>().map_err(&unreadable)? {
            Some((_, usage)) if !usage.digital_signature() && !usage.non_repudiation() => {
                Err(wrong("sein Schlüssel darf nicht unterschreiben"))
            }
            _ => Ok(()),
        }
    }

    fn check_extensions(&self) -> Result<(), Fault> {
        let extensions = self.parsed.tbs_certificate().extensions().map_or(&[][..], Vec::as_slice);
        let is_unknown = |name: &str| !UNDERSTOOD.contains(&name);
        if extensions.iter().any(|one| one.critical && is_unknown(&one.extn_id.to_string())) {
            return Err(self.misplaced("eine kritische Erweiterung kann nicht geprüft werden"));
        }
        Ok(())
    }

    /// What a certificate that signs others must be, with so many authorities between it and the signer.
    fn check_authority(&self, between: usize) -> Result<(), Fault> {
        let certificate = self.parsed.tbs_certificate();
        let unreadable = Fault::unreadable("Eine Erweiterung des Zertifikats");
        match certificate.get_extension::<BasicConstraints>().map_err(&unreadable)? {
            Some((_, BasicConstraints { ca: true, path_len_constraint })) => {
                if path_len_constraint.is_some_and(|most| usize::from(most) < between) {
                    return Err(self.misplaced("die Kette ist länger, als es erlaubt"));
                }
            }
            _ => return Err(self.misplaced("es darf keine Zertifikate ausstellen")),
        }
        match certificate.get_extension::<KeyUsage>().map_err(&unreadable)? {
            Some((_, usage)) if !usage.key_cert_sign() => {
                Err(self.misplaced("sein Schlüssel darf keine Zertifikate unterschreiben"))
            }
            _ => Ok(()),
        }
    }

    fn misplaced(&self, reason: &'static str) -> Fault {
        Fault::Chain { subject: self.subject(), reason }
    }

    /// Whether the certificate was signed by the key of the other; which algorithms that rests on.
    fn is_signed_by(&self, issuer: &Self) -> Result<Vec<String>, Fault> {
        let mut fields = Fields::whole(&self.der).map_err(Fault::unreadable("Das Zertifikat"))?;
        let signed = fields.raw().map_err(Fault::unreadable("Das Zertifikat"))?;
        let algorithm = fields.raw().map_err(Fault::unreadable("Das Zertifikat"))?;
        // Which method it is must stand in what is signed, too (RFC 5280 §4.1.1.2).
        if self.parsed.signature_algorithm() != self.parsed.tbs_certificate().signature() {
            return Err(self.misplaced("seine beiden Angaben zum Unterschriftsverfahren widersprechen sich"));
        }
        let signature =
            self.parsed.signature().as_bytes().ok_or(Fault::Signature("Die Unterschrift unter einem Zertifikat"))?;
        let method = Method::read(algorithm, None)?;
        method.verify(issuer, signed, signature, "Die Unterschrift unter einem Zertifikat")
    }

    /// Validity when stamped, and still when the next stamp (or the check) relied on it.
    fn check_validity(&self, stamp: i64, relied: i64) -> Result<(), Fault> {
        let (from, until) = self.validity();
        if stamp < from || stamp > until {
            return Err(Fault::NotValidAtStamp { subject: self.subject(), at: stamp, from, until });
        }
        if relied > until {
            return Err(Fault::NotRenewed { subject: self.subject(), until, at: relied });
        }
        Ok(())
    }
}

/// The common name, or the whole name; control characters and endless names are cut.
fn readable_name(name: &x509_cert::name::Name) -> String {
    let full = name.to_string();
    let common = full.split(',').find_map(|part| part.trim().strip_prefix("CN=")).map(str::to_owned);
    let mut shown = String::from("„");
    let letters = common.unwrap_or(full);
    let _ = write!(shown, "{}“", letters.chars().filter(|letter| !letter.is_control()).take(120).collect::<String>());
    shown
}

/// How a signature is made: scheme and hash.
pub(crate) struct Method {
    scheme: Scheme,
    digest: DigestAlgorithm,
}

enum Scheme {
    /// RSA with PKCS#1 v1.5.
    Rsa,
    Ecdsa,
    Pss {
        salt: usize,
    },
}

impl Method {
    /// From an AlgorithmIdentifier; `digest` is the hash named beside it, if any.
    pub(crate) fn read(identifier: &[u8], digest: Option<DigestAlgorithm>) -> Result<Self, Fault> {
        let unreadable = Fault::unreadable("Das Verfahren einer Unterschrift");
        let mut field = Fields::of(identifier).map_err(&unreadable)?;
        let (name, parameters) = algorithm(&mut field).map_err(&unreadable)?;
        if name == RSA_PSS {
            let method = Self::read_pss(parameters.unwrap_or(&[0x30, 0]))?;
            // Both name the hash, and it must be the same (RFC 4056 §3).
            return match digest {
                Some(beside) if beside != method.digest => {
                    Err(Fault::Attributes("RSASSA-PSS und Unterschrift nennen verschiedene Hashverfahren"))
                }
                _ => Ok(method),
            };
        }
        let text = name.to_string();
        let combined = COMBINED.iter().find(|(known, _)| *known == text).map(|(_, digest)| *digest);
        let plain = if name == RSA || name == EC_KEY { digest } else { None };
        match combined.or(plain).filter(|_| is_plain(parameters)) {
            Some(digest) => {
                let is_rsa = text.starts_with("1.2.840.113549.");
                Ok(Self { scheme: if is_rsa { Scheme::Rsa } else { Scheme::Ecdsa }, digest })
            }
            None => Err(Fault::UnknownAlgorithm { place: "Unterschrift", name: text }),
        }
    }

    /// RSASSA-PSS-params, RFC 4055 §3.1; what is left out is SHA-1 and 20.
    fn read_pss(parameters: &[u8]) -> Result<Self, Fault> {
        let unreadable = Fault::unreadable("Das Verfahren RSASSA-PSS");
        let (hash, mask, salt) = pss_parameters(parameters).map_err(unreadable)?;
        match DigestAlgorithm::from_oid(hash) {
            Some(digest) if hash == mask && salt <= 512 => {
                Ok(Self { scheme: Scheme::Pss { salt: salt as usize }, digest })
            }
            _ => {
                Err(Fault::UnknownAlgorithm { place: "Unterschrift", name: format!("RSASSA-PSS {hash}/{mask}/{salt}") })
            }
        }
    }

    /// Checks a signature over `signed`; tells which algorithms it rests on.
    pub(crate) fn verify(
        &self,
        signer: &TrustedCertificate,
        signed: &[u8],
        signature: &[u8],
        what: &'static str,
    ) -> Result<Vec<String>, Fault> {
        let hash = self.digest.digest(signed);
        let key = signer.parsed.tbs_certificate().subject_public_key_info().to_der();
        let key = key.map_err(Fault::unreadable("Der Schlüssel eines Zertifikats"))?;
        let key = SubjectPublicKeyInfoRef::from_der(&key).map_err(|error| Fault::Unreadable {
            what: "Der Schlüssel eines Zertifikats",
            reason: error.to_string(),
        })?;
        let is_rsa = key.algorithm.oid == RSA || key.algorithm.oid == RSA_PSS;
        let (name, good) = if is_rsa && !matches!(self.scheme, Scheme::Ecdsa) {
            self.check_key_for_pss(&key)?;
            self.verify_rsa(key, &hash, signature)?
        } else if key.algorithm.oid == EC_KEY && matches!(self.scheme, Scheme::Ecdsa) {
            verify_ecdsa(&key, &hash, signature)?
        } else {
            return Err(Fault::UnknownAlgorithm { place: "Schlüssel", name: key.algorithm.oid.to_string() });
        };
        if good { Ok(vec![self.digest.to_string(), name.to_owned()]) } else { Err(Fault::Signature(what)) }
    }

    /// A key that is only for PSS may demand a hash and a length of salt (RFC 4055 §3.1).
    fn check_key_for_pss(&self, key: &SubjectPublicKeyInfoRef<'_>) -> Result<(), Fault> {
        if key.algorithm.oid != RSA_PSS {
            return Ok(());
        }
        let other = |name: String| Err(Fault::UnknownAlgorithm { place: "Schlüssel nur für RSASSA-PSS", name });
        let Scheme::Pss { salt } = self.scheme else { return other("RSA (PKCS#1 v1.5)".to_owned()) };
        let Some(demanded) = key.algorithm.parameters else { return Ok(()) };
        let unreadable = Fault::unreadable("Das Verfahren RSASSA-PSS");
        let demanded = demanded.to_der().map_err(&unreadable)?;
        let demanded = Self::read_pss(&demanded)?;
        match demanded.scheme {
            Scheme::Pss { salt: least } if demanded.digest == self.digest && salt >= least => Ok(()),
            _ => other(format!("{} mit Salz von {salt} Byte", self.digest)),
        }
    }

    fn verify_rsa(
        &self,
        mut key: SubjectPublicKeyInfoRef<'_>,
        hash: &[u8],
        signature: &[u8],
    ) -> Result<(&'static str, bool), Fault> {
        // A key that is only for PSS names that; its numbers are written in the same way.
        key.algorithm.oid = RSA;
        key.algorithm.parameters = Some(der::asn1::AnyRef::NULL);
        let key = RsaPublicKey::try_from(key).map_err(|error| Fault::Unreadable {
            what: "Der RSA-Schlüssel eines Zertifikats",
            reason: error.to_string(),
        })?;
        let name = if key.n().bits() < 2048 { "RSA unter 2048 Bit" } else { "RSA" };
        let salt = match self.scheme {
            Scheme::Pss { salt } => Some(salt),
            Scheme::Rsa | Scheme::Ecdsa => None,
        };
        let good = match (self.digest, salt) {
            (DigestAlgorithm::Sha1, None) => key.verify(Pkcs1v15Sign::new::<Sha1>(), hash, signature),
            (DigestAlgorithm::Sha1, Some(salt)) => key.verify(Pss::<Sha1>::new_with_salt(salt), hash, signature),
            (DigestAlgorithm::Sha256, None) => key.verify(Pkcs1v15Sign::new::<Sha256>(), hash, signature),
            (DigestAlgorithm::Sha256, Some(salt)) => key.verify(Pss::<Sha256>::new_with_salt(salt), hash, signature),
            (DigestAlgorithm::Sha384, None) => key.verify(Pkcs1v15Sign::new::<Sha384>(), hash, signature),
            (DigestAlgorithm::Sha384, Some(salt)) => key.verify(Pss::<Sha384>::new_with_salt(salt), hash, signature),
            (DigestAlgorithm::Sha512, None) => key.verify(Pkcs1v15Sign::new::<Sha512>(), hash, signature),
            (DigestAlgorithm::Sha512, Some(salt)) => key.verify(Pss::<Sha512>::new_with_salt(salt), hash, signature),
        };
        Ok((name, good.is_ok()))
    }
}

/// Hash, hash of the mask and length of the salt; nothing else may stand there.
fn pss_parameters(parameters: &[u8]) -> der::Result<(ObjectIdentifier, ObjectIdentifier, u32)> {
    let failed = || der::Error::from(der::ErrorKind::Failed);
    let hash_of = |bytes: &[u8]| -> der::Result<ObjectIdentifier> {
        let mut fields = Fields::of(bytes)?;
        let (name, parameters) = algorithm(&mut fields)?;
        fields.finish()?;
        if is_plain(parameters) { Ok(name) } else { Err(failed()) }
    };
    let mask_of = |bytes: &[u8]| -> der::Result<ObjectIdentifier> {
        let mut fields = Fields::of(bytes)?;
        let (name, inner) = algorithm(&mut fields)?;
        fields.finish()?;
        if name == MASK_MGF1 { hash_of(inner.ok_or_else(failed)?) } else { Ok(name) }
    };
    let sha1 = DigestAlgorithm::Sha1.oid();
    let mut fields = Fields::whole(parameters)?;
    let hash = fields.context(0)?.map(hash_of).transpose()?.unwrap_or(sha1);
    let mask = fields.context(1)?.map(mask_of).transpose()?.unwrap_or(sha1);
    let salt = fields.context(2)?.map(u32::from_der).transpose()?.unwrap_or(20);
    let trailer = fields.context(3)?.map(u32::from_der).transpose()?.unwrap_or(1);
    fields.finish()?;
    if trailer == 1 { Ok((hash, mask, salt)) } else { Err(failed()) }
}

fn verify_ecdsa(
    key: &SubjectPublicKeyInfoRef<'_>,
    hash: &[u8],
    signature: &[u8],
) -> Result<(&'static str, bool), Fault> {
    let curve = key
        .algorithm
        .parameters_oid()
        .map_err(|error| Fault::Unreadable { what: "Der Schlüssel eines Zertifikats", reason: error.to_string() })?;
    let point = key.subject_public_key.raw_bytes();
    let broken = Fault::Signature("Der Schlüssel eines Zertifikats");
    if curve == CURVE_P256 {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| broken)?;
        let good = p256::ecdsa::Signature::from_der(signature).is_ok_and(|one| key.verify_prehash(hash, &one).is_ok());
        Ok(("ECDSA P-256", good))
    } else if curve == CURVE_P384 {
        let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| broken)?;
        let good = p384::ecdsa::Signature::from_der(signature).is_ok_and(|one| key.verify_prehash(hash, &one).is_ok());
        Ok(("ECDSA P-384", good))
    } else {
        Err(Fault::UnknownAlgorithm { place: "Schlüssel", name: curve.to_string() })
    }
}

/// What a check relies on: whom one trusts, what one knows, which algorithms are good until when.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Certificates one trusts: of roots, of authorities between, or of the time-stamping authority itself.
    pub anchors: Vec<TrustedCertificate>,
    /// Further certificates that may stand between signer and anchor.
    pub others: Vec<TrustedCertificate>,
    /// Until when which algorithm is good.
    pub suitability: Suitability,
}

impl Trust {
    /// Trusts these certificates, with the table of algorithms that comes with the program.
    pub fn in_anchors(anchors: Vec<TrustedCertificate>) -> Self {
        Self { anchors, others: Vec::new(), suitability: Suitability::built_in() }
    }
}

/// What the way from a signer to an anchor rests on.
#[derive(Debug, Default)]
pub(crate) struct Path {
    pub(crate) subjects: Vec<String>,
    pub(crate) algorithms: Vec<String>,
    /// When the first certificate on the way ends.
    pub(crate) until: i64,
}

/// Finds a way from the signer to an anchor that was valid when stamped and when relied on.
pub(crate) fn find_path(
    signer: &TrustedCertificate,
    embedded: &[TrustedCertificate],
    trust: &Trust,
    stamp: i64,
    relied: i64,
) -> Result<Path, Fault> {
    let mut search = Search { embedded, trust, stamp, relied, attempts: 0, fault: None };
    let mut way = Vec::new();
    if let Some(path) = search.extend(signer, &mut way) {
        return Ok(path);
    }
    if let Some(fault) = search.fault {
        return Err(fault);
    }
    if trust.anchors.is_empty() {
        return Err(Fault::NoAnchor { subject: signer.subject() });
    }
    let issuer = readable_name(signer.parsed.tbs_certificate().issuer());
    Err(Fault::Untrusted { subject: signer.subject(), issuer })
}

struct Search<'a> {
    embedded: &'a [TrustedCertificate],
    trust: &'a Trust,
    stamp: i64,
    relied: i64,
    attempts: usize,
    /// The first thing found wrong with a certificate: better told than that there is no way.
    fault: Option<Fault>,
}

impl<'a> Search<'a> {
    fn extend(&mut self, certificate: &'a TrustedCertificate, way: &mut Vec<&'a TrustedCertificate>) -> Option<Path> {
        if let Err(fault) = self.check(certificate, way.len()) {
            self.fault.get_or_insert(fault);
            return None;
        }
        if self.trust.anchors.iter().any(|anchor| anchor.der == certificate.der) {
            let (_, until) = certificate.validity();
            return Some(Path { subjects: vec![certificate.subject()], algorithms: Vec::new(), until });
        }
        if way.len() >= LONGEST_CHAIN || way.iter().any(|one| one.der == certificate.der) {
            return None;
        }
        way.push(certificate);
        let path = self.through_issuer(certificate, way);
        way.pop();
        path
    }

    fn through_issuer(
        &mut self,
        certificate: &'a TrustedCertificate,
        way: &mut Vec<&'a TrustedCertificate>,
    ) -> Option<Path> {
        let issuer_name = certificate.issuer_name();
        let (anchors, others, embedded) = (&self.trust.anchors, &self.trust.others, self.embedded);
        for issuer in anchors.iter().chain(others).chain(embedded).filter(|one| one.subject_name() == issuer_name) {
            if self.attempts >= MOST_ATTEMPTS {
                return None;
            }
            self.attempts += 1;
            let signed = certificate.is_signed_by(issuer).and_then(|algorithms| {
                algorithms.iter().try_for_each(|one| self.trust.suitability.check(one, self.relied))?;
                Ok(algorithms)
            });
            let algorithms = match signed {
                Ok(algorithms) => algorithms,
                // Another authority of the same name, with another key.
                Err(Fault::Signature(_)) => continue,
                Err(fault) => {
                    self.fault.get_or_insert(fault);
                    continue;
                }
            };
            if let Some(mut path) = self.extend(issuer, way) {
                path.subjects.insert(0, certificate.subject());
                path.algorithms.extend(algorithms);
                path.until = path.until.min(certificate.validity().1);
                return Some(path);
            }
        }
        None
    }

    fn check(&self, certificate: &TrustedCertificate, above_signer: usize) -> Result<(), Fault> {
        certificate.check_extensions()?;
        certificate.check_validity(self.stamp, self.relied)?;
        if above_signer > 0 { certificate.check_authority(above_signer - 1) } else { Ok(()) }
    }
}

/// The hash algorithm of an AlgorithmIdentifier's content.
pub(crate) fn digest_algorithm(content: &[u8], place: &'static str) -> Result<DigestAlgorithm, Fault> {
    let (name, parameters) = algorithm_content(content).map_err(Fault::unreadable("Ein Hashverfahren"))?;
    DigestAlgorithm::from_oid(name)
        .filter(|_| is_plain(parameters))
        .ok_or_else(|| Fault::UnknownAlgorithm { place, name: name.to_string() })
}

/// Hexadecimal digits of a number, for reports.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    to_hex(bytes)
}
