//! Payment runs: what is ordered becomes a file for the bank and one for the finance system, once.

use std::collections::BTreeSet;

use bytes::Bytes;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use lotse_core::{
    blobs::{self, BlobFacts},
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    people::{Actor, PersonId},
    permissions::{Action, Subject, may},
};
use serde_json::json;

use super::{
    Office, commands,
    model::{self, Chance, Invoice, Refusal, Settings, State},
    postings::{self, Posting},
    sepa::{self, Debtor, Transfer},
    store::{self, PaymentRow, Run},
};

/// What would be paid of an ordered invoice, and why.
#[derive(Clone, Debug)]
pub struct Planned {
    pub invoice: Invoice,
    /// Negative for a credit note, which is only posted.
    pub amount_cents: i64,
    pub taken: Option<Chance>,
    /// What had been possible and is too late now.
    pub lost_cents: i64,
    pub execution: Date,
    /// Why it is no transfer of the file: then it is only posted, and money moves another way.
    pub obstacle: Option<Obstacle>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    NoIban,
    OtherCurrency,
    /// More than a SEPA transfer takes.
    TooLarge,
}

impl Obstacle {
    pub fn key(self) -> &'static str {
        match self {
            Self::NoIban => "amt-invoices-pay-iban",
            Self::OtherCurrency => "amt-invoices-pay-currency",
            Self::TooLarge => "amt-invoices-pay-large",
        }
    }
}

/// What today's run makes of an invoice: as late as the terms allow, with the largest discount that is still in time.
pub fn plan(invoice: Invoice, settings: &Settings, today: Date) -> Planned {
    let facts = &invoice.facts;
    let first = bank_day_from(today);
    let best = facts.chances().first().map_or(0, |chance| chance.cents);
    let taken = facts.chances().into_iter().find(|chance| bank_day_until(chance.last_day) >= first);
    let due = facts
        .due_date
        .unwrap_or_else(|| model::local_date(invoice.received_at).saturating_add(settings.default_due_days.days()));
    let last = taken.map_or(due, |chance| chance.last_day);
    let execution = bank_day_until(last).max(first);
    let sign = if facts.is_credit { -1 } else { 1 };
    let skonto = taken.map_or(0, |chance| chance.cents);
    let is_transfer = !facts.is_credit && facts.payable_cents > 0;
    let obstacle = match () {
        () if !is_transfer => None,
        () if facts.currency != "EUR" => Some(Obstacle::OtherCurrency),
        () if facts.payable_cents >= model::MOST_CENTS => Some(Obstacle::TooLarge),
        () if !model::is_iban(&facts.iban) => Some(Obstacle::NoIban),
        () => None,
    };
    Planned {
        amount_cents: sign * facts.payable_cents - skonto,
        lost_cents: best - skonto,
        taken,
        execution,
        obstacle,
        invoice,
    }
}

impl Planned {
    pub fn skonto_cents(&self) -> i64 {
        self.taken.map_or(0, |chance| chance.cents)
    }

    pub fn is_transfer(&self) -> bool {
        self.amount_cents > 0 && !self.invoice.facts.is_credit && self.obstacle.is_none()
    }
}

/// The day itself or the next on which banks settle.
pub fn bank_day_from(mut day: Date) -> Date {
    while !is_bank_day(day) {
        day = day.saturating_add(1.day());
    }
    day
}

/// The day itself or the last before it.
pub fn bank_day_until(mut day: Date) -> Date {
    while !is_bank_day(day) {
        day = day.saturating_sub(1.day());
    }
    day
}

/// Days of TARGET, the settlement system of the Eurosystem: not on weekends, New Year, Good Friday, Easter Monday,
/// 1 May, 25 and 26 December (ECB, long-term calendar of 14 December 2000).
fn is_bank_day(day: Date) -> bool {
    let easter = easter(day.year());
    let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let is_fixed = matches!((day.month(), day.day()), (1 | 5, 1) | (12, 25 | 26));
    let is_easter = day == easter.saturating_sub(2.days()) || day == easter.saturating_add(1.day());
    !(is_weekend || is_fixed || is_easter)
}

/// Easter Sunday (Gauss, Lichtenberg).
fn easter(year: i16) -> Date {
    let (full, century) = (i32::from(year), i32::from(year) / 100);
    let moon = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25;
    let sun = 2 - (3 * century + 3) / 4;
    let golden = full % 19;
    let seed = (19 * golden + moon) % 30;
    let full_moon = 21 + seed - (seed + golden / 11) / 29;
    let first_sunday = 7 - (full + full / 4 + sun).rem_euclid(7);
    let distance = 7 - (full_moon - first_sunday).rem_euclid(7);
    // Counted as a day of March.
    Date::new(year, 3, 1).unwrap_or(Date::MIN).saturating_add((full_moon + distance - 1).days())
}

impl Office {
    /// Everything ordered that no run has paid yet, as it would be paid today.
    pub async fn planned(&self, body: &BodyKey) -> Result<Vec<Planned>, Failure> {
        let store = self.core.store();
        let settings = store::settings(store, body).await?;
        let today = model::local_date(self.core.now());
        let ordered = store::in_state(store, body, State::Ordered).await?;
        let open = ordered.into_iter().filter(|invoice| invoice.run.is_none());
        Ok(open.map(|invoice| plan(invoice, &settings, today)).collect())
    }

