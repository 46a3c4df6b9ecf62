//! The house of the demo with somebody for every role at every place, a case, a draft and invoices.

use std::collections::BTreeMap;

use axum::Router;
use lotse_app::{
    demo,
    house::{House, MIGRATIONS},
};
use lotse_core::{
    Core,
    body::BodyKey,
    people::{self, Actor, Membership, NewPerson, PersonId},
    permissions::Role,
    tokens::{self, NewToken, Scope, TokenId},
};
use lotse_store::test_support::TestStore;
use lotse_web::{RouteEntry, Texts, sign_in};
use uuid::Uuid;

use crate::browser::Browser;

pub const HERE: &str = "borgentreich";
pub const THERE: &str = "paderborn";
const PASSWORD: &str = "ein langes Passwort für Tests";
const SERVICE: &str = "anwohnerparken";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// Where a role is held, seen from the body asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At this very body.
    Here,
    /// At another body that does not cover it.
    Foreign,
    /// At a body that covers it: Kreis, Bezirksregierung, DigitalBüro, Land.
    Covering,
}

/// Somebody in front of a browser.
pub struct Persona {
    /// `caseworker at paderborn`
    pub name: String,
    /// `None`: nobody is signed in.
    pub account: Option<Account>,
}

pub struct Account {
    email: String,
    pub role: Option<(Role, Place)>,
}

/// A program in front of the API.
pub struct MachinePersona {
    /// `submit-invoices at paderborn`
    pub name: String,
    pub token: String,
    id: TokenId,
    pub scopes: Vec<Scope>,
    pub place: Place,
    /// Neither over nor revoked.
    pub is_valid: bool,
}

pub struct World {
    pub router: Router,
    pub routes: Vec<RouteEntry>,
    pub texts: Texts,
    pub personas: Vec<Persona>,
    pub machines: Vec<MachinePersona>,
    /// A value for each placeholder of the paths.
    examples: BTreeMap<&'static str, String>,
    /// Secret of the link of the case at [`HERE`].
    pub case_secret: String,
    pub case_id: String,
    _folder: tempfile::TempDir,
    pub store: TestStore,
}

impl World {
    /// One for each back end there is.
    pub async fn each() -> Vec<Self> {
        let mut worlds = Vec::new();
        for store in TestStore::each_migrated(MIGRATIONS).await {
            worlds.push(Self::on(store).await);
        }
        worlds
    }

