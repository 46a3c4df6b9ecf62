//! A tree into the schema of the target: each child goes where the schema has a place for it.

use std::borrow::Cow;

use lotse_xmlvalues::Primitive;

use super::{NIL, Remark, RemarkKind, Supplement, pool::Pool};
use crate::{
    schema::{Complex, Declared, Kind, Particle, Preset, Schema, Shape, Simple},
    tree::{Attribute, Element},
    xml::shortened,
};

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

pub(super) fn fit(
    schema: &'static Schema,
    root: Element,
    declared: &'static Declared,
    supplement: &Supplement,
    remarks: &mut Vec<Remark>,
) -> Element {
    fit_below(schema, root, declared, supplement, remarks, Vec::new()).unwrap_or_default()
}

/// As [`fit`], below the elements of a path.
pub(super) fn fit_below(
    schema: &'static Schema,
    element: Element,
    declared: &'static Declared,
    supplement: &Supplement,
    remarks: &mut Vec<Remark>,
    path: Vec<&'static str>,
) -> Option<Element> {
    Fitter { schema, supplement, remarks, path }.element(element, declared)
}

/// Says that an element has no place below the elements of a path.
pub(super) fn leave_out(
    schema: &'static Schema,
    element: &Element,
    supplement: &Supplement,
    remarks: &mut Vec<Remark>,
    path: Vec<&'static str>,
) {
    Fitter { schema, supplement, remarks, path }.leave_out(element);
}

/// The first values in an element, one more than are told of what is left out.
pub(super) fn first_texts(element: &Element) -> Vec<String> {
    let mut texts = Vec::new();
    collect(element, &mut texts);
    texts.truncate(MOST_TEXTS + 1);
    texts.into_iter().map(Cow::into_owned).collect()
}

struct Fitter<'f> {
    schema: &'static Schema,
    supplement: &'f Supplement,
    remarks: &'f mut Vec<Remark>,
    path: Vec<&'static str>,
}

/// Of what is left out, so many values are told.
pub(crate) const MOST_TEXTS: usize = 8;

