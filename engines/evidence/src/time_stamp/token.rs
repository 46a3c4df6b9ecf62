//! The time-stamp token: what it says (RFC 3161 §2.4.2) and whether one may believe it (RFC 5652 §5, RFC 5816).

use der::{DateTime, Tag, asn1::ObjectIdentifier};

use super::{
    algorithm::DigestAlgorithm,
    asn1::{Fields, OCTETS, SEQUENCE, SET, algorithm, field, is_plain, write_algorithm, write_integer},
    certificate::{Method, Trust, TrustedCertificate, digest_algorithm, find_path, hexadecimal},
    fault::Fault,
};

/// A larger token is none.
pub(crate) const LARGEST_TOKEN: usize = 1 << 20;
/// Certificates read from a token.
const MOST_CERTIFICATES: usize = 32;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

const WHAT: &str = "Der Zeitstempel";

/// A time-stamp token. Reading it says nothing about whether it is true: see [`verify`](Self::verify).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStampToken {
    /// The token as it stands in the file: what a renewal is about.
    pub(crate) der: Vec<u8>,
    info: Vec<u8>,
    /// What the token says.
    pub statement: Statement,
    /// The hash algorithms that the token lists for its signers.
    digests: Vec<DigestAlgorithm>,
    certificates: Vec<TrustedCertificate>,
    signer: Signer,
}

/// What a token says: this hash existed at that time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Under which policy the authority works.
    pub policy: String,
    /// How the data was hashed.
    pub algorithm: DigestAlgorithm,
    /// The hash of the data.
    pub imprint: Vec<u8>,
    /// Number of the token, in hexadecimal digits.
    pub serial: String,
    /// When, in milliseconds since 1970.
    pub time: i64,
    /// The number of the request, as it stands there.
    pub nonce: Option<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signer {
    identifier: Identifier,
    digest: DigestAlgorithm,
    attributes: Vec<u8>,
    method: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Identifier {
    Issuer { name: Vec<u8>, serial: Vec<u8> },
    Key(Vec<u8>),
}

/// A token that held, and what that rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedToken {
    /// When, in milliseconds since 1970.
    pub time: i64,
    /// From the signer to the anchor.
    pub chain: Vec<String>,
    /// Until when the certificates and algorithms known today carry it, in milliseconds since 1970.
    pub holds_until: i64,
    /// What ends first: a certificate or an algorithm.
    pub ends_first: String,
    /// How the token names its certificate. Many authorities still use SHA-1 for that; it is no reason to refuse a token,
    /// since whoever swaps the certificate needs another one with the same hash, the same key and a way to the anchor.
    pub certificate_hash: DigestAlgorithm,
}

/// Algorithms of a signature that holds, who made it, and how the token names the certificate.
type Signed<'a> = (Vec<String>, &'a TrustedCertificate, DigestAlgorithm);

impl TimeStampToken {
    /// Reads a token: a ContentInfo with SignedData around a TSTInfo.
    pub fn from_der(der: &[u8]) -> Result<Self, Fault> {
        if der.len() > LARGEST_TOKEN {
            return Err(Fault::TooLarge { what: WHAT });
        }
        let unreadable = Fault::unreadable(WHAT);
        let other = |reason: &str| Fault::Unreadable { what: WHAT, reason: reason.to_owned() };
        let mut outer = Fields::whole(der).map_err(&unreadable)?;
        if outer.read::<ObjectIdentifier>().map_err(&unreadable)? != SIGNED_DATA {
            return Err(other("not SignedData"));
        }
        let content = outer.context(0).map_err(&unreadable)?.ok_or_else(|| other("no content"))?;
        outer.finish().map_err(&unreadable)?;
        let parts =
            signed_data(content).map_err(&unreadable)?.ok_or_else(|| other("not one TSTInfo with one signer"))?;
        let certificates = certificates(parts.certificates).map_err(&unreadable)?;
        Ok(Self {
            der: der.to_vec(),
            info: parts.info.to_vec(),
            statement: Statement::read(parts.info)?,
            digests: listed_digests(parts.digests).map_err(&unreadable)?,
            certificates,
            signer: Signer::read(parts.signer)?,
        })
    }

