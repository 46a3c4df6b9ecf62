//! Whether a document is built as its schema wants it: UBL 2.1 Invoice and CreditNote (OASIS), CII D16B in the subset
//! of the Supply Chain Reference Data Model with uncoupled code lists (UN/CEFACT), after XML Schema 1.0.
//!
//! The facts stand in `data/schema` and become constants when the crate is built. One walk over the document follows
//! them: order and number of the children, values, attributes, and what extensions may hold. Where XML Schema leaves
//! room the answer is that of libxml2, on which the published verdicts stand.

mod report;
mod scope;
mod table;
mod value;

#[cfg(test)]
mod tests;

use std::{borrow::Cow, collections::HashSet};

pub use report::{Code, SchemaError};

use self::{
    report::{About, Called, shortened},
    scope::Scope,
    table::{
        ANY_TYPE, ATTRIBUTES, CHILD_NAMES, CHILD_OCCURS, CHILD_REQUIRED, CHILD_TYPES, Content, EXTENDED, FOLLOW,
        GLOBAL, NAMESPACES, PLACES, Primitive, SIMPLE, Simple, TYPE_NAMES, TYPE_ORDER, TYPES, Type,
    },
};
use crate::tree::{Attribute, Document, Name, Node, attr, cn, rsm, ubl};

/// As many errors as [`validate`] looks for.
pub const MOST_ERRORS: usize = 100;

/// What is wrong with the document, in its order; none: it is valid. Looks no further after [`MOST_ERRORS`].
pub fn validate(document: &Document<'_>) -> Vec<SchemaError> {
    errors(document, MOST_ERRORS)
}

/// Whether the document is as its schema wants it. Stops at the first error.
pub fn is_valid(document: &Document<'_>) -> bool {
    let mut walk = Walk::new(document, 1, true);
    walk.run();
    !walk.is_full()
}

/// As [`validate`], at most as many as asked for.
pub fn errors(document: &Document<'_>, most: usize) -> Vec<SchemaError> {
    let mut walk = Walk::new(document, most, false);
    walk.run();
    walk.finish()
}

/// An element that is being read.
struct Frame {
    node: u32,
    /// Index behind the element.
    end: u32,
    kind: u16,
    /// Sequence: the child that may come next. Automaton: the state.
    at: u16,
    /// Sequence: the child that may come next has been there and may come again.
    has_been: bool,
    /// An error was found in an automaton, so nothing more can be said about what follows.
    is_lost: bool,
}

/// How a child is to be checked.
enum Rule {
    /// Against this type.
    Typed(u16),
    /// As far as it is known anywhere.
    Lax,
    /// Not at all.
    Skip,
}

struct Walk<'d> {
    document: &'d Document<'d>,
    most: usize,
    /// Only whether there is an error matters.
    is_quiet: bool,
    count: usize,
    /// Siblings that were looked at to describe the errors.
    steps: usize,
    found: Vec<(usize, SchemaError)>,
    /// The elements that cannot stand inside others, since they belong to other schemas.
    foreign_roots: [Name; 2],
    identifiers: Option<HashSet<&'d str>>,
    scope: Scope,
}

/// What an error is about, as far as the place knows it.
#[derive(Default)]
struct Fault<'f> {
    attribute: &'f str,
    found: Cow<'f, str>,
    expected: Vec<Called>,
    /// One of what is expected is enough.
    is_choice: bool,
    /// A name that differs only in its namespace or in capital letters.
    meant: Option<Called>,
    simple: Option<&'static Simple>,
}

/// Where an error stands is counted among its siblings. In a document with millions of them fewer errors are described.
const MOST_STEPS: usize = 4_000_000;

const OPTIONAL: u8 = 1;
const MANY: u8 = 2;

impl<'d> Walk<'d> {
    fn new(document: &'d Document<'d>, most: usize, is_quiet: bool) -> Self {
        Self {
            document,
            most,
            is_quiet,
            count: 0,
            steps: 0,
            found: Vec::new(),
            foreign_roots: [Name::UNKNOWN; 2],
            identifiers: None,
            scope: Scope::default(),
        }
    }

    fn is_full(&self) -> bool {
        self.count >= self.most || self.steps > MOST_STEPS
    }

