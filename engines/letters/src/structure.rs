//! The structure tree: what a screen reader walks (ISO 32000-1 § 14.7, ISO 14289-1 § 7).
//!
//! The letter is laid out first and drawn afterwards. Therefore a place in the tree is reserved for
//! every piece of text while laying out, and filled while drawing.

use krilla::tagging::{Identifier, Node as TreeNode, TagGroup, TagKind, TagTree};

/// The document itself.
pub(crate) const ROOT: NodeId = NodeId(0);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeId(usize);

/// A reserved place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot(usize);

enum Child {
    Node(NodeId),
    Slot(Slot),
}

#[derive(Default)]
struct Node {
    tag: Option<TagKind>,
    children: Vec<Child>,
}

pub(crate) struct Structure {
    nodes: Vec<Node>,
    filled: Vec<Option<Identifier>>,
}

impl Structure {
    pub fn new() -> Self {
        Self { nodes: vec![Node::default()], filled: Vec::new() }
    }

    pub fn node(&mut self, parent: NodeId, tag: impl Into<TagKind>) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node { tag: Some(tag.into()), children: Vec::new() });
        self.nodes[parent.0].children.push(Child::Node(id));
        id
    }

    pub fn slot(&mut self, parent: NodeId) -> Slot {
        let slot = Slot(self.filled.len());
        self.filled.push(None);
        self.nodes[parent.0].children.push(Child::Slot(slot));
        slot
    }

    pub fn fill(&mut self, slot: Slot, identifier: Identifier) {
        self.filled[slot.0] = Some(identifier);
    }

    pub fn into_tree(mut self, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for child in self.children(ROOT) {
            tree.push(child);
        }
        tree
    }

    /// Groups without content would confuse a listener and are left out.
    fn children(&mut self, id: NodeId) -> Vec<TreeNode> {
        let children = std::mem::take(&mut self.nodes[id.0].children);
        let mut built = Vec::with_capacity(children.len());
        for child in children {
            match child {
                Child::Slot(slot) => built.extend(self.filled[slot.0].take().map(TreeNode::from)),
                Child::Node(node) => {
                    let inner = self.children(node);
                    // A table cell keeps its place even if it is empty.
                    let keeps = matches!(self.nodes[node.0].tag, Some(TagKind::TD(_) | TagKind::TH(_)));
                    let Some(tag) = self.nodes[node.0].tag.take() else {
                        continue;
                    };
                    if !inner.is_empty() || keeps {
                        built.push(TagGroup::with_children(tag, inner).into());
                    }
                }
            }
        }
        built
    }
}
