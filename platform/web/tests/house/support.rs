//! A small instance: two bodies, four people, some routes.

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, State},
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::IntoResponse,
};
use lotse_core::{
    Core, Parts, Settings,
    blobs::Blobs,
    body::{Body as Municipality, BodyKey, BodyKind},
    clock::{FixedClock, SystemRandomness, Timestamp},
    ledger::Signer,
    people::{self, Membership, NewPerson, PersonId},
    permissions::{Action, Role, Subject},
    scan::Scanner,
    secrets::Secrets,
};
use lotse_store::test_support::TestStore;
use lotse_web::{
    Answer, App, Config, DemoPerson, FormData, NavEntry, Page, Problem, Rate, RouteOptions, Routes, SeeOther, TEXTS,
    TextSet, Texts, Visit, admin, html, sign_in,
};
use tower::ServiceExt;
use uuid::Uuid;

pub const HERE: &str = "057620004004";
pub const THERE: &str = "057740032032";
pub const START: Timestamp = Timestamp(1_800_000_000_000);
pub const PASSWORD: &str = "ein langes Passwort für Tests";
/// Made once: Argon2 is slow on purpose.
static HASH: OnceLock<String> = OnceLock::new();

const OWN: TextSet = TextSet {
    name: "test",
    de: "probe-titel = Probe\namt-probe = Fälle\n",
    en: "probe-titel = Trial\namt-probe = Cases\n",
    leicht: "probe-titel = Ein Versuch\n",
};

#[derive(askama::Template)]
#[template(
    source = r#"{% extends "layout.html" %}{% import "components.html" as ui %}{% block content %}<h1>{{ page.title }}</h1><p>{{ page.money(amount) }}</p><form method="post">{% call ui::token(page) %}{% endcall %}</form>{% endblock %}"#,
    ext = "html"
)]
struct FormPage {
    page: Page,
    amount: i64,
}

pub struct House {
    pub store: TestStore,
    _folder: tempfile::TempDir,
    pub clock: FixedClock,
    pub router: Router,
    pub clerk: PersonId,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// `name=value` of the cookie that was set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        lines
            .filter_map(|line| line.split(';').next())
            .find(|pair| pair.starts_with(&format!("{name}=")))
            .map(str::to_owned)
    }

    pub fn token(&self) -> String {
        let start = self.text.find("name=\"_token\" value=\"").expect("a form on the page") + 21;
        self.text[start..].split('"').next().unwrap().to_owned()
    }
}

impl House {
    /// The demo, once on SQLite and once on PostgreSQL where there is one.
    pub async fn each() -> Vec<Self> {
        Self::each_with(&Config { rate_limits: false, ..Config::default() }, "http://localhost:8080", true).await
    }

    pub async fn each_with(config: &Config, public_url: &str, demo: bool) -> Vec<Self> {
        let mut houses = Vec::new();
        for store in TestStore::each_migrated(&[lotse_core::MIGRATIONS, sign_in::MIGRATIONS]).await {
            houses.push(Self::on(store, config.clone(), public_url, demo).await);
        }
        houses
    }

