//! What is wrong with a document's structure, in words.

use std::fmt;

use super::table::{EXTENDED, Primitive, Simple};
use crate::tree::Name;

/// Kinds of schema errors; the names in `serde` are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The document's element is none of the three that are invoices.
    UnknownDocument,
    /// The element above knows no such child.
    UnknownElement,
    /// The child belongs before one that has already been there.
    MisplacedElement,
    /// The child may stand only once.
    RepeatedElement,
    /// A child that must be there is not.
    MissingElement,
    /// An element below one that holds just a value.
    ElementInValue,
    /// An element or a text below one that must be empty.
    NotEmpty,
    /// A text beside elements.
    TextBesideElements,
    /// The text is no value of the element's type.
    InvalidValue,
    /// The element has no such attribute.
    UnknownAttribute,
    /// An attribute that must be there is not.
    MissingAttribute,
    /// The attribute's text is no value of its type.
    InvalidAttribute,
    /// An identifier that stands in the document already.
    RepeatedIdentifier,
    /// `xsi:nil` at an element that may not be without a value.
    NotNillable,
    /// `xsi:type` names no type, or none that may stand here, or the type cannot be used as it is.
    WrongType,
}

impl Code {
    /// The name as in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::UnknownDocument => "unknown-document",
            Self::UnknownElement => "unknown-element",
            Self::MisplacedElement => "misplaced-element",
            Self::RepeatedElement => "repeated-element",
            Self::MissingElement => "missing-element",
            Self::ElementInValue => "element-in-value",
            Self::NotEmpty => "not-empty",
            Self::TextBesideElements => "text-beside-elements",
            Self::InvalidValue => "invalid-value",
            Self::UnknownAttribute => "unknown-attribute",
            Self::MissingAttribute => "missing-attribute",
            Self::InvalidAttribute => "invalid-attribute",
            Self::RepeatedIdentifier => "repeated-identifier",
            Self::NotNillable => "not-nillable",
            Self::WrongType => "wrong-type",
        }
    }
}

/// One place where a document is not as its schema wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    pub code: Code,
    /// Line of the element, from 1.
    pub line: usize,
    /// The way to the element, with the usual prefixes; an attribute behind `/@`.
    pub path: String,
    /// What stands there: a name or the value, shortened.
    pub found: String,
    /// Words are made of it only when they are asked for.
    pub(super) about: About,
}

/// What an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    /// The element the error is about: the child, the one with the value, the one with the attribute.
    pub element: Called,
    /// The element above.
    pub parent: Option<Called>,
    pub attribute: String,
    pub expected: Vec<Called>,
    /// One of what is expected is enough.
    pub is_choice: bool,
    /// What may have been meant.
    pub meant: Option<Called>,
    pub simple: Option<&'static Simple>,
}

/// What an element, attribute or value is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Called {
    /// Number of an element's name in the schemas.
    Symbol(u16),
    Word(&'static str),
    AsWritten(String),
}

impl fmt::Display for Called {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, local) = match self {
            Self::Word(word) => return formatter.write_str(word),
            Self::AsWritten(name) => return formatter.write_str(name),
            Self::Symbol(symbol) => match usize::from(*symbol).checked_sub(Name::COUNT) {
                None => (Name(*symbol).prefix(), Name(*symbol).local()),
                Some(place) => EXTENDED[place],
            },
        };
        write!(formatter, "{prefix}:{local}")
    }
}

impl SchemaError {
    /// What might stand there instead: names of elements, attributes or values.
    pub fn expected(&self) -> Vec<String> {
        self.about.expected.iter().map(ToString::to_string).collect()
    }

    pub fn german(&self) -> String {
        self.facts().german()
    }

    pub fn english(&self) -> String {
        self.facts().english()
    }

    fn facts(&self) -> Facts<'_> {
        let about = &self.about;
        let called = |name: &Option<Called>| name.as_ref().map_or_else(String::new, ToString::to_string);
        Facts {
            code: self.code,
            element: about.element.to_string(),
            parent: called(&about.parent),
            attribute: &about.attribute,
            found: &self.found,
            expected: self.expected(),
            is_choice: about.is_choice,
            meant: called(&about.meant),
            simple: about.simple,
        }
    }
}

/// What an error is about, in letters; the texts are made of it.
struct Facts<'f> {
    code: Code,
    element: String,
    parent: String,
    attribute: &'f str,
    found: &'f str,
    expected: Vec<String>,
    is_choice: bool,
    meant: String,
    simple: Option<&'f Simple>,
}

