//! Handlers of passkeys. The script asks for options and sends the browser's answer in the form on the page, so that
//! tokens, errors and messages are those of every other form.

use axum::{Json, response::IntoResponse};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lotse_core::{clock::Timestamp, errors::Code};

use super::{PasskeyRow, ceremony, ceremony::Refused};
use crate::{
    flash::SeeOther,
    form::FormData,
    page::Level,
    problem::{Answer, Problem},
    sign_in::pages::{refuse_sign_in, welcome},
    visit::Visit,
};

const ACCOUNT: &str = "/meine/konto#passkeys";

/// A passkey on the account page.
pub(in crate::sign_in) struct PasskeyView {
    pub(in crate::sign_in) id: String,
    pub(in crate::sign_in) label: String,
    pub(in crate::sign_in) created_at: Timestamp,
    pub(in crate::sign_in) last_used_at: Option<Timestamp>,
}

impl From<PasskeyRow> for PasskeyView {
    fn from(row: PasskeyRow) -> Self {
        let id = ceremony::id_of(&row.passkey);
        Self { id, label: row.label, created_at: row.created_at, last_used_at: row.last_used_at }
    }
}

pub(in crate::sign_in) async fn ask_to_sign_in(visit: Visit, _: FormData) -> Answer {
    Ok(Json(ceremony::ask_to_sign_in(&visit).await?).into_response())
}

pub(in crate::sign_in) async fn sign_in(visit: Visit, form: FormData) -> Answer {
    let onward = form.text("weiter");
    match ceremony::sign_in(&visit, form.text("antwort")).await {
        Ok(person) => welcome(&visit, &person, onward).await,
        Err(Refused::Because(key)) => refuse_sign_in(&visit, visit.t(key), onward),
        Err(Refused::Trouble(failure)) => Err(failure.into()),
    }
}

pub(in crate::sign_in) async fn ask_to_add(visit: Visit, _: FormData) -> Answer {
    Ok(Json(ceremony::ask_to_add(&visit).await?).into_response())
}

pub(in crate::sign_in) async fn add(visit: Visit, form: FormData) -> Answer {
    let added = ceremony::add(&visit, form.text("antwort"), form.text("bezeichnung")).await;
    back(&visit, added, "passkey-hinzugefuegt")
}

pub(in crate::sign_in) async fn remove(visit: Visit, form: FormData) -> Answer {
    let id = URL_SAFE_NO_PAD.decode(form.text("passkey")).map_err(|_| Problem::new(Code::NotFound))?;
    back(&visit, ceremony::remove(&visit, id).await, "passkey-entfernt")
}

fn back(visit: &Visit, result: Result<(), Refused>, success: &str) -> Answer {
    match result {
        Ok(()) => Ok(SeeOther::to(ACCOUNT).success(visit.t(success)).into_response()),
        Err(Refused::Because(key)) => Ok(SeeOther::to(ACCOUNT).message(Level::Danger, visit.t(key)).into_response()),
        Err(Refused::Trouble(failure)) => Err(failure.into()),
    }
}
