//! Applications through HTTP, each form of each one durable before it is answered, against two peers that store rows of
//! the same size: bare rusqlite, with as many rows in one commit as there are clients, and a hand-made server (bare axum
//! and rusqlite) that commits in groups whatever form comes in.
//!
//! An application is eight forms sent: begun, six pages (one with a file), submitted. What the peers leave out – tokens,
//! checks of every answer, the case, its ledger event, the mail, the page asked for at the beginning – is the difference.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use tokio::runtime::Runtime;

use crate::{
    bare::durable,
    client::Client,
    furnish::{BODY, Place, SERVICE, furnish},
    process::{Server, free_address},
    report::Row,
};

const TIME: Duration = Duration::from_secs(5);
const PEER_TIME: Duration = Duration::from_millis(1_500);
/// Forms sent for one application.
const FORMS: f64 = 8.0;
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let place = Runtime::new()?.block_on(furnish(folder.path(), 0))?;
    let server = place.serve(free_address()?)?;
    let mut rows = Vec::new();
    for clients in [1, 16, 64] {
        let before = server.cpu_seconds()?;
        let applications = applications(&server, clients)?;
        let cost = (server.cpu_seconds()? - before) * 1e6 / (applications.count * FORMS);
        let size = stored_bytes(&place)?;
        let peer = bare(folder.path(), clients, size)?;
        let by_hand = by_hand(folder.path(), clients, size)?;
        let rate = applications.count / applications.seconds;
        rows.push(Row::rate(format!("applications, {clients} clients"), rate, "applications/s"));
        let forms = Row::rate(format!("durable forms, {clients} clients"), rate * FORMS, "forms/s");
        rows.push(forms.clone().against("rusqlite", peer).at_least(0.5));
        rows.push(forms.against("axum+rusqlite", by_hand));
        rows.push(Row::rate(format!("processor time of a form, {clients} clients"), cost, "µs/form"));
    }
    let expected = count(&place, "SELECT COUNT(*) FROM cases")?;
    let events = count(&place, "SELECT COUNT(*) FROM ledger_events WHERE kind = 'application.submitted'")?;
    anyhow::ensure!(expected == events, "{expected} cases, but {events} events");
    Ok(rows)
}

struct Done {
    count: f64,
    seconds: f64,
}

fn applications(server: &Server, clients: usize) -> Result<Done> {
    repeat(clients, TIME, || Ok(|| apply(&mut Client::connect(server.address)?)))
}

/// So many threads make themselves something to do and do it over and over.
fn repeat<W: FnMut() -> Result<()>>(
    threads: usize,
    time: Duration,
    make: impl Fn() -> Result<W> + Sync,
) -> Result<Done> {
    let start = Instant::now();
    let work = || -> Result<u32> {
        let (mut work, mut count) = (make()?, 0);
        while start.elapsed() < time {
            work()?;
            count += 1;
        }
        Ok(count)
    };
    let total = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_fold(0, |sum, thread| {
            anyhow::Ok(sum + thread.join().map_err(|_| anyhow::anyhow!("a client panicked"))??)
        })
    })?;
    Ok(Done { count: f64::from(total), seconds: start.elapsed().as_secs_f64() })
}

/// One application from the service page to the receipt.
fn apply(client: &mut Client) -> Result<()> {
    let field = |group: u32, number: u32| format!("G0577400000{group}:0.F057740000{number:02}:0");
    let service = format!("/{BODY}/leistungen/{SERVICE}");
    client.get(&service)?.expect(200)?;
    let base = client.post(&format!("{service}/antrag"), &[])?.expect(303)?.location;
    let birth = field(1, 4);
    let steps = [
        vec![
            (field(1, 2), "Anna"),
            (field(1, 3), "Beispiel"),
            (format!("{birth}.tag"), "4"),
            (format!("{birth}.monat"), "3"),
            (format!("{birth}.jahr"), "1987"),
            (field(1, 5), "anna@example.org"),
        ],
        vec![
            (field(2, 11), "Lange Straße"),
            (field(2, 12), "7 a"),
            (field(2, 13), "34434"),
            (field(2, 14), "Borgentreich"),
        ],
        vec![(field(3, 21), "HX-AB 123"), (field(3, 22), "true")],
        vec![(field(4, 31), "A"), (field(4, 32), "2")],
    ];
    for (number, fields) in steps.iter().enumerate() {
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        fields.push(("aktion", "weiter"));
        client.post(&format!("{base}/schritt/{}", number + 1), &fields)?.expect(303)?;
    }
    client.post_file(&format!("{base}/schritt/5"), &[("aktion", "weiter")], &field(5, 41), PDF)?.expect(303)?;
    let (sure, known) = (field(6, 52), field(6, 53));
    client
        .post(&format!("{base}/schritt/6"), &[(&sure, "true"), (&known, "true"), ("aktion", "weiter")])?
        .expect(303)?;
    let sent = client.post(&format!("{base}/absenden"), &[("erklaerung", "ja")])?.expect(303)?;
    anyhow::ensure!(sent.location.contains("/vorgang/"), "not sent: {}", sent.location);
    Ok(())
}

fn count(place: &Place, sql: &str) -> Result<i64> {
    Ok(rusqlite::Connection::open(&place.database)?.query_row(sql, [], |row| row.get(0))?)
}

/// Bytes of the answers of a case: the size of the peer's rows.
fn stored_bytes(place: &Place) -> Result<usize> {
    let bytes = count(place, "SELECT CAST(AVG(LENGTH(answers)) AS INTEGER) FROM cases")?;
    usize::try_from(bytes).context("a negative length")
}

/// Forms a second that a hand-made server has made durable.
fn by_hand(folder: &Path, clients: usize, size: usize) -> Result<f64> {
    let address = free_address()?;
    let database = folder.join("by-hand.sqlite").display().to_string();
    let server = Server::start("as-bare-forms", &[&database, &address.to_string()], address)?;
    let form = &vec![b'x'; size];
    let done = repeat(clients, PEER_TIME, || {
        let mut client = Client::connect(server.address)?;
        Ok(move || client.post_bytes("/", "application/x-www-form-urlencoded", form)?.expect(303).map(drop))
    })?;
    Ok(done.count / done.seconds)
}

/// Rows a second.
fn bare(folder: &Path, rows_per_commit: usize, size: usize) -> Result<f64> {
    let mut connection = durable(&folder.join("bare.sqlite"))?;
    let words = "x".repeat(size);
    let (start, mut count) = (Instant::now(), 0.0);
    while start.elapsed() < PEER_TIME {
        let transaction = connection.transaction()?;
        for _ in 0..rows_per_commit {
            transaction.prepare_cached("INSERT INTO note (words) VALUES (?1)")?.execute([&words])?;
            count += 1.0;
        }
        transaction.commit()?;
    }
    Ok(count / start.elapsed().as_secs_f64())
}
