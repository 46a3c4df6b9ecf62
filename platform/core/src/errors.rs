//! The one catalogue of what can go wrong for a person, with stable codes.
//!
//! A [`Failure`] is what commands return. Its [`Code`] decides status, German sentence and next step; details that help
//! the operator go to the log, never to the page.

use std::fmt;

/// A stable code. Once published it keeps its meaning; new meanings get new codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    NotFound,
    NotAllowed,
    SignInNeeded,
    SignInFailed,
    TokenInvalid,
    FormExpired,
    InvalidInput,
    TooLarge,
    TooManyRequests,
    UnsupportedMedia,
    Malware,
    NotScanned,
    MethodNotAllowed,
    Conflict,
    AlreadyDone,
    Busy,
    Unavailable,
    Internal,
}

/// What stands in the catalogue about a code.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `LOTSE-0404`: in pages, problem documents and logs.
    pub number: &'static str,
    pub status: u16,
    pub title: &'static str,
    /// What the person can do next.
    pub advice: &'static str,
    pub title_en: &'static str,
    pub advice_en: &'static str,
}

impl Code {
    pub const ALL: [Self; 18] = [
        Self::NotFound,
        Self::NotAllowed,
        Self::SignInNeeded,
        Self::SignInFailed,
        Self::TokenInvalid,
        Self::FormExpired,
        Self::InvalidInput,
        Self::TooLarge,
        Self::TooManyRequests,
        Self::UnsupportedMedia,
        Self::Malware,
        Self::NotScanned,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::AlreadyDone,
        Self::Busy,
        Self::Unavailable,
        Self::Internal,
    ];

