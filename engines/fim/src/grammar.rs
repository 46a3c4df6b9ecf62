//! The content model of XDatenfelder 3.0.0 as data.
//!
//! The schema of the standard uses only sequences, one choice and simple types. A table of these
//! is enough to check a file while it streams past, without a general XML Schema processor.

/// Namespace of XDatenfelder 3.0.0; all elements except the content of code types live in it.
pub(crate) const NAMESPACE: &str = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0";

/// Upper bound of a particle that may repeat without limit.
pub(crate) const MANY: u32 = u32::MAX;

/// What a piece of text has to look like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Simple {
    /// `xs:string`, `xs:normalizedString`, `xs:token`: any text.
    Text,
    /// `xs:anyURI`
    Uri,
    /// Identifier of an element: a token that is not empty.
    Id,
    /// XÖV `String.Latin` 1.1.
    Latin,
    Date,
    DateTime,
    Boolean,
    PositiveInteger,
    NonNegativeInteger,
    Int,
    Version,
    Cardinality,
    MediaType,
    Language,
    Country,
    OneOf(&'static [&'static str]),
}

/// An attribute a type allows.
#[derive(Debug)]
pub(crate) struct AttributeRule {
    pub name: &'static str,
    pub simple: Simple,
    pub required: bool,
    pub fixed: Option<&'static str>,
}

/// One element inside a sequence or a choice.
#[derive(Debug)]
pub(crate) struct Particle {
    pub name: &'static str,
    pub min: u32,
    pub max: u32,
    pub kind: &'static Type,
    /// Elements of code types carry no namespace (`form="unqualified"`).
    pub qualified: bool,
}

/// What the reader does with a finished element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Plain,
    /// Read and checked, but not kept (relations are most of a large file).
    Skip,
    Field,
    Group,
    Contains,
    Position,
    Rule,
}

#[derive(Debug)]
pub(crate) enum Content {
    /// Sequences one after the other: those of the base type come first.
    Sequence(&'static [&'static [Particle]]),
    Choice(&'static [Particle]),
    Simple(Simple),
    Empty,
    /// Foreign content (genericode): only well-formedness is checked.
    Foreign,
}

#[derive(Debug)]
pub(crate) struct Type {
    pub attributes: &'static [AttributeRule],
    pub content: Content,
    pub role: Role,
}

const fn plain(content: Content) -> Type {
    Type { attributes: &[], content, role: Role::Plain }
}

const fn particle(name: &'static str, min: u32, max: u32, kind: &'static Type) -> Particle {
    Particle { name, min, max, kind, qualified: true }
}

const fn one(name: &'static str, kind: &'static Type) -> Particle {
    particle(name, 1, 1, kind)
}

const fn optional(name: &'static str, kind: &'static Type) -> Particle {
    particle(name, 0, 1, kind)
}

const fn any_number(name: &'static str, kind: &'static Type) -> Particle {
    particle(name, 0, MANY, kind)
}

const fn at_least_one(name: &'static str, kind: &'static Type) -> Particle {
    particle(name, 1, MANY, kind)
}

const fn attribute(name: &'static str, simple: Simple, required: bool) -> AttributeRule {
    AttributeRule { name, simple, required, fixed: None }
}

static TEXT: Type = plain(Content::Simple(Simple::Text));
static ID: Type = plain(Content::Simple(Simple::Id));
static LATIN: Type = plain(Content::Simple(Simple::Latin));
static DATE: Type = plain(Content::Simple(Simple::Date));
static DATE_TIME: Type = plain(Content::Simple(Simple::DateTime));
static BOOLEAN: Type = plain(Content::Simple(Simple::Boolean));
static POSITIVE: Type = plain(Content::Simple(Simple::PositiveInteger));
static VERSION: Type = plain(Content::Simple(Simple::Version));
static CARDINALITY: Type = plain(Content::Simple(Simple::Cardinality));
static MEDIA_TYPE: Type = plain(Content::Simple(Simple::MediaType));

