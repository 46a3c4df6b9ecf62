//! What the sender is told, in plain German: of each attachment what became of it, what was wrong and what to do.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::mail::plain;
use crate::invoices::{Decision, Outcome, Receipt, Why};

/// Findings of one attachment that are named.
const MOST_FINDINGS: usize = 10;

/// What became of an attachment; kept so that the answer is complete after a crash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub file_name: String,
    /// Taken and without faults.
    pub is_good: bool,
    /// There is something in it for the sender to do.
    pub needs_work: bool,
    /// One sentence.
    pub verdict: String,
    pub findings: Vec<String>,
    pub advice: String,
}

impl Told {
    /// An attachment that nobody looked at.
    pub fn other(file_name: &str, is_archive: bool) -> Self {
        let advice = if is_archive {
            "Die ZIP-Datei ist beschädigt, verschlüsselt oder zu groß. Schicken Sie die Rechnungen bitte einzeln als Anhang."
        } else {
            "Elektronische Rechnungen sind XML-Dateien oder PDF-Dateien mit eingebetteter Rechnung (ZUGFeRD)."
        };
        Self {
            file_name: file_name.to_owned(),
            is_good: false,
            needs_work: is_archive,
            verdict: if is_archive {
                "ZIP-Datei, nicht bearbeitet"
            } else {
                "keine elektronische Rechnung, nicht bearbeitet"
            }
            .to_owned(),
            findings: Vec::new(),
            advice: advice.to_owned(),
        }
    }

    /// What the office said.
    pub fn of(file_name: &str, receipt: &Receipt) -> Self {
        let told = |verdict: String, advice: &str| Self {
            file_name: file_name.to_owned(),
            is_good: false,
            needs_work: true,
            verdict,
            findings: Vec::new(),
            advice: advice.to_owned(),
        };
        let name = match plain(&receipt.invoice_number, 60) {
            name if name.is_empty() => "Rechnung".to_owned(),
            name => format!("Rechnung {name}"),
        };
        match &receipt.outcome {
            Outcome::NoInvoice { reason } => refused(&told, reason),
            Outcome::Duplicate { of, .. } => Self {
                needs_work: false,
                ..told(
                    format!("{name} liegt uns schon vor (Eingangsnummer {})", of.number),
                    "Sie müssen nichts tun. Schicken Sie dieselbe Rechnung bitte nicht noch einmal.",
                )
            },
            Outcome::Stored { place, .. } => {
                let entered = format!("{name}, Eingangsnummer {}", place.number);
                match receipt.decision {
                    Some(Decision::Accept) => {
                        Self { is_good: true, needs_work: false, ..told(format!("angenommen: {entered}"), "") }
                    }
                    Some(Decision::Reject) => Self {
                        findings: findings(receipt),
                        ..told(
                            format!("fehlerhaft: {entered}"),
                            "Berichtigen Sie die Fehler und schicken Sie uns die Rechnung noch einmal. Bis dahin können wir \
                             sie nicht bezahlen.",
                        )
                    },
                    Some(Decision::Undecidable) | None => Self {
                        findings: findings(receipt),
                        ..told(
                            format!("nicht prüfbar: {entered}"),
                            "Die amtlichen Prüfregeln kommen bei dieser Rechnung zu keinem Ergebnis. Prüfen Sie bitte, ob die \
                             Kennung der Spezifikation (BT-24) stimmt und alle Zahlen und Daten richtig geschrieben sind. \
                             Wir melden uns, wenn wir sie zurückweisen müssen.",
                        )
                    },
                }
            }
        }
    }
}

