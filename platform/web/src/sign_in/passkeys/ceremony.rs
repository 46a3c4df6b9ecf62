//! The two ceremonies of Web Authentication, §7.1 (registering) and §7.2 (signing in); the library checks, this keeps
//! the questions and the results.

use std::sync::Arc;

use lotse_core::{
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    mail::{self, NewMail},
    people::{self, PersonId, SignedIn},
    secret_hash,
};
use lotse_store::Transaction;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Webauthn, WebauthnError,
};

use super::{CHALLENGE_SECONDS, LONGEST_LABEL, MOST, PasskeyRow, Purpose, store, store::Question};
use crate::{
    problem::{Answer, Problem},
    visit::Visit,
};

/// Why an answer of a browser did not count; the key of a text.
#[derive(Debug)]
pub(super) enum Refused {
    Because(&'static str),
    Trouble(Failure),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Trouble(failure)
    }
}

fn party(visit: &Visit) -> Answer<&Webauthn> {
    visit.app().sign_in().passkeys().ok_or_else(Problem::not_found)
}

fn internal(error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("webauthn: {error}"))
}

// Asking

/// What the browser is to be asked to make a passkey for this person.
pub(super) async fn ask_to_add(visit: &Visit) -> Answer<Json> {
    let (party, person) = (party(visit)?, visit.require_person()?);
    let known = store::of_person(visit.app().core().store(), &person.home, person.id).await?;
    if known.len() >= MOST {
        return Err(Problem::invalid(visit.t("passkey-zu-viele")));
    }
    let exclude = known.iter().map(|row| row.passkey.cred_id().clone()).collect();
    let begun = party.start_passkey_registration(person.id.0, &person.email, &person.name, Some(exclude));
    let (options, state) = begun.map_err(internal)?;
    remember(visit, Purpose::Add, &state).await?;
    let mut options = public_part(&options)?;
    // The library leaves this to the device; without it the device cannot find the account by itself.
    let selection = &mut options["authenticatorSelection"];
    selection["residentKey"] = json!("required");
    selection["requireResidentKey"] = json!(true);
    Ok(options)
}

/// What the browser is to be asked to sign in with whatever passkey it has for this house.
pub(super) async fn ask_to_sign_in(visit: &Visit) -> Answer<Json> {
    let (options, state) = party(visit)?.start_discoverable_authentication().map_err(internal)?;
    remember(visit, Purpose::SignIn, &state).await?;
    public_part(&options)
}

fn public_part(options: &impl Serialize) -> Answer<Json> {
    let mut options = serde_json::to_value(options).map_err(internal)?;
    Ok(options["publicKey"].take())
}

async fn remember(visit: &Visit, purpose: Purpose, state: &impl Serialize) -> Answer<()> {
    let (question, state) = (question(visit, purpose)?, serde_json::to_string(state).map_err(internal)?);
    let (now, until) = (visit.now, visit.now.plus_seconds(CHALLENGE_SECONDS));
    let asked = visit
        .app()
        .core()
        .store()
        .write(move |tx| Box::pin(async move { store::ask(tx, &question, &state, now, until).await }))
        .await;
    asked.map_err(Problem)
}

/// Bound to what the form's token is bound to.
fn question(visit: &Visit, purpose: Purpose) -> Result<Question, Failure> {
    let bearer = visit.bearer().ok_or_else(|| Failure::new(Code::FormExpired))?;
    let home = visit.person().filter(|_| purpose == Purpose::Add).map(|person| person.home.clone());
    let body = home.map_or_else(|| house(visit), Ok)?;
    Ok(Question { body, holder: secret_hash(bearer), purpose })
}

/// Where questions stand that belong to no body yet.
fn house(visit: &Visit) -> Result<BodyKey, Failure> {
    let bodies = visit.app().core().bodies();
    let body = bodies.region_office().or_else(|| bodies.all().first()).map(|body| body.key.clone());
    body.map_or_else(|| BodyKey::new("05").map_err(|error| Failure::internal(error.to_string())), Ok)
}

/// The question's state, once; what the browser says to it comes as the JSON of its credential.
async fn taken<S: DeserializeOwned, C: DeserializeOwned>(
    visit: &Visit,
    purpose: Purpose,
    answer: &str,
) -> Result<(S, C), Refused> {
    let (question, now) = (question(visit, purpose)?, visit.now);
    let store = visit.app().core().store();
    let state = store.write(move |tx| Box::pin(async move { store::take(tx, &question, now).await })).await;
    let state: Option<String> = state.map_err(Refused::Trouble)?;
    let state = state.ok_or(Refused::Because("passkey-abgelaufen"))?;
    let state = serde_json::from_str(&state).map_err(internal)?;
    let credential = serde_json::from_str(answer).map_err(|_| Refused::Because("passkey-fehlgeschlagen"))?;
    Ok((state, credential))
}

// Answers

