//! Names in the file that mean nothing here: passed over, but not without a word, for they may be slips of the pen.

use std::collections::BTreeSet;

use crate::json::Node;

const TASK: &[&str] =
    &["criteria", "items", "members", "minimum_per_group", "periods", "budget_eur", "fte", "seed", "draws", "top"];
const LISTS: [(&str, &[&str]); 4] = [
    ("criteria", &["id", "weight", "scale"]),
    ("items", &["id", "values", "cost_eur", "fte", "requires", "excludes", "group"]),
    ("members", &["id", "weights"]),
    ("periods", &["id", "budget_eur", "fte"]),
];
/// So many are named.
const MOST: usize = 10;
/// A longer name is cut.
const LONGEST: usize = 60;

/// Each once, whatever the order of the file: `items.require`.
pub(super) fn names(task: &Node) -> Vec<String> {
    let mut unknown = BTreeSet::new();
    let Node::Object(fields) = task else { return Vec::new() };
    unknown.extend(outside(fields, TASK).map(short));
    for (name, node) in fields {
        let (Some((list, known)), Node::List(entries)) = (LISTS.iter().find(|(list, _)| list == name), node) else {
            continue;
        };
        for entry in entries {
            let Node::Object(fields) = entry else { continue };
            unknown.extend(outside(fields, known).map(|name| format!("{list}.{}", short(name))));
            if unknown.len() > 10 * MOST {
                break;
            }
        }
    }
    unknown.into_iter().take(MOST).collect()
}

fn outside<'a>(fields: &'a [(String, Node)], known: &'a [&str]) -> impl Iterator<Item = &'a str> {
    fields.iter().map(|(name, _)| name.as_str()).filter(move |name| !known.contains(name))
}

fn short(name: &str) -> String {
    name.chars().take(LONGEST).collect()
}