/// A code type: an unqualified `code` from a fixed list, and the list it belongs to.
macro_rules! code_type {
    ($name:ident, $simple:expr, $uri:expr, $version:expr, $version_required:expr) => {
        static $name: Type = {
            static CODE: Type = plain(Content::Simple($simple));
            Type {
                attributes: &[
                    AttributeRule { name: "listURI", simple: Simple::Text, required: false, fixed: Some($uri) },
                    AttributeRule {
                        name: "listVersionID",
                        simple: Simple::Text,
                        required: $version_required,
                        fixed: $version,
                    },
                ],
                content: Content::Sequence(&[&[Particle {
                    name: "code",
                    min: 1,
                    max: 1,
                    kind: &CODE,
                    qualified: false,
                }]]),
                role: Role::Plain,
            }
        };
    };
}

code_type!(
    CODE_REPRESENTATION,
    Simple::OneOf(&["0", "1"]),
    "urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenRepraesentation",
    Some("1.0"),
    false
);
code_type!(
    CODE_STRUCTURE,
    Simple::OneOf(&["0", "1", "2", "3"]),
    "urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenStruktur",
    Some("1.0"),
    false
);
code_type!(
    CODE_QUALITY,
    Simple::OneOf(&["PROD", "TEST"]),
    "urn:xoev-de:fim:codeliste:datenfelder.datenqualitaet",
    Some("1.0"),
    false
);
code_type!(
    CODE_DATA_TYPE,
    Simple::OneOf(&[
        "bool",
        "date",
        "datetime",
        "file",
        "num",
        "num_currency",
        "num_int",
        "obj",
        "text",
        "text_latin",
        "time",
    ]),
    "urn:xoev-de:fim:codeliste:xdatenfelder.datentyp",
    Some("2.0"),
    false
);
code_type!(CODE_DOCUMENT_KIND, Simple::Text, "urn:xoev-de:fim-datenfelder:codeliste:dokumentart", None, true);
code_type!(
    CODE_FIELD_KIND,
    Simple::OneOf(&["hidden", "input", "label", "locked", "select"]),
    "urn:xoev-de:fim:codeliste:xdatenfelder.feldart",
    Some("2.0"),
    false
);
code_type!(CODE_RELEASE, Simple::Text, "urn:xoev-de:xprozess:codeliste:status", None, true);
code_type!(
    CODE_GROUP_KIND,
    Simple::OneOf(&["X"]),
    "urn:xoev-de:fim:codeliste:datenfelder.gruppenart",
    Some("1.0"),
    false
);
code_type!(
    CODE_RULE_KIND,
    Simple::OneOf(&["B", "K", "M", "V"]),
    "urn:xoev-de:fim:codeliste:xdatenfelder.regeltyp",
    Some("1.0"),
    false
);
code_type!(CODE_RELATION, Simple::Text, "urn:xoev-de:fim-datenfelder:codeliste:relation", None, true);
code_type!(
    CODE_ELEMENT_KIND,
    Simple::OneOf(&["ABS", "HAR", "RNG"]),
    "urn:xoev-de:fim:codeliste:xdatenfelder.schemaelementart",
    Some("1.0"),
    false
);
code_type!(
    CODE_PREFILL,
    Simple::OneOf(&["keine", "optional", "verpflichtend"]),
    "urn:xoev-de:fim:codeliste:xdatenfelder.vorbefuellung",
    Some("1.0"),
    false
);

static IDENTIFICATION: Type = plain(Content::Sequence(&[&[one("id", &ID), optional("version", &VERSION)]]));

static LEGAL_REFERENCE: Type = Type {
    attributes: &[attribute("link", Simple::Uri, false)],
    content: Content::Simple(Simple::Latin),
    role: Role::Plain,
};

static KEYWORD: Type = Type {
    attributes: &[attribute("uri", Simple::Uri, true)],
    content: Content::Simple(Simple::Text),
    role: Role::Skip,
};

static RELATION: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[&[one("praedikat", &CODE_RELATION), one("objekt", &IDENTIFICATION)]]),
    role: Role::Skip,
};

static HEADER: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[&[
        one("nachrichtID", &TEXT),
        one("erstellungszeitpunkt", &DATE_TIME),
        optional("referenzID", &TEXT),
        optional("produktbezeichnung", &LATIN),
        optional("produkthersteller", &LATIN),
        optional("produktversion", &LATIN),
        optional("datenqualitaet", &CODE_QUALITY),
    ]]),
    role: Role::Skip,
};