    pub fn entry(self) -> Entry {
        let (number, status, title, advice, title_en, advice_en) = match self {
            Self::NotFound => (
                "LOTSE-0404",
                404,
                "Diese Seite gibt es nicht",
                "Prüfen Sie die Adresse oder gehen Sie zur Startseite.",
                "This page does not exist",
                "Check the address or go to the start page.",
            ),
            Self::NotAllowed => (
                "LOTSE-0403",
                403,
                "Dafür fehlt Ihnen die Berechtigung",
                "Wenn Sie diesen Zugang brauchen, wenden Sie sich an die Fachadministration Ihrer Verwaltung.",
                "You do not have permission for this",
                "If you need access, ask the administrator of your authority.",
            ),
            Self::SignInNeeded => (
                "LOTSE-0401",
                401,
                "Bitte melden Sie sich an",
                "Nach der Anmeldung geht es an dieser Stelle weiter.",
                "Please sign in",
                "After signing in you continue right here.",
            ),
            Self::SignInFailed => (
                "LOTSE-0411",
                401,
                "Die Anmeldung hat nicht geklappt",
                "E-Mail-Adresse oder Passwort stimmen nicht. Versuchen Sie es noch einmal.",
                "Signing in did not work",
                "E-mail address or password are not right. Please try again.",
            ),
            Self::TokenInvalid => (
                "LOTSE-0412",
                401,
                "Dieser Zugang gilt nicht",
                "Der Schlüssel ist unbekannt, abgelaufen oder widerrufen. Die Fachadministration Ihrer Verwaltung kann \
                 einen neuen ausstellen.",
                "This access is not valid",
                "The key is unknown, expired or revoked. The administrator of your authority can issue a new one.",
            ),
            Self::FormExpired => (
                "LOTSE-0419",
                403,
                "Dieses Formular ist abgelaufen",
                "Laden Sie die Seite neu und senden Sie das Formular noch einmal ab.",
                "This form has expired",
                "Reload the page and send the form again.",
            ),
            Self::InvalidInput => (
                "LOTSE-0422",
                422,
                "Bitte prüfen Sie Ihre Angaben",
                "Die markierten Angaben fehlen oder passen nicht.",
                "Please check your entries",
                "The marked entries are missing or do not fit.",
            ),
            Self::TooLarge => (
                "LOTSE-0413",
                413,
                "Die Datei oder Eingabe ist zu groß",
                "Verkleinern Sie die Datei und versuchen Sie es noch einmal.",
                "The file or entry is too large",
                "Make the file smaller and try again.",
            ),
            Self::TooManyRequests => (
                "LOTSE-0429",
                429,
                "Das waren zu viele Anfragen in kurzer Zeit",
                "Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
                "Too many requests in a short time",
                "Wait a minute and try again.",
            ),
            Self::UnsupportedMedia => (
                "LOTSE-0415",
                415,
                "Dieses Dateiformat wird nicht angenommen",
                "Verwenden Sie eines der genannten Formate.",
                "This file format is not accepted",
                "Use one of the named formats.",
            ),
            Self::Malware => (
                "LOTSE-0423",
                422,
                "In der Datei steckt Schadsoftware",
                "Die Datei ist nicht gespeichert. Lassen Sie Ihr Gerät prüfen und schicken Sie eine andere Datei.",
                "The file contains malware",
                "The file has not been kept. Have your device checked and send another file.",
            ),
            Self::NotScanned => (
                "LOTSE-0505",
                503,
                "Dateien können gerade nicht geprüft werden",
                "Jede Datei wird auf Schadsoftware geprüft, und das geht im Moment nicht. Versuchen Sie es in einigen Minuten \
                 noch einmal.",
                "Files cannot be checked right now",
                "Each file is checked for malware, which is not possible at the moment. Try again in a few minutes.",
            ),
            Self::MethodNotAllowed => (
                "LOTSE-0405",
                405,
                "Diese Adresse kann so nicht aufgerufen werden",
                "Gehen Sie zurück und benutzen Sie die Schaltflächen der Seite.",
                "This address cannot be called in this way",
                "Go back and use the buttons of the page.",
            ),
            Self::Conflict => (
                "LOTSE-0409",
                409,
                "Inzwischen hat sich etwas geändert",
                "Laden Sie die Seite neu, prüfen Sie den neuen Stand und versuchen Sie es noch einmal.",
                "Something has changed in the meantime",
                "Reload the page, look at the new state and try again.",
            ),
            Self::AlreadyDone => (
                "LOTSE-0410",
                409,
                "Das ist schon erledigt",
                "Sie müssen nichts weiter tun.",
                "This has already been done",
                "There is nothing left for you to do.",
            ),
            Self::Busy => (
                "LOTSE-0503",
                503,
                "Gerade ist viel los",
                "Versuchen Sie es in einer Minute noch einmal. Es ist nichts verloren gegangen.",
                "The system is busy",
                "Try again in a minute. Nothing has been lost.",
            ),
            Self::Unavailable => (
                "LOTSE-0504",
                503,
                "Der Dienst ist gerade nicht erreichbar",
                "Versuchen Sie es später noch einmal. Der Betrieb ist informiert.",
                "The service is not available right now",
                "Try again later. The operator has been informed.",
            ),
            Self::Internal => (
                "LOTSE-0500",
                500,
                "Bei uns ist ein Fehler aufgetreten",
                "Versuchen Sie es noch einmal. Wenn der Fehler bleibt, nennen Sie uns die Vorgangskennung.",
                "Something went wrong on our side",
                "Try again. If it happens again, tell us the request id.",
            ),
        };
        Entry { number, status, title, advice, title_en, advice_en }
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    pub code: Code,
    /// A German sentence for this very case, where the catalogue's own is too general.
    pub message: Option<String>,
    /// For the log only.
    pub detail: Option<String>,
}

impl Failure {
    pub fn new(code: Code) -> Self {
        Self { code, message: None, detail: None }
    }

    /// With a sentence of its own for the person.
    pub fn with_message(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: Some(message.into()), detail: None }
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    pub fn not_allowed() -> Self {
        Self::new(Code::NotAllowed)
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::with_message(Code::InvalidInput, message)
    }

    pub fn internal(detail: impl Into<String>) -> Self {
        Self { code: Code::Internal, message: None, detail: Some(detail.into()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = self.code.entry();
        write!(formatter, "{} {}", entry.number, self.message.as_deref().unwrap_or(entry.title))?;
        if let Some(detail) = &self.detail {
            write!(formatter, " ({detail})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

impl From<lotse_store::Error> for Failure {
    fn from(error: lotse_store::Error) -> Self {
        let code = match &error {
            lotse_store::Error::Conflict(_) => Code::Conflict,
            lotse_store::Error::NotFound => Code::NotFound,
            lotse_store::Error::Busy => Code::Busy,
            lotse_store::Error::Unavailable(_) => Code::Unavailable,
            _ => Code::Internal,
        };
        Self { code, message: None, detail: Some(error.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_are_unique_and_sentences_complete() {
        let mut numbers = HashSet::new();
        for code in Code::ALL {
            let entry = code.entry();
            assert!(numbers.insert(entry.number), "{} twice", entry.number);
            assert!(entry.advice.ends_with('.') && entry.advice_en.ends_with('.'), "{}", entry.number);
            assert!((400..600).contains(&entry.status));
        }
    }
}
