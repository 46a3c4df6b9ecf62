//! A small region: the real municipalities of `region/owl`, a few people, the package of the demo.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use futures::future::BoxFuture;
use lotse_cooperation::solutions::{self, Solutions};
use lotse_core::{
    Core, Parts, Settings,
    blobs::Blobs,
    body::BodyKey,
    clock::{FixedClock, SystemRandomness, Timestamp},
    errors::Failure,
    ledger::Signer,
    offers::{Install, Installable},
    people::{self, Membership, NewPerson, PersonId},
    permissions::Role,
    region,
    scan::Scanner,
};
use lotse_reuse::{PackageFiles, SigningKey};
use lotse_store::{Transaction, test_support::TestStore};
use lotse_web::{App, Config, DemoPerson, Texts, sign_in};
use tower::ServiceExt;
use uuid::Uuid;

pub const BORGENTREICH: &str = "057620012012";
pub const PADERBORN: &str = "057740032032";
pub const START: Timestamp = Timestamp(1_800_000_000_000);

/// Notes what it was asked to run.
#[derive(Default)]
pub struct Recorder {
    pub installed: Mutex<Vec<Install>>,
    pub withdrawn: Mutex<Vec<String>>,
}

impl Installable for Recorder {
    fn kind(&self) -> &'static str {
        "service"
    }

    fn install<'t>(&'t self, _: &'t mut Transaction, order: Install) -> BoxFuture<'t, Result<(), Failure>> {
        self.installed.lock().unwrap().push(order);
        Box::pin(async { Ok(()) })
    }

    fn withdraw<'t>(
        &'t self,
        _: &'t mut Transaction,
        body: &'t BodyKey,
        service: &'t str,
        _: Timestamp,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        self.withdrawn.lock().unwrap().push(format!("{body}/{service}"));
        Box::pin(async { Ok(()) })
    }
}

pub struct House {
    _store: TestStore,
    _blobs: tempfile::TempDir,
    pub core: Core,
    pub clock: FixedClock,
    pub recorder: Arc<Recorder>,
    pub office: Arc<Solutions>,
    router: Router,
}

#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    fn cookie(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        lines
            .filter_map(|line| line.split(';').next())
            .find(|pair| pair.starts_with(&format!("{name}=")))
            .map(str::to_owned)
    }

    /// The value of an input that stands once on the page.
    pub fn input(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" value=\"");
        let start =
            self.text.find(&marker).unwrap_or_else(|| panic!("no input {name} in {}", self.text)) + marker.len();
        self.text[start..].split('"').next().unwrap().to_owned()
    }

    /// Name of the field with this label.
    pub fn field_labelled(&self, label: &str) -> String {
        let place = self.text.find(label).unwrap_or_else(|| panic!("no field {label} in {}", self.text));
        let marker = "name=\"wert-";
        let start = self.text[place..].find(marker).expect("an input after its label") + place + 6;
        self.text[start..].split('"').next().unwrap().to_owned()
    }

    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "»{text}« is not on the page:\n{}", self.text);
        self
    }

    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "»{text}« is on the page");
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

pub fn package(version: &str) -> PackageFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages/anwohnerparken").join(version);
    let mut files = BTreeMap::new();
    read_folder(&root, &root, &mut files);
    files
}

fn read_folder(folder: &Path, root: &Path, files: &mut PackageFiles) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, root, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

pub fn key(text: &str) -> BodyKey {
    BodyKey::new(text).unwrap()
}

const PEOPLE: [(u128, &str, Role, &str); 5] = [
    (1, BORGENTREICH, Role::DigitalOfficer, "cdo-borgentreich"),
    (2, BORGENTREICH, Role::DigitalOfficer, "zweite-borgentreich"),
    (3, PADERBORN, Role::DigitalOfficer, "cdo-paderborn"),
    (4, BORGENTREICH, Role::Caseworker, "sachbearbeitung"),
    (5, "057-digitalbuero-owl", Role::OfficeStaff, "buero"),
];

pub fn migrations() -> [lotse_store::MigrationSet; 3] {
    [lotse_core::MIGRATIONS, sign_in::MIGRATIONS, solutions::MIGRATIONS]
}

impl House {
    /// The same house on each back end there is.
    pub async fn each() -> Vec<Self> {
        let mut houses = Vec::new();
        for store in TestStore::each_migrated(&migrations()).await {
            houses.push(Self::on(store).await);
        }
        houses
    }

