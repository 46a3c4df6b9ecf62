//! Notes, checkpoints and receipts: what is true passes, what was touched does not, and says so in German.

// clippy.toml allows this in test functions; their helpers are tests as well.
#![allow(clippy::unwrap_used)]

use lotse_evidence::*;
use proptest::prelude::*;

// The example of Go's golang.org/x/mod/sumdb/note, which the signed-note format was written down from.
const PUBLISHED_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PUBLISHED_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PUBLISHED_TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PUBLISHED_SIGNATURE: &str =
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const ORIGIN: &str = "lotse.example/ledger/borgentreich";

fn key() -> SigningKey {
    SigningKey::from_seed("lotse.example", &[7; 32]).unwrap()
}

fn other_key() -> SigningKey {
    SigningKey::from_seed("lotse.example", &[8; 32]).unwrap()
}

fn event(number: u64) -> String {
    format!(r#"{{"kind":"application.submitted","data":{{"case":"2027-{number:04}"}}}}"#)
}

/// A ledger of `size` events and the receipt for one of them.
fn receipt(size: u64, index: u64) -> Receipt {
    let mut frontier = Frontier::new();
    let mut nodes = std::collections::HashMap::new();
    for number in 0..size {
        for node in frontier.push_data(event(number).as_bytes()) {
            nodes.insert((node.level, node.index), node.hash);
        }
    }
    let proof = inclusion_proof(index, size, |level, index| nodes.get(&(level, index)).copied());
    Receipt {
        format: RECEIPT_FORMAT.to_owned(),
        body: "borgentreich".to_owned(),
        subject: format!("2027-{index:04}"),
        status_url: "https://lotse.example/meine/vorgang/abc".to_owned(),
        event: event(index),
        leaf_index: index,
        proof: proof.unwrap(),
        checkpoint: Checkpoint::new(ORIGIN, size, frontier.root()).sign(&key()).unwrap(),
        verifier_key: key().verifier().to_string(),
    }
}

fn code(receipt: &Receipt) -> &'static str {
    let error = receipt.verify(None).unwrap_err();
    assert!(
        error.to_string().contains("Quittung")
            || error.to_string().contains("Eintrag")
            || error.to_string().contains("Nachweis")
            || error.to_string().contains("Unterschrift")
    );
    error.code()
}

#[test]
fn the_published_note() {
    let secret: SigningKey = PUBLISHED_SECRET.parse().unwrap();
    assert_eq!(secret.to_secret_string(), PUBLISHED_SECRET);
    assert_eq!(secret.verifier().to_string(), PUBLISHED_KEY);
    let note = format!("{PUBLISHED_TEXT}{PUBLISHED_SIGNATURE}");
    assert_eq!(sign_note(PUBLISHED_TEXT, &secret).unwrap(), note);
    let verifier: VerifierKey = PUBLISHED_KEY.parse().unwrap();
    assert_eq!(open_note(&note, &verifier), Ok(PUBLISHED_TEXT));
}

#[test]
fn a_secret_key_does_not_show_its_seed() {
    assert_eq!(format!("{:?}", key()), "SigningKey(lotse.example)");
}

#[test]
fn signatures_of_others_are_left_aside() {
    let text = "origin\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    let mine = sign_note(text, &key()).unwrap();
    let witness = SigningKey::from_seed("witness.example", &[9; 32]).unwrap();
    let line = sign_note(text, &witness).unwrap()[text.len() + 1..].to_owned();
    let both = format!("{mine}{line}");
    assert_eq!(open_note(&both, &key().verifier()), Ok(text));
    assert_eq!(open_note(&both, &witness.verifier()), Ok(text));
    assert!(matches!(open_note(&mine, &witness.verifier()), Err(NoteError::NotSigned { .. })));
    // The same name, another key: not signed, rather than badly signed.
    assert!(matches!(open_note(&mine, &other_key().verifier()), Err(NoteError::NotSigned { .. })));
}

#[test]
fn a_second_signature_of_ours_must_fit_as_well() {
    let note = sign_note("a\n", &key()).unwrap();
    let foreign = sign_note("b\n", &key()).unwrap()["b\n\n".len()..].to_owned();
    assert!(matches!(open_note(&format!("{note}{foreign}"), &key().verifier()), Err(NoteError::BadSignature { .. })));
}

