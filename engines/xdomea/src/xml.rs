//! Well-formed XML as a stream of elements and texts, with namespaces and lines. Document types and entities are
//! refused: no message needs them, and they are the classic way to attack a reader.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use lotse_xmlvalues::is_plain_name;
use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
    name::{PrefixDeclaration, ResolveResult},
};

use crate::{
    encoding::{Decoded, read_buffered},
    limits::Limits,
};

/// Why a file is no well-formed message; nothing after it can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("Die Datei kann nicht gelesen werden: {0}")]
    Io(String),
    #[error("Die Datei ist kein wohlgeformtes XML: {0}")]
    IllFormed(String),
    #[error("Die Datei hat eine Dokumenttyp-Deklaration (DTD). Nachrichten brauchen keine; entfernen Sie sie.")]
    DocumentType,
    #[error("Die Datei ist nicht in UTF-8 geschrieben und sagt nicht, worin sonst. Speichern Sie sie in UTF-8.")]
    NotUtf8,
    #[error(
        "Die Datei ist in „{}“ geschrieben. Gelesen werden UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 und Windows-1252. Speichern Sie sie in UTF-8.",
        shortened(.0)
    )]
    Encoding(String),
    #[error("Die Datei gibt an, in {0} geschrieben zu sein, und ist es nicht. Speichern Sie sie in UTF-8.")]
    Undecodable(&'static str),
    #[error("Die Nachricht ist größer als {0} Byte. Teilen Sie die Aussonderung auf mehrere Nachrichten auf.")]
    TooLong(u64),
    #[error(
        "Ein einzelnes Objekt der Nachricht, etwa ein Dokument mit seinen Anlagen, ist ausgepackt größer als {} oder hat übermäßig viele Elemente. Die Nachricht kann geprüft werden; für anderes ist es zu groß. Lassen Sie sich das Objekt kleiner liefern, mit den Dateien neben der Nachricht.",
        size(*.0)
    )]
    TooLongToHold(u64),
    #[error(
        "Was von der Nachricht schon gelesen ist, lässt sich nicht zwischenspeichern: {0}. Schaffen Sie Platz, wo dieses System vorübergehende Dateien ablegt."
    )]
    NoRoom(String),
    #[error(
        "Die Objekte der Nachricht sind zusammen größer als {}. So viel wird nicht auf einmal gehalten; lesen Sie sie eines nach dem anderen.",
        size(*.0)
    )]
    TooLongAtOnce(u64),
    #[error(
        "Die Nachricht ist lang, und Angaben zu einer Akte oder einem Vorgang (etwa die UUID oder der Betreff) stehen darin hinter dem, was darin liegt. So lässt sie sich nur prüfen und umwandeln. Lassen Sie sich die Nachricht in der Reihenfolge des Schemas liefern."
    )]
    OutOfOrder,
    #[error("Das Lesen wurde beendet.")]
    Stopped,
    #[error("Ein Element oder Text ist länger als {0} Byte. Dateien gehören neben die Nachricht, nicht hinein.")]
    TokenTooLong(u64),
    #[error("Elemente stehen tiefer als {0} Stufen ineinander.")]
    TooDeep(usize),
    #[error("Ein Element hat mehr als {0} Attribute.")]
    TooManyAttributes(usize),
    #[error("Die Nachricht hat mehr als {0} Elemente. Teilen Sie sie auf mehrere Nachrichten auf.")]
    TooManyElements(usize),
}

/// A number of bytes as people say it.
fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{bytes} Byte") }
}

/// A fault and the line it was found in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Zeile {line}: {fault}")]
pub struct Broken {
    pub line: u64,
    pub fault: Fault,
}

#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    /// Empty: none.
    pub namespace: Cow<'a, str>,
    pub local: &'a str,
    pub value: Cow<'a, str>,
}

/// The beginning of an element.
pub(crate) struct Tag<'a> {
    /// Empty: none.
    pub namespace: &'a str,
    pub local: &'a str,
    pub attributes: &'a [Attribute<'a>],
    pub line: u64,
    resolve: &'a dyn Fn(&str) -> Option<String>,
}

impl Tag<'_> {
    /// The namespace a prefix stands for here, as needed for names in values; the empty prefix stands for the default.
    pub fn namespace_of(&self, prefix: &str) -> Option<String> {
        (self.resolve)(prefix)
    }
}

/// What follows the stream.
pub(crate) trait Visit {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault>;
    /// A text or part of one.
    fn text(&mut self, text: &str);
    /// The end of the element opened last.
    fn close(&mut self, line: u64);
}

impl<V: Visit> Visit for &mut V {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        (**self).open(tag)
    }

    fn text(&mut self, text: &str) {
        (**self).text(text);
    }

    fn close(&mut self, line: u64) {
        (**self).close(line);
    }
}

