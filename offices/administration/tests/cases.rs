//! From an application to a decision, over HTTP and on both back ends.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use futures::future::BoxFuture;
use lotse_administration::cases::{self, DeleteOld, Intake, Office};
use lotse_core::{
    Core, Parts, Settings,
    blobs::{self, BlobFacts, Blobs},
    body::{Body as Municipality, BodyKey, BodyKind},
    clock::{FixedClock, SystemRandomness, Timestamp},
    errors::Failure,
    ledger::{self, Signer},
    mail,
    offers::{Attachment, CaseIntake, NewCase, OpenedCase, PinnedServices},
    people::{self, Actor, Membership, NewPerson, PersonId},
    permissions::Role,
    profile::{self, Profile},
    secret_hash,
    secrets::Secrets,
};
use lotse_fim::{Answers, sample_answers, validate};
use lotse_reuse::{EffectiveService, Package, PackageFiles};
use lotse_store::test_support::TestStore;
use lotse_web::{App, Config, TEXTS, Texts, sign_in};
use tower::ServiceExt;
use uuid::Uuid;

const HERE: &str = "057620004004";
const THERE: &str = "057740032032";
/// 15 January 2027, 09:00 in Berlin.
const START: Timestamp = Timestamp(1_800_000_000_000);
const PASSWORD: &str = "ein langes Passwort";
const CLERK: &str = "clerk@example.org";
const COLLEAGUE: &str = "colleague@example.org";
const RESIDENT: &str = "resident@example.org";

/// The one service of this test, under its hash.
struct Pinned(Arc<EffectiveService>);

impl PinnedServices for Pinned {
    fn pinned<'a>(&'a self, _: &'a BodyKey, hash: &'a str) -> BoxFuture<'a, Result<Arc<EffectiveService>, Failure>> {
        let found = (hash == self.0.hash()).then(|| self.0.clone()).ok_or_else(Failure::not_found);
        Box::pin(async move { found })
    }
}

struct House {
    store: TestStore,
    _folder: tempfile::TempDir,
    clock: FixedClock,
    core: Core,
    router: Router,
    service: Arc<EffectiveService>,
    answers: Answers,
    deletion: Arc<DeleteOld>,
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Reply {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    fn cookie(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = lines.filter_map(|line| line.split(';').next());
        pairs.find(|pair| pair.starts_with(&format!("{name}="))).map(str::to_owned)
    }

    /// Value of the first hidden field of that name.
    fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        let place = text.find(&start).unwrap_or_else(|| panic!("no field {name} in {text}")) + start.len();
        text[place..].split('"').next().unwrap().to_owned()
    }
}

