//! What goes wrong, as pages and as problem documents.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use lotse_web::Config;

use crate::support::{House, request};

#[tokio::test]
async fn a_page_for_people() {
    for house in House::each().await {
        let reply = house.get("/borgentreich/gibtsnicht", "").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert!(reply.text.contains("Diese Seite gibt es nicht") && reply.text.contains("LOTSE-0404"));
        assert!(reply.text.contains(reply.header("x-request-id")));
        let english = house.get("/gibtsnicht?sprache=en", "").await;
        assert!(english.text.contains("This page does not exist"));
        let own = house.get("/zahl/7", "").await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(own.text.contains("Die Sieben gibt es nicht."));
    }
}

#[tokio::test]
async fn a_document_for_programs() {
    for house in House::each().await {
        let asked =
            request(Method::GET, "/zahl/7", "").header("accept", "application/json").body(Body::empty()).unwrap();
        let mut asked = asked;
        asked.headers_mut().remove("accept");
        asked.headers_mut().insert("accept", "application/json".parse().unwrap());
        for reply in
            [house.send(asked).await, house.get("/api/v1/bodies/nirgendwo", "").await, house.get("/api/x", "").await]
        {
            assert_eq!(reply.header("content-type"), "application/problem+json");
            let document: serde_json::Value = serde_json::from_str(&reply.text).unwrap();
            let code = document["code"].as_str().unwrap();
            assert_eq!(document["type"], format!("http://localhost:8080/fehler/{code}"));
            assert_eq!(document["status"], reply.status.as_u16());
            assert_eq!(document["instance"], format!("urn:uuid:{}", reply.header("x-request-id")));
            let explained = house.get(&format!("/fehler/{code}"), "").await;
            assert_eq!(explained.status, StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn panics_and_library_answers_become_pages() {
    for house in House::each().await {
        let reply = house.get("/kaputt", "").await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(reply.text.contains("LOTSE-0500") && !reply.text.contains("on purpose"));
        let reply = house.get("/fremd", "").await;
        assert!(reply.text.contains("LOTSE-0422") && !reply.text.contains("plain text of a library"));
        let reply = house.get("/zahl/abc", "").await;
        assert!(reply.text.contains("LOTSE-0422"), "{}", reply.text);
    }
}

#[tokio::test]
async fn too_many_requests() {
    for house in House::each_with(&Config::default(), "http://localhost:8080", true).await {
        for _ in 0..200 {
            assert_eq!(house.get("/healthz", "").await.status, StatusCode::OK);
        }
        let reply = house.get("/healthz", "").await;
        assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
        house.clock.advance_seconds(1);
        assert_eq!(house.get("/healthz", "").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn hostile_input_is_never_a_500() {
    for house in House::each().await {
        let clerk = house.sign_in("clerk@example.org").await;
        let long = "a".repeat(5_000);
        let paths = [
            "/%2e%2e/%2e%2e/etc/passwd",
            "/borgentreich/amt/?x=%ff%fe",
            "/anmelden?weiter=%ff",
            "/anmelden?weiter[]=1&weiter=2&weiter=3",
            "/?sprache=%00",
            "/zahl/99999999999999999999",
            "/fehler/%3Cscript%3E",
            "//evil.example/",
            "/'%20OR%201=1--/",
        ];
        for path in paths.into_iter().chain([format!("/{long}").as_str(), format!("/?{long}={long}").as_str()]) {
            for cookie in [
                "",
                clerk.as_str(),
                "lotse=x.y; besuch=\"; sprache=<>; hinweis=a.b",
                "lotse=057620004004.0123456789abcdefghjkmnpqrstvwxyz",
            ] {
                for method in [Method::GET, Method::POST, Method::DELETE] {
                    let message = format!("{method} {path}");
                    let sent = request(method, path, cookie)
                        .header("content-type", "multipart/form-data; boundary=\u{7f}")
                        .body(Body::from("\0\u{1}--"));
                    // Some of this no HTTP library would send.
                    let Ok(sent) = sent else { continue };
                    let reply = house.send(sent).await;
                    assert!(!reply.status.is_server_error(), "{message}: {}", reply.status);
                    assert!(!reply.text.contains("<script>"), "{message}");
                }
            }
        }
    }
}