/// Two visitors, one after the other.
impl<A: Visit, B: Visit> Visit for (A, B) {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        self.0.open(tag)?;
        self.1.open(tag)
    }

    fn text(&mut self, text: &str) {
        self.0.text(text);
        self.1.text(text);
    }

    fn close(&mut self, line: u64) {
        self.0.close(line);
        self.1.close(line);
    }
}

/// Bytes on their way to the XML reader: counted and limited.
struct Source<R> {
    inner: R,
    line: u64,
    bytes: u64,
    token_bytes: u64,
    limits: Limits,
    fault: Option<Fault>,
}

impl<R: BufRead> Source<R> {
    fn stop(&mut self, fault: Fault) -> io::Error {
        self.fault = Some(fault);
        io::Error::other("the source stopped")
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes > self.limits.bytes {
            return Err(self.stop(Fault::TooLong(self.limits.bytes)));
        }
        if self.token_bytes > self.limits.token_bytes {
            return Err(self.stop(Fault::TokenTooLong(self.limits.token_bytes)));
        }
        match self.inner.fill_buf() {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let own = error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>()).cloned();
                return Err(self.stop(own.unwrap_or_else(|| Fault::Io(error.to_string()))));
            }
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // The buffer is still filled; asking again reads nothing.
        let feeds = self
            .inner
            .fill_buf()
            .map_or(0, |bytes| memchr::memchr_iter(b'\n', &bytes[..amount.min(bytes.len())]).count());
        self.line += feeds as u64;
        self.bytes += amount as u64;
        self.token_bytes += amount as u64;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, target)
    }
}

/// Reads to the end, or to the first fault.
pub(crate) fn read(source: impl BufRead, limits: &Limits, visitor: &mut impl Visit) -> Result<(), Broken> {
    let source =
        Source { inner: Decoded::new(source), line: 1, bytes: 0, token_bytes: 0, limits: *limits, fault: None };
    let mut reader = NsReader::from_reader(source);
    reader.config_mut().check_comments = true;
    reader.config_mut().expand_empty_elements = false;
    let mut stream = Stream { visitor, limits, depth: 0, has_root: false, is_first: true };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let line = reader.get_mut().line;
        reader.get_mut().token_bytes = 0;
        let outcome = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => stream.end(),
            Ok(event) => {
                let event = event.borrow();
                stream.event(&reader, &event, line).map(|()| true)
            }
            Err(error) => {
                let line = reader.get_mut().line;
                let fault = reader.get_mut().fault.take();
                return Err(Broken { line, fault: fault.unwrap_or_else(|| fault_of(&error)) });
            }
        };
        match outcome {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(fault) => return Err(Broken { line, fault }),
        }
    }
}

fn fault_of(error: &quick_xml::Error) -> Fault {
    match error {
        quick_xml::Error::Encoding(_) => Fault::NotUtf8,
        other => Fault::IllFormed(other.to_string()),
    }
}

fn ill_formed<T>(reason: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::IllFormed(reason.into()))
}

struct Stream<'s, V> {
    visitor: &'s mut V,
    limits: &'s Limits,
    depth: usize,
    has_root: bool,
    is_first: bool,
}