/// `AllgemeineAngaben`: what every element of the standard begins with.
const GENERAL: &[Particle] = &[
    one("identifikation", &IDENTIFICATION),
    one("name", &LATIN),
    optional("beschreibung", &LATIN),
    optional("definition", &LATIN),
    any_number("bezug", &LEGAL_REFERENCE),
    one("freigabestatus", &CODE_RELEASE),
    optional("statusGesetztAm", &DATE),
    optional("statusGesetztDurch", &LATIN),
    optional("gueltigAb", &DATE),
    optional("gueltigBis", &DATE),
    optional("versionshinweis", &LATIN),
    optional("veroeffentlichungsdatum", &DATE),
    one("letzteAenderung", &DATE_TIME),
    any_number("relation", &RELATION),
    any_number("stichwort", &KEYWORD),
];

/// `Schemaelementangaben`: common to fields and groups.
const SCHEMA_ELEMENT: &[Particle] = &[
    one("bezeichnungEingabe", &LATIN),
    optional("bezeichnungAusgabe", &LATIN),
    one("schemaelementart", &CODE_ELEMENT_KIND),
    optional("hilfetextEingabe", &LATIN),
    optional("hilfetextAusgabe", &LATIN),
];

static CONSTRAINTS: Type = Type {
    attributes: &[
        attribute("maxLength", Simple::PositiveInteger, false),
        attribute("maxValue", Simple::Text, false),
        attribute("minLength", Simple::NonNegativeInteger, false),
        attribute("minValue", Simple::Text, false),
        attribute("pattern", Simple::Text, false),
    ],
    content: Content::Simple(Simple::Latin),
    role: Role::Plain,
};

static VALUE: Type = plain(Content::Sequence(&[&[one("code", &TEXT), one("name", &TEXT), optional("hilfe", &TEXT)]]));

static VALUES: Type = plain(Content::Sequence(&[&[at_least_one("wert", &VALUE)]]));

static CODE_LIST: Type = plain(Content::Sequence(&[&[
    optional("canonicalIdentification", &TEXT),
    optional("version", &TEXT),
    optional("canonicalVersionUri", &TEXT),
]]));

static RULE_PARAMETER: Type = {
    static KIND: Type = plain(Content::Simple(Simple::OneOf(&["anzahl", "objekt", "selektor", "wert"])));
    Type {
        attributes: &[attribute("element", Simple::Text, true), attribute("name", Simple::Text, true)],
        content: Content::Sequence(&[&[one("typ", &KIND)]]),
        role: Role::Plain,
    }
};

static RULE_TARGET: Type = Type {
    attributes: &[attribute("element", Simple::Text, true), attribute("name", Simple::Text, true)],
    content: Content::Empty,
    role: Role::Plain,
};

static RULE_ERROR: Type = Type {
    attributes: &[attribute("code", Simple::Int, true)],
    content: Content::Simple(Simple::Text),
    role: Role::Plain,
};

static RULE: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[&[
        one("identifikation", &IDENTIFICATION),
        one("name", &LATIN),
        optional("beschreibung", &LATIN),
        optional("freitextRegel", &LATIN),
        any_number("bezug", &LEGAL_REFERENCE),
        any_number("stichwort", &KEYWORD),
        optional("fachlicherErsteller", &LATIN),
        one("letzteAenderung", &DATE_TIME),
        one("typ", &CODE_RULE_KIND),
        any_number("param", &RULE_PARAMETER),
        any_number("ziel", &RULE_TARGET),
        optional("skript", &TEXT),
        any_number("fehler", &RULE_ERROR),
    ]]),
    role: Role::Rule,
};

static FIELD: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[
        GENERAL,
        SCHEMA_ELEMENT,
        &[
            one("feldart", &CODE_FIELD_KIND),
            one("datentyp", &CODE_DATA_TYPE),
            optional("praezisierung", &CONSTRAINTS),
            optional("inhalt", &LATIN),
            one("vorbefuellung", &CODE_PREFILL),
            optional("werte", &VALUES),
            optional("codelisteReferenz", &CODE_LIST),
            optional("codeKey", &TEXT),
            optional("nameKey", &TEXT),
            optional("helpKey", &TEXT),
            any_number("regel", &RULE),
            optional("maxSize", &POSITIVE),
            any_number("mediaType", &MEDIA_TYPE),
        ],
    ]),
    role: Role::Field,
};

