//! Who gets in.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};

use crate::support::{House, request};

#[tokio::test]
async fn strangers_are_asked_to_sign_in_and_brought_back() {
    for house in House::each().await {
        let reply = house.get("/borgentreich/amt/?filter=a%20b", "").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(reply.header("location"), "/anmelden?weiter=/borgentreich/amt/%3Ffilter%3Da%2520b");
        let page = house.get(reply.header("location"), "").await;
        assert!(page.text.contains(r#"name="weiter" value="/borgentreich/amt/?filter=a%20b""#), "{}", page.text);
        let posted = house.post("/borgentreich/amt/", "", "a=1").await;
        assert_eq!(posted.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn route_by_role_and_foreign_body() {
    for house in House::each().await {
        let cases = [
            ("clerk@example.org", "/borgentreich/amt/", StatusCode::OK),
            ("clerk@example.org", "/paderborn/amt/", StatusCode::FORBIDDEN),
            ("clerk@example.org", "/borgentreich/loesungen/", StatusCode::FORBIDDEN),
            ("cdo@example.org", "/borgentreich/loesungen/", StatusCode::OK),
            ("cdo@example.org", "/paderborn/loesungen/", StatusCode::FORBIDDEN),
            ("cdo@example.org", "/borgentreich/amt/", StatusCode::FORBIDDEN),
            ("foreign@example.org", "/borgentreich/amt/", StatusCode::FORBIDDEN),
            ("operator@example.org", "/betrieb/", StatusCode::OK),
            ("operator@example.org", "/borgentreich/amt/", StatusCode::FORBIDDEN),
            ("clerk@example.org", "/betrieb/", StatusCode::FORBIDDEN),
        ];
        for (email, path, expected) in cases {
            let cookie = house.sign_in(email).await;
            assert_eq!(house.get(path, &cookie).await.status, expected, "{email} {path}");
        }
    }
}

#[tokio::test]
async fn unknown_bodies_paths_and_methods() {
    for house in House::each().await {
        for path in ["/nirgendwo/", "/nirgendwo/amt/", "/a/b/c/d", "/borgentreich/%00", "/%ff", "/borgentreich/x%2Fy"] {
            assert_eq!(house.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let reply = house.post("/borgentreich/", "", "").await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reply.header("allow"), "GET, HEAD");
        assert!(reply.text.contains("LOTSE-0405"));
        let head = house.send(request(Method::HEAD, "/borgentreich/", "").body(Body::empty()).unwrap()).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    }
}

#[tokio::test]
async fn the_other_slash_is_sent_on() {
    for house in House::each().await {
        let reply = house.get("/borgentreich?a=1", "").await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::PERMANENT_REDIRECT, "/borgentreich/?a=1"));
        let reply = house.get("/anmelden/", "").await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::PERMANENT_REDIRECT, "/anmelden"));
        assert_eq!(house.get("/gibtsnicht", "").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn holders_pass_to_the_handler_which_asks_again() {
    for house in House::each().await {
        let reply = house.get("/borgentreich/fall/richtig", "").await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("x-robots-tag"), "noindex");
        assert_eq!(house.get("/borgentreich/fall/falsch", "").await.status, StatusCode::SEE_OTHER);
        let clerk = house.sign_in("clerk@example.org").await;
        assert_eq!(house.get("/borgentreich/fall/falsch", &clerk).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn navigation_by_role() {
    for house in House::each().await {
        assert!(!house.get("/borgentreich/", "").await.text.contains("Fälle"));
        let clerk = house.sign_in("clerk@example.org").await;
        let page = house.get("/paderborn/", &clerk).await.text;
        assert!(page.contains(r#"<a href="/borgentreich/amt/">Fälle</a>"#), "{page}");
        let page = house.get("/borgentreich/amt/", &clerk).await.text;
        assert!(page.contains(r#"<a href="/borgentreich/amt/" aria-current="page">Fälle</a>"#), "{page}");
    }
}
