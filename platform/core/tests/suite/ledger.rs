//! The log proves itself: receipts verify, and every kind of vandalism is found and named.

use lotse_core::ledger::{self, Fault};
use lotse_evidence::Receipt;
use lotse_store::Store;

use crate::harness::{self, TestCore, borgentreich, event, paderborn, vandalise};

const EVENTS: usize = 21;

async fn filled() -> Vec<TestCore> {
    let tests = harness::each().await;
    for test in &tests {
        for number in 0..EVENTS {
            event(&test.database, &borgentreich(), number).await;
            if number == 9 {
                sign(test).await;
            }
        }
        event(&test.database, &paderborn(), 0).await;
        sign(test).await;
    }
    tests
}

async fn sign(test: &TestCore) {
    let (core, now) = (&test.core, test.core.now());
    ledger::sign_all(core.signer(), core.store(), now).await.unwrap();
}

async fn faults(test: &TestCore) -> Vec<Fault> {
    let reports = ledger::verify(&test.database, std::slice::from_ref(&test.keys)).await.unwrap();
    let other = reports.iter().find(|report| report.body == paderborn().as_str()).unwrap();
    assert!(other.faults.is_empty(), "the neighbour's log is untouched: {:?}", other.faults);
    reports.into_iter().find(|report| report.body == borgentreich().as_str()).unwrap().faults
}

fn names(faults: &[Fault], code: &str, event: i64) -> bool {
    faults.iter().any(|fault| fault.code == code && fault.event == Some(event))
}

#[tokio::test]
async fn an_honest_log_verifies() {
    for test in filled().await {
        assert_eq!(faults(&test).await, []);
        let history = ledger::history(&test.database, &borgentreich(), "2026-00004").await.unwrap();
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].data["number"], 4);
    }
}

#[tokio::test]
async fn receipts_verify_at_every_size() {
    for test in harness::each().await {
        for number in 0..40 {
            let place = event(&test.database, &borgentreich(), number).await;
            let (core, case) = (&test.core, format!("2026-{number:05}"));
            let now = core.now();
            let receipt = core
                .signer()
                .receipt(core.store(), now, &borgentreich(), place.sequence, &case, "http://x/y")
                .await
                .unwrap();
            let read = Receipt::from_json(&receipt.to_json()).unwrap();
            let verified = read.verify(Some(&test.keys)).unwrap_or_else(|error| panic!("{number}: {error}"));
            assert_eq!(verified.subject, case);
            let forged = Receipt { subject: "2026-99999".to_owned(), ..read };
            assert!(forged.verify(Some(&test.keys)).is_err());
        }
    }
}

#[tokio::test]
async fn appends_in_parallel_keep_the_order_whole() {
    for test in harness::each().await {
        let store: Store = test.database.store().clone();
        let tasks = (0..50).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { event(&store, &borgentreich(), number).await.sequence })
        });
        let mut sequences: Vec<i64> = futures::future::join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        sequences.sort_unstable();
        assert_eq!(sequences, (0..50).collect::<Vec<i64>>());
        event(&test.database, &paderborn(), 0).await;
        assert_eq!(faults(&test).await, []);
    }
}

#[tokio::test]
async fn vandalism_is_found_and_named() {
    let here = "body_id = '057620012012'";
    let cases = [
        (
            format!(
                "UPDATE ledger_events SET event = replace(event, 'case.tested', 'case.tasted') WHERE {here} AND sequence = 5"
            ),
            "event-changed",
            5,
        ),
        (
            format!("UPDATE ledger_events SET subject = '2026-77777' WHERE {here} AND sequence = 6"),
            "columns-changed",
            6,
        ),
        (format!("DELETE FROM ledger_events WHERE {here} AND sequence = 7"), "event-missing", 7),
        (format!("DELETE FROM ledger_events WHERE {here} AND sequence = 20"), "event-missing", 20),
        (format!("DELETE FROM ledger_events WHERE {here} AND sequence = 0"), "event-missing", 0),
        (
            format!(
                "UPDATE ledger_nodes SET hash = (SELECT leaf FROM ledger_events WHERE {here} AND sequence = 0) WHERE {here} AND level = 1 AND position = 4"
            ),
            "node-changed",
            8,
        ),
        (
            format!(
                "INSERT INTO ledger_events SELECT body_id, 21, recorded_at, kind, subject, event, leaf FROM ledger_events WHERE {here} AND sequence = 20"
            ),
            "event-added",
            21,
        ),
    ];
    for (sql, code, number) in &cases {
        for test in filled().await {
            vandalise(&test.database, sql).await;
            let faults = faults(&test).await;
            assert!(names(&faults, code, *number), "{sql}: {faults:?}");
        }
    }
}

#[tokio::test]
async fn swapped_events_are_found() {
    let here = "body_id = '057620012012'";
    for test in filled().await {
        for (from, to) in [(3, 1000), (4, 3), (1000, 4)] {
            vandalise(
                &test.database,
                &format!("UPDATE ledger_events SET sequence = {to} WHERE {here} AND sequence = {from}"),
            )
            .await;
        }
        let faults = faults(&test).await;
        assert!(names(&faults, "event-moved", 3) && names(&faults, "event-moved", 4), "{faults:?}");
    }
}

/// A vandal who rewrites all hashes still cannot sign.
#[tokio::test]
async fn a_rewritten_log_contradicts_its_signed_checkpoints() {
    for test in filled().await {
        let here = "body_id = '057620012012'";
        for table in ["ledger_events", "ledger_nodes", "ledger_heads"] {
            vandalise(&test.database, &format!("DELETE FROM {table} WHERE {here}")).await;
        }
        for number in 0..EVENTS {
            event(&test.database, &borgentreich(), if number == 12 { 99_999 } else { number }).await;
        }
        let faults = faults(&test).await;
        assert!(names(&faults, "checkpoint-differs", 10), "between the checkpoints over 10 and 21: {faults:?}");

        vandalise(
            &test.database,
            &format!("UPDATE ledger_checkpoints SET note = replace(note, '21', '12') WHERE {here}"),
        )
        .await;
        let forged = self::faults(&test).await;
        assert!(forged.iter().any(|fault| fault.code == "checkpoint-forged"), "{forged:?}");
    }
}

#[tokio::test]
async fn a_cut_tail_shows_against_the_checkpoint() {
    for test in filled().await {
        let here = "body_id = '057620012012'";
        for table in ["ledger_events", "ledger_nodes", "ledger_heads"] {
            vandalise(&test.database, &format!("DELETE FROM {table} WHERE {here}")).await;
        }
        for number in 0..15 {
            event(&test.database, &borgentreich(), number).await;
        }
        let faults = faults(&test).await;
        assert!(names(&faults, "tail-missing", 15), "{faults:?}");
    }
}