#[test]
fn malformed_notes() {
    let verifier = key().verifier();
    let good = sign_note("a\n", &key()).unwrap();
    for note in [
        String::new(),
        "\n\n".to_owned(),
        "a\n".to_owned(),
        "a\n\n".to_owned(),
        good.trim_end().to_owned(),
        good.replace('—', "-"),
        good.replace("a\n", "a\r\n"),
        good.replace("lotse.example", "lotse example"),
        format!("{good}\n"),
        format!("{good}— x\n"),
        format!("{good}— x AAAA\n"),
        format!("{good}— x AAAAAAAA=\n"),
    ] {
        assert!(matches!(open_note(&note, &verifier), Err(NoteError::Malformed(_))), "{note:?}");
    }
    assert!(sign_note("no line feed", &key()).is_err());
    assert!(sign_note("tab\t\n", &key()).is_err());
}

#[test]
fn malformed_keys() {
    for text in [
        "",
        "a",
        "a+b",
        "a+b+c",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpcyQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy",
        PUBLISHED_SECRET,
    ] {
        assert!(text.parse::<VerifierKey>().is_err(), "{text}");
    }
    // All zeros is a point of small order: a signature could fit any text.
    assert!(VerifierKey::from_public_key("x", &[0; 32]).is_err());
    assert!(SigningKey::from_seed("two words", &[1; 32]).is_err());
    assert!(SigningKey::from_seed("", &[1; 32]).is_err());
}

#[test]
fn checkpoints_are_read_back() {
    let mut checkpoint = Checkpoint::new(ORIGIN, 1_234, leaf_hash(b"x"));
    checkpoint.extensions = vec!["time 2027-03-14T08:00:00Z".to_owned()];
    let note = checkpoint.sign(&key()).unwrap();
    assert_eq!(Checkpoint::open(&note, &key().verifier()), Ok(checkpoint));
}

#[test]
fn malformed_checkpoints() {
    let root = leaf_hash(b"x");
    let encoded = root.to_base64();
    for text in [
        String::new(),
        "o\n1\n".to_owned(),
        format!("o\n1\n{encoded}"),
        format!("\n1\n{encoded}\n"),
        format!("o\n01\n{encoded}\n"),
        format!("o\n+1\n{encoded}\n"),
        format!("o\n\n{encoded}\n"),
        format!("o\n18446744073709551616\n{encoded}\n"),
        format!("o\n1\n{root}\n"),
        format!("o\n1\n{}\n", &encoded[..43]),
        format!("o\n1\n{encoded}\n\n"),
    ] {
        assert!(Checkpoint::parse_text(&text).is_err(), "{text:?}");
    }
    assert!(Checkpoint::new("two\nlines", 1, root).to_text().is_err());
    assert!(Checkpoint::new("", 1, root).to_text().is_err());
}

#[test]
fn true_receipts_pass() {
    for size in [1, 2, 3, 7, 8, 9, 33] {
        for index in 0..size {
            let receipt = receipt(size, index);
            let read = Receipt::from_json(&receipt.to_json()).unwrap();
            assert_eq!(read, receipt);
            let verified = read.verify(Some(&key().verifier())).unwrap();
            assert_eq!(verified.key_source, KeySource::Trusted);
            assert_eq!(verified.checkpoint.size, size);
        }
    }
}

#[test]
fn without_a_trusted_key_the_answer_says_so() {
    let verified = receipt(5, 2).verify(None).unwrap();
    assert_eq!(verified.key_source, KeySource::Receipt);
    assert_eq!(verified.fingerprint.len(), 64 + 15);
    let text = verified.to_string();
    assert!(text.contains("Nr. 3 von 5"));
    assert!(text.contains("stammt aus der Quittung selbst"));
    assert!(text.contains(&key().verifier().fingerprint()));
}

#[test]
fn each_change_is_named() {
    let good = receipt(9, 4);

    let mut changed = good.clone();
    changed.format = "lotse-receipt-2".to_owned();
    assert_eq!(code(&changed), "receipt-format");
    assert_eq!(Receipt::from_json(&changed.to_json()).unwrap_err().code(), "receipt-format");

    changed = good.clone();
    changed.verifier_key = "x".to_owned();
    assert_eq!(code(&changed), "receipt-key");

    changed = good.clone();
    changed.verifier_key = other_key().verifier().to_string();
    assert_eq!(code(&changed), "receipt-checkpoint");

    changed = good.clone();
    changed.checkpoint = good.checkpoint.replacen("\n9\n", "\n8\n", 1);
    assert_eq!(code(&changed), "receipt-signature");

    changed = good.clone();
    changed.checkpoint = good.checkpoint.replace('—', "-");
    assert_eq!(code(&changed), "receipt-checkpoint");

    changed = good.clone();
    changed.body = "paderborn".to_owned();
    assert_eq!(code(&changed), "receipt-body");

    changed = good.clone();
    changed.subject = "2027-0005".to_owned();
    assert_eq!(code(&changed), "receipt-subject");

    changed = good.clone();
    changed.event = good.event.replace("submitted", "withdrawn");
    assert_eq!(code(&changed), "receipt-proof");

    changed = good.clone();
    changed.event = "2027-0004".to_owned();
    assert_eq!(code(&changed), "receipt-event");

    // The number of another case, in the place of ours in the event as well.
    changed = good.clone();
    changed.subject = "2027-0005".to_owned();
    changed.event = event(5);
    assert_eq!(code(&changed), "receipt-proof");

    changed = good.clone();
    changed.leaf_index = 5;
    assert_eq!(code(&changed), "receipt-proof");
    changed.leaf_index = 9;
    assert_eq!(code(&changed), "receipt-position");
    changed.leaf_index = u64::MAX;
    assert_eq!(code(&changed), "receipt-position");

    changed = good.clone();
    changed.proof.pop();
    assert_eq!(code(&changed), "receipt-proof-length");
    changed.proof.push(leaf_hash(b"x"));
    assert_eq!(code(&changed), "receipt-proof");
    changed.proof.swap(0, 1);
    assert_eq!(code(&changed), "receipt-proof");
}

