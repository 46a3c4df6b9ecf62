//! Malware at every door of the wing: applications, answers, invoices of every channel. What is found is not kept.

use axum::http::StatusCode;
use lotse_administration::invoices::{
    Channel, Outcome, Received, Why,
    samples::{self, Sample},
};
use lotse_core::{
    body::BodyKey,
    errors::Code,
    scan::{ScanConfig, Scanner},
};

use crate::{
    cases,
    clamd::{Clamd, MARK, by_mark, double},
    harness::{HERE, House},
    services,
};

const SERVICE: &str = "/borgentreich/leistungen/anwohnerparken";
const INVOICES: &str = "/api/v1/borgentreich/invoices";

fn scanner(clamd: &str) -> Scanner {
    Scanner::new(&ScanConfig { clamd: clamd.to_owned(), ..ScanConfig::default() }).unwrap()
}

/// A PDF by its first bytes, with the mark in it.
fn bad_pdf() -> Vec<u8> {
    [b"%PDF-1.7\n", MARK, b"\n%%EOF\n"].concat()
}

fn invoice(note: &str) -> Vec<u8> {
    samples::xml(&Sample { seller: format!("Tischlerei {note}"), ..Sample::default() }).into_bytes()
}

async fn blobs(house: &House) -> i64 {
    house.count("SELECT count(*) FROM blobs").await
}

async fn refused(house: &House) -> i64 {
    house.count("SELECT count(*) FROM ledger_events WHERE kind = 'upload.refused'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_takes_no_malware() {
    let scanner = scanner(&double(by_mark).await.to_string());
    for house in House::each_with(&scanner).await {
        let browser = house.browser();
        let base = services::begin(&browser, SERVICE).await;
        let (step, file) = (format!("{base}/schritt/5"), services::field(5, 41));
        let send = async |bytes: &[u8]| {
            let files = [(file.as_str(), "schein.pdf", "application/pdf", bytes)];
            browser.post_multipart(&step, &[("aktion", "speichern")], &files).await
        };
        let reply = send(&bad_pdf()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text);
        reply.has("In der Datei „schein.pdf“ steckt Schadsoftware. Sie ist nicht gespeichert.").lacks("Lotse.Test");
        assert_eq!((blobs(&house).await, refused(&house).await), (0, 1));
        send(b"%PDF-1.7\nein Schein\n%%EOF\n").await.location();
        assert_eq!(blobs(&house).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_takes_no_malware() {
    let scanner = scanner(&double(by_mark).await.to_string());
    for house in House::each_with(&scanner).await {
        let (opened, secret) = cases::submit(&house, 77, None).await;
        let clerk = house.signed_in("clerk@example.org").await;
        let case = format!("/borgentreich/amt/faelle/{}", opened.number);
        cases::fill(&clerk, &case, &format!("{case}/zuweisen"), &[("wer", "ich")]).await.location();
        let ask = format!("{case}/schritt/ask-back");
        cases::fill(&clerk, &ask, &ask, &[("begruendung", "Welches Kennzeichen?")]).await.location();
        let status = format!("/borgentreich/vorgang/{secret}");
        let resident = house.browser();
        resident.get(&status).await.ok();
        let before = blobs(&house).await;
        let bad = bad_pdf();
        let files = [("dateien", "nachweis.pdf", "application/pdf", bad.as_slice())];
        let reply = resident.post_multipart(&format!("{status}/antwort"), &[("antwort", "PB-XY 1")], &files).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text);
        reply.has("In der Datei „nachweis.pdf“ steckt Schadsoftware.").has("PB-XY 1");
        assert_eq!((blobs(&house).await, refused(&house).await), (before, 1));
    }
}

/// The same at every door for invoices, in front of whatever scanner.
async fn no_malware_among_invoices(scanner: &Scanner) {
    for house in House::each_with(scanner).await {
        let mark = std::str::from_utf8(MARK).unwrap();
        for channel in [Channel::Upload, Channel::Mail, Channel::Api, Channel::Folder] {
            for body in [None, Some(BodyKey::new(HERE).unwrap())] {
                let received = Received {
                    body,
                    channel,
                    sender: "max@firma.example".to_owned(),
                    file_name: "rechnung.xml".to_owned(),
                    bytes: invoice(mark).into(),
                };
                let receipt = house.invoices.intake().receive(received).await.unwrap();
                assert_eq!(receipt.outcome, Outcome::NoInvoice { reason: Why::Malware });
                assert!(receipt.verdict.is_none());
            }
        }
        assert_eq!((blobs(&house).await, house.count("SELECT count(*) FROM invoices").await), (0, 0));
        assert_eq!(refused(&house).await, 4);
        let events = house.store.query("SELECT event FROM ledger_events", &[]).await.unwrap();
        for row in events {
            let event: String = row.get("event").unwrap();
            assert!(!event.contains("firma.example") && !event.contains("rechnung.xml"), "{event}");
        }

        let clerk = house.signed_in("invoices@example.org").await;
        let reply = clerk.post_raw(INVOICES, "application/xml", invoice(mark)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        reply.has("\"outcome\":\"no-invoice\"").has("\"reason\":\"malware\"");
        let page = "/borgentreich/amt/rechnungen/hochladen";
        clerk.get(page).await.ok();
        let bad = invoice(mark);
        let files = [("dateien", "rechnung.xml", "text/xml", bad.as_slice())];
        let shown = clerk.post_multipart::<&str, &str>(page, &[], &files).await.ok();
        shown.has("In der Datei steckt Schadsoftware. Sie ist nicht gespeichert.");
        let good = clerk.post_raw(INVOICES, "application/xml", invoice("Ahorn")).await;
        assert_eq!(good.status, StatusCode::CREATED, "{}", good.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_of_every_channel_take_no_malware() {
    no_malware_among_invoices(&scanner(&double(by_mark).await.to_string())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_clamd_finds_it_in_an_invoice() {
    let Some(clamd) = Clamd::start().await else { return };
    no_malware_among_invoices(&scanner(&clamd.address())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_scanner_is_silent_nothing_is_lost_and_nothing_is_taken() {
    for house in House::each_with(&scanner("127.0.0.1:9")).await {
        let received = Received {
            body: Some(BodyKey::new(HERE).unwrap()),
            channel: Channel::Mail,
            sender: String::new(),
            file_name: "rechnung.xml".to_owned(),
            bytes: invoice("Ahorn").into(),
        };
        // Mail and folder leave the document where it is and come again.
        let failure = house.invoices.intake().receive(received).await.unwrap_err();
        assert_eq!(failure.code, Code::NotScanned);
        let clerk = house.signed_in("invoices@example.org").await;
        let reply = clerk.post_raw(INVOICES, "application/xml", invoice("Ahorn")).await;
        assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "60"));
        reply.has("LOTSE-0505");

        let browser = house.browser();
        let base = services::begin(&browser, SERVICE).await;
        let file = services::field(5, 41);
        let files = [(file.as_str(), "schein.pdf", "application/pdf", b"%PDF-1.7\n%%EOF\n" as &[u8])];
        let step = format!("{base}/schritt/5");
        let reply = browser.post_multipart(&step, &[("aktion", "speichern")], &files).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        reply.has("kann gerade nicht auf Schadsoftware geprüft werden");
        assert_eq!(blobs(&house).await, 0);
    }
}
