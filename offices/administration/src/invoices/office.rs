//! What the administration of a body sets up: units, deputies, settings.

use std::sync::Arc;

use lotse_core::{
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    people::{self, Actor, PersonId, SignedIn},
    permissions::{Action, Role, Subject, may},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Office,
    model::{self, Deputy, NoStandIn, Settings},
    store::{self, Unit},
};

fn permitted(actor: &Actor, body: &BodyKey) -> Result<(), Failure> {
    if may(actor, Action::ManageInvoices, &Subject::of(body)) { Ok(()) } else { Err(Failure::not_allowed()) }
}

/// As the pages call it.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::InvoiceClerk => "Rechnungsbearbeitung",
        Role::Authoriser => "Anordnungsbefugnis",
        Role::Treasurer => "Zahlungsabwicklung",
        other => other.as_str(),
    }
}

impl Office {
    /// Enters or changes a unit; a Leitweg-ID leads to one unit in the whole house.
    pub async fn put_unit(&self, actor: &Actor, unit: Unit) -> Result<(), Failure> {
        permitted(actor, &unit.body)?;
        if unit.is_active && !unit.leitweg_id.is_empty() {
            let others = store::units_by_leitweg(self.core.store(), &unit.leitweg_id).await?;
            if others.iter().any(|other| other.body != unit.body || other.key != unit.key) {
                return Err(Failure::with_message(
                    Code::Conflict,
                    "Diese Leitweg-ID führt schon zu einer anderen Stelle. Jede Leitweg-ID darf es nur einmal geben.",
                ));
            }
        }
        let (now, actor) = (self.core.now(), actor.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    store::put_unit(tx, &unit).await?;
                    let data = json!({ "leitweg_id": unit.leitweg_id, "active": unit.is_active });
                    let (kind, subject) = ("invoice-unit.changed", format!("invoice-unit:{}", unit.key));
                    ledger::append(tx, now, NewEvent { body: &unit.body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    pub async fn add_deputy(&self, actor: &Actor, body: &BodyKey, deputy: Deputy) -> Result<(), Failure> {
        permitted(actor, body)?;
        if deputy.deputy == deputy.principal {
            return Err(Failure::invalid("Niemand kann sich selbst vertreten."));
        }
        if deputy.from > deputy.to {
            return Err(Failure::invalid("Das Ende der Vertretung liegt vor ihrem Anfang."));
        }
        self.check_roles(body, &deputy).await?;
        let (now, actor, body) = (self.core.now(), actor.clone(), body.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    store::insert_deputy(tx, &body, &deputy).await?;
                    let data = json!({
                        "principal": format!("person:{}", deputy.principal),
                        "deputy": format!("person:{}", deputy.deputy),
                        "from": deputy.from.to_string(),
                        "to": deputy.to.to_string(),
                    });
                    let (kind, subject) = ("invoice-deputy.added", format!("invoice-deputy:{}", deputy.id));
                    ledger::append(tx, now, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Refuses a deputy who could not take the principal's steps on the first day.
    async fn check_roles(&self, body: &BodyKey, deputy: &Deputy) -> Result<(), Failure> {
        let at = model::end_of(deputy.from).max(self.core.now());
        let (principal, stand_in) = (self.holder(at, deputy.principal).await?, self.holder(at, deputy.deputy).await?);
        let subject = Subject::of(body);
        let result = {
            let (principal, stand_in) = (Actor::Person(principal.clone()), Actor::Person(stand_in.clone()));
            model::may_stand_in(|action| may(&principal, action, &subject), |action| may(&stand_in, action, &subject))
        };
        let sentence = match result {
            Ok(()) => return Ok(()),
            Err(NoStandIn::NothingToDo) => format!(
                "{} unterschreibt keine Rechnungen und gibt keine Zahlungen frei. Deshalb gibt es nichts zu vertreten.",
                principal.name
            ),
            Err(NoStandIn::Lacks(roles)) => {
                let names: Vec<String> = roles.into_iter().map(|role| format!("„{}“", role_name(role))).collect();
                format!(
                    "{} braucht für die Schritte von {} auch die Rolle {}. Wählen Sie eine andere Person, oder lassen Sie \
                     zuerst die Rolle eintragen.",
                    stand_in.name,
                    principal.name,
                    names.join(" und ")
                )
            }
        };
        Err(Failure::with_message(Code::Conflict, sentence))
    }

    async fn holder(&self, at: Timestamp, person: PersonId) -> Result<Arc<SignedIn>, Failure> {
        let found = people::signed_in(self.core.store(), at, person).await?;
        found.ok_or_else(|| Failure::invalid("Diese Person gibt es nicht."))
    }

    pub async fn end_deputy(&self, actor: &Actor, body: &BodyKey, id: Uuid) -> Result<(), Failure> {
        permitted(actor, body)?;
        let (now, actor, body) = (self.core.now(), actor.clone(), body.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::delete_deputy(tx, &body, id).await? {
                        return Err(Failure::not_found());
                    }
                    let (kind, subject, data) = ("invoice-deputy.ended", format!("invoice-deputy:{id}"), json!({}));
                    ledger::append(tx, now, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    pub async fn put_settings(&self, actor: &Actor, body: &BodyKey, settings: Settings) -> Result<(), Failure> {
        permitted(actor, body)?;
        let (now, actor, body) = (self.core.now(), actor.clone(), body.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    store::put_settings(tx, &body, &settings, now).await?;
                    let data = json!({
                        "same_person_may_confirm": settings.same_person_may_confirm,
                        "retention_years": settings.retention.years,
                        "retention_verified": settings.retention.verified,
                        "debtor_iban": settings.debtor_iban,
                    });
                    let (kind, subject) = ("invoice-settings.changed", "invoice-settings".to_owned());
                    ledger::append(tx, now, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }
}