    async fn on(store: TestStore, config: Config, public_url: &str, demo: bool) -> Self {
        let clock = FixedClock::at(START);
        let bodies = vec![body(HERE, "borgentreich", "Borgentreich"), body(THERE, "paderborn", "Paderborn")];
        let people = [
            (1, HERE, Role::Caseworker, "clerk@example.org"),
            (2, HERE, Role::DigitalOfficer, "cdo@example.org"),
            (3, THERE, Role::Caseworker, "foreign@example.org"),
            (4, HERE, Role::Operator, "operator@example.org"),
            (5, HERE, Role::BodyAdministrator, "admin@example.org"),
        ];
        let hash = HASH.get_or_init(|| sign_in::hash_password(&SystemRandomness, PASSWORD).unwrap());
        for (number, key, role, email) in people {
            let home = BodyKey::new(key).unwrap();
            let person = NewPerson {
                id: PersonId(Uuid::from_u128(number)),
                home: home.clone(),
                name: format!("Person {number}"),
                email: email.to_owned(),
                password_hash: Some(hash.clone()),
            };
            store
                .write(move |tx| {
                    Box::pin(async move {
                        people::add_person(tx, START, &person).await?;
                        let membership = Membership { body: home, role };
                        people::add_membership(tx, START, person.id, &membership, START, None, "test").await
                    })
                })
                .await
                .unwrap();
        }
        // Who gives programs the right to hand in invoices has it, too.
        store
            .write(move |tx| {
                Box::pin(async move {
                    let membership = Membership { body: BodyKey::new(HERE).unwrap(), role: Role::InvoiceClerk };
                    let id = PersonId(Uuid::from_u128(5));
                    people::add_membership(tx, START, id, &membership, START, None, "test").await
                })
            })
            .await
            .unwrap();
        lotse_core::region::import(&store, START, bodies).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let key = Secrets::generate(&SystemRandomness).signing_key("localhost").unwrap();
        let parts = Parts {
            store: store.store().clone(),
            blobs: Blobs::local(folder.path()).unwrap(),
            scanner: Scanner::off(),
            clock: Arc::new(clock.clone()),
            randomness: Arc::new(SystemRandomness),
            signer: Signer::new(key, "localhost".to_owned()),
            server_secret: [9; 32],
            settings: Settings {
                public_url: public_url.to_owned(),
                instance_name: "localhost".to_owned(),
                region_name: "OstWestfalenLippe".to_owned(),
                demo,
            },
        };
        let core = Core::new(parts).await.unwrap();
        let clerk = PersonId(Uuid::from_u128(1));
        let demo_people = vec![DemoPerson {
            person: clerk,
            name: "Person 1".into(),
            description: "Sachbearbeitung".into(),
            description_en: "Caseworker".into(),
        }];
        let texts = Texts::new(&[TEXTS, admin::TEXTS, OWN]).unwrap();
        let app = App::new(core, texts, Config { demo_people, ..config });
        Self { store, _folder: folder, clock, router: routes().into_router(app), clerk }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&self, path: &str, cookies: &str) -> Reply {
        self.send(request(Method::GET, path, cookies).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, cookies: &str, form: &str) -> Reply {
        let request = request(Method::POST, path, cookies)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// Signs in by password and gives the session cookie.
    pub async fn sign_in(&self, email: &str) -> String {
        let page = self.get("/anmelden", "").await;
        let visit = page.cookie("besuch").unwrap();
        let form = format!("_token={}&email={email}&passwort={}", page.token(), PASSWORD.replace(' ', "+"));
        let reply = self.post("/anmelden", &visit, &form).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        reply.cookie("lotse").unwrap()
    }
}

pub fn request(method: Method, path: &str, cookies: &str) -> axum::http::request::Builder {
    let builder =
        Request::builder().method(method).uri(path).header("host", "localhost:8080").header("accept", "text/html");
    if cookies.is_empty() { builder } else { builder.header("cookie", cookies) }
}

fn routes() -> Routes {
    admin::routes()
        .get("/api/v1/{body}/probe", Action::ReceiveInvoices, who)
        .post_with("/api/v1/{body}/probe", Action::ReceiveInvoices, RouteOptions::default().rate(Rate::SignIn), who)
        .get("/", Action::ReadPublic, probe)
        .get("/{body}/", Action::ReadPublic, probe)
        .get("/{body}/amt/", Action::ReadCases, probe)
        .post("/{body}/amt/", Action::WorkOnCases, send)
        .get("/{body}/loesungen/", Action::ReadAdoptions, probe)
        .get("/{body}/fall/{secret}", Action::ReadOwnCase, own_case)
        .post_with("/{body}/klein", Action::Apply, RouteOptions::default().body_limit(2_000), send)
        .get("/betrieb/", Action::OperateInstance, probe)
        .get("/kaputt", Action::ReadPublic, broken)
        .get("/zahl/{number}", Action::ReadPublic, number)
        .get("/fremd", Action::ReadPublic, || async { (StatusCode::IM_A_TEAPOT, "plain text of a library") })
        .nav(NavEntry { path: "/{body}/amt/", text: "amt-probe", action: Action::ReadCases, order: 1 })
}

/// The name of the caller, and cookies that must not reach a program.
async fn who(visit: Visit) -> Answer {
    let (name, _) = (visit.actor.name().unwrap_or_default().to_owned(), visit.csrf_token());
    Ok(name.into_response())
}

async fn probe(visit: Visit, State(_): State<App>) -> Answer {
    html(&FormPage { page: visit.page(visit.t("probe-titel")), amount: 105_000_000 })
}

async fn send(visit: Visit, form: FormData) -> Answer {
    let text = format!("{} Felder, {} Dateien", form.fields().len(), form.files().len());
    Ok(SeeOther::to(format!("{}?ok=1", visit.path)).success(text).into_response())
}

async fn own_case(visit: Visit, Path((_, secret)): Path<(String, String)>) -> Answer {
    let key = visit.require_body()?.key.clone();
    visit.require(Action::ReadOwnCase, &Subject::of(&key).with_link_shown(secret == "richtig"))?;
    html(&FormPage { page: visit.page("Fall"), amount: 0 })
}

async fn broken() -> Answer {
    panic!("on purpose")
}

async fn number(Path(number): Path<u32>) -> Answer {
    if number == 7 {
        return Err(Problem::invalid("Die Sieben gibt es nicht."));
    }
    Ok(number.to_string().into_response())
}

fn body(key: &str, slug: &str, name: &str) -> Municipality {
    Municipality {
        key: BodyKey::new(key).unwrap(),
        slug: slug.into(),
        name: name.into(),
        official_name: format!("Stadt {name}"),
        kind: BodyKind::Municipality,
        ags: Some(key[..5].to_owned() + &key[9..]),
        ars: Some(key.into()),
        district: None,
        population: Some(8_000),
        population_date: None,
        size_class: None,
        postal_code: None,
        latitude: None,
        longitude: None,
        source: "Test".into(),
    }
}
