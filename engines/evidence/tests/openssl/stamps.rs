//! Time stamps of openssl's authority: they hold, and whatever is changed is refused with its name.

use crate::support::{Authority, Setup, is_there};
use lotse_evidence::time_stamp::{
    DigestAlgorithm, Fault, Suitability, TimeStampRequest, TimeStampToken, Trust, open_response,
};

const DAY: i64 = 86_400_000;

fn code(outcome: Result<impl std::fmt::Debug, Fault>) -> &'static str {
    outcome.map_or_else(|fault| fault.code(), |held| panic!("held: {held:?}"))
}

/// A token and the moment just after it.
fn token(authority: &Authority, data: &[u8]) -> (TimeStampToken, i64) {
    let token = open_response(&authority.stamp(data)).unwrap();
    let after = token.statement.time + 1000;
    (token, after)
}

#[test]
fn stamps_of_all_keys_and_hashes_hold() {
    if !is_there() {
        return;
    }
    let rsa = Setup::default().key;
    let curve_256: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let curve_384: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
    let pss: &[&str] = &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sha256"];
    let table = [
        ("RSA", rsa, "sha256", DigestAlgorithm::Sha256, &[][..]),
        ("RSA", rsa, "sha512", DigestAlgorithm::Sha512, &[]),
        ("P-256", curve_256, "sha256", DigestAlgorithm::Sha256, &[]),
        ("P-384", curve_384, "sha384", DigestAlgorithm::Sha384, &[]),
        ("RSA, certificates with PSS", rsa, "sha384", DigestAlgorithm::Sha384, pss),
    ];
    for (name, key, digest, algorithm, signature_options) in table {
        let authority = Authority::new(&Setup { key, digest, signature_options, ..Setup::default() });
        let (token, after) = token(&authority, b"data");
        assert_eq!(token.statement.imprint, algorithm.digest(b"data"));
        let held = token.verify(&authority.trust(), after).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        println!("{name:28} {digest}: {}", held.chain.join(" ← "));
        assert_eq!(held.chain, ["„Test stamps“", "„Test between“", "„Test root“"]);
        assert!(held.holds_until > after + 99 * DAY);
    }
}

/// The time stamps of openssl know no PSS, its signed messages do.
#[test]
fn a_token_signed_with_pss_holds() {
    if !is_there() {
        return;
    }
    let authority = Authority::new(&Setup::default());
    authority.make_certificate("critical,timeStamping");
    let response = authority.stamp(b"data");
    let after = open_response(&response).unwrap().statement.time + 1000;
    let statement = authority.statement(&response);
    for salt in ["20", "32", "max"] {
        let salt = format!("rsa_pss_saltlen:{salt}");
        // The signer is named by its key, too.
        let options = ["-keyid", "-keyopt", "rsa_padding_mode:pss", "-keyopt", &salt];
        let signed = |statement: &[u8]| authority.sign_statement_with(statement, "critical,timeStamping", &options);
        let token = TimeStampToken::from_der(&signed(&statement)).unwrap();
        let held = token.verify(&authority.trust(), after).unwrap_or_else(|fault| panic!("{salt}: {fault}"));
        assert_eq!(held.time, token.statement.time);
        let mut changed = signed(&statement);
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(code(TimeStampToken::from_der(&changed).unwrap().verify(&authority.trust(), after)), "signature");
    }
}

#[test]
fn a_certificate_named_by_sha_1_is_said_not_refused() {
    if !is_there() {
        return;
    }
    let authority = Authority::new(&Setup { certificate_hash: "sha1", ..Setup::default() });
    let (token, after) = token(&authority, b"data");
    assert_eq!(token.verify(&authority.trust(), after).unwrap().certificate_hash, DigestAlgorithm::Sha1);
}