    /// The token as it stood in the file.
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// Checks signature, certificates and algorithms: valid when stamped and still at `relied`, the moment at which
    /// somebody relies on it (the time of the next stamp, or today).
    pub fn verify(&self, trust: &Trust, relied: i64) -> Result<VerifiedToken, Fault> {
        let (algorithms, certificate, certificate_hash) = self.check_signature(trust)?;
        certificate.check_time_stamping()?;
        let time = self.statement.time;
        if time > relied {
            return Err(Fault::Future { stamp: time, at: relied });
        }
        let path = find_path(certificate, &self.certificates, trust, time, relied)?;
        let own = [self.statement.algorithm.to_string()];
        let mut first = (path.until, "das Ende eines Zertifikats".to_owned());
        for algorithm in algorithms.iter().chain(&path.algorithms).chain(&own) {
            trust.suitability.check(algorithm, relied)?;
            if let Some(end) = trust.suitability.end(algorithm).filter(|end| *end < first.0) {
                first = (end, format!("das Ende der Eignung von {algorithm}"));
            }
        }
        Ok(VerifiedToken { time, chain: path.subjects, holds_until: first.0, ends_first: first.1, certificate_hash })
    }

    fn check_signature<'a>(&'a self, trust: &'a Trust) -> Result<Signed<'a>, Fault> {
        let signer = &self.signer;
        let attributes = Attributes::read(&signer.attributes)?;
        if attributes.digest != signer.digest.digest(&self.info) {
            return Err(Fault::Signature("Der unterschriebene Hashwert des Zeitstempels"));
        }
        // Another certificate may bear the same name and number: the hash decides.
        let candidates = self.certificates.iter().chain(&trust.others).chain(&trust.anchors);
        let mut named = candidates.filter(|one| signer.identifier.names(one)).peekable();
        if named.peek().is_none() {
            return Err(Fault::NoCertificate);
        }
        let is_meant = |one: &&TrustedCertificate| {
            attributes.certificate_algorithm.digest(&one.der) == attributes.certificate_hash
        };
        let certificate = named.find(is_meant).ok_or(Fault::WrongCertificate)?;
        let method = Method::read(&signer.method, Some(signer.digest))?;
        // What is signed is the SET, though the field stands under an implicit tag (RFC 5652 §5.4).
        let signed = field(SET, &[&signer.attributes]);
        let mut algorithms =
            method.verify(certificate, &signed, &signer.signature, "Die Unterschrift unter dem Zeitstempel")?;
        // The list is not signed and says nothing that is needed, but other programs refuse a token without it.
        if !self.digests.contains(&signer.digest) {
            return Err(Fault::UnlistedDigest(signer.digest.to_string()));
        }
        algorithms.push(signer.digest.to_string());
        Ok((algorithms, certificate, attributes.certificate_algorithm))
    }
}

struct SignedParts<'a> {
    digests: &'a [u8],
    info: &'a [u8],
    certificates: &'a [u8],
    signer: &'a [u8],
}

/// The parts of SignedData that matter here; nothing if it holds something else, or not exactly one signer.
fn signed_data(bytes: &[u8]) -> der::Result<Option<SignedParts<'_>>> {
    let mut fields = Fields::whole(bytes)?;
    fields.read::<u8>()?;
    let digests = fields.content(Tag::Set)?;
    let mut content = fields.sequence()?;
    let kind: ObjectIdentifier = content.read()?;
    let info = match content.context(0)? {
        Some(octets) => {
            let mut inner = Fields::of(octets)?;
            let info = inner.content(Tag::OctetString)?;
            inner.finish()?;
            info
        }
        None => return Ok(None),
    };
    content.finish()?;
    let certificates = fields.context(0)?.unwrap_or_default();
    fields.context(1)?;
    let mut signers = Fields::of(fields.content(Tag::Set)?)?;
    fields.finish()?;
    let signer = signers.content(Tag::Sequence)?;
    let is_one = kind == TST_INFO && signers.is_finished();
    Ok(is_one.then_some(SignedParts { digests, info, certificates, signer }))
}

