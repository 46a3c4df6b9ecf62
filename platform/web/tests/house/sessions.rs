//! Signing in, staying in, signing out.

use axum::http::StatusCode;
use lotse_web::Config;

use crate::support::{House, PASSWORD};

#[tokio::test]
async fn from_sign_in_to_sign_out() {
    for house in House::each().await {
        let cookie = house.sign_in("Clerk@Example.org").await;
        let account = house.get("/meine/konto", &cookie).await;
        assert_eq!(account.status, StatusCode::OK);
        assert!(account.text.contains("Person 1") && account.text.contains("Sachbearbeitung, Stadt Borgentreich"));
        assert_eq!(account.header("cache-control"), "no-store");

        let bye = house.post("/abmelden", &cookie, &format!("_token={}", account.token())).await;
        assert_eq!(bye.status, StatusCode::SEE_OTHER);
        assert_eq!(bye.cookie("lotse").as_deref(), Some("lotse="));
        assert_eq!(house.get("/meine/konto", &cookie).await.status, StatusCode::SEE_OTHER, "ended at once");
    }
}

#[tokio::test]
async fn wrong_password_and_unknown_address_look_the_same() {
    for house in House::each().await {
        let page = house.get("/anmelden", "").await;
        let visit = page.cookie("besuch").unwrap();
        let mut texts = Vec::new();
        for email in ["clerk@example.org", "niemand@example.org"] {
            let form = format!("_token={}&email={email}&passwort=falsch", page.token());
            let reply = house.post("/anmelden", &visit, &form).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
            assert!(reply.text.contains("stimmen nicht") && reply.text.contains(r##"href="#feld-email""##));
            assert!(!reply.text.contains("falsch\""), "the password is not sent back");
            texts.push(reply.text.lines().filter(|line| !line.contains("value=")).collect::<String>());
        }
        assert_eq!(texts[0], texts[1]);
        let empty = house.post("/anmelden", &visit, &format!("_token={}", page.token())).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text.contains("<title>Fehler: "), "{}", empty.text);
    }
}

#[tokio::test]
async fn sessions_end_after_twelve_hours() {
    for house in House::each().await {
        let cookie = house.sign_in("clerk@example.org").await;
        house.clock.advance_seconds(12 * 3_600 - 1);
        assert_eq!(house.get("/meine/konto", &cookie).await.status, StatusCode::OK);
        house.clock.advance_seconds(1);
        assert_eq!(house.get("/meine/konto", &cookie).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn other_devices_can_be_signed_out() {
    for house in House::each().await {
        let (one, two) = (house.sign_in("clerk@example.org").await, house.sign_in("clerk@example.org").await);
        let other_person = house.sign_in("cdo@example.org").await;
        let account = house.get("/meine/konto", &one).await;
        assert_eq!(account.text.matches("Anderes Gerät").count(), 1);
        house.post("/meine/konto/sitzungen", &one, &format!("_token={}", account.token())).await;
        assert_eq!(house.get("/meine/konto", &one).await.status, StatusCode::OK);
        assert_eq!(house.get("/meine/konto", &two).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.get("/meine/konto", &other_person).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn signing_in_again_changes_the_secret_and_ends_the_old_session() {
    for house in House::each().await {
        let old = house.sign_in("clerk@example.org").await;
        let page = house.get("/anmelden", &old).await;
        let form = format!("_token={}&email=clerk@example.org&passwort={}", page.token(), PASSWORD.replace(' ', "+"));
        let new = house.post("/anmelden", &old, &form).await.cookie("lotse").unwrap();
        assert_ne!(old, new);
        assert_eq!(house.get("/meine/konto", &old).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.get("/meine/konto", &new).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_demo_button_exists_in_the_demo_only() {
    for house in House::each().await {
        let page = house.get("/anmelden?weiter=/paderborn/", "").await;
        let visit = page.cookie("besuch").unwrap();
        let form = format!("_token={}&person={}&weiter=/paderborn/", page.token(), house.clerk);
        let reply = house.post("/anmelden/demo", &visit, &form).await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/paderborn/"));
        // Others than those offered cannot be chosen.
        let form = format!("_token={}&person=00000000-0000-0000-0000-000000000004", page.token());
        assert_eq!(house.post("/anmelden/demo", &visit, &form).await.status, StatusCode::NOT_FOUND);

        for serious in
            House::each_with(&Config { rate_limits: false, ..Config::default() }, "http://localhost:8080", false).await
        {
            let page = serious.get("/anmelden", "").await;
            assert!(!page.text.contains("Person 1"));
            let form = format!("_token={}&person={}", page.token(), serious.clerk);
            let reply = serious.post("/anmelden/demo", &page.cookie("besuch").unwrap(), &form).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    for house in House::each().await {
        let page = house.get("/anmelden?weiter=//evil.example/", "").await;
        assert!(!page.text.contains("evil.example/\""), "{}", page.text);
        let visit = page.cookie("besuch").unwrap();
        for target in ["//evil.example", "https://evil.example", "/%5Cevil.example"] {
            let form = format!("_token={}&person={}&weiter={target}", page.token(), house.clerk);
            let reply = house.post("/anmelden/demo", &visit, &form).await;
            assert_eq!(reply.header("location"), "/borgentreich/amt/", "{target}");
        }
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_by_account() {
    for house in House::each_with(&Config::default(), "http://localhost:8080", false).await {
        let page = house.get("/anmelden", "").await;
        let visit = page.cookie("besuch").unwrap();
        let form = format!("_token={}&email=clerk@example.org&passwort=x", page.token());
        let mut last = StatusCode::OK;
        for _ in 0..11 {
            last = house.post("/anmelden", &visit, &form).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        house.clock.advance_seconds(91);
        assert_eq!(house.post("/anmelden", &visit, &form).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    use lotse_store::test_support::TestStore;
    use lotse_web::sign_in::{MIGRATIONS, STATEMENTS};
    for store in TestStore::each_migrated(&[lotse_core::MIGRATIONS, MIGRATIONS]).await {
        for statement in STATEMENTS {
            store.prepare_check(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}
