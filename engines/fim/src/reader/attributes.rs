//! Attributes: well-formed, known, and of their type.

use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::{Abort, Run, is_xml_char};
use crate::grammar::{Content, Type};
use crate::lexical::{self, shorten};
use crate::source::Source;

impl Run<'_> {
    /// Attributes as (namespace, name, value); declarations of namespaces are left out.
    pub(super) fn attributes<R: BufRead>(
        &mut self,
        xml: &NsReader<Source<R>>,
        start: &BytesStart<'_>,
    ) -> Result<Vec<(Option<String>, String, String)>, Abort> {
        let mut found: Vec<(Option<String>, String, String)> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let Ok(attribute) = attribute else {
                self.fatal("Ein Attribut ist fehlerhaft geschrieben.")?;
                break;
            };
            if names.len() >= self.limits.max_attributes {
                let message = format!("Ein Element hat mehr als {} Attribute.", self.limits.max_attributes);
                self.fatal(&message)?;
            }
            let name = attribute.key.0.to_owned();
            if names.contains(&name) {
                let message = format!("Das Attribut „{}“ steht doppelt da.", shorten(&name));
                self.fatal(&message)?;
            }
            names.push(name);
            if attribute.value.contains('<') {
                self.fatal("In einem Attribut steht das Zeichen „<“. Schreiben Sie „&lt;“.")?;
            }
            let Ok(value) = attribute.normalized_value(XmlVersion::Explicit1_0) else {
                self.fatal("In einem Attribut steht ein Verweis, der nicht erlaubt ist.")?;
                break;
            };
            if !value.chars().all(is_xml_char) {
                self.fatal("In einem Attribut steht ein Zeichen, das in XML nicht erlaubt ist.")?;
            }
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (namespace, local) = xml.resolver().resolve_attribute(attribute.key);
            let namespace = match namespace {
                ResolveResult::Unbound => None,
                ResolveResult::Bound(namespace) => Some(namespace.0.to_owned()),
                ResolveResult::Unknown(prefix) => {
                    let message = format!("Das Präfix „{}“ ist keinem Namensraum zugeordnet.", shorten(&prefix));
                    self.fatal(&message)?;
                    break;
                }
            };
            found.push((namespace, local.into_inner().to_owned(), value.into_owned()));
        }
        Ok(found)
    }

    pub(super) fn take_attributes(
        &mut self,
        kind: &'static Type,
        attributes: Vec<(Option<String>, String, String)>,
    ) -> Result<(), Abort> {
        let mut taken: Vec<(&'static str, String)> = Vec::new();
        for (namespace, name, value) in attributes {
            // A hint where the XSD lies is allowed everywhere (XML Schema 1, 2.6.3).
            let hint = namespace.as_deref() == Some("http://www.w3.org/2001/XMLSchema-instance")
                && matches!(name.as_str(), "schemaLocation" | "noNamespaceSchemaLocation");
            if hint || matches!(kind.content, Content::Foreign) {
                continue;
            }
            let rule = kind.attributes.iter().find(|rule| namespace.is_none() && rule.name == name);
            let Some(rule) = rule else {
                self.problem(format!("Das Attribut „{}“ ist hier nicht erlaubt.", shorten(&name)))?;
                continue;
            };
            if let Err(reason) = lexical::check(rule.simple, &value) {
                self.problem(format!("Attribut „{name}“: {reason}"))?;
            }
            if let Some(fixed) = rule.fixed.filter(|fixed| *fixed != value.trim()) {
                self.problem(format!(
                    "Das Attribut „{name}“ hat den Wert „{}“; erlaubt ist nur „{fixed}“.",
                    shorten(&value)
                ))?;
            }
            taken.push((rule.name, value));
        }
        for rule in kind.attributes.iter().filter(|rule| rule.required) {
            if !taken.iter().any(|(name, _)| *name == rule.name) {
                self.problem(format!("Das Attribut „{}“ fehlt.", rule.name))?;
            }
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.raw.attributes = taken;
        }
        Ok(())
    }
}