/// The hash algorithms that can be computed here; others serve nobody.
fn listed_digests(set: &[u8]) -> der::Result<Vec<DigestAlgorithm>> {
    let mut fields = Fields::of(set)?;
    let mut found = Vec::new();
    while !fields.is_finished() {
        let (name, parameters) = algorithm(&mut fields)?;
        let known = DigestAlgorithm::from_oid(name).filter(|one| is_plain(parameters) && !found.contains(one));
        found.extend(known);
    }
    Ok(found)
}

/// The certificates that can be read; others (attribute certificates, odd ones) cannot be on the way anyway.
fn certificates(set: &[u8]) -> der::Result<Vec<TrustedCertificate>> {
    let mut fields = Fields::of(set)?;
    let mut found = Vec::new();
    while !fields.is_finished() && found.len() < MOST_CERTIFICATES {
        if let Ok(certificate) = TrustedCertificate::from_der(fields.raw()?) {
            found.push(certificate);
        }
    }
    Ok(found)
}

impl Statement {
    fn read(info: &[u8]) -> Result<Self, Fault> {
        let unreadable = Fault::unreadable("Die Aussage des Zeitstempels");
        let mut fields = Fields::whole(info).map_err(&unreadable)?;
        fields.read::<u8>().map_err(&unreadable)?;
        let policy: ObjectIdentifier = fields.read().map_err(&unreadable)?;
        let (algorithm, imprint) = read_imprint(&mut fields)?;
        let serial = fields.content(Tag::Integer).map_err(&unreadable)?;
        let time = fields.content(Tag::GeneralizedTime).map_err(&unreadable)?;
        let time = read_time(time).ok_or_else(|| Fault::Unreadable {
            what: "Die Zeit des Zeitstempels",
            reason: "not a GeneralizedTime in UTC".to_owned(),
        })?;
        fields.optional(Tag::Sequence).map_err(&unreadable)?;
        fields.optional(Tag::Boolean).map_err(&unreadable)?;
        let nonce = fields.optional(Tag::Integer).map_err(&unreadable)?.map(<[u8]>::to_vec);
        fields.context(0).map_err(&unreadable)?;
        fields.context(1).map_err(&unreadable)?;
        fields.finish().map_err(&unreadable)?;
        Ok(Self { policy: policy.to_string(), algorithm, imprint, serial: hexadecimal(serial), time, nonce })
    }
}

/// MessageImprint: algorithm and hash, which must fit each other.
pub(crate) fn read_imprint(fields: &mut Fields<'_>) -> Result<(DigestAlgorithm, Vec<u8>), Fault> {
    let unreadable = Fault::unreadable("Der Hashwert des Zeitstempels");
    let mut imprint = fields.sequence().map_err(&unreadable)?;
    let algorithm = digest_algorithm(imprint.content(Tag::Sequence).map_err(&unreadable)?, "Zeitstempel")?;
    let hash = imprint.content(Tag::OctetString).map_err(&unreadable)?;
    imprint.finish().map_err(&unreadable)?;
    if hash.len() != algorithm.length() {
        return Err(Fault::TreeValue(algorithm.to_string()));
    }
    Ok((algorithm, hash.to_vec()))
}

