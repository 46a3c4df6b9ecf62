//! What is wrong with an input, where, and what to do about it.

use std::fmt;

use crate::pictures::{Language, as_written, count};

/// One thing that is wrong, with its place in the file as in `items[3].requires[0]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub place: String,
    pub kind: FaultKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    TooLong { most: usize },
    NotJson { line: usize, column: usize, message: String },
    Missing,
    Kind { expected: Expected },
    TwiceNamed { key: String },
    EmptyId,
    LongId { most: usize },
    DuplicateId { id: String, first: String },
    UnknownId { id: String, what: What },
    None { what: What },
    TooMany { most: usize },
    WeightsSumToZero,
    WeightMissing { id: String },
    OutOfRange { low: f64, high: f64, found: f64 },
    LowAboveHigh { low: f64, high: f64 },
    Cycle { ids: Vec<String> },
    ExcludesItself { id: String },
    NoScale { text: String },
    UnknownCategory { text: String },
    BadScale { message: &'static str },
}

/// What should stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Object,
    List,
    Text,
    Number,
    WholeNumber,
    Assessment,
    Interval,
    Scale,
}

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Criterion,
    Item,
    Member,
    Group,
    Period,
}

impl Expected {
    fn german(self) -> &'static str {
        match self {
            Self::Object => "ein Objekt {…}",
            Self::List => "eine Liste […]",
            Self::Text => "ein Text",
            Self::Number => "eine Zahl",
            Self::WholeNumber => "eine ganze Zahl ab 0",
            Self::Assessment => "eine Zahl, ein Bereich [von, bis] oder null für unbekannt",
            Self::Interval => "ein Bereich aus genau zwei Zahlen [von, bis]",
            Self::Scale => "genau eine der Skalen linear, piecewise oder categories",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Object => "an object {…}",
            Self::List => "a list […]",
            Self::Text => "a text",
            Self::Number => "a number",
            Self::WholeNumber => "a whole number from 0",
            Self::Assessment => "a number, an interval [low, high] or null for unknown",
            Self::Interval => "an interval of exactly two numbers [low, high]",
            Self::Scale => "exactly one of the scales linear, piecewise or categories",
        }
    }
}

fn written(number: f64) -> String {
    as_written(number, Language::German)
}

impl What {
    fn german(self) -> (&'static str, &'static str) {
        match self {
            Self::Criterion => ("Kriterium", "criteria"),
            Self::Item => ("Vorhaben", "items"),
            Self::Member => ("Mitglied", "members"),
            Self::Group => ("Gruppe", "group"),
            Self::Period => ("Periode", "periods"),
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Criterion => "criterion",
            Self::Item => "item",
            Self::Member => "member",
            Self::Group => "group",
            Self::Period => "period",
        }
    }
}

