//! What is wrong with a request: where, what, and what to do, in German and English.

use std::{borrow::Cow, fmt, ops::Range};

use thiserror::Error;

use crate::query::function::Kind;

/// Something wrong in a request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.english())]
pub struct Problem {
    /// Bytes of the request as it was given, percent-encoding included.
    pub position: Range<usize>,
    pub fault: Fault,
}

/// The kinds of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More bytes than the limit.
    TooLong { limit: usize },
    /// More nesting than the limit.
    TooDeep { limit: usize },
    /// More parts than the limit.
    TooMany { limit: usize },
    /// Answering takes more work than the limit.
    TooCostly,
    /// Percent-encoding that is no UTF-8.
    NoText,
    /// Something else was expected here.
    Expected { expected: Expected, found: String },
    /// A quotation mark that never ends.
    OpenQuote,
    /// A parenthesis that never ends.
    OpenParenthesis,
    /// A number beyond what can be counted with.
    HugeNumber { text: String },
    /// A date, time, interval or duration that does not exist.
    NoTime { text: String },
    /// Not a geometry in well-known text.
    NoGeometry { text: String },
    /// Two comparisons without parentheses between them.
    ChainedComparison,
    /// The path starts with something that is no set.
    UnknownSet { name: String, suggestion: Option<String> },
    /// The type has no such property or relation.
    UnknownMember { name: String, of: &'static str, suggestion: Option<String> },
    /// Something follows that cannot follow here.
    NothingBelow { name: String, of: String },
    /// `Things/name`: a set has no properties.
    SetWithoutId { set: String },
    /// `Datastreams(1)/Thing(2)`: leads to one anyway.
    IdOfSingle { name: &'static str },
    /// No such query option.
    UnknownOption { name: String, suggestion: Option<String> },
    /// The same query option twice.
    OptionTwice { name: String },
    /// No such function.
    UnknownFunction { name: String, suggestion: Option<String> },
    /// Too many or too few arguments.
    ArgumentCount { function: &'static str, expected: &'static str, found: usize },
    /// A value of another kind is needed.
    WrongKind {
        what: String,
        /// Without it, values of the same kind.
        expected: Option<Kind>,
        found: Kind,
    },
    /// A relation where a property is needed.
    RelationWithoutProperty { name: String },
    /// `any` and `all` need a relation to a set.
    NoSet { name: String },
    /// Data arrays exist for Observations only.
    DataArrayElsewhere,
    /// No such result format.
    UnknownFormat { name: String },
    /// There is no such entity, or it does not belong to the one before it.
    NotFound,
}

/// What could stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Operand,
    Name,
    PropertyName,
    Operator,
    End,
    Comma,
    Closing,
    Opening,
    Colon,
    Number,
    Truth,
    Id,
    Index,
    Literal,
    Option,
    Equals,
}

impl Expected {
    fn german(self) -> &'static str {
        match self {
            Self::Operand => "ein Wert, eine Eigenschaft oder eine Funktion",
            Self::Name => "ein Name",
            Self::PropertyName => "der Name einer Eigenschaft oder Beziehung",
            Self::Operator => "ein Operator (eq, ne, gt, ge, lt, le, in, and, or, add, sub, mul, div, mod)",
            Self::End => "das Ende",
            Self::Comma => "ein Komma oder eine schließende Klammer",
            Self::Closing => "eine schließende Klammer",
            Self::Opening => "eine öffnende Klammer",
            Self::Colon => "ein Doppelpunkt",
            Self::Number => "eine ganze Zahl ab 0",
            Self::Truth => "true oder false",
            Self::Id => "eine Kennung (eine Zahl oder Text in einfachen Anführungszeichen)",
            Self::Index => "eine Nummer in eckigen Klammern",
            Self::Literal => "ein fester Wert",
            Self::Option => "eine Abfrageoption wie $filter",
            Self::Equals => "ein Gleichheitszeichen",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Operand => "a value, a property or a function",
            Self::Name => "a name",
            Self::PropertyName => "the name of a property or relation",
            Self::Operator => "an operator (eq, ne, gt, ge, lt, le, in, and, or, add, sub, mul, div, mod)",
            Self::End => "the end",
            Self::Comma => "a comma or a closing parenthesis",
            Self::Closing => "a closing parenthesis",
            Self::Opening => "an opening parenthesis",
            Self::Colon => "a colon",
            Self::Number => "a whole number from 0",
            Self::Truth => "true or false",
            Self::Id => "an id (a number, or text in single quotes)",
            Self::Index => "a number in square brackets",
            Self::Literal => "a constant",
            Self::Option => "a query option such as $filter",
            Self::Equals => "an equals sign",
        }
    }
}

