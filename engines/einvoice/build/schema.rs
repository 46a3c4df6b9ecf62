//! `data/schema/*.tsv`: what the two schemas say about elements, made into arrays of numbers.
//!
//! An element is a symbol: the number of its name, or a number behind those for names that only extensions use. A type
//! is a number too. Most contents are children in one fixed order, which need no more than the list itself; the others
//! become automata after Glushkov, whose states are the places in the expression.

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
    fs,
};

/// Types that XML Schema itself brings, each with the one it is derived from; the first two are 0 and 1.
const BUILT_IN: [(&str, &str); 47] = [
    ("-", "-"),
    ("anyType", "-"),
    ("anySimpleType", "anyType"),
    ("string", "anySimpleType"),
    ("normalizedString", "string"),
    ("token", "normalizedString"),
    ("language", "token"),
    ("NMTOKEN", "token"),
    ("NMTOKENS", "anySimpleType"),
    ("Name", "token"),
    ("NCName", "Name"),
    ("ID", "NCName"),
    ("IDREF", "NCName"),
    ("IDREFS", "anySimpleType"),
    ("ENTITY", "NCName"),
    ("ENTITIES", "anySimpleType"),
    ("boolean", "anySimpleType"),
    ("decimal", "anySimpleType"),
    ("integer", "decimal"),
    ("nonPositiveInteger", "integer"),
    ("negativeInteger", "nonPositiveInteger"),
    ("long", "integer"),
    ("int", "long"),
    ("short", "int"),
    ("byte", "short"),
    ("nonNegativeInteger", "integer"),
    ("unsignedLong", "nonNegativeInteger"),
    ("unsignedInt", "unsignedLong"),
    ("unsignedShort", "unsignedInt"),
    ("unsignedByte", "unsignedShort"),
    ("positiveInteger", "nonNegativeInteger"),
    ("float", "anySimpleType"),
    ("double", "anySimpleType"),
    ("duration", "anySimpleType"),
    ("dateTime", "anySimpleType"),
    ("time", "anySimpleType"),
    ("date", "anySimpleType"),
    ("gYearMonth", "anySimpleType"),
    ("gYear", "anySimpleType"),
    ("gMonthDay", "anySimpleType"),
    ("gDay", "anySimpleType"),
    ("gMonth", "anySimpleType"),
    ("hexBinary", "anySimpleType"),
    ("base64Binary", "anySimpleType"),
    ("anyURI", "anySimpleType"),
    ("QName", "anySimpleType"),
    ("NOTATION", "anySimpleType"),
];

/// The tables as Rust. `names` are the known names in their order, as `prefix:local`, the first with the number 2.
pub fn tables(names: &HashMap<String, usize>) -> String {
    let mut tables = Tables::new(names);
    for file in ["data/schema/ubl.tsv", "data/schema/cii.tsv"] {
        let text = fs::read_to_string(file).expect("a schema table is text");
        let lines: Vec<Vec<&str>> = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| line.split('\t').collect())
            .collect();
        tables.number(&lines);
        let (facts, others): (Vec<_>, Vec<_>) =
            lines.iter().partition(|cells| matches!(cells[0], "namespace" | "simple"));
        facts.into_iter().chain(others).for_each(|cells| tables.read(cells));
    }
    tables.finish()
}

struct Tables<'n> {
    names: &'n HashMap<String, usize>,
    /// Symbols that are no known names, in their order.
    extended: Vec<String>,
    namespaces: Vec<(String, String)>,
    types: HashMap<String, usize>,
    type_names: Vec<String>,
    /// Per type: Rust text of the row.
    rows: Vec<String>,
    /// Per type: what stands behind it, for those that take everything over.
    parts: HashMap<String, (String, String, String)>,
    simple: Vec<String>,
    simple_numbers: HashMap<String, usize>,
    elements: Vec<(String, String)>,
    child_names: Vec<usize>,
    child_types: Vec<usize>,
    child_occurs: Vec<u8>,
    places: Vec<(usize, String, usize, usize, bool)>,
    follow: Vec<usize>,
    attributes: Vec<String>,
    attribute_ranges: HashMap<String, (usize, usize)>,
}

