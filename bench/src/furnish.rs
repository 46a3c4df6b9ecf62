//! A database as the measured pages find it: the region OWL, a service in use, cases, somebody who may read them.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, Result};
use lotse_administration::cases::Intake;
use lotse_app::{demo, house::House};
use lotse_core::{
    Core,
    body::{Body, BodyKey},
    errors::Failure,
    offers::{CaseIntake as _, NewCase},
    people::{self, Actor, Membership, NewPerson, PersonId},
    permissions::Role,
    region, secret_hash,
};
use lotse_fim::{sample_answers, validate};
use lotse_reuse::{EffectiveService, Package, PackageFiles, effective};
use lotse_web::sign_in;

use crate::{client::Client, process::Server};

pub const BODY: &str = "borgentreich";
pub const SERVICE: &str = "anwohnerparken";
const EMAIL: &str = "bench@example.org";
const PASSWORD: &str = "ein langes Passwort für Messungen";
/// Cases of the measured body.
const CASES: usize = 500;
/// Cases each further body has.
const CASES_ELSEWHERE: usize = 3;

/// Where it is.
pub struct Place {
    pub folder: PathBuf,
    pub database: PathBuf,
    pub body: BodyKey,
}

/// Furnishes the folder; with more than the region's bodies if so many are wanted.
pub async fn furnish(folder: &Path, bodies: usize) -> Result<Place> {
    let config = demo::config(folder, "127.0.0.1:8080");
    let house = demo::open(&config).await?;
    let body = house.core.bodies().by_slug(BODY).context("Borgentreich is a body of OWL")?.clone();
    let actor = Actor::System("bench");
    house.solutions.adopt_and_use(&actor, &body.key, SERVICE, "1.0.0", Vec::new(), "bench".to_owned()).await?;
    add_caseworker(&house.core, &body.key).await?;
    add_cases(&house.core, &body.key).await?;
    let missing = bodies.saturating_sub(house.core.bodies().all().len());
    let more = more_bodies(&house, &body, missing)?;
    region::import(house.core.store(), house.core.now(), more).await?;
    house.core.store().clone().close().await;
    drop(house);
    let database = folder.join("lotse.db");
    if missing > 0 {
        fill_bodies(&database, &body.key)?;
    }
    Ok(Place { folder: folder.to_path_buf(), database, body: body.key.clone() })
}

impl Place {
    /// `lotse serve` on this database.
    pub fn serve(&self, address: SocketAddr) -> Result<Server> {
        let text = format!(
            "listen = \"{address}\"\npublic_url = \"http://localhost:8080\"\ninstance_name = \"demo.lotse.example\"\n\
             database_url = \"sqlite:{}\"\ndata = \"{}\"\ntrusted_proxy_header = \"x-forwarded-for\"\n",
            self.database.display(),
            self.folder.display()
        );
        let config = self.folder.join("lotse.toml");
        fs::write(&config, text)?;
        Server::start("as-lotse", &["serve", "--config", &config.display().to_string()], address)
    }
}

/// Signs the caseworker in; the cookies of the session.
pub fn sign_in(address: SocketAddr) -> Result<Vec<(String, String)>> {
    let mut client = Client::connect(address)?;
    client.get("/anmelden")?.expect(200)?;
    client.post("/anmelden", &[("email", EMAIL), ("passwort", PASSWORD)])?.expect(303)?;
    client.cookies.retain(|(name, _)| name == "lotse");
    Ok(client.cookies)
}

async fn add_caseworker(core: &Core, body: &BodyKey) -> Result<()> {
    let person = NewPerson {
        id: PersonId(core.new_id()),
        home: body.clone(),
        name: "Bench".to_owned(),
        email: EMAIL.to_owned(),
        password_hash: Some(sign_in::hash_password(core.randomness(), PASSWORD)?),
    };
    let (now, body) = (core.now(), body.clone());
    let work = core.store().write(move |tx| {
        Box::pin(async move {
            people::add_person(tx, now, &person).await?;
            let membership = Membership { body, role: Role::Caseworker };
            people::add_membership(tx, now, person.id, &membership, now, None, "bench").await
        })
    });
    Ok(work.await?)
}

async fn add_cases(core: &Core, body: &BodyKey) -> Result<()> {
    let service = Arc::new(package()?);
    let form = service.form();
    let answers = serde_json::to_value(validate::canonical(&form, &sample_answers(&form), &service.conditions()))?;
    let case = |number: usize| {
        let application_id = core.new_id();
        NewCase {
            body: body.clone(),
            application_id,
            service: SERVICE.to_owned(),
            service_title: "Bewohnerparkausweis".to_owned(),
            version: "1.0.0".to_owned(),
            effective_hash: service.hash(),
            effective: service.clone(),
            answers: answers.clone(),
            attachments: Vec::new(),
            applicant: None,
            applicant_name: format!("Vorname{number} Familienname{number}"),
            applicant_email: None,
            language: "de".to_owned(),
            fee_cents: 3_070,
            link_hash: secret_hash(&core.link_secret("application", application_id)),
            status_url: None,
            actor: Actor::Anonymous,
            now: core.now(),
        }
    };
    let (cases, intake): (Vec<NewCase>, _) = ((0..CASES).map(case).collect(), Intake::new(core.clone()));
    let work = core.store().write(move |tx| {
        Box::pin(async move {
            for case in cases {
                intake.open_case(tx, case).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    Ok(work.await?)
}

fn package() -> Result<EffectiveService> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packages/anwohnerparken/1.0.0");
    let mut files = PackageFiles::new();
    collect(&folder, &folder, &mut files)?;
    let (package, findings) = Package::read(&files);
    let package = package.with_context(|| format!("the package is not good: {findings:?}"))?;
    effective(&package, &[]).map_err(|findings| anyhow::anyhow!("the package is not effective: {findings:?}"))
}

fn collect(root: &Path, folder: &Path, files: &mut PackageFiles) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            files.insert(path.strip_prefix(root)?.display().to_string(), fs::read(&path)?);
        }
    }
    Ok(())
}

/// Bodies of a Land that has none in OWL, copied from one that exists.
fn more_bodies(house: &House, example: &Body, count: usize) -> Result<Vec<Body>> {
    let mut bodies: Vec<Body> = house.core.bodies().all().iter().map(|body| (**body).clone()).collect();
    for number in 0..count {
        let ars = format!("09{number:010}");
        bodies.push(Body {
            key: BodyKey::new(&ars)?,
            slug: format!("ort-{number}"),
            name: format!("Ort {number}"),
            official_name: format!("Gemeinde Ort {number}"),
            ags: None,
            ars: Some(ars),
            ..example.clone()
        });
    }
    Ok(bodies)
}

/// Gives each further body the service, its adoption and a few cases.
fn fill_bodies(database: &Path, example: &BodyKey) -> Result<()> {
    let connection = rusqlite::Connection::open(database)?;
    for (table, rows) in [("services", 1), ("adoptions", 1), ("cases", CASES_ELSEWHERE)] {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE name <> 'body_id'")?;
        let columns: Vec<String> = statement.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let columns = columns.join(", ");
        let copy = format!(
            "INSERT INTO {table} (body_id, {columns}) SELECT further_body, {columns} FROM \
             (SELECT body_id AS further_body FROM bodies WHERE body_id LIKE '09%') \
             CROSS JOIN (SELECT {columns} FROM {table} WHERE body_id = ?1 LIMIT {rows})"
        );
        connection.execute(&copy, [example.as_str()]).with_context(|| format!("cannot fill {table}"))?;
    }
    Ok(())
}
