//! What people do with an invoice: permission, rules, rows, ledger – in one transaction each, the ledger last.

use lotse_core::{
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    mail::{self, NewMail},
    people::{Actor, PersonId},
    permissions::{Action, Subject, may},
};
use lotse_store::Transaction;
use serde_json::{Value as Json, json};

use super::{
    Office,
    model::{
        self, Account, Acknowledgement, Concern, Invoice, Question, Refusal, Resemblance, Signer, State, Step, Warning,
    },
    store::{self, Note},
};

/// An invoice, as the person saw it when the button was pressed.
pub struct Seen {
    pub invoice: Invoice,
    pub revision: i64,
}

impl Seen {
    /// Refuses when somebody else has changed the invoice since.
    fn unchanged(self) -> Result<Invoice, Failure> {
        if self.invoice.revision == self.revision { Ok(self.invoice) } else { Err(model::changed_meanwhile()) }
    }
}

/// Who acts; refuses those who may not.
pub(super) fn permitted(actor: &Actor, action: Action, invoice: &Invoice) -> Result<PersonId, Failure> {
    let person = actor.person().ok_or_else(|| Failure::new(Code::SignInNeeded))?;
    if may(actor, action, &Subject::of(&invoice.body)) { Ok(person.id) } else { Err(Failure::not_allowed()) }
}

fn event<'a>(invoice: &'a Invoice, actor: &'a Actor, kind: &'static str, data: Json) -> NewEvent<'a> {
    NewEvent { body: &invoice.body, actor, kind, subject: invoice.subject(), data }
}

impl Office {
    /// What somebody has to look at before the invoice is confirmed.
    pub async fn warnings(&self, invoice: &Invoice) -> Result<Vec<Warning>, Failure> {
        if invoice.data_deleted_at.is_some() {
            return Ok(Vec::new());
        }
        let (store, facts) = (self.core.store(), &invoice.facts);
        let units = match facts.leitweg_id.as_str() {
            "" => Vec::new(),
            id => store::units_by_leitweg(store, id).await?,
        };
        let owners: Vec<BodyKey> = units.into_iter().map(|unit| unit.body).collect();
        let accounts = store::earlier_accounts(store, invoice).await?;
        let warnings = [model::other_body(facts, &invoice.body, &owners), model::other_account(facts, &accounts)];
        Ok(warnings.into_iter().flatten().collect())
    }

    /// Others that may be the same invoice; those linked as exact copies are known as that.
    pub async fn similar(&self, invoice: &Invoice) -> Result<Vec<(Invoice, Resemblance)>, Failure> {
        if invoice.data_deleted_at.is_some() || invoice.state == State::SentBack {
            return Ok(Vec::new());
        }
        let mut others = store::similar(self.core.store(), invoice).await?;
        others.retain(|(other, _)| other.duplicate_of != Some(invoice.id) && invoice.duplicate_of != Some(other.id));
        Ok(others)
    }

    /// Signs a step, in the own name or for somebody; acknowledges these concerns with it.
    pub async fn sign(
        &self,
        actor: &Actor,
        seen: Seen,
        step: Step,
        principal: Option<PersonId>,
        acknowledged: &[Concern],
        note: &str,
    ) -> Result<State, Failure> {
        let action = if step == Step::Order { Action::OrderInvoices } else { Action::WorkOnInvoices };
        let person = permitted(actor, action, &seen.invoice)?;
        let invoice = seen.unchanged()?;
        let (now, store) = (self.core.now(), self.core.store());
        let settings = store::settings(store, &invoice.body).await?;
        let deputies = store::deputies(store, &invoice.body).await?;
        let signer = Signer { person, principal };
        let (id, note_id) = (self.core.new_id(), self.core.new_id());
        let warnings = self.warnings(&invoice).await?;
        let (core, acknowledged) = (self.core.clone(), acknowledged.to_vec());
        let note = note_of(note, person, now);
        let actor = actor.clone();
        store
            .write(move |tx| {
                Box::pin(async move {
                    let signatures = store::signatures_in(tx, &invoice).await?;
                    let said = store::acknowledgements_in(tx, &invoice).await?;
                    let (seen, open): (Vec<_>, Vec<_>) = model::open_warnings(&warnings, &said)
                        .into_iter()
                        .partition(|warning| acknowledged.contains(&warning.concern));
                    let question = Question {
                        state: invoice.state,
                        decision: invoice.decision,
                        account: &invoice.account,
                        signatures: &signatures,
                        deputies: &deputies,
                        open: &open,
                        settings: &settings,
                        today: model::local_date(now),
                    };
                    let state = model::may_sign(&question, step, signer)?;
                    let mut next = Invoice { state, ..invoice };
                    next.dates = model::dates(&next.facts, state, &settings, next.received_at, now);
                    moved(tx, &next, now).await?;
                    store::insert_signature(tx, &next, id, step, signer, now).await?;
                    if let Some(note) = note {
                        store::insert_note(tx, &next, note_id, &note).await?;
                    }
                    let principal = principal.map(|principal| format!("person:{principal}"));
                    for warning in seen {
                        let concern = warning.concern;
                        let said = Acknowledgement { concern, detail: warning.detail, signer, at: now, is_void: false };
                        store::insert_acknowledgement(tx, &next, core.new_id(), &said).await?;
                        let data = json!({ "concern": concern.as_str(), "step": step.as_str(), "for": principal });
                        ledger::append(tx, now, event(&next, &actor, "invoice.acknowledged", data)).await?;
                    }
                    let data = json!({ "step": step.as_str(), "to": state.as_str(), "for": principal });
                    ledger::append(tx, now, event(&next, &actor, "invoice.signed", data)).await?;
                    Ok::<_, Failure>(state)
                })
            })
            .await
    }