fn package(version: &str) -> Package {
    fn read(folder: &Path, prefix: &str, files: &mut PackageFiles) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                read(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages/anwohnerparken").join(version);
    let mut files = BTreeMap::new();
    read(&folder, "", &mut files);
    let (package, findings) = Package::read(&files);
    package.unwrap_or_else(|| panic!("{findings:?}"))
}

fn municipality(key: &str, slug: &str, name: &str) -> Municipality {
    Municipality {
        key: BodyKey::new(key).unwrap(),
        slug: slug.into(),
        name: name.into(),
        official_name: format!("Stadt {name}"),
        kind: BodyKind::Municipality,
        ags: None,
        ars: Some(key.into()),
        district: None,
        population: None,
        population_date: None,
        size_class: None,
        postal_code: None,
        latitude: None,
        longitude: None,
        source: "Test".into(),
    }
}

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

impl House {
    async fn each() -> Vec<Self> {
        let mut houses = Vec::new();
        for store in TestStore::each_migrated(&[lotse_core::MIGRATIONS, sign_in::MIGRATIONS, cases::MIGRATIONS]).await {
            houses.push(Self::in_store(store).await);
        }
        houses
    }

    async fn in_store(store: TestStore) -> Self {
        let clock = FixedClock::at(START);
        let bodies = vec![municipality(HERE, "borgentreich", "Borgentreich"), municipality(THERE, "paderborn", "Paderborn")];
        lotse_core::region::import(&store, START, bodies).await.unwrap();
        let hash = sign_in::hash_password(&SystemRandomness, PASSWORD).unwrap();
        let people = [
            (1, HERE, Some(Role::Caseworker), CLERK, "Clara Beispiel"),
            (2, HERE, Some(Role::Caseworker), COLLEAGUE, "Kolja Beispiel"),
            (3, THERE, Some(Role::Caseworker), "foreign@example.org", "Fenja Fremd"),
            (4, HERE, Some(Role::DigitalOfficer), "cdo@example.org", "Dora Digital"),
            (5, HERE, None, RESIDENT, "Rita Beispiel"),
        ];
        for (number, key, role, email, name) in people {
            let home = BodyKey::new(key).unwrap();
            let new = NewPerson {
                id: person(number),
                home: home.clone(),
                name: name.to_owned(),
                email: email.to_owned(),
                password_hash: Some(hash.clone()),
            };
            let enter = store.write(move |tx| {
                Box::pin(async move {
                    people::add_person(tx, START, &new).await?;
                    if let Some(role) = role {
                        let membership = Membership { body: home, role };
                        people::add_membership(tx, START, new.id, &membership, START, None, "test").await?;
                    }
                    Ok::<_, Failure>(())
                })
            });
            enter.await.unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let key = Secrets::generate(&SystemRandomness).signing_key("localhost").unwrap();
        let core = Core::new(Parts {
            store: store.store().clone(),
            blobs: Blobs::local(folder.path()).unwrap(),
            clock: Arc::new(clock.clone()),
            randomness: Arc::new(SystemRandomness),
            signer: Signer::new(key, "localhost".to_owned()),
            server_secret: [9; 32],
            settings: Settings {
                public_url: "http://localhost:8080".to_owned(),
                instance_name: "localhost".to_owned(),
                region_name: "OstWestfalenLippe".to_owned(),
                demo: false,
            },
        })
        .await
        .unwrap();
        let service = Arc::new(lotse_reuse::effective(&package("1.0.0"), &[]).unwrap());
        let pinned: Arc<dyn PinnedServices> = Arc::new(Pinned(service.clone()));
        let office = Office::new(core.clone(), pinned.clone(), Vec::new());
        let texts = Texts::new(&[TEXTS, cases::TEXTS]).unwrap();
        let app = App::new(core.clone(), texts, Config { rate_limits: false, ..Config::default() });
        let router = cases::routes(office).into_router(app);
        let form = service.form();
        let answers = validate::canonical(&form, &sample_answers(&form), &service.conditions());
        let deletion = DeleteOld::new(pinned);
        Self { store, _folder: folder, clock, core, router, service, answers, deletion }
    }

    fn here() -> BodyKey {
        BodyKey::new(HERE).unwrap()
    }

    /// Submits an application as services does; the secret of the link comes back.
    async fn submit(&self, application: Uuid, applicant: Option<PersonId>) -> (OpenedCase, String) {
        let secret = self.core.link_secret("application", application);
        let bytes = Bytes::from_static(b"%PDF-1.7 Schein");
        let blob = self.core.blobs().put(&Self::here(), bytes.clone()).await.unwrap();
        let key = self.answers.iter().find(|(key, _)| self.answers.file(key).is_some()).map(|(key, _)| key.to_string());
        let attachment = Attachment {
            key: key.unwrap_or_default(),
            file_name: "schein <alt>.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 15,
            sha256: blob.hex(),
        };
        let case = NewCase {
            body: Self::here(),
            application_id: application,
            service: "anwohnerparken".to_owned(),
            service_title: "Bewohnerparkausweis".to_owned(),
            version: "1.0.0".to_owned(),
            effective_hash: self.service.hash(),
            effective: self.service.clone(),
            answers: serde_json::to_value(&self.answers).unwrap(),
            attachments: vec![attachment],
            applicant,
            applicant_name: "Rita Beispiel".to_owned(),
            applicant_email: Some(RESIDENT.to_owned()),
            language: "de".to_owned(),
            fee_cents: 3_070,
            link_hash: secret_hash(&secret),
            status_url: Some(format!("http://localhost:8080/borgentreich/vorgang/{secret}")),
            actor: Actor::Anonymous,
            now: self.core.now(),
        };
        let (intake, now) = (Intake::new(self.core.clone()), self.core.now());
        let write = self.core.store().write(move |tx| {
            Box::pin(async move {
                let facts = BlobFacts { media_type: "application/pdf".into(), purpose: "draft", delete_after: Some(now) };
                blobs::enter(tx, now, &case.body, blob, bytes.len(), &facts).await?;
                intake.open_case(tx, case).await
            })
        });
        (write.await.unwrap(), secret)
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        Reply { status: parts.status, headers: parts.headers, bytes: to_bytes(body, usize::MAX).await.unwrap() }
    }

    async fn get(&self, path: &str, cookies: &str) -> Reply {
        self.send(request(Method::GET, path, cookies).body(Body::empty()).unwrap()).await
    }

    /// A page that must be there.
    async fn page(&self, path: &str, cookies: &str) -> String {
        let reply = self.get(path, cookies).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        reply.text()
    }

    async fn post(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Reply {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = request(Method::POST, path, cookies)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(pairs.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Opens a page with a form and sends it with these fields.
    async fn fill(&self, page: &str, action: &str, cookies: &str, fields: &[(&str, &str)]) -> Reply {
        let form = self.get(page, cookies).await;
        assert_eq!(form.status, StatusCode::OK, "{page}: {}", form.text());
        let (token, stand) = (form.hidden("_token"), if form.text().contains("name=\"stand\"") { form.hidden("stand") } else { String::new() });
        let mut all = vec![("_token", token.as_str()), ("stand", stand.as_str())];
        all.extend_from_slice(fields);
        self.post(action, cookies, &all).await
    }

    async fn sign_in(&self, email: &str) -> String {
        let page = self.get("/anmelden", "").await;
        let visit = page.cookie("besuch").unwrap();
        let fields = [("_token", page.hidden("_token")), ("email", email.to_owned()), ("passwort", PASSWORD.to_owned())];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = self.post("/anmelden", &visit, &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        reply.cookie("lotse").unwrap()
    }

    async fn mails(&self) -> Vec<String> {
        mail::recent(self.core.store()).await.unwrap().into_iter().map(|mail| format!("{}\n{}", mail.subject, mail.content)).collect()
    }

    async fn events(&self, number: &str) -> Vec<String> {
        let entries = ledger::history(self.core.store(), &Self::here(), number).await.unwrap();
        entries.into_iter().map(|entry| entry.kind).collect()
    }

    /// The browser of somebody without an account.
    async fn visitor(&self, page: &str) -> String {
        self.get(page, "").await.cookie("besuch").unwrap()
    }
}

fn request(method: Method, path: &str, cookies: &str) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path).header("host", "localhost:8080").header("accept", "text/html");
    if cookies.is_empty() { builder } else { builder.header("cookie", cookies) }
}

const NUMBER: &str = "2027-00001";
const CASE: &str = "/borgentreich/amt/faelle/2027-00001";

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_both_back_ends() {
    for house in House::each().await {
        for statement in cases::STATEMENTS {
            house.store.prepare_check(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_application_to_decision() {
    for house in House::each().await {
        let (opened, secret) = house.submit(Uuid::from_u128(77), None).await;
        assert_eq!(opened.number, NUMBER);
        let (again, _) = house.submit(Uuid::from_u128(77), None).await;
        assert_eq!(again, opened, "the same application stays one case");
        let status = format!("/borgentreich/vorgang/{secret}");
        assert!(house.mails().await[0].contains(&format!("http://localhost:8080{status}")));

        // The receipt can be checked by anybody.
        let receipt_page = house.page(&format!("{status}/quittung"), "").await;
        assert!(receipt_page.contains(NUMBER) && receipt_page.contains("lotse receipt verify"));
        let receipt = lotse_evidence::Receipt::from_json(&house.page(&format!("{status}/quittung.json"), "").await).unwrap();
        let verified = receipt.verify(Some(&house.core.signer().verifier())).unwrap();
        assert_eq!(verified.subject, NUMBER);
        assert!(!receipt.event.contains("Rita"), "events hold no names: {}", receipt.event);
        let answers: serde_json::Value = serde_json::from_str(&house.page(&format!("{status}/angaben.json"), "").await).unwrap();
        assert!(receipt.event.contains(answers["sha256"].as_str().unwrap()));

        let new = house.get(&status, "").await;
        assert!(new.text().contains("Ihr Antrag ist eingegangen") && new.header("cache-control") == "no-store");

        // The caseworker finds it, takes it and asks back.
        let clerk = house.sign_in(CLERK).await;
        assert!(house.page("/borgentreich/amt/", &clerk).await.contains(CASE));
        let list = house.page("/borgentreich/amt/faelle?suche=rita&sortierung=neu", &clerk).await;
        assert!(list.contains(CASE) && list.contains("Rita Beispiel"));
        assert!(!house.page("/borgentreich/amt/faelle?suche=r%25a", &clerk).await.contains(CASE), "a percent sign is no wildcard");
        let case = house.page(CASE, &clerk).await;
        for expected in ["Rita Beispiel", "30,70", "Nächster Schritt", "schein &#60;alt&#62;.pdf"] {
            assert!(case.contains(expected), "{expected}: {case}");
        }
        let taken = house.fill(CASE, &format!("{CASE}/zuweisen"), &clerk, &[("wer", "ich")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        assert!(house.page("/borgentreich/amt/?sicht=ich", &clerk).await.contains(CASE));

        let ask = format!("{CASE}/schritt/ask-back");
        let missing = house.fill(&ask, &ask, &clerk, &[("begruendung", " ")]).await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(missing.text().contains("<title>Fehler: ") && missing.text().contains("#feld-begruendung"));
        house.clock.advance_seconds(86_400);
        let asked = house.fill(&ask, &ask, &clerk, &[("begruendung", "Welches <b>Kennzeichen</b>?")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        assert!(house.mails().await[0].starts_with("Wir haben eine Frage"));

        // The applicant sees the question and answers five days later.
        house.clock.advance_seconds(5 * 86_400);
        let visitor = house.visitor(&status).await;
        let question = house.page(&status, &visitor).await;
        assert!(question.contains("Wir haben eine Frage an Sie") && question.contains("Kennzeichen") && !question.contains("<b>Kenn"));
        let answer = format!("{status}/antwort");
        let empty = house.fill(&status, &answer, &visitor, &[("antwort", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text());
        let token = house.get(&status, &visitor).await.hidden("_token");
        let wrong = house.upload(&answer, &visitor, &token, "Hier.", b"MZ kein Bild").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("kein PDF, JPEG oder PNG") && wrong.text().contains("Hier."), "what was typed is kept");
        let sent = house.upload(&answer, &visitor, &token, "PB-XY 1", b"%PDF-1.4 Nachweis").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let twice = house.post(&answer, &visitor, &[("_token", &token), ("antwort", "noch einmal")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(house.mails().await[0].starts_with("Antwort zum Vorgang"));

        // The period rested for the five days: 14 days from the 15th and 5 more.
        let case = house.page(CASE, &clerk).await;
        assert!(case.contains("3. Februar 2027") && case.contains("PB-XY 1"), "{case}");
        let place = case.find("/dokument/").unwrap();
        let document: String = case[..place + 46].rsplit('"').next().unwrap().to_owned();
        let file = house.get(&document, &clerk).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header("content-disposition").starts_with("attachment") && file.header("content-security-policy").starts_with("sandbox"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");

        // Decision with preview.
        let grant = format!("{CASE}/schritt/grant");
        let preview = house.fill(&grant, &grant, &clerk, &[("tun", "vorschau"), ("begruendung", "Sie *wohnen* in der Zone.")]).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
        assert!(preview.text().contains("Verwaltungsgericht") && preview.text().contains("*wohnen*"), "{}", preview.text());
        assert_eq!(house.get(&format!("{status}/bescheid.pdf"), "").await.status, StatusCode::NOT_FOUND, "a preview is no decision");
        let granted = house.fill(&grant, &grant, &clerk, &[("tun", "erlassen"), ("begruendung", "Sie wohnen in der Zone.")]).await;
        assert_eq!(granted.status, StatusCode::SEE_OTHER, "{}", granted.text());
        assert!(house.mails().await[0].starts_with("Ihr Bescheid zum Antrag"));
        assert!(house.mails().await[0].contains(&secret), "the link is in the mail");

        let done = house.page(&status, "").await;
        assert!(done.contains("Ihr Antrag ist bewilligt") && done.contains("/bescheid.pdf"));
        let pdf = house.get(&format!("{status}/bescheid.pdf"), "").await;
        assert!(pdf.bytes.starts_with(b"%PDF") && pdf.header("content-type") == "application/pdf");
        assert!(house.page(&format!("{status}/bescheid"), "").await.contains("Sie wohnen in der Zone."));
        let english = house.page(&format!("{status}?sprache=en"), "").await;
        assert!(english.contains("Your application has been granted"));
        let easy = house.page(&format!("{status}?sprache=leicht"), "").await;
        assert!(easy.contains("Wir sagen Ja zu Ihrem Antrag"));

        // No way back, and the history names who did what.
        let late = house.post(&grant, &clerk, &[("_token", &house.get("/meine/konto", &clerk).await.hidden("_token")), ("stand", "9")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.text().contains("Bewilligt"), "{}", late.text());
        let history = house.page(&format!("{CASE}/verlauf"), &clerk).await;
        for expected in ["Antrag eingegangen", "Rückfrage gestellt", "Bewilligt, Bescheid bereitgestellt", "Clara Beispiel", "über den Link"] {
            assert!(history.contains(expected), "{expected}: {history}");
        }
        let kinds = ["application.submitted", "case.assigned", "case.question-asked", "case.question-answered", "case.granted"];
        assert_eq!(house.events(NUMBER).await, kinds);
        let reports = ledger::verify(house.core.store(), &[house.core.signer().verifier()]).await.unwrap();
        assert!(reports.iter().all(|report| report.faults.is_empty()), "{reports:?}");
    }
}

impl House {
    async fn upload(&self, path: &str, cookies: &str, token: &str, text: &str, file: &[u8]) -> Reply {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"antwort\"\r\n\r\n{text}\r\n\
             --x\r\nContent-Disposition: form-data; name=\"dateien\"; filename=\"nachweis.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = request(Method::POST, path, cookies)
            .header("content-type", "multipart/form-data; boundary=x")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clerks_at_once() {
    for house in House::each().await {
        house.submit(Uuid::from_u128(1), None).await;
        let (clerk, colleague) = (house.sign_in(CLERK).await, house.sign_in(COLLEAGUE).await);
        let start = format!("{CASE}/schritt/start");
        let started = house.fill(CASE, &start, &clerk, &[]).await;
        assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.text());
        let deny = format!("{CASE}/schritt/deny");
        let reason = [("tun", "erlassen"), ("begruendung", "Außerhalb der Zone.")];
        let (one, two) = (house.get(&deny, &clerk).await, house.get(&deny, &colleague).await);
        let fields = |page: &Reply| [("_token", page.hidden("_token")), ("stand", page.hidden("stand"))];
        let (mine, theirs) = (fields(&one), fields(&two));
        let with = |own: &[(&'static str, String); 2]| -> Vec<(String, String)> {
            own.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).chain(reason.map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
        };
        let (mine, theirs) = (with(&mine), with(&theirs));
        let mine: Vec<_> = mine.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let theirs: Vec<_> = theirs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (first, second) = tokio::join!(house.post(&deny, &clerk, &mine), house.post(&deny, &colleague, &theirs));
        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "{} {}", first.text(), second.text());
        let denied = house.events(NUMBER).await.into_iter().filter(|kind| kind == "case.denied").count();
        assert_eq!(denied, 1, "one decision only");

        // A form that is out of date keeps the text.
        let (opened, _) = house.submit(Uuid::from_u128(2), None).await;
        let case = format!("/borgentreich/amt/faelle/{}", opened.number);
        let ask = format!("{case}/schritt/ask-back");
        let stale = house.get(&ask, &clerk).await;
        house.fill(&case, &format!("{case}/zuweisen"), &colleague, &[("wer", "ich")]).await;
        let fields = [("_token", stale.hidden("_token")), ("stand", stale.hidden("stand"))];
        let conflict = house
            .post(&ask, &clerk, &[("_token", &fields[0].1), ("stand", &fields[1].1), ("begruendung", "Mein langer Text")])
            .await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.text().contains("Mein langer Text") && conflict.text().contains("inzwischen geändert"));
        assert_ne!(conflict.hidden("stand"), fields[1].1, "the second try counts");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_what() {
    for house in House::each().await {
        let (_, secret) = house.submit(Uuid::from_u128(1), Some(person(5))).await;
        let (foreign, cdo) = (house.sign_in("foreign@example.org").await, house.sign_in("cdo@example.org").await);
        for path in ["/borgentreich/amt/", "/borgentreich/amt/faelle", "/borgentreich/amt/faelle.csv", CASE, "/api/v1/borgentreich/cases"] {
            for cookie in [&foreign, &cdo] {
                assert_eq!(house.get(path, cookie).await.status, StatusCode::FORBIDDEN, "{path}");
            }
        }
        assert_eq!(house.get(CASE, "").await.status, StatusCode::SEE_OTHER, "to the sign-in page");
        assert_eq!(house.get("/api/v1/borgentreich/cases", "").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(house.get("/paderborn/amt/faelle/2027-00001", &foreign).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(&format!("/paderborn/vorgang/{secret}"), "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get("/borgentreich/vorgang/00000000000000000000000000000000", "").await.status, StatusCode::NOT_FOUND);

        let clerk = house.sign_in(CLERK).await;
        let api: serde_json::Value = serde_json::from_str(&house.page("/api/v1/borgentreich/cases", &clerk).await).unwrap();
        assert_eq!((api["total"].as_i64(), api["cases"][0]["number"].as_str()), (Some(1), Some(NUMBER)));
        assert!(!api.to_string().contains("Rita"));
        assert_eq!(house.get("/api/v1/borgentreich/cases?limit=0", &clerk).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(house.get("/api/v1/nirgends/cases", &clerk).await.status, StatusCode::NOT_FOUND);
        let csv = house.page("/borgentreich/amt/faelle.csv?zustand=all", &clerk).await;
        assert!(csv.starts_with("\u{feff}Aktenzeichen;") && csv.contains("2027-00001;Rita Beispiel;"), "{csv}");

        // The owner needs no link, somebody else with an account gets nowhere.
        let owner = house.sign_in(RESIDENT).await;
        let mine = house.page("/meine/", &owner).await;
        let place = mine.find("/borgentreich/vorgang/").unwrap();
        let own: String = mine[place..].split('"').next().unwrap().to_owned();
        assert!(house.page(&own, &owner).await.contains("Ihr Antrag ist eingegangen"));
        assert_eq!(house.get(&own, &cdo).await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.get(&own, "").await.status, StatusCode::SEE_OTHER);

        let withdraw = format!("{own}/zurueckziehen");
        let withdrawn = house.fill(&withdraw, &withdraw, &owner, &[]).await;
        assert_eq!(withdrawn.status, StatusCode::SEE_OTHER, "{}", withdrawn.text());
        assert!(house.page(&own, &owner).await.contains("Sie haben den Antrag zurückgezogen"));
        assert_eq!(house.get(&withdraw, &owner).await.status, StatusCode::CONFLICT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_needs_reasons_and_data_goes_in_time() {
    for house in House::each().await {
        let enter = house.core.store().write(|tx| {
            Box::pin(async move {
                let own = Profile { legal_remedy: "Eigener Rechtsbehelf dieser Stadt.".into(), ..Profile::default() };
                profile::set(tx, START, &House::here(), &own).await
            })
        });
        enter.await.unwrap();
        let (_, secret) = house.submit(Uuid::from_u128(1), None).await;
        let status = format!("/borgentreich/vorgang/{secret}");
        let clerk = house.sign_in(CLERK).await;
        let unready = house.get(&format!("{CASE}/schritt/deny"), &clerk).await;
        assert_eq!(unready.status, StatusCode::CONFLICT, "not before the review has begun");
        assert!(unready.text().contains("Eingegangen"));
        house.fill(CASE, &format!("{CASE}/schritt/start"), &clerk, &[]).await;
        let note = house.fill(CASE, &format!("{CASE}/notiz"), &clerk, &[("notiz", "Akte liegt bei Kolja")]).await;
        assert_eq!(note.status, StatusCode::SEE_OTHER);
        assert!(!house.page(&status, "").await.contains("Kolja"), "notes stay inside");
        let deny = format!("{CASE}/schritt/deny");
        let without = house.fill(&deny, &deny, &clerk, &[("tun", "erlassen"), ("begruendung", "")]).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
        let denied = house.fill(&deny, &deny, &clerk, &[("tun", "erlassen"), ("begruendung", "Außerhalb der Zone.")]).await;
        assert_eq!(denied.status, StatusCode::SEE_OTHER, "{}", denied.text());
        let decision = house.page(&format!("{status}/bescheid"), "").await;
        assert!(decision.contains("Außerhalb der Zone.") && decision.contains("Eigener Rechtsbehelf dieser Stadt."));

        // Proofs go after 90 days, everything after five years; the number and the events stay.
        let file = |text: &str| text.contains("schein &#60;alt&#62;.pdf");
        assert!(file(&house.page(CASE, &clerk).await));
        house.clock.advance_seconds(91 * 86_400);
        assert_eq!(house.deletion.run_now(&house.core).await.unwrap(), 1);
        assert_eq!(blobs::delete_old(&house.core).await.unwrap(), 1);
        let clerk = house.sign_in(CLERK).await;
        let case = house.page(CASE, &clerk).await;
        assert!(!file(&case) && case.contains("Rita Beispiel"));
        assert!(house.get(&format!("{status}/bescheid.pdf"), "").await.bytes.starts_with(b"%PDF"));
        assert_eq!(house.deletion.run_now(&house.core).await.unwrap(), 0);
        house.clock.advance_seconds(1_827 * 86_400);
        assert!(house.deletion.run_now(&house.core).await.unwrap() >= 1);
        assert_eq!(blobs::delete_old(&house.core).await.unwrap(), 1);
        let clerk = house.sign_in(CLERK).await;
        let case = house.page(CASE, &clerk).await;
        assert!(!case.contains("Rita") && case.contains(NUMBER) && case.contains("gelöscht"));
        assert_eq!(house.get(&format!("{status}/bescheid.pdf"), "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.events(NUMBER).await.last().map(String::as_str), Some("case.data-deleted"));
        assert!(house.page(&format!("{status}/quittung.json"), "").await.contains(NUMBER), "the receipt can still be had");
    }
}