impl Problem {
    pub(crate) fn new(position: Range<usize>, fault: Fault) -> Self {
        Self { position, fault }
    }

    /// The HTTP status a server answers with.
    pub fn status(&self) -> u16 {
        match self.fault {
            Fault::UnknownSet { .. }
            | Fault::NothingBelow { .. }
            | Fault::SetWithoutId { .. }
            | Fault::IdOfSingle { .. }
            | Fault::NotFound => 404,
            _ => 400,
        }
    }

    /// What is wrong and what to do, in German.
    pub fn german(&self) -> String {
        join(self.fault.german(), self.fault.hint_german())
    }

    /// What is wrong and what to do, in English.
    pub fn english(&self) -> String {
        join(self.fault.english(), self.fault.hint_english())
    }

    /// The same at another place of a longer text.
    pub(crate) fn moved(mut self, place: impl Fn(usize) -> usize) -> Self {
        self.position = place(self.position.start)..place(self.position.end);
        self
    }
}

fn join(what: Cow<'static, str>, hint: Option<Cow<'static, str>>) -> String {
    match hint {
        Some(hint) => format!("{what} {hint}"),
        None => what.into_owned(),
    }
}

/// What was found, short and without control characters.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = text.chars().take(LONGEST).map(|each| if each.is_control() { '·' } else { each }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

