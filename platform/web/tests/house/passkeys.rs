//! Passkeys through HTTP, with a device made of a key, a counter and a flag. The browser's part is in e2e/tests.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lotse_store::params;
use lotse_web::Config;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{HERE, House, Reply, request};

const ORIGIN: &str = "http://localhost:8080";

/// What a person holds in their hand.
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    counter: u32,
    verifies_user: bool,
}

impl Device {
    /// A device whose passkey stands in the database already.
    async fn known(house: &House, person: u128) -> Self {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let id = format!("device-of-{person}").into_bytes();
        let point = key.verifying_key().to_sec1_point(false);
        let coordinates = point.as_bytes()[1..].split_at(32);
        let credential = json!({ "cred": {
            "cred_id": URL_SAFE_NO_PAD.encode(&id),
            "cred": { "type_": "ES256", "key": { "EC_EC2": {
                "curve": "SECP256R1",
                "x": URL_SAFE_NO_PAD.encode(coordinates.0),
                "y": URL_SAFE_NO_PAD.encode(coordinates.1),
            } } },
            "counter": 1, "transports": null, "user_verified": true, "backup_eligible": false, "backup_state": false,
            "registration_policy": "required", "extensions": {},
            "attestation": { "data": "None", "metadata": "None" }, "attestation_format": "none",
        } });
        let values =
            params![HERE, &id, Uuid::from_u128(person), "Telefon am Empfang", credential.to_string(), 1_i64].to_vec();
        house
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let insert = "INSERT INTO passkeys (body_id, credential_id, person_id, label, credential, created_at) \
                         VALUES ($1, $2, $3, $4, $5, $6)";
                    tx.execute(insert, &values).await
                })
            })
            .await
            .unwrap();
        Self { key, id, counter: 1, verifies_user: true }
    }

    /// Signs as a browser at `origin` would let it (Web Authentication §6.3.3).
    fn answer(&self, options: &Json, person: u128, origin: &str) -> String {
        let client = json!({ "type": "webauthn.get", "challenge": options["challenge"], "origin": origin });
        let client = client.to_string().into_bytes();
        let mut data = Sha256::digest(b"localhost").to_vec();
        data.push(if self.verifies_user { 0b101 } else { 0b001 });
        data.extend(self.counter.to_be_bytes());
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(&client), "authenticatorData": text(&data),
                "signature": text(signature.to_der().as_bytes()), "userHandle": text(Uuid::from_u128(person).as_bytes()),
            },
        })
        .to_string()
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The sign-in page's cookie and token.
async fn arrive(house: &House) -> (String, String) {
    let page = house.get("/anmelden", "").await;
    (page.cookie("besuch").unwrap(), page.token())
}

async fn question(house: &House, visit: &str, token: &str) -> Json {
    let reply = house.post("/anmelden/passkey/frage", visit, &format!("_token={token}")).await;
    assert_eq!((reply.status, reply.header("cache-control")), (StatusCode::OK, "no-store"), "{}", reply.text);
    serde_json::from_str(&reply.text).unwrap()
}

async fn send(house: &House, visit: &str, token: &str, answer: &str) -> Reply {
    let form = format!("_token={token}&antwort={}&weiter=/paderborn/", encoded(answer));
    house.post("/anmelden/passkey", visit, &form).await
}

#[tokio::test]
async fn signing_in_with_a_passkey() {
    for house in House::each().await {
        let mut device = Device::known(&house, 1).await;
        let (visit, token) = arrive(&house).await;
        let options = question(&house, &visit, &token).await;
        assert_eq!((&options["rpId"], &options["userVerification"]), (&json!("localhost"), &json!("required")));
        assert_eq!(options["allowCredentials"], json!([]), "whatever passkey the device has");
        device.counter = 2;
        let answer = device.answer(&options, 1, ORIGIN);
        let reply = send(&house, &visit, &token, &answer).await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/paderborn/"), "{}", reply.text);
        let account = house.get("/meine/konto", &reply.cookie("lotse").unwrap()).await;
        assert!(account.text.contains("Person 1") && account.text.contains("Telefon am Empfang"));

        let again = send(&house, &visit, &token, &answer).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED, "an answer counts once");
        assert!(again.text.contains("Die Zeit ist abgelaufen"), "{}", again.text);
        let options = question(&house, &visit, &token).await;
        let copy = send(&house, &visit, &token, &device.answer(&options, 1, ORIGIN)).await;
        assert_eq!(copy.status, StatusCode::UNAUTHORIZED, "the counter stood still");
        assert!(copy.text.contains("vielleicht kopiert"), "{}", copy.text);
    }
}

