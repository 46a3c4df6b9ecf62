//! `lotse demo`: the region OWL to try out, with people who do not exist.

mod invoices;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;
use include_dir::{Dir, include_dir};
use lotse_core::{
    Core,
    body::BodyKey,
    clock::{Clock, SystemClock},
    errors::Failure,
    ledger::{self, NewEvent},
    people::{self, Actor, Membership, NewPerson, PersonId},
    permissions::Role,
    profile::{self, Profile},
    region,
};
use lotse_reuse::PackageFiles;
use lotse_store::{Options as StoreOptions, Store};
use lotse_web::DemoPerson;
use serde::Deserialize;
use serde_json::json;

use crate::{
    Outcome,
    config::Config,
    house::{self, House},
    say,
};

static REGION: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../region/owl");
static PACKAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../packages");

#[derive(Args)]
pub(crate) struct Options {
    /// Adresse, auf der die Demo zu erreichen ist
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Ordner für Datenbank und Dateien
    #[arg(long, default_value = "lotse-data")]
    data: PathBuf,
    /// Andere Datenbank statt der eingebetteten, zum Beispiel <postgres://localhost/lotse>
    #[arg(long)]
    database_url: Option<String>,
    /// SMTP-Server; ohne ihn bleiben Mails im Postausgang und sind dort zu lesen
    #[arg(long, env = "LOTSE_SMTP_URL", default_value = "")]
    smtp_url: String,
}

/// `demo.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    people: Vec<ScriptPerson>,
    profiles: Vec<ScriptProfile>,
    solutions: Vec<ScriptSolution>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptPerson {
    key: String,
    name: String,
    email: String,
    body: String,
    role: Option<String>,
    /// What the person is besides.
    #[serde(default)]
    more_roles: Vec<String>,
    description: String,
    description_en: String,
}

#[derive(Deserialize)]
struct ScriptProfile {
    body: String,
    #[serde(flatten)]
    profile: Profile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptSolution {
    package: String,
    publisher: String,
    in_use_at: Vec<String>,
}

pub(crate) async fn run(options: Options) -> Outcome {
    house::log(false);
    let mut config = config(&options.data, &options.listen);
    if let Some(url) = &options.database_url {
        config.database_url.clone_from(url);
    }
    config.smtp_url.clone_from(&options.smtp_url);
    std::fs::create_dir_all(&options.data)
        .with_context(|| format!("{} kann nicht angelegt werden", options.data.display()))?;
    let script = script()?;
    let house = furnished(&config, &script).await?;
    tell(&config, &script);
    house.serve(&options.listen).await?;
    Ok(ExitCode::SUCCESS)
}

/// The house of the demo, with the region, its people and the solutions in use.
pub async fn open(config: &Config) -> anyhow::Result<House> {
    furnished(config, &script()?).await
}

fn script() -> anyhow::Result<Script> {
    toml::from_str(text("demo.toml")?).context("demo.toml")
}

async fn furnished(config: &Config, script: &Script) -> anyhow::Result<House> {
    seed_bodies_and_people(config, script).await?;
    let demo_people = script.people.iter().map(demo_person).collect();
    let house = House::open_with(config, demo_people, true, bundled()).await?;
    seed_solutions(&house, script).await?;
    invoices::seed(&house).await?;
    Ok(house)
}

/// The demo's configuration: everything in one folder.
pub fn config(data: &Path, listen: &str) -> Config {
    let host = listen.replace("127.0.0.1", "localhost").replace("0.0.0.0", "localhost");
    Config {
        listen: listen.to_owned(),
        public_url: format!("http://{host}"),
        database_url: format!("sqlite:{}", data.join("lotse.db").display()),
        data: data.to_path_buf(),
        region_name: "OstWestfalenLippe".to_owned(),
        instance_name: "demo.lotse.example".to_owned(),
        smtp_url: String::new(),
        mail_from: "Lotse Demo <lotse@example.org>".to_owned(),
        trusted_proxy_header: String::new(),
        log_json: false,
        invoices: lotse_administration::invoices::channels::Config::default(),
        uploads: lotse_core::scan::ScanConfig::default(),
    }
}

fn text(name: &str) -> anyhow::Result<&'static str> {
    REGION.get_file(name).and_then(|file| file.contents_utf8()).with_context(|| format!("{name} fehlt in region/owl"))
}

/// All packages that come with the program, oldest version first within each.
fn bundled() -> Vec<PackageFiles> {
    let mut packages = Vec::new();
    for package in PACKAGES.dirs() {
        for version in package.dirs() {
            packages.push(files_of(version, version.path()));
        }
    }
    packages
}

