//! Invoices: from the document to the payment file, with everything that must not happen on the way.

use axum::http::StatusCode;
use bytes::Bytes;
use jiff::civil::date;
use lotse_administration::invoices::{
    Channel, Decision, DeleteOld, Outcome, Receipt, Received, Unit, Why,
    samples::{self, Sample},
    statements,
};
use lotse_core::{body::BodyKey, ledger, mail, people::Actor};

use crate::harness::{Browser, HERE, House, THERE};

const LIST: &str = "/borgentreich/amt/rechnungen";
const UPLOAD: &str = "/borgentreich/amt/rechnungen/hochladen";
const FIRST: &str = "/borgentreich/amt/rechnungen/ER-2027-00001";
const CLERK: &str = "invoices@example.org";
const COLLEAGUE: &str = "colleague@example.org";
const AUTHORISER: &str = "authoriser@example.org";
const AUTHORISER_2: &str = "authoriser2@example.org";
const TREASURER: &str = "treasurer@example.org";
const TREASURER_2: &str = "treasurer2@example.org";
const ADMIN: &str = "admin@example.org";
const NOTHING: [(&str, &str); 0] = [];
const OTHER_IBAN: &str = "DE02500105170137075030";
const HYBRID: &[u8] = include_bytes!("../../../fuzz/seeds/invoice_pdf/hybrid.pdf");

fn sample(number: &str) -> Sample {
    Sample { number: number.to_owned(), ..Sample::default() }
}

