//! Invoices: from the document to the payment file, with everything that must not happen on the way.

use axum::http::StatusCode;
use jiff::civil::date;
use lotse_administration::invoices::{
    Channel, Decision, DeleteOld, Outcome, Why,
    samples::{self, Sample},
    statements,
};
use lotse_core::{ledger, mail};

use crate::{
    harness::{HERE, House},
    invoice_desk::{
        ADMIN, AUTHORISER, AUTHORISER_2, CLERK, COLLEAGUE, FIRST, HYBRID, LIST, NOTHING, TREASURER, TREASURER_2,
        UPLOAD, make_run, page_of, press, receive, sample, set_up, stand,
    },
};

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
