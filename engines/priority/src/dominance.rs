//! Who is beaten by somebody on every criterion, whatever the weights are and whatever is still open.

use serde::Serialize;

use crate::model::{Item, Model};

/// An item and those that are at least as good everywhere and better somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dominated {
    pub id: String,
    pub by: Vec<String>,
}

/// In the order of the ids.
pub fn dominated(model: &Model) -> Vec<Dominated> {
    let by = |item: &Item| -> Vec<String> {
        model.items().iter().filter(|other| dominates(other, item)).map(|other| other.id.clone()).collect()
    };
    let all = model.items().iter().map(|item| Dominated { id: item.id.clone(), by: by(item) });
    all.filter(|dominated| !dominated.by.is_empty()).collect()
}

/// Also if everything open turns out badly for the one and well for the other.
fn dominates(one: &Item, other: &Item) -> bool {
    let pairs = || one.values.iter().zip(&other.values);
    pairs().all(|(one, other)| one.low() >= other.high()) && pairs().any(|(one, other)| one.low() > other.high())
}
