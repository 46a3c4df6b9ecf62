//! Languages, cookies, headers, assets, the small addresses.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use lotse_web::Config;

use crate::support::{House, request};

#[tokio::test]
async fn languages() {
    for house in House::each().await {
        let german = house.get("/", "").await;
        assert!(german.text.contains("<html lang=\"de\">") && german.text.contains("Zum Inhalt springen"));
        assert!(german.text.contains("1.050.000,00\u{a0}€"));
        let english = house.get("/?sprache=en", "").await;
        assert!(english.text.contains("<html lang=\"en\">") && english.text.contains("€1,050,000.00"));
        let cookie = english.cookie("sprache").unwrap();
        assert!(house.get("/", &cookie).await.text.contains("<h1>Trial</h1>"));
        let easy = house.get("/?sprache=leicht", &cookie).await;
        assert!(easy.text.contains("<html lang=\"de\" class=\"lotse-easy\">") && easy.text.contains("Ein Versuch"));
        let asked = request(Method::GET, "/", "").header("accept-language", "en-US").body(Body::empty()).unwrap();
        assert!(house.send(asked).await.text.contains("<html lang=\"en\">"));
        let links = house.get("/?a=b&sprache=en&x=%22%3E", "").await;
        assert!(links.text.contains("href=\"/?a=b&#38;x=%22%3E&#38;sprache=leicht\""), "{}", links.text);
    }
}

#[tokio::test]
async fn security_headers_on_every_kind_of_answer() {
    for house in
        House::each_with(&Config { rate_limits: false, ..Config::default() }, "https://lotse.example", true).await
    {
        for path in ["/", "/nichts", "/kaputt", "/api/v1/bodies", "/api/nichts", "/healthz", "/meine/konto"] {
            let reply = house.get(path, "").await;
            assert!(reply.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert!(reply.header("strict-transport-security").contains("max-age"), "{path}");
            assert_eq!(reply.header("x-request-id").len(), 36, "{path}");
            assert!(!reply.text.contains("style=") && !reply.text.contains("onclick"), "{path}");
        }
        let page = house.get("/anmelden", "").await;
        let line = page.headers.get("set-cookie").unwrap().to_str().unwrap();
        assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Secure"), "{line}");
        let form = format!("_token={}&person={}", page.token(), house.clerk);
        let reply = house.post("/anmelden/demo", &page.cookie("besuch").unwrap(), &form).await;
        assert!(reply.cookie("__Host-lotse").is_some());
    }
}

#[tokio::test]
async fn assets_are_immutable_under_their_hash() {
    for house in House::each().await {
        let page = house.get("/", "").await.text;
        let end = page.find("lotse.css").unwrap();
        let start = page[..end].rfind("/assets/").unwrap();
        let path = page[start..].split('"').next().unwrap().to_owned();
        let reply = house.get(&path, "").await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert_eq!(reply.header("content-type"), "text/css; charset=utf-8");
        assert!(reply.header("cache-control").ends_with("immutable"));
        let zipped = request(Method::GET, &path, "").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        assert_eq!(house.send(zipped).await.header("content-encoding"), "gzip");
        let style = house.get(&path, "").await.text;
        for font in style.split("url(\"fonts/").skip(1).filter_map(|rest| rest.split('"').next()) {
            let beside = path.replace("lotse.css", &format!("fonts/{font}"));
            assert_eq!(house.get(&beside, "").await.header("content-type"), "font/woff2", "{beside}");
        }
        assert!(!style.contains("url(\"/assets/"));
        let old = house.get("/assets/000000000000/lotse.css", "").await;
        assert_eq!((old.status, old.header("cache-control")), (StatusCode::OK, "no-store"));
        assert_eq!(house.get("/assets/x/../../Cargo.toml", "").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn small_addresses() {
    for house in House::each().await {
        assert_eq!(house.get("/healthz", "").await.text, "ok\n");
        assert_eq!(house.get("/metrics", "").await.status, StatusCode::FORBIDDEN);
        let operator = house.sign_in("operator@example.org").await;
        let metrics = house.get("/metrics", &operator).await;
        assert!(metrics.text.contains(r#"lotse_http_requests_total{path="/healthz",method="GET",class="2xx"} 1"#));
        let bodies: serde_json::Value = serde_json::from_str(&house.get("/api/v1/bodies", "").await.text).unwrap();
        assert_eq!(bodies.as_array().unwrap().len(), 2);
        assert_eq!(bodies[0]["self"], "http://localhost:8080/api/v1/bodies/borgentreich");
        assert_eq!(bodies[0]["kind"], "municipality");
        let description: serde_json::Value =
            serde_json::from_str(&house.get("/api/openapi.json", "").await.text).unwrap();
        assert!(description["paths"]["/api/v1/bodies"]["get"].is_object());
        for path in ["/impressum", "/borgentreich/datenschutz", "/barrierefreiheit", "/fehler", "/robots.txt"] {
            assert_eq!(house.get(path, "").await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn pages_are_compressed_on_request() {
    for house in House::each().await {
        let plain = house.get("/", "").await;
        assert_eq!(plain.header("content-encoding"), "");
        let zipped = request(Method::GET, "/", "").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        assert_eq!(house.send(zipped).await.header("content-encoding"), "gzip");
    }
}
