//! The tree of a message that is to be converted, however long it is: when more is held than should be, what is finished
//! is converted at once and laid aside. In the tree stands then that it was.
//!
//! Whether an element can be converted by itself is found out by trying: the elements around it, empty, are rewritten as
//! they would be (so the rules stand in one place). If it comes out where the target has room for any number of its kind,
//! it can.

use std::{
    cell::OnceCell,
    collections::HashMap,
    io::{self, Read, Seek, Write},
    rc::Rc,
};

use super::{
    Remark, Supplement, fit, note,
    rewrite::{self, Extent},
    write,
};
use crate::{
    aside::{Aside, Bundle, Shelf, Store},
    limits::Limits,
    schema::{Complex, Declared, Kind, Particle, Schema, Shape, Symbol},
    tree::{Attribute, Builder, Element},
    version::Version,
    xml::{Broken, Fault, Tag, Visit},
};

/// Different paths of names that are told apart: far more than messages have.
const MOST_PATHS: usize = 20_000;

/// Marks the element whose child is looked for. No name in a document is called so.
const MARK: &str = "\u{0}";

pub(super) struct Assembler<'a, S> {
    builder: Builder<'a>,
    store: Store<S>,
    to: Version,
    supplement: &'a Supplement,
    limits: &'a Limits,
    from: Option<Version>,
    paths: Paths,
    /// The paths of the elements that are open; none of those that no schema knows.
    places: Vec<Option<usize>>,
    fault: Option<io::Error>,
    line: u64,
}

impl<'a, S: Read + Write + Seek> Assembler<'a, S> {
    pub fn new(to: Version, supplement: &'a Supplement, limits: &'a Limits, store: S) -> Self {
        Self {
            builder: Builder::new(limits),
            store: Store::new(store),
            to,
            supplement,
            limits,
            from: None,
            paths: Paths::default(),
            places: Vec::new(),
            fault: None,
            line: 1,
        }
    }

    /// The root, and what was laid aside.
    pub fn finish(self) -> Result<(Element, Shelf<S>), Broken> {
        let shelf = self.fault.map_or_else(|| self.store.finish(), Err);
        let no_room = |error: io::Error| Broken { line: self.line, fault: Fault::NoRoom(error.to_string()) };
        Ok((self.builder.finish(), shelf.map_err(no_room)?))
    }

    /// Lays the element aside that was closed last, if it can be converted by itself.
    fn lay_aside(&mut self, place: usize) -> io::Result<()> {
        let Some(from) = self.from else { return Ok(()) };
        let (to, supplement) = (self.to, self.supplement);
        let parents = self.builder.open_elements();
        let plan = self.paths.plans[place].get_or_init(|| {
            let last = parents.last()?.children.last()?;
            Plan::of(parents, last, from, to, supplement).map(Rc::new)
        });
        let Some(plan) = plan.clone() else { return Ok(()) };
        let Some(element) = self.builder.take_last() else { return Ok(()) };
        let mut remarks = Vec::new();
        let mut root = chain(self.builder.open_elements(), element);
        rewrite::rewrite(&mut root, from, to, Extent::Part, supplement, &mut remarks);
        remarks.drain(..plan.remarks_around.min(remarks.len()));
        let children = marked(&mut root).map(|parent| std::mem::take(&mut parent.children)).unwrap_or_default();
        for child in children {
            let mut remarks = std::mem::take(&mut remarks);
            let aside = plan.convert(child, to, supplement, &mut remarks, &mut self.store)?;
            self.builder.put_aside(aside);
        }
        Ok(())
    }
}

impl<S: Read + Write + Seek> Visit for Assembler<'_, S> {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(Fault::NoRoom(fault.to_string()));
        }
        self.builder.open(tag)?;
        if self.places.is_empty() {
            self.from = Version::of_namespace(tag.namespace);
        }
        let symbol = self.from.map_or(Symbol::UNKNOWN, |from| Schema::of(from).symbol(tag.namespace, tag.local));
        let place = match self.places.last() {
            None => self.paths.below(0, symbol),
            Some(parent) => parent.and_then(|parent| self.paths.below(parent, symbol)),
        };
        self.places.push(place);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.builder.text(text);
    }

    fn close(&mut self, line: u64) {
        self.builder.close(line);
        self.line = line;
        let place = self.places.pop().flatten();
        if let Some(place) = place
            && self.builder.held() > self.limits.aside_bytes
            && self.fault.is_none()
        {
            self.fault = self.lay_aside(place).err();
        }
    }
}

/// The paths of names from the root down, each with a number, and what can be done with elements there.
struct Paths {
    below: HashMap<(usize, Symbol), usize>,
    /// Whether elements there can be converted by themselves, and into what; found out when it is asked.
    plans: Vec<OnceCell<Option<Rc<Plan>>>>,
}

impl Default for Paths {
    /// The first path is that to the document itself.
    fn default() -> Self {
        Self { below: HashMap::new(), plans: vec![OnceCell::from(None)] }
    }
}

impl Paths {
    fn below(&mut self, parent: usize, symbol: Symbol) -> Option<usize> {
        if symbol == Symbol::UNKNOWN {
            return None;
        }
        if let Some(place) = self.below.get(&(parent, symbol)) {
            return Some(*place);
        }
        if self.plans.len() == MOST_PATHS {
            return None;
        }
        self.below.insert((parent, symbol), self.plans.len());
        self.plans.push(OnceCell::new());
        Some(self.plans.len() - 1)
    }
}

