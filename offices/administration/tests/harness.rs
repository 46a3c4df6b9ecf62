//! A small instance with both offices of the wing, and browsers that visit it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use lotse_administration::{
    cases,
    invoices::{self, channels},
    services,
};
use lotse_core::{
    Core, Parts, Settings,
    blobs::Blobs,
    body::{Body as Municipality, BodyKey, BodyKind},
    clock::{FixedClock, SystemRandomness, Timestamp},
    ledger::Signer,
    offers::{Install, Installable},
    people::{self, Membership, NewPerson, PersonId},
    permissions::Role,
    scan::Scanner,
    secrets::Secrets,
};
use lotse_reuse::{EffectiveService, Package, PackageFiles, effective, has_errors};
use lotse_store::test_support::TestStore;
use lotse_web::{App, Config, Texts, sign_in};
use tower::ServiceExt;
use uuid::Uuid;

pub const HERE: &str = "057620004004";
pub const THERE: &str = "057740032032";
pub const START: Timestamp = Timestamp(1_800_000_000_000);
pub const PASSWORD: &str = "ein langes Passwort für Tests";

/// Who is there: number, body, role, e-mail.
pub const PEOPLE: [(u128, &str, Option<Role>, &str); 13] = [
    (1, HERE, Some(Role::Caseworker), "clerk@example.org"),
    (2, HERE, Some(Role::DigitalOfficer), "cdo@example.org"),
    (3, THERE, Some(Role::Caseworker), "foreign@example.org"),
    (4, HERE, None, "resident@example.org"),
    (5, HERE, None, "neighbour@example.org"),
    (6, HERE, Some(Role::InvoiceClerk), "invoices@example.org"),
    (7, HERE, Some(Role::InvoiceClerk), "colleague@example.org"),
    (8, HERE, Some(Role::Authoriser), "authoriser@example.org"),
    (9, HERE, Some(Role::Authoriser), "authoriser2@example.org"),
    (10, HERE, Some(Role::Treasurer), "treasurer@example.org"),
    (11, HERE, Some(Role::Treasurer), "treasurer2@example.org"),
    (12, HERE, Some(Role::BodyAdministrator), "admin@example.org"),
    (13, THERE, Some(Role::InvoiceClerk), "foreign-invoices@example.org"),
];

pub struct House {
    pub core: Core,
    pub clock: FixedClock,
    pub catalogue: Arc<services::Catalogue>,
    pub services: Arc<services::Office>,
    pub invoices: Arc<invoices::Office>,
    pub router: Router,
    pub store: TestStore,
    _folder: tempfile::TempDir,
}

impl House {
    /// One for each back end there is, with `anwohnerparken` in use at Borgentreich.
    pub async fn each() -> Vec<Self> {
        Self::each_with(&Scanner::off()).await
    }

    /// As [`Self::each`], with somebody who looks at files.
    pub async fn each_with(scanner: &Scanner) -> Vec<Self> {
        let mut houses = Vec::new();
        for store in TestStore::each_migrated(&migrations()).await {
            let house = Self::with(store, scanner.clone()).await;
            house.install(HERE, "anwohnerparken", anwohnerparken()).await;
            houses.push(house);
        }
        houses
    }

    /// On SQLite, with nothing in use.
    pub async fn sqlite() -> Self {
        let store = TestStore::sqlite().await;
        store.migrate(&migrations()).await.unwrap();
        Self::with(store, Scanner::off()).await
    }

    async fn with(store: TestStore, scanner: Scanner) -> Self {
        let bodies =
            vec![municipality(HERE, "borgentreich", "Borgentreich"), municipality(THERE, "paderborn", "Paderborn")];
        lotse_core::region::import(&store, START, bodies).await.unwrap();
        add_people(&store).await;
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::at(START);
        let key = Secrets::generate(&SystemRandomness).signing_key("localhost").unwrap();
        let parts = Parts {
            store: store.store().clone(),
            blobs: Blobs::local(folder.path()).unwrap(),
            scanner,
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
        };
        let core = Core::new(parts).await.unwrap();
        let texts = Texts::new(&[lotse_web::TEXTS, services::TEXTS, cases::TEXTS, invoices::TEXTS]).unwrap();
        let app = App::new(core.clone(), texts, Config { rate_limits: false, ..Config::default() });
        let catalogue = services::Catalogue::new(core.clone());
        let portal = services::Office::new(core.clone(), catalogue.clone(), Arc::new(cases::Intake::new(core.clone())));
        let case_office = cases::Office::new(core.clone(), catalogue.clone(), vec![portal.clone()]);
        let invoices = invoices::Office::new(core.clone(), invoices::Intake::new(core.clone()));
        let routes = services::routes(portal.clone())
            .merge(cases::routes(case_office))
            .merge(invoices::routes(invoices.clone()));
        let router = routes.into_router(app);
        Self { core, clock, catalogue, services: portal, invoices, router, store, _folder: folder }
    }

    /// Puts a service into use at a body.
    pub async fn install(&self, body: &str, key: &str, service: EffectiveService) {
        let order = Install {
            body: BodyKey::new(body).unwrap(),
            service: key.to_owned(),
            version: service.version.to_string(),
            hash: service.hash(),
            effective: Arc::new(service),
            now: self.core.now(),
        };
        let catalogue = self.catalogue.clone();
        self.store.write(move |tx| Box::pin(async move { catalogue.install(tx, order).await })).await.unwrap();
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookies: Mutex::default(), token: Mutex::default() }
    }

    /// A browser in which somebody of [`PEOPLE`] is signed in.
    pub async fn signed_in(&self, email: &str) -> Browser<'_> {
        let browser = self.browser();
        browser.get("/anmelden").await;
        let reply = browser.post("/anmelden", &[("email", email), ("passwort", PASSWORD)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        browser
    }

    /// One number from the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.store.query_one(sql, &[]).await.unwrap().at(0).unwrap()
    }
}

