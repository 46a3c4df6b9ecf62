//! The normalised tree of an XDatenfelder 3.0.0 message.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::path::NodePath;

/// Id and version of an element of the FIM repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Identification {
    pub id: String,
    #[serde(default)]
    pub version: String,
}

/// Which message a file carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// `dokumentsteckbrief.0101`
    DocumentProfile,
    /// `stammdatenschema.0102`
    #[default]
    Schema,
    /// `datenfeldgruppe.0103`
    Group,
    /// `datenfeld.0104`
    Field,
    /// `codeliste.0105`
    CodeList,
    /// `uebersetzung.0106`
    Translation,
}

/// A reference to a law (`bezug`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct LegalReference {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A Stammdatenschema, or a single group or field that stands for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Schema {
    pub kind: MessageKind,
    pub id: String,
    pub version: String,
    /// Name among editors (`name`).
    pub name: String,
    /// Name for applicants (`bezeichnung`); empty where the message has none.
    pub title: String,
    pub description: Option<String>,
    pub definition: Option<String>,
    pub help: Option<String>,
    pub valid_from: Option<String>,
    pub valid_until: Option<String>,
    pub last_change: Option<String>,
    pub version_note: Option<String>,
    /// Code of the list `xprozess:status`: 5 is silver, 6 is gold.
    pub release_status: Option<String>,
    pub legal_references: Vec<LegalReference>,
    pub document_profile: Option<Identification>,
    /// Rules that stand at the schema itself.
    pub rule_references: Vec<Identification>,
    /// All rules of the file, each (id, version) once, in this order.
    pub rules: Vec<Rule>,
    pub root: Vec<Node>,
}

impl Schema {
    /// Visits every node, parents before children.
    pub fn visit<'schema>(&'schema self, mut visitor: impl FnMut(&'schema Node)) {
        fn walk<'schema>(nodes: &'schema [Node], visitor: &mut impl FnMut(&'schema Node)) {
            for node in nodes {
                visitor(node);
                walk(node.children(), visitor);
            }
        }
        walk(&self.root, &mut visitor);
    }

    /// Positions of fields and of groups, as often as they stand in the tree.
    pub fn counts(&self) -> (usize, usize) {
        let mut fields = 0;
        let mut groups = 0;
        self.visit(|node| match node.element {
            Element::Field(_) => fields += 1,
            Element::Group(_) => groups += 1,
        });
        (fields, groups)
    }

    /// The node at a path.
    pub fn node(&self, path: &NodePath) -> Option<&Node> {
        let mut nodes = self.root.as_slice();
        let mut found = None;
        for segment in path.segments() {
            let node = nodes.iter().find(|node| node.path.last_segment() == segment)?;
            nodes = node.children();
            found = Some(node);
        }
        found
    }

    /// Gives every node its path; the reader calls it once the tree is complete.
    pub(crate) fn assign_paths(&mut self) {
        fn assign(parent: &NodePath, nodes: &mut [Node]) {
            let mut seen: BTreeMap<String, u32> = BTreeMap::new();
            for node in nodes {
                let segment = crate::path::segment_of_id(node.element.id());
                let count = seen.entry(segment.clone()).or_insert(0);
                *count += 1;
                node.path = match count {
                    1 => parent.child(&segment),
                    more => parent.child(&format!("{segment}~{more}")),
                };
                if let Element::Group(group) = &mut node.element {
                    assign(&node.path, &mut group.children);
                }
            }
        }
        assign(&NodePath::root(), &mut self.root);
    }
}

/// How often an element may occur at a position (`anzahl`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cardinality {
    pub min: u32,
    /// None: without limit.
    pub max: Option<u32>,
}

impl Cardinality {
    pub const ONE: Self = Self { min: 1, max: Some(1) };

    pub fn repeats(self) -> bool {
        self.max.is_none_or(|max| max > 1)
    }
}

/// A position in the tree (`struktur`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub path: NodePath,
    pub cardinality: Cardinality,
    /// Legal references of this position, beside those of the element.
    pub legal_references: Vec<LegalReference>,
    pub element: Element,
}

