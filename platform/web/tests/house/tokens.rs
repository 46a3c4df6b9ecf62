//! Programs: what they show, what they get, and the pages on which they are let in and out.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use lotse_core::{
    body::BodyKey,
    clock::SystemRandomness,
    people::Actor,
    tokens::{self, NewToken, Scope, TokenId},
};
use lotse_web::Config;
use uuid::Uuid;

use crate::support::{HERE, House, Reply, START, request};

const PROBE: &str = "/api/v1/borgentreich/probe";
const PLACE: &str = "/borgentreich/amt/zugaenge";

async fn issue(house: &House, number: u128) -> String {
    let new = NewToken {
        id: TokenId(Uuid::from_u128(number)),
        body: BodyKey::new(HERE).unwrap(),
        name: format!("Programm {number}"),
        scopes: vec![Scope::SubmitInvoices],
        days: 30,
    };
    let store = house.store.store();
    tokens::issue(store, START, &SystemRandomness, &Actor::System("test"), new).await.unwrap().secret
}

async fn call(house: &House, method: Method, authorization: &str) -> Reply {
    let request = Request::builder().method(method).uri(PROBE).header("authorization", authorization);
    house.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_program_needs_its_token_and_nothing_else() {
    for house in House::each().await {
        let token = issue(&house, 1).await;
        for method in [Method::GET, Method::POST] {
            let reply = call(&house, method, &format!("Bearer {token}")).await;
            assert_eq!((reply.status, reply.text.as_str()), (StatusCode::OK, "Programm 1"));
            assert!(!reply.headers.contains_key("set-cookie"));
            assert_eq!(reply.header("cache-control"), "no-store");
        }
        // Also beside cookies and from a page of another site: what a browser sends by itself never counts here.
        let post = request(
            Method::POST,
            &format!("{PROBE}?sprache=en"),
            "sprache=en; besuch=0123456789abcdef0123456789abcdef",
        )
        .header("authorization", format!("bearer {token}"))
        .header("sec-fetch-site", "cross-site");
        let reply = house.send(post.body(Body::empty()).unwrap()).await;
        assert_eq!((reply.status, reply.headers.contains_key("set-cookie")), (StatusCode::OK, false));
    }
}

#[tokio::test]
async fn what_is_no_valid_token_gets_a_problem() {
    for house in House::each().await {
        let token = issue(&house, 1).await;
        let last = if token.ends_with('0') { "1" } else { "0" };
        let slip = format!("Bearer {}{last}", &token[..token.len() - 1]);
        for wrong in [slip.as_str(), "Bearer", "Bearer ", "Bearer x", "bearer lotse_", "Bearer lotse_05__"] {
            let reply = call(&house, Method::GET, wrong).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{wrong}");
            assert_eq!(reply.header("content-type"), "application/problem+json");
            assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"Lotse\", error=\"invalid_token\"");
            assert!(reply.text.contains("\"code\":\"LOTSE-0412\""), "{}", reply.text);
        }
        // Nothing, or something for a server in front: a stranger.
        for nothing in ["", "Basic YTpi"] {
            let reply = call(&house, Method::GET, nothing).await;
            assert!(reply.text.contains("LOTSE-0401"), "{}", reply.text);
            assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"Lotse\"");
        }
        house.clock.advance_seconds(32 * 86_400);
        assert_eq!(call(&house, Method::GET, &format!("Bearer {token}")).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_missing_right_is_no_wrong_token() {
    for house in House::each().await {
        let token = issue(&house, 1).await;
        let foreign =
            Request::builder().uri("/api/v1/paderborn/probe").header("authorization", format!("Bearer {token}"));
        let reply = house.send(foreign.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"Lotse\", error=\"insufficient_scope\"");
        assert!(reply.text.contains("LOTSE-0403"), "{}", reply.text);
    }
}

#[tokio::test]
async fn each_program_has_its_own_limit() {
    for house in House::each_with(&Config::default(), "http://localhost:8080", true).await {
        let (one, two) = (issue(&house, 1).await, issue(&house, 2).await);
        for _ in 0..20 {
            assert_eq!(call(&house, Method::POST, &format!("Bearer {one}")).await.status, StatusCode::OK);
        }
        let reply = call(&house, Method::POST, &format!("Bearer {one}")).await;
        assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
        // From the same address another program goes on, and so does this one with what is not costly.
        assert_eq!(call(&house, Method::POST, &format!("Bearer {two}")).await.status, StatusCode::OK);
        assert_eq!(call(&house, Method::GET, &format!("Bearer {one}")).await.status, StatusCode::OK);
        house.clock.advance_seconds(10);
        assert_eq!(call(&house, Method::POST, &format!("Bearer {one}")).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn an_access_is_given_and_taken_back_on_pages() {
    for house in House::each().await {
        let cookie = house.sign_in("admin@example.org").await;
        let page = house.get(&format!("{PLACE}/neu"), &cookie).await;
        assert!(page.text.contains("Deshalb fehlt hier: Liste der Fälle lesen."), "{}", page.text);
        let id = between(&page.text, "name=\"id\" value=\"", "\"");
        let form = |rest: &str| format!("_token={}&id={id}&{rest}", page.token());
        for wrong in ["", "name=X&rechte=read-cases&dauer=90", "name=X&rechte=submit-invoices&dauer=9999"] {
            let reply = house.post(&format!("{PLACE}/neu"), &cookie, &form(wrong)).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", reply.text);
        }
        let good = form("name=Finanz%3Cb%3Esoftware&rechte=submit-invoices&rechte=read-invoices&dauer=365");
        let issued = house.post(&format!("{PLACE}/neu"), &cookie, &good).await;
        assert_eq!((issued.status, issued.header("cache-control")), (StatusCode::OK, "no-store"));
        let token = between(&issued.text, "id=\"schluessel-text\">", "<");
        assert!(issued.text.contains("--data-binary @rechnung.xml") && issued.text.contains("invoices?state=open"));
        assert_eq!(call(&house, Method::GET, &format!("Bearer {token}")).await.text, "Finanz<b>software");

        let again = house.post(&format!("{PLACE}/neu"), &cookie, &good).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.text.contains("LOTSE-0410") && !again.text.contains("lotse_"), "{}", again.text);
        let one = format!("{PLACE}/{id}");
        for path in [PLACE, &one, &format!("{one}/widerrufen")] {
            let page = house.get(path, &cookie).await;
            assert!(page.text.contains("Finanz&#60;b&#62;software"), "{path}: {}", page.text);
            assert!(!page.text.contains(&token[token.len() - 38..]), "{path}");
        }
        let page = house.get(&format!("{one}/widerrufen"), &cookie).await;
        let end = format!("_token={}", page.token());
        let ended = house.post(&format!("{one}/widerrufen"), &cookie, &end).await;
        assert_eq!((ended.status, ended.header("location")), (StatusCode::SEE_OTHER, PLACE));
        assert_eq!(call(&house, Method::GET, &format!("Bearer {token}")).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(house.post(&format!("{one}/widerrufen"), &cookie, &end).await.status, StatusCode::CONFLICT);
        for unknown in ["x", "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(house.get(&format!("{PLACE}/{unknown}"), &cookie).await.status, StatusCode::NOT_FOUND);
        }
    }
}

fn between(text: &str, start: &str, end: &str) -> String {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split(end).next().unwrap_or_default().to_owned()
}