    fn run(&mut self) {
        let root = self.document.root();
        self.foreign_roots = match root.name() {
            ubl::Invoice => [cn::CreditNote, rsm::CrossIndustryInvoice],
            cn::CreditNote => [ubl::Invoice, rsm::CrossIndustryInvoice],
            rsm::CrossIndustryInvoice => [ubl::Invoice, cn::CreditNote],
            _ => {
                let expected = [ubl::Invoice, cn::CreditNote, rsm::CrossIndustryInvoice].map(called).to_vec();
                return self.report(Code::UnknownDocument, root, || Fault { expected, ..Fault::default() });
            }
        };
        let mut frames = Vec::with_capacity(16);
        frames.extend(self.enter(root, Some(GLOBAL[usize::from(root.name().0)])));
        let mut index = 1;
        while !self.is_full() {
            while frames.last().is_some_and(|frame| index >= frame.end) {
                if let Some(frame) = frames.pop() {
                    self.leave(&frame);
                }
            }
            let Some(frame) = frames.last_mut() else { return };
            let node = self.document.node(index);
            index += 1;
            if !node.is_element() {
                self.text(frame, node);
                continue;
            }
            let next = match self.child(frame, node) {
                Rule::Typed(kind) => self.enter(node, Some(kind)),
                Rule::Lax => self.enter(node, None),
                Rule::Skip => None,
            };
            match next {
                Some(next) => frames.push(next),
                None => index = node.end(),
            }
        }
    }

    /// Checks what belongs to the element itself. The frame is for those whose children are to be read.
    fn enter(&mut self, node: Node<'d>, declared: Option<u16>) -> Option<Frame> {
        let mut kind = declared.unwrap_or(ANY_TYPE);
        let is_instance = |name| node.attribute(name).is_some();
        if node.has_attributes() && (is_instance(attr::xsi_type) || is_instance(attr::xsi_nil)) {
            kind = self.instance_attributes(node, declared).unwrap_or(kind);
        }
        let rules = &TYPES[usize::from(kind)];
        if rules.is_abstract() {
            let found = Cow::Borrowed(TYPE_NAMES[usize::from(kind)].1);
            self.report(Code::WrongType, node, || Fault { found, ..Fault::default() });
            return None;
        }
        if node.has_attributes() || rules.wants_attributes() {
            self.attributes(node, rules);
        }
        let at = match rules.content {
            Content::Value(simple) => {
                self.value(node, &SIMPLE[usize::from(simple)]);
                return None;
            }
            Content::Sequence(first, _) | Content::Automaton(first) => first,
            Content::Nothing | Content::Anything => 0,
        };
        Some(Frame { node: node.index(), end: node.end(), kind, at, has_been: false, is_lost: false })
    }

    fn value(&mut self, node: Node<'d>, simple: &'static Simple) {
        if let Some(child) = node.children().next() {
            return self.report(Code::ElementInValue, child, Fault::default);
        }
        let value = node.string();
        let is_valid = value::is_valid(simple, &value)
            && (simple.primitive != Primitive::QName || self.type_named(node, value.trim()).is_some());
        if !is_valid {
            self.report(Code::InvalidValue, node, || {
                let expected = simple.options.iter().map(|option| Called::Word(option)).collect();
                Fault { found: value, expected, simple: Some(simple), ..Fault::default() }
            });
        }
    }

    fn text(&mut self, frame: &Frame, text: Node<'d>) {
        let rules = &TYPES[usize::from(frame.kind)];
        let code = match rules.content {
            Content::Nothing => Code::NotEmpty,
            Content::Anything => return,
            _ if rules.is_mixed() => return,
            _ if text.is_blank() => return,
            _ => Code::TextBesideElements,
        };
        let node = self.document.node(frame.node);
        self.report(code, node, || Fault { found: text.string(), ..Fault::default() });
    }

    /// Whether and how a child may stand here.
    fn child(&mut self, frame: &mut Frame, node: Node<'d>) -> Rule {
        match TYPES[usize::from(frame.kind)].content {
            Content::Sequence(first, end) => self.child_of_sequence(frame, node, first, end),
            Content::Automaton(_) => self.child_of_automaton(frame, node),
            Content::Anything => {
                let symbol = self.symbol(node);
                self.global(symbol).map_or(Rule::Lax, Rule::Typed)
            }
            Content::Nothing | Content::Value(_) => {
                let parent = self.document.node(frame.node);
                self.report(Code::NotEmpty, parent, || Fault {
                    found: name_of(node).to_string().into(),
                    ..Fault::default()
                });
                Rule::Skip
            }
        }
    }

