//! Files from outside in front of a scanner: clean, found, silent, too large; and what becomes of them.

use std::time::{Duration, Instant};

use lotse_core::{
    Core,
    blobs::BlobId,
    errors::Code,
    ledger::{self, HistoryEntry},
    scan::{ScanConfig, Scanner, Status, Unscanned},
};

use crate::{
    clamd::{Clamd, MARK, by_mark, double},
    harness::{self, TestCore, borgentreich},
};

fn scanner(clamd: &str, unscanned: Unscanned) -> Scanner {
    let config = ScanConfig { clamd: clamd.to_owned(), unscanned, timeout_seconds: Some(2) };
    Scanner::new(&config).unwrap()
}

async fn cores(clamd: &str, unscanned: Unscanned) -> Vec<TestCore> {
    harness::each_with(&scanner(clamd, unscanned)).await
}

async fn admit(core: &Core, bytes: &[u8]) -> Result<(), Code> {
    core.admit(Some(&borgentreich()), bytes, "test").await.map_err(|failure| failure.code)
}

async fn history(core: &Core, bytes: &[u8]) -> Vec<HistoryEntry> {
    ledger::history(core.store(), &borgentreich(), &format!("upload:{}", BlobId::of(bytes).hex())).await.unwrap()
}

fn with_mark(size: usize) -> Vec<u8> {
    let mut bytes = vec![b'x'; size];
    bytes.extend_from_slice(MARK);
    bytes
}

/// Files of every size around the borders of chunks, with and without the mark at their end.
async fn tells_good_from_bad(clamd: &str, largest: usize) {
    for test in cores(clamd, Unscanned::Refuse).await {
        let core = &test.core;
        for size in [0, 1, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, largest] {
            assert_eq!(admit(core, &vec![b'x'; size]).await, Ok(()), "{size}");
            let bad = with_mark(size);
            assert_eq!(admit(core, &bad).await, Err(Code::Malware), "{size}");
            let events = history(core, &bad).await;
            assert_eq!(events.len(), 1);
            assert_eq!((events[0].kind.as_str(), events[0].actor.as_str()), ("upload.refused", "system:scanner"));
            assert_eq!(events[0].data["signature"], "Lotse.Test.UNOFFICIAL");
        }
        // Nobody is named who could not be asked: without a body there is no ledger, but the answer is the same.
        let unknown = core.admit(None, MARK, "test").await;
        assert_eq!(unknown.unwrap_err().code, Code::Malware);
    }
}

#[tokio::test]
async fn the_double_tells_good_from_bad() {
    let address = double(by_mark).await.to_string();
    tells_good_from_bad(&address, 3_000_000).await;
    assert_eq!(scanner(&address, Unscanned::Refuse).status().await, Status::Answers("ClamAV double".to_owned()));
}

#[tokio::test]
async fn a_real_clamd_tells_good_from_bad() {
    let Some(clamd) = Clamd::start().await else { return };
    tells_good_from_bad(&clamd.address(), 900_000).await;
    tells_good_from_bad(clamd.socket().to_str().unwrap(), 900_000).await;
    let Status::Answers(version) = scanner(&clamd.address(), Unscanned::Refuse).status().await else {
        panic!("clamd answers");
    };
    println!("{version}: good and bad files told apart over TCP and socket");
    for test in cores(&clamd.address(), Unscanned::Refuse).await {
        // Beyond StreamMaxLength clamd breaks off.
        assert_eq!(admit(&test.core, &vec![b'x'; 5_000_000]).await, Err(Code::NotScanned));
    }
}

#[tokio::test]
async fn whoever_does_not_say_ok_has_not_looked() {
    let answers: [fn(&[u8]) -> Option<String>; 4] = [
        |_| None,
        |_| Some("INSTREAM size limit exceeded. ERROR".to_owned()),
        |_| Some("stream: Can't allocate memory ERROR".to_owned()),
        |_| Some(String::new()),
    ];
    let nobody = "127.0.0.1:9".to_owned();
    let mut addresses = vec![nobody, "/nonexistent/clamd".to_owned()];
    for answer in answers {
        addresses.push(double(answer).await.to_string());
    }
    for address in addresses {
        let started = Instant::now();
        for test in cores(&address, Unscanned::Refuse).await {
            assert_eq!(admit(&test.core, b"hello").await, Err(Code::NotScanned), "{address}");
            assert_eq!(history(&test.core, b"hello").await, []);
            let counts = test.core.scanner().counts().unwrap();
            assert_eq!([counts[0], counts[1]], [("clean", 0), ("found", 0)]);
            assert!(counts[2].1 > 0, "{counts:?}");
        }
        for test in cores(&address, Unscanned::Accept).await {
            assert_eq!(admit(&test.core, b"hello").await, Ok(()), "{address}");
            let events = history(&test.core, b"hello").await;
            assert_eq!((events.len(), events[0].kind.as_str()), (1, "upload.unscanned"));
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{address}");
    }
}

#[tokio::test]
async fn without_a_scanner_everything_passes() {
    for test in harness::each().await {
        assert_eq!(admit(&test.core, MARK).await, Ok(()));
        assert_eq!(test.core.scanner().status().await, Status::Off);
        assert_eq!((history(&test.core, MARK).await, test.core.scanner().counts()), (Vec::new(), None));
    }
}

#[tokio::test]
async fn many_files_at_once_all_get_an_answer() {
    let address = double(by_mark).await.to_string();
    let test = cores(&address, Unscanned::Refuse).await.swap_remove(0);
    let one = async |number: usize| admit(&test.core, &with_mark(number)).await;
    let results = futures::future::join_all((0..100).map(one)).await;
    assert!(results.iter().all(|result| *result == Err(Code::Malware)));
    assert_eq!(test.core.scanner().counts().unwrap()[1], ("found", 100));
}