#[test]
fn an_answer_belongs_to_its_request() {
    if !is_there() {
        return;
    }
    let authority = Authority::new(&Setup::default());
    let request = TimeStampRequest::new(DigestAlgorithm::Sha256, DigestAlgorithm::Sha256.digest(b"x"), [0x9a; 16]);
    let token = open_response(&authority.stamp_request(&request.to_der())).unwrap();
    assert_eq!(request.check(&token.statement), Ok(()));
    let other_nonce = TimeStampRequest { nonce: Some(vec![1]), ..request.clone() };
    assert_eq!(code(other_nonce.check(&token.statement)), "request");
    let other_data = TimeStampRequest { imprint: DigestAlgorithm::Sha256.digest(b"y"), ..request.clone() };
    assert_eq!(code(other_data.check(&token.statement)), "request");
    let other_policy = TimeStampRequest { policy: Some("1.2.3".parse().unwrap()), ..request };
    assert_eq!(code(other_policy.check(&token.statement)), "request");
}

#[test]
fn trust_and_time_are_asked() {
    if !is_there() {
        return;
    }
    let authority = Authority::new(&Setup::default());
    let (token, after) = token(&authority, b"data");
    let stranger = Authority::new(&Setup::default());
    assert_eq!(code(token.verify(&stranger.trust(), after)), "untrusted");
    assert_eq!(code(token.verify(&Trust::in_anchors(vec![]), after)), "no_anchor");
    assert!(token.verify(&Trust::in_anchors(vec![authority.certificate("stamps")]), after).is_ok());
    assert_eq!(code(token.verify(&authority.trust(), after - 2 * DAY)), "future");
    assert_eq!(code(token.verify(&authority.trust(), after + 101 * DAY)), "not_renewed");
    let ended = r#"[{"algorithm": "SHA-256", "suitable_until": "2020-01-01"}]"#;
    let strict = Trust { suitability: Suitability::from_json(ended).unwrap(), ..authority.trust() };
    assert_eq!(code(token.verify(&strict, after)), "weak_algorithm");
}

#[test]
fn a_certificate_for_something_else_stamps_nothing() {
    if !is_there() {
        return;
    }
    let authority = Authority::new(&Setup::default());
    authority.make_certificate("critical,timeStamping");
    let response = authority.stamp(b"data");
    let after = open_response(&response).unwrap().statement.time + 1000;
    let statement = authority.statement(&response);
    let signed = |statement: &[u8], usage: &str| {
        let token = TimeStampToken::from_der(&authority.sign_statement(statement, usage)).unwrap();
        token.verify(&authority.trust(), after)
    };
    assert!(signed(&statement, "critical,timeStamping").is_ok());
    for usage in ["timeStamping", "critical,timeStamping,serverAuth", "critical,codeSigning"] {
        assert_eq!(code(signed(&statement, usage)), "wrong_usage", "{usage}");
    }
    // A stamp of a time when there was no such certificate yet.
    let year = statement.windows(3).position(|bytes| bytes[..2] == [0x18, 15] && bytes[2] == b'2').unwrap() + 2;
    let mut early = statement.clone();
    early[year..year + 4].copy_from_slice(b"2015");
    assert_eq!(code(signed(&early, "critical,timeStamping")), "not_valid_at_stamp");
}

#[test]
fn old_hashes_are_read_and_reported() {
    if !is_there() {
        return;
    }
    let weak = Authority::new(&Setup { digest: "sha1", ..Setup::default() });
    let (token, after) = token(&weak, b"data");
    assert_eq!(token.statement.algorithm, DigestAlgorithm::Sha1);
    assert_eq!(code(token.verify(&weak.trust(), after)), "weak_algorithm");
}

#[test]
fn every_changed_byte_is_refused() {
    if !is_there() {
        return;
    }
    let authority = Authority::new(&Setup::default());
    let response = authority.stamp(b"data");
    let untouched = open_response(&response).unwrap();
    let (trust, after) = (authority.trust(), untouched.statement.time + 1000);
    for place in 0..response.len() {
        let mut changed = response.clone();
        changed[place] ^= 0x01;
        let Ok(token) = open_response(&changed) else { continue };
        // Bytes outside what is signed (versions, certificates on the way) may be other ones, if the statement is the same.
        if token.verify(&trust, after).is_ok() {
            assert_eq!(token.statement, untouched.statement, "byte {place}");
        }
    }
}
