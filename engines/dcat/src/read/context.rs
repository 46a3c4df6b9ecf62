//! Contexts of JSON-LD that lie elsewhere: those of DCAT-AP are at hand, no other is fetched.

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use oxjsonld::JsonLdRemoteDocument;
use serde_json::{Map, Value, json};

use crate::table;

const TABLES: [&str; 2] =
    [include_str!("../../data/contexts/examples.tsv"), include_str!("../../data/contexts/dcat-ap-3.tsv")];

/// By address.
static KNOWN: LazyLock<BTreeMap<&str, Vec<u8>>> = LazyLock::new(|| {
    let mut known = BTreeMap::new();
    for table in TABLES {
        let document = document(table);
        for address in table.lines().filter_map(|line| line.strip_prefix("# for: ")) {
            known.insert(address, document.clone());
        }
    }
    known
});

fn document(table: &'static str) -> Vec<u8> {
    let mut outer = Map::from_iter([("@version".to_owned(), json!(1.1))]);
    let mut inner: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for [within, term, means, kind, container] in table::rows::<5>(table) {
        let mut definition = Map::from_iter([("@id".to_owned(), json!(means))]);
        if !kind.is_empty() {
            definition.insert("@type".to_owned(), json!(kind));
        }
        let containers: Vec<String> = container.split_whitespace().map(|word| format!("@{word}")).collect();
        if !containers.is_empty() {
            definition.insert("@container".to_owned(), json!(containers));
        }
        // Only a term that is nothing but a name can begin other names.
        let plain = definition.len() == 1 && means.ends_with(['/', '#']);
        let definition = if plain { json!(means) } else { Value::Object(definition) };
        let map = if within.is_empty() { &mut outer } else { inner.entry(within).or_default() };
        map.insert(term.to_owned(), definition);
    }
    for (term, map) in inner {
        if let Some(Value::Object(definition)) = outer.get_mut(term) {
            definition.insert("@context".to_owned(), Value::Object(map));
        }
    }
    json!({ "@context": outer }).to_string().into_bytes()
}

/// Answers what a parser asks for, and remembers what was refused.
#[derive(Default)]
pub(super) struct Contexts {
    refused: Refused,
}

#[derive(Clone, Default)]
pub(super) struct Refused(Arc<Mutex<Option<String>>>);

impl Refused {
    pub(super) fn first(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Contexts {
    pub(super) fn refused(&self) -> Refused {
        self.refused.clone()
    }

    pub(super) fn load(&self, url: &str) -> Result<JsonLdRemoteDocument, Box<dyn Error + Send + Sync>> {
        let address = url.split_once('#').map_or(url, |(address, _)| address);
        if let Some(document) = KNOWN.get(address) {
            return Ok(JsonLdRemoteDocument { document: document.clone(), document_url: url.to_owned() });
        }
        self.refused.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| url.to_owned());
        Err("contexts of other servers are not loaded".into())
    }
}