/// YYYYMMDDhhmmss[.s…]Z, RFC 3161 §2.4.2: fractions of a second are allowed there, unlike in certificates.
fn read_time(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !all_digits(whole) {
        return None;
    }
    let number = |from: usize, to: usize| whole[from..to].parse::<u8>().ok();
    let year = whole[..4].parse().ok()?;
    let moment = DateTime::new(year, number(4, 6)?, number(6, 8)?, number(8, 10)?, number(10, 12)?, number(12, 14)?);
    let milliseconds = match fraction {
        None => 0,
        Some(digits) if !digits.is_empty() && all_digits(digits) => format!("{digits:0<3}")[..3].parse().ok()?,
        Some(_) => return None,
    };
    Some(i64::try_from(moment.ok()?.unix_duration().as_millis()).ok()? + milliseconds)
}

impl Signer {
    fn read(content: &[u8]) -> Result<Self, Fault> {
        let unreadable = Fault::unreadable("Die Unterschrift unter dem Zeitstempel");
        let mut fields = Fields::of(content).map_err(&unreadable)?;
        fields.read::<u8>().map_err(&unreadable)?;
        let identifier = match fields.context_value(0).map_err(&unreadable)? {
            Some(key) => Identifier::Key(key.to_vec()),
            None => Identifier::read(fields.content(Tag::Sequence).map_err(&unreadable)?).map_err(&unreadable)?,
        };
        let digest = digest_algorithm(fields.content(Tag::Sequence).map_err(&unreadable)?, "Unterschrift")?;
        let attributes = fields.context(0).map_err(&unreadable)?;
        let attributes = attributes.ok_or(Fault::Attributes("es gibt keine"))?.to_vec();
        let method = fields.raw().map_err(&unreadable)?.to_vec();
        let signature = fields.content(Tag::OctetString).map_err(&unreadable)?.to_vec();
        fields.context(1).map_err(&unreadable)?;
        fields.finish().map_err(&unreadable)?;
        Ok(Self { identifier, digest, attributes, method, signature })
    }
}

impl Identifier {
    fn read(content: &[u8]) -> der::Result<Self> {
        let mut fields = Fields::of(content)?;
        let name = fields.raw()?.to_vec();
        let serial = fields.content(Tag::Integer)?.to_vec();
        fields.finish()?;
        Ok(Self::Issuer { name, serial })
    }

    fn names(&self, certificate: &TrustedCertificate) -> bool {
        match self {
            Self::Issuer { name, serial } => certificate.is_named(name, serial),
            Self::Key(identifier) => certificate.has_key_identifier(identifier),
        }
    }
}

/// The signed attributes that every token must have.
struct Attributes {
    digest: Vec<u8>,
    certificate_algorithm: DigestAlgorithm,
    certificate_hash: Vec<u8>,
}

impl Attributes {
    fn read(content: &[u8]) -> Result<Self, Fault> {
        let unreadable = Fault::unreadable("Die unterschriebenen Angaben");
        let mut fields = Fields::of(content).map_err(&unreadable)?;
        let (mut kind, mut digest, mut first, mut second) = (None, None, None, None);
        while !fields.is_finished() {
            let (name, value) = attribute(&mut fields).map_err(&unreadable)?;
            let slot = match name {
                CONTENT_TYPE => &mut kind,
                MESSAGE_DIGEST => &mut digest,
                SIGNING_CERTIFICATE => &mut first,
                SIGNING_CERTIFICATE_V2 => &mut second,
                _ => continue,
            };
            if slot.replace(value).is_some() {
                return Err(Fault::Attributes("eine steht doppelt da"));
            }
        }
        let kind = kind.ok_or(Fault::Attributes("contentType fehlt"))?;
        if Fields::of(kind).and_then(|mut inner| inner.read::<ObjectIdentifier>()).map_err(&unreadable)? != TST_INFO {
            return Err(Fault::Attributes("contentType ist nicht TSTInfo"));
        }
        let digest = digest.ok_or(Fault::Attributes("messageDigest fehlt"))?;
        let digest = Fields::of(digest).and_then(|mut inner| inner.content(Tag::OctetString)).map_err(&unreadable)?;
        // Where both stand, the newer one counts (RFC 5816 §2.2.1).
        let (value, is_second) = match (first, second) {
            (_, Some(value)) => (value, true),
            (Some(value), None) => (value, false),
            (None, None) => return Err(Fault::Attributes("signingCertificate fehlt")),
        };
        let (certificate_algorithm, certificate_hash) = certificate_identifier(value, is_second)?;
        Ok(Self { digest: digest.to_vec(), certificate_algorithm, certificate_hash })
    }
}

