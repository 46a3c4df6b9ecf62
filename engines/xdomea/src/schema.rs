//! What the schemas of the standard say, as tables that a reader can follow element by element.
//!
//! The facts stand in `data/schema`, one file a version; each is read once, when the first message of its version comes.

mod particle;
mod simple;
mod table;

use std::{collections::HashMap, sync::OnceLock};

pub(crate) use particle::{Automaton, Occurs, Particle, Shape};
pub(crate) use simple::Simple;

use crate::version::Version;

/// The names of elements in a schema, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Symbol(pub u32);

impl Symbol {
    /// An element the schema does not know.
    pub const UNKNOWN: Self = Self(u32::MAX);
}

/// The type of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Simple(u16),
    Complex(u16),
    /// Whatever.
    Any,
}

/// A value an element has when nothing stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Preset {
    Fixed(String),
    Default(String),
}

/// An element where it is declared.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub symbol: Symbol,
    pub kind: Kind,
    pub preset: Option<Preset>,
}

#[derive(Clone, Debug)]
pub(crate) struct AttributeUse {
    pub name: String,
    pub simple: u16,
    pub is_required: bool,
    pub fixed: Option<String>,
}

/// A type with children or attributes.
#[derive(Debug)]
pub(crate) struct Complex {
    pub base: Option<u16>,
    /// The children, as they are written in the schema.
    pub content: Option<Particle>,
    /// The same, to be followed.
    pub automaton: Automaton,
    pub attributes: Vec<AttributeUse>,
}

pub(crate) struct Schema {
    pub complex: Vec<Complex>,
    pub simple: Vec<Simple>,
    type_names: HashMap<String, Kind>,
    roots: HashMap<Symbol, Declared>,
    symbols: HashMap<String, [Option<Symbol>; 8]>,
    names: Vec<(u8, String)>,
    namespaces: Vec<(String, String)>,
}

impl Schema {
    /// The schema of a version.
    pub fn of(version: Version) -> &'static Self {
        static SCHEMAS: [OnceLock<Schema>; 5] = [const { OnceLock::new() }; 5];
        let (place, text) = match version {
            Version::V2_4 => (1, include_str!("../data/schema/2.4.0.tsv")),
            Version::V3_0 => (2, include_str!("../data/schema/3.0.0.tsv")),
            Version::V3_1 => (3, include_str!("../data/schema/3.1.0.tsv")),
            Version::V4_0 => (4, include_str!("../data/schema/4.0.0.tsv")),
            Version::V2_3 => (0, include_str!("../data/schema/2.3.0.tsv")),
        };
        SCHEMAS[place].get_or_init(|| table::read(text))
    }

    /// The number of a name; the empty namespace is none.
    pub fn symbol(&self, namespace: &str, local: &str) -> Symbol {
        let place = self.namespaces.iter().position(|(_, known)| known == namespace);
        place.and_then(|place| *self.symbols.get(local)?.get(place)?).unwrap_or(Symbol::UNKNOWN)
    }

    /// The local name, empty if it is unknown.
    pub fn local(&self, symbol: Symbol) -> &str {
        self.names.get(symbol.0 as usize).map_or("", |(_, local)| local)
    }

    pub fn namespace(&self, symbol: Symbol) -> &str {
        self.names.get(symbol.0 as usize).map_or("", |(place, _)| &self.namespaces[usize::from(*place)].1)
    }

    /// An element that may be the root of a document, or stand where anything may.
    pub fn root(&self, symbol: Symbol) -> Option<&Declared> {
        self.roots.get(&symbol)
    }

    pub fn complex(&self, number: u16) -> &Complex {
        &self.complex[usize::from(number)]
    }

    pub fn simple(&self, number: u16) -> &Simple {
        &self.simple[usize::from(number)]
    }

    /// A type by the name an `xsi:type` gives it.
    pub fn type_named(&self, namespace: &str, local: &str) -> Option<Kind> {
        // Types that stand in others have names in the tables only.
        if local.contains('/') {
            return None;
        }
        let prefix = if namespace == XML_SCHEMA {
            "xs"
        } else {
            &self.namespaces.iter().find(|(prefix, known)| !prefix.is_empty() && known == namespace)?.0
        };
        self.type_names.get(&format!("{prefix}:{local}")).copied()
    }

    /// Whether one type may stand for another.
    pub fn is_derived(&self, kind: Kind, from: Kind) -> bool {
        match (kind, from) {
            (_, Kind::Any) => true,
            (Kind::Complex(mut at), Kind::Complex(wanted)) => loop {
                if at == wanted {
                    return true;
                }
                match self.complex(at).base {
                    Some(base) => at = base,
                    None => return false,
                }
            },
            (Kind::Simple(mut at), Kind::Simple(wanted)) => loop {
                if at == wanted {
                    return true;
                }
                match self.simple(at).base {
                    Some(base) => at = base,
                    None => return false,
                }
            },
            _ => false,
        }
    }
}

const XML_SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_its_schema() {
        for version in Version::ALL {
            let schema = Schema::of(version);
            let root = schema.symbol(&version.namespace(), "Aussonderung.Anbieteverzeichnis.0501");
            assert_ne!(root, Symbol::UNKNOWN, "{version}");
            let Some(Declared { kind: Kind::Complex(number), .. }) = schema.root(root) else { panic!("{version}") };
            assert!(schema.complex(*number).automaton.states.len() > 1, "{version}");
        }
    }

    #[test]
    fn every_pattern_is_understood() {
        for version in Version::ALL {
            for simple in &Schema::of(version).simple {
                assert!(simple.has_usable_patterns(), "{version} {}", simple.name);
            }
        }
    }
}
