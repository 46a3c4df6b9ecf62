//! What a check found, link by link, in words for the person who has to rely on it.

use std::fmt;

use serde::Serialize;

use crate::time_stamp::{Fault, show};

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether everything held.
    pub ok: bool,
    /// `time_stamp`, `evidence_record` or `transfer_note`.
    pub kind: &'static str,
    /// Since when the data is proven to exist, in milliseconds since 1970; only if everything held.
    pub proven_since: Option<i64>,
    /// Until when the evidence must be renewed, as far as is known today; only if everything held.
    pub renew_before: Option<i64>,
    /// Where the evidence breaks or, if everything held, will break first.
    pub weakest_link: Link,
    /// Every link, in the order it was checked.
    pub links: Vec<Link>,
    /// What was not checked.
    pub notes: Vec<String>,
}

/// Something that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where, as in „Zeitstempel 2 der Kette 1“.
    pub place: String,
    /// Whether it held.
    pub ok: bool,
    /// A stable name of the fault, or `ok`.
    pub code: &'static str,
    /// What was found.
    pub message: String,
}

impl Link {
    pub(crate) fn good(place: impl Into<String>, message: String) -> Self {
        Self { place: place.into(), ok: true, code: "ok", message }
    }

    pub(crate) fn bad(place: impl Into<String>, fault: &Fault) -> Self {
        Self { place: place.into(), ok: false, code: fault.code(), message: fault.to_string() }
    }
}

impl Report {
    /// From the links; `first` is the one that will break first, if all of them hold.
    pub(crate) fn new(kind: &'static str, links: Vec<Link>, first: Link) -> Self {
        // A missing anchor is told last: whatever else is broken says more.
        let mut broken: Vec<&Link> = links.iter().filter(|link| !link.ok).collect();
        broken.sort_by_key(|link| link.code == "no_anchor");
        let weakest_link = broken.first().map_or(first, |link| (*link).clone());
        Self {
            ok: weakest_link.ok,
            kind,
            proven_since: None,
            renew_before: None,
            weakest_link,
            links,
            notes: Vec::new(),
        }
    }

    /// With one more link: what else was asked of the evidence.
    #[must_use]
    pub fn with(mut self, place: &str, outcome: Result<(), Fault>) -> Self {
        let link = match outcome {
            Ok(()) => Link::good(place, "Gehört dazu.".to_owned()),
            Err(fault) => Link::bad(place, &fault),
        };
        self.links.push(link);
        let (since, until, notes) = (self.proven_since, self.renew_before, self.notes);
        let mut report = Self::new(self.kind, self.links, self.weakest_link);
        report.notes = notes;
        if report.ok {
            (report.proven_since, report.renew_before) = (since, until);
        }
        report
    }

    /// For a file that could not even be read.
    pub fn unreadable(kind: &'static str, fault: &Fault) -> Self {
        let link = Link::bad("Datei", fault);
        Self::new(kind, vec![link.clone()], link)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = if self.ok { "Der Nachweis hält." } else { "Der Nachweis hält nicht." };
        writeln!(formatter, "{outcome}")?;
        if let Some(time) = self.proven_since {
            writeln!(formatter, "Die Daten gab es am {} unverändert.", show(time))?;
        }
        writeln!(formatter, "Schwächstes Glied: {}: {}", self.weakest_link.place, self.weakest_link.message)?;
        if let Some(time) = self.renew_before {
            writeln!(formatter, "Erneuern Sie den Nachweis vor dem {}.", show(time))?;
        }
        writeln!(formatter, "\nGeprüft:")?;
        for link in &self.links {
            let mark = if link.ok { "ja  " } else { "nein" };
            writeln!(formatter, "  {mark}  {}: {}", link.place, link.message)?;
        }
        for note in &self.notes {
            writeln!(formatter, "\nHinweis: {note}")?;
        }
        Ok(())
    }
}
