//! Reads `data/schema`. The tables belong to this crate, so a fault in them is a fault in the program.

use std::collections::HashMap;

use lotse_xmlvalues::Primitive;

use super::{
    AttributeUse, Automaton, Complex, Declared, Kind, Occurs, Particle, Preset, Schema, Shape, Simple, Symbol,
    simple::Pattern,
};

/// The built-in types and what they are derived from, each after that.
const BUILT_IN: [(&str, Primitive, &str); 43] = [
    ("xs:anySimpleType", Primitive::AnySimpleType, ""),
    ("xs:string", Primitive::String, "xs:anySimpleType"),
    ("xs:normalizedString", Primitive::NormalizedString, "xs:string"),
    ("xs:token", Primitive::Token, "xs:normalizedString"),
    ("xs:language", Primitive::Language, "xs:token"),
    ("xs:NMTOKEN", Primitive::Nmtoken, "xs:token"),
    ("xs:Name", Primitive::Name, "xs:token"),
    ("xs:NCName", Primitive::NCName, "xs:Name"),
    ("xs:ID", Primitive::ID, "xs:NCName"),
    ("xs:IDREF", Primitive::Idref, "xs:NCName"),
    ("xs:ENTITY", Primitive::Entity, "xs:NCName"),
    ("xs:NMTOKENS", Primitive::Nmtokens, "xs:anySimpleType"),
    ("xs:IDREFS", Primitive::Idrefs, "xs:anySimpleType"),
    ("xs:ENTITIES", Primitive::Entities, "xs:anySimpleType"),
    ("xs:boolean", Primitive::Boolean, "xs:anySimpleType"),
    ("xs:decimal", Primitive::Decimal, "xs:anySimpleType"),
    ("xs:integer", Primitive::Integer, "xs:decimal"),
    ("xs:nonPositiveInteger", Primitive::NonPositiveInteger, "xs:integer"),
    ("xs:negativeInteger", Primitive::NegativeInteger, "xs:nonPositiveInteger"),
    ("xs:long", Primitive::Long, "xs:integer"),
    ("xs:int", Primitive::Int, "xs:long"),
    ("xs:short", Primitive::Short, "xs:int"),
    ("xs:byte", Primitive::Byte, "xs:short"),
    ("xs:nonNegativeInteger", Primitive::NonNegativeInteger, "xs:integer"),
    ("xs:unsignedLong", Primitive::UnsignedLong, "xs:nonNegativeInteger"),
    ("xs:unsignedInt", Primitive::UnsignedInt, "xs:unsignedLong"),
    ("xs:unsignedShort", Primitive::UnsignedShort, "xs:unsignedInt"),
    ("xs:unsignedByte", Primitive::UnsignedByte, "xs:unsignedShort"),
    ("xs:positiveInteger", Primitive::PositiveInteger, "xs:nonNegativeInteger"),
    ("xs:float", Primitive::Float, "xs:anySimpleType"),
    ("xs:double", Primitive::Double, "xs:anySimpleType"),
    ("xs:duration", Primitive::Duration, "xs:anySimpleType"),
    ("xs:dateTime", Primitive::DateTime, "xs:anySimpleType"),
    ("xs:time", Primitive::Time, "xs:anySimpleType"),
    ("xs:date", Primitive::Date, "xs:anySimpleType"),
    ("xs:gYearMonth", Primitive::GYearMonth, "xs:anySimpleType"),
    ("xs:gYear", Primitive::GYear, "xs:anySimpleType"),
    ("xs:gMonthDay", Primitive::GMonthDay, "xs:anySimpleType"),
    ("xs:gDay", Primitive::GDay, "xs:anySimpleType"),
    ("xs:gMonth", Primitive::GMonth, "xs:anySimpleType"),
    ("xs:hexBinary", Primitive::HexBinary, "xs:anySimpleType"),
    ("xs:base64Binary", Primitive::Base64Binary, "xs:anySimpleType"),
    ("xs:anyURI", Primitive::AnyURI, "xs:anySimpleType"),
];

const IS_TABLE: &str = "the tables in data/schema are as their headings say";

struct Builder<'t> {
    schema: Schema,
    rows: HashMap<&'t str, Vec<&'t str>>,
}

