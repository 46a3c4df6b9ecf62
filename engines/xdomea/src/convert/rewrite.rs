//! What the versions call and nest differently. Names and containers are rules in `data/rewrite.tsv`; what is more than
//! that – the head of a message, results, dates – is here.

use std::sync::OnceLock;

use super::{Remark, RemarkKind, Supplement};
use crate::{
    tree::{Attribute, Element},
    version::Version,
};

/// How much of a message there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    /// One element, and what lies around it without its other content.
    Part,
}

pub(super) fn rewrite(
    root: &mut Element,
    from: Version,
    to: Version,
    extent: Extent,
    supplement: &Supplement,
    remarks: &mut Vec<Remark>,
) {
    let (source, target) = (from.namespace(), to.namespace());
    let mut rewriter = Rewriter { namespace: &target, remarks };
    rename_namespace(root, &source, &target);
    if matches!(from, Version::V2_3 | Version::V2_4) {
        rewriter.apply(root, "2.4-3.0");
        rewriter.older_than_3(root);
    }
    if from != Version::V4_0 && to == Version::V4_0 {
        rewriter.apply(root, "3.1-4.0");
        rewriter.newer(root, extent, supplement);
    }
    if from == Version::V4_0 && to == Version::V3_1 {
        rewriter.apply(root, "4.0-3.1");
        rewriter.older(root);
    }
}

fn rename_namespace(element: &mut Element, source: &str, target: &str) {
    if element.namespace == source {
        target.clone_into(&mut element.namespace);
    }
    for child in &mut element.children {
        rename_namespace(child, source, target);
    }
}

struct Rule {
    step: &'static str,
    parents: Vec<&'static str>,
    child: &'static str,
    action: Action,
}

enum Action {
    Rename(&'static str),
    Wrap(&'static str),
    Nest(&'static str, Option<&'static str>),
    Unnest(Vec<&'static str>),
    Hoist,
}

const IS_TABLE: &str = "the table data/rewrite.tsv is as its heading says";

fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let text = include_str!("../../data/rewrite.tsv");
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(rule).collect()
    })
}

fn rule(line: &'static str) -> Rule {
    let cells: Vec<&str> = line.split('\t').collect();
    let [step, parents, child, what, argument] = cells[..] else { panic!("{IS_TABLE}: {line}") };
    let action = match what {
        "rename" => Action::Rename(argument),
        "wrap" => Action::Wrap(argument),
        "nest" => Action::Nest(argument, None),
        "nest-but" => {
            let (name, kept) = argument.split_once(' ').expect(IS_TABLE);
            Action::Nest(name, Some(kept))
        }
        "unnest" => Action::Unnest(argument.split(',').collect()),
        "hoist" => Action::Hoist,
        _ => panic!("{IS_TABLE}: {line}"),
    };
    Rule { step, parents: parents.split(',').collect(), child, action }
}

struct Rewriter<'r> {
    namespace: &'r str,
    remarks: &'r mut Vec<Remark>,
}