/// Enters the passkey a browser made. The person is told by mail, in case it was somebody else.
pub(super) async fn add(visit: &Visit, answer: &str, label: &str) -> Result<(), Refused> {
    let (party, person) = (party_of(visit)?, visit.require_person().map_err(|problem| problem.0)?.clone());
    let (state, credential): (PasskeyRegistration, RegisterPublicKeyCredential) =
        taken(visit, Purpose::Add, answer).await?;
    let passkey = party.finish_passkey_registration(&credential, &state).map_err(|error| refused(&error))?;
    let cannot_be_found = serde_json::from_str::<Json>(answer)
        .is_ok_and(|answer| answer.pointer("/clientExtensionResults/credProps/rk") == Some(&Json::Bool(false)));
    if cannot_be_found {
        return Err(Refused::Because("passkey-nicht-auffindbar"));
    }
    let (label, news) = (label_of(visit, label), news(visit, &person));
    let (core, actor, now) = (visit.app().core().clone(), visit.actor.clone(), visit.now);
    let entered = core
        .store()
        .clone()
        .write(move |tx| {
            Box::pin(async move {
                if !store::insert(tx, &person.home, person.id, &passkey, &label, now).await? {
                    return Ok(false);
                }
                mail::queue(tx, &core, &person.home, news).await?;
                note(tx, now, &person, &actor, "person.passkey-added").await?;
                Ok::<_, Failure>(true)
            })
        })
        .await;
    if entered.map_err(Refused::Trouble)? { Ok(()) } else { Err(Refused::Because("passkey-schon-da")) }
}

fn party_of(visit: &Visit) -> Result<&Webauthn, Refused> {
    party(visit).map_err(|problem| Refused::Trouble(problem.0))
}

fn label_of(visit: &Visit, label: &str) -> String {
    let label: String = label.chars().filter(|sign| !sign.is_control()).take(LONGEST_LABEL).collect();
    if label.trim().is_empty() { visit.t("passkey-ohne-namen") } else { label.trim().to_owned() }
}

fn news(visit: &Visit, person: &SignedIn) -> NewMail {
    let url = visit.app().core().settings().public_url.as_str();
    let content = visit.app().texts().get(visit.language, "passkey-mail", &[("name", &person.name), ("url", &url)]);
    NewMail { recipient: person.email.clone(), subject: visit.t("passkey-mail-betreff"), content: content.into_owned() }
}

async fn note(
    tx: &mut Transaction,
    now: Timestamp,
    person: &SignedIn,
    actor: &people::Actor,
    kind: &'static str,
) -> Result<(), Failure> {
    let subject = format!("person:{}", person.id);
    ledger::append(tx, now, NewEvent { body: &person.home, actor, kind, subject, data: json!({}) }).await?;
    Ok(())
}

/// Takes a passkey away, unless nothing else would be left to sign in with.
pub(super) async fn remove(visit: &Visit, credential: Vec<u8>) -> Result<(), Refused> {
    let person = visit.require_person().map_err(|problem| problem.0)?.clone();
    let (core, actor, now) = (visit.app().core(), visit.actor.clone(), visit.now);
    let known = store::of_person(core.store(), &person.home, person.id).await?;
    let has_password = people::by_email(core.store(), &person.email).await?.is_some_and(|(_, hash)| hash.is_some());
    if known.len() == 1 && !has_password && !core.settings().demo {
        return Err(Refused::Because("passkey-letzter"));
    }
    let removed = core
        .store()
        .write(move |tx| {
            Box::pin(async move {
                let was_there = store::remove(tx, &person.home, person.id, &credential).await?;
                if was_there {
                    note(tx, now, &person, &actor, "person.passkey-removed").await?;
                }
                Ok::<_, Failure>(was_there)
            })
        })
        .await;
    if removed.map_err(Refused::Trouble)? { Ok(()) } else { Err(Refused::Trouble(Failure::not_found())) }
}

/// Who signs in with this answer.
pub(super) async fn sign_in(visit: &Visit, answer: &str) -> Result<Arc<SignedIn>, Refused> {
    let party = party_of(visit)?;
    let (state, credential): (DiscoverableAuthentication, PublicKeyCredential) =
        taken(visit, Purpose::SignIn, answer).await?;
    let unknown = Refused::Because("passkey-unbekannt");
    let Ok((person, id)) = party.identify_discoverable_authentication(&credential) else { return Err(unknown) };
    let store = visit.app().core().store();
    let Some(person) = people::signed_in(store, visit.now, PersonId(person)).await? else { return Err(unknown) };
    let row = store::find(store, &person.home, id).await?.filter(|row| row.person == person.id);
    let Some(mut row) = row else { return Err(unknown) };
    let checked = party.finish_discoverable_authentication_v2(&credential, state, &row.passkey);
    let checked = checked.map_err(|error| refused(&error))?;
    if !checked.user_verified() {
        return Err(Refused::Because("passkey-fehlgeschlagen"));
    }
    row.passkey.update_credential(&checked);
    write_use(visit, person.home.clone(), row).await?;
    Ok(person)
}

/// The counter must not go back: of two answers at once, as from a copy of the device, one fails.
async fn write_use(visit: &Visit, home: BodyKey, row: PasskeyRow) -> Result<(), Refused> {
    let now = visit.now;
    let before = row.credential.clone();
    let row = PasskeyRow { credential: store::text(&row.passkey)?, ..row };
    let store = visit.app().core().store();
    let written =
        store.write(move |tx| Box::pin(async move { store::used(tx, &home, &row, &before, now).await })).await;
    if written.map_err(Refused::Trouble)? { Ok(()) } else { Err(Refused::Because("passkey-fehlgeschlagen")) }
}

/// The library's reason goes to the log, the person gets a sentence.
fn refused(error: &WebauthnError) -> Refused {
    tracing::warn!(%error, "passkey refused");
    let is_copy = matches!(error, WebauthnError::CredentialPossibleCompromise);
    Refused::Because(if is_copy { "passkey-kopie" } else { "passkey-fehlgeschlagen" })
}

/// For the list on the account page.
pub(super) fn id_of(passkey: &Passkey) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(passkey.cred_id())
}
