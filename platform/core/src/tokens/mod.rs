//! Access for programs: a named machine of one body, with a secret, a short list of rights and an end.
//!
//! A token is `lotse_BODY_ID_SECRET`, so that one read by primary key finds its row, people recognise it in a list and
//! secret scanners find it in a text by `lotse_[0-9a-z-]+_[0-9a-f]{32}_[0-9a-hjkmnp-tv-z]{38}`. It never opens a page
//! and never signs, orders or pays: [`Scope`] is all it can have.

mod store;
mod written;

use std::fmt;

use lotse_store::{Store, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    body::BodyKey,
    clock::{Randomness, Timestamp, new_secret},
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    people::Actor,
    permissions::{Action, Subject, may},
    secret_hash,
};

pub use store::{STATEMENTS, list, names, one};

/// How long a token may live.
pub const MOST_DAYS: i64 = 365;
/// How long it lives unless somebody says otherwise.
pub const USUAL_DAYS: i64 = 90;
/// Longest name of a machine, in characters.
pub const LONGEST_NAME: usize = 80;
/// So many tokens may be valid at a body at once.
pub const MOST_AT_ONCE: i64 = 50;
/// A token that ends within so many days is shown as such.
const SOON_DAYS: i64 = 14;
/// How old the time of the last use may get before it is written again.
const SEEN_MILLISECONDS: i64 = 60_000;

/// What a program may be allowed: some of the actions of people, by intention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Hand in invoices.
    SubmitInvoices,
    /// List and read invoices with their verdicts.
    ReadInvoices,
    /// The list of cases, without answers.
    ReadCases,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::SubmitInvoices, Self::ReadInvoices, Self::ReadCases];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SubmitInvoices => "submit-invoices",
            Self::ReadInvoices => "read-invoices",
            Self::ReadCases => "read-cases",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    pub fn actions(self) -> &'static [Action] {
        match self {
            Self::SubmitInvoices => &[Action::ReceiveInvoices],
            Self::ReadInvoices => &[Action::ReadInvoices],
            Self::ReadCases => &[Action::ReadCases],
        }
    }

    /// Whether somebody may hand this on: nobody gives more than they may do themselves.
    pub fn may_be_given_by(self, actor: &Actor, body: &BodyKey) -> bool {
        self.actions().iter().all(|action| may(actor, *action, &Subject::of(body)))
    }
}

/// Identifies a token at its body. Not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub Uuid);

impl TokenId {
    /// How the ledger names the token, as actor and as subject.
    pub fn reference(self) -> String {
        format!("token:{self}")
    }
}

impl From<TokenId> for Value {
    fn from(id: TokenId) -> Self {
        Self::Uuid(id.0)
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A program that has shown a valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    pub token: TokenId,
    pub body: BodyKey,
    /// `Finanzsoftware Borgentreich`
    pub name: String,
    pub scopes: Vec<Scope>,
}

impl Machine {
    /// At its own body only, and only what its scopes name.
    pub fn may(&self, action: Action, body: Option<&BodyKey>) -> bool {
        body == Some(&self.body) && self.scopes.iter().any(|scope| scope.actions().contains(&action))
    }
}

/// A token as its administration sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub body: BodyKey,
    pub name: String,
    pub scopes: Vec<Scope>,
    /// As in the ledger: `person:…`.
    pub created_by: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// To the minute; no address is kept.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Valid,
    EndsSoon,
    Expired,
    Revoked,
}

impl Token {
    pub fn state(&self, now: Timestamp) -> State {
        if self.revoked_at.is_some() {
            State::Revoked
        } else if self.expires_at <= now {
            State::Expired
        } else if now.days_until(self.expires_at) <= SOON_DAYS {
            State::EndsSoon
        } else {
            State::Valid
        }
    }

    pub fn is_valid(&self, now: Timestamp) -> bool {
        matches!(self.state(now), State::Valid | State::EndsSoon)
    }

    /// What every copy of the token begins with, to recognise it by. Not secret.
    pub fn beginning(&self) -> String {
        written::beginning(&self.body, self.id)
    }
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Made with the form, so that a form sent twice makes one token.
    pub id: TokenId,
    pub body: BodyKey,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub days: i64,
}