impl Fitter<'_> {
    fn remark(&mut self, kind: RemarkKind, message: String) {
        let path = self.path.iter().fold(String::new(), |path, name| path + "/" + name);
        self.remarks.push(Remark { kind, path, message });
    }

    /// The element as the target wants it; none if it cannot hold the value, which is said then.
    fn element(&mut self, element: Element, declared: &'static Declared) -> Option<Element> {
        if let Some(aside) = &element.aside {
            if aside.kind == declared.kind {
                return Some(element);
            }
            self.leave_out(&element);
            return None;
        }
        self.path.push(self.schema.local(declared.symbol));
        let fitted = match declared.kind {
            Kind::Any => Some(element),
            Kind::Simple(number) => self.value(element, self.schema.simple(number), declared.preset.as_ref()),
            Kind::Complex(number) => self.complex(element, self.schema.complex(number)),
        };
        self.path.pop();
        let mut fitted = fitted?;
        self.schema.local(declared.symbol).clone_into(&mut fitted.name);
        self.schema.namespace(declared.symbol).clone_into(&mut fitted.namespace);
        Some(fitted)
    }

    fn value(&mut self, mut element: Element, simple: &Simple, preset: Option<&Preset>) -> Option<Element> {
        for child in std::mem::take(&mut element.children) {
            self.leave_out(&child);
        }
        self.drop_attributes(&mut element, |_| false);
        if element.text.is_empty()
            && let Some(Preset::Fixed(value) | Preset::Default(value)) = preset
        {
            element.text.clone_from(value);
        }
        if let Some(Preset::Fixed(fixed)) = preset
            && *fixed != element.text
        {
            if !simple.is_same(fixed, &element.text) {
                let message =
                    format!("Hier ist nur „{fixed}“ möglich; in der Quelle steht „{}“.", shortened(&element.text));
                self.remark(RemarkKind::Changed, message);
            }
            element.text.clone_from(fixed);
        }
        if simple.is_valid(&element.text) {
            return Some(element);
        }
        let message = format!("Der Wert „{}“ ist in der Zielversion nicht möglich.", shortened(&element.text));
        self.remark(RemarkKind::LeftOut, message);
        None
    }

    fn complex(&mut self, mut element: Element, complex: &'static Complex) -> Option<Element> {
        if let Some(code) = self.unknown_code(&element, complex) {
            let message = format!("Den Code „{}“ gibt es in der Liste der Zielversion nicht.", shortened(&code));
            self.remark(RemarkKind::LeftOut, message);
            return None;
        }
        self.attributes(&mut element, complex);
        if !element.text.trim().is_empty() {
            let text = std::mem::take(&mut element.text);
            self.remark(
                RemarkKind::LeftOut,
                format!("Der Text „{}“ steht zwischen Elementen.", shortened(text.trim())),
            );
        }
        let children = std::mem::take(&mut element.children);
        let symbol = |child: &Element| self.schema.symbol(&child.namespace, &child.name);
        let mut pool = Pool::new(children.into_iter().map(|child| (symbol(&child), child)));
        if let Some(content) = &complex.content {
            element.children = self.particle(content, &mut pool, true);
        }
        for child in pool.take_all() {
            self.leave_out(&child);
        }
        Some(element)
    }

    /// The code of an element of a code list that does not have it.
    fn unknown_code(&self, element: &Element, complex: &'static Complex) -> Option<String> {
        let code = element.children.iter().find(|child| child.namespace.is_empty() && child.name == "code")?;
        let declared = complex.automaton.anywhere(self.schema.symbol("", "code"))?;
        let Kind::Simple(number) = declared.kind else { return None };
        let is_known =
            code.text.is_empty() && declared.preset.is_some() || self.schema.simple(number).is_valid(&code.text);
        (!is_known).then(|| code.text.clone())
    }

    fn attributes(&mut self, element: &mut Element, complex: &'static Complex) {
        self.drop_attributes(element, |name| complex.attributes.iter().any(|known| known.name == name));
        for known in &complex.attributes {
            let simple = self.schema.simple(known.simple);
            let found = element.attributes.iter_mut().find(|attribute| attribute.name == known.name);
            match (found, &known.fixed) {
                (Some(found), Some(fixed)) if !simple.is_same(fixed, &found.value) => {
                    let was = std::mem::replace(&mut found.value, fixed.clone());
                    let message = format!("{} ist „{fixed}“ statt „{}“.", known.name, shortened(&was));
                    self.remark(RemarkKind::Changed, message);
                }
                (Some(found), None) if !simple.is_valid(&found.value) => {
                    let was = std::mem::take(&mut found.value);
                    let message = format!("{}: „{}“ ist nicht möglich.", known.name, shortened(&was));
                    self.remark(RemarkKind::LeftOut, message);
                }
                (None, fixed) if known.is_required => {
                    let value = fixed.clone().unwrap_or_default();
                    self.remark(
                        RemarkKind::Added,
                        format!("Das Attribut {} ist vorgeschrieben; ergänzt wurde „{value}“.", known.name),
                    );
                    element.attributes.push(Attribute { namespace: String::new(), name: known.name.clone(), value });
                }
                _ => {}
            }
        }
    }

    /// Where the schema lies is no part of what a message says; all else is said to be left out.
    fn drop_attributes(&mut self, element: &mut Element, is_known: impl Fn(&str) -> bool) {
        for attribute in std::mem::take(&mut element.attributes) {
            if attribute.namespace.is_empty() && is_known(&attribute.name) {
                element.attributes.push(attribute);
                continue;
            }
            let is_of_schema = attribute.namespace == INSTANCE;
            let is_place = is_of_schema && matches!(&*attribute.name, "schemaLocation" | "noNamespaceSchemaLocation");
            let prefix = if is_of_schema { "xsi:" } else { "" };
            let (name, value) = (shortened(&attribute.name), shortened(&attribute.value));
            let kind = if is_place { RemarkKind::Aside } else { RemarkKind::LeftOut };
            self.remark(kind, format!("Attribut {prefix}{name}: „{value}“."));
        }
    }

    fn leave_out(&mut self, element: &Element) {
        if !element.has_content() {
            return;
        }
        let mut texts = Vec::new();
        collect(element, &mut texts);
        let more = if texts.len() > MOST_TEXTS { " …" } else { "" };
        let listed: Vec<_> = texts.iter().take(MOST_TEXTS).map(|text| format!("„{text}“")).collect();
        let message = format!("{}: {}{more}", shortened(&element.name), listed.join(", "));
        self.remark(RemarkKind::LeftOut, message);
    }

    fn particle(&mut self, particle: &'static Particle, pool: &mut Pool, is_required: bool) -> Vec<Element> {
        let is_required = is_required && !particle.occurs.is_optional;
        let mut fitted = Vec::new();
        loop {
            let before = fitted.len();
            let left = pool.left();
            self.once(particle, pool, is_required && before == 0, &mut fitted);
            let is_done = pool.left() == left;
            if !particle.occurs.is_many || is_done {
                return fitted;
            }
        }
    }

    /// One turn of a particle.
    fn once(&mut self, particle: &'static Particle, pool: &mut Pool, is_required: bool, fitted: &mut Vec<Element>) {
        match &particle.shape {
            Shape::Element(declared) => {
                let child = pool.take(declared.symbol);
                let child = self.one(child, particle.occurs.is_many);
                let is_last = !pool.has(declared.symbol);
                let found = child.and_then(|child| self.element(child, declared));
                match found {
                    Some(element) => fitted.push(element),
                    None if is_required && is_last => fitted.push(self.filler(declared)),
                    None => {}
                }
            }
            Shape::Any => fitted.extend(pool.take_all()),
            Shape::Sequence(parts) => {
                if !is_required && !pool.symbols().any(|symbol| particle.has(symbol)) {
                    return;
                }
                for part in parts {
                    fitted.extend(self.particle(part, pool, true));
                }
            }
            Shape::Choice(parts) => {
                let part_for = |symbol| parts.iter().find(|part| part.has(symbol));
                let wanted = pool.first_that(|symbol| part_for(symbol).is_some()).and_then(part_for);
                let chosen = wanted.or_else(|| parts.first().filter(|_| is_required));
                if let Some(part) = chosen {
                    fitted.extend(self.particle(part, pool, is_required || wanted.is_some()));
                }
            }
        }
    }

    /// Several that were laid aside together have no place where one is wanted.
    fn one(&mut self, child: Option<Element>, is_many: bool) -> Option<Element> {
        let is_too_much = |child: &Element| child.aside.as_ref().is_some_and(|aside| aside.count > 1 && !is_many);
        if let Some(child) = child.as_ref().filter(|child| is_too_much(child)) {
            self.leave_out(child);
            return None;
        }
        child
    }

    /// An element that must be there and is not in the source.
    fn filler(&mut self, declared: &'static Declared) -> Element {
        let name = self.schema.local(declared.symbol);
        let mut element = Element::new(self.schema.namespace(declared.symbol), name);
        self.path.push(name);
        match declared.kind {
            Kind::Any => {}
            Kind::Simple(number) => {
                element.text = self.value_for(name, self.schema.simple(number), declared.preset.as_ref());
                let message = format!(
                    "„{name}“ ist vorgeschrieben und steht nicht in der Quelle; ergänzt wurde „{}“.",
                    element.text
                );
                self.remark(RemarkKind::Added, message);
            }
            Kind::Complex(number) => {
                let complex = self.schema.complex(number);
                self.attributes(&mut element, complex);
                if let Some(content) = &complex.content {
                    element.children = self.particle(content, &mut Pool::default(), true);
                }
            }
        }
        self.path.pop();
        element
    }

    fn value_for(&self, name: &str, simple: &Simple, preset: Option<&Preset>) -> String {
        if let Some(Preset::Fixed(value) | Preset::Default(value)) = preset {
            return value.clone();
        }
        if let Some(first) = simple.options.as_ref().and_then(|options| options.first()) {
            return first.clone();
        }
        let value = match simple.primitive {
            Primitive::Boolean => "0",
            Primitive::Integer | Primitive::Int | Primitive::UnsignedInt | Primitive::UnsignedShort => "1",
            Primitive::Date => "0001-01-01",
            Primitive::DateTime => "0001-01-01T00:00:00",
            Primitive::Time => "00:00:00",
            Primitive::GYear => "0001",
            _ if name == "nachrichtenUUID" => &self.supplement.message_id,
            _ if simple.is_valid("") => "",
            _ => NIL,
        };
        value.to_owned()
    }
}

/// The values in an element, one more than are told at most.
fn collect<'e>(element: &'e Element, texts: &mut Vec<Cow<'e, str>>) {
    let text = element.text.trim();
    if !text.is_empty() {
        texts.push(shortened(text));
    }
    let aside = element.aside.iter().flat_map(|aside| &aside.texts);
    texts.extend(aside.map(|text| Cow::Borrowed(text.as_str())));
    let told = |attribute: &Attribute| format!("{}={}", shortened(&attribute.name), shortened(&attribute.value));
    texts.extend(element.attributes.iter().map(told).map(Cow::Owned));
    for child in &element.children {
        if texts.len() > MOST_TEXTS {
            return;
        }
        collect(child, texts);
    }
}