    fn child_of_sequence(&mut self, frame: &mut Frame, node: Node<'d>, first: u16, end: u16) -> Rule {
        let symbol = match node.name() {
            Name::UNKNOWN => self.symbol(node),
            name => name.0,
        };
        // What comes next stands between here and the first that must come.
        let at = next_required(frame.at, end, frame.has_been);
        let near = usize::from(frame.at)..usize::from(end.min(at + 1));
        if let Some(steps) = (0..).zip(&CHILD_NAMES[near]).find_map(|(steps, name)| (*name == symbol).then_some(steps))
        {
            return take(frame, frame.at + steps);
        }
        let Some(place) = (first..end).find(|place| CHILD_NAMES[usize::from(*place)] == symbol) else {
            self.report(Code::UnknownElement, node, || Fault {
                expected: allowed(frame.at, end, frame.has_been),
                meant: similar(node, first, end),
                ..Fault::default()
            });
            return Rule::Skip;
        };
        if place >= at {
            let missing = required(frame.at, place, frame.has_been);
            self.report(Code::MissingElement, node, || Fault {
                found: name_of(node).to_string().into(),
                expected: missing,
                ..Fault::default()
            });
            return take(frame, place);
        }
        let is_many = CHILD_OCCURS[usize::from(place)] & MANY != 0;
        if !is_many && siblings_before(node).any(|other| other.name() == node.name()) {
            self.report(Code::RepeatedElement, node, Fault::default);
        } else {
            let behind = &CHILD_NAMES[usize::from(place + 1)..usize::from(end)];
            self.report(Code::MisplacedElement, node, || Fault {
                expected: siblings_before(node)
                    .find(|other| behind.contains(&other.name().0))
                    .map_or_else(|| allowed(place, end, false), |other| vec![name_of(other)]),
                ..Fault::default()
            });
        }
        Rule::Typed(CHILD_TYPES[usize::from(place)])
    }

    fn child_of_automaton(&mut self, frame: &mut Frame, node: Node<'d>) -> Rule {
        if frame.is_lost {
            return Rule::Skip;
        }
        let symbol = self.symbol(node);
        let (first, end) = PLACES[usize::from(frame.at)].follow;
        let follow = &FOLLOW[usize::from(first)..usize::from(end)];
        for state in follow {
            let place = &PLACES[usize::from(*state)];
            if place.symbol != 0 {
                if place.symbol == symbol {
                    frame.at = *state;
                    return Rule::Typed(place.kind);
                }
                continue;
            }
            let (not, is_strict) = (usize::from(place.kind / 2), place.kind % 2 == 1);
            if !self.allows(not, node) {
                continue;
            }
            frame.at = *state;
            match self.global(symbol) {
                Some(kind) => return Rule::Typed(kind),
                None if is_strict => break,
                None => return Rule::Lax,
            }
        }
        frame.is_lost = true;
        self.report(Code::UnknownElement, node, || Fault {
            expected: after(first, end),
            is_choice: true,
            ..Fault::default()
        });
        Rule::Skip
    }

    fn leave(&mut self, frame: &Frame) {
        let (missing, is_choice) = match TYPES[usize::from(frame.kind)].content {
            Content::Sequence(_, end) if next_required(frame.at, end, frame.has_been) == end => return,
            Content::Sequence(_, end) => (required(frame.at, end, frame.has_been), false),
            Content::Automaton(_) if !frame.is_lost => {
                let place = &PLACES[usize::from(frame.at)];
                if place.accepts {
                    return;
                }
                (after(place.follow.0, place.follow.1), true)
            }
            _ => return,
        };
        if !missing.is_empty() {
            let node = self.document.node(frame.node);
            self.report(Code::MissingElement, node, || Fault { expected: missing, is_choice, ..Fault::default() });
        }
    }

    fn attributes(&mut self, node: Node<'d>, rules: &Type) {
        let (first, end) = rules.attributes;
        let uses = &ATTRIBUTES[usize::from(first)..usize::from(end)];
        let mut seen = 0_u32;
        for attribute in node.attributes() {
            if is_meta(attribute) {
                continue;
            }
            let Some(place) = uses.iter().position(|known| known.name == attribute.raw) else {
                if rules.content != Content::Anything {
                    let is_open = rules.wants_declared_attributes();
                    let expected = || {
                        if is_open { Vec::new() } else { uses.iter().map(|known| Called::Word(known.name)).collect() }
                    };
                    self.report(Code::UnknownAttribute, node, || Fault {
                        attribute: attribute.raw,
                        found: attribute.value.into(),
                        expected: expected(),
                        ..Fault::default()
                    });
                }
                continue;
            };
            seen |= 1 << place;
            let known = &uses[place];
            let simple = &SIMPLE[usize::from(known.simple)];
            let is_valid = value::is_valid(simple, attribute.value)
                && (known.fixed.is_empty()
                    || lotse_xmlvalues::normalized(simple.primitive, attribute.value) == known.fixed);
            let code = match simple.primitive {
                _ if !is_valid => Code::InvalidAttribute,
                Primitive::ID if !self.is_new_identifier(attribute.value) => Code::RepeatedIdentifier,
                _ => continue,
            };
            self.report(code, node, || Fault {
                attribute: attribute.raw,
                found: attribute.value.into(),
                expected: std::iter::once(known.fixed).filter(|fixed| !fixed.is_empty()).map(Called::Word).collect(),
                simple: Some(simple),
                ..Fault::default()
            });
        }
        for (place, known) in uses.iter().enumerate().filter(|(_, known)| known.is_required) {
            if seen & (1 << place) == 0 {
                self.report(Code::MissingAttribute, node, || Fault {
                    attribute: known.name,
                    expected: vec![Called::Word(known.name)],
                    ..Fault::default()
                });
            }
        }
    }

