//! Invoices by mail, from a real IMAP server, and from a folder.

use std::{collections::HashMap, fs, sync::Arc};

use lotse_administration::invoices::{
    Intake,
    channels::{Channels, Config, STATEMENTS},
};
use lotse_core::{
    jobs::{JobHandler, Runner},
    mail::{self, MailSender, MailView},
};
use serde_json::json;

use crate::{
    dovecot::{Dovecot, PASSWORD, USER},
    harness::House,
};

const GOOD: &str = include_str!("../../../fuzz/seeds/invoice_ubl/small.xml");
const CII: &str = include_str!("../../../fuzz/seeds/invoice_cii/small.xml");
const HYBRID: &[u8] = include_bytes!("../../../fuzz/seeds/invoice_pdf/hybrid.pdf");

fn bad() -> String {
    GOOD.replace("2027-0042", "2027-0099").replace("<cbc:BuyerReference>05762004-12345-36</cbc:BuyerReference>", "")
}

/// A mail with files attached, in base64.
#[expect(clippy::format_push_string, reason = "short and in a test")]
fn mail(head: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut text = format!(
        "Date: Mon, 1 Mar 2027 10:00:00 +0100\r\nTo: rechnung@borgentreich.example\r\n{head}MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=grenze\r\n\r\n--grenze\r\nContent-Type: text/plain\r\n\r\nGuten Tag\r\n"
    );
    for (name, bytes) in files {
        text += &format!(
            "--grenze\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
        );
        for line in base64(bytes).as_bytes().chunks(76) {
            text.push_str(std::str::from_utf8(line).unwrap());
            text.push_str("\r\n");
        }
    }
    text.push_str("--grenze--\r\n");
    text.into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let number =
            chunk.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = if place <= chunk.len() { LETTERS[number >> (18 - 6 * place) & 63] } else { b'=' };
            out.push(char::from(letter));
        }
    }
    out
}

struct Scene {
    house: House,
    channels: Arc<Channels>,
    last: HashMap<String, lotse_core::clock::Timestamp>,
    handlers: Vec<Arc<dyn JobHandler>>,
}

impl Scene {
    fn new(house: House, config: serde_json::Value) -> Self {
        let config: Config = serde_json::from_value(config).unwrap();
        config.check(|slug| house.core.bodies().by_slug(slug).is_some()).unwrap();
        let intake = Intake::new(house.core.clone());
        let channels = Channels::new(config, intake, "Lotse <lotse@example.org>");
        let mut handlers = channels.handlers();
        handlers.push(MailSender::new(None, "Lotse <lotse@example.org>").unwrap());
        Self { house, channels, last: HashMap::new(), handlers }
    }

    /// Time goes by, and what is due is done.
    async fn later(&mut self) {
        self.house.clock.advance_seconds(600);
        self.channels.enqueue_due(&self.house.core, &mut self.last).await.unwrap();
        Runner::new(self.house.core.clone(), self.handlers.clone()).run_due().await.unwrap();
    }

    async fn answers(&self) -> Vec<MailView> {
        let mut mails = mail::recent(self.house.core.store()).await.unwrap();
        mails.sort_by_key(|mail| (mail.created_at, mail.id));
        mails
    }

    async fn failed_jobs(&self) -> i64 {
        self.house.count("SELECT count(*) FROM jobs WHERE last_error IS NOT NULL").await
    }
}