impl Rewriter<'_> {
    /// Applies the rules from the leaves up, so that all of them see the names of the source.
    fn apply(&self, element: &mut Element, step: &str) {
        let mut children = Vec::with_capacity(element.children.len());
        for mut child in std::mem::take(&mut element.children) {
            self.apply(&mut child, step);
            // What other standards put here is left as it is, and what was laid aside is done.
            let is_ours = (child.namespace == self.namespace || child.namespace.is_empty()) && child.aside.is_none();
            let name = child.name.clone();
            let fits = |rule: &&Rule| {
                rule.step == step
                    && rule.child == name
                    && (rule.parents[0] == "*" || rule.parents.contains(&element.name.as_str()))
            };
            let mut is_hoisted = false;
            let mut is_renamed = false;
            for rule in rules().iter().filter(fits).filter(|_| is_ours) {
                match &rule.action {
                    // The first rule that fits is the closest.
                    Action::Rename(_) if is_renamed => {}
                    Action::Rename(name) => {
                        (child.namespace, child.name) = self.named(name);
                        is_renamed = true;
                    }
                    Action::Wrap(name) => child = self.wrapped(child, name),
                    Action::Nest(name, kept) => self.nest(&mut child, name, *kept),
                    Action::Unnest(names) => unnest(&mut child, names),
                    Action::Hoist => is_hoisted = true,
                }
            }
            if is_hoisted {
                children.append(&mut child.children);
                children.extend(rest(child));
            } else {
                children.push(child);
            }
        }
        element.children = children;
    }

    fn named(&self, name: &str) -> (String, String) {
        match name.strip_prefix('!') {
            Some(name) => (String::new(), name.to_owned()),
            None => (self.namespace.to_owned(), name.to_owned()),
        }
    }

    fn element(&self, name: &str) -> Element {
        let (namespace, name) = self.named(name);
        Element { namespace, name, ..Element::default() }
    }

    fn with_text(&self, name: &str, text: &str) -> Element {
        Element { text: text.to_owned(), ..self.element(name) }
    }

    fn wrapped(&self, child: Element, name: &str) -> Element {
        Element { children: vec![child], ..self.element(name) }
    }

    fn nest(&self, child: &mut Element, name: &str, kept: Option<&str>) {
        let mut inner = self.element(name);
        let outside = kept.map(|kept| child.take(kept)).unwrap_or_default();
        inner.children = std::mem::replace(&mut child.children, outside);
        inner.attributes = std::mem::take(&mut child.attributes);
        inner.text = std::mem::take(&mut child.text);
        child.children.insert(0, inner);
    }

    // ---- 2.3 and 2.4 ----

    fn older_than_3(&mut self, element: &mut Element) {
        let is_ours = element.namespace == self.namespace;
        match element.name.as_str() {
            // The end of a period is a day now: periods of retention end with a year.
            "Aufbewahrungsende" if is_ours && element.text.trim().len() == 4 => {
                element.text = format!("{}-12-31", element.text.trim());
            }
            "Akte" | "Teilakte" if is_ours => {
                let parts = element.take("Teilakte");
                if !parts.is_empty() {
                    let place = element.children.iter().position(|child| child.name == "Akteninhalt");
                    let place = place.unwrap_or_else(|| {
                        element.children.push(self.element("Akteninhalt"));
                        element.children.len() - 1
                    });
                    element.children[place].children.extend(parts);
                }
            }
            _ => {}
        }
        if crate::version::message_number(&element.name) == Some("0506") {
            self.results_older_than_3(element);
        }
        for child in &mut element.children {
            self.older_than_3(child);
        }
    }

    /// One result for all of them becomes one for each.
    fn results_older_than_3(&mut self, root: &mut Element) {
        let Some(mut result) = root.take_first("ErfolgOderMisserfolg") else { return };
        for mut parameter in result.take("Rueckgabeparameter") {
            for id in parameter.children.iter_mut().filter(|child| child.name == "ID") {
                "IDSGO".clone_into(&mut id.name);
            }
            let mut object = self.element("AusgesondertesSGO");
            object.children = std::mem::take(&mut parameter.children);
            object.children.extend(result.children.iter().cloned());
            root.children.push(object);
            root.children.extend(rest(parameter));
        }
        if root.child("AusgesondertesSGO").is_none() {
            let mut object = self.element("AusgesondertesSGO");
            object.children = std::mem::take(&mut result.children);
            root.children.push(object);
        }
        result.children.clear();
        root.children.extend(rest(result));
    }

    // ---- to 4.0 ----

    fn newer(&mut self, root: &mut Element, extent: Extent, supplement: &Supplement) {
        self.authorities_to_4_0(root);
        if root.name.ends_with(".0515") {
            "Aussonderung.BewertungskatalogEmpfangBestaetigen.0515".clone_into(&mut root.name);
        }
        for name in ["AusgesondertesSGO", "BewerteteAktenplaneinheit"] {
            let is_result = matches!(crate::version::message_number(&root.name), Some("0506" | "0514"));
            let is_one = |child: &&mut Element| is_result && child.name == name && child.aside.is_none();
            for object in root.children.iter_mut().filter(is_one) {
                let mut result = self.element("ErfolgOderMisserfolg");
                for part in ["Erfolgreich", "Fehlermeldung", "FehlermeldungCode"] {
                    result.children.extend(object.take(part));
                }
                object.children.push(result);
            }
        }
        if extent == Extent::Whole && crate::version::message_number(&root.name) == Some("0506") {
            self.result_of_all(root);
        }
        self.documents_to_4_0(root);
        self.head_to_4_0(root, supplement);
    }

    /// 4.0.0 wants a result over all objects, which follows from theirs.
    fn result_of_all(&mut self, root: &mut Element) {
        let own = root.children.iter().filter(|child| child.name == "AusgesondertesSGO");
        let successes: Vec<bool> = own.filter_map(result_of).collect();
        if successes.is_empty() || root.child("ErfolgOderMisserfolg").is_some() {
            return;
        }
        let mut result = self.element("ErfolgOderMisserfolg");
        let is_success = successes.iter().all(|is_success| *is_success);
        result.children.push(self.with_text("Erfolgreich", if is_success { "1" } else { "0" }));
        root.children.push(result);
        self.remarks.push(Remark {
            kind: RemarkKind::Added,
            path: format!("/{}/ErfolgOderMisserfolg", root.name),
            message: "Das Ergebnis über alle folgt aus den einzelnen Ergebnissen.".to_owned(),
        });
    }

    /// A document without a Vorgang is no longer handed over; it gets one as its context.
    fn documents_to_4_0(&mut self, root: &mut Element) {
        for object in root.children.iter_mut().filter(|child| child.name == "Schriftgutobjekt") {
            let documents = object.take("Dokument");
            for document in documents {
                let mut context = self.element("Vorgang");
                context.children.push(self.with_text("Kontextobjekt", "1"));
                context.children.push(self.wrapped(document, "DokumentOderDokumentMitSchriftstueck"));
                object.children.push(context);
                self.remarks.push(Remark {
                    kind: RemarkKind::Changed,
                    path: format!("/{}/Schriftgutobjekt", root.name),
                    message: "Ein einzelnes Dokument wird in 4.0.0 nur in einem Vorgang übergeben; es hat einen Vorgang als Kontextobjekt bekommen. Tragen Sie dessen UUID ein."
                        .to_owned(),
                });
            }
        }
    }

    fn authorities_to_4_0(&self, element: &mut Element) {
        for child in &mut element.children {
            if child.name == "Behoerdenkennung" && child.namespace == self.namespace {
                let mut key = child.take_first("Behoerdenschluessel").unwrap_or_default();
                if let Some(mut code) = key.take_first("code") {
                    let number = self.with_text("kennung", &std::mem::take(&mut code.text));
                    child.children.push(number);
                    child.children.extend(rest(code));
                }
                // Its name and list have no place; they stay, and are said to be left out.
                child.children.append(&mut key.children);
                child.children.extend(rest(key));
            }
            self.authorities_to_4_0(child);
        }
    }

    fn head_to_4_0(&self, root: &mut Element, supplement: &Supplement) {
        let Some(mut head) = root.take_first("Kopf") else { return };
        let mut new_head = self.element("nachrichtenkopf");
        let mut identification = self.element("identifikation.nachricht");
        identification.children.push(self.with_text("!nachrichtenUUID", &supplement.message_id));
        for (old, new) in [("Nachrichtentyp", "!nachrichtentyp"), ("Erstellungszeitpunkt", "!erstellungszeitpunkt")] {
            identification.children.extend(head.take(old).into_iter().map(|part| self.called(part, new)));
        }
        new_head.children.push(identification);
        for (old, new) in [("Empfaenger", "leser"), ("Absender", "autor"), ("ProzessID", "ProzessID")] {
            new_head.children.extend(head.take(old).into_iter().map(|part| self.called(part, new)));
        }
        let mut system = head.take_first("SendendesSystem").unwrap_or_default();
        new_head.children.append(&mut system.take("InstanzID"));
        for name in ["Hinweis", "AnwendungsspezifischeErweiterung", "AnwendungsspezifischeErweiterungXML"] {
            new_head.children.append(&mut head.take(name));
        }
        let product = text_of("Produktname", &mut system);
        let version = text_of("Version", &mut system);
        new_head.children.extend(rest(system));
        let attribute =
            |name: &str, value: String| Attribute { namespace: String::new(), name: name.to_owned(), value };
        root.attributes.push(attribute("produkt", product.unwrap_or_else(|| supplement.product.clone())));
        root.attributes.push(attribute("produkthersteller", supplement.vendor.clone()));
        root.attributes.extend(version.map(|version| attribute("produktversion", version)));
        root.attributes.push(attribute("standard", "xdomea".to_owned()));
        root.attributes.push(attribute("version", Version::V4_0.number().to_owned()));
        // What else stood in the head stands beside it now.
        let mut children = vec![new_head];
        children.append(&mut head.children);
        children.extend(rest(head));
        children.append(&mut root.children);
        root.children = children;
    }

    fn called(&self, part: Element, name: &str) -> Element {
        let (namespace, name) = self.named(name);
        Element { namespace, name, ..part }
    }

    // ---- to 3.1 ----

    fn older(&mut self, root: &mut Element) {
        if root.name.ends_with(".0515") {
            "Aussonderung.BewerteterAktenplanEmpfangBestaetigen.0515".clone_into(&mut root.name);
        }
        for object in &mut root.children {
            for mut result in object.take("ErfolgOderMisserfolg") {
                object.children.append(&mut result.children);
                object.children.extend(rest(result));
            }
        }
        self.authorities_to_3_1(root);
        let Some(mut old) = root.take_first("nachrichtenkopf") else { return };
        let mut head = self.element("Kopf");
        let mut identification = old.take_first("identifikation.nachricht").unwrap_or_default();
        head.children.append(&mut old.take("ProzessID"));
        for (old, new) in [("nachrichtentyp", "Nachrichtentyp"), ("erstellungszeitpunkt", "Erstellungszeitpunkt")] {
            head.children.extend(identification.take(old).into_iter().map(|part| self.called(part, new)));
        }
        for (from, to) in [("autor", "Absender"), ("leser", "Empfaenger")] {
            head.children.extend(old.take(from).into_iter().map(|part| self.called(part, to)));
        }
        let mut system = self.element("SendendesSystem");
        system.children.append(&mut old.take("InstanzID"));
        for (name, element) in [("produkt", "Produktname"), ("produktversion", "Version")] {
            let is_it = |attribute: &Attribute| attribute.namespace.is_empty() && attribute.name == name;
            let place = root.attributes.iter().position(is_it);
            if let Some(place) = place {
                let value = root.attributes.remove(place).value;
                system.children.push(self.with_text(element, &value));
            }
        }
        // That it follows the standard in this version is said by the namespace.
        let is_said = |attribute: &Attribute| match attribute.name.as_str() {
            "standard" => attribute.value == "xdomea",
            "version" => attribute.value == Version::V4_0.number(),
            _ => false,
        };
        root.attributes.retain(|attribute| !attribute.namespace.is_empty() || !is_said(attribute));
        head.children.push(system);
        for name in ["WeitererEmpfaenger", "Importbestaetigung", "RueckmeldungArchivkennung", "Empfangsbestaetigung"] {
            head.children.append(&mut root.take(name));
        }
        // What has no place is said to be left out.
        head.children.append(&mut old.children);
        head.children.append(&mut identification.children);
        head.children.extend(rest(old).into_iter().chain(rest(identification)));
        root.children.insert(0, head);
    }

    fn authorities_to_3_1(&self, element: &mut Element) {
        for child in &mut element.children {
            if child.name == "Behoerdenkennung" && child.namespace == self.namespace {
                for mut number in child.take("kennung") {
                    let mut key = self.element("Behoerdenschluessel");
                    key.children.push(self.with_text("!code", &std::mem::take(&mut number.text)));
                    child.children.push(key);
                    child.children.extend(rest(number));
                }
            }
            self.authorities_to_3_1(child);
        }
    }
}

/// What the result of an object of 4.0.0 says, and of several that were laid aside what they say together.
pub(super) fn result_of(object: &Element) -> Option<bool> {
    if let Some(aside) = &object.aside {
        return aside.is_success;
    }
    let result = object.child("ErfolgOderMisserfolg")?.child("Erfolgreich")?;
    Some(matches!(result.text.trim(), "1" | "true"))
}

/// What is left of an element when its parts have been put elsewhere. It goes where nothing has its name, so that it is
/// said to be left out.
fn rest(element: Element) -> Option<Element> {
    element.has_content().then_some(element)
}

/// The text of a part; what else it has stays.
fn text_of(name: &str, element: &mut Element) -> Option<String> {
    let mut part = element.take_first(name)?;
    let text = std::mem::take(&mut part.text);
    element.children.extend(rest(part));
    Some(text)
}

fn unnest(child: &mut Element, names: &[&str]) {
    let Some(place) = child.children.iter().position(|inner| names.contains(&inner.name.as_str())) else { return };
    let inner = child.children.remove(place);
    let outside = std::mem::replace(&mut child.children, inner.children);
    child.children.extend(outside);
    child.attributes.extend(inner.attributes);
    child.text.push_str(&inner.text);
}