/// A token that was just made. The secret is nowhere else.
pub struct Issued {
    pub token: Token,
    /// The whole of it, as the program sends it.
    pub secret: String,
}

/// Makes a token.
pub async fn issue(
    store: &Store,
    now: Timestamp,
    randomness: &dyn Randomness,
    actor: &Actor,
    new: NewToken,
) -> Result<Issued, Failure> {
    let NewToken { id, body, name, mut scopes, days } = new;
    if !may(actor, Action::ManageTokens, &Subject::of(&body)) {
        return Err(Failure::not_allowed());
    }
    scopes.sort_unstable();
    scopes.dedup();
    if !scopes.iter().all(|scope| scope.may_be_given_by(actor, &body)) {
        return Err(Failure::with_message(Code::NotAllowed, "Sie können nur weitergeben, was Sie selbst dürfen."));
    }
    if scopes.is_empty() {
        return Err(Failure::invalid("Wählen Sie mindestens ein Recht."));
    }
    let name = checked_name(&name)?;
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Failure::invalid(format!("Ein Zugang gilt 1 bis {MOST_DAYS} Tage.")));
    }
    let secret = new_secret(randomness);
    let token = Token {
        id,
        body,
        name,
        scopes,
        created_by: actor.reference(),
        created_at: now,
        expires_at: now.end_of_day_after(days),
        last_used_at: None,
        revoked_at: None,
    };
    let (row, hash, actor) = (token.clone(), secret_hash(&secret), actor.clone());
    let work = store.write(move |tx| {
        Box::pin(async move {
            if !store::insert(tx, &row, &hash).await? {
                return Err(already_made());
            }
            if store::count_valid(tx, &row.body, now).await? > MOST_AT_ONCE {
                return Err(too_many());
            }
            let data = json!({ "scopes": row.scopes, "expires_at": row.expires_at.0 });
            let (kind, subject) = ("token.issued", row.id.reference());
            ledger::append(tx, now, NewEvent { body: &row.body, actor: &actor, kind, subject, data }).await?;
            Ok::<_, Failure>(())
        })
    });
    work.await?;
    let secret = written::write(&token.body, token.id, &secret);
    Ok(Issued { token, secret })
}

fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(Failure::invalid("Geben Sie an, welches Programm den Zugang bekommt."));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Failure::invalid(format!("Der Name hat höchstens {LONGEST_NAME} Zeichen.")));
    }
    Ok(name.to_owned())
}

fn already_made() -> Failure {
    Failure::with_message(
        Code::AlreadyDone,
        "Dieser Zugang ist schon angelegt. Den Schlüssel zeigt Lotse nur einmal. Haben Sie ihn nicht gespeichert, \
         widerrufen Sie den Zugang und legen Sie einen neuen an.",
    )
}

fn too_many() -> Failure {
    Failure::with_message(
        Code::Conflict,
        format!("Es gelten schon {MOST_AT_ONCE} Zugänge. Widerrufen Sie zuerst einen, den niemand mehr braucht."),
    )
}