impl<'n> Tables<'n> {
    fn new(names: &'n HashMap<String, usize>) -> Self {
        let mut tables = Self {
            names,
            extended: Vec::new(),
            namespaces: Vec::new(),
            types: HashMap::new(),
            type_names: Vec::new(),
            rows: Vec::new(),
            parts: HashMap::new(),
            simple: Vec::new(),
            simple_numbers: HashMap::new(),
            elements: Vec::new(),
            child_names: Vec::new(),
            child_types: Vec::new(),
            child_occurs: Vec::new(),
            places: Vec::new(),
            follow: Vec::new(),
            attributes: Vec::new(),
            attribute_ranges: HashMap::new(),
        };
        for (name, _) in BUILT_IN {
            let number = tables.types.len();
            tables.types.insert(format!("xs:{name}"), number);
            tables.type_names.push(format!("xs:{name}"));
            tables.rows.push(String::new());
        }
        for (number, (name, base)) in BUILT_IN.iter().enumerate() {
            let base = tables.types.get(&format!("xs:{base}")).copied().unwrap_or(0);
            let content = if number < 2 {
                "Content::Anything".to_owned()
            } else {
                let simple = tables.simple(&format!("xs:{name}"), &primitive(name), "-");
                format!("Content::Value({simple})")
            };
            tables.rows[number] = row(&content, (0, 0), base, "0");
        }
        tables
    }

    fn simple(&mut self, name: &str, primitive: &str, facets: &str) -> usize {
        let mut shortest = 0_usize;
        let mut longest = usize::from(u16::MAX);
        let mut options = String::new();
        for facet in facets.split(' ').filter(|facet| *facet != "-") {
            match facet.split_once('=').expect("a facet has a value") {
                ("minLength", value) => shortest = value.parse().expect("a length"),
                ("maxLength", value) => longest = value.parse().expect("a length"),
                ("enumeration", values) => {
                    options = joined(values.split('|').map(|value| format!("{value:?}, ")));
                }
                (other, _) => panic!("facet {other} is not supported"),
            }
        }
        self.simple.push(format!(
            "Simple {{ primitive: Primitive::{primitive}, shortest: {shortest}, longest: {longest}, options: &[{options}] }}"
        ));
        self.simple_numbers.insert(name.to_owned(), self.simple.len() - 1);
        self.simple.len() - 1
    }

    /// Gives every type and every element its number, so that lines may speak of each other.
    fn number(&mut self, lines: &[Vec<&str>]) {
        let mut symbols = BTreeSet::new();
        for cells in lines {
            let name = match cells[0] {
                "simple" | "type" => cells[1].to_owned(),
                "leaf" => format!("{}Type", cells[1]),
                _ => String::new(),
            };
            if !name.is_empty() {
                assert!(self.types.insert(name.clone(), self.types.len()).is_none(), "type {name} stands twice");
                self.type_names.push(name);
                self.rows.push(String::new());
            }
            match cells[0] {
                "element" | "leaf" => {
                    symbols.insert(cells[1].to_owned());
                }
                "type" => symbols.extend(cells[4].split(' ').filter_map(element).map(|(name, _)| name.to_owned())),
                _ => {}
            }
        }
        self.extended.extend(symbols.into_iter().filter(|name| !self.names.contains_key(name)));
        // In the order in which they are looked up: by prefix, then by name.
        self.extended.sort_by(|one, other| one.split_once(':').cmp(&other.split_once(':')));
        for cells in lines {
            match cells[0] {
                "element" => self.elements.push((cells[1].to_owned(), cells[2].to_owned())),
                "leaf" => self.elements.push((cells[1].to_owned(), format!("{}Type", cells[1]))),
                _ => {}
            }
        }
    }

    fn symbol(&self, name: &str) -> usize {
        self.names.get(name).map_or_else(
            || self.names.len() + 2 + self.extended.iter().position(|other| other == name).expect("a known element"),
            |number| number + 2,
        )
    }

    fn type_number(&self, name: &str) -> usize {
        *self.types.get(name).unwrap_or_else(|| panic!("type {name} is not there"))
    }

    fn read(&mut self, cells: &[&str]) {
        match *cells {
            ["namespace", prefix, name] => {
                if !self.namespaces.iter().any(|(known, _)| known == prefix) {
                    self.namespaces.push((prefix.to_owned(), name.to_owned()));
                }
            }
            ["element", ..] => {}
            ["leaf", element, base] => {
                let (flags, content, attributes) = self.part(base);
                self.add(&format!("{element}Type"), base, &flags, &content, &attributes);
            }
            ["simple", name, base, facets] => {
                let (_, local) = base.split_once(':').filter(|(prefix, _)| *prefix == "xs").expect("a built-in base");
                let simple = self.simple(name, &primitive(local), facets);
                let base = self.type_number(base);
                let number = self.type_number(name);
                self.rows[number] = row(&format!("Content::Value({simple})"), (0, 0), base, "0");
            }
            ["type", name, base, flags, content, attributes] => {
                self.parts.insert(name.to_owned(), (flags.to_owned(), content.to_owned(), attributes.to_owned()));
                self.add(name, base, flags, content, attributes);
            }
            _ => panic!("what is this line: {cells:?}"),
        }
    }