/// Name and single value of an attribute.
fn attribute<'a>(fields: &mut Fields<'a>) -> der::Result<(ObjectIdentifier, &'a [u8])> {
    let mut attribute = fields.sequence()?;
    let name = attribute.read()?;
    let mut values = Fields::of(attribute.content(Tag::Set)?)?;
    attribute.finish()?;
    let value = values.raw()?;
    values.finish()?;
    Ok((name, value))
}

/// The first ESSCertID (RFC 2634 §5.4.1) or ESSCertIDv2 (RFC 5035 §4): which certificate the signer commits to.
fn certificate_identifier(value: &[u8], is_second: bool) -> Result<(DigestAlgorithm, Vec<u8>), Fault> {
    let unreadable = Fault::unreadable("Die Angabe des Zertifikats im Zeitstempel");
    let mut outer = Fields::whole(value).map_err(&unreadable)?;
    let mut list = outer.sequence().map_err(&unreadable)?;
    let mut first = list.sequence().map_err(&unreadable)?;
    let algorithm = if !is_second {
        DigestAlgorithm::Sha1
    } else if let Some(named) = first.optional(Tag::Sequence).map_err(&unreadable)? {
        digest_algorithm(named, "Zertifikat")?
    } else {
        DigestAlgorithm::Sha256
    };
    let hash = first.content(Tag::OctetString).map_err(&unreadable)?;
    Ok((algorithm, hash.to_vec()))
}

/// What is asked of a time-stamping authority, RFC 3161 §2.4.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStampRequest {
    /// How the data was hashed.
    pub algorithm: DigestAlgorithm,
    /// The hash of the data.
    pub imprint: Vec<u8>,
    /// Under which policy, if one is demanded.
    pub policy: Option<ObjectIdentifier>,
    /// A random number that the answer must repeat, as the content of an INTEGER.
    pub nonce: Option<Vec<u8>>,
    /// Whether the answer is to hold the certificate.
    pub with_certificate: bool,
}

impl TimeStampRequest {
    /// A request that demands certificate and nonce; the nonce must be random.
    pub fn new(algorithm: DigestAlgorithm, imprint: Vec<u8>, nonce: [u8; 16]) -> Self {
        let written = write_integer(&nonce);
        Self { algorithm, imprint, policy: None, nonce: Some(written[2..].to_vec()), with_certificate: true }
    }

    /// The request to send (as `application/timestamp-query`).
    pub fn to_der(&self) -> Vec<u8> {
        use der::Encode as _;
        let algorithm = write_algorithm(self.algorithm.oid());
        let hash = field(OCTETS, &[&self.imprint]);
        let imprint = field(SEQUENCE, &[&algorithm, &hash]);
        let policy = self.policy.map(|one| one.to_der().expect("an object identifier is short")).unwrap_or_default();
        let nonce = self.nonce.as_ref().map(|one| field(0x02, &[one])).unwrap_or_default();
        let certificate: &[u8] = if self.with_certificate { &[0x01, 0x01, 0xff] } else { &[] };
        field(SEQUENCE, &[&[0x02, 0x01, 0x01], &imprint, &policy, &nonce, certificate])
    }