static CONTAINS: Type = Type {
    attributes: &[],
    content: Content::Choice(&[one("datenfeld", &FIELD), one("datenfeldgruppe", &GROUP)]),
    role: Role::Contains,
};

static POSITION: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[&[
        one("anzahl", &CARDINALITY),
        any_number("bezug", &LEGAL_REFERENCE),
        one("enthaelt", &CONTAINS),
    ]]),
    role: Role::Position,
};

static GROUP: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[
        GENERAL,
        SCHEMA_ELEMENT,
        &[optional("art", &CODE_GROUP_KIND), any_number("regel", &RULE), at_least_one("struktur", &POSITION)],
    ]),
    role: Role::Group,
};

static SCHEMA: Type = plain(Content::Sequence(&[
    GENERAL,
    &[
        one("bezeichnung", &LATIN),
        optional("hilfetext", &LATIN),
        one("ableitungsmodifikationenStruktur", &CODE_STRUCTURE),
        one("ableitungsmodifikationenRepraesentation", &CODE_REPRESENTATION),
        one("dokumentsteckbrief", &IDENTIFICATION),
        any_number("regel", &RULE),
        at_least_one("struktur", &POSITION),
    ],
]));

static PROFILE: Type = plain(Content::Sequence(&[
    GENERAL,
    &[
        one("istAbstrakt", &BOOLEAN),
        one("dokumentart", &CODE_DOCUMENT_KIND),
        one("bezeichnung", &LATIN),
        optional("hilfetext", &LATIN),
    ],
]));

static GENERICODE: Type = Type { attributes: &[], content: Content::Foreign, role: Role::Skip };

static TRANSLATED_RULE: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[&[one("uebersetzt", &IDENTIFICATION), at_least_one("fehler", &RULE_ERROR)]]),
    role: Role::Skip,
};

static TRANSLATED_ELEMENT: Type = Type {
    attributes: &[],
    content: Content::Sequence(&[&[
        one("uebersetzt", &IDENTIFICATION),
        one("bezeichnungEingabe", &TEXT),
        one("bezeichnungAusgabe", &TEXT),
        optional("hilfetextEingabe", &TEXT),
        optional("hilfetextAusgabe", &TEXT),
        optional("inhalt", &TEXT),
        optional("werte", &VALUES),
        any_number("regel", &TRANSLATED_RULE),
    ]]),
    role: Role::Skip,
};

static LANGUAGE: Type = Type {
    attributes: &[
        attribute("lang", Simple::Language, true),
        attribute("region", Simple::Country, false),
        attribute("variant", Simple::OneOf(&["simple"]), false),
        attribute("version", Simple::PositiveInteger, true),
    ],
    content: Content::Sequence(&[&[at_least_one("element", &TRANSLATED_ELEMENT)]]),
    role: Role::Skip,
};

macro_rules! message {
    ($name:ident, $($particle:expr),+) => {
        static $name: Type =
            plain(Content::Sequence(&[&[one("header", &HEADER), $($particle),+]]));
    };
}

message!(MESSAGE_PROFILE, one("dokumentsteckbrief", &PROFILE));
message!(MESSAGE_SCHEMA, one("stammdatenschema", &SCHEMA));
message!(MESSAGE_GROUP, one("datenfeldgruppe", &GROUP));
message!(MESSAGE_FIELD, one("datenfeld", &FIELD));
message!(MESSAGE_CODE_LIST, one("genericode", &GENERICODE));
message!(MESSAGE_TRANSLATION, one("uebersetzt", &IDENTIFICATION), at_least_one("sprache", &LANGUAGE));

/// The messages the standard defines, by the name of their root element.
pub(crate) static ROOTS: &[Particle] = &[
    one("xdatenfelder.dokumentsteckbrief.0101", &MESSAGE_PROFILE),
    one("xdatenfelder.stammdatenschema.0102", &MESSAGE_SCHEMA),
    one("xdatenfelder.datenfeldgruppe.0103", &MESSAGE_GROUP),
    one("xdatenfelder.datenfeld.0104", &MESSAGE_FIELD),
    one("xdatenfelder.codeliste.0105", &MESSAGE_CODE_LIST),
    one("xdatenfelder.uebersetzung.0106", &MESSAGE_TRANSLATION),
];
