//! What is paid when, and how much: the plan of a payment run and its two files, for the bank and for the finance
//! system. Pure.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use lotse_core::{clock::Timestamp, errors::Failure};

use super::{
    model::{self, Chance, Invoice, Settings},
    postings::{self, Posting},
    sepa::{self, Debtor, Transfer},
    store::PaymentRow,
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

/// First and last day on which the payments of a run are to be executed; what is only posted has none.
pub fn execution(payments: &[PaymentRow]) -> Option<(Date, Date)> {
    let days =
        || payments.iter().filter(|line| line.amount_cents > 0).filter_map(|line| line.execution_date.parse().ok());
    Some((days().min()?, days().max()?))
}

pub fn row(line: &Planned) -> PaymentRow {
    PaymentRow {
        invoice: line.invoice.id,
        amount_cents: line.amount_cents,
        skonto_cents: line.skonto_cents(),
        lost_cents: line.lost_cents,
        execution_date: line.execution.to_string(),
        end_to_end_id: line.invoice.number.clone(),
    }
}

/// The files of a run.
pub struct Files {
    /// None where nothing is to be transferred.
    pub sepa: Option<String>,
    pub postings: Vec<u8>,
}

pub fn files(number: &str, now: Timestamp, settings: &Settings, planned: &[Planned]) -> Result<Files, Failure> {
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
    fn what_is_only_posted_has_no_day() {
        let payment = |amount_cents, day: &str| PaymentRow {
            invoice: uuid::Uuid::nil(),
            amount_cents,
            skonto_cents: 0,
            lost_cents: 0,
            execution_date: day.to_owned(),
            end_to_end_id: String::new(),
        };
        assert_eq!(execution(&[payment(-5, "2027-01-09")]), None);
        let run = [payment(5, "2027-01-12"), payment(-5, "2027-03-01"), payment(5, "2027-01-11")];
        assert_eq!(execution(&run), Some((Date::constant(2027, 1, 11), Date::constant(2027, 1, 12))));
    }

    #[test]
    fn banks_rest_on_weekends_and_holidays() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(bank_day_from(date("2026-12-25")), date("2026-12-28"));
        assert_eq!(bank_day_until(date("2027-03-29")), date("2027-03-25"));
        assert_eq!(bank_day_from(date("2026-11-23")), date("2026-11-23"));
    }
}
