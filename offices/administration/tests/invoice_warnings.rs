//! What looks wrong though the rules accept it: it is told, looked at by somebody with a name, and goes on.

use axum::http::StatusCode;
use jiff::civil::date;
use lotse_administration::invoices::{
    Channel, DeleteOld, Outcome, Unit,
    samples::{self, Sample},
};
use lotse_core::{body::BodyKey, ledger, people::Actor};

use crate::{
    harness::{HERE, House, THERE},
    invoice_desk::{
        AUTHORISER, CLERK, FIRST, OTHER_IBAN, confirm, order, page_of, press, receive, sample, set_up, stand,
    },
};

fn api_of(number: u32) -> String {
    format!("/api/v1/borgentreich/invoices/ER-2027-{number:05}")
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
        clerk.get(&api_of(2)).await.ok().has("\"concern\":\"other-account\"").has("\"acknowledged_at\":null");
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
        clerk.get(&api_of(2)).await.ok().has("\"acknowledged_at\":\"20");
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
        clerk.get(&api_of(1)).await.ok().has("\"concern\":\"other-body\"").has("Paderborn");
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
        let api = clerk.get(&api_of(1)).await.ok();
        api.has("\"resemblance\":\"same-number\"")
            .has("\"resemblance\":\"same-amount-and-day\"")
            .has("\"warnings\":[]");
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