#[test]
fn a_forger_with_a_key_of_the_same_name_is_found() {
    let mut forged = receipt(3, 1);
    let checkpoint = Checkpoint::open(&forged.checkpoint, &key().verifier()).unwrap();
    forged.checkpoint = checkpoint.sign(&other_key()).unwrap();
    forged.verifier_key = other_key().verifier().to_string();
    // In itself it holds; only the trusted key shows that somebody else signed.
    assert_eq!(forged.verify(None).unwrap().key_source, KeySource::Receipt);
    let error = forged.verify(Some(&key().verifier())).unwrap_err();
    assert_eq!(error.code(), "receipt-foreign-key");
    assert!(error.to_string().contains(&other_key().verifier().fingerprint()));
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let mut hostile = receipt(3, 1);
    hostile.subject = "\u{1b}[2J".repeat(1_000);
    let message = hostile.verify(None).unwrap_err().to_string();
    assert!(!message.contains('\u{1b}') && message.len() < 1_000);
}

#[test]
fn unknown_members_are_refused() {
    let text = receipt(2, 1).to_json().replacen('{', r#"{"remark":"granted","#, 1);
    assert_eq!(Receipt::from_json(&text).unwrap_err().code(), "receipt-unreadable");
}

proptest! {
    // Signing without optimisation takes its time.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_changed_character_is_found(position in any::<prop::sample::Index>(), new in "[ -~äß\n]") {
        let good = receipt(6, 3);
        let text = good.to_json();
        let mut letters: Vec<char> = text.chars().collect();
        let position = position.index(letters.len());
        letters[position] = new.chars().next().unwrap();
        let changed: String = letters.into_iter().collect();
        let Ok(read) = Receipt::from_json(&changed) else { return Ok(()) };
        // Outside the proof is only the address of the status page; of a key there are two spellings.
        let own_key = read.verifier_key.parse() == Ok(key().verifier());
        let verifier_key = if own_key { &good.verifier_key } else { &read.verifier_key };
        let status_url = good.status_url.clone();
        let compared = Receipt { status_url, verifier_key: verifier_key.clone(), ..read.clone() };
        prop_assert!(compared == good || read.verify(None).is_err(), "{}", changed);
    }

    #[test]
    fn hostile_text_never_panics(text in "\\PC{0,300}", bytes in "[—+ =A-Za-z0-9/\n]{0,300}") {
        for text in [&text, &bytes] {
            let _ = Receipt::from_json(text);
            let _ = text.parse::<VerifierKey>();
            let _ = text.parse::<SigningKey>();
            let _ = text.parse::<Hash>();
            let _ = Checkpoint::parse_text(text);
            prop_assert!(open_note(text, &key().verifier()).is_err());
            let mut hostile = receipt(2, 0);
            hostile.checkpoint.clone_from(text);
            prop_assert!(hostile.verify(None).is_err());
            hostile.verifier_key.clone_from(text);
            prop_assert!(hostile.verify(None).is_err());
        }
    }

    #[test]
    fn notes_of_any_text_are_read_back(text in "([^\\x00-\\x1f]{0,20}\n){1,6}") {
        let note = sign_note(&text, &key()).unwrap();
        prop_assert_eq!(open_note(&note, &key().verifier()), Ok(text.as_str()));
    }

    #[test]
    fn keys_are_read_back(seed in any::<[u8; 32]>(), name in "[a-zA-Z0-9./_-]{1,30}") {
        let key = SigningKey::from_seed(&name, &seed).unwrap();
        let again: SigningKey = key.to_secret_string().parse().unwrap();
        prop_assert_eq!(again.verifier(), key.verifier());
        prop_assert_eq!(key.verifier().to_string().parse(), Ok(key.verifier()));
    }
}