pub(super) fn read(text: &str) -> Schema {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let schema = Schema {
        complex: Vec::new(),
        simple: Vec::new(),
        type_names: HashMap::new(),
        roots: HashMap::new(),
        symbols: HashMap::new(),
        names: Vec::new(),
        namespaces: vec![(String::new(), String::new())],
    };
    let mut builder = Builder { schema, rows: HashMap::new() };
    for (name, primitive, base) in BUILT_IN {
        let base = match builder.schema.type_names.get(base) {
            Some(Kind::Simple(number)) => Some(*number),
            _ => None,
        };
        builder.add_simple(Simple::built_in(name, primitive, base));
    }
    for row in &rows {
        match row[0] {
            "namespace" => builder.schema.namespaces.push((row[1].to_owned(), row[2].to_owned())),
            "simple" | "type" => drop(builder.rows.insert(row[1], row.clone())),
            _ => {}
        }
    }
    builder.number_types(&rows);
    for row in rows.iter().filter(|row| row[0] == "element") {
        let declared = builder.declared(row[1], row[2]);
        builder.schema.roots.insert(declared.symbol, declared);
    }
    builder.schema
}

impl<'t> Builder<'t> {
    fn add_simple(&mut self, simple: Simple) -> u16 {
        let number = u16::try_from(self.schema.simple.len()).expect(IS_TABLE);
        self.schema.type_names.insert(simple.name.clone(), Kind::Simple(number));
        self.schema.simple.push(simple);
        number
    }