    /// Makes a run of the chosen invoices (by number); gives its number.
    pub async fn make_run(&self, actor: &Actor, body: &BodyKey, chosen: &BTreeSet<String>) -> Result<String, Failure> {
        let person = treasurer(actor, body)?;
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
        let files = files(&number, now, &settings, &planned)?;
        let sepa = match &files.sepa {
            Some(xml) => Some(core.blobs().put(&body, Bytes::from(xml.clone())).await?),
            None => None,
        };
        let csv = core.blobs().put(&body, Bytes::from(files.postings.clone())).await?;
        let run = Run {
            id: core.new_id(),
            number: number.clone(),
            made_at: now,
            made_by: person,
            payments: i64::try_from(planned.iter().filter(|line| line.is_transfer()).count()).unwrap_or(i64::MAX),
            total_cents: planned.iter().filter(|line| line.is_transfer()).map(|line| line.amount_cents).sum(),
            skonto_cents: planned.iter().map(Planned::skonto_cents).sum(),
            sepa_sha256: sepa.map(|id| id.hex()).unwrap_or_default(),
            postings_sha256: csv.hex(),
            paid_at: None,
            paid_by: None,
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
                        store::insert_payment(tx, &body, run.id, &row(line)).await?;
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

    /// A second person confirms that the bank has paid.
    pub async fn mark_paid(&self, actor: &Actor, body: &BodyKey, run: Run) -> Result<(), Failure> {
        let person = treasurer(actor, body)?;
        if run.paid_at.is_some() {
            return Err(Failure::with_message(Code::AlreadyDone, "Dieser Zahllauf ist schon als bezahlt bestätigt."));
        }
        if run.made_by == person {
            return Err(Failure::with_message(
                Code::NotAllowed,
                "Wer den Zahllauf gemacht hat, darf ihn nicht selbst bestätigen. Das muss eine zweite Person tun.",
            ));
        }
        let now = self.core.now();
        let store = self.core.store();
        let settings = store::settings(store, body).await?;
        let invoices = store::of_run(store, body, run.id).await?;
        let (body, actor) = (body.clone(), actor.clone());
        store
            .write(move |tx| {
                Box::pin(async move {
                    if !store::mark_paid(tx, &body, run.id, now, person).await? {
                        return Err(Failure::new(Code::AlreadyDone));
                    }
                    for invoice in invoices {
                        if invoice.state != State::Ordered {
                            return Err(Refusal::WrongState.into());
                        }
                        let next = commands::closed(invoice, State::Paid, &settings, now);
                        commands::moved(tx, &next, now).await?;
                        let data = json!({ "run": run.number, "to": next.state.as_str() });
                        let (kind, subject) = ("invoice.paid", next.subject());
                        ledger::append(tx, now, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
                    }
                    let (kind, subject, data) = ("invoice-run.paid", run.number.clone(), json!({}));
                    ledger::append(tx, now, NewEvent { body: &body, actor: &actor, kind, subject, data }).await?;
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

fn row(line: &Planned) -> PaymentRow {
    PaymentRow {
        invoice: line.invoice.id,
        amount_cents: line.amount_cents,
        skonto_cents: line.skonto_cents(),
        lost_cents: line.lost_cents,
        execution_date: line.execution.to_string(),
        end_to_end_id: line.invoice.number.clone(),
    }
}

struct Files {
    sepa: Option<String>,
    postings: Vec<u8>,
}

fn files(number: &str, now: Timestamp, settings: &Settings, planned: &[Planned]) -> Result<Files, Failure> {
    let debtor = Debtor {
        name: settings.debtor_name.clone(),
        iban: settings.debtor_iban.clone(),
        bic: settings.debtor_bic.clone(),
    };
    let transfers: Vec<Transfer> = planned
        .iter()
        .filter(|line| line.is_transfer())
        .map(|line| {
            let facts = &line.invoice.facts;
            Transfer {
                end_to_end_id: line.invoice.number.clone(),
                execution_date: line.execution,
                cents: line.amount_cents,
                creditor: facts.payee_name.clone(),
                iban: facts.iban.clone(),
                bic: facts.bic.clone(),
                remittance: remittance(&line.invoice, line.skonto_cents()),
            }
        })
        .collect();
    let made_at = now.rfc3339();
    // pain.001 takes an ISO date-time; the part behind the seconds is of no use to banks.
    let made_at = made_at.split('.').next().unwrap_or(&made_at).trim_end_matches('Z').to_owned() + "Z";
    let dates: Vec<String> = planned.iter().map(|line| line.execution.to_string()).collect();
    let lines: Vec<Posting<'_>> = planned
        .iter()
        .zip(&dates)
        .map(|(line, date)| Posting {
            invoice: &line.invoice,
            paid_cents: line.amount_cents,
            skonto_cents: line.skonto_cents(),
            execution_date: date,
            end_to_end_id: &line.invoice.number,
        })
        .collect();
    Ok(Files {
        sepa: (!transfers.is_empty()).then(|| sepa::file(number, &made_at, &debtor, &transfers)),
        postings: postings::file(number, &lines)?,
    })
}

/// What the seller reads on the account: their own remittance text (BT-83) or the invoice's number.
pub fn remittance(invoice: &Invoice, skonto_cents: i64) -> String {
    let facts = &invoice.facts;
    let what = if facts.remittance.is_empty() {
        let date = facts.issue_date.map(|date| format!(" vom {}", model::short_date(date))).unwrap_or_default();
        format!("Rechnung {}{date}", facts.invoice_number)
    } else {
        facts.remittance.clone()
    };
    if skonto_cents > 0 { format!("{what}, Skonto {} EUR", postings::comma(skonto_cents)) } else { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_it_is_known_to_be() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
            assert_eq!(easter(year), Date::new(year, month, day).unwrap());
        }
    }

    #[test]
    fn banks_rest_on_weekends_and_holidays() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(bank_day_from(date("2026-12-25")), date("2026-12-28"));
        assert_eq!(bank_day_until(date("2027-03-29")), date("2027-03-25"));
        assert_eq!(bank_day_from(date("2026-11-23")), date("2026-11-23"));
    }
}
