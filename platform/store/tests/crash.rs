//! Kills a writing process with SIGKILL again and again: what it had acknowledged must be there, and the file whole.
//!
//! The parent starts this test binary once more with a variable set; that child writes with many tasks and prints
//! each number once its transaction is acknowledged. It is killed at a moment nobody chose. A number counts as
//! acknowledged only when its whole line arrived.
#![expect(clippy::unwrap_used, reason = "helpers of a test are part of the test")]

use std::{
    collections::BTreeSet,
    hash::BuildHasher,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use lotse_store::{Error, Migration, MigrationSet, Options, Store, params};

const KILLS: u32 = 50;
const WRITERS: i64 = 24;
const CHILD_FILE: &str = "LOTSE_CRASH_TEST_FILE";

const SCHEMA: MigrationSet = MigrationSet {
    name: "crash",
    migrations: &[Migration::new(
        1,
        "entries and their total",
        "CREATE TABLE entry (id bigint PRIMARY KEY, padding text NOT NULL);
         CREATE TABLE half (id bigint PRIMARY KEY REFERENCES entry (id));
         CREATE TABLE total (name text PRIMARY KEY, value bigint NOT NULL);
         INSERT INTO total VALUES ('entries', 0)",
    )],
};

#[test]
fn no_acknowledged_transaction_is_lost_by_fifty_kills() {
    if let Ok(file) = std::env::var(CHILD_FILE) {
        return write_until_killed(&file);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crash.sqlite");
    let mut acknowledged = BTreeSet::new();
    for round in 0..KILLS {
        let before = acknowledged.len();
        // Mostly under load, now and then already during the start, with its recovery and migration.
        let wait_for_load = round % 5 != 0;
        let delay = Duration::from_micros(random_below(120_000));
        write_and_kill(&file, wait_for_load, delay, &mut acknowledged);
        check(&file, &acknowledged);
        eprintln!("kill {round} after {delay:?}: {} acknowledged", acknowledged.len() - before);
    }
    assert!(acknowledged.len() > 1000, "only {} transactions, that proves nothing", acknowledged.len());
}

/// Differs with each run: a moment found by chance is printed, and no phase is always met or missed.
fn random_below(limit: u64) -> u64 {
    std::hash::RandomState::new().hash_one(limit) % limit
}

fn write_and_kill(file: &Path, wait_for_load: bool, delay: Duration, acknowledged: &mut BTreeSet<i64>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_acknowledged_transaction_is_lost_by_fifty_kills", "--nocapture"])
        .env(CHILD_FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let (under_load, load) = std::sync::mpsc::channel();
    let reading = std::thread::spawn(move || {
        let (mut numbers, mut line) = (Vec::new(), String::new());
        while output.read_line(&mut line).unwrap() > 0 {
            let number = line.strip_suffix('\n').and_then(|text| text.strip_prefix("acknowledged "));
            numbers.extend(number.map(|digits| digits.parse::<i64>().unwrap()));
            if !numbers.is_empty() {
                let _ = under_load.send(());
            }
            line.clear();
        }
        numbers
    });
    if wait_for_load {
        load.recv_timeout(Duration::from_secs(30)).expect("the child writes");
    }
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(reading.join().unwrap());
}

/// Looks at the file with the bare driver, so that no fault of the store can hide another.
fn check(file: &Path, acknowledged: &BTreeSet<i64>) {
    if !file.exists() {
        assert!(acknowledged.is_empty());
        return;
    }
    let connection = rusqlite::Connection::open(file).unwrap();
    let integrity: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(integrity, "ok");
    let count = |sql: &str| -> i64 { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
    if count("SELECT count(*) FROM sqlite_schema WHERE name = 'entry'") == 0 {
        assert!(acknowledged.is_empty());
        return;
    }
    let stored: BTreeSet<i64> = {
        let mut statement = connection.prepare("SELECT id FROM entry").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let lost: Vec<&i64> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged, but lost: {lost:?}");
    let entries = i64::try_from(stored.len()).unwrap();
    assert_eq!(count("SELECT value FROM total"), entries, "a transaction is there in part");
    assert_eq!(count("SELECT count(*) FROM half"), entries, "a transaction is there in part");
    assert_eq!(count("SELECT count(*) FROM entry WHERE id < 0"), 0, "a refused transaction is there");
}

fn write_until_killed(file: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&format!("sqlite:{file}"), Options::default()).await.unwrap();
        store.migrate(&[SCHEMA]).await.unwrap();
        let highest = store.query_one("SELECT coalesce(max(id), 0) AS id FROM entry", params![]).await.unwrap();
        let first: i64 = highest.get::<i64>("id").unwrap() + 1;
        let writers = (0..WRITERS).map(|writer| tokio::spawn(write_and_acknowledge(store.clone(), first + writer)));
        futures::future::join_all(writers).await;
    });
}

async fn write_and_acknowledge(store: Store, mut id: i64) {
    loop {
        write_entry(&store, id, false).await.unwrap();
        // One call, one line: a killed process leaves no half of another's line in front of it.
        std::io::stdout().write_all(format!("acknowledged {id}\n").as_bytes()).unwrap();
        // A neighbour in the same group that fails must leave nothing.
        write_entry(&store, -id, true).await.unwrap_err();
        id += WRITERS;
    }
}

async fn write_entry(store: &Store, id: i64, refuse: bool) -> Result<(), Error> {
    let padding = "x".repeat(usize::try_from(id.unsigned_abs() % 1500).unwrap());
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute("INSERT INTO entry (id, padding) VALUES ($1, $2)", params![id, padding]).await?;
                tx.execute("UPDATE total SET value = value + 1", params![]).await?;
                tx.execute("INSERT INTO half (id) VALUES ($1)", params![id]).await?;
                if refuse { Err(Error::NotFound) } else { Ok(()) }
            })
        })
        .await
}