/// How elements at a path are converted by themselves.
struct Plan {
    schema: &'static Schema,
    /// What they are in the target.
    declared: &'static Declared,
    /// The names in the target that they lie below.
    path: Vec<&'static str>,
    /// So much is said of the elements around them, which is not theirs.
    remarks_around: usize,
}

impl Plan {
    /// `None` if elements such as `last` below `parents` cannot be converted by themselves.
    fn of(parents: &[Element], last: &Element, from: Version, to: Version, supplement: &Supplement) -> Option<Self> {
        let namespace = from.namespace();
        let is_ours = |element: &Element| element.namespace == namespace;
        if !is_ours(last) || !parents.iter().all(is_ours) || last.aside.is_some() {
            return None;
        }
        let mut root = chain(parents, Element::new(&last.namespace, &last.name));
        let mut remarks = Vec::new();
        rewrite::rewrite(&mut root, from, to, Extent::Part, supplement, &mut remarks);
        let mut names = Vec::new();
        let parent = path_to_mark(&root, &mut names)?;
        let [child] = &parent.children[..] else { return None };
        let schema = Schema::of(to);
        let symbol = |element: &Element| schema.symbol(&element.namespace, &element.name);
        let namespace = to.namespace();
        let mut declared = schema.root(symbol(names.first()?))?;
        for element in &names[1..] {
            declared = complex_of(schema, declared)?.automaton.anywhere(symbol(element))?;
        }
        let content = complex_of(schema, declared)?.content.as_ref()?;
        let declared = repeated(content, symbol(child))?;
        let complex = complex_of(schema, declared)?;
        // A code that the target does not know leaves the whole element out.
        let has_code = complex.automaton.anywhere(schema.symbol("", "code")).is_some();
        if has_code || names.iter().any(|element| element.namespace != namespace) || child.namespace != namespace {
            return None;
        }
        let path = names.iter().map(|element| schema.local(symbol(element))).collect();
        Some(Self { schema, declared, path, remarks_around: remarks.len() })
    }

    /// Converts an element and puts it into the store; gives what stands for it in the tree.
    fn convert<S: Read + Write + Seek>(
        &self,
        element: Element,
        to: Version,
        supplement: &Supplement,
        remarks: &mut Vec<Remark>,
        store: &mut Store<S>,
    ) -> io::Result<Element> {
        let stands_for = Element::new(&element.namespace, &element.name);
        let (texts, has_content) = (fit::first_texts(&element), element.has_content());
        let is_success = rewrite::result_of(&element);
        let path = self.path.clone();
        let is_as_planned = self.schema.symbol(&element.namespace, &element.name) == self.declared.symbol;
        let fitted = if is_as_planned {
            fit::fit_below(self.schema, element, self.declared, supplement, remarks, path)
        } else {
            fit::leave_out(self.schema, &element, supplement, remarks, path);
            None
        };
        let mut bundle = Bundle::default();
        for remark in remarks {
            bundle.note(&note::bytes(remark));
        }
        if let Some(fitted) = fitted {
            write::part(&fitted, &to.namespace(), &mut bundle)?;
        }
        let pieces = vec![store.add(&bundle)?];
        let aside = Aside { kind: self.declared.kind, pieces, count: 1, texts, has_content, is_success };
        Ok(Element { aside: Some(Box::new(aside)), ..stands_for })
    }
}

fn complex_of(schema: &'static Schema, declared: &Declared) -> Option<&'static Complex> {
    match declared.kind {
        Kind::Complex(number) => Some(schema.complex(number)),
        Kind::Simple(_) | Kind::Any => None,
    }
}

/// The declaration of an element of which there may be any number side by side.
fn repeated(particle: &'static Particle, symbol: Symbol) -> Option<&'static Declared> {
    match &particle.shape {
        Shape::Element(declared) => (particle.occurs.is_many && declared.symbol == symbol).then_some(declared),
        Shape::Any => None,
        Shape::Sequence(parts) | Shape::Choice(parts) => parts.iter().find_map(|part| repeated(part, symbol)),
    }
}

/// An element with the elements around it, which are empty otherwise; the closest has the mark.
fn chain(parents: &[Element], element: Element) -> Element {
    let mark = Attribute { namespace: MARK.to_owned(), name: MARK.to_owned(), value: String::new() };
    let mut marks = vec![mark];
    parents.iter().rev().fold(element, |inner, parent| Element {
        children: vec![inner],
        attributes: std::mem::take(&mut marks),
        ..Element::new(&parent.namespace, &parent.name)
    })
}

fn has_mark(element: &Element) -> bool {
    element.attributes.iter().any(|attribute| attribute.namespace == MARK)
}

fn marked(element: &mut Element) -> Option<&mut Element> {
    if has_mark(element) {
        return Some(element);
    }
    element.children.iter_mut().find_map(marked)
}

/// The element with the mark; what lies around it and itself is added to the path.
fn path_to_mark<'e>(element: &'e Element, path: &mut Vec<&'e Element>) -> Option<&'e Element> {
    path.push(element);
    if has_mark(element) {
        return Some(element);
    }
    let found = element.children.iter().find_map(|child| path_to_mark(child, path));
    if found.is_none() {
        path.pop();
    }
    found
}