const MOST_NAMES: usize = 8;

impl Facts<'_> {
    fn german(&self) -> String {
        let Self { element, parent, attribute, found, .. } = self;
        let list = listed(&self.expected, "oder");
        let all = listed(&self.expected, if self.is_choice { "oder" } else { "und" });
        let lacks = if self.is_choice || self.expected.len() < 2 { "fehlt" } else { "fehlen" };
        let here = match self.meant.as_str() {
            "" if list.is_empty() => String::new(),
            "" => format!(" Hier möglich: {list}."),
            meant => format!(" Gemeint ist vielleicht {meant}: Namensraum und Schreibweise müssen stimmen."),
        };
        match self.code {
            Code::UnknownDocument => {
                format!("Das Dokument beginnt mit {element}. Eine Rechnung beginnt mit {list}.")
            }
            Code::UnknownElement => format!("{element} ist in {parent} nicht vorgesehen.{here}"),
            Code::MisplacedElement => format!("{element} steht in {parent} zu spät, es gehört vor {list}."),
            Code::RepeatedElement => format!("{element} darf in {parent} nur einmal stehen."),
            Code::MissingElement if found.is_empty() => format!("In {element} {lacks} {all}."),
            Code::MissingElement => format!("In {parent} {lacks} vor {found}: {all}."),
            Code::ElementInValue => format!("{parent} darf nur einen Wert enthalten, kein Element {element}."),
            Code::NotEmpty => format!("{element} muss leer sein, enthält aber „{found}“."),
            Code::TextBesideElements => {
                format!("In {element} dürfen nur Elemente stehen, kein Text wie „{found}“.")
            }
            Code::InvalidValue if found.is_empty() => {
                format!("{element} ist leer. Erwartet wird {}.", self.wanted().0)
            }
            Code::InvalidValue => {
                format!("„{found}“ ist kein gültiger Wert für {element}. Erwartet wird {}.", self.wanted().0)
            }
            Code::UnknownAttribute if list.is_empty() => {
                format!("{element} darf kein Attribut {attribute} haben.")
            }
            Code::UnknownAttribute => format!("{element} darf kein Attribut {attribute} haben, nur {list}."),
            Code::MissingAttribute => format!("Bei {element} fehlt das Attribut {attribute}."),
            Code::InvalidAttribute => format!(
                "„{found}“ ist kein gültiger Wert für das Attribut {attribute} von {element}. Erwartet wird {}.",
                self.wanted().0
            ),
            Code::RepeatedIdentifier => {
                format!("Die Kennung „{found}“ im Attribut {attribute} von {element} kommt im Dokument schon vor.")
            }
            Code::NotNillable => {
                format!(
                    "{element} darf nicht mit {attribute} als leer gekennzeichnet werden. Bitte das Attribut entfernen."
                )
            }
            Code::WrongType => {
                format!("{element} kann hier nicht den Typ „{found}“ haben. Bitte {attribute} entfernen.")
            }
        }
    }

    fn english(&self) -> String {
        let Self { element, parent, attribute, found, .. } = self;
        let list = listed(&self.expected, "or");
        let all = listed(&self.expected, if self.is_choice { "or" } else { "and" });
        let here = match self.meant.as_str() {
            "" if list.is_empty() => String::new(),
            "" => format!(" Possible here: {list}."),
            meant => format!(" Perhaps {meant} is meant: its namespace and spelling must be right."),
        };
        match self.code {
            Code::UnknownDocument => format!("The document starts with {element}. An invoice starts with {list}."),
            Code::UnknownElement => format!("{parent} has no place for {element}.{here}"),
            Code::MisplacedElement => format!("{element} comes too late in {parent}, it belongs before {list}."),
            Code::RepeatedElement => format!("{element} may stand only once in {parent}."),
            Code::MissingElement if found.is_empty() => format!("{element} lacks {all}."),
            Code::MissingElement => format!("{parent} lacks, before {found}: {all}."),
            Code::ElementInValue => format!("{parent} may hold just a value, not the element {element}."),
            Code::NotEmpty => format!("{element} must be empty but holds '{found}'."),
            Code::TextBesideElements => format!("{element} may hold only elements, no text such as '{found}'."),
            Code::InvalidValue if found.is_empty() => format!("{element} is empty. Expected is {}.", self.wanted().1),
            Code::InvalidValue => {
                format!("'{found}' is not a valid value of {element}. Expected is {}.", self.wanted().1)
            }
            Code::UnknownAttribute if list.is_empty() => format!("{element} has no attribute {attribute}."),
            Code::UnknownAttribute => format!("{element} has no attribute {attribute}, only {list}."),
            Code::MissingAttribute => format!("{element} lacks the attribute {attribute}."),
            Code::InvalidAttribute => format!(
                "'{found}' is not a valid value of the attribute {attribute} of {element}. Expected is {}.",
                self.wanted().1
            ),
            Code::RepeatedIdentifier => {
                format!(
                    "The identifier '{found}' in the attribute {attribute} of {element} stands in the document already."
                )
            }
            Code::NotNillable => {
                format!("{element} cannot be marked as empty by {attribute}. Please remove the attribute.")
            }
            Code::WrongType => format!("{element} cannot have the type '{found}' here. Please remove {attribute}."),
        }
    }

    /// The kind of value, in German and English.
    fn wanted(&self) -> (String, String) {
        if !self.expected.is_empty() {
            return (listed(&self.expected, "oder"), listed(&self.expected, "or"));
        }
        let Some(simple) = self.simple else { return ("ein anderer Wert".into(), "another value".into()) };
        if simple.longest < u16::MAX {
            return (
                format!("ein Text von {} bis {} Zeichen", simple.shortest, simple.longest),
                format!("a text of {} to {} characters", simple.shortest, simple.longest),
            );
        }
        let (german, english) = kind(simple.primitive);
        (german.to_owned(), english.to_owned())
    }
}