fn files_of(folder: &Dir<'_>, root: &Path) -> PackageFiles {
    let mut files = BTreeMap::new();
    for file in folder.files() {
        if let Ok(name) = file.path().strip_prefix(root) {
            files.insert(name.to_string_lossy().replace('\\', "/"), file.contents().to_vec());
        }
    }
    for inner in folder.dirs() {
        files.extend(files_of(inner, root));
    }
    files
}

fn demo_person(person: &ScriptPerson) -> DemoPerson {
    DemoPerson {
        person: person_id(&person.key),
        name: person.name.clone(),
        description: person.description.clone(),
        description_en: person.description_en.clone(),
    }
}

/// The same people at every start: their ids come from their keys.
pub(crate) fn person_id(key: &str) -> PersonId {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(format!("lotse demo person {key}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    PersonId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

async fn seed_bodies_and_people(config: &Config, script: &Script) -> anyhow::Result<()> {
    let store = Store::open(&config.database_url, StoreOptions::default()).await?;
    store.migrate(house::MIGRATIONS).await?;
    let now = SystemClock.now();
    let (_, bodies) = region::parse(text("region.toml")?, text("bodies.csv")?)?;
    region::import(&store, now, bodies).await?;
    for person in &script.people {
        if people::signed_in(&store, now, person_id(&person.key)).await?.is_none() {
            add_person(&store, person).await?;
        }
    }
    for entry in &script.profiles {
        let (body, profile) = (BodyKey::new(&entry.body)?, Profile { demo: true, ..entry.profile.clone() });
        store
            .write(move |tx| {
                Box::pin(async move {
                    profile::set(tx, now, &body, &profile).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await?;
    }
    store.close().await;
    Ok(())
}

async fn add_person(store: &Store, person: &ScriptPerson) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let home = BodyKey::new(&person.body)?;
    let role_named = |word: &String| Role::parse(word).with_context(|| format!("Rolle {word}"));
    let roles = person.role.iter().chain(&person.more_roles).map(role_named).collect::<anyhow::Result<Vec<_>>>()?;
    let id = person_id(&person.key);
    let new = NewPerson {
        id,
        home: home.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        password_hash: None,
    };
    store
        .write(move |tx| {
            Box::pin(async move {
                people::add_person(tx, now, &new).await?;
                for role in &roles {
                    let membership = Membership { body: home.clone(), role: *role };
                    people::add_membership(tx, now, id, &membership, now, None, "demo").await?;
                }
                let actor = Actor::System("demo");
                let event = NewEvent {
                    body: &home,
                    actor: &actor,
                    kind: "person.added",
                    subject: format!("person:{id}"),
                    data: json!({ "role": roles.first().map(|role| role.as_str()) }),
                };
                ledger::append(tx, now, event).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(())
}

async fn seed_solutions(house: &House, script: &Script) -> anyhow::Result<()> {
    let actor = Actor::System("demo");
    for solution in &script.solutions {
        let (key, version) = solution.package.split_once('/').context("demo.toml: package = \"name/version\"")?;
        if house.solutions.is_published(key, version).await? {
            continue;
        }
        let folder = PACKAGES.get_dir(&solution.package).with_context(|| format!("packages/{}", solution.package))?;
        let publisher = BodyKey::new(&solution.publisher)?;
        house.solutions.publish(&actor, &publisher, files_of(folder, folder.path())).await?;
        for body in &solution.in_use_at {
            let decision = "Beispieldaten: im Betrieb seit dem Start der Demo".to_owned();
            let body = known_body(&house.core, body)?;
            house.solutions.adopt_and_use(&actor, &body, key, version, Vec::new(), decision).await?;
        }
    }
    Ok(())
}

fn known_body(core: &Core, key: &str) -> anyhow::Result<BodyKey> {
    let key = BodyKey::new(key)?;
    core.bodies().get(&key).with_context(|| format!("Die Körperschaft {key} gibt es nicht"))?;
    Ok(key)
}

fn tell(config: &Config, script: &Script) {
    let url = &config.public_url;
    say("");
    say("Lotse Demo – Region OstWestfalenLippe, alle Personen und Anschriften sind erfunden.");
    say("");
    say(&format!("  Region                        {url}/"));
    say(&format!("  Karte                         {url}/karte"));
    say(&format!("  Borgentreich                  {url}/borgentreich/"));
    say(&format!("  Lösungen                      {url}/loesungen/"));
    say(&format!("  Postausgang der Demo          {url}/demo/post"));
    say(&format!("  Anmelden (ein Klick genügt)   {url}/anmelden"));
    say("");
    for person in &script.people {
        say(&format!("  {:<26} {}", person.name, person.description));
    }
    say("");
    say("  Beenden mit Strg+C.");
}
