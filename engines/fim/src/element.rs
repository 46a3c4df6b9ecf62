//! From checked XML elements to the typed tree.
//!
//! The reader keeps only small elements until their field, group or rule ends; here they become
//! values. Missing pieces stay empty, since the reader has already reported them.

use crate::schema::{
    Cardinality, CodeListReference, CodeValue, Common, Constraints, DataType, ElementKind, Field, FieldKind, Group,
    Identification, LegalReference, Node, Prefill, Rule, RuleError, RuleParameter, RuleTarget, Schema,
};

/// A finished element that its parent still needs.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    pub name: &'static str,
    pub attributes: Vec<(&'static str, String)>,
    pub text: String,
    pub children: Vec<Self>,
    /// Rules referred to by this element.
    pub rules: Vec<Identification>,
    /// Positions below this element.
    pub nodes: Vec<Node>,
}

impl Raw {
    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn each<'raw>(&'raw self, name: &'static str) -> impl Iterator<Item = &'raw Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Text of a child without the white space around it; None when empty.
    fn text_of(&self, name: &str) -> Option<String> {
        self.child(name).and_then(Self::trimmed)
    }

    fn trimmed(&self) -> Option<String> {
        let text = self.text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn code_of(&self, name: &str) -> String {
        self.child(name).and_then(|child| child.text_of("code")).unwrap_or_default()
    }

    fn identification(&self, name: &str) -> Identification {
        let Some(child) = self.child(name) else {
            return Identification::default();
        };
        Identification {
            id: child.text_of("id").unwrap_or_default(),
            version: child.text_of("version").unwrap_or_default(),
        }
    }

    pub fn legal_references(&self) -> Vec<LegalReference> {
        self.each("bezug")
            .filter_map(|reference| {
                let text = reference.trimmed()?;
                Some(LegalReference { text, link: reference.attribute("link").map(str::to_owned) })
            })
            .collect()
    }
}

fn common(raw: &Raw) -> Common {
    let identification = raw.identification("identifikation");
    Common {
        id: identification.id,
        version: identification.version,
        name: raw.text_of("name").unwrap_or_default(),
        description: raw.text_of("beschreibung"),
        definition: raw.text_of("definition"),
        release_status: Some(raw.code_of("freigabestatus")).filter(|code| !code.is_empty()),
        legal_references: raw.legal_references(),
        input_label: raw.text_of("bezeichnungEingabe").unwrap_or_default(),
        output_label: raw.text_of("bezeichnungAusgabe"),
        input_help: raw.text_of("hilfetextEingabe"),
        output_help: raw.text_of("hilfetextAusgabe"),
        element_kind: match raw.code_of("schemaelementart").as_str() {
            "ABS" => ElementKind::Abstract,
            "RNG" => ElementKind::LegallyBound,
            _ => ElementKind::Harmonised,
        },
        rule_references: raw.rules.clone(),
    }
}

pub(crate) fn group(mut raw: Raw) -> Group {
    Group { common: common(&raw), choice: raw.code_of("art") == "X", children: std::mem::take(&mut raw.nodes) }
}

pub(crate) fn field(raw: &Raw) -> Field {
    Field {
        common: common(raw),
        field_kind: field_kind(&raw.code_of("feldart")),
        data_type: data_type(&raw.code_of("datentyp")),
        constraints: raw.child("praezisierung").map(constraints).unwrap_or_default(),
        content: raw.text_of("inhalt"),
        prefill: match raw.code_of("vorbefuellung").as_str() {
            "optional" => Prefill::Optional,
            "verpflichtend" => Prefill::Required,
            _ => Prefill::None,
        },
        values: raw.child("werte").map(values).unwrap_or_default(),
        code_list: code_list(raw),
        max_size: raw.text_of("maxSize").and_then(|size| saturating(&size)),
        media_types: raw.each("mediaType").filter_map(Raw::trimmed).collect(),
    }
}

fn field_kind(code: &str) -> FieldKind {
    match code {
        "select" => FieldKind::Select,
        "label" => FieldKind::Label,
        "hidden" => FieldKind::Hidden,
        "locked" => FieldKind::Locked,
        _ => FieldKind::Input,
    }
}

fn data_type(code: &str) -> DataType {
    match code {
        "text_latin" => DataType::TextLatin,
        "date" => DataType::Date,
        "time" => DataType::Time,
        "datetime" => DataType::DateTime,
        "bool" => DataType::Bool,
        "num" => DataType::Num,
        "num_int" => DataType::NumInt,
        "num_currency" => DataType::NumCurrency,
        "file" => DataType::File,
        "obj" => DataType::Obj,
        _ => DataType::Text,
    }
}

/// A number that may be larger than any machine number: then as large as possible.
fn saturating(digits: &str) -> Option<u64> {
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

fn constraints(raw: &Raw) -> Constraints {
    let length = |name| raw.attribute(name).map(str::trim).and_then(saturating);
    let text = |name| raw.attribute(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    Constraints {
        min_length: length("minLength"),
        max_length: length("maxLength"),
        min_value: text("minValue"),
        max_value: text("maxValue"),
        pattern: raw.attribute("pattern").filter(|value| !value.is_empty()).map(str::to_owned),
        note: raw.trimmed(),
    }
}

fn values(raw: &Raw) -> Vec<CodeValue> {
    raw.each("wert")
        .map(|value| CodeValue {
            code: value.text_of("code").unwrap_or_default(),
            name: value.text_of("name").unwrap_or_default(),
            help: value.text_of("hilfe"),
        })
        .collect()
}

fn code_list(raw: &Raw) -> Option<CodeListReference> {
    let reference = raw.child("codelisteReferenz")?;
    Some(CodeListReference {
        identification: reference.text_of("canonicalIdentification"),
        version: reference.text_of("version"),
        version_uri: reference.text_of("canonicalVersionUri"),
        code_key: raw.text_of("codeKey"),
        name_key: raw.text_of("nameKey"),
        help_key: raw.text_of("helpKey"),
    })
}

/// Reads `min:max`; None when the text is something else.
pub(crate) fn cardinality(text: &str) -> Option<Cardinality> {
    let clamp = |digits: &str| saturating(digits).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let (min, max) = text.trim().split_once(':')?;
    let max = if max == "*" { None } else { Some(clamp(max)?) };
    Some(Cardinality { min: clamp(min)?, max })
}

pub(crate) fn cardinality_of(position: &Raw) -> Option<Cardinality> {
    cardinality(&position.text_of("anzahl")?)
}

pub(crate) fn rule(raw: &Raw) -> Rule {
    let identification = raw.identification("identifikation");
    Rule {
        id: identification.id,
        version: identification.version,
        name: raw.text_of("name").unwrap_or_default(),
        description: raw.text_of("beschreibung"),
        text: raw.text_of("freitextRegel"),
        legal_references: raw.legal_references(),
        author: raw.text_of("fachlicherErsteller"),
        kind: raw.code_of("typ"),
        parameters: raw
            .each("param")
            .map(|parameter| RuleParameter {
                element: parameter.attribute("element").unwrap_or_default().to_owned(),
                name: parameter.attribute("name").unwrap_or_default().to_owned(),
                kind: parameter.text_of("typ").unwrap_or_default(),
            })
            .collect(),
        targets: raw
            .each("ziel")
            .map(|target| RuleTarget {
                element: target.attribute("element").unwrap_or_default().to_owned(),
                name: target.attribute("name").unwrap_or_default().to_owned(),
            })
            .collect(),
        script: raw.text_of("skript"),
        errors: raw
            .each("fehler")
            .map(|error| RuleError {
                code: error.attribute("code").and_then(|c| c.trim().parse().ok()).unwrap_or(0),
                message: error.text.trim().to_owned(),
            })
            .collect(),
    }
}

/// Fills the head of a schema from `stammdatenschema` or `dokumentsteckbrief`.
pub(crate) fn describe_schema(schema: &mut Schema, mut raw: Raw) {
    let identification = raw.identification("identifikation");
    schema.id = identification.id;
    schema.version = identification.version;
    schema.name = raw.text_of("name").unwrap_or_default();
    schema.title = raw.text_of("bezeichnung").unwrap_or_default();
    schema.description = raw.text_of("beschreibung");
    schema.definition = raw.text_of("definition");
    schema.help = raw.text_of("hilfetext");
    schema.valid_from = raw.text_of("gueltigAb");
    schema.valid_until = raw.text_of("gueltigBis");
    schema.last_change = raw.text_of("letzteAenderung");
    schema.version_note = raw.text_of("versionshinweis");
    schema.release_status = Some(raw.code_of("freigabestatus")).filter(|code| !code.is_empty());
    schema.legal_references = raw.legal_references();
    schema.document_profile = Some(raw.identification("dokumentsteckbrief")).filter(|profile| !profile.id.is_empty());
    schema.rule_references = std::mem::take(&mut raw.rules);
    schema.root = std::mem::take(&mut raw.nodes);
}

/// A schema that consists of one group or field of its own.
pub(crate) fn describe_single(schema: &mut Schema, node: Node) {
    let common = node.element.common();
    schema.id.clone_from(&common.id);
    schema.version.clone_from(&common.version);
    schema.name.clone_from(&common.name);
    schema.title.clone_from(&common.input_label);
    schema.description.clone_from(&common.description);
    schema.definition.clone_from(&common.definition);
    schema.release_status.clone_from(&common.release_status);
    schema.legal_references.clone_from(&common.legal_references);
    schema.root = vec![node];
}

/// What a translation message translates.
pub(crate) fn describe_translation(schema: &mut Schema, raw: &Raw) {
    schema.id = raw.text_of("id").unwrap_or_default();
    schema.version = raw.text_of("version").unwrap_or_default();
}