    /// The type an `xsi:type` puts in the place of the declared one; `xsi:nil` is an error, for nothing here is nillable.
    fn instance_attributes(&mut self, node: Node<'d>, declared: Option<u16>) -> Option<u16> {
        if declared.is_some()
            && let Some(value) = node.attribute(attr::xsi_nil)
        {
            self.report(Code::NotNillable, node, || Fault {
                attribute: "xsi:nil",
                found: value.into(),
                ..Fault::default()
            });
        }
        let value = node.attribute(attr::xsi_type)?;
        let kind = self.type_named(node, value).filter(|kind| *kind != 0);
        let kind = kind.filter(|kind| declared.is_none_or(|declared| is_derived(*kind, declared)));
        if kind.is_none() {
            self.report(Code::WrongType, node, || Fault {
                attribute: "xsi:type",
                found: value.into(),
                ..Fault::default()
            });
        }
        kind
    }

    /// The type a qualified name stands for at an element; 0: the prefix is known but not the type.
    fn type_named(&mut self, node: Node<'d>, name: &str) -> Option<u16> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace = match self.scope.find(node, prefix) {
            Some(namespace) => namespace,
            None if prefix.is_empty() => return Some(0),
            None => return None,
        };
        let Some((prefix, _)) = NAMESPACES.iter().find(|(_, name)| *name == namespace) else { return Some(0) };
        if self.foreign_roots.iter().any(|root| root.prefix() == *prefix) {
            return Some(0);
        }
        let place = TYPE_ORDER.binary_search_by_key(&(*prefix, local), |kind| TYPE_NAMES[usize::from(*kind)]);
        Some(place.map_or(0, |place| TYPE_ORDER[place]))
    }

    /// Whether a wildcard that leaves out a namespace allows an element; 0 leaves out none.
    fn allows(&mut self, not: usize, node: Node<'d>) -> bool {
        let Some((prefix, name)) = not.checked_sub(1).map(|place| NAMESPACES[place]) else { return true };
        match node.name() {
            Name::UNKNOWN => {
                let own = node.raw_name().split_once(':').map_or("", |(prefix, _)| prefix);
                self.scope.find(node, own).is_some_and(|namespace| namespace != name)
            }
            known => known.prefix() != prefix,
        }
    }

    /// Number of an element's name; 0 for one that no schema knows.
    fn symbol(&mut self, node: Node<'d>) -> u16 {
        if node.name() != Name::UNKNOWN {
            return node.name().0;
        }
        let raw = node.raw_name();
        let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
        let Some(namespace) = self.scope.find(node, prefix) else { return 0 };
        let Some((prefix, _)) = NAMESPACES.iter().find(|(_, name)| *name == namespace) else { return 0 };
        match EXTENDED.binary_search(&(*prefix, local)) {
            Ok(place) => u16::try_from(Name::COUNT + place).unwrap_or(0),
            Err(_) => 0,
        }
    }

    /// The type of an element wherever a wildcard lets it in.
    fn global(&self, symbol: u16) -> Option<u16> {
        let kind = GLOBAL[usize::from(symbol)];
        (kind != 0 && self.foreign_roots.iter().all(|root| root.0 != symbol)).then_some(kind)
    }

    /// Whether an identifier is new. Those of `xml:id` count from the start, wherever they stand.
    fn is_new_identifier(&mut self, value: &'d str) -> bool {
        let document = self.document;
        let known = self.identifiers.get_or_insert_with(|| {
            document.elements().filter_map(|node| node.attribute(attr::xml_id)).map(str::trim).collect()
        });
        known.insert(value.trim())
    }

    fn report<'f>(&mut self, code: Code, node: Node<'d>, fault: impl FnOnce() -> Fault<'f>) {
        if self.is_full() {
            return;
        }
        self.count += 1;
        if self.is_quiet {
            return;
        }
        self.steps += node.ancestors().map(|parent| parent.children().count()).sum::<usize>();
        let fault = fault();
        let mut path = node.location();
        if !fault.attribute.is_empty() {
            path.push_str("/@");
            path.push_str(fault.attribute);
        }
        let about = About {
            element: name_of(node),
            parent: node.parent().map(name_of),
            attribute: fault.attribute.to_owned(),
            expected: fault.expected,
            is_choice: fault.is_choice,
            meant: fault.meant,
            simple: fault.simple,
        };
        let error = SchemaError { code, line: 0, path, found: shortened(&fault.found), about };
        self.found.push((node.offset(), error));
    }

    /// The errors with their lines.
    fn finish(self) -> Vec<SchemaError> {
        let mut found = self.found;
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by_key(|place| found[*place].0);
        let (mut before, mut line) = (0, 1);
        for place in order {
            let (offset, error) = &mut found[place];
            line += self.document.source()[before..*offset].matches('\n').count();
            before = *offset;
            error.line = line;
        }
        found.into_iter().map(|(_, error)| error).collect()
    }
}

