//! The children of an element that have no place yet. Asking for one must not cost more the more there are: messages
//! have tens of thousands of objects side by side.

use std::collections::{HashMap, VecDeque};

use crate::{schema::Symbol, tree::Element};

/// By name, each with its place in the source. There are as many names as the schema has, however long the message.
#[derive(Default)]
pub(super) struct Pool {
    waiting: HashMap<Symbol, VecDeque<(usize, Element)>>,
    left: usize,
}

impl Pool {
    pub fn new(children: impl Iterator<Item = (Symbol, Element)>) -> Self {
        let mut pool = Self::default();
        for (symbol, child) in children {
            pool.waiting.entry(symbol).or_default().push_back((pool.left, child));
            pool.left += 1;
        }
        pool
    }

    /// How many wait.
    pub fn left(&self) -> usize {
        self.left
    }

    pub fn has(&self, symbol: Symbol) -> bool {
        work::count();
        self.waiting.contains_key(&symbol)
    }

    /// The first of a name.
    pub fn take(&mut self, symbol: Symbol) -> Option<Element> {
        work::count();
        let queue = self.waiting.get_mut(&symbol)?;
        let (_, child) = queue.pop_front()?;
        if queue.is_empty() {
            self.waiting.remove(&symbol);
        }
        self.left -= 1;
        Some(child)
    }

    /// All that wait, in the order of the source.
    pub fn take_all(&mut self) -> impl Iterator<Item = Element> + use<> {
        let mut all: Vec<_> = std::mem::take(&mut self.waiting).into_values().flatten().collect();
        all.sort_unstable_by_key(|(place, _)| *place);
        self.left = 0;
        all.into_iter().map(|(_, child)| child)
    }

    /// The names that wait, in no order.
    pub fn symbols(&self) -> impl Iterator<Item = Symbol> {
        self.waiting.keys().inspect(|_| work::count()).copied()
    }

    /// Of the names that fit, the one that comes first in the source.
    pub fn first_that(&self, fits: impl Fn(Symbol) -> bool) -> Option<Symbol> {
        let fitting = self.symbols().filter(|symbol| fits(*symbol));
        fitting.min_by_key(|symbol| self.waiting.get(symbol).and_then(VecDeque::front).map(|(place, _)| *place))
    }
}

/// How much is looked at, for the test that it grows as the message does.
mod work {
    #[cfg(test)]
    thread_local! {
        pub static LOOKS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    pub fn count() {
        #[cfg(test)]
        LOOKS.set(LOOKS.get() + 1);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::work::LOOKS;
    use crate::{Limits, Supplement, Version, convert};

    /// How much is looked at to convert a message with so many documents.
    fn looks(documents: usize) -> usize {
        let mut text = format!("<x:Aussonderung.Aussonderung.0503 xmlns:x=\"{}\">", Version::V3_0.namespace());
        for number in 0..documents {
            let _ = write!(
                text,
                "<x:Schriftgutobjekt><x:Dokument><x:Identifikation><x:ID>{number:08x}-0000-4000-8000-000000000000</x:ID>\
                 </x:Identifikation></x:Dokument></x:Schriftgutobjekt>"
            );
        }
        text.push_str("</x:Aussonderung.Aussonderung.0503>");
        LOOKS.set(0);
        let converted = convert(text.as_bytes(), Version::V4_0, &Supplement::default(), &Limits::default()).unwrap();
        assert_eq!(converted.xml.matches("<xdomea:Schriftgutobjekt>").count(), documents);
        LOOKS.get()
    }

    #[test]
    fn ten_times_the_documents_are_ten_times_the_work() {
        let (few, many) = (looks(200), looks(2000));
        assert!(few > 200 && many < few * 11, "{few} {many}");
    }

    #[test]
    fn what_waits_comes_in_the_order_of_the_source() {
        use crate::{schema::Symbol, tree::Element};
        let children = [7, 5, 7, 6, 5].map(Symbol).into_iter().zip(["a", "b", "c", "d", "e"]);
        let mut pool = super::Pool::new(children.map(|(symbol, name)| (symbol, Element::new("", name))));
        assert_eq!(pool.first_that(|symbol| symbol != Symbol(7)), Some(Symbol(5)));
        assert_eq!(pool.take(Symbol(7)).map(|child| child.name).as_deref(), Some("a"));
        assert_eq!(pool.take_all().map(|child| child.name).collect::<String>(), "bcde");
        assert_eq!((pool.left(), pool.has(Symbol(5))), (0, false));
    }
}