    /// Reads a request.
    pub fn from_der(der: &[u8]) -> Result<Self, Fault> {
        const WHAT: &str = "Die Anfrage";
        if der.len() > LARGEST_TOKEN {
            return Err(Fault::TooLarge { what: WHAT });
        }
        let unreadable = Fault::unreadable(WHAT);
        let mut fields = Fields::whole(der).map_err(&unreadable)?;
        fields.read::<u8>().map_err(&unreadable)?;
        let (algorithm, imprint) = read_imprint(&mut fields)?;
        let policy = fields.optional(Tag::ObjectIdentifier).map_err(&unreadable)?;
        let policy = policy.map(ObjectIdentifier::from_bytes).transpose();
        let policy = policy.map_err(|error| Fault::Unreadable { what: WHAT, reason: error.to_string() })?;
        let nonce = fields.optional(Tag::Integer).map_err(&unreadable)?.map(<[u8]>::to_vec);
        let with_certificate = fields.optional(Tag::Boolean).map_err(&unreadable)?.is_some_and(|value| value != [0]);
        fields.context(0).map_err(&unreadable)?;
        fields.finish().map_err(&unreadable)?;
        Ok(Self { algorithm, imprint, policy, nonce, with_certificate })
    }

    /// Whether a token answers this request: hash, policy and nonce.
    pub fn check(&self, statement: &Statement) -> Result<(), Fault> {
        if self.algorithm != statement.algorithm || self.imprint != statement.imprint {
            return Err(Fault::Request("der Hashwert"));
        }
        if self.policy.is_some_and(|policy| policy.to_string() != statement.policy) {
            return Err(Fault::Request("die Richtlinie"));
        }
        if self.nonce != statement.nonce {
            return Err(Fault::Request("die Zufallszahl (nonce)"));
        }
        Ok(())
    }
}

/// Takes the token out of an answer (TimeStampResp, RFC 3161 §2.4.2), if the authority granted one.
pub fn open_response(der: &[u8]) -> Result<TimeStampToken, Fault> {
    const WHAT: &str = "Die Antwort der Zeitstempelstelle";
    if der.len() > LARGEST_TOKEN {
        return Err(Fault::TooLarge { what: WHAT });
    }
    let unreadable = Fault::unreadable(WHAT);
    let mut fields = Fields::whole(der).map_err(&unreadable)?;
    let mut info = fields.sequence().map_err(&unreadable)?;
    let status: u32 = info.read().map_err(&unreadable)?;
    let texts = info.optional(Tag::Sequence).map_err(&unreadable)?.unwrap_or_default();
    if status > 1 || fields.is_finished() {
        return Err(Fault::NotGranted { status, text: status_text(texts) });
    }
    let token = fields.raw().map_err(&unreadable)?;
    fields.finish().map_err(&unreadable)?;
    TimeStampToken::from_der(token)
}

/// PKIFreeText: what the authority wrote, cut to what fits into a sentence.
fn status_text(texts: &[u8]) -> String {
    let first = Fields::of(texts).and_then(|mut inner| inner.content(Tag::Utf8String)).ok();
    let text = first.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
    let text: String = text.chars().filter(|letter| !letter.is_control()).take(200).collect();
    if text.is_empty() { text } else { format!(": {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_fractions_are_read() {
        assert_eq!(read_time(b"19700101000001Z"), Some(1000));
        assert_eq!(read_time(b"19700101000001.5Z"), Some(1500));
        assert_eq!(read_time(b"19700101000001.123456Z"), Some(1123));
        for wrong in
            ["", "Z", "19700101000001", "19700101000001.Z", "1970010100000aZ", "19701301000000Z", "+9700101000001Z"]
        {
            assert_eq!(read_time(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_request_is_read_back() {
        for first in [0, 1, 0x7f, 0x80, 0xff] {
            let mut nonce = [7; 16];
            nonce[0] = first;
            let request = TimeStampRequest::new(DigestAlgorithm::Sha384, vec![1; 48], nonce);
            assert_eq!(TimeStampRequest::from_der(&request.to_der()), Ok(request));
        }
    }
}