impl Fault {
    fn german(&self) -> Cow<'static, str> {
        match self {
            Self::TooLong { limit } => format!("Die Anfrage ist länger als {limit} Bytes.").into(),
            Self::TooDeep { limit } => format!("Die Anfrage ist tiefer als {limit} Ebenen verschachtelt.").into(),
            Self::TooMany { limit } => format!("Die Anfrage hat an einer Stelle mehr als {limit} Teile.").into(),
            Self::TooCostly => "Die Antwort kostet zu viel Rechenzeit.".into(),
            Self::NoText => "Die Prozentkodierung ergibt keinen Text in UTF-8.".into(),
            Self::Expected { expected, found } if found.is_empty() => {
                format!("Hier endet der Text; erwartet wird {}.", expected.german()).into()
            }
            Self::Expected { expected, found } => {
                format!("Hier steht „{found}“; erwartet wird {}.", expected.german()).into()
            }
            Self::OpenQuote => "Das Anführungszeichen wird nicht geschlossen.".into(),
            Self::OpenParenthesis => "Die Klammer wird nicht geschlossen.".into(),
            Self::HugeNumber { text } => format!("Die Zahl „{text}“ ist zu groß.").into(),
            Self::NoTime { text } => format!("„{text}“ ist keine gültige Zeitangabe.").into(),
            Self::NoGeometry { text } => format!("„{text}“ ist keine gültige Geometrie.").into(),
            Self::ChainedComparison => {
                "Ein Vergleich kann nicht ohne Klammern mit einem anderen verglichen werden.".into()
            }
            Self::UnknownSet { name, .. } => format!("Es gibt keine Menge „{name}“.").into(),
            Self::UnknownMember { name, of, .. } => {
                format!("{of} hat weder Eigenschaft noch Beziehung „{name}“.").into()
            }
            Self::NothingBelow { name, of } => format!("Nach „{of}“ kann „{name}“ nicht folgen.").into(),
            Self::SetWithoutId { set } => format!("„{set}“ ist eine Menge und hat keine Eigenschaften.").into(),
            Self::IdOfSingle { name } => format!("„{name}“ führt zu genau einer Entität.").into(),
            Self::UnknownOption { name, .. } => format!("Die Abfrageoption „{name}“ gibt es nicht.").into(),
            Self::OptionTwice { name } => format!("„{name}“ steht mehrmals da.").into(),
            Self::UnknownFunction { name, .. } => format!("Die Funktion „{name}“ gibt es nicht.").into(),
            Self::ArgumentCount { function, found, .. } => format!("„{function}“ hat hier {found} Argumente.").into(),
            Self::WrongKind { what, expected, found } => {
                let expected = expected.map_or("Werte gleicher Art", needed);
                format!("„{what}“ braucht {expected}, hier steht {}.", standing(*found)).into()
            }
            Self::RelationWithoutProperty { name } => {
                format!("„{name}“ ist eine Beziehung und hat keinen Wert.").into()
            }
            Self::NoSet { name } => format!("„{name}“ führt zu keiner Menge.").into(),
            Self::DataArrayElsewhere => "Das Format dataArray gibt es nur für Mengen von Observations.".into(),
            Self::UnknownFormat { name } => format!("Das Ausgabeformat „{name}“ gibt es nicht.").into(),
            Self::NotFound => "Diese Entität gibt es nicht, oder sie gehört nicht zu der davor.".into(),
        }
    }

    fn hint_german(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::TooLong { .. } | Self::TooDeep { .. } | Self::TooMany { .. } => "Teilen Sie sie auf.".into(),
            Self::TooCostly => "Grenzen Sie mit $filter, $top oder weniger $expand ein.".into(),
            Self::NoText => "Kodieren Sie die Anfrage als UTF-8.".into(),
            Self::OpenQuote => "Ein Anführungszeichen im Text wird verdoppelt: 'Bob''s'.".into(),
            Self::OpenParenthesis => "Ergänzen Sie „)“.".into(),
            Self::NoTime { .. } => {
                "Schreiben Sie zum Beispiel 2026-05-01T10:00:00Z, 2026-05-01T10:00:00Z/PT1H oder duration'PT1H'.".into()
            }
            Self::NoGeometry { .. } => "Schreiben Sie zum Beispiel geography'POINT (8.75 51.72)'.".into(),
            Self::ChainedComparison => "Klammern Sie: (a gt 1) eq true.".into(),
            Self::UnknownSet { suggestion, .. }
            | Self::UnknownMember { suggestion, .. }
            | Self::UnknownOption { suggestion, .. }
            | Self::UnknownFunction { suggestion, .. } => format!("Meinen Sie „{}“?", suggestion.as_deref()?).into(),
            Self::SetWithoutId { set } => format!("Nennen Sie eine Kennung, zum Beispiel {set}(1).").into(),
            Self::IdOfSingle { .. } => "Lassen Sie die Kennung weg.".into(),
            Self::OptionTwice { .. } => "Fassen Sie zusammen.".into(),
            Self::ArgumentCount { function, expected, .. } => format!("Schreiben Sie {function}({expected}).").into(),
            Self::RelationWithoutProperty { name } => {
                format!("Nennen Sie eine Eigenschaft, zum Beispiel {name}/id.").into()
            }
            Self::NoSet { .. } => {
                "any und all brauchen eine Beziehung zu mehreren, zum Beispiel Datastreams/any(d: …).".into()
            }
            Self::UnknownFormat { .. } => "Möglich sind json und dataArray.".into(),
            _ => return None,
        })
    }

    fn english(&self) -> Cow<'static, str> {
        match self {
            Self::TooLong { limit } => format!("The request is longer than {limit} bytes.").into(),
            Self::TooDeep { limit } => format!("The request is nested deeper than {limit} levels.").into(),
            Self::TooMany { limit } => format!("The request has more than {limit} parts at one place.").into(),
            Self::TooCostly => "The answer takes too much computing time.".into(),
            Self::NoText => "The percent-encoding is not text in UTF-8.".into(),
            Self::Expected { expected, found } if found.is_empty() => {
                format!("The text ends here; expected is {}.", expected.english()).into()
            }
            Self::Expected { expected, found } => {
                format!("Here stands \"{found}\"; expected is {}.", expected.english()).into()
            }
            Self::OpenQuote => "The quotation mark is never closed.".into(),
            Self::OpenParenthesis => "The parenthesis is never closed.".into(),
            Self::HugeNumber { text } => format!("The number \"{text}\" is too large.").into(),
            Self::NoTime { text } => format!("\"{text}\" is not a valid time.").into(),
            Self::NoGeometry { text } => format!("\"{text}\" is not a valid geometry.").into(),
            Self::ChainedComparison => "A comparison cannot be compared with another without parentheses.".into(),
            Self::UnknownSet { name, .. } => format!("There is no set \"{name}\".").into(),
            Self::UnknownMember { name, of, .. } => {
                format!("{of} has neither a property nor a relation \"{name}\".").into()
            }
            Self::NothingBelow { name, of } => format!("\"{name}\" cannot follow \"{of}\".").into(),
            Self::SetWithoutId { set } => format!("\"{set}\" is a set and has no properties.").into(),
            Self::IdOfSingle { name } => format!("\"{name}\" leads to exactly one entity.").into(),
            Self::UnknownOption { name, .. } => format!("There is no query option \"{name}\".").into(),
            Self::OptionTwice { name } => format!("\"{name}\" stands there more than once.").into(),
            Self::UnknownFunction { name, .. } => format!("There is no function \"{name}\".").into(),
            Self::ArgumentCount { function, found, .. } => format!("\"{function}\" has {found} arguments here.").into(),
            Self::WrongKind { what, expected, found } => {
                let expected = expected.map_or("values of the same kind", Kind::name);
                format!("\"{what}\" needs {expected}, here stands {}.", found.name()).into()
            }
            Self::RelationWithoutProperty { name } => format!("\"{name}\" is a relation and has no value.").into(),
            Self::NoSet { name } => format!("\"{name}\" does not lead to a set.").into(),
            Self::DataArrayElsewhere => "The format dataArray exists for sets of Observations only.".into(),
            Self::UnknownFormat { name } => format!("There is no result format \"{name}\".").into(),
            Self::NotFound => "There is no such entity, or it does not belong to the one before it.".into(),
        }
    }

    fn hint_english(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::TooLong { .. } | Self::TooDeep { .. } | Self::TooMany { .. } => "Split it.".into(),
            Self::TooCostly => "Narrow it with $filter, $top or less $expand.".into(),
            Self::NoText => "Encode the request as UTF-8.".into(),
            Self::OpenQuote => "A quotation mark within text is doubled: 'Bob''s'.".into(),
            Self::OpenParenthesis => "Add \")\".".into(),
            Self::NoTime { .. } => {
                "Write for example 2026-05-01T10:00:00Z, 2026-05-01T10:00:00Z/PT1H or duration'PT1H'.".into()
            }
            Self::NoGeometry { .. } => "Write for example geography'POINT (8.75 51.72)'.".into(),
            Self::ChainedComparison => "Add parentheses: (a gt 1) eq true.".into(),
            Self::UnknownSet { suggestion, .. }
            | Self::UnknownMember { suggestion, .. }
            | Self::UnknownOption { suggestion, .. }
            | Self::UnknownFunction { suggestion, .. } => {
                format!("Did you mean \"{}\"?", suggestion.as_deref()?).into()
            }
            Self::SetWithoutId { set } => format!("Name an id, for example {set}(1).").into(),
            Self::IdOfSingle { .. } => "Leave the id out.".into(),
            Self::OptionTwice { .. } => "Join them.".into(),
            Self::ArgumentCount { function, expected, .. } => format!("Write {function}({expected}).").into(),
            Self::RelationWithoutProperty { name } => format!("Name a property, for example {name}/id.").into(),
            Self::NoSet { .. } => "any and all need a relation to many, for example Datastreams/any(d: …).".into(),
            Self::UnknownFormat { .. } => "There are json and dataArray.".into(),
            _ => return None,
        })
    }
}