    /// The parts of a type that a leaf takes over; the file has the bases behind, so it is looked up there.
    fn part(&mut self, name: &str) -> (String, String, String) {
        if self.parts.is_empty() {
            let text = fs::read_to_string("data/schema/ubl.tsv").expect("a schema table is text");
            for line in text.lines().filter(|line| line.starts_with("type\t")) {
                let cells: Vec<&str> = line.split('\t').collect();
                self.parts.insert(cells[1].to_owned(), (cells[3].to_owned(), cells[4].to_owned(), cells[5].to_owned()));
            }
        }
        self.parts[name].clone()
    }

    fn add(&mut self, name: &str, base: &str, flags: &str, content: &str, attributes: &str) {
        let number = self.type_number(name);
        let base = if base == "-" { 1 } else { self.type_number(base) };
        let mut bits: Vec<&str> = flags
            .split(' ')
            .filter_map(|flag| match flag {
                "mixed" => Some("Type::MIXED"),
                "abstract" => Some("Type::ABSTRACT"),
                _ => None,
            })
            .collect();
        if attributes.split(';').any(|attribute| attribute == "any:strict") {
            bits.push("Type::DECLARED_ATTRIBUTES");
        }
        if attributes.split([';', ':']).any(|name| name.ends_with('!')) {
            bits.push("Type::REQUIRED_ATTRIBUTES");
        }
        let content = self.content(name, content);
        let attributes = self.attributes(attributes);
        let bits = if bits.is_empty() { "0".to_owned() } else { bits.join(" | ") };
        self.rows[number] = row(&content, attributes, base, &bits);
    }

    fn attributes(&mut self, cell: &str) -> (usize, usize) {
        if let Some(range) = self.attribute_ranges.get(cell) {
            return *range;
        }
        let first = self.attributes.len();
        for attribute in cell.split(';').filter(|attribute| !matches!(*attribute, "-" | "any:strict")) {
            let (name, kind) = attribute.split_once(':').expect("an attribute has a type");
            let (kind, fixed) = kind.split_once('=').unwrap_or((kind, ""));
            let is_required = name.ends_with('!');
            let name = name.trim_end_matches('!');
            let simple = self.simple_numbers[kind];
            self.attributes.push(format!(
                "AttributeUse {{ name: {name:?}, simple: {simple}, is_required: {is_required}, fixed: {fixed:?} }}"
            ));
        }
        let range = (first, self.attributes.len());
        self.attribute_ranges.insert(cell.to_owned(), range);
        range
    }

    fn content(&mut self, name: &str, content: &str) -> String {
        if content == "-" {
            return "Content::Nothing".to_owned();
        }
        if let Some(simple) = content.strip_prefix('=') {
            return format!("Content::Value({})", self.simple_numbers[simple]);
        }
        let mut tokens = content.split(' ').peekable();
        let expression = parse(&mut tokens);
        assert!(tokens.next().is_none(), "{name}: something follows the content");
        if let Some(children) = sequence(&expression) {
            let first = self.child_names.len();
            for (element, kind, occurs) in children {
                let kind = self.kind_of(element, kind);
                self.child_names.push(self.symbol(element));
                self.child_types.push(kind);
                self.child_occurs.push(occurs);
            }
            return format!("Content::Sequence({first}, {})", self.child_names.len());
        }
        let namespace = name.split_once(':').map_or("", |(prefix, _)| prefix);
        format!("Content::Automaton({})", self.automaton(&expression, namespace))
    }

    fn kind_of(&self, element: &str, kind: Option<&str>) -> usize {
        let global = || self.elements.iter().find(|(name, _)| name == element).map(|(_, kind)| kind.as_str());
        self.type_number(kind.or_else(global).unwrap_or_else(|| panic!("no type for {element}")))
    }