fn mailbox(server: &Dovecot, security: &str) -> serde_json::Value {
    json!({ "mailbox": [{
        "body": "borgentreich", "address": "rechnung@borgentreich.example", "host": "localhost", "user": USER,
        "password": PASSWORD, "security": security, "ca_file": server.certificate(),
        "port": if security == "tls" { server.tls_port } else { server.port }, "largest_mail": 200_000,
    }]})
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_taken_answered_and_moved_once() {
    for (house, security) in House::each().await.into_iter().zip(["tls", "starttls"]) {
        let Some(server) = Dovecot::start() else { return };
        let mut scene = Scene::new(house, mailbox(&server, security));
        let several = mail(
            "From: Anna <anna@firma.example>\r\nSubject: Unsere Rechnungen\r\nMessage-ID: <1@firma.example>\r\n",
            &[
                ("gut.xml", GOOD.as_bytes()),
                ("schlecht.xml", bad().as_bytes()),
                ("hybrid.pdf", HYBRID),
                ("bild.pdf", b"%PDF-1.7\n%%EOF"),
            ],
        );
        server.deliver("1", &several);
        let automatic = "From: b@firma.example\r\nMessage-ID: <2@firma.example>\r\nAuto-Submitted: auto-generated\r\n";
        server.deliver("2", &mail(automatic, &[("cii.xml", CII.as_bytes())]));
        server.deliver("3", &mail("From: c@firma.example\r\nMessage-ID: <3@firma.example>\r\n", &[]));
        scene.later().await;
        assert_eq!(scene.failed_jobs().await, 0);
        assert_eq!((server.count(""), server.count("Lotse-Erledigt"), server.count("Lotse-Klaeren")), (0, 3, 0));
        // The third is the same invoice as the one in the PDF, which is kept as its duplicate.
        assert_eq!(scene.house.count("SELECT count(*) FROM invoices WHERE state <> 'duplicate'").await, 3);
        let answers = scene.answers().await;
        assert_eq!(answers.len(), 2, "{answers:?}");
        let told = answers.iter().find(|answer| answer.recipient == "anna@firma.example").unwrap();
        assert_eq!(told.in_reply_to.as_deref(), Some("1@firma.example"));
        for part in [
            "„Unsere Rechnungen“",
            "1. gut.xml\n   angenommen: Rechnung 2027-0042",
            "2. schlecht.xml\n   fehlerhaft",
            "BR-DE-15",
            "4. bild.pdf",
        ] {
            assert!(told.content.contains(part), "{part}: {}", told.content);
        }
        let nothing = answers.iter().find(|answer| answer.recipient == "c@firma.example").unwrap();
        assert!(nothing.content.contains("keinen Anhang mit einer Rechnung"));

        // The very same mail again, as after a crash between the work and the move.
        server.deliver("4", &several);
        scene.later().await;
        assert_eq!((server.count(""), server.count("Lotse-Erledigt"), scene.answers().await.len()), (0, 4, 2));

        // The same invoice in another mail, and a mail that is too large.
        let again = "From: d@firma.example\r\nMessage-ID: <5@firma.example>\r\n";
        server.deliver("5", &mail(again, &[("gut.xml", GOOD.as_bytes())]));
        let large = "From: e@firma.example\r\nMessage-ID: <6@firma.example>\r\n";
        server.deliver("6", &mail(large, &[("gross.xml", &vec![b' '; 300_000])]));
        scene.later().await;
        assert_eq!((server.count(""), server.count("Lotse-Erledigt"), server.count("Lotse-Klaeren")), (0, 5, 1));
        let answers = scene.answers().await;
        let said = |to: &str| &answers.iter().find(|answer| answer.recipient == to).unwrap().content;
        assert!(said("d@firma.example").contains("liegt uns schon vor"), "{}", said("d@firma.example"));
        assert!(said("e@firma.example").contains("zu groß"), "{}", said("e@firma.example"));
        assert_eq!(scene.house.count("SELECT count(*) FROM invoices WHERE state <> 'duplicate'").await, 3);

        // The outcome is in the ledger, and nothing personal with it.
        let events = scene.house.count("SELECT count(*) FROM ledger_events WHERE kind = 'invoice-mail.taken'").await;
        assert_eq!(events, 5);
        assert_eq!(scene.house.count("SELECT count(*) FROM ledger_events WHERE event LIKE '%firma.example%' AND kind LIKE 'invoice-mail%'").await, 0);

        // Without the server nothing is lost, and only one job waits.
        drop(server);
        scene.later().await;
        scene.later().await;
        assert_eq!(scene.failed_jobs().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_taken_when_they_have_stopped_growing() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::sqlite().await;
    let config = json!({ "folder": [{ "body": "borgentreich", "path": folder.path() }] });
    let mut scene = Scene::new(house, config);
    let path = |name: &str| folder.path().join(name);
    fs::write(path("gut.xml"), &GOOD[..500]).unwrap();
    fs::write(path("schlecht.xml"), bad()).unwrap();
    fs::write(path("brief.xml"), "<brief/>").unwrap();
    fs::write(path("halb.xml.part"), "<").unwrap();
    scene.later().await;
    assert!(path("gut.xml").exists() && path("schlecht.xml").exists(), "nothing is taken at the first look");
    fs::write(path("gut.xml"), GOOD).unwrap();
    scene.later().await;
    assert!(path("gut.xml").exists(), "it has grown");
    assert!(fs::read_to_string(path("refused/schlecht.xml.txt")).unwrap().contains("BR-DE-15"));
    assert!(fs::read_to_string(path("refused/brief.xml.txt")).unwrap().contains("keine Rechnung"));
    scene.later().await;
    assert!(fs::read_to_string(path("done/gut.xml.txt")).unwrap().contains("angenommen"));
    assert_eq!(fs::read_to_string(path("done/gut.xml")).unwrap(), GOOD);
    fs::write(path("gut.xml"), GOOD).unwrap();
    scene.later().await;
    scene.later().await;
    assert!(fs::read_to_string(path("done/gut-2.xml.txt")).unwrap().contains("liegt uns schon vor"));
    assert!(path("halb.xml.part").exists());
    assert_eq!(scene.failed_jobs().await, 0);
    assert_eq!(scene.house.count("SELECT count(*) FROM invoices").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_prepares_on_every_back_end() {
    for house in House::each().await {
        for statement in STATEMENTS {
            house.store.prepare_check(statement).await.unwrap_or_else(|error| panic!("{error}\n{statement}"));
        }
    }
}
