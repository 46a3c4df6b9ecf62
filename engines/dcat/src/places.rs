//! Where something is: the name of a node for people, and of what it is a part.

use std::collections::HashMap;

use oxrdf::Term;

use crate::{
    excerpt::beginning,
    graph::{Graph, TermId},
    names,
};

/// So many steps up to something that has a title, and so many titles of one thing.
const STEPS: usize = 6;
const TITLES: usize = 50;
/// Signs of a title that are shown, and of the address of something above: one may stand for many nodes.
const TITLE: usize = 200;
const ADDRESS: usize = 2_000;

/// Names of nodes in a graph.
pub struct Places<'a> {
    graph: &'a Graph,
    /// Of each node something that refers to it.
    above: HashMap<TermId, TermId>,
    titles: Vec<TermId>,
}

/// A node as it is named to people.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// Title of the node, or of what it is a part of.
    pub title: Option<String>,
    /// Its own IRI; of a blank node the IRI of what it is a part of.
    pub iri: Option<String>,
}

impl<'a> Places<'a> {
    pub fn of(graph: &'a Graph) -> Self {
        let kind = graph.id(names::TYPE);
        let mut above = HashMap::new();
        for [subject, predicate, object] in graph.rows() {
            let is_link = Some(*predicate) != kind && graph.text(*object).is_none() && subject != object;
            if is_link {
                above.entry(*object).or_insert(*subject);
            }
        }
        let titles = ["dct:title", "foaf:name", "vcard:fn", "skos:prefLabel"];
        let titles = titles.iter().filter_map(|name| graph.id(name)).collect();
        Self { graph, above, titles }
    }

    pub fn place(&self, node: TermId) -> Place {
        let (mut title, mut iri, mut at) = (None, None, Some(node));
        for _ in 0..STEPS {
            let Some(here) = at else { break };
            title = title.or_else(|| self.title(here));
            let most = if here == node { usize::MAX } else { ADDRESS };
            iri = iri.or_else(|| self.graph.iri(here).map(|iri| beginning(iri, most)));
            if title.is_some() && iri.is_some() {
                break;
            }
            at = self.above.get(&here).copied();
        }
        Place { title, iri }
    }

    /// The German title before one without a language, any other after.
    pub fn title(&self, node: TermId) -> Option<String> {
        let rank = |id: &TermId| match self.graph.term(*id) {
            Term::Literal(literal) => match literal.language() {
                Some(language) if language.starts_with("de") => 0,
                None => 1,
                Some("en") => 2,
                Some(_) => 3,
            },
            _ => 4,
        };
        let values = self.titles.iter().flat_map(|property| self.graph.values(node, *property));
        let best = values.take(TITLES).filter(|id| self.graph.text(*id).is_some()).min_by_key(rank)?;
        self.graph.text(best).map(|title| beginning(title, TITLE))
    }
}