    /// Types refer to each other, so all of them get their number before their content is read.
    fn number_types(&mut self, rows: &[Vec<&'t str>]) {
        for (number, row) in (0..).zip(rows.iter().filter(|row| row[0] == "type")) {
            self.schema.type_names.insert(row[1].to_owned(), Kind::Complex(number));
        }
        for row in rows.iter().filter(|row| row[0] == "simple") {
            self.simple(row[1]);
        }
        for row in rows.iter().filter(|row| row[0] == "type") {
            let complex = self.complex(row);
            self.schema.complex.push(complex);
        }
    }

    /// A simple type, after those it narrows.
    fn simple(&mut self, name: &str) -> u16 {
        if let Some(Kind::Simple(number)) = self.schema.type_names.get(name) {
            return *number;
        }
        let row = self.rows.get(name).expect(IS_TABLE).clone();
        let base_number = self.simple(row[2]);
        let base = self.schema.simple(base_number);
        let facets = || row[3..].iter().filter_map(|facet| facet.split_once('='));
        let options: Vec<String> =
            facets().filter(|(facet, _)| *facet == "enumeration").map(|(_, value)| unescaped(value)).collect();
        let mut patterns = base.patterns.clone();
        // What one type says in several patterns is one of several possibilities.
        let own: Vec<String> =
            facets().filter(|(facet, _)| *facet == "pattern").map(|(_, value)| unescaped(value)).collect();
        if !own.is_empty() {
            patterns.push(Pattern::new(own.join("|")));
        }
        let options = if options.is_empty() { base.options.clone() } else { Some(options) };
        let primitive = base.primitive;
        self.add_simple(Simple { name: name.to_owned(), base: Some(base_number), primitive, options, patterns })
    }

    fn complex(&mut self, row: &[&'t str]) -> Complex {
        let [_, _, derivation, _, content, attributes] = row[..] else { panic!("{IS_TABLE}: {row:?}") };
        let content = self.whole_content(derivation, content);
        let base = derivation.split_once(' ').map(|(_, base)| match self.schema.type_names.get(base) {
            Some(Kind::Complex(number)) => *number,
            _ => panic!("{IS_TABLE}: {base}"),
        });
        Complex {
            base,
            automaton: Automaton::new(content.as_ref()),
            content,
            attributes: self.whole_attributes(derivation, attributes),
        }
    }

    /// An extension adds to the content of its base, a restriction replaces it.
    fn whole_content(&mut self, derivation: &str, content: &str) -> Option<Particle> {
        let own = self.content(content);
        let Some(base) = derivation.strip_prefix("extension ") else { return own };
        let row = self.rows.get(base).expect(IS_TABLE).clone();
        let inherited = self.whole_content(row[2], row[4]);
        match (inherited, own) {
            (Some(inherited), Some(own)) => {
                Some(Particle { shape: Shape::Sequence(vec![inherited, own]), occurs: Occurs::ONCE })
            }
            (inherited, own) => inherited.or(own),
        }
    }

    fn whole_attributes(&mut self, derivation: &str, attributes: &str) -> Vec<AttributeUse> {
        let mut all = match derivation.split_once(' ') {
            Some((_, base)) => {
                let row = self.rows.get(base).expect(IS_TABLE).clone();
                self.whole_attributes(row[2], row[5])
            }
            None => Vec::new(),
        };
        for attribute in attributes.split(';').filter(|attribute| *attribute != "-") {
            let (name, kind) = attribute.split_once('=').expect(IS_TABLE);
            let (kind, fixed) = kind.split_once('~').map_or((kind, None), |(kind, fixed)| (kind, Some(fixed)));
            let is_required = name.ends_with('!');
            let name = name.trim_end_matches('!').to_owned();
            all.retain(|known: &AttributeUse| known.name != name);
            all.push(AttributeUse { name, simple: self.simple(kind), is_required, fixed: fixed.map(str::to_owned) });
        }
        all
    }

    fn content(&mut self, text: &str) -> Option<Particle> {
        if text == "-" {
            return None;
        }
        let mut words = text.split(' ').peekable();
        let particle = self.particle(&mut words);
        assert!(words.next().is_none(), "{IS_TABLE}: {text}");
        Some(particle)
    }

    fn particle<'w>(&mut self, words: &mut std::iter::Peekable<impl Iterator<Item = &'w str>>) -> Particle {
        let word = words.next().expect(IS_TABLE);
        if word != "(" && word != "[" {
            let (word, occurs) = with_occurs(word);
            let (name, kind) = word.split_once('=').expect(IS_TABLE);
            let shape = if name == "any" { Shape::Any } else { Shape::Element(self.declared(name, kind)) };
            return Particle { shape, occurs };
        }
        let mut parts = Vec::new();
        while words.peek().is_some_and(|next| !next.starts_with([')', ']'])) {
            parts.push(self.particle(words));
        }
        let (_, occurs) = with_occurs(words.next().expect(IS_TABLE));
        let shape = if word == "(" { Shape::Sequence(parts) } else { Shape::Choice(parts) };
        Particle { shape, occurs }
    }

    /// `prefix:name` and `type`, `type~fixed=value` or `type~default=value`.
    fn declared(&mut self, name: &str, kind: &str) -> Declared {
        let (kind, preset) = kind.split_once('~').map_or((kind, None), |(kind, preset)| (kind, Some(preset)));
        let preset = preset.map(|preset| match preset.split_once('=').expect(IS_TABLE) {
            ("fixed", value) => Preset::Fixed(unescaped(value)),
            (_, value) => Preset::Default(unescaped(value)),
        });
        let kind = match self.schema.type_names.get(kind) {
            Some(known) => *known,
            None if kind == "xs:anyType" => Kind::Any,
            None => Kind::Simple(self.simple(kind)),
        };
        Declared { symbol: self.symbol(name), kind, preset }
    }

    fn symbol(&mut self, name: &str) -> Symbol {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let place = self.schema.namespaces.iter().position(|(known, _)| known == prefix).expect(IS_TABLE);
        let number = u32::try_from(self.schema.names.len()).expect(IS_TABLE);
        let slots = self.schema.symbols.entry(local.to_owned()).or_default();
        *slots[place].get_or_insert_with(|| {
            self.schema.names.push((u8::try_from(place).expect(IS_TABLE), local.to_owned()));
            Symbol(number)
        })
    }
}

/// A word of a content model and how often it stands there.
fn with_occurs(word: &str) -> (&str, Occurs) {
    let mark = word.chars().last().unwrap_or_default();
    let occurs = Occurs { is_optional: matches!(mark, '?' | '*'), is_many: matches!(mark, '+' | '*') };
    (word.trim_end_matches(['?', '*', '+']), occurs)
}

fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '\\' => match letters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('s') => ' ',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    out
}