fn refused(told: &dyn Fn(String, &str) -> Told, reason: &Why) -> Told {
    let detail = plain(reason.detail(), 80);
    let resend = "Bitte schicken Sie uns die Rechnung noch einmal.";
    match reason {
        Why::Empty => told("leere Datei".to_owned(), resend),
        Why::TooLarge => {
            told("zu groß".to_owned(), "Verkleinern Sie die Anlagen in der Rechnung und schicken Sie sie noch einmal.")
        }
        Why::Malware => told(
            "Schadsoftware gefunden, nicht angenommen".to_owned(),
            "Lassen Sie Ihr Gerät prüfen und erzeugen Sie die Rechnung neu.",
        ),
        // Often a letter or a picture of the invoice beside the invoice itself.
        Why::PdfWithoutXml => Told {
            needs_work: false,
            ..told(
                "PDF ohne elektronische Rechnung, nicht bearbeitet".to_owned(),
                "Falls das Ihre Rechnung ist: Wir brauchen sie als XRechnung (XML) oder als PDF mit eingebetteter Rechnung \
                 (ZUGFeRD). Begleitschreiben brauchen wir nicht.",
            )
        },
        Why::OtherFormat => told(
            "weder XML noch PDF".to_owned(),
            "Wir brauchen die Rechnung als XRechnung (XML) oder als PDF mit eingebetteter Rechnung (ZUGFeRD).",
        ),
        Why::OtherXml(_) => told(
            format!("XML-Datei, aber keine Rechnung (sie beginnt mit „{detail}“)"),
            "Wir brauchen eine Rechnung in der Schreibweise UBL oder CII.",
        ),
        Why::Unreadable(_) => {
            told(format!("beschädigt oder nicht erlaubt aufgebaut ({detail})"), "Lassen Sie die Datei neu erzeugen.")
        }
        Why::UnknownRecipient(_) if detail.is_empty() => told(
            "nicht zugeordnet: Die Leitweg-ID (BT-10) fehlt".to_owned(),
            "Tragen Sie die Leitweg-ID ein, die Sie mit dem Auftrag bekommen haben.",
        ),
        Why::UnknownRecipient(_) => told(
            format!("nicht zugeordnet: Die Leitweg-ID „{detail}“ gehört zu keiner Stelle bei uns"),
            "Prüfen Sie die Leitweg-ID (BT-10), die Sie mit dem Auftrag bekommen haben.",
        ),
        Why::BrokenArchive | Why::ArchiveLimit => {
            told("ZIP-Datei, die nicht gelesen werden kann".to_owned(), "Schicken Sie die Rechnungen bitte einzeln.")
        }
    }
}

fn findings(receipt: &Receipt) -> Vec<String> {
    let structure = receipt.verdict.iter().flat_map(|verdict| &verdict.schema_errors);
    let structure = structure.map(|error| format!("Aufbau der Datei: {}", plain(&error.german, 300)));
    let mut rules: Vec<String> = Vec::new();
    for found in receipt.findings().into_iter().filter(|found| found.is_fatal()) {
        let place = if found.term.is_empty() || found.german.contains(&found.term) {
            found.rule.clone()
        } else {
            format!("{}, {}", found.term, found.rule)
        };
        let text = format!("{} ({place})", found.german);
        if !rules.contains(&text) {
            rules.push(text);
        }
    }
    let all: Vec<String> = structure.chain(rules).collect();
    let more = all.len().saturating_sub(MOST_FINDINGS);
    let mut shown: Vec<String> = all.into_iter().take(MOST_FINDINGS).collect();
    if more > 0 {
        shown.push(format!("und {more} weitere"));
    }
    shown
}

/// What the whole answer needs.
pub(super) struct Answer<'a> {
    pub body_name: &'a str,
    pub subject: &'a str,
    pub public_url: &'a str,
    pub told: &'a [Told],
    pub left_out: usize,
}