    async fn on(store: TestStore) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = demo::config(folder.path(), "127.0.0.1:8080");
        store.url().clone_into(&mut config.database_url);
        let house = demo::open(&config).await.unwrap();
        use_service(&house).await;
        let core = house.core.clone();
        let personas = personas(&core).await;
        let machines = machines(&core).await;
        let (routes, texts) = (house.routes(), house.texts().clone());
        let router = house.into_router();
        let mut world = Self {
            router,
            routes,
            texts,
            personas,
            machines,
            examples: BTreeMap::new(),
            case_secret: String::new(),
            case_id: String::new(),
            _folder: folder,
            store,
        };
        world.find_examples().await;
        world
    }

    /// A browser of the persona: with a session and a token, or without session but with a token.
    pub async fn browser(&self, persona: &Persona) -> Browser {
        let Some(account) = &persona.account else {
            let browser = Browser::new(&self.router);
            browser.get(&format!("/{HERE}/leistungen/{SERVICE}")).await.ok();
            return browser;
        };
        Browser::signed_in(&self.router, &account.email, PASSWORD).await
    }

    /// The path with something that exists for each placeholder, at the body with that slug.
    pub fn fill(&self, path: &str, slug: &str) -> String {
        let part = |part: &str| {
            let Some(name) = part.strip_prefix('{') else { return part.to_owned() };
            let (name, ending) = name.split_once('}').unwrap();
            let of_path = match name {
                "body" => return slug.to_owned(),
                "secret" if path.contains("/vorgang/") => "case-secret",
                "secret" if path.contains("/antrag/") => "draft-secret",
                "number" if path.contains("/faelle/") => "case-number",
                "number" if path.contains("/rechnungen/") || path.contains("/invoices/") => "invoice-number",
                "number" if path.contains("/schritt/") => "step-number",
                "number" if path.starts_with("/fehler/") => "error-number",
                name => name,
            };
            let example = self.examples.get(of_path);
            // A route with a new placeholder gets an example here before it is tested.
            let example = example.unwrap_or_else(|| panic!("no example for {{{name}}} in {path}"));
            format!("{example}{ending}")
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// A case, a draft and what else the paths name.
    async fn find_examples(&mut self) {
        let browser = Browser::new(&self.router);
        let sent = apply(&browser).await;
        let done = browser.post(&format!("{sent}/absenden"), &[("erklaerung", "ja")]).await.location();
        assert!(done.contains("/vorgang/"), "{done}");
        self.case_secret = last_part(&sent);
        let row = self.store.query_one("SELECT number, case_id FROM cases", &[]).await.unwrap();
        let number: String = row.get("number").unwrap();
        self.case_id = row.get::<Uuid>("case_id").unwrap().to_string();
        let draft = last_part(&begin(&Browser::new(&self.router)).await);
        let clerk = self.personas.iter().find(|persona| persona.name == "caseworker here").unwrap();
        let clerk = self.browser(clerk).await;
        let case = clerk.get(&format!("/{HERE}/amt/faelle/{number}")).await.ok();
        let query = "SELECT number, attachment_id FROM invoices, invoice_attachments \
                     WHERE invoices.invoice_id = invoice_attachments.invoice_id";
        let row = self.store.query_one(query, &[]).await.unwrap();
        let (invoice, attachment): (String, Uuid) = (row.get("number").unwrap(), row.get("attachment_id").unwrap());
        let row = self.store.query_one("SELECT number FROM invoice_runs", &[]).await.unwrap();
        let run: String = row.get("number").unwrap();
        let front = browser.get("/").await.ok();
        let asset = front.between("href=\"/assets/", "\"");
        let (hash, file) = asset.split_once('/').unwrap();
        self.examples = BTreeMap::from([
            ("case-secret", self.case_secret.clone()),
            ("draft-secret", draft),
            ("document", case.between("/dokument/", "\"")),
            ("case-number", number),
            ("invoice-number", invoice),
            ("attachment", attachment.to_string()),
            ("run", run),
            ("token", self.machines[0].id.to_string()),
            ("step-number", "1".to_owned()),
            ("error-number", "LOTSE-0404".to_owned()),
            ("service", SERVICE.to_owned()),
            ("solution", SERVICE.to_owned()),
            ("version", "1.0.0".to_owned()),
            ("step", "start".to_owned()),
            ("group", "gebuehren".to_owned()),
            ("slug", HERE.to_owned()),
            ("hash", hash.to_owned()),
            ("*file", file.to_owned()),
        ]);
    }
}

fn last_part(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

async fn use_service(house: &House) {
    let here = house.core.bodies().by_slug(HERE).unwrap().key.clone();
    let actor = Actor::System("test");
    house.solutions.adopt_and_use(&actor, &here, SERVICE, "1.0.0", Vec::new(), "Test".to_owned()).await.unwrap();
}

/// Nobody, a resident, and every role here, at a foreign body and at every body above.
async fn personas(core: &Core) -> Vec<Persona> {
    let bodies = core.bodies();
    let here = &bodies.by_slug(HERE).unwrap().key;
    let mut places = vec![(here, "here".to_owned(), Place::Here)];
    places.push((&bodies.by_slug(THERE).unwrap().key, format!("at {THERE}"), Place::Foreign));
    for body in bodies.all().iter().filter(|body| body.key != *here && body.key.covers(here)) {
        places.push((&body.key, format!("at {}", body.slug), Place::Covering));
    }
    assert!(places.len() >= 5, "Kreis, DigitalBüro and Land stand above a municipality");
    let hash = sign_in::hash_password(core.randomness(), PASSWORD).unwrap();
    let mut personas = vec![Persona { name: "anonymous".to_owned(), account: None }];
    let resident = add_person(core, "resident", here, None, &hash).await;
    personas.push(Persona { name: "resident".to_owned(), account: Some(Account { email: resident, role: None }) });
    for role in Role::ALL {
        for (body, words, place) in &places {
            let email = add_person(core, &format!("{}.{body}", role.as_str()), body, Some(role), &hash).await;
            let account = Account { email, role: Some((role, *place)) };
            personas.push(Persona { name: format!("{} {words}", role.as_str()), account: Some(account) });
        }
    }
    personas
}

/// Every right alone and all together, here, at a foreign body and at every body above; and one that is over, one revoked.
async fn machines(core: &Core) -> Vec<MachinePersona> {
    let bodies = core.bodies();
    let here = &bodies.by_slug(HERE).unwrap().key;
    let mut places = vec![(here, "here".to_owned(), Place::Here)];
    places.push((&bodies.by_slug(THERE).unwrap().key, format!("at {THERE}"), Place::Foreign));
    for body in bodies.all().iter().filter(|body| body.key != *here && body.key.covers(here)) {
        places.push((&body.key, format!("at {}", body.slug), Place::Covering));
    }
    let mut sets: Vec<Vec<Scope>> = Scope::ALL.into_iter().map(|scope| vec![scope]).collect();
    sets.push(Scope::ALL.to_vec());
    let mut machines = Vec::new();
    for (body, words, place) in &places {
        for scopes in &sets {
            machines.push(machine(core, body, words, *place, scopes.clone(), true).await);
        }
    }
    for _ in ["over", "revoked"] {
        machines.push(machine(core, here, "here", Place::Here, Scope::ALL.to_vec(), false).await);
    }
    let [.., over, revoked] = machines.as_mut_slice() else { panic!("two at the end") };
    "over".clone_into(&mut over.name);
    "revoked".clone_into(&mut revoked.name);
    let now = core.now();
    tokens::revoke(core.store(), now, &Actor::System("test"), here, revoked.id).await.unwrap();
    let (body, id) = (here.clone(), over.id);
    let end = "UPDATE api_tokens SET expires_at = $3 WHERE body_id = $1 AND token_id = $2";
    let work = core.store().write(move |tx| {
        Box::pin(async move {
            tx.execute(end, lotse_store::params![&body, id, now]).await?;
            Ok::<_, lotse_core::errors::Failure>(())
        })
    });
    work.await.unwrap();
    machines
}

async fn machine(
    core: &Core,
    body: &BodyKey,
    words: &str,
    place: Place,
    scopes: Vec<Scope>,
    is_valid: bool,
) -> MachinePersona {
    let rights: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    let name = format!("{} {words}", rights.join("+"));
    let id = TokenId(core.new_id());
    let new = NewToken { id, body: body.clone(), name: name.clone(), scopes: scopes.clone(), days: 90 };
    let actor = Actor::System("test");
    let issued = tokens::issue(core.store(), core.now(), core.randomness(), &actor, new).await.unwrap();
    MachinePersona { name, token: issued.secret, id, scopes, place, is_valid }
}

async fn add_person(core: &Core, name: &str, home: &BodyKey, role: Option<Role>, hash: &str) -> String {
    let email = format!("{name}@test.example");
    let person = NewPerson {
        id: PersonId(core.new_id()),
        home: home.clone(),
        name: name.to_owned(),
        email: email.clone(),
        password_hash: Some(hash.to_owned()),
    };
    let (now, body) = (core.now(), home.clone());
    let work = core.store().write(move |tx| {
        Box::pin(async move {
            people::add_person(tx, now, &person).await?;
            let Some(role) = role else { return Ok(()) };
            people::add_membership(tx, now, person.id, &Membership { body, role }, now, None, "test").await
        })
    });
    work.await.unwrap();
    email
}

async fn begin(browser: &Browser) -> String {
    let service = format!("/{HERE}/leistungen/{SERVICE}");
    browser.get(&service).await.ok();
    browser.post::<&str, &str>(&format!("{service}/antrag"), &[]).await.location()
}

/// Fills in the parking form up to its last page; gives the address of the application.
async fn apply(browser: &Browser) -> String {
    let field = |group: u32, number: u32| format!("G0577400000{group}:0.F057740000{number:02}:0");
    let base = begin(browser).await;
    let birth = field(1, 4);
    let steps = [
        vec![
            (field(1, 2), "Anna"),
            (field(1, 3), "Beispiel"),
            (format!("{birth}.tag"), "4"),
            (format!("{birth}.monat"), "3"),
            (format!("{birth}.jahr"), "1987"),
            (field(1, 5), "anna@example.org"),
        ],
        vec![
            (field(2, 11), "Lange Straße"),
            (field(2, 12), "7 a"),
            (field(2, 13), "34434"),
            (field(2, 14), "Borgentreich"),
        ],
        vec![(field(3, 21), "HX-AB 123"), (field(3, 22), "true")],
        vec![(field(4, 31), "A"), (field(4, 32), "2")],
    ];
    let on = ("aktion".to_owned(), "weiter");
    for (number, mut fields) in steps.into_iter().enumerate() {
        fields.push(on.clone());
        browser.post(&format!("{base}/schritt/{}", number + 1), &fields).await.location();
    }
    let upload = field(5, 41);
    browser
        .post_file(&format!("{base}/schritt/5"), &[("aktion", "weiter")], &upload, "schein.pdf", PDF)
        .await
        .location();
    let declared = [(field(6, 52), "true"), (field(6, 53), "true"), on];
    let end = browser.post(&format!("{base}/schritt/6"), &declared).await.location();
    assert_eq!(end, format!("{base}/pruefen"));
    base
}