impl Fault {
    pub(crate) fn new(place: impl Into<String>, kind: FaultKind) -> Self {
        Self { place: place.into(), kind }
    }

    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self.kind {
            FaultKind::TooLong { .. } => "too-long",
            FaultKind::NotJson { .. } => "not-json",
            FaultKind::Missing => "missing",
            FaultKind::Kind { .. } => "wrong-kind",
            FaultKind::TwiceNamed { .. } => "named-twice",
            FaultKind::EmptyId => "empty-id",
            FaultKind::LongId { .. } => "long-id",
            FaultKind::DuplicateId { .. } => "duplicate-id",
            FaultKind::UnknownId { .. } => "unknown-id",
            FaultKind::None { .. } => "none",
            FaultKind::TooMany { .. } => "too-many",
            FaultKind::WeightsSumToZero => "weights-sum-to-zero",
            FaultKind::WeightMissing { .. } => "weight-missing",
            FaultKind::OutOfRange { .. } => "out-of-range",
            FaultKind::LowAboveHigh { .. } => "low-above-high",
            FaultKind::Cycle { .. } => "cycle",
            FaultKind::ExcludesItself { .. } => "excludes-itself",
            FaultKind::NoScale { .. } => "no-scale",
            FaultKind::UnknownCategory { .. } => "unknown-category",
            FaultKind::BadScale { .. } => "bad-scale",
        }
    }

    /// What is wrong and what to do, with the place in front.
    pub fn german(&self) -> String {
        format!("{}: {}", self.place, self.german_kind())
    }

    fn german_kind(&self) -> String {
        match &self.kind {
            FaultKind::TooLong { most } => {
                format!("Die Datei ist zu lang. Erlaubt sind {} Bytes.", count(*most, Language::German))
            }
            FaultKind::NotJson { line, column, message } => {
                format!("Kein gültiges JSON in Zeile {line}, Spalte {column} ({message}). Berichtigen Sie die Stelle.")
            }
            FaultKind::Missing => "Die Angabe fehlt. Ergänzen Sie sie.".to_owned(),
            FaultKind::Kind { expected } => format!("Erwartet wird {}.", expected.german()),
            FaultKind::TwiceNamed { key } => {
                format!("„{key}“ steht zweimal in demselben Objekt. Streichen Sie eine der Angaben.")
            }
            FaultKind::EmptyId => "Die id ist leer. Geben Sie einen Namen an.".to_owned(),
            FaultKind::LongId { most } => format!("Die id ist länger als {most} Bytes. Kürzen Sie sie."),
            FaultKind::DuplicateId { id, first } => {
                format!("Die id „{id}“ gibt es schon bei {first}. Jede id darf nur einmal vorkommen.")
            }
            FaultKind::UnknownId { id, what } => {
                let (name, list) = what.german();
                format!("{name} „{id}“ ist nicht bekannt. Prüfen Sie die Schreibweise, oder ergänzen Sie es in {list}.")
            }
            FaultKind::None { what } => {
                let (name, list) = what.german();
                format!("Die Liste {list} ist leer. Mindestens ein Eintrag ({name}) wird gebraucht.")
            }
            FaultKind::TooMany { most } => {
                format!("Das sind zu viele Einträge. Erlaubt sind {}.", count(*most, Language::German))
            }
            FaultKind::WeightsSumToZero => {
                "Die Summe der Gewichte ist 0. Mindestens ein Gewicht muss größer als 0 sein.".to_owned()
            }
            FaultKind::WeightMissing { id } => {
                format!(
                    "Kriterium „{id}“ hat kein Gewicht. Geben Sie weight an, oder lassen Sie weight überall weg und nennen Sie die Gewichte der Mitglieder in members."
                )
            }
            FaultKind::OutOfRange { low, high, found } => {
                format!("{} liegt nicht zwischen {} und {}.", written(*found), written(*low), written(*high))
            }
            FaultKind::LowAboveHigh { low, high } => {
                let (low, high) = (written(*low), written(*high));
                format!("Der Bereich beginnt mit {low} über seinem Ende {high}. Vertauschen Sie die beiden Zahlen.")
            }
            FaultKind::Cycle { ids } => {
                format!(
                    "Die Vorhaben setzen sich im Kreis voraus: {}. Streichen Sie eine der Voraussetzungen.",
                    ids.join(" → ")
                )
            }
            FaultKind::ExcludesItself { id } => {
                format!("Vorhaben „{id}“ schließt sich selbst aus. Streichen Sie den Eintrag.")
            }
            FaultKind::NoScale { text } => {
                format!("„{text}“ ist ein Text, doch das Kriterium hat keine Skala mit Kategorien.")
            }
            FaultKind::UnknownCategory { text } => {
                format!("Die Kategorie „{text}“ gibt es in der Skala des Kriteriums nicht.")
            }
            FaultKind::BadScale { message } => format!("Die Skala ist so nicht brauchbar: {message}."),
        }
    }

    /// The same in English.
    pub fn english(&self) -> String {
        format!("{}: {}", self.place, self.english_kind())
    }

    fn english_kind(&self) -> String {
        match &self.kind {
            FaultKind::TooLong { most } => format!("the file is too long, {most} bytes are allowed"),
            FaultKind::NotJson { line, column, message } => {
                format!("not JSON at line {line}, column {column} ({message})")
            }
            FaultKind::Missing => "is missing".to_owned(),
            FaultKind::Kind { expected } => format!("expected {}", expected.english()),
            FaultKind::TwiceNamed { key } => format!("\"{key}\" stands twice in one object"),
            FaultKind::EmptyId => "the id is empty".to_owned(),
            FaultKind::LongId { most } => format!("the id is longer than {most} bytes"),
            FaultKind::DuplicateId { id, first } => format!("the id \"{id}\" is already used at {first}"),
            FaultKind::UnknownId { id, what } => format!("unknown {} \"{id}\"", what.english()),
            FaultKind::None { what } => format!("at least one {} is needed", what.english()),
            FaultKind::TooMany { most } => format!("too many entries, {most} are allowed"),
            FaultKind::WeightsSumToZero => "the weights sum to 0, at least one must be above".to_owned(),
            FaultKind::WeightMissing { id } => format!("criterion \"{id}\" has no weight"),
            FaultKind::OutOfRange { low, high, found } => format!("{found} is not between {low} and {high}"),
            FaultKind::LowAboveHigh { low, high } => format!("the interval begins with {low} above its end {high}"),
            FaultKind::Cycle { ids } => format!("items require each other in a cycle: {}", ids.join(" → ")),
            FaultKind::ExcludesItself { id } => format!("item \"{id}\" excludes itself"),
            FaultKind::NoScale { text } => format!("\"{text}\" is a text, but the criterion has no categories"),
            FaultKind::UnknownCategory { text } => format!("the scale has no category \"{text}\""),
            FaultKind::BadScale { message } => format!("the scale cannot be used: {message}"),
        }
    }
}

/// Everything that is wrong with one input; never empty.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{}", fault.english())?;
        }
        Ok(())
    }
}