    async fn on(store: TestStore) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../region/owl");
        let (_, bodies) = region::read(&folder).unwrap();
        region::import(store.store(), START, bodies).await.unwrap();
        for (number, home, role, name) in PEOPLE {
            let person = NewPerson {
                id: PersonId(Uuid::from_u128(number)),
                home: key(home),
                name: format!("Person {name}"),
                email: format!("{name}@example.org"),
                password_hash: None,
            };
            let write = store.store().write(move |tx| {
                Box::pin(async move {
                    people::add_person(tx, START, &person).await?;
                    let membership = Membership { body: key(home), role };
                    people::add_membership(tx, START, person.id, &membership, START, None, "test").await
                })
            });
            write.await.unwrap();
        }
        let blobs = tempfile::tempdir().unwrap();
        let clock = FixedClock::at(START);
        let core = Core::new(Parts {
            store: store.store().clone(),
            blobs: Blobs::local(blobs.path()).unwrap(),
            scanner: Scanner::off(),
            clock: Arc::new(clock.clone()),
            randomness: Arc::new(SystemRandomness),
            signer: Signer::new(
                lotse_evidence::SigningKey::from_seed("localhost", &[1; 32]).unwrap(),
                "localhost".into(),
            ),
            server_secret: [9; 32],
            settings: Settings {
                public_url: "http://localhost:8080".into(),
                instance_name: "localhost".into(),
                region_name: "OstWestfalenLippe".into(),
                demo: true,
            },
        })
        .await
        .unwrap();
        let recorder = Arc::new(Recorder::default());
        let bundled = vec![package("1.0.0"), package("1.1.0")];
        let key = SigningKey::from_bytes(&[3; 32]);
        let office = Solutions::new(core.clone(), key, vec![recorder.clone()], bundled);
        let demo_people = PEOPLE.iter().map(|(number, _, _, name)| DemoPerson {
            person: PersonId(Uuid::from_u128(*number)),
            name: (*name).to_owned(),
            description: String::new(),
            description_en: String::new(),
        });
        let config = Config { rate_limits: false, demo_people: demo_people.collect(), ..Config::default() };
        let texts = Texts::new(&[lotse_web::TEXTS, solutions::TEXTS]).unwrap();
        let app = App::new(core.clone(), texts, config);
        let router = solutions::routes(office.clone()).into_router(app);
        Self { _store: store, _blobs: blobs, core, clock, recorder, office, router }
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: parts.status, headers: parts.headers, bytes, text }
    }

    pub async fn get(&self, path: &str, cookies: &str) -> Reply {
        self.send(request(Method::GET, path, cookies).body(Body::empty()).unwrap()).await
    }

    /// Sends a form; its token is taken from the page `from`.
    pub async fn post(&self, path: &str, cookies: &str, from: &Reply, fields: &[(&str, &str)]) -> Reply {
        let mut form = format!("_token={}", from.input("_token"));
        for (name, value) in fields {
            form.extend(["&", &encoded(name), "=", &encoded(value)]);
        }
        let request = request(Method::POST, path, cookies)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form))
            .unwrap();
        self.send(request).await
    }

    /// Uploads a package on the page for publishing.
    pub async fn upload(&self, path: &str, cookies: &str, archive: &[u8]) -> Reply {
        let page = self.get(path, cookies).await;
        let mut body =
            format!("--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{}\r\n", page.input("_token"))
                .into_bytes();
        body.extend(b"--x\r\nContent-Disposition: form-data; name=\"paket\"; filename=\"paket.tar.gz\"\r\nContent-Type: application/gzip\r\n\r\n");
        body.extend(archive);
        body.extend(b"\r\n--x--\r\n");
        let request = request(Method::POST, path, cookies)
            .header("content-type", "multipart/form-data; boundary=x")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Signs in by one click, as in the demo; gives the session cookie.
    pub async fn sign_in(&self, name: &str) -> String {
        let number = PEOPLE.iter().find(|person| person.3 == name).unwrap().0;
        let page = self.get("/anmelden", "").await;
        let visit = page.cookie("besuch").unwrap();
        let person = Uuid::from_u128(number).to_string();
        let reply = self.post("/anmelden/demo", &visit, &page, &[("person", &person)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        reply.cookie("lotse").unwrap()
    }
}

fn request(method: Method, path: &str, cookies: &str) -> axum::http::request::Builder {
    let path = path.split('#').next().unwrap();
    let builder =
        Request::builder().method(method).uri(path).header("host", "localhost:8080").header("accept", "text/html");
    if cookies.is_empty() { builder } else { builder.header("cookie", cookies) }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