#[tokio::test]
async fn answers_that_do_not_count() {
    for house in House::each().await {
        let mut device = Device::known(&house, 1).await;
        let (visit, token) = arrive(&house).await;
        device.counter = 2;
        let options = question(&house, &visit, &token).await;
        let good = device.answer(&options, 1, ORIGIN);
        let (other_visit, other_token) = arrive(&house).await;
        let stolen = send(&house, &other_visit, &other_token, &good).await;
        assert_eq!(stolen.status, StatusCode::UNAUTHORIZED, "another browser's question");

        for (what, person, origin) in
            [("another site", 1, "https://evil.example"), ("another person", 2, ORIGIN), ("nobody", 99, ORIGIN)]
        {
            let options = question(&house, &visit, &token).await;
            let reply = send(&house, &visit, &token, &device.answer(&options, person, origin)).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{what}");
            assert!(reply.cookie("lotse").is_none(), "{what}");
        }
        device.verifies_user = false;
        let options = question(&house, &visit, &token).await;
        let reply = send(&house, &visit, &token, &device.answer(&options, 1, ORIGIN)).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "without finger, face or PIN");
        device.verifies_user = true;

        let options = question(&house, &visit, &token).await;
        house.clock.advance_seconds(5 * 60);
        let late = send(&house, &visit, &token, &device.answer(&options, 1, ORIGIN)).await;
        assert!(late.status == StatusCode::UNAUTHORIZED && late.text.contains("Die Zeit ist abgelaufen"));
        for rubbish in ["", "{}", "[[[", "null"] {
            question(&house, &visit, &token).await;
            assert_eq!(send(&house, &visit, &token, rubbish).await.status, StatusCode::UNAUTHORIZED, "{rubbish}");
        }
        let fresh = question(&house, &visit, &token).await;
        let reply = send(&house, &visit, &token, &device.answer(&fresh, 1, ORIGIN)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "the device itself is fine: {}", reply.text);
    }
}

#[tokio::test]
async fn questions_are_guarded() {
    for house in House::each().await {
        let (visit, token) = arrive(&house).await;
        for path in ["/anmelden/passkey/frage", "/anmelden/passkey"] {
            let reply = house.post(path, &visit, "_token=x").await;
            assert!(reply.text.contains("LOTSE-"), "{path}");
            assert_eq!(reply.status, house.post("/anmelden", &visit, "_token=x").await.status, "{path}");
        }
        let foreign = request(Method::POST, "/anmelden/passkey/frage", &visit)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .body(Body::from(format!("_token={token}")))
            .unwrap();
        assert!(house.send(foreign).await.status.is_client_error());
        for path in ["/meine/konto/passkeys/frage", "/meine/konto/passkeys", "/meine/konto/passkeys/entfernen"] {
            let reply = house.post(path, &visit, &format!("_token={token}")).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
        }

        let clerk = house.sign_in("clerk@example.org").await;
        let page = house.get("/meine/konto", &clerk).await;
        assert!(page.text.contains("data-passkey=\"create\"") && page.text.contains("passkey.js"));
        let token = page.token();
        let reply = house.post("/meine/konto/passkeys/frage", &clerk, &format!("_token={token}")).await;
        let options: Json = serde_json::from_str(&reply.text).unwrap();
        let selection = &options["authenticatorSelection"];
        assert_eq!(
            (&selection["residentKey"], &selection["userVerification"]),
            (&json!("required"), &json!("required"))
        );
        assert_eq!(options["user"]["id"], URL_SAFE_NO_PAD.encode(Uuid::from_u128(1).as_bytes()));
        let form = format!("_token={token}&antwort={}", encoded("{\"id\":\"x\"}"));
        let reply = house.post("/meine/konto/passkeys", &clerk, &form).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert!(!house.get("/meine/konto", &clerk).await.text.contains("/meine/konto/passkeys/entfernen"));
    }
}

#[tokio::test]
async fn passkeys_are_removed_by_their_owner_only() {
    for house in House::each().await {
        let device = Device::known(&house, 1).await;
        let form = |token: &str| format!("_token={token}&passkey={}", URL_SAFE_NO_PAD.encode(&device.id));
        let colleague = house.sign_in("cdo@example.org").await;
        let token = house.get("/meine/konto", &colleague).await.token();
        let reply = house.post("/meine/konto/passkeys/entfernen", &colleague, &form(&token)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);

        let clerk = house.sign_in("clerk@example.org").await;
        let token = house.get("/meine/konto", &clerk).await.token();
        let reply = house.post("/meine/konto/passkeys/entfernen", &clerk, &form(&token)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let page = house.get("/meine/konto", &clerk).await;
        assert!(!page.text.contains("Telefon am Empfang"));
        let kinds =
            house.store.query("SELECT kind FROM ledger_events WHERE body_id = $1", params![HERE]).await.unwrap();
        let kinds: Vec<String> = kinds.iter().map(|row| row.get("kind").unwrap()).collect();
        assert_eq!(kinds, ["person.passkey-removed"]);
    }
}

#[tokio::test]
async fn the_last_way_in_stays() {
    for house in House::each_with(&Config { rate_limits: false, ..Config::default() }, ORIGIN, false).await {
        let device = Device::known(&house, 1).await;
        let clerk = house.sign_in("clerk@example.org").await;
        let forget = "UPDATE people SET password_hash = NULL WHERE body_id = $1";
        house.store.write(move |tx| Box::pin(async move { tx.execute(forget, params![HERE]).await })).await.unwrap();
        let token = house.get("/meine/konto", &clerk).await.token();
        let form = format!("_token={token}&passkey={}", URL_SAFE_NO_PAD.encode(&device.id));
        assert_eq!(house.post("/meine/konto/passkeys/entfernen", &clerk, &form).await.status, StatusCode::SEE_OTHER);
        assert!(house.get("/meine/konto", &clerk).await.text.contains("Telefon am Empfang"));
    }
}

#[tokio::test]
async fn an_address_of_numbers_has_none() {
    for house in House::each_with(&Config::default(), "http://127.0.0.1:8080", true).await {
        let page = house.get("/anmelden", "").await;
        assert!(!page.text.contains("passkey"));
        let form = format!("_token={}", page.token());
        let reply = house.post("/anmelden/passkey/frage", &page.cookie("besuch").unwrap(), &form).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
}