    /// Adds the automaton of an expression; its number is that of the state in which nothing has been read yet.
    fn automaton(&mut self, expression: &Expression<'_>, namespace: &str) -> usize {
        let start = self.places.len();
        let mut glushkov = Glushkov::default();
        let whole = glushkov.walk(expression);
        let follow_of = |places: &BTreeSet<usize>, follow: &mut Vec<usize>| {
            let first = follow.len();
            follow.extend(places.iter().map(|place| start + 1 + place));
            (first, follow.len())
        };
        let (first, end) = follow_of(&whole.first, &mut self.follow);
        self.places.push((0, "0".to_owned(), first, end, whole.is_nullable));
        for (number, place) in glushkov.places.iter().enumerate() {
            let (first, end) = follow_of(&glushkov.follow[number], &mut self.follow);
            let accepts = whole.last.contains(&number);
            match place {
                Term::Element(element, kind) => {
                    let kind = self.kind_of(element, *kind);
                    self.places.push((self.symbol(element), kind.to_string(), first, end, accepts));
                }
                Term::Any(which, contents) => {
                    let not = if *which == "other" { namespace } else { "" };
                    let not = self.namespaces.iter().position(|(prefix, _)| prefix == not).map_or(0, |place| place + 1);
                    let strict = usize::from(*contents == "strict");
                    self.places.push((0, (not * 2 + strict).to_string(), first, end, accepts));
                }
            }
        }
        start
    }

    fn finish(self) -> String {
        let mut out = String::new();
        let symbols = self.names.len() + 2 + self.extended.len();
        let mut global = vec![0; symbols];
        for (element, kind) in &self.elements {
            global[self.symbol(element)] = self.type_number(kind);
        }
        let split = |name: &String| {
            let (prefix, local) = name.split_once(':').expect("a name has a prefix");
            format!("({prefix:?}, {local:?}), ")
        };
        let mut order: Vec<usize> = (0..self.type_names.len()).collect();
        order.sort_by_key(|number| self.type_names[*number].split_once(':'));
        let places = joined(self.places.iter().map(|(symbol, kind, first, end, accepts)| {
            format!("    Place {{ symbol: {symbol}, kind: {kind}, follow: ({first}, {end}), accepts: {accepts} }},\n")
        }));
        let namespaces = joined(self.namespaces.iter().map(|pair| format!("{pair:?}, ")));
        let mut array = |name: &str, kind: &str, length: usize, content: &str| {
            writeln!(out, "pub(super) static {name}: [{kind}; {length}] = [{content}];")
                .expect("a string takes everything");
        };
        let numbers = |list: &[usize]| joined(list.iter().map(|number| format!("{number},")));
        array("NAMESPACES", "(&str, &str)", self.namespaces.len(), &namespaces);
        array("EXTENDED", "(&str, &str)", self.extended.len(), &joined(self.extended.iter().map(split)));
        array("GLOBAL", "u16", symbols, &numbers(&global));
        array("SIMPLE", "Simple", self.simple.len(), &self.simple.join(",\n    "));
        array("TYPES", "Type", self.rows.len(), &self.rows.join(",\n    "));
        array("TYPE_NAMES", "(&str, &str)", self.rows.len(), &joined(self.type_names.iter().map(split)));
        array("TYPE_ORDER", "u16", order.len(), &numbers(&order));
        array("CHILD_NAMES", "u16", self.child_names.len(), &numbers(&self.child_names));
        array("CHILD_TYPES", "u16", self.child_types.len(), &numbers(&self.child_types));
        let occurs: Vec<usize> = self.child_occurs.iter().map(|bits| usize::from(*bits)).collect();
        array("CHILD_OCCURS", "u8", occurs.len(), &numbers(&occurs));
        array("CHILD_REQUIRED", "u16", occurs.len(), &numbers(&required(&self.child_occurs)));
        array("PLACES", "Place", self.places.len(), &places);
        array("FOLLOW", "u16", self.follow.len(), &numbers(&self.follow));
        array("ATTRIBUTES", "AttributeUse", self.attributes.len(), &self.attributes.join(",\n    "));
        out
    }
}

/// For each place of the children the first one, from there on, that must be there. Sequences stand one behind the other,
/// so it may be behind the end of its own.
fn required(occurs: &[u8]) -> Vec<usize> {
    let mut next = occurs.len();
    let mut places: Vec<usize> = (0..occurs.len())
        .rev()
        .map(|place| {
            if occurs[place] & 1 == 0 {
                next = place;
            }
            next
        })
        .collect();
    places.reverse();
    places
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().concat()
}

/// Name of the variant for a built-in type.
fn primitive(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    let is_shouted = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    first.to_uppercase() + &if is_shouted { rest.to_lowercase() } else { rest.to_owned() }
}

fn row(content: &str, attributes: (usize, usize), base: usize, bits: &str) -> String {
    format!(
        "Type {{ content: {content}, attributes: ({}, {}), base: {base}, bits: {bits} }}",
        attributes.0, attributes.1
    )
}

