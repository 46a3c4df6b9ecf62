//! Answers about many objects, written piece by piece: only what is said is held, not the message that says it.

use std::io::{self, Write};

use super::{Disposal, Frame, Imported, Reply};
use crate::{
    convert::{ConvertError, Converted, Remark, Supplement, finish},
    tree::Element,
    version::Version,
};

/// As many objects are made into XML at a time.
const AT_A_TIME: usize = 500;

/// An answer that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    frame: Frame,
    /// The element for each object in 3.1.0.
    element: &'static str,
    objects: Vec<Object>,
    supplement: Supplement,
}

/// An answer that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub to: Version,
    pub remarks: Vec<Remark>,
}

impl Written {
    /// Everything that was said stands in the answer.
    pub fn is_whole(&self) -> bool {
        !self.remarks.iter().any(Remark::is_loss)
    }
}

/// A record and what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object {
    pub id: Box<str>,
    pub said: Said,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Decided(Disposal),
    /// It was taken over, and there is no more to say.
    Taken,
    Told(Box<Outcome>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub failure: Option<String>,
    pub archive_id: Option<String>,
}

impl Outcome {
    pub fn of(result: &Imported) -> Self {
        Self { failure: result.failure.clone(), archive_id: result.archive_id.clone() }
    }
}

impl Said {
    pub fn taken(outcome: Outcome) -> Self {
        if outcome == Outcome::default() { Self::Taken } else { Self::Told(Box::new(outcome)) }
    }
}

impl Object {
    pub fn is_success(&self) -> bool {
        !matches!(&self.said, Said::Told(outcome) if outcome.failure.is_some())
    }

    fn element(&self, frame: &Frame, name: &str) -> Element {
        let with = |name: &str, text: &str| frame.new_element(name, text);
        let around = |name: &str, children: Vec<Element>| Element { children, ..with(name, "") };
        match &self.said {
            Said::Decided(disposal) => {
                let code = Element { text: disposal.code().to_owned(), ..Element::new("", "code") };
                let disposal = around("Aussonderungsart", vec![around("Aussonderungsart", vec![code])]);
                around(name, vec![with("ID", &self.id), disposal])
            }
            Said::Taken => around(name, vec![with("IDSGO", &self.id), with("Erfolgreich", "1")]),
            Said::Told(outcome) => {
                let is_success = if self.is_success() { "1" } else { "0" };
                let mut children = vec![with("IDSGO", &self.id), with("Erfolgreich", is_success)];
                children.extend(outcome.failure.iter().map(|failure| with("Fehlermeldung", failure)));
                children.extend(outcome.archive_id.iter().map(|id| with("Archivkennung", id)));
                around(name, children)
            }
        }
    }
}

impl Answer {
    /// Fails where there is no such answer in the version.
    pub(super) fn new(
        frame: Frame,
        element: &'static str,
        objects: Vec<Object>,
        reply: &Reply,
    ) -> Result<Self, ConvertError> {
        let answer = Self { frame, element, objects, supplement: reply.supplement.clone() };
        answer.with(&answer.objects[..answer.objects.len().min(1)])?;
        Ok(answer)
    }

    /// The answer with some of its objects.
    fn with(&self, objects: &[Object]) -> Result<Converted, ConvertError> {
        let objects = objects.iter().map(|object| object.element(&self.frame, self.element));
        finish(self.frame.root_with(objects), Version::V3_1, self.frame.to, &self.supplement)
    }

    /// The whole answer.
    pub fn whole(&self) -> Result<Converted, ConvertError> {
        self.with(&self.objects)
    }

    /// Writes the answer: what [`Self::whole`] gives, in flat memory.
    pub fn write(&self, out: &mut impl Write) -> io::Result<Written> {
        let name = self.name();
        let mut written = Written { to: self.frame.to, remarks: Vec::new() };
        let mut end = String::new();
        for (number, objects) in self.objects.chunks(AT_A_TIME).enumerate() {
            let part = self.with(objects).map_err(io::Error::other)?;
            let (begin, middle, rest) =
                parts(&part.xml, name).ok_or_else(|| io::Error::other("an answer has objects"))?;
            if number == 0 {
                out.write_all(begin.as_bytes())?;
                rest.clone_into(&mut end);
            }
            out.write_all(middle.as_bytes())?;
            // What is said about the rest was said with the first part.
            let is_new = |remark: &Remark| number == 0 || remark.path.split('/').nth(2) == Some(name);
            written.remarks.extend(part.remarks.into_iter().filter(is_new));
        }
        out.write_all(end.as_bytes())?;
        Ok(written)
    }

    /// The element for each object in the version of the answer.
    fn name(&self) -> &'static str {
        match (self.element, self.frame.to) {
            ("BewertetesObjekt", Version::V4_0) => "BewertetesSGO",
            (name, _) => name,
        }
    }
}

/// A document before, at and behind the elements of a name right below its root. In texts there is no `<`.
fn parts<'x>(xml: &'x str, name: &str) -> Option<(&'x str, &'x str, &'x str)> {
    let (open, close) = (format!("\n  <xdomea:{name}>"), format!("\n  </xdomea:{name}>\n"));
    let begin = xml.find(&open)? + 1;
    let end = xml.rfind(&close)? + close.len();
    Some((&xml[..begin], xml.get(begin..end)?, &xml[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Limits,
        answer::{Decision, appraisal},
    };

    /// An offer of Akten, of which some have no valid UUID.
    fn offer(version: &str, records: usize) -> (String, Vec<Decision>) {
        let id = |number: usize| match number % 7 {
            3 => format!("nummer {number}"),
            _ => format!("{number:08x}-0000-4000-8000-000000000000"),
        };
        let akte = |id: &str| {
            format!(
                "<x:Schriftgutobjekt><x:Akte><x:Identifikation><x:ID>{id}</x:ID></x:Identifikation></x:Akte></x:Schriftgutobjekt>"
            )
        };
        let akten: Vec<String> = (0..records).map(|number| akte(&id(number))).collect();
        let text = format!(
            "<x:Aussonderung.Anbieteverzeichnis.0501 xmlns:x=\"urn:xoev-de:xdomea:schema:{version}\">{}</x:Aussonderung.Anbieteverzeichnis.0501>",
            akten.concat()
        );
        let disposal = |number: usize| if number.is_multiple_of(3) { Disposal::Destroy } else { Disposal::Archive };
        let decide = |number| Decision { id: id(number), disposal: disposal(number) };
        (text, (0..records).map(decide).collect())
    }

    #[test]
    fn an_answer_written_in_parts_is_the_whole_answer() {
        for version in ["2.4.0", "3.1.0", "4.0.0"] {
            for records in [1, AT_A_TIME, AT_A_TIME + 1, 3 * AT_A_TIME + 7] {
                let (text, decisions) = offer(version, records);
                let answer =
                    appraisal(text.as_bytes(), &decisions, &Reply::default(), &Limits::default()).unwrap().message;
                let whole = answer.whole().unwrap();
                let mut out = Vec::new();
                let mut written = answer.write(&mut out).unwrap();
                assert!(String::from_utf8(out).unwrap() == whole.xml, "{version} {records}");
                let mut remarks = whole.remarks.clone();
                for remarks in [&mut written.remarks, &mut remarks] {
                    remarks.sort_by(|one, other| (&one.path, &one.message).cmp(&(&other.path, &other.message)));
                }
                assert_eq!((written.is_whole(), written.remarks), (whole.is_whole(), remarks));
            }
        }
    }
}