/// A kind as what is needed, in German.
fn needed(kind: Kind) -> &'static str {
    match kind {
        Kind::Interval => "einen Zeitraum",
        Kind::Moment => "einen Zeitpunkt",
        other => standing(other),
    }
}

/// A kind as what stands there, in German.
fn standing(kind: Kind) -> &'static str {
    match kind {
        Kind::Open => "ein beliebiger Wert",
        Kind::Null => "null",
        Kind::Boolean => "eine Bedingung",
        Kind::Number => "eine Zahl",
        Kind::Text => "Text",
        Kind::Date => "ein Datum",
        Kind::TimeOfDay => "eine Uhrzeit",
        Kind::Moment => "ein Zeitpunkt",
        Kind::Interval => "ein Zeitraum",
        Kind::Time => "eine Zeit",
        Kind::Duration => "eine Dauer",
        Kind::Geometry => "eine Geometrie",
    }
}

/// The known name nearest to what was written, when it is near enough to be meant.
pub(crate) fn suggest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const LONGEST: usize = 40;
    let written: Vec<char> = written.to_lowercase().chars().take(LONGEST).collect();
    let most = 1 + written.len() / 4;
    let near = known.into_iter().map(|name| (distance(&written, name), name));
    near.filter(|(far, _)| *far <= most).min_by_key(|(far, _)| *far).map(|(_, name)| name.to_owned())
}

/// How many letters must be changed, added or left out (Levenshtein).
fn distance(written: &[char], known: &str) -> usize {
    let mut row: Vec<usize> = (0..=written.len()).collect();
    for (line, letter) in known.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for column in 0..written.len() {
            let changed = diagonal + usize::from(written[column] != letter);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[written.len()]
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.english())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let known = ["Things", "Locations", "Datastreams"];
        assert_eq!(suggest("Thing", known).as_deref(), Some("Things"));
        assert_eq!(suggest("datastreams", known).as_deref(), Some("Datastreams"));
        assert_eq!(suggest("Fahrräder", known), None);
    }

    #[test]
    fn what_is_shown_of_a_request_is_short_and_printable() {
        assert_eq!(shorten("a\u{1b}[31m\n"), "a·[31m·");
        assert_eq!(shorten(&"ä".repeat(50)).chars().count(), 41);
    }
}