enum Term<'t> {
    Element(&'t str, Option<&'t str>),
    Any(&'t str, &'t str),
}

enum Group<'t> {
    Term(Term<'t>),
    Sequence(Vec<Expression<'t>>),
    Choice(Vec<Expression<'t>>),
}

/// A part of a content with how often it may stand: once, or as the two say.
struct Expression<'t> {
    group: Group<'t>,
    is_optional: bool,
    is_many: bool,
}

/// An element with its own type, if the word is one.
fn element(word: &str) -> Option<(&str, Option<&str>)> {
    let word = word.trim_end_matches(['?', '*', '+']);
    if !word.contains(':') || word.starts_with("any:") || word.starts_with('=') {
        return None;
    }
    Some(word.split_once('=').map_or((word, None), |(name, kind)| (name, Some(kind))))
}

fn parse<'t>(tokens: &mut std::iter::Peekable<std::str::Split<'t, char>>) -> Expression<'t> {
    let word = tokens.next().expect("a content does not end here");
    let (group, last) = match word {
        "(" | "[" => {
            let mut parts = Vec::new();
            let last = loop {
                match *tokens.peek().expect("a group is closed") {
                    "|" => {
                        tokens.next();
                    }
                    end if end.starts_with([')', ']']) => break tokens.next().expect("it was there"),
                    _ => parts.push(parse(tokens)),
                }
            };
            (if word == "(" { Group::Sequence(parts) } else { Group::Choice(parts) }, last)
        }
        word => {
            let term = if let Some((name, kind)) = element(word) {
                Term::Element(name, kind)
            } else {
                let mut parts = word.trim_end_matches(['?', '*', '+']).split(':').skip(1);
                Term::Any(parts.next().expect("a namespace"), parts.next().expect("contents"))
            };
            (Group::Term(term), word)
        }
    };
    Expression { group, is_optional: last.ends_with(['?', '*']), is_many: last.ends_with(['*', '+']) }
}

/// The children when the content is just children in an order, each name once: bit 1 optional, bit 2 many.
fn sequence<'t>(expression: &Expression<'t>) -> Option<Vec<(&'t str, Option<&'t str>, u8)>> {
    let Group::Sequence(parts) = &expression.group else { return None };
    if expression.is_many || expression.is_optional {
        return None;
    }
    let mut seen = BTreeSet::new();
    parts
        .iter()
        .map(|part| match &part.group {
            Group::Term(Term::Element(name, kind)) if seen.insert(*name) => {
                Some((*name, *kind, u8::from(part.is_optional) | (u8::from(part.is_many) << 1)))
            }
            _ => None,
        })
        .collect()
}

#[derive(Default)]
struct Glushkov<'e> {
    places: Vec<&'e Term<'e>>,
    follow: Vec<BTreeSet<usize>>,
}

#[derive(Default, Clone)]
struct Ends {
    is_nullable: bool,
    first: BTreeSet<usize>,
    last: BTreeSet<usize>,
}

impl<'e> Glushkov<'e> {
    fn walk(&mut self, expression: &'e Expression<'e>) -> Ends {
        let mut ends = match &expression.group {
            Group::Term(term) => {
                let place = self.places.len();
                self.places.push(term);
                self.follow.push(BTreeSet::new());
                Ends { is_nullable: false, first: BTreeSet::from([place]), last: BTreeSet::from([place]) }
            }
            Group::Sequence(parts) => {
                let mut whole = Ends { is_nullable: true, ..Ends::default() };
                for part in parts {
                    let part = self.walk(part);
                    self.join(&whole.last, &part.first);
                    if whole.is_nullable {
                        whole.first.extend(&part.first);
                    }
                    if !part.is_nullable {
                        whole.last.clear();
                    }
                    whole.last.extend(&part.last);
                    whole.is_nullable &= part.is_nullable;
                }
                whole
            }
            Group::Choice(parts) => {
                let mut whole = Ends::default();
                for part in parts {
                    let part = self.walk(part);
                    whole.first.extend(&part.first);
                    whole.last.extend(&part.last);
                    whole.is_nullable |= part.is_nullable;
                }
                whole
            }
        };
        if expression.is_many {
            self.join(&ends.last, &ends.first);
        }
        ends.is_nullable |= expression.is_optional;
        ends
    }

    fn join(&mut self, from: &BTreeSet<usize>, to: &BTreeSet<usize>) {
        for place in from {
            self.follow[*place].extend(to);
        }
    }
}
