//! A core on a fresh database, with a clock that stands still.

use std::sync::Arc;

use lotse_core::{
    Core, MIGRATIONS, Parts, Settings,
    blobs::Blobs,
    body::BodyKey,
    clock::{FixedClock, SystemRandomness, Timestamp},
    errors::Failure,
    ledger::{self, EventPlace, NewEvent, Signer},
    people::Actor,
    region,
    scan::Scanner,
    secrets::Secrets,
};
use lotse_evidence::VerifierKey;
use lotse_store::{Store, test_support::TestStore};
use serde_json::json;
use tempfile::TempDir;

pub(crate) const INSTANCE: &str = "test.lotse.example";

pub(crate) struct TestCore {
    pub core: Core,
    pub clock: FixedClock,
    pub keys: VerifierKey,
    pub folder: TempDir,
    pub database: TestStore,
}

/// One core for each back end there is.
pub(crate) async fn each() -> Vec<TestCore> {
    each_with(&Scanner::off()).await
}

/// As [`each`], with somebody who looks at files.
pub(crate) async fn each_with(scanner: &Scanner) -> Vec<TestCore> {
    let mut cores = Vec::new();
    for database in TestStore::each_migrated(&[MIGRATIONS]).await {
        cores.push(with(database, scanner.clone()).await);
    }
    cores
}

pub(crate) async fn on(database: TestStore) -> TestCore {
    with(database, Scanner::off()).await
}

async fn with(database: TestStore, scanner: Scanner) -> TestCore {
    let folder = tempfile::tempdir().unwrap();
    let clock = FixedClock::at(Timestamp(1_800_000_000_000));
    let secrets = Secrets::load_or_create(&folder.path().join("keys.toml"), &SystemRandomness).unwrap();
    let key = secrets.signing_key(INSTANCE).unwrap();
    let keys = key.verifier();
    let region = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../region/owl");
    let (_, bodies) = region::read(&region).unwrap();
    region::import(&database, Timestamp(0), bodies).await.unwrap();
    let core = Core::new(Parts {
        store: database.store().clone(),
        blobs: Blobs::local(&folder.path().join("blobs")).unwrap(),
        scanner,
        clock: Arc::new(clock.clone()),
        randomness: Arc::new(SystemRandomness),
        signer: Signer::new(key, INSTANCE.to_owned()),
        server_secret: secrets.server_secret,
        settings: Settings {
            public_url: "http://localhost:8080".to_owned(),
            instance_name: INSTANCE.to_owned(),
            region_name: "OstWestfalenLippe".to_owned(),
            demo: false,
        },
    })
    .await
    .unwrap();
    TestCore { core, clock, keys, folder, database }
}

pub(crate) fn borgentreich() -> BodyKey {
    BodyKey::new("057620012012").unwrap()
}

pub(crate) fn paderborn() -> BodyKey {
    BodyKey::new("057740032032").unwrap()
}

/// Writes an event whose subject is a case number.
pub(crate) async fn event(store: &Store, body: &BodyKey, number: usize) -> EventPlace {
    let body = body.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                let event = NewEvent {
                    body: &body,
                    actor: &Actor::System("test"),
                    kind: "case.tested",
                    subject: format!("2026-{number:05}"),
                    data: json!({ "number": number }),
                };
                ledger::append(tx, Timestamp(1_800_000_000_000), event).await
            })
        })
        .await
        .unwrap()
}

/// SQL of a vandal, past every rule of the house.
pub(crate) async fn vandalise(store: &Store, sql: &str) {
    let sql = sql.to_owned();
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute_dynamic(sql, &[]).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
}
