//! The people and steps that tests of invoices share.

use axum::http::StatusCode;
use bytes::Bytes;
use lotse_administration::invoices::{Channel, Receipt, Received, samples::Sample};
use lotse_core::body::BodyKey;

use crate::harness::{Browser, House};

pub(crate) const LIST: &str = "/borgentreich/amt/rechnungen";
pub(crate) const UPLOAD: &str = "/borgentreich/amt/rechnungen/hochladen";
pub(crate) const FIRST: &str = "/borgentreich/amt/rechnungen/ER-2027-00001";
pub(crate) const CLERK: &str = "invoices@example.org";
pub(crate) const COLLEAGUE: &str = "colleague@example.org";
pub(crate) const AUTHORISER: &str = "authoriser@example.org";
pub(crate) const AUTHORISER_2: &str = "authoriser2@example.org";
pub(crate) const TREASURER: &str = "treasurer@example.org";
pub(crate) const TREASURER_2: &str = "treasurer2@example.org";
pub(crate) const ADMIN: &str = "admin@example.org";
pub(crate) const NOTHING: [(&str, &str); 0] = [];
pub(crate) const OTHER_IBAN: &str = "DE02500105170137075030";
pub(crate) const HYBRID: &[u8] = include_bytes!("../../../fuzz/seeds/invoice_pdf/hybrid.pdf");

pub(crate) fn sample(number: &str) -> Sample {
    Sample { number: number.to_owned(), ..Sample::default() }
}

pub(crate) async fn receive(house: &House, body: Option<&str>, channel: Channel, bytes: impl Into<Bytes>) -> Receipt {
    let received = Received {
        body: body.map(|key| BodyKey::new(key).unwrap()),
        channel,
        sender: "seller@example.org".to_owned(),
        file_name: "rechnung.xml".to_owned(),
        bytes: bytes.into(),
    };
    house.invoices.intake().receive(received).await.unwrap()
}

/// The revision the page's forms carry.
pub(crate) fn stand(text: &str) -> String {
    let start = text.find("name=\"stand\" value=\"").expect("a form with a revision") + 20;
    text[start..].split('"').next().unwrap().to_owned()
}

/// Presses a button of an invoice's page.
pub(crate) async fn press(
    browser: &Browser<'_>,
    invoice: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> crate::harness::Reply {
    let page = browser.get(invoice).await.ok();
    let stand = if page.text.contains("name=\"stand\"") { stand(&page.text) } else { "1".to_owned() };
    let mut all = vec![("stand", stand.as_str())];
    all.extend(fields);
    browser.post(&format!("{invoice}/{path}"), &all).await
}

pub(crate) async fn set_up(house: &House) {
    let admin = house.signed_in(ADMIN).await;
    admin.get(&format!("{LIST}/einrichtung")).await.ok().has("Noch empfängt keine Stelle Rechnungen");
    let unit = [("name", "Schulverwaltung"), ("leitweg", "05762-DEMO1-59")];
    admin.post(&format!("{LIST}/einrichtung/stelle"), &unit).await.location();
    let wrong = admin.post(&format!("{LIST}/einrichtung/stelle"), &[("name", ""), ("leitweg", "05762-DEMO1-58")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Das ist keine gültige Leitweg-ID.").has("Geben Sie den Namen der Stelle ein.");
    let twice = admin.post(&format!("{LIST}/einrichtung/stelle"), &unit).await;
    twice.has("Diese Leitweg-ID führt schon zu einer anderen Stelle.");
    let settings = [
        ("inhaber", "Stadt Borgentreich"),
        ("iban", "DE75 5121 0800 1245 1261 99"),
        ("bic", ""),
        ("eine-person", "ja"),
        ("schritt-tage", "5"),
        ("ziel-tage", "30"),
        ("kostenstellen", "2110 Grundschule\n5410 Straßen"),
        ("sachkonten", "081100"),
        ("produkte", ""),
        ("jahre", "10"),
        ("quelle", "KomHVO NRW § 59"),
    ];
    admin.post(&format!("{LIST}/einrichtung"), &settings).await.location();
    admin.get(&format!("{LIST}/einrichtung")).await.ok().has("Schulverwaltung").has("noch nicht geprüft");
}

pub(crate) async fn confirm(house: &House, invoice: &str) {
    let clerk = house.signed_in(CLERK).await;
    let account = [("kostenstelle", "2110 Grundschule"), ("sachkonto", "081100"), ("produkt", "")];
    press(&clerk, invoice, "kontierung", &account).await.location();
    for _ in 0..3 {
        press(&clerk, invoice, "bestaetigen", &[]).await.location();
    }
}

/// An ordered invoice and a run of it, made by the first treasurer.
pub(crate) async fn run_of(house: &House, invoice: &str) -> String {
    let authoriser = house.signed_in(AUTHORISER).await;
    confirm(house, invoice).await;
    press(&authoriser, invoice, "anordnen", &[]).await.location();
    make_run(house, invoice, &[]).await
}

pub(crate) async fn make_run(house: &House, invoice: &str, more: &[(&str, &str)]) -> String {
    let treasurer = house.signed_in(TREASURER).await;
    treasurer.get(&format!("{LIST}/zahlungen")).await.ok();
    let number = invoice.rsplit('/').next().unwrap();
    let mut fields = vec![("rechnung", number)];
    fields.extend(more);
    treasurer.post(&format!("{LIST}/zahlungen"), &fields).await.location()
}

pub(crate) async fn order(house: &House, invoice: &str) {
    let authoriser = house.signed_in(AUTHORISER).await;
    press(&authoriser, invoice, "anordnen", &[]).await.location();
}

pub(crate) fn page_of(number: u32) -> String {
    format!("{LIST}/ER-2027-{number:05}")
}