/// Notes that the child at a place of a sequence has been there.
fn take(frame: &mut Frame, place: u16) -> Rule {
    let is_many = CHILD_OCCURS[usize::from(place)] & MANY != 0;
    frame.at = if is_many { place } else { place + 1 };
    frame.has_been = is_many;
    Rule::Typed(CHILD_TYPES[usize::from(place)])
}

/// The first place of a sequence, from this one on, whose child must come and has not been there; else its end.
#[inline]
fn next_required(from: u16, end: u16, has_been: bool) -> u16 {
    let from = from + u16::from(has_been);
    if from < end { CHILD_REQUIRED[usize::from(from)].min(end) } else { end }
}

/// Children that must stand between two places of a sequence and have not been there.
fn required(from: u16, to: u16, has_been: bool) -> Vec<Called> {
    (from..to)
        .filter(|place| CHILD_OCCURS[usize::from(*place)] & OPTIONAL == 0 && !(*place == from && has_been))
        .map(|place| Called::Symbol(CHILD_NAMES[usize::from(place)]))
        .collect()
}

/// Children that may come next in a sequence: up to the first that must.
fn allowed(from: u16, to: u16, has_been: bool) -> Vec<Called> {
    let is_must = |place: u16| CHILD_OCCURS[usize::from(place)] & OPTIONAL == 0 && !(place == from && has_been);
    let end = (from..to).find(|place| is_must(*place)).map_or(to, |place| place + 1);
    (from..end).map(|place| Called::Symbol(CHILD_NAMES[usize::from(place)])).collect()
}

/// Elements that may come next in an automaton.
fn after(first: u16, end: u16) -> Vec<Called> {
    FOLLOW[usize::from(first)..usize::from(end)]
        .iter()
        .map(|state| PLACES[usize::from(*state)].symbol)
        .map(|symbol| if symbol == 0 { Called::Word("*:*") } else { Called::Symbol(symbol) })
        .collect()
}

fn called(name: Name) -> Called {
    Called::Symbol(name.0)
}

fn name_of(node: Node<'_>) -> Called {
    match node.name() {
        Name::UNKNOWN => Called::AsWritten(node.raw_name().to_owned()),
        name => called(name),
    }
}

fn siblings_before(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let siblings = node.parent().into_iter().flat_map(Node::children);
    siblings.take_while(move |other| other.index() < node.index())
}

/// The child of a sequence whose name is that of an element but for its namespace or capital letters.
fn similar(node: Node<'_>, first: u16, end: u16) -> Option<Called> {
    let local = node.local_name();
    (first..end)
        .map(|place| Called::Symbol(CHILD_NAMES[usize::from(place)]))
        .find(|name| name.to_string().split_once(':').is_some_and(|(_, known)| known.eq_ignore_ascii_case(local)))
}

/// Attributes that speak to the validator (XML Schema Part 1, 2.6).
fn is_meta(attribute: Attribute<'_>) -> bool {
    matches!(
        attribute.name,
        attr::xsi_type | attr::xsi_nil | attr::xsi_schemaLocation | attr::xsi_noNamespaceSchemaLocation
    )
}

/// Whether a type is another or derived from it.
fn is_derived(mut kind: u16, from: u16) -> bool {
    loop {
        if kind == from {
            return true;
        }
        kind = TYPES[usize::from(kind)].base;
        if kind == 0 {
            return false;
        }
    }
}