impl Node {
    pub fn children(&self) -> &[Self] {
        match &self.element {
            Element::Field(_) => &[],
            Element::Group(group) => &group.children,
        }
    }
}

/// What stands at a position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Element {
    Field(Box<Field>),
    Group(Box<Group>),
}

impl Element {
    pub fn common(&self) -> &Common {
        match self {
            Self::Field(field) => &field.common,
            Self::Group(group) => &group.common,
        }
    }

    pub fn id(&self) -> &str {
        &self.common().id
    }
}

/// What fields and groups have in common (`Schemaelementangaben`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Common {
    pub id: String,
    pub version: String,
    pub name: String,
    pub description: Option<String>,
    pub definition: Option<String>,
    pub release_status: Option<String>,
    pub legal_references: Vec<LegalReference>,
    /// `bezeichnungEingabe`
    pub input_label: String,
    /// `bezeichnungAusgabe`
    pub output_label: Option<String>,
    pub input_help: Option<String>,
    pub output_help: Option<String>,
    pub element_kind: ElementKind,
    pub rule_references: Vec<Identification>,
}

/// `schemaelementart`: abstract, harmonised, or bound to a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum ElementKind {
    #[serde(rename = "ABS")]
    Abstract,
    #[serde(rename = "HAR")]
    #[default]
    Harmonised,
    #[serde(rename = "RNG")]
    LegallyBound,
}

/// A Datenfeldgruppe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Group {
    #[serde(flatten)]
    pub common: Common,
    /// `art` X: exactly one of the children.
    pub choice: bool,
    pub children: Vec<Node>,
}

/// A Datenfeld.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Field {
    #[serde(flatten)]
    pub common: Common,
    pub field_kind: FieldKind,
    pub data_type: DataType,
    pub constraints: Constraints,
    /// `inhalt`: text of a label, or the value of a locked or hidden field.
    pub content: Option<String>,
    pub prefill: Prefill,
    /// Inline code list (`werte`).
    pub values: Vec<CodeValue>,
    pub code_list: Option<CodeListReference>,
    /// Greatest size of a file in bytes.
    pub max_size: Option<u64>,
    pub media_types: Vec<String>,
}

/// `feldart`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    #[default]
    Input,
    Select,
    Label,
    Hidden,
    Locked,
}

/// `datentyp`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum DataType {
    #[default]
    Text,
    TextLatin,
    Date,
    Time,
    #[serde(rename = "datetime")]
    DateTime,
    Bool,
    Num,
    NumInt,
    NumCurrency,
    File,
    Obj,
}

/// `vorbefuellung`: whether a register may or must fill the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Prefill {
    #[default]
    None,
    Optional,
    Required,
}

/// `praezisierung`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Constraints {
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_value: Option<String>,
    pub max_value: Option<String>,
    pub pattern: Option<String>,
    /// Free text beside the attributes.
    pub note: Option<String>,
}

/// A value of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeValue {
    pub code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// A code list kept elsewhere (`codelisteReferenz`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct CodeListReference {
    pub identification: Option<String>,
    pub version: Option<String>,
    pub version_uri: Option<String>,
    pub code_key: Option<String>,
    pub name_key: Option<String>,
    pub help_key: Option<String>,
}

/// A rule; in practice always German prose without a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Rule {
    pub id: String,
    pub version: String,
    pub name: String,
    pub description: Option<String>,
    pub text: Option<String>,
    pub legal_references: Vec<LegalReference>,
    pub author: Option<String>,
    /// B computation, K check of several elements, M multiple choice, V validation of one element.
    pub kind: String,
    pub parameters: Vec<RuleParameter>,
    pub targets: Vec<RuleTarget>,
    pub script: Option<String>,
    pub errors: Vec<RuleError>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RuleParameter {
    pub element: String,
    pub name: String,
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RuleTarget {
    pub element: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RuleError {
    pub code: i32,
    pub message: String,
}
