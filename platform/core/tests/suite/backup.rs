//! A backup restores into either back end and says the same there; a damaged one is refused.

use std::{fs::File, path::Path};

use bytes::Bytes;
use lotse_core::{
    MIGRATIONS, backup,
    blobs::{self, BlobFacts, Blobs},
    errors::Failure,
    ledger,
};
use lotse_store::test_support::TestStore;

use crate::harness::{self, TestCore, borgentreich, event, paderborn};

async fn filled(test: &TestCore) {
    for number in 0..2_500 {
        if number % 500 == 0 {
            event(&test.database, &paderborn(), number).await;
        }
        if number < 20 {
            event(&test.database, &borgentreich(), number).await;
        }
    }
    let (core, now) = (&test.core, test.core.now());
    let id = core.blobs().put(&borgentreich(), Bytes::from_static(b"a document")).await.unwrap();
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                let facts = BlobFacts { media_type: "application/pdf".into(), purpose: "test", delete_after: None };
                blobs::enter(tx, now, &borgentreich(), id, 10, &facts).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
    ledger::sign_all(core.signer(), core.store(), now).await.unwrap();
}

async fn write(test: &TestCore, path: &Path) {
    let keys = Some(test.folder.path().join("keys.toml"));
    let out = File::create(path).unwrap();
    backup::backup(test.core.store(), test.core.blobs(), keys, test.core.now(), out).await.unwrap();
}

#[tokio::test]
async fn every_back_end_restores_into_every_other() {
    for source in harness::each().await {
        filled(&source).await;
        let archive = source.folder.path().join("backup.tar");
        write(&source, &archive).await;
        for target in TestStore::each().await {
            let folder = tempfile::tempdir().unwrap();
            let (keys, blobs) = (folder.path().join("keys.toml"), Blobs::local(&folder.path().join("blobs")).unwrap());
            let summary = backup::restore(&target, &blobs, &keys, &[MIGRATIONS], &archive).await.unwrap();
            assert_eq!(summary.blobs, 1);
            let reports = ledger::verify(&target, std::slice::from_ref(&source.keys)).await.unwrap();
            assert_eq!(reports.iter().map(|report| report.events).sum::<i64>(), 25);
            assert!(reports.iter().all(|report| report.faults.is_empty()), "{reports:?}");
            assert_eq!(std::fs::read(&keys).unwrap(), std::fs::read(source.folder.path().join("keys.toml")).unwrap());
            // The restored database writes the same backup again.
            let again = folder.path().join("again.tar");
            backup::backup(&target, &blobs, Some(keys.clone()), source.core.now(), File::create(&again).unwrap())
                .await
                .unwrap();
            assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&archive).unwrap());
            // A second restore into the same place is refused.
            let refused = backup::restore(&target, &blobs, &keys, &[MIGRATIONS], &archive).await.unwrap_err();
            assert!(refused.to_string().contains("nicht leer"), "{refused}");
        }
    }
}

#[tokio::test]
async fn a_damaged_or_cut_backup_is_refused() {
    let source = harness::on(TestStore::each_migrated(&[MIGRATIONS]).await.remove(0)).await;
    filled(&source).await;
    let archive = source.folder.path().join("backup.tar");
    write(&source, &archive).await;
    let whole = std::fs::read(&archive).unwrap();
    let place = whole.windows(11).position(|window| window == b"case.tested").unwrap();
    let mut changed = whole.clone();
    changed[place + 5] = b'T';
    let cut = whole[..whole.len() / 2].to_vec();
    for (name, bytes) in [("changed", changed), ("cut", cut), ("empty", Vec::new())] {
        let path = source.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let target = TestStore::sqlite().await;
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::local(&folder.path().join("blobs")).unwrap();
        let keys = folder.path().join("keys.toml");
        let refused = backup::restore(&target, &blobs, &keys, &[MIGRATIONS], &path).await;
        assert!(refused.is_err(), "{name}");
    }
}

#[tokio::test]
async fn a_body_takes_home_its_own_and_nothing_else() {
    for source in harness::each().await {
        filled(&source).await;
        let bodies = source.core.bodies();
        let body = bodies.get(&borgentreich()).unwrap();
        let folder = source.folder.path().join("export");
        let summary =
            backup::export(source.core.store(), source.core.blobs(), body, source.core.now(), &folder).await.unwrap();
        assert_eq!(summary.files, 1);
        let events = std::fs::read_to_string(folder.join("tables/ledger_events.jsonl")).unwrap();
        assert_eq!(events.lines().count(), 20);
        assert!(!events.contains("057740032032"));
        let csv = std::fs::read_to_string(folder.join("tables/ledger_events.csv")).unwrap();
        assert!(csv.starts_with("body_id,sequence,"));
        assert!(std::fs::read_to_string(folder.join("LIESMICH.txt")).unwrap().contains("Stadt Borgentreich"));
    }
}