    /// The order is refused: back to those who confirm, their signatures are void.
    pub async fn refuse_order(&self, actor: &Actor, seen: Seen, reason: &str) -> Result<(), Failure> {
        let person = permitted(actor, Action::OrderInvoices, &seen.invoice)?;
        let invoice = seen.unchanged()?;
        if !matches!(invoice.state, State::ArithmeticallyCorrect | State::Ordered) || invoice.run.is_some() {
            return Err(Refusal::WrongState.into());
        }
        let (now, note_id) = (self.core.now(), self.core.new_id());
        let settings = store::settings(self.core.store(), &invoice.body).await?;
        let note = note_of(reason, person, now).ok_or_else(|| Failure::invalid("Schreiben Sie dazu, warum."))?;
        let actor = actor.clone();
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let from = invoice.state;
                    let mut next = Invoice { state: State::FormallyChecked, ..invoice };
                    next.dates = model::dates(&next.facts, next.state, &settings, next.received_at, now);
                    moved(tx, &next, now).await?;
                    store::void_signatures(tx, &next).await?;
                    store::void_acknowledgements(tx, &next).await?;
                    store::insert_note(tx, &next, note_id, &note).await?;
                    let data = json!({ "from": from.as_str(), "to": next.state.as_str() });
                    ledger::append(tx, now, event(&next, &actor, "invoice.order-refused", data)).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Sends the invoice back to whoever wrote it, with the reason; the mail goes out with the change.
    pub async fn send_back(
        &self,
        actor: &Actor,
        seen: Seen,
        recipient: &str,
        subject: &str,
        content: &str,
    ) -> Result<(), Failure> {
        permitted(actor, Action::WorkOnInvoices, &seen.invoice)?;
        let invoice = seen.unchanged()?;
        if !invoice.state.is_open() || invoice.state == State::Ordered {
            return Err(Refusal::WrongState.into());
        }
        let now = self.core.now();
        let settings = store::settings(self.core.store(), &invoice.body).await?;
        let letter = (!recipient.is_empty()).then(|| NewMail {
            recipient: recipient.to_owned(),
            subject: subject.to_owned(),
            content: content.to_owned(),
        });
        let note_id = self.core.new_id();
        let person = actor.person().map(|person| person.id);
        let note = Note { author: person, content: content.to_owned(), written_at: now };
        let (actor, core) = (actor.clone(), self.core.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let from = invoice.state;
                    let next = closed(invoice, State::SentBack, &settings, now);
                    moved(tx, &next, now).await?;
                    store::insert_note(tx, &next, note_id, &note).await?;
                    let mailed = letter.is_some();
                    if let Some(letter) = letter {
                        mail::queue(tx, &core, &next.body, letter).await?;
                    }
                    let data = json!({ "from": from.as_str(), "to": next.state.as_str(), "mailed": mailed });
                    ledger::append(tx, now, event(&next, &actor, "invoice.sent-back", data)).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// What looked like a second copy is an invoice of its own.
    pub async fn is_no_duplicate(&self, actor: &Actor, seen: Seen) -> Result<(), Failure> {
        permitted(actor, Action::WorkOnInvoices, &seen.invoice)?;
        let invoice = seen.unchanged()?;
        if invoice.state != State::Duplicate {
            return Err(Refusal::WrongState.into());
        }
        let now = self.core.now();
        let settings = store::settings(self.core.store(), &invoice.body).await?;
        let actor = actor.clone();
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let mut next = Invoice { state: State::Received, closed_at: None, delete_after: None, ..invoice };
                    next.dates = model::dates(&next.facts, next.state, &settings, next.received_at, now);
                    moved(tx, &next, now).await?;
                    let data = json!({ "to": next.state.as_str() });
                    ledger::append(tx, now, event(&next, &actor, "invoice.no-duplicate", data)).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Kontierung.
    pub async fn assign_account(&self, actor: &Actor, seen: Seen, account: Account) -> Result<(), Failure> {
        permitted(actor, Action::WorkOnInvoices, &seen.invoice)?;
        let invoice = seen.unchanged()?;
        // After the order it is what was ordered.
        if !invoice.state.is_open() || invoice.state == State::Ordered {
            return Err(Refusal::WrongState.into());
        }
        let now = self.core.now();
        let actor = actor.clone();
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::set_account(tx, &invoice, &account, now).await? {
                        return Err(model::changed_meanwhile());
                    }
                    let data = json!({
                        "cost_centre": account.cost_centre,
                        "account": account.account,
                        "budget_item": account.budget_item,
                    });
                    ledger::append(tx, now, event(&invoice, &actor, "invoice.account-assigned", data)).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Gives it to a unit; empty for none.
    pub async fn assign_unit(&self, actor: &Actor, seen: Seen, unit: &str) -> Result<(), Failure> {
        permitted(actor, Action::WorkOnInvoices, &seen.invoice)?;
        let invoice = seen.unchanged()?;
        let units = store::units(self.core.store(), &invoice.body).await?;
        if !unit.is_empty() && !units.iter().any(|known| known.key == unit && known.is_active) {
            return Err(Failure::invalid("Diese Stelle gibt es nicht."));
        }
        let (now, unit, actor) = (self.core.now(), unit.to_owned(), actor.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::set_unit(tx, &invoice, &unit, now).await? {
                        return Err(model::changed_meanwhile());
                    }
                    let data = json!({ "from": invoice.unit, "to": unit });
                    ledger::append(tx, now, event(&invoice, &actor, "invoice.unit-assigned", data)).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    pub async fn write_note(&self, actor: &Actor, invoice: Invoice, content: &str) -> Result<(), Failure> {
        let person = permitted(actor, Action::WorkOnInvoices, &invoice)?;
        let (now, id) = (self.core.now(), self.core.new_id());
        let note = note_of(content, person, now).ok_or_else(|| Failure::invalid("Schreiben Sie eine Notiz."))?;
        let actor = actor.clone();
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    store::insert_note(tx, &invoice, id, &note).await?;
                    ledger::append(tx, now, event(&invoice, &actor, "invoice.noted", json!({}))).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Keeps the invoice beyond its retention period, or no longer: audit, court.
    pub async fn hold(&self, actor: &Actor, seen: Seen, is_held: bool, reason: &str) -> Result<(), Failure> {
        permitted(actor, Action::WorkOnInvoices, &seen.invoice)?;
        let invoice = seen.unchanged()?;
        if is_held && reason.is_empty() {
            return Err(Failure::invalid("Schreiben Sie dazu, warum die Rechnung nicht gelöscht werden darf."));
        }
        let (now, reason, actor) = (self.core.now(), reason.to_owned(), actor.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::set_hold(tx, &invoice, is_held, &reason, now).await? {
                        return Err(model::changed_meanwhile());
                    }
                    let kind = if is_held { "invoice.held" } else { "invoice.released" };
                    ledger::append(tx, now, event(&invoice, &actor, kind, json!({}))).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }
}

/// The invoice at its end: no more dates, kept for as long as the body must.
pub(super) fn closed(invoice: Invoice, state: State, settings: &model::Settings, now: Timestamp) -> Invoice {
    Invoice {
        state,
        dates: model::Dates::default(),
        closed_at: Some(now),
        delete_after: Some(settings.retention.until(now)),
        ..invoice
    }
}

pub(super) async fn moved(tx: &mut Transaction, invoice: &Invoice, now: Timestamp) -> Result<(), Failure> {
    if store::write_move(tx, invoice, now).await? { Ok(()) } else { Err(model::changed_meanwhile()) }
}

fn note_of(text: &str, author: PersonId, now: Timestamp) -> Option<Note> {
    let content = text.trim().to_owned();
    (!content.is_empty()).then_some(Note { author: Some(author), content, written_at: now })
}