impl Answer<'_> {
    pub(super) fn subject(&self) -> String {
        let work = self.told.iter().filter(|told| told.needs_work).count();
        let good = self.told.iter().filter(|told| told.is_good).count();
        match (good, work) {
            (0, 0) => "Keine elektronische Rechnung in Ihrer E-Mail".to_owned(),
            (1, 0) => "Ihre Rechnung ist angekommen".to_owned(),
            (_, 0) => format!("Ihre {good} Rechnungen sind angekommen"),
            (0, 1) => "Ihre Rechnung: bitte prüfen".to_owned(),
            _ => format!("Ihre Rechnungen: {good} angenommen, {work} zu prüfen"),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::from("Guten Tag,\n\n");
        let about = if self.subject.is_empty() { String::new() } else { format!(" „{}“", self.subject) };
        if self.told.is_empty() {
            let _ = writeln!(
                out,
                "in Ihrer E-Mail{about} haben wir keinen Anhang mit einer Rechnung gefunden. Bitte schicken Sie uns Ihre \
                 Rechnung als XRechnung (XML) oder als PDF mit eingebetteter Rechnung (ZUGFeRD)."
            );
        } else {
            let _ = writeln!(out, "wir haben Ihre E-Mail{about} erhalten und jeden Anhang geprüft:");
        }
        for (number, told) in (1..).zip(self.told) {
            let _ = writeln!(out, "\n{number}. {}\n   {}", told.file_name, told.verdict);
            for finding in &told.findings {
                let _ = writeln!(out, "   - {finding}");
            }
            if !told.advice.is_empty() {
                let _ = writeln!(out, "   Was Sie tun können: {}", told.advice);
            }
        }
        if self.left_out > 0 {
            let _ = writeln!(
                out,
                "\nIhre E-Mail hat zu viele Anhänge. {} haben wir nicht bearbeitet; bitte schicken Sie diese in einer weiteren \
                 E-Mail.",
                self.left_out
            );
        }
        if self.told.iter().any(|told| !told.findings.is_empty()) {
            let _ = writeln!(
                out,
                "\nIhre Rechnung können Sie vor dem Absenden hier prüfen: {}/rechnung-pruefen",
                self.public_url
            );
        }
        let _ = writeln!(out, "\nFreundliche Grüße\n{}\n\nDiese Nachricht wurde automatisch erstellt.", self.body_name);
        out
    }
}

/// The answer to a mail that was not fetched.
pub(super) fn too_large(largest: u64) -> Told {
    Told {
        file_name: "Ihre E-Mail".to_owned(),
        is_good: false,
        needs_work: true,
        verdict: format!("zu groß: mehr als {} MB", largest / 1_000_000),
        findings: Vec::new(),
        advice: "Schicken Sie weniger Rechnungen in einer E-Mail oder verkleinern Sie die Anlagen.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(told: &[Told]) -> (String, String) {
        let answer = Answer {
            body_name: "Stadt Musterstadt",
            subject: "Mai",
            public_url: "https://l.example",
            told,
            left_out: 0,
        };
        (answer.subject(), answer.text())
    }

    #[test]
    fn each_attachment_is_named() {
        let good = Told {
            file_name: "gut.xml".into(),
            is_good: true,
            needs_work: false,
            verdict: "angenommen: Rechnung 1".into(),
            findings: Vec::new(),
            advice: String::new(),
        };
        let bad = Told {
            file_name: "schlecht.xml".into(),
            is_good: false,
            needs_work: true,
            verdict: "fehlerhaft: Rechnung 2".into(),
            findings: vec!["Die Käuferreferenz fehlt. (BR-DE-15)".into()],
            advice: "Berichtigen.".into(),
        };
        let (subject, text) = answer(&[good.clone(), bad]);
        assert_eq!(subject, "Ihre Rechnungen: 1 angenommen, 1 zu prüfen");
        for part in
            ["1. gut.xml", "2. schlecht.xml", "BR-DE-15", "Was Sie tun können: Berichtigen.", "rechnung-pruefen"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(answer(&[good]).0, "Ihre Rechnung ist angekommen");
        assert!(answer(&[]).1.contains("keinen Anhang mit einer Rechnung"));
    }
}
