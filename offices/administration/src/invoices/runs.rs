//! Payment runs: what is ordered becomes a file for the bank and one for the finance system, once; a second person lets
//! them out.

use std::collections::BTreeSet;

use bytes::Bytes;
use jiff::civil::Date;
use lotse_core::{
    blobs::{self, BlobFacts},
    body::BodyKey,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    people::{Actor, PersonId},
    permissions::{Action, Subject, may},
};
use serde_json::json;

use super::{
    Office, commands,
    model::{self, Deputy, Invoice, Refusal, RunQuestion, RunRefusal, Signer, State},
    payments::{self, Planned},
    store::{self, Act, Run},
};

impl Office {
    /// Everything ordered that no run has paid yet, as it would be paid today.
    pub async fn planned(&self, body: &BodyKey) -> Result<Vec<Planned>, Failure> {
        let store = self.core.store();
        let settings = store::settings(store, body).await?;
        let today = model::local_date(self.core.now());
        let ordered = store::in_state(store, body, State::Ordered).await?;
        let open = ordered.into_iter().filter(|invoice| invoice.run.is_none());
        Ok(open.map(|invoice| payments::plan(invoice, &settings, today)).collect())
    }

    /// Makes a run of the chosen invoices (by number), in the own name or for somebody; gives its number.
    pub async fn make_run(
        &self,
        actor: &Actor,
        body: &BodyKey,
        chosen: &BTreeSet<String>,
        principal: Option<PersonId>,
    ) -> Result<String, Failure> {
        let signer = Signer { person: treasurer(actor, body)?, principal };
        let deputies = store::deputies(self.core.store(), body).await?;
        if !model::stands_in(&deputies, signer, model::local_date(self.core.now())) {
            return Err(RunRefusal::NoDeputy.into());
        }
        let settings = store::settings(self.core.store(), body).await?;
        let now = self.core.now();
        let planned: Vec<Planned> =
            self.planned(body).await?.into_iter().filter(|planned| chosen.contains(&planned.invoice.number)).collect();
        if planned.is_empty() {
            return Err(Failure::invalid("Wählen Sie mindestens eine Rechnung aus."));
        }
        let has_transfers = planned.iter().any(Planned::is_transfer);
        if has_transfers && (!model::is_iban(&settings.debtor_iban) || settings.debtor_name.is_empty()) {
            return Err(Failure::invalid(
                "Es fehlt das Konto, von dem gezahlt wird. Die Fachadministration trägt es unter „Einrichtung“ ein.",
            ));
        }
        let (core, body, actor) = (self.core.clone(), body.clone(), actor.clone());
        // The number must be known before the files are made, and the files before the rows that name them.
        let (store, counter) = (core.store().clone(), core.clone());
        let (year, key) = (now.local_year(), body.clone());
        let count = store
            .write(move |tx| {
                Box::pin(async move { counter.next_count(tx, &key, &format!("invoice-runs-{year}")).await })
            })
            .await?;
        let number = model::number("ZL", year, count);
        let files = payments::files(&number, now, &settings, &planned)?;
        let sepa = match &files.sepa {
            Some(xml) => Some(core.blobs().put(&body, Bytes::from(xml.clone())).await?),
            None => None,
        };
        let csv = core.blobs().put(&body, Bytes::from(files.postings.clone())).await?;
        let run = Run {
            id: core.new_id(),
            number: number.clone(),
            made: Act { at: now, by: signer },
            payments: i64::try_from(planned.iter().filter(|line| line.is_transfer()).count()).unwrap_or(i64::MAX),
            total_cents: planned.iter().filter(|line| line.is_transfer()).map(|line| line.amount_cents).sum(),
            skonto_cents: planned.iter().map(Planned::skonto_cents).sum(),
            sepa_sha256: sepa.map(|id| id.hex()).unwrap_or_default(),
            postings_sha256: csv.hex(),
            released: None,
            paid: None,
            discarded: None,
            discard_reason: String::new(),
        };
        store
            .write(move |tx| {
                Box::pin(async move {
                    let until = Some(settings.retention.until(now));
                    let kept = [
                        sepa.map(|id| (id, files.sepa.as_ref().map_or(0, String::len), "application/xml")),
                        Some((csv, files.postings.len(), "text/csv")),
                    ];
                    for (id, size, kind) in kept.into_iter().flatten() {
                        let facts =
                            BlobFacts { media_type: kind.to_owned(), purpose: "invoice-run", delete_after: until };
                        blobs::enter(tx, now, &body, id, size, &facts).await?;
                    }
                    store::insert_run(tx, &body, &run).await?;
                    for line in &planned {
                        let next = Invoice { run: Some(run.id), ..line.invoice.clone() };
                        commands::moved(tx, &next, now).await?;
                        store::insert_payment(tx, &body, run.id, &payments::row(line)).await?;
                        let data = json!({
                            "run": run.number,
                            "amount_cents": line.amount_cents,
                            "skonto_cents": line.skonto_cents(),
                            "execution": line.execution.to_string(),
                        });
                        let (kind, subject) = ("invoice.in-run", next.subject());
                        ledger::append(tx, now, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    }
                    let data = json!({
                        "for": reference(run.made.by.principal),
                        "payments": run.payments,
                        "total_cents": run.total_cents,
                        "sepa_sha256": run.sepa_sha256,
                        "postings_sha256": run.postings_sha256,
                    });
                    let (kind, subject) = ("invoice-run.made", run.number.clone());
                    ledger::append(tx, now, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await?;
        Ok(number)
    }

    /// A run with everything its next step depends on.
    async fn question(&self, body: &BodyKey, run: &Run) -> Result<(Vec<Deputy>, Option<(Date, Date)>), Failure> {
        let store = self.core.store();
        let payments = store::payments(store, body, run.id).await?;
        Ok((store::deputies(store, body).await?, payments::execution(&payments)))
    }

    /// A second person lets the files out.
    pub async fn release_run(
        &self,
        actor: &Actor,
        body: &BodyKey,
        run: Run,
        principal: Option<PersonId>,
    ) -> Result<(), Failure> {
        let signer = Signer { person: treasurer(actor, body)?, principal };
        let (deputies, execution) = self.question(body, &run).await?;
        let act = Act { at: self.core.now(), by: signer };
        let question = RunQuestion {
            state: run.state(),
            maker: run.made.by,
            deputies: &deputies,
            execution,
            today: model::local_date(act.at),
        };
        model::may_release(&question, signer)?;
        let store = self.core.store();
        let invoices = store::of_run(store, body, run.id).await?;
        let (body, actor) = (body.clone(), actor.clone());
        store
            .write(move |tx| {
                Box::pin(async move {
                    if !store::mark_released(tx, &body, run.id, act).await? {
                        return Err(changed_meanwhile());
                    }
                    let data = json!({ "run": run.number, "for": reference(principal) });
                    for invoice in &invoices {
                        let (kind, subject) = ("invoice.run-released", invoice.subject());
                        let event = NewEvent { body: &body, actor: &actor, kind, subject, data: data.clone() };
                        ledger::append(tx, act.at, event).await?;
                    }
                    let data = json!({
                        "for": reference(principal),
                        "sepa_sha256": run.sepa_sha256,
                        "postings_sha256": run.postings_sha256,
                    });
                    let (kind, subject) = ("invoice-run.released", run.number.clone());
                    ledger::append(tx, act.at, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Takes back a run that nobody has released: its invoices are to be paid again, its number is gone.
    pub async fn discard_run(&self, actor: &Actor, body: &BodyKey, run: Run, reason: &str) -> Result<(), Failure> {
        let signer = Signer { person: treasurer(actor, body)?, principal: None };
        model::may_discard(run.state())?;
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Failure::invalid("Schreiben Sie dazu, warum der Zahllauf verworfen wird."));
        }
        let act = Act { at: self.core.now(), by: signer };
        let store = self.core.store();
        let invoices = store::of_run(store, body, run.id).await?;
        let (body, actor) = (body.clone(), actor.clone());
        store
            .write(move |tx| {
                Box::pin(async move {
                    if !store::mark_discarded(tx, &body, run.id, act, &reason).await? {
                        return Err(changed_meanwhile());
                    }
                    for invoice in invoices {
                        if invoice.run != Some(run.id) || invoice.state != State::Ordered {
                            return Err(Refusal::WrongState.into());
                        }
                        let next = Invoice { run: None, ..invoice };
                        commands::moved(tx, &next, act.at).await?;
                        let data = json!({ "run": run.number });
                        let (kind, subject) = ("invoice.run-discarded", next.subject());
                        ledger::append(tx, act.at, NewEvent { body: &body, actor: &actor, kind, subject, data })
                            .await?;
                    }
                    let (kind, subject, data) = ("invoice-run.discarded", run.number.clone(), json!({}));
                    ledger::append(tx, act.at, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    /// Somebody else than the maker confirms, from the day of the last payment on, that the bank has paid.
    pub async fn mark_paid(&self, actor: &Actor, body: &BodyKey, run: Run) -> Result<(), Failure> {
        let signer = Signer { person: treasurer(actor, body)?, principal: None };
        let (deputies, execution) = self.question(body, &run).await?;
        let act = Act { at: self.core.now(), by: signer };
        let question = RunQuestion {
            state: run.state(),
            maker: run.made.by,
            deputies: &deputies,
            execution,
            today: model::local_date(act.at),
        };
        model::may_confirm(&question, signer)?;
        let store = self.core.store();
        let settings = store::settings(store, body).await?;
        let invoices = store::of_run(store, body, run.id).await?;
        let (body, actor) = (body.clone(), actor.clone());
        store
            .write(move |tx| {
                Box::pin(async move {
                    if !store::mark_paid(tx, &body, run.id, act).await? {
                        return Err(changed_meanwhile());
                    }
                    for invoice in invoices {
                        if invoice.run != Some(run.id) || invoice.state != State::Ordered {
                            return Err(Refusal::WrongState.into());
                        }
                        let next = commands::closed(invoice, State::Paid, &settings, act.at);
                        commands::moved(tx, &next, act.at).await?;
                        let data = json!({ "run": run.number, "to": next.state.as_str() });
                        let (kind, subject) = ("invoice.paid", next.subject());
                        ledger::append(tx, act.at, NewEvent { body: &body, actor: &actor, kind, subject, data })
                            .await?;
                    }
                    let (kind, subject, data) = ("invoice-run.paid", run.number.clone(), json!({}));
                    ledger::append(tx, act.at, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }
}

fn treasurer(actor: &Actor, body: &BodyKey) -> Result<PersonId, Failure> {
    let person = actor.person().ok_or_else(|| Failure::new(Code::SignInNeeded))?;
    if may(actor, Action::PayInvoices, &Subject::of(body)) { Ok(person.id) } else { Err(Failure::not_allowed()) }
}

/// As the ledger names people.
fn reference(person: Option<PersonId>) -> Option<String> {
    person.map(|person| format!("person:{person}"))
}

fn changed_meanwhile() -> Failure {
    Failure::with_message(
        Code::Conflict,
        "Jemand hat diesen Zahllauf inzwischen geändert. Laden Sie die Seite neu und sehen Sie nach.",
    )
}