fn kind(primitive: Primitive) -> (&'static str, &'static str) {
    match primitive {
        Primitive::Decimal => (
            "eine Zahl mit Punkt als Dezimalzeichen, ohne Leerzeichen und ohne Exponent, zum Beispiel 1234.50",
            "a number with a point before the decimals, without spaces and exponent, such as 1234.50",
        ),
        Primitive::Date => ("ein Datum wie 2025-12-31", "a date such as 2025-12-31"),
        Primitive::Time => ("eine Uhrzeit wie 14:30:00", "a time of day such as 14:30:00"),
        Primitive::DateTime => {
            ("Datum und Uhrzeit wie 2025-12-31T14:30:00", "date and time such as 2025-12-31T14:30:00")
        }
        Primitive::Boolean => ("true oder false", "true or false"),
        Primitive::Base64Binary => {
            ("eine Datei in Base64 mit vollständigen Vierergruppen", "a file in base64 with complete groups of four")
        }
        Primitive::HexBinary => ("eine Folge von Hexadezimalziffern", "a sequence of hexadecimal digits"),
        Primitive::AnyURI => ("eine Internetadresse oder Kennung (URI)", "an internet address or identifier (URI)"),
        Primitive::Language => ("ein Sprachkürzel wie de oder de-AT", "a language code such as de or de-AT"),
        Primitive::Float | Primitive::Double => ("eine Zahl", "a number"),
        Primitive::Duration => ("eine Dauer wie P14D", "a duration such as P14D"),
        Primitive::Integer
        | Primitive::NonPositiveInteger
        | Primitive::NegativeInteger
        | Primitive::NonNegativeInteger
        | Primitive::PositiveInteger
        | Primitive::Long
        | Primitive::Int
        | Primitive::Short
        | Primitive::Byte
        | Primitive::UnsignedLong
        | Primitive::UnsignedInt
        | Primitive::UnsignedShort
        | Primitive::UnsignedByte => ("eine ganze Zahl im erlaubten Bereich", "a whole number within its range"),
        Primitive::ID | Primitive::Idref | Primitive::NCName | Primitive::Name | Primitive::Nmtoken => {
            ("ein Name ohne Leerzeichen", "a name without spaces")
        }
        _ => ("ein anderer Wert", "another value"),
    }
}

/// The names in a row; of many only the first.
fn listed(names: &[String], last: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        names if names.len() > MOST_NAMES => format!("{} …", names[..MOST_NAMES].join(", ")),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// A value as it can be shown: white space made visible, long ones cut.
pub(super) fn shortened(value: &str) -> String {
    const MOST: usize = 60;
    let shown: String = value
        .chars()
        .take(MOST)
        .map(|letter| match letter {
            '\n' => '⏎',
            '\t' => '⇥',
            other => other,
        })
        .collect();
    if value.chars().nth(MOST).is_some() { shown + "…" } else { shown }
}
