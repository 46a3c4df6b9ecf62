//! Forms: tokens, origins, sizes, messages.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};

use crate::support::{House, request};

#[tokio::test]
async fn only_own_forms_of_this_browser() {
    for house in House::each().await {
        let clerk = house.sign_in("clerk@example.org").await;
        let token = house.get("/borgentreich/amt/", &clerk).await.token();
        let good = house.post("/borgentreich/amt/", &clerk, &format!("_token={token}&a=1&a=2")).await;
        assert_eq!(good.status, StatusCode::SEE_OTHER);

        // The message is shown once.
        let flash = good.cookie("hinweis").unwrap();
        let next = house.get(good.header("location"), &format!("{clerk}; {flash}")).await;
        assert!(next.text.contains("2 Felder, 0 Dateien") && next.text.contains("role=\"status\""));
        assert_eq!(next.cookie("hinweis").as_deref(), Some("hinweis="));

        for form in ["a=1".to_owned(), "_token=falsch".to_owned()] {
            let reply = house.post("/borgentreich/amt/", &clerk, &form).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN);
            assert!(reply.text.contains("LOTSE-0419"));
        }
        // Another session's token.
        let other = house.sign_in("clerk@example.org").await;
        let foreign = house.get("/borgentreich/amt/", &other).await.token();
        let reply = house.post("/borgentreich/amt/", &clerk, &format!("_token={foreign}")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn other_sites_cannot_send() {
    for house in House::each().await {
        let clerk = house.sign_in("clerk@example.org").await;
        let token = house.get("/borgentreich/amt/", &clerk).await.token();
        let cases = [
            ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
            ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
            ("sec-fetch-site", "same-origin", StatusCode::SEE_OTHER),
            ("origin", "https://evil.example", StatusCode::FORBIDDEN),
            ("origin", "http://localhost:8080", StatusCode::SEE_OTHER),
            ("origin", "null", StatusCode::SEE_OTHER),
        ];
        for (name, value, expected) in cases {
            let sent = request(Method::POST, "/borgentreich/amt/", &clerk)
                .header("content-type", "application/x-www-form-urlencoded")
                .header(name, value)
                .body(Body::from(format!("_token={token}")))
                .unwrap();
            assert_eq!(house.send(sent).await.status, expected, "{name}: {value}");
        }
    }
}

#[tokio::test]
async fn sizes() {
    for house in House::each().await {
        let page = house.get("/borgentreich/", "").await;
        let (token, visit) = (page.token(), page.cookie("besuch").unwrap());
        let small = format!("_token={token}&a={}", "x".repeat(1_000));
        assert_eq!(house.post("/borgentreich/klein", &visit, &small).await.status, StatusCode::SEE_OTHER);
        let announced = format!("_token={token}&a={}", "x".repeat(3_000));
        let mut sent = request(Method::POST, "/borgentreich/klein", &visit)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("content-length", announced.len())
            .body(Body::from(announced.clone()))
            .unwrap();
        assert_eq!(house.send(sent).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        // Without saying so before, in pieces, in both kinds.
        let multipart = format!(
            "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n{announced}\r\n--x--\r\n"
        );
        for (kind, text) in
            [("application/x-www-form-urlencoded", announced), ("multipart/form-data; boundary=x", multipart)]
        {
            let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
                text.as_bytes().chunks(700).map(|piece| Ok(piece.to_vec())).collect();
            sent = request(Method::POST, "/borgentreich/klein", &visit)
                .header("content-type", kind)
                .body(Body::from_stream(futures::stream::iter(pieces)))
                .unwrap();
            let reply = house.send(sent).await;
            assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{kind}");
            assert!(reply.text.contains("LOTSE-0413"));
        }
    }
}

#[tokio::test]
async fn files() {
    for house in House::each().await {
        let page = house.get("/borgentreich/", "").await;
        let (token, visit) = (page.token(), page.cookie("besuch").unwrap());
        let text = format!(
            "--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--x--\r\n"
        );
        let sent = request(Method::POST, "/borgentreich/klein", &visit)
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::from(text))
            .unwrap();
        let reply = house.send(sent).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let next = house.get("/borgentreich/", &format!("{visit}; {}", reply.cookie("hinweis").unwrap())).await;
        assert!(next.text.contains("0 Felder, 1 Dateien"));
        let json = request(Method::POST, "/borgentreich/klein", &visit)
            .header("content-type", "application/json")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from("{}"))
            .unwrap();
        assert_eq!(house.send(json).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