/// Ends a token at once.
pub async fn revoke(store: &Store, now: Timestamp, actor: &Actor, body: &BodyKey, id: TokenId) -> Result<(), Failure> {
    if !may(actor, Action::ManageTokens, &Subject::of(body)) {
        return Err(Failure::not_allowed());
    }
    // Also for a token that is no longer valid: it says so once and stays.
    let token = one(store, body, id).await?.ok_or_else(Failure::not_found)?;
    let actor = actor.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                if !store::revoke(tx, &token.body, token.id, now).await? {
                    return Err(Failure::new(Code::AlreadyDone));
                }
                let (kind, subject, data) = ("token.revoked", token.id.reference(), json!({}));
                ledger::append(tx, now, NewEvent { body: &token.body, actor: &actor, kind, subject, data }).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Whether a text has the form of a token, its check included: for whoever looks for lost ones.
pub fn is_token(text: &str) -> bool {
    written::read(text).is_some()
}

/// The program behind a token, `None` if it is unknown, over or revoked. Asked anew for every request, so that a revoked
/// token is worth nothing from that moment on.
pub async fn look_up(store: &Store, now: Timestamp, shown: &str) -> Result<Option<Machine>, Failure> {
    let Some(shown) = written::read(shown) else { return Ok(None) };
    let Some((token, hash)) = store::with_hash(store, &shown.body, shown.id).await? else { return Ok(None) };
    let fits: bool = subtle::ConstantTimeEq::ct_eq(secret_hash(shown.secret).as_slice(), hash.as_slice()).into();
    if !fits || !token.is_valid(now) {
        return Ok(None);
    }
    if token.last_used_at.is_none_or(|seen| now.0 - seen.0 > SEEN_MILLISECONDS) {
        note_use(store, &token, now).await;
    }
    Ok(Some(Machine { token: token.id, body: token.body, name: token.name, scopes: token.scopes }))
}

/// Not worth failing a request for.
async fn note_use(store: &Store, token: &Token, now: Timestamp) {
    let (body, id) = (token.body.clone(), token.id);
    let noted = store.write(move |tx| Box::pin(async move { store::note_use(tx, &body, id, now).await })).await;
    if let Err::<(), Failure>(failure) = noted {
        tracing::warn!(%failure, "last use of a token not written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_only_read_and_hand_in() {
        let harmless = [Action::ReceiveInvoices, Action::ReadInvoices, Action::ReadCases];
        for scope in Scope::ALL {
            assert!(scope.actions().iter().all(|action| harmless.contains(action)), "{scope:?}");
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
        }
    }

    #[test]
    fn a_machine_acts_at_its_own_body_only() {
        let (here, there) = (BodyKey::new("057620012012").unwrap(), BodyKey::new("057740032032").unwrap());
        let land = BodyKey::new("05").unwrap();
        for own in [&here, &there, &land] {
            let machine = Machine {
                token: TokenId(Uuid::nil()),
                body: own.clone(),
                name: "Test".into(),
                scopes: vec![Scope::SubmitInvoices],
            };
            let actor = Actor::Machine(std::sync::Arc::new(machine));
            assert_eq!(actor.reference(), format!("token:{}", Uuid::nil()));
            for action in Action::ALL {
                let at = |subject: Subject<'_>| may(&actor, action, &subject);
                let anyone = may(&Actor::Anonymous, action, &Subject::of(&here));
                let wanted = anyone || (action == Action::ReceiveInvoices && own == &here);
                assert_eq!(at(Subject::of(&here)), wanted, "{action:?} for {own}");
                assert_eq!(at(Subject::instance()), anyone, "{action:?} for {own}");
                assert_eq!(at(Subject::of(&here).owned_by(Some(crate::people::PersonId::nil()))), wanted);
            }
        }
    }

    #[test]
    fn states_in_their_order() {
        let now = Timestamp(1_800_000_000_000);
        let token = |days: i64, revoked_at| Token {
            id: TokenId(Uuid::nil()),
            body: BodyKey::new("05").unwrap(),
            name: "Test".into(),
            scopes: Vec::new(),
            created_by: String::new(),
            created_at: now,
            expires_at: now.end_of_day_after(days),
            last_used_at: None,
            revoked_at,
        };
        assert_eq!(token(90, None).state(now), State::Valid);
        assert_eq!(token(14, None).state(now), State::EndsSoon);
        assert_eq!(token(-1, None).state(now), State::Expired);
        assert_eq!(token(90, Some(now)).state(now), State::Revoked);
        assert!(token(0, None).is_valid(now) && !token(-1, None).is_valid(now) && !token(9, Some(now)).is_valid(now));
    }

    #[test]
    fn names_are_for_people() {
        assert_eq!(checked_name("  Kasse 1 ").unwrap(), "Kasse 1");
        for wrong in ["", "  ", "a\nb", "a\u{1b}[2J", &"x".repeat(81)] {
            assert!(checked_name(wrong).is_err(), "{wrong}");
        }
    }
}
