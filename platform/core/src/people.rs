//! People, their memberships with valid time, and who is acting.

use std::{fmt, sync::Arc};

use lotse_store::{Row, Store, Transaction, Value, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{body::BodyKey, clock::Timestamp, errors::Failure, permissions::Role, tokens::Machine};

/// Identifies a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub Uuid);

impl PersonId {
    pub const fn nil() -> Self {
        Self(Uuid::nil())
    }
}

impl From<PersonId> for Value {
    fn from(id: PersonId) -> Self {
        Self::Uuid(id.0)
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A role at a body, valid now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub body: BodyKey,
    pub role: Role,
}

/// A person who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub id: PersonId,
    /// The body that keeps the account.
    pub home: BodyKey,
    pub name: String,
    pub email: String,
    pub memberships: Vec<Membership>,
}

impl SignedIn {
    pub fn holds(&self, role: Role, body: &BodyKey) -> bool {
        self.memberships.iter().any(|membership| membership.role == role && membership.body == *body)
    }

    pub fn holds_anywhere(&self, role: Role) -> bool {
        self.memberships.iter().any(|membership| membership.role == role)
    }
}

/// Who is acting.
#[derive(Clone, Debug)]
pub enum Actor {
    Anonymous,
    Person(Arc<SignedIn>),
    /// A program of a body that has shown a valid token.
    Machine(Arc<Machine>),
    /// A job or the command line, with its name.
    System(&'static str),
}

impl Actor {
    pub fn person(&self) -> Option<&Arc<SignedIn>> {
        match self {
            Self::Person(person) => Some(person),
            _ => None,
        }
    }

    /// The name of the person or program; `None` for nobody and for the house itself.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Person(person) => Some(&person.name),
            Self::Machine(machine) => Some(&machine.name),
            Self::Anonymous | Self::System(_) => None,
        }
    }

    /// How the ledger names the actor: never a personal name, so that events can stay when a person's data goes.
    pub fn reference(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Person(person) => format!("person:{}", person.id),
            Self::Machine(machine) => machine.token.reference(),
            Self::System(name) => format!("system:{name}"),
        }
    }
}

/// A person to be entered.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub id: PersonId,
    pub home: BodyKey,
    pub name: String,
    pub email: String,
    /// A PHC string; `None` where the person signs in by passkey or OpenID Connect only.
    pub password_hash: Option<String>,
}

const INSERT_PERSON: &str = "INSERT INTO people (body_id, person_id, name, email, password_hash, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const INSERT_MEMBERSHIP: &str = "INSERT INTO memberships (body_id, person_id, role, valid_from, valid_to, source, recorded_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const PERSON_BY_ID: &str =
    "SELECT body_id, person_id, name, email FROM people WHERE person_id = $1 AND deleted_at IS NULL";
const PERSON_BY_EMAIL: &str =
    "SELECT body_id, person_id, name, email, password_hash FROM people WHERE email = $1 AND deleted_at IS NULL";
const MEMBERSHIPS_NOW: &str = "SELECT body_id, role FROM memberships \
     WHERE person_id = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY body_id, role";
const WITH_ROLE: &str = "SELECT DISTINCT p.person_id, p.name FROM memberships m JOIN people p ON p.person_id = m.person_id \
     WHERE m.body_id = $1 AND m.role = $2 AND m.valid_from <= $3 AND (m.valid_to IS NULL OR m.valid_to > $3) \
     AND p.deleted_at IS NULL ORDER BY p.name, p.person_id";
const NAMES: &str = "SELECT person_id, name FROM people WHERE body_id = $1";

/// Every statement of this module, for the test that prepares them on both back ends.
pub const STATEMENTS: &[&str] =
    &[INSERT_PERSON, INSERT_MEMBERSHIP, PERSON_BY_ID, PERSON_BY_EMAIL, MEMBERSHIPS_NOW, WITH_ROLE, NAMES];

pub async fn add_person(tx: &mut Transaction, now: Timestamp, person: &NewPerson) -> Result<(), Failure> {
    let email = normal_email(&person.email);
    let values =
        params![&person.home, person.id, person.name.as_str(), email.as_str(), person.password_hash.clone(), now];
    tx.execute(INSERT_PERSON, values).await?;
    Ok(())
}

pub async fn add_membership(
    tx: &mut Transaction,
    now: Timestamp,
    person: PersonId,
    membership: &Membership,
    valid_from: Timestamp,
    valid_to: Option<Timestamp>,
    source: &str,
) -> Result<(), Failure> {
    let until = valid_to.map(|time| time.0);
    let role = membership.role.as_str();
    tx.execute(INSERT_MEMBERSHIP, params![&membership.body, person, role, valid_from, until, source, now]).await?;
    Ok(())
}

/// The person with the memberships valid at `now`; `None` if there is no such (or no longer a) person.
pub async fn signed_in(store: &Store, now: Timestamp, id: PersonId) -> Result<Option<Arc<SignedIn>>, Failure> {
    let Some(row) = store.query_optional(PERSON_BY_ID, params![id]).await? else { return Ok(None) };
    let mut memberships = Vec::new();
    for row in store.query(MEMBERSHIPS_NOW, params![id, now]).await? {
        // A role this version does not know gives no rights.
        let Some(role) = Role::parse(&row.get::<String>("role")?) else { continue };
        memberships.push(Membership { body: body_of(&row)?, role });
    }
    let person = SignedIn { id, home: body_of(&row)?, name: row.get("name")?, email: row.get("email")?, memberships };
    Ok(Some(Arc::new(person)))
}

/// Who an e-mail address belongs to, with the password hash to check.
pub async fn by_email(store: &Store, email: &str) -> Result<Option<(PersonId, Option<String>)>, Failure> {
    let Some(row) = store.query_optional(PERSON_BY_EMAIL, params![normal_email(email)]).await? else { return Ok(None) };
    Ok(Some((PersonId(row.get("person_id")?), row.get("password_hash")?)))
}

/// Names of a body's people, to show beside events.
pub async fn names(store: &Store, body: &BodyKey) -> Result<Vec<(PersonId, String)>, Failure> {
    let rows = store.query(NAMES, params![body]).await?;
    rows.iter().map(|row| Ok((PersonId(row.get("person_id")?), row.get("name")?))).collect()
}

/// Who holds a role at a body, by name: to say who else may do something.
pub async fn with_role(
    store: &Store,
    now: Timestamp,
    body: &BodyKey,
    role: Role,
) -> Result<Vec<(PersonId, String)>, Failure> {
    let rows = store.query(WITH_ROLE, params![body, role.as_str(), now]).await?;
    rows.iter().map(|row| Ok((PersonId(row.get("person_id")?), row.get("name")?))).collect()
}

fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

fn body_of(row: &Row) -> Result<BodyKey, Failure> {
    let key: String = row.get("body_id")?;
    BodyKey::new(&key).map_err(|error| Failure::internal(error.to_string()))
}
