//! Payment runs: posted, discarded, released, made anew.

use axum::http::StatusCode;
use jiff::civil::date;
use lotse_administration::invoices::{
    Channel, Decision,
    samples::{self, Sample},
};

use crate::{
    harness::{HERE, House},
    invoice_desk::{
        ADMIN, AUTHORISER, CLERK, FIRST, LIST, NOTHING, TREASURER, TREASURER_2, confirm, make_run, press, receive,
        run_of, sample, set_up,
    },
};

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
