//! Content models: the expression as the schema has it, and the automaton that a reader follows (Glushkov: one state a
//! place where an element stands in the expression).

use super::{Declared, Symbol};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Occurs {
    pub is_optional: bool,
    pub is_many: bool,
}

impl Occurs {
    pub const ONCE: Self = Self { is_optional: false, is_many: false };
}

/// A part of a content model.
#[derive(Clone, Debug)]
pub(crate) struct Particle {
    pub shape: Shape,
    pub occurs: Occurs,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Element(Declared),
    /// Any element; one that is declared must be as it is declared.
    Any,
    Sequence(Vec<Particle>),
    Choice(Vec<Particle>),
}

/// An element that has been read, and what may follow it.
#[derive(Debug)]
pub(crate) struct State {
    /// None: any element.
    pub element: Option<Declared>,
    pub follow: Vec<u16>,
}

impl State {
    fn takes(&self, symbol: Symbol) -> bool {
        self.element.as_ref().is_none_or(|element| element.symbol == symbol)
    }
}

/// State 0 is the beginning.
#[derive(Debug)]
pub(crate) struct Automaton {
    pub states: Vec<State>,
    /// Nothing need follow.
    accepts: Vec<bool>,
}

/// The states a part can begin and end with, and whether it may be missing.
struct Edges {
    first: Vec<u16>,
    last: Vec<u16>,
    is_empty: bool,
}

impl Automaton {
    pub fn new(content: Option<&Particle>) -> Self {
        let mut automaton = Self { states: vec![State { element: None, follow: Vec::new() }], accepts: Vec::new() };
        let edges = match content {
            Some(particle) => automaton.add(particle),
            None => Edges { first: Vec::new(), last: Vec::new(), is_empty: true },
        };
        automaton.accepts = vec![false; automaton.states.len()];
        for state in &edges.last {
            automaton.accepts[usize::from(*state)] = true;
        }
        automaton.accepts[0] = edges.is_empty;
        automaton.states[0].follow = edges.first;
        automaton
    }

    /// Where an element leads to from a state.
    pub fn next(&self, state: u16, symbol: Symbol) -> Option<u16> {
        let follow = &self.states[usize::from(state)].follow;
        follow.iter().copied().find(|next| self.states[usize::from(*next)].takes(symbol))
    }

    /// The declaration of an element anywhere in this content.
    pub fn anywhere(&self, symbol: Symbol) -> Option<&Declared> {
        self.states.iter().filter_map(|state| state.element.as_ref()).find(|element| element.symbol == symbol)
    }

    pub fn accepts(&self, state: u16) -> bool {
        self.accepts[usize::from(state)]
    }

    /// What may follow a state; none: any element.
    pub fn expected(&self, state: u16) -> impl Iterator<Item = Option<Symbol>> {
        let follow = &self.states[usize::from(state)].follow;
        follow.iter().map(|next| self.states[usize::from(*next)].element.as_ref().map(|element| element.symbol))
    }

    fn add(&mut self, particle: &Particle) -> Edges {
        let mut edges = match &particle.shape {
            Shape::Element(element) => self.add_state(Some(element.clone())),
            Shape::Any => self.add_state(None),
            Shape::Sequence(parts) => self.add_sequence(parts),
            Shape::Choice(parts) => self.add_choice(parts),
        };
        if particle.occurs.is_many {
            self.connect(&edges.last, &edges.first);
        }
        edges.is_empty |= particle.occurs.is_optional;
        edges
    }

    fn add_state(&mut self, element: Option<Declared>) -> Edges {
        let number = u16::try_from(self.states.len()).expect("a content model has fewer than 65,536 places");
        self.states.push(State { element, follow: Vec::new() });
        Edges { first: vec![number], last: vec![number], is_empty: false }
    }

    fn add_sequence(&mut self, parts: &[Particle]) -> Edges {
        let mut all = Edges { first: Vec::new(), last: Vec::new(), is_empty: true };
        for part in parts {
            let edges = self.add(part);
            self.connect(&all.last, &edges.first);
            if all.is_empty {
                all.first.extend(&edges.first);
            }
            if edges.is_empty {
                all.last.extend(&edges.last);
            } else {
                all.last = edges.last;
            }
            all.is_empty &= edges.is_empty;
        }
        all
    }

    fn add_choice(&mut self, parts: &[Particle]) -> Edges {
        let mut all = Edges { first: Vec::new(), last: Vec::new(), is_empty: parts.is_empty() };
        for part in parts {
            let edges = self.add(part);
            all.first.extend(edges.first);
            all.last.extend(edges.last);
            all.is_empty |= edges.is_empty;
        }
        all
    }

    fn connect(&mut self, from: &[u16], to: &[u16]) {
        for state in from {
            let follow = &mut self.states[usize::from(*state)].follow;
            for next in to {
                if !follow.contains(next) {
                    follow.push(*next);
                }
            }
        }
    }
}

impl Particle {
    /// Whether an element stands somewhere in it.
    pub fn has(&self, symbol: Symbol) -> bool {
        match &self.shape {
            Shape::Element(declared) => declared.symbol == symbol,
            Shape::Any => true,
            Shape::Sequence(parts) | Shape::Choice(parts) => parts.iter().any(|part| part.has(symbol)),
        }
    }
}
