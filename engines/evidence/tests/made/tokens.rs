//! Tokens of all kinds of keys hold; what contradicts itself has a fault of its own; openssl says the same.

use std::{fs, process::Command};

use lotse_evidence::time_stamp::{DigestAlgorithm, Fault, TimeStampToken, VerifiedToken, open_response};

use crate::authority::{Authority, Key, NOW, Order, der, digest, part, response};

const SHA256: DigestAlgorithm = DigestAlgorithm::Sha256;

fn verify(authority: &Authority, token: &[u8]) -> Result<VerifiedToken, Fault> {
    TimeStampToken::from_der(token)?.verify(&authority.trust(), NOW)
}

#[track_caller]
fn code(outcome: Result<VerifiedToken, Fault>) -> &'static str {
    outcome.map_or_else(|fault| fault.code(), |held| panic!("held: {held:?}"))
}

fn keys() -> [(&'static str, Key); 4] {
    [("P-256", Key::curve(3)), ("RSA", Key::rsa()), ("PSS 32", Key::pss(32)), ("PSS 20", Key::pss(20))]
}

#[test]
fn tokens_of_all_keys_hold() {
    for (name, key) in keys() {
        let authority = Authority::new(key);
        let token = authority.token(&SHA256.digest(b"data"), &Order::default());
        assert_eq!(token, authority.token(&SHA256.digest(b"data"), &Order::default()), "always the same bytes");
        let held = verify(&authority, &token).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(held.chain, ["„Stamps“", "„Between“", "„Root“"]);
        assert_eq!(held.time, 1_767_225_600_000);
        assert_eq!(open_response(&response(&token)).unwrap(), TimeStampToken::from_der(&token).unwrap());
    }
}

#[test]
fn the_algorithm_of_the_signer_must_be_listed() {
    let authority = Authority::new(Key::curve(3));
    let other = digest(DigestAlgorithm::Sha512);
    let odd = der(0x30, &[&digest(SHA256)[2..13], &[4, 0]]);
    for (listed, is_good) in [
        (digest(SHA256), true),
        ([other.clone(), digest(SHA256)].concat(), true),
        (Vec::new(), false),
        (other, false),
        (odd, false),
    ] {
        let token = authority.token(&SHA256.digest(b"data"), &Order { listed, ..Order::default() });
        match verify(&authority, &token) {
            Ok(_) => assert!(is_good),
            Err(fault) => {
                assert!(!is_good && fault == Fault::UnlistedDigest("SHA-256".to_owned()), "{fault}");
                assert_eq!(fault.code(), "unlisted_digest");
            }
        }
    }
}

#[test]
fn a_signature_by_pss_is_bound_to_its_parameters() {
    let authority = Authority::new(Key::pss(32));
    let token = authority.token(&SHA256.digest(b"data"), &Order::default());
    let method = part(&token, &[1, 0, 4, 0, 4]);
    // The last byte is the length of the salt.
    let mut other_salt = token.clone();
    other_salt[method.end - 1] = 20;
    assert_eq!(code(verify(&authority, &other_salt)), "signature");
    // Hash and mask in SHA-384, while the signer names SHA-256.
    let mut other_hash = token.clone();
    let names: Vec<usize> =
        (method.start..method.end - 9).filter(|at| token[*at..].starts_with(&oid_of_sha256())).collect();
    assert_eq!(names.len(), 2);
    for at in names {
        other_hash[at + 10] = 2;
    }
    assert_eq!(code(verify(&authority, &other_hash)), "attributes");
}

fn oid_of_sha256() -> Vec<u8> {
    digest(SHA256)[2..13].to_vec()
}

#[test]
fn a_twin_of_the_certificate_does_not_hide_it() {
    // Another certificate with the name and number of the signer's stands before it.
    let (authority, twin) = (Authority::new(Key::curve(3)), Authority::new(Key::curve(4)));
    let mut both = Authority::new(Key::curve(3));
    let token = |authority: &Authority| authority.token(&SHA256.digest(b"data"), &Order::default());
    let signature_of = token(&authority);
    assert!(verify(&authority, &signature_of).is_ok());
    both.certificates[1] = [authority.certificates[1].clone(), authority.certificates[0].clone()].concat();
    let mut own = signature_of.clone();
    let place = part(&own, &[1, 0, 3]);
    let certificates = [&twin.certificates[0], &authority.certificates[0], &authority.certificates[1]];
    let certificates = der(0xa0, &certificates.map(Vec::as_slice));
    own.splice(place, certificates);
    let signed = part(&signature_of, &[1, 0]);
    let inner = own[signed.start + 4..].to_vec();
    let own = der(0x30, &[&signature_of[part(&signature_of, &[0])], &der(0xa0, &[&der(0x30, &[&inner])])]);
    assert!(verify(&authority, &own).is_ok());
}

/// Whether openssl takes a token, as a time stamp or as a signed message; nothing without the program.
fn openssl_says(authority: &Authority, token: &[u8], command: &str) -> Option<bool> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("token"), token).unwrap();
    fs::write(path("data"), b"data").unwrap();
    fs::write(path("root.der"), &authority.certificates[2]).unwrap();
    let run = |arguments: &[&str]| Command::new("openssl").args(arguments).current_dir(folder.path()).output().ok();
    run(&["x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem"])?;
    let moment = (NOW / 1000).to_string();
    let common = ["-in", "token", "-CAfile", "root.pem", "-attime", &moment];
    let own: &[&str] = match command {
        "ts" => &["-verify", "-token_in", "-data", "data"],
        _ => &["-verify", "-inform", "DER", "-purpose", "timestampsign", "-out", "info"],
    };
    let done = run(&[&[command], own, &common].concat())?;
    Some(done.status.success())
}

/// What is made here is what others make and take: otherwise the attacks on it would prove little.
#[test]
fn openssl_takes_what_is_made_here() {
    println!("key      openssl ts  openssl cms  here");
    for (name, key) in keys() {
        let authority = Authority::new(key);
        let token = authority.token(&SHA256.digest(b"data"), &Order::default());
        let Some(by_cms) = openssl_says(&authority, &token, "cms") else { return println!("skipped: no openssl") };
        // The time stamps of openssl know no PSS.
        let by_ts = openssl_says(&authority, &token, "ts").unwrap();
        let here = verify(&authority, &token).is_ok();
        println!("{name:8} {by_ts:10}  {by_cms:11}  {here}");
        assert!(here && by_cms && (by_ts || name.starts_with("PSS")), "{name}");

        let unlisted = Order { listed: digest(DigestAlgorithm::Sha512), ..Order::default() };
        let unlisted = authority.token(&SHA256.digest(b"data"), &unlisted);
        assert_eq!(openssl_says(&authority, &unlisted, "ts"), Some(false), "{name}");
        assert_eq!(code(verify(&authority, &unlisted)), "unlisted_digest");
    }
}
