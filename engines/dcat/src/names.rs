//! Names of properties and classes: long as they stand in the data, short as people write them.

use std::{collections::HashMap, sync::LazyLock};

use crate::table;

static PREFIXES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    table::rows::<2>(include_str!("../data/prefixes.tsv")).map(|[prefix, namespace]| (prefix, namespace)).collect()
});

static NAMESPACES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| PREFIXES.iter().copied().collect());

pub const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub const SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
pub const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";

/// Prefixes and namespaces in the order they are written.
pub fn prefixes() -> &'static [(&'static str, &'static str)] {
    &PREFIXES
}

/// `dct:title` → `http://purl.org/dc/terms/title`; what has no known prefix is a long name already.
pub fn long(name: &str) -> String {
    match name.split_once(':') {
        Some((prefix, local)) if !local.starts_with("//") => match NAMESPACES.get(prefix) {
            Some(namespace) => format!("{namespace}{local}"),
            None => name.to_owned(),
        },
        _ => name.to_owned(),
    }
}

/// `http://purl.org/dc/terms/title` → `dct:title`; a name of no known namespace stays as it is.
pub fn short(iri: &str) -> String {
    let found = PREFIXES.iter().filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)));
    let local =
        found.filter(|(_, local)| !local.is_empty() && !local.contains(['/', '#'])).min_by_key(|(_, l)| l.len());
    local.map_or_else(|| iri.to_owned(), |(prefix, local)| format!("{prefix}:{local}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_long_and_short_again() {
        for name in ["dct:title", "dcatap:availability", "r5rhash:availability", "vcard:Kind"] {
            assert_eq!(short(&long(name)), name);
        }
        assert_eq!(long("http://example.org/a"), "http://example.org/a");
        assert_eq!(short("http://example.org/a"), "http://example.org/a");
        assert_eq!(short("http://purl.org/dc/terms/"), "http://purl.org/dc/terms/");
    }
}