async fn receive(house: &House, body: Option<&str>, channel: Channel, bytes: impl Into<Bytes>) -> Receipt {
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
fn stand(text: &str) -> String {
    let start = text.find("name=\"stand\" value=\"").expect("a form with a revision") + 20;
    text[start..].split('"').next().unwrap().to_owned()
}

/// Presses a button of an invoice's page.
async fn press(browser: &Browser<'_>, invoice: &str, path: &str, fields: &[(&str, &str)]) -> crate::harness::Reply {
    let page = browser.get(invoice).await.ok();
    let stand = if page.text.contains("name=\"stand\"") { stand(&page.text) } else { "1".to_owned() };
    let mut all = vec![("stand", stand.as_str())];
    all.extend(fields);
    browser.post(&format!("{invoice}/{path}"), &all).await
}

async fn set_up(house: &House) {
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

async fn confirm(house: &House, invoice: &str) {
    let clerk = house.signed_in(CLERK).await;
    let account = [("kostenstelle", "2110 Grundschule"), ("sachkonto", "081100"), ("produkt", "")];
    press(&clerk, invoice, "kontierung", &account).await.location();
    for _ in 0..3 {
        press(&clerk, invoice, "bestaetigen", &[]).await.location();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_goes_from_upload_to_the_payment_file() {
    for house in House::each().await {
        set_up(&house).await;
        let clerk = house.signed_in(CLERK).await;
        clerk.get(LIST).await.ok().has("Für Sie ist gerade nichts zu tun");
        clerk.get(&format!("{LIST}?zustand=open")).await.ok().has("Hier wartet keine Rechnung");
        clerk.get(UPLOAD).await.ok();
        let mut sample = Sample { skonto: Some((14, 200)), issued: date(2027, 1, 12), ..sample("A-17") };
        sample.attachment = Some(("liefer\"schein.csv".to_owned(), "eins;zwei\n".to_owned()));
        let xml = samples::xml(&sample);
        let files = [("dateien", "a.xml", "text/xml", xml.as_bytes()), ("dateien", "b.txt", "text/plain", b"hallo")];
        let reply = clerk.post_multipart(UPLOAD, &NOTHING, &files).await.ok();
        reply.has("Prüfung bestanden").has("ER-2027-00001").has("Stelle: Schulverwaltung");
        reply.has("Die Datei ist weder XML noch PDF.");

        clerk.get(LIST).await.ok().has("Tischlerei Ahorn").has("1.190,00");
        for words in ["ahorn", "A-17", "1190,00", "DE02 1203 0000 0000 2020 51", "buche"] {
            let found = clerk.get(&format!("{LIST}?suche={}", crate::harness::encoded(words))).await.ok();
            assert!(found.text.contains("ER-2027-00001"), "{words}");
        }
        clerk.get(&format!("{LIST}?suche=eiche")).await.ok().has("Keine Rechnung passt dazu");
        clerk.get(&format!("{LIST}?stelle=keine")).await.ok().lacks("ER-2027-00001");
        clerk
            .get(&format!("{LIST}.csv"))
            .await
            .ok()
            .has("ER-2027-00001;Tischlerei Ahorn (Demo);A-17;2027-01-12;1190,00");

        let page = clerk.get(FIRST).await.ok();
        page.has("Regal aus Buche").has("Erika Muster").has("2,00").has("23,80").has("<svg class=\"lotse-qr\"");
        page.has("Formal in Ordnung").lacks("ist nicht gültig");
        let original = clerk.get(&format!("{FIRST}/original")).await.ok();
        assert_eq!(original.bytes, xml.as_bytes());
        assert!(original.header("content-disposition").starts_with("attachment"));
        assert_eq!(original.header("x-content-type-options"), "nosniff");
        let start = page.text.find("/anlage/").expect("the attachment is linked");
        let href = page.text[start..].split('"').next().unwrap();
        let attachment = clerk.get(&format!("{FIRST}{href}")).await.ok();
        assert_eq!(attachment.bytes, b"eins;zwei\n");
        assert!(attachment.header("content-security-policy").starts_with("sandbox"));
        clerk.get(&format!("{FIRST}/pruefung.json")).await.ok().has("\"en16931\"").has("\"accept\"");

        // Nobody orders before it is confirmed, and not without an account.
        let authoriser = house.signed_in(AUTHORISER).await;
        assert_eq!(press(&authoriser, FIRST, "anordnen", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let empty = press(&clerk, FIRST, "kontierung", &[("kostenstelle", "")]).await;
        empty.has("Tragen Sie hier etwas ein.");
        for _ in 0..3 {
            press(&clerk, FIRST, "bestaetigen", &[]).await.location();
        }
        press(&authoriser, FIRST, "anordnen", &[]).await.has("Tragen Sie zuerst Kostenstelle und Sachkonto ein.");
        let account = [("kostenstelle", "2110"), ("sachkonto", "081100"), ("produkt", "")];
        press(&clerk, FIRST, "kontierung", &account).await.location();
        press(&authoriser, FIRST, "anordnen", &[]).await.location();
        clerk.get(FIRST).await.ok().has("Angeordnet").has("Das macht die Zahlungsabwicklung.");

        let treasurer = house.signed_in(TREASURER).await;
        let pay = treasurer.get(&format!("{LIST}/zahlungen")).await.ok();
        pay.has("1.166,20").has("23,80").has("26. Januar 2027");
        treasurer.post(&format!("{LIST}/zahlungen"), &NOTHING).await.has("Wählen Sie mindestens eine Rechnung aus.");
        let chosen = [("rechnung", "ER-2027-00001")];
        let run = treasurer.post(&format!("{LIST}/zahlungen"), &chosen).await.location();
        // Nothing leaves the house before a second person has released it.
        for file in ["sepa.xml", "buchungen.csv"] {
            let reply = treasurer.get(&format!("{run}/{file}")).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{file}");
            reply.has("noch nicht freigegeben");
        }
        let page = treasurer.get(&run).await.ok();
        page.has("Eine zweite Person muss den Zahllauf freigeben").has("Freigeben kann: Person 11.").lacks("sepa.xml");
        let own = treasurer.post(&format!("{run}/freigeben"), &NOTHING).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        own.has("darf ihn nicht selbst freigeben");
        let second = house.signed_in(TREASURER_2).await;
        second.get(&run).await.ok().has("Zahllauf freigeben").lacks("Als bezahlt bestätigen");
        second.post(&format!("{run}/bezahlt"), &NOTHING).await.has("noch nicht freigegeben");
        second.post(&format!("{run}/freigeben"), &NOTHING).await.location();
        second.post(&format!("{run}/freigeben"), &NOTHING).await.has("schon freigegeben");
        let late = second.post(&format!("{run}/verwerfen"), &[("grund", "zu spät")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sepa = treasurer.get(&format!("{run}/sepa.xml")).await.ok();
        sepa.has("pain.001.001.09").has("<InstdAmt Ccy=\"EUR\">1166.20</InstdAmt>").has("<NbOfTxs>1</NbOfTxs>");
        sepa.has("<EndToEndId>ER-2027-00001</EndToEndId>").has("<Dt>2027-01-26</Dt>");
        sepa.has("<IBAN>DE75512108001245126199</IBAN>").has("<CtrlSum>1166.20</CtrlSum>");
        let csv = treasurer.get(&format!("{run}/buchungen.csv")).await.ok();
        csv.has("ZL-2027-00001;ER-2027-00001;Rechnung;A-17;12.01.2027;")
            .has(";1000,00;190,00;1190,00;1166,20;23,80;26.01.2027;");
        // Once only, and a second person confirms, on the day itself.
        let again = treasurer.post(&format!("{LIST}/zahlungen"), &chosen).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(treasurer.post(&format!("{run}/bezahlt"), &NOTHING).await.status, StatusCode::FORBIDDEN);
        second.get(&run).await.ok().has("Die letzte Zahlung ist am 26. Januar 2027 an der Reihe.");
        let early = second.post(&format!("{run}/bezahlt"), &NOTHING).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        early.has("Die Bank führt die letzte Zahlung erst am 26. Januar 2027 aus.");
        clerk.get(FIRST).await.ok().has("Angeordnet").has("Zahlung bestätigen");
        house.clock.advance_seconds(11 * 86_400);
        let (clerk, second) = (house.signed_in(CLERK).await, house.signed_in(TREASURER_2).await);
        second.get(&run).await.ok().has("Als bezahlt bestätigen");
        second.post(&format!("{run}/bezahlt"), &NOTHING).await.location();
        clerk.get(FIRST).await.ok().has("Bezahlt").has("Aufbewahrung bis 31. Dezember 2037");
        let history = clerk.get(&format!("{FIRST}/verlauf")).await.ok();
        history.has("Zahlung angeordnet").has("Zahllauf ZL-2027-00001 freigegeben");
        history.has("Bezahlt mit Zahllauf ZL-2027-00001");
        clerk.get(&format!("{LIST}/kennzahlen")).await.ok().has("23,80").has("Rechnerisch richtig");
        clerk.get(&format!("{LIST}/kennzahlen.csv")).await.ok().has("23,80");
        for report in ledger::verify(house.core.store(), &[]).await.unwrap() {
            assert!(report.faults.is_empty(), "{report:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_confirmed_does_not_order_not_even_as_a_deputy() {
    for house in House::each().await {
        set_up(&house).await;
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
        // An authoriser confirms; then neither they nor their deputy in their name may order.
        let authoriser = house.signed_in(AUTHORISER).await;
        let account = [("kostenstelle", "2110"), ("sachkonto", "081100"), ("produkt", "")];
        press(&authoriser, FIRST, "kontierung", &account).await.location();
        for _ in 0..3 {
            press(&authoriser, FIRST, "bestaetigen", &[]).await.location();
        }
        authoriser.get(FIRST).await.ok().has("Sie haben diese Rechnung selbst bestätigt.");
        press(&authoriser, FIRST, "anordnen", &[]).await.has("darf sie nicht anordnen");
        let deputy = [
            ("vertretene", "00000000-0000-0000-0000-000000000008"),
            ("vertreter", "00000000-0000-0000-0000-000000000009"),
            ("von", "2027-01-01"),
            ("bis", "2027-01-31"),
        ];
        let admin = house.signed_in(ADMIN).await;
        admin.get(&format!("{LIST}/einrichtung")).await.ok();
        admin.post(&format!("{LIST}/einrichtung/vertretung"), &deputy).await.location();
        let second = house.signed_in(AUTHORISER_2).await;
        let in_their_name = [("vertretung", "00000000-0000-0000-0000-000000000008")];
        press(&second, FIRST, "anordnen", &in_their_name).await.has("darf sie nicht anordnen");
        let stranger = [("vertretung", "00000000-0000-0000-0000-000000000006")];
        press(&second, FIRST, "anordnen", &stranger).await.has("nicht als Vertretung eingetragen");
        press(&second, FIRST, "anordnen", &[]).await.location();
        // A clerk may not order at all, and refusing makes signatures void.
        let clerk = house.signed_in(CLERK).await;
        assert_eq!(press(&clerk, FIRST, "anordnen", &[]).await.status, StatusCode::FORBIDDEN);
        press(&second, FIRST, "ablehnen", &[("grund", "Lieferschein fehlt")]).await.location();
        clerk.get(FIRST).await.ok().has("ungültig").has("Lieferschein fehlt").has("Sachlich richtig");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_do_not_overwrite_each_other() {
    let house = House::sqlite().await;
    receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
    let (clerk, colleague) = (house.signed_in(CLERK).await, house.signed_in(COLLEAGUE).await);
    let seen = stand(&colleague.get(FIRST).await.ok().text);
    press(&clerk, FIRST, "bestaetigen", &[]).await.location();
    let late = colleague.post(&format!("{FIRST}/bestaetigen"), &[("stand", seen)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    late.has("inzwischen geändert");
    colleague.get(FIRST).await.ok().has("Formal geprüft").lacks(">Sachlich richtig</strong>");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_decided_is_never_valid_and_goes_back_with_a_mail() {
    for house in House::each().await {
        set_up(&house).await;
        let unknown = Sample { specification: Some("urn:unbekannt".to_owned()), ..sample("U-1") };
        let receipt = receive(&house, Some(HERE), Channel::Mail, samples::xml(&unknown)).await;
        assert_eq!(receipt.decision, Some(Decision::Undecidable));
        let clerk = house.signed_in(CLERK).await;
        let page = clerk.get(FIRST).await.ok();
        page.has("geben die Prüfregeln keine Antwort").has("Nicht entscheidbar").lacks("Formal in Ordnung");
        page.lacks("<svg class=\"lotse-qr\"");
        press(&clerk, FIRST, "bestaetigen", &[]).await.has("Die Prüfung hat das Dokument nicht angenommen.");
        let form = clerk.get(&format!("{FIRST}/zuruecksenden")).await.ok();
        form.has("buchhaltung@example.org").has("BT-24: Die Kennung der Spezifikation fehlt");
        let stand = stand(&form.text);
        let wrong = [("stand", stand.as_str()), ("empfaenger", "niemand"), ("betreff", ""), ("text", "")];
        let reply = clerk.post(&format!("{FIRST}/zuruecksenden"), &wrong).await;
        reply.has("Das ist keine E-Mail-Adresse.").has("Geben Sie einen Betreff ein.");
        let right = [
            ("stand", stand.as_str()),
            ("empfaenger", "buchhaltung@example.org"),
            ("betreff", "Ihre Rechnung U-1"),
            ("text", "Bitte neu senden."),
        ];
        clerk.post(&format!("{FIRST}/zuruecksenden"), &right).await.location();
        clerk.get(FIRST).await.ok().has("Zurückgesendet").has("Bitte neu senden.");
        let mails = mail::recent(house.core.store()).await.unwrap();
        assert!(
            mails.iter().any(|mail| mail.subject == "Ihre Rechnung U-1" && mail.recipient == "buchhaltung@example.org")
        );

        // A wrong sum: rejected, with the finding beside the field and in the letter.
        let wrong = Sample { mistake_cents: 100, ..sample("W-1") };
        let receipt = receive(&house, Some(HERE), Channel::Mail, samples::xml(&wrong)).await;
        assert_eq!(receipt.decision, Some(Decision::Reject));
        let found = receipt.findings()[0].clone();
        assert!(found.is_fatal() && !found.term.is_empty(), "{found:?}");
        let second = format!("{LIST}/ER-2027-00002");
        let page = clerk.get(&second).await.ok();
        page.has("Diese Rechnung ist nicht gültig").has("href=\"#befund-").has("id=\"befund-").has(&found.rule);
        page.lacks("Formal in Ordnung").lacks("<svg class=\"lotse-qr\"");
        press(&clerk, &second, "bestaetigen", &[]).await.has("Die Prüfung hat das Dokument nicht angenommen.");
        clerk.get(&format!("{second}/zuruecksenden")).await.ok().has("Das ist zu ändern:").has(&found.rule);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_copy_is_linked_on_every_channel() {
    for house in House::each().await {
        set_up(&house).await;
        let xml = samples::xml(&sample("A-1"));
        // Routed by the Leitweg-ID alone.
        let first = receive(&house, None, Channel::Mail, xml.clone()).await;
        let Outcome::Stored { place, unit } = first.outcome else { panic!("{:?}", first.outcome) };
        assert_eq!((place.body.as_str(), unit.as_deref()), (HERE, Some("Schulverwaltung")));
        let same = receive(&house, Some(HERE), Channel::Folder, xml.clone()).await.outcome;
        assert_eq!(same, Outcome::Duplicate { of: place.clone(), stored: None });
        let spaced = xml.replace("<cbc:Note>Demo:", "<cbc:Note>Noch einmal. Demo:");
        let alike = receive(&house, None, Channel::Api, spaced).await.outcome;
        let Outcome::Duplicate { of, stored: Some(copy) } = alike else { panic!("{alike:?}") };
        assert_eq!(of, place);
        let clerk = house.signed_in(CLERK).await;
        clerk.get(FIRST).await.ok().has("Diese Rechnung kam noch einmal").has(&copy.number);
        clerk.get(&format!("{FIRST}/verlauf")).await.ok().has("Dieselbe Datei kam noch einmal").has("Ordner");
        let page = format!("{LIST}/{}", copy.number);
        clerk.get(&page).await.ok().has("Diese Rechnung war wahrscheinlich schon da").has("ER-2027-00001");
        press(&clerk, &page, "keine-dublette", &[]).await.location();
        clerk.get(&page).await.ok().has("Formal in Ordnung");

        let nobody = Sample { leitweg_id: "99-X-11".to_owned(), ..sample("A-2") };
        let receipt = receive(&house, None, Channel::Mail, samples::xml(&nobody)).await;
        let reason = Why::UnknownRecipient("99-X-11".to_owned());
        assert_eq!(receipt.outcome, Outcome::NoInvoice { reason });
        let kept = receive(&house, Some(HERE), Channel::Mail, samples::xml(&nobody)).await;
        assert!(matches!(kept.outcome, Outcome::Stored { unit: None, .. }));
        clerk.get(&format!("{LIST}?stelle=keine")).await.ok().has("A-2");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_nothing_and_other_bodies_have_no_such_number() {
    let house = House::sqlite().await;
    receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
    let foreign = house.signed_in("foreign-invoices@example.org").await;
    assert_eq!(foreign.get(FIRST).await.status, StatusCode::FORBIDDEN);
    assert_eq!(foreign.get("/paderborn/amt/rechnungen/ER-2027-00001").await.status, StatusCode::NOT_FOUND);
    foreign.get("/paderborn/amt/rechnungen").await.ok().has("Für Sie ist gerade nichts zu tun");
    foreign.get("/paderborn/amt/rechnungen?zustand=all").await.ok().lacks("ER-2027-00001");
    let resident = house.signed_in("resident@example.org").await;
    for path in [LIST, FIRST, UPLOAD, "/api/v1/borgentreich/invoices"] {
        assert_eq!(resident.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let clerk = house.signed_in(CLERK).await;
    assert_eq!(clerk.get(&format!("{LIST}/zahlungen")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(clerk.get(&format!("{LIST}/einrichtung")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_bring_invoices_and_ask_for_them() {
    let house = House::sqlite().await;
    let clerk = house.signed_in(CLERK).await;
    let api = "/api/v1/borgentreich/invoices";
    let xml = samples::xml(&sample("A-1"));
    let made = clerk.post_raw(api, "application/xml", xml.clone().into_bytes()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.has("\"outcome\":\"stored\"").has("\"decision\":\"accept\"").has("ER-2027-00001");
    clerk.post_raw(api, "application/xml", xml.into_bytes()).await.ok().has("\"outcome\":\"duplicate\"");
    let none = clerk.post_raw(api, "application/xml", b"<a/>".to_vec()).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.has("\"reason\":\"other-xml\"");
    let form = clerk.post_raw(api, "text/plain", b"x".to_vec()).await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    clerk.get(api).await.ok().has("\"total\":1").has("\"payable_cents\":119000");
    clerk.get(&format!("{api}?state=nonsense")).await.has("Diesen Stand gibt es nicht.");
    clerk.get(&format!("{api}/ER-2027-00001")).await.ok().has("\"state\":\"received\"");
    clerk.get(&format!("{api}/ER-2027-00001/verdict")).await.ok().has("\"rule_sets\"");
    assert_eq!(clerk.get(&format!("{api}/ER-2027-00099")).await.status, StatusCode::NOT_FOUND);
    // What programs get is described with examples.
    let description: serde_json::Value = serde_json::from_str(&clerk.get("/api/openapi.json").await.ok().text).unwrap();
    let answers = &description["paths"]["/api/v1/{body}/invoices"]["post"]["responses"];
    let json = |status: &str| answers[status]["content"]["application/json"].clone();
    assert_eq!(json("201")["examples"]["rejected"]["value"]["decision"], "reject");
    assert_eq!(json("200")["example"]["outcome"], "duplicate");
    assert_eq!(json("422")["example"]["reason"], "other-xml");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_goes_when_its_time_is_over_unless_held() {
    for house in House::each().await {
        set_up(&house).await;
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-2"))).await;
        let second = format!("{LIST}/ER-2027-00002");
        let clerk = house.signed_in(CLERK).await;
        for page in [FIRST, &second] {
            let form = clerk.get(&format!("{page}/zuruecksenden")).await.ok();
            let stand = stand(&form.text);
            let fields = [("stand", stand.as_str()), ("empfaenger", ""), ("betreff", "x"), ("text", "y")];
            clerk.post(&format!("{page}/zuruecksenden"), &fields).await.location();
        }
        press(&clerk, &second, "sperre", &[("sperren", "ja"), ("sperrgrund", "")]).await.has("Schreiben Sie dazu");
        press(&clerk, &second, "sperre", &[("sperren", "ja"), ("sperrgrund", "Prüfung")]).await.location();
        assert_eq!(DeleteOld::run_now(&house.core).await.unwrap(), 0);
        house.clock.advance_seconds(12 * 366 * 86_400);
        assert_eq!(DeleteOld::run_now(&house.core).await.unwrap(), 1);
        let clerk = house.signed_in(CLERK).await;
        clerk.get(FIRST).await.ok().has("Der Inhalt der Rechnung wurde gelöscht.").lacks("Tischlerei Ahorn");
        clerk.get(&second).await.ok().has("Tischlerei Ahorn").has("Nicht löschen: Prüfung");
        let left = house.count("SELECT COUNT(*) FROM invoices WHERE seller_name = '' AND gross_cents = 119000").await;
        assert_eq!(left, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_both_back_ends() {
    for house in House::each().await {
        for statement in statements() {
            if let Err(error) = house.store.prepare_check(statement).await {
                panic!("{error}: {statement}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_notes_are_posted_and_missed_discounts_counted() {
    for house in House::each().await {
        set_up(&house).await;
        let credit = Sample { type_code: "381", ..sample("G-1") };
        assert_eq!(
            receive(&house, Some(HERE), Channel::Mail, samples::xml(&credit)).await.decision,
            Some(Decision::Accept)
        );
        let missed = Sample { skonto: Some((7, 300)), ..sample("A-2") };
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&missed)).await;
        let second = format!("{LIST}/ER-2027-00002");
        let authoriser = house.signed_in(AUTHORISER).await;
        for page in [FIRST, &second] {
            confirm(&house, page).await;
            press(&authoriser, page, "anordnen", &[]).await.location();
        }
        house.clock.advance_seconds(20 * 86_400);
        let treasurer = house.signed_in(TREASURER).await;
        let page = treasurer.get(&format!("{LIST}/zahlungen")).await.ok();
        page.has("Keine Überweisung: wird nur gebucht").has("35,70").has("waren möglich, die Frist ist vorbei");
        let chosen = [("rechnung", "ER-2027-00001"), ("rechnung", "ER-2027-00002")];
        let run = treasurer.post(&format!("{LIST}/zahlungen"), &chosen).await.location();
        let second_treasurer = house.signed_in(TREASURER_2).await;
        second_treasurer.get(&run).await.ok();
        second_treasurer.post(&format!("{run}/freigeben"), &NOTHING).await.location();
        treasurer.get(&format!("{run}/sepa.xml")).await.ok().has("<NbOfTxs>1</NbOfTxs>").has("1190.00").lacks("G-1");
        treasurer.get(&format!("{run}/buchungen.csv")).await.ok().has(";Gutschrift;G-1;").has(";-1190,00;-1190,00;");
        let clerk = house.signed_in(CLERK).await;
        clerk.get(&format!("{LIST}/kennzahlen")).await.ok().has("35,70");
    }
}

/// An ordered invoice and a run of it, made by the first treasurer.
async fn run_of(house: &House, invoice: &str) -> String {
    let authoriser = house.signed_in(AUTHORISER).await;
    confirm(house, invoice).await;
    press(&authoriser, invoice, "anordnen", &[]).await.location();
    make_run(house, invoice, &[]).await
}

async fn make_run(house: &House, invoice: &str, more: &[(&str, &str)]) -> String {
    let treasurer = house.signed_in(TREASURER).await;
    treasurer.get(&format!("{LIST}/zahlungen")).await.ok();
    let number = invoice.rsplit('/').next().unwrap();
    let mut fields = vec![("rechnung", number)];
    fields.extend(more);
    treasurer.post(&format!("{LIST}/zahlungen"), &fields).await.location()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_discarded_with_a_reason_and_its_number_is_gone() {
    for house in House::each().await {
        set_up(&house).await;
        let discounted = Sample { skonto: Some((14, 200)), issued: date(2027, 1, 12), ..sample("A-1") };
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&discounted)).await;
        let run = run_of(&house, FIRST).await;
        let treasurer = house.signed_in(TREASURER).await;
        treasurer.get(&run).await.ok();
        let empty = treasurer.post(&format!("{run}/verwerfen"), &[("grund", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        empty.has("Schreiben Sie dazu, warum der Zahllauf verworfen wird.");
        treasurer.post(&format!("{run}/verwerfen"), &[("grund", "Falsches Konto")]).await.location();
        let page = treasurer.get(&run).await.ok();
        page.has("Verworfen am").has("Falsches Konto").has("ER-2027-00001").lacks("sepa.xml").lacks("/freigeben");
        for step in ["freigeben", "bezahlt", "verwerfen"] {
            let second = house.signed_in(TREASURER_2).await;
            second.get(&run).await.ok();
            let reply = second.post(&format!("{run}/{step}"), &[("grund", "noch einmal")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}");
            reply.has("Dieser Zahllauf ist verworfen.");
        }
        assert_eq!(treasurer.get(&format!("{run}/sepa.xml")).await.status, StatusCode::CONFLICT);
        let history = treasurer.get(&format!("{FIRST}/verlauf")).await.ok();
        history.has("In Zahllauf ZL-2027-00001 aufgenommen").has("Zahllauf ZL-2027-00001 verworfen");
        // What was discarded has brought no discount.
        treasurer.get(&format!("{LIST}/kennzahlen")).await.ok().lacks("23,80");
        let next = make_run(&house, FIRST, &[]).await;
        assert!(next.ends_with("ZL-2027-00002"), "{next}");
        treasurer.get(&format!("{LIST}/zahlungen")).await.ok().has("Verworfen").has("Noch nicht freigegeben");
        treasurer.get(&format!("{LIST}/kennzahlen")).await.ok().has("23,80");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_of_the_maker_does_not_release_and_old_runs_are_made_anew() {
    for house in House::each().await {
        set_up(&house).await;
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
        let admin = house.signed_in(ADMIN).await;
        admin.get(&format!("{LIST}/einrichtung")).await.ok();
        for (principal, deputy) in [("10", "11"), ("11", "10")] {
            let person =
                |number: &str| format!("00000000-0000-0000-0000-0000000000{:02x}", number.parse::<u8>().unwrap());
            let fields = [
                ("vertretene", person(principal)),
                ("vertreter", person(deputy)),
                ("von", "2027-01-01".to_owned()),
                ("bis", "2027-01-31".to_owned()),
            ];
            admin.post(&format!("{LIST}/einrichtung/vertretung"), &fields).await.location();
        }
        let run = run_of(&house, FIRST).await;
        let second = house.signed_in(TREASURER_2).await;
        second.get(&run).await.ok().has("Zahllauf freigeben").lacks("in Vertretung für Person 10");
        let for_maker = [("vertretung", "00000000-0000-0000-0000-00000000000a")];
        assert_eq!(second.post(&format!("{run}/freigeben"), &for_maker).await.status, StatusCode::FORBIDDEN);
        second.post(&format!("{run}/verwerfen"), &[("grund", "Probe")]).await.location();
        // Made for the second person: then it is theirs as well.
        let run = make_run(&house, FIRST, &[("vertretung", "00000000-0000-0000-0000-00000000000b")]).await;
        let page = second.get(&run).await.ok();
        page.has("Person 10 in Vertretung für Person 11").has("Zurzeit hat niemand sonst die Rolle");
        assert_eq!(second.post(&format!("{run}/freigeben"), &NOTHING).await.status, StatusCode::FORBIDDEN);
        second.post(&format!("{run}/verwerfen"), &[("grund", "Probe")]).await.location();
        // The day in the file has passed before anybody released it.
        let run = make_run(&house, FIRST, &[]).await;
        house.clock.advance_seconds(60 * 86_400);
        let second = house.signed_in(TREASURER_2).await;
        second.get(&run).await.ok().has("Dieser Zahllauf ist zu alt");
        second.post(&format!("{run}/freigeben"), &NOTHING).await.has("Verwerfen Sie den Zahllauf");
    }
}

async fn order(house: &House, invoice: &str) {
    let authoriser = house.signed_in(AUTHORISER).await;
    press(&authoriser, invoice, "anordnen", &[]).await.location();
}

fn page_of(number: u32) -> String {
    format!("{LIST}/ER-2027-{number:05}")
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_than_before_is_looked_at_by_somebody_with_a_name() {
    const SEEN: [(&str, &str); 1] = [("warnung-other-account", "ja")];
    for house in House::each().await {
        set_up(&house).await;
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
        confirm(&house, FIRST).await;
        order(&house, FIRST).await;
        // The same seller by its name alone, as a forger would write it.
        let forged = |number: &str| Sample {
            iban: OTHER_IBAN.to_owned(),
            vat_id: "DE111111125".to_owned(),
            seller: "TISCHLEREI AHORN (Demo)".to_owned(),
            lines: vec![("Regal".to_owned(), 1, 7_700)],
            ..sample(number)
        };
        for number in ["A-2", "A-3"] {
            receive(&house, Some(HERE), Channel::Mail, samples::xml(&forged(number))).await;
        }
        let (clerk, second, third) = (house.signed_in(CLERK).await, page_of(2), page_of(3));
        clerk.get(FIRST).await.ok().lacks("Andere Bankverbindung");
        for page in [&second, &third] {
            let page = clerk.get(page).await.ok();
            page.has("Andere Bankverbindung als bisher").has("DE02 5001 0517").has("DE02 1203 0000").has(FIRST);
            page.has("Das hat noch niemand geprüft.").lacks("<svg class=\"lotse-qr\"");
        }
        let refused = press(&clerk, &second, "bestaetigen", &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.has("Prüfen Sie sie und bestätigen Sie, dass Sie sie geprüft haben.");
        let other = [("warnung-other-body", "ja")];
        press(&clerk, &second, "bestaetigen", &other).await.has("Zu dieser Rechnung gibt es eine Warnung.");
        press(&clerk, &second, "bestaetigen", &SEEN).await.location();
        clerk
            .get(&second)
            .await
            .ok()
            .has("<svg class=\"lotse-qr\"")
            .has("Geprüft von Person 6 am")
            .lacks("name=\"warnung-other-account\"");
        let history = clerk.get(&format!("{second}/verlauf")).await.ok();
        history.has("Warnung geprüft: andere Bankverbindung als bisher").has("Person 6");
        // It stays looked at for the next steps, and not beyond a refusal.
        let account = [("kostenstelle", "2110"), ("sachkonto", "081100"), ("produkt", "")];
        press(&clerk, &second, "kontierung", &account).await.location();
        for _ in 0..2 {
            press(&clerk, &second, "bestaetigen", &[]).await.location();
        }
        let authoriser = house.signed_in(AUTHORISER).await;
        press(&authoriser, &second, "ablehnen", &[("grund", "Konto?")]).await.location();
        press(&clerk, &second, "bestaetigen", &[]).await.has("Zu dieser Rechnung gibt es eine Warnung.");
        press(&clerk, &second, "bestaetigen", &SEEN).await.location();
        press(&clerk, &second, "bestaetigen", &[]).await.location();
        // Ordered once, the account is known; an invoice that came before it is no longer warned about either.
        clerk.get(&third).await.ok().has("Andere Bankverbindung als bisher");
        order(&house, &second).await;
        clerk.get(&third).await.ok().lacks("Andere Bankverbindung als bisher");
        let seen = house.count("SELECT COUNT(*) FROM invoice_acknowledgements WHERE is_void = FALSE").await;
        assert_eq!(seen, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leitweg_id_of_another_body_is_told_and_acknowledged() {
    for house in House::each().await {
        set_up(&house).await;
        let unit = Unit {
            body: BodyKey::new(THERE).unwrap(),
            key: "bauamt".to_owned(),
            name: "Bauamt".to_owned(),
            leitweg_id: "05774-31001-40".to_owned(),
            is_active: true,
        };
        house.invoices.put_unit(&Actor::System("test"), unit).await.unwrap();
        let foreign = Sample { leitweg_id: "05774-31001-40".to_owned(), ..sample("A-1") };
        receive(&house, Some(HERE), Channel::Upload, samples::xml(&foreign)).await;
        receive(&house, Some(HERE), Channel::Upload, samples::xml(&sample("A-2"))).await;
        let clerk = house.signed_in(CLERK).await;
        clerk.get(&page_of(2)).await.ok().lacks("gehört zu einer anderen Verwaltung");
        let page = clerk.get(FIRST).await.ok();
        page.has("Die Leitweg-ID gehört zu einer anderen Verwaltung").has("Stadt Paderborn").has("05774-31001-40");
        press(&clerk, FIRST, "bestaetigen", &[]).await.has("Zu dieser Rechnung gibt es eine Warnung.");
        press(&clerk, FIRST, "bestaetigen", &[("warnung-other-body", "ja")]).await.location();
        let history = clerk.get(&format!("{FIRST}/verlauf")).await.ok();
        history.has("Warnung geprüft: Leitweg-ID einer anderen Verwaltung");
        assert!(ledger::verify(house.core.store(), &[]).await.unwrap().iter().all(|report| report.faults.is_empty()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_without_the_role_is_refused_by_its_name() {
    for house in House::each().await {
        let admin = house.signed_in(ADMIN).await;
        admin.get(&format!("{LIST}/einrichtung")).await.ok();
        let name = |principal: &'static str, deputy: &'static str| {
            let person = |end: &str| format!("00000000-0000-0000-0000-0000000000{end}");
            [
                ("vertretene", person(principal)),
                ("vertreter", person(deputy)),
                ("von", "2027-02-01".to_owned()),
                ("bis", "2027-02-28".to_owned()),
            ]
        };
        let address = format!("{LIST}/einrichtung/vertretung");
        for (principal, deputy, sentence) in [
            ("08", "06", "Person 6 braucht für die Schritte von Person 8 auch die Rolle „Anordnungsbefugnis“."),
            ("0a", "09", "Person 9 braucht für die Schritte von Person 10 auch die Rolle „Zahlungsabwicklung“."),
            ("06", "0a", "Person 10 braucht für die Schritte von Person 6 auch die Rolle „Rechnungsbearbeitung“."),
            ("01", "06", "Deshalb gibt es nichts zu vertreten."),
        ] {
            let reply = admin.post(&address, &name(principal, deputy)).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{principal} {deputy}");
            reply.has(sentence);
        }
        admin.post(&address, &name("06", "08")).await.location();
        admin.get(&format!("{LIST}/einrichtung")).await.ok().has("1. Februar 2027 – 28. Februar 2027");
        assert_eq!(house.count("SELECT COUNT(*) FROM invoice_deputies").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_resembles_another_invoice_is_shown_and_goes_on() {
    for house in House::each().await {
        set_up(&house).await;
        let several = [
            sample("RE-017"),
            Sample { issued: date(2027, 1, 13), ..sample("re 17") },
            sample("X-99"),
            Sample { seller: "Malerei Esche".to_owned(), vat_id: "DE136695976".to_owned(), ..sample("RE 0017") },
        ];
        for one in &several {
            let receipt = receive(&house, Some(HERE), Channel::Mail, samples::xml(one)).await;
            assert!(matches!(receipt.outcome, Outcome::Stored { .. }), "{}", one.number);
        }
        let clerk = house.signed_in(CLERK).await;
        let page = clerk.get(FIRST).await.ok();
        page.has("Mögliche Dublette").has("ER-2027-00002").has("in anderer Schreibweise").has("(re 17)");
        page.has("ER-2027-00003").has("eine andere Nummer (X-99)").lacks("ER-2027-00004");
        clerk.get(&page_of(2)).await.ok().has("Mögliche Dublette").has("ER-2027-00001").lacks("ER-2027-00003");
        clerk.get(&page_of(4)).await.ok().lacks("Mögliche Dublette");
        press(&clerk, &page_of(2), "bestaetigen", &[]).await.location();
        // A document that went back may come again under its number.
        let form = clerk.get(&format!("{FIRST}/zuruecksenden")).await.ok();
        let stand = stand(&form.text);
        let fields = [("stand", stand.as_str()), ("empfaenger", ""), ("betreff", "x"), ("text", "y")];
        clerk.post(&format!("{FIRST}/zuruecksenden"), &fields).await.location();
        clerk.get(&page_of(2)).await.ok().lacks("Mögliche Dublette");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_from_before_can_be_compared_too() {
    for house in House::each().await {
        for number in ["RE-017", "RE 17"] {
            receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample(number))).await;
        }
        let forget = "UPDATE invoices SET seller_key = NULL, number_key = NULL, number_parts = NULL, seller_vat = ''";
        house.store.write(move |tx| Box::pin(async move { tx.execute(forget, &[]).await.map(|_| ()) })).await.unwrap();
        let clerk = house.signed_in(CLERK).await;
        clerk.get(FIRST).await.ok().lacks("Mögliche Dublette");
        DeleteOld::run_now(&house.core).await.unwrap();
        clerk.get(FIRST).await.ok().has("Mögliche Dublette").has("ER-2027-00002");
    }
}

/// Where each invoice stands in a list.
fn order_in(text: &str, numbers: &[u32]) -> Vec<usize> {
    numbers.iter().map(|number| text.find(&format!("ER-2027-{number:05}")).expect("it is in the list")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_opens_with_what_this_person_may_do() {
    for house in House::each().await {
        set_up(&house).await;
        let many = [
            Sample { due: Some(date(2027, 1, 28)), ..sample("A-1") },
            Sample { skonto: Some((7, 200)), issued: date(2027, 1, 12), ..sample("A-2") },
            Sample { issued: date(2026, 12, 1), due: Some(date(2026, 12, 31)), ..sample("A-3") },
            Sample { specification: Some("urn:unbekannt".to_owned()), due: Some(date(2027, 1, 22)), ..sample("A-4") },
        ];
        for one in &many {
            receive(&house, Some(HERE), Channel::Mail, samples::xml(one)).await;
        }
        let clerk = house.signed_in(CLERK).await;
        let list = clerk.get(LIST).await.ok();
        list.has("aria-current=\"page\">Für mich zu tun (4)").has("Formal prüfen").has("Zurücksenden");
        let places = order_in(&list.text, &[3, 2, 4, 1]);
        assert!(places.is_sorted(), "overdue first, then the end of the Skonto or the due date: {places:?}");
        clerk.get(&format!("{LIST}.csv?zustand=mine")).await.ok().has("ER-2027-00004");
        // Whoever confirmed does not order: it waits for somebody else.
        let (authoriser, second) = (house.signed_in(AUTHORISER).await, house.signed_in(AUTHORISER_2).await);
        let account = [("kostenstelle", "2110"), ("sachkonto", "081100"), ("produkt", "")];
        press(&authoriser, FIRST, "kontierung", &account).await.location();
        for _ in 0..3 {
            press(&authoriser, FIRST, "bestaetigen", &[]).await.location();
        }
        authoriser.get(LIST).await.ok().has("Für Sie ist gerade nichts zu tun").has("Für mich zu tun (0)");
        second.get(LIST).await.ok().has("ER-2027-00001").has("Zahlung anordnen").lacks("ER-2027-00002");
        clerk.get(LIST).await.ok().lacks("ER-2027-00001").has("Für mich zu tun (3)");
        press(&second, FIRST, "anordnen", &[]).await.location();
        let treasurer = house.signed_in(TREASURER).await;
        treasurer.get(LIST).await.ok().has("ER-2027-00001").has("Bezahlen");
        let run = make_run(&house, FIRST, &[]).await;
        treasurer.get(LIST).await.ok().lacks("ER-2027-00001").lacks("Diese Zahlläufe warten auf Sie");
        let other = house.signed_in(TREASURER_2).await;
        let list = other.get(LIST).await.ok();
        list.has("Diese Zahlläufe warten auf Sie").has("ZL-2027-00001 freigeben").has(&run);
        list.has("Für mich zu tun (1)").lacks("Für Sie ist gerade nichts zu tun");
        other.get(&run).await.ok().has("DE02 1203 0000 0000 2020 51");
        other.post(&format!("{run}/freigeben"), &NOTHING).await.location();
        clerk.get(&format!("{LIST}?zustand=ordered")).await.ok().has("Zahlung bestätigen");
        house.clock.advance_seconds(20 * 86_400);
        let other = house.signed_in(TREASURER_2).await;
        other.get(LIST).await.ok().has("ZL-2027-00001 als bezahlt bestätigen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_confirmers_each_see_their_own_step() {
    let house = House::sqlite().await;
    set_up(&house).await;
    let admin = house.signed_in(ADMIN).await;
    admin.get(&format!("{LIST}/einrichtung")).await.ok();
    let settings = [
        ("inhaber", "Stadt Borgentreich"),
        ("iban", "DE75 5121 0800 1245 1261 99"),
        ("schritt-tage", "5"),
        ("ziel-tage", "30"),
        ("jahre", "10"),
        ("quelle", "KomHVO NRW § 59"),
    ];
    admin.post(&format!("{LIST}/einrichtung"), &settings).await.location();
    receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
    let (clerk, colleague) = (house.signed_in(CLERK).await, house.signed_in(COLLEAGUE).await);
    for _ in 0..2 {
        press(&clerk, FIRST, "bestaetigen", &[]).await.location();
    }
    clerk.get(LIST).await.ok().lacks("ER-2027-00001");
    colleague.get(LIST).await.ok().has("ER-2027-00001").has("Rechnerisch prüfen");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readable_side_of_a_hybrid_is_shown_in_a_sandbox() {
    for house in House::each().await {
        receive(&house, Some(HERE), Channel::Mail, HYBRID).await;
        receive(&house, Some(HERE), Channel::Mail, samples::xml(&sample("A-1"))).await;
        let clerk = house.signed_in(CLERK).await;
        clerk.get(FIRST).await.ok().has("PDF ansehen");
        let shown = clerk.get(&format!("{FIRST}/ansehen")).await.ok();
        assert_eq!(shown.bytes, HYBRID);
        assert_eq!(shown.header("content-type"), "application/pdf");
        assert!(shown.header("content-disposition").starts_with("inline; filename="));
        assert!(shown.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        clerk.get(&page_of(2)).await.ok().lacks("PDF ansehen");
        assert_eq!(clerk.get(&format!("{}/ansehen", page_of(2))).await.status, StatusCode::NOT_FOUND);
        let saved = clerk.get(&format!("{FIRST}/original")).await.ok();
        assert!(saved.header("content-disposition").starts_with("attachment;"));
    }
}