impl<V: Visit> Stream<'_, V> {
    fn end(&self) -> Result<bool, Fault> {
        if self.depth > 0 {
            return ill_formed("Die Datei bricht ab, bevor alle Elemente geschlossen sind.");
        }
        if !self.has_root {
            return ill_formed("Es gibt kein Element.");
        }
        Ok(false)
    }

    fn event<R>(&mut self, reader: &NsReader<R>, event: &Event<'_>, line: u64) -> Result<(), Fault> {
        let is_first = std::mem::replace(&mut self.is_first, false);
        match event {
            Event::Start(start) => self.open(reader, start, line),
            Event::Empty(start) => {
                self.open(reader, start, line)?;
                self.depth -= 1;
                self.visitor.close(line);
                Ok(())
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.visitor.close(line);
                Ok(())
            }
            Event::Text(text) => {
                let text = text.xml10_content();
                if text.contains("]]>") {
                    return ill_formed("„]]>“ darf nicht in einem Text stehen.");
                }
                self.text(&text)
            }
            Event::CData(_) | Event::GeneralRef(_) if self.depth == 0 => {
                ill_formed("Außerhalb des ersten Elements steht Text.")
            }
            Event::CData(data) => self.text(&data.xml10_content()),
            Event::GeneralRef(reference) => self.text(reference_text(reference)?.encode_utf8(&mut [0; 4])),
            Event::DocType(_) => Err(Fault::DocumentType),
            Event::Decl(declaration) => {
                if !is_first {
                    return ill_formed("Die XML-Deklaration steht nicht am Anfang.");
                }
                let version = declaration.version().map_err(|error| Fault::IllFormed(error.to_string()))?;
                if !version.starts_with("1.") {
                    return ill_formed(format!("Die XML-Version „{version}“ gibt es nicht."));
                }
                match declaration.encoding() {
                    None => Ok(()),
                    Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") => Ok(()),
                    Some(Ok(name)) => Err(Fault::Encoding(name.to_string())),
                    Some(Err(error)) => Err(Fault::IllFormed(error.to_string())),
                }
            }
            Event::PI(instruction) => {
                let target = instruction.target();
                if !is_plain_name(target) || target.eq_ignore_ascii_case("xml") {
                    return ill_formed("Eine Verarbeitungsanweisung hat keinen gültigen Namen.");
                }
                letters(instruction)
            }
            Event::Comment(comment) => letters(comment),
            Event::Eof => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        letters(text)?;
        if self.depth == 0 {
            let is_blank = text.trim_matches([' ', '\t', '\r', '\n', '\u{feff}']).is_empty();
            return if is_blank { Ok(()) } else { ill_formed("Außerhalb des ersten Elements steht Text.") };
        }
        self.visitor.text(text);
        Ok(())
    }

    fn open<R>(&mut self, reader: &NsReader<R>, start: &BytesStart<'_>, line: u64) -> Result<(), Fault> {
        if self.depth == 0 && self.has_root {
            return ill_formed("Nach dem ersten Element steht ein weiteres.");
        }
        self.has_root = true;
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(Fault::TooDeep(self.limits.depth));
        }
        let resolver = reader.resolver();
        let name = start.name();
        let (resolved, local) = resolver.resolve_element(name);
        let namespace = bound(&resolved)?;
        let local = local.into_inner();
        if !is_plain_name(local) {
            return ill_formed(format!("„{}“ ist kein gültiger Name.", shortened(local)));
        }
        let attributes =
            if start.attributes_raw().trim().is_empty() { Vec::new() } else { self.attributes(reader, start)? };
        let resolve = |prefix: &str| {
            let wanted = |declared: &PrefixDeclaration<'_>| match declared {
                PrefixDeclaration::Default => prefix.is_empty(),
                PrefixDeclaration::Named(name) => *name == prefix,
            };
            let found = resolver.bindings().filter(|(declared, _)| wanted(declared)).last();
            found.map(|(_, namespace)| namespace.0.to_owned()).or_else(|| prefix.is_empty().then(String::new))
        };
        self.visitor.open(&Tag { namespace, local, attributes: &attributes, line, resolve: &resolve })
    }

    fn attributes<'a, R>(
        &self,
        reader: &'a NsReader<R>,
        start: &'a BytesStart<'_>,
    ) -> Result<Vec<Attribute<'a>>, Fault> {
        let mut attributes: Vec<Attribute<'a>> = Vec::new();
        for (count, attribute) in start.attributes().enumerate() {
            if count >= self.limits.attributes {
                return Err(Fault::TooManyAttributes(self.limits.attributes));
            }
            let attribute = attribute.map_err(|error| Fault::IllFormed(error.to_string()))?;
            if attribute.value.contains('<') {
                return ill_formed("In einem Attribut steht „<“ statt „&lt;“.");
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| Fault::IllFormed(error.to_string()))?;
            letters(&value)?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (resolved, local) = reader.resolver().resolve_attribute(attribute.key);
            let namespace = Cow::Owned(bound(&resolved)?.to_owned());
            let local = local.into_inner();
            if !is_plain_name(local) {
                return ill_formed(format!("„{}“ ist kein gültiger Name.", shortened(local)));
            }
            if attributes.iter().any(|known| known.local == local && known.namespace == namespace) {
                return ill_formed(format!("Das Attribut „{}“ steht zweimal da.", shortened(local)));
            }
            attributes.push(Attribute { namespace, local, value });
        }
        Ok(attributes)
    }
}

fn bound<'r>(resolved: &'r ResolveResult<'_>) -> Result<&'r str, Fault> {
    match resolved {
        ResolveResult::Bound(namespace) => Ok(namespace.0),
        ResolveResult::Unbound => Ok(""),
        ResolveResult::Unknown(prefix) => {
            ill_formed(format!("Zum Präfix „{}“ gibt es keinen Namensraum.", shortened(prefix)))
        }
    }
}

fn reference_text(reference: &BytesRef<'_>) -> Result<char, Fault> {
    if let Some(letter) = reference.resolve_char_ref().map_err(|error| Fault::IllFormed(error.to_string()))? {
        return Ok(letter);
    }
    match reference.xml10_content().as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => ill_formed(format!("Die Entität „{}“ ist nicht erklärt.", shortened(other))),
    }
}

/// Only letters that XML 1.0 allows.
fn letters(text: &str) -> Result<(), Fault> {
    let is_forbidden = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    // Bytes first: the two letters beyond ASCII begin with EF BF.
    let is_suspect = text.bytes().any(|byte| byte < 0x20 || byte == 0xef);
    if is_suspect && text.chars().any(is_forbidden) {
        return ill_formed("Ein Steuerzeichen steht im Text.");
    }
    Ok(())
}

/// The beginning of a text, to be shown.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