fn migrations() -> [lotse_store::MigrationSet; 6] {
    [
        lotse_core::MIGRATIONS,
        sign_in::MIGRATIONS,
        services::MIGRATIONS,
        cases::MIGRATIONS,
        invoices::MIGRATIONS,
        channels::MIGRATIONS,
    ]
}

async fn add_people(store: &TestStore) {
    let hash = sign_in::hash_password(&SystemRandomness, PASSWORD).unwrap();
    for (number, key, role, email) in PEOPLE {
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
                    let Some(role) = role else { return Ok(()) };
                    let membership = Membership { body: home, role };
                    people::add_membership(tx, START, person.id, &membership, START, None, "test").await
                })
            })
            .await
            .unwrap();
    }
}

fn municipality(key: &str, slug: &str, name: &str) -> Municipality {
    Municipality {
        key: BodyKey::new(key).unwrap(),
        slug: slug.to_owned(),
        name: name.to_owned(),
        official_name: format!("Stadt {name}"),
        kind: BodyKind::Municipality,
        ags: None,
        ars: Some(key.to_owned()),
        district: None,
        population: Some(9_000),
        population_date: None,
        size_class: None,
        postal_code: None,
        latitude: None,
        longitude: None,
        source: "test".to_owned(),
    }
}

/// The effective service of `packages/anwohnerparken/1.0.0`, nothing adapted.
pub fn anwohnerparken() -> EffectiveService {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages/anwohnerparken/1.0.0");
    service_of(&files_of(&folder))
}

pub fn service_of(files: &PackageFiles) -> EffectiveService {
    let (package, findings) = Package::read(files);
    assert!(!has_errors(&findings), "{findings:?}");
    effective(&package.unwrap(), &[]).unwrap()
}

/// Every file below a folder, as a package.
pub fn files_of(root: &Path) -> PackageFiles {
    fn collect(root: &Path, folder: &Path, files: &mut PackageFiles) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut files = PackageFiles::new();
    collect(root, root, &mut files);
    files
}

/// Keeps cookies and the last form's token, as browsers do.
pub struct Browser<'h> {
    house: &'h House,
    cookies: Mutex<Vec<(String, String)>>,
    token: Mutex<String>,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Where it sends the browser.
    #[track_caller]
    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.header("location").to_owned()
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn has(&self, wanted: &str) -> &Self {
        assert!(self.text.contains(wanted), "no „{wanted}“ in {}", self.text);
        self
    }

    #[track_caller]
    pub fn lacks(&self, unwanted: &str) -> &Self {
        assert!(!self.text.contains(unwanted), "„{unwanted}“ in {}", self.text);
        self
    }
}

/// A file of a multipart form: field, file name, media type, bytes.
pub type FilePart<'a> = (&'a str, &'a str, &'a str, &'a [u8]);

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        let path = path.split('#').next().unwrap_or("/");
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// A form with the token of the last page that had one.
    pub async fn post<N: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(N, V)]) -> Reply {
        let mut form = vec![format!("_token={}", encoded(&self.token.lock().unwrap()))];
        form.extend(
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name.as_ref()), encoded(value.as_ref()))),
        );
        self.post_raw(path, "application/x-www-form-urlencoded", form.join("&").into_bytes()).await
    }

    pub async fn post_multipart<N: AsRef<str>, V: AsRef<str>>(
        &self,
        path: &str,
        fields: &[(N, V)],
        files: &[FilePart<'_>],
    ) -> Reply {
        let mut body = Vec::new();
        let mut text = |name: &str, value: &str| {
            body.extend_from_slice(
                format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        };
        text("_token", &self.token.lock().unwrap().clone());
        for (name, value) in fields {
            text(name.as_ref(), value.as_ref());
        }
        for (name, file_name, kind, bytes) in files {
            body.extend_from_slice(
                format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {kind}\r\n\r\n")
                    .as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--grenze--\r\n");
        self.post_raw(path, "multipart/form-data; boundary=grenze", body).await
    }

    pub async fn post_raw(&self, path: &str, content_type: &str, body: Vec<u8>) -> Reply {
        let request = self
            .request(Method::POST, path)
            .header("content-type", content_type)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// The token of the last page that had a form.
    pub fn token(&self) -> String {
        self.token.lock().unwrap().clone()
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let builder =
            Request::builder().method(method).uri(path).header("host", "localhost:8080").header("accept", "text/html");
        if cookies.is_empty() { builder } else { builder.header("cookie", cookies.join("; ")) }
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.house.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.take_cookies(&parts.headers);
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(start) = text.rfind("name=\"_token\" value=\"") {
            let rest = &text[start + 21..];
            rest.split('"').next().unwrap_or_default().clone_into(&mut self.token.lock().unwrap());
        }
        Reply { status: parts.status, headers: parts.headers, text, bytes }
    }

    fn take_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            cookies.retain(|(own, _)| own != name);
            if !value.is_empty() {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

pub fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}
